// SPDX-License-Identifier: Apache-2.0
#pragma once

// Counting what stands in the rows of a report, so that every total can be proved from them.

#include <utility>

#include <patchmatrix/report.hpp>

namespace patchmatrix {

// Severities in their order; what has none behind them, by its score.
std::pair<Severity, int> rank(const Rating& rating);

// Of the families and vulnerabilities of `report`.
Totals totals_of(const Report& report);

// Families of equal rating together: the rows with a headline, or the others. The families are
// ordered by headline and rating.
std::vector<MatrixRow> matrix_of(const std::vector<FamilyRow>& families, bool headline);

}  // namespace patchmatrix
