// SPDX-License-Identifier: Apache-2.0
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/archive.hpp"
#include "io/text.hpp"
#include "report/small_month.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::map<std::string, std::string> parts(const std::string& bytes) {
  const TemporaryFolder folder;
  auto file = std::make_unique<InputFile>(folder.write("book.xlsx", bytes));
  const auto form = archive_form(*file, "book.zip");
  if (!form) return {};
  ArchiveReader reader(std::move(file), *form, {});
  std::map<std::string, std::string> out;
  Buffer buffer;
  while (const auto member = reader.next()) out[member->name] = reader.read(buffer);
  return out;
}

std::vector<std::string> names_of(const std::map<std::string, std::string>& files) {
  std::vector<std::string> out;
  const std::string& book = files.at("xl/workbook.xml");
  for (std::size_t at = 0; (at = book.find("<sheet name=\"", at)) != std::string::npos;) {
    at += 13;
    out.push_back(book.substr(at, book.find('"', at) - at));
  }
  return out;
}

TEST(Xlsx, HasFiveSheetsInTheReadersLanguage) {
  const Report report = small_report();
  EXPECT_THAT(names_of(parts(render_xlsx(report, shipped_words("ja")))),
              ElementsAre("概要", "マトリクス", "CVE", "KB", "自社"));
  EXPECT_THAT(names_of(parts(render_xlsx(report, shipped_words("en")))),
              ElementsAre("Overview", "Matrix", "CVE", "KB", "Own machines"));
}

TEST(Xlsx, IsTheSameEveryTime) {
  const Report report = small_report();
  EXPECT_TRUE(render_xlsx(report, shipped_words("ja")) == render_xlsx(report, shipped_words("ja")));
}

TEST(Xlsx, HoldsNoFormulaAndLinksToTheWebOnly) {
  Report report = small_report();
  report.release.vulnerability_page = "https://example.org/{id}";
  report.vulnerabilities.front().id = "../=1+1?\"";
  ASSERT_GE(report.updates.size(), 2U);
  report.updates[0].url = "javascript:alert(1)";
  report.updates[1].url = "https://example.org/update";
  const auto files = parts(render_xlsx(report, shipped_words("en")));
  for (const auto& [name, content] : files) {
    EXPECT_THAT(content, Not(HasSubstr("<f>"))) << name;
    EXPECT_THAT(content, Not(HasSubstr("javascript"))) << name;
  }
  const std::string& of_vulnerabilities = files.at("xl/worksheets/_rels/sheet3.xml.rels");
  EXPECT_THAT(of_vulnerabilities, HasSubstr("Target=\"https://example.org/CVE-2022-0002\""));
  EXPECT_THAT(of_vulnerabilities, Not(HasSubstr("1+1")));
  EXPECT_THAT(files.at("xl/worksheets/_rels/sheet4.xml.rels"),
              HasSubstr("Target=\"https://example.org/update\""));
}

TEST(Xlsx, SaysWhereThereIsNoInventory) {
  const auto files = parts(render_xlsx(small_report(), shipped_words("ja")));
  EXPECT_THAT(files.at("xl/sharedStrings.xml"), HasSubstr("インベントリが指定されていません"));
}

TEST(Xlsx, ShowsOwnProductsMachinesAndWhatCouldNotBeMatched) {
  Report report = small_report();
  report.own = OwnTotals{};
  OwnDetails details;
  details.products.push_back({"Windows 10 22H2", {2, 1, 0, 3, 0}});
  details.machines.push_back(
      {"pc-1", "Windows 10", "open", {4, 0, 0, 1, 0}, 2, {"KB5000002"}, true});
  details.machines_left_out = 7;
  details.unmatched.push_back({"Tool X", "no-product", 3});
  report.own_details = std::move(details);
  const auto files = parts(render_xlsx(report, shipped_words("en")));
  const std::string& strings = files.at("xl/sharedStrings.xml");
  for (const char* text :
       {"<t>Windows 10 22H2</t>", "<t>pc-1</t>", "<t>KB5000002</t>", "<t>not seen for too long</t>",
        "<t>and 7 more machines</t>", "<t>Tool X</t>"})
    EXPECT_THAT(strings, HasSubstr(text)) << text;
  EXPECT_THAT(strings, Not(HasSubstr("No inventory")));
}

TEST(Xlsx, HasDaysAndScoresAsNumbers) {
  Report report = small_report();
  report.kev = CatalogueNote{};
  report.epss = CatalogueNote{};
  VulnerabilityRow& row = report.vulnerabilities.front();
  row.kev = KevMark{*parse_day("2022-11-08"), *parse_day("2022-12-09"), true};
  row.epss = EpssMark{113, 43131};
  const auto files = parts(render_xlsx(report, shipped_words("en")));
  const std::string& sheet = files.at("xl/worksheets/sheet3.xml");
  for (const char* value : {"<v>7.8</v>", "<v>44873</v>", "<v>44904</v>", "<v>0.00113</v>"})
    EXPECT_THAT(sheet, HasSubstr(value)) << value;
}

}  // namespace
}  // namespace patchmatrix
