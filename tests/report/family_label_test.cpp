// SPDX-License-Identifier: Apache-2.0
#include "report/family_label.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "normalize/family.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

const Vendor& microsoft() { return test::shipped_vendor("microsoft"); }

// The label of the family of the first product. The day is "" for none.
LocalText label(const std::vector<std::string>& products, const std::string& day = "2022-11-08") {
  FamilyCatalog catalog(microsoft());
  return family_label(catalog.of(products.front()), microsoft(), products, parse_day(day));
}

struct Case {
  std::vector<std::string> products;
  const char* expected;
};

TEST(FamilyLabel, NamesTheVersionsAmongTheProductsNewestFirst) {
  for (const Case& each : std::vector<Case>{
           {{"Windows 10 Version 21H1 for x64-based Systems",
             "Windows 10 Version 22H2 for ARM64-based Systems",
             "Windows 10 Version 21H2 for 32-bit Systems",
             "Windows 10 Version 22H2 for x64-based Systems"},
            "Windows 10 22H2, 21H2, 21H1"},
           {{"Windows 11 for x64-based Systems", "Windows 11 Version 22H2 for x64-based Systems"},
            "Windows 11 22H2, 21H2"},
           {{"Windows 11 version 21H2 for x64-based Systems", "Windows 11 for ARM64-based Systems"},
            "Windows 11 21H2"},
           {{"Windows Server 2016", "Windows Server 2019 (Server Core installation)",
             "Windows Server, version 20H2 (Server Core Installation)"},
            "Windows Server 2019, 2016, version 20H2"},
           {{"Windows Server 2012", "Windows 8.1 for 32-bit systems", "Windows RT 8.1",
             "Windows Server 2012 R2 (Server Core installation)"},
            "Windows 8.1, Windows Server 2012 R2, Windows Server 2012"},
           {{"Windows Server 2008 for 32-bit Systems Service Pack 2",
             "Windows 7 for 32-bit Systems Service Pack 1",
             "Windows Server 2008 R2 for x64-based Systems Service Pack 1"},
            "Windows 7, Windows Server 2008 R2, Windows Server 2008"}})
    EXPECT_EQ(label(each.products).en, each.expected) << each.products.front();
}

TEST(FamilyLabel, OrdersVersionsOfEveryNamingByTheirAge) {
  std::vector<std::string> products;
  for (const char* version : {"1809", "1909", "2004", "20H2", "21H1", "1903"})
    products.push_back("Windows 10 Version " + std::string(version) + " for x64-based Systems");
  EXPECT_EQ(label(products, "2020-11-10").en, "Windows 10 21H1, 20H2, 2004, 1909, 1903, 1809");
  EXPECT_EQ(label({"Windows Server, version 1909 (Server Core installation)", "Windows Server 2019",
                   "Windows Server, version 20H2 (Server Core Installation)",
                   "Windows Server, version 2004 (Server Core installation)"})
                .en,
            "Windows Server 2019, version 20H2, version 2004, version 1909");
}

TEST(FamilyLabel, LeavesOutVersionsWhoseServicingHadEnded) {
  const std::vector<std::string> products = {"Windows 10 for x64-based Systems",
                                             "Windows 10 Version 1607 for x64-based Systems",
                                             "Windows 10 Version 1809 for x64-based Systems",
                                             "Windows 10 Version 21H1 for x64-based Systems"};
  EXPECT_EQ(label(products, "2022-11-08").ja, "Windows 10 21H1");
  EXPECT_EQ(label(products, "2022-12-13").ja, "Windows 10 21H1");  // the last day counts
  EXPECT_EQ(label(products, "2021-05-11").ja, "Windows 10 21H1, 1809");
  EXPECT_EQ(label(products, "2017-05-09").ja, "Windows 10 21H1, 1809, 1607, 1507");
}

TEST(FamilyLabel, KeepsEndedVersionsWhereNoOtherIsLeftOrNoDayIsKnown) {
  EXPECT_EQ(label({"Windows 10 Version 1607 for x64-based Systems"}, "2022-11-08").en,
            "Windows 10 1607");
  EXPECT_EQ(label({"Windows 10 Version 1607 for x64-based Systems",
                   "Windows 10 Version 21H1 for x64-based Systems"},
                  "2023-05-01")
                .en,
            "Windows 10 21H1, 1607");
  EXPECT_EQ(label({"Windows 10 Version 1607 for x64-based Systems",
                   "Windows 10 Version 22H2 for x64-based Systems"},
                  "")
                .en,
            "Windows 10 22H2, 1607");
}

TEST(FamilyLabel, IsTheFixedTextOfFamiliesWithoutVersions) {
  EXPECT_EQ(label({"Azure CycleCloud 8"}).ja, "Azure 関連のソフトウェア");
  EXPECT_EQ(label({"Azure CycleCloud 8"}).en, "Azure software");
  EXPECT_EQ(label({"Microsoft Exchange Server 2019"}).ja, "Microsoft Exchange Server");
}

TEST(FamilyLabel, IsTheProductNameWithoutVersionForAFamilyOfItsOwn) {
  EXPECT_EQ(label({"Rome SDK 1.4.1", "Rome SDK 1.5"}).ja, "Rome SDK");
  EXPECT_EQ(label({"Rome SDK 1.4.1", "Rome SDK 1.5"}).en, "Rome SDK");
}

TEST(FamilyLabel, IsNeverEmpty) {
  // A product of the family that shows none of its versions.
  const Family rule = [] {
    Family family;
    family.id = "example";
    family.label = {"{versions}", " {versions} "};
    family.versions = {{"Example One", false, "One", {}}};
    return family;
  }();
  const ProductFamily family{"example", "", &rule};
  const auto texts = [&family](const std::vector<std::string>& products) {
    const LocalText out = family_label(family, microsoft(), products, std::nullopt);
    return out.ja + "|" + out.en;
  };
  EXPECT_EQ(texts({"Example One", "Example Two"}), "One|One");
  EXPECT_EQ(texts({"Example Two", "Example Three"}), "Example Two|Example Two");

  // A name of which nothing can be printed.
  FamilyCatalog catalog(microsoft());
  const ProductFamily& unprintable = catalog.of("\x01\x02");
  EXPECT_EQ(family_label(unprintable, microsoft(), {"\x01\x02"}, std::nullopt).en, unprintable.id);
  EXPECT_NE(unprintable.id, "");
}

TEST(FamilyLabel, SaysThatProductsAreMissingFromTheTree) {
  FamilyCatalog catalog(microsoft());
  const LocalText text = family_label(catalog.of(""), microsoft(), {"11568"}, std::nullopt);
  EXPECT_EQ(text.ja, "製品ツリーにない製品");
  EXPECT_EQ(text.en, "products missing from the product tree");
}

}  // namespace
}  // namespace patchmatrix
