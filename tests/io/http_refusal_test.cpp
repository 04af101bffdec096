// SPDX-License-Identifier: Apache-2.0
// Whom the client refuses to talk to, what it refuses to take, and what it tells to whom.
#include <chrono>
#include <fstream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/files.hpp"
#include "io/http.hpp"
#include "io/http_test_support.hpp"

namespace patchmatrix {
namespace {

using namespace std::chrono_literals;
using test::access_to;
using test::error_of_fetching;
using test::HttpsServer;
using test::Reply;
using test::request_for;

class HttpRefusalTest : public testing::Test {
 protected:
  void SetUp() override { test::forget_proxies(); }

  std::string error_of_getting(const std::string& url, const HttpAccess& access) {
    return error_of_fetching([&] { client.get(request_for(url, access)); });
  }

  HttpsServer server;
  test::TemporaryFolder folder;
  HttpClient client{test::test_options()};
};

TEST_F(HttpRefusalTest, SeesBadAddressesBeforeAnythingIsSent) {
  HttpAccess access = access_to(server);
  access.allow_private_addresses = false;
  access.allowed_hosts = {"vendor.test", "vendor.test:8443", "127.0.0.1",   "10.1.2.3",
                          "[::1]",       "localhost",        "a.localhost."};
  const std::pair<std::string, std::string> cases[] = {
      {"http://vendor.test/a?token=b", "untrusted http://vendor.test/a http-not-https"},
      {"ftp://vendor.test/a", "untrusted ftp://vendor.test/a http-not-https"},
      {"file:///etc/passwd", "untrusted file:///etc/passwd http-not-https"},
      {"vendor.test/a", "untrusted vendor.test/a http-not-https"},
      {"", "untrusted http-not-https"},
      {"https://user:word@vendor.test/a?b", "untrusted https://vendor.test/a http-url"},
      {"https://vendor.test:0/", "untrusted https://vendor.test:0/ http-url"},
      {"https:///a", "untrusted https:///a http-url"},
      {"https://other.test/a", "untrusted https://other.test/a http-host host=other.test"},
      {"https://vendor.test.other.test/",
       "untrusted https://vendor.test.other.test/ http-host host=vendor.test.other.test"},
      {"https://vendor.test:444/",
       "untrusted https://vendor.test:444/ http-host host=vendor.test:444"},
      {"https://127.0.0.1/", "untrusted https://127.0.0.1/ http-address address=127.0.0.1"},
      {"https://127.1/", "untrusted https://127.0.0.1/ http-address address=127.0.0.1"},
      {"https://10.1.2.3/", "untrusted https://10.1.2.3/ http-address address=10.1.2.3"},
      {"https://[::1]/", "untrusted https://[::1]/ http-address address=::1"},
      {"https://LOCALHOST/", "untrusted https://localhost/ http-address address=localhost"},
      {"https://a.localhost./",
       "untrusted https://a.localhost./ http-address address=a.localhost."},
  };
  for (const auto& [url, error] : cases)
    EXPECT_EQ(test::error_of([&, &its = url] { client.get(request_for(its, access)); }), error)
        << url;
  EXPECT_EQ(client.received(), 0U);
}

TEST_F(HttpRefusalTest, ChecksTheAddressThatIsConnectedTo) {
  server.serve("/a", Reply::text("a"));
  HttpAccess access = access_to(server);
  access.allow_private_addresses = false;
  for (const std::string target :
       {"127.0.0.1", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "localhost"}) {
    HttpOptions options = test::test_options();
    options.connect_to = {"vendor.test::" + target + ":"};
    HttpClient deceived(options);
    const std::string error =
        test::error_of([&] { deceived.get(request_for(server.url("/a", "vendor.test"), access)); });
    EXPECT_EQ(error.substr(0, error.rfind(' ')),
              "untrusted " + server.url("/a", "vendor.test") + " http-address");
  }
  EXPECT_EQ(server.connections(), 0U);
  EXPECT_EQ(error_of_getting(server.url("/a", "vendor.test"), access),
            "untrusted https://vendor.test/a http-address address=127.0.0.1");
}

TEST_F(HttpRefusalTest, SharesNoConnectionWithARequestThatMayGoElsewhere) {
  server.serve("/a", Reply::text("a"));
  const std::string url = server.url("/a", "vendor.test");
  const HttpAccess open = access_to(server);
  HttpAccess closed = open;
  closed.allow_private_addresses = false;
  HttpAccess of_other_ca = open;
  of_other_ca.ca_file = server.foreign_ca_file();
  HttpAccess with_certificate = open;
  with_certificate.client_certificate = server.client_certificate_file();
  with_certificate.client_key = server.client_key_file();

  EXPECT_EQ(error_of_getting(url, open), "no error");
  EXPECT_EQ(error_of_getting(url, closed),
            "untrusted https://vendor.test/a http-address address=127.0.0.1");
  EXPECT_EQ(error_of_getting(url, of_other_ca), "network https://vendor.test/a http-tls");
  EXPECT_EQ(error_of_getting(url, with_certificate), "no error");
  EXPECT_EQ(error_of_getting(url, open), "no error");
  std::vector<bool> shown;
  for (const test::Request& seen : server.log()) shown.push_back(seen.client_certificate);
  EXPECT_EQ(shown, (std::vector<bool>{false, true, false}));
}

TEST_F(HttpRefusalTest, FollowsNoRedirectThatItWouldNotBeginWith) {
  HttpsServer plain({.tls = false});
  plain.serve("/b", Reply::text("secret of the local network"));
  HttpAccess access = access_to(server);
  access.allow_http = true;  // even so
  access.allowed_hosts.push_back("127.0.0.1:" + std::to_string(plain.port()));
  const std::pair<std::string, std::string> cases[] = {
      {plain.url("/b?token=c"), "untrusted http://127.0.0.1/b http-not-https"},
      {"ftp://vendor.test/b", "untrusted ftp://vendor.test/b http-not-https"},
      {"file:///etc/passwd", "untrusted file:///etc/passwd http-not-https"},
      {"https://user:word@vendor.test/b", "untrusted https://vendor.test/b http-url"},
      {"https://third.test/b?c", "untrusted https://third.test/b http-host host=third.test"},
      {"//169.254.169.254/latest",
       "untrusted https://169.254.169.254/latest http-host host=169.254.169.254"},
      {"https://vendor.test:1/", "untrusted https://vendor.test:1/ http-host host=vendor.test:1"},
  };
  for (const auto& [target, error] : cases) {
    server.serve("/a", Reply::redirect(target));
    EXPECT_EQ(error_of_getting(server.url("/a"), access), error) << target;
  }
  EXPECT_EQ(plain.requests(), 0U);
}

TEST_F(HttpRefusalTest, FollowsNoRedirectToAPrivateAddress) {
  const std::string port = std::to_string(server.port());
  HttpAccess access = access_to(server);
  access.allowed_hosts.push_back("localhost:" + port);
  // The first hop needs the loopback address, so only the literal target can be shown here.
  HttpAccess closed = access;
  closed.allow_private_addresses = false;
  server.serve("/a", Reply::redirect("https://localhost:" + port + "/b"));
  server.serve("/b", Reply::text("b"));
  EXPECT_EQ(client.get(request_for(server.url("/a"), access)).body, "b");
  EXPECT_EQ(error_of_getting(server.url("/a", "localhost"), closed),
            "untrusted https://localhost/a http-address address=localhost");
}

TEST_F(HttpRefusalTest, TellsSecretsToTheirHostAlone) {
  const std::string port = ':' + std::to_string(server.port());
  server.serve("/direct", Reply::text("a"));
  server.serve("/within", Reply::redirect("/direct"));
  server.serve("/away", Reply::redirect(server.url("/direct", "other.test")));
  server.serve("/away-and-back", Reply::redirect(server.url("/back", "other.test")));
  server.serve("/back", Reply::redirect(server.url("/direct", "vendor.test")));
  HttpAccess access = access_to(server);
  access.headers = {"X-Open: everybody"};
  access.secret_headers = {"Authorization: Bearer sesame"};
  access.secret_host = "vendor.test" + port;
  const std::tuple<std::string, std::string, std::vector<std::string>> cases[] = {
      {"vendor.test", "/direct", {"Bearer sesame"}},
      {"vendor.test", "/within", {"Bearer sesame", "Bearer sesame"}},
      {"vendor.test", "/away", {"Bearer sesame", ""}},
      {"vendor.test", "/away-and-back", {"Bearer sesame", "", ""}},
      {"other.test", "/direct", {""}},
      {"other.test", "/back", {"", ""}},
  };
  for (const auto& [host, path, expected] : cases) {
    server.clear_log();
    EXPECT_EQ(client.get(request_for(server.url(path, host), access)).body, "a");
    std::vector<std::string> told;
    for (const test::Request& seen : server.log()) {
      told.push_back(seen.header("authorization"));
      EXPECT_EQ(seen.header("x-open"), "everybody");
    }
    EXPECT_EQ(told, expected) << host << path;
  }
}

TEST_F(HttpRefusalTest, TellsNoSecretOverPlainHttp) {
  HttpsServer plain({.tls = false});
  plain.serve("/a", Reply::text("a"));
  HttpAccess access = access_to(plain);
  access.allow_http = true;
  access.secret_headers = {"Authorization: Bearer sesame"};
  access.secret_host = "127.0.0.1:" + std::to_string(plain.port());
  EXPECT_EQ(client.get(request_for(plain.url("/a"), access)).body, "a");
  EXPECT_EQ(plain.log().at(0).header("authorization"), "");
}

TEST_F(HttpRefusalTest, TakesSecretsOutOfErrors) {
  HttpAccess access = access_to(server);
  access.secret_headers = {"Authorization: Bearer sesame"};
  access.secret_host = "vendor.test:" + std::to_string(server.port());
  server.serve("/a", Reply::redirect("https://sesame.third.test/sesame/x"));
  EXPECT_EQ(error_of_getting(server.url("/a", "vendor.test"), access),
            "untrusted https://***.third.test/***/x http-host host=***.third.test");
  access.secret_headers = {"Authorization: Bearer sesame\r\nHost: b"};
  EXPECT_EQ(error_of_getting(server.url("/a", "vendor.test"), access),
            "usage https://vendor.test/a http-header name=Authorization");
}

TEST_F(HttpRefusalTest, LetsNoHeaderBecomeTwo) {
  server.serve("/a", Reply::text("a"));
  const std::pair<std::string, std::string> cases[] = {
      {"X-A: b\r\nX-C: d", "usage https://127.0.0.1/a http-header name=X-A"},
      {"X-A: b\nX-C: d", "usage https://127.0.0.1/a http-header name=X-A"},
      {"X-A: b\r", "usage https://127.0.0.1/a http-header name=X-A"},
      {std::string("X-A: b\0c", 8), "usage https://127.0.0.1/a http-header name=X-A"},
      {"X-A: \x7f", "usage https://127.0.0.1/a http-header name=X-A"},
      {"X A: b", "usage https://127.0.0.1/a http-header name="},
      {"X-A", "usage https://127.0.0.1/a http-header name="},
      {": b", "usage https://127.0.0.1/a http-header name="},
      {"", "usage https://127.0.0.1/a http-header name="},
      {"X-A: b\tc \xc3\xa9", "no error"},
      {"X-A:b", "no error"},
  };
  for (const auto& [header, error] : cases) {
    HttpRequest asked = request_for(server.url("/a"), access_to(server));
    asked.headers = {header};
    EXPECT_EQ(error_of_fetching([&] { client.get(asked); }), error) << header;
  }
  HttpRequest asked = request_for(server.url("/a"), access_to(server));
  asked.etag = "\"1\"\r\nX-C: d";
  EXPECT_EQ(error_of_fetching([&] { client.get(asked); }),
            "usage https://127.0.0.1/a http-header name=If-None-Match");
  asked.etag.clear();
  asked.last_modified = "Tue\nX-C: d";
  EXPECT_EQ(error_of_fetching([&] { client.get(asked); }),
            "usage https://127.0.0.1/a http-header name=If-Modified-Since");
}

TEST_F(HttpRefusalTest, TrustsOnlyTheGivenAuthorities) {
  HttpsServer foreign({.trusted = false});
  HttpsServer expired({.expired = true});
  HttpsServer misnamed({.names = {"elsewhere.test"}});
  for (HttpsServer* each : {&server, &foreign, &expired, &misnamed})
    each->serve("/a", Reply::text("a"));
  HttpAccess of_system = access_to(server);
  of_system.ca_file.clear();
  HttpAccess of_nobody = access_to(server);
  of_nobody.ca_file = folder.path() / "none.pem";
  HttpAccess of_foreign = access_to(foreign);
  of_foreign.ca_file = foreign.foreign_ca_file();
  const std::string refused = "network https://127.0.0.1/a http-tls";
  EXPECT_EQ(error_of_getting(server.url("/a"), access_to(server)), "no error");
  EXPECT_EQ(error_of_getting(server.url("/a"), of_system), refused);
  EXPECT_EQ(error_of_getting(server.url("/a"), of_nobody), refused);
  EXPECT_EQ(error_of_getting(foreign.url("/a"), access_to(foreign)), refused);
  EXPECT_EQ(error_of_getting(foreign.url("/a"), of_foreign), "no error");
  EXPECT_EQ(error_of_getting(expired.url("/a"), access_to(expired)), refused);
  EXPECT_EQ(error_of_getting(misnamed.url("/a"), access_to(misnamed)), refused);
  EXPECT_EQ(foreign.requests() + expired.requests() + misnamed.requests(), 1U);
}

TEST_F(HttpRefusalTest, ShowsItsCertificateWhereOneIsAsked) {
  HttpsServer strict({.client_certificate_required = true});
  strict.serve("/a", Reply::text("a"));
  HttpAccess access = access_to(strict);
  // With TLS 1.3 the server's alert may be overtaken by the end of the connection.
  EXPECT_THAT(error_of_getting(strict.url("/a"), access),
              testing::AnyOf("network https://127.0.0.1/a http-tls",
                             "network https://127.0.0.1/a http-cut"));
  access.client_certificate = strict.client_certificate_file();
  EXPECT_EQ(error_of_getting(strict.url("/a"), access), "network https://127.0.0.1/a http-tls");
  access.client_key = strict.client_key_file();
  EXPECT_EQ(strict.requests(), 0U);
  EXPECT_EQ(error_of_getting(strict.url("/a"), access), "no error");
}

TEST_F(HttpRefusalTest, StopsAtTheLargestSize) {
  server.serve("/exact", Reply::sized(1000));
  server.serve("/exact-chunked", Reply::sized(1000).chunked());
  server.serve("/exact-packed", Reply::sized(1000).gzip());
  server.serve("/larger", Reply::sized(1001));
  server.serve("/larger-chunked", Reply::sized(1001).chunked());
  server.serve("/larger-until-close", Reply::sized(1001).until_close());
  server.serve("/larger-packed", Reply::sized(1001).gzip());
  server.serve("/bomb", Reply::gzip_bomb(10'000'000'000));
  server.serve("/endless", Reply::endless());
  const std::string refused = " http-too-large limit=1000";
  const std::pair<std::string, std::string> cases[] = {
      {"/exact", "no error"},
      {"/exact-chunked", "no error"},
      {"/exact-packed", "no error"},
      {"/larger", "untrusted https://127.0.0.1/larger" + refused},
      {"/larger-chunked", "untrusted https://127.0.0.1/larger-chunked" + refused},
      {"/larger-until-close", "untrusted https://127.0.0.1/larger-until-close" + refused},
      {"/larger-packed", "untrusted https://127.0.0.1/larger-packed" + refused},
      {"/bomb", "untrusted https://127.0.0.1/bomb" + refused},
      {"/endless", "untrusted https://127.0.0.1/endless" + refused},
  };
  for (const auto& [path, error] : cases) {
    HttpRequest asked = request_for(server.url(path), access_to(server));
    asked.max_bytes = 1000;
    EXPECT_EQ(error_of_fetching([&] { client.get(asked); }), error) << path;
    asked.file = folder.path() / "body";
    EXPECT_EQ(error_of_fetching([&] { client.get(asked); }), error) << path;
    EXPECT_LE(std::filesystem::file_size(asked.file), 1000U) << path;
  }
  EXPECT_LT(client.received(), 5'000'000U);
}

// A frame that holds nothing to unpack (RFC 8878, 3.1.2), and then a frame with "a".
TEST_F(HttpRefusalTest, CountsWhatComesOverTheWireToo) {
  const std::string nothing("\x50\x2a\x4d\x18\x10\x27\0\0", 8);
  const std::string body = nothing + std::string(10'000, 'x') + packed_with_zstd("a");
  server.serve("/a", Reply::bytes(body).encoded_as("zstd").chunked());
  HttpRequest asked = request_for(server.url("/a"), access_to(server));
  asked.max_bytes = body.size();
  EXPECT_EQ(client.get(asked).body, "a");
  asked.max_bytes = body.size() - 1;
  EXPECT_EQ(
      error_of_fetching([&] { client.get(asked); }),
      "untrusted https://127.0.0.1/a http-too-large limit=" + std::to_string(asked.max_bytes));
}

TEST_F(HttpRefusalTest, StopsAtHeadsThatAreTooLong) {
  Reply wide = Reply::text("a");
  Reply wider = Reply::text("a");
  Reply high = Reply::text("a");
  Reply higher = Reply::text("a");
  for (int i = 0; i < 6; ++i) wide.header("X-" + std::to_string(i), std::string(10'000, 'x'));
  for (int i = 0; i < 7; ++i) wider.header("X-" + std::to_string(i), std::string(10'000, 'x'));
  for (int i = 0; i < 190; ++i) high.header("X-" + std::to_string(i), "x");
  for (int i = 0; i < 200; ++i) higher.header("X-" + std::to_string(i), "x");
  server.serve("/wide", wide);
  server.serve("/wider", wider);
  server.serve("/high", high);
  server.serve("/higher", higher);
  const HttpAccess access = access_to(server);
  EXPECT_EQ(error_of_getting(server.url("/wide"), access), "no error");
  EXPECT_EQ(error_of_getting(server.url("/high"), access), "no error");
  EXPECT_EQ(error_of_getting(server.url("/wider"), access),
            "untrusted https://127.0.0.1/wider http-too-large limit=65536");
  EXPECT_EQ(error_of_getting(server.url("/higher"), access),
            "untrusted https://127.0.0.1/higher http-too-large limit=65536");
}

}  // namespace
}  // namespace patchmatrix
