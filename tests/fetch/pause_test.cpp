// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <optional>
#include <set>

#include <gtest/gtest.h>

#include "fetch/asking.hpp"

namespace patchmatrix {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kDraws = 200;

TEST(Pause, IsDoubledFromTryToTryAndSpread) {
  const Patience patience{4, 1'000ms, 300s};
  struct Case {
    int next_try;
    milliseconds least, most;
  };
  const Case cases[] = {
      {0, 750ms, 1'250ms},      {1, 750ms, 1'250ms},   {2, 750ms, 1'250ms},
      {3, 1'500ms, 2'500ms},    {4, 3'000ms, 5'000ms}, {5, 6'000ms, 10'000ms},
      {9, 96'000ms, 160'000ms}, {12, 300s, 300s},      {1'000'000, 300s, 300s},
  };
  for (const Case& each : cases) {
    std::set<milliseconds> drawn;
    for (int i = 0; i < kDraws; ++i) drawn.insert(pause_before(each.next_try, patience, {}));
    EXPECT_GE(*drawn.begin(), each.least) << each.next_try;
    EXPECT_LE(*drawn.rbegin(), each.most) << each.next_try;
    EXPECT_EQ(drawn.size() > 10, each.least != each.most) << each.next_try;
  }
}

TEST(Pause, IsAsLongAsTheServerAsksButNeverLongerThanTheLongest) {
  const Patience patience{4, 1'000ms, 300s};
  struct Case {
    std::optional<seconds> retry_after;
    milliseconds least, most;
  };
  const Case cases[] = {
      {std::nullopt, 750ms, 1'250ms},
      {0s, 750ms, 1'250ms},
      {-5s, 750ms, 1'250ms},
      {1s, 1'000ms, 1'250ms},
      {2s, 2s, 2s},
      {300s, 300s, 300s},
      {301s, 300s, 300s},
      {366 * 24h, 300s, 300s},
  };
  for (const Case& each : cases)
    for (int i = 0; i < kDraws; ++i) {
      const milliseconds pause = pause_before(2, patience, each.retry_after);
      EXPECT_TRUE(each.least <= pause && pause <= each.most)
          << pause.count() << " ms for " << (each.retry_after ? each.retry_after->count() : -1);
    }
}

TEST(Pause, MayBeNone) {
  EXPECT_EQ(pause_before(2, {4, 0ms, 300s}, {}), 0ms);
  EXPECT_EQ(pause_before(9, {4, 0ms, 300s}, {}), 0ms);
  EXPECT_EQ(pause_before(2, {4, 0ms, 300s}, 7s), 7s);
  EXPECT_EQ(pause_before(2, {4, 1'000ms, 0s}, 7s), 0ms);
}

}  // namespace
}  // namespace patchmatrix
