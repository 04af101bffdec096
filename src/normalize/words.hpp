// SPDX-License-Identifier: Apache-2.0
#pragma once

// Vendor words → our values.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <patchmatrix/feeds.hpp>

#include "io/text.hpp"

namespace patchmatrix {

// Looks words up in a WordMap. A document says the same few words ten thousand times, so the ones
// met so far are kept with their meaning, unfolded.
template <class Meaning>
class WordReader {
 public:
  WordReader(const WordMap<Meaning>& words, Meaning empty, Meaning unknown)
      : words_(words), empty_(empty), unknown_(unknown) {}

  Meaning read(std::string_view word) {
    if (word.empty()) return empty_;
    for (const auto& [known, meaning] : met_)
      if (same_text(known, word)) return meaning;
    const auto found = words_.find(folded(word));
    const Meaning meaning = found == words_.end() ? unknown_ : found->second;
    if (met_.size() < kRemembered) met_.emplace_back(word, meaning);
    return meaning;
  }

 private:
  static constexpr std::size_t kRemembered = 64;
  const WordMap<Meaning>& words_;
  Meaning empty_;
  Meaning unknown_;
  std::vector<std::pair<std::string, Meaning>> met_;
};

}  // namespace patchmatrix
