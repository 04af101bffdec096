// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "app/app.hpp"

int main(int count, char** values) {
  const std::vector<std::string> arguments(values + (count > 0 ? 1 : 0), values + count);
  return static_cast<int>(patchmatrix::run(arguments));
}
