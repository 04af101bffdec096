// SPDX-License-Identifier: Apache-2.0
#include "parse/product_tree.hpp"

#include <patchmatrix/error.hpp>
#include <patchmatrix/limits.hpp>

namespace patchmatrix {
namespace {

// Positions of products are far below.
constexpr ProductIndex kGroup = ProductIndex{1} << 31;

}  // namespace

std::uint32_t ProductTree::add_branch(std::uint32_t parent) {
  document_.branches.push_back({{}, {}, parent});
  return static_cast<std::uint32_t>(document_.branches.size() - 1);
}

void ProductTree::define(const Definition& definition, const std::string& where) {
  if (definition.id.empty()) {
    diagnostics_.add("product-without-id", where, {{"name", std::string(definition.name)}});
    return;
  }
  Product& product = document_.products[ids_.define(definition.id)];
  if (product.defined && !product.name.empty()) {  // a name is better than none
    again_.push_back(definition);
    return;
  }
  define_anew(product, definition);
}

void ProductTree::define_anew(Product& product, const Definition& definition) {
  product.name = definition.name;
  product.branch = definition.branch;
  product.relationship = definition.relationship;
  product.identifiers = definition.identifiers;
  product.defined = true;
}

std::size_t ProductTree::group_position(std::string_view id) {
  const auto [known, added] = group_positions_.try_emplace(id, groups_.size());
  if (added) groups_.push_back({id, {}, false});
  return known->second;
}

ProductIndex ProductTree::group(std::string_view id) {
  groups_used_ = true;
  return kGroup | static_cast<ProductIndex>(group_position(id));
}

void ProductTree::define_group(std::string_view id, Slice<ProductIndex> products) {
  Group& group = groups_[group_position(id)];
  if (group.defined)
    diagnostics_.add("group-defined-twice", place_, {{"id", std::string(id)}});
  else
    group.products = products;
  group.defined = true;
}

void ProductTree::finish() {
  for (const Definition& each : again_) judge(each);
  if (groups_used_) expand_groups();
}

// MSRC lists every product twice, in branches and in a flat list, and some publishers write a
// branch twice: the same product. Whatever differs is kept beside the first.
void ProductTree::judge(const Definition& again) {
  Product& first = document_.products[ids_.find_or_add(again.id)];
  if (first.identifiers.count == 0) first.identifiers = again.identifiers;
  const bool in_flat_list = again.branch == kNone && again.relationship == kNone;
  const bool same_name = again.name.empty() || again.name == first.name;
  if (same_name && in_flat_list) return;
  if (same_name && first.branch == kNone && first.relationship == kNone) {
    first.branch = again.branch;
    first.relationship = again.relationship;
    return;
  }
  if (same_name && same_place(first.branch, again.branch) &&
      same_relationship(first.relationship, again.relationship)) {
    diagnostics_.add("product-repeated", place_, {{"id", std::string(again.id)}});
    return;
  }
  const auto text = [this](std::string_view name, std::uint32_t branch) {
    std::string out(name);
    if (branch != kNone) out.append(" (").append(document_.branches[branch].name).append(")");
    return out;
  };
  diagnostics_.add(
      "product-defined-twice", place_,
      {{"id", std::string(again.id)},
       {"kept", same_name ? text(first.name, first.branch) : std::string(first.name)},
       {"ignored", same_name ? text(again.name, again.branch) : std::string(again.name)}});
  document_.redefinitions.push_back({again.name, again.branch, first.redefined});
  first.redefined = static_cast<std::uint32_t>(document_.redefinitions.size() - 1);
}

bool ProductTree::same_place(std::uint32_t a, std::uint32_t b) const {
  while (a != b) {
    if (a == kNone || b == kNone) return false;
    const Branch& one = document_.branches[a];
    const Branch& other = document_.branches[b];
    if (one.category != other.category || one.name != other.name) return false;
    a = one.parent;
    b = other.parent;
  }
  return true;
}

bool ProductTree::same_relationship(std::uint32_t a, std::uint32_t b) const {
  if (a == b) return true;
  if (a == kNone || b == kNone) return false;
  const Relationship& one = document_.relationships[a];
  const Relationship& other = document_.relationships[b];
  const auto steps = document_.of(one.steps), others = document_.of(other.steps);
  if (one.component != other.component || steps.size() != others.size()) return false;
  for (std::size_t i = 0; i < steps.size(); ++i)
    if (steps[i].product != others[i].product) return false;
  return true;
}

void ProductTree::expand_groups() {
  for (Group& each : groups_) {
    if (each.products.count != 0) continue;
    // A list that is left empty would mean every product.
    diagnostics_.add("undefined-group", place_, {{"id", std::string(each.id)}});
    each.products = {static_cast<std::uint32_t>(document_.product_table.size()), 1};
    document_.product_table.push_back(ids_.find_or_add(each.id));
  }
  const auto for_each_list = [this](auto read) {
    for (Status& each : document_.status_table) read(each.products);
    for (Threat& each : document_.threat_table) read(each.products);
    for (ScoreSet& each : document_.score_table) read(each.products);
    for (Remediation& each : document_.remediation_table) read(each.products);
    for (Flag& each : document_.flag_table) read(each.products);
  };
  // Counted first: a document that names too much should not get the memory for it.
  std::size_t needed = 0;
  for_each_list([&](Slice<ProductIndex> list) { needed += expanded_size(list); });
  if (needed > kMaxProductReferences)
    throw Error(ErrorKind::Untrusted, "too-many-references", {},
                {{"limit", std::to_string(kMaxProductReferences)}});
  std::vector<ProductIndex> table;
  table.reserve(needed);
  for_each_list([&](Slice<ProductIndex>& list) { list = expanded(list, table); });
  document_.product_table = std::move(table);
}

std::size_t ProductTree::expanded_size(Slice<ProductIndex> from) const {
  std::size_t size = 0;
  for (const ProductIndex each : document_.of(from))
    size += (each & kGroup) == 0 ? 1 : groups_[each & ~kGroup].products.count;
  return size;
}

Slice<ProductIndex> ProductTree::expanded(Slice<ProductIndex> from, std::vector<ProductIndex>& to) {
  const auto first = static_cast<std::uint32_t>(to.size());
  for (const ProductIndex each : document_.of(from)) {
    if ((each & kGroup) == 0) {
      to.push_back(each);
      continue;
    }
    const auto members = document_.of(groups_[each & ~kGroup].products);
    to.insert(to.end(), members.begin(), members.end());
  }
  return {first, static_cast<std::uint32_t>(to.size()) - first};
}

}  // namespace patchmatrix
