// SPDX-License-Identifier: Apache-2.0
#include "normalize/family.hpp"

#include <algorithm>

#include "io/text.hpp"
#include "normalize/product.hpp"

namespace patchmatrix {
namespace {

// "1.4.1", "v2.0", "2019", "22H2", "1.1.1g", "15.1(3)T", "<2.0", ">=": words that tell versions
// apart, not products ("3D" and "7-Zip" are none).
bool is_version(std::string_view word) {
  const std::size_t operators = std::min(word.find_first_not_of("<>="), word.size());
  if (operators != 0 && operators == word.size()) return true;
  word.remove_prefix(operators);
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

// "product_name" and "Product Name" are one word.
bool same_word_letters(std::string_view a, std::string_view b) {
  std::size_t i = 0, j = 0;
  for (;; ++i, ++j) {
    while (i < a.size() && !is_letter(a[i])) ++i;
    while (j < b.size() && !is_letter(b[j])) ++j;
    if (i == a.size() || j == b.size()) return i == a.size() && j == b.size();
    if (lower(a[i]) != lower(b[j])) return false;
  }
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

const ProductFamily& FamilyCatalog::of(const Document& document, ProductIndex index) {
  const Product& product = document.products[outermost(document, index)];
  if (vendor_.family_levels.empty() || product.branch == kNone) return of(product.name);
  const Named& named = this->named(document, product.branch);
  if (named.family != nullptr) return *named.family;
  // Without a branch that names it the family is the product's own.
  return of(product.name, named.maker, NameKind::Product);
}

// What the branches from the root to this one name. Products are many, such branches few, so what
// was found is kept.
const FamilyCatalog::Named& FamilyCatalog::named(const Document& document, std::uint32_t index) {
  Named& out = by_branch_[index];
  if (out.known) return out;
  const Branch& branch = document.branches[index];
  if (branch.parent != kNone) out = named(document, branch.parent);
  out.known = true;
  if (out.maker.empty() && branch_level(branch.category) == BranchLevel::Vendor)
    out.maker = branch.name;
  const std::vector<std::string>& levels = vendor_.family_levels;
  const auto level =
      static_cast<std::size_t>(std::find_if(levels.begin(), levels.end(),
                                            [&](const std::string& each) {
                                              return same_word_letters(branch.category, each);
                                            }) -
                               levels.begin());
  // Families inside families get narrower; of names inside names the outer is the product line.
  const bool nearer = level < out.level ||
                      (level == out.level && branch_level(branch.category) == BranchLevel::Family);
  if (nearer && level < levels.size() && !branch.name.empty()) {
    out.level = level;
    out.family = &of(branch.name, out.maker, NameKind::ProductLine);
  }
  return out;
}

const ProductFamily& FamilyCatalog::of(std::string_view name, std::string_view maker,
                                       NameKind kind) {
  std::string_view key = name;
  if (kind == NameKind::ProductLine || !maker.empty()) {
    key_.assign(kind == NameKind::ProductLine ? "\n" : "\n\n")
        .append(maker)
        .append("\n")
        .append(name);
    key = key_;
  }
  if (const auto known = by_name_.find(key); known != by_name_.end()) return *known->second;
  std::string owned(key);
  const ProductFamily& family = classify(name, maker, kind);
  by_name_.emplace(std::move(owned), &family);
  return family;
}

const ProductFamily& FamilyCatalog::classify(std::string_view product_name, std::string_view maker,
                                             NameKind kind) {
  if (product_name.empty()) return named("undefined-product", "", nullptr);
  const std::string_view name = without_platform(product_name, vendor_);
  for (const Family& family : vendor_.families)
    if (takes(family, name, vendor_.ignored_prefix)) return named(family.id, "", &family);
  const std::string own_name =
      made_by(maker, kind == NameKind::Product ? without_version(name, vendor_.kept_words)
                                               : std::string(product_name));
  // A name in another script has no slug and stands for itself.
  const bool latin = std::any_of(own_name.begin(), own_name.end(), is_alphanumeric);
  return named(latin ? slugged(own_name) : own_name, own_name, nullptr);
}

// "Gateway" of "Example Corp" is "Example Corp Gateway", "Example Corp Gateway" stays.
std::string FamilyCatalog::made_by(std::string_view maker, std::string_view name) const {
  if (!vendor_.name.en.empty() && contains_ignoring_case(maker, vendor_.name.en))
    maker = vendor_.name.en;
  if (maker.empty() || equal_ignoring_case(maker, "unknown") || contains_ignoring_case(name, maker))
    return std::string(name);
  return std::string(maker).append(" ").append(name);
}

const ProductFamily& FamilyCatalog::named(std::string id, std::string name, const Family* rule) {
  const auto [entry, added] = by_id_.try_emplace(id);
  if (added) entry->second = {std::move(id), std::move(name), rule};
  return entry->second;
}

}  // namespace patchmatrix
