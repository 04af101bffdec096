// SPDX-License-Identifier: Apache-2.0
#include "io/http_rules.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <utility>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

bool is_local_name(std::string_view host) {
  if (!host.empty() && host.back() == '.') host.remove_suffix(1);
  constexpr std::string_view kLocal = "localhost";
  if (host.size() < kLocal.size() || host.substr(host.size() - kLocal.size()) != kLocal)
    return false;
  return host.size() == kLocal.size() || host[host.size() - kLocal.size() - 1] == '.';
}

// A header that a caller gives, and that cannot become two (RFC 9110, section 5).
void check_header(const std::string& header, const std::string& where) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  const std::size_t colon = header.find(':');
  const std::string name = header.substr(0, colon);
  const bool named = colon != std::string::npos && !name.empty() &&
                     std::all_of(name.begin(), name.end(), [&](char c) {
                       return is_alphanumeric(c) || kMarks.find(c) != std::string_view::npos;
                     });
  if (!named || !is_harmless(header))
    throw Error(ErrorKind::Usage, "http-header", where, {{"name", named ? name : std::string()}});
}

// Takes out what a server or a library may have echoed of the secrets.
std::string without_secrets(std::string text, const HttpAccess& access) {
  constexpr std::size_t kShortest = 4;  // shorter ones would hit by chance
  for (const std::string& header : access.secret_headers)
    for (const std::string_view word : split(value_of(header), ' '))
      for (std::size_t at = 0;
           word.size() >= kShortest && (at = text.find(word, at)) != std::string::npos;)
        text.replace(at, word.size(), "***");
  return text;
}

}  // namespace

Error untrusted(std::string code, std::string where, Arguments arguments) {
  return {ErrorKind::Untrusted, std::move(code), std::move(where), std::move(arguments)};
}

Error network(std::string code, std::string where, std::string reason) {
  return {ErrorKind::Network, std::move(code), std::move(where), {{"reason", std::move(reason)}}};
}

std::string without_query(const Url& url) {
  Url shown = url;
  shown.query.clear();
  return shown.text();
}

std::string without_query(std::string_view text) {
  std::string shown(text.substr(0, text.find_first_of("?#")));
  const std::size_t authority = shown.find("//");
  const std::size_t at = shown.rfind('@');
  if (authority != std::string::npos && at != std::string::npos && at > authority)
    shown.erase(authority + 2, at - authority - 1);
  return shown;
}

Error without_secrets(const Error& error, const HttpAccess& access) {
  Arguments arguments = error.arguments();
  for (auto& [name, value] : arguments) value = without_secrets(value, access);
  return {error.kind(), error.code(), without_secrets(error.where(), access), std::move(arguments)};
}

void check_allowed(const Url& url, const HttpAccess& access) {
  if (url.scheme != "https" && !access.allow_http)
    throw untrusted("http-not-https", without_query(url));
  const auto& hosts = access.allowed_hosts;
  if (std::find(hosts.begin(), hosts.end(), url.authority()) == hosts.end())
    throw untrusted("http-host", without_query(url), {{"host", url.authority()}});
  if (!access.allow_private_addresses && (is_local_name(url.host) || is_private_address(url.host)))
    throw untrusted("http-address", without_query(url), {{"address", url.host}});
}

[[noreturn]] void fail_address(std::string_view text, std::string where) {
  const std::size_t colon = text.find(':');
  const std::string scheme = lower(text.substr(0, colon));
  const bool known = colon != std::string_view::npos && (scheme == "https" || scheme == "http");
  throw untrusted(known ? "http-url" : "http-not-https", std::move(where));
}

void check_headers(const HttpRequest& request) {
  const std::string where = without_query(request.url);
  const HttpAccess& access = *request.access;
  for (const auto* list : {&access.headers, &access.secret_headers, &request.headers})
    for (const std::string& header : *list) check_header(header, where);
  check_header("If-None-Match: " + request.etag, where);
  check_header("If-Modified-Since: " + request.last_modified, where);
}

std::uint64_t resumable_from(const HttpRequest& request) {
  if (request.file.empty() || (!is_strong(request.etag) && request.last_modified.empty())) return 0;
  std::error_code ignored;
  const std::uintmax_t size = std::filesystem::file_size(request.file, ignored);
  return !ignored && size >= request.resume_from ? request.resume_from : 0;
}

std::vector<std::string> conditions(const HttpRequest& request, std::uint64_t resume_from) {
  if (resume_from > 0)
    return {"If-Range: " + (is_strong(request.etag) ? request.etag : request.last_modified)};
  std::vector<std::string> lines;
  if (!request.etag.empty()) lines.push_back("If-None-Match: " + request.etag);
  if (!request.last_modified.empty())
    lines.push_back("If-Modified-Since: " + request.last_modified);
  return lines;
}

std::string_view name_of(std::string_view header) { return header.substr(0, header.find(':')); }

std::string_view value_of(std::string_view header) {
  return trimmed(header.substr(std::min(header.find(':'), header.size() - 1) + 1));
}

bool is_harmless(std::string_view value) {
  return std::none_of(value.begin(), value.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
  });
}

bool is_strong(std::string_view etag) { return !etag.empty() && etag.substr(0, 2) != "W/"; }

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<ContentRange> content_range(std::string_view text) {
  if (text.substr(0, 6) != "bytes ") return std::nullopt;
  text.remove_prefix(6);
  const std::size_t dash = text.find('-');
  const std::size_t slash = text.find('/');
  if (dash == std::string_view::npos || slash == std::string_view::npos || slash < dash)
    return std::nullopt;
  const auto first = whole_number(text.substr(0, dash));
  const auto last = whole_number(text.substr(dash + 1, slash - dash - 1));
  const auto whole = whole_number(text.substr(slash + 1));
  if (!first || !last || *last < *first) return std::nullopt;
  if (!whole && text.substr(slash + 1) != "*") return std::nullopt;
  if (whole && *last >= *whole) return std::nullopt;
  return ContentRange{*first, *last, whole};
}

}  // namespace patchmatrix
