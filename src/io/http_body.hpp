// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where the body of an answer goes: to a file or into memory.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "io/descriptor.hpp"

namespace patchmatrix {

// Errors: Io "write" with the file as `where` and `reason`.
class HttpBody {
 public:
  HttpBody() = default;  // in memory
  // Made anew, or emptied. A link in its place is not followed.
  void write_to(const std::filesystem::path& file);
  // Behind the first `kept` bytes; what follows them is cut off. The file must have that many.
  void continue_at(const std::filesystem::path& file, std::uint64_t kept);
  void add(std::string_view bytes);
  void clear();  // throws away everything so far, in the file too
  void close();  // no more bytes come

  bool is_file() const { return descriptor_ != nullptr; }
  std::uint64_t size() const { return size_; }
  std::string take_memory() { return std::move(memory_); }

 private:
  void open(const std::filesystem::path& file, int flags);

  std::filesystem::path file_;
  std::unique_ptr<Descriptor> descriptor_;
  std::string memory_;
  std::uint64_t size_ = 0;
};

}  // namespace patchmatrix
