// SPDX-License-Identifier: Apache-2.0
#pragma once

// Rows of updates, and which of them come first. How: docs/counting.md.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <patchmatrix/report.hpp>

#include "io/text.hpp"

namespace patchmatrix {

// What documents say of the updates that have a number. Collected while documents are read, made
// into rows when the other rows of the report are finished. The documents must outlive it.
class UpdateGroups {
 public:
  // The fixes of a finding of an affected product. `key` stands for its vulnerability and must
  // outlive this as well.
  void add(const Findings& document, const Finding& finding, const std::string& key);

  // Of updates whose fixes are added sooner or later; the rest is of no consequence.
  void add_known_issues(const Findings& document, const VulnerabilityFacts& facts);

  // Naturally ordered by name. `positions`: where in Report::vulnerabilities what `key` stands for
  // is. Needs the families and vulnerabilities of `report`.
  std::vector<UpdateRow> rows(const Report& report,
                              const std::map<std::string, std::size_t>& positions,
                              const ImpactOrder& impact_order) const;

 private:
  struct NaturalLess {
    bool operator()(std::string_view a, std::string_view b) const { return natural_less(a, b); }
  };
  using NaturalSet = std::set<std::string, NaturalLess>;
  using Issues = NaturalSet;
  struct Tuple {
    const std::string* key = nullptr;
    const Findings* document = nullptr;
    const Finding* finding = nullptr;
  };
  struct Group {
    NaturalSet kinds, fixed_builds, supersedes;
    Restart restart = Restart::NotStated;
    bool servicing = false;
    std::string_view url;
    std::vector<Tuple> tuples;
  };

  Group& group_of(const Findings& document, const Fix& fix);
  static void learn(const Findings& document, const Fix& fix, Group& group);
  static void rate_tuples(const Group& group, const Report& report,
                          const std::map<std::string, std::size_t>& positions,
                          const ImpactOrder& impact_order, UpdateRow& row);

  std::map<std::string, Group, NaturalLess> groups_;
  std::unordered_map<const Fix*, Group*> known_;
  std::map<std::string, Issues> known_issues_;  // by update: addresses
};

// The numbers of an update, from UpdateRow::fixes.
void count_fixes(const Report& report, UpdateRow& row);

// What is to be done first stands first in Report::updates.
void order_updates(Report& report);

}  // namespace patchmatrix
