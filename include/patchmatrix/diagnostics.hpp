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
  // Counts one more occurrence of `code`; place and arguments are kept of the first one only.
  void add(std::string_view code, std::string where, Arguments arguments = {});

  const std::vector<Diagnostic>& all() const { return all_; }
  bool empty() const { return all_.empty(); }

 private:
  std::vector<Diagnostic> all_;
};

}  // namespace patchmatrix
