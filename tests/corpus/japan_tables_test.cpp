// SPDX-License-Identifier: Apache-2.0
//
// The monthly tables of the Microsoft Security Response Center Japan team, 2019-01 to 2020-06,
// against the documents of release day. What does not agree is named here and explained in
// docs/accuracy.md.

#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include <patchmatrix/fetch.hpp>
#include <patchmatrix/parse.hpp>
#include <patchmatrix/report.hpp>

#include "io/files.hpp"
#include "io/text.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {
namespace {

constexpr const char* kTables = "gold/msrc-japan-families-201901-202006.tsv";
constexpr const char* kReleaseDays = "msrc/release-day";

struct TableRow {
  std::string month;  // "201901"
  std::string label;
  std::string severity;  // in Japanese, as printed
  std::string impact;
  std::vector<std::string> updates;  // "KB4480116"
};

// What a printed label speaks of, first match wins. Labels are made by hand; this is how they read.
const std::vector<std::pair<std::string, std::vector<std::string>>>& families_of_labels() {
  static const std::vector<std::pair<std::string, std::vector<std::string>>> kFamilies = {
      {"Windows 10", {"windows-10"}},
      {"Windows Server 2019", {"windows-server-2019-2016"}},
      {"Windows 8.1、Windows Server 2012 R2、Windows Server 2012、Windows 7",
       {"windows-8.1-server-2012", "windows-7-server-2008"}},
      {"Windows 8.1", {"windows-8.1-server-2012"}},
      {"Windows Admin Center", {"windows-admin-center"}},
      {"Windows Update Assistant", {"windows-update-assistant"}},
      {"悪意のあるソフトウェアの削除ツール", {"windows-malicious-software-removal-tool"}},
      {"Windows Defender", {"windows-defender"}},
      {"マルウェア対策ソフトウェア", {"windows-defender"}},
      {"Internet Explorer", {"internet-explorer"}},
      {"Microsoft Edge", {"edge-html"}},
      {"ChakraCore", {"chakracore"}},
      {"Chakra Core", {"chakracore"}},
      {"Adobe Flash Player", {"flash-player"}},
      {"SharePoint を含む", {"office", "sharepoint"}},
      {"SharePoint", {"sharepoint"}},
      {"Office", {"office"}},
      {"Exchange", {"exchange-server"}},
      {"Dynamics", {"dynamics"}},
      {"Visual Studio", {"visual-studio"}},
      {"Team Foundation", {"azure-devops"}},
      {"DevOps", {"azure-devops"}},
      {"Power BI", {"power-bi"}},
      {"SQL Server Management Studio", {"sql-server-management-studio"}},
      {"SQL Server", {"sql-server"}},
      {"Skype for Business", {"skype-lync"}},
      {"Skype for Android", {"skype"}},
      {"Rome SDK", {"rome-sdk"}},
      {"Open Enclave SDK", {"open-enclave-sdk"}},
      {"Yammer", {"yammer-for-android"}},
      {"メール", {"mail-and-calendar"}},
      {"MSAL", {"microsoft-authentication-library-msal-for-android"}},
      {"OneDrive for Android", {"one-drive-for-android"}},
      {"Surface Hub", {"microsoft-surface-hub"}},
      {"SCOM", {"system-center-operations-manager"}},
      {"Azure", {"azure"}},
      {".NET", {"dotnet"}},
  };
  return kFamilies;
}

std::vector<std::string> families_of(const std::string& label) {
  for (const auto& [part, families] : families_of_labels())
    if (label.find(part) != std::string::npos) return families;
  return {};
}

std::vector<TableRow> tables() {
  std::vector<TableRow> rows;
  const std::string text = read_file(*corpus() / kTables);
  for (const std::string_view line : split(text, '\n')) {
    const std::vector<std::string_view> fields = split(line, '\t');
    if (fields.size() < 5 || !is_digit(fields[0].front())) continue;
    TableRow row{std::string(fields[0]),
                 std::string(fields[1]),
                 std::string(fields[2]),
                 std::string(fields[3]),
                 {}};
    for (const std::string_view number : split(trimmed(fields[4]), ','))
      if (!number.empty()) row.updates.push_back("KB" + std::string(number));
    rows.push_back(row);
  }
  return rows;
}

// The families of one month by id, from the document of its release day.
std::map<std::string, FamilyRow> families_of_month(const std::string& month) {
  static const std::vector<std::string> kNames = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::string wanted =
      "cvrf-" + month.substr(0, 4) + "-" + kNames.at(std::stoul(month.substr(4)) - 1) + ".";
  std::map<std::string, FamilyRow> families;
  for (const auto& file : files_below(*corpus() / kReleaseDays)) {
    if (!file.filename().string().starts_with(wanted)) continue;
    Fetched fetched;
    fetched.read({file.string(), false});
    Diagnostics diagnostics;
    Normalizer normalizer(shipped_feeds());
    const Findings findings =
        normalizer.normalize(parse(fetched.bytes(), diagnostics), diagnostics);
    for (const FamilyRow& row :
         build_report({{&findings, {}}}, {}, shipped_feeds().impact_order).families)
      families[row.id] = row;
  }
  return families;
}

struct Comparison {
  std::size_t rows = 0;
  std::size_t compared = 0;
  std::vector<std::string> absent;
  std::vector<std::string> different;
  std::size_t updates_printed = 0;
  std::vector<std::string> updates_missing;
};

void compare(const TableRow& row, const std::map<std::string, FamilyRow>& month, Comparison& out) {
  const Words& words = shipped_words("ja");
  const ImpactOrder& order = shipped_feeds().impact_order;
  const std::string name = row.month + " " + row.label;
  ++out.rows;
  std::optional<Rating> rating;
  std::set<std::string> updates;
  for (const std::string& id : families_of(row.label)) {
    const auto family = month.find(id);
    if (family == month.end()) continue;
    const Rating& other = family->second.rating;
    if (!rating) rating = other;
    rating->severity = std::min(rating->severity, other.severity);
    if (order.graver(other.impact, rating->impact)) rating->impact = other.impact;
    updates.insert(family->second.updates.begin(), family->second.updates.end());
  }
  if (!rating) {
    out.absent.push_back(name);
    return;
  }
  ++out.compared;
  const std::string severity = words["severity." + std::string(slug(rating->severity))];
  const std::string impact = words["impact." + std::string(slug(rating->impact))];
  if (severity != row.severity || impact != row.impact)
    out.different.push_back(name + ": " + row.severity + "/" + row.impact + ", " + severity + "/" +
                            impact);
  for (const std::string& update : row.updates) {
    ++out.updates_printed;
    if (!updates.contains(update)) out.updates_missing.push_back(name + ": " + update);
  }
}

const Comparison& comparison() {
  static const Comparison kComparison = [] {
    Comparison out;
    std::map<std::string, std::map<std::string, FamilyRow>> months;
    for (const TableRow& row : tables()) {
      const auto [month, added] = months.try_emplace(row.month);
      if (added) month->second = families_of_month(row.month);
      compare(row, month->second, out);
    }
    return out;
  }();
  return kComparison;
}

using Lines = std::vector<std::string>;

TEST(JapanTables, AreCompletelyAssignedToFamilies) {
  PATCHMATRIX_NEEDS(kTables);
  PATCHMATRIX_NEEDS(kReleaseDays);
  for (const TableRow& row : tables()) EXPECT_FALSE(families_of(row.label).empty()) << row.label;
  EXPECT_EQ(comparison().rows, 208U);
}

TEST(JapanTables, HaveThreeRowsWhoseProductsAreNotInTheDocument) {
  PATCHMATRIX_NEEDS(kTables);
  PATCHMATRIX_NEEDS(kReleaseDays);
  EXPECT_EQ(comparison().absent,
            (Lines{"201901 Team Foundation Server", "201901 Skype for Business",
                   "201910 Windows Update Assistant"}));
}

TEST(JapanTables, AgreeInSeverityAndImpactButForTwoExplainedRows) {
  PATCHMATRIX_NEEDS(kTables);
  PATCHMATRIX_NEEDS(kReleaseDays);
  EXPECT_EQ(comparison().different,
            (Lines{"201907 ASP.NET Core: 警告/なりすまし, 緊急/リモートでコードが実行される",
                   "201910 Azure App Service on Azure Stack: 緊急/特権の昇格, "
                   "緊急/リモートでコードが実行される"}));
  EXPECT_EQ(comparison().compared, 205U);
  EXPECT_GE(static_cast<double>(comparison().compared - comparison().different.size()),
            0.99 * static_cast<double>(comparison().compared));
}

TEST(JapanTables, PrintUpdatesThatTheFamiliesHaveButForFiveNamedOnes) {
  PATCHMATRIX_NEEDS(kTables);
  PATCHMATRIX_NEEDS(kReleaseDays);
  EXPECT_EQ(comparison().updates_printed, 740U);
  EXPECT_EQ(comparison().updates_missing,
            (Lines{"201903 Microsoft Office 関連のソフトウェア (SharePoint を含む): KB2809243",
                   "201906 Microsoft Office 関連のソフトウェア: KB4506009",
                   "201909 Microsoft Office 関連のソフトウェア: KB4515509",
                   "202004 Microsoft Office 関連のソフトウェア: KB2553306",
                   "202004 Microsoft Office 関連のソフトウェア: KB4462153"}));
}

}  // namespace
}  // namespace patchmatrix::test
