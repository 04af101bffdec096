// SPDX-License-Identifier: Apache-2.0
#include "io/unicode.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace patchmatrix {
namespace {

using Lines = std::vector<std::string>;

TEST(Folding, MakesWidthAndCaseTheSame) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases = {
      {"RCE", "rce"},
      {"ＲＣＥ", "rce"},
      {"リモート コード実行", "リモート コード実行"},
      {"ﾘﾓｰﾄ ｺｰﾄﾞ実行", "リモート コード実行"},
      {"ｻｰﾋﾞｽ拒否（ＤｏＳ）", "サービス拒否(dos)"},
      {"リモート　コード", "リモート コード"},  // an ideographic space
      {"A\u00A0B", "a b"},                      // a space that does not break
      {"ＷＩＮＤＯＷＳ１１", "windows11"},
      {"①㈱", "1(株)"},
      {"か\u3099", "が"},
      {"Straße", "strasse"},
      {"", ""},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(nfkc_casefold(text), expected) << text;
}

TEST(Folding, KeepsDifferentWordsApart) {
  EXPECT_NE(nfkc_casefold("改ざん"), nfkc_casefold("改竄"));
  EXPECT_NE(nfkc_casefold("緊急"), nfkc_casefold("重要"));
  EXPECT_NE(nfkc_casefold("ハ"), nfkc_casefold("バ"));
}

TEST(Width, IsTwoForWideCharactersAndNoneForMarks) {
  const std::vector<std::pair<std::string_view, std::size_t>> cases = {
      {"", 0},        {"Office", 6},        {"緊急", 4},
      {"ＲＣＥ", 6},  {"ﾘﾓｰﾄ", 4},          {"ひらがな、カタカナ。", 20},
      {"（）", 4},    {"深刻度: 緊急", 12}, {"é", 1},
      {"e\u0301", 1}, {"か\u3099", 2},      {"한국", 4},
      {"😀", 2},       {"a\u200Bb", 2},  // zero width space
      {"\a\x1B", 0},                    // controls
      {"\u0085", 0},  {"·…—×", 4},      // ambiguous: narrow
      {"─│", 2},      {"\xFF", 1},      // shown as one replacement character
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(display_width(text), expected) << text;
}

TEST(Wrapping, BreaksAtBlanks) {
  EXPECT_EQ(wrapped("one two three four", 9), (Lines{"one two", "three", "four"}));
  EXPECT_EQ(wrapped("one two three four", 10), (Lines{"one two", "three four"}));
  EXPECT_EQ(wrapped("one two three four", 18), (Lines{"one two three four"}));
  EXPECT_EQ(wrapped("one two", 7), (Lines{"one two"}));
  EXPECT_EQ(wrapped("one two", 6), (Lines{"one", "two"}));
}

TEST(Wrapping, KeepsLongWordsWhole) {
  EXPECT_EQ(wrapped("a CVE-2022-41128 b", 5), (Lines{"a", "CVE-2022-41128", "b"}));
  EXPECT_EQ(wrapped("CVE-2022-41128", 1), (Lines{"CVE-2022-41128"}));
}

TEST(Wrapping, NeverGivesNothing) {
  EXPECT_EQ(wrapped("", 10), (Lines{""}));
  EXPECT_EQ(wrapped(" ", 10), (Lines{""}));
}

TEST(Wrapping, BreaksBetweenWideCharacters) {
  EXPECT_EQ(wrapped("特権の昇格", 4), (Lines{"特権", "の昇", "格"}));
  EXPECT_EQ(wrapped("特権の昇格", 5), (Lines{"特権", "の昇", "格"}));
  EXPECT_EQ(wrapped("特権の昇格", 10), (Lines{"特権の昇格"}));
  EXPECT_EQ(wrapped("Windows 11 の更新", 12), (Lines{"Windows 11", "の更新"}));
}

TEST(Wrapping, BeginsNoLineWithAClosingMark) {
  EXPECT_EQ(wrapped("あいう、えお", 6), (Lines{"あい", "う、え", "お"}));
  EXPECT_EQ(wrapped("あいう。", 6), (Lines{"あい", "う。"}));
  EXPECT_EQ(wrapped("あい」う", 4), (Lines{"あ", "い」", "う"}));
  EXPECT_EQ(wrapped("あい）う", 4), (Lines{"あ", "い）", "う"}));
  EXPECT_EQ(wrapped("あいう・えお", 6), (Lines{"あい", "う・え", "お"}));
}

TEST(Wrapping, FitsIntoEveryWidthWhereThereIsNoLongWord) {
  const std::string text =
      "緊急: リモートでコードが実行される、または 特権の昇格 (RCE, EoP) です。";
  std::string whole;
  for (const char c : text)
    if (c != ' ') whole += c;
  for (std::size_t width = 12; width < 90; ++width) {
    std::string together;
    for (const std::string& line : wrapped(text, width)) {
      EXPECT_LE(display_width(line), width) << line;
      for (const char c : line)
        if (c != ' ') together += c;
    }
    EXPECT_EQ(together, whole) << width;
  }
}

TEST(Shortening, ShowsThatSomethingIsCutOff) {
  const std::vector<std::pair<std::size_t, std::string_view>> ascii = {
      {1, "…"}, {2, "W…"}, {6, "Windo…"}, {7, "Windows"}, {8, "Windows"}};
  for (const auto& [width, expected] : ascii) EXPECT_EQ(shortened("Windows", width), expected);

  const std::vector<std::pair<std::size_t, std::string_view>> wide = {
      {1, "…"}, {2, "…"}, {3, "緊…"}, {4, "緊急"}, {5, "緊急"}};
  for (const auto& [width, expected] : wide) EXPECT_EQ(shortened("緊急", width), expected);

  EXPECT_EQ(shortened("", 3), "");
}

TEST(Shortening, KeepsMarksWithTheirLetter) { EXPECT_EQ(shortened("e\u0301tude", 3), "e\u0301t…"); }

TEST(Printable, DropsWhatWouldActOnATerminal) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases = {
      {"plain text", "plain text"},
      {"緊急 「é😀」", "緊急 「é😀」"},
      {"\x1B[31mred\x1B[0m", "[31mred[0m"},
      {"bell\a, back\b, delete\x7F", "bell, back, delete"},
      {"a\u0085\u009B31mb", "a31mb"},
      {"fdp.\u202Eexe.evil\u202C", "fdp.exe.evil"},
      {"\u202A\u202B\u202Da\u2066\u2067\u2068b\u2069", "ab"},
      {"a\tb\r\n\n  c", "a b c"},
      {"  a  ", "a"},
      {"a \x01 b", "a b"},
      {"\n", ""},
      {"", ""},
      {"bad \xFF byte", "bad \uFFFD byte"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(printable(text), expected) << text;
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "ab");
}

}  // namespace
}  // namespace patchmatrix
