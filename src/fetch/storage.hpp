// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where a mirror keeps its files. Names come from mirror_name() and feed ids: they never lead out.

#include <filesystem>
#include <string>
#include <string_view>

#include "io/files.hpp"

namespace patchmatrix {

class MirrorFolder {
 public:
  explicit MirrorFolder(std::filesystem::path root) : root_(std::move(root)) {}

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path ledger() const { return root_ / "ledger.sqlite"; }
  std::filesystem::path lock() const { return root_ / "lock"; }

  // The newest accepted version, bytes as they were served (content encoding undone).
  std::filesystem::path document(const std::string& feed, const std::string& name) const {
    return root_ / "documents" / feed / name;
  }
  // An older version, as a Zstandard frame.
  std::filesystem::path version(const std::string& feed, const std::string& sha256) const {
    return root_ / "versions" / feed / (sha256 + ".zst");
  }
  // What was not believed.
  std::filesystem::path quarantined(const std::string& feed, const std::string& name) const {
    return root_ / "quarantine" / feed / name;
  }
  // Transfers under way; emptied when a run begins.
  std::filesystem::path partial() const { return root_ / "partial"; }

  // Nobody but the owner may look at what a feed gives to those with credentials only.
  // Errors: Io "write".
  void keep_private(const std::string& feed) const;

  // Keeps the newest version, which is about to be replaced, as an older one, if it has the hash
  // that the ledger knows. `buffer` is used for its bytes. Errors: Io "write", "not-readable".
  void keep_present(const std::string& feed, const std::string& name, const std::string& sha256,
                    Buffer& buffer) const;

 private:
  std::filesystem::path root_;
};

}  // namespace patchmatrix
