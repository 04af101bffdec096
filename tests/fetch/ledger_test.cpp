// SPDX-License-Identifier: Apache-2.0
#include "fetch/ledger.hpp"

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "io/text.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using Names = std::vector<std::string>;

const Instant kNow = *parse_instant("2022-11-20T12:00:00Z");
const Instant kTuesday = *parse_instant("2022-11-08T18:00:00Z");
const Instant kWednesday = *parse_instant("2022-11-09T18:00:00Z");
const Month kNovember{2022, 11};
constexpr const char* kFeed = "feed";

ListedRow row(const std::string& name, std::optional<Instant> listed_at = std::nullopt,
              std::optional<Month> month = std::nullopt, bool restricted = false) {
  return {name, "https://vendor.test/" + name, {}, {}, listed_at, month, restricted};
}

LedgerDocument document(const std::string& name, std::optional<Instant> listed_at = std::nullopt) {
  LedgerDocument out;
  out.name = name;
  out.url = "https://vendor.test/" + name;
  out.listed_at = listed_at;
  return out;
}

AcceptedVersion version(const std::string& sha256, std::vector<std::string> vulnerabilities = {},
                        Instant fetched_at = kNow - days(1)) {
  AcceptedVersion out;
  out.sha256 = sha256;
  out.size = 9;
  out.fetched_at = fetched_at;
  out.facts.month = kNovember;
  out.facts.vulnerabilities = std::move(vulnerabilities);
  return out;
}

// As a run of the fetch stage asks.
DueFilter filter() {
  DueFilter out;
  out.now = kNow;
  out.provisional_before = kNow - minutes(10);
  out.undated_before = kNow - hours(20);
  out.recent_before = kNow - hours(20);
  out.recent_since = kNow - days(100);
  return out;
}

// "code document name=value …"
Names shown(const std::vector<FetchEvent>& events) {
  Names out;
  for (const FetchEvent& each : events) {
    out.push_back(each.code + (each.document.empty() ? "" : ' ' + each.document));
    for (const auto& [name, value] : each.arguments) out.back() += ' ' + name + '=' + value;
  }
  return out;
}

class LedgerTest : public testing::Test {
 protected:
  Names list(const std::vector<ListedRow>& rows, const std::string& name = "list",
             const std::string& feed = kFeed, Instant now = kNow) {
    std::vector<FetchEvent> events;
    Ledger::Listing listing(ledger_, feed, name, now);
    for (const ListedRow& each : rows) listing.add(each);
    listing.finish(events);
    return shown(events);
  }

  Names due(const DueFilter& wanted, const std::string& feed = kFeed) {
    Names out;
    for (const LedgerDocument& each : ledger_.due(feed, wanted, {}, 1000)) out.push_back(each.name);
    EXPECT_EQ(ledger_.count_due(feed, wanted), out.size());
    return out;
  }
  Names due() { return due(filter()); }

  // Lists `name` with this time and stores it.
  void have(const std::string& name, std::optional<Instant> listed_at,
            const AcceptedVersion& stored = version("1")) {
    list({row(name, listed_at)}, "list of " + name);
    ledger_.stored(kFeed, document(name, listed_at), stored, {});
  }

  // The one document that is due.
  LedgerDocument only() {
    const auto all = ledger_.due(kFeed, filter(), {}, 1000);
    EXPECT_EQ(all.size(), 1U);
    return all.empty() ? LedgerDocument() : all.front();
  }

  Ledger ledger_{":memory:"};
};

// ── what is due ──────────────────────────────────────────────────────────────────────────────────

TEST_F(LedgerTest, IsEmptyAtFirst) {
  EXPECT_EQ(due(), Names());
  EXPECT_EQ(ledger_.latest_month(kFeed), std::nullopt);
  EXPECT_EQ(ledger_.provisional(kFeed).size(), 0U);
  EXPECT_EQ(ledger_.documents_of(kFeed, kNovember).size(), 0U);
  EXPECT_EQ(ledger_.pinned_keys(kFeed), Names());
  EXPECT_FALSE(ledger_.resource(kFeed, "u"));
  const MirrorStatus status = ledger_.status(kFeed);
  EXPECT_FALSE(status.last_success || status.seen_up_to);
  EXPECT_EQ(status.documents + status.failed + status.quarantined, 0U);
  const auto counts = ledger_.counts(kFeed, filter());
  EXPECT_EQ(counts.listed + counts.restricted + counts.waiting, 0U);
}

TEST_F(LedgerTest, CallsWhatIsNewDue) {
  EXPECT_EQ(list({row("a", kTuesday), row("b")}), Names());
  EXPECT_EQ(due(), (Names{"b", "a"}));
  EXPECT_EQ(due(filter(), "another"), Names());
}

TEST_F(LedgerTest, CallsDueWhatTheFeedCallsOtherThanItWas) {
  struct Case {
    std::string what;
    std::optional<Instant> then, now;
    bool due;
  };
  const Case cases[] = {
      {"the same", kTuesday, kTuesday, false},
      {"newer", kTuesday, kWednesday, true},
      {"older", kWednesday, kTuesday, true},
      {"no time any more", kTuesday, std::nullopt, true},
      {"a time now", std::nullopt, kTuesday, true},
  };
  for (const Case& each : cases) {
    have(each.what, each.then);
    list({row(each.what, each.now)}, "list of " + each.what);
    EXPECT_EQ(due(), each.due ? Names{each.what} : Names()) << each.what;
    ledger_.stored(kFeed, document(each.what, each.now), version("2", {}, kNow), {});
    EXPECT_EQ(due(), Names()) << each.what;
  }
}

TEST_F(LedgerTest, CallsWhatFailedDueWhenItsNextTryHasCome) {
  const Error error(ErrorKind::Network, "http-status", {}, {{"status", "503"}});
  list({row("new", kTuesday), row("old", kTuesday)});
  ledger_.stored(kFeed, document("old", kTuesday), version("1"), {});
  for (const std::string name : {"new", "old"}) {
    LedgerDocument failing = document(name, kTuesday);
    failing.attempts = 3;
    ledger_.failed(kFeed, failing, error, kNow + seconds(1), name == "old");
  }
  EXPECT_EQ(due(), Names());
  EXPECT_EQ(ledger_.counts(kFeed, filter()).waiting, 2U);
  EXPECT_EQ(ledger_.status(kFeed).failed, 2U);
  EXPECT_EQ(ledger_.status(kFeed).quarantined, 1U);
  DueFilter later = filter();
  later.now += seconds(1);
  ASSERT_EQ(due(later), (Names{"old", "new"}));
  EXPECT_EQ(ledger_.due(kFeed, later, {}, 1).front().attempts, 3);
  EXPECT_EQ(ledger_.counts(kFeed, later).waiting, 0U);
  // A success forgets it.
  ledger_.stored(kFeed, document("new", kTuesday), version("1", {}, kNow), {});
  ledger_.unchanged(kFeed, document("old", kTuesday), kNow);
  EXPECT_EQ(due(later), Names());
  EXPECT_EQ(ledger_.status(kFeed).failed, 0U);
  EXPECT_EQ(ledger_.status(kFeed).quarantined, 0U);
}

TEST_F(LedgerTest, CallsWhatFailedDueAtOnceIfTheFeedUpdatedIt) {
  const Error error(ErrorKind::Untrusted, "hash-wrong");
  struct Case {
    std::string what;
    std::optional<Instant> then, now;
    bool due;
  };
  const Case cases[] = {
      {"newer", kTuesday, kWednesday, true},
      {"the same", kTuesday, kTuesday, false},
      {"older", kWednesday, kTuesday, false},
      {"a time now", std::nullopt, kTuesday, true},
      {"no time any more", kTuesday, std::nullopt, false},
      {"never a time", std::nullopt, std::nullopt, false},
  };
  for (const Case& each : cases) {
    const std::string name = each.what;
    list({row(name, each.then)}, name);
    ledger_.failed(kFeed, document(name, each.then), error, kNow + hours(24), false);
    list({row(name, each.now)}, name);
    EXPECT_EQ(due(), each.due ? Names{name} : Names()) << name;
    ledger_.stored(kFeed, document(name, each.now), version("1", {}, kNow), {});
  }
}

TEST_F(LedgerTest, CallsRestrictedDocumentsDueWithCredentialsOnly) {
  list({row("amber", kTuesday, kNovember, true), row("white", kTuesday, kNovember)});
  EXPECT_EQ(due(), Names{"white"});
  EXPECT_EQ(ledger_.counts(kFeed, filter()).restricted, 1U);
  DueFilter with = filter();
  with.with_credentials = true;
  EXPECT_EQ(due(with), (Names{"white", "amber"}));
  // The feed thinks otherwise now.
  list({row("amber", kTuesday), row("white", kTuesday, kNovember, true)});
  EXPECT_EQ(due(), Names{"amber"});
}

TEST_F(LedgerTest, CallsWhatHasVanishedDueOnlyIfItWasNeverHad) {
  AcceptedVersion provisional = version("1", {}, kNow - days(9));
  provisional.provisional = "not-settled";
  list({row("had", kTuesday), row("new", kTuesday)});
  ledger_.stored(kFeed, document("had", kTuesday), provisional, {});
  EXPECT_EQ(due(), (Names{"new", "had"}));
  EXPECT_EQ(list({}), (Names{"vanished had", "vanished new"}));
  EXPECT_EQ(due(), Names{"new"});
}

TEST_F(LedgerTest, CallsDocumentsOfAMonthDue) {
  list({row("listed", kTuesday, kNovember), row("other", kTuesday, Month{2022, 10}),
        row("unknown", kTuesday), row("read", kTuesday), row("read-other", kTuesday)});
  AcceptedVersion other = version("1");
  other.facts.month = Month{2022, 10};
  ledger_.stored(kFeed, document("read", kWednesday), version("1"), {});
  ledger_.stored(kFeed, document("read-other", kWednesday), other, {});
  DueFilter november = filter();
  november.month = kNovember;
  EXPECT_EQ(due(november), (Names{"read", "listed"}));
  EXPECT_EQ(ledger_.counts(kFeed, november).listed, 2U);
  EXPECT_EQ(due(), (Names{"unknown", "read-other", "read", "other", "listed"}));
}

TEST_F(LedgerTest, CallsDocumentsSinceATimeDue) {
  list({row("before", kTuesday - seconds(1)), row("then", kTuesday), row("after", kWednesday),
        row("undated")});
  DueFilter since = filter();
  since.since = kTuesday;
  EXPECT_EQ(due(since), (Names{"undated", "then", "after"}));
  EXPECT_EQ(ledger_.counts(kFeed, since).listed, 3U);
}

TEST_F(LedgerTest, CallsDocumentsDueAgainFromTimeToTime) {
  struct Case {
    std::string what;
    std::optional<Instant> listed_at;
    std::string provisional;
    std::optional<Instant> initial, current;
    Instant checked;
    bool due;
  };
  const Instant recent = kNow - days(100), old = recent - seconds(1);
  const Case cases[] = {
      {"provisional, long ago", kTuesday, "not-settled", {}, {}, kNow - minutes(10), true},
      {"provisional, just now",
       kTuesday,
       "not-settled",
       {},
       {},
       kNow - minutes(10) + seconds(1),
       false},
      {"provisional without a time", {}, "not-settled", {}, {}, kNow - minutes(10), true},
      {"undated, long ago", {}, "", {}, {}, kNow - hours(20), true},
      {"undated, just now", {}, "", {}, {}, kNow - hours(20) + seconds(1), false},
      {"revised lately, long ago", kTuesday, "", old, recent, kNow - hours(20), true},
      {"revised lately, just now", kTuesday, "", old, recent, kNow - hours(20) + seconds(1), false},
      {"released lately", kTuesday, "", recent, {}, kNow - hours(20), true},
      {"released long ago", kTuesday, "", old, {}, kNow - days(900), false},
      {"revised long ago", kTuesday, "", recent, old, kNow - days(900), false},
      {"no dates at all", kTuesday, "", {}, {}, kNow - days(900), false},
  };
  for (const Case& each : cases) {
    AcceptedVersion stored = version("1", {}, each.checked);
    stored.provisional = each.provisional;
    stored.facts.initial_release = each.initial;
    stored.facts.current_release = each.current;
    have(each.what, each.listed_at, stored);
    EXPECT_EQ(due(), each.due ? Names{each.what} : Names()) << each.what;
    // A look at it is enough for a while.
    LedgerDocument looked_at = document(each.what, each.listed_at);
    looked_at.provisional = each.provisional;
    ledger_.unchanged(kFeed, looked_at, kNow);
    EXPECT_EQ(due(), Names()) << each.what;
  }
  DueFilter not_recent = filter();
  not_recent.recent_since.reset();
  have("recent", kTuesday, version("1", {}, kNow - days(900)));
  EXPECT_EQ(due(not_recent), Names());
}

TEST_F(LedgerTest, PagesByNameFromTheLast) {
  list({row("a"), row("c"), row("e"), row("b"), row("d")});
  const auto page = [&](const std::string& after) {
    Names out;
    for (const auto& each : ledger_.due(kFeed, filter(), after, 2)) out.push_back(each.name);
    return out;
  };
  EXPECT_EQ(page(""), (Names{"e", "d"}));
  EXPECT_EQ(page("d"), (Names{"c", "b"}));
  // What is not due any more does not shift the pages.
  ledger_.stored(kFeed, document("c"), version("1", {}, kNow), {});
  EXPECT_EQ(page("c"), (Names{"b", "a"}));
  EXPECT_EQ(page("a"), Names());
}

TEST_F(LedgerTest, GivesBackWhatItKnowsOfADocument) {
  ListedRow listed = row("a", kTuesday, kNovember);
  listed.hash_url = "https://vendor.test/a.sha256";
  listed.signature_url = "https://vendor.test/a.asc";
  list({listed});
  const LedgerDocument fresh = only();
  EXPECT_EQ(fresh.name, "a");
  EXPECT_EQ(fresh.url, "https://vendor.test/a");
  EXPECT_EQ(fresh.hash_url, "https://vendor.test/a.sha256");
  EXPECT_EQ(fresh.signature_url, "https://vendor.test/a.asc");
  EXPECT_EQ(fresh.listed_at, kTuesday);
  EXPECT_EQ(fresh.etag + fresh.last_modified + fresh.sha256 + fresh.provisional, "");
  EXPECT_EQ(fresh.facts.id + fresh.facts.revision + fresh.facts.tlp, "");
  EXPECT_FALSE(fresh.fetched_at || fresh.facts.initial_release || fresh.facts.current_release ||
               fresh.facts.month);
  EXPECT_EQ(fresh.vulnerabilities, 0U);
  EXPECT_EQ(fresh.polls + fresh.attempts, 0);

  AcceptedVersion stored = version("hash", {"CVE-1", "CVE-2"});
  stored.etag = "\"e\"";
  stored.last_modified = "Tue, 08 Nov 2022 18:00:00 GMT";
  stored.provisional = "list-not-met";
  stored.polls = 2;
  stored.facts.id = "2022-Nov";
  stored.facts.revision = "1.2";
  stored.facts.initial_release = kTuesday;
  stored.facts.current_release = kWednesday;
  stored.facts.tlp = "TLP:GREEN";
  ledger_.stored(kFeed, fresh, stored, {{"date-backward", "a", {{"from", "x"}}}});
  const LedgerDocument known = only();
  EXPECT_EQ(known.sha256, "hash");
  EXPECT_EQ(known.etag, "\"e\"");
  EXPECT_EQ(known.last_modified, "Tue, 08 Nov 2022 18:00:00 GMT");
  EXPECT_EQ(known.fetched_at, kNow - days(1));
  EXPECT_EQ(known.facts.id, "2022-Nov");
  EXPECT_EQ(known.facts.revision, "1.2");
  EXPECT_EQ(known.facts.initial_release, kTuesday);
  EXPECT_EQ(known.facts.current_release, kWednesday);
  EXPECT_EQ(known.facts.month, kNovember);
  EXPECT_EQ(known.facts.tlp, "TLP:GREEN");
  EXPECT_EQ(known.vulnerabilities, 2U);
  EXPECT_EQ(known.provisional, "list-not-met");
  EXPECT_EQ(known.polls, 2);

  const auto provisional = ledger_.provisional(kFeed);
  ASSERT_EQ(provisional.size(), 1U);
  EXPECT_EQ(provisional[0].document + ' ' + provisional[0].reason, "a list-not-met");

  LedgerDocument unchanged = known;
  unchanged.etag = "\"f\"";
  unchanged.last_modified = "later";
  unchanged.provisional = "not-settled";
  unchanged.polls = 3;
  ledger_.unchanged(kFeed, unchanged, kNow - hours(1));
  const LedgerDocument again = only();
  EXPECT_EQ(again.etag + ' ' + again.last_modified + ' ' + again.provisional,
            "\"f\" later not-settled");
  EXPECT_EQ(again.polls, 3);
  EXPECT_EQ(again.fetched_at, kNow - days(1));
  unchanged.provisional.clear();
  ledger_.unchanged(kFeed, unchanged, kNow);
  EXPECT_EQ(ledger_.provisional(kFeed).size(), 0U);
}

TEST_F(LedgerTest, TakesTheMonthOfTheListIfTheDocumentNamesNone) {
  AcceptedVersion without = version("1");
  without.facts.month.reset();
  list({row("a", kTuesday, Month{2022, 10}), row("b", kTuesday)});
  ledger_.stored(kFeed, document("a", kTuesday), without, {});
  ledger_.stored(kFeed, document("b", kTuesday), without, {});
  EXPECT_EQ(ledger_.documents_of(kFeed, Month{2022, 10}).size(), 1U);
  EXPECT_EQ(ledger_.latest_month(kFeed), (Month{2022, 10}));
}

// ── listings ─────────────────────────────────────────────────────────────────────────────────────

TEST_F(LedgerTest, KeepsTheNewestTimeOfADocumentThatIsListedTwice) {
  const std::vector<std::vector<ListedRow>> cases = {
      {row("a", kTuesday), row("a", kWednesday)},
      {row("a", kWednesday), row("a", kTuesday)},
      {row("a", kWednesday), row("a")},
      {row("a"), row("a", kWednesday)},
      {row("a", kWednesday), row("a", kWednesday)},
  };
  for (const auto& rows : cases) {
    list(rows);
    EXPECT_EQ(only().listed_at, kWednesday);
  }
  list({row("a", kTuesday)});  // in a listing of its own: the feed went back
  EXPECT_EQ(only().listed_at, kTuesday);
  list({row("a"), row("a")});
  EXPECT_EQ(only().listed_at, std::nullopt);
}

// changes.csv tells the time, index.txt names the document once more.
TEST_F(LedgerTest, KeepsTheMonthOfADocumentThatIsListedTwice) {
  const Month october{2022, 10};
  const std::vector<std::vector<ListedRow>> cases = {
      {row("a", kTuesday, kNovember), row("a")},
      {row("a"), row("a", kTuesday, kNovember)},
      {row("a", kTuesday - days(30), october), row("a", kTuesday, kNovember)},
      {row("a", kTuesday, kNovember), row("a", kTuesday - days(30), october)},
  };
  DueFilter november = filter();
  november.month = kNovember;
  for (const auto& rows : cases) {
    list({row("a", kTuesday, october)});
    list(rows);
    EXPECT_EQ(due(november), Names{"a"});
  }
  list({row("a", kTuesday)});
  EXPECT_EQ(due(november), Names());
}

TEST_F(LedgerTest, TakesWhatTheNewestListingSays) {
  list({row("a", kTuesday)});
  ListedRow moved = row("a", kTuesday);
  moved.url = "https://elsewhere.test/a";
  moved.hash_url = "h";
  moved.signature_url = "s";
  list({moved});
  EXPECT_EQ(only().url + ' ' + only().hash_url + ' ' + only().signature_url,
            "https://elsewhere.test/a h s");
}

TEST_F(LedgerTest, TellsWhatVanishedAndReturnedOfEachListAlone) {
  EXPECT_EQ(list({row("a"), row("b")}, "one"), Names());
  EXPECT_EQ(list({row("c")}, "two"), Names());
  EXPECT_EQ(list({row("d")}, "one", "another"), Names());
  EXPECT_EQ(list({row("b")}, "one"), Names{"vanished a"});
  EXPECT_EQ(ledger_.counts(kFeed, filter()).listed, 2U);
  EXPECT_EQ(list({row("b")}, "one"), Names());
  EXPECT_EQ(list({}, "two"), Names{"vanished c"});
  EXPECT_EQ(list({row("a")}, "one"), (Names{"returned a", "vanished b"}));
  EXPECT_EQ(list({row("a")}, "one"), Names());
  // A document that moved to another list has not vanished.
  EXPECT_EQ(list({row("a")}, "three"), Names());
  EXPECT_EQ(list({}, "one"), Names());
  EXPECT_EQ(ledger_.counts(kFeed, filter()).listed, 1U);
}

TEST_F(LedgerTest, NamesTwentyEventsAndCountsTheRest) {
  const auto rows = [](int count) {
    std::vector<ListedRow> out;
    for (int i = 0; i < count; ++i) out.push_back(row(std::string(1, static_cast<char>('a' + i))));
    return out;
  };
  list(rows(20));
  Names events = list({});
  EXPECT_EQ(events.size(), 20U);
  EXPECT_EQ(events.front() + ", " + events.back(), "vanished a, vanished t");
  events = list(rows(22));
  EXPECT_EQ(events.size(), 20U);
  EXPECT_EQ(events.back(), "returned t");
  events = list({});
  EXPECT_EQ(events.size(), 21U);
  EXPECT_EQ(events[19] + ", " + events[20], "vanished t, vanished-more number=2");
  events = list(rows(22));
  EXPECT_EQ(events[19] + ", " + events[20], "returned t, returned-more number=2");
}

TEST_F(LedgerTest, ForgetsAListingThatIsNotFinished) {
  list({row("a", kTuesday)});
  {
    Ledger::Listing listing(ledger_, kFeed, "list", kNow);
    listing.add(row("b", kTuesday));
  }
  EXPECT_EQ(due(), Names{"a"});
  EXPECT_EQ(list({row("a", kTuesday)}), Names());
}

// ── vulnerabilities and versions ─────────────────────────────────────────────────────────────────

TEST_F(LedgerTest, RemembersEveryVulnerabilityOfADocument) {
  const auto known = [&] {
    Names out;
    for (const auto& each : ledger_.known_vulnerabilities(kFeed, "a"))
      out.push_back(each.id + (each.gone ? " gone" : ""));
    return out;
  };
  EXPECT_EQ(known(), Names());
  have("a", kTuesday, version("1", {"CVE-2", "CVE-1"}));
  have("b", kTuesday, version("1", {"CVE-9"}));
  EXPECT_EQ(known(), (Names{"CVE-1", "CVE-2"}));
  have("a", kTuesday, version("2", {"CVE-2", "CVE-3"}));
  EXPECT_EQ(known(), (Names{"CVE-1 gone", "CVE-2", "CVE-3"}));
  have("a", kTuesday, version("3", {}));
  EXPECT_EQ(known(), (Names{"CVE-1 gone", "CVE-2 gone", "CVE-3 gone"}));
  have("a", kTuesday, version("1", {"CVE-2", "CVE-1"}));
  EXPECT_EQ(known(), (Names{"CVE-1", "CVE-2", "CVE-3 gone"}));
}

// "feed name hash tlp | older-hash ids", one a document.
Names shown(const std::vector<Ledger::MonthDocument>& documents) {
  Names out;
  for (const auto& each : documents) {
    out.push_back(each.feed + ' ' + each.name + ' ' + each.sha256 + ' ' + each.tlp);
    for (const auto& [sha256, ids] : each.gone)
      out.back() += " | " + sha256 + ' ' + joined(ids, " ");
  }
  return out;
}

TEST_F(LedgerTest, NamesOlderVersionsOfWhatIsGone) {
  AcceptedVersion green = version("5", {"CVE-5"});
  green.facts.tlp = "GREEN";
  have("a", kTuesday, version("1", {"CVE-1", "CVE-2", "CVE-3", "CVE-5"}));
  have("a", kTuesday, version("2", {"CVE-2", "CVE-3", "CVE-5"}));
  have("a", kTuesday, version("3", {"CVE-2", "CVE-4", "CVE-5"}));
  have("a", kTuesday, green);
  have("b", kTuesday, version("1", {"CVE-1"}));
  AcceptedVersion october = version("1", {"CVE-1"});
  october.facts.month = Month{2022, 10};
  have("c", kTuesday, october);
  list({row("never-stored", kTuesday, kNovember)});
  EXPECT_EQ(shown(ledger_.documents_of(kFeed, kNovember)),
            (Names{"feed a 5 GREEN | 1 CVE-1 | 2 CVE-3 | 3 CVE-2 CVE-4", "feed b 1 "}));
  EXPECT_EQ(shown(ledger_.documents_of(kFeed, Month{2022, 10})), Names{"feed c 1 "});
  EXPECT_EQ(shown(ledger_.documents_of(kFeed, Month{2022, 9})), Names());
  EXPECT_EQ(ledger_.latest_month(kFeed), kNovember);
}

TEST_F(LedgerTest, KeepsWhatHasVanishedInItsMonth) {
  have("a", kTuesday);
  EXPECT_EQ(list({}, "list of a"), Names{"vanished a"});
  EXPECT_EQ(shown(ledger_.documents_of(kFeed, kNovember)), Names{"feed a 1 "});
}

TEST_F(LedgerTest, TellsEveryStoredFileOnce) {
  have("a", kTuesday, version("1"));
  have("a", kTuesday, version("2"));
  have("a", kTuesday, version("1", {}, kNow));  // back to what it was
  have("b", kTuesday, version("1"));
  list({row("never-stored")});
  Names files;
  ledger_.for_each_file([&](const Ledger::StoredFile& each) {
    files.push_back(each.feed + ' ' + each.name + ' ' + each.sha256 +
                    (each.present ? " present" : ""));
  });
  EXPECT_EQ(files, (Names{"feed a 1 present", "feed a 2", "feed b 1 present"}));
}

TEST_F(LedgerTest, TellsWhichFilesACrashMayHaveChanged) {
  const auto present = [&] {
    Names out;
    ledger_.for_each_present(kFeed, [&](const Ledger::StoredFile& each) {
      out.push_back(each.name + ' ' + each.sha256 + ' ' + std::to_string(each.size) +
                    (each.present ? "" : " older") + (each.uncertain ? " uncertain" : ""));
    });
    return out;
  };
  EXPECT_EQ(present(), Names());
  have("a", kTuesday, version("1"));
  have("b", kTuesday, version("1"));
  list({row("never-stored")});
  list({row("a")}, "list", "another");
  EXPECT_EQ(present(), (Names{"a 1 9", "b 1 9"}));
  ledger_.placing(kFeed, document("b", kTuesday));
  EXPECT_EQ(present(), (Names{"a 1 9", "b 1 9 uncertain"}));
  AcceptedVersion longer = version("2");
  longer.size = std::uint64_t{5} << 32;
  ledger_.stored(kFeed, document("b", kTuesday), longer, {});
  EXPECT_EQ(present(), (Names{"a 1 9", "b 2 21474836480"}));
  EXPECT_EQ(ledger_.feeds(), (Names{"another", kFeed}));
}

TEST_F(LedgerTest, ForgetsADocumentThatIsLostButNotItsHistory) {
  AcceptedVersion stored = version("2", {"CVE-2"});
  stored.etag = "\"e\"";
  stored.last_modified = "then";
  have("a", kTuesday, version("1", {"CVE-1", "CVE-2"}));
  have("a", kTuesday, stored);
  ledger_.placing(kFeed, document("a"));
  ledger_.failed(kFeed, document("a"), Error(ErrorKind::Network, "http-cut"), kNow + hours(1),
                 false);
  EXPECT_EQ(due(), Names());
  ledger_.forget(kFeed, "a");
  const LedgerDocument lost = only();
  EXPECT_EQ(lost.name + lost.etag + lost.last_modified + lost.sha256, "a2");
  EXPECT_TRUE(lost.lost);
  EXPECT_EQ(ledger_.documents_of(kFeed, kNovember).size(), 0U);
  EXPECT_EQ(ledger_.status(kFeed).documents, 0U);
  EXPECT_EQ(ledger_.status(kFeed).seen_up_to, std::nullopt);
  ledger_.stored(kFeed, document("a", kTuesday), version("2", {"CVE-2"}), {});
  EXPECT_EQ(shown(ledger_.documents_of(kFeed, kNovember)), Names{"feed a 2  | 1 CVE-1"});
  EXPECT_EQ(due(), Names());
}

TEST_F(LedgerTest, ReadsTheProvidersOfAnAggregatorTogether) {
  for (const std::string feed : {"all", "all/one", "all/two", "allx", "al"}) {
    list({row("a", kTuesday)}, "list", feed);
    AcceptedVersion stored = version("1");
    if (feed == "allx") stored.facts.month = Month{2023, 1};
    if (feed == "all/two") stored.facts.month = Month{2022, 12};
    ledger_.stored(feed, document("a", kTuesday), stored, {});
    ledger_.succeeded(feed, feed == "all/two" ? kNow + hours(1) : kNow);
  }
  EXPECT_EQ(shown(ledger_.documents_of("all", kNovember)), (Names{"all a 1 ", "all/one a 1 "}));
  EXPECT_EQ(shown(ledger_.documents_of("all/one", kNovember)), Names{"all/one a 1 "});
  EXPECT_EQ(ledger_.latest_month("all"), (Month{2022, 12}));
  EXPECT_EQ(ledger_.latest_month("al"), kNovember);
  EXPECT_EQ(ledger_.status("all").documents, 3U);
  EXPECT_EQ(ledger_.status("all").last_success, kNow + hours(1));
  EXPECT_EQ(ledger_.status("all/one").last_success, kNow);
  EXPECT_EQ(ledger_.status("a").last_success, std::nullopt);
}

// ── status ───────────────────────────────────────────────────────────────────────────────────────

TEST_F(LedgerTest, HasSeenEverythingUpToWhatIsMissing) {
  const auto at = [](int day) { return kTuesday + days(day); };
  const auto seen = [&] {
    const auto instant = ledger_.status(kFeed).seen_up_to;
    return instant ? to_string(*instant) : "nothing";
  };
  std::vector<ListedRow> rows = {row("a", at(0)), row("b", at(1)), row("c", at(2)),
                                 row("d", at(2)), row("e", at(3)), row("undated")};
  list(rows);
  EXPECT_EQ(seen(), "nothing");
  ledger_.stored(kFeed, document("e", at(3)), version("1"), {});
  ledger_.stored(kFeed, document("d", at(2)), version("1"), {});
  EXPECT_EQ(seen(), "nothing");  // the oldest is missing
  ledger_.stored(kFeed, document("a", at(0)), version("1"), {});
  EXPECT_EQ(seen(), to_string(at(0)));
  ledger_.stored(kFeed, document("b", at(1)), version("1"), {});
  EXPECT_EQ(seen(), to_string(at(1)));  // one of two of the third day is missing
  LedgerDocument failing = document("c", at(2));
  ledger_.failed(kFeed, failing, Error(ErrorKind::Network, "http-cut"), kNow, false);
  EXPECT_EQ(seen(), to_string(at(1)));
  ledger_.stored(kFeed, document("c", at(2)), version("1"), {});
  EXPECT_EQ(seen(), to_string(at(3)));
  EXPECT_EQ(ledger_.status(kFeed).documents, 5U);

  rows[1].listed_at = at(5);  // revised
  list(rows);
  EXPECT_EQ(seen(), to_string(at(3)));
  ledger_.stored(kFeed, document("b", at(5)), version("2"), {});
  EXPECT_EQ(seen(), to_string(at(5)));

  // What nobody will ever get holds nothing up.
  rows.push_back(row("amber", at(4), std::nullopt, true));
  rows.push_back(row("gone", at(4)));
  list(rows);
  EXPECT_EQ(seen(), to_string(at(3)));
  rows.pop_back();
  list(rows);
  EXPECT_EQ(seen(), to_string(at(5)));
}

TEST_F(LedgerTest, RemembersTheLastSuccess) {
  ledger_.succeeded(kFeed, kTuesday);
  ledger_.succeeded("another", kNow);
  EXPECT_EQ(ledger_.status(kFeed).last_success, kTuesday);
  ledger_.succeeded(kFeed, kWednesday);
  EXPECT_EQ(ledger_.status(kFeed).last_success, kWednesday);
}

// ── lists and keys ───────────────────────────────────────────────────────────────────────────────

TEST_F(LedgerTest, KeepsResources) {
  ledger_.keep(kFeed, "u", {"\"e\"", "modified", "hash", std::string("bo\0dy", 5), kTuesday});
  ledger_.keep(kFeed, "v", {});
  const auto resource = ledger_.resource(kFeed, "u");
  ASSERT_TRUE(resource);
  EXPECT_EQ(resource->etag + ' ' + resource->last_modified + ' ' + resource->sha256,
            "\"e\" modified hash");
  EXPECT_EQ(resource->body, std::string("bo\0dy", 5));
  EXPECT_EQ(resource->checked_at, kTuesday);
  ASSERT_TRUE(ledger_.resource(kFeed, "v"));
  EXPECT_EQ(ledger_.resource(kFeed, "v")->checked_at, std::nullopt);
  EXPECT_FALSE(ledger_.resource("another", "u"));
  ledger_.keep(kFeed, "u", {"", "", "other", "", kWednesday});
  EXPECT_EQ(ledger_.resource(kFeed, "u")->etag + ledger_.resource(kFeed, "u")->sha256, "other");
}

TEST_F(LedgerTest, PinsKeysOfEachFeed) {
  ledger_.pin(kFeed, "b", kTuesday);
  ledger_.pin(kFeed, "a", kTuesday);
  ledger_.pin(kFeed, "a", kWednesday);
  ledger_.pin("another", "c", kTuesday);
  EXPECT_EQ(ledger_.pinned_keys(kFeed), (Names{"a", "b"}));
  EXPECT_EQ(ledger_.pinned_keys("another"), Names{"c"});
}

// ── the file ─────────────────────────────────────────────────────────────────────────────────────

TEST(LedgerFile, KeepsEverythingBetweenRuns) {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "ledger.sqlite", copy = folder.path() / "copy.sqlite";
  { Ledger(file).pin(kFeed, "a", kTuesday); }
  Ledger again(file);
  EXPECT_EQ(again.pinned_keys(kFeed), Names{"a"});
  again.copy_to(copy);
  Ledger copied(copy);
  copied.pin(kFeed, "b", kTuesday);
  EXPECT_EQ(copied.pinned_keys(kFeed), (Names{"a", "b"}));
  EXPECT_EQ(again.pinned_keys(kFeed), Names{"a"});
}

TEST(LedgerFile, OfANewerProgramIsRefused) {
  const test::TemporaryFolder folder;
  const std::string file = (folder.path() / "ledger.sqlite").string();
  { const Ledger ledger(file); }
  { const Database newer(file, {"", "CREATE TABLE later (x)"}); }
  EXPECT_EQ(test::error_of([&] { const Ledger ledger(file); }),
            "unsupported database-newer file=" + file + " version=2 known=1");
}

TEST(LedgerFile, ThatIsNoneIsRefused) {
  const test::TemporaryFolder folder;
  const std::string file = folder.write("ledger.sqlite", std::string(4096, 'x')).string();
  EXPECT_EQ(test::error_of([&] { const Ledger ledger(file); }),
            "untrusted " + file + " database-damaged reason=file is not a database");
}

}  // namespace
}  // namespace patchmatrix
