// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <patchmatrix/report.hpp>

#include "report/small_month.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::Pair;

const ImpactOrder& order() { return shipped_feeds().impact_order; }

std::string text(const Rating& rating) {
  return std::string(slug(rating.severity)) + " " + std::string(slug(rating.impact));
}

// ── rate ─────────────────────────────────────────────────────────────────────────────────────────

std::string rated(const std::vector<Rating>& findings) {
  std::vector<Finding> all(findings.size());
  std::vector<const Finding*> pointers;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    all[i].severity = findings[i].severity;
    all[i].impact = findings[i].impact;
    pointers.push_back(&all[i]);
  }
  const std::string forwards = text(rate(pointers, order()));
  const std::string backwards =
      text(rate(std::vector<const Finding*>(pointers.rbegin(), pointers.rend()), order()));
  EXPECT_EQ(forwards, backwards) << "depends on the order of the findings";
  return forwards;
}

TEST(Rate, TakesSeverityAndImpactIndependently) {
  EXPECT_EQ(rated({{Severity::Important, Impact::InformationDisclosure},
                   {Severity::Moderate, Impact::RemoteCodeExecution}}),
            "important remote-code-execution");
  EXPECT_EQ(rated({{Severity::Critical, Impact::Tampering},
                   {Severity::Low, Impact::Spoofing},
                   {Severity::Low, Impact::SecurityFeatureBypass}}),
            "critical security-feature-bypass");
}

TEST(Rate, LeavesDefenseInDepthOutUnlessThereIsNothingElse) {
  const Rating defense{Severity::Critical, Impact::DefenseInDepth};
  EXPECT_EQ(rated({defense, {Severity::Important, Impact::Spoofing}}), "important spoofing");
  EXPECT_EQ(rated({defense, defense, {Severity::Low, Impact::Tampering}}), "low tampering");
  EXPECT_EQ(rated({defense}), "critical defense-in-depth");
  EXPECT_EQ(rated({{Severity::Low, Impact::DefenseInDepth},
                   {Severity::Moderate, Impact::DefenseInDepth}}),
            "moderate defense-in-depth");
}

TEST(Rate, TakesAnyRatingForGraverThanNone) {
  EXPECT_EQ(
      rated({{Severity::Unspecified, Impact::Unspecified}, {Severity::Low, Impact::Tampering}}),
      "low tampering");
  EXPECT_EQ(rated({{Severity::Unknown, Impact::Unknown}, {Severity::Low, Impact::Tampering}}),
            "low tampering");
  EXPECT_EQ(
      rated({{Severity::Unspecified, Impact::Unspecified}, {Severity::Unknown, Impact::Unknown}}),
      "unknown unknown");
  EXPECT_EQ(rated({{Severity::Unspecified, Impact::Unspecified}}), "unspecified unspecified");
  EXPECT_EQ(rated({{Severity::Unknown, Impact::Unknown}}), "unknown unknown");
  EXPECT_EQ(rated({}), "unspecified unspecified");
}

TEST(Rate, OrdersImpactsAsTheVocabularySays) {
  std::vector<Impact> gravest_first = {Impact::RemoteCodeExecution,
                                       Impact::ElevationOfPrivilege,
                                       Impact::InformationDisclosure,
                                       Impact::DenialOfService,
                                       Impact::SecurityFeatureBypass,
                                       Impact::Spoofing,
                                       Impact::Tampering};
  for (std::size_t i = 0; i + 1 < gravest_first.size(); ++i)
    EXPECT_EQ(rated({{Severity::Low, gravest_first[i]}, {Severity::Low, gravest_first[i + 1]}}),
              "low " + std::string(slug(gravest_first[i])));
}

// ── rows ─────────────────────────────────────────────────────────────────────────────────────────

// "id severity impact vulnerabilities [updates] {products}", a star for headline rows.
std::vector<std::string> families(const Report& report) {
  std::vector<std::string> out;
  for (const FamilyRow& row : report.families) {
    std::string line = (row.headline ? "*" : "") + row.id + " " + text(row.rating) + " " +
                       std::to_string(row.vulnerabilities) + " [";
    for (const std::string& update : row.updates) line += update + " ";
    if (line.back() == ' ') line.pop_back();
    out.push_back(line + "] " + std::to_string(row.products.size()));
  }
  return out;
}

std::vector<std::string> rows(const Report& report, const std::vector<MatrixRow>& matrix) {
  std::vector<std::string> out;
  for (const MatrixRow& row : matrix) {
    std::string line = text(row.rating) + ":";
    for (const std::size_t family : row.families) line += " " + report.families.at(family).id;
    out.push_back(line);
  }
  return out;
}

std::vector<std::string> ids(const Report& report) {
  std::vector<std::string> out;
  for (const VulnerabilityRow& row : report.vulnerabilities)
    out.push_back(row.id + (row.excluded.empty() ? "" : " " + row.excluded));
  return out;
}

std::vector<std::string> notices(const Report& report) {
  std::vector<std::string> out;
  for (const Notice& each : report.notices) {
    std::string line = each.diagnostic.code + " " + each.diagnostic.file;
    for (const auto& [name, value] : each.diagnostic.arguments) line += " " + name + "=" + value;
    out.push_back(line);
  }
  return out;
}

// Each totals entry on a line.
std::string totals(const Report& report) {
  const Totals& totals = report.totals;
  std::string out;
  const auto add = [&out](const std::string& name, const auto& counts, auto word) {
    out += name;
    for (const auto& [key, count] : counts)
      out += " " + std::string(word(key)) + "=" + std::to_string(count);
    out += "\n";
  };
  const auto slugged = [](auto value) { return slug(value); };
  add("families", totals.families, slugged);
  add("other families", totals.other_families, slugged);
  out += "vulnerabilities " + std::to_string(totals.vulnerabilities) + " counted " +
         std::to_string(totals.counted) + "\n";
  add("excluded", totals.excluded, [](const std::string& reason) { return reason; });
  add("by severity", totals.by_severity, slugged);
  add("by impact", totals.by_impact, slugged);
  return out + "exploited " + std::to_string(totals.exploited) + " disclosed " +
         std::to_string(totals.publicly_disclosed) + " updates " + std::to_string(totals.updates) +
         "\n";
}

TEST(Report, OfTheSmallMonth) {
  const Report report = small_report();
  EXPECT_THAT(families(report),
              ElementsAre("*windows-10 critical remote-code-execution 2 [KB5000001 KB5000002] 2",
                          "*exchange-server critical elevation-of-privilege 1 [KB5000003] 1",
                          "azure-linux important unspecified 1 [] 1",
                          "windows-sysmon unknown spoofing 1 [] 1"));
  EXPECT_THAT(rows(report, report.matrix),
              ElementsAre("critical remote-code-execution: windows-10",
                          "critical elevation-of-privilege: exchange-server"));
  EXPECT_THAT(rows(report, report.others), ElementsAre("important unspecified: azure-linux",
                                                       "unknown spoofing: windows-sysmon"));
  EXPECT_THAT(ids(report), ElementsAre("CVE-2022-0001", "CVE-2022-0003", "CVE-2022-0002",
                                       "CVE-2022-0004", "CVE-2022-0005 azure-linux"));
  EXPECT_EQ(totals(report),
            "families critical=2\n"
            "other families important=1 unknown=1\n"
            "vulnerabilities 5 counted 4\n"
            "excluded azure-linux=1\n"
            "by severity critical=2 important=1 unknown=1\n"
            "by impact remote-code-execution=1 elevation-of-privilege=2 spoofing=1\n"
            "exploited 1 disclosed 1 updates 3\n");
  EXPECT_THAT(notices(report), testing::IsEmpty());
  EXPECT_EQ(report.release.vendor, "microsoft");
  EXPECT_EQ(report.release.month, "2022-11");
  EXPECT_EQ(report.release.revision, "2");
  EXPECT_EQ(report.release.membership, ReleaseRow::Membership::Inferred);
}

std::string tree(const std::vector<std::pair<std::string, std::string>>& products) {
  std::string out;
  for (const auto& [id, name] : products) out += product(id, name);
  return out;
}

std::string rated_entry(const std::string& cve, const std::string& product_id,
                        const std::string& grade, const std::string& effect,
                        const std::string& more = {}) {
  return vulnerability(cve, affected({product_id}) + severity(product_id, grade) +
                                impact(product_id, effect) + more);
}

TEST(Report, OrdersFamiliesByRatingThenInTheFeedsOrderThenById) {
  const Report report =
      reported(
          {msrc_document(tree({{"1", "Microsoft SQL Server 2019"},
                               {"2", "Microsoft Exchange Server 2019"},
                               {"3", "Windows 11 Version 22H2"},
                               {"4", "Zebra Tool"},
                               {"5", "Ant Tool"},
                               {"6", "Windows Server 2022"}}),
                         rated_entry("CVE-2022-0001", "1", "Important", "Spoofing") +
                             rated_entry("CVE-2022-0002", "2", "Important", "Spoofing") +
                             rated_entry("CVE-2022-0003", "3", "Important", "Spoofing") +
                             rated_entry("CVE-2022-0004", "4", "Critical", "Spoofing") +
                             rated_entry("CVE-2022-0005", "5", "Critical", "Spoofing") +
                             rated_entry("CVE-2022-0006", "6", "Important", "Denial of Service"))})
          .report;
  EXPECT_THAT(rows(report, report.matrix),
              ElementsAre("important denial-of-service: windows-server-2022",
                          "important spoofing: windows-11 exchange-server sql-server"));
  EXPECT_THAT(rows(report, report.others), ElementsAre("critical spoofing: ant-tool zebra-tool"));
}

TEST(Report, OrdersVulnerabilitiesByWhatToLookAtFirst) {
  const std::string tool = tree({{"1", "Windows Server 2022"}});
  const Report report =
      reported(
          {msrc_document(
              tool, rated_entry("CVE-2022-0001", "1", "Important", "Spoofing") +
                        rated_entry("CVE-2022-0010", "1", "Important", "Spoofing",
                                    score("1", "5.0", "CVSS:3.1/AV:N")) +
                        rated_entry("CVE-2022-0002", "1", "Important", "Spoofing",
                                    score("1", "9.1", "CVSS:3.1/AV:N")) +
                        rated_entry("CVE-2022-0011", "1", "Important", "Spoofing",
                                    score("1", "10.0", "CVSS:3.1/AV:N")) +
                        rated_entry("CVE-2022-00009", "1", "Important", "Spoofing",
                                    score("1", "5.0", "CVSS:3.1/AV:N")) +
                        rated_entry("CVE-2022-0003", "1", "Critical", "Tampering") +
                        rated_entry("CVE-2022-0004", "1", "Low", "Tampering",
                                    exploit_status("Publicly Disclosed:Yes")) +
                        rated_entry("CVE-2022-0005", "1", "Low", "Tampering",
                                    exploit_status("Exploited:Yes")) +
                        rated_entry("CVE-2022-0006", "1", "Critical", "Remote Code Execution",
                                    notes({{"Tag", "Mariner"}}) + exploit_status("Exploited:Yes")) +
                        rated_entry("CVE-2022-0007", "1", "Important", "Denial of Service"))})
          .report;
  EXPECT_THAT(ids(report),
              ElementsAre("CVE-2022-0005", "CVE-2022-0004", "CVE-2022-0003", "CVE-2022-0007",
                          "CVE-2022-0011", "CVE-2022-0002", "CVE-2022-00009", "CVE-2022-0010",
                          "CVE-2022-0001", "CVE-2022-0006 azure-linux"));
}

TEST(Report, DoesNotLetPlaceholdersAndUnaffectedProductsRateAFamily) {
  const Report report =
      reported({msrc_document(
                   tree({{"1", "Windows Server 2022"}, {"2", "Windows Server 2025"}}),
                   rated_entry("CVE-2022-0001", "1", "Low", "Tampering") +
                       rated_entry("CVE-2022-0002-M", "1", "Critical", "Remote Code Execution",
                                   fix("5000001", {"1"})) +
                       vulnerability("CVE-2022-0003", status("Known Not Affected", {"1", "2"}) +
                                                          severity("2", "Critical")))})
          .report;
  EXPECT_THAT(families(report), ElementsAre("*windows-server-2022 low tampering 1 [] 1"));
  EXPECT_THAT(report.totals.excluded, ElementsAre(Pair("not-affected", 1), Pair("placeholder", 1)));
  EXPECT_EQ(report.totals.updates, 0U);
}

TEST(Report, ShowsTheHighestScoreWithItsOwnVector) {
  const Report report =
      reported(
          {msrc_document(tree({{"1", "Windows Server 2022"}, {"2", "Windows Server 2025"}}),
                         vulnerability("CVE-2022-0001", affected({"1", "2"}) +
                                                            score("1", "7.0", "CVSS:3.1/AV:L") +
                                                            score("2", "9.8", "CVSS:3.1/AV:N")))})
          .report;
  EXPECT_EQ(report.vulnerabilities.at(0).cvss_base, "9.8");
  EXPECT_EQ(report.vulnerabilities.at(0).cvss_vector, "CVSS:3.1/AV:N");
}

TEST(Report, KeepsTheVendorsWordsThatItDoesNotKnow) {
  const VulnerabilityRow row =
      reported({msrc_document(tree({{"1", "Windows Server 2022"}}),
                              rated_entry("CVE-2022-0001", "1", "Terrible", "Confusion"))})
          .report.vulnerabilities.at(0);
  EXPECT_EQ(text(row.rating), "unknown unknown");
  EXPECT_EQ(row.severity_word, "Terrible");
  EXPECT_EQ(row.impact_word, "Confusion");
}

std::string on_day(std::string document, const std::string& day) {
  const std::string first = "2022-11-08";
  for (std::size_t at = 0; (at = document.find(first, at)) != std::string::npos; at += day.size())
    document.replace(at, first.size(), day);
  return document;
}

TEST(Report, KeepsFamiliesAsRowsOnlyUntilTheirLastDay) {
  const std::string month =
      msrc_document(tree({{"1", "Windows 7 for x64-based Systems Service Pack 1"},
                          {"2", "Windows Server 2012 R2"}}),
                    rated_entry("CVE-2022-0001", "1", "Critical", "Spoofing") +
                        rated_entry("CVE-2022-0002", "2", "Critical", "Spoofing"));
  struct Case {
    const char* day;
    const char* headlines;
  };
  for (const Case& each :
       {Case{"2020-01-14", "windows-8.1-server-2012 windows-7-server-2008 "},
        Case{"2020-01-15", "windows-8.1-server-2012 "},
        Case{"2022-11-08", "windows-8.1-server-2012 "},
        Case{"2023-10-10", "windows-8.1-server-2012 "}, Case{"2023-10-11", ""}}) {
    std::string headlines;
    for (const FamilyRow& row : reported({on_day(month, each.day)}).report.families)
      if (row.headline) headlines += row.id + " ";
    EXPECT_EQ(headlines, each.headlines) << each.day;
  }
}

// ── as of a day ──────────────────────────────────────────────────────────────────────────────────

std::string month_with_revisions() {
  const auto entry = [](const std::string& cve, const std::vector<std::string>& days) {
    return rated_entry(cve, "1", "Important", "Spoofing", revisions(days));
  };
  return msrc_document(tree({{"1", "Windows Server 2022"}}),
                       entry("CVE-2022-0001", {"2022-11-08T08:00:00"}) +
                           entry("CVE-2022-0002", {"2022-11-08T08:00:00", "2022-12-01T08:00:00"}) +
                           entry("CVE-2022-0003", {"2022-11-30T23:59:59"}) +
                           entry("CVE-2022-0004", {"2022-12-01T00:00:00"}));
}

TEST(Report, AsOfADayLeavesOutWhatWasReleasedLaterAndSaysWhatWasRevised) {
  struct Case {
    const char* day;
    std::vector<std::string> ids;
    std::vector<std::string> notices;
  };
  for (const Case& each :
       std::vector<Case>{{"2022-11-07", {}, {"not-yet-released 2022-Nov number=4 day=2022-11-07"}},
                         {"2022-11-08",
                          {"CVE-2022-0001", "CVE-2022-0002"},
                          {"not-yet-released 2022-Nov number=2 day=2022-11-08",
                           "revised-since 2022-Nov number=1 day=2022-11-08"}},
                         {"2022-11-30",
                          {"CVE-2022-0001", "CVE-2022-0002", "CVE-2022-0003 added-after-release"},
                          {"not-yet-released 2022-Nov number=1 day=2022-11-30",
                           "revised-since 2022-Nov number=1 day=2022-11-30"}},
                         {"2022-12-01",
                          {"CVE-2022-0001", "CVE-2022-0002", "CVE-2022-0003 added-after-release",
                           "CVE-2022-0004 added-after-release"},
                          {}}}) {
    const Report report = reported({month_with_revisions()}, {parse_day(each.day)}).report;
    EXPECT_EQ(ids(report), each.ids) << each.day;
    EXPECT_EQ(notices(report), each.notices) << each.day;
    EXPECT_EQ(to_string(report.release.as_of.value()), each.day);
  }
}

// ── several documents ────────────────────────────────────────────────────────────────────────────

std::string named(std::string document, const std::string& id) {
  return document.replace(document.find(">2022-Nov<"), 10, ">" + id + "<");
}

std::string changed_on(std::string document, const std::string& day) {
  const std::string element = "<cvrf:CurrentReleaseDate>2022-11-08";
  return document.replace(document.find(element), element.size(),
                          "<cvrf:CurrentReleaseDate>" + day);
}

TEST(Report, OfSeveralDocumentsCountsAVulnerabilityOnceWithTheGraverRating) {
  const std::string products = tree({{"1", "Windows Server 2022"}});
  const Report report =
      reported(
          {msrc_document(products, rated_entry("CVE-2022-0001", "1", "Low", "Remote Code Execution",
                                               exploit_status("Exploited:Yes")) +
                                       rated_entry("CVE-2022-0002", "1", "Low", "Spoofing")),
           on_day(named(msrc_document(
                            products,
                            rated_entry("CVE-2022-0001", "1", "Critical", "Spoofing",
                                        exploit_status("Exploited:No;Publicly Disclosed:Yes") +
                                            fix("5000009", {"1"}))),
                        "2022-Dec"),
                  "2022-12-13")})
          .report;
  EXPECT_THAT(ids(report), ElementsAre("CVE-2022-0001", "CVE-2022-0002"));
  EXPECT_THAT(families(report),
              ElementsAre("*windows-server-2022 critical remote-code-execution 2 [KB5000009] 1"));
  const VulnerabilityRow& first = report.vulnerabilities.at(0);
  EXPECT_EQ(text(first.rating), "critical remote-code-execution");
  EXPECT_EQ(first.exploited, Answer::Yes);
  EXPECT_EQ(first.publicly_disclosed, Answer::Yes);
  EXPECT_EQ(report.release.vendor, "microsoft");
  EXPECT_EQ(report.release.id, "2022-Nov, 2022-Dec");
  EXPECT_EQ(report.release.month, "2022-11..2022-12");
  EXPECT_EQ(to_string(report.release.initial_release.value()), "2022-11-08T08:00:00Z");
  EXPECT_EQ(to_string(report.release.current_release.value()), "2022-12-13T08:00:00Z");
  EXPECT_EQ(report.release.title_form.en, "");
  EXPECT_EQ(report.inputs.size(), 2U);
}

TEST(Report, CountsOnlyTheLatestVersionOfADocumentInAnyOrder) {
  const std::string products = tree({{"1", "Windows Server 2022"}});
  const std::string older =
      msrc_document(products, rated_entry("CVE-2022-0001", "1", "Low", "Spoofing"));
  const std::string newer = changed_on(
      msrc_document(products, rated_entry("CVE-2022-0002", "1", "Low", "Spoofing")), "2022-12-01");
  const Report report = reported({older, newer}).report;
  EXPECT_THAT(ids(report), ElementsAre("CVE-2022-0002"));
  EXPECT_THAT(notices(report),
              ElementsAre("older-version month1.xml document=2022-Nov kept=month2.xml"));
  EXPECT_EQ(report.inputs.size(), 2U);
  EXPECT_EQ(report.release.id, "2022-Nov");

  const Report backwards = reported({newer, older}).report;
  EXPECT_THAT(ids(backwards), ElementsAre("CVE-2022-0002"));
  EXPECT_THAT(notices(backwards),
              ElementsAre("older-version month2.xml document=2022-Nov kept=month1.xml"));
}

TEST(Report, CountsADocumentThatIsNamedTwiceOnce) {
  const Report report = reported({small_month(), small_month(), small_month()}).report;
  EXPECT_EQ(totals(report), totals(small_report()));
  EXPECT_THAT(notices(report),
              ElementsAre("same-document month2.xml document=2022-Nov kept=month1.xml",
                          "same-document month3.xml document=2022-Nov kept=month1.xml"));
}

TEST(Report, CountsTheLastNamedOfTwoDifferentVersionsOfTheSameDate) {
  const std::string products = tree({{"1", "Windows Server 2022"}});
  const std::string first =
      msrc_document(products, rated_entry("CVE-2022-0001", "1", "Low", "Spoofing"));
  const std::string second =
      msrc_document(products, rated_entry("CVE-2022-0002", "1", "Low", "Spoofing"));
  const Report report = reported({first, second}).report;
  EXPECT_THAT(ids(report), ElementsAre("CVE-2022-0002"));
  EXPECT_THAT(notices(report),
              ElementsAre("same-date month1.xml document=2022-Nov kept=month2.xml"));

  // A copy of one that no longer counts is a version like any other.
  const Report alternating = reported({first, second, first}).report;
  EXPECT_THAT(ids(alternating), ElementsAre("CVE-2022-0001"));
  EXPECT_THAT(notices(alternating),
              ElementsAre("same-date month1.xml document=2022-Nov kept=month2.xml",
                          "same-date month2.xml document=2022-Nov kept=month3.xml"));
}

// ── versions that stand in for what their successor lost ────────────────────────────────────────

// A report of `present` and of the older version `before`, which is read for `only`.
Reported reported_with_older(const std::string& present, const std::string& before,
                             const std::vector<std::string>& only,
                             const ReportOptions& options = {}) {
  Reported out;
  for (const std::string& bytes : {present, before}) out.documents.push_back(normalized(bytes));
  const std::vector<ReportInput> inputs = {
      {&out.documents[0]->findings, {"present.xml", std::string(64, '0'), "2022-Nov"}},
      {&out.documents[1]->findings, {"older.zst", std::string(64, '1'), "2022-Nov"}, only}};
  out.report = build_report(inputs, options, shipped_feeds().impact_order);
  return out;
}

std::vector<std::string> withdrawn(const Report& report) {
  std::vector<std::string> out;
  for (const VulnerabilityRow& row : report.vulnerabilities)
    if (row.withdrawn) out.push_back(row.id);
  return out;
}

std::string three_entries() {
  return rated_entry("CVE-2022-0001", "1", "Critical", "Remote Code Execution") +
         rated_entry("CVE-2022-0002", "1", "Low", "Spoofing") +
         rated_entry("CVE-2022-0003", "2", "Important", "Tampering");
}

TEST(Report, CountsWhatAnOlderVersionAloneHasAndMarksIt) {
  const std::string products = tree({{"1", "Windows Server 2022"}, {"2", "Windows Sysmon"}});
  const std::string before = msrc_document(products, three_entries());
  const std::string present =
      changed_on(msrc_document(products, rated_entry("CVE-2022-0002", "1", "Moderate", "Spoofing")),
                 "2022-12-01");
  const Report report =
      reported_with_older(present, before, {"CVE-2022-0001", "CVE-2022-0003"}).report;
  EXPECT_THAT(ids(report), ElementsAre("CVE-2022-0001", "CVE-2022-0003", "CVE-2022-0002"));
  EXPECT_THAT(withdrawn(report), ElementsAre("CVE-2022-0001", "CVE-2022-0003"));
  EXPECT_THAT(families(report),
              ElementsAre("*windows-server-2022 critical remote-code-execution 2 [] 1",
                          "windows-sysmon important tampering 1 [] 1"));
  EXPECT_EQ(report.totals.vulnerabilities, 3U);
  EXPECT_EQ(report.totals.by_severity.at(Severity::Moderate), 1U) << "as the present version says";
  EXPECT_THAT(notices(report), ElementsAre("withdrawn-by-feed 2022-Nov number=2"));
}

TEST(Report, DoesNotTakeAnOlderVersionForADocumentOfItsOwn) {
  const std::string products = tree({{"1", "Windows Server 2022"}, {"2", "Windows Sysmon"}});
  const std::string before = msrc_document(products, three_entries());
  const std::string present =
      changed_on(msrc_document(products, rated_entry("CVE-2022-0002", "1", "Moderate", "Spoofing")),
                 "2022-12-01");
  const Report report = reported_with_older(present, before, {"CVE-2022-0001"}).report;
  EXPECT_EQ(report.release.documents, 1U);
  EXPECT_EQ(report.release.id, "2022-Nov");
  EXPECT_EQ(to_string(report.release.current_release.value()), "2022-12-01T08:00:00Z");
  EXPECT_EQ(report.inputs.size(), 2U) << "but it was read";
  // Nor is it taken for the later one where the feed went back to an earlier date.
  const Report backward = reported_with_older(before, present, {"CVE-2022-0009"}).report;
  EXPECT_EQ(to_string(backward.release.current_release.value()), "2022-11-08T08:00:00Z");
  EXPECT_THAT(ids(backward), ElementsAre("CVE-2022-0001", "CVE-2022-0003", "CVE-2022-0002"));
  EXPECT_THAT(withdrawn(backward), ElementsAre());
  EXPECT_THAT(notices(backward), ElementsAre());
}

TEST(Report, AsOfADayLeavesOutWithdrawnVulnerabilitiesOfLaterDaysToo) {
  const std::string present = msrc_document(tree({{"1", "Windows Server 2022"}}), "");
  for (const auto& [day, expected] : std::vector<std::pair<const char*, std::vector<std::string>>>{
           {"2022-11-08", {"CVE-2022-0001", "CVE-2022-0002"}},
           {"2022-11-30", {"CVE-2022-0001", "CVE-2022-0002", "CVE-2022-0003"}},
           {"2022-12-01", {"CVE-2022-0001", "CVE-2022-0002", "CVE-2022-0003", "CVE-2022-0004"}}}) {
    const Report report =
        reported_with_older(present, month_with_revisions(),
                            {"CVE-2022-0001", "CVE-2022-0002", "CVE-2022-0003", "CVE-2022-0004"},
                            {parse_day(day)})
            .report;
    EXPECT_EQ(withdrawn(report), expected) << day;
  }
}

TEST(Report, OrdersDocumentsThatCountByMonth) {
  const std::string products = tree({{"1", "Windows Server 2022"}});
  const auto month = [&products](const std::string& id, const std::string& day,
                                 const std::string& title) {
    return on_day(
        named(msrc_document(products, vulnerability("CVE-2022-0001",
                                                    element("Title", title) + affected({"1"}))),
              id),
        day);
  };
  const std::string october = month("2022-Oct", "2022-10-11", "first");
  const std::string november = month("2022-Nov", "2022-11-08", "second");
  const std::string december = month("2022-Dec", "2022-12-13", "third");
  for (const std::vector<std::string>& documents :
       {std::vector<std::string>{october, november, december},
        {december, november, october},
        {november, december, october}}) {
    const Report report = reported(documents).report;
    EXPECT_EQ(report.release.documents, 3U);
    EXPECT_EQ(report.release.id, "2022-Oct, 2022-Nov, 2022-Dec");
    EXPECT_EQ(report.release.month, "2022-10..2022-12");
    EXPECT_EQ(report.vulnerabilities.at(0).title, "first");
  }
  // The inputs stay in the order in which they were named.
  EXPECT_EQ(reported({december, october}).report.inputs.at(0).document, "2022-Dec");
}

TEST(Report, DoesNotTakeDocumentsWithoutIdentifierForVersionsOfOneAnother) {
  const std::string products = tree({{"1", "Windows Server 2022"}});
  const Report report =
      reported(
          {named(msrc_document(products, rated_entry("CVE-2022-0001", "1", "Low", "Spoofing")), ""),
           named(msrc_document(products, rated_entry("CVE-2022-0002", "1", "Low", "Spoofing")),
                 "")})
          .report;
  EXPECT_THAT(ids(report), ElementsAre("CVE-2022-0001", "CVE-2022-0002"));
  EXPECT_THAT(notices(report), testing::IsEmpty());
}

TEST(Report, OfSeveralVendorsNamesThemAll) {
  std::string foreign = small_month();
  foreign.replace(foreign.find("secure@microsoft.com"), 20, "psirt@example.org");
  foreign.replace(foreign.find("Name=\"Microsoft\""), 16, "Name=\"Example\"");
  const Report report = reported({small_month(), foreign}).report;
  EXPECT_EQ(report.release.vendor, "microsoft, example");
  EXPECT_EQ(report.release.vendor_name.en, "microsoft, example");
  EXPECT_EQ(report.inputs.size(), 2U);
}

TEST(Report, SaysWhetherAllSomeOrNoneOfTheDocumentsListTheirRelease) {
  const std::string listed = msrc_document(
      tree({{"1", "Windows Server 2022"}}), rated_entry("CVE-2022-0001", "1", "Low", "Spoofing"),
      release_notes(
          "<h2>This release consists of the following 1 Microsoft CVEs:</h2>CVE-2022-0001"));
  using enum ReleaseRow::Membership;
  EXPECT_EQ(reported({listed}).report.release.membership, Listed);
  EXPECT_EQ(reported({listed, named(listed, "2022-Dec")}).report.release.membership, Listed);
  EXPECT_EQ(reported({listed, named(small_month(), "2022-Dec")}).report.release.membership, Mixed);
  EXPECT_EQ(reported({named(small_month(), "2022-Dec"), listed}).report.release.membership, Mixed);
  EXPECT_EQ(reported({small_month()}).report.release.membership, Inferred);
  // A version that does not count does not matter.
  EXPECT_EQ(reported({small_month(), changed_on(listed, "2022-12-01")}).report.release.membership,
            Listed);
}

TEST(Report, CountsTheVulnerabilitiesOfAFamilyThatArePartOfTheRelease) {
  std::vector<std::string> lines;
  for (const FamilyRow& row : small_report().families)
    lines.push_back(row.id + " " + std::to_string(row.counted) + " of " +
                    std::to_string(row.vulnerabilities));
  EXPECT_THAT(lines, ElementsAre("windows-10 2 of 2", "exchange-server 1 of 1",
                                 "azure-linux 0 of 1", "windows-sysmon 1 of 1"));
}

TEST(Report, UsesTheFormOfTheMonthlyTitleOnlyForRegularReleases) {
  for (const auto& [title, expected] : std::vector<std::pair<std::string, std::string>>{
           {"November 2022 Security Updates", "security updates for {month_name} {year}"},
           {"November 2022 Early Security Updates", ""},
           {"November 8 2022 Security Updates", ""},
           {"November 2022 Security Updates (revised)", ""},
           {"Mariner Release Notes", ""},
           {"", ""}}) {
    std::string document = small_month();
    const std::string regular = "November 2022 Security Updates";
    document.replace(document.find(regular), regular.size(), title);
    EXPECT_EQ(reported({document}).report.release.title_form.en, expected) << title;
  }
}

// The totals add up whatever the documents hold.
TEST(Report, HasTotalsThatAddUp) {
  for (const std::vector<std::string>& documents : std::vector<std::vector<std::string>>{
           {small_month()},
           {month_with_revisions()},
           {msrc_document("", "")},
           {small_month(), named(month_with_revisions(), "2022-Dec")}}) {
    const Report report = reported(documents).report;
    const auto sum = [](const auto& counts) {
      std::size_t total = 0;
      for (const auto& [key, count] : counts) total += count;
      return total;
    };
    const Totals& totals = report.totals;
    EXPECT_EQ(totals.counted + sum(totals.excluded), totals.vulnerabilities);
    EXPECT_EQ(sum(totals.by_severity), totals.counted);
    EXPECT_EQ(sum(totals.by_impact), totals.counted);
    EXPECT_EQ(sum(totals.by_severity_and_impact), totals.counted);
    std::map<Severity, std::size_t> by_severity;
    std::map<Impact, std::size_t> by_impact;
    for (const auto& [pair, count] : totals.by_severity_and_impact) {
      by_severity[pair.first] += count;
      by_impact[pair.second] += count;
    }
    EXPECT_EQ(by_severity, totals.by_severity);
    EXPECT_EQ(by_impact, totals.by_impact);
    EXPECT_EQ(totals.updates, report.updates.size());
    EXPECT_EQ(sum(totals.families) + sum(totals.other_families), report.families.size());
    EXPECT_EQ(totals.vulnerabilities, report.vulnerabilities.size());
  }
}

}  // namespace
}  // namespace patchmatrix
