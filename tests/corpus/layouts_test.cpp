// SPDX-License-Identifier: Apache-2.0
//
// The layouts that people read, of real documents: the numbers of the release day of November 2022,
// and of every monthly document that whatever is counted adds up.

#include <algorithm>
#include <map>
#include <memory>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <patchmatrix/parse.hpp>
#include <patchmatrix/report.hpp>

#include "io/files.hpp"
#include "report/layout_checks.hpp"
#include "report/page.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kReleaseDay =
    "msrc/release-day/cvrfDocument-2022-Nov.20221108.f1e4081.xml.zst";
constexpr const char* kCurrent = "msrc/current";
const LayoutOptions kMonthly = {Layout::Monthly};
const LayoutOptions kWeekly = {Layout::Weekly};

TemplateFolders shipped_templates() { return {source_folder() / "reports" / "templates"}; }

std::string content_of(const std::filesystem::path& file) {
  Buffer packed, unpacked;
  return std::string(unpack(read_file(file, packed), unpacked));
}

// A document of the corpus and its report, with the week of its first release.
struct Reported {
  std::unique_ptr<Normalized> document;
  Report report;
};

Reported reported(const std::filesystem::path& file) {
  Reported out;
  out.document = normalized(content_of(file));
  const Findings& findings = out.document->findings;
  const std::vector<ReportInput> inputs = {
      {&findings, {file.filename().string(), std::string(64, '0'), findings.release.id}}};
  out.report = build_report(inputs, {}, shipped_feeds().impact_order);
  if (findings.release.initial_release)
    add_week(inputs, day_of(*findings.release.initial_release), out.report);
  add_cautions(inputs, out.report);
  return out;
}

// The block below a heading, to the next one.
std::string block(const std::string& text, const std::string& heading, const std::string& next) {
  const std::size_t at = text.find("\n" + heading + "\n");
  if (at == std::string::npos) return "no " + heading;
  return text.substr(at + 1, text.find("\n\n" + next + "\n", at) - at);
}

TEST(LayoutsOfNovember2022, GiveTheNumbersOfTheReleaseDay) {
  PATCHMATRIX_NEEDS(kReleaseDay);
  const Reported november = reported(*corpus() / kReleaseDay);
  const Words& words = shipped_words("ja");
  const std::string text = render_text(november.report, kMonthly, words, {76});
  EXPECT_EQ(
      subject_line(november.report, words),
      "[patch] 2022-11 月例: 悪用確認 4 / 製品 MS深刻度 緊急 7 重要 5 / CVE 68 (MS深刻度 緊急 "
      "10)");
  EXPECT_THAT(text, HasSubstr("\n結論\n至急: 修正される脆弱性のうち 4 件は、"));
  EXPECT_THAT(block(text, "件数", "KB一覧"),
              HasSubstr("影響                          MS深刻度  MS深刻度  MS深刻度  計\n"
                        "                              緊急      重要      記載なし\n"
                        "----------------------------  --------  --------  --------  --\n"
                        "リモートでコードが実行される  6         10        0         16\n"
                        "特権の昇格                    3         23        0         26\n"
                        "情報漏えい                    0         10        0         10\n"
                        "セキュリティ機能のバイパス    0         4         0         4\n"
                        "サービス拒否                  1         5         0         6\n"
                        "なりすまし                    0         3         0         3\n"
                        "多層防御                      0         1         0         1\n"
                        "記載なし                      0         0         2         2\n"
                        "計                            10        56        2         68\n"));
  const std::string updates = block(text, "KB一覧", "注意点");
  const std::vector<std::pair<const char*, const char*>> counts = {
      {"KB5019081", "39 (7/4)"}, {"KB5019966", "38 (7/4)"}, {"KB5019959", "37 (5/4)"},
      {"KB5019961", "37 (5/4)"}, {"KB5019980", "36 (5/4)"}, {"KB5019964", "35 (7/4)"},
      {"KB5019080", "30 (3/3)"}, {"KB5020023", "26 (6/3)"}, {"KB5020010", "26 (6/3)"}};
  for (const auto& [update, count] : counts) {
    const std::size_t at = updates.find("\n" + std::string(update) + "  ");
    ASSERT_NE(at, std::string::npos) << update;
    EXPECT_LT(updates.find(": " + std::string(count) + "  ", at), updates.find("\n\n", at))
        << update << ' ' << count;
  }
  EXPECT_THAT(updates, HasSubstr("\nほか更新プログラム 45 件。"));
  EXPECT_THAT(block(text, "マトリクス", "悪用・公開済み"),
              HasSubstr("重要: 情報漏えい — Microsoft .NET · Microsoft Dynamics 365\n"));
  EXPECT_THAT(block(text, "悪用・公開済み", "件数"),
              HasSubstr("脆弱性 4 = 件数に数えるもの 4 + 以前に公開され今回修正 0 + 除外 0\n"));
  EXPECT_LT(render_mail_html(november.report, words, shipped_templates()).size(), 100'000U);
}

TEST(LayoutsOfNovember2022, TellUsersTheUpdateOfTheirSystem) {
  PATCHMATRIX_NEEDS(kReleaseDay);
  const Reported november = reported(*corpus() / kReleaseDay);
  const std::string text =
      render_notice_text(november.report, shipped_words("ja"), shipped_templates());
  EXPECT_THAT(text, HasSubstr("  KB5019980: Windows 11 Version 22H2\n"));
  EXPECT_THAT(text, HasSubstr("  KB5019966: Windows Server 2019\n"));
  for (const char* other : {"KB5002291", "KB5019758", "KB5021002"})  // of no operating system
    EXPECT_EQ(text.find(other), std::string::npos) << other;
  EXPECT_THAT(lines_wider_than(text, 76), IsEmpty());
}

std::size_t count_in(const std::string& text, const std::string& pattern, std::size_t group = 1) {
  std::smatch found;
  return std::regex_search(text, found, std::regex(pattern)) ? std::stoul(found[group]) : 0;
}

// What a page shows, independently of how it was made: every table of numbers adds up, and every
// line that says a sum is right.
std::vector<std::string> wrong_sums(const Page& page) {
  std::vector<std::string> out;
  for (const Block& each : page) {
    const auto* table = std::get_if<TableBlock>(&each);
    if (table == nullptr || table->records || table->rows.size() < 2) continue;
    const std::size_t width = table->columns.size();
    if (table->rows.back().cells[0] != shipped_words("en")["page.total"]) continue;
    std::vector<std::size_t> sums(width);
    for (const TableRow& row : table->rows) {
      std::size_t sum = 0;
      for (std::size_t i = 1; i + 1 < width; ++i) sum += std::stoul(row.cells[i]);
      if (sum != std::stoul(row.cells.back())) out.push_back("row " + row.cells[0]);
      if (&row == &table->rows.back()) continue;
      for (std::size_t i = 1; i < width; ++i) sums[i] += std::stoul(row.cells[i]);
    }
    for (std::size_t i = 1; i < width; ++i)
      if (sums[i] != std::stoul(table->rows.back().cells[i]))
        out.push_back("column " + table->columns[i].title);
  }
  return out;
}

std::size_t rows_of_tables(const Page& page, const std::string& first_column) {
  std::size_t out = 0;
  for (const Block& each : page)
    if (const auto* table = std::get_if<TableBlock>(&each);
        table != nullptr && table->columns[0].title == first_column)
      out += table->rows.size();
  return out;
}

// Everything that a layout of this report gets wrong.
std::vector<std::string> problems_of(const Report& report) {
  std::vector<std::string> out;
  const auto check = [&out](bool right, const std::string& what) {
    if (!right) out.push_back(what);
  };
  const Words &ja = shipped_words("ja"), &en = shipped_words("en");
  LayoutOptions whole = kMonthly;
  whole.whole = true;
  const Page page = lay_out(report, whole, en);
  for (const std::string& each : wrong_sums(page)) out.push_back("sum of " + each);

  const std::string text = render_text(report, kMonthly, en, {});
  const Totals& totals = report.totals;
  // "Vulnerabilities: 141 = 75 (Critical 11, …) counted by MS severity + 66 (…) excluded"
  const std::string line =
      "\nVulnerabilities: ([0-9]+) = ([0-9]+)[^\n]* counted by [^\n]* \\+ "
      "([0-9]+)[^\n]* excluded\n";
  const std::size_t all = count_in(text, line, 1), counted = count_in(text, line, 2),
                    excluded = count_in(text, line, 3);
  check(all == counted + excluded && all == report.vulnerabilities.size(), "counted and excluded");
  check(counted == static_cast<std::size_t>(
                       std::count_if(report.vulnerabilities.begin(), report.vulnerabilities.end(),
                                     [](const VulnerabilityRow& each) { return each.in_release; })),
        "rows counted");
  const std::size_t attacked = static_cast<std::size_t>(std::count_if(
      report.vulnerabilities.begin(), report.vulnerabilities.end(), [](const auto& each) {
        return each.exploited == Answer::Yes || each.publicly_disclosed == Answer::Yes;
      }));
  check(
      rows_of_tables(page, en["column.vulnerability"]) == report.vulnerabilities.size() + attacked,
      "rows of vulnerabilities");
  check(rows_of_tables(page, en["column.updates"]) == report.updates.size() + report.first.size(),
        "rows of updates");
  check(report.updates.size() == totals.updates, "updates");
  check(count_in(text, "… and ([0-9]+) more updates") ==
            report.updates.size() - std::min<std::size_t>(report.updates.size(), 10),
        "updates left out");

  const std::string week = render_text(report, kWeekly, en, {});
  const std::size_t touched = count_in(week, "\nVulnerabilities: ([0-9]+)");
  check(touched == count_in(week, "= ([0-9]+) released") + count_in(week, "\\+ ([0-9]+) revised"),
        "week");
  check(rows_of_tables(lay_out(report, kWeekly, en), en["column.vulnerability"]) == touched,
        "rows of the week");

  for (const LayoutOptions& layout : {kMonthly, kWeekly}) {
    const std::string japanese = render_text(report, layout, ja, {76});
    for (const std::string& each : forbidden_words_in(japanese)) out.push_back("word " + each);
    for (const std::string& each : lines_wider_than(japanese, 76)) out.push_back("wide " + each);
    check(identifiers_of(japanese) == identifiers_of(render_text(report, layout, en, {76})),
          "rows of both languages");
  }
  check(render_mail_html(report, ja, shipped_templates()).size() < 100'000, "size of the mail");
  return out;
}

TEST(Layouts, AddUpForEveryMonthlyDocument) {
  PATCHMATRIX_NEEDS(kCurrent);
  std::size_t documents = 0;
  for (const auto& file : files_below(*corpus() / kCurrent)) {
    const Reported each = reported(file);
    const auto month = each.document->findings.release.month;
    if (!month || month->year < 2016) continue;  // single advisories of older years
    ++documents;
    EXPECT_THAT(problems_of(each.report), IsEmpty()) << file.filename();
  }
  EXPECT_EQ(documents, 126U);
}

}  // namespace
}  // namespace patchmatrix::test
