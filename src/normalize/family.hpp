// SPDX-License-Identifier: Apache-2.0
#pragma once

// Product names → product families, by the rules of one vendor.

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <patchmatrix/normalize.hpp>

namespace patchmatrix {

class FamilyCatalog {
 public:
  explicit FamilyCatalog(const Vendor& vendor) : vendor_(vendor) {}

  // The family of a product; the reference stays valid as long as the catalog.
  const ProductFamily& of(std::string_view product_name);

 private:
  const ProductFamily& classify(std::string_view product_name);
  const ProductFamily& named(std::string id, std::string name, const Family* rule);

  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  const Vendor& vendor_;
  std::unordered_map<std::string, ProductFamily> by_id_;
  std::unordered_map<std::string, const ProductFamily*, Hash, std::equal_to<>> by_name_;
};

// "Rome SDK 1.4.1" → "Rome SDK", "Power BI Report Server version 15" → "Power BI Report Server":
// the name without words that are versions. The name itself where nothing would be left.
// `kept_words` look like versions but belong to names ("365").
std::string without_version(std::string_view product_name,
                            const std::vector<std::string>& kept_words);

}  // namespace patchmatrix
