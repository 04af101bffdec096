// SPDX-License-Identifier: Apache-2.0
#pragma once

// Pictures as inline SVG: no styles of their own, only classes, so that a page's policy and themes
// hold for them. Each has a title and a description; what it shows also stands in a table.

#include <cstddef>
#include <string>
#include <vector>

#include <patchmatrix/report.hpp>

namespace patchmatrix {

// Of the vulnerabilities that count those of the gravest severity.
std::size_t critical_of(const Totals& totals);

// Bars of the vulnerabilities that count, one a month, the gravest ones at the bottom; the last
// month is marked. A month without data has no bar. Classes: "bars", "bar", "bar-critical", "axis".
std::string months_picture(const std::vector<MonthTotals>& months, const Words& words);

}  // namespace patchmatrix
