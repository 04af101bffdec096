// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <string_view>

#include <patchmatrix/error.hpp>
#include <patchmatrix/feeds.hpp>

#include "io/config.hpp"
#include "io/files.hpp"

namespace patchmatrix {
namespace {

LocalText local_text(const Config& config, std::string_view key) {
  const Config& texts = config.table(key);
  if (texts.keys().empty()) config.fail("toml-missing", key);
  return {texts.required_text("ja"), texts.required_text("en")};
}

// A table `slug = ["word", …]`.
template <class Meaning, class FromSlug>
void add_words(const Config& config, FromSlug from_slug, WordMap<Meaning>& words) {
  for (const std::string& key : config.keys()) {
    const auto meaning = from_slug(key);
    if (!meaning) config.fail("feed-unknown-slug", key);
    for (const std::string& word : config.texts(key)) words[folded(word)] = *meaning;
  }
}

ImpactOrder impact_order(const Config& vocabulary) {
  std::vector<Impact> order;
  std::set<Impact> seen;
  for (const std::string& word : vocabulary.texts("impact_order")) {
    const auto impact = impact_from_slug(word);
    if (!impact || !seen.insert(*impact).second)
      vocabulary.fail("feed-impact-order", "impact_order");
    order.push_back(*impact);
  }
  if (order.size() != kImpacts.size()) vocabulary.fail("feed-impact-order", "impact_order");
  return ImpactOrder(order);
}

VersionRule version_rule(const Config& config) {
  if (const std::string after = config.text("after"); !after.empty())
    return {after, true, {}, config.text("prefix")};
  return {config.required_text("begins"), false, config.required_text("is"), config.text("prefix")};
}

Family family(const Config& config) {
  Family out;
  out.id = config.required_text("id");
  out.label = local_text(config, "label");
  out.headline = config.flag("headline");
  out.headline_until = config.day("headline_until");
  out.begins = config.texts("begins");
  out.contains = config.texts("contains");
  out.unless = config.texts("unless");
  for (const Config& rule : config.tables("versions")) out.versions.push_back(version_rule(rule));
  const Config& ends = config.table("serviced_until");
  for (const std::string& version : ends.keys())
    out.serviced_until[version] = ends.day(version).value();
  if (out.begins.empty() && out.contains.empty())
    config.fail("feed-family-without-condition", "id");
  return out;
}

Exclusion exclusion(const Config& config) {
  return {config.required_text("reason"), config.text("component"),
          config.text("component_begins")};
}

ReleaseNotes release_notes(const Config& config) {
  return {config.text("note_title"), config.texts("released"), config.texts("republished")};
}

ReleaseDay release_day(const Config& config) {
  return {config.number("week"), config.number("weekday"), config.text("time"),
          config.text("zone"),   config.text("zone_name"), config.number("first_year")};
}

UpdateNumber update_number(const Config& config) {
  return {config.text("prefix"), static_cast<std::size_t>(config.number("min_digits")),
          static_cast<std::size_t>(config.number("max_digits"))};
}

ExploitStatus exploit_status(const Config& config) {
  return {config.text("exploited"), config.text("publicly_disclosed"),
          config.texts("exploitability")};
}

// `common` holds the words that every vendor shares; a vendor's own words win over them.
Feed feed(const Config& config, const Feed& common) {
  Feed out = common;
  out.id = config.required_text("id");
  out.name = local_text(config, "name");
  if (!config.table("severity_axis").keys().empty())
    out.severity_axis = local_text(config, "severity_axis");
  if (!config.table("release_title").keys().empty())
    out.release_title = local_text(config, "release_title");
  out.publishers = config.texts("publishers");
  out.document_id = config.text("document_id");
  add_words(config.table("severities"), severity_from_slug, out.severities);
  add_words(config.table("impacts"), impact_from_slug, out.impacts);
  out.component_note = config.text("component_note");
  out.issuer_note = config.text("issuer_note");
  out.own_issuers = config.texts("own_issuers");
  out.kept_words = config.texts("kept_words");
  out.monthly_title = config.text("monthly_title");
  out.ignored_prefix = config.text("ignored_prefix");
  out.platform_separators = config.texts("platform_separators");
  out.identifiers = config.texts("identifiers");
  out.exploit_status = exploit_status(config.table("exploit_status"));
  add_words(config.table("exploitabilities"), exploitability_from_slug, out.exploitabilities);
  out.update_number = update_number(config.table("update_number"));
  out.release_notes = release_notes(config.table("release_notes"));
  out.release_day = release_day(config.table("release_day"));
  for (const Config& each : config.tables("exclusions")) out.exclusions.push_back(exclusion(each));
  std::set<std::string> ids;
  for (const Config& each : config.tables("families")) {
    out.families.push_back(family(each));
    if (!ids.insert(out.families.back().id).second) each.fail("feed-family-twice", "id");
  }
  out.rows = config.texts("rows");
  if (std::set<std::string>(out.rows.begin(), out.rows.end()) != ids ||
      out.rows.size() != ids.size())
    config.fail("feed-rows", "rows");
  config.texts("sources");
  config.reject_unread();
  return out;
}

}  // namespace

Feeds load_feeds(const std::filesystem::path& folder) {
  Feeds out;
  const Config vocabulary = Config::read(folder / "vocabulary.toml");
  out.impact_order = impact_order(vocabulary);
  add_words(vocabulary.table("severities"), severity_from_slug, out.generic.severities);
  add_words(vocabulary.table("impacts"), impact_from_slug, out.generic.impacts);
  out.generic.severity_axis = local_text(vocabulary, "severity_axis");
  out.generic.undefined_product = local_text(vocabulary, "undefined_product");
  vocabulary.texts("sources");
  vocabulary.reject_unread();

  std::set<std::string> ids;
  for (const std::filesystem::path& file : files_below(folder / "vendors")) {
    if (file.extension() != ".toml") continue;
    const Config config = Config::read(file);
    out.feeds.push_back(feed(config, out.generic));
    if (!ids.insert(out.feeds.back().id).second) config.fail("feed-twice", "id");
  }
  if (out.feeds.empty())
    throw Error(ErrorKind::NotFound, "no-feeds", {}, {{"folder", (folder / "vendors").string()}});
  std::sort(out.feeds.begin(), out.feeds.end(),
            [](const Feed& a, const Feed& b) { return a.id < b.id; });
  return out;
}

}  // namespace patchmatrix
