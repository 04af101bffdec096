// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "inventory/record.hpp"

namespace patchmatrix {
namespace {

TEST(InventoryField, EachHasASlugOfItsOwn) {
  for (int i = 0; i <= static_cast<int>(InventoryField::UpdateState); ++i) {
    const auto field = static_cast<InventoryField>(i);
    EXPECT_EQ(inventory_field(slug(field)), field) << slug(field);
  }
}

TEST(InventoryField, IsNothingForAnyOtherWord) {
  for (const char* word : {"", "host", "Hostname", "hostname "})
    EXPECT_EQ(inventory_field(word), std::nullopt) << word;
}

}  // namespace
}  // namespace patchmatrix
