// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/date.hpp>

namespace patchmatrix {
namespace {

std::string shown(std::optional<Instant> instant) {
  return instant ? to_string(*instant) : "nothing";
}

std::string shown(std::optional<Day> day) { return day ? to_string(*day) : "nothing"; }

struct Case {
  std::string_view written;
  std::string_view expected;
};

TEST(Instants, AreReadInEveryFormThatAdvisoriesHold) {
  const std::vector<Case> cases = {
      // No zone means UTC.
      {"2022-11-08T08:00:00", "2022-11-08T08:00:00Z"},
      {"2022-11-08T08:00:00Z", "2022-11-08T08:00:00Z"},
      {"2022-11-08t08:00:00z", "2022-11-08T08:00:00Z"},
      // Offsets, also over the ends of days, months and years.
      {"2022-11-08T08:00:00+00:00", "2022-11-08T08:00:00Z"},
      {"2022-11-08T08:00:00-00:00", "2022-11-08T08:00:00Z"},
      {"2022-11-08T08:00:00-08:00", "2022-11-08T16:00:00Z"},
      {"2022-11-08T08:00:00+09:00", "2022-11-07T23:00:00Z"},
      {"2022-11-08T08:00:00+05:30", "2022-11-08T02:30:00Z"},
      {"2022-12-31T23:30:00-01:00", "2023-01-01T00:30:00Z"},
      {"2023-01-01T00:00:00+00:01", "2022-12-31T23:59:00Z"},
      // Fractions are dropped.
      {"2022-11-08T08:00:00.123Z", "2022-11-08T08:00:00Z"},
      {"2022-11-08T08:00:00.123456Z", "2022-11-08T08:00:00Z"},
      {"2022-11-08T08:00:00.9999999Z", "2022-11-08T08:00:00Z"},
      {"2022-11-08T08:00:00.9999999", "2022-11-08T08:00:00Z"},
      {"2022-11-08T08:00:00.123456-08:00", "2022-11-08T16:00:00Z"},
      // A blank for the T.
      {"2022-11-08 08:00:00", "2022-11-08T08:00:00Z"},
      {"2022-11-08 08:00:00+09:00", "2022-11-07T23:00:00Z"},
      // A bare date is midnight UTC.
      {"2022-11-08", "2022-11-08T00:00:00Z"},
      // The ends of what exists.
      {"2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z"},
      {"2000-02-29", "2000-02-29T00:00:00Z"},
      {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"},
      {"1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"},
      {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
  };
  for (const Case& each : cases)
    EXPECT_EQ(shown(parse_instant(each.written)), each.expected) << each.written;
}

TEST(Instants, AreNothingForAnythingElse) {
  const std::vector<std::string_view> cases = {
      "",
      "unknown",
      // What JSON serialisers write for "no date".
      "0001-01-01T00:00:00",
      "0001-01-01T00:00:00Z",
      "0001-01-01",
      "0000-01-01",
      // Days that do not exist.
      "2022-02-29",
      "1900-02-29",
      "2022-04-31T08:00:00Z",
      "2022-00-10",
      "2022-13-01",
      "2022-11-00",
      "2022-11-32",
      // Times that do not exist.
      "2022-11-08T24:00:00Z",
      "2022-11-08T25:61:00",
      "2022-11-08T08:60:00Z",
      "2022-11-08T08:00:61Z",
      "2022-11-08T08:00:00+24:00",
      "2022-11-08T08:00:00+09:60",
      // Cut and misshapen.
      "2022",
      "2022-11",
      "2022-11-8",
      "2022-1-08",
      "22-11-08",
      "2022/11/08",
      "20221108",
      "+2022-11-08",
      "2022-11-08T",
      "2022-11-08 ",
      "2022-11-08Z",
      "2022-11-08T08",
      "2022-11-08T08:00",
      "2022-11-08T08:00Z",
      "2022-11-08T8:00:00",
      "2022-11-08T08.00.00",
      "2022-11-08T08:00:00.",
      "2022-11-08T08:00:00.Z",
      "2022-11-08T08:00:00,5Z",
      "2022-11-08T08:00:00+",
      "2022-11-08T08:00:00+9:00",
      "2022-11-08T08:00:00+09",
      "2022-11-08T08:00:00+0900",
      "2022-11-08  08:00:00",
      "2022-11-08_08:00:00",
      // Something behind or before it.
      "2022-11-08T08:00:00Z ",
      " 2022-11-08T08:00:00Z",
      "2022-11-08T08:00:00ZZ",
      "2022-11-08T08:00:00 Z",
      "2022-11-08T08:00:00+09:00Z",
      "2022-11-08T08:00:00 PST",
      "2022-11-081",
      "November 8, 2022",
  };
  for (const std::string_view each : cases)
    EXPECT_EQ(shown(parse_instant(each)), "nothing") << '"' << each << '"';
}

TEST(Days, AreReadInOneFormOnly) {
  const std::vector<Case> cases = {
      {"2022-11-08", "2022-11-08"},  {"2024-02-29", "2024-02-29"},
      {"2023-02-29", "nothing"},     {"2022-11-31", "nothing"},
      {"0001-01-01", "nothing"},     {"2022-11-08T00:00:00", "nothing"},
      {"2022-11-08 ", "nothing"},    {" 2022-11-08", "nothing"},
      {"2022-11-8", "nothing"},      {"2022-11", "nothing"},
      {"today", "nothing"},          {"", "nothing"},
      {"２０２２-11-08", "nothing"},
  };
  for (const Case& each : cases)
    EXPECT_EQ(shown(parse_day(each.written)), each.expected) << '"' << each.written << '"';
}

TEST(Days, ArePrintedWithLeadingZeros) {
  using namespace std::chrono_literals;
  EXPECT_EQ(to_string(Day(2022y / 11 / 8)), "2022-11-08");
  EXPECT_EQ(to_string(Day(987y / 1 / 2)), "0987-01-02");
}

TEST(Instants, ArePrintedInUtcWithSeconds) {
  using namespace std::chrono_literals;
  EXPECT_EQ(to_string(Instant(Day(2022y / 1 / 2)) + 3h + 4min + 5s), "2022-01-02T03:04:05Z");
  EXPECT_EQ(to_string(Instant(Day(1969y / 12 / 31)) + 23h + 59min), "1969-12-31T23:59:00Z");
}

TEST(Months, ArePrintedAndOrdered) {
  EXPECT_EQ(to_string(Month{2022, 11}), "2022-11");
  EXPECT_EQ(to_string(Month{2022, 3}), "2022-03");
  EXPECT_EQ(to_string(Month{}), "0000-00");
  EXPECT_LT((Month{2021, 12}), (Month{2022, 1}));
  EXPECT_LT((Month{2022, 1}), (Month{2022, 2}));
}

TEST(Months, AreTakenFromTheInstantInUtc) {
  EXPECT_EQ(to_string(month_of(*parse_instant("2022-11-30T23:59:59Z"))), "2022-11");
  EXPECT_EQ(to_string(month_of(*parse_instant("2022-11-30T23:59:59-08:00"))), "2022-12");
  EXPECT_EQ(to_string(month_of(*parse_instant("2022-12-01T08:00:00+09:00"))), "2022-11");
}

TEST(Days, AreTakenFromTheInstantInUtc) {
  EXPECT_EQ(to_string(day_of(*parse_instant("2022-11-08T23:59:59Z"))), "2022-11-08");
  EXPECT_EQ(to_string(day_of(*parse_instant("1969-12-31T23:59:59Z"))), "1969-12-31");
}

}  // namespace
}  // namespace patchmatrix
