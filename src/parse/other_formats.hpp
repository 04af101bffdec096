// SPDX-License-Identifier: Apache-2.0
#pragma once

// Neighbouring formats, recognised so that they can be refused by name.

#include <string>
#include <string_view>

#include "io/json.hpp"

namespace patchmatrix {

// Throws Unsupported: "other-format" with the format's name where the root element tells it, else
// "wrong-root" with the root's name.
[[noreturn]] void refuse_root(std::string_view root, const std::string& where);

// The same for the top level of a JSON document: "other-format" or "not-advisory".
[[noreturn]] void refuse_json(const JsonValue& top);

}  // namespace patchmatrix
