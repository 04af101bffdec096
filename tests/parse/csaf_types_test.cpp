// SPDX-License-Identifier: Apache-2.0
//
// CSAF that is JSON but not of the schema's types: what would lose vulnerabilities is refused with
// its place, what loses one entry is told, null is as good as absent.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/parse.hpp>

#include "parse/csaf_reading.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using test::read_csaf_parts;
using test::read_csaf_text;

// What parse() and parse_in_place() say.
std::string error_in(std::string_view json) {
  Diagnostics diagnostics;
  std::string error = test::error_of([&] { parse(json, diagnostics); });
  test::PaddedText padded(json);
  EXPECT_EQ(test::error_of([&] { parse_in_place(padded.span(), diagnostics); }), error) << json;
  return error;
}

TEST(CsafTypes, ThatWouldLoseVulnerabilitiesAreRefusedWithTheirPlace) {
  const std::string id = R"({"document": {"tracking": {"id": "A-1"}}, )";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"({"document": []})", "malformed /document json-type"},
      {R"({"document": "A-1", "vulnerabilities": []})", "malformed /document json-type"},
      {R"({"document": 7})", "malformed /document json-type"},
      {R"({"document": {"tracking": "A-1"}})", "malformed /document/tracking json-type"},
      {R"({"document": {"tracking": []}})", "malformed /document/tracking json-type"},
      {id + R"("product_tree": []})", "malformed /product_tree json-type"},
      {id + R"("product_tree": false})", "malformed /product_tree json-type"},
      {id + R"("vulnerabilities": 5})", "malformed /vulnerabilities json-type"},
      {id + R"("vulnerabilities": {"cve": "CVE-2024-1"}})", "malformed /vulnerabilities json-type"},
      {id + R"("vulnerabilities": "CVE-2024-1"})", "malformed /vulnerabilities json-type"},
      {id + R"("vulnerabilities": [[{"cve": "CVE-2024-1"}]]})",
       "malformed /vulnerabilities/0 json-type"},
      {id + R"("vulnerabilities": [{"cve": "CVE-2024-1"}, "CVE-2024-2"]})",
       "malformed /vulnerabilities/1 json-type"},
      {id + R"("vulnerabilities": [null, {}, null, 7]})", "malformed /vulnerabilities/3 json-type"},
  };
  for (const auto& [json, expected] : cases) EXPECT_EQ(error_in(json), expected) << json;
}

TEST(CsafTypes, ThatLoseOneEntryAreTold) {
  // A document with one value of a wrong type, and its place.
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"({"document": {"title": ["x"], "tracking": {"id": "A-1"}}})", "/document/title"},
      {R"({"document": {"notes": {}, "tracking": {"id": "A-1"}}})", "/document/notes"},
      {R"({"document": {"notes": [null, 5], "tracking": {"id": "A-1"}}})", "/document/notes/1"},
      {R"({"document": {"publisher": "x", "tracking": {"id": "A-1"}}})", "/document/publisher"},
      {R"({"document": {"aggregate_severity": "x", "tracking": {"id": "A-1"}}})",
       "/document/aggregate_severity"},
      {R"({"document": {"distribution": {"tlp": "WHITE"}, "tracking": {"id": "A-1"}}})",
       "/document/distribution/tlp"},
      {R"({"document": {"tracking": {"id": "A-1", "version": {}}}})", "/document/tracking/version"},
      {test::csaf_of_parts(R"("branches": {})", ""), "/product_tree/branches"},
      {test::csaf_of_parts(R"("branches": 7)", ""), "/product_tree/branches"},
      {test::csaf_of_parts(R"("branches": [[]])", ""), "/product_tree/branches/0"},
      {test::csaf_of_parts(R"("full_product_names": ["x"])", ""),
       "/product_tree/full_product_names/0"},
      {test::csaf_of_parts(R"("relationships": [5])", ""), "/product_tree/relationships/0"},
      {test::csaf_of_parts(R"("product_groups": {"group_id": "G"})", ""),
       "/product_tree/product_groups"},
      {test::csaf_of_parts("", R"({"title": {}})"), "/vulnerabilities/0/title"},
      {test::csaf_of_parts("", R"({"cwe": "CWE-79"})"), "/vulnerabilities/0/cwe"},
      {test::csaf_of_parts("", R"({"cwes": {"id": "CWE-79"}})"), "/vulnerabilities/0/cwes"},
      {test::csaf_of_parts("", R"({"product_status": []})"), "/vulnerabilities/0/product_status"},
      {test::csaf_of_parts("", R"({"scores": {"products": ["x"]}})"), "/vulnerabilities/0/scores"},
      {test::csaf_of_parts("", R"({"scores": ["x"]})"), "/vulnerabilities/0/scores/0"},
      {test::csaf_of_parts("", R"({"metrics": [{"content": []}]})"),
       "/vulnerabilities/0/metrics/0/content"},
      {test::csaf_of_parts("", R"({"threats": true})"), "/vulnerabilities/0/threats"},
      {test::csaf_of_parts("", R"({"flags": "x"})"), "/vulnerabilities/0/flags"},
      {test::csaf_of_parts("", R"({"remediations": [[]]})"), "/vulnerabilities/0/remediations/0"},
      {test::csaf_of_parts("", R"({"ids": [[]]})"), "/vulnerabilities/0/ids/0"},
  };
  for (const auto& [json, place] : cases) {
    const test::CsafRead result = read_csaf_text(json);
    const bool has_vulnerability = json.find("\"vulnerabilities\": [{") != std::string::npos;
    EXPECT_EQ(result.text, std::string("title: \nid: A-1\npublisher:  | \nreleased:  | \n") +
                               (has_vulnerability ? "vulnerability:  |  |  | \n" : ""))
        << json;
    EXPECT_EQ(result.diagnostics, "wrong-json-type " + place + "\n") << json;
  }
}

TEST(CsafTypes, AreToldWithTheirPlaceHoweverDeep) {
  const test::CsafRead result = read_csaf_parts(
      R"("branches": [{"name": "A"}, {"name": "B", "branches": [{"name": "C"}, null, {"name": "D",
          "product": {"product_id": "P", "name": "Product", "product_identification_helper": {
            "hashes": [{}, {"file_hashes": [{"value": "00"}, {"value": []}]}]}}}]}])");
  EXPECT_EQ(result.text,
            "product: P | Product\n  in: =B > =D\n  hash: 00\nbranch without products: =A\n"
            "branch without products: =B > =C\n");
  EXPECT_EQ(result.diagnostics,
            "wrong-json-type /product_tree/branches/1/branches/2/product/"
            "product_identification_helper/hashes/1/file_hashes/1/value\n");
}

// One id in place of a list of them would otherwise look like no list, which means all products.
TEST(CsafTypes, TakeATextInPlaceOfAListOfTextsForItsOnlyElement) {
  const test::CsafRead result = read_csaf_parts(
      R"("product_groups": [{"group_id": "G", "product_ids": "a"}],
         "full_product_names": [{"product_id": "P", "name": "Product",
           "product_identification_helper": {"skus": "S", "model_numbers": 7}}])",
      R"({"product_status": {"fixed": "b", "known_affected": 5},
          "flags": [{"label": "f", "group_ids": "G"}],
          "threats": [{"category": "impact", "product_ids": "c"}],
          "remediations": [{"category": "vendor_fix", "product_ids": "d", "group_ids": ["G"]}],
          "scores": [{"products": "e", "cvss_v3": {"baseScore": 1}}]})");
  EXPECT_EQ(result.text, R"(undefined product: a | 
product: P | Product
  sku: S
  model: 7
undefined product: b | 
undefined product: 5 | 
undefined product: c | 
undefined product: d | 
undefined product: e | 
vulnerability:  |  |  | 
  flag: f @ a
  status: fixed @ b
  status: known_affected @ 5
  threat: impact |  @ c
  score: 1 |  @ e
  remediation: vendor_fix |  |  |  |  |  |  @ d a
)");
  EXPECT_EQ(result.diagnostics, "wrong-json-type /product_tree/product_groups/0/product_ids ×9\n");
}

TEST(CsafTypes, TakeNumbersForTextsAndTextsForNumbers) {
  const test::CsafRead result = read_csaf_text(R"({
      "document": {"title": 7, "tracking": {"id": 2024.10, "version": 3, "status": true}},
      "product_tree": {"full_product_names": [{"product_id": 1, "name": 1.0}]},
      "vulnerabilities": [{"cve": 5, "cwe": {"id": 79},
        "product_status": {"fixed": [1, "1", 1.0, -0]},
        "scores": [{"cvss_v3": {"version": 3.1, "baseScore": "9.8", "vectorString": 1}},
                   {"cvss_v3": {"baseScore": 9.80}}, {"cvss_v3": {"baseScore": -1E+2}}]}]})");
  EXPECT_EQ(result.text, R"(title: 7
id: 2024.10
publisher:  | 
released:  | 
status: true
edition: 3
product: 1 | 1.0
undefined product: 1.0 | 
undefined product: -0 | 
vulnerability:  | 5 |  | 79
  status: fixed @ 1 1 1.0 -0
  score: 9.8 | 1 | 3.1 @
  score: 9.80 |  @
  score: -1E+2 |  @
)");
  EXPECT_EQ(result.diagnostics, "");
}

TEST(CsafTypes, TakeNullForAbsent) {
  const test::CsafRead result = read_csaf_text(R"({
      "product_tree": {"branches": null, "full_product_names": [null,
        {"product_id": "P", "name": "Product", "product_identification_helper": null},
        {"product_id": "Q", "name": null, "product_identification_helper": {"cpe": null,
          "skus": [null, "S", null], "hashes": [null, {"file_hashes": null}]}}],
        "relationships": null, "product_paths": [null], "product_groups": [null]},
      "document": {"title": null, "notes": null, "publisher": null, "distribution": {"tlp": null},
        "tracking": {"id": "A-1", "version": null, "status": null}},
      "vulnerabilities": [null, {"cve": null, "title": null, "cwe": null, "cwes": [null],
        "ids": null, "notes": [null, {"text": null}], "flags": null, "product_status": null,
        "scores": [null, {"products": null, "cvss_v3": null}], "metrics": [{"content": null}],
        "threats": [{"details": null, "product_ids": null, "group_ids": null}],
        "remediations": [{"category": "mitigation", "url": null, "restart_required": null}]},
        {"product_status": {"fixed": null, "unknown": [null, "P"]}}], "$schema": null})");
  EXPECT_EQ(result.text, R"(title: 
id: A-1
publisher:  | 
released:  | 
product: P | Product
product: Q | 
  sku: S
vulnerability:  |  |  | 
  note:  |  | 
  threat:  |  @
  remediation: mitigation |  |  |  |  |  |  @
vulnerability:  |  |  | 
  status: unknown @ P
)");
  EXPECT_EQ(result.diagnostics, "");
}

// Lists are read together, and of single values the last counts.
TEST(CsafTypes, TellKeysThatStandTwiceInOneObject) {
  const test::CsafRead result = read_csaf_text(R"({
      "document": {"title": "one", "title": "two", "tracking": {"id": "A-0"},
                   "tracking": {"id": "A-1", "status": "final"}},
      "product_tree": {"full_product_names": [{"product_id": "P", "name": "Product"}],
                       "product_groups": [{"group_id": "G", "product_ids": ["a"], "product_ids": ["b"]}]},
      "product_tree": {"full_product_names": [{"product_id": "Q", "name": "Other"}]},
      "vulnerabilities": [{"cve": "CVE-2024-1", "cve": "CVE-2024-2",
        "product_status": {"fixed": ["P"], "fixed": ["Q"]},
        "threats": [{"category": "impact", "product_ids": ["P"], "product_ids": ["Q"],
                     "group_ids": ["G"], "unknown": 1, "unknown": 2}], "threats": [{"category": "b"}],
        "scores": [{"products": ["P"], "cvss_v3": {"baseScore": 1}, "products": ["Q"]}]}],
      "vulnerabilities": [{"cve": "CVE-2024-3"}]})");
  EXPECT_EQ(result.text, R"(title: two
id: A-1
publisher:  | 
released:  | 
status: final
product: P | Product
undefined product: a | 
undefined product: b | 
product: Q | Other
vulnerability:  | CVE-2024-2 |  | 
  status: fixed @ P
  status: fixed @ Q
  threat: impact |  @ P Q a b
  threat: b |  @
  score: 1 |  @ P Q
vulnerability:  | CVE-2024-3 |  | 
)");
  EXPECT_EQ(result.diagnostics, "duplicate-key /document/title ×10\n");
}

TEST(CsafTypes, NameTheKeyThatStandsTwice) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"({"document": {"tracking": {"id": "A-1"}}, "document": {}})", "/document"},
      {R"({"document": {"tracking": {"id": "A-1", "version": 1, "version": 2}}})",
       "/document/tracking/version"},
      {test::csaf_of_parts(R"("branches": [{}, {"branches": [{"name": "a", "name": "b"}]}])", ""),
       "/product_tree/branches/1/branches/0/name"},
      {test::csaf_of_parts("", R"({}, {"metrics": [{"content": {"cvss_v3": {}, "cvss_v3": {}}}]})"),
       "/vulnerabilities/1/metrics/0/content/cvss_v3"},
      {test::csaf_of_parts("", R"({"product_status": {"fixed": ["P"], "fixed": []}})"),
       "/vulnerabilities/0/product_status/fixed"},
      {test::csaf_of_parts("", R"({"product_status": {"a~/b": [], "a~b": [], "a~\/b": []}})"),
       "/vulnerabilities/0/product_status/a~0~1b"},
  };
  for (const auto& [json, place] : cases)
    EXPECT_EQ(read_csaf_text(json).diagnostics, "duplicate-key " + place + "\n") << json;
}

}  // namespace
}  // namespace patchmatrix
