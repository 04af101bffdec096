// SPDX-License-Identifier: Apache-2.0
#include "report/totals.hpp"

#include <set>
#include <string_view>

namespace patchmatrix {
namespace {

void count(const VulnerabilityRow& row, Totals& totals) {
  ++totals.vulnerabilities;
  if (!row.in_release) {
    ++totals.excluded[row.excluded];
    return;
  }
  ++totals.counted;
  ++totals.by_severity[row.rating.severity];
  ++totals.by_impact[row.rating.impact];
  ++totals.by_severity_and_impact[{row.rating.severity, row.rating.impact}];
  if (row.rating.inferred) ++totals.by_inferred_impact[row.rating.impact];
  if (row.exploited == Answer::Yes) ++totals.exploited;
  if (row.publicly_disclosed == Answer::Yes) ++totals.publicly_disclosed;
  if (row.kev) ++totals.kev;
  if (row.kev && row.kev->ransomware) ++totals.kev_ransomware;
}

}  // namespace

std::pair<Severity, int> rank(const Rating& rating) {
  return {rating.severity, rating.cvss ? -static_cast<int>(*rating.cvss) : 1};
}

Totals totals_of(const Report& report) {
  Totals totals;
  std::set<std::string_view> updates;
  for (const FamilyRow& family : report.families) {
    ++(family.headline ? totals.families : totals.other_families)[family.rating.severity];
    updates.insert(family.updates.begin(), family.updates.end());
  }
  totals.updates = updates.size();
  for (const VulnerabilityRow& row : report.vulnerabilities) count(row, totals);
  return totals;
}

std::vector<MatrixRow> matrix_of(const std::vector<FamilyRow>& families, bool headline) {
  std::vector<MatrixRow> rows;
  for (std::size_t i = 0; i < families.size(); ++i) {
    const FamilyRow& family = families[i];
    if (family.headline != headline) continue;
    if (rows.empty() || rows.back().rating != family.rating) rows.push_back({family.rating, {}});
    rows.back().families.push_back(i);
  }
  return rows;
}

}  // namespace patchmatrix
