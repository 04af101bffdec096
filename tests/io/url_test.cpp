// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "io/http.hpp"

namespace patchmatrix {
namespace {

using namespace std::string_literals;

// "scheme host port path query", or "none".
std::string parts_of(const std::optional<Url>& url) {
  if (!url) return "none";
  return url->scheme + ' ' + url->host + ' ' + std::to_string(url->port) + ' ' + url->path + ' ' +
         url->query;
}

TEST(Url, IsReadIntoItsParts) {
  const std::pair<std::string, std::string> cases[] = {
      {"https://vendor.test", "https vendor.test 443 / "},
      {"https://vendor.test/", "https vendor.test 443 / "},
      {"http://vendor.test/a/b.json", "http vendor.test 80 /a/b.json "},
      {"HTTPS://Vendor.TEST:8443/A?B=c&d", "https vendor.test 8443 /A B=c&d"},
      {"https://vendor.test:/a", "https vendor.test 443 /a "},
      {"https://vendor.test?q", "https vendor.test 443 / q"},
      {"https://vendor.test/a#f?x", "https vendor.test 443 /a "},
      {"https://vendor.test/a?q#f", "https vendor.test 443 /a q"},
      {"https://127.0.0.1:1/", "https 127.0.0.1 1 / "},
      {"https://127.1/", "https 127.0.0.1 443 / "},
      {"https://0x7f000001/", "https 127.0.0.1 443 / "},
      {"https://2130706433/", "https 127.0.0.1 443 / "},
      {"https://[::1]:65535/a", "https ::1 65535 /a "},
      {"https://[2001:DB8:0:0::1]/", "https 2001:db8::1 443 / "},
      {"https://a_b-c.vendor.test./", "https a_b-c.vendor.test. 443 / "},
      {"https://vendor.test/a b\"<\xc3\xa9", "https vendor.test 443 /a%20b%22%3C%C3%A9 "},
      {"https://vendor.test/%2e%2E/%zz?a b", "https vendor.test 443 /%2e%2E/%zz a%20b"},
  };
  for (const auto& [text, parts] : cases) EXPECT_EQ(parts_of(parse_url(text)), parts) << text;
}

TEST(Url, IsNothingElse) {
  const std::string cases[] = {
      "",
      "vendor.test",
      "/a",
      "//vendor.test/a",
      "https:",
      "https:/vendor.test",
      "https:///a",
      "ftp://vendor.test/",
      "file:///etc/passwd",
      "javascript:alert(1)",
      " https://vendor.test/",
      "https://user@vendor.test/",
      "https://user:pass@vendor.test/",
      "https://@vendor.test/",
      "https://vendor.test:0/",
      "https://vendor.test:65536/",
      "https://vendor.test:99999999/",
      "https://vendor.test:4a/",
      "https://vendor.test:-1/",
      "https://vendor.test:443:443/",
      "https://vendor..test/",
      "https://.vendor.test/",
      "https://./",
      "https://vendor.test../",
      "https://ven dor.test/",
      "https://vendor%2etest/",
      "https://vendor.test\\@other.test/",
      "https://v\xc3\xa9ndor.test/",
      "https://1.2.3.4.5/",
      "https://256.0.0.1/",
      "https://a.1/",
      "https://[::1/",
      "https://::1/",
      "https://[::1]x/",
      "https://[vendor.test]/",
      "https://[fe80::1%25eth0]/",
      "https://[]/",
      "https://vendor.test/a\nb",
      "https://vendor.test/a\tb",
      "https://vendor.test/?a\rb",
      "https://vendor.test/\x7f",
      "https://vendor.test/a\0b"s,
      "https://" + std::string(64, 'a') + ".test/",
  };
  for (const std::string& text : cases) EXPECT_EQ(parts_of(parse_url(text)), "none") << text;
}

TEST(Url, NamesItsHostAsAnAllowListDoes) {
  const std::pair<std::string, std::string> cases[] = {
      {"https://vendor.test/a", "vendor.test"},
      {"https://vendor.test:443/a", "vendor.test"},
      {"http://vendor.test:80/a", "vendor.test"},
      {"http://vendor.test:443/a", "vendor.test:443"},
      {"https://vendor.test:80/a", "vendor.test:80"},
      {"https://[::1]/a", "[::1]"},
      {"https://[::1]:8443/a", "[::1]:8443"},
  };
  for (const auto& [text, authority] : cases) EXPECT_EQ(parse_url(text)->authority(), authority);
}

TEST(Url, IsWrittenAsItIsRead) {
  for (const std::string text :
       {"https://vendor.test/", "http://vendor.test:8080/a/b%20c.json?d=e", "https://[::1]:8443/a"})
    EXPECT_EQ(parse_url(text)->text(), text);
  EXPECT_EQ(parse_url("HTTPS://Vendor.test:443#f")->text(), "https://vendor.test/");
}

// RFC 3986, section 5.4, with https for http.
TEST(Url, IsResolvedAsTheStandardShows) {
  const std::pair<std::string, std::string> cases[] = {
      {"g", "https://a/b/c/g"},
      {"./g", "https://a/b/c/g"},
      {"g/", "https://a/b/c/g/"},
      {"/g", "https://a/g"},
      {"//g", "https://g/"},
      {"?y", "https://a/b/c/d;p?y"},
      {"g?y", "https://a/b/c/g?y"},
      {"#s", "https://a/b/c/d;p?q"},
      {"g#s", "https://a/b/c/g"},
      {"g?y#s", "https://a/b/c/g?y"},
      {";x", "https://a/b/c/;x"},
      {"g;x", "https://a/b/c/g;x"},
      {"g;x?y#s", "https://a/b/c/g;x?y"},
      {"", "https://a/b/c/d;p?q"},
      {".", "https://a/b/c/"},
      {"./", "https://a/b/c/"},
      {"..", "https://a/b/"},
      {"../", "https://a/b/"},
      {"../g", "https://a/b/g"},
      {"../..", "https://a/"},
      {"../../", "https://a/"},
      {"../../g", "https://a/g"},
      {"../../../g", "https://a/g"},
      {"../../../../g", "https://a/g"},
      {"/./g", "https://a/g"},
      {"/../g", "https://a/g"},
      {"g.", "https://a/b/c/g."},
      {".g", "https://a/b/c/.g"},
      {"g..", "https://a/b/c/g.."},
      {"..g", "https://a/b/c/..g"},
      {"./../g", "https://a/b/g"},
      {"./g/.", "https://a/b/c/g/"},
      {"g/./h", "https://a/b/c/g/h"},
      {"g/../h", "https://a/b/c/h"},
      {"g;x=1/./y", "https://a/b/c/g;x=1/y"},
      {"g;x=1/../y", "https://a/b/c/y"},
      {"g?y/../x", "https://a/b/c/g?y/../x"},
      {"https://other.test/x/../y", "https://other.test/y"},
      {"http://other.test", "http://other.test/"},
      {"2022/a b.json", "https://a/b/c/2022/a%20b.json"},
  };
  const Url base = *parse_url("https://a/b/c/d;p?q");
  for (const auto& [reference, resolved] : cases) {
    const std::optional<Url> url = resolve_url(base, reference);
    EXPECT_EQ(url ? url->text() : "none", resolved) << reference;
  }
}

TEST(Url, IsNotResolvedToOtherSchemesUsersOrControlCharacters) {
  const Url base = *parse_url("https://a/b/c");
  for (const std::string_view reference :
       {"g:h", "https:g", "ftp://a/b", "file:///a", "javascript:x", "//user@a/", "///a", "a\nb",
        "//a:0/", "https://"})
    EXPECT_EQ(parts_of(resolve_url(base, reference)), "none") << reference;
}

TEST(PercentDecoded, UndoesWhatIsWellFormed) {
  EXPECT_EQ(percent_decoded(""), "");
  EXPECT_EQ(percent_decoded("plain"), "plain");
  EXPECT_EQ(percent_decoded("%41%4a%4A%c3%a9+"), "AJJ\xc3\xa9+");
  EXPECT_EQ(percent_decoded("%00%2e%2E%2f"), "\0../"s);
  EXPECT_EQ(percent_decoded("%2541"), "%41");
  for (const std::string_view text : {"%", "%4", "%4g", "%g4", "a%", "%%41", "%-1"})
    EXPECT_EQ(percent_decoded(text), std::nullopt) << text;
}

// The first and last address of each block, and their neighbours outside.
TEST(PrivateAddress, IsEveryAddressThatIsNotOfTheInternet) {
  for (const std::string_view address : {"0.0.0.0",
                                         "0.255.255.255",
                                         "10.0.0.0",
                                         "10.255.255.255",
                                         "100.64.0.0",
                                         "100.127.255.255",
                                         "127.0.0.1",
                                         "127.255.255.255",
                                         "169.254.0.0",
                                         "169.254.169.254",
                                         "172.16.0.0",
                                         "172.31.255.255",
                                         "192.0.0.0",
                                         "192.0.0.255",
                                         "192.0.2.1",
                                         "192.88.99.1",
                                         "192.168.0.0",
                                         "192.168.255.255",
                                         "198.18.0.0",
                                         "198.19.255.255",
                                         "198.51.100.7",
                                         "203.0.113.7",
                                         "224.0.0.1",
                                         "239.255.255.255",
                                         "240.0.0.1",
                                         "255.255.255.255",
                                         "::",
                                         "::1",
                                         "::127.0.0.1",
                                         "::8.8.8.8",
                                         "::ffff:10.0.0.1",
                                         "::ffff:127.0.0.1",
                                         "64:ff9b::10.0.0.1",
                                         "64:ff9b::7f00:1",
                                         "64:ff9b:1::8.8.8.8",
                                         "100::1",
                                         "2001::1",
                                         "2001:1ff:ffff::1",
                                         "2001:db8::1",
                                         "2002:a00:1::1",
                                         "2002:7f00:1::",
                                         "3fff::1",
                                         "3fff:fff::1",
                                         "4000::1",
                                         "fc00::1",
                                         "fdff::1",
                                         "fe80::1",
                                         "febf::1",
                                         "fec0::1",
                                         "ff02::1",
                                         "1fff::1"})
    EXPECT_TRUE(is_private_address(address)) << address;
  for (const std::string_view address :
       {"1.0.0.0",        "9.255.255.255",    "11.0.0.0",        "100.63.255.255",
        "100.128.0.0",    "126.255.255.255",  "128.0.0.0",       "169.253.255.255",
        "169.255.0.0",    "172.15.255.255",   "172.32.0.0",      "191.255.255.255",
        "192.0.1.0",      "192.0.3.0",        "192.88.98.1",     "192.167.255.255",
        "192.169.0.0",    "198.17.255.255",   "198.20.0.0",      "198.51.101.0",
        "203.0.112.255",  "203.0.114.0",      "223.255.255.255", "8.8.8.8",
        "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2000::1",         "2001:200::1",
        "2001:db9::1",    "2002:808:808::1",  "2606:4700::1111", "3fff:1000::1",
        "3ffe::1"})
    EXPECT_FALSE(is_private_address(address)) << address;
  for (const std::string_view name :
       {"", "localhost", "vendor.test", "127.1", "[::1]", "10.0.0.1.test"})
    EXPECT_FALSE(is_private_address(name)) << name;
}

}  // namespace
}  // namespace patchmatrix
