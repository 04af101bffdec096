// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <map>

#include "io/text.hpp"
#include "io/unicode.hpp"
#include "report/answer_parts.hpp"
#include "report/escape.hpp"
#include "report/page.hpp"

namespace patchmatrix {
namespace {

constexpr std::size_t kLongestBar = 56;

template <class Key>
std::size_t count(const std::map<Key, std::size_t>& counts, Key key) {
  const auto found = counts.find(key);
  return found == counts.end() ? 0 : found->second;
}

// The values that occur in any month, in the order of `all`.
template <class Key, std::size_t kNumber>
std::vector<Key> occurring(const Trend& trend, const std::array<Key, kNumber>& all,
                           std::map<Key, std::size_t> Totals::*counts) {
  std::vector<Key> out;
  for (const Key key : all)
    if (std::any_of(trend.months.begin(), trend.months.end(), [&](const MonthTotals& each) {
          return each.totals && count((*each.totals).*counts, key) != 0;
        }))
      out.push_back(key);
  return out;
}

class TrendPage {
 public:
  TrendPage(const Trend& trend, const Words& words) : trend_(trend), words_(words) {}

  Page page() {
    page_.emplace_back(Heading{
        words_.fill("trend.heading", {{"vendor", printable(words_.pick(trend_.vendor_name))},
                                      {"first", to_string(trend_.months.front().month)},
                                      {"last", to_string(trend_.months.back().month)}}),
        1});
    page_.emplace_back(severities());
    page_.emplace_back(Heading{words_["trend.impacts"], 2});
    page_.emplace_back(impacts());
    page_.emplace_back(Heading{words_["trend.chart"], 2});
    page_.emplace_back(chart());
    Paragraph notes;
    notes.lines = {"", words_["trend.counted"]};
    for (std::string& each : catalogue_lines(trend_.kev, std::nullopt, words_))
      notes.lines.push_back(std::move(each));
    page_.emplace_back(std::move(notes));
    return std::move(page_);
  }

 private:
  template <class Cells>
  void rows(TableBlock& table, Cells cells) const {
    for (const MonthTotals& each : trend_.months) {
      TableRow row;
      row.cells.push_back(to_string(each.month));
      if (each.totals) {
        cells(*each.totals, row.cells);
      } else {
        row.cells.push_back(words_["trend.no_data"]);
      }
      row.cells.resize(table.columns.size());
      table.rows.push_back(std::move(row));
    }
  }

  TableBlock severities() const {
    TableBlock table;
    const auto shown = occurring(trend_, kSeverities, &Totals::by_severity);
    table.columns = {{words_["trend.month"]}, {words_["trend.total"], true}};
    for (const Severity each : shown)
      table.columns.push_back({words_["severity." + std::string(slug(each))], true});
    table.columns.push_back({words_["column.exploited"], true});
    table.columns.push_back({words_["column.disclosed"], true});
    if (trend_.kev) table.columns.push_back({words_["column.kev"]});
    rows(table, [&](const Totals& totals, std::vector<std::string>& cells) {
      cells.push_back(std::to_string(totals.counted));
      for (const Severity each : shown)
        cells.push_back(std::to_string(count(totals.by_severity, each)));
      cells.push_back(std::to_string(totals.exploited));
      cells.push_back(std::to_string(totals.publicly_disclosed));
      if (trend_.kev) cells.push_back(std::to_string(totals.kev));
    });
    return table;
  }

  TableBlock impacts() const {
    TableBlock table;
    const auto shown = occurring(trend_, kImpacts, &Totals::by_impact);
    table.columns = {{words_["trend.month"]}};
    for (const Impact each : shown)
      table.columns.push_back({words_["impact." + std::string(slug(each))], true});
    rows(table, [&](const Totals& totals, std::vector<std::string>& cells) {
      for (const Impact each : shown)
        cells.push_back(std::to_string(count(totals.by_impact, each)));
    });
    return table;
  }

  // One bar a month, all on one scale: what is critical in front.
  Paragraph chart() const {
    std::size_t most = 1;
    for (const MonthTotals& each : trend_.months)
      if (each.totals) most = std::max(most, each.totals->counted);
    Paragraph out;
    for (const MonthTotals& each : trend_.months)
      out.lines.push_back(to_string(each.month) + "  " +
                          (each.totals ? bar(*each.totals, most) : words_["trend.no_data"]));
    out.lines.push_back(words_.fill("trend.legend", {{"critical", words_["severity.critical"]}}));
    return out;
  }

  static std::string bar(const Totals& totals, std::size_t most) {
    const auto scaled = [most](std::size_t number) {
      return (number * kLongestBar + most - 1) / most;  // something is never nothing
    };
    const std::size_t critical = scaled(count(totals.by_severity, Severity::Critical));
    const std::size_t all = std::max(scaled(totals.counted), critical);
    return std::string(critical, '#') + std::string(all - critical, '=') + ' ' +
           std::to_string(totals.counted);
  }

  const Trend& trend_;
  const Words& words_;
  Page page_;
};

}  // namespace

std::string render_trend_text(const Trend& trend, const Words& words, const TextStyle& style) {
  return page_text(TrendPage(trend, words).page(), style);
}

std::string render_trend_json(const Trend& trend) {
  JsonFields json;
  json.writer().begin_object();
  json.text("schema", "patchmatrix.trend/1");
  json.text("vendor", trend.vendor);
  json.catalogues(trend.kev, std::nullopt);
  json.writer().key("months").begin_array();
  for (const MonthTotals& each : trend.months) {
    json.writer().begin_object();
    json.text("month", to_string(each.month));
    json.writer().key("totals");
    if (each.totals) {
      const Totals& totals = *each.totals;
      json.writer().begin_object();
      json.number("vulnerabilities", totals.vulnerabilities);
      json.number("counted", totals.counted);
      json.writer().key("by_severity").begin_object();
      for (const auto& [severity, number] : totals.by_severity) json.number(slug(severity), number);
      json.writer().end_object();
      json.writer().key("by_impact").begin_object();
      for (const auto& [impact, number] : totals.by_impact) json.number(slug(impact), number);
      json.writer().end_object();
      json.number("exploited", totals.exploited);
      json.number("publicly_disclosed", totals.publicly_disclosed);
      if (trend.kev) json.number("kev", totals.kev);
      json.writer().end_object();
    } else {
      json.writer().null();
    }
    json.writer().end_object();
  }
  json.writer().end_array();
  json.writer().end_object();
  return json.take();
}

// Of a month without data the numbers are empty, not 0.
std::string render_trend_csv(const Trend& trend) {
  std::string out = "\xEF\xBB\xBFmonth,vendor,vulnerabilities,counted";
  for (const Severity each : kSeverities) out.append(",severity_").append(slug(each));
  for (const Impact each : kImpacts) out.append(",impact_").append(slug(each));
  out += ",exploited,disclosed,kev\r\n";
  for (const MonthTotals& each : trend.months) {
    append_csv_field(to_string(each.month), out);
    out += ',';
    append_csv_field(trend.vendor, out);
    const auto number = [&](auto value) {
      out += ',';
      if (each.totals) out += std::to_string(value(*each.totals));
    };
    number([](const Totals& totals) { return totals.vulnerabilities; });
    number([](const Totals& totals) { return totals.counted; });
    for (const Severity severity : kSeverities)
      number([&](const Totals& totals) { return count(totals.by_severity, severity); });
    for (const Impact impact : kImpacts)
      number([&](const Totals& totals) { return count(totals.by_impact, impact); });
    number([](const Totals& totals) { return totals.exploited; });
    number([](const Totals& totals) { return totals.publicly_disclosed; });
    out += ',';
    if (each.totals && trend.kev) out += std::to_string(each.totals->kev);
    out += "\r\n";
  }
  return out;
}

}  // namespace patchmatrix
