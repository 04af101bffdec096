// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "report/small_month.hpp"

namespace patchmatrix {
namespace {

using namespace test;

std::string markdown(Layout layout, const std::string& language) {
  return render_markdown(small_report(), {layout, false}, shipped_words(language));
}

TEST(Markdown, IsJapaneseMatrix) {
  EXPECT_EQ(markdown(Layout::Matrix, "ja"),
            R"OUT(# Microsoft 2022 年 11 月のセキュリティ更新プログラム (月例)

文書 2022-Nov、版 2。公開 2022-11-08、最終更新 2022-11-08 (UTC)

MS深刻度: 最も大きな影響 — 製品ファミリ

- **緊急: リモートでコードが実行される** — Windows 10 22H2, 21H2
- **緊急: 特権の昇格** — Microsoft Exchange Server

## その他の製品 (2 製品ファミリ、MS深刻度別)

- **重要** — Azure Linux (Mariner)
- **不明** — Windows Sysmon

## 件数

製品ファミリ 4 = 表の行 2 (MS深刻度 緊急 2) + その他の製品 2 (MS深刻度 重要 1、不明 1)\
脆弱性 5 = MS深刻度別の計 4 (緊急 2、重要 1、不明 1) + 除外 1 (Azure Linux (Mariner) 1)\
脆弱性 4 の影響別: 特権の昇格 2、リモートでコードが実行される 1、なりすまし 1\
悪用あり: 脆弱性 1 件、一般に公開あり: 脆弱性 1 件\
更新プログラム (番号別): 3 件\
文書に発表一覧がないため、脆弱性の件数はコンポーネントと公開日から判定しています。
)OUT");
}

TEST(Markdown, IsEnglishTable) {
  EXPECT_EQ(markdown(Layout::Table, "en"), R"OUT(# Microsoft security updates for November 2022

Document 2022-Nov, revision 2. Released 2022-11-08, last updated 2022-11-08 (UTC)

| Product family | Maximum MS severity | Maximum impact | KB |
| --- | --- | --- | --- |
| Windows 10 22H2, 21H2 | Critical | Remote Code Execution | KB5000001, KB5000002 |
| Microsoft Exchange Server | Critical | Elevation of Privilege | KB5000003 |

## Other products (2 product families by MS severity)

- **Important** — Azure Linux (Mariner)
- **unknown** — Windows Sysmon

## Figures

Product families: 4 = 2 (MS severity: Critical 2) rows of the table + 2 (MS severity: Important 1, unknown 1) other products\
Vulnerabilities: 5 = 4 (Critical 2, Important 1, unknown 1) counted by MS severity + 1 (Azure Linux (Mariner) 1) excluded\
The 4 counted vulnerabilities by impact: Elevation of Privilege 2, Remote Code Execution 1, Spoofing 1\
Vulnerabilities exploited: 1; publicly disclosed: 1\
Updates (different numbers): 3\
The document does not list its release: which vulnerabilities count is told from component and release date.
)OUT");
}

TEST(Markdown, IsJapaneseDigest) {
  EXPECT_EQ(
      markdown(Layout::Digest, "ja"),
      R"OUT(# Microsoft 2022 年 11 月のセキュリティ更新プログラム (月例): 製品ファミリ (MS深刻度) 緊急2件

**緊急:リモートでコードが実行される**

- Windows 10 22H2, 21H2

**緊急:特権の昇格**

- Microsoft Exchange Server

## その他の製品 (2 製品ファミリ、MS深刻度別)

- **重要** — Azure Linux (Mariner)
- **不明** — Windows Sysmon

## 件数

製品ファミリ 4 = 表の行 2 (MS深刻度 緊急 2) + その他の製品 2 (MS深刻度 重要 1、不明 1)\
脆弱性 5 = MS深刻度別の計 4 (緊急 2、重要 1、不明 1) + 除外 1 (Azure Linux (Mariner) 1)\
脆弱性 4 の影響別: 特権の昇格 2、リモートでコードが実行される 1、なりすまし 1\
悪用あり: 脆弱性 1 件、一般に公開あり: 脆弱性 1 件\
更新プログラム (番号別): 3 件\
文書に発表一覧がないため、脆弱性の件数はコンポーネントと公開日から判定しています。
)OUT");
}

TEST(Markdown, IsEnglishList) {
  EXPECT_EQ(markdown(Layout::List, "en"), R"OUT(# Microsoft security updates for November 2022

Document 2022-Nov, revision 2. Released 2022-11-08, last updated 2022-11-08 (UTC)

| Vulnerability | Title | MS severity | Impact | CVSS | Exploited | Disclosed | KB |
| --- | --- | --- | --- | --- | --- | --- | --- |
| CVE-2022-0001 | Example Kernel \| Elevation of \<Privilege\> Vulnerability | Important | Elevation of Privilege | 7.8 (3.1) | yes | no | KB5000002 |
| CVE-2022-0003 | Example Mail Elevation of Privilege Vulnerability | Critical | Elevation of Privilege | not stated | no | yes | KB5000003 |
| CVE-2022-0002 | Example Network Remote Code Execution Vulnerability | Critical | Remote Code Execution | 9.8 (3.1) | no | no | KB5000001, KB5000002 |
| CVE-2022-0004 | =Example "Tool", Spoofing | unknown (Terrible) | Spoofing | not stated | not stated | not stated |  |

## Vulnerabilities not counted: Azure Linux (Mariner) (1)

| Vulnerability | Title | MS severity | Impact | CVSS | Exploited | Disclosed | KB |
| --- | --- | --- | --- | --- | --- | --- | --- |
| CVE-2022-0005 |  | Important | not stated | not stated | not stated | not stated |  |

## Figures

Product families: 4 = 2 (MS severity: Critical 2) rows of the table + 2 (MS severity: Important 1, unknown 1) other products\
Vulnerabilities: 5 = 4 (Critical 2, Important 1, unknown 1) counted by MS severity + 1 (Azure Linux (Mariner) 1) excluded\
The 4 counted vulnerabilities by impact: Elevation of Privilege 2, Remote Code Execution 1, Spoofing 1\
Vulnerabilities exploited: 1; publicly disclosed: 1\
Updates (different numbers): 3\
The document does not list its release: which vulnerabilities count is told from component and release date.
)OUT");
}

TEST(Markdown, ListsNotesOnTheDataWithTheirFilesEscaped) {
  Report report = small_report();
  report.notices = {{{"skipped-file", "a_b*[c].txt", "", {}, 1}, false},
                    {{"bad-date", "b.xml", "RevisionHistory", {{"text", "<8 Nov>"}}, 3}, false}};
  const std::string all = render_markdown(report, {}, shipped_words("en"));
  EXPECT_EQ(all.substr(all.find("## Notes")), R"(## Notes on the data (2)

- a\_b\*\[c\].txt: not an advisory, skipped
- b.xml: RevisionHistory: the date "\<8 Nov\>" cannot be read; not used (3 of this kind)
)");
}

}  // namespace
}  // namespace patchmatrix
