// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where a product stands in the tree of its document.

#include <cstdint>
#include <string_view>
#include <vector>

#include <patchmatrix/normalize.hpp>

namespace patchmatrix {

// What a branch tells, by its category (CSAF 2.0, section 3.1.2.1.2; CVRF 1.2, "Branch").
enum class BranchLevel : std::uint8_t { Other, Vendor, Family, Name, Version, Architecture };
BranchLevel branch_level(std::string_view category);

// Products whose relationships lead back to themselves: of each circle the one it was met at.
std::vector<ProductIndex> circular_products(const Document& document);

}  // namespace patchmatrix
