// SPDX-License-Identifier: Apache-2.0
#include "match/version_range.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace patchmatrix {
namespace {

// "[1.0, 2.0) [3, 3]", "all", "all but 2.0"; "-" for free text.
std::string shown(std::string_view text) {
  const auto range = parse_version_range(text);
  if (!range) return "-";
  std::string out = range->all ? "all" : "";
  for (const VersionInterval& each : range->intervals) {
    if (!out.empty()) out += ' ';
    out.append(each.from_included ? "[" : "(").append(each.from).append(", ");
    out.append(each.until).append(each.until_included ? "]" : ")");
  }
  for (const std::string& each : range->excluded) out.append(" but ").append(each);
  return out;
}

TEST(VersionRange, IsReadInEveryFormThatPublishersWrite) {
  struct Case {
    std::string text, expected;
  };
  for (const Case& each : std::vector<Case>{
           {"vers:all/*", "all"},
           {"*", "all"},
           {"All versions", "all"},
           {" all ", "all"},
           {"vers:all/<V7.0.3", "[, 7.0.3)"},
           {"< V16", "[, 16)"},
           {"<V10.4.4", "[, 10.4.4)"},
           {"<= 3.07.11", "[, 3.07.11]"},
           {"<=20081", "[, 20081]"},
           {"\xE2\x89\xA4 2.1", "[, 2.1]"},
           {"vers:intdot/<16.51", "[, 16.51)"},
           {"vers:intdot/>=7.80|<10.0", "[7.80, 10.0)"},
           {">= 20 | <= 30.014", "[20, 30.014]"},
           {">= V2.5 < V2.6.1", "[2.5, 2.6.1)"},
           {">= V3.0 and < V4.1", "[3.0, 4.1)"},
           {"vers:all/>=V3.0.1<V3.0.3", "[3.0.1, 3.0.3)"},
           {"> V2 < V4", "(2, 4)"},
           {"All versions < V4.33", "[, 4.33)"},
           {"All Versions < V5.2.4", "[, 5.2.4)"},
           {"vers:all/>=V5.4", "[5.4, ]"},
           {"V2.0 to V2.3", "[2.0, 2.3]"},
           {"Versions 1.0 through 1.4.2", "[1.0, 1.4.2]"},
           {"4.3 and prior", "[, 4.3]"},
           {"Versions 4.3 and earlier", "[, 4.3]"},
           {"prior to 2.0.1", "[, 2.0.1)"},
           {"5.1 or later", "[5.1, ]"},
           {"4.3.1.71", "[4.3.1.71, 4.3.1.71]"},
           {"V2.0", "[2.0, 2.0]"},
           {"=1.5", "[1.5, 1.5]"},
           {"9.8 | 9.6", "[9.6, 9.6] [9.8, 9.8]"},
           {"1.3.0 | 1.3.1 | 1.3.2", "[1.3.0, 1.3.0] [1.3.1, 1.3.1] [1.3.2, 1.3.2]"},
           {"<= 1.12.0.25 | 1.12.13.2", "[, 1.12.0.25] [1.12.13.2, 1.12.13.2]"},
           {"8.1.x", "[8.1, 8.2)"},
           {"2.X", "[2, 3)"},
           {"9.9.*", "[9.9, 9.10)"},
           {"All versions <= V5.x", "[, 6)"},
           {">= R5.01.00 | <= R6.06.00", "[r5.01.00, r6.06.00]"},
           {"vers:generic/<1.2|>=2,<3", "[, 1.2) [2, 3)"},
           {"vers:semver/>=25.0.0|<=25.1.2", "[25.0.0, 25.1.2]"},
           {"vers:rpm/<1.1.1k-12.el8", "[, 1.1.1k-12.el8)"},
           {"vers:rpm/>=2:8.2-1|<2:8.2.2637-20", "[2:8.2-1, 2:8.2.2637-20)"},
           {"vers:deb/<1:1.2.3~rc1-1", "[, 1:1.2.3~rc1-1)"},
           {"vers:npm/%3E%3D1.0|%3C2.0", "[1.0, 2.0)"},
           {"vers:generic/!=2.0", "all but 2.0"},
           {"vers:generic/>=1.0|!=1.5|<2.0", "[1.0, 2.0) but 1.5"},
       })
    EXPECT_EQ(shown(each.text), each.expected) << each.text;
}

TEST(VersionRange, ThatCanBeMeantInTwoWaysIsNotRead) {
  for (const char* text : {"",
                           " ",
                           "<",
                           "<= ",
                           ">= 2.0 |",
                           "| 2.0",
                           "1.0 2.0",
                           "< V15.1 Update 5",
                           "<V19_Update_2",
                           "< V1.0 SP1",
                           "All versions < V2010 SP3",
                           "< V3.X.17",
                           "MX-V4.0.1.15",
                           "1.02-05",
                           "<=the_first_5_digits_of_serial_number_24031",
                           "<1.000.HW00.21.20190812",
                           "<= 1.010L",
                           "All versions < V4.7 SP14 with Ethernet interface",
                           "7.0.0<=7.1.7",
                           "<April/17/2023",
                           "vers:generic/PAN-OS<11.0.2",
                           "FortiDLP/>=12.2.1|<=12.2.2",
                           "distributed  < april 1, 2018",
                           "<v36.011_v35.013_v34.014",
                           "<= 5 | >= 3",
                           "< 2.0 | < 1.0",
                           ">= 1.0 | >= 2.0",
                           "> 3 < 2",
                           ">= R5.01 | <= 6.06",
                           "vers:unknown/<1.0",
                           "vers:all",
                           "vers:/<1",
                           "vers:npm/%3",
                           "vers:npm/%ZZ",
                           "No version",
                           "1.0 to 2.0 to 3.0",
                           "to 2.0",
                           "v",
                           "V",
                           "x.x",
                           ".x",
                           "*.*",
                           "<>1.0",
                           "v6 R4 \xE3\x81\x8A\xE3\x82\x88\xE3\x81\xB3",
                           "1.0 - 2.0",
                           "2019 R1",
                           ">= 8.1.x",
                           "..",
                           "1..2"})
    EXPECT_EQ(shown(text), "-") << text;
}

TEST(VersionRange, HoldsVersions) {
  struct Case {
    std::string range, version;
    InRange expected;
  };
  for (const Case& each : std::vector<Case>{
           {"vers:all/*", "anything at all", InRange::Yes},
           {"<V3.1", "3.0.9", InRange::Yes},
           {"<V3.1", "V3.0", InRange::Yes},
           {"<V3.1", "3.1", InRange::No},
           {"<V3.1", "3.01.0", InRange::No},
           {"<V3.1", "3.10", InRange::No},
           {"<=4.3", "4.3", InRange::Yes},
           {"<=4.3", "4.3.0", InRange::Yes},
           // Part of 4.3, or above it?
           {"<=4.3", "4.3.1", InRange::Unreadable},
           {"<=4.3", "4.4", InRange::No},
           {">4.3", "4.3.1", InRange::Unreadable},
           {">4.3", "4.4", InRange::Yes},
           {"9.6", "9.6.2", InRange::Unreadable},
           {"9.6", "9.7", InRange::No},
           {">=1.0|<2.0", "1.10", InRange::Yes},
           {">=1.0|<2.0", "0.9", InRange::No},
           {">=1.0|<2.0", "2.0.1", InRange::No},
           {"vers:generic/<1.2|>=2,<3", "1.5", InRange::No},
           {"vers:generic/<1.2|>=2,<3", "2.9", InRange::Yes},
           {"8.1.x", "8.1.99", InRange::Yes},
           {"8.1.x", "8.2", InRange::No},
           {"8.1.x", "8.10", InRange::No},
           {">= R5.01.00 | <= R6.06.00", "R6.05.00", InRange::Yes},
           {">= R5.01.00 | <= R6.06.00", "R7.0", InRange::No},
           {">= R5.01.00 | <= R6.06.00", "6.05.00", InRange::Unreadable},
           {"<V3.1", "R2.0", InRange::Unreadable},
           {"<V3.1", "V3.0 SP1", InRange::Unreadable},
           {"<V3.1", "3.0-rc1", InRange::Unreadable},
           {"<V3.1", "", InRange::Unreadable},
           {"<V3.1", "unknown", InRange::Unreadable},
           {"vers:generic/!=2.0", "2.0", InRange::No},
           {"vers:generic/!=2.0", "2.1", InRange::Yes},
           {"vers:rpm/<1.1.1k-12.el8", "1.1.1k-9.el8", InRange::Yes},
           {"vers:rpm/<1.1.1k-12.el8", "1.1.1k-12.el8", InRange::No},
           {"vers:deb/<1.2.3-1", "1.2.3~rc1-1", InRange::Yes},
           {"<99999999999999999999999999", "99999999999999999999999998", InRange::Yes},
       }) {
    const auto range = parse_version_range(each.range);
    ASSERT_TRUE(range) << each.range;
    EXPECT_EQ(static_cast<int>(is_in(*range, each.version)), static_cast<int>(each.expected))
        << each.version << " in " << each.range;
  }
}

TEST(VersionRange, OfSingleVersionsSaysNothingOfOthers) {
  EXPECT_TRUE(parse_version_range("9.6 | 9.8")->only_exact());
  EXPECT_FALSE(parse_version_range("<= 9.6 | 9.8")->only_exact());
  EXPECT_FALSE(parse_version_range("*")->only_exact());
}

TEST(VersionRange, SurvivesAnyText) {
  for (const std::string& text :
       {std::string(100000, '<'), std::string(100000, '|'), std::string(100000, '1'),
        "<" + std::string(100000, '1') + ".x", std::string("vers:") + std::string(100000, '/'),
        std::string("\0\xFF<1", 4)}) {
    const auto range = parse_version_range(text);
    if (range) {
      EXPECT_NE(is_in(*range, "2"), InRange::Unreadable) << text.substr(0, 20);
    }
  }
  std::string many = "1";
  for (int i = 2; i < 2000; ++i) many += "|" + std::to_string(i);
  EXPECT_FALSE(parse_version_range(many));
}

}  // namespace
}  // namespace patchmatrix
