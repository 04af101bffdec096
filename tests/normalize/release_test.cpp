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

// ── dates
// ───────────────────────────────────────────────────────────────────────────────────────────

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

// ── the release
// ─────────────────────────────────────────────────────────────────────────────────────

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

// ── membership
// ──────────────────────────────────────────────────────────────────────────────────────

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

// ── CSAF ─────────────────────────────────────────────────────────────────────────────────────────

TEST(Release, OfACsafDocumentHasItsVersionAndEverythingInItCounts) {
  const auto document = normalized(
      csaf::document({.version = "1.10.0",
                      .current_release = "2026-04-01T00:00:00+09:00",
                      .vulnerabilities = {csaf::entry("CVE-2026-0001", {csaf::affected({"A"})})}}));
  const Release& release = document->findings.release;
  EXPECT_EQ(release.vendor, "example-corp");
  EXPECT_EQ(release.id, "EX-2026-1");
  EXPECT_EQ(release.revision, "1.10.0");
  EXPECT_EQ(release.month, (Month{2026, 3}));
  EXPECT_EQ(to_string(*release.current_release), "2026-03-31T15:00:00Z");
  EXPECT_TRUE(release.whole);
  EXPECT_FALSE(release.withdrawn);
  EXPECT_THAT(memberships(*document), ElementsAre("CVE-2026-0001: counted"));
}

TEST(Release, IsWithdrawnByItsStatusOrItsProfile) {
  struct Case {
    const char* status;
    const char* category;
    bool withdrawn;
  };
  for (const Case& each :
       {Case{"deleted", "csaf_base", true}, Case{"Deleted", "csaf_vex", true},
        Case{"final", "csaf_withdrawn", true}, Case{"final", "csaf_superseded", true},
        Case{"final", "csaf_base", false}, Case{"draft", "csaf_base", false},
        Case{"interim", "csaf_security_advisory", false}}) {
    const auto document =
        normalized(csaf::document({.category = each.category, .status = each.status}));
    EXPECT_EQ(document->findings.release.withdrawn, each.withdrawn)
        << each.status << " " << each.category;
    EXPECT_EQ(text_of(document->diagnostics),
              each.withdrawn ? "document-deleted document=EX-2026-1\n" : "no-vulnerabilities\n");
  }
}

TEST(Release, HasADateWithoutZoneInUtcAndSaysSo) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"2026-03-03", "date-without-zone CurrentReleaseDate text=2026-03-03 ×2\n"},
      {"2026-03-03T10:00:00", "date-without-zone CurrentReleaseDate text=2026-03-03T10:00:00 ×2\n"},
      {"2026-03-03T10:00:00Z", ""},
      {"2026-03-03T10:00:00.123Z", ""},
      {"2026-03-03T10:00:00-05:00", ""},
      {"soon", "bad-date CurrentReleaseDate text=soon ×2\n"},
  };
  for (const auto& [text, expected] : cases) {
    const auto document = normalized(csaf::document(
        {.current_release = text,
         .vulnerabilities = {csaf::entry("CVE-2026-0001", {csaf::affected({"A"})})}}));
    const std::string diagnostics = text_of(document->diagnostics);
    EXPECT_EQ(diagnostics.substr(0, diagnostics.find('\n') + 1), expected) << text;
  }
}

TEST(Release, DatesAVulnerabilityByItsOwnReleaseDate) {
  const auto document = normalized(csaf::document(
      {.vulnerabilities = {
           csaf::entry("CVE-2026-0001", {csaf::affected({"A"}),
                                         csaf::member("release_date", "2026-02-01T00:00:00Z")}),
           csaf::entry("CVE-2026-0002", {csaf::affected({"A"})})}}));
  EXPECT_EQ(dates(document->findings.vulnerabilities.at(0)),
            "2026-02-01T00:00:00Z 2026-02-01T00:00:00Z");
  EXPECT_EQ(dates(document->findings.vulnerabilities.at(1)),
            "2026-03-02T08:00:00Z 2026-03-02T08:00:00Z");
}

}  // namespace
}  // namespace patchmatrix
