// SPDX-License-Identifier: Apache-2.0
#pragma once

// A report as templates see it: every value in the words of the reader, and beside it the slug that
// styles and scripts go by. Nothing is escaped: the template's format does that.
//
// The fields are described by docs/template.schema.json, and for people who write templates in
// docs/templates.md.

#include <set>
#include <string>

#include <patchmatrix/report.hpp>

#include "io/templates.hpp"

namespace patchmatrix {

// Everything of the report, whatever the layout; `layout` names the layout, and `blocks` holds what
// lay_out() makes of it.
TemplateData template_data(const Report& report, const LayoutOptions& options, const Words& words);

// Every name of a field that template_data() can give, at whatever depth, and those that
// render_html() adds: what Templates is given to refuse others.
std::set<std::string> template_fields();

}  // namespace patchmatrix
