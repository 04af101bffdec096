// SPDX-License-Identifier: Apache-2.0
#pragma once

// The normalize stage: a Document in the vendor's words → Findings in ours. After parse, before
// store and report.
//
// A finding is one tuple (document, vulnerability, product). Severity and impact are the product's
// own, never the maximum of the vulnerability, and say where they come from.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/cvss.hpp>
#include <patchmatrix/date.hpp>
#include <patchmatrix/diagnostics.hpp>
#include <patchmatrix/document.hpp>
#include <patchmatrix/exploitability.hpp>
#include <patchmatrix/feeds.hpp>
#include <patchmatrix/impact.hpp>
#include <patchmatrix/severity.hpp>

namespace patchmatrix {

enum class ProductStatus : std::uint8_t {
  Affected,
  Fixed,
  NotAffected,
  UnderInvestigation,
  Unknown
};
std::string_view slug(ProductStatus status);  // "affected", "fixed", "not-affected", …

// Where a severity or an impact was read. What does not come from the vendor's own word is
// inferred, and marked in every report (docs/accuracy.md says how far it can be trusted).
enum class ValueSource : std::uint8_t {
  None,      // nowhere: the value is Unspecified
  Vendor,    // the vendor's own word for this vulnerability, or for this product of it
  Document,  // the document's word, where the document has one vulnerability only
  Title,     // inferred from the title
  Note,      // inferred from a description, summary or another text
  Cwe,       // inferred from the kind of weakness
  Cvss,      // inferred from the score
};
std::string_view slug(ValueSource source);  // "", "vendor", "document", "title", "note", …
inline bool is_inferred(ValueSource source) { return source >= ValueSource::Title; }

// A question that a vendor answers or passes over: silence is never read as "no".
enum class Answer : std::uint8_t { NotStated, No, Yes };
std::string_view slug(Answer answer);  // "", "no", "yes"

// A CVSS base score: that of the vector, or as published where there is no vector to read.
struct Score {
  CvssVersion version = CvssVersion::Unknown;
  std::int16_t tenths = -1;     // 0 … 100; -1: no score
  std::int16_t published = -1;  // the same, as the document says
  std::string_view vector;

  bool given() const { return tenths >= 0; }
};
std::string to_string(const Score& score);  // "8.8"; empty without a score

// What a vendor offers to install.
struct Fix {
  std::string_view name;      // "KB5019961", "Click to Run", …
  bool is_update = false;     // the name is a number of Vendor::update_number
  std::string_view sub_type;  // in the vendor's words, like everything below
  std::string_view fixed_build;
  std::string_view supersedes;
  std::string_view restart_required;
  std::string_view url;
  std::string_view published_build = {};  // the vendor's own, where a correction replaced it
};

// An update of which the vendor says that it has known issues (CVRF as MSRC writes it).
struct KnownIssue {
  std::string_view update;  // "KB5019961"
  bool is_update = false;   // as in Fix
  std::string_view url;     // what the vendor says of them
};

// A product in the words of its document: what a tuple is about.
struct ProductDescription {
  std::string_view vendor;  // of the branches around it; empty where none is of a vendor
  std::string name;         // of its product line: "Example Gateway"; else its full name
  std::string version;      // version or range as written; several ones joined by " | "
  std::string_view architecture;
  std::string_view package;                    // of a product in, on or with another: the one …
  std::string_view platform;                   // … and the other
  std::vector<ProductIdentifier> identifiers;  // its own, then those of package and platform
};

// Resolves relationships of any depth; one that leads back to itself ends there.
ProductDescription describe(const Document& document, ProductIndex product);

// The product that another one is, in the end, a part of or installed on; itself if it stands
// alone. Somewhere on the way where relationships lead in a circle.
ProductIndex outermost(const Document& document, ProductIndex product);

// The group of products that one row of a report speaks of. Lives as long as its Normalizer.
struct ProductFamily {
  std::string id;
  std::string name;              // for a family of its own: the product name without version
  const Family* rule = nullptr;  // null for a family of its own
};

struct Finding {
  std::uint32_t vulnerability = 0;  // position in Findings::vulnerabilities
  ProductIndex product = 0;
  ProductStatus status = ProductStatus::Unknown;
  // Of a fixed product: nothing is said of the versions before it, so they are affected.
  bool older_affected = false;
  Severity severity = Severity::Unspecified;
  ValueSource severity_source = ValueSource::None;
  Impact impact = Impact::Unspecified;  // the gravest of `impacts`
  ImpactSet impacts;
  ValueSource impact_source = ValueSource::None;
  std::string_view severity_word;  // the vendor's own words
  std::string_view impact_word;
  std::string_view justification;  // why it is not affected
  bool rated_severity = false;     // the vendor gave a severity, be it an empty one
  bool rated_product = false;      // … and gave it for this product
  bool rated_impact = false;
  Score score;  // the one shown: the highest, then the newest (CSAF 2.0, section 9.1.11)
  // Of each version the highest, by CvssVersion - 1: position in Findings::scores, or kNone.
  std::array<std::uint32_t, 4> scores = {kNone, kNone, kNone, kNone};
  Slice<std::uint32_t> fixes;  // into Findings::fix_table
};

// What holds for a vulnerability as a whole.
struct VulnerabilityFacts {
  std::string_view id;      // as the vendor writes it
  std::uint32_t entry = 0;  // the first one that it has, in Document::vulnerabilities
  std::string_view title;
  std::string_view component;
  std::string_view issuer;       // who assigned the identifier
  Slice<std::string_view> cwes;  // into Findings::cwes
  Answer exploited = Answer::NotStated;
  Answer publicly_disclosed = Answer::NotStated;
  Exploitability exploitability = Exploitability::NotStated;
  std::optional<Instant> released;  // its first revision, else the document's initial release
  std::optional<Instant> revised;   // its last revision
  std::string_view revision;        // the greatest number of its revisions: "1.1"
  Slice<Revision> revisions;        // all of its first entry; into the tables of the document
  bool in_release = false;
  // Why it is not counted in the release: "azure-linux", "chromium", "other-cna",
  // "added-after-release", "not-listed", "placeholder". Empty when it is counted.
  std::string_view excluded;
  std::string_view stands_for;  // of a placeholder: the identifier that is meant, if that is known
  Slice<Finding> findings;
  Slice<KnownIssue> known_issues;  // into Findings::known_issues, each update once
};

// A correction of Findings::vendor, and how many values of the document it replaced: builds of
// tuples, placeholders, or names of products.
struct AppliedCorrection {
  const Correction* correction = nullptr;
  std::size_t count = 0;
};

// What a document calls a product that has another name now.
struct PublishedName {
  ProductIndex product = 0;
  std::string_view name;
};

// Whether a revision brings something to do: "2.0", "3.0", "2"; the first one documents, and those
// between tell more of what is known (MSRC: 1.1 is an informational change).
bool is_major_revision(std::string_view number);

// Part of the vendor's own releases, be it that it was documented after the one of its month.
inline bool is_own(const VulnerabilityFacts& facts) {
  return facts.in_release || facts.excluded == "added-after-release";
}

struct Release {
  std::string vendor;  // Vendor::id, or a slug of the publisher
  std::string id;      // the document's own
  std::optional<Month> month;
  std::string title;
  std::optional<Instant> initial_release;
  std::optional<Instant> current_release;
  std::string revision;
  // The document's own severity, which is not that of any vulnerability.
  Severity severity = Severity::Unspecified;
  std::string_view severity_word;
  bool restates_cvss =
      false;               // the vendor's severities are bands of CVSS scores: no second opinion
  bool withdrawn = false;  // the publisher took the document back
  bool monthly = false;    // a regular release, by its title; not an early or extra one
  bool whole = false;      // the document is no release: everything in it counts
  bool listed = false;     // the document says itself which vulnerabilities the release consists of
  std::size_t announced = 0;  // how many it says they are
};

// Everything one document says, in our words. Views point into `document` and its bytes.
struct Findings {
  Document document;
  const Vendor* vendor = nullptr;
  Release release;
  std::vector<VulnerabilityFacts> vulnerabilities;  // in document order, each identifier once
  std::vector<Finding> findings;                    // grouped by vulnerability
  std::vector<Score> scores;
  std::vector<std::string_view> cwes;
  std::vector<Fix> fixes;
  std::vector<KnownIssue> known_issues;
  std::vector<std::uint32_t> fix_table;        // positions in `fixes`
  std::vector<const ProductFamily*> families;  // by ProductIndex; null for products without finding
  std::vector<AppliedCorrection> corrections;  // those that were applied, in the vendor's order
  std::vector<PublishedName> published_names;  // of products that were renamed since

  std::span<const Finding> of(Slice<Finding> s) const {
    return {findings.data() + s.first, s.count};
  }
  std::span<const std::string_view> of(Slice<std::string_view> s) const {
    return {cwes.data() + s.first, s.count};
  }
  std::span<const std::uint32_t> of(Slice<std::uint32_t> s) const {
    return {fix_table.data() + s.first, s.count};
  }
  std::span<const KnownIssue> of(Slice<KnownIssue> s) const {
    return {known_issues.data() + s.first, s.count};
  }

  std::unique_ptr<std::pmr::monotonic_buffer_resource> text =
      std::make_unique<std::pmr::monotonic_buffer_resource>();
};

// The same product in another document has the same key: made of its vendor (of the publisher where
// the tree names none), its full name and its version, as they are written.
std::uint64_t product_key(const Findings& findings, ProductIndex product);

// Drops every vulnerability of `findings` but those with these identifiers, and their findings.
void keep_only(Findings& findings, const std::vector<std::string>& ids);

// Turns documents into findings. Remembers the words and product names it has met, so that a second
// document costs less; the result does not depend on that memory. Not thread-safe: one per thread.
// `feeds` must outlive it, and it must outlive the findings it makes.
class Normalizer {
 public:
  explicit Normalizer(const Feeds& feeds);
  ~Normalizer();
  Normalizer(const Normalizer&) = delete;
  Normalizer& operator=(const Normalizer&) = delete;

  // Never throws for odd content: contradictions, undefined products, unknown words and unreadable
  // dates and scores are reported to `diagnostics`, and the safer value is taken (the graver
  // rating; of statuses affected, under investigation, unknown, fixed, not affected in this order).
  // Error: Untrusted "too-many-references".
  Findings normalize(Document document, Diagnostics& diagnostics);

 private:
  struct Memory;
  const Feeds& feeds_;
  std::unique_ptr<Memory> memory_;
};

}  // namespace patchmatrix
