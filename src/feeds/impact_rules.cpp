// SPDX-License-Identifier: Apache-2.0
#include "feeds/impact_rules.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

using Phrases = ImpactRules::Phrases;

// An effect, named by `slug`, which stands at `key`.
Impact impact(const Config& config, std::string_view slug, std::string_view key) {
  const auto out = impact_from_slug(slug);
  if (!out || *out == Impact::Unknown || *out == Impact::Unspecified)
    config.fail("feed-unknown-slug", key);
  return *out;
}

// A phrase begins and ends with a word: a `*` needs one on either side.
bool is_phrase(std::string_view text) {
  return !text.empty() && text == trimmed(text) && text.front() != '*' && text.back() != '*';
}

Phrases phrases(const Config& config, std::string_view key) {
  Phrases out = config.texts(key);
  if (!std::all_of(out.begin(), out.end(), is_phrase)) config.fail("feed-phrase", key);
  return out;
}

// Nobody reads the figures here, but no group goes without.
void require_precision(const Config& group) {
  if (group.texts("precision").empty()) group.fail("toml-missing", "precision");
}

std::map<Impact, Phrases> phrases_by_impact(const Config& config) {
  std::map<Impact, Phrases> out;
  for (const std::string& key : config.keys()) {
    const Config& group = config.table(key);
    out[impact(config, key, key)] = phrases(group, "phrases");
    require_precision(group);
  }
  return out;
}

// "CWE-79"
std::optional<unsigned> cwe_number(std::string_view text) {
  constexpr std::string_view kPrefix = "CWE-";
  unsigned out = 0;
  if (!text.starts_with(kPrefix)) return std::nullopt;
  const auto read = std::from_chars(text.data() + kPrefix.size(), text.data() + text.size(), out);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return out;
}

std::map<unsigned, ImpactSet> cwes_by_number(const Config& config) {
  std::map<unsigned, ImpactSet> out;
  for (const std::string& key : config.keys()) {
    const Config& group = config.table(key);
    ImpactSet impacts;
    impacts.add(impact(config, key, key));
    for (const std::string& id : group.texts("ids")) {
      const auto number = cwe_number(id);
      if (!number) group.fail("feed-cwe", "ids");
      if (!out.emplace(*number, impacts).second) group.fail("feed-cwe-twice", "ids");
    }
    require_precision(group);
  }
  return out;
}

ImpactSet only(const Config& config, std::string_view key) {
  ImpactSet out;
  const Config& group = config.table(key);
  if (group.keys().empty()) return out;
  out.add(impact(group, group.required_text("impact"), "impact"));
  require_precision(group);
  return out;
}

}  // namespace

ImpactRules impact_rules(const Config& config) {
  ImpactRules out;
  out.title = phrases_by_impact(config.table("title"));
  out.text = phrases_by_impact(config.table("text"));
  const Config& not_meant = config.table("not_meant");
  out.meaningless = phrases(not_meant, "phrases");
  out.denied_next = phrases(not_meant, "denied_next");
  out.denied_rest = phrases(not_meant, "denied_rest");
  out.denied_until = phrases(not_meant, "denied_until");
  out.denied_sentence = phrases(not_meant, "denied_sentence");
  out.denied_text = phrases(not_meant, "denied_text");
  out.foreign = phrases(not_meant, "foreign");
  out.cwes = cwes_by_number(config.table("cwe"));
  const Config& cvss = config.table("cvss");
  out.only_confidentiality = only(cvss, "only_confidentiality");
  out.only_integrity = only(cvss, "only_integrity");
  out.only_availability = only(cvss, "only_availability");
  config.texts("sources");
  config.reject_unread();
  return out;
}

}  // namespace patchmatrix
