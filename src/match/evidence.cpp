// SPDX-License-Identifier: Apache-2.0
#include "match/evidence.hpp"

#include <algorithm>
#include <optional>
#include <set>

namespace patchmatrix {
namespace {

bool has(const std::vector<UpdateIndex>& sorted, UpdateIndex update) {
  return std::binary_search(sorted.begin(), sorted.end(), update);
}

void take_installed(std::span<const std::string_view> names, const Updates& updates,
                    Evidence& out) {
  long long greatest = 0;
  for (const std::string_view name : names) {
    if (const auto update = updates.find(name)) {
      out.installed.push_back(*update);
    } else if (const long long number = Updates::number_in(name); number > greatest) {
      greatest = number;
      out.newest_unknown = name;
    }
  }
  std::sort(out.installed.begin(), out.installed.end());
  out.replaced = updates.replaced_by(out.installed);
}

void take_implied_builds(const Updates& updates, Evidence& out) {
  for (const UpdateIndex each : out.installed) {
    const int revision = updates.revisions(each, out.group).lowest;
    if (revision < 0) continue;
    const bool hotpatch = updates.is_hotpatch(out.group, revision);
    int& implied = hotpatch ? out.implied_hotpatch : out.implied;
    if (revision <= implied) continue;
    implied = revision;
    (hotpatch ? out.newest_hotpatch : out.newest) = each;
  }
}

// ── deciding ──

class Deciding {
 public:
  Deciding(const Evidence& evidence, std::span<const Requirement> requirements,
           const Updates& updates)
      : evidence_(evidence), requirements_(requirements), updates_(updates) {}

  Decision decide() const {
    if (requirements_.empty()) return {MatchRule::NoFix};
    if (evidence_.revision < 0) return by_list();
    if (evidence_.hotpatched) return on_hotpatch_line();
    return evidence_.cumulative ? by_revision() : by_separate_updates();
  }

 private:
  // The first requirement that holds for; the requirement's position.
  template <class Condition>
  std::optional<std::uint32_t> first(Condition condition) const {
    for (std::size_t i = 0; i < requirements_.size(); ++i)
      if (condition(requirements_[i])) return static_cast<std::uint32_t>(i);
    return std::nullopt;
  }

  bool is_installed(const Requirement& each) const {
    return each.update != kNone && has(evidence_.installed, each.update);
  }
  bool is_replaced(const Requirement& each) const {
    return each.update != kNone && has(evidence_.replaced, each.update);
  }

  // Of the partial updates that are named one of each kind must be there.
  bool all_parts_installed() const {
    bool any = false;
    for (const Requirement& part : requirements_) {
      if (!part.partial) continue;
      any = true;
      const auto there = first([&](const Requirement& each) {
        return each.partial && each.partial_type == part.partial_type &&
               (is_installed(each) || is_replaced(each));
      });
      if (!there) return false;
    }
    return any;
  }

  std::size_t partial_kinds() const {
    std::set<std::uint8_t> kinds;
    for (const Requirement& each : requirements_)
      if (each.partial) kinds.insert(each.partial_type);
    return kinds.size();
  }

  // By the list of updates alone; `condition` restricts which fixes are looked at.
  template <class Condition>
  std::optional<Decision> installed(Condition condition) const {
    if (const auto there = first([&](const Requirement& each) {
          return !each.partial && condition(each) && is_installed(each);
        }))
      return Decision{MatchRule::UpdateInstalled, *there};
    if (const auto there = first([&](const Requirement& each) {
          return !each.partial && condition(each) && is_replaced(each);
        }))
      return Decision{MatchRule::UpdateReplaced, *there};
    if (all_parts_installed()) {
      const auto part = first([&](const Requirement& each) {
        return each.partial && (is_installed(each) || is_replaced(each));
      });
      return Decision{is_installed(requirements_[*part]) ? MatchRule::UpdateInstalled
                                                         : MatchRule::UpdateReplaced,
                      *part};
    }
    return std::nullopt;
  }
  std::optional<Decision> installed() const {
    return installed([](const Requirement&) { return true; });
  }

  // The fix that asks for the least.
  std::uint32_t nearest(bool hotpatch) const {
    std::uint32_t out = kNone;
    for (std::size_t i = 0; i < requirements_.size(); ++i) {
      const Requirement& each = requirements_[i];
      if (each.revision < 0 || each.hotpatch != hotpatch) continue;
      if (out == kNone || each.revision < requirements_[out].revision)
        out = static_cast<std::uint32_t>(i);
    }
    return out;
  }

  static MatchRule reached(const Requirement& each) {
    return each.learned ? MatchRule::LearnedBuildReached : MatchRule::BuildReached;
  }
  static MatchRule below(const Requirement& each) {
    return each.learned ? MatchRule::LearnedBuildBelow : MatchRule::BuildBelow;
  }

  // Every update brings all before it: the revision tells.
  Decision by_revision() const {
    const int revision = evidence_.revision;
    if (const auto there = first([&](const Requirement& each) {
          return !each.hotpatch && each.revision >= 0 && revision >= each.revision;
        }))
      return {reached(requirements_[*there]), *there};
    if (const auto there = installed([](const Requirement& each) { return each.revision < 0; }))
      return *there;
    if (const std::uint32_t needed = nearest(false); needed != kNone)
      return {below(requirements_[needed]), needed};
    if (const std::uint32_t needed = nearest(true);
        needed != kNone && revision < requirements_[needed].revision)
      return {below(requirements_[needed]), needed};
    return without_build();
  }

  // On the line of updates without restart, builds pass those of the other line without having
  // what they bring.
  Decision on_hotpatch_line() const {
    const int revision = evidence_.revision;
    if (const auto there = first([&](const Requirement& each) {
          return each.hotpatch && each.revision >= 0 && revision >= each.revision;
        }))
      return {MatchRule::HotpatchReached, *there};
    if (const auto there = first([&](const Requirement& each) {
          return !each.hotpatch && each.revision >= 0 && evidence_.baseline >= each.revision;
        }))
      return {reached(requirements_[*there]), *there};
    if (const auto there = installed()) return *there;
    if (const std::uint32_t needed = nearest(true); needed != kNone)
      return {MatchRule::HotpatchBelow, needed};
    const std::uint32_t needed = nearest(false);
    if (needed == kNone) return without_build();
    if (revision < requirements_[needed].revision) return {below(requirements_[needed]), needed};
    return {MatchRule::HotpatchNotNamed, needed};
  }

  // Updates can be had without those before: a revision proves only that of an update which brings
  // everything.
  Decision by_separate_updates() const {
    if (const auto there = installed()) return *there;
    const int revision = evidence_.revision;
    if (updates_.is_of_whole_updates(evidence_.group, revision))
      if (const auto there = first([&](const Requirement& each) {
            return !each.partial && each.revision >= 0 && revision >= each.revision;
          }))
        return {reached(requirements_[*there]), *there};
    // Whichever update led to this very build brings what its part brings; if that is all there is
    // to bring, it is fixed.
    if (const auto there = first(
            [&](const Requirement& each) { return each.partial && each.revision == revision; });
        there && partial_kinds() == 1)
      return {reached(requirements_[*there]), *there};
    if (const std::uint32_t needed = nearest(false);
        needed != kNone && revision < requirements_[needed].revision)
      return {below(requirements_[needed]), needed};
    return not_in_list();
  }

  Decision by_list() const {
    if (const auto there = installed()) return *there;
    if (evidence_.cumulative) {
      if (const auto there = first([&](const Requirement& each) {
            return each.revision >= 0 &&
                   (evidence_.implied >= each.revision ||
                    (each.hotpatch && evidence_.implied_hotpatch >= each.revision));
          }))
        return {MatchRule::UpdateImpliesBuild, *there};
    }
    return not_in_list();
  }

  Decision not_in_list() const {
    const std::uint32_t needed = nearest_of_all();
    if (evidence_.list == UpdateList::NotGiven) return {MatchRule::UpdatesNotGiven, needed};
    if (evidence_.list == UpdateList::Partial) return {MatchRule::UpdatesIncomplete, needed};
    if (may_be_in_unknown_update()) return {MatchRule::UpdateUnknown, needed};
    if (const auto there = first([&](const Requirement& each) {
          return each.partial && (is_installed(each) || is_replaced(each));
        }))
      return {MatchRule::UpdatePartial, missing_part()};
    if (evidence_.cumulative && evidence_.implied >= 0 && needed != kNone &&
        evidence_.implied < requirements_[needed].revision && !evidence_.hotpatched)
      return {MatchRule::NewestUpdateOlder, needed};
    if (evidence_.list == UpdateList::Whole) return {MatchRule::UpdateMissing, needed};
    return {MatchRule::UpdatesIncomplete, needed};
  }

  Decision without_build() const {
    if (const auto there = installed()) return *there;
    const std::uint32_t needed = nearest_of_all();
    if (evidence_.list == UpdateList::Whole && !may_be_in_unknown_update())
      return {MatchRule::UpdateMissing, needed};
    return {MatchRule::FixWithoutBuild, needed};
  }

  std::uint32_t missing_part() const {
    return first([&](const Requirement& each) {
             return each.partial && !is_installed(each) && !is_replaced(each);
           })
        .value_or(0);
  }

  // What is needed, where it is asked for the least; else the first that is named.
  std::uint32_t nearest_of_all() const {
    for (const bool line : {evidence_.hotpatched, !evidence_.hotpatched})
      if (const std::uint32_t needed = nearest(line); needed != kNone) return needed;
    return 0;
  }

  // Vendors count upward: an update of which no document tells, with a number above that of a fix,
  // may bring it.
  bool may_be_in_unknown_update() const {
    const long long unknown = Updates::number_in(evidence_.newest_unknown);
    return unknown != 0 &&
           std::any_of(requirements_.begin(), requirements_.end(), [&](const Requirement& each) {
             return each.update != kNone &&
                    Updates::number_in(updates_.name(each.update)) < unknown;
           });
  }

  const Evidence& evidence_;
  std::span<const Requirement> requirements_;
  const Updates& updates_;
};

}  // namespace

Evidence evidence_of(const Machine& machine, std::span<const std::string_view> names,
                     const MachineSystem& system, const Updates& updates) {
  Evidence out;
  out.group = Updates::group(*system.vendor, *system.branch);
  out.cumulative = system.branch->cumulative;
  // Versions of two lines have one name ("22H2"), and machines call themselves by the other's.
  out.revision = system.by_name ? -1 : machine.build.revision;
  out.list = machine.update_list;
  take_installed(names, updates, out);
  take_implied_builds(updates, out);
  out.hotpatched = machine.hotpatched.value_or(false) ||
                   (out.revision >= 0 ? updates.is_hotpatch(out.group, out.revision)
                                      : out.implied_hotpatch > out.implied);
  if (out.hotpatched) out.baseline = updates.baseline(out.group, out.revision);
  return out;
}

Decision decide(const Evidence& evidence, std::span<const Requirement> requirements,
                const Updates& updates) {
  return Deciding(evidence, requirements, updates).decide();
}

}  // namespace patchmatrix
