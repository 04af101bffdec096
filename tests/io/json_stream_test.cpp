// SPDX-License-Identifier: Apache-2.0
#include "io/json_stream.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/limits.hpp>

#include "support/support.hpp"

namespace patchmatrix {
namespace {

using Kind = JsonShape::Kind;

// Writes down what it is told: "{1 2=text }1", one call a word.
class Recorder : public JsonSink {
 public:
  std::string told;
  void begin(int field) override { word("{" + std::to_string(field)); }
  void key(int field, std::string_view key) override {
    word(std::to_string(field) + ":" + std::string(key));
  }
  void end(int field) override { word("}" + std::to_string(field)); }
  void text(int field, std::string_view text) override {
    word(std::to_string(field) + "=" + std::string(text));
  }
  void wrong_type(int field, std::string pointer) override {
    word("wrong " + std::to_string(field) + " at '" + pointer + "'");
  }
  void repeated_key(std::string pointer) override { word("again '" + pointer + "'"); }

 private:
  void word(const std::string& word) { told.append(told.empty() ? "" : " ").append(word); }
};

// With the zero bytes behind it; valid as long as the result.
struct Padded {
  explicit Padded(std::string_view text) : bytes(text.begin(), text.end()), size(text.size()) {
    bytes.resize(size + kJsonPadding, '\0');
  }
  std::span<char> span() { return {bytes.data(), size}; }
  std::vector<char> bytes;
  std::size_t size;
};

std::string told_of(std::string_view json, const std::vector<JsonShape::Member>& members,
                    const std::vector<JsonShape::Recursion>& recursions = {}) {
  const JsonShape shape(members, recursions);
  Padded text(json);
  Recorder recorder;
  read_json_in_place(text.span(), shape, recorder, json);
  return recorder.told;
}

const std::vector<JsonShape::Member>& members() {
  static const std::vector<JsonShape::Member> kMembers = {
      {"a", Kind::Text, 1},         {"list", Kind::Array, 2},
      {"list/[]", Kind::Object, 3}, {"list/[]/b", Kind::Text, 4},
      {"deep/er/c", Kind::Text, 5}, {"texts", Kind::Array, 6},
      {"texts/[]", Kind::Text, 7},  {"quiet", Kind::Array, JsonShape::kSilent},
      {"quiet/[]", Kind::Text, 8},  {"object", Kind::Object, 9},
      {"object/d", Kind::Text, 10},
  };
  return kMembers;
}

TEST(JsonStream, TellsWhatIsWantedInTheOrderOfTheText) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases = {
      {"{}", ""},
      {R"({"a": "x"})", "1=x"},
      {R"({"other": "x", "A": "y", "": "z"})", ""},
      {R"({"list": [{"b": "x"}, {}, {"b": "y", "c": "z"}]})", "{2 {3 4=x }3 {3 }3 {3 4=y }3 }2"},
      {R"({"object": {"d": "x"}, "a": "y"})", "{9 10=x }9 1=y"},
      {R"({"a": "y", "object": {"d": "x"}})", "1=y {9 10=x }9"},
      {R"({"deep": {"c": "no", "er": {"c": "x"}}, "er": {"c": "no"}})", "5=x"},
      {R"({"texts": ["x", "y"], "quiet": ["z"]})", "{6 7=x 7=y }6 8=z"},
      {R"({"other": {"a": "x", "list": [{"b": "y"}]}, "a": "z"})", "1=z"},
      {R"({"other": [[{"a": "x"}], "a"], "a": "z"})", "1=z"},
  };
  for (const auto& [json, expected] : cases) EXPECT_EQ(told_of(json, members()), expected) << json;
}

TEST(JsonStream, TellsNumbersAndLiteralsAsWrittenAndNullToNobody) {
  EXPECT_EQ(told_of(R"({"texts": [1, -0.50, 1E+2, true, false, null, "null",
                                  0.00000000000000001e-2147483639]})",
                    members()),
            "{6 7=1 7=-0.50 7=1E+2 7=true 7=false 7=null 7=0.00000000000000001e-2147483639 }6");
  EXPECT_EQ(told_of(R"({"a": null, "list": null, "object": null, "deep": null})", members()), "");
}

TEST(JsonStream, TellsStringsUnescaped) {
  EXPECT_EQ(told_of(R"({"\u0061": "\"\\\/\b\f\n\r\t\u7DCA\ud83d\ude00"})", members()),
            "1=\"\\/\b\f\n\r\t緊😀");
  EXPECT_EQ(told_of(R"({"a": "x\u0000y"})", members()), std::string("1=x\0y", 5));
}

TEST(JsonStream, PassesOverMembersOfAnotherKindAndTellsTheirPlace) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases = {
      {R"({"a": ["x"], "object": {"d": "y"}})", "wrong 1 at '/a' {9 10=y }9"},
      {R"({"a": {"a": "x"}})", "wrong 1 at '/a'"},
      {R"({"list": {"b": "x"}})", "wrong 2 at '/list'"},
      {R"({"list": "x"})", "wrong 2 at '/list'"},
      {R"({"list": [[], {"b": "x"}, 5]})",
       "{2 wrong 3 at '/list/0' {3 4=x }3 wrong 3 at '/list/2' }2"},
      {R"({"list": [null, {}, {"b": []}]})", "{2 {3 }3 {3 wrong 4 at '/list/2/b' }3 }2"},
      {R"({"deep": {"er": [{"c": "x"}]}})", "wrong -1 at '/deep/er'"},
      {R"({"object": []})", "wrong 9 at '/object'"},
      {R"({"texts": [null, {"x": ["y"]}, "z"]})", "{6 wrong 7 at '/texts/1' 7=z }6"},
      {R"([{"a": "x"}])", "wrong -1 at ''"},
      {"5", "wrong -1 at ''"},
      {"null", ""},
  };
  for (const auto& [json, expected] : cases) EXPECT_EQ(told_of(json, members()), expected) << json;
}

TEST(JsonStream, TellsATextInPlaceOfAListOfTextsAsItsOnlyElement) {
  EXPECT_EQ(told_of(R"({"texts": "x", "quiet": 5})", members()),
            "wrong 6 at '/texts' {6 7=x }6 wrong -1 at '/quiet' 8=5");
}

TEST(JsonStream, TellsKeysThatStandTwice) {
  EXPECT_EQ(told_of(R"({"a": "x", "a": "y", "b": 1, "b": 2})", members()), "1=x again '/a' 1=y");
  EXPECT_EQ(told_of(R"({"list": [{}, {"b": 1, "b": 2, "b": 3}, {"b": 4}]})", members()),
            "{2 {3 }3 {3 4=1 again '/list/1/b' 4=2 again '/list/1/b' 4=3 }3 {3 4=4 }3 }2");
}

TEST(JsonStream, FollowsShapesThatHoldThemselves) {
  const std::vector<JsonShape::Member> tree = {{"nodes", Kind::Array, JsonShape::kSilent},
                                               {"nodes/[]", Kind::Object, 1},
                                               {"nodes/[]/name", Kind::Text, 2}};
  const std::string_view json =
      R"({"nodes": [{"inner": [{"name": "x", "inner": [{"inner": [], "name": []}]}], "name": "y"},
                    {"nodes": [{"name": "z"}]}]})";
  EXPECT_EQ(told_of(json, tree, {{"nodes/[]/inner", "nodes"}}),
            "{1 {1 2=x {1 wrong 2 at '/nodes/0/inner/0/inner/0/name' }1 }1 2=y }1 {1 }1");
}

TEST(JsonStream, TellsMembersOfAnyKey) {
  const std::vector<JsonShape::Member> any = {{"o", Kind::Object, 1},
                                              {"o/named", Kind::Text, 2},
                                              {"o/*", Kind::Array, 3},
                                              {"o/*/[]", Kind::Text, 4}};
  EXPECT_EQ(told_of(R"({"o": {"x": ["1"], "named": "2", "": [], "y": null}, "x": ["3"]})", any),
            "{1 3:x {3 4=1 }3 2=2 3: {3 }3 3:y }1");
  EXPECT_EQ(
      told_of(R"({"o": {"x": [], "a/~b": {}, "x": [[]]}})", any),
      "{1 3:x {3 }3 3:a/~b wrong 3 at '/o/a~1~0b' again '/o/x' 3:x {3 wrong 4 at '/o/x/0' }3 }1");
}

TEST(JsonStream, RefusesWhatIsNotJson) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases = {
      {"", "1:1"},
      {"{", "1:2"},
      {R"({"a": "x",})", "1:11"},
      {"{\"a\": \"x\"}\n{}", "2:1"},
      {R"({"other": [1, 2,]})", "1:17"},
      {R"({"other": nul})", "1:14"},
      {"{\"a\": \"tab\there\"}", "1:11"},
      {R"({"a": "\x"})", "1:8"},
      {R"({"a": "\ud800"})", "1:8"},
      {R"({"a": "one\ntwo",  "b" 5})", "1:24"},
  };
  for (const auto& [json, place] : cases)
    EXPECT_EQ(test::error_of([&, text = json] { told_of(text, members()); }),
              "malformed " + std::string(place) + " json-syntax")
        << json;
}

TEST(JsonStream, LooksAtEveryByte) {
  Recorder recorder;
  const JsonShape shape(members(), {});
  Padded text(std::string("{\"a\": \"x\"}\0{}", 13));
  EXPECT_EQ(test::error_of([&] { read_json_in_place(text.span(), shape, recorder); }),
            "malformed 1:11 json-syntax");
}

TEST(JsonStream, RefusesWhatIsTooDeepWantedOrNot) {
  for (const std::string_view key : {"other", "a", "list", "object"}) {
    std::string json = "{\"" + std::string(key) + "\": ";
    const std::size_t column = json.size() + kMaxDepth + 1;
    json.append(1'000'000, '[');
    EXPECT_EQ(test::error_of([&] { told_of(json, members()); }),
              "untrusted 1:" + std::to_string(column) + " too-deep limit=256");
  }
}

TEST(JsonStream, LetsThroughWhatTheSinkThrows) {
  class Refusing : public Recorder {
   public:
    void text(int, std::string_view) override { throw std::runtime_error("enough"); }
  } refusing;
  const JsonShape shape(members(), {});
  Padded text(R"({"list": [{"b": "x"}]})");
  EXPECT_THROW(read_json_in_place(text.span(), shape, refusing), std::runtime_error);
  EXPECT_EQ(refusing.told, "{2 {3");
}

}  // namespace
}  // namespace patchmatrix
