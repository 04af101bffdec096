// SPDX-License-Identifier: Apache-2.0
#pragma once

// Files as they lie on disk, and what is packed in them.

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/limits.hpp>

#include "io/hash.hpp"
#include "io/writing.hpp"

namespace patchmatrix {

// Memory that is used for one file after another without being cleared in between.
class Buffer {
 public:
  char* data() { return data_.get(); }
  std::size_t capacity() const { return capacity_; }
  // Makes the capacity at least `wanted`; the first `kept` bytes stay.
  void grow(std::size_t wanted, std::size_t kept);

 private:
  std::unique_ptr<char[]> data_;
  std::size_t capacity_ = 0;
};

// Reads a whole file, or standard input, into `buffer`. The view is valid until the buffer is used
// again. Errors: NotFound "no-file"; Io "not-readable"; Untrusted "too-large".
std::string_view read_file(const std::filesystem::path& file, Buffer& buffer);
std::string_view read_standard_input(Buffer& buffer);
std::string read_file(const std::filesystem::path& file);

// Reads a file of any size in pieces of some hundred kilobytes. Errors: as read_file.
void read_in_pieces(const std::filesystem::path& file,
                    const std::function<void(std::string_view piece)>& each);

// Gzip (RFC 1952) or Zstandard (RFC 8878), recognised by the first bytes. Several members or frames
// after one another are one document.
// Errors: Malformed "unpack" when the data is cut or damaged; Untrusted "too-large".
bool is_packed(std::string_view bytes);
std::string_view unpack(std::string_view packed, Buffer& buffer);

// One Zstandard frame of `bytes`, with a checksum: unpack() notices damage.
std::string packed_with_zstd(std::string_view bytes);

// Everything below `folder` that is not a folder that could be entered, ordered by path bytewise:
// files, and what a reader should be told about. Links to folders are not followed.
struct FolderEntry {
  enum class Kind {
    File,
    Closed,   // a folder that cannot be entered; reading it tells why
    Special,  // a pipe, a device, a link to a folder or to nothing: passed over
  };
  std::filesystem::path path;
  Kind kind = Kind::File;
};
std::vector<FolderEntry> entries_below(const std::filesystem::path& folder);

// The regular files among them.
std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder);

}  // namespace patchmatrix
