// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/report.hpp>

#include "io/text.hpp"
#include "io/unicode.hpp"
#include "report/changes_states.hpp"

namespace patchmatrix {
namespace {

using namespace test;

ChangesHeading heading() {
  const Vendor& vendor = shipped_vendor("microsoft");
  return {vendor.name, vendor.severity_axis, "2022-11", "2022-11-08", "2022-11-30"};
}

std::string text(const std::vector<Change>& changes, const std::string& language,
                 const TextStyle& style = {}) {
  return render_changes_text(heading(), changes, shipped_words(language), style);
}

TEST(ChangesText, IsJapanese) {
  EXPECT_EQ(text(changes_of_the_month(), "ja"),
            R"OUT(Microsoft 2022-11 の変更点 (2022-11-08 → 2022-11-30)
変更 19 件 (悪用フラグ 1、KEV 追加 1、一般公開フラグ 1、新規 1、深刻度 1、影響 1、CVSS 1、修正 KB/ビルド変更 5、製品 + 1、製品 − 3、既知の問題 +/− 1、フィードから消失 1、情報のみ 1)

悪用フラグ (1 件)
・CVE-2022-0001 — Example Kernel Elevation of Privilege Vulnerability: なし → あり (版 1.1、2022-11-11)

KEV 追加 (1 件)
・CVE-2022-0002 — Example Print Spoofing Vulnerability: カタログに追加 (2023-01-10)

一般公開フラグ (1 件)
・CVE-2022-0001 — Example Kernel Elevation of Privilege Vulnerability: なし → あり (版 1.1、2022-11-11)

新規 (1 件)
・CVE-2022-0006 — Example New Remote Code Execution Vulnerability: MS深刻度 緊急、リモートでコードが実行される、悪用あり (版 1.0、2022-11-08)

深刻度 (1 件)
・CVE-2022-0001 — Example Kernel Elevation of Privilege Vulnerability: MS深刻度 重要 → 緊急 — 全 2 製品 (版 1.1、2022-11-11)

影響 (1 件)
・CVE-2022-0001 — Example Kernel Elevation of Privilege Vulnerability: 特権の昇格 → リモートでコードが実行される — Windows 10 Version 21H1 (版 1.1、2022-11-11)

CVSS (1 件)
・CVE-2022-0001 — Example Kernel Elevation of Privilege Vulnerability: CVSS 3.1 7.8 → 8.8 — 全 2 製品 (版 1.1、2022-11-11)

修正 KB/ビルド変更 (5 件)
・脆弱性 2 件: KB5000001 10.0.1.1 → KB5000001 10.0.1.2 — 2 製品: Windows 10 Version 21H1 · Windows 10 Version 21H2: CVE-2022-0001, CVE-2022-0002
・CVE-2022-0002 — Example Print Spoofing Vulnerability: KB5000001 → KB5000001, KB5000002 — Windows 10 Version 21H2 (版 1.1、2022-11-11)

製品 + (1 件)
・CVE-2022-0005 — Example Web: Windows 10 Version 21H5 (版 1.1、2022-11-11)

製品 − (3 件)
・CVE-2022-0005 — Example Web: 3 製品: Windows 10 Version 21H2 · Windows 10 Version 21H3 · Windows 10 Version 21H4 (版 1.1、2022-11-11)

既知の問題 +/− (1 件)
・KB5000001: 記載なし → あり (2022-11-08)

フィードから消失 (1 件)
・CVE-2022-0003 — Example Mail Spoofing Vulnerability (版 1.0、2022-11-08)

情報のみ (1 件)
・CVE-2022-0004 (1.0 → 1.1、2022-11-11)
)OUT");
}

TEST(ChangesText, IsEnglish) {
  EXPECT_EQ(text(changes_of_the_month(), "en"),
            R"OUT(Microsoft 2022-11: what changed from 2022-11-08 to 2022-11-30
Changes: 19 (Exploited flag 1, KEV additions 1, Publicly disclosed flag 1, New 1, Severity 1, Impact 1, CVSS 1, Fixes (KB, build) 5, Products added 1, Products removed 3, Known issues 1, Withdrawn by the feed? 1, Informational only 1)

Exploited flag (1)
- CVE-2022-0001 — Example Kernel Elevation of Privilege Vulnerability: no → yes (revision 1.1, 2022-11-11)

KEV additions (1)
- CVE-2022-0002 — Example Print Spoofing Vulnerability: added to the catalogue (2023-01-10)

Publicly disclosed flag (1)
- CVE-2022-0001 — Example Kernel Elevation of Privilege Vulnerability: no → yes (revision 1.1, 2022-11-11)

New (1)
- CVE-2022-0006 — Example New Remote Code Execution Vulnerability: MS severity Critical, Remote Code Execution, exploited (revision 1.0, 2022-11-08)

Severity (1)
- CVE-2022-0001 — Example Kernel Elevation of Privilege Vulnerability: MS severity Important → Critical — all products (2) (revision 1.1, 2022-11-11)

Impact (1)
- CVE-2022-0001 — Example Kernel Elevation of Privilege Vulnerability: Elevation of Privilege → Remote Code Execution — Windows 10 Version 21H1 (revision 1.1, 2022-11-11)

CVSS (1)
- CVE-2022-0001 — Example Kernel Elevation of Privilege Vulnerability: CVSS 3.1 7.8 → 8.8 — all products (2) (revision 1.1, 2022-11-11)

Fixes (KB, build) (5)
- 2 vulnerabilities: KB5000001 10.0.1.1 → KB5000001 10.0.1.2 — 2 products: Windows 10 Version 21H1 · Windows 10 Version 21H2: CVE-2022-0001, CVE-2022-0002
- CVE-2022-0002 — Example Print Spoofing Vulnerability: KB5000001 → KB5000001, KB5000002 — Windows 10 Version 21H2 (revision 1.1, 2022-11-11)

Products added (1)
- CVE-2022-0005 — Example Web: Windows 10 Version 21H5 (revision 1.1, 2022-11-11)

Products removed (3)
- CVE-2022-0005 — Example Web: 3 products: Windows 10 Version 21H2 · Windows 10 Version 21H3 · Windows 10 Version 21H4 (revision 1.1, 2022-11-11)

Known issues (1)
- KB5000001: not stated → yes (2022-11-08)

Withdrawn by the feed? (1)
- CVE-2022-0003 — Example Mail Spoofing Vulnerability (revision 1.0, 2022-11-08)

Informational only (1)
- CVE-2022-0004 (1.0 → 1.1, 2022-11-11)
)OUT");
}

TEST(ChangesText, SaysWhenNothingChanged) {
  EXPECT_EQ(text({}, "ja"),
            "Microsoft 2022-11 の変更点 (2022-11-08 → 2022-11-30)\n"
            "変更はありません。\n");
  EXPECT_EQ(text({}, "en"),
            "Microsoft 2022-11: what changed from 2022-11-08 to 2022-11-30\n"
            "Nothing changed.\n");
}

TEST(ChangesText, FitsThePage) {
  for (const char* language : {"ja", "en"}) {
    const std::string page = text(changes_of_the_month(), language, {76, false});
    for (const std::string_view line : split(page, '\n'))
      EXPECT_LE(display_width(line), 76U) << line;
  }
}

TEST(ChangesText, UnderlinesWithColourWhatIsBeingAttacked) {
  const std::string page = text(changes_of_the_month(), "en", {std::nullopt, true});
  for (const char* part : {"\x1B[1mMicrosoft 2022-11: what changed from 2022-11-08 to 2022-11-30",
                           "\x1B[1;31mExploited flag (1)\x1B[0m\n",
                           "\x1B[1;31mKEV additions (1)\x1B[0m\n", "\nNew (1)\n"})
    EXPECT_NE(page.find(part), std::string::npos) << part << page;
}

// A vulnerability with one product for every entry of `builds`, all fixed by another update.
std::vector<Change> fixes_moved(const std::vector<std::string>& vulnerabilities, int products) {
  std::vector<Change> out;
  for (const std::string& id : vulnerabilities)
    for (int i = 1; i <= products; ++i) {
      Change& change = out.emplace_back();
      change.type = ChangeType::Fix;
      change.vulnerability = id;
      change.product_id = std::to_string(i);
      change.product = "Product " + change.product_id;
      change.products = 1;
      change.field = "update";
      change.old_value = "KB1";
      change.new_value = "KB2";
    }
  return out;
}

TEST(ChangesText, CutsLongListsAndSaysSo) {
  const std::string head =
      "Microsoft 2022-11: what changed from 2022-11-08 to 2022-11-30\nChanges: ";
  EXPECT_EQ(text(fixes_moved({"CVE-1"}, 3), "en"),
            head +
                "3 (Fixes (KB, build) 3)\n\nFixes (KB, build) (3)\n"
                "- CVE-1: KB1 → KB2 — 3 products: Product 1 · Product 2 · Product 3\n");
  EXPECT_EQ(text(fixes_moved({"CVE-1"}, 12), "en"),
            head +
                "12 (Fixes (KB, build) 12)\n\nFixes (KB, build) (12)\n"
                "- CVE-1: KB1 → KB2 — 12 products: Product 1 · Product 2 · Product 3 and 9 more\n"
                "\nLong lists and values are shortened; --format json gives all of them.\n");
  std::vector<std::string> ids;
  for (int i = 1; i <= 8; ++i) ids.push_back("CVE-" + std::to_string(i));
  EXPECT_EQ(text(fixes_moved(ids, 1), "en"),
            head +
                "8 (Fixes (KB, build) 8)\n\nFixes (KB, build) (8)\n"
                "- 8 vulnerabilities: KB1 → KB2 — Product 1: CVE-1, CVE-2, CVE-3, CVE-4, CVE-5, "
                "CVE-6, CVE-7, CVE-8\n");
  ids.push_back("CVE-9");
  EXPECT_EQ(text(fixes_moved(ids, 1), "en"),
            head +
                "9 (Fixes (KB, build) 9)\n\nFixes (KB, build) (9)\n"
                "- 9 vulnerabilities: KB1 → KB2 — Product 1: CVE-1, CVE-2, CVE-3, CVE-4, CVE-5, "
                "CVE-6, CVE-7, CVE-8 and 1 more\n"
                "\nLong lists and values are shortened; --format json gives all of them.\n");
}

TEST(ChangesText, TellsProductsThatDidNotChangeAlikeApart) {
  std::vector<Change> changes = fixes_moved({"CVE-1", "CVE-2"}, 2);
  changes.back().new_value = "KB3";
  const std::string page = text(changes, "en");
  EXPECT_NE(page.find("- CVE-1: KB1 → KB2 — 2 products: Product 1 · Product 2\n"
                      "- CVE-2: KB1 → KB2 — Product 1\n"
                      "- CVE-2: KB1 → KB3 — Product 2\n"),
            std::string::npos)
      << page;
}

TEST(ChangesText, LetsNothingActOnATerminal) {
  std::vector<Change> changes = fixes_moved({"CVE-1\x1B[31m"}, 1);
  changes.front().title = "a\nb\x1B]0;title\x07";
  changes.front().product = "c\u202Ed";
  changes.front().new_value =
      "e\x9B"
      "31m";
  changes.front().revision = "1\r2";
  changes.front().date = Instant();
  const std::string page = text(changes, "en");
  for (const char* part : {"\x1B", "\x07", "\r", "\u202E", "a\nb"})
    EXPECT_EQ(page.find(part), std::string::npos) << page;
}

TEST(ChangesText, TellsEveryValueInWords) {
  struct Case {
    ChangeType type;
    std::string field, older, newer, ja, en;
  };
  const std::vector<Case> cases = {
      {ChangeType::Exploited, "exploited", "", "yes", "記載なし → あり", "not stated → yes"},
      {ChangeType::Disclosed, "publicly-disclosed", "no", "yes", "なし → あり", "no → yes"},
      {ChangeType::Kev, "kev", "", "2023-01-10", "カタログに追加", "added to the catalogue"},
      {ChangeType::Severity, "severity", "important", "critical", "MS深刻度 重要 → 緊急",
       "MS severity Important → Critical"},
      {ChangeType::Severity, "severity", "", "low", "MS深刻度 記載なし → 注意",
       "MS severity not stated → Low"},
      {ChangeType::Impact, "impact", "spoofing", "elevation-of-privilege, tampering",
       "なりすまし → 特権の昇格、改ざん", "Spoofing → Elevation of Privilege, Tampering"},
      {ChangeType::Score, "cvss-3.1", "7.8", "8.8", "CVSS 3.1 7.8 → 8.8", "CVSS 3.1 7.8 → 8.8"},
      {ChangeType::Score, "cvss", "", "8.8", "CVSS 記載なし → 8.8", "CVSS not stated → 8.8"},
      {ChangeType::Fix, "status", "affected", "fixed", "影響あり → 修正済み", "affected → fixed"},
      {ChangeType::ProductAdded, "status", "under-investigation", "affected", "調査中 → 影響あり",
       "under investigation → affected"},
      {ChangeType::Withdrawn, "withdrawn", "yes", "no", "フィードに再掲載", "in the feed again"},
  };
  for (const Case& each : cases) {
    Change change;
    change.type = each.type;
    change.vulnerability = "CVE-1";
    change.field = each.field;
    change.old_value = each.older;
    change.new_value = each.newer;
    for (const auto& [language, expected] : {std::pair("ja", each.ja), std::pair("en", each.en)}) {
      const std::string page = text({change}, language);
      EXPECT_NE(page.find("CVE-1: " + expected + "\n"), std::string::npos) << expected << '\n'
                                                                           << page;
    }
  }
}

TEST(ChangesText, NamesEveryType) {
  for (const ChangeType type : kChangeTypes)
    for (const char* language : {"ja", "en"})
      EXPECT_NE(shipped_words(language)["change." + std::string(slug(type))], "");
}

// ── two releases ──

std::string comparison(const std::string& language, const TextStyle& style = {}) {
  const Told older = older_month(), newer = newer_month();
  const auto report = [](const Told& month) {
    return build_report({{month.state.documents.front().findings, {}, {}}}, {},
                        shipped_feeds().impact_order);
  };
  return render_comparison_text(
      report(older), report(newer),
      compare_releases(older.state, newer.state, shipped_feeds().impact_order),
      shipped_words(language), style);
}

TEST(ComparisonText, IsJapanese) {
  EXPECT_EQ(comparison("ja"), R"OUT(Microsoft 2022-11 と 2022-11 の比較

件数                     2022-11  2022-11
-----------------------  -------  -------
対象の脆弱性             5        5
… MS深刻度 緊急          0        2
… MS深刻度 重要          1        0
… MS深刻度 注意          1        1
… MS深刻度 記載なし      3        2
除外した脆弱性           0        0
悪用あり                 0        2
一般に公開あり           0        1
更新プログラム (番号別)  1        2

製品ファミリの最大深刻度と最も大きな影響
製品ファミリ                 2022-11           2022-11
---------------------------  ----------------  -----------------------------
Windows 10 21H5, 21H2, 21H1  重要: 特権の昇格  緊急: リモートでコードが実行
                                               される

変更点
変更 18 件 (悪用フラグ 1、KEV 追加 1、一般公開フラグ 1、新規 1、深刻度 1、影響 1、CVSS 1、修正 KB/ビルド変更 5、製品 + 1、製品 − 3、既知の問題 +/− 1、情報のみ 1)

悪用フラグ (1 件)
・CVE-2022-0001 — Example Kernel Elevation of Privilege Vulnerability: なし → あり (版 1.1、2022-11-11)

KEV 追加 (1 件)
・CVE-2022-0002 — Example Print Spoofing Vulnerability: カタログに追加 (2023-01-10)

一般公開フラグ (1 件)
・CVE-2022-0001 — Example Kernel Elevation of Privilege Vulnerability: なし → あり (版 1.1、2022-11-11)

新規 (1 件)
・CVE-2022-0006

深刻度 (1 件)
・CVE-2022-0001 — Example Kernel Elevation of Privilege Vulnerability: MS深刻度 重要 → 緊急 — 全 2 製品 (版 1.1、2022-11-11)

影響 (1 件)
・CVE-2022-0001 — Example Kernel Elevation of Privilege Vulnerability: 特権の昇格 → リモートでコードが実行される — Windows 10 Version 21H1 (版 1.1、2022-11-11)

CVSS (1 件)
・CVE-2022-0001 — Example Kernel Elevation of Privilege Vulnerability: CVSS 3.1 7.8 → 8.8 — 全 2 製品 (版 1.1、2022-11-11)

修正 KB/ビルド変更 (5 件)
・脆弱性 2 件: KB5000001 10.0.1.1 → KB5000001 10.0.1.2 — 2 製品: Windows 10 Version 21H1 · Windows 10 Version 21H2: CVE-2022-0001, CVE-2022-0002
・CVE-2022-0002 — Example Print Spoofing Vulnerability: KB5000001 → KB5000001, KB5000002 — Windows 10 Version 21H2 (版 1.1、2022-11-11)

製品 + (1 件)
・CVE-2022-0005 — Example Web: Windows 10 Version 21H5 (版 1.1、2022-11-11)

製品 − (3 件)
・CVE-2022-0005 — Example Web: 3 製品: Windows 10 Version 21H2 · Windows 10 Version 21H3 · Windows 10 Version 21H4 (版 1.1、2022-11-11)

既知の問題 +/− (1 件)
・KB5000001: 記載なし → あり (2022-11-08)

情報のみ (1 件)
・CVE-2022-0004 (1.0 → 1.1、2022-11-11)
)OUT");
}

TEST(ComparisonText, IsEnglish) {
  EXPECT_EQ(comparison("en"), R"OUT(Microsoft: 2022-11 and 2022-11 compared

Count                        2022-11  2022-11
---------------------------  -------  -------
Vulnerabilities counted      5        5
… MS severity Critical       0        2
… MS severity Important      1        0
… MS severity Low            1        1
… MS severity not stated     3        2
Vulnerabilities excluded     0        0
Exploited                    0        2
Publicly disclosed           0        1
Updates (different numbers)  1        2

Product families: maximum severity and impact
Product family            2022-11                   2022-11
------------------------  ------------------------  ------------------------
Windows 10 21H5, 21H2,    Important: Elevation of   Critical: Remote Code
21H1                      Privilege                 Execution

Changes
Changes: 18 (Exploited flag 1, KEV additions 1, Publicly disclosed flag 1, New 1, Severity 1, Impact 1, CVSS 1, Fixes (KB, build) 5, Products added 1, Products removed 3, Known issues 1, Informational only 1)

Exploited flag (1)
- CVE-2022-0001 — Example Kernel Elevation of Privilege Vulnerability: no → yes (revision 1.1, 2022-11-11)

KEV additions (1)
- CVE-2022-0002 — Example Print Spoofing Vulnerability: added to the catalogue (2023-01-10)

Publicly disclosed flag (1)
- CVE-2022-0001 — Example Kernel Elevation of Privilege Vulnerability: no → yes (revision 1.1, 2022-11-11)

New (1)
- CVE-2022-0006

Severity (1)
- CVE-2022-0001 — Example Kernel Elevation of Privilege Vulnerability: MS severity Important → Critical — all products (2) (revision 1.1, 2022-11-11)

Impact (1)
- CVE-2022-0001 — Example Kernel Elevation of Privilege Vulnerability: Elevation of Privilege → Remote Code Execution — Windows 10 Version 21H1 (revision 1.1, 2022-11-11)

CVSS (1)
- CVE-2022-0001 — Example Kernel Elevation of Privilege Vulnerability: CVSS 3.1 7.8 → 8.8 — all products (2) (revision 1.1, 2022-11-11)

Fixes (KB, build) (5)
- 2 vulnerabilities: KB5000001 10.0.1.1 → KB5000001 10.0.1.2 — 2 products: Windows 10 Version 21H1 · Windows 10 Version 21H2: CVE-2022-0001, CVE-2022-0002
- CVE-2022-0002 — Example Print Spoofing Vulnerability: KB5000001 → KB5000001, KB5000002 — Windows 10 Version 21H2 (revision 1.1, 2022-11-11)

Products added (1)
- CVE-2022-0005 — Example Web: Windows 10 Version 21H5 (revision 1.1, 2022-11-11)

Products removed (3)
- CVE-2022-0005 — Example Web: 3 products: Windows 10 Version 21H2 · Windows 10 Version 21H3 · Windows 10 Version 21H4 (revision 1.1, 2022-11-11)

Known issues (1)
- KB5000001: not stated → yes (2022-11-08)

Informational only (1)
- CVE-2022-0004 (1.0 → 1.1, 2022-11-11)
)OUT");
}

}  // namespace
}  // namespace patchmatrix
