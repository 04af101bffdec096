// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <patchmatrix/diagnostics.hpp>

namespace patchmatrix {

void Diagnostics::add(std::string_view code, std::string where, Arguments arguments) {
  auto known = std::find_if(all_.begin(), all_.end(),
                            [code](const Diagnostic& each) { return each.code == code; });
  if (known != all_.end()) {
    ++known->count;
    return;
  }
  all_.push_back({std::string(code), {}, std::move(where), std::move(arguments)});
}

}  // namespace patchmatrix
