// SPDX-License-Identifier: Apache-2.0
#include "io/openpgp.hpp"

#include <array>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/files.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using testing::AnyOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;

std::filesystem::path folder() { return test::source_folder() / "tests" / "io" / "openpgp"; }
std::filesystem::path document() { return folder() / "signed.json"; }
std::string fixture(const std::string& name) { return read_file(folder() / name); }

const Instant kNow = *parse_instant("2026-01-01T00:00:00Z");

KeyRing ring_of(const std::vector<std::string>& blocks) {
  KeyRing ring;
  for (const std::string& each : blocks) ring.add(fixture(each));
  return ring;
}

// "expired-since" for "Example PSIRT (expired-since) <psirt@vendor.test>".
std::string nickname(const std::string& user_id) {
  const std::size_t open = user_id.find('('), close = user_id.find(')');
  return user_id.substr(open + 1, close - open - 1);
}

// "verdict key signing-time what has become of the key", the key by its nickname.
std::string told(const KeyRing& ring, const SignatureCheck& check) {
  std::string text(slug(check.verdict));
  std::string name = check.fingerprint;
  for (const PublicKey& key : ring.keys())
    if (key.fingerprint == check.fingerprint) name = nickname(key.user_id);
  if (!name.empty()) text += " " + name;
  if (check.signed_at) text += " " + to_string(*check.signed_at);
  if (check.key_expired_since) text += " expired";
  if (check.key_revoked_since) text += " revoked";
  return text;
}

std::string checked(const KeyRing& ring, std::string_view signature, Instant now = kNow) {
  return told(ring, ring.check(document(), signature, now));
}

struct Case {
  std::string name, expected;
};

// Of the keys in all.pub.gpg.
const std::vector<Case> kCases = {
    {"good.asc", "good good 2024-05-14T08:00:00Z"},
    {"good.sig", "good good 2024-05-14T08:00:00Z"},
    {"other.asc", "good other 2024-05-14T08:00:00Z"},
    {"text.asc", "good good 2024-05-14T08:00:00Z"},
    {"sha224.asc", "good other 2024-05-14T08:00:00Z"},
    {"wrong.asc", "bad good 2024-05-14T08:00:00Z"},

    {"subkey.asc", "good subkey 2024-05-14T08:00:00Z"},
    {"subkey-expired.asc", "key-expired subkey-expired 2024-05-14T08:00:00Z expired"},
    {"subkey-revoked.asc", "good subkey-revoked 2024-05-14T08:00:00Z revoked"},
    {"subkey-revoked-before.asc", "key-revoked subkey-revoked 2025-01-15T08:00:00Z revoked"},

    {"expired-since.asc", "good expired-since 2024-05-14T08:00:00Z expired"},
    {"expired-before.asc", "key-expired expired-before 2024-05-14T08:00:00Z expired"},
    {"expired-last-second.asc", "good expired-before 2022-12-31T23:59:59Z expired"},
    {"expired-that-second.asc", "key-expired expired-before 2023-01-01T00:00:00Z expired"},
    {"extended.asc", "good extended 2024-05-14T08:00:00Z"},

    {"revoked-superseded.asc", "good revoked-superseded 2024-05-14T08:00:00Z revoked"},
    {"revoked-that-second.asc", "key-revoked revoked-superseded 2024-09-01T08:00:00Z revoked"},
    {"revoked-superseded-before.asc",
     "key-revoked revoked-superseded 2025-01-15T08:00:00Z revoked"},
    {"revoked-retired.asc", "good revoked-retired 2024-05-14T08:00:00Z revoked"},
    {"revoked-retired-before.asc", "key-revoked revoked-retired 2025-01-15T08:00:00Z revoked"},
    {"revoked-compromised.asc", "key-revoked revoked-compromised 2024-05-14T08:00:00Z revoked"},
    {"revoked-compromised-before.asc",
     "key-revoked revoked-compromised 2025-01-15T08:00:00Z revoked"},
    {"revoked-no-reason.asc", "key-revoked revoked-no-reason 2024-05-14T08:00:00Z revoked"},
    {"revoked-no-reason-before.asc", "key-revoked revoked-no-reason 2025-01-15T08:00:00Z revoked"},
    {"revoked-twice.asc", "key-revoked revoked-twice 2024-05-14T08:00:00Z revoked"},

    {"signature-expired.asc", "signature-expired good 2024-05-14T08:00:00Z"},
    {"signature-expires-late.asc", "good good 2024-05-14T08:00:00Z"},

    {"sha1.asc", "unsupported other 2024-05-14T08:00:00Z"},
    {"md5.asc", "unsupported other 2024-05-14T08:00:00Z"},
    {"short.asc", "unsupported short 2024-05-14T08:00:00Z"},
    {"no-signing.asc", "unsupported no-signing 2024-05-14T08:00:00Z"},
    {"sha1-self.asc", "good sha1-self 2024-05-14T08:00:00Z"},

    {"two.asc", "good good 2024-05-14T08:00:00Z"},
    {"wrong-and-good.asc", "good other 2024-05-14T08:00:00Z"},

    {"truncated.asc", "not-a-signature"},
    {"clear.asc", "not-a-signature"},
    {"message.asc", "not-a-signature"},
    {"page.asc", "not-a-signature"},
};

TEST(OpenPgp, JudgesAKeyAtTheTimeOfSigning) {
  const KeyRing ring = ring_of({"all.pub.gpg"});
  for (const Case& each : kCases)
    EXPECT_EQ(checked(ring, fixture("signed.json." + each.name)), each.expected) << each.name;
}

TEST(OpenPgp, TellsWhatHasBecomeOfAKeyAsSeenFromNow) {
  const KeyRing ring = ring_of({"all.pub.gpg"});
  const auto seen = [&](const std::string& name, std::string_view now) {
    return checked(ring, fixture("signed.json." + name), *parse_instant(now));
  };
  EXPECT_EQ(seen("expired-since.asc", "2024-12-31T23:59:59Z"),
            "good expired-since 2024-05-14T08:00:00Z");
  EXPECT_EQ(seen("expired-since.asc", "2025-01-01T00:00:00Z"),
            "good expired-since 2024-05-14T08:00:00Z expired");
  EXPECT_EQ(seen("revoked-retired.asc", "2024-09-01T07:59:59Z"),
            "good revoked-retired 2024-05-14T08:00:00Z");
  EXPECT_EQ(seen("revoked-retired.asc", "2024-09-01T08:00:00Z"),
            "good revoked-retired 2024-05-14T08:00:00Z revoked");
  EXPECT_EQ(seen("signature-expired.asc", "2024-05-31T23:59:59Z"),
            "good good 2024-05-14T08:00:00Z");
  EXPECT_EQ(seen("signature-expired.asc", "2024-06-01T00:00:00Z"),
            "signature-expired good 2024-05-14T08:00:00Z");
  EXPECT_EQ(seen("signature-expires-late.asc", "2099-12-31T00:00:00Z"),
            "signature-expired good 2024-05-14T08:00:00Z");
  EXPECT_EQ(seen("good.asc", "2024-05-14T07:00:00Z"), "good good 2024-05-14T08:00:00Z")
      << "made by a clock that is ahead of ours";
}

TEST(OpenPgp, NamesTheIssuerWhoseKeyItDoesNotHold) {
  const std::string unknown = ring_of({"unknown.pub.asc"}).keys().front().fingerprint;
  const KeyRing ring = ring_of({"all.pub.gpg"}), empty;
  const std::string signature = fixture("signed.json.unknown.asc");
  EXPECT_EQ(checked(ring, signature), "unknown-key " + unknown + " 2024-05-14T08:00:00Z");
  EXPECT_EQ(checked(empty, signature), "unknown-key " + unknown + " 2024-05-14T08:00:00Z");
  EXPECT_EQ(unknown.size(), 40u);

  const std::string other = ring_of({"other.pub.asc"}).keys().front().fingerprint;
  EXPECT_EQ(checked(empty, fixture("signed.json.sha1.asc")),
            "unsupported " + other + " 2024-05-14T08:00:00Z");
}

TEST(OpenPgp, DoesNotTrustAKeyThatNothingBindsToItsHolder) {
  const KeyRing ring = ring_of({"unbound.pub.gpg"});
  const std::string good = ring_of({"good.pub.asc"}).keys().front().fingerprint;
  ASSERT_EQ(ring.keys().size(), 1u);
  EXPECT_EQ(ring.keys().front().fingerprint, good);
  EXPECT_EQ(ring.keys().front().user_id, "");
  const SignatureCheck check = ring.check(document(), fixture("signed.json.good.asc"), kNow);
  EXPECT_EQ(slug(check.verdict), "unsupported");
  EXPECT_EQ(check.fingerprint, good);
}

TEST(OpenPgp, LearnsThatAKeyItHoldsWasRevoked) {
  KeyRing ring = ring_of({"not-yet-revoked.pub.asc"});
  const std::string signature = fixture("signed.json.revoked.asc");
  EXPECT_EQ(checked(ring, signature), "good revoked-compromised 2024-05-14T08:00:00Z");
  ring.add(fixture("revoked.pub.asc"));
  EXPECT_EQ(checked(ring, signature),
            "key-revoked revoked-compromised 2024-05-14T08:00:00Z revoked");
  ring.add(fixture("not-yet-revoked.pub.asc"));
  EXPECT_EQ(checked(ring, signature),
            "key-revoked revoked-compromised 2024-05-14T08:00:00Z revoked");
}

std::string joined(const std::vector<std::string>& parts) {
  std::string all;
  for (const std::string& each : parts) all += each;
  return all;
}

std::string with_carriage_returns(const std::string& text) {
  std::string result;
  for (const char each : text) {
    if (each == '\n') result += '\r';
    result += each;
  }
  return result;
}

TEST(OpenPgp, TakesTheBestOfSeveralSignatures) {
  const KeyRing ring = ring_of({"good.pub.asc", "expired-before.pub.asc"});
  const std::string good = fixture("signed.json.good.asc"),
                    wrong = fixture("signed.json.wrong.asc"),
                    unknown = fixture("signed.json.unknown.asc"),
                    expired = fixture("signed.json.expired-before.asc"),
                    sha1 = fixture("signed.json.sha1.asc"),
                    binary = fixture("signed.json.good.sig"),
                    cut = fixture("signed.json.truncated.asc") + "\n";
  std::string version_6 = binary;
  version_6[2] = 6;
  const std::string found = "good good 2024-05-14T08:00:00Z";
  const std::string other = ring_of({"other.pub.asc"}).keys().front().fingerprint;
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{good, unknown}, found},
      {{unknown, wrong, good}, found},
      {{cut, good}, found},
      {{good, cut}, found},
      {{binary, version_6}, found},
      {{version_6, binary}, found},
      {{binary, "\n"}, found},
      {{unknown, wrong}, "bad good 2024-05-14T08:00:00Z"},
      {{wrong, expired}, "key-expired expired-before 2024-05-14T08:00:00Z expired"},
      {{unknown, sha1}, "unsupported " + other + " 2024-05-14T08:00:00Z"},
      {std::vector<std::string>(15, wrong), "bad good 2024-05-14T08:00:00Z"},
  };
  for (std::size_t i = 0; i < cases.size(); ++i)
    EXPECT_EQ(checked(ring, joined(cases[i].first)), cases[i].second) << "case " << i;

  std::vector<std::string> many(16, wrong);
  many.push_back(good);
  EXPECT_EQ(checked(ring, joined(many)), "bad good 2024-05-14T08:00:00Z")
      << "the seventeenth is not looked at";
}

TEST(OpenPgp, ReadsArmorHoweverItIsServed) {
  const KeyRing ring = ring_of({"good.pub.asc"});
  const std::string good = fixture("signed.json.good.asc");
  for (const std::string& each :
       {good, with_carriage_returns(good), "\xef\xbb\xbf" + good, "\n\n" + good,
        "Signature of the advisory\n\n" + good + "\nThe end\n", good.substr(0, good.size() - 1)})
    EXPECT_EQ(checked(ring, each), "good good 2024-05-14T08:00:00Z") << each;
}

TEST(OpenPgp, SeesWhatIsNoSignature) {
  const KeyRing ring = ring_of({"good.pub.asc"});
  const std::string good = fixture("signed.json.good.asc"),
                    binary = fixture("signed.json.good.sig");
  for (const std::string& each :
       {std::string(), std::string(1, '\0'), std::string("{}"), std::string("\n"),
        fixture("signed.json"), fixture("good.pub.asc"), fixture("good.pub.gpg"),
        fixture("secret.asc"), fixture("signed.json.page.asc"),
        "<html><pre>" + good + "</pre></html>", "> " + good,
        std::string("-----BEGIN PGP SIGNATURE-----\n"),
        std::string("-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----\n"),
        good + std::string((1 << 20) + 1 - good.size(), '\n'), "x" + binary})
    EXPECT_EQ(checked(ring, each), "not-a-signature") << each.substr(0, 200);
  EXPECT_EQ(checked(ring, good + std::string((1 << 20) - good.size(), '\n')),
            "good good 2024-05-14T08:00:00Z");

  for (std::size_t size = 0; size < binary.size(); ++size)
    EXPECT_EQ(checked(ring, binary.substr(0, size)), "not-a-signature") << size;
  const std::size_t footer = good.find("-----END");
  for (std::size_t size = 0; size < footer + 5; ++size)
    EXPECT_EQ(checked(ring, good.substr(0, size)), "not-a-signature") << size;
}

TEST(OpenPgp, DoesNotAcceptFormsItDoesNotKnow) {
  const KeyRing ring = ring_of({"good.pub.asc"});
  const std::string binary = fixture("signed.json.good.sig");
  const struct {
    std::size_t place;
    char byte;
    std::string_view expected;
  } cases[] = {
      {2, 2, "unsupported"},
      {2, 3, "unsupported"},
      {2, 5, "unsupported"},
      {2, 6, "unsupported"},
      {3, 0x02, "unsupported good 2024-05-14T08:00:00Z"},  // "standalone"
      {3, 0x10, "unsupported good 2024-05-14T08:00:00Z"},  // of a key
      {3, 0x13, "unsupported good 2024-05-14T08:00:00Z"},
      {3, 0x40, "unsupported good 2024-05-14T08:00:00Z"},  // "timestamp"
      {3, 0x01, "bad good 2024-05-14T08:00:00Z"},          // of a text
      {4, 1, "unsupported"},                               // RSA, of another form
      {5, 1, "unsupported good 2024-05-14T08:00:00Z"},     // MD5
      {5, 2, "unsupported good 2024-05-14T08:00:00Z"},     // SHA-1
      {5, 3, "unsupported"},                               // RIPE-MD/160
      {5, 10, "bad good 2024-05-14T08:00:00Z"},            // SHA-512
      {5, 99, "unsupported"},
  };
  for (const auto& each : cases) {
    std::string changed = binary;
    changed[each.place] = each.byte;
    EXPECT_EQ(checked(ring, changed), each.expected)
        << each.place << " " << static_cast<int>(each.byte);
  }
}

// Whatever byte of a signature is another: it is not good, unless the byte is in the part that is
// not signed (40: what kind of name the issuer's short name is) or tells how many bits of a number
// are used (52, 86), which librnp does not insist on.
TEST(OpenPgp, SeesEveryChangedByte) {
  const KeyRing ring = ring_of({"good.pub.asc"});
  const std::string binary = fixture("signed.json.good.sig");
  std::vector<std::size_t> still_good;
  for (std::size_t i = 0; i < binary.size(); ++i) {
    for (const int flip : {0x01, 0x80, 0xff}) {
      std::string changed = binary;
      changed[i] = static_cast<char>(changed[i] ^ flip);
      const SignatureCheck check = ring.check(document(), changed, kNow);
      if (check.verdict == SignatureVerdict::Good) still_good.push_back(i);
    }
  }
  EXPECT_THAT(still_good, Contains(40u));
  EXPECT_THAT(still_good, Each(AnyOf(40u, 52u, 86u)));
}

std::vector<std::string> described(const std::vector<PublicKey>& keys) {
  std::vector<std::string> lines;
  for (const PublicKey& each : keys) {
    std::string line = each.user_id;
    if (each.created) line += " " + to_string(*each.created);
    if (each.expires) line += " until " + to_string(*each.expires);
    if (each.revoked) line += " revoked " + each.revocation_reason;
    lines.push_back(line);
  }
  return lines;
}

TEST(OpenPgp, DescribesTheKeysItTakes) {
  const std::vector<Case> cases = {
      {"good.pub.asc", "Example PSIRT (good) <psirt@vendor.test> 2022-01-01T00:00:00Z"},
      {"good.pub.gpg", "Example PSIRT (good) <psirt@vendor.test> 2022-01-01T00:00:00Z"},
      {"subkey.pub.asc", "Example PSIRT (subkey) <psirt@vendor.test> 2022-01-01T00:00:00Z"},
      {"subkey-revoked.pub.asc",
       "Example PSIRT (subkey-revoked) <psirt@vendor.test> 2022-01-01T00:00:00Z"},
      {"extended.pub.asc", "Example PSIRT (extended) <psirt@vendor.test> 2022-01-01T00:00:00Z"},
      {"expired-since.pub.asc",
       "Example PSIRT (expired-since) <psirt@vendor.test> 2022-01-01T00:00:00Z until "
       "2025-01-01T00:00:00Z"},
      {"revoked-no-reason.pub.asc",
       "Example PSIRT (revoked-no-reason) <psirt@vendor.test> 2022-01-01T00:00:00Z revoked "
       "no-reason"},
      {"revoked-compromised.pub.asc",
       "Example PSIRT (revoked-compromised) <psirt@vendor.test> 2022-01-01T00:00:00Z revoked "
       "compromised"},
      {"revoked-superseded.pub.asc",
       "Example PSIRT (revoked-superseded) <psirt@vendor.test> 2022-01-01T00:00:00Z revoked "
       "superseded"},
      {"revoked-retired.pub.asc",
       "Example PSIRT (revoked-retired) <psirt@vendor.test> 2022-01-01T00:00:00Z revoked retired"},
      {"revoked-twice.pub.asc",
       "Example PSIRT (revoked-twice) <psirt@vendor.test> 2022-01-01T00:00:00Z revoked "
       "compromised"},
  };
  for (const Case& each : cases) {
    KeyRing ring;
    EXPECT_THAT(described(ring.add(fixture(each.name))), ElementsAre(each.expected)) << each.name;
    EXPECT_THAT(described(ring.keys()), ElementsAre(each.expected)) << each.name;
  }
}

TEST(OpenPgp, TakesEveryKeyOfABlockOnce) {
  std::map<std::string, std::string> by_fingerprint;
  for (const std::string name : {"good", "other"}) {
    const PublicKey key = ring_of({name + ".pub.asc"}).keys().front();
    EXPECT_EQ(key.fingerprint.find_first_not_of("0123456789abcdef"), std::string::npos);
    by_fingerprint[key.fingerprint] =
        "Example PSIRT (" + name + ") <psirt@vendor.test> 2022-01-01T00:00:00Z";
  }
  std::vector<std::string> both;
  for (const auto& [fingerprint, description] : by_fingerprint) both.push_back(description);

  KeyRing ring;
  EXPECT_THAT(described(ring.keys()), ElementsAre());
  EXPECT_EQ(described(ring.add(fixture("two.pub.asc"))), both);
  EXPECT_EQ(described(ring.add(fixture("two-blocks.pub.asc"))), both);
  EXPECT_EQ(described(ring.add(with_carriage_returns(fixture("two.pub.asc")))), both);
  EXPECT_EQ(ring.add(fixture("good.pub.asc")).size(), 1u);
  EXPECT_EQ(described(ring.keys()), both);

  KeyRing moved = std::move(ring);
  EXPECT_EQ(described(moved.keys()), both);
  EXPECT_EQ(checked(moved, fixture("signed.json.good.asc")), "good good 2024-05-14T08:00:00Z");
}

TEST(OpenPgp, RefusesWhatIsNoPublicKey) {
  KeyRing ring = ring_of({"good.pub.asc"});
  const std::string good = fixture("good.pub.asc"), secret = fixture("secret.asc");
  for (const std::string& each :
       {std::string(), std::string("\n"), std::string("{}"), fixture("signed.json"),
        fixture("signed.json.page.asc"), fixture("signed.json.good.asc"),
        fixture("signed.json.good.sig"), good.substr(0, good.size() / 2), secret,
        fixture("other.pub.asc") + secret, secret + fixture("other.pub.asc"),
        std::string((8 << 20) + 1, '\n')})
    EXPECT_EQ(test::error_of([&] { ring.add(each); }), "malformed not-a-key")
        << each.substr(0, 200);
  EXPECT_THAT(described(ring.keys()),
              ElementsAre("Example PSIRT (good) <psirt@vendor.test> 2022-01-01T00:00:00Z"));
}

TEST(OpenPgp, NamesTheFileItCannotRead) {
  const KeyRing ring = ring_of({"good.pub.asc"});
  const test::TemporaryFolder temporary;
  const std::filesystem::path missing = temporary.path() / "none.json";
  for (const std::string& signature : {fixture("signed.json.good.asc"), std::string()}) {
    EXPECT_EQ(test::error_of([&] { ring.check(missing, signature, kNow); }),
              "not-found " + missing.string() + " no-file");
    EXPECT_EQ(test::error_of([&] { ring.check(temporary.path(), signature, kNow); }),
              "io " + temporary.path().string() + " not-readable reason=Is a directory");
  }
}

// librnp itself is not so quiet.
TEST(OpenPgp, WritesNothingToTheStandardError) {
  testing::internal::CaptureStderr();
  {
    KeyRing ring = ring_of({"good.pub.asc"});
    test::error_of([&] { ring.add("none"); });
    for (const std::string name : {"wrong.asc", "unknown.asc", "sha1.asc", "page.asc"})
      checked(ring, fixture("signed.json." + name));
    std::string damaged = fixture("signed.json.good.sig");
    damaged[30] = '\xff';
    checked(ring, damaged);
  }
  std::fputs("still there", stderr);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "still there");
}

TEST(OpenPgp, LosesNothingThatOtherThreadsWrite) {
  const KeyRing ring = ring_of({"good.pub.asc"});
  const std::string wrong = fixture("signed.json.wrong.asc");
  testing::internal::CaptureStderr();
  std::thread other([] {
    for (int i = 0; i < 1000; ++i) std::fputs("x", stderr);
  });
  for (int i = 0; i < 50; ++i) checked(ring, wrong);
  other.join();
  EXPECT_EQ(testing::internal::GetCapturedStderr(), std::string(1000, 'x'));
}

TEST(OpenPgp, ChecksFilesOfAnySize) {
  const KeyRing ring = ring_of({"good.pub.asc"});
  const test::TemporaryFolder temporary;
  for (const std::string& content :
       {std::string(), fixture("signed.json") + " ", std::string(3'000'000, 'x')}) {
    const std::filesystem::path file = temporary.write("signed.json", content);
    EXPECT_EQ(told(ring, ring.check(file, fixture("signed.json.good.asc"), kNow)),
              "bad good 2024-05-14T08:00:00Z")
        << content.size();
  }
  const std::filesystem::path file = temporary.write("signed.json", fixture("signed.json"));
  EXPECT_EQ(told(ring, ring.check(file, fixture("signed.json.good.asc"), kNow)),
            "good good 2024-05-14T08:00:00Z");
}

// ── GnuPG's opinion ──────────────────────────────────────────────────────────────────────────────

std::string output_of(const std::string& command) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string output;
  std::array<char, 4096> buffer;
  for (std::size_t got = 1; pipe && got > 0;) {
    got = std::fread(buffer.data(), 1, buffer.size(), pipe.get());
    output.append(buffer.data(), got);
  }
  return output;
}

// The best of what gpgv tells of the signatures of a file.
std::string opinion_of_gpgv(const std::string& name) {
  const test::TemporaryFolder home;
  const std::string status = output_of(
      "gpgv --homedir '" + home.path().string() + "' --status-fd 1 --keyring '" +
      (folder() / "all.pub.gpg").string() + "' '" + (folder() / ("signed.json." + name)).string() +
      "' '" + document().string() + "' 2>/dev/null");
  std::string opinion = "NONE";
  for (const std::string each : {"ERRSIG", "BADSIG", "REVKEYSIG", "EXPKEYSIG", "EXPSIG", "GOODSIG"})
    if (status.find("[GNUPG:] " + each + " ") != status.npos) opinion = each;
  return opinion;
}

TEST(OpenPgp, AgreesWithGpgv) {
  if (output_of("command -v gpgv").empty()) GTEST_SKIP() << "needs gpgv";
  // Where it does not, and why.
  const std::map<std::string, std::string> differences = {
      // gpgv judges keys by today, not by the time of signing, and leaves the rest to its caller.
      {"expired-since.asc", "EXPKEYSIG"},
      {"expired-last-second.asc", "EXPKEYSIG"},
      {"revoked-superseded.asc", "REVKEYSIG"},
      {"revoked-retired.asc", "REVKEYSIG"},
      {"subkey-revoked.asc", "REVKEYSIG"},
      // It accepts what is within an attacker's reach today.
      {"sha1.asc", "GOODSIG"},
      {"short.asc", "GOODSIG"},
      // It does not go on after a bad signature.
      {"wrong-and-good.asc", "BADSIG"},
  };
  std::map<std::string, std::string> seen;
  const KeyRing ring = ring_of({"all.pub.gpg"});
  for (const Case& each : kCases) {
    const bool good = each.expected.rfind("good ", 0) == 0;
    const std::string opinion = opinion_of_gpgv(each.name);
    if (good != (opinion == "GOODSIG")) seen[each.name] = opinion;
  }
  EXPECT_EQ(seen, differences);
}

}  // namespace
}  // namespace patchmatrix
