// SPDX-License-Identifier: Apache-2.0
#pragma once

// What one state says of one vulnerability, gathered from all of its documents that speak of it.

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <patchmatrix/changes.hpp>

namespace patchmatrix {

// The builds that an update brings, by its name. What is no update stands with its build in its
// name.
using FixedBuilds = std::map<std::string, std::set<std::string>>;

// By CvssVersion, with those of an unknown one first: "8.8", empty for none.
using ScoreTexts = std::array<std::string, 5>;

struct AffectedProduct {
  const Findings* document = nullptr;  // the first that names it
  ProductIndex product = 0;
  ProductStatus status = ProductStatus::Unknown;
  Severity severity = Severity::Unspecified;
  ImpactSet impacts;
  ScoreTexts scores;
  FixedBuilds fixes;

  std::string id() const;
  std::string name() const;  // the id where there is none
};

// By what makes it the same product in another version of the document.
using AffectedProducts = std::map<std::string, AffectedProduct>;

// One vulnerability in a state.
struct VulnerabilityInState {
  struct Part {
    const Findings* document;
    const VulnerabilityFacts* facts;
    bool operator==(const Part&) const = default;
  };
  std::vector<Part> parts;  // at least one
  bool withdrawn = false;   // an older version has it, the present one lacks it

  std::string id() const { return std::string(parts.front().facts->id); }
  std::string title() const;
  Answer exploited() const;
  Answer publicly_disclosed() const;

  // The latest revision of all parts. `own`: of the vulnerability itself, and not that of a
  // document that speaks of others too.
  struct Revision {
    std::string number;
    std::optional<Instant> date;
    bool own = false;
  };
  Revision revision() const;
};

// In CVRF products have the ids that the vendor gives them everywhere; in CSAF an id is its
// document's own, so that names tell which products are the same.
AffectedProducts affected_products(const VulnerabilityInState& vulnerability);

// Whether two states can be seen to say the same of all products without gathering them. False
// proves nothing.
bool plainly_same_products(const VulnerabilityInState& older, const VulnerabilityInState& newer);

// What may be the same in spite of another key: in CVRF a product that has another id, but all of
// the same names; in CSAF one of another name, but with the same id and version in the same
// document.
std::string other_key(const AffectedProduct& product);

}  // namespace patchmatrix
