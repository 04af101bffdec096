// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <patchmatrix/normalize.hpp>

#include "normalize/csaf_entries.hpp"
#include "normalize/msrc_entries.hpp"
#include "normalize/shown.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::ElementsAre;

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
          testing::HasSubstr("contradictory-status Vulnerability[1] CVE-2022-0001 product=1 "
                             "status=affected\n"))
          << other;
    }
}

TEST(Normalizer, DoesNotUseRatingsScoresAndFixesForProductsWithoutStatus) {
  const auto document = three_products(
      vulnerability("CVE-2022-0001", affected({"1"}) + severity("2", "Critical") +
                                         impact("2", "Spoofing") + score("2", "5.0", "") +
                                         score("3", "5.0", "") + fix("5000001", {"1", "2"})));
  EXPECT_THAT(tuples(*document),
              ElementsAre("CVE-2022-0001 1 affected unspecified unspecified update KB5000001"));
  EXPECT_EQ(text_of(document->diagnostics),
            "rating-without-status Vulnerability[1] CVE-2022-0001 product=2 ×2\n"
            "score-without-status Vulnerability[1] CVE-2022-0001 product=2 ×2\n"
            "fix-without-status Vulnerability[1] CVE-2022-0001 product=2\n");
}

// ── lists that contradict each other ─────────────────────────────────────────────────────────────

// The statuses of A and what is said about them.
std::string status_of(const csaf::StatusLists& lists, std::string& diagnostics) {
  const auto document = normalized(
      csaf::document({.vulnerabilities = {csaf::entry("CVE-2026-0001", {csaf::statuses(lists)})}}));
  diagnostics = text_of(document->diagnostics);
  EXPECT_EQ(document->findings.findings.size(), 1U);
  return std::string(slug(document->findings.findings.at(0).status));
}

TEST(Statuses, ThatContradictEachOtherGiveWhatIsSaferToBelieve) {
  // Each outranks all behind it.
  const csaf::Texts lists = {"known_affected", "under_investigation", "unknown", "fixed",
                             "known_not_affected"};
  const csaf::Texts slugs = {"affected", "under-investigation", "unknown", "fixed", "not-affected"};
  for (std::size_t graver = 0; graver < lists.size(); ++graver)
    for (std::size_t other = graver + 1; other < lists.size(); ++other)
      for (const bool graver_first : {true, false}) {
        csaf::StatusLists both = {{lists[graver], {"A"}}, {lists[other], {"A"}}};
        if (!graver_first) std::swap(both[0], both[1]);
        std::string diagnostics;
        EXPECT_EQ(status_of(both, diagnostics), slugs[graver])
            << lists[graver] << " and " << lists[other];
        EXPECT_EQ(diagnostics,
                  "contradictory-status /vulnerabilities/0 CVE-2026-0001 product=A status=" +
                      slugs[graver] + "\n");
      }
}

TEST(Statuses, OfTheSameKindDoNotContradictEachOther) {
  for (const csaf::StatusLists& lists :
       {csaf::StatusLists{{"first_affected", {"A"}}, {"known_affected", {"A"}}},
        csaf::StatusLists{{"known_affected", {"A"}}, {"last_affected", {"A"}}}}) {
    std::string diagnostics;
    EXPECT_EQ(status_of(lists, diagnostics), "affected");
    EXPECT_EQ(diagnostics, "");
  }
  std::string diagnostics;
  EXPECT_EQ(status_of({{"first_fixed", {"A"}}, {"fixed", {"A"}}}, diagnostics), "fixed");
  EXPECT_EQ(diagnostics, "");
}

TEST(Statuses, DoNotContradictARecommendation) {
  for (const auto& [list, expected] : std::vector<std::pair<std::string, std::string>>{
           {"known_affected", "affected"},
           {"under_investigation", "under-investigation"},
           {"fixed", "fixed"},
           {"known_not_affected", "not-affected"}})
    for (const bool first : {true, false}) {
      csaf::StatusLists both = {{"recommended", {"A"}}, {list, {"A"}}};
      if (!first) std::swap(both[0], both[1]);
      std::string diagnostics;
      EXPECT_EQ(status_of(both, diagnostics), expected) << list;
      EXPECT_EQ(diagnostics, "") << list;
    }
  std::string diagnostics;
  EXPECT_EQ(status_of({{"recommended", {"A"}}}, diagnostics), "fixed");
}

// ── nothing is said of older versions ────────────────────────────────────────────────────────────

// "A affected", "B fixed<" (older versions are affected), …
std::vector<std::string> statuses_of(const std::string& tree, const csaf::StatusLists& lists) {
  const auto document = normalized(
      csaf::document({.product_tree = tree,
                      .vulnerabilities = {csaf::entry("CVE-2026-0001", {csaf::statuses(lists)})}}));
  std::vector<std::string> out;
  for (const Finding& each : document->findings.findings)
    out.push_back(std::string(document->findings.document.products[each.product].id) + " " +
                  std::string(slug(each.status)) + (each.older_affected ? "<" : ""));
  return out;
}

TEST(Statuses, OfFixedProductsAloneMeanThatOlderOnesAreAffected) {
  EXPECT_THAT(statuses_of(csaf::gateway_tree(), {{"fixed", {"B", "C"}}}),
              ElementsAre("B fixed<", "C fixed<"));
  EXPECT_THAT(statuses_of(csaf::gateway_tree(), {{"recommended", {"C"}}}), ElementsAre("C fixed<"));
  EXPECT_THAT(statuses_of(csaf::gateway_tree(), {{"fixed", {"B"}}, {"known_not_affected", {"A"}}}),
              ElementsAre("B fixed<", "A not-affected"));
}

TEST(Statuses, OfFixedProductsMeanNoMoreWhereTheAffectedOnesAreNamed) {
  EXPECT_THAT(statuses_of(csaf::gateway_tree(), {{"known_affected", {"A"}}, {"fixed", {"B"}}}),
              ElementsAre("A affected", "B fixed"));
}

TEST(Statuses, OfOneProductLineSayNothingOfAnother) {
  const std::string tree = csaf::tree({csaf::branch(
      "vendor", "Example Corp",
      {csaf::branch("product_name", "Gateway",
                    {csaf::leaf("product_version", "1", csaf::product("G1", "G 1")),
                     csaf::leaf("product_version", "2", csaf::product("G2", "G 2"))}),
       csaf::branch("product_name", "Router",
                    {csaf::leaf("product_version", "2", csaf::product("R2", "R 2"))})})});
  EXPECT_THAT(statuses_of(tree, {{"known_affected", {"G1"}}, {"fixed", {"G2", "R2"}}}),
              ElementsAre("G1 affected", "G2 fixed", "R2 fixed<"));
}

// A distribution names one build of a package: all before it are affected, whatever else it lists.
TEST(Statuses, OfFixedPackagesAlwaysMeanThatOlderOnesAreAffected) {
  const std::string tree = csaf::tree(
      {csaf::leaf("product_name", "Linux 9", csaf::product("L9", "Example Linux 9")),
       csaf::leaf("product_version", "lib-1.2-3", csaf::product("lib", "lib-1.2-3")),
       csaf::leaf("product_version", "old", csaf::product("old", "old"))},
      {csaf::relationship("lib", "default_component_of", "L9", csaf::product("L9:lib", "lib on 9")),
       csaf::relationship("old", "default_component_of", "L9",
                          csaf::product("L9:old", "old on 9"))});
  EXPECT_THAT(statuses_of(tree, {{"known_affected", {"L9:old"}}, {"fixed", {"L9:lib"}}}),
              ElementsAre("L9:old affected", "L9:lib fixed<"));
}

}  // namespace
}  // namespace patchmatrix
