// SPDX-License-Identifier: Apache-2.0
#include "report/escape.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace patchmatrix {
namespace {

using Cases = std::vector<std::pair<std::string, std::string>>;

std::string csv(std::string_view text) {
  std::string out = "before,";
  append_csv_field(text, out);
  return out.substr(7);
}

TEST(CsvField, StaysAsItIsWhereNothingNeedsQuotes) {
  for (const char* text : {"", "plain", "two words", "日本語、全角　空白", "a=b", "1+1", "a@b",
                           "a-b", "'quoted'", "a;b|c", " 1", "", "　全角", "_=1"})
    EXPECT_EQ(csv(text), text);
}

TEST(CsvField, IsQuotedForCommasQuotesAndLineEnds) {
  for (const auto& [text, expected] : Cases{{"a,b", "\"a,b\""},
                                            {"\"", "\"\"\"\""},
                                            {"say \"hi\"", "\"say \"\"hi\"\"\""},
                                            {"a\nb", "\"a\nb\""},
                                            {"a\rb", "\"a\rb\""},
                                            {"a\r\nb", "\"a\r\nb\""},
                                            {"緊急,重要", "\"緊急,重要\""}})
    EXPECT_EQ(csv(text), expected) << text;
}

TEST(CsvField, IsDisarmedWhereASpreadsheetWouldSeeAFormula) {
  for (const auto& [text, expected] : Cases{{"=1+1", "\"'=1+1\""},
                                            {"+1", "\"'+1\""},
                                            {"-1", "\"'-1\""},
                                            {"@SUM(A1)", "\"'@SUM(A1)\""},
                                            {"\t=1", "\"'\t=1\""},
                                            {"\r=1", "\"'\r=1\""},
                                            {"=", "\"'=\""},
                                            {"\n=1", "\"'\n=1\""},
                                            {" =1", "\"' =1\""},
                                            {"\u00A0\u3000 @x", "\"'\u00A0\u3000 @x\""},
                                            {" \t=1", "\"' \t=1\""},
                                            {"＝1", "\"'＝1\""},
                                            {"＋1", "\"'＋1\""},
                                            {"－1", "\"'－1\""},
                                            {"　＠x", "\"'　＠x\""},
                                            {"=\"a\",b", "\"'=\"\"a\"\",b\""}})
    EXPECT_EQ(csv(text), expected) << text;
}

TEST(CsvField, HoldsNothingThatATerminalOrASpreadsheetWouldActOn) {
  for (const auto& [text, expected] : Cases{{std::string("a\0b", 3), "a\uFFFDb"},
                                            {"\x1B[31mred", "\uFFFD[31mred"},
                                            {"\a\b\x7F", "\uFFFD\uFFFD\uFFFD"},
                                            {"a,\x1B", "\"a,\uFFFD\""},
                                            {"=\x1B", "\"'=\uFFFD\""},
                                            {"\x1B=1", "\uFFFD=1"},
                                            {"a\tb", "a\tb"}})
    EXPECT_EQ(csv(text), expected) << testing::PrintToString(text);
}

TEST(Markdown, EscapesWhatWouldBeMarkup) {
  for (const auto& [text, expected] :
       Cases{{"", ""},
             {"plain 日本語 text.", "plain 日本語 text."},
             {"a|b", "a\\|b"},
             {"*bold* _it_ `code`", "\\*bold\\* \\_it\\_ \\`code\\`"},
             {"[link](https://example.org)", "\\[link\\](https://example.org)"},
             {"![image](x)", "!\\[image\\](x)"},
             {"<script>alert(1)</script>", "\\<script\\>alert(1)\\</script\\>"},
             {"&amp;", "\\&amp;"},
             {"~~gone~~", "\\~\\~gone\\~\\~"},
             {"back\\slash", "back\\\\slash"},
             {"= + - @ \"quotes\"", "= + - @ \"quotes\""}})
    EXPECT_EQ(escape_markdown(text), expected) << text;
}

}  // namespace
}  // namespace patchmatrix
