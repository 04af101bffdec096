// SPDX-License-Identifier: Apache-2.0
#include "io/text.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "io/unicode.hpp"
#include "report/small_month.hpp"

namespace patchmatrix {
namespace {

using namespace test;

std::string text(Layout layout, const std::string& language, const TextStyle& style = {}) {
  return render_text(small_report(), {layout, false}, shipped_words(language), style);
}

// Lines that own their text: the arguments are mostly temporary.
std::vector<std::string> lines_of(const std::string& text) {
  const std::vector<std::string_view> lines = split(text, '\n');
  return {lines.begin(), lines.end()};
}

TEST(Text, IsJapaneseMatrix) {
  EXPECT_EQ(text(Layout::Matrix, "ja"),
            R"OUT(Microsoft 2022 年 11 月のセキュリティ更新プログラム (月例)
文書 2022-Nov、版 2。公開 2022-11-08、最終更新 2022-11-08 (UTC)
MS深刻度: 最も大きな影響 — 製品ファミリ

緊急: リモートでコードが実行される — Windows 10 22H2, 21H2
緊急: 特権の昇格 — Microsoft Exchange Server

その他の製品 (2 製品ファミリ、MS深刻度別)
重要 — Azure Linux (Mariner)
不明 — Windows Sysmon

件数
製品ファミリ 4 = 表の行 2 (MS深刻度 緊急 2) + その他の製品 2 (MS深刻度 重要 1、不明 1)
脆弱性 5 = MS深刻度別の計 4 (緊急 2、重要 1、不明 1) + 除外 1 (Azure Linux (Mariner) 1)
脆弱性 4 の影響別: 特権の昇格 2、リモートでコードが実行される 1、なりすまし 1
悪用あり: 脆弱性 1 件、一般に公開あり: 脆弱性 1 件
更新プログラム (番号別): 3 件
文書に発表一覧がないため、脆弱性の件数はコンポーネントと公開日から判定しています。
)OUT");
}

TEST(Text, IsEnglishMatrix) {
  EXPECT_EQ(text(Layout::Matrix, "en"), R"OUT(Microsoft security updates for November 2022
Document 2022-Nov, revision 2. Released 2022-11-08, last updated 2022-11-08 (UTC)
MS severity: maximum impact — product families

Critical: Remote Code Execution — Windows 10 22H2, 21H2
Critical: Elevation of Privilege — Microsoft Exchange Server

Other products (2 product families by MS severity)
Important — Azure Linux (Mariner)
unknown — Windows Sysmon

Figures
Product families: 4 = 2 (MS severity: Critical 2) rows of the table + 2 (MS severity: Important 1, unknown 1) other products
Vulnerabilities: 5 = 4 (Critical 2, Important 1, unknown 1) counted by MS severity + 1 (Azure Linux (Mariner) 1) excluded
The 4 counted vulnerabilities by impact: Elevation of Privilege 2, Remote Code Execution 1, Spoofing 1
Vulnerabilities exploited: 1; publicly disclosed: 1
Updates (different numbers): 3
The document does not list its release: which vulnerabilities count is told from component and release date.
)OUT");
}

TEST(Text, IsJapaneseTable) {
  EXPECT_EQ(text(Layout::Table, "ja"),
            R"OUT(Microsoft 2022 年 11 月のセキュリティ更新プログラム (月例)
文書 2022-Nov、版 2。公開 2022-11-08、最終更新 2022-11-08 (UTC)

製品ファミリ      最大深刻度  最も大きな影響                KB
                  (MS深刻度)
----------------  ----------  ----------------------------  ----------------
Windows 10 22H2,  緊急        リモートでコードが実行される  KB5000001,
21H2                                                        KB5000002
Microsoft         緊急        特権の昇格                    KB5000003
Exchange Server

その他の製品 (2 製品ファミリ、MS深刻度別)
重要 — Azure Linux (Mariner)
不明 — Windows Sysmon

件数
製品ファミリ 4 = 表の行 2 (MS深刻度 緊急 2) + その他の製品 2 (MS深刻度 重要 1、不明 1)
脆弱性 5 = MS深刻度別の計 4 (緊急 2、重要 1、不明 1) + 除外 1 (Azure Linux (Mariner) 1)
脆弱性 4 の影響別: 特権の昇格 2、リモートでコードが実行される 1、なりすまし 1
悪用あり: 脆弱性 1 件、一般に公開あり: 脆弱性 1 件
更新プログラム (番号別): 3 件
文書に発表一覧がないため、脆弱性の件数はコンポーネントと公開日から判定しています。
)OUT");
}

TEST(Text, IsEnglishTable) {
  EXPECT_EQ(text(Layout::Table, "en"), R"OUT(Microsoft security updates for November 2022
Document 2022-Nov, revision 2. Released 2022-11-08, last updated 2022-11-08 (UTC)

Product family        Maximum   Maximum impact          KB
                      MS
                      severity
--------------------  --------  ----------------------  --------------------
Windows 10 22H2,      Critical  Remote Code Execution   KB5000001, KB5000002
21H2
Microsoft Exchange    Critical  Elevation of Privilege  KB5000003
Server

Other products (2 product families by MS severity)
Important — Azure Linux (Mariner)
unknown — Windows Sysmon

Figures
Product families: 4 = 2 (MS severity: Critical 2) rows of the table + 2 (MS severity: Important 1, unknown 1) other products
Vulnerabilities: 5 = 4 (Critical 2, Important 1, unknown 1) counted by MS severity + 1 (Azure Linux (Mariner) 1) excluded
The 4 counted vulnerabilities by impact: Elevation of Privilege 2, Remote Code Execution 1, Spoofing 1
Vulnerabilities exploited: 1; publicly disclosed: 1
Updates (different numbers): 3
The document does not list its release: which vulnerabilities count is told from component and release date.
)OUT");
}

TEST(Text, IsJapaneseDigest) {
  EXPECT_EQ(
      text(Layout::Digest, "ja"),
      R"OUT(Microsoft 2022 年 11 月のセキュリティ更新プログラム (月例): 製品ファミリ (MS深刻度) 緊急2件

緊急:リモートでコードが実行される
・Windows 10 22H2, 21H2

緊急:特権の昇格
・Microsoft Exchange Server

その他の製品 (2 製品ファミリ、MS深刻度別)
重要 — Azure Linux (Mariner)
不明 — Windows Sysmon

件数
製品ファミリ 4 = 表の行 2 (MS深刻度 緊急 2) + その他の製品 2 (MS深刻度 重要 1、不明 1)
脆弱性 5 = MS深刻度別の計 4 (緊急 2、重要 1、不明 1) + 除外 1 (Azure Linux (Mariner) 1)
脆弱性 4 の影響別: 特権の昇格 2、リモートでコードが実行される 1、なりすまし 1
悪用あり: 脆弱性 1 件、一般に公開あり: 脆弱性 1 件
更新プログラム (番号別): 3 件
文書に発表一覧がないため、脆弱性の件数はコンポーネントと公開日から判定しています。
)OUT");
}

TEST(Text, IsEnglishDigest) {
  EXPECT_EQ(
      text(Layout::Digest, "en"),
      R"OUT(Microsoft security updates for November 2022: product families by MS severity: 2 Critical

Critical: Remote Code Execution
- Windows 10 22H2, 21H2

Critical: Elevation of Privilege
- Microsoft Exchange Server

Other products (2 product families by MS severity)
Important — Azure Linux (Mariner)
unknown — Windows Sysmon

Figures
Product families: 4 = 2 (MS severity: Critical 2) rows of the table + 2 (MS severity: Important 1, unknown 1) other products
Vulnerabilities: 5 = 4 (Critical 2, Important 1, unknown 1) counted by MS severity + 1 (Azure Linux (Mariner) 1) excluded
The 4 counted vulnerabilities by impact: Elevation of Privilege 2, Remote Code Execution 1, Spoofing 1
Vulnerabilities exploited: 1; publicly disclosed: 1
Updates (different numbers): 3
The document does not list its release: which vulnerabilities count is told from component and release date.
)OUT");
}

TEST(Text, IsJapaneseList) {
  EXPECT_EQ(text(Layout::List, "ja"),
            R"OUT(Microsoft 2022 年 11 月のセキュリティ更新プログラム (月例)
文書 2022-Nov、版 2。公開 2022-11-08、最終更新 2022-11-08 (UTC)

CVE-2022-0001  Example Kernel | Elevation of <Privilege> Vulnerability
  MS深刻度: 重要  影響: 特権の昇格  CVSS: 7.8 (3.1)  悪用: あり  一般に公開: なし
  KB: KB5000002

CVE-2022-0003  Example Mail Elevation of Privilege Vulnerability
  MS深刻度: 緊急  影響: 特権の昇格  CVSS: 記載なし  悪用: なし  一般に公開: あり
  KB: KB5000003

CVE-2022-0002  Example Network Remote Code Execution Vulnerability
  MS深刻度: 緊急  影響: リモートでコードが実行される  CVSS: 9.8 (3.1)  悪用: なし  一般に公開: なし
  KB: KB5000001, KB5000002

CVE-2022-0004  =Example "Tool", Spoofing
  MS深刻度: 不明 (Terrible)  影響: なりすまし  CVSS: 記載なし  悪用: 記載なし  一般に公開: 記載なし

件数に含めない脆弱性: Azure Linux (Mariner) (1 件)
CVE-2022-0005
  MS深刻度: 重要  影響: 記載なし  CVSS: 記載なし  悪用: 記載なし  一般に公開: 記載なし

件数
製品ファミリ 4 = 表の行 2 (MS深刻度 緊急 2) + その他の製品 2 (MS深刻度 重要 1、不明 1)
脆弱性 5 = MS深刻度別の計 4 (緊急 2、重要 1、不明 1) + 除外 1 (Azure Linux (Mariner) 1)
脆弱性 4 の影響別: 特権の昇格 2、リモートでコードが実行される 1、なりすまし 1
悪用あり: 脆弱性 1 件、一般に公開あり: 脆弱性 1 件
更新プログラム (番号別): 3 件
文書に発表一覧がないため、脆弱性の件数はコンポーネントと公開日から判定しています。
)OUT");
}

TEST(Text, IsEnglishList) {
  EXPECT_EQ(text(Layout::List, "en"), R"OUT(Microsoft security updates for November 2022
Document 2022-Nov, revision 2. Released 2022-11-08, last updated 2022-11-08 (UTC)

CVE-2022-0001  Example Kernel | Elevation of <Privilege> Vulnerability
  MS severity: Important  Impact: Elevation of Privilege  CVSS: 7.8 (3.1)  Exploited: yes  Disclosed: no
  KB: KB5000002

CVE-2022-0003  Example Mail Elevation of Privilege Vulnerability
  MS severity: Critical  Impact: Elevation of Privilege  CVSS: not stated  Exploited: no  Disclosed: yes
  KB: KB5000003

CVE-2022-0002  Example Network Remote Code Execution Vulnerability
  MS severity: Critical  Impact: Remote Code Execution  CVSS: 9.8 (3.1)  Exploited: no  Disclosed: no
  KB: KB5000001, KB5000002

CVE-2022-0004  =Example "Tool", Spoofing
  MS severity: unknown (Terrible)  Impact: Spoofing  CVSS: not stated  Exploited: not stated  Disclosed: not stated

Vulnerabilities not counted: Azure Linux (Mariner) (1)
CVE-2022-0005
  MS severity: Important  Impact: not stated  CVSS: not stated  Exploited: not stated  Disclosed: not stated

Figures
Product families: 4 = 2 (MS severity: Critical 2) rows of the table + 2 (MS severity: Important 1, unknown 1) other products
Vulnerabilities: 5 = 4 (Critical 2, Important 1, unknown 1) counted by MS severity + 1 (Azure Linux (Mariner) 1) excluded
The 4 counted vulnerabilities by impact: Elevation of Privilege 2, Remote Code Execution 1, Spoofing 1
Vulnerabilities exploited: 1; publicly disclosed: 1
Updates (different numbers): 3
The document does not list its release: which vulnerabilities count is told from component and release date.
)OUT");
}

TEST(Text, WrapsAtTheWidthWhereWideCharactersTakeTwoColumns) {
  EXPECT_EQ(text(Layout::Matrix, "ja", {40, false}), R"OUT(Microsoft 2022 年 11 月のセキュリティ更
新プログラム (月例)
文書 2022-Nov、版 2。公開 2022-11-08、最
終更新 2022-11-08 (UTC)
MS深刻度: 最も大きな影響 — 製品ファミリ

緊急: リモートでコードが実行される —
  Windows 10 22H2, 21H2
緊急: 特権の昇格 — Microsoft Exchange
  Server

その他の製品 (2 製品ファミリ、MS深刻度
別)
重要 — Azure Linux (Mariner)
不明 — Windows Sysmon

件数
製品ファミリ 4 = 表の行 2 (MS深刻度 緊急
2) + その他の製品 2 (MS深刻度 重要 1、不
明 1)
脆弱性 5 = MS深刻度別の計 4 (緊急 2、重
要 1、不明 1) + 除外 1 (Azure Linux
(Mariner) 1)
脆弱性 4 の影響別: 特権の昇格 2、リモー
トでコードが実行される 1、なりすまし 1
悪用あり: 脆弱性 1 件、一般に公開あり:
脆弱性 1 件
更新プログラム (番号別): 3 件
文書に発表一覧がないため、脆弱性の件数は
コンポーネントと公開日から判定していま
す。
)OUT");
  EXPECT_EQ(text(Layout::Matrix, "en", {40, false}), R"OUT(Microsoft security updates for November
2022
Document 2022-Nov, revision 2. Released
2022-11-08, last updated 2022-11-08
(UTC)
MS severity: maximum impact — product
families

Critical: Remote Code Execution —
  Windows 10 22H2, 21H2
Critical: Elevation of Privilege —
  Microsoft Exchange Server

Other products (2 product families by MS
severity)
Important — Azure Linux (Mariner)
unknown — Windows Sysmon

Figures
Product families: 4 = 2 (MS severity:
Critical 2) rows of the table + 2 (MS
severity: Important 1, unknown 1) other
products
Vulnerabilities: 5 = 4 (Critical 2,
Important 1, unknown 1) counted by MS
severity + 1 (Azure Linux (Mariner) 1)
excluded
The 4 counted vulnerabilities by impact:
Elevation of Privilege 2, Remote Code
Execution 1, Spoofing 1
Vulnerabilities exploited: 1; publicly
disclosed: 1
Updates (different numbers): 3
The document does not list its release:
which vulnerabilities count is told from
component and release date.
)OUT");
}

TEST(Text, KeepsEveryLineWithinTheWidth) {
  for (const char* language : {"ja", "en"})
    for (const Layout layout : {Layout::Matrix, Layout::Digest, Layout::List})
      for (const std::size_t width : {std::size_t{40}, std::size_t{60}, std::size_t{79}})
        for (const std::string& line : lines_of(text(layout, language, {width, false})))
          EXPECT_LE(display_width(line), width) << line;
}

TEST(Text, KeepsTheRowsOfTablesWithinTheWidth) {
  for (const char* language : {"ja", "en"})
    for (const bool all_products : {false, true})
      for (const std::size_t width :
           {std::size_t{45}, std::size_t{50}, std::size_t{60}, std::size_t{80}}) {
        const std::string table = render_text(small_report(), {Layout::Table, all_products},
                                              shipped_words(language), {width, false});
        for (const std::string& line : lines_of(table))
          EXPECT_LE(display_width(line), width) << language << '\n' << table;
      }
}

std::string rows_only(const std::string& table) {
  const std::size_t begin = table.find("\n\n") + 2;
  return table.substr(begin, table.find("\n\n", begin) + 1 - begin);
}

TEST(Text, BreaksTheColumnsOfATableOfSixtyColumns) {
  EXPECT_EQ(rows_only(text(Layout::Table, "ja", {60, false})),
            R"OUT(製品ファミリ  最大深刻度  最も大きな影響          KB
              (MS深刻度)
------------  ----------  ----------------------  ----------
Windows 10    緊急        リモートでコードが実行  KB5000001,
22H2, 21H2                される                  KB5000002
Microsoft     緊急        特権の昇格              KB5000003
Exchange
Server
)OUT");
  EXPECT_EQ(rows_only(text(Layout::Table, "en", {60, false})),
            R"OUT(Product       Maximum   Maximum impact          KB
family        MS
              severity
------------  --------  ----------------------  ------------
Windows 10    Critical  Remote Code Execution   KB5000001,
22H2, 21H2                                      KB5000002
Microsoft     Critical  Elevation of Privilege  KB5000003
Exchange
Server
)OUT");
}

TEST(Text, LetsOnlyAWordThatCannotBeBrokenExceedTheWidthOfATable) {
  const std::string word(70, 'x');
  const Report report =
      reported({msrc_document(
                   product("1", "Windows Server 2022") + product("2", word + " tool"),
                   vulnerability("CVE-2022-0001", affected({"1", "2"}) + severity("1", "Critical") +
                                                      severity("2", "Critical")))})
          .report;
  const std::string both =
      render_text(report, {Layout::Table, true}, shipped_words("en"), {60, false});
  const std::size_t second = both.find("\nOther products");
  const std::size_t end = both.find("\nFigures");
  for (const std::string& line : lines_of(both.substr(0, second)))
    EXPECT_LE(display_width(line), 60U) << line;
  for (const std::string& line : lines_of(both.substr(end)))
    EXPECT_LE(display_width(line), 60U) << line;
  EXPECT_EQ(both.substr(second, end - second), R"OUT(
Other products (1 product families by MS severity)
Product family                                                          Maximum   Maximum  KB
                                                                        MS        impact
                                                                        severity
----------------------------------------------------------------------  --------  -------  --
xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx  Critical  not
tool                                                                              stated
)OUT");
}

TEST(Text, HasNoLineThatEndsInBlanks) {
  for (const char* language : {"ja", "en"})
    for (const Layout layout : {Layout::Matrix, Layout::Table, Layout::Digest, Layout::List})
      for (const auto& width : {std::optional<std::size_t>(), std::optional<std::size_t>(40)})
        for (const std::string& line : lines_of(text(layout, language, {width, false})))
          EXPECT_FALSE(line.ends_with(' ')) << '[' << line << ']';
}

TEST(Text, GivesTablesTheRoomThereIs) {
  const std::string wide = text(Layout::Table, "en", {200, false});
  for (const char* cell :
       {"\nProduct family             Maximum MS severity  Maximum impact          KB\n",
        "\nWindows 10 22H2, 21H2      Critical ", "\nMicrosoft Exchange Server  Critical ",
        "Remote Code Execution   KB5000001, KB5000002\n"})
    EXPECT_NE(wide.find(cell), std::string::npos) << wide;
}

// The escape sequences of ECMA-48 "select graphic rendition", and how often each occurs.
std::string without_colour(std::string text) {
  for (std::size_t at = text.find("\x1B["); at != std::string::npos; at = text.find("\x1B["))
    text.erase(at, text.find('m', at) - at + 1);
  return text;
}

TEST(Text, HasColoursOnlyWhenAskedAndNothingElseChanges) {
  for (const char* language : {"ja", "en"})
    for (const Layout layout : {Layout::Matrix, Layout::Table, Layout::Digest, Layout::List}) {
      const std::string plain = text(layout, language);
      const std::string coloured = text(layout, language, {std::nullopt, true});
      EXPECT_EQ(plain.find('\x1B'), std::string::npos) << plain;
      EXPECT_NE(coloured.find('\x1B'), std::string::npos) << coloured;
      EXPECT_EQ(without_colour(coloured), plain);
    }
}

TEST(Text, ColoursTheLeadOfAnEntryByItsSeverity) {
  const std::string coloured = text(Layout::Matrix, "en", {std::nullopt, true});
  EXPECT_NE(
      coloured.find("\n\x1B[1;31mCritical: Remote Code Execution\x1B[0m — Windows 10 22H2, 21H2\n"),
      std::string::npos);
  EXPECT_NE(coloured.find(
                "\n\x1B[33mImportant\x1B[0m — Azure Linux (Mariner)\nunknown — Windows Sysmon\n"),
            std::string::npos);
  EXPECT_TRUE(coloured.starts_with("\x1B[1mMicrosoft security updates for November 2022\x1B[0m\n"));
}

TEST(Text, GivesOtherProductsRowsOfTheirOwnWhenAsked) {
  const Report report = small_report();
  const auto others = [&report](Layout layout) {
    const std::string all = render_text(report, {layout, true}, shipped_words("ja"), {});
    const std::size_t begin = all.find("その他の製品 (");
    return all.substr(begin, all.find("\n件数\n") - begin);
  };
  EXPECT_EQ(others(Layout::Matrix), R"(その他の製品 (2 製品ファミリ、MS深刻度別)
重要: 記載なし — Azure Linux (Mariner)
不明: なりすまし — Windows Sysmon
)");
  EXPECT_EQ(others(Layout::Table), R"(その他の製品 (2 製品ファミリ、MS深刻度別)
製品ファミリ           最大深刻度 (MS深刻度)  最も大きな影響  KB
---------------------  ---------------------  --------------  --
Azure Linux (Mariner)  重要                   記載なし
Windows Sysmon         不明                   なりすまし
)");
  EXPECT_EQ(others(Layout::Digest), R"(その他の製品 (2 製品ファミリ、MS深刻度別)

重要:記載なし
・Azure Linux (Mariner)

不明:なりすまし
・Windows Sysmon
)");
}

TEST(Text, NeverLetsADocumentReachTheTerminal) {
  const std::string text = msrc_document(
      product("1",
              "Tool \xC2\x9B"
              "31m\xE2\x80\xAE"
              "evil"),
      vulnerability("CVE-2022-0001", element("Title",
                                             "a\xC2\x85"
                                             "b\nc") +
                                         affected({"1"}) + severity("1", "\xC2\x9BRed")));
  const Report report = reported({text}).report;
  for (const Layout layout : {Layout::Matrix, Layout::Table, Layout::Digest, Layout::List}) {
    const std::string shown = render_text(report, {layout, true}, shipped_words("en"), {});
    for (const char* control : {"\xC2\x9B", "\xE2\x80\xAE", "\xC2\x85"})
      EXPECT_EQ(shown.find(control), std::string::npos) << shown;
  }
}

}  // namespace
}  // namespace patchmatrix
