// SPDX-License-Identifier: Apache-2.0
#include "io/hash.hpp"

#include <openssl/evp.h>

#include <patchmatrix/error.hpp>

namespace patchmatrix {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

// OpenSSL answers 1 when it did what it was asked.
void require(int answer) {
  if (answer != 1) throw Error(ErrorKind::Io, "hash");
}

Context new_context() {
  Context context(EVP_MD_CTX_new());
  require(context != nullptr ? 1 : 0);
  return context;
}

Context begun(const EVP_MD* algorithm) {
  Context context = new_context();
  require(EVP_DigestInit_ex(context.get(), algorithm, nullptr));
  return context;
}

std::string hexadecimal(const unsigned char* bytes, unsigned int length) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  out.reserve(std::size_t{length} * 2);
  for (unsigned int i = 0; i < length; ++i) {
    out += kHex[bytes[i] >> 4];
    out += kHex[bytes[i] & 15];
  }
  return out;
}

// Ends a copy, so that the original can go on.
std::string digest_of(const Context& running) {
  const Context copy = new_context();
  require(EVP_MD_CTX_copy_ex(copy.get(), running.get()));
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  require(EVP_DigestFinal_ex(copy.get(), digest, &length));
  return hexadecimal(digest, length);
}

}  // namespace

std::string sha256(std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  require(EVP_Digest(bytes.data(), bytes.size(), digest, &length, EVP_sha256(), nullptr));
  return hexadecimal(digest, length);
}

struct Hasher::State {
  Context context;
};

Hasher::Hasher(HashAlgorithm algorithm)
    : state_(std::make_unique<State>(
          State{begun(algorithm == HashAlgorithm::Sha256 ? EVP_sha256() : EVP_sha512())})) {}
Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

void Hasher::add(std::string_view bytes) {
  require(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()));
}

std::string Hasher::digest() const { return digest_of(state_->context); }

}  // namespace patchmatrix
