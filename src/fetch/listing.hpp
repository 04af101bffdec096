// SPDX-License-Identifier: Apache-2.0
#pragma once

// From what a feed publishes about its documents to rows of the ledger: one function for every kind
// of feed. A list that did not change since the last run is not read again.

#include <memory>

#include <patchmatrix/fetch.hpp>

#include "fetch/asking.hpp"
#include "fetch/provider.hpp"

namespace patchmatrix {

// `provider` is null except for CSAF providers. What is odd goes to `outcome`: names that are
// refused to `failures`, the rest to `events` and `notes`.
// Errors: as Asker::ask; NotFound "list-missing"; Malformed "list-form", "json-syntax".
void list_documents(Asker& asker, const Feed& feed, const Provider* provider,
                    const std::shared_ptr<const HttpAccess>& access, FeedOutcome& outcome);

// Puts a month into {yyyy}, {mm}, {Mmm} (Nov) and {mmm} (nov).
std::string with_month(const std::string& pattern, Month month);

// The month that an id of the form 2022-Nov names, in any case; more may follow.
std::optional<Month> month_of_id(std::string_view id);

}  // namespace patchmatrix
