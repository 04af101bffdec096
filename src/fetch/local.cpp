// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include <patchmatrix/error.hpp>
#include <patchmatrix/fetch.hpp>

#include "io/archive.hpp"
#include "io/files.hpp"
#include "io/unicode.hpp"

namespace patchmatrix {

std::vector<Source> local_sources(const std::vector<std::string>& paths) {
  std::vector<Source> sources;
  for (const std::string& path : paths) {
    std::error_code unknown;
    if (path == "-" || !std::filesystem::is_directory(path, unknown)) {
      Source& source = sources.emplace_back();
      source.path = path;
      source.look_inside = true;
      continue;
    }
    const auto entries = entries_below(path);
    if (entries.empty()) throw Error(ErrorKind::NotFound, "empty-folder", path);
    for (const FolderEntry& each : entries) {
      Source& source = sources.emplace_back();
      source.path = each.path.string();
      source.from_folder = true;
      source.special = each.kind == FolderEntry::Kind::Special;
      source.look_inside = each.kind == FolderEntry::Kind::File && has_archive_name(source.path);
    }
  }
  return sources;
}

struct Fetched::Buffers {
  Buffer raw;
  Buffer unpacked;
  std::optional<Error> failure;  // of a source that should be in memory
};

Fetched::Fetched() : buffers_(std::make_unique<Buffers>()) {}
Fetched::~Fetched() = default;
Fetched::Fetched(Fetched&&) noexcept = default;
Fetched& Fetched::operator=(Fetched&&) noexcept = default;

namespace {

// The one unpacked form of a source, which is no archive.
std::string_view unpacked(std::string_view raw, const std::string& path, Buffer& buffer) {
  std::string_view content = raw;
  try {
    if (is_packed(raw)) content = unpack(raw, buffer);
  } catch (const Error&) {
    // Of an archive too large to be a document, this is what there is to say.
    if (!archive_form(raw, path)) throw;
    content = raw;
  }
  if (archive_form(content, path)) throw Error(ErrorKind::Unsupported, "archive");
  return content;
}

Error as_error(const std::exception& problem) {
  if (const auto* error = dynamic_cast<const Error*>(&problem)) return *error;
  return Error(ErrorKind::Io, "internal", {}, {{"detail", problem.what()}});
}

}  // namespace

void Fetched::read(const Source& source) {
  Buffers& buffers = *buffers_;
  if (source.in_memory) {
    if (buffers.failure) throw Error(*buffers.failure);
  } else if (source.load) {
    const std::string bytes = source.load();
    buffers.raw.grow(bytes.size(), 0);
    std::copy(bytes.begin(), bytes.end(), buffers.raw.data());
    raw_ = buffers.raw.filled(bytes.size());
  } else {
    raw_ =
        source.path == "-" ? read_standard_input(buffers.raw) : read_file(source.path, buffers.raw);
  }
  content_ = {};
  const std::string_view content = unpacked(raw_, source.path, buffers.unpacked);
  Buffer& holder = content.data() == raw_.data() ? buffers.raw : buffers.unpacked;
  content_ = {holder.data(), content.size()};
}

std::string Fetched::sha256() const { return patchmatrix::sha256(raw_); }

// ── SourceReader ─────────────────────────────────────────────────────────────────────────────────

namespace {

// "./" is how tar begins names when it was told to pack a folder.
std::string path_of(const ArchiveMember& member, const std::string& archive) {
  std::string_view name = member.name;
  while (name.starts_with("./")) name.remove_prefix(2);
  return archive + '/' + printable(name);
}

std::unique_ptr<InputFile> opened(const std::string& path) {
  return std::unique_ptr<InputFile>(path == "-" ? new InputFile(InputFile::standard_input())
                                                : new InputFile(path));
}

}  // namespace

struct SourceReader::State {
  // The archive that is being read.
  struct Open {
    std::string path;
    ArchiveReader reader;
    bool empty = true;
  };

  std::vector<Source> sources;
  std::size_t next = 0;
  ArchiveLimits limits;
  std::optional<Open> archive;

  // The next member, in `raw`; nothing at the end. May throw what befalls the archive, or the
  // member whose path then stands in `source`.
  bool read_member(Source& source, std::string_view& raw, Buffer& buffer) {
    const auto member = archive->reader.next();
    if (!member) {
      if (archive->empty) throw Error(ErrorKind::NotFound, "empty-archive");
      return false;
    }
    archive->empty = false;
    source.path = path_of(*member, archive->path);
    source.from_folder = true;
    source.special = member->special;
    if (!member->special) raw = archive->reader.read(buffer);
    return true;
  }
};

SourceReader::SourceReader(std::vector<Source> sources, const ArchiveLimits& limits)
    : state_(std::make_unique<State>()) {
  state_->sources = std::move(sources);
  state_->limits = limits;
}

SourceReader::~SourceReader() = default;

std::optional<Source> SourceReader::next(Fetched& fetched) {
  for (;;) {
    if (!state_->archive) {
      if (state_->next == state_->sources.size()) return std::nullopt;
      Source source = state_->sources[state_->next++];
      if (!source.look_inside || !enter(source, fetched)) return source;
    }
    if (auto member = next_member(fetched)) return member;
    state_->archive.reset();
  }
}

// False: the source is no archive, and can be read (again); or it is in memory.
bool SourceReader::enter(Source& source, Fetched& fetched) {
  fetched.buffers_->failure.reset();
  try {
    auto file = opened(source.path);
    if (const auto form = archive_form(*file, source.path)) {
      state_->archive =
          State::Open{source.path, ArchiveReader(std::move(file), *form, state_->limits)};
      return true;
    }
    // Named like an archive, and none: it must not be passed over like any other file of a folder.
    source.from_folder = false;
    if (file->is_regular() && source.path != "-") return false;
    source.in_memory = true;
    fetched.raw_ = file->read_all(fetched.buffers_->raw);
  } catch (const std::exception& problem) {
    source.in_memory = true;
    fetched.buffers_->failure = as_error(problem);
  }
  return false;
}

std::optional<Source> SourceReader::next_member(Fetched& fetched) {
  fetched.buffers_->failure.reset();
  fetched.raw_ = {};
  Source source;
  source.in_memory = true;
  try {
    if (!state_->read_member(source, fetched.raw_, fetched.buffers_->raw)) return std::nullopt;
  } catch (const std::exception& problem) {
    fetched.buffers_->failure = as_error(problem);
    if (state_->archive->reader.ended()) {
      source = {.path = state_->archive->path, .in_memory = true};
      state_->archive.reset();
    }
  }
  return source;
}

}  // namespace patchmatrix
