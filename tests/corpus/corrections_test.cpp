// SPDX-License-Identifier: Apache-2.0
//
// What corrections do to real documents, and what is left for the lint.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/lint.hpp>

#include "io/files.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {
namespace {

std::unique_ptr<Normalized> read(const std::filesystem::path& file) {
  Buffer packed, unpacked;
  return normalized(unpack(read_file(file, packed), unpacked));
}

// "id count" of the corrections that were applied.
std::map<std::string, std::size_t> applied(const Findings& findings) {
  std::map<std::string, std::size_t> out;
  for (const auto& [correction, count] : findings.corrections) out[correction->id] = count;
  return out;
}

// Builds of an update → number of tuples.
std::map<std::string, std::size_t> builds_of(const Findings& findings, std::string_view update) {
  std::map<std::string, std::size_t> out;
  for (const Finding& finding : findings.findings)
    for (const std::uint32_t fix : findings.of(finding.fixes))
      if (findings.fixes[fix].name == update) ++out[std::string(findings.fixes[fix].fixed_build)];
  return out;
}

using Counts = std::map<std::string, std::size_t>;

TEST(RealCorrections, PutTheBuildOfNovember2022RightInEveryVersionThatHasItWrong) {
  for (const char* version : {"20221108.f1e4081", "20221130.39bd023", "20230103.be1e551"}) {
    const std::string name =
        "msrc/release-day/cvrfDocument-2022-Nov." + std::string(version) + ".xml.zst";
    PATCHMATRIX_NEEDS(name);
    const auto document = read(*corpus() / name);
    EXPECT_EQ(applied(document->findings)["kb5019980"], 70U) << name;
    EXPECT_EQ(builds_of(document->findings, "KB5019980"), (Counts{{"10.0.22621.819", 70}})) << name;
  }
  PATCHMATRIX_NEEDS("msrc/current/2022-Nov.xml.zst");
  const auto present = read(*corpus() / "msrc/current/2022-Nov.xml.zst");
  EXPECT_EQ(applied(present->findings).count("kb5019980"), 0U);
  EXPECT_EQ(builds_of(present->findings, "KB5019980"), (Counts{{"10.0.22621.819", 68}}));
}

TEST(RealCorrections, LeaveNoBuildOfAnotherBranch) {
  PATCHMATRIX_NEEDS("msrc/current");
  Linter linter(shipped_vendor("microsoft"));
  std::size_t documents = 0;
  for (const auto& file : files_below(*corpus() / "msrc/current"))
    if (linter.add(read(file)->findings)) ++documents;
  EXPECT_EQ(documents, 190U);
  Counts counts;
  for (const Suspect& each : linter.suspects())
    ++counts[std::string(slug(each.state)) + ' ' + std::string(slug(each.what))];
  EXPECT_EQ(counts, (Counts{{"new no-build", 16},
                            {"new two-builds", 10},
                            {"new supersedes-itself", 2},
                            {"new two-names", 2},
                            {"corrected foreign-build", 11},
                            {"corrected no-build", 5},
                            {"corrected placeholder", 5},
                            {"corrected two-names", 11},
                            {"note neighbour-build", 33}}));
}

}  // namespace
}  // namespace patchmatrix::test
