// SPDX-License-Identifier: Apache-2.0
#pragma once

// The fetch stage: brings the bytes of documents into memory. After feeds, before parse.
//
// It reads what is on this machine: files (plain, gzip, Zstandard), folders and standard input.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace patchmatrix {

// One document to read.
struct Source {
  std::string path;          // as the user wrote it, or below the folder the user named; "-" is
                             // standard input
  bool from_folder = false;  // found in a folder rather than named
  bool special = false;      // neither file nor folder: not to be read, but to be told about
};

// Files stay as they are; folders become everything below them, ordered by path. A folder that
// cannot be entered is a source that cannot be read. Errors: NotFound "empty-folder".
std::vector<Source> local_sources(const std::vector<std::string>& paths);

// The bytes of one document. Reusing a Fetched for the next source reuses its memory; views into it
// then become invalid.
class Fetched {
 public:
  Fetched();
  ~Fetched();
  Fetched(Fetched&&) noexcept;
  Fetched& operator=(Fetched&&) noexcept;

  // Errors: NotFound "no-file", Io "not-readable", Malformed "unpack", Untrusted "too-large".
  void read(const Source& source);

  std::string_view bytes() const { return bytes_; }  // unpacked
  std::string sha256() const;                        // of the file as it is, packed or not

 private:
  struct Buffers;
  std::unique_ptr<Buffers> buffers_;
  std::string_view raw_;
  std::string_view bytes_;
};

}  // namespace patchmatrix
