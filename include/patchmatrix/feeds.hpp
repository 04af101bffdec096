// SPDX-License-Identifier: Apache-2.0
#pragma once

// The feeds stage: what is known about vendors before any document is read. Everything a vendor
// calls its own (words, product names, families, release habits) is data under feeds/, never code.
//
//   feeds/vocabulary.toml        words that mean the same for every vendor; which impact is graver
//   feeds/vendors/<vendor>.toml  one vendor: its words, its product families, and its feeds
//   feeds/corrections/*.toml     values of a vendor that are known to be wrong, and the right ones
//
// Files of the same form in further folders add to these or override them, key by key. Fields are
// described in feeds/README.md.
//
// Loaded once, read-only afterwards, safe to share between threads.

#include <array>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <patchmatrix/date.hpp>
#include <patchmatrix/document.hpp>
#include <patchmatrix/exploitability.hpp>
#include <patchmatrix/impact.hpp>
#include <patchmatrix/severity.hpp>

namespace patchmatrix {

// A text for readers, in the languages of the reports.
struct LocalText {
  std::string ja;
  std::string en;
};

// Impacts by gravity: rank 0 is the gravest.
class ImpactOrder {
 public:
  ImpactOrder() = default;
  // `gravest_first` names every impact exactly once.
  explicit ImpactOrder(const std::vector<Impact>& gravest_first);
  bool graver(Impact a, Impact b) const { return rank(a) < rank(b); }
  std::size_t rank(Impact impact) const { return ranks_[static_cast<std::size_t>(impact)]; }

 private:
  std::array<std::size_t, kImpacts.size()> ranks_{};
};

// A vendor's words and what they mean. Compared without regard to case, width (NFKC) and
// surrounding blanks.
template <class Meaning>
using WordMap = std::map<std::string, Meaning>;  // keys folded

// How a product's version is read off its name, for the label of its family.
struct VersionRule {
  std::string text;          // stands at the beginning of the product name
  bool next_word = false;    // the version is the word after `text` …
  std::string version;       // … or this
  std::string label_prefix;  // put in front of it in the label
};

struct Family {
  std::string id;
  LocalText label;        // `{versions}` is replaced by the versions found, newest first
  bool headline = false;  // a row of the table; otherwise under "other products"
  std::optional<Day> headline_until;  // releases after this day: no longer a row
  std::vector<std::string> begins;    // the product name begins with one of these …
  std::vector<std::string> contains;  // … or contains one of these …
  std::vector<std::string> unless;    // … and contains none of these
  std::vector<VersionRule> versions;
  std::map<std::string, Day> serviced_until;  // versions left out of labels after their end
};

// Vulnerabilities of a document that are not part of the vendor's own release.
struct Exclusion {
  std::string reason;            // "azure-linux", …: key of the words `exclusion.<reason>`
  std::string component;         // the component is exactly this …
  std::string component_begins;  // … or begins with this
};

// How the notes of a document list the release (phrases stand at the head of a section).
struct ReleaseNotes {
  std::string note_title;
  std::vector<std::string> released;     // "This release consists of …"
  std::vector<std::string> republished;  // "We are republishing …"
};

// When the vendor releases: the n-th weekday of every month, at a local time.
struct ReleaseDay {
  int week = 0;           // 1 … 5
  int weekday = 0;        // 0 Sunday … 6 Saturday
  std::string time;       // "10:00"
  std::string zone;       // POSIX TZ rule, as Boost.Date_Time reads it
  std::string zone_name;  // "PT"
  int first_year = 0;     // the zone rule is right from this year on
};

// Numbers that updates are known by: `prefix` and this many digits.
struct UpdateNumber {
  std::string prefix;
  std::size_t min_digits = 0;
  std::size_t max_digits = 0;
};

// Where a vendor says whether a vulnerability is exploited: one text of `key:value;key:value`.
struct ExploitStatus {
  std::vector<std::string> exploited_texts;  // or a text that begins like one of these: exploited
  std::string exploited;
  std::string publicly_disclosed;
  std::vector<std::string> exploitability;  // the first key with an applicable value counts
};

// Stands for any CSAF provider on the command line; no feed has this id.
inline constexpr std::string_view kAnyCsaf = "csaf";

// How a feed is laid out, and so how the fetch stage finds what it holds.
enum class FeedKind {
  MsrcCvrf,        // an index of months, one document a month
  CsafProvider,    // CSAF 2.0 clause 7: provider-metadata.json, then ROLIE feeds or directories
  CsafAggregator,  // CSAF 2.0 clause 7.1.21: aggregator.json, which lists providers
  Directory,       // a folder with changes.csv and index.txt
  UrlList,         // addresses known beforehand, one a month where they hold {yyyy}
  Single,          // one file
  Folder,          // a folder of this machine
};
std::string_view slug(FeedKind kind);  // "msrc-cvrf", "csaf-provider", …

// What is asked of hashes and signatures before a document is believed.
enum class Verification {
  Record,   // checked where there are any; the verdict is kept, whatever it is
  Prefer,   // what is there must be right; what is missing is noted
  Require,  // both must be there and right
};
std::string_view slug(Verification verification);

// A secret that a feed wants to see in a header. The value never stands in a definition.
struct SecretHeader {
  std::string name;         // "Authorization"; empty: none
  std::string prefix;       // "Bearer "
  std::string file;         // the value is the first line of this file …
  std::string environment;  // … or the value of this variable
};

// Where advisories of a vendor are published.
struct Feed {
  std::string id;
  std::string vendor;  // Vendor::id
  LocalText name;
  FeedKind kind = FeedKind::Single;
  std::string format;             // for readers: "CVRF 1.1"
  std::vector<std::string> urls;  // the list or the documents; a path for a folder. May hold
                                  // {yyyy}, {mm} and {Mmm}
  std::string document_url;       // of one document, where the list does not say it
  // Of a provider: only the distributions whose address begins with one of these; empty: all.
  std::vector<std::string> distributions;
  std::vector<std::string> allowed_hosts;  // beside those of `urls`: "host" or "host:port"
  std::string cadence;                     // "monthly", "weekly", "daily", "irregular", …
  std::optional<Month> first_month;        // nothing is asked for that is older
  std::string time_zone;                   // POSIX TZ rule of the days the vendor means
  bool enabled = false;                    // fetched when no feed is named
  Verification verification = Verification::Prefer;
  std::vector<std::string> keys;          // addresses of OpenPGP keys, where no metadata names them
  std::vector<std::string> fingerprints;  // OpenPGP keys: no other is believed
  bool allow_http = false;                // without TLS
  bool allow_private_addresses = false;   // loopback, link-local, private
  int connections = 6;                    // to one host at a time
  int requests_per_second = 20;           // to one host; 0: as many as go
  int max_document_mib = 150;
  std::vector<std::string> headers;  // "Name: value"
  SecretHeader secret_header;
  std::string proxy;  // replaces the environment's
  std::string ca_file;
  std::string client_certificate;  // PEM files
  std::string client_key;
  std::vector<std::string> complete_families;  // a release without one of these is provisional
  std::string source;  // the page that describes the feed, and the day it was read
};

// What the text of a threat of category "impact" (CVRF: Threat Type "Impact") says. Publishers
// disagree, and most leave no doubt by what they write.
enum class ImpactThreat {
  ByContent,  // a severity word, a known impact, a reason why products are not affected, or prose
  Severity,   // a severity, also in a word we do not know
  Impact,     // one or several impacts, also in words we do not know
  Neither,    // why products are not affected
};
std::string_view slug(ImpactThreat threat);  // "by-content", "severity", "impact", "neither"

// What tells which of two versions of a document is newer.
enum class VersionOrder {
  Number,   // the version number that the document gives itself
  Arrival,  // when the feed gave it: numbers and dates of this vendor go backward
};
std::string_view slug(VersionOrder order);  // "number", "arrival"

// A client and a server of one build get updates of their own.
enum class MachineRole { Client, Server };
std::string_view slug(MachineRole role);  // "client", "server"

// "10.0.22621.819": a build of an operating system.
struct Build {
  std::string_view version;  // "10.0"
  int number = 0;            // 22621
  int revision = 0;          // 819
  bool operator==(const Build&) const = default;
};

// Nothing for anything but four numbers with dots between them; the last two below a thousand
// million.
std::optional<Build> parse_build(std::string_view text);

// Which builds a product has. Of builds that are serviced together the revision alone tells what is
// older, and only among machines of one role.
struct BuildBranch {
  std::string begins;  // the product name begins with this, as whole words
  MachineRole role = MachineRole::Client;
  std::string version;  // "10.0"
  int build = 0;        // 22621
  int group = 0;        // the first build of those that are serviced together
  // An update brings everything before it, so that the revision tells all. Else there are updates
  // that bring their month alone, and lead to builds like those that bring everything.
  bool cumulative = true;
  std::optional<Day> supported_until;  // for all editions but long-term ones
  bool extended_support = false;       // there are paid updates afterwards
};

// How the operating systems of a vendor are told from what inventories call them, and which of its
// products are for them. All are parts of names, compared without regard to case.
struct SystemWords {
  std::vector<std::string> names;      // one of these is in the name of each of its systems
  std::vector<std::string> servers;    // … and one of these in that of a server
  std::string before_version;          // in product names, before the version: " Version "
  std::vector<std::string> long_term;  // editions that are supported longer: "LTSC"
  // Parts of product names, by slug of an architecture; a product without any is for …
  std::vector<std::pair<std::string, std::string>> architectures;  // part → slug, first match wins
  std::string other_architecture;                                  // … this one
  // Parts of the names of products that are for machines with the same in their system's name.
  std::vector<std::string> editions;
  std::vector<std::string> core;      // products for installations without a desktop
  std::vector<std::string> hotpatch;  // products and sub-types of fixes that need no restart
  // Sub-types of fixes that bring a part: one of each that is named is needed. Of any others one
  // is enough.
  std::vector<std::string> partial_fixes;
  std::vector<std::string> servicing_fixes;  // sub-types of fixes that are installed before others
};

// Versions of an application that are serviced together: of these a higher one has everything that
// a lower one has.
struct ApplicationLine {
  std::string product;  // a part of the names of the products it is for; empty: of all
  std::string from;     // its first version
  std::string before;   // the first version that is no longer of it
};

// How versions of some software are to be understood. docs/matching-applications.md.
struct Application {
  std::string id;
  std::vector<std::string> names;     // the software in inventories …
  std::vector<std::string> products;  // … and the products that it is; empty: those of its own name
  std::vector<std::string> parts;     // products that come with it
  std::vector<ApplicationLine> lines;
  // Versions of one line begin with as many equal numbers; 0: there is one line only. Not asked
  // where `lines` or the name of the product tell the line.
  int same_numbers = 1;
  int numbers = 0;               // versions have as many; others count another thing. 0: any
  bool version_in_name = false;  // the name of the software tells the version better
  bool separate_updates =
      false;                  // updates bring parts each, so one version tells nothing of others
  bool incomparable = false;  // its versions say nothing of those that fixes have
  std::vector<std::string> base_versions;  // stay in lists, whatever updates are installed
};

// How names of software in inventories are compared with names of products: words and phrases
// that make no difference, or a known one.
struct ApplicationWords {
  // The publisher of a vendor's software contains one of these. Empty: products of this vendor are
  // not recognised by their names.
  std::vector<std::string> publishers;
  std::vector<std::string> ignored;
  std::vector<std::string> editions;
  std::vector<std::string> languages;
  std::vector<std::string> levels;    // "Service Pack", where a number follows
  std::vector<std::string> branches;  // "GDR": levels without a number
  std::vector<std::string> versions;  // a version follows, if a number does
  std::string includes;               // two versions follow: "(includes 16.0 - 16.9)"
};

// A distribution of packages (RPM), and how machines and documents name it. Texts are compared
// without regard to case.
struct Distribution {
  std::string id;
  std::string name;                  // as reports show it
  std::vector<std::string> systems;  // names of operating systems begin with one of these …
  std::vector<std::string> unless;   // … and contain none of these
  // "vendor:product" of CPEs, which may end in "*". Those of its own, and those whose packages are
  // built for one minor release that is kept for longer, or in another way than its own.
  std::vector<std::string> cpes, extended_cpes;
  // What names of platforms without a known CPE begin with.
  std::vector<std::string> platforms, extended_platforms;
  int release_numbers = 1;  // so many numbers of a version tell releases apart; the next is minor
  bool separate_minors = false;  // minor releases have packages of their own each
  std::string release_tag;  // stands before the numbers of the release in those of packages: "el"
  std::vector<std::string> plain_marks;  // letters behind that which say nothing of the build
  std::vector<std::string> packagers;    // the vendor of its packages contains one of these
  bool epochless = false;                // its packages have no epochs
};

// What a correction replaces.
enum class CorrectionKind {
  FixedBuild,      // the build that a fix leads to
  Placeholder,     // what an identifier stands for that is none
  RenamedProduct,  // a part of a product's name, by the name it has now
};
std::string_view slug(CorrectionKind kind);  // "fixed-build", "placeholder", "renamed-product"

// A step in which a vendor hardens something: what updates of that day and later do.
struct Phase {
  std::string id;                            // of all steps of one hardening
  std::vector<std::string> vulnerabilities;  // that it is about; may be empty
  std::string article;                       // "KB5020805": what tells of it; may be empty
  std::vector<std::string> families;         // ids of product families that it concerns; empty: all
  Day day{};
  LocalText text;      // what happens
  std::string source;  // address of the article
};

// A value of a vendor that is known to be wrong. It is replaced where every condition given holds;
// the vendor's own is kept beside it, and reports tell what was replaced. docs/corrections.md.
struct Correction {
  std::string id;  // unique among the corrections of its vendor
  CorrectionKind what = CorrectionKind::FixedBuild;
  LocalText why;
  std::string source;                  // where the right value stands
  Day date{};                          // when the correction was written
  std::vector<std::string> documents;  // ids of documents; empty: all
  std::string update;                  // name of the fix …
  std::vector<std::string> products;   // … for products with these ids …
  std::string product_begins;          // … or with names that begin so, as whole words
  std::string from;                    // the vendor's value; of a name a part of it
  std::string to;                      // the right one; empty: none is known, and `from` is none
  // Since this day the vendor's present documents are right; older versions of them still are not.
  std::optional<Day> right_since;
};

struct Vendor {
  std::string id;
  LocalText name;
  LocalText severity_axis;         // what the vendor's severity is called in reports
  LocalText release_title;         // `{year}` and `{month}` are replaced
  std::string vulnerability_page;  // its address for people: `{id}` is replaced; may be empty
  std::vector<std::string>
      publishers;           // a document whose publisher contains one of these is theirs
  std::string document_id;  // "{yyyy}-{Mmm}": where a document id tells the month
  VersionOrder version_order = VersionOrder::Number;
  WordMap<Severity> severities;
  WordMap<Impact> impacts;
  ImpactThreat impact_threat = ImpactThreat::ByContent;
  std::string impact_note;  // title of the note that lists the impacts, separated by commas
  std::vector<std::string> effect_notes;  // titles of document notes that tell what attackers gain
  std::string severity_note;              // title of the document note that holds its severity
  bool restates_cvss = false;             // the vendor's severity is the band of a CVSS score
  std::vector<std::string> restating_documents;  // or that of documents whose id begins so is
  // Namespaces of aggregate severities that are CVSS bands begin with one of these.
  std::vector<std::string> cvss_scales;
  std::string component_note;  // type of the note that names the component
  std::string issuer_note;     // type of the note that names who assigned the identifier
  std::vector<std::string> own_issuers;
  std::vector<std::string> kept_words;  // parts of product names that look like versions
  std::string monthly_title;   // "{Month} {yyyy} Security Updates": the title of a regular release
  std::string ignored_prefix;  // product names are compared with and without it
  std::vector<std::string> platform_separators;  // "A on B" is a product of A's family
  std::vector<std::string> identifiers;          // what a vulnerability's identifier begins with
  ExploitStatus exploit_status;
  WordMap<Exploitability> exploitabilities;
  UpdateNumber update_number;
  std::vector<std::string>
      update_prefixes;  // "EX-": a word of a fix that begins so names an update
  ReleaseNotes release_notes;
  ReleaseDay release_day;
  std::vector<Exclusion> exclusions;
  // Categories of branches: the first that stands around a product names its family; none: the
  // product's own name does.
  std::vector<std::string> family_levels;
  std::vector<Family> families;     // first match wins
  std::vector<std::string> rows;    // family ids in the order of a report's rows
  LocalText undefined_product;      // the label of products that a document does not define
  std::vector<Feed> feeds;          // in the order of the file
  std::vector<BuildBranch> builds;  // first match wins
  SystemWords systems;
  ApplicationWords application_words;
  std::vector<Application> applications;     // first match wins
  std::vector<std::string> buildless_fixes;  // sub-types of fixes whose versions are no builds
  std::vector<std::string> build_words;      // may stand before a build: "App", "Build", …
  std::vector<Distribution> distributions;   // first match wins
  std::vector<Phase> phases;                 // in the order of the file
  std::vector<Correction> corrections;       // by file, in the order of each
};

// The branch of the product with this name; null if none is known. Lives as long as the vendor.
const BuildBranch* branch_of(const Vendor& vendor, std::string_view product_name);

// Whether a build is of this branch or of one that is serviced together with it.
bool is_of_group(const Vendor& vendor, const Build& build, const BuildBranch& branch);

// What a vulnerability's impact is inferred from where its vendor states none: phrases, weaknesses
// and scores with what they mean, as in feeds/impact-rules.toml, which also tells how far each can
// be trusted (docs/accuracy.md). A phrase is a row of whole words; case does not matter, blanks and
// hyphens are alike, and `*` stands for up to three words. A phrase of Japanese is looked for as it
// is written.
struct ImpactRules {
  using Phrases = std::vector<std::string>;
  std::map<Impact, Phrases> title;     // of a vulnerability
  std::map<Impact, Phrases> text;      // descriptions, summaries, threats
  Phrases meaningless;                 // hold a phrase of the above and mean something else
  Phrases denied_next;                 // deny a phrase that follows within three words
  Phrases denied_rest;                 // deny what follows in the sentence …
  Phrases denied_until;                // … up to one of these
  Phrases denied_sentence;             // deny the sentence they stand in
  Phrases denied_text;                 // deny the whole text
  Phrases foreign;                     // three of these: a language whose phrases are not known
  std::map<unsigned, ImpactSet> cwes;  // by number
  ImpactSet only_confidentiality;      // the score touches nothing else
  ImpactSet only_integrity;
  ImpactSet only_availability;
};

// Words of inventories (feeds/inventory-columns.toml): headers, labels and values that people and
// programs use. Compared as docs/inventories.md tells.
struct InventoryWords {
  struct Table {  // a table that is known by its set of headers
    std::string id;
    std::vector<std::string> headers;                        // all of these are there
    std::vector<std::pair<std::string, std::string>> means;  // header → field, before `columns`
    std::string
        kind;  // of the software in it, as slugs of the inventory stage have it; may be empty
  };
  std::vector<std::pair<std::string, std::vector<std::string>>> columns;  // field → headers
  std::vector<std::pair<std::string, std::vector<std::string>>> labels;  // field → labels of texts
  std::vector<std::pair<std::string, std::vector<std::string>>> values;  // meaning → words
  std::vector<Table> tables;
};

struct Feeds {
  ImpactOrder impact_order;
  InventoryWords inventory;
  ImpactRules impact_rules;
  std::vector<Vendor> vendors;  // ordered by id
  Vendor generic;               // for publishers nobody described: common words, no families

  // The feed with this id, whichever vendor's; null if there is none.
  const Feed* find(std::string_view id) const;
};

// Reads vocabulary.toml, vendors/*.toml and corrections/*.toml below `folder`, then every *.toml of
// the folders `overrides` (they need not exist): a file whose `id` is known overrides that vendor
// key by key, feeds and families by their ids; one with `corrects` overrides the corrections of
// that vendor by their ids; any other file is a new vendor. Later folders win.
// Errors: Malformed "feed-…" or "toml-…" with file:line for anything a definition gets wrong,
// unknown keys included; NotFound "no-feeds" if the folder holds none.
Feeds load_feeds(const std::filesystem::path& folder,
                 const std::vector<std::filesystem::path>& overrides = {});

// The vendor whose publishers match the document's; `generic` if none does.
const Vendor& vendor_of(const Feeds& feeds, const Document& document);

// Compares words as people mean them: NFKC, case folded, runs of blanks as one, trimmed.
std::string folded(std::string_view word);

}  // namespace patchmatrix
