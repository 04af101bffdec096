// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "io/sqlite.hpp"

namespace patchmatrix {

// The steps that make a store, in order; a released step is never changed. docs/store.md explains
// the tables.
const std::vector<std::string>& store_schema();

// Errors: those of store.hpp.
Database open_store(const std::filesystem::path& file);
Database open_store_for_reading(const std::filesystem::path& file);

}  // namespace patchmatrix
