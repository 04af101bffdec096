// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <utility>

#include "io/text.hpp"
#include "report/match_parts.hpp"

namespace patchmatrix {
namespace {

bool has_part(std::string_view text, const std::vector<std::string>& parts) {
  return std::any_of(parts.begin(), parts.end(), [text](const std::string& each) {
    return contains_ignoring_case(text, each);
  });
}

// What would have to be done for the worse of two words.
std::size_t weight(std::string_view restart) {
  if (equal_ignoring_case(restart, "yes")) return 3;
  if (equal_ignoring_case(restart, "maybe")) return 2;
  return restart.empty() ? 0 : 1;
}

void unite(std::vector<std::uint32_t>& into, const std::vector<std::uint32_t>& other) {
  std::vector<std::uint32_t> out;
  out.reserve(into.size() + other.size());
  std::set_union(into.begin(), into.end(), other.begin(), other.end(), std::back_inserter(out));
  into = std::move(out);
}

void sort_once(std::vector<std::uint32_t>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

void add_once(std::vector<std::uint32_t>& values, std::uint32_t value) {
  if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
}

}  // namespace

// One of `any_of` is needed, the first of them if nothing speaks for another.
struct InstallPlanner::Requirement {
  std::vector<std::uint32_t> any_of;
  std::vector<std::uint32_t> vulnerabilities;
};

// The updates that come into question for one product, and the builds that they lead to.
struct InstallPlanner::Candidates {
  std::map<std::vector<std::uint32_t>, std::vector<std::uint32_t>> requirements;
  std::vector<std::uint32_t> without_update;
  std::unordered_map<std::uint32_t, int> revisions;  // where an update brings all before it

  // An update of a line that brings everything brings what leads to an older build.
  bool newer(std::uint32_t a, std::uint32_t b) const {
    const auto left = revisions.find(a), right = revisions.find(b);
    return left != revisions.end() && right != revisions.end() && left->second > right->second;
  }
};

InstallPlanner::InstallPlanner(const Match& match, const VulnerabilityNumbers& numbers,
                               const StoredRemedies* remedies)
    : match_(match), numbers_(numbers) {
  for (const Findings* document : match.documents)
    for (const Fix& fix : document->fixes)
      if (fix.is_update) learn(fix.name, fix.supersedes);
  if (remedies == nullptr) return;
  for (const StoredFix& fix : remedies->fixes)
    if (fix.is_update) learn(fix.name, fix.supersedes);
}

void InstallPlanner::learn(std::string_view name, std::string_view supersedes) {
  if (supersedes.empty()) return;
  std::vector<std::string>& known = superseded_[std::string(name)];
  for (std::string& each : superseded_names(supersedes, name))
    if (std::find(known.begin(), known.end(), each) == known.end())
      known.push_back(std::move(each));
}

const InstallPlanner::Names& InstallPlanner::brought_by(const std::string& update) {
  const auto [closure, is_new] = closures_.try_emplace(update);
  if (!is_new) return closure->second;
  std::vector<std::string> pending = {update};
  while (!pending.empty()) {
    const auto known = superseded_.find(pending.back());
    pending.pop_back();
    if (known == superseded_.end()) continue;
    for (const std::string& each : known->second)
      if (each != update && closure->second.insert(each).second) pending.push_back(each);
  }
  return closure->second;
}

bool InstallPlanner::brings(std::uint32_t update, std::uint32_t other) {
  const UpdateFigures &a = updates_[update], &b = updates_[other];
  if (update == other || a.is_update != b.is_update) return false;
  if (!a.is_update) return a.name == b.name && natural_less(b.version, a.version);
  // Two that name each other: neither is the newer one.
  return brought_by(a.name).contains(b.name) && !brought_by(b.name).contains(a.name);
}

std::uint32_t InstallPlanner::update(const Fix& fix, const Vendor* vendor) {
  const auto [known, is_new] =
      known_.emplace(fix.name, static_cast<std::uint32_t>(updates_.size()));
  if (is_new) {
    updates_.emplace_back();
    updates_.back().name = fix.name;
    updates_.back().is_update = true;
  }
  UpdateFigures& out = updates_[known->second];
  if (weight(fix.restart_required) > weight(out.restart)) out.restart = fix.restart_required;
  if (vendor != nullptr && has_part(fix.sub_type, vendor->systems.servicing_fixes))
    out.servicing = true;
  return known->second;
}

std::uint32_t InstallPlanner::version(const std::string& product, const std::string& required) {
  const auto [known, is_new] =
      known_.emplace(product + '\n' + required, static_cast<std::uint32_t>(updates_.size()));
  if (is_new) {
    updates_.emplace_back();
    updates_.back().name = product;
    updates_.back().version = required;
  }
  return known->second;
}

// A fix, and where in its document it stands.
struct InstallPlanner::FixPlace {
  const Fix* fix = nullptr;
  const Vendor* vendor = nullptr;
  const BuildBranch* branch = nullptr;  // of a system whose updates bring all before them
};

// The update, and the build that it leads to.
std::uint32_t InstallPlanner::candidate(const FixPlace& place, std::string_view build_text,
                                        Candidates& candidates) {
  const std::uint32_t number = update(*place.fix, place.vendor);
  const auto build = parse_build(build_text);
  if (place.branch == nullptr || updates_[number].servicing || !build ||
      !is_of_group(*place.vendor, *build, *place.branch))
    return number;
  int& revision = candidates.revisions.try_emplace(number, build->revision).first->second;
  revision = std::max(revision, build->revision);
  return number;
}

// What would close a finding of a system, beside the fix that was decided on: any update that
// brings the whole, and needs a restart if and only if that one does.
std::vector<std::uint32_t> InstallPlanner::whole_updates(const Judgement& judgement,
                                                         const FixPlace& decided,
                                                         Candidates& candidates) {
  const Findings& document = match_.document(judgement);
  const SystemWords& words = decided.vendor->systems;
  const bool hotpatch = has_part(decided.fix->sub_type, words.hotpatch);
  std::vector<std::uint32_t> out;
  for (const std::uint32_t each : document.of(match_.finding(judgement).fixes)) {
    const Fix& fix = document.fixes[each];
    if (fix.is_update && !has_part(fix.sub_type, words.partial_fixes) &&
        has_part(fix.sub_type, words.hotpatch) == hotpatch)
      add_once(out, candidate({&fix, decided.vendor, decided.branch}, fix.fixed_build, candidates));
  }
  return out;
}

// Which updates would close what is open; the one that was decided on first.
std::vector<std::uint32_t> InstallPlanner::any_of(const InstalledProduct& product,
                                                  const Judgement& judgement, const Fix& decided,
                                                  std::string_view required,
                                                  Candidates& candidates) {
  const Findings& document = match_.document(judgement);
  FixPlace place = {&decided, document.vendor, nullptr};
  const bool system = product.software == kNone && place.vendor != nullptr;
  if (system) {
    const ProductIndex number = match_.finding(judgement).product;
    place.branch = branch_of(*place.vendor, document.document.products[number].name);
    if (place.branch != nullptr && !place.branch->cumulative) place.branch = nullptr;
  }
  std::vector<std::uint32_t> out = {
      candidate(place, required.empty() ? decided.fixed_build : required, candidates)};
  // Others would do as well, unless a part of several is what is missing.
  if (!system || judgement.rule == MatchRule::UpdatePartial) return out;
  std::vector<std::uint32_t> whole = whole_updates(judgement, place, candidates);
  if (whole.empty()) return out;
  if (std::find(whole.begin(), whole.end(), out.front()) == whole.end()) return whole;
  for (const std::uint32_t each : whole) add_once(out, each);
  return out;
}

void InstallPlanner::require(const InstalledProduct& product, const Judgement& judgement,
                             Candidates& candidates) {
  const std::uint32_t vulnerability = numbers_.of(match_, judgement);
  const Findings& document = match_.document(judgement);
  const std::string required =
      judgement.required == kNone ? std::string() : match_.texts[judgement.required];
  const Fix* decided = judgement.fix == kNone ? nullptr : &document.fixes[judgement.fix];
  if (decided != nullptr && decided->is_update) {
    candidates.requirements[any_of(product, judgement, *decided, required, candidates)].push_back(
        vulnerability);
    return;
  }
  const std::string target =
      required.empty() && decided != nullptr ? std::string(decided->fixed_build) : required;
  if (target.empty())
    candidates.without_update.push_back(vulnerability);
  else
    candidates.requirements[{version(product.name, target)}].push_back(vulnerability);
}

namespace {

// By candidate, then by requirement: whether the one meets the other.
using Met = std::vector<std::vector<char>>;

// Takes what meets most of what is left, until nothing is.
std::vector<std::size_t> most_first(const Met& met, std::size_t requirements) {
  std::vector<std::size_t> out;
  std::vector<char> done(requirements, 0);
  while (std::find(done.begin(), done.end(), 0) != done.end()) {
    std::size_t best = 0, most = 0;
    for (std::size_t i = 0; i < met.size(); ++i) {
      std::size_t closes = 0;
      for (std::size_t k = 0; k < requirements; ++k)
        if (done[k] == 0 && met[i][k] != 0) ++closes;
      if (closes > most) {
        most = closes;
        best = i;
      }
    }
    if (most == 0) break;
    out.push_back(best);
    for (std::size_t k = 0; k < requirements; ++k)
      if (met[best][k] != 0) done[k] = 1;
  }
  return out;
}

// Whether something is met by `one` alone of those that were chosen.
bool is_needed(const Met& met, const std::vector<std::size_t>& chosen, std::size_t one) {
  for (std::size_t k = 0; k < met[one].size(); ++k)
    if (met[one][k] != 0 && std::none_of(chosen.begin(), chosen.end(), [&](std::size_t other) {
          return other != one && met[other][k] != 0;
        }))
      return true;
  return false;
}

// What was chosen first may be met by the later ones together.
void drop_what_is_not_needed(const Met& met, std::vector<std::size_t>& chosen) {
  for (std::size_t i = chosen.size(); i-- > 0;)
    if (!is_needed(met, chosen, chosen[i]))
      chosen.erase(chosen.begin() + static_cast<std::ptrdiff_t>(i));
}

}  // namespace

NeededTogether InstallPlanner::chosen(Candidates candidates) {
  std::vector<Requirement> open;
  std::vector<std::uint32_t> choices;
  for (auto& [any_of, vulnerabilities] : candidates.requirements) {
    sort_once(vulnerabilities);
    for (const std::uint32_t each : any_of) add_once(choices, each);
    open.push_back({any_of, std::move(vulnerabilities)});
  }
  // Of two that close the same the newer one.
  std::sort(choices.begin(), choices.end(), [this](std::uint32_t a, std::uint32_t b) {
    const UpdateFigures &left = updates_[a], &right = updates_[b];
    if (left.name != right.name) return natural_less(right.name, left.name);
    return natural_less(right.version, left.version);
  });
  Met met(choices.size(), std::vector<char>(open.size(), 0));
  for (std::size_t i = 0; i < choices.size(); ++i)
    for (std::size_t k = 0; k < open.size(); ++k)
      for (const std::uint32_t each : open[k].any_of)
        if (each == choices[i] || candidates.newer(choices[i], each) || brings(choices[i], each))
          met[i][k] = 1;
  std::vector<std::size_t> taken = most_first(met, open.size());
  drop_what_is_not_needed(met, taken);

  NeededTogether out;
  out.without_update = std::move(candidates.without_update);
  sort_once(out.without_update);
  std::vector<char> given(open.size(), 0);
  for (const std::size_t each : taken) {
    Needed needed;
    needed.update = choices[each];
    for (std::size_t k = 0; k < open.size(); ++k) {
      if (met[each][k] == 0 || given[k] != 0) continue;
      given[k] = 1;
      unite(needed.vulnerabilities, open[k].vulnerabilities);
      const auto& any_of = open[k].any_of;
      if (std::find(any_of.begin(), any_of.end(), needed.update) == any_of.end())
        add_once(needed.replaces, any_of.front());
    }
    out.items.push_back(std::move(needed));
  }
  order(out.items);
  return out;
}

NeededTogether InstallPlanner::for_product(const InstalledProduct& product) {
  Candidates candidates;
  for (const Judgement& each : match_.of(product.judgements))
    if (each.verdict == Verdict::Open) require(product, each, candidates);
  return chosen(std::move(candidates));
}

NeededTogether InstallPlanner::together(const std::vector<const NeededTogether*>& products) {
  NeededTogether out;
  std::map<std::uint32_t, Needed> items;
  for (const NeededTogether* product : products) {
    unite(out.without_update, product->without_update);
    for (const Needed& each : product->items) {
      Needed& item = items[each.update];
      item.update = each.update;
      unite(item.vulnerabilities, each.vulnerabilities);
      for (const std::uint32_t replaced : each.replaces) add_once(item.replaces, replaced);
    }
  }
  std::vector<std::uint32_t> brought;
  for (auto& [number, item] : items)
    for (auto& [other, bringer] : items) {
      if (!brings(other, number) || updates_[number].servicing) continue;
      unite(bringer.vulnerabilities, item.vulnerabilities);
      add_once(bringer.replaces, number);
      brought.push_back(number);
    }
  sort_once(brought);
  for (const std::uint32_t each : brought) items.erase(each);
  for (auto& [number, item] : items) out.items.push_back(std::move(item));
  order(out.items);
  return out;
}

void InstallPlanner::order(std::vector<Needed>& items) const {
  std::sort(items.begin(), items.end(), [this](const Needed& a, const Needed& b) {
    const UpdateFigures &left = updates_[a.update], &right = updates_[b.update];
    if (left.servicing != right.servicing) return left.servicing;
    if (left.name != right.name) return natural_less(left.name, right.name);
    return natural_less(left.version, right.version);
  });
}

}  // namespace patchmatrix
