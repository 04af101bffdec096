// SPDX-License-Identifier: Apache-2.0
// HTTP/2, spoken with nghttpd.
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <future>
#include <spawn.h>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "io/descriptor.hpp"
#include "io/files.hpp"
#include "io/hash.hpp"
#include "io/http.hpp"
#include "io/http_test_support.hpp"
#include "support/test_ca.hpp"

namespace patchmatrix {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

const char* kServer = "/usr/sbin/nghttpd";

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

int free_port() {
  const Descriptor socket(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  ::bind(socket.number(), reinterpret_cast<const sockaddr*>(&address), size);
  ::getsockname(socket.number(), reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

bool listens(int port) {
  const Descriptor socket(::socket(AF_INET, SOCK_STREAM, 0));
  const sockaddr_in address = loopback(port);
  return ::connect(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) ==
         0;
}

// nghttpd with the files of `root`.
class Http2Server {
 public:
  explicit Http2Server(const test::TemporaryFolder& folder) : port_(free_port()) {
    const test::Identity identity =
        test::test_ca().issue({.common_name = "nghttpd", .names = test::server_names()});
    const std::string key = folder.write("key.pem", identity.key).string();
    const std::string certificate = folder.write("cert.pem", identity.certificate).string();
    ca_file_ = folder.write("ca.pem", test::test_ca().certificate());
    root_ = folder.path() / "root";
    fs::create_directories(root_);
    const std::string port = std::to_string(port_);
    start({kServer, "-a", "127.0.0.1", "-d", root_.string(), port, key, certificate});
    for (int i = 0; i < 500 && !listens(port_); ++i) std::this_thread::sleep_for(10ms);
  }
  ~Http2Server() { kill(); }
  Http2Server(const Http2Server&) = delete;
  Http2Server& operator=(const Http2Server&) = delete;

  void kill() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = 0;
  }
  const fs::path& root() const { return root_; }
  HttpRequest request(const std::string& path) const {
    HttpAccess access;
    access.allowed_hosts = {"127.0.0.1:" + std::to_string(port_)};
    access.allow_private_addresses = true;
    access.limits = {.connections = 20, .requests_per_second = 0};
    access.ca_file = ca_file_;
    return test::request_for("https://" + access.allowed_hosts[0] + path, access);
  }

 private:
  void start(const std::vector<std::string>& arguments) {
    std::vector<char*> raw;
    for (const std::string& argument : arguments)
      raw.push_back(const_cast<char*>(argument.c_str()));
    raw.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (const int number : {STDOUT_FILENO, STDERR_FILENO})
      posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_WRONLY, 0);
    if (posix_spawn(&process_, kServer, &actions, nullptr, raw.data(), environ) != 0) process_ = 0;
    posix_spawn_file_actions_destroy(&actions);
  }

  int port_;
  pid_t process_ = 0;
  fs::path ca_file_, root_;
};

class Http2Test : public testing::Test {
 protected:
  void SetUp() override {
    test::forget_proxies();
    if (!fs::exists(kServer)) GTEST_SKIP() << "needs " << kServer << " (nghttp2-server)";
    server = std::make_unique<Http2Server>(folder);
  }

  test::TemporaryFolder folder;
  std::unique_ptr<Http2Server> server;
  HttpClient client{test::test_options()};
};

TEST_F(Http2Test, IsSpokenWhereTheServerSpeaksIt) {
  std::ofstream(server->root() / "a") << "abc";
  const HttpResponse response = client.get(server->request("/a"));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.http_version, 20);
  EXPECT_EQ(response.body, "abc");
  EXPECT_NE(response.last_modified, "");
  HttpRequest again = server->request("/a");
  again.last_modified = response.last_modified;
  EXPECT_EQ(client.get(again).status, 304);
  EXPECT_EQ(client.get(server->request("/none")).status, 404);
}

TEST_F(Http2Test, CarriesManyRequestsAtATime) {
  for (int i = 0; i < 100; ++i) std::ofstream(server->root() / std::to_string(i)) << i;
  std::vector<std::future<HttpResponse>> answers;
  for (int i = 0; i < 100; ++i)
    answers.push_back(client.start(server->request('/' + std::to_string(i))));
  for (int i = 0; i < 100; ++i) {
    const HttpResponse response = answers[static_cast<std::size_t>(i)].get();
    EXPECT_EQ(response.body, std::to_string(i));
    EXPECT_EQ(response.http_version, 20);
  }
}

TEST_F(Http2Test, StopsAtTheLargestSize) {
  std::ofstream(server->root() / "a") << std::string(1001, 'x');
  HttpRequest asked = server->request("/a");
  asked.max_bytes = 1001;
  EXPECT_EQ(client.get(asked).bytes, 1001U);
  asked.max_bytes = 1000;
  EXPECT_EQ(test::error_of_fetching([&] { client.get(asked); }),
            "untrusted https://127.0.0.1/a http-too-large limit=1000");
}

TEST_F(Http2Test, SeesThatABodyBreaksOff) {
  constexpr std::uint64_t kSize = 4'000'000'000;  // a hole: more than comes before the kill
  std::ofstream(server->root() / "a").flush();
  fs::resize_file(server->root() / "a", kSize);
  HttpRequest asked = server->request("/a");
  asked.max_bytes = kSize;
  asked.file = folder.path() / "body";
  std::future<HttpResponse> answer = client.start(asked);
  while (client.received() < 100'000 && answer.wait_for(1ms) != std::future_status::ready) continue;
  server->kill();
  const HttpResponse response = answer.get();
  ASSERT_TRUE(response.broken);
  EXPECT_EQ(test::text_of(*response.broken), "network https://127.0.0.1/a http-cut");
  EXPECT_GT(response.bytes, 0U);
  EXPECT_LT(response.bytes, kSize);
  EXPECT_EQ(response.bytes, fs::file_size(asked.file));
}

}  // namespace
}  // namespace patchmatrix
