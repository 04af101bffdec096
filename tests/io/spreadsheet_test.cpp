// SPDX-License-Identifier: Apache-2.0
#include "io/spreadsheet.hpp"

#include <cstdlib>
#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/archive.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::HasSubstr;
using testing::Not;

// The parts of a workbook, by name.
std::map<std::string, std::string> parts(const std::string& bytes) {
  const TemporaryFolder folder;
  auto file = std::make_unique<InputFile>(folder.write("book.xlsx", bytes));
  const auto form = archive_form(*file, "book.zip");
  if (!form) return {};
  ArchiveReader reader(std::move(file), *form, {});
  std::map<std::string, std::string> out;
  Buffer buffer;
  while (const auto member = reader.next()) out[member->name] = reader.read(buffer);
  return out;
}

Spreadsheet one_sheet(std::vector<SheetRow> rows) {
  Spreadsheet out;
  out.title = "Title";
  out.author = "Author";
  out.created = *parse_instant("2022-11-08T08:00:00Z");
  out.sheets.push_back({"Sheet", std::move(rows)});
  return out;
}

std::map<std::string, std::string> parts_of(const Spreadsheet& book) {
  return parts(xlsx_bytes(book));
}

std::string text_of_cell(const std::string& text) {
  const auto files = parts_of(one_sheet({{{text}}}));
  const std::string& strings = files.at("xl/sharedStrings.xml");
  const std::size_t begin = strings.find('>', strings.find("<t")) + 1;
  return strings.substr(begin, strings.find("</t>") - begin);
}

TEST(Spreadsheet, WritesTextsAsTextsWhateverTheyBeginWith) {
  for (const char* text : {"=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"https://example.org\")",
                           "{=1}", "https://example.org", "internal:Sheet!A1", "external:c:\\x",
                           "mailto:somebody@example.org", "1", "TRUE"}) {
    const auto files = parts_of(one_sheet({{{std::string(text)}}}));
    const std::string& sheet = files.at("xl/worksheets/sheet1.xml");
    EXPECT_THAT(sheet, HasSubstr("<c r=\"A1\" s=\"1\" t=\"s\"><v>0</v></c>")) << text;
    EXPECT_THAT(sheet, Not(HasSubstr("<f>"))) << text;
    EXPECT_THAT(sheet, Not(HasSubstr("hyperlink"))) << text;
    EXPECT_EQ(files.count("xl/worksheets/_rels/sheet1.xml.rels"), 0U) << text;
  }
}

TEST(Spreadsheet, KeepsTextsAsTheyAreAndXmlSound) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"<script>&\"'", "&lt;script&gt;&amp;\"'"},
      {"]]>", "]]&gt;"},
      {"日本語 😀", "日本語 😀"},
      {" blanks ", " blanks "},
      {"two\nlines", "two\nlines"},
      {std::string("a\0b", 3), "a\uFFFDb"},
      {"\x1B[31m\t\r", "\uFFFD[31m\uFFFD\uFFFD"},
      {"\u0085", "\uFFFD"},
      {"\uFFFE\uFFFF", "\uFFFD\uFFFD"},
      {"\xFF", "\uFFFD"},
      {"_x000D_", "_x005F_x000D_"},
      {"a_x003d_", "a_x005F_x003d_"},
      {"_x00_ _x000G_ x000D_", "_x00_ _x000G_ x000D_"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(text_of_cell(text), expected) << testing::PrintToString(text);
}

TEST(Spreadsheet, CutsTextsThatNoCellCanHoldAndShowsIt) {
  const std::size_t most = kLongestSheetText;
  EXPECT_EQ(text_of_cell(std::string(most, 'a')), std::string(most, 'a'));
  EXPECT_EQ(text_of_cell(std::string(most + 1, 'a')), std::string(most - 1, 'a') + "…");
  std::string wide;  // two units each
  for (std::size_t i = 0; i < most; ++i) wide += "😀";
  EXPECT_EQ(text_of_cell(wide), wide.substr(0, 4 * ((most - 1) / 2)) + "…");
  EXPECT_EQ(text_of_cell(std::string(most - 3, 'a') + "_x000D_"), std::string(most - 3, 'a') + "…");
}

TEST(Spreadsheet, WritesNumbersAndDaysAsSuch) {
  const auto files = parts_of(one_sheet({{{SheetNumber{8.8, 1}},
                                          {SheetNumber{0.00043, 5}},
                                          {SheetNumber{1279}},
                                          {*parse_day("2022-11-08")},
                                          {}}}));
  const std::string& sheet = files.at("xl/worksheets/sheet1.xml");
  EXPECT_THAT(sheet, HasSubstr("<c r=\"A1\" s=\"1\"><v>8.800000000000001</v></c>"
                               "<c r=\"B1\" s=\"2\"><v>0.00043</v></c>"
                               "<c r=\"C1\" s=\"3\"><v>1279</v></c>"
                               "<c r=\"D1\" s=\"4\"><v>44873</v></c></row>"));
  const std::string& styles = files.at("xl/styles.xml");
  for (const char* form : {"\"0.0\"", "\"0.00000\"", "\"yyyy-mm-dd\""})
    EXPECT_THAT(styles, HasSubstr(form)) << form;
}

TEST(Spreadsheet, FollowsLinksToTheWebOnly) {
  for (const char* link : {"javascript:alert(1)", "file:///etc/passwd", "mailto:a@example.org",
                           "internal:Sheet!A1", "external:c:\\x.xlsx", "ftp://example.org/", "",
                           "https://user@example.org/", "https://example.org/a b",
                           "https://example.org/\"><x>", " https://example.org/", "https://"}) {
    EXPECT_FALSE(is_web_address(link)) << link;
    const auto files = parts_of(one_sheet({{{std::string("text"), CellTone::Plain, link}}}));
    EXPECT_EQ(files.count("xl/worksheets/_rels/sheet1.xml.rels"), 0U) << link;
  }
  EXPECT_FALSE(is_web_address("https://example.org/" + std::string(2'000, 'a')));
  EXPECT_TRUE(is_web_address("http://example.org"));
  const auto files = parts_of(
      one_sheet({{{std::string("text"), CellTone::Plain, "https://example.org/a?b=c&d=%20#e"}}}));
  EXPECT_THAT(files.at("xl/worksheets/_rels/sheet1.xml.rels"),
              HasSubstr("Target=\"https://example.org/a?b=c&amp;d=%20\" TargetMode=\"External\""));
  EXPECT_THAT(files.at("xl/sharedStrings.xml"), HasSubstr("<t>text</t>"));
}

TEST(Spreadsheet, KeepsTheHeadInSightAndOnEveryPage) {
  Spreadsheet book = one_sheet({{{std::string("a"), CellTone::Head}, {std::string("b")}},
                                {{std::string("日本語の長さ")}, {SheetNumber{1}}}});
  book.sheets.front().head = 0;
  book.footer = "TLP:CLEAR R&D";
  const auto files = parts_of(book);
  const std::string& sheet = files.at("xl/worksheets/sheet1.xml");
  for (const char* part :
       {"<pane xSplit=\"1\" ySplit=\"1\" topLeftCell=\"B2\"", "<autoFilter ref=\"A1:B2\"/>",
        "<col min=\"1\" max=\"1\" width=\"14.7109375\"", "fitToHeight=\"0\"", "paperSize=\"9\"",
        "orientation=\"landscape\"",
        "&amp;L&amp;8TLP:CLEAR R&amp;&amp;D&amp;R&amp;8&amp;P / &amp;N"})
    EXPECT_THAT(sheet, HasSubstr(part));
  EXPECT_THAT(files.at("xl/workbook.xml"), HasSubstr("_xlnm.Print_Titles\" localSheetId=\"0\">"
                                                     "Sheet!$1:$1</definedName>"));
}

TEST(Spreadsheet, GivesTheSameBytesWhateverTheTimeZone) {
  const Spreadsheet book = one_sheet({{{*parse_day("2022-11-08")}, {std::string("x")}}});
  const std::string zone = getenv("TZ") != nullptr ? getenv("TZ") : "";
  setenv("TZ", "Asia/Tokyo", 1);
  tzset();
  const std::string first = xlsx_bytes(book);
  setenv("TZ", "America/Los_Angeles", 1);
  tzset();
  const std::string second = xlsx_bytes(book);
  zone.empty() ? unsetenv("TZ") : setenv("TZ", zone.c_str(), 1);
  tzset();
  EXPECT_TRUE(first == second);
  EXPECT_THAT(parts(first).at("docProps/core.xml"),
              HasSubstr("<dcterms:created xsi:type=\"dcterms:W3CDTF\">2022-11-08T08:00:00Z<"));
}

TEST(Spreadsheet, HasADateOfItsOwnWhereThereIsNone) {
  Spreadsheet book = one_sheet({{{std::string("x")}}});
  book.created.reset();
  EXPECT_THAT(parts_of(book).at("docProps/core.xml"), HasSubstr(">1980-01-01T00:00:00Z<"));
}

TEST(Spreadsheet, RefusesWhatNoFileCanHold) {
  Spreadsheet book = one_sheet({});
  book.sheets.front().name = "a/b";
  EXPECT_EQ(error_of([&] { xlsx_bytes(book); }),
            "io spreadsheet reason=Worksheet name cannot contain invalid characters: '[ ] : * ? / "
            "\\'");
}

TEST(Spreadsheet, SaysWhyItHasNoRoomForItsWork) {
  const std::string folder = getenv("TMPDIR") != nullptr ? getenv("TMPDIR") : "";
  const TemporaryFolder none;
  setenv("TMPDIR", none.write("file", "").c_str(), 1);
  const Spreadsheet book = one_sheet({});
  const std::string error = error_of([&] { xlsx_bytes(book); });
  folder.empty() ? unsetenv("TMPDIR") : setenv("TMPDIR", folder.c_str(), 1);
  EXPECT_EQ(error, "io spreadsheet reason=Not a directory");
}

}  // namespace
}  // namespace patchmatrix
