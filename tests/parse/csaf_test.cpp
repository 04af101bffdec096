// SPDX-License-Identifier: Apache-2.0
#include "parse/csaf.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/parse.hpp>

#include "parse/csaf_reading.hpp"
#include "parse/documents.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using test::read_csaf_parts;
using test::read_csaf_text;

constexpr std::string_view kHead = "title: \nid: A-1\npublisher:  | \nreleased:  | \n";

// ── Whole documents ──────────────────────────────────────────────────────────────────────────────

TEST(CsafReader, ReadsEverythingThatLaterStagesNeedOfCsaf20) {
  const test::CsafRead result = read_csaf_text(R"({
  "document": {
    "category": "csaf_security_advisory",
    "csaf_version": "2.0",
    "title": "Rockets — multiple vulnerabilities",
    "lang": "en-GB",
    "aggregate_severity": {"text": "Important", "namespace": "https://acme.example/severity/"},
    "distribution": {"text": "Public", "tlp": {"label": "WHITE", "url": "https://first.example/"}},
    "notes": [
      {"category": "summary", "title": "Summary", "text": "Two rockets.\nOne rail."},
      {"category": "legal_disclaimer", "text": "As is.", "audience": "all"}
    ],
    "publisher": {
      "category": "vendor", "name": "Acme", "namespace": "https://acme.example",
      "contact_details": "psirt@acme.example", "issuing_authority": "Acme PSIRT"
    },
    "references": [{"category": "self", "summary": "here", "url": "https://acme.example/A-1"}],
    "tracking": {
      "id": "A-1", "aliases": ["CVE-2024-1"], "status": "final", "version": "1.2.0",
      "initial_release_date": "2024-01-09T08:00:00Z",
      "current_release_date": "2024-02-13T08:00:00.000Z",
      "generator": {"engine": {"name": "writer"}, "date": "2024-02-13T08:00:00Z"},
      "revision_history": [{"number": "1.0.0", "date": "2024-01-09T08:00:00Z", "summary": "first"}]
    }
  },
  "product_tree": {
    "branches": [{
      "category": "vendor", "name": "Acme", "branches": [
        {"category": "product_name", "name": "Rocket", "branches": [
          {"category": "product_version_range", "name": "<2.0", "product": {
            "name": "Rocket < 2.0", "product_id": "P1",
            "product_identification_helper": {
              "cpe": "cpe:2.3:a:acme:rocket:*:*:*:*:*:*:*:*", "purl": "pkg:generic/rocket@1",
              "model_numbers": ["R-1", "R-1*"], "serial_numbers": ["S?"], "skus": ["SKU 1"],
              "hashes": [{"filename": "rocket.bin", "file_hashes": [
                {"algorithm": "sha256", "value": "00ff"}, {"algorithm": "sha512", "value": "11ff"}]}],
              "x_generic_uris": [{"namespace": "urn:n", "uri": "urn:rocket:1"}]
            }}},
          {"category": "product_version", "name": "2.0",
           "product": {"name": "Rocket 2.0", "product_id": "P2"}}]},
        {"category": "product_name", "name": "Rail",
         "product": {"name": "Rail", "product_id": "rail"}}]
    }],
    "full_product_names": [{"name": "Launch Pad", "product_id": "pad"}],
    "relationships": [{
      "category": "installed_on", "product_reference": "P1", "relates_to_product_reference": "rail",
      "full_product_name": {"name": "Rocket < 2.0 on Rail", "product_id": "rail:P1",
        "product_identification_helper": {"cpe": "cpe:/a:acme"}}
    }],
    "product_groups": [{"group_id": "G1", "product_ids": ["P1", "pad"], "summary": "all old ones"}]
  },
  "vulnerabilities": [{
    "acknowledgments": [{"names": ["A. Finder"]}],
    "cve": "CVE-2024-1",
    "cwe": {"id": "CWE-79", "name": "Improper Neutralization"},
    "discovery_date": "2023-01-01T00:00:00Z",
    "flags": [{"label": "vulnerable_code_not_present", "product_ids": ["pad"], "date": "2024-01-09"}],
    "ids": [{"system_name": "Acme Bug", "text": "BUG-7"}, {"system_name": "Other", "text": "8"}],
    "involvements": [{"party": "vendor", "status": "completed"}],
    "notes": [{"category": "description", "title": "Description", "text": "It takes off."},
              {"category": "general", "text": "Prose."}],
    "product_status": {"known_affected": ["P1", "rail:P1"], "fixed": ["P2"],
                       "known_not_affected": ["pad"]},
    "references": [{"summary": "s", "url": "https://acme.example"}],
    "release_date": "2024-01-09T08:00:00Z",
    "remediations": [
      {"category": "vendor_fix", "details": "Update to 2.0", "product_ids": ["P1", "rail:P1"],
       "url": "https://acme.example/2.0", "date": "2024-01-09T08:00:00Z", "entitlements": ["paid"],
       "restart_required": {"category": "machine", "details": "twice"}},
      {"category": "workaround", "details": "Do not light it", "group_ids": ["G1"]},
      {"category": "mitigation", "details": "Water"}],
    "scores": [{"products": ["P1", "rail:P1"], "cvss_v3": {
      "version": "3.1", "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H",
      "attackVector": "NETWORK", "baseScore": 8.8, "baseSeverity": "HIGH",
      "temporalScore": 7.7, "temporalSeverity": "HIGH"}}],
    "threats": [{"category": "impact", "details": "Important", "product_ids": ["P1"],
                 "date": "2024-01-09T08:00:00Z"},
                {"category": "exploit_status", "details": "none known"}],
    "title": "Rocket takes off"
  }]
})");
  EXPECT_EQ(result.text, R"(title: Rockets — multiple vulnerabilities
id: A-1
publisher: psirt@acme.example | Acme PSIRT
publisher's name: Acme | https://acme.example
released: 2024-01-09T08:00:00Z | 2024-02-13T08:00:00.000Z
version: 2.0
category: csaf_security_advisory
status: final
edition: 1.2.0
language: en-GB
tlp: WHITE
severity: Important | https://acme.example/severity/
note: summary | Summary | Two rockets.
One rail.
note: legal_disclaimer |  | As is.
revision: 1.0.0 | 2024-01-09T08:00:00Z
product: P1 | Rocket < 2.0
  in: vendor=Acme > product_name=Rocket > product_version_range=<2.0
  cpe: cpe:2.3:a:acme:rocket:*:*:*:*:*:*:*:*
  purl: pkg:generic/rocket@1
  model: R-1
  model: R-1*
  serial: S?
  sku: SKU 1
  hash: 00ff
  hash: 11ff
  uri: urn:rocket:1
product: P2 | Rocket 2.0
  in: vendor=Acme > product_name=Rocket > product_version=2.0
product: rail | Rail
  in: vendor=Acme > product_name=Rail
product: pad | Launch Pad
product: rail:P1 | Rocket < 2.0 on Rail
  is: P1 [installed_on] rail
  cpe: cpe:/a:acme
vulnerability:  | CVE-2024-1 | Rocket takes off | CWE-79
  other id: BUG-7
  released: 2024-01-09T08:00:00Z
  discovered: 2023-01-01T00:00:00Z
  note: description | Description | It takes off.
  note: general |  | Prose.
  flag: vulnerable_code_not_present @ pad
  status: known_affected @ P1 rail:P1
  status: fixed @ P2
  status: known_not_affected @ pad
  threat: impact | Important @ P1
  threat: exploit_status | none known @
  score: 8.8 | CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H | 3.1 @ P1 rail:P1
  remediation: vendor_fix | Update to 2.0 | https://acme.example/2.0 |  |  |  | machine @ P1 rail:P1
  remediation: workaround | Do not light it |  |  |  |  |  @ P1 pad
  remediation: mitigation | Water |  |  |  |  |  @
)");
  EXPECT_EQ(result.diagnostics, "");
}

TEST(CsafReader, ReadsEverythingThatLaterStagesNeedOfCsaf21) {
  const test::CsafRead result = read_csaf_text(R"({
  "$schema": "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json",
  "document": {
    "category": "csaf_vex", "csaf_version": "2.1", "title": "Rockets",
    "distribution": {"tlp": {"label": "AMBER+STRICT"}, "sharing_group": {"id": "1"}},
    "license_expression": "MIT",
    "publisher": {"category": "multiplier", "name": "Apex", "namespace": "https://apex.example/"},
    "tracking": {"id": "A-1", "status": "interim", "version": "3"},
    "x_extensions": [{"$schema": "urn:x", "title": "not the title"}]
  },
  "product_tree": {
    "branches": [{"category": "platform", "name": "Orbit", "product": {
      "name": "Orbit", "product_id": "orbit",
      "product_identification_helper": {"purls": ["pkg:a/orbit", "pkg:b/orbit"]}}}],
    "product_paths": [
      {"beginning_product_reference": "bolt",
       "full_product_name": {"name": "Bolt in Engine on Rocket in Orbit", "product_id": "path"},
       "subpaths": [
         {"category": "optional_component_of", "next_product_reference": "engine"},
         {"category": "installed_on", "next_product_reference": "rocket"},
         {"next_product_reference": "orbit", "category": "installed_with"}]},
      {"subpaths": [{"category": "default_component_of", "next_product_reference": "path"}],
       "full_product_name": {"name": "Nut", "product_id": "nut"},
       "beginning_product_reference": "bolt"}],
    "full_product_names": [{"name": "Bolt", "product_id": "bolt"},
                           {"name": "Engine", "product_id": "engine"},
                           {"name": "Rocket", "product_id": "rocket"}]
  },
  "vulnerabilities": [{
    "cve": "CVE-2026-1",
    "cwes": [{"id": "CWE-79", "name": "a", "version": "4.12"}, {"id": "CWE-80", "name": "b", "version": ""}],
    "disclosure_date": "2026-01-09T08:00:00Z",
    "first_known_exploitation_dates": [
      {"date": "2026-01-10T00:00:00Z", "exploitation_date": "2026-01-01T00:00:00Z",
       "product_ids": ["path"]},
      {"date": "2026-01-10T00:00:00Z", "exploitation_date": "2026-01-02T00:00:00Z"}],
    "metrics": [
      {"content": {"cvss_v4": {"version": "4.0", "vectorString": "CVSS:4.0/AV:N", "baseScore": 9.3},
                   "epss": {"probability": "0.5", "percentile": "0.9", "timestamp": "2026"},
                   "ssvc_v2": {"version": "2"}},
       "products": ["path"], "source": "https://acme.example"},
      {"content": {"qualitative_severity_rating": "high"}, "products": ["nut"]}],
    "product_status": {"unknown": ["nut"], "known_affected": ["path"]},
    "remediations": [{"category": "optional_patch", "details": "Bolt 2", "product_ids": ["path"]}]
  }]
})");
  EXPECT_EQ(result.text, R"(title: Rockets
id: A-1
publisher:  | 
publisher's name: Apex | https://apex.example/
released:  | 
version: 2.1
category: csaf_vex
status: interim
edition: 3
tlp: AMBER+STRICT
product: orbit | Orbit
  in: platform=Orbit
  purl: pkg:a/orbit
  purl: pkg:b/orbit
product: bolt | Bolt
product: engine | Engine
product: rocket | Rocket
product: path | Bolt in Engine on Rocket in Orbit
  is: bolt [optional_component_of] engine [installed_on] rocket [installed_with] orbit
product: nut | Nut
  is: bolt [default_component_of] path
vulnerability:  | CVE-2026-1 |  | CWE-79 CWE-80
  released: 2026-01-09T08:00:00Z
  status: unknown @ nut
  status: known_affected @ path
  threat: first_known_exploitation | 2026-01-01T00:00:00Z @ path
  threat: first_known_exploitation | 2026-01-02T00:00:00Z @
  threat: severity | high @ nut
  score: 9.3 | CVSS:4.0/AV:N | 4.0 @ path
  remediation: optional_patch | Bolt 2 |  |  |  |  |  @ path
)");
  EXPECT_EQ(result.diagnostics, "");
}

// Whatever the version says, and with either spelling of everything.
TEST(CsafReader, ReadsMembersOfBothVersionsSideBySide) {
  for (const std::string_view version : {R"("2.0")", R"("2.1")", R"("3.0")", "null", "2.1", "7"}) {
    const test::CsafRead result = read_csaf_text(R"({
      "document": {"tracking": {"id": "A-1"}, "csaf_version": )" +
                                                 std::string(version) + R"(},
      "product_tree": {
        "product_paths": [{"beginning_product_reference": "a", "subpaths": [
            {"category": "installed_on", "next_product_reference": "b"}],
          "full_product_name": {"name": "A on B", "product_id": "ab"}}],
        "relationships": [{"category": "installed_with", "product_reference": "b",
          "relates_to_product_reference": "a",
          "full_product_name": {"name": "B with A", "product_id": "ba"}}]},
      "vulnerabilities": [{
        "cwe": {"id": "CWE-1"}, "cwes": [{"id": "CWE-2"}],
        "scores": [{"products": ["ab"], "cvss_v4": {"baseScore": 4}}],
        "metrics": [{"products": ["ba"], "content": {"cvss_v3": {"version": "3.0", "baseScore": 3}}}],
        "release_date": "2024-01-01", "product_status": {"unknown": ["ab"], "fixed": ["ba"]}}]})");
    std::string expected(kHead);
    if (version != "null")
      expected += "version: " + std::string(trimmed(test::replaced(version, "\"", ""))) + "\n";
    expected += R"(undefined product: a | 
undefined product: b | 
product: ab | A on B
  is: a [installed_on] b
product: ba | B with A
  is: b [installed_with] a
vulnerability:  |  |  | CWE-1 CWE-2
  released: 2024-01-01
  status: unknown @ ab
  status: fixed @ ba
  score: 4 |  | 4.0 @ ab
  score: 3 |  | 3.0 @ ba
)";
    EXPECT_EQ(result.text, expected);
    EXPECT_EQ(result.diagnostics, "");
  }
}

TEST(CsafReader, ReadsADocumentWhateverItBeginsWith) {
  const std::vector<std::string_view> beginnings = {
      "",
      R"("$schema": "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json",)",
      R"("$schema": "urn:other",)",
      R"("$schema" : null,)",
      R"("jvn_extension": {"status": [1, {"document": 5}]}, "status": 7,)",
      R"("product_tree": {},)",
      R"("vulnerabilities": [],)",
      R"("": "", "vulnerabilities": [],)",
  };
  for (const std::string_view beginning : beginnings) {
    const test::CsafRead result = test::read_csaf_copy(
        "{" + std::string(beginning) + R"("document": {"tracking": {"id": "A-1"}}})");
    EXPECT_EQ(result.text, kHead) << beginning;
    EXPECT_EQ(result.diagnostics, "") << beginning;
  }
}

TEST(CsafReader, ReadsDocumentsThatSayLittle) {
  const std::vector<std::pair<std::string_view, std::string>> cases = {
      // A withdrawn document.
      {R"({"document": {"tracking": {"id": "CVE-2024-1", "status": "deleted"}}})",
       "title: \nid: CVE-2024-1\npublisher:  | \nreleased:  | \nstatus: deleted\n"},
      {R"({"document": {"tracking": {"status": "Deleted"}}})",
       "title: \nid: \npublisher:  | \nreleased:  | \nstatus: Deleted\n"},
      // An announcement.
      {R"({"document": {"category": "csaf_informational_advisory", "title": "News",
           "notes": [{"category": "description", "text": "Nothing is wrong."}],
           "tracking": {"id": "A-2"}}, "product_tree": {}, "vulnerabilities": []})",
       "title: News\nid: A-2\npublisher:  | \nreleased:  | \n"
       "category: csaf_informational_advisory\nnote: description |  | Nothing is wrong.\n"},
      // A document without an id that lists vulnerabilities all the same.
      {R"({"document": {}, "vulnerabilities": [{"cve": "CVE-2024-1"}, {}]})",
       "title: \nid: \npublisher:  | \nreleased:  | \n"
       "vulnerability:  | CVE-2024-1 |  | \nvulnerability:  |  |  | \n"},
  };
  for (const auto& [json, expected] : cases) {
    const test::CsafRead result = read_csaf_text(json);
    EXPECT_EQ(result.text, expected) << json;
    EXPECT_EQ(result.diagnostics, "") << json;
  }
}

TEST(CsafReader, KeepsTheDocumentAliveWhenItIsMoved) {
  Diagnostics diagnostics;
  std::string bytes = R"({"document": {"title": "Ro\u0063kets", "tracking": {"id": "A-1"}}})";
  Document parsed = parse(bytes, diagnostics);
  const Document document = std::move(parsed);
  bytes.assign(bytes.size(), '?');
  EXPECT_EQ(test::text_of(document), "title: Rockets\nid: A-1\npublisher:  | \nreleased:  | \n");
}

TEST(CsafReader, GivesTheFormat) {
  Diagnostics diagnostics;
  EXPECT_EQ(parse(R"({"document": {"tracking": {"id": "A-1"}}})", diagnostics).format,
            Format::Csaf);
}

// ── The product tree ─────────────────────────────────────────────────────────────────────────────

TEST(CsafProductTree, TakesBranchesOfAnyNestingAndOrder) {
  const test::CsafRead result = read_csaf_parts(R"("branches": [
      {"branches": [
         {"branches": [
            {"branches": [
               {"product": {"product_id": "deep", "name": "Deep"}, "name": "v1",
                "category": "service_pack"}],
             "name": "1.0", "category": "product_version"}],
          "name": "Rocket", "category": "product_name"},
         {"product": {"name": "Beside", "product_id": "beside"}, "category": "legacy", "name": "Old"}],
       "name": "Acme", "category": "vendor"},
      {"category": "vendor", "name": "Apex", "branches": []},
      {"category": "product", "name": "Leaf"},
      {"name": "Inner", "category": "product_name",
       "product": {"product_id": "inner", "name": "Inner"},
       "branches": [{"category": "product_version", "name": "2",
                     "product": {"product_id": "inner-2", "name": "Inner 2"}}]},
      {"product": {"product_id": "bare", "name": "Bare"}}])");
  EXPECT_EQ(result.text, R"(product: deep | Deep
  in: vendor=Acme > product_name=Rocket > product_version=1.0 > service_pack=v1
product: beside | Beside
  in: vendor=Acme > legacy=Old
product: inner | Inner
  in: product_name=Inner
product: inner-2 | Inner 2
  in: product_name=Inner > product_version=2
product: bare | Bare
  in: =
branch without products: vendor=Apex
branch without products: product=Leaf
)");
  EXPECT_EQ(result.diagnostics, "");
}

// 2.1 allows thirty levels; a document with forty-nine exists.
TEST(CsafProductTree, TakesAHundredLevelsOfBranches) {
  std::string json = R"({"product": {"product_id": "P", "name": "Product"}, "name": "100"})";
  std::string path = "=100";
  for (int level = 99; level > 0; --level) {
    json = R"({"category": "c", "branches": [)" + json + R"(], "name": ")" + std::to_string(level) +
           "\"}";
    path = "c=" + std::to_string(level) + " > " + path;
  }
  EXPECT_EQ(read_csaf_parts("\"branches\": [" + json + "]").text,
            "product: P | Product\n  in: " + path + "\n");
}

TEST(CsafProductTree, TakesRelationshipsInAnyOrderAndChains) {
  const test::CsafRead result = read_csaf_parts(R"("relationships": [
      {"full_product_name": {"product_id": "abc", "name": "A on B on C"},
       "relates_to_product_reference": "c", "product_reference": "ab", "category": "installed_on"},
      {"category": "default_component_of", "product_reference": "a",
       "relates_to_product_reference": "b",
       "full_product_name": {"product_id": "ab", "name": "A on B"}},
      {"category": "installed_with", "product_reference": "x", "relates_to_product_reference": "y",
       "full_product_name": {"product_id": "x", "name": "X with itself"}}],
    "branches": [{"category": "vendor", "name": "Acme", "branches": [
      {"category": "product_name", "name": "A", "product": {"product_id": "a", "name": "A"}},
      {"category": "product_name", "name": "B", "product": {"product_id": "b", "name": "B"}},
      {"category": "product_name", "name": "C", "product": {"product_id": "c", "name": "C"}}]}])");
  EXPECT_EQ(result.text, R"(product: c | C
  in: vendor=Acme > product_name=C
product: ab | A on B
  is: a [default_component_of] b
product: abc | A on B on C
  is: ab [installed_on] c
product: a | A
  in: vendor=Acme > product_name=A
product: b | B
  in: vendor=Acme > product_name=B
product: x | X with itself
  is: x [installed_with] y
undefined product: y | 
)");
  EXPECT_EQ(result.diagnostics, "");
}

TEST(CsafProductTree, KeepsTheProductsOfRelationshipsThatLackAnEnd) {
  const std::vector<std::string_view> broken = {
      R"("relationships": [{"product_reference": "a", "full_product_name": {"product_id": "P", "name": "Name"}}])",
      R"("relationships": [{"relates_to_product_reference": "a",
                            "full_product_name": {"product_id": "P", "name": "Name"}}])",
      R"("relationships": [{"product_reference": "a", "relates_to_product_reference": "",
                            "full_product_name": {"product_id": "P", "name": "Name"}}])",
      R"("product_paths": [{"beginning_product_reference": "a",
                            "full_product_name": {"product_id": "P", "name": "Name"}}])",
      R"("product_paths": [{"beginning_product_reference": "a", "subpaths": [],
                            "full_product_name": {"product_id": "P", "name": "Name"}}])",
      R"("product_paths": [{"beginning_product_reference": "a",
                            "subpaths": [{"category": "installed_on"},
                                         {"next_product_reference": "a"}],
                            "full_product_name": {"product_id": "P", "name": "Name"}}])",
      R"("product_paths": [{"beginning_product_reference": "a",
                            "subpaths": [{"next_product_reference": "a"}, {}],
                            "full_product_name": {"product_id": "P", "name": "Name"}}])",
  };
  for (const std::string_view tree : broken) {
    const test::CsafRead result = read_csaf_parts(tree);
    EXPECT_EQ(result.text, "undefined product: a | \nproduct: P | Name\n") << tree;
    EXPECT_EQ(result.diagnostics, "relationship-incomplete /product_tree id=P\n") << tree;
  }
}

TEST(CsafProductTree, ReportsRelationshipsWithoutAProduct) {
  const test::CsafRead result = read_csaf_parts(R"("relationships": [
      {"category": "installed_on", "product_reference": "a", "relates_to_product_reference": "b"},
      {"category": "installed_on", "product_reference": "a", "relates_to_product_reference": "c",
       "full_product_name": {"name": "Nameless"}}])");
  EXPECT_EQ(result.text, R"(undefined product: a | 
undefined product: b | 
undefined product: c | 
relationship of no product: a [installed_on] b
relationship of no product: a [installed_on] c
)");
  EXPECT_EQ(result.diagnostics, "product-without-id /product_tree name= ×2\n");
}

TEST(CsafProductTree, TellsDefinitionsThatRepeatFromThoseThatDiffer) {
  const auto product = [](std::string_view id, std::string_view name) {
    return R"("product": {"product_id": ")" + std::string(id) + R"(", "name": ")" +
           std::string(name) + "\"}";
  };
  const auto branch = [&](std::string_view name, const std::string& what) {
    return R"({"category": "product_version", "name": ")" + std::string(name) + "\", " + what + "}";
  };
  const std::string one = branch("1", product("P", "Product"));
  const std::string flat = R"("full_product_names": [{"product_id": "P", "name": "Product"}])";
  const std::vector<std::pair<std::string, test::CsafRead>> cases = {
      // The same branch twice.
      {"\"branches\": [" + one + ", " + one + "]",
       {"product: P | Product\n  in: product_version=1\n"
        "branch without products: product_version=1\n",
        "product-repeated /product_tree id=P\n"}},
      // In branches and in the flat list, in either order.
      {"\"branches\": [" + one + "], " + flat,
       {"product: P | Product\n  in: product_version=1\n", ""}},
      {flat + ", \"branches\": [" + one + "]",
       {"product: P | Product\n  in: product_version=1\n", ""}},
      // Another range.
      {"\"branches\": [" + one + ", " + branch("<2", product("P", "Product")) + "]",
       {"product: P | Product\n  in: product_version=1\n  also: Product | product_version=<2\n",
        "product-defined-twice /product_tree id=P kept=Product (1) ignored=Product (<2)\n"}},
      // Another name.
      {"\"branches\": [" + one + ", " + branch("1", product("P", "Other")) + "]",
       {"product: P | Product\n  in: product_version=1\n  also: Other | product_version=1\n",
        "product-defined-twice /product_tree id=P kept=Product ignored=Other\n"}},
      // Two others.
      {"\"branches\": [" + one + ", " + branch("2", product("P", "Product")) + ", " +
           branch("3", product("P", "Product")) + "]",
       {"product: P | Product\n  in: product_version=1\n  also: Product | product_version=3\n"
        "  also: Product | product_version=2\n",
        "product-defined-twice /product_tree id=P kept=Product (1) ignored=Product (2) ×2\n"}},
      // A name is better than none.
      {"\"branches\": [" + branch("1", product("P", "")) + ", " +
           branch("2", product("P", "Product")) + "]",
       {"product: P | Product\n  in: product_version=2\n"
        "branch without products: product_version=1\n",
        ""}},
  };
  for (const auto& [tree, expected] : cases) {
    const test::CsafRead result = read_csaf_parts(tree);
    EXPECT_EQ(result.text, expected.text) << tree;
    EXPECT_EQ(result.diagnostics, expected.diagnostics) << tree;
  }
}

TEST(CsafProductTree, TakesIdentifiersFromWhereverTheyAre) {
  EXPECT_EQ(read_csaf_parts(R"("branches": [{"category": "vendor", "name": "A",
        "product": {"product_id": "P", "name": "Product"}}],
      "full_product_names": [{"product_id": "P", "name": "Product",
        "product_identification_helper": {"cpe": "cpe:/a:p", "skus": []}}])")
                .text,
            "product: P | Product\n  in: vendor=A\n  cpe: cpe:/a:p\n");
}

TEST(CsafProductTree, ReportsProductsWithoutAnId) {
  const test::CsafRead result = read_csaf_parts(
      R"("full_product_names": [{"name": "Nameless"}, {"product_id": "", "name": "Other"},
                                {"product_id": null}, {"product_id": "P"}])");
  EXPECT_EQ(result.text, "product: P | \n");
  EXPECT_EQ(result.diagnostics, "product-without-id /product_tree name=Nameless ×3\n");
}

TEST(CsafProductTree, KeepsIdsThatNobodyDefinedAndEmptyOnes) {
  const test::CsafRead result =
      read_csaf_parts(R"("full_product_names": [{"product_id": "P", "name": "Product"}])",
                      R"({"product_status": {"fixed": ["P", "Q", " Q", ""]}, "threats": [
          {"category": "impact", "product_ids": [""]}]})");
  EXPECT_EQ(result.text,
            "product: P | Product\nundefined product: Q | \nundefined product:  Q | \n"
            "undefined product:  | \n"
            "vulnerability:  |  |  | \n  status: fixed @ P Q  Q \n  threat: impact |  @ \n");
  EXPECT_EQ(result.diagnostics, "");
}

// ── Product groups ───────────────────────────────────────────────────────────────────────────────

constexpr std::string_view kUsesOfGroups = R"({
    "flags": [{"label": "component_not_present", "group_ids": ["G"]}],
    "threats": [{"category": "impact", "group_ids": ["G", "H"], "product_ids": ["x"]}],
    "first_known_exploitation_dates": [{"exploitation_date": "2026", "group_ids": ["H"]}],
    "remediations": [{"category": "vendor_fix", "product_ids": ["x"], "group_ids": ["H", "G"]}],
    "product_status": {"fixed": ["x"]},
    "scores": [{"products": ["x"], "cvss_v3": {"baseScore": 1}}]})";

TEST(CsafProductGroups, StandForTheirProductsWhereverTheyAreDefined) {
  const std::string groups = R"("product_tree": {"product_groups": [
      {"group_id": "G", "product_ids": ["a", "b"]}, {"product_ids": ["c"], "group_id": "H"}]})";
  const std::string vulnerabilities = "\"vulnerabilities\": [" + std::string(kUsesOfGroups) + "]";
  const std::string document = R"("document": {"tracking": {"id": "A-1"}})";
  const std::string said = R"(vulnerability:  |  |  | 
  flag: component_not_present @ a b
  status: fixed @ x
  threat: impact |  @ a b c x
  threat: first_known_exploitation | 2026 @ c
  score: 1 |  @ x
  remediation: vendor_fix |  |  |  |  |  |  @ x c a b
)";
  const std::string before = "{" + document + "," + groups + "," + vulnerabilities + "}";
  EXPECT_EQ(read_csaf_text(before).text,
            std::string(kHead) +
                "undefined product: a | \nundefined product: b | \nundefined product: c | \n"
                "undefined product: x | \n" +
                said);
  EXPECT_EQ(read_csaf_text(before).diagnostics, "");
  const std::string behind = "{" + document + "," + vulnerabilities + "," + groups + "}";
  EXPECT_EQ(read_csaf_text(behind).text,
            std::string(kHead) +
                "undefined product: x | \nundefined product: a | \nundefined product: b | \n"
                "undefined product: c | \n" +
                said);
  EXPECT_EQ(read_csaf_text(behind).diagnostics, "");
}

// A list that names a group must not become an empty one, which would mean every product.
TEST(CsafProductGroups, WithoutProductsStayAsProductsOfTheirOwn) {
  const test::CsafRead result = read_csaf_parts(
      R"("product_groups": [{"group_id": "G", "product_ids": []}, {"product_ids": ["lost"]}])",
      kUsesOfGroups);
  EXPECT_EQ(result.text, R"(undefined product: lost | 
undefined product: x | 
undefined product: G | 
undefined product: H | 
vulnerability:  |  |  | 
  flag: component_not_present @ G
  status: fixed @ x
  threat: impact |  @ G H x
  threat: first_known_exploitation | 2026 @ H
  score: 1 |  @ x
  remediation: vendor_fix |  |  |  |  |  |  @ x H G
)");
  EXPECT_EQ(result.diagnostics, "undefined-group /product_tree id=G ×2\n");
}

TEST(CsafProductGroups, ThatAreDefinedTwiceKeepTheirFirstProducts) {
  const test::CsafRead result = read_csaf_parts(
      R"("product_groups": [{"group_id": "G", "product_ids": ["a"]},
                            {"group_id": "G", "product_ids": ["b", "c"]}])",
      R"({"flags": [{"label": "f", "group_ids": ["G"]}]})");
  EXPECT_EQ(result.text,
            "undefined product: a | \nundefined product: b | \nundefined product: c | \n"
            "vulnerability:  |  |  | \n  flag: f @ a\n");
  EXPECT_EQ(result.diagnostics, "group-defined-twice /product_tree id=G\n");
}

TEST(CsafProductGroups, ThatNobodyUsesAreNoTrouble) {
  const test::CsafRead result = read_csaf_parts(
      R"("product_groups": [{"group_id": "G"}, {"group_id": "H", "product_ids": ["a"]}])", "{}");
  EXPECT_EQ(result.text, "undefined product: a | \nvulnerability:  |  |  | \n");
  EXPECT_EQ(result.diagnostics, "");
}

// ── Vulnerabilities ──────────────────────────────────────────────────────────────────────────────

// Whatever its name is: what a name means is for later stages to say.
TEST(CsafVulnerability, TakesEveryStatusList) {
  const std::vector<std::string_view> lists = {
      "first_affected",      "first_fixed",        "fixed",       "known_affected",
      "known_not_affected",  "last_affected",      "recommended", "unknown",
      "under_investigation", "known not affected", "Fixed",       "x_own"};
  std::string json, text, products;
  for (const std::string_view list : lists) {
    const std::string id = "of " + std::string(list);
    json.append(json.empty() ? "" : ",")
        .append("\"")
        .append(list)
        .append("\": [\"both\", \"" + id + "\"]");
    text.append("  status: ").append(list).append(" @ both " + id + "\n");
    products += "undefined product: " + id + " | \n";
  }
  const test::CsafRead result = read_csaf_parts("", R"({"product_status": {)" + json + "}}");
  EXPECT_EQ(result.text,
            "undefined product: both | \n" + products + "vulnerability:  |  |  | \n" + text);
  EXPECT_EQ(result.diagnostics, "");
}

TEST(CsafVulnerability, TakesSeveralVersionsOfCvssFromOneObject) {
  const std::string v2 =
      R"("cvss_v2": {"version": "2.0", "vectorString": "AV:N", "baseScore": 7.5})";
  const std::string v3 =
      R"("cvss_v3": {"vectorString": "CVSS:3.0/AV:N", "baseScore": 9.80, "version": "3.0"})";
  const std::string v4 = R"("cvss_v4": {"baseScore": 1e1, "vectorString": "CVSS:4.0/AV:N"})";
  const std::string scores = v2 + ", " + v3 + ", " + v4;
  const std::string expected = R"(undefined product: a | 
undefined product: b | 
vulnerability:  |  |  | 
  score: 7.5 | AV:N | 2.0 @ a b
  score: 9.80 | CVSS:3.0/AV:N | 3.0 @ a b
  score: 1e1 | CVSS:4.0/AV:N | 4.0 @ a b
)";
  const std::string products = R"("products": ["a", "b"])";
  for (const std::string& vulnerability : {
           R"({"scores": [{)" + products + ", " + scores + "}]}",
           R"({"scores": [{)" + scores + ", " + products + "}]}",
           R"({"scores": [{)" + v2 + ", " + products + ", " + v3 + ", " + v4 + "}]}",
           R"({"metrics": [{"content": {)" + scores + "}, " + products + "}]}",
           R"({"metrics": [{)" + products + ", \"content\": {" + scores + "}}]}",
       }) {
    const test::CsafRead result = read_csaf_parts("", vulnerability);
    EXPECT_EQ(result.text, expected) << vulnerability;
    EXPECT_EQ(result.diagnostics, "") << vulnerability;
  }
}

TEST(CsafVulnerability, TakesVersionsOfCvssAsTheyAreWritten) {
  EXPECT_EQ(read_csaf_parts("", R"({"scores": [
      {"cvss_v2": {"baseScore": 1}}, {"cvss_v2": {"version": "2", "baseScore": 2}},
      {"cvss_v3": {"baseScore": 3}}, {"cvss_v3": {"version": "3.1", "baseScore": "4.0"}},
      {"cvss_v4": {"version": "", "baseScore": 0}}, {"cvss_v3": {}}, {}]})")
                .text,
            "vulnerability:  |  |  | \n  score: 1 |  | 2.0 @\n  score: 2 |  | 2 @\n"
            "  score: 3 |  @\n  score: 4.0 |  | 3.1 @\n  score: 0 |  | 4.0 @\n  score:  |  @\n");
}

TEST(CsafVulnerability, TakesRatingsInWordsForThreats) {
  EXPECT_EQ(read_csaf_parts("", R"({
      "metrics": [{"products": ["a"], "content": {"qualitative_severity_rating": "critical"}},
                  {"content": {"cvss_v3": {"baseScore": 1}, "qualitative_severity_rating": "low"},
                   "products": ["b"]},
                  {"content": {"qualitative_severity_rating": ""}, "products": ["c"]}],
      "scores": [{"qualitative_severity_rating": "none", "products": ["d"]}]})")
                .text,
            "undefined product: a | \nundefined product: b | \nundefined product: c | \n"
            "undefined product: d | \nvulnerability:  |  |  | \n"
            "  threat: severity | critical @ a\n  threat: severity | low @ b\n"
            "  threat: severity | none @ d\n  score: 1 |  @ b\n");
}

TEST(CsafVulnerability, TakesTheOtherSpellingsOfItsMembers) {
  EXPECT_EQ(read_csaf_parts("", R"({"cve": " CVE-2024-1\n", "disclosure_date": "2024-05-01",
      "threats": [{"category": "impact", "description": "in place of details"}]},
     {"cve": "", "ids": [{"system_name": "s"}, {"text": ""}, {"text": " ID-1 "}, {"text": "ID-2"}],
      "cwes": [{"id": ""}, {"id": "CWE-1"}], "cwe": {"name": "no id"}})")
                .text,
            "vulnerability:  | CVE-2024-1 |  | \n  released: 2024-05-01\n"
            "  threat: impact | in place of details @\n"
            "vulnerability:  |  |  | CWE-1\n  other id: ID-1\n");
}

TEST(CsafVulnerability, KeepsWhatItHoldsApartFromThatOfOthers) {
  std::string json, text, products;
  for (int i = 1; i <= 3; ++i) {
    const std::string n = std::to_string(i);
    products += "undefined product: " + n + " | \n";
    json += std::string(i == 1 ? "" : ",") + R"({"title": ")" + n + R"(", "cwe": {"id": "CWE-)" +
            n + R"("}, "notes": [{"text": ")" + n + R"("}], "flags": [{"label": ")" + n +
            R"(", "product_ids": [")" + n + R"("]}], "product_status": {"fixed": [")" + n +
            R"("]}, "threats": [{"details": ")" + n + R"("}, {"product_ids": [")" + n +
            R"("]}], "scores": [{"cvss_v3": {"baseScore": )" + n +
            R"(}}], "remediations": [{"details": ")" + n + R"("}]})";
    text += "vulnerability:  |  | " + n + " | CWE-" + n + "\n  note:  |  | " + n +
            "\n  flag: " + n + " @ " + n + "\n  status: fixed @ " + n + "\n  threat:  | " + n +
            " @\n  threat:  |  @ " + n + "\n  score: " + n + " |  @\n  remediation:  | " + n +
            " |  |  |  |  |  @\n";
  }
  EXPECT_EQ(read_csaf_parts("", json).text, products + text);
}

}  // namespace
}  // namespace patchmatrix
