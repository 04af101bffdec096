// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <tuple>

#include <patchmatrix/error.hpp>
#include <patchmatrix/store.hpp>

#include "io/text.hpp"
#include "store/catalogues.hpp"
#include "store/dictionary.hpp"
#include "store/schema.hpp"
#include "store/version_order.hpp"
#include "store/versions.hpp"

namespace patchmatrix {
namespace {

constexpr std::chrono::minutes kPatience{1};

SqlValue seconds(std::optional<Instant> instant) {
  if (!instant) return nullptr;
  return static_cast<std::int64_t>(instant->time_since_epoch().count());
}
template <class Enum>
SqlValue code(Enum value) {
  return static_cast<std::int64_t>(value);
}
SqlValue number(std::size_t value) { return static_cast<std::int64_t>(value); }

// Whose document it is: the namespace is the publisher's own (CSAF 2.0, section 3.2.1.8.5); CVRF
// has none, there the vendor stands for it.
std::string publisher_of(const Findings& findings) {
  std::string name(trimmed(findings.document.publisher_namespace));
  while (name.ends_with('/')) name.pop_back();
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name.empty() ? findings.release.vendor : name;
}

std::string identifiers_of(const Findings& findings) {
  std::string out;
  for (const VulnerabilityFacts& each : findings.vulnerabilities)
    out.append(each.id).push_back('\n');
  return out;
}

// "2022-11 KB5019758", one a line: the updates of what was revised in a month after the document's
// own in a way that brings something to do.
std::string late_fixes_of(const Findings& findings) {
  std::set<std::string> lines;
  for (const VulnerabilityFacts& facts : findings.vulnerabilities) {
    if (!is_own(facts) || !findings.release.month) continue;
    for (const Revision& revision : findings.document.of(facts.revisions)) {
      const auto date = parse_instant(revision.date);
      if (!date || month_of(*date) <= *findings.release.month ||
          !is_major_revision(revision.number))
        continue;
      for (const Finding& each : findings.of(facts.findings))
        for (const std::uint32_t fix : findings.of(each.fixes))
          if (findings.fixes[fix].is_update)
            lines.insert(to_string(month_of(*date)) + ' ' + std::string(findings.fixes[fix].name));
    }
  }
  std::string out;
  for (const std::string& each : lines) out.append(each).push_back('\n');
  return out;
}

// "1.0 2022-11-08T08:00:00Z", one a line.
std::string revisions_of(const Findings& findings, const VulnerabilityFacts& facts) {
  std::string out;
  for (const Revision& each : findings.document.of(facts.revisions)) {
    const auto date = parse_instant(each.date);
    out.append(each.number).append(" ").append(date ? to_string(*date) : "").push_back('\n');
  }
  return out;
}

std::string witnessed_key(std::string_view sha256, std::int64_t at, std::string_view source) {
  return std::string(sha256) + ' ' + std::to_string(at) + ' ' + std::string(source);
}

// The versions behind the last arrival of this one.
std::set<std::int64_t> newer_than(std::int64_t version,
                                  const std::vector<VersionArrival>& ordered) {
  std::set<std::int64_t> newer;
  for (auto each = ordered.rbegin(); each != ordered.rend() && each->version != version; ++each)
    newer.insert(each->version);
  return newer;
}

}  // namespace

struct StoreWriter::State {
  State(const std::filesystem::path& file, std::string wanted)
      : database(open_store(file)),
        definitions(std::move(wanted)),
        products(database, "product", {"vendor", "product_id", "name", "family"}),
        ratings(database, "rating",
                {"status", "older_affected", "severity", "severity_source", "severity_word",
                 "impact", "impacts", "impact_source", "impact_word", "justification",
                 "cvss_version", "cvss_tenths", "cvss_vector"}),
        fixes(database, "fix",
              {"name", "is_update", "sub_type", "fixed_build", "supersedes", "restart", "url"}) {
    database.wait_up_to(kPatience);
    // Bulk imports write a multiple of the default before it is worth moving it to the file.
    database.execute("PRAGMA wal_autocheckpoint = 8000");
    database.execute("PRAGMA cache_size = -65536");
  }

  void begin() {
    if (!transaction) transaction.emplace(database);
  }

  Statement& prepared(const char* sql) {
    const auto [known, added] = statements.try_emplace(sql);
    if (added) known->second = database.prepare(sql);
    return known->second;
  }

  // ── documents and versions ──

  struct DocumentRow {
    std::int64_t id = 0;
    std::optional<std::int64_t> current;
    bool added = false;
  };
  DocumentRow document(const Findings& findings, const std::string& publisher,
                       const std::string& tracking) {
    Statement& find =
        prepared("SELECT id, current FROM document WHERE publisher = ? AND tracking = ?");
    if (find.bind({publisher, tracking}).next()) {
      const DocumentRow row{find.number(0), find.maybe_number(1), false};
      find.rewind();
      return row;
    }
    prepared(
        "INSERT INTO document (kind, publisher, tracking, vendor, version_order) "
        "VALUES ('advisory', ?, ?, ?, ?)")
        .run({publisher, tracking, findings.release.vendor, slug(findings.vendor->version_order)});
    return {database.last_row(), std::nullopt, true};
  }

  std::optional<std::int64_t> version(std::int64_t document, const std::string& sha256) {
    Statement& find = prepared("SELECT id FROM version WHERE document = ? AND sha256 = ?");
    std::optional<std::int64_t> id;
    if (find.bind({document, sha256}).next()) id = find.number(0);
    find.rewind();
    return id;
  }

  std::int64_t add_version(std::int64_t document, const Findings& findings, const RawVersion& raw) {
    const Release& release = findings.release;
    prepared(
        "INSERT INTO version (document, sha256, size, title, revision, month, monthly, "
        "initial_release, current_release, withdrawn, tlp, vulnerabilities, findings, "
        "identifiers, late_fixes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .run({document, raw.sha256, number(raw.size), release.title, release.revision,
              release.month ? to_string(*release.month) : std::string(), code(release.monthly),
              seconds(release.initial_release), seconds(release.current_release),
              code(release.withdrawn), findings.document.tlp,
              number(findings.vulnerabilities.size()), number(findings.findings.size()),
              identifiers_of(findings), late_fixes_of(findings)});
    const std::int64_t id = database.last_row();
    prepared("INSERT INTO raw (version, bytes) VALUES (?, ?)").run({id, SqlBlob{raw.packed}});
    return id;
  }

  // What a version is called and holds, as the present definitions read it.
  void update_version(std::int64_t version, const Findings& findings) {
    const Release& release = findings.release;
    prepared(
        "UPDATE version SET month = ?, monthly = ?, withdrawn = ?, vulnerabilities = ?, "
        "findings = ?, identifiers = ?, late_fixes = ? WHERE id = ?")
        .run({release.month ? to_string(*release.month) : std::string(), code(release.monthly),
              code(release.withdrawn), number(findings.vulnerabilities.size()),
              number(findings.findings.size()), identifiers_of(findings), late_fixes_of(findings),
              version});
  }

  void add_arrival(std::int64_t version, const Arrival& arrival) {
    prepared(
        "INSERT INTO arrival (version, fetched_at, witnessed, source, feed, sha256, hash, "
        "signature) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .run({version, seconds(arrival.at), code(arrival.witnessed), arrival.source, arrival.feed,
              arrival.file_sha256, arrival.hash, arrival.signature});
  }

  // Whether the arrival tells anything that is not known of this version of the document.
  bool is_news(const std::vector<VersionArrival>& arrivals, std::int64_t version,
               const Arrival& arrival) const {
    const auto of_version = [&](const VersionArrival& each) { return each.version == version; };
    if (!arrival.witnessed) return std::none_of(arrivals.begin(), arrivals.end(), of_version);
    return std::none_of(arrivals.begin(), arrivals.end(), [&](const VersionArrival& each) {
      return of_version(each) && each.witnessed && each.fetched_at == arrival.at;
    });
  }

  // ── findings ──

  // A vulnerability's row is that of the newest version that has it. `newer` are the versions after
  // this one.
  void add_findings(std::int64_t document, std::int64_t version, const Findings& findings,
                    const std::set<std::int64_t>& newer, bool known_document) {
    Known ids;
    ids.products.resize(findings.document.products.size());
    ids.fixes.resize(findings.fixes.size());
    bool replaced = false;
    for (const VulnerabilityFacts& facts : findings.vulnerabilities) {
      if (known_document) {
        const auto held = held_by(document, facts.id);
        if (held && newer.contains(held->second)) continue;
        if (held) {
          prepared("DELETE FROM vulnerability WHERE id = ?").run({held->first});
          replaced = true;
        }
      }
      add_vulnerability(document, version, findings, facts);
      add_rows(document, database.last_row(), findings, facts, ids);
    }
    if (newer.empty()) {
      if (known_document) prepared("DELETE FROM known_issue WHERE document = ?").run({document});
      add_known_issues(document, findings);
    }
    if (replaced) drop_unused_fix_sets(document);
  }

  void drop_unused_fix_sets(std::int64_t document) {
    prepared(
        "DELETE FROM fix_set WHERE document = ?1 AND id NOT IN (SELECT f.fix_set FROM finding f "
        "JOIN vulnerability v ON v.id = f.vulnerability WHERE v.document = ?1 AND f.fix_set IS NOT "
        "NULL)")
        .run({document});
  }

  void add_known_issues(std::int64_t document, const Findings& findings) {
    std::set<std::pair<std::string_view, std::string_view>> seen;
    for (const KnownIssue& each : findings.known_issues)
      if (seen.emplace(each.update, each.url).second)
        prepared("INSERT OR IGNORE INTO known_issue (document, name, url) VALUES (?, ?, ?)")
            .run({document, each.update, each.url});
  }

  // Row and version.
  std::optional<std::pair<std::int64_t, std::int64_t>> held_by(std::int64_t document,
                                                               std::string_view name) {
    Statement& find =
        prepared("SELECT id, version FROM vulnerability WHERE document = ? AND name = ?");
    std::optional<std::pair<std::int64_t, std::int64_t>> held;
    if (find.bind({document, name}).next()) held = {find.number(0), find.number(1)};
    find.rewind();
    return held;
  }

  void add_vulnerability(std::int64_t document, std::int64_t version, const Findings& findings,
                         const VulnerabilityFacts& facts) {
    std::string cwes;
    for (const std::string_view each : findings.of(facts.cwes))
      cwes.append(cwes.empty() ? "" : " ").append(each);
    prepared(
        "INSERT INTO vulnerability (document, version, name, title, component, issuer, cwes, "
        "exploited, disclosed, exploitability, released, revised, revisions, excluded) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .run({document, version, facts.id, facts.title, facts.component, facts.issuer, cwes,
              code(facts.exploited), code(facts.publicly_disclosed), code(facts.exploitability),
              seconds(facts.released), seconds(facts.revised), revisions_of(findings, facts),
              facts.excluded});
  }

  // Ids of what a document's findings point to, once they are looked up; 0: not yet.
  struct Known {
    std::vector<std::int64_t> products;  // by ProductIndex
    std::vector<std::int64_t> fixes;     // by position in Findings::fixes
    std::map<std::vector<std::int64_t>, std::int64_t> fix_sets;
    const Finding* rated = nullptr;  // the finding before; mostly the next one is rated like it
    std::int64_t rating = 0;
  };

  struct FindingRow {
    std::int64_t product, rating;
    std::optional<std::int64_t> fix_set;
  };

  void add_rows(std::int64_t document, std::int64_t vulnerability, const Findings& findings,
                const VulnerabilityFacts& facts, Known& ids) {
    rows.clear();
    for (const Finding& each : findings.of(facts.findings))
      rows.push_back({product_id(findings, each.product, ids.products[each.product]),
                      rating_id(each, ids), fix_set_id(document, findings, each, ids)});
    // In the order of the table, which is also what makes equal rows of it.
    std::sort(rows.begin(), rows.end(),
              [](const FindingRow& a, const FindingRow& b) { return a.product < b.product; });
    // Two products of a document may be one row: same id, name and family.
    rows.erase(std::unique(
                   rows.begin(), rows.end(),
                   [](const FindingRow& a, const FindingRow& b) { return a.product == b.product; }),
               rows.end());
    insert(vulnerability);
  }

  // Many rows a statement: what a statement costs beside its rows would be most of it.
  void insert(std::int64_t vulnerability) {
    std::size_t next = 0;
    for (; rows.size() - next >= kMany; next += kMany) insert(many, vulnerability, next, kMany);
    for (; next < rows.size(); ++next) insert(one, vulnerability, next, 1);
  }

  void insert(Statement& statement, std::int64_t vulnerability, std::size_t first,
              std::size_t count) {
    values.clear();
    for (std::size_t i = first; i < first + count; ++i) {
      values.emplace_back(vulnerability);
      values.emplace_back(rows[i].product);
      values.emplace_back(rows[i].rating);
      if (rows[i].fix_set)
        values.emplace_back(*rows[i].fix_set);
      else
        values.emplace_back(nullptr);
    }
    statement.run(values);
  }

  static Statement prepare_insert(Database& database, std::size_t count) {
    std::string sql = "INSERT INTO finding (vulnerability, product, rating, fix_set) VALUES ";
    for (std::size_t i = 0; i < count; ++i) sql += i == 0 ? "(?, ?, ?, ?)" : ", (?, ?, ?, ?)";
    return database.prepare(sql);
  }

  std::int64_t product_id(const Findings& findings, ProductIndex product, std::int64_t& id) {
    if (id == 0) {
      const Product& from = findings.document.products[product];
      const std::array<SqlValue, 4> row = {std::string_view(findings.release.vendor), from.id,
                                           from.name,
                                           std::string_view(findings.families[product]->id)};
      id = products.id_of(row);
    }
    return id;
  }

  static bool same_rating(const Finding& a, const Finding& b) {
    const auto key = [](const Finding& each) {
      return std::tie(each.status, each.older_affected, each.severity, each.severity_source,
                      each.impact, each.impact_source, each.score.version, each.score.tenths,
                      each.severity_word, each.impact_word, each.justification, each.score.vector);
    };
    return key(a) == key(b) && a.impacts == b.impacts;
  }

  std::int64_t rating_id(const Finding& from, Known& ids) {
    if (ids.rated == nullptr || !same_rating(*ids.rated, from)) ids.rating = rating_id(from);
    ids.rated = &from;
    return ids.rating;
  }

  std::int64_t rating_id(const Finding& from) {
    const std::array<SqlValue, 13> row = {code(from.status),
                                          code(from.older_affected),
                                          code(from.severity),
                                          code(from.severity_source),
                                          from.severity_word,
                                          code(from.impact),
                                          static_cast<std::int64_t>(from.impacts.bits()),
                                          code(from.impact_source),
                                          from.impact_word,
                                          from.justification,
                                          code(from.score.version),
                                          code(from.score.tenths),
                                          from.score.vector};
    return ratings.id_of(row);
  }

  std::optional<std::int64_t> fix_set_id(std::int64_t document, const Findings& findings,
                                         const Finding& finding, Known& ids) {
    if (finding.fixes.count == 0) return std::nullopt;
    members.clear();
    for (const std::uint32_t each : findings.of(finding.fixes)) {
      if (ids.fixes[each] == 0) ids.fixes[each] = fix_id(findings.fixes[each]);
      members.push_back(ids.fixes[each]);
    }
    std::sort(members.begin(), members.end());
    members.erase(std::unique(members.begin(), members.end()), members.end());
    const auto [known, added] = ids.fix_sets.try_emplace(members, 0);
    if (!added) return known->second;
    prepared("INSERT INTO fix_set (document) VALUES (?)").run({document});
    known->second = database.last_row();
    for (const std::int64_t each : members)
      prepared("INSERT INTO fix_set_member (fix_set, fix) VALUES (?, ?)")
          .run({known->second, each});
    return known->second;
  }

  std::int64_t fix_id(const Fix& from) {
    const std::array<SqlValue, 7> row = {
        from.name,       code(from.is_update),  from.sub_type, from.fixed_build,
        from.supersedes, from.restart_required, from.url};
    return fixes.id_of(row);
  }

  Database database;
  std::string definitions;
  std::map<const char*, Statement> statements;  // by address: every SQL text is a literal
  Dictionary products, ratings, fixes;
  static constexpr std::size_t kMany = 64;  // rows
  Statement many = prepare_insert(database, kMany);
  Statement one = prepare_insert(database, 1);
  std::optional<Transaction> transaction;
  std::vector<FindingRow> rows;       // reused
  std::vector<SqlValue> values;       // likewise
  std::vector<std::int64_t> members;  // likewise
};

StoreWriter::StoreWriter(const std::filesystem::path& file, const std::string& definitions)
    : state_(std::make_unique<State>(file, definitions)) {
  // An empty store has nothing that other definitions made.
  Transaction transaction(state_->database);
  state_->database
      .prepare(
          "INSERT INTO setting (name, value) SELECT 'definitions', ? WHERE NOT EXISTS "
          "(SELECT 1 FROM setting WHERE name = 'definitions') AND NOT EXISTS (SELECT 1 FROM "
          "document)")
      .run({definitions});
  transaction.commit();
}

StoreWriter::~StoreWriter() = default;

KnownArrivals StoreWriter::known() {
  KnownArrivals out;
  Statement query =
      state_->database.prepare("SELECT sha256, witnessed, fetched_at, source FROM arrival");
  while (query.next()) {
    out.keys_.emplace(query.text(0));
    if (query.number(1) != 0)
      out.keys_.insert(witnessed_key(query.text(0), query.number(2), query.text(3)));
  }
  return out;
}

bool KnownArrivals::contains(const Arrival& arrival) const {
  return keys_.contains(arrival.witnessed
                            ? witnessed_key(arrival.file_sha256,
                                            arrival.at.time_since_epoch().count(), arrival.source)
                            : arrival.file_sha256);
}

Kept StoreWriter::add(const Findings& findings, const RawVersion& raw, const Arrival& arrival) {
  state_->begin();
  const std::string publisher = publisher_of(findings);
  const std::string tracking = findings.release.id.empty() ? raw.sha256 : findings.release.id;
  const State::DocumentRow document = state_->document(findings, publisher, tracking);
  auto version = state_->version(document.id, raw.sha256);
  const bool fresh = !version;
  if (fresh)
    version = state_->add_version(document.id, findings, raw);
  else if (!state_->is_news(arrivals_of(state_->database, document.id).list, *version, arrival))
    return Kept::Unchanged;
  state_->add_arrival(*version, arrival);

  const DocumentArrivals arrivals = arrivals_of(state_->database, document.id);
  const auto ordered = in_order(arrivals.list, findings.vendor->version_order);
  const std::int64_t current = ordered.back().version;
  const std::set<std::int64_t> newer = newer_than(*version, ordered);
  if (fresh || newer.empty())
    state_->add_findings(document.id, *version, findings, newer, !document.added);
  if (document.current != current)
    state_->prepared("UPDATE document SET current = ? WHERE id = ?").run({current, document.id});
  if (document.added) return Kept::First;
  if (!fresh && document.current == current) return Kept::Unchanged;
  return current == *version ? Kept::Newer : Kept::Older;
}

Kept StoreWriter::add(const KevCatalogue& catalogue, const RawVersion& raw,
                      const Arrival& arrival) {
  state_->begin();
  return keep_catalogue(state_->database, catalogue, raw, arrival);
}

Kept StoreWriter::add(const EpssScores& scores, const RawVersion& raw, const Arrival& arrival) {
  state_->begin();
  return keep_catalogue(state_->database, scores, raw, arrival);
}

std::vector<std::int64_t> StoreWriter::outdated() {
  Statement made_with =
      state_->database.prepare("SELECT value FROM setting WHERE name = 'definitions'");
  if (made_with.next() && made_with.text(0) == state_->definitions) return {};
  made_with.rewind();
  std::vector<std::int64_t> out;
  // All: what is asked of a day past reads the rows of older versions, too. Those in force first,
  // so that what they have no more can go back to an older one.
  Statement versions = state_->database.prepare(
      "SELECT v.id FROM version v JOIN document d ON d.id = v.document WHERE d.kind = 'advisory' "
      "ORDER BY d.id, v.id <> d.current, v.id DESC");
  while (versions.next()) out.push_back(versions.number(0));
  return out;
}

void StoreWriter::again(std::int64_t version, const Findings& findings) {
  state_->begin();
  Statement& find = state_->prepared("SELECT document FROM version WHERE id = ?");
  find.bind({version}).next();
  const std::int64_t document = find.number(0);
  find.rewind();
  state_->prepared("UPDATE document SET vendor = ?, version_order = ? WHERE id = ?")
      .run({findings.release.vendor, slug(findings.vendor->version_order), document});
  state_->update_version(version, findings);
  state_->prepared("DELETE FROM vulnerability WHERE document = ? AND version = ?")
      .run({document, version});
  const DocumentArrivals arrivals = arrivals_of(state_->database, document);
  const auto newer = newer_than(version, in_order(arrivals.list, findings.vendor->version_order));
  state_->drop_unused_fix_sets(document);
  state_->add_findings(document, version, findings, newer, true);
}

void StoreWriter::up_to_date() {
  state_->begin();
  state_
      ->prepared(
          "INSERT INTO setting (name, value) VALUES ('definitions', ?) ON CONFLICT (name) "
          "DO UPDATE SET value = excluded.value")
      .run({state_->definitions});
}

std::string StoreWriter::raw(std::int64_t version) { return raw_of(state_->database, version); }

void StoreWriter::commit() {
  if (!state_->transaction) return;
  state_->transaction->commit();
  state_->transaction.reset();
}

}  // namespace patchmatrix
