// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <patchmatrix/report.hpp>

#include "io/json.hpp"
#include "io/text.hpp"
#include "io/unicode.hpp"

namespace patchmatrix {
namespace {

constexpr std::array kStates = {SuspectState::New, SuspectState::Corrected, SuspectState::Note};

std::size_t count(const LintResult& result, SuspectState state) {
  return static_cast<std::size_t>(
      std::count_if(result.suspects.begin(), result.suspects.end(),
                    [state](const Suspect& each) { return each.state == state; }));
}

class LintText {
 public:
  LintText(const LintResult& result, const Words& words) : result_(result), words_(words) {}

  std::string render() {
    out_ = words_.fill("lint.summary",
                       {{"vendor", printable(words_.pick(result_.vendor_name))},
                        {"documents", std::to_string(result_.documents)},
                        {"new", std::to_string(count(result_, SuspectState::New))},
                        {"corrected", std::to_string(count(result_, SuspectState::Corrected))},
                        {"notes", std::to_string(count(result_, SuspectState::Note))}}) +
           '\n';
    for (const SuspectState each : kStates) put(each);
    return std::move(out_);
  }

 private:
  void put(SuspectState state) {
    const std::size_t number = count(result_, state);
    if (number == 0) return;
    out_ += '\n' +
            words_.fill("lint." + std::string(slug(state)), {{"n", std::to_string(number)}}) + '\n';
    for (const Suspect& each : result_.suspects)
      if (each.state == state) out_ += words_["text.bullet"] + line(each) + '\n';
  }

  std::string line(const Suspect& suspect) const {
    std::vector<std::string> parts;
    parts.push_back(
        printable(suspect.update.empty() ? suspect.value : suspect.update + ' ' + suspect.value));
    add("lint.expected", printable(suspect.expected), parts);
    add("lint.correction", suspect.correction, parts);
    add("lint.products", products(suspect.products), parts);
    add("lint.vulnerabilities", first_of(suspect.vulnerabilities), parts);
    add("lint.documents", first_of(suspect.documents), parts);
    return words_.fill("lint.line", {{"what", words_["lint." + std::string(slug(suspect.what))]},
                                     {"parts", joined(parts, " · ")}});
  }

  void add(std::string_view key, const std::string& value, std::vector<std::string>& parts) const {
    if (!value.empty()) parts.push_back(words_.fill(key, {{"value", value}}));
  }

  std::string cut(const std::string& first, std::size_t all) const {
    return all < 2 ? first
                   : words_.fill("lint.more", {{"first", first}, {"n", std::to_string(all - 1)}});
  }

  std::string first_of(const std::vector<std::string>& texts) const {
    return texts.empty() ? std::string() : cut(printable(texts.front()), texts.size());
  }

  std::string products(const std::vector<SuspectProduct>& all) const {
    if (all.empty()) return {};
    return cut(words_.fill("lint.with_id", {{"name", printable(all.front().name)},
                                            {"id", printable(all.front().id)}}),
               all.size());
  }

  const LintResult& result_;
  const Words& words_;
  std::string out_;
};

class LintJson {
 public:
  std::string render(const LintResult& result) {
    json_.begin_object();
    text("schema", "patchmatrix.lint/1");
    text("vendor", result.vendor);
    json_.key("documents").number(result.documents);
    json_.key("counts").begin_object();
    for (const SuspectState each : kStates) json_.key(slug(each)).number(count(result, each));
    json_.end_object();
    json_.key("suspects").begin_array();
    for (const Suspect& each : result.suspects) suspect(each);
    json_.end_array();
    json_.end_object();
    return json_.take() + "\n";
  }

 private:
  void suspect(const Suspect& suspect) {
    json_.begin_object();
    text("what", slug(suspect.what));
    text("state", slug(suspect.state));
    text_or_null("correction", suspect.correction);
    text_or_null("update", suspect.update);
    text("value", suspect.value);
    text_or_null("expected", suspect.expected);
    texts("documents", suspect.documents);
    texts("vulnerabilities", suspect.vulnerabilities);
    json_.key("products").begin_array();
    for (const SuspectProduct& each : suspect.products) {
      json_.begin_object();
      text("id", each.id);
      text("name", each.name);
      json_.end_object();
    }
    json_.end_array();
    json_.end_object();
  }

  void text(std::string_view key, std::string_view value) {
    json_.key(key).string(printable(value));
  }

  void text_or_null(std::string_view key, std::string_view value) {
    json_.key(key);
    if (value.empty())
      json_.null();
    else
      json_.string(printable(value));
  }

  void texts(std::string_view key, const std::vector<std::string>& values) {
    json_.key(key).begin_array();
    for (const std::string& value : values) json_.string(printable(value));
    json_.end_array();
  }

  JsonWriter json_{JsonWriter::Layout::Pretty};
};

}  // namespace

std::string render_lint_text(const LintResult& result, const Words& words) {
  return LintText(result, words).render();
}

std::string render_lint_json(const LintResult& result) { return LintJson().render(result); }

}  // namespace patchmatrix
