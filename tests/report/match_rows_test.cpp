// SPDX-License-Identifier: Apache-2.0
//
// A match as CSV and as JSON. Whole outputs of the program are in tests/scenarios/96*.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/files.hpp"
#include "report/match_fleet.hpp"
#include "report/schema.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;

std::string csv(const Fleet& fleet, const KevCatalogue* kev = nullptr) {
  std::string out;
  write_match_csv(fleet.inventory, fleet.match, kev,
                  [&out](std::string_view bytes) { out += bytes; });
  return out;
}

std::string json(const Fleet& fleet) {
  std::string out;
  write_match_json(fleet.inventory, fleet.match, fleet.report(), shipped_words("en"),
                   [&out](std::string_view bytes) { out += bytes; });
  return out;
}

// ── CSV ──

TEST(MatchCsv, HasARowForEachMachineInUseProductAndVulnerability) {
  const auto fleet = small_fleet();
  const std::string eleven = "1,Windows 11 Version 22H2 for x64-based Systems,";
  const std::string first = eleven + "CVE-2022-0001,", second = eleven + "CVE-2022-0002,";
  const std::string below = "open,build-below,95,10.0.22621.521,10.0.22621.819,KB5000010,";
  const std::string reached = "fixed,build-reached,95,10.0.22621.819,10.0.22621.819,KB5000010,";
  const std::string end1 = "important,elevation-of-privilege,yes,,2022-Nov\r\n";
  const std::string end2 = "critical,remote-code-execution,,,2022-Nov\r\n";
  EXPECT_EQ(
      csv(*fleet),
      "\xEF\xBB\xBF"
      "asset,hostname,product_id,product,vulnerability,verdict,rule,confidence,installed,"
      "required,fixes,severity,impact,exploited,kev,document\r\n"
      "A1,pc-1," +
          first + below + end1 + "A1,pc-1," + second + below + end2 + ",pc-2," + first + reached +
          end1 + ",pc-2," + second + reached + end2 + ",\"mail, old\"," + first + below + end1 +
          ",\"mail, old\"," + second + below + end2 +
          ",\"mail, old\",3,Microsoft Exchange Server 2019 Cumulative Update 12,CVE-2022-0003,open,"
          "build-below,95,15.2.1118.9,15.02.1118.020,KB5000012,critical,spoofing,,,2022-Nov\r\n"
          ",pc-3,2,Windows 10 Version 22H2 for x64-based Systems,CVE-2022-0001,unknown,"
          "updates-not-given,95,,,KB5000011," +
          end1 + ",pc-4,,,,unknown,no-system,0,,,,,,,,\r\n,pc-5," + first + below + end1 +
          ",pc-5," + second + below + end2 + ",pc-6," + first + reached + end1 + ",pc-6," + second +
          reached + end2);
}

TEST(MatchCsv, TellsWhatIsInTheCatalogue) {
  const auto fleet = small_fleet();
  KevCatalogue kev;
  kev.entries.emplace_back().vulnerability = "CVE-2022-0002";
  const std::string out = csv(*fleet, &kev);
  EXPECT_THAT(out, testing::HasSubstr("elevation-of-privilege,yes,no,2022-Nov"));
  EXPECT_THAT(out, testing::HasSubstr("remote-code-execution,,yes,2022-Nov"));
}

TEST(MatchCsv, NeutralisesWhatASpreadsheetWouldRun) {
  const std::pair<const char*, const char*> cases[] = {
      {"=1+1", "\"'=1+1\""}, {"+1", "\"'+1\""},      {"-1", "\"'-1\""},  {"@x", "\"'@x\""},
      {"\tx", "\"'\tx\""},   {"a\"b", "\"a\"\"b\""}, {"a,b", "\"a,b\""}, {"a\nb", "\"a\nb\""},
      {"端末", "端末"},      {"\rx", "\"'\rx\""},    {"pc-1", "pc-1"}};
  for (const auto& [host, field] : cases) {
    Fleet fleet({fleet_month()});
    fleet.machine(host,
                  {fleet.installed(kEleven, host, {{"CVE-2022-0002", "1", MatchRule::NoFix}})});
    const std::string row = csv(fleet);
    EXPECT_THAT(row, testing::HasSubstr("\r\n," + std::string(field) + ",1,")) << host;
    EXPECT_THAT(row, testing::HasSubstr("open,no-fix,95," + std::string(field) + ",,")) << host;
  }
}

// Products are judged one after the other; rows go by document.
TEST(MatchCsv, GoesByDocumentThenAsJudged) {
  const auto month = [](const std::string& id, const std::string& cve) {
    std::string out = msrc_document(product("1", "Example A") + product("2", "Example B"),
                                    vulnerability(cve, affected({"1", "2"})));
    if (const std::size_t at = out.find("2022-Nov"); at != std::string::npos)
      out.replace(at, 8, id);
    return out;
  };
  Fleet fleet({month("2022-Oct", "CVE-2022-0001"), month("2022-Nov", "CVE-2022-0002")});
  const auto rows = [&](const std::string& product) {
    return std::vector<Decided>{{"CVE-2022-0001", product, MatchRule::NoFix, "", "", 0},
                                {"CVE-2022-0002", product, MatchRule::NoFix, "", "", 1}};
  };
  const auto a = fleet.installed("Example A", "1", rows("1"), false);
  const auto b = fleet.installed("Example B", "2", rows("2"), false);
  fleet.machine("pc", {a, b});
  std::string out = csv(fleet);
  std::vector<std::string> order;
  for (std::size_t at = out.find("\r\n,pc,"); at != std::string::npos;
       at = out.find("\r\n,pc,", at + 1)) {
    const std::size_t begin = at + 6;
    order.push_back(out.substr(begin, out.find(",open", begin) - begin));
  }
  EXPECT_THAT(order, ElementsAre("1,Example A,CVE-2022-0001", "2,Example B,CVE-2022-0001",
                                 "1,Example A,CVE-2022-0002", "2,Example B,CVE-2022-0002"));
}

TEST(MatchCsv, IsWrittenInPiecesOfBoundedSize) {
  Fleet fleet({fleet_month()});
  const auto open = fleet.installed(kEleven, "1", {{"CVE-2022-0002", "1", MatchRule::NoFix}});
  constexpr std::size_t kMachines = 50'000;
  for (std::size_t i = 0; i < kMachines; ++i) fleet.machine("pc", {open});
  std::size_t rows = 0, largest = 0, pieces = 0;
  write_match_csv(fleet.inventory, fleet.match, nullptr, [&](std::string_view bytes) {
    ++pieces;
    largest = std::max(largest, bytes.size());
    for (const char c : bytes) rows += c == '\n' ? 1 : 0;
  });
  EXPECT_EQ(rows, kMachines + 1);
  EXPECT_GT(pieces, 3U);
  EXPECT_LT(largest, std::size_t{2} << 20);
}

// ── JSON ──

std::vector<std::string> complaints_about(const std::string& text) {
  return complaints("match", parsed(text));
}

TEST(MatchJson, MeetsItsSchema) {
  EXPECT_THAT(complaints_about(json(*small_fleet())), IsEmpty());
  EXPECT_THAT(complaints_about(json(Fleet({fleet_month()}))), IsEmpty());
  EXPECT_THAT(complaints_about("{\"schema\": \"patchmatrix.match/1\"}"), testing::Not(IsEmpty()));
}

// Every row of the CSV is a judgement of a product of a machine.
TEST(MatchJson, HasTheRowsOfTheCsv) {
  const auto fleet = small_fleet();
  const rapidjson::Document all = parsed(json(*fleet));
  std::string rows;
  for (const auto& machine : all["machines"].GetArray())
    for (const auto& product : machine["products"].GetArray())
      for (const auto& each : all["products"][product.GetUint()]["judgements"].GetArray())
        rows.append(machine["hostname"].GetString())
            .append(" ")
            .append(each["vulnerability"].GetString())
            .append(" ")
            .append(each["verdict"].GetString())
            .append("\n");
  EXPECT_EQ(rows,
            "pc-1 CVE-2022-0001 open\npc-1 CVE-2022-0002 open\n"
            "pc-2 CVE-2022-0001 fixed\npc-2 CVE-2022-0002 fixed\n"
            "mail, old CVE-2022-0001 open\nmail, old CVE-2022-0002 open\n"
            "mail, old CVE-2022-0003 open\npc-3 CVE-2022-0001 unknown\n"
            "pc-5 CVE-2022-0001 open\npc-5 CVE-2022-0002 open\n"
            "pc-6 CVE-2022-0001 fixed\npc-6 CVE-2022-0002 fixed\n");
}

TEST(MatchJson, TellsMachinesThatStandApart) {
  const auto fleet = small_fleet();
  const rapidjson::Document all = parsed(json(*fleet));
  std::vector<std::string> machines;
  for (const auto& each : all["machines"].GetArray()) {
    std::string text = each["hostname"].GetString();
    text += each["worst"].IsNull() ? " -" : std::string(" ") + each["worst"].GetString();
    if (each["stale"].GetBool()) text += " stale";
    if (!each["in_use"].GetBool()) text += " not in use";
    machines.push_back(text);
  }
  EXPECT_THAT(machines,
              ElementsAre("pc-1 open", "pc-2 fixed", "mail, old open", "pc-3 unknown",
                          "pc-4 unknown", "pc-5 open stale", "pc-6 fixed", "pc-7 - not in use"));
  EXPECT_EQ(all["unmatched"][0]["candidates"][0]["product"].GetString(), std::string("Example"));
}

}  // namespace
}  // namespace patchmatrix
