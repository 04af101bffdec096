// SPDX-License-Identifier: Apache-2.0
#pragma once

// The one home of escaping: every text that comes from a document passes here on its way out.

#include <string>
#include <string_view>

namespace patchmatrix {

// One CSV field (RFC 4180), quoted where needed. A field that a spreadsheet would take for a
// formula (it begins with = + - @, a tab or a carriage return) gets an apostrophe in front.
void append_csv_field(std::string_view text, std::string& out);

// Text inside a Markdown table cell or list item (CommonMark, with GFM tables).
std::string escape_markdown(std::string_view text);

}  // namespace patchmatrix
