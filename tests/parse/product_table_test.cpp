// SPDX-License-Identifier: Apache-2.0
#include "parse/product_table.hpp"

#include <deque>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace patchmatrix {
namespace {

TEST(ProductTable, GivesEveryIdOnePositionInTheOrderOfItsFirstUse) {
  std::vector<Product> products;
  ProductTable table(products);
  const std::vector<std::pair<const char*, ProductIndex>> asked = {
      {"11", 0}, {"12", 1},   {"11", 0}, {"12", 1}, {"12", 1}, {"11-1", 2}, {"1", 3},
      {"11", 0}, {"11-1", 2}, {"", 4},   {"12", 1}, {"", 4},   {"011", 5},  {"11", 0}};
  for (const auto& [id, expected] : asked) EXPECT_EQ(table.find_or_add(id), expected) << id;
  std::vector<std::string> ids;
  for (const Product& each : products) ids.emplace_back(each.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"11", "12", "11-1", "1", "", "011"}));
}

TEST(ProductTable, AddsProductsAsUndefined) {
  std::vector<Product> products;
  ProductTable table(products);
  table.find_or_add("11");
  ASSERT_EQ(products.size(), 1U);
  EXPECT_FALSE(products[0].defined);
  EXPECT_EQ(products[0].name, "");
}

TEST(ProductTable, DoesNotConfuseAnEmptyIdWithNone) {
  std::vector<Product> products;
  ProductTable table(products);
  EXPECT_EQ(table.find_or_add(std::string_view()), 0U);
  EXPECT_EQ(table.find_or_add(""), 0U);
  EXPECT_EQ(table.find_or_add(std::string_view()), 0U);
  EXPECT_EQ(products.size(), 1U);
}

// Whatever was asked for before, and however often the table has grown since.
TEST(ProductTable, FindsThousandsOfIdsInAnyOrder) {
  std::deque<std::string> ids;  // the products keep views of them
  for (int i = 0; i < 20'000; ++i) ids.push_back(std::to_string(i) + "-" + std::to_string(i % 7));
  std::vector<Product> products;
  ProductTable table(products);
  for (ProductIndex i = 0; i < ids.size(); ++i) ASSERT_EQ(table.find_or_add(ids[i]), i) << ids[i];
  ASSERT_EQ(products.size(), ids.size());
  for (const std::size_t step : {1U, 3U, 7919U, 19'999U})
    for (std::size_t n = 0; n < ids.size(); ++n) {
      const std::size_t i = n * step % ids.size();
      const std::string copy = ids[i];
      ASSERT_EQ(table.find_or_add(copy), i) << copy << " in steps of " << step;
    }
  EXPECT_EQ(products.size(), ids.size());
}

}  // namespace
}  // namespace patchmatrix
