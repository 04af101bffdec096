// SPDX-License-Identifier: Apache-2.0
#include "parse/product_table.hpp"

#include <functional>

namespace patchmatrix {

ProductIndex ProductTable::look_up(std::string_view id) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = std::hash<std::string_view>{}(id)&mask;
  for (; slots_[slot] != kEmpty; slot = (slot + 1) & mask) {
    const ProductIndex index = slots_[slot] - 1;
    if (products_[index].id == id) return index;
  }
  const auto index = static_cast<ProductIndex>(products_.size());
  products_.emplace_back().id = id;
  successor_.push_back(index);
  slots_[slot] = index + 1;
  if (products_.size() * 2 > slots_.size()) grow();
  return index;
}

void ProductTable::grow() {
  slots_.assign(slots_.size() * 2, kEmpty);
  const std::size_t mask = slots_.size() - 1;
  for (ProductIndex index = 0; index < products_.size(); ++index) {
    std::size_t slot = std::hash<std::string_view>{}(products_[index].id) & mask;
    while (slots_[slot] != kEmpty) slot = (slot + 1) & mask;
    slots_[slot] = index + 1;
  }
}

}  // namespace patchmatrix
