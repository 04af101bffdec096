// SPDX-License-Identifier: Apache-2.0
#pragma once

// The report stage: Findings → one finished, totally ordered Report → bytes. After normalize.
// Renderers read only the Report; the same input gives the same bytes on every machine.
//
// How things are counted is told in docs/counting.md.

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <patchmatrix/catalogue.hpp>
#include <patchmatrix/changes.hpp>
#include <patchmatrix/date.hpp>
#include <patchmatrix/diagnostics.hpp>
#include <patchmatrix/lint.hpp>
#include <patchmatrix/normalize.hpp>
#include <patchmatrix/tlp.hpp>
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

// Machines of an inventory that have a product of a family, and those of them on which a
// vulnerability of it is open.
struct OwnMachines {
  std::size_t open = 0;
  std::size_t machines = 0;
};

// Machines of an inventory, each by the worst verdict on it (docs/matching.md).
struct OwnTotals {
  std::size_t open = 0, fixed = 0, unknown = 0, not_affected = 0, out_of_support = 0;
  std::size_t unconcerned = 0;  // that no vulnerability of the report concerns
  std::size_t judged = 0;       // all of the above
  std::size_t stale = 0;        // not seen for too long; in no other number
};

// How many machines, or vulnerabilities of a machine, have which verdict (docs/matching.md).
struct OwnVerdicts {
  std::size_t open = 0, unknown = 0, out_of_support = 0, fixed = 0, not_affected = 0;
};

struct OwnProduct {
  std::string name;
  OwnVerdicts machines;  // each by the worst verdict on this product
};

struct OwnMachine {
  std::string name;    // see machine_name()
  std::string system;  // as the inventory writes it
  std::string worst;   // slug of a verdict: "open"; empty: no vulnerability concerns it
  OwnVerdicts vulnerabilities;
  std::size_t exploited = 0;         // of the open ones: exploited, or in the catalogue
  std::vector<std::string> updates;  // to be installed, in this order
  bool stale = false;                // not seen for too long
};

// A line of the inventory of which nothing could be judged.
struct OwnUnmatched {
  std::string name;
  std::string reason;  // as words know it: "unmatched.<reason>"
  std::size_t machines = 0;
};

// The own machines in detail.
struct OwnDetails {
  std::vector<OwnProduct> products;     // most open machines first
  std::vector<OwnMachine> machines;     // worst first; at most kOwnMachines of them …
  std::size_t machines_left_out = 0;    // … and how many more there are
  std::vector<OwnUnmatched> unmatched;  // most machines first
};
inline constexpr std::size_t kOwnMachines =
    500;  // in a report; the others are in `match --format csv`

struct FamilyRow {
  std::string id;
  LocalText label;
  bool headline = false;  // a row of the table; otherwise under "other products"
  Rating rating;
  std::vector<std::string> updates;     // "KB5019961", …, by number
  std::size_t vulnerabilities = 0;      // that affect a product of the family
  std::size_t counted = 0;              // those of them that count in Totals
  std::vector<std::string> products;    // names, naturally ordered
  std::optional<OwnMachines> own = {};  // only with Report::own
  bool system = false;                  // of operating systems: see Vendor::builds
};

struct MatrixRow {
  Rating rating;
  std::vector<std::size_t> families;  // positions in Report::families
};

// What a catalogue of known exploited vulnerabilities says of one.
struct KevMark {
  Day added{};
  std::optional<Day> due;
  bool ransomware = false;  // see KevEntry
  bool operator==(const KevMark&) const = default;
};

// In hundred-thousandths: see EpssScore.
struct EpssMark {
  std::uint32_t probability = 0;
  std::uint32_t percentile = 0;
  bool operator==(const EpssMark&) const = default;
};

// Which state of a catalogue the marks are from.
struct CatalogueNote {
  std::string version;          // of the catalogue, or of the model that scored
  std::optional<Instant> date;  // of the release, or of the scores
  std::size_t entries = 0;      // that were taken into account
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
  std::string documented;  // the month of the document: "2022-09"; of Report::fixed_now only
  std::vector<std::string> updates;
  std::vector<std::string> families;   // ids
  std::vector<std::string> documents;  // ids of all that speak of it
  std::optional<KevMark> kev;          // only with Report::kev
  std::optional<EpssMark> epss;        // only with Report::epss
};

// Whether a vendor says that an update needs a restart. NotStated: it says nothing.
enum class Restart : std::uint8_t { NotStated, No, Maybe, Yes };
std::string_view slug(Restart restart);  // "", "no", "maybe", "yes"

// A vulnerability that an update fixes.
struct UpdateFix {
  std::size_t vulnerability = 0;      // position in Report::vulnerabilities
  Rating rating;                      // of the products that the update is for, not of all
  std::vector<std::string> families;  // ids of these products, in the order of Report::families
};

// Something to install that has a number: a KB. What it fixes counts each vulnerability once.
struct UpdateRow {
  std::string name;                       // "KB5019961"
  std::vector<std::string> families;      // ids, in the order of Report::families
  std::vector<std::string> products;      // names, naturally ordered
  std::vector<std::string> kinds;         // in the vendor's words: "Security Update", …
  std::vector<std::string> fixed_builds;  // each once, naturally ordered
  std::vector<std::string> supersedes;    // updates, naturally ordered
  Restart restart = Restart::NotStated;   // the most that is said
  Answer known_issue =
      Answer::NotStated;  // Yes: the vendor names one; nobody ever says that there is none
  std::vector<std::string> known_issue_urls;
  std::string url;         // of the update; may be empty
  bool servicing = false;  // to be installed before any others
  Rating rating;           // the gravest of what it fixes
  std::size_t vulnerabilities =
      0;                      // of Report::vulnerabilities that are not withdrawn, counted or not
  std::size_t critical = 0;   // of these, by severity of the products that it is for
  std::size_t exploited = 0;  // of these: exploited to the vendor
  std::size_t kev = 0;        // of these: in the catalogue; only with Report::kev
  std::optional<std::size_t> own = {};  // machines that need it; only with Report::own
  std::vector<UpdateFix> fixes;         // those counted above, in the order of the report
};

// Why an update comes first, strongest first (docs/counting.md).
enum class FirstReason : std::uint8_t {
  Exploited,   // the vendor says that something it fixes is exploited
  Kev,         // … is in the catalogue of known exploited vulnerabilities
  Ransomware,  // … is used by ransomware, says the catalogue
  Disclosed,   // … is publicly disclosed
  Likely,      // … is likely to be exploited, says the vendor
  Critical,    // … has the gravest severity
};
std::string_view slug(FirstReason reason);  // "exploited", "kev", "ransomware", "disclosed", …

// An update to install before the others.
struct FirstUpdate {
  std::size_t update = 0;                    // position in Report::updates
  std::vector<FirstReason> reasons;          // at least one, in order
  std::vector<std::string> vulnerabilities;  // those that the first reason is about
};
inline constexpr std::size_t kFirstUpdates = 5;

// The verdict on a release. Urgent: something in it, or fixed by it, is exploited or in the
// catalogue, and, with an inventory, open or unknown on one of the own machines.
struct Urgency {
  bool urgent = false;
  std::size_t exploited =
      0;  // vulnerabilities, documented now or earlier, that are exploited or in the catalogue
  std::size_t own_open = 0;     // machines on which one of these is open; only with Report::own
  std::size_t own_unknown = 0;  // … not open, but not known to be fixed
  std::optional<Day>
      due;  // the earliest day of the catalogue by which one has to be fixed: a reference
};

// What is different since an earlier state of the documents.
struct ReleaseChanges {
  std::string from, to;  // days: "2022-11-08"; `to` empty: the present state
  bool known = false;    // an earlier state is kept; else nothing can be told
  std::vector<Change> changes;
};

// Something beside the updates that a reader has to think of.
struct Caution {
  enum class Kind : std::uint8_t {
    Phase,       // the vendor hardens something in steps; `day` is that of the step
    SupportEnd,  // support of a product ends, or ended, on `day`
    Manual,      // fixes that no update number stands for: `items` are what they are called
    Servicing,   // `items` are updates to be installed before the others
  };
  Kind kind = Kind::Phase;
  std::optional<Day> day;
  std::string subject;              // CVE, product or the like
  LocalText text;                   // of a phase: what happens
  std::vector<std::string> items;   // at most a few
  std::size_t vulnerabilities = 0;  // that it is about
  std::string source;               // address; may be empty
};
std::string_view slug(Caution::Kind kind);  // "phase", "support-end", "manual", "servicing"

// The release after this one.
struct NextRelease {
  Instant at{};
  std::string zone;       // of the vendor, as in ReleaseDay
  std::string zone_name;  // what it is called
};

// One week of all documents of a report: what was released or revised in it.
struct WeekVulnerability {
  std::size_t vulnerability = 0;  // position in Report::vulnerabilities
  std::string vendor;             // id
  bool released = false;          // for the first time; else revised
  std::string revision;           // the last one of the week
  Day day{};                      // … and its day (UTC)
  bool major = false;             // it brings something to do: see is_major_revision
};
struct WeekVendor {
  std::string id;
  LocalText name;
  LocalText severity_axis;
  std::vector<WeekVulnerability> released, revised;  // in the order of Report::vulnerabilities
};
struct Week {
  Day monday{}, sunday{};
  std::vector<WeekVendor> vendors;  // by id
};

struct ReleaseRow {
  std::string vendor;
  LocalText vendor_name;
  LocalText title_form;  // see Vendor::release_title; empty for vendors without one
  LocalText severity_axis;
  std::string vulnerability_page = {};     // see Vendor; empty where vendors differ
  std::size_t documents = 0;               // that count
  std::string id;                          // several documents: joined by ", "
  std::string month;                       // "2022-11"; several months: "2022-10..2022-12"
  std::string title;                       // in the vendor's words
  std::optional<Instant> initial_release;  // the earliest
  std::optional<Instant> current_release;  // the latest
  std::string revision;
  std::optional<Day> as_of;
  bool said = false;  // the documents are those of that day, not later ones cut down to it
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
  std::map<std::string, std::size_t> excluded;                                // by reason
  std::map<Severity, std::size_t> by_severity;                                // of the counted
  std::map<Impact, std::size_t> by_impact;                                    // of the counted
  std::map<std::pair<Severity, Impact>, std::size_t> by_severity_and_impact;  // of the counted
  std::map<Impact, std::size_t> by_inferred_impact;  // of those the ones nobody labelled
  std::size_t exploited = 0;                         // of the counted
  std::size_t publicly_disclosed = 0;                // of the counted
  std::size_t kev = 0;                               // of the counted; only with Report::kev
  std::size_t kev_ransomware = 0;                    // of these
  std::size_t updates = 0;                           // different numbers, all families
};

struct InputRow {
  std::string path;
  std::string sha256;    // of the file as it is
  std::string document;  // its id
  std::string revision = {};
  std::optional<Instant> current_release = {};
  std::optional<Instant> fetched_at = {};  // of what a feed gave
  std::string tlp = {};                    // the label as written; empty: none
  std::string status = {};                 // "Final", "interim": as written
};

// A month and what its report counts; nothing where there are no data.
struct MonthTotals {
  Month month;
  std::optional<Totals> totals;
};

// A correction that was applied to documents of the report.
struct CorrectionRow {
  std::string id;
  CorrectionKind what = CorrectionKind::FixedBuild;
  LocalText why;
  std::string source;
  Day date{};
  std::string update;            // of a fixed build
  std::string published, value;  // the vendor's, and what stands in its place: may be empty
  std::size_t count = 0;         // tuples, vulnerabilities or products: see AppliedCorrection
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
  // Without catalogues: exploited first, then disclosed, then gravest, then by id. With one: see
  // docs/counting.md.
  // Documented in an earlier month and fixed by updates of this release; ordered like the others.
  std::vector<VulnerabilityRow> fixed_now;
  std::vector<VulnerabilityRow> vulnerabilities;
  std::vector<CorrectionRow> corrections;  // in the vendors' order
  std::vector<Notice> notices;
  std::vector<InputRow> inputs;
  std::optional<CatalogueNote> kev, epss;  // those that were given
  std::optional<OwnTotals> own;            // of an inventory, if one was given
  std::optional<OwnDetails> own_details;   // likewise
  std::vector<UpdateRow> updates;          // most to be done first: see docs/counting.md
  std::vector<FirstUpdate> first;          // at most kFirstUpdates
  Urgency urgency;
  Tlp tlp = Tlp::Clear;  // the highest label of the inputs
  // ── what is around the release; empty where nobody asked or nothing is known ──
  std::optional<ReleaseChanges> changes;
  std::vector<MonthTotals> months;  // oldest first, without gaps; the last is that of the report
  std::vector<Caution> cautions;    // by kind, then by day
  std::optional<NextRelease> next;
  std::optional<Week> week;
  std::vector<std::string> only_families;  // ids: the report was cut down to these
  Totals all_totals;                       // … and this is what it counted before
  std::string program;                     // "patchmatrix 0.1.0"
};

// One document as the report takes it.
struct ReportInput {
  const Findings* findings = nullptr;
  InputRow input;
  // Not empty: an older version of another input, which stands in for these vulnerabilities alone,
  // because the present version lacks them. They count, and are marked as withdrawn.
  std::vector<std::string> only = {};
  // The document as it was on ReportOptions::as_of: all of it had been said by then.
  bool said = false;
  // An earlier document, which is here for `only` alone: what it documented then is fixed now.
  // Rates no family and counts nowhere but in Report::fixed_now.
  bool fixed_now = false;
};

// The identifiers of what an earlier document documented as the vendor's own, for which it has one
// of `updates`, those of `month`, and a major revision of that month, if `until` is given by the
// end of that day.
std::vector<std::string> fixed_in(const Findings& earlier, Month month,
                                  const std::set<std::string>& updates,
                                  const std::optional<Day>& until = {});

// The updates of a document that fix what counts in it.
std::set<std::string> updates_of(const Findings& findings);

struct ReportOptions {
  std::optional<Day> as_of;      // only what had been released by the end of this day (UTC)
  LocalText severity_axis = {};  // what severities of several vendors are called
  // Either may be null; they are needed only while the report is built. With `as_of`, of KEV only
  // what had been added by the end of the day, and of EPSS nothing if its scores are of a later
  // one.
  const KevCatalogue* kev = nullptr;
  const EpssScores* epss = nullptr;
};

// Several documents make one report: a vulnerability or family that occurs in more than one counts
// once, with the graver rating. Of documents with the same vendor and id the latest counts alone;
// the others are reported in `notices`. `inputs` must hold one that stands for itself.
Report build_report(const std::vector<ReportInput>& inputs, const ReportOptions& options,
                    const ImpactOrder& impact_order);

// Tells what to do first: fills Report::first, and of Report::urgency all but the own machines,
// which stay as they are. Part of build_report; to be called again when own machines were added:
// UpdateRow::own, Urgency::own_open and own_unknown.
void prioritize(Report& report);

// For a team that looks after some products: keeps the family rows with these ids, and of the
// vulnerabilities, updates, changes and entries of the week those that concern them, and counts
// anew. Ratings stay those of all products, so that a vulnerability is called the same in every
// report. Cautions, months and own machines stay as they are: they are to be made of, or for, the
// cut report. Fills Report::only_families and all_totals.
// Errors: Usage "unknown-family", "unknown-family-near" for an id that no row has; `report` is
// then unchanged.
void cut_to_families(Report& report, const std::vector<std::string>& families);

// The week, Monday to Sunday (UTC), that `day` is in.
Week week_of(Day day);

// The identifiers of what the document released or revised in a week, by the end of the day `until`
// where that is given, each once.
std::vector<std::string> touched_in(const Findings& findings, const Week& week,
                                    const std::optional<Day>& until = {});

// Fills Report::week, of the week that `day` is in, from the revisions of the vulnerabilities, or
// of their documents where those have none. `report` was built of `inputs`; of them all vendors
// have an entry, be it an empty one.
void add_week(const std::vector<ReportInput>& inputs, Day day, Report& report);

// Fills Report::cautions for what is in `report`, after it was cut to families. Phases and ends of
// support are told around the months of the report (docs/counting.md).
void add_cautions(const std::vector<ReportInput>& inputs, Report& report);

// The gravest of each, as described at Rating. `findings` may be empty.
Rating rate(const std::vector<const Finding*>& findings, const ImpactOrder& impact_order);

// ── Rendering ────────────────────────────────────────────────────────────────────────────────────

// Matrix, Table, Digest and List: one part of the release. Monthly: all that a reader of the month
// asks. Notice: a text for the users of the machines. Weekly: what was released or revised in
// Report::week, by vendor.
enum class Layout { Matrix, Table, Digest, List, Monthly, Notice, Weekly };

struct TextStyle {
  std::optional<std::size_t> width;  // columns; none: lines as long as they are
  bool colour = false;
};

struct LayoutOptions {
  Layout layout = Layout::Matrix;
  bool all_products = false;  // other products as rows of their own instead of one short list
  bool in_archive = false;    // of pages: links lead to the pages of render_site()
  // Of Monthly: every update, vulnerability and machine; else what a mail has room for.
  bool whole = false;
  // Of Monthly and Weekly: rows of any list or table; those left out are counted.
  std::optional<std::size_t> most_rows = {};
};

std::string render_text(const Report& report, const LayoutOptions& options, const Words& words,
                        const TextStyle& style);
std::string render_markdown(const Report& report, const LayoutOptions& options, const Words& words);

// Templates are looked for in these folders, in this order.
using TemplateFolders = std::vector<std::filesystem::path>;

// One file that needs nothing beside it: its style and script are inside, and its policy allows no
// others. The data that templates see are described by docs/template.schema.json.
// Errors: NotFound "no-template"; Malformed "template-…", with the template's file and line.
std::string render_html(const Report& report, const LayoutOptions& options, const Words& words,
                        const TemplateFolders& templates);

// The body of a mail as HTML: styles on the elements, no script, nothing remote, less than 100,000
// bytes. Errors: as render_html.
std::string render_mail_html(const Report& report, const Words& words,
                             const TemplateFolders& templates);

// The subject of a mail with the report: "[patch] 2022-11 monthly: exploited 6 / …". In one line.
std::string subject_line(const Report& report, const Words& words);

// Layout::Notice. Errors: as render_html.
std::string render_notice_text(const Report& report, const Words& words,
                               const TemplateFolders& templates);
std::string render_notice_markdown(const Report& report, const Words& words,
                                   const TemplateFolders& templates);

// Office Open XML: an overview, the matrix, vulnerabilities, updates and own machines, each a
// sheet. Nothing in it is a formula. Errors: Io "spreadsheet".
std::string render_xlsx(const Report& report, const Words& words);

// How CSV is written. Excel: UTF-8 with byte order mark, lines end in CRLF (RFC 4180). Unix:
// without the mark, lines end in LF.
enum class CsvDialect { Excel, Unix };

// Makes CSV of the dialect out of CSV as all writers here write it, which is CsvDialect::Excel.
// What fields hold stays as it is. The pieces may be cut anywhere.
class CsvInDialect {
 public:
  explicit CsvInDialect(CsvDialect dialect) : dialect_(dialect) {}
  // The next piece; valid until the next call, and while `excel` is.
  std::string_view of(std::string_view excel);

 private:
  CsvDialect dialect_;
  std::size_t mark_ = 0;  // bytes of the byte order mark that were seen
  bool quoted_ = false;   // inside quotes
  std::string made_;
};

// One row a vulnerability. Columns are only ever added behind the last.
std::string render_csv(const Report& report, const Words& words, CsvDialect dialect);

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

// ── Lint ─────────────────────────────────────────────────────────────────────────────────────────

// What a Linter found, and in how many documents.
struct LintResult {
  std::string vendor;  // Vendor::id
  LocalText vendor_name;
  std::size_t documents = 0;
  std::vector<Suspect> suspects;
};

// One line a suspect; long lists are cut, and say so.
std::string render_lint_text(const LintResult& result, const Words& words);

// Schema "patchmatrix.lint/1", described by docs/lint.schema.json. Nothing is left out.
std::string render_lint_json(const LintResult& result);

// ── Tuples ───────────────────────────────────────────────────────────────────────────────────────

// RFC 4180 with CRLF; starts with a byte order mark so that spreadsheets read it as UTF-8.
std::string tuples_csv_header();
void append_tuples_csv(const Findings& findings, std::string& out);

// One JSON object a line with the keys of the CSV header, lists as arrays, and `fix_details`: an
// object for each fix with what the vendor says of it.
void append_tuples_ndjson(const Findings& findings, std::string& out);

// ── Changes ──────────────────────────────────────────────────────────────────────────────────────

// What was compared, for the heading.
struct ChangesHeading {
  LocalText vendor_name;
  LocalText severity_axis;
  std::string period;    // "2022-11"
  std::string from, to;  // what the two states are called: mostly days
};

// Changes of one type stand together in the order of ChangeType. What changed alike is told once,
// with the vulnerabilities and products that it holds for; long lists and values are cut, and say
// so.
std::string render_changes_text(const ChangesHeading& heading, const std::vector<Change>& changes,
                                const Words& words, const TextStyle& style);

// Schema "patchmatrix.changes/1", described by docs/changes.schema.json: every change, in the order
// given.
std::string render_changes_json(const std::string& from, const std::string& to,
                                const std::vector<Change>& changes);

// Two releases side by side: totals and product families of their reports, then the changes
// (compare_releases). JSON has the same schema, with "totals" and "families" behind the changes.
std::string render_comparison_text(const Report& older, const Report& newer,
                                   const std::vector<Change>& changes, const Words& words,
                                   const TextStyle& style);
std::string render_comparison_json(const Report& older, const Report& newer,
                                   const std::vector<Change>& changes);

}  // namespace patchmatrix
