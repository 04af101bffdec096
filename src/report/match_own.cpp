// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "io/text.hpp"
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

std::size_t rank(const std::optional<Verdict>& worst) {
  if (!worst) return kVerdicts.size();
  return static_cast<std::size_t>(std::find(kVerdicts.begin(), kVerdicts.end(), *worst) -
                                  kVerdicts.begin());
}

OwnVerdicts verdicts_of(const VerdictCounts& counts) {
  OwnVerdicts out;
  out.open = counts[Verdict::Open];
  out.unknown = counts[Verdict::Unknown];
  out.out_of_support = counts[Verdict::OutOfSupport];
  out.fixed = counts[Verdict::Fixed];
  out.not_affected = counts[Verdict::NotAffected];
  return out;
}

// ── families and totals ──

void count_families(const MatchReport& figures, const Match& match, Report& report) {
  std::vector<FamiliesOfProduct> families;
  families.reserve(match.products.size());
  for (const InstalledProduct& each : match.products) families.push_back(families_of(match, each));

  std::map<std::string_view, OwnMachines> counts;
  for (const MatchGroup& group : figures.groups) {
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
}

OwnTotals totals_of(const MatchReport& figures) {
  OwnTotals totals;
  totals.open = figures.by_worst[Verdict::Open];
  totals.fixed = figures.by_worst[Verdict::Fixed];
  totals.unknown = figures.by_worst[Verdict::Unknown];
  totals.not_affected = figures.by_worst[Verdict::NotAffected];
  totals.out_of_support = figures.by_worst[Verdict::OutOfSupport];
  totals.unconcerned = figures.unconcerned;
  totals.judged = figures.judged;
  totals.stale = figures.stale;
  return totals;
}

// ── details ──

// What is to be installed: an update, or a product from a version on.
std::string name_of(const UpdateFigures& update) {
  return update.version.empty() ? update.name : update.name + ' ' + update.version;
}

OwnMachine details_of(const Machine& machine, const MatchReport& figures, const MatchGroup& group) {
  OwnMachine out;
  out.name = machine_name(machine);
  out.system = machine.os_name.text;
  if (group.worst) out.worst = slug(*group.worst);
  out.vulnerabilities = verdicts_of(group.vulnerabilities);
  out.exploited = group.exploited;
  if (group.plan != kNone)
    for (const PlanItem& each : figures.plans[group.plan].items)
      out.updates.push_back(name_of(figures.updates[each.update]));
  return out;
}

// Positions of machines in use: those that are seen, worst first, then those that are not.
std::vector<std::size_t> worst_first(const Inventory& inventory, const MatchReport& figures) {
  std::vector<std::size_t> out;
  std::vector<std::string> names(inventory.machines.size());
  for (std::size_t i = 0; i < inventory.machines.size(); ++i)
    if (figures.group_of[i] != kNone) {
      out.push_back(i);
      names[i] = machine_name(inventory.machines[i]);
    }
  const auto key = [&](std::size_t i) {
    const MatchGroup& group = figures.groups[figures.group_of[i]];
    return std::tuple(figures.is_stale[i] != 0, rank(group.worst), ~group.exploited,
                      ~group.vulnerabilities[Verdict::Open],
                      ~group.vulnerabilities[Verdict::Unknown]);
  };
  const auto before = [&](std::size_t a, std::size_t b) {
    const auto left = key(a), right = key(b);
    if (left != right) return left < right;
    return names[a] != names[b] ? natural_less(names[a], names[b]) : a < b;
  };
  const std::size_t shown = std::min(out.size(), kOwnMachines);
  std::partial_sort(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(shown), out.end(),
                    before);
  return out;
}

void add_machines(const Inventory& inventory, const MatchReport& figures, OwnDetails& details) {
  const auto order = worst_first(inventory, figures);
  const std::size_t shown = std::min(order.size(), kOwnMachines);
  for (std::size_t i = 0; i < shown; ++i) {
    const std::size_t machine = order[i];
    details.machines.push_back(details_of(inventory.machines[machine], figures,
                                          figures.groups[figures.group_of[machine]]));
    details.machines.back().stale = figures.is_stale[machine] != 0;
  }
  details.machines_left_out = order.size() - shown;
}

std::vector<OwnUnmatched> unmatched_of(const Match& match) {
  std::vector<OwnUnmatched> out;
  std::map<std::pair<std::string_view, std::string_view>, std::size_t> known;
  for (const Unmatched& each : match.unmatched) {
    const auto [at, added] = known.try_emplace({each.name, each.reason}, out.size());
    if (added) out.push_back({each.name, each.reason, 0});
    out[at->second].machines += each.machines;
  }
  std::stable_sort(out.begin(), out.end(), [](const OwnUnmatched& a, const OwnUnmatched& b) {
    return a.machines > b.machines;
  });
  return out;
}

// ── what is being attacked ──

bool is_attacked(const VulnerabilityRow& row) { return row.exploited == Answer::Yes || row.kev; }

// A CVE is the same for everybody; any other identifier is its vendor's own, and of which document.
class Attacked {
 public:
  explicit Attacked(const Report& report) {
    for (const auto* rows : {&report.vulnerabilities, &report.fixed_now})
      for (const VulnerabilityRow& each : *rows)
        if (is_attacked(each) && (each.in_release || rows == &report.fixed_now)) add(each);
  }

  bool empty() const { return cves_.empty() && others_.empty(); }

  bool has(const Match& match, const Judgement& judgement) const {
    const std::string_view id = match.vulnerability(judgement).id;
    return cves_.contains(id) || others_.contains({id, match.document(judgement).release.id});
  }

 private:
  void add(const VulnerabilityRow& row) {
    if (row.id.starts_with("CVE-"))
      cves_.insert(row.id);
    else
      for (const std::string& document : row.documents) others_.emplace(row.id, document);
  }

  std::set<std::string_view> cves_;
  std::set<std::pair<std::string_view, std::string_view>> others_;
};

enum class Exposure : std::uint8_t { None, Unknown, Open };

// By installed product: the worst verdict on anything that is attacked.
std::vector<Exposure> exposures(const Match& match, const Attacked& attacked) {
  std::vector<Exposure> out;
  for (const InstalledProduct& product : match.products) {
    Exposure worst = Exposure::None;
    for (const Judgement& each : match.of(product.judgements)) {
      if (each.verdict != Verdict::Open && each.verdict != Verdict::Unknown) continue;
      const Exposure here = each.verdict == Verdict::Open ? Exposure::Open : Exposure::Unknown;
      if (here > worst && attacked.has(match, each)) worst = here;
    }
    out.push_back(worst);
  }
  return out;
}

// A machine whose system is not known may have everything.
void add_exposures(const OwnMatch& own, const Attacked& attacked, std::vector<Exposure>& machines) {
  const std::vector<Exposure> products = exposures(own.match, attacked);
  std::vector<Exposure> groups;
  for (const MatchGroup& group : own.figures.groups) {
    Exposure worst = group.unknown_system ? Exposure::Unknown : Exposure::None;
    for (const std::uint32_t each : group.products) worst = std::max(worst, products[each]);
    groups.push_back(worst);
  }
  for (std::size_t i = 0; i < machines.size(); ++i)
    if (own.figures.group_of[i] != kNone && own.figures.is_stale[i] == 0)
      machines[i] = std::max(machines[i], groups[own.figures.group_of[i]]);
}

void add_urgency(const Inventory& inventory, const OwnMatch& now, const OwnMatch* earlier,
                 Report& report) {
  std::vector<Exposure> machines(inventory.machines.size(), Exposure::None);
  const Attacked attacked(report);
  if (!attacked.empty()) {
    add_exposures(now, attacked, machines);
    if (earlier != nullptr) add_exposures(*earlier, attacked, machines);
  }
  const auto count = [&](Exposure exposure) {
    return static_cast<std::size_t>(std::count(machines.begin(), machines.end(), exposure));
  };
  report.urgency.own_open = count(Exposure::Open);
  report.urgency.own_unknown = count(Exposure::Unknown);
}

void count_updates(const MatchReport& figures, Report& report) {
  std::map<std::string_view, std::size_t> machines;
  for (const UpdateFigures& each : figures.updates)
    if (each.is_update) machines[each.name] += each.machines;
  for (UpdateRow& row : report.updates) {
    const auto known = machines.find(row.name);
    row.own = known == machines.end() ? 0 : known->second;
  }
}

}  // namespace

void keep_families(Match& match, const std::vector<std::string>& families) {
  const std::set<std::string_view> kept(families.begin(), families.end());
  const auto is_kept = [&](const Judgement& each) {
    const ProductFamily* family = match.document(each).families[match.finding(each).product];
    return family != nullptr && kept.contains(family->id);
  };
  for (InstalledProduct& product : match.products) {
    const auto begin =
        match.judgements.begin() + static_cast<std::ptrdiff_t>(product.judgements.first);
    const auto end = begin + static_cast<std::ptrdiff_t>(product.judgements.count);
    product.judgements.count =
        static_cast<std::uint32_t>(std::stable_partition(begin, end, is_kept) - begin);
  }
}

void add_own_machines(const Inventory& inventory, const OwnMatch& now, const OwnMatch* earlier,
                      Report& report) {
  count_families(now.figures, now.match, report);
  report.own = totals_of(now.figures);
  OwnDetails& details = report.own_details.emplace();
  for (const ProductFigures& each : now.figures.products)
    details.products.push_back({each.name, verdicts_of(each.machines)});
  add_machines(inventory, now.figures, details);
  details.unmatched = unmatched_of(now.match);
  count_updates(now.figures, report);
  add_urgency(inventory, now, earlier, report);
  prioritize(report);
}

}  // namespace patchmatrix
