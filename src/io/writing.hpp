// SPDX-License-Identifier: Apache-2.0
#pragma once

// Files that are whole at any moment, whenever the power goes.
//
// Errors of all: Io "write" with `reason` and, as `where`, the file or folder that refused.

#include <filesystem>
#include <optional>
#include <string_view>

namespace patchmatrix {

// Brings the bytes of `from` to the disk and renames it to `to`, whose folders are made: at any
// moment `to` is the old file, or the new one whole. Both must be on one file system. On an error
// `from` stays where it was, unless only the last step failed: bringing the new name to the disk.
void move_into_place(const std::filesystem::path& from, const std::filesystem::path& to);

// Its three steps, for many files at a time: the first brings everything to the disk that was
// written to the file system of `folder` so far, by anybody. That takes little longer than one file
// does. A name is on the disk once its folder was synced.
void sync_file_system(const std::filesystem::path& folder);
void rename_into(const std::filesystem::path& from, const std::filesystem::path& to);
void sync_folder(const std::filesystem::path& folder);

// The same for bytes, by way of the file `temporary`, whose folders are made too; what was in it is
// lost, and it is gone afterwards, also on an error.
void write_whole(const std::filesystem::path& to, std::string_view bytes,
                 const std::filesystem::path& temporary);

// A file that one process at a time holds; given back with the object, or when the process ends in
// whatever way. The file is made, with its folders, and stays: removing it would let two processes
// hold files of one name.
class FileLock {
 public:
  // Nothing if it is held already, by another process or by another FileLock.
  static std::optional<FileLock> take(const std::filesystem::path& file);
  ~FileLock();
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

}  // namespace patchmatrix
