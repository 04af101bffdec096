// SPDX-License-Identifier: Apache-2.0
#include "io/http_body.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include <sys/stat.h>

#include <patchmatrix/error.hpp>

namespace patchmatrix {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, int reason = errno) {
  throw Error(ErrorKind::Io, "write", file.string(), {{"reason", std::strerror(reason)}});
}

}  // namespace

void HttpBody::open(const std::filesystem::path& file, int flags) {
  file_ = file;
  descriptor_ = std::make_unique<Descriptor>(
      ::open(file.c_str(), flags | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH));
  if (descriptor_->number() < 0) fail(file_);
}

void HttpBody::write_to(const std::filesystem::path& file) {
  open(file, O_WRONLY | O_CREAT | O_TRUNC);
}

void HttpBody::continue_at(const std::filesystem::path& file, std::uint64_t kept) {
  open(file, O_RDWR);
  if (::ftruncate(descriptor_->number(), static_cast<off_t>(kept)) != 0 ||
      ::lseek(descriptor_->number(), 0, SEEK_END) != static_cast<off_t>(kept))
    fail(file_);
  size_ = kept;
}

void HttpBody::add(std::string_view bytes) {
  size_ += bytes.size();
  if (!descriptor_) {
    memory_ += bytes;
    return;
  }
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor_->number(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(file_);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void HttpBody::clear() {
  if (descriptor_ && (::ftruncate(descriptor_->number(), 0) != 0 ||
                      ::lseek(descriptor_->number(), 0, SEEK_SET) != 0))
    fail(file_);
  memory_.clear();
  size_ = 0;
}

void HttpBody::close() { descriptor_.reset(); }

}  // namespace patchmatrix
