// SPDX-License-Identifier: Apache-2.0
#pragma once

// The orders of versions as the programs themselves have them. Their libraries are used where they
// were there when the tests were built.

#include <optional>
#include <string>

namespace patchmatrix::test {

bool has_rpm();
int rpm_order(const std::string& a, const std::string& b);

bool has_dpkg();
// Nothing if dpkg takes one of them for no version.
std::optional<int> dpkg_order(const std::string& a, const std::string& b);

bool has_dpkg_command();
// Nothing if the command warns.
std::optional<bool> dpkg_command_says_below(const std::string& a, const std::string& b);

}  // namespace patchmatrix::test
