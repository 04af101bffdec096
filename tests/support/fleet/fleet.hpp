// SPDX-License-Identifier: Apache-2.0
#pragma once

// Machines that never were, of which the truth is known: each has one product of real documents,
// and all updates of it up to some month. What an inventory shows of that is their row; README.md
// tells how rows get dirty.

#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/normalize.hpp>

namespace patchmatrix::test {

// Of months, the number of the document: 0 is the first.
using Patched = int;

// When each update came out: in the month whose document names it for the most findings.
std::map<std::string, int> release_months(const std::vector<const Findings*>& documents);

struct FleetMachine {
  std::string product;            // its name in the documents
  Patched patched = -1;           // has every update up to this month; -1: none
  bool security_only = false;     // gets a month's own updates alone, and not the browser's
  std::set<std::string> updates;  // all that it has
  bool dirty = false;             // its row was spoilt
  bool has_revision = false;      // its row tells the revision
  std::vector<std::string> row;   // as the columns below
};

inline const std::vector<std::string> kFleetColumns = {
    "AssetID", "ComputerName", "OS Name",          "OS Version", "Build",
    "UBR",     "Architecture", "InstallationType", "HotFixID"};

class Fleet {
 public:
  // `documents` in the order of their months.
  Fleet(std::vector<const Findings*> documents, std::size_t machines, std::uint32_t seed);

  const std::vector<FleetMachine>& machines() const { return machines_; }
  std::string csv() const;

  // Whether the machine really has what fixes the finding, which is about its product.
  bool is_fixed(const FleetMachine& machine, const Findings& document,
                const Finding& finding) const;

 private:
  struct Update {
    std::string name;
    std::string sub_type;
    int month = 0;
    int revision = -1;  // of the build it leads to, where documents give one that can be
  };
  void learn_updates();
  void give_updates(FleetMachine& machine) const;
  void write_row(FleetMachine& machine, std::size_t number);
  void spoil(FleetMachine& machine);
  std::uint32_t random(std::uint32_t below) {
    return static_cast<std::uint32_t>(engine_() % below);
  }

  std::vector<const Findings*> documents_;
  std::map<std::string, std::vector<Update>> updates_;  // by product
  std::vector<FleetMachine> machines_;
  std::mt19937 engine_;
};

}  // namespace patchmatrix::test
