// SPDX-License-Identifier: Apache-2.0
#pragma once

// SQLite behind values that close themselves; sqlite3.h stays inside io.

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace patchmatrix {

class Database;

using SqlValue = std::variant<std::nullptr_t, std::int64_t, std::string_view>;

// One statement, prepared once. Values are bound in the order of its question marks and copied.
class Statement {
 public:
  Statement() = default;
  ~Statement();
  Statement(Statement&&) noexcept;
  Statement& operator=(Statement&&) noexcept;

  Statement& bind(std::initializer_list<SqlValue> values);  // also rewinds
  bool next();                                              // whether there is a (further) row
  void run(std::initializer_list<SqlValue> values);         // binds, and runs to the end

  // Columns of the present row, from 0. Views are valid until the next call of next() or bind().
  std::int64_t number(int column) const;
  std::optional<std::int64_t> maybe_number(int column) const;
  std::string_view text(int column) const;  // empty for NULL

 private:
  friend class Database;
  struct State;
  std::unique_ptr<State> state_;
};

// One connection; for one thread at a time.
class Database {
 public:
  // Opens or makes the file (":memory:" for none) and brings it from its version to the newest by
  // running `steps[version]`, each in a transaction of its own; the version is the number of steps
  // done. Errors: Io "database" with `reason`; Unsupported "database-newer" if it has more steps
  // than we know.
  Database(const std::filesystem::path& file, const std::vector<std::string>& steps);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Statement prepare(std::string_view sql);
  void execute(std::string_view sql);
  std::int64_t changes() const;  // rows that the last statement changed

 private:
  friend class Statement;
  friend class Transaction;
  struct State;
  std::unique_ptr<State> state_;
};

// What happens until commit() happens as a whole; without commit() it did not happen.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace patchmatrix
