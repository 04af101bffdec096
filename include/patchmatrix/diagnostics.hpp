// SPDX-License-Identifier: Apache-2.0
#pragma once

// What was odd in an input that could be read all the same. A record that cannot be used is
// counted, named and skipped here; it never disappears without a line.

#include <cstddef>
#include <string>
#include <vector>

#include <patchmatrix/error.hpp>

namespace patchmatrix {

// Worded at the edge from `diagnostic.<code>` of reports/words/<language>.toml.
struct Diagnostic {
  std::string code;       // "undefined-product", "contradictory-severity", …
  std::string file;       // the input it was found in; set by the stage that knows the file
  std::string where;      // element path or JSON pointer of the first occurrence
  Arguments arguments;    // of the first occurrence
  std::size_t count = 1;  // how many times this code was reported for this input
};

// The diagnostics of one input, in the order in which each code was first seen. Not thread-safe:
// every input has its own.
class Diagnostics {
 public:
  Diagnostics() = default;
  // Of each code `kept` occurrences (at least 1) are entries of their own; the last of them counts
  // those that follow.
  explicit Diagnostics(std::size_t kept) : kept_(kept) {}

  // Counts one more occurrence of `code`; place and arguments are kept of the first ones only.
  void add(std::string_view code, std::string where, Arguments arguments = {});

  const std::vector<Diagnostic>& all() const { return all_; }
  bool empty() const { return all_.empty(); }

 private:
  struct Code {
    std::string code;
    std::size_t entries = 0;
    std::size_t last = 0;  // in all_
  };
  std::size_t kept_ = 1;
  std::vector<Code> codes_;
  std::vector<Diagnostic> all_;
};

}  // namespace patchmatrix
