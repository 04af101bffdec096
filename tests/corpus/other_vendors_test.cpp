// SPDX-License-Identifier: Apache-2.0
//
// What real documents of other publishers say: whose they are, and severity, score and impact of
// their products, each with where it is from. The dialects of CVRF are read whole.

#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/fetch.hpp>
#include <patchmatrix/parse.hpp>

#include "io/files.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {
namespace {

constexpr const char* kSamples = "csaf/sample";

// One document with everything its findings hold views into.
class Read {
 public:
  explicit Read(const std::filesystem::path& file) : normalizer_(shipped_feeds()) {
    fetched_.read({file.string(), false});
    findings_ = normalizer_.normalize(parse(fetched_.bytes(), diagnostics_), diagnostics_);
  }
  const Findings& findings() const { return findings_; }
  const Diagnostics& diagnostics() const { return diagnostics_; }

 private:
  Fetched fetched_;
  Diagnostics diagnostics_;
  Normalizer normalizer_;
  Findings findings_;
};

std::filesystem::path sample(const std::string& name) { return *corpus() / kSamples / name; }

// The files of one folder of samples. Some publishers' have no ending.
std::vector<std::filesystem::path> samples(const std::string& folder) {
  return files_below(sample(folder));
}

std::string severity_of(const Finding& finding, const Release& release) {
  if (finding.severity_source == ValueSource::None) return "-";
  return std::string(finding.severity_word) + " (" + std::string(slug(finding.severity_source)) +
         (release.restates_cvss ? " of a score)" : ")");
}

std::string impacts_of(const Finding& finding) {
  std::string out;
  for (const Impact each : kImpacts)
    if (finding.impacts.contains(each)) out.append(out.empty() ? "" : ", ").append(slug(each));
  if (finding.impact_source == ValueSource::None) return "-";
  return out + " (" + std::string(slug(finding.impact_source)) + ")";
}

// "vendor document: its word", then for each vulnerability "id products status: word (source) |
// score | impacts (source)" in the order of the document.
std::string said_in(const Findings& findings) {
  const Release& release = findings.release;
  std::string out = release.vendor + ' ' + release.id;
  if (!release.severity_word.empty()) out.append(": ").append(release.severity_word);
  out += '\n';
  for (const VulnerabilityFacts& facts : findings.vulnerabilities) {
    std::vector<std::pair<std::pair<std::string, std::string>, std::size_t>> lines;
    for (const Finding& each : findings.of(facts.findings)) {
      const std::string score = to_string(each.score);
      std::pair<std::string, std::string> line = {std::string(slug(each.status)),
                                                  severity_of(each, release) + " | " +
                                                      (score.empty() ? "-" : score) + " | " +
                                                      impacts_of(each)};
      std::size_t known = 0;
      while (known < lines.size() && lines[known].first != line) ++known;
      if (known == lines.size()) lines.emplace_back(std::move(line), 0);
      ++lines[known].second;
    }
    for (const auto& [line, count] : lines)
      out.append(facts.id)
          .append(" " + std::to_string(count) + ' ' + line.first + ": ")
          .append(line.second + '\n');
  }
  return out;
}

// "vulnerabilities/tuples" of one document.
std::string size_of(const std::string& name) {
  const Read read(sample(name));
  return std::to_string(read.findings().vulnerabilities.size()) + '/' +
         std::to_string(read.findings().findings.size());
}

// The findings of all documents of a folder, one after the other.
template <class Each>
void for_findings(const std::string& folder, Each each) {
  for (const auto& file : samples(folder)) {
    const Read read(file);
    for (const Finding& finding : read.findings().findings) each(finding, read.findings(), file);
  }
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
      {"cvrf-oracle/oracle.xml", "252/1212"},
      {"cvrf-red-hat/cvrf-rhsa-2023-5627.xml", "12/36"},
      {"cvrf-suse/cvrf-suse-iu-2021_2-1.xml", "40/47"},
      {"cvrf-suse/cvrf-suse-su-2019-3295-1.xml", "20/540"},
  };
  for (const auto& [name, size] : kSizes) EXPECT_EQ(size_of(name), size) << name;
}

// Chosen to be short and to show each publisher's way. Severities and scores were checked against
// the documents by eye.
TEST(OtherVendors, SayTheirOwnWordsWithTheirSource) {
  PATCHMATRIX_NEEDS(kSamples);
  const std::vector<std::pair<std::string, std::string>> kDocuments = {
      {"beckhoff/vde-2024-045.json",
       "beckhoff VDE-2024-045\n"
       "CVE-2024-41173 2 fixed: - | - | -\n"
       "CVE-2024-41173 2 affected: - | 7.8 | -\n"},
      {"ciq-advisories/ciqsa-lts-9-4-2026-0064.json",
       "ciq CIQSA-LTS-9-4-2026:0064: High\n"
       "CVE-2024-9287 21 fixed: - | 6.3 | -\n"
       "CVE-2024-12254 21 fixed: - | 7.5 | denial-of-service (cvss)\n"},
      {"ciq-advisories/ciqsa-lts-8-6-2026-0108.json",
       "ciq CIQSA-LTS-8-6-2026:0108: High\n"
       "CVE-2023-37464 2 fixed: High (document of a score) | 7.5 | -\n"},
      {"ciq-vex/cve-2015-3412.json",
       "ciq CVE-2015-3412\n"
       "CVE-2015-3412 53 fixed: Moderate (vendor) | 4.0 | information-disclosure (note)\n"},
      {"cisa-it/va-25-273-01.json",
       "cisa VA-25-273-01\n"
       "CVE-2025-59033 3 affected: - | 2.3 | security-feature-bypass (cwe)\n"
       "CVE-2022-50238 1 affected: - | 2.3 | -\n"},
      {"cisa-ot/icsa-15-351-02.json",
       "cisa ICSA-15-351-02\n"
       "CVE-2015-7935 1 affected: - | 7.5 | information-disclosure (note)\n"
       "CVE-2015-7936 1 affected: - | 7.5 | information-disclosure (cvss)\n"},
      {"cisco/cisco-sa-20180328-smi2.json",
       "cisco cisco-sa-20180328-smi2\n"
       "CVE-2018-0171 259 affected: - | 9.8 | remote-code-execution (title)\n"},
      {"cisco/cisco-sa-ios-xr-verii-bypass-HhPwQRvx.json",
       "cisco cisco-sa-ios-xr-verii-bypass-HhPwQRvx\n"
       "CVE-2025-20177 1 affected: - | 6.7 | -\n"},
      {"cpansa/cpansa-dbd-sqlite-2019-19645.json",
       "cpansa CPANSA-DBD-SQLite-2019-19645: medium\n"
       "CVE-2019-19645 1 fixed: medium (document) | - | denial-of-service (cwe)\n"
       "CVE-2019-19645 1 affected: medium (document) | 5.5 | denial-of-service (cwe)\n"},
      {"cvrf-cisco/cisco-sa-ios-xr-verii-bypass-HhPwQRvx_cvrf.xml",
       "cisco cisco-sa-ios-xr-verii-bypass-HhPwQRvx\n"
       "CVE-2025-20177 1 affected: - | 6.7 | -\n"},
      {"cvrf-dcert/sample.xml",
       "dcert 2020-1779\n"
       "CVE-2020-25692 11 affected: - | 7.8 | denial-of-service (title)\n"},
      {"cvrf-fortinet/FG-IR-23-392.xml",
       "fortinet FG-IR-23-392\n"
       "CVE-2023-45585 31 affected: - | 2.3 | information-disclosure (vendor)\n"},
      {"cvrf-openeuler/cvrf-openEuler-HotPatchSA-2025-1011.xml",
       "openeuler openEuler-HotPatchSA-2025-1011: High\n"
       "CVE-2025-21631 1 fixed: High (vendor of a score) | 7.8 | -\n"},
      {"cvrf-openeuler/cvrf-openEuler-SA-2025-1379.xml",
       "openeuler openEuler-SA-2025-1379: Critical\n"
       "CVE-2023-32216 1 fixed: Critical (vendor of a score) | 9.8 | remote-code-execution (note)\n"
       "CVE-2023-6879 1 fixed: Critical (vendor of a score) | 9.8 | -\n"},
      {"cvrf-other/cvrf_example_a.xml",
       "vendorix vendorix-sa-20170301-abc\n"
       "CVE-2017-3826 4 affected: - | 7.5 | denial-of-service (cvss)\n"},
      {"cvrf-red-hat/redhat_cvrf_2018.xml",
       "redhat RHSA-2018:0005: Important\n"
       "CVE-2016-6346 2 fixed: Moderate (vendor) | 5.0 | denial-of-service (note)\n"
       "CVE-2017-12165 2 fixed: Low (vendor) | - | -\n"
       "CVE-2017-12167 2 fixed: Moderate (vendor) | - | -\n"
       "CVE-2017-12189 2 fixed: Important (vendor) | - | elevation-of-privilege (note)\n"
       "CVE-2017-12629 2 fixed: Critical (vendor) | 10.0 | remote-code-execution (note)\n"
       "CVE-2017-7559 2 fixed: Moderate (vendor) | - | information-disclosure (note)\n"
       "CVE-2017-7561 2 fixed: Moderate (vendor) | - | -\n"},
      {"cvrf-suse/cvrf-suse-su-2015_0011-2.xml",
       "suse SUSE-SU-2015:0011-2\n"
       "CVE-2012-1667 24 fixed: important (vendor) | 8.5 | information-disclosure, "
       "denial-of-service, tampering (note)\n"
       "CVE-2012-3817 24 fixed: important (vendor) | 7.8 | denial-of-service (note)\n"
       "CVE-2012-4244 24 fixed: important (vendor) | 7.8 | denial-of-service (note)\n"
       "CVE-2012-5166 24 fixed: important (vendor) | 7.8 | denial-of-service (note)\n"
       "CVE-2013-4854 24 fixed: low (vendor) | 7.8 | denial-of-service (note)\n"
       "CVE-2014-0591 24 fixed: moderate (vendor) | 2.6 | denial-of-service (note)\n"
       "CVE-2014-8500 24 fixed: important (vendor) | 7.8 | denial-of-service (note)\n"},
      {"festo/fsa-202406.json",
       "festo FSA-202406\n"
       "CVE-2022-31802 1 affected: - | 9.8 | -\n"
       "CVE-2022-31803 1 affected: - | 5.3 | denial-of-service (cwe)\n"
       "CVE-2022-31804 1 affected: - | 7.5 | denial-of-service (note)\n"},
      {"fortinet/FG-IR-24-259.json",
       "fortinet FG-IR-24-259\n"
       "CVE-2024-48884 15 affected: - | 7.5 | elevation-of-privilege (vendor)\n"
       "CVE-2024-48884 15 not-affected: - | - | elevation-of-privilege (vendor)\n"
       "CVE-2024-48885 10 affected: - | 5.3 | elevation-of-privilege (vendor)\n"
       "CVE-2024-48885 8 not-affected: - | - | elevation-of-privilege (vendor)\n"},
      {"jvn-ipa/getVulnDetailInfo_oka_JVNDB-2022-000097.json",
       "ipa JVNDB-2022-000097\n"
       "JVNDB-2022-000097#1 1 affected: - | - | spoofing (cwe)\n"
       "CVE-2022-41993 1 affected: - | 6.1 | -\n"
       "CVE-2022-46287 1 affected: - | 6.1 | -\n"
       "CVE-2022-46288 1 affected: - | 4.7 | -\n"},
      {"jvn-ipa/getVulnDetailInfo_oka_JVNDB-2017-009608.json",
       "ipa JVNDB-2017-009608\n"
       "CVE-2017-14937 1 affected: - | 4.7 | information-disclosure (note)\n"},
      {"microsoft/msrc_cve-2025-29806.json",
       "microsoft msrc_CVE-2025-29806: Important\n"
       "CVE-2025-29806 1 fixed: Important (document) | - | remote-code-execution (vendor)\n"
       "CVE-2025-29806 1 affected: Important (document) | 6.5 | remote-code-execution (vendor)\n"},
      {"ni/ni_cve-2023-4601.json",
       "ni ni_CVE-2023-4601\n"
       "CVE-2023-4601 1 fixed: - | - | remote-code-execution, information-disclosure (note)\n"
       "CVE-2023-4601 1 affected: - | 8.1 | remote-code-execution, information-disclosure "
       "(note)\n"},
      {"nozomi/nn-2020_3-01.json",
       "nozomi NN-2020:3-01: MEDIUM\n"
       "NN-2020:3-01 4 fixed: MEDIUM (document of a score) | - | spoofing (cwe)\n"
       "NN-2020:3-01 4 affected: MEDIUM (document of a score) | 4.8 | spoofing (cwe)\n"},
      {"nvidia/5318.json",
       "nvidia 5318: CRITICAL\n"
       "CVE-2022-21817 1 fixed: CRITICAL (document of a score) | - | remote-code-execution, "
       "elevation-of-privilege, information-disclosure (vendor)\n"
       "CVE-2022-21817 1 affected: CRITICAL (document of a score) | 9.3 | remote-code-execution, "
       "elevation-of-privilege, information-disclosure (vendor)\n"},
      {"nvidia/5334.json",
       "nvidia 5334: HIGH\n"
       "CVE-2022-21821 1 fixed: HIGH (document of a score) | - | remote-code-execution, "
       "information-disclosure, denial-of-service, tampering (vendor)\n"
       "CVE-2022-21821 1 affected: HIGH (document of a score) | 7.8 | remote-code-execution, "
       "information-disclosure, denial-of-service, tampering (vendor)\n"},
      {"open-xchange/oxas-adv-2025-0001.json",
       "open-xchange OXAS-ADV-2025-0001: CRITICAL\n"
       "CVE-2024-47875 1 affected: - | 10.0 | spoofing (cwe)\n"
       "CVE-2024-47875 1 fixed: - | - | spoofing (cwe)\n"
       "CVE-2022-0839 1 affected: - | 9.8 | -\n"
       "CVE-2022-0839 1 fixed: - | - | -\n"
       "CVE-2021-23358 1 affected: - | 7.2 | spoofing (cwe)\n"
       "CVE-2021-23358 1 fixed: - | - | spoofing (cwe)\n"},
      {"openeuler/csaf-openeuler-cve-2023-52920.json",
       "openeuler CVE-2023-52920: HIGH\n"
       "CVE-2023-52920 89 fixed: Medium (vendor of a score) | 5.5 | denial-of-service (cvss)\n"},
      {"owasp/juice-shop-sa-20211014-proto.json",
       "owasp-juice-shop juice-shop-sa-20211014-proto: High\n"
       "CVE-2020-36604 1 affected: High (document) | - | -\n"},
      {"palo/CVE-2025-0114",
       "palo-alto CVE-2025-0114\n"
       "CVE-2025-0114 3 affected: - | 8.2 | denial-of-service (note)\n"
       "CVE-2025-0114 4 not-affected: - | - | denial-of-service (note)\n"},
      {"red-hat-rhsa/rhsa-2021_5186.json",
       "redhat RHSA-2021:5186: Critical\n"
       "CVE-2021-4104 1 fixed: Moderate (vendor) | - | remote-code-execution (title)\n"
       "CVE-2021-4104 2 not-affected: Moderate (vendor) | - | remote-code-execution (title)\n"
       "CVE-2021-4125 1 fixed: Critical (vendor) | - | -\n"
       "CVE-2021-4125 2 not-affected: Critical (vendor) | - | -\n"},
      {"red-hat-vex/cve-2023-26031.json",
       "redhat CVE-2023-26031: important\n"
       "CVE-2023-26031 1 affected: Low (vendor) | 7.5 | elevation-of-privilege (title)\n"
       "CVE-2023-26031 2 affected: Important (vendor) | 7.5 | elevation-of-privilege (title)\n"
       "CVE-2023-26031 1 not-affected: important (document) | - | elevation-of-privilege "
       "(title)\n"},
      {"red-hat-vex/cve-2022-0264.json",
       "redhat CVE-2022-0264: low\n"
       "CVE-2022-0264 3 affected: Low (vendor) | 4.4 | information-disclosure (cvss)\n"
       "CVE-2022-0264 4 not-affected: low (document) | - | -\n"},
      {"rocky/crlsa-2022-5316.json",
       "ciq CRLSA-2022:5316: Important\n"
       "CVE-2020-28915 53 fixed: - | 5.8 | -\n"
       "CVE-2022-27666 53 fixed: - | 7.8 | -\n"},
      {"schwarz/schwarz_informatik-c1235.json",
       "schwarz-informatik Schwarz Informatik-c1235\n"
       "CVE-2025-55182 1 fixed: - | - | remote-code-execution (title)\n"},
      {"siemens/ssa-128433.json",
       "siemens SSA-128433\n"
       "CVE-2023-5678 1 affected: - | 5.3 | denial-of-service (note)\n"
       "CVE-2024-31978 1 affected: - | 7.6 | -\n"},
      {"stackable/cve-2021-21295.json",
       "stackable CVE-2021-21295\n"
       "CVE-2021-21295 48 not-affected: - | - | -\n"},
      {"suse-su/SUSE-SU-2015_3A0011-2.json",
       "suse SUSE-SU-2015:0011-2\n"
       "CVE-2012-1667 96 fixed: important (vendor) | - | information-disclosure, "
       "denial-of-service, tampering (note)\n"
       "CVE-2012-3817 96 fixed: important (vendor) | - | denial-of-service (note)\n"
       "CVE-2012-4244 96 fixed: important (vendor) | - | denial-of-service (note)\n"
       "CVE-2012-5166 96 fixed: important (vendor) | - | denial-of-service (note)\n"
       "CVE-2013-4854 96 fixed: low (vendor) | - | denial-of-service (note)\n"
       "CVE-2014-0591 96 fixed: moderate (vendor) | - | denial-of-service (note)\n"
       "CVE-2014-8500 96 fixed: important (vendor) | - | denial-of-service (note)\n"},
      {"suse-vex/suse-cve-2014-0160.json",
       "suse CVE-2014-0160: important\n"
       "CVE-2014-0160 492 not-affected: important (vendor) | - | information-disclosure (note)\n"
       "CVE-2014-0160 286 fixed: important (vendor) | 7.5 | information-disclosure (note)\n"},
  };
  for (const auto& [name, said] : kDocuments)
    EXPECT_EQ(said_in(Read(sample(name)).findings()), said) << name;
}

TEST(OtherVendors, OwnEveryDocumentOfTheirs) {
  PATCHMATRIX_NEEDS(kSamples);
  const std::map<std::string, std::string> kOwners = {
      {"beckhoff", "beckhoff"},
      {"bsi", "bsi"},
      {"ciq-advisories", "ciq"},
      {"ciq-vex", "ciq"},
      {"cisa-it", "cisa"},
      {"cisa-ot", "cisa"},  // with those of Siemens and others that it republishes
      {"cisco", "cisco"},
      {"cpansa", "cpansa"},
      {"cvrf-cisco", "cisco"},
      {"cvrf-dcert", "dcert"},
      {"cvrf-fortinet", "fortinet"},
      {"cvrf-microsoft", "microsoft"},
      {"cvrf-mitre", "mitre"},
      {"cvrf-openeuler", "openeuler"},
      {"cvrf-oracle", "oracle"},  // names no publisher; the vendor of its tree
      {"cvrf-red-hat", "redhat"},
      {"cvrf-suse", "suse"},
      {"festo", "festo"},
      {"fortinet", "fortinet"},
      {"jvn-ipa", "ipa"},
      {"microsoft", "microsoft"},
      {"ni", "ni"},
      {"nozomi", "nozomi"},
      {"nvidia", "nvidia"},
      {"open-xchange", "open-xchange"},
      {"openeuler", "openeuler"},
      {"owasp", "owasp-juice-shop"},
      {"palo", "palo-alto"},
      {"red-hat-rhsa", "redhat"},
      {"red-hat-vex", "redhat"},
      {"rocky", "ciq"},
      {"schwarz", "schwarz-informatik"},
      {"sick", "sick"},
      {"siemens", "siemens"},
      {"stackable", "stackable"},
      {"suse-su", "suse"},
      {"suse-vex", "suse"},
  };
  for (const auto& [folder, owner] : kOwners) {
    std::size_t documents = 0;
    for (const auto& file : samples(folder)) {
      EXPECT_EQ(Read(file).findings().release.vendor, owner) << file;
      ++documents;
    }
    EXPECT_NE(documents, 0U) << folder;
  }
}

TEST(OtherVendors, LeaveMicrosoftItsOwn) {
  PATCHMATRIX_NEEDS("msrc/csaf");
  std::map<std::string, std::size_t> said;
  for (const auto& file : files_below(*corpus() / "msrc/csaf")) {
    const Read read(file);
    EXPECT_EQ(read.findings().release.vendor, "microsoft") << file;
    for (const Finding& each : read.findings().findings)
      ++said[severity_of(each, read.findings().release) + " | " +
             std::string(slug(each.impact_source))];
  }
  EXPECT_EQ(said, (std::map<std::string, std::size_t>{{"- | ", 8},
                                                      {"- | title", 4},
                                                      {"Critical (document) | vendor", 4},
                                                      {"Important (document) | vendor", 16}}));
}

TEST(OtherVendors, WhoWriteTheSeverityAsAnImpactGiveNoImpact) {
  PATCHMATRIX_NEEDS(kSamples);
  for (const char* folder : {"red-hat-rhsa", "red-hat-vex", "cvrf-red-hat", "ciq-vex", "suse-su",
                             "suse-vex", "cvrf-suse", "openeuler", "cvrf-openeuler"}) {
    std::size_t words = 0;
    for_findings(folder, [&](const Finding& each, const Findings&, const auto& file) {
      ASSERT_NE(each.impact_source, ValueSource::Vendor) << file;
      ASSERT_EQ(each.impact_word, "") << file;
      if (each.severity_source == ValueSource::Vendor) ++words;
    });
    EXPECT_NE(words, 0U) << folder;
  }
}

TEST(OtherVendors, HaveAJustificationReadAsNothingElse) {
  PATCHMATRIX_NEEDS(kSamples);
  std::map<std::string, std::size_t> reasons;  // by status
  for (const char* folder : {"siemens", "cisa-ot", "cisa-it"})
    for_findings(folder, [&](const Finding& each, const Findings&, const auto& file) {
      ASSERT_EQ(each.severity_word.find("Misinformed"), std::string_view::npos) << file;
      ASSERT_EQ(each.impact_word, "") << file;
      ASSERT_FALSE(each.rated_impact) << file;
      if (each.justification == "Misinformed") ++reasons[std::string(slug(each.status))];
    });
  EXPECT_EQ(reasons, (std::map<std::string, std::size_t>{{"not-affected", 1499}}));
}

TEST(OtherVendors, DoNotLendTheWordOfADocumentToManyVulnerabilities) {
  PATCHMATRIX_NEEDS(kSamples);
  const Read read(sample("rocky/crlsa-2022-7119.json"));
  const Findings& findings = read.findings();
  EXPECT_EQ(findings.vulnerabilities.size(), 124U);
  EXPECT_EQ(findings.release.severity_word, "Moderate");
  EXPECT_EQ(findings.release.severity, Severity::Moderate);
  for (const Finding& each : findings.findings) {
    ASSERT_EQ(each.severity, Severity::Unspecified);
    ASSERT_EQ(each.severity_word, "");
    ASSERT_EQ(each.severity_source, ValueSource::None);
    ASSERT_TRUE(each.score.given());
  }
}

TEST(OtherVendors, LendTheWordOfADocumentToItsOnlyVulnerability) {
  PATCHMATRIX_NEEDS(kSamples);
  for (const char* folder : {"nozomi", "cpansa", "owasp"})
    for (const auto& file : samples(folder)) {
      const Read read(file);
      const Findings& findings = read.findings();
      for (const Finding& each : findings.findings) {
        EXPECT_EQ(findings.vulnerabilities.size(), 1U) << file;
        EXPECT_EQ(each.severity_source, findings.release.severity_word.empty()
                                            ? ValueSource::None
                                            : ValueSource::Document)
            << file;
        EXPECT_EQ(each.severity_word, findings.release.severity_word) << file;
        EXPECT_EQ(each.severity, findings.release.severity) << file;
      }
    }
}

TEST(OtherVendors, NeverHaveAScoreInPlaceOfAWord) {
  PATCHMATRIX_NEEDS(kSamples);
  for (const char* folder :
       {"bsi", "cisco", "cvrf-cisco", "cvrf-dcert", "cvrf-fortinet", "cvrf-oracle", "fortinet",
        "jvn-ipa", "ni", "palo", "schwarz", "sick", "siemens", "stackable"})
    for_findings(folder, [](const Finding& each, const Findings&, const auto& file) {
      ASSERT_EQ(each.severity, Severity::Unspecified) << file;
      ASSERT_EQ(each.severity_word, "") << file;
    });
}

TEST(OtherVendors, SayWhereEveryValueIsFrom) {
  PATCHMATRIX_NEEDS(kSamples);
  for (const char* folder : {"beckhoff", "cisa-ot", "fortinet", "nvidia", "red-hat-vex", "siemens",
                             "stackable", "suse-vex"})
    for_findings(folder, [](const Finding& each, const Findings&, const auto& file) {
      ASSERT_EQ(each.impact_source == ValueSource::None, each.impacts.empty()) << file;
      ASSERT_EQ(each.severity_source == ValueSource::None, each.severity == Severity::Unspecified)
          << file;
    });
}

TEST(OtherVendors, ListSeveralImpactsEachOnce) {
  PATCHMATRIX_NEEDS(kSamples);
  std::map<std::string, std::size_t> labels;
  std::size_t vulnerabilities = 0;
  for (const auto& file : samples("nvidia")) {
    const Read read(file);
    for (const VulnerabilityFacts& facts : read.findings().vulnerabilities) {
      ++vulnerabilities;
      std::set<std::string> all;
      for (const Finding& each : read.findings().of(facts.findings)) {
        EXPECT_EQ(each.impact_source, ValueSource::Vendor) << file << ' ' << facts.id;
        all.insert(impacts_of(each));
      }
      EXPECT_EQ(all.size(), 1U) << file << ' ' << facts.id;
      for (const Impact each : kImpacts)
        if (read.findings().of(facts.findings).front().impacts.contains(each))
          ++labels[std::string(slug(each))];
    }
    // Of the notes, "unknown-impact" would say that a label was not understood.
    EXPECT_EQ(text_of(read.diagnostics()).find("unknown-"), std::string::npos) << file;
  }
  EXPECT_EQ(vulnerabilities, 95U);
  EXPECT_EQ(labels, (std::map<std::string, std::size_t>{{"denial-of-service", 62},
                                                        {"elevation-of-privilege", 47},
                                                        {"information-disclosure", 58},
                                                        {"remote-code-execution", 53},
                                                        {"tampering", 52}}));
}

TEST(OtherVendors, TellWhatIsExploitedWhereTheyLinkToTheCatalogue) {
  PATCHMATRIX_NEEDS(kSamples);
  std::set<std::string> exploited;
  for (const char* folder : {"red-hat-rhsa", "red-hat-vex", "open-xchange"})
    for (const auto& file : samples(folder)) {
      const Read read(file);
      for (const VulnerabilityFacts& facts : read.findings().vulnerabilities)
        if (facts.exploited != Answer::NotStated)
          exploited.insert(read.findings().release.id + ' ' + std::string(facts.id) + ' ' +
                           std::string(slug(facts.exploited)));
    }
  EXPECT_EQ(exploited, (std::set<std::string>{"CVE-2023-4211 CVE-2023-4211 yes",
                                              "CVE-2023-46604 CVE-2023-46604 yes",
                                              "RHSA-2023:7218 CVE-2023-44487 yes"}));
}

TEST(OtherVendors, HaveProductsInFamiliesThatReadersKnow) {
  PATCHMATRIX_NEEDS(kSamples);
  const std::map<std::string, std::set<std::string>> kFamilies = {
      {"cisco/cisco-sa-20180328-smi2.json", {"ios", "ios-xe"}},
      {"ciq-vex/cve-2024-47538.json", {"ciq-lts-8", "ciq-lts-9"}},
      {"rocky/crlsa-2026-6799.json", {"rocky-linux-10"}},
      {"nvidia/5318.json", {"nvidia-omniverse-launcher"}},
      {"nvidia/5435.json", {"nvidia-dgx-servers"}},
      {"openeuler/csaf-openeuler-cve-2023-52920.json", {"openeuler-22.03", "openeuler-24.03"}},
      {"cvrf-openeuler/cvrf-openEuler-SA-2024-1349.xml", {"openeuler-22.03"}},
      {"red-hat-rhsa/RHSA-2023_3A7218.json", {"red-hat-kmm-1.1-for-rhel-9"}},
      {"cvrf-red-hat/cvrf-rhsa-2023-5627.xml",
       {"red-hat-virtualization-4-hypervisor-for-rhel-8", "rhel-8"}},
      {"suse-su/SUSE-SU-2015_3A0011-2.json", {"sles-11", "sles-sap"}},
      {"siemens/ssa-128433.json", {"siemens-sinec-nms"}},
      {"fortinet/FG-IR-26-113.json",
       {"fortinet-fortisandbox", "fortinet-fortisandbox-paas", "undefined-product"}},
      {"palo/CVE-2025-0114",
       {"palo-alto-networks-cloud-ngfw", "palo-alto-networks-pan-os",
        "palo-alto-networks-prisma-access"}},
      {"jvn-ipa/getVulnDetailInfo_oka_JVNDB-2022-000097.json",
       {"一般財団法人日本建設情報総合センター 電子入札コアシステム"}},
  };
  for (const auto& [name, families] : kFamilies) {
    const Read read(sample(name));
    std::set<std::string> found;
    for (const Finding& each : read.findings().findings)
      found.insert(read.findings().families[each.product]->id);
    EXPECT_EQ(found, families) << name;
  }
}

}  // namespace
}  // namespace patchmatrix::test
