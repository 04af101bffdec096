// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <utility>

#include <patchmatrix/report.hpp>

#include "io/spreadsheet.hpp"
#include "io/text.hpp"
#include "io/unicode.hpp"
#include "report/wording.hpp"

namespace patchmatrix {
namespace {

// The overview holds sentences and small tables: a column of labels, and as many narrow ones as fit
// on a page beside it, which sentences take together.
constexpr std::size_t kLabelWidth = 28, kNarrowWidth = 16, kNarrowColumns = 7;

CellTone tone_of(const Rating& rating) {
  switch (tone(rating)) {
    case Severity::Critical:
      return CellTone::Critical;
    case Severity::Important:
      return CellTone::Important;
    case Severity::Moderate:
      return CellTone::Moderate;
    case Severity::Low:
      return CellTone::Low;
    case Severity::None:
    case Severity::Unspecified:
    case Severity::Unknown:
      break;
  }
  return CellTone::Plain;
}

SheetCell text(std::string_view value, CellTone tone = CellTone::Plain) {
  return {printable(value), tone};
}

SheetCell linked(std::string_view value, std::string_view address) {
  return {printable(value), CellTone::Plain, std::string(address)};
}

SheetCell number(std::size_t value) { return {SheetNumber{static_cast<double>(value), 0}}; }

SheetCell day(const std::optional<Day>& value) { return value ? SheetCell{*value} : SheetCell{}; }

SheetCell day(const std::optional<Instant>& value) {
  return value ? SheetCell{day_of(*value)} : SheetCell{};
}

// "8.8" as the number it is; nothing for an empty text.
SheetCell decimal(std::string_view digits, int decimals) {
  SheetNumber value{0, decimals};
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value.value);
  return read.ec == std::errc() ? SheetCell{value} : SheetCell{};
}

std::string lines(const std::vector<std::string>& parts) {
  std::vector<std::string> out;
  for (const std::string& each : parts) out.push_back(printable(each));
  return joined(out, ", ");
}

// The address of a vulnerability, for people; empty where the vendor has none, or where an
// identifier could lead elsewhere.
std::string page_of(const std::string& form, const std::string& id) {
  const bool plain = std::all_of(id.begin(), id.end(), [](char c) {
    return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
  });
  return form.empty() || !plain ? std::string() : filled(form, {{"id", id}});
}

class Workbook {
 public:
  Workbook(const Report& report, const Words& words)
      : report_(report), words_(words), wording_(report, words) {
    for (const FamilyRow& each : report.families) families_.emplace(each.id, &each);
  }

  Spreadsheet make() {
    Spreadsheet out;
    out.title = wording_.title_text();
    out.author = report_.program;
    out.footer = std::string(label(report_.tlp)) + "  " + out.title;
    out.created = report_.release.current_release;
    out.sheets.push_back(overview());
    out.sheets.push_back(matrix());
    out.sheets.push_back(vulnerabilities());
    out.sheets.push_back(updates());
    out.sheets.push_back(own());
    return out;
  }

 private:
  // ── Overview ───────────────────────────────────────────────────────────────────────────────────

  Sheet overview() {
    Sheet sheet{words_["sheet.overview"], {}};
    sheet.widths.assign(kNarrowColumns + 1, kNarrowWidth);
    sheet.widths.front() = kLabelWidth;
    sheet.rows.push_back({text(wording_.title_text(), CellTone::Title)});
    fact(sheet, words_["page.tlp"], std::string(label(report_.tlp)));
    fact(sheet, words_["page.documents"], wording_.document_line());
    if (const std::string line = wording_.as_of(); !line.empty()) fact(sheet, "", line);
    if (const std::string line = wording_.document_severities(); !line.empty())
      fact(sheet, "", line);
    if (report_.next) fact(sheet, "", wording_.next_release());
    section(sheet, words_["block.conclusion"]);
    for (const std::string& line : wording_.conclusion()) fact(sheet, "", line);
    first(sheet);
    section(sheet, words_["figures.heading"]);
    for (const std::string& line : wording_.figures(report_.epss.has_value()))
      fact(sheet, "", line);
    severities_and_impacts(sheet);
    remarks(sheet);
    documents(sheet);
    fact(sheet, words_["page.program"], report_.program);
    return sheet;
  }

  void section(Sheet& sheet, std::string_view title) {
    sheet.rows.emplace_back();
    SheetRow row = {text(title, CellTone::Section)};
    row.resize(kNarrowColumns + 1, SheetCell{{}, CellTone::Section});
    sheet.rows.push_back(std::move(row));
  }

  void fact(Sheet& sheet, std::string_view name, std::string_view value) {
    SheetCell cell = text(value);
    cell.span = kNarrowColumns;
    sheet.rows.push_back({text(name, CellTone::Strong), std::move(cell)});
  }

  void first(Sheet& sheet) {
    section(sheet, words_["block.first"]);
    if (report_.first.empty()) fact(sheet, "", words_["first.none"]);
    for (const FirstUpdate& each : report_.first) {
      const UpdateRow& update = report_.updates[each.update];
      SheetCell reasons = text(wording_.first_reasons(each) + " — " +
                               joined(wording_.family_labels(update.families), ", "));
      reasons.span = kNarrowColumns;
      sheet.rows.push_back({linked(update.name, update.url), std::move(reasons)});
    }
  }

  // Impacts down, severities across, with sums.
  void severities_and_impacts(Sheet& sheet) {
    std::set<Severity> severities;
    std::set<Impact> impacts;
    for (const auto& [pair, count] : report_.totals.by_severity_and_impact) {
      severities.insert(pair.first);
      impacts.insert(pair.second);
    }
    if (severities.empty()) return;
    section(sheet, words_["page.heat_caption"]);
    SheetRow head = {text(words_["column.impact"], CellTone::Head)};
    for (const Severity each : severities)
      head.push_back(text(wording_.severity(each), CellTone::Head));
    head.push_back(text(words_["page.total"], CellTone::Head));
    sheet.rows.push_back(std::move(head));
    for (const Impact impact : impacts) {
      SheetRow row = {text(wording_.impact(impact))};
      std::size_t sum = 0;
      for (const Severity severity : severities) {
        const std::size_t count = count_of(severity, impact);
        sum += count;
        row.push_back(number(count));
        if (count != 0) row.back().tone = tone_of(Rating{severity, impact});
      }
      row.push_back(number(sum));
      sheet.rows.push_back(std::move(row));
    }
    SheetRow sums = {text(words_["page.total"], CellTone::Strong)};
    for (const Severity severity : severities) {
      const auto found = report_.totals.by_severity.find(severity);
      sums.push_back(number(found == report_.totals.by_severity.end() ? 0 : found->second));
    }
    sums.push_back(number(report_.totals.counted));
    sheet.rows.push_back(std::move(sums));
  }

  std::size_t count_of(Severity severity, Impact impact) const {
    const auto& counts = report_.totals.by_severity_and_impact;
    const auto found = counts.find({severity, impact});
    return found == counts.end() ? 0 : found->second;
  }

  void remarks(Sheet& sheet) {
    list(sheet, words_["block.cautions"], report_.cautions.size(),
         [this](std::size_t i) { return wording_.caution(report_.cautions[i]); });
    const std::vector<std::string> corrections = wording_.corrections();
    list(sheet, wording_.corrections_heading(), corrections.size(),
         [&corrections](std::size_t i) { return corrections[i]; });
    const std::vector<std::string> notices = wording_.notices();
    list(sheet, wording_.notices_heading(), notices.size(),
         [&notices](std::size_t i) { return notices[i]; });
  }

  template <class Line>
  void list(Sheet& sheet, std::string_view title, std::size_t count, const Line& line) {
    if (count == 0) return;
    section(sheet, title);
    for (std::size_t i = 0; i < count; ++i) fact(sheet, "", line(i));
  }

  void documents(Sheet& sheet) {
    section(sheet, words_["block.sources"]);
    SheetRow head;
    for (const char* key : {"page.documents", "page.revision", "page.updated", "page.fetched",
                            "page.tlp", "page.source", "page.hash"})
      head.push_back(text(words_[key], CellTone::Head));
    head.back().span = 2;
    sheet.rows.push_back(std::move(head));
    for (const InputRow& each : report_.inputs) {
      SheetCell hash = text(each.sha256);
      hash.span = 2;
      sheet.rows.push_back({text(each.document), text(each.revision), day(each.current_release),
                            day(each.fetched_at), text(each.tlp), linked(each.path, each.path),
                            std::move(hash)});
    }
  }

  // ── Tables ─────────────────────────────────────────────────────────────────────────────────────

  Sheet table(std::string name, const std::vector<std::string>& titles) const {
    Sheet sheet{std::move(name), {{}}, 0};
    for (const std::string& each : titles) sheet.rows.front().push_back(text(each, CellTone::Head));
    return sheet;
  }

  Sheet matrix() {
    std::vector<std::string> titles = {
        words_["column.family"],  wording_.axis("column.max_severity"), words_["column.max_impact"],
        words_["column.updates"], words_["sheet.vulnerabilities"],      words_["sheet.counted"]};
    if (report_.own) {
      titles.push_back(words_["sheet.own_open"]);
      titles.push_back(words_["sheet.own_machines"]);
    }
    titles.push_back(words_["sheet.kind"]);
    Sheet sheet = table(words_["block.matrix"], titles);
    for (const auto* rows : {&report_.matrix, &report_.others})
      for (const MatrixRow& row : *rows)
        for (const std::size_t family : row.families)
          sheet.rows.push_back(family_row(report_.families[family]));
    return sheet;
  }

  SheetRow family_row(const FamilyRow& family) const {
    SheetRow row = {text(words_.pick(family.label)),
                    text(wording_.severity(family.rating), tone_of(family.rating)),
                    text(wording_.impact(family.rating)),
                    text(lines(family.updates)),
                    number(family.vulnerabilities),
                    number(family.counted)};
    if (report_.own) {
      row.push_back(family.own ? number(family.own->open) : SheetCell{});
      row.push_back(family.own ? number(family.own->machines) : SheetCell{});
    }
    row.push_back(text(words_[family.headline ? "sheet.headline" : "sheet.other"]));
    return row;
  }

  Sheet vulnerabilities() {
    std::vector<std::string> titles = {words_["column.vulnerability"],
                                       words_["column.title"],
                                       wording_.axis("column.severity"),
                                       words_["column.impact"],
                                       words_["column.cvss"],
                                       words_["sheet.cvss_version"],
                                       words_["show.vector"],
                                       words_["column.exploited"],
                                       words_["column.disclosed"],
                                       words_["show.exploitability"]};
    if (report_.kev)
      for (const char* key : {"sheet.kev_added", "sheet.kev_due", "sheet.kev_ransomware"})
        titles.push_back(words_[key]);
    if (report_.epss)
      for (const char* key : {"sheet.epss_probability", "sheet.epss_percentile"})
        titles.push_back(words_[key]);
    titles.push_back(words_["column.updates"]);
    titles.push_back(words_["column.family"]);
    if (report_.own) titles.push_back(words_["sheet.own_open_families"]);
    for (const char* key : {"show.component", "page.documents", "sheet.note"})
      titles.push_back(words_[key]);
    Sheet sheet = table(words_["sheet.vulnerabilities"], titles);
    for (const auto* rows : {&report_.vulnerabilities, &report_.fixed_now})
      for (const VulnerabilityRow& row : *rows) sheet.rows.push_back(vulnerability_row(row));
    return sheet;
  }

  SheetRow vulnerability_row(const VulnerabilityRow& row) const {
    SheetRow out = {
        linked(row.id, page_of(report_.release.vulnerability_page, row.id)),
        text(row.title),
        text(wording_.with_raw_word(wording_.severity(row.rating), row.severity_word),
             tone_of(row.rating)),
        text(wording_.with_raw_word(wording_.impact(row.rating), row.impact_word)),
        decimal(row.cvss_base, 1),
        text(row.cvss_version),
        text(row.cvss_vector),
        text(wording_.answer(row.exploited),
             row.exploited == Answer::Yes ? CellTone::Strong : CellTone::Plain),
        text(wording_.answer(row.publicly_disclosed),
             row.publicly_disclosed == Answer::Yes ? CellTone::Strong : CellTone::Plain),
        text(words_["exploitability." + std::string(slug(row.exploitability))])};
    if (report_.kev) {
      out.push_back(row.kev ? day(std::optional(row.kev->added)) : SheetCell{});
      out.push_back(row.kev ? day(row.kev->due) : SheetCell{});
      out.push_back(row.kev ? text(words_[row.kev->ransomware ? "answer.yes" : "answer.no"])
                            : SheetCell{});
    }
    if (report_.epss) {
      out.push_back(row.epss ? share(row.epss->probability) : SheetCell{});
      out.push_back(row.epss ? share(row.epss->percentile) : SheetCell{});
    }
    out.push_back(text(lines(row.updates)));
    out.push_back(text(joined(wording_.family_labels(row.families), ", ")));
    if (report_.own) out.push_back(text(own_open(row)));
    out.push_back(text(row.component));
    out.push_back(text(lines(row.documents)));
    out.push_back(text(note(row)));
    return out;
  }

  static SheetCell share(std::uint32_t hundred_thousandths) {
    return decimal(decimal_of_hundred_thousandths(hundred_thousandths), 5);
  }

  std::string own_open(const VulnerabilityRow& row) const {
    std::vector<std::string> out;
    for (const std::string& id : row.families)
      if (const auto found = families_.find(id); found != families_.end())
        if (const FamilyRow& family = *found->second; family.own && family.own->open != 0)
          out.push_back(words_.fill("figures.part", {{"word", words_.pick(family.label)},
                                                     {"n", std::to_string(family.own->open)}}));
    return joined(out, words_["figures.comma"]);
  }

  // Why it is not counted, and what else is particular about it.
  std::string note(const VulnerabilityRow& row) const {
    std::vector<std::string> out;
    if (!row.excluded.empty()) out.push_back(words_["exclusion." + row.excluded]);
    if (!row.documented.empty())
      out.push_back(words_.fill("page.fixed_now_note", {{"month", row.documented}}));
    if (row.withdrawn) out.push_back(words_["show.withdrawn"]);
    return joined(out, words_["figures.comma"]);
  }

  Sheet updates() {
    std::vector<std::string> titles = {words_["column.updates"],
                                       words_["page.products"],
                                       words_["column.family"],
                                       words_["show.kind"],
                                       words_["page.fix_build"],
                                       words_["page.supersedes"],
                                       words_["page.restart"],
                                       words_["page.issues"],
                                       words_["page.servicing"],
                                       wording_.axis("column.max_severity"),
                                       words_["column.max_impact"],
                                       words_["sheet.vulnerabilities"],
                                       wording_.severity(Severity::Critical),
                                       words_["column.exploited"]};
    if (report_.kev) titles.push_back(words_["column.kev"]);
    if (report_.own) titles.push_back(words_["sheet.own_needed"]);
    Sheet sheet = table(words_["column.updates"], titles);
    for (const UpdateRow& row : report_.updates) sheet.rows.push_back(update_row(row));
    return sheet;
  }

  SheetRow update_row(const UpdateRow& row) const {
    const std::string issue = row.known_issue_urls.empty() ? "" : row.known_issue_urls.front();
    SheetRow out = {linked(row.name, row.url),
                    text(lines(row.products)),
                    text(joined(wording_.family_labels(row.families), ", ")),
                    text(lines(row.kinds)),
                    text(lines(row.fixed_builds)),
                    text(lines(row.supersedes)),
                    text(wording_.restart(row.restart)),
                    linked(wording_.known_issue(row.known_issue), issue),
                    text(row.servicing ? words_["answer.yes"] : std::string()),
                    text(wording_.severity(row.rating), tone_of(row.rating)),
                    text(wording_.impact(row.rating)),
                    number(row.vulnerabilities),
                    number(row.critical),
                    number(row.exploited)};
    if (report_.kev) out.push_back(number(row.kev));
    if (report_.own) out.push_back(row.own ? number(*row.own) : SheetCell{});
    return out;
  }

  // ── Own machines ───────────────────────────────────────────────────────────────────────────────
  // One table, so that it can be filtered: what a row counts it says itself.

  Sheet own() {
    Sheet sheet =
        table(words_["column.own"],
              {words_["sheet.kind"], words_["sheet.name"], words_["page.system"],
               words_["page.worst_verdict"], words_["sheet.unit"], words_["verdict.open"],
               words_["verdict.unknown"], words_["verdict.out-of-support"], words_["verdict.fixed"],
               words_["verdict.not-affected"], words_["page.open_worst"],
               words_["page.machine_updates"], words_["sheet.note"]});
    if (!report_.own_details) {
      sheet.rows.push_back({text(""), text(words_["sheet.no_inventory"])});
      return sheet;
    }
    const OwnDetails& details = *report_.own_details;
    for (const OwnProduct& each : details.products) sheet.rows.push_back(product_row(each));
    for (const OwnMachine& each : details.machines) sheet.rows.push_back(machine_row(each));
    if (details.machines_left_out != 0)
      sheet.rows.push_back({text(words_["page.machine"]),
                            text(words_.fill("page.more_machines",
                                             {{"n", std::to_string(details.machines_left_out)}}))});
    for (const OwnUnmatched& each : details.unmatched) sheet.rows.push_back(unmatched_row(each));
    return sheet;
  }

  void add_verdicts(const OwnVerdicts& verdicts, SheetRow& row) const {
    for (const std::size_t each : {verdicts.open, verdicts.unknown, verdicts.out_of_support,
                                   verdicts.fixed, verdicts.not_affected})
      row.push_back(number(each));
  }

  SheetRow product_row(const OwnProduct& product) const {
    SheetRow row = {
        text(words_["sheet.product"]), text(product.name), {}, {}, text(words_["page.machines"])};
    add_verdicts(product.machines, row);
    return row;
  }

  SheetRow machine_row(const OwnMachine& machine) const {
    SheetRow row = {text(words_["page.machine"]), text(machine.name), text(machine.system),
                    text(machine.worst.empty() ? words_["match.no_vulnerability"]
                                               : words_["verdict." + machine.worst],
                         machine.worst == "open" ? CellTone::Strong : CellTone::Plain),
                    text(words_["page.vulnerabilities"])};
    add_verdicts(machine.vulnerabilities, row);
    row.push_back(number(machine.exploited));
    row.push_back(text(lines(machine.updates)));
    row.push_back(text(machine.stale ? words_["sheet.stale"] : std::string()));
    return row;
  }

  SheetRow unmatched_row(const OwnUnmatched& unmatched) const {
    SheetRow row = {text(words_["page.unmatched"]),
                    text(unmatched.name),
                    {},
                    {},
                    text(words_["page.machines"])};
    row.push_back({});
    row.push_back(number(unmatched.machines));
    row.resize(12);
    row.push_back(text(words_["unmatched." + unmatched.reason]));
    return row;
  }

  const Report& report_;
  const Words& words_;
  ReportWording wording_;
  std::map<std::string, const FamilyRow*, std::less<>> families_;
};

}  // namespace

std::string render_xlsx(const Report& report, const Words& words) {
  return xlsx_bytes(Workbook(report, words).make());
}

}  // namespace patchmatrix
