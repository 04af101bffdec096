// SPDX-License-Identifier: Apache-2.0
#include "io/openpgp.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <iterator>
#include <limits>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

#include <rnp/rnp.h>
#include <rnp/rnp_err.h>

#include <patchmatrix/date.hpp>
#include <patchmatrix/error.hpp>

#include "io/json.hpp"

// What librnp 0.16.3 answers by itself, and what is made of it here:
//
//   - Its one status "invalid" stands for wrong bytes and for a key that was not valid when it
//     signed. So the key is judged here, from its parts, and the status tells about the bytes
//     alone.
//   - A revocation without a reason is a soft one to it; here it is a hard one, since nobody knows
//     what the holder feared (RFC 4880, 5.2.3.23).
//   - Of several revocations it looks at the newest: "superseded" after "compromised" makes it
//     forget the latter. Here all of them count.
//   - It accepts what a key signed that may certify only, and RSA keys of 1024 bits.
//   - Its clock is the system's. It is set to the end of time here, so that no self-signature lies
//     ahead of it; expiries are computed here.
//   - It imports the public half of a secret key without a word, reads only the first of several
//     armored blocks, and drops all signatures of a file for one that it cannot read.
//   - Debian's build of it writes what it thinks to the standard error, which cannot be turned off.

namespace patchmatrix {
namespace {

constexpr std::size_t kMaxSignatureBytes = 1 << 20;
constexpr std::size_t kMaxKeyBytes = 8 << 20;
constexpr std::size_t kMaxSignatures = 16;  // each reads the signed file once
constexpr std::uint32_t kMinPrimeBits = 2048;

// ── librnp's handles and strings ─────────────────────────────────────────────────────────────────

template <auto destroy>
struct Destroyer {
  template <typename T>
  void operator()(T* handle) const {
    destroy(handle);
  }
};
template <typename T, auto destroy>
using Handle = std::unique_ptr<std::remove_pointer_t<T>, Destroyer<destroy>>;

using Ffi = Handle<rnp_ffi_t, rnp_ffi_destroy>;
using Input = Handle<rnp_input_t, rnp_input_destroy>;
using Output = Handle<rnp_output_t, rnp_output_destroy>;
using Key = Handle<rnp_key_handle_t, rnp_key_handle_destroy>;
using Signature = Handle<rnp_signature_handle_t, rnp_signature_handle_destroy>;
using Verification = Handle<rnp_op_verify_t, rnp_op_verify_destroy>;
using Identifiers = Handle<rnp_identifier_iterator_t, rnp_identifier_iterator_destroy>;

// What `get(arguments…, &value)` gives, or a value-initialised one if it fails.
template <typename T, typename Get, typename... Arguments>
T value_of(Get get, Arguments... arguments) {
  T value{};
  return get(arguments..., &value) == RNP_SUCCESS ? value : T{};
}

template <typename Get, typename... Arguments>
std::string text_of(Get get, Arguments... arguments) {
  const Handle<char*, rnp_buffer_destroy> text(value_of<char*>(get, arguments...));
  return text ? std::string(text.get()) : std::string();
}

template <typename H, typename Get, typename... Arguments>
H handle_of(Get get, Arguments... arguments) {
  return H(value_of<typename H::pointer>(get, arguments...));
}

// While one of these lives, what its thread writes to `stderr` is dropped; what other threads write
// there goes where it always goes.
class Silence {
 public:
  Silence() {
    const std::lock_guard lock(shared().mutex);
    if (shared().users++ == 0 && shared().filter != nullptr) {
      shared().original = stderr;
      stderr = shared().filter;
    }
    ++quiet();
  }
  ~Silence() {
    const std::lock_guard lock(shared().mutex);
    --quiet();
    if (--shared().users == 0 && shared().filter != nullptr) stderr = shared().original;
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  struct Shared {
    std::mutex mutex;
    int users = 0;
    std::FILE* original = stderr;
    std::FILE* filter = nullptr;
    Shared() {
      filter = fopencookie(nullptr, "w", {nullptr, write, nullptr, nullptr});
      if (filter != nullptr) std::setvbuf(filter, nullptr, _IONBF, 0);
    }
  };
  static Shared& shared() {
    static Shared the_only;
    return the_only;
  }
  static int& quiet() {
    thread_local int depth = 0;
    return depth;
  }
  static ssize_t write(void*, const char* bytes, std::size_t size) {
    if (quiet() == 0) size = std::fwrite(bytes, 1, size, shared().original);
    return static_cast<ssize_t>(size);
  }
};

Input input_of(std::string_view bytes) {
  rnp_input_t input = nullptr;
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  rnp_input_from_memory(&input, data, bytes.size(), false);
  return Input(input);
}

Ffi new_ring() {
  rnp_ffi_t ffi = nullptr;
  if (rnp_ffi_create(&ffi, "GPG", "GPG") != RNP_SUCCESS) throw std::bad_alloc();
  Ffi ring(ffi);
  rnp_ffi_set_log_fd(ffi, ::open("/dev/null", O_WRONLY | O_CLOEXEC));
  rnp_set_timestamp(ffi, std::numeric_limits<std::uint32_t>::max());
  // What a key says of itself may be signed with SHA-1, whenever: only its holder could make it
  // collide. GnuPG thinks the same. What signatures of documents may use is told by
  // `accepted_hash`.
  rnp_add_security_rule(ffi, RNP_FEATURE_HASH_ALG, "SHA1",
                        RNP_SECURITY_OVERRIDE | RNP_SECURITY_VERIFY_KEY, 0, RNP_SECURITY_DEFAULT);
  return ring;
}

std::string lower_case(std::string text) {
  for (char& each : text)
    if (each >= 'A' && each <= 'Z') each = static_cast<char>(each - 'A' + 'a');
  return text;
}

Instant instant_of(std::uint32_t seconds) { return Instant(std::chrono::seconds(seconds)); }

// ── Keys ─────────────────────────────────────────────────────────────────────────────────────────

std::string fingerprint_of(rnp_key_handle_t key) {
  return lower_case(text_of(rnp_key_get_fprint, key));
}

bool is_primary(rnp_key_handle_t key) { return value_of<bool>(rnp_key_is_primary, key); }

Key key_of(rnp_ffi_t ring, const std::string& fingerprint) {
  return handle_of<Key>(rnp_locate_key, ring, "fingerprint", fingerprint.c_str());
}

Instant created(rnp_key_handle_t key) {
  return instant_of(value_of<std::uint32_t>(rnp_key_get_creation, key));
}

std::optional<Instant> expires(rnp_key_handle_t key) {
  const auto seconds = value_of<std::uint32_t>(rnp_key_get_expiration, key);
  if (seconds == 0) return std::nullopt;
  return created(key) + std::chrono::seconds(seconds);
}

struct Revocation {
  Instant time;
  std::string reason;  // "superseded", "retired", "compromised", "no-reason", "other"
  bool hard() const { return reason != "superseded" && reason != "retired"; }
};

// RFC 4880, 5.2.3.23; without the subpacket there is no reason.
std::string reason_of(rnp_signature_handle_t revocation) {
  std::string json = text_of(rnp_signature_packet_to_json, revocation, 0U);
  // It also holds the words of the key's holder, in whatever encoding.
  std::replace_if(
      json.begin(), json.end(), [](char each) { return static_cast<signed char>(each) < 0; }, '?');
  if (json.empty()) return "no-reason";
  const JsonDocument packets(json);
  const JsonValue subpackets = packets.root()[0]["subpackets"];
  for (std::size_t i = 0; i < subpackets.size(); ++i) {
    if (subpackets[i]["type"].string() != "29") continue;
    const std::string_view code = subpackets[i]["code"].string();
    if (code == "0") return "no-reason";
    if (code == "1") return "superseded";
    if (code == "2") return "compromised";
    if (code == "3") return "retired";
    return "other";
  }
  return "no-reason";
}

// Those that the key's own holder signed, the hard ones first, then by time.
std::vector<Revocation> revocations(rnp_key_handle_t key) {
  std::vector<Revocation> found;
  const auto count = value_of<std::size_t>(rnp_key_get_signature_count, key);
  for (std::size_t i = 0; i < count; ++i) {
    const auto signature = handle_of<Signature>(rnp_key_get_signature_at, key, i);
    if (!signature) continue;
    const std::string type = text_of(rnp_signature_get_type, signature.get());
    if (type != "key revocation" && type != "subkey revocation") continue;
    const rnp_result_t validity = rnp_signature_is_valid(signature.get(), 0);
    if (validity != RNP_SUCCESS && validity != RNP_ERROR_SIGNATURE_EXPIRED) continue;
    const auto time = value_of<std::uint32_t>(rnp_signature_get_creation, signature.get());
    found.push_back({instant_of(time), reason_of(signature.get())});
  }
  std::sort(found.begin(), found.end(), [](const Revocation& a, const Revocation& b) {
    return a.hard() != b.hard() ? a.hard() : a.time < b.time;
  });
  return found;
}

std::string user_id_of(rnp_key_handle_t key) {
  const std::string primary = text_of(rnp_key_get_primary_uid, key);
  return primary.empty() ? text_of(rnp_key_get_uid_at, key, std::size_t{0}) : primary;
}

PublicKey description_of(rnp_key_handle_t key) {
  PublicKey description;
  description.fingerprint = fingerprint_of(key);
  description.user_id = user_id_of(key);
  description.created = created(key);
  description.expires = expires(key);
  const std::vector<Revocation> revoked = revocations(key);
  description.revoked = !revoked.empty();
  if (description.revoked) description.revocation_reason = revoked.front().reason;
  return description;
}

// Fingerprints of all keys and subkeys.
std::vector<std::string> fingerprints(rnp_ffi_t ring) {
  std::vector<std::string> all;
  const auto identifiers = handle_of<Identifiers>(
      [](rnp_ffi_t ffi, rnp_identifier_iterator_t* made) {
        return rnp_identifier_iterator_create(ffi, made, "fingerprint");
      },
      ring);
  const char* each = nullptr;
  while (identifiers && rnp_identifier_iterator_next(identifiers.get(), &each) == RNP_SUCCESS &&
         each)
    all.emplace_back(each);
  return all;
}

// The primary keys, ordered by fingerprint.
std::vector<PublicKey> primary_keys(rnp_ffi_t ring) {
  std::vector<PublicKey> keys;
  for (const std::string& fingerprint : fingerprints(ring)) {
    const Key key = key_of(ring, fingerprint);
    if (key && is_primary(key.get())) keys.push_back(description_of(key.get()));
  }
  std::sort(keys.begin(), keys.end(),
            [](const PublicKey& a, const PublicKey& b) { return a.fingerprint < b.fingerprint; });
  return keys;
}

bool holds_a_secret(rnp_ffi_t ring) {
  const std::vector<std::string> all = fingerprints(ring);
  return std::any_of(all.begin(), all.end(), [&](const std::string& fingerprint) {
    const Key key = key_of(ring, fingerprint);
    return key && value_of<bool>(rnp_key_have_secret, key.get());
  });
}

// Bad or unknown packets of a key are passed over, the rest of it is taken.
bool import(rnp_ffi_t ring, std::string_view block, std::uint32_t what) {
  const Input input = input_of(block);
  return input && rnp_import_keys(ring, input.get(), what | RNP_LOAD_SAVE_PERMISSIVE, nullptr) ==
                      RNP_SUCCESS;
}

// ── From the bytes of a signature file to its packets ────────────────────────────────────────────

bool begins_a_line(std::string_view text, std::size_t place) {
  return place == 0 || text[place - 1] == '\n' ||
         (place == 3 && text.substr(0, 3) == "\xef\xbb\xbf");  // a byte order mark
}

// Where armored blocks begin (RFC 4880, 6.2).
std::vector<std::size_t> armor_headers(std::string_view text) {
  constexpr std::string_view header = "-----BEGIN PGP ";
  std::vector<std::size_t> places;
  for (std::size_t place = text.find(header); place != text.npos;
       place = text.find(header, place + 1))
    if (begins_a_line(text, place)) places.push_back(place);
  return places;
}

// Empty if the block is cut or damaged.
std::string without_armor(std::string_view block) {
  const Input input = input_of(block);
  rnp_output_t made = nullptr;
  rnp_output_to_memory(&made, kMaxSignatureBytes);
  const Output output(made);
  if (!input || !output || rnp_dearmor(input.get(), output.get()) != RNP_SUCCESS) return {};
  std::uint8_t* bytes = nullptr;
  std::size_t size = 0;
  if (rnp_output_memory_get_buf(output.get(), &bytes, &size, false) != RNP_SUCCESS) return {};
  return std::string(bytes, bytes + size);
}

struct Packet {
  std::string_view whole, body;
};

// The signature packet (RFC 4880, 4.2) at the beginning of `bytes`; nothing if there is none, or a
// part of one. Partial and indeterminate lengths are for data only.
std::optional<Packet> signature_packet(std::string_view bytes) {
  const auto byte = [&](std::size_t at) -> std::size_t {
    return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
  };
  const auto number = [&](std::size_t at, std::size_t size) {
    std::size_t value = 0;
    for (std::size_t i = 0; i < size; ++i) value = value << 8 | byte(at + i);
    return value;
  };
  const std::size_t tag = byte(0);
  std::size_t header = 0, length = 0;
  if (tag == 0xc2) {  // new format
    const std::size_t first = byte(1);
    if (first < 192) {
      header = 2, length = first;
    } else if (first < 224) {
      header = 3, length = ((first - 192) << 8) + byte(2) + 192;
    } else if (first == 255) {
      header = 6, length = number(2, 4);
    } else {
      return std::nullopt;
    }
  } else if (tag >= 0x88 && tag <= 0x8a) {  // old format
    const std::size_t size = std::size_t{1} << (tag & 3);
    header = 1 + size, length = number(1, size);
  } else {
    return std::nullopt;
  }
  if (header > bytes.size() || length > bytes.size() - header || length == 0) return std::nullopt;
  return Packet{bytes.substr(0, header + length), bytes.substr(header, length)};
}

// The signature packets up to the first thing that is none.
void append_signatures(std::string_view bytes, std::vector<std::string>& signatures) {
  while (signatures.size() < kMaxSignatures) {
    const std::optional<Packet> packet = signature_packet(bytes);
    if (!packet) return;
    signatures.emplace_back(packet->whole);
    bytes.remove_prefix(packet->whole.size());
  }
}

std::vector<std::string> signatures_of(std::string_view text) {
  std::vector<std::string> signatures;
  if (text.size() > kMaxSignatureBytes) return signatures;
  const std::vector<std::size_t> places = armor_headers(text);
  if (places.empty()) append_signatures(text, signatures);
  for (std::size_t i = 0; i < places.size() && signatures.size() < kMaxSignatures; ++i) {
    const std::size_t end = i + 1 < places.size() ? places[i + 1] : text.size();
    const std::string_view block = text.substr(places[i], end - places[i]);
    if (block.substr(0, 34) == "-----BEGIN PGP SIGNED MESSAGE-----") return {};  // not detached
    append_signatures(without_armor(block), signatures);
  }
  return signatures;
}

// librnp cannot go on after a version or a digest that it does not know, so it is not shown them.
bool can_be_read(std::string_view body) {
  if (body.size() < 6 || body[0] != 4) return false;
  const std::string_view digests("\x01\x02\x08\x09\x0a\x0b\x0c\x0e", 8);  // RFC 9580, 9.5
  return digests.find(body[3]) != digests.npos;
}

// ── The verdict ──────────────────────────────────────────────────────────────────────────────────

bool accepted_hash(const std::string& name) {
  return name == "SHA256" || name == "SHA384" || name == "SHA512" || name == "SHA224" ||
         name == "SHA3-256" || name == "SHA3-512";
}

bool accepted_type(const std::string& type) { return type == "binary" || type == "text"; }

bool long_enough(rnp_key_handle_t key) {
  const std::string algorithm = text_of(rnp_key_get_alg, key);
  if (algorithm != "RSA" && algorithm != "DSA") return true;
  return value_of<std::uint32_t>(rnp_key_get_bits, key) >= kMinPrimeBits;
}

// A subkey is as good as its primary key at most, so both are asked.
struct Signer {
  Key key, primary;
  std::vector<Revocation> revoked;  // of both
  std::vector<Instant> expire;      // of both
};

Signer signer_of(rnp_ffi_t ring, Key key) {
  Signer signer;
  const std::string primary = is_primary(key.get())
                                  ? fingerprint_of(key.get())
                                  : lower_case(text_of(rnp_key_get_primary_fprint, key.get()));
  signer.primary = key_of(ring, primary);
  signer.key = std::move(key);
  for (const Key* each : {&signer.key, &signer.primary}) {
    if (!*each) continue;
    const std::vector<Revocation> revoked = revocations(each->get());
    signer.revoked.insert(signer.revoked.end(), revoked.begin(), revoked.end());
    if (const auto end = expires(each->get())) signer.expire.push_back(*end);
  }
  return signer;
}

bool expired_at(const Signer& signer, Instant time) {
  return std::any_of(signer.expire.begin(), signer.expire.end(),
                     [&](Instant end) { return end <= time; });
}

bool revoked_at(const Signer& signer, Instant time) {
  return std::any_of(signer.revoked.begin(), signer.revoked.end(),
                     [&](const Revocation& each) { return each.time <= time; });
}

bool distrusted(const Signer& signer) {
  return std::any_of(signer.revoked.begin(), signer.revoked.end(),
                     [](const Revocation& each) { return each.hard(); });
}

// Whether librnp holds that the key is one: bound to its holder by signatures that it accepts, and
// made for signing documents.
bool usable(const Signer& signer) {
  if (!signer.primary) return false;
  if (!value_of<bool>(rnp_key_allows_usage, signer.key.get(), "sign")) return false;
  return value_of<std::uint64_t>(rnp_key_valid_till64, signer.key.get()) > 0;
}

bool expired_at(rnp_signature_handle_t signature, Instant signed_at, Instant time) {
  const auto seconds = value_of<std::uint32_t>(rnp_signature_get_expiration, signature);
  return seconds != 0 && signed_at + std::chrono::seconds(seconds) <= time;
}

// Key first, then bytes: what a key that was not valid says of the bytes does not matter.
SignatureVerdict verdict_of(rnp_result_t status, rnp_signature_handle_t signature,
                            const Signer& signer, Instant signed_at, Instant now) {
  if (distrusted(signer) || revoked_at(signer, signed_at)) return SignatureVerdict::KeyRevoked;
  if (expired_at(signer, signed_at)) return SignatureVerdict::KeyExpired;
  if (!usable(signer) || !long_enough(signer.key.get())) return SignatureVerdict::Unsupported;
  if (status == RNP_ERROR_SIGNATURE_UNKNOWN) return SignatureVerdict::Unsupported;
  if (status != RNP_SUCCESS && status != RNP_ERROR_SIGNATURE_EXPIRED) return SignatureVerdict::Bad;
  if (expired_at(signature, signed_at, now)) return SignatureVerdict::SignatureExpired;
  return SignatureVerdict::Good;
}

std::string issuer_of(rnp_signature_handle_t signature) {
  const std::string fingerprint = text_of(rnp_signature_get_key_fprint, signature);
  return lower_case(fingerprint.empty() ? text_of(rnp_signature_get_keyid, signature)
                                        : fingerprint);
}

SignatureCheck judged(rnp_ffi_t ring, rnp_op_verify_signature_t result, Instant now) {
  SignatureCheck check;
  check.verdict = SignatureVerdict::Unsupported;
  const auto signature = handle_of<Signature>(rnp_op_verify_signature_get_handle, result);
  if (!signature) return check;
  check.fingerprint = issuer_of(signature.get());
  const auto seconds = value_of<std::uint32_t>(rnp_signature_get_creation, signature.get());
  if (seconds == 0) return check;
  check.signed_at = instant_of(seconds);

  Key key = handle_of<Key>(rnp_op_verify_signature_get_key, result);
  const bool accepted = accepted_hash(text_of(rnp_signature_get_hash_alg, signature.get())) &&
                        accepted_type(text_of(rnp_signature_get_type, signature.get()));
  if (!key) {
    if (accepted) check.verdict = SignatureVerdict::UnknownKey;
    return check;
  }
  const Signer signer = signer_of(ring, std::move(key));
  if (signer.primary) check.fingerprint = fingerprint_of(signer.primary.get());
  check.key_expired_since = expired_at(signer, now);
  check.key_revoked_since = revoked_at(signer, now);
  if (accepted)
    check.verdict = verdict_of(rnp_op_verify_signature_get_status(result), signature.get(), signer,
                               *check.signed_at, now);
  return check;
}

Input input_of_file(const std::filesystem::path& file) {
  const auto refuse = [&](const std::string& reason) {
    throw Error(ErrorKind::Io, "not-readable", file.string(), {{"reason", reason}});
  };
  std::error_code error;
  if (!std::filesystem::exists(file, error))
    throw Error(ErrorKind::NotFound, "no-file", file.string());
  if (std::filesystem::is_directory(file, error))
    refuse(std::make_error_code(std::errc::is_a_directory).message());
  rnp_input_t input = nullptr;
  const rnp_result_t result = rnp_input_from_path(&input, file.c_str());
  if (result != RNP_SUCCESS) refuse(rnp_result_to_string(result));
  return Input(input);
}

SignatureCheck check_one(rnp_ffi_t ring, const std::filesystem::path& file,
                         const std::string& packet, Instant now) {
  SignatureCheck check;
  check.verdict = SignatureVerdict::Unsupported;
  if (const auto read = signature_packet(packet); !read || !can_be_read(read->body)) return check;

  const Input document = input_of_file(file);
  const Input signature = input_of(packet);
  rnp_op_verify_t made = nullptr;
  rnp_op_verify_detached_create(&made, ring, document.get(), signature.get());
  const Verification verification(made);
  if (!verification) return check;
  rnp_op_verify_execute(verification.get());  // told again by the status of the signature
  if (value_of<std::size_t>(rnp_op_verify_get_signature_count, verification.get()) != 1)
    return check;
  const auto result = value_of<rnp_op_verify_signature_t>(rnp_op_verify_get_signature_at,
                                                          verification.get(), std::size_t{0});
  return result ? judged(ring, result, now) : check;
}

// What a person wants to know first of a file with several signatures. A signature that anybody
// could have added does not hide what a key of ours says.
int rank(SignatureVerdict verdict) {
  using enum SignatureVerdict;
  switch (verdict) {
    case Good:
      return 0;
    case SignatureExpired:
      return 1;
    case KeyExpired:
      return 2;
    case KeyRevoked:
      return 3;
    case Bad:
      return 4;
    case Unsupported:
      return 5;
    case UnknownKey:
      return 6;
    case NotASignature:
      return 7;
  }
  return 8;
}

}  // namespace

std::string_view slug(SignatureVerdict verdict) {
  using enum SignatureVerdict;
  switch (verdict) {
    case Good:
      return "good";
    case Bad:
      return "bad";
    case UnknownKey:
      return "unknown-key";
    case KeyExpired:
      return "key-expired";
    case KeyRevoked:
      return "key-revoked";
    case SignatureExpired:
      return "signature-expired";
    case Unsupported:
      return "unsupported";
    case NotASignature:
      return "not-a-signature";
  }
  return {};
}

struct KeyRing::State {
  Ffi ring;
};

KeyRing::KeyRing() : state_(std::make_unique<State>()) {
  const Silence silence;
  state_->ring = new_ring();
}
KeyRing::~KeyRing() = default;
KeyRing::KeyRing(KeyRing&&) noexcept = default;
KeyRing& KeyRing::operator=(KeyRing&&) noexcept = default;

std::vector<PublicKey> KeyRing::add(std::string_view block) {
  const auto refuse = [] { throw Error(ErrorKind::Malformed, "not-a-key"); };
  const Silence silence;
  if (block.empty() || block.size() > kMaxKeyBytes) refuse();
  const Ffi alone = new_ring();  // what the block holds, told from what the ring already has
  if (!import(alone.get(), block, RNP_LOAD_SAVE_PUBLIC_KEYS | RNP_LOAD_SAVE_SECRET_KEYS)) refuse();
  if (holds_a_secret(alone.get())) refuse();
  std::vector<PublicKey> added = primary_keys(alone.get());
  if (added.empty() || !import(state_->ring.get(), block, RNP_LOAD_SAVE_PUBLIC_KEYS)) refuse();
  for (PublicKey& each : added)
    if (const Key merged = key_of(state_->ring.get(), each.fingerprint))
      each = description_of(merged.get());
  return added;
}

std::vector<PublicKey> KeyRing::keys() const {
  const Silence silence;
  return primary_keys(state_->ring.get());
}

SignatureCheck KeyRing::check(const std::filesystem::path& file, std::string_view signature,
                              Instant now) const {
  const Silence silence;
  input_of_file(file);  // must be there, whatever the signature is
  SignatureCheck best;
  for (const std::string& packet : signatures_of(signature)) {
    const SignatureCheck next = check_one(state_->ring.get(), file, packet, now);
    if (rank(next.verdict) < rank(best.verdict)) best = next;
  }
  return best;
}

}  // namespace patchmatrix
