// SPDX-License-Identifier: Apache-2.0
#include "fetch/trust.hpp"

#include "fetch/lists.hpp"

namespace patchmatrix {
namespace {

Error refused(const std::string& code, Arguments arguments = {}) {
  return Error(ErrorKind::Untrusted, code, {}, std::move(arguments));
}

std::optional<Error> refused_hash(HashVerdict verdict, Verification policy) {
  switch (verdict) {
    case HashVerdict::Good:
      return std::nullopt;
    case HashVerdict::Wrong:
      return refused("hash-wrong");
    case HashVerdict::NotOffered:
    case HashVerdict::Missing:
      break;
  }
  if (policy == Verification::Require) return refused("hash-missing");
  return std::nullopt;
}

std::string code_of(SignatureVerdict verdict) {
  switch (verdict) {
    case SignatureVerdict::Bad:
      return "signature-bad";
    case SignatureVerdict::UnknownKey:
      return "signature-unknown-key";
    case SignatureVerdict::KeyExpired:
      return "signature-key-expired";
    case SignatureVerdict::KeyRevoked:
      return "signature-key-revoked";
    case SignatureVerdict::SignatureExpired:
      return "signature-expired";
    case SignatureVerdict::Unsupported:
      return "signature-unsupported";
    case SignatureVerdict::Good:
    case SignatureVerdict::NotASignature:
      break;
  }
  return "signature-missing";
}

std::optional<Error> refused_signature(const TrustVerdict& verdict, Verification policy) {
  const bool required = policy == Verification::Require;
  if (!verdict.signature || verdict.signature->verdict == SignatureVerdict::NotASignature)
    return required ? std::optional(refused("signature-missing")) : std::nullopt;
  const SignatureCheck& check = *verdict.signature;
  if (check.verdict == SignatureVerdict::Good) return std::nullopt;
  // Without a key nothing can be said of a signature; that is like having none.
  if (!verdict.have_keys && !required) return std::nullopt;
  const std::string when = check.signed_at ? to_string(*check.signed_at) : "?";
  return refused(code_of(check.verdict), {{"key", check.fingerprint}, {"signed", when}});
}

}  // namespace

std::string_view slug(HashVerdict verdict) {
  switch (verdict) {
    case HashVerdict::NotOffered:
      return "not-offered";
    case HashVerdict::Missing:
      return "missing";
    case HashVerdict::Good:
      return "good";
    case HashVerdict::Wrong:
      return "wrong";
  }
  return {};
}

HashVerdict judge_hash(std::string_view hash_file, const std::string& sha256,
                       const std::string& sha512) {
  if (const auto digest = read_hash(hash_file, kSha512Digits))
    return *digest == sha512 ? HashVerdict::Good : HashVerdict::Wrong;
  if (const auto digest = read_hash(hash_file, kSha256Digits))
    return *digest == sha256 ? HashVerdict::Good : HashVerdict::Wrong;
  return HashVerdict::Missing;
}

std::optional<Error> refusal(const TrustVerdict& verdict, Verification policy) {
  if (policy == Verification::Record) return std::nullopt;
  if (auto error = refused_hash(verdict.hash, policy)) return error;
  return refused_signature(verdict, policy);
}

}  // namespace patchmatrix
