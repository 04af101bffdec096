// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "io/text.hpp"
#include "io/unicode.hpp"
#include "report/layout_parts.hpp"

namespace patchmatrix {
namespace {

constexpr std::size_t kLongestTitle = 240;  // columns

std::string number(std::size_t value) { return std::to_string(value); }

class WeeklyPage {
 public:
  WeeklyPage(const Report& report, const Week& week, const Words& words)
      : report_(report), week_(week), words_(words), say_(report, words) {}

  Page build() {
    page_.emplace_back(Heading{say_.week_heading(week_), 1});
    page_.emplace_back(Paragraph{{words_.fill("week.days", {{"monday", to_string(week_.monday)},
                                                            {"sunday", to_string(week_.sunday)}}),
                                  totals()}});
    for (const WeekVendor& vendor : week_.vendors) of_vendor(vendor);
    return std::move(page_);
  }

 private:
  std::string totals() const {
    std::size_t released = 0, revised = 0;
    for (const WeekVendor& each : week_.vendors) {
      released += each.released.size();
      revised += each.revised.size();
    }
    return words_.fill("week.totals", {{"n", number(released + revised)},
                                       {"released", number(released)},
                                       {"revised", number(revised)},
                                       {"vendors", number(week_.vendors.size())}});
  }

  void of_vendor(const WeekVendor& vendor) {
    page_.emplace_back(Heading{printable(words_.pick(vendor.name)), 2});
    const auto major = std::count_if(vendor.revised.begin(), vendor.revised.end(),
                                     [](const WeekVulnerability& each) { return each.major; });
    std::vector<std::string> lines = {
        words_.fill("week.counts", {{"n", number(vendor.released.size() + vendor.revised.size())},
                                    {"released", number(vendor.released.size())},
                                    {"revised", number(vendor.revised.size())},
                                    {"major", number(static_cast<std::size_t>(major))}})};
    if (std::string line = severities(vendor); !line.empty()) lines.push_back(std::move(line));
    page_.emplace_back(Paragraph{std::move(lines)});
    group(vendor, vendor.released, "week.released");
    group(vendor, vendor.revised, "week.revised");
  }

  // "MS severity Critical 3, Important 5"
  std::string severities(const WeekVendor& vendor) const {
    std::map<Severity, std::size_t> counts;
    for (const auto* all : {&vendor.released, &vendor.revised})
      for (const WeekVulnerability& each : *all) ++counts[row_of(each).rating.severity];
    const std::string parts = say_.counts(counts);
    return parts.empty()
               ? std::string()
               : words_.fill("figures.by_axis",
                             {{"axis", words_.pick(vendor.severity_axis)}, {"parts", parts}});
  }

  void group(const WeekVendor& vendor, const std::vector<WeekVulnerability>& all,
             std::string_view key) {
    if (all.empty()) return;
    page_.emplace_back(Heading{words_.fill(key, {{"n", number(all.size())}}), 3});
    TableBlock table;
    table.records = true;
    table.columns = {
        {words_["column.vulnerability"], false},
        {words_["column.title"], false},
        {words_.fill("column.severity", {{"axis", words_.pick(vendor.severity_axis)}}), false},
        {words_["column.impact"], false},
        {words_["column.cvss"], false},
        {words_["column.exploited"], false},
        {words_["column.disclosed"], false}};
    if (report_.kev) table.columns.push_back({words_["column.kev"], false});
    table.columns.push_back({words_["page.revision"], true});
    table.columns.push_back({words_["column.updates"], true});
    for (const WeekVulnerability& each : all) table.rows.push_back(row(each));
    page_.emplace_back(std::move(table));
  }

  TableRow row(const WeekVulnerability& of) const {
    const VulnerabilityRow& row = row_of(of);
    TableRow out = {tone(row.rating),
                    {printable(row.id), shortened(say_.title_of(row), kLongestTitle),
                     say_.with_raw_word(say_.severity(row.rating), row.severity_word),
                     say_.with_raw_word(say_.impact(row.rating), row.impact_word), say_.score(row),
                     say_.answer(row.exploited), say_.answer(row.publicly_disclosed)}};
    if (report_.kev) out.cells.push_back(say_.kev(row.kev));
    out.cells.push_back(words_.fill(
        !of.released && of.major ? "week.major_revision" : "week.revision",
        {{"revision", of.revision.empty() ? words_["value.none"] : printable(of.revision)},
         {"day", to_string(of.day)}}));
    out.cells.push_back(joined(row.updates, ", "));
    return out;
  }

  const VulnerabilityRow& row_of(const WeekVulnerability& of) const {
    return report_.vulnerabilities[of.vulnerability];
  }

  const Report& report_;
  const Week& week_;
  const Words& words_;
  const ReportWording say_;
  Page page_;
};

}  // namespace

Page lay_out_week(const Report& report, const LayoutOptions& options, const Words& words) {
  if (!report.week) return {};
  Page page = WeeklyPage(report, *report.week, words).build();
  if (options.most_rows) cut_rows(page, *options.most_rows, words);
  return page;
}

}  // namespace patchmatrix
