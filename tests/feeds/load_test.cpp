// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/feeds.hpp>

#include "io/config.hpp"
#include "io/files.hpp"
#include "io/http.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

const Vendor& microsoft() { return test::shipped_vendor("microsoft"); }

// ── The definitions as shipped ───────────────────────────────────────────────────────────────────

TEST(ShippedFeeds, Load) {
  EXPECT_EQ(test::error_of([] { load_feeds(test::source_folder() / "feeds"); }), "no error");
  std::vector<std::string> ids;
  for (const Vendor& vendor : test::shipped_feeds().vendors) ids.push_back(vendor.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"beckhoff",
                                           "bsi",
                                           "cert-cc",
                                           "ciq",
                                           "cisa",
                                           "cisco",
                                           "cpansa",
                                           "dcert",
                                           "festo",
                                           "first",
                                           "fortinet",
                                           "ipa",
                                           "microsoft",
                                           "mitre",
                                           "ncsc-nl",
                                           "ni",
                                           "nozomi",
                                           "nvidia",
                                           "open-xchange",
                                           "openeuler",
                                           "oracle",
                                           "owasp-juice-shop",
                                           "palo-alto",
                                           "redhat",
                                           "schwarz-informatik",
                                           "sick",
                                           "siemens",
                                           "stackable",
                                           "suse"}));
  EXPECT_EQ(test::shipped_feeds().generic.id, "");
}

TEST(ShippedFeeds, HaveTheFamiliesThatReportsAndReadersKnow) {
  const std::vector<std::string> rows = {"windows-11",
                                         "windows-10",
                                         "windows-server-2025",
                                         "windows-server-2022",
                                         "windows-server-2019-2016",
                                         "windows-8.1-server-2012",
                                         "windows-7-server-2008",
                                         "internet-explorer",
                                         "edge-html",
                                         "edge-chromium",
                                         "chakracore",
                                         "flash-player",
                                         "office",
                                         "sharepoint",
                                         "exchange-server",
                                         "dotnet",
                                         "visual-studio",
                                         "dynamics",
                                         "skype-lync",
                                         "azure",
                                         "azure-devops",
                                         "sql-server",
                                         "power-bi",
                                         "azure-linux"};
  EXPECT_EQ(microsoft().rows, rows);
  std::vector<std::string> ids;
  for (const Family& family : microsoft().families) ids.push_back(family.id);
  std::sort(ids.begin(), ids.end());
  std::vector<std::string> sorted = rows;
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(ids, sorted);
}

TEST(ShippedFeeds, LabelEveryFamilyInBothLanguages) {
  for (const Vendor& vendor : test::shipped_feeds().vendors)
    for (const Family& family : vendor.families) {
      EXPECT_NE(family.label.ja, "") << family.id;
      EXPECT_NE(family.label.en, "") << family.id;
      const bool versioned = family.label.ja.find("{versions}") != std::string::npos;
      EXPECT_EQ(family.label.en.find("{versions}") != std::string::npos, versioned) << family.id;
      EXPECT_EQ(family.versions.empty(), !versioned) << family.id;
    }
}

TEST(ShippedFeeds, KeepOutOfTheTableWhatThePublishedTablesLeaveOut) {
  std::set<std::string> others;
  for (const Family& family : microsoft().families)
    if (!family.headline) others.insert(family.id);
  EXPECT_EQ(others, (std::set<std::string>{"azure-linux", "edge-chromium"}));
}

TEST(ShippedFeeds, CallSemiAnnualWindowsServersByTheWordVersion) {
  for (const Family& family : microsoft().families)
    for (const VersionRule& rule : family.versions) {
      const bool semi_annual = rule.text.find(" version ") != std::string::npos &&
                               rule.text.starts_with("Windows Server") && rule.next_word;
      EXPECT_EQ(rule.label_prefix, semi_annual ? "version " : "") << rule.text;
    }
}

TEST(ShippedFeeds, SayHowMicrosoftReleases) {
  const Vendor& vendor = microsoft();
  EXPECT_EQ(vendor.name.ja, "Microsoft");
  EXPECT_EQ(vendor.name.en, "Microsoft");
  EXPECT_EQ(vendor.severity_axis.ja, "MS深刻度");
  EXPECT_EQ(vendor.document_id, "{yyyy}-{Mmm}");
  EXPECT_EQ(vendor.monthly_title, "{Month} {yyyy} Security Updates");
  EXPECT_EQ(vendor.kept_words, std::vector<std::string>{"365"});
  EXPECT_EQ(vendor.component_note, "Tag");
  EXPECT_EQ(vendor.issuer_note, "CNA");
  EXPECT_EQ(vendor.own_issuers, std::vector<std::string>{"Microsoft"});
  EXPECT_EQ(vendor.update_number.prefix, "KB");
  EXPECT_EQ(vendor.update_number.min_digits, 6U);
  EXPECT_EQ(vendor.update_number.max_digits, 7U);
  EXPECT_EQ(vendor.release_day.week, 2);
  EXPECT_EQ(vendor.release_day.weekday, 2);
  EXPECT_EQ(vendor.release_day.time, "10:00");
  EXPECT_EQ(vendor.release_day.zone_name, "PT");
  EXPECT_EQ(vendor.exploit_status.exploited, "Exploited");
  EXPECT_EQ(vendor.exploit_status.publicly_disclosed, "Publicly Disclosed");
  std::vector<std::pair<std::string, std::string>> exclusions;
  for (const Exclusion& each : vendor.exclusions)
    exclusions.emplace_back(each.reason, each.component + "|" + each.component_begins);
  EXPECT_EQ(exclusions,
            (std::vector<std::pair<std::string, std::string>>{
                {"azure-linux", "Mariner|"}, {"chromium", "|Microsoft Edge (Chromium-based)"}}));
}

// ── What vendors write where ─────────────────────────────────────────────────────────────────────

// The vendors whose documents `is` true of.
template <class Is>
std::vector<std::string> vendors_where(Is is) {
  std::vector<std::string> out;
  for (const Vendor& vendor : test::shipped_feeds().vendors)
    if (is(vendor)) out.push_back(vendor.id);
  return out;
}

TEST(ShippedFeeds, SayWhatAThreatOfCategoryImpactIs) {
  const auto where = [](ImpactThreat threat) {
    return vendors_where([threat](const Vendor& each) { return each.impact_threat == threat; });
  };
  using Ids = std::vector<std::string>;
  EXPECT_EQ(where(ImpactThreat::Severity), (Ids{"ciq", "openeuler", "redhat", "suse"}));
  EXPECT_EQ(where(ImpactThreat::Impact), (Ids{"fortinet", "microsoft"}));
  EXPECT_EQ(where(ImpactThreat::Neither), (Ids{"cisa", "siemens", "stackable"}));
}

TEST(ShippedFeeds, TellSeveritiesThatRestateAScore) {
  using Ids = std::vector<std::string>;
  EXPECT_EQ(vendors_where([](const Vendor& each) { return each.restates_cvss; }),
            (Ids{"cisa", "nozomi", "nvidia", "openeuler"}));
  EXPECT_EQ(vendors_where([](const Vendor& each) { return !each.restating_documents.empty(); }),
            Ids{"ciq"});
  EXPECT_EQ(test::shipped_vendor("cpansa").cvss_scales,
            (Ids{"https://www.first.org/cvss", "https://nvd.nist.gov/vuln-metrics/cvss"}));
}

TEST(ShippedFeeds, NameTheNotesThatStandForAField) {
  using Titles = std::vector<std::string>;
  EXPECT_EQ(test::shipped_vendor("nvidia").impact_note, "Impacts");
  EXPECT_EQ(test::shipped_vendor("fortinet").impact_note, "Impact");
  EXPECT_EQ(test::shipped_vendor("openeuler").severity_note, "Severity");
  EXPECT_EQ(test::shipped_vendor("cisa").effect_notes, Titles{"Risk evaluation"});
  EXPECT_EQ(test::shipped_vendor("festo").effect_notes, Titles{"Impact"});
  EXPECT_EQ(test::shipped_vendor("redhat").exploit_status.exploited_texts,
            Titles{"CISA: https://www.cisa.gov/known-exploited-vulnerabilities-catalog"});
  EXPECT_EQ(test::shipped_vendor("redhat").update_prefixes, (Titles{"RHSA-", "RHBA-", "RHEA-"}));
}

TEST(ShippedFeeds, NameFamiliesByBranchesUnlessAVendorHasNone) {
  using Levels = std::vector<std::string>;
  EXPECT_EQ(test::shipped_feeds().generic.family_levels,
            (Levels{"product_name", "product_family"}));
  EXPECT_EQ(test::shipped_vendor("siemens").family_levels,
            (Levels{"product_name", "product_family"}));
  EXPECT_EQ(test::shipped_vendor("nvidia").family_levels,
            (Levels{"product_version", "product_name", "product_family"}));
  EXPECT_EQ(test::shipped_vendor("fortinet").family_levels,
            (Levels{"product_name", "product", "product_family"}));
  EXPECT_EQ(test::shipped_vendor("openeuler").family_levels, Levels{"product_version"});
  EXPECT_EQ(microsoft().family_levels, Levels());
}

// ── Where advisories are published ───────────────────────────────────────────────────────────────

// "id kind verification" of every feed, by vendor.
std::map<std::string, std::vector<std::string>> described(const Feeds& feeds) {
  std::map<std::string, std::vector<std::string>> out;
  for (const Vendor& vendor : feeds.vendors)
    for (const Feed& each : vendor.feeds)
      out[vendor.id].push_back(each.id + ' ' + std::string(slug(each.kind)) + ' ' +
                               std::string(slug(each.verification)));
  return out;
}

TEST(ShippedFeeds, CoverTheVendors) {
  const std::map<std::string, std::vector<std::string>> expected = {
      {"beckhoff", {"beckhoff csaf-provider prefer"}},
      {"bsi", {"bsi csaf-provider prefer", "bsi-aggregator csaf-aggregator prefer"}},
      {"ciq", {"rocky directory record", "ciq-csaf directory record", "ciq-vex directory record"}},
      {"cisa", {"cisa-ot directory prefer", "cisa-it directory prefer", "kev single record"}},
      {"cisco", {"cisco csaf-provider prefer"}},
      {"festo", {"festo csaf-provider prefer"}},
      {"first", {"epss single record"}},
      {"fortinet", {"fortinet-cvrf url-list record", "fortinet-csaf url-list record"}},
      {"microsoft",
       {"microsoft msrc-cvrf record", "microsoft-csaf csaf-provider record",
        "microsoft-vex csaf-provider record"}},
      {"ncsc-nl", {"ncsc-nl csaf-provider prefer"}},
      {"nozomi", {"nozomi csaf-provider prefer"}},
      {"nvidia", {"nvidia url-list prefer"}},
      {"open-xchange", {"open-xchange csaf-provider prefer"}},
      {"openeuler",
       {"openeuler-cvrf directory record", "openeuler-csaf directory record",
        "openeuler-vex directory record"}},
      {"oracle", {"oracle-cvrf url-list record", "oracle-csaf url-list record"}},
      {"palo-alto", {"palo-alto url-list record"}},
      {"redhat", {"redhat-csaf csaf-provider prefer", "redhat-vex csaf-provider prefer"}},
      {"sick", {"sick csaf-provider prefer"}},
      {"siemens", {"siemens csaf-provider prefer"}},
      {"suse",
       {"suse-csaf directory prefer", "suse-vex directory prefer", "suse-cvrf directory record",
        "suse-cvrf-cve directory record"}},
  };
  EXPECT_EQ(described(test::shipped_feeds()), expected);
}

TEST(ShippedFeeds, FetchOnlyTheMonthlyDocumentsUnlessAsked) {
  std::vector<std::string> enabled;
  for (const Vendor& vendor : test::shipped_feeds().vendors)
    for (const Feed& each : vendor.feeds)
      if (each.enabled) enabled.push_back(each.id);
  EXPECT_EQ(enabled, std::vector<std::string>{"microsoft"});

  const Feed& feed = *test::shipped_feeds().find("microsoft");
  EXPECT_EQ(feed.vendor, "microsoft");
  EXPECT_EQ(feed.urls,
            std::vector<std::string>{"https://api.msrc.microsoft.com/cvrf/v3.0/updates"});
  EXPECT_EQ(feed.document_url, "https://api.msrc.microsoft.com/cvrf/v3.0/cvrf/{id}");
  EXPECT_EQ(to_string(feed.first_month.value()), "1999-09");
  EXPECT_EQ(feed.complete_families, (std::vector<std::string>{"windows-11", "office"}));
}

// Two feeds of one provider that took each other's documents would keep everything twice.
TEST(ShippedFeeds, ShareAProviderOnlyByDifferentDistributions) {
  std::map<std::string, std::vector<std::string>> distributions;  // by address
  for (const Vendor& vendor : test::shipped_feeds().vendors)
    for (const Feed& each : vendor.feeds)
      if (each.kind == FeedKind::CsafProvider) {
        auto& known = distributions[each.urls.front()];
        EXPECT_TRUE(known.empty() || !each.distributions.empty()) << each.id;
        known.insert(known.end(), each.distributions.begin(), each.distributions.end());
      } else {
        EXPECT_EQ(each.distributions, std::vector<std::string>()) << each.id;
      }
  for (auto& [address, known] : distributions)
    for (std::size_t i = 0; i < known.size(); ++i)
      for (std::size_t j = 0; j < known.size(); ++j)
        EXPECT_TRUE(i == j || !known[i].starts_with(known[j])) << known[i] << " | " << known[j];
  EXPECT_EQ(test::shipped_feeds().find("redhat-vex")->distributions,
            std::vector<std::string>{"https://security.access.redhat.com/data/csaf/v2/vex/"});
  EXPECT_EQ(test::shipped_feeds().find("microsoft-csaf")->distributions,
            std::vector<std::string>{"https://msrc.microsoft.com/csaf/advisories/"});
}

TEST(ShippedFeeds, NameKeysWhereNoMetadataDoes) {
  std::vector<std::string> with_keys;
  for (const Vendor& vendor : test::shipped_feeds().vendors)
    for (const Feed& each : vendor.feeds) {
      if (each.keys.empty()) continue;
      with_keys.push_back(each.id);
      EXPECT_EQ(each.kind, FeedKind::Directory) << each.id;
    }
  EXPECT_EQ(with_keys, (std::vector<std::string>{"cisa-ot", "cisa-it"}));
}

TEST(ShippedFeeds, SayEverythingThatReadersAskOfThem) {
  const std::set<std::string> cadences = {"daily", "weekly", "monthly", "quarterly", "irregular"};
  const std::regex dated(R"(https://.* \(.*read 20[0-9]{2}-[01][0-9]-[0-3][0-9]\))");
  for (const Vendor& vendor : test::shipped_feeds().vendors) {
    EXPECT_NE(vendor.name.ja, "") << vendor.id;
    EXPECT_NE(vendor.name.en, "") << vendor.id;
    for (const Feed& each : vendor.feeds) {
      EXPECT_EQ(each.vendor, vendor.id) << each.id;
      EXPECT_NE(each.name.ja, "") << each.id;
      EXPECT_NE(each.name.en, "") << each.id;
      EXPECT_NE(each.name.ja, each.name.en) << each.id;
      EXPECT_TRUE(cadences.contains(each.cadence)) << each.id << ": " << each.cadence;
      EXPECT_TRUE(std::regex_match(each.source, dated)) << each.id << ": " << each.source;
      EXPECT_EQ(test::shipped_feeds().find(each.id), &each) << each.id;
    }
  }
  EXPECT_EQ(test::shipped_feeds().find("no-such-feed"), nullptr);
}

TEST(ShippedFeeds, AskOverHttpsAloneAndCarryNothingPrivate) {
  for (const Vendor& vendor : test::shipped_feeds().vendors)
    for (const Feed& each : vendor.feeds) {
      for (const std::string& address : each.urls) {
        const auto url = parse_url(address);
        ASSERT_TRUE(url.has_value()) << each.id << ": " << address;
        EXPECT_EQ(url->scheme, "https") << each.id;
        EXPECT_EQ(each.kind == FeedKind::Directory, url->path.ends_with('/')) << each.id;
      }
      EXPECT_FALSE(each.allow_http) << each.id;
      EXPECT_FALSE(each.allow_private_addresses) << each.id;
      EXPECT_EQ(each.headers, std::vector<std::string>()) << each.id;
      EXPECT_EQ(each.secret_header.name, "") << each.id;
      EXPECT_EQ(each.proxy + each.ca_file + each.client_certificate + each.client_key, "")
          << each.id;
    }
}

TEST(ShippedFeeds, StandInTheFileOfTheirVendor) {
  std::size_t files = 0;
  for (const auto& file : files_below(test::source_folder() / "feeds" / "vendors")) {
    EXPECT_EQ(file.extension(), ".toml") << file;
    EXPECT_EQ(Config::read(file).required_text("id"), file.stem().string()) << file;
    ++files;
  }
  EXPECT_EQ(files, test::shipped_feeds().vendors.size());
}

// A feed that is read for one vendor would otherwise be shown as another's.
TEST(ShippedFeeds, ShareNoTextThatTellsPublishersApart) {
  for (const Vendor& vendor : test::shipped_feeds().vendors)
    for (const std::string& publisher : vendor.publishers) {
      EXPECT_GE(publisher.size(), 9U) << publisher;
      Document document;
      document.publisher_contact = publisher;
      EXPECT_EQ(vendor_of(test::shipped_feeds(), document).id, vendor.id) << publisher;
      for (const Vendor& other : test::shipped_feeds().vendors) {
        if (other.id == vendor.id) continue;
        for (const std::string& theirs : other.publishers)
          EXPECT_EQ(folded(theirs).find(folded(publisher)), std::string::npos)
              << publisher << " | " << theirs;
      }
    }
}

// ── Words ────────────────────────────────────────────────────────────────────────────────────────

template <class Meaning>
std::string meaning(const WordMap<Meaning>& words, std::string_view word) {
  const auto found = words.find(folded(word));
  return found == words.end() ? "no meaning" : std::string(slug(found->second));
}

struct Aliases {
  std::string_view expected;
  std::vector<std::string_view> words;
};

TEST(ShippedFeeds, KnowEveryNameOfAnImpact) {
  const std::vector<Aliases> table = {
      {"remote-code-execution",
       {"Remote Code Execution", "RCE", "リモートでコードが実行される", "リモートでのコード実行",
        "リモート コード実行", "リモート コードの実行", "リモートでのコードの実行",
        "リモートコード実行", "任意のコードが実行される"}},
      {"elevation-of-privilege",
       {"Elevation of Privilege", "EoP", "LPE", "特権の昇格", "権限の昇格", "権限昇格",
        "特権昇格"}},
      {"information-disclosure",
       {"Information Disclosure", "情報漏えい", "情報の漏えい", "情報漏洩", "情報の漏洩",
        "情報の開示"}},
      {"denial-of-service",
       {"Denial of Service", "DoS", "サービス拒否", "サービス拒否 (DoS)",
        "サービス運用妨害 (DoS)"}},
      {"security-feature-bypass",
       {"Security Feature Bypass", "SFB", "セキュリティ機能のバイパス", "セキュリティ機能バイパス",
        "セキュリティ バイパス"}},
      {"spoofing", {"Spoofing", "なりすまし", "スプーフィング", "スプーフィング(なりすまし)"}},
      {"tampering", {"Tampering", "改ざん", "改竄"}},
      {"defense-in-depth", {"Defense in Depth", "多層防御", "徹底的な防御"}},
      {"unspecified", {"None"}},
  };
  for (const Aliases& row : table)
    for (const std::string_view word : row.words) {
      EXPECT_EQ(meaning(microsoft().impacts, word), row.expected) << word;
      EXPECT_EQ(meaning(test::shipped_feeds().generic.impacts, word), row.expected) << word;
    }
}

TEST(ShippedFeeds, KnowWordsInEveryWidthCaseAndSpacing) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases = {
      {"ＲＣＥ", "remote-code-execution"},
      {"remote code execution", "remote-code-execution"},
      {"REMOTE  CODE\n  EXECUTION ", "remote-code-execution"},
      {"Ｒｅｍｏｔｅ　Ｃｏｄｅ　Ｅｘｅｃｕｔｉｏｎ", "remote-code-execution"},
      {"リモート　コード実行", "remote-code-execution"},  // an ideographic space
      {"ﾘﾓｰﾄ ｺｰﾄﾞ実行", "remote-code-execution"},
      {"ＥＯＰ", "elevation-of-privilege"},
      {" 特権の昇格 ", "elevation-of-privilege"},
      {"ｻｰﾋﾞｽ拒否", "denial-of-service"},
      {"サービス拒否（ＤｏＳ）", "no meaning"},
      {"サービス拒否 （ＤｏＳ）", "denial-of-service"},
      {"ｾｷｭﾘﾃｨ機能のﾊﾞｲﾊﾟｽ", "security-feature-bypass"},
      {"スプーフィング（なりすまし）", "spoofing"},
      {"defense\tin\tdepth", "defense-in-depth"},
      {"NONE", "unspecified"},
  };
  for (const auto& [word, expected] : cases)
    EXPECT_EQ(meaning(microsoft().impacts, word), expected) << word;
}

TEST(ShippedFeeds, DoNotGuessWhatAWordMeans) {
  for (const std::string_view word : {"", "Remote", "Remote Code Executions", "RCE.", "コード実行",
                                      "緊急", "Critical", "N/A", "なりすまし の"})
    EXPECT_EQ(meaning(microsoft().impacts, word), "no meaning") << word;
  // What is Important in one Japanese text is Critical in another: never read alone.
  for (const std::string_view word :
       {"", "緊急", "重要", "警告", "注意", "重大", "Severe", "Very severe", "Critical!", "ABCDEF"})
    EXPECT_EQ(meaning(microsoft().severities, word), "no meaning") << word;
}

TEST(ShippedFeeds, KnowEveryWordForASeverityAndForExploitability) {
  const std::vector<std::pair<std::string_view, std::string_view>> severities = {
      {"Critical", "critical"}, {"Important", "important"}, {"Moderate", "moderate"},
      {"Low", "low"},           {"None", "unspecified"},    {" ＬＯＷ ", "low"}};
  for (const auto& [word, expected] : severities)
    EXPECT_EQ(meaning(microsoft().severities, word), expected) << word;

  // What one vendor leaves unrated is a rating of another.
  const std::vector<std::pair<std::string_view, std::string_view>> common = {
      {"critical", "critical"},  {"kritisch", "critical"}, {"Important", "important"},
      {"HIGH", "important"},     {"hoch", "important"},    {"moderate", "moderate"},
      {"Medium\n", "moderate"},  {"mittel", "moderate"},   {"low", "low"},
      {" minor ", "low"},        {"niedrig", "low"},       {"None", "none"},
      {"Unknown", "unspecified"}};
  for (const auto& [word, expected] : common)
    EXPECT_EQ(meaning(test::shipped_feeds().generic.severities, word), expected) << word;

  const std::vector<std::pair<std::string_view, std::string_view>> exploitabilities = {
      {"Exploitation Detected", "detected"},
      {"Exploitation More Likely", "more-likely"},
      {"Exploitation Less Likely", "less-likely"},
      {"Exploitation Unlikely", "unlikely"},
      {"N/A", "not-applicable"},
      {"0 - Exploitation Detected", "detected"},
      {"4 - Not affected", "not-applicable"},
      {"Exploitation Likely", "no meaning"}};
  for (const auto& [word, expected] : exploitabilities)
    EXPECT_EQ(meaning(microsoft().exploitabilities, word), expected) << word;
}

TEST(ShippedFeeds, OrderImpactsByGravity) {
  std::vector<Impact> order(kImpacts.begin(), kImpacts.end());
  const ImpactOrder& gravity = test::shipped_feeds().impact_order;
  std::sort(order.begin(), order.end(), [&](Impact a, Impact b) { return gravity.graver(a, b); });
  std::vector<std::string_view> slugs;
  for (const Impact each : order) slugs.push_back(slug(each));
  EXPECT_EQ(slugs, (std::vector<std::string_view>{
                       "remote-code-execution", "elevation-of-privilege", "information-disclosure",
                       "denial-of-service", "security-feature-bypass", "spoofing", "tampering",
                       "defense-in-depth", "unknown", "unspecified"}));
  EXPECT_FALSE(gravity.graver(Impact::Spoofing, Impact::Spoofing));
  EXPECT_EQ(gravity.rank(Impact::RemoteCodeExecution), 0U);
}

TEST(Words, AreFoldedInWidthCaseAndBlanks) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases = {
      {" Remote \n Code\tExecution ", "remote code execution"},
      {"ＲＣＥ", "rce"},
      {"ﾘﾓｰﾄ", "リモート"},
      {"R\u202ECE", "rce"},
      {"", ""},
  };
  for (const auto& [word, expected] : cases) EXPECT_EQ(folded(word), expected) << word;
}

// ── Whose document it is ─────────────────────────────────────────────────────────────────────────

TEST(FeedOf, GoesByTheContactOrTheAuthorityOfThePublisher) {
  struct Case {
    std::string_view contact;
    std::string_view authority;
    std::string_view expected;
  };
  const std::vector<Case> cases = {
      {"secure@microsoft.com", "", "microsoft"},
      {"Mail: SECURE@Microsoft.com, any time", "", "microsoft"},
      {"", "The Microsoft Security Response Center (MSRC) is the publisher.", "microsoft"},
      {"psirt@example.com", "Microsoft Security Response Center", "microsoft"},
      {"psirt@example.com", "Example PSIRT", ""},
      {"someone@microsoft.com", "Microsoft", ""},
      {"product-securityincident@beckhoff.com", "", "beckhoff"},
      {"csaf-provider@cert-bund.de", "", "bsi"},
      {"", "Ctrl IQ, Inc Security Team", "ciq"},
      {"Email: CISAservicedesk@cisa.dhs.gov;\nToll Free: 1-888-282-0870", "", "cisa"},
      {"https://www.cisa.gov/report", "CISA", "cisa"},
      {"precisa@example.com", "CISA", ""},
      {"Non-emergency Support: Email: psirt@cisco.com", "", "cisco"},
      {"psirt@festo.com", "", "festo"},
      {"Website: https://fortiguard.fortinet.com/faq/psirt-contact", "", "fortinet"},
      {"team can be reached at prodsec@nozominetworks.com", "", "nozomi"},
      {"https://www.nvidia.com/security/report-vulnerability/", "", "nvidia"},
      {"openeuler-release@openeuler.org", "openEuler release SIG", "openeuler"},
      {"secalert@redhat.com", "Red Hat Product Security", "redhat"},
      {"psirt@sick.de", "", "sick"},
      {"productcert@siemens.com", "", "siemens"},
      {"security@suse.de", "SUSE Security Team", "suse"},
      {"https://www.suse.com/support/security/contact/", "", "suse"},
      {"dcert@dcert.de", "Vulnerability Advisory Service by Telekom Security", "dcert"},
      {"cve@mitre.org", "The MITRE Corporation", "mitre"},
      {"gdt@cpan.org", "", "cpansa"},
      {"security@ni.com", "", "ni"},
      {"security@omni.com", "", ""},
      {"product-security@stackable.tech", "", "stackable"},
      {"", "", ""},
  };
  for (const Case& each : cases) {
    Document document;
    document.publisher_contact = each.contact;
    document.publisher_authority = each.authority;
    EXPECT_EQ(vendor_of(test::shipped_feeds(), document).id, each.expected)
        << each.contact << " | " << each.authority;
  }
}

TEST(FeedOf, GoesByTheNameOrTheNamespaceOfThePublisher) {
  struct Case {
    std::string_view name;
    std::string_view name_space;
    std::string_view expected;
  };
  const std::vector<Case> cases = {
      {"Palo Alto Networks", "", "palo-alto"},
      {"", "https://security.paloaltonetworks.com", "palo-alto"},
      {"Open-Xchange GmbH", "https://open-xchange.com/", "open-xchange"},
      {"", "HTTPS://WWW.CISA.GOV", "cisa"},
      {"CISA", "https://example.com/cisa", ""},
      {"IPA", "https://www.ipa.go.jp", "ipa"},
      {"IPA", "", ""},
      {"Cisco", "https://wwww.cisco.com", ""},  // signs as "Cisco PSIRT"
      {"Microsoft Security Response Center", "https://msrc.microsoft.com", "microsoft"},
      {"OWASP Juice Shop Core Team", "", "owasp-juice-shop"},
      {"Schwarz Informatik", "https://schwarz-informatik.at", "schwarz-informatik"},
      {"Example Corp", "https://example.com", ""},
  };
  for (const Case& each : cases) {
    Document document;
    document.publisher_name = each.name;
    document.publisher_namespace = each.name_space;
    EXPECT_EQ(vendor_of(test::shipped_feeds(), document).id, each.expected)
        << each.name << " | " << each.name_space;
  }
}

// It names its sponsor where others name themselves.
TEST(FeedOf, DoesNotTakeAMentionForThePublisher) {
  Document document;
  document.publisher_contact = "Email: cert@cert.org";
  document.publisher_authority = "CERT/CC under DHS/CISA https://www.cisa.gov/cybersecurity";
  EXPECT_EQ(vendor_of(test::shipped_feeds(), document).id, "cert-cc");
}

// ── Definitions with mistakes ────────────────────────────────────────────────────────────────────

constexpr std::string_view kVocabulary = R"(impact_order = [
  "remote-code-execution", "elevation-of-privilege", "information-disclosure", "denial-of-service",
  "security-feature-bypass", "spoofing", "tampering", "defense-in-depth", "unspecified", "unknown",
]
severity_axis = { ja = "深刻度", en = "severity" }
undefined_product = { ja = "不明", en = "unknown" }
[severities]
critical = ["Critical"]
low = ["Low"]
[impacts]
spoofing = ["Spoofing"]
)";

constexpr std::string_view kVendor = R"(id = "acme"
name = { ja = "アクメ", en = "Acme" }
rows = ["anvil", "rocket"]
[severities]
critical = ["Urgent"]
moderate = ["Low"]
[[families]]
id = "rocket"
label = { ja = "ロケット", en = "Rocket" }
begins = ["Rocket"]
[[families]]
id = "anvil"
label = { ja = "金床 {versions}", en = "Anvil {versions}" }
headline = true
headline_until = 2022-12-31
contains = ["Anvil"]
unless = ["Toy"]
versions = [{ after = "Anvil ", prefix = "no. " }, { begins = "Anvil", is = "1" }]
[families.serviced_until]
"1" = 2020-01-14
)";

// `text` with one line (or more) replaced by another.
std::string changed(std::string_view text, std::string_view from, std::string_view to) {
  std::string out(text);
  const std::size_t at = out.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return out.replace(at, from.size(), to);
}

TEST(Feeds, OfAVendorAreReadInFull) {
  const test::TemporaryFolder folder;
  folder.write("vocabulary.toml", kVocabulary);
  folder.write("vendors/acme.toml", kVendor);
  folder.write("vendors/README.md", "not a definition");
  folder.write("vendors/0/zenith.toml",
               "id = \"zenith\"\nname = { ja = \"Z\", en = \"Z\" }\npublishers = [\"zenith\"]\n"
               "monthly_title = \"Parcel of {Month} {yyyy}\"\nkept_words = [\"3000\"]\n");
  const Feeds feeds = load_feeds(folder.path());
  ASSERT_EQ(feeds.vendors.size(), 2U);

  const Vendor& acme = feeds.vendors[0];
  EXPECT_EQ(acme.id, "acme");
  EXPECT_EQ(acme.name.ja, "アクメ");
  EXPECT_EQ(acme.severity_axis.en, "severity");  // the common one
  EXPECT_EQ(acme.undefined_product.en, "unknown");
  EXPECT_EQ(acme.monthly_title, "");
  EXPECT_EQ(acme.kept_words, std::vector<std::string>());
  // The common words, and the vendor's own over them.
  EXPECT_EQ(meaning(acme.severities, "Critical"), "critical");
  EXPECT_EQ(meaning(acme.severities, "URGENT"), "critical");
  EXPECT_EQ(meaning(acme.severities, "Low"), "moderate");
  EXPECT_EQ(meaning(acme.impacts, "Spoofing"), "spoofing");
  EXPECT_EQ(meaning(feeds.generic.severities, "Low"), "low");
  EXPECT_EQ(meaning(feeds.generic.severities, "Urgent"), "no meaning");

  // Families keep the order of the file, rows the order they are told.
  ASSERT_EQ(acme.families.size(), 2U);
  EXPECT_EQ(acme.families[0].id, "rocket");
  EXPECT_FALSE(acme.families[0].headline);
  EXPECT_EQ(acme.rows, (std::vector<std::string>{"anvil", "rocket"}));
  const Family& anvil = acme.families[1];
  EXPECT_EQ(anvil.label.en, "Anvil {versions}");
  EXPECT_TRUE(anvil.headline);
  EXPECT_EQ(to_string(anvil.headline_until.value()), "2022-12-31");
  EXPECT_EQ(anvil.contains, std::vector<std::string>{"Anvil"});
  EXPECT_EQ(anvil.unless, std::vector<std::string>{"Toy"});
  ASSERT_EQ(anvil.versions.size(), 2U);
  EXPECT_EQ(anvil.versions[0].text, "Anvil ");
  EXPECT_TRUE(anvil.versions[0].next_word);
  EXPECT_EQ(anvil.versions[0].label_prefix, "no. ");
  EXPECT_EQ(anvil.versions[1].text, "Anvil");
  EXPECT_FALSE(anvil.versions[1].next_word);
  EXPECT_EQ(anvil.versions[1].version, "1");
  EXPECT_EQ(anvil.versions[1].label_prefix, "");
  ASSERT_EQ(anvil.serviced_until.size(), 1U);
  EXPECT_EQ(to_string(anvil.serviced_until.at("1")), "2020-01-14");

  EXPECT_EQ(feeds.vendors[1].id, "zenith");
  EXPECT_EQ(feeds.vendors[1].monthly_title, "Parcel of {Month} {yyyy}");
  EXPECT_EQ(feeds.vendors[1].kept_words, std::vector<std::string>{"3000"});
  EXPECT_TRUE(feeds.vendors[1].families.empty());
  Document document;
  document.publisher_contact = "psirt@ZENITH.example";
  EXPECT_EQ(vendor_of(feeds, document).id, "zenith");
}

TEST(Feeds, SayWhatTheFieldsOfDocumentsMean) {
  const test::TemporaryFolder folder;
  folder.write("vocabulary.toml",
               "cvss_scales = [\"https://scale.example/\"]\nfamily_levels = [\"product_name\"]\n" +
                   std::string(kVocabulary));
  folder.write("vendors/acme.toml", R"(id = "acme"
name = { ja = "アクメ", en = "Acme" }
impact_threat = "neither"
impact_note = "Effects"
effect_notes = ["Risk", "What may happen"]
severity_note = "Rating"
restates_cvss = true
restating_documents = ["ACME-CVSS-"]
update_prefixes = ["ACME-U-"]
family_levels = ["product_version", "product"]
[exploit_status]
exploited_texts = ["seen in the wild"]
)");
  folder.write("vendors/zenith.toml",
               "id = \"zenith\"\nname = { ja = \"Z\", en = \"Z\" }\nfamily_levels = []\n");
  folder.write("vendors/nadir.toml", "id = \"nadir\"\nname = { ja = \"N\", en = \"N\" }\n");
  const Feeds feeds = load_feeds(folder.path());
  ASSERT_EQ(feeds.vendors.size(), 3U);
  using Texts = std::vector<std::string>;

  const Vendor& acme = feeds.vendors[0];
  EXPECT_EQ(acme.impact_threat, ImpactThreat::Neither);
  EXPECT_EQ(acme.impact_note, "Effects");
  EXPECT_EQ(acme.effect_notes, (Texts{"Risk", "What may happen"}));
  EXPECT_EQ(acme.severity_note, "Rating");
  EXPECT_TRUE(acme.restates_cvss);
  EXPECT_EQ(acme.restating_documents, Texts{"ACME-CVSS-"});
  EXPECT_EQ(acme.update_prefixes, Texts{"ACME-U-"});
  EXPECT_EQ(acme.family_levels, (Texts{"product_version", "product"}));
  EXPECT_EQ(acme.cvss_scales, Texts{"https://scale.example/"});
  EXPECT_EQ(acme.exploit_status.exploited_texts, Texts{"seen in the wild"});

  const Vendor& nadir = feeds.vendors[1];  // says nothing of it
  EXPECT_EQ(nadir.impact_threat, ImpactThreat::ByContent);
  EXPECT_EQ(nadir.impact_note, "");
  EXPECT_EQ(nadir.effect_notes, Texts());
  EXPECT_EQ(nadir.severity_note, "");
  EXPECT_FALSE(nadir.restates_cvss);
  EXPECT_EQ(nadir.restating_documents, Texts());
  EXPECT_EQ(nadir.update_prefixes, Texts());
  EXPECT_EQ(nadir.family_levels, Texts{"product_name"});
  EXPECT_EQ(nadir.exploit_status.exploited_texts, Texts());
  EXPECT_EQ(feeds.vendors[2].family_levels, Texts());
}

TEST(Feeds, NameEveryMeaningOfAnImpactThreat) {
  const std::vector<std::pair<std::string, ImpactThreat>> cases = {
      {"by-content", ImpactThreat::ByContent},
      {"severity", ImpactThreat::Severity},
      {"impact", ImpactThreat::Impact},
      {"neither", ImpactThreat::Neither},
  };
  const test::TemporaryFolder folder;
  folder.write("vocabulary.toml", kVocabulary);
  for (const auto& [word, threat] : cases) {
    folder.write("vendors/acme.toml", "impact_threat = \"" + word + "\"\n" + std::string(kVendor));
    EXPECT_EQ(load_feeds(folder.path()).vendors.front().impact_threat, threat) << word;
    EXPECT_EQ(slug(threat), word);
  }
}

struct Mistake {
  std::string_view from;
  std::string_view to;
  std::string_view error;  // behind "malformed <file>:"
};

TEST(Feeds, RefuseAVendorWithMistakesAtTheirLine) {
  const std::vector<Mistake> mistakes = {
      {"id = \"acme\"\n", "id = \"acme\"\nname_ja = \"a\"\n", "2 toml-unknown-key key=name_ja"},
      {"headline = true", "headlines = true", "14 toml-unknown-key key=headlines"},
      {"ja = \"ロケット\",", "ja = \"ロケット\", de = \"Rakete\",", "9 toml-unknown-key key=de"},
      {"is = \"1\"", "is = \"1\", was = \"0\"", "18 toml-unknown-key key=was"},
      {"[severities]\n", "[severity]\n", "4 toml-unknown-key key=severity"},
      {"critical = [\"Urgent\"]", "urgent = [\"Urgent\"]", "5 feed-unknown-slug key=urgent"},
      {"critical = [\"Urgent\"]", "Critical = [\"Urgent\"]", "5 feed-unknown-slug key=Critical"},
      {"critical = [\"Urgent\"]", "critical = \"Urgent\"", "5 toml-type key=critical"},
      {"[severities]\ncritical = [\"Urgent\"]\nmoderate", "[impacts]\nremote-code-exec",
       "5 feed-unknown-slug key=remote-code-exec"},
      {"name = { ja = \"アクメ\", en = \"Acme\" }\n", "", "1 toml-missing key=name"},
      {"label = { ja = \"ロケット\", en = \"Rocket\" }\n", "", "8 toml-missing key=label"},
      {"[severities]\ncritical", "[exploitabilities]\nlikely", "5 feed-unknown-slug key=likely"},
      {"id = \"anvil\"", "id = \"rocket\"", "12 feed-family-twice key=id"},
      {"id = \"anvil\"\n", "", "12 toml-missing key=id"},
      {"begins = [\"Rocket\"]\n", "", "8 feed-family-without-condition key=id"},
      {"begins = [\"Rocket\"]\n", "unless = [\"Rocket\"]\n",
       "8 feed-family-without-condition key=id"},
      {"headline = true", "headline = \"yes\"", "14 toml-type key=headline"},
      {"headline_until = 2022-12-31", "headline_until = \"2022-12-31\"",
       "15 toml-type key=headline_until"},
      {"\"1\" = 2020-01-14", "\"1\" = \"2020-01-14\"", "20 toml-type key=1"},
      {"{ begins = \"Anvil\", is = \"1\" }", "{ begins = \"Anvil\" }", "18 toml-missing key=is"},
      {"{ ja = \"ロケット\", en = \"Rocket\" }", "{ ja = \"ロケット\" }", "9 toml-missing key=en"},
      {"[\"anvil\", \"rocket\"]", "[\"anvil\"]", "3 feed-rows key=rows"},
      {"[\"anvil\", \"rocket\"]", "[\"anvil\", \"rocket\", \"safe\"]", "3 feed-rows key=rows"},
      {"[\"anvil\", \"rocket\"]", "[\"anvil\", \"anvil\", \"rocket\"]", "3 feed-rows key=rows"},
      {"[\"anvil\", \"rocket\"]", "[]", "3 feed-rows key=rows"},
      {"id = \"acme\"", "id = 5", "1 toml-type key=id"},
      {"id = \"acme\"\n", "id = \"acme\"\nimpact_threat = \"severities\"\n",
       "2 feed-unknown-slug key=impact_threat"},
      {"id = \"acme\"\n", "id = \"acme\"\nimpact_threat = \"Severity\"\n",
       "2 feed-unknown-slug key=impact_threat"},
      {"id = \"acme\"\n", "id = \"acme\"\nimpact_threat = [\"severity\"]\n",
       "2 toml-type key=impact_threat"},
      {"id = \"acme\"\n", "id = \"acme\"\nimpact_note = [\"Impact\"]\n",
       "2 toml-type key=impact_note"},
      {"id = \"acme\"\n", "id = \"acme\"\neffect_notes = \"Risk\"\n",
       "2 toml-type key=effect_notes"},
      {"id = \"acme\"\n", "id = \"acme\"\nseverity_note = true\n", "2 toml-type key=severity_note"},
      {"id = \"acme\"\n", "id = \"acme\"\nrestates_cvss = \"yes\"\n",
       "2 toml-type key=restates_cvss"},
      {"id = \"acme\"\n", "id = \"acme\"\nrestating_documents = \"A-\"\n",
       "2 toml-type key=restating_documents"},
      {"id = \"acme\"\n", "id = \"acme\"\nupdate_prefixes = \"A-\"\n",
       "2 toml-type key=update_prefixes"},
      {"id = \"acme\"\n", "id = \"acme\"\nfamily_levels = \"product_name\"\n",
       "2 toml-type key=family_levels"},
      {"id = \"acme\"\n", "id = \"acme\"\nexploit_status = { exploited_texts = \"seen\" }\n",
       "2 toml-type key=exploited_texts"},
      {"id = \"acme\"\n", "id = \"acme\"\nexploit_status = { exploited_text = [\"seen\"] }\n",
       "2 toml-unknown-key key=exploited_text"},
  };
  const test::TemporaryFolder folder;
  folder.write("vocabulary.toml", kVocabulary);
  for (const Mistake& each : mistakes) {
    const std::string file =
        folder.write("vendors/acme.toml", changed(kVendor, each.from, each.to)).string();
    EXPECT_EQ(test::error_of([&] { load_feeds(folder.path()); }),
              "malformed " + file + ":" + std::string(each.error))
        << each.to;
  }
}

constexpr std::string_view kPhases = R"(
[[phases]]
id = "fuse"
vulnerabilities = ["CVE-2022-0001"]
article = "A1"
families = ["anvil"]
source = "https://acme.example/a1"
checked = "2026-11-23"
[[phases.steps]]
day = 2022-11-08
ja = "導火線が短くなる"
en = "The fuse gets shorter"
[[phases.steps]]
day = 2023-01-10
ja = "導火線がなくなる"
en = "The fuse is gone"
)";

TEST(Feeds, TellOfHardeningByStep) {
  const test::TemporaryFolder folder;
  folder.write("vocabulary.toml", kVocabulary);
  folder.write("vendors/acme.toml", std::string(kVendor) + std::string(kPhases));
  const Feeds feeds = load_feeds(folder.path());
  std::string told;
  for (const Phase& each : feeds.vendors.front().phases)
    told += each.id + ' ' + each.vulnerabilities.front() + ' ' + each.article + ' ' +
            each.families.front() + ' ' + to_string(each.day) + ' ' + each.text.ja + ' ' +
            each.text.en + ' ' + each.source + '\n';
  EXPECT_EQ(told,
            "fuse CVE-2022-0001 A1 anvil 2022-11-08 導火線が短くなる The fuse gets shorter "
            "https://acme.example/a1\n"
            "fuse CVE-2022-0001 A1 anvil 2023-01-10 導火線がなくなる The fuse is gone "
            "https://acme.example/a1\n");
}

TEST(Feeds, RefusePhasesWithMistakesAtTheirLine) {
  const std::vector<Mistake> mistakes = {
      {"id = \"fuse\"\n", "", "toml-missing key=id"},
      {"vulnerabilities = [\"CVE-2022-0001\"]\narticle = \"A1\"\n", "", "toml-missing key=article"},
      {"source = \"https://acme.example/a1\"\n", "", "toml-missing key=source"},
      {"checked = \"2026-11-23\"\n", "", "toml-missing key=checked"},
      {"day = 2022-11-08\n", "", "toml-missing key=day"},
      {"day = 2022-11-08\n", "day = \"2022-11-08\"\n", "toml-type key=day"},
      {"en = \"The fuse is gone\"\n", "", "toml-missing key=en"},
      {"article = \"A1\"\n", "articles = \"A1\"\n", "toml-unknown-key key=articles"},
  };
  const test::TemporaryFolder folder;
  folder.write("vocabulary.toml", kVocabulary);
  for (const Mistake& each : mistakes) {
    folder.write("vendors/acme.toml", std::string(kVendor) + changed(kPhases, each.from, each.to));
    const std::string error = test::error_of([&] { load_feeds(folder.path()); });
    EXPECT_TRUE(error.starts_with("malformed ") && error.ends_with(" " + std::string(each.error)))
        << error << " is not " << each.error;
  }
  const std::string twice = std::string(kVendor) + std::string(kPhases) + std::string(kPhases);
  folder.write("vendors/acme.toml", twice);
  EXPECT_TRUE(
      test::error_of([&] { load_feeds(folder.path()); }).ends_with(" feed-phase-twice key=id"));
}

TEST(ShippedPhases, ComeInOrderAndInBothLanguages) {
  ASSERT_FALSE(microsoft().phases.empty());
  const Phase* before = nullptr;
  for (const Phase& each : microsoft().phases) {
    EXPECT_TRUE(each.source.starts_with("https://")) << each.id;
    EXPECT_NE(each.text.ja, each.text.en) << each.id;
    for (const std::string& family : each.families)
      EXPECT_EQ(std::count(microsoft().rows.begin(), microsoft().rows.end(), family), 1)
          << each.id << ' ' << family;
    const bool follows = before != nullptr && before->id == each.id;
    EXPECT_TRUE(!follows || before->day < each.day) << each.id << ' ' << to_string(each.day);
    before = &each;
  }
}

TEST(Feeds, RefuseAVocabularyWithMistakesAtTheirLine) {
  const std::vector<Mistake> mistakes = {
      {"\"spoofing\", ", "", "1 feed-impact-order key=impact_order"},
      {"\"spoofing\", ", "\"spoofing\", \"spoofing\", ", "1 feed-impact-order key=impact_order"},
      {"\"spoofing\", ", "\"tampering\", ", "1 feed-impact-order key=impact_order"},
      {"\"spoofing\", ", "\"Spoofing\", ", "1 feed-impact-order key=impact_order"},
      {"low = [\"Low\"]", "minor = [\"Low\"]", "9 feed-unknown-slug key=minor"},
      {"spoofing = [", "phishing = [", "11 feed-unknown-slug key=phishing"},
      {"[impacts]\n", "[impact]\n", "10 toml-unknown-key key=impact"},
      {"severity_axis = { ja = \"深刻度\", en = \"severity\" }\n", "",
       "1 toml-missing key=severity_axis"},
      {"en = \"severity\"", "en = 1", "5 toml-type key=en"},
      {"[severities]\n", "cvss_scales = \"https://scale.example\"\n[severities]\n",
       "7 toml-type key=cvss_scales"},
      {"[severities]\n", "family_levels = \"product_name\"\n[severities]\n",
       "7 toml-type key=family_levels"},
  };
  const test::TemporaryFolder folder;
  folder.write("vendors/acme.toml", kVendor);
  for (const Mistake& each : mistakes) {
    const std::string file =
        folder.write("vocabulary.toml", changed(kVocabulary, each.from, each.to)).string();
    EXPECT_EQ(test::error_of([&] { load_feeds(folder.path()); }),
              "malformed " + file + ":" + std::string(each.error))
        << each.to;
  }
}

TEST(Feeds, AreMissed) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path().string();
  EXPECT_EQ(test::error_of([&] { load_feeds(folder.path()); }),
            "not-found " + path + "/vocabulary.toml no-file");
  folder.write("vocabulary.toml", kVocabulary);
  EXPECT_EQ(test::error_of([&] { load_feeds(folder.path()); }),
            "not-found no-feeds folder=" + path + "/vendors");
  folder.write("vendors/README.md", "");
  EXPECT_EQ(test::error_of([&] { load_feeds(folder.path()); }),
            "not-found no-feeds folder=" + path + "/vendors");
}

// ── Feeds of a vendor ────────────────────────────────────────────────────────────────────────────

constexpr std::string_view kPlainFeed = R"(id = "acme"
name = { ja = "アクメ", en = "Acme" }
rows = ["anvil"]
[[families]]
id = "anvil"
label = { ja = "金床", en = "Anvil" }
begins = ["Anvil"]
[[feeds]]
id = "acme"
name = { ja = "アクメの通知", en = "Acme notices" }
kind = "directory"
format = "CSAF 2.0"
url = "https://acme.example/csaf/"
)";

// The feeds of the vendor `toml` alone.
Feeds loaded(const test::TemporaryFolder& folder, std::string_view toml) {
  folder.write("vocabulary.toml", kVocabulary);
  folder.write("vendors/acme.toml", toml);
  return load_feeds(folder.path());
}

constexpr std::string_view kEveryKey =
    R"TOML(document_url = "http://acme.example/{id}.xml"
distributions = ["https://acme.example/csaf/vex/", "https://files.acme.example/"]
keys = ["https://acme.example/key.asc", "http://files.acme.example:8080/key"]
allowed_hosts = ["files.acme.example", "acme.example:8443", "[2001:db8::1]"]
cadence = "weekly"
first_month = "2022-11"
time_zone = "CET-1CEST,M3.5.0,M10.5.0/3"
enabled = true
verification = "require"
fingerprints = ["0123456789ABCDEF0123456789abcdef01234567"]
allow_http = true
allow_private_addresses = true
connections = 64
requests_per_second = 0
max_document_mib = 1
headers = ["X-Team: blue: red", "Accept:"]
secret_header = { name = "Authorization", prefix = "Bearer ", environment = "ACME_TOKEN" }
proxy = "http://proxy.example:3128"
ca_file = "/etc/acme/ca.pem"
client_certificate = "/etc/acme/client.pem"
client_key = "/etc/acme/client.key"
complete_families = ["anvil"]
source = "https://acme.example/security (read 2026-07-06)"
)TOML";

TEST(Feeds, SayHowAFeedIsFetched) {
  const test::TemporaryFolder folder;
  const Feeds feeds = loaded(folder, std::string(kPlainFeed) + std::string(kEveryKey));
  const Feed& feed = *feeds.find("acme");
  EXPECT_EQ(feed.vendor, "acme");
  EXPECT_EQ(feed.name.ja, "アクメの通知");
  EXPECT_EQ(feed.kind, FeedKind::Directory);
  EXPECT_EQ(feed.format, "CSAF 2.0");
  EXPECT_EQ(feed.urls, std::vector<std::string>{"https://acme.example/csaf/"});
  EXPECT_EQ(feed.document_url, "http://acme.example/{id}.xml");
  EXPECT_EQ(feed.allowed_hosts,
            (std::vector<std::string>{"files.acme.example", "acme.example:8443", "[2001:db8::1]"}));
  EXPECT_EQ(feed.distributions, (std::vector<std::string>{"https://acme.example/csaf/vex/",
                                                          "https://files.acme.example/"}));
  EXPECT_EQ(feed.keys, (std::vector<std::string>{"https://acme.example/key.asc",
                                                 "http://files.acme.example:8080/key"}));
  EXPECT_EQ(feed.cadence, "weekly");
  EXPECT_EQ(to_string(feed.first_month.value()), "2022-11");
  EXPECT_EQ(feed.time_zone, "CET-1CEST,M3.5.0,M10.5.0/3");
  EXPECT_TRUE(feed.enabled);
  EXPECT_EQ(feed.verification, Verification::Require);
  EXPECT_EQ(feed.fingerprints,
            std::vector<std::string>{"0123456789abcdef0123456789abcdef01234567"});
  EXPECT_TRUE(feed.allow_http);
  EXPECT_TRUE(feed.allow_private_addresses);
  EXPECT_EQ(feed.connections, 64);
  EXPECT_EQ(feed.requests_per_second, 0);
  EXPECT_EQ(feed.max_document_mib, 1);
  EXPECT_EQ(feed.headers, (std::vector<std::string>{"X-Team: blue: red", "Accept:"}));
  EXPECT_EQ(feed.secret_header.name, "Authorization");
  EXPECT_EQ(feed.secret_header.prefix, "Bearer ");
  EXPECT_EQ(feed.secret_header.file, "");
  EXPECT_EQ(feed.secret_header.environment, "ACME_TOKEN");
  EXPECT_EQ(feed.proxy, "http://proxy.example:3128");
  EXPECT_EQ(feed.ca_file, "/etc/acme/ca.pem");
  EXPECT_EQ(feed.client_certificate, "/etc/acme/client.pem");
  EXPECT_EQ(feed.client_key, "/etc/acme/client.key");
  EXPECT_EQ(feed.complete_families, std::vector<std::string>{"anvil"});
  EXPECT_EQ(feed.source, "https://acme.example/security (read 2026-07-06)");
}

TEST(Feeds, AreCarefulWhereTheirDefinitionIsSilent) {
  const test::TemporaryFolder folder;
  const Feeds feeds = loaded(folder, kPlainFeed);
  const Feed& feed = *feeds.find("acme");
  EXPECT_FALSE(feed.enabled);
  EXPECT_EQ(feed.verification, Verification::Prefer);
  EXPECT_FALSE(feed.allow_http);
  EXPECT_FALSE(feed.allow_private_addresses);
  EXPECT_EQ(feed.connections, 6);
  EXPECT_EQ(feed.requests_per_second, 20);
  EXPECT_EQ(feed.max_document_mib, 150);
  EXPECT_EQ(feed.first_month, std::nullopt);
  EXPECT_EQ(feed.allowed_hosts, std::vector<std::string>());
  EXPECT_EQ(feed.distributions, std::vector<std::string>());
  EXPECT_EQ(feed.keys, std::vector<std::string>());
  EXPECT_EQ(feed.fingerprints, std::vector<std::string>());
}

// What the lines from `kind` on are replaced by, and what comes of it.
struct Addresses {
  std::string_view lines;
  std::string_view expected;
};

TEST(Feeds, HaveAddressesThatFitTheirKind) {
  const std::vector<Addresses> cases = {
      {"kind = \"single\"\nurl = \"https://acme.example\"\n", "https://acme.example"},
      {"kind = \"single\"\nurl = \"file:///srv/a.json\"\n", "file:///srv/a.json"},
      {"kind = \"folder\"\nurl = \"/srv/acme\"\n", "/srv/acme"},
      {"kind = \"folder\"\nurl = \"~/acme {old}\"\n", "~/acme {old}"},
      {"kind = \"csaf-aggregator\"\nurl = \"https://acme.example:8443/a.json?b=c\"\n",
       "https://acme.example:8443/a.json?b=c"},
      {"kind = \"url-list\"\nurls = [\"https://a.example/{yyyy}-{mm}\", "
       "\"https://b.example/{Mmm}\"]\n",
       "https://a.example/{yyyy}-{mm} https://b.example/{Mmm}"},
      {"kind = \"csaf-provider\"\nallow_http = true\nurl = \"http://acme.example/\"\n",
       "http://acme.example/"},
      {"kind = \"csaf-provider\"\nurl = \"http://acme.example/\"\n", "13 feed-url key=url"},
      {"kind = \"csaf-provider\"\nurl = \"HTTPS://ACME.example/\"\n", "HTTPS://ACME.example/"},
      {"kind = \"csaf-provider\"\nurl = \"acme.example\"\n", "13 feed-url key=url"},
      {"kind = \"csaf-provider\"\nurl = \"\"\n", "13 feed-url key=url"},
      {"kind = \"csaf-provider\"\nurl = \"https://\"\n", "13 feed-url key=url"},
      {"kind = \"csaf-provider\"\nurl = \"https://user:word@acme.example/\"\n",
       "13 feed-url key=url"},
      {"kind = \"csaf-provider\"\nurl = \"https://user@acme.example/\"\n", "13 feed-url key=url"},
      {"kind = \"csaf-provider\"\nurl = \"ftp://acme.example/\"\n", "13 feed-url key=url"},
      {"kind = \"csaf-provider\"\nurl = \"file:///srv/a.json\"\n", "13 feed-url key=url"},
      {"kind = \"single\"\nurl = \"file:a.json\"\n", "13 feed-url key=url"},
      {"kind = \"single\"\nurl = \"https://acme.example/{yyyy}\"\n", "13 feed-slot key=url"},
      {"kind = \"folder\"\nurl = \"\"\n", "13 toml-missing key=url"},
      {"kind = \"directory\"\n", "9 toml-missing key=url"},
      {"kind = \"directory\"\nurls = [\"https://acme.example/\"]\n", "9 toml-missing key=url"},
      {"kind = \"url-list\"\nurl = \"https://acme.example/\"\n", "9 toml-missing key=urls"},
      {"kind = \"url-list\"\nurls = []\n", "13 toml-missing key=urls"},
      {"kind = \"url-list\"\nurls = [\"https://a.example/\", \"http://a.example/\"]\n",
       "13 feed-url key=urls"},
      {"kind = \"url-list\"\nurls = [\"https://{yyyy}.example/\"]\n", "13 feed-url key=urls"},
      {"kind = \"url-list\"\nurls = [\"https://a.example/{mmm}\"]\n", "13 feed-slot key=urls"},
      {"kind = \"url-list\"\nurls = [\"https://a.example/{id}\"]\n", "13 feed-slot key=urls"},
      {"kind = \"url-list\"\nurls = [\"https://a.example/{yyyy\"]\n", "13 feed-slot key=urls"},
      {"kind = \"url-list\"\nurls = [\"https://a.example/yyyy}\"]\n", "13 feed-slot key=urls"},
      {"kind = \"url-list\"\nurls = [\"https://a.example/{{yyyy}}\"]\n", "13 feed-slot key=urls"},
      {"kind = \"url-list\"\nurls = \"https://a.example/\"\n", "13 toml-type key=urls"},
      {"kind = \"mirror\"\nurl = \"https://a.example/\"\n", "12 feed-unknown-slug key=kind"},
      {"url = \"https://a.example/\"\n", "9 toml-missing key=kind"},
  };
  const test::TemporaryFolder folder;
  const std::string file = (folder.path() / "vendors" / "acme.toml").string();
  for (const Addresses& each : cases) {
    std::string toml = changed(kPlainFeed, "kind = \"directory\"\nformat = \"CSAF 2.0\"\n",
                               "format = \"CSAF 2.0\"\n");
    toml = changed(toml, "url = \"https://acme.example/csaf/\"\n", each.lines);
    std::string urls;
    const std::string error = test::error_of([&] {
      const Feeds feeds = loaded(folder, toml);
      for (const std::string& url : feeds.find("acme")->urls)
        urls += (urls.empty() ? "" : " ") + url;
    });
    EXPECT_EQ(error == "no error" ? urls : error,
              (error == "no error" ? "" : "malformed " + file + ':') + std::string(each.expected))
        << each.lines;
  }
}

TEST(Feeds, RefuseAFeedWithMistakesAtItsLine) {
  const std::vector<std::pair<std::string, std::string>> mistakes = {
      {"document_url = \"https://a.example/{name}\"", "feed-slot key=document_url"},
      {"document_url = \"http://a.example/{id}\"", "feed-url key=document_url"},
      {"allowed_hosts = [\"A.example\"]", "feed-host key=allowed_hosts"},
      {"allowed_hosts = [\"a.example\", \"https://b.example\"]", "feed-host key=allowed_hosts"},
      {"allowed_hosts = [\"a.example/\"]", "feed-host key=allowed_hosts"},
      {"allowed_hosts = [\"*.example\"]", "feed-host key=allowed_hosts"},
      {"allowed_hosts = [\"a.example:\"]", "feed-host key=allowed_hosts"},
      {"allowed_hosts = [\"a.example:0\"]", "feed-host key=allowed_hosts"},
      {"allowed_hosts = [\"a.example:443\"]", "feed-host key=allowed_hosts"},
      {"allowed_hosts = [\"user@a.example\"]", "feed-host key=allowed_hosts"},
      {"allowed_hosts = [\"\"]", "feed-host key=allowed_hosts"},
      {"distributions = [\"https://a.example/\", \"vex/\"]", "feed-url key=distributions"},
      {"distributions = [\"http://a.example/\"]", "feed-url key=distributions"},
      {"distributions = [\"\"]", "feed-url key=distributions"},
      {"distributions = \"https://a.example/\"", "toml-type key=distributions"},
      {"keys = [\"https://a.example/key.asc\", \"key.asc\"]", "feed-url key=keys"},
      {"keys = [\"http://a.example/key.asc\"]", "feed-url key=keys"},
      {"keys = [\"file:///etc/key.asc\"]", "feed-url key=keys"},
      {"keys = [\"0123456789abcdef0123456789abcdef01234567\"]", "feed-url key=keys"},
      {"first_month = \"2022-13\"", "feed-month key=first_month"},
      {"first_month = \"2022-1\"", "feed-month key=first_month"},
      {"first_month = \"2022-11-08\"", "feed-month key=first_month"},
      {"first_month = \"2022-Nov\"", "feed-month key=first_month"},
      {"first_month = 2022-11-01", "toml-type key=first_month"},
      {"verification = \"always\"", "feed-unknown-slug key=verification"},
      {"fingerprints = [\"0123456789abcdef0123456789abcdef0123456\"]",
       "feed-fingerprint key=fingerprints"},
      {"fingerprints = [\"0123456789abcdef0123456789abcdef0123456g\"]",
       "feed-fingerprint key=fingerprints"},
      {"fingerprints = [\"0123 4567 89AB CDEF 0123  4567 89AB CDEF\"]",
       "feed-fingerprint key=fingerprints"},
      {"fingerprints = [\"\"]", "feed-fingerprint key=fingerprints"},
      {"connections = 0", "feed-number key=connections"},
      {"connections = 65", "feed-number key=connections"},
      {"connections = 4294967297", "toml-type key=connections"},
      {"requests_per_second = -1", "feed-number key=requests_per_second"},
      {"max_document_mib = 0", "feed-number key=max_document_mib"},
      {"headers = [\"X-Team\"]", "feed-header key=headers"},
      {"headers = [\": blue\"]", "feed-header key=headers"},
      {"headers = [\"X Team: blue\"]", "feed-header key=headers"},
      {"headers = [\"X-Team: blue\\r\\nHost: a.example\"]", "feed-header key=headers"},
      {"secret_header = { name = \"Authorization:\", file = \"/a\" }", "feed-header key=name"},
      {"secret_header = { name = \"Authorization\" }", "feed-secret key=name"},
      {"secret_header = { name = \"A\", file = \"/a\", environment = \"B\" }",
       "feed-secret key=name"},
      {"secret_header = { name = \"A\", value = \"secret\", file = \"/a\" }",
       "toml-unknown-key key=value"},
      {"client_key = \"/etc/acme/client.key\"", "feed-client-key key=client_key"},
      {"complete_families = [\"anvil\", \"rocket\"]", "feed-unknown-family key=complete_families"},
      {"allow_https = true", "toml-unknown-key key=allow_https"},
  };
  const test::TemporaryFolder folder;
  const std::string file = (folder.path() / "vendors" / "acme.toml").string();
  for (const auto& [line, error] : mistakes)
    EXPECT_EQ(
        test::error_of([&, text = line] { loaded(folder, std::string(kPlainFeed) + text + '\n'); }),
        "malformed " + file + ":14 " + error)
        << line;
}

TEST(Feeds, HaveIdsThatCanBeTypedAndStandOnce) {
  const test::TemporaryFolder folder;
  const std::string file = (folder.path() / "vendors" / "acme.toml").string();
  const auto with_id = [&](const std::string& id) {
    return test::error_of([&] {
      loaded(folder,
             changed(kPlainFeed, "[[feeds]]\nid = \"acme\"", "[[feeds]]\nid = \"" + id + "\""));
    });
  };
  for (const char* good : {"acme", "acme-2", "acme.v3", "0"}) EXPECT_EQ(with_id(good), "no error");
  for (const char* bad : {"", "Acme", "acme vex", "acme_vex", "-acme", "../acme", "csaf", "アクメ"})
    EXPECT_EQ(with_id(bad), "malformed " + file + ":9 feed-id key=id") << bad;

  const std::string more = std::string(kPlainFeed) + "[[feeds]]\nid = \"acme\"\n" +
                           "name = { ja = \"二\", en = \"Two\" }\nkind = \"single\"\n" +
                           "format = \"A\"\nurl = \"https://acme.example/\"\n";
  EXPECT_EQ(test::error_of([&] { loaded(folder, more); }),
            "malformed " + file + ":15 feed-twice key=id");

  // Neither may two vendors share one, nor two files a vendor.
  const std::string other =
      folder.write("vendors/zenith.toml", changed(kPlainFeed, "id = \"acme\"", "id = \"zenith\""))
          .string();
  EXPECT_EQ(test::error_of([&] { loaded(folder, kPlainFeed); }),
            "malformed " + other + ":9 feed-twice key=id");
  folder.write("vendors/zenith.toml", kPlainFeed);
  EXPECT_EQ(test::error_of([&] { loaded(folder, kPlainFeed); }),
            "malformed " + other + ":1 feed-twice key=id");
}

// ── Overrides ────────────────────────────────────────────────────────────────────────────────────

// The shipped definitions and those of folders of the user.
class Overrides : public testing::Test {
 protected:
  std::filesystem::path site(const std::string& name, std::string_view toml) const {
    return folder_.write("site/" + name, toml);
  }
  std::filesystem::path own(const std::string& name, std::string_view toml) const {
    return folder_.write("own/" + name, toml);
  }
  Feeds load() const {
    return load_feeds(test::source_folder() / "feeds",
                      {folder_.path() / "site", folder_.path() / "own"});
  }

 private:
  test::TemporaryFolder folder_;
};

constexpr std::string_view kEnableVex =
    "id = \"redhat\"\n[[feeds]]\nid = \"redhat-vex\"\nenabled = true\n";

TEST_F(Overrides, NeedNotExist) { EXPECT_EQ(described(load()), described(test::shipped_feeds())); }

TEST_F(Overrides, EnableAShippedFeedWithFourLines) {
  site("vex.toml", kEnableVex);
  const Feeds feeds = load();
  EXPECT_EQ(described(feeds), described(test::shipped_feeds()));
  const Feed& feed = *feeds.find("redhat-vex");
  const Feed& shipped = *test::shipped_feeds().find("redhat-vex");
  EXPECT_FALSE(shipped.enabled);
  EXPECT_TRUE(feed.enabled);
  EXPECT_EQ(feed.urls, shipped.urls);
  EXPECT_EQ(feed.name.ja, shipped.name.ja);
  EXPECT_EQ(feed.source, shipped.source);
  EXPECT_FALSE(feeds.find("redhat-csaf")->enabled);
}

TEST_F(Overrides, AddAFeedToAVendorBehindItsOwn) {
  site(
      "mirror.toml",
      "id = \"siemens\"\n[[feeds]]\nid = \"siemens-mirror\"\nkind = \"folder\"\n"
      "name = { ja = \"複製\", en = \"Mirror\" }\nformat = \"CSAF 2.0\"\nurl = \"/srv/siemens\"\n");
  auto expected = described(test::shipped_feeds());
  expected["siemens"].push_back("siemens-mirror folder prefer");
  const Feeds feeds = load();
  EXPECT_EQ(described(feeds), expected);
  EXPECT_EQ(feeds.find("siemens-mirror")->vendor, "siemens");
}

TEST_F(Overrides, AddAVendor) {
  own("acme.toml", kPlainFeed);
  auto expected = described(test::shipped_feeds());
  expected["acme"] = {"acme directory prefer"};
  const Feeds feeds = load();
  EXPECT_EQ(described(feeds), expected);
  EXPECT_EQ(feeds.vendors.front().id, "acme");  // still ordered by id
}

// The TOML between the fences of a guide's first example that has a feed.
std::string example_of(const std::filesystem::path& guide) {
  const std::string text = read_file(guide);
  const std::size_t feed = text.find("[[feeds]]\n");
  const std::size_t begin = text.rfind("```toml\n", feed) + 8;
  return text.substr(begin, text.find("```", feed) - begin);
}

TEST_F(Overrides, MayLookAsTheGuideShowsThem) {
  own("example.toml", example_of(test::source_folder() / "docs" / "adding-a-feed.md"));
  auto expected = described(test::shipped_feeds());
  expected["example"] = {"example csaf-provider prefer"};
  EXPECT_EQ(described(load()), expected);
}

TEST_F(Overrides, ReachWordsAndFamiliesToo) {
  site("microsoft.toml",
       "id = \"microsoft\"\nseverity_axis = { en = \"severity by Microsoft\" }\n"
       "[[families]]\nid = \"azure-linux\"\nheadline = true\n[severities]\ncritical = "
       "[\"Urgent\"]\n");
  const Feeds feeds = load();
  const auto vendor = std::find_if(feeds.vendors.begin(), feeds.vendors.end(),
                                   [](const Vendor& each) { return each.id == "microsoft"; });
  ASSERT_NE(vendor, feeds.vendors.end());
  EXPECT_EQ(vendor->severity_axis.en, "severity by Microsoft");
  EXPECT_EQ(vendor->severity_axis.ja, microsoft().severity_axis.ja);
  EXPECT_EQ(vendor->families.size(), microsoft().families.size());
  EXPECT_TRUE(vendor->families.front().headline);
  EXPECT_EQ(vendor->families.front().label.ja, microsoft().families.front().label.ja);
  EXPECT_EQ(meaning(vendor->severities, "Urgent"), "critical");
  EXPECT_EQ(meaning(vendor->severities, "Moderate"), "moderate");
}

TEST_F(Overrides, OfALaterFolderWin) {
  site("vex.toml",
       "id = \"redhat\"\n[[feeds]]\nid = \"redhat-vex\"\nenabled = true\nconnections = 2\n");
  own("a.toml", "id = \"redhat\"\n[[feeds]]\nid = \"redhat-vex\"\nconnections = 3\n");
  const Feeds feeds = load();
  EXPECT_TRUE(feeds.find("redhat-vex")->enabled);
  EXPECT_EQ(feeds.find("redhat-vex")->connections, 3);
}

TEST_F(Overrides, OfOneFolderAreTakenByName) {
  site("1.toml", "id = \"redhat\"\n[[feeds]]\nid = \"redhat-vex\"\nconnections = 2\n");
  site("2.toml", "id = \"redhat\"\n[[feeds]]\nid = \"redhat-vex\"\nconnections = 3\n");
  site("3.toml", "id = \"redhat\"\n[[feeds]]\nid = \"redhat-csaf\"\nenabled = true\n");
  const Feeds feeds = load();
  EXPECT_EQ(feeds.find("redhat-vex")->connections, 3);
  EXPECT_TRUE(feeds.find("redhat-csaf")->enabled);
}

TEST_F(Overrides, ReadNothingButToml) {
  site("README.md", "not a definition");
  site("vex.toml.bak", "nor this = [");
  site("vex.toml~", "nor this = [");
  site("deeper/vex.toml", kEnableVex);
  EXPECT_TRUE(load().find("redhat-vex")->enabled);
}

TEST_F(Overrides, AreNamedWithTheLineOfTheirOwnMistakes) {
  struct Case {
    std::string toml;
    std::string error;
  };
  const std::vector<Case> cases = {
      {"id = \"redhat\"\n[[feeds]]\nid = \"redhat-vex\"\nenable = true\n",
       "4 toml-unknown-key key=enable"},
      {"id = \"redhat\"\n[[feeds]]\nid = \"redhat-vex\"\nenabled = \"yes\"\n",
       "4 toml-type key=enabled"},
      {"id = \"redhat\"\n\n[[feeds]]\nid = \"redhat-vex\"\nurl = \"http://mirror.example/\"\n",
       "5 feed-url key=url"},
      {"id = \"redhat\"\n[[feeds]]\nid = \"redhat-vx\"\nenabled = true\n",
       "3 toml-missing key=name"},
      {"id = \"redhat\"\nfeed = true\n", "2 toml-unknown-key key=feed"},
      {"id = \"microsoft\"\nrows = []\n", "2 feed-rows key=rows"},
      {"id = \"acme\"\n", "1 toml-missing key=name"},
      {"[[feeds]]\nid = \"redhat-vex\"\n", "1 toml-missing key=id"},
      {"id = \"acme\"\nname = { ja = \"ア\", en = \"A\" }\n[[feeds]]\nid = \"redhat-vex\"\n"
       "name = { ja = \"ア\", en = \"A\" }\nkind = \"single\"\nformat = \"A\"\n"
       "url = \"https://acme.example/\"\n",
       "4 feed-twice key=id"},
  };
  for (const Case& each : cases) {
    const std::string file = site("mistake.toml", each.toml).string();
    EXPECT_EQ(test::error_of([&] { load(); }), "malformed " + file + ':' + each.error) << each.toml;
  }
}

}  // namespace
}  // namespace patchmatrix
