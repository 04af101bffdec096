// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the program is attached to.

#include <cstddef>
#include <optional>
#include <string>

namespace patchmatrix {

std::string environment(const char* name);  // empty if unset

bool output_is_terminal();

// Columns of the terminal that standard output goes to; nothing if it goes elsewhere.
std::optional<std::size_t> terminal_width();

// The folder of the running program's file.
std::string program_folder();

}  // namespace patchmatrix
