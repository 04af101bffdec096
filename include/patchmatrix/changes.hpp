// SPDX-License-Identifier: Apache-2.0
#pragma once

// The changes stage: two states of what vendors say → what is different, as typed changes. After
// normalize and store, before report.
//
// How differences are taken, and what every type means, is told in docs/changes.md.

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/date.hpp>
#include <patchmatrix/feeds.hpp>
#include <patchmatrix/impact.hpp>
#include <patchmatrix/normalize.hpp>
#include <patchmatrix/severity.hpp>

namespace patchmatrix {

// In the order in which they are to be read: what is being attacked, what has to be judged afresh,
// what to install, what went away, and last what asks for nothing.
enum class ChangeType : std::uint8_t {
  Exploited,
  Kev,
  Disclosed,
  New,
  Severity,
  Impact,
  Score,
  Fix,
  ProductAdded,
  ProductRemoved,
  KnownIssue,
  Withdrawn,
  Informational,
};

inline constexpr std::array kChangeTypes = {ChangeType::Exploited,    ChangeType::Kev,
                                            ChangeType::Disclosed,    ChangeType::New,
                                            ChangeType::Severity,     ChangeType::Impact,
                                            ChangeType::Score,        ChangeType::Fix,
                                            ChangeType::ProductAdded, ChangeType::ProductRemoved,
                                            ChangeType::KnownIssue,   ChangeType::Withdrawn,
                                            ChangeType::Informational};

// "exploited", "kev", "disclosed", "new", "severity", "impact", "score", "fix", "product-added",
// "product-removed", "known-issue", "withdrawn", "informational".
std::string_view slug(ChangeType type);

// One fact that is another one now. Values are slugs where there are some ("yes", "critical",
// "affected"), else as the vendor writes them; empty: not stated.
struct Change {
  ChangeType type = ChangeType::Informational;
  std::string vulnerability;  // empty for a known issue, which is its update's
  std::string title;          // of the vulnerability, for people
  std::string product_id;     // empty where it holds for the vulnerability as a whole
  std::string product;        // its name, for people
  std::size_t products = 0;   // how many it stands for: 0 for a fact that no product has
  std::string field;          // which value: "cvss-3.1", "fixed-build", "KB5019961", …
  std::string old_value;
  std::string new_value;
  std::string revision;         // of the vulnerability's latest revision in the newer state …
  std::optional<Instant> date;  // … and its day; of an addition to a catalogue the day of that
  // Of a new vulnerability the gravest of its products, as in a report; else nothing.
  Severity severity = Severity::Unspecified;
  Impact impact = Impact::Unspecified;
  Answer exploited = Answer::NotStated;
};

// One document of a state. `only` is as in ReportInput: not empty for an older version, which
// stands in for these vulnerabilities alone, because the present version lacks them.
struct StateDocument {
  const Findings* findings = nullptr;
  std::vector<std::string> only = {};
};

// What was said at one time: each document once, in the version that counted then, and the
// catalogue of known exploited vulnerabilities (CVE → day of its addition). The same version of a
// document may be the same Findings in both states; that costs least.
struct State {
  std::vector<StateDocument> documents;
  std::map<std::string, Day> known_exploited = {};
};

// What is different in `newer`. Each change once, ordered by type, vulnerability, product and
// field. A vulnerability that `newer` lacks is withdrawn by the feed.
std::vector<Change> compare(const State& older, const State& newer,
                            const ImpactOrder& impact_order);

// The same for two releases, where a vulnerability of the older one that the newer one lacks is
// nothing to tell, and so are known issues of updates that are not of both.
std::vector<Change> compare_releases(const State& older, const State& newer,
                                     const ImpactOrder& impact_order);

}  // namespace patchmatrix
