// SPDX-License-Identifier: Apache-2.0
#pragma once

// The cursor of xml_scanner.hpp on top of pugixml's tree. It reads every encoding that pugixml
// knows (UTF-8, UTF-16 and UTF-32 of both byte orders, ISO-8859-1), at about three times the cost
// and with a tree in memory. The tests hold both cursors against each other.

#include <memory>
#include <memory_resource>
#include <string>
#include <string_view>

#include <patchmatrix/error.hpp>

namespace patchmatrix {

class XmlTree {
 public:
  // As XmlScanner, but `bytes` may be in any of the encodings above, with or without BOM.
  // Errors of the syntax name the place as "byte N" of the text in UTF-8, others the element path.
  XmlTree(std::string_view bytes, std::pmr::memory_resource& store,
          std::string_view own_namespace = {});
  ~XmlTree();
  XmlTree(const XmlTree&) = delete;
  XmlTree& operator=(const XmlTree&) = delete;

  bool root_is_foreign() const;
  std::size_t foreign_elements() const;
  bool next();
  std::string_view name() const;
  bool is(std::string_view word) const { return name() == word; }
  std::string_view attribute(std::string_view local_name);
  std::string_view text();
  void skip();
  void finish() {}  // done before the root was opened
  std::string where() const;

 private:
  struct Tree;
  void check_outside_root() const;
  std::string decoded(std::string_view raw) const;
  std::string_view keep(std::string_view text);

  std::unique_ptr<Tree> tree_;
  std::pmr::memory_resource& store_;
};

}  // namespace patchmatrix
