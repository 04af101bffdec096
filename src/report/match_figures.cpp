// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <tuple>

#include "io/text.hpp"
#include "report/answer_parts.hpp"
#include "report/match_parts.hpp"

namespace patchmatrix {

JudgedProduct judged_product(const Match& match, const InstalledProduct& installed,
                             const Judgement& judgement) {
  if (judgement.rule == MatchRule::NoLongerListed) return {{}, installed.name};
  const Product& product =
      match.document(judgement).document.products[match.finding(judgement).product];
  return {product.id, product.name};
}

std::size_t VerdictCounts::total() const {
  std::size_t out = 0;
  for (const std::size_t each : by_verdict) out += each;
  return out;
}

std::optional<Verdict> VerdictCounts::worst() const {
  for (const Verdict each : kVerdicts)
    if ((*this)[each] != 0) return each;
  return std::nullopt;
}

std::string machine_name(const Machine& machine) {
  const std::string_view host = machine.hostname.text, asset = machine.asset.text;
  if (host.empty()) return std::string(asset);
  if (asset.empty() || equal_ignoring_case(host, asset)) return std::string(host);
  return std::string(host) + " (" + std::string(asset) + ")";
}

VulnerabilityNumbers::VulnerabilityNumbers(const Match& match) {
  std::unordered_map<std::string, std::uint32_t> known;
  for (const Findings* document : match.documents) {
    std::vector<std::uint32_t>& numbers = numbers_.emplace_back();
    numbers.reserve(document->vulnerabilities.size());
    for (const VulnerabilityFacts& facts : document->vulnerabilities) {
      std::string key(facts.id);
      if (!key.starts_with("CVE-")) key.append("\n").append(document->release.vendor);
      const auto [entry, is_new] =
          known.emplace(std::move(key), static_cast<std::uint32_t>(all_.size()));
      if (is_new)
        all_.push_back({std::string(facts.id), document->release.vendor, &facts, false, {}, {}});
      NumberedVulnerability& out = all_[entry->second];
      out.exploited = out.exploited || facts.exploited == Answer::Yes;
      if (out.documents.empty() || out.documents.back() != document->release.id)
        out.documents.push_back(document->release.id);
      numbers.push_back(entry->second);
    }
  }
  std::vector<std::vector<char>> seen;
  for (const Findings* document : match.documents) seen.emplace_back(document->findings.size(), 0);
  for (const Judgement& each : match.judgements) {
    char& is_seen = seen[each.finding.document][each.finding.finding];
    if (is_seen != 0) continue;
    is_seen = 1;
    all_[of(match, each)].findings.push_back(&match.finding(each));
  }
}

namespace {

// Numbers that are met again and again, each with the worst verdict.
class Worst {
 public:
  explicit Worst(std::size_t count) : at_(count, kNone) {}

  void add(std::uint32_t number, Verdict verdict) {
    std::uint32_t& at = at_[number];
    if (at == kNone) {
      at = static_cast<std::uint32_t>(all_.size());
      all_.emplace_back(number, verdict);
    } else if (worse(verdict, all_[at].second)) {
      all_[at].second = verdict;
    }
  }

  // Nothing is left.
  ProductVerdicts take() {
    for (const auto& [number, verdict] : all_) at_[number] = kNone;
    return std::exchange(all_, {});
  }

 private:
  std::vector<std::uint32_t> at_;
  ProductVerdicts all_;
};

class MatchFigures {
 public:
  MatchFigures(const Inventory& inventory, const Match& match, const Feeds& feeds,
               const MatchReportOptions& options)
      : inventory_(inventory),
        match_(match),
        feeds_(feeds),
        options_(options),
        numbers_(match),
        worst_vulnerabilities_(numbers_.count()),
        worst_products_(match.products.size()),
        planner_(match, numbers_, options.remedies) {}

  MatchReport build() {
    out_.question = options_.question;
    out_.kev = note_of(options_.kev);
    out_.severity_axis = severity_axis();
    products();
    groups();
    machines();
    vulnerability_rows();
    product_names();
    for (MatchGroup& each : out_.groups) count(each);
    finish_vulnerabilities();
    finish_products();
    finish_plans();
    return std::move(out_);
  }

 private:
  void products() {
    for (const InstalledProduct& product : match_.products) {
      for (const Judgement& each : match_.of(product.judgements))
        worst_vulnerabilities_.add(numbers_.of(match_, each), each.verdict);
      verdicts_.push_back(worst_vulnerabilities_.take());
    }
    plans_of_products_.resize(match_.products.size());
    has_plan_.resize(match_.products.size(), 0);
  }

  // That of the vendor, if all documents are of one.
  const LocalText& severity_axis() const {
    const Vendor* vendor = match_.documents.empty() ? nullptr : match_.documents.front()->vendor;
    for (const Findings* each : match_.documents)
      if (each->vendor != vendor) vendor = nullptr;
    return vendor == nullptr ? feeds_.generic.severity_axis : vendor->severity_axis;
  }

  // A machine of which no system is known may have every vulnerability of one. A system of packages
  // is known by them.
  bool has_unknown_system(const MachineClass& machines) const {
    bool has_system = false;
    for (const std::uint32_t each : machines.products) {
      const InstalledProduct& product = match_.products[each];
      if (product.software == kNone && !product.reason.empty()) return true;
      has_system = has_system || product.software == kNone || is_package(product);
    }
    return !has_system;
  }

  bool is_package(const InstalledProduct& product) const {
    if (product.judgements.count == 0) return false;
    const SoftwareKind kind = inventory_.software[product.software].kind;
    return kind == SoftwareKind::Rpm || kind == SoftwareKind::Deb;
  }

  // Classes differ in what is not judged, too.
  void groups() {
    std::map<std::pair<bool, std::vector<std::uint32_t>>, std::uint32_t> known;
    for (const MachineClass& each : match_.classes) {
      std::vector<std::uint32_t> judged;
      for (const std::uint32_t product : each.products)
        if (match_.products[product].judgements.count != 0) judged.push_back(product);
      std::sort(judged.begin(), judged.end());
      const bool unknown = has_unknown_system(each);
      const auto [group, is_new] =
          known.emplace(std::pair(unknown, judged), static_cast<std::uint32_t>(out_.groups.size()));
      if (is_new) {
        MatchGroup& added = out_.groups.emplace_back();
        added.products = std::move(judged);
        added.unknown_system = unknown;
      }
      group_of_class_.push_back(group->second);
    }
  }

  void machines() {
    const MatchQuestion& question = options_.question;
    const Day oldest =
        question.today - std::chrono::days(static_cast<std::int64_t>(question.stale_days));
    out_.machines = inventory_.machines.size();
    out_.group_of.resize(out_.machines, kNone);
    out_.is_stale.resize(out_.machines, 0);
    for (std::size_t i = 0; i < out_.machines; ++i) {
      const Machine& machine = inventory_.machines[i];
      const std::uint32_t of = match_.class_of[i];
      if (of == kNone) {
        ++out_.not_in_use;
        ++out_.states[std::string(machine.state.text)];
        continue;
      }
      out_.group_of[i] = group_of_class_[of];
      MatchGroup& group = out_.groups[out_.group_of[i]];
      out_.is_stale[i] = machine.last_seen && *machine.last_seen < oldest ? 1 : 0;
      ++(out_.is_stale[i] != 0 ? group.stale : group.machines);
      ++(out_.is_stale[i] != 0 ? out_.stale : out_.judged);
    }
  }

  void vulnerability_rows() {
    for (const NumberedVulnerability& each : numbers_.all()) {
      VulnerabilityFigures& row = out_.vulnerabilities.emplace_back();
      row.id = each.id;
      row.vendor = each.vendor;
      row.title = each.facts->title;
      row.exploited = each.exploited;
      row.kev = kev_mark(options_.kev, row.id);
      row.documents = each.documents;
      if (!each.findings.empty()) row.rating = rate(each.findings, feeds_.impact_order);
    }
  }

  void product_names() {
    std::map<std::string, std::uint32_t> known;
    for (const InstalledProduct& each : match_.products) {
      const auto [entry, is_new] =
          known.emplace(each.name, static_cast<std::uint32_t>(out_.products.size()));
      if (is_new) out_.products.push_back({each.name, {}});
      name_of_.push_back(entry->second);
    }
  }

  // Everything that the machines of a group add to the figures.
  void count(MatchGroup& group) {
    for (const std::uint32_t product : group.products)
      for (const auto& [number, verdict] : verdicts_[product])
        worst_vulnerabilities_.add(number, verdict);
    for (const auto& [number, verdict] : worst_vulnerabilities_.take()) {
      VulnerabilityFigures& row = out_.vulnerabilities[number];
      row.machines[verdict] += group.machines;
      ++group.vulnerabilities[verdict];
      if (verdict == Verdict::Open && (row.exploited || row.kev)) ++group.exploited;
    }
    group.worst = group.vulnerabilities.worst();
    if (group.unknown_system && (!group.worst || worse(Verdict::Unknown, *group.worst)))
      group.worst = Verdict::Unknown;

    if (group.unknown_system) out_.unknown_system += group.machines;
    if (group.worst) {
      out_.by_worst[*group.worst] += group.machines;
      out_.stale_by_worst[*group.worst] += group.stale;
    } else {
      out_.unconcerned += group.machines;
    }
    for (const Verdict each : kVerdicts)
      out_.pairs[each] += group.vulnerabilities[each] * group.machines;
    count_products(group);
    plan(group);
  }

  void count_products(const MatchGroup& group) {
    for (const std::uint32_t product : group.products)
      for (const Verdict each : kVerdicts)
        if (std::any_of(verdicts_[product].begin(), verdicts_[product].end(),
                        [each](const auto& verdict) { return verdict.second == each; })) {
          worst_products_.add(name_of_[product], each);
          break;
        }
    for (const auto& [name, verdict] : worst_products_.take())
      out_.products[name].machines[verdict] += group.machines;
  }

  const NeededTogether& plan_of(std::uint32_t product) {
    if (has_plan_[product] == 0) {
      plans_of_products_[product] = planner_.for_product(match_.products[product]);
      has_plan_[product] = 1;
    }
    return plans_of_products_[product];
  }

  void plan(MatchGroup& group) {
    if (group.vulnerabilities[Verdict::Open] == 0) return;
    NeededTogether needed;
    if (group.products.size() == 1) {
      needed = plan_of(group.products.front());
    } else {
      std::vector<const NeededTogether*> parts;
      for (const std::uint32_t each : group.products) {
        const NeededTogether& part = plan_of(each);
        if (!part.items.empty() || !part.without_update.empty()) parts.push_back(&part);
      }
      needed = planner_.together(parts);
    }
    count_updates(needed, group.machines);
    group.plan = number_of_plan(needed);
    out_.plans[group.plan].machines += group.machines;
  }

  void count_updates(const NeededTogether& needed, std::size_t machines) {
    closed_.resize(planner_.updates().size());
    figures_.resize(closed_.size());
    for (const Needed& each : needed.items) {
      UpdateFigures& figures = figures_[each.update];
      figures.machines += machines;
      figures.pairs += each.vulnerabilities.size() * machines;
      std::vector<bool>& closed = closed_[each.update];
      closed.resize(numbers_.count());
      for (const std::uint32_t number : each.vulnerabilities) closed[number] = true;
    }
  }

  // Plans that read the same are one.
  std::uint32_t number_of_plan(const NeededTogether& needed) {
    std::vector<std::uint32_t> key = {static_cast<std::uint32_t>(needed.without_update.size())};
    for (const Needed& each : needed.items) {
      key.push_back(each.update);
      key.push_back(static_cast<std::uint32_t>(each.vulnerabilities.size()));
    }
    const auto [known, is_new] =
        plans_.emplace(std::move(key), static_cast<std::uint32_t>(out_.plans.size()));
    if (!is_new) return known->second;
    InstallPlan& plan = out_.plans.emplace_back();
    plan.without_update = needed.without_update.size();
    for (const Needed& each : needed.items) {
      PlanItem item = {each.update, each.vulnerabilities.size(), {}};
      for (const std::uint32_t replaced : each.replaces)
        if (const UpdateFigures& update = planner_.updates()[replaced]; update.is_update)
          item.replaces.push_back(update.name);
      std::sort(item.replaces.begin(), item.replaces.end(), natural_less);
      plan.items.push_back(std::move(item));
    }
    return known->second;
  }

  // ── order ──

  // Smaller stands first.
  auto rank(const VulnerabilityFigures& row) const {
    const auto severity = static_cast<int>(row.rating.severity);
    const int band = row.rating.cvss ? 9 - static_cast<int>(*row.rating.cvss) : 9;
    return std::tuple(row.machines.worst() ? 0 : 1, row.machines[Verdict::Open] != 0 ? 0 : 1,
                      row.exploited || row.kev ? 0 : 1, severity, band,
                      feeds_.impact_order.rank(row.rating.impact), ~row.machines[Verdict::Open],
                      ~row.machines[Verdict::Unknown]);
  }

  // Those that concern no machine are not listed.
  void finish_vulnerabilities() {
    auto& rows = out_.vulnerabilities;
    std::erase_if(rows, [](const VulnerabilityFigures& each) { return !each.machines.worst(); });
    std::sort(rows.begin(), rows.end(),
              [this](const VulnerabilityFigures& a, const VulnerabilityFigures& b) {
                const auto left = rank(a), right = rank(b);
                if (left != right) return left < right;
                if (a.id != b.id) return natural_less(a.id, b.id);
                return a.vendor < b.vendor;
              });
  }

  void finish_products() {
    auto& rows = out_.products;
    std::erase_if(rows, [](const ProductFigures& each) { return !each.machines.worst(); });
    std::sort(rows.begin(), rows.end(), [](const ProductFigures& a, const ProductFigures& b) {
      for (const Verdict each : kVerdicts)
        if (a.machines[each] != b.machines[each]) return a.machines[each] > b.machines[each];
      return natural_less(a.name, b.name);
    });
  }

  void finish_plans() {
    finish_updates();
    std::vector<std::uint32_t> order(out_.plans.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [this](std::uint32_t a, std::uint32_t b) {
      return out_.plans[a].machines > out_.plans[b].machines;
    });
    std::vector<std::uint32_t> now(order.size());
    std::vector<InstallPlan> plans;
    for (const std::uint32_t each : order) {
      now[each] = static_cast<std::uint32_t>(plans.size());
      plans.push_back(std::move(out_.plans[each]));
    }
    out_.plans = std::move(plans);
    for (MatchGroup& each : out_.groups)
      if (each.plan != kNone) each.plan = now[each.plan];
  }

  // Only those that somebody needs, not what they replace.
  void finish_updates() {
    std::vector<std::uint32_t> needed;
    for (std::uint32_t i = 0; i < figures_.size(); ++i)
      if (!closed_[i].empty()) needed.push_back(i);
    const auto& names = planner_.updates();
    std::sort(needed.begin(), needed.end(), [&](std::uint32_t a, std::uint32_t b) {
      const UpdateFigures &left = figures_[a], &right = figures_[b];
      if (left.machines != right.machines) return left.machines > right.machines;
      if (left.pairs != right.pairs) return left.pairs > right.pairs;
      if (names[a].name != names[b].name) return natural_less(names[a].name, names[b].name);
      return natural_less(names[a].version, names[b].version);
    });
    std::vector<std::uint32_t> now(figures_.size(), kNone);
    for (const std::uint32_t each : needed) {
      now[each] = static_cast<std::uint32_t>(out_.updates.size());
      UpdateFigures row = names[each];
      row.machines = figures_[each].machines;
      row.pairs = figures_[each].pairs;
      row.vulnerabilities =
          static_cast<std::size_t>(std::count(closed_[each].begin(), closed_[each].end(), true));
      out_.updates.push_back(std::move(row));
    }
    for (InstallPlan& plan : out_.plans)
      for (PlanItem& item : plan.items) item.update = now[item.update];
  }

  const Inventory& inventory_;
  const Match& match_;
  const Feeds& feeds_;
  const MatchReportOptions& options_;
  VulnerabilityNumbers numbers_;
  Worst worst_vulnerabilities_;
  Worst worst_products_;  // by name
  InstallPlanner planner_;
  std::vector<ProductVerdicts> verdicts_;          // by product
  std::vector<NeededTogether> plans_of_products_;  // by product, where it was made
  std::vector<char> has_plan_;
  std::vector<std::uint32_t> group_of_class_;
  std::vector<std::uint32_t> name_of_;     // by product: in MatchReport::products before order
  std::vector<UpdateFigures> figures_;     // by update
  std::vector<std::vector<bool>> closed_;  // by update, then by vulnerability
  std::map<std::vector<std::uint32_t>, std::uint32_t> plans_;
  MatchReport out_;
};

}  // namespace

MatchReport build_match_report(const Inventory& inventory, const Match& match, const Feeds& feeds,
                               const MatchReportOptions& options) {
  return MatchFigures(inventory, match, feeds, options).build();
}

}  // namespace patchmatrix
