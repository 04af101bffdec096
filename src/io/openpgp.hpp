// SPDX-License-Identifier: Apache-2.0
#pragma once

// OpenPGP signatures (RFC 4880); librnp stays inside io.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/date.hpp>

namespace patchmatrix {

enum class SignatureVerdict : std::uint8_t {
  Good,          // made by a key we hold, which was valid when it signed
  Bad,           // the bytes are not what was signed
  UnknownKey,    // by a key we do not hold
  KeyExpired,    // the key had expired before it signed
  KeyRevoked,    // revoked as compromised or without a reason, or before it signed
  SignatureExpired,  // the signature says itself that it no longer holds
  Unsupported,   // an algorithm or form that is not accepted (MD5, SHA-1, unknown versions)
  NotASignature, // the file is none
};
std::string_view slug(SignatureVerdict verdict);  // "good", "bad", "unknown-key", …

// One key, whatever became of it since.
struct PublicKey {
  std::string fingerprint;  // of the primary key, lower-case hexadecimal
  std::string user_id;      // the primary one
  std::optional<Instant> created, expires;
  bool revoked = false;
  std::string revocation_reason;
};

struct SignatureCheck {
  SignatureVerdict verdict = SignatureVerdict::NotASignature;
  std::string fingerprint;           // of the primary key that signed; the key id if we do not
                                     // hold the key
  std::optional<Instant> signed_at;  // as the signature says
  // What has become of the key, seen from `now`; for people, not for the verdict.
  bool key_expired_since = false;
  bool key_revoked_since = false;
};

// A set of public keys. Not thread-safe.
class KeyRing {
 public:
  KeyRing();
  ~KeyRing();
  KeyRing(KeyRing&&) noexcept;
  KeyRing& operator=(KeyRing&&) noexcept;

  // Adds every public key of an armored or binary block and tells which. Error Malformed
  // "not-a-key" if it holds none, or what is no key at all. Secret keys are not taken.
  std::vector<PublicKey> add(std::string_view block);

  std::vector<PublicKey> keys() const;  // ordered by fingerprint

  // Judges a detached signature, armored or binary, at the time it was made. Of several signatures
  // the best counts. Never throws for what the files hold. Error NotFound "no-file".
  SignatureCheck check(const std::filesystem::path& file, std::string_view signature,
                       Instant now) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace patchmatrix
