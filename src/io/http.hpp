// SPDX-License-Identifier: Apache-2.0
#pragma once

// HTTP requests that do not trust who answers; libcurl stays inside io.
//
// One HttpClient runs all transfers of a run on one thread of its own: connections are reused,
// HTTP/2 where the server speaks it, gzip, brotli and Zstandard undone on the way. Calls may come
// from any thread.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <patchmatrix/date.hpp>
#include <patchmatrix/error.hpp>

namespace patchmatrix {

// What a host is asked at most.
struct HostLimits {
  int connections = 6;           // at a time
  int requests_per_second = 20;  // 0: no limit
};

// Whom to talk to, and as whom. Shared by the requests of one feed.
struct HttpAccess {
  std::vector<std::string> allowed_hosts;  // "host" (the scheme's port) or "host:port", lower case
  bool allow_http = false;
  bool allow_private_addresses = false;  // loopback, private, link-local, multicast, unspecified
  HostLimits limits;
  std::vector<std::string> headers;         // "Name: value"
  std::vector<std::string> secret_headers;  // likewise; only for `secret_host` and over https,
                                            // never once a redirect has led elsewhere, never in
                                            // a message
  std::string secret_host;                  // "host" or "host:port"
  std::string proxy;                        // empty: as the environment says
  std::filesystem::path ca_file;            // PEM, instead of the system's
  std::filesystem::path client_certificate, client_key;
};

struct HttpTimes {
  std::chrono::milliseconds connect{15'000};
  std::chrono::milliseconds total{600'000};  // of a whole transfer, redirects included
  std::chrono::seconds stall{30};            // slower than `slowest` for so long: given up
  std::uint64_t slowest = 100;               // bytes per second
};

struct HttpOptions {
  HttpTimes times;
  std::string user_agent;               // "name/version (+url)"
  std::vector<std::string> connect_to;  // "host:port:other-host:other-port", libcurl's form
};

struct HttpRequest {
  std::string url;
  std::shared_ptr<const HttpAccess> access;  // never null
  std::vector<std::string> headers;          // of this request, "Name: value"
  std::string etag, last_modified;  // of what is there already; sent back as they were received
  std::uint64_t max_bytes = 0;      // of the body, decoded; also of what comes over the wire
  std::filesystem::path file;       // the body goes there (made anew, or continued); empty: memory
  // Continue `file` behind so many bytes, on condition that the resource is still the one with
  // `etag` or `last_modified` (If-Range). A server that sends all of it again is taken at its word.
  // Without a strong etag or a date, or if the file is shorter, all of it is asked for at once.
  std::uint64_t resume_from = 0;
};

// What came of a request that was answered, with whatever status.
struct HttpResponse {
  int status = 0;
  std::string url;  // the one that answered, after redirects
  std::string etag, last_modified, content_type;
  bool encoded = false;    // it came compressed: it cannot be resumed
  bool resumable = false;  // a later request may continue it
  // From now; a date in the past is 0, and nothing is longer than 366 days.
  std::optional<std::chrono::seconds> retry_after;
  // If it did not go to a file. Of any status but 200 and 206 the first 64 KiB, whatever becomes of
  // the rest; they never go to a file.
  std::string body;
  std::uint64_t bytes = 0;       // of the whole body, decoded
  std::uint64_t wire_bytes = 0;  // received by this request, with heads and redirects
  int http_version = 0;          // 10, 11, 20
  // The transfer broke off behind the head of a good answer ("http-cut", "http-timeout"): `bytes`
  // of the body are in the file, and `resumable` tells whether a later request may continue it. So
  // too, with nothing left in the file, if the server cannot continue it (416, another range).
  std::optional<Error> broken;
};

class HttpClient {
 public:
  explicit HttpClient(HttpOptions options);
  ~HttpClient();  // ends all transfers
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Begins a request as soon as its host's limits allow. Redirects are followed, at most five, if
  // they go to an allowed host and never from https to http.
  //
  // The future gives the response or throws Error:
  //   Network    "http-connect", "http-resolve", "http-timeout", "http-cut", "http-tls" (each with
  //              `reason`): worth another try, except http-tls
  //   Untrusted  "http-not-https", "http-url", "http-host" (with `host`), "http-address" (with
  //              `address`), "http-redirects", "http-too-large" (with `limit`), "http-bad-encoding"
  //   Usage      "http-header": a header with a line break or without a name (with `name`)
  // with the URL of the hop as `where` (without query), or
  //   Io         "write" with the file.
  // A transfer to a file that breaks off behind the head of a good answer does not throw: see
  // HttpResponse::broken. A server that wants a client certificate and gets none may look like
  // http-cut instead of http-tls.
  std::future<HttpResponse> start(HttpRequest request);
  HttpResponse get(HttpRequest request) { return start(std::move(request)).get(); }

  std::uint64_t received() const;  // bytes over the wire so far, all requests

 private:
  struct Loop;
  Loop& loop();

  const HttpOptions options_;
  std::atomic<std::uint64_t> received_{0};
  std::once_flag begun_;
  std::unique_ptr<Loop> loop_;  // made with the first request: a run without any opens no socket
};

// ── Addresses ────────────────────────────────────────────────────────────────────────────────────

struct Url {
  std::string scheme;  // lower case, like the host
  std::string host;    // IPv6 addresses without brackets
  int port = 0;        // the scheme's own if none is named
  std::string path;    // begins with "/"; not decoded; without query and fragment
  std::string query;

  std::string text() const;
  std::string authority() const;  // "host" or "host:port", as in HttpAccess::allowed_hosts
};

std::optional<Url> parse_url(std::string_view text);  // http and https only; no user or password
// `reference` as a reader of `base` means it (RFC 3986, section 5); nothing if it is neither
// http nor https.
std::optional<Url> resolve_url(const Url& base, std::string_view reference);
// Undoes %XX; nothing if one is malformed.
std::optional<std::string> percent_decoded(std::string_view text);

// Whether an IP address is not one of the public Internet: loopback, private, link-local, shared
// (100.64.0.0/10), unspecified, multicast, reserved, for documentation, or an IPv6 form that
// carries such an IPv4 address (mapped, 6to4, NAT64). False for names.
bool is_private_address(std::string_view address);

}  // namespace patchmatrix
