// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "inventory/texts_reading.hpp"

namespace patchmatrix {
namespace {

using test::error_of;
using test::records_of;

TEST(Sbom, OfCycloneDxTellsComponents) {
  EXPECT_EQ(records_of(R"({"bomFormat":"CycloneDX","specVersion":"1.5",
    "metadata":{"component":{"type":"device","name":"plc-7"}},
    "components":[
      {"type":"operating-system","name":"debian","version":"12"},
      {"type":"library","name":"openssl","version":"3.0.11-1~deb12u2",
       "purl":"pkg:deb/debian/openssl@3.0.11-1~deb12u2?arch=amd64&distro=debian-12&upstream=openssl%403.0.11"},
      {"type":"library","group":"org.example","name":"core","version":"2.17.0","publisher":"Makers",
       "purl":"pkg:maven/org.example/core@2.17.0","cpe":"cpe:2.3:a:example:core:2.17.0:*:*:*:*:*:*:*",
       "components":[{"type":"library","name":"inner","version":"1","supplier":{"name":"Suppliers"}}]},
      {"type":"library","version":"1"}, 5, null]})"),
            "cyclonedx\n"
            "1: hostname=plc-7 os-name=debian os-version=12\n"
            "2: hostname=plc-7 software-kind=deb software=openssl "
            "software-version=3.0.11-1~deb12u2 software-architecture=amd64 source-package=openssl "
            "source-version=3.0.11 purl=pkg:deb/debian/openssl@3.0.11-1~deb12u2?arch=amd64&"
            "distro=debian-12&upstream=openssl%403.0.11\n"
            "3: hostname=plc-7 software-kind=component software=core software-version=2.17.0 "
            "publisher=Makers purl=pkg:maven/org.example/core@2.17.0 "
            "cpe=cpe:2.3:a:example:core:2.17.0:*:*:*:*:*:*:*\n"
            "4: hostname=plc-7 software-kind=component software=inner software-version=1 "
            "publisher=Suppliers\n");
}

// Only a document that tells one epoch tells them all.
TEST(Sbom, TellsEpochsWhereItHasAny) {
  const auto of = [](const std::string& epoch) {
    return records_of(
        R"({"bomFormat":"CycloneDX","components":[
      {"name":"openssl-libs","purl":"pkg:rpm/redhat/openssl-libs@3.0.7-24.el9?arch=x86_64)" +
            epoch + R"("},{"name":"bash","purl":"pkg:rpm/redhat/bash@5.1.8-6.el9?arch=x86_64"}]})",
        "web1_sbom.json");
  };
  EXPECT_EQ(
      of("&epoch=1"),
      "cyclonedx\n"
      "1: hostname=web1 software-kind=rpm software=openssl-libs software-version=3.0.7-24.el9 "
      "epoch=1 software-architecture=x86_64 "
      "purl=pkg:rpm/redhat/openssl-libs@3.0.7-24.el9?arch=x86_64&epoch=1\n"
      "2: hostname=web1 software-kind=rpm software=bash software-version=5.1.8-6.el9 epoch=0 "
      "software-architecture=x86_64 purl=pkg:rpm/redhat/bash@5.1.8-6.el9?arch=x86_64\n");
  EXPECT_EQ(
      of(""),
      "cyclonedx\n"
      "1: hostname=web1 software-kind=rpm software=openssl-libs software-version=3.0.7-24.el9 "
      "software-architecture=x86_64 "
      "purl=pkg:rpm/redhat/openssl-libs@3.0.7-24.el9?arch=x86_64\n"
      "2: hostname=web1 software-kind=rpm software=bash software-version=5.1.8-6.el9 "
      "software-architecture=x86_64 purl=pkg:rpm/redhat/bash@5.1.8-6.el9?arch=x86_64\n");
}

TEST(Sbom, TakesTheSystemFromThePackagesWhereNothingElseTells) {
  EXPECT_EQ(
      records_of(R"({"bomFormat":"CycloneDX","components":[{"name":"bash","version":"1:5.1.8-6.el9",
      "purl":"pkg:rpm/redhat/bash?distro=rhel-9.1&modularitylabel=a%3A1%3A2%3A3&upstream=bash-5.1.8-6.el9.src.rpm"}]})",
                 "web1.json"),
      "cyclonedx\n"
      "1: hostname=web1 software-kind=rpm software=bash software-version=5.1.8-6.el9 epoch=1 "
      "module=a:1 source-package=bash purl=pkg:rpm/redhat/bash?distro=rhel-9.1&"
      "modularitylabel=a%3A1%3A2%3A3&upstream=bash-5.1.8-6.el9.src.rpm\n"
      "1: hostname=web1 os-name=rhel os-version=9.1\n");
}

TEST(Sbom, OfSpdxTellsPackages) {
  EXPECT_EQ(records_of(R"({"spdxVersion":"SPDX-2.3","name":"plc-8","packages":[
      {"name":"core","versionInfo":"2.17.0","supplier":"Organization: Example Makers",
       "externalRefs":[{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl",
         "referenceLocator":"pkg:npm/%40scope/core@2.17.0"},
        {"referenceCategory":"SECURITY","referenceType":"cpe23Type",
         "referenceLocator":"cpe:2.3:a:example:core:2.17.0:*:*:*:*:*:*:*"}]},
      {"name":"other","versionInfo":"NOASSERTION","supplier":"NOASSERTION","originator":"Person: N. N."},
      {"name":"debian","versionInfo":"12","primaryPackagePurpose":"OPERATING-SYSTEM"},
      "x"]})"),
            "spdx\n"
            "1: hostname=plc-8 software-kind=component software=core software-version=2.17.0 "
            "publisher=Example Makers purl=pkg:npm/%40scope/core@2.17.0 "
            "cpe=cpe:2.3:a:example:core:2.17.0:*:*:*:*:*:*:*\n"
            "2: hostname=plc-8 software-kind=component software=other publisher=N. N.\n"
            "3: hostname=plc-8 os-name=debian os-version=12\n");
}

TEST(Sbom, MayHaveWrongTypes) {
  for (const char* text :
       {R"({"bomFormat":"CycloneDX","components":{"name":"a"}})",
        R"({"bomFormat":"CycloneDX","components":[[],{"name":["a"]},{"name":{"a":1}}]})",
        R"({"bomFormat":"CycloneDX","metadata":[],"components":null})"})
    EXPECT_EQ(records_of(text), "cyclonedx\n") << text;
  EXPECT_EQ(records_of(R"({"spdxVersion":"SPDX-2.2","packages":"a"})"), "spdx\n");
  EXPECT_EQ(
      records_of(
          R"({"bomFormat":"CycloneDX","components":[{"name":"a","version":1,"purl":"pkg:rpm"}]})"),
      "cyclonedx\n1: hostname=PC01 software-kind=component software=a software-version=1 "
      "purl=pkg:rpm\n");
}

TEST(Sbom, IsNoOtherJson) {
  for (const char* text :
       {R"({"bomFormat":"Other","components":[]})", R"({"spdxVersion":"SPDX-3.0","packages":[]})",
        R"({"x":{"bomFormat":"CycloneDX"}})", R"({"bomFormat":5})"})
    EXPECT_EQ(records_of(text), "declined\n") << text;
}

TEST(Sbom, SaysWhereJsonIsBroken) {
  EXPECT_EQ(error_of([] {
              records_of("{\"bomFormat\":\"CycloneDX\",\n\"components\":[", "a.json");
            }).substr(0, 18),
            "malformed a.json:2");
  const std::string deep =
      "{\"bomFormat\":\"CycloneDX\",\"components\":" + std::string(5'000'000, '[');
  EXPECT_NE(error_of([&] { records_of(deep, "a.json"); }).find("too-deep"), std::string::npos);
}

}  // namespace
}  // namespace patchmatrix
