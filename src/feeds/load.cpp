// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include <patchmatrix/error.hpp>
#include <patchmatrix/feeds.hpp>
#include <patchmatrix/limits.hpp>

#include "io/config.hpp"
#include "io/files.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

constexpr std::array kFeedKinds = {
    FeedKind::MsrcCvrf, FeedKind::CsafProvider, FeedKind::CsafAggregator, FeedKind::Directory,
    FeedKind::UrlList,  FeedKind::Single,       FeedKind::Folder};
constexpr std::array kVerifications = {Verification::Record, Verification::Prefer,
                                       Verification::Require};

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

std::optional<Month> month(const Config& config, std::string_view key) {
  const std::string text = config.text(key);
  if (text.empty()) return std::nullopt;
  const auto day = parse_day(text + "-01");
  if (!day) config.fail("feed-month", key);
  return month_of(*day);
}

template <class Value, std::size_t N>
Value chosen(const Config& config, std::string_view key, const std::array<Value, N>& values) {
  const std::string text = config.required_text(key);
  for (const Value each : values)
    if (slug(each) == text) return each;
  config.fail("feed-unknown-slug", key);
}

int bounded(const Config& config, std::string_view key, int fallback, int low, int high) {
  const int value = config.number(key, fallback);
  if (value < low || value > high) config.fail("feed-number", key);
  return value;
}

SecretHeader secret_header(const Config& config) {
  if (config.keys().empty()) return {};
  return {config.required_text("name"), config.text("prefix"), config.text("file"),
          config.text("environment")};
}

// The address that lists a feed is one; only a list of addresses holds several.
std::vector<std::string> urls(const Config& config, FeedKind kind) {
  if (kind != FeedKind::UrlList) return {config.required_text("url")};
  const std::vector<std::string> out = config.texts("urls");
  if (out.empty()) config.fail("toml-missing", "urls");
  return out;
}

Feed feed(const Config& config, const std::string& vendor) {
  Feed out;
  out.id = config.required_text("id");
  if (out.id == kAnyCsaf || out.id != slugged(out.id)) config.fail("feed-id", "id");
  out.vendor = vendor;
  out.name = local_text(config, "name");
  out.kind = chosen(config, "kind", kFeedKinds);
  out.format = config.required_text("format");
  out.urls = urls(config, out.kind);
  out.document_url = config.text("document_url");
  out.allowed_hosts = config.texts("allowed_hosts");
  out.cadence = config.text("cadence");
  out.first_month = month(config, "first_month");
  out.time_zone = config.text("time_zone");
  out.enabled = config.flag("enabled");
  if (!config.text("verification").empty())
    out.verification = chosen(config, "verification", kVerifications);
  for (const std::string& each : config.texts("fingerprints"))
    out.fingerprints.push_back(lower(each));
  out.allow_http = config.flag("allow_http");
  out.allow_private_addresses = config.flag("allow_private_addresses");
  out.connections = bounded(config, "connections", out.connections, 1, 64);
  out.requests_per_second =
      bounded(config, "requests_per_second", out.requests_per_second, 0, 100000);
  out.max_document_mib = bounded(config, "max_document_mib", out.max_document_mib, 1,
                                 static_cast<int>(kMaxDocumentBytes >> 20));
  out.headers = config.texts("headers");
  out.secret_header = secret_header(config.table("secret_header"));
  out.proxy = config.text("proxy");
  out.ca_file = config.text("ca_file");
  out.client_certificate = config.text("client_certificate");
  out.client_key = config.text("client_key");
  out.complete_families = config.texts("complete_families");
  out.source = config.text("source");
  return out;
}

// `common` holds the words that every vendor shares; a vendor's own words win over them.
Vendor vendor(const Config& config, const Vendor& common) {
  Vendor out = common;
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
  for (const Config& each : config.tables("feeds")) out.feeds.push_back(feed(each, out.id));
  config.texts("sources");
  config.reject_unread();
  return out;
}

// The files of one folder; a vendor that is known already is overridden.
void read_vendors(const std::filesystem::path& folder, std::vector<Config>& vendors,
                  bool overriding) {
  std::set<std::string> ids;
  for (const std::filesystem::path& file : files_below(folder)) {
    if (file.extension() != ".toml") continue;
    const Config config = Config::read(file);
    const std::string id = config.required_text("id");
    if (!ids.insert(id).second) config.fail("feed-twice", "id");
    const auto known = std::find_if(vendors.begin(), vendors.end(), [&](const Config& each) {
      return each.required_text("id") == id;
    });
    if (overriding && known != vendors.end())
      known->overlay(config);
    else
      vendors.push_back(config);
  }
}

}  // namespace

Feeds load_feeds(const std::filesystem::path& folder,
                 const std::vector<std::filesystem::path>& overrides) {
  Feeds out;
  const Config vocabulary = Config::read(folder / "vocabulary.toml");
  out.impact_order = impact_order(vocabulary);
  add_words(vocabulary.table("severities"), severity_from_slug, out.generic.severities);
  add_words(vocabulary.table("impacts"), impact_from_slug, out.generic.impacts);
  out.generic.severity_axis = local_text(vocabulary, "severity_axis");
  out.generic.undefined_product = local_text(vocabulary, "undefined_product");
  vocabulary.texts("sources");
  vocabulary.reject_unread();

  std::vector<Config> vendors;
  read_vendors(folder / "vendors", vendors, false);
  if (vendors.empty())
    throw Error(ErrorKind::NotFound, "no-feeds", {}, {{"folder", (folder / "vendors").string()}});
  for (const std::filesystem::path& each : overrides) read_vendors(each, vendors, true);

  std::set<std::string> ids;
  for (const Config& config : vendors) {
    out.vendors.push_back(vendor(config, out.generic));
    for (const Feed& each : out.vendors.back().feeds)
      if (!ids.insert(each.id).second) config.fail("feed-twice", "feeds");
  }
  std::sort(out.vendors.begin(), out.vendors.end(),
            [](const Vendor& a, const Vendor& b) { return a.id < b.id; });
  return out;
}

}  // namespace patchmatrix
