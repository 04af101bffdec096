// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/pointer.h>

#include <patchmatrix/fetch.hpp>
#include <patchmatrix/report.hpp>

#include "io/files.hpp"
#include "report/schema.hpp"
#include "report/small_month.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string kHash(64, 'a');

Inspection inspected(std::string_view bytes, const std::string& file = "advisory.json") {
  const auto document = normalized(bytes);
  return inspect_findings(document->findings, {file, kHash, {}}, document->diagnostics.all(),
                          shipped_feeds().impact_order);
}

std::string text(const Inspection& inspection, const InspectionOptions& options = {},
                 const char* language = "en") {
  return render_inspection_text(inspection, options, shipped_words(language));
}

std::string json(const std::vector<Inspection>& inspections) {
  std::string out = inspections_json_head();
  for (const Inspection& each : inspections) {
    if (&each != &inspections.front()) out += ',';
    out += render_inspection_json(each, shipped_words("en"));
  }
  return out + inspections_json_foot();
}

// A gateway of two versions, a package on it, and a tool that no vulnerability names; one
// vulnerability with everything and one with next to nothing.
std::string advisory() {
  return R"({
  "document": {
    "category": "csaf_security_advisory", "csaf_version": "2.0", "lang": "en",
    "title": "Example Gateway: denial of service",
    "distribution": {"tlp": {"label": "GREEN"}},
    "aggregate_severity": {"text": "High", "namespace": "https://example.com/scale"},
    "publisher": {"category": "vendor", "name": "Example Corp", "namespace": "https://example.com"},
    "tracking": {
      "id": "EX-2026-1", "status": "final", "version": "2",
      "initial_release_date": "2026-03-02T08:00:00Z",
      "current_release_date": "2026-03-03T08:00:00Z",
      "revision_history": [{"date": "2026-03-02T08:00:00Z", "number": "1", "summary": "First"}]
    }
  },
  "product_tree": {
    "branches": [{"category": "vendor", "name": "Example Corp", "branches": [
      {"category": "product_name", "name": "Gateway", "branches": [
        {"category": "product_version", "name": "1.0", "product": {
          "product_id": "G1", "name": "Example Gateway 1.0", "product_identification_helper": {
            "cpe": "cpe:/a:example:gateway:1.0", "purl": "pkg:generic/gateway@1.0",
            "model_numbers": ["GW-1"], "skus": ["SKU-1"]}}},
        {"category": "product_version", "name": "1.1",
         "product": {"product_id": "G2", "name": "Example Gateway 1.1"}}]},
      {"category": "product_name", "name": "Tool",
       "product": {"product_id": "T", "name": "Example Tool"}},
      {"category": "product_name", "name": "libexample",
       "product": {"product_id": "L", "name": "libexample 3"}}]}],
    "relationships": [{"category": "default_component_of", "product_reference": "L",
      "relates_to_product_reference": "G2",
      "full_product_name": {"product_id": "L-G2", "name": "libexample 3 in Example Gateway 1.1"}}]
  },
  "vulnerabilities": [
    {
      "cve": "CVE-2026-0001", "title": "Denial of service in Example Gateway",
      "cwe": {"id": "CWE-400", "name": "Uncontrolled Resource Consumption"},
      "product_status": {"known_affected": ["G1"], "fixed": ["G2"],
                         "known_not_affected": ["L-G2"], "under_investigation": ["X"]},
      "scores": [
        {"products": ["G1", "G2"], "cvss_v3": {"version": "3.1", "baseScore": 6.5,
         "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", "baseSeverity": "MEDIUM"}},
        {"products": ["G1"], "cvss_v2": {"version": "2.0", "baseScore": 7.8,
         "vectorString": "AV:N/AC:L/Au:N/C:N/I:N/A:C"}}],
      "threats": [{"category": "impact", "details": "High", "product_ids": ["G1"]}],
      "flags": [{"label": "vulnerable_code_not_present", "product_ids": ["L-G2"]}],
      "remediations": [{"category": "vendor_fix", "details": "Update to 1.1", "product_ids": ["G1"]}]
    },
    {"cve": "CVE-2026-0002", "product_status": {"known_affected": ["G1"]}}
  ]
})";
}

// ── Text ─────────────────────────────────────────────────────────────────────────────────────────

TEST(InspectionText, TellsEverythingADocumentSays) {
  EXPECT_EQ(text(inspected(advisory())), R"OUT(advisory.json
  Format        CSAF 2.0
  Document      EX-2026-1
  Title         Example Gateway: denial of service
  Publisher     Example Corp (https://example.com)
  Definition    none matches; read with the words common to all vendors
  Category      csaf_security_advisory
  Status        final
  Revision      2
  Released      2026-03-02T08:00:00Z
  Last updated  2026-03-03T08:00:00Z
  Language      en
  TLP           GREEN
  Severity      Important (High)
                on the scale https://example.com/scale
  Withdrawn     no
  SHA-256       aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa

Counts
  Vulnerabilities  2
  Products         6 (5 defined, 1 named but not defined); relationships: 1
  Tuples           5 (affected 2, fixed 1, not affected 1, under investigation 1)

Product lines (4)
  Family                                  Product line                                 Products
  Example Corp Gateway                    Gateway                                      3
  products missing from the product tree  X                                            1
  (in no tuple)                           2 product lines (--all-products shows them)  2

Vulnerabilities (2)

CVE-2026-0001  Denial of service in Example Gateway
  CWE            CWE-400
  Tuples         4 (affected 1, fixed 1, not affected 1, under investigation 1)
  Severity       Important (High) — vendor; tuples: 1
                 not stated; tuples: 3
  Impact         Denial of Service — inferred from the title; tuples: 4
  CVSS 3.1       7.5 (published as 6.5)  CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H; tuples: 2
  CVSS 2.0       7.8  AV:N/AC:L/Au:N/C:N/I:N/A:C; tuples: 1
  Exploited      not stated
  Disclosed      not stated
  Fix            Update to 1.1; tuples: 1
  Justification  vulnerable_code_not_present; tuples: 1

CVE-2026-0002
  Tuples     1 (affected 1)
  Severity   not stated; tuples: 1
  Impact     not stated; tuples: 1
  Exploited  not stated
  Disclosed  not stated

Diagnostics (2)
  undefined-product  /product_tree: the product id X is not in the product tree; its tuples are kept
  score-differs      /vulnerabilities/0 CVE-2026-0001: the CVSS score 6.5 is not that of its vector, which is 7.5; the vector's is used (CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H)
)OUT");
}

TEST(InspectionText, IsAlignedInJapanese) {
  EXPECT_EQ(text(inspected(advisory()), {}, "ja"), R"OUT(advisory.json
  形式      CSAF 2.0
  文書      EX-2026-1
  題名      Example Gateway: denial of service
  発行者    Example Corp (https://example.com)
  定義      該当なし (各ベンダー共通の用語で読みました)
  種別      csaf_security_advisory
  状態      final
  版        2
  公開      2026-03-02T08:00:00Z
  最終更新  2026-03-03T08:00:00Z
  言語      en
  TLP       GREEN
  深刻度    重要 (High)
            尺度 https://example.com/scale
  取り下げ  なし
  SHA-256   aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa

件数
  脆弱性  2
  製品    6 (定義あり 5、名指しのみで定義なし 1)、製品間の関係 1
  組      5 (影響あり 2、修正済み 1、影響なし 1、調査中 1)

製品系列 (4)
  製品ファミリ          製品系列                              製品数
  Example Corp Gateway  Gateway                               3
  製品ツリーにない製品  X                                     1
  (どの組にもなし)      2 系列 (--all-products ですべて表示)  2

脆弱性 (2)

CVE-2026-0001  Denial of service in Example Gateway
  CWE         CWE-400
  組          4 (影響あり 1、修正済み 1、影響なし 1、調査中 1)
  深刻度      重要 (High) — ベンダー、組 1
              記載なし、組 3
  影響        サービス拒否 — 題名から推定、組 4
  CVSS 3.1    7.5 (公表値 6.5)  CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H、組 2
  CVSS 2.0    7.8  AV:N/AC:L/Au:N/C:N/I:N/A:C、組 1
  悪用        記載なし
  一般に公開  記載なし
  修正        Update to 1.1、組 1
  理由        vulnerable_code_not_present、組 1

CVE-2026-0002
  組          1 (影響あり 1)
  深刻度      記載なし、組 1
  影響        記載なし、組 1
  悪用        記載なし
  一般に公開  記載なし

診断 (2)
  undefined-product  /product_tree: 製品 ID X は製品ツリーにありません。組は残しました
  score-differs      /vulnerabilities/0 CVE-2026-0001: CVSS の公表値 6.5 がベクターから計算した値 7.5 と異なります。ベクターの値を使います (CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H)
)OUT");
}

TEST(InspectionText, ShowsEveryProductOnlyWhenAsked) {
  const std::string all = text(inspected(advisory()), {.all_products = true, .width = {}});
  const std::size_t begin = all.find("Product lines");
  EXPECT_EQ(all.substr(begin, all.find("Vulnerabilities (2)") - begin), R"OUT(Product lines (4)
  Family                                  Product line  Products
  Example Corp Gateway                    Gateway       3
  products missing from the product tree  X             1
  (in no tuple)                           Tool          1
                                          libexample    1

Products (6)

G1  Example Gateway 1.0
  Vendor        Example Corp
  Product line  Gateway
  Version       1.0
  CPE           cpe:/a:example:gateway:1.0
  purl          pkg:generic/gateway@1.0
  Model number  GW-1
  SKU           SKU-1
  Tuples        2 (affected 2)

G2  Example Gateway 1.1
  Vendor        Example Corp
  Product line  Gateway
  Version       1.1
  Tuples        1 (fixed 1)

T  Example Tool
  Vendor        Example Corp
  Product line  Tool
  Tuples        0

L  libexample 3
  Vendor        Example Corp
  Product line  libexample
  Tuples        0

L-G2  libexample 3 in Example Gateway 1.1
  Vendor        Example Corp
  Product line  Gateway
  Package       libexample 3
  Platform      Example Gateway 1.1
  Tuples        1 (not affected 1)

X  (not in the product tree)
  Product line  X
  Tuples        1 (under investigation 1)

)OUT");
}

TEST(InspectionText, BreaksLinesAtTheWidthAsked) {
  const std::string narrow = text(inspected(advisory()), {.all_products = false, .width = 50});
  EXPECT_THAT(narrow, HasSubstr("CVE-2026-0001  Denial of service in Example\n"
                                "               Gateway\n"));
}

TEST(InspectionText, CountsWhatItLeavesOut) {
  std::string products;
  for (int i = 1; i <= 42; ++i)
    products +=
        product(std::to_string(i), "Tool" + std::string(1, static_cast<char>('A' + i % 26)) +
                                       std::string(1, static_cast<char>('A' + i / 26)));
  std::vector<std::string> ids;
  for (int i = 1; i <= 42; ++i) ids.push_back(std::to_string(i));
  std::string fixes;
  for (int i = 1; i <= 12; ++i) fixes += fix("Release " + std::to_string(i), {"1"});
  const Inspection inspection =
      inspected(msrc_document(products, vulnerability("CVE-2022-0001", affected(ids) + fixes)));
  const std::string brief = text(inspection);
  EXPECT_THAT(brief, HasSubstr("  … and 2 more (--all-products shows all)\n"));
  EXPECT_THAT(brief, HasSubstr("Release 10; tuples: 1\n"
                               "             … and 2 more (--format json shows all)\n"));
  EXPECT_THAT(brief, Not(HasSubstr("Release 11")));
  EXPECT_THAT(text(inspection, {.all_products = true, .width = {}}),
              Not(HasSubstr("--all-products")));
  for (const char* release : {"Release 1\"", "Release 11\"", "Release 12\""})
    EXPECT_THAT(json({inspection}), HasSubstr(release));
}

TEST(InspectionText, SaysThatALongFixIsShortened) {
  const std::string prose(150, 'x');
  const Inspection inspection = inspected(msrc_document(
      product("1", "Tool"), vulnerability("CVE-2022-0001", affected({"1"}) + fix(prose, {"1"}))));
  EXPECT_THAT(text(inspection),
              HasSubstr("  Fix        " + std::string(99, 'x') + "…; tuples: 1\n"));
  EXPECT_THAT(text(inspection),
              testing::EndsWith(
                  "\nTexts that end in “…” are shortened; --format json shows them whole.\n"));
  EXPECT_THAT(json({inspection}), HasSubstr(prose));
}

// Whatever stands in a document, none of it acts on the terminal.
TEST(Inspection, LetsNothingThroughThatActsOnATerminal) {
  std::string bytes = advisory();
  std::size_t replaced = 0;
  for (const std::string word :
       {"Example", "EX-2026-1", "CVE-2026-0001", "CWE-400", "High", "GREEN", "final", "1.0",
        "SKU-1", "vulnerable_code_not_present", "Update", "Gateway", "Tool", "libexample",
        "CVSS:3.1", "G1", "csaf_security_advisory"})
    for (std::size_t at = bytes.find(word); at != std::string::npos; at = bytes.find(word, at)) {
      const std::string hostile = R"(\u001b[31m\u009b\u202e\r)";
      bytes.insert(at, hostile);
      at += hostile.size() + word.size();
      ++replaced;
    }
  ASSERT_GT(replaced, 30U);
  const Inspection inspection = inspected(bytes, "evil\x1b[2J.json");
  for (const std::string& out :
       {text(inspection, {.all_products = true, .width = {}}), json({inspection})})
    for (const char* raw : {"\x1b", "\xc2\x9b", "\xe2\x80\xae", "\r", "\\u001b", "\\u001B", "\\r"})
      EXPECT_THAT(out, Not(HasSubstr(raw)));
}

// ── Values ───────────────────────────────────────────────────────────────────────────────────────

TEST(Inspection, CountsAProductThatOnlyARelationshipLeadsTo) {
  std::string bytes = advisory();
  const std::string reference = R"("relates_to_product_reference": "G2")";
  bytes.replace(bytes.find(reference), reference.size(),
                R"("relates_to_product_reference": "nowhere")");
  const Inspection inspection = inspected(bytes);
  std::vector<std::string> ids;
  for (const InspectedProduct& each : inspection.products) ids.push_back(each.id);
  EXPECT_THAT(ids, testing::UnorderedElementsAre("G1", "G2", "T", "L", "L-G2", "X", "nowhere"));
  EXPECT_EQ(inspection.undefined_products, 2U);
  EXPECT_EQ(inspection.relationships, 1U);
}

TEST(Inspection, NamesTheDefinitionThatMatchedThePublisher) {
  const Inspection theirs = inspected(small_month(), "month.xml");
  EXPECT_EQ(theirs.format, "cvrf");
  EXPECT_EQ(theirs.document.vendor, "microsoft");
  EXPECT_EQ(theirs.document.definition, "microsoft");
  EXPECT_THAT(text(theirs), HasSubstr("  Definition    microsoft (Microsoft)\n"));
  const Inspection nobodys = inspected(advisory());
  EXPECT_EQ(nobodys.document.definition, "");
  EXPECT_NE(nobodys.document.vendor, "");
}

TEST(Inspection, SaysWhenThePublisherTookTheDocumentBack) {
  std::string bytes = advisory();
  const std::string status = R"("status": "final")";
  bytes.replace(bytes.find(status), status.size(), R"("status": "deleted")");
  const Inspection inspection = inspected(bytes);
  EXPECT_TRUE(inspection.document.withdrawn);
  EXPECT_THAT(text(inspection), HasSubstr("  Withdrawn     yes, by the publisher\n"));
}

TEST(Inspection, KeepsAPublishedScoreThatIsNotThatOfItsVector) {
  std::string bytes = advisory();
  const std::string score = R"("baseScore": 6.5)";
  ASSERT_NE(bytes.find(score), std::string::npos);
  const Inspection inspection = inspected(bytes);
  std::string scores;
  for (const InspectedScore& each : inspection.vulnerabilities.at(0).scores)
    scores += std::string(slug(each.version)) + ' ' + each.base + ' ' + each.published + ' ' +
              each.vector + ' ' + std::to_string(each.tuples) + '\n';
  EXPECT_EQ(scores,
            "3.1 7.5 6.5 CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H 2\n"
            "2.0 7.8 7.8 AV:N/AC:L/Au:N/C:N/I:N/A:C 1\n");
}

// ── JSON ─────────────────────────────────────────────────────────────────────────────────────────

TEST(InspectionJson, HoldsTheWholeDocument) {
  EXPECT_EQ(json({inspected(advisory())}), R"OUT({
  "schema": "patchmatrix.inspect/1",
  "documents": [
    {
      "file": "advisory.json",
      "sha256": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      "format": "csaf",
      "format_version": "2.0",
      "document": {
        "id": "EX-2026-1",
        "title": "Example Gateway: denial of service",
        "publisher": {
          "name": "Example Corp",
          "namespace": "https://example.com"
        },
        "vendor": "example-corp",
        "definition": null,
        "category": "csaf_security_advisory",
        "status": "final",
        "revision": "2",
        "initial_release": "2026-03-02T08:00:00Z",
        "current_release": "2026-03-03T08:00:00Z",
        "language": "en",
        "tlp": "GREEN",
        "severity": {
          "word": "High",
          "severity": "important",
          "scale": "https://example.com/scale",
          "restates_cvss": false
        },
        "withdrawn": false
      },
      "counts": {
        "vulnerabilities": 2,
        "products": 6,
        "undefined_products": 1,
        "relationships": 1,
        "tuples": 5,
        "by_status": {
          "affected": 2,
          "fixed": 1,
          "not-affected": 1,
          "under-investigation": 1,
          "unknown": 0
        },
        "older_affected": 0
      },
      "products": [
        {
          "id": "G1",
          "name": "Example Gateway 1.0",
          "defined": true,
          "vendor": "Example Corp",
          "line": "Gateway",
          "version": "1.0",
          "architecture": null,
          "package": null,
          "platform": null,
          "identifiers": [
            {
              "kind": "cpe",
              "text": "cpe:/a:example:gateway:1.0"
            },
            {
              "kind": "purl",
              "text": "pkg:generic/gateway@1.0"
            },
            {
              "kind": "model-number",
              "text": "GW-1"
            },
            {
              "kind": "sku",
              "text": "SKU-1"
            }
          ],
          "family": "example-corp-gateway",
          "tuples": 2,
          "by_status": {
            "affected": 2,
            "fixed": 0,
            "not-affected": 0,
            "under-investigation": 0,
            "unknown": 0
          },
          "older_affected": 0
        },
        {
          "id": "G2",
          "name": "Example Gateway 1.1",
          "defined": true,
          "vendor": "Example Corp",
          "line": "Gateway",
          "version": "1.1",
          "architecture": null,
          "package": null,
          "platform": null,
          "identifiers": [],
          "family": "example-corp-gateway",
          "tuples": 1,
          "by_status": {
            "affected": 0,
            "fixed": 1,
            "not-affected": 0,
            "under-investigation": 0,
            "unknown": 0
          },
          "older_affected": 0
        },
        {
          "id": "T",
          "name": "Example Tool",
          "defined": true,
          "vendor": "Example Corp",
          "line": "Tool",
          "version": null,
          "architecture": null,
          "package": null,
          "platform": null,
          "identifiers": [],
          "family": null,
          "tuples": 0,
          "by_status": {
            "affected": 0,
            "fixed": 0,
            "not-affected": 0,
            "under-investigation": 0,
            "unknown": 0
          },
          "older_affected": 0
        },
        {
          "id": "L",
          "name": "libexample 3",
          "defined": true,
          "vendor": "Example Corp",
          "line": "libexample",
          "version": null,
          "architecture": null,
          "package": null,
          "platform": null,
          "identifiers": [],
          "family": null,
          "tuples": 0,
          "by_status": {
            "affected": 0,
            "fixed": 0,
            "not-affected": 0,
            "under-investigation": 0,
            "unknown": 0
          },
          "older_affected": 0
        },
        {
          "id": "L-G2",
          "name": "libexample 3 in Example Gateway 1.1",
          "defined": true,
          "vendor": "Example Corp",
          "line": "Gateway",
          "version": null,
          "architecture": null,
          "package": "libexample 3",
          "platform": "Example Gateway 1.1",
          "identifiers": [],
          "family": "example-corp-gateway",
          "tuples": 1,
          "by_status": {
            "affected": 0,
            "fixed": 0,
            "not-affected": 1,
            "under-investigation": 0,
            "unknown": 0
          },
          "older_affected": 0
        },
        {
          "id": "X",
          "name": null,
          "defined": false,
          "vendor": null,
          "line": "X",
          "version": null,
          "architecture": null,
          "package": null,
          "platform": null,
          "identifiers": [],
          "family": "undefined-product",
          "tuples": 1,
          "by_status": {
            "affected": 0,
            "fixed": 0,
            "not-affected": 0,
            "under-investigation": 1,
            "unknown": 0
          },
          "older_affected": 0
        }
      ],
      "vulnerabilities": [
        {
          "id": "CVE-2026-0001",
          "title": "Denial of service in Example Gateway",
          "component": null,
          "cwes": [
            "CWE-400"
          ],
          "released": "2026-03-02T08:00:00Z",
          "revised": "2026-03-02T08:00:00Z",
          "excluded": null,
          "exploited": null,
          "publicly_disclosed": null,
          "exploitability": null,
          "tuples": 4,
          "by_status": {
            "affected": 1,
            "fixed": 1,
            "not-affected": 1,
            "under-investigation": 1,
            "unknown": 0
          },
          "older_affected": 0,
          "severities": [
            {
              "severity": "important",
              "source": "vendor",
              "word": "High",
              "tuples": 1
            },
            {
              "severity": "unspecified",
              "source": null,
              "word": null,
              "tuples": 3
            }
          ],
          "impacts": [
            {
              "impacts": [
                "denial-of-service"
              ],
              "source": "title",
              "word": null,
              "tuples": 4
            }
          ],
          "scores": [
            {
              "version": "3.1",
              "base": 7.5,
              "published": 6.5,
              "vector": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H",
              "tuples": 2
            },
            {
              "version": "2.0",
              "base": 7.8,
              "published": 7.8,
              "vector": "AV:N/AC:L/Au:N/C:N/I:N/A:C",
              "tuples": 1
            }
          ],
          "fixes": [
            {
              "name": "Update to 1.1",
              "update": false,
              "tuples": 1
            }
          ],
          "justifications": [
            {
              "word": "vulnerable_code_not_present",
              "tuples": 1
            }
          ]
        },
        {
          "id": "CVE-2026-0002",
          "title": null,
          "component": null,
          "cwes": [],
          "released": "2026-03-02T08:00:00Z",
          "revised": "2026-03-02T08:00:00Z",
          "excluded": null,
          "exploited": null,
          "publicly_disclosed": null,
          "exploitability": null,
          "tuples": 1,
          "by_status": {
            "affected": 1,
            "fixed": 0,
            "not-affected": 0,
            "under-investigation": 0,
            "unknown": 0
          },
          "older_affected": 0,
          "severities": [
            {
              "severity": "unspecified",
              "source": null,
              "word": null,
              "tuples": 1
            }
          ],
          "impacts": [
            {
              "impacts": [
                "unspecified"
              ],
              "source": null,
              "word": null,
              "tuples": 1
            }
          ],
          "scores": [],
          "fixes": [],
          "justifications": []
        }
      ],
      "diagnostics": [
        {
          "code": "undefined-product",
          "where": "/product_tree",
          "count": 1,
          "message": "/product_tree: the product id X is not in the product tree; its tuples are kept"
        },
        {
          "code": "score-differs",
          "where": "/vulnerabilities/0 CVE-2026-0001",
          "count": 1,
          "message": "/vulnerabilities/0 CVE-2026-0001: the CVSS score 6.5 is not that of its vector, which is 7.5; the vector's is used (CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H)"
        }
      ]
    }
  ]
}
)OUT");
}

TEST(InspectionJson, NamesEveryStatusEvenOfNothing) {
  const Inspection empty = inspected(msrc_document("", ""));
  rapidjson::Document parsed;
  parsed.Parse(json({empty}).c_str());
  ASSERT_FALSE(parsed.HasParseError());
  const rapidjson::Value& counts = parsed["documents"][0]["counts"];
  ASSERT_EQ(counts["by_status"].MemberCount(), kProductStatuses.size());
  for (const ProductStatus each : kProductStatuses)
    EXPECT_EQ(counts["by_status"][std::string(slug(each)).c_str()].GetUint(), 0U) << slug(each);
  EXPECT_EQ(counts["tuples"].GetUint(), 0U);
}

// ── The schema ───────────────────────────────────────────────────────────────────────────────────

TEST(InspectionSchema, IsMetByInspectionsOfHandWrittenDocuments) {
  for (const std::string& bytes :
       {advisory(), small_month(), msrc_document("", ""),
        std::string(R"(<cvrfdoc xmlns="http://www.icasi.org/CVRF/schema/cvrf/1.1"/>)")})
    EXPECT_THAT(complaints("inspect", parsed(json({inspected(bytes)}))), IsEmpty()) << bytes;
  EXPECT_THAT(
      complaints("inspect", parsed(json({inspected(advisory()), inspected(small_month())}))),
      IsEmpty());
}

TEST(InspectionSchema, IsMetByInspectionsOfRealDocuments) {
  PATCHMATRIX_NEEDS("csaf/sample");
  std::size_t read = 0;
  for (const auto& file : files_below(*corpus() / "csaf/sample")) {
    Fetched fetched;
    Inspection inspection;
    try {
      fetched.read({file.string(), false});
      inspection = inspected(fetched.bytes(), file.string());
    } catch (const Error&) {
      continue;  // what is no advisory is told of by other tests
    }
    ++read;
    EXPECT_THAT(complaints("inspect", parsed(json({inspection}))), IsEmpty()) << file;
  }
  EXPECT_GT(read, 300U);
}

TEST(InspectionSchema, RefusesWhatIsNoInspection) {
  const std::string good = json({inspected(advisory())});
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"/schema", R"("patchmatrix.inspect/2")"},
      {"/documents", "[]"},
      {"/documents/0/sha256", R"("abc")"},
      {"/documents/0/format", R"("osv")"},
      {"/documents/0/document/tlp", R"("")"},
      {"/documents/0/document/initial_release", R"("2026-03-02")"},
      {"/documents/0/document/severity/severity", R"("high")"},
      {"/documents/0/counts/tuples", "-1"},
      {"/documents/0/counts/by_status", "{}"},
      {"/documents/0/products/0/defined", "null"},
      {"/documents/0/vulnerabilities/0/exploited", R"("no")"},
      {"/documents/0/vulnerabilities/0/impacts/0/impacts", "[]"},
      {"/documents/0/vulnerabilities/0/impacts/0/source", R"("")"},
      {"/documents/0/vulnerabilities/0/scores/0/base", R"("7.5")"},
      {"/documents/0/vulnerabilities/0/scores/0/base", "10.1"},
      {"/documents/0/new", "1"},
  };
  for (const auto& [pointer, value] : cases) {
    rapidjson::Document bad = parsed(good);
    rapidjson::Document replacement = parsed(value);
    rapidjson::Pointer(pointer).Set(bad, replacement);
    EXPECT_THAT(complaints("inspect", bad), Not(IsEmpty())) << pointer << " = " << value;
  }
}

std::vector<std::string> strings(const rapidjson::Value& list) {
  std::vector<std::string> out;
  for (const auto& each : list.GetArray())
    if (each.IsString()) out.emplace_back(each.GetString());
  return out;
}

template <class Values>
std::vector<std::string> slugs(const Values& values) {
  std::vector<std::string> out;
  for (const auto each : values) out.emplace_back(slug(each));
  return out;
}

TEST(InspectionSchema, NamesEveryWord) {
  const rapidjson::Document schema = schema_document("inspect");
  const auto enumerated = [&schema](const char* name) {
    return strings(schema["definitions"][name]["enum"]);
  };
  EXPECT_THAT(enumerated("severity"), testing::UnorderedElementsAreArray(slugs(kSeverities)));
  EXPECT_THAT(enumerated("impact"), testing::UnorderedElementsAreArray(slugs(kImpacts)));
  EXPECT_THAT(enumerated("source"),
              testing::ElementsAreArray(
                  slugs(std::vector{ValueSource::Vendor, ValueSource::Document, ValueSource::Title,
                                    ValueSource::Note, ValueSource::Cwe, ValueSource::Cvss})));
  EXPECT_THAT(strings(schema["definitions"]["by_status"]["required"]),
              testing::ElementsAreArray(slugs(kProductStatuses)));
}

// Every object of the schema is closed, and every property says what it means.
void expect_strict(const rapidjson::Value& schema, const std::string& where) {
  if (!schema.IsObject()) return;
  if (schema.HasMember("properties")) {
    ASSERT_TRUE(schema.HasMember("additionalProperties")) << where;
    EXPECT_TRUE(schema["additionalProperties"].IsFalse()) << where;
    for (const auto& each : schema["properties"].GetObject()) {
      const std::string name = where + "/" + each.name.GetString();
      EXPECT_TRUE(each.value.HasMember("description")) << name;
      expect_strict(each.value, name);
    }
  }
  if (schema.HasMember("items")) expect_strict(schema["items"], where + "[]");
}

TEST(InspectionSchema, IsClosedAndDescribesEveryProperty) {
  const rapidjson::Document schema = schema_document("inspect");
  expect_strict(schema, "");
  for (const auto& each : schema["definitions"].GetObject())
    expect_strict(each.value, each.name.GetString());
}

}  // namespace
}  // namespace patchmatrix
