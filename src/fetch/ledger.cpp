// SPDX-License-Identifier: Apache-2.0
#include "fetch/ledger.hpp"

#include <algorithm>
#include <limits>

#include <patchmatrix/error.hpp>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

// Appended to, never changed: step n brings a ledger from version n to n + 1.
const std::vector<std::string> kSteps = {R"sql(
  CREATE TABLE feed (
    id            TEXT PRIMARY KEY,
    last_success  INTEGER
  ) STRICT;
  CREATE TABLE resource (
    feed TEXT NOT NULL, url TEXT NOT NULL,
    etag TEXT NOT NULL, last_modified TEXT NOT NULL, sha256 TEXT NOT NULL, body TEXT NOT NULL,
    checked_at INTEGER,
    PRIMARY KEY (feed, url)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE document (
    feed TEXT NOT NULL, name TEXT NOT NULL,
    url TEXT NOT NULL, hash_url TEXT NOT NULL, signature_url TEXT NOT NULL,
    listing           INTEGER NOT NULL,
    listed_at         INTEGER,
    listed_month      TEXT NOT NULL,
    restricted        INTEGER NOT NULL,
    gone_since        INTEGER,
    sha256            TEXT NOT NULL DEFAULT '',
    size              INTEGER NOT NULL DEFAULT 0,
    placing           INTEGER NOT NULL DEFAULT 0,
    lost              INTEGER NOT NULL DEFAULT 0,
    etag              TEXT NOT NULL DEFAULT '',
    last_modified     TEXT NOT NULL DEFAULT '',
    fetched_listed_at INTEGER,
    fetched_at        INTEGER,
    checked_at        INTEGER,
    id                TEXT NOT NULL DEFAULT '',
    revision          TEXT NOT NULL DEFAULT '',
    initial_release   INTEGER,
    current_release   INTEGER,
    month             TEXT NOT NULL DEFAULT '',
    tlp               TEXT NOT NULL DEFAULT '',
    vulnerabilities   INTEGER NOT NULL DEFAULT 0,
    provisional       TEXT NOT NULL DEFAULT '',
    polls             INTEGER NOT NULL DEFAULT 0,
    attempts          INTEGER NOT NULL DEFAULT 0,
    error             TEXT NOT NULL DEFAULT '',
    quarantined       INTEGER NOT NULL DEFAULT 0,
    next_try          INTEGER,
    PRIMARY KEY (feed, name)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE membership (
    feed TEXT NOT NULL, list TEXT NOT NULL, name TEXT NOT NULL, listing INTEGER NOT NULL,
    PRIMARY KEY (feed, list, name)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX membership_name ON membership (feed, name);
  CREATE INDEX document_month ON document (feed, month);
  CREATE TABLE version (
    feed TEXT NOT NULL, name TEXT NOT NULL, fetched_at INTEGER NOT NULL,
    sha256 TEXT NOT NULL, size INTEGER NOT NULL, url TEXT NOT NULL,
    revision TEXT NOT NULL, current_release INTEGER, vulnerabilities INTEGER NOT NULL,
    hash TEXT NOT NULL, signature TEXT NOT NULL, signing_key TEXT NOT NULL, signed_at INTEGER,
    key_expired_since INTEGER NOT NULL, key_revoked_since INTEGER NOT NULL,
    PRIMARY KEY (feed, name, fetched_at, sha256)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE vulnerability (
    feed TEXT NOT NULL, name TEXT NOT NULL, id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (feed, name, id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE event (
    feed TEXT NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL,
    code TEXT NOT NULL, arguments TEXT NOT NULL
  ) STRICT;
  CREATE TABLE pinned_key (
    feed TEXT NOT NULL, fingerprint TEXT NOT NULL, since INTEGER NOT NULL,
    PRIMARY KEY (feed, fingerprint)
  ) STRICT, WITHOUT ROWID;
)sql"};

// Events of one kind that a listing names; the rest is counted.
constexpr std::size_t kNamedEvents = 20;

SqlValue seconds(Instant instant) {
  return static_cast<std::int64_t>(instant.time_since_epoch().count());
}
SqlValue seconds(std::optional<Instant> instant) {
  return instant ? seconds(*instant) : SqlValue(nullptr);
}
SqlValue number(std::size_t value) { return static_cast<std::int64_t>(value); }
SqlValue number(int value) { return static_cast<std::int64_t>(value); }
SqlValue number(bool value) { return static_cast<std::int64_t>(value ? 1 : 0); }

std::optional<Instant> instant(const Statement& row, int column) {
  const auto value = row.maybe_number(column);
  return value ? std::optional(Instant(std::chrono::seconds(*value))) : std::nullopt;
}
std::string text(const Statement& row, int column) { return std::string(row.text(column)); }
std::size_t count(const Statement& row, int column) {
  return static_cast<std::size_t>(row.number(column));
}

std::string text_of(const std::optional<Month>& month) {
  return month ? to_string(*month) : std::string();
}
std::optional<Month> month_in(std::string_view text) {
  const auto day = parse_day(std::string(text) + "-01");
  return day ? std::optional(month_of(*day)) : std::nullopt;
}

// One line a name=value, for people who look into the ledger.
std::string lines(const Arguments& arguments) {
  std::string out;
  for (const auto& [name, value] : arguments)
    out.append(name).append("=").append(value).append("\n");
  return out;
}

std::string told(const Error& error) { return error.code() + '\n' + lines(error.arguments()); }

// The feed ?1 and, for an aggregator, the providers under it.
constexpr std::string_view kFeedAndBelow =
    "(feed = ?1 OR substr(feed, 1, length(?1) + 1) = ?1 || '/')";

// Whose place in the query is the order of bind_due().
constexpr std::string_view kDue = R"sql(
  FROM document WHERE feed = ?1
    AND (?2 = '' OR name < ?2)
    AND (gone_since IS NULL OR sha256 = '' OR lost)
    AND (restricted = 0 OR ?3)
    AND (next_try IS NULL OR next_try <= ?4)
    AND (?5 = '' OR listed_month = ?5 OR (listed_month = '' AND month = ?5))
    AND (?6 IS NULL OR listed_at IS NULL OR listed_at >= ?6)
    AND (sha256 = '' OR lost OR error <> '' OR listed_at IS NOT fetched_listed_at
      OR checked_at <= CASE
        WHEN provisional <> '' THEN ?7
        WHEN listed_at IS NULL THEN ?8
        WHEN coalesce(current_release, initial_release) >= ?9 THEN ?10
      END)
)sql";

void bind_due(Statement& statement, const std::string& feed, const std::string& after,
              const DueFilter& filter) {
  statement.bind({feed, after, number(filter.with_credentials), seconds(filter.now),
                  text_of(filter.month), seconds(filter.since), seconds(filter.provisional_before),
                  seconds(filter.undated_before), seconds(filter.recent_since),
                  seconds(filter.recent_before)});
}

}  // namespace

Ledger::Ledger(const std::filesystem::path& file) : database_(file, kSteps) {}

Ledger Ledger::for_reading(const std::filesystem::path& file) {
  return Ledger(Database::for_reading(file, kSteps));
}

void Ledger::copy_to(const std::filesystem::path& file) {
  database_.prepare("VACUUM INTO ?").run({file.string()});
}

// ── lists ────────────────────────────────────────────────────────────────────────────────────────

std::optional<Resource> Ledger::resource(const std::string& feed, const std::string& url) {
  Statement query = database_.prepare(
      "SELECT etag, last_modified, sha256, body, checked_at FROM resource "
      "WHERE feed = ? AND url = ?");
  if (!query.bind({feed, url}).next()) return std::nullopt;
  return Resource{text(query, 0), text(query, 1), text(query, 2), text(query, 3),
                  instant(query, 4)};
}

void Ledger::keep(const std::string& feed, const std::string& url, const Resource& resource) {
  database_
      .prepare(
          "INSERT INTO resource (feed, url, etag, last_modified, sha256, body, checked_at) "
          "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET etag = excluded.etag, "
          "last_modified = excluded.last_modified, sha256 = excluded.sha256, "
          "body = excluded.body, checked_at = excluded.checked_at")
      .run({feed, url, resource.etag, resource.last_modified, resource.sha256, resource.body,
            seconds(resource.checked_at)});
}

void Ledger::drop_lists_but(const std::string& feed, const std::vector<std::string>& lists,
                            Instant now, std::vector<FetchEvent>& events) {
  std::vector<std::string> dropped;
  Statement query = database_.prepare("SELECT DISTINCT list FROM membership WHERE feed = ?");
  query.bind({feed});
  while (query.next())
    if (std::find(lists.begin(), lists.end(), query.text(0)) == lists.end())
      dropped.push_back(text(query, 0));
  // A listing that names nothing is what is left of it.
  for (const std::string& each : dropped) Listing(*this, feed, each, now).finish(events);
}

Ledger::Listing::Listing(Ledger& ledger, const std::string& feed, const std::string& list,
                         Instant now)
    : ledger_(ledger),
      feed_(feed),
      list_(list),
      now_(now),
      number_(0),
      transaction_(ledger.database_) {
  Statement last =
      ledger_.database_.prepare("SELECT coalesce(max(listing), 0) FROM document WHERE feed = ?");
  if (last.bind({feed_}).next()) number_ = last.number(0) + 1;
  member_ = ledger_.database_.prepare(
      "INSERT INTO membership VALUES (?, ?, ?, ?) "
      "ON CONFLICT DO UPDATE SET listing = excluded.listing");
  // A list can name a document several times, with and without a time: the newest counts. What the
  // feed has updated is tried at once, however often it failed before.
  insert_ = ledger_.database_.prepare(R"sql(
    INSERT INTO document (feed, name, url, hash_url, signature_url, listing, listed_at,
                          listed_month, restricted)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET
      url = excluded.url, hash_url = excluded.hash_url,
      signature_url = excluded.signature_url,
      listed_month = CASE WHEN listing = excluded.listing AND (excluded.listed_month = ''
          OR listed_at > excluded.listed_at)
        THEN listed_month ELSE excluded.listed_month END,
      restricted = excluded.restricted,
      next_try = CASE WHEN excluded.listed_at > coalesce(listed_at, 0) THEN NULL ELSE next_try END,
      listed_at = CASE WHEN listing = excluded.listing
        THEN coalesce(max(listed_at, excluded.listed_at), listed_at, excluded.listed_at)
        ELSE excluded.listed_at END,
      listing = excluded.listing
  )sql");
}

void Ledger::Listing::add(const ListedRow& row) {
  member_.run({feed_, list_, row.name, number_});
  insert_.run({feed_, row.name, row.url, row.hash_url, row.signature_url, number_,
               seconds(row.listed_at), text_of(row.month), number(row.restricted)});
}

// Any number of lists may name a document; it has vanished when the last one drops it.
void Ledger::Listing::finish(std::vector<FetchEvent>& events) {
  insert_ = {};
  member_ = {};
  tell("returned", "listing = ? AND gone_since IS NOT NULL", nullptr, events);
  ledger_.database_.prepare("DELETE FROM membership WHERE feed = ? AND list = ? AND listing <> ?")
      .run({feed_, list_, number_});
  tell("vanished",
       "gone_since IS NULL AND listing <> ? AND NOT EXISTS (SELECT 1 FROM membership AS m "
       "WHERE m.feed = document.feed AND m.name = document.name)",
       seconds(now_), events);
  transaction_.commit();
}

// Tells and notes an event of every document of the feed that meets `condition` (on the number of
// the listing), and when it is gone.
void Ledger::Listing::tell(const std::string& code, const std::string& condition, SqlValue gone,
                           std::vector<FetchEvent>& events) {
  const std::string where = " WHERE feed = ? AND " + condition;
  Statement names =
      ledger_.database_.prepare("SELECT name FROM document" + where + " ORDER BY name");
  names.bind({feed_, number_});
  std::size_t told = 0;
  while (names.next())
    if (++told <= kNamedEvents) events.push_back({code, text(names, 0), {}});
  names = {};
  if (told > kNamedEvents)
    events.push_back({code + "-more", {}, {{"number", std::to_string(told - kNamedEvents)}}});
  ledger_.database_.prepare("INSERT INTO event SELECT feed, name, ?, ?, '' FROM document" + where)
      .run({seconds(now_), code, feed_, number_});
  ledger_.database_.prepare("UPDATE document SET gone_since = ?" + where)
      .run({gone, feed_, number_});
}

// ── documents ────────────────────────────────────────────────────────────────────────────────────

std::size_t Ledger::count_due(const std::string& feed, const DueFilter& filter) {
  Statement query = database_.prepare("SELECT count(*) " + std::string(kDue));
  bind_due(query, feed, {}, filter);
  return query.next() ? count(query, 0) : 0;
}

std::vector<LedgerDocument> Ledger::due(const std::string& feed, const DueFilter& filter,
                                        const std::string& after, std::size_t most) {
  Statement query = database_.prepare(
      "SELECT name, url, hash_url, signature_url, listed_at, etag, last_modified, sha256, "
      "fetched_at, id, revision, initial_release, current_release, month, tlp, vulnerabilities, "
      "provisional, polls, attempts, lost " +
      std::string(kDue) + " ORDER BY name DESC LIMIT " + std::to_string(most));
  bind_due(query, feed, after, filter);
  std::vector<LedgerDocument> out;
  while (query.next()) {
    LedgerDocument& each = out.emplace_back();
    each.name = text(query, 0);
    each.url = text(query, 1);
    each.hash_url = text(query, 2);
    each.signature_url = text(query, 3);
    each.listed_at = instant(query, 4);
    each.etag = text(query, 5);
    each.last_modified = text(query, 6);
    each.sha256 = text(query, 7);
    each.fetched_at = instant(query, 8);
    each.facts.id = text(query, 9);
    each.facts.revision = text(query, 10);
    each.facts.initial_release = instant(query, 11);
    each.facts.current_release = instant(query, 12);
    each.facts.month = month_in(query.text(13));
    each.facts.tlp = text(query, 14);
    each.vulnerabilities = count(query, 15);
    each.provisional = text(query, 16);
    each.polls = static_cast<int>(query.number(17));
    each.attempts = static_cast<int>(query.number(18));
    each.lost = query.number(19) != 0;
  }
  return out;
}

std::vector<Ledger::KnownVulnerability> Ledger::known_vulnerabilities(const std::string& feed,
                                                                      const std::string& name) {
  Statement query = database_.prepare(
      "SELECT v.id, v.sha256 <> d.sha256 FROM vulnerability v "
      "JOIN document d ON d.feed = v.feed AND d.name = v.name "
      "WHERE v.feed = ? AND v.name = ? ORDER BY v.id");
  query.bind({feed, name});
  std::vector<KnownVulnerability> out;
  while (query.next()) out.push_back({text(query, 0), query.number(1) != 0});
  return out;
}

Statement& Ledger::prepared(const char* sql) {
  const auto [place, added] = prepared_.try_emplace(sql);
  if (added) place->second = database_.prepare(sql);
  return place->second;
}

void Ledger::stored(const std::string& feed, const LedgerDocument& document,
                    const AcceptedVersion& version, const std::vector<FetchEvent>& events) {
  const DocumentFacts& facts = version.facts;
  const SignatureCheck signature = version.verdict.signature.value_or(SignatureCheck{});
  prepared("INSERT OR REPLACE INTO version VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
      .run({feed, document.name, seconds(version.fetched_at), version.sha256,
            static_cast<std::int64_t>(version.size), document.url, facts.revision,
            seconds(facts.current_release), number(facts.vulnerabilities.size()),
            slug(version.verdict.hash),
            version.verdict.signature ? slug(signature.verdict) : std::string_view("missing"),
            signature.fingerprint, seconds(signature.signed_at),
            number(signature.key_expired_since), number(signature.key_revoked_since)});
  Statement& vulnerability = prepared(
      "INSERT INTO vulnerability VALUES (?, ?, ?, ?) "
      "ON CONFLICT DO UPDATE SET sha256 = excluded.sha256");
  for (const std::string& id : facts.vulnerabilities)
    vulnerability.run({feed, document.name, id, version.sha256});
  prepared(R"sql(
    UPDATE document SET sha256 = ?3, etag = ?4, last_modified = ?5, fetched_listed_at = ?6,
      fetched_at = ?7, checked_at = ?7, id = ?8, revision = ?9, initial_release = ?10,
      current_release = ?11, month = CASE WHEN ?12 <> '' THEN ?12 ELSE listed_month END, tlp = ?13,
      vulnerabilities = ?14, provisional = ?15, polls = ?16, attempts = 0, error = '',
      quarantined = 0, next_try = NULL, size = ?17, placing = 0, lost = 0
    WHERE feed = ?1 AND name = ?2)sql")
      .run({feed, document.name, version.sha256, version.etag, version.last_modified,
            seconds(document.listed_at), seconds(version.fetched_at), facts.id, facts.revision,
            seconds(facts.initial_release), seconds(facts.current_release), text_of(facts.month),
            facts.tlp, number(facts.vulnerabilities.size()), version.provisional,
            number(version.polls), static_cast<std::int64_t>(version.size)});
  Statement& event = prepared("INSERT INTO event VALUES (?, ?, ?, ?, ?)");
  for (const FetchEvent& each : events)
    event.run({feed, each.document, seconds(version.fetched_at), each.code, lines(each.arguments)});
}

void Ledger::placing(const std::string& feed, const LedgerDocument& document) {
  prepared("UPDATE document SET placing = 1 WHERE feed = ? AND name = ?")
      .run({feed, document.name});
}

void Ledger::forget(const std::string& feed, const std::string& name) {
  prepared(
      "UPDATE document SET lost = 1, etag = '', last_modified = '', placing = 0, next_try = NULL "
      "WHERE feed = ? AND name = ?")
      .run({feed, name});
}

void Ledger::unchanged(const std::string& feed, const LedgerDocument& document, Instant now) {
  prepared(R"sql(
    UPDATE document SET checked_at = ?3, etag = ?4, last_modified = ?5, fetched_listed_at = ?6,
      provisional = ?7, polls = ?8, attempts = 0, error = '', quarantined = 0, next_try = NULL
    WHERE feed = ?1 AND name = ?2)sql")
      .run({feed, document.name, seconds(now), document.etag, document.last_modified,
            seconds(document.listed_at), document.provisional, number(document.polls)});
}

void Ledger::failed(const std::string& feed, const LedgerDocument& document, const Error& error,
                    Instant next_try, bool quarantined) {
  prepared(
      "UPDATE document SET attempts = ?3, error = ?4, next_try = ?5, quarantined = ?6 "
      "WHERE feed = ?1 AND name = ?2")
      .run({feed, document.name, number(document.attempts), told(error), seconds(next_try),
            number(quarantined)});
}

void Ledger::unpublished(const std::string& feed, const LedgerDocument& document,
                         Instant next_try) {
  prepared("UPDATE document SET error = '', next_try = ? WHERE feed = ? AND name = ?")
      .run({seconds(next_try), feed, document.name});
}

void Ledger::succeeded(const std::string& feed, Instant now) {
  database_
      .prepare(
          "INSERT INTO feed VALUES (?, ?) "
          "ON CONFLICT DO UPDATE SET last_success = excluded.last_success")
      .run({feed, seconds(now)});
}

// ── keys ─────────────────────────────────────────────────────────────────────────────────────────

std::vector<std::string> Ledger::pinned_keys(const std::string& feed) {
  Statement query =
      database_.prepare("SELECT fingerprint FROM pinned_key WHERE feed = ? ORDER BY fingerprint");
  query.bind({feed});
  std::vector<std::string> out;
  while (query.next()) out.push_back(text(query, 0));
  return out;
}

void Ledger::pin(const std::string& feed, const std::string& fingerprint, Instant now) {
  database_.prepare("INSERT OR IGNORE INTO pinned_key VALUES (?, ?, ?)")
      .run({feed, fingerprint, seconds(now)});
}

// ── reading ──────────────────────────────────────────────────────────────────────────────────────

Ledger::Counts Ledger::counts(const std::string& feed, const DueFilter& filter) {
  Statement query = database_.prepare(
      "SELECT count(*), sum(restricted), sum(error <> '' AND next_try > ?4), "
      "sum(error = '' AND sha256 = '' AND next_try > ?4) FROM document "
      "WHERE feed = ?1 AND gone_since IS NULL "
      "AND (?2 = '' OR listed_month = ?2 OR (listed_month = '' AND month = ?2)) "
      "AND (?3 IS NULL OR listed_at IS NULL OR listed_at >= ?3)");
  query.bind({feed, text_of(filter.month), seconds(filter.since), seconds(filter.now)}).next();
  return {count(query, 0), count(query, 1), count(query, 2), count(query, 3)};
}

MirrorStatus Ledger::status(const std::string& feed) {
  MirrorStatus out;
  const std::string below(kFeedAndBelow);
  Statement success = database_.prepare(
      "WITH f(feed, at) AS (SELECT id, last_success FROM feed) SELECT max(at) FROM f WHERE " +
      below);
  if (success.bind({feed}).next()) out.last_success = instant(success, 0);
  Statement counts = database_.prepare(
      "SELECT sum(sha256 <> '' AND NOT lost), sum(error <> ''), sum(quarantined) FROM document "
      "WHERE " +
      below);
  if (counts.bind({feed}).next()) {
    out.documents = count(counts, 0);
    out.failed = count(counts, 1);
    out.quarantined = count(counts, 2);
  }
  // Only past what is complete: the newest listing time before which nothing is missing.
  Statement seen =
      database_.prepare("SELECT max(listed_at) FROM document WHERE " + below +
                        " AND listed_at < (SELECT coalesce(min(listed_at), "
                        "9223372036854775807) FROM document WHERE " +
                        below +
                        " AND restricted = 0 AND gone_since IS NULL "
                        "AND (sha256 = '' OR lost OR listed_at IS NOT fetched_listed_at))");
  if (seen.bind({feed}).next()) out.seen_up_to = instant(seen, 0);
  return out;
}

std::vector<ProvisionalRelease> Ledger::provisional(const std::string& feed) {
  Statement query = database_.prepare(
      "SELECT name, provisional FROM document WHERE feed = ? AND provisional <> '' ORDER BY name");
  query.bind({feed});
  std::vector<ProvisionalRelease> out;
  while (query.next()) out.push_back({text(query, 0), text(query, 1)});
  return out;
}

std::vector<Ledger::MonthDocument> Ledger::documents_of(const std::string& feed, Month month) {
  Statement query =
      database_.prepare("SELECT feed, name, sha256, tlp, fetched_at FROM document WHERE " +
                        std::string(kFeedAndBelow) +
                        " AND month = ?2 AND sha256 <> '' AND NOT lost ORDER BY feed, name");
  query.bind({feed, to_string(month)});
  std::vector<MonthDocument> out;
  while (query.next())
    out.push_back(
        {text(query, 0), text(query, 1), text(query, 2), text(query, 3), {}, instant(query, 4)});
  Statement gone = database_.prepare(
      "SELECT sha256, id FROM vulnerability WHERE feed = ? AND name = ? AND sha256 <> ? "
      "ORDER BY sha256, id");
  for (MonthDocument& each : out) {
    gone.bind({each.feed, each.name, each.sha256});
    while (gone.next()) {
      if (each.gone.empty() || each.gone.back().first != gone.text(0))
        each.gone.push_back({text(gone, 0), {}});
      each.gone.back().second.push_back(text(gone, 1));
    }
  }
  return out;
}

std::optional<Month> Ledger::latest_month(const std::string& feed) {
  Statement query =
      database_.prepare("SELECT max(month) FROM document WHERE " + std::string(kFeedAndBelow) +
                        " AND sha256 <> '' AND NOT lost");
  return query.bind({feed}).next() ? month_in(query.text(0)) : std::nullopt;
}

std::vector<Ledger::ArrivedVersion> Ledger::arrivals() {
  Statement query = database_.prepare(
      "SELECT v.feed, v.name, v.url, v.sha256, v.fetched_at, v.hash, v.signature, "
      "v.sha256 = d.sha256 FROM version v JOIN document d ON d.feed = v.feed AND d.name = v.name "
      "WHERE NOT (d.lost AND v.sha256 = d.sha256) ORDER BY v.fetched_at, v.feed, v.name, "
      "v.sha256 = d.sha256");
  std::vector<ArrivedVersion> out;
  while (query.next())
    out.push_back({text(query, 0), text(query, 1), text(query, 2), text(query, 3),
                   Instant(std::chrono::seconds(query.number(4))), text(query, 5), text(query, 6),
                   query.number(7) != 0});
  return out;
}

namespace {

void for_each_row(Statement& query, const std::function<void(const Ledger::StoredFile&)>& each) {
  while (query.next())
    each({text(query, 0), text(query, 1), text(query, 2),
          static_cast<std::uint64_t>(query.number(3)), query.number(4) != 0, query.number(5) != 0});
}

}  // namespace

void Ledger::for_each_file(const std::function<void(const StoredFile&)>& each) {
  Statement query = database_.prepare(
      "SELECT DISTINCT v.feed, v.name, v.sha256, v.size, v.sha256 = d.sha256, d.placing "
      "FROM version v JOIN document d ON d.feed = v.feed AND d.name = v.name "
      "WHERE NOT (d.lost AND v.sha256 = d.sha256) ORDER BY v.feed, v.name, v.sha256");
  for_each_row(query, each);
}

void Ledger::for_each_present(const std::string& feed,
                              const std::function<void(const StoredFile&)>& each) {
  Statement query = database_.prepare(
      "SELECT feed, name, sha256, size, 1, placing FROM document "
      "WHERE feed = ? AND sha256 <> '' AND NOT lost ORDER BY name");
  query.bind({feed});
  for_each_row(query, each);
}

std::vector<std::pair<std::string, std::string>> Ledger::forgotten() {
  Statement query =
      database_.prepare("SELECT feed, name FROM document WHERE lost ORDER BY feed, name");
  std::vector<std::pair<std::string, std::string>> out;
  while (query.next()) out.emplace_back(text(query, 0), text(query, 1));
  return out;
}

std::vector<std::string> Ledger::feeds() {
  Statement query = database_.prepare("SELECT DISTINCT feed FROM document ORDER BY feed");
  std::vector<std::string> out;
  while (query.next()) out.push_back(text(query, 0));
  return out;
}

}  // namespace patchmatrix
