// SPDX-License-Identifier: Apache-2.0
#include "report/escape.hpp"

#include <algorithm>

namespace patchmatrix {

namespace {

// Control characters that a spreadsheet or terminal would act on.
bool acts(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
}

}  // namespace

void append_csv_field(std::string_view text, std::string& out) {
  const bool formula =
      !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
  const bool quoted = formula || text.find_first_of("\",\r\n") != std::string_view::npos;
  if (!quoted && std::none_of(text.begin(), text.end(), acts)) {
    out += text;
    return;
  }
  if (quoted) out += '"';
  if (formula) out += '\'';
  for (const char c : text) {
    if (c == '"') out += '"';
    if (acts(c))
      out += "\xEF\xBF\xBD";  // U+FFFD
    else
      out += c;
  }
  if (quoted) out += '"';
}

std::string escape_markdown(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\`*_[]<>|~&").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace patchmatrix
