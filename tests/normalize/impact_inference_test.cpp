// SPDX-License-Identifier: Apache-2.0
#include "normalize/impact_inference.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "support/support.hpp"

namespace patchmatrix {
namespace {

const ImpactInference& inference() {
  static const ImpactInference kInference(test::shipped_feeds().impact_rules);
  return kInference;
}

// The slugs, joined by blanks, in the order of kImpacts.
std::string named(ImpactSet impacts) {
  std::string out;
  for (const Impact each : kImpacts) {
    if (!impacts.contains(each)) continue;
    if (!out.empty()) out += ' ';
    out += slug(each);
  }
  return out;
}

std::string named(const InferredImpact& inferred) {
  return named(inferred.impacts) + " from " + std::string(slug(inferred.source));
}

CvssVector score(char confidentiality, char integrity, char availability) {
  CvssVector out;
  out.confidentiality = confidentiality;
  out.integrity = integrity;
  out.availability = availability;
  return out;
}

using Cases = std::vector<std::pair<std::string_view, std::string_view>>;

TEST(ImpactInference, ReadsTitles) {
  const Cases kTitles = {
      {"Windows Kernel Elevation of Privilege Vulnerability", "elevation-of-privilege"},
      {"Example Product Remote Code Execution Vulnerability", "remote-code-execution"},
      {"Example Product Arbitrary Code Execution Vulnerability", "remote-code-execution"},
      {"Denial-of-Service and Information Disclosure in Example",
       "information-disclosure denial-of-service"},
      {"kernel: ReDoS in example", "denial-of-service"},
      {"Example Security Feature Bypass Vulnerability", "security-feature-bypass"},
      {"Example Spoofing Vulnerability", "spoofing"},
      {"Example Tampering Vulnerability", "tampering"},
      {"Mehrere Schwachstellen ermöglichen Denial of Service", "denial-of-service"},
      {"任意のコードが実行される脆弱性", "remote-code-execution"},
      {"サービス運用妨害 (DoS) の脆弱性", "denial-of-service"},
      // Spoofing to one vendor, code execution to another.
      {"Example Cross-Site Scripting Vulnerability", ""},
      {"Example Cross-Site Request Forgery", ""},
      // What is wrong is not what it leads to.
      {"Example Memory Corruption Vulnerability", ""},
      {"Example Authentication Bypass", ""},
      {"Example MS-DOS name handling", ""},
      {"Dosage calculator of FreeDOS", ""},
      {"Privileged Access Manager", ""},
      {"CVE-2024-0001", ""},
      {"", ""},
  };
  for (const auto& [title, impacts] : kTitles)
    EXPECT_EQ(named(inference().from_title(title)), impacts) << title;
}

TEST(ImpactInference, ReadsProse) {
  const Cases kTexts = {
      {"Successful exploitation of these vulnerabilities could allow an attacker to execute "
       "arbitrary code, escalate their privileges, or cause a denial-of-service condition.",
       "remote-code-execution elevation-of-privilege denial-of-service"},
      {"A successful exploit may lead to code execution, denial of service, escalation of "
       "privileges, information disclosure, and data tampering.",
       "remote-code-execution elevation-of-privilege information-disclosure denial-of-service "
       "tampering"},
      {"Use after free allows an unauthorized attacker to execute code over a network.",
       "remote-code-execution"},
      {"An attacker could run arbitrary code in kernel mode.", "elevation-of-privilege"},
      {"may allow remote attackers to gain elevated privileges", "elevation-of-privilege"},
      {"The device stops responding until it is restarted.", ""},
      {"causes the device to stop responding", "denial-of-service"},
      {"任意のコードを実行される可能性があります。", "remote-code-execution"},
      {"情報を取得される、および情報を改ざんされる可能性があります。",
       "information-disclosure tampering"},
      {"ウェブブラウザ上で、任意のスクリプトを実行される。", ""},
      {"The product has a flaw.", ""},
      {"", ""},
  };
  for (const auto& [text, impacts] : kTexts)
    EXPECT_EQ(named(inference().from_text(text)), impacts) << text;
}

TEST(ImpactInference, IsNotTakenInByDenials) {
  const Cases kTexts = {
      {"No remote code execution is possible.", ""},
      {"There is no known code execution.", ""},
      {"It does not allow for Remote Code Execution or information disclosure.", ""},
      {"This does not lead to code execution.", ""},
      {"This doesn't lead to code execution.", ""},
      {"limited to Denial of Service and cannot be escalated to achieve code execution",
       "denial-of-service"},
      {"can lead to Denial of Service, it does not allow for Remote Code Execution",
       "denial-of-service"},
      {"does not allow code execution, but could cause a denial of service", "denial-of-service"},
      {"This is not exploitable. Denial of service is.", "denial-of-service"},
      {"Code execution is not possible.", ""},
      {"Information disclosure and spoofing are prevented by the existing policy.", ""},
      {"Example devices are not affected by a denial of service vulnerability.", ""},
      {"The option prevents the execution of untrusted code.", ""},
      {"An attacker would first need code execution on the system.", ""},
      {"May be used with another flaw (such as a remote code execution vulnerability).", ""},
      {"A known code execution was fixed upstream. At this time none of the related "
       "vulnerabilities is known to be exploitable in context of Example.",
       ""},
      {"任意のコードを実行されることはありません。", ""},
      {"任意のコードを実行されることはありません。サービス運用妨害 (DoS) 状態にされる。",
       "denial-of-service"},
      // A "not" that tells the cause denies nothing.
      {"does not properly validate input, which allows users to execute code",
       "remote-code-execution"},
      {"does not limit delegation, which allows attackers to cause a denial of service",
       "denial-of-service"},
      {"without proper sanitation may allow an attacker to execute code", "remote-code-execution"},
      {"Remote code execution cannot easily be ruled out.", "remote-code-execution"},
  };
  for (const auto& [text, impacts] : kTexts)
    EXPECT_EQ(named(inference().from_text(text)), impacts) << text;
}

TEST(ImpactInference, PassesOverProseOfLanguagesItDoesNotKnow) {
  for (const std::string_view text :
       {"Ein entfernter Angreifer kann mehrere Schwachstellen ausnutzen, um beliebigen Code "
        "auszuführen oder einen Denial-of-Service-Zustand zu erzeugen und Daten zu lesen.",
        "Een kwaadwillende kan de kwetsbaarheden misbruiken voor een Denial-of-Service, het "
        "uitvoeren van code wordt niet uitgesloten."})
    EXPECT_EQ(named(inference().from_text(text)), "") << text;
}

TEST(ImpactInference, KnowsWeaknessesHoweverTheyAreWritten) {
  const Cases kCwes = {
      {"CWE-476", "denial-of-service"},
      {"cwe-476", "denial-of-service"},
      {"476", "denial-of-service"},
      {" CWE-476: NULL Pointer Dereference ", "denial-of-service"},
      {"CWE-79", "spoofing"},
      {"CWE-94", "remote-code-execution"},
      {"CWE-532", "information-disclosure"},
      {"CWE-693", "security-feature-bypass"},
      // Right too rarely.
      {"CWE-125", ""},
      {"CWE-200", ""},
      {"CWE-416", ""},
      {"CWE-502", ""},
      {"CWE-noinfo", ""},
      {"CWE-", ""},
      {"CWE--476", ""},
      {"CWE-476a", ""},
      {"CWE-4760", ""},
      {"CWE-4294967772", ""},  // 2^32 + 476
      {"", ""},
  };
  for (const auto& [cwe, impacts] : kCwes)
    EXPECT_EQ(named(inference().from_cwe(cwe)), impacts) << cwe;
}

TEST(ImpactInference, ReadsAScoreThatTouchesOneThing) {
  EXPECT_EQ(named(inference().from_score(score('N', 'N', 'H'))), "denial-of-service");
  EXPECT_EQ(named(inference().from_score(score('N', 'N', 'L'))), "denial-of-service");
  EXPECT_EQ(named(inference().from_score(score('H', 'N', 'N'))), "information-disclosure");
  EXPECT_EQ(named(inference().from_score(score('N', 'H', 'N'))), "");
  EXPECT_EQ(named(inference().from_score(score('L', 'N', 'H'))), "");
  EXPECT_EQ(named(inference().from_score(score('H', 'H', 'H'))), "");
  EXPECT_EQ(named(inference().from_score(score('N', 'N', 'N'))), "");
}

TEST(ImpactInference, EndsWithTheFirstStepThatSaysSomething) {
  const std::vector<std::string_view> texts = {"The product has a flaw.",
                                               "An attacker could execute arbitrary code.",
                                               "This may cause a denial of service."};
  const std::vector<std::string_view> cwes = {"CWE-416", "CWE-79", "CWE-532"};
  ImpactEvidence evidence{"Example Spoofing Vulnerability", texts, cwes, score('N', 'N', 'H')};
  EXPECT_EQ(named(inference().infer(evidence)), "spoofing from title");
  evidence.title = "Use after free in Example";
  EXPECT_EQ(named(inference().infer(evidence)),
            "remote-code-execution denial-of-service from note");
  evidence.texts = std::span(texts).first(1);
  EXPECT_EQ(named(inference().infer(evidence)), "information-disclosure spoofing from cwe");
  evidence.cwes = std::span(cwes).first(1);
  EXPECT_EQ(named(inference().infer(evidence)), "denial-of-service from cvss");
  evidence.score = score('H', 'H', 'H');
  EXPECT_EQ(named(inference().infer(evidence)), " from ");
  EXPECT_EQ(named(inference().infer({})), " from ");
}

TEST(ImpactInference, SaysNothingWithoutRules) {
  const ImpactInference none{ImpactRules{}};
  const std::vector<std::string_view> words = {"CWE-476"};
  EXPECT_EQ(named(none.infer({"Denial of Service", words, words, score('N', 'N', 'H')})), " from ");
}

}  // namespace
}  // namespace patchmatrix
