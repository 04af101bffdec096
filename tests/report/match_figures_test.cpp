// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/match_fleet.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::ElementsAre;

// "open 2, fixed 1"
std::string text(const VerdictCounts& counts) {
  std::string out;
  for (const Verdict each : kVerdicts)
    if (counts[each] != 0)
      out.append(out.empty() ? "" : ", ")
          .append(slug(each))
          .append(" ")
          .append(std::to_string(counts[each]));
  return out;
}

// "KB5000001 → KB5000002 (replaces KB5000000) ×3"
std::string text(const MatchReport& report, const InstallPlan& plan) {
  std::string out;
  for (const PlanItem& each : plan.items) {
    const UpdateFigures& update = report.updates[each.update];
    out.append(out.empty() ? "" : " → ").append(update.name);
    if (!update.version.empty()) out.append(" ").append(update.version);
    std::string replaced;
    for (const std::string& name : each.replaces)
      replaced.append(replaced.empty() ? "" : " ").append(name);
    if (!replaced.empty()) out.append(" (replaces ").append(replaced).append(")");
  }
  if (plan.without_update != 0)
    out.append(" without update ").append(std::to_string(plan.without_update));
  return out.append(" ×").append(std::to_string(plan.machines));
}

std::vector<std::string> plans(const MatchReport& report) {
  std::vector<std::string> out;
  for (const InstallPlan& each : report.plans) out.push_back(text(report, each));
  return out;
}

TEST(MatchFigures, CountEveryMachineOnce) {
  const auto fleet = small_fleet();
  const MatchReport report = fleet->report();
  EXPECT_EQ(report.machines, 8U);
  EXPECT_EQ(report.not_in_use, 1U);
  EXPECT_EQ(report.stale, 1U);
  EXPECT_EQ(report.judged, 6U);
  EXPECT_EQ(report.unknown_system, 1U);
  EXPECT_EQ(text(report.by_worst), "open 2, unknown 2, fixed 2");
  EXPECT_EQ(report.unconcerned, 0U);
  EXPECT_EQ(report.by_worst.total() + report.unconcerned, report.judged);
  EXPECT_EQ(report.machines, report.not_in_use + report.stale + report.judged);
}

TEST(MatchFigures, CountPairsOfMachineAndVulnerability) {
  const auto fleet = small_fleet();
  EXPECT_EQ(text(fleet->report().pairs), "open 5, unknown 1, fixed 4");
}

TEST(MatchFigures, KeepStaleMachinesApart) {
  const auto fleet = small_fleet();
  const MatchReport report = fleet->report();
  EXPECT_EQ(text(report.stale_by_worst), "open 1");
  // Seen 31 and 30 days before.
  EXPECT_EQ(std::vector<int>(report.is_stale.begin(), report.is_stale.end()),
            (std::vector<int>{0, 0, 0, 0, 0, 1, 0, 0}));
}

TEST(MatchFigures, TakeTheWorstOfSeveralProductsOfAMachine) {
  Fleet fleet({fleet_month()});
  const auto fixed =
      fleet.installed("A", "2", {{"CVE-2022-0001", "1", MatchRule::VersionReached}}, false);
  const auto open =
      fleet.installed("B", "1", {{"CVE-2022-0001", "2", MatchRule::VersionBelow}}, false);
  const auto spared =
      fleet.installed("C", "1", {{"CVE-2022-0002", "1", MatchRule::VendorNotAffected}}, true);
  fleet.machine("pc", {fixed, open, spared});
  const MatchReport report = fleet.report();
  EXPECT_EQ(text(report.by_worst), "open 1");
  EXPECT_EQ(text(report.pairs), "open 1, not-affected 1");
  ASSERT_EQ(report.vulnerabilities.size(), 2U);
  EXPECT_EQ(text(report.vulnerabilities[0].machines), "open 1");
}

TEST(MatchFigures, CallAMachineWithoutKnownSystemUnknownUnlessSomethingIsOpen) {
  Fleet fleet({fleet_month()});
  const auto nothing = fleet.installed("", "", {});
  fleet.match.products[nothing].reason = "no-system";
  const auto fixed =
      fleet.installed("A", "2", {{"CVE-2022-0003", "3", MatchRule::VersionReached}}, false);
  const auto open =
      fleet.installed("A", "1", {{"CVE-2022-0003", "3", MatchRule::VersionBelow}}, false);
  fleet.machine("pc-1", {nothing, fixed});
  fleet.machine("pc-2", {nothing, open});
  fleet.machine("pc-3", {});
  const MatchReport report = fleet.report();
  EXPECT_EQ(text(report.by_worst), "open 1, unknown 2");
  EXPECT_EQ(report.unknown_system, 3U);
}

TEST(MatchFigures, CountMachinesThatNoVulnerabilityConcerns) {
  Fleet fleet({fleet_month()});
  fleet.machine("pc", {fleet.installed(kTen, "10.0.19045.2251", {})});
  const MatchReport report = fleet.report();
  EXPECT_EQ(report.unconcerned, 1U);
  EXPECT_EQ(report.by_worst.total(), 0U);
}

TEST(MatchFigures, OrderProductsAndVulnerabilitiesByWhatIsOpen) {
  const auto fleet = small_fleet();
  const MatchReport report = fleet->report();
  std::vector<std::string> products, vulnerabilities;
  for (const ProductFigures& each : report.products)
    products.push_back(each.name + ": " + text(each.machines));
  for (const VulnerabilityFigures& each : report.vulnerabilities)
    vulnerabilities.push_back(each.id + ": " + text(each.machines));
  EXPECT_THAT(products,
              ElementsAre(std::string(kEleven) + ": open 2, fixed 2",
                          std::string(kMail) + ": open 1", std::string(kTen) + ": unknown 1"));
  EXPECT_THAT(vulnerabilities,
              ElementsAre("CVE-2022-0001: open 2, unknown 1, fixed 2",  // exploited
                          "CVE-2022-0002: open 2, fixed 2",             // remote code execution
                          "CVE-2022-0003: open 1"));
}

TEST(MatchFigures, TellWhatAnUpdateCloses) {
  const auto fleet = small_fleet();
  std::vector<std::string> updates;
  for (const UpdateFigures& each : fleet->report().updates)
    updates.push_back(each.name + " " + each.restart + " closes " +
                      std::to_string(each.vulnerabilities) + " on " +
                      std::to_string(each.machines) + " = " + std::to_string(each.pairs));
  EXPECT_THAT(updates,
              ElementsAre("KB5000010 Yes closes 2 on 2 = 4", "KB5000012 Maybe closes 1 on 1 = 1"));
}

// ── plans ──

// One vulnerability of a system, with these fixes.
std::string month_with(const std::string& fixes, const std::string& cve = "CVE-2022-0001",
                       const std::string& name = kEleven) {
  return msrc_document(product("1", name),
                       vulnerability(cve, affected({"1"}) + severity("1", "Critical") + fixes));
}

struct PlanCase {
  std::string name;
  std::vector<std::string> documents;
  std::string product;
  std::vector<Decided> decided;
  std::string plan;
};

TEST(InstallPlan, NamesAsFewUpdatesAsClosesEverything) {
  const std::vector<PlanCase> cases = {
      {"one update",
       {month_with(update("5000010", {"1"}, "10.0.22621.819"))},
       kEleven,
       {{"CVE-2022-0001", "1", MatchRule::BuildBelow, "KB5000010", "10.0.22621.819"}},
       "KB5000010 ×1"},
      {"a later update of the same line brings an earlier one",
       {month_with(update("5000010", {"1"}, "10.0.22621.819")),
        month_with(update("5000020", {"1"}, "10.0.22621.963"), "CVE-2022-0002")},
       kEleven,
       {{"CVE-2022-0001", "1", MatchRule::BuildBelow, "KB5000010", "10.0.22621.819", 0},
        {"CVE-2022-0002", "1", MatchRule::BuildBelow, "KB5000020", "10.0.22621.963", 1}},
       "KB5000020 (replaces KB5000010) ×1"},
      {"builds of a line that does not bring everything tell nothing",
       {month_with(update("5000010", {"1"}, "6.3.9600.20000"), "CVE-2022-0001",
                   "Windows Server 2012 R2"),
        month_with(update("5000020", {"1"}, "6.3.9600.20001"), "CVE-2022-0002",
                   "Windows Server 2012 R2")},
       "Windows Server 2012 R2",
       {{"CVE-2022-0001", "1", MatchRule::UpdateMissing, "KB5000010", "", 0},
        {"CVE-2022-0002", "1", MatchRule::UpdateMissing, "KB5000020", "", 1}},
       "KB5000010 → KB5000020 ×1"},
      {"an update that says it supersedes another brings it",
       {month_with(update("5000010", {"1"}), "CVE-2022-0001", "Windows Server 2012 R2"),
        month_with(update("5000020", {"1"}, "", "", "5000010"), "CVE-2022-0002",
                   "Windows Server 2012 R2")},
       "Windows Server 2012 R2",
       {{"CVE-2022-0001", "1", MatchRule::UpdateMissing, "KB5000010", "", 0},
        {"CVE-2022-0002", "1", MatchRule::UpdateMissing, "KB5000020", "", 1}},
       "KB5000020 (replaces KB5000010) ×1"},
      {"of alternatives the one that closes most",
       {msrc_document(
           product("1", "Windows Server 2012 R2"),
           vulnerability("CVE-2022-0001",
                         affected({"1"}) + update("5000010", {"1"}, "", "", "", "Security Only") +
                             update("5000020", {"1"}, "", "", "", "Monthly Rollup")) +
               vulnerability("CVE-2022-0002",
                             affected({"1"}) +
                                 update("5000030", {"1"}, "", "", "", "IE Cumulative") +
                                 update("5000020", {"1"}, "", "", "", "Monthly Rollup")))},
       "Windows Server 2012 R2",
       {{"CVE-2022-0001", "1", MatchRule::UpdateMissing, "KB5000010"},
        {"CVE-2022-0002", "1", MatchRule::UpdateMissing, "KB5000030"}},
       "KB5000020 ×1"},
      {"the part that is missing, where the others are there",
       {month_with(update("5000030", {"1"}, "", "", "", "IE Cumulative") +
                       update("5000020", {"1"}, "", "", "", "Monthly Rollup"),
                   "CVE-2022-0001", "Windows Server 2012 R2")},
       "Windows Server 2012 R2",
       {{"CVE-2022-0001", "1", MatchRule::UpdatePartial, "KB5000030"}},
       "KB5000030 ×1"},
      {"the servicing stack first, whatever its number",
       {month_with(update("5000010", {"1"}, "10.0.22621.819")),
        month_with(update("5000099", {"1"}, "", "", "", "Servicing Stack Update"),
                   "CVE-2022-0002")},
       kEleven,
       {{"CVE-2022-0001", "1", MatchRule::BuildBelow, "KB5000010", "10.0.22621.819", 0},
        {"CVE-2022-0002", "1", MatchRule::UpdateMissing, "KB5000099", "", 1}},
       "KB5000099 → KB5000010 ×1"},
      {"no other line than the one that needs no restart",
       {month_with(
           update("5000010", {"1"}, "10.0.20348.1249") +
               update("5000011", {"1"}, "10.0.20348.1251", "", "", "Security Hotpatch Update"),
           "CVE-2022-0001", "Windows Server 2022")},
       "Windows Server 2022",
       {{"CVE-2022-0001", "1", MatchRule::HotpatchBelow, "KB5000011", "10.0.20348.1251"}},
       "KB5000011 ×1"},
      {"what has no update is told apart",
       {month_with("")},
       kEleven,
       {{"CVE-2022-0001", "1", MatchRule::NoFix}},
       " without update 1 ×1"},
  };
  for (const PlanCase& each : cases) {
    Fleet fleet(each.documents);
    fleet.machine("pc", {fleet.installed(each.product, "", each.decided)});
    EXPECT_THAT(plans(fleet.report()), ElementsAre(each.plan)) << each.name;
  }
}

TEST(InstallPlan, NeedsTheHighestVersionOfAProduct) {
  Fleet fleet(
      {month_with("", "CVE-2022-0001", "Example"), month_with("", "CVE-2022-0002", "Example")});
  const auto product =
      fleet.installed("Example", "1.2",
                      {{"CVE-2022-0001", "1", MatchRule::VersionBelow, "", "1.9", 0},
                       {"CVE-2022-0002", "1", MatchRule::VersionBelow, "", "1.10", 1}},
                      false);
  fleet.machine("pc", {product});
  EXPECT_THAT(plans(fleet.report()), ElementsAre("Example 1.10 ×1"));
}

TEST(InstallPlan, IsOneForMachinesThatNeedTheSame) {
  const auto fleet = small_fleet();
  EXPECT_THAT(plans(fleet->report()), ElementsAre("KB5000010 ×1", "KB5000010 → KB5000012 ×1"));
}

TEST(InstallPlan, KnowsWhatOnlyTheStoreTellsOfUpdates) {
  Fleet fleet({month_with(update("5000010", {"1"}), "CVE-2022-0001", "Windows Server 2012 R2"),
               month_with(update("5000030", {"1"}), "CVE-2022-0002", "Windows Server 2012 R2")});
  fleet.machine("pc", {fleet.installed(
                          "Windows Server 2012 R2", "",
                          {{"CVE-2022-0001", "1", MatchRule::UpdateMissing, "KB5000010", "", 0},
                           {"CVE-2022-0002", "1", MatchRule::UpdateMissing, "KB5000030", "", 1}})});
  EXPECT_THAT(plans(fleet.report()), ElementsAre("KB5000010 → KB5000030 ×1"));
  // By way of an update that the machine does not need itself.
  StoredRemedies remedies;
  remedies.fixes = {{"KB5000030", true, "", "", "5000020", "", ""},
                    {"KB5000020", true, "", "", "5000010", "", ""}};
  MatchReportOptions options = Fleet::options();
  options.remedies = &remedies;
  EXPECT_THAT(plans(fleet.report(options)), ElementsAre("KB5000030 (replaces KB5000010) ×1"));
}

TEST(MatchFigures, CostByGroupsOfMachines) {
  Fleet fleet({fleet_month()});
  const auto open = fleet.installed(
      kEleven, "10.0.22621.521",
      {{"CVE-2022-0001", "1", MatchRule::BuildBelow, "KB5000010", "10.0.22621.819"}});
  for (int i = 0; i < 100'000; ++i) fleet.machine("pc", {open});
  const MatchReport report = fleet.report();
  EXPECT_EQ(report.groups.size(), 1U);
  EXPECT_EQ(report.by_worst[Verdict::Open], 100'000U);
  EXPECT_THAT(plans(report), ElementsAre("KB5000010 ×100000"));
}

}  // namespace
}  // namespace patchmatrix
