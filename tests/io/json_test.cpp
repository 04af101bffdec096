// SPDX-License-Identifier: Apache-2.0
#include "io/json.hpp"

#include <algorithm>
#include <cstdint>
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

using namespace std::string_literals;
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

// Reads a text in both ways, which must say the same of it.
std::string error_of_reading(std::string_view text) {
  const std::vector<char> bytes(text.begin(), text.end());  // without a byte to spare
  const std::string_view exact(bytes.data(), bytes.size());
  std::string error = test::error_of([&] { JsonDocument{exact}; });
  EXPECT_EQ(test::error_of([&] { visit_json(exact, [](auto...) {}); }), error)
      << "visit_json: " << text.substr(0, 80);
  return error;
}

TEST(Json, SaysWhereTheSyntaxIsWrong) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases = {
      {"", "malformed 1:1 json-syntax"},
      {" \n ", "malformed 2:2 json-syntax"},
      {"{", "malformed 1:2 json-syntax"},
      {"[1, 2", "malformed 1:6 json-syntax"},
      {"{\"a\": 1,}", "malformed 1:9 json-syntax"},
      {"{\n  \"a\": 1,\n  \"b\": ,\n}", "malformed 3:8 json-syntax"},
      {"[1,]", "malformed 1:4 json-syntax"},
      {"[1 2]", "malformed 1:4 json-syntax"},
      {"{\"a\" 1}", "malformed 1:6 json-syntax"},
      {"{\"a\"}", "malformed 1:5 json-syntax"},
      {"{a: 1}", "malformed 1:2 json-syntax"},
      {"{'a': 1}", "malformed 1:2 json-syntax"},
      {"[1] [2]", "malformed 1:5 json-syntax"},
      {"[1]]", "malformed 1:4 json-syntax"},
      {"[1}", "malformed 1:3 json-syntax"},
      {"]", "malformed 1:1 json-syntax"},
      {"{}\n{}", "malformed 2:1 json-syntax"},
      {"1 2", "malformed 1:3 json-syntax"},
      {"[01]", "malformed 1:3 json-syntax"},
      {"[1.]", "malformed 1:4 json-syntax"},
      {"[.5]", "malformed 1:2 json-syntax"},
      {"[+1]", "malformed 1:2 json-syntax"},
      {"[-]", "malformed 1:3 json-syntax"},
      {"[1e]", "malformed 1:4 json-syntax"},
      {"[1e400]", "malformed 1:2 json-syntax"},
      {"[nul]", "malformed 1:5 json-syntax"},
      {"[True]", "malformed 1:2 json-syntax"},
      {"tru", "malformed 1:4 json-syntax"},
      {"[NaN]", "malformed 1:2 json-syntax"},
      {"[1] // comment", "malformed 1:5 json-syntax"},
      {"[\"\\x\"]", "malformed 1:3 json-syntax"},
      {"[\"\\u12G4\"]", "malformed 1:3 json-syntax"},
      {"[\"\\ud800\"]", "malformed 1:3 json-syntax"},
      {"[\"line\nbreak\"]", "malformed 1:7 json-syntax"},
      {"[\"cut", "malformed 1:6 json-syntax"},
      {"[\"nul\0\"]"sv, "malformed 1:6 json-syntax"},
      {"[\0]"sv, "malformed 1:2 json-syntax"},
      {"[1]\0"sv, "malformed 1:4 json-syntax"},
      {"[1]\n\0 [2]"sv, "malformed 2:1 json-syntax"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(error_of_reading(text), expected) << text;
}

TEST(Json, RefusesValuesNestedTooDeep) {
  const auto nested = [](std::size_t levels) {
    return std::string(levels, '[') + std::string(levels, ']');
  };
  EXPECT_EQ(error_of_reading(nested(kMaxDepth)), "no error");
  EXPECT_EQ(error_of_reading(nested(kMaxDepth + 1)), "untrusted 1:257 too-deep limit=256");
  EXPECT_EQ(error_of_reading(nested(100'000)), "untrusted 1:257 too-deep limit=256");
  EXPECT_EQ(error_of_reading(std::string(100'000, '[')), "untrusted 1:257 too-deep limit=256");
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":\n";
  EXPECT_EQ(error_of_reading(objects), "untrusted 257:1 too-deep limit=256");
}

TEST(JsonDocument, DoesNotTakeBracketsInStringsForNesting) {
  const std::string brackets(1000, '[');
  const std::string text = "[\"" + brackets + "\", \"\\\"" + brackets + "\"]";
  EXPECT_EQ(JsonDocument(text).root()[1].string(), "\"" + brackets);
}

// ── Visiting ─────────────────────────────────────────────────────────────────────────────────────

// "path=value", "path}" and "path]", in the order they are told.
std::vector<std::string> visited(std::string_view text) {
  const std::vector<char> bytes(text.begin(), text.end());  // without a byte to spare
  std::vector<std::string> out;
  visit_json({bytes.data(), bytes.size()},
             [&out](JsonEvent event, std::string_view path, std::string_view value) {
               out.push_back(std::string(path) + (event == JsonEvent::Value       ? "="
                                                  : event == JsonEvent::EndObject ? "}"
                                                                                  : "]"));
               out.back() += value;
             });
  return out;
}

using Visited = std::vector<std::string>;

TEST(VisitJson, TellsEveryValueWithItsPath) {
  EXPECT_EQ(
      visited(R"({"feed": {"id": "x", "entry": [
                        {"id": "a", "link": [{"href": "1"}, {"href": "2"}]},
                        {"link": [], "id": "b"}],
                      "n": 1.50}, "last": null})"),
      (Visited{"feed/id=x", "feed/entry/[]/id=a", "feed/entry/[]/link/[]/href=1",
               "feed/entry/[]/link/[]}", "feed/entry/[]/link/[]/href=2", "feed/entry/[]/link/[]}",
               "feed/entry/[]/link]", "feed/entry/[]}", "feed/entry/[]/link]", "feed/entry/[]/id=b",
               "feed/entry/[]}", "feed/entry]", "feed/n=1.50", "feed}", "last=null", "}"}));
}

TEST(VisitJson, ReadsAnyValueAsTheRoot) {
  const std::vector<std::pair<std::string_view, Visited>> cases = {
      {"\"text\"", {"=text"}},
      {" 12 ", {"=12"}},
      {"null", {"=null"}},
      {"true", {"=true"}},
      {"false", {"=false"}},
      {"{}", {"}"}},
      {"[]", {"]"}},
      {"[[], [1, [2]], {}]", {"[]]", "[]/[]=1", "[]/[]/[]=2", "[]/[]]", "[]]", "[]}", "]"}},
      {R"({"": {"": 1}, "a/b": 2, "[]": 3})", {"/=1", "}", "a/b=2", "[]=3", "}"}},
      {R"({"a": 1, "a": 2})", {"a=1", "a=2", "}"}},
      {R"({"\u7dca\n": "\ud83d\ude00\"\u0000"})", {"緊\n=😀\"\0"s, "}"}},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(visited(text), expected) << text;
}

TEST(VisitJson, KeepsNumbersAsTheyWereWritten) {
  for (const std::string number :
       {"0", "-0", "8.8", "8.80", "10", "1e2", "1E+2", "-1.5e-3", "4294967296", "-2147483649",
        "18446744073709551616", "12345678901234567890123", "0.1000000000000000055511151231257827",
        "123456789012345678901234567890.5e-7", "0.00000000000000001e-2147483639"}) {
    EXPECT_EQ(visited(number), Visited{"=" + number});
    EXPECT_EQ(visited("[" + number + "," + number + "]"),
              (Visited{"[]=" + number, "[]=" + number, "]"}));
  }
  const std::string many_digits = "0." + std::string(100'000, '7') + "e-100000";
  EXPECT_EQ(visited(many_digits), Visited{"=" + many_digits});
}

// Collects what the tree holds, in the same form; objects only by their known keys.
void append_tree(JsonValue value, const std::string& path, Visited& out) {
  const auto below = [&path](const std::string& step) {
    return path.empty() ? step : path + "/" + step;
  };
  if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) append_tree(value[i], below("[]"), out);
    out.push_back(path + "]");
  } else if (value.is_object()) {
    for (const char* key : {"a", "b", "c"})
      if (value[key]) append_tree(value[key], below(key), out);
    out.push_back(path + "}");
  } else {
    out.push_back(path + "=" + std::string(value.string()));
  }
}

TEST(VisitJson, TellsWhatJsonDocumentHolds) {
  for (const std::string_view text :
       {R"({"a": "x", "b": [1, "two", {"c": "3"}, []], "c": {"a": {"b": {"c": "deep"}}}})",
        R"([[["a"], ["b", 1e-5]], {"a": [], "b": {}, "c": ""}])", R"("\\\/\b\f\n\r\t\u00e9")",
        "\r\n\t [ 1 ,\t-0.0 ] \n", R"([{"a": "1"}, {"a": "2", "b": [[[["x"]]]]}])"}) {
    Visited tree;
    append_tree(JsonDocument(text).root(), "", tree);
    EXPECT_EQ(visited(text), tree) << text;
  }
}

TEST(VisitJson, GoesThroughAMillionElements) {
  std::string text = "{\"list\": [";
  for (int i = 0; i < 1'000'000; ++i) text += "{\"id\":" + std::to_string(i) + "},";
  text.back() = ']';
  text += '}';
  std::uint64_t values = 0, sum = 0, ends = 0, longest = 0;
  visit_json(text, [&](JsonEvent event, std::string_view path, std::string_view value) {
    longest = std::max<std::uint64_t>(longest, path.size());
    if (event == JsonEvent::Value && path == "list/[]/id")
      ++values, sum += std::stoul(std::string(value));
    if (event == JsonEvent::EndObject && path == "list/[]") ++ends;
  });
  EXPECT_EQ(values, 1'000'000U);
  EXPECT_EQ(sum, 499'999'500'000U);
  EXPECT_EQ(ends, 1'000'000U);
  EXPECT_EQ(longest, std::string_view("list/[]/id").size());
}

TEST(VisitJson, TellsWhatStandsBeforeASyntaxError) {
  Visited told;
  EXPECT_EQ(test::error_of([&] {
              visit_json("[1, 2, x]",
                         [&](JsonEvent, std::string_view path, std::string_view value) {
                           told.push_back(std::string(path) + "=" + std::string(value));
                         });
            }),
            "malformed 1:8 json-syntax");
  EXPECT_EQ(told, (Visited{"[]=1", "[]=2"}));
}

TEST(VisitJson, LetsThroughWhatTheVisitorThrows) {
  int told = 0;
  EXPECT_EQ(test::error_of([&] {
              visit_json("[1, 2, 3, x", [&](JsonEvent, std::string_view, std::string_view value) {
                ++told;
                if (value == "2") throw Error(ErrorKind::Untrusted, "enough");
              });
            }),
            "untrusted enough");
  EXPECT_EQ(told, 2);
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

// ── Visiting a part ──────────────────────────────────────────────────────────────────────────────

std::vector<std::string> visited(std::string_view text,
                                 const std::vector<std::string_view>& wanted) {
  const std::vector<char> bytes(text.begin(), text.end());
  std::vector<std::string> out;
  visit_json({bytes.data(), bytes.size()}, wanted,
             [&out](JsonEvent event, std::string_view path, std::string_view value) {
               out.push_back(std::string(path) + (event == JsonEvent::Value       ? "="
                                                  : event == JsonEvent::EndObject ? "}"
                                                                                  : "]"));
               out.back() += value;
             });
  return out;
}

TEST(VisitPartsOfJson, TellsWhatIsWantedAndTheEndsOfWhatIsAroundIt) {
  const std::string_view text = R"({
    "skipped": {"id": "no", "deep": [[{"a": "]}\"{["}]], "n": -1.5e3},
    "document": {"tracking": {"id": "X\u0041", "version": 2, "log": [1, 2]}, "notes": [{}, []]},
    "list": [{"cve": "CVE-1", "ids": [{"text": "a"}, {"text": "b"}]}, {}, {"cve": null}, "odd"],
    "last": true})";
  EXPECT_EQ(visited(text, {"document/tracking/id", "document/tracking/version", "list/[]/cve",
                           "list/[]/ids/[]/text"}),
            (Visited{"document/tracking/id=XA", "document/tracking/version=2", "document/tracking}",
                     "document}", "list/[]/cve=CVE-1", "list/[]/ids/[]/text=a", "list/[]/ids/[]}",
                     "list/[]/ids/[]/text=b", "list/[]/ids/[]}", "list/[]/ids]", "list/[]}",
                     "list/[]}", "list/[]/cve=null", "list/[]}", "list]", "}"}));
}

TEST(VisitPartsOfJson, TellsTheWholeOfAnObjectThatIsWanted) {
  EXPECT_EQ(visited(R"({"a": {"b": [1, {"c": 2}]}, "d": 3})", {"a"}),
            (Visited{"a/b/[]=1", "a/b/[]/c=2", "a/b/[]}", "a/b]", "a}", "}"}));
}

TEST(VisitPartsOfJson, TellsNothingOfWhatIsNotThereOrOfAnotherType) {
  const std::vector<std::string_view> wanted = {"a/b", "c/[]/d"};
  const std::vector<std::pair<std::string_view, Visited>> cases = {
      {"{}", {"}"}},
      {"[]", {"]"}},
      {"12", {}},
      {"\"a\"", {}},
      {R"({"a": 1, "c": {"d": 2}})", {"c}", "}"}},
      {R"({"ab": {"b": 1}, "a": [1], "c": [[{"d": 1}]]})", {"a]", "c/[]]", "c]", "}"}},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(visited(text, wanted), expected) << text;
}

// What is told of the parts is what is told of them when everything is read.
TEST(VisitPartsOfJson, AgreesWithReadingAll) {
  const std::string_view text =
      R"({"a":{"b":"\\","c":[1,2,{"d":"}"}]},"e":[{"d":"\\\"]"},{"d":[{"f":"x"}]}],"g":""})";
  for (const std::string_view wanted :
       {"a/b", "a/c", "a/c/[]", "a/c/[]/d", "e/[]/d", "e/[]/d/[]/f", "g", "a", "e"}) {
    Visited values;
    for (const std::string& each : visited(text))
      if (each.starts_with(wanted) && each.find('=') != std::string::npos) values.push_back(each);
    Visited parts;
    for (const std::string& each : visited(text, {wanted}))
      if (each.find('=') != std::string::npos) parts.push_back(each);
    EXPECT_EQ(parts, values) << wanted;
  }
}

TEST(VisitPartsOfJson, RefusesWhatIsNotClosedOrTooDeep) {
  const std::string deep = std::string(300, '[') + std::string(300, ']');
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "malformed 1:1 json-syntax"},
      {"{", "malformed 1:2 json-syntax"},
      {R"({"a")", "malformed 1:5 json-syntax"},
      {R"({"a":)", "malformed 1:6 json-syntax"},
      {R"({"a" 1})", "malformed 1:6 json-syntax"},
      {R"({"x":[1,2)", "malformed 1:10 json-syntax"},
      {R"({"x":"y)", "malformed 1:8 json-syntax"},
      {R"({"x":"y\)", "malformed 1:8 json-syntax"},
      {R"({"x":{}}})", "malformed 1:9 json-syntax"},
      {R"({"a":{"b":tru}})", "malformed 1:14 json-syntax"},
      {R"({"x":1,})", "malformed 1:8 json-syntax"},
      {"{\"x\":" + deep + "}", "untrusted 1:262 too-deep limit=256"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(test::error_of([&text = text] { visited(text, {"a/b"}); }), expected) << text;
}

}  // namespace
}  // namespace patchmatrix
