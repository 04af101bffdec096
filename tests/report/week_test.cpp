// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/small_month.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::ElementsAre;

Day day(const char* text) { return *parse_day(text); }

using Revised = std::vector<std::pair<std::string, std::string>>;  // number, date

std::string history(const Revised& revised) {
  std::string out = "<vuln:RevisionHistory>";
  for (const auto& [number, date] : revised)
    out += "<vuln:Revision><cvrf:Number>" + number + "</cvrf:Number><cvrf:Date>" + date +
           "</cvrf:Date></vuln:Revision>";
  return out + "</vuln:RevisionHistory>";
}

std::string entry(const std::string& cve, const Revised& revised) {
  return vulnerability(cve, element("Title", "Example") + affected({"1"}) +
                                severity("1", "Important") + impact("1", "Spoofing") +
                                history(revised));
}

std::string month(const std::string& entries) { return msrc_document(small_products(), entries); }

// "CVE-2022-0001 1.1 2022-11-09 major", released first.
std::string told(const Report& report) {
  std::string out;
  for (const WeekVendor& vendor : report.week.value().vendors) {
    out.append(vendor.id).append("\n");
    for (const auto* list : {&vendor.released, &vendor.revised})
      for (const WeekVulnerability& each : *list)
        out.append(each.released ? "released " : "revised ")
            .append(report.vulnerabilities.at(each.vulnerability).id)
            .append(" ")
            .append(each.revision)
            .append(" ")
            .append(to_string(each.day))
            .append(each.major ? " major" : "")
            .append("\n");
  }
  return out;
}

std::string week_told(const std::string& document, const char* of,
                      const ReportOptions& options = {}) {
  Reported out = reported({document}, options);
  add_week({{&out.documents.front()->findings, {"month.xml", "", "2022-Nov"}}}, day(of),
           out.report);
  return told(out.report);
}

TEST(Week, IsFromMondayToSunday) {
  for (const char* each : {"2022-11-07", "2022-11-09", "2022-11-13"}) {
    const Week week = week_of(day(each));
    EXPECT_EQ(to_string(week.monday), "2022-11-07") << each;
    EXPECT_EQ(to_string(week.sunday), "2022-11-13") << each;
  }
  EXPECT_EQ(to_string(week_of(day("2022-11-06")).monday), "2022-10-31");
  EXPECT_EQ(to_string(week_of(day("2023-01-01")).monday), "2022-12-26");
  EXPECT_EQ(to_string(week_of(day("2024-02-29")).sunday), "2024-03-03");
}

TEST(Week, TellsWhatWasReleasedFromWhatWasRevised) {
  const std::string document = month(
      entry("CVE-2022-0001", {{"1.0", "2022-11-08T08:00:00"}, {"1.1", "2022-11-11T08:00:00"}}) +
      entry("CVE-2022-0002", {{"1.0", "2022-10-11T07:00:00"}, {"2.0", "2022-11-13T23:59:59Z"}}) +
      entry("CVE-2022-0003", {{"1.0", "2022-10-11T07:00:00"}, {"1.1", "2022-11-14T00:00:00Z"}}) +
      entry("CVE-2022-0004", {{"1.0", "2022-11-06T23:59:59Z"}}) +
      entry("CVE-2022-0005", {{"1.1", "2022-11-07T00:00:00Z"}, {"1.0", "2022-09-13T07:00:00"}}));
  EXPECT_EQ(week_told(document, "2022-11-09"),
            "microsoft\n"
            "released CVE-2022-0001 1.1 2022-11-11\n"
            "revised CVE-2022-0002 2.0 2022-11-13 major\n"
            "revised CVE-2022-0005 1.1 2022-11-07\n");
  EXPECT_EQ(week_told(document, "2022-11-14"),
            "microsoft\n"
            "revised CVE-2022-0003 1.1 2022-11-14\n");
  EXPECT_EQ(week_told(document, "2022-12-01"), "microsoft\n");
}

TEST(Week, KnowsNothingOfWhatCameAfterTheDayOfTheReport) {
  const std::string document = month(
      entry("CVE-2022-0001", {{"1.0", "2022-11-08T08:00:00"}, {"1.1", "2022-11-11T08:00:00"}}));
  ReportOptions options;
  options.as_of = day("2022-11-09");
  EXPECT_EQ(week_told(document, "2022-11-09", options),
            "microsoft\nreleased CVE-2022-0001 1.0 2022-11-08\n");
}

TEST(Week, TouchesWhatHasARevisionInIt) {
  const auto document = normalized(month(
      entry("CVE-2022-0001", {{"1.0", "2022-11-08T08:00:00"}, {"1.1", "2022-12-01T08:00:00"}}) +
      entry("CVE-2022-0002", {{"1.0", "2022-10-11T07:00:00"}})));
  const auto touched = [&](const char* of, const std::optional<Day>& until = {}) {
    return touched_in(document->findings, week_of(day(of)), until);
  };
  EXPECT_THAT(touched("2022-11-13"), ElementsAre("CVE-2022-0001"));
  EXPECT_THAT(touched("2022-12-01"), ElementsAre("CVE-2022-0001"));
  EXPECT_THAT(touched("2022-12-01", day("2022-11-30")), ElementsAre());
  EXPECT_THAT(touched("2022-11-14"), ElementsAre());
  EXPECT_THAT(touched("2022-10-10"), ElementsAre("CVE-2022-0002"));
}

}  // namespace
}  // namespace patchmatrix
