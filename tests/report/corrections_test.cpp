// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/lint.hpp>
#include <patchmatrix/report.hpp>

#include "report/small_month.hpp"

namespace patchmatrix {
namespace {

using namespace test;

std::string corrected_month() {
  return msrc_document(
      product("12086", "Windows 11 Version 22H2 for x64-based Systems") +
          product("11926", "Windows 11 for x64-based Systems"),
      vulnerability("CVE-2022-0001", affected({"12086", "11926"}) + severity("12086", "Critical") +
                                         fix("5019980", {"12086"}, "10.0.22000.819")));
}

// From `begin` to the end of the text.
std::string tail(const std::string& text, std::string_view begin) {
  const std::size_t at = text.find(begin);
  return at == std::string::npos ? "not found" : text.substr(at);
}

TEST(CorrectionsOfAReport, StandBehindTheFigures) {
  const Reported month = reported({corrected_month()});
  EXPECT_EQ(
      tail(render_text(month.report, {}, shipped_words("en"), {}), "Corrected values"),
      "Corrected values: 2\n"
      "- KB5019980: fixed build 10.0.22000.819 → 10.0.22621.819 (tuples: 1) — Windows 11 22H2 "
      "has builds of 22621; 22000 is that of 21H2 [kb5019980]\n"
      "- Product name: Windows 11 for → Windows 11 version 21H2 for (products: 1) — the "
      "version was added when 22H2 came [windows-11-21h2]\n");
  EXPECT_EQ(tail(render_text(month.report, {}, shipped_words("ja"), {}), "訂正済みの値"),
            "訂正済みの値 (2 件)\n"
            "・KB5019980: 修正後のビルド 10.0.22000.819 → 10.0.22621.819 (組 1)。Windows 11 22H2 "
            "のビルドは 22621 系で、22000 は 21H2 のもの [kb5019980]\n"
            "・製品名: Windows 11 for → Windows 11 version 21H2 for (製品 1)。22H2 "
            "の公開後、版が名前に加わった [windows-11-21h2]\n");
  EXPECT_NE(render_markdown(month.report, {}, shipped_words("en"))
                .find("## Corrected values: 2\n\n- KB5019980: fixed build 10.0.22000.819"),
            std::string::npos);
}

TEST(CorrectionsOfAReport, AreAbsentWhereNothingWasCorrected) {
  const Reported month = reported({small_month()});
  EXPECT_TRUE(month.report.corrections.empty());
  EXPECT_EQ(tail(render_text(month.report, {}, shipped_words("en"), {}), "Corrected"), "not found");
  EXPECT_EQ(tail(render_json(month.report, shipped_words("en")), "\"corrections\""), "not found");
}

TEST(CorrectionsOfAReport, SayInJsonWhatWhyAndFromWhere) {
  const Reported month = reported({corrected_month()});
  const std::string json = tail(render_json(month.report, shipped_words("en")), "\"corrections\"");
  EXPECT_EQ(json.substr(0, json.find("\n    },") + 1),
            R"("corrections": [
    {
      "id": "kb5019980",
      "what": "fixed-build",
      "update": "KB5019980",
      "published": "10.0.22000.819",
      "value": "10.0.22621.819",
      "count": 1,
      "why": {
        "ja": "Windows 11 22H2 のビルドは 22621 系で、22000 は 21H2 のもの",
        "en": "Windows 11 22H2 has builds of 22621; 22000 is that of 21H2"
      },
      "source": "the documents 2022-Nov of 2026-07-06 and 2023-Jan: KB5019980 leads to 10.0.22621.819",
      "date": "2026-11-23"
)");
}

TEST(CorrectionsOfAReport, AreTheirSumOverDocuments) {
  std::string december = corrected_month();
  december.replace(december.find("2022-Nov"), 8, "2022-Dec");
  const Reported months = reported({corrected_month(), december});
  std::vector<std::string> counted;
  for (const CorrectionRow& each : months.report.corrections)
    counted.push_back(each.id + ' ' + std::to_string(each.count));
  EXPECT_EQ(counted, (std::vector<std::string>{"kb5019980 1", "windows-11-21h2 2"}));
}

TEST(CorrectedTuples, HaveTheRightBuildAndTheVendorsBesideIt) {
  const auto month = normalized(corrected_month());
  std::string csv, ndjson;
  append_tuples_csv(month->findings, csv);
  append_tuples_ndjson(month->findings, ndjson);
  EXPECT_NE(csv.find(",KB5019980,10.0.22621.819,"), std::string::npos) << csv;
  EXPECT_EQ(csv.find("10.0.22000.819"), std::string::npos) << csv;
  EXPECT_NE(ndjson.find(R"("fixed_builds":["10.0.22621.819"])"), std::string::npos) << ndjson;
  EXPECT_NE(ndjson.find(R"("fixed_build":"10.0.22621.819","published_build":"10.0.22000.819",)"),
            std::string::npos)
      << ndjson;
}

TEST(LintText, CutsListsAndSaysSo) {
  LintResult result{"acme", {"アクメ", "Acme"}, 3, {}};
  result.suspects.push_back({Suspicion::ForeignBuild,
                             SuspectState::New,
                             "",
                             "U1",
                             "1.0.1.1",
                             "1.0.2.*",
                             {"2026-01", "2026-02", "2026-03"},
                             {"CVE-2026-0001"},
                             {{"1", "Acme OS"}, {"2", "Acme OS for ARM"}}});
  EXPECT_EQ(render_lint_text(result, shipped_words("en")),
            "Acme: documents read: 3; new suspects: 1; corrected: 0; notes: 0\n\n"
            "New suspects: 1\n"
            "- Build of another branch: U1 1.0.1.1 · expected: 1.0.2.* · products: Acme OS (1) and "
            "1 more · vulnerabilities: CVE-2026-0001 · documents: 2026-01 and 2 more\n");
  EXPECT_EQ(
      render_lint_text(result, shipped_words("ja")),
      "アクメ: 読んだ文書 3 件、新たな疑い 1 件、訂正済み 0 件、参考 0 件\n\n"
      "新たな疑い (1 件)\n"
      "・別系列のビルド: U1 1.0.1.1 · 期待値: 1.0.2.* · 製品: Acme OS (1) ほか 1 件 · 脆弱性: "
      "CVE-2026-0001 · 文書: 2026-01 ほか 2 件\n");
}

}  // namespace
}  // namespace patchmatrix
