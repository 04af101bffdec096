// SPDX-License-Identifier: Apache-2.0
#pragma once

// Products that are known by an identifier (CPE, purl, model number), or by the vendor's name, the
// product's and a version or a range of versions.

#include <memory>
#include <vector>

#include <patchmatrix/match.hpp>

#include "match/judging.hpp"

namespace patchmatrix {

// What documents say of products with identifiers. Read-only once made.
class IdentifiedProducts {
 public:
  // Both outlive it.
  IdentifiedProducts(const std::vector<const Findings*>& documents, const Feeds& feeds,
                     const std::vector<Alias>& aliases);
  ~IdentifiedProducts();
  IdentifiedProducts(const IdentifiedProducts&) = delete;
  IdentifiedProducts& operator=(const IdentifiedProducts&) = delete;

  // As Applications::judge, for software of any kind.
  Candidate judge(const Machine& machine, const Software& software, Judging& judging) const;

 private:
  struct Index;
  std::unique_ptr<Index> index_;
};

}  // namespace patchmatrix
