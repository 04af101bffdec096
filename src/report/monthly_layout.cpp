// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "io/text.hpp"
#include "io/unicode.hpp"
#include "report/layout_parts.hpp"

namespace patchmatrix {
namespace {

// What a mail has room for; LayoutOptions::whole has no such ends.
constexpr std::size_t kChanges = 15;
constexpr std::size_t kUpdates = 10;
constexpr std::size_t kOwnProducts = 10;
constexpr std::size_t kInputs = 10;
constexpr std::size_t kNotes = 5;

constexpr std::size_t kLongestTitle = 240;  // columns
constexpr std::size_t kLongestText = 600;   // columns, in a page of few rows

std::string number(std::size_t value) { return std::to_string(value); }

bool is_attacked(const VulnerabilityRow& row) {
  return row.exploited == Answer::Yes || row.publicly_disclosed == Answer::Yes ||
         row.kev.has_value();
}

class MonthlyPage {
 public:
  MonthlyPage(const Report& report, const LayoutOptions& options, const Words& words)
      : report_(report),
        options_(options),
        words_(words),
        parts_(report, words),
        say_(parts_.say()) {}

  Page build() {
    title();
    conclusion();
    first();
    changes();
    matrix();
    attacked();
    counts();
    updates();
    own();
    cautions();
    all();
    sources();
    if (options_.most_rows) cut_rows(page_, *options_.most_rows, words_);
    return std::move(page_);
  }

 private:
  // ── blocks ──

  void title() {
    page_.emplace_back(Heading{say_.title_text(), 1});
    std::vector<std::string> lines = {say_.document_line()};
    for (std::string line : {say_.document_severities(), say_.as_of(), cut_to_families()})
      if (!line.empty()) lines.push_back(std::move(line));
    page_.emplace_back(Paragraph{std::move(lines)});
  }

  std::string cut_to_families() const {
    if (report_.only_families.empty()) return {};
    return words_.fill(
        "monthly.only",
        {{"families", joined(say_.family_labels(report_.only_families), words_["figures.comma"])},
         {"counted", number(report_.totals.counted)},
         {"all", number(report_.all_totals.counted)}});
  }

  void conclusion() {
    heading("block.conclusion");
    page_.emplace_back(Paragraph{say_.conclusion()});
  }

  void first() {
    heading("block.first");
    if (report_.first.empty()) {
      page_.emplace_back(Paragraph{{words_["first.none"]}});
      return;
    }
    TableBlock table;
    table.records = true;
    table.columns = {{words_["column.updates"], false}, {words_["page.products"], false}};
    if (report_.own) table.columns.push_back({words_["monthly.own_needed"], false});
    table.columns.push_back({words_["page.restart"], false});
    table.columns.push_back({words_["page.reasons"], true});
    for (const FirstUpdate& each : report_.first) {
      const UpdateRow& update = report_.updates[each.update];
      TableRow row = {tone(update.rating), {printable(update.name), families(update)}};
      if (report_.own) row.cells.push_back(own_machines(update));
      row.cells.push_back(say_.restart(update.restart));
      row.cells.push_back(say_.first_reasons(each));
      table.rows.push_back(std::move(row));
    }
    page_.emplace_back(std::move(table));
  }

  void changes() {
    if (!report_.changes) return;
    const ReleaseChanges& changes = *report_.changes;
    if (!changes.known) {
      heading("block.changes");
      page_.emplace_back(Paragraph{{words_["page.changes_unknown"]}});
      return;
    }
    page_.emplace_back(
        Heading{words_.fill("monthly.changes_heading",
                            {{"heading", words_["block.changes"]},
                             {"from", changes.from},
                             {"to", changes.to.empty() ? words_["changes.latest"] : changes.to}}),
                2});
    Page all = lay_out_changes(report_.release.severity_axis, changes.changes, words_);
    std::size_t left = kChanges, left_out = 0;
    for (Block& block : all) {
      if (auto* bullets = std::get_if<Bullets>(&block); bullets != nullptr && !options_.whole) {
        const std::size_t shown = std::min(left, bullets->items.size());
        left_out += bullets->items.size() - shown;
        left -= shown;
        bullets->items.resize(shown);
        if (shown == 0) continue;
      }
      page_.emplace_back(std::move(block));
    }
    if (left_out != 0)
      page_.emplace_back(
          Paragraph{{words_.fill("monthly.changes_more", {{"n", number(left_out)}})}});
  }

  void matrix() {
    heading("block.matrix");
    if (report_.matrix.empty()) {
      page_.emplace_back(Paragraph{{words_["report.no_families"]}});
    } else {
      page_.emplace_back(parts_.matrix_caption());
      for (const MatrixRow& row : report_.matrix) page_.emplace_back(parts_.matrix_entry(row));
      page_.emplace_back(Gap{});
      page_.emplace_back(parts_.family_table(true));
    }
    if (report_.others.empty()) return;
    page_.emplace_back(Heading{parts_.others_heading(), 3});
    if (options_.all_products) {
      page_.emplace_back(parts_.family_table(false));
    } else {
      for (Entry& each : parts_.others_by_severity()) page_.emplace_back(std::move(each));
    }
  }

  void attacked() {
    heading("block.exploited");
    TableBlock table = parts_.vulnerability_table();
    std::size_t counted = 0, excluded = 0, earlier = 0;
    for (const VulnerabilityRow& row : report_.vulnerabilities) {
      if (!is_attacked(row)) continue;
      ++(row.in_release ? counted : excluded);
      table.rows.push_back(vulnerability(row));
    }
    for (const VulnerabilityRow& row : report_.fixed_now) {
      if (!is_attacked(row)) continue;
      ++earlier;
      table.rows.push_back(vulnerability(row));
    }
    if (table.rows.empty()) {
      page_.emplace_back(Paragraph{{words_["page.nothing"]}});
      return;
    }
    page_.emplace_back(Paragraph{{
        words_.fill("monthly.attacked", {{"n", number(table.rows.size())},
                                         {"counted", number(counted)},
                                         {"earlier", number(earlier)},
                                         {"excluded", number(excluded)}}),
    }});
    page_.emplace_back(Gap{});
    page_.emplace_back(std::move(table));
  }

  void counts() {
    heading("block.counts");
    if (report_.totals.counted != 0) page_.emplace_back(severity_by_impact());
    std::vector<std::string> lines = say_.figures(report_.epss.has_value());
    if (report_.own) std::erase(lines, say_.own_totals(*report_.own));  // has a block of its own
    if (const Totals* last = last_month())
      lines.push_back(words_.fill(
          "monthly.last_month",
          {{"month", to_string(before().month)},
           {"counted",
            say_.with_parts(last->counted, say_.by_axis(say_.counts(last->by_severity)))},
           {"exploited", number(last->exploited)},
           {"disclosed", number(last->publicly_disclosed)},
           {"updates", number(last->updates)}}));
    if (report_.totals.counted != 0) page_.emplace_back(Gap{});
    page_.emplace_back(Paragraph{std::move(lines)});
  }

  // Of the counted vulnerabilities; sums on both sides, and beside them those of the month before.
  TableBlock severity_by_impact() const {
    const Totals& totals = report_.totals;
    const Totals* last = last_month();
    std::set<Impact> impacts;
    for (const auto* each : {&totals, last})
      if (each != nullptr)
        for (const auto& [impact, count] : each->by_impact) impacts.insert(impact);
    TableBlock table;
    table.columns = {{words_["column.impact"], true}};
    for (const auto& [severity, count] : totals.by_severity)
      table.columns.push_back({say_.on_axis(severity), false});
    table.columns.push_back({words_["page.total"], false});
    if (last != nullptr)
      table.columns.push_back(
          {words_.fill("monthly.last_month_column", {{"month", to_string(before().month)}}),
           false});
    for (const Impact impact : impacts) {
      TableRow row = {{}, {say_.impact(impact)}};
      for (const auto& [severity, count] : totals.by_severity)
        row.cells.push_back(number(of(totals.by_severity_and_impact, std::pair(severity, impact))));
      row.cells.push_back(number(of(totals.by_impact, impact)));
      if (last != nullptr) row.cells.push_back(number(of(last->by_impact, impact)));
      table.rows.push_back(std::move(row));
    }
    TableRow sums = {{}, {words_["page.total"]}};
    for (const auto& [severity, count] : totals.by_severity) sums.cells.push_back(number(count));
    sums.cells.push_back(number(totals.counted));
    if (last != nullptr) sums.cells.push_back(number(last->counted));
    table.rows.push_back(std::move(sums));
    return table;
  }

  void updates() {
    heading("block.updates");
    if (report_.updates.empty()) {
      page_.emplace_back(Paragraph{{words_["page.nothing"]}});
      return;
    }
    TableBlock table;
    table.records = true;
    table.columns = {
        {words_["column.updates"], false},
        {words_["page.products"], false},
        {words_.fill("monthly.update_counts", {{"severity", say_.on_axis(Severity::Critical)}}),
         false},
        {words_["page.restart"], false},
        {words_["page.issues"], false}};
    if (report_.own) table.columns.push_back({words_["monthly.own_needed"], false});
    table.columns.push_back({words_["page.fix_build"], true});
    table.columns.push_back({words_["page.supersedes"], true});
    const std::size_t shown = room(report_.updates.size(), kUpdates);
    for (std::size_t i = 0; i < shown; ++i) table.rows.push_back(update(report_.updates[i]));
    page_.emplace_back(std::move(table));
    if (shown == report_.updates.size()) return;
    page_.emplace_back(Gap{});
    page_.emplace_back(Paragraph{
        {words_.fill("monthly.updates_more", {{"n", number(report_.updates.size() - shown)}})}});
  }

  TableRow update(const UpdateRow& update) const {
    TableRow row = {tone(update.rating),
                    {printable(update.name), families(update),
                     words_.fill("monthly.update_count", {{"n", number(update.vulnerabilities)},
                                                          {"critical", number(update.critical)},
                                                          {"exploited", number(update.exploited)}}),
                     say_.restart(update.restart), say_.known_issue(update.known_issue)}};
    if (report_.own) row.cells.push_back(own_machines(update));
    row.cells.push_back(listed(update.fixed_builds));
    row.cells.push_back(listed(update.supersedes));
    return row;
  }

  void own() {
    if (!report_.own) return;
    heading("block.own");
    std::vector<std::string> lines = {say_.own_totals(*report_.own)};
    if (!report_.own_details) {
      page_.emplace_back(Paragraph{std::move(lines)});
      return;
    }
    const OwnDetails& details = *report_.own_details;
    if (!details.unmatched.empty())
      lines.push_back(words_.fill("monthly.unmatched", {{"n", number(details.unmatched.size())}}));
    page_.emplace_back(Paragraph{std::move(lines)});
    own_products(details.products);
    if (options_.whole) own_machines(details);
    const std::size_t machines = details.machines.size() + details.machines_left_out;
    if (machines == 0) return;
    page_.emplace_back(Gap{});
    page_.emplace_back(Paragraph{{words_.fill("monthly.machines", {{"n", number(machines)}})}});
  }

  void own_products(const std::vector<OwnProduct>& products) {
    if (products.empty()) return;
    page_.emplace_back(Gap{});
    TableBlock table = verdict_table("sheet.product");
    const std::size_t shown = room(products.size(), kOwnProducts);
    for (std::size_t i = 0; i < shown; ++i)
      table.rows.push_back(verdict_row(products[i].name, products[i].machines));
    page_.emplace_back(std::move(table));
    if (shown < products.size())
      page_.emplace_back(Paragraph{
          {words_.fill("monthly.products_more", {{"n", number(products.size() - shown)}})}});
  }

  void own_machines(const OwnDetails& details) {
    if (details.machines.empty()) return;
    TableBlock table = verdict_table("page.machine");
    table.columns.push_back({words_["page.machine_updates"], true});
    for (const OwnMachine& each : details.machines) {
      table.rows.push_back(verdict_row(each.name, each.vulnerabilities));
      table.rows.back().cells.push_back(listed(each.updates));
    }
    page_.emplace_back(Paragraph{{words_["monthly.machine_table"]}});
    page_.emplace_back(std::move(table));
  }

  TableBlock verdict_table(std::string_view first) const {
    TableBlock table;
    table.columns = {{words_[first], true}};
    for (const char* each : {"verdict.open", "verdict.unknown", "verdict.out-of-support",
                             "verdict.fixed", "verdict.not-affected"})
      table.columns.push_back({words_[each], false});
    return table;
  }

  static TableRow verdict_row(const std::string& name, const OwnVerdicts& of) {
    return {{},
            {printable(name), number(of.open), number(of.unknown), number(of.out_of_support),
             number(of.fixed), number(of.not_affected)}};
  }

  void cautions() {
    heading("block.cautions");
    if (report_.cautions.empty()) {
      page_.emplace_back(Paragraph{{words_["caution.none"]}});
      return;
    }
    std::vector<std::string> items;
    for (const Caution& each : report_.cautions) items.push_back(say_.caution(each));
    page_.emplace_back(LayoutParts::list(words_, std::move(items)));
  }

  void all() {
    heading("block.all");
    const std::size_t excluded = report_.totals.vulnerabilities - report_.totals.counted;
    const Arguments numbers = {{"n", number(report_.totals.vulnerabilities)},
                               {"counted", number(report_.totals.counted)},
                               {"excluded", number(excluded)},
                               {"earlier", number(report_.fixed_now.size())}};
    page_.emplace_back(Paragraph{
        {words_.fill(options_.whole ? "monthly.all_here" : "monthly.all_elsewhere", numbers)}});
    if (!options_.whole) return;
    TableBlock counted = parts_.vulnerability_table();
    for (const VulnerabilityRow& row : report_.vulnerabilities)
      if (row.in_release) counted.rows.push_back(vulnerability(row));
    for (const VulnerabilityRow& row : report_.fixed_now)
      counted.rows.push_back(vulnerability(row));
    if (!counted.rows.empty()) page_.emplace_back(std::move(counted));
    for (const auto& [reason, count] : report_.totals.excluded) {
      page_.emplace_back(
          Heading{words_.fill("list.excluded_heading",
                              {{"reason", words_["exclusion." + reason]}, {"n", number(count)}}),
                  3});
      TableBlock table = parts_.vulnerability_table();
      for (const VulnerabilityRow& row : report_.vulnerabilities)
        if (!row.in_release && row.excluded == reason) table.rows.push_back(vulnerability(row));
      page_.emplace_back(std::move(table));
    }
  }

  void sources() {
    heading("block.sources");
    std::vector<std::string> documents;
    const std::size_t shown = room(report_.inputs.size(), kInputs);
    for (std::size_t i = 0; i < shown; ++i) documents.push_back(say_.input(report_.inputs[i]));
    if (shown < report_.inputs.size())
      documents.push_back(rows_more(report_.inputs.size() - shown));
    if (!documents.empty()) page_.emplace_back(LayoutParts::list(words_, std::move(documents)));
    notes(say_.corrections_heading(), say_.corrections());
    notes(say_.notices_heading(), say_.notices());
    std::vector<std::string> lines = {
        words_.fill("monthly.tlp", {{"label", std::string(label(report_.tlp))}})};
    if (!report_.program.empty())
      lines.push_back(words_.fill("monthly.program", {{"program", report_.program}}));
    if (report_.next) lines.push_back(say_.next_release());
    page_.emplace_back(Gap{});
    page_.emplace_back(Paragraph{std::move(lines)});
  }

  void notes(const std::string& heading, std::vector<std::string> items) {
    if (items.empty()) return;
    const std::size_t shown = room(items.size(), kNotes), all = items.size();
    items.resize(shown);
    if (shown < all) items.push_back(rows_more(all - shown));
    page_.emplace_back(Heading{heading, 3});
    page_.emplace_back(LayoutParts::list(words_, std::move(items)));
  }

  // ── pieces ──

  void heading(std::string_view key) { page_.emplace_back(Heading{words_[key], 2}); }

  std::size_t room(std::size_t rows, std::size_t most) const {
    return options_.whole ? rows : std::min(rows, most);
  }

  std::string rows_more(std::size_t rows) const {
    return words_.fill("monthly.rows_more", {{"n", number(rows)}});
  }

  std::string families(const UpdateRow& update) const {
    return joined(say_.update_products(update), " · ");
  }

  std::string own_machines(const UpdateRow& update) const {
    return words_.fill("monthly.machine_count", {{"n", number(update.own.value_or(0))}});
  }

  TableRow vulnerability(const VulnerabilityRow& row) const {
    TableRow out = parts_.vulnerability_row(row);
    out.cells[1] = shortened(out.cells[1], kLongestTitle);
    return out;
  }

  static std::string listed(const std::vector<std::string>& names) {
    std::vector<std::string> shown;
    for (const std::string& each : names) shown.push_back(printable(each));
    return joined(shown, ", ");
  }

  const MonthTotals& before() const { return report_.months[report_.months.size() - 2]; }
  const Totals* last_month() const {
    if (report_.months.size() < 2 || !before().totals) return nullptr;
    return &*before().totals;
  }

  template <class Counts, class Key>
  static std::size_t of(const Counts& counts, const Key& key) {
    const auto found = counts.find(key);
    return found == counts.end() ? 0 : found->second;
  }

  const Report& report_;
  const LayoutOptions& options_;
  const Words& words_;
  const LayoutParts parts_;
  const ReportWording& say_;
  Page page_;
};

void shorten_all(std::vector<std::string>& texts) {
  for (std::string& each : texts) each = shortened(each, kLongestText);
}

}  // namespace

Page lay_out_month(const Report& report, const LayoutOptions& options, const Words& words) {
  return MonthlyPage(report, options, words).build();
}

void cut_rows(Page& page, std::size_t rows, const Words& words) {
  const auto cut = [&](auto& list) {
    const std::size_t more = list.size() - std::min(rows, list.size());
    list.resize(list.size() - more);
    return more == 0 ? std::string() : words.fill("monthly.rows_more", {{"n", number(more)}});
  };
  Page out;
  for (Block& block : page) {
    std::string more;
    if (auto* paragraph = std::get_if<Paragraph>(&block)) shorten_all(paragraph->lines);
    if (auto* heading = std::get_if<Heading>(&block))
      heading->text = shortened(heading->text, kLongestText);
    if (auto* entry = std::get_if<Entry>(&block)) {
      shorten_all(entry->items);
      if (std::string text = cut(entry->items); !text.empty())
        entry->items.push_back(std::move(text));
    }
    if (auto* bullets = std::get_if<Bullets>(&block)) {
      shorten_all(bullets->items);
      if (std::string text = cut(bullets->items); !text.empty())
        bullets->items.push_back(std::move(text));
    }
    if (auto* table = std::get_if<TableBlock>(&block)) {
      more = cut(table->rows);
      for (TableRow& row : table->rows) shorten_all(row.cells);
    }
    out.push_back(std::move(block));
    if (!more.empty()) out.emplace_back(Paragraph{{std::move(more)}});
  }
  page = std::move(out);
}

}  // namespace patchmatrix
