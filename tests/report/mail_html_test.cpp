// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <regex>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/layout_checks.hpp"
#include "report/whole_month.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string mail(const Report& report, const char* language) {
  return render_mail_html(report, shipped_words(language),
                          {source_folder() / "reports" / "templates"});
}

// What a reader sees: without markup.
std::string without_markup(const std::string& html) {
  return std::regex_replace(html, std::regex("<[^>]*>"), " ");
}

std::string many(std::size_t number) {
  std::string out;
  for (std::size_t i = 0; i < number; ++i)
    out += vulnerability("CVE-2022-" + std::to_string(10000 + i),
                         element("Title", "Example " + std::to_string(i)) + affected({"1"}) +
                             severity("1", "Important") + impact("1", "Spoofing") +
                             exploit_status("Publicly Disclosed:No;Exploited:Yes") +
                             fix(std::to_string(6000000 + i), {"1"}));
  return out;
}

TEST(MailHtml, HasStylesOnItsElementsAndNothingThatIsLeftOutOrFetched) {
  const std::string html = mail(whole_report(), "ja");
  for (const char* part : {"<style", "<script", "<img", "<link", "<iframe", "class=", "url(",
                           "src=", "@import", "onclick"})
    EXPECT_THAT(html, Not(HasSubstr(part))) << part;
  EXPECT_THAT(html, HasSubstr("<html lang=\"ja\">"));
  EXPECT_THAT(html, HasSubstr("<meta charset=\"utf-8\">"));
}

// The same blocks as the text part of the mail, whose test asserts all of them.
TEST(MailHtml, HasTheRowsOfTheTextPartInItsOrder) {
  const Report report = whole_report();
  for (const char* language : {"ja", "en"})
    EXPECT_EQ(identifiers_of(mail(report, language)),
              identifiers_of(render_text(report, {Layout::Monthly}, shipped_words(language), {})))
        << language;
  EXPECT_THAT(forbidden_words_in(mail(report, "ja")), IsEmpty());
}

TEST(MailHtml, IsShortEnoughForMailReadersAndCountsTheRowsLeftOut) {
  const Report report = reported({msrc_document(small_products(), many(2000))}).report;
  const std::string html = mail(report, "en");
  EXPECT_LT(html.size(), 100'000U);
  const std::string text = without_markup(html);
  std::smatch more;
  ASSERT_TRUE(std::regex_search(text, more, std::regex("… and ([0-9]+) more rows")));
  const std::regex row("<tr[^>]*><td[^>]*>CVE-2022-");
  const auto rows = std::distance(std::sregex_iterator(html.begin(), html.end(), row), {});
  EXPECT_EQ(static_cast<std::size_t>(rows) + std::stoul(more[1]), 2000U);
}

TEST(MailHtml, IsShortWhateverDocumentsSay) {
  const std::string title(100'000, 'x');
  std::string entries;
  for (int i = 0; i < 20; ++i)
    entries += vulnerability("CVE-2022-1000" + std::to_string(i),
                             element("Title", title) + affected({"1"}) + severity("1", "Critical") +
                                 impact("1", "Spoofing") +
                                 exploit_status("Publicly Disclosed:No;Exploited:Yes"));
  EXPECT_LT(mail(reported({msrc_document(small_products(), entries)}).report, "ja").size(),
            100'000U);
}

TEST(MailHtml, MakesHostileTextsHarmless) {
  Report report = whole_report();
  for (VulnerabilityRow& each : report.vulnerabilities)
    each.title = "<script>alert(1)</script> \" onmouseover=\"x\u202E";
  const std::string html = mail(report, "en");
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("\" onmouseover")));
  EXPECT_THAT(html, Not(HasSubstr("\u202E")));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;"));
}

// WCAG 2.1: relative luminance, and the contrast of a colour with white.
double contrast_with_white(const std::string& colour) {
  double luminance = 0;
  const double weights[] = {0.2126, 0.7152, 0.0722};
  for (std::size_t i = 0; i < 3; ++i) {
    const double value = std::stoi(colour.substr(1 + 2 * i, 2), nullptr, 16) / 255.0;
    luminance +=
        weights[i] * (value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4));
  }
  return 1.05 / (luminance + 0.05);
}

TEST(MailHtml, HasColoursThatCanBeRead) {
  const std::string html = mail(whole_report(), "en");
  const std::regex colour("[;\"]color:(#[0-9a-f]{6})");
  std::set<std::string> colours;
  for (std::sregex_iterator each(html.begin(), html.end(), colour), end; each != end; ++each)
    colours.insert((*each)[1]);
  EXPECT_GE(colours.size(), 3U);
  for (const std::string& each : colours) EXPECT_GE(contrast_with_white(each), 4.5) << each;
}

}  // namespace
}  // namespace patchmatrix
