// SPDX-License-Identifier: Apache-2.0
// What a mirror remembers: feeds that lose things, releases that are not complete, runs that were
// killed.
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

#include <gtest/gtest.h>

#include "fetch/mirror_support.hpp"
#include "io/hash.hpp"
#include "io/writing.hpp"

namespace patchmatrix {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using test::at;
using test::HttpsServer;
using test::month_index;
using test::Reply;
using test::Texts;

constexpr Month kMay{2024, 5};

class MirrorStateTest : public test::MirrorTest {
 protected:
  void serve_index(const std::vector<test::Dated>& rows) {
    server.serve("/updates", Reply::json(month_index(rows)));
  }
  void serve_month(const std::string& id, const std::string& text) {
    server.serve("/cvrf/" + id, Reply::text(text));
  }
  // May as it is at first.
  void serve_may() {
    serve_index({{"2024-May", "2024-05-14T07:00:00Z"}});
    serve_month("2024-May",
                "id=2024-May;month=2024-05;revision=1;date=2024-05-14T07:00:00Z;"
                "vulnerabilities=CVE-1,CVE-2,CVE-3");
  }
};

// ── Feeds that lose things ───────────────────────────────────────────────────────────────────────

TEST_F(MirrorStateTest, KeepsAMonthThatVanishesFromTheIndexAndSaysSo) {
  serve_index({{"2024-Apr", "2024-04-09T07:00:00Z"}, {"2024-May", "2024-05-14T07:00:00Z"}});
  serve_month("2024-Apr", "id=2024-Apr;month=2024-04");
  serve_month("2024-May", "id=2024-May;month=2024-05");
  EXPECT_EQ(run(months()), "listed=2 new=2\n");

  serve_index({{"2024-Apr", "2024-04-09T07:00:00Z"}});
  EXPECT_EQ(run(months()), "listed=1 unchanged=1\nevent vanished 2024-May.xml\n");
  EXPECT_EQ(run(months()), "listed=1 unchanged=1\n") << "it is told once";
  EXPECT_EQ(sources(kMay), "id=2024-May;month=2024-05\n");

  serve_index({{"2024-Apr", "2024-04-09T07:00:00Z"}, {"2024-May", "2024-05-14T07:00:00Z"}});
  EXPECT_EQ(run(months()), "listed=2 unchanged=2\nevent returned 2024-May.xml\n");
  EXPECT_EQ(damage(), "");
}

TEST_F(MirrorStateTest, KeepsEverythingWhenTheIndexIsEmptyOrAnErrorPage) {
  serve_may();
  run(months());
  serve_index({});
  EXPECT_EQ(run(months()), "\nevent vanished 2024-May.xml\n");
  server.serve("/updates", Reply::html_page());
  EXPECT_EQ(run(months()), "\nerror not-found https://127.0.0.1/updates list-missing\n");
  server.serve("/updates", Reply::json(R"({"value":"later"})"));
  EXPECT_EQ(run(months()), "\nerror malformed /value list-form\n");
  EXPECT_EQ(content("2024-May.xml").substr(0, 11), "id=2024-May");
}

TEST_F(MirrorStateTest, KeepsBothVersionsOfADocumentThatShrinksAndReadsTheirUnion) {
  serve_may();
  run(months());

  pass(24h);
  serve_month("2024-May",
              "id=2024-May;month=2024-05;revision=2;date=2024-05-15T07:00:00Z;"
              "vulnerabilities=CVE-2");
  EXPECT_EQ(run(months()),
            "listed=1 revised=1\n"
            "event vulnerabilities-gone 2024-May.xml number=2 ids=CVE-1, CVE-3\n");
  EXPECT_EQ(sources(kMay),
            "id=2024-May;month=2024-05;revision=2;date=2024-05-15T07:00:00Z;vulnerabilities=CVE-2\n"
            "id=2024-May;month=2024-05;revision=1;date=2024-05-14T07:00:00Z;"
            "vulnerabilities=CVE-1,CVE-2,CVE-3 only CVE-1,CVE-3\n");

  pass(24h);
  serve_month("2024-May",
              "id=2024-May;month=2024-05;revision=3;date=2024-05-16T07:00:00Z;"
              "vulnerabilities=CVE-1,CVE-2,CVE-3,CVE-4");
  EXPECT_EQ(run(months()),
            "listed=1 revised=1\n"
            "event vulnerabilities-back 2024-May.xml number=2 ids=CVE-1, CVE-3\n");
  EXPECT_EQ(sources(kMay),
            "id=2024-May;month=2024-05;revision=3;date=2024-05-16T07:00:00Z;"
            "vulnerabilities=CVE-1,CVE-2,CVE-3,CVE-4\n");
  EXPECT_EQ(files("versions/example").size(), 2U);
  EXPECT_EQ(damage(), "");
}

TEST_F(MirrorStateTest, TellsWhatContradictsTheVersionBefore) {
  const struct {
    std::string newer, events;
  } cases[] = {
      {"revision=2;date=2024-05-15T07:00:00Z", ""},
      {"revision=10;date=2024-05-15T07:00:00Z", ""},
      {"revision=1.9;date=2024-05-15T07:00:00Z",
       "event revision-backward 2024-May.xml from=2 to=1.9\n"},
      {"revision=3;date=2024-05-14T06:59:59Z",
       "event date-backward 2024-May.xml from=2024-05-14T07:00:00Z to=2024-05-14T06:59:59Z\n"},
      {"revision=1;date=2024-05-13T07:00:00Z",
       "event revision-backward 2024-May.xml from=2 to=1\n"
       "event date-backward 2024-May.xml from=2024-05-14T07:00:00Z to=2024-05-13T07:00:00Z\n"},
      {"revision=2;date=2024-05-14T07:00:00Z;note=other bytes",
       "event changed-silently 2024-May.xml revision=2 date=2024-05-14T07:00:00Z\n"},
  };
  for (const auto& each : cases) {
    fs::remove_all(options_.mirror);
    serve_index({{"2024-May", "2024-05-14T07:00:00Z"}});
    serve_month("2024-May", "id=2024-May;revision=2;date=2024-05-14T07:00:00Z");
    ASSERT_EQ(run(months()), "listed=1 new=1\n");
    pass(24h);
    serve_month("2024-May", "id=2024-May;" + each.newer);
    EXPECT_EQ(run(months()), "listed=1 revised=1\n" + each.events) << each.newer;
    EXPECT_EQ(files("versions/example").size(), 1U) << each.newer;
  }
}

TEST_F(MirrorStateTest, LooksAtRecentMonthsAgainAndLeavesOldOnesAlone) {
  serve_index({{"2023-May", "2023-05-09T07:00:00Z"}, {"2024-May", "2024-05-14T07:00:00Z"}});
  serve_month("2023-May", "id=2023-May;date=2023-05-09T07:00:00Z");
  serve_month("2024-May", "id=2024-May;date=2024-05-14T07:00:00Z");
  run(months());
  pass(19h);
  EXPECT_EQ(asked(months()), (Texts{"GET /updates"}));
  pass(2h);
  EXPECT_EQ(asked(months()), (Texts{"GET /updates", "GET /cvrf/2024-May"}));
}

// ── Releases that are not complete ───────────────────────────────────────────────────────────────

class MirrorReleaseTest : public MirrorStateTest {
 protected:
  MirrorReleaseTest() {
    vendor.release_day = {2, 2, "10:00", "PST-08PDT+01,M3.2.0/02:00,M11.1.0/02:00", "PT", 2007};
    now = at("2024-06-10T12:00:00Z");  // the second Tuesday is the 11th, 17:00 in UTC
    serve_index({{"2024-Jun", "2024-06-10T07:00:00Z"}});
  }
  Feed monthly() const {
    Feed out = months();
    out.complete_families = {"windows", "office"};
    return out;
  }
  void serve_june(const std::string& facts) {
    serve_month("2024-Jun", "id=2024-Jun;month=2024-06;" + facts);
  }
};

TEST_F(MirrorReleaseTest, CallsAMonthProvisionalUntilItsListIsMet) {
  serve_june("vulnerabilities=CVE-1;families=edge");
  EXPECT_EQ(run(monthly()), "listed=1 new=1\nprovisional 2024-Jun.xml before-release\n");
  now = at("2024-06-11T17:00:00Z");
  EXPECT_EQ(run(monthly()), "listed=1 unchanged=1\nprovisional 2024-Jun.xml families-missing\n");
  pass(5min);
  EXPECT_EQ(asked(monthly()), (Texts{"GET /updates"})) << "ten minutes between two looks";
  pass(5min);
  serve_june("vulnerabilities=CVE-1,CVE-2;families=edge,windows;announced=3;released=2");
  EXPECT_EQ(run(monthly()), "listed=1 revised=1\nprovisional 2024-Jun.xml list-not-met\n");
  for (int poll = 0; poll < 3; ++poll) {
    pass(10min);
    EXPECT_EQ(run(monthly()), "listed=1 unchanged=1\nprovisional 2024-Jun.xml list-not-met\n")
        << "no count settles a release without its families";
  }
  pass(10min);
  serve_june("vulnerabilities=CVE-1,CVE-2,CVE-3;families=edge,windows;announced=3;released=3");
  EXPECT_EQ(run(monthly()), "listed=1 revised=1\n");
  pass(10min);
  EXPECT_EQ(asked(monthly()), (Texts{"GET /updates"}));
}

TEST_F(MirrorReleaseTest, CallsAMonthCompleteWhenFamiliesAreThereAndTwoPollsAgree) {
  now = at("2024-06-11T18:00:00Z");
  serve_june("vulnerabilities=CVE-1;families=edge");
  EXPECT_EQ(run(monthly()), "listed=1 new=1\nprovisional 2024-Jun.xml families-missing\n");
  pass(10min);
  serve_june("vulnerabilities=CVE-1,CVE-2;families=office,windows");
  EXPECT_EQ(run(monthly()), "listed=1 revised=1\nprovisional 2024-Jun.xml not-settled\n");
  pass(10min);
  serve_june("vulnerabilities=CVE-1,CVE-2,CVE-3;families=office,windows");
  EXPECT_EQ(run(monthly()), "listed=1 revised=1\nprovisional 2024-Jun.xml not-settled\n");
  pass(10min);
  EXPECT_EQ(run(monthly()), "listed=1 unchanged=1\n");
}

TEST_F(MirrorReleaseTest, CallsAMonthThatWasWholeBeforeItsDayCompleteOnceTwoPollsAgree) {
  serve_june("vulnerabilities=CVE-1;families=office,windows");
  EXPECT_EQ(run(monthly()), "listed=1 new=1\nprovisional 2024-Jun.xml before-release\n");
  now = at("2024-06-11T17:00:00Z");
  EXPECT_EQ(run(monthly()), "listed=1 unchanged=1\n");
}

TEST_F(MirrorReleaseTest, CallsAMonthCompleteTwoWeeksAfterItsDay) {
  now = at("2024-06-12T12:00:00Z");
  serve_june("vulnerabilities=CVE-1;families=edge");
  EXPECT_EQ(run(monthly()), "listed=1 new=1\nprovisional 2024-Jun.xml families-missing\n");
  now = at("2024-06-25T16:59:00Z");
  EXPECT_EQ(run(monthly()), "listed=1 unchanged=1\nprovisional 2024-Jun.xml families-missing\n");
  pass(20min);
  EXPECT_EQ(run(monthly()), "listed=1 unchanged=1\n");
}

// ── Runs that are not for keeping, or not for the network ────────────────────────────────────────

TEST_F(MirrorStateTest, AsksForListsAloneInADryRunAndKeepsNothing) {
  serve_may();
  options_.dry_run = true;
  EXPECT_EQ(run(months()), "listed=1 new=1\n");
  EXPECT_EQ(lines(), (Texts{"GET /updates"}));
  EXPECT_EQ(files(""), Texts());

  options_.dry_run = false;
  run(months());
  const std::string ledger = read_file(options_.mirror / "ledger.sqlite");
  serve_index({{"2024-Jun", "2024-06-11T07:00:00Z"}, {"2024-May", "2024-05-15T07:00:00Z"}});
  options_.dry_run = true;
  for (int time = 0; time < 2; ++time)
    EXPECT_EQ(asked(months()), (Texts{"GET /updates"})) << "a dry run is forgotten";
  EXPECT_EQ(run(months()), "listed=2 new=1 revised=1\n");
  EXPECT_EQ(read_file(options_.mirror / "ledger.sqlite"), ledger);
  EXPECT_EQ(files("partial"), Texts{});
  EXPECT_FALSE(fs::exists(options_.mirror / "partial"));
}

TEST_F(MirrorStateTest, OpensNoSocketOffline) {
  serve_may();
  options_.offline = true;
  EXPECT_EQ(run(months()), "offline\n");
  EXPECT_EQ(run(provider()), "offline\n");
  EXPECT_EQ(server.connections(), 0U);
}

TEST_F(MirrorStateTest, FetchesFromThisMachineOffline) {
  folder.write("drop/a.json", "id=a;month=2024-05");
  folder.write("drop/deep/b.json", "id=b;month=2024-05");
  options_.offline = true;
  Feed good = feed(FeedKind::Folder, "");
  good.urls = {(folder.path() / "dropped").string()};
  EXPECT_EQ(run(good), "\nerror not-found " + good.urls.front() + " list-missing\n");
  good.urls = {(folder.path() / "drop").string()};
  EXPECT_EQ(run(good), "listed=2 new=2\n");
  EXPECT_EQ(run(good), "listed=2 unchanged=2\n");
  EXPECT_EQ(sources(kMay), "id=a;month=2024-05\nid=b;month=2024-05\n");

  folder.write("drop/a.json", "id=a;month=2024-05;revision=2");
  fs::last_write_time(folder.path() / "drop/a.json",
                      fs::last_write_time(folder.path() / "drop/a.json") + 5s);
  fs::remove(folder.path() / "drop/deep/b.json");
  EXPECT_EQ(run(good), "listed=1 revised=1\nevent vanished deep/b.json\n");
  EXPECT_EQ(content("deep/b.json"), "id=b;month=2024-05");

  Feed file = feed(FeedKind::UrlList, "file://" + (folder.path() / "drop/a.json").string());
  file.id = "file";
  EXPECT_EQ(run(file), "listed=1 new=1\n");
  EXPECT_EQ(files("documents/file"), Texts{(folder.path() / "drop/a.json").string().substr(1)});
  EXPECT_EQ(server.connections(), 0U);
}

// ── Runs that were killed, and folders that refuse ───────────────────────────────────────────────

TEST_F(MirrorStateTest, IsHeldByOneRunAtATime) {
  const Mirror mirror(options_);
  EXPECT_EQ(test::error_of([&] { const Mirror second(options_); }),
            "busy " + options_.mirror.string() + " mirror-busy");
}

TEST_F(MirrorStateTest, CompletesWhatAKilledRunLeft) {
  serve_index({{"2024-Apr", "2024-04-09T07:00:00Z"}, {"2024-May", "2024-05-14T07:00:00Z"}});
  serve_month("2024-Apr", "id=2024-Apr;revision=1");
  server.serve("/cvrf/2024-May", Reply::error(503));
  run(months());  // the ledger names May, but there is no file
  fs::create_directories(options_.mirror / "partial");
  std::ofstream(options_.mirror / "partial" / "garbage") << "half a file";
  serve_month("2024-May", "id=2024-May;revision=1");
  pass(1h);
  EXPECT_EQ(run(months()), "listed=2 new=1 unchanged=1\n");
  EXPECT_FALSE(fs::exists(options_.mirror / "partial"));

  // Killed behind the rename, before the ledger knew: the file is newer than its row.
  const std::string newer = "id=2024-Apr;revision=2";
  write_whole(options_.mirror / "versions/example" / (sha256("id=2024-Apr;revision=1") + ".zst"),
              packed_with_zstd("id=2024-Apr;revision=1"), folder.path() / "temporary");
  write_whole(stored("2024-Apr.xml"), newer, folder.path() / "temporary");
  serve_index({{"2024-Apr", "2024-04-10T07:00:00Z"}, {"2024-May", "2024-05-14T07:00:00Z"}});
  serve_month("2024-Apr", newer);
  EXPECT_EQ(run(months()), "listed=2 revised=1 unchanged=1\n");
  EXPECT_EQ(content("2024-Apr.xml"), newer);
  EXPECT_EQ(damage(), "");
}

TEST_F(MirrorStateTest, IsRebuiltWithoutItsLedger) {
  serve_may();
  run(months());
  for (const char* each : {"ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"})
    fs::remove(options_.mirror / each);
  EXPECT_EQ(run(months()), "listed=1 new=1\n");
  EXPECT_EQ(run(months()), "listed=1 unchanged=1\n");
  EXPECT_EQ(files("documents"), (Texts{"example/2024-May.xml"}));
  EXPECT_EQ(damage(), "");
}

TEST_F(MirrorStateTest, SaysThatItsFolderRefuses) {
  options_.mirror = folder.write("file", "not a folder");
  EXPECT_EQ(test::error_of([&] { const Mirror mirror(options_); }).substr(0, 9),
            "io " + folder.path().string().substr(0, 6));
  if (geteuid() == 0) return;  // whom no permission stops
  options_.mirror = folder.path() / "closed";
  fs::create_directory(options_.mirror);
  fs::permissions(options_.mirror, fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_EQ(test::error_of([&] { const Mirror mirror(options_); }),
            "io " + (options_.mirror / "lock").string() + " write reason=Permission denied");
  fs::permissions(options_.mirror, fs::perms::owner_all);
}

TEST_F(MirrorStateTest, LosesOnlyTheDocumentWhoseNameIsAFolderOfAnother) {
  server.serve("/csaf/index.txt", Reply::text("a.json\na.json/b.json\nc.json\n"));
  for (const char* path : {"a.json", "a.json/b.json", "c.json"})
    server.serve(std::string("/csaf/") + path, Reply::text(std::string("id=") + path));
  Feed feed = directory();
  feed.connections = 1;
  EXPECT_EQ(run(feed), "listed=3 new=2 failed=1\nfailed csaf/a.json: io " +
                           stored("csaf/a.json").string() + " write, next 2024-06-13T12:00:00Z\n");
  EXPECT_EQ(files("documents"), (Texts{"example/csaf/a.json/b.json", "example/csaf/c.json"}));
}

TEST_F(MirrorStateTest, EndsAFeedWhenTheDiskRefusesATransfer) {
  serve_may();
  server.serve("/cvrf/2024-May", [this](const test::Request&) {
    fs::remove_all(options_.mirror / "partial");
    std::ofstream(options_.mirror / "partial") << "not a folder";
    return Reply::text("id=2024-May");
  });
  EXPECT_EQ(run(months()).substr(0, 18), "listed=1\nerror io ");
  EXPECT_EQ(mirror_status(options_.mirror, "example").last_success, std::nullopt);
}

// ── The rest ─────────────────────────────────────────────────────────────────────────────────────

TEST_F(MirrorStateTest, FetchesOneMonthOrWhatIsNewer) {
  serve_index({{"2024-Apr", "2024-04-09T07:00:00Z"},
               {"2024-May", "2024-05-14T07:00:00Z"},
               {"2024-Jun", "2024-06-11T07:00:00Z"}});
  for (const char* id : {"2024-Apr", "2024-May", "2024-Jun"})
    serve_month(id, std::string("id=") + id);
  options_.month = kMay;
  EXPECT_EQ(run(months()), "listed=1 new=1\n");
  options_.month.reset();
  options_.since = parse_day("2024-06-01");
  EXPECT_EQ(run(months()), "listed=1 new=1\n");
  EXPECT_EQ(content("2024-Apr.xml"), "nothing");
  options_.since.reset();
  EXPECT_EQ(run(months()), "listed=3 new=1 unchanged=2\n");
  Feed later = months();
  later.id = "later";
  later.first_month = kMay;
  EXPECT_EQ(run(later), "listed=2 new=2\n");
}

TEST_F(MirrorStateTest, QuarantinesWhatIsNoDocumentOfItsFeed) {
  serve_index({{"2024-Apr", "2024-04-09T07:00:00Z"},
               {"2024-Mar", "2024-03-12T07:00:00Z"},
               {"2024-May", "2024-05-14T07:00:00Z"}});
  serve_month("2024-Apr", "other kind of document");
  serve_month("2024-Mar", "id=2024-Feb");
  serve_month("2024-May", "broken");
  EXPECT_EQ(
      run(months()),
      "listed=3 failed=3\n"
      "failed 2024-Apr.xml: unsupported other-format, next 2024-06-13T12:00:00Z, quarantined\n"
      "failed 2024-Mar.xml: malformed other-document listed=2024-Mar found=2024-Feb, next "
      "2024-06-13T12:00:00Z, quarantined\n"
      "failed 2024-May.xml: malformed not-a-document, next 2024-06-13T12:00:00Z, quarantined\n");
  EXPECT_EQ(files("documents/example"), Texts());
  EXPECT_EQ(files("quarantine/example"), (Texts{"2024-Apr.xml", "2024-Mar.xml", "2024-May.xml"}));
  EXPECT_EQ(mirror_status(options_.mirror, "example").quarantined, 3U);
  EXPECT_EQ(run(months()), "listed=3 waiting=3\n");
}

// What a document had before its file was lost is remembered.
TEST_F(MirrorStateTest, SeesWhatIsGoneThoughTheFileWasLost) {
  serve_index({{"2024-May", "2024-05-14T07:00:00Z"}});
  serve_month("2024-May", "id=2024-May;month=2024-05;revision=1;vulnerabilities=CVE-1,CVE-2");
  EXPECT_EQ(run(months()), "listed=1 new=1\n");
  std::filesystem::remove(options_.mirror / "documents/example/2024-May.xml");
  serve_month("2024-May", "id=2024-May;month=2024-05;revision=2;vulnerabilities=CVE-1");
  EXPECT_EQ(run(months()),
            "listed=1 revised=1\nevent vulnerabilities-gone 2024-May.xml number=1 ids=CVE-2\n");
}

// An error page in XML, or another month, takes the place of nothing.
TEST_F(MirrorStateTest, KeepsAMonthWhenSomethingElseIsServedInItsPlace) {
  serve_index({{"2024-May", "2024-05-14T07:00:00Z"}});
  serve_month("2024-May", "id=2024-May;month=2024-05;vulnerabilities=CVE-1");
  EXPECT_EQ(run(months()), "listed=1 new=1\n");
  serve_index({{"2024-May", "2024-05-15T07:00:00Z"}});
  serve_month("2024-May", "other");
  EXPECT_EQ(run(months()),
            "listed=1 failed=1\nfailed 2024-May.xml: unsupported other-format, next "
            "2024-06-13T12:00:00Z, quarantined\n");
  EXPECT_EQ(mirror_sources(options_.mirror, "example", {2024, 5}).size(), 1U);
}

TEST_F(MirrorStateTest, FetchesSeveralFeedsOneAfterAnother) {
  serve_may();
  server.serve("/kev.json", Reply::text("id=kev"));
  Feed kev = feed(FeedKind::Single, "/kev.json");
  kev.id = "kev";
  Mirror mirror(options_);
  const auto fetch = [&](const Feed& feed) { return text_of(mirror.fetch(vendor, feed).front()); };
  EXPECT_EQ(fetch(months()), "listed=1 new=1\n");
  EXPECT_EQ(fetch(kev), "listed=1 new=1\n");
  EXPECT_EQ(fetch(months()), "listed=1 unchanged=1\n");
  EXPECT_EQ(fetch(kev), "listed=1 unchanged=1\n");
  EXPECT_EQ(files("documents"), (Texts{"example/2024-May.xml", "kev/kev.json"}));
}

TEST_F(MirrorStateTest, TellsHowFarItIs) {
  serve_index({{"2024-Apr", "2024-04-09T07:00:00Z"}, {"2024-May", "2024-05-14T07:00:00Z"}});
  serve_month("2024-Apr", "id=2024-Apr");
  server.serve("/cvrf/2024-May", Reply::vanished());
  Mirror mirror(options_);
  std::vector<std::pair<std::size_t, std::size_t>> told;
  std::uint64_t bytes = 0;
  const Feed fetched = months();
  const auto out = mirror.fetch(vendor, fetched, [&](const FetchProgress& progress) {
    EXPECT_EQ(progress.feed->id, fetched.id);
    told.emplace_back(progress.done, progress.total);
    bytes = progress.bytes;
  });
  EXPECT_EQ(told, (std::vector<std::pair<std::size_t, std::size_t>>{{1, 2}, {2, 2}}));
  EXPECT_EQ(bytes, out.front().bytes);
  EXPECT_GT(bytes, 300U);
}

}  // namespace
}  // namespace patchmatrix
