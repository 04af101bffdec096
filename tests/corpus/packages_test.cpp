// SPDX-License-Identifier: Apache-2.0
//
// Packages of a machine against the VEX documents of a year. The counts are those of an independent
// reading of the same documents, made with the version order of RPM itself; single rows were
// reviewed by hand.

#include "match/packages.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/fetch.hpp>
#include <patchmatrix/match.hpp>

#include "support/support.hpp"

namespace patchmatrix::test {
namespace {

constexpr const char* kArchive = "bulk/redhat-vex-2023.tar.zst";

struct Installed {
  const char* name;
  int epoch;
  const char* version;
  const char* source;
};

class PackagesOfAYear : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!corpus() || !std::filesystem::exists(*corpus() / kArchive)) return;
    SourceReader sources(local_sources({(*corpus() / kArchive).string()}));
    Fetched fetched;
    while (const auto source = sources.next(fetched)) {
      if (!source->path.ends_with(".json")) continue;
      fetched.read(*source);
      documents_.push_back(normalized(fetched.bytes()));
      findings_.push_back(&documents_.back()->findings);
    }
    packages_ = std::make_unique<Packages>(findings_, shipped_feeds());
  }
  static void TearDownTestSuite() {
    packages_.reset();
    findings_.clear();
    documents_.clear();
  }
  void SetUp() override { PATCHMATRIX_NEEDS(kArchive); }

  static Machine machine() {
    Machine out;
    out.os_name.text = "Red Hat Enterprise Linux";
    out.os_version.text = "9.2";
    return out;
  }

  static Software software(const Installed& from) {
    Software out;
    out.kind = SoftwareKind::Rpm;
    out.name = from.name;
    out.epoch = from.epoch;
    out.version = from.version;
    out.architecture = "x86_64";
    out.source = from.source;
    return out;
  }

  static Match judged(const Installed& installed) {
    Match out;
    out.documents = findings_;
    const MatchOptions options;
    Judging judging(out, options);
    packages_->judge(machine(), software(installed), judging);
    return out;
  }

  static std::vector<std::unique_ptr<Normalized>> documents_;
  static std::vector<const Findings*> findings_;
  static std::unique_ptr<Packages> packages_;
};
std::vector<std::unique_ptr<Normalized>> PackagesOfAYear::documents_;
std::vector<const Findings*> PackagesOfAYear::findings_;
std::unique_ptr<Packages> PackagesOfAYear::packages_;

std::string counts(const Match& match) {
  std::map<std::string, std::size_t> by_verdict;
  for (const Judgement& each : match.judgements) ++by_verdict[std::string(slug(each.verdict))];
  std::string out;
  for (const auto& [verdict, count] : by_verdict)
    out.append(out.empty() ? "" : ", ").append(verdict).append(" ").append(std::to_string(count));
  return out;
}

TEST_F(PackagesOfAYear, HaveTheVerdictsOfAnIndependentReading) {
  struct Case {
    Installed installed;
    const char* verdicts;
  };
  const std::vector<Case> cases = {
      {{"openssl-libs", 1, "3.0.7-16.el9_2", "openssl"}, "fixed 10, not-affected 1, open 7"},
      {{"openssl-libs", 1, "3.0.7-24.el9", "openssl"}, "fixed 10, not-affected 1, open 7"},
      {{"kernel-core", 0, "5.14.0-284.30.1.el9_2", "kernel"},
       "fixed 34, not-affected 344, open 283, unknown 34"},
      {{"kernel-core", 0, "5.14.0-362.8.1.el9_3", "kernel"},
       "fixed 68, not-affected 346, open 245, unknown 36"},
      {{"kernel-core", 0, "5.14.0-70.85.1.el9_0", "kernel"},
       "fixed 33, not-affected 345, open 282, unknown 35"},
      {{"curl", 0, "7.76.1-23.el9_2.1", "curl"}, "fixed 2, not-affected 8, open 9"},
      {{"glibc", 0, "2.34-60.el9_2.7", "glibc"}, "not-affected 6"},
      {{"bind-libs", 32, "9.16.23-11.el9", "bind"}, "not-affected 4, open 5"},
      {{"python3", 0, "3.9.16-1.el9_2.1", "python3.9"}, "not-affected 2, open 3"},
      {{"libwebp", 0, "1.2.0-6.el9_1", "libwebp"}, "fixed 1, open 2"},
      {{"sudo", 0, "1.9.5p2-9.el9", "sudo"}, "fixed 1, not-affected 2, open 3"},
      {{"nodejs", 1, "16.19.1-1.el9_2", "nodejs"}, "fixed 4, not-affected 13, open 15, unknown 1"},
  };
  for (const Case& each : cases)
    EXPECT_EQ(counts(judged(each.installed)), each.verdicts)
        << each.installed.name << ' ' << each.installed.version;
}

// Reviewed by hand, row by row.
TEST_F(PackagesOfAYear, AreJudgedByTheFixesOfTheirOwnMinorRelease) {
  const Match match = judged({"curl", 0, "7.76.1-23.el9_2.1", "curl"});
  std::set<std::string> rows;
  for (const Judgement& each : match.judgements)
    rows.insert(std::string(match.vulnerability(each).id) + ' ' + std::string(slug(each.verdict)) +
                ' ' + std::string(slug(each.rule)) +
                (each.required == kNone ? "" : ' ' + match.texts[each.required]) + '\n');
  std::string all;
  for (const std::string& each : rows) all += each;
  EXPECT_EQ(all,
            "CVE-2023-23914 not-affected vendor-not-affected\n"
            "CVE-2023-23915 not-affected vendor-not-affected\n"
            "CVE-2023-23916 fixed version-reached 0:7.76.1-19.el9_1.2\n"
            "CVE-2023-27533 open version-below 0:7.76.1-26.el9\n"
            "CVE-2023-27534 open version-below 0:7.76.1-26.el9\n"
            "CVE-2023-27535 fixed version-reached 0:7.76.1-23.el9_2.1\n"
            "CVE-2023-27536 open version-below 0:7.76.1-26.el9\n"
            "CVE-2023-27537 not-affected vendor-not-affected\n"
            "CVE-2023-27538 open version-below 0:7.76.1-26.el9\n"
            "CVE-2023-28319 not-affected vendor-not-affected\n"
            "CVE-2023-28320 not-affected vendor-not-affected\n"
            "CVE-2023-28321 open version-below 0:7.76.1-23.el9_2.2\n"
            "CVE-2023-28322 open version-below 0:7.76.1-23.el9_2.2\n"
            "CVE-2023-32001 not-affected vendor-not-affected\n"
            "CVE-2023-38039 not-affected vendor-not-affected\n"
            "CVE-2023-38545 open version-below 0:7.76.1-23.el9_2.4\n"
            "CVE-2023-38546 open version-below 0:7.76.1-23.el9_2.4\n"
            "CVE-2023-46218 open version-below 0:7.76.1-23.el9_2.6\n"
            "CVE-2023-46219 not-affected vendor-not-affected\n");
}

}  // namespace
}  // namespace patchmatrix::test
