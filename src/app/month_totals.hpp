// SPDX-License-Identifier: Apache-2.0
#pragma once

// What reports of other months count.

#include <optional>
#include <vector>

#include <patchmatrix/report.hpp>
#include <patchmatrix/store.hpp>

#include "app/release_context.hpp"

namespace patchmatrix {

// Of the feeds and vendors that the report is about, each month's numbers as its own report has
// them. Without the months before the first of which there is something.
std::vector<MonthTotals> month_totals(const Months& months, const ReleaseContext& context);

// The same of one month; nothing if there is none.
std::optional<Totals> totals_of_month(const Options& options, Month month, const KevCatalogue* kev,
                                      const Feeds& feeds, const Words& words, std::size_t& failed);

}  // namespace patchmatrix
