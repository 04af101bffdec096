// SPDX-License-Identifier: Apache-2.0
//
// CVRF of other publishers: the dialects are read, and vendors nobody described keep their words.

#include <map>
#include <string>

#include <gtest/gtest.h>

#include <patchmatrix/fetch.hpp>
#include <patchmatrix/parse.hpp>

#include "io/files.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {
namespace {

constexpr const char* kSamples = "csaf/sample";

// "vulnerabilities/tuples" of one document.
std::string size_of(const std::string& name) {
  Fetched fetched;
  fetched.read({(*corpus() / kSamples / name).string(), false});
  Diagnostics diagnostics;
  Normalizer normalizer(shipped_feeds());
  const Findings findings = normalizer.normalize(parse(fetched.bytes(), diagnostics), diagnostics);
  return std::to_string(findings.vulnerabilities.size()) + '/' +
         std::to_string(findings.findings.size());
}

TEST(OtherVendors, HaveTheirCvrfDialectsReadWhole) {
  PATCHMATRIX_NEEDS(kSamples);
  const std::vector<std::pair<std::string, std::string>> kSizes = {
      {"cvrf-cisco/cisco-sa-20180328-smi2_cvrf.xml", "1/223"},
      {"cvrf-cisco/cisco-sa-ios-xr-verii-bypass-HhPwQRvx_cvrf.xml", "1/1"},
      {"cvrf-dcert/sample.xml", "1/11"},
      {"cvrf-fortinet/FG-IR-23-392.xml", "1/31"},
      {"cvrf-microsoft/MS16-120.xml", "7/448"},
      {"cvrf-microsoft/MS17-004.xml", "1/12"},
      {"cvrf-mitre/test-2014.xml", "6/0"},
      {"cvrf-openeuler/cvrf-openEuler-HotPatchSA-2025-1011.xml", "1/1"},
      {"cvrf-openeuler/cvrf-openEuler-SA-2024-1349.xml", "9/9"},
      {"cvrf-red-hat/cvrf-rhsa-2023-5627.xml", "12/36"},
      {"cvrf-suse/cvrf-suse-iu-2021_2-1.xml", "40/47"},
      {"cvrf-suse/cvrf-suse-su-2019-3295-1.xml", "20/540"},
  };
  for (const auto& [name, size] : kSizes) EXPECT_EQ(size_of(name), size) << name;
}

TEST(OtherVendors, HaveASeverityThatIsCalledAnImpactReadAsTheSeverity) {
  PATCHMATRIX_NEEDS(kSamples);
  Fetched fetched;
  fetched.read({(*corpus() / kSamples / "cvrf-suse/cvrf-suse-su-2019-3295-1.xml").string(), false});
  Diagnostics diagnostics;
  Normalizer normalizer(shipped_feeds());
  const Findings findings = normalizer.normalize(parse(fetched.bytes(), diagnostics), diagnostics);
  std::map<std::string, std::size_t> ratings;
  for (const Finding& each : findings.findings)
    ++ratings[std::string(each.severity_word) + ": " + std::string(slug(each.severity)) + ", " +
              std::string(slug(each.impact))];
  EXPECT_EQ(ratings,
            (std::map<std::string, std::size_t>{{"important: important, unspecified", 108},
                                                {"low: low, unspecified", 108},
                                                {"moderate: moderate, unspecified", 324}}));
  EXPECT_EQ(text_of(diagnostics), "");
}

}  // namespace
}  // namespace patchmatrix::test
