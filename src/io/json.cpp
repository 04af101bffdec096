// SPDX-License-Identifier: Apache-2.0
#include "io/json.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <rapidjson/document.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/reader.h>
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

// Numbers as strings: CVE-2024-38517 (an integer overflow in the exponent) is open in RapidJSON
// 1.1.0 as packaged, and scores are wanted exactly as written.
constexpr unsigned kParseFlags = rapidjson::kParseNumbersAsStringsFlag;

// With SSE2 the parser looks ahead in blocks of sixteen bytes.
constexpr std::size_t kLookAhead = 32;

[[noreturn]] void fail_syntax(std::string_view text, std::size_t offset) {
  throw Error(ErrorKind::Malformed, "json-syntax", line_and_column(text, offset));
}

// RapidJSON takes a NUL for the end of the text and does not look at what follows.
void check_end(std::string_view text) {
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos)
    fail_syntax(text, nul);
}

// What RapidJSON's reader tells, with the path to it. The path is one string that grows and
// shrinks: elements of an array share its "[]", and each key replaces the one before.
class PathHandler : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, PathHandler> {
 public:
  // `path` is that of the value to be read.
  explicit PathHandler(const JsonVisitor& visit, std::string path = {})
      : visit_(visit), path_(std::move(path)), inside_(!path_.empty()) {}

  bool Null() { return value("null"); }
  bool Bool(bool yes) { return value(yes ? "true" : "false"); }
  bool RawNumber(const char* text, rapidjson::SizeType length, bool) {
    return value({text, length});
  }
  bool String(const char* text, rapidjson::SizeType length, bool) { return value({text, length}); }

  bool StartObject() { return enter(); }
  bool Key(const char* text, rapidjson::SizeType length, bool) {
    path_.resize(open_.back());
    return append({text, length});
  }
  bool EndObject(rapidjson::SizeType) { return leave(JsonEvent::EndObject); }
  bool StartArray() { return enter() && append("[]"); }
  bool EndArray(rapidjson::SizeType) { return leave(JsonEvent::EndArray); }

 private:
  bool value(std::string_view text) {
    visit_(JsonEvent::Value, path_, text);
    return true;
  }
  bool enter() {
    open_.push_back(path_.size());
    return true;
  }
  bool leave(JsonEvent event) {
    path_.resize(open_.back());
    open_.pop_back();
    visit_(event, path_, {});
    return true;
  }
  bool append(std::string_view step) {
    if (inside_ || open_.size() > 1) path_ += '/';
    path_ += step;
    return true;
  }

  const JsonVisitor& visit_;
  std::string path_;
  bool inside_;                    // the value is not the root
  std::vector<std::size_t> open_;  // of each open object and array: the length of its path
};

// ── Passing over ──

// The first byte at or behind `at` that is one of `Bytes`; the end if there is none.
template <char... Bytes>
const char* find_byte(const char* at, const char* end) {
#if defined(__SSE2__)
  for (; end - at >= 16; at += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    __m128i found = _mm_setzero_si128();
    ((found = _mm_or_si128(found, _mm_cmpeq_epi8(block, _mm_set1_epi8(Bytes)))), ...);
    const int mask = _mm_movemask_epi8(found);
    if (mask != 0) return at + __builtin_ctz(static_cast<unsigned>(mask));
  }
#endif
  while (at != end && !((*at == Bytes) || ...)) ++at;
  return at;
}

// Walks a text along the paths that are wanted; what lies beside them is passed over.
class PartReader {
 public:
  PartReader(std::string_view text, const std::vector<std::string_view>& wanted,
             const JsonVisitor& visit)
      : text_(text),
        at_(text.data()),
        end_(text.data() + text.size()),
        wanted_(wanted),
        visit_(visit) {}

  void read() {
    value();
    blanks();
    if (at_ != end_) fail();
  }

 private:
  [[noreturn]] void fail() const {
    fail_syntax(text_, static_cast<std::size_t>(at_ - text_.data()));
  }

  void blanks() {
    while (at_ != end_ && is_blank(*at_)) ++at_;
  }

  void expect(char c) {
    blanks();
    if (at_ == end_ || *at_ != c) fail();
    ++at_;
  }

  // Whether `c` follows; then it is taken.
  bool take(char c) {
    blanks();
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }

  bool is_wanted() const {
    return std::find(wanted_.begin(), wanted_.end(), path_) != wanted_.end();
  }
  bool leads_to_wanted() const {
    return path_.empty() || std::any_of(wanted_.begin(), wanted_.end(), [this](auto each) {
             return each.size() > path_.size() && each.starts_with(path_) &&
                    each[path_.size()] == '/';
           });
  }

  void value() {
    blanks();
    if (is_wanted()) {
      const char* begin = at_;
      pass();
      parse({begin, static_cast<std::size_t>(at_ - begin)});
    } else if (leads_to_wanted() && at_ != end_ && *at_ == '{') {
      object();
    } else if (leads_to_wanted() && at_ != end_ && *at_ == '[') {
      array();
    } else {
      pass();
    }
  }

  void parse(std::string_view part) const {
    rapidjson::MemoryStream stream(part.data(), part.size());
    rapidjson::Reader reader;
    PathHandler handler(visit_, path_);
    const rapidjson::ParseResult result = reader.Parse<kParseFlags>(stream, handler);
    if (result.IsError())
      fail_syntax(text_, static_cast<std::size_t>(part.data() - text_.data()) + result.Offset());
  }

  void object() {
    const std::size_t length = path_.size();
    expect('{');
    if (!take('}')) {
      do {
        blanks();
        const char* begin = at_;
        if (at_ == end_ || *at_ != '"') fail();
        pass();
        step({begin + 1, static_cast<std::size_t>(at_ - begin) - 2});
        expect(':');
        value();
        path_.resize(length);
      } while (take(','));
      expect('}');
    }
    visit_(JsonEvent::EndObject, path_, {});
  }

  void array() {
    const std::size_t length = path_.size();
    expect('[');
    if (!take(']')) {
      step("[]");
      do value();
      while (take(','));
      path_.resize(length);
      expect(']');
    }
    visit_(JsonEvent::EndArray, path_, {});
  }

  // A key with escapes is none that anybody wants.
  void step(std::string_view key) {
    if (!path_.empty()) path_ += '/';
    path_ += key;
  }

  // Passes over one value: a string, a number or literal, or all between two brackets.
  void pass() {
    if (at_ == end_) fail();
    if (*at_ == '"') return pass_string();
    if (*at_ != '{' && *at_ != '[') return pass_word();
    std::size_t depth = 0;
    do {
      at_ = find_byte<'"', '{', '}', '[', ']'>(at_, end_);
      if (at_ == end_) fail();
      if (*at_ == '"') {
        pass_string();
        continue;
      }
      const bool opens = *at_ == '{' || *at_ == '[';
      if (opens && ++depth > kMaxDepth)
        throw Error(ErrorKind::Untrusted, "too-deep",
                    line_and_column(text_, static_cast<std::size_t>(at_ - text_.data())),
                    {{"limit", std::to_string(kMaxDepth)}});
      if (!opens) --depth;
      ++at_;
    } while (depth != 0);
  }

  void pass_string() {
    for (++at_;; at_ += 2) {
      at_ = find_byte<'"', '\\'>(at_, end_);
      if (at_ == end_ || (*at_ == '\\' && at_ + 1 == end_)) fail();
      if (*at_ == '"') break;
    }
    ++at_;
  }

  void pass_word() {
    const char* begin = at_;
    while (at_ != end_ && (is_alphanumeric(*at_) || *at_ == '-' || *at_ == '+' || *at_ == '.'))
      ++at_;
    if (at_ == begin) fail();
  }

  std::string_view text_;
  const char* at_;
  const char* end_;
  const std::vector<std::string_view>& wanted_;
  const JsonVisitor& visit_;
  std::string path_;
};

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
  tree_->text.resize(tree_->text.size() + kLookAhead, '\0');
  tree_->document.ParseInsitu<kParseFlags>(tree_->text.data());
  if (tree_->document.HasParseError()) fail_syntax(utf8, tree_->document.GetErrorOffset());
  check_end(utf8);
}

JsonDocument::~JsonDocument() = default;

JsonValue JsonDocument::root() const { return JsonValue(&tree_->document); }

void visit_json(std::string_view utf8, const JsonVisitor& visit) {
  check_depth(utf8);  // this also bounds the recursion of the reader
  rapidjson::MemoryStream text(utf8.data(), utf8.size());
  rapidjson::Reader reader;
  PathHandler handler(visit);
  const rapidjson::ParseResult result = reader.Parse<kParseFlags>(text, handler);
  if (result.IsError()) fail_syntax(utf8, result.Offset());
  check_end(utf8);
}

void visit_json(std::string_view utf8, const std::vector<std::string_view>& wanted,
                const JsonVisitor& visit) {
  PartReader(utf8, wanted, visit).read();
}

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
