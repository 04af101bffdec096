// SPDX-License-Identifier: Apache-2.0
#pragma once

// How a change is written wherever JSON tells of one: docs/changes.schema.json.

#include <patchmatrix/changes.hpp>

#include "io/json.hpp"

namespace patchmatrix {

// As the next value of `json`.
void write_change(const Change& change, JsonWriter& json);

}  // namespace patchmatrix
