// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which distributions of packages a vendor has: `[[distributions]]` of a vendor's file.

#include <patchmatrix/feeds.hpp>

#include "io/config.hpp"

namespace patchmatrix {

// Errors: Malformed "toml-…", "feed-number".
Distribution distribution(const Config& config);

}  // namespace patchmatrix
