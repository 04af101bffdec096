// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <patchmatrix/diagnostics.hpp>

#include "support/support.hpp"

namespace patchmatrix {
namespace {

TEST(Diagnostics, AreEmptyAtFirst) {
  const Diagnostics diagnostics;
  EXPECT_TRUE(diagnostics.empty());
  EXPECT_EQ(test::text_of(diagnostics), "");
}

TEST(Diagnostics, CountEveryOccurrenceAndKeepPlaceAndArgumentsOfTheFirst) {
  Diagnostics diagnostics;
  diagnostics.add("bad-date", "3:7 cvrfdoc", {{"text", "yesterday"}});
  diagnostics.add("undefined-product", "9:1", {{"id", "11"}});
  diagnostics.add("bad-date", "5:7 cvrfdoc", {{"text", "tomorrow"}});
  diagnostics.add("bad-date", "");
  EXPECT_FALSE(diagnostics.empty());
  EXPECT_EQ(test::text_of(diagnostics),
            "bad-date 3:7 cvrfdoc text=yesterday ×3\n"
            "undefined-product 9:1 id=11\n");
}

TEST(Diagnostics, StandInTheOrderInWhichTheirCodesWereFirstSeen) {
  Diagnostics diagnostics;
  for (const char* code : {"z", "a", "m", "a", "z"}) diagnostics.add(code, "");
  EXPECT_EQ(test::text_of(diagnostics), "z ×2\na ×2\nm\n");
}

TEST(Diagnostics, TakeAPrefixOfACodeForAnotherCode) {
  Diagnostics diagnostics;
  diagnostics.add("unknown-status", "");
  diagnostics.add("unknown", "");
  EXPECT_EQ(test::text_of(diagnostics), "unknown-status\nunknown\n");
}

TEST(Diagnostics, KnowNoFileUntilAStageThatKnowsItSaysSo) {
  Diagnostics diagnostics;
  diagnostics.add("bad-date", "");
  EXPECT_EQ(diagnostics.all().front().file, "");
}

TEST(Errors, TellKindPlaceCodeAndArguments) {
  const Error error(ErrorKind::Malformed, "xml-entity", "3:7 a/b", {{"entity", "nbsp"}});
  EXPECT_EQ(error.kind(), ErrorKind::Malformed);
  EXPECT_EQ(error.where(), "3:7 a/b");
  EXPECT_EQ(error.code(), "xml-entity");
  EXPECT_EQ(error.arguments(), (Arguments{{"entity", "nbsp"}}));
  EXPECT_STREQ(error.what(), "3:7 a/b: xml-entity");
  EXPECT_STREQ(Error(ErrorKind::Malformed, "empty").what(), "empty");
}

}  // namespace
}  // namespace patchmatrix
