// SPDX-License-Identifier: Apache-2.0
#include "store/schema.hpp"

#include <patchmatrix/error.hpp>

namespace patchmatrix {

// Numbers of enumerations (severity, impact, status …) are those of the program; when one of them
// changes, so do the definitions that findings are made with, and findings are made again.
const std::vector<std::string>& store_schema() {
  static const std::vector<std::string> kSteps = {R"sql(
  CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE document (
    id            INTEGER PRIMARY KEY,
    kind          TEXT NOT NULL,
    publisher     TEXT NOT NULL,
    tracking      TEXT NOT NULL,
    vendor        TEXT NOT NULL,
    version_order TEXT NOT NULL,
    current       INTEGER REFERENCES version (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (publisher, tracking)
  ) STRICT;

  CREATE TABLE version (
    id              INTEGER PRIMARY KEY,
    document        INTEGER NOT NULL REFERENCES document (id),
    sha256          TEXT NOT NULL,
    size            INTEGER NOT NULL,
    title           TEXT NOT NULL,
    revision        TEXT NOT NULL,
    month           TEXT NOT NULL,
    monthly         INTEGER NOT NULL,
    initial_release INTEGER,
    current_release INTEGER,
    withdrawn       INTEGER NOT NULL,
    tlp             TEXT NOT NULL,
    vulnerabilities INTEGER NOT NULL,
    findings        INTEGER NOT NULL,
    identifiers     TEXT NOT NULL,
    late_fixes      TEXT NOT NULL,
    UNIQUE (document, sha256)
  ) STRICT;
  CREATE INDEX version_month ON version (month);

  CREATE TABLE raw (
    version INTEGER PRIMARY KEY REFERENCES version (id),
    bytes   BLOB NOT NULL
  ) STRICT;

  CREATE TABLE arrival (
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL REFERENCES version (id),
    fetched_at INTEGER NOT NULL,
    witnessed  INTEGER NOT NULL,
    source     TEXT NOT NULL,
    feed       TEXT NOT NULL,
    sha256     TEXT NOT NULL,
    hash       TEXT NOT NULL,
    signature  TEXT NOT NULL
  ) STRICT;
  CREATE INDEX arrival_version ON arrival (version);
  CREATE INDEX arrival_sha256 ON arrival (sha256);

  CREATE TABLE vulnerability (
    id             INTEGER PRIMARY KEY,
    document       INTEGER NOT NULL REFERENCES document (id),
    version        INTEGER NOT NULL REFERENCES version (id),
    name           TEXT NOT NULL,
    title          TEXT NOT NULL,
    component      TEXT NOT NULL,
    issuer         TEXT NOT NULL,
    cwes           TEXT NOT NULL,
    exploited      INTEGER NOT NULL,
    disclosed      INTEGER NOT NULL,
    exploitability INTEGER NOT NULL,
    released       INTEGER,
    revised        INTEGER,
    revisions      TEXT NOT NULL,
    excluded       TEXT NOT NULL,
    UNIQUE (name, document)
  ) STRICT;
  CREATE INDEX vulnerability_document ON vulnerability (document);

  CREATE TABLE product (
    id         INTEGER PRIMARY KEY,
    vendor     TEXT NOT NULL,
    product_id TEXT NOT NULL,
    name       TEXT NOT NULL,
    family     TEXT NOT NULL,
    UNIQUE (vendor, product_id, name, family)
  ) STRICT;

  CREATE TABLE rating (
    id              INTEGER PRIMARY KEY,
    status          INTEGER NOT NULL,
    older_affected  INTEGER NOT NULL,
    severity        INTEGER NOT NULL,
    severity_source INTEGER NOT NULL,
    severity_word   TEXT NOT NULL,
    impact          INTEGER NOT NULL,
    impacts         INTEGER NOT NULL,
    impact_source   INTEGER NOT NULL,
    impact_word     TEXT NOT NULL,
    justification   TEXT NOT NULL,
    cvss_version    INTEGER NOT NULL,
    cvss_tenths     INTEGER NOT NULL,
    cvss_vector     TEXT NOT NULL,
    UNIQUE (status, older_affected, severity, severity_source, severity_word, impact, impacts,
            impact_source, impact_word, justification, cvss_version, cvss_tenths, cvss_vector)
  ) STRICT;

  CREATE TABLE fix (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL,
    is_update   INTEGER NOT NULL,
    sub_type    TEXT NOT NULL,
    fixed_build TEXT NOT NULL,
    supersedes  TEXT NOT NULL,
    restart     TEXT NOT NULL,
    url         TEXT NOT NULL,
    UNIQUE (name, is_update, sub_type, fixed_build, supersedes, restart, url)
  ) STRICT;

  CREATE TABLE fix_set (
    id       INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES document (id)
  ) STRICT;
  CREATE INDEX fix_set_document ON fix_set (document);
  CREATE TABLE fix_set_member (
    fix_set INTEGER NOT NULL REFERENCES fix_set (id) ON DELETE CASCADE,
    fix     INTEGER NOT NULL REFERENCES fix (id),
    PRIMARY KEY (fix_set, fix)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX fix_set_member_fix ON fix_set_member (fix);

  CREATE TABLE known_issue (
    document INTEGER NOT NULL REFERENCES document (id),
    name     TEXT NOT NULL,
    url      TEXT NOT NULL,
    PRIMARY KEY (document, name, url)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE finding (
    vulnerability INTEGER NOT NULL REFERENCES vulnerability (id) ON DELETE CASCADE,
    -- What these name is never deleted before the finding is, and to have that proved for each of
    -- them would be a quarter of an import. StoreCheck looks for what is missing.
    product       INTEGER NOT NULL,
    rating        INTEGER NOT NULL,
    fix_set       INTEGER,
    PRIMARY KEY (vulnerability, product)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE kev (
    cve         TEXT PRIMARY KEY,
    vendor      TEXT NOT NULL,
    product     TEXT NOT NULL,
    name        TEXT NOT NULL,
    description TEXT NOT NULL,
    action      TEXT NOT NULL,
    notes       TEXT NOT NULL,
    added       INTEGER NOT NULL,
    due         INTEGER,
    ransomware  INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE epss (
    cve         TEXT PRIMARY KEY,
    probability INTEGER NOT NULL,
    percentile  INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
)sql"};
  return kSteps;
}

namespace {

// What SQLite says of the file as a whole, in the words of a store.
template <class Open>
Database opened(const std::filesystem::path& file, Open open) {
  try {
    return open();
  } catch (const Error& error) {
    if (error.code() != "database-damaged") throw;
    throw Error(ErrorKind::Untrusted, "store-damaged", file.string(),
                {{"reason", error.arguments().front().second}});
  }
}

}  // namespace

Database open_store(const std::filesystem::path& file) {
  return opened(file, [&] {
    std::error_code unknown;
    std::filesystem::create_directories(file.parent_path(), unknown);
    return Database(file, store_schema());
  });
}

Database open_store_for_reading(const std::filesystem::path& file) {
  std::error_code unknown;
  if (!std::filesystem::exists(file, unknown))
    throw Error(ErrorKind::NotFound, "no-store", file.string());
  return opened(file, [&] { return Database::for_reading(file, store_schema()); });
}

}  // namespace patchmatrix
