// SPDX-License-Identifier: Apache-2.0
#include "fetch/trust.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "io/hash.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

struct Digests {
  std::string sha256, sha512;
};
std::string digest_of(HashAlgorithm algorithm, std::string_view bytes) {
  Hasher hasher(algorithm);
  hasher.add(bytes);
  return hasher.digest();
}
Digests digests_of(std::string_view bytes) {
  return {digest_of(HashAlgorithm::Sha256, bytes), digest_of(HashAlgorithm::Sha512, bytes)};
}

std::string text_of(const std::optional<Error>& error) {
  return test::error_of([&] {
    if (error) throw *error;
  });
}

std::optional<SignatureCheck> signature(SignatureVerdict verdict) {
  SignatureCheck check;
  check.verdict = verdict;
  check.fingerprint = "abc";
  check.signed_at = parse_instant("2022-11-08T08:00:00Z");
  return check;
}

TEST(HashVerdict, IsThatOfTheDigestInTheFile) {
  const auto [sha256, sha512] = digests_of("document");
  const auto [other256, other512] = digests_of("another");
  const std::pair<std::string, HashVerdict> cases[] = {
      {sha256 + "  a.json\n", HashVerdict::Good},
      {sha512 + "  a.json\n", HashVerdict::Good},
      {sha256, HashVerdict::Good},
      {sha512 + " *another-name.json", HashVerdict::Good},
      {other256 + "  a.json\n", HashVerdict::Wrong},
      {other512, HashVerdict::Wrong},
      {sha512.substr(0, 64), HashVerdict::Wrong},  // as long as a SHA-256
      {sha256 + sha256, HashVerdict::Wrong},
      {other256 + "  a.json\n" + sha256 + "  b.json\n", HashVerdict::Wrong},
      {"", HashVerdict::Missing},
      {"\n", HashVerdict::Missing},
      {sha256.substr(1), HashVerdict::Missing},
      {sha256 + "0", HashVerdict::Missing},
      {sha256.substr(0, 40), HashVerdict::Missing},
      {"<!DOCTYPE html><html>" + sha256 + "</html>", HashVerdict::Missing},
      {"a.json " + sha256, HashVerdict::Missing},
  };
  for (const auto& [text, verdict] : cases)
    EXPECT_EQ(slug(judge_hash(text, sha256, sha512)), slug(verdict)) << text;
}

TEST(HashVerdict, IsNeverGoodForADocumentWithoutDigests) {
  const std::pair<std::string, std::string> cases[] = {
      {"", "missing"},
      {"\n", "missing"},
      {"a", "missing"},
      {std::string(64, 'a'), "wrong"},
      {std::string(128, 'a'), "wrong"},
  };
  for (const auto& [text, verdict] : cases)
    EXPECT_EQ(slug(judge_hash(text, "", "")), verdict) << text;
}

TEST(HashVerdict, HasAWord) {
  EXPECT_EQ(slug(HashVerdict::NotOffered), "not-offered");
  EXPECT_EQ(slug(HashVerdict::Missing), "missing");
  EXPECT_EQ(slug(HashVerdict::Good), "good");
  EXPECT_EQ(slug(HashVerdict::Wrong), "wrong");
}

TEST(Refusal, FollowsThePolicyForHashes) {
  const auto good = signature(SignatureVerdict::Good);
  struct Case {
    HashVerdict hash;
    std::string record, prefer, require;
  };
  const Case cases[] = {
      {HashVerdict::NotOffered, "no error", "no error", "untrusted hash-missing"},
      {HashVerdict::Missing, "no error", "no error", "untrusted hash-missing"},
      {HashVerdict::Good, "no error", "no error", "no error"},
      {HashVerdict::Wrong, "no error", "untrusted hash-wrong", "untrusted hash-wrong"},
  };
  for (const Case& each : cases) {
    const TrustVerdict verdict{each.hash, good, true};
    EXPECT_EQ(text_of(refusal(verdict, Verification::Record)), each.record) << slug(each.hash);
    EXPECT_EQ(text_of(refusal(verdict, Verification::Prefer)), each.prefer) << slug(each.hash);
    EXPECT_EQ(text_of(refusal(verdict, Verification::Require)), each.require) << slug(each.hash);
  }
}

TEST(Refusal, FollowsThePolicyForSignatures) {
  struct Case {
    std::optional<SignatureCheck> signature;
    std::string prefer, prefer_without_keys, require;
  };
  const std::string by = " key=abc signed=2022-11-08T08:00:00Z";
  const auto judged = [&](SignatureVerdict verdict, const std::string& code) {
    const std::string error = "untrusted " + code + by;
    return Case{signature(verdict), error, "no error", error};
  };
  const Case cases[] = {
      {std::nullopt, "no error", "no error", "untrusted signature-missing"},
      {signature(SignatureVerdict::NotASignature), "no error", "no error",
       "untrusted signature-missing"},
      {signature(SignatureVerdict::Good), "no error", "no error", "no error"},
      judged(SignatureVerdict::Bad, "signature-bad"),
      judged(SignatureVerdict::UnknownKey, "signature-unknown-key"),
      judged(SignatureVerdict::KeyExpired, "signature-key-expired"),
      judged(SignatureVerdict::KeyRevoked, "signature-key-revoked"),
      judged(SignatureVerdict::SignatureExpired, "signature-expired"),
      judged(SignatureVerdict::Unsupported, "signature-unsupported"),
  };
  for (const Case& each : cases) {
    const std::string name(each.signature ? slug(each.signature->verdict) : "none");
    const TrustVerdict with_keys{HashVerdict::Good, each.signature, true};
    const TrustVerdict without{HashVerdict::Good, each.signature, false};
    EXPECT_EQ(text_of(refusal(with_keys, Verification::Record)), "no error") << name;
    EXPECT_EQ(text_of(refusal(without, Verification::Record)), "no error") << name;
    EXPECT_EQ(text_of(refusal(with_keys, Verification::Prefer)), each.prefer) << name;
    EXPECT_EQ(text_of(refusal(without, Verification::Prefer)), each.prefer_without_keys) << name;
    EXPECT_EQ(text_of(refusal(with_keys, Verification::Require)), each.require) << name;
    EXPECT_EQ(text_of(refusal(without, Verification::Require)), each.require) << name;
  }
}

TEST(Refusal, NamesTheHashBeforeTheSignature) {
  const TrustVerdict both{HashVerdict::Wrong, signature(SignatureVerdict::Bad), true};
  EXPECT_EQ(text_of(refusal(both, Verification::Record)), "no error");
  EXPECT_EQ(text_of(refusal(both, Verification::Prefer)), "untrusted hash-wrong");
  const TrustVerdict neither{HashVerdict::NotOffered, std::nullopt, true};
  EXPECT_EQ(text_of(refusal(neither, Verification::Prefer)), "no error");
  EXPECT_EQ(text_of(refusal(neither, Verification::Require)), "untrusted hash-missing");
}

TEST(Refusal, OfASignatureThatSaysNoTimeSaysNone) {
  TrustVerdict verdict{HashVerdict::Good, signature(SignatureVerdict::Bad), true};
  verdict.signature->signed_at.reset();
  verdict.signature->fingerprint.clear();
  EXPECT_EQ(text_of(refusal(verdict, Verification::Prefer)),
            "untrusted signature-bad key= signed=?");
}

}  // namespace
}  // namespace patchmatrix
