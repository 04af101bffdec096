// SPDX-License-Identifier: Apache-2.0
#include "store/catalogues.hpp"

#include <algorithm>
#include <tuple>

#include "store/rows.hpp"
#include "store/versions.hpp"

namespace patchmatrix {
namespace {

SqlValue seconds(const std::optional<Instant>& instant) {
  if (!instant) return nullptr;
  return static_cast<std::int64_t>(instant->time_since_epoch().count());
}
SqlValue day_number(const std::optional<Day>& day) {
  if (!day) return nullptr;
  return static_cast<std::int64_t>(day->time_since_epoch().count());
}
Day day_in(std::int64_t number) { return Day(std::chrono::days(number)); }
SqlValue number(std::size_t value) { return static_cast<std::int64_t>(value); }

// What both catalogues say of themselves.
struct Heading {
  std::string_view kind;
  std::string_view name;
  std::optional<Instant> date;
  std::size_t entries = 0;
};

struct DocumentRow {
  std::int64_t id = 0;
  std::optional<std::int64_t> current;
};

std::optional<DocumentRow> find_document(Database& database, std::string_view kind) {
  Statement find =
      database.prepare("SELECT id, current FROM document WHERE publisher = ?1 AND tracking = ?1");
  if (!find.bind({kind}).next()) return std::nullopt;
  return DocumentRow{find.number(0), find.maybe_number(1)};
}

std::int64_t add_document(Database& database, std::string_view kind) {
  database
      .prepare(
          "INSERT INTO document (kind, publisher, tracking, vendor, version_order) "
          "VALUES (?1, ?1, ?1, '', ?2)")
      .run({kind, slug(VersionOrder::Arrival)});
  return database.last_row();
}

std::optional<std::int64_t> find_version(Database& database, std::int64_t document,
                                         const std::string& sha256) {
  Statement find = database.prepare("SELECT id FROM version WHERE document = ? AND sha256 = ?");
  if (!find.bind({document, sha256}).next()) return std::nullopt;
  return find.number(0);
}

std::int64_t add_version(Database& database, std::int64_t document, const Heading& heading,
                         const RawVersion& raw) {
  database
      .prepare(
          "INSERT INTO version (document, sha256, size, title, revision, month, monthly, "
          "initial_release, current_release, withdrawn, tlp, vulnerabilities, findings, "
          "identifiers, late_fixes) VALUES (?, ?, ?, '', ?, '', 0, NULL, ?, 0, '', ?, 0, '', "
          "'')")
      .run({document, raw.sha256, number(raw.size), heading.name, seconds(heading.date),
            number(heading.entries)});
  const std::int64_t id = database.last_row();
  database.prepare("INSERT INTO raw (version, bytes) VALUES (?, ?)").run({id, SqlBlob{raw.packed}});
  return id;
}

void add_arrival(Database& database, std::int64_t version, const Arrival& arrival) {
  database
      .prepare(
          "INSERT INTO arrival (version, fetched_at, witnessed, source, feed, sha256, hash, "
          "signature) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
      .run({version, seconds(arrival.at), static_cast<std::int64_t>(arrival.witnessed),
            arrival.source, arrival.feed, arrival.file_sha256, arrival.hash, arrival.signature});
}

// By its own date, then by arrival: the last is in force. Without a date it is as old as it is
// here.
std::vector<VersionArrival> by_date(Database& database, std::int64_t document) {
  std::vector<VersionArrival> out = arrivals_of(database, document).list;
  for (VersionArrival& each : out) each.said_at = each.dated.value_or(each.fetched_at);
  std::sort(out.begin(), out.end(), [](const VersionArrival& a, const VersionArrival& b) {
    return std::tie(a.said_at, a.fetched_at, a.arrival) <
           std::tie(b.said_at, b.fetched_at, b.arrival);
  });
  return out;
}

void replace_entries(Database& database, const KevCatalogue& catalogue) {
  database.execute("DELETE FROM kev");
  Statement insert = database.prepare("INSERT INTO kev VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (const KevEntry& each : catalogue.entries)
    insert.run({each.vulnerability, each.vendor, each.product, each.name, each.description,
                each.action, each.notes, day_number(each.added), day_number(each.due),
                static_cast<std::int64_t>(each.ransomware)});
}

void replace_entries(Database& database, const EpssScores& scores) {
  database.execute("DELETE FROM epss");
  Statement insert = database.prepare("INSERT INTO epss VALUES (?, ?, ?)");
  for (const EpssScore& each : scores.entries)
    insert.run({each.vulnerability, static_cast<std::int64_t>(each.probability),
                static_cast<std::int64_t>(each.percentile)});
}

template <class Catalogue>
Kept keep(Database& database, const Heading& heading, const Catalogue& catalogue,
          const RawVersion& raw, const Arrival& arrival) {
  const auto document = find_document(database, heading.kind);
  const std::int64_t id = document ? document->id : add_document(database, heading.kind);
  auto version = find_version(database, id, raw.sha256);
  if (version && !arrival.witnessed) return Kept::Unchanged;
  const bool fresh = !version;
  if (fresh) version = add_version(database, id, heading, raw);
  add_arrival(database, *version, arrival);
  const std::int64_t current = by_date(database, id).back().version;
  if (document && document->current == current) return fresh ? Kept::Older : Kept::Unchanged;
  // Only an arrival of this version can have brought it in front.
  replace_entries(database, catalogue);
  database.prepare("UPDATE document SET current = ? WHERE id = ?").run({current, id});
  return document ? Kept::Newer : Kept::First;
}

std::optional<StoredCatalogue> catalogue_of(Database& database, std::string_view kind,
                                            const std::optional<Day>& said,
                                            const std::optional<Instant>& known) {
  const auto document = find_document(database, kind);
  if (!document) return std::nullopt;
  const auto is_known = [&](const VersionArrival& each) {
    return !known || each.fetched_at <= *known;
  };
  const VersionArrival* chosen = nullptr;
  const std::vector<VersionArrival> ordered = by_date(database, document->id);
  for (const VersionArrival& each : ordered)
    if (is_known(each) && (chosen == nullptr || !said || day_of(each.said_at) <= *said ||
                           day_of(chosen->said_at) > *said))
      chosen = &each;
  if (chosen == nullptr) return std::nullopt;
  Statement version = database.prepare(
      "SELECT revision, current_release, vulnerabilities FROM version WHERE id = ?");
  version.bind({chosen->version}).next();
  StoredCatalogue out;
  out.version = chosen->version;
  out.name = version.text(0);
  out.date = instant_in(version, 1);
  out.entries = static_cast<std::size_t>(version.number(2));
  out.fetched_at = chosen->fetched_at;
  out.current = document->current == chosen->version;
  return out;
}

KevEntry kev_entry(const Statement& row) {
  KevEntry out;
  out.vulnerability = row.text(0);
  out.vendor = row.text(1);
  out.product = row.text(2);
  out.name = row.text(3);
  out.description = row.text(4);
  out.action = row.text(5);
  out.notes = row.text(6);
  out.added = day_in(row.number(7));
  if (const auto due = row.maybe_number(8)) out.due = day_in(*due);
  out.ransomware = row.number(9) != 0;
  return out;
}

}  // namespace

Kept keep_catalogue(Database& database, const KevCatalogue& catalogue, const RawVersion& raw,
                    const Arrival& arrival) {
  return keep(database, {kKevKind, catalogue.version, catalogue.released, catalogue.entries.size()},
              catalogue, raw, arrival);
}

Kept keep_catalogue(Database& database, const EpssScores& scores, const RawVersion& raw,
                    const Arrival& arrival) {
  return keep(database, {kEpssKind, scores.model, scores.date, scores.entries.size()}, scores, raw,
              arrival);
}

std::optional<StoredCatalogue> StoreReader::kev_version(const AsOf& as_of) {
  return catalogue_of(database(), kKevKind, std::nullopt, as_of.known);
}

std::optional<StoredCatalogue> StoreReader::epss_version(const AsOf& as_of) {
  return catalogue_of(database(), kEpssKind, as_of.said, as_of.known);
}

std::optional<KevCatalogue> StoreReader::kev() {
  const auto version = kev_version({});
  if (!version) return std::nullopt;
  KevCatalogue out{version->name, version->date, {}};
  out.entries.reserve(version->entries);
  Statement rows = database().prepare(
      "SELECT cve, vendor, product, name, description, action, notes, added, due, ransomware "
      "FROM kev ORDER BY cve");
  while (rows.next()) out.entries.push_back(kev_entry(rows));
  return out;
}

std::optional<EpssScores> StoreReader::epss(const std::vector<std::string>& vulnerabilities) {
  const auto version = epss_version({});
  if (!version) return std::nullopt;
  EpssScores out{version->name, version->date.value_or(Instant()), {}};
  Statement row = database().prepare("SELECT cve, probability, percentile FROM epss WHERE cve = ?");
  for (const std::string& each : vulnerabilities)
    if (row.bind({each}).next())
      out.entries.push_back({std::string(row.text(0)), static_cast<std::uint32_t>(row.number(1)),
                             static_cast<std::uint32_t>(row.number(2))});
  std::sort(out.entries.begin(), out.entries.end(), [](const EpssScore& a, const EpssScore& b) {
    return a.vulnerability < b.vulnerability;
  });
  out.entries.erase(std::unique(out.entries.begin(), out.entries.end()), out.entries.end());
  return out;
}

}  // namespace patchmatrix
