// SPDX-License-Identifier: Apache-2.0
#pragma once

// A report laid out for reading, before it becomes text or Markdown: what stands where, in words,
// without any markup.

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <patchmatrix/report.hpp>

namespace patchmatrix {

struct Heading {
  std::string text;
  int level = 1;
};

struct Paragraph {
  std::vector<std::string> lines;
};

// "緊急: リモートでコードが実行される — Example 11 22H2 · Example 10 22H2": one row of the matrix.
struct Entry {
  std::optional<Severity> tone;
  std::string lead;
  std::vector<std::string> items;
};

// A lead and its items below one another.
struct Bullets {
  std::optional<Severity> tone;
  std::string mark;  // in front of each item of a plain text
  std::string lead;
  std::vector<std::string> items;
};

struct Column {
  std::string title;
  bool flexible = false;  // gives way when the table is wider than the page
};

struct TableRow {
  std::optional<Severity> tone;
  std::vector<std::string> cells;  // as many as columns
};

struct TableBlock {
  std::vector<Column> columns;
  bool records = false;  // too much for columns of plain text: one paragraph a row there
  std::vector<TableRow> rows;
};

// An empty line of plain text, where nothing else parts what stands below each other.
struct Gap {};

using Block = std::variant<Heading, Paragraph, Entry, Bullets, TableBlock, Gap>;
using Page = std::vector<Block>;

// changes_text.cpp: how many changes there are, and then those of each type.
Page lay_out_changes(const LocalText& axis, const std::vector<Change>& changes, const Words& words);

// layout.cpp
Page lay_out(const Report& report, const LayoutOptions& options, const Words& words);

// text.cpp
std::string page_text(const Page& page, const TextStyle& style);

}  // namespace patchmatrix
