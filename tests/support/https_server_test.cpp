// SPDX-License-Identifier: Apache-2.0
//
// The loopback server does what its replies say. Its own clients here are as small as can be: what
// they send is written out, and what they get is every byte until the end of the connection.

#include "support/https_server.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <thread>
#include <unistd.h>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <zlib.h>

#include "support/support.hpp"

namespace patchmatrix::test {
namespace {

using namespace std::chrono_literals;

struct Free {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* session) const { SSL_free(session); }
};

struct ClientOptions {
  std::string host = "127.0.0.1";  // verified, a name or an address
  std::filesystem::path ca = {};   // empty: the server's
  bool certificate = false;
  bool tls = true;
  bool ipv6 = false;
};

// How a connection ended, as its client sees it.
enum class End { Goodbye, Cut, Reset, Open };

std::string without_dates(std::string text) {
  for (std::size_t at = 0; (at = text.find("\r\nDate: ", at)) != std::string::npos;) {
    text.erase(at, text.find("\r\n", at + 2) - at);
  }
  return text;
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

class Client {
 public:
  explicit Client(const HttpsServer& server, const ClientOptions& options = {}) {
    socket_ = ::socket(options.ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    be_patient_for(10s);
    if (!(options.ipv6 ? connect_v6(server.port()) : connect_v4(server.port()))) {
      throw std::runtime_error("cannot connect");
    }
    if (options.tls) begin_tls(server, options);
  }
  ~Client() {
    session_.reset();
    ::close(socket_);
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void send(const std::string& text) {
    if (session_) {
      SSL_write(session_.get(), text.data(), static_cast<int>(text.size()));
    } else {
      ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
    }
  }

  void be_patient_for(std::chrono::milliseconds time) {
    const timeval patience{time / 1s, time % 1s / 1us};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }

  // All that comes until the connection ends, or until nothing more follows `last` for 100 ms.
  // Without the Date header, which is another one each second.
  std::string receive(std::string_view last = {}) {
    std::string all;
    do {
      if (!last.empty() && ends_with(all, last)) be_patient_for(100ms);
    } while (receive_some(all));
    return without_dates(std::move(all));
  }

  // At least so many bytes, unless the connection ends before.
  std::string receive_bytes(std::size_t size) {
    std::string all;
    while (all.size() < size && receive_some(all)) {
    }
    return all;
  }

  End end() const { return end_; }

 private:
  bool connect_v4(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }

  bool connect_v6(int port) {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(static_cast<std::uint16_t>(port));
    address.sin6_addr = in6addr_loopback;
    return connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }

  void begin_tls(const HttpsServer& server, const ClientOptions& options) {
    context_.reset(SSL_CTX_new(TLS_client_method()));
    const std::string ca = (options.ca.empty() ? server.ca_file() : options.ca).string();
    SSL_CTX_load_verify_locations(context_.get(), ca.c_str(), nullptr);
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    if (options.certificate) {
      SSL_CTX_use_certificate_file(context_.get(), server.client_certificate_file().c_str(),
                                   SSL_FILETYPE_PEM);
      SSL_CTX_use_PrivateKey_file(context_.get(), server.client_key_file().c_str(),
                                  SSL_FILETYPE_PEM);
    }
    session_.reset(SSL_new(context_.get()));
    X509_VERIFY_PARAM* verification = SSL_get0_param(session_.get());
    if (X509_VERIFY_PARAM_set1_ip_asc(verification, options.host.c_str()) != 1) {
      X509_VERIFY_PARAM_set1_host(verification, options.host.c_str(), options.host.size());
    }
    SSL_set_fd(session_.get(), socket_);
    if (SSL_connect(session_.get()) != 1) {
      throw std::runtime_error(
          X509_verify_cert_error_string(SSL_get_verify_result(session_.get())));
    }
  }

  bool receive_some(std::string& all) {
    std::array<char, 16384> piece;
    const long got = read_some(piece.data(), piece.size());
    if (got > 0) all.append(piece.data(), static_cast<std::size_t>(got));
    return got > 0;
  }

  long read_some(char* to, std::size_t size) {
    errno = 0;
    const long got = session_ ? SSL_read(session_.get(), to, static_cast<int>(size))
                              : recv(socket_, to, size, 0);
    if (got > 0) return got;
    if (errno == ECONNRESET) {
      end_ = End::Reset;
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      end_ = End::Open;
    } else {
      const bool said = !session_ || SSL_get_error(session_.get(), static_cast<int>(got)) ==
                                         SSL_ERROR_ZERO_RETURN;
      end_ = said ? End::Goodbye : End::Cut;
    }
    return got;
  }

  std::unique_ptr<SSL_CTX, Free> context_;
  std::unique_ptr<SSL, Free> session_;
  int socket_ = -1;
  End end_ = End::Open;
};

std::string get(const std::string& path, const std::string& headers = {},
                const std::string& method = "GET") {
  return method + ' ' + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers +
         "Connection: close\r\n\r\n";
}

// The whole answer to one request on a connection of its own.
std::string answer_of(const HttpsServer& server, const std::string& request,
                      const ClientOptions& options = {}) {
  Client client(server, options);
  client.send(request);
  return client.receive();
}

std::string status_of(const std::string& answer) { return answer.substr(0, answer.find("\r\n")); }

std::string body_of(const std::string& answer) {
  const std::size_t end = answer.find("\r\n\r\n");
  return end == std::string::npos ? "" : answer.substr(end + 4);
}

// The value of a header, "" without it.
std::string header_of(const std::string& answer, const std::string& name) {
  const std::size_t at = answer.find("\r\n" + name + ": ");
  if (at == std::string::npos) return "";
  const std::size_t begin = at + name.size() + 4;
  return answer.substr(begin, answer.find("\r\n", begin) - begin);
}

std::string refused(const HttpsServer& server, const ClientOptions& options) {
  try {
    const Client client(server, options);
    return "accepted";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

// ── What is sent ────────────────────────────────────────────────────────────────────────────────

TEST(HttpsServer, SendsWhatTheReplySays) {
  HttpsServer server;
  server.serve("/a", Reply::json("{}").etag("\"1\"").header("X-Own", "yes"));
  EXPECT_EQ(answer_of(server, get("/a")),
            "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Type: application/json\r\n"
            "Accept-Ranges: bytes\r\nX-Own: yes\r\nContent-Length: 2\r\nConnection: close\r\n\r\n"
            "{}");
  EXPECT_EQ(answer_of(server, get("/b")),
            "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\n"
            "Content-Length: 10\r\nConnection: close\r\n\r\nerror 404\n");
}

TEST(HttpsServer, KeepsTheConnectionForTheNextRequest) {
  HttpsServer server;
  server.serve("/a", Reply::text("first"));
  server.serve("/b", Reply::text("second"));
  Client client(server);
  client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.receive("second"),
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nAccept-Ranges: bytes\r\n"
            "Content-Length: 5\r\n\r\nfirst"
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nAccept-Ranges: bytes\r\n"
            "Content-Length: 6\r\n\r\nsecond");
  EXPECT_EQ(client.end(), End::Open);
  EXPECT_EQ(server.connections(), 1U);
  EXPECT_EQ(server.requests(), 2U);
}

TEST(HttpsServer, GivesTheRepliesOfASequenceInOrderAndRepeatsTheLast) {
  HttpsServer server;
  server.serve("/a", Reply::error(503).times(2));
  server.then("/a", Reply::text("good"));
  std::vector<std::string> bodies;
  for (const char* method : {"GET", "HEAD", "GET", "GET", "GET"}) {
    bodies.push_back(body_of(answer_of(server, get("/a", "", method))));
  }
  EXPECT_EQ(bodies, (std::vector<std::string>{"error 503\n", "", "error 503\n", "good", "good"}));
  server.then("/a", Reply::vanished());
  EXPECT_EQ(status_of(answer_of(server, get("/a"))), "HTTP/1.1 404 Not Found");
  EXPECT_EQ(server.hits("/a"), 6U);
  EXPECT_EQ(server.lines(), (std::vector<std::string>{"GET /a", "HEAD /a", "GET /a", "GET /a",
                                                      "GET /a", "GET /a"}));
  server.reset();
  EXPECT_EQ(server.requests(), 0U);
  EXPECT_EQ(body_of(answer_of(server, get("/a"))), "error 404\n");
}

TEST(HttpsServer, RemembersWhatWasAsked) {
  HttpsServer server;
  answer_of(server, get("/a?b=c", "X-Token:  s3cret \r\n"));
  const std::vector<Request> log = server.log();
  ASSERT_EQ(log.size(), 1U);
  EXPECT_EQ(log[0].method, "GET");
  EXPECT_EQ(log[0].target, "/a?b=c");
  EXPECT_EQ(log[0].headers,
            (std::vector<HeaderLine>{
                {"host", "localhost"}, {"x-token", "s3cret"}, {"connection", "close"}}));
  EXPECT_FALSE(log[0].client_certificate);
}

TEST(HttpsServer, AnswersByHostAndByQueryWhereTheyHaveTheirOwnEntry) {
  HttpsServer server;
  server.serve("/a", Reply::text("any"));
  server.serve("/a?b=c", Reply::text("query"));
  server.serve("//vendor.test/a", Reply::text("vendor"));
  const auto ask = [&](const std::string& host, const std::string& target) {
    return body_of(answer_of(
        server, "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"));
  };
  EXPECT_EQ(ask("localhost", "/a"), "any");
  EXPECT_EQ(ask("[::1]:443", "/a?b=d"), "any");
  EXPECT_EQ(ask("localhost", "/a?b=c"), "query");
  EXPECT_EQ(ask("Vendor.test:8443", "/a"), "vendor");
  EXPECT_EQ(ask("other.vendor.test", "/a"), "any");
}

TEST(HttpsServer, AsksAHandlerWhichMayFail) {
  HttpsServer server;
  server.serve("/a", [](const Request& request) -> Reply {
    if (request.has_header("x-bad")) throw std::runtime_error("no such thing");
    return Reply::text(request.target);
  });
  EXPECT_EQ(body_of(answer_of(server, get("/a"))), "/a");
  const std::string failed = answer_of(server, get("/a", "X-Bad: 1\r\n"));
  EXPECT_EQ(status_of(failed), "HTTP/1.1 500 Internal Server Error");
  EXPECT_EQ(body_of(failed), "no such thing");
}

// ── Validators and ranges ───────────────────────────────────────────────────────────────────────

TEST(HttpsServer, HonoursConditionsAsTheReplySays) {
  const std::string then = "Tue, 08 Nov 2022 08:00:00 GMT";
  struct Case {
    Reply reply;
    std::string condition;
    int status;
    std::string etag;
  };
  const Case cases[] = {
      {Reply::text("x").etag("\"1\""), "If-None-Match: \"1\"", 304, "\"1\""},
      {Reply::text("x").etag("\"1\""), "If-None-Match: \"0\", W/\"1\"", 304, "\"1\""},
      {Reply::text("x").etag("\"1\""), "If-None-Match: \"2\"", 200, "\"1\""},
      {Reply::text("x").etag("\"1\""), "If-None-Match: 1", 200, "\"1\""},
      {Reply::text("x").etag("W/\"1\""), "If-None-Match: W/\"1\"", 304, "W/\"1\""},
      {Reply::text("x").etag("\"1\"").etag_on_304("\"2\""), "If-None-Match: \"1\"", 304, "\"2\""},
      {Reply::text("x").etag("\"1\"").etag_on_304("\"2\""), "If-None-Match: \"2\"", 304, "\"2\""},
      {Reply::text("x").etag("\"1\"").ignores_conditions(), "If-None-Match: \"1\"", 200, "\"1\""},
      {Reply::text("x").last_modified(then), "If-Modified-Since: " + then, 304, ""},
      {Reply::text("x").last_modified(then), "If-Modified-Since: Wed, 09 Nov 2022 00:00:00 GMT",
       304, ""},
      {Reply::text("x").last_modified(then), "If-Modified-Since: Tue, 08 Nov 2022 07:59:59 GMT",
       200, ""},
      {Reply::text("x").last_modified(then), "If-Modified-Since: yesterday", 200, ""},
      {Reply::error(404).etag("\"1\""), "If-None-Match: \"1\"", 404, "\"1\""},
  };
  HttpsServer server;
  for (const Case& one : cases) {
    server.serve("/a", one.reply);
    const std::string answer = answer_of(server, get("/a", one.condition + "\r\n"));
    EXPECT_EQ(answer.substr(9, 3), std::to_string(one.status)) << one.condition << '\n' << answer;
    EXPECT_EQ(header_of(answer, "ETag"), one.etag) << one.condition << '\n' << answer;
  }
}

TEST(HttpsServer, GivesAnotherEtagOnEveryAnswerIfTheReplySaysSo) {
  HttpsServer server;
  server.serve("/a", Reply::text("x").etag_changes());
  const std::string first = header_of(answer_of(server, get("/a")), "ETag");
  const std::string answer = answer_of(server, get("/a", "If-None-Match: " + first + "\r\n"));
  EXPECT_EQ(status_of(answer), "HTTP/1.1 200 OK");
  EXPECT_NE(header_of(answer, "ETag"), first);
  EXPECT_EQ(first.substr(0, 7), "\"fresh-");
}

TEST(HttpsServer, GivesRangesAsTheReplySays) {
  struct Case {
    std::string headers;
    int status;
    std::string range;
    std::string body;
  };
  const Case cases[] = {
      {"Range: bytes=2-4\r\n", 206, "bytes 2-4/10", "234"},
      {"Range: bytes=7-\r\n", 206, "bytes 7-9/10", "789"},
      {"Range: bytes=7-99\r\n", 206, "bytes 7-9/10", "789"},
      {"Range: bytes=-3\r\n", 206, "bytes 7-9/10", "789"},
      {"Range: bytes=10-\r\n", 416, "bytes */10", ""},
      {"Range: bytes=4-2\r\n", 200, "", "0123456789"},
      {"Range: lines=1-2\r\n", 200, "", "0123456789"},
      {"Range: bytes=7-\r\nIf-Range: \"1\"\r\n", 206, "bytes 7-9/10", "789"},
      {"Range: bytes=7-\r\nIf-Range: \"2\"\r\n", 200, "", "0123456789"},
      {"Range: bytes=7-\r\nIf-Range: W/\"1\"\r\n", 200, "", "0123456789"},
      {"Range: bytes=7-\r\nIf-Range: Tue, 08 Nov 2022 08:00:00 GMT\r\n", 206, "bytes 7-9/10",
       "789"},
      {"Range: bytes=7-\r\nIf-Range: Tue, 08 Nov 2022 08:00:01 GMT\r\n", 200, "", "0123456789"},
  };
  HttpsServer server;
  server.serve(
      "/a", Reply::text("0123456789").etag("\"1\"").last_modified("Tue, 08 Nov 2022 08:00:00 GMT"));
  for (const Case& one : cases) {
    const std::string answer = answer_of(server, get("/a", one.headers));
    EXPECT_EQ(answer.substr(9, 3), std::to_string(one.status)) << one.headers;
    EXPECT_EQ(header_of(answer, "Content-Range"), one.range) << one.headers;
    EXPECT_EQ(body_of(answer), one.body) << one.headers;
  }
  server.serve("/a", Reply::text("0123456789").ignores_ranges());
  EXPECT_EQ(body_of(answer_of(server, get("/a", "Range: bytes=7-\r\n"))), "0123456789");
}

// ── What goes wrong on the wire ─────────────────────────────────────────────────────────────────

TEST(HttpsServer, FramesAndBreaksBodiesAsTheReplySays) {
  struct Case {
    const char* name;
    Reply reply;
    std::string length;
    std::string wire;
    End end;
  };
  const Case cases[] = {
      {"good", Reply::text("abcdef"), "6", "abcdef", End::Goodbye},
      {"longer", Reply::text("abcdef").length_off_by(4), "10", "abcdef", End::Goodbye},
      {"shorter", Reply::text("abcdef").length_off_by(-2), "4", "abcdef", End::Goodbye},
      {"chunked", Reply::text("abcdef").chunked(), "", "3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n",
       End::Goodbye},
      {"broken", Reply::text("abcdef").broken_chunks(), "",
       "3\r\nabc\r\nno number\r\nbut something else\r\n", End::Goodbye},
      {"until close", Reply::text("abcdef").until_close(), "", "abcdef", End::Goodbye},
      {"cut", Reply::text("abcdef").cut_after(2), "6", "ab", End::Cut},
      {"cut at once", Reply::text("abcdef").cut_after(0), "6", "", End::Cut},
      {"reset", Reply::text("abcdef").reset_after(2), "6", "ab", End::Reset},
      {"stalled", Reply::text("abcdef").stall_after(2), "6", "ab", End::Open},
      {"stalled after headers", Reply::text("abcdef").stall_after_headers(), "6", "", End::Open},
      {"dripped", Reply::text("abcdef").drip(2, 5ms), "6", "abcdef", End::Goodbye},
  };
  HttpsServer server;
  for (const Case& one : cases) {
    server.serve("/a", one.reply);
    Client client(server);
    client.send(get("/a"));
    const std::string answer =
        one.end == End::Open ? client.receive("\r\n\r\n" + one.wire) : client.receive();
    EXPECT_EQ(header_of(answer, "Content-Length"), one.length) << one.name;
    EXPECT_EQ(body_of(answer), one.wire) << one.name;
    EXPECT_EQ(client.end(), one.end) << one.name;
  }
}

TEST(HttpsServer, SendsNothingWhenItStallsBeforeTheHeaders) {
  HttpsServer server;
  server.serve("/a", Reply::text("x").stall_before_headers());
  Client client(server);
  client.send(get("/a"));
  client.be_patient_for(200ms);
  EXPECT_EQ(client.receive(), "");
  EXPECT_EQ(client.end(), End::Open);
}

TEST(HttpsServer, SendsAnEndlessBodyUntilTheClientLeaves) {
  HttpsServer server;
  server.serve("/a", Reply::endless("abc"));
  Client client(server);
  client.send(get("/a"));
  const std::string body = body_of(client.receive_bytes(100'000));
  EXPECT_GE(body.size(), 99'000U);
  EXPECT_EQ(body.substr(0, 16), "3\r\nabc\r\n3\r\nabc\r\n");
}

// How many bytes the gzip member holds, all of which must be zero; -1 if it is damaged.
std::int64_t zeros_in(std::string packed) {
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  stream.next_in = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  std::int64_t count = 0;
  int result = Z_OK;
  while (result == Z_OK) {
    std::array<char, 65536> piece;
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = piece.size();
    result = inflate(&stream, Z_NO_FLUSH);
    const auto got = static_cast<std::ptrdiff_t>(piece.size() - stream.avail_out);
    count += std::count(piece.begin(), piece.begin() + got, '\0');
  }
  inflateEnd(&stream);
  return result == Z_STREAM_END ? count : -1;
}

TEST(HttpsServer, SendsASmallBombThatUnpacksToWhatWasAskedFor) {
  for (const std::int64_t size : {0L, 1L, 1L << 20, (5L << 20) + 7}) {
    const Reply bomb = Reply::gzip_bomb(static_cast<std::uint64_t>(size));
    EXPECT_EQ(zeros_in(bomb.body), size);
    EXPECT_LT(static_cast<std::int64_t>(bomb.body.size()), 100 + size / 500) << size;
  }
}

TEST(HttpsServer, TellsRetryAfterAsADateFromNow) {
  HttpsServer server;
  server.serve("/a", Reply::too_many_until(-3600));
  const auto an_hour_ago = std::chrono::system_clock::now() - 1h;
  const std::string date = header_of(answer_of(server, get("/a")), "Retry-After");
  const std::vector<std::string> possible = {http_date(an_hour_ago), http_date(an_hour_ago + 1s)};
  EXPECT_NE(std::find(possible.begin(), possible.end(), date), possible.end()) << date;
}

TEST(HttpsServer, WritesDatesAsHttpDoes) {
  EXPECT_EQ(http_date(std::chrono::system_clock::from_time_t(1667894400)),
            "Tue, 08 Nov 2022 08:00:00 GMT");
}

// ── For whom ────────────────────────────────────────────────────────────────────────────────────

TEST(HttpsServer, RefusesAgentsWithoutNameVersionAndContact) {
  HttpsServer server;
  server.serve("/a", Reply::text("x").needs_polite_agent());
  const std::pair<const char*, int> cases[] = {
      {"patchmatrix/0.1.0 (+https://patchmatrix.example/contact)", 200},
      {"patchmatrix/0.1.0 (Linux) (+https://patchmatrix.example)", 200},
      {"patchmatrix/0.1.0", 403},
      {"patchmatrix (+https://patchmatrix.example)", 403},
      {"patchmatrix/0.1.0 (https://patchmatrix.example)", 403},
      {"curl/7.88.1", 403},
      {"", 403}};
  for (const auto& [agent, status] : cases) {
    const std::string header = "User-Agent: " + std::string(agent) + "\r\n";
    EXPECT_EQ(answer_of(server, get("/a", header)).substr(9, 3), std::to_string(status)) << agent;
  }
}

TEST(HttpsServer, RefusesWhoLacksTheHeaderOrTheCertificate) {
  HttpsServer server;
  server.serve("/header", Reply::text("x").needs_header("X-Token", "s3cret"));
  server.serve("/certificate", Reply::text("x").needs_client_certificate());
  server.serve("/head", Reply::text("x").head(404));
  const auto status = [&](const std::string& request, bool certificate = false) {
    return answer_of(server, request, {.certificate = certificate}).substr(9, 3);
  };
  EXPECT_EQ(status(get("/header")), "401");
  EXPECT_EQ(status(get("/header", "X-Token: S3cret\r\n")), "401");
  EXPECT_EQ(status(get("/header", "X-Token: s3cret\r\n")), "200");
  EXPECT_EQ(status(get("/certificate")), "403");
  EXPECT_EQ(status(get("/certificate"), true), "200");
  EXPECT_EQ(status(get("/head", "", "HEAD")), "404");
  EXPECT_EQ(status(get("/head")), "200");
}

TEST(HttpsServer, HasACertificateForItsNamesAndAddresses) {
  HttpsServer server;
  for (const char* host :
       {"localhost", "127.0.0.1", "::1", "vendor.test", "csaf.vendor.test", "other.test"}) {
    EXPECT_EQ(refused(server, {.host = host}), "accepted") << host;
  }
  EXPECT_EQ(refused(server, {.host = "a.b.vendor.test"}), "hostname mismatch");
  EXPECT_EQ(refused(server, {.host = "127.0.0.2"}), "IP address mismatch");
  EXPECT_EQ(refused(server, {.ca = server.foreign_ca_file()}),
            "self-signed certificate in certificate chain");
}

TEST(HttpsServer, CanHaveACertificateThatIsNotToBeTrusted) {
  const std::string foreign = refused(HttpsServer({.trusted = false}), {});
  EXPECT_EQ(foreign, "unable to get local issuer certificate");
  EXPECT_EQ(refused(HttpsServer({.expired = true}), {}), "certificate has expired");
  EXPECT_EQ(refused(HttpsServer({.names = {"elsewhere.test"}}), {}), "IP address mismatch");
}

TEST(HttpsServer, SpeaksPlainHttpIfAsked) {
  HttpsServer server({.tls = false});
  server.serve("/a", Reply::text("x"));
  EXPECT_EQ(body_of(answer_of(server, get("/a"), {.tls = false})), "x");
  EXPECT_EQ(server.url("/a"), "http://127.0.0.1:" + std::to_string(server.port()) + "/a");
}

TEST(HttpsServer, ListensOnBothLoopbackAddressesIfAsked) {
  HttpsServer server({.ipv6 = true});
  server.serve("/a", Reply::text("x"));
  EXPECT_EQ(body_of(answer_of(server, get("/a"))), "x");
  if (!server.has_ipv6()) GTEST_SKIP() << "there is no ::1 here";
  EXPECT_EQ(body_of(answer_of(server, get("/a"), {.host = "::1", .ipv6 = true})), "x");
  EXPECT_EQ(server.url("/a", "[::1]"), "https://[::1]:" + std::to_string(server.port()) + "/a");
}

TEST(HttpsServer, CanInsistOnTheClientsCertificate) {
  HttpsServer server({.client_certificate_required = true});
  server.serve("/a", Reply::text("x"));
  EXPECT_EQ(body_of(answer_of(server, get("/a"), {.certificate = true})), "x");
  EXPECT_EQ(answer_of(server, get("/a")), "");
  EXPECT_EQ(server.requests(), 1U);
  EXPECT_TRUE(server.log()[0].client_certificate);
}

// ── Many at once, and the end ───────────────────────────────────────────────────────────────────

TEST(HttpsServer, CountsWhatIsUnderWayAtOnce) {
  HttpsServer server;
  server.serve("/a", [&](const Request&) {
    while (server.requests() < 3) std::this_thread::sleep_for(1ms);
    return Reply::text("x");
  });
  std::vector<std::thread> clients;
  for (int count = 0; count < 3; ++count) {
    clients.emplace_back([&] { answer_of(server, get("/a")); });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(server.max_simultaneous_requests(), 3U);
  EXPECT_EQ(server.max_simultaneous_connections(), 3U);
}

std::size_t open_descriptors() {
  return static_cast<std::size_t>(
      std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {}));
}

std::size_t running_threads() {
  return static_cast<std::size_t>(
      std::distance(std::filesystem::directory_iterator("/proc/self/task"), {}));
}

// A thread that was joined may be listed for a moment more.
bool threads_become(std::size_t count) {
  for (int tries = 0; tries < 500 && running_threads() != count; ++tries) {
    std::this_thread::sleep_for(1ms);
  }
  return running_threads() == count;
}

TEST(HttpsServer, LeavesNothingBehindEvenWhileClientsWait) {
  const std::size_t descriptors = open_descriptors();
  const std::size_t threads = running_threads();
  std::chrono::steady_clock::time_point begin;
  {
    std::vector<std::unique_ptr<Client>> clients;
    HttpsServer server;
    server.serve("/headers", Reply::text("x").stall_before_headers());
    server.serve("/body", Reply::sized(1000).stall_after(10));
    server.serve("/slow", Reply::text("x").delay(1h));
    server.serve("/endless", Reply::endless());
    for (const char* path : {"/headers", "/body", "/slow", "/endless", "/idle"}) {
      clients.push_back(std::make_unique<Client>(server));
      clients.back()->send("GET " + std::string(path) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    while (server.requests() < 5) std::this_thread::sleep_for(1ms);
    begin = std::chrono::steady_clock::now();
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
  EXPECT_EQ(open_descriptors(), descriptors);
  EXPECT_TRUE(threads_become(threads)) << running_threads() << " instead of " << threads;
}

// ── Folders and tables ──────────────────────────────────────────────────────────────────────────

TEST(HttpsServer, ServesAFolderWithValidatorsAndNothingOutsideIt) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "public/2022");
  folder.write("secret.txt", "no");
  folder.write("public/2022/a b.json", "{\"a\":1}");
  HttpsServer server;
  server.serve_folder("/files", folder.path() / "public");
  const std::string answer = answer_of(server, get("/files/2022/a%20b.json"));
  EXPECT_EQ(status_of(answer), "HTTP/1.1 200 OK");
  EXPECT_EQ(header_of(answer, "Content-Type"), "application/json");
  EXPECT_EQ(body_of(answer), "{\"a\":1}");
  const std::string etag = header_of(answer, "ETag");
  const std::string condition = "If-None-Match: " + etag + "\r\n";
  EXPECT_EQ(answer_of(server, get("/files/2022/a%20b.json", condition)).substr(9, 3), "304");
  EXPECT_EQ(body_of(answer_of(server, get("/files/2022/a%20b.json", "Range: bytes=1-3\r\n"))),
            "\"a\"");
  folder.write("public/2022/a b.json", "{\"a\":22}");
  EXPECT_EQ(body_of(answer_of(server, get("/files/2022/a%20b.json", condition))), "{\"a\":22}");
  for (const char* path :
       {"/files/2022", "/files/", "/files", "/files/none", "/files/../secret.txt",
        "/files/%2e%2e/secret.txt", "/files//etc/passwd"}) {
    EXPECT_EQ(answer_of(server, get(path)).substr(9, 3), "404") << path;
  }
}

TEST(HttpsServer, ReadsItsRepliesFromATable) {
  const TemporaryFolder folder;
  folder.write("doc.json", "{\"self\":\"{url}/doc\"}");
  folder.write("sub/file.txt", "in a folder");
  HttpsServer server;
  server.serve_table(
      "# what a comment says\n"
      "\n"
      "/doc type=application/json etag=\"1\" file=doc.json\n"
      "/doc.sha256 body={sha256:/plain}  plain.txt\\n\n"
      "/plain body=abc\n"
      "/moved redirect={url}/plain\n"
      "/busy status=429 retry-after=7\n"
      "/busy header='X-Note: now it works' chunked sized=20\r\n"
      "folder /files sub\n",
      folder.path());
  const auto body = [&](const char* path) { return body_of(answer_of(server, get(path))); };
  EXPECT_EQ(body("/doc"), "{\"self\":\"" + server.url("/doc") + "\"}");
  EXPECT_EQ(header_of(answer_of(server, get("/doc")), "ETag"), "\"1\"");
  EXPECT_EQ(body("/doc.sha256"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  plain.txt\n");
  EXPECT_EQ(header_of(answer_of(server, get("/moved")), "Location"), server.url("/plain"));
  const std::string busy = answer_of(server, get("/busy"));
  EXPECT_EQ(status_of(busy), "HTTP/1.1 429 Too Many Requests");
  EXPECT_EQ(header_of(busy, "Retry-After"), "7");
  const std::string free = answer_of(server, get("/busy"));
  EXPECT_EQ(header_of(free, "X-Note"), "now it works");
  EXPECT_EQ(body_of(free), "a\r\n0000000000\r\na\r\n00000\n0000\r\n0\r\n\r\n");
  EXPECT_EQ(body("/files/file.txt"), "in a folder");
}

TEST(HttpsServer, RefusesATableItDoesNotUnderstandAndKeepsWhatItHad) {
  const std::pair<const char*, const char*> cases[] = {
      {"/a gzip\n/b gzipped\n", "table line 2: unknown behaviour \"gzipped\""},
      {"a gzip", "table line 1: \"a\" is no path"},
      {"/a status", "table line 1: \"status\" needs an argument"},
      {"/a status=", "table line 1: \"\" is no number"},
      {"/a status=2x", "table line 1: \"2x\" is no number"},
      {"/a gzip=1", "table line 1: \"gzip\" takes no argument"},
      {"/a header=Name:value", "table line 1: \"Name:value\" is no header"},
      {"/a header='Name: value", "table line 1: a ' is not closed"},
      {"/a drip=10", "table line 1: \"10\" is not BYTES/MILLISECONDS"},
      {"/a drip=0/10", "table line 1: a drip needs at least one byte"},
      {"folder", "table line 1: there is no prefix"},
      {"folder /files", "table line 1: there is no folder"},
      {"#\n/a body={sha256:/b}", "table line 2: no path \"/b\" to hash"},
      {"/a file=none", "table line 1: cannot read /nowhere/none"},
  };
  HttpsServer server;
  server.serve("/a", Reply::text("as before"));
  for (const auto& [table, text] : cases) {
    try {
      server.serve_table(table, "/nowhere");
      ADD_FAILURE() << "accepted: " << table;
    } catch (const std::invalid_argument& error) {
      EXPECT_STREQ(error.what(), text) << table;
    }
  }
  EXPECT_EQ(body_of(answer_of(server, get("/a"))), "as before");
}

}  // namespace
}  // namespace patchmatrix::test
