// SPDX-License-Identifier: Apache-2.0
#include "io/writing.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

#include <sys/file.h>
#include <sys/stat.h>

#include <patchmatrix/error.hpp>

#include "io/descriptor.hpp"

namespace patchmatrix {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail_writing(const fs::path& file, int reason = errno) {
  throw Error(ErrorKind::Io, "write", file.string(), {{"reason", std::strerror(reason)}});
}

fs::path folder_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

void sync(const Descriptor& descriptor, const fs::path& file) {
  if (::fsync(descriptor.number()) != 0) fail_writing(file);
}

bool is_folder(const fs::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

void make_folders(const fs::path& folder) {
  if (is_folder(folder)) return;
  const fs::path parent = folder_of(folder);
  if (parent != folder) make_folders(parent);
  if (::mkdir(folder.c_str(), 0755) != 0) {
    const int reason = errno;
    if (is_folder(folder)) return;  // somebody else made it, or it ends in "/"
    fail_writing(folder, reason == EEXIST ? ENOTDIR : reason);
  }
  sync_folder(parent);
}

void write_all(const Descriptor& descriptor, std::string_view bytes, const fs::path& file) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor.number(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_writing(file);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

// Removes a file, unless it was moved away.
class RemovedAtEnd {
 public:
  explicit RemovedAtEnd(const fs::path& file) : file_(file) {}
  ~RemovedAtEnd() {
    if (!moved_) ::unlink(file_.c_str());
  }
  RemovedAtEnd(const RemovedAtEnd&) = delete;
  RemovedAtEnd& operator=(const RemovedAtEnd&) = delete;
  void moved() { moved_ = true; }

 private:
  const fs::path& file_;
  bool moved_ = false;
};

}  // namespace

void sync_file_system(const fs::path& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.number() < 0) fail_writing(folder);
  if (::syncfs(descriptor.number()) != 0) fail_writing(folder);
}

void rename_into(const fs::path& from, const fs::path& to) {
  make_folders(folder_of(to));
  if (::rename(from.c_str(), to.c_str()) != 0) fail_writing(to);
}

void sync_folder(const fs::path& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.number() < 0) fail_writing(folder);
  // EINVAL: the file system has no such operation for folders (fsync(2)), and nothing to wait for.
  if (::fsync(descriptor.number()) != 0 && errno != EINVAL) fail_writing(folder);
}

void move_into_place(const fs::path& from, const fs::path& to) {
  {
    const Descriptor descriptor(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
    if (descriptor.number() < 0) fail_writing(from);
    sync(descriptor, from);
  }
  rename_into(from, to);
  sync_folder(folder_of(to));
}

void write_whole(const fs::path& to, std::string_view bytes, const fs::path& temporary) {
  make_folders(folder_of(temporary));
  make_folders(folder_of(to));
  // A link that somebody left there would lead the bytes elsewhere.
  const Descriptor descriptor(::open(temporary.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
                                     S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH));
  if (descriptor.number() < 0) fail_writing(temporary);
  RemovedAtEnd guard(temporary);
  write_all(descriptor, bytes, temporary);
  sync(descriptor, temporary);
  rename_into(temporary, to);
  sync_folder(folder_of(to));
  guard.moved();
}

std::optional<FileLock> FileLock::take(const fs::path& file) {
  make_folders(folder_of(file));
  FileLock lock(
      ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH));
  if (lock.descriptor_ < 0) fail_writing(file);
  while (::flock(lock.descriptor_, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return std::nullopt;
    if (errno != EINTR) fail_writing(file);
  }
  return lock;
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

}  // namespace patchmatrix
