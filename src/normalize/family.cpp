// SPDX-License-Identifier: Apache-2.0
#include "normalize/family.hpp"

#include <algorithm>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

// "1.4.1", "v2.0", "2019", "22H2", "1.1.1g", "15.1(3)T": words that tell versions apart, not
// products ("3D" and "7-Zip" are none).
bool is_version(std::string_view word) {
  if (word.starts_with('(')) word.remove_prefix(1);
  if (word.size() > 1 && lower(word.front()) == 'v') word.remove_prefix(1);
  const auto digits = std::count_if(word.begin(), word.end(), is_digit);
  return !word.empty() && is_digit(word.front()) &&
         (digits > 1 || word.find('.') != std::string_view::npos ||
          std::none_of(word.begin(), word.end(), is_letter)) &&
         std::all_of(word.begin(), word.end(), [](char c) {
           return is_alphanumeric(c) ||
                  std::string_view(".,-_+()/").find(c) != std::string_view::npos;
         });
}

bool is_version_word(std::string_view word) {
  return equal_ignoring_case(word, "version") || equal_ignoring_case(word, "versions");
}

std::string_view without_platform(std::string_view name, const Vendor& vendor) {
  std::size_t end = name.size();
  for (const std::string& separator : vendor.platform_separators)
    if (const std::size_t at = name.find(separator); at != 0) end = std::min(end, at);
  return name.substr(0, end);
}

// "Access" begins "Access 2016" but not "Accessibility".
bool begins_with_word(std::string_view text, std::string_view words) {
  if (!begins_ignoring_case(text, words)) return false;
  return text.size() == words.size() || !is_alphanumeric(words.back()) ||
         !is_alphanumeric(text[words.size()]);
}

bool takes(const Family& family, std::string_view name, std::string_view ignored_prefix) {
  std::string_view bare = name;
  if (begins_ignoring_case(bare, ignored_prefix)) bare.remove_prefix(ignored_prefix.size());
  const auto contains = [name](const std::string& part) {
    return contains_ignoring_case(name, part);
  };
  const auto begins = [name, bare](const std::string& part) {
    return begins_with_word(bare, part) || begins_with_word(name, part);
  };
  return (std::any_of(family.begins.begin(), family.begins.end(), begins) ||
          std::any_of(family.contains.begin(), family.contains.end(), contains)) &&
         std::none_of(family.unless.begin(), family.unless.end(), contains);
}

}  // namespace

std::string without_version(std::string_view product_name,
                            const std::vector<std::string>& kept_words) {
  std::string out;
  for (const std::string_view word : split(product_name, ' ')) {
    const bool kept = std::find(kept_words.begin(), kept_words.end(), word) != kept_words.end();
    if (word.empty() || (!kept && (is_version(word) || is_version_word(word)))) continue;
    if (!out.empty()) out += ' ';
    out += word;
  }
  while (out.ends_with(',') || out.ends_with(' ') || out.ends_with('-')) out.pop_back();
  return out.empty() ? std::string(product_name) : out;
}

const ProductFamily& FamilyCatalog::of(std::string_view product_name) {
  if (const auto known = by_name_.find(product_name); known != by_name_.end())
    return *known->second;
  const ProductFamily& family = classify(product_name);
  by_name_.emplace(product_name, &family);
  return family;
}

const ProductFamily& FamilyCatalog::classify(std::string_view product_name) {
  if (product_name.empty()) return named("undefined-product", "", nullptr);
  const std::string_view name = without_platform(product_name, vendor_);
  for (const Family& family : vendor_.families)
    if (takes(family, name, vendor_.ignored_prefix)) return named(family.id, "", &family);
  const std::string own_name = without_version(name, vendor_.kept_words);
  return named(slugged(own_name), own_name, nullptr);
}

const ProductFamily& FamilyCatalog::named(std::string id, std::string name, const Family* rule) {
  const auto [entry, added] = by_id_.try_emplace(id);
  if (added) entry->second = {std::move(id), std::move(name), rule};
  return entry->second;
}

}  // namespace patchmatrix
