// SPDX-License-Identifier: Apache-2.0
#pragma once

// A security advisory document in the vendor's own words: one model for CVRF 1.1 and 1.2 (XML) and
// for CVRF as JSON. Made by the parse stage, read by normalize, never changed afterwards.
//
// Sources: CVRF 1.1 (ICASI, 2012), CSAF CVRF 1.2 (OASIS, 2017), and the MSRC CVRF API v3.0.
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

struct Product {
  std::string_view id;      // the document's own key; nothing says that it is a number
  std::string_view name;    // FullProductName; empty when only referenced
  std::string_view vendor;  // name of the enclosing branch of type Vendor
  std::string_view branch;  // name of the enclosing branch of type Product Family
  std::string_view cpe;
  bool defined = false;  // false: named by a vulnerability but not by the product tree
};

struct Note {
  std::string_view type;  // "Details", "Tag", "CNA", …
  std::string_view title;
  std::string_view text;  // character data as decoded; may be HTML source
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
  std::string_view base_score;
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

struct Vulnerability {
  std::string_view ordinal;
  std::string_view title;
  std::string_view cve;  // the vendor's identifier; also ADV… and placeholders
  std::string_view cwe;
  Slice<Note> notes;  // without the prose (see is_kept_note in parse/document_builder.hpp)
  Slice<Status> statuses;
  Slice<Threat> threats;
  Slice<ScoreSet> scores;
  Slice<Remediation> remediations;
  Slice<Revision> revisions;
};

enum class Format { CvrfXml, CvrfJson };

struct Document {
  Format format = Format::CvrfXml;
  std::string_view title;
  std::string_view id;
  std::string_view publisher_contact;
  std::string_view publisher_authority;
  std::string_view initial_release;  // as written
  std::string_view current_release;
  Slice<Note> notes;
  Slice<Revision> revisions;  // of the document as a whole

  std::vector<Product> products;
  std::vector<Vulnerability> vulnerabilities;

  // The tables that the slices point into.
  std::vector<Note> note_table;
  std::vector<Revision> revision_table;
  std::vector<Status> status_table;
  std::vector<Threat> threat_table;
  std::vector<ScoreSet> score_table;
  std::vector<Remediation> remediation_table;
  std::vector<ProductIndex> product_table;

  std::span<const Note> of(Slice<Note> s) const { return run(note_table, s); }
  std::span<const Revision> of(Slice<Revision> s) const { return run(revision_table, s); }
  std::span<const Status> of(Slice<Status> s) const { return run(status_table, s); }
  std::span<const Threat> of(Slice<Threat> s) const { return run(threat_table, s); }
  std::span<const ScoreSet> of(Slice<ScoreSet> s) const { return run(score_table, s); }
  std::span<const Remediation> of(Slice<Remediation> s) const { return run(remediation_table, s); }
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
