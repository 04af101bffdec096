// SPDX-License-Identifier: Apache-2.0
#include "match/systems.hpp"

#include <string>

#include <gtest/gtest.h>

#include "match/machines.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {
namespace {

// "Windows 10 Version 22H2 client 10.0.19045", or why not.
std::string system_of(const HandMadeMachine& made) {
  const Inventory inventory = inventory_of({made});
  const MachineSystem found = system_of_machine(shipped_feeds(), inventory.machines.front());
  if (found.vendor == nullptr) return "none";
  if (found.branch == nullptr) return std::string(found.reason);
  std::string out = found.branch->begins + ' ' + std::string(slug(found.branch->role)) + ' ' +
                    found.branch->version + '.' + std::to_string(found.branch->build);
  if (found.by_name) out += " by name";
  if (found.renamed) out += " of another name";
  if (found.long_term) out += " long term";
  if (found.installation == Installation::Core) out += " core";
  if (!found.edition.empty()) out.append(" ").append(found.edition);
  return out;
}

TEST(MachineSystem, IsToldByTheBuildAndTheRole) {
  struct Case {
    const char* os;
    const char* version;
    int build;
    const char* feature_update;
    const char* expected;
  };
  for (const Case& each : {
           Case{"Microsoft Windows 10 Pro", "10.0", 19045, "",
                "Windows 10 Version 22H2 client 10.0.19045"},
           {"Windows 10 Professionnel", "10.0", 19045, "",
            "Windows 10 Version 22H2 client 10.0.19045"},
           {"Microsoft Windows 10 Pro", "10.0", 22621, "",
            "Windows 11 Version 22H2 client 10.0.22621"},
           {"Microsoft Windows 10 Pro", "10.0", 22621, "22H2",
            "Windows 11 Version 22H2 client 10.0.22621 of another name"},
           {"Microsoft Windows 11 Pro", "", 22000, "", "Windows 11 for client 10.0.22000"},
           {"Microsoft Windows Server 2019 Standard", "10.0", 17763, "",
            "Windows Server 2019 server 10.0.17763"},
           {"Microsoft Windows 10 Enterprise LTSC", "10.0", 17763, "",
            "Windows 10 Version 1809 client 10.0.17763 long term"},
           {"Microsoft Windows 11 Enterprise", "10.0", 26100, "",
            "Windows 11 Version 24H2 client 10.0.26100"},
           {"Microsoft Windows Server 2025 Datacenter", "10.0", 26100, "",
            "Windows Server 2025 server 10.0.26100"},
           {"Microsoft Windows Server 2022 Datacenter Azure Edition", "10.0", 20348, "",
            "Windows Server 2022 server 10.0.20348 Azure Edition"},
           {"Windows Server 2022 Standard (Server Core installation)", "10.0", 20348, "",
            "Windows Server 2022 server 10.0.20348 core"},
           {"Microsoft Windows 8.1 Pro", "6.3", 9600, "", "Windows 8.1 client 6.3.9600"},
           // Without a name the role is not known, unless one role alone has the build.
           {"", "10.0", 19045, "", "Windows 10 Version 22H2 client 10.0.19045"},
           {"", "10.0", 17763, "", "several-products"},
           // Without a build the name and the version must tell.
           {"Microsoft Windows 10 Pro", "", -1, "22H2",
            "Windows 10 Version 22H2 client 10.0.19045 by name"},
           {"Windows 11 Enterprise 23H2", "", -1, "",
            "Windows 11 Version 23H2 client 10.0.22631 by name"},
           {"Windows Server 2012 R2 Standard", "", -1, "",
            "Windows Server 2012 R2 server 6.3.9600 by name"},
           {"Microsoft Windows 10 Pro", "", -1, "", "no-build"},
           {"Microsoft Windows 10 Pro", "10.0", 12345, "", "unknown-build"},
           // A client's build under the name of a server is neither.
           {"Microsoft Windows Server 2019", "10.0", 22621, "", "unknown-build"},
           {"Red Hat Enterprise Linux 9", "", -1, "", "none"},
           {"", "", -1, "", "none"},
       }) {
    HandMadeMachine made;
    made.os = each.os;
    made.version = each.version;
    made.build = each.build;
    made.feature_update = each.feature_update;
    EXPECT_EQ(system_of(made), each.expected) << each.os << ' ' << each.build;
  }
}

std::string product(const std::string& name) {
  const ProductSystem found = system_of_product(shipped_vendor("microsoft"), name);
  if (found.branch == nullptr) return "none";
  std::string out = found.branch->begins + ' ' + std::string(slug(found.architecture));
  if (found.core) out += " core";
  if (found.hotpatch) out += " hotpatch";
  if (found.component) out += " component";
  if (!found.edition.empty()) out.append(" ").append(found.edition);
  return out;
}

TEST(ProductSystem, IsToldByTheProductsName) {
  const std::pair<const char*, const char*> cases[] = {
      {"Windows 10 Version 22H2 for x64-based Systems", "Windows 10 Version 22H2 x64"},
      {"Windows 10 Version 22H2 for 32-bit Systems", "Windows 10 Version 22H2 x86"},
      {"Windows 11 for ARM64-based Systems", "Windows 11 for arm64"},
      {"Windows Server 2022", "Windows Server 2022 x64"},
      {"Windows Server 2022 (Server Core installation)", "Windows Server 2022 x64 core"},
      {"Windows Server 2022 Datacenter: Azure Edition (Hotpatch)",
       "Windows Server 2022 x64 hotpatch Azure Edition"},
      {"Windows RT 8.1", "Windows RT 8.1 other"},
      {"Windows Server 2008 R2 for Itanium-Based Systems Service Pack 1",
       "Windows Server 2008 R2 other"},
      {"Microsoft .NET Framework 4.8 on Windows 10 Version 22H2 for x64-based Systems",
       "Windows 10 Version 22H2 x64 component"},
      {"Internet Explorer 11 on Windows Server 2012 R2", "Windows Server 2012 R2 x64 component"},
      {"Microsoft Office 2016 (64-bit edition)", "none"},
      {"Windows Subsystem for Linux (WSL2)", "none"},
  };
  for (const auto& [name, expected] : cases) EXPECT_EQ(product(name), expected) << name;
}

}  // namespace
}  // namespace patchmatrix::test
