// SPDX-License-Identifier: Apache-2.0
#pragma once

// Rows and fields of tables as RFC 4180 has them, with any separator.

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <string_view>
#include <vector>

namespace patchmatrix {

struct TableField {
  std::string_view text;  // without the quotes around it
  bool doubled = false;   // holds doubled quotes, each of which stands for one
};

// Steps through a table. Lines end with LF, CR LF, or, in a text without any LF, with CR. Quotes
// inside a field that does not begin with one are characters.
class TableScanner {
 public:
  TableScanner(std::string_view text, char separator);

  enum class Step {
    Row,
    OpenQuote,   // a quote that is never closed; the scanner goes on with the next line
    AfterQuote,  // something stands behind a closing quote; likewise
    End,
  };
  // `fields` and line() are those of the row, or of the bad line.
  Step next(std::vector<TableField>& fields);
  std::uint32_t line() const { return line_; }    // 1-based, where the row begins
  std::uint32_t lines() const { return lines_; }  // that the row takes
  // Goes back to the line behind the one where the row began: what follows may have been taken for
  // a part of it.
  void back_to_next_line();

 private:
  Step bad(Step step);

  std::string_view text_;
  char separator_;
  char line_end_;
  std::size_t at_ = 0, begin_ = 0;
  std::uint32_t line_ = 0, lines_ = 0, next_line_ = 1;
};

// With one quote for two; made in `memory` where there are any.
std::string_view unquoted(const TableField& field, std::pmr::memory_resource& memory);

}  // namespace patchmatrix
