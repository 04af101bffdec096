// SPDX-License-Identifier: Apache-2.0
#pragma once

// CVSS scores as documents write them → scores that hold.

#include <string>

#include <patchmatrix/diagnostics.hpp>
#include <patchmatrix/normalize.hpp>

namespace patchmatrix {

// The score of the vector, whatever is published beside it; a vector that cannot be read leaves the
// published score. Reports to `diagnostics`, at `where`: "bad-score", "bad-vector", and
// "score-differs" where vector and score disagree.
Score read_score(const ScoreSet& set, const std::string& where, Diagnostics& diagnostics);

}  // namespace patchmatrix
