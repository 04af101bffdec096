// SPDX-License-Identifier: Apache-2.0
#pragma once

// One feed in one run: its lists, the documents that are due, what becomes of each, and the sum.

#include <functional>

#include <patchmatrix/fetch.hpp>

#include "fetch/ledger.hpp"
#include "fetch/storage.hpp"
#include "io/http.hpp"

namespace patchmatrix {

// What a run works with. All of it outlives the run.
struct Tools {
  const FetchOptions& options;
  const MirrorFolder& folder;
  Ledger& ledger;
  HttpClient& client;
  Instant now;  // when the feed's turn came
};

Instant clock_of(const FetchOptions& options);

// An outcome of which nothing is known but the feed.
FeedOutcome outcome_of(const Feed& feed);

// A feed that fails as a whole says so in FeedOutcome::error. Errors: Io if the ledger refuses.
FeedOutcome run_feed(const Tools& tools, const Vendor& vendor, const Feed& feed,
                     const std::function<void(const FetchProgress&)>& progress);

}  // namespace patchmatrix
