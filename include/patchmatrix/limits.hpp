// SPDX-License-Identifier: Apache-2.0
#pragma once

// How much of an untrusted document is taken in. What goes beyond is refused by name.

#include <cstddef>

namespace patchmatrix {

// Elements and JSON values nested deeper than this are refused ("too-deep"). The deepest product
// tree seen in real documents has 9 levels.
inline constexpr std::size_t kMaxDepth = 256;

// The largest document that is read, packed or unpacked ("too-large"). The largest published
// advisories have 23 MB; the CSAF 2.1 draft advises consumers to accept 150 MiB.
inline constexpr std::size_t kMaxDocumentBytes = std::size_t{256} << 20;

}  // namespace patchmatrix
