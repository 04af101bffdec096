// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/parse.hpp>

#include "io/files.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace test;

// "model date", then "CVE probability percentile", one a line.
std::string scores_of(const EpssScores& scores) {
  std::string out = scores.model + ' ' + to_string(scores.date) + '\n';
  for (const EpssScore& each : scores.entries)
    out += each.vulnerability + ' ' + std::to_string(each.probability) + ' ' +
           std::to_string(each.percentile) + '\n';
  return out;
}

std::string read(std::string_view bytes) {
  std::string out;
  Diagnostics diagnostics;
  const std::string error = error_of([&] { out = scores_of(parse_epss(bytes, diagnostics)); });
  return error == "no error" ? out + text_of(diagnostics) : error + '\n' + text_of(diagnostics);
}

constexpr const char* kHead =
    "#model_version:v2023.03.01,score_date:2023-03-07T00:00:00+0000\ncve,epss,percentile\n";

TEST(Epss, GivesEveryScoreInOrderOfIdentifiers) {
  EXPECT_EQ(
      read(std::string(kHead) + "CVE-2020-0002,0.97567,0.99995\nCVE-2018-12345,0.00113,0.43131\n"),
      "v2023.03.01 2023-03-07T00:00:00Z\n"
      "CVE-2018-12345 113 43131\n"
      "CVE-2020-0002 97567 99995\n");
}

TEST(Epss, ReadsTheHeadInEveryForm) {
  const std::string rows = "cve,epss,percentile\nCVE-2020-0002,0.5,0.5\n";
  const std::string scores = "CVE-2020-0002 50000 50000\n";
  for (const auto& [head, expected] : std::vector<std::pair<std::string, std::string>>{
           {"#model_version:v1,score_date:2023-03-07T00:00:00+0000", "v1 2023-03-07T00:00:00Z"},
           {"#model_version:v1,score_date:2023-03-07T09:00:00+0900", "v1 2023-03-07T00:00:00Z"},
           {"#model_version:v1,score_date:2023-03-07T00:00:00+00:00", "v1 2023-03-07T00:00:00Z"},
           {"#model_version:v1,score_date:2025-03-17T12:55:00Z", "v1 2025-03-17T12:55:00Z"},
           {"#model_version:v1,score_date:2023-03-07", "v1 2023-03-07T00:00:00Z"},
           {"#score_date:2023-03-07,model_version:v1,more:1", "v1 2023-03-07T00:00:00Z"},
       }) {
    EXPECT_EQ(read(head + '\n' + rows), expected + '\n' + scores) << head;
    EXPECT_EQ(read("\xEF\xBB\xBF" + head + "\r\ncve,epss,percentile\r\nCVE-2020-0002,0.5,0.5\r\n"),
              expected + '\n' + scores)
        << head;
  }
}

TEST(Epss, FindsColumnsByTheirNames) {
  EXPECT_EQ(read("#model_version:v1,score_date:2023-03-07\npercentile,more,cve,epss\n"
                 "0.2,x,CVE-2020-0002,0.1\n"),
            "v1 2023-03-07T00:00:00Z\nCVE-2020-0002 10000 20000\n");
}

TEST(Epss, TakesNumbersFromZeroToOneAndRoundsThemToFiveDecimals) {
  for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{
           {"0", "0"},
           {"1", "100000"},
           {"1.0", "100000"},
           {"0.00001", "1"},
           {"1e-05", "1"},
           {"0.123456789", "12346"},
           {"0.000004", "0"},
           {"0.99999", "99999"},
       })
    EXPECT_EQ(read(std::string(kHead) + "CVE-2020-0002," + text + ",0\n"),
              "v2023.03.01 2023-03-07T00:00:00Z\nCVE-2020-0002 " + expected + " 0\n")
        << text;
}

TEST(Epss, SkipsAndCountsRowsThatAreNone) {
  for (const std::string row :
       {"CVE-2020-0003,1.00001,0", "CVE-2020-0003,-0.1,0", "CVE-2020-0003,0.1,2", "CVE-20-3,0,0",
        "CVE-2020-0003,0.1", "CVE-2020-0003", ",,", "CVE-2020-0003,,0.1", "CVE-2020-0003,nan,0.1",
        "CVE-2020-0003,inf,0.1", "CVE-2020-0003,0.1x,0.1", "CVE-2020-0003, 0.1,0.1",
        "CVE-2020-0003,+0.1,0.1", "CVE-2020-0003,0x1p-3,0.1", "CVE-2020-0003;0.1;0.1"})
    EXPECT_EQ(read(std::string(kHead) + "CVE-2020-0002,0.1,0.2\n" + row + '\n'),
              "v2023.03.01 2023-03-07T00:00:00Z\nCVE-2020-0002 10000 20000\n"
              "entry-skipped 4:1 text=" +
                  row + '\n');
  EXPECT_EQ(read(std::string(kHead) + "\nCVE-2020-0002,0.1,0.2\na\nb\nCVE-2020-0002,0.3,0.4"),
            "v2023.03.01 2023-03-07T00:00:00Z\nCVE-2020-0002 10000 20000\n"
            "entry-skipped 5:1 text=a ×2\n"
            "entry-twice id=CVE-2020-0002\n");
}

TEST(Epss, RefusesWhatTellsNoDayModelOrColumns) {
  for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{
           {"", "malformed 1:1 catalogue-form\n"},
           {"cve,epss\nCVE-2020-0002,0.1\n", "malformed 1:1 catalogue-form\n"},
           {"#model_version:v1\n", "malformed 1:1 catalogue-form\n"},
           {"#score_date:2023-03-07\n", "malformed 1:1 catalogue-form\n"},
           {"#model_version:v1,score_date:today\n", "malformed 1:1 catalogue-form\n"},
           {"#model_version:v1,score_date:\n", "malformed 1:1 catalogue-form\n"},
           {"#model_version:v1,score_date:T+\n", "malformed 1:1 catalogue-form\n"},
           {"#model_version:v1,score_date:2023-03-07\n", "malformed 2:1 catalogue-form\n"},
           {"#model_version:v1,score_date:2023-03-07\ncve,epss\n",
            "malformed 2:1 catalogue-form\n"},
           {kHead, "malformed no-entries\n"},
           {std::string(kHead) + "CVE-2020-2,0,0\n",
            "malformed no-entries\nentry-skipped 3:1 text=CVE-2020-2,0,0\n"},
       })
    EXPECT_EQ(read(text), expected) << text;
}

TEST(Epss, ReadsAScoreForEveryVulnerabilityThereIs) {
  std::string text = kHead;
  constexpr int kRows = 300'000;
  for (int i = 0; i < kRows; ++i)
    text += "CVE-2020-" + std::to_string(100'000 + i) + ",0." +
            std::to_string(10'000 + i % 90'000) + ",0.12345\n";
  Diagnostics diagnostics;
  const EpssScores scores = parse_epss(text, diagnostics);
  EXPECT_EQ(scores.entries.size(), static_cast<std::size_t>(kRows));
  EXPECT_EQ(text_of(diagnostics), "");
}

TEST(Epss, ReadsTheRealFile) {
  PATCHMATRIX_NEEDS("epss/epss_scores-2023-03-07.csv.gz");
  Buffer buffer;
  const std::string packed = read_file(*corpus() / "epss/epss_scores-2023-03-07.csv.gz");
  EXPECT_EQ(read(unpack(packed, buffer)),
            "v2023.03.01 2023-03-07T00:00:00Z\n"
            "CVE-2018-19571 113 43131\n"
            "CVE-2020-5902 97567 99995\n");
}

}  // namespace
}  // namespace patchmatrix
