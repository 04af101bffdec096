// SPDX-License-Identifier: Apache-2.0
#pragma once

// Reading CSAF in tests: in both ways, which must say the same.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/parse.hpp>

#include "parse/documents.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {

struct CsafRead {
  std::string text;
  std::string diagnostics;
};

// What parse() says of a text, which stays as it is.
inline CsafRead read_csaf_copy(std::string_view json) {
  const std::vector<char> exact(json.begin(), json.end());  // without a byte to spare
  Diagnostics diagnostics;
  const Document document = parse({exact.data(), exact.size()}, diagnostics);
  EXPECT_EQ(document.format, Format::Csaf) << json;
  EXPECT_TRUE(std::string_view(exact.data(), exact.size()) == json) << json;
  return {text_of(document), text_of(diagnostics)};
}

// A text with the zero bytes behind it that parse_in_place() wants.
class PaddedText {
 public:
  explicit PaddedText(std::string_view text)
      : bytes_(text.begin(), text.end()), size_(text.size()) {
    bytes_.resize(size_ + kParsePadding, '\0');
  }
  std::span<char> span() { return {bytes_.data(), size_}; }
  std::string_view view() const { return {bytes_.data(), size_}; }

 private:
  std::vector<char> bytes_;
  std::size_t size_;
};

// What both ways say of a text.
inline CsafRead read_csaf_text(std::string_view json) {
  const CsafRead copied = read_csaf_copy(json);
  PaddedText padded(json);
  Diagnostics diagnostics;
  const std::optional<Document> document = parse_in_place(padded.span(), diagnostics);
  EXPECT_EQ(document ? text_of(*document) : "no document", copied.text) << json;
  EXPECT_EQ(text_of(diagnostics), copied.diagnostics) << json;
  return copied;
}

inline std::string csaf_of_parts(std::string_view product_tree, std::string_view vulnerabilities) {
  return R"({"document": {"tracking": {"id": "A-1"}}, "product_tree": {)" +
         std::string(product_tree) + R"(}, "vulnerabilities": [)" + std::string(vulnerabilities) +
         "]}";
}

// What is said of a document of which only the product tree and the vulnerabilities matter.
inline CsafRead read_csaf_parts(std::string_view product_tree,
                                std::string_view vulnerabilities = {}) {
  CsafRead result = read_csaf_text(csaf_of_parts(product_tree, vulnerabilities));
  const std::string head = "title: \nid: A-1\npublisher:  | \nreleased:  | \n";
  EXPECT_TRUE(result.text.starts_with(head)) << result.text;
  result.text.erase(0, head.size());
  return result;
}

}  // namespace patchmatrix::test
