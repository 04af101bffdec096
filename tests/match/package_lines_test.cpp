// SPDX-License-Identifier: Apache-2.0
#include "match/package_lines.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/support.hpp"

namespace patchmatrix {
namespace {

// "rhel 9 minor 2 extended"; "-" for none.
std::string shown(const PackageLine& line) {
  if (line.distribution == nullptr) return "-";
  std::string out = line.distribution->id + ' ' + line.release;
  if (line.minor >= 0) out += " minor " + std::to_string(line.minor);
  return line.extended ? out + " extended" : out;
}

struct Case {
  const char *first, *second, *wanted;
};

TEST(PackageLines, OfPlatformsAreToldByCpeElseByName) {
  const PackageLines lines(test::shipped_feeds());
  const std::vector<Case> cases = {
      {"cpe:/o:redhat:enterprise_linux:9::baseos", "", "rhel 9"},
      {"cpe:/a:redhat:rhel_eus:9.2::appstream", "", "rhel 9 minor 2 extended"},
      {"cpe:/a:redhat:rhel_software_collections:3::el7", "", "rhel 7"},
      {"cpe:/a:redhat:openshift:4.13::el8", "Red Hat Enterprise Linux 8", "-"},
      {"", "Red Hat Enterprise Linux 8", "rhel 8"},
      {"cpe:/o:suse:sles:15:sp4", "", "sle 15 minor 4"},
      {"cpe:/o:suse:sle-module-basesystem:15", "", "sle 15 minor 0"},
      {"cpe:/o:suse:sl-micro:6.1", "", "sle-micro 6 minor 1"},
      {"cpe:/a:openEuler:openEuler:22.03-LTS-SP3", "", "openeuler 22.03 minor 3"},
      {"cpe:2.3:o:ciq:rocky_linux_from_ciq:8.6:*:*:*:*:*:*:*", "", "rocky 8 minor 6"},
      {"", "CIQ FIPS Compliant for Rocky Linux 8", "rocky 8 extended"},
      {"", "Example OS 9", "-"},
  };
  for (const Case& each : cases)
    EXPECT_EQ(shown(lines.of_platform(each.first, each.second)), each.wanted)
        << each.first << ' ' << each.second;
}

TEST(PackageLines, OfSystemsAreToldByNameAndVersion) {
  const PackageLines lines(test::shipped_feeds());
  const std::vector<Case> cases = {
      {"Red Hat Enterprise Linux", "9.2 (Plow)", "rhel 9 minor 2"},
      {"Red Hat Enterprise Linux Server 7.9", "3.10.0", "rhel 7 minor 9"},
      {"Red Hat Enterprise Linux CoreOS", "4.13", "-"},
      {"SUSE Linux Enterprise Server 15 SP4", "15", "sle 15 minor 4"},
      {"SLES", "15-SP4", "sle 15 minor 4"},
      {"openEuler", "22.03 (LTS-SP3)", "openeuler 22.03 minor 3"},
      {"Rocky Linux", "8.10", "rocky 8 minor 10"},
      {"Rockyish", "8.10", "-"},
      {"", "", "-"},
  };
  for (const Case& each : cases)
    EXPECT_EQ(shown(lines.of_system(each.first, each.second)), each.wanted)
        << each.first << ' ' << each.second;
  EXPECT_EQ(shown(lines.of_qualifier("rhel-9.2")), "rhel 9 minor 2");
  EXPECT_EQ(shown(lines.of_qualifier("opensuse-leap-15.4")), "opensuse-leap 15 minor 4");
  EXPECT_EQ(shown(lines.of_qualifier("bookworm")), "-");
}

TEST(ReleaseTag, TellsWhereAPackageWasBuilt) {
  const PackageLines lines(test::shipped_feeds());
  const std::vector<Case> cases = {
      {"Rocky Linux", "16.el9_2.1", "9 2 -"},
      {"Rocky Linux", "16.el9", "9 -1 -"},
      {"Rocky Linux", "372.1.rt7.200.el8_6", "8 6 -"},
      {"Rocky Linux", "7.el8_6.86ciq_lts.8", "8 6 ciqlts"},
      {"Rocky Linux", "1.el9_2.rocky.0.1", "9 2 -"},
      {"Rocky Linux", "1.el9.remi", "9 -1 remi"},
      {"Rocky Linux", "1.module+el8.8.0+18060+3f21f2cc", "8 8 - modular"},
      {"Rocky Linux", "1.model3", " -1 -"},
      {"openEuler", "237.oe2203sp3", "2203 3 -"},
  };
  for (const Case& each : cases) {
    const ReleaseTag tag = release_tag(*lines.of_system(each.first, "9").distribution, each.second);
    EXPECT_EQ(tag.number + ' ' + std::to_string(tag.minor) + ' ' +
                  (tag.marks.empty() ? "-" : tag.marks) + (tag.modular ? " modular" : ""),
              each.wanted)
        << each.second;
  }
}

}  // namespace
}  // namespace patchmatrix
