// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include <patchmatrix/diagnostics.hpp>
#include <patchmatrix/document.hpp>

namespace patchmatrix {

// Whether a JSON text begins like a CSAF document: with one of its top-level members, or with the
// schema of CSAF. False says nothing.
bool begins_like_csaf(std::string_view utf8);

// Reads a CSAF 2.0 or 2.1 document, by what it holds rather than by what it calls itself: members
// of both versions occur side by side. `text` is overwritten and must outlive the result; see
// read_json_in_place, also for `original`.
// Errors: see parse.hpp.
Document read_csaf(std::span<char> text, Diagnostics& diagnostics, std::string_view original = {});

}  // namespace patchmatrix
