// SPDX-License-Identifier: Apache-2.0
#pragma once

// Reading and writing JSON; RapidJSON stays inside io.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace patchmatrix {

// One value of a JsonDocument, or nothing. Asking nothing, or a value of another type, gives
// nothing again: real documents hold wrong types, and a reader tests what it needs.
// Valid while its JsonDocument lives.
class JsonValue {
 public:
  JsonValue() = default;

  explicit operator bool() const;  // false for nothing, and for null
  bool is_object() const;
  bool is_array() const;

  JsonValue operator[](std::string_view key) const;  // first member with this key
  JsonValue operator[](std::size_t index) const;
  std::size_t size() const;  // of an array; 0 for anything else

  // The characters of a string; those of a number as they were written; empty for anything else.
  std::string_view string() const;

 private:
  friend class JsonDocument;
  explicit JsonValue(const void* value) : value_(value) {}
  const void* value_ = nullptr;
};

// A parsed JSON text. Errors: Malformed "json-syntax" with line:column;
// Untrusted "too-deep" beyond kMaxDepth. Duplicate keys: the first wins. `utf8` without BOM.
class JsonDocument {
 public:
  explicit JsonDocument(std::string_view utf8);
  ~JsonDocument();
  JsonDocument(const JsonDocument&) = delete;
  JsonDocument& operator=(const JsonDocument&) = delete;

  JsonValue root() const;

 private:
  struct Tree;
  std::unique_ptr<Tree> tree_;
};

// Reads a JSON text without making a tree: memory is needed for the path and the longest string
// only. `visit` is told, in the order of the text, every string, number and literal (as written;
// strings unescaped) and the end of every object and array (the value is empty), with the path from
// the root: keys and, for elements of arrays, "[]", joined by "/": "feed/entry/[]/link/[]/href".
// The root's own path is empty; a "/" in a key is not escaped. Views are valid during the call;
// what `visit` throws ends the reading and comes through. Errors: as JsonDocument, but a syntax
// error shows only after what stands before it was told. Duplicate keys are told one after the
// other.
enum class JsonEvent { Value, EndObject, EndArray };
using JsonVisitor =
    std::function<void(JsonEvent event, std::string_view path, std::string_view value)>;
void visit_json(std::string_view utf8, const JsonVisitor& visit);

// The same for those values only whose path is one of `wanted`, and for the ends of the objects and
// arrays around them. All else is passed over as fast as its brackets and quotes can be found: it
// must be closed, and no deeper than kMaxDepth, but nobody looks whether it is sound.
void visit_json(std::string_view utf8, const std::vector<std::string_view>& wanted,
                const JsonVisitor& visit);

// Writes JSON with keys in the order given: the same calls make the same bytes. Control characters
// are escaped.
class JsonWriter {
 public:
  enum class Layout { Pretty, OneLine };
  explicit JsonWriter(Layout layout);
  ~JsonWriter();
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);
  JsonWriter& string(std::string_view value);
  JsonWriter& number(std::uint64_t value);
  JsonWriter& literal(std::string_view number);  // a number already written as JSON, e.g. "8.8"
  JsonWriter& boolean(bool value);
  JsonWriter& null();

  // What was written so far; starts afresh.
  std::string take();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace patchmatrix
