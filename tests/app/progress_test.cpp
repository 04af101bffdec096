// SPDX-License-Identifier: Apache-2.0
#include "app/progress.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "io/unicode.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::uint64_t kMega = 1'000'000;

TEST(BytesText, HasThreeDigitsAtMostAndADecimalUnit) {
  struct Case {
    std::uint64_t bytes;
    const char* text;
  };
  for (const Case& each : std::vector<Case>{
           {0, "0 B"},
           {1, "1 B"},
           {999, "999 B"},
           {1'000, "1.0 kB"},
           {1'099, "1.0 kB"},
           {1'100, "1.1 kB"},
           {99'999, "99.9 kB"},
           {100'000, "100 kB"},
           {999'999, "999 kB"},
           {kMega, "1.0 MB"},
           {41'300'000, "41.3 MB"},
           {999'999'999, "999 MB"},
           {1'000 * kMega, "1.0 GB"},
           {150'000 * kMega, "150 GB"},
           {1'000'000 * kMega, "1000 GB"},  // no larger unit: more digits
           {std::numeric_limits<std::uint64_t>::max(), "18446744073 GB"},
       })
    for (const char* language : {"en", "ja"})
      EXPECT_EQ(bytes_text(each.bytes, shipped_words(language)), each.text) << each.bytes;
}

// A line of the feed "acme" after `elapsed`.
std::string line(std::size_t done, std::size_t total, std::uint64_t bytes, milliseconds elapsed,
                 std::size_t width = 200, const char* language = "en") {
  Feed feed;
  feed.id = "acme";
  return progress_line({&feed, done, total, bytes}, elapsed, width, shipped_words(language));
}

TEST(ProgressLine, TellsDocumentsBytesRateAndRemainingTime) {
  EXPECT_EQ(line(12, 36, 41'300'000, seconds(8)),
            "acme [########................] 12/36 documents, 41.3 MB, 5.1 MB/s, 0:16 left");
  EXPECT_EQ(line(12, 36, 41'300'000, seconds(8), 200, "ja"),
            "acme [########................] 文書 12/36、41.3 MB、5.1 MB/秒、残り 0:16");
}

TEST(ProgressLine, BeginsAndEndsWhole) {
  EXPECT_EQ(line(0, 36, 0, seconds(1)),
            "acme [........................] 0/36 documents, 0 B, 0 B/s, -:-- left");
  EXPECT_EQ(line(36, 36, kMega, seconds(1)),
            "acme [########################] 36/36 documents, 1.0 MB, 1.0 MB/s, 0:00 left");
  EXPECT_EQ(line(0, 0, 0, milliseconds(0)),
            "acme [........................] 0/0 documents, 0 B, 0 B/s, -:-- left");
}

TEST(ProgressLine, CountsNoTimeAsAMillisecond) {
  for (const milliseconds elapsed : {milliseconds(0), milliseconds(1), milliseconds(-5)})
    EXPECT_EQ(line(1, 2, 1'000, elapsed),
              "acme [############............] 1/2 documents, 1.0 kB, 1.0 MB/s, 0:00 left");
}

TEST(ProgressLine, TellsLongTimesInHours) {
  struct Case {
    seconds elapsed;
    const char* left;
  };
  for (const Case& each : std::vector<Case>{{seconds(59), "0:59"},
                                            {seconds(60), "1:00"},
                                            {seconds(3'599), "59:59"},
                                            {hours(1), "1:00:00"},
                                            {seconds(7'425), "2:03:45"},
                                            {hours(1'000), "1000:00:00"}})
    EXPECT_EQ(line(1, 2, 0, each.elapsed),
              "acme [############............] 1/2 documents, 0 B, "
              "0 B/s, " +
                  std::string(each.left) + " left");
}

TEST(ProgressLine, TakesALargerCountThanAnnouncedForTheWhole) {
  EXPECT_EQ(line(40, 36, 0, seconds(1)),
            "acme [########################] 40/36 documents, 0 B, 0 B/s, 0:00 left");
}

TEST(ProgressLine, TellsOfHundredsOfThousandsOfDocuments) {
  EXPECT_EQ(line(150'000, 300'000, 9'000 * kMega, hours(3)),
            "acme [############............] 150000/300000 documents, 9.0 GB, 833 kB/s, "
            "3:00:00 left");
}

TEST(ProgressLine, GivesTheBarWhatTheFiguresLeaveAndCutsLast) {
  struct Case {
    std::size_t width;
    const char* english;
    const char* japanese;
  };
  for (const Case& each : std::vector<Case>{
           {79, "acme [########................] 12/36 documents, 41.3 MB, 5.1 MB/s, 0:16 left",
            "acme [########................] 文書 12/36、41.3 MB、5.1 MB/秒、残り 0:16"},
           {70, "acme [#####...........] 12/36 documents, 41.3 MB, 5.1 MB/s, 0:16 left",
            "acme [######..............] 文書 12/36、41.3 MB、5.1 MB/秒、残り 0:16"},
           {59, "acme [#...] 12/36 documents, 41.3 MB, 5.1 MB/s, 0:16 left",
            "acme [##......] 文書 12/36、41.3 MB、5.1 MB/秒、残り 0:16"},
           {57, "acme [#...] 12/36 documents, 41.3 MB, 5.1 MB/s, 0:16 left",
            "acme [##......] 文書 12/36、41.3 MB、5.1 MB/秒、残り 0:16"},
           {56, "acme 12/36 documents, 41.3 MB, 5.1 MB/s, 0:16 left",
            "acme [#...] 文書 12/36、41.3 MB、5.1 MB/秒、残り 0:16"},
           {50, "acme 12/36 documents, 41.3 MB, 5.1 MB/s, 0:16 left",
            "acme 文書 12/36、41.3 MB、5.1 MB/秒、残り 0:16"},
           {44, "acme 12/36 documents, 41.3 MB, 5.1 MB/s, 0:1",
            "acme 文書 12/36、41.3 MB、5.1 MB/秒、残り 0:"},
           {10, "acme 12/36", "acme 文書 "},
           {7, "acme 12", "acme 文"},
           {6, "acme 1", "acme "},
           {0, "", ""},
       }) {
    EXPECT_EQ(line(12, 36, 41'300'000, seconds(8), each.width, "en"), each.english) << each.width;
    EXPECT_EQ(line(12, 36, 41'300'000, seconds(8), each.width, "ja"), each.japanese) << each.width;
  }
  for (std::size_t width = 0; width < 100; ++width)
    for (const char* language : {"en", "ja"})
      EXPECT_LE(display_width(line(12, 36, 41'300'000, seconds(8), width, language)), width);
}

}  // namespace
}  // namespace patchmatrix
