// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "app/exit_code.hpp"

namespace patchmatrix {

// The program: arguments (without the program's name) in, text on standard output and standard
// error out. The one place where errors become words and exit codes.
ExitCode run(const std::vector<std::string>& arguments);

}  // namespace patchmatrix
