// SPDX-License-Identifier: Apache-2.0
#pragma once

// The report stage: an Inventory → what was understood of it (docs/inventories.md), and what was
// not, line by line. The same inventory gives the same bytes on every machine.

#include <cstddef>
#include <string>

#include <patchmatrix/inventory.hpp>
#include <patchmatrix/words.hpp>

namespace patchmatrix {

// Machines by the best that is known of what is installed on them; each counts once.
struct InventoryFigures {
  std::size_t machines = 0;
  std::size_t revision = 0;  // the build and its revision
  std::size_t build = 0;     // the build alone, or with updates …
  std::size_t updates = 0;   // names of updates alone
  std::size_t software = 0;  // other software alone
  std::size_t nothing = 0;
  std::size_t partial_lists = 0;  // of updates; on the side
  std::size_t not_in_use = 0;     // likewise
};
InventoryFigures inventory_figures(const Inventory& inventory);

std::string render_inventory_check_text(const Inventory& inventory, const Words& words);

// docs/inventory.schema.json
std::string render_inventory_check_json(const Inventory& inventory, const Words& words);

}  // namespace patchmatrix
