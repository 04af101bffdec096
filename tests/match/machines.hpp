// SPDX-License-Identifier: Apache-2.0
#pragma once

// Machines made by hand, and what documents know of updates, without a store.

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <patchmatrix/match.hpp>

namespace patchmatrix::test {

// A machine as an inventory would have it.
struct HandMadeMachine {
  std::string host = "pc1";
  std::string os = "Microsoft Windows 10 Pro";
  std::string version = "10.0";
  int build = -1;
  int revision = -1;
  Architecture architecture = Architecture::X64;
  std::vector<std::string> updates = {};
  UpdateList list = UpdateList::NotGiven;
  Installation installation = Installation::Unknown;
  std::optional<bool> extended_support = {}, hotpatched = {};
  std::string feature_update = {};
};

// Texts live as long as the inventory.
inline std::string_view kept(Inventory& inventory, const std::string& text) {
  if (text.empty()) return {};
  char* copy = static_cast<char*>(inventory.text->allocate(text.size(), 1));
  std::copy(text.begin(), text.end(), copy);
  return {copy, text.size()};
}

inline void add_machine(Inventory& inventory, const HandMadeMachine& made) {
  Machine machine;
  machine.hostname.text = kept(inventory, made.host);
  machine.os_name.text = kept(inventory, made.os);
  machine.feature_update.text = kept(inventory, made.feature_update);
  machine.build.version = made.build >= 0 ? kept(inventory, made.version) : std::string_view();
  machine.build.number = made.build;
  machine.build.revision = made.revision;
  machine.architecture = made.architecture;
  machine.installation = made.installation;
  machine.extended_support = made.extended_support;
  machine.hotpatched = made.hotpatched;
  machine.update_list = made.list;
  machine.updates = {static_cast<std::uint32_t>(inventory.updates.size()),
                     static_cast<std::uint32_t>(made.updates.size())};
  for (const std::string& each : made.updates) inventory.updates.push_back(kept(inventory, each));
  machine.announced_updates = made.updates.size();
  inventory.machines.push_back(machine);
}

inline Inventory inventory_of(const std::vector<HandMadeMachine>& machines) {
  Inventory out;
  for (const HandMadeMachine& each : machines) add_machine(out, each);
  return out;
}

// What a store that holds these documents would tell.
inline StoredRemedies remedies_of(const std::vector<const Findings*>& documents) {
  StoredRemedies out;
  for (const Findings* document : documents) {
    std::vector<std::uint32_t> fixes;
    for (const Fix& fix : document->fixes) {
      fixes.push_back(static_cast<std::uint32_t>(out.fixes.size()));
      out.fixes.push_back({std::string(fix.name), fix.is_update, std::string(fix.sub_type),
                           std::string(fix.fixed_build), std::string(fix.supersedes),
                           std::string(fix.restart_required), std::string(fix.url)});
    }
    const auto first_product = static_cast<std::uint32_t>(out.products.size());
    for (const Product& product : document->document.products)
      out.products.push_back({document->release.vendor, std::string(product.name)});
    const std::uint32_t month =
        document->release.month ? static_cast<std::uint32_t>(document->release.month->year) * 12 +
                                      document->release.month->number - 1
                                : 0;
    for (const Finding& finding : document->findings)
      for (const std::uint32_t fix : document->of(finding.fixes))
        out.remedies.push_back({fixes[fix], first_product + finding.product, month});
  }
  return out;
}

// Verdict and rule → how many vulnerabilities of the machine.
using Verdicts = std::map<std::string, std::size_t>;

inline Verdicts verdicts_of(const Match& match, std::size_t machine) {
  Verdicts out;
  if (match.class_of[machine] == kNone) return out;
  for (const std::uint32_t product : match.classes[match.class_of[machine]].products)
    for (const Judgement& each : match.of(match.products[product].judgements))
      ++out[std::string(slug(each.verdict)) + " " + std::string(slug(each.rule))];
  return out;
}

}  // namespace patchmatrix::test
