// SPDX-License-Identifier: Apache-2.0
#pragma once

// Reading a JSON text of any size once, in place, without a tree: a shape says which members are
// wanted, a sink is told them. Memory is needed for the nesting only.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace patchmatrix {

// The members a reader wants, by their paths.
class JsonShape {
 public:
  // What is told of a member.
  enum class Kind : std::uint8_t {
    Text,    // a string, number or literal, as text
    Object,  // its begin and end
    Array,   // its begin and end
  };
  // `path`: keys and, for elements of arrays, "[]", joined by "/": "feed/entry/[]/link". The key
  // "*" stands for any that is not named. Everything above a path is passed through. The sink is
  // told `field`; kSilent says nothing of it.
  struct Member {
    std::string_view path;
    Kind kind;
    int field;
  };
  // The member at `path` has the shape of the one at `same_as`, which is above it: nested branches.
  struct Recursion {
    std::string_view path;
    std::string_view same_as;
  };
  static constexpr int kSilent = -1;

  // Containers stand before what they hold; no more than 64 members in one object.
  JsonShape(std::span<const Member> members, std::span<const Recursion> recursions);
  ~JsonShape();
  JsonShape(const JsonShape&) = delete;
  JsonShape& operator=(const JsonShape&) = delete;

  struct Node;
  const Node& root() const;
  std::uint32_t states() const;  // how many places between keys there are, over all objects

 private:
  std::vector<std::unique_ptr<Node>> nodes_;
  std::uint32_t states_ = 1;
};

// What a text holds, in its own order. Views are valid as long as the text.
class JsonSink {
 public:
  virtual ~JsonSink() = default;
  virtual void begin(int field) = 0;
  // Before the begin or text of a member that "*" stands for: its key.
  virtual void key(int field, std::string_view key) = 0;
  virtual void end(int field) = 0;
  // Strings unescaped, numbers and literals as written. null is told to nobody.
  virtual void text(int field, std::string_view text) = 0;
  // A member of another kind than the shape's: passed over, but for a text where an array of texts
  // belongs, which is told as its only element.
  virtual void wrong_type(int field, std::string pointer) = 0;
  // A key for the second time in one object; what it holds is told all the same.
  virtual void repeated_key(std::string pointer) = 0;
};

// RapidJSON looks ahead in blocks of sixteen bytes.
inline constexpr std::size_t kJsonPadding = 64;

// `text` without byte order mark, and kJsonPadding zero bytes behind it; it is overwritten. What
// the sink throws comes through. `original` is the text as it was, for the place of an error;
// without it line and column are told as if strings held no escapes. Errors: Malformed
// "json-syntax" with line:column; Untrusted "too-deep" beyond kMaxDepth.
void read_json_in_place(std::span<char> text, const JsonShape& shape, JsonSink& sink,
                        std::string_view original = {});

}  // namespace patchmatrix
