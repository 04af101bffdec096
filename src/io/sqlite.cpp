// SPDX-License-Identifier: Apache-2.0
#include "io/sqlite.hpp"

#include <sqlite3.h>
#include <utility>

#include <patchmatrix/error.hpp>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

constexpr std::chrono::milliseconds kPatience{5000};

[[noreturn]] void fail(const std::string& file, const char* reason, int result = SQLITE_ERROR) {
  // The file that processes share, beside the database, could not grow.
  if (result == SQLITE_IOERR_SHMSIZE) throw Error(ErrorKind::Io, "disk-full", file);
  switch (result & 0xff) {  // without the extension of the code
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      throw Error(ErrorKind::Untrusted, "database-damaged", file, {{"reason", reason}});
    case SQLITE_FULL:
      throw Error(ErrorKind::Io, "disk-full", file);
    case SQLITE_BUSY:
      throw Error(ErrorKind::Busy, "database-busy", file);
    default:
      throw Error(ErrorKind::Io, "database", file, {{"reason", reason}});
  }
}

struct Close {
  // With _v2 a statement that outlives its database still ends well.
  void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
};
using Connection = std::unique_ptr<sqlite3, Close>;

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Prepared = std::unique_ptr<sqlite3_stmt, Finalize>;

constexpr int kReadWrite = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;

// `name` is a path, or a URI if `flags` say so.
Connection connect(const std::string& file, const std::string& name, int flags) {
  sqlite3* opened = nullptr;
  const int result = sqlite3_open_v2(name.c_str(), &opened,
                                     flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  Connection connection(opened);  // there is one even after most failures
  if (result != SQLITE_OK)
    fail(file, opened == nullptr ? sqlite3_errstr(result) : sqlite3_errmsg(opened), result);
  return connection;
}

// A database in WAL mode that nobody has open is one file; only then may SQLite take it for
// unchanging, which it must if it may not make the files beside it.
// https://www.sqlite.org/wal.html#read_only_databases
Connection connect_for_reading(const std::string& file) {
  std::error_code unknown;
  const auto wal = std::filesystem::file_size(file + "-wal", unknown);
  const bool in_use = !unknown && wal != 0;
  std::string uri = "file:";
  for (const char c : file) {
    if (c == '?' || c == '#' || c == '%')
      uri += c == '?' ? "%3f" : c == '#' ? "%23" : "%25";
    else
      uri += c;
  }
  return connect(file, uri + (in_use ? "?mode=ro" : "?immutable=1"),
                 SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
}

// What a file that somebody else wrote could otherwise do: https://www.sqlite.org/security.html
void distrust(sqlite3* connection) {
  int* const no_answer = nullptr;
  sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, no_answer);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, no_answer);
  // A misspelt column in double quotes is an error, not a text.
  sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DDL, 0, no_answer);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DML, 0, no_answer);
}

int bind_value(sqlite3_stmt* statement, int position, const SqlValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value))
    return sqlite3_bind_int64(statement, position, *number);
  if (const auto* text = std::get_if<std::string_view>(&value))
    // A null pointer would bind NULL, not the empty text.
    return sqlite3_bind_text64(statement, position, text->empty() ? "" : text->data(), text->size(),
                               SQLITE_TRANSIENT, SQLITE_UTF8);
  if (const auto* blob = std::get_if<SqlBlob>(&value))
    return sqlite3_bind_blob64(statement, position, blob->bytes.empty() ? "" : blob->bytes.data(),
                               blob->bytes.size(), SQLITE_TRANSIENT);
  return sqlite3_bind_null(statement, position);
}

bool is_blank(std::string_view sql) {
  return sql.find_first_not_of(" \t\r\n;") == std::string_view::npos;
}

}  // namespace

// ── Statement ────────────────────────────────────────────────────────────────────────────────────

struct Statement::State {
  Prepared statement;
  std::string file;
  bool ended = false;  // SQLite would begin anew

  [[noreturn]] void fail_and_rewind() {
    sqlite3* const connection = sqlite3_db_handle(statement.get());
    const int result = sqlite3_extended_errcode(connection);
    const std::string reason = sqlite3_errmsg(connection);
    rewind();  // gives back locks
    fail(file, reason.c_str(), result);
  }

  void rewind() {
    // It tells again of an error of the last step, which was thrown already.
    sqlite3_reset(statement.get());
    ended = false;
  }
};

Statement::Statement() = default;
Statement::~Statement() = default;
Statement::Statement(Statement&&) noexcept = default;
Statement& Statement::operator=(Statement&&) noexcept = default;

Statement& Statement::bind(std::span<const SqlValue> values) {
  sqlite3_stmt* const statement = state_->statement.get();
  state_->rewind();
  if (static_cast<std::size_t>(sqlite3_bind_parameter_count(statement)) != values.size())
    fail(state_->file, sqlite3_errstr(SQLITE_RANGE));
  int position = 0;
  for (const SqlValue& value : values)
    if (bind_value(statement, ++position, value) != SQLITE_OK) state_->fail_and_rewind();
  return *this;
}

bool Statement::next() {
  if (state_->ended) return false;
  const int result = sqlite3_step(state_->statement.get());
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) state_->fail_and_rewind();
  state_->ended = true;
  return false;
}

void Statement::run(std::span<const SqlValue> values) {
  bind(values);
  while (next()) {
  }
}

void Statement::rewind() { state_->rewind(); }

std::int64_t Statement::number(int column) const {
  return sqlite3_column_int64(state_->statement.get(), column);
}

std::optional<std::int64_t> Statement::maybe_number(int column) const {
  if (sqlite3_column_type(state_->statement.get(), column) == SQLITE_NULL) return std::nullopt;
  return number(column);
}

std::int64_t Statement::number_within(std::int64_t first, std::int64_t last, int column) const {
  const std::int64_t out = number(column);
  if (out < first || out > last) fail(state_->file, "a number is out of its range", SQLITE_CORRUPT);
  return out;
}

std::string_view Statement::text(int column) const {
  sqlite3_stmt* const statement = state_->statement.get();
  const auto* const bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
  // The length must be asked after the text, which may have to be made first.
  const auto length = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  const std::string_view text =
      bytes == nullptr ? std::string_view() : std::string_view(bytes, length);
  if (first_invalid_utf8(text)) fail(state_->file, "a text is not UTF-8", SQLITE_CORRUPT);
  return text;
}

std::string_view Statement::blob(int column) const {
  sqlite3_stmt* const statement = state_->statement.get();
  const auto* const bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
  const auto length = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  return bytes == nullptr ? std::string_view() : std::string_view(bytes, length);
}

// ── Database ─────────────────────────────────────────────────────────────────────────────────────

struct Database::State {
  std::string file;
  Connection connection;

  [[noreturn]] void fail_here() const {
    fail(file, sqlite3_errmsg(connection.get()), sqlite3_extended_errcode(connection.get()));
  }
};

Database::Database(const std::filesystem::path& file, const std::vector<std::string>& steps)
    : state_(std::make_unique<State>(
          State{file.string(), connect(file.string(), file.string(), kReadWrite)})) {
  wait_up_to(kPatience);
  distrust(state_->connection.get());
  version(steps.size());  // before anything is changed
  execute("PRAGMA journal_mode = WAL");
  execute("PRAGMA synchronous = NORMAL");
  execute("PRAGMA foreign_keys = ON");
  upgrade(steps);
}

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}
Database::Database(Database&&) noexcept = default;
Database::~Database() = default;

Database Database::for_reading(const std::filesystem::path& file,
                               const std::vector<std::string>& steps) {
  try {
    return Database(file, steps);
  } catch (const Error& error) {
    if (error.code() != "database" && error.code() != "disk-full") throw;
  }
  Database database(
      std::make_unique<State>(State{file.string(), connect_for_reading(file.string())}));
  database.wait_up_to(kPatience);
  distrust(database.state_->connection.get());
  database.version(steps.size());
  return database;
}

std::size_t Database::version(std::size_t known) {
  Statement statement = prepare("PRAGMA user_version");
  statement.next();
  const std::int64_t found = statement.number(0);
  // Only somebody else writes a negative one.
  if (found < 0 || static_cast<std::size_t>(found) > known)
    throw Error(ErrorKind::Unsupported, "database-newer", {},
                {{"file", state_->file},
                 {"version", std::to_string(found)},
                 {"known", std::to_string(known)}});
  return static_cast<std::size_t>(found);
}

void Database::upgrade(const std::vector<std::string>& steps) {
  while (version(steps.size()) < steps.size()) {
    Transaction transaction(*this);
    // Another process may have come first; from here on none can.
    const std::size_t done = version(steps.size());
    if (done == steps.size()) return;
    if (done == 0 && has_tables())
      throw Error(ErrorKind::Unsupported, "database-foreign", {}, {{"file", state_->file}});
    execute(steps[done]);
    execute("PRAGMA user_version = " + std::to_string(done + 1));
    transaction.commit();
  }
}

bool Database::has_tables() {
  Statement statement = prepare("SELECT EXISTS (SELECT 1 FROM sqlite_schema)");
  return statement.next() && statement.number(0) != 0;
}

Statement Database::prepare(std::string_view sql) {
  sqlite3_stmt* made = nullptr;
  const char* rest = nullptr;
  const int result =
      sqlite3_prepare_v3(state_->connection.get(), sql.data(), static_cast<int>(sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &made, &rest);
  Prepared prepared(made);
  if (result != SQLITE_OK) state_->fail_here();
  // SQLite prepares the first statement and leaves the others to the caller.
  if (made == nullptr || !is_blank(sql.substr(static_cast<std::size_t>(rest - sql.data()))))
    fail(state_->file, "not one statement");
  Statement statement;
  statement.state_ = std::make_unique<Statement::State>();
  statement.state_->statement = std::move(prepared);
  statement.state_->file = state_->file;
  return statement;
}

void Database::execute(std::string_view sql) {
  const std::string terminated(sql);
  if (sqlite3_exec(state_->connection.get(), terminated.c_str(), nullptr, nullptr, nullptr) !=
      SQLITE_OK)
    state_->fail_here();
}

std::int64_t Database::changes() const { return sqlite3_changes64(state_->connection.get()); }

std::int64_t Database::last_row() const {
  return sqlite3_last_insert_rowid(state_->connection.get());
}

void Database::wait_up_to(std::chrono::milliseconds limit) {
  sqlite3_busy_timeout(state_->connection.get(), static_cast<int>(limit.count()));
}

// ── Transaction ──────────────────────────────────────────────────────────────────────────────────

// IMMEDIATE: whoever wants to write waits here for others, not in the middle, where SQLite may have
// to refuse at once.
Transaction::Transaction(Database& database) : database_(database) {
  database_.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  // After some errors SQLite has rolled back by itself; then there is nothing to do, nor harm.
  if (open_)
    sqlite3_exec(database_.state_->connection.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace patchmatrix
