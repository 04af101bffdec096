// SPDX-License-Identifier: Apache-2.0
//
// What a reader has to think of beside the updates. Vendors' facts are changed here so that the
// tests do not depend on the shipped ones.
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "report/updates_month.hpp"

namespace patchmatrix {
namespace {

using namespace test;

// A month, its vendor's facts, and the report of it.
struct Month1122 {
  explicit Month1122(const std::string& bytes)
      : document(normalized(bytes)), vendor(*document->findings.vendor) {
    vendor.phases.clear();
    vendor.builds.clear();
    document->findings.vendor = &vendor;
    inputs = {{&document->findings, {"month.xml", "", "2022-Nov"}}};
    report = build_report(inputs, {}, shipped_feeds().impact_order);
  }

  std::string told() {
    add_cautions(inputs, report);
    std::string out;
    for (const Caution& each : report.cautions) {
      out.append(slug(each.kind)).append(each.day ? " " + to_string(*each.day) : "");
      if (!each.subject.empty()) out.append(" ").append(each.subject);
      for (const std::string& item : each.items) out.append(" [").append(item).append("]");
      if (each.vulnerabilities != 0) out.append(" ").append(std::to_string(each.vulnerabilities));
      if (!each.text.en.empty()) out.append(": ").append(each.text.en);
      out.append("\n");
    }
    return out;
  }

  void phase(const std::string& id, const std::string& day, const std::string& cve,
             const std::string& article = "") {
    Phase& out = vendor.phases.emplace_back();
    out.id = id;
    out.day = *parse_day(day);
    if (!cve.empty()) out.vulnerabilities = {cve};
    out.article = article;
    out.text = {"段階", "step of " + day};
    out.source = "https://example.com/" + id;
  }

  void supported(const std::string& begins, const std::string& until) {
    BuildBranch& out = vendor.builds.emplace_back();
    out.begins = begins;
    out.supported_until = parse_day(until);
  }

  std::unique_ptr<Normalized> document;
  Vendor vendor;
  std::vector<ReportInput> inputs;
  Report report;
};

// What the small month has of itself.
constexpr const char* kManual = "manual [Release Notes] 1\n";

TEST(Cautions, AreThoseOfTheFixesAloneWhereNobodyKnowsOfMore) {
  EXPECT_EQ(Month1122(small_month()).told(), kManual);
}

TEST(Cautions, TellEveryStepOfAVulnerabilityOfTheReport) {
  Month1122 month(small_month());
  month.phase("a", "2023-10-10", "CVE-2022-0001", "KB5020805");
  month.phase("a", "2022-11-08", "CVE-2022-0001", "KB5020805");
  EXPECT_EQ(month.told(),
            "phase 2022-11-08 CVE-2022-0001 [KB5020805] 1: step of 2022-11-08\n"
            "phase 2023-10-10 CVE-2022-0001 [KB5020805] 1: step of 2023-10-10\n" +
                std::string(kManual));
  EXPECT_EQ(month.report.cautions.front().source, "https://example.com/a");
}

TEST(Cautions, TellStepsOfTheMonthAndTheSixAfterIfTheFirstHasBeenTaken) {
  Month1122 month(small_month());
  month.phase("near", "2022-06-14", "CVE-2021-0001");
  month.phase("near", "2022-11-01", "CVE-2021-0001");
  month.phase("near", "2023-05-31", "CVE-2021-0001");
  month.phase("near", "2023-06-01", "CVE-2021-0001");
  month.phase("article", "2022-11-30", "", "KB5014754");
  month.phase("unknown yet", "2022-12-01", "CVE-2022-9999");
  month.phase("over", "2022-10-31", "CVE-2021-0002");
  EXPECT_EQ(month.told(),
            "phase 2022-11-01 CVE-2021-0001: step of 2022-11-01\n"
            "phase 2022-11-30 KB5014754 [KB5014754]: step of 2022-11-30\n"
            "phase 2023-05-31 CVE-2021-0001: step of 2023-05-31\n" +
                std::string(kManual));
}

TEST(Cautions, TellEndsOfSupportAroundTheMonthOfProductsInIt) {
  const struct {
    const char* until;
    const char* told;
  } cases[] = {
      {"2022-09-30", ""},
      {"2022-10-01", "support-end 2022-10-01 Windows 10 Version 21H2\n"},
      {"2022-11-08", "support-end 2022-11-08 Windows 10 Version 21H2\n"},
      {"2023-02-28", "support-end 2023-02-28 Windows 10 Version 21H2\n"},
      {"2023-03-01", ""},
  };
  for (const auto& each : cases) {
    Month1122 month(small_month());
    month.supported("Windows 10 Version 21H2", each.until);
    month.supported("Windows 8.1", "2023-01-10");  // no product of the month
    EXPECT_EQ(month.told(), each.told + std::string(kManual)) << each.until;
  }
}

TEST(Cautions, CountWhatNoUpdateNumberStandsFor) {
  const auto entry = [](const std::string& cve, const std::string& fixes) {
    return vulnerability(cve, element("Title", "Example Mail") + affected({"3"}) +
                                  severity("3", "Important") + impact("3", "Spoofing") + fixes);
  };
  Month1122 month(msrc_document(
      small_products(),
      entry("CVE-2022-0001", fix("Release Notes", {"3"})) +
          entry("CVE-2022-0002", fix("Release Notes", {"3"}) + fix("Click to Run", {"3"})) +
          entry("CVE-2022-0003", fix("5000001", {"3"}))));
  EXPECT_EQ(month.told(), "manual [Release Notes] 2\nmanual [Click to Run] 1\n");
}

TEST(Cautions, NameWhatIsInstalledBeforeTheOthers) {
  Month1122 month(msrc_document(
      small_products(),
      vulnerability("CVE-2022-0001", element("Title", "Example") + affected({"1"}) +
                                         severity("1", "Critical") + impact("1", "Spoofing") +
                                         written({"5000012", {"1"}, "", "Servicing Stack Update"}) +
                                         written({"5000002", {"1"}, "", "Servicing Stack Update"}) +
                                         written({"5000001", {"1"}, "", "Security Update"}))));
  EXPECT_EQ(month.told(), "servicing [KB5000002] [KB5000012]\n");
}

TEST(Cautions, StandByKindThenByDay) {
  Month1122 month(msrc_document(
      small_products(),
      vulnerability("CVE-2022-0001", element("Title", "Example") + affected({"1"}) +
                                         severity("1", "Critical") + impact("1", "Spoofing") +
                                         fix("Release Notes", {"1"}))));
  month.supported("Windows 10 Version 22H2", "2022-11-01");
  month.phase("b", "2022-12-13", "CVE-2022-0001");
  month.phase("b", "2022-11-08", "CVE-2022-0001");
  EXPECT_EQ(month.told(),
            "phase 2022-11-08 CVE-2022-0001 1: step of 2022-11-08\n"
            "phase 2022-12-13 CVE-2022-0001 1: step of 2022-12-13\n"
            "support-end 2022-11-01 Windows 10 Version 22H2\n"
            "manual [Release Notes] 1\n");
}

TEST(Cautions, OfATeamAreOfItsProducts) {
  Month1122 month(small_month());
  month.supported("Windows 10 Version 21H2", "2022-11-08");
  month.phase("mail", "2022-11-08", "CVE-2021-0001");
  month.vendor.phases.back().families = {"exchange-server", "office"};
  month.phase("system", "2022-11-08", "CVE-2021-0002");
  month.vendor.phases.back().families = {"windows-10"};
  month.phase("all", "2022-11-08", "CVE-2021-0003");
  cut_to_families(month.report, {"exchange-server"});
  EXPECT_EQ(month.told(),
            "phase 2022-11-08 CVE-2021-0001: step of 2022-11-08\n"
            "phase 2022-11-08 CVE-2021-0003: step of 2022-11-08\n");
}

}  // namespace
}  // namespace patchmatrix
