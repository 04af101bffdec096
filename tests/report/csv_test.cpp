// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "report/small_month.hpp"

namespace patchmatrix {
namespace {

using namespace test;

constexpr const char* kSmallMonth =
    "vulnerability,title,severity,severity_word,impact,impact_inferred,impacts,impact_word,"
    "cvss_severity,cvss_version,cvss_base,cvss_vector,exploited,disclosed,exploitability,kev_added,"
    "kev_due,kev_ransomware,epss_probability,epss_percentile,fixes,families,family_names,documents,"
    "component,in_release,counted,excluded,withdrawn,documented,own_open\n"
    "CVE-2022-0001,Example Kernel | Elevation of <Privilege> Vulnerability,important,,"
    "elevation-of-privilege,no,elevation-of-privilege,,,3.1,7.8,"
    "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H,yes,no,detected,,,,,,KB5000002,windows-10,"
    "\"Windows 10 22H2, 21H2\",2022-Nov,Example Kernel,yes,yes,,no,,\n";

TEST(Csv, HasOneRowAVulnerabilityWithStableKeysAndSlugs) {
  const std::string csv = render_csv(small_report(), shipped_words("en"), CsvDialect::Unix);
  EXPECT_EQ(csv.substr(0, std::string(kSmallMonth).size()), kSmallMonth);
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 6);
}

TEST(Csv, IsForSpreadsheetsOrForPrograms) {
  const Report report = small_report();
  const std::string excel = render_csv(report, shipped_words("ja"), CsvDialect::Excel);
  const std::string plain = render_csv(report, shipped_words("ja"), CsvDialect::Unix);
  EXPECT_TRUE(excel.starts_with("\xEF\xBB\xBFvulnerability,"));
  EXPECT_TRUE(plain.starts_with("vulnerability,"));
  EXPECT_EQ(plain.find('\r'), std::string::npos);
  std::string made = excel.substr(3);
  for (std::size_t at; (at = made.find("\r\n")) != std::string::npos;) made.erase(at, 1);
  EXPECT_EQ(made, plain);
}

TEST(Csv, DisarmsFormulas) {
  const std::string csv = render_csv(small_report(), shipped_words("en"), CsvDialect::Unix);
  EXPECT_NE(csv.find("\nCVE-2022-0004,\"'=Example \"\"Tool\"\", Spoofing\",unknown,Terrible,"),
            std::string::npos)
      << csv;
}

TEST(Csv, TellsWhatIsExcludedAndWhatWasDocumentedEarlier) {
  Report report = small_report();
  report.fixed_now.push_back(report.vulnerabilities.front());
  report.fixed_now.front().id = "CVE-2022-0009";
  report.fixed_now.front().documented = "2022-09";
  const std::string csv = render_csv(report, shipped_words("en"), CsvDialect::Unix);
  EXPECT_NE(csv.find(",no,azure-linux,no,,\n"), std::string::npos) << csv;
  EXPECT_NE(csv.find(",yes,no,,no,2022-09,\n"), std::string::npos) << csv;
}

TEST(Csv, HasTheCataloguesAndTheOwnMachines) {
  Report report = small_report();
  VulnerabilityRow& row = report.vulnerabilities.front();
  row.kev = KevMark{*parse_day("2022-11-08"), *parse_day("2022-12-09"), true};
  row.epss = EpssMark{113, 43131};
  for (FamilyRow& each : report.families) each.own = OwnMachines{3, 5};
  const std::string csv = render_csv(report, shipped_words("en"), CsvDialect::Unix);
  EXPECT_NE(csv.find(",detected,2022-11-08,2022-12-09,yes,0.00113,0.43131,KB5000002,"),
            std::string::npos)
      << csv;
  EXPECT_NE(csv.find(",yes,yes,,no,,windows-10:3\n"), std::string::npos) << csv;
}

TEST(CsvInDialect, HasNoMarkAndEndsLinesInLineFeeds) {
  for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{
           {"", ""},
           {"\uFEFF", ""},
           {"\uFEFFa,b\r\n1,2\r\n", "a,b\n1,2\n"},
           {"a\r\n", "a\n"},
           {"\uFEFFa,\"b\r\nc\"\r\n\"d\re\",f\r\n", "a,\"b\r\nc\"\n\"d\re\",f\n"},
           {"\"say \"\"hi\r\n\"\"\"\r\n", "\"say \"\"hi\r\n\"\"\"\n"},
           {"\uFEFF\uFEFFa\r\n", "\uFEFFa\n"},
           {"a,\uFEFFb\r\n", "a,\uFEFFb\n"}}) {
    EXPECT_EQ(CsvInDialect(CsvDialect::Unix).of(text), expected) << testing::PrintToString(text);
    CsvInDialect by_byte(CsvDialect::Unix);
    std::string out;
    for (const char& c : text) out += by_byte.of({&c, 1});
    EXPECT_EQ(out, expected) << testing::PrintToString(text);
    EXPECT_EQ(CsvInDialect(CsvDialect::Excel).of(text), text);
  }
}

}  // namespace
}  // namespace patchmatrix
