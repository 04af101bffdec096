// SPDX-License-Identifier: Apache-2.0
//
// Texts as inventories: from the bytes of files to machines.
#include <sstream>

#include <gtest/gtest.h>

#include <patchmatrix/inventory.hpp>

#include "support/support.hpp"

namespace patchmatrix {
namespace {

std::string machines(std::vector<std::pair<std::string, std::string>> files) {
  std::vector<InventoryText> texts;
  for (auto& [name, bytes] : files) {
    InventoryText& text = texts.emplace_back();
    text.name = name;
    text.bytes = bytes;
  }
  const Inventory inventory = read_inventory(std::move(texts), {}, test::shipped_feeds());
  std::ostringstream out;
  for (const Machine& machine : inventory.machines) {
    out << machine.hostname.text << '|' << machine.os_name.text << '|' << machine.build.version
        << '|' << machine.build.number << '.' << machine.build.revision << '|'
        << slug(machine.architecture) << '|' << slug(machine.update_list);
    for (const std::string_view update : inventory.of(machine.updates)) out << ' ' << update;
    for (const Software& each : inventory.of(machine.software))
      out << '|' << slug(each.kind) << ' ' << each.name << ' '
          << (each.epoch ? std::to_string(*each.epoch) : "?") << ':' << each.version;
    out << '\n';
  }
  return out.str() + test::text_of(inventory.diagnostics);
}

// "OS 名: …" in CP932, as the console of a Japanese machine writes it.
TEST(InventoryOfTexts, ReadsAJapaneseReportOfTheConsole) {
  const std::string report =
      "\x83\x7A\x83\x58\x83\x67\x96\xBC:               PC01\r\n"
      "OS \x96\xBC:                  Microsoft Windows 11 Pro\r\n"
      "OS \x83\x6F\x81\x5B\x83\x57\x83\x87\x83\x93:          10.0.22621 N/A "
      "\x83\x72\x83\x8B\x83\x68 22621\r\n"
      "\x83\x56\x83\x58\x83\x65\x83\x80\x82\xCC\x8E\xED\x97\xDE:         x64-based PC\r\n"
      "\x83\x7A\x83\x62\x83\x67\x83\x74\x83\x42\x83\x62\x83\x4E\x83\x58:       2 "
      "\x83\x7A\x83\x62\x83\x67\r\n"
      "                        [01]: KB5017026\r\n                        [02]: KB5019980\r\n";
  EXPECT_EQ(machines({{"report.txt", report}}),
            "PC01|Microsoft Windows 11 Pro|10.0|22621.-1|x64|whole KB5017026 KB5019980\n");
}

TEST(InventoryOfTexts, NoticesAListThatIsCutOff) {
  EXPECT_EQ(machines({{"report.txt",
                       "Host Name: PC01\nOS Name: Example\nOS Version: 6.1.7601 Service Pack 1 "
                       "Build 7601\nHotfix(s): 273 Hotfix(s) Installed.\n  [01]: KB2849697\n"
                       "  [02]\nNetwork Card(s): N/A\n"}}),
            "PC01|Example|6.1|7601.-1||partial KB2849697\n");
}

TEST(InventoryOfTexts, PutsTheTextsOfOneHostTogether) {
  EXPECT_EQ(
      machines({{"pc01_systeminfo.txt",
                 "OS Name: Example\nOS Version: 10.0.19045 N/A Build 19045\nHotfix(s): N/A\n"},
                {"pc01_updates.txt", "KB5019959: Example\nKB5017022: Example\n"},
                {"pc01_ver.txt", "Example [Version 10.0.19045.2251]\n"}}),
      "pc01|Example|10.0|19045.-1||listed KB5017022 KB5019959\n"
      "pc01_ver|Example|10.0|19045.2251||not-given\n");
}

TEST(InventoryOfTexts, ReadsTheTableOfWmic) {
  EXPECT_EQ(machines({{"PC01.csv",
                       "\r\r\nNode,Caption,CSName,Description,HotFixID,InstalledOn\r\r\n"
                       "PC01,http://example.com,PC01,Update,KB5017022,11/9/2022\r\r\n"
                       "PC01,http://example.com,PC01,Update,KB5019959,11/9/2022\r\r\n"}}),
            "PC01|||-1.-1||listed KB5017022 KB5019959\n");
}

TEST(InventoryOfTexts, ReadsTheTableOfWmicAboutTheSystem) {
  EXPECT_EQ(machines({{"x.csv",
                       "\r\r\nNode,BuildNumber,Caption,CSName,OSArchitecture,Version\r\r\n"
                       "PC01,19045,Example 10 Pro,PC01,64-bit,10.0.19045\r\r\n"}}),
            "PC01|Example 10 Pro|10.0|19045.-1|x64|not-given\n");
}

TEST(InventoryOfTexts, TellsEpochsOfPackagesOnlyWhereTheyAreShown) {
  EXPECT_EQ(machines({{"web1_rpms.txt",
                       "NAME=\"Example Linux\"\nVERSION_ID=9.1\n\n"
                       "bash-5.1.8-6.el9.x86_64\n"}}),
            "web1|Example Linux||-1.-1||not-given|rpm bash ?:5.1.8-6.el9\n");
  EXPECT_EQ(machines({{"web1_rpms.txt", "bash-(none):5.1.8-6.el9.x86_64\n"}}),
            "web1|||-1.-1||not-given|rpm bash 0:5.1.8-6.el9\n");
  EXPECT_EQ(machines({{"db1_dpkg.txt", "libssl3:amd64\t3.0.11-1~deb12u2\n"}}),
            "db1|||-1.-1||not-given|deb libssl3 ?:3.0.11-1~deb12u2\n");
}

TEST(InventoryOfTexts, ReadsTheRegistryAndComputers) {
  EXPECT_EQ(machines({{"PC01.txt",
                       "    CurrentBuild    REG_SZ    22621\n"
                       "    CurrentMajorVersionNumber    REG_DWORD    0xa\n"
                       "    ProductName    REG_SZ    Windows 10 Pro\n"
                       "    UBR    REG_DWORD    0x333\n"}}),
            "PC01|Windows 10 Pro|10.0|22621.819||not-given\n");
  EXPECT_EQ(machines({{"x.txt",
                       "CsName : PC02\nOsName : Example\nOsVersion : 10.0.22621\n"
                       "OsBuildNumber : 22621\nOsArchitecture : 64-bit\n"
                       "OsHotFixes : {KB5020622, KB5012170, KB5019980, KB5017233...}\n"}}),
            "PC02|Example|10.0|22621.-1|x64|partial KB5012170 KB5017233 KB5019980 KB5020622\n");
}

TEST(InventoryOfTexts, LeavesOutUpdatesThatFailed) {
  EXPECT_EQ(machines({{"PC01.json", R"json([
      {"title":"Example (KB5019959)","result_code":"Failed","operation":"Installation"},
      {"title":"Example (KB5017022)","result_code":"Succeeded","operation":"Installation"}])json"}}),
            "PC01|||-1.-1||listed KB5017022\n");
}

}  // namespace
}  // namespace patchmatrix
