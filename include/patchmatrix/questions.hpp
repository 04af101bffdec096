// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a store answers: plain values, read by StoreReader (store.hpp). Everything is owned.
//
// Answers speak of what is in force: of every document the newest version, and for vulnerabilities
// that it lacks the newest version that has them, marked as withdrawn.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/catalogue.hpp>
#include <patchmatrix/date.hpp>
#include <patchmatrix/normalize.hpp>

namespace patchmatrix {

// ── Rows ─────────────────────────────────────────────────────────────────────────────────────────

// What a vendor says of a product of a vulnerability: the values of Finding.
struct StoredRating {
  ProductStatus status = ProductStatus::Unknown;
  bool older_affected = false;
  Severity severity = Severity::Unspecified;
  ValueSource severity_source = ValueSource::None;
  std::string severity_word;
  Impact impact = Impact::Unspecified;
  ImpactSet impacts;
  ValueSource impact_source = ValueSource::None;
  std::string impact_word;
  std::string justification;
  CvssVersion cvss_version = CvssVersion::Unknown;
  std::int16_t cvss_tenths = -1;  // 0 … 100; -1: no score
  std::string cvss_vector;
};

// The same as a Finding, for what is asked of findings. Its texts live as long as `rating`.
Finding finding_of(const StoredRating& rating);

struct StoredFix {
  std::string name;
  bool is_update = false;
  std::string sub_type, fixed_build, supersedes, restart, url;
  bool operator==(const StoredFix&) const = default;
};

struct StoredProduct {
  std::string id, name, family;
};

// Products for which a vendor says the same.
struct StoredGroup {
  StoredRating rating;
  std::vector<StoredFix> fixes;
  std::vector<StoredProduct> products;  // by name, then by id; at least one
};

struct StoredRevision {
  std::string number;
  std::optional<Instant> date;
};

// A document that is kept, in the version that answers.
struct StoredDocument {
  std::int64_t id = 0;       // of the document in this store
  std::int64_t version = 0;  // likewise
  std::string vendor;
  std::string tracking;  // the vendor's id of it
  std::string title;
  std::string month;  // "2022-11"; may be empty
  std::string revision;
  std::string source;  // of its last arrival: address or path
  Instant fetched_at{};
  bool taken_back = false;  // by the publisher, as a whole
};

// ── One vulnerability ────────────────────────────────────────────────────────────────────────────

// What one document says of it.
struct StoredVulnerability {
  StoredDocument document;
  std::string name, title, component, issuer;
  std::vector<std::string> cwes;
  Answer exploited = Answer::NotStated;
  Answer publicly_disclosed = Answer::NotStated;
  Exploitability exploitability = Exploitability::NotStated;
  std::optional<Instant> released, revised;
  std::vector<StoredRevision> revisions;  // in the order of the document
  std::string excluded;                   // see VulnerabilityFacts
  bool withdrawn = false;                 // the document's newest version lacks it
  std::vector<StoredGroup> groups;        // gravest severity first
};

// A version of a document.
struct StoredVersion {
  std::int64_t version = 0;
  std::string revision;
  std::string sha256;
  std::optional<Instant> released;       // what the version says of itself
  std::optional<Instant> first_seen;     // first and …
  std::optional<Instant> last_seen;      // … last arrival
  bool witnessed = false;                // a feed gave it then; else it was only imported
  bool current = false;                  // in force
  std::vector<std::string> identifiers;  // of its vulnerabilities
};

// ── One update ───────────────────────────────────────────────────────────────────────────────────

struct StoredUpdate {
  struct Vulnerability {
    std::size_t document = 0;  // in `documents`
    std::string name, title;
    Answer exploited = Answer::NotStated;
    Answer publicly_disclosed = Answer::NotStated;
    std::string excluded;
    bool withdrawn = false;
  };
  // One product of one vulnerability that the update fixes: positions in the tables below.
  struct Tuple {
    std::uint32_t vulnerability = 0, product = 0, rating = 0, fix = 0;
  };
  struct Issue {
    std::size_t document = 0;
    std::string url;  // may be empty
  };

  std::string name;                       // as the vendor writes it
  std::vector<StoredDocument> documents;  // by month, then by vendor and tracking id
  std::vector<StoredFix> fixes;           // everything that is said of the update itself
  std::vector<Vulnerability> vulnerabilities;
  std::vector<StoredProduct> products;
  std::vector<StoredRating> ratings;
  std::vector<Tuple> tuples;
  std::vector<Issue> known_issues;
  std::vector<std::string> superseded_by;  // updates that say so, naturally ordered
};

// The updates in a text of StoredFix::supersedes, which vendors write as lists of many forms: one
// number, several with ";", "," or "<br><br>" between them, pairs of a bulletin and a number.
// Numbers without letters get those that `name` begins with. Bulletins are left out, and so is
// `name` itself.
std::vector<std::string> superseded_names(std::string_view supersedes, std::string_view name);

// ── All updates ──────────────────────────────────────────────────────────────────────────────────

// What documents of all months say of fixes: which product each is for. Positions in the tables.
struct StoredRemedies {
  struct Product {
    std::string vendor, name;
  };
  struct Remedy {
    std::uint32_t fix = 0, product = 0;
    std::uint32_t month = 0;  // year × 12 + month − 1, of the document; 0: none
  };
  std::vector<StoredFix> fixes;
  std::vector<Product> products;
  std::vector<Remedy> remedies;  // each once
};

// ── Many vulnerabilities ─────────────────────────────────────────────────────────────────────────

// Which statuses of products are asked for. Affected: affected, or fixed where nothing else is said
// of the versions before; what is not affected is nobody's answer unless asked for.
enum class StatusCondition { Affected, Fixed, NotAffected, UnderInvestigation, Unknown, Any };

// All that are set must hold; those of a product for one and the same product.
struct SearchConditions {
  std::vector<Severity> severities;  // one of these
  std::vector<Impact> impacts;       // one of these is among the product's
  StatusCondition status = StatusCondition::Affected;
  std::function<bool(const StoredProduct&)> product;  // asked once for each
  std::string vendor;
  bool exploited = false;
  bool publicly_disclosed = false;
  bool kev = false;
  std::vector<std::string> texts;       // each is in the identifier, the title or the component
  std::optional<Day> since, until;      // released or revised on one of these days (UTC)
  std::string first_month, last_month;  // of the document: "2022-11"; empty: any
};

// A vulnerability of a document, and what of it met the conditions.
struct SearchHit {
  std::string vendor, document, month;
  std::string name, title, component;
  Answer exploited = Answer::NotStated;
  Answer publicly_disclosed = Answer::NotStated;
  Exploitability exploitability = Exploitability::NotStated;
  std::optional<Instant> released, revised;
  std::string excluded;
  bool withdrawn = false;
  std::size_t tuples = 0;              // products; at least one
  std::vector<std::uint32_t> ratings;  // theirs, each once: positions in SearchAnswer::ratings
  std::vector<std::string> families;   // theirs, each once, by id
  std::vector<std::int64_t> fix_sets;  // theirs, each once: for StoreReader::updates_of()
};

struct SearchAnswer {
  std::vector<SearchHit> hits;  // by identifier, then by vendor and document
  std::vector<StoredRating> ratings;
  // Of the store as a whole: vulnerabilities (documents × identifiers), and their tuples.
  std::size_t vulnerabilities = 0, tuples = 0;
};

// ── Catalogues ───────────────────────────────────────────────────────────────────────────────────

// A version of a catalogue.
struct StoredCatalogue {
  std::int64_t version = 0;
  std::string name;  // of the catalogue's version, or of the model that scored
  std::optional<Instant> date;
  Instant fetched_at{};
  std::size_t entries = 0;
  bool current = false;  // its entries are in the tables
};

// ── The store as a whole ─────────────────────────────────────────────────────────────────────────

struct VendorFacts {
  std::string vendor;
  std::size_t documents = 0, versions = 0, vulnerabilities = 0, withdrawn = 0, findings = 0;
  std::optional<Instant> newest;  // what its newest document says of itself
};

struct StoreFacts {
  std::vector<VendorFacts> vendors;  // by id
  std::optional<StoredCatalogue> kev, epss;
  std::uint64_t raw_bytes = 0;       // of all versions, as they are kept …
  std::uint64_t document_bytes = 0;  // … and as the vendors published them
};

// A version, for those who want to take all of them away.
struct ExportedVersion {
  std::int64_t version = 0;
  std::string kind, publisher, vendor, tracking, revision, sha256;
  Instant fetched_at{};  // its first arrival, and what came with it
  std::string source, feed, hash, signature;
};

}  // namespace patchmatrix
