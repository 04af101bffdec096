// SPDX-License-Identifier: Apache-2.0
//
// Programs as they are installed against real documents of twelve months: totals of the verdicts,
// reviewed by hand, and the ranges of versions that real advisories have.

#include "match/applications.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "io/files.hpp"
#include "match/machines.hpp"
#include "match/version_range.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {
namespace {

// 2022 as it is now.
const std::vector<std::unique_ptr<Normalized>>& year() {
  static const auto documents = [] {
    std::vector<std::unique_ptr<Normalized>> out;
    for (const char* month :
         {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}) {
      Buffer packed, unpacked;
      const auto file = *corpus() / "msrc/current" / ("2022-" + std::string(month) + ".xml.zst");
      out.push_back(normalized(unpack(read_file(file, packed), unpacked)));
    }
    return out;
  }();
  return documents;
}

// "verdict rule" → vulnerabilities, as one text.
std::string totals(const Applications& applications, const std::vector<const Findings*>& documents,
                   const Software& software) {
  Match match;
  match.documents = documents;
  const MatchOptions options;
  Judging judging(match, options);
  judging.begin_product();
  applications.judge(Machine{}, software, judging);
  std::map<std::string, std::size_t> counts;
  for (const Judgement& each : match.of(judging.take_judgements()))
    ++counts[std::string(slug(each.verdict)) + ' ' + std::string(slug(each.rule))];
  std::string out;
  for (const auto& [text, count] : counts)
    out.append(out.empty() ? "" : ", ").append(text + ' ' + std::to_string(count));
  return out;
}

TEST(RealApplications, HaveReviewedVerdicts) {
  PATCHMATRIX_NEEDS("msrc/current");
  std::vector<const Findings*> documents;
  for (const auto& each : year()) documents.push_back(&each->findings);
  const Applications applications(documents, shipped_feeds(), {});
  struct Case {
    std::string_view name, version, expected;
  };
  for (const Case& each : std::vector<Case>{
           {"Microsoft Edge", "107.0.1418.35", "fixed version-reached 311, open version-below 36"},
           {"Microsoft Edge", "109.0.1518.49", "fixed version-reached 347"},
           {"Microsoft Exchange Server 2019 Cumulative Update 12", "15.2.1118.20",
            "fixed version-reached 13, unknown version-of-other-line 5"},
           {"Microsoft Exchange Server 2019 Cumulative Update 12", "15.2.1118.7",
            "open version-below 13, unknown version-of-other-line 5"},
           {"Microsoft Exchange Server 2016 Cumulative Update 23", "15.1.2507.16",
            "fixed version-reached 13, unknown version-of-other-line 5"},
           {"Microsoft SQL Server 2019 (64-bit)", "15.0.4236.7", "fixed version-reached 1"},
           {"Microsoft SQL Server 2019 (64-bit)", "15.0.2095.3", "fixed version-reached 1"},
           {"Visual Studio Professional 2022", "17.2.9",
            "fixed version-reached 8, open version-below 3, unknown version-of-other-line 11"},
           {"Microsoft .NET Runtime - 6.0.10 (x64)", "48.43.57246",
            "fixed version-reached 10, open version-below 1, unknown version-of-other-line 1"},
           {"Microsoft ASP.NET Core 6.0.10 - Shared Framework (x64)", "6.0.10.22477",
            "fixed version-reached 10, open version-below 1, unknown version-of-other-line 1"},
           {"Microsoft 365 Apps for enterprise - ja-jp", "16.0.15726.20202",
            "unknown fix-without-version 48"},
           {"Microsoft Office Professional Plus 2016 - ja-jp", "16.0.15726.20202",
            "unknown version-of-other-line 27"},
           {"Microsoft Office Professional Plus 2016", "16.0.4266.1001",
            "unknown version-unreadable 27"},
           {"Microsoft Office Professional Plus 2016", "16.0.5300.1000",
            "open version-below 18, unknown version-unreadable 9"},
           {"Microsoft Visio Professional 2016", "16.0.5300.1000", "open version-below 2"},
           {"Microsoft SQL Server Management Studio - 18.12", "15.0.18424.0", ""},
           {"Microsoft Access database engine 2016 (English)", "16.0.5044.1000", ""},
       }) {
    Software software;
    software.name = each.name;
    software.version = each.version;
    software.publisher = "Microsoft Corporation";
    EXPECT_EQ(totals(applications, documents, software), each.expected)
        << each.name << ' ' << each.version;
  }
}

}  // namespace
}  // namespace patchmatrix::test
