// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the commands that ask the store have in common.

#include <filesystem>
#include <string>
#include <vector>

#include <patchmatrix/answers.hpp>
#include <patchmatrix/store.hpp>
#include <patchmatrix/words.hpp>

#include "app/catalogues.hpp"
#include "app/options.hpp"

namespace patchmatrix {

// Errors: as store.hpp; NotFound "no-store".
StoreReader open_store_reader(const Options& options);

// Whether the findings in the store are those that this program would make of its documents; a note
// on standard error if not.
bool note_definitions(StoreReader& store, const Words& words);

AnswerCatalogues views_of(const Catalogues& catalogues);

}  // namespace patchmatrix
