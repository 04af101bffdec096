// SPDX-License-Identifier: Apache-2.0
#pragma once

// SQLite behind values that close themselves; sqlite3.h stays inside io.
//
// Errors of all: Io "database" with the file as `where` and `reason`, SQLite's own text; Untrusted
// "database-damaged" likewise, for what is no sound database; Io "disk-full" and Busy
// "database-busy".

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace patchmatrix {

class Database;

// Bytes that are no text.
struct SqlBlob {
  std::string_view bytes;
};

using SqlValue = std::variant<std::nullptr_t, std::int64_t, std::string_view, SqlBlob>;

// One statement, prepared once. Values are bound in the order of its question marks, as many as it
// has, and copied. A statement made by default can only be assigned to.
class Statement {
 public:
  Statement();
  ~Statement();
  Statement(Statement&&) noexcept;
  Statement& operator=(Statement&&) noexcept;

  Statement& bind(std::span<const SqlValue> values);  // also rewinds
  Statement& bind(std::initializer_list<SqlValue> values) {
    return bind(std::span(values.begin(), values.size()));
  }
  bool next();  // whether there is a (further) row; after the last one false until bind()
  void run(std::span<const SqlValue> values);  // binds, and runs to the end
  void run(std::initializer_list<SqlValue> values) {
    run(std::span(values.begin(), values.size()));
  }
  // Ends the reading: until the last row was passed, the connection keeps seeing the file as it was
  // at the first, and its write-ahead log grows.
  void rewind();

  // Columns of the present row, from 0. Views are valid until the next call of next(), bind()
  // or rewind().
  std::int64_t number(int column) const;
  std::optional<std::int64_t> maybe_number(int column) const;
  std::string_view text(int column) const;  // UTF-8; empty for NULL
  std::string_view blob(int column) const;  // empty for NULL
  // Calls a database with another number damaged, as text() one with a text that is not UTF-8.
  std::int64_t number_within(std::int64_t first, std::int64_t last, int column) const;

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
  // done. Its folder must exist. A step that fails leaves the earlier ones done.
  // Errors also: Unsupported "database-newer" with `file`, `version` and `known` if it has more
  // steps than we know, "database-foreign" with `file` if it has tables and no version: somebody
  // else's. Either is left as it was.
  Database(const std::filesystem::path& file, const std::vector<std::string>& steps);
  // For readers: as above, and if the file or its folder may not be written, read as it is.
  static Database for_reading(const std::filesystem::path& file,
                              const std::vector<std::string>& steps);
  ~Database();
  Database(Database&&) noexcept;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Statement prepare(std::string_view sql);  // one statement
  void execute(std::string_view sql);       // any number; rows are dropped
  std::int64_t changes() const;             // rows that the last statement changed
  std::int64_t last_row() const;            // id of the row that was inserted last

  // How long to wait for others who write; five seconds unless told.
  void wait_up_to(std::chrono::milliseconds limit);

 private:
  friend class Statement;
  friend class Transaction;
  struct State;
  explicit Database(std::unique_ptr<State> state);
  std::size_t version(std::size_t known);
  bool has_tables();
  void upgrade(const std::vector<std::string>& steps);
  std::unique_ptr<State> state_;
};

// What happens until commit() happens as a whole; without commit() it did not happen. Others can
// read meanwhile, not write: they wait, see wait_up_to(). Not within another one.
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
