// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <patchmatrix/parse.hpp>
#include <patchmatrix/site.hpp>

#include "io/json.hpp"
#include "io/xml_tree.hpp"
#include "report/small_month.hpp"

namespace patchmatrix::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using Pages = std::map<std::string, std::string>;

TemplateFolders shipped_templates() { return {source_folder() / "reports" / "templates"}; }

// An archive of documents, and what it says of itself.
struct Archive {
  Pages pages;
  SiteSummary summary;
};

Archive archive_of(const std::vector<std::string>& documents, const SiteOptions& options = {},
                   const char* language = "en") {
  std::vector<std::unique_ptr<Normalizer>> normalizers;
  std::vector<std::unique_ptr<Findings>> findings;
  std::vector<ReportInput> inputs;
  for (const std::string& bytes : documents) {
    Diagnostics diagnostics;
    ParseOptions prose;
    prose.prose = true;
    normalizers.push_back(std::make_unique<Normalizer>(shipped_feeds()));
    findings.push_back(std::make_unique<Findings>(
        normalizers.back()->normalize(parse(bytes, diagnostics, prose), diagnostics)));
    ReportInput& input = inputs.emplace_back();
    input.findings = findings.back().get();
    input.input.document = findings.back()->release.id;
  }
  Archive out;
  std::mutex mutex;
  out.summary =
      render_site(inputs, options, shipped_feeds(), shipped_words(language), shipped_templates(),
                  [&](const std::string& name, std::string_view bytes) {
                    const std::lock_guard lock(mutex);
                    EXPECT_TRUE(out.pages.emplace(name, bytes).second) << name;
                  });
  return out;
}

std::string month_with(const std::string& extra) { return msrc_document(small_products(), extra); }

// Where the links of a page lead, from the archive's folder; those to elsewhere on the web are not
// among them.
std::set<std::string> links_of(const std::string& name, const std::string& page) {
  static const std::regex link("<(?:a|link)[^>]* href=\"([^\"#]*)[^\"]*\"");
  std::set<std::string> out;
  for (std::sregex_iterator each(page.begin(), page.end(), link), end; each != end; ++each) {
    std::string to = (*each)[1];
    if (to.empty() || to.find(':') != std::string::npos) continue;
    const bool below = name.find('/') != std::string::npos;
    if (below && to.rfind("../", 0) == 0)
      to.erase(0, 3);
    else if (below)
      to.insert(0, name.substr(0, name.find('/') + 1));
    out.insert(to);
  }
  return out;
}

std::vector<std::string> names_of(const Pages& pages) {
  std::vector<std::string> out;
  for (const auto& [name, bytes] : pages) out.push_back(name);
  return out;
}

TEST(Site, HasAPageForEveryMonthVulnerabilityAndUpdate) {
  const Archive archive = archive_of({small_month()});
  EXPECT_THAT(
      names_of(archive.pages),
      ElementsAre("2022-11.html", "cve/CVE-2022-0001.html", "cve/CVE-2022-0002.html",
                  "cve/CVE-2022-0003.html", "cve/CVE-2022-0004.html", "cve/CVE-2022-0005.html",
                  "feed.atom", "index.html", "search.html", "site.css", "trends.html",
                  "update/KB5000001.html", "update/KB5000002.html", "update/KB5000003.html"));
  EXPECT_EQ(archive.summary.files, names_of(archive.pages));
  EXPECT_EQ(archive.summary.months, 1U);
  EXPECT_EQ(archive.summary.vulnerabilities, 5U);
  EXPECT_EQ(archive.summary.updates, 3U);
  for (const auto& [name, bytes] : archive.pages) EXPECT_TRUE(is_site_file(name)) << name;
}

TEST(Site, LinksToItselfAlone) {
  for (const char* language : {"ja", "en"}) {
    const Archive archive = archive_of({small_month()}, {}, language);
    std::size_t links = 0;
    for (const auto& [name, page] : archive.pages) {
      if (!name.ends_with(".html")) continue;
      for (const std::string& each : links_of(name, page)) {
        ++links;
        EXPECT_TRUE(archive.pages.contains(each)) << name << " → " << each;
      }
      EXPECT_THAT(page, HasSubstr("<html lang=\"" + std::string(language) + "\">")) << name;
      EXPECT_THAT(page, HasSubstr("Content-Security-Policy\" content=\"default-src 'none'"))
          << name;
    }
    EXPECT_GT(links, 40U);
    EXPECT_THAT(links_of("", archive.pages.at("2022-11.html")),
                testing::IsSupersetOf({"index.html", "cve/CVE-2022-0001.html"}));
  }
}

TEST(Site, TellsOfAVulnerabilityWhatItsDocumentsSay) {
  const std::string page = archive_of({small_month()}).pages.at("cve/CVE-2022-0001.html");
  for (const char* each :
       {"<h1>CVE-2022-0001 <span class=\"title\">Example Kernel | Elevation of &lt;Privilege&gt; "
        "Vulnerability</span></h1>",
        "<span class=\"chip important\">Important</span>",
        "<span class=\"chip alarm\">Exploited</span>",
        "<a href=\"../update/KB5000002.html\">KB5000002</a>",
        "<a href=\"../2022-11.html\">2022-11</a>",
        "<li>Windows 10 Version 22H2 for x64-based Systems</li>", "CVSS 7.8"})
    EXPECT_THAT(page, HasSubstr(each));
}

TEST(Site, IsTheSameWhateverTheNumberOfThreads) {
  SiteOptions one, four;
  one.jobs = 1;
  four.jobs = 4;
  EXPECT_EQ(archive_of({small_month()}, one).pages, archive_of({small_month()}, four).pages);
}

std::string acknowledged_month() {
  return month_with(vulnerability(
      "CVE-2022-0001",
      element("Title", "Example") +
          notes({{"FAQ",
                  "&lt;p onclick=&quot;x()&quot;&gt;Is it &lt;b&gt;bad&lt;/b&gt;?"
                  "&lt;script&gt;alert(1)&lt;/script&gt;&lt;/p&gt;"}}) +
          affected({"1"}) + severity("1", "Critical") +
          "<vuln:Acknowledgments><vuln:Acknowledgment><vuln:Name>&lt;a href=&quot;javascript:x"
          "&quot;&gt;A. Finder&lt;/a&gt;</vuln:Name><vuln:Organization>Example &amp; "
          "Sons</vuln:Organization><vuln:URL>https://example.com/</vuln:URL></vuln:Acknowledgment>"
          "</vuln:Acknowledgments>"));
}

TEST(Site, ShowsProseAndThanksWithoutWhatTheirHtmlWouldDo) {
  const std::string page = archive_of({acknowledged_month()}).pages.at("cve/CVE-2022-0001.html");
  EXPECT_THAT(page,
              HasSubstr("<section class=\"prose\"><h3>FAQ</h3><p>Is it <b>bad</b>?alert(1)</p>"));
  EXPECT_THAT(page, HasSubstr("<dd>A. Finder, Example &amp; Sons, <a href=\"https://example.com/\" "
                              "rel=\"noopener noreferrer\">https://example.com/</a></dd>"));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("javascript:")));
}

TEST(Site, NamesNobodyWhoFoundSomethingWhereThatIsAskedFor) {
  SiteOptions options;
  options.redact_acknowledgments = true;
  for (const auto& [name, page] : archive_of({acknowledged_month()}, options).pages) {
    EXPECT_THAT(page, Not(HasSubstr("Finder"))) << name;
    EXPECT_THAT(page, Not(HasSubstr("Sons"))) << name;
  }
}

TEST(Site, KeepsHostileIdentifiersInItsFolder) {
  std::string entries;
  const std::vector<std::string> ids = {
      "../../evil",          "ADV-1",          "adv-1",      "NUL",
      std::string(300, 'A'), "&lt;script&gt;", "/etc/passwd"};
  for (const std::string& id : ids)
    entries += vulnerability(id, element("Title", "&lt;/script&gt;&lt;script&gt;alert(1)") +
                                     affected({"1"}) + severity("1", "Critical"));
  const Archive archive = archive_of({month_with(entries)});
  EXPECT_EQ(archive.summary.vulnerabilities, ids.size());
  for (const auto& [name, page] : archive.pages) {
    EXPECT_TRUE(is_site_file(name)) << name;
    EXPECT_THAT(page, Not(HasSubstr("<script>alert"))) << name;
  }
}

TEST(Site, OfTwoMonthsHasEachAndAVulnerabilityOfBothOnce) {
  std::string later = small_month();
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"2022-Nov", "2022-Dec"}, {"November 2022", "December 2022"}, {"2022-11", "2022-12"}})
    for (std::size_t at = later.find(from); at != std::string::npos; at = later.find(from, at + 1))
      later.replace(at, from.size(), to);
  const Archive archive = archive_of({small_month(), later});
  EXPECT_EQ(archive.summary.months, 2U);
  EXPECT_EQ(archive.summary.vulnerabilities, 5U);
  const std::string& index = archive.pages.at("index.html");
  EXPECT_LT(index.find("<a href=\"2022-12.html\">"), index.find("<a href=\"2022-11.html\">"));
  EXPECT_THAT(archive.pages.at("cve/CVE-2022-0002.html"),
              HasSubstr("<a href=\"../2022-12.html\">2022-12</a></span><span class=\"value\"><a "
                        "href=\"../2022-11.html\">"));
}

// ── search ──

TEST(SiteSearch, HasAnIndexInThePage) {
  const std::string page = archive_of({small_month()}).pages.at("search.html");
  const std::string open = "<script type=\"application/json\" id=\"index\">";
  const std::size_t begin = page.find(open) + open.size();
  const JsonDocument index(page.substr(begin, page.find("</script>", begin) - begin));
  const JsonValue root = index.root();
  EXPECT_EQ(root["v"].size(), 5U);
  EXPECT_EQ(root["v"][0].string(), "CVE-2022-0001");
  EXPECT_EQ(root["titles"][0].string(), "Example Kernel | Elevation of <Privilege> Vulnerability");
  EXPECT_EQ(root["f"][0].string(), "1");
  EXPECT_EQ(root["f"][2].string(), "4");
  EXPECT_EQ(root["u"][0].string(), "KB5000001");
  EXPECT_EQ(root["months"][0].string(), "2022-11");
  EXPECT_EQ(root["severities"][0].string(), "Important");
}

// ── the feed ──

std::vector<std::string> elements_of(const std::string& xml, const std::string& name) {
  const std::regex expression("<" + name + ">([^<]*)</" + name + ">");
  std::vector<std::string> out;
  for (std::sregex_iterator each(xml.begin(), xml.end(), expression), end; each != end; ++each)
    out.push_back((*each)[1]);
  return out;
}

TEST(SiteFeed, IsAtom) {
  SiteOptions options;
  options.base_url = "https://example.com/patches/";
  const std::string feed = archive_of({small_month()}, options).pages.at("feed.atom");
  std::pmr::monotonic_buffer_resource store;
  XmlTree xml(feed, store);
  EXPECT_EQ(xml.name(), "feed");
  std::vector<std::string> children;
  while (xml.next()) {
    children.emplace_back(xml.name());
    if (xml.name() != "entry") {
      xml.skip();
      continue;
    }
    std::vector<std::string> parts;
    while (xml.next()) {
      parts.emplace_back(xml.name());
      xml.skip();
    }
    EXPECT_THAT(parts, ElementsAre("id", "title", "updated", "published", "link", "summary"));
  }
  xml.finish();
  EXPECT_THAT(children, ElementsAre("id", "title", "updated", "author", "generator", "link", "link",
                                    "entry"));
  for (const std::string& each : elements_of(feed, "id"))
    EXPECT_TRUE(std::regex_match(
        each, std::regex("urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
                         "[0-9a-f]{12}")))
        << each;
  EXPECT_THAT(feed, HasSubstr("href=\"https://example.com/patches/2022-11.html\""));
  EXPECT_THAT(feed, HasSubstr("rel=\"self\" type=\"application/atom+xml\" "
                              "href=\"https://example.com/patches/feed.atom\""));
}

TEST(SiteFeed, IsKnownByTheSameIdentifiersWhereverItStands) {
  SiteOptions options;
  options.base_url = "https://example.com/";
  const std::string here = archive_of({small_month()}).pages.at("feed.atom");
  const std::string there = archive_of({small_month()}, options).pages.at("feed.atom");
  EXPECT_EQ(elements_of(here, "id"), elements_of(there, "id"));
  EXPECT_EQ(elements_of(here, "updated"), elements_of(there, "updated"));
  EXPECT_THAT(here, Not(HasSubstr("rel=\"self\"")));
}

// ── names ──

TEST(SiteFileName, IsTheIdentifierWhereThatIsSafe) {
  for (const char* each : {"CVE-2022-41128", "KB5019961", "ADV220003", "A.B_C-1", "0"})
    EXPECT_EQ(site_file_name(each), each);
}

TEST(SiteFileName, IsSafeForAnyIdentifier) {
  using namespace std::string_literals;
  const std::vector<std::string> ids = {"",
                                        ".",
                                        "..",
                                        "../../x",
                                        "..\\x",
                                        "/etc/passwd",
                                        "C:\\x",
                                        "a\0b"s,
                                        "CON",
                                        "NUL.TXT",
                                        "COM1",
                                        "LPT9",
                                        "A.",
                                        "-A",
                                        "cve-2022-1",
                                        "Cve-2022-1",
                                        "CVE-2022-1 ",
                                        "RHSA-2023:1234",
                                        "日本",
                                        "\xff",
                                        std::string(300, 'A'),
                                        std::string(301, 'A')};
  const std::regex safe("[a-z0-9][a-z0-9.-]*~[0-9a-f]{16}");
  std::set<std::string> names;
  for (const std::string& id : ids) {
    const std::string name = site_file_name(id);
    EXPECT_TRUE(std::regex_match(name, safe)) << id << " → " << name;
    EXPECT_TRUE(is_site_file("cve/" + name + ".html")) << name;
    EXPECT_TRUE(names.insert(name).second) << id;
  }
  EXPECT_EQ(site_file_name("../../x"), site_file_name("../../x"));
}

TEST(SiteManifest, NamesOnlyWhatASiteCanHaveWritten) {
  EXPECT_THAT(
      files_of_site_manifest(
          R"({"schema":"patchmatrix.site/1","files":["index.html","cve/CVE-2022-1.html","site.css",
          "../x.html","cve/../x.html","/etc/passwd","cve/.html","update/a/b.html","x.txt","site.json",
          ".htaccess","cve\\x.html","",7]})"),
      ElementsAre("index.html", "cve/CVE-2022-1.html", "site.css"));
  EXPECT_THAT(files_of_site_manifest(R"({"schema":"other/1","files":["index.html"]})"), IsEmpty());
  EXPECT_THAT(files_of_site_manifest(R"({"files":["index.html"])"), IsEmpty());
  EXPECT_THAT(files_of_site_manifest(""), IsEmpty());
}

TEST(SiteManifest, IsReadAsItWasWritten) {
  const Archive archive = archive_of({small_month()});
  EXPECT_EQ(files_of_site_manifest(render_site_manifest(archive.summary, {}, shipped_words("en"))),
            archive.summary.files);
}

}  // namespace
}  // namespace patchmatrix::test
