// SPDX-License-Identifier: Apache-2.0
// Servers that are slow, broken, busy or hostile, as a mirror sees them.
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "fetch/mirror_support.hpp"

namespace patchmatrix {
namespace {

using namespace std::chrono_literals;
using test::at;
using test::HttpsServer;
using test::Reply;
using test::Texts;
using Clock = std::chrono::steady_clock;

// One document of a feed that lists it by its address: no list can be at fault.
class MirrorTransportTest : public test::MirrorTest {
 protected:
  MirrorTransportTest() = default;
  explicit MirrorTransportTest(HttpsServer::Options options) : MirrorTest(std::move(options)) {}

  Feed document() const { return feed(FeedKind::UrlList, "/a.txt"); }
  std::string whole() const {
    std::string out = "id=a;note=" + Reply::sized(50'000).body;
    std::erase(out, '\n');
    return out;
  }
  // "10-", "" if no range was asked for: of each request for the document.
  Texts ranges() const {
    Texts out;
    for (const test::Request& each : server.log())
      out.push_back(each.header("range") + ' ' + each.header("if-range"));
    return out;
  }
};

const char* const kStored = "listed=1 new=1\n";

std::string failed(const std::string& error, const std::string& next = "2024-06-12T12:15:00Z") {
  return "listed=1 failed=1\nfailed a.txt: " + error + ", next " + next + '\n';
}

// ── Patience ─────────────────────────────────────────────────────────────────────────────────────

TEST_F(MirrorTransportTest, TriesPassingFailuresAgainAndOthersNot) {
  const struct {
    Reply bad;
    std::string outcome;  // if the server never gets better
    std::size_t tries;
  } cases[] = {
      {Reply::error(408), failed("network http-status status=408"), 3},
      {Reply::error(425), failed("network http-status status=425"), 3},
      {Reply::error(429), failed("network http-status status=429"), 3},
      {Reply::error(500), failed("network http-status status=500"), 3},
      {Reply::error(503), failed("network http-status status=503"), 3},
      {Reply::error(400), failed("network http-status status=400", "2024-06-13T12:00:00Z"), 1},
      {Reply::error(401), failed("network http-status status=401", "2024-06-13T12:00:00Z"), 1},
      {Reply::error(403), failed("network http-status status=403", "2024-06-13T12:00:00Z"), 1},
      {Reply::error(404), failed("not-found http-missing", "2024-06-13T12:00:00Z"), 1},
      {Reply::error(410), failed("not-found http-missing", "2024-06-13T12:00:00Z"), 1},
      {Reply::html_page(), failed("not-found http-html", "2024-06-13T12:00:00Z"), 1},
  };
  Feed list = months();  // where a document that is missing has failed
  server.serve("/updates", Reply::json(test::month_index({{"a", "2024-05-14T08:00:00Z"}})));
  int number = 0;
  for (const auto& each : cases) {
    list.id = "feed-" + std::to_string(++number);
    server.clear_log();
    server.serve("/cvrf/a", each.bad);
    std::string expected = each.outcome;
    expected.replace(expected.find("a.txt"), 5, "a.xml");
    EXPECT_EQ(run(list), expected) << each.bad.status;
    EXPECT_EQ(server.hits("/cvrf/a"), each.tries) << each.bad.status;
    if (each.tries == 1) continue;

    server.serve("/cvrf/a", Reply(each.bad).times(2));
    server.then("/cvrf/a", Reply::text("id=a"));
    pass(15min);
    EXPECT_EQ(run(list), "listed=1 new=1\n") << each.bad.status;
    now = at("2024-06-12T12:00:00Z");
  }
}

TEST_F(MirrorTransportTest, WaitsTwiceAsLongFromRunToRun) {
  server.serve("/a.txt", Reply::error(503));
  const Feed list = document();
  for (const char* next : {"2024-06-12T12:15:00Z", "2024-06-12T12:45:00Z", "2024-06-12T13:45:00Z",
                           "2024-06-12T15:45:00Z"}) {
    EXPECT_EQ(run(list), failed("network http-status status=503", next));
    EXPECT_EQ(run(list), "listed=1 waiting=1\n");
    now = at(next);
  }
  for (int runs = 0; runs < 10; ++runs, pass(24h)) run(list);
  EXPECT_EQ(run(list), failed("network http-status status=503", to_string(now + 24h)));
  server.serve("/a.txt", Reply::text("id=a"));
  pass(24h);
  EXPECT_EQ(run(list), kStored);
}

// A busy server is good at the second try; tells how long that took.
class MirrorBusyTest : public MirrorTransportTest {
 protected:
  std::chrono::milliseconds time_spent(const Reply& busy) {
    std::filesystem::remove_all(options_.mirror);
    server.serve("/a.txt", busy);
    server.then("/a.txt", Reply::text("id=a"));
    const auto begin = Clock::now();
    EXPECT_EQ(run(document()), kStored);
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
  }
};

TEST_F(MirrorBusyTest, GetsTheSecondsItAsksFor) {
  EXPECT_GE(time_spent(Reply::too_many("1")), 1'000ms);
}

TEST_F(MirrorBusyTest, GetsTimeUntilTheDateItNames) {
  auto spent = time_spent(Reply::too_many_until(1));
  // A date has whole seconds: that one may have been over when the answer was read.
  if (spent < 1'000ms) spent = time_spent(Reply::too_many_until(1));
  EXPECT_GE(spent, 1'000ms);
}

TEST_F(MirrorBusyTest, GetsTheUsualPauseForDatesInThePastAndNonsense) {
  for (const Reply& busy : {Reply::too_many_until(-60, 503), Reply::too_many("soon"),
                            Reply::too_many("-5"), Reply::too_many("", 503)})
    EXPECT_LT(time_spent(busy), 900ms) << busy.status;
}

TEST_F(MirrorTransportTest, LeavesToTheNextRunWhatTakesTooLong) {
  const std::pair<Reply, std::string> cases[] = {
      {Reply::too_many("6"), "2024-06-12T12:15:00Z"},
      {Reply::too_many("7200"), "2024-06-12T14:00:00Z"},
      {Reply::too_many("99999999999999999999", 503), "2024-06-13T12:00:00Z"},
  };
  for (const auto& [busy, next] : cases) {
    std::filesystem::remove_all(options_.mirror);
    server.serve("/a.txt", busy);
    server.clear_log();
    EXPECT_EQ(run(document()),
              failed("network http-status status=" + std::to_string(busy.status), next));
    EXPECT_EQ(server.requests(), 1U);
  }
}

TEST_F(MirrorTransportTest, LeavesAHostThatOnlyFailsToTheNextRun) {
  std::vector<test::Dated> rows;
  for (int i = 0; i < 100; ++i) {
    rows.emplace_back(std::to_string(i) + ".json", "2024-05-14T08:00:00Z");
    server.serve("/csaf/" + std::to_string(i) + ".json", Reply::error(503));
  }
  server.serve("/csaf/changes.csv", Reply::text(test::changes(rows)));
  const std::string outcome = run(directory());
  EXPECT_NE(outcome.find("host-in-trouble number=24"), std::string::npos) << outcome;
  EXPECT_LT(server.requests(), 200U);
}

TEST_F(MirrorTransportTest, HasThatPatienceWithLists) {
  server.serve("/cvrf/2024-May", Reply::text("id=2024-May"));
  const std::string list = test::month_index({{"2024-May", "2024-05-14T07:00:00Z"}});
  server.serve("/updates", Reply::error(503).times(2));
  server.then("/updates", Reply::json(list));
  EXPECT_EQ(run(months()), kStored);
  EXPECT_EQ(server.hits("/updates"), 3U);

  const std::string error = "\nerror network https://127.0.0.1/updates http-status status=";
  server.serve("/updates", Reply::error(503));
  EXPECT_EQ(run(months()), "listed=1" + error + "503\n");
  EXPECT_EQ(server.hits("/updates"), 6U);
  server.serve("/updates", Reply::error(403));
  EXPECT_EQ(run(months()), "listed=1" + error + "403\n");
  server.serve("/updates", Reply::too_many("3600"));
  const auto begin = Clock::now();
  EXPECT_EQ(run(months()), "listed=1" + error + "429\n");
  EXPECT_LT(Clock::now() - begin, 1s);
}

TEST_F(MirrorTransportTest, LetsNoDocumentHoldUpTheOthers) {
  std::vector<test::Dated> rows;
  for (int i = 10; i < 60; ++i)
    rows.emplace_back(std::to_string(i) + ".json", "2024-05-14T08:00:00Z");
  serve_directory(rows);
  server.serve("/csaf/30.json", Reply::error(503));
  EXPECT_EQ(run(directory()),
            "listed=50 new=49 failed=1\n"
            "failed csaf/30.json: network http-status status=503, next 2024-06-12T12:15:00Z\n");
  EXPECT_EQ(files("documents").size(), 49U);
  EXPECT_EQ(run(directory()), "listed=50 unchanged=49 waiting=1\n");
  pass(15min);
  server.clear_log();
  run(directory());
  EXPECT_EQ(server.hits("/csaf/30.json"), 3U);
  EXPECT_EQ(server.hits("/csaf/31.json"), 0U);
}

TEST_F(MirrorTransportTest, KeepsToTheLimitOfEachHost) {
  std::vector<test::Dated> rows;
  for (int i = 10; i < 30; ++i)
    rows.emplace_back(std::to_string(i) + ".json", "2024-05-14T08:00:00Z");
  serve_directory(rows);
  for (const auto& [path, time] : rows)
    server.serve("/csaf/" + path, Reply::text("id=" + path).delay(5ms));
  Feed feed = directory();
  feed.connections = 3;
  EXPECT_EQ(run(feed), "listed=20 new=20\n");
  EXPECT_EQ(server.max_simultaneous_requests(), 3U);
  EXPECT_LE(server.connections(), 6U) << "connections are reused";
}

TEST_F(MirrorTransportTest, KeepsToTheRateOfAHost) {
  std::vector<test::Dated> rows;
  for (int i = 0; i < 5; ++i) rows.emplace_back(std::to_string(i) + ".json", "2024-05-14");
  serve_directory(rows);
  Feed feed = directory();
  feed.requests_per_second = 50;
  const auto begin = Clock::now();
  EXPECT_EQ(run(feed), "listed=5 new=5\nnote zoneless-times\n");
  // Two lists, five documents with two hash files each: every one but the first waits 20 ms.
  EXPECT_EQ(server.requests(), 17U);
  EXPECT_GE(Clock::now() - begin, 320ms);
}

// ── Transfers that break ─────────────────────────────────────────────────────────────────────────

TEST_F(MirrorTransportTest, GoesOnWhereATransferBroke) {
  const std::string date = "Tue, 08 Nov 2022 08:00:00 GMT";
  const struct {
    Reply broken;
    std::string range;  // of the second request, with what it depends on
  } cases[] = {
      {Reply::bytes(whole()).etag("\"1\"").cut_after(20'000), "bytes=20000- \"1\""},
      {Reply::bytes(whole()).last_modified(date).cut_after(20'000), "bytes=20000- " + date},
      {Reply::bytes(whole()).etag("W/\"1\"").last_modified(date).cut_after(20'000),
       "bytes=20000- " + date},
  };
  for (const auto& each : cases) {
    std::filesystem::remove_all(options_.mirror);
    server.clear_log();
    server.serve("/a.txt", each.broken);
    Reply good = each.broken;
    good.cut = Reply::Cut::None;
    server.then("/a.txt", good);
    EXPECT_EQ(run(document()), kStored) << each.range;
    EXPECT_EQ(content("a.txt"), whole()) << each.range;
    EXPECT_EQ(ranges(), (Texts{" ", each.range}));
    EXPECT_EQ(damage(), "");
  }
}

TEST_F(MirrorTransportTest, GoesOnSeveralTimes) {
  server.serve("/a.txt", Reply::bytes(whole()).etag("\"1\"").cut_after(20'000).times(2));
  server.then("/a.txt", Reply::bytes(whole()).etag("\"1\""));
  EXPECT_EQ(run(document()), kStored);
  EXPECT_EQ(content("a.txt"), whole());
  EXPECT_EQ(ranges(), (Texts{" ", "bytes=20000- \"1\"", "bytes=40000- \"1\""}));
}

TEST_F(MirrorTransportTest, StartsAgainWhereItCannotGoOn) {
  const Reply good = Reply::bytes(whole()).etag("\"1\"");
  const struct {
    std::string what;
    Reply broken, then;
    std::string range;  // of the second request
  } cases[] = {
      {"no validators", Reply::bytes(whole()).cut_after(20'000), Reply::bytes(whole()), " "},
      {"a weak tag", Reply::bytes(whole()).etag("W/\"1\"").cut_after(20'000), good, " "},
      {"no ranges", Reply(good).ignores_ranges().cut_after(20'000), Reply(good).ignores_ranges(),
       " "},
      {"changed meanwhile", Reply::bytes("id=old;" + whole()).etag("\"0\"").cut_after(20'000), good,
       "bytes=20000- \"0\""},
      {"packed", Reply(good).gzip().cut_after(500), good, " "},
      {"reset before anything", Reply(good).reset_after(0), good, " "},
  };
  for (const auto& each : cases) {
    std::filesystem::remove_all(options_.mirror);
    server.clear_log();
    server.serve("/a.txt", each.broken);
    server.then("/a.txt", each.then);
    EXPECT_EQ(run(document()), kStored) << each.what;
    EXPECT_EQ(content("a.txt"), whole()) << each.what;
    ASSERT_EQ(server.requests(), 2U) << each.what;
    EXPECT_EQ(ranges()[1], each.range) << each.what;
    EXPECT_EQ(files("partial"), Texts{}) << each.what;
  }
}

TEST_F(MirrorTransportTest, StoresNothingOfATransferThatNeverEnds) {
  options_.time_limit = 150ms;
  options_.patience.attempts = 1;
  const std::pair<std::string, Reply> cases[] = {
      {"drip", Reply::bytes(whole()).drip(10, 20ms)},
      {"no head", Reply::text("id=a").stall_before_headers()},
      {"no body", Reply::text("id=a").stall_after_headers()},
      {"half", Reply::bytes(whole()).stall_after(20'000)},
  };
  for (const auto& [what, reply] : cases) {
    std::filesystem::remove_all(options_.mirror);
    server.serve("/a.txt", reply);
    EXPECT_EQ(run(document()), failed("network https://127.0.0.1/a.txt http-timeout")) << what;
    EXPECT_EQ(files(""), (Texts{"ledger.sqlite", "lock"})) << what;
  }
  EXPECT_EQ(inspected, 0U);
}

TEST_F(MirrorTransportTest, StoresNothingOfATransferThatBreaksEachTime) {
  const std::pair<std::string, Reply> cases[] = {
      {"cut", Reply::bytes(whole()).cut_after(20'000)},
      {"longer than said", Reply::text("id=a").length_off_by(10).close()},
      {"chunks that are none", Reply::bytes(whole()).broken_chunks()},
  };
  for (const auto& [what, reply] : cases) {
    std::filesystem::remove_all(options_.mirror);
    server.clear_log();
    server.serve("/a.txt", reply);
    EXPECT_EQ(run(document()), failed("network https://127.0.0.1/a.txt http-cut")) << what;
    EXPECT_EQ(server.requests(), 3U) << what;
    EXPECT_EQ(files(""), (Texts{"ledger.sqlite", "lock"})) << what;
  }
  EXPECT_EQ(inspected, 0U);
}

// A body that is longer than the server says is cut there; who signs or hashes would notice.
TEST_F(MirrorTransportTest, ReadsNoFurtherThanTheLengthThatWasSaid) {
  server.serve("/a.txt", Reply::text("id=a;note=longer").length_off_by(-7));
  EXPECT_EQ(run(document()), kStored);
  EXPECT_EQ(content("a.txt"), "id=a;note");
}

TEST_F(MirrorTransportTest, StopsAtTheLargestSizeOfADocument) {
  const std::pair<std::string, Reply> cases[] = {
      {"plain", Reply::sized((1 << 20) + 1)},
      {"chunked", Reply::sized((1 << 20) + 1).chunked()},
      {"packed", Reply::sized((1 << 20) + 1).gzip()},
      {"bomb", Reply::gzip_bomb(std::uint64_t{1} << 30)},
      {"endless", Reply::endless()},
  };
  for (const auto& [what, reply] : cases) {
    std::filesystem::remove_all(options_.mirror);
    server.clear_log();
    server.serve("/a.txt", reply);
    EXPECT_EQ(run(document()),
              failed("untrusted https://127.0.0.1/a.txt http-too-large limit=1048576",
                     "2024-06-13T12:00:00Z"))
        << what;
    EXPECT_EQ(server.requests(), 1U) << what;
    EXPECT_EQ(files(""), (Texts{"ledger.sqlite", "lock"})) << what;
  }
  std::string largest = "id=a;";
  largest.resize(1 << 20, '.');
  server.serve("/a.txt", Reply::bytes(largest).gzip());
  pass(24h);
  EXPECT_EQ(run(document()), kStored);
}

TEST_F(MirrorTransportTest, UndoesContentEncodings) {
  for (Reply reply :
       {Reply::text("id=a"), Reply::text("id=a").gzip(), Reply::text("id=a").zstd()}) {
    std::filesystem::remove_all(options_.mirror);
    server.serve("/a.txt", reply);
    EXPECT_EQ(run(document()), kStored);
    EXPECT_EQ(content("a.txt"), "id=a");
  }
}

// ── Whom it talks to ─────────────────────────────────────────────────────────────────────────────

TEST_F(MirrorTransportTest, AsksWithGetAndItsOwnName) {
  serve_directory({{"a.json", "2024-05-14T08:00:00Z"}});
  for (const char* path : {"/csaf/changes.csv", "/csaf/index.txt"})
    server.serve(path, Reply::text("a.json\n").needs_polite_agent().head(404));
  server.serve("/csaf/a.json", Reply::text("id=a").needs_polite_agent().head(404));
  EXPECT_EQ(run(directory()), "listed=1 new=1\nnote unreadable-times\n");
  for (const test::Request& each : server.log()) {
    EXPECT_EQ(each.method, "GET");
    EXPECT_EQ(each.header("user-agent"), "patchmatrix-test/1.0 (+https://vendor.test/)");
  }
  options_.user_agent = "patchmatrix";
  Feed rude = directory();
  rude.id = "rude";
  EXPECT_EQ(run(rude),
            "\nerror network https://127.0.0.1/csaf/changes.csv http-status status=403\n");
}

TEST_F(MirrorTransportTest, FollowsRedirectsOnlyWhereTheFeedLeads) {
  const std::string day = "2024-06-13T12:00:00Z";
  const struct {
    std::string location, outcome;
  } cases[] = {
      {"/b.txt", kStored},
      {server.url("/b.txt"), kStored},
      {"http://127.0.0.1:" + std::to_string(server.port()) + "/b.txt",
       failed("untrusted http://127.0.0.1/b.txt http-not-https", day)},
      {server.url("/b.txt", "other.test"),
       failed("untrusted https://other.test/b.txt http-host host=other.test", day)},
      {"https://169.254.169.254/b.txt",
       failed("untrusted https://169.254.169.254/b.txt http-host host=169.254.169.254", day)},
      {"file:///etc/passwd", failed("untrusted file:///etc/passwd http-not-https", day)},
      {"/a.txt", failed("untrusted https://127.0.0.1/a.txt http-redirects limit=5", day)},
  };
  server.serve("/b.txt", Reply::text("id=b"));
  for (const auto& each : cases) {
    std::filesystem::remove_all(options_.mirror);
    server.serve("/a.txt", Reply::redirect(each.location));
    EXPECT_EQ(run(document()), each.outcome) << each.location;
  }
}

TEST_F(MirrorTransportTest, TalksToNoPrivateAddressUnlessTheFeedSaysSo) {
  server.serve("/a.txt", Reply::text("id=a"));
  Feed closed = document();
  closed.allow_private_addresses = false;
  EXPECT_EQ(run(closed), failed("untrusted https://127.0.0.1/a.txt http-address address=127.0.0.1",
                                "2024-06-13T12:00:00Z"));
  // A name that leads there is no better.
  closed.id = "named";
  closed.urls = {server.url("/a.txt", "vendor.test")};
  EXPECT_EQ(run(closed),
            failed("untrusted https://vendor.test/a.txt http-address address=127.0.0.1",
                   "2024-06-13T12:00:00Z"));
  EXPECT_EQ(server.requests(), 0U);
}

TEST_F(MirrorTransportTest, KeepsSecretsFromOtherHosts) {
  folder.write("secret", "s3cret-word\n");
  std::filesystem::permissions(folder.path() / "secret", std::filesystem::perms::owner_read);
  Feed feed = document();
  feed.urls = {server.url("/a.txt", "vendor.test")};
  feed.allowed_hosts = {"other.test:" + std::to_string(server.port())};
  feed.secret_header = {"Authorization", "Bearer ", (folder.path() / "secret").string(), {}};
  feed.headers = {"X-Open: yes"};
  server.serve("//vendor.test/a.txt", Reply::redirect(server.url("/b.txt", "other.test")));
  server.serve("//other.test/b.txt", Reply::redirect(server.url("/c.txt", "vendor.test")));
  server.serve("//vendor.test/c.txt", Reply::text("id=c"));
  EXPECT_EQ(run(feed), kStored);
  Texts seen;
  for (const test::Request& each : server.log())
    seen.push_back(each.target + ' ' + each.header("authorization") + ' ' + each.header("x-open"));
  EXPECT_EQ(seen, (Texts{"/a.txt Bearer s3cret-word yes", "/b.txt  yes", "/c.txt  yes"}));
}

TEST_F(MirrorTransportTest, SaysThatASecretIsMissingOrOpen) {
  Feed feed = document();
  feed.secret_header = {"Authorization", "", {}, "PATCHMATRIX_TEST_NO_SUCH_VARIABLE"};
  EXPECT_EQ(run(feed), "\nerror usage no-secret variable=PATCHMATRIX_TEST_NO_SUCH_VARIABLE\n");
  const std::string file = folder.write("secret", "word").string();
  std::filesystem::permissions(file, std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  feed.secret_header = {"Authorization", "", file, {}};
  EXPECT_EQ(run(feed), "\nerror untrusted " + file + " secret-open\n");
  EXPECT_EQ(server.requests(), 0U);
}

TEST_F(MirrorTransportTest, ShowsItsClientCertificate) {
  server.serve("/a.txt", Reply::text("id=a;tlp=RED;month=2024-05").needs_client_certificate());
  Feed feed = document();
  EXPECT_EQ(run(feed), failed("network http-status status=403", "2024-06-13T12:00:00Z"));
  feed.client_certificate = server.client_certificate_file().string();
  feed.client_key = server.client_key_file().string();
  pass(24h);
  EXPECT_EQ(run(feed), kStored);
  EXPECT_EQ(sources({2024, 5}), "id=a;tlp=RED;month=2024-05 [RED]\n");
}

TEST_F(MirrorTransportTest, GoesThroughAProxyAndNowhereElse) {
  server.serve("/a.txt", Reply::text("id=a"));
  Feed feed = document();
  feed.proxy = "http://127.0.0.1:1";
  EXPECT_EQ(run(feed), failed("network https://127.0.0.1/a.txt http-connect"));
  EXPECT_EQ(server.connections(), 0U);
}

class MirrorAddressTest : public MirrorTransportTest {
 protected:
  MirrorAddressTest() : MirrorTransportTest(both()) {}
  static HttpsServer::Options both() {
    HttpsServer::Options options;
    options.ipv6 = true;
    return options;
  }
};

TEST_F(MirrorAddressTest, TakesAddressesForHosts) {
  if (!server.has_ipv6()) GTEST_SKIP() << "needs ::1";
  server.serve("/a.txt", Reply::text("id=a"));
  Feed feed = document();
  feed.urls = {server.url("/a.txt", "[::1]"), server.url("/a.txt", "127.0.0.1")};
  EXPECT_EQ(run(feed), "listed=2 new=2\n");
  EXPECT_EQ(files("documents/example"), (Texts{"@127.0.0.1/a.txt", "a.txt"}));
  feed.id = "closed";
  feed.allow_private_addresses = false;
  EXPECT_EQ(run(feed),
            "listed=2 failed=2\n"
            "failed @127.0.0.1/a.txt: untrusted https://127.0.0.1/a.txt http-address "
            "address=127.0.0.1, next 2024-06-13T12:00:00Z\n"
            "failed a.txt: untrusted https://[::1]/a.txt http-address address=::1, next "
            "2024-06-13T12:00:00Z\n");
}

class MirrorStrangerTest : public MirrorTransportTest {
 protected:
  MirrorStrangerTest() : MirrorTransportTest(stranger()) {}
  static HttpsServer::Options stranger() {
    HttpsServer::Options options;
    options.trusted = false;
    return options;
  }
};

TEST_F(MirrorStrangerTest, BelievesNoServerThatNobodyVouchesFor) {
  server.serve("/a.txt", Reply::text("id=a"));
  EXPECT_EQ(run(document()),
            failed("network https://127.0.0.1/a.txt http-tls", "2024-06-13T12:00:00Z"));
  EXPECT_EQ(server.requests(), 0U);
}

class MirrorPlainTest : public MirrorTransportTest {
 protected:
  MirrorPlainTest() : MirrorTransportTest(plain()) {}
  static HttpsServer::Options plain() {
    HttpsServer::Options options;
    options.tls = false;
    return options;
  }
};

TEST_F(MirrorPlainTest, SpeaksPlainHttpOnlyIfTheFeedSaysSo) {
  server.serve("/a.txt", Reply::text("id=a"));
  Feed feed = document();
  ASSERT_TRUE(feed.urls.front().starts_with("http://"));
  EXPECT_EQ(run(feed),
            failed("untrusted http://127.0.0.1/a.txt http-not-https", "2024-06-13T12:00:00Z"));
  EXPECT_EQ(server.requests(), 0U);
  feed.allow_http = true;
  pass(24h);
  EXPECT_EQ(run(feed), kStored);
}

}  // namespace
}  // namespace patchmatrix
