// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "inventory/shown.hpp"

namespace patchmatrix {
namespace {

using namespace test;

TEST(InventoryBuilder, FillsAMachineFromOneRow) {
  EXPECT_EQ(shown(inventory({{"a.csv",
                              "資産管理番号,端末名,OS名,OSバージョン,UBR,アーキテクチャ,"
                              "更新プログラム,最終接続,資産状態,ESU,機能更新バージョン\n"
                              "A1,PC1,Microsoft Windows 11 Pro,10.0.22621,819,x64 ベース "
                              "PC,\"KB5019980;KB5012170\",2026/11/1,運用中,はい,22H2\n"}})),
            "A1|PC1|Microsoft Windows 11 Pro|10.0 22621.819|22H2|x64||listed:KB5012170,KB5019980 "
            "seen 2026-11-01 esu\n");
}

TEST(InventoryBuilder, PutsFilesOfOneFleetTogether) {
  const Inventory read = inventory({
      {"kbs.csv",
       "hostname,HotFixID\nPC1,KB5019959\nPC2,KB5019980\npc1,KB5012170\nPC1,KB5019959\n"},
      {"machines.csv", "Asset tag,hostname,OS version\nA1,PC1,10.0.19045\nA2,PC2,10.0.22621.819\n"},
      {"software.csv", "Asset tag,name,version,publisher\na1,Example Tool,1.2,Example\n"},
  });
  EXPECT_EQ(shown(read),
            "A1|PC1||10.0 19045.?||||listed:KB5012170,KB5019959 {application Example Tool 1.2}\n"
            "A2|PC2||10.0 22621.819||||listed:KB5019980\n");
  EXPECT_EQ(text_of(read.diagnostics), "");
  EXPECT_EQ(read.files[0].records, 4U);
  EXPECT_EQ(read.files[0].machines, 2U);
  EXPECT_EQ(read.files[2].software, 1U);
}

TEST(InventoryBuilder, KnowsMachinesByHostNamesAlone) {
  EXPECT_EQ(shown(inventory({{"a.csv", "ホスト名\nPC1\nＰＣ１\nPC2\n-\n"}})),
            "|PC1|| ?.?||||not-given:\n|PC2|| ?.?||||not-given:\n");
}

// Two machines of one name: what only names the host may be said of either.
TEST(InventoryBuilder, GuessesNotWhoseARecordIs) {
  const Inventory read = inventory({
      {"kbs.csv", "hostname,HotFixID\nPC1,KB5019959\n"},
      {"machines.csv", "Asset tag,hostname\nA1,PC1\nA2,PC1\n"},
  });
  EXPECT_EQ(shown(read), "A1|PC1|| ?.?||||not-given:\nA2|PC1|| ?.?||||not-given:\n");
  EXPECT_EQ(text_of(read.diagnostics),
            "several-machines kbs.csv:2 machine=PC1 field=hostname first=machines.csv:2\n");
  EXPECT_EQ(read.files[0].bad_records, 1U);
}

TEST(InventoryBuilder, KeepsMachinesOfOneAssetIdApart) {
  const Inventory read = inventory({
      {"machines.csv", "Asset tag,hostname\nA1,PC1\nA1,PC2\n"},
      {"kbs.csv", "Asset tag,HotFixID\nA1,KB5019959\n"},
  });
  EXPECT_EQ(shown(read), "A1|PC1|| ?.?||||not-given:\nA1|PC2|| ?.?||||not-given:\n");
  EXPECT_EQ(text_of(read.diagnostics),
            "shared-asset machines.csv:3 machine=PC2 field=asset first=machines.csv:2\n"
            "several-machines kbs.csv:2 machine=A1 field=hostname first=machines.csv:2\n");
}

TEST(InventoryBuilder, NeverMakesContradictionsLookPatched) {
  struct Case {
    const char* table;
    const char* machine;
    const char* diagnostics;
  };
  const std::vector<Case> cases = {
      // Two revisions: the lower one, whichever comes first.
      {"hostname,OS version\nPC1,10.0.22621.819\nPC1,10.0.22621.521\n",
       "|PC1||10.0 22621.521||||not-given:\n",
       "two-revisions a.csv:3 machine=PC1 field=revision first=a.csv:2\n"},
      {"hostname,OS version,UBR\nPC1,10.0.22621.521,819\n", "|PC1||10.0 22621.521||||not-given:\n",
       "two-revisions a.csv:2 machine=PC1 field=revision first=a.csv:2\n"},
      // Two builds: none, for good.
      {"hostname,OS version\nPC1,10.0.22621.819\nPC1,10.0.22000.819\nPC1,10.0.22621.819\n",
       "|PC1|| ?.?||||not-given:\n", "two-builds a.csv:3 machine=PC1 field=build first=a.csv:2\n"},
      {"hostname,OS version,Build\nPC1,10.0.22621,22000\n", "|PC1|| ?.?||||not-given:\n",
       "two-builds a.csv:2 machine=PC1 field=build first=a.csv:2\n"},
      {"hostname,OS version\nPC1,10.0.22621.819 Build 22000\n", "|PC1|| ?.?||||not-given:\n",
       "two-builds a.csv:2 machine=PC1 field=os-version first=a.csv:2\n"},
      // A build without a revision is no contradiction.
      {"hostname,OS version\nPC1,10.0.22621\nPC1,10.0.22621.521\n",
       "|PC1||10.0 22621.521||||not-given:\n", ""},
      {"hostname,System type\nPC1,x64-based PC\nPC1,X86-based PC\n", "|PC1|| ?.?||||not-given:\n",
       "two-values a.csv:3 machine=PC1 field=architecture first=a.csv:2\n"},
      {"hostname,DisplayVersion\nPC1,22H2\nPC1,21H2\n", "|PC1|| ?.?||||not-given:\n",
       "two-values a.csv:3 machine=PC1 field=feature-update first=a.csv:2\n"},
      {"hostname,ESU\nPC1,yes\nPC1,no\nPC1,yes\n", "|PC1|| ?.?||||not-given:\n",
       "two-values a.csv:3 machine=PC1 field=extended-support first=a.csv:2\n"},
      {"hostname,State\nPC1,Retired\nPC1,In use\n", "|PC1|| ?.?||||not-given:\n",
       "two-states a.csv:3 machine=PC1 field=state first=a.csv:2\n"},
      // Names of one system, and of two.
      {"hostname,OS\nPC1,Windows 11\nPC1,Microsoft Windows 11 Pro\n",
       "|PC1|Microsoft Windows 11 Pro| ?.?||||not-given:\n", ""},
      {"hostname,OS\nPC1,Microsoft Windows 10 Professionnel\nPC1,Windows 10 Pro\n",
       "|PC1|Microsoft Windows 10 Professionnel| ?.?||||not-given:\n", ""},
      {"hostname,OS\nPC1,Windows 11 Pro\nPC1,Windows 10 Pro\n", "|PC1|| ?.?||||not-given:\n",
       "two-values a.csv:3 machine=PC1 field=os-name first=a.csv:2\n"},
      {"hostname,OS\nPC1,Windows Server 2019\nPC1,Windows 2019\n", "|PC1|| ?.?||||not-given:\n",
       "two-values a.csv:3 machine=PC1 field=os-name first=a.csv:2\n"},
      {"hostname,OS version\nPC1,9.3\nPC1,9.4\n", "|PC1|| ?.?||||not-given:\n",
       "two-values a.csv:3 machine=PC1 field=os-version first=a.csv:2\n"},
  };
  for (const Case& each : cases) {
    const Inventory read = inventory({{"a.csv", each.table}});
    EXPECT_EQ(shown(read), each.machine) << each.table;
    EXPECT_EQ(text_of(read.diagnostics), each.diagnostics) << each.table;
  }
}

TEST(InventoryBuilder, FindsContradictionsAlsoBetweenHalves) {
  const Inventory read = inventory({
      {"a.csv", "hostname,OS version\nPC1,10.0.22621.819\n"},
      {"b.csv", "Asset tag,hostname,OS version\nA1,PC1,10.0.22621.521\n"},
      {"c.csv", "Asset tag,OS version\nA1,10.0.22621.900\n"},
  });
  EXPECT_EQ(shown(read), "A1|PC1||10.0 22621.521||||not-given:\n");
  EXPECT_EQ(text_of(read.diagnostics),
            "two-revisions a.csv:2 machine=PC1 field=revision first=b.csv:2\n"
            "two-revisions c.csv:2 machine=PC1 field=revision first=b.csv:2\n");
}

TEST(InventoryBuilder, CountsUpdatesOnlyThatAreInstalled) {
  const Inventory read = inventory({{"a.csv",
                                     "hostname,KB,適用状況\n"
                                     "PC1,KB5019959,適用済み\n"
                                     "PC1,KB5019980,未適用\n"
                                     "PC1,KB5012170,\n"
                                     "PC1,KB5013942,たぶん\n"}});
  EXPECT_EQ(shown(read), "|PC1|| ?.?||||listed:KB5019959\n");
  EXPECT_EQ(text_of(read.diagnostics),
            "unknown-update-state a.csv:4 value=-\n"
            "unknown-update-state a.csv:5 value=たぶん\n");
  EXPECT_EQ(
      text_of(inventory({{"a.csv", "hostname,KB\nPC1,KB5019959 (failed)\nPC1,soon\nPC1,N/A\n"}})
                  .diagnostics),
      "update-not-installed a.csv:2 value=KB5019959 (failed)\n"
      "no-update-name a.csv:3 value=soon\n");
  // A history holds what failed, and what was removed again.
  EXPECT_EQ(shown(inventory({{"a.csv",
                              "hostname,title,operation,result_code\n"
                              "PC1,Update (KB5019959),Installation,Succeeded\n"
                              "PC1,Update (KB5019980),Installation,Failed\n"
                              "PC1,Update (KB5012170),Uninstallation,Succeeded\n"}})),
            "|PC1|| ?.?||||listed:KB5019959\n");
}

TEST(InventoryBuilder, TrustsListsOfUpdatesAsFarAsTheyTell) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"\"2 Hotfix(s) Installed.,[01]: KB5019959,[02]: KB5019980\"", "whole:KB5019959,KB5019980"},
      {"\"3 Hotfix(s) Installed.,[01]: KB5019959,[02]: KB5019980\"", "partial:KB5019959,KB5019980"},
      {"\"KB5019959,KB5019980\"", "listed:KB5019959,KB5019980"},
      {"5019959", "listed:KB5019959"},
      {"N/A", "not-given:"},
      {"", "not-given:"},
  };
  for (const auto& [cell, expected] : cases)
    EXPECT_EQ(shown(inventory({{"a.csv", "hostname,Hotfix(s)\nPC1," + std::string(cell) + "\n"}})),
              "|PC1|| ?.?||||" + std::string(expected) + "\n")
        << cell;
}

TEST(InventoryBuilder, KnowsWhenAMachineWasSeen) {
  const Day day = *parse_day("2026-11-23");
  EXPECT_EQ(
      shown(inventory({{"a.csv", "hostname,DaysSinceLastCheckIn\nPC1,31\nPC2,x\n"}}, {}, day)),
      "|PC1|| ?.?||||not-given: seen 2026-10-23\n|PC2|| ?.?||||not-given:\n");
  EXPECT_EQ(shown(inventory({{"a.csv", "hostname,DaysSinceLastCheckIn\nPC1,31\n"}})),
            "|PC1|| ?.?||||not-given:\n");
  const Inventory read =
      inventory({{"a.csv", "hostname,Last seen\nPC1,2026-10-01\nPC1,2026-11-01\nPC2,3/4/2026\n"}});
  EXPECT_EQ(shown(read), "|PC1|| ?.?||||not-given: seen 2026-11-01\n|PC2|| ?.?||||not-given:\n");
  EXPECT_EQ(text_of(read.diagnostics), "unknown-day a.csv:4 value=3/4/2026\n");
}

TEST(InventoryBuilder, KnowsWhatIsNotInUse) {
  EXPECT_EQ(
      shown(inventory({{"a.csv", "端末名,資産状態\nPC1,在庫\nPC2,運用中\nPC3,滅却\nPC4,\n"}})),
      "|PC1|| ?.?||||not-given: not-in-use\n|PC2|| ?.?||||not-given:\n"
      "|PC3|| ?.?||||not-given: not-in-use\n|PC4|| ?.?||||not-given:\n");
}

TEST(InventoryBuilder, TellsValuesThatItCannotRead) {
  EXPECT_EQ(text_of(inventory({{"a.csv",
                                "hostname,Build,UBR,System type,ESU\n"
                                "PC1,newest,third,sparc,perhaps\n"}})
                        .diagnostics),
            "unknown-build a.csv:2 value=newest\n"
            "unknown-revision a.csv:2 value=third\n"
            "unknown-architecture a.csv:2 value=sparc\n"
            "no-answer a.csv:2 field=extended-support value=perhaps\n");
}

}  // namespace
}  // namespace patchmatrix
