// SPDX-License-Identifier: Apache-2.0
//
// Real versions of real documents in a store, asked through the program: a month as it stood on
// several days, a document that shrinks and grows again, and the same answers whatever the order in
// which the versions came.

#include <algorithm>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "io/files.hpp"
#include "io/json.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {
namespace {

constexpr const char* kReleaseDays = "msrc/release-day";
constexpr const char* kCurrent = "msrc/current";
constexpr const char* kSnapshots = "msrc/snapshots";

using Paths = std::vector<std::string>;

// The files below a folder of the corpus whose name holds `part`, by name.
Paths files_with(const char* folder, const std::string& part) {
  Paths out;
  for (const auto& file : files_below(*corpus() / folder))
    if (file.filename().string().find(part) != std::string::npos) out.push_back(file.string());
  std::sort(out.begin(), out.end());
  return out;
}

std::string current(const std::string& document) {
  return (*corpus() / kCurrent / (document + ".xml.zst")).string();
}

// A store of its own, and the program that asks it.
class Store {
 public:
  std::string run(std::vector<std::string> arguments) const {
    const RunResult result =
        run_program(arguments, {},
                    {"PATCHMATRIX_STORE=" + (folder_.path() / "store.sqlite").string(),
                     "PATCHMATRIX_MIRROR=" + (folder_.path() / "mirror").string()});
    EXPECT_EQ(result.err, "") << arguments.front();
    EXPECT_EQ(result.exit_code, 0) << arguments.front();
    return result.out;
  }

  void import(const Paths& files, const std::string& fetched_at = {}) const {
    std::vector<std::string> arguments = {"import"};
    arguments.insert(arguments.end(), files.begin(), files.end());
    if (!fetched_at.empty()) arguments.insert(arguments.end(), {"--fetched-at", fetched_at});
    run(arguments);
  }

  std::string report(const std::string& month, std::vector<std::string> options = {}) const {
    options.insert(options.begin(), {"report", "microsoft", month, "--format", "json"});
    return run(options);
  }

 private:
  TemporaryFolder folder_;
};

// "68 = critical 10, important 56, unspecified 2; exploited 4, disclosed 1; 55 KBs".
std::string figures(const std::string& report) {
  const JsonDocument document(report);
  const JsonValue totals = document.root()["totals"];
  const JsonValue vulnerabilities = totals["vulnerabilities"];
  const JsonValue severities = vulnerabilities["by_severity"];
  std::string out(vulnerabilities["total"].string());
  const char* before = " = ";
  for (const std::string_view each : {"critical", "important", "unspecified"}) {
    if (!severities[each]) continue;
    out.append(std::exchange(before, ", ")).append(each).append(" ");
    out.append(severities[each].string());
  }
  out.append("; exploited ").append(vulnerabilities["exploited"].string());
  out.append(", disclosed ").append(vulnerabilities["publicly_disclosed"].string());
  return out.append("; ").append(totals["kbs"].string()).append(" KBs");
}

std::vector<std::string> fixed_now(const std::string& report) {
  std::vector<std::string> out;
  const JsonDocument document(report);
  const JsonValue list = document.root()["fixed_now"];
  for (std::size_t i = 0; i < list.size(); ++i) out.emplace_back(list[i]["id"].string());
  return out;
}

// How many vulnerabilities of a report have `value` under `key`.
std::size_t count(const std::string& report, const std::string& key, std::string_view value) {
  std::size_t out = 0;
  visit_json(report, [&](JsonEvent event, std::string_view path, std::string_view found) {
    if (event == JsonEvent::Value && path == "vulnerabilities/[]/" + key && found == value) ++out;
  });
  return out;
}

// ── November 2022 ──

// Its three dated versions and the present one, and the months before that it fixes something of.
Paths november() {
  Paths out = files_with(kReleaseDays, "2022-Nov");
  for (const char* each : {"2022-Aug", "2022-Sep", "2022-Oct", "2022-Nov"})
    out.push_back(current(each));
  return out;
}

#define PATCHMATRIX_NEEDS_NOVEMBER       \
  PATCHMATRIX_NEEDS("msrc/current");     \
  PATCHMATRIX_NEEDS("msrc/release-day"); \
  ASSERT_EQ(files_with(kReleaseDays, "2022-Nov").size(), 3U)

TEST(StoreOfNovember2022, TellsWhatTheVendorHadSaidOnEachDay) {
  PATCHMATRIX_NEEDS_NOVEMBER;
  const Store store;
  store.import(november());
  const std::string severities = "critical 10, important 56, unspecified 2; exploited ";
  const std::vector<std::pair<std::string, std::string>> days = {
      {"2022-11-08", "68 = " + severities + "4, disclosed 1; 55 KBs"},
      {"2022-11-09", "68 = " + severities + "4, disclosed 1; 55 KBs"},
      {"2022-11-27", "68 = " + severities + "4, disclosed 1; 55 KBs"},
      {"2022-11-29", "75 = " + severities + "5, disclosed 1; 60 KBs"},
      {"2022-12-31", "75 = " + severities + "5, disclosed 1; 69 KBs"},
      {"2026-03-01", "141 = " + severities + "5, disclosed 1; 87 KBs"},
  };
  for (const auto& [day, expected] : days)
    EXPECT_EQ(figures(store.report("2022-11", {"--as-of", day})), expected) << day;
  EXPECT_EQ(figures(store.report("2022-11")), days.back().second);
}

TEST(StoreOfNovember2022, ListsWhatWasDocumentedEarlierAndIsFixedNow) {
  PATCHMATRIX_NEEDS_NOVEMBER;
  const Store store;
  store.import(november());
  const std::vector<std::string> expected = {"CVE-2022-41040", "CVE-2022-41082"};
  EXPECT_EQ(fixed_now(store.report("2022-11")), expected);
  EXPECT_EQ(fixed_now(store.report("2022-11", {"--as-of", "2022-11-09"})), expected);
  // Together with the month in which they were documented they are no longer apart; and what August
  // fixed is not fixed now, although August was revised in September.
  EXPECT_EQ(fixed_now(store.report("2022-09..2022-11")), std::vector<std::string>());
}

TEST(StoreOfNovember2022, AnswersAlikeInWhateverOrderTheVersionsCame) {
  PATCHMATRIX_NEEDS_NOVEMBER;
  const std::vector<std::string> days = {"2022-11-08", "2022-11-29", "2022-12-31", "2026-12-31"};
  const auto answers = [&](const Store& store) {
    std::vector<std::string> out;
    for (const std::string& day : days) {
      out.push_back(store.report("2022-11", {"--as-of", day}));
      out.push_back(store.run({"diff", "microsoft", "2022-11", "--from", "2022-11-08", "--to", day,
                               "--format", "json"}));
    }
    out.push_back(store.run({"tuples", "microsoft", "2022-11"}));
    return out;
  };
  const Store together;
  together.import(november());
  const std::vector<std::string> expected = answers(together);
  std::mt19937 chance(1);
  for (int i = 0; i < 6; ++i) {
    Paths files = november();
    std::shuffle(files.begin(), files.end(), chance);
    const Store store;
    std::string order;
    for (const std::string& each : files) {
      store.import({each});
      order += std::filesystem::path(each).filename().string() + '\n';
    }
    // Not EXPECT_EQ: to print how megabytes differ takes gigabytes.
    EXPECT_TRUE(answers(store) == expected) << order;
  }
}

// ── five days of a feed ──

// "…/20260702T155644Z.2026-Jun.xml.zst" → "2026-07-02T15:56:44Z".
std::string time_of(const std::string& path) {
  const std::string name = std::filesystem::path(path).filename().string();
  return name.substr(0, 4) + '-' + name.substr(4, 2) + '-' + name.substr(6, 5) + ':' +
         name.substr(11, 2) + ':' + name.substr(13, 3);
}

TEST(StoreOfSnapshots, KeepsWhatAFeedNoLongerGivesUntilItIsBack) {
  PATCHMATRIX_NEEDS(kSnapshots);
  const Store store;
  std::vector<std::string> told;
  std::map<std::string, std::string> printed;
  for (const std::string& file : files_with(kSnapshots, "2026-Jun.xml")) {
    const std::string time = time_of(file);
    store.import({file}, time);
    const std::string report = store.report("2026-06");
    printed[time] = report;
    const JsonDocument document(report);
    told.push_back(
        time + " revision " + std::string(document.root()["release"]["revision"].string()) + ": " +
        std::string(document.root()["totals"]["vulnerabilities"]["total"].string()) + ", " +
        std::to_string(count(report, "withdrawn_by_feed", "true")) + " withdrawn by the feed");
  }
  EXPECT_EQ(told, (std::vector<std::string>{
                      "2026-07-02T15:56:44Z revision 1007: 1273, 0 withdrawn by the feed",
                      "2026-07-03T09:04:39Z revision 1122: 1278, 0 withdrawn by the feed",
                      "2026-07-04T08:54:26Z revision 1128: 1279, 0 withdrawn by the feed",
                      "2026-07-04T22:19:22Z revision 1138: 1279, 74 withdrawn by the feed",
                      "2026-07-06T07:33:48Z revision 1130: 1279, 0 withdrawn by the feed",
                  }));
  // Each of these reports is printed again, now that more is known.
  for (const auto& [time, report] : printed)
    EXPECT_TRUE(store.report("2026-06", {"--known-at", time}) == report) << time;
}

TEST(StoreOfSnapshots, AnswersAlikeInWhateverOrderTheyAreImported) {
  PATCHMATRIX_NEEDS(kSnapshots);
  const std::vector<std::string> months = {"2025-02", "2025-08", "2026-03", "2026-04",
                                           "2026-05", "2026-06", "2026-07"};
  const auto answers = [&](const Store& store) {
    std::vector<std::string> out;
    for (const std::string& month : months) out.push_back(store.report(month));
    for (const char* time : {"2026-07-03T12:00:00Z", "2026-07-04T23:00:00Z"})
      out.push_back(store.report("2026-06", {"--known-at", time}));
    out.push_back(store.report("2026-06", {"--as-of", "2026-07-04"}));
    return out;
  };
  const auto imported = [&](const Paths& files) {
    Store store;
    for (const std::string& each : files) store.import({each}, time_of(each));
    return answers(store);
  };
  Paths files = files_with(kSnapshots, ".xml");
  const std::vector<std::string> expected = imported(files);
  std::mt19937 chance(1);
  for (int i = 0; i < 2; ++i) {
    std::shuffle(files.begin(), files.end(), chance);
    EXPECT_TRUE(imported(files) == expected) << i;
  }
}

}  // namespace
}  // namespace patchmatrix::test
