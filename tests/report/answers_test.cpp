// SPDX-License-Identifier: Apache-2.0
//
// What is made of a store's answers. Whole outputs are in tests/scenarios/9*.
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <patchmatrix/answers.hpp>

#include "io/files.hpp"
#include "report/schema.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;

// ── search ──

StoredRating rating(Severity severity, Impact impact, std::int16_t tenths = -1) {
  StoredRating out;
  out.status = ProductStatus::Affected;
  out.severity = severity;
  out.severity_source = ValueSource::Vendor;
  out.impact = impact;
  out.impacts.add(impact);
  out.impact_source = ValueSource::Vendor;
  out.cvss_version = tenths < 0 ? CvssVersion::Unknown : CvssVersion::V3_1;
  out.cvss_tenths = tenths;
  return out;
}

SearchHit hit(const std::string& name, std::vector<std::uint32_t> ratings,
              const std::string& document = "2022-Nov", const std::string& vendor = "acme") {
  SearchHit out;
  out.vendor = vendor;
  out.document = document;
  out.month = "2022-11";
  out.name = name;
  out.tuples = ratings.size();
  out.ratings = std::move(ratings);
  out.families = {"family"};
  return out;
}

std::vector<std::string> ids(const SearchResults& results) {
  std::vector<std::string> out;
  for (const SearchRow& each : results.rows) out.push_back(each.id);
  return out;
}

SearchResults sorted(const SearchAnswer& answer, const std::vector<SortKey>& order,
                     const AnswerCatalogues& catalogues = {}) {
  return search_results(answer, order, catalogues, shipped_feeds().impact_order);
}

TEST(SearchResults, AreOneRowForAVulnerabilityOfAVendorWhateverDocumentsItIsIn) {
  SearchAnswer answer;
  answer.ratings = {rating(Severity::Important, Impact::Spoofing, 65),
                    rating(Severity::Critical, Impact::Tampering, 50)};
  answer.hits = {hit("CVE-2022-0001", {0}, "2022-Oct"), hit("CVE-2022-0001", {1}, "2022-Nov"),
                 hit("CVE-2022-0001", {1}, "other", "zeta")};
  answer.hits[0].excluded = "not-listed";
  answer.hits[1].exploited = Answer::Yes;
  const SearchResults results = sorted(answer, {SortKey::Id});
  ASSERT_THAT(ids(results), ElementsAre("CVE-2022-0001", "CVE-2022-0001"));
  const SearchRow& row = results.rows[0];
  EXPECT_EQ(row.vendor, "acme");
  EXPECT_EQ(row.rating.severity, Severity::Critical);
  EXPECT_EQ(row.rating.impact, Impact::Spoofing);  // the gravest of each
  EXPECT_EQ(row.cvss_base, "6.5");
  EXPECT_EQ(row.exploited, Answer::Yes);
  EXPECT_EQ(row.excluded, "");  // one of its documents counts it
  EXPECT_EQ(row.tuples, 2U);
  EXPECT_THAT(row.documents, ElementsAre("2022-Nov", "2022-Oct"));
  EXPECT_EQ(results.rows[1].vendor, "zeta");
  EXPECT_EQ(results.tuples, 3U);
}

TEST(SearchResults, RateAsReportsDo) {
  SearchAnswer answer;
  answer.ratings = {rating(Severity::Critical, Impact::DefenseInDepth),
                    rating(Severity::Low, Impact::Tampering)};
  answer.hits = {hit("CVE-2022-0001", {0, 1}), hit("CVE-2022-0002", {0})};
  const SearchResults results = sorted(answer, {SortKey::Id});
  EXPECT_EQ(results.rows[0].rating.severity, Severity::Low);
  EXPECT_EQ(results.rows[0].rating.impact, Impact::Tampering);
  EXPECT_EQ(results.rows[1].rating.severity, Severity::Critical);
  EXPECT_EQ(results.rows[1].rating.impact, Impact::DefenseInDepth);
}

TEST(SearchResults, StandInTheOrderThatIsAskedFor) {
  SearchAnswer answer;
  answer.ratings = {rating(Severity::Important, Impact::Spoofing, 98),
                    rating(Severity::Critical, Impact::Tampering, 50),
                    rating(Severity::Moderate, Impact::RemoteCodeExecution)};
  answer.hits = {hit("CVE-2022-0001", {0}), hit("CVE-2022-0002", {1}), hit("CVE-2022-0003", {2}),
                 hit("CVE-2022-0010", {2})};
  answer.hits[0].released = parse_instant("2022-11-08");
  answer.hits[2].released = parse_instant("2022-11-09");
  answer.hits[3].exploited = Answer::Yes;
  answer.hits[2].publicly_disclosed = Answer::Yes;
  answer.hits[1].exploitability = Exploitability::MoreLikely;
  KevCatalogue kev{"1", std::nullopt, std::vector<KevEntry>(2)};
  kev.entries[0].vulnerability = "CVE-2022-0001";
  kev.entries[1].vulnerability = "CVE-2022-0003";
  kev.entries[1].ransomware = true;
  const EpssScores epss{"v1", {}, {{"CVE-2022-0002", 7, 1}, {"CVE-2022-0010", 9, 1}}};
  struct Case {
    const char* what;
    std::vector<SortKey> order;
    std::vector<std::string> ids;  // their last digits
  };
  const Case cases[] = {
      {"kev", {SortKey::Kev}, {"3", "1", "2", "10"}},
      {"exploited", {SortKey::Exploited}, {"10", "1", "2", "3"}},
      {"known", {SortKey::Known}, {"1", "3", "10", "2"}},
      {"ransomware", {SortKey::Ransomware}, {"3", "1", "2", "10"}},
      {"disclosed", {SortKey::Disclosed}, {"3", "1", "2", "10"}},
      {"epss", {SortKey::Epss}, {"10", "2", "1", "3"}},
      {"likely", {SortKey::Likely}, {"2", "1", "3", "10"}},
      {"severity", {SortKey::Severity}, {"2", "1", "3", "10"}},
      {"impact", {SortKey::Impact}, {"3", "10", "1", "2"}},
      {"cvss", {SortKey::Cvss}, {"1", "2", "3", "10"}},
      {"released", {SortKey::Released}, {"3", "1", "2", "10"}},
      {"id", {SortKey::Id, SortKey::Exploited}, {"1", "2", "3", "10"}},
      {"several", {SortKey::Exploited, SortKey::Impact, SortKey::Cvss}, {"10", "3", "1", "2"}},
      {"default", default_order(), {"3", "10", "1", "2"}},
  };
  for (const Case& each : cases) {
    std::vector<std::string> expected;
    for (const std::string& digits : each.ids)
      expected.push_back("CVE-2022-" + std::string(4 - digits.size(), '0') + digits);
    EXPECT_EQ(ids(sorted(answer, each.order, {&kev, &epss})), expected) << each.what;
  }
}

TEST(SearchCsv, IsSafeForSpreadsheets) {
  SearchAnswer answer;
  answer.ratings = {rating(Severity::Critical, Impact::Spoofing)};
  answer.hits = {hit("CVE-2022-0001", {0})};
  answer.hits[0].title = "=1+1, \"x\"";
  EXPECT_THAT(
      render_search_csv(sorted(answer, {SortKey::Id})),
      testing::EndsWith("\r\nCVE-2022-0001,\"'=1+1, \"\"x\"\"\",acme,critical,spoofing,no,,,"
                        ",,,not-stated,,,,,,,,1,,family,2022-Nov,2022-11,,,no\r\n"));
}

// ── schemas ──

std::vector<std::string> complaints_about(const std::string& schema, const std::string& text) {
  return test::complaints(schema, parsed(text));
}

std::string expected_output(const std::string& scenario) {
  return read_file(source_folder() / "tests" / "scenarios" / scenario / "expected.out");
}

TEST(AnswerSchemas, AreMetByWhatTheProgramPrints) {
  const std::pair<const char*, const char*> cases[] = {{"show", "903-show-vulnerability-json"},
                                                       {"show", "907-show-update-json"},
                                                       {"search", "913-search-json"},
                                                       {"trend", "924-trend-json"}};
  for (const auto& [schema, scenario] : cases)
    EXPECT_THAT(complaints_about(schema, expected_output(scenario)), IsEmpty()) << scenario;
}

TEST(AnswerSchemas, AreMetByTheStatusOfAnyStore) {
  StoreStatus status;
  status.file = "store.sqlite";
  EXPECT_THAT(complaints_about("status", render_status_json(status)), IsEmpty());
  status.problems = {"damaged"};
  status.feeds = {{"acme", parse_instant("2022-11-08"), 1, 2}, {"zeta", std::nullopt, 0, 0}};
  status.facts.vendors = {{"acme", 1, 2, 3, 0, 4, parse_instant("2022-11-08")}};
  status.facts.kev = StoredCatalogue{1, "2022.11.14", parse_instant("2022-11-14"), {}, 3, true};
  EXPECT_THAT(complaints_about("status", render_status_json(status)), IsEmpty());
}

TEST(AnswerSchemas, AreNotMetByAnythingElse) {
  std::string text = expected_output("907-show-update-json");
  text.replace(text.find("\"kind\": \"update\""), 16, "\"kind\": \"upgrade\"");
  EXPECT_THAT(complaints_about("show", text), testing::Not(IsEmpty()));
  EXPECT_THAT(complaints_about("search", expected_output("924-trend-json")),
              testing::Not(IsEmpty()));
  EXPECT_THAT(complaints_about("trend", "{}"), testing::Not(IsEmpty()));
}

}  // namespace
}  // namespace patchmatrix
