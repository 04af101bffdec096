// SPDX-License-Identifier: Apache-2.0
//
// Base scores of real advisories, recomputed from their vectors. What does not agree is named here.

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/cvss.hpp>
#include <patchmatrix/error.hpp>

#include "io/files.hpp"
#include "io/json.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {
namespace {

constexpr const char* kSamples = "csaf/sample";
constexpr std::array<std::string_view, 3> kGenerations = {"cvss_v2", "cvss_v3", "cvss_v4"};

using Counts = std::map<std::string, std::size_t>;

struct Comparison {
  Counts compared;   // by generation
  Counts differing;  // "file vector written for computed", in tenths
  std::vector<std::string> not_json;
};

// "9.8" and "98", "9" and "90".
std::string written_in_tenths(std::string_view score) {
  std::string out(score.substr(0, score.find('.')));
  const std::string_view fraction = score.substr(std::min(out.size() + 1, score.size()));
  out += fraction.empty() ? "0" : fraction;
  return out.size() > 1 && out.front() == '0' ? out.substr(1) : out;
}

void compare(const std::string& file, JsonValue scores, Comparison& out) {
  for (const std::string_view generation : kGenerations) {
    const JsonValue score = scores[generation];
    if (!score) continue;
    ++out.compared[std::string(generation)];
    const std::string_view vector = score["vectorString"].string();
    const std::string written = written_in_tenths(score["baseScore"].string());
    const std::optional<CvssVector> read = read_cvss(vector);
    const std::string computed = read ? std::to_string(read->base_tenths) : "nothing";
    if (computed == written) continue;
    ++out.differing[file + ' ' + std::string(vector) + ' ' + written + " for " + computed];
  }
}

// Scores stand under `scores` in CSAF 2.0 and in the content of `metrics` in 2.1.
void compare(const std::string& file, const JsonDocument& document, Comparison& out) {
  const JsonValue vulnerabilities = document.root()["vulnerabilities"];
  for (std::size_t i = 0; i < vulnerabilities.size(); ++i) {
    const JsonValue scores = vulnerabilities[i]["scores"];
    for (std::size_t j = 0; j < scores.size(); ++j) compare(file, scores[j], out);
    const JsonValue metrics = vulnerabilities[i]["metrics"];
    for (std::size_t j = 0; j < metrics.size(); ++j) compare(file, metrics[j]["content"], out);
  }
}

Comparison compare_samples() {
  Comparison out;
  for (const auto& file : files_below(*corpus() / kSamples)) {
    if (file.extension() != ".json") continue;
    const std::string name = file.lexically_relative(*corpus() / kSamples).string();
    try {
      compare(name, JsonDocument(read_file(file)), out);
    } catch (const Error& error) {
      out.not_json.push_back(name + ' ' + error.code());
    }
  }
  return out;
}

// One publisher writes the temporal score where the base score belongs; nobody else is wrong.
TEST(CvssScores, AgreeWithThoseOfRealAdvisories) {
  PATCHMATRIX_NEEDS(kSamples);
  const Comparison comparison = compare_samples();
  EXPECT_EQ(comparison.compared, (Counts{{"cvss_v2", 47}, {"cvss_v3", 2074}, {"cvss_v4", 10}}));
  EXPECT_EQ(comparison.differing,
            (Counts{
                {"fortinet/FG-IR-21-173.json "
                 "CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H/E:P/RL:U/RC:C 63 for 67",
                 14},
                {"fortinet/FG-IR-24-259.json "
                 "CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:N/I:N/A:H/E:F/RL:U/RC:C 52 for 53",
                 3},
                {"fortinet/FG-IR-24-259.json "
                 "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H/E:P/RL:U/RC:C 71 for 75",
                 4},
                {"fortinet/FG-IR-26-113.json "
                 "CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:L/I:N/A:N/E:P/RL:O/RC:C 25 for 27",
                 1},
                {"fortinet/FG-IR-26-113.json "
                 "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P/RL:O/RC:C 90 for 98",
                 1},
                {"fortinet/FG-IR-26-155.json "
                 "CVSS:3.1/AV:A/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P/RL:O/RC:C 69 for 75",
                 1},
                {"fortinet/csaf_authenticated-heap-overflow-in-ssl-vpn-bookmarks.json "
                 "CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:H/I:H/A:H/E:P/RL:O/RC:C 67 for 75",
                 3},
            }));
  EXPECT_EQ(comparison.not_json, (std::vector<std::string>{
                                     "dist/white-feed.json json-syntax",
                                     "malformed/csaf-openeuler-cve-2024-50187.json json-syntax",
                                     "malformed/dataFeed_jvndb_detail_oka.json json-syntax",
                                 }));
}

}  // namespace
}  // namespace patchmatrix::test
