// SPDX-License-Identifier: Apache-2.0
#include "support/fleet/fleet.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <patchmatrix/feeds.hpp>

namespace patchmatrix::test {
namespace {

// What there is in the fleet, and what inventories call it.
struct Kind {
  const char* product;
  const char* system;
  const char* version;
  int build;
  const char* architecture;
  const char* installation;
};
constexpr std::array kKinds = {
    Kind{"Windows 11 Version 22H2 for x64-based Systems", "Microsoft Windows 11 Enterprise", "10.0",
         22621, "64-bit", "Client"},
    Kind{"Windows 11 for x64-based Systems", "Microsoft Windows 11 Pro", "10.0", 22000,
         "x64-based PC", "Client"},
    Kind{"Windows 11 for ARM64-based Systems", "Microsoft Windows 11 Pro", "10.0", 22000,
         "ARM64-based PC", "Client"},
    Kind{"Windows 10 Version 22H2 for x64-based Systems", "Microsoft Windows 10 Pro", "10.0", 19045,
         "64 ビット", "Client"},
    Kind{"Windows 10 Version 21H2 for x64-based Systems", "Microsoft Windows 10 Enterprise", "10.0",
         19044, "x64", "Client"},
    Kind{"Windows 10 Version 21H2 for 32-bit Systems", "Microsoft Windows 10 Pro", "10.0", 19044,
         "X86-based PC", "Client"},
    Kind{"Windows 10 Version 21H1 for x64-based Systems", "Microsoft Windows 10 Pro", "10.0", 19043,
         "AMD64", "Client"},
    Kind{"Windows 10 Version 20H2 for x64-based Systems", "Microsoft Windows 10 Education", "10.0",
         19042, "64-bit", "Client"},
    Kind{"Windows 10 Version 1809 for x64-based Systems", "Microsoft Windows 10 Enterprise LTSC",
         "10.0", 17763, "64-bit", "Client"},
    Kind{"Windows 10 Version 1607 for x64-based Systems",
         "Microsoft Windows 10 Enterprise 2016 LTSB", "10.0", 14393, "64-bit", "Client"},
    Kind{"Windows Server 2022", "Microsoft Windows Server 2022 Standard", "10.0", 20348,
         "x64-based PC", "Server"},
    Kind{"Windows Server 2022 (Server Core installation)",
         "Microsoft Windows Server 2022 Datacenter", "10.0", 20348, "64-bit", "Server Core"},
    Kind{"Windows Server 2019", "Microsoft Windows Server 2019 Standard", "10.0", 17763, "64-bit",
         "Server"},
    Kind{"Windows Server 2019 (Server Core installation)", "Windows Server 2019 Datacenter", "10.0",
         17763, "64-bit", "Server Core"},
    Kind{"Windows Server 2016", "Microsoft Windows Server 2016 Standard", "10.0", 14393, "64-bit",
         "Server"},
    Kind{"Windows 8.1 for x64-based systems", "Microsoft Windows 8.1 Pro", "6.3", 9600, "64-bit",
         "Client"},
    Kind{"Windows Server 2012 R2", "Microsoft Windows Server 2012 R2 Standard", "6.3", 9600,
         "64-bit", "Server"},
    Kind{"Windows Server 2012", "Microsoft Windows Server 2012 Standard", "6.2", 9200, "64-bit",
         "Server"},
};

const Kind& kind_of(const FleetMachine& machine) {
  return *std::find_if(kKinds.begin(), kKinds.end(),
                       [&](const Kind& each) { return each.product == machine.product; });
}

constexpr const char* kSecurityOnly = "Security Only";
constexpr const char* kBrowser = "IE Cumulative";
constexpr const char* kHotpatch = "Hotpatch";

bool is_part(const std::string& sub_type) {
  return sub_type == kSecurityOnly || sub_type == kBrowser;
}
bool is_hotpatch(const std::string& sub_type) {
  return sub_type.find(kHotpatch) != std::string::npos;
}

// Builds that one update leads to have one revision (KB5019959: 19042.2251 … 19045.2251).
bool same_service(int a, int b) {
  const auto first = [](int build) {
    return build >= 19041 && build <= 19045 ? 19041 : build == 22631 ? 22621 : build;
  };
  return first(a) == first(b);
}

std::string quoted(const std::string& field) {
  std::string out = "\"";
  for (const char c : field) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + '"';
}

enum Column {
  kAsset,
  kHost,
  kSystem,
  kVersion,
  kBuild,
  kRevision,
  kArchitecture,
  kInstallation,
  kUpdates
};

}  // namespace

std::map<std::string, int> release_months(const std::vector<const Findings*>& documents) {
  std::map<std::string, std::map<int, std::size_t>> counts;
  for (std::size_t month = 0; month < documents.size(); ++month)
    for (const Finding& finding : documents[month]->findings)
      for (const std::uint32_t fix : documents[month]->of(finding.fixes))
        ++counts[std::string(documents[month]->fixes[fix].name)][static_cast<int>(month)];
  std::map<std::string, int> out;
  for (const auto& [name, months] : counts)
    out[name] = std::max_element(months.begin(), months.end(), [](const auto& a, const auto& b) {
                  return a.second < b.second;
                })->first;
  return out;
}

Fleet::Fleet(std::vector<const Findings*> documents, std::size_t machines, std::uint32_t seed)
    : documents_(std::move(documents)), engine_(seed) {
  learn_updates();
  for (std::size_t i = 0; i < machines; ++i) {
    FleetMachine machine;
    machine.product = kKinds[random(kKinds.size())].product;
    machine.patched =
        static_cast<int>(random(static_cast<std::uint32_t>(documents_.size()) + 1)) - 1;
    machine.security_only = kind_of(machine).version[0] == '6' && random(20) == 0;
    give_updates(machine);
    write_row(machine, i);
    if (random(50) == 0) spoil(machine);
    machines_.push_back(std::move(machine));
  }
}

void Fleet::learn_updates() {
  const auto months = release_months(documents_);
  for (const Findings* document : documents_)
    for (const Finding& finding : document->findings) {
      const std::string product(document->document.products[finding.product].name);
      const auto kind = std::find_if(kKinds.begin(), kKinds.end(),
                                     [&](const Kind& each) { return product == each.product; });
      if (kind == kKinds.end()) continue;
      for (const std::uint32_t number : document->of(finding.fixes)) {
        const Fix& fix = document->fixes[number];
        if (!fix.is_update) continue;
        std::vector<Update>& known = updates_[product];
        auto update = std::find_if(known.begin(), known.end(),
                                   [&](const Update& each) { return each.name == fix.name; });
        if (update == known.end()) {
          known.push_back({std::string(fix.name), std::string(fix.sub_type),
                           months.at(std::string(fix.name)), -1});
          update = known.end() - 1;
        }
        const auto build = parse_build(fix.fixed_build);
        if (build && build->version == kind->version && same_service(build->number, kind->build))
          update->revision = std::max(update->revision, build->revision);
      }
    }
}

void Fleet::give_updates(FleetMachine& machine) const {
  const auto known = updates_.find(machine.product);
  if (known == updates_.end()) return;
  for (const Update& each : known->second) {
    if (each.month > machine.patched || is_hotpatch(each.sub_type)) continue;
    if (kind_of(machine).version[0] == '6' &&
        machine.security_only != (each.sub_type == kSecurityOnly))
      continue;
    machine.updates.insert(each.name);
  }
}

void Fleet::write_row(FleetMachine& machine, std::size_t number) {
  const Kind& kind = kind_of(machine);
  const std::string build = std::to_string(kind.build);
  int revision = 1;  // as it was installed
  std::string newest;
  for (const Update& each : updates_[machine.product])
    if (machine.updates.contains(each.name) && each.revision > revision) {
      revision = each.revision;
      newest = each.name;
    }
  machine.row.assign(kFleetColumns.size(), "");
  machine.row[kAsset] = "A" + std::to_string(number);
  machine.row[kHost] = "PC-" + std::to_string(number);
  machine.row[kSystem] = kind.system;
  machine.row[kArchitecture] = kind.architecture;
  machine.row[kInstallation] = kind.installation;
  machine.row[kVersion] = std::string(kind.version) + "." + build;
  switch (random(10)) {
    case 0:  // every update that it has
    case 1:
      for (const std::string& each : machine.updates) machine.row[kUpdates] += each + " ";
      break;
    case 2:  // the newest alone
      machine.row[kUpdates] = newest;
      break;
    case 3:  // nothing
      break;
    case 4:
    case 5:
    case 6:
      machine.row[kVersion] += "." + std::to_string(revision);
      machine.has_revision = true;
      break;
    default:
      machine.row[kBuild] = build;
      machine.row[kRevision] = std::to_string(revision);
      machine.has_revision = true;
  }
}

// What people and programs do to inventories. Nothing here may make a machine look patched.
void Fleet::spoil(FleetMachine& machine) {
  machine.dirty = true;
  std::vector<std::string>& row = machine.row;
  switch (random(9)) {
    case 0:
      row[kArchitecture].clear();
      break;
    case 1:
      row[kSystem].clear();
      break;
    case 2:
      row[kInstallation].clear();
      break;
    case 3:
      std::transform(row[kSystem].begin(), row[kSystem].end(), row[kSystem].begin(),
                     [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
      break;
    case 4:
      for (std::string& each : row) each = "  " + each + " ";
      break;
    case 5:  // Windows 11 calls itself Windows 10
      if (const auto at = row[kSystem].find("11"); at != std::string::npos)
        row[kSystem].replace(at, 2, "10");
      break;
    case 6:  // a list that was cut off
      row[kUpdates] = row[kUpdates].substr(0, row[kUpdates].size() / 2);
      break;
    case 7:
      row[kBuild] = "unknown";
      row[kRevision].clear();
      break;
    default:
      row[kVersion] = "n/a";
  }
}

std::string Fleet::csv() const {
  std::string out;
  const auto add = [&out](const std::vector<std::string>& row) {
    for (std::size_t i = 0; i < row.size(); ++i) out += (i == 0 ? "" : ",") + quoted(row[i]);
    out += "\r\n";
  };
  add(kFleetColumns);
  for (const FleetMachine& each : machines_) add(each.row);
  return out;
}

bool Fleet::is_fixed(const FleetMachine& machine, const Findings& document,
                     const Finding& finding) const {
  const auto& known = updates_.at(machine.product);
  std::set<std::string> parts, parts_there;
  for (const std::uint32_t number : document.of(finding.fixes)) {
    const Fix& fix = document.fixes[number];
    const auto update = std::find_if(known.begin(), known.end(),
                                     [&](const Update& each) { return each.name == fix.name; });
    if (update == known.end()) continue;
    // A cumulative update of the same or a later month has all that this one brings.
    const bool there =
        machine.updates.contains(update->name) ||
        (!machine.security_only && !is_part(update->sub_type) && !is_hotpatch(update->sub_type) &&
         update->revision >= 0 && std::any_of(known.begin(), known.end(), [&](const Update& later) {
           return machine.updates.contains(later.name) && !is_part(later.sub_type) &&
                  later.revision >= update->revision;
         }));
    if (!is_part(update->sub_type)) {
      if (there) return true;
      continue;
    }
    parts.insert(update->sub_type);
    if (there) parts_there.insert(update->sub_type);
  }
  return !parts.empty() && parts == parts_there;
}

}  // namespace patchmatrix::test
