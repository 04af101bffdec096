// SPDX-License-Identifier: Apache-2.0
#pragma once

// CSAF aggregators (CSAF 2.0, clause 7.1.21): lists of providers.

#include <optional>
#include <vector>

#include "fetch/feed_run.hpp"

namespace patchmatrix {

// The providers that an aggregator lists, as feeds of their own, with the ids
// "<aggregator>/<provider>"; nothing if `feed` is none. An address on the command line may be a
// provider's or an aggregator's: the text tells. Errors: NotFound "no-aggregator"; as Asker::ask.
std::optional<std::vector<Feed>> providers_of(const Tools& tools, const Feed& feed);

}  // namespace patchmatrix
