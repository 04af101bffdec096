// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a vendor gets wrong, and which builds its products have: data of feeds/corrections/*.toml
// and of `[[builds]]` in a vendor's file.

#include <vector>

#include <patchmatrix/feeds.hpp>

#include "io/config.hpp"

namespace patchmatrix {

// The corrections of one file. Errors: Malformed "toml-…", "feed-unknown-slug",
// "correction-twice", "correction-condition", "correction-same".
std::vector<Correction> corrections(const Config& config);

// Errors: Malformed "toml-…", "feed-unknown-slug", "feed-build", "feed-number".
BuildBranch build_branch(const Config& config);

}  // namespace patchmatrix
