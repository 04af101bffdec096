// SPDX-License-Identifier: Apache-2.0
#include "io/xml_tree.hpp"

#include <cstring>
#include <vector>

#include <pugixml.hpp>

#include <patchmatrix/parse.hpp>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

std::string_view local_name(const char* qualified) {
  const char* colon = std::strrchr(qualified, ':');
  return colon == nullptr ? qualified : colon + 1;
}

const char* code_of(pugi::xml_parse_status status) {
  switch (status) {
    case pugi::status_end_element_mismatch: return "xml-mismatched-end-tree";
    case pugi::status_no_document_element: return "xml-no-root";
    case pugi::status_bad_attribute: return "xml-bad-attribute";
    default: return "xml-bad-tag";
  }
}

}  // namespace

struct XmlTree::Tree {
  pugi::xml_document document;
  std::vector<pugi::xml_node> open;  // from the root to the innermost open element
  pugi::xml_node resume;             // where next() goes on among the children of the innermost
};

XmlTree::XmlTree(std::string_view bytes, std::pmr::memory_resource& store)
    : tree_(std::make_unique<Tree>()), store_(store) {
  const pugi::xml_parse_result result = tree_->document.load_buffer(
      bytes.data(), bytes.size(), pugi::parse_default | pugi::parse_doctype, pugi::encoding_auto);
  if (!result)
    throw Error(ErrorKind::Malformed, code_of(result.status),
                "character " + std::to_string(result.offset));
  for (const pugi::xml_node node : tree_->document.children())
    if (node.type() == pugi::node_doctype) throw Error(ErrorKind::Untrusted, "dtd");
  tree_->open.push_back(tree_->document.document_element());
  tree_->resume = tree_->open.back().first_child();
}

XmlTree::~XmlTree() = default;

bool XmlTree::next() {
  pugi::xml_node child = tree_->resume;
  while (child && child.type() != pugi::node_element) child = child.next_sibling();
  if (!child) {
    skip();
    return false;
  }
  if (tree_->open.size() >= static_cast<std::size_t>(kMaxDepth))
    throw Error(ErrorKind::Untrusted, "too-deep", where(), {{"limit", std::to_string(kMaxDepth)}});
  tree_->open.push_back(child);
  tree_->resume = child.first_child();
  return true;
}

std::string_view XmlTree::name() const { return local_name(tree_->open.back().name()); }

std::string_view XmlTree::attribute(std::string_view wanted) {
  for (const pugi::xml_attribute each : tree_->open.back().attributes())
    if (local_name(each.name()) == wanted) return keep(each.value());
  return {};
}

std::string_view XmlTree::text() {
  std::string collected;
  for (const pugi::xml_node child : tree_->open.back().children())
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata)
      collected += child.value();
  skip();
  return keep(trimmed(collected));
}

void XmlTree::skip() {
  tree_->resume = tree_->open.back().next_sibling();
  tree_->open.pop_back();
}

std::string_view XmlTree::keep(std::string_view text) {
  if (text.empty()) return {};
  char* copy = static_cast<char*>(store_.allocate(text.size(), 1));
  std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

std::string XmlTree::where() const {
  std::string path;
  for (const pugi::xml_node& each : tree_->open) {
    if (!path.empty()) path += '/';
    path += local_name(each.name());
    if (path.size() > 200) return path + "/…";
  }
  return path;
}

}  // namespace patchmatrix
