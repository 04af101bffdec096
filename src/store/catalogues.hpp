// SPDX-License-Identifier: Apache-2.0
#pragma once

// Catalogues in a store: every version as it was published, and the entries of the one in force.

#include <patchmatrix/store.hpp>

#include "io/sqlite.hpp"

namespace patchmatrix {

// Kinds of documents that are catalogues; also their publishers and tracking ids.
inline constexpr std::string_view kKevKind = "kev";
inline constexpr std::string_view kEpssKind = "epss";

Kept keep_catalogue(Database& database, const KevCatalogue& catalogue, const RawVersion& raw,
                    const Arrival& arrival);
Kept keep_catalogue(Database& database, const EpssScores& scores, const RawVersion& raw,
                    const Arrival& arrival);

}  // namespace patchmatrix
