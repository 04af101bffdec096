// SPDX-License-Identifier: Apache-2.0
#include "io/html.hpp"

#include <algorithm>
#include <array>
#include <gumbo.h>
#include <memory>

#include "io/templates.hpp"
#include "io/text.hpp"
#include "io/unicode.hpp"

namespace patchmatrix {
namespace {

constexpr std::size_t kDeepest = 100;        // elements within elements; below, text alone
constexpr std::size_t kMostReopened = 64;    // see is_too_much()
constexpr std::size_t kHeadingsLowered = 2;  // a page has its own h1 and h2

// What a reader sees of a text, white space at its ends included.
std::string inline_text(std::string_view text) {
  const std::string seen = printable(text);
  const auto blank = [](std::string_view all, bool front) {
    return !all.empty() && is_blank(front ? all.front() : all.back());
  };
  if (seen.empty()) return blank(text, true) ? " " : "";
  return (blank(text, true) ? " " : "") + seen + (blank(text, false) ? " " : "");
}

std::string preformatted(std::string_view text) {
  std::string out;
  for (const std::string_view line : split(text, '\n')) {
    if (!out.empty()) out += '\n';
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    out.append(indent, ' ').append(printable(line));
  }
  return out;
}

// Whether reading `source` as browsers do takes too long: every formatting element that is left
// open, with attributes of its own, is opened again in each block behind it.
bool is_too_much(std::string_view source) {
  std::size_t tags = 0, reopened = 0;
  for (std::size_t at = source.find('<'); at != std::string_view::npos;
       at = source.find('<', at + 1)) {
    if (++tags > kMostTags) return true;
    std::size_t end = at + 1;
    while (end < source.size() && is_letter(source[end])) ++end;
    const std::string name = lower(source.substr(at + 1, end - at - 1));
    static constexpr std::array kFormatting = {
        "b", "big", "code", "em", "font", "i", "nobr", "small", "strike", "strong", "tt", "u", "s"};
    const bool formats =
        std::find(kFormatting.begin(), kFormatting.end(), name) != kFormatting.end();
    const bool has_attributes =
        end < source.size() && (is_blank(source[end]) || source[end] == '/');
    if (formats && has_attributes && ++reopened > kMostReopened) return true;
  }
  return false;
}

// Names of our own; empty for an element that is its text.
std::string_view name_of(const GumboElement& element) {
  if (element.tag_namespace != GUMBO_NAMESPACE_HTML) return {};
  switch (element.tag) {
    case GUMBO_TAG_P:
      return "p";
    case GUMBO_TAG_BR:
      return "br";
    case GUMBO_TAG_UL:
      return "ul";
    case GUMBO_TAG_OL:
      return "ol";
    case GUMBO_TAG_LI:
      return "li";
    case GUMBO_TAG_B:
      return "b";
    case GUMBO_TAG_STRONG:
      return "strong";
    case GUMBO_TAG_I:
      return "i";
    case GUMBO_TAG_EM:
      return "em";
    case GUMBO_TAG_CODE:
      return "code";
    case GUMBO_TAG_PRE:
      return "pre";
    case GUMBO_TAG_TABLE:
      return "table";
    case GUMBO_TAG_TR:
      return "tr";
    case GUMBO_TAG_TD:
      return "td";
    case GUMBO_TAG_TH:
      return "th";
    case GUMBO_TAG_A:
      return "a";
    case GUMBO_TAG_H1:
      return "h3";
    case GUMBO_TAG_H2:
      return "h4";
    case GUMBO_TAG_H3:
      return "h5";
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
      return "h6";
    default:
      return {};
  }
}
static_assert(kHeadingsLowered == 2);

// Elements that begin on a line of their own: without them their text stands apart all the same.
bool breaks_lines(const GumboElement& element) {
  switch (element.tag) {
    case GUMBO_TAG_DIV:
    case GUMBO_TAG_SECTION:
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_BLOCKQUOTE:
    case GUMBO_TAG_DL:
    case GUMBO_TAG_DT:
    case GUMBO_TAG_DD:
    case GUMBO_TAG_CAPTION:
    case GUMBO_TAG_HR:
      return true;
    default:
      return false;
  }
}

// Lists, tables and rows stand in what may hold them, or are their text.
bool may_stand_in(std::string_view name, std::string_view parent) {
  if (name == "li") return parent == "ul" || parent == "ol";
  if (name == "tr") return parent == "table";
  if (name == "td" || name == "th") return parent == "tr";
  return parent != "ul" && parent != "ol" && parent != "table" && parent != "tr";
}

class Sanitiser {
 public:
  std::string take() { return std::string(trimmed(out_)); }

  void node(const GumboNode& node) {
    switch (node.type) {
      case GUMBO_NODE_DOCUMENT:
        children(node.v.document.children);
        break;
      case GUMBO_NODE_ELEMENT:
      case GUMBO_NODE_TEMPLATE:
        element(node.v.element);
        break;
      case GUMBO_NODE_TEXT:
      case GUMBO_NODE_CDATA:
      case GUMBO_NODE_WHITESPACE:
        text(node.v.text.text);
        break;
      case GUMBO_NODE_COMMENT:
        break;
    }
  }

 private:
  void children(const GumboVector& nodes) {
    for (unsigned i = 0; i < nodes.length; ++i) node(*static_cast<GumboNode*>(nodes.data[i]));
  }

  // What stands between the rows of a table, browsers would move elsewhere: it is not shown there.
  void text(std::string_view text) {
    const bool holds_text = may_stand_in("", parent_);
    if (!holds_text && trimmed(text).empty()) return;
    const std::string seen = escape_html(in_pre_ ? preformatted(text) : inline_text(text));
    if (holds_text)
      out_ += seen;
    else if (parent_ == "tr")
      out_.append("<td>").append(seen).append("</td>");
    else if (parent_ == "table")
      out_.append("<tr><td>").append(seen).append("</td></tr>");
    else
      out_.append("<li>").append(seen).append("</li>");
  }

  void element(const GumboElement& element) {
    const std::string_view name = name_of(element);
    if (name == "br") {
      if (may_stand_in("", parent_)) out_ += "<br>";
      return;
    }
    if (name.empty() || depth_ >= kDeepest || !may_stand_in(name, parent_)) {
      children(element.children);
      if (breaks_lines(element) && may_stand_in("", parent_) && !out_.empty()) out_ += "<br>";
      return;
    }
    if (name == "a")
      anchor(element);
    else
      within(name, "", element);
  }

  void anchor(const GumboElement& element) {
    const GumboAttribute* href = gumbo_get_attribute(&element.attributes, "href");
    const std::string_view address = trimmed(href == nullptr ? "" : href->value);
    if (in_anchor_ || !is_live_link(address)) return children(element.children);
    in_anchor_ = true;
    within("a", " href=\"" + escape_html(address) + "\" rel=\"noopener noreferrer\"", element);
    in_anchor_ = false;
  }

  void within(std::string_view name, const std::string& attributes, const GumboElement& element) {
    out_.append("<").append(name).append(attributes).append(">");
    const std::string_view parent = parent_;
    const bool in_pre = in_pre_;
    parent_ = name;
    in_pre_ = in_pre || name == "pre";
    ++depth_;
    children(element.children);
    --depth_;
    in_pre_ = in_pre;
    parent_ = parent;
    out_.append("</").append(name).append(">");
  }

  std::string out_;
  std::string_view parent_;
  bool in_pre_ = false;
  bool in_anchor_ = false;
  std::size_t depth_ = 0;
};

}  // namespace

std::string sanitised_html(std::string_view source) {
  if (is_too_much(source)) return html_of_text(source);
  const auto destroy = [](GumboOutput* output) {
    gumbo_destroy_output(&kGumboDefaultOptions, output);
  };
  GumboOptions options = kGumboDefaultOptions;
  options.max_errors = 0;  // nobody reads them
  const std::unique_ptr<GumboOutput, decltype(destroy)> parsed(
      gumbo_parse_with_options(&options, source.data(), source.size()), destroy);
  Sanitiser sanitiser;
  if (parsed) sanitiser.node(*parsed->document);
  return sanitiser.take();
}

std::string html_of_text(std::string_view text) {
  std::string out;
  bool open = false;
  for (const std::string_view line : split(text, '\n')) {
    const std::string seen = escape_html(printable(line));
    if (seen.empty()) {
      if (open) out += "</p>";
      open = false;
      continue;
    }
    out += open ? "<br>" : "<p>";
    out += seen;
    open = true;
  }
  if (open) out += "</p>";
  return out;
}

bool looks_like_html(std::string_view text) {
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    const std::string_view tag = text.substr(at, 5);
    if (begins_ignoring_case(tag, "<p>") || begins_ignoring_case(tag, "<br") ||
        (tag.size() > 2 && tag[1] == '/' && is_letter(tag[2])))
      return true;
  }
  return false;
}

bool is_live_link(std::string_view address) {
  const bool live = begins_ignoring_case(address, "https://") ||
                    begins_ignoring_case(address, "http://") ||
                    begins_ignoring_case(address, "mailto:");
  return live && printable(address) == address &&
         address.find_first_of(" \"<>\\^`{|}") == std::string_view::npos;
}

}  // namespace patchmatrix
