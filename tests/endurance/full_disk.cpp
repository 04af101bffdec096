// SPDX-License-Identifier: Apache-2.0
//
// Loaded into a program with LD_PRELOAD, plays a disk with so much room that its files may grow by
// FULL_DISK_ROOM bytes altogether. What is there already can be overwritten. Of the write that does
// not fit, the beginning is written, as a disk does.

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <dlfcn.h>

#include <sys/stat.h>
#include <sys/types.h>

namespace {

std::atomic<long long>& room() {
  static std::atomic<long long> left = [] {
    const char* const text = std::getenv("FULL_DISK_ROOM");
    return text == nullptr ? 0 : std::atoll(text);
  }();
  return left;
}

// How many of these bytes fit; takes the room for them.
std::size_t fitting(int file, std::size_t count, off64_t offset) {
  struct stat64 now {};
  if (fstat64(file, &now) != 0) return count;
  const auto growth = [&](std::size_t bytes) {
    const auto end = static_cast<long long>(offset) + static_cast<long long>(bytes);
    return std::max(0LL, end - static_cast<long long>(now.st_size));
  };
  const long long missing = growth(count) - room();
  if (missing > 0) count -= std::min(count, static_cast<std::size_t>(missing));
  room() -= growth(count);
  return count;
}

}  // namespace

extern "C" ssize_t pwrite64(int file, const void* bytes, std::size_t count, off64_t offset) {
  using Function = ssize_t (*)(int, const void*, std::size_t, off64_t);
  static const auto next = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "pwrite64"));
  const std::size_t fits = fitting(file, count, offset);
  if (fits == 0 && count != 0) {
    errno = ENOSPC;
    return -1;
  }
  return next(file, bytes, fits, offset);
}

extern "C" ssize_t pwrite(int file, const void* bytes, std::size_t count, off_t offset) {
  return pwrite64(file, bytes, count, offset);
}
