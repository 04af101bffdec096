// SPDX-License-Identifier: Apache-2.0
#include "app/release_context.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include <patchmatrix/error.hpp>

#include "app/month_totals.hpp"
#include "app/period.hpp"
#include "app/sources.hpp"
#include "app/states.hpp"
#include "io/calendar.hpp"

namespace patchmatrix {
namespace {

constexpr unsigned kMonths = 12;

bool shows_all(const Options& options) {
  if (options.layout.layout == Layout::Weekly) return false;
  return options.layout.layout == Layout::Monthly || options.format == OutputFormat::Html ||
         options.format == OutputFormat::Mail || options.format == OutputFormat::Xlsx ||
         options.format == OutputFormat::Json;
}

// ── changes ──

// Documents that speak for the report's own release.
std::vector<const ReportInput*> present(const DocumentSet& documents) {
  std::vector<const ReportInput*> out;
  for (const ReportInput& each : documents.inputs())
    if (!each.fixed_now) out.push_back(&each);
  return out;
}

// The day on which the last of the documents was released: by then each has a first state.
std::optional<Day> day_of_release(const std::vector<const ReportInput*>& inputs) {
  std::optional<Day> out;
  for (const ReportInput* each : inputs)
    if (const auto instant = each->findings->release.initial_release)
      out = std::max(out, std::optional(day_of(*instant)));
  return out;
}

// The oldest version that is kept may be newer than the day that was asked for; then its own day
// is the one that the changes are told from.
std::string day_of_state(Day asked, const DocumentSet& earlier) {
  std::optional<Day> later;
  for (const ReportInput& each : earlier.inputs())
    if (const auto instant = each.findings->release.current_release; instant && !each.said)
      if (!later || day_of(*instant) < *later) later = day_of(*instant);
  return to_string(later ? std::max(asked, *later) : asked);
}

std::vector<Source> not_among(const std::vector<Source>& sources,
                              const std::vector<const ReportInput*>& known) {
  std::set<VersionKey> keys;
  for (const ReportInput* each : known) keys.insert(key_of(*each));
  std::vector<Source> out;
  for (const Source& each : sources)
    if (!keys.contains(key_of(each))) out.push_back(each);
  return out;
}

ReleaseChanges changes_of(const ReleaseContext& context) {
  const Options& options = context.options;
  ReleaseChanges out;
  if (options.as_of) out.to = to_string(*options.as_of);
  const auto newer = present(context.documents);
  const auto from = options.since ? options.since : day_of_release(newer);
  if (context.months.empty() || !from) return out;
  if (options.since && options.as_of && *options.since > *options.as_of)
    throw Error(ErrorKind::Usage, "from-after-to", {},
                {{"from", to_string(*options.since)}, {"to", out.to}});
  Options asked = options;
  asked.as_of = from;
  const std::vector<Source> sources = sources_or_none(asked, context.feeds);
  const std::vector<Source> others = not_among(sources, newer);
  const bool is_said =
      std::all_of(sources.begin(), sources.end(), [](const Source& each) { return each.said; });
  out.known = !others.empty() || (options.since && is_said);
  if (!out.known) return out;
  DocumentSet earlier(context.feeds, context.words, options.highest_tlp);
  earlier.add(others);
  out.from = day_of_state(*from, earlier);
  State older = state_of(sources, {&context.documents, &earlier}), present_state;
  for (const ReportInput* each : newer)
    present_state.documents.push_back({each->findings, each->only});
  older.known_exploited = known_exploited(context.kev, parse_day(out.from));
  present_state.known_exploited = known_exploited(context.kev, options.as_of);
  out.changes = compare(older, present_state, context.feeds.impact_order);
  return out;
}

// ── months ──

// The one month that was asked for.
std::optional<Month> month_asked(const std::vector<Months>& months) {
  if (months.empty()) return std::nullopt;
  const Month month = months.front().first;
  const bool one = std::all_of(months.begin(), months.end(), [&](const Months& each) {
    return each == Months{month, month};
  });
  return one ? std::optional(month) : std::nullopt;
}

std::vector<MonthTotals> months_of(const ReleaseContext& context, const Report& report) {
  const auto last = month_asked(context.months);
  if (!last) return {};
  std::vector<MonthTotals> out =
      month_totals({months_before(*last, kMonths - 1), months_before(*last, 1)}, context);
  out.push_back({*last, report.totals});
  return out;
}

// ── the next release ──

Instant release_of(Month month, const ReleaseDay& rule) {
  return from_local(nth_weekday(month, rule.week, rule.weekday), rule.time, rule.zone);
}

std::optional<NextRelease> next_of(const ReleaseContext& context, const Report& report) {
  for (const ReportInput* each : present(context.documents)) {
    const ReleaseDay& rule = each->findings->vendor->release_day;
    const auto month = each->findings->release.month;
    if (rule.week == 0 || !month) continue;
    Month next = month_after(*month);
    if (report.week) {  // the first one behind it
      next = month_of(report.week->sunday);
      if (day_of(release_of(next, rule)) <= report.week->sunday) next = month_after(next);
    }
    if (next.year < rule.first_year) continue;
    return NextRelease{release_of(next, rule), rule.zone, rule.zone_name};
  }
  return std::nullopt;
}

}  // namespace

void add_release_context(const ReleaseContext& context, Report& report) {
  report.next = next_of(context, report);
  if (!shows_all(context.options)) return;
  report.changes = changes_of(context);
  report.months = months_of(context, report);
}

}  // namespace patchmatrix
