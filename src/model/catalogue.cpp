// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <patchmatrix/catalogue.hpp>

namespace patchmatrix {
namespace {

constexpr std::string_view kPrefix = "CVE-";
constexpr std::size_t kYearDigits = 4;
constexpr std::size_t kFewestDigits = 4, kMostDigits = 19;

bool is_number(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

template <class Entry>
const Entry* found(const std::vector<Entry>& entries, std::string_view vulnerability) {
  const auto at = std::lower_bound(
      entries.begin(), entries.end(), vulnerability,
      [](const Entry& each, std::string_view id) { return each.vulnerability < id; });
  return at != entries.end() && at->vulnerability == vulnerability ? &*at : nullptr;
}

}  // namespace

bool is_cve(std::string_view text) {
  if (!text.starts_with(kPrefix)) return false;
  text.remove_prefix(kPrefix.size());
  if (text.size() <= kYearDigits || text[kYearDigits] != '-') return false;
  const std::string_view number = text.substr(kYearDigits + 1);
  return is_number(text.substr(0, kYearDigits)) && number.size() >= kFewestDigits &&
         number.size() <= kMostDigits && is_number(number);
}

const KevEntry* KevCatalogue::find(std::string_view vulnerability) const {
  return found(entries, vulnerability);
}

const EpssScore* EpssScores::find(std::string_view vulnerability) const {
  return found(entries, vulnerability);
}

std::string decimal_of_hundred_thousandths(std::uint32_t value) {
  constexpr std::uint32_t kOne = 100'000;
  const std::string digits = std::to_string(kOne + value % kOne);
  return std::to_string(value / kOne) + '.' + digits.substr(1);
}

}  // namespace patchmatrix
