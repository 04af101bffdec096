// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <patchmatrix/normalize.hpp>

#include "normalize/csaf_entries.hpp"
#include "normalize/shown.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::ElementsAre;

constexpr const char* kOnlyAvailability = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H";

csaf::Texts with_statuses(const csaf::Texts& members) {
  csaf::Texts all = {csaf::statuses({{"known_affected", {"A"}}, {"known_not_affected", {"B"}}})};
  all.insert(all.end(), members.begin(), members.end());
  return all;
}

// A document with one vulnerability: A affected, B not.
std::unique_ptr<Normalized> one(const csaf::Texts& members,
                                const std::string& publisher = "Example Corp",
                                const csaf::Texts& notes = {}) {
  return normalized(
      csaf::document({.publisher = publisher,
                      .notes = notes,
                      .vulnerabilities = {csaf::entry("CVE-2026-0001", with_statuses(members))}}));
}

std::unique_ptr<Normalized> two(const csaf::Texts& first, const csaf::Texts& second,
                                const std::string& publisher = "Example Corp",
                                const csaf::Texts& notes = {}) {
  return normalized(
      csaf::document({.publisher = publisher,
                      .notes = notes,
                      .vulnerabilities = {csaf::entry("CVE-2026-0001", with_statuses(first)),
                                          csaf::entry("CVE-2026-0002", with_statuses(second))}}));
}

// What is said of A: impact, words, source, and why it would not be affected.
std::string of_a(const Normalized& document) {
  const std::string line = tuples(document).at(0);
  return line.substr(std::string("CVE-2026-0001 A affected unspecified ").size());
}

// ── what a threat of category "impact" is, in this order ─────────────────────────────────────────

TEST(Impact, IsTheWholeTextOfAThreatThatIsALabel) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"Execute unauthorized code or commands",
       "remote-code-execution(Execute unauthorized code or commands,vendor)"},
      {"escalation of privileges", "elevation-of-privilege(escalation of privileges,vendor)"},
      {"Information Disclosure", "information-disclosure(Information Disclosure,vendor)"},
      {"data tampering", "tampering(data tampering,vendor)"},
      {"Security Bypass", "security-feature-bypass(Security Bypass,vendor)"},
  };
  for (const auto& [label, shown] : cases) {
    const auto document = one({csaf::threats({csaf::impact(label, {"A"})})});
    EXPECT_EQ(of_a(*document), shown);
    EXPECT_EQ(text_of(document->diagnostics), "") << label;
  }
}

TEST(Impact, OfAListOfLabelsIsAllOfThemEachOnceTheGravestShown) {
  const auto document = one({csaf::threats({csaf::impact(
      "Information disclosure, Denial of Service ,, code execution, denial of service", {"A"})})});
  EXPECT_EQ(of_a(*document),
            "remote-code-execution+information-disclosure+denial-of-service(Information "
            "disclosure, Denial of Service ,, code execution, denial of service,vendor)");
}

TEST(Impact, OfTwoThreatsIsBoth) {
  const auto document = one({csaf::threats(
      {csaf::impact("Tampering", {"A"}), csaf::impact("Denial of Service", {"A"})})});
  EXPECT_EQ(of_a(*document), "denial-of-service+tampering(Denial of Service,vendor)");
}

TEST(Impact, IsNotWhyProductsAreNotAffected) {
  const auto document =
      one({csaf::threats({csaf::impact("Attackers cannot execute arbitrary code.", {"B"})})});
  EXPECT_THAT(tuples(*document),
              ElementsAre("CVE-2026-0001 A affected unspecified unspecified",
                          "CVE-2026-0001 B not-affected unspecified unspecified because Attackers "
                          "cannot execute arbitrary code."));
  EXPECT_EQ(text_of(document->diagnostics), "");
}

TEST(Impact, OfAnyOtherThreatIsInferredFromItAsFromProse) {
  const auto document = one({csaf::threats(
      {csaf::impact("An attacker could execute arbitrary code on the device.", {"A"})})});
  EXPECT_THAT(tuples(*document),
              ElementsAre("CVE-2026-0001 A affected unspecified remote-code-execution(note)",
                          "CVE-2026-0001 B not-affected unspecified remote-code-execution(note)"));
}

// What is said of products that no list names still tells what the vulnerability does.
TEST(Impact, IsInferredFromAThreatOfProductsWithoutStatus) {
  const auto document =
      one({csaf::threats({csaf::impact("An attacker could execute arbitrary code.", {"C"})})});
  EXPECT_EQ(of_a(*document), "remote-code-execution(note)");
  EXPECT_EQ(text_of(document->diagnostics),
            "rating-without-status /vulnerabilities/0 CVE-2026-0001 product=C\n");
}

TEST(Impact, IsNeverAThreatOfAVendorWhoseThreatsSayWhyProductsAreNotAffected) {
  for (const char* text : {"Misinformed", "Denial of Service", "Critical"}) {
    const auto document = one({csaf::threats({csaf::impact(text, {"B"})})}, "Siemens ProductCERT");
    EXPECT_THAT(tuples(*document),
                ElementsAre("CVE-2026-0001 A affected unspecified unspecified",
                            "CVE-2026-0001 B not-affected unspecified unspecified because " +
                                std::string(text)));
    EXPECT_EQ(text_of(document->diagnostics), "") << text;
  }
}

TEST(Impact, OfAVendorThatLabelsItMayBeAWordNobodyKnows) {
  const auto document = one({csaf::threats({csaf::impact("Confusion", {"A"})})}, "Fortinet PSIRT");
  EXPECT_EQ(of_a(*document), "unknown(Confusion,vendor)");
  EXPECT_EQ(text_of(document->diagnostics),
            "unknown-impact /vulnerabilities/0 CVE-2026-0001 word=Confusion\n");
}

TEST(Impact, IsNeverReadFromThreatsOfAVendorThatWritesSeveritiesThere) {
  const auto document = one({csaf::threats({csaf::impact("Denial of Service", {"A"})})},
                            "SUSE Product Security Team");
  EXPECT_THAT(tuples(*document),
              ElementsAre("CVE-2026-0001 A affected unknown(Denial of Service,vendor) unspecified",
                          "CVE-2026-0001 B not-affected unspecified unspecified"));
}

// ── notes that list it ───────────────────────────────────────────────────────────────────────────

TEST(Impact, IsListedInANoteOfTheVulnerabilityWhereTheVendorDoesSo) {
  const auto document = one(
      {csaf::notes({csaf::note("details", "Impacts",
                               "Code Execution, DENIAL OF SERVICE, escalation of privileges")})},
      "NVIDIA Product Security");
  EXPECT_EQ(of_a(*document),
            "remote-code-execution+elevation-of-privilege+denial-of-service(Code Execution, DENIAL "
            "OF SERVICE, escalation of privileges,vendor)");
  EXPECT_EQ(text_of(document->diagnostics), "");
}

TEST(Impact, IsNotListedInTheSameNoteOfAnotherVendor) {
  const auto document = one({csaf::notes({csaf::note("details", "Impacts", "Code Execution")})});
  EXPECT_EQ(of_a(*document), "unspecified");
}

TEST(Impact, IsListedInANoteOfTheDocumentForItsOnlyVulnerability) {
  const csaf::Texts notes = {csaf::note("details", "Impact", "Improper access control")};
  EXPECT_EQ(of_a(*one({}, "Fortinet PSIRT", notes)),
            "security-feature-bypass(Improper access control,vendor)");
  EXPECT_EQ(of_a(*two({}, {}, "Fortinet PSIRT", notes)), "unspecified");
}

TEST(Impact, ThatIsASeverityWordIsNone) {
  const auto document = one({}, "Fortinet PSIRT", {csaf::note("details", "Impact", "Critical")});
  EXPECT_EQ(of_a(*document), "unspecified");
}

TEST(Impact, OfAThreatGoesBeforeThatOfANote) {
  const auto document =
      one({csaf::threats({csaf::impact("Denial of service", {"A"})})}, "Fortinet PSIRT",
          {csaf::note("details", "Impact", "Information disclosure")});
  EXPECT_EQ(of_a(*document), "denial-of-service(Denial of service,vendor)");
}

// ── what is inferred: title, then text, then weakness, then score ────────────────────────────────

// The evidence of one vulnerability from the strongest to the weakest.
csaf::Texts evidence(bool title, bool text, bool weakness, bool score) {
  csaf::Texts out;
  if (title) out.push_back(csaf::member("title", "Privilege escalation in Gateway"));
  if (text)
    out.push_back(csaf::notes(
        {csaf::note("description", "", "Allows an attacker to execute arbitrary code.")}));
  if (weakness) out.push_back(csaf::cwe("CWE-79"));
  if (score) out.push_back(csaf::scores({csaf::score("cvss_v3", "7.5", kOnlyAvailability, {"A"})}));
  return out;
}

TEST(Impact, IsInferredFromTheFirstThatSaysSomething) {
  const std::string score = std::string(" 7.5 ") + kOnlyAvailability;
  EXPECT_EQ(of_a(*one(evidence(true, true, true, true))), "elevation-of-privilege(title)" + score);
  EXPECT_EQ(of_a(*one(evidence(false, true, true, true))), "remote-code-execution(note)" + score);
  EXPECT_EQ(of_a(*one(evidence(false, false, true, true))), "spoofing(cwe)" + score);
  EXPECT_EQ(of_a(*one(evidence(false, false, false, true))), "denial-of-service(cvss)" + score);
  EXPECT_EQ(of_a(*one(evidence(false, false, false, false))), "unspecified");
}

TEST(Impact, ThatIsLabelledIsNeverInferredWhateverSpeaksAgainstIt) {
  csaf::Texts members = evidence(true, true, true, true);
  members.push_back(csaf::threats({csaf::impact("Tampering", {"A"})}));
  EXPECT_EQ(of_a(*one(members)),
            "tampering(Tampering,vendor) 7.5 " + std::string(kOnlyAvailability));
}

TEST(Impact, IsInferredFromTheDocumentsTitleForItsOnlyVulnerability) {
  const auto titled = [](const csaf::Texts& vulnerabilities) {
    return normalized(csaf::document(
        {.title = "Gateway: denial of service", .vulnerabilities = vulnerabilities}));
  };
  const std::string entry = csaf::entry("CVE-2026-0001", with_statuses({}));
  EXPECT_EQ(of_a(*titled({entry})), "denial-of-service(title)");
  EXPECT_EQ(of_a(*titled({entry, csaf::entry("CVE-2026-0002", with_statuses({}))})), "unspecified");
  // A vulnerability with a title of its own does not need the document's.
  EXPECT_EQ(of_a(*titled({csaf::entry("CVE-2026-0001",
                                      with_statuses({csaf::member("title", "Gateway flaw")}))})),
            "unspecified");
}

TEST(Impact, IsInferredFromTheFirstKindOfNoteThatTellsWhatTheVulnerabilityIs) {
  const std::string code = "Allows an attacker to execute arbitrary code.";
  const std::string service = "Allows attackers to cause a denial of service.";
  EXPECT_EQ(of_a(*one({csaf::notes(
                {csaf::note("summary", "", service), csaf::note("description", "", code)})})),
            "remote-code-execution(note)");
  EXPECT_EQ(of_a(*one({csaf::notes(
                {csaf::note("general", "", code), csaf::note("summary", "", service)})})),
            "denial-of-service(note)");
  EXPECT_EQ(of_a(*one({csaf::notes(
                {csaf::note("legal_disclaimer", "", code), csaf::note("general", "", service)})})),
            "denial-of-service(note)");
  EXPECT_EQ(of_a(*one({csaf::notes({csaf::note("legal_disclaimer", "", code)})})), "unspecified");
}

TEST(Impact, IsInferredFromTheDocumentsNoteOnEffectsForItsOnlyVulnerability) {
  const csaf::Texts notes = {
      csaf::note("summary", "Risk evaluation",
                 "Successful exploitation of this vulnerability could allow an attacker to execute "
                 "arbitrary code.")};
  const std::string cisa = "CISA, central@cisa.dhs.gov";
  EXPECT_EQ(of_a(*one({}, cisa, notes)), "remote-code-execution(note)");
  EXPECT_EQ(of_a(*two({}, {}, cisa, notes)), "unspecified");
  EXPECT_EQ(of_a(*one({}, "Example Corp", notes)), "unspecified");
}

TEST(Impact, IsNotInferredFromWhatAnAttackerCannotDo) {
  for (const char* text :
       {"This does not allow remote code execution.",
        "None of the related vulnerabilities is known to be exploitable for code execution.",
        "The flaw cannot be used to cause a denial of service."}) {
    const auto document = one({csaf::notes({csaf::note("description", "", text)})});
    EXPECT_EQ(of_a(*document), "unspecified") << text;
  }
}

TEST(Impact, InferredFromAScoreIsThatOfTheProductTheScoreIsOf) {
  const auto document = normalized(
      csaf::document({.vulnerabilities = {csaf::entry(
                          "CVE-2026-0001",
                          {csaf::affected({"A", "B", "C"}),
                           csaf::scores({csaf::score("cvss_v3", "7.5", kOnlyAvailability, {"A"}),
                                         csaf::score("cvss_v3", "7.5",
                                                     "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
                                                     {"B"})})})}}));
  EXPECT_THAT(tuples(*document),
              ElementsAre("CVE-2026-0001 A affected unspecified denial-of-service(cvss) 7.5 "
                          "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H",
                          "CVE-2026-0001 B affected unspecified information-disclosure(cvss) 7.5 "
                          "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
                          "CVE-2026-0001 C affected unspecified unspecified"));
}

TEST(Impact, OfOneVulnerabilityIsNeverThatOfTheNext) {
  const auto document = two(evidence(true, true, true, true), {});
  EXPECT_THAT(tuples(*document),
              ElementsAre("CVE-2026-0001 A affected unspecified elevation-of-privilege(title) 7.5 "
                          "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H",
                          "CVE-2026-0001 B not-affected unspecified elevation-of-privilege(title)",
                          "CVE-2026-0002 A affected unspecified unspecified",
                          "CVE-2026-0002 B not-affected unspecified unspecified"));
}

// ── why products are not affected ────────────────────────────────────────────────────────────────

TEST(Justification, IsAFlagOfAProductThatIsNotAffected) {
  const auto document = one({csaf::flags({csaf::flag("vulnerable_code_not_present", {"A", "B"})})});
  EXPECT_THAT(tuples(*document),
              ElementsAre("CVE-2026-0001 A affected unspecified unspecified",
                          "CVE-2026-0001 B not-affected unspecified unspecified because "
                          "vulnerable_code_not_present"));
}

TEST(Justification, OfAFlagGoesBeforeThatOfAThreat) {
  const auto document = one({csaf::flags({csaf::flag("component_not_present", {"B"})}),
                             csaf::threats({csaf::impact("Not shipped.", {"B"})})});
  EXPECT_THAT(tuples(*document),
              ElementsAre("CVE-2026-0001 A affected unspecified unspecified",
                          "CVE-2026-0001 B not-affected unspecified unspecified because "
                          "component_not_present"));
}

}  // namespace
}  // namespace patchmatrix
