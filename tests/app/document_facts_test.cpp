// SPDX-License-Identifier: Apache-2.0
#include "app/document_facts.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "io/text.hpp"
#include "normalize/msrc_entries.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace test;

// All facts, one a line; what is empty is left out.
std::string text_of(const DocumentFacts& facts) {
  std::string out;
  const auto line = [&](const char* name, const std::string& value) {
    if (!value.empty()) out.append(name).append(": ").append(value) += '\n';
  };
  line("id", facts.id);
  line("revision", facts.revision);
  if (facts.initial_release) line("initial", to_string(*facts.initial_release));
  if (facts.current_release) line("current", to_string(*facts.current_release));
  if (facts.month) line("month", to_string(*facts.month));
  line("tlp", facts.tlp);
  line("vulnerabilities", joined(facts.vulnerabilities, " "));
  if (facts.announced != 0)
    line("list", std::to_string(facts.released) + " of " + std::to_string(facts.announced));
  line("families", joined(facts.families, " "));
  if (facts.catalogue) line("catalogue", "yes");
  return out;
}

// The facts, or the error.
std::string inspected(std::string_view bytes) {
  std::string out;
  const std::string error = error_of([&] { out = text_of(inspector(shipped_feeds())(bytes)); });
  return error == "no error" ? out : error;
}

std::string products() {
  return R"(<prod:Branch Type="Vendor" Name="Microsoft">)" +
         product("1", "Windows 11 Version 22H2 for x64-based Systems") +
         product("2", "Microsoft Office 2019 for 64-bit editions") + product("3", "Not a family") +
         "</prod:Branch>";
}

TEST(Inspector, TellsOfAMonthWhatItAnnouncesAndWhatOfThatIsThere) {
  const std::string entries = vulnerability("CVE-2022-0002", affected({"2"})) +
                              vulnerability("CVE-2022-0001", affected({"1"})) +
                              vulnerability("CVE-2022-0009", affected({"3"}));
  const std::string list = release_notes(
      "<h2>This release consists of the following 3 Microsoft CVEs:</h2>"
      "CVE-2022-0001 CVE-2022-0002 CVE-2022-0003");
  EXPECT_EQ(inspected(msrc_document(products(), entries, list)), R"(id: 2022-Nov
revision: 2
initial: 2022-11-08T08:00:00Z
current: 2022-11-08T08:00:00Z
month: 2022-11
vulnerabilities: CVE-2022-0002 CVE-2022-0001 CVE-2022-0009
list: 2 of 3
families: not-a-family office windows-11
)");
  EXPECT_EQ(inspected(msrc_document(products(), entries)), R"(id: 2022-Nov
revision: 2
initial: 2022-11-08T08:00:00Z
current: 2022-11-08T08:00:00Z
month: 2022-11
vulnerabilities: CVE-2022-0002 CVE-2022-0001 CVE-2022-0009
families: not-a-family office windows-11
)");
}

TEST(Inspector, NamesFamiliesThatAreAffectedOnlyAndIdentifiersOnce) {
  EXPECT_EQ(
      inspected(msrc_document(
          products(), vulnerability("CVE-2022-0001", affected({"1"})) +
                          vulnerability("CVE-2022-0001", affected({"1"})) +
                          vulnerability("CVE-2022-0002", status("Known Not Affected", {"2"})))),
      R"(id: 2022-Nov
revision: 2
initial: 2022-11-08T08:00:00Z
current: 2022-11-08T08:00:00Z
month: 2022-11
vulnerabilities: CVE-2022-0001 CVE-2022-0002
families: windows-11
)");
}

TEST(Inspector, TellsOfAMonthByItsIdThoughItWasReleasedInAnother) {
  std::string document = msrc_document("", "");
  document.replace(document.find(">2022-Nov<"), 10, ">2022-Dec<");
  EXPECT_EQ(inspected(document), R"(id: 2022-Dec
revision: 2
initial: 2022-11-08T08:00:00Z
current: 2022-11-08T08:00:00Z
month: 2022-12
)");
}

constexpr std::string_view kCvrf =
    R"(<cvrfdoc xmlns="http://www.icasi.org/CVRF/schema/cvrf/1.1">
<DocumentTitle>Example</DocumentTitle>
<DocumentPublisher Type="Vendor"><ContactDetails>psirt@vendor.example</ContactDetails></DocumentPublisher>
<DocumentTracking>
<Identification><ID>EX-2022-001</ID></Identification>
<RevisionHistory><Revision><Number>1.2</Number><Date>2022-03-04T00:00:00Z</Date></Revision></RevisionHistory>
<InitialReleaseDate>2022-02-28T23:00:00-02:00</InitialReleaseDate>
<CurrentReleaseDate>2022-03-04T05:06:07Z</CurrentReleaseDate>
</DocumentTracking>
<ProductTree xmlns="http://www.icasi.org/CVRF/schema/prod/1.1"><FullProductName ProductID="P">Example Server</FullProductName></ProductTree>
<Vulnerability Ordinal="1" xmlns="http://www.icasi.org/CVRF/schema/vuln/1.1"><CVE>CVE-2022-0001</CVE>
<ProductStatuses><Status Type="Known Affected"><ProductID>P</ProductID></Status></ProductStatuses></Vulnerability>
</cvrfdoc>
)";

TEST(Inspector, ReadsCvrfOfAnyPublisher) {
  const std::string expected = R"(id: EX-2022-001
revision: 1.2
initial: 2022-03-01T01:00:00Z
current: 2022-03-04T05:06:07Z
month: 2022-03
vulnerabilities: CVE-2022-0001
families: example-server
)";
  EXPECT_EQ(inspected(kCvrf), expected);
  EXPECT_EQ(inspected("\xEF\xBB\xBF" + std::string(kCvrf)), expected);
}

// ── CSAF ─────────────────────────────────────────────────────────────────────────────────────────

std::string csaf(const std::string& vulnerabilities) {
  return R"({"document": {"category": "csaf_security_advisory", "csaf_version": "2.0",
  "distribution": {"tlp": {"label": "AMBER"}},
  "publisher": {"name": "Example", "category": "vendor"},
  "tracking": {"id": " EX-2022-002 ", "version": "1.10.0", "status": "final",
    "generator": {"date": "2022-01-01T00:00:00Z"},
    "revision_history": [{"number": "1.0.0", "date": "2021-01-01T00:00:00Z"}],
    "initial_release_date": "2022-11-30T23:30:00-01:00",
    "current_release_date": "2023-01-02T03:04:05.678Z"}},
 "product_tree": {"full_product_names": [{"name": "Example", "product_id": "P"}]},
 "vulnerabilities": [)" +
         vulnerabilities + "]}";
}

constexpr std::string_view kCsafHead = R"(id: EX-2022-002
revision: 1.10.0
initial: 2022-12-01T00:30:00Z
current: 2023-01-02T03:04:05Z
month: 2022-12
tlp: AMBER
)";

TEST(Inspector, TellsOfCsafItsIdentityDatesLabelAndIdentifiers) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", ""},
      {R"({"cve": "CVE-2022-0001"}, {"cve": "CVE-2022-0002"})",
       "vulnerabilities: CVE-2022-0001 CVE-2022-0002\n"},
      {R"({"cve": "CVE-2022-0001"}, {"cve": "CVE-2022-0001"})", "vulnerabilities: CVE-2022-0001\n"},
      // Without a CVE the first of its other identifiers names it.
      {R"({"ids": [{"system_name": "A", "text": "A-1"}, {"system_name": "B", "text": "B-1"}]})",
       "vulnerabilities: A-1\n"},
      {R"({"ids": [{"system_name": "A", "text": "A-1"}], "cve": "CVE-2022-0001"})",
       "vulnerabilities: CVE-2022-0001\n"},
      {R"({"cve": "CVE-2022-0001"}, {"title": "without any"}, {"ids": [{"text": "A-2"}]})",
       "vulnerabilities: CVE-2022-0001 A-2\n"},
      // Only that of the vulnerability itself.
      {R"({"notes": [{"cve": "CVE-2022-0003"}], "cwe": {"id": "CWE-1"}})", ""},
  };
  for (const auto& [vulnerabilities, expected] : cases) {
    const std::string document = csaf(vulnerabilities);
    EXPECT_EQ(inspected(document), std::string(kCsafHead) + expected) << vulnerabilities;
    EXPECT_EQ(inspected("\xEF\xBB\xBF" + document), std::string(kCsafHead) + expected);
    EXPECT_EQ(inspected(" \r\n" + document), std::string(kCsafHead) + expected);
  }
}

// An advisory that was taken back says so in a document without vulnerabilities.
TEST(Inspector, TakesATombstoneForADocument) {
  EXPECT_EQ(inspected(R"({"document": {"category": "csaf_withdrawn", "csaf_version": "2.1",
    "tracking": {"id": "EX-2022-003", "version": "3", "status": "final",
      "initial_release_date": "2022-11-08", "current_release_date": "yesterday"}}})"),
            "id: EX-2022-003\nrevision: 3\ninitial: 2022-11-08T00:00:00Z\nmonth: 2022-11\n");
}

// ── catalogues ───────────────────────────────────────────────────────────────────────────────────

TEST(Inspector, TellsOfACatalogueOfExploitedVulnerabilitiesWhatIsInIt) {
  EXPECT_EQ(inspected(R"({"title": "Example", "catalogVersion": "2022.11.14",
    "dateReleased": "2022-11-14T17:04:19.9796Z", "count": 2, "vulnerabilities": [
    {"cveID": "CVE-2022-0002", "dateAdded": "2022-11-14"},
    {"cveID": "CVE-2022-0001", "dateAdded": "2022-11-08"}]})"),
            R"(id: kev
revision: 2022.11.14
current: 2022-11-14T17:04:19Z
vulnerabilities: CVE-2022-0001 CVE-2022-0002
catalogue: yes
)");
}

TEST(Inspector, TellsOfScoresOnlyHowOldTheyAre) {
  EXPECT_EQ(inspected("#model_version:v2023.03.01,score_date:2023-03-07T00:00:00+0000\n"
                      "cve,epss,percentile\nCVE-2022-0001,0.1,0.2\n"),
            "id: epss\nrevision: v2023.03.01\ncurrent: 2023-03-07T00:00:00Z\ncatalogue: yes\n");
}

TEST(Inspector, RefusesCataloguesThatAreNotWhole) {
  EXPECT_EQ(inspected(R"({"catalogVersion": "2022.11.14", "vulnerabilities": [])"),
            "malformed 1:55 json-syntax");
  EXPECT_EQ(inspected(R"({"catalogVersion": "2022.11.14", "vulnerabilities": []})"),
            "malformed no-entries");
  EXPECT_EQ(inspected("#model_version:v2023.03.01\n"), "malformed 1:1 catalogue-form");
}

// ── what is none ─────────────────────────────────────────────────────────────────────────────────

TEST(Inspector, RefusesWhatNobodyCanRead) {
  const std::string broken = csaf("").substr(0, 100);
  EXPECT_EQ(inspected(broken).substr(0, 10), "malformed ") << inspected(broken);
  EXPECT_EQ(inspected(kCvrf.substr(0, 300)).substr(0, 10), "malformed ");
  EXPECT_EQ(inspected(""), "malformed empty");
  EXPECT_EQ(inspected("no advisory"), "malformed 1:1 not-advisory");
}

// Kept unread by the fetch stage, for a later version of the program.
TEST(Inspector, CallsOtherFormatsUnsupported) {
  EXPECT_EQ(
      inspected(R"({"schema_version": "1.6.0", "id": "GHSA-1", "affected": []})").substr(0, 12),
      "unsupported ");
}

// A label that is no text is not understood; what is not understood is restricted, never public.
TEST(Inspect, TellsALabelThatIsNoText) {
  const Inspect inspect = inspector(test::shipped_feeds());
  for (const char* label : {"[\"AMBER\"]", "{\"value\": \"AMBER\"}"})
    EXPECT_EQ(inspect(std::string("{\"document\": {\"distribution\": {\"tlp\": {\"label\": ") +
                      label + "}}, \"tracking\": {\"id\": \"EX-1\"}}}")
                  .tlp,
              "AMBER")
        << label;
}

}  // namespace
}  // namespace patchmatrix
