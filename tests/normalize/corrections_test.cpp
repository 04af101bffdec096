// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <tuple>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <patchmatrix/normalize.hpp>

#include "normalize/msrc_entries.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string kProducts = product("12085", "Windows 11 Version 22H2 for ARM64-based Systems") +
                              product("12086", "Windows 11 Version 22H2 for x64-based Systems") +
                              product("7", "Windows Server 2022");

// "product: name build (published build)" of every tuple.
std::vector<std::string> builds(const Findings& findings) {
  std::vector<std::string> out;
  for (const Finding& finding : findings.findings)
    for (const std::uint32_t fix : findings.of(finding.fixes)) {
      const Fix& each = findings.fixes[fix];
      out.push_back(std::string(findings.document.products[finding.product].id) + ": " +
                    std::string(each.name) + ' ' + std::string(each.fixed_build) +
                    (each.published_build.empty()
                         ? std::string()
                         : " (" + std::string(each.published_build) + ')'));
    }
  return out;
}

std::vector<std::string> applied(const Findings& findings) {
  std::vector<std::string> out;
  for (const auto& [correction, count] : findings.corrections)
    out.push_back(correction->id + ' ' + std::to_string(count));
  return out;
}

TEST(Corrections, ReplaceAWrongBuildAndKeepTheVendorsBesideIt) {
  const auto document = normalized(msrc_document(
      kProducts,
      vulnerability("CVE-2022-0001", affected({"12085", "12086"}) +
                                         fix("5019980", {"12085", "12086"}, "10.0.22000.819"))));
  EXPECT_THAT(builds(document->findings),
              ElementsAre("12085: KB5019980 10.0.22621.819 (10.0.22000.819)",
                          "12086: KB5019980 10.0.22621.819 (10.0.22000.819)"));
  EXPECT_THAT(applied(document->findings), ElementsAre("kb5019980 2"));
  EXPECT_EQ(document->findings.fixes.size(), 1U);
}

TEST(Corrections, HoldForTheirProductsAlone) {
  const auto document = normalized(msrc_document(
      kProducts, vulnerability("CVE-2022-0001",
                               affected({"7", "12085", "12086"}) +
                                   fix("5019980", {"7", "12086", "12085"}, "10.0.22000.819"))));
  EXPECT_THAT(
      builds(document->findings),
      ElementsAre("7: KB5019980 10.0.22000.819", "12085: KB5019980 10.0.22621.819 (10.0.22000.819)",
                  "12086: KB5019980 10.0.22621.819 (10.0.22000.819)"));
  EXPECT_EQ(document->findings.fixes.size(), 2U);
  EXPECT_THAT(applied(document->findings), ElementsAre("kb5019980 2"));
}

TEST(Corrections, LeaveAloneWhatIsNotTheirs) {
  struct {
    const char* why;
    std::string fix;
    const char* expected;
  } const cases[] = {
      {"right already", fix("5019980", {"12086"}, "10.0.22621.819"),
       "12086: KB5019980 10.0.22621.819"},
      {"another value", fix("5019980", {"12086"}, "10.0.22000.820"),
       "12086: KB5019980 10.0.22000.820"},
      {"no value", fix("5019980", {"12086"}), "12086: KB5019980 "},
      {"another update", fix("5019981", {"12086"}, "10.0.22000.819"),
       "12086: KB5019981 10.0.22000.819"},
  };
  for (const auto& each : cases) {
    const auto document = normalized(
        msrc_document(kProducts, vulnerability("CVE-2022-0001", affected({"12086"}) + each.fix)));
    EXPECT_THAT(builds(document->findings), ElementsAre(each.expected)) << each.why;
    EXPECT_THAT(applied(document->findings), IsEmpty()) << each.why;
  }
}

TEST(Corrections, HoldForTheirDocumentsAlone) {
  std::string text = msrc_document(
      kProducts, vulnerability("CVE-2022-0001",
                               affected({"12086"}) + fix("5019980", {"12086"}, "10.0.22000.819")));
  text.replace(text.find("2022-Nov"), 8, "2022-Dec");
  const auto document = normalized(text);
  EXPECT_THAT(builds(document->findings), ElementsAre("12086: KB5019980 10.0.22000.819"));
  EXPECT_THAT(applied(document->findings), IsEmpty());
}

TEST(Corrections, TakeAwayABuildWhereNoRightOneIsKnown) {
  std::string text = msrc_document(
      product("12244", "Windows Server 2022, 23H2 Edition (Server Core installation)") +
          product("7", "Windows Server 2022"),
      vulnerability("CVE-2024-0001",
                    affected({"12244", "7"}) + fix("5046399", {"12244", "7"}, "10.0.20348.2751")));
  text.replace(text.find("2022-Nov"), 8, "2024-Oct");
  const auto document = normalized(text);
  EXPECT_THAT(builds(document->findings),
              ElementsAre("12244: KB5046399  (10.0.20348.2751)", "7: KB5046399 10.0.20348.2751"));
  EXPECT_THAT(applied(document->findings), ElementsAre("kb5046399-23h2 1"));
}

TEST(Corrections, GiveProductsTheirNewestName) {
  const auto document =
      normalized(msrc_document(kProducts + product("11926", "Windows 11 for x64-based Systems"),
                               vulnerability("CVE-2022-0001", affected({"11926", "12086"}))));
  const Findings& findings = document->findings;
  EXPECT_EQ(findings.document.products[3].name, "Windows 11 version 21H2 for x64-based Systems");
  EXPECT_EQ(findings.document.products[1].name, "Windows 11 Version 22H2 for x64-based Systems");
  ASSERT_EQ(findings.published_names.size(), 1U);
  EXPECT_EQ(findings.published_names[0].product, 3U);
  EXPECT_EQ(findings.published_names[0].name, "Windows 11 for x64-based Systems");
  EXPECT_THAT(applied(findings), ElementsAre("windows-11-21h2 1"));
  EXPECT_EQ(findings.families[3]->id, "windows-11");
}

TEST(Corrections, LeaveANameAloneThatIsNewAlready) {
  const auto document =
      normalized(msrc_document(product("11926", "Windows 11 version 21H2 for x64-based Systems") +
                                   product("11743", "Azure Service Fabric") +
                                   product("1", "Windows 11 for x64-based Systems"),
                               vulnerability("CVE-2022-0001", affected({"11926", "11743", "1"}))));
  EXPECT_THAT(document->findings.published_names, IsEmpty());
  EXPECT_EQ(document->findings.document.products[1].name, "Azure Service Fabric");
  EXPECT_THAT(applied(document->findings), IsEmpty());
}

TEST(Corrections, SayWhatAPlaceholderStandsFor) {
  std::string text = msrc_document(
      kProducts, vulnerability("CVE-2023-38039 mariner - do not use this one", affected({"7"})) +
                     vulnerability("CVE-2023-38039-M", affected({"7"})));
  text.replace(text.find("2022-Nov"), 8, "2023-Oct");
  const auto document = normalized(text);
  std::vector<std::tuple<std::string, std::string, std::string>> read;
  for (const VulnerabilityFacts& each : document->findings.vulnerabilities)
    read.emplace_back(each.id, each.excluded, each.stands_for);
  EXPECT_THAT(read, ElementsAre(std::tuple("CVE-2023-38039 mariner - do not use this one",
                                           "placeholder", "CVE-2023-38039"),
                                std::tuple("CVE-2023-38039-M", "placeholder", "")));
  EXPECT_THAT(applied(document->findings), ElementsAre("cve-2023-38039-mariner 1"));
}

}  // namespace
}  // namespace patchmatrix
