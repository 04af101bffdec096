// SPDX-License-Identifier: Apache-2.0
#include "io/config.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "support/support.hpp"

namespace patchmatrix {
namespace {

using Texts = std::vector<std::string>;

Config parsed(std::string_view toml) { return Config::parse(toml, "a.toml"); }

TEST(Config, GivesWhatIsWritten) {
  const Config config = parsed(R"(# comment
text = "one"
literal = 'C:\two'
number = 42
negative = -1
yes = true
no = false
day = 2022-11-08
texts = ["b", "a", "b"]
none = []

[table]
text = "in the table"
[table.inner]
text = "deeper"

[[tables]]
id = "first"
[[tables]]
id = "second"
)");
  EXPECT_EQ(config.text("text"), "one");
  EXPECT_EQ(config.required_text("text"), "one");
  EXPECT_EQ(config.text("literal"), "C:\\two");
  EXPECT_EQ(config.number("number"), 42);
  EXPECT_EQ(config.number("negative"), -1);
  EXPECT_TRUE(config.flag("yes"));
  EXPECT_FALSE(config.flag("no"));
  EXPECT_EQ(to_string(config.day("day").value()), "2022-11-08");
  EXPECT_EQ(config.texts("texts"), (Texts{"b", "a", "b"}));
  EXPECT_EQ(config.texts("none"), Texts());
  EXPECT_EQ(config.table("table").text("text"), "in the table");
  EXPECT_EQ(config.table("table").table("inner").text("text"), "deeper");
  ASSERT_EQ(config.tables("tables").size(), 2U);
  EXPECT_EQ(config.tables("tables")[0].text("id"), "first");
  EXPECT_EQ(config.tables("tables")[1].text("id"), "second");
  EXPECT_EQ(test::error_of([&] { config.reject_unread(); }), "no error");
}

TEST(Config, GivesTheFallbackForWhatIsAbsent) {
  const Config config = parsed("");
  EXPECT_EQ(config.text("a"), "");
  EXPECT_EQ(config.text("a", "fallback"), "fallback");
  EXPECT_EQ(config.number("a"), 0);
  EXPECT_FALSE(config.flag("a"));
  EXPECT_EQ(config.day("a"), std::nullopt);
  EXPECT_EQ(config.texts("a"), Texts());
  EXPECT_TRUE(config.tables("a").empty());
  EXPECT_TRUE(config.table("a").keys().empty());
}

TEST(Config, TakesAnEmptyListForNoTablesToo) { EXPECT_TRUE(parsed("a = []").tables("a").empty()); }

TEST(Config, KeepsCommentsAndOtherCharactersOfTexts) {
  EXPECT_EQ(parsed("a = \"緊急 # not a comment\"").text("a"), "緊急 # not a comment");
  EXPECT_EQ(parsed("\"21H2\" = \"a\"").text("21H2"), "a");
  EXPECT_EQ(parsed("a = \"\"\"\none\ntwo\"\"\"").text("a"), "one\ntwo");
}

struct Case {
  std::string_view toml;
  std::function<void(const Config&)> ask;
  std::string_view expected;
};

TEST(Config, RefusesOtherTypesThanTheOneAskedForAtTheirLine) {
  const std::vector<Case> cases = {
      {"a = 1", [](const Config& c) { c.text("a"); }, "malformed a.toml:1 toml-type key=a"},
      {"\n\na = [\"one\"]", [](const Config& c) { c.text("a"); },
       "malformed a.toml:3 toml-type key=a"},
      {"a = true", [](const Config& c) { c.required_text("a"); },
       "malformed a.toml:1 toml-type key=a"},
      {"a = \"1\"", [](const Config& c) { c.number("a"); }, "malformed a.toml:1 toml-type key=a"},
      {"a = true", [](const Config& c) { c.number("a"); }, "malformed a.toml:1 toml-type key=a"},
      {"a = 2147483648", [](const Config& c) { c.number("a"); },
       "malformed a.toml:1 toml-type key=a"},
      {"a = -9223372036854775808", [](const Config& c) { c.number("a"); },
       "malformed a.toml:1 toml-type key=a"},
      {"a = 1", [](const Config& c) { c.flag("a"); }, "malformed a.toml:1 toml-type key=a"},
      {"a = \"true\"", [](const Config& c) { c.flag("a"); }, "malformed a.toml:1 toml-type key=a"},
      {"a = \"2022-11-08\"", [](const Config& c) { c.day("a"); },
       "malformed a.toml:1 toml-type key=a"},
      {"a = \"one\"", [](const Config& c) { c.texts("a"); }, "malformed a.toml:1 toml-type key=a"},
      {"[[a]]\nb = 1", [](const Config& c) { c.texts("a"); }, "malformed a.toml:1 toml-type key=a"},
      {"b = 1\n[a]\nc = 1", [](const Config& c) { c.tables("a"); },
       "malformed a.toml:2 toml-type key=a"},
      {"a = [\"one\"]", [](const Config& c) { c.tables("a"); },
       "malformed a.toml:1 toml-type key=a"},
      {"[[a]]\nb = 1", [](const Config& c) { c.table("a"); }, "malformed a.toml:1 toml-type key=a"},
      {"[t]\nb = 1\na = 1", [](const Config& c) { c.table("t").text("a"); },
       "malformed a.toml:3 toml-type key=a"},
  };
  for (const Case& each : cases) {
    const Config config = parsed(each.toml);
    EXPECT_EQ(test::error_of([&] { each.ask(config); }), each.expected) << each.toml;
  }
}

TEST(Config, RefusesTypesThatNoDefinitionUses) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases = {
      {"a = 1.5", "malformed a.toml:1 toml-type key=a"},
      {"b = 1\na = 2022-11-08T08:00:00Z", "malformed a.toml:2 toml-type key=a"},
      {"a = 08:00:00", "malformed a.toml:1 toml-type key=a"},
      {"a = [1, 2]", "malformed a.toml:1 toml-type key=a"},
      {"a = [\"one\", 2]", "malformed a.toml:1 toml-type key=a"},
      {"a = [\"one\", [\"two\"]]", "malformed a.toml:1 toml-type key=a"},
      {"a = [{ b = 1 }, \"two\"]", "malformed a.toml:1 toml-type key=a"},
  };
  for (const auto& [toml, expected] : cases)
    EXPECT_EQ(test::error_of([text = toml] { parsed(text); }), expected) << toml;
}

TEST(Config, NamesTheKeyThatIsMissing) {
  const Config config = parsed("\nz = \"one\"\nb = \"two\"");
  EXPECT_EQ(test::error_of([&] { config.required_text("a"); }),
            "malformed a.toml:2 toml-missing key=a");
  EXPECT_EQ(test::error_of([&] { parsed("").required_text("a"); }),
            "malformed a.toml:1 toml-missing key=a");
  EXPECT_EQ(parsed("a = \"\"").required_text("a"), "");  // empty is not missing
}

TEST(Config, NamesTheFirstKeyThatNobodyAskedFor) {
  const Config config = parsed("a = 1\n[t]\nb = 2\nbb = 3\n[[l]]\nc = 4\n[[l]]\nc = 5\ncc = 6\n");
  const auto error = [&] { return test::error_of([&] { config.reject_unread(); }); };
  EXPECT_EQ(error(), "malformed a.toml:1 toml-unknown-key key=a");
  config.number("a");
  EXPECT_EQ(error(), "malformed a.toml:5 toml-unknown-key key=l");
  for (const Config& each : config.tables("l")) each.number("c");
  EXPECT_EQ(error(), "malformed a.toml:9 toml-unknown-key key=cc");
  config.tables("l")[1].number("cc");
  EXPECT_EQ(error(), "malformed a.toml:2 toml-unknown-key key=t");
  config.table("t").number("b");
  EXPECT_EQ(error(), "malformed a.toml:4 toml-unknown-key key=bb");
  config.table("t").number("bb");
  EXPECT_EQ(error(), "no error");
}

TEST(Config, DoesNotTakeAListOfKeysForAQuestion) {
  const Config config = parsed("b = 1\na = 2\n");
  EXPECT_EQ(config.keys(), (Texts{"a", "b"}));
  EXPECT_EQ(test::error_of([&] { config.reject_unread(); }),
            "malformed a.toml:2 toml-unknown-key key=a");
}

TEST(Config, FailsAtTheLineOfTheKeyForItsReaders) {
  const Config config = parsed("a = 1\n\nb = 2\n");
  EXPECT_EQ(test::error_of([&] { config.fail("feed-rows", "b"); }),
            "malformed a.toml:3 feed-rows key=b");
}

TEST(Config, SaysWhereTheSyntaxIsWrong) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases = {
      {"a", "malformed a.toml:1 toml-syntax reason="},
      {"a = 1\nb = \n", "malformed a.toml:2 toml-syntax reason="},
      {"a = 1\n\na = 2\n", "malformed a.toml:3 toml-syntax reason="},
      {"[t\n", "malformed a.toml:1 toml-syntax reason="},
      {"a = \"cut", "malformed a.toml:1 toml-syntax reason="},
      {"a = \"bad \xFF byte\"", "malformed a.toml:1 toml-syntax reason="},
      {"a = 2022-02-30", "malformed a.toml:1 toml-syntax reason="},
  };
  for (const auto& [toml, expected] : cases) {
    const std::string error = test::error_of([text = toml] { parsed(text); });
    EXPECT_TRUE(error.starts_with(expected)) << toml << '\n' << error;
    EXPECT_GT(error.size(), expected.size()) << "the parser's reason";
  }
}

TEST(Config, FlattensTextsUnderTheirPaths) {
  const Config config = parsed("a = \"1\"\n[t]\nb = \"2\"\n[t.u]\nc = \"3\"\n\"d.e\" = \"4\"\n");
  EXPECT_EQ(config.flattened(), (std::map<std::string, std::string>{
                                    {"a", "1"}, {"t.b", "2"}, {"t.u.c", "3"}, {"t.u.d.e", "4"}}));
  EXPECT_EQ(test::error_of([&] { config.reject_unread(); }), "no error");
  EXPECT_EQ(test::error_of([&] { parsed("[t]\na = 1\n").flattened(); }),
            "malformed a.toml:2 toml-type key=a");
}

TEST(Config, IsReadFromAFileAndNamesIt) {
  const test::TemporaryFolder folder;
  const std::string file = folder.write("vendors/a.toml", "a = \"one\"\nb = 2\n").string();
  const Config config = Config::read(file);
  EXPECT_EQ(config.text("a"), "one");
  EXPECT_EQ(test::error_of([&] { config.reject_unread(); }),
            "malformed " + file + ":2 toml-unknown-key key=b");

  const std::string missing = (folder.path() / "b.toml").string();
  EXPECT_EQ(test::error_of([&] { Config::read(missing); }), "not-found " + missing + " no-file");
}

// ── One file over another ────────────────────────────────────────────────────────────────────────

Config laid_over(std::string_view base, std::string_view other) {
  Config config = parsed(base);
  config.overlay(Config::parse(other, "b.toml"));
  return config;
}

TEST(ConfigOverlay, TakesValuesAsAWhole) {
  const Config config =
      laid_over("a = \"one\"\nb = [\"x\", \"y\"]\nc = 1\nd = true\ne = 2022-01-01\n",
                "b = [\"z\"]\nc = 2\nd = false\ne = 2022-02-02\nf = \"new\"\n");
  EXPECT_EQ(config.text("a"), "one");
  EXPECT_EQ(config.texts("b"), Texts{"z"});
  EXPECT_EQ(config.number("c"), 2);
  EXPECT_FALSE(config.flag("d"));
  EXPECT_EQ(to_string(config.day("e").value()), "2022-02-02");
  EXPECT_EQ(config.text("f"), "new");
  EXPECT_EQ(config.keys(), (Texts{"a", "b", "c", "d", "e", "f"}));
}

TEST(ConfigOverlay, MergesTablesKeyByKey) {
  const Config config = laid_over("[t]\na = \"one\"\nb = \"two\"\n[t.u]\nc = \"three\"\n",
                                  "[t]\nb = \"zwei\"\n[t.u]\nd = \"vier\"\n[v]\ne = \"fünf\"\n");
  EXPECT_EQ(config.flattened(), (std::map<std::string, std::string>{{"t.a", "one"},
                                                                    {"t.b", "zwei"},
                                                                    {"t.u.c", "three"},
                                                                    {"t.u.d", "vier"},
                                                                    {"v.e", "fünf"}}));
}

// "id=value" of each table.
Texts values(const Config& config) {
  Texts out;
  for (const Config& each : config.tables("t"))
    out.push_back(each.text("id") + '=' + each.text("v"));
  return out;
}

TEST(ConfigOverlay, MatchesTablesOfAListByTheirIds) {
  constexpr std::string_view kBase = "[[t]]\nid = \"a\"\nv = \"1\"\n[[t]]\nid = \"b\"\nv = \"2\"\n";
  const std::vector<std::pair<std::string_view, Texts>> cases = {
      {"", {"a=1", "b=2"}},
      {"[[t]]\nid = \"b\"\nv = \"3\"\n", {"a=1", "b=3"}},
      {"[[t]]\nid = \"c\"\nv = \"3\"\n[[t]]\nid = \"a\"\nv = \"4\"\n", {"a=4", "b=2", "c=3"}},
      {"[[t]]\nid = \"b\"\n", {"a=1", "b=2"}},
      {"[[t]]\nid = \"B\"\nv = \"3\"\n", {"a=1", "b=2", "B=3"}},
      {"[[t]]\nv = \"3\"\n", {"a=1", "b=2", "=3"}},  // without an id: one more
      {"t = []\n", {}},
  };
  for (const auto& [other, expected] : cases)
    EXPECT_EQ(values(laid_over(kBase, other)), expected) << other;

  Config config = laid_over(kBase, "[[t]]\nid = \"b\"\nv = \"3\"\n");
  config.overlay(parsed("[[t]]\nid = \"b\"\nv = \"4\"\n"));
  EXPECT_EQ(values(config), (Texts{"a=1", "b=4"}));
}

TEST(ConfigOverlay, NamesTheFileThatAValueCameFrom) {
  const std::vector<Case> cases = {
      {"\n\nb = 1\n", [](const Config& c) { c.text("b"); }, "malformed b.toml:3 toml-type key=b"},
      {"b = 1\n", [](const Config& c) { c.text("a"); }, "malformed a.toml:2 toml-type key=a"},
      {"b = 1\n", [](const Config& c) { c.reject_unread(); },
       "malformed a.toml:2 toml-unknown-key key=a"},
      {"a = 1\nb = 1\n", [](const Config& c) { c.reject_unread(); },
       "malformed b.toml:1 toml-unknown-key key=a"},
      // What is missing is missing in the file that began the table …
      {"b = 1\n", [](const Config& c) { c.required_text("z"); },
       "malformed a.toml:2 toml-missing key=z"},
      {"\n[t]\nb = 1\n", [](const Config& c) { c.table("t").required_text("z"); },
       "malformed a.toml:4 toml-missing key=z"},
      // … which may be the second.
      {"\n[n]\nb = 1\n", [](const Config& c) { c.table("n").required_text("z"); },
       "malformed b.toml:3 toml-missing key=z"},
      {"[[l]]\nid = \"new\"\n", [](const Config& c) { c.tables("l")[1].required_text("z"); },
       "malformed b.toml:2 toml-missing key=z"},
      {"[[l]]\nid = \"old\"\nb = 1\n", [](const Config& c) { c.tables("l")[0].text("b"); },
       "malformed b.toml:3 toml-type key=b"},
  };
  for (const Case& each : cases)
    EXPECT_EQ(test::error_of([&] {
                each.ask(laid_over("\na = 1\n[t]\na = 1\n[[l]]\nid = \"old\"\n", each.toml));
              }),
              each.expected)
        << each.toml;
}

TEST(ConfigOverlay, LetsAValueBecomeOneOfAnotherKind) {
  EXPECT_EQ(laid_over("a = 1\n", "[a]\nb = \"x\"\n").table("a").text("b"), "x");
  EXPECT_EQ(laid_over("[a]\nb = \"x\"\n", "a = \"y\"\n").text("a"), "y");
}

}  // namespace
}  // namespace patchmatrix
