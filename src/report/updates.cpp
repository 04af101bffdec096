// SPDX-License-Identifier: Apache-2.0
#include "report/updates.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <tuple>
#include <utility>

#include <patchmatrix/questions.hpp>

#include "report/totals.hpp"

namespace patchmatrix {

std::string_view slug(Restart restart) {
  switch (restart) {
    case Restart::NotStated:
      return "";
    case Restart::No:
      return "no";
    case Restart::Maybe:
      return "maybe";
    case Restart::Yes:
      return "yes";
  }
  return "";
}

std::string_view slug(FirstReason reason) {
  switch (reason) {
    case FirstReason::Exploited:
      return "exploited";
    case FirstReason::Kev:
      return "kev";
    case FirstReason::Ransomware:
      return "ransomware";
    case FirstReason::Disclosed:
      return "disclosed";
    case FirstReason::Likely:
      return "likely";
    case FirstReason::Critical:
      return "critical";
  }
  return "";
}

std::string_view slug(Caution::Kind kind) {
  switch (kind) {
    case Caution::Kind::Phase:
      return "phase";
    case Caution::Kind::SupportEnd:
      return "support-end";
    case Caution::Kind::Manual:
      return "manual";
    case Caution::Kind::Servicing:
      return "servicing";
  }
  return "";
}

namespace {

// A word that is none of these is no "no".
Restart restart_of(std::string_view word) {
  if (equal_ignoring_case(word, "yes")) return Restart::Yes;
  if (equal_ignoring_case(word, "maybe")) return Restart::Maybe;
  if (equal_ignoring_case(word, "no")) return Restart::No;
  return Restart::NotStated;
}

bool is_servicing(const Findings& document, const Fix& fix) {
  const std::vector<std::string>& parts = document.vendor->systems.servicing_fixes;
  return std::any_of(parts.begin(), parts.end(), [&](const std::string& each) {
    return contains_ignoring_case(fix.sub_type, each);
  });
}

template <class Set>
std::vector<std::string> listed(const Set& values) {
  return {values.begin(), values.end()};
}

// Ids in the order of the report, each once.
std::vector<std::string> in_order(const std::set<std::string_view>& ids, const Report& report) {
  std::vector<std::string> out;
  for (const FamilyRow& each : report.families)
    if (ids.contains(each.id) && std::find(out.begin(), out.end(), each.id) == out.end())
      out.push_back(each.id);
  return out;
}

}  // namespace

// ── Rows ─────────────────────────────────────────────────────────────────────────────────────────

void UpdateGroups::add(const Findings& document, const Finding& finding, const std::string& key) {
  for (const std::uint32_t number : document.of(finding.fixes)) {
    const Fix& fix = document.fixes[number];
    if (fix.is_update) group_of(document, fix).tuples.push_back({&key, &document, &finding});
  }
}

UpdateGroups::Group& UpdateGroups::group_of(const Findings& document, const Fix& fix) {
  const auto [known, is_new] = known_.try_emplace(&fix, nullptr);
  if (is_new) {
    known->second = &groups_[std::string(fix.name)];
    learn(document, fix, *known->second);
  }
  return *known->second;
}

void UpdateGroups::learn(const Findings& document, const Fix& fix, Group& group) {
  if (!fix.sub_type.empty()) group.kinds.emplace(fix.sub_type);
  if (!fix.fixed_build.empty()) group.fixed_builds.emplace(fix.fixed_build);
  for (std::string& each : superseded_names(fix.supersedes, fix.name))
    group.supersedes.insert(std::move(each));
  group.restart = std::max(group.restart, restart_of(fix.restart_required));
  if (group.url.empty()) group.url = fix.url;
  group.servicing = group.servicing || is_servicing(document, fix);
}

void UpdateGroups::add_known_issues(const Findings& document, const VulnerabilityFacts& facts) {
  for (const KnownIssue& each : document.of(facts.known_issues)) {
    if (!each.is_update) continue;
    Issues& issues = known_issues_[std::string(each.update)];
    if (!each.url.empty()) issues.insert(std::string(each.url));
  }
}

std::vector<UpdateRow> UpdateGroups::rows(const Report& report,
                                          const std::map<std::string, std::size_t>& positions,
                                          const ImpactOrder& impact_order) const {
  std::vector<UpdateRow> out;
  for (const auto& [name, group] : groups_) {
    UpdateRow row;
    row.name = name;
    row.kinds = listed(group.kinds);
    row.fixed_builds = listed(group.fixed_builds);
    row.supersedes = listed(group.supersedes);
    row.restart = group.restart;
    if (const auto issues = known_issues_.find(name); issues != known_issues_.end()) {
      row.known_issue = Answer::Yes;
      row.known_issue_urls = listed(issues->second);
    }
    row.url = group.url;
    row.servicing = group.servicing;
    rate_tuples(group, report, positions, impact_order, row);
    out.push_back(std::move(row));
  }
  return out;
}

void UpdateGroups::rate_tuples(const Group& group, const Report& report,
                               const std::map<std::string, std::size_t>& positions,
                               const ImpactOrder& impact_order, UpdateRow& row) {
  struct Fixed {
    std::vector<const Finding*> findings;
    std::set<std::string_view> families;
  };
  std::map<std::size_t, Fixed> fixed;  // by position
  Fixed all;
  NaturalSet products;
  for (const Tuple& each : group.tuples) {
    const std::string_view family = each.document->families[each.finding->product]->id;
    for (Fixed* into : {&all, &fixed[positions.at(*each.key)]}) {
      into->findings.push_back(each.finding);
      into->families.insert(family);
    }
    const Product& product = each.document->document.products[each.finding->product];
    products.emplace(product.name.empty() ? product.id : product.name);
  }
  row.rating = rate(all.findings, impact_order);
  row.families = in_order(all.families, report);
  row.products = listed(products);
  for (const auto& [position, each] : fixed)
    row.fixes.push_back(
        {position, rate(each.findings, impact_order), in_order(each.families, report)});
  count_fixes(report, row);
}

void count_fixes(const Report& report, UpdateRow& row) {
  row.vulnerabilities = row.fixes.size();
  row.critical = row.exploited = row.kev = 0;
  for (const UpdateFix& fix : row.fixes) {
    const VulnerabilityRow& fixed = report.vulnerabilities[fix.vulnerability];
    if (fix.rating.severity == Severity::Critical) ++row.critical;
    if (fixed.exploited == Answer::Yes) ++row.exploited;
    if (fixed.kev) ++row.kev;
  }
}

// ── What comes first ─────────────────────────────────────────────────────────────────────────────

namespace {

bool is_exploited(const VulnerabilityRow& row) { return row.exploited == Answer::Yes || row.kev; }

bool names(const std::vector<std::string>& values, const std::string& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// What an update fixes, and how grave it is there.
struct Fixed {
  const VulnerabilityRow* row = nullptr;
  const Rating* rating = nullptr;
};

bool shares(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& each) { return names(b, each); });
}

// What the updates of a report fix: each by itself, and by replacing others.
class Fixes {
 public:
  explicit Fixes(const Report& report) : report_(report) {
    for (const UpdateRow& each : report.updates) rows_.emplace(each.name, &each);
  }

  // What this month documents, then what an earlier one did; each once. What an update replaces
  // stands at its end: a document names for each vulnerability only what fixed it first.
  std::vector<Fixed> of(const UpdateRow& update) const {
    std::vector<Fixed> out;
    std::set<const VulnerabilityRow*> known;
    const auto add = [&](const VulnerabilityRow& row, const Rating& rating) {
      if (known.insert(&row).second) out.push_back({&row, &rating});
    };
    const std::vector<const UpdateRow*> all = with_replaced(update);
    for (const UpdateRow* each : all)
      for (const UpdateFix& fix : each->fixes)
        if (each == &update || shares(fix.families, update.families))
          add(report_.vulnerabilities[fix.vulnerability], fix.rating);
    for (const UpdateRow* each : all)
      for (const VulnerabilityRow& row : report_.fixed_now)
        if (names(row.updates, each->name)) add(row, row.rating);
    return out;
  }

 private:
  // Itself first. Of two that name each other neither is the newer one.
  std::vector<const UpdateRow*> with_replaced(const UpdateRow& update) const {
    std::vector<const UpdateRow*> out = {&update};
    for (std::size_t i = 0; i < out.size(); ++i) {
      const UpdateRow& newer = *out[i];
      for (const std::string& name : newer.supersedes) {
        const auto older = rows_.find(name);
        if (older == rows_.end() || names(older->second->supersedes, newer.name) ||
            !shares(older->second->products, update.products) ||
            std::find(out.begin(), out.end(), older->second) != out.end())
          continue;
        out.push_back(older->second);
      }
    }
    return out;
  }

  const Report& report_;
  std::map<std::string_view, const UpdateRow*> rows_;
};

// "8.8" → 88; 0 without a score.
int tenths(std::string_view score) {
  int out = 0;
  for (const char c : score)
    if (is_digit(c)) out = out * 10 + (c - '0');
  return out;
}

// The less, the sooner.
using Precedence = std::tuple<bool, bool, bool, std::int64_t, bool, std::pair<Severity, int>, int>;

bool is_ransomware(const VulnerabilityRow& row) { return row.kev && row.kev->ransomware; }

bool is_likely(const VulnerabilityRow& row) {
  return row.exploitability <= Exploitability::MoreLikely;
}

Precedence precedence(const Fixed& fixed) {
  const VulnerabilityRow& row = *fixed.row;
  return {!is_exploited(row),
          !is_ransomware(row),
          row.publicly_disclosed != Answer::Yes,
          row.epss ? -static_cast<std::int64_t>(row.epss->probability) : 1,
          !is_likely(row),
          rank(*fixed.rating),
          -tenths(row.cvss_base)};
}

// Of the most urgent vulnerability that it fixes; nothing if it fixes none.
std::optional<Precedence> precedence(const UpdateRow& update, const Fixes& fixes) {
  std::optional<Precedence> out;
  for (const Fixed& each : fixes.of(update)) {
    const Precedence of_this = precedence(each);
    if (!out || of_this < *out) out = of_this;
  }
  return out;
}

// Whether something fixed gives this reason.
bool gives(const Fixed& fixed, FirstReason reason) {
  switch (reason) {
    case FirstReason::Exploited:
      return fixed.row->exploited == Answer::Yes;
    case FirstReason::Kev:
      return fixed.row->kev.has_value();
    case FirstReason::Ransomware:
      return is_ransomware(*fixed.row);
    case FirstReason::Disclosed:
      return fixed.row->publicly_disclosed == Answer::Yes;
    case FirstReason::Likely:
      return is_likely(*fixed.row);
    case FirstReason::Critical:
      return fixed.rating->severity == Severity::Critical;
  }
  return false;
}

FirstUpdate with_reasons(std::size_t update, const Report& report, const Fixes& fixes) {
  using enum FirstReason;
  FirstUpdate out;
  out.update = update;
  const std::vector<Fixed> all = fixes.of(report.updates[update]);
  for (const FirstReason reason : {Exploited, Kev, Ransomware, Disclosed, Likely, Critical}) {
    std::vector<std::string> about;
    for (const Fixed& each : all)
      if (gives(each, reason)) about.push_back(each.row->id);
    if (about.empty()) continue;
    if (out.reasons.empty()) out.vulnerabilities = std::move(about);
    out.reasons.push_back(reason);
  }
  return out;
}

// Whether others of the report replace it on each of its products. Of two that name each other
// neither is the newer one.
bool is_superseded(const UpdateRow& update, const Report& report) {
  std::set<std::string_view> replaced;
  for (const UpdateRow& each : report.updates)
    if (names(each.supersedes, update.name) && !names(update.supersedes, each.name))
      replaced.insert(each.products.begin(), each.products.end());
  return std::all_of(update.products.begin(), update.products.end(),
                     [&](const std::string& each) { return replaced.contains(each); });
}

bool is_needed(const UpdateRow& update, const Report& report) {
  return !report.own || !update.own || *update.own != 0;
}

// Of what is equally urgent first what more of the own machines need.
std::vector<std::size_t> by_urgency(const Report& report, const Fixes& fixes) {
  struct Candidate {
    std::optional<Precedence> precedence;
    std::size_t own = 0, update = 0;
  };
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < report.updates.size(); ++i)
    candidates.push_back(
        {precedence(report.updates[i], fixes), report.updates[i].own.value_or(0), i});
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) {
                     if (a.precedence != b.precedence) return a.precedence < b.precedence;
                     return a.own > b.own;
                   });
  std::vector<std::size_t> out;
  for (const Candidate& each : candidates) out.push_back(each.update);
  return out;
}

void count_exploited(const VulnerabilityRow& row, Urgency& urgency) {
  if (!is_exploited(row)) return;
  ++urgency.exploited;
  if (row.kev && row.kev->due && (!urgency.due || *row.kev->due < *urgency.due))
    urgency.due = row.kev->due;
}

}  // namespace

void order_updates(Report& report) {
  struct Ordered {
    UpdateRow row;
    std::optional<Precedence> precedence;
  };
  std::vector<Ordered> ordered;
  {
    const Fixes fixes(report);
    for (const UpdateRow& each : report.updates) ordered.push_back({{}, precedence(each, fixes)});
  }
  for (std::size_t i = 0; i < ordered.size(); ++i) ordered[i].row = std::move(report.updates[i]);
  std::sort(ordered.begin(), ordered.end(), [](const Ordered& a, const Ordered& b) {
    if (a.precedence != b.precedence) return a.precedence < b.precedence;
    if (a.row.vulnerabilities != b.row.vulnerabilities)
      return a.row.vulnerabilities > b.row.vulnerabilities;
    return natural_less(a.row.name, b.row.name);
  });
  report.updates.clear();
  for (Ordered& each : ordered) report.updates.push_back(std::move(each.row));
}

void prioritize(Report& report) {
  report.first.clear();
  const Fixes fixes(report);
  for (const std::size_t each : by_urgency(report, fixes)) {
    if (report.first.size() == kFirstUpdates) break;
    if (!is_needed(report.updates[each], report) || is_superseded(report.updates[each], report))
      continue;
    FirstUpdate first = with_reasons(each, report, fixes);
    if (!first.reasons.empty()) report.first.push_back(std::move(first));
  }

  Urgency& urgency = report.urgency;
  urgency.exploited = 0;
  urgency.due.reset();
  for (const VulnerabilityRow& each : report.vulnerabilities)
    if (each.in_release) count_exploited(each, urgency);
  for (const VulnerabilityRow& each : report.fixed_now) count_exploited(each, urgency);
  const bool ours = !report.own || urgency.own_open + urgency.own_unknown > 0;
  urgency.urgent = urgency.exploited > 0 && ours;
}

}  // namespace patchmatrix
