// SPDX-License-Identifier: Apache-2.0
#include "inventory/tables.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "inventory/shown.hpp"

namespace patchmatrix {
namespace {

using namespace test;

// "line: [field][field]", one row a line.
std::string rows_of(std::string_view text, char separator = ',') {
  std::pmr::monotonic_buffer_resource memory;
  TableScanner scanner(text, separator);
  std::vector<TableField> row;
  std::string out;
  for (;;) {
    const TableScanner::Step step = scanner.next(row);
    if (step == TableScanner::Step::End) return out;
    out += std::to_string(scanner.line()) + ": ";
    if (step == TableScanner::Step::OpenQuote) out += "open quote";
    if (step == TableScanner::Step::AfterQuote) out += "text after quote";
    if (step == TableScanner::Step::Row)
      for (const TableField& each : row) out += '[' + std::string(unquoted(each, memory)) + ']';
    out += '\n';
  }
}

TEST(TableScanner, ReadsQuotesAsRfc4180HasThem) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"a,b\r\nc,d\r\n", "1: [a][b]\n2: [c][d]\n"},
      {"a,b\nc,d", "1: [a][b]\n2: [c][d]\n"},
      {"a,b\rc,d\r", "1: [a][b]\n2: [c][d]\n"},
      {"\"a,b\",c\n", "1: [a,b][c]\n"},
      {"\"a\"\"b\",\"\"\n", "1: [a\"b][]\n"},
      {"\"\"\"\"\n", "1: [\"]\n"},
      {"\"a\nb\",c\nd,e\n", "1: [a\nb][c]\n3: [d][e]\n"},
      {"\"a\r\nb\r\nc\",d\r\ne,f\r\n", "1: [a\r\nb\r\nc][d]\n4: [e][f]\n"},
      {"15\" screen,b\n", "1: [15\" screen][b]\n"},
      {",\n", "1: [][]\n"},
      {"\n\na\n", "1: []\n2: []\n3: [a]\n"},
      {"", ""},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(rows_of(text), expected) << text;
  EXPECT_EQ(rows_of("a;b,c\n", ';'), "1: [a][b,c]\n");
  EXPECT_EQ(rows_of("a\t\"b\tc\"\n", '\t'), "1: [a][b\tc]\n");
}

TEST(TableScanner, GoesOnBehindTheLineOfABadQuote) {
  EXPECT_EQ(rows_of("a,\"b\nc,d\ne,f\n"), "1: open quote\n2: [c][d]\n3: [e][f]\n");
  EXPECT_EQ(rows_of("a,\"b\"x\nc,d\n"), "1: text after quote\n2: [c][d]\n");
  EXPECT_EQ(rows_of("a,\"b\nc,\"d\"\ne,f\n"), "1: text after quote\n2: [c][d]\n3: [e][f]\n");
}

TEST(InventoryTable, IsReadWithAnySeparator) {
  const char* expected = "|PC1|Example, 11|10.0 22621.819||||not-given:\n";
  EXPECT_EQ(
      shown(inventory({{"a.csv", "hostname,OS,OS version\nPC1,\"Example, 11\",10.0.22621.819\n"}})),
      expected);
  EXPECT_EQ(
      shown(inventory({{"a.csv", "hostname;OS;OS version\nPC1;Example, 11;10.0.22621.819\n"}})),
      expected);
  EXPECT_EQ(
      shown(inventory({{"a.csv", "hostname\tOS\tOS version\nPC1\tExample, 11\t10.0.22621.819\n"}})),
      expected);
  EXPECT_EQ(inventory({{"a.csv", "hostname;\"OS, x\";OS\nPC1;E;F\n"}}).files.front().separator,
            ";");
}

TEST(InventoryTable, MayHaveLinesOverItsHeader) {
  for (const char* over : {"sep=,\n", "#TYPE Example.Object\n", "Machines of the year\n\n", "\n"})
    EXPECT_EQ(shown(inventory({{"a.csv", std::string(over) + "hostname,OS\nPC1,E\n"}})),
              "|PC1|E| ?.?||||not-given:\n")
        << over;
}

TEST(InventoryTable, LeavesOutRowsOfAnotherLengthAndNeverShiftsThem) {
  const Inventory read = inventory({{"a.csv",
                                     "hostname,OS,Build\n"
                                     "PC1,E,22621\n"
                                     "PC2,22621\n"        // too short
                                     "PC3,E,22621,\n"     // longer, but only by nothing
                                     "PC4,E,22621,, x\n"  // too long
                                     ",,\n"               // an empty row
                                     ",\n"                // likewise
                                     "\n"
                                     "\"PC5\",\"E\n1\",22000\n"
                                     "PC6\n"
                                     ",E,22621\n"}});
  EXPECT_EQ(shown(read),
            "|PC1|E| 22621.?||||not-given:\n|PC3|E| 22621.?||||not-given:\n"
            "|PC5|E\n1| 22000.?||||not-given:\n");
  EXPECT_EQ(text_of(read.diagnostics),
            "wrong-field-count a.csv:3 fields=2 columns=3\n"
            "wrong-field-count a.csv:5 fields=5 columns=3\n"
            "wrong-field-count a.csv:11 fields=1 columns=3\n"
            "row-without-machine a.csv:12\n");
  EXPECT_EQ(read.files.front().bad_records, 4U);
}

TEST(InventoryTable, TellsWhereAnOpenQuoteBegan) {
  const Inventory read =
      inventory({{"a.csv", "hostname,OS\nPC1,E\nPC2,\"E\nPC3,E\nPC4,\"E\" x\nPC5,E\n"}});
  EXPECT_EQ(shown(read),
            "|PC1|E| ?.?||||not-given:\n|PC3|E| ?.?||||not-given:\n|PC5|E| ?.?||||not-given:\n");
  EXPECT_EQ(text_of(read.diagnostics), "text-after-quote a.csv:3\ntext-after-quote a.csv:5\n");
  EXPECT_EQ(text_of(inventory({{"a.csv", "hostname,OS\nPC1,\"E\nPC2,E\n"}}).diagnostics),
            "open-quote a.csv:2\n");
}

// A quote that happens to be closed far below takes in rows; they are read all the same.
TEST(InventoryTable, GivesBackRowsThatAStrayQuoteTookIn) {
  const Inventory read =
      inventory({{"a.csv", "hostname,OS,Model\nPC1,E,\"M\nPC2,E,M\nPC3,E,\"\nPC4,E,M\n"}});
  std::string hosts;
  for (const Machine& each : read.machines) hosts += std::string(each.hostname.text) + ' ';
  // Of the first row the model is said to be all of "M … PC3,E,", as the quotes have it.
  EXPECT_EQ(hosts, "PC1 PC4 ");
  const Inventory odd =
      inventory({{"a.csv", "hostname,OS,Model\nPC1,\"E,M\nPC2,E,M\nPC3,E\"\nPC4,E,M\n"}});
  hosts.clear();
  for (const Machine& each : odd.machines) hosts += std::string(each.hostname.text) + ' ';
  EXPECT_EQ(hosts, "PC2 PC4 ");
}

TEST(InventoryTable, SurvivesHostileFiles) {
  const std::string long_line(10 << 20, 'x');
  Inventory read = inventory({{"a.csv", "hostname,note\nPC1," + long_line + "\nPC2,y\n"}});
  EXPECT_EQ(read.machines.size(), 2U);
  read = inventory({{"a.csv", "hostname,user\nPC1,\"" + long_line + "\nPC2,y\n"}});
  EXPECT_EQ(text_of(read.diagnostics), "open-quote a.csv:2\n");
  EXPECT_EQ(read.machines.size(), 1U);

  std::string header = "hostname", row = "PC1";
  for (int i = 0; i < 100'000; ++i) {
    header += ",column" + std::to_string(i);
    row += ",x";
  }
  read = inventory({{"a.csv", header + '\n' + row + "\nPC2\n"}});
  EXPECT_EQ(shown(read), "|PC1|| ?.?||||not-given:\n");
  EXPECT_EQ(text_of(read.diagnostics), "wrong-field-count a.csv:3 fields=1 columns=100001\n");

  read = inventory({{"a.csv", std::string("hostname,OS\nP\0C,E\nPC2,E\n", 24)}});
  EXPECT_EQ(shown(read), "|PC2|E| ?.?||||not-given:\n");
  EXPECT_EQ(text_of(read.diagnostics), "nul-in-row a.csv:2\n");
}

TEST(InventoryTable, WithoutMachinesIsAboutTheOneThatItIsNamedAfter) {
  EXPECT_EQ(shown(inventory(
                {{"lists/PC1.csv", "HotFixID,Description\nKB5019959,Update\nKB5019980,Update\n"}})),
            "|PC1|| ?.?||||listed:KB5019959,KB5019980\n");
}

// The epoch of a package that has none is 0 where the list has epochs.
TEST(InventoryTable, KnowsThoseOfPackages) {
  EXPECT_EQ(
      shown(inventory({{"a.csv",
                        "hostname,name,version,release,epoch,arch,source\n"
                        "PC1,openssl-libs,3.0.7,24.el9,1,x86_64,openssl-3.0.7-24.el9.src.rpm\n"
                        "PC1,bash,5.1.8,6.el9,,x86_64,bash-5.1.8-6.el9.src.rpm\n"}})),
      "|PC1|| ?.?||||not-given: {rpm openssl-libs 1:3.0.7-24.el9 of openssl } "
      "{rpm bash 0:5.1.8-6.el9 of bash }\n");
  EXPECT_EQ(shown(inventory({{"a.csv",
                              "hostname,name,version,source,arch,revision,status\n"
                              "PC1,libc6,1:2.31-13,glibc (2.31-13),amd64,13,install ok installed\n"
                              "PC1,gone,1.0-1,gone,amd64,1,deinstall ok config-files\n"}})),
            "|PC1|| ?.?||||not-given: {deb libc6 1:2.31-13 of glibc 2.31-13}\n");
}

}  // namespace
}  // namespace patchmatrix
