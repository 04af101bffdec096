// SPDX-License-Identifier: Apache-2.0
#include "io/json.hpp"

#include <vector>

#include <rapidjson/document.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <patchmatrix/error.hpp>
#include <patchmatrix/limits.hpp>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

const rapidjson::Value* value_of(const void* value) {
  return static_cast<const rapidjson::Value*>(value);
}

rapidjson::SizeType length_of(std::string_view text) {
  return static_cast<rapidjson::SizeType>(text.size());
}

// RapidJSON's recursive parser overflows the stack on deep nesting and its iterative one hides it;
// one look at the brackets beforehand refuses such documents by name.
void check_depth(std::string_view text) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kMaxDepth)
        throw Error(ErrorKind::Untrusted, "too-deep", line_and_column(text, i),
                    {{"limit", std::to_string(kMaxDepth)}});
    } else if ((c == '}' || c == ']') && depth != 0) {
      --depth;
    }
  }
}

}  // namespace

JsonValue::operator bool() const { return value_ != nullptr && !value_of(value_)->IsNull(); }
bool JsonValue::is_object() const { return value_ != nullptr && value_of(value_)->IsObject(); }
bool JsonValue::is_array() const { return value_ != nullptr && value_of(value_)->IsArray(); }

JsonValue JsonValue::operator[](std::string_view key) const {
  if (!is_object()) return {};
  const rapidjson::Value& object = *value_of(value_);
  const auto member =
      object.FindMember(rapidjson::Value(rapidjson::StringRef(key.data(), length_of(key))));
  return member == object.MemberEnd() ? JsonValue() : JsonValue(&member->value);
}

JsonValue JsonValue::operator[](std::size_t index) const {
  if (index >= size()) return {};
  return JsonValue(&(*value_of(value_))[static_cast<rapidjson::SizeType>(index)]);
}

std::size_t JsonValue::size() const { return is_array() ? value_of(value_)->Size() : 0; }

// Numbers are kept as the characters they were written with (kParseNumbersAsStringsFlag), so both
// kinds are strings here.
std::string_view JsonValue::string() const {
  if (value_ == nullptr || !value_of(value_)->IsString()) return {};
  return {value_of(value_)->GetString(), value_of(value_)->GetStringLength()};
}

struct JsonDocument::Tree {
  std::vector<char> text;  // parsed in place
  rapidjson::Document document;
};

JsonDocument::JsonDocument(std::string_view utf8) : tree_(std::make_unique<Tree>()) {
  check_depth(utf8);
  tree_->text.assign(utf8.begin(), utf8.end());
  tree_->text.push_back('\0');
  // Numbers as strings: CVE-2024-38517 (an integer overflow in the exponent) is open in RapidJSON
  // 1.1.0 as packaged, and scores are wanted exactly as written.
  tree_->document.ParseInsitu<rapidjson::kParseNumbersAsStringsFlag>(tree_->text.data());
  if (tree_->document.HasParseError())
    throw Error(ErrorKind::Malformed, "json-syntax",
                line_and_column(utf8, tree_->document.GetErrorOffset()));
}

JsonDocument::~JsonDocument() = default;

JsonValue JsonDocument::root() const { return JsonValue(&tree_->document); }

struct JsonWriter::State {
  explicit State(Layout chosen) : pretty(buffer), one_line(buffer), layout(chosen) {
    pretty.SetIndent(' ', 2);
  }
  template <class Call>
  void write(Call call) {
    if (layout == Layout::Pretty)
      call(pretty);
    else
      call(one_line);
  }
  rapidjson::StringBuffer buffer;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> pretty;
  rapidjson::Writer<rapidjson::StringBuffer> one_line;
  Layout layout;
};

JsonWriter::JsonWriter(Layout layout) : state_(std::make_unique<State>(layout)) {}
JsonWriter::~JsonWriter() = default;

JsonWriter& JsonWriter::begin_object() {
  state_->write([](auto& writer) { writer.StartObject(); });
  return *this;
}
JsonWriter& JsonWriter::end_object() {
  state_->write([](auto& writer) { writer.EndObject(); });
  return *this;
}
JsonWriter& JsonWriter::begin_array() {
  state_->write([](auto& writer) { writer.StartArray(); });
  return *this;
}
JsonWriter& JsonWriter::end_array() {
  state_->write([](auto& writer) { writer.EndArray(); });
  return *this;
}
JsonWriter& JsonWriter::key(std::string_view name) {
  state_->write([name](auto& writer) { writer.Key(name.data(), length_of(name)); });
  return *this;
}
JsonWriter& JsonWriter::string(std::string_view value) {
  state_->write([value](auto& writer) { writer.String(value.data(), length_of(value)); });
  return *this;
}
JsonWriter& JsonWriter::number(std::uint64_t value) {
  state_->write([value](auto& writer) { writer.Uint64(value); });
  return *this;
}
JsonWriter& JsonWriter::literal(std::string_view number) {
  state_->write([number](auto& writer) {
    writer.RawValue(number.data(), number.size(), rapidjson::kNumberType);
  });
  return *this;
}
JsonWriter& JsonWriter::boolean(bool value) {
  state_->write([value](auto& writer) { writer.Bool(value); });
  return *this;
}
JsonWriter& JsonWriter::null() {
  state_->write([](auto& writer) { writer.Null(); });
  return *this;
}

std::string JsonWriter::take() {
  std::string text(state_->buffer.GetString(), state_->buffer.GetSize());
  state_->buffer.Clear();
  state_->pretty.Reset(state_->buffer);
  state_->one_line.Reset(state_->buffer);
  return text;
}

}  // namespace patchmatrix
