// SPDX-License-Identifier: Apache-2.0
#include "io/archive.hpp"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <clocale>
#include <cstring>
#include <exception>
#include <new>
#include <vector>

#include <patchmatrix/error.hpp>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

using namespace std::string_view_literals;

// ── What is an archive ───────────────────────────────────────────────────────────────────────────

constexpr std::size_t kTarBlock = 512;

// A block of Zstandard holds up to 128 KiB, and its first byte may need all of it.
constexpr std::size_t kPackedBeginning = std::size_t{256} << 10;

// APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.16 and 8.5.3-4: a member, no member, a part of several.
bool is_zip(std::string_view bytes) {
  return bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06") ||
         bytes.starts_with("PK\x07\x08") || bytes.starts_with("PK00PK\x03\x04");
}

// The sum of the header's bytes, with its own field taken as blanks (POSIX.1-2017, pax, "ustar
// Interchange Format"). Archives from before ustar have nothing else to know them by.
bool has_tar_checksum(std::string_view header) {
  constexpr std::size_t kField = 148, kLength = 8;
  std::size_t stated = 0, digits = 0;
  for (const char c : header.substr(kField, kLength)) {
    if (c == ' ' && digits == 0) continue;
    if (c < '0' || c > '7') break;
    stated = stated * 8 + static_cast<std::size_t>(c - '0');
    ++digits;
  }
  if (digits < 2) return false;
  std::size_t sum = 0;
  for (std::size_t i = 0; i < kTarBlock; ++i)
    sum += i >= kField && i < kField + kLength ? ' ' : static_cast<unsigned char>(header[i]);
  return sum == stated;
}

bool is_tar(std::string_view bytes) {
  if (bytes.size() > 262 &&
      (bytes.substr(257, 6) == "ustar\0"sv || bytes.substr(257, 6) == "ustar "))
    return true;
  return bytes.size() >= kTarBlock && has_tar_checksum(bytes.substr(0, kTarBlock));
}

bool is_empty_tar(std::string_view bytes, std::string_view name) {
  return bytes.size() >= kTarBlock && has_archive_name(name) &&
         bytes.substr(0, kTarBlock).find_first_not_of('\0') == std::string_view::npos;
}

std::optional<ArchiveForm> form_of(std::string_view bytes, std::string_view name,
                                   ArchiveForm::Packing packing) {
  if (is_zip(bytes)) return ArchiveForm{ArchiveForm::Format::Zip, packing};
  if (is_tar(bytes) || is_empty_tar(bytes, name))
    return ArchiveForm{ArchiveForm::Format::Tar, packing};
  return std::nullopt;
}

// ── libarchive ───────────────────────────────────────────────────────────────────────────────────

// libarchive converts names that are stored in UTF-8 to the encoding of the locale. In this one
// they stay as they are. The thread's own locale is given back at the end.
class NamesStay {
 public:
  NamesStay() {
    static const locale_t kUtf8 = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    if (kUtf8 != nullptr) before_ = ::uselocale(kUtf8);
  }
  ~NamesStay() {
    if (before_ != nullptr) ::uselocale(before_);
  }
  NamesStay(const NamesStay&) = delete;
  NamesStay& operator=(const NamesStay&) = delete;

 private:
  locale_t before_ = nullptr;
};

struct FreeArchive {
  void operator()(archive* handle) const { archive_read_free(handle); }
};

struct Block {
  const char* data = nullptr;
  std::size_t size = 0;
  std::size_t offset = 0;  // within the member: sparse files have holes
  bool end = false;        // behind the last one; its offset is the size of the member
};

constexpr std::size_t kMaxName = 4096;

constexpr std::size_t kPiece = std::size_t{128} << 10;

// A ZIP file's table of contents is kept in memory, at some 300 bytes a member; 46 bytes and a name
// of the file are needed for each.
constexpr std::uint64_t kTableBytesPerEntry = 160;

std::string mebibytes(std::uint64_t bytes) { return std::to_string(bytes >> 20); }

}  // namespace

bool has_archive_name(std::string_view name) {
  constexpr std::string_view kEndings[] = {".zip",     ".tar",  ".tar.gz", ".tgz",
                                           ".tar.zst", ".tzst", ".tar.xz", ".txz",
                                           ".tar.bz2", ".tbz",  ".tbz2"};
  const std::string end = lower(name.substr(name.size() - std::min<std::size_t>(name.size(), 8)));
  return std::any_of(std::begin(kEndings), std::end(kEndings),
                     [&](std::string_view ending) { return end.ends_with(ending); });
}

std::optional<ArchiveForm> archive_form(std::string_view bytes, std::string_view name) {
  using Packing = ArchiveForm::Packing;
  if (bytes.starts_with("\xFD\x37zXZ\0"sv) && has_archive_name(name))
    return ArchiveForm{ArchiveForm::Format::Tar, Packing::Xz};
  if (bytes.starts_with("BZh") && has_archive_name(name))
    return ArchiveForm{ArchiveForm::Format::Tar, Packing::Bzip2};
  if (is_packed(bytes))
    return form_of(unpacked_beginning(bytes, kTarBlock), name, Packing::Unpacker);
  return form_of(bytes, name, Packing::None);
}

std::optional<ArchiveForm> archive_form(InputFile& file, std::string_view name) {
  const std::string_view bytes = file.beginning(kTarBlock);
  return archive_form(is_packed(bytes) ? file.beginning(kPackedBeginning) : bytes, name);
}

struct ArchiveReader::State {
  State(std::unique_ptr<InputFile> input, ArchiveForm form_of_it, const ArchiveLimits& bounds)
      : file(std::move(input)), form(form_of_it), limits(bounds), piece(kPiece) {
    if (form.packing == ArchiveForm::Packing::Unpacker) {
      unpacker.emplace(file->beginning(kTarBlock));
      packed.resize(kPiece);
    }
    handle.reset(archive_read_new());
    if (handle == nullptr) throw std::bad_alloc();
  }

  bool is_tar() const { return form.format == ArchiveForm::Format::Tar; }

  // ── what libarchive reads ──

  std::string_view next_piece() {
    if (!unpacker) return {piece.data(), file->read(piece.data(), piece.size())};
    for (;;) {
      const auto [taken, given] = unpacker->step(rest, piece.data(), piece.size());
      rest.remove_prefix(taken);
      if (given != 0) return {piece.data(), given};
      if (!rest.empty()) continue;
      rest = {packed.data(), file->read(packed.data(), packed.size())};
      if (!rest.empty()) continue;
      unpacker->finish();
      return {};
    }
  }

  std::string_view next_counted_piece() {
    const std::string_view bytes = next_piece();
    delivered += bytes.size();
    if (unpacker) check_size(delivered);
    // Before the first entry stands the table of contents.
    if (entries == 0 &&
        delivered > std::max<std::uint64_t>(limits.entries * kTableBytesPerEntry, 1 << 20))
      fail_too_many();
    return bytes;
  }

  // No exception may pass through libarchive.
  template <class Action>
  la_int64_t guarded(const Action& action) noexcept {
    try {
      return action();
    } catch (...) {
      failure = std::current_exception();
      return ARCHIVE_FATAL;
    }
  }

  static la_ssize_t read_callback(archive*, void* data, const void** bytes) {
    State& state = *static_cast<State*>(data);
    return state.guarded([&] {
      const std::string_view next = state.next_counted_piece();
      *bytes = next.data();
      return static_cast<la_int64_t>(next.size());
    });
  }

  static la_int64_t seek_callback(archive*, void* data, la_int64_t offset, int whence) {
    State& state = *static_cast<State*>(data);
    return state.guarded([&] { return state.file->seek(offset, whence); });
  }

  void open() {
    archive* const a = handle.get();
    if (form.packing == ArchiveForm::Packing::Xz) archive_read_append_filter(a, ARCHIVE_FILTER_XZ);
    if (form.packing == ArchiveForm::Packing::Bzip2)
      archive_read_append_filter(a, ARCHIVE_FILTER_BZIP2);
    const bool in_any_order = form.packing == ArchiveForm::Packing::None && file->is_regular();
    if (is_tar())
      archive_read_support_format_tar(a);
    else if (in_any_order)
      archive_read_support_format_zip(a);
    else
      archive_read_support_format_zip_streamable(a);
    archive_read_set_callback_data(a, this);
    archive_read_set_read_callback(a, read_callback);
    if (in_any_order && !is_tar()) archive_read_set_seek_callback(a, seek_callback);
    const int result = archive_read_open1(a);
    opened = true;
    if (result < ARCHIVE_WARN) fail_damaged();
  }

  // ── errors ──

  const char* format() const { return is_tar() ? "tar" : "zip"; }

  std::string reason() const {
    const char* text = archive_error_string(handle.get());
    return text == nullptr || *text == '\0' ? "unexpected end" : text;
  }

  [[noreturn]] void fail_damaged() const {
    if (failure) std::rethrow_exception(failure);
    throw Error(ErrorKind::Malformed, "archive-damaged", {},
                {{"format", format()}, {"reason", reason()}});
  }

  [[noreturn]] void fail_cut() const {
    throw Error(ErrorKind::Malformed, "archive-damaged", {},
                {{"format", format()}, {"reason", "no end mark"}});
  }

  [[noreturn]] void fail_too_many() const {
    throw Error(ErrorKind::Untrusted, "too-many-entries", {},
                {{"limit", std::to_string(limits.entries)}});
  }

  [[noreturn]] void fail_too_large_member() const {
    throw Error(ErrorKind::Untrusted, "too-large", {}, {{"limit", mebibytes(limits.member_bytes)}});
  }

  // ── entries ──

  // Where in the unpacked archive libarchive is.
  std::uint64_t position() const {
    return static_cast<std::uint64_t>(archive_filter_bytes(handle.get(), 0));
  }

  void check_size(std::uint64_t unpacked) const {
    if (unpacked > limits.unpacked_bytes)
      throw Error(ErrorKind::Untrusted, "archive-too-large", {},
                  {{"limit", mebibytes(limits.unpacked_bytes)}});
  }

  // Between two calls nothing unbounded happens: libarchive accepts 32 extension headers of one MiB
  // each before an entry. So it is enough to look at the sizes after each.
  void check_size() const { check_size(is_tar() ? position() : member_bytes); }

  archive_entry* next_entry() {
    if (!opened) open();
    pass_over_rest();
    const std::uint64_t before = position();
    archive_entry* entry = nullptr;
    const int result = archive_read_next_header(handle.get(), &entry);
    if (result == ARCHIVE_EOF) {
      // Archives may be cut right between two members. POSIX ends them with two blocks of zeros.
      if (is_tar() && position() == before) fail_cut();
      read_to_end();
      return nullptr;
    }
    // Retrying would pass over damage without a word.
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN) fail_damaged();
    if (++entries > limits.entries) fail_too_many();
    check_size();
    in_member = true;
    return entry;
  }

  // The checksum of the packed data stands at its end.
  void read_to_end() {
    if (!unpacker) return;
    for (std::size_t count = 1; count != 0; check_size(delivered)) {
      count = next_piece().size();
      delivered += count;
    }
  }

  // libarchive could do it itself, but would not mind how much there is to unpack. The members of a
  // ZIP file are passed over packed.
  void pass_over_rest() {
    if (is_tar())
      while (in_member) next_block();
    in_member = false;
  }

  // Errors: Malformed "member-damaged" if the next member may be sound; those that end the archive.
  Block next_block() {
    const void* data = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    const int result = archive_read_data_block(handle.get(), &data, &size, &offset);
    if (result == ARCHIVE_WARN || result == ARCHIVE_FAILED) {
      in_member = false;
      throw Error(ErrorKind::Malformed, "member-damaged", {}, {{"reason", reason()}});
    }
    if (result != ARCHIVE_OK && result != ARCHIVE_EOF) {
      ended = true;
      fail_damaged();
    }
    if (result == ARCHIVE_EOF) in_member = false;
    member_bytes += size;
    try {
      check_size();
    } catch (const Error&) {
      ended = true;
      throw;
    }
    return {static_cast<const char*>(data), size, static_cast<std::size_t>(offset),
            result == ARCHIVE_EOF};
  }

  ArchiveMember described(archive_entry* entry) {
    ArchiveMember member;
    // Without a name that can be told (nullptr), a member is still one.
    if (const char* name = archive_entry_pathname(entry))
      member.name.assign(name, ::strnlen(name, kMaxName));
    member.special =
        archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr;
    encrypted = archive_entry_is_encrypted(entry) != 0;
    expected = archive_entry_size_is_set(entry) != 0
                   ? static_cast<std::size_t>(std::max<la_int64_t>(archive_entry_size(entry), 0))
                   : 0;
    return member;
  }

  std::unique_ptr<InputFile> file;
  ArchiveForm form;
  ArchiveLimits limits;
  std::optional<Unpacker> unpacker;
  std::vector<char> packed, piece;
  std::string_view rest;           // of `packed`
  std::uint64_t delivered = 0;     // to libarchive
  std::uint64_t member_bytes = 0;  // of all members so far
  std::size_t entries = 0;
  std::exception_ptr failure;  // of a callback
  bool opened = false;
  bool ended = false;
  bool in_member = false;                        // there may be more blocks of it
  bool encrypted = false;                        // the member …
  std::size_t expected = 0;                      // … and the size it claims
  std::unique_ptr<archive, FreeArchive> handle;  // goes first: it may still call back
};

ArchiveReader::ArchiveReader(std::unique_ptr<InputFile> file, ArchiveForm form,
                             const ArchiveLimits& limits)
    : state_(std::make_unique<State>(std::move(file), form, limits)) {}

ArchiveReader::~ArchiveReader() = default;
ArchiveReader::ArchiveReader(ArchiveReader&&) noexcept = default;
ArchiveReader& ArchiveReader::operator=(ArchiveReader&&) noexcept = default;

bool ArchiveReader::ended() const { return state_->ended; }

std::optional<ArchiveMember> ArchiveReader::next() {
  if (state_->ended) return std::nullopt;
  const NamesStay names_stay;
  state_->ended = true;  // unless there is a member
  for (;;) {
    archive_entry* entry = state_->next_entry();
    if (entry == nullptr) return std::nullopt;
    if (archive_entry_filetype(entry) == AE_IFDIR) continue;
    state_->ended = false;
    return state_->described(entry);
  }
}

std::string_view ArchiveReader::read(Buffer& buffer) {
  State& state = *state_;
  const NamesStay names_stay;
  if (state.encrypted) throw Error(ErrorKind::Unsupported, "encrypted");
  if (state.expected > state.limits.member_bytes) state.fail_too_large_member();
  buffer.grow(state.expected, 0);
  std::size_t filled = 0;
  for (;;) {
    const Block block = state.next_block();
    if (block.size > state.limits.member_bytes ||
        block.offset > state.limits.member_bytes - block.size)
      state.fail_too_large_member();
    if (block.offset > filled) {
      buffer.grow(block.offset, filled);
      std::memset(buffer.data() + filled, 0, block.offset - filled);
      filled = block.offset;
    }
    if (block.end) return buffer.filled(filled);
    buffer.grow(block.offset + block.size, filled);
    if (block.size != 0) std::memcpy(buffer.data() + block.offset, block.data, block.size);
    filled = std::max(filled, block.offset + block.size);
  }
}

}  // namespace patchmatrix
