// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which software of a vendor is which of its products: `[application_words]` and `[[applications]]`
// of a vendor's file.

#include <patchmatrix/feeds.hpp>

#include "io/config.hpp"

namespace patchmatrix {

// Errors: Malformed "toml-…".
ApplicationWords application_words(const Config& config);

// Errors: Malformed "toml-…", "feed-number", "feed-version".
Application application(const Config& config);

}  // namespace patchmatrix
