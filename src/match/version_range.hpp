// SPDX-License-Identifier: Apache-2.0
#pragma once

// Ranges of versions as publishers write them: "vers:all/<V3.1", ">=1.0|<2.0", "All versions < V4",
// "<= 6.4", "V2.0 to V2.3", "8.1.x". docs/matching-applications.md lists the forms. What can be
// meant in two ways is not read.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchmatrix {

// How versions of a range are ordered.
enum class VersionScheme { Numbers, Rpm, Debian };

struct VersionInterval {
  std::string from;   // empty: no lower bound
  std::string until;  // empty: no upper bound
  bool from_included = true;
  bool until_included = true;
  bool is_exact() const { return !from.empty() && from == until; }
};

struct VersionRange {
  VersionScheme scheme = VersionScheme::Numbers;
  bool all = false;
  std::vector<VersionInterval> intervals;  // any of them; ascending
  std::vector<std::string> excluded;
  // Only single versions are named: nothing is said of any others.
  bool only_exact() const;
};

// Nothing for free text. The result has no view into `text`.
std::optional<VersionRange> parse_version_range(std::string_view text);

enum class InRange { Yes, No, Unreadable };

// Unreadable, too, where the version is finer than a bound that it may or may not be part of: 4.3.1
// in "<= 4.3".
InRange is_in(const VersionRange& range, std::string_view version);

// The bound that a version must reach to be above the whole range; empty: there is none.
std::string upper_end(const VersionRange& range);

}  // namespace patchmatrix
