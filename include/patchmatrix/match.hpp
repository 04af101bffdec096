// SPDX-License-Identifier: Apache-2.0
#pragma once

// The match stage: machines of an Inventory × Findings → verdicts, each with the rule that decided
// it. After store and inventory, before report. docs/matching.md tells every rule.
//
// The worst a verdict can be is a wrong "fixed". So whatever is not known stays Unknown, and
// "fixed" is said only where a rule proves it.
//
// Machines that have the same installed are judged once: the cost of a machine is that of finding
// out what it has.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/inventory.hpp>
#include <patchmatrix/normalize.hpp>
#include <patchmatrix/questions.hpp>

namespace patchmatrix {

enum class Verdict : std::uint8_t {
  Open,          // affected, and the fix is not there
  Fixed,         // the fix, or something that contains it, is there
  Unknown,       // affected unless it is fixed, and nothing says whether it is
  NotAffected,   // the vendor says so
  OutOfSupport,  // the vendor no longer says anything, or offers its fix to others only
};
std::string_view slug(Verdict verdict);  // "open", "fixed", "unknown", "not-affected", …

// Of several verdicts on one vulnerability of a machine the one that counts for the machine:
// open, unknown, out of support, fixed, not affected.
bool worse(Verdict a, Verdict b);

// What decided. Each belongs to one verdict, told behind it.
enum class MatchRule : std::uint8_t {
  // ── operating systems that are told by their builds ──
  BuildReached,         // fixed: the revision is that of a fix, or above
  BuildBelow,           // open: it is below that of every fix
  LearnedBuildReached,  // fixed: the same, against the build that other documents give for the
                        // update
  LearnedBuildBelow,    // open
  HotpatchReached,      // fixed: likewise on the line of updates without restart
  HotpatchBelow,        // open
  HotpatchNotNamed,     // unknown: only updates of the other line are named
  UpdateInstalled,      // fixed: a fix is in the list of updates
  UpdateReplaced,       // fixed: an installed update replaces a fix
  UpdateImpliesBuild,   // fixed: an installed update leads to the build of a fix, or above
  UpdatePartial,        // open: of updates that are needed together one is missing
  NewestUpdateOlder,    // open: the newest update in the list leads to an older build
  UpdateMissing,        // open: the list is whole, and no fix is in it
  UpdatesNotGiven,      // unknown: nothing that is known proves that the fix is there
  UpdatesIncomplete,    // unknown: the list may lack updates
  UpdateUnknown,        // unknown: a newer update is installed of which no document tells
  FixWithoutBuild,      // unknown: the revision is known, but not that of the fix
  SeveralProducts,      // unknown: it may be one of several products, which differ
  ComponentNotListed,   // unknown: whether the component is installed is not known
  // ── everything ──
  VendorNotAffected,   // not affected: the vendor says so
  UnderInvestigation,  // unknown: the vendor does not know yet
  NoFix,               // open: the vendor has none
  SupportEnded,        // out of support: the fix is offered to others only
  NoLongerListed,  // out of support: nothing is said of the product; others of its family are hit
  // ── versions ──
  VersionReached,       // fixed: the version is that of a fix, or above
  VersionBelow,         // open
  VersionInRange,       // open: it is in a range that is affected
  VersionOutsideRange,  // not affected: it is in none
  VersionNotGiven,      // unknown: the inventory has no version
  VersionUnreadable,    // unknown: it, or that of the fix, cannot be compared
  VersionOfOtherLine,   // unknown: fixes are named for other lines of the product only
  FixWithoutVersion,    // unknown: the fix is named without a version
  StreamUnknown,        // unknown: it depends on the stream of the module, which is not told
  EpochUnknown,         // unknown: it depends on the epoch, which the list does not tell
  AnyVersion,           // open: every version is affected
};
std::string_view slug(MatchRule rule);  // "build-reached", …

// Where a finding stands.
struct MatchedFinding {
  std::uint32_t document = 0;  // in Match::documents
  std::uint32_t finding = 0;   // in its Findings::findings
};

// What was decided about one finding for one installed product.
struct Judgement {
  MatchedFinding finding;
  std::uint32_t fix = kNone;       // in the document's Findings::fixes: that decided, or is needed
  std::uint32_t required = kNone;  // in Match::texts: the build, version or update that is needed
  Verdict verdict = Verdict::Unknown;
  MatchRule rule = MatchRule::UpdatesNotGiven;
  std::uint8_t confidence = 0;  // percent: how sure it is that the finding is about this product
};

// A reason, worded from `step.<code>`.
struct Step {
  std::string code;
  Arguments arguments;
};

// An operating system or a piece of software, judged once for all machines that have it so.
struct InstalledProduct {
  std::string name;  // what it was taken for
  // Its build, version, or newest known update; may be empty. Of a system whose revision is known
  // that of `machine`: revisions that are judged alike share an entry unless Match::steps is
  // filled.
  std::string installed;
  std::uint32_t machine = 0;       // the first that has it
  std::uint32_t software = kNone;  // in Inventory::software, of that machine; none: its system
  std::uint8_t confidence = 0;     // as in Judgement
  std::string reason;  // why it could not be judged, if so: slug worded `unmatched.<reason>`
  Slice<Judgement> judgements;  // by document, then in its order
};

// Machines that have the same.
struct MachineClass {
  std::vector<std::uint32_t> products;  // in Match::products
  std::size_t machines = 0;
};

// What something in an inventory may be, though it is not sure enough for a verdict.
struct Candidate {
  std::string product;
  std::uint8_t confidence = 0;
};

// Something installed that no document speaks of, or that is not known well enough.
struct Unmatched {
  std::uint32_t machine = 0;       // the first that has it
  std::uint32_t software = kNone;  // as in InstalledProduct
  std::string name;                // as the inventory has it
  std::string reason;              // "no-system", "no-build", "several-products", "no-product", …
  std::size_t machines = 0;
  std::vector<Candidate> candidates;  // nearest first, at most three
};

struct Match {
  std::vector<const Findings*> documents;
  std::vector<std::string> texts;
  std::vector<Judgement> judgements;
  std::vector<std::vector<Step>> steps;  // by judgement; empty unless asked for
  std::vector<InstalledProduct> products;
  std::vector<MachineClass> classes;
  // By machine of the inventory: its class; kNone for those that are not in use.
  std::vector<std::uint32_t> class_of;
  std::vector<Unmatched>
      unmatched;  // by kind, then by number of machines, most first, then by name

  std::span<const Judgement> of(Slice<Judgement> s) const {
    return {judgements.data() + s.first, s.count};
  }
  const Findings& document(const Judgement& j) const { return *documents[j.finding.document]; }
  const Finding& finding(const Judgement& j) const {
    return document(j).findings[j.finding.finding];
  }
  const VulnerabilityFacts& vulnerability(const Judgement& j) const {
    return document(j).vulnerabilities[finding(j).vulnerability];
  }
};

// A name in inventories that the user says is a product.
struct Alias {
  std::string name;     // as inventories have it; compared folded
  std::string product;  // what documents call it: the whole name, or how it begins
};

struct MatchOptions {
  std::string vulnerability;  // judge this one alone; empty: all
  bool explain = false;       // fill Match::steps
  std::vector<Alias> aliases;
};

// From this on it is a verdict; what is less sure is a candidate. Percent.
inline constexpr std::uint8_t kSure = 70;

// `documents` and `inventory` must outlive the result. `remedies` is what the whole store knows of
// updates: which replace which, and to which builds they lead.
Match match(const Inventory& inventory, std::vector<const Findings*> documents,
            const StoredRemedies& remedies, const Feeds& feeds, const MatchOptions& options);

// Reads aliases.toml: an array of tables `aliases` with `name` and `product`.
// Errors: Malformed "toml-…" with file:line.
std::vector<Alias> read_aliases(const std::filesystem::path& file);

}  // namespace patchmatrix
