// SPDX-License-Identifier: Apache-2.0
#include "report/family_label.hpp"

#include <algorithm>

#include <patchmatrix/words.hpp>

#include "io/text.hpp"
#include "io/unicode.hpp"

namespace patchmatrix {
namespace {

struct Version {
  std::size_t rule;  // versions of an earlier rule stand first
  std::string text;
  bool operator==(const Version&) const = default;
};

std::string next_word(std::string_view text) {
  return std::string(text.substr(0, text.find_first_of(" ,;()")));
}

std::optional<Version> version_of(const std::string& product,
                                  const std::vector<VersionRule>& rules) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const VersionRule& rule = rules[i];
    if (!begins_ignoring_case(product, rule.text)) continue;
    std::string version = rule.next_word
                              ? next_word(std::string_view(product).substr(rule.text.size()))
                              : rule.version;
    if (!version.empty()) return Version{i, rule.label_prefix + version};
  }
  return std::nullopt;
}

std::string versions(const Family& rule, const std::vector<std::string>& products,
                     std::optional<Day> day) {
  std::vector<Version> found;
  for (const std::string& product : products)
    if (const auto version = version_of(product, rule.versions))
      if (std::find(found.begin(), found.end(), *version) == found.end()) found.push_back(*version);

  const auto ended = [&](const Version& version) {
    const auto end = rule.serviced_until.find(version.text);
    return day && end != rule.serviced_until.end() && end->second < *day;
  };
  if (!std::all_of(found.begin(), found.end(), ended))
    found.erase(std::remove_if(found.begin(), found.end(), ended), found.end());

  // Newest first: "21H1" is newer than "20H2", that than "2004" and "1909", and "10" than "9".
  const auto newer = [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() > b.size() : a > b;
  };
  std::sort(found.begin(), found.end(), [&newer](const Version& a, const Version& b) {
    return a.rule != b.rule ? a.rule < b.rule : newer(a.text, b.text);
  });
  std::vector<std::string> texts;
  for (const Version& each : found)
    if (std::find(texts.begin(), texts.end(), each.text) == texts.end()) texts.push_back(each.text);
  return joined(texts, ", ");
}

}  // namespace

LocalText family_label(const ProductFamily& family, const Vendor& vendor,
                       const std::vector<std::string>& products, std::optional<Day> day) {
  if (family.rule == nullptr && family.name.empty()) return vendor.undefined_product;
  if (family.rule == nullptr) {
    const std::string& name = printable(family.name).empty() ? family.id : family.name;
    return {name, name};
  }
  const Arguments slots = {{"versions", versions(*family.rule, products, day)}};
  const auto text = [&](const std::string& label) {
    const std::string out(trimmed(filled(label, slots)));
    return !out.empty() || products.empty() ? out : products.front();
  };
  return {text(family.rule->label.ja), text(family.rule->label.en)};
}

}  // namespace patchmatrix
