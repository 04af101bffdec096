// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <patchmatrix/normalize.hpp>

#include "normalize/csaf_entries.hpp"
#include "normalize/shown.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::ElementsAre;

// One vulnerability on the products A and B.
std::unique_ptr<Normalized> of_threats(const csaf::Texts& threats,
                                       const std::string& publisher = "Example Corp") {
  return normalized(csaf::document(
      {.publisher = publisher,
       .vulnerabilities = {
           csaf::entry("CVE-2026-0001", {csaf::affected({"A", "B"}), csaf::threats(threats)})}}));
}

std::unique_ptr<Normalized> of_document_word(const std::string& word, const std::string& scale,
                                             const csaf::Texts& vulnerabilities,
                                             const std::string& publisher = "Example Corp") {
  return normalized(csaf::document({.publisher = publisher,
                                    .severity = word,
                                    .scale = scale,
                                    .vulnerabilities = vulnerabilities}));
}

// ── what a threat of category "impact" is ────────────────────────────────────────────────────────

TEST(Severity, IsAThreatThatIsNothingButASeverityWordInAnyCaseAndLanguage) {
  const std::vector<std::pair<const char*, Severity>> cases = {
      {"Critical", Severity::Critical},
      {"kritisch", Severity::Critical},
      {"Important", Severity::Important},
      {"HIGH", Severity::Important},
      {"hoch", Severity::Important},
      {"moderate", Severity::Moderate},
      {"Medium", Severity::Moderate},
      {"mittel", Severity::Moderate},
      {"Low", Severity::Low},
      {"minor", Severity::Low},
      {"Niedrig", Severity::Low},
      {"None", Severity::None},
      {"  Low  ", Severity::Low},
      {"\\n    Critical\\n  ", Severity::Critical},
      {"Ｈｉｇｈ", Severity::Important},
  };
  for (const auto& [word, severity] : cases) {
    const auto document = of_threats({csaf::impact(word, {"A"})});
    const Finding& finding = document->findings.findings.at(0);
    EXPECT_EQ(slug(finding.severity), slug(severity)) << word;
    EXPECT_EQ(finding.severity_source, ValueSource::Vendor) << word;
    EXPECT_EQ(finding.impact_source, ValueSource::None) << word;
    EXPECT_EQ(text_of(document->diagnostics), "") << word;
  }
}

TEST(Severity, IsNotReadFromWordsThatOnlyContainOne) {
  for (const char* text : {"Very severe", "Low impact", "highly", "High.", "Critical!",
                           "none of the vulnerabilities is known to be exploitable", "labore"}) {
    const auto document = of_threats({csaf::impact(text, {"A"})});
    EXPECT_THAT(tuples(*document), ElementsAre("CVE-2026-0001 A affected unspecified unspecified",
                                               "CVE-2026-0001 B affected unspecified unspecified"))
        << text;
    EXPECT_EQ(text_of(document->diagnostics), "") << text;
  }
}

TEST(Severity, OfAVendorThatWritesItWhereTheImpactBelongsMayBeAWordNobodyKnows) {
  const auto document = of_threats({csaf::impact("Negligible", {"A"}), csaf::impact("Low", {"B"})},
                                   "Red Hat Product Security");
  EXPECT_THAT(tuples(*document),
              ElementsAre("CVE-2026-0001 A affected unknown(Negligible,vendor) unspecified",
                          "CVE-2026-0001 B affected low(Low,vendor) unspecified"));
  EXPECT_EQ(text_of(document->diagnostics),
            "unknown-severity /vulnerabilities/0 CVE-2026-0001 word=Negligible\n");
}

TEST(Severity, SaidToBeNoneIsARatingAndUnknownIsNot) {
  const auto document = of_threats({csaf::impact("None", {"A"}), csaf::impact("Unknown", {"B"})});
  EXPECT_THAT(tuples(*document),
              ElementsAre("CVE-2026-0001 A affected none(None,vendor) unspecified",
                          "CVE-2026-0001 B affected unspecified(Unknown) unspecified"));
  EXPECT_EQ(text_of(document->diagnostics), "");
}

// ── precedence ───────────────────────────────────────────────────────────────────────────────────

TEST(Severity, OfAProductGoesBeforeThatOfTheWholeVulnerabilityInEitherOrder) {
  for (const auto& threats : {csaf::Texts{csaf::impact("Critical"), csaf::impact("Low", {"B"})},
                              csaf::Texts{csaf::impact("Low", {"B"}), csaf::impact("Critical")}}) {
    const auto document = of_threats(threats);
    EXPECT_THAT(tuples(*document),
                ElementsAre("CVE-2026-0001 A affected critical(Critical,vendor) unspecified",
                            "CVE-2026-0001 B affected low(Low,vendor) unspecified"));
    EXPECT_EQ(text_of(document->diagnostics), "");
  }
}

TEST(Severity, OfTheVulnerabilityGoesBeforeThatOfTheDocument) {
  const auto document = of_document_word(
      "Critical", "",
      {csaf::entry("CVE-2026-0001",
                   {csaf::affected({"A", "B"}), csaf::threats({csaf::impact("Low", {"A"})})})});
  EXPECT_THAT(tuples(*document),
              ElementsAre("CVE-2026-0001 A affected low(Low,vendor) unspecified",
                          "CVE-2026-0001 B affected critical(Critical,document) unspecified"));
}

TEST(Severity, OfTheDocumentStandsInForASilentVulnerabilityOnly) {
  const auto document = of_document_word(
      "Moderate", "",
      {csaf::entry("CVE-2026-0001",
                   {csaf::affected({"A", "B"}), csaf::threats({csaf::impact("Unknown", {"A"}),
                                                               csaf::impact("None", {"B"})})})});
  EXPECT_THAT(tuples(*document),
              ElementsAre("CVE-2026-0001 A affected moderate(Moderate,document) unspecified",
                          "CVE-2026-0001 B affected none(None,vendor) unspecified"));
}

TEST(Severity, OfADocumentWithSeveralVulnerabilitiesIsThatOfNoneOfThem) {
  const auto document = of_document_word(
      "Important", "",
      {csaf::entry("CVE-2026-0001", {csaf::affected({"A"})}),
       csaf::entry("CVE-2026-0002",
                   {csaf::affected({"A"}), csaf::threats({csaf::impact("Low", {"A"})})})});
  EXPECT_THAT(tuples(*document), ElementsAre("CVE-2026-0001 A affected unspecified unspecified",
                                             "CVE-2026-0002 A affected low(Low,vendor) "
                                             "unspecified"));
  EXPECT_EQ(document->findings.release.severity, Severity::Important);
  EXPECT_EQ(document->findings.release.severity_word, "Important");
}

// One identifier in two entries is one vulnerability, so the document has one.
TEST(Severity, OfTheDocumentIsThatOfAVulnerabilityInTwoEntries) {
  const auto document = of_document_word("Important", "",
                                         {csaf::entry("CVE-2026-0001", {csaf::affected({"A"})}),
                                          csaf::entry("CVE-2026-0001", {csaf::affected({"B"})})});
  EXPECT_THAT(tuples(*document),
              ElementsAre("CVE-2026-0001 A affected important(Important,document) unspecified",
                          "CVE-2026-0001 B affected important(Important,document) unspecified"));
}

TEST(Severity, OfTheDocumentInAWordNobodyKnowsIsShownAndReported) {
  const auto document = of_document_word("\\n    Very severe\\n  ", "",
                                         {csaf::entry("CVE-2026-0001", {csaf::affected({"A"})})});
  EXPECT_THAT(tuples(*document),
              ElementsAre("CVE-2026-0001 A affected unknown(Very severe,document) unspecified"));
  EXPECT_EQ(text_of(document->diagnostics),
            "unknown-severity /document/aggregate_severity word=Very severe\n");
}

TEST(Severity, OfADocumentThatNamesAScaleButNoWordIsNone) {
  const auto document = of_document_word("", "https://www.suse.com/support/security/rating/",
                                         {csaf::entry("CVE-2026-0001", {csaf::affected({"A"})})});
  EXPECT_THAT(tuples(*document), ElementsAre("CVE-2026-0001 A affected unspecified unspecified"));
  EXPECT_EQ(text_of(document->diagnostics), "");
}

TEST(Severity, IsNeverTheBandOfAScore) {
  const auto document = normalized(csaf::document(
      {.vulnerabilities = {csaf::entry(
           "CVE-2026-0001",
           {csaf::affected({"A"}),
            csaf::scores({csaf::score(
                "cvss_v3", "9.8", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", {"A"})})})}}));
  EXPECT_THAT(tuples(*document), ElementsAre("CVE-2026-0001 A affected unspecified unspecified 9.8 "
                                             "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"));
}

// ── scales ───────────────────────────────────────────────────────────────────────────────────────

TEST(Severity, IsABandOfCvssWhereTheScaleOrTheVendorSaysSo) {
  struct Case {
    const char* publisher;
    const char* scale;
    const char* id;
    bool restates;
  };
  for (const Case& each : {
           Case{"Example Corp", "", "EX-1", false},
           Case{"Example Corp", "https://access.redhat.com/security/updates/classification/",
                "EX-1", false},
           Case{"Example Corp", "https://www.first.org/cvss/specification-document", "EX-1", true},
           Case{"Example Corp",
                "https://www.first.org/cvss/v4.0/"
                "specification-document#Qualitative-Severity-Rating-Scale",
                "EX-1", true},
           Case{"Example Corp", "https://nvd.nist.gov/vuln-metrics/cvss", "EX-1", true},
           Case{"Example Corp", "https://example.com/?https://www.first.org/cvss", "EX-1", false},
           Case{"Nozomi Networks Product Security", "", "NN-1", true},
           Case{"Red Hat Product Security", "", "RHSA-1", false},
           Case{"Ctrl IQ, Inc", "", "CIQSA-2026-1", true},
           Case{"Ctrl IQ, Inc", "", "CRLSA-2026-1", false},
       }) {
    const auto document = normalized(csaf::document(
        {.publisher = each.publisher, .id = each.id, .severity = "High", .scale = each.scale}));
    EXPECT_EQ(document->findings.release.restates_cvss, each.restates)
        << each.publisher << " " << each.scale << " " << each.id;
  }
}

}  // namespace
}  // namespace patchmatrix
