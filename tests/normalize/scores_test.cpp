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

TEST(Normalizer, ReadsScoresFromZeroToTenToOneDecimal) {
  const std::vector<std::pair<const char*, const char*>> good = {
      {"8.8", "8.8"}, {"0", "0.0"},    {"0.0", "0.0"},  {"10", "10.0"},  {"10.0", "10.0"},
      {"7", "7.0"},   {"07.5", "7.5"}, {"6.50", "6.5"}, {" 5.5 ", "5.5"}};
  for (const auto& [text, expected] : good) {
    const auto document =
        three_products(vulnerability("CVE-2022-0001", affected({"1"}) + score("1", text, "")));
    EXPECT_EQ(to_string(document->findings.findings.at(0).score), expected) << text;
    EXPECT_EQ(text_of(document->diagnostics), "") << text;
  }
  for (const char* text :
       {"10.1", "11", "-1", "8,8", "8.8.8", "high", "100", "8.125", "1e1", ".5", "+5"}) {
    const auto document =
        three_products(vulnerability("CVE-2022-0001", affected({"1"}) + score("1", text, "")));
    EXPECT_FALSE(document->findings.findings.at(0).score.given()) << text;
    EXPECT_EQ(text_of(document->diagnostics),
              "bad-score Vulnerability[1] CVE-2022-0001 text=" + std::string(text) + "\n");
  }
}

TEST(Normalizer, TakesNoScoreFromAnEmptyOne) {
  const auto document =
      three_products(vulnerability("CVE-2022-0001", affected({"1"}) + score("1", "", "")));
  EXPECT_FALSE(document->findings.findings.at(0).score.given());
  EXPECT_EQ(text_of(document->diagnostics), "");
}

// ── CSAF ─────────────────────────────────────────────────────────────────────────────────────────

constexpr const char* kV2 = "AV:N/AC:L/Au:N/C:P/I:P/A:P";                        // 7.5
constexpr const char* kV30 = "CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H";     // 8.8
constexpr const char* kV31 = "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H";     // 8.8
constexpr const char* kV31Low = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L";  // 5.3
constexpr const char* kV4 =
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N";  // 9.3

std::unique_ptr<Normalized> scored(const csaf::Texts& scores) {
  return normalized(
      csaf::document({.vulnerabilities = {csaf::entry(
                          "CVE-2026-0001", {csaf::affected({"A", "B"}), csaf::scores(scores)})}}));
}

// "8.8 (3.1); 3.1:8.8 2.0:7.5": the score shown, then the one of each version.
std::string scores_of(const Normalized& document, std::size_t finding) {
  const Finding& each = document.findings.findings.at(finding);
  std::string out = to_string(each.score) + " (" + std::string(slug(each.score.version)) + ");";
  for (auto position = each.scores.rbegin(); position != each.scores.rend(); ++position) {
    if (*position == kNone) continue;
    const Score& score = document.findings.scores[*position];
    out += " " + std::string(slug(score.version)) + ":" + to_string(score);
  }
  return out;
}

TEST(Scores, OfSeveralVersionsAreAllKeptAndTheHighestIsShown) {
  const auto document = scored({csaf::score("cvss_v2", "7.5", kV2, {"A", "B"}),
                                csaf::score("cvss_v3", "8.8", kV31, {"A", "B"}),
                                csaf::score("cvss_v4", "9.3", kV4, {"B"})});
  EXPECT_EQ(scores_of(*document, 0), "8.8 (3.1); 3.1:8.8 2.0:7.5");
  EXPECT_EQ(scores_of(*document, 1), "9.3 (4.0); 4.0:9.3 3.1:8.8 2.0:7.5");
  EXPECT_EQ(text_of(document->diagnostics), "");
}

TEST(Scores, ThatAreHigherAreShownWhateverTheirVersion) {
  const auto document = scored(
      {csaf::score("cvss_v2", "7.5", kV2, {"A"}), csaf::score("cvss_v3", "5.3", kV31Low, {"A"})});
  EXPECT_EQ(scores_of(*document, 0), "7.5 (2.0); 3.1:5.3 2.0:7.5");
}

TEST(Scores, ThatAreEqualAreShownInTheNewestVersionInEitherOrder) {
  for (const auto& scores : {csaf::Texts{csaf::score("cvss_v3", "8.8", kV30, {"A"}),
                                         csaf::score("cvss_v3", "8.8", kV31, {"A"})},
                             csaf::Texts{csaf::score("cvss_v3", "8.8", kV31, {"A"}),
                                         csaf::score("cvss_v3", "8.8", kV30, {"A"})}})
    EXPECT_EQ(scores_of(*scored(scores), 0), "8.8 (3.1); 3.1:8.8 3.0:8.8");
}

TEST(Scores, OfOneVersionGiveTheHighest) {
  for (const auto& scores : {csaf::Texts{csaf::score("cvss_v3", "5.3", kV31Low, {"A"}),
                                         csaf::score("cvss_v3", "8.8", kV31, {"A"})},
                             csaf::Texts{csaf::score("cvss_v3", "8.8", kV31, {"A"}),
                                         csaf::score("cvss_v3", "5.3", kV31Low, {"A"})}})
    EXPECT_EQ(scores_of(*scored(scores), 0), "8.8 (3.1); 3.1:8.8");
}

TEST(Scores, AreThoseOfTheVectorWhateverIsPublished) {
  const auto document = scored({csaf::score("cvss_v3", "6.5", kV31, {"A"})});
  const Score& score = document->findings.findings.at(0).score;
  EXPECT_EQ(to_string(score), "8.8");
  EXPECT_EQ(score.published, 65);
  EXPECT_EQ(text_of(document->diagnostics),
            "score-differs /vulnerabilities/0 CVE-2026-0001 published=6.5 computed=8.8 vector=" +
                std::string(kV31) + "\n");
}

// 8.8 with E:P/RL:O/RC:C has a temporal score of 7.9.
TEST(Scores, AreNeverTemporalOnes) {
  const std::string vector = std::string(kV31) + "/E:P/RL:O/RC:C";
  const auto document = scored({csaf::score("cvss_v3", "7.9", vector, {"A"})});
  EXPECT_EQ(scores_of(*document, 0), "8.8 (3.1); 3.1:8.8");
  EXPECT_EQ(text_of(document->diagnostics),
            "score-differs /vulnerabilities/0 CVE-2026-0001 published=7.9 computed=8.8 vector=" +
                vector + "\n");
}

TEST(Scores, AreAsPublishedWhereTheVectorCannotBeRead) {
  for (const std::string vector : {"CVSS:3.1/AV:N", "CVSS:3.1/AV:X/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H",
                                   "cvss:3.1/av:n/ac:l/pr:l/ui:n/s:u/c:h/i:h/a:h"}) {
    const auto document = scored({csaf::score("cvss_v3", "8.8", vector, {"A"})});
    EXPECT_EQ(to_string(document->findings.findings.at(0).score), "8.8") << vector;
    EXPECT_EQ(text_of(document->diagnostics),
              "bad-vector /vulnerabilities/0 CVE-2026-0001 text=" + vector + "\n");
  }
}

TEST(Scores, MayLackTheNumberOrTheVector) {
  const auto document =
      scored({csaf::score("cvss_v3", "", kV31, {"A"}), csaf::score("cvss_v2", "5", "", {"B"})});
  EXPECT_EQ(scores_of(*document, 0), "8.8 (3.1); 3.1:8.8");
  EXPECT_EQ(scores_of(*document, 1), "5.0 (2.0); 2.0:5.0");
  EXPECT_EQ(text_of(document->diagnostics), "");
}

TEST(Scores, OfZeroAreScores) {
  const auto document =
      scored({csaf::score("cvss_v3", "0", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", {"A"})});
  EXPECT_EQ(scores_of(*document, 0), "0.0 (3.1); 3.1:0.0");
}

}  // namespace
}  // namespace patchmatrix
