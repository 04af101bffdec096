// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/unicode.hpp"
#include "report/page.hpp"
#include "report/small_month.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::ElementsAre;

// A page without its figures, one line a block: "# heading", "paragraph / of lines",
// "lead — item · item", "lead: item; item", "| column | column" and "|tone| cell | cell".
std::vector<std::string> outline(const Page& page) {
  const auto list = [](const std::vector<std::string>& items, const std::string& separator) {
    std::string out;
    for (const std::string& each : items) out += (out.empty() ? "" : separator) + each;
    return out;
  };
  struct Writer {
    std::vector<std::string>& out;
    const decltype(list)& joined;
    void operator()(const Heading& each) {
      out.push_back(std::string(static_cast<std::size_t>(each.level), '#') + " " + each.text);
    }
    void operator()(const Paragraph& each) { out.push_back(joined(each.lines, " / ")); }
    void operator()(const Entry& each) {
      out.push_back(each.lead + " — " + joined(each.items, " · "));
    }
    void operator()(const Bullets& each) {
      out.push_back(each.lead + ": " + joined(each.items, "; "));
    }
    void operator()(const TableBlock& each) {
      std::vector<std::string> titles;
      for (const Column& column : each.columns) titles.push_back(column.title);
      out.push_back("| " + joined(titles, " | "));
      for (const TableRow& row : each.rows)
        out.push_back("|" + std::string(slug(row.tone.value())) + "| " + joined(row.cells, " | "));
    }
  };
  std::vector<std::string> out;
  Writer writer{out, list};
  for (const Block& block : page) {
    if (const auto* heading = std::get_if<Heading>(&block);
        heading != nullptr && heading->text == "Figures")
      break;
    std::visit(writer, block);
  }
  return out;
}

std::vector<std::string> outline(const Report& report, const LayoutOptions& options) {
  return outline(lay_out(report, options, shipped_words("en")));
}

// The last paragraph before the notes: the figures.
std::vector<std::string> figures(const Report& report, const std::string& language) {
  const Page page = lay_out(report, {}, shipped_words(language));
  for (std::size_t i = 0; i + 1 < page.size(); ++i)
    if (const auto* heading = std::get_if<Heading>(&page[i]);
        heading != nullptr && heading->text == shipped_words(language)["figures.heading"])
      return std::get<Paragraph>(page[i + 1]).lines;
  return {};
}

constexpr const char* kTitle = "# Microsoft security updates for November 2022";
constexpr const char* kDocument =
    "Document 2022-Nov, revision 2. Released 2022-11-08, last updated 2022-11-08 (UTC)";
constexpr const char* kCaption = "MS severity: maximum impact — product families";

TEST(MatrixLayout, HasALineForEachPairOfSeverityAndImpact) {
  EXPECT_THAT(outline(small_report(), {Layout::Matrix, false}),
              ElementsAre(kTitle, kDocument, kCaption,
                          "Critical: Remote Code Execution — Windows 10 22H2, 21H2",
                          "Critical: Elevation of Privilege — Microsoft Exchange Server",
                          "## Other products (2 product families)",
                          "Important — Azure Linux (Mariner)", "unknown — Windows Sysmon"));
}

TEST(TableLayout, HasARowForEachFamilyWithItsUpdates) {
  EXPECT_THAT(
      outline(small_report(), {Layout::Table, true}),
      ElementsAre(
          kTitle, kDocument, "| Product family | Maximum MS severity | Maximum impact | KB",
          "|critical| Windows 10 22H2, 21H2 | Critical | Remote Code Execution | KB5000001, "
          "KB5000002",
          "|critical| Microsoft Exchange Server | Critical | Elevation of Privilege | KB5000003",
          "## Other products (2 product families)",
          "| Product family | Maximum MS severity | Maximum impact | KB",
          "|important| Azure Linux (Mariner) | Important | not stated | ",
          "|unknown| Windows Sysmon | unknown | Spoofing | "));
}

TEST(DigestLayout, HasTheCountsInItsHeadingAndAListForEachPair) {
  EXPECT_THAT(outline(small_report(), {Layout::Digest, false}),
              ElementsAre("# Microsoft security updates for November 2022: product families by MS "
                          "severity: 2 Critical",
                          "Critical: Remote Code Execution: Windows 10 22H2, 21H2",
                          "Critical: Elevation of Privilege: Microsoft Exchange Server",
                          "## Other products (2 product families)",
                          "Important — Azure Linux (Mariner)", "unknown — Windows Sysmon"));
}

TEST(ListLayout, HasTheVulnerabilitiesOfTheReleaseAndThenTheOthersByReason) {
  EXPECT_THAT(
      outline(small_report(), {Layout::List, false}),
      ElementsAre(
          kTitle, kDocument,
          "| Vulnerability | Title | MS severity | Impact | CVSS | Exploited | Disclosed | KB",
          "|important| CVE-2022-0001 | Example Kernel | Elevation of <Privilege> Vulnerability | "
          "Important | Elevation of Privilege | 7.8 | yes | no | KB5000002",
          "|critical| CVE-2022-0003 | Example Mail Elevation of Privilege Vulnerability | Critical "
          "| "
          "Elevation of Privilege | not stated | no | yes | KB5000003",
          "|critical| CVE-2022-0002 | Example Network Remote Code Execution Vulnerability | "
          "Critical | "
          "Remote Code Execution | 9.8 | no | no | KB5000001, KB5000002",
          "|unknown| CVE-2022-0004 | =Example \"Tool\", Spoofing | unknown (Terrible) | Spoofing | "
          "not stated | not stated | not stated | ",
          "## Vulnerabilities not counted: Azure Linux (Mariner) (1)",
          "| Vulnerability | Title | MS severity | Impact | CVSS | Exploited | Disclosed | KB",
          "|important| CVE-2022-0005 |  | Important | not stated | not stated | not stated | not "
          "stated | "));
}

TEST(Layouts, SayWhenNothingIsToBeShown) {
  const Report report = reported({msrc_document("", "")}).report;
  EXPECT_THAT(outline(report, {Layout::Matrix, false}),
              ElementsAre(kTitle, kDocument, "No product families."));
  EXPECT_THAT(
      outline(report, {Layout::Digest, false}),
      ElementsAre(
          "# Microsoft security updates for November 2022: product families by MS severity: 0"));
  EXPECT_THAT(outline(report, {Layout::List, false}), ElementsAre(kTitle, kDocument));
  EXPECT_THAT(
      figures(report, "ja"),
      ElementsAre(
          "製品ファミリ 0 = 表の行 0 + その他の製品 0", "脆弱性 0 = MS深刻度別の計 0 + 除外 0",
          "脆弱性 0 の影響別: 記載なし", "悪用あり: 脆弱性 0 件、一般に公開あり: 脆弱性 0 件",
          "更新プログラム (KB): 0 件",
          "文書に発表一覧がないため、脆弱性の件数はコンポーネントと公開日から判定しています。"));
}

TEST(Layouts, SayWhichDayTheyLookBackFrom) {
  const Report report = reported({small_month()}, {parse_day("2022-11-30")}).report;
  const std::string as_of = "Only vulnerabilities released by 2022-11-30 (UTC).";
  for (const Layout layout : {Layout::Matrix, Layout::Table, Layout::Digest, Layout::List})
    EXPECT_THAT(outline(report, {layout, false}), testing::Contains(as_of));
}

TEST(Layouts, UseTheVendorsOwnTitleWhereNoFormIsKnown) {
  std::string foreign =
      msrc_document(product("1", "Router 1.0"),
                    vulnerability("CVE-2022-0001", affected({"1"}) + severity("1", "Low")));
  foreign.replace(foreign.find("secure@microsoft.com"), 20, "psirt@example.org");
  const Report report = reported({foreign}).report;
  EXPECT_THAT(
      outline(report, {Layout::Matrix, false}),
      ElementsAre("# example.org November 2022 Security Updates", kDocument,
                  "No product families.",
                  "## Other products (1 product families)", "Low — Router"));
  EXPECT_THAT(figures(report, "ja"),
              testing::Contains("脆弱性 1 = ベンダー深刻度別の計 1 (注意 1) + 除外 0"));
}

TEST(Layouts, NameTheVendorsTitlesOfSeveralDocuments) {
  std::string december = small_month();
  for (const auto& [from, to] : {std::pair<std::string, std::string>{"2022-Nov", "2022-Dec"},
                                 {"November 2022 Security", "December 2022 Security"}})
    december.replace(december.find(from), from.size(), to);
  EXPECT_THAT(outline(reported({small_month(), december}).report, {Layout::Matrix, false}),
              testing::IsSupersetOf(
                  {"# Microsoft November 2022 Security Updates, December 2022 Security Updates",
                   "Document 2022-Nov, 2022-Dec, revision 2, 2. Released 2022-11-08, last updated "
                   "2022-11-08 (UTC)"}));
}

TEST(Figures, ProveEverySumAndSayHowMembershipWasDecided) {
  EXPECT_THAT(
      figures(small_report(), "en"),
      ElementsAre("Product families: 4 = 2 (MS severity: Critical 2) rows of the table + 2 (MS "
                  "severity: Important 1, unknown 1) other products",
                  "Vulnerabilities: 5 = 4 (Critical 2, Important 1, unknown 1) counted by MS "
                  "severity + 1 (Azure Linux (Mariner) 1) excluded",
                  "The 4 counted vulnerabilities by impact: Elevation of Privilege 2, Remote "
                  "Code Execution 1, Spoofing 1",
                  "Vulnerabilities exploited: 1; publicly disclosed: 1", "Updates (KB numbers): 3",
                  "The document does not list its release: which vulnerabilities count is told "
                  "from component and release date."));
  Report listed = small_report();
  listed.release.listed = true;
  EXPECT_EQ(figures(listed, "en").back(),
            "Vulnerabilities are counted by the document's own list of the release.");
  EXPECT_EQ(figures(listed, "ja").back(), "脆弱性の件数は、文書自身が発表した一覧によります。");
}

TEST(Notices, AreListedWithFilePlaceAndCount) {
  Report report = small_report();
  report.notices = {{{"dtd", "bad.xml", "2:1", {}, 1}, true},
                    {{"undefined-product", "a.xml", "ProductTree", {{"id", "99"}}, 3}, false},
                    {{"skipped-file", "README.md", "", {}, 1}, false}};
  const Page page = lay_out(report, {}, shipped_words("en"));
  EXPECT_EQ(std::get<Heading>(page.at(page.size() - 2)).text, "Notes on the data (3)");
  EXPECT_THAT(
      std::get<Bullets>(page.back()).items,
      ElementsAre("bad.xml: 2:1: refused because of its DTD (DOCTYPE); entities are never expanded",
                  "a.xml: ProductTree: the product id 99 is not in the product tree; its tuples "
                  "are kept (3 of this kind)",
                  "README.md: not an advisory, skipped"));
}

TEST(Notices, ShortenWhatAVendorPutWhereAWordBelongs) {
  const Diagnostic long_word{"unknown-severity", "a.xml", "", {{"word", std::string(500, 'x')}}, 1};
  const std::string sentence = worded(long_word, shipped_words("en"));
  EXPECT_EQ(sentence,
            "the severity word \"" + std::string(79, 'x') + "…\" is not known; taken as unknown");
  const Diagnostic controls{"unknown-severity", "a.xml", "", {{"word", "a\x1B[31m\nb"}}, 1};
  EXPECT_EQ(worded(controls, shipped_words("en")),
            "the severity word \"a[31m b\" is not known; taken as unknown");
}

}  // namespace
}  // namespace patchmatrix
