// SPDX-License-Identifier: Apache-2.0
#include "io/http_test_support.hpp"

#include <algorithm>
#include <cstdlib>

namespace patchmatrix::test {

void forget_proxies() {
  for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
                           "no_proxy", "NO_PROXY"})
    ::unsetenv(name);
}

std::string error_of_fetching(const std::function<void()>& action) {
  std::string error = error_of(action);
  error.erase(std::min(error.find(" reason="), error.size()));
  constexpr std::string_view kDigits = "0123456789";
  for (std::size_t at = 0; (at = error.find(':', at)) != std::string::npos;) {
    const std::size_t end = std::min(error.find_first_not_of(kDigits, at + 1), error.size());
    if (end - at > 4)
      error.erase(at, end - at);
    else
      ++at;
  }
  return error;
}

std::string text_of(const Error& error) {
  return error_of_fetching([&] { throw Error(error); });
}

}  // namespace patchmatrix::test
