// SPDX-License-Identifier: Apache-2.0
//
// Five days of a real feed, played in the order in which it was seen: a month vanishes from the
// index and returns, a document shrinks and grows again, revisions and dates go backward, bytes
// change under the same number. Every one of these events is told, and nothing is lost.

#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include <patchmatrix/fetch.hpp>

#include "app/document_facts.hpp"
#include "fetch/lists.hpp"
#include "io/files.hpp"
#include "support/https_server.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {
namespace {

constexpr const char* kSnapshots = "msrc/snapshots";

std::string content_of(const std::filesystem::path& file) {
  Buffer packed, unpacked;
  return std::string(unpack(read_file(file, packed), unpacked));
}

// "20260702T155644Z" → that instant.
Instant instant_of(const std::string& name) {
  const std::string text = name.substr(0, 4) + '-' + name.substr(4, 2) + '-' + name.substr(6, 5) +
                           ':' + name.substr(11, 2) + ':' + name.substr(13, 3);
  return parse_instant(text).value();
}

// What was seen at one moment: "index.json" or "<ID>.xml" → file.
using Snapshot = std::map<std::string, std::filesystem::path>;

std::map<Instant, Snapshot> snapshots() {
  std::map<Instant, Snapshot> out;
  for (const auto& file : files_below(*corpus() / kSnapshots)) {
    const std::string name = file.filename().string();
    out[instant_of(name)][name.substr(17, name.size() - 17 - 4)] = file;
  }
  return out;
}

// The index as it was, of those documents only of which there are snapshots.
std::string index_of(const std::string& json, const std::set<std::string>& ids) {
  std::string entries;
  read_month_index(json, [&](const ListedDocument& each) {
    if (!ids.contains(each.reference)) return;
    entries += (entries.empty() ? "" : ",") + ("{\"ID\":\"" + each.reference) +
               "\",\"CurrentReleaseDate\":\"" + to_string(each.updated.value()) + "\"}";
  });
  return "{\"value\":[" + entries + "]}";
}

// One poll after the other, into one mirror.
class Player {
 public:
  Player() {
    for (const auto& [time, seen] : snapshots())
      for (const auto& [name, file] : seen)
        if (name.ends_with(".xml")) ids_.insert(name.substr(0, name.size() - 4));
    feed_.id = "microsoft";
    feed_.kind = FeedKind::MsrcCvrf;
    feed_.urls = {server_.url("/updates")};
    feed_.document_url = server_.url("/{id}");
    feed_.allow_private_addresses = true;
    feed_.ca_file = server_.ca_file().string();
    feed_.requests_per_second = 0;
    feed_.verification = Verification::Record;
    feed_.complete_families = {"windows-11", "office"};
  }

  FeedOutcome poll(Instant now, const Snapshot& seen) {
    for (const auto& [name, file] : seen) {
      if (name == "index.json")
        server_.serve("/updates", Reply::json(index_of(content_of(file), ids_)));
      else
        server_.serve('/' + name.substr(0, name.size() - 4),
                      Reply::bytes(content_of(file), "application/xml"));
    }
    FetchOptions options;
    options.mirror = folder_.path();
    options.user_agent = "test/1 (+https://vendor.test)";
    options.now = [now] { return now; };
    options.inspect = inspector(shipped_feeds());
    Mirror mirror(std::move(options));
    return mirror.fetch(shipped_vendor("microsoft"), feed_).front();
  }

  const std::filesystem::path& mirror() const { return folder_.path(); }

 private:
  TemporaryFolder folder_;
  HttpsServer server_;
  std::set<std::string> ids_;
  Feed feed_;
};

std::string text_of(const FetchEvent& event) {
  std::string out = event.code + ' ' + event.document;
  for (const auto& [name, value] : event.arguments)
    if (name != "ids") out.append(" ").append(name).append("=").append(value);
  return out;
}

TEST(FeedThatMisbehaves, HasEveryEventToldAndLosesNothing) {
  PATCHMATRIX_NEEDS(kSnapshots);
  Player player;
  std::vector<std::string> told;
  std::set<std::string> provisional;
  std::set<std::string> vulnerabilities;  // "document id", of every version that was served
  const Inspect inspect = inspector(shipped_feeds());
  for (const auto& [time, seen] : snapshots()) {
    const FeedOutcome outcome = player.poll(time, seen);
    EXPECT_FALSE(outcome.error.has_value()) << to_string(time);
    EXPECT_EQ(outcome.failed, 0U) << to_string(time);
    for (const FetchEvent& each : outcome.events)
      told.push_back(to_string(time) + ' ' + text_of(each));
    for (const ProvisionalRelease& each : outcome.provisional)
      provisional.insert(each.document + ' ' + each.reason);
    for (const auto& [name, file] : seen)
      if (name != "index.json")
        for (const std::string& id : inspect(content_of(file)).vulnerabilities)
          vulnerabilities.insert(name + ' ' + id);
  }
  EXPECT_EQ(told, (std::vector<std::string>{
                      "2026-07-02T23:25:07Z vanished 2026-Jun.xml",
                      "2026-07-03T09:04:39Z returned 2026-Jun.xml",
                      "2026-07-03T22:22:14Z changed-silently 2026-Jul.xml revision=96 "
                      "date=2026-07-03T07:00:59Z",
                      "2026-07-04T22:19:22Z vulnerabilities-gone 2026-Jun.xml number=74",
                      "2026-07-04T22:19:22Z date-backward 2026-Jun.xml from=2026-07-04T01:03:27Z "
                      "to=2026-07-02T07:00:00Z",
                      "2026-07-06T07:33:48Z revision-backward 2026-Jul.xml from=96 to=58",
                      "2026-07-06T07:33:48Z vulnerabilities-back 2026-Jun.xml number=74",
                      "2026-07-06T07:33:48Z revision-backward 2026-Jun.xml from=1138 to=1130",
                  }));
  // The month of July exists twelve days before its release.
  EXPECT_EQ(provisional, (std::set<std::string>{"2026-Jul.xml before-release"}));

  // Every vulnerability that was ever served is in the present version or in an older one that
  // stands in for it.
  std::set<std::string> reported;
  for (const Month month : {Month{2025, 2}, Month{2025, 8}, Month{2026, 3}, Month{2026, 4},
                            Month{2026, 5}, Month{2026, 6}, Month{2026, 7}})
    for (const Source& each : mirror_sources(player.mirror(), "microsoft", month)) {
      Fetched fetched;
      fetched.read(each);
      const DocumentFacts facts = inspect(fetched.bytes());
      for (const std::string& id : each.only.empty() ? facts.vulnerabilities : each.only)
        reported.insert(facts.id + ".xml " + id);
    }
  EXPECT_EQ(reported, vulnerabilities);
  EXPECT_EQ(check_mirror(player.mirror()).size(), 0U);
}

}  // namespace
}  // namespace patchmatrix::test
