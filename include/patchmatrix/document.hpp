// SPDX-License-Identifier: Apache-2.0
#pragma once

// A security advisory document in the vendor's own words: one model for CVRF 1.1 and 1.2 (XML), for
// CVRF as JSON, and for CSAF 2.0 and 2.1. Made by the parse stage, read by normalize, never changed
// afterwards.
//
// Sources: CVRF 1.1 (ICASI, 2012), CSAF CVRF 1.2 (OASIS, 2017), CSAF 2.0 (OASIS, 2022), CSAF 2.1
// (draft of 2026-08), and the MSRC CVRF API v3.0. Words such as categories and types are kept as
// they are written: "Known Affected" in CVRF is "known_affected" in CSAF.
//
// Lifetime: every std::string_view points either into the bytes the document was parsed from or
// into the document's own text store. It is valid while both are alive. A Document can be moved.

#include <cstdint>
#include <memory>
#include <memory_resource>
#include <span>
#include <string_view>
#include <vector>

namespace patchmatrix {

// A run of consecutive elements of one of a Document's tables.
template <class T>
struct Slice {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

// The position of a product in Document::products.
using ProductIndex = std::uint32_t;

// A position in one of a Document's tables, where there may be none.
inline constexpr std::uint32_t kNone = UINT32_MAX;

// A node of the product tree.
struct Branch {
  std::string_view category;  // "Product Family", "product_version_range", …
  std::string_view name;
  std::uint32_t parent = kNone;  // in Document::branches
};

// One product on, in or with others. CSAF 2.0 and CVRF name two, CSAF 2.1 a whole path.
struct Relationship {
  struct Step {
    std::string_view category;  // "default_component_of", "Installed On", …
    ProductIndex product = 0;   // what the product before is a component of, or installed on
  };
  ProductIndex component = 0;
  Slice<Step> steps;  // at least one
};

// What machines know a product by (CSAF product_identification_helper, CVRF CPE).
struct ProductIdentifier {
  enum class Kind : std::uint8_t { Cpe, Purl, ModelNumber, SerialNumber, Sku, Hash, Uri };
  Kind kind = Kind::Cpe;
  std::string_view text;  // as written, sound or not
};

struct Product {
  std::string_view id;    // the document's own key; nothing says that it is a number
  std::string_view name;  // full product name; empty when only referenced
  Slice<ProductIdentifier> identifiers;
  std::uint32_t branch = kNone;        // the innermost around it, in Document::branches
  std::uint32_t relationship = kNone;  // in Document::relationships
  std::uint32_t redefined = kNone;     // the next one of its id, in Document::redefinitions
  bool defined = false;  // false: named by a vulnerability but not by the product tree
};

// One id for two products: the first is in Document::products, every further one here.
struct Redefinition {
  std::string_view name;
  std::uint32_t branch = kNone;
  std::uint32_t next = kNone;
};

struct Note {
  std::string_view type;  // "Details", "Tag", "CNA", …
  std::string_view title;
  std::string_view text;  // character data as decoded; may be HTML source
};

// Whom the publisher thanks, as written; names may be HTML source.
struct Acknowledgment {
  enum class Kind : std::uint8_t { Name, Organization, Url, Summary };
  struct Part {
    Kind kind = Kind::Name;
    std::string_view text;
  };
  Slice<Part> parts;  // in document order
};

struct Revision {
  std::string_view number;
  std::string_view date;
};

// An empty product list means: all products of the vulnerability.
struct Status {
  std::string_view type;  // "Known Affected", "Fixed", …
  Slice<ProductIndex> products;
};

struct Threat {
  std::string_view type;  // "Impact", "Severity", "Exploit Status", …
  std::string_view description;
  Slice<ProductIndex> products;
};

struct ScoreSet {
  std::string_view version;     // "2.0", "3.1", … where the document says it; else empty
  std::string_view base_score;  // as written
  std::string_view vector;
  Slice<ProductIndex> products;
};

struct Remediation {
  std::string_view type;  // "Vendor Fix", "Workaround", …
  std::string_view description;
  std::string_view url;
  std::string_view sub_type;          // MSRC only
  std::string_view fixed_build;       // MSRC only
  std::string_view supersedes;        // MSRC only; spelt Supercedence there
  std::string_view restart_required;  // MSRC only
  Slice<ProductIndex> products;
};

// Why products are not affected, or another remark on them (CSAF flags).
struct Flag {
  std::string_view label;  // "vulnerable_code_not_present", …
  Slice<ProductIndex> products;
};

struct Vulnerability {
  std::string_view ordinal;
  std::string_view title;
  std::string_view cve;       // the vendor's identifier; also ADV… and placeholders
  std::string_view other_id;  // the first of those in systems of others
  std::string_view release_date;
  std::string_view discovery_date;
  Slice<std::string_view> cwes;           // "CWE-79"
  Slice<Note> notes;                      // see is_kept_note in parse/document_builder.hpp
  Slice<Note> prose;                      // the others; see ParseOptions::prose
  Slice<Acknowledgment> acknowledgments;  // of CVRF likewise
  Slice<Flag> flags;
  Slice<Status> statuses;
  Slice<Threat> threats;
  Slice<ScoreSet> scores;
  Slice<Remediation> remediations;
  Slice<Revision> revisions;
};

enum class Format { CvrfXml, CvrfJson, Csaf };

struct Document {
  Format format = Format::CvrfXml;
  std::string_view title;
  std::string_view id;
  std::string_view version;   // of the form: "2.0", "2.1" for CSAF
  std::string_view category;  // DocumentType, document.category
  std::string_view status;    // "Final", "interim", "deleted", …
  std::string_view language;
  std::string_view tlp;       // the label of the Traffic Light Protocol
  std::string_view revision;  // the document's own version number
  std::string_view publisher_name;
  std::string_view publisher_namespace;
  std::string_view publisher_contact;
  std::string_view publisher_authority;
  std::string_view aggregate_severity;  // of the document as a whole, not of any vulnerability
  std::string_view aggregate_severity_scale;  // its namespace
  std::string_view initial_release;           // as written
  std::string_view current_release;
  Slice<Note> notes;
  Slice<Revision> revisions;  // of the document as a whole
  Slice<Acknowledgment> acknowledgments;

  std::vector<Product> products;
  std::vector<Branch> branches;
  std::vector<Relationship> relationships;
  std::vector<Redefinition> redefinitions;
  std::vector<Vulnerability> vulnerabilities;

  // The tables that the slices point into.
  std::vector<Note> note_table;
  std::vector<Note> prose_table;
  std::vector<Acknowledgment> acknowledgment_table;
  std::vector<Acknowledgment::Part> acknowledgment_parts;
  std::vector<Revision> revision_table;
  std::vector<Status> status_table;
  std::vector<Threat> threat_table;
  std::vector<ScoreSet> score_table;
  std::vector<Remediation> remediation_table;
  std::vector<Flag> flag_table;
  std::vector<std::string_view> text_table;
  std::vector<ProductIdentifier> identifier_table;
  std::vector<Relationship::Step> step_table;
  std::vector<ProductIndex> product_table;

  std::span<const Note> of(Slice<Note> s) const { return run(note_table, s); }
  std::span<const Note> prose_of(const Vulnerability& v) const { return run(prose_table, v.prose); }
  std::span<const Acknowledgment> of(Slice<Acknowledgment> s) const {
    return run(acknowledgment_table, s);
  }
  std::span<const Acknowledgment::Part> of(Slice<Acknowledgment::Part> s) const {
    return run(acknowledgment_parts, s);
  }
  std::span<const Revision> of(Slice<Revision> s) const { return run(revision_table, s); }
  std::span<const Status> of(Slice<Status> s) const { return run(status_table, s); }
  std::span<const Threat> of(Slice<Threat> s) const { return run(threat_table, s); }
  std::span<const ScoreSet> of(Slice<ScoreSet> s) const { return run(score_table, s); }
  std::span<const Remediation> of(Slice<Remediation> s) const { return run(remediation_table, s); }
  std::span<const Flag> of(Slice<Flag> s) const { return run(flag_table, s); }
  std::span<const std::string_view> of(Slice<std::string_view> s) const {
    return run(text_table, s);
  }
  std::span<const ProductIdentifier> of(Slice<ProductIdentifier> s) const {
    return run(identifier_table, s);
  }
  std::span<const Relationship::Step> of(Slice<Relationship::Step> s) const {
    return run(step_table, s);
  }
  std::span<const ProductIndex> of(Slice<ProductIndex> s) const { return run(product_table, s); }

  // Text that had to be decoded (entities, other encodings) lives here.
  std::unique_ptr<std::pmr::monotonic_buffer_resource> text =
      std::make_unique<std::pmr::monotonic_buffer_resource>();
  // The repaired copy of the input, when the input was not sound UTF-8.
  std::unique_ptr<std::pmr::monotonic_buffer_resource> source;

 private:
  template <class T>
  static std::span<const T> run(const std::vector<T>& table, Slice<T> slice) {
    return {table.data() + slice.first, slice.count};
  }
};

}  // namespace patchmatrix
