// SPDX-License-Identifier: Apache-2.0
#pragma once

// Inventories from text, and machines as one line each.

#include <string>
#include <utility>
#include <vector>

#include <patchmatrix/inventory.hpp>

#include "support/support.hpp"

namespace patchmatrix::test {

using Files = std::vector<std::pair<std::string, std::string>>;  // name and bytes

inline Inventory inventory(const Files& files, const InventoryMapping& mapping = {},
                           std::optional<Day> day = {}) {
  std::vector<InventoryText> texts;
  for (const auto& [name, bytes] : files) texts.push_back({name, bytes, day});
  return read_inventory(std::move(texts), mapping, shipped_feeds());
}

inline std::string list_of(const Inventory& inventory, const Machine& machine) {
  std::string out;
  for (const std::string_view each : inventory.of(machine.updates))
    out += (out.empty() ? "" : ",") + std::string(each);
  return out;
}

// "asset|hostname|os name|10.0 22621.819|feature update|architecture|installation|list: updates",
// then what else is known, each only if it is.
inline std::string shown(const Inventory& inventory, const Machine& machine) {
  const auto number = [](int value) {
    return value < 0 ? std::string("?") : std::to_string(value);
  };
  std::string out =
      std::string(machine.asset.text) + '|' + std::string(machine.hostname.text) + '|' +
      std::string(machine.os_name.text) + '|' + std::string(machine.build.version) + ' ' +
      number(machine.build.number) + '.' + number(machine.build.revision) + '|' +
      std::string(machine.feature_update.text) + '|' + std::string(slug(machine.architecture)) +
      '|' + std::string(slug(machine.installation)) + '|' + std::string(slug(machine.update_list)) +
      ':' + list_of(inventory, machine);
  if (machine.last_seen) out += " seen " + to_string(*machine.last_seen);
  if (machine.extended_support) out += *machine.extended_support ? " esu" : " no-esu";
  if (machine.hotpatched) out += *machine.hotpatched ? " hotpatched" : " not-hotpatched";
  if (!machine.in_use) out += " not-in-use";
  for (const Software& each : inventory.of(machine.software)) {
    out += " {" + std::string(slug(each.kind)) + ' ' + std::string(each.name) + ' ' +
           (each.epoch ? std::to_string(*each.epoch) + ':' : "") + std::string(each.version);
    if (!each.source.empty())
      out += " of " + std::string(each.source) + ' ' + std::string(each.source_version);
    out += '}';
  }
  return out;
}

inline std::string shown(const Inventory& inventory) {
  std::string out;
  for (const Machine& each : inventory.machines) out += shown(inventory, each) + '\n';
  return out;
}

}  // namespace patchmatrix::test
