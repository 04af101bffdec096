// SPDX-License-Identifier: Apache-2.0
#include "match/package_identity.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace patchmatrix {
namespace {

// "kind name version architecture module distribution", empty ones as "-".
std::string shown(const PackageIdentity& package) {
  const auto field = [](std::string_view text) { return text.empty() ? "-" : std::string(text); };
  return std::string(package.kind == PackageKind::Deb ? "deb " : "rpm ") + field(package.name) +
         ' ' + field(to_string(package.version)) + ' ' + field(package.architecture) + ' ' +
         field(package.module) + ' ' + field(package.distribution);
}

using Cases = std::vector<std::pair<const char*, const char*>>;

TEST(PackageUrl, TellsNameVersionArchitectureAndStream) {
  const Cases cases = {
      {"pkg:rpm/x/openssl@3.0.7-16.el9?arch=x86_64&epoch=1",
       "rpm openssl 1:3.0.7-16.el9 x86_64 - -"},
      {"pkg:rpm/x/gcc-c%2B%2B@1-2.module%2Bel8?arch=src", "rpm gcc-c++ 1-2.module+el8 src - -"},
      {"pkg:rpm/x/kernel?arch=src", "rpm kernel - src - -"},
      {"pkg:rpm/x/a@1-1?distro=rhel-9.2#sub", "rpm a 1-1 - - rhel-9.2"},
      {"pkg:rpm/x/npm@1-1?rpmmod=nodejs:18:90:ab", "rpm npm 1-1 - nodejs:18 -"},
      {"pkg:rpm/x/a@1-1?epoch=-1", "rpm a 1-1 - - -"},
      {"pkg:rpmmod/x/php:7.4/php", "rpm php - - php:7.4 -"},
      {"pkg:rpmmod/x/nodejs@18:8080:ab", "rpm nodejs - - nodejs:18 -"},
      {"pkg:rpmmod/x/nodejs:18:8080", "rpm nodejs - - nodejs:18 -"},
      {"pkg:deb/debian/curl@1:7.50-1~deb9?arch=i386&distro=debian-9",
       "deb curl 1:7.50-1~deb9 i386 - debian-9"},
  };
  for (const auto& [text, wanted] : cases) {
    std::pmr::monotonic_buffer_resource memory;
    const auto package = parse_package_url(text, memory);
    ASSERT_TRUE(package) << text;
    EXPECT_EQ(shown(*package), wanted) << text;
  }
  for (const char* text :
       {"", "pkg:", "pkg:rpm", "pkg:rpm/x", "pkg:maven/x/y@1", "cpe:/o:x:y:9", "rpm/x/y"}) {
    std::pmr::monotonic_buffer_resource memory;
    EXPECT_FALSE(parse_package_url(text, memory)) << text;
  }
}

TEST(PackageName, MayHaveVersionAndArchitecture) {
  const Cases cases = {
      {"openssl-libs-1:3.0.7-16.el9_2.x86_64", "rpm openssl-libs 1:3.0.7-16.el9_2 x86_64 - -"},
      {"kernel-5.10.0-237.oe2203sp3.aarch64.rpm", "rpm kernel 5.10.0-237.oe2203sp3 aarch64 - -"},
      {"bind-9.9.4P2-0.6.1", "rpm bind 9.9.4P2-0.6.1 - - -"},
      {"chromium-1.2-bp153.2.1", "rpm chromium 1.2-bp153.2.1 - - -"},
      {"java-11-openjdk", "rpm java-11-openjdk - - - -"},
      {"libopenssl-1_0_0-devel", "rpm libopenssl-1_0_0-devel - - - -"},
      {"kernel-rt", "rpm kernel-rt - - - -"},
      {"kernel.src", "rpm kernel - src - -"},
      {"php:7.4/php", "rpm php - - php:7.4 -"},
      {"", "rpm - - - - -"},
  };
  for (const auto& [text, wanted] : cases)
    EXPECT_EQ(shown(parse_package_name(text)), wanted) << text;
}

}  // namespace
}  // namespace patchmatrix
