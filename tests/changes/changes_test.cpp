// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <patchmatrix/changes.hpp>

#include "changes/states.hpp"
#include "normalize/shown.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string kFirst = revised({{"1.0", "2022-11-08"}});
// The newest revision stands first in real documents.
const std::string kSecond = revised({{"1.1", "2022-11-11"}, {"1.0", "2022-11-08"}});

TEST(Changes, OfAStateWithItselfAreNone) {
  const Told state = one(affected({"1"}) + severity("1", "Critical") + fix("5000001", {"1"}));
  EXPECT_THAT(changes(state, state), IsEmpty());
  EXPECT_THAT(changes(Told(), Told()), IsEmpty());
}

TEST(Changes, OfTwoDocumentsThatSayTheSameAreNone) {
  const std::string parts = affected({"1", "2"}) + severity("1", "Critical") +
                            impact("1", "Spoofing") + fix("5000001", {"1"}, "10.0.1.1") +
                            known_issue("5000001", {"1"}) + kFirst;
  EXPECT_THAT(changes(one(parts), one(parts)), IsEmpty());
}

TEST(Changes, OfAnswersTellWhatWasStatedBefore) {
  const std::vector<std::pair<std::string, std::string>> answers = {
      {"", "-"}, {"No", "no"}, {"Yes", "yes"}};
  const auto parts = [](const std::string& key, const std::string& answer) {
    return affected({"1"}) + (answer.empty() ? "" : exploit_status(key + ":" + answer)) + kFirst;
  };
  for (const auto& [key, type] : std::vector<std::pair<std::string, std::string>>{
           {"Exploited", "exploited CVE-2022-0001 - exploited: "},
           {"Publicly Disclosed", "disclosed CVE-2022-0001 - publicly-disclosed: "}})
    for (const auto& [old_answer, old_slug] : answers)
      for (const auto& [new_answer, new_slug] : answers) {
        std::vector<std::string> expected;
        if (old_answer != new_answer)
          expected.push_back(type + old_slug + " → " + new_slug + " (1.0 2022-11-08)");
        EXPECT_EQ(changes(one(parts(key, old_answer)), one(parts(key, new_answer))), expected)
            << key << ' ' << old_answer << " → " << new_answer;
      }
}

TEST(Changes, CarryTheLatestRevisionOfTheNewerState) {
  const std::string yes = exploit_status("Exploited:Yes");
  const std::vector<std::pair<std::string, std::string>> cases = {
      {kSecond, "(1.1 2022-11-11)"},
      {revised({{"1.9", "2022-11-09"}, {"1.10", "2022-11-10"}}), "(1.10 2022-11-10)"},
      {kFirst, "(1.0 2022-11-08)"},
      {"", "(2 2022-11-08)"},  // that of the document
  };
  for (const auto& [history, shown] : cases)
    EXPECT_THAT(changes(one(affected({"1"}) + kFirst), one(affected({"1"}) + yes + history)),
                ElementsAre("exploited CVE-2022-0001 - exploited: - → yes " + shown))
        << history;
}

TEST(Changes, OfANewVulnerabilityAreOne) {
  const Told older = one(affected({"1"}));
  const Told newer = told({{msrc_document(
      three_windows(),
      vulnerability("CVE-2022-0001", affected({"1"})) +
          vulnerability("CVE-2022-0002",
                        element("Title", "Example") + affected({"1", "2"}) +
                            severity("1", "Critical") + impact("1", "Defense in Depth") +
                            severity("2", "Important") + impact("2", "Spoofing") +
                            exploit_status("Exploited:Yes") + fix("5000001", {"1"}) + kFirst))}});
  const std::vector<Change> found = compare(older.state, newer.state, shipped_feeds().impact_order);
  EXPECT_THAT(shown(found), ElementsAre("new CVE-2022-0002 - title: - → Example (1.0 2022-11-08)"));
  // Defence in depth counts for neither where there is something else.
  EXPECT_EQ(found.front().severity, Severity::Important);
  EXPECT_EQ(found.front().impact, Impact::Spoofing);
  EXPECT_EQ(found.front().exploited, Answer::Yes);
}

TEST(Changes, OfAVulnerabilityThatIsGoneAreAWithdrawal) {
  const Told older = told({{msrc_document(
      three_windows(),
      vulnerability("CVE-2022-0001", affected({"1"})) +
          vulnerability("CVE-2022-0002", affected({"1"}) + severity("1", "Low") + kSecond))}});
  const std::string present =
      msrc_document(three_windows(), vulnerability("CVE-2022-0001", affected({"1"})));
  const std::vector<std::string> withdrawn = {
      "withdrawn CVE-2022-0002 - withdrawn: no → yes (1.1 2022-11-11)"};
  EXPECT_EQ(changes(older, told({{present}})), withdrawn);

  // Kept by an older version that stands in for it, whatever else that version says.
  const std::string kept = msrc_document(
      three_windows(),
      vulnerability("CVE-2022-0001", affected({"1", "2"})) +
          vulnerability("CVE-2022-0002", affected({"1"}) + severity("1", "Low") + kSecond));
  const Told standing_in = told({{present}, {kept, {"CVE-2022-0002"}}});
  EXPECT_EQ(changes(older, standing_in), withdrawn);
  EXPECT_THAT(changes(standing_in, standing_in), IsEmpty());
  EXPECT_THAT(changes(standing_in, told({{present}})), IsEmpty());
  EXPECT_THAT(changes(told({{present}}), standing_in), IsEmpty());
  // And it comes back.
  EXPECT_THAT(changes(standing_in, older),
              ElementsAre("withdrawn CVE-2022-0002 - withdrawn: yes → no (1.1 2022-11-11)"));
}

TEST(Changes, OfProductsAreOneAProductWhoseIdComesOrGoes) {
  const Told older = one(affected({"1", "2"}) + fix("5000001", {"1", "2"}) + kFirst);
  const Told newer = one(affected({"2", "3"}) + fix("5000001", {"2", "3"}) + kSecond);
  EXPECT_THAT(changes(older, newer),
              ElementsAre("product-added CVE-2022-0001 3 status: - → affected (1.1 2022-11-11)",
                          "product-removed CVE-2022-0001 1 status: affected → - (1.1 "
                          "2022-11-11)"));
}

TEST(Changes, OfANameAreNone) {
  const std::string parts = affected({"1"}) + severity("1", "Low") + kFirst;
  EXPECT_THAT(changes(one(parts, product("1", "Windows 11 for x64-based Systems")),
                      one(parts, product("1", "Windows 11 version 21H2 for x64-based Systems"))),
              IsEmpty());
}

TEST(Changes, OfAnIdAloneAreNone) {
  EXPECT_THAT(changes(one(affected({"1"}) + kFirst, product("1", "Windows Server 2022")),
                      one(affected({"9"}) + kFirst, product("9", "Windows Server 2022"))),
              IsEmpty());
  EXPECT_THAT(changes(one(affected({"1"}) + kFirst, product("1", "Windows Server 2022")),
                      one(affected({"9"}) + kFirst, product("9", "Windows Server 2025"))),
              ElementsAre("product-added CVE-2022-0001 9 status: - → affected (1.0 2022-11-08)",
                          "product-removed CVE-2022-0001 1 status: affected → - (1.0 "
                          "2022-11-08)"));
}

TEST(Changes, OfAValueAreOneWhereAllProductsChangeAlikeAndElseOneAProduct) {
  const auto rated = [](const std::vector<std::string>& severities) {
    std::string out = affected({"1", "2", "3"}) + kFirst;
    for (std::size_t i = 0; i < severities.size(); ++i)
      out += severity(std::to_string(i + 1), severities[i]);
    return one(out);
  };
  EXPECT_THAT(changes(rated({"Important", "Important", "Important"}),
                      rated({"Critical", "Critical", "Critical"})),
              ElementsAre("severity CVE-2022-0001 - severity: important → critical (1.0 "
                          "2022-11-08)"));
  EXPECT_THAT(changes(rated({"Important", "Important", "Important"}),
                      rated({"Critical", "Critical", "Important"})),
              ElementsAre("severity CVE-2022-0001 1 severity: important → critical (1.0 "
                          "2022-11-08)",
                          "severity CVE-2022-0001 2 severity: important → critical (1.0 "
                          "2022-11-08)"));
  EXPECT_THAT(changes(rated({"Important", "Low", ""}), rated({"Critical", "Critical", "Low"})),
              ElementsAre("severity CVE-2022-0001 1 severity: important → critical (1.0 "
                          "2022-11-08)",
                          "severity CVE-2022-0001 2 severity: low → critical (1.0 2022-11-08)",
                          "severity CVE-2022-0001 3 severity: - → low (1.0 2022-11-08)"));
}

TEST(Changes, OfAValueDoNotCountProductsThatComeWithTheirOwn) {
  EXPECT_THAT(changes(one(affected({"1"}) + severity("1", "Low") + kFirst),
                      one(affected({"1", "2"}) + severity("1", "Important") +
                          severity("2", "Critical") + kFirst)),
              ElementsAre("severity CVE-2022-0001 - severity: low → important (1.0 2022-11-08)",
                          "product-added CVE-2022-0001 2 status: - → affected (1.0 2022-11-08)"));
}

TEST(Changes, OfImpactsNameAllOfThemGravestFirst) {
  EXPECT_THAT(
      changes(one(affected({"1"}) + impact("1", "Spoofing") + kFirst),
              one(affected({"1"}) + impact("1", "Spoofing, Remote Code Execution") + kFirst)),
      ElementsAre("impact CVE-2022-0001 - impact: spoofing → remote-code-execution, spoofing (1.0 "
                  "2022-11-08)"));
}

TEST(Changes, OfScoresAreOneForEachVersionOfCvss) {
  const char* high = "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H";
  const char* low = "CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H";
  const char* old = "AV:N/AC:L/Au:N/C:P/I:P/A:P";
  EXPECT_THAT(changes(one(affected({"1"}) + score("1", "7.8", low) + kFirst),
                      one(affected({"1"}) + score("1", "8.8", high) + kFirst)),
              ElementsAre("score CVE-2022-0001 - cvss-3.1: 7.8 → 8.8 (1.0 2022-11-08)"));
  EXPECT_THAT(changes(one(affected({"1"}) + score("1", "7.8", low) + kFirst),
                      one(affected({"1"}) + score("1", "7.5", old) + kFirst)),
              ElementsAre("score CVE-2022-0001 - cvss-2.0: - → 7.5 (1.0 2022-11-08)",
                          "score CVE-2022-0001 - cvss-3.1: 7.8 → - (1.0 2022-11-08)"));
  EXPECT_THAT(changes(one(affected({"1"}) + score("1", "7.8", "") + kFirst),
                      one(affected({"1"}) + score("1", "10.0", "") + kFirst)),
              ElementsAre("score CVE-2022-0001 - cvss: 7.8 → 10.0 (1.0 2022-11-08)"));
}

TEST(Changes, OfFixesTellUpdatesFromBuilds) {
  struct Case {
    std::string older, newer;
    std::vector<std::string> expected;
  };
  const std::vector<Case> cases = {
      {fix("5000001", {"1"}), fix("5000002", {"1"}), {"update: KB5000001 → KB5000002"}},
      {fix("5000001", {"1"}),
       fix("5000002", {"1"}) + fix("5000001", {"1"}),
       {"update: KB5000001 → KB5000001, KB5000002"}},
      {fix("5000001", {"1"}) + fix("5000002", {"1"}),
       fix("5000002", {"1"}) + fix("5000001", {"1"}),
       {}},
      {"", fix("Release Notes", {"1"}, "16.67"), {"update: - → Release Notes 16.67"}},
      {fix("Release Notes", {"1"}, "16.66"),
       fix("Release Notes", {"1"}, "16.67"),
       {"update: Release Notes 16.66 → Release Notes 16.67"}},
      {fix("5000001", {"1"}), "", {"update: KB5000001 → -"}},
      {fix("5000001", {"1"}, "10.0.1"),
       fix("5000001", {"1"}, "10.0.2"),
       {"fixed-build: KB5000001 10.0.1 → KB5000001 10.0.2"}},
      {fix("5000001", {"1"}),
       fix("5000001", {"1"}, "10.0.2"),
       {"fixed-build: - → KB5000001 10.0.2"}},
      {fix("5000001", {"1"}, "10.0.1") + fix("5000003", {"1"}),
       fix("5000001", {"1"}, "10.0.2") + fix("5000002", {"1"}),
       {"fixed-build: KB5000001 10.0.1 → KB5000001 10.0.2",
        "update: KB5000001, KB5000003 → KB5000001, KB5000002"}},
  };
  for (const Case& each : cases) {
    std::vector<std::string> expected;
    for (const std::string& text : each.expected)
      expected.push_back("fix CVE-2022-0001 1 " + text + " (1.0 2022-11-08)");
    EXPECT_EQ(changes(one(affected({"1"}) + each.older + kFirst),
                      one(affected({"1"}) + each.newer + kFirst)),
              expected)
        << each.older << " → " << each.newer;
  }
}

TEST(Changes, OfKnownIssuesAreOneAnUpdate) {
  const auto issues = [](const std::string& parts) {
    const std::string fixes = fix("5000001", {"1"}) + fix("5000002", {"1"});
    return told({{msrc_document(
        three_windows(), vulnerability("CVE-2022-0001", affected({"1"}) + fixes + parts) +
                             vulnerability("CVE-2022-0002", affected({"1"}) + fixes + parts))}});
  };
  const Told none = issues(""),
             two = issues(known_issue("5000001", {"1"}) + known_issue("5000002", {"1"}));
  EXPECT_THAT(changes(none, two), ElementsAre("known-issue - - KB5000001: - → yes (2 2022-11-08)",
                                              "known-issue - - KB5000002: - → yes (2 2022-11-08)"));
  EXPECT_THAT(changes(two, issues(known_issue("5000001", {"1"}))),
              ElementsAre("known-issue - - KB5000002: yes → - (2 2022-11-08)"));
  // One vulnerability that does not repeat it changes nothing.
  const Told once = told({{msrc_document(
      three_windows(),
      vulnerability("CVE-2022-0001", affected({"1"}) + fix("5000001", {"1"}) +
                                         fix("5000002", {"1"}) + known_issue("5000001", {"1"})) +
          vulnerability("CVE-2022-0002", affected({"1"}) + fix("5000001", {"1"}) +
                                             fix("5000002", {"1"}) +
                                             known_issue("5000002", {"1"})))}});
  EXPECT_THAT(changes(two, once), IsEmpty());
  EXPECT_THAT(changes(once, two), IsEmpty());
}

TEST(Changes, DoNotTakeAnUpdateThatIsNotOfferedAnyMoreForOneWithoutIssues) {
  EXPECT_THAT(changes(one(affected({"1"}) + fix("5000001", {"1"}) + known_issue("5000001", {"1"})),
                      one(affected({"1"}) + fix("5000002", {"1"}))),
              ElementsAre("fix CVE-2022-0001 1 update: KB5000001 → KB5000002 (2 2022-11-08)"));
}

TEST(Changes, AreInformationalWhereOnlyTheRevisionGrows) {
  const std::string same = affected({"1"}) + severity("1", "Low");
  const std::string text = element("Title", "Example");
  EXPECT_THAT(changes(one(same + kFirst), one(text + same + kSecond)),
              ElementsAre("informational CVE-2022-0001 - revision: 1.0 → 1.1 (1.1 2022-11-11)"));
  EXPECT_THAT(changes(one(same + kFirst), one(text + same + kFirst)), IsEmpty());
  EXPECT_THAT(changes(one(same + kSecond), one(same + kFirst)), IsEmpty());
  EXPECT_THAT(
      changes(one(same + kFirst), one(affected({"1"}) + severity("1", "Critical") + kSecond)),
      ElementsAre("severity CVE-2022-0001 - severity: low → critical (1.1 2022-11-11)"));
}

TEST(Changes, OfACatalogueStandBesideThoseOfTheVendor) {
  const Day day = parse_day("2023-01-10").value();
  const std::string document =
      msrc_document(three_windows(), vulnerability("CVE-2022-0001", affected({"1"}) + kFirst) +
                                         vulnerability("CVE-2022-0002", affected({"1"}) + kFirst));
  const Told without = told({{document}});
  const Told with = told({{document}}, {{"CVE-2022-0001", day}, {"CVE-1999-0001", day}});
  const std::string added = "kev CVE-2022-0001 - kev: - → 2023-01-10 (- 2023-01-10)";
  EXPECT_THAT(changes(without, with), ElementsAre(added));
  EXPECT_THAT(changes(with, with), IsEmpty());
  EXPECT_THAT(changes(with, without), IsEmpty());
  // Of the same findings, too: a catalogue has its own days.
  State later = without.state;
  later.known_exploited = with.state.known_exploited;
  EXPECT_THAT(shown(compare(without.state, later, shipped_feeds().impact_order)),
              ElementsAre(added));
  // A vulnerability can be new and listed, or revised and listed.
  EXPECT_THAT(changes(Told(), with),
              ElementsAre(added, "new CVE-2022-0001 - title: - → - (1.0 2022-11-08)",
                          "new CVE-2022-0002 - title: - → - (1.0 2022-11-08)"));
  const Told revised_too =
      told({{msrc_document(three_windows(),
                           vulnerability("CVE-2022-0001", affected({"1"}) + kSecond) +
                               vulnerability("CVE-2022-0002", affected({"1"}) + kFirst))}},
           {{"CVE-2022-0001", day}});
  EXPECT_THAT(changes(without, revised_too),
              ElementsAre(added,
                          "informational CVE-2022-0001 - revision: 1.0 → 1.1 (1.1 "
                          "2022-11-11)"));
}

TEST(Changes, AreOrderedByTypeThenByNumber) {
  const auto document = [](const std::string& parts) {
    std::string all;
    for (const char* id : {"CVE-2022-10000", "CVE-2022-9999"})
      all += vulnerability(id, affected({"1", "2"}) + parts);
    return told({{msrc_document(three_windows(), all)}});
  };
  EXPECT_THAT(changes(document(""), document(exploit_status("Exploited:Yes") +
                                             severity("1", "Low") + fix("5000001", {"1", "2"}))),
              ElementsAre("exploited CVE-2022-9999 - exploited: - → yes (2 2022-11-08)",
                          "exploited CVE-2022-10000 - exploited: - → yes (2 2022-11-08)",
                          "severity CVE-2022-9999 1 severity: - → low (2 2022-11-08)",
                          "severity CVE-2022-10000 1 severity: - → low (2 2022-11-08)",
                          "fix CVE-2022-9999 1 update: - → KB5000001 (2 2022-11-08)",
                          "fix CVE-2022-9999 2 update: - → KB5000001 (2 2022-11-08)",
                          "fix CVE-2022-10000 1 update: - → KB5000001 (2 2022-11-08)",
                          "fix CVE-2022-10000 2 update: - → KB5000001 (2 2022-11-08)"));
}

// ── several documents ──

std::string advisory(const std::string& id, const std::string& version, const csaf::Texts& members,
                     const std::string& tree = csaf::gateway_tree()) {
  return csaf::document({.id = id,
                         .version = version,
                         .product_tree = tree,
                         .vulnerabilities = {csaf::entry("CVE-2026-0001", members)}});
}

TEST(ChangesOfAdvisories, KnowAProductByItsNameAndNotByItsNumber) {
  const auto tree = [](const std::string& first, const std::string& second) {
    return csaf::tree({csaf::branch(
        "vendor", "Example Corp",
        {csaf::branch(
            "product_name", "Gateway",
            {csaf::leaf("product_version", "1.0", csaf::product(first, "Gateway 1.0")),
             csaf::leaf("product_version", "1.1", csaf::product(second, "Gateway 1.1"))})})});
  };
  const auto fixed = [](const std::string& product) {
    return csaf::fixes({csaf::fix("Update.", "", {product})});
  };
  EXPECT_THAT(
      changes(
          told({{advisory("EX-1", "1", {csaf::affected({"1", "2"}), fixed("1")}, tree("1", "2"))}}),
          told(
              {{advisory("EX-1", "1", {csaf::affected({"1", "2"}), fixed("2")}, tree("2", "1"))}})),
      IsEmpty());
}

TEST(ChangesOfAdvisories, TellAnotherNameFromAnotherVersion) {
  const auto tree = [](const std::string& version, const std::string& name) {
    return csaf::tree(
        {csaf::branch("vendor", "Example Corp",
                      {csaf::leaf("product_version_range", version, csaf::product("1", name))})});
  };
  const auto document = [](const std::string& product_tree) {
    return told({{advisory("EX-1", "1", {csaf::affected({"1"})}, product_tree)}});
  };
  EXPECT_THAT(changes(document(tree("<1.3", "Gateway")), document(tree("<1.3", "Gateway (All)"))),
              IsEmpty());
  EXPECT_THAT(changes(document(tree("<1.3", "Gateway")), document(tree("<1.4", "Gateway"))),
              ElementsAre("product-added CVE-2026-0001 1 status: - → affected (1 2026-03-02)",
                          "product-removed CVE-2026-0001 1 status: affected → - (1 2026-03-02)"));
}

TEST(ChangesOfAdvisories, AreOfProductsThatBecomeAffectedOrSpared) {
  const auto document = [](const char* status) {
    return told({{advisory("EX-1", "1", {csaf::statuses({{status, {"A"}}})})}});
  };
  const std::string product = " CVE-2026-0001 A status: ", revision = " (1 2026-03-02)";
  const char* investigated = "under_investigation";
  const char* spared = "known_not_affected";
  EXPECT_THAT(changes(document(investigated), document("known_affected")),
              ElementsAre("product-added" + product + "under-investigation → affected" + revision));
  EXPECT_THAT(changes(document("known_affected"), document(spared)),
              ElementsAre("product-removed" + product + "affected → not-affected" + revision));
  EXPECT_THAT(changes(document("known_affected"), document("fixed")),
              ElementsAre("fix" + product + "affected → fixed" + revision));
  EXPECT_THAT(changes(document(investigated), document(spared)), IsEmpty());
}

TEST(ChangesOfAdvisories, HaveTheRevisionOfTheDocument) {
  const auto document = [](const std::string& version, const csaf::Texts& entries) {
    return told({{csaf::document({.id = "EX-1", .version = version, .vulnerabilities = entries})}});
  };
  const std::string first = csaf::entry("CVE-2026-0001", {csaf::affected({"A"})}),
                    second = csaf::entry("CVE-2026-0002", {csaf::affected({"A"})});
  EXPECT_THAT(changes(document("9", {first}), document("10", {first})),
              ElementsAre("informational CVE-2026-0001 - revision: 9 → 10 (10 2026-03-02)"));
  EXPECT_THAT(changes(document("10", {first}), document("9", {first})), IsEmpty());
  // That of a document with several vulnerabilities says nothing of any one of them.
  EXPECT_THAT(changes(document("9", {first, second}), document("10", {first, second})), IsEmpty());
}

TEST(ChangesOfAdvisories, DoNotCallAVulnerabilityNewThatAnotherDocumentHas) {
  const std::string first = advisory("EX-1", "1", {csaf::affected({"A"})}),
                    second = advisory("EX-2", "1", {csaf::affected({"A", "B"})});
  EXPECT_THAT(changes(told({{first}}), told({{first}, {second}})),
              ElementsAre("product-added CVE-2026-0001 B status: - → affected (1 2026-03-02)"));
  EXPECT_THAT(changes(told({{first}, {second}}), told({{first}})),
              ElementsAre("product-removed CVE-2026-0001 B status: affected → - (1 2026-03-02)"));
}

TEST(ChangesOfAdvisories, TakeTheGraverOfWhatSeveralDocumentsSay) {
  const auto rated = [](const std::string& id, const std::string& word) {
    return csaf::document(
        {.id = id,
         .severity = word,
         .vulnerabilities = {csaf::entry("CVE-2026-0001", {csaf::affected({"A"})})}});
  };
  EXPECT_THAT(changes(told({{rated("EX-1", "Low")}}),
                      told({{rated("EX-1", "Low")}, {rated("EX-2", "Critical")}})),
              ElementsAre("severity CVE-2026-0001 - severity: low → critical (1 2026-03-02)"));
}

TEST(ChangesOfAdvisories, TakeATombstoneForAWithdrawal) {
  const std::string document = advisory("EX-1", "1", {csaf::affected({"A"})});
  const std::string tombstone =
      csaf::document({.id = "EX-1", .category = "csaf_withdrawn", .version = "2"});
  const Told newer = told({{tombstone}});
  ASSERT_THAT(newer.documents.front()->findings.vulnerabilities, IsEmpty());
  EXPECT_THAT(changes(told({{document}}), newer),
              ElementsAre("withdrawn CVE-2026-0001 - withdrawn: no → yes (1 2026-03-02)"));
}

// An identifier of a vendor's own is another one's as well.
TEST(ChangesOfAdvisories, KeepVendorsOwnIdentifiersApart) {
  const auto own = [](const std::string& publisher) {
    return csaf::document(
        {.publisher = publisher,
         .vulnerabilities = {csaf::object(
             {csaf::json_member("ids", csaf::list({csaf::object({csaf::member("system_name", "x"),
                                                                 csaf::member("text", "BUG-1")})})),
              csaf::affected({"A"})})}});
  };
  EXPECT_THAT(
      changes(told({{own("First Corp")}}), told({{own("First Corp")}, {own("Other Corp")}})),
      ElementsAre("new BUG-1 - title: - → - (1 2026-03-02)"));
}

// ── two releases ──

TEST(ChangesOfReleases, DoNotMissWhatTheOlderOneHad) {
  const auto release = [](const std::string& vulnerabilities) {
    return told({{msrc_document(three_windows(), vulnerabilities)}});
  };
  const Told older =
      release(vulnerability("CVE-2022-0001", affected({"1"}) + fix("5000001", {"1"}) + kFirst) +
              vulnerability("CVE-2022-0002", affected({"1"}) + fix("5000009", {"1"}) + kFirst));
  const Told newer =
      release(vulnerability("CVE-2022-0002", affected({"1"}) + exploit_status("Exploited:Yes") +
                                                 fix("5000009", {"1"}) +
                                                 known_issue("5000009", {"1"}) + kFirst) +
              vulnerability("CVE-2022-0003", affected({"1"}) + fix("5000002", {"1"}) +
                                                 known_issue("5000002", {"1"}) + kFirst));
  EXPECT_THAT(shown(compare_releases(older.state, newer.state, shipped_feeds().impact_order)),
              ElementsAre("exploited CVE-2022-0002 - exploited: - → yes (1.0 2022-11-08)",
                          "new CVE-2022-0003 - title: - → - (1.0 2022-11-08)",
                          "known-issue - - KB5000009: - → yes (2 2022-11-08)"));
}

TEST(ChangeTypes, HaveSlugsOfTheirOwn) {
  std::vector<std::string> slugs;
  for (const ChangeType each : kChangeTypes) slugs.emplace_back(slug(each));
  EXPECT_THAT(slugs, ElementsAre("exploited", "kev", "disclosed", "new", "severity", "impact",
                                 "score", "fix", "product-added", "product-removed", "known-issue",
                                 "withdrawn", "informational"));
}

}  // namespace
}  // namespace patchmatrix
