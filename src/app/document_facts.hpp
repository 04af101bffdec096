// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <patchmatrix/feeds.hpp>
#include <patchmatrix/fetch.hpp>

namespace patchmatrix {

// What parse and normalize tell of a document, for the fetch stage, which must not know them.
// `feeds` must outlive it. Documents of CSAF are looked at without their tuples.
Inspect inspector(const Feeds& feeds);

}  // namespace patchmatrix
