// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <patchmatrix/report.hpp>

#include "normalize/csaf_entries.hpp"
#include "report/small_month.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kOnlyAvailability = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H";  // 7.5
constexpr const char* kEverything = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";        // 9.8
constexpr const char* kLittle = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L";            // 5.3

std::string scored(const std::string& cve, const std::string& product, const std::string& base,
                   const std::string& vector, const csaf::Texts& members = {}) {
  csaf::Texts all = {csaf::affected({product}),
                     csaf::scores({csaf::score("cvss_v3", base, vector, {product})})};
  all.insert(all.end(), members.begin(), members.end());
  return csaf::entry(cve, all);
}

std::string text(const Report& report, Layout layout, const std::string& language) {
  return render_text(report, {layout, false}, shipped_words(language), {});
}

// "code file name=value …" of each notice.
std::vector<std::string> notices(const Report& report) {
  std::vector<std::string> out;
  for (const Notice& each : report.notices) {
    std::string line = each.diagnostic.code + " " + each.diagnostic.file;
    for (const auto& [name, value] : each.diagnostic.arguments) line += " " + name + "=" + value;
    out.push_back(line);
  }
  return out;
}

std::vector<std::string> kept(const std::vector<std::pair<std::string, std::string>>& versions) {
  std::vector<std::string> documents;
  for (const auto& [version, cve] : versions)
    documents.push_back(csaf::document(
        {.version = version, .vulnerabilities = {csaf::entry(cve, {csaf::affected({"A"})})}}));
  std::vector<std::string> out;
  for (const VulnerabilityRow& row : reported(documents).report.vulnerabilities)
    out.push_back(row.id);
  return out;
}

// ── several documents ────────────────────────────────────────────────────────────────────────────

// ── labels ───────────────────────────────────────────────────────────────────────────────────────

std::string labelled(const std::string& id, const std::string& label) {
  std::string out = csaf::document(
      {.id = id, .vulnerabilities = {csaf::entry("CVE-2026-0001", {csaf::affected({"A"})})}});
  if (!label.empty())
    out.replace(out.find("\"document\":{") + 11, 1,
                R"({"distribution":{"tlp":{"label":")" + label + R"("}},)");
  return out;
}

TEST(Report, HasTheHighestLabelOfItsDocumentsAndNamesThatOfEach) {
  struct Case {
    std::vector<std::string> labels;
    Tlp expected;
  };
  for (const auto& [labels, expected] :
       std::vector<Case>{{{"", ""}, Tlp::Clear},
                         {{"", "TLP:GREEN"}, Tlp::Green},
                         {{"AMBER", "GREEN"}, Tlp::Amber},
                         {{"TLP:AMBER+STRICT", "TLP:AMBER"}, Tlp::AmberStrict},
                         {{"TLP:WHITE", "RED"}, Tlp::Red},
                         {{"", "ORANGE"}, Tlp::Red}}) {
    std::vector<std::string> documents, said;
    for (const std::string& each : labels)
      documents.push_back(labelled("A-" + std::to_string(documents.size()), each));
    const Report report = reported(documents).report;
    for (const InputRow& each : report.inputs) said.push_back(each.tlp);
    EXPECT_EQ(label(report.tlp), label(expected)) << labels[0] << ", " << labels[1];
    EXPECT_EQ(said, labels);
  }
}

// An older version that was read, and counts for nothing, may have told something nonetheless.
TEST(Report, HasTheLabelOfDocumentsThatAreReplacedToo) {
  const Report report = reported({labelled("A", "RED"), labelled("A", "GREEN")}).report;
  EXPECT_EQ(label(report.tlp), "TLP:RED");
}

TEST(Report, CountsAVulnerabilityOfTwoDocumentsOnceAndNamesBoth) {
  const auto of = [](const std::string& publisher, const std::string& id,
                     const std::string& severity) {
    return csaf::document(
        {.publisher = publisher,
         .id = id,
         .vulnerabilities = {csaf::entry(
             "CVE-2026-0001",
             {csaf::affected({"A"}), csaf::threats({csaf::impact(severity, {"A"})})})}});
  };
  const Report report =
      reported({of("Example Corp", "EX-1", "Low"), of("Example Watch", "EW-7", "Important")})
          .report;
  EXPECT_EQ(report.totals.counted, 1U);
  ASSERT_EQ(report.vulnerabilities.size(), 1U);
  EXPECT_THAT(report.vulnerabilities[0].documents, ElementsAre("EW-7", "EX-1"));
  EXPECT_EQ(report.vulnerabilities[0].rating.severity, Severity::Important);
  EXPECT_EQ(report.release.vendor, "example-corp, example-watch");
  EXPECT_EQ(report.release.membership, ReleaseRow::Membership::Whole);
  ASSERT_EQ(report.families.size(), 1U);
  EXPECT_EQ(report.families[0].id, "example-corp-gateway");
  EXPECT_THAT(notices(report), testing::IsEmpty());
}

TEST(Report, TakesTheVersionOfACsafDocumentForAVersionAndNotForAText) {
  EXPECT_THAT(kept({{"1.9.0", "CVE-2026-0001"}, {"1.10.0", "CVE-2026-0002"}}),
              ElementsAre("CVE-2026-0002"));
  EXPECT_THAT(kept({{"1.10.0", "CVE-2026-0001"}, {"1.9.0", "CVE-2026-0002"}}),
              ElementsAre("CVE-2026-0001"));
  EXPECT_THAT(kept({{"9", "CVE-2026-0001"}, {"10", "CVE-2026-0002"}}),
              ElementsAre("CVE-2026-0002"));
  EXPECT_THAT(kept({{"2", "CVE-2026-0001"}, {"10", "CVE-2026-0002"}, {"9", "CVE-2026-0003"}}),
              ElementsAre("CVE-2026-0002"));
}

TEST(Report, BelievesTheVersionOfACsafDocumentBeforeItsDate) {
  const auto of = [](const std::string& version, const std::string& day, const std::string& cve) {
    return csaf::document({.version = version,
                           .current_release = day + "T00:00:00Z",
                           .vulnerabilities = {csaf::entry(cve, {csaf::affected({"A"})})}});
  };
  const Report report =
      reported({of("2", "2026-03-03", "CVE-2026-0001"), of("1", "2026-04-01", "CVE-2026-0002")})
          .report;
  EXPECT_EQ(report.vulnerabilities.at(0).id, "CVE-2026-0001");
  EXPECT_THAT(notices(report),
              ElementsAre("older-version month2.xml document=EX-2026-1 kept=month1.xml"));
  // Of equal versions the later date.
  EXPECT_EQ(
      reported({of("2", "2026-03-03", "CVE-2026-0001"), of("2", "2026-04-01", "CVE-2026-0002")})
          .report.vulnerabilities.at(0)
          .id,
      "CVE-2026-0002");
}

TEST(Report, DoesNotCountWhatThePublisherTookBack) {
  const std::string sound = csaf::document(
      {.version = "1", .vulnerabilities = {csaf::entry("CVE-2026-0001", {csaf::affected({"A"})})}});
  const std::string tombstone = csaf::document({.status = "deleted", .version = "2"});
  for (const auto& documents : {std::vector{sound, tombstone}, std::vector{tombstone, sound}}) {
    const Report report = reported(documents).report;
    EXPECT_EQ(report.totals.vulnerabilities, 0U);
    const std::string file = documents[0] == sound ? "month1.xml" : "month2.xml";
    EXPECT_THAT(notices(report), ElementsAre("taken-back " + file + " document=EX-2026-1"));
  }
}

TEST(Report, DoesNotTakeBackWhatIsAnotherPublishersOrHasAnotherId) {
  const std::string tombstone = csaf::document({.status = "deleted", .version = "2"});
  const std::string entry = csaf::entry("CVE-2026-0001", {csaf::affected({"A"})});
  for (const std::string& other :
       {csaf::document({.publisher = "Example Watch", .vulnerabilities = {entry}}),
        csaf::document({.id = "EX-2026-2", .vulnerabilities = {entry}})}) {
    const Report report = reported({tombstone, other}).report;
    EXPECT_EQ(report.totals.vulnerabilities, 1U);
    EXPECT_THAT(notices(report), testing::IsEmpty());
  }
}

TEST(Report, CallsSeveritiesOfSeveralVendorsByANeutralName) {
  const ReportOptions options{.as_of = {}, .severity_axis = {"深刻度", "severity"}};
  const std::string csaf =
      csaf::document({.vulnerabilities = {csaf::entry("CVE-2026-0001", {csaf::affected({"A"})})}});
  EXPECT_EQ(reported({small_month()}, options).report.release.severity_axis.en, "MS severity");
  EXPECT_EQ(reported({csaf}, options).report.release.severity_axis.en, "vendor severity");
  for (const auto& documents : {std::vector{small_month(), csaf}, std::vector{csaf, small_month()}})
    EXPECT_EQ(reported(documents, options).report.release.severity_axis.en, "severity");
  EXPECT_EQ(reported({small_month(), csaf}, options).report.release.membership,
            ReleaseRow::Membership::Inferred);
}

// ── what is shown ────────────────────────────────────────────────────────────────────────────────

// Three products: a low score, a high one, and between them one whose impact is labelled.
std::string without_words() {
  const auto line = [](const std::string& name, const std::string& id) {
    return csaf::leaf("product_name", name, csaf::product(id, name));
  };
  return csaf::document(
      {.severity = "Important",
       .product_tree = csaf::tree(
           {csaf::branch("vendor", "Example Corp",
                         {line("Gateway", "A"), line("Router", "B"), line("Switch", "C")})}),
       .vulnerabilities = {
           scored("CVE-2026-0001", "A", "5.3", kLittle, {csaf::cwe("CWE-20")}),
           scored("CVE-2026-0002", "B", "9.8", kEverything,
                  {csaf::member("title", "Code execution in Gateway")}),
           csaf::entry(
               "CVE-2026-0003",
               {csaf::affected({"C"}), csaf::threats({csaf::impact("Tampering", {"C"})}),
                csaf::scores({csaf::score("cvss_v3", "7.5", kOnlyAvailability, {"C"})})})}});
}

TEST(Report, SortsWhatHasNoSeverityByScoreAndSaysThatItIsOne) {
  EXPECT_EQ(text(reported({without_words()}).report, Layout::Matrix, "en"),
            R"OUT(example-corp Example advisory
Document EX-2026-1, revision 1. Released 2026-03-02, last updated 2026-03-02 (UTC)
Severity of the document as a whole, in the vendor's words: Important
vendor severity: maximum impact — product families

CVSS Critical: Remote Code Execution (inferred) — Example Corp Router
CVSS High: Tampering — Example Corp Switch
CVSS Medium: Denial of Service (inferred) — Example Corp Gateway

Figures
Product families: 3 = 3 (vendor severity: not stated 3) rows of the table + 0 other products
Vulnerabilities: 3 = 3 (not stated 3) counted by vendor severity + 0 excluded
The 3 counted vulnerabilities by impact: Remote Code Execution 1, Denial of Service 1, Tampering 1
Inferred impacts: for 2 of the 3 vulnerabilities the vendor names no impact; it is inferred from title, text, CWE or CVSS.
Vulnerabilities exploited: 0; publicly disclosed: 0
Updates (different numbers): 0
Every vulnerability that the documents treat is counted.
)OUT");
}

TEST(Report, MarksInferredImpactsInJapanese) {
  EXPECT_EQ(text(reported({without_words()}).report, Layout::List, "ja"),
            R"OUT(example-corp Example advisory
文書 EX-2026-1、版 1。公開 2026-03-02、最終更新 2026-03-02 (UTC)
文書全体の深刻度 (ベンダーの表記): Important

CVE-2026-0002  Code execution in Gateway
  ベンダー深刻度: 記載なし  影響: リモートでコードが実行される (推定)  CVSS: 9.8 (3.1)  悪用: 記載なし  一般に公開: 記載なし

CVE-2026-0003
  ベンダー深刻度: 記載なし  影響: 改ざん  CVSS: 7.5 (3.1)  悪用: 記載なし  一般に公開: 記載なし

CVE-2026-0001
  ベンダー深刻度: 記載なし  影響: サービス拒否 (推定)  CVSS: 5.3 (3.1)  悪用: 記載なし  一般に公開: 記載なし

件数
製品ファミリ 3 = 表の行 3 (ベンダー深刻度 記載なし 3) + その他の製品 0
脆弱性 3 = ベンダー深刻度別の計 3 (記載なし 3) + 除外 0
脆弱性 3 の影響別: リモートでコードが実行される 1、サービス拒否 1、改ざん 1
影響の推定: 脆弱性 3 のうち 2 は、ベンダーが影響を示していないため、題名・本文・CWE・CVSS から推定しています。
悪用あり: 脆弱性 0 件、一般に公開あり: 脆弱性 0 件
更新プログラム (番号別): 0 件
文書が扱う脆弱性をすべて数えています。
)OUT");
}

TEST(Report, MarksInferredImpactsInMarkdown) {
  EXPECT_EQ(render_markdown(reported({without_words()}).report, {Layout::List, false},
                            shipped_words("en")),
            R"OUT(# example-corp Example advisory

Document EX-2026-1, revision 1. Released 2026-03-02, last updated 2026-03-02 (UTC)

Severity of the document as a whole, in the vendor's words: Important

| Vulnerability | Title | vendor severity | Impact | CVSS | Exploited | Disclosed | KB |
| --- | --- | --- | --- | --- | --- | --- | --- |
| CVE-2026-0002 | Code execution in Gateway | not stated | Remote Code Execution (inferred) | 9.8 (3.1) | not stated | not stated |  |
| CVE-2026-0003 |  | not stated | Tampering | 7.5 (3.1) | not stated | not stated |  |
| CVE-2026-0001 |  | not stated | Denial of Service (inferred) | 5.3 (3.1) | not stated | not stated |  |

## Figures

Product families: 3 = 3 (vendor severity: not stated 3) rows of the table + 0 other products\
Vulnerabilities: 3 = 3 (not stated 3) counted by vendor severity + 0 excluded\
The 3 counted vulnerabilities by impact: Remote Code Execution 1, Denial of Service 1, Tampering 1\
Inferred impacts: for 2 of the 3 vulnerabilities the vendor names no impact; it is inferred from title, text, CWE or CVSS.\
Vulnerabilities exploited: 0; publicly disclosed: 0\
Updates (different numbers): 0\
Every vulnerability that the documents treat is counted.
)OUT");
}

TEST(Report, CountsInferredImpactsApart) {
  const Totals totals = reported({without_words()}).report.totals;
  EXPECT_THAT(totals.by_impact, ElementsAre(testing::Pair(Impact::RemoteCodeExecution, 1U),
                                            testing::Pair(Impact::DenialOfService, 1U),
                                            testing::Pair(Impact::Tampering, 1U)));
  EXPECT_THAT(totals.by_inferred_impact, ElementsAre(testing::Pair(Impact::RemoteCodeExecution, 1U),
                                                     testing::Pair(Impact::DenialOfService, 1U)));
  EXPECT_THAT(totals.by_severity, ElementsAre(testing::Pair(Severity::Unspecified, 3U)));
}

TEST(Report, NamesSeveritiesOfWholeDocumentsOnlyWhereTheyHaveSeveralVulnerabilities) {
  const auto of = [](const std::string& id, const std::string& word, int vulnerabilities) {
    csaf::Document document{.id = id, .severity = word};
    for (int i = 1; i <= vulnerabilities; ++i)
      document.vulnerabilities.push_back(
          csaf::entry("CVE-2026-000" + std::to_string(i), {csaf::affected({"A"})}));
    return csaf::document(document);
  };
  EXPECT_THAT(reported({of("EX-1", "Low", 1)}).report.release.document_severities,
              testing::IsEmpty());
  const Report one = reported({of("EX-1", "Important", 2)}).report;
  EXPECT_THAT(one.release.document_severities, ElementsAre(testing::Pair("Important", 1U)));
  EXPECT_THAT(
      text(one, Layout::Matrix, "en"),
      HasSubstr("\nSeverity of the document as a whole, in the vendor's words: Important\n"));
  const Report several =
      reported({of("EX-1", "Important", 2), of("EX-2", "Low", 3), of("EX-3", "Important", 2)})
          .report;
  EXPECT_THAT(several.release.document_severities,
              ElementsAre(testing::Pair("Important", 2U), testing::Pair("Low", 1U)));
  EXPECT_THAT(text(several, Layout::Matrix, "en"), HasSubstr(": Important 2, Low 1\n"));
}

TEST(Report, LetsALabelSpeakForTheSameImpactThatIsAlsoInferred) {
  const std::string inferred = csaf::document(
      {.id = "EX-1",
       .vulnerabilities = {csaf::entry(
           "CVE-2026-0001", {csaf::member("title", "Denial of service"), csaf::affected({"A"})})}});
  const std::string labelled = csaf::document(
      {.id = "EX-2",
       .vulnerabilities = {csaf::entry(
           "CVE-2026-0001",
           {csaf::affected({"B"}), csaf::threats({csaf::impact("Denial of Service", {"B"})})})}});
  for (const auto& documents : {std::vector{inferred, labelled}, std::vector{labelled, inferred}}) {
    const Report report = reported(documents).report;
    EXPECT_FALSE(report.vulnerabilities.at(0).rating.inferred);
    EXPECT_THAT(report.totals.by_inferred_impact, testing::IsEmpty());
  }
}

// The document's word stands for B, which is not affected.
TEST(Report, DoesNotRateAVulnerabilityByProductsThatAreNotAffected) {
  const std::string entry = csaf::entry(
      "CVE-2026-0001", {csaf::statuses({{"known_affected", {"A"}}, {"known_not_affected", {"B"}}}),
                        csaf::threats({csaf::impact("Low", {"A"})})});
  const Report report =
      reported({csaf::document({.severity = "Important", .vulnerabilities = {entry}})}).report;
  EXPECT_EQ(report.vulnerabilities.at(0).rating.severity, Severity::Low);
  const std::string spared =
      csaf::entry("CVE-2026-0001", {csaf::statuses({{"known_not_affected", {"B"}}})});
  EXPECT_EQ(reported({csaf::document({.severity = "Important", .vulnerabilities = {spared}})})
                .report.vulnerabilities.at(0)
                .rating.severity,
            Severity::Important);
}

// Schema and renderers take everything that CSAF gives them.
TEST(Report, OfHostileTextsHoldsNothingThatActs) {
  const std::string hostile = R"(=1+1\u001b[31m,\"x\"\n\u0000|)";
  const std::string document = csaf::document(
      {.title = hostile,
       .product_tree = csaf::tree({csaf::branch(
           "vendor", hostile, {csaf::leaf("product_name", hostile, csaf::product("A", hostile))})}),
       .vulnerabilities = {
           csaf::entry("CVE-2026-0001", {csaf::member("title", hostile), csaf::affected({"A"}),
                                         csaf::threats({csaf::impact(hostile, {"A"})})})}});
  std::string csv;
  append_tuples_csv(normalized(document)->findings, csv);
  const Report report = reported({document}).report;
  for (const std::string& out :
       {csv, text(report, Layout::List, "en"), render_json(report, shipped_words("en"))}) {
    EXPECT_EQ(out.find('\x1b'), std::string::npos);
    EXPECT_EQ(out.find('\0'), std::string::npos);
  }
  const std::string field = "\"'=1+1\uFFFD[31m,\"\"x\"\"\n\uFFFD|\"";
  EXPECT_THAT(csv, HasSubstr("," + field + ","));
}

}  // namespace
}  // namespace patchmatrix
