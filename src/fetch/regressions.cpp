// SPDX-License-Identifier: Apache-2.0
#include "fetch/regressions.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "io/calendar.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

// So many identifiers are named; the number tells of all.
constexpr std::size_t kNamedVulnerabilities = 5;

// After this a release counts as complete, whatever is missing in it.
constexpr std::chrono::days kSettlingTime{14};

std::optional<std::vector<unsigned long long>> numbers(std::string_view revision) {
  std::vector<unsigned long long> out;
  for (const std::string_view part : split(revision, '.')) {
    unsigned long long value = 0;
    const char* end = part.data() + part.size();
    const auto [stop, problem] = std::from_chars(part.data(), end, value);
    if (part.empty() || problem != std::errc() || stop != end) return std::nullopt;
    out.push_back(value);
  }
  while (out.size() > 1 && out.back() == 0) out.pop_back();  // 1.0 is 1
  return out;
}

Arguments named(const std::vector<std::string>& ids) {
  std::vector<std::string> some(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                               ids.size(), kNamedVulnerabilities)));
  if (some.size() < ids.size()) some.emplace_back("…");
  return {{"number", std::to_string(ids.size())}, {"ids", joined(some, ", ")}};
}

}  // namespace

std::optional<bool> is_older_revision(std::string_view revision, std::string_view than) {
  const auto a = numbers(revision), b = numbers(than);
  if (!a || !b) return std::nullopt;
  return *a < *b;
}

std::vector<FetchEvent> regressions(const LedgerDocument& present,
                                    const std::vector<Ledger::KnownVulnerability>& known,
                                    const DocumentFacts& newer) {
  std::vector<FetchEvent> events;
  if (present.sha256.empty()) return events;
  const std::set<std::string_view> there(newer.vulnerabilities.begin(),
                                         newer.vulnerabilities.end());
  std::vector<std::string> gone, back;
  for (const Ledger::KnownVulnerability& each : known) {
    const bool here = there.contains(each.id);
    if (!each.gone && !here) gone.push_back(each.id);
    if (each.gone && here) back.push_back(each.id);
  }
  const auto tell = [&](const char* code, Arguments arguments) {
    events.push_back({code, present.name, std::move(arguments)});
  };
  if (newer.catalogue) {
    if (!gone.empty()) tell("entries-gone", named(gone));
    if (!back.empty()) tell("entries-back", named(back));
  } else {
    if (!gone.empty()) tell("vulnerabilities-gone", named(gone));
    if (!back.empty()) tell("vulnerabilities-back", named(back));
  }
  const DocumentFacts& before = present.facts;
  if (is_older_revision(newer.revision, before.revision).value_or(false))
    tell("revision-backward", {{"from", before.revision}, {"to", newer.revision}});
  const auto from = before.current_release, to = newer.current_release;
  if (from && to && *to < *from)
    tell("date-backward", {{"from", to_string(*from)}, {"to", to_string(*to)}});
  if (from && to && *from == *to && before.revision == newer.revision)
    tell("changed-silently", {{"revision", newer.revision}, {"date", to_string(*to)}});
  return events;
}

std::string provisional_reason(const Vendor& vendor, const Feed& feed, const DocumentFacts& facts,
                               int polls, Instant now) {
  const ReleaseDay& rule = vendor.release_day;
  if (feed.complete_families.empty() || !facts.month || rule.week == 0) return {};
  const Day day = nth_weekday(*facts.month, rule.week, rule.weekday);
  const Instant release = from_local(day, rule.time, rule.zone);
  if (now < release) return "before-release";
  if (now - release > kSettlingTime) return {};
  if (facts.announced != 0 && facts.released >= facts.announced) return {};
  const bool families = std::all_of(
      feed.complete_families.begin(), feed.complete_families.end(), [&](const std::string& each) {
        return std::find(facts.families.begin(), facts.families.end(), each) !=
               facts.families.end();
      });
  if (families && polls >= 2) return {};
  if (facts.announced != 0) return "list-not-met";
  return families ? "not-settled" : "families-missing";
}

}  // namespace patchmatrix
