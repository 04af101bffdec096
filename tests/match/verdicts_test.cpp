// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "match/judging.hpp"

namespace patchmatrix {
namespace {

TEST(Verdict, OfAMachineIsTheWorstOfItsProducts) {
  std::vector<Verdict> verdicts = {Verdict::NotAffected, Verdict::Fixed, Verdict::Open,
                                   Verdict::OutOfSupport, Verdict::Unknown};
  std::sort(verdicts.begin(), verdicts.end(), worse);
  EXPECT_THAT(verdicts, testing::ElementsAre(Verdict::Open, Verdict::Unknown, Verdict::OutOfSupport,
                                             Verdict::Fixed, Verdict::NotAffected));
}

TEST(MatchRule, HasASlugAndOneVerdict) {
  EXPECT_EQ(slug(MatchRule::BuildReached), "build-reached");
  EXPECT_EQ(verdict_of(MatchRule::BuildReached), Verdict::Fixed);
  EXPECT_EQ(slug(MatchRule::AnyVersion), "any-version");
  EXPECT_EQ(verdict_of(MatchRule::AnyVersion), Verdict::Open);
}

}  // namespace
}  // namespace patchmatrix
