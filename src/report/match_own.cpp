// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <string_view>
#include <unordered_map>

#include "report/match_parts.hpp"

namespace patchmatrix {
namespace {

// Whether an installed product is of a family, and whether something of it is open.
using FamiliesOfProduct = std::map<std::string_view, bool>;

FamiliesOfProduct families_of(const Match& match, const InstalledProduct& product) {
  FamiliesOfProduct out;
  for (const Judgement& each : match.of(product.judgements)) {
    const ProductFamily* family = match.document(each).families[match.finding(each).product];
    // Of a program that is only presumed to be there no machine is said to have it.
    if (family == nullptr || each.rule == MatchRule::ComponentNotListed) continue;
    bool& open = out[family->id];
    open = open || each.verdict == Verdict::Open;
  }
  return out;
}

}  // namespace

void add_own_machines(const MatchReport& matched, const Match& match, Report& report) {
  std::vector<FamiliesOfProduct> families;
  families.reserve(match.products.size());
  for (const InstalledProduct& each : match.products) families.push_back(families_of(match, each));

  std::map<std::string_view, OwnMachines> counts;
  for (const MatchGroup& group : matched.groups) {
    FamiliesOfProduct of_group;
    for (const std::uint32_t product : group.products)
      for (const auto& [family, open] : families[product]) {
        bool& known = of_group[family];
        known = known || open;
      }
    for (const auto& [family, open] : of_group) {
      counts[family].machines += group.machines;
      if (open) counts[family].open += group.machines;
    }
  }
  for (FamilyRow& row : report.families) {
    const auto own = counts.find(row.id);
    row.own = own == counts.end() ? OwnMachines{} : own->second;
  }

  OwnTotals& totals = report.own.emplace();
  totals.open = matched.by_worst[Verdict::Open];
  totals.fixed = matched.by_worst[Verdict::Fixed];
  totals.unknown = matched.by_worst[Verdict::Unknown];
  totals.not_affected = matched.by_worst[Verdict::NotAffected];
  totals.out_of_support = matched.by_worst[Verdict::OutOfSupport];
  totals.unconcerned = matched.unconcerned;
  totals.judged = matched.judged;
  totals.stale = matched.stale;
}

}  // namespace patchmatrix
