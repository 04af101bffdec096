// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <patchmatrix/diagnostics.hpp>
#include <patchmatrix/document.hpp>
#include <patchmatrix/parse.hpp>

#include "io/json.hpp"

namespace patchmatrix {

// True for MSRC's JSON form of CVRF: an object with DocumentTracking and Vulnerability.
bool is_cvrf_json(const JsonValue& top);

// Reads it. Texts are copied into the document's store, so `top` may go away afterwards.
Document read_cvrf_json(const JsonValue& top, Diagnostics& diagnostics,
                        const ParseOptions& options = {});

}  // namespace patchmatrix
