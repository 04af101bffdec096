// SPDX-License-Identifier: Apache-2.0
#include "fetch/listing.hpp"

#include <string>
#include <tuple>
#include <utility>

#include <gtest/gtest.h>

namespace patchmatrix {
namespace {

TEST(Pattern, TakesAMonth) {
  const std::tuple<std::string, Month, std::string> cases[] = {
      {"https://vendor.test/{yyyy}-{Mmm}", {2022, 11}, "https://vendor.test/2022-Nov"},
      {"https://vendor.test/{yyyy}/{mm}/{mmm}{yyyy}.xml",
       {2023, 1},
       "https://vendor.test/2023/01/jan2023.xml"},
      {"{mm}{mm}", {2022, 9}, "0909"},
      {"{Mmm}", {2022, 5}, "May"},
      {"{mmm}", {2022, 12}, "dec"},
      {"{yyyy}", {2022, 12}, "2022"},
      {"nothing", {2022, 12}, "nothing"},
      {"{MM} {YYYY} {Mm} {yyy} {m} yyyy {", {2022, 12}, "{MM} {YYYY} {Mm} {yyy} {m} yyyy {"},
      {"", {2022, 12}, ""},
  };
  for (const auto& [pattern, month, text] : cases)
    EXPECT_EQ(with_month(pattern, month), text) << pattern;
}

TEST(Pattern, KnowsEveryMonth) {
  std::string all;
  for (unsigned number = 1; number <= 12; ++number)
    all += with_month("{Mmm} {mmm} {mm} ", {2022, number});
  EXPECT_EQ(all,
            "Jan jan 01 Feb feb 02 Mar mar 03 Apr apr 04 May may 05 Jun jun 06 "
            "Jul jul 07 Aug aug 08 Sep sep 09 Oct oct 10 Nov nov 11 Dec dec 12 ");
}

TEST(MonthOfId, IsNamedAtItsBeginning) {
  const std::pair<std::string, std::string> cases[] = {
      {"2022-Nov", "2022-11"},
      {"2016-Jan", "2016-01"},
      {"2022-DEC", "2022-12"},
      {"2022-may", "2022-05"},
      {"2017-May-B", "2017-05"},
      {"2022-Nov_2", "2022-11"},
      {"2022-Nov2", "2022-11"},
      {"2022-Nov.xml", "2022-11"},
      {"2022-November", "none"},
      {"2022-Novx", "none"},
      {"2022-Non", "none"},
      {"2022-11", "none"},
      {"2022-11-08", "none"},
      {"2022Nov", "none"},
      {"2022_Nov", "none"},
      {"2022-No", "none"},
      {"22-Nov", "none"},
      {"022-Nov-1", "none"},
      {"-022-Nov", "none"},
      {"+022-Nov", "none"},
      {" 022-Nov", "none"},
      {"202a-Nov", "none"},
      {"a2022-Nov", "none"},
      {"Nov-2022", "none"},
      {"", "none"},
  };
  for (const auto& [id, month] : cases) {
    const auto found = month_of_id(id);
    EXPECT_EQ(found ? to_string(*found) : "none", month) << id;
  }
}

}  // namespace
}  // namespace patchmatrix
