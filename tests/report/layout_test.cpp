// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <tuple>
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
    void operator()(const Gap&) {}
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
                          "## Other products (2 product families by MS severity)",
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
          "## Other products (2 product families by MS severity)",
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
                          "## Other products (2 product families by MS severity)",
                          "Important — Azure Linux (Mariner)", "unknown — Windows Sysmon"));
}

TEST(ListLayout, HasTheVulnerabilitiesOfTheReleaseAndThenTheOthersByReason) {
  EXPECT_THAT(
      outline(small_report(), {Layout::List, false}),
      ElementsAre(
          kTitle, kDocument,
          "| Vulnerability | Title | MS severity | Impact | CVSS | Exploited | Disclosed | KB",
          "|important| CVE-2022-0001 | Example Kernel | Elevation of <Privilege> Vulnerability | "
          "Important | Elevation of Privilege | 7.8 (3.1) | yes | no | KB5000002",
          "|critical| CVE-2022-0003 | Example Mail Elevation of Privilege Vulnerability | Critical "
          "| "
          "Elevation of Privilege | not stated | no | yes | KB5000003",
          "|critical| CVE-2022-0002 | Example Network Remote Code Execution Vulnerability | "
          "Critical | "
          "Remote Code Execution | 9.8 (3.1) | no | no | KB5000001, KB5000002",
          "|unknown| CVE-2022-0004 | =Example \"Tool\", Spoofing | unknown (Terrible) | Spoofing | "
          "not stated | not stated | not stated | ",
          "## Vulnerabilities not counted: Azure Linux (Mariner) (1)",
          "| Vulnerability | Title | MS severity | Impact | CVSS | Exploited | Disclosed | KB",
          "|important| CVE-2022-0005 |  | Important | not stated | not stated | not stated | not "
          "stated | "));
}

TEST(ListLayout, MarksWhatTheFeedMayHaveWithdrawn) {
  Report report = small_report();
  report.vulnerabilities.resize(2);
  report.vulnerabilities[1].withdrawn = true;
  std::vector<std::string> rows;
  for (const char* language : {"en", "ja"})
    for (const Block& block : lay_out(report, {Layout::List, false}, shipped_words(language)))
      if (const auto* table = std::get_if<TableBlock>(&block); table != nullptr)
        for (const TableRow& row : table->rows) rows.push_back(row.cells[0] + ' ' + row.cells[1]);
  EXPECT_THAT(
      rows,
      ElementsAre("CVE-2022-0001 Example Kernel | Elevation of <Privilege> Vulnerability",
                  "CVE-2022-0003 Example Mail Elevation of Privilege Vulnerability (withdrawn by "
                  "the feed?)",
                  "CVE-2022-0001 Example Kernel | Elevation of <Privilege> Vulnerability",
                  "CVE-2022-0003 Example Mail Elevation of Privilege Vulnerability "
                  "(フィードが取り下げ?)"));
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
          "悪用あり: 脆弱性 0 件、一般に公開あり: 脆弱性 0 件", "更新プログラム (番号別): 0 件",
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
  EXPECT_THAT(outline(report, {Layout::Matrix, false}),
              ElementsAre("# example.org November 2022 Security Updates", kDocument,
                          "vendor severity: maximum impact — product families",
                          "Low: not stated — Router"));
  EXPECT_THAT(figures(report, "ja"),
              testing::Contains("脆弱性 1 = ベンダー深刻度別の計 1 (注意 1) + 除外 0"));
}

TEST(Layouts, UseTheVendorsOwnTitleForIrregularReleases) {
  std::string early = small_month();
  early.replace(early.find("2022 Security"), 13, "2022 Early Security");
  for (const char* language : {"ja", "en"})
    EXPECT_EQ(
        std::get<Heading>(lay_out(reported({early}).report, {}, shipped_words(language)).front())
            .text,
        "Microsoft November 2022 Early Security Updates");
}

// Months that differ in nothing but identifier and day.
std::vector<std::string> months(std::size_t number) {
  static constexpr const char* kNames[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::vector<std::string> out;
  for (std::size_t i = 0; i < number; ++i) {
    std::string document = small_month();
    document.replace(document.find("2022-Nov"), 8, "2022-" + std::string(kNames[i]));
    out.push_back(document);
  }
  return out;
}

TEST(Layouts, GiveSeveralDocumentsATitleOfTheirOwn) {
  const Report report = reported(months(2)).report;
  for (const auto& [language, title, document] :
       {std::tuple{"en", "Microsoft security advisories 2022-01..2022-02 (2 documents)",
                   "Documents 2022-Jan, 2022-Feb. Released from 2022-11-08, last updated "
                   "2022-11-08 (UTC)"},
        std::tuple{"ja", "Microsoft 2022-01..2022-02 のセキュリティ アドバイザリ (2 文書)",
                   "文書 2022-Jan, 2022-Feb。公開 2022-11-08 から、最終更新 2022-11-08 "
                   "(UTC)"}}) {
    const Page page = lay_out(report, {}, shipped_words(language));
    EXPECT_EQ(std::get<Heading>(page.at(0)).text, title);
    EXPECT_THAT(std::get<Paragraph>(page.at(1)).lines, ElementsAre(document));
  }
}

TEST(Layouts, ShortenTheLineOfManyDocuments) {
  const Page page = lay_out(reported(months(12)).report, {}, shipped_words("en"));
  const std::vector<std::string> lines = std::get<Paragraph>(page.at(1)).lines;
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_THAT(lines.front(), testing::StartsWith("Documents 2022-Jan, 2022-Feb, 2022-Mar"));
  EXPECT_THAT(lines.front(), testing::HasSubstr("…"));
  EXPECT_THAT(lines.front(), testing::Not(testing::HasSubstr("2022-Dec")));
  EXPECT_THAT(lines.front(),
              testing::EndsWith("Released from 2022-11-08, last updated 2022-11-08 (UTC)"));
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
                  "Vulnerabilities exploited: 1; publicly disclosed: 1",
                  "Updates (different numbers): 3",
                  "The document does not list its release: which vulnerabilities count is told "
                  "from component and release date."));
  Report listed = small_report();
  listed.release.membership = ReleaseRow::Membership::Listed;
  EXPECT_EQ(figures(listed, "en").back(),
            "Vulnerabilities are counted by the document's own list of the release.");
  EXPECT_EQ(figures(listed, "ja").back(), "脆弱性の件数は、文書自身が発表した一覧によります。");
  listed.release.membership = ReleaseRow::Membership::Mixed;
  EXPECT_EQ(figures(listed, "en").back(),
            "Some documents do not list their release: which of their vulnerabilities count is "
            "told from component and release date.");
  EXPECT_EQ(figures(listed, "ja").back(),
            "一部の文書に発表一覧がなく、その脆弱性の件数はコンポーネントと公開日から判定していま"
            "す。");
}

TEST(Figures, NameTheRowsThatRestOnExcludedVulnerabilitiesOnly) {
  const Report report =
      reported(
          {msrc_document(
              product("1", "Windows Server 2022") + product("2", "Microsoft Exchange Server") +
                  product("3", "Microsoft SQL Server 2019") + product("4", "CBL Mariner 2.0"),
              vulnerability("CVE-2022-0001", affected({"1"}) + severity("1", "Low")) +
                  vulnerability("CVE-2022-0002", affected({"1", "2"}) + severity("1", "Low") +
                                                     severity("2", "Low") +
                                                     revisions({"2022-12-01T08:00:00"})) +
                  vulnerability("CVE-2022-0003", affected({"3"}) + severity("3", "Low") +
                                                     revisions({"2022-12-01T08:00:00"})) +
                  vulnerability("CVE-2022-0004", notes({{"Tag", "Mariner"}}) + affected({"4"})))})
          .report;
  EXPECT_EQ(figures(report, "en").back(),
            "Rows that rest on excluded vulnerabilities only: Microsoft Exchange Server · "
            "Microsoft SQL Server");
  EXPECT_EQ(figures(report, "ja").back(),
            "除外した脆弱性だけによる行: Microsoft Exchange Server · Microsoft SQL Server");
  // Families without a row of their own are not told.
  EXPECT_EQ(figures(small_report(), "ja").back(),
            "文書に発表一覧がないため、脆弱性の件数はコンポーネントと公開日から判定しています。");
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

TEST(Notices, SayWhatWasWithdrawnAndWhoMayNotSeeTheReport) {
  for (const auto& [language, withdrawn, restricted] :
       std::vector<std::tuple<const char*, const char*, const char*>>{
           {"en",
            "vulnerabilities that only an earlier version of the document has: 2; they are counted "
            "as of that version (withdrawn by the feed?)",
            "the document is marked AMBER; mind to whom the report goes"},
           {"ja",
            "以前の版にあった脆弱性 2 件が文書から消えています。以前の版の内容で数えています "
            "(フィードが取り下げ?)",
            "この文書には AMBER の指定があります。レポートの配布先に注意してください"}}) {
    const Words& words = shipped_words(language);
    EXPECT_EQ(worded(Diagnostic{"withdrawn-by-feed", "2022-Nov", {}, {{"number", "2"}}}, words),
              withdrawn);
    EXPECT_EQ(worded(Diagnostic{"restricted", "2022-Nov", {}, {{"tlp", "AMBER"}}}, words),
              restricted);
  }
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
