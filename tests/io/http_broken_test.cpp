// SPDX-License-Identifier: Apache-2.0
// Transfers that break off, stall or come too late, and how they are taken up again.
#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "io/descriptor.hpp"
#include "io/files.hpp"
#include "io/hash.hpp"
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

const std::string kDate = "Tue, 08 Nov 2022 08:00:00 GMT";

class HttpBrokenTest : public testing::Test {
 protected:
  void SetUp() override { test::forget_proxies(); }

  HttpRequest request_to_file(const std::string& path) const {
    HttpRequest result = request_for(server.url(path), access_to(server));
    result.file = file();
    return result;
  }
  // To go on behind what is in the file.
  HttpRequest rest_of(const std::string& path, std::uint64_t from, std::string etag,
                      std::string last_modified = {}) const {
    HttpRequest result = request_to_file(path);
    result.resume_from = from;
    result.etag = std::move(etag);
    result.last_modified = std::move(last_modified);
    return result;
  }
  std::filesystem::path file() const { return folder.path() / "body"; }

  HttpsServer server;
  test::TemporaryFolder folder;
  HttpClient client{test::test_options()};
  const std::string body = Reply::sized(100'000).body;
};

// "broken or whole, resumable or not, bytes".
std::string outcome_of(const HttpResponse& response) {
  return (response.broken ? test::text_of(*response.broken) : "whole") +
         (response.resumable ? ", resumable, " : ", not resumable, ") +
         std::to_string(response.bytes);
}

TEST_F(HttpBrokenTest, LeavesWhatCameInTheFile) {
  const std::pair<std::string, Reply> cases[] = {
      {"/cut", Reply::bytes(body).etag("\"1\"").cut_after(50'000)},
      {"/longer", Reply::bytes(body.substr(0, 50'000)).etag("\"1\"").length_off_by(10).close()},
  };
  for (const auto& [path, reply] : cases) {
    server.serve(path, reply);
    const HttpResponse response = client.get(request_to_file(path));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(outcome_of(response),
              "network https://127.0.0.1" + path + " http-cut, resumable, 50000");
    EXPECT_EQ(response.etag, "\"1\"");
    EXPECT_TRUE(read_file(file()) == body.substr(0, 50'000)) << path;
  }
}

TEST_F(HttpBrokenTest, SeesBrokenChunksAndResets) {
  server.serve("/chunks", Reply::bytes(body).etag("\"1\"").broken_chunks());
  server.serve("/cut", Reply::bytes(body).etag("\"1\"").chunked().cut_after(50'000));
  server.serve("/reset", Reply::bytes(body).etag("\"1\"").reset_after(50'000));
  for (const std::string path : {"/chunks", "/cut", "/reset"}) {
    const HttpResponse response = client.get(request_to_file(path));
    ASSERT_TRUE(response.broken) << path;
    EXPECT_EQ(response.broken->code(), "http-cut") << path;
    EXPECT_LT(response.bytes, body.size());
    EXPECT_TRUE(read_file(file()) == body.substr(0, static_cast<std::size_t>(response.bytes)));
  }
}

TEST_F(HttpBrokenTest, ThrowsIfItGoesToMemory) {
  server.serve("/cut", Reply::bytes(body).cut_after(50'000));
  server.serve("/chunks", Reply::bytes(body).broken_chunks());
  for (const std::string path : {"/cut", "/chunks"})
    EXPECT_EQ(
        error_of_fetching([&] { client.get(request_for(server.url(path), access_to(server))); }),
        "network https://127.0.0.1" + path + " http-cut");
}

TEST_F(HttpBrokenTest, ThrowsBeforeTheHead) {
  server.serve("/cut", Reply::bytes(body).stall_before_headers());
  HttpOptions options = test::test_options();
  options.times.total = 100ms;
  HttpClient hasty(options);
  EXPECT_EQ(error_of_fetching([&] { hasty.get(request_to_file("/cut")); }),
            "network https://127.0.0.1/cut http-timeout");
  EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(HttpBrokenTest, TellsWhatCanBeTakenUpAgain) {
  const std::tuple<std::string, Reply, bool> cases[] = {
      {"strong etag", Reply::bytes(body).etag("\"1\""), true},
      {"date", Reply::bytes(body).last_modified(kDate), true},
      {"weak etag", Reply::bytes(body).etag("W/\"1\""), false},
      {"weak etag and date", Reply::bytes(body).etag("W/\"1\"").last_modified(kDate), true},
      {"neither", Reply::bytes(body), false},
      {"packed", Reply::bytes(body).etag("\"1\"").gzip(), false},
      {"no ranges", Reply::bytes(body).etag("\"1\"").ignores_ranges(), false},
  };
  for (const auto& [name, reply, resumable] : cases) {
    server.serve("/a", reply);
    EXPECT_EQ(client.get(request_to_file("/a")).resumable, resumable) << name;
  }
}

TEST_F(HttpBrokenTest, TakesUpWhatBrokeOff) {
  server.serve("/a", Reply::bytes(body).etag("\"1\"").last_modified(kDate).cut_after(50'000));
  server.then("/a", Reply::bytes(body).etag("\"1\"").last_modified(kDate));
  const HttpResponse part = client.get(request_to_file("/a"));
  EXPECT_EQ(outcome_of(part), "network https://127.0.0.1/a http-cut, resumable, 50000");
  const HttpResponse whole = client.get(rest_of("/a", part.bytes, part.etag, part.last_modified));
  EXPECT_EQ(whole.status, 206);
  EXPECT_EQ(outcome_of(whole), "whole, resumable, 100000");
  EXPECT_LT(whole.wire_bytes, 51'000U);
  EXPECT_TRUE(read_file(file()) == body);
  const test::Request seen = server.log().back();
  EXPECT_EQ(seen.header("range"), "bytes=50000-");
  EXPECT_EQ(seen.header("if-range"), "\"1\"");
  EXPECT_EQ(seen.header("accept-encoding"), "identity");
  EXPECT_FALSE(seen.has_header("if-none-match"));
  EXPECT_FALSE(seen.has_header("if-modified-since"));
}

TEST_F(HttpBrokenTest, TakesUpByDateIfTheEtagIsWeak) {
  server.serve("/a", Reply::bytes(body).last_modified(kDate));
  folder.write("body", body.substr(0, 50'000));
  const HttpResponse whole = client.get(rest_of("/a", 50'000, "W/\"1\"", kDate));
  EXPECT_EQ(outcome_of(whole), "whole, resumable, 100000");
  EXPECT_EQ(server.log().back().header("if-range"), kDate);
}

TEST_F(HttpBrokenTest, TakesUpWhatBreaksOffAgain) {
  server.serve("/a", Reply::bytes(body).etag("\"1\"").cut_after(10'000));
  folder.write("body", body.substr(0, 50'000));
  const HttpResponse part = client.get(rest_of("/a", 50'000, "\"1\""));
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(outcome_of(part), "network https://127.0.0.1/a http-cut, resumable, 60000");
  EXPECT_EQ(part.etag, "\"1\"");
  EXPECT_TRUE(read_file(file()) == body.substr(0, 60'000));
}

TEST_F(HttpBrokenTest, BeginsAnewIfTheServerSendsAllOfIt) {
  const std::string other = Reply::sized(70'000).body + "other";
  server.serve("/changed", Reply::bytes(other).etag("\"2\""));
  server.serve("/no-ranges", Reply::bytes(other).etag("\"1\"").ignores_ranges());
  server.serve("/packed", Reply::bytes(other).etag("\"1\"").ignores_ranges().gzip());
  for (const std::string path : {"/changed", "/no-ranges", "/packed"}) {
    folder.write("body", body);
    const HttpResponse whole = client.get(rest_of(path, 50'000, "\"1\""));
    EXPECT_EQ(whole.status, 200) << path;
    EXPECT_TRUE(read_file(file()) == other) << path;
  }
}

TEST_F(HttpBrokenTest, AsksForAllOfItIfThereIsNothingToGoOnFrom) {
  server.serve("/a", Reply::bytes(body).etag("\"1\"").ignores_conditions());
  const std::tuple<std::string, std::uint64_t, std::string> cases[] = {
      {"the file is too short", 50'001, "\"1\""},
      {"the etag is weak", 50'000, "W/\"1\""},
      {"no validators", 50'000, ""},
  };
  for (const auto& [name, from, etag] : cases) {
    folder.write("body", body.substr(0, 50'000));
    const HttpResponse whole = client.get(rest_of("/a", from, etag));
    EXPECT_EQ(whole.status, 200) << name;
    EXPECT_TRUE(read_file(file()) == body) << name;
    EXPECT_FALSE(server.log().back().has_header("range")) << name;
  }
  std::filesystem::remove(file());
  EXPECT_EQ(client.get(rest_of("/a", 50'000, "\"1\"")).status, 200);
  EXPECT_TRUE(read_file(file()) == body);
}

TEST_F(HttpBrokenTest, CutsOffWhatLiesBehindTheResumedPart) {
  server.serve("/a", Reply::bytes(body).etag("\"1\""));
  folder.write("body", body.substr(0, 50'000) + std::string(200'000, '?'));
  EXPECT_EQ(client.get(rest_of("/a", 50'000, "\"1\"")).bytes, body.size());
  EXPECT_TRUE(read_file(file()) == body);
}

TEST_F(HttpBrokenTest, ThrowsAwayAPartThatTheServerDoesNotContinue) {
  const auto part = [](const std::string& range) {
    Reply reply = Reply::bytes("56789").with_status(206);
    return range.empty() ? reply : reply.header("Content-Range", range);
  };
  const std::pair<std::string, Reply> cases[] = {
      {"no range", part("")},
      {"earlier", part("bytes 4-8/10")},
      {"later", part("bytes 6-9/10")},
      {"not to the end", part("bytes 5-8/10")},
      {"backwards", part("bytes 5-4/10")},
      {"beyond the end", part("bytes 5-9/9")},
      {"lines", part("lines 5-9/10")},
      {"nonsense", part("bytes 5/9-10")},
      {"whole of nonsense", part("bytes 5-9/x")},
      {"another etag", part("bytes 5-9/10").header("ETag", "\"2\"")},
      {"packed", part("bytes 5-9/10").encoded_as("gzip")},
  };
  for (const auto& [name, reply] : cases) {
    folder.write("body", "01234");
    server.serve("/a", [&its = reply](const test::Request&) { return its; });
    const HttpResponse response = client.get(rest_of("/a", 5, "\"1\""));
    EXPECT_EQ(outcome_of(response), "network https://127.0.0.1/a http-cut, not resumable, 0")
        << name;
    EXPECT_EQ(response.broken->arguments().at(0).second,
              "206 with another part than the one asked for");
    EXPECT_EQ(read_file(file()), "") << name;
  }
  for (const std::string good : {"bytes 5-9/10", "bytes 5-9/*"}) {
    folder.write("body", "01234");
    server.serve("/a", [&](const test::Request&) { return part(good); });
    const HttpResponse response = client.get(rest_of("/a", 5, "\"1\""));
    EXPECT_EQ(outcome_of(response), "whole, resumable, 10") << good;
    EXPECT_EQ(response.etag, "\"1\"");
    EXPECT_EQ(read_file(file()), "0123456789");
  }
}

TEST_F(HttpBrokenTest, ThrowsAwayAPartThatIsLongerThanTheWhole) {
  server.serve("/a", Reply::bytes("01234").etag("\"1\""));
  folder.write("body", "0123456789");
  const HttpResponse response = client.get(rest_of("/a", 10, "\"1\""));
  EXPECT_EQ(response.status, 416);
  EXPECT_EQ(outcome_of(response), "network https://127.0.0.1/a http-cut, not resumable, 0");
  EXPECT_EQ(read_file(file()), "");
}

TEST_F(HttpBrokenTest, RefusesAPartThatNobodyAskedFor) {
  server.serve("/a",
               Reply::bytes("56789").with_status(206).header("Content-Range", "bytes 5-9/10"));
  folder.write("body", "01234");
  EXPECT_EQ(test::error_of([&] { client.get(request_to_file("/a")); }),
            "network " + server.url("/a") + " http-cut reason=206 without a range asked for");
  EXPECT_EQ(read_file(file()), "01234");
}

TEST_F(HttpBrokenTest, CountsTheWholeOfAResumedBody) {
  server.serve("/a", Reply::bytes(body).etag("\"1\""));
  folder.write("body", body.substr(0, 50'000));
  HttpRequest asked = rest_of("/a", 50'000, "\"1\"");
  asked.max_bytes = 99'999;
  EXPECT_EQ(error_of_fetching([&] { client.get(asked); }),
            "untrusted https://127.0.0.1/a http-too-large limit=99999");
}

TEST_F(HttpBrokenTest, TakesABodyThatIsLongerThanItsLengthForThatLength) {
  server.serve("/a", Reply::bytes("0123456789").length_off_by(-5).close());
  EXPECT_EQ(client.get(request_for(server.url("/a"), access_to(server))).body, "01234");
}

TEST_F(HttpBrokenTest, GivesUpWhenTimeIsOver) {
  server.serve("/late", Reply::bytes(body).stall_before_headers());
  server.serve("/stalled", Reply::bytes(body).etag("\"1\"").stall_after(500));
  server.serve("/slow", Reply::bytes(body).etag("\"1\"").drip(1, 10ms));
  server.serve("/away", Reply::redirect("/late").delay(30ms));
  HttpOptions options = test::test_options();
  options.times.total = 200ms;
  HttpClient hasty(options);
  for (const std::string path : {"/late", "/stalled", "/slow", "/away"}) {
    const auto begin = std::chrono::steady_clock::now();
    const std::string error = error_of_fetching([&] {
      const HttpResponse response = hasty.get(request_to_file(path));
      if (response.broken) throw Error(*response.broken);
    });
    const std::string where = path == "/away" ? "/late" : path;
    EXPECT_EQ(error, "network https://127.0.0.1" + where + " http-timeout");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 1s) << path;
  }
  const HttpResponse stalled = hasty.get(request_to_file("/stalled"));
  EXPECT_EQ(outcome_of(stalled), "network https://127.0.0.1/stalled http-timeout, resumable, 500");
}

TEST_F(HttpBrokenTest, GivesUpWhatIsTooSlow) {
  server.serve("/late", Reply::bytes(body).stall_before_headers());
  server.serve("/stalled", Reply::bytes(body).stall_after_headers());
  server.serve("/slow", Reply::bytes(body).drip(1, 20ms));
  HttpOptions options = test::test_options();
  options.times.stall = 1s;
  HttpClient strict(options);
  std::vector<std::pair<std::string, std::future<HttpResponse>>> answers;
  for (const std::string path : {"/late", "/stalled", "/slow"})  // at the same time
    answers.emplace_back(path, strict.start(request_for(server.url(path), access_to(server))));
  for (auto& [path, answer] : answers)
    EXPECT_EQ(error_of_fetching([&, &its = answer] { its.get(); }),
              "network https://127.0.0.1" + path + " http-timeout");
}

// A port of 127.0.0.1 where connections are taken and nobody speaks, or, `listening` being false,
// where nobody listens.
struct SilentPort {
  explicit SilentPort(bool listening) : socket(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(socket.number(), reinterpret_cast<const sockaddr*>(&address), size);
    ::getsockname(socket.number(), reinterpret_cast<sockaddr*>(&address), &size);
    if (listening) ::listen(socket.number(), 5);
    number = ntohs(address.sin_port);
  }
  Descriptor socket;
  int number = 0;
};

TEST_F(HttpBrokenTest, TellsApartWhyThereIsNoConnection) {
  const SilentPort silent(true);
  const SilentPort closed(false);
  HttpOptions options = test::test_options();
  options.times.connect = 100ms;
  options.connect_to = {"silent.test::127.0.0.1:" + std::to_string(silent.number),
                        "closed.test::127.0.0.1:" + std::to_string(closed.number),
                        "unnamed.test::no..name:443"};  // no resolver asks for an empty label
  HttpClient hasty(options);
  HttpAccess access = access_to(server);
  access.allowed_hosts = {"silent.test", "closed.test", "unnamed.test"};
  const std::pair<std::string, std::string> cases[] = {
      {"https://silent.test/a?b", "network https://silent.test/a http-timeout"},
      {"https://closed.test/a?b", "network https://closed.test/a http-connect"},
      {"https://unnamed.test/a?b", "network https://unnamed.test/a http-resolve"},
  };
  for (const auto& [url, error] : cases)
    EXPECT_EQ(error_of_fetching([&, &its = url] { hasty.get(request_for(its, access)); }), error);
}

}  // namespace
}  // namespace patchmatrix
