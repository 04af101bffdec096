// SPDX-License-Identifier: Apache-2.0
#pragma once

// The catalogues of a store, as they were known at the time that is asked for.

#include <optional>
#include <string>
#include <vector>

#include <patchmatrix/catalogue.hpp>

#include "app/options.hpp"

namespace patchmatrix {

struct Catalogues {
  std::optional<KevCatalogue> kev;
  std::optional<EpssScores> epss;  // of the vulnerabilities that were asked for alone
};

// Empty without a store, or without catalogues in it.
Catalogues catalogues_of(const Options& options, const std::vector<std::string>& vulnerabilities);

}  // namespace patchmatrix
