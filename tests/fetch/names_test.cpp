// SPDX-License-Identifier: Apache-2.0
#include "fetch/names.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "io/hash.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace std::string_literals;

constexpr const char* kHome = "vendor.test";

// The name of what is published there, or the error.
std::string name_of(const std::string& address) {
  const auto url = parse_url(address);
  if (!url) return "no address";
  std::string name;
  const std::string error = test::error_of([&] { name = mirror_name(*url, kHome); });
  return error == "no error" ? name : error;
}

std::string listed(const std::string& list, const std::string& line) {
  std::string address;
  const std::string error =
      test::error_of([&] { address = listed_url(*parse_url(list), line).text(); });
  return error == "no error" ? address : error;
}

TEST(MirrorName, IsThePathOfTheAddress) {
  const std::pair<std::string, std::string> cases[] = {
      {"https://vendor.test/a.json", "a.json"},
      {"https://vendor.test/csaf/white/2022/a.json", "csaf/white/2022/a.json"},
      {"https://VENDOR.test:443/A.json#part", "A.json"},
      {"https://vendor.test/CVE-2025-0114", "CVE-2025-0114"},
      {"https://vendor.test/2021/nn-2021:1-01.json", "2021/nn-2021:1-01.json"},
      {"https://vendor.test/2025/icsa-25-317-16%20.json", "2025/icsa-25-317-16 .json"},
      {"https://vendor.test/2025/icsa-25-317-16 .json", "2025/icsa-25-317-16 .json"},
      {"https://vendor.test/Some%20SE%20&%20Co.%20KG/a.json", "Some SE & Co. KG/a.json"},
      {"https://vendor.test/caf%C3%A9.json", "caf\xc3\xa9.json"},
      {"https://vendor.test/%E6%9C%88.json", "\xe6\x9c\x88.json"},
      {"https://vendor.test/.well-known/csaf/a.json", ".well-known/csaf/a.json"},
      {"https://vendor.test/...a", "...a"},
      {"https://vendor.test/a..b", "a..b"},
      {"https://vendor.test/%7Ea/b%2Bc", "~a/b+c"},
  };
  for (const auto& [address, name] : cases) EXPECT_EQ(name_of(address), name) << address;
}

TEST(MirrorName, HasTheHostInFrontIfItIsAnother) {
  const std::pair<std::string, std::string> cases[] = {
      {"https://other.test/a.json", "@other.test/a.json"},
      {"https://vendor.test:8443/a.json", "@vendor.test:8443/a.json"},
      {"https://sub.vendor.test/a.json", "@sub.vendor.test/a.json"},
      {"https://vendor.test.evil.test/a.json", "@vendor.test.evil.test/a.json"},
      {"https://[2001:db8::1]/a.json", "@[2001:db8::1]/a.json"},
      {"https://other.test./a.json", "@other.test%2E/a.json"},
      {"https://con/a.json", "@%63on/a.json"},
  };
  for (const auto& [address, name] : cases) EXPECT_EQ(name_of(address), name) << address;
}

TEST(MirrorName, WritesWhatAFileSystemCouldMisunderstandInHexadecimal) {
  const std::pair<std::string, std::string> cases[] = {
      {"a%01b", "a%01b"},
      {"a%0Ab", "a%0Ab"},
      {"a%1B[31m", "a%1B[31m"},
      {"a%7F", "a%7F"},
      {"%25", "%25"},
      {"a%2541", "a%2541"},
      {"a%25", "a%25"},
      {"a.", "a%2E"},
      {"a..", "a.%2E"},
      {"...", "..%2E"},
      {"a./b", "a%2E/b"},
      {"%20a", "%20a"},
      {"a%20", "a%20"},
      {"%20", "%20"},
      {"a%20%20", "a %20"},
      {"a.json%20", "a.json%20"},
      {"a%FF.json", "a%FF.json"},
      {"caf%E9%C3%A9", "caf%E9%C3%A9"},  // one byte is not UTF-8: none is trusted
      {"%C0%AE%C0%AE/a", "%C0%AE%C0%AE/a"},
      {"%ED%A0%80", "%ED%A0%80"},
      {"@a", "%40a"},
      {"a@b", "a@b"},
      {"con", "%63on"},
      {"CON", "%43ON"},
      {"nul.json", "%6Eul.json"},
      {"Aux.tar.gz", "%41ux.tar.gz"},
      {"prn ", "%70rn%20"},
      {"com1", "%63om1"},
      {"LPT9.json", "%4CPT9.json"},
      {"con%20.json", "%63on .json"},
      {"a/con/b", "a/%63on/b"},
      {"console", "console"},
      {"com0", "com0"},
      {"com10", "com10"},
      {"a.con", "a.con"},
      {"xcon", "xcon"},
  };
  for (const auto& [path, name] : cases)
    EXPECT_EQ(name_of("https://vendor.test/" + path), name) << path;
}

TEST(MirrorName, IsRefusedWhereItWouldLeadOut) {
  const std::string cases[] = {
      "",
      "/",
      "//",
      ".",
      "..",
      "../a",
      "a/../b",
      "a/..",
      "a/./b",
      "%2e%2e/a",
      "%2E./a",
      ".%2e/a",
      "a/%2e%2e/%2e%2e/b",
      "%2e/a",
      "..%2f..%2fa",
      "a%2Fb",
      "%2Fetc%2Fpasswd",
      "..%5Ca",
      "a%5cb",
      "C:%5Ca",
      "a%00",
      "a%00.json",
      "%00",
      "a%",
      "a%4",
      "a%zz",
      "%u002e%u002e/a",
  };
  for (const std::string& path : cases) {
    const std::string address = "https://vendor.test/" + path;
    EXPECT_EQ(name_of(address), "untrusted " + address + " unsafe-name") << path;
  }
}

TEST(MirrorName, OfAnOddAddressStandsInTheErrorInPart) {
  const std::string address = "https://vendor.test/" + std::string(5000, 'a') + "%00";
  EXPECT_EQ(name_of(address), "untrusted " + address.substr(0, 200) + " unsafe-name");
}

TEST(MirrorName, NeverStandsForTwoAddresses) {
  const std::string long_segment(300, 'a');
  const std::string hash = sha256("x=1").substr(0, 16);
  const std::string cases[] = {
      "https://vendor.test/a",
      "https://vendor.test/A",
      "https://vendor.test/a/",
      "https://vendor.test//a",
      "https://vendor.test/a/b",
      "https://vendor.test/a//b",
      "https://vendor.test/%25/a",
      "https://vendor.test/a?x=1",
      "https://vendor.test/a?x=2",
      "https://vendor.test/a/?x=1",
      "https://vendor.test/a%25" + hash,
      "https://vendor.test/a%25-" + hash,
      "https://vendor.test/a%01" + hash.substr(2),
      "https://vendor.test/b?x=1",
      "https://vendor.test/other.test/a",
      "https://vendor.test/@other.test/a",
      "https://vendor.test/%2540other.test/a",
      "https://other.test/a",
      "https://other.test:8443/a",
      "https://vendor.test/con",
      "https://vendor.test/%2563on",
      "https://vendor.test/a.",
      "https://vendor.test/a%252E",
      "https://vendor.test/a%20",
      "https://vendor.test/a%2520",
      "https://vendor.test/%FF",
      "https://vendor.test/%25FF",
      "https://vendor.test/%C3%BF",
      "https://vendor.test/" + long_segment,
      "https://vendor.test/" + long_segment + "b",
      "https://vendor.test/" + long_segment.substr(0, 158) + "%25-" +
          sha256(long_segment).substr(0, 40),
      "https://vendor.test/" + long_segment + "?x=1",
      "https://vendor.test/" + long_segment + "/a",
  };
  std::map<std::string, std::string> seen;
  for (const std::string& address : cases) {
    const std::string name = name_of(address);
    const auto [known, is_new] = seen.try_emplace(name, address);
    EXPECT_TRUE(is_new) << address << " and " << known->second << " are both " << name;
  }
}

TEST(MirrorName, IsTheSameForSpellingsOfOneAddress) {
  EXPECT_EQ(name_of("https://vendor.test/a%2dB%7e.json"), name_of("https://vendor.test/a-B~.json"));
  EXPECT_EQ(name_of("https://vendor.test/a b"), name_of("https://vendor.test/a%20b"));
}

TEST(MirrorName, TellsQueriesApartByAHash) {
  EXPECT_EQ(name_of("https://vendor.test/a.json?id=1&t=%2e%2e/x"),
            "a.json%-" + sha256("id=1&t=%2e%2e/x").substr(0, 16));
  EXPECT_EQ(name_of("https://vendor.test/a.json?"), "a.json");
}

TEST(MirrorName, OfSegmentsThatAreTooLongEndsInAHash) {
  const std::string fits(200, 'a'), long_one(201, 'a');
  EXPECT_EQ(name_of("https://vendor.test/" + fits), fits);
  EXPECT_EQ(name_of("https://vendor.test/" + long_one + "/b"),
            std::string(158, 'a') + "%-" + sha256(long_one).substr(0, 40) + "/b");
  // Hexadecimal makes it longer.
  const std::string controls(70, '\x01');
  std::string escaped;
  for (int i = 0; i < 70; ++i) escaped += "%01";
  EXPECT_EQ(name_of("https://vendor.test/" + escaped),
            escaped.substr(0, 158) + "%-" + sha256(controls).substr(0, 40));
}

TEST(MirrorName, IsCutBetweenCharacters) {
  std::string moons;
  for (int i = 0; i < 100; ++i) moons += "\xe6\x9c\x88";
  EXPECT_EQ(name_of("https://vendor.test/" + moons),
            moons.substr(0, 156) + "%-" + sha256(moons).substr(0, 40));
}

TEST(ListedUrl, IsRelativeToTheList) {
  const std::pair<std::string, std::string> cases[] = {
      {"a.json", "https://vendor.test/csaf/a.json"},
      {"2022/a.json", "https://vendor.test/csaf/2022/a.json"},
      {"2022/nn-2021:1-01.json", "https://vendor.test/csaf/2022/nn-2021:1-01.json"},
      {"2025/icsa-25-317-16 .json", "https://vendor.test/csaf/2025/icsa-25-317-16%20.json"},
      {" a.json", "https://vendor.test/csaf/%20a.json"},
      {"a.json ", "https://vendor.test/csaf/a.json%20"},
      {"CVE-2025-0114", "https://vendor.test/csaf/CVE-2025-0114"},
      {"a?b.json", "https://vendor.test/csaf/a%3Fb.json"},
      {"a#b.json", "https://vendor.test/csaf/a%23b.json"},
      {"a%20b.json", "https://vendor.test/csaf/a%20b.json"},
      {"caf\xc3\xa9.json", "https://vendor.test/csaf/caf%C3%A9.json"},
      {"a\xff.json", "https://vendor.test/csaf/a%FF.json"},
      {"a\"<b>.json", "https://vendor.test/csaf/a%22%3Cb%3E.json"},
      {"...", "https://vendor.test/csaf/..."},
      {"a..b", "https://vendor.test/csaf/a..b"},
      {"mailto:a", "https://vendor.test/csaf/mailto:a"},
      {"2022/", "https://vendor.test/csaf/2022"},
  };
  for (const auto& [line, address] : cases)
    EXPECT_EQ(listed("https://vendor.test/csaf/", line), address) << line;
}

TEST(ListedUrl, GoesWithoutTheQueryAndTheNameOfTheList) {
  EXPECT_EQ(listed("https://vendor.test:8443/csaf/changes.csv?x=1", "a.json"),
            "https://vendor.test:8443/csaf/a.json");
  EXPECT_EQ(listed("https://vendor.test/", "a.json"), "https://vendor.test/a.json");
  EXPECT_EQ(listed("https://vendor.test//csaf//", "a.json"), "https://vendor.test//csaf//a.json");
}

TEST(ListedUrl, PassesOverThePathOfTheRepository) {
  const std::string list = "https://raw.vendor.test/org/CSAF/develop/csaf_files/OT/white/";
  const std::pair<std::string, std::string> cases[] = {
      {"csaf_files/OT/white/2024/a.json", list + "2024/a.json"},
      {"OT/white/2024/a.json", list + "2024/a.json"},
      {"2024/a.json", list + "2024/a.json"},
      // One segment is no repetition: a folder may be named like the one it is in.
      {"white/2024/a.json", list + "white/2024/a.json"},
      {"csaf_files/IT/white/2024/a.json", list + "csaf_files/IT/white/2024/a.json"},
      {"csaf_files/OT/2024/a.json", list + "csaf_files/OT/2024/a.json"},
      // The name of the document is none of them.
      {"OT/white", list + "OT/white"},
      {"csaf_files/OT/white", list + "csaf_files/OT/white"},
  };
  for (const auto& [line, address] : cases) EXPECT_EQ(listed(list, line), address) << line;
}

TEST(ListedUrl, IsRefusedWhereALineLeadsElsewhere) {
  const std::string cases[] = {
      "",
      "/",
      "/etc/passwd",
      "//other.test/a.json",
      "https://other.test/a.json",
      "HTTP://other.test/a.json",
      "file:///etc/passwd",
      "..",
      "../a.json",
      "2022/../../a.json",
      "a/..",
      ".",
      "%2e%2e/a.json",
      "%2E%2e",
      ".%2e/a.json",
      "2022/%2e./a.json",
      "%2e/a.json",
      "..\\a.json",
      "2022\\a.json",
      "\\\\other\\a.json",
      "C:\\a.json",
      "a//b.json",
      "a\tb.json",
      "a\nb.json",
      "a\rb.json",
      "a\x1b[31m.json",
      "a\x7f.json",
      "a\0.json"s,
      "\0"s,
  };
  for (const std::string& line : cases)
    EXPECT_EQ(listed("https://vendor.test/csaf/", line),
              line.empty() ? "untrusted unsafe-name" : "untrusted " + line + " unsafe-name")
        << line;
}

// What listed_url() lets through as it is encoded, mirror_name() refuses.
TEST(ListedUrl, WithSeparatorsThatAreEncodedHasNoName) {
  for (const std::string line :
       {"..%2f..%2fa.json", "a%5c..%5cb", "a%00.json", "%2Fetc%2Fpasswd"}) {
    const std::string address = listed("https://vendor.test/csaf/", line);
    EXPECT_EQ(address, "https://vendor.test/csaf/" + line);
    EXPECT_EQ(name_of(address), "untrusted " + address + " unsafe-name");
  }
}

}  // namespace
}  // namespace patchmatrix
