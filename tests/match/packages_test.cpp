// SPDX-License-Identifier: Apache-2.0
#include "match/packages.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <patchmatrix/words.hpp>

#include "normalize/csaf_entries.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// ── documents ──

// "cpe:/o:…" or the name of a platform; a package URL or a full name.
struct Said {
  std::string status;  // "fixed", "known_affected", …
  std::string platform;
  std::string package;
};

std::string helper(const std::string& text) {
  if (text.starts_with("cpe:")) return csaf::object({csaf::member("cpe", text)});
  if (text.starts_with("pkg:")) return csaf::object({csaf::member("purl", text)});
  return {};
}

std::unique_ptr<Normalized> document(const std::vector<Said>& all) {
  std::map<std::string, std::string> ids;
  csaf::Texts leaves, relationships;
  std::map<std::string, csaf::Texts> lists;
  const auto id = [&](const std::string& text, const char* category) {
    const auto [known, is_new] =
        ids.emplace(text, std::string(category) + std::to_string(ids.size()));
    if (is_new)
      leaves.push_back(
          csaf::leaf(category, text, csaf::product(known->second, text, helper(text))));
    return known->second;
  };
  for (const Said& each : all) {
    const std::string component = id(each.package, "product_version");
    if (each.platform.empty()) {
      lists[each.status].push_back(component);
      continue;
    }
    const std::string platform = id(each.platform, "product_name");
    const std::string product = platform + ':' + component;
    relationships.push_back(csaf::relationship(component, "default_component_of", platform,
                                               csaf::product(product, product)));
    lists[each.status].push_back(product);
  }
  csaf::StatusLists statuses(lists.begin(), lists.end());
  return normalized(csaf::document(
      {.category = "csaf_vex",
       .product_tree = csaf::tree({csaf::branch("vendor", "Example", leaves)}, relationships),
       .vulnerabilities = {
           csaf::entry("CVE-2026-0001",
                       {csaf::statuses(statuses), csaf::fixes({csaf::fix("Update", "", {})})})}}));
}

// ── machines ──

struct Installed {
  std::string name;
  std::string version;  // "3.0.7-16.el9_2"
  std::optional<int> epoch = 0;
  std::string architecture = "x86_64";
  std::string module = {};
  std::string source = {};
  std::string publisher = {};
  SoftwareKind kind = SoftwareKind::Rpm;
};

struct System {
  std::string name = "Red Hat Enterprise Linux";
  std::string version = "9.2";
};

Software software_of(const Installed& from) {
  Software out;
  out.kind = from.kind;
  out.name = from.name;
  out.version = from.version;
  out.epoch = from.epoch;
  out.architecture = from.architecture;
  out.module = from.module;
  out.source = from.source;
  out.publisher = from.publisher;
  return out;
}

struct Judged {
  Match match;
  Candidate candidate;
};

Judged judged(const Findings& findings, const System& system, const Installed& installed,
              const MatchOptions& options = {}) {
  Judged out;
  out.match.documents = {&findings};
  Judging judging(out.match, options);
  const Packages packages(out.match.documents, shipped_feeds());
  Machine machine;
  machine.os_name.text = system.name;
  machine.os_version.text = system.version;
  judging.begin_product();
  out.candidate = packages.judge(machine, software_of(installed), judging);
  return out;
}

// "fixed version-reached 0:3.0.7-16.el9_2", one for each judgement.
std::string verdicts(const Match& match) {
  std::string out;
  for (const Judgement& each : match.judgements) {
    out.append(out.empty() ? "" : "; ")
        .append(slug(each.verdict))
        .append(" ")
        .append(slug(each.rule));
    if (each.required != kNone) out.append(" ").append(match.texts[each.required]);
  }
  return out.empty() ? "-" : out;
}

struct Case {
  Installed installed;
  std::string verdict;
  System system = {};
};

void expect_verdicts(const std::vector<Said>& said, const std::vector<Case>& cases) {
  const auto made = document(said);
  for (const Case& each : cases)
    EXPECT_EQ(verdicts(judged(made->findings, each.system, each.installed).match), each.verdict)
        << each.installed.name << ' ' << each.installed.version << ' ' << each.installed.module
        << " on " << each.system.name << ' ' << each.system.version;
}

constexpr const char* kNine = "cpe:/a:redhat:enterprise_linux:9::appstream";
constexpr const char* kNineBase = "cpe:/o:redhat:enterprise_linux:9::baseos";
constexpr const char* kNineZero = "cpe:/o:redhat:rhel_eus:9.0::baseos";
constexpr const char* kNineTwo = "cpe:/o:redhat:rhel_eus:9.2::baseos";

// ── one line ──

TEST(Packages, AreFixedFromTheVersionOfTheFixOn) {
  expect_verdicts(
      {{"fixed", kNineBase, "pkg:rpm/redhat/openssl@3.0.7-16.el9_2?arch=x86_64&epoch=1"}},
      {
          {{"openssl", "3.0.7-16.el9_2", 1}, "fixed version-reached 1:3.0.7-16.el9_2"},
          {{"openssl", "3.0.7-6.el9_2", 1}, "open version-below 1:3.0.7-16.el9_2"},
          {{"openssl", "3.0.7-16.el9_2.1", 1}, "fixed version-reached 1:3.0.7-16.el9_2"},
          {{"openssl", "3.0.1-43.el9_0", 1}, "open version-below 1:3.0.7-16.el9_2"},
          {{"openssl", "3.0.7-27.el9", 1}, "fixed version-reached 1:3.0.7-16.el9_2"},
          {{"openssl", "9.9-1.el9", 0}, "open version-below 1:3.0.7-16.el9_2"},
      });
}

TEST(Packages, AreJudgedWithinTheirDistributionReleaseNameAndArchitecture) {
  expect_verdicts({{"fixed", kNineBase, "pkg:rpm/redhat/glibc@2.34-60.el9_2?arch=x86_64"}},
                  {
                      {{"glibc", "2.34-1.el9"}, "open version-below 2.34-60.el9_2"},
                      {{"glibc", "2.34-1.el9"}, "open version-below 2.34-60.el9_2", {"RHEL", "9"}},
                      {{"glibc", "2.34-1.el9"},
                       "open version-below 2.34-60.el9_2",
                       {"Red Hat Enterprise Linux 9.2 (Plow)", ""}},
                      {{"glibc", "2.34-1.el9", 0, ""}, "open version-below 2.34-60.el9_2"},
                      {{"glibc-common", "2.34-1.el9"}, "-"},
                      {{"glibc", "2.34-1.el9", 0, "aarch64"}, "-"},
                      {{"glibc", "2.34-1.el9"}, "-", {"Red Hat Enterprise Linux", "8.8"}},
                      {{"glibc", "2.34-1.el9"}, "-", {"Red Hat Enterprise Linux CoreOS", "9.2"}},
                      {{"glibc", "2.34-1.el9"}, "-", {"Rocky Linux", "9.2"}},
                      {{"glibc", "2.34-1.el9"}, "-", {"AlmaLinux", "9.2"}},
                      {{"glibc", "2.34-1.el9"}, "-", {"", "9.2"}},
                  });
}

TEST(Packages, OfOneArchitectureHaveManyNames) {
  expect_verdicts({{"fixed", kNineBase, "zlib-0:1.2.11-40.el9.i686.rpm"},
                   {"fixed", kNineBase, "tzdata-2023c-1.el9.noarch"}},
                  {
                      {{"zlib", "1.2.11-39.el9", 0, "i386"}, "open version-below 0:1.2.11-40.el9"},
                      {{"zlib", "1.2.11-39.el9", 0, "x86_64"}, "-"},
                      {{"tzdata", "2023c-1.el9", 0, "noarch"}, "fixed version-reached 2023c-1.el9"},
                  });
}

// ── epochs ──

TEST(Packages, WithoutEpochAreJudgedOnlyWhereItDoesNotMatter) {
  expect_verdicts({{"fixed", kNineBase, "pkg:rpm/redhat/bind@1.0-1.el9?arch=x86_64&epoch=1"}},
                  {
                      {{"bind", "1.0-2.el9", {}}, "unknown epoch-unknown 1:1.0-1.el9"},
                      {{"bind", "1.0-1.el9", {}}, "fixed version-reached 1:1.0-1.el9"},
                      {{"bind", "0.9-9.el9", {}}, "open version-below 1:1.0-1.el9"},
                      {{"bind", "1.0-2.el9", 0}, "open version-below 1:1.0-1.el9"},
                      {{"bind", "1.0-2.el9", 1}, "fixed version-reached 1:1.0-1.el9"},
                  });
  expect_verdicts({{"fixed", kNineBase, "gzip-0:1.0-1.el9.x86_64"}},
                  {
                      {{"gzip", "1.0-2.el9", {}}, "fixed version-reached 0:1.0-1.el9"},
                      {{"gzip", "1.0-0.el9", {}}, "open version-below 0:1.0-1.el9"},
                  });
  // The document does not tell the epoch.
  expect_verdicts({{"fixed", kNineBase, "gzip-1.0-1.el9.x86_64"}},
                  {
                      {{"gzip", "1.0-2.el9", 0}, "unknown epoch-unknown 1.0-1.el9"},
                      {{"gzip", "1.0-1.el9", 0}, "fixed version-reached 1.0-1.el9"},
                      {{"gzip", "0.9-1.el9", 0}, "open version-below 1.0-1.el9"},
                  });
}

// ── several lines ──

TEST(Packages, AreJudgedByTheFixOfTheMinorReleaseTheyWereBuiltFor) {
  expect_verdicts({{"fixed", kNineZero, "curl-0:7.76-14.el9_0.9.x86_64"},
                   {"fixed", kNineTwo, "curl-0:7.76-23.el9_2.5.x86_64"},
                   {"fixed", kNineBase, "curl-0:7.76-26.el9_3.2.x86_64"}},
                  {
                      {{"curl", "7.76-14.el9_0.9"}, "fixed version-reached 0:7.76-14.el9_0.9"},
                      {{"curl", "7.76-14.el9_0.8"}, "open version-below 0:7.76-14.el9_0.9"},
                      {{"curl", "7.76-23.el9_2.5"}, "fixed version-reached 0:7.76-23.el9_2.5"},
                      {{"curl", "7.76-23.el9_2.4"}, "open version-below 0:7.76-23.el9_2.5"},
                      {{"curl", "7.76-26.el9_3.2"}, "fixed version-reached 0:7.76-26.el9_3.2"},
                      {{"curl", "7.76-26.el9_3.1"}, "open version-below 0:7.76-26.el9_3.2"},
                      // Of a line without a fix of its own.
                      {{"curl", "7.76-29.el9_4"}, "fixed version-reached 0:7.76-26.el9_3.2"},
                      {{"curl", "7.76-19.el9_1"}, "open version-below 0:7.76-26.el9_3.2"},
                      // Built for none: what the machine has decides against it only.
                      {{"curl", "7.76-23.el9"}, "open version-below 0:7.76-23.el9_2.5"},
                      {{"curl", "7.76-1.el9"}, "open version-below 0:7.76-26.el9_3.2"},
                      {{"curl", "7.76-30.el9"}, "fixed version-reached 0:7.76-26.el9_3.2"},
                      {{"curl", "7.76-24.el9"},
                       "unknown version-of-other-line 0:7.76-26.el9_3.2",
                       {"Red Hat Enterprise Linux", "9"}},
                  });
}

TEST(Packages, AreNotFixedByFixesOfLinesThatAreBuiltApart) {
  expect_verdicts(
      {{"fixed", kNineZero, "curl-0:7.76-14.el9_0.9.x86_64"}},
      {
          {{"curl", "7.76-14.el9_0.9"}, "fixed version-reached 0:7.76-14.el9_0.9"},
          {{"curl", "7.76-23.el9_2"}, "unknown version-of-other-line 0:7.76-14.el9_0.9"},
          {{"curl", "7.76-14.el9"},
           "open version-below 0:7.76-14.el9_0.9",
           {"Red Hat Enterprise Linux", "9.0"}},
          {{"curl", "7.76-14.el9"}, "unknown version-of-other-line 0:7.76-14.el9_0.9"},
      });
  expect_verdicts({{"fixed", kNineZero, "curl-0:7.76-14.el9_0.9.x86_64"},
                   {"known_affected", kNineBase, "pkg:rpm/redhat/curl?arch=src"}},
                  {
                      {{"curl", "7.76-23.el9_2"}, "open no-fix"},
                      {{"curl", "7.76-14.el9_0.9"}, "fixed version-reached 0:7.76-14.el9_0.9"},
                  });
  expect_verdicts({{"fixed", kNineZero, "curl-0:7.76-14.el9_0.9.x86_64"},
                   {"known_not_affected", kNineBase, "pkg:rpm/redhat/curl?arch=src"}},
                  {{{"curl", "7.76-23.el9_2"}, "not-affected vendor-not-affected"}});
}

TEST(Packages, AreNotFixedByPackagesThatWereBuiltInAnotherWay) {
  expect_verdicts(
      {{"fixed", kNineBase, "php-0:8.0.27-1.el9_1.x86_64"}},
      {
          {{"php", "8.1.20-1.el9.remi"}, "unknown version-of-other-line 0:8.0.27-1.el9_1"},
          {{"php", "8.1.20-1.el8"}, "unknown version-of-other-line 0:8.0.27-1.el9_1"},
          {{"php", "8.1.20-1"}, "unknown version-of-other-line 0:8.0.27-1.el9_1"},
          {{"php", "8.1.20-1.el9_4", 0, "x86_64", "", "", "Somebody Else"},
           "unknown version-of-other-line 0:8.0.27-1.el9_1"},
          {{"php", "8.1.20-1.el9_4", 0, "x86_64", "", "", "Red Hat, Inc."},
           "fixed version-reached 0:8.0.27-1.el9_1"},
      });
}

// ── modules ──

TEST(Packages, OfModulesAreFixedByFixesOfTheirStreamOnly) {
  const System eight = {"Red Hat Enterprise Linux", "8.8"};
  const std::string repository = "cpe:/a:redhat:enterprise_linux:8::appstream";
  const std::string fix = "16.20-1.module+el8.8.0+1+aa";
  expect_verdicts(
      {{"fixed", repository,
        "pkg:rpm/redhat/"
        "nodejs@16.20-1.module%2Bel8.8.0%2B1%2Baa?arch=x86_64&epoch=1&rpmmod=nodejs:16:88:cc"}},
      {
          {{"nodejs", fix, 1, "x86_64", "nodejs:16"}, "fixed version-reached 1:" + fix, eight},
          {{"nodejs", "16.19-1.module+el8.7.0+1+aa", 1, "x86_64", "nodejs:16"},
           "open version-below 1:" + fix,
           eight},
          {{"nodejs", "18.14-1.module+el8.8.0+1+aa", 1, "x86_64", "nodejs:18"},
           "unknown version-of-other-line 1:" + fix,
           eight},
          {{"nodejs", "14.1-1.module+el8.8.0+1+aa", 1, "x86_64", "nodejs:14"},
           "unknown version-of-other-line 1:" + fix,
           eight},
          {{"nodejs", "18.14-1.module+el8.8.0+1+aa", 1}, "unknown stream-unknown 1:" + fix, eight},
          {{"nodejs", fix, 1}, "fixed version-reached 1:" + fix, eight},
          {{"nodejs", "14.1-1.module+el8.8.0+1+aa", 1}, "open version-below 1:" + fix, eight},
          {{"nodejs", "18.14-1.el8", 1}, "unknown version-of-other-line 1:" + fix, eight},
      });
}

TEST(Packages, OfModulesAreToldByWhatStandsInTheirReleases) {
  const System eight = {"Red Hat Enterprise Linux", "8.8"};
  const std::string repository = "cpe:/a:redhat:enterprise_linux:8::appstream";
  expect_verdicts(
      {{"fixed", repository, "podman-2:4.0.2-20.module+el8.8.0+1+aa.x86_64"},
       {"fixed", repository, "podman-2:4.4.1-14.module+el8.8.0+2+bb.x86_64"},
       {"known_affected", "cpe:/o:redhat:enterprise_linux:8",
        "pkg:rpmmod/redhat/container-tools:3.0/podman"}},
      {
          {{"podman", "4.4.1-14.module+el8.8.0+2+bb", 2, "x86_64", "container-tools:rhel8"},
           "fixed version-reached 2:4.4.1-14.module+el8.8.0+2+bb",
           eight},
          {{"podman", "4.2.0-1.module+el8.8.0+2+bb", 2, "x86_64", "container-tools:rhel8"},
           "unknown stream-unknown 2:4.4.1-14.module+el8.8.0+2+bb",
           eight},
          {{"podman", "3.0-1.module+el8.8.0+2+bb", 2, "x86_64", "container-tools:3.0"},
           "open no-fix",
           eight},
          {{"podman", "3.0-1.module+el8.8.0+2+bb", 2}, "unknown stream-unknown", eight},
          {{"podman", "4.2.0-1.el8", 2},
           "unknown version-of-other-line 2:4.0.2-20.module+el8.8.0+1+aa",
           eight},
      });
}

// ── what is said without versions ──

TEST(Packages, AreWhatTheVendorSaysOfTheirSource) {
  expect_verdicts(
      {{"known_affected", kNineBase, "pkg:rpm/redhat/kernel?arch=src"}},
      {
          {{"kernel", "5.14.0-284.el9"}, "open no-fix"},
          {{"kernel-core", "5.14.0-284.el9", 0, "x86_64", "", "kernel"}, "open no-fix"},
          {{"kernel-core", "5.14.0-284.el9", 0, "x86_64", "", "kernel-5.14.0-284.el9.src.rpm"},
           "open no-fix"},
          {{"kernel-core", "5.14.0-284.el9"}, "-"},
          {{"kernel", "5.14.0-284.el9", 0, "x86_64", "", "", "Somebody Else"},
           "unknown version-of-other-line"},
      });
  expect_verdicts({{"known_not_affected", kNine, "pkg:rpm/redhat/kernel?arch=src"}},
                  {{{"kernel-core", "1-1.el9", 0, "x86_64", "", "kernel"},
                    "not-affected vendor-not-affected"}});
  expect_verdicts(
      {{"under_investigation", kNine, "pkg:rpm/redhat/kernel?arch=src"}},
      {{{"kernel-core", "1-1.el9", 0, "x86_64", "", "kernel"}, "unknown under-investigation"}});
  expect_verdicts({{"fixed", kNine, "pkg:rpm/redhat/kernel?arch=src"}},
                  {{{"kernel", "1-1.el9"}, "unknown fix-without-version"}});
}

TEST(Packages, ShowWhatTheyAreBuiltFrom) {
  const auto made = document({{"fixed", kNineBase, "openssl-libs-1:3.0.7-16.el9_2.x86_64"},
                              {"fixed", kNineBase, "openssl-1:3.0.7-16.el9_2.src"}});
  const auto other = document({{"known_affected", kNineBase, "pkg:rpm/redhat/openssl?arch=src"}});
  Match match;
  match.documents = {&made->findings, &other->findings};
  const MatchOptions options;
  Judging judging(match, options);
  const Packages packages(match.documents, shipped_feeds());
  Machine machine;
  machine.os_name.text = "Red Hat Enterprise Linux";
  machine.os_version.text = "9.2";
  packages.judge(machine, software_of({"openssl-libs", "3.0.7-16.el9_2", 1}), judging);
  EXPECT_EQ(verdicts(match), "fixed version-reached 1:3.0.7-16.el9_2; open no-fix");
  ASSERT_EQ(match.judgements.size(), 2U);
  EXPECT_EQ(match.judgements[0].confidence, 95);
  EXPECT_EQ(match.judgements[1].confidence, 80);
}

TEST(Packages, ThatAreNotAffectedInOneBuildMayBeInOthers) {
  expect_verdicts({{"known_not_affected", kNineBase, "npm-0:8.0-1.el9.x86_64"}},
                  {
                      {{"npm", "8.0-1.el9"}, "not-affected vendor-not-affected"},
                      {{"npm", "8.0-2.el9"}, "-"},
                      {{"npm", "7.0-1.el9"}, "-"},
                  });
  expect_verdicts({{"known_affected", kNineBase, "npm-0:8.0-1.el9.x86_64"}},
                  {
                      {{"npm", "8.0-1.el9"}, "open version-in-range 0:8.0-1.el9"},
                      {{"npm", "7.0-1.el9"}, "open version-in-range 0:8.0-1.el9"},
                      {{"npm", "8.0-2.el9"}, "-"},
                  });
}

TEST(Packages, WithoutVersionOrReleaseAreNeverFixed) {
  expect_verdicts({{"fixed", kNineBase, "zlib-0:1.2.11-40.el9.x86_64"}},
                  {
                      {{"zlib", ""}, "unknown version-not-given 0:1.2.11-40.el9"},
                      {{"zlib", "1.2.11"}, "unknown version-not-given 0:1.2.11-40.el9"},
                      {{"zlib", "1.3"}, "unknown version-not-given 0:1.2.11-40.el9"},
                      {{"zlib", "1.2.8"}, "open version-below 0:1.2.11-40.el9"},
                  });
}

// ── other distributions ──

TEST(Packages, OfServicePacksAreJudgedByTheirOwn) {
  expect_verdicts(
      {{"recommended", "cpe:/o:suse:sle-module-basesystem:15:sp4",
        "pkg:rpm/suse/libz1@1.2.13-150500.4.3.1"},
       {"recommended", "cpe:/o:suse:sles-ltss:15:sp1", "pkg:rpm/suse/libz1@1.2.11-150000.3.39.1"},
       {"known_affected", "cpe:/o:suse:sles:15:sp5", "pkg:rpm/suse/libz1"}},
      {
          {{"libz1", "1.2.13-150500.4.3.1", {}},
           "fixed version-reached 1.2.13-150500.4.3.1",
           {"SUSE Linux Enterprise Server 15 SP4", "15.4"}},
          {{"libz1", "1.2.11-150000.3.39.1"},
           "open version-below 1.2.13-150500.4.3.1",
           {"SLES", "15-SP4"}},
          {{"libz1", "1.2.11-150000.3.39.1"},
           "fixed version-reached 1.2.11-150000.3.39.1",
           {"SUSE Linux Enterprise Server 15 SP1", ""}},
          {{"libz1", "1.2.13-150500.4.3.1"}, "open no-fix", {"SLES", "15.5"}},
          {{"libz1", "1.2.13-150500.4.3.1"},
           "unknown version-of-other-line 1.2.13-150500.4.3.1",
           {"SLES", "15.3"}},
          {{"libz1", "1.2.13-150500.4.4.1", 1},
           "unknown epoch-unknown 1.2.13-150500.4.3.1",
           {"SLES", "15.4"}},
          {{"libz1", "1.2.13-150500.4.3.1"}, "-", {"SLES", "12.5"}},
          {{"libz1", "1.2.13-150500.4.3.1"}, "-", {"openSUSE Leap", "15.4"}},
      });
}

TEST(Packages, OfRockyLinuxBearMarksWhereTheyAreBuiltForLonger) {
  const System rocky = {"Rocky Linux", "8.6"};
  expect_verdicts(
      {{"fixed", "cpe:2.3:o:ciq:rocky_linux_from_ciq:8.10:*:*:*:*:*:*:*",
        "jq-0:1.6-9.el8_10.x86_64"},
       {"fixed", "cpe:2.3:o:ciq:rocky_linux_from_ciq_lts:8.6:*:*:*:*:*:*:*",
        "jq-0:1.6-3.1.el8_6_ciq.x86_64"}},
      {
          {{"jq", "1.6-3.1.el8_6_ciq"}, "fixed version-reached 0:1.6-3.1.el8_6_ciq", rocky},
          {{"jq", "1.6-3.el8_6_ciq"}, "open version-below 0:1.6-3.1.el8_6_ciq", rocky},
          {{"jq", "1.6-3.el8_6"}, "open version-below 0:1.6-9.el8_10", rocky},
          {{"jq", "1.6-9.el8_10"}, "fixed version-reached 0:1.6-9.el8_10", {"Rocky Linux", "8.10"}},
          {{"jq", "1.6-9.el8_10.rocky.0.1"},
           "fixed version-reached 0:1.6-9.el8_10",
           {"Rocky Linux", "8.10"}},
      });
  expect_verdicts({{"fixed", "CIQ FIPS Compliant for Rocky Linux 8",
                    "openssl-1.1.1k-12.el8.ciqfipscompliant.0.2.x86_64"}},
                  {{{"openssl", "1.1.1k-12.el8_9", 1},
                    "unknown version-of-other-line 1.1.1k-12.el8.ciqfipscompliant.0.2",
                    rocky}});
}

TEST(Packages, OfOpenEulerAreJudgedByServicePack) {
  const std::string sp3 = "cpe:/a:openEuler:openEuler:22.03-LTS-SP3";
  expect_verdicts({{"fixed", sp3, "kernel-5.10.0-237.oe2203sp3.x86_64.rpm"}},
                  {
                      {{"kernel", "5.10.0-237.oe2203sp3", 0},
                       "fixed version-reached 5.10.0-237.oe2203sp3",
                       {"openEuler", "22.03 (LTS-SP3)"}},
                      {{"kernel", "5.10.0-136.oe2203sp3", 0},
                       "open version-below 5.10.0-237.oe2203sp3",
                       {"openEuler", "22.03"}},
                      {{"kernel", "5.10.0-300.oe2203sp4", 0},
                       "unknown version-of-other-line 5.10.0-237.oe2203sp3",
                       {"openEuler", "22.03 (LTS-SP4)"}},
                      {{"kernel", "5.10.0-1.oe2403", 0}, "-", {"openEuler", "24.03"}},
                  });
}

TEST(Packages, OfDebianAreToldByPackageUrls) {
  const auto deb = [](const std::string& name, const std::string& version) {
    return Installed{name, version, {}, "amd64", "", "", "", SoftwareKind::Deb};
  };
  expect_verdicts(
      {{"fixed", "", "pkg:deb/debian/openssl@3.0.11-1~deb12u2?arch=source&distro=debian-12"},
       {"known_affected", "", "pkg:deb/debian/openssl?arch=source&distro=bullseye"},
       {"fixed", "", "pkg:deb/ubuntu/openssl@3.0.2-0ubuntu1.15?arch=source&distro=ubuntu-22.04"}},
      {
          {deb("openssl", "3.0.11-1~deb12u2"),
           "fixed version-reached 3.0.11-1~deb12u2",
           {"Debian GNU/Linux", "12 (bookworm)"}},
          {deb("openssl", "3.0.11-1~deb12u1"),
           "open version-below 3.0.11-1~deb12u2",
           {"Debian GNU/Linux 12 (bookworm)", ""}},
          {deb("openssl", "1.1.1n-0+deb11u5"),
           "open no-fix",
           {"Debian GNU/Linux", "11 (bullseye)"}},
          {deb("openssl", "3.0.2-0ubuntu1.9"),
           "open version-below 3.0.2-0ubuntu1.15",
           {"Ubuntu", "22.04.3 LTS (Jammy Jellyfish)"}},
          {deb("openssl", "3.0.2-0ubuntu1.9"), "-", {"Ubuntu", "24.04"}},
          {deb("curl", "7.88.1-10"), "-", {"Debian GNU/Linux", "12"}},
      });
}

// ── what is told ──

TEST(Packages, TellWhy) {
  const auto made = document({{"fixed", kNineTwo, "curl-0:7.76-23.el9_2.5.x86_64"}});
  const Judged found = judged(made->findings, {}, {"curl", "7.76-23.el9_2.4"},
                              {.vulnerability = {}, .explain = true, .aliases = {}});
  EXPECT_EQ(found.candidate.product, "curl (Red Hat Enterprise Linux 9.2)");
  EXPECT_EQ(found.candidate.confidence, 95);
  ASSERT_EQ(found.match.steps.size(), 1U);
  std::vector<std::string> told;
  for (const Step& each : found.match.steps[0])
    told.push_back(shipped_words("en").fill("step." + each.code, each.arguments));
  EXPECT_THAT(
      told,
      ElementsAre("curl is judged against what is said of packages of Red Hat Enterprise Linux 9.2",
                  "cpe:/o:redhat:rhel_eus:9.2::baseos: fixed in curl 0:7.76-23.el9_2.5",
                  "Installed is 0:7.76-23.el9_2.4, which is older than 0:7.76-23.el9_2.5, the fix "
                  "that was built for the same minor release"));
}

TEST(Packages, OfWhichNothingIsSaidHaveNoRow) {
  const auto made = document({{"fixed", kNineTwo, "curl-0:7.76-23.el9_2.5.x86_64"}});
  const Judged found = judged(made->findings, {}, {"wget", "1.0-1.el9"});
  EXPECT_EQ(found.candidate.product, "");
  EXPECT_THAT(found.match.judgements, IsEmpty());
}

TEST(Packages, AreJudgedForOneVulnerabilityWhereThatIsAskedFor) {
  const auto made = document({{"fixed", kNineTwo, "curl-0:7.76-23.el9_2.5.x86_64"}});
  const auto of = [&](const std::string& id) {
    return verdicts(judged(made->findings, {}, {"curl", "7.76-23.el9_2.5"},
                           {.vulnerability = id, .explain = false, .aliases = {}})
                        .match);
  };
  EXPECT_EQ(of("cve-2026-0001"), "fixed version-reached 0:7.76-23.el9_2.5");
  EXPECT_EQ(of("CVE-2026-0002"), "-");
}

}  // namespace
}  // namespace patchmatrix::test
