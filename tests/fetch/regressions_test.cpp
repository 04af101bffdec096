// SPDX-License-Identifier: Apache-2.0
#include "fetch/regressions.hpp"

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace patchmatrix {
namespace {

using Known = std::vector<Ledger::KnownVulnerability>;
using Ids = std::vector<std::string>;

DocumentFacts facts_of(const std::string& revision, const std::string& date, Ids ids = {}) {
  DocumentFacts facts;
  facts.revision = revision;
  facts.current_release = parse_instant(date);
  facts.vulnerabilities = std::move(ids);
  return facts;
}

LedgerDocument present_of(const std::string& revision, const std::string& date) {
  LedgerDocument out;
  out.name = "a.json";
  out.sha256 = "1";
  out.facts = facts_of(revision, date);
  return out;
}

// "code document name=value …", one a line.
std::string text_of(const std::vector<FetchEvent>& events) {
  std::string out;
  for (const FetchEvent& each : events) {
    out += each.code + ' ' + each.document;
    for (const auto& [name, value] : each.arguments) out += ' ' + name + '=' + value;
    out += '\n';
  }
  return out;
}

TEST(Revisions, AreComparedByValue) {
  struct Case {
    std::string revision, than, older;
  };
  const Case cases[] = {
      {"1", "2", "yes"},
      {"2", "1", "no"},
      {"2", "2", "no"},
      {"9", "10", "yes"},
      {"10", "9", "no"},
      {"1.9", "1.10", "yes"},
      {"1.10", "1.9", "no"},
      {"1.2.3", "1.2.4", "yes"},
      {"1.2", "1.2.1", "yes"},
      {"1.2.1", "1.2", "no"},
      {"1", "1.0", "no"},
      {"1.0", "1", "no"},
      {"1.0.0", "1.0.1", "yes"},
      {"01", "1", "no"},
      {"0", "0.0", "no"},
      {"0.9", "1", "yes"},
      {"2.0", "1.9.9", "no"},
      {"18446744073709551615", "1", "no"},
      {"", "1", "?"},
      {"1", "", "?"},
      {"1.", "2", "?"},
      {".1", "2", "?"},
      {"1..2", "2", "?"},
      {"-1", "1", "?"},
      {"+1", "2", "?"},
      {" 1", "2", "?"},
      {"1 ", "2", "?"},
      {"1.0-rc1", "1.0", "?"},
      {"v1", "2", "?"},
      {"2022-11-08", "2", "?"},
      {"1,0", "2", "?"},
      {"0x1", "2", "?"},
      {"18446744073709551616", "1", "?"},
  };
  for (const Case& each : cases) {
    const auto older = is_older_revision(each.revision, each.than);
    EXPECT_EQ(!older   ? "?"
              : *older ? "yes"
                       : "no",
              each.older)
        << each.revision << " older than " << each.than;
  }
}

TEST(Regressions, OfAFirstVersionAreNone) {
  LedgerDocument first = present_of("9", "2022-11-08T08:00:00Z");
  first.sha256.clear();
  EXPECT_EQ(text_of(regressions(first, {{"CVE-1", false}}, facts_of("1", "2020-01-01T00:00:00Z"))),
            "");
}

TEST(Regressions, OfACatalogueAreOfItsEntries) {
  DocumentFacts newer = facts_of("3", "2022-11-09T08:00:00Z", {"CVE-1"});
  newer.catalogue = true;
  EXPECT_EQ(text_of(regressions(present_of("2", "2022-11-08T08:00:00Z"),
                                {{"CVE-1", true}, {"CVE-2", false}}, newer)),
            "entries-gone a.json number=1 ids=CVE-2\n"
            "entries-back a.json number=1 ids=CVE-1\n");
}

TEST(Regressions, AreToldOneByOne) {
  const std::string day = "2022-11-08T08:00:00Z", later = "2022-11-09T08:00:00Z";
  struct Case {
    std::string what, revision, date, events;
    Known known;
    Ids ids;
  };
  const Case cases[] = {
      {"newer, nothing known", "3", later, "", {}, {}},
      {"newer with the same",
       "3",
       later,
       "",
       {{"CVE-1", false}, {"CVE-2", false}},
       {"CVE-2", "CVE-1"}},
      {"newer with more", "3", later, "", {{"CVE-1", false}}, {"CVE-0", "CVE-1", "CVE-2"}},
      {"one gone",
       "3",
       later,
       "vulnerabilities-gone a.json number=1 ids=CVE-1\n",
       {{"CVE-1", false}, {"CVE-2", false}},
       {"CVE-2"}},
      {"all gone",
       "3",
       later,
       "vulnerabilities-gone a.json number=2 ids=CVE-1, CVE-2\n",
       {{"CVE-1", false}, {"CVE-2", false}},
       {}},
      {"another case is another identifier",
       "3",
       later,
       "vulnerabilities-gone a.json number=1 ids=CVE-1\n",
       {{"CVE-1", false}},
       {"cve-1"}},
      {"still gone", "3", later, "", {{"CVE-1", true}, {"CVE-2", false}}, {"CVE-2"}},
      {"back",
       "3",
       later,
       "vulnerabilities-back a.json number=1 ids=CVE-1\n",
       {{"CVE-1", true}, {"CVE-2", false}},
       {"CVE-2", "CVE-1"}},
      {"one gone, another back",
       "3",
       later,
       "vulnerabilities-gone a.json number=1 ids=CVE-2\n"
       "vulnerabilities-back a.json number=1 ids=CVE-1\n",
       {{"CVE-1", true}, {"CVE-2", false}},
       {"CVE-1"}},
      {"revision backward", "1", later, "revision-backward a.json from=2 to=1\n", {}, {}},
      {"revision backward in parts",
       "1.9.9",
       later,
       "revision-backward a.json from=2 to=1.9.9\n",
       {},
       {}},
      {"the same revision", "2", later, "", {}, {}},
      {"the same revision in other words", "2.0", later, "", {}, {}},
      {"no revision", "", later, "", {}, {}},
      {"date backward",
       "3",
       "2022-11-07T08:00:00Z",
       "date-backward a.json from=2022-11-08T08:00:00Z to=2022-11-07T08:00:00Z\n",
       {},
       {}},
      {"no date", "3", "", "", {}, {}},
      {"the same date", "3", day, "", {}, {}},
      {"changed silently",
       "2",
       day,
       "changed-silently a.json revision=2 date=2022-11-08T08:00:00Z\n",
       {},
       {}},
      {"the same revision without a date", "2", "", "", {}, {}},
      {"everything",
       "1",
       "2022-11-07T08:00:00Z",
       "vulnerabilities-gone a.json number=1 ids=CVE-1\n"
       "revision-backward a.json from=2 to=1\n"
       "date-backward a.json from=2022-11-08T08:00:00Z to=2022-11-07T08:00:00Z\n",
       {{"CVE-1", false}},
       {}},
  };
  for (const Case& each : cases)
    EXPECT_EQ(text_of(regressions(present_of("2", day), each.known,
                                  facts_of(each.revision, each.date, each.ids))),
              each.events)
        << each.what;
}

TEST(Regressions, OfADocumentThatNeverHadADateAreNotToldByDate) {
  EXPECT_EQ(text_of(regressions(present_of("2", ""), {}, facts_of("2", "2022-11-08T08:00:00Z"))),
            "");
  EXPECT_EQ(text_of(regressions(present_of("2", ""), {}, facts_of("2", ""))), "");
}

TEST(Regressions, NameFiveVulnerabilitiesAndCountAll) {
  Known known;
  for (const char* id : {"CVE-1", "CVE-2", "CVE-3", "CVE-4", "CVE-5"}) known.push_back({id, false});
  const LedgerDocument present = present_of("1", "2022-11-08T08:00:00Z");
  const DocumentFacts newer = facts_of("2", "2022-11-09T08:00:00Z");
  EXPECT_EQ(text_of(regressions(present, known, newer)),
            "vulnerabilities-gone a.json number=5 ids=CVE-1, CVE-2, CVE-3, CVE-4, CVE-5\n");
  known.push_back({"CVE-6", false});
  EXPECT_EQ(text_of(regressions(present, known, newer)),
            "vulnerabilities-gone a.json number=6 ids=CVE-1, CVE-2, CVE-3, CVE-4, CVE-5, …\n");
}

// ── provisional releases ─────────────────────────────────────────────────────────────────────────

// The second Tuesday at ten o'clock: in November 2022 that is 2022-11-08T18:00:00Z.
Vendor vendor() {
  Vendor out;
  out.release_day = {2, 2, "10:00", "PST-08PDT+01,M3.2.0/02:00,M11.1.0/02:00", "PT", 2007};
  return out;
}

Feed feed() {
  Feed out;
  out.complete_families = {"desktop", "office"};
  return out;
}

DocumentFacts release(std::size_t announced, std::size_t released, Ids families) {
  DocumentFacts facts;
  facts.month = Month{2022, 11};
  facts.announced = announced;
  facts.released = released;
  facts.families = std::move(families);
  return facts;
}

TEST(ProvisionalRelease, HasAReason) {
  const std::string before = "2022-11-08T17:59:59Z", then = "2022-11-08T18:00:00Z",
                    last = "2022-11-22T18:00:00Z", after = "2022-11-22T18:00:01Z";
  const Ids none, one = {"office"}, all = {"office", "server", "desktop"};
  struct Case {
    std::size_t announced, released;
    Ids families;
    int polls;
    std::string now, reason;
  };
  const Case cases[] = {
      // Before the release nothing counts.
      {3, 3, all, 9, before, "before-release"},
      {0, 0, none, 1, before, "before-release"},
      {0, 0, none, 1, "2022-10-01T00:00:00Z", "before-release"},
      // Its own list is met.
      {3, 3, none, 1, then, ""},
      {3, 4, none, 1, then, ""},
      {3, 2, none, 1, then, "list-not-met"},
      {3, 0, one, 9, then, "list-not-met"},
      {3, 2, all, 1, then, "list-not-met"},
      // The families that it never lacks are there, and two polls agree.
      {3, 2, all, 2, then, ""},
      {0, 0, all, 2, then, ""},
      {0, 0, all, 1, then, "not-settled"},
      {0, 0, all, 0, then, "not-settled"},
      {0, 5, all, 1, then, "not-settled"},
      {0, 0, one, 2, then, "families-missing"},
      {0, 0, one, 9, then, "families-missing"},
      {0, 0, none, 1, then, "families-missing"},
      // Two weeks later it is complete, whatever is missing.
      {0, 0, none, 1, last, "families-missing"},
      {0, 0, none, 1, after, ""},
      {3, 0, none, 1, last, "list-not-met"},
      {3, 0, none, 1, after, ""},
  };
  for (const Case& each : cases)
    EXPECT_EQ(
        provisional_reason(vendor(), feed(), release(each.announced, each.released, each.families),
                           each.polls, *parse_instant(each.now)),
        each.reason)
        << each.released << " of " << each.announced << ", " << each.families.size()
        << " families, " << each.polls << " polls, " << each.now;
}

TEST(ProvisionalRelease, FollowsTheClocksOfTheVendor) {
  DocumentFacts june = release(1, 1, {});
  june.month = Month{2022, 6};
  const auto reason = [&](const char* now) {
    return provisional_reason(vendor(), feed(), june, 1, *parse_instant(now));
  };
  EXPECT_EQ(reason("2022-06-14T16:59:59Z"), "before-release");
  EXPECT_EQ(reason("2022-06-14T17:00:00Z"), "");
}

TEST(ProvisionalRelease, IsNoneOfFeedsThatDoNotReleaseMonthly) {
  const Instant now = *parse_instant("2022-11-01T00:00:00Z");
  EXPECT_EQ(provisional_reason(vendor(), feed(), release(3, 0, {}), 1, now), "before-release");
  Feed without_families = feed();
  without_families.complete_families.clear();
  EXPECT_EQ(provisional_reason(vendor(), without_families, release(3, 0, {}), 1, now), "");
  EXPECT_EQ(provisional_reason(Vendor(), feed(), release(3, 0, {}), 1, now), "");
  DocumentFacts without_month = release(3, 0, {});
  without_month.month.reset();
  EXPECT_EQ(provisional_reason(vendor(), feed(), without_month, 1, now), "");
}

}  // namespace
}  // namespace patchmatrix
