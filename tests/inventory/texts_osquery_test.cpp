// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "inventory/texts_reading.hpp"

namespace patchmatrix {
namespace {

using test::error_of;
using test::read_text;
using test::records_of;

TEST(Osquery, RowsAreToldByTheirKeys) {
  EXPECT_EQ(records_of(R"([{"arch":"64-bit","build":"22621","codename":"Example","install_date":"1",
      "name":"Microsoft Windows 11 Pro","platform":"windows","revision":"819","version":"10.0.22621"}])",
                       "PC01_os_version.json"),
            "osquery\n1: architecture=64-bit build=22621 os-name=Microsoft Windows 11 Pro "
            "revision=819 os-version=10.0.22621 hostname=PC01\n");
}

TEST(Osquery, UpdatesNameTheirHost) {
  EXPECT_EQ(records_of(R"([
      {"caption":"https://example.com","csname":"PC02","description":"Update","hotfix_id":"KB5017022"},
      {"caption":null,"csname":"PC03","description":"Update","hotfix_id":"KB5019959"}])"),
            "osquery\n1: hostname=PC02 updates=KB5017022\n2: hostname=PC03 updates=KB5019959\n");
}

TEST(Osquery, PackagesHaveTheirKind) {
  EXPECT_EQ(
      records_of(R"([{"name":"openssl-libs","version":"3.0.7","release":"24.el9","epoch":"1",
      "arch":"x86_64","source":"openssl-3.0.7-24.el9.src.rpm","size":123,"sha1":null}])",
                 "web1_rpm_packages.json"),
      "osquery\n1: software=openssl-libs software-version=3.0.7 release=24.el9 epoch=1 "
      "software-architecture=x86_64 source-package=openssl-3.0.7-24.el9.src.rpm hostname=web1 "
      "software-kind=rpm\n");
}

TEST(Osquery, LogsHaveTheHostBesideTheRow) {
  EXPECT_EQ(
      records_of(
          R"({"name":"pack/patches","hostIdentifier":"PC02","action":"added","columns":{"hotfix_id":"KB5017022","caption":""}})"
          "\n"
          R"({"name":"pack/patches","hostIdentifier":"PC02","action":"removed","columns":{"hotfix_id":"KB5019959","caption":""}})"
          "\n\n"
          R"({"snapshot":[{"name":"Example","version":"1.0","publisher":"Makers"},{"name":"Other","version":"2.0","publisher":""}],"action":"snapshot","name":"programs","hostIdentifier":"4C4C4544","decorations":{"hostname":"PC03"}})"
          "\n"
          R"({"diffResults":{"added":[{"hotfix_id":"KB5012170","caption":""}],"removed":[{"hotfix_id":"KB5001716","caption":""}]},"hostIdentifier":"PC04"})"
          "\n"),
      "osquery\n1: updates=KB5017022 hostname=PC02\n"
      "3: software=Example software-version=1.0 publisher=Makers hostname=PC03\n"
      "3: software=Other software-version=2.0 hostname=PC03\n"
      "4: updates=KB5012170 hostname=PC04\n");
}

// What was not installed in the end is told with its state; the builder leaves it out.
TEST(Osquery, HistoryHasTheStateOfEachUpdate) {
  EXPECT_EQ(
      records_of(
          R"json([{"title":"Example (KB5019959)","result_code":"Failed","operation":"Installation"}])json",
          "PC01.json"),
      "osquery\n1: updates=Example (KB5019959) update-state=Failed "
      "update-state=Installation hostname=PC01\n");
}

TEST(Osquery, KeysMayBeMapped) {
  const auto read = read_text(R"([{"端末":"PC05","os_version":"10.0.19045.2251"}])", "x.json",
                              {{"hostname", "端末"}});
  EXPECT_EQ(read.records, "1: hostname=PC05 os-version=10.0.19045.2251\n");
  EXPECT_EQ(read.columns, "端末→hostname (mapped)\nos_version→os-version\n");
}

TEST(Osquery, MayHaveWrongTypes) {
  EXPECT_EQ(records_of(R"([{"hotfix_id":5017022}, "x", [{"hotfix_id":"KB5017022"}], null])"),
            "osquery\n1: updates=5017022 hostname=PC01\n");
}

TEST(Osquery, IsNoOtherJson) {
  for (const char* text : {"{}", "[]", "[[]]", "[1,2]", R"({"a":1})",
                           R"([{"a":{"hotfix_id":"KB5017022"}}])", "[01]: KB5017022", "[x]", "{x}"})
    EXPECT_EQ(records_of(text), "declined\n") << text;
}

TEST(Osquery, SaysWhereJsonIsBroken) {
  EXPECT_EQ(error_of([] {
              records_of("[{\"hotfix_id\":\"KB5017022\",\n\"caption\":", "PC01.json");
            }).substr(0, 21),
            "malformed PC01.json:2");
  EXPECT_EQ(error_of([] {
              records_of("{\"hotfix_id\":\"KB5017022\"}\n{\"hotfix_id\":}\n", "PC01.json");
            }).substr(0, 21),
            "malformed PC01.json:2");
  const std::string deep = "[{\"columns\":" + std::string(5'000'000, '[');
  EXPECT_NE(error_of([&] { records_of(deep, "PC01.json"); }).find("too-deep"), std::string::npos);
}

}  // namespace
}  // namespace patchmatrix
