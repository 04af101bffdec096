// SPDX-License-Identifier: Apache-2.0
//
// Real texts of 37 hosts: what systeminfo, wmic qfe and lists of updates print, of the years 2009
// to 2023, in six languages and four encodings. The table was made with another program and looked
// through line by line.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

#include <gtest/gtest.h>

#include <patchmatrix/inventory.hpp>

#include "support/support.hpp"

namespace patchmatrix {
namespace {

using test::corpus;
using test::shipped_feeds;

struct Host {
  const char* file;
  const char* encoding;
  const char* hostname;
  const char* os_name;
  const char* version;
  int build;
  const char* architecture;
  std::size_t announced;
  std::size_t updates;
  UpdateList list;
  const char* first_update;  // in the order of bytes
  const char* last_update;
};

const Host kHosts[] = {
    {"10_1803_x64_education_en-us_systeminfo.txt", "UTF-8", "LAPTOP",
     "Microsoft Windows 10 Education", "10.0", 17134, "x64", 5, 5, UpdateList::Whole, "KB4100347",
     "KB4343909"},
    {"10_1803_x64_enterprise_es-ar_20190307_systeminfo.txt", "UTF-8",
     "10_1803_x64_enterprise_es-ar_20190307", "Microsoft Windows 10 Enterprise", "10.0", 17134,
     "x64", 6, 6, UpdateList::Whole, "KB4456655", "KB4487029"},
    {"10_1803_x64_pro_it_systeminfo.txt", "CP850", "PC044", "Microsoft Windows 10 Pro", "10.0",
     17134, "x64", 10, 10, UpdateList::Whole, "KB4100347", "KB4487038"},
    {"10_1803_x64_proforworkstations_en-us_A_20190305_qfe.txt", "UTF-16LE",
     "10_1803_x64_proforworkstations_en-us_A_20190305", "", "", -1, "", 0, 4, UpdateList::Listed,
     "KB4462930", "KB4487038"},
    {"10_1803_x64_proforworkstations_en-us_A_20190305_systeminfo.txt", "UTF-16LE",
     "DESKTOP-OOF6NB5", "Microsoft Windows 10 Pro for Workstations", "10.0", 17134, "x64", 4, 4,
     UpdateList::Whole, "KB4462930", "KB4487038"},
    {"10_1803_x64_proforworkstations_en-us_A_20190305_updates.txt", "UTF-16LE",
     "10_1803_x64_proforworkstations_en-us_A_20190305", "", "", -1, "", 0, 2, UpdateList::Listed,
     "KB2267602", "KB4100347"},
    {"10_1803_x64_proforworkstations_en-us_B_20190306_qfe.txt", "UTF-16LE",
     "10_1803_x64_proforworkstations_en-us_B_20190306", "", "", -1, "", 0, 0, UpdateList::NotGiven,
     "", ""},
    {"10_1803_x64_proforworkstations_en-us_B_20190306_systeminfo.txt", "UTF-8", "DESKTOP-OOF6NB5",
     "Microsoft Windows 10 Pro for Workstations", "10.0", 17134, "x64", 0, 0, UpdateList::NotGiven,
     "", ""},
    {"10_1803_x64_proforworkstations_en-us_B_20190306_updates.txt", "UTF-8",
     "10_1803_x64_proforworkstations_en-us_B_20190306", "", "", -1, "", 0, 5, UpdateList::Listed,
     "KB4100347", "KB890830"},
    {"10_1803_x64_proforworkstations_en-us_systeminfo.txt", "UTF-8", "DESKTOP-OOF6NB5",
     "Microsoft Windows 10 Pro for Workstations", "10.0", 17134, "x64", 0, 0, UpdateList::NotGiven,
     "", ""},
    {"10_1803_x86_enterprise_nl_systeminfo.txt", "UTF-8", "DESKTOP-LFQSJM4",
     "Microsoft Windows 10 Enterprise", "10.0", 17134, "x86", 4, 4, UpdateList::Whole, "KB4230204",
     "KB4457146"},
    {"10_1809_x64_education_en-us_20190306_qfe.txt", "UTF-16LE",
     "10_1809_x64_education_en-us_20190306", "", "", -1, "", 0, 9, UpdateList::Listed, "KB2693643",
     "KB4487044"},
    {"10_1809_x64_education_en-us_20190306_systeminfo.txt", "UTF-8", "LAPTOP",
     "Microsoft Windows 10 Education", "10.0", 17763, "x64", 9, 9, UpdateList::Whole, "KB2693643",
     "KB4487044"},
    {"10_1809_x64_education_en-us_20190306_updates.txt", "UTF-8",
     "10_1809_x64_education_en-us_20190306", "", "", -1, "", 0, 1, UpdateList::Listed, "KB4486553",
     "KB4486553"},
    {"10_1809_x64_education_en-us_systeminfo.txt", "UTF-8", "LAPTOP",
     "Microsoft Windows 10 Education", "10.0", 17763, "x64", 6, 6, UpdateList::Whole, "KB4465477",
     "KB4483235"},
    {"10_1809_x64_education_es_systeminfo.txt", "CP850", "10_1809_x64_education_es",
     "Microsoft Windows 10 Education", "10.0", 17763, "x64", 9, 9, UpdateList::Whole, "KB4465477",
     "KB4487038"},
    {"10_21H1_x64_enterprise_systeminfo.txt", "UTF-8", "DESKTOP-92B51CV",
     "Microsoft Windows 10 Enterprise", "10.0", 19043, "x64", 4, 4, UpdateList::Whole, "KB4601554",
     "KB5004945"},
    {"10_22H2_x64_enterprise_en-us_systeminfo.txt", "UTF-8", "DESKTOP-92B51CV",
     "Microsoft Windows 10 Enterprise", "10.0", 19045, "x64", 1, 1, UpdateList::Whole, "KB5022502",
     "KB5022502"},
    {"10_rtm_x64_pro_en-us_systeminfo.txt", "UTF-8", "DESKTOP-J4ED1CA", "Microsoft Windows 10 Pro",
     "10.0", 10240, "x64", 2, 2, UpdateList::Whole, "KB3074665", "KB4021701"},
    {"11_21H2_x64_enterprise_systeminfo.txt", "UTF-8", "WINXI21H2",
     "Microsoft Windows 11 Enterprise", "10.0", 22000, "x64", 4, 4, UpdateList::Whole, "KB5004342",
     "KB5007040"},
    {"11_23H2_x64_enterprise_systeminfo.txt", "UTF-8", "DESKTOP-JNEKK9U",
     "Microsoft Windows 11 Enterprise", "10.0", 22631, "x64", 4, 4, UpdateList::Whole, "KB5027397",
     "KB5031592"},
    {"7_sp1_x64_enterprise_en-us_20190305_qfe.txt", "UTF-16LE",
     "7_sp1_x64_enterprise_en-us_20190305", "", "", -1, "", 0, 276, UpdateList::Listed, "KB2479943",
     "KB982018"},
    {"7_sp1_x64_enterprise_en-us_20190305_systeminfo.txt", "UTF-8", "WIN7SP1X64",
     "Microsoft Windows 7 Enterprise", "6.1", 7601, "x64", 273, 245, UpdateList::Partial,
     "KB2479943", "KB971033"},
    {"7_sp1_x64_enterprise_en-us_20190305_updates.txt", "UTF-8",
     "7_sp1_x64_enterprise_en-us_20190305", "", "", -1, "", 0, 37, UpdateList::Listed, "KB2310138",
     "KB890830"},
    {"7_sp1_x64_enterprise_en-us_A_systeminfo.txt", "UTF-8", "WIN7SP1X64",
     "Microsoft Windows 7 Enterprise", "6.1", 7601, "x64", 219, 219, UpdateList::Whole, "KB2479943",
     "KB982018"},
    {"7_sp1_x64_enterprise_en-us_B_qfe.txt", "UTF-16LE", "WIN7SP1X64", "", "", -1, "", 0, 271,
     UpdateList::Listed, "KB2479943", "KB982018"},
    {"7_sp1_x64_enterprise_en-us_B_systeminfo.txt", "UTF-8", "WIN7SP1X64",
     "Microsoft Windows 7 Enterprise", "6.1", 7601, "x64", 271, 245, UpdateList::Partial,
     "KB2479943", "KB971033"},
    {"7_sp1_x64_enterprise_fr_systeminfo_cmd.txt", "CP850", "WIN-IDKKFN87EL8",
     "Microsoft Windows 7 Entreprise N", "6.1", 7601, "x64", 73, 73, UpdateList::Whole, "KB2491683",
     "KB976902"},
    {"7_sp1_x64_enterprise_fr_systeminfo_powershell.txt", "UTF-16LE", "WIN-IDKKFN87EL8",
     "Microsoft Windows 7 Entreprise N", "6.1", 7601, "x64", 93, 93, UpdateList::Whole, "KB2491683",
     "KB976902"},
    {"7_sp1_x86_enterprise_en-us_systeminfo.txt", "UTF-8", "WIN7SP1X86",
     "Microsoft Windows 7 Enterprise", "6.1", 7601, "x86", 2, 2, UpdateList::Whole, "KB2534111",
     "KB976902"},
    {"8.1_u1_x64_enterprise_en-us_systeminfo.txt", "UTF-8", "WIN81U1X64",
     "Microsoft Windows 8.1 Enterprise", "6.3", 9600, "x64", 6, 6, UpdateList::Whole, "KB2919355",
     "KB2949621"},
    {"srv_2008_rtm_x64_standard_en-us_systeminfo.txt", "UTF-8", "SRV2K8SP0X64",
     "Microsoftr Windows Serverr 2008 Standard", "6.0", 6001, "x64", 1, 1, UpdateList::Whole,
     "KB956250", "KB956250"},
    {"srv_2008_rtm_x86_standard_en-us_systeminfo.txt", "UTF-8", "SRV2K8SP0X86",
     "Microsoftr Windows Serverr 2008 Standard", "6.0", 6001, "x86", 1, 1, UpdateList::Whole,
     "KB956250", "KB956250"},
    {"srv_2008r2_sp1_x64_standard_en-us_systeminfo.txt", "UTF-8", "SRV2K8R2SP1X64",
     "Microsoft Windows Server 2008 R2 Standard", "6.1", 7601, "x64", 2, 2, UpdateList::Whole,
     "KB958488", "KB976902"},
    {"srv_2012r2_x64_standard_ru_qfe.txt", "UTF-8", "DC", "", "", -1, "", 0, 7, UpdateList::Listed,
     "KB2919355", "KB2999226"},
    {"srv_2012r2_x64_standard_ru_systeminfo.txt", "UTF-8", "DC",
     "Майкрософт Ознакомительная версия Windows Server 2012 R2 Standard", "6.3", 9600, "x64", 7, 7,
     UpdateList::Whole, "KB2919355", "KB2999226"},
    {"srv_2019_rtm_datacenter_en-us_systeminfo.txt", "UTF-8", "WIN-O863JARO7CM",
     "Microsoft Windows Server 2019 Datacenter", "10.0", 17763, "x64", 5, 5, UpdateList::Whole,
     "KB4462930", "KB4480979"},
};

std::string bytes_of(const std::string& file) {
  std::ifstream in(*corpus() / "inventory" / file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

Inventory read(const std::vector<std::string>& files) {
  std::vector<InventoryText> texts;
  for (const std::string& file : files) {
    InventoryText& text = texts.emplace_back();
    text.name = file;
    text.bytes = bytes_of(file);
  }
  return read_inventory(std::move(texts), {}, shipped_feeds());
}

std::string text_of(const Machine& machine, const Inventory& inventory) {
  std::ostringstream out;
  const auto updates = inventory.of(machine.updates);
  out << machine.hostname.text << '|' << machine.os_name.text << '|' << machine.build.version << '|'
      << machine.build.number << '.' << machine.build.revision << '|' << slug(machine.architecture)
      << '|' << machine.announced_updates << '|' << updates.size() << '|'
      << slug(machine.update_list) << '|' << (updates.empty() ? "" : updates.front()) << '|'
      << (updates.empty() ? "" : updates.back());
  return out.str();
}

std::string text_of(const Host& host) {
  std::ostringstream out;
  out << host.hostname << '|' << host.os_name << '|' << host.version << '|' << host.build << ".-1|"
      << host.architecture << '|' << host.announced << '|' << host.updates << '|' << slug(host.list)
      << '|' << host.first_update << '|' << host.last_update;
  return out.str();
}

TEST(CorpusInventory, EveryFileIsReadAsItIs) {
  PATCHMATRIX_NEEDS("inventory");
  for (const Host& host : kHosts) {
    const Inventory inventory = read({host.file});
    ASSERT_EQ(inventory.machines.size(), 1U) << host.file;
    EXPECT_EQ(text_of(inventory.machines[0], inventory), text_of(host)) << host.file;
    EXPECT_EQ(inventory.files[0].encoding, host.encoding) << host.file;
    EXPECT_EQ(inventory.files[0].bad_records, 0U) << host.file;
    EXPECT_TRUE(inventory.diagnostics.empty()) << host.file << test::text_of(inventory.diagnostics);
  }
}

TEST(CorpusInventory, EveryFileIsInTheTable) {
  PATCHMATRIX_NEEDS("inventory");
  std::vector<std::string> files, known;
  for (const auto& entry : std::filesystem::directory_iterator(*corpus() / "inventory"))
    files.push_back(entry.path().filename().string());
  for (const Host& host : kHosts) known.emplace_back(host.file);
  std::sort(files.begin(), files.end());
  std::sort(known.begin(), known.end());
  EXPECT_EQ(files, known);
}

// The report of this host breaks off after 245 of 273 updates. A list of all 276 of the same day
// completes it where both are about one host.
TEST(CorpusInventory, TextsOfOneHostComeTogether) {
  PATCHMATRIX_NEEDS("inventory");
  const Inventory inventory =
      read({"7_sp1_x64_enterprise_en-us_B_systeminfo.txt", "7_sp1_x64_enterprise_en-us_B_qfe.txt"});
  ASSERT_EQ(inventory.machines.size(), 1U);
  const Machine& machine = inventory.machines[0];
  EXPECT_EQ(machine.hostname.text, "WIN7SP1X64");
  EXPECT_EQ(machine.build.number, 7601);
  EXPECT_EQ(inventory.of(machine.updates).size(), 271U);
}

// Two reports of one host, in two encodings.
TEST(CorpusInventory, TheConsoleAndRedirectionTellTheSame) {
  PATCHMATRIX_NEEDS("inventory");
  const Inventory inventory = read({"7_sp1_x64_enterprise_fr_systeminfo_cmd.txt",
                                    "7_sp1_x64_enterprise_fr_systeminfo_powershell.txt"});
  ASSERT_EQ(inventory.machines.size(), 1U);
  EXPECT_EQ(inventory.machines[0].build.number, 7601);
  EXPECT_EQ(inventory.of(inventory.machines[0].updates).size(), 93U);
}

}  // namespace
}  // namespace patchmatrix
