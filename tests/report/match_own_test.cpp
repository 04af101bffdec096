// SPDX-License-Identifier: Apache-2.0
//
// Own machines in the report of a month.
#include <deque>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/match_fleet.hpp"
#include "report/page.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::HasSubstr;
using testing::Not;

Report report_with_fleet() {
  const auto fleet = small_fleet();
  Report report = build_report({{fleet->match.documents.front(), {"month.xml", "", "2022-Nov"}}},
                               {}, shipped_feeds().impact_order);
  const MatchReport figures = fleet->report();
  add_own_machines(fleet->inventory, {fleet->match, figures}, nullptr, report);
  return report;
}

TEST(OwnMachines, StandBesideTheFamilyThatTheyHave) {
  std::string rows;
  for (const FamilyRow& each : report_with_fleet().families)
    rows.append(each.label.en)
        .append(" ")
        .append(std::to_string(each.own->open))
        .append("/")
        .append(std::to_string(each.own->machines))
        .append("\n");
  // The stale machine is in no figure.
  EXPECT_THAT(rows, HasSubstr("Windows 11 22H2 2/4\n"));
  EXPECT_THAT(rows, HasSubstr("Microsoft Exchange Server 1/1\n"));
  EXPECT_THAT(rows, HasSubstr("Windows 10 22H2 0/1\n"));
}

TEST(OwnMachines, AreInEveryFormat) {
  const Report report = report_with_fleet();
  const TextStyle wide;
  EXPECT_THAT(render_text(report, {}, shipped_words("ja"), wide), HasSubstr("(自社 2/4 台)"));
  EXPECT_THAT(render_text(report, {}, shipped_words("en"), wide),
              HasSubstr("(own machines 2 of 4)"));
  EXPECT_THAT(render_text(report, {Layout::Table, false}, shipped_words("ja"), {200, false}),
              HasSubstr("自社 2/4 台"));
  EXPECT_THAT(render_markdown(report, {}, shipped_words("ja")), HasSubstr("自社 2/4 台"));
  EXPECT_THAT(
      render_text(report, {}, shipped_words("ja"), wide),
      HasSubstr("自社の端末 (最も悪い判定で 1 台ずつ): 6 台 = 未適用 2、適用済 2、不明 2、対象外 "
                "0、サポート切れ 0、該当する脆弱性なし 0。ほかに長期間未確認: 1 台"));
  const std::string json = render_json(report, shipped_words("en"));
  EXPECT_THAT(json, HasSubstr("\"own_machines\""));
}

std::string text_of(const OwnVerdicts& each) {
  std::string out;
  for (const std::size_t number :
       {each.open, each.unknown, each.out_of_support, each.fixed, each.not_affected})
    out.append(out.empty() ? "" : " ").append(std::to_string(number));
  return out;
}

TEST(OwnMachines, AreListedWorstFirstAndThoseNotSeenLast) {
  const Report report = report_with_fleet();
  std::string rows;
  for (const OwnMachine& each : report.own_details->machines) {
    rows.append(each.name).append(": ").append(each.worst).append(" ");
    rows.append(text_of(each.vulnerabilities)).append(", exploited ");
    rows.append(std::to_string(each.exploited)).append(each.stale ? ", stale" : "");
    for (const std::string& update : each.updates) rows.append(" ").append(update);
    rows.append("\n");
  }
  EXPECT_EQ(rows,
            "mail, old: open 3 0 0 0 0, exploited 1 KB5000010 KB5000012\n"
            "pc-1 (A1): open 2 0 0 0 0, exploited 1 KB5000010\n"
            "pc-3: unknown 0 1 0 0 0, exploited 0\n"
            "pc-4: unknown 0 0 0 0 0, exploited 0\n"
            "pc-2: fixed 0 0 0 2 0, exploited 0\n"
            "pc-6: fixed 0 0 0 2 0, exploited 0\n"
            "pc-5: open 2 0 0 0 0, exploited 1, stale KB5000010\n");
  EXPECT_EQ(report.own_details->machines_left_out, 0U);
}

TEST(OwnMachines, AreCountedByProductAndByWhatCouldNotBeJudged) {
  const Report report = report_with_fleet();
  std::string rows;
  for (const OwnProduct& each : report.own_details->products)
    rows.append(each.name).append(": ").append(text_of(each.machines)).append("\n");
  EXPECT_EQ(rows, std::string(kEleven) + ": 2 0 0 2 0\n" + kMail + ": 1 0 0 0 0\n" + kTen +
                      ": 0 1 0 0 0\n");
  rows.clear();
  for (const OwnUnmatched& each : report.own_details->unmatched)
    rows.append(each.name + ": " + each.reason + " " + std::to_string(each.machines) + "\n");
  EXPECT_EQ(rows, "Example OS: no-system 1\n");
}

TEST(OwnMachines, AreNoMoreThanAReportHasRoomFor) {
  const auto fleet = small_fleet();
  std::deque<std::string> names;
  const std::size_t before = fleet->inventory.machines.size();
  for (std::size_t i = 0; i < kOwnMachines; ++i)
    fleet->machine(names.emplace_back("z" + std::to_string(i)), {1});
  Report report = build_report({{fleet->match.documents.front(), {"month.xml", "", "2022-Nov"}}},
                               {}, shipped_feeds().impact_order);
  const MatchReport figures = fleet->report();
  add_own_machines(fleet->inventory, {fleet->match, figures}, nullptr, report);
  EXPECT_EQ(report.own_details->machines.size(), kOwnMachines);
  EXPECT_EQ(report.own_details->machines_left_out, before - 1);  // one is not in use
  EXPECT_EQ(report.own_details->machines.front().name, "mail, old");
}

TEST(OwnMachines, NeedUpdatesAndMakeAReleaseUrgent) {
  const Report report = report_with_fleet();
  std::string rows;
  for (const UpdateRow& each : report.updates)
    rows.append(each.name).append(" ").append(std::to_string(each.own.value())).append("\n");
  EXPECT_EQ(rows, "KB5000010 2\nKB5000011 0\nKB5000012 1\n");
  EXPECT_EQ(report.urgency.own_open, 2U);  // the exploited one is on these
  EXPECT_EQ(report.urgency.own_unknown,
            2U);  // of one the patch level, of one the system is unknown
  EXPECT_TRUE(report.urgency.urgent);
}

TEST(OwnMachines, AreUrgentByWhatWasDocumentedEarlierToo) {
  const auto fleet = small_fleet();
  Report report = build_report({{fleet->match.documents.front(), {"month.xml", "", "2022-Nov"}}},
                               {}, shipped_feeds().impact_order);
  for (VulnerabilityRow& each : report.vulnerabilities) each.exploited = Answer::No;
  VulnerabilityRow& earlier = report.fixed_now.emplace_back();
  earlier.id = "CVE-2022-0003";
  earlier.exploited = Answer::Yes;
  const MatchReport figures = fleet->report();
  const OwnMatch own = {fleet->match, figures};
  add_own_machines(fleet->inventory, own, &own, report);
  EXPECT_EQ(report.urgency.own_open, 1U);
  EXPECT_EQ(report.urgency.own_unknown, 1U);
}

TEST(OwnMachines, OfATeamAreJudgedByItsProductsAlone) {
  const auto fleet = small_fleet();
  Report report = build_report({{fleet->match.documents.front(), {"month.xml", "", "2022-Nov"}}},
                               {}, shipped_feeds().impact_order);
  cut_to_families(report, {"exchange-server"});
  keep_families(fleet->match, report.only_families);
  const MatchReport figures = fleet->report();
  add_own_machines(fleet->inventory, {fleet->match, figures}, nullptr, report);
  EXPECT_EQ(report.own->open, 1U);
  EXPECT_EQ(report.own->fixed, 0U);
  ASSERT_EQ(report.own_details->products.size(), 1U);
  EXPECT_EQ(report.own_details->products.front().name, kMail);
  EXPECT_EQ(report.own_details->machines.front().name, "mail, old");
  EXPECT_THAT(report.own_details->machines.front().updates, testing::ElementsAre("KB5000012"));
}

TEST(OwnMachines, AreNotSpokenOfWithoutAnInventory) {
  const auto fleet = small_fleet();
  const Report report =
      build_report({{fleet->match.documents.front(), {"month.xml", "", "2022-Nov"}}}, {},
                   shipped_feeds().impact_order);
  EXPECT_THAT(render_text(report, {}, shipped_words("ja"), {}), Not(HasSubstr("自社")));
  EXPECT_THAT(render_json(report, shipped_words("en")), Not(HasSubstr("own_machines")));
}

}  // namespace
}  // namespace patchmatrix
