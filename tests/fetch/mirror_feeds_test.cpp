// SPDX-License-Identifier: Apache-2.0
// Every kind of feed: what is asked for in a first run, and how little in a second.
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "fetch/mirror_support.hpp"

namespace patchmatrix {
namespace {

using namespace std::chrono_literals;
using test::at;
using test::Lists;
using test::Reply;
using test::Texts;

class MirrorFeedsTest : public test::MirrorTest {
 protected:
  void serve_metadata(const Lists& lists) {
    server.serve("/provider-metadata.json", Reply::json(test::provider_metadata(lists)));
  }
  // A ROLIE feed of these documents, which are there as "id=NAME".
  void serve_rolie(const std::string& list, const Texts& names) {
    std::vector<test::RolieItem> items;
    for (const std::string& name : names) {
      items.push_back({server.url("/" + name)});
      server.serve("/" + name, Reply::text("id=" + name).etag("\"1\""));
    }
    server.serve(list, Reply::json(test::rolie(items)).etag("\"r1\""));
  }
};

// ── Second runs ──────────────────────────────────────────────────────────────────────────────────

TEST_F(MirrorFeedsTest, AskOneQuestionAListWhenNothingIsNew) {
  server.serve("/updates", Reply::json(test::month_index({{"2024-Jun", "2024-06-11T07:00:00Z"}})));
  server.serve("/cvrf/2024-Jun", Reply::text("id=2024-Jun;date=2024-06-11T07:00:00Z"));
  serve_directory({{"2024/a.json", "2024-05-14T08:00:00Z"}});
  serve_rolie("/rolie.json", {"white/a.json"});
  serve_metadata({.rolies = {{server.url("/rolie.json"), "WHITE"}}});
  server.serve("/directory-metadata.json",
               Reply::json(test::provider_metadata({.directories = {server.url("/csaf")}})));
  server.serve("/aggregator.json",
               Reply::json(R"({"aggregator":{"name":"a"},"csaf_providers":[{"metadata":{"url":")" +
                           server.url("/provider-metadata.json") + R"("}}]})"));
  server.serve("/one", Reply::text("id=one").etag("\"1\""));
  const struct {
    Feed feed;
    Texts second;
  } cases[] = {
      {months(), {"GET /updates"}},
      {directory(), {"GET /csaf/changes.csv"}},
      {provider(), {"GET /rolie.json"}},
      {feed(FeedKind::CsafProvider, "/directory-metadata.json"), {"GET /csaf/changes.csv"}},
      {feed(FeedKind::CsafAggregator, "/aggregator.json"), {"GET /rolie.json"}},
      {feed(FeedKind::Single, "/one"), {"GET /one"}},
      {feed(FeedKind::UrlList, "/one"), {}},
  };
  int number = 0;
  for (auto each : cases) {
    each.feed.id = "feed-" + std::to_string(++number);
    EXPECT_EQ(run(each.feed), "listed=1 new=1\n") << each.feed.urls.front();
    pass(1min);
    server.clear_log();
    EXPECT_EQ(run(each.feed), "listed=1 unchanged=1\n") << each.feed.urls.front();
    EXPECT_EQ(lines(), each.second) << each.feed.urls.front();
  }
}

TEST_F(MirrorFeedsTest, SendValidatorsBackAndRememberThoseOf304) {
  const std::string date = "Tue, 11 Jun 2024 07:00:00 GMT";
  const struct {
    Reply list;
    std::pair<std::string, std::string> second, third;  // If-None-Match, If-Modified-Since
  } cases[] = {
      {Reply::text("").etag("\"1\""), {"\"1\"", ""}, {"\"1\"", ""}},
      {Reply::text("").etag("W/\"1\""), {"W/\"1\"", ""}, {"W/\"1\"", ""}},
      {Reply::text("").etag("\"1\"").etag_on_304("\"2\""), {"\"1\"", ""}, {"\"2\"", ""}},
      {Reply::text("").last_modified(date), {"", date}, {"", date}},
      {Reply::text(""), {"", ""}, {"", ""}},
      {Reply::text("").etag("\"1\"").ignores_conditions(), {"\"1\"", ""}, {"\"1\"", ""}},
  };
  const auto body = test::month_index({{"2024-Jun", "2024-06-11T07:00:00Z"}});
  server.serve("/cvrf/2024-Jun", Reply::text("id=2024-Jun"));
  int number = 0;
  for (const auto& each : cases) {
    Feed feed = months();
    feed.id += std::to_string(++number);
    Reply list = each.list;
    list.body = body;
    server.serve("/updates", list);
    EXPECT_EQ(run(feed), "listed=1 new=1\n") << number;
    for (const auto& [etag, modified] : {each.second, each.third}) {
      server.clear_log();
      EXPECT_EQ(run(feed), "listed=1 unchanged=1\n") << number;
      ASSERT_EQ(lines(), (Texts{"GET /updates"})) << number;
      EXPECT_EQ(server.log()[0].header("if-none-match"), etag) << number;
      EXPECT_EQ(server.log()[0].header("if-modified-since"), modified) << number;
    }
  }
}

TEST_F(MirrorFeedsTest, StoreNothingWhenADocumentIsTheSame) {
  const struct {
    Reply document;
    std::string second, third;  // If-None-Match
  } cases[] = {
      {Reply::text("id=a").etag("\"1\"").etag_on_304("\"2\""), "\"1\"", "\"2\""},
      {Reply::text("id=a").etag("\"1\"").ignores_conditions(), "\"1\"", "\"1\""},
      {Reply::text("id=a"), "", ""},
  };
  int number = 0;
  for (const auto& each : cases) {
    Feed list = feed(FeedKind::UrlList, "/a.txt");
    list.id += std::to_string(++number);
    server.serve("/a.txt", each.document);
    EXPECT_EQ(run(list), "listed=1 new=1\n") << number;
    for (const std::string& etag : {each.second, each.third}) {
      pass(24h);
      server.clear_log();
      EXPECT_EQ(run(list), "listed=1 unchanged=1\n") << number;
      ASSERT_EQ(lines(), (Texts{"GET /a.txt"})) << number;
      EXPECT_EQ(server.log()[0].header("if-none-match"), etag) << number;
    }
  }
  server.serve("/a.txt", Reply::text("id=a").etag_changes());
  Feed list = feed(FeedKind::UrlList, "/a.txt");
  for (int time = 0; time < 3; ++time, pass(24h))
    EXPECT_EQ(run(list), time == 0 ? "listed=1 new=1\n" : "listed=1 unchanged=1\n");
  EXPECT_EQ(files("versions"), Texts{});
  EXPECT_EQ(inspected, 4U) << "once a feed";
}

// ── Directories ──────────────────────────────────────────────────────────────────────────────────

TEST_F(MirrorFeedsTest, AskOnlyForWhatChangesCsvCallsNewer) {
  serve_directory({{"a.json", "2024-05-14T08:00:00Z"}, {"b.json", "2024-05-14T08:00:00Z"}});
  EXPECT_EQ(run(directory()), "listed=2 new=2\n");
  server.serve("/csaf/changes.csv",
               Reply::text(test::changes({{"b.json", "2024-06-01T08:00:00Z"},
                                          {"a.json", "2024-05-14T08:00:00Z"},
                                          {"b.json", "2024-05-14T08:00:00Z"}})));
  server.serve("/csaf/b.json", Reply::text("id=b;revision=2"));
  server.clear_log();
  EXPECT_EQ(run(directory()), "listed=2 revised=1 unchanged=1\n");
  EXPECT_EQ(lines(), (Texts{"GET /csaf/changes.csv", "GET /csaf/index.txt", "GET /csaf/b.json",
                            "GET /csaf/b.json.sha256", "GET /csaf/b.json.sha512"}));
}

TEST_F(MirrorFeedsTest, ReadChangesCsvInEveryDress) {
  const struct {
    std::string text, outcome;
  } cases[] = {
      {"\"a.json\",\"2024-05-14T08:00:00.000Z\"\r\n\"b.json\",\"2024-05-14T10:00:00+02:00\"",
       "listed=2 new=2\n"},
      {"a.json,2024-05-14T08:00:00Z\nb.json,2024-05-14T08:00:00Z\n", "listed=2 new=2\n"},
      {"b.json,2024-05-14T08:00:00\na.json,2024-05-14\nb.json,2024-05-14T08:00:00\n",
       "listed=2 new=2\nnote zoneless-times\n"},
      {"filename,timestamp\na.json,2024-05-14T08:00:00Z\nb.json,2024-05-14T08:00:00Z\n",
       "listed=2 new=2\nnote heading\n"},
      {"a.json,yesterday\nb.json,2024-05-14T08:00:00Z\n",
       "listed=2 new=2\nnote unreadable-times\n"},
      {"\xEF\xBB\xBF"
       "a.json,2024-05-14T08:00:00Z\n\n  \nb.json,2024-05-14T08:00:00Z",
       "listed=2 new=2\n"},
  };
  serve_directory({{"a.json", ""}, {"b.json", ""}});
  server.remove("/csaf/index.txt");
  int number = 0;
  for (const auto& each : cases) {
    Feed feed = directory();
    feed.id += std::to_string(++number);
    server.serve("/csaf/changes.csv", Reply::text(each.text));
    EXPECT_EQ(run(feed), each.outcome) << each.text;
  }
}

TEST_F(MirrorFeedsTest, TakeZonelessTimesForUtc) {
  serve_directory({{"a.json", "2024-05-14T08:00:00"}});
  EXPECT_EQ(run(directory()), "listed=1 new=1\nnote zoneless-times\n");
  EXPECT_EQ(mirror_status(options_.mirror, "example").seen_up_to, at("2024-05-14T08:00:00Z"));
  // Now with the zone: the same time, so nothing is new.
  server.serve("/csaf/changes.csv", Reply::text("a.json,2024-05-14T08:00:00Z\n"));
  EXPECT_EQ(asked(directory()), (Texts{"GET /csaf/changes.csv", "GET /csaf/index.txt"}));
}

TEST_F(MirrorFeedsTest, FallBackToIndexTxtWithoutAChangesCsvOfUse) {
  const std::pair<std::string, Reply> cases[] = {{"missing", Reply::vanished()},
                                                 {"page", Reply::html_page()},
                                                 {"empty", Reply::text("")},
                                                 {"blank", Reply::text("\r\n").etag("\"1\"")}};
  for (const auto& [id, reply] : cases) {
    serve_directory({{"a.json", ""}});
    server.serve("/csaf/changes.csv", reply);
    Feed feed = directory();
    feed.id = id;
    EXPECT_EQ(run(feed), "listed=1 new=1\n") << id;
    EXPECT_EQ(asked(feed), (Texts{"GET /csaf/index.txt"})) << id;
    server.serve("/csaf/index.txt", Reply::text("a.json\nb.json\n"));
    server.serve("/csaf/b.json", Reply::text("id=b"));
    EXPECT_EQ(run(feed), "listed=2 new=1 unchanged=1\n") << id;
    // Once a day it may have come into use.
    pass(24h);
    server.serve("/csaf/changes.csv", Reply::text("a.json,2024-05-14T08:00:00Z\n"));
    server.clear_log();
    run(feed);
    EXPECT_EQ(lines().front(), "GET /csaf/changes.csv") << id;
  }
}

TEST_F(MirrorFeedsTest, SayThatADirectoryHasNoList) {
  const std::string missing = "\nerror not-found https://127.0.0.1/csaf/changes.csv list-missing\n";
  EXPECT_EQ(run(directory()), missing);
  server.serve("/csaf/changes.csv", Reply::html_page());
  server.serve("/csaf/index.txt", Reply::html_page());
  EXPECT_EQ(run(directory()), missing);
  serve_directory({{"a.json", "2024-05-14T08:00:00Z"}});
  EXPECT_EQ(run(directory()), "listed=1 new=1\n");
}

TEST_F(MirrorFeedsTest, NameADocumentThatIsListedButNotThereAndFetchTheRest) {
  serve_directory({{"a.json", "2024-05-14T08:00:00Z"},
                   {"b.json", "2024-05-15T08:00:00Z"},
                   {"c.json", "2024-05-16T08:00:00Z"}});
  server.remove("/csaf/b.json");
  EXPECT_EQ(run(directory()),
            "listed=3 new=2 failed=1\n"
            "failed csaf/b.json: not-found http-missing, next 2024-06-13T12:00:00Z\n");
  EXPECT_EQ(server.hits("/csaf/b.json"), 1U) << "what is not there is asked for once";
  EXPECT_EQ(mirror_status(options_.mirror, "example").seen_up_to, at("2024-05-14T08:00:00Z"));

  EXPECT_EQ(run(directory()), "listed=3 unchanged=2 waiting=1\n");
  EXPECT_EQ(server.hits("/csaf/b.json"), 1U);
  pass(24h);
  server.serve("/csaf/b.json", Reply::text("id=b"));
  server.clear_log();
  EXPECT_EQ(run(directory()), "listed=3 new=1 unchanged=2\n");
  EXPECT_EQ(lines(), (Texts{"GET /csaf/changes.csv", "GET /csaf/b.json", "GET /csaf/b.json.sha256",
                            "GET /csaf/b.json.sha512"}));
  EXPECT_EQ(mirror_status(options_.mirror, "example").seen_up_to, at("2024-05-16T08:00:00Z"));
}

TEST_F(MirrorFeedsTest, NameSoManyFailuresAndCountAll) {
  std::string index;
  for (int i = 10; i < 70; ++i) index += std::to_string(i) + ".json\n";
  server.serve("/csaf/index.txt", Reply::text(index));
  const FeedOutcome outcome = outcomes(directory()).front();
  EXPECT_EQ(outcome.failed, 60U);
  EXPECT_EQ(outcome.failures.size(), kListedFailures);
}

TEST_F(MirrorFeedsTest, AskAtOnceForAFailedDocumentThatTheFeedHasUpdated) {
  serve_directory({{"a.json", "2024-05-14T08:00:00Z"}});
  server.remove("/csaf/a.json");
  run(directory());
  serve_directory({{"a.json", "2024-06-12T08:00:00Z"}});
  server.serve("/csaf/changes.csv", Reply::text("a.json,2024-06-12T08:00:00Z\n"));
  EXPECT_EQ(run(directory()), "listed=1 new=1\n");
}

// ── Names ────────────────────────────────────────────────────────────────────────────────────────

TEST_F(MirrorFeedsTest, RefuseNamesThatLeadOut) {
  const Texts names = {"../a.json",
                       "x/../../a.json",
                       "/etc/a.json",
                       "https://other.test/a",
                       "..\\a.json",
                       "%2e%2e/a.json",
                       "x/%2E%2e/%2e%2e/a.json",
                       "..%2fa.json",
                       "a%00.json",
                       "a%5cb.json"};
  std::string csv = "good.json,2024-05-14T08:00:00Z\n", index = "good.json\n", failures;
  Texts sorted = names;
  std::sort(sorted.begin(), sorted.end());
  for (const std::string& each : names) csv += each + ",2024-05-14T08:00:00Z\n";
  for (const std::string& each : sorted) failures += "failed " + each + ": untrusted unsafe-name\n";
  server.serve("/csaf/good.json", Reply::text("id=good"));
  server.serve("/csaf/changes.csv", Reply::text(csv));
  EXPECT_EQ(run(directory()),
            "listed=1 new=1 failed=" + std::to_string(names.size()) + '\n' + failures);

  for (const std::string& each : names) index += each + '\n';
  server.remove("/csaf/changes.csv");
  server.serve("/csaf/index.txt", Reply::text(index));
  Feed listed = directory();
  listed.id = "listed";
  EXPECT_EQ(run(listed), "listed=1 new=1 failed=" + std::to_string(names.size()) + '\n' + failures);
  EXPECT_EQ(files("documents"), (Texts{"example/csaf/good.json", "listed/csaf/good.json"}));
  EXPECT_EQ(files("").size(), 4U) << "the lock, the ledger and the documents";
}

TEST_F(MirrorFeedsTest, RefuseAddressesOfARolieFeedThatLeadOut) {
  server.serve("/good.json", Reply::text("id=good"));
  std::vector<test::RolieItem> items = {{server.url("/good.json")}};
  for (const std::string& each :
       {std::string("file:///etc/passwd"), server.url("/x/..%2f..%2fa.json"),
        server.url("/%2e%2e%5ca.json"), std::string("https://other.test/a.json"),
        "http://127.0.0.1:" + std::to_string(server.port()) + "/plain.json"})
    items.push_back({each});
  server.serve("/rolie.json", Reply::json(test::rolie(items)));
  serve_metadata({.rolies = {{server.url("/rolie.json"), "WHITE"}}});
  EXPECT_EQ(run(provider()),
            "listed=3 new=1 failed=5\n"
            "failed @other.test/a.json: untrusted https://other.test/a.json http-host "
            "host=other.test, next 2024-06-13T12:00:00Z\n"
            "failed file:///etc/passwd: untrusted unsafe-name\n"
            "failed https://127.0.0.1/%2e%2e%5ca.json: untrusted unsafe-name\n"
            "failed https://127.0.0.1/x/..%2f..%2fa.json: untrusted unsafe-name\n"
            "failed plain.json: untrusted http://127.0.0.1/plain.json http-not-https, "
            "next 2024-06-13T12:00:00Z\n");
  EXPECT_EQ(files("documents"), (Texts{"example/good.json"}));
}

TEST_F(MirrorFeedsTest, RefuseIdsOfAMonthIndexThatLeadOut) {
  server.serve("/cvrf/2024-May", Reply::text("id=2024-May"));
  server.serve("/updates", Reply::json(test::month_index({{"2024-May", "2024-05-14T07:00:00Z"},
                                                          {"../../a", ""},
                                                          {"a/b", ""},
                                                          {"..", ""},
                                                          {"a\\u0000b", ""},
                                                          {"a?b", ""}})));
  std::string outcome = run(months());
  std::replace(outcome.begin(), outcome.end(), '\0', '0');
  EXPECT_EQ(outcome,
            "listed=1 new=1 failed=5\n"
            "failed ../../a: untrusted unsafe-name\n"
            "failed ..: untrusted unsafe-name\n"
            "failed a0b: untrusted unsafe-name\n"
            "failed a/b: untrusted unsafe-name\n"
            "failed a?b: untrusted unsafe-name\n");
}

// ── CSAF providers ───────────────────────────────────────────────────────────────────────────────

TEST_F(MirrorFeedsTest, PreferRolieToDirectories) {
  serve_directory({{"a.json", "2024-05-14T08:00:00Z"}});
  serve_rolie("/rolie.json", {"r.json"});
  serve_metadata(
      {.rolies = {{server.url("/rolie.json"), "WHITE"}}, .directories = {server.url("/csaf/")}});
  EXPECT_EQ(run(provider()), "listed=1 new=1\n");
  EXPECT_EQ(files("documents"), (Texts{"example/r.json"}));
  EXPECT_EQ(server.hits("/csaf/changes.csv"), 0U);
}

TEST_F(MirrorFeedsTest, ReadSeveralListsAndOneAloneIfTheFeedWantsOne) {
  serve_rolie("/white.json", {"a.json"});
  serve_rolie("/green.json", {"b.json", "c.json"});
  serve_metadata(
      {.rolies = {{server.url("/white.json"), "WHITE"}, {server.url("/green.json"), "GREEN"}}});
  EXPECT_EQ(run(provider()), "listed=3 new=3\n");
  Feed one = provider();
  one.id = "one";
  one.distributions = {server.url("/gr")};
  EXPECT_EQ(run(one), "listed=2 new=2\n");
  one.id = "none";
  one.distributions = {server.url("/gray")};
  EXPECT_EQ(run(one),
            "\nerror not-found https://vendor.test/provider-metadata.json list-missing\n");
}

TEST_F(MirrorFeedsTest, CallADocumentVanishedWhenTheLastListDropsIt) {
  serve_rolie("/white.json", {"a.json", "b.json"});
  serve_rolie("/green.json", {"b.json", "c.json"});
  test::Lists lists = {
      .rolies = {{server.url("/white.json"), "WHITE"}, {server.url("/green.json"), "GREEN"}}};
  serve_metadata(lists);
  EXPECT_EQ(run(provider()), "listed=3 new=3\n");
  server.serve("/green.json", Reply::json(test::rolie({{server.url("/c.json")}})));
  EXPECT_EQ(run(provider()), "listed=3 unchanged=3\n");
  server.serve("/white.json", Reply::json(test::rolie({{server.url("/a.json")}})));
  EXPECT_EQ(run(provider()), "listed=2 unchanged=2\nevent vanished b.json\n");
  // A list that the metadata no longer names drops all of its own.
  lists.rolies.pop_back();
  serve_metadata(lists);
  pass(24h);
  EXPECT_EQ(run(provider()), "listed=1 unchanged=1\nevent vanished c.json\n");
}

TEST_F(MirrorFeedsTest, TakeNoApologyForAList) {
  serve_directory({{"a.json", "2024-05-14T08:00:00Z"}});
  EXPECT_EQ(run(directory()), "listed=1 new=1\n");
  Reply sorry = Reply::html_page();
  sorry.status = 503;
  server.serve("/csaf/changes.csv", sorry);
  EXPECT_EQ(run(directory()),
            "listed=1\nerror network https://127.0.0.1/csaf/changes.csv http-status status=503\n");
  server.serve("/csaf/changes.csv", Reply::text("Service temporarily unavailable"));
  EXPECT_EQ(run(directory()), "listed=1\nerror malformed changes.csv list-form\n");
  server.serve("/csaf/changes.csv", Reply::text("a.json,2024-06-01T08:00:00Z\n"));
  server.serve("/csaf/a.json", Reply::text("id=later"));
  EXPECT_EQ(run(directory()), "listed=1 revised=1\n");
}

TEST_F(MirrorFeedsTest, MayHaveOneOfTheTwoListsDenied) {
  for (const char* denied : {"/csaf/changes.csv", "/csaf/index.txt"}) {
    std::filesystem::remove_all(options_.mirror);
    serve_directory({{"a.json", "2024-05-14T08:00:00Z"}});
    server.serve("/csaf/index.txt", Reply::text("a.json\n"));
    server.serve(denied, Reply::error(403));
    EXPECT_EQ(run(directory()), "listed=1 new=1\n") << denied;
  }
}

TEST_F(MirrorFeedsTest, LoseNoListWithAnother) {
  serve_rolie("/white.json", {"a.json"});
  serve_metadata({.rolies = {{server.url("/gone.json"), "WHITE"},
                             {server.url("/page.json"), "WHITE"},
                             {server.url("/white.json"), "WHITE"}}});
  server.serve("/page.json", Reply::html_page());
  EXPECT_EQ(run(provider()),
            "listed=1 new=1 failed=2\n"
            "failed https://127.0.0.1/gone.json: not-found https://127.0.0.1/gone.json "
            "list-missing\n"
            "failed https://127.0.0.1/page.json: not-found https://127.0.0.1/page.json "
            "list-missing\n");
  // What a list named stays listed while it is away.
  server.serve("/white.json", Reply::vanished());
  serve_rolie("/gone.json", {"b.json"});
  EXPECT_EQ(run(provider()),
            "listed=2 new=1 unchanged=1 failed=2\n"
            "failed https://127.0.0.1/page.json: not-found https://127.0.0.1/page.json "
            "list-missing\n"
            "failed https://127.0.0.1/white.json: not-found https://127.0.0.1/white.json "
            "list-missing\n");
}

TEST_F(MirrorFeedsTest, LeaveRestrictedListsAloneWithoutCredentials) {
  int number = 0;
  for (const char* label : {"AMBER", "amber", "TLP:Amber", "AMBER+STRICT", "Red", "secret"}) {
    server.reset();
    serve_rolie("/white.json", {"a.json"});
    serve_rolie("/amber.json", {"b.json"});
    serve_metadata(
        {.rolies = {{server.url("/white.json"), "wHiTe"}, {server.url("/amber.json"), label}}});
    Feed feed = provider();
    feed.id = "restricted-" + std::to_string(++number);
    EXPECT_EQ(run(feed), "listed=1 new=1 restricted=1\n") << label;
    EXPECT_EQ(run(feed), "listed=1 unchanged=1 restricted=1\n") << label;
    EXPECT_EQ(server.hits("/amber.json"), 0U) << label;
  }
  for (const char* label : {"WHITE", "clear", "Tlp:Green", ""}) {
    server.reset();
    serve_rolie("/white.json", {"a.json"});
    serve_metadata({.rolies = {{server.url("/white.json"), label}}});
    Feed feed = provider();
    feed.id = "public-" + std::to_string(++number);
    EXPECT_EQ(run(feed), "listed=1 new=1\n") << label;
  }
}

TEST_F(MirrorFeedsTest, LeaveAProviderAloneThatHasRestrictedListsOnly) {
  serve_metadata({.rolies = {{server.url("/amber.json"), "AMBER"}}});
  EXPECT_EQ(run(provider()), "restricted=1\n");
}

TEST_F(MirrorFeedsTest, FetchRestrictedListsWithCredentials) {
  serve_rolie("/amber.json", {"b.json"});
  serve_metadata({.rolies = {{server.url("/amber.json"), "AMBER"}}});
  const auto protect = [&](const std::string& path, Reply reply) {
    server.serve(path, reply.needs_header("Authorization", "Bearer s3cret-word"));
  };
  protect("/amber.json", Reply::json(test::rolie({{server.url("/b.json")}})));
  protect("/b.json", Reply::text("id=b;tlp=TLP:AMBER;month=2024-05"));
  Feed feed = provider();
  feed.secret_header = {
      "Authorization", "Bearer ", folder.write("secret", "s3cret-word\n").string(), {}};
  std::filesystem::permissions(folder.path() / "secret", std::filesystem::perms::owner_read);
  EXPECT_EQ(run(feed), "listed=1 new=1\n");
  EXPECT_EQ(sources({2024, 5}), "id=b;tlp=TLP:AMBER;month=2024-05 [TLP:AMBER]\n");
  // The credentials are taken away.
  EXPECT_EQ(run(provider()), "listed=1 restricted=2\n");
}

TEST_F(MirrorFeedsTest, RefuseARestrictedDocumentInAPublicListWithoutCredentials) {
  serve_rolie("/white.json", {"a.json", "b.json"});
  server.serve("/b.json", Reply::text("id=b;tlp=Amber"));
  serve_metadata({.rolies = {{server.url("/white.json"), "WHITE"}}});
  EXPECT_EQ(run(provider()),
            "listed=2 new=1 failed=1\n"
            "failed b.json: untrusted tlp-restricted tlp=Amber, next 2024-06-13T12:00:00Z\n");
  EXPECT_EQ(files(""), (Texts{"documents/example/a.json", "ledger.sqlite", "lock"}));
}

TEST_F(MirrorFeedsTest, FollowAnAggregatorToItsProvidersAndTheirMirrors) {
  serve_rolie("/rolie.json", {"a.json"});
  serve_metadata({.rolies = {{server.url("/rolie.json"), "WHITE"}}});
  const auto entry = [](const std::string& url, const std::string& mirrors) {
    return R"({"metadata":{"url":")" + url + R"("},"mirrors":[)" + mirrors + "]}";
  };
  const std::string mirrored = server.url("/provider-metadata.json");
  const std::string publisher =
      server.url("/.well-known/csaf/provider-metadata.json", "other.test");
  const auto serve_aggregator = [&](const Texts& providers, const std::string& publishers) {
    server.serve(
        "/aggregator.json",
        Reply::json(R"({"aggregator":{"name":"a"},"csaf_providers":[)" + joined(providers, ",") +
                    R"(],"csaf_publishers":[)" + publishers + "]}"));
  };
  server.serve(
      "//other.test/.well-known/csaf/provider-metadata.json",
      Reply::json(test::provider_metadata({.rolies = {{server.url("/o.json"), "WHITE"}}})));
  serve_rolie("/o.json", {"o.json/b.json"});
  const Texts providers = {entry(server.url("/dead/provider-metadata.json", "vendor.test"), ""),
                           entry(server.url("/csaf/provider-metadata.json", "vendor.test"),
                                 '"' + server.url("/gone.json") + "\",\"" + mirrored + '"')};
  serve_aggregator(providers, entry(publisher, ""));
  const Feed aggregator = feed(FeedKind::CsafAggregator, "/aggregator.json");
  const auto fetched = [&] {
    std::string out = run(aggregator);
    const std::string port = '-' + std::to_string(server.port());
    for (std::size_t found = 0; (found = out.find(port, found)) != std::string::npos;)
      out.erase(found, port.size());
    return out;
  };
  EXPECT_EQ(fetched(),
            "example/vendor.test-dead: \n"
            "error not-found https://vendor.test/dead/provider-metadata.json no-provider\n"
            "example/vendor.test-csaf: listed=1 new=1\n"
            "example/other.test: listed=1 new=1\n");
  EXPECT_EQ(mirror_status(options_.mirror, "example").documents, 2U);

  // A provider's documents are the same whatever stands beside it in the list.
  pass(24h);
  serve_aggregator({entry(publisher, ""), providers.back()}, entry(publisher, ""));
  EXPECT_EQ(fetched(),
            "example/other.test: listed=1 unchanged=1\n"
            "example/vendor.test-csaf: listed=1 unchanged=1\n");
}

TEST_F(MirrorFeedsTest, SayThatAnAggregatorIsNone) {
  for (const Reply& reply : {Reply::html_page(), Reply::json("{}"), Reply::vanished()}) {
    server.serve("/aggregator.json", reply);
    EXPECT_EQ(run(feed(FeedKind::CsafAggregator, "/aggregator.json")),
              "\nerror not-found https://127.0.0.1/aggregator.json no-aggregator\n");
  }
}

// ── Other kinds ──────────────────────────────────────────────────────────────────────────────────

TEST_F(MirrorFeedsTest, AskForEveryMonthOfAnAddress) {
  server.serve("/2024/03-Mar.txt", Reply::text("id=march"));
  server.serve("/2024/05-May.txt", Reply::text("id=may"));
  Feed list = feed(FeedKind::UrlList, "/{yyyy}/{mm}-{Mmm}.txt");
  list.first_month = Month{2024, 3};
  EXPECT_EQ(run(list), "listed=4 new=2 unpublished=2\n");
  EXPECT_EQ(sorted_lines(), (Texts{"GET /2024/03-Mar.txt", "GET /2024/04-Apr.txt",
                                   "GET /2024/05-May.txt", "GET /2024/06-Jun.txt"}));
  server.clear_log();
  server.serve("/2024/06-Jun.txt", Reply::text("id=june"));
  EXPECT_EQ(run(list), "listed=4 unchanged=2 unpublished=2\n");
  EXPECT_EQ(lines(), Texts{}) << "a day between two looks";
  pass(24h);
  EXPECT_EQ(run(list), "listed=4 new=1 unchanged=2 unpublished=1\n");
}

TEST_F(MirrorFeedsTest, AskForEveryYearOfAnAddress) {
  server.serve("/2023.txt", Reply::text("id=2023"));
  server.serve("/2024.txt", Reply::text("id=2024"));
  Feed list = feed(FeedKind::UrlList, "/{yyyy}.txt");
  list.first_month = Month{2023, 9};
  EXPECT_EQ(run(list), "listed=2 new=2\n");
}

TEST_F(MirrorFeedsTest, KeepASingleFileThatNobodyReads) {
  const Feed list = feed(FeedKind::Single, "/list.txt");
  server.serve("/list.txt", Reply::text("other 1").etag("\"1\""));
  EXPECT_EQ(run(list), "listed=1 new=1\n");
  server.serve("/list.txt", Reply::text("other 2").etag("\"2\""));
  EXPECT_EQ(run(list), "listed=1 revised=1\n");
  EXPECT_EQ(content("list.txt"), "other 2");
  server.serve("/list.txt", Reply::html_page());
  EXPECT_EQ(run(list),
            "listed=1 failed=1\n"
            "failed list.txt: not-found http-html, next 2024-06-13T12:00:00Z\n");
  EXPECT_EQ(content("list.txt"), "other 2");
}

TEST_F(MirrorFeedsTest, KeepASingleFileThatIsReadAndTakeNothingElseForIt) {
  const Feed catalogue = feed(FeedKind::Single, "/list.txt");
  server.serve("/list.txt", Reply::text("broken").etag("\"0\""));
  EXPECT_EQ(run(catalogue),
            "listed=1 failed=1\n"
            "failed list.txt: malformed not-a-document, next 2024-06-13T12:00:00Z, quarantined\n");
  pass(24h);
  server.serve(
      "/list.txt",
      Reply::text("id=kev;revision=2;catalogue;vulnerabilities=CVE-1,CVE-2").etag("\"1\""));
  EXPECT_EQ(run(catalogue), "listed=1 new=1\n");
  server.serve("/list.txt",
               Reply::text("id=kev;revision=3;catalogue;vulnerabilities=CVE-1").etag("\"2\""));
  EXPECT_EQ(run(catalogue),
            "listed=1 revised=1\n"
            "event entries-gone list.txt number=1 ids=CVE-2\n");
  const std::string kept = content("list.txt");
  server.serve("/list.txt", Reply::text("other").etag("\"3\""));
  EXPECT_EQ(run(catalogue),
            "listed=1 failed=1\n"
            "failed list.txt: unsupported other-format, next 2024-06-14T12:00:00Z, quarantined\n");
  EXPECT_EQ(content("list.txt"), kept);
}

}  // namespace
}  // namespace patchmatrix
