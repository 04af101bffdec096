// SPDX-License-Identifier: Apache-2.0
#pragma once

// SHA-256 and SHA-512 (FIPS 180-4), in lower-case hexadecimal; OpenSSL stays inside io.
// Errors of all: Io "hash" if the library refuses, as it does when memory is short.

#include <memory>
#include <string>
#include <string_view>

namespace patchmatrix {

std::string sha256(std::string_view bytes);

enum class HashAlgorithm { Sha256, Sha512 };

// The hash of bytes that come piece by piece.
class Hasher {
 public:
  explicit Hasher(HashAlgorithm algorithm);
  ~Hasher();
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;
  void add(std::string_view bytes);
  std::string digest() const;  // of what was added so far; more may follow

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace patchmatrix
