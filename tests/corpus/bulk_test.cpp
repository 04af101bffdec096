// SPDX-License-Identifier: Apache-2.0
//
// Whole feeds of two publishers, out of their archives. The numbers are those of the independent
// reader (tests/oracle).

#include <array>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/fetch.hpp>
#include <patchmatrix/normalize.hpp>

#include "app/read.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {
namespace {

struct Totals {
  std::size_t documents = 0;
  std::size_t vulnerabilities = 0;
  std::size_t affected = 0;
  std::size_t fixed = 0;
  std::size_t not_affected = 0;
  std::size_t under_investigation = 0;
  std::size_t unknown = 0;
  std::size_t tuples = 0;
  std::vector<std::string> failed;  // "name code"

  friend bool operator==(const Totals&, const Totals&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Totals& t) {
    out << "documents " << t.documents << ", vulnerabilities " << t.vulnerabilities << ", affected "
        << t.affected << ", fixed " << t.fixed << ", not affected " << t.not_affected
        << ", under investigation " << t.under_investigation << ", unknown " << t.unknown
        << ", tuples " << t.tuples;
    for (const std::string& each : t.failed) out << "; " << each;
    return out;
  }
};

void count(const Findings& findings, Totals& totals) {
  ++totals.documents;
  totals.vulnerabilities += findings.vulnerabilities.size();
  totals.tuples += findings.findings.size();
  for (const Finding& each : findings.findings) {
    totals.affected += each.status == ProductStatus::Affected;
    totals.fixed += each.status == ProductStatus::Fixed;
    totals.not_affected += each.status == ProductStatus::NotAffected;
    totals.under_investigation += each.status == ProductStatus::UnderInvestigation;
    totals.unknown += each.status == ProductStatus::Unknown;
  }
}

// What stands beside advisories (lists, hashes, signatures) is passed over; what is no JSON or XML
// is neither document nor failure.
Totals totals_of(const std::string& archive) {
  Totals totals;
  SourceReader sources(local_sources({(*corpus() / archive).string()}));
  Normalizer normalizer(shipped_feeds());
  Fetched fetched;
  while (const auto source = sources.next(fetched)) {
    const ReadResult read = read_document(*source, fetched, normalizer);
    if (read.findings) count(*read.findings, totals);
    if (read.failure) totals.failed.push_back(source->path + ' ' + read.failure->code());
  }
  return totals;
}

TEST(BulkArchives, OfAdvisoriesAboutIndustrialSystemsAreReadWhole) {
  constexpr const char* kArchive = "bulk/cisa-csaf-2024-10.tar.zst";
  PATCHMATRIX_NEEDS(kArchive);
  EXPECT_EQ(totals_of(kArchive), (Totals{.documents = 2383,
                                         .vulnerabilities = 7916,
                                         .affected = 42562,
                                         .fixed = 449,
                                         .not_affected = 312,
                                         .under_investigation = 0,
                                         .unknown = 0,
                                         .tuples = 43323,
                                         .failed = {}}));
}

TEST(BulkArchives, OfVexDocumentsOfAYearAreReadWhole) {
  constexpr const char* kArchive = "bulk/redhat-vex-2023.tar.zst";
  PATCHMATRIX_NEEDS(kArchive);
  EXPECT_EQ(totals_of(kArchive), (Totals{.documents = 2170,
                                         .vulnerabilities = 2170,
                                         .affected = 5334,
                                         .fixed = 459821,
                                         .not_affected = 145752,
                                         .under_investigation = 229,
                                         .unknown = 0,
                                         .tuples = 611136,
                                         .failed = {}}));
}

}  // namespace
}  // namespace patchmatrix::test
