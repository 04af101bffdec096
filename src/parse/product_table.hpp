// SPDX-License-Identifier: Apache-2.0
#pragma once

// Product ids → positions in Document::products, while a document is being read. A document refers
// to its products some hundred thousand times, nearly always in the order in which they were
// defined or named before; the table therefore first tries the product that followed last time.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <patchmatrix/document.hpp>

#include "io/text.hpp"

namespace patchmatrix {

class ProductTable {
 public:
  explicit ProductTable(std::vector<Product>& products) : products_(products), slots_(1024) {}

  // Where an id stands. Each place has an order of its own.
  enum class Place : std::uint8_t { Reference, Component, Platform };

  // The product with this id; a new, undefined one if the id was not seen before.
  ProductIndex find_or_add(std::string_view id, Place place = Place::Reference) {
    ProductIndex& last = last_[static_cast<std::size_t>(place)];
    if (last < successor_.size()) {
      // Many components in a row are parts of one platform.
      const ProductIndex guess = place == Place::Platform ? last : successor_[last];
      if (guess < products_.size() && same_text(products_[guess].id, id)) return last = guess;
    }
    const ProductIndex found = look_up(id);
    if (place != Place::Platform && last < successor_.size()) successor_[last] = found;
    return last = found;
  }

  // The same where a product is defined: mostly a new one.
  ProductIndex define(std::string_view id) { return look_up(id); }

 private:
  static constexpr std::uint32_t kEmpty = 0;  // slots hold index + 1

  struct Slot {
    std::uint32_t index = kEmpty;
    std::uint32_t hash = 0;  // its lower half: most slots are passed over without a look at the id
  };

  ProductIndex look_up(std::string_view id);
  void grow();

  std::vector<Product>& products_;
  std::vector<Slot> slots_;              // open addressing, size a power of two
  std::vector<ProductIndex> successor_;  // by product: which one was asked for next; at first the
                                         // one that was defined next
  std::array<ProductIndex, 3> last_{};   // by Place
};

}  // namespace patchmatrix
