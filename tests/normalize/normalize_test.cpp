// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <patchmatrix/normalize.hpp>
#include <patchmatrix/parse.hpp>

#include "normalize/csaf_entries.hpp"
#include "normalize/msrc_entries.hpp"
#include "normalize/shown.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::ElementsAre;

// ── vulnerabilities and products
// ────────────────────────────────────────────────────────────────────

TEST(Normalizer, MergesAVulnerabilityThatStandsInTheDocumentTwice) {
  const auto document = three_products(
      vulnerability("CVE-2022-0001",
                    affected({"1"}) + severity("1", "Low") + exploit_status("Exploited:No")) +
      vulnerability("CVE-2022-0002", affected({"1"}) + severity("1", "Moderate")) +
      vulnerability(
          "CVE-2022-0001",
          affected({"1", "2"}) + severity("1", "Critical") + severity("2", "Important") +
              exploit_status("Exploited:Yes;Latest Software Release:Exploitation Unlikely")));
  EXPECT_THAT(tuples(*document),
              ElementsAre("CVE-2022-0001 1 affected critical(Critical,vendor) unspecified",
                          "CVE-2022-0001 2 affected important(Important,vendor) unspecified",
                          "CVE-2022-0002 1 affected moderate(Moderate,vendor) unspecified"));
  EXPECT_THAT(exploits(*document), ElementsAre("yes ? unlikely", "? ? not-stated"));
  EXPECT_EQ(text_of(document->diagnostics),
            "vulnerability-twice Vulnerability[3] CVE-2022-0001\n"
            "contradictory-severity Vulnerability[1] CVE-2022-0001 product=1 first=Low "
            "second=Critical\n");
}

TEST(Normalizer, TakesTheLikelierExploitabilityOfARepeatedVulnerability) {
  const char* detected = "Latest Software Release:Exploitation Detected";
  for (const char* other : {"Latest Software Release:Exploitation Unlikely",
                            "Latest Software Release:N/A", "DOS:N/A", ""})
    for (const bool detected_first : {true, false}) {
      const auto document = three_products(
          vulnerability("CVE-2022-0001",
                        affected({"1"}) + exploit_status(detected_first ? detected : other)) +
          vulnerability("CVE-2022-0001",
                        affected({"1"}) + exploit_status(detected_first ? other : detected)));
      EXPECT_THAT(exploits(*document), ElementsAre("? ? detected")) << other;
    }
}

TEST(Normalizer, KeepsTuplesOfProductsThatTheTreeDoesNotDefine) {
  const auto document = three_products(
      vulnerability("CVE-2022-0001", affected({"1", "99"}) + severity("99", "Critical")));
  EXPECT_THAT(tuples(*document),
              ElementsAre("CVE-2022-0001 1 affected unspecified unspecified",
                          "CVE-2022-0001 99 affected critical(Critical,vendor) unspecified"));
  EXPECT_EQ(document->findings.families.at(document->findings.findings.at(1).product)->id,
            "undefined-product");
  EXPECT_EQ(text_of(document->diagnostics), "undefined-product ProductTree id=99\n");
}

TEST(Normalizer, NamesAVulnerabilityWithoutIdentifierByDocumentAndPosition) {
  const auto document =
      three_products(vulnerability("CVE-2022-0001", affected({"1"})) +
                     vulnerability("", affected({"1"})) + vulnerability("", affected({"2"})));
  EXPECT_THAT(tuples(*document), ElementsAre("CVE-2022-0001 1 affected unspecified unspecified",
                                             "2022-Nov#2 1 affected unspecified unspecified",
                                             "2022-Nov#3 2 affected unspecified unspecified"));
  EXPECT_EQ(text_of(document->diagnostics), "vulnerability-without-id Vulnerability[2] ×2\n");
}

TEST(Normalizer, CountsAVulnerabilityWithoutProducts) {
  const auto document = three_products(vulnerability("CVE-2022-0001", affected({})));
  EXPECT_EQ(document->findings.vulnerabilities.size(), 1U);
  EXPECT_THAT(tuples(*document), testing::IsEmpty());
  EXPECT_EQ(text_of(document->diagnostics),
            "vulnerability-without-product Vulnerability[1] CVE-2022-0001\n");
}

TEST(Normalizer, SaysThatADocumentHasNoVulnerabilities) {
  const auto document = three_products("");
  EXPECT_EQ(document->findings.vulnerabilities.size(), 0U);
  EXPECT_EQ(text_of(document->diagnostics), "no-vulnerabilities\n");
}

TEST(Normalizer, TakesComponentAndIssuerFromNotes) {
  const auto document = three_products(vulnerability(
      "CVE-2022-0001", notes({{"Tag", "Example Kernel"}, {"CNA", "Microsoft"}, {"Other", "else"}}) +
                           affected({"1"})));
  EXPECT_EQ(document->findings.vulnerabilities.at(0).component, "Example Kernel");
  EXPECT_EQ(document->findings.vulnerabilities.at(0).issuer, "Microsoft");
}

// ── exploit status
// ──────────────────────────────────────────────────────────────────────────────────

TEST(Normalizer, ReadsEveryShapeOfTheExploitStatus) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"Publicly Disclosed:No;Exploited:Yes;Latest Software Release:Exploitation Detected;Older "
       "Software Release:Exploitation More Likely;DOS:N/A",
       "yes no detected"},
      {"Publicly Disclosed:Yes;Exploited:No;Latest Software Release:Exploitation More Likely",
       "no yes more-likely"},
      {"Publicly Disclosed:No;Exploited:No;Latest Software Release:Exploitation Less Likely;Older "
       "Software Release:Exploitation Detected",
       "no no less-likely"},
      {"DOS:N/A", "? ? not-stated"},
      {"Publicly Disclosed:No;Exploited:No;Latest Software Release:Exploitation "
       "Unlikely;DOS:Temporary",
       "no no unlikely"},
      {"Publicly Disclosed:Yes;Exploited:Yes", "yes yes not-stated"},
      {"Publicly Disclosed:No;Exploited:No;DOS:Permanent", "no no not-stated"},
      {"Publicly Disclosed:No;Exploited:No;Older Software Release:Exploitation Less Likely;DOS:N/A",
       "no no less-likely"},
      {"Exploited:No;Latest Software Release:N/A;Older Software Release:Exploitation More Likely",
       "no ? more-likely"},
      {"", "? ? not-stated"},
  };
  std::string all;
  std::vector<std::string> expected;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto& [text, outcome] = cases[i];
    const std::string entry =
        vulnerability("CVE-2022-000" + std::to_string(i), affected({"1"}) + exploit_status(text));
    const auto alone = three_products(entry);
    EXPECT_THAT(exploits(*alone), ElementsAre(outcome)) << text;
    EXPECT_EQ(text_of(alone->diagnostics), "") << text;
    all += entry;
    expected.emplace_back(outcome);
  }
  // One after another: nothing of an entry stays for the next.
  EXPECT_EQ(exploits(*three_products(all)), expected);
}

TEST(Normalizer, ReadsTheExploitStatusWhateverItsOrderBlanksAndWords) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {" Exploited : yes ; Publicly Disclosed : NO ;", "yes no not-stated"},
      {"Latest Software Release:N/A;Older Software Release:N/A", "? ? not-applicable"},
      {"Older Software Release:Exploitation Detected;Latest Software Release:N/A", "? ? detected"},
      {"Older Software Release:Exploitation Detected;Latest Software Release:Exploitation Unlikely",
       "? ? unlikely"},
      {"Latest Software Release:;Older Software Release:Exploitation Detected", "? ? detected"},
      {"Latest Software Release:0 - Exploitation Detected", "? ? detected"},
      {"Latest Software Release:4 - Not affected;Older Software Release:2 - Exploitation Less "
       "Likely",
       "? ? less-likely"},
      {"Exploited;Publicly Disclosed", "? ? not-stated"},
      {"Exploited:", "? ? not-stated"},
      {"Not Exploited:Yes", "? ? not-stated"},
  };
  for (const auto& [text, outcome] : cases) {
    const auto document =
        three_products(vulnerability("CVE-2022-0001", affected({"1"}) + exploit_status(text)));
    EXPECT_THAT(exploits(*document), ElementsAre(outcome)) << text;
    EXPECT_EQ(text_of(document->diagnostics), "") << text;
  }
}

TEST(Normalizer, ReportsExploitWordsItDoesNotKnow) {
  const auto document = three_products(vulnerability(
      "CVE-2022-0001",
      affected({"1"}) + exploit_status("Publicly Disclosed:Maybe;Exploited:Yes;Latest Software "
                                       "Release:Exploitation Certain")));
  EXPECT_THAT(exploits(*document), ElementsAre("yes ? unknown"));
  EXPECT_EQ(text_of(document->diagnostics),
            "unknown-answer Vulnerability[1] CVE-2022-0001 word=Maybe\n"
            "unknown-exploitability Vulnerability[1] CVE-2022-0001 word=Exploitation Certain\n");
}

// ── fixes
// ───────────────────────────────────────────────────────────────────────────────────────────

TEST(Normalizer, TellsUpdateNumbersFromOtherFixes) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"5019961", " update KB5019961"},
      {"KB5019961", " update KB5019961"},
      {"501996", " update KB501996"},
      {"Click to Run", " fix Click to Run"},
      {"Release Notes", " fix Release Notes"},
      {"50199", " fix 50199"},
      {"50199610", " fix 50199610"},
      {"KB", " fix KB"},
      {"5019961a", " fix 5019961a"},
      {"kb5019961", " fix kb5019961"},
      {"", " fix "},
  };
  for (const auto& [name, shown] : cases) {
    const auto document =
        three_products(vulnerability("CVE-2022-0001", affected({"1"}) + fix(name, {"1"})));
    EXPECT_THAT(tuples(*document), ElementsAre("CVE-2022-0001 1 affected unspecified unspecified" +
                                               std::string(shown)))
        << name;
  }
}

TEST(Normalizer, GivesEveryProductItsOwnFixesInDocumentOrder) {
  const auto document = three_products(
      vulnerability("CVE-2022-0001", affected({"1", "2", "3"}) + fix("5000003", {"2", "1"}) +
                                         fix("Click to Run", {"2"}) + fix("5000001", {"2"}) +
                                         remediation("Workaround", "5000009", {"1"}) +
                                         remediation("Known Issue", "5000008", {"1"})));
  EXPECT_THAT(
      tuples(*document),
      ElementsAre("CVE-2022-0001 1 affected unspecified unspecified update KB5000003",
                  "CVE-2022-0001 2 affected unspecified unspecified update KB5000003 fix Click to "
                  "Run update KB5000001",
                  "CVE-2022-0001 3 affected unspecified unspecified"));
}

// ── several documents
// ───────────────────────────────────────────────────────────────────────────────

TEST(Normalizer, DoesNotLetOneDocumentChangeTheNext) {
  const std::string first = msrc_document(
      product_tree(2),
      vulnerability("CVE-2022-0001", affected({"1", "2", "9"}) + severity("1", "Odd") +
                                         impact("1", "Odd") + exploit_status("Exploited:Yes")));
  const std::string second = msrc_document(
      product_tree(2), vulnerability("CVE-2022-0002", affected({"2"}) + severity("2", "Odd")));
  Normalizer fresh(shipped_feeds()), used(shipped_feeds());
  Diagnostics ignored, of_fresh, of_used;
  used.normalize(parse(first, ignored), ignored);
  Normalized alone, after;
  alone.findings = fresh.normalize(parse(second, of_fresh), of_fresh);
  after.findings = used.normalize(parse(second, of_used), of_used);
  EXPECT_EQ(tuples(alone), tuples(after));
  EXPECT_EQ(text_of(of_fresh), text_of(of_used));
  EXPECT_THAT(tuples(after),
              ElementsAre("CVE-2022-0002 2 affected unknown(Odd,vendor) unspecified"));
}

TEST(Slugs, OfStatusesSourcesAndAnswersAreFixed) {
  EXPECT_EQ(slug(ProductStatus::Affected), "affected");
  EXPECT_EQ(slug(ProductStatus::Fixed), "fixed");
  EXPECT_EQ(slug(ProductStatus::NotAffected), "not-affected");
  EXPECT_EQ(slug(ProductStatus::UnderInvestigation), "under-investigation");
  EXPECT_EQ(slug(ProductStatus::Unknown), "unknown");
  EXPECT_EQ(slug(ValueSource::None), "");
  EXPECT_EQ(slug(ValueSource::Vendor), "vendor");
  EXPECT_EQ(slug(Answer::NotStated), "");
  EXPECT_EQ(slug(Answer::No), "no");
  EXPECT_EQ(slug(Answer::Yes), "yes");
}

// ── CSAF ─────────────────────────────────────────────────────────────────────────────────────────

std::unique_ptr<Normalized> one_entry(const csaf::Texts& members, const std::string& publisher) {
  csaf::Texts all = {csaf::affected({"A", "B"})};
  all.insert(all.end(), members.begin(), members.end());
  return normalized(csaf::document(
      {.publisher = publisher, .vulnerabilities = {csaf::entry("CVE-2026-0001", all)}}));
}

TEST(Fixes, AreUpdatesWhereTheirAddressOrTextNamesOne) {
  const std::vector<std::pair<std::string, const char*>> cases = {
      {csaf::fix("Update.", "https://example.com/errata/RHSA-2026:0123", {"A"}),
       " update RHSA-2026:0123"},
      {csaf::fix("See RHSA-2026:0124, please.", "", {"A"}), " update RHSA-2026:0124"},
      {csaf::fix("See RHBA-2026:1.", "https://example.com/RHSA-2026:2", {"A"}),
       " update RHSA-2026:2"},
      {csaf::fix("RHSA-", "", {"A"}), " fix RHSA-"},
      {csaf::fix("Update to 1.2", "", {"A"}), " fix Update to 1.2"},
  };
  for (const auto& [fix, shown] : cases) {
    const auto document = one_entry({csaf::fixes({fix})}, "Red Hat Product Security");
    EXPECT_THAT(tuples(*document),
                ElementsAre("CVE-2026-0001 A affected unspecified unspecified" + std::string(shown),
                            "CVE-2026-0001 B affected unspecified unspecified"));
  }
  EXPECT_THAT(
      tuples(*one_entry({csaf::fixes({csaf::fix("RHSA-2026:0123", "", {"A"})})}, "Example Corp")),
      ElementsAre("CVE-2026-0001 A affected unspecified unspecified fix RHSA-2026:0123",
                  "CVE-2026-0001 B affected unspecified unspecified"));
}

TEST(Exploitation, IsSaidByALinkToTheCatalogueWhereTheVendorWritesItSo) {
  const std::string link = "CISA: https://www.cisa.gov/known-exploited-vulnerabilities-catalog";
  const auto threats = csaf::threats({csaf::threat("exploit_status", link)});
  EXPECT_THAT(exploits(*one_entry({threats}, "Red Hat Product Security")),
              ElementsAre("yes ? not-stated"));
  EXPECT_THAT(exploits(*one_entry({threats}, "Example Corp")), ElementsAre("? ? not-stated"));
  EXPECT_THAT(
      exploits(*one_entry(
          {csaf::threats({csaf::threat("exploit_status", "No publicly available exploits.")})},
          "Example Corp")),
      ElementsAre("? ? not-stated"));
}

TEST(Exploitation, IsSaidByTheDateOfTheFirstOne) {
  const auto document =
      one_entry({R"("first_known_exploitation_dates":[{"date":"2026-01-01T00:00:00Z",)"
                 R"("exploitation_date":"2025-12-31T00:00:00Z","product_ids":["A"]}])"},
                "Example Corp");
  EXPECT_THAT(exploits(*document), ElementsAre("yes ? not-stated"));
}

TEST(KnownIssues, AreOfUpdatesEachOnceAVulnerability) {
  const auto document = three_products(
      vulnerability("CVE-2022-0001", affected({"1", "2"}) + fix("5000001", {"1"}) +
                                         remediation("Known Issue", "5000001", {"1"}) +
                                         remediation("Known Issue", "KB5000001", {"2"}) +
                                         remediation("KNOWN ISSUE", "5000003", {"2"}) +
                                         remediation("Workaround", "5000004", {"1"})) +
      vulnerability("CVE-2022-0002", affected({"1"})) +
      vulnerability("CVE-2022-0003", affected({"1"}) +
                                         remediation("Known Issue", "5000001", {"1"}) +
                                         remediation("Known Issue", "a package", {"1"})));
  std::vector<std::string> found;
  for (const VulnerabilityFacts& facts : document->findings.vulnerabilities)
    for (const KnownIssue& each : document->findings.of(facts.known_issues))
      found.push_back(std::string(facts.id) + (each.is_update ? " update " : " ") +
                      std::string(each.update));
  EXPECT_THAT(found, ElementsAre("CVE-2022-0001 update KB5000001", "CVE-2022-0001 update KB5000003",
                                 "CVE-2022-0003 update KB5000001", "CVE-2022-0003 a package"));
  // They are no fixes, and name products that need not be affected.
  EXPECT_THAT(tuples(*document),
              ElementsAre("CVE-2022-0001 1 affected unspecified unspecified update KB5000001",
                          "CVE-2022-0001 2 affected unspecified unspecified",
                          "CVE-2022-0002 1 affected unspecified unspecified",
                          "CVE-2022-0003 1 affected unspecified unspecified"));
  EXPECT_EQ(text_of(document->diagnostics), "");
}

TEST(KnownIssues, AreReadUnderBothNumbersOfJson) {
  for (const char* type : {"5", "6"}) {
    const auto document = normalized(
        R"({"DocumentPublisher": {"ContactDetails": {"Value": "secure@microsoft.com"}},)"
        R"("DocumentTracking": {"Identification": {"ID": {"Value": "2022-Nov"}}},)"
        R"("ProductTree": {"FullProductName": [{"ProductID": "1", "Value": "Windows"}]},)"
        R"("Vulnerability": [{"CVE": "CVE-2022-0001",)"
        R"("ProductStatuses": [{"ProductID": ["1"], "Type": 3}],)"
        R"("Remediations": [{"Description": {"Value": "5000001"},)"
        R"("URL": "https://example.com/help", "ProductID": ["1"], "Type": )" +
        std::string(type) + "}]}]}");
    ASSERT_EQ(document->findings.known_issues.size(), 1U) << type;
    EXPECT_EQ(document->findings.known_issues.front().update, "KB5000001");
    EXPECT_EQ(document->findings.known_issues.front().url, "https://example.com/help");
  }
}

TEST(Revisions, AreKnownByTheGreatestNumber) {
  const auto history = [](const std::vector<const char*>& numbers) {
    std::string out = "<vuln:RevisionHistory>";
    for (const char* each : numbers)
      out += "<vuln:Revision><cvrf:Number>" + std::string(each) + "</cvrf:Number></vuln:Revision>";
    return out + "</vuln:RevisionHistory>";
  };
  const std::vector<std::pair<std::vector<const char*>, const char*>> cases = {
      {{}, ""},
      {{"1.0"}, "1.0"},
      {{"1.0", "1.1"}, "1.1"},
      {{"2.0", "1.1", "1.0"}, "2.0"},
      {{"1.9", "1.10"}, "1.10"},
      {{""}, ""},
  };
  for (const auto& [numbers, latest] : cases) {
    const auto document =
        three_products(vulnerability("CVE-2022-0001", affected({"1"}) + history(numbers)));
    EXPECT_EQ(document->findings.vulnerabilities.front().revision, latest);
  }
}

// 100,000 fixes of every one of 100,000 products would be 10,000,000,000 pairs.
TEST(Normalizer, RefusesListsThatMultiplyBeyondMeasure) {
  csaf::Texts products, ids, fixes;
  for (int i = 0; i < 100'000; ++i) {
    ids.push_back("P" + std::to_string(i));
    products.push_back(csaf::product(ids.back(), "x"));
    fixes.push_back(R"({"category":"vendor_fix","details":"x"})");
  }
  const std::string bytes = csaf::document(
      {.product_tree =
           csaf::object({csaf::json_member("full_product_names", csaf::list(products))}),
       .vulnerabilities = {
           csaf::entry("CVE-2026-0001", {csaf::affected(ids), csaf::fixes(fixes)})}});
  EXPECT_EQ(error_of([&] { normalized(bytes); }),
            "untrusted /vulnerabilities/0 CVE-2026-0001 too-many-references limit=10000000");
}

}  // namespace
}  // namespace patchmatrix
