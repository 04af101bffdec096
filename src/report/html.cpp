// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "io/hash.hpp"
#include "io/unicode.hpp"
#include "report/notice.hpp"
#include "report/template_data.hpp"

namespace patchmatrix {
namespace {

int nibble(char digit) { return digit <= '9' ? digit - '0' : digit - 'a' + 10; }

// Of the bytes that a text in hexadecimal stands for (RFC 4648).
std::string base64_of_hex(const std::string& hex) {
  static constexpr char kDigits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < hex.size(); i += 6) {  // three bytes, four digits
    unsigned bits = 0;
    for (std::size_t j = 0; j < 6; ++j)
      bits = bits << 4U | static_cast<unsigned>(i + j < hex.size() ? nibble(hex[i + j]) : 0);
    const std::size_t bytes = std::min<std::size_t>(3, (hex.size() - i) / 2);
    for (std::size_t j = 0; j < 4; ++j)
      out += j <= bytes ? kDigits[bits >> (18U - 6U * j) & 63U] : '=';
  }
  return out;
}

// Whether there may be something that acts on a reader instead of being read: control characters
// and those that turn the direction of writing (in UTF-8 they begin like this).
bool may_act(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F || byte == 0xC2 || byte == 0xD8 || byte == 0xE2;
  });
}

// Of whatever a template shows, wherever it comes from.
std::string shown(const std::string& text) {
  return escape_html(may_act(text) ? printable(text) : text);
}

std::string template_of(Layout layout) {
  switch (layout) {
    case Layout::Monthly:
      return "monthly.html";
    case Layout::Notice:
      return "notice.html";
    case Layout::Matrix:
    case Layout::Table:
    case Layout::Digest:
    case Layout::List:
    case Layout::Weekly:
      break;
  }
  return "layout.html";
}

}  // namespace

std::string render_html(const Report& report, const LayoutOptions& options, const Words& words,
                        const TemplateFolders& templates) {
  std::set<std::string> fields = template_fields();
  if (options.layout == Layout::Notice) fields.merge(notice_fields());
  const Templates files(templates, std::move(fields));
  const std::string& style = files.file("page.css");
  const std::string& script = files.file("page.js");
  TemplateData data = template_data(report, options, words);
  if (options.layout == Layout::Notice) add_notice(report, words, data);
  data.set("style", style)
      .set("style_hash", "sha256-" + base64_of_hex(sha256(style)))
      .set("script", script)
      .set("script_hash", "sha256-" + base64_of_hex(sha256(script)));
  return files.render(template_of(options.layout), data, shown);
}

}  // namespace patchmatrix
