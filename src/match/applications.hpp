// SPDX-License-Identifier: Apache-2.0
#pragma once

// Software that inventories list by the name people know: office programs, databases, browsers …

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include <patchmatrix/match.hpp>

#include "match/judging.hpp"

namespace patchmatrix {

// What documents say of applications, by their names: the products without a range of versions of
// vendors whose file has [application_words], but for operating systems and what stands on them.
// Read-only once made.
class Applications {
 public:
  // Both outlive it.
  Applications(const std::vector<const Findings*>& documents, const Feeds& feeds,
               const std::vector<Alias>& aliases);
  ~Applications();
  Applications(const Applications&) = delete;
  Applications& operator=(const Applications&) = delete;

  // Judges every vulnerability that is surely about `software` (SoftwareKind::Application), once
  // for each product that it is or comes with: the finding of the line of versions that is
  // installed, else the nearest one. Tells candidates where none is. Gives what it was taken for:
  // the name of the product and the confidence; an empty name if nothing was judged.
  Candidate judge(const Machine& machine, const Software& software, Judging& judging) const;

  // Those of a machine's updates, sorted, that a verdict may depend on: machines with the same ones
  // and the same software are judged alike.
  std::vector<std::string_view> relevant_updates(std::span<const std::string_view> updates) const;

 private:
  struct Index;
  std::unique_ptr<Index> index_;
};

}  // namespace patchmatrix
