// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "io/config.hpp"

namespace patchmatrix {

// The value whose slug stands under `key`. Errors: Malformed "toml-missing", "feed-unknown-slug".
template <class Value, std::size_t N>
Value chosen(const Config& config, std::string_view key, const std::array<Value, N>& values) {
  const std::string text = config.required_text(key);
  for (const Value each : values)
    if (slug(each) == text) return each;
  config.fail("feed-unknown-slug", key);
}

}  // namespace patchmatrix
