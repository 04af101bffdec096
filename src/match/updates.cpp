// SPDX-License-Identifier: Apache-2.0
#include "match/updates.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "io/text.hpp"
#include "match/systems.hpp"

namespace patchmatrix {
namespace {

bool is_one_of(std::string_view text, const std::vector<std::string>& values) {
  return std::find(values.begin(), values.end(), text) != values.end();
}

const Vendor* vendor_with(const Feeds& feeds, std::string_view id) {
  for (const Vendor& each : feeds.vendors)
    if (each.id == id) return &each;
  return nullptr;
}

}  // namespace

Updates::Updates(const StoredRemedies& remedies, const Feeds& feeds) {
  for (const StoredFix& fix : remedies.fixes) {
    if (!fix.is_update) continue;
    const UpdateIndex newer = index(fix.name);
    for (const std::string& each : superseded_names(fix.supersedes, fix.name)) {
      const UpdateIndex older = index(each);
      if (!std::count(replaces_[newer].begin(), replaces_[newer].end(), older))
        replaces_[newer].push_back(older);
    }
  }
  learn(remedies, feeds);
}

void Updates::learn(const StoredRemedies& remedies, const Feeds& feeds) {
  struct ProductFacts {
    const Vendor* vendor = nullptr;
    ProductSystem system;
  };
  std::vector<ProductFacts> products;
  for (const StoredRemedies::Product& each : remedies.products) {
    ProductFacts facts;
    facts.vendor = vendor_with(feeds, each.vendor);
    if (facts.vendor != nullptr) facts.system = system_of_product(*facts.vendor, each.name);
    if (const BuildBranch* branch = facts.system.branch; branch != nullptr)
      architectures_[system_key(*facts.vendor, *branch)].insert(facts.system.architecture);
    products.push_back(facts);
  }
  std::vector<std::optional<Build>> builds;
  for (const StoredFix& each : remedies.fixes)
    builds.push_back(each.is_update ? parse_build(each.fixed_build) : std::nullopt);
  for (const StoredRemedies::Remedy& each : remedies.remedies) {
    const ProductFacts& product = products[each.product];
    const auto& build = builds[each.fix];
    // What a program's update says of builds says nothing of the system's other patches.
    if (!build || product.system.branch == nullptr || product.system.component) continue;
    const StoredFix& fix = remedies.fixes[each.fix];
    const Vendor& vendor = *product.vendor;
    if (is_one_of(fix.sub_type, vendor.buildless_fixes) ||
        !is_of_group(vendor, *build, *product.system.branch))
      continue;
    const BuildGroup in = group(vendor, *product.system.branch);
    Revisions& known = leads_[index(fix.name)][in];
    known.lowest = known.known() ? std::min(known.lowest, build->revision) : build->revision;
    known.highest = std::max(known.highest, build->revision);
    by_group_[in].push_back(
        {build->revision, each.month,
         product.system.hotpatch || has_part(fix.sub_type, vendor.systems.hotpatch),
         is_one_of(fix.sub_type, vendor.systems.partial_fixes)});
  }
  for (auto& [group, leads] : by_group_) {
    const auto order = [](const Lead& each) {
      return std::tuple(each.revision, each.month, each.hotpatch, each.partial);
    };
    std::sort(leads.begin(), leads.end(),
              [&](const Lead& a, const Lead& b) { return order(a) < order(b); });
    leads.erase(std::unique(leads.begin(), leads.end(),
                            [&](const Lead& a, const Lead& b) { return order(a) == order(b); }),
                leads.end());
  }
}

std::optional<UpdateIndex> Updates::find(std::string_view name) const {
  const auto found = indexes_.find(std::string(name));
  if (found == indexes_.end()) return std::nullopt;
  return found->second;
}

UpdateIndex Updates::index(std::string_view name) {
  const auto [entry, is_new] = indexes_.emplace(name, static_cast<UpdateIndex>(names_.size()));
  if (is_new) {
    names_.emplace_back(name);
    replaces_.emplace_back();
    leads_.emplace_back();
  }
  return entry->second;
}

long long Updates::number_in(std::string_view name) {
  constexpr std::size_t kMostDigits = 18;
  const std::size_t first = name.find_last_not_of("0123456789") + 1;
  if (name.size() - first > kMostDigits) return 0;
  long long number = 0;
  for (const char digit : name.substr(first)) number = number * 10 + (digit - '0');
  return number;
}

BuildGroup Updates::group(const Vendor& vendor, const BuildBranch& branch) {
  return &*std::find_if(vendor.builds.begin(), vendor.builds.end(), [&](const BuildBranch& each) {
    return each.role == branch.role && each.version == branch.version && each.group == branch.group;
  });
}

Revisions Updates::revisions(UpdateIndex update, BuildGroup group) const {
  const auto found = leads_[update].find(group);
  return found == leads_[update].end() ? Revisions{} : found->second;
}

bool Updates::is_hotpatch(BuildGroup group, int revision) const {
  const auto found = by_group_.find(group);
  if (found == by_group_.end()) return false;
  bool any = false;
  for (const Lead& each : found->second) {
    if (each.revision != revision) continue;
    if (!each.hotpatch) return false;
    any = true;
  }
  return any;
}

bool Updates::is_of_whole_updates(BuildGroup group, int revision) const {
  const auto found = by_group_.find(group);
  if (found == by_group_.end()) return false;
  bool any = false;
  for (const Lead& each : found->second) {
    if (each.revision != revision) continue;
    if (each.partial || each.hotpatch) return false;
    any = true;
  }
  return any;
}

int Updates::baseline(BuildGroup group, int revision) const {
  const auto found = by_group_.find(group);
  if (found == by_group_.end()) return -1;
  std::set<std::uint32_t> hotpatched_months;
  for (const Lead& each : found->second)
    if (each.hotpatch) hotpatched_months.insert(each.month);
  // Documents name later updates, too: one month without is no proof.
  std::set<int> left_out;
  for (const Lead& each : found->second)
    if (each.hotpatch || hotpatched_months.contains(each.month)) left_out.insert(each.revision);
  int out = -1;
  for (const Lead& each : found->second)
    if (each.revision <= revision && !left_out.contains(each.revision))
      out = std::max(out, each.revision);
  return out;
}

bool Updates::is_foreign(const Vendor& vendor, const BuildBranch& branch,
                         Architecture architecture) const {
  const auto found = architectures_.find(system_key(vendor, branch));
  return found != architectures_.end() && !found->second.contains(architecture);
}

std::vector<int> Updates::known_revisions(BuildGroup group) const {
  std::vector<int> out;
  if (const auto found = by_group_.find(group); found != by_group_.end())
    for (const Lead& each : found->second) out.push_back(each.revision);
  return out;
}

std::vector<UpdateIndex> Updates::replaced_by(const std::vector<UpdateIndex>& installed) const {
  std::vector<bool> seen(names_.size());
  std::vector<UpdateIndex> waiting = installed, out;
  for (const UpdateIndex each : installed) seen[each] = true;
  while (!waiting.empty()) {
    const UpdateIndex newer = waiting.back();
    waiting.pop_back();
    for (const UpdateIndex older : replaces_[newer]) {
      if (seen[older]) continue;
      seen[older] = true;
      out.push_back(older);
      waiting.push_back(older);
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace patchmatrix
