// SPDX-License-Identifier: Apache-2.0
#pragma once

// What needs Unicode's tables; ICU stays inside io.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchmatrix {

// NFKC with case folding (Unicode, UAX #15 and section 3.13): "ＲＣＥ" and "rce" give the same
// text.
std::string nfkc_casefold(std::string_view utf8);

// Columns that a text takes on a terminal: 2 for wide and full-width characters (UAX #11), 0 for
// combining marks and controls, 1 for the rest. Ambiguous characters count 1.
std::size_t display_width(std::string_view utf8);

// Breaks a text into lines of at most `width` columns, at blanks and between wide characters; a
// longer word stays whole. Never returns nothing.
std::vector<std::string> wrapped(std::string_view utf8, std::size_t width);

// At most `width` columns; what is cut off is shown as "…".
std::string shortened(std::string_view utf8, std::size_t width);

// Without control characters (C0, C1, DEL) and bidirectional overrides, which would act on a
// terminal; runs of white space become one blank.
std::string printable(std::string_view utf8);

// Encodings beside UTF-8 that files of people's own come in.
enum class Encoding {
  Utf16Le,
  Utf16Be,
  Cp932,  // Shift_JIS as it is used in Japan
  Cp850,  // of command lines in Western Europe
};

// The text in UTF-8; nothing if the bytes are not wholly of this encoding. A BOM is a character.
std::optional<std::string> decoded(std::string_view bytes, Encoding encoding);

}  // namespace patchmatrix
