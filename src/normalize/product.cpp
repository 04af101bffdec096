// SPDX-License-Identifier: Apache-2.0
#include "normalize/product.hpp"

#include <algorithm>
#include <functional>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

// Chains of relationships seen in real documents have three links. What is followed is bounded in
// all, because both ends of a relationship may be relationships again.
constexpr int kMaxLinks = 30;

// The words of both standards are these but for case, blanks and underscores.
struct LevelName {
  std::string_view letters;
  BranchLevel level;
};
constexpr LevelName kLevels[] = {
    {"vendor", BranchLevel::Vendor},
    {"productfamily", BranchLevel::Family},
    {"productname", BranchLevel::Name},
    {"product", BranchLevel::Name},
    {"productversion", BranchLevel::Version},
    {"productversionrange", BranchLevel::Version},
    {"servicepack", BranchLevel::Version},
    {"patchlevel", BranchLevel::Version},
    {"legacy", BranchLevel::Version},
    {"architecture", BranchLevel::Architecture},
    {"packagearch", BranchLevel::Architecture},
};

// Names of several branches of one level stand outermost first.
void prepend(std::string& text, std::string_view name, std::string_view separator) {
  if (name.empty()) return;
  text = text.empty() ? std::string(name) : std::string(name).append(separator).append(text);
}

struct Place {
  std::string_view vendor;
  std::string family;
  std::string name;
  std::string version;
  std::string_view architecture;
};

Place place_of(const Document& document, std::uint32_t branch) {
  Place out;
  for (; branch != kNone; branch = document.branches[branch].parent) {
    const Branch& each = document.branches[branch];
    switch (branch_level(each.category)) {
      case BranchLevel::Vendor:
        if (out.vendor.empty()) out.vendor = each.name;
        break;
      case BranchLevel::Family:
        prepend(out.family, each.name, " ");
        break;
      case BranchLevel::Name:
        prepend(out.name, each.name, " ");
        break;
      case BranchLevel::Version:
        prepend(out.version, each.name, " ");
        break;
      case BranchLevel::Architecture:
        out.architecture = each.name;
        break;
      case BranchLevel::Other:
        break;
    }
  }
  return out;
}

std::string_view name_of(const Product& product) {
  return product.name.empty() ? product.id : product.name;
}

// Every version that documents give one id.
std::string versions_of(const Document& document, const Product& product, std::string first) {
  for (std::uint32_t i = product.redefined; i != kNone; i = document.redefinitions[i].next) {
    const std::string further = place_of(document, document.redefinitions[i].branch).version;
    if (!further.empty() && further != first)
      first.append(first.empty() ? "" : " | ").append(further);
  }
  return first;
}

// "Example Gateway 5.1" in a branch "Example Gateway" without a branch for the version.
ProductDescription plain(const Document& document, const Product& product) {
  Place place = place_of(document, product.branch);
  ProductDescription out;
  out.vendor = place.vendor;
  out.architecture = place.architecture;
  out.name = !place.name.empty() ? std::move(place.name) : std::string(name_of(product));
  out.version = versions_of(document, product, std::move(place.version));
  const auto identifiers = document.of(product.identifiers);
  out.identifiers.assign(identifiers.begin(), identifiers.end());
  return out;
}

ProductDescription describe(const Document& document, ProductIndex index, int& links) {
  const Product& product = document.products[index];
  if (product.relationship == kNone || links-- <= 0) return plain(document, product);
  const Relationship& relationship = document.relationships[product.relationship];
  const ProductIndex last = document.of(relationship.steps).back().product;
  ProductDescription component = describe(document, relationship.component, links);
  ProductDescription out = describe(document, last, links);
  out.package = component.package.empty() ? name_of(document.products[relationship.component])
                                          : component.package;
  if (out.platform.empty()) out.platform = name_of(document.products[last]);
  if (out.vendor.empty()) out.vendor = component.vendor;
  out.version = std::move(component.version);
  if (!component.architecture.empty()) out.architecture = component.architecture;
  std::vector<ProductIdentifier> identifiers;
  const auto own = document.of(product.identifiers);
  identifiers.assign(own.begin(), own.end());
  identifiers.insert(identifiers.end(), component.identifiers.begin(), component.identifiers.end());
  identifiers.insert(identifiers.end(), out.identifiers.begin(), out.identifiers.end());
  out.identifiers = std::move(identifiers);
  return out;
}

std::uint64_t mixed(std::uint64_t hash, std::string_view text) {
  return (hash ^ std::hash<std::string_view>{}(text)) * 0x9E3779B97F4A7C15U;
}

}  // namespace

BranchLevel branch_level(std::string_view category) {
  char letters[24];
  std::size_t length = 0;
  for (const char c : category) {
    const char small = lower(c);
    if (small < 'a' || small > 'z') continue;
    if (length == sizeof letters) return BranchLevel::Other;
    letters[length++] = small;
  }
  const std::string_view text(letters, length);
  for (const LevelName& each : kLevels)
    if (each.letters == text) return each.level;
  return BranchLevel::Other;
}

ProductDescription describe(const Document& document, ProductIndex product) {
  int links = kMaxLinks;
  return describe(document, product, links);
}

std::uint64_t product_key(const Findings& findings, ProductIndex index) {
  const Document& document = findings.document;
  const Product& product = document.products[index];
  std::uint64_t key = mixed(0, name_of(product));
  if (product.branch != kNone) key = mixed(key, document.branches[product.branch].name);
  const Product& outer = document.products[outermost(document, index)];
  for (std::uint32_t i = outer.branch; i != kNone; i = document.branches[i].parent)
    if (equal_ignoring_case(document.branches[i].category, "vendor"))
      return mixed(key, document.branches[i].name);
  return mixed(key, findings.release.vendor);
}

ProductIndex outermost(const Document& document, ProductIndex product) {
  for (int links = kMaxLinks; links != 0; --links) {
    const std::uint32_t relationship = document.products[product].relationship;
    if (relationship == kNone) return product;
    product = document.of(document.relationships[relationship].steps).back().product;
  }
  return product;
}

std::vector<ProductIndex> circular_products(const Document& document) {
  enum class Seen : std::uint8_t { Not, Open, Done };
  std::vector<ProductIndex> out;
  const auto chained = [&document](ProductIndex each) {
    return document.products[each].relationship != kNone;
  };
  // What a product is made of and stands on, as far as that is related in turn.
  const auto ends = [&](ProductIndex product) {
    std::vector<ProductIndex> found;
    const Relationship& relationship =
        document.relationships[document.products[product].relationship];
    if (chained(relationship.component)) found.push_back(relationship.component);
    for (const Relationship::Step& each : document.of(relationship.steps))
      if (chained(each.product)) found.push_back(each.product);
    return found;
  };
  std::vector<Seen> seen(document.products.size(), Seen::Not);
  struct Open {
    ProductIndex product;
    std::vector<ProductIndex> left;
  };
  std::vector<Open> open;
  for (ProductIndex start = 0; start < document.products.size(); ++start) {
    if (!chained(start) || seen[start] != Seen::Not) continue;
    open.push_back({start, ends(start)});
    seen[start] = Seen::Open;
    while (!open.empty()) {
      if (open.back().left.empty()) {
        seen[open.back().product] = Seen::Done;
        open.pop_back();
        continue;
      }
      const ProductIndex next = open.back().left.back();
      open.back().left.pop_back();
      if (seen[next] == Seen::Open) out.push_back(next);
      if (seen[next] != Seen::Not) continue;
      seen[next] = Seen::Open;
      open.push_back({next, ends(next)});
    }
  }
  return out;
}

}  // namespace patchmatrix
