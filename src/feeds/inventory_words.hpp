// SPDX-License-Identifier: Apache-2.0
#pragma once

// What stands in inventories: feeds/inventory-columns.toml.

#include <patchmatrix/feeds.hpp>

#include "io/config.hpp"

namespace patchmatrix {

// Errors: Malformed "toml-…".
InventoryWords inventory_words(const Config& config);

}  // namespace patchmatrix
