// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <patchmatrix/report.hpp>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

constexpr int kMonthsOfPhases = 6;  // after that of the report
constexpr int kMonthsBeforeEnd = 1, kMonthsAfterEnd = 3;
constexpr std::size_t kManual = 5;  // the most frequent ones

struct Months {
  Month first, last;
};

Month later(Month month, int number) {
  const int months = month.year * 12 + static_cast<int>(month.number) - 1 + number;
  return {months / 12, static_cast<unsigned>(months % 12) + 1};
}

bool is_between(Day day, Month first, Month last) {
  const Month month = month_of(day);
  return first <= month && month <= last;
}

class Cautions {
 public:
  Cautions(const std::vector<ReportInput>& inputs, const Report& report) : report_(report) {
    for (const ReportInput& each : inputs)
      if (!each.fixed_now) add(each);
    for (const VulnerabilityRow& each : report.vulnerabilities) vulnerabilities_.insert(each.id);
    for (const FamilyRow& each : report.families) families_.insert(each.id);
  }

  std::vector<Caution> all() {
    if (months_) {
      for (const Vendor* each : vendors_) phases(*each);
      support_ends();
    }
    manual();
    servicing();
    std::stable_sort(out_.begin(), out_.end(), [](const Caution& a, const Caution& b) {
      return std::tie(a.kind, a.day) < std::tie(b.kind, b.day);
    });
    return std::move(out_);
  }

 private:
  void add(const ReportInput& input) {
    inputs_.push_back(&input);
    const Vendor* vendor = input.findings->vendor;
    if (std::find(vendors_.begin(), vendors_.end(), vendor) == vendors_.end())
      vendors_.push_back(vendor);
    const auto& month = input.findings->release.month;
    if (!month) return;
    if (!months_) months_ = {*month, *month};
    months_->first = std::min(months_->first, *month);
    months_->last = std::max(months_->last, *month);
  }

  // ── hardening in steps ──

  void phases(const Vendor& vendor) {
    for (const Phase& each : vendor.phases) {
      const auto known =
          std::count_if(each.vulnerabilities.begin(), each.vulnerabilities.end(),
                        [this](const std::string& id) { return vulnerabilities_.contains(id); });
      const bool is_near =
          is_between(each.day, months_->first, later(months_->last, kMonthsOfPhases));
      if (known == 0 && !(is_near && has_begun(vendor, each) && concerns_families(each))) continue;
      Caution& row = out_.emplace_back();
      row.kind = Caution::Kind::Phase;
      row.day = each.day;
      row.subject =
          each.vulnerabilities.empty() ? each.article : joined(each.vulnerabilities, ", ");
      row.text = each.text;
      if (!each.article.empty()) row.items.push_back(each.article);
      row.vulnerabilities = static_cast<std::size_t>(known);
      row.source = each.source;
    }
  }

  // Nobody knew in the months of the report of what began later.
  bool has_begun(const Vendor& vendor, const Phase& phase) const {
    return std::any_of(vendor.phases.begin(), vendor.phases.end(), [&](const Phase& each) {
      return each.id == phase.id && month_of(each.day) <= months_->last;
    });
  }

  // A team hears of what concerns its products.
  bool concerns_families(const Phase& phase) const {
    return report_.only_families.empty() || phase.families.empty() ||
           std::any_of(phase.families.begin(), phase.families.end(),
                       [this](const std::string& each) { return families_.contains(each); });
  }

  // ── ends of support ──

  bool is_shown(const Findings& findings, std::size_t product) const {
    const ProductFamily* family = findings.families[product];
    return family != nullptr && families_.contains(family->id);
  }

  void support_ends() {
    std::set<std::pair<Day, std::string>> seen;
    for (const ReportInput* input : inputs_) {
      const Findings& findings = *input->findings;
      for (std::size_t i = 0; i < findings.families.size(); ++i) {
        if (!is_shown(findings, i)) continue;
        const BuildBranch* branch = branch_of(*findings.vendor, findings.document.products[i].name);
        if (branch == nullptr || !branch->supported_until) continue;
        const Day day = *branch->supported_until;
        if (!is_between(day, later(months_->first, -kMonthsBeforeEnd),
                        later(months_->last, kMonthsAfterEnd)))
          continue;
        if (seen.emplace(day, name_of(*branch)).second) support_end(day, name_of(*branch));
      }
    }
  }

  // Names of branches are beginnings of products': "Windows 10 for".
  static std::string name_of(const BuildBranch& branch) {
    std::string out = branch.begins;
    if (out.ends_with(" for")) out.resize(out.size() - 4);
    return out;
  }

  void support_end(Day day, std::string subject) {
    Caution& row = out_.emplace_back();
    row.kind = Caution::Kind::SupportEnd;
    row.day = day;
    row.subject = std::move(subject);
  }

  // ── what no update number stands for ──

  bool counts(const Findings& findings, const Finding& finding) const {
    return finding.status != ProductStatus::NotAffected &&
           findings.vulnerabilities[finding.vulnerability].in_release &&
           vulnerabilities_.contains(findings.vulnerabilities[finding.vulnerability].id) &&
           is_shown(findings, finding.product);
  }

  void manual() {
    std::map<std::string_view, std::set<std::string_view>> names;  // → vulnerabilities
    for (const ReportInput* input : inputs_) {
      const Findings& findings = *input->findings;
      if (findings.vendor->update_number.max_digits == 0) continue;  // none has numbers
      for (const Finding& each : findings.findings) {
        if (!counts(findings, each)) continue;
        for (const std::uint32_t fix : findings.of(each.fixes))
          if (const Fix& found = findings.fixes[fix]; !found.is_update && !found.name.empty())
            names[found.name].insert(findings.vulnerabilities[each.vulnerability].id);
      }
    }
    std::vector<Caution> rows;
    for (const auto& [name, ids] : names) {
      Caution& row = rows.emplace_back();
      row.kind = Caution::Kind::Manual;
      row.items = {std::string(name)};
      row.vulnerabilities = ids.size();
    }
    std::stable_sort(rows.begin(), rows.end(), [](const Caution& a, const Caution& b) {
      return a.vulnerabilities > b.vulnerabilities;
    });
    rows.resize(std::min(rows.size(), kManual));
    out_.insert(out_.end(), rows.begin(), rows.end());
  }

  // ── what comes before everything else ──

  void servicing() {
    Caution row;
    row.kind = Caution::Kind::Servicing;
    for (const UpdateRow& each : report_.updates)
      if (each.servicing) row.items.push_back(each.name);
    if (row.items.empty()) return;
    std::sort(row.items.begin(), row.items.end(), natural_less);
    out_.push_back(std::move(row));
  }

  const Report& report_;
  std::vector<const ReportInput*> inputs_;
  std::vector<const Vendor*> vendors_;
  std::optional<Months> months_;  // of the documents
  std::set<std::string_view> vulnerabilities_, families_;
  std::vector<Caution> out_;
};

}  // namespace

void add_cautions(const std::vector<ReportInput>& inputs, Report& report) {
  report.cautions = Cautions(inputs, report).all();
}

}  // namespace patchmatrix
