// SPDX-License-Identifier: Apache-2.0
#pragma once

// The product tree while a document is being read: which products there are, where they stand, and
// which groups they form. Members may come in any order: a product may be named before it is
// defined, a relationship before its ends, a group before its products.

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <patchmatrix/diagnostics.hpp>
#include <patchmatrix/document.hpp>

#include "parse/product_table.hpp"

namespace patchmatrix {

class ProductTree {
 public:
  // `place`: what the tree is called in the document's format, for reports.
  ProductTree(Document& document, Diagnostics& diagnostics, std::string place)
      : ids_(document.products),
        document_(document),
        diagnostics_(diagnostics),
        place_(std::move(place)) {}

  // A new branch inside `parent`; its category and name may be filled in later.
  std::uint32_t add_branch(std::uint32_t parent);

  struct Definition {
    std::string_view id;
    std::string_view name;
    Slice<ProductIdentifier> identifiers;
    std::uint32_t branch = kNone;
    std::uint32_t relationship = kNone;
  };
  // `where` is for the report about a definition without id.
  void define(const Definition& definition, const std::string& where);

  // The product with this id, defined or not.
  using Place = ProductTable::Place;
  ProductIndex product(std::string_view id, Place place = Place::Reference) {
    return ids_.find_or_add(id, place);
  }

  // Stands for the products of a group in Document::product_table until finish().
  ProductIndex group(std::string_view id);
  void define_group(std::string_view id, Slice<ProductIndex> products);

  // Behind the last product, group and reference: replaces groups by their products and judges
  // what was defined twice. Errors: Untrusted "too-many-references".
  void finish();

 private:
  struct Group {
    std::string_view id;
    Slice<ProductIndex> products;
    bool defined = false;
  };
  std::size_t group_position(std::string_view id);
  void judge(const Definition& again);
  void define_anew(Product& product, const Definition& definition);
  bool same_place(std::uint32_t a, std::uint32_t b) const;
  bool same_relationship(std::uint32_t a, std::uint32_t b) const;
  void expand_groups();
  std::size_t expanded_size(Slice<ProductIndex> from) const;
  Slice<ProductIndex> expanded(Slice<ProductIndex> from, std::vector<ProductIndex>& to);

  ProductTable ids_;
  Document& document_;
  Diagnostics& diagnostics_;
  std::string place_;
  std::vector<Definition> again_;  // definitions of ids that had one
  std::vector<Group> groups_;
  std::unordered_map<std::string_view, std::size_t> group_positions_;  // by id
  bool groups_used_ = false;
};

}  // namespace patchmatrix
