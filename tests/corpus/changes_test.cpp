// SPDX-License-Identifier: Apache-2.0
//
// The three dated versions of November 2022: what changed in them, one by one or by number.

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <patchmatrix/changes.hpp>

#include "changes/states.hpp"
#include "io/files.hpp"

namespace patchmatrix::test {
namespace {

using testing::Contains;
using testing::ElementsAre;

constexpr const char* kReleaseDays = "msrc/release-day";

Told version(const std::string& day) {
  for (const auto& file : files_below(*corpus() / kReleaseDays))
    if (file.filename().string().find("2022-Nov." + day) != std::string::npos) {
      Buffer packed, unpacked;
      return told({{std::string(unpack(read_file(file, packed), unpacked))}});
    }
  ADD_FAILURE() << "no version of " << day;
  return {};
}

std::vector<Change> between(const Told& older, const Told& newer) {
  return compare(older.state, newer.state, shipped_feeds().impact_order);
}

std::vector<std::string> of_type(const std::vector<Change>& changes, ChangeType type) {
  std::vector<std::string> out;
  for (const Change& each : changes)
    if (each.type == type) out.push_back(shown(each).substr(slug(type).size() + 1));
  return out;
}

std::map<std::string, std::size_t> counts(const std::vector<Change>& changes) {
  std::map<std::string, std::size_t> out;
  for (const Change& each : changes) ++out[std::string(slug(each.type))];
  return out;
}

// "field: old → new: n products of CVE-…, CVE-…", n pairs of product and vulnerability.
std::vector<std::string> fix_counts(const std::vector<Change>& changes) {
  struct Alike {
    std::size_t number = 0;
    std::set<std::string> vulnerabilities;
  };
  std::map<std::string, Alike> all;
  for (const Change& each : changes) {
    if (each.type != ChangeType::Fix) continue;
    Alike& alike = all[each.field + ": " + each.old_value + " → " + each.new_value];
    ++alike.number;
    alike.vulnerabilities.insert(each.vulnerability);
  }
  std::vector<std::string> out;
  for (const auto& [value, alike] : all) {
    const std::size_t vulnerabilities = alike.vulnerabilities.size();
    out.push_back(value + ": " + std::to_string(alike.number) + " of " +
                  (vulnerabilities == 1 ? *alike.vulnerabilities.begin()
                                        : std::to_string(vulnerabilities) + " vulnerabilities"));
  }
  return out;
}

TEST(November2022, ChangedFromReleaseDayToTheEndOfTheMonth) {
  PATCHMATRIX_NEEDS(kReleaseDays);
  const std::vector<Change> changes = between(version("20221108"), version("20221130"));
  EXPECT_EQ(counts(changes), (std::map<std::string, std::size_t>{{"exploited", 1},
                                                                 {"new", 7},
                                                                 {"score", 1},
                                                                 {"fix", 51},
                                                                 {"product-added", 9},
                                                                 {"product-removed", 3},
                                                                 {"informational", 2}}));
  EXPECT_THAT(of_type(changes, ChangeType::Exploited),
              ElementsAre("CVE-2022-41049 - exploited: no → yes (1.1 2022-11-11)"));
  const std::string chromium = " - title: - → Chromium: ";
  EXPECT_THAT(
      of_type(changes, ChangeType::New),
      ElementsAre(
          "CVE-2022-3885" + chromium + "CVE-2022-3885 Use after free in V8 (1.0 2022-11-10)",
          "CVE-2022-3886" + chromium +
              "CVE-2022-3886 Use after free in Speech Recognition (1.0 2022-11-10)",
          "CVE-2022-3887" + chromium +
              "CVE-2022-3887 Use after free in Web Workers (1.0 2022-11-10)",
          "CVE-2022-3888" + chromium + "CVE-2022-3888 Use after free in WebCodecs (1.0 2022-11-10)",
          "CVE-2022-3889" + chromium + "CVE-2022-3889 Type Confusion in V8 (1.0 2022-11-10)",
          "CVE-2022-3890" + chromium +
              "CVE-2022-3890 Heap buffer overflow in Crashpad (1.0 2022-11-10)",
          "CVE-2022-4135" + chromium +
              "CVE-2022-4135 Heap buffer overflow in GPU (1.0 2022-11-28)"));
  // Of all products (13), and no revision tells of it.
  EXPECT_THAT(of_type(changes, ChangeType::Score),
              ElementsAre("CVE-2022-41106 - cvss-3.1: 7.8 → 8.8 (1.0 2022-11-08)"));
  EXPECT_THAT(of_type(changes, ChangeType::ProductAdded),
              ElementsAre("CVE-2022-41064 11650-11923 status: - → affected (2.1 2022-11-15)",
                          "CVE-2022-41064 11650-11924 status: - → affected (2.1 2022-11-15)",
                          "CVE-2022-41064 12078-11923 status: - → affected (2.1 2022-11-15)",
                          "CVE-2022-41064 12078-11924 status: - → affected (2.1 2022-11-15)",
                          "CVE-2022-41064 12115-9344 status: - → affected (2.1 2022-11-15)",
                          "CVE-2022-41066 11746 status: - → affected (2.0 2022-11-10)",
                          "CVE-2022-41066 11750 status: - → affected (2.0 2022-11-10)",
                          "CVE-2022-41066 12109 status: - → affected (2.0 2022-11-10)",
                          "CVE-2022-41066 12123 status: - → affected (2.0 2022-11-10)"));
  EXPECT_THAT(of_type(changes, ChangeType::ProductRemoved),
              ElementsAre("CVE-2022-41064 12078-11568 status: affected → - (2.1 2022-11-15)",
                          "CVE-2022-41064 12078-11569 status: affected → - (2.1 2022-11-15)",
                          "CVE-2022-41064 12078-11570 status: affected → - (2.1 2022-11-15)"));
  EXPECT_THAT(
      fix_counts(changes),
      ElementsAre("fixed-build: KB5019959 10.0.19043.2251 → KB5019959 10.0.19044.2251: 36 "
                  "of 36 vulnerabilities",
                  "update:  → Release Notes 16.67.22111300: 4 of 2 vulnerabilities",
                  "update: KB5020679, KB5020690 → KB5020680, KB5020690: 2 of CVE-2022-41064",
                  "update: KB5020688 → KB5020678, KB5020688: 3 of CVE-2022-41064",
                  "update: KB5020689 → KB5020679, KB5020689: 2 of CVE-2022-41064",
                  "update: KB5020690 → KB5020680, KB5020690: 4 of CVE-2022-41064"));
  for (const char* text : {"CVE-2022-41061 11575 update: - → Release Notes 16.67.22111300 (2.0 "
                           "2022-11-15)",
                           "CVE-2022-41061 11951 update: - → Release Notes 16.67.22111300 (2.0 "
                           "2022-11-15)",
                           "CVE-2022-41107 11575 update: - → Release Notes 16.67.22111300 (2.0 "
                           "2022-11-15)",
                           "CVE-2022-41107 11951 update: - → Release Notes 16.67.22111300 (2.0 "
                           "2022-11-15)"})
    EXPECT_THAT(of_type(changes, ChangeType::Fix), Contains(text));
  EXPECT_THAT(of_type(changes, ChangeType::Informational),
              ElementsAre("CVE-2022-37966 - revision: 1.0 → 2.0 (2.0 2022-11-17)",
                          "CVE-2022-41079 - revision: 1.0 → 1.1 (1.1 2022-11-15)"));
}

// Six products got another name in this version, which is no change.
TEST(November2022, ChangedFromTheEndOfTheMonthToTheNewYear) {
  PATCHMATRIX_NEEDS(kReleaseDays);
  const std::vector<Change> changes = between(version("20221130"), version("20230103"));
  EXPECT_EQ(counts(changes), (std::map<std::string, std::size_t>{{"fix", 87},
                                                                 {"product-added", 2},
                                                                 {"product-removed", 32},
                                                                 {"known-issue", 9},
                                                                 {"informational", 4}}));
  std::vector<std::string> known_issues;
  for (const char* update : {"KB5021249", "KB5021285", "KB5021288", "KB5021289", "KB5021291",
                             "KB5021293", "KB5021294", "KB5021296", "KB5021303"})
    known_issues.push_back("- - " + std::string(update) + ": - → yes (17 2022-12-22)");
  EXPECT_EQ(of_type(changes, ChangeType::KnownIssue), known_issues);
  EXPECT_THAT(of_type(changes, ChangeType::ProductAdded),
              ElementsAre("CVE-2022-41064 12136-10729 status: - → affected (2.2 2022-12-15)",
                          "CVE-2022-41064 12136-10735 status: - → affected (2.2 2022-12-15)"));
  // The hotpatched edition, product 0, became a part of Windows Server 2022 …
  std::vector<std::string> removed;
  std::size_t hotpatched = 0;
  for (const std::string& each : of_type(changes, ChangeType::ProductRemoved))
    if (each.find(" 0 status: affected → - ") != std::string::npos)
      ++hotpatched;
    else
      removed.push_back(each);
  EXPECT_EQ(hotpatched, 30U);
  EXPECT_THAT(removed,
              ElementsAre("CVE-2022-41064 12115-10729 status: affected → - (2.2 2022-12-15)",
                          "CVE-2022-41064 12115-10735 status: affected → - (2.2 2022-12-15)"));
  // … whose products got its update beside their own. And the fix of CVE-2022-37967 moved from the
  // updates of November to those of December.
  EXPECT_THAT(
      fix_counts(changes),
      ElementsAre("fixed-build: KB5021003 Application Build 19.13.48486, Platform Build 19.0 → "
                  "KB5021003 Application Build 21.2.49990, Platform Build 21.0: 1 of "
                  "CVE-2022-41066",
                  "update: KB5019081 → KB5019080, KB5019081: 74 of 38 vulnerabilities",
                  "update: KB5019081 → KB5019080, KB5021249: 2 of CVE-2022-37967",
                  "update: KB5020000, KB5020013 → KB5021288, KB5021291: 2 of CVE-2022-37967",
                  "update: KB5020003, KB5020009 → KB5021285, KB5021303: 2 of CVE-2022-37967",
                  "update: KB5020005, KB5020019 → KB5021289, KB5021293: 4 of CVE-2022-37967",
                  "update: KB5020010, KB5020023 → KB5021294, KB5021296: 2 of CVE-2022-37967"));
  EXPECT_THAT(of_type(changes, ChangeType::Fix),
              Contains("CVE-2022-37967 11923 update: KB5019081 → KB5019080, KB5021249 (2.0 "
                       "2022-12-13)"));
  EXPECT_THAT(of_type(changes, ChangeType::Informational),
              ElementsAre("CVE-2022-41078 - revision: 1.0 → 1.1 (1.1 2022-12-13)",
                          "CVE-2022-41079 - revision: 1.1 → 1.2 (1.2 2022-12-13)",
                          "CVE-2022-41080 - revision: 1.0 → 1.1 (1.1 2022-12-15)",
                          "CVE-2022-41120 - revision: 1.0 → 1.1 (1.1 2022-12-22)"));
}

// Two steps and one come to the same, but for what is changed twice.
TEST(November2022, ChangedFromReleaseDayToTheNewYearAsInBothSteps) {
  PATCHMATRIX_NEEDS(kReleaseDays);
  const std::vector<Change> changes = between(version("20221108"), version("20230103"));
  EXPECT_EQ(counts(changes), (std::map<std::string, std::size_t>{{"exploited", 1},
                                                                 {"new", 7},
                                                                 {"score", 1},
                                                                 {"fix", 137},
                                                                 {"product-added", 11},
                                                                 {"product-removed", 35},
                                                                 {"known-issue", 9},
                                                                 {"informational", 4}}));
  EXPECT_THAT(of_type(changes, ChangeType::Informational),
              Contains("CVE-2022-41079 - revision: 1.0 → 1.2 (1.2 2022-12-13)"));
}

// The exploited Exchange vulnerability that the vendor never marked: the catalogue's addition is
// the only thing that changes.
TEST(November2022, ChangedByAnAdditionToTheCatalogue) {
  PATCHMATRIX_NEEDS(kReleaseDays);
  Told older = version("20230103"), newer = version("20230103");
  newer.state.known_exploited = {{"CVE-2022-41080", parse_day("2023-01-10").value()}};
  EXPECT_THAT(shown(between(older, newer)),
              ElementsAre("kev CVE-2022-41080 - kev: - → 2023-01-10 (- 2023-01-10)"));
}

}  // namespace
}  // namespace patchmatrix::test
