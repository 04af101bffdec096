// SPDX-License-Identifier: Apache-2.0
#pragma once

// The report stage: Findings → one finished, totally ordered Report → bytes. After normalize.
// Renderers read only the Report; the same input gives the same bytes on every machine.
//
// How things are counted is told in docs/counting.md.

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/date.hpp>
#include <patchmatrix/diagnostics.hpp>
#include <patchmatrix/normalize.hpp>
#include <patchmatrix/words.hpp>

namespace patchmatrix {

// A severity and an impact, each the gravest of a set of findings, independently of each other.
// Findings whose impact is DefenseInDepth count for neither unless the set has nothing else.
//
// Where the vendor says nothing of severity, the band of the highest CVSS score stands beside it;
// it never becomes the severity.
struct Rating {
  Severity severity = Severity::Unspecified;
  Impact impact = Impact::Unspecified;
  bool inferred = false;                  // nobody labelled the impact: see ValueSource
  std::optional<CvssSeverity> cvss = {};  // only with Severity::Unspecified
  bool operator==(const Rating&) const = default;
};

struct FamilyRow {
  std::string id;
  LocalText label;
  bool headline = false;  // a row of the table; otherwise under "other products"
  Rating rating;
  std::vector<std::string> updates;   // "KB5019961", …, by number
  std::size_t vulnerabilities = 0;    // that affect a product of the family
  std::size_t counted = 0;            // those of them that count in Totals
  std::vector<std::string> products;  // names, naturally ordered
};

struct MatrixRow {
  Rating rating;
  std::vector<std::size_t> families;  // positions in Report::families
};

struct VulnerabilityRow {
  std::string id;
  std::string title;
  Rating rating;
  std::string severity_word;  // the vendor's word where it is Unknown to us
  std::string impact_word;
  ImpactSet impacts;         // all of them; the rating has the gravest
  std::string cvss_version;  // "3.1"
  std::string cvss_base;     // "8.8": the highest of its products; empty without a score
  std::string cvss_vector;   // the vector of that score
  Answer exploited = Answer::NotStated;
  Answer publicly_disclosed = Answer::NotStated;
  Exploitability exploitability = Exploitability::NotStated;
  std::string component;
  bool in_release = false;
  std::string excluded;    // why it is not counted; empty when it is
  bool withdrawn = false;  // an older version had it, the present one lacks it
  std::vector<std::string> updates;
  std::vector<std::string> families;   // ids
  std::vector<std::string> documents;  // ids of all that speak of it
};

struct ReleaseRow {
  std::string vendor;
  LocalText vendor_name;
  LocalText title_form;  // see Vendor::release_title; empty for vendors without one
  LocalText severity_axis;
  std::size_t documents = 0;               // that count
  std::string id;                          // several documents: joined by ", "
  std::string month;                       // "2022-11"; several months: "2022-10..2022-12"
  std::string title;                       // in the vendor's words
  std::optional<Instant> initial_release;  // the earliest
  std::optional<Instant> current_release;  // the latest
  std::string revision;
  std::optional<Day> as_of;
  // Whether the documents say themselves what the release consists of; Whole: they are no releases,
  // and everything in them counts.
  enum class Membership { Listed, Inferred, Mixed, Whole } membership = Membership::Inferred;
  // What documents with several vulnerabilities say of themselves as a whole, in the vendors'
  // words: number of documents.
  std::map<std::string, std::size_t> document_severities;
  std::size_t restating_documents = 0;  // whose severities are bands of CVSS scores
};

struct Totals {
  std::map<Severity, std::size_t> families;        // headline rows
  std::map<Severity, std::size_t> other_families;  // the rest
  std::size_t vulnerabilities = 0;                 // all of the documents = counted + excluded
  std::size_t counted = 0;
  std::map<std::string, std::size_t> excluded;       // by reason
  std::map<Severity, std::size_t> by_severity;       // of the counted
  std::map<Impact, std::size_t> by_impact;           // of the counted
  std::map<Impact, std::size_t> by_inferred_impact;  // of those the ones nobody labelled
  std::size_t exploited = 0;                         // of the counted
  std::size_t publicly_disclosed = 0;                // of the counted
  std::size_t updates = 0;                           // different numbers, all families
};

struct InputRow {
  std::string path;
  std::string sha256;    // of the file as it is
  std::string document;  // its id
};

// A diagnostic and whether it stands for a document that could not be read.
struct Notice {
  Diagnostic diagnostic;
  bool failed = false;
};

struct Report {
  ReleaseRow release;
  Totals totals;
  std::vector<MatrixRow> matrix;    // headline rows, gravest first
  std::vector<MatrixRow> others;    // the other families, likewise
  std::vector<FamilyRow> families;  // headline first, then by rating, then in the feed's order
  std::vector<VulnerabilityRow> vulnerabilities;  // exploited first, then gravest, then by id
  std::vector<Notice> notices;
  std::vector<InputRow> inputs;
};

// One document as the report takes it.
struct ReportInput {
  const Findings* findings = nullptr;
  InputRow input;
  // Not empty: an older version of another input, which stands in for these vulnerabilities alone,
  // because the present version lacks them. They count, and are marked as withdrawn.
  std::vector<std::string> only = {};
};

struct ReportOptions {
  std::optional<Day> as_of;      // only what had been released by the end of this day (UTC)
  LocalText severity_axis = {};  // what severities of several vendors are called
};

// Several documents make one report: a vulnerability or family that occurs in more than one counts
// once, with the graver rating. Of documents with the same vendor and id the latest counts alone;
// the others are reported in `notices`. `inputs` must hold one that stands for itself.
Report build_report(const std::vector<ReportInput>& inputs, const ReportOptions& options,
                    const ImpactOrder& impact_order);

// The gravest of each, as described at Rating. `findings` may be empty.
Rating rate(const std::vector<const Finding*>& findings, const ImpactOrder& impact_order);

// ── Rendering ────────────────────────────────────────────────────────────────────────────────────

enum class Layout { Matrix, Table, Digest, List };

struct TextStyle {
  std::optional<std::size_t> width;  // columns; none: lines as long as they are
  bool colour = false;
};

struct LayoutOptions {
  Layout layout = Layout::Matrix;
  bool all_products = false;  // other products as rows of their own instead of one short list
};

std::string render_text(const Report& report, const LayoutOptions& options, const Words& words,
                        const TextStyle& style);
std::string render_markdown(const Report& report, const LayoutOptions& options, const Words& words);

// Schema "patchmatrix.report/1", described by docs/report.schema.json. The whole report, whatever
// the layout; `words` gives the messages of the diagnostics.
std::string render_json(const Report& report, const Words& words);

// What a Diagnostic or Notice says, in one line without its file: "place: message (n of this
// kind)".
std::string worded(const Diagnostic& diagnostic, const Words& words);
std::string worded(const Notice& notice, const Words& words);

// ── Inspection ───────────────────────────────────────────────────────────────────────────────────
// What one document says, for people who want to see what its tuples are made of. All texts are
// free of what would act on a terminal.

inline constexpr std::array kProductStatuses = {
    ProductStatus::Affected, ProductStatus::Fixed, ProductStatus::NotAffected,
    ProductStatus::UnderInvestigation, ProductStatus::Unknown};

struct TupleCounts {
  std::size_t total = 0;
  std::array<std::size_t, kProductStatuses.size()> by_status{};  // by ProductStatus
  std::size_t older_affected = 0;  // of the fixed: see Finding::older_affected
};

struct InspectedDocument {
  std::string id, title, category, status, revision, language, tlp;
  std::string publisher, publisher_namespace;
  std::string vendor;         // as in its tuples
  std::string definition;     // Vendor::id of what describes the publisher; empty for nothing
  LocalText definition_name;  // and what that is called
  std::optional<Instant> initial_release, current_release;
  Severity severity = Severity::Unspecified;  // of the document as a whole
  std::string severity_word, severity_scale;
  bool restates_cvss = false;
  bool withdrawn = false;
};

struct InspectedProduct {
  struct Identifier {
    ProductIdentifier::Kind kind = ProductIdentifier::Kind::Cpe;
    std::string text;
  };
  std::string id;
  std::string name;  // in full, as the document writes it; empty when it only refers to it
  bool defined = false;
  std::string line;  // ProductDescription::name
  std::string vendor, version, architecture, package, platform;
  std::vector<Identifier> identifiers;
  std::string family;  // id; empty for a product in no tuple
  TupleCounts tuples;
};

// Products of one line, by family.
struct InspectedLine {
  std::string family;  // id; empty: in no tuple
  LocalText label;     // of the family
  std::string line;
  std::size_t products = 0;
};

// A value and how many tuples have it.
struct InspectedSeverity {
  Severity severity = Severity::Unspecified;
  ValueSource source = ValueSource::None;
  std::string word;  // the vendor's own
  std::size_t tuples = 0;
};
struct InspectedImpact {
  std::vector<Impact> impacts;  // gravest first; at least one
  ValueSource source = ValueSource::None;
  std::string word;
  std::size_t tuples = 0;
};
struct InspectedScore {
  CvssVersion version = CvssVersion::Unknown;
  std::string base, published;  // "8.8"; `published` may be empty
  std::string vector;
  std::size_t tuples = 0;
};
struct InspectedFix {
  std::string name;  // else the fixed build, else the address
  bool is_update = false;
  std::size_t tuples = 0;
};
struct InspectedJustification {
  std::string word;
  std::size_t tuples = 0;
};

struct InspectedVulnerability {
  std::string id, title, component;
  std::vector<std::string> cwes;  // each once
  std::optional<Instant> released, revised;
  std::string excluded;  // see VulnerabilityFacts::excluded
  Answer exploited = Answer::NotStated;
  Answer publicly_disclosed = Answer::NotStated;
  Exploitability exploitability = Exploitability::NotStated;
  TupleCounts tuples;
  std::vector<InspectedSeverity> severities;  // gravest first
  std::vector<InspectedImpact> impacts;       // gravest first
  std::vector<InspectedScore> scores;         // newest version first, then highest
  std::vector<InspectedFix> fixes;            // in document order
  std::vector<InspectedJustification> justifications;
};

struct Inspection {
  std::string file, sha256;
  std::string format;          // "csaf", "cvrf", "cvrf-json"
  std::string format_version;  // "2.0"; empty where the document does not say it
  InspectedDocument document;
  std::size_t undefined_products = 0;  // named anywhere, defined nowhere
  std::size_t relationships = 0;
  TupleCounts tuples;
  std::vector<InspectedLine> lines;        // by family, then by name; those in no tuple last
  std::vector<InspectedProduct> products;  // in document order
  std::vector<InspectedVulnerability> vulnerabilities;  // in document order
  std::vector<Diagnostic> diagnostics;
};

// `input.path` and `input.sha256` are of the file.
Inspection inspect_findings(const Findings& findings, const InputRow& input,
                            const std::vector<Diagnostic>& diagnostics,
                            const ImpactOrder& impact_order);

struct InspectionOptions {
  bool all_products = false;         // every product, not only how many of each line
  std::optional<std::size_t> width;  // columns; none: lines as long as they are
};

// What is left out of a long list is counted where it would stand.
std::string render_inspection_text(const Inspection& inspection, const InspectionOptions& options,
                                   const Words& words);

// Schema "patchmatrix.inspect/1", described by docs/inspect.schema.json: the head, the objects of
// the documents with "," between them, and the foot. Nothing is left out.
std::string inspections_json_head();
std::string render_inspection_json(const Inspection& inspection, const Words& words);
std::string inspections_json_foot();

// ── Tuples ───────────────────────────────────────────────────────────────────────────────────────

// RFC 4180 with CRLF; starts with a byte order mark so that spreadsheets read it as UTF-8.
std::string tuples_csv_header();
void append_tuples_csv(const Findings& findings, std::string& out);

// One JSON object a line with the keys of the CSV header, lists as arrays, and `fix_details`: an
// object for each fix with what the vendor says of it.
void append_tuples_ndjson(const Findings& findings, std::string& out);

}  // namespace patchmatrix
