// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which addresses may really be connected to, whatever the names in URLs resolve to.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/http.hpp"

struct sockaddr;

namespace patchmatrix {

struct Endpoint {
  std::string address;  // numeric; empty for what is neither IPv4 nor IPv6
  int port = 0;
  bool operator==(const Endpoint&) const = default;
};

Endpoint endpoint_of(const sockaddr& address);

// Host and port of a proxy, "[scheme://][user:password@]host[:port]", as libcurl takes it: port
// 1080 if none is named, 443 for https. Nothing for nonsense.
struct ProxyAddress {
  std::string host, port;
};
std::optional<ProxyAddress> proxy_address(std::string_view proxy);

// The judge of addresses; remembers where proxies listen.
class Endpoints {
 public:
  // Whether a request for an URL of `scheme` may use a connection to `endpoint`: a public address,
  // or any if the access allows it, or that of the proxy it goes through.
  bool allow(const Endpoint& endpoint, const HttpAccess& access, std::string_view scheme);

 private:
  const std::vector<Endpoint>& of_proxy(const std::string& proxy);
  std::map<std::string, std::vector<Endpoint>> proxies_;
};

}  // namespace patchmatrix
