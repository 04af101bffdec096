// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/feeds.hpp>

#include "support/support.hpp"

namespace patchmatrix {
namespace {

const Vendor& microsoft() { return test::shipped_feeds().vendors.front(); }

// ── The definitions as shipped ───────────────────────────────────────────────────────────────────

TEST(ShippedFeeds, Load) {
  EXPECT_EQ(test::error_of([] { load_feeds(test::source_folder() / "feeds"); }), "no error");
  std::vector<std::string> ids;
  for (const Vendor& vendor : test::shipped_feeds().vendors) ids.push_back(vendor.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"microsoft"}));
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
  for (const Family& family : microsoft().families) {
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
       {"", "緊急", "重要", "警告", "注意", "重大", "High", "Medium", "Critical!", "Kritisch"})
    EXPECT_EQ(meaning(microsoft().severities, word), "no meaning") << word;
}

TEST(ShippedFeeds, KnowEveryWordForASeverityAndForExploitability) {
  const std::vector<std::pair<std::string_view, std::string_view>> severities = {
      {"Critical", "critical"}, {"Important", "important"}, {"Moderate", "moderate"},
      {"Low", "low"},           {"None", "unspecified"},    {" ＬＯＷ ", "low"}};
  for (const auto& [word, expected] : severities)
    EXPECT_EQ(meaning(microsoft().severities, word), expected) << word;

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

}  // namespace
}  // namespace patchmatrix
