// SPDX-License-Identifier: Apache-2.0
#pragma once

// A forward-only cursor over a UTF-8 XML document. It keeps no tree: names, attributes and texts
// are views into the bytes, so that a month of advisories is read at the speed of finding its tags.
// XmlTree (xml_tree.hpp) is the same cursor on top of pugixml, for other encodings and as the
// yardstick of the tests. Numbers: bench/README.md.
//
// How to read:
//
//     while (xml.next()) {            // for each child element of the current one
//       if (xml.name() == "Title")
//         title = xml.text();         // … close it by taking its text,
//       else if (xml.name() == "Notes")
//         while (xml.next()) …        // … or by going through its children,
//       else
//         xml.skip();                 // … or by passing over it.
//     }
//
// Every child that next() announces must be closed in one of these three ways.
//
// Checked: well-formed nesting, one root, known entities, quoted attributes, kMaxDepth. Refused:
// any DTD. Not checked: name characters, duplicate attributes, entities inside passed-over text.
// Errors: Malformed "xml-…" and Untrusted "dtd", "too-deep", with line:column and element path.

#include <array>
#include <cstdint>
#include <cstring>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/error.hpp>
#include <patchmatrix/limits.hpp>

namespace patchmatrix {

class XmlScanner {
 public:
  // Reads up to and including the root's start tag. `bytes` without BOM; decoded texts are placed
  // in `store`. Both must outlive every view handed out.
  //
  // Elements whose namespace is declared and does not contain `own_namespace` (ignoring case) are
  // foreign: next() and text() pass over them, so that an extension cannot speak in the document's
  // name. Nothing is foreign when `own_namespace` is empty, nor an element whose prefix nobody
  // declared.
  XmlScanner(std::string_view bytes, std::pmr::memory_resource& store,
             std::string_view own_namespace = {});

  // Whether the root itself is foreign, and how many foreign elements next() has passed over.
  bool root_is_foreign() const { return root_is_foreign_; }
  std::size_t foreign_elements() const { return foreign_elements_; }

  // Advances to the next child of the innermost open element. False at its end tag, which closes
  // it.
  bool next();

  // Local name (without prefix) of the element announced last.
  std::string_view name() const { return name_; }

  // Whether that name is the given word.
  template <std::size_t n>
  bool is(const char (&word)[n]) const {
    return name_.size() == n - 1 && std::memcmp(name_.data(), word, n - 1) == 0;
  }

  // Value of the attribute with this local name on the element announced last; empty if absent.
  std::string_view attribute(std::string_view local_name);

  // The character data directly inside the element, decoded, without white space at both ends;
  // child elements are passed over. Closes the element.
  std::string_view text();

  // Closes the element without looking at it.
  void skip();

  // Call after the root was closed: nothing but comments and white space may follow.
  void finish();

  // "line:column path" of the current position, e.g. "31:5 cvrfdoc/Vulnerability/Threats".
  std::string where() const { return where(position_); }

 private:
  struct Attribute {
    std::string_view name;   // local
    std::string_view value;  // as written
  };

  struct OpenElement {
    const char* name = nullptr;  // qualified, for the comparison with the end tag
    std::uint32_t length = 0;
    std::uint32_t prefix = 0;  // length of "prefix:"
    std::uint8_t hash = 0;     // of the local name
  };

  // A feed repeats itself: behind a tag mostly stand the bytes that stood there the last time,
  // blanks and the next tag. Comparing them with what is remembered here is cheaper than taking
  // them apart.
  struct Step {
    const char* bytes = nullptr;  // blanks and one tag, elsewhere in the document
    std::uint32_t length = 0;     // 0: nothing remembered
    std::uint32_t name = 0;       // where in `bytes` the qualified name begins
    OpenElement element;          // of a start tag
    bool opens = false;
    bool self_closed = false;
    bool foreign = false;
    std::uint32_t scope = 0;  // `foreign` holds there
    std::vector<Attribute> attributes;
  };

  // What has followed one kind of tag lately.
  struct Sequels {
    std::array<Step, 2> steps;
    std::size_t oldest = 0;
  };

  const char* find_tag(const char* from) const;
  const char* skip_misc(const char* markup);
  const char* skip_past(const char* from, std::string_view terminator);
  void scan_name(const char*& at, const char*& local) const;
  bool follows(const Step& step) const;
  bool take(Step& step);
  void open(const char* markup, Step& step);
  const char* read_attributes(const char* from, std::vector<Attribute>& attributes);
  void declare(std::string_view prefix, std::string_view name);
  void undeclare();
  bool is_foreign(const OpenElement& element) const;
  bool advance();
  void close(const char* markup);
  void close_unusual(const char* name);
  void opened(const OpenElement& element);
  void closed();
  std::string_view collect_text(const char* from, const char* markup);
  std::string_view decode(std::string_view raw);
  void decode(std::string_view raw, std::string& out) const;
  std::string_view keep(std::string_view text);
  std::string where(const char* position) const;
  [[noreturn]] void fail(const char* code, const char* position, Arguments arguments = {}) const;

  std::string_view bytes_;
  const char* position_;
  const char* end_;
  std::pmr::memory_resource& store_;
  std::string_view name_;
  bool self_closed_ = false;
  std::size_t depth_ = 0;
  std::array<OpenElement, kMaxDepth> open_{};  // the first depth_ are open
  std::uint8_t context_ = 0;  // the last tag, hashed: where to look for what follows
  std::array<Sequels, 256> sequels_;
  Step unremembered_;
  std::string_view own_namespace_;
  std::vector<std::string_view> foreign_prefixes_;  // "" is the default namespace
  // What they were outside the elements that changed them, with the depth inside those.
  struct Scope {
    std::size_t depth = 0;
    std::vector<std::string_view> outside;
  };
  std::vector<Scope> scopes_;
  std::size_t scope_depth_ = 0;  // of the innermost; 0: none
  std::uint32_t scope_ = 0;      // counts the changes of foreign_prefixes_
  bool foreign_ = false;         // the element announced last
  bool root_is_foreign_ = false;
  std::size_t foreign_elements_ = 0;
  const std::vector<Attribute>* attributes_ = nullptr;  // of the element announced last
};

}  // namespace patchmatrix
