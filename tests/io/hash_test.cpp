// SPDX-License-Identifier: Apache-2.0
#include "io/hash.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace patchmatrix {
namespace {

struct Vector {
  std::string bytes;
  std::string sha256, sha512;
};

// The examples of FIPS 180-4, which NIST publishes apart, and its long message of a million "a".
const std::vector<Vector>& vectors() {
  static const std::vector<Vector> kVectors = {
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
       "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
       "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"},
      {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
       "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
       "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
       "204a8fc6dda82f0a0ced7beb8e08a41657c16ef468b228a8279be331a703c335"
       "96fd15c13b1b07f9aa1d3bea57789ca031ad85c7a71dd70354ec631238ca3445"},
      {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
       "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
       "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1",
       "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
       "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909"},
      {std::string(1'000'000, 'a'),
       "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
       "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973eb"
       "de0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b"},
  };
  return kVectors;
}

TEST(Hashes, AreThoseOfTheStandard) {
  for (const Vector& each : vectors()) {
    EXPECT_EQ(sha256(each.bytes), each.sha256) << each.bytes.substr(0, 80);
    Hasher short_one(HashAlgorithm::Sha256), long_one(HashAlgorithm::Sha512);
    short_one.add(each.bytes);
    long_one.add(each.bytes);
    EXPECT_EQ(short_one.digest(), each.sha256) << each.bytes.substr(0, 80);
    EXPECT_EQ(long_one.digest(), each.sha512) << each.bytes.substr(0, 80);
  }
}

TEST(Hasher, GivesTheSameForPiecesOfAnySize) {
  for (const Vector& each : vectors())
    for (const std::size_t size :
         {std::size_t{1}, std::size_t{3}, std::size_t{64}, std::size_t{127}}) {
      Hasher hasher(HashAlgorithm::Sha512);
      for (std::size_t at = 0; at < each.bytes.size(); at += size)
        hasher.add(std::string_view(each.bytes).substr(at, size));
      EXPECT_EQ(hasher.digest(), each.sha512) << each.bytes.substr(0, 80) << " by " << size;
    }
}

TEST(Hasher, GoesOnAfterItWasAsked) {
  Hasher hasher(HashAlgorithm::Sha256);
  EXPECT_EQ(hasher.digest(), vectors()[0].sha256);
  hasher.add("ab");
  EXPECT_EQ(hasher.digest(), sha256("ab"));
  hasher.add({});
  hasher.add("c");
  EXPECT_EQ(hasher.digest(), vectors()[1].sha256);
  EXPECT_EQ(hasher.digest(), vectors()[1].sha256) << "asked again";
}

TEST(Hasher, CanBeMovedInTheMiddle) {
  Hasher first(HashAlgorithm::Sha512);
  first.add("a");
  Hasher second(std::move(first));
  second.add("b");
  Hasher third(HashAlgorithm::Sha256);
  third.add("something else");
  third = std::move(second);
  third.add("c");
  EXPECT_EQ(third.digest(), vectors()[1].sha512);
}

}  // namespace
}  // namespace patchmatrix
