// SPDX-License-Identifier: Apache-2.0
#include "io/json.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/limits.hpp>
#include <patchmatrix/parse.hpp>

#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace std::string_view_literals;

TEST(JsonDocument, GivesValuesByKeyAndPosition) {
  const JsonDocument json(R"({"a": {"b": ["one", {"c": "two"}, []]}, "": "empty key"})");
  EXPECT_TRUE(json.root().is_object());
  EXPECT_TRUE(json.root()["a"]["b"].is_array());
  EXPECT_EQ(json.root()["a"]["b"].size(), 3U);
  EXPECT_EQ(json.root()["a"]["b"][0].string(), "one");
  EXPECT_EQ(json.root()["a"]["b"][1]["c"].string(), "two");
  EXPECT_EQ(json.root()["a"]["b"][2].size(), 0U);
  EXPECT_EQ(json.root()[""].string(), "empty key");
}

TEST(JsonDocument, GivesNothingForWhatIsAbsentOrOfAnotherType) {
  const JsonDocument json(
      R"({"text": "one", "list": [1], "object": {}, "flag": true, "none": null})");
  const JsonValue root = json.root();
  const std::vector<std::pair<std::string_view, JsonValue>> nothing = {
      {"absent key", root["absent"]},
      {"case of keys", root["Text"]},
      {"beginning of a key", root["tex"]},
      {"key of a text", root["text"]["one"]},
      {"key of a list", root["list"]["0"]},
      {"position beyond the end", root["list"][1]},
      {"position in an object", root[std::size_t{0}]},
      {"position in a text", root["text"][std::size_t{0}]},
      {"key of nothing", root["absent"]["text"]["text"]},
      {"position of nothing", root["absent"][5]},
      {"nothing itself", JsonValue()},
  };
  for (const auto& [what, value] : nothing) {
    EXPECT_FALSE(value) << what;
    EXPECT_FALSE(value.is_object()) << what;
    EXPECT_FALSE(value.is_array()) << what;
    EXPECT_EQ(value.size(), 0U) << what;
    EXPECT_EQ(value.string(), "") << what;
  }
  for (const std::string_view key : {"list", "object", "flag", "none"})
    EXPECT_EQ(root[key].string(), "") << key;
  for (const std::string_view key : {"text", "object", "flag", "none"})
    EXPECT_EQ(root[key].size(), 0U) << key;
  EXPECT_FALSE(root["none"]) << "null says nothing";
}

TEST(JsonDocument, KeepsNumbersAsTheyWereWritten) {
  const std::vector<std::string> numbers = {"0",
                                            "-0",
                                            "8.8",
                                            "8.80",
                                            "10",
                                            "1e2",
                                            "1E+2",
                                            "-1.5e-3",
                                            "12345678901234567890123",
                                            "0.1000000000000000055511151231257827"};
  for (const std::string& each : numbers)
    EXPECT_EQ(JsonDocument("[" + each + "]").root()[0].string(), each);
}

// An exponent that overflows an int in the library's own conversion (CVE-2024-38517).
TEST(JsonDocument, DoesNotComputeWithExponents) {
  const std::string number = "0.00000000000000001e-2147483639";
  EXPECT_EQ(JsonDocument(R"({"score": )" + number + "}").root()["score"].string(), number);
}

TEST(JsonDocument, DecodesStrings) {
  const JsonDocument json(
      R"(["\"\\\/\b\f\n\r\t", "\u7DCA\u6025", "\ud83d\ude00", "緊急", "a\u0000b"])");
  EXPECT_EQ(json.root()[0].string(), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(json.root()[1].string(), "緊急");
  EXPECT_EQ(json.root()[2].string(), "😀");
  EXPECT_EQ(json.root()[3].string(), "緊急");
  EXPECT_EQ(json.root()[4].string(), "a\0b"sv);
}

TEST(JsonDocument, TakesTheFirstOfEqualKeys) {
  EXPECT_EQ(JsonDocument(R"({"a": "first", "a": "second"})").root()["a"].string(), "first");
}

TEST(JsonDocument, DoesNotTouchTheBytesItReads) {
  const std::string text = R"({"a": "one\ntwo"})";
  const std::string copy = text;
  const JsonDocument json(text);
  EXPECT_EQ(json.root()["a"].string(), "one\ntwo");
  EXPECT_EQ(text, copy);
}

TEST(JsonDocument, SaysWhereTheSyntaxIsWrong) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases = {
      {"", "malformed 1:1 json-syntax"},
      {"{", "malformed 1:2 json-syntax"},
      {"[1, 2", "malformed 1:6 json-syntax"},
      {"{\"a\": 1,}", "malformed 1:9 json-syntax"},
      {"{\n  \"a\": 1,\n  \"b\": ,\n}", "malformed 3:8 json-syntax"},
      {"[1 2]", "malformed 1:4 json-syntax"},
      {"{a: 1}", "malformed 1:2 json-syntax"},
      {"{'a': 1}", "malformed 1:2 json-syntax"},
      {"[1] [2]", "malformed 1:5 json-syntax"},
      {"[01]", "malformed 1:3 json-syntax"},
      {"[nul]", "malformed 1:5 json-syntax"},
      {"[NaN]", "malformed 1:2 json-syntax"},
      {"[1] // comment", "malformed 1:5 json-syntax"},
      {"[\"\\x\"]", "malformed 1:3 json-syntax"},
      {"[\"\\ud800\"]", "malformed 1:3 json-syntax"},
      {"[\"line\nbreak\"]", "malformed 1:7 json-syntax"},
      {"[\"cut", "malformed 1:6 json-syntax"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(test::error_of([bytes = text] { JsonDocument{bytes}; }), expected) << text;
}

TEST(JsonDocument, RefusesValuesNestedTooDeep) {
  const auto nested = [](std::size_t levels) {
    return std::string(levels, '[') + std::string(levels, ']');
  };
  EXPECT_EQ(test::error_of([&] { JsonDocument{nested(kMaxDepth)}; }), "no error");
  EXPECT_EQ(test::error_of([&] { JsonDocument{nested(kMaxDepth + 1)}; }),
            "untrusted 1:257 too-deep limit=256");
  EXPECT_EQ(test::error_of([&] { JsonDocument{nested(100'000)}; }),
            "untrusted 1:257 too-deep limit=256");
  EXPECT_EQ(test::error_of([&] { JsonDocument{std::string(100'000, '[')}; }),
            "untrusted 1:257 too-deep limit=256");
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":\n";
  EXPECT_EQ(test::error_of([&] { JsonDocument{objects}; }), "untrusted 257:1 too-deep limit=256");
}

TEST(JsonDocument, DoesNotTakeBracketsInStringsForNesting) {
  const std::string brackets(1000, '[');
  const std::string text = "[\"" + brackets + "\", \"\\\"" + brackets + "\"]";
  EXPECT_EQ(JsonDocument(text).root()[1].string(), "\"" + brackets);
}

// ── Writing ──────────────────────────────────────────────────────────────────────────────────────

std::string written(JsonWriter::Layout layout) {
  JsonWriter json(layout);
  json.begin_object();
  json.key("schema").string("patchmatrix/1");
  json.key("a").begin_array().number(0).number(18446744073709551615U).literal("8.80").end_array();
  json.key("empty").begin_array().end_array();
  json.key("object").begin_object().key("yes").boolean(true).key("no").boolean(false);
  json.key("none").null().end_object();
  json.key("nothing").begin_object().end_object();
  json.end_object();
  return json.take();
}

TEST(JsonWriter, WritesOnOneLine) {
  EXPECT_EQ(written(JsonWriter::Layout::OneLine),
            R"({"schema":"patchmatrix/1","a":[0,18446744073709551615,8.80],"empty":[],)"
            R"("object":{"yes":true,"no":false,"none":null},"nothing":{}})");
}

TEST(JsonWriter, WritesIndentedByTwoBlanks) {
  EXPECT_EQ(written(JsonWriter::Layout::Pretty), R"({
  "schema": "patchmatrix/1",
  "a": [
    0,
    18446744073709551615,
    8.80
  ],
  "empty": [],
  "object": {
    "yes": true,
    "no": false,
    "none": null
  },
  "nothing": {}
})");
}

TEST(JsonWriter, EscapesWhatJsonCannotHold) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases = {
      {"plain", R"("plain")"},           {"\"quoted\" \\ /", R"("\"quoted\" \\ /")"},
      {"\b\f\n\r\t", R"("\b\f\n\r\t")"}, {"\0\x01\x1B\x1F"sv, R"("\u0000\u0001\u001B\u001F")"},
      {"緊急 é 😀", R"("緊急 é 😀")"},     {"", R"("")"},
  };
  for (const auto& [text, expected] : cases) {
    JsonWriter json(JsonWriter::Layout::OneLine);
    EXPECT_EQ(json.string(text).take(), expected) << text;
    EXPECT_EQ(json.begin_object().key(text).null().end_object().take(),
              "{" + std::string(expected) + ":null}")
        << text;
  }
}

TEST(JsonWriter, WritesWhatJsonDocumentReads) {
  std::string every_byte;
  for (int c = 0; c < 128; ++c) every_byte += static_cast<char>(c);
  JsonWriter writer(JsonWriter::Layout::Pretty);
  const std::string text = writer.begin_array().string(every_byte).end_array().take();
  EXPECT_EQ(JsonDocument(text).root()[0].string(), every_byte);
}

TEST(JsonWriter, StartsAfreshWhenTheTextIsTaken) {
  JsonWriter json(JsonWriter::Layout::OneLine);
  EXPECT_EQ(json.begin_object().key("a").number(1).end_object().take(), R"({"a":1})");
  EXPECT_EQ(json.begin_object().key("b").number(2).end_object().take(), R"({"b":2})");
}

}  // namespace
}  // namespace patchmatrix
