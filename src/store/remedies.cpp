// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include <patchmatrix/store.hpp>

#include "io/sqlite.hpp"
#include "io/text.hpp"
#include "store/rows.hpp"

namespace patchmatrix {
namespace {

// "2022-11" as StoredRemedies::Remedy counts.
std::uint32_t month_number(std::string_view text) {
  if (text.size() != 7) return 0;
  std::uint32_t digits = 0;
  for (const char c : text)
    if (is_digit(c)) digits = digits * 10 + static_cast<std::uint32_t>(c - '0');
  return digits / 100 * 12 + digits % 100 - 1;
}

// Positions by id of the row.
using Positions = std::unordered_map<std::int64_t, std::uint32_t>;

Positions read_fixes(Database& database, StoredRemedies& out) {
  Positions positions;
  Statement row = database.prepare("SELECT id, " + std::string(kFixColumns) +
                                   " FROM fix WHERE is_update OR fixed_build <> '' ORDER BY id");
  row.bind({});
  while (row.next()) {
    positions.emplace(row.number(0), static_cast<std::uint32_t>(out.fixes.size()));
    out.fixes.push_back(fix_in(row, 1));
  }
  return positions;
}

Positions read_products(Database& database, StoredRemedies& out) {
  Positions positions;
  Statement row = database.prepare("SELECT id, vendor, name FROM product ORDER BY id");
  row.bind({});
  while (row.next()) {
    positions.emplace(row.number(0), static_cast<std::uint32_t>(out.products.size()));
    out.products.push_back({std::string(row.text(1)), std::string(row.text(2))});
  }
  return positions;
}

struct FixSet {
  std::uint32_t month = 0;
  std::vector<std::uint32_t> fixes;
};

std::unordered_map<std::int64_t, FixSet> read_fix_sets(Database& database, const Positions& fixes) {
  std::unordered_map<std::int64_t, FixSet> out;
  Statement row = database.prepare(
      "SELECT m.fix_set, m.fix, v.month FROM fix_set_member m JOIN fix_set s ON s.id = m.fix_set "
      "JOIN document d ON d.id = s.document JOIN version v ON v.id = d.current");
  row.bind({});
  while (row.next()) {
    const auto fix = fixes.find(row.number(1));
    if (fix == fixes.end()) continue;
    FixSet& set = out[row.number(0)];
    set.month = month_number(row.text(2));
    set.fixes.push_back(fix->second);
  }
  return out;
}

auto order(const StoredRemedies::Remedy& each) {
  return std::tuple(each.month, each.fix, each.product);
}

}  // namespace

StoredRemedies StoreReader::remedies() {
  StoredRemedies out;
  const Positions fixes = read_fixes(database(), out);
  const Positions products = read_products(database(), out);
  const auto sets = read_fix_sets(database(), fixes);
  Statement row =
      database().prepare("SELECT DISTINCT fix_set, product FROM finding WHERE fix_set IS NOT NULL");
  row.bind({});
  while (row.next()) {
    const auto set = sets.find(row.number(0));
    if (set == sets.end()) continue;
    for (const std::uint32_t fix : set->second.fixes)
      out.remedies.push_back({fix, products.at(row.number(1)), set->second.month});
  }
  std::sort(out.remedies.begin(), out.remedies.end(),
            [](const auto& a, const auto& b) { return order(a) < order(b); });
  out.remedies.erase(std::unique(out.remedies.begin(), out.remedies.end(),
                                 [](const auto& a, const auto& b) { return order(a) == order(b); }),
                     out.remedies.end());
  return out;
}

}  // namespace patchmatrix
