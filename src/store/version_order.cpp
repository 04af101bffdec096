// SPDX-License-Identifier: Apache-2.0
#include "store/version_order.hpp"

#include <algorithm>
#include <tuple>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Of any length: vendors write dates and counters as numbers.
int compare_numbers(std::string_view a, std::string_view b) {
  a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
  b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return a.compare(b);
}

// A number is older than a word; nothing is older than either.
int compare_identifiers(std::string_view a, std::string_view b) {
  if (is_number(a) && is_number(b)) return compare_numbers(a, b);
  if (is_number(a) != is_number(b)) return is_number(a) ? -1 : 1;
  return a.compare(b);
}

std::string_view take_identifier(std::string_view& rest) {
  const std::size_t dot = std::min(rest.find('.'), rest.size());
  const std::string_view taken = rest.substr(0, dot);
  rest.remove_prefix(std::min(dot + 1, rest.size()));
  return taken;
}

// Identifiers between dots, one after another; `missing` stands for those that one side lacks.
int compare_dotted(std::string_view a, std::string_view b, std::string_view missing) {
  while (!a.empty() || !b.empty()) {
    const std::string_view left = a.empty() ? missing : take_identifier(a);
    const std::string_view right = b.empty() ? missing : take_identifier(b);
    if (left.empty() != right.empty()) return left.empty() ? -1 : 1;
    if (const int result = compare_identifiers(left, right); result != 0) return result;
  }
  return 0;
}

struct Semantic {
  std::string_view core, pre_release;
};

// Build metadata says nothing of precedence.
Semantic split(std::string_view revision) {
  revision = trimmed(revision);
  if (revision.starts_with('v') || revision.starts_with('V')) revision.remove_prefix(1);
  revision = revision.substr(0, revision.find('+'));
  const std::size_t hyphen = revision.find('-');
  if (hyphen == std::string_view::npos) return {revision, {}};
  return {revision.substr(0, hyphen), revision.substr(hyphen + 1)};
}

// Since when the vendor had said what a feed gave: not later than it was given, and not earlier
// than what the feed had said before, whatever the document's own date is.
void date_by_arrival(std::vector<VersionArrival>& arrivals) {
  std::optional<Instant> before;
  for (VersionArrival& each : arrivals) {
    each.said_at = each.dated.value_or(each.fetched_at);
    if (!each.witnessed) continue;
    each.said_at = std::min(each.said_at, each.fetched_at);
    if (before) each.said_at = std::max(each.said_at, *before);
    before = each.said_at;
  }
}

}  // namespace

int compare_revisions(std::string_view a, std::string_view b) {
  const Semantic left = split(a), right = split(b);
  if (const int result = compare_dotted(left.core, right.core, "0"); result != 0) return result;
  // A release is newer than its own pre-releases.
  if (left.pre_release.empty() != right.pre_release.empty())
    return left.pre_release.empty() ? 1 : -1;
  return compare_dotted(left.pre_release, right.pre_release, {});
}

std::vector<VersionArrival> in_order(std::vector<VersionArrival> arrivals, VersionOrder order) {
  std::sort(arrivals.begin(), arrivals.end(), [](const VersionArrival& a, const VersionArrival& b) {
    return std::tie(a.fetched_at, a.arrival) < std::tie(b.fetched_at, b.arrival);
  });
  if (order == VersionOrder::Arrival) {
    date_by_arrival(arrivals);
    std::stable_sort(
        arrivals.begin(), arrivals.end(),
        [](const VersionArrival& a, const VersionArrival& b) { return a.said_at < b.said_at; });
    return arrivals;
  }
  for (VersionArrival& each : arrivals) each.said_at = each.dated.value_or(each.fetched_at);
  std::stable_sort(arrivals.begin(), arrivals.end(),
                   [](const VersionArrival& a, const VersionArrival& b) {
                     const int revisions = compare_revisions(a.revision, b.revision);
                     return revisions != 0 ? revisions < 0 : a.said_at < b.said_at;
                   });
  return arrivals;
}

}  // namespace patchmatrix
