// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the tests of the HTTP client share.

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "io/http.hpp"
#include "support/https_server.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {

// Whoever runs the tests may sit behind a proxy; loopback does not.
void forget_proxies();

inline HttpOptions test_options() {
  HttpOptions options;
  options.user_agent = "patchmatrix-test/1.0 (+https://vendor.test/)";
  options.connect_to = {"vendor.test::127.0.0.1:", "other.test::127.0.0.1:"};
  return options;
}

// Allows everything that the tests' own server is: 127.0.0.1, vendor.test and other.test.
inline HttpAccess access_to(const HttpsServer& server) {
  const std::string port = ':' + std::to_string(server.port());
  HttpAccess access;
  access.allowed_hosts = {"127.0.0.1" + port, "[::1]" + port, "vendor.test" + port,
                          "other.test" + port};
  access.allow_private_addresses = true;
  access.limits.requests_per_second = 0;
  access.ca_file = server.ca_file();
  return access;
}

inline HttpRequest request_for(std::string url, HttpAccess access) {
  HttpRequest request;
  request.url = std::move(url);
  request.access = std::make_shared<const HttpAccess>(std::move(access));
  request.max_bytes = 10'000'000;
  return request;
}

// An error's text without the port, which is another at each run, and without the reason that
// libcurl words.
std::string error_of_fetching(const std::function<void()>& action);
std::string text_of(const Error& error);

}  // namespace patchmatrix::test
