// SPDX-License-Identifier: Apache-2.0
#pragma once

// Files as they lie on disk, and what is packed in them.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/limits.hpp>

#include "io/descriptor.hpp"
#include "io/hash.hpp"
#include "io/writing.hpp"

namespace patchmatrix {

// So many zero bytes stand behind whatever is read or unpacked into a Buffer: parsers may look, and
// put a terminator, behind the end.
inline constexpr std::size_t kPadding = 64;

// Memory that is used for one file after another without being cleared in between.
class Buffer {
 public:
  char* data() { return data_.get(); }
  std::size_t capacity() const { return capacity_; }  // kPadding not counted
  // Makes the capacity at least `wanted`; the first `kept` bytes stay.
  void grow(std::size_t wanted, std::size_t kept);
  // The first `size` bytes, which must be within the capacity, with the zeros behind them.
  std::string_view filled(std::size_t size);

 private:
  std::unique_ptr<char[]> data_;
  std::size_t capacity_ = 0;
};

// A file or a pipe, read once, whose beginning can be looked at before.
class InputFile {
 public:
  // Errors: NotFound "no-file"; Io "not-readable".
  explicit InputFile(const std::filesystem::path& file);
  static InputFile standard_input();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  const std::string& name() const { return name_; }
  bool is_regular() const { return regular_; }  // has a size, and can be read again
  std::size_t size() const { return size_; }    // 0 unless it is regular

  // Up to `wanted` first bytes, fewer at the end of the file; they will be read again. Before the
  // first read() only. The view is valid until the next call.
  std::string_view beginning(std::size_t wanted);
  // Reads up to `room` bytes; 0 at the end. Errors: Io "not-readable".
  std::size_t read(char* to, std::size_t room);
  // Of a regular file: where to read next, as lseek(2).
  std::int64_t seek(std::int64_t offset, int whence);
  // The rest. Errors: Io "not-readable"; Untrusted "too-large".
  std::string_view read_all(Buffer& buffer);

 private:
  InputFile(int descriptor, std::string name);
  std::size_t read_on(char* to, std::size_t room);

  Descriptor descriptor_;
  std::string name_;
  bool regular_ = false;
  std::size_t size_ = 0;
  std::string beginning_;  // read ahead …
  std::size_t given_ = 0;  // … and how much of it read() has given
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

// Unpacks piece by piece what need not fit into memory.
class Unpacker {
 public:
  // Which of the formats, the first bytes tell: is_packed() must be true of them.
  explicit Unpacker(std::string_view beginning);
  ~Unpacker();
  Unpacker(Unpacker&&) noexcept;

  // Unpacks as much of `packed` as there is room for. What was given before damage is met is given;
  // the next step tells. Errors: Malformed "unpack".
  struct Step {
    std::size_t taken = 0;  // bytes of `packed`
    std::size_t given = 0;  // bytes at `to`
  };
  Step step(std::string_view packed, char* to, std::size_t room);

  // At the end of the packed data: Malformed "unpack" if it is cut.
  void finish() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Up to `wanted` first unpacked bytes; fewer if `packed` is cut or damaged.
std::string unpacked_beginning(std::string_view packed, std::size_t wanted);

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
