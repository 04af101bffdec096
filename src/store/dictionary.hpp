// SPDX-License-Identifier: Apache-2.0
#pragma once

// Ids of values that many rows share: each value is one row of a table, however often it occurs.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "io/sqlite.hpp"

namespace patchmatrix {

class Dictionary {
 public:
  // `columns` are those of the table's unique index, in order.
  Dictionary(Database& database, const std::string& table, const std::vector<std::string>& columns)
      : database_(database) {
    std::string names, marks, conditions;
    for (const std::string& each : columns) {
      names += (names.empty() ? "" : ", ") + each;
      marks += marks.empty() ? "?" : ", ?";
      conditions += (conditions.empty() ? "" : " AND ") + each + " = ?";
    }
    find_ = database.prepare("SELECT id FROM " + table + " WHERE " + conditions);
    insert_ = database.prepare("INSERT INTO " + table + " (" + names + ") VALUES (" + marks + ")");
  }

  // `values` in the order of the columns.
  std::int64_t id_of(std::span<const SqlValue> values) {
    key_.clear();
    for (const SqlValue& each : values) append(each);
    const auto [known, added] = ids_.try_emplace(key_, 0);
    if (added) known->second = look_up(values);
    return known->second;
  }

  // What was remembered may not be there any more after a transaction that was taken back.
  void forget() { ids_.clear(); }

 private:
  void append(const SqlValue& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) append(*number);
    if (const auto* text = std::get_if<std::string_view>(&value)) {
      append(static_cast<std::int64_t>(text->size()));
      key_.append(*text);
    }
  }
  void append(std::int64_t number) {
    key_.append(reinterpret_cast<const char*>(&number), sizeof number);
  }

  std::int64_t look_up(std::span<const SqlValue> values) {
    if (find_.bind(values).next()) {
      const std::int64_t id = find_.number(0);
      find_.rewind();
      return id;
    }
    insert_.run(values);
    return database_.last_row();
  }

  Database& database_;
  Statement find_, insert_;
  std::unordered_map<std::string, std::int64_t> ids_;
  std::string key_;
};

}  // namespace patchmatrix
