// SPDX-License-Identifier: Apache-2.0
//
// A match for people: the page, and why a verdict is what it is.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/match_fleet.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string page(const Fleet& fleet, const std::string& language) {
  return render_match_text(fleet.inventory, fleet.match, fleet.report(), shipped_words(language),
                           {});
}

TEST(MatchText, SaysWhatEveryNumberCounts) {
  const std::string out = page(*small_fleet(), "ja");
  for (const char* line :
       {"自社の端末 8 台とセキュリティ更新の照合: 2022-11\n",
        "読み取った端末: 8 台、使用中: 7 台、判定した端末: 6 台 (うち OS が分からない端末: 1 台)\n",
        "使用中でないため判定しない端末: 1 台 (在庫 1)\n",
        "30 日より長く確認されていない端末: 1 台 (専用の欄のほか、どの件数にも含めません)\n",
        "端末の最終確認を判断する基準日: 2022-12-01\n",
        "KB5000010: 2 台で脆弱性 2 件を解消 (端末 × 脆弱性 4 件) [要再起動]\n",
        "1 台: KB5000010 [要再起動] — pc-1 (A1)\n",
        "1 台: KB5000010 [要再起動] → KB5000012 [再起動が必要な場合あり] — mail, old\n"})
    EXPECT_THAT(out, HasSubstr(line));
}

TEST(MatchText, SaysItInEnglishToo) {
  const std::string out = page(*small_fleet(), "en");
  for (const char* line :
       {"Machines read: 8; in use: 7; judged: 6, of them without a known system: 1\n",
        "KB5000010 closes 2 vulnerabilities on 2 machines (4 machine × vulnerability)",
        "Example OS: ", "Nearest: Example (40 %)"})
    EXPECT_THAT(out, HasSubstr(line));
}

TEST(MatchText, NamesTheFirstOfLongListsAndCountsTheRest) {
  Fleet fleet({fleet_month()});
  const auto open = fleet.installed(
      kEleven, "10.0.22621.521",
      {{"CVE-2022-0001", "1", MatchRule::BuildBelow, "KB5000010", "10.0.22621.819"}});
  std::vector<std::string> names;
  for (int i = 0; i < 25; ++i) names.push_back("pc-" + std::to_string(i));
  for (const std::string& each : names) fleet.machine(each, {open});
  const std::string out = page(fleet, "en");
  EXPECT_THAT(out, HasSubstr("pc-19 "));
  EXPECT_THAT(out, Not(HasSubstr("pc-20")));
  EXPECT_THAT(out, HasSubstr("… and 5 more\n"));
  EXPECT_THAT(out,
              HasSubstr("25 machines: KB5000010 [restart required] — pc-0, pc-1, pc-2, 22 more"));
}

// ── --explain ──

std::string explanation(const Fleet& fleet, std::uint32_t machine, const std::string& id,
                        const std::string& language = "en") {
  MatchQuestion question = Fleet::options().question;
  question.vulnerability = id;
  return render_match_explanation(fleet.inventory, machine, fleet.match, question,
                                  shipped_words(language), {});
}

TEST(Explanation, EndsInTheVerdict) {
  Fleet fleet({fleet_month()});
  fleet.machine("pc-1", {fleet.installed(kEleven, "10.0.22621.521",
                                         {{"CVE-2022-0001", "1", MatchRule::BuildBelow, "KB5000010",
                                           "10.0.22621.819"}})});
  EXPECT_EQ(
      explanation(fleet, 0, "CVE-2022-0001", "ja"),
      "pc-1: CVE-2022-0001\n"
      "microsoft 2022-Nov 版 2 (2022-11-08): Example Kernel Elevation of Privilege "
      "Vulnerability\n"
      "インベントリの記載: 記載なし (pcs.csv:2)\n"
      "\n"
      "Windows 11 Version 22H2 for x64-based Systems (2022-Nov の製品 "
      "1)。インストール済み: 10.0.22621.521\n"
      "1. 規則 build-below: ビルドのリビジョンがどの修正のビルドよりも小さい値です。判定: 未適用 "
      "(確度 95 %)\n"
      "\n"
      "判定: 未適用\n");
}

TEST(Explanation, SaysWhyAVulnerabilityDoesNotConcernAMachine) {
  Fleet fleet({fleet_month()});
  Machine& machine = fleet.machine("pc-1", {fleet.installed(kTen, "10.0.19045.2251", {})});
  machine.os_name.text = "Example OS";
  machine.build = {"10.0", 19045, 2251, {}, {}};
  EXPECT_THAT(explanation(fleet, 0, "cve-2022-0003"),
              testing::EndsWith("\nThe inventory lists no software of this machine: whether it has "
                                "one of the products is not known\n\nVerdict: unknown\n"));
  machine.software.count = 1;
  const std::string out = explanation(fleet, 0, "cve-2022-0003");
  EXPECT_THAT(out,
              HasSubstr("The vulnerability concerns 1 products: Microsoft Exchange Server 2019 "
                        "Cumulative Update 12. The machine has none of them: Example OS "
                        "10.0.19045.2251; listed software: 1\n"));
  EXPECT_THAT(out, testing::EndsWith("\nVerdict: not affected\n"));
}

TEST(Explanation, CallsUnknownWhatMayBeAProductOfTheVulnerability) {
  Fleet fleet({fleet_month()});
  fleet.machine("pc-1", {fleet.installed(kTen, "10.0.19045.2251", {})});
  fleet.match.unmatched.push_back(
      {0, 0, "Exchange", "several-products", 1, {{"Microsoft Exchange Server 2019", 60}}});
  EXPECT_THAT(explanation(fleet, 0, "CVE-2022-0003"), testing::EndsWith("\nVerdict: unknown\n"));
  // It is none of the other ones.
  EXPECT_THAT(explanation(fleet, 0, "CVE-2022-0002"),
              testing::EndsWith("\nVerdict: not affected\n"));
  // A system that is not known may be any.
  fleet.match.unmatched.push_back({0, kNone, "", "no-system", 1, {}});
  EXPECT_THAT(explanation(fleet, 0, "CVE-2022-0002"), testing::EndsWith("\nVerdict: unknown\n"));
}

TEST(FindMachine, KnowsHostNamesAndAssetsInAnyCase) {
  Fleet fleet({fleet_month()});
  fleet.machine("PC-1.example.test", {}, "A-100");
  fleet.machine("pc-2", {});
  const std::pair<const char*, std::uint32_t> cases[] = {
      {"pc-1", 0}, {"PC-1.EXAMPLE.TEST", 0}, {"a-100", 0}, {"pc-2", 1}, {"pc-2.example.test", 1}};
  for (const auto& [name, number] : cases)
    EXPECT_EQ(find_machine(fleet.inventory, name), number) << name;
}

TEST(FindMachine, NamesTheNearestOfAnUnknownOne) {
  Fleet fleet({fleet_month()});
  fleet.machine("tokyo-001", {});
  fleet.machine("tokyo-002", {});
  fleet.machine("osaka-001", {});
  fleet.machine("tokyo-002", {});
  const std::pair<const char*, const char*> cases[] = {
      {"tokyo-003", "not-found unknown-host-near host=tokyo-003 nearest=tokyo-001, tokyo-002"},
      {"zz", "not-found unknown-host host=zz"},
      {"tokyo-002", "usage several-hosts host=tokyo-002 names=tokyo-002, tokyo-002"}};
  for (const auto& [name, error] : cases)
    EXPECT_EQ(error_of([&] { find_machine(fleet.inventory, name); }), error) << name;
}

TEST(Mentioning, FindsDocumentsInAnyCaseOfLetters) {
  Fleet fleet({fleet_month()});
  EXPECT_EQ(mentioning(fleet.match.documents, "cve-2022-0001").size(), 1U);
  EXPECT_EQ(mentioning(fleet.match.documents, "CVE-2022-00").size(), 0U);
}

}  // namespace
}  // namespace patchmatrix
