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

const LayoutOptions kWeekly = {Layout::Weekly};

TEST(WeeklyText, TellsByVendorWhatWasReleasedAndRevised) {
  EXPECT_EQ(render_text(whole_report(), kWeekly, shipped_words("ja"), {76}), R"TEXT(11月7日週
2022-11-07 (月) から 2022-11-13 (日) まで (UTC)
脆弱性 4 = 公開 2 + 更新 2 (ベンダー 1)

Microsoft
脆弱性 4 = 公開 2 + 更新 2 (うち定義上の変更 1)
MS深刻度 緊急 2、重要 1、不明 1

公開 (2 件)
CVE-2022-0003  Example Mail Elevation of Privilege Vulnerability
  MS深刻度: 緊急  影響: 特権の昇格  CVSS: 記載なし  悪用: なし  一般に公開:
  あり  KEV: 掲載なし
  版: 1.0 (2022-11-08)
  KB: KB5000003

CVE-2022-0002  Example Network Remote Code Execution Vulnerability
  MS深刻度: 緊急  影響: リモートでコードが実行される  CVSS: 9.8 (3.1)  悪用:
  なし  一般に公開: なし  KEV: 掲載なし
  版: 1.0 (2022-11-08)
  KB: KB5000001, KB5000002

更新 (2 件)
CVE-2022-0001  Example Kernel | Elevation of <Privilege> Vulnerability
  MS深刻度: 重要  影響: 特権の昇格  CVSS: 7.8 (3.1)  悪用: あり  一般に公開:
  なし  KEV: 2022-11-08 掲載 (期限 2022-12-09)、ランサムウェアでの利用を確認
  版: 2.0 (2022-11-11) [定義上の変更]
  KB: KB5000002

CVE-2022-0004  =Example "Tool", Spoofing
  MS深刻度: 不明 (Terrible)  影響: なりすまし  CVSS: 記載なし  悪用: 記載な
  し  一般に公開: 記載なし  KEV: 掲載なし
  版: 1.1 (2022-11-11)
)TEXT");
}

TEST(WeeklyText, SaysTheSameInEnglish) {
  EXPECT_EQ(render_text(whole_report(), kWeekly, shipped_words("en"), {76}),
            R"TEXT(Week of November 7
2022-11-07 (Mon) to 2022-11-13 (Sun), UTC
Vulnerabilities: 4 = 2 released + 2 revised (vendors: 1)

Microsoft
Vulnerabilities: 4 = 2 released + 2 revised (1 of them major)
MS severity: Critical 2, Important 1, unknown 1

Released (2)
CVE-2022-0003  Example Mail Elevation of Privilege Vulnerability
  MS severity: Critical  Impact: Elevation of Privilege  CVSS: not stated
  Exploited: no  Disclosed: yes  KEV: not listed
  Revision: 1.0 (2022-11-08)
  KB: KB5000003

CVE-2022-0002  Example Network Remote Code Execution Vulnerability
  MS severity: Critical  Impact: Remote Code Execution  CVSS: 9.8 (3.1)
  Exploited: no  Disclosed: no  KEV: not listed
  Revision: 1.0 (2022-11-08)
  KB: KB5000001, KB5000002

Revised (2)
CVE-2022-0001  Example Kernel | Elevation of <Privilege> Vulnerability
  MS severity: Important  Impact: Elevation of Privilege  CVSS: 7.8 (3.1)
  Exploited: yes  Disclosed: no  KEV: added 2022-11-08 (due 2022-12-09),
  ransomware
  Revision: 2.0 (2022-11-11) [major]
  KB: KB5000002

CVE-2022-0004  =Example "Tool", Spoofing
  MS severity: unknown (Terrible)  Impact: Spoofing  CVSS: not stated
  Exploited: not stated  Disclosed: not stated  KEV: not listed
  Revision: 1.1 (2022-11-11)
)TEXT");
}

TEST(WeeklyText, StandsAtItsWidthWithoutWordsOfOthers) {
  for (const char* language : {"ja", "en"})
    EXPECT_THAT(
        lines_wider_than(render_text(whole_report(), kWeekly, shipped_words(language), {76}), 76),
        IsEmpty())
        << language;
  EXPECT_THAT(forbidden_words_in(render_text(whole_report(), kWeekly, shipped_words("ja"), {76})),
              IsEmpty());
}

TEST(WeeklyMarkdown, MarksMajorRevisions) {
  const std::string text = render_markdown(whole_report(), kWeekly, shipped_words("en"));
  EXPECT_THAT(text, HasSubstr("# Week of November 7\n"));
  EXPECT_THAT(text, HasSubstr("| 2.0 (2022-11-11) \\[major\\] |"));
}

TEST(WeeklyText, OfAQuietWeekSaysSo) {
  Report report = whole_report();
  report.week->vendors[0].released.clear();
  report.week->vendors[0].revised.clear();
  EXPECT_EQ(render_text(report, kWeekly, shipped_words("en"), {76}), R"TEXT(Week of November 7
2022-11-07 (Mon) to 2022-11-13 (Sun), UTC
Vulnerabilities: 0 = 0 released + 0 revised (vendors: 1)

Microsoft
Vulnerabilities: 0 = 0 released + 0 revised (0 of them major)
)TEXT");
}

}  // namespace
}  // namespace patchmatrix
