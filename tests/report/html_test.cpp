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
#include "report/wording.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSubsetOf;
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
  const Report report = whole_report();
  std::string lines;
  for (const std::string& line : ReportWording(report, shipped_words("ja")).conclusion())
    lines += "    <li>" + line + "</li>\n";
  EXPECT_THAT(lines, HasSubstr("<li>至急: 修正される脆弱性のうち 2 件は、"));
  EXPECT_EQ(between(page(report, "ja"), "<section id=\"conclusion\"", "</section>"),
            " aria-labelledby=\"conclusion-heading\" class=\"verdict urgent\">\n"
            "  <h2 id=\"conclusion-heading\">結論</h2>\n  <ul>\n" +
                lines + "  </ul>\n");
}

TEST(Html, HasTheMatrixAsAListAndAsATable) {
  EXPECT_EQ(between(page(whole_report()), "<section id=\"matrix\"", "</section>"),
            R"html( aria-labelledby="matrix-heading">
  <h2 id="matrix-heading">Matrix</h2>
  <ul class="matrix">
    <li><span class="lead"><span class="chip critical">Critical</span> Remote Code Execution</span> <span class="items"><span class="item">Windows 10 22H2, 21H2 <span class="own open">own machines 7 of 12</span></span> </span></li>
    <li><span class="lead"><span class="chip critical">Critical</span> Elevation of Privilege</span> <span class="items"><span class="item">Microsoft Exchange Server</span> </span></li>
  </ul>
  <div class="scroll" role="group" tabindex="0" aria-labelledby="matrix-heading">
  <table>
  <thead><tr><th scope="col" class="some">Product family</th><th scope="col">Maximum MS severity</th><th scope="col" class="some">Maximum impact</th><th scope="col" class="wide">KB</th><th scope="col" class="n">CVE</th><th scope="col">Own machines</th></tr></thead>
  <tbody>
  <tr><th scope="row">Windows 10 22H2, 21H2</th><td><span class="chip critical">Critical</span></td><td>Remote Code Execution</td><td class="kbs"><a href="#kb5000001">KB5000001</a> <a href="#kb5000002">KB5000002</a> </td><td class="n"><a href="#vulnerabilities&amp;family=windows-10">2</a></td><td class="open">own machines 7 of 12</td></tr>
  <tr><th scope="row">Microsoft Exchange Server</th><td><span class="chip critical">Critical</span></td><td>Elevation of Privilege</td><td class="kbs"><a href="#kb5000003">KB5000003</a> </td><td class="n"><a href="#vulnerabilities&amp;family=exchange-server">1</a></td><td></td></tr>
  </tbody>
  </table>
  </div>
  <details>
  <summary>Other products (2 product families by MS severity)</summary>
  <div class="scroll" role="group" tabindex="0" aria-label="Other products (2 product families by MS severity)">
  <table>
  <thead><tr><th scope="col" class="some">Product family</th><th scope="col">Maximum MS severity</th><th scope="col" class="some">Maximum impact</th><th scope="col" class="wide">KB</th><th scope="col" class="n">CVE</th><th scope="col">Own machines</th></tr></thead>
  <tbody>
  <tr><th scope="row">Azure Linux (Mariner)</th><td><span class="chip important">Important</span></td><td>not stated</td><td class="kbs"></td><td class="n"><a href="#vulnerabilities&amp;family=azure-linux">1</a></td><td></td></tr>
  <tr><th scope="row">Windows Sysmon</th><td><span class="chip unknown">unknown</span></td><td>Spoofing</td><td class="kbs"></td><td class="n"><a href="#vulnerabilities&amp;family=windows-sysmon">1</a></td><td></td></tr>
  </tbody>
  </table>
  </div>
  </details>
)html");
}

TEST(Html, CountsInAGridThatIsATable) {
  EXPECT_EQ(between(page(small_report()), "<table class=\"heat\">", "</table>"), R"html(
  <caption id="heat-caption">Severity × impact: vulnerabilities counted</caption>
  <thead><tr><th scope="col">MS severity</th><th scope="col">Remote Code Execution</th><th scope="col">Elevation of Privilege</th><th scope="col">Spoofing</th><th scope="col">Total</th></tr></thead>
  <tbody>
  <tr><th scope="row"><span class="chip critical">Critical</span></th><td class="heat-1">1</td><td class="heat-1">1</td><td class="heat-0">0</td><td class="sum">2</td></tr>
  <tr><th scope="row"><span class="chip important">Important</span></th><td class="heat-0">0</td><td class="heat-1">1</td><td class="heat-0">0</td><td class="sum">1</td></tr>
  <tr><th scope="row"><span class="chip unknown">unknown</span></th><td class="heat-0">0</td><td class="heat-0">0</td><td class="heat-1">1</td><td class="sum">1</td></tr>
  </tbody>
  <tfoot><tr><th scope="row">Total</th><td class="sum">1</td><td class="sum">2</td><td class="sum">1</td><td class="sum">4</td></tr></tfoot>
  )html");
}

TEST(Html, HasEveryVulnerabilityInOneTable) {
  const Report report = whole_report();
  const std::string table = between(page(report), "<table class=\"all", "</table>");
  const std::vector<std::string> ids = all_of(table, "<th scope=\"row\">(?:<a [^>]*>)?([^<]+)");
  std::multiset<std::string> expected;
  for (const auto* rows : {&report.vulnerabilities, &report.fixed_now})
    for (const VulnerabilityRow& each : *rows) expected.insert(each.id);
  EXPECT_EQ(std::multiset<std::string>(ids.begin(), ids.end()), expected);
  EXPECT_THAT(between(table, "<tbody class=\"excluded\">", "</tbody>"),
              HasSubstr("Vulnerabilities not counted: Azure Linux (Mariner) (1)"));
  EXPECT_THAT(between(table, "<tbody class=\"excluded\">", "</tbody>"), HasSubstr("CVE-2022-0005"));
}

// The names of all attributes; "<…" for what is no sound tag.
std::set<std::string> attributes(const std::string& html) {
  static const std::regex kTag("</?[a-z][a-z0-9]*((?: [a-zA-Z-]+(?:=\"[^\"<>]*\")?)*)/?>");
  static const std::regex kName(" ([a-zA-Z-]+)(?:=\"[^\"]*\")?");
  std::set<std::string> out;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    std::smatch tag;
    if (!std::regex_search(html.begin() + static_cast<std::ptrdiff_t>(at), html.end(), tag, kTag,
                           std::regex_constants::match_continuous)) {
      out.insert(html.substr(at, 60));
      continue;
    }
    const std::string inside = tag[1];
    for (std::sregex_iterator each(inside.begin(), inside.end(), kName), end; each != end; ++each)
      out.insert((*each)[1].str());
  }
  return out;
}

const std::vector<std::string> kAttributes = {"aria-label",
                                              "aria-labelledby",
                                              "autocomplete",
                                              "class",
                                              "colspan",
                                              "d",
                                              "data-dark",
                                              "data-f",
                                              "data-flag",
                                              "data-form",
                                              "data-i",
                                              "data-light",
                                              "data-n",
                                              "data-s",
                                              "data-x",
                                              "height",
                                              "hidden",
                                              "href",
                                              "id",
                                              "name",
                                              "placeholder",
                                              "rel",
                                              "role",
                                              "scope",
                                              "tabindex",
                                              "type",
                                              "value",
                                              "viewBox",
                                              "width",
                                              "x",
                                              "y"};

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
    EXPECT_THAT(attributes(body(html)), IsSubsetOf(kAttributes)) << static_cast<int>(layout);
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
