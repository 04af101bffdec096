// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which version of a document is newer, and since when the vendor had said it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/date.hpp>
#include <patchmatrix/feeds.hpp>

namespace patchmatrix {

// An arrival as far as the order of versions needs it.
struct VersionArrival {
  std::int64_t version = 0;
  std::int64_t arrival = 0;  // ids grow in the order of import
  Instant fetched_at;
  bool witnessed = false;
  std::string_view revision;
  std::optional<Instant> dated;  // the document's own current release date
  Instant said_at;               // set by in_order()
};

// Oldest first; the last one is in force.
//
// By number: integers numerically, semantic versions by precedence (semver.org, clause 11), then
// date, then arrival. By arrival: a feed whose numbers and dates go backward is believed in the
// order in which it spoke; what was only imported, nobody knows when it was said, stands at its own
// date.
std::vector<VersionArrival> in_order(std::vector<VersionArrival> arrivals, VersionOrder order);

// Negative, 0 or positive, as a is older than, as old as or newer than b.
int compare_revisions(std::string_view a, std::string_view b);

}  // namespace patchmatrix
