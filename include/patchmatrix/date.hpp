// SPDX-License-Identifier: Apache-2.0
#pragma once

// Days and instants as advisories write them. Everything inside is UTC; zones appear only at the
// edge (calendar, reports).

#include <chrono>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace patchmatrix {

using Day = std::chrono::sys_days;
using Instant = std::chrono::sys_seconds;

// Reads RFC 3339 dates and the variants that advisories really hold: no zone (which means UTC, as
// the index of the same feed shows), a blank for the T, any number of fraction digits (dropped),
// and a bare date (midnight UTC). Nothing for anything else, for days and times that do not exist,
// and for the placeholder 0001-01-01T00:00:00 that JSON serialisers write for "no date".
std::optional<Instant> parse_instant(std::string_view text);

// Exactly YYYY-MM-DD, and a day that exists.
std::optional<Day> parse_day(std::string_view text);

std::string to_string(Day day);          // 2022-11-08
std::string to_string(Instant instant);  // 2022-11-08T08:00:00Z

inline Day day_of(Instant instant) { return std::chrono::floor<std::chrono::days>(instant); }

// A calendar month, the unit in which vendors release.
struct Month {
  int year = 0;
  unsigned number = 0;  // 1 … 12
  auto operator<=>(const Month&) const = default;
};

std::string to_string(Month month);  // 2022-11
Month month_of(Instant instant);

}  // namespace patchmatrix
