// SPDX-License-Identifier: Apache-2.0
#pragma once

// From documents to the store.

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <patchmatrix/feeds.hpp>
#include <patchmatrix/store.hpp>
#include <patchmatrix/words.hpp>

#include "app/options.hpp"

namespace patchmatrix {

// What an import did, in documents.
struct ImportCounts {
  std::size_t first = 0;      // were not there
  std::size_t newer = 0;      // have a newer version now
  std::size_t older = 0;      // have one more old version
  std::size_t unchanged = 0;  // versions that were there
  std::size_t failed = 0;     // could not be read; told on standard error
  std::size_t remade = 0;     // versions whose findings were made with older definitions

  std::size_t read() const { return first + newer + older + unchanged; }
};

std::string import_summary(const ImportCounts& counts, const Words& words);

// Stands for the program and all definitions that findings are made with.
std::string definitions_in_use();

// Opens the store for writing. Errors: as store.hpp.
StoreWriter open_store_writer(const Options& options);

// Documents at `paths`. `fetched_at` is when the vendor's feed gave them, if the user knows.
ImportCounts import_paths(const std::vector<std::string>& paths,
                          const std::optional<Instant>& fetched_at, unsigned jobs,
                          StoreWriter& store, const Feeds& feeds, const Words& words);

// What the mirror has and the store lacks.
ImportCounts import_mirror(const std::filesystem::path& mirror, unsigned jobs, StoreWriter& store,
                           const Feeds& feeds, const Words& words);

}  // namespace patchmatrix
