// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <patchmatrix/normalize.hpp>

#include "normalize/msrc_entries.hpp"
#include "normalize/shown.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::ElementsAre;

TEST(Normalizer, RatesEveryProductByItsOwnWordsAndNotByTheGravestOfTheVulnerability) {
  const auto document = three_products(vulnerability(
      "CVE-2022-0001", affected({"1", "2", "3"}) + severity("1", "Critical") +
                           severity("2", "Moderate") + severity("3", "Low") +
                           impact("1", "Remote Code Execution") +
                           impact("2", "Elevation of Privilege") + impact("3", "Spoofing")));
  EXPECT_THAT(tuples(*document),
              ElementsAre("CVE-2022-0001 1 affected critical(Critical,vendor) "
                          "remote-code-execution(Remote Code Execution,vendor)",
                          "CVE-2022-0001 2 affected moderate(Moderate,vendor) "
                          "elevation-of-privilege(Elevation of Privilege,vendor)",
                          "CVE-2022-0001 3 affected low(Low,vendor) spoofing(Spoofing,vendor)"));
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
                  "CVE-2022-0001 3 affected unknown(Terrible,vendor) unknown(Confusion,vendor)",
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
  for (const char* word : {"重要", "緊急", "重大", "高", "警告"}) {
    const auto document =
        three_products(vulnerability("CVE-2022-0001", affected({"1"}) + severity("1", word)));
    EXPECT_EQ(document->findings.findings.at(0).severity, Severity::Unknown) << word;
  }
}

TEST(Normalizer, TakesTheGraverOfContradictoryRatingsInEitherOrderAndSaysSo) {
  const auto document = three_products(
      vulnerability("CVE-2022-0001", affected({"1"}) + severity("1", "Moderate") +
                                         severity("1", "Critical") + impact("1", "Spoofing") +
                                         impact("1", "Denial of Service")) +
      vulnerability("CVE-2022-0002", affected({"2"}) + severity("2", "Moderate") +
                                         severity("2", "") + impact("2", "Remote Code Execution") +
                                         impact("2", "Tampering")));
  EXPECT_THAT(tuples(*document),
              ElementsAre("CVE-2022-0001 1 affected critical(Critical,vendor) "
                          "denial-of-service+spoofing(Denial of Service,vendor)",
                          "CVE-2022-0002 2 affected moderate(Moderate,vendor) "
                          "remote-code-execution+tampering(Remote Code Execution,vendor)"));
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
  EXPECT_THAT(tuples(*document), ElementsAre("CVE-2022-0001 1 affected critical(Critical,vendor) "
                                             "remote-code-execution(RCE,vendor)"));
  EXPECT_EQ(text_of(document->diagnostics), "");
}

TEST(Normalizer, AppliesARatingWithoutProductsToAllOfThem) {
  const auto document = three_products(
      vulnerability("CVE-2022-0001", affected({"1", "2"}) + threat("Severity", "Important", {}) +
                                         threat("Impact", "Spoofing", {})));
  EXPECT_THAT(tuples(*document), ElementsAre("CVE-2022-0001 1 affected important(Important,vendor) "
                                             "spoofing(Spoofing,vendor)",
                                             "CVE-2022-0001 2 affected important(Important,vendor) "
                                             "spoofing(Spoofing,vendor)"));
}

TEST(Normalizer, KeepsRatingsOfOneVulnerabilityFromTheNext) {
  const auto document = three_products(
      vulnerability("CVE-2022-0001", affected({"1"}) + severity("1", "Critical") +
                                         impact("1", "Spoofing") + score("1", "9.8", "") +
                                         fix("5000001", {"1"})) +
      vulnerability("CVE-2022-0002", affected({"1"})));
  EXPECT_THAT(tuples(*document), ElementsAre("CVE-2022-0001 1 affected critical(Critical,vendor) "
                                             "spoofing(Spoofing,vendor) 9.8  update KB5000001",
                                             "CVE-2022-0002 1 affected unspecified unspecified"));
}

TEST(Normalizer, ReportsKindsOfThreatsItDoesNotKnow) {
  const auto document = three_products(vulnerability(
      "CVE-2022-0001",
      affected({"1"}) + threat("Target Set", "x", {}) + threat("Mood", "bad", {"1"})));
  EXPECT_EQ(text_of(document->diagnostics),
            "unknown-threat Vulnerability[1] CVE-2022-0001 word=Mood\n");
}

}  // namespace
}  // namespace patchmatrix
