// SPDX-License-Identifier: Apache-2.0
//
// Machines against real documents: the cases that other matchers got wrong.

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/match.hpp>

#include "io/files.hpp"
#include "match/machines.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {
namespace {

std::unique_ptr<Normalized> read(const std::filesystem::path& file) {
  Buffer packed, unpacked;
  return normalized(unpack(read_file(file, packed), unpacked));
}

constexpr const char* kReleaseDay =
    "msrc/release-day/cvrfDocument-2022-Nov.20221108.f1e4081.xml.zst";
constexpr const char* kJanuary = "msrc/release-day/cvrfDocument-2022-Nov.20230103.be1e551.xml.zst";
constexpr const char* kPresent = "msrc/current/2022-Nov.xml.zst";

// The months around, from which builds and replacements are learnt.
const std::vector<std::unique_ptr<Normalized>>& year() {
  static const auto documents = [] {
    std::vector<std::unique_ptr<Normalized>> out;
    for (const char* month :
         {"2022-Jan", "2022-Feb", "2022-Mar", "2022-Apr", "2022-May", "2022-Jun", "2022-Jul",
          "2022-Aug", "2022-Sep", "2022-Oct", "2022-Nov", "2022-Dec", "2023-Jan"})
      out.push_back(read(*corpus() / "msrc/current" / (std::string(month) + ".xml.zst")));
    return out;
  }();
  return documents;
}

Verdicts judged(const Findings& document, const HandMadeMachine& machine) {
  std::vector<const Findings*> known = {&document};
  for (const auto& each : year()) known.push_back(&each->findings);
  const Inventory inventory = inventory_of({machine});
  const Match result =
      match(inventory, {&document}, remedies_of(known), shipped_feeds(), MatchOptions{});
  return verdicts_of(result, 0);
}

class RealMatch : public ::testing::Test {
 protected:
  void SetUp() override {
    PATCHMATRIX_NEEDS(kReleaseDay);
    PATCHMATRIX_NEEDS(kJanuary);
    PATCHMATRIX_NEEDS("msrc/current");
    release_day_ = read(*corpus() / kReleaseDay);
    january_ = read(*corpus() / kJanuary);
    present_ = read(*corpus() / kPresent);
  }
  std::unique_ptr<Normalized> release_day_, january_, present_;
};

HandMadeMachine client(int build, int revision) {
  HandMadeMachine out;
  out.build = build;
  out.revision = revision;
  if (build >= 22000) out.os = "Microsoft Windows 11 Enterprise";
  return out;
}

HandMadeMachine server(int build, int revision, const std::string& name) {
  HandMadeMachine out;
  out.os = name;
  out.build = build;
  out.revision = revision;
  return out;
}

// The programs on a system whose presence the inventory does not tell: .NET Framework.
constexpr const char* kComponents = "unknown component-not-listed";

TEST_F(RealMatch, IsNotFooledByBuildsOfAnotherBranch) {
  for (const Normalized* each : {release_day_.get(), january_.get(), present_.get()})
    EXPECT_EQ(judged(each->findings, client(22621, 521)),
              (Verdicts{{"open build-below", 35}, {kComponents, 1}}))
        << each->findings.release.revision;
}

TEST_F(RealMatch, ComparesRevisionsOfBuildsThatAreServicedTogether) {
  HandMadeMachine machine = client(19044, 2130);
  machine.architecture = Architecture::X86;
  EXPECT_EQ(judged(release_day_->findings, machine),
            (Verdicts{{"open build-below", 36}, {kComponents, 2}}));
  EXPECT_EQ(judged(release_day_->findings, client(19045, 2251)),
            (Verdicts{{"fixed build-reached", 37}, {kComponents, 2}}));
}

TEST_F(RealMatch, DecidesTheHotpatchLineByTheDocumentInUse) {
  const HandMadeMachine machine =
      server(20348, 1251, "Microsoft Windows Server 2022 Datacenter Azure Edition");
  EXPECT_EQ(judged(release_day_->findings, machine),
            (Verdicts{{"fixed hotpatch-reached", 30}, {"unknown hotpatch-not-named", 9}}));
  EXPECT_EQ(judged(january_->findings, machine),
            (Verdicts{{"fixed hotpatch-reached", 39}, {kComponents, 4}}));
}

TEST_F(RealMatch, TellsClientsFromServersOfOneBuild) {
  HandMadeMachine long_term = client(17763, 3532);
  long_term.os = "Microsoft Windows 10 Enterprise LTSC";
  EXPECT_EQ(judged(present_->findings, long_term),
            (Verdicts{{"open build-below", 35}, {kComponents, 2}}));
  EXPECT_EQ(
      judged(present_->findings, server(17763, 3532, "Microsoft Windows Server 2019 Standard")),
      (Verdicts{{"open build-below", 36}, {"open no-fix", 1}, {kComponents, 4}}));
}

TEST_F(RealMatch, OffersNoUpdateToEditionsThatGetNone) {
  EXPECT_EQ(judged(present_->findings, client(17763, 3532)),
            (Verdicts{{"out-of-support support-ended", 37}}));
  EXPECT_EQ(judged(present_->findings, client(17134, 2208)),
            (Verdicts{{"out-of-support no-longer-listed", 37}}));
}

// A list of updates that says how many there are.
HandMadeMachine with_updates(HandMadeMachine machine, const std::vector<std::string>& updates,
                             UpdateList list) {
  machine.updates = updates;
  machine.list = list;
  return machine;
}

TEST_F(RealMatch, WantsTheUpdateOfTheBrowserBesideSecurityOnly) {
  HandMadeMachine machine;
  machine.os = "Microsoft Windows 8.1 Pro";
  machine.version = "6.3";
  machine.build = 9600;
  const auto with = [&](const std::vector<std::string>& updates) {
    return judged(present_->findings, with_updates(machine, updates, UpdateList::Whole));
  };
  EXPECT_EQ(
      with({"KB5020010"}),
      (Verdicts{{"fixed update-installed", 21}, {"open update-partial", 2}, {kComponents, 2}}));
  EXPECT_EQ(with({"KB5019958", "KB5020010"}),
            (Verdicts{{"fixed update-installed", 23}, {kComponents, 2}}));
  EXPECT_EQ(with({"KB5020023"}), (Verdicts{{"fixed update-installed", 23}, {kComponents, 2}}));
}

TEST_F(RealMatch, GoesByTheListOfUpdatesWithoutARevision) {
  const auto with = [&](const std::vector<std::string>& updates, UpdateList list) {
    return judged(present_->findings, with_updates(client(19045, -1), updates, list));
  };
  const std::string unknown = "unknown updates-incomplete";
  EXPECT_EQ(with({}, UpdateList::NotGiven),
            (Verdicts{{"unknown updates-not-given", 37}, {kComponents, 2}}));
  // October's, December's, none that brings everything, and one that nobody knows.
  EXPECT_EQ(with({"KB5018410"}, UpdateList::Listed),
            (Verdicts{{"open newest-update-older", 37}, {kComponents, 2}}));
  EXPECT_EQ(
      with({"KB5021233"}, UpdateList::Listed),
      (Verdicts{{"fixed update-replaced", 36}, {"open newest-update-older", 1}, {kComponents, 2}}));
  EXPECT_EQ(with({"KB5015684"}, UpdateList::Listed), (Verdicts{{unknown, 37}, {kComponents, 2}}));
  EXPECT_EQ(with({"KB5018410", "KB5029999"}, UpdateList::Listed),
            (Verdicts{{"unknown update-unknown", 37}, {kComponents, 2}}));
  // The same list, where it is cut off and where it is whole.
  EXPECT_EQ(with({"KB5015684"}, UpdateList::Partial), (Verdicts{{unknown, 37}, {kComponents, 2}}));
  EXPECT_EQ(with({"KB5015684"}, UpdateList::Whole),
            (Verdicts{{"open update-missing", 37}, {kComponents, 2}}));
}

}  // namespace
}  // namespace patchmatrix::test
