// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <patchmatrix/diagnostics.hpp>

namespace patchmatrix {

void Diagnostics::add(std::string_view code, std::string where, Arguments arguments) {
  auto known = std::find_if(codes_.begin(), codes_.end(),
                            [code](const Code& each) { return each.code == code; });
  if (known == codes_.end()) known = codes_.insert(codes_.end(), {std::string(code), 0, 0});
  if (known->entries != 0 && known->entries >= kept_) {
    ++all_[known->last].count;
    return;
  }
  ++known->entries;
  known->last = all_.size();
  all_.push_back({std::string(code), {}, std::move(where), std::move(arguments)});
}

}  // namespace patchmatrix
