// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdint>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/files.hpp"
#include "io/hash.hpp"
#include "report/whole_month.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::array kAllLayouts = {Layout::Monthly, Layout::Weekly, Layout::Notice, Layout::Matrix,
                                    Layout::Table,   Layout::Digest, Layout::List};

std::filesystem::path shipped_templates() { return source_folder() / "reports" / "templates"; }

std::string page(const Report& report, const char* language = "en",
                 Layout layout = Layout::Monthly) {
  LayoutOptions options;
  options.layout = layout;
  return render_html(report, options, shipped_words(language), {shipped_templates()});
}

std::vector<std::string> all_of(const std::string& text, const char* pattern) {
  const std::regex expression(pattern);
  std::vector<std::string> out;
  for (std::sregex_iterator each(text.begin(), text.end(), expression), end; each != end; ++each)
    out.push_back((*each)[1].str());
  return out;
}

// What stands between two texts, each taken where it stands first.
std::string between(const std::string& text, const std::string& from, const std::string& to) {
  const std::size_t begin = text.find(from);
  if (begin == std::string::npos) return "no " + from;
  const std::size_t end = text.find(to, begin + from.size());
  return end == std::string::npos ? "no " + to
                                  : text.substr(begin + from.size(), end - begin - from.size());
}

// The page without what is the same in every one.
std::string body(const std::string& html) { return between(html, "<body>", "<script>"); }

// Another way to base64 than that of the program.
std::string base64(const std::string& hex) {
  static const std::string kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bits, out;
  for (std::size_t i = 0; i < hex.size(); ++i)
    for (int bit = 3; bit >= 0; --bit)
      bits += (std::stoul(hex.substr(i, 1), nullptr, 16) >> bit & 1U) != 0 ? '1' : '0';
  while (bits.size() % 6 != 0) bits += '0';
  for (std::size_t i = 0; i < bits.size(); i += 6)
    out += kDigits[std::stoul(bits.substr(i, 6), nullptr, 2)];
  while (out.size() % 4 != 0) out += '=';
  return out;
}

TEST(Html, AllowsItsOwnStyleAndScriptAndNothingElse) {
  for (const Layout layout : kAllLayouts) {
    const std::string html = page(whole_report(), "ja", layout);
    EXPECT_EQ(all_of(html, "<style>").size(), 1U);
    const std::string style = between(html, "<style>", "</style>");
    const std::string script = between(html, "<script>", "</script>");
    EXPECT_EQ(between(html, "<meta http-equiv=\"Content-Security-Policy\" content=\"", "\""),
              "default-src 'none'; style-src 'sha256-" + base64(sha256(style)) +
                  "'; script-src 'sha256-" + base64(sha256(script)) +
                  "'; img-src data:; base-uri 'none'; form-action 'none'")
        << static_cast<int>(layout);
    EXPECT_EQ(style, read_file(shipped_templates() / "page.css"));
    EXPECT_EQ(script, read_file(shipped_templates() / "page.js"));
  }
}

TEST(Html, HasNothingInlineThatThePolicyForbidsAndFetchesNothing) {
  const std::regex inline_code("<[^>]*\\s(?:style|on[a-z]+|src|srcset|action|background)\\s*=");
  const std::regex fetching("<(?:link|img|iframe|object|embed|base|form|audio|video|source)[\\s>]");
  for (const Layout layout : kAllLayouts)
    for (const char* language : {"ja", "en"}) {
      const std::string html = page(whole_report(), language, layout);
      EXPECT_FALSE(std::regex_search(html, inline_code)) << static_cast<int>(layout);
      EXPECT_FALSE(std::regex_search(html, fetching)) << static_cast<int>(layout);
      EXPECT_THAT(html, Not(HasSubstr("url("))) << static_cast<int>(layout);
      EXPECT_THAT(html, Not(HasSubstr("@import"))) << static_cast<int>(layout);
      EXPECT_THAT(html, HasSubstr("<html lang=\"" + std::string(language) + "\">"));
    }
}

TEST(Html, HasTheBlocksOfAMonthInTheirOrder) {
  EXPECT_EQ(
      all_of(page(whole_report()), "<section id=\"([a-z]+)\""),
      (std::vector<std::string>{"conclusion", "first", "changes", "matrix", "exploited", "counts",
                                "updates", "own", "cautions", "vulnerabilities", "sources"}));
  Report report = small_report();
  report.changes.reset();
  EXPECT_EQ(all_of(page(report), "<section id=\"([a-z]+)\""),
            (std::vector<std::string>{"conclusion", "first", "matrix", "exploited", "counts",
                                      "updates", "cautions", "vulnerabilities", "sources"}))
      << "without own machines and an earlier state";
}

TEST(Html, ListsItsBlocksInTheContents) {
  for (const Report& report : {whole_report(), small_report()}) {
    const std::string html = page(report);
    EXPECT_EQ(all_of(between(html, "<nav", "</nav>"), "href=\"#([a-z]+)\""),
              all_of(html, "<section id=\"([a-z]+)\""));
  }
}

TEST(Html, LinksNothingOnThePageThatIsNotThere) {
  const std::string html = page(whole_report());
  std::set<std::string> ids, missing;
  for (const std::string& id : all_of(html, " id=\"([^\"]+)\""))
    EXPECT_TRUE(ids.insert(id).second) << id << " stands twice";
  for (const std::string& target : all_of(html, " href=\"#([^\"&]+)"))
    if (!ids.contains(target)) missing.insert(target);
  for (const char* attribute : {" aria-labelledby=\"([^\"]+)\""})
    for (const std::string& names : all_of(html, attribute))
      for (const std::string& name : all_of(names, "([^ ]+)"))
        if (!ids.contains(name)) missing.insert(name);
  EXPECT_THAT(missing, IsEmpty());
}

TEST(Html, SaysFirstHowUrgentItIs) {
  EXPECT_EQ(between(page(whole_report(), "ja"), "<section id=\"conclusion\"", "</section>"),
            R"( aria-labelledby="conclusion-heading" class="verdict urgent">
  <h2 id="conclusion-heading">結論</h2>
  <ul>
@LINES@  </ul>
)");
}

TEST(Html, HasTheMatrixAsAListAndAsATable) {
  EXPECT_EQ(between(page(whole_report()), "<section id=\"matrix\"", "</section>"), "@MATRIX@");
}

TEST(Html, CountsInAGridThatIsATable) {
  EXPECT_EQ(between(page(small_report()), "<table class=\"heat\">", "</table>"), "@HEAT@");
}

TEST(Html, HasEveryVulnerabilityInOneTable) {
  const Report report = whole_report();
  const std::string table = between(page(report), "<table class=\"all\">", "</table>");
  const std::vector<std::string> ids = all_of(table, "<th scope=\"row\">(?:<a [^>]*>)?([^<]+)");
  std::multiset<std::string> expected;
  for (const auto* rows : {&report.vulnerabilities, &report.fixed_now})
    for (const VulnerabilityRow& each : *rows) expected.insert(each.id);
  EXPECT_EQ(std::multiset<std::string>(ids.begin(), ids.end()), expected);
  EXPECT_THAT(between(table, "<tbody class=\"excluded\">", "</tbody>"),
              HasSubstr("Vulnerabilities not counted: Azure Linux (Mariner) (1)"));
  EXPECT_THAT(between(table, "<tbody class=\"excluded\">", "</tbody>"), HasSubstr("CVE-2022-0005"));
}

// Whatever documents say, it is text.
TEST(Html, TakesHostileValuesForText) {
  const std::string hostile =
      "</script></style><script>alert(1)</script><img src=x onerror=alert(1)>\" onclick=\"x' "
      "\xE2\x80\xAE\x1B[31m{{title}}";
  Report report = whole_report();
  for (auto* rows : {&report.vulnerabilities, &report.fixed_now})
    for (VulnerabilityRow& each : *rows) {
      each.id += hostile;
      each.title = hostile;
      each.severity_word = each.impact_word = each.cvss_base = hostile;
    }
  for (FamilyRow& each : report.families) {
    each.label = {hostile, hostile};
    each.products = {hostile};
  }
  for (UpdateRow& each : report.updates) {
    each.fixed_builds = each.supersedes = each.kinds = each.products = {hostile};
    each.url = "javascript:" + hostile;
    each.known_issue_urls = {"javascript:" + hostile, "https://x/\"><script>"};
  }
  for (Caution& each : report.cautions) {
    each.subject = hostile;
    each.items = {hostile};
    each.text = {hostile, hostile};
    each.source = "javascript:alert(1)";
  }
  report.own_details->machines[0].name = report.own_details->machines[0].system = hostile;
  report.own_details->products[0].name = report.own_details->unmatched[0].name = hostile;
  report.changes->changes[0].title = report.changes->changes[0].vulnerability = hostile;
  report.inputs[0].document = report.inputs[0].revision = report.inputs[0].tlp = hostile;
  report.release.title = report.release.id = report.release.revision = hostile;
  report.release.vendor_name = report.release.severity_axis = {hostile, hostile};
  report.notices = {Notice{{"unknown-severity", hostile, "place", {{"word", hostile}}, 1}, false}};
  for (const Layout layout : kAllLayouts) {
    const std::string html = page(report, "ja", layout);
    EXPECT_EQ(all_of(html, "(<script)").size(), 1U) << static_cast<int>(layout);
    EXPECT_EQ(all_of(html, "(</script)").size(), 1U) << static_cast<int>(layout);
    EXPECT_THAT(body(html), Not(HasSubstr("<img"))) << static_cast<int>(layout);
    EXPECT_FALSE(std::regex_search(html, std::regex("<[^>]*\\son[a-z]+=")))
        << static_cast<int>(layout);
    EXPECT_FALSE(std::regex_search(html, std::regex("href=\"[^\"]*javascript", std::regex::icase)))
        << static_cast<int>(layout);
    EXPECT_THAT(html, Not(HasSubstr("\xE2\x80\xAE"))) << static_cast<int>(layout);
    EXPECT_THAT(html, Not(HasSubstr("\x1B"))) << static_cast<int>(layout);
    EXPECT_THAT(body(html), HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;"))
        << static_cast<int>(layout);
  }
}

TEST(Html, OpensLinksWithoutTellingWhereFrom) {
  for (const std::string& tag : all_of(page(whole_report()), "(<a [^>]*href=\"http[^>]*>)"))
    EXPECT_THAT(tag, HasSubstr("rel=\"noreferrer noopener\""));
}

std::string large_month(std::size_t number) {
  std::string entries;
  for (std::size_t i = 0; i < number; ++i) {
    const std::string id = "CVE-2022-" + std::to_string(10000 + i);
    entries += vulnerability(
        id, element("Title",
                    "Example Component With A Long Name Elevation of Privilege "
                    "Vulnerability " +
                        std::to_string(i)) +
                affected({"1", "2"}) + severity("1", "Important") +
                impact("1", "Elevation of Privilege") +
                exploit_status("Publicly Disclosed:No;Exploited:No") + score("1", "7.8", kLocal) +
                fix(std::to_string(5000000 + i % 40), {"1"}) +
                fix(std::to_string(5000100 + i % 7), {"2"}));
  }
  return msrc_document(small_products(), entries);
}

TEST(Html, OfALargeMonthIsSmallEnough) {
  const std::string html = page(reported({large_month(1300)}).report, "ja");
  EXPECT_EQ(all_of(html, "(<tr data-s=)").size(), 1300U);
  EXPECT_LT(html.size(), 2'000'000U);
}

TEST(Html, IsTheSameForTheSameReport) {
  for (const Layout layout : kAllLayouts)
    EXPECT_EQ(page(whole_report(), "ja", layout), page(whole_report(), "ja", layout));
}

TEST(Html, HasTheSameRowsInBothLanguages) {
  EXPECT_EQ(all_of(page(whole_report(), "ja"), "((?:CVE-|KB)[0-9-]+)"),
            all_of(page(whole_report(), "en"), "((?:CVE-|KB)[0-9-]+)"));
}

TEST(Html, OfAnyLayoutHasWhatTheTextHas) {
  for (const Layout layout : {Layout::Matrix, Layout::Table, Layout::Digest, Layout::List}) {
    LayoutOptions options;
    options.layout = layout;
    const std::string text = render_text(whole_report(), options, shipped_words("en"), {});
    const auto ids = [](const std::string& of) {
      const std::vector<std::string> found = all_of(of, "((?:CVE-|KB)[0-9-]+)");
      return std::multiset<std::string>(found.begin(), found.end());
    };
    const std::string html = page(whole_report(), "en", layout);
    EXPECT_EQ(ids(body(html)), ids(text)) << static_cast<int>(layout);
    EXPECT_EQ(all_of(html, "(<h1)").size(), 1U) << static_cast<int>(layout);
  }
}

TEST(Html, IsMadeOfTheUsersTemplatesWhereThereAreSome) {
  const TemporaryFolder own;
  own.write("conclusion.html.mustache", "<section id=\"conclusion\">mine {{title}}</section>\n");
  const LayoutOptions options{Layout::Monthly};
  const std::string html =
      render_html(small_report(), options, shipped_words("en"), {own.path(), shipped_templates()});
  EXPECT_THAT(html, HasSubstr("\n<section id=\"conclusion\">mine Microsoft "));
  EXPECT_THAT(html, HasSubstr("<section id=\"sources\""));
}

TEST(Html, NamesTheLineOfATemplateThatAsksForWhatThereIsNot) {
  const TemporaryFolder own;
  const std::string path =
      own.write("conclusion.html.mustache", "a\n{{#changes}}\n{{verdikt}}\n{{/changes}}\n")
          .string();
  EXPECT_EQ(error_of([&] {
              render_html(small_report(), {Layout::Monthly}, shipped_words("en"),
                          {own.path(), shipped_templates()});
            }),
            "malformed " + path + ":3 template-unknown-field field=verdikt");
  EXPECT_EQ(error_of([&] {
              render_html(small_report(), {Layout::Monthly}, shipped_words("en"), {own.path()});
            }),
            "not-found no-template name=page.css");
}

}  // namespace
}  // namespace patchmatrix
