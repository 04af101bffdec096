// SPDX-License-Identifier: Apache-2.0
#pragma once

// A loopback HTTPS server that plays what feeds get wrong. HTTP/1.1 with keep-alive, one thread a
// connection, TLS with a certificate of a private CA (test_ca.hpp). README.md in this folder has
// the table form and examples.
//
// Thread-safe: every member may be called while clients are being served. The destructor ends all
// connections, also those that stall, and joins every thread.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace patchmatrix::test {

using HeaderLine = std::pair<std::string, std::string>;  // name, value

// What a client asked.
struct Request {
  std::string method;
  std::string target;               // as sent: path and query
  std::vector<HeaderLine> headers;  // in order, names in lower case
  std::string body;
  std::size_t connection = 0;                // the first connection is number 1
  bool client_certificate = false;           // the client showed one that our CA signed
  std::chrono::steady_clock::time_point at;  // when its last byte was read

  // The first header of that name (in lower case), or "".
  std::string header(std::string_view name) const;
  bool has_header(std::string_view name) const;
};

// One answer: what is sent, and how badly. Built by the functions that follow one another:
//   Reply::text("…").etag("\"1\"").gzip().cut_after(100)
// Each returns the object itself, so bind the result to a value, not to a reference.
struct Reply {
  enum class Coding { Identity, Gzip, Zstd };
  enum class Framing {
    Length,        // Content-Length
    Chunked,       // Transfer-Encoding: chunked
    BrokenChunks,  // the second chunk's size is no number; then the connection ends
    UntilClose,    // neither: the end of the connection is the end of the body
    Endless        // chunked, the body over and over until the client leaves
  };
  enum class Stall { None, BeforeHeaders, AfterHeaders };
  enum class Cut { None, Fin, Reset };

  int status = 200;
  std::string body;
  std::vector<HeaderLine> headers;  // sent as they are
  std::string content_type = "text/plain; charset=utf-8";

  Coding coding = Coding::Identity;  // how `body` is packed before it is sent
  Framing framing = Framing::Length;
  std::int64_t length_lie = 0;  // added to the true Content-Length

  std::string etag_value;  // with its quotes; "" sends none
  bool etag_is_new_each_time = false;
  std::string etag_of_304;          // "" is `etag_value`
  std::string last_modified_value;  // an HTTP date; "" sends none
  bool conditions_ignored = false;
  bool ranges_ignored = false;

  std::optional<std::int64_t> retry_after_date_in;  // seconds from the moment of the answer

  Stall stall = Stall::None;
  std::optional<std::size_t> stall_after_bytes;  // of the body
  Cut cut = Cut::None;
  std::size_t cut_after_bytes = 0;  // of the body
  std::size_t drip_bytes = 0;       // 0: all at once
  std::chrono::milliseconds drip_pause{0};
  std::chrono::milliseconds delay_before{0};
  bool closes = false;  // Connection: close

  int head_status = 0;  // what HEAD gets; 0 is the same as GET
  bool polite_agent_needed = false;
  std::optional<HeaderLine> header_needed;
  bool client_certificate_needed = false;

  std::size_t repeats = 1;  // how many requests it answers before the next of its sequence

  // ── Beginnings ────────────────────────────────────────────────────────────────────────────────
  static Reply text(std::string body);
  static Reply json(std::string body);
  static Reply bytes(std::string body, std::string content_type = "application/octet-stream");
  static Reply error(int status);  // with a short text body
  static Reply vanished();         // 404
  static Reply html_page();        // 200 and "<!DOCTYPE html>…", in place of anything
  static Reply redirect(std::string location, int status = 302);  // absolute or relative
  static Reply sized(std::size_t bytes);           // lines of digits, each its own offset
  static Reply gzip_bomb(std::uint64_t unpacked);  // zeros, about a thousandth of that on the wire
  static Reply endless(std::string piece = {});    // "" is 64 KiB of 'x'
  static Reply too_many(std::string retry_after, int status = 429);
  static Reply too_many_until(std::int64_t seconds_from_now, int status = 429);  // as an HTTP date

  // ── What is sent ──────────────────────────────────────────────────────────────────────────────
  Reply& with_status(int value);
  Reply& type(std::string value);
  Reply& header(std::string name, std::string value);
  Reply& gzip();
  Reply& zstd();
  Reply& encoded_as(std::string name);  // only the header: the body is given encoded (br, or a lie)

  // ── Validators ────────────────────────────────────────────────────────────────────────────────
  Reply& etag(std::string value);           // "\"1\"" or "W/\"1\""
  Reply& etag_changes();                    // another strong one on every answer, so never 304
  Reply& etag_on_304(std::string value);    // a new one although nothing changed
  Reply& last_modified(std::string value);  // "Tue, 08 Nov 2022 08:00:00 GMT"
  Reply& ignores_conditions();              // always the whole thing
  Reply& ignores_ranges();                  // 200 instead of 206

  // ── How it is framed, and broken ──────────────────────────────────────────────────────────────
  Reply& chunked();
  Reply& broken_chunks();
  Reply& until_close();
  Reply& length_off_by(std::int64_t difference);  // Content-Length says so many more (or fewer)
  Reply& cut_after(std::size_t bytes);            // then FIN, without TLS's goodbye
  Reply& reset_after(std::size_t bytes);          // then RST
  Reply& close();                                 // properly, after the answer

  // ── Time ──────────────────────────────────────────────────────────────────────────────────────
  Reply& delay(std::chrono::milliseconds before_headers);
  Reply& drip(std::size_t bytes, std::chrono::milliseconds pause);
  Reply& stall_before_headers();  // until the client leaves
  Reply& stall_after_headers();
  Reply& stall_after(std::size_t bytes);

  // ── For whom ──────────────────────────────────────────────────────────────────────────────────
  Reply& head(int other_status);  // 404 on HEAD while GET works
  Reply& needs_polite_agent();    // 403 unless User-Agent is like "name/1.2 (+https://…)"
  Reply& needs_header(std::string name, std::string value);  // 401 without
  Reply& needs_client_certificate();                         // 403 without

  Reply& times(std::size_t requests);  // >= 1
};

class HttpsServer {
 public:
  struct Options {
    bool tls = true;                           // false: plain http
    bool ipv6 = false;                         // listens on ::1 too, on the same port
    int port = 0;                              // 0 takes a free one
    bool trusted = true;                       // false: a certificate of a CA nobody trusts
    bool expired = false;                      // a certificate that is no longer valid
    std::vector<std::string> names = {};       // of the certificate; empty: see test_ca.hpp
    bool client_certificate_required = false;  // the handshake fails without
    std::chrono::milliseconds delay{0};        // before every answer
    // Called for each request before it is answered, by the thread of its connection.
    std::function<void(const Request&)> observer = {};
  };
  using Handler = std::function<Reply(const Request&)>;

  // Throws std::runtime_error if it cannot listen.
  HttpsServer();
  explicit HttpsServer(Options options);
  ~HttpsServer();
  HttpsServer(const HttpsServer&) = delete;
  HttpsServer& operator=(const HttpsServer&) = delete;

  int port() const;
  bool has_ipv6() const;  // false too where the machine has no ::1
  // "https://HOST:PORT" + path. An IPv6 host is given with its brackets. Names such as vendor.test
  // must be resolved to 127.0.0.1 by the client.
  std::string url(std::string_view path = "", std::string_view host = "127.0.0.1") const;

  // Files that live as long as the server.
  std::filesystem::path ca_file() const;  // the CA that signs trusted servers of this process
  std::filesystem::path foreign_ca_file() const;  // the other one
  std::filesystem::path client_certificate_file() const;
  std::filesystem::path client_key_file() const;

  // `path` is the target as the client sends it, "/a/b?c=d"; without an entry of its own a target
  // with a query gets that of its path. "//vendor.test/a" is /a for that Host alone and goes before
  // "/a". What has no entry is 404. HEAD does not advance a sequence, nor does a refusal (401,
  // 403).
  void serve(const std::string& path, Reply reply);  // from now on, instead of what was there
  void serve(const std::string& path, Handler handler);
  void then(const std::string& path, Reply reply);  // after what is there; the last one repeats
  void remove(const std::string& path);
  // Files below `folder` as PREFIX/relative/name, read at each request, with strong ETag (of size,
  // time and inode), Last-Modified, conditions and ranges. The longest prefix wins;
  // "//vendor.test/" may begin it; paths with an entry go before folders.
  void serve_folder(std::string prefix, std::filesystem::path folder);
  // Lines of the table in README.md; file names are relative to `folder`. Throws
  // std::invalid_argument ("table line 3: unknown behaviour \"x\"") and then changes nothing.
  void serve_table(std::string_view table, const std::filesystem::path& folder);

  std::vector<Request> log() const;
  std::vector<std::string> lines() const;         // "GET /path", in order of arrival
  std::size_t hits(std::string_view path) const;  // requests of that target, whatever the method
  std::size_t requests() const;
  std::size_t connections() const;         // accepted, over all time
  std::size_t handshakes_resumed() const;  // TLS sessions taken up again
  // Of connections the server may see the end of one after the beginning of the next; requests are
  // counted only until the last bytes of their answers are about to be sent.
  std::size_t max_simultaneous_connections() const;
  std::size_t max_simultaneous_requests() const;
  void keep_log(bool on);  // counters go on; for benchmarks

  void clear_log();  // log and counters
  void reset();      // those, and every path and folder

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// "Tue, 08 Nov 2022 08:00:00 GMT"
std::string http_date(std::chrono::system_clock::time_point time);

}  // namespace patchmatrix::test
