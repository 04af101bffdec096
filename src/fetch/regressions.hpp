// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a newer version of a document lost or contradicts, and whether a release is complete.

#include <string>
#include <vector>

#include <patchmatrix/fetch.hpp>

#include "fetch/ledger.hpp"

namespace patchmatrix {

// `present` is what the ledger knows of the version before; nothing is told of a first version.
std::vector<FetchEvent> regressions(const LedgerDocument& present,
                                    const std::vector<Ledger::KnownVulnerability>& known,
                                    const DocumentFacts& newer);

// Revisions as publishers count: numbers by value, dotted ones part by part. Nothing if one of them
// is neither.
std::optional<bool> is_older_revision(std::string_view revision, std::string_view than);

// Why a release is not complete yet; empty if it is, and for feeds that do not release monthly.
// `polls`: how many times in a row its number of vulnerabilities was the same.
//
// It is complete when the vendor's own list of it is met, or when the families it never lacks are
// there and two polls agree; and always two weeks after its day.
std::string provisional_reason(const Vendor& vendor, const Feed& feed, const DocumentFacts& facts,
                               int polls, Instant now);

}  // namespace patchmatrix
