// SPDX-License-Identifier: Apache-2.0
#include "io/text.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace patchmatrix {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

TEST(Text, IsTrimmedOfTheWhiteSpaceOfXmlAndJsonOnly) {
  EXPECT_EQ(trimmed(" \t\r\n a b \n"), "a b");
  EXPECT_EQ(trimmed("a"), "a");
  EXPECT_EQ(trimmed(" \n "), "");
  EXPECT_EQ(trimmed(""), "");
  EXPECT_EQ(trimmed("　a　"), "　a　");  // ideographic spaces
  EXPECT_EQ(trimmed("\va\f"), "\va\f");
}

TEST(Text, IsLoweredInAsciiOnly) {
  EXPECT_EQ(lower("CVE-2022-41128 Ä ＲＣＥ"), "cve-2022-41128 Ä ＲＣＥ");
  EXPECT_EQ(lower("@[`{"), "@[`{");
}

TEST(Text, IsComparedWithoutRegardToTheCaseOfAsciiLetters) {
  EXPECT_TRUE(equal_ignoring_case("Critical", "cRITICAL"));
  EXPECT_FALSE(equal_ignoring_case("Critical", "Critical "));
  EXPECT_FALSE(equal_ignoring_case("Ä", "ä"));
  EXPECT_FALSE(equal_ignoring_case("@", "`"));
  EXPECT_TRUE(equal_ignoring_case("", ""));

  EXPECT_TRUE(begins_ignoring_case("Windows Server 2022", "windows server"));
  EXPECT_TRUE(begins_ignoring_case("Windows", ""));
  EXPECT_FALSE(begins_ignoring_case("Window", "Windows"));

  EXPECT_EQ(find_ignoring_case("Microsoft SharePoint", "SHAREPOINT"), 10U);
  EXPECT_EQ(find_ignoring_case("Microsoft", "soft "), std::string_view::npos);
  EXPECT_EQ(find_ignoring_case("", "a"), std::string_view::npos);
  EXPECT_EQ(find_ignoring_case("abab", "AB"), 0U);

  EXPECT_TRUE(contains_ignoring_case("CBL Mariner 2.0", "mariner"));
  EXPECT_FALSE(contains_ignoring_case("Marine", "mariner"));
}

TEST(Text, IsTheSameOnlyIfEveryByteIs) {
  for (std::size_t length = 0; length <= 40; ++length) {
    const std::string text(length, 'a');
    EXPECT_TRUE(same_text(text, std::string(length, 'a'))) << length;
    EXPECT_FALSE(same_text(text, std::string(length + 1, 'a'))) << length;
    for (std::size_t at = 0; at < length; ++at) {
      std::string other = text;
      other[at] = 'b';
      EXPECT_FALSE(same_text(text, other)) << length << " bytes, another one at " << at;
    }
  }
  EXPECT_TRUE(same_text({}, {}));
  EXPECT_TRUE(same_text({}, ""));
}

TEST(Text, GivesSlugsOfLettersDigitsDotsAndSingleHyphens) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"Windows Admin Center", "windows-admin-center"},
      {"Windows 8.1 / Server 2012 R2", "windows-8.1-server-2012-r2"},
      {"  --.NET--Framework--  ", "net-framework"},
      {".NET 6.0.", "net-6.0"},
      {"a.b", "a.b"},
      {"C++", "c"},
      {"Malware Protection Engine (マルウェア対策)", "malware-protection-engine"},
      {"マルウェア対策", "unnamed"},
      {"...", "unnamed"},
      {"", "unnamed"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(slugged(text), expected) << text;
}

TEST(Text, IsOrderedByTheValuesOfItsNumbers) {
  const std::vector<std::string_view> ordered = {
      "",       "1",         "2",          "10",     "10.0.1",      "10.0.9",      "10.0.10",
      "10.1",   "KB5019961", "KB10000000", "Office", "Office 2016", "Office 2019", "office",
      "製品 2", "製品 10"};
  for (std::size_t i = 0; i < ordered.size(); ++i)
    for (std::size_t j = 0; j < ordered.size(); ++j)
      EXPECT_EQ(natural_less(ordered[i], ordered[j]), i < j) << ordered[i] << " | " << ordered[j];
}

TEST(Text, IsOrderedTotallyAlsoWithLeadingZeros) {
  EXPECT_TRUE(natural_less("a01", "a1"));
  EXPECT_FALSE(natural_less("a1", "a01"));
  EXPECT_TRUE(natural_less("a1", "a02"));
  EXPECT_TRUE(natural_less("a01b", "a1c"));
  EXPECT_TRUE(natural_less("1.0", "1.00"));
  EXPECT_FALSE(natural_less("1.00", "1.0"));
  EXPECT_FALSE(natural_less("a01", "a01"));
  EXPECT_TRUE(natural_less("99999999999999999999998", "99999999999999999999999"));
}

TEST(Text, IsSplitAtEverySeparator) {
  using Parts = std::vector<std::string_view>;
  EXPECT_EQ(split("a;b;;c", ';'), (Parts{"a", "b", "", "c"}));
  EXPECT_EQ(split(";", ';'), (Parts{"", ""}));
  EXPECT_EQ(split("", ';'), (Parts{""}));
  EXPECT_EQ(split("a", ';'), (Parts{"a"}));
}

TEST(Text, IsJoinedWithoutASeparatorAtTheEnds) {
  EXPECT_EQ(joined({"a", "", "a"}, ", "), "a, , a");
  EXPECT_EQ(joined({"a"}, ", "), "a");
  EXPECT_EQ(joined({}, ", "), "");
}

TEST(Text, CountsLinesAndColumnsFromOne) {
  const std::string_view text = "ab\n\nあc";
  const std::vector<std::pair<std::size_t, std::string_view>> cases = {
      {0, "1:1"}, {1, "1:2"}, {2, "1:3"}, {3, "2:1"}, {4, "3:1"}, {7, "3:4"}, {8, "3:5"}};
  for (const auto& [offset, expected] : cases)
    EXPECT_EQ(line_and_column(text, offset), expected) << offset;
}

// The ends of every length of UTF-8, and the numbers on the other side of them.
struct CodePoint {
  std::uint32_t number;
  std::string_view utf8;
};
constexpr CodePoint kCodePoints[] = {{0x00, "\0"sv},
                                     {0x7F, "\x7F"},
                                     {0x80, "\xC2\x80"},
                                     {0x7FF, "\xDF\xBF"},
                                     {0x800, "\xE0\xA0\x80"},
                                     {0xD7FF, "\xED\x9F\xBF"},
                                     {0xE000, "\xEE\x80\x80"},
                                     {0xFFFF, "\xEF\xBF\xBF"},
                                     {0x10000, "\xF0\x90\x80\x80"},
                                     {0x10FFFF, "\xF4\x8F\xBF\xBF"}};

TEST(Utf8, IsWrittenForEveryCodePoint) {
  for (const CodePoint& each : kCodePoints) {
    std::string out = "x";
    EXPECT_TRUE(append_utf8(each.number, out)) << each.number;
    EXPECT_EQ(out, "x" + std::string(each.utf8)) << each.number;
  }
  for (const std::uint32_t number : {0xD800U, 0xDFFFU, 0x110000U, 0xFFFFFFFFU}) {
    std::string out = "x";
    EXPECT_FALSE(append_utf8(number, out)) << number;
    EXPECT_EQ(out, "x") << number;
  }
}

TEST(Utf8, IsReadCharacterByCharacter) {
  std::string text;
  for (const CodePoint& each : kCodePoints) text += each.utf8;
  std::size_t at = 0;
  for (const CodePoint& each : kCodePoints)
    EXPECT_EQ(next_character(text, at), static_cast<std::int32_t>(each.number));
  EXPECT_EQ(at, text.size());
}

constexpr std::string_view kSound[] = {"", "plain", "緊急", "é😀\xEF\xBF\xBF\xF4\x8F\xBF\xBF"};
// Each with the offset of its first bad byte.
constexpr std::pair<std::string_view, std::size_t> kUnsound[] = {
    {"\x80", 0},                // continuation without a beginning
    {"a\xFFz", 1},              // never a byte of UTF-8
    {"a\xC0\xAF", 1},           // overlong
    {"a\xC1\xBF", 1},           //
    {"a\xE0\x9F\xBF", 1},       //
    {"a\xF0\x8F\xBF\xBF", 1},   //
    {"ab\xED\xA0\x80", 2},      // surrogate
    {"ab\xF4\x90\x80\x80", 2},  // above 10FFFF
    {"ab\xF5\x80\x80\x80", 2},  //
    {"緊\xE6\x80", 3},          // cut
    {"緊\xE6\x80z", 3},         //
    {"caf\xE9 au lait", 3},     // ISO-8859-1
    {"\x93quoted\x94", 0}};     // windows-1252

TEST(Utf8, IsCheckedToTheLastByte) {
  for (const std::string_view each : kSound)
    EXPECT_EQ(first_invalid_utf8(each), std::nullopt) << each;
  for (const auto& [text, offset] : kUnsound) EXPECT_EQ(first_invalid_utf8(text), offset) << text;
}

TEST(Utf8, IsCheckedTheSameWhereverTheBadBytesStand) {
  for (std::size_t before = 0; before < 70; ++before)
    for (const auto& [text, offset] : kUnsound)
      for (const std::size_t after : {0U, 1U, 40U}) {
        std::string long_text(before, 'a');
        long_text.append(text).append(after, 'z');
        EXPECT_EQ(first_invalid_utf8(long_text), before + offset)
            << text << " after " << before << " and before " << after;
      }
}

TEST(Utf8, IsRepairedByteByByte) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  const std::string r(kReplacement);
  EXPECT_EQ(with_valid_utf8("caf\xE9 au lait"), "caf" + r + " au lait");
  EXPECT_EQ(with_valid_utf8("\xED\xA0\x80"), r + r + r);
  EXPECT_EQ(with_valid_utf8("緊\xE6\x80"), "緊" + r + r);
  EXPECT_EQ(with_valid_utf8("\xC3\xA9\xE9\xC3\xA9"), "é" + r + "é");
  EXPECT_EQ(with_valid_utf8(r), r);
  for (const std::string_view each : kSound) EXPECT_EQ(with_valid_utf8(each), each);
  for (const auto& [text, offset] : kUnsound)
    EXPECT_EQ(first_invalid_utf8(with_valid_utf8(text)), std::nullopt) << text;
}

TEST(Utf8, ShowsIllFormedBytesAsCharactersOfTheirOwn) {
  std::size_t at = 0;
  const std::string_view text = "\xE6\x80z";
  EXPECT_EQ(next_character(text, at), -1);
  EXPECT_EQ(at, 1U);
  EXPECT_EQ(next_character(text, at), -1);
  EXPECT_EQ(next_character(text, at), 'z');
  EXPECT_EQ(at, 3U);
}

}  // namespace
}  // namespace patchmatrix
