// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/fetch.hpp>

#include "fetch/ledger.hpp"
#include "fetch/storage.hpp"
#include "io/text.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

namespace fs = std::filesystem;
using Texts = std::vector<std::string>;

const Month kNovember{2022, 11};
const Instant kNow = *parse_instant("2022-11-20T12:00:00Z");

// A mirror as runs leave it behind, on a clock that a test turns.
class AMirror : public testing::Test {
 protected:
  // One version of a document, whose bytes name its identifiers and month.
  void store(const std::string& feed, const std::string& name, const std::string& content,
             std::vector<std::string> vulnerabilities = {}, const std::string& tlp = {},
             Month month = kNovember) {
    Ledger ledger(mirror_.ledger());
    std::vector<FetchEvent> events;
    Ledger::Listing listing(ledger, feed, name, kNow);
    listing.add({name, "https://vendor.test/" + name, {}, {}, kNow, {}, false});
    listing.finish(events);
    LedgerDocument document;
    document.name = name;
    document.listed_at = kNow;
    for (const auto& each : ledger.documents_of(feed, month))
      if (each.feed == feed && each.name == name) document.sha256 = each.sha256;
    AcceptedVersion version;
    version.sha256 = sha256(content);
    version.size = content.size();
    version.fetched_at = now_ += std::chrono::hours(1);
    version.facts.month = month;
    version.facts.tlp = tlp;
    version.facts.vulnerabilities = std::move(vulnerabilities);
    Buffer buffer;
    if (!document.sha256.empty()) mirror_.keep_present(feed, name, document.sha256, buffer);
    move_into_place(folder_.write("mirror/partial/x", content), mirror_.document(feed, name));
    ledger.stored(feed, document, version, {});
  }

  // "content (of restricted documents: label; for: identifiers)" of every source.
  Texts read(const std::string& feed, Month month = kNovember) const {
    Texts out;
    Fetched fetched;
    for (const Source& each : mirror_sources(mirror_.root(), feed, month)) {
      fetched.read(each);
      out.emplace_back(fetched.bytes());
      if (!each.tlp.empty()) out.back() += " (" + each.tlp + ")";
      if (!each.only.empty()) out.back() += " for " + joined(each.only, " ");
      EXPECT_FALSE(each.from_folder || each.special) << each.path;
    }
    return out;
  }

  // The errors of check_mirror() without the folder.
  Texts problems() const {
    Texts out;
    for (const Error& each : check_mirror(mirror_.root())) {
      std::string text = test::error_of([&] { throw each; });
      for (const std::string root = mirror_.root().string() + "/";;) {
        const std::size_t at = text.find(root);
        if (at == std::string::npos) break;
        text.erase(at, root.size());
      }
      out.push_back(std::move(text));
    }
    return out;
  }

  test::TemporaryFolder folder_;
  MirrorFolder mirror_{folder_.path() / "mirror"};
  Instant now_ = kNow;

 private:
  void SetUp() override { fs::create_directories(mirror_.root()); }
};

TEST_F(AMirror, ThatDoesNotExistIsEmpty) {
  const fs::path none = folder_.path() / "none";
  const MirrorStatus status = mirror_status(none, "feed");
  EXPECT_FALSE(status.last_success || status.seen_up_to);
  EXPECT_EQ(status.documents + status.failed + status.quarantined, 0U);
  EXPECT_EQ(latest_month(none, "feed"), std::nullopt);
  EXPECT_EQ(check_mirror(none).size(), 0U);
  EXPECT_EQ(test::error_of([&] { mirror_sources(none, "feed", kNovember); }),
            "not-found not-in-mirror feed=feed month=2022-11");
  EXPECT_FALSE(fs::exists(none));
}

TEST_F(AMirror, HasTheDocumentsOfAMonthByName) {
  store("feed", "2022/b.json", "b");
  store("feed", "2022/a.json", "a");
  store("feed", "2022/c.json", "c", {}, {}, {2022, 12});
  store("another", "2022/d.json", "d");
  EXPECT_EQ(read("feed"), (Texts{"a", "b"}));
  EXPECT_EQ(read("feed", {2022, 12}), Texts{"c"});
  EXPECT_EQ(latest_month(mirror_.root(), "feed"), (Month{2022, 12}));
  EXPECT_EQ(latest_month(mirror_.root(), "another"), kNovember);
  EXPECT_EQ(latest_month(mirror_.root(), "unknown"), std::nullopt);
  EXPECT_EQ(mirror_sources(mirror_.root(), "feed", kNovember).front().path,
            (mirror_.root() / "documents/feed/2022/a.json").string());
  EXPECT_EQ(test::error_of([&] {
              mirror_sources(mirror_.root(), "feed", {2021, 1});
            }),
            "not-found not-in-mirror feed=feed month=2021-01");
  EXPECT_EQ(test::error_of([&] { mirror_sources(mirror_.root(), "fee", kNovember); }),
            "not-found not-in-mirror feed=fee month=2022-11");
}

TEST_F(AMirror, ReadsOlderVersionsForWhatIsGone) {
  store("feed", "a.json", "first", {"CVE-1", "CVE-2", "CVE-3"});
  store("feed", "a.json", "second", {"CVE-2", "CVE-3"});
  store("feed", "a.json", "third", {"CVE-3", "CVE-4"});
  store("feed", "b.json", "other", {"CVE-1"});
  Texts sources = read("feed");
  ASSERT_EQ(sources.size(), 4U);
  EXPECT_EQ(sources[0], "third");
  if (sha256("second") < sha256("first")) std::swap(sources[1], sources[2]);
  EXPECT_EQ(sources[1], "first for CVE-1");
  EXPECT_EQ(sources[2], "second for CVE-2");
  EXPECT_EQ(sources[3], "other");
  // What comes back is read from the newest version again.
  store("feed", "a.json", "fourth", {"CVE-1", "CVE-2", "CVE-3", "CVE-4"});
  EXPECT_EQ(read("feed"), (Texts{"fourth", "other"}));
}

TEST_F(AMirror, TellsWhichDocumentsAreRestricted) {
  store("feed", "a.json", "old", {"CVE-1"}, "TLP:AMBER");
  store("feed", "a.json", "new", {}, "TLP:AMBER+STRICT");
  store("feed", "b.json", "b", {}, "TLP:GREEN");
  store("feed", "c.json", "c", {}, "RED");
  store("feed", "d.json", "d", {}, "");
  EXPECT_EQ(read("feed"), (Texts{"new (TLP:AMBER+STRICT)", "old (TLP:AMBER+STRICT) for CVE-1", "b",
                                 "c (RED)", "d"}));
}

TEST_F(AMirror, ReadsTheProvidersOfAnAggregatorTogether) {
  store("all/one", "a.json", "one");
  store("all/two", "a.json", "two", {"CVE-1"});
  store("all/two", "a.json", "two again");
  store("allx", "a.json", "three");
  EXPECT_EQ(read("all"), (Texts{"one", "two again", "two for CVE-1"}));
  EXPECT_EQ(read("all/one"), Texts{"one"});
  EXPECT_EQ(mirror_status(mirror_.root(), "all").documents, 2U);
  EXPECT_EQ(latest_month(mirror_.root(), "all"), kNovember);
  EXPECT_EQ(problems(), Texts());
}

TEST_F(AMirror, HasAStatus) {
  store("feed", "a.json", "a");
  store("feed", "b.json", "b");
  {
    Ledger ledger(mirror_.ledger());
    ledger.succeeded("feed", kNow);
    LedgerDocument failing;
    failing.name = "b.json";
    ledger.failed("feed", failing, Error(ErrorKind::Untrusted, "hash-wrong"), kNow, true);
  }
  const MirrorStatus status = mirror_status(mirror_.root(), "feed");
  EXPECT_EQ(status.last_success, kNow);
  EXPECT_EQ(status.seen_up_to, kNow);
  EXPECT_EQ(status.documents, 2U);
  EXPECT_EQ(status.failed, 1U);
  EXPECT_EQ(status.quarantined, 1U);
}

TEST_F(AMirror, IsReadWhileItIsWritten) {
  store("feed", "a.json", "a");
  Ledger ledger(mirror_.ledger());
  Ledger::Listing listing(ledger, "feed", "a.json", kNow);
  listing.add({"b.json", "https://vendor.test/b.json", {}, {}, kNow, {}, false});
  EXPECT_EQ(read("feed"), Texts{"a"});
  EXPECT_EQ(mirror_status(mirror_.root(), "feed").documents, 1U);
}

TEST_F(AMirror, IsCheckedFileByFile) {
  store("feed", "2022/a.json", "first", {"CVE-1"});
  store("feed", "2022/a.json", "second");
  store("feed", "b.json", "b");
  store("feed", "c.json", "c");
  store("feed", "d.json", "old");
  store("feed", "d.json", "new");
  EXPECT_EQ(problems(), Texts());
  const std::string first = "versions/feed/" + sha256("first") + ".zst";
  const std::string old = "versions/feed/" + sha256("old") + ".zst";
  // Files that the ledger does not know are nobody's business.
  folder_.write("mirror/documents/feed/unknown.json", "x");
  EXPECT_EQ(problems(), Texts());

  folder_.write("mirror/documents/feed/b.json", "B");
  fs::remove(mirror_.root() / "documents/feed/c.json");
  folder_.write("mirror/" + first, packed_with_zstd("FIRST"));
  folder_.write("mirror/" + old, packed_with_zstd("old").substr(0, 9));
  Texts found = problems();
  Texts expected = {
      "untrusted " + first + " version-lost", "untrusted documents/feed/b.json mirror-changed",
      "untrusted documents/feed/c.json mirror-changed", "untrusted " + old + " version-lost"};
  EXPECT_EQ(found, expected);
  // Documents that are lost are asked for again; until then there are none.
  EXPECT_EQ(mirror_status(mirror_.root(), "feed").documents, 2U);
  EXPECT_EQ(read("feed").size(), 3U);
  EXPECT_EQ(problems(), (Texts{expected[0], expected[3], expected[1], expected[2]}));
}

TEST_F(AMirror, IsNotCheckedWhileItIsFilled) {
  store("feed", "a.json", "a");
  const auto lock = FileLock::take(mirror_.lock());
  EXPECT_EQ(test::error_of([&] { check_mirror(mirror_.root()); }),
            "busy " + mirror_.root().string() + " mirror-busy");
}

TEST_F(AMirror, NamesItsFeeds) {
  EXPECT_EQ(mirror_feeds(mirror_.root()), Texts());
  store("feed", "a.json", "a");
  store("all/one", "a.json", "a");
  store("feed", "b.json", "b");
  EXPECT_EQ(mirror_feeds(mirror_.root()), (Texts{"all/one", "feed"}));
}

TEST_F(AMirror, IsCheckedWithDocumentsThatArePackedThemselves) {
  const std::string packed = packed_with_zstd("document");
  store("feed", "a.xml.zst", packed_with_zstd("older"));
  store("feed", "a.xml.zst", packed);
  EXPECT_EQ(problems(), Texts());
  EXPECT_EQ(read("feed"), Texts{"document"});
}

TEST_F(AMirror, OfANewerProgramIsRefused) {
  const std::string file = mirror_.ledger().string();
  { const Ledger ledger(file); }
  { const Database newer(file, {"", "CREATE TABLE later (x)"}); }
  const std::string error = "unsupported database-newer file=" + file + " version=2 known=1";
  EXPECT_EQ(test::error_of([&] { mirror_status(mirror_.root(), "feed"); }), error);
  EXPECT_EQ(test::error_of([&] { latest_month(mirror_.root(), "feed"); }), error);
  EXPECT_EQ(test::error_of([&] { mirror_sources(mirror_.root(), "feed", kNovember); }), error);
  EXPECT_EQ(test::error_of([&] { check_mirror(mirror_.root()); }), error);
}

// ── a folder of this machine ─────────────────────────────────────────────────────────────────────

// Inspects documents of the form "id identifier …"; "broken" cannot be read.
DocumentFacts inspected(std::string_view bytes) {
  if (bytes.starts_with("broken")) throw Error(ErrorKind::Malformed, "json-syntax", "1:1");
  DocumentFacts facts;
  const auto words = split(bytes, ' ');
  facts.id = words.front();
  facts.month = kNovember;
  for (std::size_t i = 1; i < words.size(); ++i) facts.vulnerabilities.emplace_back(words[i]);
  return facts;
}

class AFolderFeed : public AMirror {
 protected:
  FeedOutcome fetch() {
    FetchOptions options;
    options.mirror = mirror_.root();
    options.offline = true;
    options.user_agent = "patchmatrix/test";
    options.now = [this] { return now_; };
    options.inspect = inspected;
    Feed feed;
    feed.id = "local";
    feed.name = {"local", "local"};
    feed.kind = FeedKind::Folder;
    feed.urls = {(folder_.path() / "in").string()};
    auto outcomes = Mirror(options).fetch(Vendor(), feed);
    EXPECT_EQ(outcomes.size(), 1U);
    now_ += std::chrono::hours(25);
    return std::move(outcomes.front());
  }

  void put(const std::string& name, const std::string& content, int modified) {
    const fs::path file = folder_.write("in/" + name, content);
    fs::last_write_time(file, fs::file_time_type(std::chrono::seconds(modified)));
  }
};

std::string counts(const FeedOutcome& outcome) {
  std::string out = std::to_string(outcome.listed) + " listed, " + std::to_string(outcome.fresh) +
                    " new, " + std::to_string(outcome.revised) + " revised, " +
                    std::to_string(outcome.unchanged) + " unchanged, " +
                    std::to_string(outcome.failed) + " failed";
  for (const FetchEvent& each : outcome.events) out += "; " + each.code + ' ' + each.document;
  if (outcome.error) out += "; " + test::error_of([&] { throw *outcome.error; });
  return out;
}

TEST_F(AFolderFeed, IsMirroredOffline) {
  put("2022/a.json", "a CVE-1 CVE-2", 1);
  put("b.json", "b CVE-3", 1);
  EXPECT_EQ(counts(fetch()), "2 listed, 2 new, 0 revised, 0 unchanged, 0 failed");
  EXPECT_EQ(read("local"), (Texts{"a CVE-1 CVE-2", "b CVE-3"}));
  EXPECT_EQ(counts(fetch()), "2 listed, 0 new, 0 revised, 2 unchanged, 0 failed");

  put("2022/a.json", "a CVE-2", 2);
  EXPECT_EQ(counts(fetch()),
            "2 listed, 0 new, 1 revised, 1 unchanged, 0 failed; vulnerabilities-gone 2022/a.json");
  EXPECT_EQ(read("local"), (Texts{"a CVE-2", "a CVE-1 CVE-2 for CVE-1", "b CVE-3"}));

  fs::remove(folder_.path() / "in/b.json");
  EXPECT_EQ(counts(fetch()), "1 listed, 0 new, 0 revised, 1 unchanged, 0 failed; vanished b.json");
  EXPECT_EQ(read("local"), (Texts{"a CVE-2", "a CVE-1 CVE-2 for CVE-1", "b CVE-3"}));
  put("b.json", "b CVE-3", 1);
  EXPECT_EQ(counts(fetch()), "2 listed, 0 new, 0 revised, 2 unchanged, 0 failed; returned b.json");
  EXPECT_EQ(problems(), Texts());
}

TEST_F(AFolderFeed, KeepsWhatItHadWhenANewerVersionCannotBeRead) {
  put("a.json", "a CVE-1", 1);
  fetch();
  put("a.json", "broken", 2);
  const FeedOutcome outcome = fetch();
  EXPECT_EQ(counts(outcome), "1 listed, 0 new, 0 revised, 0 unchanged, 1 failed");
  ASSERT_EQ(outcome.failures.size(), 1U);
  EXPECT_EQ(outcome.failures[0].document, "a.json");
  EXPECT_TRUE(outcome.failures[0].quarantined);
  EXPECT_EQ(test::error_of([&] { throw outcome.failures[0].error; }), "malformed 1:1 json-syntax");
  EXPECT_EQ(read("local"), Texts{"a CVE-1"});
  EXPECT_EQ(problems(), Texts());
  EXPECT_EQ(read_file(mirror_.quarantined("local", "a.json")), "broken");
  put("a.json", "a CVE-1 CVE-2", 3);
  EXPECT_EQ(counts(fetch()), "1 listed, 0 new, 1 revised, 0 unchanged, 0 failed");
  EXPECT_EQ(read("local"), Texts{"a CVE-1 CVE-2"});
}

}  // namespace
}  // namespace patchmatrix
