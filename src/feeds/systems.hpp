// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which operating systems a vendor has: `[[builds]]` and `[systems]` of a vendor's file.

#include <patchmatrix/feeds.hpp>

#include "io/config.hpp"

namespace patchmatrix {

// Errors: Malformed "toml-…", "feed-unknown-slug", "feed-build", "feed-number".
BuildBranch build_branch(const Config& config);

// Errors: Malformed "toml-…", "feed-unknown-slug".
SystemWords system_words(const Config& config);

}  // namespace patchmatrix
