// SPDX-License-Identifier: Apache-2.0
#include "report/notice.hpp"

#include <algorithm>
#include <array>

#include "io/text.hpp"
#include "io/unicode.hpp"
#include "report/escape.hpp"
#include "report/template_data.hpp"
#include "report/wording.hpp"

namespace patchmatrix {
namespace {

constexpr std::size_t kTextWidth = 76;  // of a plain-text mail
constexpr std::array kTexts = {"overview",      "targets", "request",    "confirm", "install",
                               "confirm_again", "steps",   "supplement", "managed", "asking"};

TemplateData system_data(const Report& report, const FamilyRow& family, const ReportWording& say,
                         const Words& words) {
  TemplateData::List updates;
  bool restart = false;
  for (const UpdateRow& each : report.updates) {
    if (std::find(family.updates.begin(), family.updates.end(), each.name) == family.updates.end())
      continue;
    restart = restart || each.restart != Restart::No;
    updates.push_back(
        TemplateData()
            .set("name", printable(each.name))
            .set("products", joined(say.system_products(each, family), words["figures.comma"])));
  }
  return TemplateData()
      .set("label", printable(words.pick(family.label)))
      .set("updates", std::move(updates))
      .set("restart", restart);
}

// Behind "- ", "1. " or the blanks that a line begins with.
std::size_t hanging(std::string_view line) {
  const std::size_t indent = line.size() - trimmed_left(line).size();
  const std::string_view content = line.substr(indent);
  if (content.starts_with("- ")) return indent + 2;
  if (content.size() > 2 && is_digit(content[0]) && content.substr(1, 2) == ". ") return indent + 3;
  return 2 * indent;
}

std::string wrapped_lines(const std::string& text) {
  std::string out;
  for (const std::string_view line : split(text, '\n')) {
    const std::size_t hang = hanging(line), indent = line.size() - trimmed_left(line).size();
    bool first = true;
    for (const std::string& each : wrapped(trimmed_left(line), kTextWidth - hang)) {
      if (!each.empty()) out += std::string(first ? indent : hang, ' ') + each;
      out += '\n';
      first = false;
    }
  }
  while (out.ends_with("\n\n")) out.pop_back();
  return out;
}

std::string rendered(const char* name, const Report& report, const Words& words,
                     const TemplateFolders& templates, const TemplateEscape& escape) {
  std::set<std::string> fields = template_fields();
  fields.merge(notice_fields());
  const Templates files(templates, std::move(fields));
  LayoutOptions options;
  options.layout = Layout::Notice;
  TemplateData data = template_data(report, options, words);
  add_notice(report, words, data);
  return files.render(name, data, escape);
}

}  // namespace

void add_notice(const Report& report, const Words& words, TemplateData& data) {
  const ReportWording say(report, words);
  TemplateData::List systems, targets;
  for (const FamilyRow& each : report.families) {
    if (!each.headline) continue;
    targets.emplace_back(printable(words.pick(each.label)));
    if (each.system && !each.updates.empty())
      systems.push_back(system_data(report, each, say, words));
  }
  TemplateData notice;
  notice.set("heading", words.fill("notice.heading", {{"title", say.title_text()}}))
      .set("overview_text",
           words.fill(report.urgency.urgent ? "notice.overview_urgent" : "notice.overview_normal",
                      {{"title", say.title_text()}}));
  for (const char* each : kTexts)
    notice.set(each, words.fill(std::string("notice.") + each, {{"title", say.title_text()}}));
  notice.set("has_systems", !systems.empty())
      .set("systems", std::move(systems))
      .set("families", std::move(targets));
  data.set("notice", std::move(notice));
}

std::set<std::string> notice_fields() {
  std::set<std::string> out = {"notice",  "heading",  "overview_text", "has_systems",
                               "systems", "families", "label",         "updates",
                               "restart", "name",     "products"};
  out.insert(kTexts.begin(), kTexts.end());
  return out;
}

std::string render_notice_text(const Report& report, const Words& words,
                               const TemplateFolders& templates) {
  return wrapped_lines(rendered("notice.text", report, words, templates,
                                [](const std::string& text) { return text; }));
}

std::string render_notice_markdown(const Report& report, const Words& words,
                                   const TemplateFolders& templates) {
  return rendered("notice.markdown", report, words, templates,
                  [](const std::string& text) { return escape_markdown(text); });
}

}  // namespace patchmatrix
