// SPDX-License-Identifier: Apache-2.0
#include "io/text.hpp"

#include <algorithm>
#include <numeric>

#include "io/unicode.hpp"
#include "report/page.hpp"

namespace patchmatrix {
namespace {

// A name may be as long as its document; a column is not.
constexpr std::size_t kWidestColumn = 200;

// Tables are laid out in columns and so need a width even where lines may be of any length: that of
// a plain-text mail.
constexpr std::size_t kTableWidth = 76;
constexpr std::size_t kColumnGap = 2;

class TextRenderer {
 public:
  explicit TextRenderer(const TextStyle& style) : style_(style) {}

  std::string render(const Page& page) {
    for (const Block& block : page) std::visit([this](const auto& each) { put(each); }, block);
    return std::move(out_);
  }

 private:
  void put(const Heading& heading) {
    if (!out_.empty()) out_ += '\n';
    for (const std::string& line : fitted(heading.text)) out_ += bold(line) + '\n';
    after_heading_ = heading.level == 1;
  }

  void put(const Paragraph& paragraph) {
    for (const std::string& text : paragraph.lines)
      for (const std::string& line : fitted(text)) out_ += line + '\n';
  }

  void put(const Gap&) {
    if (!out_.ends_with("\n\n")) out_ += '\n';
  }

  void put(const Entry& entry) {
    space_after_heading();
    // A no-break space keeps the dot behind its item when the line is broken.
    put_hanging(entry.lead, entry.tone, " — " + joined(entry.items, "\u00A0· "));
  }

  // The lead and the text behind it; further lines are indented.
  void put_hanging(const std::string& lead, std::optional<Severity> tone, const std::string& text) {
    const std::vector<std::string> lines = fitted(lead + text, 2);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::string line = with_plain_spaces(lines[i]);
      const bool has_lead = i == 0 && line.starts_with(lead);
      out_ += i == 0 ? "" : "  ";
      out_ += has_lead ? toned(lead, tone) + line.substr(lead.size()) : line;
      out_ += '\n';
    }
  }

  void put(const Bullets& bullets) {
    if (!bullets.lead.empty()) {
      if (!out_.empty()) out_ += '\n';
      out_ += toned(bullets.lead, bullets.tone) + '\n';
    }
    const std::string indent(display_width(bullets.mark), ' ');
    for (const std::string& item : bullets.items) {
      const std::vector<std::string> lines = fitted(item, indent.size());
      for (std::size_t i = 0; i < lines.size(); ++i)
        out_ += (i == 0 ? bullets.mark : indent) + lines[i] + '\n';
    }
    after_heading_ = false;
  }

  void put(const TableBlock& table) {
    space_after_heading();
    if (table.records) {
      for (const TableRow& row : table.rows) put_record(table, row);
      return;
    }
    const std::vector<std::size_t> widths = column_widths(table);
    TableRow titles;
    for (const Column& column : table.columns) titles.cells.push_back(column.title);
    put_row(titles, widths, true);
    std::string rule;
    for (std::size_t i = 0; i < widths.size(); ++i)
      rule +=
          std::string(widths[i], '-') + (i + 1 < widths.size() ? std::string(kColumnGap, ' ') : "");
    out_ += rule + '\n';
    for (const TableRow& row : table.rows) put_row(row, widths, false);
  }

  // "CVE-…  title", then the other cells with their titles, then the long ones, each on its own
  // line.
  void put_record(const TableBlock& table, const TableRow& row) {
    if (&row != &table.rows.front()) out_ += '\n';
    put_hanging(row.cells[0], row.tone, row.cells[1].empty() ? "" : "  " + row.cells[1]);
    std::vector<std::string> details(1);
    for (std::size_t i = 2; i < row.cells.size(); ++i) {
      if (row.cells[i].empty()) continue;
      const std::string cell = table.columns[i].title + ": " + row.cells[i];
      if (table.columns[i].flexible)
        details.push_back(cell);
      else
        details[0] += (details[0].empty() ? "" : "  ") + cell;
    }
    for (const std::string& detail : details)
      for (const std::string& line : fitted(detail, 2)) out_ += "  " + line + '\n';
  }

  void put_row(const TableRow& row, const std::vector<std::size_t>& widths, bool title) {
    std::vector<std::vector<std::string>> cells;
    std::size_t height = 1;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      cells.push_back(wrapped(row.cells[i], widths[i]));
      height = std::max(height, cells.back().size());
    }
    for (std::size_t line = 0; line < height; ++line) {
      std::string text;
      std::size_t pending = 0;  // blanks owed before the next word, so that no line ends in blanks
      for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string cell = line < cells[i].size() ? cells[i][line] : "";
        if (!cell.empty()) {
          text.append(pending, ' ');
          text += title ? bold(cell) : toned(cell, row.tone);
          pending = 0;
        }
        const std::size_t width = display_width(cell);
        pending += widths[i] - std::min(width, widths[i]) + kColumnGap;
      }
      out_ += text + '\n';
    }
  }

  // The natural widths; if they do not fit, first the titles are broken at blanks, then flexible
  // columns cut down to share what is left, then titles broken anywhere. No column gets narrower
  // than its longest word.
  std::vector<std::size_t> column_widths(const TableBlock& table) const {
    const std::size_t limit = style_.width.value_or(kTableWidth);
    std::vector<std::size_t> widths, without_title, least, narrowest;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const std::string& title = table.columns[i].title;
      widths.push_back(display_width(title));
      std::size_t title_word = 0;
      for (const std::string_view word : split(title, ' '))
        title_word = std::max(title_word, display_width(word));
      without_title.push_back(title_word);
      least.push_back(title_word);
      narrowest.push_back(longest_word(title));
      for (const TableRow& row : table.rows) {
        const std::size_t width = std::min(display_width(row.cells[i]), kWidestColumn);
        const std::size_t word = std::min(longest_word(row.cells[i]), kWidestColumn);
        widths[i] = std::max(widths[i], width);
        without_title[i] = std::max(without_title[i], width);
        least[i] = std::max(least[i], word);
        narrowest[i] = std::max(narrowest[i], word);
      }
    }
    if (total_width(widths) > limit) widths = without_title;
    const auto narrow = [&](const std::vector<std::size_t>& floor, bool all_columns) {
      while (total_width(widths) > limit) {
        std::size_t widest = widths.size();
        for (std::size_t i = 0; i < widths.size(); ++i)
          if ((all_columns || table.columns[i].flexible) && widths[i] > floor[i] &&
              (widest == widths.size() || widths[i] > widths[widest]))
            widest = i;
        if (widest == widths.size()) break;
        --widths[widest];
      }
    };
    narrow(least, false);
    narrow(narrowest, true);
    return widths;
  }

  static std::size_t total_width(const std::vector<std::size_t>& widths) {
    return std::accumulate(widths.begin(), widths.end(), (widths.size() - 1) * kColumnGap);
  }

  // What cannot be broken further.
  static std::size_t longest_word(const std::string& text) {
    std::size_t longest = 0;
    for (const std::string& piece : wrapped(text, 1))
      longest = std::max(longest, display_width(piece));
    return longest;
  }

  static std::string with_plain_spaces(std::string text) {
    constexpr std::string_view kNoBreakSpace = "\u00A0";
    for (std::size_t at = text.find(kNoBreakSpace); at != std::string::npos;
         at = text.find(kNoBreakSpace, at))
      text.replace(at, kNoBreakSpace.size(), " ");
    return text;
  }

  std::vector<std::string> fitted(const std::string& text, std::size_t indent = 0) const {
    if (!style_.width) return {text};
    return wrapped(text, std::max<std::size_t>(*style_.width, indent + 20) - indent);
  }

  void space_after_heading() {
    if (after_heading_) out_ += '\n';
    after_heading_ = false;
  }

  std::string bold(const std::string& text) const {
    return style_.colour ? "\x1B[1m" + text + "\x1B[0m" : text;
  }

  // Colour only underlines what the word already says.
  std::string toned(const std::string& text, std::optional<Severity> tone) const {
    if (!style_.colour || !tone) return text;
    switch (*tone) {
      case Severity::Critical:
        return "\x1B[1;31m" + text + "\x1B[0m";
      case Severity::Important:
        return "\x1B[33m" + text + "\x1B[0m";
      case Severity::Moderate:
        return "\x1B[36m" + text + "\x1B[0m";
      case Severity::Low:
      case Severity::None:
      case Severity::Unspecified:
      case Severity::Unknown:
        return text;
    }
    return text;
  }

  const TextStyle& style_;
  std::string out_;
  bool after_heading_ = false;
};

}  // namespace

std::string page_text(const Page& page, const TextStyle& style) {
  return TextRenderer(style).render(page);
}

std::string render_text(const Report& report, const LayoutOptions& options, const Words& words,
                        const TextStyle& style) {
  return page_text(lay_out(report, options, words), style);
}

}  // namespace patchmatrix
