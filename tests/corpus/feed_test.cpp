// SPDX-License-Identifier: Apache-2.0
//
// The whole feed of the Microsoft Security Response Center, as fetched on 2026-07-06: nothing is
// lost, and every oddity is either handled or reported by name.

#include <map>

#include <gtest/gtest.h>

#include <patchmatrix/fetch.hpp>
#include <patchmatrix/parse.hpp>

#include "io/files.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {
namespace {

constexpr const char* kFeed = "msrc/current";

struct FeedTotals {
  std::size_t documents = 0;
  std::size_t entries = 0;          // as the documents count them
  std::size_t vulnerabilities = 0;  // each identifier of a document once
  std::size_t without_product = 0;
  std::size_t tuples = 0;
  std::size_t product_entries = 0;
  std::map<std::string, std::size_t> severities;
  std::map<std::string, std::size_t> impacts;
  std::size_t exploited = 0;
  std::size_t publicly_disclosed = 0;
  std::map<std::string, std::size_t> reported;  // documents with a diagnostic, by its code
  std::map<std::string, std::size_t> families_of_names;
};

// Calls `each` for every document of the feed, oldest id first.
void for_each_document(const std::function<void(const std::string& name, const Findings& findings,
                                                const Diagnostics& diagnostics)>& each) {
  Normalizer normalizer(shipped_feeds());
  Fetched fetched;
  for (const auto& file : files_below(*corpus() / kFeed)) {
    Diagnostics diagnostics;
    fetched.read({file.string(), true});
    const Findings findings =
        normalizer.normalize(parse(fetched.bytes(), diagnostics), diagnostics);
    each(file.filename().string(), findings, diagnostics);
  }
}

const FeedTotals& totals() {
  static const FeedTotals kTotals = [] {
    FeedTotals out;
    for_each_document(
        [&out](const std::string&, const Findings& findings, const Diagnostics& diagnostics) {
          ++out.documents;
          out.entries += findings.document.vulnerabilities.size();
          out.product_entries += findings.document.products.size();
          out.vulnerabilities += findings.vulnerabilities.size();
          out.tuples += findings.findings.size();
          for (const VulnerabilityFacts& facts : findings.vulnerabilities) {
            out.without_product += facts.findings.count == 0 ? 1 : 0;
            out.exploited += facts.exploited == Answer::Yes ? 1 : 0;
            out.publicly_disclosed += facts.publicly_disclosed == Answer::Yes ? 1 : 0;
          }
          for (const Finding& finding : findings.findings) {
            ++out.severities[std::string(finding.severity_word)];
            ++out.impacts[std::string(finding.impact_word)];
          }
          for (const Diagnostic& each : diagnostics.all()) ++out.reported[each.code];
        });
    return out;
  }();
  return kTotals;
}

using Counts = std::map<std::string, std::size_t>;

TEST(Feed, IsReadWholeWithoutALostRecord) {
  PATCHMATRIX_NEEDS(kFeed);
  EXPECT_EQ(totals().documents, 190U);
  EXPECT_EQ(totals().entries, 26281U);
  EXPECT_EQ(totals().product_entries, 28936U);
  EXPECT_EQ(totals().vulnerabilities, 26280U) << "one identifier stands twice in 2025-Aug";
  EXPECT_EQ(totals().without_product, 36U);
  EXPECT_EQ(totals().tuples, 239936U) << "239,938 pairs, two of them twice in 2025-Aug";
}

TEST(Feed, KeepsEverySeverityWordOfEveryProduct) {
  PATCHMATRIX_NEEDS(kFeed);
  EXPECT_EQ(totals().severities, (Counts{{"", 18572},
                                         {"Critical", 27339},
                                         {"Important", 171124},
                                         {"Low", 2784},
                                         {"Moderate", 19902},
                                         {"None", 215}}));
}

TEST(Feed, KeepsEveryImpactWordOfEveryProduct) {
  PATCHMATRIX_NEEDS(kFeed);
  EXPECT_EQ(totals().impacts, (Counts{{"", 47940},
                                      {"Defense in Depth", 368},
                                      {"Denial of Service", 14310},
                                      {"Elevation of Privilege", 69294},
                                      {"Information Disclosure", 32113},
                                      {"Remote Code Execution", 60958},
                                      {"Security Feature Bypass", 9956},
                                      {"Spoofing", 4369},
                                      {"Tampering", 628}}));
}

TEST(Feed, TellsExploitedAndDisclosedWithoutLeakingIntoTheNextEntry) {
  PATCHMATRIX_NEEDS(kFeed);
  EXPECT_EQ(totals().exploited, 191U);
  EXPECT_EQ(totals().publicly_disclosed, 297U);
}

// Documents. Three have products under two families at once (extended support), one a score that is
// not that of its vector.
TEST(Feed, ReportsItsOdditiesByName) {
  PATCHMATRIX_NEEDS(kFeed);
  EXPECT_EQ(totals().reported, (Counts{{"contradictory-severity", 1},
                                       {"no-vulnerabilities", 1},
                                       {"product-defined-twice", 5},
                                       {"release-heading-differs", 7},
                                       {"released-but-missing", 2},
                                       {"score-differs", 1},
                                       {"vulnerability-twice", 1},
                                       {"vulnerability-without-product", 21}}));
}

}  // namespace
}  // namespace patchmatrix::test
