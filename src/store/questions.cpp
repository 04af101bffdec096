// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include <patchmatrix/store.hpp>

#include "io/sqlite.hpp"
#include "io/text.hpp"
#include "store/rows.hpp"
#include "store/versions.hpp"

namespace patchmatrix {
namespace {

// "1.0 2022-11-08T08:00:00Z": numbers may hold blanks, the time does not.
std::vector<StoredRevision> revisions_in(std::string_view text) {
  std::vector<StoredRevision> out;
  for (const std::string& line : lines_in(text)) {
    const std::size_t blank = line.rfind(' ');
    out.push_back({line.substr(0, blank), parse_instant(line.substr(blank + 1))});
  }
  return out;
}

std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> out;
  for (const std::string_view each : split(text, ' '))
    if (!each.empty()) out.emplace_back(each);
  return out;
}

// ── one vulnerability ──

// The name as it is written in the store.
std::string written_name(Database& database, const std::string& name) {
  Statement exact = database.prepare("SELECT 1 FROM vulnerability WHERE name = ?");
  if (exact.bind({name}).next()) return name;
  Statement any_case =
      database.prepare("SELECT name FROM vulnerability WHERE name = ? COLLATE NOCASE");
  return any_case.bind({name}).next() ? std::string(any_case.text(0)) : name;
}

std::vector<StoredFix> fixes_of(Database& database, std::optional<std::int64_t> fix_set) {
  std::vector<StoredFix> out;
  if (!fix_set) return out;
  Statement rows = database.prepare("SELECT " + std::string(kFixColumns) +
                                    " FROM fix_set_member m JOIN fix f ON f.id = m.fix WHERE "
                                    "m.fix_set = ? ORDER BY f.id");
  for (rows.bind({*fix_set}); rows.next();) out.push_back(fix_in(rows, 0));
  return out;
}

StoredRating rating_of(Database& database, std::int64_t rating) {
  Statement row =
      database.prepare("SELECT " + std::string(kRatingColumns) + " FROM rating WHERE id = ?");
  row.bind({rating}).next();
  return rating_in(row, 0);
}

bool by_name(const StoredProduct& a, const StoredProduct& b) {
  if (a.name != b.name) return natural_less(a.name, b.name);
  return natural_less(a.id, b.id);
}

std::vector<StoredGroup> groups_of(Database& database, std::int64_t vulnerability) {
  std::map<std::pair<std::int64_t, std::optional<std::int64_t>>, StoredGroup> groups;
  Statement rows = database.prepare(
      "SELECT f.rating, f.fix_set, p.product_id, p.name, p.family FROM finding f JOIN product p "
      "ON p.id = f.product WHERE f.vulnerability = ?");
  for (rows.bind({vulnerability}); rows.next();)
    groups[{rows.number(0), rows.maybe_number(1)}].products.push_back(
        {std::string(rows.text(2)), std::string(rows.text(3)), std::string(rows.text(4))});
  std::vector<StoredGroup> out;
  for (auto& [key, group] : groups) {
    group.rating = rating_of(database, key.first);
    group.fixes = fixes_of(database, key.second);
    std::sort(group.products.begin(), group.products.end(), by_name);
    out.push_back(std::move(group));
  }
  std::stable_sort(out.begin(), out.end(), [](const StoredGroup& a, const StoredGroup& b) {
    const auto key = [](const StoredGroup& group) {
      return std::tuple(group.rating.severity, group.rating.status, group.rating.impact,
                        -group.rating.cvss_tenths);
    };
    if (key(a) != key(b)) return key(a) < key(b);
    return by_name(a.products.front(), b.products.front());
  });
  return out;
}

// ── one update ──

// Groups of fixes that hold the update, of all documents: set → the fixes in it that are of the
// update.
using SetsOfUpdate = std::unordered_map<std::int64_t, std::vector<std::int64_t>>;

struct UpdateRows {
  std::vector<std::int64_t> fixes;  // ids, in the order of StoredUpdate::fixes
  SetsOfUpdate sets;
  std::set<std::int64_t> documents;
};

std::string written_update(Database& database, const std::vector<std::string>& names) {
  for (const char* const sql :
       {"SELECT name FROM fix WHERE is_update = 1 AND name = ?",
        "SELECT name FROM fix WHERE is_update = 1 AND name = ? COLLATE NOCASE"}) {
    Statement find = database.prepare(sql);
    for (const std::string& each : names)
      if (find.bind({each}).next()) return std::string(find.text(0));
  }
  return {};
}

UpdateRows rows_of_update(Database& database, StoredUpdate& update) {
  UpdateRows out;
  Statement fixes = database.prepare("SELECT id, " + std::string(kFixColumns) +
                                     " FROM fix WHERE name = ? AND is_update = 1 ORDER BY id");
  for (fixes.bind({update.name}); fixes.next();) {
    out.fixes.push_back(fixes.number(0));
    update.fixes.push_back(fix_in(fixes, 1));
  }
  Statement sets = database.prepare(
      "SELECT s.id, s.document FROM fix_set_member m JOIN fix_set s ON s.id = m.fix_set WHERE "
      "m.fix = ?");
  for (const std::int64_t fix : out.fixes)
    for (sets.bind({fix}); sets.next();) {
      out.sets[sets.number(0)].push_back(fix);
      out.documents.insert(sets.number(1));
    }
  return out;
}

// Positions of rows that were met, in the order in which they were.
class Positions {
 public:
  // And whether it is new.
  std::pair<std::uint32_t, bool> of(std::int64_t id) {
    const auto [known, added] = at_.try_emplace(id, static_cast<std::uint32_t>(at_.size()));
    return {known->second, added};
  }

 private:
  std::unordered_map<std::int64_t, std::uint32_t> at_;
};

StoredProduct product_of(Database& database, std::int64_t product) {
  Statement row = database.prepare("SELECT product_id, name, family FROM product WHERE id = ?");
  row.bind({product}).next();
  return {std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2))};
}

class UpdateReader {
 public:
  UpdateReader(Database& database, StoredUpdate& update)
      : database_(database), update_(update), rows_(rows_of_update(database, update)) {}

  void read() {
    std::vector<StoredDocument> documents;
    for (const std::int64_t each : rows_.documents) {
      Statement current = database_.prepare("SELECT current FROM document WHERE id = ?");
      current.bind({each}).next();
      documents.push_back(document_of(database_, each, current.number(0)));
    }
    std::sort(
        documents.begin(), documents.end(), [](const StoredDocument& a, const StoredDocument& b) {
          return std::tie(a.month, a.vendor, a.tracking) < std::tie(b.month, b.vendor, b.tracking);
        });
    for (StoredDocument& each : documents) read(std::move(each));
  }

 private:
  void read(StoredDocument document) {
    const std::size_t before = update_.tuples.size();
    const std::size_t position = update_.documents.size();
    Statement vulnerabilities = database_.prepare(
        "SELECT id, name, title, exploited, disclosed, excluded, version FROM vulnerability WHERE "
        "document = ? ORDER BY id");
    for (vulnerabilities.bind({document.id}); vulnerabilities.next();)
      read(vulnerabilities, document, position);
    if (update_.tuples.size() == before) return;
    Statement issues =
        database_.prepare("SELECT url FROM known_issue WHERE document = ? AND name = ?");
    for (issues.bind({document.id, update_.name}); issues.next();)
      update_.known_issues.push_back({position, std::string(issues.text(0))});
    update_.documents.push_back(std::move(document));
  }

  void read(const Statement& vulnerability, const StoredDocument& document, std::size_t position) {
    const std::int64_t id = vulnerability.number(0);
    for (findings_.bind({id}); findings_.next();) {
      const auto set = rows_.sets.find(findings_.number(2));
      if (set == rows_.sets.end()) continue;
      const auto [product, new_product] = products_.of(findings_.number(0));
      if (new_product) update_.products.push_back(product_of(database_, findings_.number(0)));
      const auto [rating, new_rating] = ratings_.of(findings_.number(1));
      if (new_rating) update_.ratings.push_back(rating_of(database_, findings_.number(1)));
      const auto [row, new_row] = vulnerabilities_.of(id);
      if (new_row) {
        StoredUpdate::Vulnerability& added = update_.vulnerabilities.emplace_back();
        added.document = position;
        added.name = vulnerability.text(1);
        added.title = vulnerability.text(2);
        added.exploited = value_in<Answer>(vulnerability, 3);
        added.publicly_disclosed = value_in<Answer>(vulnerability, 4);
        added.excluded = vulnerability.text(5);
        added.withdrawn = vulnerability.number(6) != document.version;
      }
      for (const std::int64_t fix : set->second)
        update_.tuples.push_back({row, product, rating, position_of(fix)});
    }
  }

  std::uint32_t position_of(std::int64_t fix) const {
    return static_cast<std::uint32_t>(std::find(rows_.fixes.begin(), rows_.fixes.end(), fix) -
                                      rows_.fixes.begin());
  }

  Database& database_;
  StoredUpdate& update_;
  UpdateRows rows_;
  Positions products_, ratings_, vulnerabilities_;
  Statement findings_ = database_.prepare(
      "SELECT product, rating, fix_set FROM finding WHERE vulnerability = ? AND fix_set IS NOT "
      "NULL");
};

std::vector<std::string> superseding(Database& database, const std::string& name) {
  const std::size_t digits = std::min(name.find_first_of("0123456789"), name.size());
  std::set<std::string> found;
  // What comes after the letters is looked for; whether it is the update itself, is seen then.
  Statement rows = database.prepare(
      "SELECT DISTINCT name, supersedes FROM fix WHERE is_update = 1 AND instr(supersedes, ?) > 0");
  for (rows.bind({std::string_view(name).substr(digits)}); rows.next();) {
    const auto names = superseded_names(rows.text(1), rows.text(0));
    if (std::find(names.begin(), names.end(), name) != names.end()) found.emplace(rows.text(0));
  }
  std::vector<std::string> out(found.begin(), found.end());
  std::sort(out.begin(), out.end(), natural_less);
  return out;
}

}  // namespace

std::vector<std::string> superseded_names(std::string_view supersedes, std::string_view name) {
  const std::string_view letters =
      name.substr(0, std::min(name.find_first_of("0123456789"), name.size()));
  std::vector<std::string> out;
  std::string text(supersedes);
  for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at)) {
    const std::size_t end = std::min(text.find('>', at), text.size() - 1);
    text.replace(at, end - at + 1, " ");
  }
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == ',' || c == ';' || is_blank(c); }, ' ');
  for (const std::string_view word : split(text, ' ')) {
    const std::size_t digits = std::min(word.find_first_of("0123456789"), word.size());
    const std::string_view own = word.substr(0, digits);
    const bool number = word.substr(digits).find_first_not_of("0123456789") == std::string::npos;
    if (digits == word.size()) continue;  // "None"
    // A bare number is of the same kind; one with other letters is a bulletin or of another vendor.
    if (!own.empty() && !equal_ignoring_case(own, letters)) continue;
    if (own.empty() && !number) continue;
    std::string each = std::string(letters) + std::string(word.substr(digits));
    if (each != name && std::find(out.begin(), out.end(), each) == out.end())
      out.push_back(std::move(each));
  }
  return out;
}

std::string StoreReader::definitions() {
  Statement row = database().prepare("SELECT value FROM setting WHERE name = 'definitions'");
  return row.next() ? std::string(row.text(0)) : std::string();
}

std::vector<StoredVulnerability> StoreReader::vulnerability(const std::string& name) {
  std::vector<StoredVulnerability> out;
  Statement rows = database().prepare(
      "SELECT v.id, v.document, v.version, v.name, v.title, v.component, v.issuer, v.cwes, "
      "v.exploited, v.disclosed, v.exploitability, v.released, v.revised, v.revisions, v.excluded, "
      "d.current FROM vulnerability v JOIN document d ON d.id = v.document WHERE v.name = ?");
  for (rows.bind({written_name(database(), name)}); rows.next();) {
    StoredVulnerability& each = out.emplace_back();
    each.document = document_of(database(), rows.number(1), rows.number(2));
    each.name = rows.text(3);
    each.title = rows.text(4);
    each.component = rows.text(5);
    each.issuer = rows.text(6);
    each.cwes = words_in(rows.text(7));
    each.exploited = value_in<Answer>(rows, 8);
    each.publicly_disclosed = value_in<Answer>(rows, 9);
    each.exploitability = value_in<Exploitability>(rows, 10);
    each.released = instant_in(rows, 11);
    each.revised = instant_in(rows, 12);
    each.revisions = revisions_in(rows.text(13));
    each.excluded = rows.text(14);
    each.withdrawn = rows.number(2) != rows.number(15);
    each.groups = groups_of(database(), rows.number(0));
  }
  std::sort(out.begin(), out.end(), [](const StoredVulnerability& a, const StoredVulnerability& b) {
    return std::tie(a.document.vendor, b.document.month, a.document.tracking, a.document.id) <
           std::tie(b.document.vendor, a.document.month, b.document.tracking, b.document.id);
  });
  return out;
}

std::vector<StoredVersion> StoreReader::history(std::int64_t document) {
  Statement head = database().prepare("SELECT version_order, current FROM document WHERE id = ?");
  head.bind({document}).next();
  const VersionOrder order =
      head.text(0) == slug(VersionOrder::Arrival) ? VersionOrder::Arrival : VersionOrder::Number;
  const std::int64_t current = head.number(1);
  const DocumentArrivals arrivals = arrivals_of(database(), document);
  std::vector<StoredVersion> out;
  Statement row = database().prepare(
      "SELECT revision, sha256, current_release, identifiers FROM version WHERE id = ?");
  const auto ordered = in_order(arrivals.list, order);
  for (auto each = ordered.begin(); each != ordered.end(); ++each) {
    const bool again = std::any_of(each + 1, ordered.end(), [&](const VersionArrival& later) {
      return later.version == each->version;
    });
    if (again) continue;
    row.bind({each->version}).next();
    StoredVersion& version = out.emplace_back();
    version.version = each->version;
    version.revision = row.text(0);
    version.sha256 = row.text(1);
    version.released = instant_in(row, 2);
    version.identifiers = lines_in(row.text(3));
    version.current = each->version == current;
    for (const VersionArrival& arrival : ordered) {
      if (arrival.version != each->version) continue;
      version.witnessed = version.witnessed || arrival.witnessed;
      version.first_seen =
          std::min(version.first_seen.value_or(arrival.fetched_at), arrival.fetched_at);
      version.last_seen = std::max(version.last_seen, std::optional(arrival.fetched_at));
    }
  }
  return out;
}

std::optional<StoredUpdate> StoreReader::update(const std::vector<std::string>& names) {
  StoredUpdate out;
  out.name = written_update(database(), names);
  if (out.name.empty()) return std::nullopt;
  UpdateReader(database(), out).read();
  out.superseded_by = superseding(database(), out.name);
  return out;
}

StoreFacts StoreReader::facts() {
  StoreFacts out;
  Statement documents = database().prepare(
      "SELECT d.vendor, count(DISTINCT d.id), count(v.id), max(v.current_release) FROM document d "
      "LEFT JOIN version v ON v.document = d.id WHERE d.kind = 'advisory' GROUP BY d.vendor ORDER "
      "BY d.vendor");
  std::map<std::string, VendorFacts, std::less<>> vendors;
  while (documents.next()) {
    VendorFacts& each = vendors[std::string(documents.text(0))];
    each.vendor = documents.text(0);
    each.documents = static_cast<std::size_t>(documents.number(1));
    each.versions = static_cast<std::size_t>(documents.number(2));
    each.newest = instant_in(documents, 3);
  }
  Statement rows = database().prepare(
      "SELECT d.vendor, count(*), sum(v.version <> d.current), sum((SELECT count(*) FROM finding f "
      "WHERE f.vulnerability = v.id)) FROM vulnerability v JOIN document d ON d.id = v.document "
      "GROUP BY d.vendor");
  while (rows.next()) {
    VendorFacts& each = vendors[std::string(rows.text(0))];
    each.vulnerabilities = static_cast<std::size_t>(rows.number(1));
    each.withdrawn = static_cast<std::size_t>(rows.number(2));
    each.findings = static_cast<std::size_t>(rows.number(3));
  }
  for (auto& [vendor, facts] : vendors) out.vendors.push_back(std::move(facts));
  Statement bytes = database().prepare(
      "SELECT (SELECT sum(length(bytes)) FROM raw), (SELECT sum(size) FROM version)");
  bytes.next();
  out.raw_bytes = static_cast<std::uint64_t>(bytes.number(0));
  out.document_bytes = static_cast<std::uint64_t>(bytes.number(1));
  out.kev = kev_version({});
  out.epss = epss_version({});
  return out;
}

std::vector<ExportedVersion> StoreReader::everything() {
  std::vector<ExportedVersion> out;
  Statement rows = database().prepare(
      "SELECT v.id, d.kind, d.publisher, d.vendor, d.tracking, v.revision, v.sha256, a.fetched_at, "
      "a.source, a.feed, a.hash, a.signature FROM document d JOIN version v ON v.document = d.id "
      "JOIN arrival a ON a.id = (SELECT id FROM arrival WHERE version = v.id ORDER BY fetched_at, "
      "id LIMIT 1) ORDER BY d.publisher, d.tracking, a.fetched_at, a.id");
  while (rows.next())
    out.push_back({rows.number(0), std::string(rows.text(1)), std::string(rows.text(2)),
                   std::string(rows.text(3)), std::string(rows.text(4)), std::string(rows.text(5)),
                   std::string(rows.text(6)), instant_in(rows, 7).value_or(Instant()),
                   std::string(rows.text(8)), std::string(rows.text(9)), std::string(rows.text(10)),
                   std::string(rows.text(11))});
  return out;
}

}  // namespace patchmatrix
