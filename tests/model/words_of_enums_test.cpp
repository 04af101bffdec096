// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/exploitability.hpp>
#include <patchmatrix/impact.hpp>
#include <patchmatrix/severity.hpp>

namespace patchmatrix {
namespace {

template <class Values>
std::vector<std::string> slugs_of(const Values& values) {
  std::vector<std::string> out;
  for (const auto value : values) out.emplace_back(slug(value));
  return out;
}

const std::vector<std::string_view> kNoSlugs = {
    "",          " ",         "Critical",  "CRITICAL",
    "critical ", "high",      "nothing",   "remote code execution",
    "rce",       "detected-", "less-likel"};

TEST(Severities, HaveTheseSlugsGravestFirst) {
  EXPECT_EQ(slugs_of(kSeverities),
            (std::vector<std::string>{"critical", "important", "moderate", "low", "unknown", "none",
                                      "unspecified"}));
  for (std::size_t i = 1; i < kSeverities.size(); ++i)
    EXPECT_LT(kSeverities[i - 1], kSeverities[i]) << slug(kSeverities[i]);
}

TEST(Severities, ComeBackFromTheirSlugsAndFromNothingElse) {
  for (const Severity each : kSeverities) EXPECT_EQ(severity_from_slug(slug(each)), each);
  for (const std::string_view each : kNoSlugs)
    EXPECT_EQ(severity_from_slug(each), std::nullopt) << '"' << each << '"';
}

TEST(Impacts, HaveTheseSlugs) {
  EXPECT_EQ(slugs_of(kImpacts),
            (std::vector<std::string>{"remote-code-execution", "elevation-of-privilege",
                                      "information-disclosure", "security-feature-bypass",
                                      "denial-of-service", "spoofing", "tampering",
                                      "defense-in-depth", "unknown", "unspecified"}));
}

TEST(Impacts, ComeBackFromTheirSlugsAndFromNothingElse) {
  for (const Impact each : kImpacts) EXPECT_EQ(impact_from_slug(slug(each)), each);
  for (const std::string_view each : kNoSlugs)
    EXPECT_EQ(impact_from_slug(each), std::nullopt) << '"' << each << '"';
}

// ImpactOrder keeps one rank for each, at the place of its number.
TEST(Impacts, AreNumberedWithoutGaps) {
  for (std::size_t i = 0; i < kImpacts.size(); ++i)
    EXPECT_EQ(static_cast<std::size_t>(kImpacts[i]), i) << slug(kImpacts[i]);
}

TEST(ImpactSets, HoldEveryImpactOnce) {
  ImpactSet set;
  EXPECT_TRUE(set.empty());
  for (std::size_t i = 0; i < kImpacts.size(); ++i) {
    EXPECT_FALSE(set.contains(kImpacts[i])) << slug(kImpacts[i]);
    set.add(kImpacts[i]);
    set.add(kImpacts[i]);
    EXPECT_TRUE(set.contains(kImpacts[i])) << slug(kImpacts[i]);
    EXPECT_EQ(set.size(), i + 1);
  }
  ImpactSet other;
  other.add(Impact::Spoofing);
  EXPECT_FALSE(other == set);
  other.add(set);
  EXPECT_TRUE(other == set);
}

TEST(Exploitabilities, HaveTheseSlugsLikeliestFirst) {
  EXPECT_EQ(slugs_of(kExploitabilities),
            (std::vector<std::string>{"detected", "more-likely", "less-likely", "unlikely",
                                      "not-applicable", "unknown", "not-stated"}));
  for (std::size_t i = 1; i < kExploitabilities.size(); ++i)
    EXPECT_LT(kExploitabilities[i - 1], kExploitabilities[i]) << slug(kExploitabilities[i]);
}

TEST(Exploitabilities, ComeBackFromTheirSlugsAndFromNothingElse) {
  for (const Exploitability each : kExploitabilities)
    EXPECT_EQ(exploitability_from_slug(slug(each)), each);
  for (const std::string_view each : kNoSlugs)
    EXPECT_EQ(exploitability_from_slug(each), std::nullopt) << '"' << each << '"';
}

}  // namespace
}  // namespace patchmatrix
