// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstddef>

#include <patchmatrix/date.hpp>

namespace patchmatrix {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// Takes the pieces of a date off the front of a text; every take reports whether it succeeded.
class DateText {
 public:
  explicit DateText(std::string_view rest) : rest_(rest) {}

  bool number(std::size_t digits, int& value) {
    if (rest_.size() < digits) return false;
    value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (rest_[i] < '0' || rest_[i] > '9') return false;
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(digits);
    return true;
  }

  bool one_of(std::string_view accepted) {
    if (rest_.empty() || accepted.find(rest_.front()) == std::string_view::npos) return false;
    taken_ = rest_.front();
    rest_.remove_prefix(1);
    return true;
  }

  bool digits() {
    const std::size_t before = rest_.size();
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') rest_.remove_prefix(1);
    return rest_.size() < before;
  }

  char taken() const { return taken_; }
  bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  char taken_ = 0;
};

std::optional<Day> take_day(DateText& text) {
  int year = 0, month = 0, day = 0;
  if (!text.number(4, year) || !text.one_of("-") || !text.number(2, month) || !text.one_of("-") ||
      !text.number(2, day))
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || year <= 1) return std::nullopt;
  return Day(date);
}

std::optional<seconds> take_offset(DateText& text) {
  if (text.done() || text.one_of("Zz")) return seconds(0);
  if (!text.one_of("+-")) return std::nullopt;
  const int sign = text.taken() == '-' ? -1 : 1;
  int hour = 0, minute = 0;
  if (!text.number(2, hour) || !text.one_of(":") || !text.number(2, minute) || hour > 23 ||
      minute > 59)
    return std::nullopt;
  return sign * (hours(hour) + minutes(minute));
}

void append_padded(std::string& out, int value, std::size_t width) {
  const std::string digits = std::to_string(value);
  out.append(width > digits.size() ? width - digits.size() : 0, '0').append(digits);
}

}  // namespace

std::optional<Instant> parse_instant(std::string_view written) {
  DateText text(written);
  const auto day = take_day(text);
  if (!day) return std::nullopt;
  if (text.done()) return Instant(*day);

  int hour = 0, minute = 0, second = 0;
  if (!text.one_of("Tt ") || !text.number(2, hour) || !text.one_of(":") ||
      !text.number(2, minute) || !text.one_of(":") || !text.number(2, second))
    return std::nullopt;
  if (hour > 23 || minute > 59 || second > 60) return std::nullopt;
  if (text.one_of(".") && !text.digits()) return std::nullopt;
  const auto offset = take_offset(text);
  if (!offset || !text.done()) return std::nullopt;
  return Instant(*day) + hours(hour) + minutes(minute) + seconds(second) - *offset;
}

std::optional<Day> parse_day(std::string_view written) {
  DateText text(written);
  const auto day = take_day(text);
  return day && text.done() ? day : std::nullopt;
}

std::string to_string(Day day) {
  const std::chrono::year_month_day date(day);
  std::string out;
  append_padded(out, static_cast<int>(date.year()), 4);
  out += '-';
  append_padded(out, static_cast<int>(static_cast<unsigned>(date.month())), 2);
  out += '-';
  append_padded(out, static_cast<int>(static_cast<unsigned>(date.day())), 2);
  return out;
}

std::string to_string(Instant instant) {
  const Day day = day_of(instant);
  const std::chrono::hh_mm_ss time(instant - day);
  std::string out = to_string(day);
  out += 'T';
  append_padded(out, static_cast<int>(time.hours().count()), 2);
  out += ':';
  append_padded(out, static_cast<int>(time.minutes().count()), 2);
  out += ':';
  append_padded(out, static_cast<int>(time.seconds().count()), 2);
  out += 'Z';
  return out;
}

std::string to_string(Month month) {
  std::string out;
  append_padded(out, month.year, 4);
  out += '-';
  append_padded(out, static_cast<int>(month.number), 2);
  return out;
}

Month month_of(Instant instant) {
  const std::chrono::year_month_day date(day_of(instant));
  return {static_cast<int>(date.year()), static_cast<unsigned>(date.month())};
}

}  // namespace patchmatrix
