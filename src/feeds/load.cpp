// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <patchmatrix/error.hpp>
#include <patchmatrix/feeds.hpp>
#include <patchmatrix/limits.hpp>

#include "feeds/applications.hpp"
#include "feeds/choices.hpp"
#include "feeds/corrections.hpp"
#include "feeds/distributions.hpp"
#include "feeds/impact_rules.hpp"
#include "feeds/inventory_words.hpp"
#include "feeds/systems.hpp"
#include "io/config.hpp"
#include "io/files.hpp"
#include "io/http.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

constexpr std::array kFeedKinds = {
    FeedKind::MsrcCvrf, FeedKind::CsafProvider, FeedKind::CsafAggregator, FeedKind::Directory,
    FeedKind::UrlList,  FeedKind::Single,       FeedKind::Folder};
constexpr std::array kVersionOrders = {VersionOrder::Number, VersionOrder::Arrival};
constexpr std::array kImpactThreats = {ImpactThreat::ByContent, ImpactThreat::Severity,
                                       ImpactThreat::Impact, ImpactThreat::Neither};
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
  return {config.texts("exploited_texts"), config.text("exploited"),
          config.text("publicly_disclosed"), config.texts("exploitability")};
}

std::optional<Month> month(const Config& config, std::string_view key) {
  const std::string text = config.text(key);
  if (text.empty()) return std::nullopt;
  const auto day = parse_day(text + "-01");
  if (!day) config.fail("feed-month", key);
  return month_of(*day);
}

int bounded(const Config& config, std::string_view key, int fallback, int low, int high) {
  const int value = config.number(key, fallback);
  if (value < low || value > high) config.fail("feed-number", key);
  return value;
}

// A name as HTTP has them, kept to letters, digits and hyphens.
bool is_header_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char c) { return is_alphanumeric(c) || c == '-'; });
}

bool is_header(std::string_view line) {
  const std::size_t colon = line.find(':');
  return colon != std::string_view::npos && is_header_name(line.substr(0, colon)) &&
         std::none_of(line.begin(), line.end(), [](char c) { return c == '\r' || c == '\n'; });
}

// The value of a secret stands in one place.
SecretHeader secret_header(const Config& config) {
  if (config.keys().empty()) return {};
  SecretHeader out{config.required_text("name"), config.text("prefix"), config.text("file"),
                   config.text("environment")};
  if (!is_header_name(out.name)) config.fail("feed-header", "name");
  if (out.file.empty() == out.environment.empty()) config.fail("feed-secret", "name");
  return out;
}

bool has_only_slots(std::string_view text, std::initializer_list<std::string_view> slots) {
  std::size_t at = 0;
  while ((at = text.find_first_of("{}", at)) != std::string_view::npos) {
    const auto slot = std::find_if(slots.begin(), slots.end(), [&](std::string_view each) {
      return text.substr(at).starts_with(each);
    });
    if (slot == slots.end()) return false;
    at += slot->size();
  }
  return true;
}

// An address that is asked over the network.
void check_url(const Config& config, std::string_view key, std::string_view text) {
  const auto url = parse_url(text);
  if (!url || (url->scheme != "https" && !config.flag("allow_http"))) config.fail("feed-url", key);
}

// The addresses that stand for the feed. A folder has a path, a single file may have one.
std::vector<std::string> urls(const Config& config, FeedKind kind) {
  if (kind == FeedKind::UrlList) {
    std::vector<std::string> out = config.texts("urls");
    if (out.empty()) config.fail("toml-missing", "urls");
    for (const std::string& each : out) {
      if (!has_only_slots(each, {"{yyyy}", "{mm}", "{Mmm}"})) config.fail("feed-slot", "urls");
      check_url(config, "urls", each);
    }
    return out;
  }
  const std::string out = config.required_text("url");
  if (kind == FeedKind::Folder) {
    if (out.empty()) config.fail("toml-missing", "url");
  } else if (kind != FeedKind::Single || !out.starts_with("file:/")) {
    if (!has_only_slots(out, {})) config.fail("feed-slot", "url");
    check_url(config, "url", out);
  }
  return {out};
}

std::string document_url(const Config& config) {
  std::string out = config.text("document_url");
  if (out.empty()) return out;
  if (!has_only_slots(out, {"{id}"})) config.fail("feed-slot", "document_url");
  check_url(config, "document_url", out);
  return out;
}

// In the form that hosts are compared in: Url::authority.
std::vector<std::string> hosts(const Config& config) {
  std::vector<std::string> out = config.texts("allowed_hosts");
  for (const std::string& each : out) {
    const auto url = parse_url("https://" + each);
    if (!url || url->authority() != each) config.fail("feed-host", "allowed_hosts");
  }
  return out;
}

// OpenPGP fingerprints of version 4 or 6.
std::vector<std::string> fingerprints(const Config& config) {
  std::vector<std::string> out;
  for (const std::string& each : config.texts("fingerprints")) {
    out.push_back(lower(each));
    const bool hex = out.back().find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!hex || (each.size() != 40 && each.size() != 64))
      config.fail("feed-fingerprint", "fingerprints");
  }
  return out;
}

std::vector<std::string> headers(const Config& config) {
  std::vector<std::string> out = config.texts("headers");
  if (!std::all_of(out.begin(), out.end(), is_header)) config.fail("feed-header", "headers");
  return out;
}

// A misspelt family would leave every release provisional.
std::vector<std::string> complete_families(const Config& config, const Vendor& vendor) {
  std::vector<std::string> out = config.texts("complete_families");
  for (const std::string& each : out)
    if (std::find(vendor.rows.begin(), vendor.rows.end(), each) == vendor.rows.end())
      config.fail("feed-unknown-family", "complete_families");
  return out;
}

Feed feed(const Config& config, const Vendor& vendor) {
  Feed out;
  out.id = config.required_text("id");
  if (out.id == kAnyCsaf || out.id != slugged(out.id)) config.fail("feed-id", "id");
  out.vendor = vendor.id;
  out.name = local_text(config, "name");
  out.kind = chosen(config, "kind", kFeedKinds);
  out.format = config.required_text("format");
  out.urls = urls(config, out.kind);
  out.document_url = document_url(config);
  out.distributions = config.texts("distributions");
  for (const std::string& each : out.distributions) check_url(config, "distributions", each);
  out.keys = config.texts("keys");
  for (const std::string& each : out.keys) check_url(config, "keys", each);
  out.allowed_hosts = hosts(config);
  out.cadence = config.text("cadence");
  out.first_month = month(config, "first_month");
  out.time_zone = config.text("time_zone");
  out.enabled = config.flag("enabled");
  if (!config.text("verification").empty())
    out.verification = chosen(config, "verification", kVerifications);
  out.fingerprints = fingerprints(config);
  out.allow_http = config.flag("allow_http");
  out.allow_private_addresses = config.flag("allow_private_addresses");
  out.connections = bounded(config, "connections", out.connections, 1, 64);
  out.requests_per_second =
      bounded(config, "requests_per_second", out.requests_per_second, 0, 100000);
  out.max_document_mib = bounded(config, "max_document_mib", out.max_document_mib, 1,
                                 static_cast<int>(kMaxDocumentBytes >> 20));
  out.headers = headers(config);
  out.secret_header = secret_header(config.table("secret_header"));
  out.proxy = config.text("proxy");
  out.ca_file = config.text("ca_file");
  out.client_certificate = config.text("client_certificate");
  out.client_key = config.text("client_key");
  if (!out.client_key.empty() && out.client_certificate.empty())
    config.fail("feed-client-key", "client_key");
  out.complete_families = complete_families(config, vendor);
  out.source = config.text("source");
  return out;
}

// `common` holds the words that every vendor shares; a vendor's own words win over them. Feeds are
// named without their vendor, so `feed_ids` are those of all vendors.
// One entry a step.
std::vector<Phase> phases(const Config& config) {
  std::vector<Phase> out;
  std::set<std::string> ids;
  for (const Config& each : config.tables("phases")) {
    Phase phase;
    phase.id = each.required_text("id");
    if (!ids.insert(phase.id).second) each.fail("feed-phase-twice", "id");
    phase.vulnerabilities = each.texts("vulnerabilities");
    phase.article = each.text("article");
    phase.families = each.texts("families");
    if (phase.vulnerabilities.empty() && phase.article.empty())
      each.fail("toml-missing", "article");
    phase.source = each.required_text("source");
    each.required_text("checked");
    if (each.tables("steps").empty()) each.fail("toml-missing", "steps");
    for (const Config& step : each.tables("steps")) {
      const auto day = step.day("day");
      if (!day) step.fail("toml-missing", "day");
      phase.day = *day;
      phase.text = {step.required_text("ja"), step.required_text("en")};
      out.push_back(phase);
    }
  }
  return out;
}

Vendor vendor(const Config& config, const Vendor& common, std::set<std::string>& feed_ids) {
  Vendor out = common;
  out.id = config.required_text("id");
  out.name = local_text(config, "name");
  if (!config.table("severity_axis").keys().empty())
    out.severity_axis = local_text(config, "severity_axis");
  if (!config.table("release_title").keys().empty())
    out.release_title = local_text(config, "release_title");
  out.vulnerability_page = config.text("vulnerability_page");
  out.publishers = config.texts("publishers");
  out.document_id = config.text("document_id");
  if (config.has("version_order"))
    out.version_order = chosen(config, "version_order", kVersionOrders);
  add_words(config.table("severities"), severity_from_slug, out.severities);
  add_words(config.table("impacts"), impact_from_slug, out.impacts);
  if (!config.text("impact_threat").empty())
    out.impact_threat = chosen(config, "impact_threat", kImpactThreats);
  out.impact_note = config.text("impact_note");
  out.effect_notes = config.texts("effect_notes");
  out.severity_note = config.text("severity_note");
  out.restates_cvss = config.flag("restates_cvss");
  out.restating_documents = config.texts("restating_documents");
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
  out.update_prefixes = config.texts("update_prefixes");
  out.release_notes = release_notes(config.table("release_notes"));
  out.release_day = release_day(config.table("release_day"));
  for (const Config& each : config.tables("exclusions")) out.exclusions.push_back(exclusion(each));
  if (config.has("family_levels")) out.family_levels = config.texts("family_levels");
  std::set<std::string> ids;
  for (const Config& each : config.tables("families")) {
    out.families.push_back(family(each));
    if (!ids.insert(out.families.back().id).second) each.fail("feed-family-twice", "id");
  }
  out.rows = config.texts("rows");
  if (std::set<std::string>(out.rows.begin(), out.rows.end()) != ids ||
      out.rows.size() != ids.size())
    config.fail("feed-rows", "rows");
  for (const Config& each : config.tables("feeds")) {
    out.feeds.push_back(feed(each, out));
    if (!feed_ids.insert(out.feeds.back().id).second) each.fail("feed-twice", "id");
  }
  for (const Config& each : config.tables("builds")) out.builds.push_back(build_branch(each));
  out.systems = system_words(config.table("systems"));
  for (const Config& each : config.tables("distributions"))
    out.distributions.push_back(distribution(each));
  out.application_words = application_words(config.table("application_words"));
  for (const Config& each : config.tables("applications")) {
    out.applications.push_back(application(each));
    const std::string& id = out.applications.back().id;
    if (std::any_of(out.applications.begin(), out.applications.end() - 1,
                    [&id](const Application& known) { return known.id == id; }))
      each.fail("feed-application-twice", "id");
  }
  out.phases = phases(config);
  out.buildless_fixes = config.texts("buildless_fixes");
  out.build_words = config.texts("build_words");
  config.texts("sources");
  config.reject_unread();
  return out;
}

// Adds a file to those read before, each with a `key` of its own. Where it overrides, the known one
// of its key takes it over.
void add_file(const Config& config, std::string_view key, std::vector<Config>& files,
              bool overriding) {
  const std::string value = config.required_text(key);
  const auto known = std::find_if(files.begin(), files.end(), [&](const Config& each) {
    return each.required_text(key) == value;
  });
  if (known == files.end())
    files.push_back(config);
  else if (overriding)
    known->overlay(config);
  else
    config.fail("feed-twice", key);
}

// The files of one folder, by path. What a file is, it says by its first key.
void read_files(const std::filesystem::path& folder, std::vector<Config>& vendors,
                std::vector<Config>& corrections, bool overriding) {
  for (const std::filesystem::path& file : files_below(folder)) {
    if (file.extension() != ".toml") continue;
    const Config config = Config::read(file);
    if (config.has("corrects"))
      add_file(config, "corrects", corrections, overriding);
    else
      add_file(config, "id", vendors, overriding);
  }
}

void add_corrections(const Config& config, std::vector<Vendor>& vendors) {
  const std::string id = config.required_text("corrects");
  const auto vendor = std::find_if(vendors.begin(), vendors.end(),
                                   [&id](const Vendor& each) { return each.id == id; });
  if (vendor == vendors.end()) config.fail("feed-unknown-vendor", "corrects");
  vendor->corrections = corrections(config);
}

}  // namespace

Feeds load_feeds(const std::filesystem::path& folder,
                 const std::vector<std::filesystem::path>& overrides) {
  Feeds out;
  const Config vocabulary = Config::read(folder / "vocabulary.toml");
  out.impact_order = impact_order(vocabulary);
  add_words(vocabulary.table("severities"), severity_from_slug, out.generic.severities);
  add_words(vocabulary.table("impacts"), impact_from_slug, out.generic.impacts);
  out.generic.cvss_scales = vocabulary.texts("cvss_scales");
  out.generic.family_levels = vocabulary.texts("family_levels");
  out.generic.severity_axis = local_text(vocabulary, "severity_axis");
  out.generic.undefined_product = local_text(vocabulary, "undefined_product");
  vocabulary.texts("sources");
  vocabulary.reject_unread();
  if (const auto rules = folder / "impact-rules.toml"; std::filesystem::exists(rules))
    out.impact_rules = impact_rules(Config::read(rules));
  if (const auto words = folder / "inventory-columns.toml"; std::filesystem::exists(words))
    out.inventory = inventory_words(Config::read(words));

  std::vector<Config> vendors, corrections;
  read_files(folder / "vendors", vendors, corrections, false);
  if (vendors.empty())
    throw Error(ErrorKind::NotFound, "no-feeds", {}, {{"folder", (folder / "vendors").string()}});
  read_files(folder / "corrections", vendors, corrections, false);
  for (const std::filesystem::path& each : overrides) read_files(each, vendors, corrections, true);

  std::set<std::string> feed_ids;
  for (const Config& config : vendors) out.vendors.push_back(vendor(config, out.generic, feed_ids));
  for (const Config& config : corrections) add_corrections(config, out.vendors);
  std::sort(out.vendors.begin(), out.vendors.end(),
            [](const Vendor& a, const Vendor& b) { return a.id < b.id; });
  return out;
}

}  // namespace patchmatrix
