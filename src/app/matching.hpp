// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the commands that match an inventory have in common.

#include <memory>
#include <string>
#include <vector>

#include <patchmatrix/inventory.hpp>
#include <patchmatrix/match.hpp>
#include <patchmatrix/words.hpp>

#include "app/options.hpp"
#include "app/sources.hpp"

namespace patchmatrix {

// Errors: as read_file.
std::vector<InventoryText> inventory_texts(const std::vector<std::string>& paths);

// Reads the files of an inventory; "-" is standard input. What is odd is told on standard error.
// Errors: as read_inventory and read_file.
Inventory inventory_of(const std::vector<std::string>& paths, const Options& options,
                       const Feeds& feeds, const Words& words);

std::size_t bad_records(const Inventory& inventory);

// --aliases, else aliases.toml in the user's configuration folder if it is there.
std::vector<Alias> aliases_of(const Options& options);

// The clock: SOURCE_DATE_EPOCH (reproducible-builds.org) where it is set. Errors: Usage
// "bad-epoch".
Day today();

// Documents that stay in memory, read on several threads.
class MatchDocuments {
 public:
  // Reads them all. Those that cannot be read are told on standard error, and counted.
  MatchDocuments(std::vector<Source> sources, const Feeds& feeds, unsigned jobs,
                 const Words& words);
  ~MatchDocuments();
  MatchDocuments(const MatchDocuments&) = delete;
  MatchDocuments& operator=(const MatchDocuments&) = delete;

  // In the order of their sources, without those that their publishers took back.
  const std::vector<const Findings*>& all() const { return all_; }
  std::size_t failed() const { return failed_; }

 private:
  struct Reading;
  std::unique_ptr<Reading> reading_;
  std::vector<const Findings*> all_;
  std::size_t failed_ = 0;
};

}  // namespace patchmatrix
