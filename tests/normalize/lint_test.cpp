// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <patchmatrix/lint.hpp>

#include "normalize/msrc_entries.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;

// "state what update value → expected [correction] products / vulnerabilities / documents"
std::vector<std::string> told(const std::vector<Suspect>& suspects) {
  const auto list = [](const std::vector<std::string>& texts) {
    std::string out;
    for (const std::string& each : texts) out += (out.empty() ? "" : ",") + each;
    return out;
  };
  std::vector<std::string> out;
  for (const Suspect& each : suspects) {
    std::vector<std::string> ids;
    for (const SuspectProduct& product : each.products) ids.push_back(product.id);
    out.push_back(std::string(slug(each.state)) + ' ' + std::string(slug(each.what)) + ' ' +
                  each.update + ' ' + each.value + " → " + each.expected + " [" + each.correction +
                  "] " + list(ids) + " / " + list(each.vulnerabilities) + " / " +
                  list(each.documents));
  }
  return out;
}

std::vector<std::string> lint(const std::vector<std::string>& documents) {
  Linter linter(shipped_vendor("microsoft"));
  for (const std::string& each : documents) linter.add(normalized(each)->findings);
  return told(linter.suspects());
}

std::string in_month(std::string text, const std::string& month) {
  return text.replace(text.find("2022-Nov"), 8, month);
}

// One vulnerability of one product with one fix.
std::string one(const std::string& id, const std::string& name, const std::string& parts) {
  return msrc_document(product(id, name), vulnerability("CVE-2022-0001", affected({id}) + parts));
}

TEST(Linter, FindsNothingInWhatIsRight) {
  EXPECT_THAT(lint({one("1", "Windows 11 Version 22H2 for x64-based Systems",
                        fix("5000001", {"1"}, "10.0.22621.1")),
                    one("1", "Windows  11 Version 22H2 for x64-based Systems",
                        fix("5000001", {"1"}, "10.0.22621.1") + fix("5000002", {"1"}))}),
              IsEmpty());
}

TEST(Linter, KnowsABuildOfAnotherBranch) {
  struct {
    const char* product;
    const char* build;
    std::vector<std::string> expected;
  } const cases[] = {
      {"Windows 11 Version 22H2 for x64-based Systems",
       "10.0.22000.9",
       {"new foreign-build KB5000001 10.0.22000.9 → 10.0.22621.* [] 1 / CVE-2022-0001 / 2022-Nov"}},
      {"Windows Server 2019",
       "10.0.17784.9",
       {"new foreign-build KB5000001 10.0.17784.9 → 10.0.17763.* [] 1 / CVE-2022-0001 / 2022-Nov"}},
      {"Windows 11 Version 22H2 for x64-based Systems",
       "6.1.22621.9",
       {"new foreign-build KB5000001 6.1.22621.9 → 10.0.22621.* [] 1 / CVE-2022-0001 / 2022-Nov"}},
      {"Windows 10 Version 20H2 for x64-based Systems",
       "10.0.19043.9",
       {"note neighbour-build KB5000001 10.0.19043.9 → 10.0.19042.* [] 1 / CVE-2022-0001 / "
        "2022-Nov"}},
      {"Windows 10 Version 20H2 for x64-based Systems", "10.0.19042.9", {}},
      {"Example Server", "10.0.1.9", {}},
  };
  for (const auto& each : cases)
    EXPECT_EQ(lint({one("1", each.product, fix("5000001", {"1"}, each.build))}), each.expected)
        << each.product << ' ' << each.build;
}

TEST(Linter, KnowsWhatIsNoBuild) {
  struct {
    const char* product;
    const char* update;
    const char* build;
    bool suspected;
  } const cases[] = {
      {"Windows Server 2022", "5000001", "V1.003", true},
      {"Windows Server 2022", "5000001", "10.0.20348", true},
      {"Windows Server 2022", "5000001", "10.0.20348.1\u200B", true},
      {"Windows Server 2022", "Update package", "1.2", true},
      {"Example Server", "5000001", "16.0.5356.1000.", true},
      {"Example Server", "5000001", "KB5032921", true},
      {"Example Server", "5000001", "Build 52203", true},
      {"Example Server", "5000001", "2,82", true},
      {"Example Server", "5000001", "Build", true},
      {"Example Server", "5000001", "16.0.5356.1000", false},
      {"Example Server", "5000001", "App Build 17.10.29463, Platform Build 17.0.29460", false},
      {"Example Server", "5000001", "3.0.6920.8954; 2.0.50727.8970", false},
      {"Example Server", "5000001", "4.8.9334.0 and 4.8.4802.0", false},
      {"Example Server", "Release Notes", "https://example.com/releases", false},
      {"cbl2 example 1.0-1 on CBL Mariner 2.0", "CBL-Mariner Releases", "1.0-1", false},
  };
  for (const auto& each : cases)
    EXPECT_EQ(!lint({one("1", each.product, fix(each.update, {"1"}, each.build))}).empty(),
              each.suspected)
        << each.product << ", " << each.update << ", " << each.build;
}

TEST(Linter, DoesNotAskForBuildsOfFixesThatHaveNone) {
  std::string cumulative = fix("5000001", {"1"}, "1.001");
  cumulative.insert(cumulative.find("<vuln:FixedBuild>"), element("SubType", "IE Cumulative"));
  EXPECT_THAT(lint({one("1", "Windows Server 2012", cumulative)}), IsEmpty());
}

TEST(Linter, SaysWhatACorrectionTakesCareOf) {
  EXPECT_THAT(lint({one("12086", "Windows 11 Version 22H2 for x64-based Systems",
                        fix("5019980", {"12086"}, "10.0.22000.819"))}),
              ElementsAre("corrected foreign-build KB5019980 10.0.22000.819 → 10.0.22621.819 "
                          "[kb5019980] 12086 / CVE-2022-0001 / 2022-Nov"));
}

TEST(Linter, FindsOneUpdateWithTwoBuilds) {
  const std::string name = "Windows Server 2022";
  const std::vector<std::string> told_twice = {
      "new two-builds KB5000001 10.0.20348.1 → 10.0.20348.2 [] 1 / CVE-2022-0001 / 2022-Nov",
      "new two-builds KB5000001 10.0.20348.2 → 10.0.20348.1 [] 1 / CVE-2022-0001 / 2022-Dec"};
  EXPECT_EQ(lint({one("1", name, fix("5000001", {"1"}, "10.0.20348.1")),
                  in_month(one("1", name, fix("5000001", {"1"}, "10.0.20348.2")), "2022-Dec")}),
            told_twice);
  // The revision tells the state, whichever of the builds serviced together it is written with.
  EXPECT_THAT(lint({one("1", "Windows 10 Version 22H2 for x64-based Systems",
                        fix("5000001", {"1"}, "10.0.19045.7")),
                    one("1", "Windows 10 Version 22H2 for x64-based Systems",
                        fix("5000001", {"1"}, "10.0.19044.7"))}),
              ElementsAre("note neighbour-build KB5000001 10.0.19044.7 → 10.0.19045.* [] 1 / "
                          "CVE-2022-0001 / 2022-Nov"));
}

TEST(Linter, FindsAnUpdateThatSupersedesItself) {
  const auto superseding = [](const std::string& list) {
    std::string text = fix("5000001", {"1"});
    text.insert(text.find("<vuln:FixedBuild>"), element("Supercedence", list));
    return lint({one("1", "Example Server", text)});
  };
  EXPECT_THAT(superseding("5000001"),
              ElementsAre("new supersedes-itself KB5000001 5000001 →  [] 1 / CVE-2022-0001 / "
                          "2022-Nov"));
  EXPECT_EQ(superseding("4999999; 5000001").size(), 1U);
  EXPECT_THAT(superseding("4999999"), IsEmpty());
  EXPECT_THAT(superseding("50000012, 15000001"), IsEmpty());
}

TEST(Linter, TellsKnownPlaceholdersFromNewOnes) {
  const std::string document = in_month(
      msrc_document(product("1", "Example"), vulnerability("CVE-2024-0132-M", affected({"1"})) +
                                                 vulnerability("CVE-2024-0133-M", affected({"1"})) +
                                                 vulnerability("CVE-2024-0134", affected({"1"}))),
      "2024-Oct");
  EXPECT_THAT(lint({document}),
              testing::IsSupersetOf(
                  {"new placeholder  CVE-2024-0133-M →  []  / CVE-2024-0133-M / 2024-Oct",
                   "corrected placeholder  CVE-2024-0132-M → CVE-2024-0132 [cve-2024-0132-m]  / "
                   "CVE-2024-0132-M / 2024-Oct"}));
}

TEST(Linter, FindsOneProductWithTwoNames) {
  EXPECT_THAT(lint({one("1", "Example One", ""), in_month(one("1", "Example 1", ""), "2022-Dec"),
                    in_month(one("1", "EXAMPLE  1", ""), "2022-Sep")}),
              ElementsAre("new two-names  Example One → Example 1 [] 1 /  / 2022-Nov"));
  EXPECT_THAT(lint({one("11926", "Windows 11 for x64-based Systems", ""),
                    in_month(one("11926", "Windows 11 version 21H2 for x64-based Systems", ""),
                             "2022-Dec")}),
              ElementsAre("corrected two-names  Windows 11 for x64-based Systems → Windows 11 "
                          "version 21H2 for x64-based Systems [windows-11-21h2] 11926 /  / "
                          "2022-Nov"));
}

TEST(Linter, FindsCorrectionsThatNoDocumentNeedsAnyMore) {
  const std::string name = "Windows 11 version 21H2 for x64-based Systems";
  EXPECT_THAT(lint({in_month(one("11926", name, fix("5022836", {"11926"}, "10.0.22000.1574")),
                             "2023-Feb")}),
              ElementsAre("new stale-correction KB5022836 10.0.22621.1574 → 10.0.22000.1574 "
                          "[kb5022836]  /  / 2023-Feb"));
  // The vendor repaired this one; older versions of the document still need it.
  EXPECT_THAT(lint({one("12086", "Windows 11 Version 22H2 for x64-based Systems",
                        fix("5019980", {"12086"}, "10.0.22621.819"))}),
              IsEmpty());
  // Of three documents one was read.
  EXPECT_THAT(lint({in_month(one("1", "Example", ""), "2020-Feb")}), IsEmpty());
}

TEST(Linter, LooksAtOneVendorAlone) {
  Linter linter(shipped_vendor("redhat"));
  EXPECT_FALSE(
      linter.add(normalized(one("1", "Windows Server 2019", fix("5000001", {"1"}, "10.0.17784.9")))
                     ->findings));
  EXPECT_THAT(linter.suspects(), IsEmpty());
}

}  // namespace
}  // namespace patchmatrix
