// SPDX-License-Identifier: Apache-2.0
//
// The documents that OASIS tests CSAF validators with. A reader is no validator, but what a
// document does to its own statements it has to tell: each of the tests below has its finding,
// which the failing documents give and the valid ones do not.

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/fetch.hpp>
#include <patchmatrix/normalize.hpp>

#include "app/read.hpp"
#include "io/files.hpp"
#include "io/json.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {
namespace {

struct Suite {
  const char* folder;
  std::size_t documents;  // with the template they are made from
  std::size_t cases;      // of the tests named below
};
constexpr Suite kSuite20 = {"suites/oasis-csaf-2.0/validator/data", 240, 28};
constexpr Suite kSuite21 = {"suites/oasis-csaf-2.1/validator/data", 857, 43};

// A test of the standard (section 6) and the finding that stands for it.
const std::map<std::string, std::string> kFindings = {
    {"6.1.1", "undefined-product"},   {"6.1.2", "product-defined-twice"},
    {"6.1.3", "relationship-cycle"},  {"6.1.4", "undefined-group"},
    {"6.1.5", "group-defined-twice"}, {"6.1.6", "contradictory-status"},
    {"6.1.9", "score-differs"},       {"6.1.23", "vulnerability-twice"},
};
// Of the tests on scores these have none:
// 6.1.7 (several scores of one version for a product): all are read and the highest counts.
// 6.1.8 (members that the schema of CVSS demands or forbids): only vector and score are read.
// 6.1.10 (the same metrics beside the vector say otherwise): the vector alone is read.

// Documents that this reader judges otherwise, by the last part of their names, and why.
const std::map<std::string, std::string> kJudgedOtherwise = {
    {"2024-6-1-09-05.json",
     "fails for its threat metrics, which count for the score of 4.0; only the base is recomputed, "
     "so such a score is believed"},
};

bool is_judged_otherwise(const std::string& name) {
  return std::any_of(kJudgedOtherwise.begin(), kJudgedOtherwise.end(),
                     [&](const auto& each) { return name.ends_with(each.first); });
}

struct Outcome {
  std::string error;  // its code, empty if the document was read
  std::set<std::string> findings;
};

// Reads as the program does.
class SuiteReader {
 public:
  Outcome read(const std::filesystem::path& file) {
    Outcome out;
    const ReadResult result = read_document({.path = file.string()}, fetched_, normalizer_);
    if (result.failure) out.error = result.failure->code();
    for (const Diagnostic& each : result.diagnostics) out.findings.insert(each.code);
    return out;
  }

 private:
  Fetched fetched_;
  Normalizer normalizer_{shipped_feeds()};
};

struct TestCase {
  std::string test;  // "6.1.1"
  std::string name;  // of the file, below the folder
  bool fails = false;
};

std::vector<TestCase> test_cases(const Suite& suite) {
  std::vector<TestCase> out;
  const JsonDocument list(read_file(*corpus() / suite.folder / "testcases.json"));
  const JsonValue tests = list.root()["tests"];
  for (std::size_t i = 0; i < tests.size(); ++i)
    for (const char* kind : {"failures", "valid"}) {
      const JsonValue items = tests[i][kind];
      for (std::size_t j = 0; j < items.size(); ++j)
        out.push_back({std::string(tests[i]["id"].string()), std::string(items[j]["name"].string()),
                       std::string_view(kind) == "failures"});
    }
  return out;
}

// Invalid documents too: what is in them can be told.
void expect_all_are_read(const Suite& suite) {
  SuiteReader reader;
  std::size_t documents = 0;
  std::vector<std::string> refused;
  for (const auto& file : files_below(*corpus() / suite.folder)) {
    const std::string name = file.filename().string();
    if (name == "testcases.json" || name.ends_with(".result.json")) continue;
    ++documents;
    const Outcome outcome = reader.read(file);
    if (!outcome.error.empty()) refused.push_back(name + ' ' + outcome.error);
  }
  EXPECT_EQ(refused, std::vector<std::string>{});
  EXPECT_EQ(documents, suite.documents);
}

void expect_findings(const Suite& suite) {
  SuiteReader reader;
  std::size_t cases = 0;
  for (const TestCase& each : test_cases(suite)) {
    const auto finding = kFindings.find(each.test);
    if (finding == kFindings.end()) continue;
    ++cases;
    const Outcome outcome = reader.read(*corpus() / suite.folder / each.name);
    EXPECT_EQ(outcome.findings.contains(finding->second),
              each.fails != is_judged_otherwise(each.name))
        << each.test << ' ' << finding->second << ' ' << each.name;
  }
  EXPECT_EQ(cases, suite.cases);
}

TEST(CsafSuite, Of20IsReadWhole) {
  PATCHMATRIX_NEEDS(kSuite20.folder);
  expect_all_are_read(kSuite20);
}

TEST(CsafSuite, Of21IsReadWhole) {
  PATCHMATRIX_NEEDS(kSuite21.folder);
  expect_all_are_read(kSuite21);
}

TEST(CsafSuite, Of20HasItsFindings) {
  PATCHMATRIX_NEEDS(kSuite20.folder);
  expect_findings(kSuite20);
}

TEST(CsafSuite, Of21HasItsFindings) {
  PATCHMATRIX_NEEDS(kSuite21.folder);
  expect_findings(kSuite21);
}

}  // namespace
}  // namespace patchmatrix::test
