// SPDX-License-Identifier: Apache-2.0
#include "report/pictures.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace test;

MonthTotals month(int year, unsigned number, std::size_t counted, std::size_t critical) {
  Totals totals;
  totals.counted = counted;
  totals.by_severity = {{Severity::Critical, critical}, {Severity::Important, counted - critical}};
  return {{year, number}, totals};
}

TEST(MonthsPicture, HasABarAMonthAndSaysWhatItShows) {
  EXPECT_EQ(
      months_picture({month(2022, 9, 50, 5), {{2022, 10}, {}}, month(2022, 11, 100, 20)},
                     shipped_words("en")),
      R"(<svg class="bars" role="img" aria-labelledby="bars-title bars-text" )"
      R"(viewBox="0 0 144 138" width="144" height="138">)"
      R"(<title id="bars-title">Vulnerabilities by month</title>)"
      R"(<desc id="bars-text">One bar a month from 2022-09 to 2022-11, 100 at most; the darker part )"
      R"(below is Critical. The table that follows has the numbers.</desc>)"
      R"(<text class="month" x="24" y="133">22-09</text>)"
      R"(<rect class="bar" x="7" y="68" width="34" height="45"/>)"
      R"(<rect class="bar-critical" x="7" y="113" width="34" height="5"/>)"
      R"(<text class="value" x="24" y="63">50</text>)"
      R"(<text class="month" x="72" y="133">22-10</text>)"
      R"(<text class="month" x="120" y="133">22-11</text>)"
      R"(<rect class="bar last" x="103" y="18" width="34" height="80"/>)"
      R"(<rect class="bar-critical" x="103" y="98" width="34" height="20"/>)"
      R"(<text class="value" x="120" y="13">100</text>)"
      R"(<path class="axis" d="M0 118 H144"/></svg>)");
}

TEST(MonthsPicture, OfNothingIsNothing) { EXPECT_EQ(months_picture({}, shipped_words("ja")), ""); }

TEST(MonthsPicture, OfEmptyMonthsHasBarsWithoutHeight) {
  const std::string picture =
      months_picture({month(2022, 10, 0, 0), month(2022, 11, 0, 0)}, shipped_words("ja"));
  EXPECT_NE(picture.find("<rect class=\"bar\" x=\"7\" y=\"118\" width=\"34\" height=\"0\"/>"),
            std::string::npos)
      << picture;
}

TEST(CriticalOf, CountsTheGravestAlone) {
  EXPECT_EQ(critical_of(*month(2022, 11, 9, 4).totals), 4U);
  EXPECT_EQ(critical_of(Totals{}), 0U);
}

}  // namespace
}  // namespace patchmatrix
