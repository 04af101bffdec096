// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <utility>

#include "match/judging.hpp"

namespace patchmatrix {
namespace {

struct RuleFacts {
  MatchRule rule;
  std::string_view slug;
  Verdict verdict;
};

// In the order of the enumeration.
constexpr std::array kRules = {
    RuleFacts{MatchRule::BuildReached, "build-reached", Verdict::Fixed},
    RuleFacts{MatchRule::BuildBelow, "build-below", Verdict::Open},
    RuleFacts{MatchRule::LearnedBuildReached, "learned-build-reached", Verdict::Fixed},
    RuleFacts{MatchRule::LearnedBuildBelow, "learned-build-below", Verdict::Open},
    RuleFacts{MatchRule::HotpatchReached, "hotpatch-reached", Verdict::Fixed},
    RuleFacts{MatchRule::HotpatchBelow, "hotpatch-below", Verdict::Open},
    RuleFacts{MatchRule::HotpatchNotNamed, "hotpatch-not-named", Verdict::Unknown},
    RuleFacts{MatchRule::UpdateInstalled, "update-installed", Verdict::Fixed},
    RuleFacts{MatchRule::UpdateReplaced, "update-replaced", Verdict::Fixed},
    RuleFacts{MatchRule::UpdateImpliesBuild, "update-implies-build", Verdict::Fixed},
    RuleFacts{MatchRule::UpdatePartial, "update-partial", Verdict::Open},
    RuleFacts{MatchRule::NewestUpdateOlder, "newest-update-older", Verdict::Open},
    RuleFacts{MatchRule::UpdateMissing, "update-missing", Verdict::Open},
    RuleFacts{MatchRule::UpdatesNotGiven, "updates-not-given", Verdict::Unknown},
    RuleFacts{MatchRule::UpdatesIncomplete, "updates-incomplete", Verdict::Unknown},
    RuleFacts{MatchRule::UpdateUnknown, "update-unknown", Verdict::Unknown},
    RuleFacts{MatchRule::FixWithoutBuild, "fix-without-build", Verdict::Unknown},
    RuleFacts{MatchRule::SeveralProducts, "several-products", Verdict::Unknown},
    RuleFacts{MatchRule::ComponentNotListed, "component-not-listed", Verdict::Unknown},
    RuleFacts{MatchRule::VendorNotAffected, "vendor-not-affected", Verdict::NotAffected},
    RuleFacts{MatchRule::UnderInvestigation, "under-investigation", Verdict::Unknown},
    RuleFacts{MatchRule::NoFix, "no-fix", Verdict::Open},
    RuleFacts{MatchRule::SupportEnded, "support-ended", Verdict::OutOfSupport},
    RuleFacts{MatchRule::NoLongerListed, "no-longer-listed", Verdict::OutOfSupport},
    RuleFacts{MatchRule::VersionReached, "version-reached", Verdict::Fixed},
    RuleFacts{MatchRule::VersionBelow, "version-below", Verdict::Open},
    RuleFacts{MatchRule::VersionInRange, "version-in-range", Verdict::Open},
    RuleFacts{MatchRule::VersionOutsideRange, "version-outside-range", Verdict::NotAffected},
    RuleFacts{MatchRule::VersionNotGiven, "version-not-given", Verdict::Unknown},
    RuleFacts{MatchRule::VersionUnreadable, "version-unreadable", Verdict::Unknown},
    RuleFacts{MatchRule::VersionOfOtherLine, "version-of-other-line", Verdict::Unknown},
    RuleFacts{MatchRule::FixWithoutVersion, "fix-without-version", Verdict::Unknown},
    RuleFacts{MatchRule::StreamUnknown, "stream-unknown", Verdict::Unknown},
    RuleFacts{MatchRule::EpochUnknown, "epoch-unknown", Verdict::Unknown},
    RuleFacts{MatchRule::AnyVersion, "any-version", Verdict::Open},
};

const RuleFacts& facts(MatchRule rule) { return kRules[static_cast<std::size_t>(rule)]; }

constexpr bool in_order() {
  for (std::size_t i = 0; i < kRules.size(); ++i)
    if (static_cast<std::size_t>(kRules[i].rule) != i) return false;
  return true;
}
static_assert(in_order());

// Gravest first.
constexpr std::array kByGravity = {Verdict::Open, Verdict::Unknown, Verdict::OutOfSupport,
                                   Verdict::Fixed, Verdict::NotAffected};

std::size_t gravity(Verdict verdict) {
  std::size_t rank = 0;
  while (kByGravity[rank] != verdict) ++rank;
  return rank;
}

}  // namespace

std::string_view slug(Verdict verdict) {
  switch (verdict) {
    case Verdict::Open:
      return "open";
    case Verdict::Fixed:
      return "fixed";
    case Verdict::Unknown:
      return "unknown";
    case Verdict::NotAffected:
      return "not-affected";
    case Verdict::OutOfSupport:
      return "out-of-support";
  }
  return {};
}

bool worse(Verdict a, Verdict b) { return gravity(a) < gravity(b); }

std::string_view slug(MatchRule rule) { return facts(rule).slug; }
Verdict verdict_of(MatchRule rule) { return facts(rule).verdict; }

}  // namespace patchmatrix
