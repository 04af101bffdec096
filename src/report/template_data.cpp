// SPDX-License-Identifier: Apache-2.0
#include "report/template_data.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <patchmatrix/site.hpp>

#include "io/text.hpp"
#include "io/unicode.hpp"
#include "report/page.hpp"
#include "report/pictures.hpp"
#include "report/wording.hpp"

namespace patchmatrix {
namespace {

using Data = TemplateData;
using List = TemplateData::List;

constexpr std::size_t kLongestTitle = 240;  // columns; how much more there is, is told
constexpr std::size_t kHeatLevels = 5;      // shades of the grid, beside that of nothing

// Headings and labels of templates: tables of the words, and names in each, with blanks between.
struct LabelTable {
  const char* table;
  std::string_view names;
};
constexpr std::array kLabels = {
    LabelTable{"block",
               "conclusion first changes matrix exploited counts updates own cautions all "
               "sources"},
    LabelTable{"first", "none"},
    LabelTable{"caution", "none"},
    LabelTable{"report", "no_families"},
    LabelTable{"verdict", "open fixed unknown not-affected out-of-support"},
    LabelTable{"column",
               "own family max_impact updates vulnerability title impact cvss exploited "
               "disclosed kev epss"},
    LabelTable{"page",
               "any by_machine changes_unknown contents count counts_column critical dark "
               "documents fetched fix_build hash heat_caption issues light machine "
               "machine_updates machines month month_table months narrow nothing "
               "only_disclosed only_exploited only_kev only_own open_worst products program "
               "reset rest restart revision search search_hint servicing show_excluded shown "
               "skip source supersedes system tlp total unmatched updated vulnerabilities "
               "worst_verdict"},
};

// Everything else that is the name of a field.
constexpr std::string_view kFields =
    "all archive attacked blocks bullets cautions cells changes classes colour columns "
    "conclusion corrections count counted counts critical cvss disclosed documented documents "
    "empty entry epss excluded exploitability exploited families fetched figures first fixed "
    "fixed_builds flags from groups has_attacked has_cautions has_epss has_first has_kev "
    "has_machines has_matrix has_others has_own has_products has_unmatched has_updates hash "
    "heading headline heat id impact impacts in_kev is_disclosed is_exploited issue_urls "
    "issues items kev kinds known label lang layout lead level lines machines main matrix "
    "max_severity month months more n name next not_affected notices numbers only_families "
    "open others others_heading out_of_support own own_open paragraph position products "
    "program rating reason reasons reasons_text release restart restart_slug restricted "
    "revision rows script script_hash servicing severities severity severity_axis slug "
    "sources span stale style style_hash supersedes svg system table text title tlp to tone "
    "total totals unknown unmatched updated updates urgent url verdict vulnerabilities "
    "withdrawn words worst worst_slug";

// Of words on white, for mails, whose readers take no style sheet: contrast of at least 5.9 : 1
// (WCAG 2.1, success criterion 1.4.3, asks for 4.5).
std::string colour_of(const std::optional<Severity>& tone) {
  if (tone == Severity::Critical) return "#b00020";
  if (tone == Severity::Important) return "#8a4b00";
  if (tone == Severity::Moderate) return "#0b5394";
  return "#1a1a1a";
}

Data number(std::size_t value) { return std::to_string(value); }

// Only what a browser opens as a page or as a mail; anything else is shown, but leads nowhere.
std::string live(std::string_view url) {
  const bool known = begins_ignoring_case(url, "https://") ||
                     begins_ignoring_case(url, "http://") || begins_ignoring_case(url, "mailto:");
  const bool sound = std::none_of(url.begin(), url.end(), [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F;
  });
  return known && sound ? std::string(url) : std::string();
}

std::size_t characters(std::string_view text) {
  std::size_t at = 0, n = 0;
  for (; at < text.size(); ++n) next_character(text, at);
  return n;
}

// What may stand in an address or an id of an element.
std::string safe_id(std::string_view text) { return slugged(text); }

class DataBuilder {
 public:
  DataBuilder(const Report& report, const LayoutOptions& options, const Words& words)
      : report_(report), options_(options), words_(words), say_(report, words) {
    for (std::size_t i = 0; i < report.families.size(); ++i)
      family_positions_[report.families[i].id] = i;
    for (const UpdateRow& each : report.updates)
      update_urls_[each.name] =
          options.in_archive ? "update/" + site_file_name(each.name) + ".html" : live(each.url);
  }

  Data build() {
    List attacked_rows = attacked();
    Data out;
    out.set("lang", words_.language())
        .set("layout", layout())
        .set("title", shortened(say_.title_text(), kLongestTitle))
        .set("program", report_.program)
        .set("words", labels())
        .set("severity_axis", words_.pick(report_.release.severity_axis))
        .set("max_severity", say_.axis("column.max_severity"))
        .set("has_own", report_.own.has_value())
        .set("has_kev", report_.kev.has_value())
        .set("has_epss", report_.epss.has_value())
        .set("release", release())
        .set("tlp", tlp())
        .set("only_families", texts(say_.family_labels(report_.only_families)))
        .set("conclusion", conclusion())
        .set("has_first", !report_.first.empty())
        .set("first", first())
        .set("changes", changes())
        .set("has_matrix", !report_.matrix.empty())
        .set("matrix", matrix(report_.matrix))
        .set("has_others", !report_.others.empty())
        .set("others_heading", others_heading())
        .set("others", matrix(report_.others))
        .set("families", families())
        .set("has_attacked", !attacked_rows.empty())
        .set("attacked", std::move(attacked_rows))
        .set("counts", counts())
        .set("has_updates", !report_.updates.empty())
        .set("updates", updates())
        .set("own", own())
        .set("has_cautions", !report_.cautions.empty())
        .set("cautions", cautions())
        .set("all", all())
        .set("sources", sources())
        .set("next", say_.next_release())
        .set("archive", options_.in_archive ? words_["site.months"] : std::string())
        .set("blocks", blocks(lay_out(report_, options_, words_)));
    return out;
  }

 private:
  // ── pieces ──

  std::string layout() const {
    switch (options_.layout) {
      case Layout::Matrix:
        return "matrix";
      case Layout::Table:
        return "table";
      case Layout::Digest:
        return "digest";
      case Layout::List:
        return "list";
      case Layout::Notice:
        return "notice";
      case Layout::Weekly:
        return "weekly";
      case Layout::Monthly:
        break;
    }
    return "monthly";
  }

  Data labels() const {
    Data out;
    for (const auto& [table, names] : kLabels) {
      Data texts;
      for (const std::string_view name : split(names, ' '))
        texts.set(std::string(name), words_[std::string(table) + '.' + std::string(name)]);
      out.set(table, std::move(texts));
    }
    return out;
  }

  static Data texts(const std::vector<std::string>& values) {
    List out;
    out.reserve(values.size());
    for (const std::string& each : values) out.emplace_back(each);
    return out;
  }

  static Data printables(const std::vector<std::string>& values) {
    List out;
    out.reserve(values.size());
    for (const std::string& each : values) out.emplace_back(printable(each));
    return out;
  }

  static std::string tone_slug(Severity value) { return std::string(slug(value)); }

  Data rating(const Rating& rating) const {
    Data out;
    out.set("severity", say_.severity(rating))
        .set("tone", tone_slug(tone(rating)))
        .set("impact", say_.impact(rating));
    return out;
  }

  std::string vulnerability_url(const std::string& id) const {
    if (options_.in_archive) return "cve/" + site_file_name(id) + ".html";
    const std::string& form = report_.release.vulnerability_page;
    const bool plain = std::all_of(id.begin(), id.end(), [](char c) {
      return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
    });
    return form.empty() || !plain ? std::string() : live(filled(form, {{"id", id}}));
  }

  Data update_link(const std::string& name) const {
    const auto url = update_urls_.find(name);
    Data out;
    out.set("name", printable(name))
        .set("id", safe_id(name))
        .set("url", url == update_urls_.end() ? std::string() : url->second);
    return out;
  }

  Data update_links(const std::vector<std::string>& names) const {
    List out;
    for (const std::string& each : names) out.push_back(update_link(each));
    return out;
  }

  Data vulnerability_links(const std::vector<std::string>& ids) const {
    List out;
    for (const std::string& each : ids)
      out.push_back(Data().set("name", printable(each)).set("url", vulnerability_url(each)));
    return out;
  }

  // ── blocks of the month ──

  Data release() const {
    List lines;
    lines.emplace_back(say_.document_line());
    for (const std::string& each : {say_.document_severities(), say_.as_of()})
      if (!each.empty()) lines.emplace_back(each);
    return Data()
        .set("id", shortened(printable(report_.release.id), 60))
        .set("month", report_.release.month)
        .set("lines", std::move(lines));
  }

  Data tlp() const {
    return Data()
        .set("label", label(report_.tlp))
        .set("slug", slug(report_.tlp))
        .set("restricted", report_.tlp != Tlp::Clear);
  }

  Data conclusion() const {
    return Data()
        .set("urgent", report_.urgency.urgent)
        .set("slug", report_.urgency.urgent ? "urgent" : "normal")
        .set("verdict", say_.urgency_word())
        .set("lines", texts(say_.conclusion()));
  }

  Data first() const {
    List out;
    for (const FirstUpdate& each : report_.first) {
      const UpdateRow& update = report_.updates[each.update];
      List reasons;
      for (const FirstReason reason : each.reasons)
        reasons.push_back(Data().set("slug", slug(reason)).set("text", say_.first_reason(reason)));
      Data row = update_link(update.name);
      row.set("families", texts(say_.family_labels(update.families)))
          .set("count", number(update.vulnerabilities))
          .set("reasons", std::move(reasons))
          .set("reasons_text", say_.first_reasons(each))
          .set("vulnerabilities", vulnerability_links(each.vulnerabilities))
          .set("rating", rating(update.rating))
          .set("restart", say_.restart(update.restart))
          .set("restart_slug", slug(update.restart))
          .set("own", update.own ? std::to_string(*update.own) : std::string());
      out.push_back(std::move(row));
    }
    return out;
  }

  Data changes() const {
    if (!report_.changes) return false;
    const ReleaseChanges& changes = *report_.changes;
    Data out;
    out.set("from", changes.from)
        .set("to", changes.to.empty() ? words_["changes.latest"] : changes.to)
        .set("known", changes.known)
        .set("count", number(changes.changes.size()))
        .set("blocks",
             blocks(lay_out_changes(report_.release.severity_axis, changes.changes, words_)));
    return out;
  }

  Data matrix(const std::vector<MatrixRow>& rows) const {
    List out;
    for (const MatrixRow& row : rows) {
      List families;
      for (const std::size_t position : row.families) families.push_back(family(position));
      Data each = rating(row.rating);
      each.set("families", std::move(families));
      out.push_back(std::move(each));
    }
    return out;
  }

  std::string others_heading() const {
    std::size_t n = 0;
    for (const MatrixRow& row : report_.others) n += row.families.size();
    return words_.fill("report.others", {{"n", std::to_string(n)},
                                         {"axis", words_.pick(report_.release.severity_axis)}});
  }

  Data family(std::size_t position) const {
    const FamilyRow& row = report_.families[position];
    return Data()
        .set("id", row.id)
        .set("position", number(position))
        .set("label", printable(words_.pick(row.label)))
        .set("own", row.own && row.own->machines != 0 ? say_.own(*row.own) : std::string())
        .set("own_open", row.own && row.own->open != 0);
  }

  Data families() const {
    List out;
    for (std::size_t i = 0; i < report_.families.size(); ++i) {
      const FamilyRow& row = report_.families[i];
      Data each = family(i);
      each.set("headline", row.headline)
          .set("rating", rating(row.rating))
          .set("updates", update_links(row.updates))
          .set("vulnerabilities", number(row.vulnerabilities))
          .set("counted", number(row.counted))
          .set("products", printables(row.products));
      out.push_back(std::move(each));
    }
    return out;
  }

  bool open_on_own(const VulnerabilityRow& row) const {
    return std::any_of(row.families.begin(), row.families.end(), [this](const std::string& id) {
      const auto at = family_positions_.find(id);
      if (at == family_positions_.end()) return false;
      const auto& own = report_.families[at->second].own;
      return own && own->open != 0;
    });
  }

  // Long titles are cut: no vendor writes a title of more than some hundred characters.
  void set_title(const VulnerabilityRow& row, Data& out) const {
    std::string title = say_.title_of(row), rest;
    if (title.size() > kLongestTitle) {
      std::string cut = shortened(title, kLongestTitle);
      if (cut != title) {
        rest = words_.fill("page.rest",
                           {{"n", std::to_string(characters(title) + 1 - characters(cut))}});
        title = std::move(cut);
      }
    }
    out.set("title", std::move(title)).set("more", std::move(rest));
  }

  Data vulnerability(const VulnerabilityRow& row) const {
    const bool exploited = row.exploited == Answer::Yes;
    const bool disclosed = row.publicly_disclosed == Answer::Yes;
    const bool own = open_on_own(row);
    std::string numbers, flags;
    for (const std::string& id : row.families)
      if (const auto at = family_positions_.find(id); at != family_positions_.end())
        numbers += (numbers.empty() ? "" : " ") + std::to_string(at->second);
    if (exploited) flags += 'e';
    if (disclosed) flags += 'd';
    if (row.kev) flags += 'k';
    if (own) flags += 'o';
    Data out;
    out.set("id", printable(row.id));
    set_title(row, out);
    out.set("url", vulnerability_url(row.id))
        .set("severity", say_.with_raw_word(say_.severity(row.rating), row.severity_word))
        .set("tone", tone_slug(tone(row.rating)))
        .set("classes", slug(row.rating.severity))
        .set("impact", say_.with_raw_word(say_.impact(row.rating), row.impact_word))
        .set("slug", slug(row.rating.impact))
        .set("cvss", say_.score(row))
        .set("exploited", say_.answer(row.exploited))
        .set("is_exploited", exploited)
        .set("disclosed", say_.answer(row.publicly_disclosed))
        .set("is_disclosed", disclosed)
        .set("exploitability", words_["exploitability." + std::string(slug(row.exploitability))])
        .set("kev", say_.kev(row.kev))
        .set("in_kev", row.kev.has_value())
        .set("epss", say_.epss(row.epss))
        .set("updates", update_links(row.updates))
        .set("numbers", std::move(numbers))
        .set("flags", std::move(flags))
        .set("own_open", own)
        .set("documented", row.documented)
        .set("withdrawn", row.withdrawn);
    return out;
  }

  static bool is_attacked(const VulnerabilityRow& row) {
    return row.exploited == Answer::Yes || row.publicly_disclosed == Answer::Yes ||
           row.kev.has_value();
  }

  List attacked() const {
    List out;
    for (const auto* rows : {&report_.vulnerabilities, &report_.fixed_now})
      for (const VulnerabilityRow& row : *rows)
        if (is_attacked(row) && !row.withdrawn) out.push_back(vulnerability(row));
    return out;
  }

  // ── figures ──

  Data counts() const {
    return Data()
        .set("figures", texts(say_.figures(report_.epss.has_value())))
        .set("heat", heat())
        .set("months", months());
  }

  static std::size_t heat_level(std::size_t value, std::size_t highest) {
    if (value == 0) return 0;
    return 1 + (value - 1) * kHeatLevels / std::max(highest, kHeatLevels);
  }

  Data heat() const {
    const Totals& totals = report_.totals;
    if (totals.counted == 0) return false;
    std::size_t highest = 0;
    for (const auto& [cell, count] : totals.by_severity_and_impact)
      highest = std::max(highest, count);
    List columns, sums, rows;
    for (const auto& [impact, count] : totals.by_impact) {
      columns.push_back(Data().set("slug", slug(impact)).set("text", say_.impact(impact)));
      sums.push_back(number(count));
    }
    for (const auto& [severity, total] : totals.by_severity) {
      List cells;
      for (const auto& [impact, ignored] : totals.by_impact) {
        const auto at = totals.by_severity_and_impact.find({severity, impact});
        const std::size_t n = at == totals.by_severity_and_impact.end() ? 0 : at->second;
        cells.push_back(Data()
                            .set("n", number(n))
                            .set("empty", n == 0)
                            .set("slug", slug(impact))
                            .set("level", number(heat_level(n, highest))));
      }
      rows.push_back(Data()
                         .set("severity", say_.severity(severity))
                         .set("tone", tone_slug(severity))
                         .set("cells", std::move(cells))
                         .set("total", number(total)));
    }
    return Data()
        .set("columns", std::move(columns))
        .set("rows", std::move(rows))
        .set("totals", std::move(sums))
        .set("total", number(totals.counted));
  }

  Data months() const {
    if (report_.months.size() < 2) return false;
    List rows;
    for (const MonthTotals& each : report_.months) {
      const auto of = [&](auto value) {
        return each.totals ? std::to_string(value(*each.totals)) : words_["trend.no_data"];
      };
      rows.push_back(
          Data()
              .set("month", to_string(each.month))
              .set("counted", of([](const Totals& totals) { return totals.counted; }))
              .set("critical", of([](const Totals& totals) { return critical_of(totals); }))
              .set("exploited", of([](const Totals& totals) { return totals.exploited; }))
              .set("disclosed", of([](const Totals& totals) { return totals.publicly_disclosed; }))
              .set("updates", of([](const Totals& totals) { return totals.updates; })));
    }
    return Data().set("svg", months_picture(report_.months, words_)).set("rows", std::move(rows));
  }

  // ── what to install ──

  Data updates() const {
    List out;
    for (const UpdateRow& row : report_.updates) {
      Data each = update_link(row.name);
      List issue_urls;
      for (const std::string& url : row.known_issue_urls)
        if (!live(url).empty()) issue_urls.emplace_back(live(url));
      each.set("families", texts(say_.family_labels(row.families)))
          .set("products", printables(row.products))
          .set("kinds", printables(row.kinds))
          .set("fixed_builds", printables(row.fixed_builds))
          .set("supersedes", printables(row.supersedes))
          .set("restart", say_.restart(row.restart))
          .set("restart_slug", slug(row.restart))
          .set("issues", say_.known_issue(row.known_issue))
          .set("issue_urls", std::move(issue_urls))
          .set("servicing", row.servicing)
          .set("rating", rating(row.rating))
          .set("vulnerabilities", number(row.vulnerabilities))
          .set("critical", number(row.critical))
          .set("exploited", number(row.exploited))
          .set("is_exploited", row.exploited != 0)
          .set("kev", number(row.kev))
          .set("in_kev", row.kev != 0)
          .set("own", row.own ? std::to_string(*row.own) : std::string());
      out.push_back(std::move(each));
    }
    return out;
  }

  // ── own machines ──

  Data own() const {
    if (!report_.own) return false;
    Data out;
    out.set("totals", say_.own_totals(*report_.own));
    const OwnDetails details = report_.own_details.value_or(OwnDetails{});
    List products, machines, unmatched;
    for (const OwnProduct& each : details.products)
      products.push_back(verdicts(each.machines).set("name", printable(each.name)));
    for (const OwnMachine& each : details.machines) {
      Data row = verdicts(each.vulnerabilities);
      row.set("name", printable(each.name))
          .set("system", printable(each.system))
          .set("worst_slug", each.worst)
          .set("worst", each.worst.empty() ? words_["match.no_vulnerability"]
                                           : words_["verdict." + each.worst])
          .set("exploited", number(each.exploited))
          .set("is_exploited", each.exploited != 0)
          .set("updates", update_links(each.updates))
          .set("stale", each.stale);
      machines.push_back(std::move(row));
    }
    for (const OwnUnmatched& each : details.unmatched)
      unmatched.push_back(Data()
                              .set("name", printable(each.name))
                              .set("reason", words_["unmatched." + each.reason])
                              .set("machines", number(each.machines)));
    const std::size_t more = details.machines_left_out;
    out.set("has_products", !products.empty())
        .set("has_machines", !machines.empty())
        .set("has_unmatched", !unmatched.empty())
        .set("products", std::move(products))
        .set("machines", std::move(machines))
        .set("more", more == 0 ? std::string()
                               : words_.fill("page.more_machines", {{"n", std::to_string(more)}}))
        .set("unmatched", std::move(unmatched));
    return out;
  }

  static Data verdicts(const OwnVerdicts& of) {
    return Data()
        .set("open", number(of.open))
        .set("unknown", number(of.unknown))
        .set("out_of_support", number(of.out_of_support))
        .set("fixed", number(of.fixed))
        .set("not_affected", number(of.not_affected));
  }

  Data cautions() const {
    List out;
    for (const Caution& each : report_.cautions)
      out.push_back(Data()
                        .set("slug", slug(each.kind))
                        .set("text", say_.caution(each))
                        .set("url", live(each.source)));
    return out;
  }

  // ── all vulnerabilities ──

  Data all() const {
    List counted;
    std::map<std::string, List> excluded;
    std::size_t left_out = 0;
    for (const VulnerabilityRow& row : report_.vulnerabilities) {
      if (row.in_release) {
        counted.push_back(vulnerability(row));
      } else {
        excluded[row.excluded].push_back(vulnerability(row));
        ++left_out;
      }
    }
    for (const VulnerabilityRow& row : report_.fixed_now) counted.push_back(vulnerability(row));
    List groups;
    for (auto& [reason, rows] : excluded) {
      const std::string n = std::to_string(rows.size());
      groups.push_back(
          Data()
              .set("reason", reason)
              .set("text", words_.fill("list.excluded_heading",
                                       {{"reason", words_["exclusion." + reason]}, {"n", n}}))
              .set("rows", std::move(rows)));
    }
    Data out;
    out.set("excluded", left_out == 0 ? std::string() : std::to_string(left_out))
        .set("total", number(report_.vulnerabilities.size() + report_.fixed_now.size()))
        .set("span", number(8 + (report_.kev ? 1 : 0) + (report_.epss ? 1 : 0)))
        .set("severities", severities())
        .set("impacts", impacts())
        .set("rows", std::move(counted))
        .set("groups", std::move(groups));
    return out;
  }

  Data severities() const {
    std::set<Severity> seen;
    for (const VulnerabilityRow& row : report_.vulnerabilities) seen.insert(row.rating.severity);
    List out;
    for (const Severity each : seen)
      out.push_back(Data().set("slug", slug(each)).set("text", say_.severity(each)));
    return out;
  }

  Data impacts() const {
    std::set<Impact> seen;
    for (const VulnerabilityRow& row : report_.vulnerabilities) seen.insert(row.rating.impact);
    List out;
    for (const Impact each : seen)
      out.push_back(Data().set("slug", slug(each)).set("text", say_.impact(each)));
    return out;
  }

  // ── where it is from ──

  Data sources() const {
    List documents;
    for (const InputRow& each : report_.inputs)
      documents.push_back(
          Data()
              .set("id", printable(each.document))
              .set("revision", printable(each.revision))
              .set("updated", each.current_release ? to_string(*each.current_release) : "")
              .set("fetched", each.fetched_at ? to_string(*each.fetched_at) : "")
              .set("tlp", printable(each.tlp))
              .set("hash", each.sha256));
    return Data()
        .set("documents", std::move(documents))
        .set("corrections", report_.corrections.empty()
                                ? Data(false)
                                : Data()
                                      .set("heading", say_.corrections_heading())
                                      .set("lines", texts(say_.corrections())))
        .set("notices", report_.notices.empty() ? Data(false)
                                                : Data()
                                                      .set("heading", say_.notices_heading())
                                                      .set("lines", texts(say_.notices())));
  }

  // ── any layout, block by block ──

  static Data blocks(const Page& page) {
    List out;
    std::size_t tables = 0;
    for (const Block& block : page) {
      Data main = false, heading = false, paragraph = false, entry = false, bullets = false,
           table = false;
      if (const auto* each = std::get_if<Heading>(&block))
        (each->level == 1 ? main : heading) = Data().set("text", each->text);
      if (const auto* each = std::get_if<Paragraph>(&block))
        paragraph = Data().set("lines", texts(each->lines));
      if (const auto* each = std::get_if<Entry>(&block))
        entry = Data()
                    .set("tone", each->tone ? tone_slug(*each->tone) : "")
                    .set("colour", colour_of(each->tone))
                    .set("lead", each->lead)
                    .set("items", texts(each->items));
      if (const auto* each = std::get_if<Bullets>(&block))
        bullets = Data()
                      .set("tone", each->tone ? tone_slug(*each->tone) : "")
                      .set("colour", colour_of(each->tone))
                      .set("lead", each->lead)
                      .set("items", texts(each->items));
      if (const auto* each = std::get_if<TableBlock>(&block)) table = table_data(*each, ++tables);
      out.push_back(Data()
                        .set("main", std::move(main))
                        .set("heading", std::move(heading))
                        .set("paragraph", std::move(paragraph))
                        .set("entry", std::move(entry))
                        .set("bullets", std::move(bullets))
                        .set("table", std::move(table)));
    }
    return out;
  }

  static Data table_data(const TableBlock& table, std::size_t position) {
    List columns, rows;
    for (const Column& each : table.columns) columns.emplace_back(each.title);
    for (const TableRow& each : table.rows)
      rows.push_back(Data()
                         .set("tone", each.tone ? tone_slug(*each.tone) : "")
                         .set("colour", colour_of(each.tone))
                         .set("cells", texts(each.cells)));
    return Data()
        .set("position", number(position))
        .set("columns", std::move(columns))
        .set("rows", std::move(rows));
  }

  const Report& report_;
  const LayoutOptions& options_;
  const Words& words_;
  const ReportWording say_;
  std::map<std::string, std::size_t> family_positions_;
  std::map<std::string, std::string> update_urls_;
};

}  // namespace

TemplateData template_data(const Report& report, const LayoutOptions& options, const Words& words) {
  return DataBuilder(report, options, words).build();
}

std::set<std::string> template_fields() {
  std::set<std::string> out;
  for (const std::string_view name : split(kFields, ' ')) out.emplace(name);
  for (const auto& [table, names] : kLabels) {
    out.emplace(table);
    for (const std::string_view name : split(names, ' ')) out.emplace(name);
  }
  return out;
}

}  // namespace patchmatrix
