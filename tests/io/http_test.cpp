// SPDX-License-Identifier: Apache-2.0
// What the client asks for and what it makes of the answers. Whom it refuses to talk to is in
// http_refusal_test.cpp, broken transfers are in http_broken_test.cpp.
#include "io/http.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "io/files.hpp"
#include "io/hash.hpp"
#include "io/http_test_support.hpp"

namespace patchmatrix {
namespace {

using namespace std::chrono_literals;
using test::access_to;
using test::error_of_fetching;
using test::HttpsServer;
using test::Reply;
using test::request_for;

class HttpClientTest : public testing::Test {
 protected:
  void SetUp() override { test::forget_proxies(); }

  HttpRequest request(const std::string& path) const {
    return request_for(server.url(path), access_to(server));
  }
  HttpRequest request_to_file(const std::string& path) const {
    HttpRequest result = request(path);
    result.file = file();
    return result;
  }
  std::filesystem::path file() const { return folder.path() / "body"; }

  HttpsServer server;
  test::TemporaryFolder folder;
  HttpClient client{test::test_options()};
};

TEST_F(HttpClientTest, GivesTheBodyWithItsHashesAndValidators) {
  server.serve("/a",
               Reply::json("abc").etag("\"1\"").last_modified("Tue, 08 Nov 2022 08:00:00 GMT"));
  const HttpResponse response = client.get(request("/a?b=c"));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.url, server.url("/a?b=c"));
  EXPECT_EQ(response.body, "abc");
  EXPECT_EQ(response.bytes, 3U);
  EXPECT_GT(response.wire_bytes, 3U);  // with the head
  EXPECT_EQ(response.wire_bytes, client.received());
  EXPECT_EQ(response.etag, "\"1\"");
  EXPECT_EQ(response.last_modified, "Tue, 08 Nov 2022 08:00:00 GMT");
  EXPECT_EQ(response.content_type, "application/json");
  EXPECT_EQ(response.http_version, 11);
  EXPECT_EQ(response.retry_after, std::nullopt);
  EXPECT_FALSE(response.encoded);
  EXPECT_FALSE(response.broken);
  EXPECT_EQ(server.lines(), std::vector<std::string>{"GET /a?b=c"});
}

TEST(HttpClientWithoutRequests, OpensNothing) {
  const auto open_files = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
  };
  const auto before = open_files();
  const HttpClient client(test::test_options());
  EXPECT_EQ(open_files(), before);
  EXPECT_EQ(client.received(), 0U);
}

TEST_F(HttpClientTest, WritesTheBodyIntoAFile) {
  const std::string body(3'000'000, 'x');
  server.serve("/a", Reply::bytes(body).chunked());
  test::TemporaryFolder other;
  for (const std::string before : {"", "something longer that was there"}) {
    if (!before.empty()) folder.write("body", before);
    const HttpResponse response = client.get(request_to_file("/a"));
    EXPECT_EQ(response.body, "");
    EXPECT_EQ(response.bytes, body.size());
    EXPECT_TRUE(read_file(file()) == body);
  }
}

TEST_F(HttpClientTest, SaysWhoItIsAndSendsTheHeadersOfAccessAndRequest) {
  server.serve("/a", Reply::text("a").needs_polite_agent());
  HttpAccess access = access_to(server);
  access.headers = {"X-Feed: one", "X-Empty:"};
  HttpRequest asked = request_for(server.url("/a"), access);
  asked.headers = {"Accept:  application/json "};
  EXPECT_EQ(client.get(asked).status, 200);
  const test::Request seen = server.log().at(0);
  EXPECT_EQ(seen.header("user-agent"), "patchmatrix-test/1.0 (+https://vendor.test/)");
  EXPECT_EQ(seen.header("x-feed"), "one");
  EXPECT_TRUE(seen.has_header("x-empty"));
  EXPECT_EQ(seen.header("x-empty"), "");
  EXPECT_EQ(seen.header("accept"), "application/json");
  EXPECT_EQ(seen.header("accept-encoding"), "deflate, gzip, br, zstd");
  EXPECT_FALSE(seen.has_header("cookie"));
  EXPECT_FALSE(seen.has_header("if-none-match"));
  EXPECT_FALSE(seen.has_header("if-modified-since"));
}

TEST_F(HttpClientTest, UndoesCompression) {
  const std::string body(100'000, 'x');
  server.serve("/gzip", Reply::bytes(body).gzip());
  server.serve("/zstd", Reply::bytes(body).zstd().chunked());
  for (const std::string path : {"/gzip", "/zstd"}) {
    HttpRequest asked = request(path);
    for (const bool refused : {false, true}) {  // servers pack unasked, too
      if (refused) asked.headers = {"Accept-Encoding: identity"};
      const HttpResponse response = client.get(asked);
      EXPECT_TRUE(response.body == body) << path;
      EXPECT_EQ(response.bytes, body.size());
      EXPECT_TRUE(response.encoded);
      EXPECT_LT(response.wire_bytes, 1000U);
      EXPECT_EQ(server.log().back().header("accept-encoding"),
                refused ? "identity" : "deflate, gzip, br, zstd");
    }
  }
}

TEST_F(HttpClientTest, RefusesACompressionThatIsNone) {
  for (const std::string name :
       {"gzip", "br", "zstd", "deflate", "unheard-of", "gzip, unheard-of"}) {
    server.serve("/a", Reply::text("not packed at all").encoded_as(name));
    for (const HttpRequest& asked : {request("/a"), request_to_file("/a")})
      EXPECT_EQ(error_of_fetching([&] { client.get(asked); }),
                "untrusted https://127.0.0.1/a http-bad-encoding")
          << name;
  }
}

TEST_F(HttpClientTest, SendsValidatorsBackAsTheyWere) {
  const std::pair<std::string, std::string> cases[] = {{"\"1\"", "Tue, 08 Nov 2022 08:00:00 GMT"},
                                                       {"W/\"1\"", ""},
                                                       {"unquoted", "yesterday"},
                                                       {"", "x"}};
  server.serve("/a", Reply::text("a").ignores_conditions());
  for (const auto& [etag, last_modified] : cases) {
    HttpRequest asked = request("/a");
    asked.etag = etag;
    asked.last_modified = last_modified;
    EXPECT_EQ(client.get(asked).status, 200);
    EXPECT_EQ(server.log().back().header("if-none-match"), etag);
    EXPECT_EQ(server.log().back().header("if-modified-since"), last_modified);
  }
}

TEST_F(HttpClientTest, GivesTheValidatorsOfA304) {
  server.serve("/same", Reply::text("a").etag("\"1\""));
  server.serve("/new", Reply::text("a").etag("\"1\"").etag_on_304("\"2\""));
  for (const auto& [path, etag] : {std::pair("/same", "\"1\""), std::pair("/new", "\"2\"")}) {
    HttpRequest asked = request_to_file(path);
    asked.etag = "\"1\"";
    const HttpResponse response = client.get(asked);
    EXPECT_EQ(response.status, 304) << path;
    EXPECT_EQ(response.etag, etag);
    EXPECT_EQ(response.bytes, 0U);
    EXPECT_FALSE(std::filesystem::exists(file()));
  }
}

TEST_F(HttpClientTest, DropsAValidatorThatCouldNotBeSentBack) {
  server.serve("/a", Reply::text("a").etag("\"1\x01\"").last_modified("Tue\x1b[31m"));
  const HttpResponse response = client.get(request("/a"));
  EXPECT_EQ(response.etag, "");
  EXPECT_EQ(response.last_modified, "");
  EXPECT_FALSE(response.resumable);
}

TEST_F(HttpClientTest, KeepsTheBodyOfARefusalOutOfTheFile) {
  folder.write("body", "what was there");
  for (const int status : {204, 400, 403, 404, 408, 410, 425, 429, 500, 502, 503}) {
    server.serve("/a", Reply::error(status));
    const HttpResponse response = client.get(request_to_file("/a"));
    EXPECT_EQ(response.status, status);
    EXPECT_EQ(response.bytes, response.body.size());
    EXPECT_FALSE(response.resumable);
    EXPECT_EQ(read_file(file()), "what was there");
  }
}

TEST_F(HttpClientTest, KeepsNoMoreThan64KibOfARefusal) {
  server.serve("/exact", Reply::sized(65'536).with_status(404));
  server.serve("/larger", Reply::sized(65'537).with_status(404));
  server.serve("/endless", Reply::endless().with_status(503));
  server.serve("/bomb", Reply::gzip_bomb(1'000'000'000).with_status(500));
  server.serve("/cut", Reply::sized(1000).with_status(503).cut_after(500));
  server.serve("/lie", Reply::text("no gzip").with_status(503).encoded_as("gzip"));
  const std::tuple<std::string, int, std::uint64_t> cases[] = {
      {"/exact", 404, 65'536}, {"/larger", 404, 65'536}, {"/endless", 503, 65'536},
      {"/bomb", 500, 65'536},  {"/cut", 503, 500},       {"/lie", 503, 0}};
  for (const auto& [path, status, bytes] : cases) {
    const HttpResponse response = client.get(request(path));
    EXPECT_EQ(response.status, status) << path;
    EXPECT_EQ(response.bytes, bytes) << path;
    EXPECT_FALSE(response.broken) << path;
  }
}

TEST_F(HttpClientTest, ReadsRetryAfterInSeconds) {
  const std::pair<std::string, std::optional<std::chrono::seconds>> cases[] = {
      {"0", 0s},
      {"7", 7s},
      {"120", 120s},
      {"20221108", 20'221'108s},  // not the date that it looks like
      {"99999999999999999999999", 366 * 24h},
      {"Tue, 08 Nov 2022 08:00:00 GMT", 0s},  // past, in the three forms of RFC 9110
      {"Tuesday, 08-Nov-22 08:00:00 GMT", 0s},
      {"Tue Nov  8 08:00:00 2022", 0s},
      {"soon", std::nullopt},
      {"-5", std::nullopt},
      {"1.5", std::nullopt},
      {"7 seconds", std::nullopt},
      {"", std::nullopt}};
  for (const auto& [text, wait] : cases) {
    server.serve("/a", Reply::too_many(text));
    const HttpResponse response = client.get(request("/a"));
    EXPECT_EQ(response.status, 429);
    EXPECT_EQ(response.retry_after, wait) << text;
  }
}

TEST_F(HttpClientTest, ReadsRetryAfterAsADateToCome) {
  server.serve("/a", Reply::too_many_until(100, 503));
  const HttpResponse response = client.get(request("/a"));
  EXPECT_EQ(response.status, 503);
  ASSERT_TRUE(response.retry_after);
  EXPECT_GE(*response.retry_after, 95s);
  EXPECT_LE(*response.retry_after, 100s);
}

TEST_F(HttpClientTest, FollowsRedirectsOfAllowedHosts) {
  server.serve("/1", Reply::redirect("2", 301));
  server.serve("/2", Reply::redirect("//vendor.test:" + std::to_string(server.port()) + "/3", 303));
  server.serve("/3", Reply::redirect(server.url("/4", "other.test"), 307));
  server.serve("/4", Reply::redirect("/a b?c", 308));
  server.serve("/a%20b", Reply::text("here"));
  const HttpResponse response = client.get(request_to_file("/1"));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.url, server.url("/a%20b?c", "other.test"));
  EXPECT_EQ(read_file(file()), "here");
  EXPECT_EQ(server.lines(),
            (std::vector<std::string>{"GET /1", "GET /2", "GET /3", "GET /4", "GET /a%20b?c"}));
}

TEST_F(HttpClientTest, FollowsFiveRedirectsAndNoMore) {
  for (int i = 0; i < 6; ++i)
    server.serve("/" + std::to_string(i), Reply::redirect("/" + std::to_string(i + 1)));
  server.serve("/6", Reply::text("here"));
  server.serve("/loop", Reply::redirect("/loop"));
  EXPECT_EQ(client.get(request("/1")).body, "here");
  EXPECT_EQ(error_of_fetching([&] { client.get(request("/0")); }),
            "untrusted https://127.0.0.1/0 http-redirects limit=5");
  EXPECT_EQ(error_of_fetching([&] { client.get(request("/loop")); }),
            "untrusted https://127.0.0.1/loop http-redirects limit=5");
  EXPECT_EQ(server.hits("/loop"), 6U);
}

TEST_F(HttpClientTest, TakesARedirectWithoutLocationAsItIs) {
  server.serve("/a", Reply::text("nowhere").with_status(302));
  server.serve("/b", Reply::text("choose").with_status(300).header("Location", "/a"));
  EXPECT_EQ(client.get(request("/a")).status, 302);
  EXPECT_EQ(client.get(request("/b")).status, 300);
}

TEST_F(HttpClientTest, UsesAConnectionAgain) {
  server.serve("/a", Reply::text("a"));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(client.get(request("/a")).body, "a");
  EXPECT_EQ(server.connections(), 1U);
}

TEST_F(HttpClientTest, AsksAHostNoMoreThanItsLimitAtATime) {
  server.serve("/a", Reply::text("a").delay(20ms));
  for (const int connections : {1, 3}) {
    server.clear_log();
    HttpAccess access = access_to(server);
    access.limits.connections = connections;
    const HttpRequest asked = request_for(server.url("/a"), access);
    std::vector<std::future<HttpResponse>> answers;
    for (int i = 0; i < 12; ++i) answers.push_back(client.start(asked));
    for (auto& answer : answers) EXPECT_EQ(answer.get().body, "a");
    EXPECT_EQ(server.max_simultaneous_requests(), static_cast<std::size_t>(connections));
  }
}

TEST_F(HttpClientTest, LimitsEachHostOnItsOwn) {
  server.serve("/a", Reply::text("a").delay(30ms));
  HttpAccess access = access_to(server);
  access.limits.connections = 1;
  std::vector<std::future<HttpResponse>> answers;
  for (const char* host : {"127.0.0.1", "vendor.test", "other.test"})
    for (int i = 0; i < 2; ++i)
      answers.push_back(client.start(request_for(server.url("/a", host), access)));
  for (auto& answer : answers) EXPECT_EQ(answer.get().body, "a");
  EXPECT_EQ(server.max_simultaneous_requests(), 3U);
}

TEST_F(HttpClientTest, KeepsToTheRate) {
  server.serve("/a", Reply::text("a"));
  HttpAccess access = access_to(server);
  access.limits.requests_per_second = 20;
  const HttpRequest asked = request_for(server.url("/a"), access);
  std::vector<std::future<HttpResponse>> answers;
  for (int i = 0; i < 6; ++i) answers.push_back(client.start(asked));
  for (auto& answer : answers) EXPECT_EQ(answer.get().body, "a");
  std::vector<std::chrono::steady_clock::time_point> times;
  for (const test::Request& seen : server.log()) times.push_back(seen.at);
  // Five gaps of 50 ms; the first connection costs the first request some of it.
  EXPECT_GE(times.back() - times.front(), 200ms);
}

TEST_F(HttpClientTest, IsCalledFromManyThreads) {
  server.serve("/a", Reply::text("a"));
  std::vector<std::thread> threads;
  std::vector<int> good(4);
  for (int& count : good)
    threads.emplace_back([&] {
      for (int i = 0; i < 25; ++i) count += client.get(request("/a")).body == "a";
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, std::vector<int>(4, 25));
  EXPECT_EQ(server.hits("/a"), 100U);
}

TEST_F(HttpClientTest, EndsAllRequestsWithItself) {
  server.serve("/a", Reply::text("a").stall_before_headers());
  server.serve("/b", Reply::sized(1000).stall_after(500));
  std::vector<std::future<HttpResponse>> answers;
  std::chrono::steady_clock::time_point end;
  {
    HttpClient brief(test::test_options());
    HttpAccess access = access_to(server);
    access.limits.connections = 2;
    for (const char* path : {"/a", "/b", "/a", "/b"})
      answers.push_back(brief.start(request_for(server.url(path), access)));
    while (server.requests() < 2) std::this_thread::sleep_for(1ms);
    end = std::chrono::steady_clock::now();
  }
  EXPECT_LT(std::chrono::steady_clock::now() - end, 1s);
  std::vector<std::string> errors;
  for (auto& answer : answers) errors.push_back(test::error_of([&] { answer.get(); }));
  const std::string port = std::to_string(server.port());
  const std::string head = "network https://127.0.0.1:" + port;
  EXPECT_EQ(errors, (std::vector<std::string>{
                        head + "/a http-cut reason=aborted", head + "/b http-cut reason=aborted",
                        head + "/a http-cut reason=aborted", head + "/b http-cut reason=aborted"}));
}

TEST_F(HttpClientTest, TellsWhenTheFileCannotBeWritten) {
  server.serve("/a", Reply::text("a"));
  HttpRequest asked = request("/a");
  asked.file = folder.path() / "none" / "body";
  EXPECT_EQ(test::error_of([&] { client.get(asked); }),
            "io " + asked.file.string() + " write reason=No such file or directory");
  asked.file = folder.path() / "link";
  std::filesystem::create_symlink(folder.write("target", "kept"), asked.file);
  EXPECT_EQ(test::error_of([&] { client.get(asked); }),
            "io " + asked.file.string() + " write reason=Too many levels of symbolic links");
  EXPECT_EQ(read_file(folder.path() / "target"), "kept");
}

TEST_F(HttpClientTest, SpeaksToIpv6AddressesAndToPlainHttpWhereAllowed) {
  HttpsServer plain({.tls = false, .ipv6 = true});
  plain.serve("/a", Reply::text("a"));
  HttpAccess access = access_to(plain);
  access.allow_http = true;
  EXPECT_EQ(client.get(request_for(plain.url("/a"), access)).body, "a");
  if (!plain.has_ipv6()) GTEST_SKIP() << "needs the address ::1";
  EXPECT_EQ(client.get(request_for(plain.url("/a", "[::1]"), access)).body, "a");
}

}  // namespace
}  // namespace patchmatrix
