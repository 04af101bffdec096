// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "inventory/shown.hpp"

namespace patchmatrix {
namespace {

using namespace test;

std::string utf16(std::string_view ascii, bool little_endian) {
  std::string out = little_endian ? "\xFF\xFE" : "\xFE\xFF";
  for (const char c : ascii) {
    if (!little_endian) out += '\0';
    out += c;
    if (little_endian) out += '\0';
  }
  return out;
}

TEST(InventoryEncoding, IsFoundByItsBytes) {
  const std::string table = "hostname,OS\nPC1,Example\n";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {table, "UTF-8"},
      {"\xEF\xBB\xBF" + table, "UTF-8 with BOM"},
      {utf16(table, true), "UTF-16LE"},
      {utf16(table, false), "UTF-16BE"},
      {"hostname,\x95\x94\x8F\x90\nPC1,\x8D\x4C\x95\xF1\n", "CP932"},
  };
  for (const auto& [bytes, encoding] : cases) {
    const Inventory read = inventory({{"a.csv", bytes}});
    EXPECT_EQ(read.files.front().encoding, encoding);
    ASSERT_EQ(read.machines.size(), 1U) << encoding;
    EXPECT_EQ(read.machines.front().hostname.text, "PC1") << encoding;
  }
}

// 点検機名 in the header: such short files are taken for Western ones elsewhere.
TEST(InventoryEncoding, OfTwoJapaneseLinesIsCp932) {
  const std::string bytes =
      "\x93\x5F\x8C\x9F\x8B\x40\x96\xBC,\x83\x7A\x83\x58\x83\x67\x96\xBC\r\n"
      "\x82\x50,\x93\x8C\x8B\x9E\r\n";
  const Inventory read = inventory({{"a.csv", bytes}});
  EXPECT_EQ(read.files.front().encoding, "CP932");
  EXPECT_EQ(read.files.front().columns.front().header, "点検機名");
  EXPECT_EQ(shown(read), "|東京|| ?.?||||not-given:\n");
}

// 表 and ソ end in 0x5C, ポ in 0x7C: nothing may be split or unescaped before it is decoded.
TEST(InventoryEncoding, OfTrailBytesThatLookLikeSeparatorsDoesNoHarm) {
  const std::string bytes =
      "hostname,\x95\x94\x8F\x90\n"
      "\x95\x5C,\x83\x5C\x83\x7C\n";
  const Inventory read = inventory({{"a.csv", bytes}});
  ASSERT_EQ(read.machines.size(), 1U);
  EXPECT_EQ(read.machines.front().hostname.text, "表");
  EXPECT_EQ(read.machines.front().group.text, "ソポ");
}

TEST(InventoryEncoding, ThatIsNoneIsRefused) {
  const std::vector<std::string> cases = {
      "hostname\n\xFF\xFD\x80\n",        // bytes that CP932 leaves open
      "hostname\nPC\x81",                // half a character
      "\xEF\xBB\xBFhostname\nPC\xFF\n",  // a BOM that lies
      std::string("\xFF\xFE"
                  "h\0o\0s\0t",
                  9),                              // half a unit
      std::string("h\0o\0s\0t\0\n\0P\0\n\0", 14),  // UTF-16 without a BOM
  };
  for (const std::string& bytes : cases)
    EXPECT_EQ(error_of([&] {
                inventory({{"a.csv", bytes}});
              }),
              "malformed a.csv unknown-encoding")
        << testing::PrintToString(bytes);
}

// "Versión del sistema operativo" with ó as 0xA2, which is a character of CP932, too.
TEST(InventoryEncoding, OfWesternCommandLinesIsKnownByLabels) {
  const std::string bytes =
      "Nombre de host:                            PC1\r\n"
      "Nombre del sistema operativo:              Microsoft Windows 10 Pro\r\n"
      "Versi\xA2n del sistema operativo:          10.0.19045 N/D Compilaci\xA2n 19045\r\n";
  const Inventory read = inventory({{"a.txt", bytes}});
  EXPECT_EQ(read.files.front().encoding, "CP850");
  EXPECT_EQ(shown(read), "|PC1|Microsoft Windows 10 Pro|10.0 19045.?||||not-given:\n");
}

}  // namespace
}  // namespace patchmatrix
