// SPDX-License-Identifier: Apache-2.0
#pragma once

// Months as the command line names them.

#include <optional>
#include <string>

#include <patchmatrix/store.hpp>

namespace patchmatrix {

// "2022-11", "2022-Q4", "2022", "2022-11..2023-01" (also of quarters and years); nothing for
// anything else, nor for a range that ends before it begins.
std::optional<Months> period_of_text(const std::string& text);

Month month_after(Month month);
Month months_before(Month month, unsigned number);

// The last month there is.
inline constexpr std::string_view kLatest = "latest";

bool is_period(const std::string& word);  // or kLatest

}  // namespace patchmatrix
