// SPDX-License-Identifier: Apache-2.0
#pragma once

// Products → product families, by the rules of one vendor.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <patchmatrix/normalize.hpp>

namespace patchmatrix {

class FamilyCatalog {
 public:
  explicit FamilyCatalog(const Vendor& vendor) : vendor_(vendor) {}

  // Before the products of another document.
  void begin(const Document& document) { by_branch_.assign(document.branches.size(), {}); }

  // The family of a product of the document that was begun. A product in, on or with another one is
  // of the other one's family. It stays valid as long as the catalog.
  const ProductFamily& of(const Document& document, ProductIndex product);

  // The family of a product that is known by its full name alone.
  const ProductFamily& of(std::string_view product_name) {
    return of(product_name, {}, NameKind::Product);
  }

 private:
  // A product's full name may hold its version, the name of a product line does not.
  enum class NameKind { Product, ProductLine };
  // `maker`: the vendor in the tree; empty for none.
  const ProductFamily& of(std::string_view name, std::string_view maker, NameKind kind);
  const ProductFamily& classify(std::string_view name, std::string_view maker, NameKind kind);
  std::string made_by(std::string_view maker, std::string_view name) const;
  const ProductFamily& named(std::string id, std::string name, const Family* rule);

  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  const Vendor& vendor_;
  std::unordered_map<std::string, ProductFamily> by_id_;
  // What stands around a branch, the branch included.
  struct Named {
    bool known = false;
    std::string_view maker;
    std::size_t level = SIZE_MAX;  // position in Vendor::family_levels
    const ProductFamily* family = nullptr;
  };
  const Named& named(const Document& document, std::uint32_t branch);

  // The first document's spelling of maker and name, joined by a line break.
  std::unordered_map<std::string, const ProductFamily*, Hash, std::equal_to<>> by_name_;
  std::string key_;               // room for such a key
  std::vector<Named> by_branch_;  // of the present document, where known
};

// "Rome SDK 1.4.1" → "Rome SDK", "Power BI Report Server version 15" → "Power BI Report Server":
// the name without words that are versions. The name itself where nothing would be left.
// `kept_words` look like versions but belong to names ("365").
std::string without_version(std::string_view product_name,
                            const std::vector<std::string>& kept_words);

}  // namespace patchmatrix
