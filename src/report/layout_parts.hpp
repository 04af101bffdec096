// SPDX-License-Identifier: Apache-2.0
#pragma once

// Pieces that several layouts are made of.

#include <string>
#include <vector>

#include "report/page.hpp"
#include "report/wording.hpp"

namespace patchmatrix {

class LayoutParts {
 public:
  // Both must outlive it.
  LayoutParts(const Report& report, const Words& words)
      : report_(report), words_(words), say_(report, words) {}

  const ReportWording& say() const { return say_; }
  // "MS severity: maximum impact — product families": what matrix_entry() shows.
  Paragraph matrix_caption() const;
  Entry matrix_entry(const MatrixRow& row) const;
  std::vector<std::string> labels(const MatrixRow& row) const;
  std::string others_heading() const;
  // The short form of the other products: one line a severity.
  std::vector<Entry> others_by_severity() const;
  TableBlock family_table(bool headline) const;
  TableBlock vulnerability_table() const;  // without rows
  TableRow vulnerability_row(const VulnerabilityRow& row) const;
  static Bullets list(const Words& words, std::vector<std::string> items);

 private:
  const Report& report_;
  const Words& words_;
  const ReportWording say_;
};

// monthly_layout.cpp: the blocks of the month, in the order in which a reader asks.
Page lay_out_month(const Report& report, const LayoutOptions& options, const Words& words);

// weekly_layout.cpp: what was released and revised in Report::week, by vendor.
Page lay_out_week(const Report& report, const LayoutOptions& options, const Words& words);

// monthly_layout.cpp: cuts every list and table of a page down to `rows`, and says how many there
// are more; long texts are cut to what a reader of so few rows wants.
void cut_rows(Page& page, std::size_t rows, const Words& words);

}  // namespace patchmatrix
