// SPDX-License-Identifier: Apache-2.0
#include <chrono>

#include <patchmatrix/error.hpp>

#include "app/commands.hpp"
#include "app/folders.hpp"
#include "app/importing.hpp"

namespace patchmatrix {

ExitCode import_command(const Options& options, const Feeds& feeds, const Words& words) {
  if (options.fetched_at && *options.fetched_at > std::chrono::system_clock::now())
    throw Error(ErrorKind::Usage, "future-time", {},
                {{"option", "--fetched-at"}, {"time", to_string(*options.fetched_at)}});
  StoreWriter store = open_store_writer(options);
  const ImportCounts counts =
      options.paths.empty()
          ? import_mirror(mirror_folder(options), options.jobs, store, feeds, words)
          : import_paths(options.paths, options.fetched_at, options.jobs, store, feeds, words);
  print(words.fill("import.done", {{"parts", import_summary(counts, words)}}) + '\n');
  if (options.paths.empty() && counts.failed == 0) return ExitCode::AllRead;
  return conclude(counts.read(), counts.failed, words);
}

}  // namespace patchmatrix
