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
  Good,              // made by a key we hold, which was valid when it signed
  Bad,               // the bytes are not what was signed
  UnknownKey,        // by a key we do not hold
  KeyExpired,        // the key had expired before it signed
  KeyRevoked,        // revoked before it signed; or whenever, if as compromised or without a reason
  SignatureExpired,  // the signature says itself that it no longer holds
  Unsupported,    // an algorithm or form that is not accepted: MD5, SHA-1, other versions than 4,
                  // RSA and DSA below 2048 bits, keys that are not for signing
  NotASignature,  // the file is none
};
std::string_view slug(SignatureVerdict verdict);  // "good", "bad", "unknown-key", …

// One key, whatever became of it since.
struct PublicKey {
  std::string fingerprint;  // of the primary key, lower-case hexadecimal
  std::string user_id;      // the primary one, as its holder wrote it (any bytes)
  std::optional<Instant> created, expires;
  bool revoked = false;
  // "compromised", "superseded", "retired", "no-reason" or "other"; of several the gravest.
  std::string revocation_reason;
};

struct SignatureCheck {
  SignatureVerdict verdict = SignatureVerdict::NotASignature;
  std::string fingerprint;  // of the primary key that signed; what the signature says of its issuer
                            // (fingerprint or key id) if we do not hold the key; or empty
  std::optional<Instant> signed_at;  // as the signature says
  // What has become of the key, seen from `now`; for people, not for the verdict.
  bool key_expired_since = false;
  bool key_revoked_since = false;
};

// A set of public keys. Not thread-safe; several may be used at a time.
class KeyRing {
 public:
  KeyRing();
  ~KeyRing();
  KeyRing(KeyRing&&) noexcept;
  KeyRing& operator=(KeyRing&&) noexcept;

  // Adds every public key of an armored or binary block and tells which. Error Malformed
  // "not-a-key" if it holds none, what is no key at all, a secret key, or more than 8 MiB; nothing
  // is added then. A key that is held already gains what is new, revocations for instance.
  std::vector<PublicKey> add(std::string_view block);

  std::vector<PublicKey> keys() const;  // ordered by fingerprint

  // Judges a detached signature, armored or binary, at the time it was made. Of several signatures
  // the best counts; 16 are looked at, and no signature is longer than 1 MiB. The key is judged
  // first: only a key that was valid can make a signature Bad. A signing time ahead of `now` is
  // believed, clocks differ. Never throws for what the files hold.
  // Errors: NotFound "no-file"; Io "not-readable".
  SignatureCheck check(const std::filesystem::path& file, std::string_view signature,
                       Instant now) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace patchmatrix
