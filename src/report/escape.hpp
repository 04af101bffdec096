// SPDX-License-Identifier: Apache-2.0
#pragma once

// The one home of escaping: every text that comes from a document passes here on its way out.

#include <string>
#include <string_view>

namespace patchmatrix {

// One CSV field (RFC 4180), quoted where needed. A field that a spreadsheet might take for a
// formula gets an apostrophe in front: one that begins with = + - @, in either width, also behind
// blanks, or with a tab or a line end (docs/sheets.md).
void append_csv_field(std::string_view text, std::string& out);

// Text inside a Markdown table cell or list item (CommonMark, with GFM tables).
std::string escape_markdown(std::string_view text);

}  // namespace patchmatrix
