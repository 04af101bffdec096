// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "io/text.hpp"
#include "io/unicode.hpp"
#include "report/answer_parts.hpp"
#include "report/escape.hpp"
#include "report/page.hpp"

namespace patchmatrix {
namespace {

// ── rows ──

// What is gathered of one vulnerability of one vendor.
struct Gathered {
  SearchRow row;
  std::set<std::uint32_t> ratings;
  std::set<std::string> documents, months, families;
  bool first = true;
};

void gather(const SearchHit& hit, Gathered& out) {
  SearchRow& row = out.row;
  if (out.first) {
    row.id = hit.name;
    row.vendor = hit.vendor;
    row.excluded = hit.excluded;
    row.withdrawn = hit.withdrawn;
    out.first = false;
  }
  if (row.title.empty()) row.title = hit.title;
  if (row.component.empty()) row.component = hit.component;
  row.exploited = std::max(row.exploited, hit.exploited);
  row.publicly_disclosed = std::max(row.publicly_disclosed, hit.publicly_disclosed);
  row.exploitability = std::min(row.exploitability, hit.exploitability);
  if (hit.released && (!row.released || *hit.released < *row.released)) row.released = hit.released;
  row.revised = std::max(row.revised, hit.revised);
  if (hit.excluded.empty()) row.excluded.clear();
  row.withdrawn = row.withdrawn && hit.withdrawn;
  row.tuples += hit.tuples;
  row.fix_sets.insert(row.fix_sets.end(), hit.fix_sets.begin(), hit.fix_sets.end());
  out.ratings.insert(hit.ratings.begin(), hit.ratings.end());
  out.families.insert(hit.families.begin(), hit.families.end());
  out.documents.insert(hit.document);
  if (!hit.month.empty()) out.months.insert(hit.month);
}

SearchRow finished(Gathered gathered, const SearchAnswer& answer,
                   const AnswerCatalogues& catalogues, const ImpactOrder& impact_order) {
  SearchRow row = std::move(gathered.row);
  std::vector<const StoredRating*> ratings;
  const StoredRating* highest = nullptr;
  for (const std::uint32_t each : gathered.ratings) {
    ratings.push_back(&answer.ratings[each]);
    const StoredRating& rating = *ratings.back();
    const auto key = [](const StoredRating& of) {
      return std::tuple(of.cvss_tenths, of.cvss_version, std::string_view(of.cvss_vector));
    };
    if (rating.cvss_tenths >= 0 && (highest == nullptr || key(rating) > key(*highest)))
      highest = &rating;
  }
  row.rating = rate(ratings, impact_order);
  if (highest != nullptr) {
    row.cvss_base = score_text(*highest);
    row.cvss_version = slug(highest->cvss_version);
    row.cvss_vector = highest->cvss_vector;
  }
  row.kev = kev_mark(catalogues.kev, row.id);
  row.epss = epss_mark(catalogues.epss, row.id);
  row.documents.assign(gathered.documents.begin(), gathered.documents.end());
  row.months.assign(gathered.months.begin(), gathered.months.end());
  row.families.assign(gathered.families.begin(), gathered.families.end());
  return row;
}

// ── order ──

// Smaller stands first.
std::int64_t rank(const SearchRow& row, SortKey key, const ImpactOrder& impact_order) {
  switch (key) {
    case SortKey::Kev:
      return !row.kev ? 2 : row.kev->ransomware ? 0 : 1;
    case SortKey::Exploited:
      return row.exploited == Answer::Yes ? 0 : 1;
    case SortKey::Known:
      return row.exploited == Answer::Yes || row.kev ? 0 : 1;
    case SortKey::Ransomware:
      return row.kev && row.kev->ransomware ? 0 : 1;
    case SortKey::Disclosed:
      return row.publicly_disclosed == Answer::Yes ? 0 : 1;
    case SortKey::Epss:
      return row.epss ? -static_cast<std::int64_t>(row.epss->probability) : 1;
    case SortKey::Likely:
      return row.exploitability <= Exploitability::MoreLikely ? 0 : 1;
    case SortKey::Severity: {
      // Of what has no severity the score stands in for it, behind those that have one.
      const auto band = row.rating.cvss ? 9 - static_cast<std::int64_t>(*row.rating.cvss) : 9;
      return static_cast<std::int64_t>(row.rating.severity) * 10 + band;
    }
    case SortKey::Impact:
      return static_cast<std::int64_t>(impact_order.rank(row.rating.impact));
    case SortKey::Cvss: {
      std::int64_t tenths = -1;
      for (const char c : row.cvss_base)
        if (is_digit(c)) tenths = std::max<std::int64_t>(tenths, 0) * 10 + (c - '0');
      return -tenths;
    }
    case SortKey::Released:
      return row.released ? -row.released->time_since_epoch().count() : 1;
    case SortKey::Id:
      return 0;  // what comes last in any case
  }
  return 0;
}

bool before(const SearchRow& a, const SearchRow& b, const std::vector<SortKey>& order,
            const ImpactOrder& impact_order) {
  for (const SortKey key : order) {
    if (key == SortKey::Id) break;
    const std::int64_t left = rank(a, key, impact_order), right = rank(b, key, impact_order);
    if (left != right) return left < right;
  }
  if (a.id != b.id) return natural_less(a.id, b.id);
  return a.vendor < b.vendor;
}

// ── text ──

class SearchPage {
 public:
  SearchPage(const SearchResults& results, const Feeds& feeds, const Words& words)
      : results_(results), feeds_(feeds), words_(words) {}

  Page page() {
    if (results_.shown != 0) page_.emplace_back(table());
    Paragraph figures;
    if (results_.shown != 0) figures.lines.emplace_back();
    if (results_.shown < results_.rows.size())
      figures.lines.push_back(
          words_.fill("search.shown", {{"shown", std::to_string(results_.shown)},
                                       {"n", std::to_string(results_.rows.size())}}));
    for (std::string& each : catalogue_lines(results_.kev, results_.epss, words_))
      figures.lines.push_back(std::move(each));
    figures.lines.push_back(
        words_.fill("search.figures", {{"n", std::to_string(results_.rows.size())},
                                       {"tuples", std::to_string(results_.tuples)},
                                       {"all", std::to_string(results_.all_vulnerabilities)},
                                       {"all_tuples", std::to_string(results_.all_tuples)}}));
    page_.emplace_back(std::move(figures));
    return std::move(page_);
  }

 private:
  TableBlock table() const {
    TableBlock out;
    out.records = true;
    out.columns = {{words_["column.vulnerability"]}, {words_["column.title"]},
                   {words_["search.vendor"]},        {words_["search.severity"]},
                   {words_["column.impact"]},        {words_["column.cvss"]},
                   {words_["column.exploited"]},     {words_["column.disclosed"]}};
    if (results_.kev) out.columns.push_back({words_["column.kev"]});
    if (results_.epss) out.columns.push_back({words_["column.epss"]});
    out.columns.push_back({words_["search.released"]});
    out.columns.push_back({words_["search.tuples"]});
    out.columns.push_back({words_["column.updates"], true});
    out.columns.push_back({words_["search.families"], true});
    for (std::size_t i = 0; i < results_.shown; ++i) out.rows.push_back(row(results_.rows[i]));
    return out;
  }

  TableRow row(const SearchRow& row) const {
    TableRow out;
    out.tone = row.rating.severity;
    const Vendor& vendor = vendor_named(feeds_, row.vendor);
    const std::string title = printable(row.title);
    out.cells = {printable(row.id),
                 row.withdrawn ? words_.fill("list.withdrawn", {{"title", title}}) : title,
                 vendor_name(feeds_, words_, row.vendor),
                 words_.pick(vendor.severity_axis) + " " + severity_text(row.rating, words_),
                 impact_text(row.rating, words_),
                 row.cvss_base,
                 answer_text(row.exploited, words_),
                 answer_text(row.publicly_disclosed, words_)};
    if (results_.kev) out.cells.push_back(kev_text(row.kev, words_));
    if (results_.epss) out.cells.push_back(epss_text(row.epss, words_));
    out.cells.push_back(day_text(row.released, words_));
    out.cells.push_back(std::to_string(row.tuples));
    out.cells.push_back(
        printable(joined(cut_list(row.updates, kShown, words_), words_["figures.comma"])));
    out.cells.push_back(
        printable(joined(cut_list(row.families, kShown, words_), words_["figures.comma"])));
    return out;
  }

  static constexpr std::size_t kShown = 8;

  const SearchResults& results_;
  const Feeds& feeds_;
  const Words& words_;
  Page page_;
};

// ── JSON and CSV ──

constexpr std::string_view kCsvHeader =
    "vulnerability,title,vendor,severity,impact,impact_inferred,cvss_version,cvss_base,cvss_vector,"
    "exploited,disclosed,exploitability,kev_added,kev_due,kev_ransomware,epss_probability,"
    "epss_percentile,released,revised,tuples,fixes,families,documents,months,component,excluded,"
    "withdrawn";

std::string time_or_empty(const std::optional<Instant>& instant) {
  return instant ? to_string(*instant) : std::string();
}

std::string listed(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) {
    if (!out.empty()) out += '|';
    for (const char c : value) out += c == '|' ? '/' : c;
  }
  return out;
}

}  // namespace

std::vector<SortKey> default_order() {
  return {SortKey::Known,  SortKey::Ransomware, SortKey::Disclosed, SortKey::Epss,
          SortKey::Likely, SortKey::Severity,   SortKey::Cvss};
}

SearchResults search_results(const SearchAnswer& answer, const std::vector<SortKey>& order,
                             const AnswerCatalogues& catalogues, const ImpactOrder& impact_order) {
  std::map<std::pair<std::string, std::string>, Gathered> gathered;
  for (const SearchHit& each : answer.hits) gather(each, gathered[{each.name, each.vendor}]);
  SearchResults out;
  for (auto& [key, each] : gathered) {
    out.rows.push_back(finished(std::move(each), answer, catalogues, impact_order));
    out.tuples += out.rows.back().tuples;
  }
  std::sort(out.rows.begin(), out.rows.end(), [&](const SearchRow& a, const SearchRow& b) {
    return before(a, b, order, impact_order);
  });
  out.shown = out.rows.size();
  out.all_vulnerabilities = answer.vulnerabilities;
  out.all_tuples = answer.tuples;
  out.kev = note_of(catalogues.kev);
  out.epss = note_of(catalogues.epss);
  return out;
}

std::string render_search_text(const SearchResults& results, const Feeds& feeds, const Words& words,
                               const TextStyle& style) {
  return page_text(SearchPage(results, feeds, words).page(), style);
}

std::string render_search_json(const SearchResults& results) {
  JsonFields json;
  json.writer().begin_object();
  json.text("schema", "patchmatrix.search/1");
  json.catalogues(results.kev, results.epss);
  json.writer().key("totals").begin_object();
  json.number("vulnerabilities", results.rows.size());
  json.number("tuples", results.tuples);
  json.number("shown", results.shown);
  json.number("vulnerabilities_in_store", results.all_vulnerabilities);
  json.number("tuples_in_store", results.all_tuples);
  json.writer().end_object();
  json.writer().key("vulnerabilities").begin_array();
  for (std::size_t i = 0; i < results.shown; ++i) {
    const SearchRow& row = results.rows[i];
    json.writer().begin_object();
    json.text("id", row.id);
    json.text_or_null("title", row.title);
    json.text("vendor", row.vendor);
    json.text("severity", slug(row.rating.severity));
    json.text("impact", slug(row.rating.impact));
    json.flag("impact_inferred", row.rating.inferred);
    json.writer().key("cvss");
    if (row.cvss_base.empty()) {
      json.writer().null();
    } else {
      json.writer().begin_object();
      json.text_or_null("version", row.cvss_version);
      json.writer().key("base").literal(row.cvss_base);
      json.text_or_null("vector", row.cvss_vector);
      json.writer().end_object();
    }
    json.answer("exploited", row.exploited);
    json.answer("publicly_disclosed", row.publicly_disclosed);
    json.text("exploitability", slug(row.exploitability));
    json.kev(row.kev);
    json.epss(row.epss);
    json.instant("released", row.released);
    json.instant("revised", row.revised);
    json.number("tuples", row.tuples);
    json.texts("updates", row.updates);
    json.texts("families", row.families);
    json.texts("documents", row.documents);
    json.texts("months", row.months);
    json.text_or_null("component", row.component);
    json.text_or_null("excluded", row.excluded);
    json.flag("withdrawn", row.withdrawn);
    json.writer().end_object();
  }
  json.writer().end_array();
  json.writer().end_object();
  return json.take();
}

std::string render_search_csv(const SearchResults& results) {
  std::string out = "\xEF\xBB\xBF" + std::string(kCsvHeader) + "\r\n";
  const auto field = [&out](std::string_view text, char separator = ',') {
    append_csv_field(text, out);
    out += separator;
  };
  for (std::size_t i = 0; i < results.shown; ++i) {
    const SearchRow& row = results.rows[i];
    field(row.id);
    field(row.title);
    field(row.vendor);
    field(slug(row.rating.severity));
    field(slug(row.rating.impact));
    field(row.rating.inferred ? "yes" : "no");
    field(row.cvss_version);
    field(row.cvss_base);
    field(row.cvss_vector);
    field(slug(row.exploited));
    field(slug(row.publicly_disclosed));
    field(slug(row.exploitability));
    field(row.kev ? to_string(row.kev->added) : "");
    field(row.kev && row.kev->due ? to_string(*row.kev->due) : "");
    field(!row.kev ? "" : row.kev->ransomware ? "yes" : "no");
    field(row.epss ? decimal_of_hundred_thousandths(row.epss->probability) : "");
    field(row.epss ? decimal_of_hundred_thousandths(row.epss->percentile) : "");
    field(time_or_empty(row.released));
    field(time_or_empty(row.revised));
    field(std::to_string(row.tuples));
    field(listed(row.updates));
    field(listed(row.families));
    field(listed(row.documents));
    field(listed(row.months));
    field(row.component);
    field(row.excluded);
    field(row.withdrawn ? "yes" : "no", '\r');
    out += '\n';
  }
  return out;
}

}  // namespace patchmatrix
