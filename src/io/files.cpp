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

// Makes room for more output behind the first `filled` bytes.
void make_room(Buffer& buffer, std::size_t filled) {
  if (filled > kMaxDocumentBytes) fail_too_large();
  if (buffer.capacity() - filled < 65536) buffer.grow(buffer.capacity() + 65536, filled);
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
  auto larger = std::make_unique_for_overwrite<char[]>(capacity + kPadding);
  if (kept != 0) std::memcpy(larger.get(), data_.get(), kept);
  data_ = std::move(larger);
  capacity_ = capacity;
}

std::string_view Buffer::filled(std::size_t size) {
  if (data_ == nullptr) grow(1, 0);
  std::memset(data_.get() + size, 0, kPadding);
  return {data_.get(), size};
}

InputFile::InputFile(int descriptor, std::string name)
    : descriptor_(descriptor), name_(std::move(name)) {
  struct stat status {};
  if (descriptor < 0 || ::fstat(descriptor, &status) != 0) fail_reading(name_);
  regular_ = S_ISREG(status.st_mode);
  if (regular_) size_ = static_cast<std::size_t>(std::max<off_t>(status.st_size, 0));
}

InputFile::InputFile(const std::filesystem::path& file)
    : InputFile(::open(file.c_str(), O_RDONLY | O_CLOEXEC), file.string()) {}

InputFile InputFile::standard_input() { return {STDIN_FILENO, "-"}; }

std::size_t InputFile::read_on(char* to, std::size_t room) {
  for (;;) {
    const ssize_t count = ::read(descriptor_.number(), to, room);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) fail_reading(name_);
  }
}

std::string_view InputFile::beginning(std::size_t wanted) {
  std::size_t filled = beginning_.size();
  if (filled < wanted) beginning_.resize(wanted);
  for (std::size_t count = 1; filled < wanted && count != 0; filled += count)
    count = read_on(beginning_.data() + filled, wanted - filled);
  beginning_.resize(filled);
  return beginning_;
}

std::size_t InputFile::read(char* to, std::size_t room) {
  if (given_ == beginning_.size()) return read_on(to, room);
  const std::size_t count = beginning_.copy(to, room, given_);
  given_ += count;
  return count;
}

std::int64_t InputFile::seek(std::int64_t offset, int whence) {
  // What was read ahead counts as read: the system stands behind it.
  if (whence == SEEK_CUR) offset -= static_cast<std::int64_t>(beginning_.size() - given_);
  given_ = beginning_.size();
  const off_t place = ::lseek(descriptor_.number(), offset, whence);
  if (place < 0) fail_reading(name_);
  return place;
}

std::string_view InputFile::read_all(Buffer& buffer) {
  if (size_ > kMaxDocumentBytes) fail_too_large();
  std::size_t filled = 0;
  buffer.grow(size_ + 1, 0);  // with the expected size growing is spared
  for (;;) {
    if (filled == buffer.capacity()) buffer.grow(buffer.capacity() * 2 + 65536, filled);
    const std::size_t count = read(buffer.data() + filled, buffer.capacity() - filled);
    if (count == 0) return buffer.filled(filled);
    filled += count;
    if (filled > kMaxDocumentBytes) fail_too_large();
  }
}

std::string_view read_file(const std::filesystem::path& file, Buffer& buffer) {
  return InputFile(file).read_all(buffer);
}

std::string read_file(const std::filesystem::path& file) {
  Buffer buffer;
  return std::string(read_file(file, buffer));
}

void read_in_pieces(const std::filesystem::path& file,
                    const std::function<void(std::string_view piece)>& each) {
  InputFile input(file);
  std::vector<char> piece(std::size_t{256} * 1024);
  while (const std::size_t count = input.read(piece.data(), piece.size()))
    each({piece.data(), count});
}

std::string_view read_standard_input(Buffer& buffer) {
  return InputFile::standard_input().read_all(buffer);
}

bool is_packed(std::string_view bytes) {
  return bytes.starts_with(kGzip) || bytes.starts_with(kZstd) || is_skippable_frame(bytes);
}

struct Unpacker::State {
  struct EndGzip {
    void operator()(z_stream* stream) const {
      inflateEnd(stream);
      delete stream;
    }
  };
  struct FreeZstd {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };
  std::unique_ptr<z_stream, EndGzip> gzip;  // one of the two
  std::unique_ptr<ZSTD_DCtx, FreeZstd> zstd;
  bool complete = false;  // at the end of a member or frame: the data may end here
  bool damaged = false;

  const char* format() const { return gzip != nullptr ? "gzip" : "zstd"; }

  Step step_gzip(std::string_view packed, char* to, std::size_t room) {
    if (complete && inflateReset(gzip.get()) != Z_OK) fail_unpacking("gzip");
    gzip->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    gzip->avail_in = static_cast<uInt>(packed.size());
    gzip->next_out = reinterpret_cast<Bytef*>(to);
    gzip->avail_out = static_cast<uInt>(room);
    const int status = inflate(gzip.get(), Z_NO_FLUSH);
    complete = status == Z_STREAM_END;
    damaged = status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR;
    return {packed.size() - gzip->avail_in, room - gzip->avail_out};
  }

  Step step_zstd(std::string_view packed, char* to, std::size_t room) {
    ZSTD_inBuffer in{packed.data(), packed.size(), 0};
    ZSTD_outBuffer out{to, room, 0};
    const std::size_t wanted = ZSTD_decompressStream(zstd.get(), &out, &in);
    complete = wanted == 0;
    damaged = ZSTD_isError(wanted) != 0;
    return {in.pos, out.pos};
  }
};

Unpacker::Unpacker(std::string_view beginning) : state_(std::make_unique<State>()) {
  if (beginning.starts_with(kGzip)) {
    auto stream = std::make_unique<z_stream>();
    if (inflateInit2(stream.get(), 15 + 16) != Z_OK) throw std::bad_alloc();
    state_->gzip.reset(stream.release());
  } else {
    state_->zstd.reset(ZSTD_createDCtx());
    if (state_->zstd == nullptr) throw std::bad_alloc();
  }
}

Unpacker::~Unpacker() = default;
Unpacker::Unpacker(Unpacker&&) noexcept = default;

Unpacker::Step Unpacker::step(std::string_view packed, char* to, std::size_t room) {
  if (state_->damaged) fail_unpacking(state_->format());
  if (state_->complete && packed.empty()) return {};
  const Step step = state_->gzip != nullptr ? state_->step_gzip(packed, to, room)
                                            : state_->step_zstd(packed, to, room);
  const bool stuck = step.taken == 0 && step.given == 0 && room != 0 && !packed.empty();
  if (stuck && !state_->complete) state_->damaged = true;
  if (state_->damaged && step.given == 0) fail_unpacking(state_->format());
  return step;
}

void Unpacker::finish() const {
  if (state_->damaged || !state_->complete) fail_unpacking(state_->format());
}

std::string_view unpack(std::string_view packed, Buffer& buffer) {
  Unpacker unpacker(packed);
  std::size_t filled = 0;
  for (;;) {
    make_room(buffer, filled);
    const std::size_t room = buffer.capacity() - filled;
    const auto [taken, given] = unpacker.step(packed, buffer.data() + filled, room);
    packed.remove_prefix(taken);
    filled += given;
    if (!packed.empty() || given == room) continue;
    unpacker.finish();
    if (filled > kMaxDocumentBytes) fail_too_large();
    return buffer.filled(filled);
  }
}

std::string unpacked_beginning(std::string_view packed, std::size_t wanted) {
  Unpacker unpacker(packed);
  std::string out(wanted, '\0');
  std::size_t filled = 0;
  try {
    while (filled < wanted && !packed.empty()) {
      const auto [taken, given] = unpacker.step(packed, out.data() + filled, wanted - filled);
      packed.remove_prefix(taken);
      filled += given;
    }
  } catch (const Error&) {
    // Whoever unpacks all of it will tell.
  }
  out.resize(filled);
  return out;
}

std::string packed_with_zstd(std::string_view bytes) {
  struct Free {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  };
  const std::unique_ptr<ZSTD_CCtx, Free> context(ZSTD_createCCtx());
  if (context == nullptr) throw std::bad_alloc();
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  // Of so much room little is used, and what is not used costs nothing.
  const std::size_t room = ZSTD_compressBound(bytes.size());
  const std::unique_ptr<char[]> packed(new char[room]);
  const std::size_t size =
      ZSTD_compress2(context.get(), packed.get(), room, bytes.data(), bytes.size());
  if (ZSTD_isError(size) != 0) throw std::bad_alloc();  // with so much room nothing else can fail
  return {packed.get(), size};
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
