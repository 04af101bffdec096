// SPDX-License-Identifier: Apache-2.0
#pragma once

// The report stage, third part: a Match → what people and programs see of it. The same match gives
// the same bytes on every machine.
//
// Figures cost by groups of machines that have the same; only lists of machines walk all of them.
// What every number counts is told in docs/matching.md.

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/catalogue.hpp>
#include <patchmatrix/date.hpp>
#include <patchmatrix/inventory.hpp>
#include <patchmatrix/match.hpp>
#include <patchmatrix/report.hpp>
#include <patchmatrix/words.hpp>

namespace patchmatrix {

// ── What was asked ───────────────────────────────────────────────────────────────────────────────

struct MatchQuestion {
  std::string period;         // "2022-11", "2022-10..2022-12"; empty: everything there is
  std::string vendor;         // id; empty: all
  std::string vulnerability;  // judged alone; empty: all
  std::optional<Day> as_of;
  std::optional<Instant> known_at;
  Day today{};                  // machines are stale by this day …
  std::size_t stale_days = 30;  // … if they were seen more days before
};

struct MatchReportOptions {
  MatchQuestion question;
  const KevCatalogue* kev = nullptr;         // null: there is none
  const StoredRemedies* remedies = nullptr;  // which updates replace which, beside the documents
};

// ── Figures ──────────────────────────────────────────────────────────────────────────────────────

// Worst first.
inline constexpr std::array kVerdicts = {Verdict::Open, Verdict::Unknown, Verdict::OutOfSupport,
                                         Verdict::Fixed, Verdict::NotAffected};

struct VerdictCounts {
  std::array<std::size_t, kVerdicts.size()> by_verdict{};  // by Verdict

  std::size_t& operator[](Verdict verdict) { return by_verdict[static_cast<std::size_t>(verdict)]; }
  std::size_t operator[](Verdict verdict) const {
    return by_verdict[static_cast<std::size_t>(verdict)];
  }
  std::size_t total() const;
  std::optional<Verdict> worst() const;  // of those that are not 0
};

// Machines that have the same products of which something was judged.
struct MatchGroup {
  std::vector<std::uint32_t> products;  // in Match::products
  bool unknown_system = false;          // its operating system is not known well enough
  std::size_t machines = 0;             // that are not stale
  std::size_t stale = 0;
  VerdictCounts vulnerabilities;  // different ones, each by its worst verdict
  std::size_t exploited = 0;      // open, and exploited or in the catalogue
  std::optional<Verdict> worst;   // nothing: no vulnerability concerns it
  std::uint32_t plan = kNone;     // in MatchReport::plans
};

struct ProductFigures {
  std::string name;
  VerdictCounts machines;  // each by the worst verdict on this product
};

// Something to install: an update, or a version of a product.
struct UpdateFigures {
  std::string name;
  bool is_update = false;
  std::string version;              // of a product: at least this one; may be empty
  std::string restart;              // the vendor's word; empty: nothing is said
  bool servicing = false;           // to be installed before any others
  std::size_t machines = 0;         // that need it
  std::size_t vulnerabilities = 0;  // different ones that it closes on any of them
  std::size_t pairs = 0;            // machine × vulnerability that it closes
};

struct VulnerabilityFigures {
  std::string id, vendor, title;
  Rating rating;  // of the products that machines have
  bool exploited = false;
  std::optional<KevMark> kev;
  VerdictCounts machines;              // each by its worst verdict
  std::vector<std::string> documents;  // ids
};

// What a machine needs, in the order of installation.
struct PlanItem {
  std::uint32_t update = 0;           // in MatchReport::updates
  std::size_t vulnerabilities = 0;    // different ones that it closes
  std::vector<std::string> replaces;  // other updates that would be needed without it
};
struct InstallPlan {
  std::vector<PlanItem> items;
  std::size_t without_update = 0;  // open vulnerabilities for which nothing is to be installed
  std::size_t machines = 0;        // that are not stale
};

struct MatchReport {
  MatchQuestion question;
  LocalText severity_axis;  // what severities of the documents are called
  std::optional<CatalogueNote> kev;
  std::size_t machines = 0;                   // read
  std::size_t not_in_use = 0;                 // by their state; judged nowhere
  std::map<std::string, std::size_t> states;  // of these, as written
  std::size_t stale = 0;                      // of those in use; in no number but their own
  std::size_t judged = 0;                     // all others
  std::size_t unknown_system = 0;             // of these
  VerdictCounts by_worst;                     // judged machines, each by its worst verdict
  std::size_t unconcerned = 0;                // judged machines that no vulnerability concerns
  VerdictCounts pairs;                        // judged machine × vulnerability
  VerdictCounts stale_by_worst;
  std::vector<MatchGroup> groups;
  std::vector<std::uint32_t> group_of;   // by machine; kNone for those that are not in use
  std::vector<char> is_stale;            // by machine
  std::vector<ProductFigures> products;  // most open machines first
  std::vector<UpdateFigures> updates;  // most machines first; those that only stale ones need last
  std::vector<VulnerabilityFigures>
      vulnerabilities;             // open ones first; then exploited; then gravest
  std::vector<InstallPlan> plans;  // most machines first
};

// `options.question` is kept; the rest need live no longer than the call.
MatchReport build_match_report(const Inventory& inventory, const Match& match, const Feeds& feeds,
                               const MatchReportOptions& options);

// "host", "host (asset)": what a machine is called.
std::string machine_name(const Machine& machine);

// ── Rendering ────────────────────────────────────────────────────────────────────────────────────

// Takes output piece by piece: there may be more of it than memory.
using ByteSink = std::function<void(std::string_view bytes)>;

// One row is one machine in use × product × vulnerability, stale ones among them; by machine, then
// by document, then as judged. UTF-8 with byte order mark, CRLF, RFC 4180. Columns are only ever
// added behind the last.
void write_match_csv(const Inventory& inventory, const Match& match, const KevCatalogue* kev,
                     const ByteSink& sink);

// Schema "patchmatrix-match-1", described by docs/match.schema.json.
void write_match_json(const Inventory& inventory, const Match& match, const MatchReport& report,
                      const Words& words, const ByteSink& sink);

std::string render_match_text(const Inventory& inventory, const Match& match,
                              const MatchReport& report, const Words& words,
                              const TextStyle& style);

// ── One machine, one vulnerability ───────────────────────────────────────────────────────────────

// The machine with this host name or asset id, in any case, a host name also without its domain.
// Errors: NotFound "unknown-host", and "unknown-host-near" with the nearest names; Usage
// "several-hosts".
std::uint32_t find_machine(const Inventory& inventory, const std::string& name);

// The documents among `documents` that mention the vulnerability.
std::vector<const Findings*> mentioning(const std::vector<const Findings*>& documents,
                                        const std::string& vulnerability);

// Why the verdicts on `question.vulnerability` are what they are for `machine`, as numbered steps;
// the last line is the verdict. `match` was made with MatchOptions::explain.
std::string render_match_explanation(const Inventory& inventory, std::uint32_t machine,
                                     const Match& match, const MatchQuestion& question,
                                     const Words& words, const TextStyle& style);

// In words, from `step.<code>`.
std::string worded(const Step& step, const Words& words);

// ── Own machines in a report ─────────────────────────────────────────────────────────────────────

// A match, and what was made of it.
struct OwnMatch {
  const Match& match;
  const MatchReport& figures;
};

// Leaves only the judgements on products of these families, for a report that was cut to them.
void keep_families(Match& match, const std::vector<std::string>& families);

// Sets everything in `report` that is about own machines, from a match of the documents of the
// report, and tells anew what is to be done first. `earlier` is one of the documents that are there
// for Report::fixed_now, and of these vulnerabilities alone; null: there are none. Both are of
// `inventory`.
void add_own_machines(const Inventory& inventory, const OwnMatch& now, const OwnMatch* earlier,
                      Report& report);

}  // namespace patchmatrix
