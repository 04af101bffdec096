// SPDX-License-Identifier: Apache-2.0
#include "io/sqlite.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <sys/wait.h>

#include "io/files.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;
using namespace std::string_view_literals;

const std::vector<std::string> kOneTable = {"CREATE TABLE t (a, b)"};

// The rows of a query, columns joined by "|"; NULL is "~".
std::vector<std::string> rows(Database& database, std::string_view sql, int columns = 1) {
  std::vector<std::string> out;
  Statement statement = database.prepare(sql);
  while (statement.next()) {
    std::string row;
    for (int i = 0; i < columns; ++i) {
      if (i > 0) row += '|';
      row += statement.maybe_number(i) ? std::string(statement.text(i)) : "~";
    }
    out.push_back(row);
  }
  return out;
}

using Rows = std::vector<std::string>;

std::string value_of(Database& database, std::string_view sql) { return rows(database, sql).at(0); }

// ── Statements ───────────────────────────────────────────────────────────────────────────────────

TEST(Statement, GivesNumbersAsTheyWereBound) {
  Database database(":memory:", {});
  Statement echo = database.prepare("SELECT ?");
  for (const std::int64_t each :
       {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1} << 40,
        std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
    ASSERT_TRUE(echo.bind({each}).next()) << each;
    EXPECT_EQ(echo.number(0), each);
    EXPECT_EQ(echo.maybe_number(0), each);
    EXPECT_EQ(echo.text(0), std::to_string(each));
  }
}

TEST(Statement, GivesTextsAsTheyWereBound) {
  Database database(":memory:", {});
  Statement echo = database.prepare("SELECT ?, typeof(?1)");
  for (const std::string_view each :
       {""sv, std::string_view(), "text"sv, "緊急 😀"sv, "a\0b"sv, "it's; -- \"quoted\""sv}) {
    ASSERT_TRUE(echo.bind({each}).next()) << each;
    EXPECT_EQ(echo.text(0), each);
    EXPECT_EQ(echo.text(1), "text") << "an empty text is not NULL";
  }
}

TEST(Statement, GivesNothingForNull) {
  Database database(":memory:", {});
  Statement echo = database.prepare("SELECT ?");
  ASSERT_TRUE(echo.bind({nullptr}).next());
  EXPECT_EQ(echo.maybe_number(0), std::nullopt);
  EXPECT_EQ(echo.number(0), 0);
  EXPECT_EQ(echo.text(0), "");
}

TEST(Statement, CallsADatabaseDamagedWhoseTextIsNotUtf8) {
  Database database(":memory:", {});
  Statement row = database.prepare("SELECT CAST(x'61ff62' AS TEXT), CAST(x'e7b78a' AS TEXT)");
  ASSERT_TRUE(row.next());
  EXPECT_EQ(test::error_of([&] { row.text(0); }),
            "untrusted :memory: database-damaged reason=a text is not UTF-8");
  EXPECT_EQ(row.text(1), "緊");
}

TEST(Statement, CallsADatabaseDamagedWhoseNumberIsOutOfItsRange) {
  Database database(":memory:", {});
  Statement row = database.prepare("SELECT -1, 0, 6, 7");
  ASSERT_TRUE(row.next());
  const std::string damaged =
      "untrusted :memory: database-damaged reason=a number is out of its range";
  EXPECT_EQ(test::error_of([&] { row.number_within(0, 6, 0); }), damaged);
  EXPECT_EQ(row.number_within(0, 6, 1), 0);
  EXPECT_EQ(row.number_within(0, 6, 2), 6);
  EXPECT_EQ(test::error_of([&] { row.number_within(0, 6, 3); }), damaged);
}

TEST(Statement, CopiesWhatIsBound) {
  Database database(":memory:", {});
  Statement echo = database.prepare("SELECT ?");
  std::string text = "a text that is longer than short ones";
  echo.bind({text});
  text.assign(text.size(), 'x');
  ASSERT_TRUE(echo.next());
  EXPECT_EQ(echo.text(0), "a text that is longer than short ones");
}

TEST(Statement, IsUsedAgainAndAgain) {
  Database database(":memory:", kOneTable);
  Statement insert = database.prepare("INSERT INTO t VALUES (?, ?)");
  for (const int each : {1, 2, 3}) insert.run({each, each * 10});
  EXPECT_EQ(rows(database, "SELECT a, b FROM t ORDER BY a", 2), (Rows{"1|10", "2|20", "3|30"}));

  Statement above = database.prepare("SELECT a FROM t WHERE a > ? ORDER BY a");
  ASSERT_TRUE(above.bind({0}).next());
  EXPECT_EQ(above.number(0), 1);
  ASSERT_TRUE(above.bind({1}).next()) << "bound in the middle of its rows";
  EXPECT_EQ(above.number(0), 2);
  ASSERT_TRUE(above.next());
  EXPECT_EQ(above.number(0), 3);
  EXPECT_FALSE(above.next());
  EXPECT_FALSE(above.next()) << "it does not begin anew by itself";
  above.rewind();
  ASSERT_TRUE(above.next()) << "with the same value";
  EXPECT_EQ(above.number(0), 2);
}

TEST(Statement, CanBeMoved) {
  Database database(":memory:", {});
  Statement one = database.prepare("SELECT 1");
  Statement other;
  other = std::move(one);
  Statement last(std::move(other));
  ASSERT_TRUE(last.next());
  EXPECT_EQ(last.number(0), 1);
}

TEST(Statement, MayOutliveItsDatabase) {
  std::optional<Database> database;
  database.emplace(":memory:", std::vector<std::string>{});
  Statement statement = database->prepare("SELECT 7");
  database.reset();
  ASSERT_TRUE(statement.next());
  EXPECT_EQ(statement.number(0), 7);
}

TEST(Statement, TakesAsManyValuesAsItHasQuestionMarks) {
  Database database(":memory:", kOneTable);
  Statement insert = database.prepare("INSERT INTO t VALUES (?, ?)");
  const std::string expected = "io :memory: database reason=column index out of range";
  EXPECT_EQ(test::error_of([&] { insert.run({}); }), expected);
  EXPECT_EQ(test::error_of([&] { insert.run({1}); }), expected);
  EXPECT_EQ(test::error_of([&] { insert.run({1, 2, 3}); }), expected);
  EXPECT_EQ(value_of(database, "SELECT count(*) FROM t"), "0");
}

TEST(Statement, TellsWhatSqliteSays) {
  Database database(":memory:", {"CREATE TABLE t (a UNIQUE, b NOT NULL)"});
  database.execute("INSERT INTO t VALUES (1, 1)");
  Statement insert = database.prepare("INSERT INTO t VALUES (?, ?)");
  EXPECT_EQ(test::error_of([&] {
              insert.run({1, 2});
            }),
            "io :memory: database reason=UNIQUE constraint failed: t.a");
  EXPECT_EQ(test::error_of([&] {
              insert.run({2, nullptr});
            }),
            "io :memory: database reason=NOT NULL constraint failed: t.b");
  insert.run({2, 2});
  EXPECT_EQ(rows(database, "SELECT a FROM t ORDER BY a"), (Rows{"1", "2"}));
}

TEST(Statement, IsOneStatement) {
  Database database(":memory:", kOneTable);
  const std::vector<std::pair<std::string_view, std::string_view>> cases = {
      {"SELECT 1; SELECT 2", "not one statement"},
      {"SELECT 1; x", "not one statement"},
      {"", "not one statement"},
      {"-- nothing", "not one statement"},
      {"SELEC 1", "near \"SELEC\": syntax error"},
      {"SELECT c FROM t", "no such column: c"},
      {"SELECT \"c\" FROM t", "no such column: c"},
      {"SELECT 1 FROM u", "no such table: u"},
  };
  for (const auto& [sql, reason] : cases)
    EXPECT_EQ(test::error_of([&database, text = sql] { database.prepare(text); }),
              "io :memory: database reason=" + std::string(reason))
        << sql;
  for (const std::string_view sql :
       {"SELECT 1", "SELECT 1;", " SELECT 1 ;\n ", "SELECT \"a\" FROM t"})
    EXPECT_EQ(test::error_of([&] { database.prepare(sql); }), "no error") << sql;
  EXPECT_EQ(test::error_of([&] { database.prepare("SELECT 12"sv.substr(0, 8)); }), "no error");
}

// ── Databases ────────────────────────────────────────────────────────────────────────────────────

TEST(Database, IsSetUpAsItShouldBe) {
  const test::TemporaryFolder folder;
  Database database(folder.path() / "d", kOneTable);
  const std::vector<std::pair<std::string_view, std::string_view>> cases = {
      {"PRAGMA journal_mode", "wal"},  {"PRAGMA synchronous", "1"},    {"PRAGMA foreign_keys", "1"},
      {"PRAGMA busy_timeout", "5000"}, {"PRAGMA trusted_schema", "0"}, {"PRAGMA user_version", "1"},
  };
  for (const auto& [sql, expected] : cases) EXPECT_EQ(value_of(database, sql), expected) << sql;

  const std::string refused = "io " + (folder.path() / "d").string() + " database reason=";
  EXPECT_EQ(test::error_of([&] {
              database.execute("PRAGMA writable_schema = ON; DELETE FROM sqlite_schema");
            }),
            refused + "table sqlite_master may not be modified");
  database.execute(
      "CREATE TABLE parent (id INTEGER PRIMARY KEY);"
      "CREATE TABLE child (id REFERENCES parent)");
  EXPECT_EQ(test::error_of([&] { database.execute("INSERT INTO child VALUES (1)"); }),
            refused + "FOREIGN KEY constraint failed");
}

TEST(Database, CountsChangedRows) {
  Database database(":memory:", kOneTable);
  database.execute("INSERT INTO t VALUES (1, 1), (2, 2), (3, 3)");
  EXPECT_EQ(database.changes(), 3);
  database.prepare("UPDATE t SET b = 0 WHERE a > ?").run({1});
  EXPECT_EQ(database.changes(), 2);
  database.execute("DELETE FROM t WHERE a = 7");
  EXPECT_EQ(database.changes(), 0);
}

TEST(Database, KeepsWhatWasWritten) {
  const test::TemporaryFolder folder;
  { Database(folder.path() / "d", kOneTable).execute("INSERT INTO t VALUES (1, 2)"); }
  Database again(folder.path() / "d", kOneTable);
  EXPECT_EQ(rows(again, "SELECT a, b FROM t", 2), Rows{"1|2"});
}

TEST(Database, RunsEachStepOnce) {
  const test::TemporaryFolder folder;
  const fs::path file = folder.path() / "d";
  std::vector<std::string> steps = {"CREATE TABLE log (step)", "INSERT INTO log VALUES (2)"};
  { Database database(file, {}); }
  for (int i = 0; i < 2; ++i) {
    Database database(file, steps);
    EXPECT_EQ(rows(database, "SELECT step FROM log"), Rows{"2"});
    EXPECT_EQ(value_of(database, "PRAGMA user_version"), "2");
  }
  steps.insert(steps.end(), {"INSERT INTO log VALUES (3); INSERT INTO log VALUES (33)",
                             "INSERT INTO log VALUES (4)"});
  Database database(file, steps);
  EXPECT_EQ(rows(database, "SELECT step FROM log"), (Rows{"2", "3", "33", "4"}));
  EXPECT_EQ(value_of(database, "PRAGMA user_version"), "4");
}

TEST(Database, KeepsTheStepsBeforeOneThatFails) {
  const test::TemporaryFolder folder;
  const fs::path file = folder.path() / "d";
  const std::vector<std::string> steps = {
      "CREATE TABLE t (a)", "INSERT INTO t VALUES (2)",
      "INSERT INTO t VALUES (3); INSERT INTO nowhere VALUES (3)", "INSERT INTO t VALUES (4)"};
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(test::error_of([&] { Database(file, steps); }),
              "io " + file.string() + " database reason=no such table: nowhere");
  Database database(file, {steps[0], steps[1]});
  EXPECT_EQ(rows(database, "SELECT a FROM t"), Rows{"2"});
  EXPECT_EQ(value_of(database, "PRAGMA user_version"), "2");
}

TEST(Database, RefusesANewerFileAndLeavesItAsItIs) {
  const test::TemporaryFolder folder;
  const fs::path file = folder.path() / "d";
  for (const std::string version : {"2", "2147483647", "-1"}) {
    {
      Database(":memory:", {})
          .execute("ATTACH '" + file.string() +
                   "' AS other; PRAGMA other.user_version = " + version);
    }
    const std::string before = read_file(file);
    EXPECT_EQ(
        test::error_of([&] { Database(file, kOneTable); }),
        "unsupported database-newer file=" + file.string() + " version=" + version + " known=1");
    EXPECT_EQ(read_file(file), before) << version;
    EXPECT_EQ(files_below(folder.path()), std::vector<fs::path>{file}) << version;
  }
}

TEST(Database, RefusesWhatIsNone) {
  const test::TemporaryFolder folder;
  const std::string text = folder.write("text", std::string(5000, 'x')).string();
  EXPECT_EQ(test::error_of([&] { Database(text, kOneTable); }),
            "untrusted " + text + " database-damaged reason=file is not a database");
  EXPECT_EQ(read_file(text), std::string(5000, 'x'));
  const std::string missing = (folder.path() / "missing" / "d").string();
  EXPECT_EQ(test::error_of([&] { Database(missing, kOneTable); }),
            "io " + missing + " database reason=unable to open database file");
  const std::string itself = folder.path().string();
  EXPECT_EQ(test::error_of([&] { Database(itself, kOneTable); }),
            "io " + itself + " database reason=unable to open database file");
}

TEST(Database, TellsOfDamage) {
  const test::TemporaryFolder folder;
  const fs::path file = folder.path() / "d";
  { Database(file, kOneTable).execute("INSERT INTO t VALUES (1, 2)"); }
  std::string bytes = read_file(file);
  ASSERT_EQ(bytes.size() % 4096, 0U);
  bytes.replace(4096, 100, std::string(100, '\xFF'));  // the head of the table's page
  folder.write("d", bytes);
  Database database(file, kOneTable);
  EXPECT_EQ(
      test::error_of([&] { rows(database, "SELECT a FROM t"); }),
      "untrusted " + file.string() + " database-damaged reason=database disk image is malformed");
}

// ── Transactions ─────────────────────────────────────────────────────────────────────────────────

TEST(Transaction, HappensAsAWholeWhenItIsCommitted) {
  const test::TemporaryFolder folder;
  Database writer(folder.path() / "d", kOneTable);
  Database reader(folder.path() / "d", kOneTable);
  {
    Transaction transaction(writer);
    writer.execute("INSERT INTO t VALUES (1, 1)");
    writer.execute("INSERT INTO t VALUES (2, 2)");
    EXPECT_EQ(value_of(writer, "SELECT count(*) FROM t"), "2");
    EXPECT_EQ(value_of(reader, "SELECT count(*) FROM t"), "0") << "others read the state before";
    transaction.commit();
  }
  EXPECT_EQ(value_of(reader, "SELECT count(*) FROM t"), "2");
}

TEST(Transaction, DoesNotHappenWithoutCommit) {
  Database database(":memory:", kOneTable);
  {
    Transaction transaction(database);
    database.execute("INSERT INTO t VALUES (1, 1)");
  }
  EXPECT_EQ(value_of(database, "SELECT count(*) FROM t"), "0");
  EXPECT_EQ(test::error_of([&] {
              Transaction transaction(database);
              database.execute("INSERT INTO t VALUES (1, 1)");
              database.execute("INSERT INTO nowhere VALUES (1)");
              transaction.commit();
            }),
            "io :memory: database reason=no such table: nowhere");
  EXPECT_EQ(value_of(database, "SELECT count(*) FROM t"), "0");
}

TEST(Transaction, SurvivesThatSqliteRolledBackByItself) {
  Database database(":memory:", {"CREATE TABLE t (a UNIQUE)"});
  database.execute("INSERT INTO t VALUES (1)");
  EXPECT_EQ(test::error_of([&] {
              Transaction transaction(database);
              database.execute("INSERT INTO t VALUES (2)");
              database.execute("INSERT OR ROLLBACK INTO t VALUES (1)");
            }),
            "io :memory: database reason=UNIQUE constraint failed: t.a");
  EXPECT_EQ(rows(database, "SELECT a FROM t"), Rows{"1"});
  Transaction next(database);
  database.execute("INSERT INTO t VALUES (3)");
  next.commit();
  EXPECT_EQ(rows(database, "SELECT a FROM t"), (Rows{"1", "3"}));
}

TEST(Transaction, IsNotWithinAnother) {
  Database database(":memory:", kOneTable);
  Transaction outer(database);
  database.execute("INSERT INTO t VALUES (1, 1)");
  EXPECT_EQ(test::error_of([&] { Transaction inner(database); }),
            "io :memory: database reason=cannot start a transaction within a transaction");
  outer.commit();
  EXPECT_EQ(value_of(database, "SELECT count(*) FROM t"), "1");
}

TEST(Transaction, WaitsForTheOneBefore) {
  const test::TemporaryFolder folder;
  const fs::path file = folder.path() / "d";
  Database first(file, kOneTable);
  std::optional<Transaction> transaction;
  transaction.emplace(first);
  std::atomic<bool> started = false;
  std::string error = "not run";
  std::string seen;
  std::thread other([&] {
    error = test::error_of([&] {
      Database second(file, kOneTable);
      started = true;
      Transaction waits(second);
      seen = value_of(second, "SELECT count(*) FROM t");
      second.execute("INSERT INTO t VALUES (2, 2)");
      waits.commit();
    });
  });
  while (!started) std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  first.execute("INSERT INTO t VALUES (1, 1)");
  transaction->commit();
  other.join();
  EXPECT_EQ(error, "no error");
  EXPECT_EQ(seen, "1") << "it began after the other ended";
  EXPECT_EQ(rows(first, "SELECT a FROM t ORDER BY a"), (Rows{"1", "2"}));
}

TEST(Transaction, IsUndoneWhenItsProcessDies) {
  const test::TemporaryFolder folder;
  const fs::path file = folder.path() / "d";
  const pid_t child = ::fork();
  if (child == 0) {
    Database database(file, kOneTable);
    Transaction done(database);
    database.execute("INSERT INTO t VALUES (1, 1)");
    done.commit();
    Transaction begun(database);
    database.execute("INSERT INTO t VALUES (2, 2)");
    ::_exit(0);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  Database database(file, kOneTable);
  EXPECT_EQ(rows(database, "SELECT a FROM t"), Rows{"1"});
}

TEST(Database, MayBeBroughtUpToDateBySeveralAtOnce) {
  const test::TemporaryFolder folder;
  const fs::path file = folder.path() / "d";
  std::vector<std::string> steps = {"CREATE TABLE log (step)"};
  Rows expected;
  for (int i = 2; i <= 20; ++i) {
    steps.push_back("INSERT INTO log VALUES (" + std::to_string(i) + ")");
    expected.push_back(std::to_string(i));
  }
  std::vector<std::string> errors(4);
  std::vector<std::thread> threads;
  for (std::string& error : errors)
    threads.emplace_back([&] { error = test::error_of([&] { Database(file, steps); }); });
  for (std::thread& each : threads) each.join();
  EXPECT_EQ(errors, std::vector<std::string>(4, "no error"));
  Database database(file, steps);
  EXPECT_EQ(rows(database, "SELECT step FROM log"), expected);
}

}  // namespace
}  // namespace patchmatrix
