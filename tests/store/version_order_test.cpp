// SPDX-License-Identifier: Apache-2.0
#include "store/version_order.hpp"

#include <gtest/gtest.h>

namespace patchmatrix {
namespace {

Instant at(const std::string& text) { return parse_instant(text).value(); }

TEST(Revisions, AreComparedAsNumbersOrBySemanticPrecedence) {
  struct Case {
    const char *older, *newer;
  };
  // Each older than the next: semver.org, clause 11, and what vendors write.
  const std::vector<Case> cases = {
      {"1", "2"},
      {"9", "10"},
      {"0099", "100"},
      {"99999999999999999999", "100000000000000000000"},
      {"1.0", "1.0.1"},
      {"1.9.0", "1.10.0"},
      {"1.0.0-alpha", "1.0.0-alpha.1"},
      {"1.0.0-alpha.1", "1.0.0-alpha.beta"},
      {"1.0.0-alpha.beta", "1.0.0-beta"},
      {"1.0.0-beta", "1.0.0-beta.2"},
      {"1.0.0-beta.2", "1.0.0-beta.11"},
      {"1.0.0-beta.11", "1.0.0-rc.1"},
      {"1.0.0-rc.1", "1.0.0"},
      {"1.0.0+build.9", "1.0.1"},
      {"v1.0", "2.0"},
      {"", "1"},
  };
  for (const Case& each : cases) {
    EXPECT_LT(compare_revisions(each.older, each.newer), 0) << each.older << " < " << each.newer;
    EXPECT_GT(compare_revisions(each.newer, each.older), 0) << each.newer << " > " << each.older;
  }
}

TEST(Revisions, AreEqualWhateverTheyAreWrittenWith) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"1", "1"},   {"1", "1.0"}, {"1.0", "1.0.0"},       {"01", "1"},
      {" 2 ", "2"}, {"V3", "v3"}, {"1.0.0+a", "1.0.0+b"}, {"", ""},
  };
  for (const auto& [a, b] : cases) EXPECT_EQ(compare_revisions(a, b), 0) << a << " = " << b;
}

// An arrival of version `version`; ids grow as they are made.
class Arrivals {
 public:
  Arrivals& witnessed(std::int64_t version, const std::string& fetched, const std::string& dated,
                      const char* revision = "1") {
    return add(version, fetched, dated, revision, true);
  }
  Arrivals& imported(std::int64_t version, const std::string& fetched, const std::string& dated,
                     const char* revision = "1") {
    return add(version, fetched, dated, revision, false);
  }
  // "version said-at", oldest first.
  std::vector<std::string> in(VersionOrder order) const {
    std::vector<std::string> out;
    for (const VersionArrival& each : in_order(list_, order))
      out.push_back(std::to_string(each.version) + ' ' + to_string(each.said_at));
    return out;
  }

 private:
  Arrivals& add(std::int64_t version, const std::string& fetched, const std::string& dated,
                const char* revision, bool witnessed) {
    VersionArrival each;
    each.version = version;
    each.arrival = static_cast<std::int64_t>(list_.size()) + 1;
    each.fetched_at = at(fetched);
    each.witnessed = witnessed;
    each.revision = revision;
    if (!dated.empty()) each.dated = at(dated);
    list_.push_back(each);
    return *this;
  }
  std::vector<VersionArrival> list_;
};

using Lines = std::vector<std::string>;

TEST(VersionsByArrival, FollowTheFeedWhereItsDatesGoBackward) {
  const Arrivals june = Arrivals()
                            .witnessed(1, "2026-07-04T02:00:00Z", "2026-07-04T01:03:27Z")
                            .witnessed(2, "2026-07-04T22:19:22Z", "2026-07-02T07:00:00Z")
                            .witnessed(3, "2026-07-05T15:00:00Z", "2026-07-05T14:46:17Z");
  EXPECT_EQ(june.in(VersionOrder::Arrival),
            (Lines{"1 2026-07-04T01:03:27Z", "2 2026-07-04T01:03:27Z", "3 2026-07-05T14:46:17Z"}));
}

TEST(VersionsByArrival, LetAVersionComeBack) {
  const Arrivals feed = Arrivals()
                            .witnessed(1, "2026-07-01T00:00:00Z", "2026-07-01T00:00:00Z")
                            .witnessed(2, "2026-07-02T00:00:00Z", "2026-07-02T00:00:00Z")
                            .witnessed(1, "2026-07-03T00:00:00Z", "2026-07-01T00:00:00Z");
  EXPECT_EQ(feed.in(VersionOrder::Arrival),
            (Lines{"1 2026-07-01T00:00:00Z", "2 2026-07-02T00:00:00Z", "1 2026-07-02T00:00:00Z"}));
}

TEST(VersionsByArrival, PutWhatWasOnlyImportedAtItsOwnDate) {
  const Arrivals feed = Arrivals()
                            .witnessed(1, "2023-02-01T00:00:00Z", "2023-01-20T00:00:00Z")
                            .imported(2, "2024-05-05T00:00:00Z", "2022-11-08T08:00:00Z")
                            .imported(3, "2024-05-05T00:00:00Z", "2022-11-28T15:34:45Z");
  EXPECT_EQ(feed.in(VersionOrder::Arrival),
            (Lines{"2 2022-11-08T08:00:00Z", "3 2022-11-28T15:34:45Z", "1 2023-01-20T00:00:00Z"}));
}

TEST(VersionsByArrival, DoNotDependOnTheOrderOfImport) {
  const Arrivals one = Arrivals()
                           .imported(1, "2024-05-05T00:00:00Z", "2022-11-08T08:00:00Z")
                           .imported(2, "2024-05-05T00:00:00Z", "2022-11-28T15:34:45Z");
  const Arrivals other = Arrivals()
                             .imported(2, "2024-05-05T00:00:00Z", "2022-11-28T15:34:45Z")
                             .imported(1, "2024-05-06T00:00:00Z", "2022-11-08T08:00:00Z");
  EXPECT_EQ(one.in(VersionOrder::Arrival), other.in(VersionOrder::Arrival));
}

TEST(VersionsByArrival, WereSaidWhenTheyCameIfTheyDateThemselvesLater) {
  const Arrivals early = Arrivals().witnessed(1, "2026-07-03T21:25:57Z", "2026-07-14T07:00:00Z");
  EXPECT_EQ(early.in(VersionOrder::Arrival), (Lines{"1 2026-07-03T21:25:57Z"}));
}

TEST(VersionsByArrival, WithoutADateWereSaidWhenTheyCame) {
  const Arrivals undated =
      Arrivals().witnessed(1, "2026-07-03T00:00:00Z", "").imported(2, "2026-07-02T00:00:00Z", "");
  EXPECT_EQ(undated.in(VersionOrder::Arrival),
            (Lines{"2 2026-07-02T00:00:00Z", "1 2026-07-03T00:00:00Z"}));
}

TEST(VersionsByNumber, FollowTheNumberWhateverArrivesFirst) {
  const Arrivals document = Arrivals()
                                .witnessed(1, "2026-01-03T00:00:00Z", "2026-01-02T00:00:00Z", "10")
                                .witnessed(2, "2026-01-04T00:00:00Z", "2026-01-05T00:00:00Z", "9");
  EXPECT_EQ(document.in(VersionOrder::Number),
            (Lines{"2 2026-01-05T00:00:00Z", "1 2026-01-02T00:00:00Z"}));
}

TEST(VersionsByNumber, FollowTheDateAndThenArrivalWhereNumbersAreEqual) {
  const Arrivals document = Arrivals()
                                .witnessed(1, "2026-01-03T00:00:00Z", "2026-01-02T00:00:00Z")
                                .witnessed(2, "2026-01-04T00:00:00Z", "2026-01-01T00:00:00Z")
                                .witnessed(3, "2026-01-05T00:00:00Z", "2026-01-02T00:00:00Z");
  EXPECT_EQ(document.in(VersionOrder::Number),
            (Lines{"2 2026-01-01T00:00:00Z", "1 2026-01-02T00:00:00Z", "3 2026-01-02T00:00:00Z"}));
}

}  // namespace
}  // namespace patchmatrix
