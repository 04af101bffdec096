// SPDX-License-Identifier: Apache-2.0
#include "report/layout_parts.hpp"

#include "io/text.hpp"
#include "io/unicode.hpp"

namespace patchmatrix {

Paragraph LayoutParts::matrix_caption() const { return {{say_.axis("matrix.caption")}}; }

std::vector<std::string> LayoutParts::labels(const MatrixRow& row) const {
  std::vector<std::string> out;
  for (const std::size_t family : row.families) out.push_back(say_.label(report_.families[family]));
  return out;
}

Entry LayoutParts::matrix_entry(const MatrixRow& row) const {
  return {tone(row.rating), words_.fill("matrix.lead", say_.rating_words(row.rating)), labels(row)};
}

std::string LayoutParts::others_heading() const {
  std::size_t count = 0;
  for (const MatrixRow& row : report_.others) count += row.families.size();
  return words_.fill("report.others", {{"n", std::to_string(count)},
                                       {"axis", words_.pick(report_.release.severity_axis)}});
}

std::vector<Entry> LayoutParts::others_by_severity() const {
  std::vector<Entry> out;
  for (const MatrixRow& row : report_.others) {
    if (out.empty() || out.back().lead != say_.severity(row.rating))
      out.push_back({tone(row.rating), say_.severity(row.rating), {}});
    for (std::string& label : labels(row)) out.back().items.push_back(std::move(label));
  }
  return out;
}

TableBlock LayoutParts::family_table(bool headline) const {
  TableBlock table;
  table.columns = {{words_["column.family"], true},
                   {say_.axis("column.max_severity"), false},
                   {words_["column.max_impact"], false},
                   {words_["column.updates"], true}};
  if (report_.own) table.columns.push_back({words_["column.own"], true});
  for (const FamilyRow& family : report_.families) {
    if (family.headline != headline) continue;
    table.rows.push_back({tone(family.rating),
                          {printable(words_.pick(family.label)), say_.severity(family.rating),
                           say_.impact(family.rating), joined(family.updates, ", ")}});
    if (report_.own)
      table.rows.back().cells.push_back(family.own ? say_.own(*family.own) : std::string());
  }
  return table;
}

TableBlock LayoutParts::vulnerability_table() const {
  TableBlock table;
  table.records = true;
  table.columns = {{words_["column.vulnerability"], false}, {words_["column.title"], false},
                   {say_.axis("column.severity"), false},   {words_["column.impact"], false},
                   {words_["column.cvss"], false},          {words_["column.exploited"], false},
                   {words_["column.disclosed"], false}};
  if (report_.kev) table.columns.push_back({words_["column.kev"], false});
  if (report_.epss) table.columns.push_back({words_["column.epss"], false});
  table.columns.push_back({words_["column.updates"], true});
  return table;
}

TableRow LayoutParts::vulnerability_row(const VulnerabilityRow& row) const {
  TableRow out{tone(row.rating),
               {printable(row.id), say_.title_of(row),
                say_.with_raw_word(say_.severity(row.rating.severity), row.severity_word),
                say_.with_raw_word(say_.impact(row.rating), row.impact_word), say_.score(row),
                say_.answer(row.exploited), say_.answer(row.publicly_disclosed)}};
  if (report_.kev) out.cells.push_back(say_.kev(row.kev));
  if (report_.epss) out.cells.push_back(say_.epss(row.epss));
  out.cells.push_back(joined(row.updates, ", "));
  return out;
}

Bullets LayoutParts::list(const Words& words, std::vector<std::string> items) {
  return {{}, words["text.bullet"], {}, std::move(items)};
}

}  // namespace patchmatrix
