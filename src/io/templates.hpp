// SPDX-License-Identifier: Apache-2.0
#pragma once

// Mustache templates: variables, sections, inverted sections, comments, partials, dotted names, the
// implicit iterator and set delimiters, as the Mustache specification (1.4) has them; no lambdas.
// Source: https://mustache.github.io/mustache.5.html, https://github.com/mustache/spec.

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace patchmatrix {

// What a template sees: a text, a truth, a list, or an object of named fields.
class TemplateData {
 public:
  using List = std::vector<TemplateData>;
  using Fields = std::vector<std::pair<std::string, TemplateData>>;
  enum class Kind { Text, Truth, List, Object };

  TemplateData() = default;  // an object without fields
  TemplateData(std::string text) : kind_(Kind::Text), text_(std::move(text)) {}
  TemplateData(std::string_view text) : TemplateData(std::string(text)) {}
  TemplateData(const char* text) : TemplateData(std::string(text)) {}
  TemplateData(bool truth) : kind_(Kind::Truth), truth_(truth) {}
  TemplateData(List list) : kind_(Kind::List), list_(std::move(list)) {}

  // Of an object: adds a field, whose name is not there yet.
  TemplateData& set(std::string name, TemplateData value);

  Kind kind() const { return kind_; }
  const std::string& text() const { return text_; }
  bool truth() const { return truth_; }
  const List& list() const { return list_; }
  const Fields& fields() const { return fields_; }

 private:
  Kind kind_ = Kind::Object;
  std::string text_;
  bool truth_ = false;
  List list_;
  Fields fields_;
};

// Makes a text harmless in the format of the template.
using TemplateEscape = std::function<std::string(const std::string&)>;
std::string escape_html(std::string_view text);  // & < > " '

// The files of some folders; of two with one name that of the first folder is taken. Reads and
// parses each once. For one thread.
class Templates {
 public:
  // `fields`: every name that the data may have at any place; a template that names another is
  // refused at once. Without them, what is never shown is never looked at.
  explicit Templates(std::vector<std::filesystem::path> folders, std::set<std::string> fields = {});
  ~Templates();

  // A file as it is, such as "page.css". Errors: NotFound "no-template"; Io.
  const std::string& file(const std::string& name) const;

  // "<name>.mustache" with `data`; `{{> other}}` is "other.mustache". `{{field}}` is escaped,
  // `{{{field}}}` is not. A field that `data` does not have is an error. An empty text, an empty
  // list and `false` are nothing to a section. Errors: as file(); Malformed "template-syntax" with
  // `tag`, "template-unknown-field" with `field`, "template-not-text" with the `field` that is a
  // truth, list or object where a text has to stand; all with the file's path and line as `where`.
  std::string render(const std::string& name, const TemplateData& data,
                     const TemplateEscape& escape) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace patchmatrix
