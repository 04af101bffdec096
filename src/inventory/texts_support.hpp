// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the readers of texts share: lines, labels, names of updates, and the host that a file is
// about if it names none.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "inventory/record.hpp"

namespace patchmatrix {

struct TextLine {
  std::uint32_t number = 0;  // 1-based
  std::string_view text;     // without the line break, however it is written
};

// The lines of a text, one after another; those of nothing but blanks, too.
class TextLines {
 public:
  explicit TextLines(std::string_view text) : text_(text) {}
  std::optional<TextLine> next();

 private:
  std::string_view text_;
  std::uint32_t number_ = 0;
};

// Blanks of any kind, the no-break space of UTF-8 included.
std::string_view trimmed_text(std::string_view text);

// Labels as they are compared: NFKC, case folded, without blanks, underscores, colons, middle dots,
// apostrophes and long-vowel marks (コンピュータ = コンピューター).
std::string folded_label(std::string_view label);

// What labels of texts mean (InventoryWords::labels), and what the user says they mean.
class TextLabels {
 public:
  explicit TextLabels(const InventorySource& source);

  struct Meaning {
    InventoryField field = InventoryField::Asset;
    std::size_t rank = 0;  // of several labels for one field, the lower one counts
    bool mapped = false;   // by the user
  };
  std::optional<Meaning> find(std::string_view label) const;

 private:
  std::unordered_map<std::string, Meaning> meanings_;
};

// Keeps a text for as long as the inventory lives.
std::string_view kept(const InventorySource& source, std::string_view text);

// Adds a value, trimmed, unless it says nothing: empty, or only dots or asterisks, as people write
// over what they do not want to show.
void add_value(Record& record, InventoryField field, std::string_view text,
               std::string_view header);
const FieldValue* find_value(const Record& record, InventoryField field);

// Notes, once, what a column or label was taken for.
void note_column(InventoryFile& file, std::string_view header, InventoryField field,
                 bool mapped = false);

// The name of the file without folder, extension and words that tell what kind of list it is
// ("PC01_systeminfo.txt" is about PC01): so the texts of one host come together. Of a name that
// consists of such words the folder's.
std::string_view host_of_file(const InventorySource& source);

// Whether the word is the name of an update of any vendor: its prefix and as many digits as its
// numbers have.
bool is_update_name(std::string_view word, const Feeds& feeds);

// "file:line".
std::string place_of(const InventorySource& source, std::uint32_t line);

}  // namespace patchmatrix
