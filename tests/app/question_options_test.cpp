// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/options.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;

Options parsed(const std::vector<std::string>& arguments) {
  return parse_options(arguments, shipped_words("en"));
}

TEST(SearchOptions, AreReadFromTheCommandLine) {
  const Options options = parsed({"search",
                                  "mail",
                                  "--severity",
                                  "critical,Important",
                                  "--impact",
                                  "rce, eop",
                                  "--product",
                                  "windows server",
                                  "--product",
                                  "2022",
                                  "--vendor",
                                  "microsoft",
                                  "--status",
                                  "any",
                                  "--exploited",
                                  "--disclosed",
                                  "--kev",
                                  "--since",
                                  "2022-11-01",
                                  "--until",
                                  "2022-11-30",
                                  "--month",
                                  "2022-Q4",
                                  "--sort",
                                  "kev,exploited,cvss",
                                  "--limit",
                                  "5",
                                  "--format",
                                  "csv",
                                  "print"});
  EXPECT_EQ(options.command, Command::Search);
  EXPECT_EQ(options.format, OutputFormat::Csv);
  const SearchConditions& conditions = options.search.conditions;
  EXPECT_THAT(conditions.texts, ElementsAre("mail", "print"));
  EXPECT_THAT(conditions.severities, ElementsAre(Severity::Critical, Severity::Important));
  EXPECT_THAT(conditions.impacts,
              ElementsAre(Impact::RemoteCodeExecution, Impact::ElevationOfPrivilege));
  EXPECT_EQ(conditions.vendor, "microsoft");
  EXPECT_EQ(conditions.status, StatusCondition::Any);
  EXPECT_TRUE(conditions.exploited);
  EXPECT_TRUE(conditions.publicly_disclosed);
  EXPECT_TRUE(conditions.kev);
  EXPECT_EQ(conditions.since, parse_day("2022-11-01"));
  EXPECT_EQ(conditions.until, parse_day("2022-11-30"));
  EXPECT_EQ(conditions.first_month, "2022-10");
  EXPECT_EQ(conditions.last_month, "2022-12");
  EXPECT_THAT(options.search.products, ElementsAre("windows server", "2022"));
  EXPECT_THAT(options.search.order, ElementsAre(SortKey::Kev, SortKey::Exploited, SortKey::Cvss));
  EXPECT_EQ(options.search.limit, 5U);
}

TEST(SearchOptions, AskForWhatIsAffectedUnlessTold) {
  const Options options = parsed({"search"});
  EXPECT_EQ(options.format, OutputFormat::Text);
  EXPECT_EQ(options.search.conditions.status, StatusCondition::Affected);
  EXPECT_THAT(options.search.conditions.severities, IsEmpty());
  EXPECT_FALSE(options.search.conditions.kev);
  EXPECT_EQ(options.search.order, default_order());
  EXPECT_FALSE(options.search.limit);
}

TEST(SearchOptions, KnowTheShortWordsOfImpacts) {
  const std::pair<const char*, Impact> cases[] = {{"rce", Impact::RemoteCodeExecution},
                                                  {"eop", Impact::ElevationOfPrivilege},
                                                  {"info", Impact::InformationDisclosure},
                                                  {"dos", Impact::DenialOfService},
                                                  {"sfb", Impact::SecurityFeatureBypass},
                                                  {"bypass", Impact::SecurityFeatureBypass},
                                                  {"spoofing", Impact::Spoofing},
                                                  {"tampering", Impact::Tampering},
                                                  {"defense-in-depth", Impact::DefenseInDepth},
                                                  {"ＲＣＥ", Impact::RemoteCodeExecution}};
  for (const auto& [word, impact] : cases)
    EXPECT_THAT(parsed({"search", "--impact", word}).search.conditions.impacts, ElementsAre(impact))
        << word;
}

TEST(QuestionOptions, RefuseWhatTheyDoNotKnow) {
  const std::string severities =
      "critical | important | moderate | low | unknown | none | unspecified";
  const std::pair<std::vector<std::string>, std::string> cases[] = {
      {{"search", "--severity", "grave"},
       "usage unknown-choice option=--severity value=grave choices=" + severities},
      {{"search", "--severity", "critical,"},
       "usage unknown-choice option=--severity value= choices=" + severities},
      {{"search", "--status", "open"},
       "usage unknown-choice option=--status value=open choices=affected | fixed | not-affected | "
       "under-investigation | unknown | any"},
      {{"search", "--since", "yesterday"}, "usage bad-day option=--since value=yesterday"},
      {{"search", "--until", "2022-02-30"}, "usage bad-day option=--until value=2022-02-30"},
      {{"search", "--month", "2022-13"}, "usage bad-month option=--month value=2022-13"},
      {{"search", "--limit", "0"}, "usage bad-number option=--limit value=0 low=1 high=1000000"},
      {{"search", "--limit", "10x"},
       "usage bad-number option=--limit value=10x low=1 high=1000000"},
      {{"search", "--format", "markdown"},
       "usage unknown-choice option=--format value=markdown choices=text | json | csv"},
      {{"trend", "microsoft", "--months", "0"},
       "usage bad-number option=--months value=0 low=1 high=600"},
      {{"show"}, "usage no-path"},
      {{"trend"}, "usage no-path"},
      {{"db"}, "usage no-path"},
      {{"db", "repair"},
       "usage unknown-choice option=db value=repair choices=vacuum | check | "
       "export"},
      {{"db", "export"}, "usage no-export-folder"},
      {{"db", "check", "folder"}, "usage unknown-arguments arguments=folder"},
  };
  for (const auto& [arguments, error] : cases)
    EXPECT_EQ(error_of([&, &line = arguments] { parsed(line); }), error);
}

TEST(QuestionOptions, AreReadFromTheCommandLine) {
  const Options show = parsed({"show", "KB5019980", "--format", "json", "--all-products"});
  EXPECT_EQ(show.command, Command::Show);
  EXPECT_THAT(show.paths, ElementsAre("KB5019980"));
  EXPECT_EQ(show.format, OutputFormat::Json);
  EXPECT_TRUE(show.layout.all_products);
  const Options trend = parsed({"trend", "microsoft", "--months", "24", "--store", "s"});
  EXPECT_EQ(trend.command, Command::Trend);
  EXPECT_EQ(trend.months, 24U);
  EXPECT_EQ(trend.store, "s");
  EXPECT_EQ(parsed({"status"}).command, Command::Status);
  EXPECT_EQ(parsed({"db", "vacuum"}).action, StoreAction::Vacuum);
  const Options out = parsed({"db", "export", "folder"});
  EXPECT_EQ(out.command, Command::Store);
  EXPECT_EQ(out.action, StoreAction::Export);
  EXPECT_THAT(out.paths, ElementsAre("export", "folder"));
}

}  // namespace
}  // namespace patchmatrix
