// SPDX-License-Identifier: Apache-2.0
#pragma once

// The members of archives, one after another, without unpacking anything to disk: ZIP, and tar as
// it is or packed with gzip, Zstandard, xz or bzip2. Names inside are names only: nothing is
// created, and no link is followed.
//
// Not thread-safe, but any thread may call it next.

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <patchmatrix/limits.hpp>

#include "io/files.hpp"

namespace patchmatrix {

// Whether a name ends like an archive's: .zip, .tar, .tar.gz, .tgz, .tar.zst, .tzst and so on, in
// any case.
bool has_archive_name(std::string_view name);

struct ArchiveForm {
  enum class Format { Zip, Tar };
  enum class Packing { None, Unpacker, Xz, Bzip2 };
  Format format = Format::Tar;
  Packing packing = Packing::None;
};

// What the content shows: the signature of a ZIP file, or the header of a tar's first member, plain
// or packed. The name is asked where the content leaves it open: for xz and bzip2, whose content
// cannot be seen from here, and for a tar of nothing but zeros, which is an empty one.
std::optional<ArchiveForm> archive_form(std::string_view bytes, std::string_view name);
std::optional<ArchiveForm> archive_form(InputFile& file, std::string_view name);

struct ArchiveMember {
  std::string name;      // the bytes of the archive, in whatever encoding; at most 4096
  bool special = false;  // a link or a device: it has no content
};

class ArchiveReader {
 public:
  ArchiveReader(std::unique_ptr<InputFile> file, ArchiveForm form, const ArchiveLimits& limits);
  ~ArchiveReader();
  ArchiveReader(ArchiveReader&&) noexcept;
  ArchiveReader& operator=(ArchiveReader&&) noexcept;

  // The next member that is no folder, or nothing at the end. Errors, all of which end the archive:
  // Malformed "archive-damaged", "unpack"; Untrusted "too-many-entries", "archive-too-large"; Io
  // "not-readable".
  std::optional<ArchiveMember> next();

  // The content of the member that next() gave, once; valid until the buffer is used again.
  // Errors of this member alone: Malformed "member-damaged"; Untrusted "too-large"; Unsupported
  // "encrypted". Errors that end the archive: as next().
  std::string_view read(Buffer& buffer);

  // Whether there is nothing more, be it after an error.
  bool ended() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace patchmatrix
