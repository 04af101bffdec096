// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <patchmatrix/date.hpp>
#include <patchmatrix/normalize.hpp>

namespace patchmatrix {

// The label of a row: "Example 10 22H2, 21H2", from the versions among `products`, newest first.
// Versions whose servicing had ended on `day` are left out, unless no other is left.
LocalText family_label(const ProductFamily& family, const Vendor& vendor,
                       const std::vector<std::string>& products, std::optional<Day> day);

}  // namespace patchmatrix
