// SPDX-License-Identifier: Apache-2.0
#pragma once

// How much of an untrusted document is taken in. What goes beyond is refused by name.

#include <cstddef>
#include <cstdint>

namespace patchmatrix {

// Elements and JSON values nested deeper than this are refused ("too-deep"). The deepest product
// tree seen in real documents has 9 levels.
inline constexpr std::size_t kMaxDepth = 256;

// The largest document that is read, packed or unpacked ("too-large"). The largest published
// advisories have 23 MB; the CSAF 2.1 draft advises consumers to accept 150 MiB.
inline constexpr std::size_t kMaxDocumentBytes = std::size_t{256} << 20;

// How much of one archive is read ("too-many-entries", "archive-too-large"); what stands before
// stays read. The largest vendors publish some 50,000 documents, with 10 GB unpacked; an archive
// that packs more into a few kilobytes should end within seconds.
struct ArchiveLimits {
  std::size_t entries = 1'000'000;                         // folders and links included
  std::uint64_t unpacked_bytes = std::uint64_t{16} << 30;  // of all members together
  std::size_t member_bytes = kMaxDocumentBytes;            // of each
};

// How often the threats, scores, fixes and groups of one document may name its products
// ("too-many-references"): lists of lists multiply. The largest published advisory needs 1.3
// million.
inline constexpr std::size_t kMaxProductReferences = 10'000'000;

}  // namespace patchmatrix
