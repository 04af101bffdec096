// SPDX-License-Identifier: Apache-2.0
#pragma once

// Packages of Linux distributions: RPM and Debian, against the fixed versions of the distribution.

#include <memory>
#include <vector>

#include <patchmatrix/match.hpp>

#include "match/judging.hpp"

namespace patchmatrix {

// What documents say of packages, by distribution and name. Read-only once made.
class Packages {
 public:
  // Both outlive it.
  Packages(const std::vector<const Findings*>& documents, const Feeds& feeds);
  ~Packages();
  Packages(const Packages&) = delete;
  Packages& operator=(const Packages&) = delete;

  // As Applications::judge, for SoftwareKind::Rpm and Deb on the distribution of `machine`.
  Candidate judge(const Machine& machine, const Software& software, Judging& judging) const;

 private:
  struct Index;
  std::unique_ptr<Index> index_;
};

}  // namespace patchmatrix
