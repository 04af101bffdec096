// SPDX-License-Identifier: Apache-2.0
#include "io/calendar.hpp"

#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <boost/date_time/local_time/local_time.hpp>
#include <boost/date_time/posix_time/posix_time_types.hpp>

namespace patchmatrix {
namespace {

namespace gregorian = boost::gregorian;
namespace posix_time = boost::posix_time;
namespace local_time = boost::local_time;

const gregorian::date kEpoch(1970, 1, 1);

gregorian::date date_of(Day day) {
  return kEpoch + gregorian::days(day.time_since_epoch().count());
}

Day day_of(const gregorian::date& date) { return Day(std::chrono::days((date - kEpoch).days())); }

local_time::time_zone_ptr zone_of(const std::string& rule) {
  return local_time::time_zone_ptr(new local_time::posix_time_zone(rule));
}

}  // namespace

Day nth_weekday(Month month, int week, int weekday) {
  using Nth = gregorian::nth_day_of_the_week_in_month;
  const Nth nth(static_cast<Nth::week_num>(week),
                gregorian::greg_weekday(static_cast<unsigned short>(weekday)),
                gregorian::greg_month(static_cast<unsigned short>(month.number)));
  return day_of(nth.get_date(static_cast<unsigned short>(month.year)));
}

unsigned weekday_of(Day day) { return date_of(day).day_of_week().as_number(); }

Instant from_local(Day day, const std::string& time, const std::string& zone) {
  const local_time::local_date_time local(date_of(day), posix_time::duration_from_string(time),
                                          zone_of(zone),
                                          local_time::local_date_time::NOT_DATE_TIME_ON_ERROR);
  const posix_time::ptime utc = local.utc_time();
  return Instant(day_of(utc.date())) + std::chrono::seconds(utc.time_of_day().total_seconds());
}

LocalTime to_local(Instant instant, const std::string& zone) {
  const Day day = patchmatrix::day_of(instant);
  const posix_time::ptime utc(date_of(day), posix_time::seconds((instant - day).count()));
  const local_time::local_date_time local(utc, zone_of(zone));
  const posix_time::ptime shown = local.local_time();
  const std::string time = posix_time::to_simple_string(shown.time_of_day());
  return {day_of(shown.date()), time.substr(0, 5), local.zone_abbrev()};
}

}  // namespace patchmatrix
