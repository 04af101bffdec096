// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <optional>

#include "report/template_data.hpp"

namespace patchmatrix {
namespace {

// Mail readers cut longer bodies off (docs/layouts.md).
constexpr std::size_t kMailBytes = 100'000;

// Tried in order until the body is short enough: how many rows a list or table has at most.
constexpr std::array<std::optional<std::size_t>, 6> kRows = {std::nullopt, 60, 30, 15, 6, 2};

}  // namespace

std::string render_mail_html(const Report& report, const Words& words,
                             const TemplateFolders& templates) {
  const Templates files(templates, template_fields());
  const TemplateEscape escape = [](const std::string& text) { return escape_html(text); };
  std::string out;
  for (const std::optional<std::size_t>& rows : kRows) {
    LayoutOptions options;
    options.layout = Layout::Monthly;
    options.most_rows = rows;
    out = files.render("mail.html", template_data(report, options, words), escape);
    if (out.size() < kMailBytes) break;
  }
  return out;
}

}  // namespace patchmatrix
