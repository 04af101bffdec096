// SPDX-License-Identifier: Apache-2.0
#include "io/calendar.hpp"

#include <cstdlib>
#include <string>
#include <string_view>
#include <time.h>
#include <vector>

#include <gtest/gtest.h>

namespace patchmatrix {
namespace {

constexpr const char* kPacific = "PST-08PDT+01,M3.2.0/02:00,M11.1.0/02:00";
constexpr const char* kJapan = "JST+09";

std::string shown(const LocalTime& local) {
  return to_string(local.day) + ' ' + local.time + ' ' + local.zone;
}

TEST(Calendar, FindsTheSecondTuesdays) {
  const std::vector<std::pair<Month, std::string_view>> cases = {
      {{2022, 11}, "2022-11-08"}, {{2022, 10}, "2022-10-11"}, {{2022, 2}, "2022-02-08"},
      {{2022, 3}, "2022-03-08"},  {{2023, 8}, "2023-08-08"},  // the month begins on a Tuesday
      {{2022, 6}, "2022-06-14"},                              // … on a Wednesday
      {{2024, 2}, "2024-02-13"},  {{2026, 7}, "2026-07-14"},  {{2017, 5}, "2017-05-09"},
      {{2100, 1}, "2100-01-12"},
  };
  for (const auto& [month, expected] : cases)
    EXPECT_EQ(to_string(nth_weekday(month, 2, 2)), expected) << to_string(month);
}

TEST(Calendar, FindsEveryWeekdayOfAMonth) {
  const Month november{2022, 11};  // begins on a Tuesday and has 30 days
  EXPECT_EQ(to_string(nth_weekday(november, 1, 2)), "2022-11-01");
  EXPECT_EQ(to_string(nth_weekday(november, 1, 1)), "2022-11-07");
  EXPECT_EQ(to_string(nth_weekday(november, 3, 0)), "2022-11-20");
  EXPECT_EQ(to_string(nth_weekday(november, 4, 6)), "2022-11-26");
  // The fifth is the last.
  EXPECT_EQ(to_string(nth_weekday(november, 5, 2)), "2022-11-29");
  EXPECT_EQ(to_string(nth_weekday(november, 5, 4)), "2022-11-24");
  EXPECT_EQ(to_string(nth_weekday({2024, 2}, 5, 4)), "2024-02-29");
}

TEST(Calendar, NamesWeekdaysFromSunday) {
  EXPECT_EQ(weekday_of(*parse_day("2022-11-06")), 0U);
  EXPECT_EQ(weekday_of(*parse_day("2022-11-08")), 2U);
  EXPECT_EQ(weekday_of(*parse_day("2022-11-12")), 6U);
  EXPECT_EQ(weekday_of(*parse_day("1970-01-01")), 4U);
  EXPECT_EQ(weekday_of(*parse_day("2000-02-29")), 2U);
}

struct Case {
  std::string_view day;
  std::string_view utc;
  std::string_view pacific;
  std::string_view japan;
};

// Clocks of the Pacific zone go forward on 2022-03-13 and back on 2022-11-06, at 02:00.
const std::vector<Case> kTenInTheMorning = {
    {"2022-01-11", "2022-01-11T18:00:00Z", "2022-01-11 10:00 PST", "2022-01-12 03:00 JST"},
    {"2022-03-08", "2022-03-08T18:00:00Z", "2022-03-08 10:00 PST", "2022-03-09 03:00 JST"},
    {"2022-03-12", "2022-03-12T18:00:00Z", "2022-03-12 10:00 PST", "2022-03-13 03:00 JST"},
    {"2022-03-13", "2022-03-13T17:00:00Z", "2022-03-13 10:00 PDT", "2022-03-14 02:00 JST"},
    {"2022-07-12", "2022-07-12T17:00:00Z", "2022-07-12 10:00 PDT", "2022-07-13 02:00 JST"},
    {"2022-11-05", "2022-11-05T17:00:00Z", "2022-11-05 10:00 PDT", "2022-11-06 02:00 JST"},
    {"2022-11-06", "2022-11-06T18:00:00Z", "2022-11-06 10:00 PST", "2022-11-07 03:00 JST"},
    {"2022-11-08", "2022-11-08T18:00:00Z", "2022-11-08 10:00 PST", "2022-11-09 03:00 JST"},
    {"2022-12-31", "2022-12-31T18:00:00Z", "2022-12-31 10:00 PST", "2023-01-01 03:00 JST"},
};

TEST(Zones, ShowOneInstantOnTheClocksOfEachPlace) {
  for (const Case& each : kTenInTheMorning) {
    const Instant instant = from_local(*parse_day(each.day), "10:00", kPacific);
    EXPECT_EQ(to_string(instant), each.utc) << each.day;
    EXPECT_EQ(shown(to_local(instant, kPacific)), each.pacific) << each.day;
    EXPECT_EQ(shown(to_local(instant, kJapan)), each.japan) << each.day;
  }
}

TEST(Zones, ChangeAtTheMinuteOfTheSwitch) {
  const auto pacific = [](std::string_view utc) {
    return shown(to_local(*parse_instant(utc), kPacific));
  };
  EXPECT_EQ(pacific("2022-03-13T09:59:00Z"), "2022-03-13 01:59 PST");
  EXPECT_EQ(pacific("2022-03-13T10:00:00Z"), "2022-03-13 03:00 PDT");
  EXPECT_EQ(pacific("2022-11-06T08:59:00Z"), "2022-11-06 01:59 PDT");
  EXPECT_EQ(pacific("2022-11-06T10:00:00Z"), "2022-11-06 02:00 PST");
}

TEST(Zones, DoNotDependOnTheZoneOfTheMachine) {
  const char* before = std::getenv("TZ");
  const std::string kept = before == nullptr ? "" : before;
  for (const char* zone : {"UTC", "Asia/Tokyo", "America/Los_Angeles"}) {
    ::setenv("TZ", zone, 1);
    ::tzset();
    for (const Case& each : kTenInTheMorning)
      EXPECT_EQ(to_string(from_local(*parse_day(each.day), "10:00", kPacific)), each.utc)
          << each.day << " in " << zone;
  }
  if (before == nullptr)
    ::unsetenv("TZ");
  else
    ::setenv("TZ", kept.c_str(), 1);
  ::tzset();
}

TEST(Zones, ReachBackBeforeTheEpoch) {
  EXPECT_EQ(shown(to_local(*parse_instant("1969-12-31T15:30:00Z"), kJapan)),
            "1970-01-01 00:30 JST");
  EXPECT_EQ(to_string(from_local(*parse_day("1970-01-01"), "00:30", kJapan)),
            "1969-12-31T15:30:00Z");
}

}  // namespace
}  // namespace patchmatrix
