// SPDX-License-Identifier: Apache-2.0
#include "match/systems.hpp"

#include <algorithm>
#include <optional>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

// The first of `parts` that is in the name; empty if none is.
std::string_view part_of(std::string_view name, const std::vector<std::string>& parts) {
  for (const std::string& each : parts)
    if (contains_ignoring_case(name, each)) return each;
  return {};
}

Architecture architecture_of(std::string_view slug_of_it) {
  for (const Architecture each : {Architecture::X86, Architecture::X64, Architecture::Arm64})
    if (slug(each) == slug_of_it) return each;
  return Architecture::Other;
}

Architecture architecture_in(std::string_view name, const SystemWords& words) {
  for (const auto& [part, slug] : words.architectures)
    if (contains_ignoring_case(name, part)) return architecture_of(slug);
  return architecture_of(words.other_architecture);
}

// "Y" of "X on Y" where it has builds; else the name itself.
std::string_view platform_of(const Vendor& vendor, std::string_view name) {
  for (const std::string& each : vendor.platform_separators) {
    const std::size_t at = name.find(each);
    if (at == std::string_view::npos) continue;
    // " on Example ": the platform begins with the last word of what separates.
    for (std::size_t word = at; word < at + each.size(); ++word) {
      if (name[word] != ' ') continue;
      const std::string_view platform = trimmed_left(name.substr(word));
      if (branch_of(vendor, platform) != nullptr) return platform;
    }
  }
  return name;
}

// ── machines ──

const Vendor* vendor_of_system(const Feeds& feeds, const Machine& machine) {
  for (const Vendor& each : feeds.vendors) {
    if (each.systems.names.empty()) continue;
    if (machine.os_name ? has_part(machine.os_name.text, each.systems.names)
                        : machine.build.number >= 0 || machine.feature_update)
      return &each;
  }
  return nullptr;
}

std::optional<MachineRole> role_of(const Vendor& vendor, const Machine& machine) {
  if (!machine.os_name) return std::nullopt;
  return has_part(machine.os_name.text, vendor.systems.servers) ? MachineRole::Server
                                                                : MachineRole::Client;
}

bool same_branch(const BuildBranch& a, const BuildBranch& b) {
  return a.role == b.role && a.version == b.version && a.build == b.build;
}

struct Found {
  const BuildBranch* branch = nullptr;
  bool several = false;

  void add(const BuildBranch& each) {
    if (branch != nullptr && !same_branch(*branch, each)) several = true;
    if (branch == nullptr) branch = &each;
  }
};

Found branch_with_build(const Vendor& vendor, const SystemBuild& build,
                        std::optional<MachineRole> role) {
  Found out;
  for (const BuildBranch& each : vendor.builds)
    if (each.build == build.number && (build.version.empty() || each.version == build.version) &&
        (!role || each.role == *role))
      out.add(each);
  return out;
}

// Where no build is known: the longest product name that is in the system's, with its version there
// or in the column for it.
Found branch_with_name(const Vendor& vendor, const Machine& machine,
                       std::optional<MachineRole> role) {
  Found out;
  const std::string& between = vendor.systems.before_version;
  std::size_t longest = 0;
  for (const BuildBranch& each : vendor.builds) {
    if (role && each.role != *role) continue;
    const std::string_view begins = each.begins;
    const std::size_t at =
        between.empty() ? std::string_view::npos : find_ignoring_case(begins, between);
    const std::string_view name = begins.substr(0, at);
    if (!contains_ignoring_case(machine.os_name.text, name)) continue;
    if (at != std::string_view::npos) {
      const std::string_view version = begins.substr(at + between.size());
      if (!equal_ignoring_case(machine.feature_update.text, version) &&
          !contains_ignoring_case(machine.os_name.text, version))
        continue;
    }
    if (begins.size() > longest) {
      out = {};
      longest = begins.size();
    }
    if (begins.size() == longest) out.add(each);
  }
  return out;
}

}  // namespace

bool has_part(std::string_view text, const std::vector<std::string>& parts) {
  return !part_of(text, parts).empty();
}

SystemKey system_key(const Vendor& vendor, const BuildBranch& branch) {
  return {&vendor, branch.role, branch.version, branch.build};
}

ProductSystem system_of_product(const Vendor& vendor, std::string_view product_name) {
  ProductSystem out;
  if (vendor.builds.empty()) return out;
  const std::string_view platform = platform_of(vendor, product_name);
  out.branch = branch_of(vendor, platform);
  if (out.branch == nullptr) return out;
  out.component = platform.size() != product_name.size();
  out.architecture = architecture_in(platform, vendor.systems);
  out.core = has_part(platform, vendor.systems.core);
  out.hotpatch = has_part(platform, vendor.systems.hotpatch);
  out.edition = part_of(platform, vendor.systems.editions);
  return out;
}

MachineSystem system_of_machine(const Feeds& feeds, const Machine& machine) {
  MachineSystem out;
  out.vendor = vendor_of_system(feeds, machine);
  if (out.vendor == nullptr) return out;
  const std::optional<MachineRole> role = role_of(*out.vendor, machine);
  Found found;
  if (machine.build.number >= 0) {
    found = branch_with_build(*out.vendor, machine.build, role);
    if (found.branch == nullptr) out.reason = "unknown-build";
  } else {
    found = branch_with_name(*out.vendor, machine, role);
    out.by_name = true;
    if (found.branch == nullptr) out.reason = "no-build";
  }
  if (found.branch != nullptr && !out.by_name && machine.os_name) {
    const Found named = branch_with_name(*out.vendor, machine, found.branch->role);
    out.renamed =
        named.branch != nullptr && !named.several && !same_branch(*named.branch, *found.branch);
    // Of another generation: no mistake of a program that does not know the newest name.
    found.several |= named.branch != nullptr && named.branch->version != found.branch->version;
  }
  if (found.several)
    out.reason = "several-products";
  else
    out.branch = found.branch;
  out.named = static_cast<bool>(machine.os_name);
  out.architecture = machine.architecture;
  out.installation = machine.installation;
  const SystemWords& words = out.vendor->systems;
  if (out.installation == Installation::Unknown && has_part(machine.os_name.text, words.core))
    out.installation = Installation::Core;
  out.edition = part_of(machine.os_name.text, words.editions);
  out.long_term = has_part(machine.os_name.text, words.long_term);
  return out;
}

bool is_for(const ProductSystem& product, const MachineSystem& machine, bool hotpatched) {
  if (product.branch == nullptr || !same_branch(*product.branch, *machine.branch)) return false;
  if (machine.architecture != Architecture::Unknown && product.architecture != machine.architecture)
    return false;
  if (machine.installation == Installation::Full && product.core) return false;
  if (machine.installation == Installation::Core && !product.core && !product.hotpatch &&
      product.edition.empty())
    return false;
  if (product.hotpatch) return hotpatched;
  return product.edition.empty() || product.edition == machine.edition || hotpatched;
}

}  // namespace patchmatrix
