// SPDX-License-Identifier: Apache-2.0
#pragma once

// Finds many phrases in a text in one pass.
//
// A text is a row of words: runs of ASCII letters, digits, underscores and characters beyond ASCII,
// without apostrophes ("doesn't" is "doesnt"). A phrase matches whole words in any case (ASCII)
// that are joined by nothing but blanks and hyphens; its `*` stands for up to three words. So "DoS"
// is not found in "dosage", and "denial of service" is found in "Denial-of-Service". Sentences end
// at
// ".", "!" or "?" before a blank, at ";", at an empty line and at "。".
//
// Japanese has no blanks between words: a phrase that begins with a character beyond ASCII is found
// wherever its characters stand.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace patchmatrix {

class PhraseFinder {
 public:
  // The caller's bits: what a phrase means.
  using Meaning = std::uint32_t;

  // Positions are numbers of words in the text, [begin, end).
  struct Match {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t sentence = 0;
    Meaning meaning = 0;
  };

  // The same phrase added twice means both.
  void add(std::string_view phrase, Meaning meaning);

  // The longest phrase that begins at each word, in the order of the text. Matches may overlap, but
  // none begins inside one that means nothing but `swallows`.
  std::vector<Match> find(std::string_view text, Meaning swallows) const;

  // What stands in the text in scripts without blanks, by sentence.
  std::vector<Meaning> find_unspaced(std::string_view text) const;

 private:
  // A tree of words; no node has the root behind it, so the root also stands for "none".
  static constexpr std::uint32_t kRoot = 0;
  struct Node {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> next;  // word → node
    std::uint32_t after_gap = kRoot;                            // node behind a `*`
    Meaning meaning = 0;
  };
  struct Word {
    std::uint32_t id = 0;  // 0: in no phrase
    std::uint32_t sentence = 0;
    bool joined = false;  // to the word before
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };

  std::uint32_t learn(std::string_view word);
  std::uint32_t known(std::string_view raw) const;
  std::vector<Word> words_of(std::string_view text) const;
  std::uint32_t step(std::uint32_t node, std::uint32_t word);
  std::uint32_t child(std::uint32_t node, std::uint32_t word) const;
  void longest(const std::vector<Word>& words, std::size_t at, std::uint32_t node,
               Match& best) const;

  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> words_;
  std::array<std::uint32_t, 256> lengths_{};  // by first byte, lower case: bit n for words of n
  std::vector<Node> nodes_{1};
  std::vector<std::uint32_t> starts_;  // by word: the root's child
  std::vector<std::pair<std::string, Meaning>> unspaced_;
};

}  // namespace patchmatrix
