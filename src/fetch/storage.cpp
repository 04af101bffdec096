// SPDX-License-Identifier: Apache-2.0
#include "fetch/storage.hpp"

#include <patchmatrix/error.hpp>

#include "io/hash.hpp"
#include "io/writing.hpp"

namespace patchmatrix {

namespace fs = std::filesystem;

void MirrorFolder::keep_private(const std::string& feed) const {
  for (const char* part : {"documents", "versions", "quarantine"}) {
    const fs::path folder = root_ / part / feed;
    std::error_code problem;
    fs::create_directories(folder, problem);
    if (!problem) fs::permissions(folder, fs::perms::owner_all, problem);
    if (problem)
      throw Error(ErrorKind::Io, "write", folder.string(), {{"reason", problem.message()}});
  }
}

void MirrorFolder::keep_present(const std::string& feed, const std::string& name,
                                const std::string& sha256, Buffer& buffer) const {
  const fs::path present = document(feed, name);
  const fs::path kept = version(feed, sha256);
  std::error_code unknown;
  if (fs::exists(kept, unknown) || !fs::exists(present, unknown)) return;
  // A run that was killed may have put newer bytes in place before the ledger knew of them; the
  // version they replaced was kept before that.
  const std::string_view bytes = read_file(present, buffer);
  if (patchmatrix::sha256(bytes) == sha256)
    write_whole(kept, packed_with_zstd(bytes), partial() / (sha256 + ".zst"));
}

}  // namespace patchmatrix
