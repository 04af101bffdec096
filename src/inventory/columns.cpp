// SPDX-License-Identifier: Apache-2.0
#include "inventory/columns.hpp"

#include <algorithm>
#include <map>
#include <unordered_set>

#include <patchmatrix/error.hpp>

#include "inventory/texts_support.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

// No header is longer; those of megabytes need no folding.
constexpr std::size_t kLongestHeader = 200;

std::string folded_header(std::string_view header) {
  return header.size() > kLongestHeader ? std::string() : folded_label(trimmed_text(header));
}

// One word of ASCII ("Version", "Source") is a label that is known by its text alone.
bool is_plain_word(std::string_view label) {
  return std::all_of(label.begin(), label.end(), is_alphanumeric);
}

std::unordered_map<std::string, InventoryField> folded_headers(
    const std::vector<std::pair<std::string, std::vector<std::string>>>& lists, bool plain_words) {
  std::unordered_map<std::string, InventoryField> out;
  for (const auto& [slug, headers] : lists)
    if (const auto field = inventory_field(slug))
      for (const std::string& each : headers)
        if (plain_words || !is_plain_word(each)) out.emplace(folded_header(each), *field);
  return out;
}

// Also of headers that are the same, so both are told apart by their place.
std::string numbered(std::string_view header, std::size_t column) {
  return std::string(header) + " (" + std::to_string(column + 1) + ")";
}

}  // namespace

std::size_t TableColumns::known() const {
  return static_cast<std::size_t>(std::count_if(fields.begin(), fields.end(),
                                                [](const auto& each) { return each.has_value(); }));
}

ColumnWords::ColumnWords(const InventorySource& source) {
  const InventoryWords& words = source.feeds->inventory;
  columns_ = folded_headers(words.columns, true);
  labels_ = folded_headers(words.labels, false);
  if (source.mapping != nullptr)
    for (const auto& [slug, header] : *source.mapping)
      if (const auto field = inventory_field(slug))
        mapping_.emplace_back(folded_header(header), *field);
  for (const InventoryWords::Table& each : words.tables) {
    Table table{&each, {}, {}};
    for (const std::string& header : each.headers) table.headers.push_back(folded_header(header));
    for (const auto& [header, slug] : each.means)
      table.means.emplace(folded_header(header), inventory_field(slug));
    tables_.push_back(std::move(table));
  }
}

const ColumnWords::Table* ColumnWords::table_of(const std::vector<std::string>& folded) const {
  const std::unordered_set<std::string_view> present(folded.begin(), folded.end());
  const auto found = std::find_if(tables_.begin(), tables_.end(), [&](const Table& each) {
    return std::all_of(each.headers.begin(), each.headers.end(),
                       [&](const std::string& header) { return present.contains(header); });
  });
  return found == tables_.end() ? nullptr : &*found;
}

// What a header is taken for, by one of several authorities.
std::optional<InventoryField> ColumnWords::meaning(const std::string& header, const Table* table,
                                                   Authority authority) const {
  const auto look_up = [&header](const auto& known) {
    const auto found = known.find(header);
    return found == known.end() ? std::nullopt : std::optional<InventoryField>(found->second);
  };
  const bool in_table = table != nullptr && table->means.contains(header);
  switch (authority) {
    case Authority::User:
      for (const auto& [mapped, field] : mapping_)
        if (mapped == header) return field;
      return std::nullopt;
    case Authority::Table:
      return in_table ? table->means.at(header) : std::nullopt;
    case Authority::Header:
      return in_table ? std::nullopt : look_up(columns_);
    case Authority::Label:
      return in_table ? std::nullopt : look_up(labels_);
  }
  return std::nullopt;
}

TableColumns ColumnWords::assign(const std::vector<std::string_view>& headers,
                                 const std::string& where) const {
  struct Claim {
    std::size_t column = 0;
    Authority authority = Authority::Label;
  };
  std::vector<std::string> names;
  for (const std::string_view each : headers) names.push_back(folded_header(each));
  const Table* table = table_of(names);

  TableColumns out;
  out.fields.resize(headers.size());
  out.mapped.resize(headers.size());
  if (table != nullptr) {
    out.table = table->table->id;
    out.kind = table->table->kind;
  }
  std::map<InventoryField, Claim> claims;
  const auto claim = [&](std::size_t column, InventoryField field, Authority authority) {
    const auto [known, first] = claims.try_emplace(field, Claim{column, authority});
    if (!first) {
      const Claim& other = known->second;
      if (other.authority == Authority::User && authority != Authority::User) return;
      if (authority == Authority::Label) return;  // of texts; they help out here
      // The user, or the data, may well say that several columns are one field.
      const bool meant = other.authority == authority &&
                         (authority == Authority::User || authority == Authority::Table) &&
                         names[other.column] != names[column];
      if (!meant)
        throw Error(ErrorKind::Malformed, "ambiguous-columns", where,
                    {{"field", std::string(slug(field))},
                     {"first", numbered(headers[other.column], other.column)},
                     {"second", numbered(headers[column], column)}});
    }
    out.fields[column] = field;
    out.mapped[column] = authority == Authority::User;
  };
  // The surest first, so that a weaker claim never takes a field away.
  for (const Authority authority :
       {Authority::User, Authority::Table, Authority::Header, Authority::Label})
    for (std::size_t i = 0; i < headers.size(); ++i) {
      if (names[i].empty() || out.fields[i]) continue;
      if (const auto field = meaning(names[i], table, authority)) claim(i, *field, authority);
    }
  return out;
}

}  // namespace patchmatrix
