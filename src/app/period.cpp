// SPDX-License-Identifier: Apache-2.0
#include "app/period.hpp"

#include "app/options.hpp"

namespace patchmatrix {
namespace {

std::optional<Months> single_period(const std::string& text) {
  if (const auto month = month_of_text(text)) return Months{*month, *month};
  if (const auto january = month_of_text(text + "-01"); january && text.size() == 4)
    return Months{*january, {january->year, 12}};
  const auto january = month_of_text(text.substr(0, 4) + "-01");
  if (!january || text.size() != 7 || text.compare(4, 2, "-Q") != 0 || text[6] < '1' ||
      text[6] > '4')
    return std::nullopt;
  const auto first = static_cast<unsigned>(text[6] - '1') * 3 + 1;
  return Months{{january->year, first}, {january->year, first + 2}};
}

}  // namespace

bool is_period(const std::string& word) { return word == kLatest || period_of_text(word); }

std::optional<Months> period_of_text(const std::string& text) {
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos) return single_period(text);
  const auto first = single_period(text.substr(0, dots));
  const auto last = single_period(text.substr(dots + 2));
  if (!first || !last || first->first > last->last) return std::nullopt;
  return Months{first->first, last->last};
}

Month month_after(Month month) {
  return month.number == 12 ? Month{month.year + 1, 1} : Month{month.year, month.number + 1};
}

Month months_before(Month month, unsigned number) {
  const int months =
      month.year * 12 + static_cast<int>(month.number) - 1 - static_cast<int>(number);
  return {months / 12, static_cast<unsigned>(months % 12) + 1};
}

}  // namespace patchmatrix
