// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the readers of all formats share while they fill a Document.

#include <cstdint>
#include <string_view>
#include <vector>

#include <patchmatrix/document.hpp>

namespace patchmatrix {

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

// Prose that no later stage reads is not kept: it is most of the bytes of a month. Under General
// and Summary others than MSRC file severities, impacts and what their vulnerabilities are.
inline bool is_kept_note(std::string_view type) {
  return type != "Description" && type != "FAQ" && type != "Legal Disclaimer";
}

}  // namespace patchmatrix
