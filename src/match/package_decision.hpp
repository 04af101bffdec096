// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whether a package has the fix of one vulnerability, by what one document says of it.
// docs/matching-packages.md tells the rules in words.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <patchmatrix/match.hpp>

#include "match/package_identity.hpp"
#include "match/package_lines.hpp"

namespace patchmatrix {

// What a document says of a package of one platform.
struct PackageStatement {
  const PackageIdentity* package = nullptr;
  ReleaseTag tag;  // of its release
  int minor = -1;  // of its platform: PackageLine::minor
  bool extended = false;
  ProductStatus status = ProductStatus::Unknown;
};

// A package as a machine has it.
struct InstalledPackage {
  const PackageIdentity* package = nullptr;
  ReleaseTag tag;
  const Distribution* distribution = nullptr;  // null: of Debian packages
  int minor = -1;                              // of the machine's system
  bool foreign = false;                        // made by somebody else than the distribution
};

struct PackageDecision {
  MatchRule rule = MatchRule::VersionNotGiven;
  std::uint32_t statement = 0;  // that decided
  std::string_view reason;      // the code of a step
};

// `statements` are about this package, on the machine's release and architecture, in one document
// about one vulnerability. Nothing if they say nothing of it.
std::optional<PackageDecision> decide(const InstalledPackage& installed,
                                      std::span<const PackageStatement> statements);

}  // namespace patchmatrix
