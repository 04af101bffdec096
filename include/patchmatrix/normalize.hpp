// SPDX-License-Identifier: Apache-2.0
#pragma once

// The normalize stage: a Document in the vendor's words → Findings in ours. After parse, before
// store and report.
//
// A finding is one tuple (document, vulnerability, product). Severity and impact are the product's
// own, never the maximum of the vulnerability, and say where they come from.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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

// Where a severity or an impact was read.
enum class ValueSource : std::uint8_t {
  None,   // nowhere: the value is Unspecified
  Label,  // the vendor's own label for this product
};
std::string_view slug(ValueSource source);  // "", "label"

// A question that a vendor answers or passes over: silence is never read as "no".
enum class Answer : std::uint8_t { NotStated, No, Yes };
std::string_view slug(Answer answer);  // "", "no", "yes"

// A CVSS base score as published; the vector is not recomputed.
struct Score {
  std::int16_t tenths = -1;  // 0 … 100; -1: no score
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
};

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
  Severity severity = Severity::Unspecified;
  ValueSource severity_source = ValueSource::None;
  Impact impact = Impact::Unspecified;
  ValueSource impact_source = ValueSource::None;
  std::string_view severity_word;  // the vendor's own words
  std::string_view impact_word;
  bool rated_severity = false;  // the vendor gave a severity, be it an empty one
  bool rated_impact = false;
  Score score;
  Slice<std::uint32_t> fixes;  // into Findings::fix_table
};

// What holds for a vulnerability as a whole.
struct VulnerabilityFacts {
  std::string_view id;  // as the vendor writes it
  std::string_view title;
  std::string_view component;
  std::string_view issuer;  // who assigned the identifier
  Answer exploited = Answer::NotStated;
  Answer publicly_disclosed = Answer::NotStated;
  Exploitability exploitability = Exploitability::NotStated;
  std::optional<Instant> released;  // its first revision, else the document's initial release
  std::optional<Instant> revised;   // its last revision
  bool in_release = false;
  // Why it is not counted in the release: "azure-linux", "chromium", "other-cna",
  // "added-after-release", "not-listed", "placeholder". Empty when it is counted.
  std::string_view excluded;
  Slice<Finding> findings;
};

struct Release {
  std::string vendor;  // Vendor::id, or a slug of the publisher
  std::string id;      // the document's own
  std::optional<Month> month;
  std::string title;
  std::optional<Instant> initial_release;
  std::optional<Instant> current_release;
  std::string revision;
  bool monthly = false;  // a regular release, by its title; not an early or extra one
  bool listed = false;   // the document says itself which vulnerabilities the release consists of
  std::size_t announced = 0;  // how many it says they are
};

// Everything one document says, in our words. Views point into `document` and its bytes.
struct Findings {
  Document document;
  const Vendor* vendor = nullptr;
  Release release;
  std::vector<VulnerabilityFacts> vulnerabilities;  // in document order, each identifier once
  std::vector<Finding> findings;                    // grouped by vulnerability
  std::vector<Fix> fixes;
  std::vector<std::uint32_t> fix_table;        // positions in `fixes`
  std::vector<const ProductFamily*> families;  // by ProductIndex

  std::span<const Finding> of(Slice<Finding> s) const {
    return {findings.data() + s.first, s.count};
  }
  std::span<const std::uint32_t> of(Slice<std::uint32_t> s) const {
    return {fix_table.data() + s.first, s.count};
  }

  std::unique_ptr<std::pmr::monotonic_buffer_resource> text =
      std::make_unique<std::pmr::monotonic_buffer_resource>();
};

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
  // rating, the status "affected").
  Findings normalize(Document document, Diagnostics& diagnostics);

 private:
  struct Memory;
  const Feeds& feeds_;
  std::unique_ptr<Memory> memory_;
};

}  // namespace patchmatrix
