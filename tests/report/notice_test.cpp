// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/layout_checks.hpp"
#include "report/whole_month.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::HasSubstr;
using testing::IsEmpty;

TemplateFolders shipped_templates() { return {source_folder() / "reports" / "templates"}; }

TEST(Notice, IsATextForTheUsersOfTheMachines) {
  EXPECT_EQ(render_notice_text(whole_report(), shipped_words("ja"), shipped_templates()),
            R"TEXT(更新プログラム適用のお願い: Microsoft 2022 年 11 月のセキュリティ更新プログ
ラム (月例)

概要
Microsoft 2022 年 11 月のセキュリティ更新プログラム (月例) が公開されまし
た。悪用の事実が確認された脆弱性を修正するため、至急適用してください。

対象
- Windows 10 22H2, 21H2
- Microsoft Exchange Server

依頼
1. 更新の履歴を開き、お使いの OS の KB 番号 (下の「手順」) があるか確認し
   てください。
2. なければ更新プログラムを適用し、再起動してください。
3. 再起動の後、更新の履歴に KB 番号が表示されることをもう一度確認してくだ
   さい。

手順
Windows 10 22H2, 21H2
  KB5000002: Windows 10 Version 21H2、Windows 10 Version 22H2
  KB5000001: Windows 10 Version 21H2

補足
- 更新が管理者により自動で適用される PC では、確認だけで構いません。
- KB 番号が表示されない場合や適用に失敗する場合は、システム管理者に連絡し
  てください。
)TEXT");
}

TEST(Notice, SaysTheSameInEnglish) {
  EXPECT_EQ(render_notice_text(whole_report(), shipped_words("en"), shipped_templates()),
            R"TEXT(Please install: Microsoft security updates for November 2022

What this is about
Microsoft security updates for November 2022 have been released. They fix
vulnerabilities that are known to be exploited: please install them at once.

Concerned
- Windows 10 22H2, 21H2
- Microsoft Exchange Server

What to do
1. Open the update history and look for the KB of your system (see
   Steps).
2. If it is not there, run the update and restart.
3. After the restart, look again whether the update history has the KB.

Steps
Windows 10 22H2, 21H2
  KB5000002: Windows 10 Version 21H2, Windows 10 Version 22H2
  KB5000001: Windows 10 Version 21H2

Please note
- On PCs that are updated by their administrators, only look whether the
  KB is there.
- If the KB does not appear or the update fails, tell your system
  administrators.
)TEXT");
}

TEST(Notice, IsMarkdownAsWell) {
  EXPECT_EQ(render_notice_markdown(whole_report(), shipped_words("en"), shipped_templates()),
            R"TEXT(# Please install: Microsoft security updates for November 2022

## What this is about

Microsoft security updates for November 2022 have been released. They fix vulnerabilities that are known to be exploited: please install them at once.

## Concerned

- Windows 10 22H2, 21H2
- Microsoft Exchange Server

## What to do

1. Open the update history and look for the KB of your system (see Steps).
2. If it is not there, run the update and restart.
3. After the restart, look again whether the update history has the KB.

## Steps

- **Windows 10 22H2, 21H2**
  - KB5000002: Windows 10 Version 21H2, Windows 10 Version 22H2
  - KB5000001: Windows 10 Version 21H2

## Please note

- On PCs that are updated by their administrators, only look whether the KB is there.
- If the KB does not appear or the update fails, tell your system administrators.
)TEXT");
}

TEST(Notice, IsOnePageOfATerminalWithoutWordsOfOthers) {
  for (const char* language : {"ja", "en"}) {
    const std::string text =
        render_notice_text(whole_report(), shipped_words(language), shipped_templates());
    EXPECT_THAT(lines_wider_than(text, 76), IsEmpty()) << language;
    EXPECT_LE(split(text, '\n').size(), 40U) << language;
  }
  EXPECT_THAT(forbidden_words_in(
                  render_notice_text(whole_report(), shipped_words("ja"), shipped_templates())),
              IsEmpty());
}

TEST(Notice, IsOfTheReadersOwnTemplate) {
  const TemporaryFolder folder;
  folder.write("notice.text.mustache", "{{#notice}}{{#systems}}{{label}}\n{{/systems}}{{/notice}}");
  EXPECT_EQ(render_notice_text(whole_report(), shipped_words("en"),
                               {folder.path(), shipped_templates()[0]}),
            "Windows 10 22H2, 21H2\n");
}

TEST(Notice, NamesTheFieldThatATemplateGotWrong) {
  const TemporaryFolder folder;
  const auto file = folder.write("notice.text.mustache", "{{#notice}}\n{{greeting}}\n{{/notice}}");
  EXPECT_EQ(
      error_of([&] { render_notice_text(whole_report(), shipped_words("en"), {folder.path()}); }),
      "malformed " + file.string() + ":2 template-unknown-field field=greeting");
}

TEST(Notice, EscapesForMarkdown) {
  Report report = whole_report();
  report.families[0].label = {"*a* <b>", "*a* <b>"};
  EXPECT_THAT(render_notice_markdown(report, shipped_words("en"), shipped_templates()),
              HasSubstr("- \\*a\\* \\<b\\>\n"));
}

}  // namespace
}  // namespace patchmatrix
