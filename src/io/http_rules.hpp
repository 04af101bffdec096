// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which addresses may be asked, what requests must not hold, and how headers are read. Nothing here
// moves a byte.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/error.hpp>

#include "io/http.hpp"

namespace patchmatrix {

// ── Errors ───────────────────────────────────────────────────────────────────────────────────────

Error untrusted(std::string code, std::string where, Arguments arguments = {});
Error network(std::string code, std::string where, std::string reason);

// What an error names.
std::string without_query(const Url& url);
std::string without_query(std::string_view text);  // of what is no URL: user and password go too

// Without what a server or a library may have echoed of the access's secrets.
Error without_secrets(const Error& error, const HttpAccess& access);

// ── Requests ─────────────────────────────────────────────────────────────────────────────────────

// Errors: Untrusted "http-not-https", "http-host", "http-address".
void check_allowed(const Url& url, const HttpAccess& access);
// `text` is no address that may be asked: Untrusted "http-not-https" or "http-url".
[[noreturn]] void fail_address(std::string_view text, std::string where);
// No header that a caller gives can become two. Errors: Usage "http-header" with `name`.
void check_headers(const HttpRequest& request);

// From where the file can be continued: 0 if it is too short by now, or nothing tells whether the
// resource is still the same.
std::uint64_t resumable_from(const HttpRequest& request);
// If-Range, or If-None-Match and If-Modified-Since.
std::vector<std::string> conditions(const HttpRequest& request, std::uint64_t resume_from);

// ── Headers ──────────────────────────────────────────────────────────────────────────────────────

std::string_view name_of(std::string_view header);
std::string_view value_of(std::string_view header);

bool is_harmless(std::string_view value);  // holds no control characters but tabs
bool is_strong(std::string_view etag);
std::optional<std::uint64_t> whole_number(std::string_view text);

// "bytes 5-9/10" or "bytes 5-9/*" (RFC 9110, section 14.4).
struct ContentRange {
  std::uint64_t first = 0, last = 0;
  std::optional<std::uint64_t> whole;
};
std::optional<ContentRange> content_range(std::string_view text);

}  // namespace patchmatrix
