// SPDX-License-Identifier: Apache-2.0
#include "match/names.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "io/text.hpp"
#include "match/version_order.hpp"

namespace patchmatrix {
namespace {

using Words = std::vector<std::string>;
using Phrase = std::vector<std::string>;

// ® ™ ©: NFKC would make letters of the second.
bool is_mark(std::int32_t character) {
  return character == 0xAE || character == 0x2122 || character == 0xA9;
}

// Hyphens and dashes, and the blanks that are no ASCII.
bool is_separator(std::int32_t character) {
  return (character >= 0x2000 && character <= 0x2015) || character == 0xA0 || character == 0x3000;
}

std::string without_marks(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::int32_t character = next_character(text, at);
    if (character < 0 || is_mark(character) || is_separator(character))
      out += ' ';
    else
      append_utf8(static_cast<std::uint32_t>(character), out);
  }
  return out;
}

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }
bool is_of_word(char c) {
  return is_alphanumeric(c) || !is_ascii(c) || c == '+' || c == '#' || c == '_';
}

// A dot belongs to a word before a letter or a digit: ".net", "6.0".
bool is_inner_dot(std::string_view text, std::size_t at) {
  return text[at] == '.' && at + 1 < text.size() && is_of_word(text[at + 1]);
}

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

// "v18", "v5.0.0" without the letter.
std::string_view without_v(std::string_view word) {
  return word.size() > 1 && word[0] == 'v' && is_digit(word[1]) ? word.substr(1) : word;
}

bool stands_at(const Phrase& phrase, const Words& words, std::size_t at) {
  return !phrase.empty() && phrase.size() <= words.size() - at &&
         std::equal(phrase.begin(), phrase.end(), words.begin() + static_cast<std::ptrdiff_t>(at));
}

std::string joined(const Words& words, std::size_t first, std::size_t count) {
  std::string out;
  for (std::size_t i = first; i < first + count; ++i) {
    if (!out.empty()) out += ' ';
    out += words[i];
  }
  return out;
}

// The number of words of the longest phrase that stands there; 0: none does.
std::size_t longest_at(const std::vector<Phrase>& phrases, const Words& words, std::size_t at) {
  std::size_t longest = 0;
  for (const Phrase& each : phrases)
    if (each.size() > longest && stands_at(each, words, at)) longest = each.size();
  return longest;
}

// "- ja-jp" at the end of a name: the language that was installed.
bool is_locale(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, '-');
  if (parts.size() != 2 && parts.size() != 3) return false;
  if (parts[0].size() < 2 || parts[0].size() > 3 || parts.back().size() != 2) return false;
  return std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
    return part.size() <= 4 && std::all_of(part.begin(), part.end(), is_letter);
  });
}

std::string_view locale_of(std::string_view name) {
  const std::size_t begin = name.rfind(" - ");
  if (begin == std::string_view::npos) return {};
  const std::string_view last = trimmed(name.substr(begin + 3));
  return is_locale(last) ? last : std::string_view();
}

// "cu18" is "cu 18".
void split_levels(const std::vector<Phrase>& levels, Words& words) {
  for (std::size_t i = 0; i < words.size(); ++i)
    for (const Phrase& each : levels) {
      if (each.size() != 1 || !words[i].starts_with(each[0])) continue;
      const std::string number = words[i].substr(each[0].size());
      if (!is_number(number)) continue;
      words[i] = each[0];
      words.insert(words.begin() + static_cast<std::ptrdiff_t>(i) + 1, number);
      break;
    }
}

std::vector<Phrase> phrases(const std::vector<std::string>& texts) {
  std::vector<Phrase> out;
  for (const std::string& each : texts) out.push_back(words_of(each));
  return out;
}

Architecture architecture_of(std::string_view slug_of_it) {
  for (const Architecture each :
       {Architecture::X86, Architecture::X64, Architecture::Arm64, Architecture::Other})
    if (slug(each) == slug_of_it) return each;
  return Architecture::Unknown;
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
  const std::string folded_text = folded(without_marks(text));
  Words out;
  std::string word;
  for (std::size_t i = 0; i < folded_text.size(); ++i) {
    if (is_of_word(folded_text[i]) || is_inner_dot(folded_text, i)) {
      word += folded_text[i];
    } else if (!word.empty()) {
      out.push_back(std::move(word));
      word.clear();
    }
  }
  if (!word.empty()) out.push_back(std::move(word));
  return out;
}

bool is_plain_version(std::string_view text) { return is_number(text) || is_dotted_version(text); }

std::size_t count_numbers(std::string_view version) {
  return static_cast<std::size_t>(std::count(version.begin(), version.end(), '.')) + 1;
}

bool have_equal_numbers(std::string_view a, std::string_view b, std::size_t count) {
  const std::vector<std::string_view> of_a = split(a, '.'), of_b = split(b, '.');
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view x = i < of_a.size() ? of_a[i] : "0";
    const std::string_view y = i < of_b.size() ? of_b[i] : "0";
    if (compare_dotted_versions(x, y) != 0) return false;
  }
  return true;
}

NameReader::NameReader(const Vendor& vendor)
    : ignored_(phrases(vendor.application_words.ignored)),
      editions_(phrases(vendor.application_words.editions)),
      languages_(phrases(vendor.application_words.languages)),
      levels_(phrases(vendor.application_words.levels)),
      branches_(phrases(vendor.application_words.branches)),
      versions_(phrases(vendor.application_words.versions)),
      includes_(words_of(vendor.application_words.includes)) {
  for (const auto& [part, its_slug] : vendor.systems.architectures)
    architectures_.emplace_back(words_of(part), architecture_of(its_slug));
}

SoftwareName NameReader::read(std::string_view name) const {
  SoftwareName out;
  if (const std::string_view locale = locale_of(name); !locale.empty()) {
    out.dropped.push_back(folded(locale));
    name = name.substr(0, name.rfind(" - "));
  }
  Words words = words_of(name);
  split_levels(levels_, words);
  Words kept;
  const auto number_at = [&words](std::size_t at) {
    return at < words.size() && is_plain_version(without_v(words[at]));
  };
  for (std::size_t at = 0; at < words.size();) {
    if (const std::size_t level = longest_at(levels_, words, at);
        level != 0 && number_at(at + level)) {
      out.levels.push_back(joined(words, at, level + 1));
      at += level + 1;
    } else if (const std::size_t branch = longest_at(branches_, words, at)) {
      out.levels.push_back(joined(words, at, branch));
      at += branch;
    } else if (stands_at(includes_, words, at) && number_at(at + includes_.size()) &&
               number_at(at + includes_.size() + 1)) {
      out.included_from = words[at + includes_.size()];
      at += includes_.size() + 2;
    } else if (const std::size_t before = longest_at(versions_, words, at);
               before != 0 && number_at(at + before) && out.version.empty()) {
      out.version = without_v(words[at + before]);
      at += before + 1;
    } else if (out.version.empty() && at != 0 && number_at(at) &&
               (is_dotted_version(without_v(words[at])) || words[at][0] == 'v')) {
      out.version = without_v(words[at]);
      ++at;
    } else if (const auto architecture =
                   std::find_if(architectures_.begin(), architectures_.end(),
                                [&](const auto& each) { return stands_at(each.first, words, at); });
               architecture != architectures_.end()) {
      if (out.architecture == Architecture::Unknown) out.architecture = architecture->second;
      at += architecture->first.size();
    } else if (const std::size_t dropped =
                   std::max(longest_at(editions_, words, at), longest_at(languages_, words, at))) {
      out.dropped.push_back(joined(words, at, dropped));
      at += dropped;
    } else if (const std::size_t ignored = longest_at(ignored_, words, at)) {
      at += ignored;
    } else {
      kept.push_back(words[at++]);
    }
  }
  out.base = joined(kept, 0, kept.size());
  return out;
}

}  // namespace patchmatrix
