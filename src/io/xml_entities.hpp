// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace patchmatrix {

// Appends `raw` to `out` with the five named entities of XML and character references replaced (XML
// 1.0, sections 4.1 and 4.6). Gives the first entity that is none of these, without '&' and ';', as
// a view into `raw`; nothing if all is well.
std::optional<std::string_view> append_decoded(std::string_view raw, std::string& out);

}  // namespace patchmatrix
