// SPDX-License-Identifier: Apache-2.0
#pragma once

// Product ids → positions in Document::products, while a document is being read. A document refers
// to its products some hundred thousand times, nearly always in the same order; the table therefore
// first tries the product that followed last time.

#include <cstdint>
#include <string_view>
#include <vector>

#include <patchmatrix/document.hpp>

#include "io/text.hpp"

namespace patchmatrix {

class ProductTable {
 public:
  explicit ProductTable(std::vector<Product>& products) : products_(products), slots_(1024) {}

  // The product with this id; a new, undefined one if the id was not seen before.
  ProductIndex find_or_add(std::string_view id) {
    if (last_ < successor_.size()) {
      const ProductIndex guess = successor_[last_];
      if (same_text(products_[guess].id, id)) return last_ = guess;
    }
    const ProductIndex found = look_up(id);
    if (last_ < successor_.size()) successor_[last_] = found;
    return last_ = found;
  }

 private:
  static constexpr std::uint32_t kEmpty = 0;  // slots hold index + 1

  ProductIndex look_up(std::string_view id);
  void grow();

  std::vector<Product>& products_;
  std::vector<std::uint32_t> slots_;     // open addressing, size a power of two
  std::vector<ProductIndex> successor_;  // by product: which one was asked for next
  ProductIndex last_ = 0;
};

}  // namespace patchmatrix
