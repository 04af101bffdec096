// SPDX-License-Identifier: Apache-2.0
//
// The updates of November 2022 in its three dated versions: what each fixes, and what comes first.

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <patchmatrix/parse.hpp>
#include <patchmatrix/report.hpp>

#include "io/files.hpp"
#include "report/updates_month.hpp"

namespace patchmatrix::test {
namespace {

constexpr const char* kReleaseDays = "msrc/release-day";
constexpr const char* kKev = "kev/known_exploited_vulnerabilities.json";

Report report_of(const std::string& day, const ReportOptions& options = {}) {
  for (const auto& file : files_below(*corpus() / kReleaseDays))
    if (file.filename().string().find("2022-Nov." + day) != std::string::npos) {
      Buffer packed, unpacked;
      return reported({std::string(unpack(read_file(file, packed), unpacked))}, options).report;
    }
  ADD_FAILURE() << "no version of " << day;
  return {};
}

// "39 (7/4)": what it fixes, critical, exploited.
std::string fixed_by(const Report& report, const std::string& name) {
  for (const UpdateRow& each : report.updates)
    if (each.name == name)
      return std::to_string(each.vulnerabilities) + " (" + std::to_string(each.critical) + "/" +
             std::to_string(each.exploited) + ")";
  return "no such update";
}

TEST(UpdatesOfNovember2022, FixWhatTheirVersionsOfTheDocumentSay) {
  PATCHMATRIX_NEEDS(kReleaseDays);
  const Report first = report_of("20221108"), second = report_of("20221130"),
               third = report_of("20230103");
  EXPECT_EQ(first.updates.size(), 55U);
  EXPECT_EQ(second.updates.size(), 60U);
  EXPECT_EQ(third.updates.size(), 69U);
  struct Case {
    const char* update;
    const char* on_release_day;
    const char* after_three_weeks;
    const char* after_eight_weeks;
  };
  for (const Case& each : std::vector<Case>{
           {"KB5019081", "39 (7/4)", "39 (7/5)", "38 (6/5)"},
           {"KB5019966", "38 (7/4)", "38 (7/5)", "38 (7/5)"},
           {"KB5019959", "37 (5/4)", "37 (5/5)", "37 (5/5)"},
           {"KB5019961", "37 (5/4)", "37 (5/5)", "37 (5/5)"},
           {"KB5019980", "36 (5/4)", "36 (5/5)", "36 (5/5)"},
           {"KB5019964", "35 (7/4)", "35 (7/5)", "35 (7/5)"},
           {"KB5019080", "30 (3/3)", "30 (3/4)", "39 (7/5)"},
           {"KB5020023", "26 (6/3)", "26 (6/3)", "25 (5/3)"},
           {"KB5020010", "26 (6/3)", "26 (6/3)", "25 (5/3)"},
       }) {
    EXPECT_EQ(fixed_by(first, each.update), each.on_release_day) << each.update;
    EXPECT_EQ(fixed_by(second, each.update), each.after_three_weeks) << each.update;
    EXPECT_EQ(fixed_by(third, each.update), each.after_eight_weeks) << each.update;
  }
}

TEST(UpdatesOfNovember2022, HaveKnownIssuesWhereTheirVendorNamesSome) {
  PATCHMATRIX_NEEDS(kReleaseDays);
  const Report report = report_of("20221108");
  EXPECT_EQ(std::count_if(report.updates.begin(), report.updates.end(),
                          [](const UpdateRow& each) { return each.known_issue == Answer::Yes; }),
            15);
  for (const UpdateRow& each : report.updates) EXPECT_NE(each.known_issue, Answer::No) << each.name;
}

// Each update with the same reasons and vulnerabilities.
std::vector<std::string> all_for(const std::vector<std::string>& updates, const std::string& why) {
  std::vector<std::string> out;
  for (const std::string& each : updates) out.push_back(each + why);
  return out;
}

TEST(UpdatesOfNovember2022, ComeFirstByWhatIsExploitedThenByHowMuchTheyFix) {
  PATCHMATRIX_NEEDS(kReleaseDays);
  const Report report = report_of("20221108");
  EXPECT_EQ(first_of(report),
            all_for({"KB5019081", "KB5019966", "KB5019959", "KB5019961", "KB5019980"},
                    ": exploited disclosed likely critical: CVE-2022-41091 CVE-2022-41128 "
                    "CVE-2022-41073 CVE-2022-41125"));
  EXPECT_TRUE(report.urgency.urgent);
  EXPECT_EQ(report.urgency.exploited, 4U);
  EXPECT_EQ(report.urgency.due, std::nullopt);
}

// The catalogue has one of Exchange Server that its vendor never called exploited; one of Chromium
// is not part of the release.
TEST(UpdatesOfNovember2022, ComeFirstByTheCatalogueToo) {
  PATCHMATRIX_NEEDS(kReleaseDays);
  PATCHMATRIX_NEEDS(kKev);
  Diagnostics diagnostics;
  const KevCatalogue kev = parse_kev(read_file(*corpus() / kKev), diagnostics);
  ReportOptions options;
  options.kev = &kev;
  const Report report = report_of("20230103", options);
  EXPECT_EQ(first_of(report),
            all_for({"KB5019080", "KB5019966", "KB5019959", "KB5019961", "KB5019980"},
                    ": exploited kev ransomware disclosed likely critical: CVE-2022-41091 "
                    "CVE-2022-41073 CVE-2022-41128 CVE-2022-41125 CVE-2022-41049"));
  EXPECT_TRUE(report.urgency.urgent);
  EXPECT_EQ(report.urgency.exploited, 6U);
  EXPECT_EQ(to_string(report.urgency.due.value()), "2022-12-09");
}

TEST(UpdatesOfEveryMonth, AreThoseThatItsFamiliesAndVulnerabilitiesName) {
  PATCHMATRIX_NEEDS("msrc/current");
  std::size_t months = 0;
  for (const auto& file : files_below(*corpus() / "msrc/current")) {
    Buffer packed, unpacked;
    const Report report = reported({std::string(unpack(read_file(file, packed), unpacked))}).report;
    std::set<std::string> of_families, of_rows;
    std::multiset<std::pair<std::string, std::string>> named, fixed;
    for (const FamilyRow& each : report.families)
      of_families.insert(each.updates.begin(), each.updates.end());
    for (const VulnerabilityRow& each : report.vulnerabilities)
      if (each.excluded != "placeholder")
        for (const std::string& update : each.updates) named.emplace(update, each.id);
    for (const UpdateRow& each : report.updates) {
      of_rows.insert(each.name);
      for (const UpdateFix& fix : each.fixes)
        fixed.emplace(each.name, report.vulnerabilities[fix.vulnerability].id);
      EXPECT_EQ(each.fixes.size(), each.vulnerabilities) << file << each.name;
    }
    EXPECT_EQ(of_rows, of_families) << file;
    EXPECT_EQ(of_rows.size(), report.updates.size()) << file;
    EXPECT_EQ(fixed, named) << file;
    EXPECT_LE(report.first.size(), kFirstUpdates) << file;
    ++months;
  }
  EXPECT_GE(months, 126U);
}

}  // namespace
}  // namespace patchmatrix::test
