// SPDX-License-Identifier: Apache-2.0
//
// Reports with catalogues of known exploited vulnerabilities (KEV) and exploit predictions (EPSS).
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <patchmatrix/parse.hpp>

#include "io/files.hpp"
#include "report/small_month.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;

Day day(const char* text) { return parse_day(text).value(); }

KevEntry entry(const std::string& id, const char* added, const char* due = "",
               bool ransomware = false) {
  KevEntry out;
  out.vulnerability = id;
  out.added = day(added);
  out.due = parse_day(due);
  out.ransomware = ransomware;
  return out;
}

KevCatalogue kev_of(std::vector<KevEntry> entries) {
  return {"2022.11.14", parse_instant("2022-11-14T17:04:19Z"), std::move(entries)};
}

EpssScores epss_of(std::vector<EpssScore> entries) {
  return {"v2023.03.01", parse_instant("2022-11-10").value(), std::move(entries)};
}

ReportOptions with(const KevCatalogue* kev, const EpssScores* epss, const char* as_of = "") {
  ReportOptions out;
  out.as_of = parse_day(as_of);
  out.kev = kev;
  out.epss = epss;
  return out;
}

// "CVE kev=added..due ransomware epss=probability/percentile", in the order of the report.
std::vector<std::string> marks(const Report& report) {
  std::vector<std::string> out;
  for (const VulnerabilityRow& row : report.vulnerabilities) {
    std::string line = row.id;
    if (row.kev)
      line += " kev=" + to_string(row.kev->added) + ".." +
              (row.kev->due ? to_string(*row.kev->due) : "") +
              (row.kev->ransomware ? " ransomware" : "");
    if (row.epss)
      line += " epss=" + std::to_string(row.epss->probability) + "/" +
              std::to_string(row.epss->percentile);
    out.push_back(line);
  }
  return out;
}

// The small month with both: one that the vendor does not call exploited is in KEV, and the one
// that is not counted too.
const KevCatalogue& small_kev() {
  static const KevCatalogue kKev =
      kev_of({entry("CVE-2021-9999", "2022-11-01"),
              entry("CVE-2022-0002", "2022-11-14", "2022-12-05", true),
              entry("CVE-2022-0004", "2022-11-09"), entry("CVE-2022-0005", "2022-11-09")});
  return kKev;
}
const EpssScores& small_epss() {
  static const EpssScores kEpss =
      epss_of({{"CVE-2022-0001", 97567, 99995}, {"CVE-2022-0003", 43, 7312}});
  return kEpss;
}

TEST(CataloguesInReports, MarkVulnerabilitiesByTheirIdentifiers) {
  const Report report = reported({small_month()}, with(&small_kev(), &small_epss())).report;
  EXPECT_THAT(marks(report),
              ElementsAre("CVE-2022-0002 kev=2022-11-14..2022-12-05 ransomware",
                          "CVE-2022-0001 epss=97567/99995", "CVE-2022-0004 kev=2022-11-09..",
                          "CVE-2022-0003 epss=43/7312", "CVE-2022-0005 kev=2022-11-09.."));
  EXPECT_EQ(report.totals.kev, 2U) << "of the counted";
  EXPECT_EQ(report.totals.kev_ransomware, 1U);
  EXPECT_EQ(report.kev.value().version, "2022.11.14");
  EXPECT_EQ(report.kev.value().entries, 4U);
  EXPECT_EQ(report.epss.value().version, "v2023.03.01");
  EXPECT_EQ(to_string(report.epss.value().date.value()), "2022-11-10T00:00:00Z");
  EXPECT_EQ(report.epss.value().entries, 2U);
}

TEST(CataloguesInReports, ChangeNothingElse) {
  const Report with_both = reported({small_month()}, with(&small_kev(), &small_epss())).report;
  const Report without = small_report();
  EXPECT_THAT(marks(without), ElementsAre("CVE-2022-0001", "CVE-2022-0003", "CVE-2022-0002",
                                          "CVE-2022-0004", "CVE-2022-0005"));
  EXPECT_FALSE(without.kev || without.epss);
  EXPECT_EQ(with_both.totals.by_severity, without.totals.by_severity);
  EXPECT_EQ(with_both.totals.exploited, without.totals.exploited);
  for (const VulnerabilityRow& row : with_both.vulnerabilities)
    for (const VulnerabilityRow& plain : without.vulnerabilities)
      if (row.id == plain.id) {
        EXPECT_EQ(row.rating, plain.rating) << row.id;
        EXPECT_EQ(row.exploited, plain.exploited) << row.id;
      }
}

std::string rated(const std::string& cve, const std::string& grade, const std::string& effect,
                  const std::string& more = {}) {
  return vulnerability(cve, affected({"1"}) + severity("1", grade) + impact("1", effect) + more);
}

// Each is before the next by one criterion alone, and behind it by all that follow.
TEST(CataloguesInReports, PutFirstWhatIsExploitedThenUsedByRansomwareAndSoOn) {
  const std::string likely = "Latest Software Release:Exploitation More Likely";
  const std::string month = msrc_document(
      product("1", "Windows Server 2022"),
      rated("CVE-2022-0012", "Low", "Spoofing", exploit_status("Exploited:No")) +
          rated("CVE-2022-0011", "Low", "Spoofing",
                score("1", "7.8", "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H")) +
          rated("CVE-2022-0010", "Low", "Tampering",
                score("1", "9.8", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")) +
          rated("CVE-2022-0009", "Critical", "Tampering") +
          rated("CVE-2022-0008", "Low", "Tampering", exploit_status(likely)) +
          rated("CVE-2022-0007", "Low", "Tampering") +
          rated("CVE-2022-0006", "Low", "Tampering", exploit_status(likely)) +
          rated("CVE-2022-0005", "Low", "Tampering",
                exploit_status("Publicly Disclosed:Yes;Exploited:No")) +
          rated("CVE-2022-0004", "Low", "Tampering", exploit_status("Exploited:Yes")) +
          rated("CVE-2022-0003", "Low", "Tampering") +
          rated("CVE-2022-0002", "Low", "Tampering",
                exploit_status("Publicly Disclosed:Yes;Exploited:Yes")) +
          rated("CVE-2022-0001", "Low", "Tampering"));
  const KevCatalogue kev = kev_of(
      {entry("CVE-2022-0001", "2022-11-08", "", true), entry("CVE-2022-0003", "2022-11-08")});
  const EpssScores epss = epss_of({{"CVE-2022-0003", 20, 2},
                                   {"CVE-2022-0004", 10, 1},
                                   {"CVE-2022-0006", 30, 3},
                                   {"CVE-2022-0007", 20, 2}});
  const auto ids = [&](const ReportOptions& options) {
    std::string out;
    for (const VulnerabilityRow& row : reported({month}, options).report.vulnerabilities)
      out += (out.empty() ? "" : " ") + row.id.substr(row.id.size() - 2);
    return out;
  };
  EXPECT_EQ(ids(with(&kev, &epss)), "01 02 03 04 05 06 07 08 09 10 11 12");
  // Without scores what the vendor calls likely comes up.
  EXPECT_EQ(ids(with(&kev, nullptr)), "01 02 03 04 05 06 08 09 10 11 12 07");
  EXPECT_EQ(ids(with(nullptr, nullptr)), "02 04 05 09 11 12 10 01 03 06 07 08");
}

TEST(CataloguesInReports, AsOfADayHaveOnlyWhatWasKnownByThen) {
  const auto report = [](const char* as_of) {
    return reported({small_month()}, with(&small_kev(), &small_epss(), as_of)).report;
  };
  const Report before = report("2022-11-09");
  EXPECT_THAT(marks(before),
              ElementsAre("CVE-2022-0001", "CVE-2022-0004 kev=2022-11-09..", "CVE-2022-0003",
                          "CVE-2022-0002", "CVE-2022-0005 kev=2022-11-09.."));
  EXPECT_EQ(before.kev.value().entries, 3U);
  EXPECT_EQ(before.totals.kev, 1U);
  EXPECT_FALSE(before.epss);
  ASSERT_EQ(before.notices.size(), 1U);
  EXPECT_EQ(worded(before.notices[0], shipped_words("en")),
            "the EPSS scores are of 2022-11-10, which is after 2022-11-09, and were not used");
  EXPECT_EQ(worded(before.notices[0], shipped_words("ja")),
            "EPSS のスコアは 2022-11-10 のもので、2022-11-09 より後のため使いません");
  EXPECT_TRUE(report("2022-11-10").epss);
  EXPECT_THAT(report("2022-11-10").notices, IsEmpty());
}

// ── Rendering ────────────────────────────────────────────────────────────────────────────────────

Report two_rows() {
  Report report = reported({small_month()}, with(&small_kev(), &small_epss())).report;
  report.vulnerabilities.resize(2);
  report.totals.excluded.clear();
  return report;
}

TEST(CataloguesInReports, AreColumnsOfTheListWithTheirOwnDates) {
  EXPECT_EQ(render_text(two_rows(), {Layout::List, false}, shipped_words("ja"), {}),
            R"OUT(Microsoft 2022 年 11 月のセキュリティ更新プログラム (月例)
文書 2022-Nov、版 2。公開 2022-11-08、最終更新 2022-11-08 (UTC)

CVE-2022-0002  Example Network Remote Code Execution Vulnerability
  MS深刻度: 緊急  影響: リモートでコードが実行される  CVSS: 9.8 (3.1)  悪用: なし  一般に公開: なし  KEV: 2022-11-14 掲載 (期限 2022-12-05)、ランサムウェアでの利用を確認  EPSS: 値なし
  KB: KB5000001, KB5000002

CVE-2022-0001  Example Kernel | Elevation of <Privilege> Vulnerability
  MS深刻度: 重要  影響: 特権の昇格  CVSS: 7.8 (3.1)  悪用: あり  一般に公開: なし  KEV: 掲載なし  EPSS: 0.97567 (百分位 0.99995)
  KB: KB5000002

件数
製品ファミリ 4 = 表の行 2 (MS深刻度 緊急 2) + その他の製品 2 (MS深刻度 重要 1、不明 1)
脆弱性 5 = MS深刻度別の計 4 (緊急 2、重要 1、不明 1) + 除外 1
脆弱性 4 の影響別: 特権の昇格 2、リモートでコードが実行される 1、なりすまし 1
悪用あり: 脆弱性 1 件、一般に公開あり: 脆弱性 1 件
KEV 掲載: 脆弱性 2 件 (うちランサムウェアでの利用を確認 1 件)
更新プログラム (番号別): 3 件
文書に発表一覧がないため、脆弱性の件数はコンポーネントと公開日から判定しています。
KEV: カタログ 2022.11.14 (2022-11-14 公開)。期限は米国政府機関に対するもので、参考です。
EPSS: 2022-11-10 時点、モデル v2023.03.01。30 日以内に悪用される確率の推定であり、悪用の証拠ではありません。
)OUT");
  EXPECT_EQ(render_markdown(two_rows(), {Layout::List, false}, shipped_words("en")),
            R"OUT(# Microsoft security updates for November 2022

Document 2022-Nov, revision 2. Released 2022-11-08, last updated 2022-11-08 (UTC)

| Vulnerability | Title | MS severity | Impact | CVSS | Exploited | Disclosed | KEV | EPSS | KB |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| CVE-2022-0002 | Example Network Remote Code Execution Vulnerability | Critical | Remote Code Execution | 9.8 (3.1) | no | no | added 2022-11-14 (due 2022-12-05), ransomware | no score | KB5000001, KB5000002 |
| CVE-2022-0001 | Example Kernel \| Elevation of \<Privilege\> Vulnerability | Important | Elevation of Privilege | 7.8 (3.1) | yes | no | not listed | 0.97567 (percentile 0.99995) | KB5000002 |

## Figures

Product families: 4 = 2 (MS severity: Critical 2) rows of the table + 2 (MS severity: Important 1, unknown 1) other products\
Vulnerabilities: 5 = 4 (Critical 2, Important 1, unknown 1) counted by MS severity + 1 excluded\
The 4 counted vulnerabilities by impact: Elevation of Privilege 2, Remote Code Execution 1, Spoofing 1\
Vulnerabilities exploited: 1; publicly disclosed: 1\
In KEV: 2 vulnerabilities, 1 of them known to be used by ransomware\
Updates (different numbers): 3\
The document does not list its release: which vulnerabilities count is told from component and release date.\
KEV: catalogue 2022.11.14, released 2022-11-14. Its due dates bind US agencies and are for reference.\
EPSS: as of 2022-11-10, model v2023.03.01. An estimated probability of exploitation within 30 days, not evidence of it.
)OUT");
}

// The figures of a layout without scores tell of KEV alone.
TEST(CataloguesInReports, AreCountedInEveryLayout) {
  for (const Layout layout : {Layout::Matrix, Layout::Table, Layout::Digest, Layout::List}) {
    const std::string text = render_text(two_rows(), {layout, false}, shipped_words("en"), {});
    const auto has = [&](const std::string& line) {
      return text.find('\n' + line + '\n') != std::string::npos;
    };
    EXPECT_TRUE(has("In KEV: 2 vulnerabilities, 1 of them known to be used by ransomware")) << text;
    EXPECT_TRUE(
        has("KEV: catalogue 2022.11.14, released 2022-11-14. Its due dates bind US agencies "
            "and are for reference."))
        << text;
    EXPECT_EQ(has("EPSS: as of 2022-11-10, model v2023.03.01. An estimated probability of "
                  "exploitation within 30 days, not evidence of it."),
              layout == Layout::List)
        << text;
  }
}

TEST(CataloguesInReports, AreKeysOfJsonOnlyWhereTheyWereGiven) {
  const auto json = [](const KevCatalogue* kev, const EpssScores* epss) {
    return render_json(reported({small_month()}, with(kev, epss)).report, shipped_words("en"));
  };
  const auto lines_with = [](const std::string& text, const std::vector<std::string>& keys) {
    std::vector<std::string> out;
    for (const std::string& key : keys)
      if (text.find(key) != std::string::npos) out.push_back(key);
    return out;
  };
  const std::string both = json(&small_kev(), &small_epss());
  for (const char* part : {R"(
      "impacts": [
        "remote-code-execution",
        "security-feature-bypass"
      ],
      "kev": {
        "added": "2022-11-14",
        "due": "2022-12-05",
        "ransomware": true
      },
      "epss": null
    },)",
                           R"(
      "kev": null,
      "epss": {
        "probability": 0.97567,
        "percentile": 0.99995
      }
    },)",
                           R"(
      "kev": {
        "added": "2022-11-09",
        "due": null,
        "ransomware": false
      },)",
                           R"(
      "publicly_disclosed": 1,
      "kev": 2,
      "kev_ransomware": 1
    },)",
                           R"(
  "catalogues": {
    "kev": {
      "version": "2022.11.14",
      "released": "2022-11-14T17:04:19Z",
      "entries": 4
    },
    "epss": {
      "model": "v2023.03.01",
      "date": "2022-11-10T00:00:00Z",
      "entries": 2
    }
  }
}
)"})
    EXPECT_NE(both.find(part), std::string::npos) << part << both;
  const std::vector<std::string> keys = {"\"kev\"", "\"kev_ransomware\"", "\"epss\"",
                                         "\"catalogues\""};
  EXPECT_THAT(lines_with(both, keys), testing::ElementsAreArray(keys));
  EXPECT_THAT(lines_with(json(&small_kev(), nullptr), keys),
              ElementsAre("\"kev\"", "\"kev_ransomware\"", "\"catalogues\""));
  EXPECT_THAT(lines_with(json(nullptr, &small_epss()), keys),
              ElementsAre("\"epss\"", "\"catalogues\""));
  EXPECT_THAT(lines_with(json(nullptr, nullptr), keys), IsEmpty());
}

// ── Real documents ───────────────────────────────────────────────────────────────────────────────

// What was added when: four of November 2022 on its release day, one six days later, one of
// Chromium, and one of Exchange Server, which its vendor never called exploited, two months later.
TEST(CataloguesInReports, OfNovember2022) {
  PATCHMATRIX_NEEDS("msrc/current/2022-Nov.xml.zst");
  PATCHMATRIX_NEEDS("kev/known_exploited_vulnerabilities.json");
  Buffer buffer;
  const std::string packed = read_file(*corpus() / "msrc/current/2022-Nov.xml.zst");
  const std::string month(unpack(packed, buffer));
  Diagnostics diagnostics;
  const KevCatalogue kev =
      parse_kev(read_file(*corpus() / "kev/known_exploited_vulnerabilities.json"), diagnostics);
  const auto listed = [&](const char* as_of) {
    std::vector<std::string> out;
    for (const std::string& each : marks(reported({month}, with(&kev, nullptr, as_of)).report))
      if (each.find(" kev=") != std::string::npos) out.push_back(each);
    return out;
  };
  EXPECT_THAT(listed("2022-11-08"),
              ElementsAre("CVE-2022-41091 kev=2022-11-08..2022-12-09 ransomware",
                          "CVE-2022-41073 kev=2022-11-08..2022-12-09 ransomware",
                          "CVE-2022-41128 kev=2022-11-08..2022-12-09",
                          "CVE-2022-41125 kev=2022-11-08..2022-12-09"));
  EXPECT_THAT(listed(""), ElementsAre("CVE-2022-41091 kev=2022-11-08..2022-12-09 ransomware",
                                      "CVE-2022-41080 kev=2023-01-10..2023-01-31 ransomware",
                                      "CVE-2022-41073 kev=2022-11-08..2022-12-09 ransomware",
                                      "CVE-2022-41128 kev=2022-11-08..2022-12-09",
                                      "CVE-2022-41125 kev=2022-11-08..2022-12-09",
                                      "CVE-2022-41049 kev=2022-11-14..2022-12-09",
                                      "CVE-2022-4135 kev=2022-11-28..2022-12-19"));
}

}  // namespace
}  // namespace patchmatrix
