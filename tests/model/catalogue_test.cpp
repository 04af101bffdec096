// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/catalogue.hpp>

namespace patchmatrix {
namespace {

TEST(IsCve, TakesAYearAndFourToNineteenDigits) {
  for (const char* text : {"CVE-2022-0001", "CVE-1999-12345", "CVE-2025-1234567890123456789"})
    EXPECT_TRUE(is_cve(text)) << text;
  for (const char* text :
       {"", "CVE-", "CVE-2022", "CVE-2022-", "CVE-2022-001", "CVE-2025-12345678901234567890",
        "CVE-22-0001", "CVE-20222-0001", "cve-2022-0001", "CVE-2022-0001-M", "CVE-2022-0001 ",
        " CVE-2022-0001", "CVE-2O22-0001", "CVE-2022_0001", "CVE-2022-00a1", "GHSA-2022-0001"})
    EXPECT_FALSE(is_cve(text)) << text;
}

TEST(DecimalOfHundredThousandths, AlwaysHasFiveDecimals) {
  for (const auto& [value, expected] :
       std::vector<std::pair<std::uint32_t, std::string>>{{0, "0.00000"},
                                                          {4, "0.00004"},
                                                          {43131, "0.43131"},
                                                          {99995, "0.99995"},
                                                          {100'000, "1.00000"}})
    EXPECT_EQ(decimal_of_hundred_thousandths(value), expected) << value;
}

TEST(Catalogues, FindWhatTheyHold) {
  KevCatalogue kev;
  EpssScores epss;
  EXPECT_EQ(kev.find("CVE-2022-0001"), nullptr);
  for (const char* id : {"CVE-2022-0001", "CVE-2022-00010", "CVE-2022-0002"}) {
    kev.entries.emplace_back().vulnerability = id;
    epss.entries.emplace_back().vulnerability = id;
  }
  for (std::size_t i = 0; i < kev.entries.size(); ++i) {
    EXPECT_EQ(kev.find(kev.entries[i].vulnerability), &kev.entries[i]);
    EXPECT_EQ(epss.find(epss.entries[i].vulnerability), &epss.entries[i]);
  }
  for (const char* id : {"", "CVE-2022-000", "CVE-2022-00011", "CVE-2022-0003"}) {
    EXPECT_EQ(kev.find(id), nullptr) << id;
    EXPECT_EQ(epss.find(id), nullptr) << id;
  }
}

}  // namespace
}  // namespace patchmatrix
