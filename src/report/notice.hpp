// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the templates of the notice see beside the report: `notice`, with the updates of each
// operating system.

#include <set>
#include <string>

#include <patchmatrix/report.hpp>

#include "io/templates.hpp"

namespace patchmatrix {

void add_notice(const Report& report, const Words& words, TemplateData& data);
std::set<std::string> notice_fields();  // every name that add_notice() can give

}  // namespace patchmatrix
