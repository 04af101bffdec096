// SPDX-License-Identifier: Apache-2.0
#include "inventory/columns.hpp"

#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "inventory/shown.hpp"
#include "inventory/texts_support.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::IsEmpty;

// "header → field", one a line.
std::string columns_of(const std::string& header_line, const InventoryMapping& mapping = {}) {
  const std::string row(
      static_cast<std::size_t>(std::count(header_line.begin(), header_line.end(), ',')), ',');
  const Inventory read = inventory({{"a.csv", header_line + "\n" + row + "\n"}}, mapping);
  std::string out;
  for (const InventoryColumn& each : read.files.front().columns)
    out += each.header + " → " + each.field + (each.mapped ? " (mapped)" : "") + '\n';
  return out;
}

TEST(InventoryColumns, MeanOneFieldEach) {
  std::map<std::string, std::string> known;
  std::vector<std::string> problems;
  for (const auto& [field, headers] : shipped_feeds().inventory.columns) {
    if (!inventory_field(field)) problems.push_back("no field: " + field);
    for (const std::string& each : headers) {
      const auto [other, added] = known.emplace(folded_label(each), field);
      if (!added && other->second != field)
        problems.push_back(each + ": " + field + " and " + other->second);
    }
  }
  for (const InventoryWords::Table& table : shipped_feeds().inventory.tables)
    for (const auto& [header, field] : table.means)
      if (!field.empty() && !inventory_field(field))
        problems.push_back(table.id + ": no field: " + field);
  EXPECT_THAT(problems, IsEmpty());
  EXPECT_GT(known.size(), 250U);
}

TEST(InventoryColumns, AreKnownBySpellingsOfTheirHeaders) {
  for (const char* header : {"コンピュータ名", "コンピューター名", "ｺﾝﾋﾟｭｰﾀ名", "Computer Name",
                             "COMPUTERNAME", "computer_name", "ホスト名:", "Ｈｏｓｔｎａｍｅ"})
    EXPECT_EQ(columns_of(header), std::string(header) + " → hostname\n");
}

TEST(InventoryColumns, AreToldApartByTheOthers) {
  EXPECT_EQ(columns_of("hostname,name,version,publisher"),
            "hostname → hostname\nname → software\nversion → software-version\n"
            "publisher → publisher\n");
  EXPECT_EQ(columns_of("hostname,Operating system,Version"),
            "hostname → hostname\nOperating system → os-name\nVersion → os-version\n");
  EXPECT_EQ(columns_of("Client ID,hostname"), "Client ID → asset\nhostname → hostname\n");
  EXPECT_EQ(columns_of("ComputerID,ClientID,ComputerName"),
            "ComputerID → asset\nClientID → group\nComputerName → hostname\n");
  EXPECT_EQ(columns_of("csname,hotfix_id,caption"),
            "csname → hostname\nhotfix_id → updates\ncaption → \n");
  EXPECT_EQ(columns_of("ID,コンピューター名,OS"),
            "ID → asset\nコンピューター名 → hostname\nOS → os-name\n");
  EXPECT_EQ(columns_of("hostname,name,version"),
            "hostname → hostname\nname → software\nversion → software-version\n");
  EXPECT_EQ(columns_of("Hostname,name,version,release,arch"),
            "Hostname → hostname\nname → software\nversion → software-version\n"
            "release → release\narch → software-architecture\n");
}

TEST(InventoryColumns, OfOneFieldAreRefusedBothNamed) {
  EXPECT_EQ(error_of([] { columns_of("Device name,Computer name,OS"); }),
            "malformed a.csv:1 ambiguous-columns field=hostname first=Device name (1) "
            "second=Computer name (2)");
  EXPECT_EQ(
      error_of([] { columns_of("端末名,端末名"); }),
      "malformed a.csv:1 ambiguous-columns field=hostname first=端末名 (1) second=端末名 (2)");
  // What a table means and what a header means.
  EXPECT_EQ(error_of([] { columns_of("hostname,OS,Version,OS version"); }),
            "malformed a.csv:1 ambiguous-columns field=os-version first=Version (3) "
            "second=OS version (4)");
}

TEST(InventoryColumns, AreChosenByTheUser) {
  EXPECT_EQ(columns_of("Device name,Computer name", {{"hostname", "computer_name"}}),
            "Device name → \nComputer name → hostname (mapped)\n");
  EXPECT_EQ(columns_of("機,OS", {{"hostname", "機"}, {"os-version", "OS"}}),
            "機 → hostname (mapped)\nOS → os-version (mapped)\n");
  EXPECT_EQ(columns_of("hostname,A,B", {{"updates", "A"}, {"updates", "B"}}),
            "hostname → hostname\nA → updates (mapped)\nB → updates (mapped)\n");
  EXPECT_EQ(error_of([] {
              columns_of("機,機", {{"hostname", "機"}});
            }),
            "malformed a.csv:1 ambiguous-columns field=hostname first=機 (1) second=機 (2)");
  EXPECT_EQ(error_of([] {
              columns_of("hostname,OS", {{"hostname", "端末"}});
            }),
            "usage no-such-column header=端末 field=hostname");
}

TEST(InventoryColumns, NeedTheUsersHeaderInOneFileOnly) {
  const Inventory read =
      inventory({{"a.csv", "機\nPC1\n"}, {"b.csv", "hostname\nPC2\n"}}, {{"hostname", "機"}});
  EXPECT_EQ(shown(read), "|PC1|| ?.?||||not-given:\n|PC2|| ?.?||||not-given:\n");
}

TEST(InventoryColumns, OfAFieldThatDoesNotExistAreRefused) {
  const std::string error = error_of([] { inventory({}, {{"host", "x"}}); });
  EXPECT_EQ(error.substr(0, 67),
            "usage unknown-field field=host fields=asset, hostname, os-name, os-");
}

TEST(InventoryColumns, WithoutAnyThatIsKnownAreNoInventory) {
  for (const char* text : {"", "x", "a,b\n1,2\n", "\n\n\n", "name,version\nx,1\n"})
    EXPECT_EQ(error_of([&] {
                inventory({{"a.csv", text}});
              }),
              "malformed a.csv no-inventory")
        << text;
}

TEST(InventoryColumns, OfMachinesMustNameThem) {
  EXPECT_EQ(error_of([] {
              inventory({{"a.csv", "OS,Build\nExample,22621\n"}});
            }),
            "malformed a.csv:1 no-machine-column");
}

}  // namespace
}  // namespace patchmatrix
