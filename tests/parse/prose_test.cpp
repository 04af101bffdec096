// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include <patchmatrix/parse.hpp>

namespace patchmatrix {
namespace {

std::string text_of(const Document& document, Slice<Acknowledgment> acknowledgments) {
  static constexpr std::string_view kKinds[] = {"name", "organization", "url", "summary"};
  std::string out;
  for (const Acknowledgment& each : document.of(acknowledgments)) {
    out += "thanks";
    for (const Acknowledgment::Part& part : document.of(each.parts))
      out.append(" | ")
          .append(kKinds[static_cast<std::size_t>(part.kind)])
          .append(" ")
          .append(part.text);
    out += "\n";
  }
  return out;
}

// Notes and thanks of a document, and of each vulnerability.
std::string prose_of(std::string_view bytes, bool prose) {
  Diagnostics diagnostics;
  ParseOptions options;
  options.prose = prose;
  const Document document = parse(bytes, diagnostics, options);
  std::string out = text_of(document, document.acknowledgments);
  for (const Vulnerability& each : document.vulnerabilities) {
    out.append(each.cve).append("\n");
    for (const Note& note : document.of(each.notes))
      out.append("note ").append(note.type).append(": ").append(note.text).append("\n");
    for (const Note& note : document.prose_of(each))
      out.append("prose ").append(note.type).append(": ").append(note.text).append("\n");
    out += text_of(document, each.acknowledgments);
  }
  return out;
}

constexpr std::string_view kXml = R"(<cvrfdoc>
<DocumentNotes><Note Type="Legal Disclaimer">No warranty</Note></DocumentNotes>
<Acknowledgments><Acknowledgment><Name>Everybody</Name></Acknowledgment></Acknowledgments>
<Vulnerability><CVE>CVE-2022-0001</CVE>
<Notes><Note Type="Description">&lt;p&gt;One &amp;amp; two&lt;/p&gt;</Note><Note Type="Tag">Kernel</Note>
<Note Type="FAQ">Why?</Note></Notes>
<Acknowledgments><Acknowledgment><Name>A. Finder</Name><Name>B. Finder</Name>
<Organization>Example</Organization><URL>https://example.com/</URL><Description>For all</Description>
<Other>x</Other></Acknowledgment><Acknowledgment/></Acknowledgments></Vulnerability>
<Vulnerability><CVE>CVE-2022-0002</CVE><Notes><Note Type="FAQ">How?</Note></Notes></Vulnerability>
</cvrfdoc>)";

TEST(Prose, OfCvrfIsReadWhereItIsWanted) {
  EXPECT_EQ(prose_of(kXml, true),
            "thanks | name Everybody\n"
            "CVE-2022-0001\nnote Tag: Kernel\nprose Description: <p>One &amp; two</p>\n"
            "prose FAQ: Why?\n"
            "thanks | name A. Finder | name B. Finder | organization Example | url "
            "https://example.com/ | summary For all\nthanks\n"
            "CVE-2022-0002\nprose FAQ: How?\n");
  EXPECT_EQ(prose_of(kXml, false), "CVE-2022-0001\nnote Tag: Kernel\nCVE-2022-0002\n");
}

constexpr std::string_view kJson = R"({"DocumentTracking": {}, "Vulnerability": [{
"CVE": "CVE-2022-0001", "Notes": [{"Type": 2, "Value": "<p>One</p>"}, {"Type": 7, "Value": "Kernel"}],
"Acknowledgments": [{"Name": [{"Value": "A. Finder"}, {}], "URL": ["https://example.com/"]}, 7]}]})";

TEST(Prose, OfCvrfAsJsonIsReadWhereItIsWanted) {
  EXPECT_EQ(prose_of(kJson, true),
            "CVE-2022-0001\nnote Tag: Kernel\nprose Description: <p>One</p>\n"
            "thanks | name A. Finder | name  | url https://example.com/\n");
  EXPECT_EQ(prose_of(kJson, false), "CVE-2022-0001\nnote Tag: Kernel\n");
}

constexpr std::string_view kCsaf = R"({"document": {"tracking": {"id": "EX-1"},
"acknowledgments": [{"organization": "Example", "summary": "All of it"}]},
"vulnerabilities": [{"cve": "CVE-2022-0001", "notes": [{"category": "description", "text": "One"}],
"acknowledgments": [{"names": ["A. Finder", "B. Finder"], "organization": "Example",
"urls": ["https://example.com/"]}, {"names": []}]},
{"cve": "CVE-2022-0002", "acknowledgments": [{"names": ["C. Finder"]}]}]})";

TEST(Prose, OfCsafIsAlwaysRead) {
  const std::string expected =
      "thanks | organization Example | summary All of it\n"
      "CVE-2022-0001\nnote description: One\n"
      "thanks | name A. Finder | name B. Finder | organization Example | url "
      "https://example.com/\nthanks\n"
      "CVE-2022-0002\nthanks | name C. Finder\n";
  EXPECT_EQ(prose_of(kCsaf, true), expected);
  EXPECT_EQ(prose_of(kCsaf, false), expected);
}

}  // namespace
}  // namespace patchmatrix
