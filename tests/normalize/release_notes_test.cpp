// SPDX-License-Identifier: Apache-2.0
#include "normalize/release_notes.hpp"

#include <ostream>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <patchmatrix/fetch.hpp>
#include <patchmatrix/normalize.hpp>
#include <patchmatrix/parse.hpp>

#include "support/support.hpp"

namespace patchmatrix {
namespace {

using test::shipped_feeds;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;

ReleaseList read(std::string_view html) {
  return read_release_notes(html, test::shipped_vendor("microsoft"));
}

TEST(ReleaseNotes, AreReadFromTheHeadingToTheNextHeading) {
  const ReleaseList list = read(R"(<h2>Introduction</h2><p>CVE-2024-0009 is not meant</p>
<h2>This release consists of the following <b>2</b> Microsoft CVEs:</h2>
<table><tr><th>Tag</th><th>CVE</th></tr>
<tr><td>Example Part</td><td><a href="https://example.org/CVE-2024-0001">CVE-2024-0001</a></td></tr>
<tr><td>Example Part</td><td>CVE-2024-0002</td></tr></table>
<h2>We are republishing 1 non-Microsoft CVEs:</h2>
<table><tr><td>Chrome</td><td>CVE-2024-0003</td></tr></table>
<h2>Known Issues</h2><p>CVE-2024-0004</p>)");
  EXPECT_TRUE(list.found());
  EXPECT_THAT(list.released.ids, ElementsAre("CVE-2024-0001", "CVE-2024-0002"));
  EXPECT_THAT(list.republished.ids, ElementsAre("CVE-2024-0003"));
  EXPECT_EQ(list.republished.announced, 1U);
}

TEST(ReleaseNotes, AnnounceTheNumberOfTheHeading) {
  const std::vector<std::pair<const char*, std::optional<std::size_t>>> cases = {
      {"<h2>This release consists of the following 74 Microsoft CVEs:</h2>", 74},
      {"<h2>This release consists of the following 1 Microsoft CVE:</h2>", 1},
      {"<p>This release consists of the following 136 CVEs and 2 Advisories:</p>", 138},
      {"<h2>This release consists of the following Microsoft CVEs:</h2>", std::nullopt},
      {"<h2>This release consists of the following 3", 3},
      {"<h2>This release consists of the following</h2> 12", std::nullopt},
      {"", std::nullopt},
  };
  for (const auto& [html, announced] : cases)
    EXPECT_EQ(read(html).released.announced, announced) << html;
}

TEST(ReleaseNotes, MayOpenWithAParagraphAndListAdvisories) {
  const ReleaseList list =
      read(R"(<p>This release consists of the following 2 CVEs and 1 Advisories:</p>
<table><tr><td>CVE-2023-0001</td></tr><tr><td>ADV230001</td></tr><tr><td>CVE-2023-0002</td></tr>
</table><h3>More</h3>CVE-2023-0003)");
  EXPECT_EQ(list.released.announced, 3U);
  EXPECT_THAT(list.released.ids, ElementsAre("ADV230001", "CVE-2023-0001", "CVE-2023-0002"));
}

TEST(ReleaseNotes, MaySpellRepublishingDifferently) {
  for (const char* heading : {"We are republishing", "We are republising"}) {
    const std::string html =
        "<h1>This release consists of the following 1 Microsoft CVEs:</h1>"
        "CVE-2024-0001<h1>" +
        std::string(heading) + " 2 non-Microsoft CVEs:</h1>CVE-2024-0002 CVE-2024-0003<h1>End</h1>";
    const ReleaseList list = read(html);
    EXPECT_THAT(list.released.ids, ElementsAre("CVE-2024-0001")) << heading;
    EXPECT_THAT(list.republished.ids, ElementsAre("CVE-2024-0002", "CVE-2024-0003")) << heading;
    EXPECT_EQ(list.republished.announced, 2U) << heading;
  }
}

TEST(ReleaseNotes, CountRowsThatFellOutOfTheirTable) {
  const ReleaseList list = read(R"(<h2>This release consists of the following 3 Microsoft CVEs:</h2>
<table><tr><td>Example</td><td>CVE-2026-0001</td></tr></table>
<p>Example | CVE-2026-0002 | 7.8 | text<br>Example | CVE-2026-0003 | 8.8 |</p>
<h2>Next</h2>)");
  EXPECT_THAT(list.released.ids, ElementsAre("CVE-2026-0001", "CVE-2026-0002", "CVE-2026-0003"));
}

TEST(ReleaseNotes, CountAnIdentifierOnce) {
  const ReleaseList list = read(
      "<h2>This release consists of the following 1 Microsoft CVEs:</h2>"
      "<a href='/CVE-2024-0001'>CVE-2024-0001</a> CVE-2024-0001");
  EXPECT_THAT(list.released.ids, ElementsAre("CVE-2024-0001"));
}

TEST(ReleaseNotes, TakeOnlyWholeIdentifiers) {
  const ReleaseList list = read(
      "<h2>This release consists of the following 1 Microsoft CVEs:</h2>"
      "CVE-2024-0001, (CVE-2024-12345) CVE- CVE-X and ADVICE ADV240001.");
  EXPECT_THAT(list.released.ids, ElementsAre("ADV240001", "CVE-2024-0001", "CVE-2024-12345"));
}

TEST(ReleaseNotes, ListNothingWithoutTheirPhrases) {
  for (const char* html : {"", "<h2>Updates this Month</h2><ul><li>Windows</li></ul> CVE-2022-0001",
                           "this release consists of the following CVE-2022-0001",
                           "<h2>This release consists of the following 0 Microsoft CVEs:</h2>"}) {
    EXPECT_FALSE(read(html).found()) << html;
    EXPECT_THAT(read(html).released.ids, IsEmpty()) << html;
  }
}

TEST(ReleaseNotes, OfAFeedWithoutPhrasesListNothing) {
  EXPECT_FALSE(
      read_release_notes("<h2>This release consists of the following 1 Microsoft CVEs:</h2>"
                         "CVE-2024-0001",
                         shipped_feeds().generic)
          .found());
}

// ── Real documents ───────────────────────────────────────────────────────────────────────────────

struct Listing {
  std::string document;
  std::size_t announced;
  std::size_t listed;
  bool operator==(const Listing&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Listing& each) {
  return out << each.document << ' ' << each.announced << ' ' << each.listed;
}

// Since 2023-05 every release is listed; 2026-07 was early and its note still empty. Where heading
// and list differ, the document does: "announced" is the sum of the numbers in the heading ("136
// CVEs and 2 Advisories").
TEST(ReleaseNotesOfRealDocuments, ListWhatTheirHeadingsAnnounceButForSevenMonths) {
  PATCHMATRIX_NEEDS("msrc/current");
  std::vector<Listing> listings;
  std::vector<std::string> missing;
  Fetched fetched;
  Normalizer normalizer(shipped_feeds());
  for (const Source& source : local_sources({(*test::corpus() / "msrc/current").string()})) {
    fetched.read(source);
    Diagnostics ignored;
    const Findings findings = normalizer.normalize(parse(fetched.bytes(), ignored), ignored);
    if (!findings.release.listed) continue;
    std::set<std::string_view> present;
    for (const VulnerabilityFacts& each : findings.vulnerabilities) present.insert(each.id);
    for (const Note& note : findings.document.of(findings.document.notes)) {
      const ListedIds released = read(note.text).released;
      if (released.ids.empty()) continue;
      listings.push_back(
          {findings.release.id, released.announced.value_or(0), released.ids.size()});
      for (const std::string_view id : released.ids)
        if (!present.contains(id)) missing.push_back(findings.release.id + ' ' + std::string(id));
    }
  }
  EXPECT_THAT(listings, ElementsAreArray(std::vector<Listing>{
                            {"2023-Aug", 76, 76},   {"2023-Dec", 37, 37},   {"2023-Jul", 138, 138},
                            {"2023-Jun", 79, 78},   {"2023-May", 40, 40},   {"2023-Nov", 63, 63},
                            {"2023-Oct", 103, 103}, {"2023-Sep", 59, 59},   {"2024-Apr", 152, 152},
                            {"2024-Aug", 90, 89},   {"2024-Dec", 74, 74},   {"2024-Feb", 77, 77},
                            {"2024-Jan", 57, 57},   {"2024-Jul", 143, 144}, {"2024-Jun", 55, 55},
                            {"2024-Mar", 66, 66},   {"2024-May", 60, 62},   {"2024-Nov", 96, 96},
                            {"2024-Oct", 132, 130}, {"2024-Sep", 86, 86},   {"2025-Apr", 134, 133},
                            {"2025-Aug", 116, 116}, {"2025-Dec", 65, 65},   {"2025-Feb", 63, 63},
                            {"2025-Jan", 165, 165}, {"2025-Jul", 137, 137}, {"2025-Jun", 72, 72},
                            {"2025-Mar", 65, 65},   {"2025-May", 80, 80},   {"2025-Nov", 63, 63},
                            {"2025-Oct", 180, 180}, {"2025-Sep", 94, 94},   {"2026-Apr", 173, 172},
                            {"2026-Feb", 61, 61},   {"2026-Jan", 124, 124}, {"2026-Jun", 219, 219},
                            {"2026-Mar", 97, 97},   {"2026-May", 161, 161}}));
  std::vector<std::string> differing;
  for (const Listing& each : listings)
    if (each.announced != each.listed) differing.push_back(each.document);
  EXPECT_THAT(differing, ElementsAre("2023-Jun", "2024-Aug", "2024-Jul", "2024-May", "2024-Oct",
                                     "2025-Apr", "2026-Apr"));
  EXPECT_THAT(missing, ElementsAre("2024-Jul CVE-2024-38075", "2025-Apr CVE-2025-27467"));
}

}  // namespace
}  // namespace patchmatrix
