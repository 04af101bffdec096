// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "io/text.hpp"
#include "io/unicode.hpp"
#include "report/page.hpp"
#include "report/wording.hpp"

namespace patchmatrix {
namespace {

class PageBuilder {
 public:
  PageBuilder(const Report& report, const LayoutOptions& options, const Words& words)
      : report_(report), options_(options), words_(words), say_(report, words) {}

  Page build() {
    switch (options_.layout) {
      case Layout::Matrix:
        matrix();
        break;
      case Layout::Table:
        table();
        break;
      case Layout::Digest:
        digest();
        break;
      case Layout::List:
        list();
        break;
      case Layout::Monthly:
      case Layout::Notice:
      case Layout::Weekly:
        break;
    }
    figures();
    corrections();
    notices();
    return std::move(page_);
  }

 private:
  // ── layouts ──

  void matrix() {
    title();
    if (!report_.matrix.empty()) page_.push_back(Paragraph{{say_.axis("matrix.caption")}});
    for (const MatrixRow& row : report_.matrix) page_.push_back(entry(row));
    if (report_.matrix.empty()) page_.push_back(Paragraph{{words_["report.no_families"]}});
    if (report_.others.empty()) return;
    page_.push_back(Heading{others_heading(), 2});
    if (options_.all_products) {
      for (const MatrixRow& row : report_.others) page_.push_back(entry(row));
    } else {
      for (Entry& each : others_by_severity()) page_.push_back(std::move(each));
    }
  }

  void table() {
    title();
    page_.push_back(family_table(true));
    if (report_.others.empty()) return;
    page_.push_back(Heading{others_heading(), 2});
    if (options_.all_products) {
      page_.push_back(family_table(false));
    } else {
      for (Entry& each : others_by_severity()) page_.push_back(std::move(each));
    }
  }

  void digest() {
    page_.push_back(
        Heading{words_.fill("digest.heading", {{"title", say_.title_text()},
                                               {"axis", words_.pick(report_.release.severity_axis)},
                                               {"counts", say_.digest_counts()}}),
                1});
    as_of();
    for (const MatrixRow& row : report_.matrix) page_.push_back(digest_row(row));
    if (report_.others.empty()) return;
    page_.push_back(Heading{others_heading(), 2});
    if (options_.all_products) {
      for (const MatrixRow& row : report_.others) page_.push_back(digest_row(row));
    } else {
      for (Entry& each : others_by_severity()) page_.push_back(std::move(each));
    }
  }

  void list() {
    title();
    TableBlock counted = vulnerability_table();
    for (const VulnerabilityRow& row : report_.vulnerabilities)
      if (row.in_release) counted.rows.push_back(vulnerability_row(row));
    if (!counted.rows.empty()) page_.push_back(std::move(counted));
    if (!report_.fixed_now.empty()) {
      page_.push_back(Heading{
          words_.fill("list.fixed_now_heading", {{"n", std::to_string(report_.fixed_now.size())}}),
          2});
      TableBlock earlier = vulnerability_table();
      for (const VulnerabilityRow& row : report_.fixed_now)
        earlier.rows.push_back(vulnerability_row(row));
      page_.push_back(std::move(earlier));
    }

    for (const auto& [reason, count] : report_.totals.excluded) {
      page_.push_back(Heading{
          words_.fill("list.excluded_heading",
                      {{"reason", words_["exclusion." + reason]}, {"n", std::to_string(count)}}),
          2});
      TableBlock excluded = vulnerability_table();
      for (const VulnerabilityRow& row : report_.vulnerabilities)
        if (!row.in_release && row.excluded == reason)
          excluded.rows.push_back(vulnerability_row(row));
      page_.push_back(std::move(excluded));
    }
  }

  // ── parts ──

  void title() {
    page_.push_back(Heading{say_.title_text(), 1});
    page_.push_back(Paragraph{{say_.document_line()}});
    if (const std::string line = say_.document_severities(); !line.empty())
      page_.push_back(Paragraph{{line}});
    as_of();
  }

  void as_of() {
    if (const std::string line = say_.as_of(); !line.empty()) page_.push_back(Paragraph{{line}});
  }

  std::vector<std::string> labels(const MatrixRow& row) const {
    std::vector<std::string> out;
    for (const std::size_t family : row.families)
      out.push_back(say_.label(report_.families[family]));
    return out;
  }

  Entry entry(const MatrixRow& row) const {
    return {tone(row.rating), words_.fill("matrix.lead", say_.rating_words(row.rating)),
            labels(row)};
  }

  Bullets digest_row(const MatrixRow& row) const {
    return {tone(row.rating), words_["text.bullet"],
            words_.fill("digest.lead", say_.rating_words(row.rating)), labels(row)};
  }

  std::string others_heading() const {
    std::size_t count = 0;
    for (const MatrixRow& row : report_.others) count += row.families.size();
    return words_.fill("report.others", {{"n", std::to_string(count)},
                                         {"axis", words_.pick(report_.release.severity_axis)}});
  }

  // The short form of the other products: one line a severity.
  std::vector<Entry> others_by_severity() const {
    std::vector<Entry> out;
    for (const MatrixRow& row : report_.others) {
      if (out.empty() || out.back().lead != say_.severity(row.rating))
        out.push_back({tone(row.rating), say_.severity(row.rating), {}});
      for (std::string& label : labels(row)) out.back().items.push_back(std::move(label));
    }
    return out;
  }

  TableBlock family_table(bool headline) const {
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

  TableBlock vulnerability_table() const {
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

  TableRow vulnerability_row(const VulnerabilityRow& row) const {
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

  void figures() {
    page_.push_back(Heading{words_["figures.heading"], 2});
    page_.push_back(Paragraph{say_.figures(options_.layout == Layout::List)});
  }

  void corrections() {
    if (!report_.corrections.empty()) list(say_.corrections_heading(), say_.corrections());
  }

  void notices() {
    if (!report_.notices.empty()) list(say_.notices_heading(), say_.notices());
  }

  void list(const std::string& heading, std::vector<std::string> items) {
    page_.push_back(Heading{heading, 2});
    page_.push_back(Bullets{{}, words_["text.bullet"], {}, std::move(items)});
  }

  const Report& report_;
  const LayoutOptions& options_;
  const Words& words_;
  const ReportWording say_;
  Page page_;
};

}  // namespace

Page lay_out(const Report& report, const LayoutOptions& options, const Words& words) {
  return PageBuilder(report, options, words).build();
}

}  // namespace patchmatrix
