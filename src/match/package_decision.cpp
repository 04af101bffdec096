// SPDX-License-Identifier: Apache-2.0
#include "match/package_decision.hpp"

#include <algorithm>
#include <compare>
#include <vector>

namespace patchmatrix {
namespace {

// How the installed version stands to that of a fix.
enum class Relation {
  Below,
  Reached,
  EpochDecides,    // at or above, unless the epochs differ, of which one is not told
  ReleaseDecides,  // at or above, but the list has no releases, which tell how it was built
};

// The very build: the release bears the number of a build, so that the epoch is that of the fix.
bool same_build(const RpmVersion& a, const RpmVersion& b) {
  return !a.release.empty() && !b.release.empty() && compare_without_epoch(a, b) == 0;
}

std::optional<int> epoch_of(const RpmVersion& fix, const InstalledPackage& installed) {
  const bool never_any = installed.distribution != nullptr && installed.distribution->epochless &&
                         installed.package->version.epoch.value_or(0) == 0;
  return fix.epoch || !never_any ? fix.epoch : 0;
}

Relation without_epoch(const RpmVersion& installed, const RpmVersion& fix) {
  if (compare_without_epoch(installed, fix) < 0) return Relation::Below;
  if (installed.release.empty() && !fix.release.empty()) return Relation::ReleaseDecides;
  return Relation::Reached;
}

Relation relation(const InstalledPackage& installed, const PackageIdentity& fix) {
  const RpmVersion& version = installed.package->version;
  if (fix.kind == PackageKind::Deb)
    return compare_debian_versions(version.version, fix.version.version) < 0 ? Relation::Below
                                                                             : Relation::Reached;
  const std::optional<int> needed = epoch_of(fix.version, installed);
  const Relation out = without_epoch(version, fix.version);
  if (version.epoch && needed) {
    if (*version.epoch != *needed)
      return *version.epoch < *needed ? Relation::Below : Relation::Reached;
    return out;
  }
  // Not told: it is 0 at least, and below stays below unless it was raised since, which is rare.
  if (out != Relation::Reached || needed == 0 || same_build(version, fix.version)) return out;
  return Relation::EpochDecides;
}

// Fixes that decide together, and how the installed version stands to them.
struct Fixes {
  std::vector<std::uint32_t> all;  // in the statements
  bool empty() const { return all.empty(); }
};

class Deciding {
 public:
  Deciding(const InstalledPackage& installed, std::span<const PackageStatement> statements)
      : installed_(installed), statements_(statements) {
    for (std::uint32_t i = 0; i < statements.size(); ++i) sort_in(i);
  }

  std::optional<PackageDecision> decide() const {
    if (installed_.foreign) return of_other_maker();
    if (const auto i = this_build(ProductStatus::NotAffected))
      return PackageDecision{MatchRule::VendorNotAffected, *i, "package-build-not-affected"};
    if (auto out = own_line()) return out;
    if (auto out = affected()) return out;
    if (auto out = main_line()) return out;
    if (const auto i = whole(ProductStatus::UnderInvestigation))
      return PackageDecision{MatchRule::UnderInvestigation, *i, "package-under-investigation"};
    if (const auto i = whole(ProductStatus::Unknown))
      return PackageDecision{MatchRule::UnderInvestigation, *i, "package-status-unknown"};
    if (const auto i = whole(ProductStatus::NotAffected))
      return PackageDecision{MatchRule::VendorNotAffected, *i, "package-not-affected"};
    if (auto out = unknown_stream()) return out;
    if (!aside_.empty())
      return PackageDecision{MatchRule::VersionOfOtherLine, aside_.all.front(),
                             "package-other-line"};
    if (const auto i = fix_without_version())
      return PackageDecision{MatchRule::FixWithoutVersion, *i, "package-fix-without-version"};
    return std::nullopt;
  }

 private:
  using Decided = std::optional<PackageDecision>;
  enum class Stream { Same, Other, Unknown };

  const PackageStatement& at(std::uint32_t i) const { return statements_[i]; }
  Relation relation_to(std::uint32_t i) const { return relation(installed_, *at(i).package); }
  bool separate_minors() const {
    return installed_.distribution != nullptr && installed_.distribution->separate_minors;
  }

  // ── which fixes are of the same kind of build ──

  bool is_modular(const PackageStatement& statement) const {
    return statement.tag.modular || !statement.package->module.empty();
  }
  bool is_modular() const { return installed_.tag.modular || !installed_.package->module.empty(); }

  Stream stream(const PackageStatement& statement) const {
    if (is_modular() != is_modular(statement)) return Stream::Other;
    if (!is_modular()) return Stream::Same;
    const std::string_view mine = installed_.package->module;
    const std::string_view theirs = statement.package->module;
    if (mine.empty() || theirs.empty()) return Stream::Unknown;
    return mine == theirs ? Stream::Same : Stream::Other;
  }

  bool built_alike(const PackageStatement& statement) const {
    if (statement.tag.number.empty() || installed_.package->version.release.empty()) return true;
    return statement.tag.number == installed_.tag.number &&
           statement.tag.marks == installed_.tag.marks;
  }

  // The minor release that the installed package was surely built for, or, with packages of its own
  // in every minor release, that the machine has.
  int own_minor() const {
    if (installed_.tag.minor >= 0) return installed_.tag.minor;
    return separate_minors() ? installed_.minor : -1;
  }
  int minor_of(const PackageStatement& statement) const {
    if (separate_minors()) return statement.minor;
    return statement.tag.minor >= 0 ? statement.tag.minor : statement.minor;
  }

  void sort_in(std::uint32_t i) {
    const PackageStatement& each = at(i);
    if (each.status != ProductStatus::Fixed || !each.package->has_version()) return;
    const bool other_minor = separate_minors() && own_minor() >= 0 && each.minor != own_minor();
    if (other_minor || !built_alike(each)) return aside_.all.push_back(i);
    switch (stream(each)) {
      case Stream::Same:
        return fixes_.all.push_back(i);
      case Stream::Unknown:
        return streamless_.all.push_back(i);
      case Stream::Other:
        return aside_.all.push_back(i);
    }
  }

  template <class Predicate>
  Fixes those(const Fixes& of, Predicate wanted) const {
    Fixes out;
    for (const std::uint32_t i : of.all)
      if (wanted(at(i))) out.all.push_back(i);
    return out;
  }

  bool all_are(const Fixes& fixes, Relation wanted) const {
    return std::all_of(fixes.all.begin(), fixes.all.end(),
                       [&](std::uint32_t i) { return relation_to(i) == wanted; });
  }
  std::optional<std::uint32_t> first(const Fixes& fixes, Relation wanted) const {
    for (const std::uint32_t i : fixes.all)
      if (relation_to(i) == wanted) return i;
    return std::nullopt;
  }

  bool older(std::uint32_t a, std::uint32_t b) const {
    const PackageIdentity& x = *at(a).package;
    const PackageIdentity& y = *at(b).package;
    if (x.kind == PackageKind::Deb)
      return compare_debian_versions(x.version.version, y.version.version) < 0;
    return compare(x.version, y.version) < 0;
  }
  std::uint32_t lowest(const Fixes& fixes) const {
    return *std::min_element(fixes.all.begin(), fixes.all.end(),
                             [&](std::uint32_t a, std::uint32_t b) { return older(a, b); });
  }
  std::uint32_t highest(const Fixes& fixes) const {
    return *std::max_element(fixes.all.begin(), fixes.all.end(),
                             [&](std::uint32_t a, std::uint32_t b) { return older(a, b); });
  }

  // ── verdicts ──

  PackageDecision reached(const Fixes& fixes, std::string_view reason) const {
    return {MatchRule::VersionReached, highest(fixes), reason};
  }
  // With none below.
  PackageDecision not_told(const Fixes& fixes) const {
    if (const auto i = first(fixes, Relation::ReleaseDecides))
      return {MatchRule::VersionNotGiven, *i, "package-release-not-given"};
    return {MatchRule::EpochUnknown, *first(fixes, Relation::EpochDecides),
            "package-epoch-unknown"};
  }

  // A fix that was built for the same minor release: what comes after it in that line has it.
  Decided own_line() const {
    if (no_version()) return version_not_given();
    const bool debian = installed_.distribution == nullptr;
    const Fixes own = those(fixes_, [&](const PackageStatement& each) {
      return debian || (own_minor() >= 0 && minor_of(each) == own_minor() &&
                        (separate_minors() || each.tag.minor >= 0));
    });
    if (own.empty()) return std::nullopt;
    if (all_are(own, Relation::Reached)) return reached(own, "package-own-line-reached");
    if (first(own, Relation::Below))
      return PackageDecision{MatchRule::VersionBelow, highest(own), "package-own-line-below"};
    return not_told(own);
  }

  // No fix of the line it was built for is named: those of others count together.
  Decided main_line() const {
    const Fixes main = those(fixes_, [](const PackageStatement& each) { return !each.extended; });
    if (main.empty()) return extended_line();
    if (all_are(fixes_, Relation::Reached)) return reached(fixes_, "package-all-lines-reached");
    if (all_are(fixes_, Relation::Below))
      return PackageDecision{MatchRule::VersionBelow, lowest(main), "package-all-lines-below"};
    if (!first(fixes_, Relation::Below)) return not_told(fixes_);
    if (auto out = machine_line()) return out;
    const int line = own_minor() >= 0 ? own_minor() : installed_.minor;
    const Fixes later = those(main, [&](const PackageStatement& each) {
      return line >= 0 && (minor_of(each) < 0 || minor_of(each) >= line);
    });
    if (!later.empty() && all_are(later, Relation::Below))
      return PackageDecision{MatchRule::VersionBelow, lowest(later), "package-later-lines-below"};
    return PackageDecision{MatchRule::VersionOfOtherLine, highest(fixes_), "package-between-lines"};
  }

  // Only lines that are kept apart have a fix.
  Decided extended_line() const {
    if (fixes_.empty() || whole(ProductStatus::NotAffected)) return std::nullopt;
    if (auto out = machine_line()) return out;
    return PackageDecision{MatchRule::VersionOfOtherLine, highest(fixes_),
                           "package-extended-lines"};
  }

  // The package does not tell for which minor release it was built, but the machine has one.
  Decided machine_line() const {
    if (own_minor() >= 0 || installed_.minor < 0) return std::nullopt;
    const Fixes own = those(
        fixes_, [&](const PackageStatement& each) { return minor_of(each) == installed_.minor; });
    if (!first(own, Relation::Below)) return std::nullopt;
    return PackageDecision{MatchRule::VersionBelow, highest(own), "package-machine-line-below"};
  }

  Decided unknown_stream() const {
    if (streamless_.empty()) return std::nullopt;
    for (const std::uint32_t i : streamless_.all)
      if (same_build(installed_.package->version, at(i).package->version))
        return PackageDecision{MatchRule::VersionReached, i, "package-same-build"};
    if (all_are(streamless_, Relation::Below))
      return PackageDecision{MatchRule::VersionBelow, lowest(streamless_),
                             "package-all-lines-below"};
    return PackageDecision{MatchRule::StreamUnknown, highest(streamless_),
                           "package-stream-unknown"};
  }

  Decided affected() const {
    for (std::uint32_t i = 0; i < statements_.size(); ++i) {
      const PackageStatement& each = at(i);
      if (each.status != ProductStatus::Affected || !is_here(each)) continue;
      if (each.package->has_version()) {
        if (no_version() || !(is_this_build(each) || relation_to(i) == Relation::Below)) continue;
        return PackageDecision{MatchRule::VersionInRange, i, "package-build-affected"};
      }
      if (each.package->module.empty() || stream(each) == Stream::Same)
        return PackageDecision{MatchRule::NoFix, i, "package-no-fix"};
      if (is_modular() && stream(each) == Stream::Unknown)
        return PackageDecision{MatchRule::StreamUnknown, i, "package-stream-unknown"};
    }
    return std::nullopt;
  }

  // ── what is said of the package in all its versions ──

  // Of the machine's own line, as far as that is known.
  bool is_here(const PackageStatement& each) const {
    const int mine = own_minor() >= 0 ? own_minor() : installed_.minor;
    if (separate_minors()) return mine < 0 || each.minor == mine;
    return !each.extended || each.minor < 0 || each.minor == mine;
  }

  std::optional<std::uint32_t> whole(ProductStatus status) const {
    for (std::uint32_t i = 0; i < statements_.size(); ++i) {
      const PackageStatement& each = at(i);
      if (each.status != status || each.package->has_version() || !is_here(each)) continue;
      const bool sure = status == ProductStatus::NotAffected;
      // That one of several streams is not affected says nothing of another.
      if (sure ? stream(each) == Stream::Same && !unsure_line(each)
               : each.package->module.empty() || stream(each) != Stream::Other)
        return i;
    }
    return std::nullopt;
  }

  // Of one of several lines, and which is the machine's is not known.
  bool unsure_line(const PackageStatement& each) const {
    const int mine = own_minor() >= 0 ? own_minor() : installed_.minor;
    return mine < 0 && (separate_minors() || each.extended);
  }

  bool is_this_build(const PackageStatement& each) const {
    const PackageIdentity& mine = *installed_.package;
    if (!each.package->has_version() || !mine.has_version()) return false;
    if (mine.kind == PackageKind::Deb)
      return compare_debian_versions(mine.version.version, each.package->version.version) == 0;
    const std::optional<int> a = mine.version.epoch, b = each.package->version.epoch;
    return same_build(mine.version, each.package->version) && (!a || !b || *a == *b);
  }
  std::optional<std::uint32_t> this_build(ProductStatus status) const {
    for (std::uint32_t i = 0; i < statements_.size(); ++i)
      if (at(i).status == status && is_this_build(at(i))) return i;
    return std::nullopt;
  }

  std::optional<std::uint32_t> fix_without_version() const {
    for (std::uint32_t i = 0; i < statements_.size(); ++i)
      if (at(i).status == ProductStatus::Fixed && !at(i).package->has_version() && is_here(at(i)))
        return i;
    return std::nullopt;
  }

  // ── what nobody can compare ──

  bool no_version() const { return !installed_.package->has_version(); }
  Decided version_not_given() const {
    if (fixes_.empty()) return std::nullopt;
    return PackageDecision{MatchRule::VersionNotGiven, highest(fixes_),
                           "package-version-not-given"};
  }

  // The vendor speaks of its own packages only.
  Decided of_other_maker() const {
    for (std::uint32_t i = 0; i < statements_.size(); ++i)
      if (at(i).status != ProductStatus::NotAffected)
        return PackageDecision{MatchRule::VersionOfOtherLine, i, "package-other-maker"};
    return std::nullopt;
  }

  const InstalledPackage& installed_;
  std::span<const PackageStatement> statements_;
  Fixes fixes_;       // of builds like the installed one
  Fixes streamless_;  // of modules, and it is not known whether of the same stream
  Fixes aside_;       // of other minor releases, streams or ways of building
};

}  // namespace

std::optional<PackageDecision> decide(const InstalledPackage& installed,
                                      std::span<const PackageStatement> statements) {
  return Deciding(installed, statements).decide();
}

}  // namespace patchmatrix
