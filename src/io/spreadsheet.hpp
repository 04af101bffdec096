// SPDX-License-Identifier: Apache-2.0
#pragma once

// Workbooks of Office Open XML; libxlsxwriter stays inside io.
//
// A text is always a text: nothing here writes a formula, and a link is live only where a cell asks
// for one that leads to the web. The same workbook gives the same bytes, whatever the clock, the
// locale and the time zone.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <patchmatrix/date.hpp>

namespace patchmatrix {

// What a cell looks like. The colours of severities stand beside their words, never instead.
enum class CellTone {
  Plain,
  Title,
  Section,
  Head,
  Strong,
  Muted,
  Critical,
  Important,
  Moderate,
  Low
};

// Shown with so many decimals; the value itself is not rounded.
struct SheetNumber {
  double value = 0;
  int decimals = 0;  // [0, 9]
  bool operator==(const SheetNumber&) const = default;
};

struct SheetCell {
  // Texts are UTF-8. Control characters in them become U+FFFD, except line ends; a text longer than
  // a cell may be (32,767 UTF-16 units) is cut and ends in "…".
  std::variant<std::monostate, std::string, SheetNumber, Day> value;
  CellTone tone = CellTone::Plain;
  std::string link = {};  // of a text; followed only if is_web_address() says so
  std::size_t span = 1;   // columns that a text takes; its row becomes as high as it needs
};
using SheetRow = std::vector<SheetCell>;

struct Sheet {
  std::string name;  // at most 31 characters, none of []:*?/\ among them; no two alike
  std::vector<SheetRow> rows;
  // The row that names the columns of those behind it: it stays in sight, is repeated on each page,
  // and has filters.
  std::optional<std::size_t> head = {};
  // Widths of the first columns; the others are as wide as their widest text, at most
  // kWidestColumn.
  std::vector<std::size_t> widths = {};
};
inline constexpr std::size_t kWidestColumn = 40;          // in digits, as spreadsheets measure
inline constexpr std::size_t kMostSheetLinks = 65'530;    // of one sheet; further ones are texts
inline constexpr std::size_t kLongestSheetText = 32'767;  // UTF-16 units

struct Spreadsheet {
  std::string title;   // of the document
  std::string author;  // likewise
  std::string footer;  // of each page, before its number
  std::optional<Instant> created = {};
  std::vector<Sheet> sheets;  // at least one
};

// The bytes of an XLSX file. Errors: Io "spreadsheet" with `reason`, the library's own text.
std::string xlsx_bytes(const Spreadsheet& spreadsheet);

// Whether a text is an address that may be followed: https or http, a host, no user, and nothing
// but the characters that RFC 3986 allows; at most 2,000 of them.
bool is_web_address(std::string_view text);

}  // namespace patchmatrix
