// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "io/text.hpp"
#include "io/unicode.hpp"
#include "report/layout_parts.hpp"

namespace patchmatrix {
namespace {

class PageBuilder {
 public:
  PageBuilder(const Report& report, const LayoutOptions& options, const Words& words)
      : report_(report), options_(options), words_(words), parts_(report, words) {}

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
        return lay_out_month(report_, options_, words_);
      case Layout::Weekly:
        return lay_out_week(report_, options_, words_);
      case Layout::Notice:  // is a template
        return {};
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
    if (!report_.matrix.empty()) page_.push_back(parts_.matrix_caption());
    for (const MatrixRow& row : report_.matrix) page_.push_back(parts_.matrix_entry(row));
    if (report_.matrix.empty()) page_.push_back(Paragraph{{words_["report.no_families"]}});
    if (report_.others.empty()) return;
    page_.push_back(Heading{parts_.others_heading(), 2});
    if (options_.all_products) {
      for (const MatrixRow& row : report_.others) page_.push_back(parts_.matrix_entry(row));
    } else {
      for (Entry& each : parts_.others_by_severity()) page_.push_back(std::move(each));
    }
  }

  void table() {
    title();
    page_.push_back(parts_.family_table(true));
    if (report_.others.empty()) return;
    page_.push_back(Heading{parts_.others_heading(), 2});
    if (options_.all_products) {
      page_.push_back(parts_.family_table(false));
    } else {
      for (Entry& each : parts_.others_by_severity()) page_.push_back(std::move(each));
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
    page_.push_back(Heading{parts_.others_heading(), 2});
    if (options_.all_products) {
      for (const MatrixRow& row : report_.others) page_.push_back(digest_row(row));
    } else {
      for (Entry& each : parts_.others_by_severity()) page_.push_back(std::move(each));
    }
  }

  void list() {
    title();
    TableBlock counted = parts_.vulnerability_table();
    for (const VulnerabilityRow& row : report_.vulnerabilities)
      if (row.in_release) counted.rows.push_back(parts_.vulnerability_row(row));
    if (!counted.rows.empty()) page_.push_back(std::move(counted));
    if (!report_.fixed_now.empty()) {
      page_.push_back(Heading{
          words_.fill("list.fixed_now_heading", {{"n", std::to_string(report_.fixed_now.size())}}),
          2});
      TableBlock earlier = parts_.vulnerability_table();
      for (const VulnerabilityRow& row : report_.fixed_now)
        earlier.rows.push_back(parts_.vulnerability_row(row));
      page_.push_back(std::move(earlier));
    }

    for (const auto& [reason, count] : report_.totals.excluded) {
      page_.push_back(Heading{
          words_.fill("list.excluded_heading",
                      {{"reason", words_["exclusion." + reason]}, {"n", std::to_string(count)}}),
          2});
      TableBlock excluded = parts_.vulnerability_table();
      for (const VulnerabilityRow& row : report_.vulnerabilities)
        if (!row.in_release && row.excluded == reason)
          excluded.rows.push_back(parts_.vulnerability_row(row));
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

  Bullets digest_row(const MatrixRow& row) const {
    return {tone(row.rating), words_["text.bullet"],
            words_.fill("digest.lead", say_.rating_words(row.rating)), parts_.labels(row)};
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
    page_.push_back(LayoutParts::list(words_, std::move(items)));
  }

  const Report& report_;
  const LayoutOptions& options_;
  const Words& words_;
  const LayoutParts parts_;
  const ReportWording& say_ = parts_.say();
  Page page_;
};

}  // namespace

Page lay_out(const Report& report, const LayoutOptions& options, const Words& words) {
  return PageBuilder(report, options, words).build();
}

}  // namespace patchmatrix
