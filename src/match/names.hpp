// SPDX-License-Identifier: Apache-2.0
#pragma once

// Names of software in a form in which those of inventories and of documents can be compared.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <patchmatrix/feeds.hpp>
#include <patchmatrix/inventory.hpp>

namespace patchmatrix {

// "Example Suite Professional 2016 Service Pack 1 (64-bit edition) - ja-jp", taken apart.
struct SoftwareName {
  std::string base;  // the words that tell it from other software, folded: "suite 2016"
  std::vector<std::string> levels;   // "service pack 1"
  std::vector<std::string> dropped;  // editions and languages: "professional", "ja-jp"
  std::string version;               // "17.2"; empty: the name has none
  // The version stands for all from this one on; empty: it does not.
  std::string included_from;
  Architecture architecture = Architecture::Unknown;
};

// Words of a text, folded; what stands between them is left out. "C++", ".NET" and "6.0.10" are one
// word each. A text that is no UTF-8 gives the words of its sound parts.
std::vector<std::string> words_of(std::string_view text);

// "2" in "1.2.3" … nothing but numbers with dots between them, or a single number.
bool is_plain_version(std::string_view text);
// How many numbers it has. The version must be plain.
std::size_t count_numbers(std::string_view version);
// Whether the first `count` numbers are equal. Both must be plain; missing numbers are 0.
bool have_equal_numbers(std::string_view a, std::string_view b, std::size_t count);

// Takes names apart by the words of a vendor. Read-only once made.
class NameReader {
 public:
  explicit NameReader(const Vendor& vendor);

  SoftwareName read(std::string_view name) const;

 private:
  using Phrase = std::vector<std::string>;
  std::vector<Phrase> ignored_, editions_, languages_, levels_, branches_, versions_;
  std::vector<std::pair<Phrase, Architecture>> architectures_;
  Phrase includes_;
};

}  // namespace patchmatrix
