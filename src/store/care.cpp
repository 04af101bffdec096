// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include <patchmatrix/store.hpp>

#include "io/files.hpp"
#include "io/hash.hpp"
#include "io/sqlite.hpp"
#include "store/catalogues.hpp"
#include "store/rows.hpp"
#include "store/schema.hpp"

namespace patchmatrix {
namespace {

class Check {
 public:
  Check(Database& database, std::vector<Error>& errors) : database_(database), errors_(errors) {}

  void run(bool quick) {
    rows_of(quick ? "PRAGMA quick_check(20)" : "PRAGMA integrity_check(20)", [&](Statement& row) {
      if (row.text(0) != "ok") found("store-integrity", {}, {{"reason", std::string(row.text(0))}});
    });
    rows_of("SELECT DISTINCT \"table\", parent FROM pragma_foreign_key_check", [&](Statement& row) {
      found("store-reference", {},
            {{"table", std::string(row.text(0))}, {"parent", std::string(row.text(1))}});
    });
    if (quick) return;
    findings("product");
    findings("rating");
    findings("fix_set");
    raw_versions();
    current_versions();
    vulnerabilities();
    for (const std::string_view kind : {kKevKind, kEpssKind}) catalogue(kind);
  }

 private:
  void found(const char* code, std::string where, Arguments arguments = {}) {
    errors_.emplace_back(ErrorKind::Untrusted, code, std::move(where), std::move(arguments));
  }

  // What foreign keys do not watch.
  void findings(const std::string& table) {
    rows_of("SELECT 1 FROM finding WHERE " + table + " IS NOT NULL AND " + table +
                " NOT IN (SELECT id FROM " + table + ") LIMIT 1",
            [&](Statement&) {
              found("store-reference", {}, {{"table", "finding"}, {"parent", table}});
            });
  }

  template <class Row>
  void rows_of(const std::string& sql, Row row) {
    Statement statement = database_.prepare(sql);
    while (statement.next()) row(statement);
  }

  static std::string name(const Statement& row) {
    std::string out(row.text(0));
    out.append(out.empty() ? "" : " ").append(row.text(1));
    if (!row.text(2).empty()) out.append(" ").append(row.text(2));
    return out;
  }

  void raw_versions() {
    Buffer buffer;
    rows_of(
        "SELECT d.vendor, d.tracking, v.revision, v.sha256, r.bytes FROM version v JOIN document d "
        "ON d.id = v.document LEFT JOIN raw r ON r.version = v.id ORDER BY v.id",
        [&](Statement& row) {
          if (row.blob(4).empty())
            found("raw-missing", name(row));
          else if (!is_as_published(row.blob(4), row.text(3), buffer))
            found("raw-changed", name(row));
        });
  }

  static bool is_as_published(std::string_view packed, std::string_view hash, Buffer& buffer) {
    try {
      return sha256(unpack(packed, buffer)) == hash;
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::Io) throw;
      return false;
    }
  }

  void current_versions() {
    rows_of(
        "SELECT d.vendor, d.tracking, '' FROM document d LEFT JOIN version v ON v.id = d.current "
        "WHERE v.id IS NULL OR v.document <> d.id ORDER BY d.id",
        [&](Statement& row) { found("no-current-version", name(row)); });
  }

  // Of all that any version of a document has there is one row, no more and no less.
  void vulnerabilities() {
    Statement versions = database_.prepare("SELECT identifiers FROM version WHERE document = ?");
    Statement held = database_.prepare("SELECT name FROM vulnerability WHERE document = ?");
    rows_of("SELECT vendor, tracking, '', id FROM document WHERE kind = 'advisory' ORDER BY id",
            [&](Statement& row) {
              std::set<std::string> expected, there;
              for (versions.bind({row.number(3)}); versions.next();)
                for (std::string& each : lines_in(versions.text(0)))
                  expected.insert(std::move(each));
              for (held.bind({row.number(3)}); held.next();) there.emplace(held.text(0));
              if (expected != there)
                found("vulnerabilities-differ", name(row),
                      {{"expected", std::to_string(expected.size())},
                       {"number", std::to_string(there.size())}});
            });
  }

  void catalogue(std::string_view kind) {
    Statement expected = database_.prepare(
        "SELECT v.vulnerabilities FROM document d JOIN version v ON v.id = d.current WHERE d.kind "
        "= ?");
    if (!expected.bind({kind}).next()) return;
    Statement there = database_.prepare("SELECT count(*) FROM " + std::string(kind));
    there.next();
    if (expected.number(0) != there.number(0))
      found("catalogue-differs", std::string(kind),
            {{"expected", std::to_string(expected.number(0))},
             {"number", std::to_string(there.number(0))}});
  }

  Database& database_;
  std::vector<Error>& errors_;
};

}  // namespace

std::vector<Error> check_store(const std::filesystem::path& file, bool quick) {
  std::vector<Error> out;
  try {
    StoreReader reader(file);
    Check(reader.database(), out).run(quick);
  } catch (const Error& error) {
    // Where the damage is too great even to look for it, that is what is wrong.
    if (error.code() != "store-damaged" && error.code() != "database-damaged") throw;
    out.emplace_back(ErrorKind::Untrusted, "store-damaged", file.string(), error.arguments());
  }
  return out;
}

void vacuum_store(const std::filesystem::path& file) {
  if (std::error_code unknown; !std::filesystem::exists(file, unknown))
    throw Error(ErrorKind::NotFound, "no-store", file.string());
  Database database = open_store(file);
  database.wait_up_to(std::chrono::minutes(1));
  database.execute("VACUUM");
  database.execute("ANALYZE");
  database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

}  // namespace patchmatrix
