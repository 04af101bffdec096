// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <patchmatrix/match.hpp>

#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace test;

TEST(Aliases, AreReadInTheOrderOfTheFile) {
  const TemporaryFolder folder;
  const auto file = folder.write("aliases.toml", R"([[aliases]]
name = "メールサーバー"
product = " Example Mail Server 2019 "

[[aliases]]
name = "gateway"
product = "Example Gateway"
)");
  std::vector<std::string> out;
  for (const Alias& each : read_aliases(file)) out.push_back(each.name + " = " + each.product);
  EXPECT_THAT(out, testing::ElementsAre("メールサーバー = Example Mail Server 2019",
                                        "gateway = Example Gateway"));
}

TEST(Aliases, MayBeNone) {
  const TemporaryFolder folder;
  EXPECT_TRUE(read_aliases(folder.write("aliases.toml", "")).empty());
}

TEST(Aliases, WithAnythingWrongAreRefusedWithTheLine) {
  struct Case {
    std::string toml, expected;
  };
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "aliases.toml").string();
  for (const Case& each : std::vector<Case>{
           {"[[aliases]]\nname = \"a\"\n", "malformed " + file + ":2 toml-missing key=product"},
           {"[[aliases]]\nname = \"a\"\nproduct = 1\n", "malformed " + file + ":3 toml-type"},
           {"[[aliases]]\nname = \"a\"\nproduct = \"b\"\nversion = \"c\"\n",
            "malformed " + file + ":4 toml-unknown-key key=version"},
           {"[aliases]\na = \"b\"\n", "malformed " + file + ":1 toml-type"},
           {"alias = 1\n", "malformed " + file + ":1 toml-unknown-key key=alias"},
           {"[[aliases]]\nname = \" \"\nproduct = \"b\"\n",
            "malformed " + file + ":2 alias-empty key=name"},
           {"[[aliases]]\nname = \"a\"\nproduct = \"\"\n",
            "malformed " + file + ":3 alias-empty key=product"},
           {"[[aliases]]\nname = \"Mail  Server\"\nproduct = \"b\"\n[[aliases]]\nname = \"ｍａｉｌ "
            "server\"\nproduct = \"c\"\n",
            "malformed " + file + ":5 alias-twice key=name"},
       }) {
    folder.write("aliases.toml", each.toml);
    EXPECT_EQ(error_of([&] { read_aliases(file); }).substr(0, each.expected.size()), each.expected)
        << each.toml;
  }
}

TEST(Aliases, OfAMissingFileAreAnError) {
  EXPECT_EQ(error_of([] { read_aliases("/nowhere/aliases.toml"); }),
            "not-found /nowhere/aliases.toml no-file");
}

}  // namespace
}  // namespace patchmatrix
