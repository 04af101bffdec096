// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which column of a table is which field.

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "inventory/record.hpp"

namespace patchmatrix {

struct TableColumns {
  std::vector<std::optional<InventoryField>> fields;  // by column
  std::vector<bool> mapped;                           // by the user
  std::string table;                                  // id of the known table; empty: none
  std::string kind;                                   // of the software in it
  std::size_t known() const;                          // columns with a field
};

// The headers that are known, by the data and by the user.
class ColumnWords {
 public:
  explicit ColumnWords(const InventorySource& source);

  // Errors: Malformed "ambiguous-columns" with both headers, where two columns are one field and
  // the user chose none; `where` is the file and line.
  TableColumns assign(const std::vector<std::string_view>& headers, const std::string& where) const;

 private:
  using Headers = std::unordered_map<std::string, InventoryField>;
  struct Table {
    const InventoryWords::Table* table;
    std::vector<std::string> headers;
    std::unordered_map<std::string, std::optional<InventoryField>> means;
  };
  enum class Authority { User, Table, Header, Label };
  std::optional<InventoryField> meaning(const std::string& header, const Table* table,
                                        Authority authority) const;
  const Table* table_of(const std::vector<std::string>& folded) const;

  Headers columns_, labels_;
  std::vector<std::pair<std::string, InventoryField>> mapping_;
  std::vector<Table> tables_;
};

}  // namespace patchmatrix
