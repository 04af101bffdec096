// SPDX-License-Identifier: Apache-2.0
// Addresses as RFC 3986 has them, narrowed to what a feed may name: http and https, a host, no
// user.

#include <algorithm>
#include <array>
#include <cstring>

#include <arpa/inet.h>

#include "io/http.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

constexpr int kHttpPort = 80;
constexpr int kHttpsPort = 443;

int port_of_scheme(std::string_view scheme) { return scheme == "http" ? kHttpPort : kHttpsPort; }

bool is_scheme_character(char c) { return is_alphanumeric(c) || c == '+' || c == '-' || c == '.'; }

// The scheme of a reference, as it is written; empty if it has none.
std::string_view scheme_of(std::string_view text) {
  if (text.empty() || !is_letter(text.front())) return {};
  const std::size_t end = static_cast<std::size_t>(
      std::find_if_not(text.begin(), text.end(), is_scheme_character) - text.begin());
  return end < text.size() && text[end] == ':' ? text.substr(0, end) : std::string_view();
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char small = static_cast<char>(c | 0x20);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

// Path or query with what may not stand there percent-encoded; nothing if there are control
// characters, which only an attack or a damaged file has.
std::optional<std::string> encoded(std::string_view text) {
  constexpr std::string_view kForbidden = " \"<>\\^`{|}";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) return std::nullopt;
    if (byte < 0x80 && kForbidden.find(c) == std::string_view::npos) {
      result += c;
    } else {
      result += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return result;
}

// RFC 3986, section 5.2.4, for a path that begins with "/".
std::string without_dot_segments(std::string_view path) {
  std::vector<std::string_view> kept;
  const std::vector<std::string_view> segments = split(path.substr(1), '/');
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const bool last = i + 1 == segments.size();
    if (segments[i] == "..") {
      if (!kept.empty()) kept.pop_back();
    } else if (segments[i] != ".") {
      kept.push_back(segments[i]);
      continue;
    }
    if (last) kept.push_back({});
  }
  std::string result;
  for (const std::string_view segment : kept) result.append("/").append(segment);
  return result.empty() ? "/" : result;
}

std::optional<std::string> ipv6_host(std::string_view text) {
  std::array<unsigned char, 16> bytes{};
  std::array<char, INET6_ADDRSTRLEN> canonical{};
  if (inet_pton(AF_INET6, std::string(text).c_str(), bytes.data()) != 1) return std::nullopt;
  return inet_ntop(AF_INET6, bytes.data(), canonical.data(), canonical.size());
}

// Resolvers take a name whose last label is a number for an IPv4 address, in many spellings
// ("127.1", "0x7f000001"): it is one, or it is no host.
bool ends_in_number(std::string_view host) {
  if (host.back() == '.') host.remove_suffix(1);
  const std::size_t dot = host.rfind('.');
  const std::string_view label = dot == std::string_view::npos ? host : host.substr(dot + 1);
  if (label.substr(0, 2) == "0x") return true;
  return !label.empty() && std::all_of(label.begin(), label.end(), is_digit);
}

std::optional<std::string> ipv4_host(const std::string& text) {
  in_addr address{};
  std::array<char, INET_ADDRSTRLEN> canonical{};
  if (inet_aton(text.c_str(), &address) == 0) return std::nullopt;
  return inet_ntop(AF_INET, &address, canonical.data(), canonical.size());
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 &&
         std::all_of(label.begin(), label.end(),
                     [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; });
}

std::optional<std::string> named_host(std::string_view text) {
  if (text.empty() || text.size() > 253) return std::nullopt;
  std::string host = lower(text);
  if (ends_in_number(host)) return ipv4_host(host);
  const std::string_view labels = host.back() == '.'
                                      ? std::string_view(host).substr(0, host.size() - 1)
                                      : std::string_view(host);
  for (const std::string_view label : split(labels, '.'))
    if (!is_label(label)) return std::nullopt;
  return host;
}

// What follows the host: nothing, ":" or ":number".
std::optional<int> port_of(std::string_view text, std::string_view scheme) {
  if (text.empty() || text == ":") return port_of_scheme(scheme);
  if (text.front() != ':' || text.size() > 6) return std::nullopt;
  int port = 0;
  for (const char c : text.substr(1)) {
    if (!is_digit(c)) return std::nullopt;
    port = port * 10 + (c - '0');
  }
  if (port < 1 || port > 65535) return std::nullopt;
  return port;
}

// "host", "host:port", "[address]", "[address]:port" into `url`; false if it is none of them.
bool read_authority(std::string_view text, Url& url) {
  const bool bracketed = !text.empty() && text.front() == '[';
  const std::size_t end = bracketed ? text.find(']') : std::min(text.find(':'), text.size());
  if (end == std::string_view::npos) return false;
  const std::optional<std::string> host =
      bracketed ? ipv6_host(text.substr(1, end - 1)) : named_host(text.substr(0, end));
  const std::optional<int> port = port_of(text.substr(bracketed ? end + 1 : end), url.scheme);
  if (!host || !port) return false;
  url.host = *host;
  url.port = *port;
  return true;
}

bool read_path_and_query(std::string_view text, Url& url) {
  text = text.substr(0, text.find('#'));
  const std::size_t mark = std::min(text.find('?'), text.size());
  const std::optional<std::string> path = encoded(text.substr(0, mark));
  const std::optional<std::string> query =
      encoded(mark < text.size() ? text.substr(mark + 1) : std::string_view());
  if (!path || !query) return false;
  url.path = path->empty() ? "/" : *path;
  url.query = *query;
  return true;
}

// RFC 3986, section 5.2.3.
std::string merged(const Url& base, std::string_view path) {
  return base.path.substr(0, base.path.rfind('/') + 1).append(path);
}

// ── Addresses of machines ────────────────────────────────────────────────────────────────────────

struct Block4 {
  std::uint32_t first;
  int bits;
};

constexpr std::uint32_t address4(std::uint32_t a, std::uint32_t b, std::uint32_t c,
                                 std::uint32_t d) {
  return a << 24 | b << 16 | c << 8 | d;
}

// IANA's registry of special-purpose IPv4 addresses, with multicast.
constexpr Block4 kPrivate4[] = {
    {address4(0, 0, 0, 0), 8},      {address4(10, 0, 0, 0), 8},     {address4(100, 64, 0, 0), 10},
    {address4(127, 0, 0, 0), 8},    {address4(169, 254, 0, 0), 16}, {address4(172, 16, 0, 0), 12},
    {address4(192, 0, 0, 0), 24},   {address4(192, 0, 2, 0), 24},   {address4(192, 88, 99, 0), 24},
    {address4(192, 168, 0, 0), 16}, {address4(198, 18, 0, 0), 15},  {address4(198, 51, 100, 0), 24},
    {address4(203, 0, 113, 0), 24}, {address4(224, 0, 0, 0), 4},    {address4(240, 0, 0, 0), 4},
};

bool is_private4(std::uint32_t address) {
  return std::any_of(std::begin(kPrivate4), std::end(kPrivate4), [&](const Block4& block) {
    return (address ^ block.first) >> (32 - block.bits) == 0;
  });
}

using Address6 = std::array<unsigned char, 16>;

std::uint32_t embedded4(const Address6& address, std::size_t at) {
  return address4(address[at], address[at + 1], address[at + 2], address[at + 3]);
}

bool begins_with(const Address6& address, std::initializer_list<unsigned char> prefix) {
  return std::equal(prefix.begin(), prefix.end(), address.begin());
}

// Public are the global unicast addresses (2000::/3) but for IANA's special ones, and the forms
// that carry a public IPv4 address.
bool is_private6(const Address6& address) {
  if (begins_with(address, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}))  // mapped
    return is_private4(embedded4(address, 12));
  if (begins_with(address, {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0}))  // NAT64
    return is_private4(embedded4(address, 12));
  if (begins_with(address, {0x20, 0x02})) return is_private4(embedded4(address, 2));  // 6to4
  if ((address[0] & 0xe0) != 0x20) return true;
  if (begins_with(address, {0x20, 0x01}) && address[2] < 2) return true;  // 2001::/23, with Teredo
  if (begins_with(address, {0x20, 0x01, 0x0d, 0xb8})) return true;        // documentation
  return begins_with(address, {0x3f, 0xff}) && address[2] < 0x10;         // documentation
}

}  // namespace

std::string Url::authority() const {
  std::string result = host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port != port_of_scheme(scheme)) result.append(":").append(std::to_string(port));
  return result;
}

std::string Url::text() const {
  std::string result = scheme + "://" + authority() + path;
  if (!query.empty()) result.append("?").append(query);
  return result;
}

std::optional<Url> parse_url(std::string_view text) {
  Url url;
  const std::string_view scheme = scheme_of(text);
  url.scheme = lower(scheme);
  if (url.scheme != "https" && url.scheme != "http") return std::nullopt;
  text.remove_prefix(scheme.size() + 1);
  if (text.substr(0, 2) != "//") return std::nullopt;
  text.remove_prefix(2);
  const std::size_t end = std::min(text.find_first_of("/?#"), text.size());
  if (!read_authority(text.substr(0, end), url)) return std::nullopt;
  if (!read_path_and_query(text.substr(end), url)) return std::nullopt;
  return url;
}

std::optional<Url> resolve_url(const Url& base, std::string_view reference) {
  std::optional<Url> url;
  if (!scheme_of(reference).empty()) {
    url = parse_url(reference);
  } else if (reference.substr(0, 2) == "//") {
    url = parse_url(base.scheme + ":" + std::string(reference));
  } else {
    const std::string_view path = reference.substr(0, reference.find_first_of("?#"));
    const bool has_query = path.size() < reference.size() && reference[path.size()] == '?';
    url = base;
    if (!read_path_and_query(reference, *url)) return std::nullopt;
    if (path.empty()) url->path = base.path;
    if (path.empty() && !has_query) url->query = base.query;
    if (!path.empty() && path.front() != '/') url->path = merged(base, url->path);
  }
  if (url) url->path = without_dot_segments(url->path);
  return url;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result += text[i];
      continue;
    }
    const int high = i + 1 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0) return std::nullopt;
    result += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return result;
}

bool is_private_address(std::string_view address) {
  const std::string text(address);
  in_addr four{};
  if (inet_pton(AF_INET, text.c_str(), &four) == 1) return is_private4(ntohl(four.s_addr));
  Address6 six{};
  if (inet_pton(AF_INET6, text.c_str(), six.data()) == 1) return is_private6(six);
  return false;
}

}  // namespace patchmatrix
