// SPDX-License-Identifier: Apache-2.0
#include "parse/product_tree.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "parse/documents.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

constexpr std::string_view kHead = "title: \nid: \npublisher:  | \nreleased:  | \n";

// A tree that is filled by hand.
class ProductTreeTest : public testing::Test {
 protected:
  std::uint32_t branch(std::uint32_t parent, std::string_view category, std::string_view name) {
    const std::uint32_t added = tree.add_branch(parent);
    document.branches[added].category = category;
    document.branches[added].name = name;
    return added;
  }
  std::uint32_t relationship(ProductIndex component, std::vector<Relationship::Step> steps) {
    const auto first = static_cast<std::uint32_t>(document.step_table.size());
    document.step_table.insert(document.step_table.end(), steps.begin(), steps.end());
    document.relationships.push_back(
        {component, {first, static_cast<std::uint32_t>(steps.size())}});
    return static_cast<std::uint32_t>(document.relationships.size() - 1);
  }
  void define(std::string_view id, std::string_view name, std::uint32_t in = kNone,
              std::uint32_t is = kNone, const std::string& where = "1:1") {
    tree.define({id, name, {}, in, is}, where);
  }
  std::string text() {
    tree.finish();
    const std::string all = test::text_of(document);
    EXPECT_TRUE(all.starts_with(kHead)) << all;
    return all.substr(kHead.size());
  }

  Document document;
  Diagnostics diagnostics;
  ProductTree tree{document, diagnostics, "tree"};
};

TEST_F(ProductTreeTest, NamesABranchAfterItsProducts) {
  const std::uint32_t outer = tree.add_branch(kNone);
  const std::uint32_t inner = tree.add_branch(outer);
  define("P", "Product", inner);
  document.branches[outer] = {"vendor", "Acme", kNone};
  document.branches[inner].name = "Rocket";
  EXPECT_EQ(text(), "product: P | Product\n  in: vendor=Acme > =Rocket\n");
  EXPECT_TRUE(diagnostics.empty());
}

TEST_F(ProductTreeTest, GivesAProductOnePositionBeforeAndAfterItIsDefined) {
  EXPECT_EQ(tree.product("P"), 0U);
  EXPECT_EQ(tree.product("Q"), 1U);
  define("Q", "Q");
  EXPECT_EQ(tree.product("Q"), 1U);
  EXPECT_EQ(text(), "undefined product: P | \nproduct: Q | Q\n");
}

TEST_F(ProductTreeTest, TellsWhereAProductHasNoId) {
  define("", "Nameless", kNone, kNone, "7:8");
  EXPECT_EQ(text(), "");
  EXPECT_EQ(test::text_of(diagnostics), "product-without-id 7:8 name=Nameless\n");
}

// The branches are other ones, but say the same.
TEST_F(ProductTreeTest, KnowsABranchThatIsWrittenTwice) {
  for (int time = 0; time < 2; ++time)
    define("P", "Product", branch(branch(kNone, "vendor", "Acme"), "version", "1"));
  EXPECT_EQ(text(),
            "product: P | Product\n  in: vendor=Acme > version=1\n"
            "branch without products: vendor=Acme\n"
            "branch without products: vendor=Acme > version=1\n");
  EXPECT_EQ(test::text_of(diagnostics), "product-repeated tree id=P\n");
}

TEST_F(ProductTreeTest, TellsBranchesApartThatDifferAnywhere) {
  const std::uint32_t acme = branch(kNone, "vendor", "Acme"),
                      apex = branch(kNone, "vendor", "Apex");
  const std::uint32_t deeper = branch(acme, "family", "Rockets");
  std::vector<std::uint32_t> places;
  for (const std::uint32_t parent : {acme, apex, deeper})
    places.push_back(branch(parent, "version", "1"));
  places.push_back(branch(acme, "range", "1"));
  for (const std::uint32_t place : places) define("P", "Product", place);
  EXPECT_EQ(text(),
            "product: P | Product\n  in: vendor=Acme > version=1\n"
            "  also: Product | vendor=Acme > range=1\n"
            "  also: Product | vendor=Acme > family=Rockets > version=1\n"
            "  also: Product | vendor=Apex > version=1\n");
  EXPECT_EQ(test::text_of(diagnostics),
            "product-defined-twice tree id=P kept=Product (1) ignored=Product (1) ×3\n");
}

TEST_F(ProductTreeTest, TakesPlaceAndRelationshipFromTheFlatListToo) {
  const ProductIndex a = tree.product("a"), b = tree.product("b");
  define("P", "Product");
  define("P", "Product", kNone, relationship(a, {{"on", b}}));
  EXPECT_EQ(text(),
            "undefined product: a | \nundefined product: b | \nproduct: P | Product\n"
            "  is: a [on] b\n");
  EXPECT_TRUE(diagnostics.empty());
}

TEST_F(ProductTreeTest, ComparesRelationshipsByTheirProducts) {
  const ProductIndex a = tree.product("a"), b = tree.product("b"), c = tree.product("c");
  const auto define_related = [&](std::string_view id, std::uint32_t number) {
    define(id, "Product", kNone, number);
  };
  define_related("same", relationship(a, {{"on", b}, {"in", c}}));
  define_related("same", relationship(a, {{"on", b}, {"with", c}}));
  define_related("longer", relationship(a, {{"on", b}}));
  define_related("longer", relationship(a, {{"on", b}, {"on", c}}));
  define_related("other", relationship(a, {{"on", b}}));
  define_related("other", relationship(c, {{"on", b}}));
  tree.finish();
  EXPECT_EQ(test::text_of(diagnostics),
            "product-repeated tree id=same\n"
            "product-defined-twice tree id=longer kept=Product ignored=Product ×2\n");
}

TEST_F(ProductTreeTest, ExpandsGroupsInEveryKindOfList) {
  const auto list_of_group = [&](std::string_view id) {
    const auto first = static_cast<std::uint32_t>(document.product_table.size());
    document.product_table.push_back(tree.group(id));
    return Slice<ProductIndex>{first, 1};
  };
  document.status_table.push_back({"s", list_of_group("G")});
  document.threat_table.push_back({"t", {}, list_of_group("G")});
  document.score_table.push_back({{}, {}, {}, list_of_group("G")});
  document.remediation_table.emplace_back();
  document.remediation_table.back().products = list_of_group("H");
  document.flag_table.push_back({"f", list_of_group("G")});
  Vulnerability& v = document.vulnerabilities.emplace_back();
  v.statuses = {0, 1};
  v.threats = {0, 1};
  v.scores = {0, 1};
  v.remediations = {0, 1};
  v.flags = {0, 1};
  const auto first = static_cast<std::uint32_t>(document.product_table.size());
  for (const std::string_view id : {"b", "a", "b"})
    document.product_table.push_back(tree.product(id));
  tree.define_group("G", {first, 3});
  EXPECT_EQ(text(),
            "undefined product: b | \nundefined product: a | \nundefined product: H | \n"
            "vulnerability:  |  |  | \n  flag: f @ b a b\n  status: s @ b a b\n"
            "  threat: t |  @ b a b\n  score:  |  @ b a b\n"
            "  remediation:  |  |  |  |  |  |  @ H\n");
  EXPECT_EQ(test::text_of(diagnostics), "undefined-group tree id=H\n");
}

}  // namespace
}  // namespace patchmatrix
