// SPDX-License-Identifier: Apache-2.0
#include "feeds/applications.hpp"

#include <algorithm>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

constexpr int kMostNumbers = 8;

int count(const Config& config, std::string_view key, int fallback) {
  const int out = config.number(key, fallback);
  if (out < 0 || out > kMostNumbers) config.fail("feed-number", key);
  return out;
}

bool is_version(std::string_view text) {
  const std::vector<std::string_view> numbers = split(text, '.');
  return std::all_of(numbers.begin(), numbers.end(), [](std::string_view each) {
    return !each.empty() && std::all_of(each.begin(), each.end(), is_digit);
  });
}

std::string version(const Config& config, std::string_view key) {
  std::string out = config.required_text(key);
  if (!is_version(out)) config.fail("feed-version", key);
  return out;
}

ApplicationLine line(const Config& config) {
  return {config.text("product"), version(config, "from"), version(config, "before")};
}

}  // namespace

ApplicationWords application_words(const Config& config) {
  ApplicationWords out;
  out.publishers = config.texts("publishers");
  out.ignored = config.texts("ignored");
  out.editions = config.texts("editions");
  out.languages = config.texts("languages");
  out.levels = config.texts("levels");
  out.branches = config.texts("branches");
  out.versions = config.texts("versions");
  out.includes = config.text("includes");
  return out;
}

Application application(const Config& config) {
  Application out;
  out.id = config.required_text("id");
  out.names = config.texts("names");
  if (out.names.empty()) config.fail("toml-missing", "names");
  out.products = config.texts("products");
  out.parts = config.texts("parts");
  for (const Config& each : config.tables("lines")) out.lines.push_back(line(each));
  out.same_numbers = count(config, "same_numbers", out.same_numbers);
  out.numbers = count(config, "numbers", out.numbers);
  out.version_in_name = config.flag("version_in_name");
  out.separate_updates = config.flag("separate_updates");
  out.incomparable = config.flag("incomparable");
  out.base_versions = config.texts("base_versions");
  for (const std::string& each : out.base_versions)
    if (!is_version(each)) config.fail("feed-version", "base_versions");
  config.text("source");
  return out;
}

}  // namespace patchmatrix
