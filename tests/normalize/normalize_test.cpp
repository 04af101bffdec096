// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <patchmatrix/normalize.hpp>
#include <patchmatrix/parse.hpp>

#include "normalize/msrc_entries.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::ElementsAre;

std::string product_tree(int count) {
  std::string out;
  for (int i = 1; i <= count; ++i)
    out += product(std::to_string(i), "Windows 10 Version 180" + std::to_string(i));
  return out;
}

std::unique_ptr<Normalized> three_products(const std::string& vulnerabilities,
                                           const std::string& head = {}) {
  return normalized(msrc_document(product_tree(3), vulnerabilities, head));
}

std::string shown(std::string_view slug, std::string_view word, ValueSource source) {
  std::string out = " " + std::string(slug) + "(" + std::string(word);
  if (source != ValueSource::None) out += "," + std::string(patchmatrix::slug(source));
  return out + ")";
}

// One line a finding: "CVE-2022-0001 1 affected critical(Critical,label) …", optional parts only
// where they are given.
std::vector<std::string> tuples(const Normalized& document) {
  std::vector<std::string> out;
  const Findings& findings = document.findings;
  for (const Finding& each : findings.findings) {
    std::string line(findings.vulnerabilities[each.vulnerability].id);
    line += ' ' + std::string(findings.document.products[each.product].id);
    line += ' ' + std::string(slug(each.status));
    line += each.rated_severity
                ? shown(slug(each.severity), each.severity_word, each.severity_source)
                : " " + std::string(slug(each.severity));
    line += each.rated_impact ? shown(slug(each.impact), each.impact_word, each.impact_source)
                              : " " + std::string(slug(each.impact));
    if (each.score.given())
      line += ' ' + to_string(each.score) + ' ' + std::string(each.score.vector);
    for (const std::uint32_t fix : findings.of(each.fixes))
      line += (findings.fixes[fix].is_update ? " update " : " fix ") +
              std::string(findings.fixes[fix].name);
    out.push_back(line);
  }
  return out;
}

// "exploited disclosed exploitability" of each vulnerability.
std::vector<std::string> exploits(const Normalized& document) {
  std::vector<std::string> out;
  for (const VulnerabilityFacts& each : document.findings.vulnerabilities) {
    const auto word = [](Answer answer) {
      return answer == Answer::NotStated ? std::string("?") : std::string(slug(answer));
    };
    out.push_back(word(each.exploited) + ' ' + word(each.publicly_disclosed) + ' ' +
                  std::string(slug(each.exploitability)));
  }
  return out;
}

// ── severity and impact ──────────────────────────────────────────────────────────────────────────

TEST(Normalizer, RatesEveryProductByItsOwnWordsAndNotByTheGravestOfTheVulnerability) {
  const auto document = three_products(vulnerability(
      "CVE-2022-0001", affected({"1", "2", "3"}) + severity("1", "Critical") +
                           severity("2", "Moderate") + severity("3", "Low") +
                           impact("1", "Remote Code Execution") +
                           impact("2", "Elevation of Privilege") + impact("3", "Spoofing")));
  EXPECT_THAT(tuples(*document),
              ElementsAre("CVE-2022-0001 1 affected critical(Critical,label) "
                          "remote-code-execution(Remote Code Execution,label)",
                          "CVE-2022-0001 2 affected moderate(Moderate,label) "
                          "elevation-of-privilege(Elevation of Privilege,label)",
                          "CVE-2022-0001 3 affected low(Low,label) spoofing(Spoofing,label)"));
  EXPECT_EQ(text_of(document->diagnostics), "");
}

TEST(Normalizer, TellsEmptyNoneUnknownAndAbsentRatingsApartAndMakesNoneOfThemLow) {
  const std::string tree = product_tree(4);
  const auto document = normalized(msrc_document(
      tree, vulnerability("CVE-2022-0001", affected({"1", "2", "3", "4"}) + severity("1", "") +
                                               impact("1", "") + severity("2", "None") +
                                               impact("2", "None") + severity("3", "Terrible") +
                                               impact("3", "Confusion"))));
  EXPECT_THAT(
      tuples(*document),
      ElementsAre("CVE-2022-0001 1 affected unspecified() unspecified()",
                  "CVE-2022-0001 2 affected unspecified(None) unspecified(None)",
                  "CVE-2022-0001 3 affected unknown(Terrible,label) unknown(Confusion,label)",
                  "CVE-2022-0001 4 affected unspecified unspecified"));
  EXPECT_EQ(text_of(document->diagnostics),
            "unknown-severity Vulnerability[1] CVE-2022-0001 word=Terrible\n"
            "unknown-impact Vulnerability[1] CVE-2022-0001 word=Confusion\n");
}

TEST(Normalizer, ReadsWordsInAnyCaseWidthAndLanguageOfTheVocabulary) {
  const std::vector<std::pair<const char*, Impact>> cases = {
      {"Remote Code Execution", Impact::RemoteCodeExecution},
      {"REMOTE  CODE EXECUTION", Impact::RemoteCodeExecution},
      {"ＲＣＥ", Impact::RemoteCodeExecution},
      {"リモートでコードが実行される", Impact::RemoteCodeExecution},
      {"ﾘﾓｰﾄでコードが実行される", Impact::RemoteCodeExecution},
      {"権限昇格", Impact::ElevationOfPrivilege},
      {"サービス拒否 (DoS)", Impact::DenialOfService},
      {"サービス拒否　（ＤｏＳ）", Impact::DenialOfService},
      {"情報漏洩", Impact::InformationDisclosure},
      {"改竄", Impact::Tampering},
      {"Security Feature Bypass", Impact::SecurityFeatureBypass},
      {"Defense in Depth", Impact::DefenseInDepth},
      {"Remote Code", Impact::Unknown},
      {"Critical Remote Code", Impact::Unknown},
  };
  for (const auto& [word, expected] : cases) {
    const auto document =
        three_products(vulnerability("CVE-2022-0001", affected({"1"}) + impact("1", word)));
    EXPECT_EQ(document->findings.findings.at(0).impact, expected) << word;
  }
}

TEST(Normalizer, DoesNotGuessSeverityFromJapaneseWordsThatMeanDifferentThings) {
  for (const char* word : {"重要", "緊急", "High", "Medium", "重大"}) {
    const auto document =
        three_products(vulnerability("CVE-2022-0001", affected({"1"}) + severity("1", word)));
    EXPECT_EQ(document->findings.findings.at(0).severity, Severity::Unknown) << word;
  }
}

// Publishers of Linux distributions write the severity where an impact belongs.
TEST(Normalizer, TakesAnImpactThatIsNothingButASeverityWordForTheSeverity) {
  const auto document = three_products(
      vulnerability("CVE-2022-0001", affected({"1", "2", "3"}) + impact("1", "important") +
                                         impact("2", "Low impact") + impact("3", "None")));
  EXPECT_THAT(tuples(*document),
              ElementsAre("CVE-2022-0001 1 affected important(important,label) unspecified",
                          "CVE-2022-0001 2 affected unspecified unknown(Low impact,label)",
                          "CVE-2022-0001 3 affected unspecified unspecified(None)"));
  EXPECT_EQ(text_of(document->diagnostics),
            "unknown-impact Vulnerability[1] CVE-2022-0001 word=Low impact\n");
}

TEST(Normalizer, HoldsASeverityThatIsCalledAnImpactAgainstTheSeverity) {
  const auto document = three_products(vulnerability(
      "CVE-2022-0001", affected({"1", "2"}) + severity("1", "Moderate") + impact("1", "Critical") +
                           impact("1", "Spoofing") + severity("2", "Low") + impact("2", "low")));
  EXPECT_THAT(
      tuples(*document),
      ElementsAre("CVE-2022-0001 1 affected critical(Critical,label) spoofing(Spoofing,label)",
                  "CVE-2022-0001 2 affected low(Low,label) unspecified"));
  EXPECT_EQ(text_of(document->diagnostics),
            "contradictory-severity Vulnerability[1] CVE-2022-0001 product=1 first=Moderate "
            "second=Critical\n");
}

TEST(Normalizer, TakesTheGraverOfContradictoryRatingsInEitherOrderAndSaysSo) {
  const auto document = three_products(
      vulnerability("CVE-2022-0001", affected({"1"}) + severity("1", "Moderate") +
                                         severity("1", "Critical") + impact("1", "Spoofing") +
                                         impact("1", "Denial of Service")) +
      vulnerability("CVE-2022-0002", affected({"2"}) + severity("2", "Moderate") +
                                         severity("2", "") + impact("2", "Remote Code Execution") +
                                         impact("2", "Tampering")));
  EXPECT_THAT(tuples(*document), ElementsAre("CVE-2022-0001 1 affected critical(Critical,label) "
                                             "denial-of-service(Denial of Service,label)",
                                             "CVE-2022-0002 2 affected moderate(Moderate,label) "
                                             "remote-code-execution(Remote Code Execution,label)"));
  EXPECT_EQ(text_of(document->diagnostics),
            "contradictory-severity Vulnerability[1] CVE-2022-0001 product=1 first=Moderate "
            "second=Critical ×2\n"
            "contradictory-impact Vulnerability[1] CVE-2022-0001 product=1 first=Spoofing "
            "second=Denial of Service ×2\n");
}

TEST(Normalizer, DoesNotCallARepeatedRatingAContradiction) {
  const auto document = three_products(vulnerability(
      "CVE-2022-0001", affected({"1"}) + severity("1", "Critical") + severity("1", "critical") +
                           impact("1", "RCE") + impact("1", "Remote Code Execution")));
  EXPECT_THAT(tuples(*document), ElementsAre("CVE-2022-0001 1 affected critical(Critical,label) "
                                             "remote-code-execution(RCE,label)"));
  EXPECT_EQ(text_of(document->diagnostics), "");
}

TEST(Normalizer, AppliesARatingWithoutProductsToAllOfThem) {
  const auto document = three_products(
      vulnerability("CVE-2022-0001", affected({"1", "2"}) + threat("Severity", "Important", {}) +
                                         threat("Impact", "Spoofing", {})));
  EXPECT_THAT(tuples(*document), ElementsAre("CVE-2022-0001 1 affected important(Important,label) "
                                             "spoofing(Spoofing,label)",
                                             "CVE-2022-0001 2 affected important(Important,label) "
                                             "spoofing(Spoofing,label)"));
}

TEST(Normalizer, KeepsRatingsOfOneVulnerabilityFromTheNext) {
  const auto document = three_products(
      vulnerability("CVE-2022-0001", affected({"1"}) + severity("1", "Critical") +
                                         impact("1", "Spoofing") + score("1", "9.8", "CVSS:3.1/A") +
                                         fix("5000001", {"1"})) +
      vulnerability("CVE-2022-0002", affected({"1"})));
  EXPECT_THAT(tuples(*document),
              ElementsAre("CVE-2022-0001 1 affected critical(Critical,label) "
                          "spoofing(Spoofing,label) 9.8 CVSS:3.1/A update KB5000001",
                          "CVE-2022-0002 1 affected unspecified unspecified"));
}

TEST(Normalizer, ReportsKindsOfThreatsItDoesNotKnow) {
  const auto document = three_products(vulnerability(
      "CVE-2022-0001",
      affected({"1"}) + threat("Target Set", "x", {}) + threat("Mood", "bad", {"1"})));
  EXPECT_EQ(text_of(document->diagnostics),
            "unknown-threat Vulnerability[1] CVE-2022-0001 word=Mood\n");
}

// ── statuses ─────────────────────────────────────────────────────────────────────────────────────

TEST(Normalizer, ReadsStatusesInAnySpelling) {
  const std::vector<std::pair<const char*, ProductStatus>> cases = {
      {"Known Affected", ProductStatus::Affected},
      {"known affected", ProductStatus::Affected},
      {"known_affected", ProductStatus::Affected},
      {"KNOWN  AFFECTED", ProductStatus::Affected},
      {"First Affected", ProductStatus::Affected},
      {"Last Affected", ProductStatus::Affected},
      {"Known Not Affected", ProductStatus::NotAffected},
      {"known_not_affected", ProductStatus::NotAffected},
      {"Fixed", ProductStatus::Fixed},
      {"First Fixed", ProductStatus::Fixed},
      {"Recommended", ProductStatus::Fixed},
      {"Under Investigation", ProductStatus::UnderInvestigation},
      {"Affected", ProductStatus::Unknown},
      {"Not Affected", ProductStatus::Unknown},
      {"", ProductStatus::Unknown},
  };
  for (const auto& [word, expected] : cases) {
    const auto document = three_products(vulnerability("CVE-2022-0001", status(word, {"1"})));
    EXPECT_EQ(document->findings.findings.at(0).status, expected) << word;
    EXPECT_EQ(text_of(document->diagnostics),
              expected == ProductStatus::Unknown
                  ? "unknown-status Vulnerability[1] CVE-2022-0001 word=" + std::string(word) + "\n"
                  : "")
        << word;
  }
}

TEST(Normalizer, LetsAffectedWinOverAnyOtherStatus) {
  for (const char* other : {"Fixed", "Known Not Affected", "Under Investigation", "Odd"})
    for (const bool affected_first : {true, false}) {
      const auto document = three_products(
          vulnerability("CVE-2022-0001", affected_first ? affected({"1"}) + status(other, {"1"})
                                                        : status(other, {"1"}) + affected({"1"})));
      EXPECT_THAT(tuples(*document),
                  ElementsAre("CVE-2022-0001 1 affected unspecified unspecified"))
          << other;
      EXPECT_THAT(
          text_of(document->diagnostics),
          testing::HasSubstr("contradictory-status Vulnerability[1] CVE-2022-0001 product=1\n"))
          << other;
    }
}

TEST(Normalizer, DoesNotUseRatingsScoresAndFixesForProductsWithoutStatus) {
  const auto document = three_products(vulnerability(
      "CVE-2022-0001", affected({"1"}) + severity("2", "Critical") + impact("2", "Spoofing") +
                           score("2", "5.0", "CVSS:3.1/A") + score("3", "5.0", "CVSS:3.1/A") +
                           fix("5000001", {"1", "2"})));
  EXPECT_THAT(tuples(*document),
              ElementsAre("CVE-2022-0001 1 affected unspecified unspecified update KB5000001"));
  EXPECT_EQ(text_of(document->diagnostics),
            "rating-without-status Vulnerability[1] CVE-2022-0001 product=2 ×2\n"
            "score-without-status Vulnerability[1] CVE-2022-0001 product=2 ×2\n"
            "fix-without-status Vulnerability[1] CVE-2022-0001 product=2\n");
}

// ── vulnerabilities and products ─────────────────────────────────────────────────────────────────

TEST(Normalizer, MergesAVulnerabilityThatStandsInTheDocumentTwice) {
  const auto document = three_products(
      vulnerability("CVE-2022-0001",
                    affected({"1"}) + severity("1", "Low") + exploit_status("Exploited:No")) +
      vulnerability("CVE-2022-0002", affected({"1"}) + severity("1", "Moderate")) +
      vulnerability(
          "CVE-2022-0001",
          affected({"1", "2"}) + severity("1", "Critical") + severity("2", "Important") +
              exploit_status("Exploited:Yes;Latest Software Release:Exploitation Unlikely")));
  EXPECT_THAT(tuples(*document),
              ElementsAre("CVE-2022-0001 1 affected critical(Critical,label) unspecified",
                          "CVE-2022-0001 2 affected important(Important,label) unspecified",
                          "CVE-2022-0002 1 affected moderate(Moderate,label) unspecified"));
  EXPECT_THAT(exploits(*document), ElementsAre("yes ? unlikely", "? ? not-stated"));
  EXPECT_EQ(text_of(document->diagnostics),
            "vulnerability-twice Vulnerability[3] CVE-2022-0001\n"
            "contradictory-severity Vulnerability[1] CVE-2022-0001 product=1 first=Low "
            "second=Critical\n");
}

TEST(Normalizer, TakesTheLikelierExploitabilityOfARepeatedVulnerability) {
  const char* detected = "Latest Software Release:Exploitation Detected";
  for (const char* other : {"Latest Software Release:Exploitation Unlikely",
                            "Latest Software Release:N/A", "DOS:N/A", ""})
    for (const bool detected_first : {true, false}) {
      const auto document = three_products(
          vulnerability("CVE-2022-0001",
                        affected({"1"}) + exploit_status(detected_first ? detected : other)) +
          vulnerability("CVE-2022-0001",
                        affected({"1"}) + exploit_status(detected_first ? other : detected)));
      EXPECT_THAT(exploits(*document), ElementsAre("? ? detected")) << other;
    }
}

TEST(Normalizer, KeepsTuplesOfProductsThatTheTreeDoesNotDefine) {
  const auto document = three_products(
      vulnerability("CVE-2022-0001", affected({"1", "99"}) + severity("99", "Critical")));
  EXPECT_THAT(tuples(*document),
              ElementsAre("CVE-2022-0001 1 affected unspecified unspecified",
                          "CVE-2022-0001 99 affected critical(Critical,label) unspecified"));
  EXPECT_EQ(document->findings.families.at(document->findings.findings.at(1).product)->id,
            "undefined-product");
  EXPECT_EQ(text_of(document->diagnostics), "undefined-product ProductTree id=99\n");
}

TEST(Normalizer, NamesAVulnerabilityWithoutIdentifierByDocumentAndPosition) {
  const auto document =
      three_products(vulnerability("CVE-2022-0001", affected({"1"})) +
                     vulnerability("", affected({"1"})) + vulnerability("", affected({"2"})));
  EXPECT_THAT(tuples(*document), ElementsAre("CVE-2022-0001 1 affected unspecified unspecified",
                                             "2022-Nov#2 1 affected unspecified unspecified",
                                             "2022-Nov#3 2 affected unspecified unspecified"));
  EXPECT_EQ(text_of(document->diagnostics), "vulnerability-without-id Vulnerability[2] ×2\n");
}

TEST(Normalizer, CountsAVulnerabilityWithoutProducts) {
  const auto document = three_products(vulnerability("CVE-2022-0001", affected({})));
  EXPECT_EQ(document->findings.vulnerabilities.size(), 1U);
  EXPECT_THAT(tuples(*document), testing::IsEmpty());
  EXPECT_EQ(text_of(document->diagnostics),
            "vulnerability-without-product Vulnerability[1] CVE-2022-0001\n");
}

TEST(Normalizer, SaysThatADocumentHasNoVulnerabilities) {
  const auto document = three_products("");
  EXPECT_EQ(document->findings.vulnerabilities.size(), 0U);
  EXPECT_EQ(text_of(document->diagnostics), "no-vulnerabilities\n");
}

TEST(Normalizer, TakesComponentAndIssuerFromNotes) {
  const auto document = three_products(vulnerability(
      "CVE-2022-0001", notes({{"Tag", "Example Kernel"}, {"CNA", "Microsoft"}, {"Other", "else"}}) +
                           affected({"1"})));
  EXPECT_EQ(document->findings.vulnerabilities.at(0).component, "Example Kernel");
  EXPECT_EQ(document->findings.vulnerabilities.at(0).issuer, "Microsoft");
}

// ── exploit status ───────────────────────────────────────────────────────────────────────────────

TEST(Normalizer, ReadsEveryShapeOfTheExploitStatus) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"Publicly Disclosed:No;Exploited:Yes;Latest Software Release:Exploitation Detected;Older "
       "Software Release:Exploitation More Likely;DOS:N/A",
       "yes no detected"},
      {"Publicly Disclosed:Yes;Exploited:No;Latest Software Release:Exploitation More Likely",
       "no yes more-likely"},
      {"Publicly Disclosed:No;Exploited:No;Latest Software Release:Exploitation Less Likely;Older "
       "Software Release:Exploitation Detected",
       "no no less-likely"},
      {"DOS:N/A", "? ? not-stated"},
      {"Publicly Disclosed:No;Exploited:No;Latest Software Release:Exploitation "
       "Unlikely;DOS:Temporary",
       "no no unlikely"},
      {"Publicly Disclosed:Yes;Exploited:Yes", "yes yes not-stated"},
      {"Publicly Disclosed:No;Exploited:No;DOS:Permanent", "no no not-stated"},
      {"Publicly Disclosed:No;Exploited:No;Older Software Release:Exploitation Less Likely;DOS:N/A",
       "no no less-likely"},
      {"Exploited:No;Latest Software Release:N/A;Older Software Release:Exploitation More Likely",
       "no ? more-likely"},
      {"", "? ? not-stated"},
  };
  std::string all;
  std::vector<std::string> expected;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto& [text, outcome] = cases[i];
    const std::string entry =
        vulnerability("CVE-2022-000" + std::to_string(i), affected({"1"}) + exploit_status(text));
    const auto alone = three_products(entry);
    EXPECT_THAT(exploits(*alone), ElementsAre(outcome)) << text;
    EXPECT_EQ(text_of(alone->diagnostics), "") << text;
    all += entry;
    expected.emplace_back(outcome);
  }
  // One after another: nothing of an entry stays for the next.
  EXPECT_EQ(exploits(*three_products(all)), expected);
}

TEST(Normalizer, ReadsTheExploitStatusWhateverItsOrderBlanksAndWords) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {" Exploited : yes ; Publicly Disclosed : NO ;", "yes no not-stated"},
      {"Latest Software Release:N/A;Older Software Release:N/A", "? ? not-applicable"},
      {"Older Software Release:Exploitation Detected;Latest Software Release:N/A", "? ? detected"},
      {"Older Software Release:Exploitation Detected;Latest Software Release:Exploitation Unlikely",
       "? ? unlikely"},
      {"Latest Software Release:;Older Software Release:Exploitation Detected", "? ? detected"},
      {"Latest Software Release:0 - Exploitation Detected", "? ? detected"},
      {"Latest Software Release:4 - Not affected;Older Software Release:2 - Exploitation Less "
       "Likely",
       "? ? less-likely"},
      {"Exploited;Publicly Disclosed", "? ? not-stated"},
      {"Exploited:", "? ? not-stated"},
      {"Not Exploited:Yes", "? ? not-stated"},
  };
  for (const auto& [text, outcome] : cases) {
    const auto document =
        three_products(vulnerability("CVE-2022-0001", affected({"1"}) + exploit_status(text)));
    EXPECT_THAT(exploits(*document), ElementsAre(outcome)) << text;
    EXPECT_EQ(text_of(document->diagnostics), "") << text;
  }
}

TEST(Normalizer, ReportsExploitWordsItDoesNotKnow) {
  const auto document = three_products(vulnerability(
      "CVE-2022-0001",
      affected({"1"}) + exploit_status("Publicly Disclosed:Maybe;Exploited:Yes;Latest Software "
                                       "Release:Exploitation Certain")));
  EXPECT_THAT(exploits(*document), ElementsAre("yes ? unknown"));
  EXPECT_EQ(text_of(document->diagnostics),
            "unknown-answer Vulnerability[1] CVE-2022-0001 word=Maybe\n"
            "unknown-exploitability Vulnerability[1] CVE-2022-0001 word=Exploitation Certain\n");
}

// ── scores ───────────────────────────────────────────────────────────────────────────────────────

TEST(Normalizer, ReadsScoresFromZeroToTenToOneDecimal) {
  const std::vector<std::pair<const char*, const char*>> good = {
      {"8.8", "8.8"}, {"0", "0.0"},    {"0.0", "0.0"},  {"10", "10.0"},  {"10.0", "10.0"},
      {"7", "7.0"},   {"07.5", "7.5"}, {"6.50", "6.5"}, {" 5.5 ", "5.5"}};
  for (const auto& [text, expected] : good) {
    const auto document = three_products(
        vulnerability("CVE-2022-0001", affected({"1"}) + score("1", text, "CVSS:3.1/AV:N")));
    EXPECT_EQ(to_string(document->findings.findings.at(0).score), expected) << text;
    EXPECT_EQ(text_of(document->diagnostics), "") << text;
  }
  for (const char* text :
       {"10.1", "11", "-1", "8,8", "8.8.8", "high", "100", "8.125", "1e1", ".5", "+5"}) {
    const auto document = three_products(
        vulnerability("CVE-2022-0001", affected({"1"}) + score("1", text, "CVSS:3.1/AV:N")));
    EXPECT_FALSE(document->findings.findings.at(0).score.given()) << text;
    EXPECT_EQ(text_of(document->diagnostics),
              "bad-score Vulnerability[1] CVE-2022-0001 text=" + std::string(text) + "\n");
  }
}

TEST(Normalizer, TakesNoScoreFromAnEmptyOne) {
  const auto document = three_products(
      vulnerability("CVE-2022-0001", affected({"1"}) + score("1", "", "CVSS:3.1/AV:N")));
  EXPECT_FALSE(document->findings.findings.at(0).score.given());
  EXPECT_EQ(text_of(document->diagnostics), "");
}

TEST(Normalizer, PrefersTheLaterGenerationOfCvssInEitherOrder) {
  struct Pair {
    const char* first;
    const char* second;
    const char* taken;
  };
  for (const Pair& each :
       {Pair{"AV:N/AC:L/Au:N/C:P/I:P/A:P", "CVSS:3.1/AV:N", "2"},
        Pair{"CVSS:3.1/AV:N", "AV:N/AC:L/Au:N/C:P/I:P/A:P", "1"},
        Pair{"AV:N/AC:L/Au:N/C:P/I:P/A:P", "AV:N/AC:L/PR:N/UI:N/S:U", "2"},
        Pair{"CVSS:3.1/AV:N", "CVSS:4.0/AV:N", "2"}, Pair{"CVSS:4.0/AV:N", "CVSS:3.0/AV:N", "1"},
        Pair{"CVSS:3.1/AV:N", "CVSS:3.1/AV:L", "1"}, Pair{"", "CVSS:3.1/AV:N", "2"}}) {
    const auto document = three_products(vulnerability(
        "CVE-2022-0001",
        affected({"1"}) + score("1", "1.0", each.first) + score("1", "2.0", each.second)));
    EXPECT_EQ(to_string(document->findings.findings.at(0).score), each.taken + std::string(".0"))
        << each.first << " then " << each.second;
  }
}

// ── fixes ────────────────────────────────────────────────────────────────────────────────────────

TEST(Normalizer, TellsUpdateNumbersFromOtherFixes) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"5019961", " update KB5019961"},
      {"KB5019961", " update KB5019961"},
      {"501996", " update KB501996"},
      {"Click to Run", " fix Click to Run"},
      {"Release Notes", " fix Release Notes"},
      {"50199", " fix 50199"},
      {"50199610", " fix 50199610"},
      {"KB", " fix KB"},
      {"5019961a", " fix 5019961a"},
      {"kb5019961", " fix kb5019961"},
      {"", " fix "},
  };
  for (const auto& [name, shown] : cases) {
    const auto document =
        three_products(vulnerability("CVE-2022-0001", affected({"1"}) + fix(name, {"1"})));
    EXPECT_THAT(tuples(*document), ElementsAre("CVE-2022-0001 1 affected unspecified unspecified" +
                                               std::string(shown)))
        << name;
  }
}

TEST(Normalizer, GivesEveryProductItsOwnFixesInDocumentOrder) {
  const auto document = three_products(
      vulnerability("CVE-2022-0001", affected({"1", "2", "3"}) + fix("5000003", {"2", "1"}) +
                                         fix("Click to Run", {"2"}) + fix("5000001", {"2"}) +
                                         remediation("Workaround", "5000009", {"1"}) +
                                         remediation("Known Issue", "5000008", {"1"})));
  EXPECT_THAT(
      tuples(*document),
      ElementsAre("CVE-2022-0001 1 affected unspecified unspecified update KB5000003",
                  "CVE-2022-0001 2 affected unspecified unspecified update KB5000003 fix Click to "
                  "Run update KB5000001",
                  "CVE-2022-0001 3 affected unspecified unspecified"));
}

// ── dates ────────────────────────────────────────────────────────────────────────────────────────

std::string dates(const VulnerabilityFacts& facts) {
  return (facts.released ? to_string(*facts.released) : "none") + " " +
         (facts.revised ? to_string(*facts.revised) : "none");
}

TEST(Normalizer, TakesReleaseAndRevisionFromTheFirstAndLastRevisionWhateverTheirOrder) {
  const auto document = three_products(
      vulnerability("CVE-2022-0001",
                    affected({"1"}) + revisions({"2022-11-10T08:00:00", "2022-11-08T08:00:00Z",
                                                 "2022-12-01T08:00:00", "2022-11-09T08:00:00"})) +
      vulnerability("CVE-2022-0002", affected({"1"})));
  EXPECT_EQ(dates(document->findings.vulnerabilities.at(0)),
            "2022-11-08T08:00:00Z 2022-12-01T08:00:00Z");
  // Without revisions: the document's initial release.
  EXPECT_EQ(dates(document->findings.vulnerabilities.at(1)),
            "2022-11-08T08:00:00Z 2022-11-08T08:00:00Z");
}

TEST(Normalizer, ReportsDatesItCannotReadAndPassesOverPlaceholders) {
  const auto document = three_products(
      vulnerability("CVE-2022-0001",
                    affected({"1"}) + revisions({"0001-01-01T00:00:00", "8 November 2022", "",
                                                 "2022-11-31T00:00:00", "2022-11-09T08:00:00"})));
  EXPECT_EQ(dates(document->findings.vulnerabilities.at(0)),
            "2022-11-09T08:00:00Z 2022-11-09T08:00:00Z");
  EXPECT_EQ(text_of(document->diagnostics), "bad-date RevisionHistory text=8 November 2022 ×2\n");
}

// ── the release ──────────────────────────────────────────────────────────────────────────────────

TEST(Normalizer, DescribesTheReleaseOfTheDocument) {
  const auto document = three_products(vulnerability("CVE-2022-0001", affected({"1"})));
  const Release& release = document->findings.release;
  EXPECT_EQ(release.vendor, "microsoft");
  EXPECT_EQ(release.id, "2022-Nov");
  EXPECT_EQ(release.month, (Month{2022, 11}));
  EXPECT_EQ(release.title, "November 2022 Security Updates");
  EXPECT_EQ(release.initial_release, parse_instant("2022-11-08T08:00:00Z"));
  EXPECT_EQ(release.current_release, parse_instant("2022-11-08T08:00:00Z"));
  EXPECT_EQ(release.revision, "2");
  EXPECT_TRUE(release.monthly);
  EXPECT_FALSE(release.listed);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Normalizer, TellsRegularReleasesFromOthersByTheWholeTitle) {
  const std::vector<std::pair<const char*, bool>> cases = {
      {"November 2022 Security Updates", true},
      {"May 2017 Security Updates", true},
      {"May 8 2017 Security Updates", false},
      {"July 2026 Early Security Updates", false},
      {"Mariner Release Notes", false},
      {"November 2022 Security Updates, again", false},
      {"The November 2022 Security Updates", false},
      {"Smarch 2022 Security Updates", false},
      {"November 22 Security Updates", false},
      {"November 2022", false},
      {"November", false},
      {"", false}};
  const std::string text = msrc_document(product_tree(1), "");
  for (const auto& [title, monthly] : cases) {
    const auto document = normalized(replaced(text, "November 2022 Security Updates", title));
    EXPECT_EQ(document->findings.release.monthly, monthly) << title;
  }
}

TEST(Normalizer, CallsNoReleaseOfAVendorWithoutMonthlyTitlesMonthly) {
  const std::string text = msrc_document(product_tree(1), "");
  const auto document = normalized(replaced(text, "secure@microsoft.com", "nobody in particular"));
  EXPECT_EQ(document->findings.release.title, "November 2022 Security Updates");
  EXPECT_FALSE(document->findings.release.monthly);
}

TEST(Normalizer, TakesTheMonthFromTheDocumentIdOrElseFromItsFirstDay) {
  const std::vector<std::pair<const char*, Month>> cases = {
      {"2022-Nov", {2022, 11}}, {"2018-FEB", {2018, 2}},  {"2017-May-B", {2017, 5}},
      {"1999-Sep", {1999, 9}},  {"2022-Nev", {2022, 11}}, {"22-Nov", {2022, 11}},
      {"", {2022, 11}},         {"2023/Jan", {2022, 11}}};
  for (const auto& [id, month] : cases) {
    const std::string text = msrc_document(product_tree(1), "");
    const auto document = normalized(replaced(text, ">2022-Nov<", ">" + std::string(id) + "<"));
    EXPECT_EQ(document->findings.release.month, month) << id;
  }
}

TEST(Normalizer, NamesAPublisherWithoutAFeedByItsProductsElseByItsAddress) {
  const std::string text =
      replaced(msrc_document("", ""), "secure@microsoft.com", "Contact psirt@example.org for more");
  EXPECT_EQ(normalized(text)->findings.release.vendor, "example.org");
  const std::string with_vendor =
      replaced(text, "<prod:ProductTree>",
               R"(<prod:ProductTree><prod:Branch Type="Vendor" Name="Example Networks, Inc.">)" +
                   product("1", "Router 1.0") + "</prod:Branch>");
  EXPECT_EQ(normalized(with_vendor)->findings.release.vendor, "example-networks-inc");
  const std::string silent =
      replaced(msrc_document("", ""), "secure@microsoft.com", "nobody in particular");
  EXPECT_EQ(normalized(silent)->findings.release.vendor, "unknown");
}

// ── membership ───────────────────────────────────────────────────────────────────────────────────

// "CVE-…: reason" of each vulnerability; "counted" without a reason.
std::vector<std::string> memberships(const Normalized& document) {
  std::vector<std::string> out;
  for (const VulnerabilityFacts& each : document.findings.vulnerabilities) {
    EXPECT_EQ(each.in_release, each.excluded.empty()) << each.id;
    out.push_back(std::string(each.id) + ": " +
                  (each.excluded.empty() ? "counted" : std::string(each.excluded)));
  }
  return out;
}

std::string entry(const std::string& id, const std::string& component, const std::string& issuer,
                  const std::string& first_day) {
  std::vector<Noted> noted = {{"Tag", component}};
  if (!issuer.empty()) noted.push_back({"CNA", issuer});
  return vulnerability(id, notes(noted) + affected({"1"}) + revisions({first_day + "T08:00:00"}));
}

TEST(Normalizer, InfersTheReleaseFromComponentAndDateWhereTheDocumentDoesNotListIt) {
  const auto document = three_products(
      entry("CVE-2022-0001", "Example Kernel", "Microsoft", "2022-11-08") +
      entry("CVE-2022-0002", "Mariner", "Microsoft", "2022-11-08") +
      entry("CVE-2022-0003", "Microsoft Edge (Chromium-based)", "Chrome", "2022-11-08") +
      entry("CVE-2022-0004", "Microsoft Edge (Chromium-based) Updater", "Chrome", "2022-11-20") +
      entry("CVE-2022-0005", "Example Kernel", "Microsoft", "2022-11-09") +
      entry("CVE-2022-0006", "Example Kernel", "Example CNA", "2022-11-08") +
      entry("CVE-2022-0007", "Example Kernel", "", "2022-11-01") +
      entry("CVE-2022-0008-M", "Mariner", "Microsoft", "2022-11-08") +
      entry("CVE-2022-0009 example - do not use", "Example Kernel", "Microsoft", "2022-11-08") +
      entry("ADV220001", "Example Kernel", "Microsoft", "2022-11-08") +
      entry("EXAMPLE-1", "Example Kernel", "Microsoft", "2022-11-08"));
  EXPECT_FALSE(document->findings.release.listed);
  EXPECT_THAT(
      memberships(*document),
      ElementsAre("CVE-2022-0001: counted", "CVE-2022-0002: azure-linux", "CVE-2022-0003: chromium",
                  "CVE-2022-0004: chromium", "CVE-2022-0005: added-after-release",
                  "CVE-2022-0006: counted", "CVE-2022-0007: counted",
                  "CVE-2022-0008-M: placeholder", "CVE-2022-0009 example - do not use: placeholder",
                  "ADV220001: counted", "EXAMPLE-1: counted"));
}

TEST(Normalizer, CountsWhatTheDocumentListsWhateverElseSpeaksAgainstIt) {
  const auto document = three_products(
      entry("CVE-2022-0001", "Example Kernel", "Microsoft", "2022-11-08") +
          entry("CVE-2022-0002", "Mariner", "Microsoft", "2022-11-08") +
          entry("CVE-2022-0003", "Example Kernel", "Example CNA", "2022-12-01") +
          entry("CVE-2022-0004", "Example Kernel", "Microsoft", "2022-12-01") +
          entry("CVE-2022-0005", "Example Kernel", "Microsoft", "2022-11-08") +
          entry("CVE-2022-0006", "Example Kernel", "Example CNA", "2022-11-08") +
          entry("CVE-2022-0007", "Example Kernel", "microsoft", "2022-11-08") +
          entry("CVE-2022-0008", "Example Kernel", "", "2022-11-08") +
          entry("CVE-2022-0010", "Mariner", "Example CNA", "2022-11-08") +
          entry("CVE-2022-0011", "Microsoft Edge (Chromium-based)", "Chrome", "2022-11-08") +
          entry("CVE-2022-0012", "Example Kernel", "Example CNA", "2022-11-20"),
      release_notes("<h2>This release consists of the following 4 Microsoft CVEs:</h2>"
                    "CVE-2022-0001 CVE-2022-0002 CVE-2022-0003 CVE-2022-0099"
                    "<h2>We are republishing 1 non-Microsoft CVEs:</h2>CVE-2022-0008<h2>End</h2>"));
  EXPECT_TRUE(document->findings.release.listed);
  EXPECT_THAT(
      memberships(*document),
      ElementsAre("CVE-2022-0001: counted", "CVE-2022-0002: counted", "CVE-2022-0003: counted",
                  "CVE-2022-0004: added-after-release", "CVE-2022-0005: not-listed",
                  "CVE-2022-0006: other-cna", "CVE-2022-0007: not-listed",
                  "CVE-2022-0008: other-cna", "CVE-2022-0010: azure-linux",
                  "CVE-2022-0011: chromium", "CVE-2022-0012: other-cna"));
  EXPECT_EQ(text_of(document->diagnostics),
            "released-but-missing DocumentNotes id=CVE-2022-0099\n");
}

TEST(Normalizer, ReportsAHeadingThatAnnouncesAnotherNumberThanIsListed) {
  const auto document = three_products(
      vulnerability("CVE-2022-0001", affected({"1"})),
      release_notes(
          "<h2>This release consists of the following 3 Microsoft CVEs:</h2>CVE-2022-0001"));
  EXPECT_EQ(text_of(document->diagnostics),
            "release-heading-differs DocumentNotes announced=3 listed=1\n");
  EXPECT_THAT(memberships(*document), ElementsAre("CVE-2022-0001: counted"));
}

TEST(Normalizer, ReportsAHeadingThatAnnouncesAReleaseButListsNothing) {
  const auto document = three_products(
      vulnerability("CVE-2022-0001", affected({"1"})),
      release_notes("<h2>This release consists of the following 3 Microsoft CVEs:</h2><h2>End"
                    "</h2>CVE-2022-0001"));
  EXPECT_FALSE(document->findings.release.listed);
  EXPECT_THAT(memberships(*document), ElementsAre("CVE-2022-0001: counted"));
  EXPECT_EQ(text_of(document->diagnostics),
            "release-heading-differs DocumentNotes announced=3 listed=0\n");
}

TEST(Normalizer, TakesAnEmptyReleaseNoteForNoList) {
  for (const char* html : {"", "<h2>Updates this Month</h2>CVE-2022-0001"}) {
    const auto document =
        three_products(vulnerability("CVE-2022-0001", affected({"1"})), release_notes(html));
    EXPECT_FALSE(document->findings.release.listed) << html;
    EXPECT_THAT(memberships(*document), ElementsAre("CVE-2022-0001: counted")) << html;
  }
}

// ── several documents ────────────────────────────────────────────────────────────────────────────

TEST(Normalizer, DoesNotLetOneDocumentChangeTheNext) {
  const std::string first = msrc_document(
      product_tree(2),
      vulnerability("CVE-2022-0001", affected({"1", "2", "9"}) + severity("1", "Odd") +
                                         impact("1", "Odd") + exploit_status("Exploited:Yes")));
  const std::string second = msrc_document(
      product_tree(2), vulnerability("CVE-2022-0002", affected({"2"}) + severity("2", "Odd")));
  Normalizer fresh(shipped_feeds()), used(shipped_feeds());
  Diagnostics ignored, of_fresh, of_used;
  used.normalize(parse(first, ignored), ignored);
  Normalized alone, after;
  alone.findings = fresh.normalize(parse(second, of_fresh), of_fresh);
  after.findings = used.normalize(parse(second, of_used), of_used);
  EXPECT_EQ(tuples(alone), tuples(after));
  EXPECT_EQ(text_of(of_fresh), text_of(of_used));
  EXPECT_THAT(tuples(after),
              ElementsAre("CVE-2022-0002 2 affected unknown(Odd,label) unspecified"));
}

TEST(Slugs, OfStatusesSourcesAndAnswersAreFixed) {
  EXPECT_EQ(slug(ProductStatus::Affected), "affected");
  EXPECT_EQ(slug(ProductStatus::Fixed), "fixed");
  EXPECT_EQ(slug(ProductStatus::NotAffected), "not-affected");
  EXPECT_EQ(slug(ProductStatus::UnderInvestigation), "under-investigation");
  EXPECT_EQ(slug(ProductStatus::Unknown), "unknown");
  EXPECT_EQ(slug(ValueSource::None), "");
  EXPECT_EQ(slug(ValueSource::Label), "label");
  EXPECT_EQ(slug(Answer::NotStated), "");
  EXPECT_EQ(slug(Answer::No), "no");
  EXPECT_EQ(slug(Answer::Yes), "yes");
}

}  // namespace
}  // namespace patchmatrix
