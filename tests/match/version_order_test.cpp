// SPDX-License-Identifier: Apache-2.0
#include "match/version_order.hpp"

#include <array>
#include <cctype>
#include <cstddef>
#include <functional>
#include <ostream>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "match/version_yardsticks.hpp"

namespace patchmatrix {
namespace {

using Compare = std::function<std::strong_ordering(const std::string&, const std::string&)>;

int sign(std::strong_ordering order) { return order < 0 ? -1 : order > 0 ? 1 : 0; }
int sign(int order) { return order < 0 ? -1 : order > 0 ? 1 : 0; }

std::strong_ordering by_rpm(const std::string& a, const std::string& b) {
  return compare_rpm_versions(a, b);
}
std::strong_ordering by_full_rpm(const std::string& a, const std::string& b) {
  return compare(parse_rpm_version(a), parse_rpm_version(b));
}
std::strong_ordering by_debian(const std::string& a, const std::string& b) {
  return compare_debian_versions(a, b);
}
std::strong_ordering by_dots(const std::string& a, const std::string& b) {
  return compare_dotted_versions(a, b);
}

// Texts that a version may be, and worse ones.
class Versions {
 public:
  explicit Versions(unsigned seed) : random_(seed) {}

  // Of parts and signs that occur in versions, in any order.
  std::string nasty(const std::vector<std::string>& parts, std::size_t most) {
    std::string out;
    for (std::size_t i = number(most + 1); i > 0; --i) out += one_of(parts);
    return out;
  }

  // "3.0.7", "1.1.1k", "20230614~rc2", "5.14.0^git1".
  std::string upstream() {
    std::string out = std::to_string(number(30));
    for (std::size_t i = number(4); i > 0; --i) {
      out += one_of({".", ".", ".", "+", "_"});
      if (number(6) == 0) out += "0";
      out += std::to_string(number(number(3) == 0 ? 100000 : 12));
    }
    if (number(4) == 0)
      out += one_of({"a", "k", "p1", "rc1", "~rc1", "~beta2", "^git1", "^20230101"});
    return out;
  }

  // A small change, so that pairs are often near to each other.
  std::string changed(std::string text) {
    if (text.empty()) return "1";
    const std::size_t at = number(text.size());
    switch (number(4)) {
      case 0:
        text[at] = one_of({"0", "1", "9", "a", "~", "+", "."})[0];
        break;
      case 1:
        text.insert(at, one_of({"0", "00", "1", "~", ".", "a", "z", "+"}));
        break;
      case 2:
        text.erase(at, 1);
        break;
      default:
        text += one_of({".0", "~", "a", ".1", "^", "+1"});
    }
    return text;
  }

  std::size_t number(std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_);
  }
  std::string one_of(const std::vector<std::string>& texts) { return texts[number(texts.size())]; }

 private:
  std::mt19937 random_;
};

const std::vector<std::string> kRpmParts = {
    "0", "1", "9", "10", "00", "007", "123456789012345678901234567890",
    "a", "b", "Z", "rc", "el", ".",   "..",
    "-", "_", "+", "~",  "~~", "^",   "^^",
    "é", " "};
const std::vector<std::string> kDebianParts = {
    "0", "1",  "9",  "10",     "00",  "007", "123456789012345678901234567890",
    "a", "z",  "B",  "ubuntu", "deb", ".",   "+",
    "~", "~~", "+b", ".0"};
const std::vector<std::string> kDottedParts = {
    "0", "1",   "16", "016", "99999999999999999999", ".", ".", "-", "rc", "RC1", "beta", "k", "~a",
    " ", "sp1", "+",  "_"};

std::vector<std::string> rpm_texts(unsigned seed, std::size_t count) {
  Versions versions(seed);
  std::vector<std::string> out;
  while (out.size() < count) {
    out.push_back(versions.number(2) == 0 ? versions.upstream() : versions.nasty(kRpmParts, 7));
    const std::string changed = versions.changed(out.back());
    out.push_back(changed);
  }
  return out;
}

std::vector<std::string> debian_texts(unsigned seed, std::size_t count) {
  Versions versions(seed);
  std::vector<std::string> out;
  while (out.size() < count) {
    std::string text;
    if (versions.number(4) == 0) text = std::to_string(versions.number(3)) + ":";
    text += std::to_string(versions.number(4));
    text += versions.number(2) == 0 ? "." + versions.upstream() : versions.nasty(kDebianParts, 6);
    if (versions.number(2) == 0)
      text += "-" + std::to_string(versions.number(4)) + versions.nasty(kDebianParts, 4);
    out.push_back(text);
    // An epoch has no sign, though dpkg would read one.
    const std::string changed = versions.changed(text);
    out.push_back(!changed.empty() && std::isdigit(changed.front()) ? changed : text);
  }
  return out;
}

std::vector<std::string> dotted_texts(unsigned seed, std::size_t count) {
  Versions versions(seed);
  std::vector<std::string> out;
  while (out.size() < count) {
    out.push_back(versions.number(2) == 0 ? versions.upstream() : versions.nasty(kDottedParts, 7));
    const std::string changed = versions.changed(out.back());
    out.push_back(changed);
  }
  return out;
}

void expect_total_order(const Compare& compare, const std::vector<std::string>& texts) {
  std::mt19937 random(7);
  std::uniform_int_distribution<std::size_t> index(0, texts.size() - 1);
  for (int round = 0; round < 200000; ++round) {
    const std::string& a = texts[index(random)];
    const std::string& b = texts[index(random)];
    const std::string& c = texts[index(random)];
    const std::string triple = "\"" + a + "\" \"" + b + "\" \"" + c + "\"";
    ASSERT_EQ(sign(compare(a, a)), 0) << triple;
    ASSERT_EQ(sign(compare(a, b)), -sign(compare(b, a))) << triple;
    if (compare(a, b) <= 0 && compare(b, c) <= 0) {
      ASSERT_LE(sign(compare(a, c)), 0) << triple;
      // Equal versions stand at one place.
      if (compare(a, b) == 0) {
        ASSERT_EQ(sign(compare(a, c)), sign(compare(b, c))) << triple;
      }
    }
  }
}

TEST(VersionOrder, IsTotal) {
  expect_total_order(by_rpm, rpm_texts(1, 4000));
  expect_total_order(by_debian, debian_texts(2, 4000));
  expect_total_order(by_dots, dotted_texts(3, 4000));
}

// Each text is below the next, or equal where the sign says so.
struct Pair {
  const char* a;
  char order;  // '<' or '='
  const char* b;
};

void expect_pairs(const Compare& compare, const std::vector<Pair>& pairs) {
  for (const Pair& each : pairs) {
    const int wanted = each.order == '<' ? -1 : 0;
    EXPECT_EQ(sign(compare(each.a, each.b)), wanted)
        << each.a << ' ' << each.order << ' ' << each.b;
    EXPECT_EQ(sign(compare(each.b, each.a)), -wanted) << each.b << " against " << each.a;
  }
}

TEST(RpmVersions, AreComparedAsRpmDoes) {
  expect_pairs(by_rpm, {
                           {"1.0", '=', "1.0"},
                           {"1.0", '=', "1_0"},
                           {"1.0", '=', "1.00"},
                           {"1.0", '=', "1.0."},
                           {"", '=', "."},
                           {"1.9", '<', "1.10"},
                           {"1.0", '<', "1.0.0"},
                           {"1.0a", '<', "1.0.1"},
                           {"1.0", '<', "1.0a"},
                           {"a", '<', "1"},
                           {"A", '<', "a"},
                           {"1.0~rc1", '<', "1.0"},
                           {"1.0~rc1", '<', "1.0~rc2"},
                           {"1.0", '<', "1.0^git1"},
                           {"1.0^git1", '<', "1.0.1"},
                           {"1.0~rc1^git1", '<', "1.0"},
                           {"99999999999999999999", '<', "100000000000000000000"},
                           {"16.el9_2", '<', "16.el9_2.1"},
                           {"284.11.1.el9_2", '<', "362.el9"},
                       });
}

TEST(RpmVersions, HaveEpochVersionAndRelease) {
  struct Case {
    const char* text;
    std::optional<int> epoch;
    const char *version, *release;
  };
  const std::vector<Case> cases = {
      {"1:1.1.1k-12.el8_9", 1, "1.1.1k", "12.el8_9"},
      {"0:3.0.7-16.el9", 0, "3.0.7", "16.el9"},
      {"3.0.7-16.el9", {}, "3.0.7", "16.el9"},
      {"3.0.7", {}, "3.0.7", ""},
      {"2023-04-01-1", {}, "2023-04-01", "1"},
      {":1-2", {}, ":1", "2"},
      {"1234567890:1-2", {}, "1234567890:1", "2"},
      {"a:1-2", {}, "a:1", "2"},
      {"", {}, "", ""},
  };
  for (const Case& each : cases) {
    const RpmVersion version = parse_rpm_version(each.text);
    EXPECT_EQ(version.epoch, each.epoch) << each.text;
    EXPECT_EQ(version.version, each.version) << each.text;
    EXPECT_EQ(version.release, each.release) << each.text;
    EXPECT_EQ(to_string(version), each.text) << each.text;
  }
  expect_pairs(by_full_rpm, {
                                {"2.0-1", '<', "1:1.0-1"},
                                {"1.0-2", '<', "1:1.0-1"},
                                {"0:1.0-1", '=', "1.0-1"},
                                {"1.0-1", '<', "1.0-2"},
                                {"1.0", '=', "1.0-2"},
                                {"1:1.0-9", '<', "1:1.1-1"},
                            });
}

TEST(DebianVersions, AreComparedAsDpkgDoes) {
  expect_pairs(by_debian, {
                              {"1.0", '=', "1.0-0"},
                              {"1.0", '=', "0:1.0"},
                              {"1.0", '=', "01.0"},
                              {"1.0", '=', "1."},
                              {"1.0~rc1-1", '<', "1.0-1"},
                              {"1.0~~", '<', "1.0~"},
                              {"1.0", '<', "1.0a"},
                              {"1.0a", '<', "1.0+"},
                              {"1.0+deb12u1", '<', "1.0+deb12u2"},
                              {"1.0-1~deb12u9", '<', "1.0-1~deb12u10"},
                              {"1.0-1ubuntu3", '<', "1.0-1ubuntu3.1"},
                              {"9.9-9", '<', "1:0.1-1"},
                              {"1:1.0", '<', "2:0.1"},
                              {"1.0-1", '<', "1.0-1+b1"},
                              {"1-2-3", '<', "1-3-1"},
                          });
}

TEST(DottedVersions, AreComparedByNumberComponentByComponent) {
  expect_pairs(by_dots, {
                            {"15.01.2507.016", '=', "15.1.2507.16"},
                            {"1913.1", '<', "1913.10"},
                            {"1913.9", '<', "1913.10"},
                            {"1", '=', "1.0.0"},
                            {"", '=', "0.0"},
                            {"1.0", '<', "1.0.1"},
                            {"18446744073709551616.1", '<', "18446744073709551617"},
                            {"1.0.2", '<', "1.0.2k"},
                            {"1.0.2K", '=', "1.0.2k"},
                            {"1.0.2k", '<', "1.0.2za"},
                            {"1.2-rc1", '<', "1.2"},
                            {"1.2-beta3", '<', "1.2-RC1"},
                            {"1.2.rc2", '<', "1.2"},
                            {"1.2~x", '<', "1.2"},
                            {"1.2", '<', "1.2-1"},
                            {"1.2-9", '<', "1.2-10"},
                            {"1.2 rcx", '<', "1.3"},
                        });
}

TEST(DottedVersions, AreTwoOrMoreNumbersWithDots) {
  for (const char* text : {"1.0", "15.01.2507.016", "0.0", "99999999999999999999.1"})
    EXPECT_TRUE(is_dotted_version(text)) << text;
  for (const char* text :
       {"", "1", ".", "1.", ".1", "1..2", "1.0a", "1.0-1", " 1.0", "v1.0", "1,0"})
    EXPECT_FALSE(is_dotted_version(text)) << text;
}

// ── other programs' orders, where the libraries of their packages are there ──

constexpr std::size_t kPairs = 100000;

TEST(RpmVersions, AgreeWithRpmOnAHundredThousandPairs) {
  if (!test::has_rpm()) GTEST_SKIP() << "needs librpm-dev when the tests are built";
  const std::vector<std::string> texts = rpm_texts(11, 2 * kPairs);
  for (std::size_t i = 0; i + 1 < texts.size(); i += 2) {
    // Pairs near to each other, and pairs of nothing to do with each other.
    const std::string& a = texts[i];
    const std::string& b = i % 3 == 0 ? texts[texts.size() - 1 - i] : texts[i + 1];
    ASSERT_EQ(sign(compare_rpm_versions(a, b)), sign(test::rpm_order(a, b)))
        << '"' << a << "\" \"" << b << '"';
  }
}

TEST(DebianVersions, AgreeWithDpkgOnAHundredThousandPairs) {
  if (!test::has_dpkg()) GTEST_SKIP() << "needs libdpkg-dev when the tests are built";
  const std::vector<std::string> texts = debian_texts(12, 4 * kPairs);
  std::size_t compared = 0;
  for (std::size_t i = 0; i + 1 < texts.size() && compared < kPairs; i += 2) {
    const std::string& a = texts[i];
    const std::string& b = i % 3 == 0 ? texts[texts.size() - 1 - i] : texts[i + 1];
    const std::optional<int> wanted = test::dpkg_order(a, b);
    if (!wanted) continue;  // one of them is none for dpkg
    ++compared;
    ASSERT_EQ(sign(compare_debian_versions(a, b)), sign(*wanted))
        << '"' << a << "\" \"" << b << '"';
  }
  EXPECT_EQ(compared, kPairs);
}

TEST(DebianVersions, AgreeWithTheCommandOfDpkg) {
  if (!test::has_dpkg_command()) GTEST_SKIP() << "needs the command dpkg";
  const std::vector<std::string> texts = debian_texts(13, 400);
  std::size_t compared = 0;
  for (std::size_t i = 0; i + 1 < texts.size() && compared < 100; i += 2) {
    const std::optional<bool> below = test::dpkg_command_says_below(texts[i], texts[i + 1]);
    if (!below) continue;
    ++compared;
    EXPECT_EQ(compare_debian_versions(texts[i], texts[i + 1]) < 0, *below)
        << '"' << texts[i] << "\" \"" << texts[i + 1] << '"';
  }
  EXPECT_EQ(compared, 100U);
}

}  // namespace
}  // namespace patchmatrix
