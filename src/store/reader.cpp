// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <set>

#include <patchmatrix/store.hpp>

#include "store/rows.hpp"
#include "store/schema.hpp"
#include "store/versions.hpp"

namespace patchmatrix {
namespace {

Instant end_of(Day day) { return Instant(day + std::chrono::days(1)) - std::chrono::seconds(1); }

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::optional<Month> month_in(std::string_view text) {
  const auto day = parse_day(std::string(text) + "-01");
  return day ? std::optional(month_of(*day)) : std::nullopt;
}

// Of the arrivals of one document, oldest first, the one that answers, and whether it is older than
// what was asked for. Nothing if the document was not there yet.
struct Answer {
  std::size_t position = 0;
  bool too_late = false;
};
std::optional<Answer> answering(const std::vector<VersionArrival>& ordered,
                                const std::optional<Day>& said,
                                std::optional<Instant> initial_release) {
  if (ordered.empty()) return std::nullopt;
  if (!said) return Answer{ordered.size() - 1, false};
  const Instant end = end_of(*said);
  for (std::size_t i = ordered.size(); i > 0; --i)
    if (ordered[i - 1].said_at <= end) return Answer{i - 1, false};
  if (!initial_release || *initial_release > end) return std::nullopt;
  return Answer{0, true};
}

}  // namespace

struct StoreReader::State {
  explicit State(const std::filesystem::path& file) : database(open_store_for_reading(file)) {
    // Everything is read from one moment of the store.
    database.execute("BEGIN");
  }

  // The condition that an arrival `a` is one of the feed ?1, or of a provider below it, and was
  // known.
  static std::string came_from_feed(std::optional<Instant> known) {
    const std::int64_t until =
        known ? known->time_since_epoch().count() : std::numeric_limits<std::int64_t>::max();
    return "((a.feed = ?1 OR substr(a.feed, 1, length(?1) + 1) = ?1 || '/') AND a.fetched_at <= " +
           std::to_string(until) + ")";
  }

  // A name is that of a feed if something came from it; then what was only imported counts for it,
  // too, and what came from other feeds of the vendor does not.
  bool is_feed(const std::string& name, std::optional<Instant> known = {}) {
    Statement query = database.prepare("SELECT EXISTS (SELECT 1 FROM arrival a WHERE " +
                                       came_from_feed(known) + ")");
    return query.bind({name}).next() && query.number(0) != 0;
  }

  // Versions `v` and documents `d` of a feed or vendor, ?1, for which `condition` holds.
  std::string of_name(const std::string& name, std::optional<Instant> known,
                      const std::string& condition) {
    const std::string of_feed =
        "EXISTS (SELECT 1 FROM version w JOIN arrival a ON a.version = w.id WHERE w.document = "
        "d.id AND (" +
        came_from_feed(known) + " OR (a.feed = '' AND d.vendor = ?1)))";
    return " FROM version v JOIN document d ON d.id = v.document WHERE d.kind = 'advisory' AND " +
           condition + " AND " + (is_feed(name, known) ? of_feed : "d.vendor = ?1");
  }

  // By tracking id.
  std::vector<std::int64_t> documents(const std::string& name, std::optional<Instant> known,
                                      const std::string& condition,
                                      std::initializer_list<SqlValue> values) {
    Statement query =
        database.prepare("SELECT DISTINCT d.id, d.tracking" + of_name(name, known, condition) +
                         " ORDER BY d.tracking, d.id");
    std::vector<std::int64_t> out;
    for (query.bind(values); query.next();) out.push_back(query.number(0));
    return out;
  }

  // Newest first.
  std::vector<std::string> months(const std::string& name, std::optional<Instant> known,
                                  const std::string& condition) {
    Statement query = database.prepare("SELECT DISTINCT v.month" + of_name(name, known, condition) +
                                       " ORDER BY 1 DESC");
    std::vector<std::string> out;
    for (query.bind({name}); query.next();) out.emplace_back(query.text(0));
    return out;
  }

  // A version and what else decides whether it is what was asked for.
  struct Row {
    DocumentVersion version;
    std::string late_fixes;
    bool withdrawn = false;
  };

  // The version that answers for a document, among all that are known of it.
  struct Answering {
    std::vector<VersionArrival> ordered;
    std::size_t position = 0;
    Row row;
    DocumentArrivals texts;  // what `ordered` points into
  };
  std::optional<Answering> answering_for(std::int64_t document, const AsOf& as_of) {
    Answering out;
    out.texts = arrivals_of(database, document);
    if (as_of.known)
      std::erase_if(out.texts.list,
                    [&](const VersionArrival& each) { return each.fetched_at > *as_of.known; });
    out.ordered = in_order(out.texts.list, order_of(document));
    const auto answer = answering(out.ordered, as_of.said, initial_release(out.ordered));
    if (!answer) return std::nullopt;
    out.position = answer->position;
    out.row = row(out.ordered[answer->position]);
    out.row.version.too_late = answer->too_late;
    return out;
  }

  // That version, then those that stand in for what it lacks.
  void add_versions(std::int64_t document, const std::string& first, const std::string& last,
                    const AsOf& as_of, std::vector<DocumentVersion>& out) {
    auto answer = answering_for(document, as_of);
    if (!answer || answer->row.version.month < first || answer->row.version.month > last) return;
    out.push_back(std::move(answer->row.version));
    if (!answer->row.withdrawn) add_older(answer->ordered, answer->position, out);
  }

  void add_older(const std::vector<VersionArrival>& ordered, std::size_t position,
                 std::vector<DocumentVersion>& out) {
    std::set<std::int64_t> seen = {ordered[position].version};
    std::set<std::string> known = identifiers(ordered[position].version);
    for (std::size_t i = position; i > 0; --i) {
      const VersionArrival& each = ordered[i - 1];
      if (!seen.insert(each.version).second) continue;
      std::vector<std::string> gone;
      for (const std::string& name : identifiers(each.version))
        if (known.insert(name).second) gone.push_back(name);
      if (gone.empty()) continue;
      out.push_back(row(each).version);
      out.back().only = std::move(gone);
    }
  }

  Row row(const VersionArrival& from) {
    Statement query = database.prepare(
        "SELECT v.sha256, d.vendor, d.tracking, v.revision, v.tlp, v.month, v.withdrawn, "
        "v.late_fixes, a.source FROM version v JOIN document d ON d.id = v.document JOIN arrival a "
        "ON a.id = ?2 WHERE v.id = ?1");
    query.bind({from.version, from.arrival}).next();
    Row out;
    out.version.version = from.version;
    out.version.sha256 = query.text(0);
    out.version.vendor = query.text(1);
    out.version.document = query.text(2);
    out.version.revision = query.text(3);
    out.version.tlp = query.text(4);
    out.version.month = query.text(5);
    out.withdrawn = query.number(6) != 0;
    out.late_fixes = query.text(7);
    out.version.source = query.text(8);
    if (from.witnessed) out.version.fetched_at = from.fetched_at;
    return out;
  }

  std::set<std::string> identifiers(std::int64_t version) {
    Statement query = database.prepare("SELECT identifiers FROM version WHERE id = ?");
    query.bind({version}).next();
    const auto names = lines_of(query.text(0));
    return {names.begin(), names.end()};
  }

  VersionOrder order_of(std::int64_t document) {
    Statement query = database.prepare("SELECT version_order FROM document WHERE id = ?");
    query.bind({document}).next();
    return query.text(0) == slug(VersionOrder::Arrival) ? VersionOrder::Arrival
                                                        : VersionOrder::Number;
  }

  std::optional<Instant> initial_release(const std::vector<VersionArrival>& ordered) {
    if (ordered.empty()) return std::nullopt;
    Statement query = database.prepare("SELECT initial_release FROM version WHERE id = ?");
    query.bind({ordered.front().version}).next();
    return instant_in(query, 0);
  }

  Database database;
};

StoreReader::StoreReader(const std::filesystem::path& file)
    : state_(std::make_unique<State>(file)) {}
StoreReader::~StoreReader() = default;
StoreReader::StoreReader(StoreReader&&) noexcept = default;

bool StoreReader::knows(const std::string& name) {
  if (state_->is_feed(name)) return true;
  Statement query = state_->database.prepare(
      "SELECT EXISTS (SELECT 1 FROM document WHERE kind = 'advisory' AND vendor = ?)");
  return query.bind({name}).next() && query.number(0) != 0;
}

std::vector<DocumentVersion> StoreReader::versions(const std::string& name, const Months& months,
                                                   const AsOf& as_of) {
  const std::string first = to_string(months.first), last = to_string(months.last);
  std::vector<DocumentVersion> out;
  for (const std::int64_t each :
       state_->documents(name, as_of.known, "v.month BETWEEN ?2 AND ?3", {name, first, last}))
    state_->add_versions(each, first, last, as_of, out);
  return out;
}

std::vector<DocumentVersion> StoreReader::fixed_later(const std::string& name, Month month,
                                                      const std::set<std::string>& updates,
                                                      const AsOf& as_of) {
  const std::string wanted = to_string(month);
  const auto is_asked_for = [&](const std::string& line) {
    return line.starts_with(wanted) && updates.contains(line.substr(wanted.size() + 1));
  };
  std::vector<DocumentVersion> out;
  for (const std::int64_t document :
       state_->documents(name, as_of.known, "v.month < ?2 AND instr(v.late_fixes, ?2 || ' ') <> 0",
                         {name, wanted})) {
    const auto answer = state_->answering_for(document, as_of);
    if (!answer || answer->row.version.month >= wanted || answer->row.withdrawn) continue;
    const auto lines = lines_of(answer->row.late_fixes);
    if (std::any_of(lines.begin(), lines.end(), is_asked_for)) out.push_back(answer->row.version);
  }
  return out;
}

std::vector<DocumentVersion> StoreReader::touched(const std::string& name, Day first, Day last,
                                                  const AsOf& as_of) {
  // What has no revisions of its own has those of its document, which are not kept.
  std::string condition =
      "EXISTS (SELECT 1 FROM vulnerability u WHERE u.document = d.id AND (u.released BETWEEN ?2 "
      "AND ?3 OR (u.revisions = '' AND v.initial_release <= ?3 AND v.current_release >= ?2)";
  for (Day day = first; day <= last; day += std::chrono::days(1))
    condition += " OR instr(u.revisions, ' " + to_string(day) + "T')";
  condition += "))";
  std::vector<DocumentVersion> out;
  for (const std::int64_t each : state_->documents(name, as_of.known, condition,
                                                   {name, Instant(first).time_since_epoch().count(),
                                                    end_of(last).time_since_epoch().count()}))
    state_->add_versions(each, "", "9999-12", as_of, out);
  return out;
}

std::optional<Month> StoreReader::latest_month(const std::string& name, const AsOf& as_of) {
  for (const char* condition : {"v.monthly AND v.month <> ''", "v.month <> ''"})
    for (const std::string& each : state_->months(name, as_of.known, condition)) {
      const auto month = month_in(each);
      if (month && !versions(name, {*month, *month}, as_of).empty()) return month;
    }
  return std::nullopt;
}

Database& StoreReader::database() { return state_->database; }

std::string StoreReader::raw(std::int64_t version) { return raw_of(state_->database, version); }

}  // namespace patchmatrix
