// SPDX-License-Identifier: Apache-2.0
#include "inventory/texts_support.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "io/text.hpp"
#include "io/unicode.hpp"

namespace patchmatrix {
namespace {

constexpr std::string_view kNoBreakSpace = "\xC2\xA0";

// Separators inside the name of a file.
bool joins_words(char c) { return c == '_' || c == '-' || c == '.' || c == ' '; }

std::string_view file_name_of(std::string_view path) {
  const auto slash = path.find_last_of("/\\");
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view folder_name_of(std::string_view path) {
  const auto slash = path.find_last_of("/\\");
  return slash == std::string_view::npos ? std::string_view() : file_name_of(path.substr(0, slash));
}

// An extension has at most five letters: host names have dots, too.
std::string_view without_extension(std::string_view name) {
  const auto dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || name.size() - dot > 6) return name;
  const auto extension = name.substr(dot + 1);
  const bool letters = std::all_of(extension.begin(), extension.end(), is_letter);
  return letters ? name.substr(0, dot) : name;
}

const std::vector<std::string>* words_for(const Feeds& feeds, std::string_view meaning) {
  for (const auto& [key, words] : feeds.inventory.values)
    if (key == meaning) return &words;
  return nullptr;
}

bool ends_with_word(std::string_view name, std::string_view word) {
  if (word.size() > name.size()) return false;
  const auto start = name.size() - word.size();
  return equal_ignoring_case(name.substr(start), word) &&
         (start == 0 || joins_words(name[start - 1]));
}

// Nothing if the name consists of such words alone.
std::string_view without_kind_of_list(std::string_view name,
                                      const std::vector<std::string>& words) {
  for (;;) {
    std::size_t longest = 0;  // "rpm_packages" before "packages"
    for (const std::string& word : words)
      if (ends_with_word(name, word)) longest = std::max(longest, word.size());
    if (longest == 0) return name;
    name.remove_suffix(longest);
    while (!name.empty() && joins_words(name.back())) name.remove_suffix(1);
  }
}

// Removes what does not count in labels: see folded_label.
std::string without_marks(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    switch (next_character(text, at)) {
      case ' ':
      case '\t':
      case '_':
      case ':':
      case '\'':
      case 0x2019:  // ’
      case 0x30FB:  // ・
      case 0x30FC:  // ー
      case 0xFEFF:
        break;
      default:
        out += text.substr(start, at - start);
    }
  }
  return out;
}

bool says_nothing(std::string_view text) {
  return text.find_first_not_of(".*") == std::string_view::npos || text == "\xE2\x80\xA6";
}

}  // namespace

std::optional<TextLine> TextLines::next() {
  if (text_.empty()) return std::nullopt;
  const auto end = std::min(text_.find('\n'), text_.size());
  std::string_view line = text_.substr(0, end);
  text_.remove_prefix(std::min(end + 1, text_.size()));
  // Some programs write CR CR LF where their output is redirected.
  while (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return TextLine{++number_, line};
}

std::string_view trimmed_text(std::string_view text) {
  for (;;) {
    text = trimmed(text);
    if (text.substr(0, 2) == kNoBreakSpace) {
      text.remove_prefix(2);
    } else if (text.size() >= 2 && text.substr(text.size() - 2) == kNoBreakSpace) {
      text.remove_suffix(2);
    } else {
      return text;
    }
  }
}

std::string folded_label(std::string_view label) { return without_marks(nfkc_casefold(label)); }

TextLabels::TextLabels(const InventorySource& source) {
  if (source.mapping)
    for (const auto& [field, label] : *source.mapping)
      if (const auto known = inventory_field(field))
        meanings_.emplace(folded_label(label), Meaning{*known, 0, true});
  for (const auto& [field, labels] : source.feeds->inventory.labels) {
    const auto known = inventory_field(field);
    if (!known) continue;
    std::size_t rank = 0;
    for (const std::string& label : labels)
      meanings_.emplace(folded_label(label), Meaning{*known, ++rank, false});
  }
}

std::optional<TextLabels::Meaning> TextLabels::find(std::string_view label) const {
  // No label is longer; lines of megabytes need no folding.
  if (label.empty() || label.size() > 200) return std::nullopt;
  const auto found = meanings_.find(folded_label(label));
  if (found == meanings_.end()) return std::nullopt;
  return found->second;
}

std::string_view kept(const InventorySource& source, std::string_view text) {
  if (text.empty()) return {};
  char* copy = static_cast<char*>(source.memory->allocate(text.size(), 1));
  std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

void add_value(Record& record, InventoryField field, std::string_view text,
               std::string_view header) {
  text = trimmed_text(text);
  if (!says_nothing(text)) record.values.push_back({field, text, header});
}

const FieldValue* find_value(const Record& record, InventoryField field) {
  for (const FieldValue& value : record.values)
    if (value.field == field) return &value;
  return nullptr;
}

void note_column(InventoryFile& file, std::string_view header, InventoryField field, bool mapped) {
  if (header.empty()) return;
  for (const InventoryColumn& column : file.columns)
    if (column.header == header) return;
  file.columns.push_back({std::string(header), std::string(slug(field)), mapped});
}

std::string_view host_of_file(const InventorySource& source) {
  const std::string_view name = without_extension(file_name_of(source.name));
  const std::vector<std::string>* words = words_for(*source.feeds, "file-name");
  if (!words) return name;
  if (const auto host = without_kind_of_list(name, *words); !host.empty()) return host;
  const auto folder = folder_name_of(source.name);
  return folder.find_first_not_of('.') == std::string_view::npos ? name : folder;
}

bool is_update_name(std::string_view word, const Feeds& feeds) {
  return std::any_of(feeds.vendors.begin(), feeds.vendors.end(), [&](const Vendor& vendor) {
    const UpdateNumber& number = vendor.update_number;
    if (number.prefix.empty() || !begins_ignoring_case(word, number.prefix)) return false;
    const auto digits = word.substr(number.prefix.size());
    return digits.size() >= number.min_digits && digits.size() <= number.max_digits &&
           std::all_of(digits.begin(), digits.end(), is_digit);
  });
}

std::string place_of(const InventorySource& source, std::uint32_t line) {
  return std::string(source.name) + ":" + std::to_string(line);
}

}  // namespace patchmatrix
