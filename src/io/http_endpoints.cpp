// SPDX-License-Identifier: Apache-2.0
#include "io/http_endpoints.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <netdb.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

struct InfoCleanup {
  void operator()(addrinfo* info) const { freeaddrinfo(info); }
};

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

// The proxy that libcurl takes for the scheme, if the host is not excepted by no_proxy.
std::string proxy_for(const HttpAccess& access, std::string_view scheme) {
  std::vector<const char*> names = {"http_proxy"};
  if (scheme == "https") names = {"https_proxy", "HTTPS_PROXY"};
  names.insert(names.end(), {"all_proxy", "ALL_PROXY"});
  std::string proxy = access.proxy;
  for (const char* name : names)
    if (proxy.empty()) proxy = environment(name);
  return proxy;
}

std::vector<Endpoint> resolved(const ProxyAddress& proxy) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(proxy.host.c_str(), proxy.port.c_str(), &hints, &found) != 0) return {};
  const std::unique_ptr<addrinfo, InfoCleanup> infos(found);
  std::vector<Endpoint> endpoints;
  for (const addrinfo* info = found; info != nullptr; info = info->ai_next)
    endpoints.push_back(endpoint_of(*info->ai_addr));
  return endpoints;
}

}  // namespace

Endpoint endpoint_of(const sockaddr& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.sa_family == AF_INET) {
    sockaddr_in four{};
    std::memcpy(&four, &address, sizeof four);
    inet_ntop(AF_INET, &four.sin_addr, text.data(), text.size());
    return {text.data(), ntohs(four.sin_port)};
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 six{};
    std::memcpy(&six, &address, sizeof six);
    inet_ntop(AF_INET6, &six.sin6_addr, text.data(), text.size());
    return {text.data(), ntohs(six.sin6_port)};
  }
  return {};
}

std::optional<ProxyAddress> proxy_address(std::string_view proxy) {
  const std::size_t scheme = proxy.find("://");
  const bool tls = lower(proxy.substr(0, scheme)) == "https";
  if (scheme != std::string_view::npos) proxy.remove_prefix(scheme + 3);
  proxy = proxy.substr(0, proxy.find_first_of("/?#"));
  if (const std::size_t at = proxy.rfind('@'); at != std::string_view::npos)
    proxy.remove_prefix(at + 1);
  const bool bracketed = !proxy.empty() && proxy.front() == '[';
  const std::size_t end = bracketed ? proxy.find(']') : std::min(proxy.find(':'), proxy.size());
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view host = bracketed ? proxy.substr(1, end - 1) : proxy.substr(0, end);
  std::string_view port = proxy.substr(bracketed ? end + 1 : end);
  if (!port.empty() && port.front() != ':') return std::nullopt;
  if (!port.empty()) port.remove_prefix(1);
  if (port.empty()) port = tls ? "443" : "1080";
  if (host.empty() || !std::all_of(port.begin(), port.end(), is_digit)) return std::nullopt;
  return ProxyAddress{std::string(host), std::string(port)};
}

bool Endpoints::allow(const Endpoint& endpoint, const HttpAccess& access, std::string_view scheme) {
  if (endpoint.address.empty()) return false;
  if (access.allow_private_addresses || !is_private_address(endpoint.address)) return true;
  const std::vector<Endpoint>& proxies = of_proxy(proxy_for(access, scheme));
  return std::find(proxies.begin(), proxies.end(), endpoint) != proxies.end();
}

const std::vector<Endpoint>& Endpoints::of_proxy(const std::string& proxy) {
  const auto known = proxies_.find(proxy);
  if (known != proxies_.end()) return known->second;
  const std::optional<ProxyAddress> address = proxy_address(proxy);
  return proxies_[proxy] = address ? resolved(*address) : std::vector<Endpoint>();
}

}  // namespace patchmatrix
