// SPDX-License-Identifier: Apache-2.0
#include <patchmatrix/inventory_report.hpp>

#include "app/commands.hpp"
#include "app/matching.hpp"

namespace patchmatrix {

ExitCode inventory_command(const Options& options, const Feeds& feeds, const Words& words) {
  const Inventory inventory =
      read_inventory(inventory_texts(options.paths), options.mapping, feeds);
  print(options.format == OutputFormat::Json ? render_inventory_check_json(inventory, words)
                                             : render_inventory_check_text(inventory, words));
  return bad_records(inventory) == 0 ? ExitCode::AllRead : ExitCode::SomeFailed;
}

}  // namespace patchmatrix
