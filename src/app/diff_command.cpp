// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <utility>

#include <patchmatrix/changes.hpp>
#include <patchmatrix/error.hpp>
#include <patchmatrix/report.hpp>

#include "app/catalogues.hpp"
#include "app/commands.hpp"
#include "app/document_set.hpp"
#include "app/period.hpp"
#include "app/sources.hpp"
#include "app/states.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

// One side of a comparison: what to ask for, and what it is called.
struct Side {
  Options options;
  std::string label;
  std::vector<Source> sources;
};

// A day asks what the vendor had said, a time what this machine had fetched.
Side side_of(const Options& options, const std::optional<PointInTime>& at) {
  Side side{options, at ? at->text : std::string(kLatest), {}};
  if (at && at->day) side.options.as_of = at->day;
  if (at && at->instant) side.options.known_at = at->instant;
  return side;
}

// What both sides have is read once.
std::vector<Source> united(const Side& older, const Side& newer) {
  std::map<VersionKey, bool> seen;
  std::vector<Source> out;
  for (const Side* side : {&older, &newer})
    for (const Source& each : side->sources)
      if (each.sha256.empty() || !std::exchange(seen[key_of(each)], true)) out.push_back(each);
  return out;
}

State state_of(const Side& side, const DocumentSet& documents) {
  State out = state_of(side.sources, {&documents});
  const Catalogues catalogues = catalogues_of(side.options, {});
  out.known_exploited =
      known_exploited(catalogues.kev ? &*catalogues.kev : nullptr, side.options.as_of);
  return out;
}

// The oldest version that is kept may be newer than the day: what changed before is not known.
void warn_of_later_versions(const Side& side, const Words& words) {
  if (!side.options.as_of) return;
  for (const Source& each : side.sources) {
    if (each.said || !each.only.empty()) continue;
    Diagnostics diagnostics;
    diagnostics.add("no-version-of-day", {}, {{"day", to_string(*side.options.as_of)}});
    Diagnostic diagnostic = diagnostics.all().front();
    diagnostic.file = each.path;
    print_warning(diagnostic, words);
  }
}

ExitCode print_changes(Side older, Side newer, const Options& options, const Feeds& feeds,
                       const Words& words) {
  // Where one side has no document at all, everything of the other is new or gone.
  older.sources = sources_or_none(older.options, feeds);
  newer.sources = sources_or_none(newer.options, feeds);
  if (older.sources.empty() && newer.sources.empty()) sources_of(newer.options, feeds);  // throws
  for (const Side* side : {&older, &newer}) warn_of_later_versions(*side, words);
  DocumentSet documents(feeds, words);
  documents.add(united(older, newer));
  if (documents.inputs().empty()) return conclude(0, documents.failed(), words);
  const auto changes =
      compare(state_of(older, documents), state_of(newer, documents), feeds.impact_order);
  if (options.format == OutputFormat::Json) {
    print(render_changes_json(older.label, newer.label, changes));
  } else {
    const Vendor& vendor = *documents.inputs().front().findings->vendor;
    std::vector<std::string> period(options.paths.begin() + 1, options.paths.end());
    const auto label = [&](const Side& side) {
      return side.label == kLatest ? words["changes.latest"] : side.label;
    };
    print(render_changes_text(
        {vendor.name, vendor.severity_axis, joined(period, " "), label(older), label(newer)},
        changes, words, {text_width(), use_colour()}));
  }
  return conclude(documents.inputs().size(), documents.failed(), words);
}

// Two months of one vendor, side by side.
ExitCode print_comparison(Side older, Side newer, const Options& options, const Feeds& feeds,
                          const Words& words) {
  DocumentSet first(feeds, words), second(feeds, words);
  first.add(older.sources = sources_of(older.options, feeds));
  second.add(newer.sources = sources_of(newer.options, feeds));
  if (!first.has_present() || !second.has_present())
    return conclude(0, first.failed() + second.failed(), words);
  const auto report = [&](const DocumentSet& documents) {
    return build_report(documents.inputs(), {options.as_of, feeds.generic.severity_axis},
                        feeds.impact_order);
  };
  const auto changes =
      compare_releases(state_of(older, first), state_of(newer, second), feeds.impact_order);
  print(options.format == OutputFormat::Json
            ? render_comparison_json(report(first), report(second), changes)
            : render_comparison_text(report(first), report(second), changes, words,
                                     {text_width(), use_colour()}));
  return conclude(first.inputs().size() + second.inputs().size(), first.failed() + second.failed(),
                  words);
}

// Days and times are not compared with each other: they ask different things.
bool is_reversed(const Options& options) {
  if (!options.from || !options.to) return false;
  return (options.from->day && options.to->day && *options.from->day > *options.to->day) ||
         (options.from->instant && options.to->instant &&
          *options.from->instant > *options.to->instant);
}

}  // namespace

ExitCode diff_command(const Options& options, const Feeds& feeds, const Words& words) {
  const auto periods = std::find_if(options.paths.begin(), options.paths.end(), is_period);
  if (is_reversed(options))
    throw Error(ErrorKind::Usage, "from-after-to", {},
                {{"from", options.from->text}, {"to", options.to->text}});
  if (options.from && periods != options.paths.begin())
    return print_changes(side_of(options, options.from), side_of(options, options.to), options,
                         feeds, words);
  if (options.to || options.from || options.paths.end() - periods != 2)
    throw Error(ErrorKind::Usage, "no-two-states");
  Side older = side_of(options, {}), newer = side_of(options, {});
  older.options.paths.pop_back();
  newer.options.paths.erase(newer.options.paths.end() - 2);
  return print_comparison(std::move(older), std::move(newer), options, feeds, words);
}

}  // namespace patchmatrix
