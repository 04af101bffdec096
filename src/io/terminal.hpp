// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the program is attached to.

#include <cstddef>
#include <optional>
#include <string>

namespace patchmatrix {

std::string environment(const char* name);  // empty if unset

bool output_is_terminal();
bool errors_go_to_terminal();  // standard error
bool is_superuser();

// Columns of the terminal that standard output, or standard error, goes to; nothing if it goes
// elsewhere.
std::optional<std::size_t> terminal_width();
std::optional<std::size_t> error_terminal_width();

// The folder of the running program's file.
std::string program_folder();

}  // namespace patchmatrix
