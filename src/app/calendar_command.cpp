// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <chrono>

#include "app/commands.hpp"
#include "io/calendar.hpp"
#include "io/unicode.hpp"

namespace patchmatrix {
namespace {

// Japan has one zone and no daylight saving time.
constexpr const char* kJapan = "JST+09";

int this_year() {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  return month_of(now).year;
}

std::string shown(const LocalTime& time, const Words& words) {
  return words.fill("calendar.time",
                    {{"day", to_string(time.day)},
                     {"weekday", words["weekdays." + std::to_string(weekday_of(time.day))]},
                     {"time", time.time},
                     {"zone", time.zone}});
}

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, display_width(text)) + 2, ' ');
}

std::string calendar(const Vendor& vendor, int year, const Words& words) {
  const ReleaseDay& rule = vendor.release_day;
  std::vector<std::array<std::string, 3>> rows = {
      {words["calendar.month"], words.fill("calendar.local", {{"zone", rule.zone_name}}),
       words["calendar.japan"]}};
  for (unsigned number = 1; number <= 12; ++number) {
    const Month month{year, number};
    const Day day = nth_weekday(month, rule.week, rule.weekday);
    const Instant instant = from_local(day, rule.time, rule.zone);
    rows.push_back({to_string(month), shown(to_local(instant, rule.zone), words),
                    shown(to_local(instant, kJapan), words)});
  }
  std::array<std::size_t, 2> widths{};
  for (const auto& row : rows)
    for (std::size_t i = 0; i < 2; ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  std::string out = words.fill("calendar.heading", {{"vendor", words.pick(vendor.name)},
                                                    {"year", std::to_string(year)}}) +
                    "\n\n";
  for (const auto& row : rows)
    out += padded(row[0], widths[0]) + padded(row[1], widths[1]) + row[2] + '\n';
  return out;
}

}  // namespace

ExitCode calendar_command(const Options& options, const Feeds& feeds, const Words& words) {
  const int year = options.year.value_or(this_year());
  std::string out;
  for (const Vendor& vendor : feeds.vendors) {
    if (vendor.release_day.week == 0) continue;
    if (year < vendor.release_day.first_year || year > 2099)
      throw Error(ErrorKind::Usage, "bad-number", {},
                  {{"option", "--year"},
                   {"value", std::to_string(year)},
                   {"low", std::to_string(vendor.release_day.first_year)},
                   {"high", "2099"}});
    out += calendar(vendor, year, words);
  }
  if (out.empty()) throw Error(ErrorKind::NotFound, "no-release-day");
  print(out);
  return ExitCode::AllRead;
}

}  // namespace patchmatrix
