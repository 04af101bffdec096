// SPDX-License-Identifier: Apache-2.0
#pragma once

// Calendar arithmetic and time zones; Boost.Date_Time stays inside io. Its ISO parser is not used:
// it drops zones silently. Texts are read by date.hpp.

#include <string>

#include <patchmatrix/date.hpp>

namespace patchmatrix {

// The n-th weekday of a month (weekday 0 is Sunday; the second Tuesday: week 2, weekday 2).
// `week` 5 means the last one.
Day nth_weekday(Month month, int week, int weekday);

unsigned weekday_of(Day day);  // 0 is Sunday

// A moment as clocks show it somewhere.
struct LocalTime {
  Day day;
  std::string time;  // "10:00"
  std::string zone;  // "PST", "JST": the abbreviation in force then
};

// The instant at which clocks of `zone` show `time` ("10:00") on `day`. `zone` is a POSIX TZ rule
// in Boost's spelling, e.g. "PST-08PDT+01,M3.2.0/02:00,M11.1.0/02:00".
Instant from_local(Day day, const std::string& time, const std::string& zone);
LocalTime to_local(Instant instant, const std::string& zone);

}  // namespace patchmatrix
