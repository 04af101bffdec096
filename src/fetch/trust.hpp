// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whether the bytes of a document are to be believed.

#include <optional>
#include <string>
#include <string_view>

#include <patchmatrix/error.hpp>
#include <patchmatrix/feeds.hpp>

#include "io/openpgp.hpp"

namespace patchmatrix {

enum class HashVerdict : std::uint8_t {
  NotOffered,  // this kind of feed has no hashes
  Missing,     // there is no hash file, or what was served in its place is none
  Good,        // SHA-256 or SHA-512 agrees
  Wrong,
};
std::string_view slug(HashVerdict verdict);

struct TrustVerdict {
  HashVerdict hash = HashVerdict::NotOffered;
  // Nothing: no signature was offered.
  std::optional<SignatureCheck> signature;
  bool have_keys = false;  // there was a key to check signatures with
};

// What a hash file says of bytes with these digests. The file holds either digest.
HashVerdict judge_hash(std::string_view hash_file, const std::string& sha256,
                       const std::string& sha512);

// Why a document is not believed under this policy; nothing if it is.
// Errors (as values): Untrusted "hash-wrong", "hash-missing", "signature-missing", "signature-…"
// with the key's `fingerprint` and the time it `signed`.
std::optional<Error> refusal(const TrustVerdict& verdict, Verification policy);

}  // namespace patchmatrix
