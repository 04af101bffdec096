// SPDX-License-Identifier: Apache-2.0
#include "app/questions.hpp"

#include "app/commands.hpp"
#include "app/folders.hpp"
#include "app/importing.hpp"

namespace patchmatrix {

StoreReader open_store_reader(const Options& options) { return StoreReader(store_file(options)); }

bool note_definitions(StoreReader& store, const Words& words) {
  if (store.definitions() == definitions_in_use()) return true;
  print_error(words.fill("message.warning", {{"text", words["store.definitions_outdated"]}}));
  return false;
}

AnswerCatalogues views_of(const Catalogues& catalogues) {
  return {catalogues.kev ? &*catalogues.kev : nullptr,
          catalogues.epss ? &*catalogues.epss : nullptr};
}

}  // namespace patchmatrix
