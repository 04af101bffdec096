// SPDX-License-Identifier: Apache-2.0
#include "normalize/phrases.hpp"

#include <algorithm>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

constexpr std::size_t kGap = 3;                 // words that a `*` stands for at most
constexpr std::size_t kLongestWord = 31;        // bits of PhraseFinder::lengths_
constexpr unsigned char kFirstUnspaced = 0xE3;  // first byte of kana, ideographs and all beyond

enum class Piece {
  Word,
  Apostrophe,   // inside a word: as if it were not there
  Joint,        // blank or hyphen
  Break,        // any other character: phrases do not reach over it
  SentenceEnd,  // a full stop of Japanese, or a semicolon
};

struct Character {
  Piece piece = Piece::Break;
  std::size_t size = 1;
};

// General punctuation (U+2000 to U+203F), as far as prose has it.
Character punctuation(unsigned char last) {
  if (last == 0x99) return {Piece::Apostrophe, 3};
  if (last >= 0x80 && last <= 0x91) return {Piece::Joint, 3};  // blanks and hyphens
  return {Piece::Break, 3};
}

Character character(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (is_alphanumeric(c) || c == '_') return {Piece::Word, 1};
  if (is_blank(c) || c == '-') return {Piece::Joint, 1};
  if (c == '\'') return {Piece::Apostrophe, 1};
  if (c == ';') return {Piece::SentenceEnd, 1};
  const auto byte = [&](std::size_t offset) {
    return at + offset < text.size() ? static_cast<unsigned char>(text[at + offset]) : 0U;
  };
  if (byte(0) < 0x80) return {Piece::Break, 1};
  if (byte(0) == 0xC2 && byte(1) == 0xA0) return {Piece::Joint, 2};
  if (byte(0) == 0xC2) return {Piece::Break, 2};  // signs of Latin-1
  if (byte(0) == 0xE2 && byte(1) == 0x80) return punctuation(static_cast<unsigned char>(byte(2)));
  if (byte(0) == 0xE2) return {Piece::Break, 3};  // symbols
  if (byte(0) == 0xE3 && byte(1) == 0x80) {
    return {byte(2) == 0x82 ? Piece::SentenceEnd : Piece::Break, 3};
  }
  return {Piece::Word, 1};
}

// The same for what prose mostly is.
bool is_word(char c) {
  static constexpr auto kWords = [] {
    std::array<bool, 256> out{};
    for (unsigned char i = '0'; i <= '9'; ++i) out[i] = true;
    for (unsigned char i = 'a'; i <= 'z'; ++i) out[i] = out[i - 'a' + 'A'] = true;
    out['_'] = true;
    return out;
  }();
  return kWords[static_cast<unsigned char>(c)];
}

// The end of the word that begins at `at`.
std::size_t end_of_word(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    if (is_word(text[at])) {
      ++at;
      continue;
    }
    if (text[at] == ' ') return at;
    const Character c = character(text, at);
    if (c.piece > Piece::Apostrophe) return at;
    at = std::min(at + c.size, text.size());
  }
  return at;
}

bool ends_sentence(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (c == '\n') return at + 1 < text.size() && text[at + 1] == '\n';
  if (c != '.' && c != '!' && c != '?') return false;
  return at + 1 == text.size() || is_blank(text[at + 1]);
}

bool is_unspaced(std::string_view phrase) {
  return !phrase.empty() && static_cast<unsigned char>(phrase.front()) >= kFirstUnspaced;
}

std::vector<std::string_view> sentences(std::string_view text) {
  constexpr std::string_view kFullStop = "。";
  std::vector<std::string_view> out;
  for (std::size_t end = 0; (end = text.find(kFullStop)) != std::string_view::npos;) {
    out.push_back(text.substr(0, end));
    text.remove_prefix(end + kFullStop.size());
  }
  out.push_back(text);
  return out;
}

}  // namespace

std::uint32_t PhraseFinder::learn(std::string_view word) {
  const auto id = static_cast<std::uint32_t>(words_.size() + 1);
  lengths_[static_cast<unsigned char>(word.front())] |= 1U << std::min(word.size(), kLongestWord);
  return words_.emplace(std::string(word), id).first->second;
}

// `raw` as it stands in the text, with apostrophes and capitals.
std::uint32_t PhraseFinder::known(std::string_view raw) const {
  // Most words are in no phrase, which their first letter and length tell.
  const auto first = static_cast<unsigned char>(lower(raw.front()));
  if (raw.size() <= kLongestWord && (lengths_[first] & ((2U << raw.size()) - 1)) == 0) return 0;
  if (raw.size() > 2 * kLongestWord) return 0;
  std::array<char, kLongestWord> buffer;
  std::size_t size = 0;
  for (std::size_t at = 0; at < raw.size();) {
    const Character c = character(raw, at);
    if (c.piece == Piece::Word) {
      if (size == buffer.size()) return 0;
      buffer[size++] = lower(raw[at]);
    }
    at += c.size;
  }
  if (size == 0 || (lengths_[static_cast<unsigned char>(buffer[0])] >> size & 1U) == 0) return 0;
  const auto found = words_.find(std::string_view(buffer.data(), size));
  return found == words_.end() ? 0 : found->second;
}

std::vector<PhraseFinder::Word> PhraseFinder::words_of(std::string_view text) const {
  std::vector<Word> out;
  out.reserve(text.size() / 5);
  std::uint32_t sentence = 0;
  bool joined = false;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == ' ') {
      ++at;
      continue;
    }
    const Character c = character(text, at);
    if (c.piece == Piece::Word) {
      const std::size_t begin = at;
      at = end_of_word(text, at);
      out.push_back({known(text.substr(begin, at - begin)), sentence, joined});
      joined = true;
      continue;
    }
    if (c.piece == Piece::SentenceEnd || ends_sentence(text, at)) ++sentence;
    if (c.piece != Piece::Joint) joined = false;
    at += c.size;
  }
  return out;
}

std::uint32_t PhraseFinder::step(std::uint32_t node, std::uint32_t word) {
  if (const std::uint32_t next = child(node, word)) return next;
  const auto added = static_cast<std::uint32_t>(nodes_.size());
  nodes_.emplace_back();
  nodes_[node].next.emplace_back(word, added);
  return added;
}

void PhraseFinder::add(std::string_view phrase, Meaning meaning) {
  if (is_unspaced(phrase)) {
    unspaced_.emplace_back(phrase, meaning);
    return;
  }
  std::string plain;
  for (const char c : lower(phrase))
    if (c != '\'') plain += c == '-' ? ' ' : c;
  std::uint32_t node = kRoot;
  for (const std::string_view word : split(plain, ' ')) {
    if (word.empty()) continue;
    if (word == "*") {
      if (nodes_[node].after_gap == 0) {
        nodes_.emplace_back();
        nodes_[node].after_gap = static_cast<std::uint32_t>(nodes_.size() - 1);
      }
      node = nodes_[node].after_gap;
    } else {
      node = step(node, learn(word));
    }
  }
  nodes_[node].meaning |= meaning;
  starts_.resize(words_.size() + 1);
  for (const auto& [word, next] : nodes_[kRoot].next) starts_[word] = next;
}

std::uint32_t PhraseFinder::child(std::uint32_t node, std::uint32_t word) const {
  for (const auto& [id, next] : nodes_[node].next)
    if (id == word) return next;
  return kRoot;
}

// `best` becomes the longest phrase whose rest, after `node`, stands at `at`.
void PhraseFinder::longest(const std::vector<Word>& words, std::size_t at, std::uint32_t node,
                           Match& best) const {
  const auto continues = [&](std::size_t i) {
    return i < words.size() && words[i].joined && words[i].sentence == words[best.begin].sentence;
  };
  if (nodes_[node].meaning != 0 && at > best.end) {
    best.end = at;
    best.meaning = nodes_[node].meaning;
  }
  const auto go_on = [&](std::uint32_t from, std::size_t i) {
    if (const std::uint32_t next = child(from, words[i].id)) longest(words, i + 1, next, best);
  };
  if (continues(at)) go_on(node, at);
  const std::uint32_t behind = nodes_[node].after_gap;
  if (behind == kRoot) return;
  for (std::size_t i = at; i <= at + kGap && continues(i); ++i) go_on(behind, i);
}

std::vector<PhraseFinder::Match> PhraseFinder::find(std::string_view text, Meaning swallows) const {
  const std::vector<Word> words = words_of(text);
  std::vector<Match> out;
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (words[at].id == 0) continue;
    const std::uint32_t first = starts_[words[at].id];
    if (first == kRoot) continue;
    Match best{at, at, words[at].sentence, 0};
    longest(words, at + 1, first, best);
    if (best.meaning == 0) continue;
    out.push_back(best);
    if (best.meaning == swallows) at = best.end - 1;
  }
  return out;
}

std::vector<PhraseFinder::Meaning> PhraseFinder::find_unspaced(std::string_view text) const {
  std::vector<Meaning> out;
  const bool plain = std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= kFirstUnspaced;
  });
  if (plain) return out;
  for (const std::string_view sentence : sentences(text)) {
    Meaning meaning = 0;
    for (const auto& [phrase, means] : unspaced_)
      if (sentence.find(phrase) != std::string_view::npos) meaning |= means;
    out.push_back(meaning);
  }
  return out;
}

}  // namespace patchmatrix
