// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/layout_checks.hpp"
#include "report/layout_parts.hpp"
#include "report/page.hpp"
#include "report/whole_month.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const LayoutOptions kMonthly = {Layout::Monthly};

std::string monthly(const Report& report, const char* language, std::size_t width = 76) {
  return render_text(report, kMonthly, shipped_words(language), {width});
}

TEST(MonthlyText, IsAnswersInTheOrderOfTheQuestions) {
  EXPECT_EQ(monthly(whole_report(), "ja"),
            R"TEXT(Microsoft 2022 年 11 月のセキュリティ更新プログラム (月例)
文書 2022-Nov、版 2。公開 2022-11-08、最終更新 2022-11-08 (UTC)

結論
至急: 修正される脆弱性のうち 2 件は、悪用の事実が確認されているか、KEV に掲
載されています。自社ではこれらが 7 台で未適用、ほかに 2 台で不明です。
期限の目安: 2022-12-09 (KEV の期限。米国政府機関に対するもので、参考です)
脆弱性: 悪用あり 1 件 (ほかに以前公開・今回修正 1 件)、一般に公開あり 1 件
自社: 判定した 13 台のうち未適用 7 台、不明 2 台
暫定: 文書 1 件が最終版ではありません (interim)。変わることがあります。

最初に当てるもの
KB5000002  Windows 10 Version 21H2 · Windows 10 Version 22H2
  自社で必要な端末: 7 台  再起動: 記載なし
  理由: 悪用を確認 (CVE-2022-0001)・KEV 掲載・ランサムウェアでの利用を確認・
  悪用される可能性が高い・MS深刻度 緊急

KB5000003  Microsoft Exchange Server
  自社で必要な端末: 0 台  再起動: 記載なし
  理由: 一般に公開 (CVE-2022-0003)・MS深刻度 緊急

変更点 (2022-11-08 → 現在)
変更 2 件 (悪用フラグ 1、CVSS 1)

悪用フラグ (1 件)
・CVE-2022-0001 — Example Kernel Elevation of Privilege Vulnerability: なし
  → あり (版 1.1、2022-11-11)

CVSS (1 件)
・CVE-2022-0002 — Example Network Remote Code Execution Vulnerability: CVSS
  3.1 8.1 → 9.8 — Example 10 Version 22H2 (版 1.1、2022-11-11)

マトリクス
MS深刻度: 最も大きな影響 — 製品ファミリ
緊急: リモートでコードが実行される — Windows 10 22H2, 21H2 (自社 7/12 台)
緊急: 特権の昇格 — Microsoft Exchange Server

製品ファミリ  最大深刻度  最も大きな影響                KB          自社
              (MS深刻度)
------------  ----------  ----------------------------  ----------  --------
Windows 10    緊急        リモートでコードが実行される  KB5000001,  自社
22H2, 21H2                                              KB5000002   7/12 台
Microsoft     緊急        特権の昇格                    KB5000003
Exchange
Server

その他の製品 (2 製品ファミリ、MS深刻度別)
重要 — Azure Linux (Mariner)
不明 — Windows Sysmon

悪用・公開済み
脆弱性 3 = 件数に数えるもの 2 + 以前に公開され今回修正 1 + 除外 0

CVE-2022-0001  Example Kernel | Elevation of <Privilege> Vulnerability
  MS深刻度: 重要  影響: 特権の昇格  CVSS: 7.8 (3.1)  悪用: あり  一般に公開:
  なし  KEV: 2022-11-08 掲載 (期限 2022-12-09)、ランサムウェアでの利用を確認
  KB: KB5000002

CVE-2022-0003  Example Mail Elevation of Privilege Vulnerability
  MS深刻度: 緊急  影響: 特権の昇格  CVSS: 記載なし  悪用: なし  一般に公開:
  あり  KEV: 掲載なし
  KB: KB5000003

CVE-2022-0900  Example Mail Server Remote Code Execution Vulnerability
  [2022-09 公開]
  MS深刻度: 緊急  影響: リモートでコードが実行される  CVSS: 8.0 (3.1)  悪用:
  あり  一般に公開: 記載なし  KEV: 掲載なし
  KB: KB5000003

件数
影響                          MS深刻度  MS深刻度  MS深刻度  計  前月
                              緊急      重要      不明          2022-10
----------------------------  --------  --------  --------  --  -------
リモートでコードが実行される  1         0         0         1   4
特権の昇格                    1         1         0         2   0
なりすまし                    0         0         1         1   0
改ざん                        0         0         0         0   1
計                            2         1         1         4   5

製品ファミリ 4 = 表の行 2 (MS深刻度 緊急 2) + その他の製品 2 (MS深刻度 重要
1、不明 1)
脆弱性 5 = MS深刻度別の計 4 (緊急 2、重要 1、不明 1) + 除外 1 (Azure Linux
(Mariner) 1)
脆弱性 4 の影響別: 特権の昇格 2、リモートでコードが実行される 1、なりすまし
1
悪用あり: 脆弱性 1 件、一般に公開あり: 脆弱性 1 件
以前に公開され、今回の更新プログラムで修正された脆弱性 (上の件数に含まない):
1、うち悪用確認 1 (CVE-2022-0900)。これらを含めた悪用確認: 2
KEV 掲載: 脆弱性 1 件 (うちランサムウェアでの利用を確認 1 件)
更新プログラム (番号別): 3 件
文書に発表一覧がないため、脆弱性の件数はコンポーネントと公開日から判定してい
ます。
KEV: カタログ 2022.11.08 (2022-11-08 公開)。期限は米国政府機関に対するもの
で、参考です。
前月 (2022-10): 脆弱性 5 (MS深刻度 緊急 2、重要 3)、悪用あり 1、一般に公開あ
り 0、更新プログラム 9

KB一覧
KB5000002  Windows 10 Version 21H2 · Windows 10 Version 22H2
  脆弱性 (MS深刻度 緊急/悪用あり): 2 (1/1)  再起動: 記載なし  既知の問題: 未
  掲載  自社で必要な端末: 7 台
  修正後のビルド: 10.0.19045.2251

KB5000003  Microsoft Exchange Server
  脆弱性 (MS深刻度 緊急/悪用あり): 1 (1/0)  再起動: 記載なし  既知の問題: 未
  掲載  自社で必要な端末: 0 台

KB5000001  Windows 10 Version 21H2
  脆弱性 (MS深刻度 緊急/悪用あり): 1 (0/0)  再起動: 記載なし  既知の問題: 未
  掲載  自社で必要な端末: 0 台

自社の状況
自社の端末 (最も悪い判定で 1 台ずつ): 13 台 = 未適用 7、適用済 3、不明 2、対
象外 0、サポート切れ 0、該当する脆弱性なし 1。ほかに長期間未確認: 1 台
インベントリで照合できなかったもの: 1 件

製品                     未適用  不明  サポート切れ  適用済  対象外
-----------------------  ------  ----  ------------  ------  ------
Example 10 Version 22H2  7       1     0             3       0
Example Mail 2019        0       1     0             0       0

端末ごとの状況 (13 台) は html と xlsx の各書式、または match --format csv
で見られます。

注意点
・2022-12-13 CVE-2022-0700: 既定で拒否します
・Example 8.1: サポート終了 2023-01-10
・KB 番号のない方法での修正 (脆弱性 3 件): Release Notes、Click to Run
・ほかの更新プログラムより先に適用するもの: KB5000001

全CVE
脆弱性 5 件 (件数に数えるもの 4、除外 1) と、以前に公開され今回修正されたも
の 1 件の一覧は、html、xlsx、csv、markdown の各書式に入ります。

出典と品質
・2022-Nov: 版 2、最終更新 2022-11-08T08:00:00Z、取得
  2022-11-08T19:00:00Z、TLP 記載なし、SHA-256
  0000000000000000000000000000000000000000000000000000000000000000

公開範囲: TLP:CLEAR
作成: patchmatrix 1.2.3
次回の公開予定: 2022-12-14 (水) 03:00 JST (現地 2022-12-13 (火) 10:00 PST)
)TEXT");
}

TEST(MonthlyText, SaysTheSameInEnglish) {
  EXPECT_EQ(monthly(whole_report(), "en"), R"TEXT(Microsoft security updates for November 2022
Document 2022-Nov, revision 2. Released 2022-11-08, last updated 2022-11-08
(UTC)

In short
Urgent: Of the vulnerabilities fixed, 2 are known to be exploited or listed
in KEV. On own machines they are open on 7 and unknown on 2 more.
Deadline for reference: 2022-12-09 (of KEV, which binds US agencies)
Vulnerabilities: exploited 1 (besides, earlier ones fixed now: 1); publicly
disclosed 1
Own machines: 13 judged, open 7, unknown 2
Provisional: 1 documents are not final (interim) and may change.

Install first
KB5000002  Windows 10 Version 21H2 · Windows 10 Version 22H2
  Own machines that need it: 7  Restart: not stated
  Reasons: exploited (CVE-2022-0001), in KEV, used by ransomware,
  exploitation more likely, MS severity Critical

KB5000003  Microsoft Exchange Server
  Own machines that need it: 0  Restart: not stated
  Reasons: publicly disclosed (CVE-2022-0003), MS severity Critical

What changed (2022-11-08 → now)
Changes: 2 (Exploited flag 1, CVSS 1)

Exploited flag (1)
- CVE-2022-0001 — Example Kernel Elevation of Privilege Vulnerability: no →
  yes (revision 1.1, 2022-11-11)

CVSS (1)
- CVE-2022-0002 — Example Network Remote Code Execution Vulnerability: CVSS
  3.1 8.1 → 9.8 — Example 10 Version 22H2 (revision 1.1, 2022-11-11)

Matrix
MS severity: maximum impact — product families
Critical: Remote Code Execution — Windows 10 22H2, 21H2 (own machines 7 of
  12)
Critical: Elevation of Privilege — Microsoft Exchange Server

Product       Maximum   Maximum impact          KB             Own machines
family        MS
              severity
------------  --------  ----------------------  -------------  -------------
Windows 10    Critical  Remote Code Execution   KB5000001,     own machines
22H2, 21H2                                      KB5000002      7 of 12
Microsoft     Critical  Elevation of Privilege  KB5000003
Exchange
Server

Other products (2 product families by MS severity)
Important — Azure Linux (Mariner)
unknown — Windows Sysmon

Exploited or disclosed
Vulnerabilities: 3 = 2 counted + 1 documented earlier and fixed now + 0
excluded

CVE-2022-0001  Example Kernel | Elevation of <Privilege> Vulnerability
  MS severity: Important  Impact: Elevation of Privilege  CVSS: 7.8 (3.1)
  Exploited: yes  Disclosed: no  KEV: added 2022-11-08 (due 2022-12-09),
  ransomware
  KB: KB5000002

CVE-2022-0003  Example Mail Elevation of Privilege Vulnerability
  MS severity: Critical  Impact: Elevation of Privilege  CVSS: not stated
  Exploited: no  Disclosed: yes  KEV: not listed
  KB: KB5000003

CVE-2022-0900  Example Mail Server Remote Code Execution Vulnerability
  [documented 2022-09]
  MS severity: Critical  Impact: Remote Code Execution  CVSS: 8.0 (3.1)
  Exploited: yes  Disclosed: not stated  KEV: not listed
  KB: KB5000003

Counts
Impact                  MS        MS         MS        Total  Before
                        severity  severity   severity         2022-10
                        Critical  Important  unknown
----------------------  --------  ---------  --------  -----  -------
Remote Code Execution   1         0          0         1      4
Elevation of Privilege  1         1          0         2      0
Spoofing                0         0          1         1      0
Tampering               0         0          0         0      1
Total                   2         1          1         4      5

Product families: 4 = 2 (MS severity: Critical 2) rows of the table + 2 (MS
severity: Important 1, unknown 1) other products
Vulnerabilities: 5 = 4 (Critical 2, Important 1, unknown 1) counted by MS
severity + 1 (Azure Linux (Mariner) 1) excluded
The 4 counted vulnerabilities by impact: Elevation of Privilege 2, Remote
Code Execution 1, Spoofing 1
Vulnerabilities exploited: 1; publicly disclosed: 1
Documented earlier and fixed by updates of this release, counted apart: 1;
of them exploited: 1 (CVE-2022-0900). Exploited, with these: 2
In KEV: 1 vulnerabilities, 1 of them known to be used by ransomware
Updates (different numbers): 3
The document does not list its release: which vulnerabilities count is told
from component and release date.
KEV: catalogue 2022.11.08, released 2022-11-08. Its due dates bind US
agencies and are for reference.
Month before (2022-10): vulnerabilities 5 (MS severity: Critical 2,
Important 3); exploited 1; publicly disclosed 0; updates 9

KB list
KB5000002  Windows 10 Version 21H2 · Windows 10 Version 22H2
  Vulnerabilities (MS severity Critical/exploited): 2 (1/1)  Restart: not
  stated  Known issues: not listed  Own machines that need it: 7
  Fixed build: 10.0.19045.2251

KB5000003  Microsoft Exchange Server
  Vulnerabilities (MS severity Critical/exploited): 1 (1/0)  Restart: not
  stated  Known issues: not listed  Own machines that need it: 0

KB5000001  Windows 10 Version 21H2
  Vulnerabilities (MS severity Critical/exploited): 1 (0/0)  Restart: not
  stated  Known issues: not listed  Own machines that need it: 0

Own machines
Own machines judged, each by its worst verdict: 13 = open 7, fixed 3,
unknown 2, not affected 0, out of support 0, no vulnerability concerns it 1;
besides, not seen for too long: 1
Not matched in the inventory: 1

Product                  open  unknown  out of support  fixed  not affected
-----------------------  ----  -------  --------------  -----  ------------
Example 10 Version 22H2  7     1        0               3      0
Example Mail 2019        0     1        0               0      0

Each machine (13) is in formats html and xlsx, and in match --format csv.

Points to note
- 2022-12-13 CVE-2022-0700: denied by default
- Example 8.1: support ends 2023-01-10
- Fixed by other means than a KB (3 vulnerabilities): Release Notes, Click
  to Run
- To be installed before the other updates: KB5000001

All CVEs
The list of 5 vulnerabilities (4 counted, 1 excluded) and of 1 documented
earlier and fixed now is in formats html, xlsx, csv and markdown.

Sources and quality
- 2022-Nov: revision 2, last updated 2022-11-08T08:00:00Z, fetched
  2022-11-08T19:00:00Z, TLP not stated, SHA-256
  0000000000000000000000000000000000000000000000000000000000000000

Distribution: TLP:CLEAR
Made by patchmatrix 1.2.3
Next release: Wed 2022-12-14 03:00 JST (local Tue 2022-12-13 10:00 PST)
)TEXT");
}

TEST(MonthlyText, HasTheSameRowsInBothLanguages) {
  const Report report = whole_report();
  EXPECT_EQ(identifiers_of(monthly(report, "ja")), identifiers_of(monthly(report, "en")));
  for (const char* language : {"ja", "en"})
    EXPECT_THAT(lines_wider_than(monthly(report, language), 76), IsEmpty()) << language;
  EXPECT_THAT(forbidden_words_in(monthly(report, "ja")), IsEmpty());
}

TEST(MonthlyText, LeavesOutWhatNobodyAskedFor) {
  const std::string text = monthly(small_report(), "en");
  EXPECT_THAT(text, HasSubstr("\nMatrix\n"));
  for (const char* heading : {"\nWhat changed", "\nOwn machines\n", "Month before", "Next release"})
    EXPECT_THAT(text, Not(HasSubstr(heading)));
  EXPECT_THAT(text, HasSubstr("\nPoints to note\nThe data give nothing else to note.\n"));
}

TEST(MonthlyText, SaysWhenNoEarlierStateIsKnownAndWhenNothingChanged) {
  Report report = small_report();
  report.changes = ReleaseChanges{};
  EXPECT_THAT(monthly(report, "ja"),
              HasSubstr("\n変更点\n比べる以前の状態が保管庫にありません。\n"));
  report.changes = ReleaseChanges{"2022-11-08", "2022-11-30", true, {}};
  EXPECT_THAT(monthly(report, "ja"),
              HasSubstr("\n変更点 (2022-11-08 → 2022-11-30)\n変更はありません。\n"));
}

TEST(MonthlyText, ShowsFifteenChangesAndCountsTheRest) {
  Report report = small_report();
  ReleaseChanges changes{"2022-11-08", "", true, {}};
  for (int i = 10; i < 30; ++i) {
    Change change;
    change.type = ChangeType::New;
    change.vulnerability = "CVE-2022-10" + std::to_string(i);
    change.title = "Example " + std::to_string(i);
    changes.changes.push_back(change);
  }
  report.changes = changes;
  const std::string text = monthly(report, "en");
  EXPECT_THAT(text, HasSubstr("Changes: 20 (New 20)"));
  EXPECT_THAT(text, HasSubstr("CVE-2022-1024 — Example 24\n… and 5 more rows; patchmatrix diff "
                              "shows all.\n"));
  EXPECT_THAT(text, Not(HasSubstr("CVE-2022-1025")));
  EXPECT_THAT(render_markdown(report, kMonthly, shipped_words("en")), HasSubstr("CVE-2022-1029"));
}

TEST(MonthlyText, ShowsTenUpdatesAndCountsTheRest) {
  Report report = small_report();
  const UpdateRow row = report.updates[0];
  report.updates.clear();
  for (int i = 10; i < 23; ++i) {
    report.updates.push_back(row);
    report.updates.back().name = "KB50001" + std::to_string(i);
  }
  report.first.clear();
  const std::string text = monthly(report, "en");
  EXPECT_THAT(text, HasSubstr("KB5000119"));
  EXPECT_THAT(text, Not(HasSubstr("KB5000120")));
  EXPECT_THAT(text,
              HasSubstr("\n… and 3 more updates; formats html, xlsx and markdown have all.\n"));
  EXPECT_THAT(text,
              HasSubstr("\nInstall first\nNothing gives a reason to install one update before "
                        "the others.\n"));
  EXPECT_THAT(render_markdown(report, kMonthly, shipped_words("en")), HasSubstr("KB5000122"));
}

TEST(MonthlyMarkdown, HasEveryVulnerabilityAndMachine) {
  const std::string text = render_markdown(whole_report(), kMonthly, shipped_words("ja"));
  EXPECT_THAT(text, HasSubstr("\n## 全CVE\n"));
  EXPECT_THAT(text, HasSubstr("\n### 件数に含めない脆弱性: Azure Linux (Mariner) (1 件)\n"));
  EXPECT_THAT(text, HasSubstr("| CVE-2022-0005 |"));
  EXPECT_THAT(text, HasSubstr("| pc-1 | 2 | 0 | 0 | 0 | 0 | KB5000002 |"));
  EXPECT_THAT(text, HasSubstr("| CVE-2022-0004 | =Example \"Tool\", Spoofing |"));
  EXPECT_THAT(forbidden_words_in(text), IsEmpty());
}

TEST(MonthlyText, OfATeamSaysOfWhichFamiliesItIs) {
  Report report = small_report();
  cut_to_families(report, {"exchange-server"});
  EXPECT_THAT(
      monthly(report, "ja", 200),
      HasSubstr("\nMicrosoft Exchange Server だけの報告です。脆弱性 1 件 (全体では 4 件)\n"));
}

TEST(Verdict, TellsWhatIsToBeDoneAndWhy) {
  struct Case {
    const char* name;
    Urgency urgency;
    bool kev, own;
    const char* text;
  };
  const std::vector<Case> cases = {
      {"nothing known",
       {},
       false,
       false,
       "Normal cycle: None of the vulnerabilities fixed is known to be exploited."},
      {"nothing known, with a catalogue",
       {},
       true,
       false,
       "Normal cycle: None of the vulnerabilities fixed is known to be exploited or listed in "
       "KEV."},
      {"exploited",
       {true, 2, 0, 0, {}},
       false,
       false,
       "Urgent: Of the vulnerabilities fixed, 2 are known to be exploited."},
      {"open here",
       {true, 2, 3, 1, {}},
       true,
       true,
       "Urgent: Of the vulnerabilities fixed, 2 are known to be exploited or listed in KEV. On own "
       "machines they are open on 3 and unknown on 1 more."},
      {"fixed here",
       {false, 2, 0, 0, {}},
       false,
       true,
       "Normal cycle: Of the vulnerabilities fixed, 2 are known to be exploited. On no own machine "
       "are they open or unknown."},
      {"nothing known, with machines",
       {},
       false,
       true,
       "Normal cycle: None of the vulnerabilities fixed is known to be exploited."},
  };
  for (const Case& each : cases) {
    Report report = small_report();
    report.urgency = each.urgency;
    if (each.kev) report.kev = CatalogueNote{};
    if (each.own) report.own = OwnTotals{};
    EXPECT_EQ(ReportWording(report, shipped_words("en")).verdict_line(), each.text) << each.name;
  }
}

TEST(Conclusion, TakesFiveLinesAtMost) {
  const Report report = whole_report();
  EXPECT_EQ(ReportWording(report, shipped_words("ja")).conclusion().size(), 5U);
}

TEST(Subject, CountsProductsVulnerabilitiesAndMachines) {
  const Report report = whole_report();
  EXPECT_EQ(subject_line(report, shipped_words("ja")),
            "[patch] 2022-11 月例: 悪用確認 2 / 製品 MS深刻度 緊急 2 / CVE 4 (MS深刻度 緊急 2) / "
            "自社未適用 7 of 13 台");
  EXPECT_EQ(subject_line(report, shipped_words("en")),
            "[patch] 2022-11 monthly: exploited 2 / products MS severity Critical 2 / CVEs 4 (MS "
            "severity Critical 2) / own machines open 7 of 13");
  EXPECT_EQ(subject_line(small_report(), shipped_words("ja")),
            "[patch] 2022-11 月例: 悪用確認 1 / 製品 MS深刻度 緊急 2 / CVE 4 (MS深刻度 緊急 2)");
}

TEST(CutRows, CountsWhatIsLeftOut) {
  Page page = {Bullets{{}, "- ", "lead", {"a", "b", "c"}}, Entry{{}, "lead", {"a", "b"}},
               TableBlock{{{"head", false}}, false, {{{}, {"1"}}, {{}, {"2"}}, {{}, {"3"}}}}};
  cut_rows(page, 2, shipped_words("en"));
  EXPECT_EQ(page_text(page, {}),
            "lead\n- a\n- b\n- … and 1 more rows\nlead — a · b\nhead\n----\n1\n2\n… and 1 more "
            "rows\n");
}

}  // namespace
}  // namespace patchmatrix
