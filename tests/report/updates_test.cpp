// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <patchmatrix/report.hpp>

#include "report/updates_month.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;

std::string joined(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& each : values) out += (out.empty() ? "" : ", ") + each;
  return "[" + out + "]";
}

std::string text(const UpdateRow& row, const Report& report) {
  std::string out =
      row.name + " " + joined(row.kinds) + " for " + joined(row.families) + " " +
      joined(row.products) + " builds " + joined(row.fixed_builds) + " supersedes " +
      joined(row.supersedes) + " restart \"" + std::string(slug(row.restart)) + "\" issue \"" +
      std::string(slug(row.known_issue)) + "\" " + joined(row.known_issue_urls) + " <" + row.url +
      ">" + (row.servicing ? " servicing" : "") + ": " + std::string(slug(row.rating.severity)) +
      ", " + std::to_string(row.vulnerabilities) + " (" + std::to_string(row.critical) + "/" +
      std::to_string(row.exploited) + ")";
  for (const UpdateFix& fix : row.fixes)
    out += " " + report.vulnerabilities.at(fix.vulnerability).id + " " +
           std::string(slug(fix.rating.severity)) + " " + joined(fix.families);
  return out;
}

std::vector<std::string> texts(const Report& report) {
  std::vector<std::string> out;
  for (const UpdateRow& each : report.updates) out.push_back(text(each, report));
  return out;
}

std::vector<std::string> names(const Report& report) {
  std::vector<std::string> out;
  for (const UpdateRow& each : report.updates) out.push_back(each.name);
  return out;
}

UpdateRow& update(Report& report, const std::string& name) {
  for (UpdateRow& each : report.updates)
    if (each.name == name) return each;
  throw std::runtime_error("no update " + name);
}

// ── rows ─────────────────────────────────────────────────────────────────────────────────────────

constexpr const char* kWindows22 = "Windows 10 Version 22H2 for x64-based Systems";
constexpr const char* kWindows21 = "Windows 10 Version 21H2 for x64-based Systems";
constexpr const char* kExchange = "Microsoft Exchange Server 2019 Cumulative Update 12";

TEST(Updates, SayWhatTheyAreForAndWhatTheyFixThere) {
  EXPECT_THAT(
      texts(report_of_updates()),
      ElementsAre(
          std::string("KB5000011 [Security Hotpatch, Security Update] for [windows-10] [") +
              kWindows22 +
              "] builds [10.0.19045.2251, 10.0.19045.2300] supersedes [KB5000009, KB5000010] "
              "restart \"yes\" issue \"yes\" [https://example.com/issue] "
              "<https://example.com/5000011>: critical, 2 (1/1) CVE-2022-0002 important "
              "[windows-10] CVE-2022-0001 critical [windows-10]",
          std::string("KB5000010 [Security Update] for [windows-10] [") + kWindows22 +
              "] builds [10.0.19045.2200] supersedes [] restart \"\" issue \"\" [] <>: important, "
              "1 (0/1) CVE-2022-0002 important [windows-10]",
          std::string("KB5000013 [Security Update] for [exchange-server] [") + kExchange +
              "] builds [] supersedes [] restart \"no\" issue \"\" [] <>: important, 1 (0/1) "
              "CVE-2022-0002 important [exchange-server]",
          std::string("KB5000012 [Monthly Rollup] for [windows-10, exchange-server] [") +
              kExchange + ", " + kWindows21 +
              "] builds [] supersedes [] restart \"maybe\" issue \"\" [] <>: important, 1 (0/0) "
              "CVE-2022-0001 important [windows-10, exchange-server]",
          "KB5000014 [] for [windows-sysmon] [Windows Sysmon] builds [] supersedes [] restart "
          "\"\" issue \"\" [] <>: moderate, 1 (0/0) CVE-2022-0003 moderate [windows-sysmon]"));
}

TEST(Updates, KeepTheMostThatIsSaidOfARestart) {
  struct Case {
    std::vector<std::string> said;
    Restart expected;
  };
  for (const auto& [said, expected] : std::vector<Case>{
           {{"No", "Yes", "Maybe"}, Restart::Yes},
           {{"yes", "no"}, Restart::Yes},
           {{"Maybe", "No"}, Restart::Maybe},
           {{"No", ""}, Restart::No},
           {{"No", "Perhaps"}, Restart::No},
           {{"None"}, Restart::NotStated},
           {{""}, Restart::NotStated},
       }) {
    std::string entries;
    for (std::size_t i = 0; i < said.size(); ++i)
      entries += vulnerability("CVE-2022-000" + std::to_string(i),
                               affected({"1"}) + written({"5000001", {"1"}, "", "", "", said[i]}));
    const Report report = reported({msrc_document(small_products(), entries)}).report;
    EXPECT_EQ(report.updates.at(0).restart, expected) << joined(said);
  }
}

TEST(Updates, OfServicingAreMarked) {
  for (const auto& [kind, servicing] : std::vector<std::pair<std::string, bool>>{
           {"Servicing Stack Update", true}, {"Security Update", false}, {"", false}}) {
    const std::string entry =
        vulnerability("CVE-2022-0001", affected({"1"}) + written({"5000001", {"1"}, "", kind}));
    EXPECT_EQ(reported({msrc_document(small_products(), entry)}).report.updates.at(0).servicing,
              servicing)
        << kind;
  }
}

TEST(Updates, AreOnlyThoseWithANumberOfWhatIsAffectedAndInForce) {
  const auto rows = [](const std::string& entry) {
    return names(reported({msrc_document(small_products(), entry)}).report);
  };
  const std::string fixed = fix("5000001", {"1"});
  EXPECT_THAT(rows(vulnerability("CVE-2022-0001", affected({"1"}) + fixed)),
              ElementsAre("KB5000001"));
  EXPECT_THAT(rows(vulnerability("CVE-2022-0001", affected({"1"}) + fix("Release Notes", {"1"}))),
              IsEmpty());
  EXPECT_THAT(rows(vulnerability("CVE-2022-0001-M", affected({"1"}) + fixed)), IsEmpty())
      << "a placeholder";
  EXPECT_THAT(rows(vulnerability("CVE-2022-0001", status("Known Not Affected", {"1"}) + fixed)),
              IsEmpty());
  EXPECT_THAT(rows(vulnerability("CVE-2022-0001",
                                 affected({"1"}) + remediation("Known Issue", "5000001", {"1"}))),
              IsEmpty())
      << "an issue is no fix";
}

TEST(Updates, LeaveOutWhatWasWithdrawn) {
  const auto entry = [](const char* cve, const char* update) {
    return vulnerability(cve, affected({"1"}) + fix(update, {"1"}));
  };
  const auto present =
      normalized(msrc_document(small_products(), entry("CVE-2022-0001", "5000001")));
  const auto before = normalized(msrc_document(
      small_products(), entry("CVE-2022-0001", "5000001") + entry("CVE-2022-0002", "5000001") +
                            entry("CVE-2022-0003", "5000002")));
  const Report report =
      build_report({{&present->findings, {"present.xml", std::string(64, '0'), "2022-Nov"}},
                    {&before->findings,
                     {"older.zst", std::string(64, '1'), "2022-Nov"},
                     {"CVE-2022-0002", "CVE-2022-0003"}}},
                   {}, shipped_feeds().impact_order);
  EXPECT_EQ(report.vulnerabilities.size(), 3U);
  ASSERT_THAT(names(report), ElementsAre("KB5000001"));
  EXPECT_EQ(report.updates[0].vulnerabilities, 1U);
}

// ── order ────────────────────────────────────────────────────────────────────────────────────────

// Each differs from the one before in one thing, and is the less urgent for it.
TEST(Updates, AreOrderedByTheMostUrgentVulnerabilityThatTheyFix) {
  struct Entry {
    const char* update;
    const char* exploited;
    const char* disclosed;
    const char* forecast;
    const char* severity;
    const char* score;
    const char* vector;
  };
  const std::vector<Entry> entries = {
      {"5000009", "Yes", "Yes", "More", "Low", "7.8", kLocal},
      {"5000008", "Yes", "No", "Less", "Low", "7.8", kLocal},
      {"5000007", "No", "Yes", "Less", "Low", "7.8", kLocal},
      {"5000006", "No", "No", "More", "Low", "7.8", kLocal},
      {"5000005", "No", "No", "Less", "Critical", "7.8", kLocal},
      {"5000004", "No", "No", "Less", "Important", "9.8", kRemote},
      {"5000002", "No", "No", "Less", "Important", "7.8", kLocal},
      {"5000003", "No", "No", "Less", "Important", "7.8", kLocal},
  };
  std::string document;
  std::vector<std::string> expected;
  for (const Entry& each : entries) {
    expected.push_back("KB" + std::string(each.update));
    document =
        vulnerability("CVE-2022-" + std::string(each.update),
                      affected({"1"}) + severity("1", each.severity) + impact("1", "Spoofing") +
                          exploit_status("Publicly Disclosed:" + std::string(each.disclosed) +
                                         ";Exploited:" + each.exploited +
                                         ";Latest Software Release:Exploitation " + each.forecast +
                                         " Likely") +
                          score("1", each.score, each.vector) + fix(each.update, {"1"})) +
        document;
  }
  EXPECT_EQ(names(reported({msrc_document(small_products(), document)}).report), expected);

  // What fixes more goes before what fixes as urgent things.
  document += vulnerability("CVE-2022-0001", affected({"1"}) + fix("5000003", {"1"}));
  std::swap(expected[6], expected[7]);
  EXPECT_EQ(names(reported({msrc_document(small_products(), document)}).report), expected);
}

// ── first ────────────────────────────────────────────────────────────────────────────────────────

TEST(FirstUpdates, HaveReasonsAndAreNotSuperseded) {
  // KB5000010 is as urgent, but KB5000011 replaces it where it would be installed; KB5000014 has
  // nothing that speaks for it.
  EXPECT_THAT(first_of(report_of_updates()),
              ElementsAre("KB5000011: exploited likely critical: CVE-2022-0002",
                          "KB5000013: exploited likely: CVE-2022-0002",
                          "KB5000012: likely: CVE-2022-0001"));
}

TEST(FirstUpdates, AreSupersededOnlyOnAllTheirProductsAndNotByEachOther) {
  const auto first = [](const std::vector<WrittenFix>& fixes) {
    std::string entry =
        affected({"1", "2"}) + severity("1", "Critical") + severity("2", "Critical");
    for (const WrittenFix& each : fixes) entry += written(each);
    std::vector<std::string> out;
    const Report report =
        reported({msrc_document(small_products(), vulnerability("CVE-2022-0001", entry))}).report;
    for (const FirstUpdate& each : report.first) out.push_back(report.updates[each.update].name);
    return out;
  };
  EXPECT_THAT(first({{"5000001", {"1", "2"}}, {"5000002", {"1", "2"}, "", "", "5000001"}}),
              ElementsAre("KB5000002"));
  EXPECT_THAT(first({{"5000001", {"1", "2"}}, {"5000002", {"1"}, "", "", "5000001"}}),
              ElementsAre("KB5000001", "KB5000002"))
      << "the second product has nothing else";
  EXPECT_THAT(first({{"5000001", {"1", "2"}},
                     {"5000002", {"1"}, "", "", "5000001"},
                     {"5000003", {"2"}, "", "", "5000001"}}),
              ElementsAre("KB5000002", "KB5000003"));
  EXPECT_THAT(first({{"5000001", {"1"}, "", "", "5000002"}, {"5000002", {"1"}, "", "", "5000001"}}),
              ElementsAre("KB5000001", "KB5000002"))
      << "neither is the newer one";
}

// A document names what fixed a vulnerability first; what replaces that fixes it as well, where it
// is for the same products.
TEST(FirstUpdates, BringWhatTheyReplace) {
  const auto month = [](const std::vector<std::string>& products, const std::string& replaced) {
    return reported({msrc_document(
                        small_products(),
                        vulnerability("CVE-2022-0001", affected({"1"}) +
                                                           exploit_status("Exploited:Yes") +
                                                           written({"5000001", {"1"}})) +
                            vulnerability("CVE-2022-0002",
                                          affected(products) +
                                              written({"5000002", products, "", "", replaced})) +
                            vulnerability(
                                "CVE-2022-0003",
                                affected({"1"}) + written({"5000003", {"1"}, "", "", "5000002"})))})
        .report;
  };
  const Report report = month({"1"}, "5000001");
  EXPECT_THAT(first_of(report), ElementsAre("KB5000003: exploited: CVE-2022-0001"));
  EXPECT_THAT(names(report), ElementsAre("KB5000001", "KB5000002", "KB5000003"));
  EXPECT_EQ(report.updates[2].exploited, 0U) << "counts are of what the documents say";
  EXPECT_THAT(first_of(month({"1"}, "4999999")),
              ElementsAre("KB5000001: exploited: CVE-2022-0001"));
  EXPECT_THAT(first_of(month({"3"}, "5000001")), ElementsAre("KB5000001: exploited: CVE-2022-0001"))
      << "for another product";
}

TEST(FirstUpdates, AreAFew) {
  std::string entries;
  for (int i = 1; i <= 7; ++i)
    entries += vulnerability(
        "CVE-2022-000" + std::to_string(i),
        affected({"1"}) + severity("1", "Critical") + fix("500000" + std::to_string(i), {"1"}));
  const Report report = reported({msrc_document(small_products(), entries)}).report;
  EXPECT_EQ(report.updates.size(), 7U);
  EXPECT_THAT(
      first_of(report),
      ElementsAre("KB5000001: critical: CVE-2022-0001", "KB5000002: critical: CVE-2022-0002",
                  "KB5000003: critical: CVE-2022-0003", "KB5000004: critical: CVE-2022-0004",
                  "KB5000005: critical: CVE-2022-0005"));
}

TEST(FirstUpdates, WithOwnMachinesAreThoseThatOneOfThemNeeds) {
  Report report = report_of_updates();
  report.own.emplace();
  update(report, "KB5000011").own = 0;
  update(report, "KB5000012").own = 3;
  update(report, "KB5000013").own = 1;
  prioritize(report);
  EXPECT_THAT(first_of(report), ElementsAre("KB5000013: exploited likely: CVE-2022-0002",
                                            "KB5000012: likely: CVE-2022-0001"));
  update(report, "KB5000010").own = 2;
  update(report, "KB5000010").products = {"another product"};
  prioritize(report);
  EXPECT_THAT(first_of(report), ElementsAre("KB5000010: exploited likely: CVE-2022-0002",
                                            "KB5000013: exploited likely: CVE-2022-0002",
                                            "KB5000012: likely: CVE-2022-0001"))
      << "of two that are equally urgent the one for more machines";
}

TEST(FirstUpdates, TakeTheCatalogueIntoAccount) {
  KevCatalogue kev{"1", std::nullopt, std::vector<KevEntry>(1)};
  kev.entries[0].vulnerability = "CVE-2022-0003";
  kev.entries[0].added = parse_day("2022-11-09").value();
  kev.entries[0].ransomware = true;
  ReportOptions options;
  options.kev = &kev;
  const Report report = reported({month_of_updates()}, options).report;
  EXPECT_EQ(first_of(report).front(), "KB5000014: kev ransomware: CVE-2022-0003");
  EXPECT_EQ(report.updates.front().kev, 1U);
  EXPECT_EQ(report.updates.front().exploited, 0U);
}

// What an earlier month documented, and an update of this one fixes, makes that update urgent.
TEST(FirstUpdates, TakeIntoAccountWhatWasDocumentedEarlier) {
  Report report = report_of_updates();
  VulnerabilityRow earlier;
  earlier.id = "CVE-2022-0009";
  earlier.exploited = Answer::Yes;
  earlier.publicly_disclosed = Answer::Yes;
  earlier.updates = {"KB5000012", "KB4999999"};
  report.fixed_now.push_back(earlier);
  prioritize(report);
  EXPECT_EQ(first_of(report).front(), "KB5000012: exploited disclosed likely: CVE-2022-0009");
}

// ── urgency ──────────────────────────────────────────────────────────────────────────────────────

std::string urgency(const Report& report) {
  const Urgency& urgency = report.urgency;
  return std::string(urgency.urgent ? "urgent " : "") + std::to_string(urgency.exploited) +
         " open " + std::to_string(urgency.own_open) + " unknown " +
         std::to_string(urgency.own_unknown) +
         (urgency.due ? " by " + to_string(*urgency.due) : "");
}

TEST(Urgency, IsWhatIsExploitedNowOrFixedNow) {
  Report report = report_of_updates();
  EXPECT_EQ(urgency(report), "urgent 1 open 0 unknown 0");
  report.fixed_now.emplace_back().exploited = Answer::Yes;
  report.fixed_now.emplace_back().exploited = Answer::No;
  prioritize(report);
  EXPECT_EQ(urgency(report), "urgent 2 open 0 unknown 0");
  for (VulnerabilityRow& each : report.vulnerabilities) each.exploited = Answer::NotStated;
  report.fixed_now.clear();
  prioritize(report);
  EXPECT_EQ(urgency(report), "0 open 0 unknown 0");
}

TEST(Urgency, IsNotOfWhatIsNotPartOfTheRelease) {
  Report report = report_of_updates();
  for (VulnerabilityRow& each : report.vulnerabilities) each.in_release = false;
  prioritize(report);
  EXPECT_EQ(urgency(report), "0 open 0 unknown 0");
}

TEST(Urgency, NeedsAnOwnMachineThatIsOpenOrUnknown) {
  Report report = report_of_updates();
  report.own.emplace();
  prioritize(report);
  EXPECT_EQ(urgency(report), "1 open 0 unknown 0");
  report.urgency.own_unknown = 2;
  prioritize(report);
  EXPECT_EQ(urgency(report), "urgent 1 open 0 unknown 2");
  report.urgency.own_open = 3;
  report.urgency.own_unknown = 0;
  prioritize(report);
  EXPECT_EQ(urgency(report), "urgent 1 open 3 unknown 0");
}

TEST(Urgency, TellsTheEarliestDayOfTheCatalogue) {
  Report report = report_of_updates();
  const Day day = parse_day("2022-12-09").value();
  report.vulnerabilities.at(1).kev = KevMark{day, day};
  report.vulnerabilities.at(0).kev = KevMark{day, day + std::chrono::days(3)};
  report.vulnerabilities.at(2).kev = KevMark{day, std::nullopt};
  prioritize(report);
  EXPECT_EQ(urgency(report), "urgent 3 open 0 unknown 0 by 2022-12-09");
}

// ── slugs ────────────────────────────────────────────────────────────────────────────────────────

TEST(Updates, HaveWordsForPrograms) {
  const auto slugs = [](const auto& values) {
    std::vector<std::string> out;
    for (const auto value : values) out.emplace_back(slug(value));
    return out;
  };
  EXPECT_THAT(slugs(std::vector{Restart::NotStated, Restart::No, Restart::Maybe, Restart::Yes}),
              ElementsAre("", "no", "maybe", "yes"));
  using enum FirstReason;
  EXPECT_THAT(slugs(std::vector{Exploited, Kev, Ransomware, Disclosed, Likely, Critical}),
              ElementsAre("exploited", "kev", "ransomware", "disclosed", "likely", "critical"));
  using enum Caution::Kind;
  EXPECT_THAT(slugs(std::vector{Phase, SupportEnd, Manual, Servicing}),
              ElementsAre("phase", "support-end", "manual", "servicing"));
}

}  // namespace
}  // namespace patchmatrix
