// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the readers of KEV and EPSS have in common.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/diagnostics.hpp>
#include <patchmatrix/error.hpp>

#include "io/text.hpp"

namespace patchmatrix {

inline constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

inline std::string_view without_mark(std::string_view bytes) {
  if (bytes.starts_with(kUtf8Mark)) bytes.remove_prefix(kUtf8Mark.size());
  return bytes;
}

// The bytes themselves, or what they are once ill-formed ones are replaced, which is kept in
// `repaired`.
inline std::string_view sound_utf8(std::string_view bytes, std::string& repaired,
                                   Diagnostics& diagnostics) {
  const auto invalid = first_invalid_utf8(bytes);
  if (!invalid) return bytes;
  diagnostics.add("invalid-utf8", line_and_column(bytes, *invalid));
  repaired = with_valid_utf8(bytes);
  return repaired;
}

// Sorts by identifier; of entries with the same one the first stays. Error: Malformed "no-entries".
template <class Entry>
void put_in_order(std::vector<Entry>& entries, Diagnostics& diagnostics) {
  if (entries.empty()) throw Error(ErrorKind::Malformed, "no-entries");
  const auto before = [](const Entry& a, const Entry& b) {
    return a.vulnerability < b.vulnerability;
  };
  if (!std::is_sorted(entries.begin(), entries.end(), before))
    std::stable_sort(entries.begin(), entries.end(), before);
  const auto same = [&](const Entry& first, const Entry& again) {
    if (first.vulnerability != again.vulnerability) return false;
    diagnostics.add("entry-twice", {}, {{"id", again.vulnerability}});
    return true;
  };
  entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());
}

}  // namespace patchmatrix
