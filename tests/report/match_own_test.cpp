// SPDX-License-Identifier: Apache-2.0
//
// Own machines in the report of a month.
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
  add_own_machines(fleet->report(), fleet->match, report);
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
