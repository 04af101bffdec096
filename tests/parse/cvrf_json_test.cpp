// SPDX-License-Identifier: Apache-2.0
#include "parse/cvrf_json.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "parse/documents.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

struct Read {
  std::string text;
  std::string diagnostics;
};

Read read(const std::string& json) {
  Diagnostics diagnostics;
  const JsonDocument parsed(json);
  EXPECT_TRUE(is_cvrf_json(parsed.root())) << json;
  const Document document = read_cvrf_json(parsed.root(), diagnostics);
  EXPECT_EQ(document.format, Format::CvrfJson);
  return {test::text_of(document), test::text_of(diagnostics)};
}

Read read_parts(const std::string& product_tree, const std::string& vulnerabilities) {
  Read result = read(R"({"DocumentTracking": {}, "ProductTree": {)" + product_tree +
                     R"(}, "Vulnerability": [)" + vulnerabilities + "]}");
  const std::string head = "title: \nid: \npublisher:  | \nreleased:  | \n";
  EXPECT_TRUE(result.text.starts_with(head)) << result.text;
  result.text.erase(0, head.size());
  return result;
}

TEST(CvrfJsonReader, SaysTheSameAsTheXmlForm) {
  const Read result = read(std::string(test::kWholeJson));
  EXPECT_EQ(result.text, test::kWholeText);
  EXPECT_EQ(result.diagnostics, "");
}

TEST(CvrfJsonReader, DoesNotNeedTheTextItWasReadFrom) {
  Diagnostics diagnostics;
  Document document;
  {
    const JsonDocument parsed(test::kWholeJson);
    document = read_cvrf_json(parsed.root(), diagnostics);
  }
  EXPECT_EQ(test::text_of(document), test::kWholeText);
}

TEST(CvrfJsonReader, KnowsKnownIssuesByTheirOldAndTheirNewNumber) {
  std::string expected = "vulnerability:  |  |  | \n";
  for (const char* name : {"Workaround", "Mitigation", "Vendor Fix", "Release Notes", "4",
                           "Known Issue", "Known Issue", "7"})
    expected += "  remediation: " + std::string(name) + " |  |  |  |  |  |  @\n";
  EXPECT_EQ(read_parts("", R"({"Remediations": [{"Type": 0}, {"Type": 1}, {"Type": 2}, {"Type": 3},
                              {"Type": 4}, {"Type": 5}, {"Type": 6}, {"Type": 7}]})")
                .text,
            expected);
}

TEST(CvrfJsonReader, KeepsNumbersItHasNoNameFor) {
  EXPECT_EQ(read_parts("", R"({"Threats": [{"Type": 0}, {"Type": 1}, {"Type": 2}, {"Type": 3},
                                           {"Type": "Impact"}],
                              "ProductStatuses": [{"Type": 3}, {"Type": 4}],
                              "Notes": [{"Type": 1}, {"Type": 3}, {"Type": 6}, {"Type": 7}]})")
                .text,
            "vulnerability:  |  |  | \n"
            "  note: Details |  | \n  note: 3 |  | \n  note: Other |  | \n  note: Tag |  | \n"
            "  status: Known Affected @\n  status: 4 @\n"
            "  threat: Impact |  @\n  threat: Exploit Status |  @\n  threat: 2 |  @\n"
            "  threat: Severity |  @\n  threat: Impact |  @\n");
}

TEST(CvrfJsonReader, TakesMissingTextForEmptyText) {
  const std::string expected = "vulnerability: 1 | CVE-2022-1 |  | \n  threat: Severity |  @\n";
  for (const std::string_view text :
       {"{}", "null", R"({"Value": null})", R"({"Value": ""})", R"({"Value": " \n "})", R"("")",
        R"({"value": "Critical"})", "[]", R"(["Critical"])", "true"})
    EXPECT_EQ(
        read_parts("", R"({"CVE": "CVE-2022-1", "Ordinal": "1", "Title": )" + std::string(text) +
                           R"(, "Threats": [{"Type": 3, "Description": )" + std::string(text) +
                           "}]}")
            .text,
        expected)
        << text;
}

TEST(CvrfJsonReader, TakesPlainTextsAndNumbersToo) {
  EXPECT_EQ(read_parts("", R"({"CVE": {"Value": "CVE-2022-1"}, "Ordinal": 3, "Title": " Plain ",
                              "CVSSScoreSets": [{"BaseScore": 9.80}, {"BaseScore": "7.0"}]})")
                .text,
            "vulnerability: 3 | CVE-2022-1 | Plain | \n  score: 9.80 |  @\n  score: 7.0 |  @\n");
}

TEST(CvrfJsonReader, SkipsAndReportsVulnerabilitiesOfAWrongType) {
  const Read result =
      read_parts("", R"({"CVE": "CVE-2022-1"}, "text", {"CVE": "CVE-2022-2"}, 5, null, [])");
  EXPECT_EQ(result.text,
            "vulnerability:  | CVE-2022-1 |  | \nvulnerability:  | CVE-2022-2 |  | \n");
  EXPECT_EQ(result.diagnostics, "wrong-json-type /Vulnerability/1 ×4\n");
}

TEST(CvrfJsonReader, ReadsNothingFromListsOfAWrongType) {
  for (const std::string_view wrong : {"null", "{}", "\"text\"", "5", "true", "[]"}) {
    const std::string w(wrong);
    EXPECT_EQ(read_parts(R"("Branch": )" + w + R"(, "FullProductName": )" + w,
                         R"({"CVE": "CVE-2022-1", "Notes": )" + w + R"(, "CWE": )" + w +
                             R"(, "ProductStatuses": )" + w + R"(, "Threats": )" + w +
                             R"(, "CVSSScoreSets": )" + w + R"(, "Remediations": )" + w +
                             R"(, "RevisionHistory": )" + w + "}")
                  .text,
              "vulnerability:  | CVE-2022-1 |  | \n")
        << wrong;
  }
}

TEST(CvrfJsonReader, ReportsListsOfAWrongTypeAndNeverTakesThemForAllProducts) {
  const Read result = read_parts("", R"({"CVE": "CVE-2022-1", "Remediations": 5, "Threats": [7,
      {"Type": 3, "Description": {"Value": "Low"}, "ProductID": "11"},
      {"Type": 3, "Description": {"Value": "Low"}, "ProductID": {}}]})");
  EXPECT_EQ(result.text,
            "undefined product: 11 | \nundefined product:  | \n"
            "vulnerability:  | CVE-2022-1 |  | \n  threat: Severity | Low @ 11\n"
            "  threat: Severity | Low @ \n");
  EXPECT_EQ(result.diagnostics, "wrong-json-type Threats/0 ×4\n");
}

TEST(CvrfJsonReader, ReadsBranchesOfAnyDepthAndKind) {
  const Read result = read_parts(R"("Branch": [
      {"Type": 0, "Name": "Acme", "Items": [
        {"Type": 1, "Name": "Rockets", "Items": [
          {"Type": 9, "Name": "Deeper", "Items": [{"ProductID": "1", "Value": "One"}]},
          {"ProductID": "2", "Value": "Two"}]},
        {"ProductID": "3", "Value": "Three"},
        {"Type": 1, "Name": "Empty"}]},
      {"ProductID": "4", "Value": "Four"}])",
                                 "");
  EXPECT_EQ(result.text,
            "product: 1 | One\n  in: Vendor=Acme > Product Family=Rockets > 9=Deeper\n"
            "product: 2 | Two\n  in: Vendor=Acme > Product Family=Rockets\n"
            "product: 3 | Three\n  in: Vendor=Acme\nproduct: 4 | Four\n"
            "branch without products: Vendor=Acme > Product Family=Empty\n");
  EXPECT_EQ(result.diagnostics, "");
}

TEST(CvrfJsonReader, ReportsProductsWithTwoNamesOrNoId) {
  const Read result = read_parts(R"("FullProductName": [
      {"ProductID": "1", "Value": "One"}, {"ProductID": "1", "Value": "One"},
      {"ProductID": "1", "Value": "Uno"}, {"ProductID": "", "Value": "Nameless"},
      {"Value": "Nameless too"}, {"ProductID": 2, "Value": "Two"}])",
                                 "");
  EXPECT_EQ(result.text, "product: 1 | One\n  also: Uno | \nproduct: 2 | Two\n");
  EXPECT_EQ(result.diagnostics,
            "product-without-id /ProductTree name=Nameless ×2\n"
            "product-defined-twice /ProductTree id=1 kept=One ignored=Uno\n");
}

TEST(CvrfJsonReader, KeepsProductsThatNobodyDefined) {
  EXPECT_EQ(read_parts(R"("FullProductName": [{"ProductID": "1", "Value": "One"}])",
                       R"({"ProductStatuses": [{"Type": 3, "ProductID": ["7", "1"]}]})")
                .text,
            "product: 1 | One\nundefined product: 7 | \n"
            "vulnerability:  |  |  | \n  status: Known Affected @ 7 1\n");
}

TEST(CvrfJson, IsAnObjectWithTrackingAndAListOfVulnerabilities) {
  const std::vector<std::pair<std::string_view, bool>> cases = {
      {R"({"DocumentTracking": {}, "Vulnerability": []})", true},
      {R"({"DocumentTracking": {}, "Vulnerability": {}})", false},
      {R"({"DocumentTracking": [], "Vulnerability": []})", false},
      {R"({"DocumentTracking": {}})", false},
      {R"({"Vulnerability": []})", false},
      {R"([{"DocumentTracking": {}, "Vulnerability": []}])", false},
      {"{}", false},
      {"null", false},
  };
  for (const auto& [json, expected] : cases)
    EXPECT_EQ(is_cvrf_json(JsonDocument(json).root()), expected) << json;
}

}  // namespace
}  // namespace patchmatrix
