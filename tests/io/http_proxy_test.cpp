// SPDX-License-Identifier: Apache-2.0
// Through a proxy, by option and as the environment says.
#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <poll.h>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "io/descriptor.hpp"
#include "io/http.hpp"
#include "io/http_endpoints.hpp"
#include "io/http_test_support.hpp"

namespace patchmatrix {
namespace {

using test::access_to;
using test::error_of_fetching;
using test::HttpsServer;
using test::Reply;
using test::request_for;

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

// Answers CONNECT and leads every tunnel to one port of 127.0.0.1, whatever name is asked for; with
// port 0 it refuses. One client at a time is enough here.
class TunnelProxy {
 public:
  explicit TunnelProxy(int target) : target_(target), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    ::bind(listener_.number(), reinterpret_cast<const sockaddr*>(&address), size);
    ::getsockname(listener_.number(), reinterpret_cast<sockaddr*>(&address), &size);
    ::listen(listener_.number(), 5);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
  }
  ~TunnelProxy() {
    stopping_ = true;
    thread_.join();
  }
  TunnelProxy(const TunnelProxy&) = delete;
  TunnelProxy& operator=(const TunnelProxy&) = delete;

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  // The heads of what was asked.
  std::vector<std::string> heads() const {
    const std::lock_guard lock(mutex_);
    return heads_;
  }

 private:
  static constexpr int kPatience = 10;  // milliseconds between looks at stopping_

  void run() {
    while (!stopping_) {
      pollfd waiting{listener_.number(), POLLIN, 0};
      if (::poll(&waiting, 1, kPatience) <= 0) continue;
      const Descriptor client(::accept(listener_.number(), nullptr, nullptr));
      serve(client);
    }
  }

  void serve(const Descriptor& client) {
    std::string head;
    char byte = 0;
    while (head.find("\r\n\r\n") == std::string::npos && ::recv(client.number(), &byte, 1, 0) == 1)
      head += byte;
    {
      const std::lock_guard lock(mutex_);
      heads_.push_back(head);
    }
    const std::string answer = target_ == 0 ? "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
                                            : "HTTP/1.1 200 Connected\r\n\r\n";
    ::send(client.number(), answer.data(), answer.size(), MSG_NOSIGNAL);
    if (target_ == 0) return;
    const Descriptor server(::socket(AF_INET, SOCK_STREAM, 0));
    const sockaddr_in address = loopback(target_);
    if (::connect(server.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) ==
        0)
      pump(client, server);
  }

  void pump(const Descriptor& a, const Descriptor& b) {
    while (!stopping_) {
      std::array<pollfd, 2> sides{{{a.number(), POLLIN, 0}, {b.number(), POLLIN, 0}}};
      if (::poll(sides.data(), sides.size(), kPatience) <= 0) continue;
      for (std::size_t i = 0; i < sides.size(); ++i)
        if (sides[i].revents != 0 && !pass_on(sides[i].fd, sides[1 - i].fd)) return;
    }
  }

  static bool pass_on(int from, int to) {
    std::array<char, 16384> bytes{};
    const ssize_t count = ::recv(from, bytes.data(), bytes.size(), 0);
    return count > 0 &&
           ::send(to, bytes.data(), static_cast<std::size_t>(count), MSG_NOSIGNAL) == count;
  }

  int target_;
  Descriptor listener_;
  int port_ = 0;
  std::atomic<bool> stopping_ = false;
  mutable std::mutex mutex_;
  std::vector<std::string> heads_;
  std::thread thread_;
};

class HttpProxyTest : public testing::Test {
 protected:
  void SetUp() override {
    test::forget_proxies();
    server.serve("/a", Reply::text("a"));
  }
  void TearDown() override { test::forget_proxies(); }

  // Only the proxy may have a private address.
  HttpAccess access() const {
    HttpAccess result = access_to(server);
    result.allow_private_addresses = false;
    return result;
  }
  std::string error_of_getting(const std::string& url, const HttpAccess& of) {
    HttpOptions options = test::test_options();
    options.connect_to.clear();  // names are the proxy's business
    HttpClient client(options);
    return error_of_fetching([&] { client.get(request_for(url, of)); });
  }
  std::string url() const { return server.url("/a", "vendor.test"); }
  std::string connect_line() const {
    return "CONNECT vendor.test:" + std::to_string(server.port()) + " HTTP/1.1\r\n";
  }

  HttpsServer server;
};

TEST(ProxyAddress, IsReadAsLibcurlReadsIt) {
  const std::pair<std::string, std::string> cases[] = {
      {"proxy.test", "proxy.test 1080"},
      {"proxy.test:3128", "proxy.test 3128"},
      {"http://proxy.test:3128/", "proxy.test 3128"},
      {"https://proxy.test", "proxy.test 443"},
      {"socks5h://user:p@ss:word@proxy.test:9050", "proxy.test 9050"},
      {"user@[::1]:3128", "::1 3128"},
      {"[::1]", "::1 1080"},
      {"", "none"},
      {"http://", "none"},
      {":3128", "none"},
      {"[::1", "none"},
      {"[::1]3128", "none"},
      {"proxy.test:ssh", "none"},
  };
  for (const auto& [text, read] : cases) {
    const std::optional<ProxyAddress> address = proxy_address(text);
    EXPECT_EQ(address ? address->host + ' ' + address->port : "none", read) << text;
  }
}

TEST_F(HttpProxyTest, IsTheOneThatTheOptionNames) {
  const TunnelProxy proxy(server.port());
  HttpAccess through = access();
  for (const std::string before : {"", "http://"}) {
    through.proxy = before + proxy.address();
    EXPECT_EQ(error_of_getting(url(), through), "no error");
  }
  ASSERT_EQ(proxy.heads().size(), 2U);
  EXPECT_EQ(proxy.heads()[0].substr(0, connect_line().size()), connect_line());
}

TEST_F(HttpProxyTest, IsTheOneThatTheEnvironmentNames) {
  const TunnelProxy proxy(server.port());
  for (const char* name : {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
    test::forget_proxies();
    ::setenv(name, ("http://" + proxy.address()).c_str(), 1);
    EXPECT_EQ(error_of_getting(url(), access()), "no error") << name;
  }
  EXPECT_EQ(proxy.heads().size(), 4U);
}

TEST_F(HttpProxyTest, IsPassedByForHostsOfNoProxy) {
  const TunnelProxy proxy(server.port());
  ::setenv("https_proxy", proxy.address().c_str(), 1);
  ::setenv("no_proxy", "other.test,127.0.0.1", 1);
  HttpAccess open = access();
  open.allow_private_addresses = true;
  EXPECT_EQ(error_of_getting(server.url("/a"), open), "no error");
  EXPECT_EQ(proxy.heads().size(), 0U);
  EXPECT_EQ(error_of_getting(url(), open), "no error");
  EXPECT_EQ(proxy.heads().size(), 1U);
}

TEST_F(HttpProxyTest, AloneMayHaveAPrivateAddress) {
  const TunnelProxy proxy(server.port());
  HttpAccess through = access();
  through.proxy = proxy.address();
  EXPECT_EQ(error_of_getting(server.url("/a"), through),
            "untrusted https://127.0.0.1/a http-address address=127.0.0.1");
  ::setenv("no_proxy", "vendor.test", 1);
  HttpOptions options = test::test_options();  // leads vendor.test to 127.0.0.1
  HttpClient client(options);
  EXPECT_EQ(error_of_fetching([&] { client.get(request_for(url(), through)); }),
            "untrusted https://vendor.test/a http-address address=127.0.0.1");
  EXPECT_EQ(proxy.heads().size(), 0U);
}

TEST_F(HttpProxyTest, LearnsNoHeadersOfTheServer) {
  const TunnelProxy proxy(server.port());
  HttpAccess through = access();
  through.proxy = proxy.address();
  through.headers = {"X-Open: everybody"};
  through.secret_headers = {"Authorization: Bearer sesame"};
  through.secret_host = "vendor.test:" + std::to_string(server.port());
  EXPECT_EQ(error_of_getting(url(), through), "no error");
  EXPECT_EQ(server.log().at(0).header("authorization"), "Bearer sesame");
  EXPECT_EQ(proxy.heads().at(0).find("sesame"), std::string::npos);
  EXPECT_EQ(proxy.heads().at(0).find("everybody"), std::string::npos);
}

TEST_F(HttpProxyTest, MayRefuseOrBeMissingOrMisspelt) {
  const TunnelProxy refusing(0);
  const std::pair<std::string, std::string> cases[] = {
      {refusing.address(), "network https://vendor.test/a http-connect"},
      {"127.0.0.1:1", "network https://vendor.test/a http-connect"},
      {"no..name:3128", "network https://vendor.test/a http-resolve"},
  };
  for (const auto& [proxy, error] : cases) {
    HttpAccess through = access();
    through.proxy = proxy;
    EXPECT_EQ(error_of_getting(url(), through), error) << proxy;
  }
  HttpAccess through = access();
  through.proxy = "http://user:sesame@[broken";
  HttpClient client(test::test_options());
  const std::string error = test::error_of([&] { client.get(request_for(url(), through)); });
  EXPECT_EQ(error, "network " + url() + " http-resolve reason=Couldn't resolve proxy name");
  EXPECT_EQ(server.requests(), 0U);
}

}  // namespace
}  // namespace patchmatrix
