// SPDX-License-Identifier: Apache-2.0
#include "io/json_stream.hpp"

#include <algorithm>
#include <set>

#include <rapidjson/reader.h>

#include <patchmatrix/error.hpp>
#include <patchmatrix/limits.hpp>

#include "io/text.hpp"

namespace patchmatrix {

// A member that is wanted, or one that holds such members.
struct JsonShape::Node {
  std::string key;
  Kind kind = Kind::Object;
  int field = kSilent;
  std::vector<const Node*> members;  // of an object
  const Node* element = nullptr;     // of an array
  const Node* other = nullptr;       // of an object: a member of any other key
  std::uint32_t first_state = 0;     // see ShapeHandler::Following; one more for each member
};

namespace {

// The step of `path` that begins at `at`, which moves behind it.
std::string_view next_step(std::string_view path, std::size_t& at) {
  const std::string_view step = path.substr(at, path.find('/', at) - at);
  at = std::min(at + step.size() + 1, path.size());
  return step;
}

const JsonShape::Node* child(const JsonShape::Node& node, std::string_view step) {
  if (step == "[]") return node.element;
  if (step == "*") return node.other;
  for (const JsonShape::Node* each : node.members)
    if (each->key == step) return each;
  return nullptr;
}

}  // namespace

JsonShape::JsonShape(std::span<const Member> members, std::span<const Recursion> recursions) {
  nodes_.push_back(std::make_unique<Node>());
  const auto walk = [this](std::string_view path, auto at_missing) {
    Node* node = nodes_.front().get();
    for (std::size_t at = 0; at < path.size();) {
      const std::string_view step = next_step(path, at);
      const Node* known = child(*node, step);
      node = known != nullptr ? const_cast<Node*>(known) : at_missing(*node, step);
    }
    return node;
  };
  const auto add = [this](Node& parent, std::string_view step) {
    Node* added = nodes_.emplace_back(std::make_unique<Node>()).get();
    added->key = step;
    if (step == "[]") {
      parent.kind = Kind::Array;
      parent.element = added;
    } else if (step == "*") {
      parent.other = added;
    } else {
      parent.members.push_back(added);
    }
    return added;
  };
  for (const Member& each : members) {
    Node* node = walk(each.path, add);
    node->kind = each.kind;
    node->field = each.field;
  }
  for (const Recursion& each : recursions) {
    const std::size_t last = each.path.rfind('/');
    Node* parent = walk(each.path.substr(0, last), add);
    const Node* target = walk(each.same_as, add);
    // A member of its own, because its key may be another; what it holds is shared.
    Node* node = add(*parent, each.path.substr(last + 1));
    const std::string key = node->key;
    *node = *target;
    node->key = key;
  }
  for (const auto& each : nodes_) {
    each->first_state = states_;
    states_ += static_cast<std::uint32_t>(each->members.size()) + 1;
  }
}

JsonShape::~JsonShape() = default;

std::uint32_t JsonShape::states() const { return states_; }

const JsonShape::Node& JsonShape::root() const { return *nodes_.front(); }

namespace {

using Kind = JsonShape::Kind;
using Node = JsonShape::Node;

// What RapidJSON's reader tells, sorted by the shape. What no shape wants costs a counter.
class ShapeHandler : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, ShapeHandler> {
 public:
  ShapeHandler(const Node& root, std::uint32_t states, JsonSink& sink)
      : sink_(sink), current_(&root), following_(states) {
    open_.reserve(kMaxDepth);
  }

  bool too_deep() const { return too_deep_; }

  bool Null() {
    if (skipped_ == 0) count_element();
    return true;
  }
  bool Bool(bool yes) { return value(yes ? "true" : "false"); }
  bool RawNumber(const char* text, rapidjson::SizeType length, bool) {
    return value({text, length});
  }
  bool String(const char* text, rapidjson::SizeType length, bool) { return value({text, length}); }

  bool Key(const char* text, rapidjson::SizeType length, bool) {
    if (skipped_ != 0) return true;
    select({text, length});
    return true;
  }
  bool StartObject() { return enter(Kind::Object); }
  bool StartArray() { return enter(Kind::Array); }
  bool EndObject(rapidjson::SizeType) { return leave(); }
  bool EndArray(rapidjson::SizeType) { return leave(); }

 private:
  static constexpr std::size_t kMostStates = 4096;

  struct Open {
    const Node* node;
    std::uint32_t state;         // of an object: which key came last
    std::uint32_t elements = 0;  // of an array: begun so far
    std::uint64_t seen = 0;      // of an object: its members
  };

  // Keys mostly follow one another as they did the last time, wanted or not. What followed each key
  // is kept, and the first guess is nearly always right.
  struct Following {
    std::string_view key;
    const Node* node = nullptr;  // null: not wanted
    std::uint64_t bit = 0;       // in Open::seen
    std::uint32_t state = 0;     // behind it; 0: none yet
  };

  // The keys of an object that "*" stood for.
  struct Others {
    std::size_t depth;  // open_.size() inside the object
    std::set<std::string_view> keys;
    std::string_view last;
  };

  bool value(std::string_view text) {
    if (skipped_ != 0) return true;
    count_element();
    if (current_ == nullptr) return true;
    if (current_->kind == Kind::Text) {
      if (current_->field != JsonShape::kSilent) sink_.text(current_->field, text);
    } else {
      sink_.wrong_type(current_->field, pointer());
      const Node* element = current_->element;
      if (current_->kind == Kind::Array && element != nullptr && element->kind == Kind::Text)
        alone(*element, text);
    }
    return true;
  }

  void alone(const Node& element, std::string_view text) {
    if (current_->field != JsonShape::kSilent) sink_.begin(current_->field);
    sink_.text(element.field, text);
    if (current_->field != JsonShape::kSilent) sink_.end(current_->field);
  }

  void select(std::string_view key) {
    Open& open = open_.back();
    Following& guess = following_[open.state];
    if (!same_text(guess.key, key) || guess.state == 0) {
      if (!learn(*open.node, key, open.state)) return other(key);
    }
    const Following& found = following_[open.state];
    current_ = found.node;
    if (found.node == nullptr && open.node->other != nullptr) return other(key);
    if ((open.seen & found.bit) != 0) sink_.repeated_key(pointer());
    open.seen |= found.bit;
    open.state = found.state;
  }

  // Makes `key` what follows `state`. False if there are too many kinds of keys to be kept.
  bool learn(const Node& node, std::string_view key, std::uint32_t state) {
    Following found{key, nullptr, 0, 0};
    for (std::size_t i = 0; i < node.members.size(); ++i) {
      if (node.members[i]->key != key) continue;
      found = {node.members[i]->key, node.members[i], std::uint64_t{1} << i,
               node.first_state + 1 + static_cast<std::uint32_t>(i)};
    }
    if (found.node == nullptr) {
      if (following_[state].node == nullptr && following_[state].state != 0) {
        found.state = following_[state].state;
      } else {
        if (following_.size() == kMostStates) return false;
        found.state = static_cast<std::uint32_t>(following_.size());
        following_.emplace_back();
      }
    }
    following_[state] = found;
    return true;
  }

  void other(std::string_view key) {
    current_ = open_.back().node->other;
    if (current_ == nullptr) return;
    if (others_.empty() || others_.back().depth != open_.size())
      others_.push_back({open_.size(), {}, {}});
    others_.back().last = key;
    if (!others_.back().keys.insert(key).second) sink_.repeated_key(pointer());
    sink_.key(current_->field, key);
  }

  bool enter(Kind kind) {
    if (open_.size() + skipped_ >= kMaxDepth) {
      too_deep_ = true;
      return false;
    }
    if (skipped_ != 0) {
      ++skipped_;
      return true;
    }
    count_element();
    if (current_ == nullptr || current_->kind != kind) {
      if (current_ != nullptr) sink_.wrong_type(current_->field, pointer());
      skipped_ = 1;
      return true;
    }
    if (current_->field != JsonShape::kSilent) sink_.begin(current_->field);
    open_.push_back({current_, current_->first_state});
    current_ = current_->element;
    return true;
  }

  bool leave() {
    if (skipped_ != 0) {
      if (--skipped_ == 0) restore();
      return true;
    }
    const Node* node = open_.back().node;
    if (!others_.empty() && others_.back().depth == open_.size()) others_.pop_back();
    open_.pop_back();
    if (node->field != JsonShape::kSilent) sink_.end(node->field);
    restore();
    return true;
  }

  // Behind a value: the next element of the array around it, or nothing until a key says what.
  void restore() { current_ = open_.empty() ? nullptr : open_.back().node->element; }

  void count_element() {
    if (!open_.empty() && open_.back().node->kind == Kind::Array) ++open_.back().elements;
  }

  // RFC 6901. Keys of shapes need no escapes.
  std::string pointer() const {
    std::string out;
    std::size_t depth = 0;
    const auto add = [&](const Node& node) {
      if (depth == 0 || node.key == "[]") return;
      out += '/';
      out += node.key == "*" ? escaped(last_other(depth)) : node.key;
    };
    for (const Open& each : open_) {
      add(*each.node);
      if (each.node->kind == Kind::Array) out += '/' + std::to_string(each.elements - 1);
      ++depth;
    }
    if (current_ != nullptr) add(*current_);
    return out;
  }

  std::string_view last_other(std::size_t depth) const {
    for (const Others& each : others_)
      if (each.depth == depth) return each.last;
    return {};
  }

  static std::string escaped(std::string_view key) {
    std::string out;
    for (const char c : with_valid_utf8(key)) {
      if (c == '~')
        out += "~0";
      else if (c == '/')
        out += "~1";
      else
        out += c;
    }
    return out;
  }

  JsonSink& sink_;
  const Node* current_;     // what the value to come is; null: nothing that is wanted
  std::vector<Open> open_;  // the wanted objects and arrays around it
  std::vector<Following> following_;
  std::vector<Others> others_;
  std::size_t skipped_ = 0;  // how deep inside something that is not wanted
  bool too_deep_ = false;
};

// See kParseFlags in json.cpp.
constexpr unsigned kInPlace = rapidjson::kParseInsituFlag | rapidjson::kParseNumbersAsStringsFlag;

}  // namespace

void read_json_in_place(std::span<char> text, const JsonShape& shape, JsonSink& sink,
                        std::string_view original) {
  rapidjson::InsituStringStream stream(text.data());
  rapidjson::Reader reader;
  ShapeHandler handler(shape.root(), shape.states(), sink);
  const rapidjson::ParseResult result = reader.Parse<kInPlace>(stream, handler);
  const std::string_view all =
      original.empty() ? std::string_view(text.data(), text.size()) : original;
  const std::size_t stop = result.IsError() ? result.Offset() : stream.Tell();
  if (handler.too_deep())
    throw Error(ErrorKind::Untrusted, "too-deep", line_and_column(all, stop),
                {{"limit", std::to_string(kMaxDepth)}});
  // A NUL ends the text for RapidJSON; what follows it was not looked at.
  if (result.IsError() || stop != text.size())
    throw Error(ErrorKind::Malformed, "json-syntax",
                line_and_column(all, std::min(stop, text.size())));
}

}  // namespace patchmatrix
