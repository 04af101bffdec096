// SPDX-License-Identifier: Apache-2.0
//
// The expected scores were not made with the code under test. Those called published are of the
// specifications' and FIRST's example documents; the others, and the sums over all vectors, were
// made with the independent implementation ae-cvss-calculator 1.0.13 and compared with js-cvss
// 0.4.4 and with exact decimal arithmetic.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/cvss.hpp>

namespace patchmatrix {
namespace {

struct Scored {
  std::string_view vector;
  int tenths;
};

// "3.1 98", or "nothing".
std::string shown(std::optional<CvssVector> read) {
  if (!read) return "nothing";
  return std::string(slug(read->version)) + ' ' + std::to_string(read->base_tenths);
}

void expect_scores(std::string_view version, const std::vector<Scored>& cases) {
  for (const Scored& each : cases)
    EXPECT_EQ(shown(read_cvss(each.vector)),
              std::string(version) + ' ' + std::to_string(each.tenths))
        << each.vector;
}

TEST(CvssScores, OfVersion2AreThoseOfTheGuideAndOfOthers) {
  const std::vector<Scored> cases = {
      // Published: CVE-2002-0392, CVE-2003-0818, CVE-2003-0062.
      {"AV:N/AC:L/Au:N/C:N/I:N/A:C", 78},
      {"AV:N/AC:L/Au:N/C:C/I:C/A:C", 100},
      {"AV:L/AC:H/Au:N/C:C/I:C/A:C", 62},
      // Others.
      {"AV:L/AC:M/Au:M/C:N/I:N/A:N", 0},
      {"AV:A/AC:H/Au:M/C:P/I:N/A:N", 12},
      {"AV:L/AC:M/Au:S/C:N/I:P/A:N", 15},
      {"AV:L/AC:M/Au:N/C:N/I:P/A:N", 19},
      {"AV:A/AC:M/Au:S/C:N/I:P/A:N", 23},
      {"AV:L/AC:M/Au:M/C:N/I:P/A:P", 27},
      {"AV:L/AC:M/Au:S/C:P/I:N/A:P", 30},
      {"AV:A/AC:M/Au:M/C:P/I:P/A:N", 34},
      {"AV:L/AC:H/Au:N/C:P/I:P/A:P", 37},
      {"AV:L/AC:M/Au:M/C:N/I:C/A:N", 41},
      {"AV:L/AC:H/Au:S/C:P/I:C/A:N", 45},
      {"AV:A/AC:L/Au:N/C:P/I:P/A:N", 48},
      {"AV:N/AC:H/Au:N/C:P/I:P/A:P", 51},
      {"AV:L/AC:M/Au:N/C:C/I:P/A:N", 54},
      {"AV:L/AC:L/Au:S/C:C/I:P/A:P", 57},
      {"AV:L/AC:M/Au:S/C:N/I:C/A:C", 60},
      {"AV:A/AC:M/Au:S/C:P/I:P/A:C", 63},
      {"AV:L/AC:M/Au:N/C:C/I:P/A:C", 66},
      {"AV:A/AC:M/Au:N/C:P/I:C/A:P", 69},
      {"AV:A/AC:L/Au:M/C:C/I:C/A:C", 72},
      {"AV:N/AC:M/Au:M/C:C/I:C/A:P", 75},
      {"AV:N/AC:M/Au:N/C:N/I:P/A:C", 78},
      {"AV:N/AC:M/Au:S/C:P/I:C/A:C", 82},
      {"AV:N/AC:L/Au:S/C:P/I:C/A:C", 87},
      {"AV:N/AC:M/Au:N/C:C/I:C/A:C", 93},
      {"AV:N/AC:L/Au:N/C:C/I:C/A:C", 100},
  };
  expect_scores("2.0", cases);
}

TEST(CvssScores, OfVersion3AreThePublishedOnes) {
  const std::vector<Scored> cases = {
      {"CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 61},
      {"CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 64},
      {"CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", 31},
      {"CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H", 99},
      {"CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L", 42},
      {"CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 88},
      {"CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H", 78},
      {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 75},
      {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 98},
      {"CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:C/C:N/I:H/A:N", 68},
      {"CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 68},
      {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:L/I:N/A:N", 58},
      {"CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:C/C:H/I:N/A:H", 93},
      {"CVSS:3.1/AV:N/AC:L/PR:L/UI:R/S:C/C:L/I:L/A:N", 54},
      {"CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 88},
      {"CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N", 46},
      {"CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H", 88},
      {"CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:N", 74},
      {"CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:H/I:H/A:H", 96},
  };
  expect_scores("3.1", cases);
}

TEST(CvssScores, OfVersion3AreTheSameElsewhere) {
  const std::vector<Scored> cases = {
      {"CVSS:3.1/AV:L/AC:H/PR:L/UI:N/S:U/C:N/I:N/A:N", 0},
      {"CVSS:3.1/AV:P/AC:L/PR:L/UI:R/S:U/C:L/I:N/A:N", 19},
      {"CVSS:3.1/AV:L/AC:H/PR:L/UI:R/S:U/C:L/I:N/A:N", 22},
      {"CVSS:3.1/AV:A/AC:H/PR:L/UI:R/S:C/C:N/I:L/A:N", 26},
      {"CVSS:3.1/AV:P/AC:H/PR:L/UI:N/S:U/C:L/I:L/A:N", 29},
      {"CVSS:3.1/AV:P/AC:H/PR:L/UI:R/S:C/C:L/I:N/A:L", 33},
      {"CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:C/C:L/I:L/A:N", 37},
      {"CVSS:3.1/AV:L/AC:H/PR:N/UI:N/S:U/C:L/I:L/A:N", 40},
      {"CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:N/I:H/A:N", 44},
      {"CVSS:3.1/AV:P/AC:H/PR:H/UI:N/S:C/C:N/I:H/A:N", 47},
      {"CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:L/I:L/A:N", 51},
      {"CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:N/A:L", 55},
      {"CVSS:3.1/AV:P/AC:L/PR:H/UI:N/S:U/C:L/I:H/A:H", 58},
      {"CVSS:3.1/AV:P/AC:H/PR:N/UI:R/S:C/C:L/I:L/A:H", 62},
      {"CVSS:3.1/AV:P/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 66},
      {"CVSS:3.1/AV:P/AC:H/PR:L/UI:R/S:C/C:H/I:H/A:H", 69},
      {"CVSS:3.1/AV:N/AC:L/PR:L/UI:R/S:U/C:H/I:N/A:H", 73},
      {"CVSS:3.1/AV:N/AC:L/PR:L/UI:R/S:C/C:H/I:N/A:L", 76},
      {"CVSS:3.1/AV:N/AC:H/PR:H/UI:N/S:C/C:H/I:H/A:H", 80},
      {"CVSS:3.1/AV:A/AC:L/PR:L/UI:R/S:C/C:H/I:H/A:H", 84},
      {"CVSS:3.1/AV:N/AC:L/PR:L/UI:R/S:C/C:H/I:H/A:N", 87},
      {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H", 91},
      {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:L/A:H", 94},
      {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:L/A:H", 100},
  };
  expect_scores("3.1", cases);
  const std::vector<Scored> older = {
      {"CVSS:3.0/AV:P/AC:L/PR:H/UI:R/S:C/C:N/I:N/A:N", 0},
      {"CVSS:3.0/AV:P/AC:H/PR:H/UI:N/S:C/C:N/I:L/A:N", 19},
      {"CVSS:3.0/AV:P/AC:H/PR:N/UI:N/S:C/C:L/I:N/A:N", 22},
      {"CVSS:3.0/AV:A/AC:H/PR:L/UI:R/S:C/C:N/I:L/A:N", 26},
      {"CVSS:3.0/AV:L/AC:H/PR:N/UI:N/S:U/C:N/I:L/A:N", 29},
      {"CVSS:3.0/AV:P/AC:H/PR:H/UI:N/S:C/C:L/I:N/A:L", 33},
      {"CVSS:3.0/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:L/A:N", 37},
      {"CVSS:3.0/AV:P/AC:H/PR:L/UI:N/S:U/C:N/I:N/A:H", 40},
      {"CVSS:3.0/AV:L/AC:L/PR:L/UI:N/S:U/C:L/I:N/A:L", 44},
      {"CVSS:3.0/AV:P/AC:H/PR:L/UI:R/S:C/C:N/I:N/A:H", 47},
      {"CVSS:3.0/AV:L/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:L", 51},
      {"CVSS:3.0/AV:P/AC:H/PR:L/UI:R/S:C/C:H/I:N/A:L", 55},
      {"CVSS:3.0/AV:L/AC:H/PR:H/UI:R/S:C/C:L/I:H/A:N", 58},
      {"CVSS:3.0/AV:N/AC:L/PR:H/UI:R/S:C/C:N/I:H/A:N", 62},
      {"CVSS:3.0/AV:L/AC:L/PR:N/UI:R/S:U/C:L/I:H/A:L", 66},
      {"CVSS:3.0/AV:L/AC:H/PR:N/UI:R/S:C/C:L/I:H/A:L", 69},
      {"CVSS:3.0/AV:N/AC:L/PR:L/UI:R/S:U/C:H/I:N/A:H", 73},
      {"CVSS:3.0/AV:A/AC:L/PR:L/UI:N/S:C/C:N/I:L/A:H", 76},
      {"CVSS:3.0/AV:A/AC:H/PR:N/UI:N/S:C/C:H/I:H/A:N", 80},
      {"CVSS:3.0/AV:A/AC:L/PR:L/UI:R/S:C/C:H/I:H/A:H", 84},
      {"CVSS:3.0/AV:N/AC:L/PR:H/UI:N/S:C/C:H/I:H/A:N", 87},
      {"CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N", 91},
      {"CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:H/A:H", 94},
      {"CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:N/A:H", 100},
  };
  expect_scores("3.0", older);
}

TEST(CvssScores, OfVersion4AreThePublishedOnes) {
  const std::vector<Scored> cases = {
      {"CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 73},
      {"CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 77},
      {"CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N", 83},
      {"CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:A/VC:N/VI:L/VA:N/SC:N/SI:N/SA:N", 46},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N", 51},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N", 87},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 100},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 93},
      {"CVSS:4.0/AV:A/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:H/SI:N/SA:H", 64},
  };
  expect_scores("4.0", cases);
}

TEST(CvssScores, OfVersion4AreTheSameElsewhereTwoVectorsOfEveryMacroVector) {
  const std::vector<Scored> cases = {
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:L/SC:L/SI:H/SA:L", 99},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:L/SC:N/SI:N/SA:H", 99},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:N/SC:L/SI:L/SA:L", 93},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:L/SI:L/SA:N", 93},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:H/VA:H/SC:L/SI:H/SA:N", 92},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:H/VA:L/SC:L/SI:H/SA:N", 92},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:H/VA:H/SC:N/SI:L/SA:L", 88},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:L/SC:L/SI:L/SA:L", 88},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:L/VA:L/SC:L/SI:N/SA:H", 78},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:N/VA:N/SC:L/SI:N/SA:H", 78},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:L/SI:L/SA:L", 69},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:L/VA:L/SC:L/SI:N/SA:N", 69},
      {"CVSS:4.0/AV:N/AC:H/AT:P/PR:N/UI:N/VC:H/VI:H/VA:L/SC:H/SI:H/SA:N", 95},
      {"CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:H/VA:L/SC:N/SI:H/SA:H", 95},
      {"CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 92},
      {"CVSS:4.0/AV:N/AC:H/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:L/SI:L/SA:N", 92},
      {"CVSS:4.0/AV:N/AC:H/AT:P/PR:N/UI:N/VC:H/VI:L/VA:L/SC:H/SI:N/SA:L", 90},
      {"CVSS:4.0/AV:N/AC:H/AT:P/PR:N/UI:N/VC:L/VI:H/VA:H/SC:H/SI:H/SA:N", 91},
      {"CVSS:4.0/AV:N/AC:H/AT:N/PR:N/UI:N/VC:N/VI:H/VA:N/SC:L/SI:N/SA:N", 82},
      {"CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:N/VA:H/SC:L/SI:N/SA:N", 83},
      {"CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:N/VI:L/VA:L/SC:N/SI:H/SA:H", 70},
      {"CVSS:4.0/AV:N/AC:H/AT:P/PR:N/UI:N/VC:N/VI:L/VA:N/SC:H/SI:N/SA:H", 70},
      {"CVSS:4.0/AV:N/AC:H/AT:P/PR:N/UI:N/VC:L/VI:N/VA:N/SC:L/SI:N/SA:L", 63},
      {"CVSS:4.0/AV:N/AC:H/AT:N/PR:N/UI:N/VC:L/VI:N/VA:L/SC:L/SI:L/SA:L", 63},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:A/VC:H/VI:H/VA:H/SC:H/SI:L/SA:L", 93},
      {"CVSS:4.0/AV:A/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:N/SC:N/SI:N/SA:H", 93},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:H/UI:P/VC:H/VI:H/VA:N/SC:N/SI:N/SA:L", 84},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:P/VC:H/VI:H/VA:H/SC:L/SI:N/SA:L", 86},
      {"CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:N/VC:N/VI:H/VA:N/SC:H/SI:L/SA:H", 84},
      {"CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:P/VC:H/VI:L/VA:L/SC:L/SI:L/SA:H", 83},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:P/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N", 70},
      {"CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:N/VC:H/VI:L/VA:H/SC:N/SI:L/SA:L", 71},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:L/VI:N/VA:L/SC:L/SI:H/SA:N", 62},
      {"CVSS:4.0/AV:A/AC:L/AT:N/PR:N/UI:N/VC:N/VI:L/VA:L/SC:H/SI:H/SA:L", 64},
      {"CVSS:4.0/AV:A/AC:L/AT:N/PR:N/UI:A/VC:N/VI:L/VA:N/SC:N/SI:N/SA:N", 48},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:H/UI:A/VC:L/VI:N/VA:L/SC:L/SI:L/SA:N", 46},
      {"CVSS:4.0/AV:L/AC:H/AT:P/PR:H/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 87},
      {"CVSS:4.0/AV:N/AC:H/AT:N/PR:L/UI:P/VC:H/VI:H/VA:H/SC:H/SI:L/SA:H", 88},
      {"CVSS:4.0/AV:A/AC:L/AT:P/PR:N/UI:A/VC:H/VI:H/VA:L/SC:L/SI:N/SA:N", 73},
      {"CVSS:4.0/AV:N/AC:H/AT:N/PR:H/UI:N/VC:H/VI:H/VA:N/SC:N/SI:L/SA:N", 74},
      {"CVSS:4.0/AV:A/AC:H/AT:N/PR:H/UI:N/VC:H/VI:N/VA:L/SC:H/SI:N/SA:N", 69},
      {"CVSS:4.0/AV:A/AC:H/AT:N/PR:N/UI:A/VC:L/VI:H/VA:H/SC:L/SI:H/SA:L", 71},
      {"CVSS:4.0/AV:A/AC:H/AT:N/PR:N/UI:N/VC:L/VI:H/VA:N/SC:N/SI:N/SA:N", 60},
      {"CVSS:4.0/AV:L/AC:H/AT:P/PR:N/UI:P/VC:H/VI:N/VA:H/SC:L/SI:N/SA:L", 58},
      {"CVSS:4.0/AV:N/AC:H/AT:P/PR:N/UI:A/VC:L/VI:L/VA:L/SC:H/SI:L/SA:L", 51},
      {"CVSS:4.0/AV:N/AC:H/AT:P/PR:H/UI:P/VC:N/VI:L/VA:N/SC:L/SI:H/SA:H", 50},
      {"CVSS:4.0/AV:A/AC:H/AT:N/PR:N/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N", 20},
      {"CVSS:4.0/AV:A/AC:L/AT:P/PR:L/UI:N/VC:N/VI:L/VA:N/SC:N/SI:N/SA:N", 21},
      {"CVSS:4.0/AV:P/AC:L/AT:N/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:H/SA:L", 84},
      {"CVSS:4.0/AV:A/AC:L/AT:N/PR:L/UI:A/VC:H/VI:H/VA:H/SC:H/SI:N/SA:N", 83},
      {"CVSS:4.0/AV:A/AC:L/AT:N/PR:H/UI:A/VC:H/VI:H/VA:L/SC:N/SI:N/SA:N", 69},
      {"CVSS:4.0/AV:P/AC:L/AT:N/PR:L/UI:P/VC:H/VI:H/VA:L/SC:L/SI:N/SA:L", 69},
      {"CVSS:4.0/AV:L/AC:L/AT:N/PR:L/UI:A/VC:L/VI:H/VA:N/SC:H/SI:N/SA:L", 68},
      {"CVSS:4.0/AV:P/AC:L/AT:N/PR:H/UI:A/VC:L/VI:H/VA:H/SC:L/SI:N/SA:H", 69},
      {"CVSS:4.0/AV:A/AC:L/AT:N/PR:L/UI:P/VC:H/VI:N/VA:L/SC:N/SI:L/SA:L", 52},
      {"CVSS:4.0/AV:A/AC:L/AT:N/PR:H/UI:P/VC:N/VI:H/VA:N/SC:L/SI:N/SA:L", 51},
      {"CVSS:4.0/AV:P/AC:L/AT:N/PR:L/UI:P/VC:N/VI:L/VA:L/SC:L/SI:N/SA:H", 42},
      {"CVSS:4.0/AV:P/AC:L/AT:N/PR:H/UI:A/VC:L/VI:N/VA:N/SC:N/SI:H/SA:L", 42},
      {"CVSS:4.0/AV:P/AC:L/AT:N/PR:N/UI:P/VC:N/VI:L/VA:N/SC:N/SI:L/SA:N", 24},
      {"CVSS:4.0/AV:A/AC:L/AT:N/PR:H/UI:A/VC:N/VI:L/VA:L/SC:N/SI:L/SA:N", 24},
      {"CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:A/VC:H/VI:H/VA:N/SC:H/SI:L/SA:H", 71},
      {"CVSS:4.0/AV:L/AC:H/AT:N/PR:L/UI:A/VC:H/VI:H/VA:H/SC:N/SI:L/SA:H", 69},
      {"CVSS:4.0/AV:P/AC:H/AT:N/PR:H/UI:N/VC:H/VI:H/VA:L/SC:L/SI:L/SA:L", 53},
      {"CVSS:4.0/AV:P/AC:H/AT:N/PR:L/UI:A/VC:H/VI:H/VA:N/SC:L/SI:L/SA:N", 53},
      {"CVSS:4.0/AV:A/AC:H/AT:N/PR:L/UI:A/VC:H/VI:N/VA:N/SC:L/SI:H/SA:N", 57},
      {"CVSS:4.0/AV:P/AC:L/AT:P/PR:N/UI:P/VC:L/VI:H/VA:H/SC:L/SI:H/SA:H", 60},
      {"CVSS:4.0/AV:P/AC:H/AT:N/PR:H/UI:P/VC:N/VI:H/VA:N/SC:N/SI:N/SA:L", 41},
      {"CVSS:4.0/AV:L/AC:H/AT:P/PR:L/UI:A/VC:H/VI:N/VA:H/SC:N/SI:L/SA:N", 44},
      {"CVSS:4.0/AV:P/AC:H/AT:N/PR:N/UI:N/VC:N/VI:L/VA:L/SC:H/SI:H/SA:L", 23},
      {"CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:L/VI:L/VA:L/SC:N/SI:H/SA:L", 20},
      {"CVSS:4.0/AV:P/AC:L/AT:P/PR:L/UI:A/VC:L/VI:L/VA:L/SC:L/SI:L/SA:L", 10},
      {"CVSS:4.0/AV:L/AC:H/AT:N/PR:H/UI:P/VC:L/VI:L/VA:N/SC:N/SI:N/SA:N", 10},
  };
  expect_scores("4.0", cases);
}

// 522 vectors whose exact score lies half way between two tenths come out lower where floating
// point loses the half.
TEST(CvssScores, OfVersion4RoundUpHalfATenth) {
  const std::vector<Scored> cases = {
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:P/VC:H/VI:L/VA:N/SC:H/SI:H/SA:H", 86},
      {"CVSS:4.0/AV:L/AC:L/AT:P/PR:H/UI:N/VC:H/VI:N/VA:L/SC:L/SI:N/SA:L", 57},
      {"CVSS:4.0/AV:N/AC:H/AT:N/PR:H/UI:A/VC:H/VI:L/VA:N/SC:L/SI:N/SA:N", 57},
      {"CVSS:4.0/AV:N/AC:L/AT:P/PR:H/UI:A/VC:L/VI:N/VA:H/SC:L/SI:L/SA:L", 57},
      {"CVSS:4.0/AV:N/AC:H/AT:P/PR:H/UI:A/VC:L/VI:N/VA:H/SC:L/SI:N/SA:L", 57},
      {"CVSS:4.0/AV:L/AC:H/AT:N/PR:H/UI:N/VC:N/VI:H/VA:L/SC:N/SI:L/SA:L", 57},
      {"CVSS:4.0/AV:L/AC:L/AT:P/PR:N/UI:A/VC:H/VI:L/VA:N/SC:N/SI:L/SA:N", 57},
      {"CVSS:4.0/AV:L/AC:H/AT:P/PR:N/UI:A/VC:N/VI:L/VA:H/SC:L/SI:N/SA:N", 57},
  };
  expect_scores("4.0", cases);
}

// ── All vectors there are ──────────────────────────────────────────────────────────────────────

struct Letters {
  std::string_view metric;
  std::string_view values;
};

// Every vector of these metrics; the last metric changes fastest.
std::vector<std::string> all_vectors(const std::string& prefix,
                                     const std::vector<Letters>& metrics) {
  std::vector<std::string> vectors = {prefix};
  for (const Letters& each : metrics) {
    std::vector<std::string> longer;
    for (const std::string& vector : vectors)
      for (const char value : each.values)
        longer.push_back(vector + std::string(each.metric) + ':' + value + '/');
    vectors = std::move(longer);
  }
  return vectors;
}

// How many vectors there are, and the sum of each one's score times its number: another score
// anywhere makes another sum.
std::string sum_of_scores(const std::vector<std::string>& vectors) {
  std::uint64_t sum = 0;
  std::uint64_t number = 0;
  for (const std::string& each : vectors) {
    const std::optional<CvssVector> read = read_cvss(each);
    if (!read) return each;
    sum += ++number * static_cast<std::uint64_t>(read->base_tenths);
  }
  return std::to_string(number) + ' ' + std::to_string(sum);
}

TEST(CvssScores, OfAllVectorsAreTheSameElsewhere) {
  const std::vector<Letters> metrics2 = {{"AV", "LAN"}, {"AC", "HML"}, {"Au", "MSN"},
                                         {"C", "NPC"},  {"I", "NPC"},  {"A", "NPC"}};
  EXPECT_EQ(sum_of_scores(all_vectors("", metrics2)), "729 15283204");
  const std::vector<Letters> metrics3 = {{"AV", "NALP"}, {"AC", "LH"}, {"PR", "NLH"}, {"UI", "NR"},
                                         {"S", "UC"},    {"C", "HLN"}, {"I", "HLN"},  {"A", "HLN"}};
  EXPECT_EQ(sum_of_scores(all_vectors("CVSS:3.0/", metrics3)), "2592 172705503");
  EXPECT_EQ(sum_of_scores(all_vectors("CVSS:3.1/", metrics3)), "2592 172705503");
  const std::vector<Letters> metrics4 = {
      {"AV", "NALP"}, {"AC", "LH"},  {"AT", "NP"},  {"PR", "NLH"}, {"UI", "NPA"}, {"VC", "HLN"},
      {"VI", "HLN"},  {"VA", "HLN"}, {"SC", "HLN"}, {"SI", "HLN"}, {"SA", "HLN"}};
  EXPECT_EQ(sum_of_scores(all_vectors("CVSS:4.0/", metrics4)), "104976 288833762401");
}

// ── Forms ──────────────────────────────────────────────────────────────────────────────────────

struct Case {
  std::string_view written;
  std::string_view expected;
};

TEST(CvssVectors, AreReadInEveryFormThatAdvisoriesHold) {
  const std::vector<Case> cases = {
      // With and without a prefix.
      {"AV:N/AC:L/Au:N/C:P/I:P/A:P", "2.0 75"},
      {"CVSS:2.0/AV:N/AC:L/Au:N/C:P/I:P/A:P", "2.0 75"},
      {"CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "3.0 98"},
      {"AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "3.1 98"},
      {"AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "4.0 93"},
      // In parentheses, with blanks around, with a slash at the end.
      {"(AV:N/AC:L/Au:N/C:P/I:P/A:P)", "2.0 75"},
      {"(CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H)", "3.1 98"},
      {" (AV:N/AC:L/Au:N/C:P/I:P/A:P)\n", "2.0 75"},
      {"\t CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H \r\n", "3.1 98"},
      {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/", "3.1 98"},
      {"(AV:N/AC:L/Au:N/C:P/I:P/A:P/)", "2.0 75"},
      // In any order.
      {"CVSS:3.1/AC:L/AV:N/A:H/C:H/I:H/PR:N/S:U/UI:N", "3.1 98"},
      {"A:P/I:P/C:P/Au:N/AC:L/AV:N", "2.0 75"},
      {"CVSS:4.0/SA:N/SI:N/SC:N/VA:H/VI:H/VC:H/UI:N/PR:N/AT:N/AC:L/AV:N", "4.0 93"},
      // Temporal, threat, environmental and supplemental metrics change nothing.
      {"AV:N/AC:L/Au:N/C:P/I:P/A:P/E:POC/RL:OF/RC:C", "2.0 75"},
      {"AV:N/AC:L/Au:N/C:P/I:P/A:P/E:ND/RL:ND/RC:UC/CDP:LM/TD:ND/CR:H/IR:M/AR:ND", "2.0 75"},
      {"CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H/E:P/RL:U/RC:C", "3.1 67"},
      {"CVSS:3.0/E:X/RL:W/RC:R/AV:L/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H", "3.0 67"},
      {"CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H/CR:L/IR:L/AR:X/MAV:P/MAC:H/MPR:X/MUI:R/MS:U/"
       "MC:N/MI:N/MA:N",
       "3.1 67"},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U", "4.0 93"},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:P/CR:L/IR:M/AR:L/MAV:P/"
       "MAC:H/MAT:P/MPR:H/MUI:A/MVC:N/MVI:L/MVA:X/MSC:N/MSI:S/MSA:S/S:P/AU:Y/R:I/V:C/RE:H/U:Amber",
       "4.0 93"},
      // No impact, no score.
      {"AV:N/AC:L/Au:N/C:N/I:N/A:N", "2.0 0"},
      {"CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:N/I:N/A:N", "3.0 0"},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", "4.0 0"},
  };
  for (const Case& each : cases)
    EXPECT_EQ(shown(read_cvss(each.written)), each.expected) << each.written;
}

TEST(CvssVectors, HaveTheAssumedVersionOnlyIfItIs3AndNoneIsWritten) {
  constexpr std::string_view bare = "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
  EXPECT_EQ(shown(read_cvss(bare, CvssVersion::V3_0)), "3.0 98");
  EXPECT_EQ(shown(read_cvss(bare, CvssVersion::V3_1)), "3.1 98");
  EXPECT_EQ(shown(read_cvss(bare, CvssVersion::V2_0)), "3.1 98");
  EXPECT_EQ(shown(read_cvss(bare, CvssVersion::V4_0)), "3.1 98");
  EXPECT_EQ(shown(read_cvss("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", CvssVersion::V3_0)),
            "3.1 98");
  EXPECT_EQ(shown(read_cvss("AV:N/AC:L/Au:N/C:P/I:P/A:P", CvssVersion::V3_0)), "2.0 75");
}

TEST(CvssVectors, AreNotReadWhenTheyAreNearlyRight) {
  const std::vector<std::string_view> cases = {
      "",
      " ",
      "()",
      "/",
      "CVSS",
      "CVSS:",
      "CVSS:3.1",
      "CVSS:3.1/",
      "not a vector",
      // A base metric is missing.
      "AV:N/AC:L/Au:N/C:P/I:P",
      "AC:L/Au:N/C:P/I:P/A:P",
      "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/C:H/I:H/A:H",
      "AV:N/AC:L/UI:N/S:U/C:H/I:H/A:H",
      "CVSS:4.0/AV:N/AC:L/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
      "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/E:A",
      // A metric stands twice, with the same value or another.
      "AV:N/AV:N/AC:L/Au:N/C:P/I:P/A:P",
      "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/AV:L",
      "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P/E:P",
      "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/SA:N",
      // A value that the version does not know.
      "AV:P/AC:L/Au:N/C:P/I:P/A:P",
      "AV:N/AC:L/Au:N/C:H/I:P/A:P",
      "AV:N/AC:L/Au:N/C:P/I:P/A:P/E:P",
      "CVSS:3.1/AV:N/AC:M/PR:N/UI:N/S:U/C:H/I:H/A:H",
      "CVSS:3.1/AV:N/AC:L/PR:N/UI:P/S:U/C:H/I:H/A:H",
      "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:P",
      "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:X",
      "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:POC",
      "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:R/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
      "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:S/SA:N",
      "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/U:AMBER",
      // A metric that the version does not know.
      "AV:N/AC:L/Au:N/C:P/I:P/A:P/S:U",
      "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/AT:N",
      "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/XX:Y",
      "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/RL:O",
      // Letters of the wrong case.
      "cvss:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
      "CVSS:3.1/av:n/ac:l/pr:n/ui:n/s:u/c:h/i:h/a:h",
      "CVSS:3.1/AV:n/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
      "AV:N/AC:L/AU:N/C:P/I:P/A:P",
      // A prefix of another version, or of none.
      "CVSS:2.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
      "CVSS:3.1/AV:N/AC:L/Au:N/C:P/I:P/A:P",
      "CVSS:3.1/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
      "CVSS:4.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
      "CVSS:3.2/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
      "CVSS:3/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
      "CVSS:/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
      "CVSS:3.10/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
      "CVSS:3.1/CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
      "CVSS3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
      // Marks in the wrong place.
      "/AV:N/AC:L/Au:N/C:P/I:P/A:P",
      "AV:N//AC:L/Au:N/C:P/I:P/A:P",
      "AV:N/AC:L/Au:N/C:P/I:P/A:P//",
      "AV:N /AC:L/Au:N/C:P/I:P/A:P",
      "AV:N/AC:L/Au:N/C:P/I:P/A:",
      "AV:N/AC:L/Au:N/C:P/I:P/A",
      "AV:N/AC:L/Au:N/C:P/I:P/:P",
      "AV:N/AC:L/Au:N/C:P/I:P/A:P:P",
      "AV:N|A/AC:L/Au:N/C:P/I:P/A:P",
      "AV=N/AC=L/Au=N/C=P/I=P/A=P",
      "AV:N;AC:L;Au:N;C:P;I:P;A:P",
      "(AV:N/AC:L/Au:N/C:P/I:P/A:P",
      "AV:N/AC:L/Au:N/C:P/I:P/A:P)",
      "((AV:N/AC:L/Au:N/C:P/I:P/A:P))",
      "7.5 (AV:N/AC:L/Au:N/C:P/I:P/A:P)",
  };
  for (const std::string_view each : cases) EXPECT_EQ(shown(read_cvss(each)), "nothing") << each;
}

// ── What else is told ──────────────────────────────────────────────────────────────────────────

// Attack vector, privileges required, and the impact on the vulnerable system.
std::string metrics_of(std::string_view vector) {
  const std::optional<CvssVector> read = read_cvss(vector);
  if (!read) return "nothing";
  return {read->attack_vector, read->privileges_required, read->confidentiality, read->integrity,
          read->availability};
}

TEST(CvssVectors, TellTheirMetricsInTheLettersOfVersion3) {
  const std::vector<Case> cases = {
      {"AV:L/AC:L/Au:M/C:N/I:P/A:C", "LHNLH"},
      {"AV:A/AC:L/Au:S/C:C/I:N/A:P", "ALHNL"},
      {"AV:N/AC:L/Au:N/C:P/I:C/A:N", "NNLHN"},
      {"CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:L/A:N", "NNHLN"},
      {"CVSS:3.1/AV:A/AC:L/PR:L/UI:N/S:U/C:N/I:H/A:L", "ALNHL"},
      {"CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:N/A:H", "LHLNH"},
      {"CVSS:3.1/AV:P/AC:L/PR:H/UI:N/S:U/C:L/I:N/A:H/MAV:N/MPR:N/MC:H/MI:H/MA:N", "PHLNH"},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:L/VA:N/SC:N/SI:N/SA:H", "NNHLN"},
      {"CVSS:4.0/AV:A/AC:L/AT:N/PR:L/UI:N/VC:N/VI:H/VA:L/SC:H/SI:N/SA:N", "ALNHL"},
      {"CVSS:4.0/AV:P/AC:L/AT:N/PR:H/UI:N/VC:L/VI:N/VA:H/SC:N/SI:H/SA:N", "PHLNH"},
      {"CVSS:4.0/AV:L/AC:L/AT:N/PR:H/UI:N/VC:L/VI:N/VA:H/SC:N/SI:H/SA:N/MVC:H", "LHLNH"},
  };
  for (const Case& each : cases) EXPECT_EQ(metrics_of(each.written), each.expected) << each.written;
}

TEST(CvssVersions, HaveTheseSlugsOldestFirst) {
  const std::vector<CvssVersion> versions = {CvssVersion::Unknown, CvssVersion::V2_0,
                                             CvssVersion::V3_0, CvssVersion::V3_1,
                                             CvssVersion::V4_0};
  std::string slugs;
  for (const CvssVersion each : versions) slugs += std::string(slug(each)) + ' ';
  EXPECT_EQ(slugs, " 2.0 3.0 3.1 4.0 ");
  for (std::size_t i = 1; i < versions.size(); ++i)
    EXPECT_LT(versions[i - 1], versions[i]) << slug(versions[i]);
}

// "none 0-0, low 1-39, …": the bands of a version, from the least score to the greatest.
std::string bands(CvssVersion version) {
  std::string out;
  std::string last;
  for (std::int16_t tenths = 0; tenths <= 100; ++tenths) {
    const std::string band(slug(cvss_severity(version, tenths)));
    if (band == last) continue;
    if (tenths > 0) out += '-' + std::to_string(tenths - 1) + ", ";
    out += band + ' ' + std::to_string(tenths);
    last = band;
  }
  return out + "-100";
}

TEST(CvssSeverities, AreBandsOfScores) {
  constexpr std::string_view today =
      "none 0-0, low 1-39, medium 40-69, high 70-89, critical 90-100";
  EXPECT_EQ(bands(CvssVersion::V2_0), "low 0-39, medium 40-69, high 70-100");
  EXPECT_EQ(bands(CvssVersion::V3_0), today);
  EXPECT_EQ(bands(CvssVersion::V3_1), today);
  EXPECT_EQ(bands(CvssVersion::V4_0), today);
  EXPECT_EQ(bands(CvssVersion::Unknown), today);
}

}  // namespace
}  // namespace patchmatrix
