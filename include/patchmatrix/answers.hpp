// SPDX-License-Identifier: Apache-2.0
#pragma once

// The report stage, second part: what a store answered (questions.hpp) → bytes. As with reports the
// same answer gives the same bytes on every machine.
//
// What every answer counts is told in docs/questions.md.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <patchmatrix/changes.hpp>
#include <patchmatrix/feeds.hpp>
#include <patchmatrix/questions.hpp>
#include <patchmatrix/report.hpp>
#include <patchmatrix/words.hpp>

namespace patchmatrix {

// The catalogues that were asked; null where the store has none. EPSS may hold no more than the
// scores of what is spoken of.
struct AnswerCatalogues {
  const KevCatalogue* kev = nullptr;
  const EpssScores* epss = nullptr;
};

// ── One vulnerability ────────────────────────────────────────────────────────────────────────────

// A version of a document, and what it says other than the version before of this vulnerability.
struct VersionStep {
  StoredVersion version;
  bool mentions = false;  // the vulnerability
  bool compared = false;  // with the version before; else `changes` is empty
  std::vector<Change> changes;
};

struct VulnerabilityAnswer {
  std::vector<StoredVulnerability> documents;       // at least one
  std::vector<std::vector<VersionStep>> histories;  // of each of them
};

struct AnswerStyle {
  TextStyle text;
  bool all_products = false;  // by name, instead of how many of each family
};

std::string render_vulnerability_text(const VulnerabilityAnswer& answer,
                                      const AnswerCatalogues& catalogues, const Feeds& feeds,
                                      const Words& words, const AnswerStyle& style);

// Schema "patchmatrix.show/1", described by docs/show.schema.json: of a vulnerability or of an
// update. Nothing is left out.
std::string render_vulnerability_json(const VulnerabilityAnswer& answer,
                                      const AnswerCatalogues& catalogues);

// ── One update ───────────────────────────────────────────────────────────────────────────────────

std::string render_update_text(const StoredUpdate& update, const AnswerCatalogues& catalogues,
                               const Feeds& feeds, const Words& words, const AnswerStyle& style);
std::string render_update_json(const StoredUpdate& update, const AnswerCatalogues& catalogues,
                               const Feeds& feeds);

// ── Many vulnerabilities ─────────────────────────────────────────────────────────────────────────

// What a list is ordered by; what is asked for first, gravest and newest first.
enum class SortKey {
  Kev,         // listed, then with ransomware
  Exploited,   // the vendor says so
  Known,       // either of both
  Ransomware,  // KEV says so
  Disclosed,
  Epss,
  Likely,  // exploitation is likely to the vendor
  Severity,
  Impact,
  Cvss,
  Released,
  Id,
};

// Known, ransomware, disclosed, EPSS, likely, severity, CVSS.
std::vector<SortKey> default_order();

// One vulnerability of one vendor: what its documents say of the products that were asked for.
struct SearchRow {
  std::string id, title, vendor, component;
  Rating rating;  // the gravest of these products: see report.hpp
  std::string cvss_base, cvss_version, cvss_vector;  // the highest of them
  Answer exploited = Answer::NotStated;
  Answer publicly_disclosed = Answer::NotStated;
  Exploitability exploitability = Exploitability::NotStated;
  std::optional<KevMark> kev;
  std::optional<EpssMark> epss;
  std::optional<Instant> released, revised;  // the earliest and the latest
  std::vector<std::string> documents, months, families;
  std::vector<std::int64_t> fix_sets;
  std::vector<std::string> updates;  // to be filled in by whoever has the store
  std::string excluded;              // by all its documents; else empty
  bool withdrawn = false;            // likewise
  std::size_t tuples = 0;            // document × product
};

struct SearchResults {
  std::vector<SearchRow> rows;  // ordered
  std::size_t shown = 0;        // how many of them are to be shown: the first ones
  std::size_t tuples = 0;       // of all rows
  std::size_t all_vulnerabilities = 0, all_tuples = 0;  // of the store: see SearchAnswer
  std::optional<CatalogueNote> kev, epss;
};

// Rows with the same values in all of `order` stand by identifier, then by vendor.
SearchResults search_results(const SearchAnswer& answer, const std::vector<SortKey>& order,
                             const AnswerCatalogues& catalogues, const ImpactOrder& impact_order);

std::string render_search_text(const SearchResults& results, const Feeds& feeds, const Words& words,
                               const TextStyle& style);
// Schema "patchmatrix.search/1", described by docs/search.schema.json.
std::string render_search_json(const SearchResults& results);
// RFC 4180 with CRLF and a byte order mark.
std::string render_search_csv(const SearchResults& results);

// ── Months beside one another ────────────────────────────────────────────────────────────────────

struct Trend {
  std::string vendor;
  LocalText vendor_name, severity_axis;
  std::vector<MonthTotals> months;  // oldest first, without gaps
  std::optional<CatalogueNote> kev;
};

std::string render_trend_text(const Trend& trend, const Words& words, const TextStyle& style);
// Schema "patchmatrix.trend/1", described by docs/trend.schema.json.
std::string render_trend_json(const Trend& trend);
std::string render_trend_csv(const Trend& trend);

// ── The store ────────────────────────────────────────────────────────────────────────────────────

struct FeedFreshness {
  std::string feed;
  std::optional<Instant> last_success;
  std::size_t documents = 0, failed = 0;
};

struct StoreStatus {
  std::string file;
  std::uint64_t bytes = 0;  // with what is beside it
  StoreFacts facts;
  std::vector<FeedFreshness> feeds;  // that were ever fetched
  bool definitions_current = false;
  std::vector<std::string> problems;  // worded
};

std::string render_status_text(const StoreStatus& status, const Feeds& feeds, const Words& words,
                               const TextStyle& style);
// Schema "patchmatrix.status/1", described by docs/status.schema.json.
std::string render_status_json(const StoreStatus& status);

// A version that was taken out of a store.
struct ExportedFile {
  ExportedVersion version;
  std::string file;
};

// RFC 4180 with CRLF and a byte order mark.
std::string render_export_csv(const std::vector<ExportedFile>& files);

}  // namespace patchmatrix
