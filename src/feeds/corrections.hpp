// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a vendor gets wrong: data of feeds/corrections/*.toml.

#include <vector>

#include <patchmatrix/feeds.hpp>

#include "io/config.hpp"

namespace patchmatrix {

// The corrections of one file. Errors: Malformed "toml-…", "feed-unknown-slug",
// "correction-twice", "correction-condition", "correction-same".
std::vector<Correction> corrections(const Config& config);

}  // namespace patchmatrix
