// SPDX-License-Identifier: Apache-2.0
//
// A report for a team that looks after some products: rows are left out and counted anew, nothing
// is rated anew.

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <patchmatrix/report.hpp>

#include "report/totals.hpp"
#include "report/updates.hpp"

namespace patchmatrix {
namespace {

using Ids = std::set<std::string, std::less<>>;

void keep(std::vector<std::string>& values, const Ids& ids) {
  values.erase(std::remove_if(values.begin(), values.end(),
                              [&](const std::string& each) { return !ids.contains(each); }),
               values.end());
}

// How many letters have to be added, left out or replaced to make one word of the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t i = 0; i <= b.size(); ++i) row[i] = i;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t corner = std::exchange(row[0], i);
    for (std::size_t k = 1; k <= b.size(); ++k) {
      const std::size_t replaced = corner + (a[i - 1] == b[k - 1] ? 0 : 1);
      corner = row[k];
      row[k] = std::min({replaced, row[k] + 1, row[k - 1] + 1});
    }
  }
  return row.back();
}

// The id that was probably meant: a few slips of the pen, or a part of it. Empty: none.
std::string nearest(const std::string& wanted, const Report& report) {
  const std::string* best = nullptr;
  std::size_t least = wanted.size() / 3 + 1;
  for (const FamilyRow& each : report.families) {
    const std::size_t far =
        wanted.empty() || each.id.find(wanted) == std::string::npos ? distance(wanted, each.id) : 1;
    if (far >= least) continue;
    least = far;
    best = &each.id;
  }
  return best == nullptr ? std::string() : *best;
}

[[noreturn]] void refuse(const std::string& wanted, const Report& report) {
  if (const std::string near = nearest(wanted, report); !near.empty())
    throw Error(ErrorKind::Usage, "unknown-family-near", {},
                {{"family", wanted}, {"nearest", near}});
  std::string all;
  Ids told;
  for (const FamilyRow& each : report.families)
    if (told.insert(each.id).second) all += (all.empty() ? "" : ", ") + each.id;
  throw Error(ErrorKind::Usage, "unknown-family", {}, {{"family", wanted}, {"families", all}});
}

class FamiliesCut {
 public:
  FamiliesCut(Report& report, const std::vector<std::string>& families)
      : report_(report), kept_(families.begin(), families.end()) {
    for (const UpdateRow& each : report.updates) numbered_.insert(each.name);
  }

  void cut() {
    families();
    vulnerabilities();
    updates();
    updates_of_vulnerabilities();
    keep_concerned(report_.fixed_now);
    for (VulnerabilityRow& each : report_.fixed_now) drop_updates(each.updates);
    if (report_.changes) changes(report_.changes->changes);
    if (report_.week) week(*report_.week);
    count();
  }

 private:
  void families() {
    std::vector<FamilyRow>& rows = report_.families;
    rows.erase(std::remove_if(rows.begin(), rows.end(),
                              [this](const FamilyRow& each) { return !kept_.contains(each.id); }),
               rows.end());
    for (const FamilyRow& each : rows) products_.insert(each.products.begin(), each.products.end());
  }

  bool concerns(const VulnerabilityRow& row) const {
    return std::any_of(row.families.begin(), row.families.end(),
                       [this](const std::string& each) { return kept_.contains(each); });
  }

  void keep_concerned(std::vector<VulnerabilityRow>& rows) {
    rows.erase(std::remove_if(rows.begin(), rows.end(),
                              [this](const VulnerabilityRow& each) { return !concerns(each); }),
               rows.end());
    for (VulnerabilityRow& each : rows) keep(each.families, kept_);
  }

  void vulnerabilities() {
    std::size_t next = 0;
    for (const VulnerabilityRow& each : report_.vulnerabilities) {
      if (!concerns(each)) dropped_.insert(each.id);
      positions_.push_back(concerns(each) ? std::optional(next++) : std::nullopt);
    }
    keep_concerned(report_.vulnerabilities);
    // Two vendors may call different things the same.
    for (const VulnerabilityRow& each : report_.vulnerabilities) dropped_.erase(each.id);
  }

  void updates() {
    std::vector<UpdateRow> rows;
    for (UpdateRow& each : report_.updates) {
      update(each);
      if (!each.fixes.empty()) rows.push_back(std::move(each));
    }
    report_.updates = std::move(rows);
  }

  void update(UpdateRow& row) {
    keep(row.families, kept_);
    keep(row.products, products_);
    std::vector<UpdateFix> fixes;
    for (UpdateFix& each : row.fixes) {
      keep(each.families, kept_);
      if (each.families.empty()) continue;
      each.vulnerability = positions_[each.vulnerability].value();
      fixes.push_back(std::move(each));
    }
    row.fixes = std::move(fixes);
    count_fixes(report_, row);
  }

  // A row names only updates for products that are left. What is withdrawn is fixed by no update
  // of the report, and keeps those of the families.
  void updates_of_vulnerabilities() {
    std::vector<Ids> updates(report_.vulnerabilities.size());
    for (const UpdateRow& each : report_.updates)
      for (const UpdateFix& fix : each.fixes) updates[fix.vulnerability].insert(each.name);
    for (std::size_t i = 0; i < updates.size(); ++i) {
      VulnerabilityRow& row = report_.vulnerabilities[i];
      if (row.withdrawn)
        drop_updates(row.updates);
      else
        keep(row.updates, updates[i]);
    }
  }

  // Takes out what the report knew and now lacks.
  void drop_updates(std::vector<std::string>& names) const {
    Ids left(names.begin(), names.end());
    for (const std::string& each : numbered_) left.erase(each);
    for (const UpdateRow& each : report_.updates) left.insert(each.name);
    keep(names, left);
  }

  // Those of a known issue are of an update; the others of a vulnerability, be it one that the
  // report does not have.
  void changes(std::vector<Change>& all) const {
    Ids updates;
    for (const UpdateRow& each : report_.updates) updates.insert(each.name);
    all.erase(std::remove_if(all.begin(), all.end(),
                             [&](const Change& each) {
                               return each.vulnerability.empty()
                                          ? numbered_.contains(each.field) &&
                                                !updates.contains(each.field)
                                          : dropped_.contains(each.vulnerability);
                             }),
              all.end());
  }

  void week(Week& week) const {
    for (WeekVendor& each : week.vendors) {
      keep_positions(each.released);
      keep_positions(each.revised);
    }
    week.vendors.erase(std::remove_if(week.vendors.begin(), week.vendors.end(),
                                      [](const WeekVendor& each) {
                                        return each.released.empty() && each.revised.empty();
                                      }),
                       week.vendors.end());
  }

  void keep_positions(std::vector<WeekVulnerability>& rows) const {
    std::vector<WeekVulnerability> out;
    for (WeekVulnerability& each : rows) {
      if (!positions_[each.vulnerability]) continue;
      each.vulnerability = *positions_[each.vulnerability];
      out.push_back(std::move(each));
    }
    rows = std::move(out);
  }

  void count() {
    report_.matrix = matrix_of(report_.families, true);
    report_.others = matrix_of(report_.families, false);
    if (report_.only_families.empty()) report_.all_totals = report_.totals;
    report_.only_families.clear();
    for (const FamilyRow& each : report_.families)
      if (report_.only_families.empty() || report_.only_families.back() != each.id)
        report_.only_families.push_back(each.id);
    report_.totals = totals_of(report_);
    prioritize(report_);
  }

  Report& report_;
  Ids kept_;
  Ids products_;
  Ids numbered_;                                       // updates before the cut
  Ids dropped_;                                        // vulnerabilities
  std::vector<std::optional<std::size_t>> positions_;  // of vulnerabilities: before → now
};

}  // namespace

void cut_to_families(Report& report, const std::vector<std::string>& families) {
  for (const std::string& each : families)
    if (std::none_of(report.families.begin(), report.families.end(),
                     [&](const FamilyRow& row) { return row.id == each; }))
      refuse(each, report);
  FamiliesCut(report, families).cut();
}

}  // namespace patchmatrix
