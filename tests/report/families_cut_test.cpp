// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <patchmatrix/report.hpp>

#include "io/files.hpp"
#include "report/updates_month.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;

Report cut(Report report, const std::vector<std::string>& families) {
  cut_to_families(report, families);
  return report;
}

std::string joined(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& each : values) out += (out.empty() ? "" : ",") + each;
  return out;
}

std::vector<std::string> ids(const Report& report) {
  std::vector<std::string> out;
  for (const VulnerabilityRow& each : report.vulnerabilities)
    out.push_back(each.id + " " + joined(each.families) + " " + joined(each.updates));
  return out;
}

std::vector<std::string> updates(const Report& report) {
  std::vector<std::string> out;
  for (const UpdateRow& each : report.updates) {
    std::string line =
        each.name + " " + joined(each.families) + " " + std::to_string(each.products.size()) + ":";
    for (const UpdateFix& fix : each.fixes)
      line += " " + report.vulnerabilities.at(fix.vulnerability).id;
    out.push_back(line);
  }
  return out;
}

// Whether every number follows from the rows.
void expect_proved(const Report& report) {
  const Totals& totals = report.totals;
  std::size_t families = 0, excluded = 0, severities = 0, impacts = 0, both = 0, fixes = 0;
  for (const auto* counts : {&totals.families, &totals.other_families})
    for (const auto& [severity, count] : *counts) families += count;
  for (const auto& [reason, count] : totals.excluded) excluded += count;
  for (const auto& [severity, count] : totals.by_severity) severities += count;
  for (const auto& [impact, count] : totals.by_impact) impacts += count;
  for (const auto& [pair, count] : totals.by_severity_and_impact) both += count;
  EXPECT_EQ(families, report.families.size());
  EXPECT_EQ(totals.counted + excluded, totals.vulnerabilities);
  EXPECT_EQ(severities, totals.counted);
  EXPECT_EQ(impacts, totals.counted);
  EXPECT_EQ(both, totals.counted);
  EXPECT_EQ(totals.vulnerabilities, report.vulnerabilities.size());
  EXPECT_EQ(totals.updates, report.updates.size());
  for (const UpdateRow& each : report.updates) {
    EXPECT_EQ(each.vulnerabilities, each.fixes.size()) << each.name;
    fixes += each.fixes.size();
  }
  std::size_t named = 0;
  for (const VulnerabilityRow& each : report.vulnerabilities) named += each.updates.size();
  EXPECT_EQ(fixes, named);
  std::size_t rows = 0;
  for (const auto* matrix : {&report.matrix, &report.others})
    for (const MatrixRow& each : *matrix) rows += each.families.size();
  EXPECT_EQ(rows, report.families.size());
}

TEST(CutToFamilies, KeepsWhatConcernsThem) {
  const Report whole = report_of_updates();
  const Report report = cut(whole, {"exchange-server"});
  EXPECT_THAT(ids(report), ElementsAre("CVE-2022-0002 exchange-server KB5000013",
                                       "CVE-2022-0001 exchange-server KB5000012"));
  EXPECT_THAT(updates(report), ElementsAre("KB5000013 exchange-server 1: CVE-2022-0002",
                                           "KB5000012 exchange-server 1: CVE-2022-0001"));
  EXPECT_THAT(first_of(report), ElementsAre("KB5000013: exploited likely: CVE-2022-0002",
                                            "KB5000012: likely: CVE-2022-0001"));
  EXPECT_THAT(report.only_families, ElementsAre("exchange-server"));
  EXPECT_EQ(report.all_totals.vulnerabilities, whole.totals.vulnerabilities);
  EXPECT_EQ(report.all_totals.updates, 5U);
  EXPECT_EQ(report.totals.updates, 2U);
  EXPECT_EQ(report.urgency.exploited, 1U);
  ASSERT_EQ(report.matrix.size(), 1U);
  EXPECT_THAT(report.others, IsEmpty());
  expect_proved(report);
}

TEST(CutToFamilies, KeepsSeveralInTheOrderOfTheReport) {
  const Report report = cut(report_of_updates(), {"windows-sysmon", "windows-10", "windows-10"});
  EXPECT_THAT(report.only_families, ElementsAre("windows-10", "windows-sysmon"));
  EXPECT_THAT(ids(report), ElementsAre("CVE-2022-0002 windows-10 KB5000010,KB5000011",
                                       "CVE-2022-0001 windows-10 KB5000011,KB5000012",
                                       "CVE-2022-0003 windows-sysmon KB5000014"));
  EXPECT_THAT(updates(report), ElementsAre("KB5000011 windows-10 1: CVE-2022-0002 CVE-2022-0001",
                                           "KB5000010 windows-10 1: CVE-2022-0002",
                                           "KB5000012 windows-10 1: CVE-2022-0001",
                                           "KB5000014 windows-sysmon 1: CVE-2022-0003"));
  expect_proved(report);
}

// A vulnerability is called the same in the report of every team.
TEST(CutToFamilies, RatesNothingAnew) {
  const Report report = cut(report_of_updates(), {"exchange-server"});
  EXPECT_EQ(report.vulnerabilities.at(1).id, "CVE-2022-0001");
  EXPECT_EQ(report.vulnerabilities.at(1).rating.severity, Severity::Critical);
  EXPECT_EQ(report.families.at(0).rating.severity, Severity::Important);
  EXPECT_EQ(report.updates.at(1).critical, 0U) << "on the products that it is for";
}

TEST(CutToFamilies, OfACutReportKeepsWhatTheWholeOneCounted) {
  const Report whole = report_of_updates();
  const Report report = cut(cut(whole, {"windows-10", "exchange-server"}), {"windows-10"});
  EXPECT_THAT(report.only_families, ElementsAre("windows-10"));
  EXPECT_EQ(report.all_totals.vulnerabilities, whole.totals.vulnerabilities);
  expect_proved(report);
}

TEST(CutToFamilies, CutsWhatWasFixedNowChangedAndReleasedInTheWeek) {
  Report report = report_of_updates();
  const auto earlier = [&report](const std::string& id, const std::vector<std::string>& families) {
    VulnerabilityRow& row = report.fixed_now.emplace_back();
    row.id = id;
    row.families = families;
    row.updates = {"KB4999999", "KB5000011", "KB5000012"};
  };
  earlier("CVE-2022-0090", {"exchange-server", "windows-10"});
  earlier("CVE-2022-0091", {"windows-10"});
  report.changes.emplace();
  const auto change = [&report](const std::string& vulnerability, const std::string& field) {
    Change& each = report.changes->changes.emplace_back();
    each.vulnerability = vulnerability;
    each.field = field;
  };
  change("CVE-2022-0001", "severity");
  change("CVE-2022-0003", "severity");       // of another family
  change("CVE-2022-0099", "vulnerability");  // of which the report knows nothing
  change("", "KB5000011");                   // of another family
  change("", "KB5000012");
  report.week.emplace();
  const auto of_week = [](std::size_t position) {
    WeekVulnerability out;
    out.vulnerability = position;
    return out;
  };
  report.week->vendors.push_back({"a", {}, {}, {of_week(0), of_week(2)}, {of_week(1)}});
  report.week->vendors.push_back({"b", {}, {}, {}, {of_week(2)}});
  cut_to_families(report, {"exchange-server"});

  ASSERT_EQ(report.fixed_now.size(), 1U);
  EXPECT_THAT(report.fixed_now[0].families, ElementsAre("exchange-server"));
  EXPECT_THAT(report.fixed_now[0].updates, ElementsAre("KB4999999", "KB5000012"));
  std::vector<std::string> told;
  for (const Change& each : report.changes->changes)
    told.push_back(each.vulnerability + " " + each.field);
  EXPECT_THAT(told,
              ElementsAre("CVE-2022-0001 severity", "CVE-2022-0099 vulnerability", " KB5000012"));
  ASSERT_EQ(report.week->vendors.size(), 1U);
  ASSERT_EQ(report.week->vendors[0].released.size(), 1U);
  EXPECT_EQ(report.week->vendors[0].released[0].vulnerability, 0U);
  ASSERT_EQ(report.week->vendors[0].revised.size(), 1U);
  EXPECT_EQ(report.week->vendors[0].revised[0].vulnerability, 1U);
}

TEST(CutToFamilies, RefusesAFamilyThatTheReportDoesNotHave) {
  Report report = report_of_updates();
  const auto refused = [&report](const std::string& family) {
    return error_of([&] { cut_to_families(report, {"windows-10", family}); });
  };
  EXPECT_EQ(refused("windows-11"),
            "usage unknown-family-near family=windows-11 nearest=windows-10");
  EXPECT_EQ(refused("exchange"),
            "usage unknown-family-near family=exchange nearest=exchange-server");
  EXPECT_EQ(refused("Windows 10"),
            "usage unknown-family-near family=Windows 10 nearest=windows-10");
  const std::string all = " families=windows-10, exchange-server, windows-sysmon";
  EXPECT_EQ(refused("office"), "usage unknown-family family=office" + all);
  EXPECT_EQ(refused(""), "usage unknown-family family=" + all);
  EXPECT_EQ(report.families.size(), 3U);
  EXPECT_THAT(report.only_families, IsEmpty());
}

TEST(CutToFamilies, ProvesItsNumbersForEveryFamilyOfRealDocuments) {
  PATCHMATRIX_NEEDS("msrc/current");
  for (const char* name : {"2016-Jan", "2022-Nov", "2023-Jul"}) {
    Buffer packed, unpacked;
    const Report whole =
        reported(
            {std::string(unpack(
                read_file(*corpus() / "msrc/current" / (std::string(name) + ".xml.zst"), packed),
                unpacked))})
            .report;
    EXPECT_EQ(whole.totals.updates, whole.updates.size()) << name;
    for (const FamilyRow& each : whole.families) {
      SCOPED_TRACE(std::string(name) + " " + each.id);
      const Report report = cut(whole, {each.id});
      EXPECT_EQ(report.totals.vulnerabilities, each.vulnerabilities);
      EXPECT_EQ(report.totals.counted, each.counted);
      EXPECT_EQ(report.totals.updates, each.updates.size());
      expect_proved(report);
    }
  }
}

}  // namespace
}  // namespace patchmatrix
