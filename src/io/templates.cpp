// SPDX-License-Identifier: Apache-2.0
#include "io/templates.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include <patchmatrix/error.hpp>

#include "io/files.hpp"
#include "io/text.hpp"

// Why not a library: the one that Debian has, kainjow's, does not know on which line a tag stands,
// shows nothing for a field that does not exist, and wants the data in a type of its own.

namespace patchmatrix {
namespace {

constexpr std::size_t kDeepest = 50;  // partials within partials: they may name themselves

// A piece of a template. Sections stand before their content, which ends before `end`.
struct Node {
  enum class Kind { Text, Escaped, Plain, Section, Inverted, Partial };
  Kind kind = Kind::Text;
  std::string text;               // Text: what stands there; Partial: its name
  std::vector<std::string> path;  // of a field: "a.b" → "a", "b"; "." → nothing
  std::string indentation;        // of a partial
  std::size_t end = 0;
  std::size_t line = 0;
  // Where each part of the path was found last: the objects of a list are of one form.
  mutable std::vector<std::size_t> found = {};
};

struct Template {
  std::string path;  // of the file
  std::vector<Node> nodes;
};

std::string place(const std::string& file, std::size_t line) {
  return file + ":" + std::to_string(line);
}

std::string written(const std::vector<std::string>& path) {
  return path.empty() ? "." : joined(path, ".");
}

// ── Parsing ──────────────────────────────────────────────────────────────────────────────────────

class TemplateParser {
 public:
  TemplateParser(std::string path, std::string_view text) : text_(text) {
    out_.path = std::move(path);
  }

  Template parse() {
    std::size_t open = text_.find(opening_);
    while (open != std::string_view::npos) {
      tag(open);
      open = text_.find(opening_, at_);
    }
    add_text(text_.substr(at_));
    if (!open_.empty()) {
      const Node& section = out_.nodes[open_.back()];
      wrong(section.line, "{{#" + written(section.path) + "}}");
    }
    return std::move(out_);
  }

 private:
  struct Tag {
    char kind = 0;  // one of "#^/>!&={", or 0 for {{field}}
    std::string_view content;
    std::size_t end = 0;  // behind the tag
  };

  [[noreturn]] void wrong(std::size_t line, std::string tag) const {
    throw Error(ErrorKind::Malformed, "template-syntax", place(out_.path, line),
                {{"tag", std::move(tag)}});
  }
  [[noreturn]] void wrong(std::size_t open) const {
    const std::size_t length = std::min(text_.find('\n', open), text_.size()) - open;
    wrong(line_, std::string(text_.substr(open, std::min<std::size_t>(length, 40))));
  }

  void count_lines(std::string_view passed) {
    line_ += static_cast<std::size_t>(std::count(passed.begin(), passed.end(), '\n'));
  }

  void add_text(std::string_view text) {
    if (text.empty()) return;
    Node& node = add(Node::Kind::Text);
    node.text = text;
  }

  Node& add(Node::Kind kind) {
    out_.nodes.emplace_back();
    out_.nodes.back().kind = kind;
    out_.nodes.back().line = line_;
    return out_.nodes.back();
  }

  Tag read_tag(std::size_t open) const {
    Tag tag;
    std::size_t begin = open + opening_.size();
    if (begin < text_.size() &&
        std::string_view("#^/>!&={").find(text_[begin]) != std::string_view::npos)
      tag.kind = text_[begin++];
    std::string closing(closing_);
    if (tag.kind == '{') closing = "}" + closing;
    if (tag.kind == '=') closing = "=" + closing;
    const std::size_t end = text_.find(closing, begin);
    if (end == std::string_view::npos) wrong(open);
    tag.content = trimmed(text_.substr(begin, end - begin));
    tag.end = end + closing.size();
    return tag;
  }

  // What shows nothing and stands alone on its line takes the line with it.
  void tag(std::size_t open) {
    count_lines(text_.substr(at_, open - at_));
    const Tag tag = read_tag(open);
    std::size_t before = open, after = tag.end;
    bool alone = false;
    if (tag.kind != 0 && tag.kind != '&' && tag.kind != '{') {
      while (before > at_ && (text_[before - 1] == ' ' || text_[before - 1] == '\t')) --before;
      while (after < text_.size() && (text_[after] == ' ' || text_[after] == '\t')) ++after;
      alone = before == 0 || text_[before - 1] == '\n';
      if (after < text_.size()) {
        if (text_[after] == '\r') ++after;
        if (after < text_.size() && text_[after] == '\n')
          ++after;
        else
          alone = false;
      }
    }
    const std::string_view indentation = text_.substr(before, open - before);
    add_text(text_.substr(at_, (alone ? before : open) - at_));
    add_tag(tag, open, alone ? indentation : std::string_view());
    const std::size_t next = alone ? after : tag.end;
    count_lines(text_.substr(open, next - open));
    at_ = next;
  }

  void add_tag(const Tag& tag, std::size_t open, std::string_view indentation) {
    switch (tag.kind) {
      case '!':
        return;
      case '=':
        set_delimiters(tag, open);
        return;
      case '/':
        close(tag, open);
        return;
      case '>': {
        Node& node = add(Node::Kind::Partial);
        node.text = tag.content;
        node.indentation = indentation;
        return;
      }
      case '#':
      case '^':
        add(tag.kind == '#' ? Node::Kind::Section : Node::Kind::Inverted).path = path(tag, open);
        open_.push_back(out_.nodes.size() - 1);
        return;
      case '&':
      case '{':
        add(Node::Kind::Plain).path = path(tag, open);
        return;
      default:
        add(Node::Kind::Escaped).path = path(tag, open);
    }
  }

  std::vector<std::string> path(const Tag& tag, std::size_t open) const {
    if (tag.content == ".") return {};
    std::vector<std::string> out;
    for (const std::string_view part : split(tag.content, '.')) {
      if (part.empty() || std::any_of(part.begin(), part.end(), is_blank)) wrong(open);
      out.emplace_back(part);
    }
    if (out.empty()) wrong(open);
    return out;
  }

  void close(const Tag& tag, std::size_t open) {
    if (open_.empty() || out_.nodes[open_.back()].path != path(tag, open)) wrong(open);
    out_.nodes[open_.back()].end = out_.nodes.size();
    open_.pop_back();
  }

  void set_delimiters(const Tag& tag, std::size_t open) {
    const std::size_t blank = tag.content.find_first_of(" \t\n");
    if (blank == std::string_view::npos) wrong(open);
    opening_ = tag.content.substr(0, blank);
    closing_ = trimmed(tag.content.substr(blank));
    if (closing_.find_first_of(" \t\n=") != std::string_view::npos) wrong(open);
  }

  std::string_view text_;
  std::string_view opening_ = "{{", closing_ = "}}";
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::vector<std::size_t> open_;  // sections, by position of their nodes
  Template out_;
};

std::string indented(std::string_view text, std::string_view indentation) {
  std::string out;
  bool at_start = true;
  for (const char c : text) {
    if (at_start) out += indentation;
    out += c;
    at_start = c == '\n';
  }
  return out;
}

// ── Rendering ────────────────────────────────────────────────────────────────────────────────────

const TemplateData* member(const TemplateData& data, const std::string& name, std::size_t& hint) {
  const TemplateData::Fields& fields = data.fields();
  if (hint < fields.size() && fields[hint].first == name) return &fields[hint].second;
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i].first == name) {
      hint = i;
      return &fields[i].second;
    }
  return nullptr;
}

bool holds(const TemplateData& data) {
  switch (data.kind()) {
    case TemplateData::Kind::Text:
      return !data.text().empty();
    case TemplateData::Kind::Truth:
      return data.truth();
    case TemplateData::Kind::List:
      return !data.list().empty();
    case TemplateData::Kind::Object:
      break;
  }
  return true;
}

bool is_file_name(std::string_view name) {
  return !name.empty() && name.front() != '.' && std::all_of(name.begin(), name.end(), [](char c) {
    return is_alphanumeric(c) || c == '.' || c == '-' || c == '_';
  });
}

}  // namespace

TemplateData& TemplateData::set(std::string name, TemplateData value) {
  fields_.emplace_back(std::move(name), std::move(value));
  return *this;
}

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 16);
  for (const char c : text) switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  return out;
}

struct Templates::State {
  std::vector<std::filesystem::path> folders;
  std::set<std::string> fields;
  std::map<std::string, std::string> files;
  std::map<std::string, std::filesystem::path> paths;
  std::map<std::pair<std::string, std::string>, Template> parsed;  // by name and indentation

  const std::string& file(const std::string& name) {
    if (const auto known = files.find(name); known != files.end()) return known->second;
    if (is_file_name(name))
      for (const std::filesystem::path& folder : folders) {
        std::error_code ignored;
        const std::filesystem::path path = folder / name;
        if (!std::filesystem::exists(path, ignored)) continue;
        paths[name] = path;
        return files[name] = read_file(path);
      }
    throw Error(ErrorKind::NotFound, "no-template", {}, {{"name", name}});
  }

  const Template& parse(const std::string& name, const std::string& indentation) {
    const auto key = std::make_pair(name, indentation);
    if (const auto known = parsed.find(key); known != parsed.end()) return known->second;
    const std::string file_name = name + ".mustache";
    const std::string& text = file(file_name);
    const std::string path = paths[file_name].string();
    Template out =
        TemplateParser(path, indentation.empty() ? text : indented(text, indentation)).parse();
    for (const Node& node : out.nodes)
      for (const std::string& part : node.path)
        if (!fields.empty() && !fields.contains(part))
          throw Error(ErrorKind::Malformed, "template-unknown-field", place(path, node.line),
                      {{"field", written(node.path)}});
    return parsed.emplace(key, std::move(out)).first->second;
  }
};

namespace {

// One rendering: what the fields of the template mean at each moment.
class Rendering {
 public:
  using Parse = std::function<const Template&(const std::string& name, const std::string& indent)>;
  Rendering(const TemplateEscape& escape, Parse parse, std::string& out)
      : escape_(escape), parse_(std::move(parse)), out_(out) {}

  void render(const Template& wanted, const TemplateData& data) {
    context_.push_back(&data);
    nodes(wanted, 0, wanted.nodes.size());
    context_.pop_back();
  }

 private:
  void nodes(const Template& in, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end;) {
      const Node& node = in.nodes[i];
      switch (node.kind) {
        case Node::Kind::Text:
          out_ += node.text;
          break;
        case Node::Kind::Escaped:
          out_ += escape_(text(in, node));
          break;
        case Node::Kind::Plain:
          out_ += text(in, node);
          break;
        case Node::Kind::Section:
          section(in, node, i + 1);
          break;
        case Node::Kind::Inverted:
          if (!holds(find(in, node))) nodes(in, i + 1, node.end);
          break;
        case Node::Kind::Partial:
          partial(in, node);
          break;
      }
      i = node.end != 0 ? node.end : i + 1;
    }
  }

  void section(const Template& in, const Node& node, std::size_t begin) {
    const TemplateData& data = find(in, node);
    if (!holds(data)) return;
    if (data.kind() == TemplateData::Kind::List) {
      for (const TemplateData& each : data.list()) within(each, in, begin, node.end);
    } else {
      within(data, in, begin, node.end);
    }
  }

  void within(const TemplateData& data, const Template& in, std::size_t begin, std::size_t end) {
    context_.push_back(&data);
    nodes(in, begin, end);
    context_.pop_back();
  }

  void partial(const Template& in, const Node& node) {
    if (++depth_ > kDeepest)
      throw Error(ErrorKind::Malformed, "template-syntax", place(in.path, node.line),
                  {{"tag", "{{> " + node.text + "}}"}});
    const Template& wanted = parse_(node.text, node.indentation);
    nodes(wanted, 0, wanted.nodes.size());
    --depth_;
  }

  const std::string& text(const Template& in, const Node& node) const {
    const TemplateData& data = find(in, node);
    if (data.kind() != TemplateData::Kind::Text)
      throw Error(ErrorKind::Malformed, "template-not-text", place(in.path, node.line),
                  {{"field", written(node.path)}});
    return data.text();
  }

  // The first part of a path is looked for from within outward, the others in what it is.
  const TemplateData& find(const Template& in, const Node& node) const {
    if (node.path.empty()) return *context_.back();
    node.found.resize(node.path.size());
    const TemplateData* data = nullptr;
    for (auto each = context_.rbegin(); each != context_.rend() && data == nullptr; ++each)
      data = member(**each, node.path.front(), node.found.front());
    for (std::size_t i = 1; i < node.path.size() && data != nullptr; ++i)
      data = member(*data, node.path[i], node.found[i]);
    if (data == nullptr)
      throw Error(ErrorKind::Malformed, "template-unknown-field", place(in.path, node.line),
                  {{"field", written(node.path)}});
    return *data;
  }

  const TemplateEscape& escape_;
  const Parse parse_;
  std::string& out_;
  std::vector<const TemplateData*> context_;
  std::size_t depth_ = 0;
};

}  // namespace

Templates::Templates(std::vector<std::filesystem::path> folders, std::set<std::string> fields)
    : state_(std::make_unique<State>()) {
  state_->folders = std::move(folders);
  state_->fields = std::move(fields);
}

Templates::~Templates() = default;

const std::string& Templates::file(const std::string& name) const { return state_->file(name); }

std::string Templates::render(const std::string& name, const TemplateData& data,
                              const TemplateEscape& escape) const {
  std::string out;
  const auto parse = [this](const std::string& wanted,
                            const std::string& indentation) -> const Template& {
    return state_->parse(wanted, indentation);
  };
  Rendering(escape, parse, out).render(parse(name, {}), data);
  return out;
}

}  // namespace patchmatrix
