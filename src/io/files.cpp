// SPDX-License-Identifier: Apache-2.0
#include "io/files.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <new>
#include <unistd.h>

#include <sys/stat.h>
#include <zlib.h>
#include <zstd.h>

#include <patchmatrix/error.hpp>

#include "io/descriptor.hpp"

namespace patchmatrix {
namespace {

[[noreturn]] void fail_reading(const std::string& file) {
  const int reason = errno;
  if (reason == ENOENT) throw Error(ErrorKind::NotFound, "no-file", file);
  throw Error(ErrorKind::Io, "not-readable", file, {{"reason", std::strerror(reason)}});
}

[[noreturn]] void fail_too_large() {
  throw Error(ErrorKind::Untrusted, "too-large", {},
              {{"limit", std::to_string(kMaxDocumentBytes >> 20)}});
}

[[noreturn]] void fail_unpacking(const char* format) {
  throw Error(ErrorKind::Malformed, "unpack", {}, {{"format", format}});
}

// Reads to the end; `expected` only spares growing.
std::string_view read_all(int descriptor, std::size_t expected, const std::string& name,
                          Buffer& buffer) {
  std::size_t filled = 0;
  buffer.grow(expected + 1, 0);
  for (;;) {
    if (filled == buffer.capacity()) buffer.grow(buffer.capacity() * 2 + 65536, filled);
    const ssize_t count = ::read(descriptor, buffer.data() + filled, buffer.capacity() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_reading(name);
    if (count == 0) return {buffer.data(), filled};
    filled += static_cast<std::size_t>(count);
    if (filled > kMaxDocumentBytes) fail_too_large();
  }
}

// Makes room for more output behind the first `filled` bytes.
void make_room(Buffer& buffer, std::size_t filled) {
  if (filled > kMaxDocumentBytes) fail_too_large();
  if (buffer.capacity() - filled < 65536) buffer.grow(buffer.capacity() + 65536, filled);
}

std::string_view unpack_gzip(std::string_view packed, Buffer& buffer) {
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 16) != Z_OK) fail_unpacking("gzip");
  struct End {
    z_stream& stream;
    ~End() { inflateEnd(&stream); }
  } end{stream};
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  std::size_t filled = 0;
  for (;;) {
    make_room(buffer, filled);
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data() + filled);
    stream.avail_out = static_cast<uInt>(buffer.capacity() - filled);
    const int status = inflate(&stream, Z_NO_FLUSH);
    filled = buffer.capacity() - stream.avail_out;
    if (status == Z_STREAM_END) {
      if (stream.avail_in == 0) return {buffer.data(), filled};
      if (inflateReset(&stream) != Z_OK) fail_unpacking("gzip");
    } else if (status != Z_OK) {
      fail_unpacking("gzip");
    }
  }
}

std::string_view unpack_zstd(std::string_view packed, Buffer& buffer) {
  struct Free {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };
  const std::unique_ptr<ZSTD_DCtx, Free> context(ZSTD_createDCtx());
  if (context == nullptr) fail_unpacking("zstd");
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  std::size_t filled = 0;
  std::size_t wanted = 1;  // 0 at the end of a frame
  while (in.pos < in.size || wanted != 0) {
    make_room(buffer, filled);
    ZSTD_outBuffer out{buffer.data(), buffer.capacity(), filled};
    const std::size_t read_before = in.pos;
    wanted = ZSTD_decompressStream(context.get(), &out, &in);
    const bool stuck = out.pos == filled && in.pos == read_before;
    if (ZSTD_isError(wanted) != 0 || (stuck && wanted != 0)) fail_unpacking("zstd");
    filled = out.pos;
  }
  return {buffer.data(), filled};
}

constexpr std::string_view kGzip = "\x1F\x8B";
constexpr std::string_view kZstd = "\x28\xB5\x2F\xFD";

// RFC 8878, section 3.1.2: a Zstandard file may begin with such a frame.
bool is_skippable_frame(std::string_view bytes) {
  return bytes.size() > 4 && (static_cast<unsigned char>(bytes[0]) & 0xF0) == 0x50 &&
         bytes.substr(1, 3) == "\x2A\x4D\x18";
}

}  // namespace

void Buffer::grow(std::size_t wanted, std::size_t kept) {
  if (wanted <= capacity_) return;
  // Memory that is never touched costs nothing; growing often does.
  const std::size_t roomy = std::max(capacity_ * 2, std::size_t{4} << 20);
  const std::size_t capacity = std::max(wanted, std::min(roomy, kMaxDocumentBytes));
  auto larger = std::make_unique_for_overwrite<char[]>(capacity);
  if (kept != 0) std::memcpy(larger.get(), data_.get(), kept);
  data_ = std::move(larger);
  capacity_ = capacity;
}

std::string_view read_file(const std::filesystem::path& file, Buffer& buffer) {
  const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status {};
  if (descriptor.number() < 0 || ::fstat(descriptor.number(), &status) != 0)
    fail_reading(file.string());
  const auto size = static_cast<std::size_t>(std::max<off_t>(status.st_size, 0));
  if (S_ISREG(status.st_mode) && size > kMaxDocumentBytes) fail_too_large();
  return read_all(descriptor.number(), S_ISREG(status.st_mode) ? size : 0, file.string(), buffer);
}

std::string read_file(const std::filesystem::path& file) {
  Buffer buffer;
  return std::string(read_file(file, buffer));
}

void read_in_pieces(const std::filesystem::path& file,
                    const std::function<void(std::string_view piece)>& each) {
  const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (descriptor.number() < 0) fail_reading(file.string());
  std::vector<char> piece(std::size_t{256} * 1024);
  for (;;) {
    const ssize_t count = ::read(descriptor.number(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_reading(file.string());
    if (count == 0) return;
    each({piece.data(), static_cast<std::size_t>(count)});
  }
}

std::string_view read_standard_input(Buffer& buffer) {
  return read_all(STDIN_FILENO, 0, "-", buffer);
}

bool is_packed(std::string_view bytes) {
  return bytes.starts_with(kGzip) || bytes.starts_with(kZstd) || is_skippable_frame(bytes);
}

std::string_view unpack(std::string_view packed, Buffer& buffer) {
  const std::string_view content =
      packed.starts_with(kGzip) ? unpack_gzip(packed, buffer) : unpack_zstd(packed, buffer);
  if (content.size() > kMaxDocumentBytes) fail_too_large();
  return content;
}

std::string packed_with_zstd(std::string_view bytes) {
  struct Free {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  };
  const std::unique_ptr<ZSTD_CCtx, Free> context(ZSTD_createCCtx());
  if (context == nullptr) throw std::bad_alloc();
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::string packed(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size =
      ZSTD_compress2(context.get(), packed.data(), packed.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(size) != 0) throw std::bad_alloc();  // with so much room nothing else can fail
  packed.resize(size);
  return packed;
}

std::vector<FolderEntry> entries_below(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  std::vector<FolderEntry> entries;
  std::vector<fs::path> folders = {folder};
  while (!folders.empty()) {
    const fs::path current = folders.back();
    folders.pop_back();
    std::error_code problem;
    fs::directory_iterator each(current, problem);
    for (; !problem && each != fs::directory_iterator(); each.increment(problem)) {
      std::error_code unknown;
      if (each->is_symlink(unknown) && !each->is_regular_file(unknown))
        entries.push_back({each->path(), FolderEntry::Kind::Special});
      else if (each->is_directory(unknown))
        folders.push_back(each->path());
      else
        entries.push_back({each->path(), each->is_regular_file(unknown)
                                             ? FolderEntry::Kind::File
                                             : FolderEntry::Kind::Special});
    }
    if (problem) entries.push_back({current, FolderEntry::Kind::Closed});
  }
  std::sort(entries.begin(), entries.end(), [](const FolderEntry& a, const FolderEntry& b) {
    return a.path.native() < b.path.native();
  });
  return entries;
}

std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (FolderEntry& each : entries_below(folder))
    if (each.kind == FolderEntry::Kind::File) files.push_back(std::move(each.path));
  return files;
}

}  // namespace patchmatrix
