// SPDX-License-Identifier: Apache-2.0
#include "io/text.hpp"
#include "report/escape.hpp"
#include "report/page.hpp"

namespace patchmatrix {
namespace {

// CommonMark with the tables of GitHub Flavored Markdown.
class MarkdownRenderer {
 public:
  std::string render(const Page& page) {
    for (const Block& block : page) {
      if (std::holds_alternative<Gap>(block)) continue;
      const bool entry = std::holds_alternative<Entry>(block);
      if (!out_.empty() && !(entry && after_entry_)) out_ += '\n';
      std::visit([this](const auto& each) { put(each); }, block);
      after_entry_ = entry;
    }
    return std::move(out_);
  }

 private:
  void put(const Heading& heading) {
    out_ += std::string(static_cast<std::size_t>(heading.level), '#') + ' ' +
            escape_markdown(heading.text) + '\n';
  }

  void put(const Gap&) {}

  void put(const Paragraph& paragraph) {
    for (std::size_t i = 0; i < paragraph.lines.size(); ++i)
      out_ +=
          escape_markdown(paragraph.lines[i]) + (i + 1 < paragraph.lines.size() ? "\\\n" : "\n");
  }

  void put(const Entry& entry) {
    out_ += "- **" + escape_markdown(entry.lead) + "** — " +
            escape_markdown(joined(entry.items, " · ")) + '\n';
  }

  void put(const Bullets& bullets) {
    if (!bullets.lead.empty()) out_ += "**" + escape_markdown(bullets.lead) + "**\n\n";
    for (const std::string& item : bullets.items) out_ += "- " + escape_markdown(item) + '\n';
  }

  void put(const TableBlock& table) {
    std::vector<std::string> titles, rules;
    for (const Column& column : table.columns) {
      titles.push_back(column.title);
      rules.emplace_back("---");
    }
    put_row(titles);
    out_ += "| " + joined(rules, " | ") + " |\n";
    for (const TableRow& row : table.rows) put_row(row.cells);
  }

  void put_row(const std::vector<std::string>& cells) {
    out_ += '|';
    for (const std::string& cell : cells) out_ += ' ' + escape_markdown(cell) + " |";
    out_ += '\n';
  }

  std::string out_;
  bool after_entry_ = false;
};

}  // namespace

std::string render_markdown(const Report& report, const LayoutOptions& options,
                            const Words& words) {
  LayoutOptions whole = options;
  whole.whole = true;
  return MarkdownRenderer().render(lay_out(report, whole, words));
}

}  // namespace patchmatrix
