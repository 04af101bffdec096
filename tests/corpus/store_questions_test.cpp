// SPDX-License-Identifier: Apache-2.0
//
// What a store of real months answers.

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "io/json.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {
namespace {

// A store of these months, made by the program, once.
class RealQuestions : public ::testing::Test {
 protected:
  RunResult ask(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--store", store().string()});
    return run_program(arguments, {}, {"HOME=" + folder_.path().string()});
  }

  std::string answer(const std::vector<std::string>& arguments) {
    const RunResult result = ask(arguments);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(result.err, "");
    return result.out;
  }

  bool keep(const std::vector<std::string>& names) {
    std::vector<std::string> arguments = {"import"};
    for (const std::string& each : names) {
      if (!corpus() || !std::filesystem::exists(*corpus() / each)) return false;
      arguments.push_back((*corpus() / each).string());
    }
    return ask(arguments).exit_code == 0;
  }

  std::filesystem::path store() const { return folder_.path() / "store.sqlite"; }

  TemporaryFolder folder_;
};

std::string month_file(const char* month) {
  return "msrc/current/" + std::string(month) + ".xml.zst";
}

constexpr const char* kMonths[] = {"2022-Aug", "2022-Sep", "2022-Oct", "2022-Nov", "2022-Dec"};

TEST_F(RealQuestions, CountAMonthAsItsReportDoes) {
  PATCHMATRIX_NEEDS("msrc/current");
  std::vector<std::string> files = {"kev/known_exploited_vulnerabilities.json"};
  for (const char* each : kMonths) files.push_back(month_file(each));
  ASSERT_TRUE(keep(files));
  const std::string trend = answer({"trend", "microsoft", "2022-08..2023-01", "--format", "json"});
  const JsonDocument document(trend);
  const JsonValue months = document.root()["months"];
  ASSERT_EQ(months.size(), 6U);
  for (std::size_t i = 0; i < 5; ++i) {
    const std::string month(months[i]["month"].string());
    const std::string text = answer({"report", "microsoft", month, "--format", "json"});
    const JsonDocument report(text);
    const JsonValue expected = report.root()["totals"]["vulnerabilities"];
    const JsonValue counted = months[i]["totals"];
    EXPECT_EQ(counted["vulnerabilities"].string(), expected["total"].string()) << month;
    for (const char* each : {"exploited", "publicly_disclosed", "kev"})
      EXPECT_EQ(counted[each].string(), expected[each].string()) << month << ' ' << each;
    for (const Severity each : kSeverities)
      EXPECT_EQ(counted["by_severity"][slug(each)].string(),
                expected["by_severity"][slug(each)].string())
          << month << ' ' << slug(each);
    for (const Impact each : kImpacts)
      EXPECT_EQ(counted["by_impact"][slug(each)].string(),
                expected["by_impact"][slug(each)].string())
          << month << ' ' << slug(each);
  }
  EXPECT_FALSE(months[5]["totals"]);  // January 2023 is not there
}

// The versions of November 2022 as they were given; what they say of updates is told in the
// project's corpus notes.
TEST_F(RealQuestions, TellWhatUpdatesFixFromVersionToVersion) {
  struct Case {
    const char* version;
    const char* update;
    const char* vulnerabilities;
    const char* critical;
    const char* exploited;
  };
  const Case cases[] = {
      {"20221108.f1e4081", "KB5019081", "39", "7", "4"},
      {"20221108.f1e4081", "KB5019980", "36", "5", "4"},
      {"20221108.f1e4081", "KB5019080", "30", "3", "3"},
      {"20221130.39bd023", "KB5019980", "36", "5", "5"},
      {"20221130.39bd023", "KB5019080", "30", "3", "4"},
      {"20230103.be1e551", "KB5019081", "38", "6", "5"},
      {"20230103.be1e551", "KB5019080", "39", "7", "5"},
      {"20230103.be1e551", "KB5020023", "25", "5", "3"},
  };
  std::string kept;
  for (const Case& each : cases) {
    const std::string name =
        "msrc/release-day/cvrfDocument-2022-Nov." + std::string(each.version) + ".xml.zst";
    PATCHMATRIX_NEEDS(name);
    if (kept != each.version) {
      std::filesystem::remove(store());
      ASSERT_TRUE(keep({name}));
      kept = each.version;
    }
    const std::string text = answer({"show", each.update, "--format", "json"});
    const JsonDocument update(text);
    const JsonValue totals = update.root()["totals"];
    EXPECT_EQ(totals["vulnerabilities"].string(), each.vulnerabilities)
        << each.version << ' ' << each.update;
    EXPECT_EQ(totals["by_severity"]["critical"].string(), each.critical)
        << each.version << ' ' << each.update;
    EXPECT_EQ(totals["exploited"].string(), each.exploited) << each.version << ' ' << each.update;
  }
}

TEST_F(RealQuestions, TellWhatChangedInAVulnerability) {
  std::vector<std::string> files;
  for (const char* version : {"20221108.f1e4081", "20221130.39bd023", "20230103.be1e551"}) {
    files.push_back("msrc/release-day/cvrfDocument-2022-Nov." + std::string(version) + ".xml.zst");
    PATCHMATRIX_NEEDS(files.back());
  }
  ASSERT_TRUE(keep(files));
  const std::string text = answer({"show", "CVE-2022-41049", "--format", "json"});
  const JsonDocument shown(text);
  const JsonValue versions = shown.root()["documents"][0]["versions"];
  ASSERT_EQ(versions.size(), 3U);
  EXPECT_FALSE(versions[0]["changes"]);
  const JsonValue change = versions[1]["changes"][0];
  EXPECT_EQ(change["type"].string(), "exploited");
  EXPECT_EQ(change["old"].string(), "no");
  EXPECT_EQ(change["new"].string(), "yes");
  EXPECT_EQ(change["revision"].string(), "1.1");
}

TEST_F(RealQuestions, FindWhatIsExploitedOnServers) {
  PATCHMATRIX_NEEDS("msrc/current");
  ASSERT_TRUE(keep({month_file("2022-Nov"), "kev/known_exploited_vulnerabilities.json"}));
  const std::string text =
      answer({"search", "--severity", "critical", "--impact", "rce", "--product", "windows server",
              "--exploited", "--kev", "--since", "2022-11-01", "--sort", "kev,exploited,cvss",
              "--format", "json"});
  const JsonDocument found(text);
  ASSERT_EQ(found.root()["vulnerabilities"].size(), 1U);
  EXPECT_EQ(found.root()["vulnerabilities"][0]["id"].string(), "CVE-2022-41128");
}

TEST_F(RealQuestions, GiveBackAStoreThatWasExported) {
  PATCHMATRIX_NEEDS("csaf/sample");
  const RunResult imported = ask({"import", (*corpus() / "csaf/sample").string()});
  EXPECT_EQ(imported.exit_code, 1) << imported.err;  // some of them are broken on purpose
  const std::string out = (folder_.path() / "out").string();
  answer({"db", "export", out});
  const std::string first = answer({"search", "--status", "any", "--format", "csv"});
  std::filesystem::remove(store());
  EXPECT_EQ(ask({"import", out}).exit_code, 0);
  EXPECT_EQ(answer({"search", "--status", "any", "--format", "csv"}), first);
  EXPECT_EQ(ask({"db", "check", "--lang", "en"}).out, "The store is sound\n");
}

}  // namespace
}  // namespace patchmatrix::test
