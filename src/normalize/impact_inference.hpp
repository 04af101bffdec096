// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a vulnerability does to whom it hits, where its vendor gives no label: read off its title,
// else its other texts, else its weaknesses (CWE), else its score (CVSS). The first of these that
// says something ends the search, and may say several things. Which phrases, weaknesses and scores
// count is data (feeds/impact-rules.toml), and only what holds against the labels of vendors that
// give some: docs/accuracy.md.

#include <optional>
#include <span>
#include <string_view>

#include <patchmatrix/cvss.hpp>
#include <patchmatrix/feeds.hpp>
#include <patchmatrix/impact.hpp>
#include <patchmatrix/normalize.hpp>

#include "normalize/phrases.hpp"

namespace patchmatrix {

// What can be known of a vulnerability's effect when nobody labels it.
struct ImpactEvidence {
  std::string_view title;
  std::span<const std::string_view> texts;
  std::span<const std::string_view> cwes;  // "CWE-79" as written
  std::optional<CvssVector> score;
};

struct InferredImpact {
  ImpactSet impacts;                       // empty: nothing can be said
  ValueSource source = ValueSource::None;  // Title, Note, Cwe or Cvss
  bool operator==(const InferredImpact&) const = default;
};

// Built once, then safe to share between threads.
class ImpactInference {
 public:
  explicit ImpactInference(const ImpactRules& rules);

  InferredImpact infer(const ImpactEvidence& evidence) const;

  // The steps, each for itself.
  ImpactSet from_title(std::string_view title) const;
  ImpactSet from_text(std::string_view text) const;
  // "CWE-79", "cwe-79: Improper …", "79"; nothing for anything else.
  ImpactSet from_cwe(std::string_view cwe) const;
  ImpactSet from_score(const CvssVector& score) const;

 private:
  std::map<unsigned, ImpactSet> cwes_;
  ImpactSet only_confidentiality_;
  ImpactSet only_integrity_;
  ImpactSet only_availability_;
  PhraseFinder title_;
  PhraseFinder text_;
};

}  // namespace patchmatrix
