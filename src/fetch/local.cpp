// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <system_error>

#include <patchmatrix/error.hpp>
#include <patchmatrix/fetch.hpp>

#include "io/files.hpp"

namespace patchmatrix {

std::vector<Source> local_sources(const std::vector<std::string>& paths) {
  std::vector<Source> sources;
  for (const std::string& path : paths) {
    std::error_code unknown;
    if (path == "-" || !std::filesystem::is_directory(path, unknown)) {
      Source& source = sources.emplace_back();
      source.path = path;
      continue;
    }
    const auto entries = entries_below(path);
    if (entries.empty()) throw Error(ErrorKind::NotFound, "empty-folder", path);
    for (const FolderEntry& each : entries) {
      Source& source = sources.emplace_back();
      source.path = each.path.string();
      source.from_folder = true;
      source.special = each.kind == FolderEntry::Kind::Special;
    }
  }
  return sources;
}

struct Fetched::Buffers {
  Buffer raw;
  Buffer unpacked;
};

Fetched::Fetched() : buffers_(std::make_unique<Buffers>()) {}
Fetched::~Fetched() = default;
Fetched::Fetched(Fetched&&) noexcept = default;
Fetched& Fetched::operator=(Fetched&&) noexcept = default;

void Fetched::read(const Source& source) {
  raw_ = source.path == "-" ? read_standard_input(buffers_->raw)
                            : read_file(source.path, buffers_->raw);
  bytes_ = is_packed(raw_) ? unpack(raw_, buffers_->unpacked) : raw_;
}

std::string Fetched::sha256() const { return patchmatrix::sha256(raw_); }

}  // namespace patchmatrix
