// SPDX-License-Identifier: Apache-2.0
#include "io/xml_tree.hpp"

#include <cstring>
#include <vector>

#include <pugixml.hpp>

#include <patchmatrix/limits.hpp>

#include "io/text.hpp"
#include "io/xml_entities.hpp"

namespace patchmatrix {
namespace {

std::string_view local_name(const char* qualified) {
  const char* colon = std::strrchr(qualified, ':');
  return colon == nullptr ? qualified : colon + 1;
}

const char* code_of(pugi::xml_parse_status status) {
  switch (status) {
    case pugi::status_end_element_mismatch:
      return "xml-mismatched-end-tree";
    case pugi::status_no_document_element:
      return "xml-no-root";
    case pugi::status_bad_attribute:
      return "xml-bad-attribute";
    default:
      return "xml-bad-tag";
  }
}

}  // namespace

struct XmlTree::Tree {
  pugi::xml_document document;
  std::vector<pugi::xml_node> open;  // from the root to the innermost open element
  pugi::xml_node resume;             // where next() goes on among the children of the innermost
  std::string own_namespace;
  std::size_t foreign_elements = 0;

  bool is_foreign(const pugi::xml_node& element) const {
    if (own_namespace.empty()) return false;
    const char* const colon = std::strchr(element.name(), ':');
    const std::string declaration =
        colon == nullptr ? "xmlns" : "xmlns:" + std::string(element.name(), colon);
    for (pugi::xml_node node = element; node; node = node.parent())
      if (const pugi::xml_attribute found = node.attribute(declaration.c_str()))
        return *found.value() != '\0' && !contains_ignoring_case(found.value(), own_namespace);
    return false;
  }
};

XmlTree::XmlTree(std::string_view bytes, std::pmr::memory_resource& store,
                 std::string_view own_namespace)
    : tree_(std::make_unique<Tree>()), store_(store) {
  tree_->own_namespace = own_namespace;
  // As little as possible is done to the text by the library, so that both cursors see the same:
  // entities are decoded by our own function, blanks stay, and what stands outside the root shows.
  const pugi::xml_parse_result result = tree_->document.load_buffer(
      bytes.data(), bytes.size(),
      pugi::parse_cdata | pugi::parse_doctype | pugi::parse_fragment | pugi::parse_ws_pcdata,
      pugi::encoding_auto);
  if (!result)
    throw Error(ErrorKind::Malformed, code_of(result.status),
                "byte " + std::to_string(result.offset));
  check_outside_root();
  tree_->open.push_back(tree_->document.document_element());
  tree_->resume = tree_->open.back().first_child();
}

XmlTree::~XmlTree() = default;

void XmlTree::check_outside_root() const {
  bool root_seen = false;
  for (const pugi::xml_node node : tree_->document.children()) {
    if (node.type() == pugi::node_doctype) throw Error(ErrorKind::Untrusted, "dtd");
    const bool text = node.type() == pugi::node_cdata ||
                      (node.type() == pugi::node_pcdata && !trimmed(node.value()).empty());
    const bool element = node.type() == pugi::node_element;
    if ((text || element) && root_seen) throw Error(ErrorKind::Malformed, "xml-after-root");
    if (text) throw Error(ErrorKind::Malformed, "xml-text-outside-root");
    root_seen = root_seen || element;
  }
  if (!root_seen) throw Error(ErrorKind::Malformed, "xml-no-root");
}

bool XmlTree::root_is_foreign() const {
  return tree_->is_foreign(tree_->document.document_element());
}

std::size_t XmlTree::foreign_elements() const { return tree_->foreign_elements; }

bool XmlTree::next() {
  pugi::xml_node child = tree_->resume;
  for (; child; child = child.next_sibling()) {
    if (child.type() != pugi::node_element) continue;
    if (!tree_->is_foreign(child)) break;
    ++tree_->foreign_elements;
  }
  if (!child) {
    skip();
    return false;
  }
  if (tree_->open.size() >= kMaxDepth)
    throw Error(ErrorKind::Untrusted, "too-deep", where(), {{"limit", std::to_string(kMaxDepth)}});
  tree_->open.push_back(child);
  tree_->resume = child.first_child();
  return true;
}

std::string_view XmlTree::name() const { return local_name(tree_->open.back().name()); }

std::string_view XmlTree::attribute(std::string_view wanted) {
  for (const pugi::xml_attribute each : tree_->open.back().attributes())
    if (local_name(each.name()) == wanted && !std::string_view(each.name()).starts_with("xmlns"))
      return keep(decoded(each.value()));
  return {};
}

std::string_view XmlTree::text() {
  std::string collected;
  for (const pugi::xml_node child : tree_->open.back().children()) {
    if (child.type() == pugi::node_pcdata) collected += decoded(child.value());
    if (child.type() == pugi::node_cdata) collected += child.value();
  }
  skip();
  return keep(trimmed(collected));
}

void XmlTree::skip() {
  tree_->resume = tree_->open.back().next_sibling();
  tree_->open.pop_back();
}

std::string XmlTree::decoded(std::string_view raw) const {
  std::string out;
  if (const auto unknown = append_decoded(raw, out))
    throw Error(ErrorKind::Malformed, "xml-entity", where(),
                {{"entity", std::string(unknown->substr(0, 40))}});
  return out;
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
