// SPDX-License-Identifier: Apache-2.0
#include "parse/product_table.hpp"

namespace patchmatrix {
namespace {

// Eight bytes at a time: ids are long, begin alike, and are looked up a million times. Ids that
// collide on purpose cost their document's own time; how many there can be is bounded by its size.
std::uint64_t hash_of(std::string_view id) {
  constexpr std::uint64_t kFactor = 0x9E3779B97F4A7C15U;
  std::uint64_t hash = id.size() * kFactor;
  const auto mix = [&hash](std::uint64_t word) {
    hash = (hash ^ word) * kFactor;
    hash ^= hash >> 32;
  };
  std::size_t at = 0;
  for (; at + 8 <= id.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, id.data() + at, 8);
    mix(word);
  }
  std::uint64_t rest = 0;
  if (at < id.size()) std::memcpy(&rest, id.data() + at, id.size() - at);
  mix(rest);
  return hash;
}

}  // namespace

ProductIndex ProductTable::look_up(std::string_view id) {
  const std::size_t mask = slots_.size() - 1;
  const std::uint64_t hash = hash_of(id);
  const auto low = static_cast<std::uint32_t>(hash);
  std::size_t slot = (hash >> 32) & mask;
  for (; slots_[slot].index != kEmpty; slot = (slot + 1) & mask) {
    const ProductIndex index = slots_[slot].index - 1;
    if (slots_[slot].hash == low && same_text(products_[index].id, id)) return index;
  }
  const auto index = static_cast<ProductIndex>(products_.size());
  products_.emplace_back().id = id;
  successor_.push_back(index + 1);
  slots_[slot] = {index + 1, low};
  if (products_.size() * 2 > slots_.size()) grow();
  return index;
}

void ProductTable::grow() {
  slots_.assign(slots_.size() * 4, {});
  const std::size_t mask = slots_.size() - 1;
  for (ProductIndex index = 0; index < products_.size(); ++index) {
    const std::uint64_t hash = hash_of(products_[index].id);
    std::size_t slot = (hash >> 32) & mask;
    while (slots_[slot].index != kEmpty) slot = (slot + 1) & mask;
    slots_[slot] = {index + 1, static_cast<std::uint32_t>(hash)};
  }
}

}  // namespace patchmatrix
