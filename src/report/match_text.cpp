// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "io/text.hpp"
#include "io/unicode.hpp"
#include "report/answer_parts.hpp"
#include "report/match_parts.hpp"
#include "report/page.hpp"

namespace patchmatrix {

std::string worded(const Step& step, const Words& words) {
  Arguments arguments = step.arguments;
  for (auto& [name, value] : arguments) value = printable(value);
  return words.fill("step." + step.code, arguments);
}

namespace {

constexpr std::size_t kShown = 20;      // rows of a table that may be of any length
constexpr std::size_t kDocuments = 12;  // named in the head
constexpr std::size_t kHosts = 3;       // named beside a plan

std::string number(std::size_t value) { return std::to_string(value); }

// The colour of a verdict: what is to be done, and what is to be found out.
std::optional<Severity> tone(const std::optional<Verdict>& verdict) {
  if (verdict == Verdict::Open) return Severity::Critical;
  if (verdict == Verdict::Unknown || verdict == Verdict::OutOfSupport) return Severity::Important;
  return std::nullopt;
}

class MatchPage {
 public:
  MatchPage(const Inventory& inventory, const Match& match, const MatchReport& report,
            const Words& words)
      : inventory_(inventory), match_(match), report_(report), words_(words) {}

  Page page() {
    head();
    verdicts();
    products();
    updates();
    vulnerabilities();
    machines();
    plans();
    stale();
    out_of_support();
    unmatched();
    return std::move(page_);
  }

 private:
  const std::string& verdict(Verdict value) const {
    return words_["verdict." + std::string(slug(value))];
  }
  std::string verdict_or_none(const std::optional<Verdict>& value) const {
    return value ? verdict(*value) : words_["match.no_vulnerability"];
  }

  std::string axis() const {
    return words_.fill("column.severity", {{"axis", words_.pick(report_.severity_axis)}});
  }

  void heading(std::string_view key, const Arguments& arguments = {}) {
    page_.emplace_back(Heading{words_.fill(key, arguments), 2});
  }
  void note(std::string_view key, const Arguments& arguments) {
    page_.emplace_back(Paragraph{{words_.fill(key, arguments)}});
  }
  // What of a list is not shown.
  void rest(std::size_t count, std::size_t shown) {
    if (count > shown) note("match.more", {{"n", number(count - shown)}});
  }

  // ── head ──

  void head() {
    const MatchQuestion& asked = report_.question;
    page_.emplace_back(Heading{
        words_.fill("match.heading",
                    {{"machines", number(report_.machines)},
                     {"period", asked.period.empty() ? words_["match.everything"] : asked.period}}),
        1});
    Paragraph out;
    out.lines.push_back(documents());
    for (std::string& each : catalogue_lines(report_.kev, std::nullopt, words_))
      out.lines.push_back(std::move(each));
    out.lines.push_back(
        words_.fill("match.machines", {{"read", number(report_.machines)},
                                       {"used", number(report_.machines - report_.not_in_use)},
                                       {"judged", number(report_.judged)},
                                       {"unknown", number(report_.unknown_system)}}));
    if (report_.not_in_use != 0)
      out.lines.push_back(words_.fill("match.not_in_use",
                                      {{"n", number(report_.not_in_use)}, {"states", states()}}));
    if (report_.stale != 0)
      out.lines.push_back(
          words_.fill("match.stale_machines",
                      {{"n", number(report_.stale)}, {"days", number(asked.stale_days)}}));
    std::size_t bad = 0;
    for (const InventoryFile& each : inventory_.files) bad += each.bad_records;
    if (bad != 0) out.lines.push_back(words_.fill("match.bad_records", {{"n", number(bad)}}));
    out.lines.push_back(words_.fill("match.days", {{"today", to_string(asked.today)}}));
    if (asked.as_of)
      out.lines.push_back(words_.fill("match.as_of", {{"day", to_string(*asked.as_of)}}));
    if (asked.known_at)
      out.lines.push_back(
          words_.fill("match.known_at", {{"time", minute_of(asked.known_at, words_)}}));
    page_.emplace_back(std::move(out));
  }

  std::string documents() const {
    std::vector<std::string> names;
    for (const Findings* each : match_.documents)
      names.push_back(words_.fill(
          "match.document",
          {{"id", printable(each->release.id)},
           {"vendor", printable(each->release.vendor)},
           {"revision", each->release.revision.empty() ? words_["value.none"]
                                                       : printable(each->release.revision)},
           {"day", day_text(each->release.current_release, words_)}}));
    const std::size_t count = names.size();
    return words_.fill("match.documents",
                       {{"n", number(count)},
                        {"names", joined(cut_list(std::move(names), kDocuments, words_),
                                         words_["figures.comma"])}});
  }

  std::string states() const {
    std::vector<std::string> parts;
    for (const auto& [state, count] : report_.states)
      parts.push_back(words_.fill(
          "figures.part", {{"word", state.empty() ? words_["value.none"] : printable(state)},
                           {"n", number(count)}}));
    return joined(parts, words_["figures.comma"]);
  }

  // ── figures ──

  void verdicts() {
    heading("match.verdicts");
    TableBlock table;
    table.columns = {
        {words_["match.verdict"]}, {words_["match.by_worst"], true}, {words_["match.pairs"], true}};
    for (const Verdict each : kVerdicts)
      table.rows.push_back(
          {tone(each),
           {verdict(each), number(report_.by_worst[each]), number(report_.pairs[each])}});
    table.rows.push_back({{}, {words_["match.no_vulnerability"], number(report_.unconcerned), ""}});
    table.rows.push_back(
        {{}, {words_["match.total"], number(report_.judged), number(report_.pairs.total())}});
    page_.emplace_back(std::move(table));
  }

  std::vector<Column> verdict_columns(std::string title) const {
    std::vector<Column> out = {{std::move(title), true}};
    for (const Verdict each : kVerdicts) out.push_back({verdict(each)});
    return out;
  }

  static void add_counts(const VerdictCounts& counts, std::vector<std::string>& cells) {
    for (const Verdict each : kVerdicts) cells.push_back(number(counts[each]));
  }

  void products() {
    if (report_.products.empty()) return;
    heading("match.products", {{"n", number(report_.products.size())}});
    TableBlock table;
    table.columns = verdict_columns(words_["match.product"]);
    for (const ProductFigures& each : report_.products) {
      if (table.rows.size() == kShown) break;
      TableRow row{tone(each.machines.worst()), {printable(each.name)}};
      add_counts(each.machines, row.cells);
      table.rows.push_back(std::move(row));
    }
    page_.emplace_back(std::move(table));
    rest(report_.products.size(), kShown);
  }

  std::string update_name(const UpdateFigures& update) const {
    if (update.is_update || update.version.empty()) return printable(update.name);
    return words_.fill("match.at_least", {{"product", printable(update.name)},
                                          {"version", printable(update.version)}});
  }

  std::string with_restart(std::string name, const UpdateFigures& update) const {
    if (update.restart.empty()) return name;
    return words_.fill("match.with_restart",
                       {{"name", name}, {"restart", restart_text(update.restart, words_)}});
  }

  void updates() {
    std::size_t count = 0;
    Bullets out;
    out.mark = words_["text.bullet"];
    for (const UpdateFigures& each : report_.updates) {
      if (each.machines == 0) continue;  // stale ones alone need it
      if (count++ >= kShown) continue;
      out.items.push_back(with_restart(
          words_.fill("match.closes", {{"update", update_name(each)},
                                       {"vulnerabilities", number(each.vulnerabilities)},
                                       {"machines", number(each.machines)},
                                       {"pairs", number(each.pairs)}}),
          each));
    }
    if (count == 0) return;
    heading("match.updates", {{"n", number(count)}});
    page_.emplace_back(std::move(out));
    rest(count, kShown);
  }

  void vulnerabilities() {
    const auto& rows = report_.vulnerabilities;
    if (rows.empty()) return;
    const auto open = static_cast<std::size_t>(std::count_if(
        rows.begin(), rows.end(),
        [](const VulnerabilityFigures& each) { return each.machines[Verdict::Open] != 0; }));
    heading("match.vulnerabilities", {{"n", number(rows.size())}, {"open", number(open)}});
    TableBlock table;
    table.records = true;
    table.columns = {{words_["column.vulnerability"]},
                     {words_["column.title"]},
                     {axis()},
                     {words_["column.impact"]},
                     {words_["column.exploited"]},
                     {words_["column.kev"]},
                     {words_["match.machines_column"], true}};
    for (const VulnerabilityFigures& each : rows) {
      if (table.rows.size() == kShown) break;
      table.rows.push_back(
          {tone(each.machines.worst()),
           {printable(each.id), printable(each.title), severity_text(each.rating, words_),
            impact_text(each.rating, words_), each.exploited ? words_["answer.yes"] : "",
            each.kev ? kev_text(each.kev, words_) : "", parts(each.machines)}});
    }
    page_.emplace_back(std::move(table));
    if (rows.size() > kShown)
      note("match.more_vulnerabilities",
           {{"n", number(rows.size() - kShown)}, {"open", number(open - std::min(open, kShown))}});
  }

  // "未適用 112、不明 3"
  std::string parts(const VerdictCounts& counts) const {
    std::vector<std::string> out;
    for (const Verdict each : kVerdicts)
      if (counts[each] != 0)
        out.push_back(
            words_.fill("figures.part", {{"word", verdict(each)}, {"n", number(counts[each])}}));
    return joined(out, words_["figures.comma"]);
  }

  // ── machines ──

  // Groups with the worst first; those of equal figures in the order of the match.
  std::vector<std::uint32_t> groups_by_need() const {
    std::vector<std::uint32_t> out(report_.groups.size());
    for (std::uint32_t i = 0; i < out.size(); ++i) out[i] = i;
    std::stable_sort(out.begin(), out.end(), [this](std::uint32_t a, std::uint32_t b) {
      return before(report_.groups[a], report_.groups[b]);
    });
    return out;
  }

  static bool before(const MatchGroup& a, const MatchGroup& b) {
    if (a.worst != b.worst) {
      if (!a.worst || !b.worst) return a.worst.has_value();
      return worse(*a.worst, *b.worst);
    }
    if (a.exploited != b.exploited) return a.exploited > b.exploited;
    for (const Verdict each : kVerdicts)
      if (a.vulnerabilities[each] != b.vulnerabilities[each])
        return a.vulnerabilities[each] > b.vulnerabilities[each];
    return false;
  }

  // The first machines of these groups, which are taken together as they come.
  std::vector<std::uint32_t> first_machines(const std::vector<std::uint32_t>& order) const {
    std::vector<std::uint32_t> rank(report_.groups.size(), kNone);
    std::size_t enough = 0;
    for (std::uint32_t i = 0; i < order.size() && enough < kShown; ++i) {
      rank[order[i]] = i;
      enough += report_.groups[order[i]].machines;
    }
    std::vector<std::uint32_t> out;
    std::vector<std::size_t> taken(report_.groups.size(), 0);
    for (std::uint32_t i = 0; i < inventory_.machines.size(); ++i) {
      const std::uint32_t group = report_.group_of[i];
      if (group == kNone || report_.is_stale[i] != 0 || rank[group] == kNone) continue;
      if (taken[group]++ < kShown) out.push_back(i);
    }
    std::stable_sort(out.begin(), out.end(), [&](std::uint32_t a, std::uint32_t b) {
      return rank[report_.group_of[a]] < rank[report_.group_of[b]];
    });
    if (out.size() > kShown) out.resize(kShown);
    return out;
  }

  void machines() {
    if (report_.judged == 0) return;
    heading("match.by_machine", {{"n", number(report_.judged)}});
    TableBlock table;
    table.columns = verdict_columns(words_["match.machine"]);
    table.columns.push_back({words_["match.exploited_open"], true});
    for (const std::uint32_t each : first_machines(groups_by_need())) {
      const MatchGroup& group = report_.groups[report_.group_of[each]];
      std::string name = printable(machine_name(inventory_.machines[each]));
      if (group.unknown_system) name = words_.fill("match.without_system", {{"machine", name}});
      TableRow row{tone(group.worst), {std::move(name)}};
      add_counts(group.vulnerabilities, row.cells);
      row.cells.push_back(number(group.exploited));
      table.rows.push_back(std::move(row));
    }
    page_.emplace_back(std::move(table));
    rest(report_.judged, kShown);
  }

  // ── plans ──

  std::string plan_text(const InstallPlan& plan) const {
    std::vector<std::string> steps;
    for (const PlanItem& each : plan.items) {
      const UpdateFigures& update = report_.updates[each.update];
      steps.push_back(with_restart(update_name(update), update));
    }
    if (plan.without_update != 0)
      steps.push_back(words_.fill("match.without_update", {{"n", number(plan.without_update)}}));
    return joined(steps, words_["match.then"]);
  }

  // Names of the first machines of each plan that is shown.
  std::vector<std::vector<std::string>> plan_hosts() const {
    std::vector<std::vector<std::string>> out(std::min(report_.plans.size(), kShown));
    for (std::size_t i = 0; i < inventory_.machines.size(); ++i) {
      if (report_.group_of[i] == kNone || report_.is_stale[i] != 0) continue;
      const std::uint32_t plan = report_.groups[report_.group_of[i]].plan;
      if (plan < out.size() && out[plan].size() < kHosts)
        out[plan].push_back(printable(machine_name(inventory_.machines[i])));
    }
    return out;
  }

  void plans() {
    std::size_t count = 0, total = 0;
    for (const InstallPlan& each : report_.plans) {
      if (each.machines != 0) ++count;
      total += each.machines;
    }
    if (count == 0) return;
    heading("match.plans", {{"n", number(count)}, {"machines", number(total)}});
    const auto hosts = plan_hosts();
    Bullets out;
    out.mark = words_["text.bullet"];
    for (std::size_t i = 0; i < std::min(count, kShown); ++i) {
      const InstallPlan& plan = report_.plans[i];
      std::vector<std::string> names = hosts[i];
      if (plan.machines > names.size())
        names.push_back(with_number(words_, "show.more", plan.machines - names.size()));
      out.items.push_back(
          words_.fill("match.plan", {{"n", number(plan.machines)},
                                     {"steps", plan_text(plan)},
                                     {"hosts", joined(names, words_["figures.comma"])}}));
    }
    page_.emplace_back(std::move(out));
    rest(count, kShown);
  }

  // ── what stands apart ──

  void stale() {
    if (report_.stale == 0) return;
    heading("match.stale",
            {{"n", number(report_.stale)}, {"days", number(report_.question.stale_days)}});
    note("match.stale_counts", {{"parts", parts(report_.stale_by_worst)}});
    TableBlock table;
    table.columns = {
        {words_["match.machine"], true}, {words_["match.last_seen"]}, {words_["match.verdict"]}};
    for (std::size_t i = 0; i < inventory_.machines.size() && table.rows.size() < kShown; ++i) {
      if (report_.is_stale[i] == 0) continue;
      const Machine& machine = inventory_.machines[i];
      const MatchGroup& group = report_.groups[report_.group_of[i]];
      table.rows.push_back({tone(group.worst),
                            {printable(machine_name(machine)), to_string(*machine.last_seen),
                             verdict_or_none(group.worst)}});
    }
    page_.emplace_back(std::move(table));
    rest(report_.stale, kShown);
  }

  void out_of_support() {
    Bullets out;
    out.mark = words_["text.bullet"];
    for (const ProductFigures& each : report_.products)
      if (const std::size_t machines = each.machines[Verdict::OutOfSupport]; machines != 0)
        out.items.push_back(words_.fill(
            "match.of_product", {{"product", printable(each.name)}, {"n", number(machines)}}));
    if (out.items.empty()) return;
    const std::size_t count = out.items.size();
    heading("match.out_of_support", {});
    if (count > kShown) out.items.resize(kShown);
    page_.emplace_back(std::move(out));
    rest(count, kShown);
  }

  std::string place(const Unmatched& row) const {
    const InventoryPlace& at = row.software == kNone ? inventory_.machines[row.machine].place
                                                     : inventory_.software[row.software].place;
    if (at.line == 0 || at.file >= inventory_.files.size())
      return printable(machine_name(inventory_.machines[row.machine]));
    return printable(inventory_.files[at.file].name) + ":" + number(at.line);
  }

  std::string nearest(const Unmatched& row) const {
    std::vector<std::string> out;
    for (const Candidate& each : row.candidates)
      out.push_back(words_.fill("match.candidate", {{"product", printable(each.product)},
                                                    {"confidence", number(each.confidence)}}));
    return joined(out, words_["figures.comma"]);
  }

  void unmatched() {
    const auto& rows = match_.unmatched;
    if (rows.empty()) return;
    heading("match.unmatched", {{"n", number(rows.size())}});
    Bullets out;
    out.mark = words_["text.bullet"];
    for (const Unmatched& each : rows) {
      if (out.items.size() == kShown) break;
      const Arguments arguments = {
          {"name", each.name.empty() ? words_["value.none"] : printable(each.name)},
          {"reason", words_["unmatched." + each.reason]},
          {"machines", number(each.machines)},
          {"place", place(each)},
          {"candidates", nearest(each)}};
      out.items.push_back(words_.fill(
          each.candidates.empty() ? "match.unmatched_line" : "match.candidates", arguments));
    }
    page_.emplace_back(std::move(out));
    rest(rows.size(), kShown);
  }

  const Inventory& inventory_;
  const Match& match_;
  const MatchReport& report_;
  const Words& words_;
  Page page_;
};

}  // namespace

std::string render_match_text(const Inventory& inventory, const Match& match,
                              const MatchReport& report, const Words& words,
                              const TextStyle& style) {
  return page_text(MatchPage(inventory, match, report, words).page(), style);
}

}  // namespace patchmatrix
