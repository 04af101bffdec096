// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a document's notes say about the release: which vulnerabilities it consists of.

#include <optional>
#include <set>
#include <string_view>

#include <patchmatrix/feeds.hpp>

namespace patchmatrix {

struct ListedIds {
  std::set<std::string_view> ids;        // every identifier between this heading and the next
  std::optional<std::size_t> announced;  // the sum of the numbers in the heading
};

struct ReleaseList {
  ListedIds released;
  ListedIds republished;
  bool found() const { return !released.ids.empty(); }
};

// Views point into `html`. Sections are found by the feed's phrases. Identifiers are taken from the
// whole section, not from table cells: rows have fallen out of their table (2026-04).
ReleaseList read_release_notes(std::string_view html, const Vendor& vendor);

}  // namespace patchmatrix
