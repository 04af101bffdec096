// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <patchmatrix/feeds.hpp>

namespace patchmatrix {

struct DecodedText {
  std::string text;      // UTF-8, without BOM
  std::string encoding;  // for readers: "UTF-8 with BOM"
};

// The text of a file in UTF-8, or in UTF-16 with a BOM, in CP932, or, where labels of texts can be
// read that way only, in CP850. Short Japanese files look like Western ones, so nothing else is
// guessed; and as the second byte of a character of CP932 may look like a separator, nothing may be
// split before. Nothing for anything else.
std::optional<DecodedText> decoded_text(std::string bytes, const InventoryWords& words);

}  // namespace patchmatrix
