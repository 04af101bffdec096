// SPDX-License-Identifier: Apache-2.0
#include "report/escape.hpp"

#include <algorithm>
#include <initializer_list>

#include "io/text.hpp"

namespace patchmatrix {

namespace {

// Control characters that a spreadsheet or terminal would act on.
bool acts(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
}

bool begins_with_any(std::string_view text, std::initializer_list<std::string_view> beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [text](std::string_view each) { return text.starts_with(each); });
}

// Spreadsheets drop blanks before what they calculate, and some take the wide forms of the Japanese
// keyboard for the narrow ones: ＝ ＋ － ＠.
bool is_formula(std::string_view text) {
  if (text.empty()) return false;
  if (is_letter(text.front()) || is_digit(text.front()))
    return false;  // nearly all fields; the rest takes longer
  while (begins_with_any(text, {" ", "\u00A0", "\u3000"}))
    text.remove_prefix(text.front() == ' ' ? 1 : text.starts_with("\u00A0") ? 2 : 3);
  return begins_with_any(
      text, {"=", "+", "-", "@", "\t", "\r", "\n", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"});
}

}  // namespace

void append_csv_field(std::string_view text, std::string& out) {
  const bool formula = is_formula(text);
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
