// SPDX-License-Identifier: Apache-2.0
//
// Operating systems that are told by their builds: every rule, on documents written for it.

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <patchmatrix/match.hpp>

#include "match/machines.hpp"
#include "normalize/msrc_entries.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kClient = "Windows 10 Version 22H2 for x64-based Systems";
constexpr const char* kOldClient = "Windows 8.1 for x64-based systems";
constexpr const char* kServer = "Windows Server 2022";
constexpr const char* kHotpatchServer = "Windows Server 2022 Datacenter: Azure Edition (Hotpatch)";

std::string update(const std::string& number, const std::string& product, const std::string& build,
                   const std::string& sub_type = "Security Update",
                   const std::string& supersedes = "") {
  return "<vuln:Remediations><vuln:Remediation Type=\"Vendor Fix\">" +
         element("Description", number) + element("Supercedence", supersedes) +
         element("FixedBuild", build) + element("SubType", sub_type) + product_ids({product}) +
         "</vuln:Remediation></vuln:Remediations>";
}

// A document with one vulnerability that affects product 1, and what fixes it.
std::unique_ptr<Normalized> month(const std::string& name, const std::string& fixes) {
  return normalized(
      msrc_document(product("1", name),
                    vulnerability("CVE-2022-0001", affected({"1"}) + severity("1", "Critical") +
                                                       impact("1", "Spoofing") + fixes)));
}

// "verdict rule required", one a judgement.
std::vector<std::string> judged(const Normalized& document, const HandMadeMachine& machine,
                                const std::vector<const Findings*>& others = {}) {
  const Inventory inventory = inventory_of({machine});
  std::vector<const Findings*> all = others;
  all.push_back(&document.findings);
  const Match result =
      match(inventory, {&document.findings}, remedies_of(all), shipped_feeds(), {});
  std::vector<std::string> out;
  for (const Judgement& each : result.judgements)
    out.push_back(std::string(slug(each.verdict)) + ' ' + std::string(slug(each.rule)) +
                  (each.required == kNone ? "" : ' ' + result.texts[each.required]));
  return out;
}

HandMadeMachine client(int revision, std::vector<std::string> updates = {},
                       UpdateList list = UpdateList::NotGiven) {
  HandMadeMachine out;
  out.build = 19045;
  out.revision = revision;
  out.updates = std::move(updates);
  out.list = out.updates.empty() ? list : list == UpdateList::NotGiven ? UpdateList::Listed : list;
  return out;
}

TEST(MatchByBuild, ComparesTheRevisionOfTheBranch) {
  // One update leads to several builds of one service; the document names any of them.
  for (const char* build : {"10.0.19045.2251", "10.0.19043.2251", "10.0.19041.2251"}) {
    const auto document = month(kClient, update("5000001", "1", build));
    EXPECT_THAT(judged(*document, client(2250)), ElementsAre("open build-below 10.0.19045.2251"))
        << build;
    EXPECT_THAT(judged(*document, client(2251)), ElementsAre("fixed build-reached 10.0.19045.2251"))
        << build;
  }
}

TEST(MatchByBuild, NeverComparesWithBuildsOfAnotherBranch) {
  for (const char* build : {"10.0.19000.1", "10.0.22000.1", "6.3.9600.1", "https://example.test",
                            "10.0.19045", "2251", ""}) {
    const auto document = month(kClient, update("5000001", "1", build));
    EXPECT_THAT(judged(*document, client(9999)), ElementsAre("unknown fix-without-build KB5000001"))
        << build;
  }
}

TEST(MatchByBuild, LearnsTheBuildOfAnUpdateFromOtherDocuments) {
  const auto document = month(kClient, update("5000001", "1", "10.0.22000.1"));
  const auto other = month(kClient, update("5000001", "1", "10.0.19045.2251"));
  const auto with_other = [&](int revision) {
    return judged(*document, client(revision), {&other->findings});
  };
  EXPECT_THAT(with_other(2250), ElementsAre("open learned-build-below 10.0.19045.2251"));
  EXPECT_THAT(with_other(2251), ElementsAre("fixed learned-build-reached 10.0.19045.2251"));
}

TEST(MatchByBuild, BelievesTheHigherOfTwoBuildsOfAnUpdate) {
  const auto document = month(kClient, update("5000001", "1", "10.0.19045.100"));
  const auto other = month(kClient, update("5000001", "1", "10.0.19045.2251"));
  EXPECT_THAT(judged(*document, client(100), {&other->findings}),
              ElementsAre("open learned-build-below 10.0.19045.2251"));
}

TEST(MatchByBuild, IsContentWithAnyOfSeveralFixes) {
  const auto document = month(kClient, update("5000001", "1", "10.0.19045.2251") +
                                           update("5000002", "1", "10.0.19045.2300"));
  EXPECT_THAT(judged(*document, client(2251)), ElementsAre("fixed build-reached 10.0.19045.2251"));
  EXPECT_THAT(judged(*document, client(2000)), ElementsAre("open build-below 10.0.19045.2251"));
}

TEST(MatchByBuild, SaysWhatNoFixIsThereFor) {
  EXPECT_THAT(judged(*month(kClient, ""), client(2251)), ElementsAre("open no-fix"));
}

TEST(MatchByUpdates, NeedsTheFixOrWhatReplacesIt) {
  const auto document = month(kClient, update("5000001", "1", "10.0.19045.2251"));
  const auto next = month(kClient, update("5000003", "1", "", "Security Update", "5000002") +
                                       update("5000002", "1", "", "Security Update", "5000001"));
  const auto with = [&](const std::vector<std::string>& updates,
                        UpdateList list = UpdateList::Listed) {
    return judged(*document, client(-1, updates, list), {&next->findings});
  };
  EXPECT_THAT(with({"KB5000001"}), ElementsAre("fixed update-installed 10.0.19045.2251"));
  EXPECT_THAT(with({"KB5000002"}), ElementsAre("fixed update-replaced 10.0.19045.2251"));
  EXPECT_THAT(with({"KB5000003"}), ElementsAre("fixed update-replaced 10.0.19045.2251"));
  EXPECT_THAT(with({"KB4000000"}), ElementsAre("unknown updates-incomplete 10.0.19045.2251"));
  EXPECT_THAT(with({"KB5999999"}), ElementsAre("unknown update-unknown 10.0.19045.2251"));
  EXPECT_THAT(with({"KB4000000"}, UpdateList::Partial),
              ElementsAre("unknown updates-incomplete 10.0.19045.2251"));
  EXPECT_THAT(with({"KB4000000"}, UpdateList::Whole),
              ElementsAre("open update-missing 10.0.19045.2251"));
  EXPECT_THAT(with({}, UpdateList::NotGiven),
              ElementsAre("unknown updates-not-given 10.0.19045.2251"));
}

TEST(MatchByUpdates, KnowsTheBuildsThatUpdatesLeadTo) {
  const auto document = month(kClient, update("5000001", "1", "10.0.19045.2251"));
  const auto around = month(kClient, update("5000000", "1", "10.0.19045.2130") +
                                         update("5000002", "1", "10.0.19045.2364"));
  const auto with = [&](const std::vector<std::string>& updates) {
    return judged(*document, client(-1, updates), {&around->findings});
  };
  EXPECT_THAT(with({"KB5000002"}), ElementsAre("fixed update-implies-build 10.0.19045.2251"));
  EXPECT_THAT(with({"KB5000000"}), ElementsAre("open newest-update-older 10.0.19045.2251"));
}

TEST(MatchByUpdates, SaysOpenWhereAnUpdateIsListedButTheBuildIsBelowIt) {
  const auto document = month(kClient, update("5000001", "1", "10.0.19045.2251"));
  EXPECT_THAT(judged(*document, client(2130, {"KB5000001"})),
              ElementsAre("open build-below 10.0.19045.2251"));
}

HandMadeMachine old_client(int revision, std::vector<std::string> updates, UpdateList list) {
  HandMadeMachine out;
  out.os = "Microsoft Windows 8.1 Pro";
  out.version = "6.3";
  out.build = 9600;
  out.revision = revision;
  out.updates = std::move(updates);
  out.list = list;
  return out;
}

TEST(MatchOfSeparateUpdates, WantsTheRollupOrEveryPart) {
  const auto document =
      month(kOldClient, update("5000010", "1", "6.3.9600.200", "Monthly Rollup") +
                            update("5000011", "1", "6.3.9600.200", "Security Only") +
                            update("5000012", "1", "1.001", "IE Cumulative"));
  const auto with = [&](const std::vector<std::string>& updates) {
    return judged(*document, old_client(-1, updates, UpdateList::Whole));
  };
  EXPECT_THAT(with({"KB5000010"}), ElementsAre("fixed update-installed 6.3.9600.200"));
  EXPECT_THAT(with({"KB5000011"}), ElementsAre("open update-partial KB5000012"));
  EXPECT_THAT(with({"KB5000012"}), ElementsAre("open update-partial 6.3.9600.200"));
  EXPECT_THAT(with({"KB5000011", "KB5000012"}), ElementsAre("fixed update-installed 6.3.9600.200"));
}

TEST(MatchOfSeparateUpdates, TakesNoRevisionForProofOfEarlierMonths) {
  const auto document =
      month(kOldClient, update("5000010", "1", "6.3.9600.200", "Monthly Rollup") +
                            update("5000011", "1", "6.3.9600.200", "Security Only"));
  const auto later =
      month(kOldClient, update("5000020", "1", "6.3.9600.300", "Monthly Rollup") +
                            update("5000021", "1", "6.3.9600.300", "Security Only") +
                            update("5000030", "1", "6.3.9600.400", "Monthly Rollup"));
  const auto with = [&](int revision) {
    return judged(*document, old_client(revision, {}, UpdateList::NotGiven), {&later->findings});
  };
  EXPECT_THAT(with(199), ElementsAre("open build-below 6.3.9600.200"));
  EXPECT_THAT(with(200), ElementsAre("fixed build-reached 6.3.9600.200"));
  EXPECT_THAT(with(300), ElementsAre("unknown updates-not-given 6.3.9600.200"));
  EXPECT_THAT(with(400), ElementsAre("fixed build-reached 6.3.9600.200"));
}

HandMadeMachine server(int revision) {
  HandMadeMachine out;
  out.os = "Microsoft Windows Server 2022 Datacenter Azure Edition";
  out.build = 20348;
  out.revision = revision;
  return out;
}

TEST(MatchOnTheHotpatchLine, BelievesNoBuildOfTheOtherLine) {
  const auto document = month(kServer, update("5000100", "1", "10.0.20348.1249"));
  const auto hotpatch =
      month(kHotpatchServer, update("5000101", "1", "10.0.20348.1251", "Security Hotpatch Update"));
  EXPECT_THAT(judged(*document, server(1251), {&hotpatch->findings}),
              ElementsAre("unknown hotpatch-not-named 10.0.20348.1249"));
  EXPECT_THAT(judged(*hotpatch, server(1251)),
              ElementsAre("fixed hotpatch-reached 10.0.20348.1251"));
  // The same build on the regular line is no hotpatch.
  EXPECT_THAT(judged(*document, server(1250), {&hotpatch->findings}),
              ElementsAre("fixed build-reached 10.0.20348.1249"));
  HandMadeMachine flagged = server(1129);
  flagged.hotpatched = true;
  EXPECT_THAT(judged(*hotpatch, flagged), ElementsAre("open hotpatch-below 10.0.20348.1251"));
}

TEST(MatchBySystem, KeepsArchitecturesAndInstallationsApart) {
  const auto document = normalized(msrc_document(
      product("1", "Windows Server 2022") +
          product("2", "Windows Server 2022 (Server Core installation)") +
          product("3", "Windows 10 Version 22H2 for 32-bit Systems") + product("4", kClient),
      vulnerability("CVE-2022-0001", affected({"1", "3"}) +
                                         update("5000001", "1", "10.0.20348.1249") +
                                         update("5000002", "3", "10.0.19045.2251")) +
          vulnerability("CVE-2022-0002",
                        affected({"2"}) + update("5000001", "2", "10.0.20348.1249"))));
  HandMadeMachine machine = server(1);
  machine.os = "Microsoft Windows Server 2022 Standard";
  EXPECT_EQ(judged(*document, machine).size(), 2U);  // not known: both
  machine.installation = Installation::Full;
  EXPECT_EQ(judged(*document, machine).size(), 1U);
  machine.installation = Installation::Core;
  EXPECT_EQ(judged(*document, machine).size(), 1U);
  EXPECT_THAT(judged(*document, client(1)), IsEmpty());  // x64
  HandMadeMachine small = client(1);
  small.architecture = Architecture::X86;
  EXPECT_THAT(judged(*document, small), ElementsAre("open build-below 10.0.19045.2251"));
}

TEST(MatchBySystem, DoesNotBelieveAnArchitectureThatIsNotThere) {
  const auto document = month(kClient, update("5000001", "1", "10.0.19045.2251"));
  HandMadeMachine machine = client(1);
  machine.architecture = Architecture::X86;
  EXPECT_THAT(judged(*document, machine), ElementsAre("open build-below 10.0.19045.2251"));
}

TEST(MatchBySystem, DoesNotBelieveANameOfAnotherGeneration) {
  const auto document = month(kClient, update("5000001", "1", "10.0.19045.2251"));
  HandMadeMachine machine = client(9999);
  machine.os = "Microsoft Windows 7 Professional";
  EXPECT_THAT(judged(*document, machine), IsEmpty());
}

TEST(Match, GivesRevisionsBetweenTwoFixesOneEntry) {
  const auto document = month(kClient, update("5000001", "1", "10.0.19045.2251"));
  const Inventory inventory =
      inventory_of({client(1), client(2250), client(2251), client(2252), client(9000)});
  const Match result = match(inventory, {&document->findings}, remedies_of({&document->findings}),
                             shipped_feeds(), {});
  EXPECT_THAT(result.class_of, ElementsAre(0U, 0U, 1U, 2U, 2U));
  EXPECT_EQ(result.judgements.size(), 3U);
}

TEST(MatchBySystem, IsNotSureWhereArchitecturesDiffer) {
  const auto document = normalized(msrc_document(
      product("1", kClient) + product("2", "Windows 10 Version 22H2 for 32-bit Systems"),
      vulnerability("CVE-2022-0001", affected({"1"}) + update("5000001", "1", "10.0.19045.2251")) +
          vulnerability("CVE-2022-0002", affected({"1", "2"}) +
                                             update("5000001", "1", "10.0.19045.2251") +
                                             update("5000001", "2", "10.0.19045.2251"))));
  HandMadeMachine machine = client(1);
  machine.architecture = Architecture::Unknown;
  EXPECT_THAT(judged(*document, machine), ElementsAre("unknown several-products 10.0.19045.2251",
                                                      "open build-below 10.0.19045.2251"));
}

TEST(MatchBySystem, OffersNothingAfterTheEndOfSupport) {
  const auto document = month("Windows 10 Version 1809 for x64-based Systems",
                              update("5000001", "1", "10.0.17763.3650"));
  HandMadeMachine machine = client(3000);
  machine.build = 17763;
  EXPECT_THAT(judged(*document, machine),
              ElementsAre("out-of-support support-ended 10.0.17763.3650"));
  machine.os = "Microsoft Windows 10 Enterprise LTSC";
  EXPECT_THAT(judged(*document, machine), ElementsAre("open build-below 10.0.17763.3650"));
  machine.os = "Microsoft Windows 10 Pro";
  machine.revision = 3650;
  EXPECT_THAT(judged(*document, machine), ElementsAre("fixed build-reached 10.0.17763.3650"));
  // A version of which the document says nothing any more: what hits its family.
  machine.build = 17134;
  EXPECT_THAT(judged(*document, machine), ElementsAre("out-of-support no-longer-listed"));
}

TEST(MatchBySystem, DoesNotKnowWhichProgramsAreThere) {
  const auto document =
      month("Microsoft .NET Framework 4.8 on Windows 10 Version 22H2 for x64-based Systems",
            update("5000001", "1", "4.8.4000.1"));
  EXPECT_THAT(judged(*document, client(9999)),
              ElementsAre("unknown component-not-listed KB5000001"));
  EXPECT_THAT(judged(*document, client(9999, {"KB5000001"})),
              ElementsAre("fixed update-installed KB5000001"));
}

TEST(Match, JudgesMachinesThatHaveTheSameOnce) {
  const auto document = month(kClient, update("5000001", "1", "10.0.19045.2251"));
  HandMadeMachine second = client(2130), third = client(2251), unused = client(1);
  second.host = "pc2";
  third.host = "pc3";
  Inventory inventory = inventory_of({client(2130), second, third, unused});
  inventory.machines.back().in_use = false;
  const Match result = match(inventory, {&document->findings}, remedies_of({&document->findings}),
                             shipped_feeds(), {});
  EXPECT_EQ(result.judgements.size(), 2U);
  EXPECT_THAT(result.class_of, ElementsAre(0U, 0U, 1U, kNone));
  EXPECT_EQ(result.classes[0].machines, 2U);
}

TEST(Match, ListsMachinesWhoseSystemIsNotKnown) {
  HandMadeMachine nameless, other;
  nameless.os = "";
  other.os = "Example OS";
  const Inventory inventory = inventory_of({nameless, other, other, client(-1)});
  const Match result = match(inventory, {}, {}, shipped_feeds(), {});
  std::vector<std::string> out;
  for (const Unmatched& each : result.unmatched)
    out.push_back(each.name + ": " + each.reason + " ×" + std::to_string(each.machines));
  EXPECT_THAT(out, ElementsAre("Example OS: no-system-rule ×2", ": no-system ×1"));
}

}  // namespace
}  // namespace patchmatrix::test
