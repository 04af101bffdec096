// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the readers of all formats share while they fill a Document: runs in its tables, and the
// product tree.

#include <optional>

#include <patchmatrix/diagnostics.hpp>
#include <patchmatrix/document.hpp>

#include "parse/product_table.hpp"

namespace patchmatrix {

// Names of the branches around a product.
struct BranchNames {
  std::string_view vendor;
  std::string_view family;

  BranchNames inside(std::string_view type, std::string_view name) const {
    if (type == "Vendor") return {name, family};
    if (type == "Product Family") return {vendor, name};
    return *this;
  }
};

// Appends to a table of `document` and remembers the run. A run must be filled before another run
// of the same table is begun.
template <class T>
class Run {
 public:
  explicit Run(std::vector<T>& table)
      : table_(table), first_(static_cast<std::uint32_t>(table.size())) {}
  T& add() { return table_.emplace_back(); }
  void add(T value) { table_.push_back(value); }
  Slice<T> slice() const { return {first_, static_cast<std::uint32_t>(table_.size()) - first_}; }

 private:
  std::vector<T>& table_;
  std::uint32_t first_;
};

// Defines products as the product tree names them. MSRC lists every product twice (branches, then a
// flat list): the same id with the same name is one product; with another name it is reported and
// the first name stays.
class ProductTree {
 public:
  ProductTree(Document& document, Diagnostics& diagnostics)
      : ids(document.products), document_(document), diagnostics_(diagnostics) {}

  void define(std::string_view id, std::string_view name, std::string_view cpe,
              const BranchNames& branches, const std::string& where) {
    if (id.empty()) {
      diagnostics_.add("product-without-id", where, {{"name", std::string(name)}});
      return;
    }
    Product& product = document_.products[ids.find_or_add(id)];
    if (product.defined && product.name.empty())
      product.defined = false;  // a name is better than none
    if (product.defined && !name.empty() && product.name != name)
      diagnostics_.add("product-defined-twice", where,
                       {{"id", std::string(id)},
                        {"kept", std::string(product.name)},
                        {"ignored", std::string(name)}});
    if (!product.defined) {
      product.name = name;
      product.vendor = branches.vendor;
      product.branch = branches.family;
    }
    if (product.cpe.empty()) product.cpe = cpe;
    product.defined = true;
  }

  ProductTable ids;

 private:
  Document& document_;
  Diagnostics& diagnostics_;
};

// Prose that no later stage reads is not kept: it is most of the bytes of a month.
inline bool is_kept_note(std::string_view type) {
  return type != "Description" && type != "FAQ" && type != "General" && type != "Summary" &&
         type != "Legal Disclaimer";
}

}  // namespace patchmatrix
