// SPDX-License-Identifier: Apache-2.0
#include "parse/cvrf.hpp"

#include <iterator>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "parse/documents.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using test::text_of;

// Both readers must say the same; their diagnostics may name the place differently.
struct Read {
  std::string text;
  std::string diagnostics;
  std::string tree_diagnostics;
};

Read read(const std::string& xml) {
  Diagnostics diagnostics, others;
  const Document document = read_cvrf(xml, diagnostics);
  EXPECT_EQ(document.format, Format::CvrfXml);
  EXPECT_EQ(text_of(read_cvrf_other_encoding(xml, others)), text_of(document));
  return {text_of(document), text_of(diagnostics), text_of(others)};
}

// The text of a document of which only the product tree and the vulnerabilities are of interest.
Read read_parts(const std::string& parts) {
  Read result = read("<cvrfdoc>" + parts + "</cvrfdoc>");
  const std::string head = "title: \nid: \npublisher:  | \nreleased:  | \n";
  EXPECT_TRUE(result.text.starts_with(head)) << result.text;
  result.text.erase(0, head.size());
  return result;
}

TEST(CvrfReader, ReadsEverythingThatLaterStagesNeed) {
  const Read result = read(std::string(test::kWholeXml));
  EXPECT_EQ(result.text, test::kWholeText);
  EXPECT_EQ(result.diagnostics, "");
}

std::string without_prefixes(std::string_view xml) {
  std::string out(xml);
  for (const char* prefix : {"cvrf:", "prod:", "vuln:"}) {
    out = test::replaced(out, std::string("<") + prefix, "<");
    out = test::replaced(out, std::string("</") + prefix, "</");
  }
  return out;
}

TEST(CvrfReader, TakesAnyPrefix) {
  std::string xml = test::replaced(test::kWholeXml, "vuln:", "v:");
  xml = test::replaced(xml, "prod:", "the-products-of-this-document:");
  EXPECT_EQ(read(xml).text, test::kWholeText);
}

TEST(CvrfReader, TakesDefaultNamespaces) {
  std::string xml = without_prefixes(test::kWholeXml);
  xml = test::replaced(xml, "<ProductTree>",
                       "<ProductTree xmlns=\"http://www.icasi.org/CVRF/schema/prod/1.1\">");
  xml = test::replaced(
      xml, "<Vulnerability ",
      "<Vulnerability \nxmlns=\"http://docs.oasis-open.org/csaf/ns/csaf-cvrf/v1.2/vuln\"\n");
  xml = test::replaced(xml, "<cvrfdoc",
                       "<cvrfdoc xmlns='http://docs.oasis-open.org/csaf/ns/csaf-cvrf/v1.2/cvrf'");
  EXPECT_EQ(read(xml).text, test::kWholeText);
}

TEST(CvrfReader, TakesNoNamespacesAtAll) {
  std::string xml = without_prefixes(test::kWholeXml);
  xml.replace(0, xml.find('>'), "<cvrfdoc");
  EXPECT_EQ(read(xml).text, test::kWholeText);
}

TEST(CvrfReader, TakesOneAttributeALine) {
  std::string xml = test::replaced(test::kWholeXml, " Type=", "\n      Type=");
  xml = test::replaced(xml, " ProductID=", "\n      ProductID=");
  xml = test::replaced(xml, " Ordinal=", "\n\tOrdinal = ");
  EXPECT_EQ(read(xml).text, test::kWholeText);
}

TEST(CvrfReader, DoesNotMindHowItIsIndented) {
  std::string xml(test::kWholeXml);
  for (int i = 0; i < 5; ++i) xml = test::replaced(xml, "\n ", "\n");
  xml = test::replaced(xml, ">\n<", "><");
  EXPECT_EQ(read(xml).text, test::kWholeText);
}

TEST(CvrfReader, TakesElementsOnlyFromTheirExpectedParent) {
  const std::string extension = R"(
    <ext:Extra xmlns:ext="urn:ext">
      <Vulnerability><CVE>CVE-1999-0001</CVE></Vulnerability>
      <ProductTree><FullProductName ProductID="99">Other</FullProductName></ProductTree>
      <FullProductName ProductID="98">Other</FullProductName>
      <DocumentTitle>Other</DocumentTitle><ID>Other</ID><CVE>CVE-1999-0002</CVE>
      <InitialReleaseDate>1999-01-01</InitialReleaseDate>
      <Title>Other</Title><ProductID>97</ProductID><Description>Other</Description>
      <Note Type="Tag">Other</Note><Threat Type="Impact"><Description>Other</Description></Threat>
      <Status Type="Fixed"><ProductID>96</ProductID></Status>
      <BaseScore>1.0</BaseScore><Number>99</Number><URL>urn:other</URL>
    </ext:Extra>)";
  // Into every element that has children, after its start tag.
  std::string xml(test::kWholeXml);
  xml.insert(xml.find('>') + 1, extension);
  for (const char* tag : {"cvrf:DocumentPublisher Type=\"Vendor\"",
                          "cvrf:DocumentTracking",
                          "cvrf:Identification",
                          "cvrf:RevisionHistory",
                          "cvrf:Revision",
                          "cvrf:DocumentNotes",
                          "prod:ProductTree",
                          "prod:Branch Type=\"Vendor\" Name=\"Acme\"",
                          "vuln:Vulnerability Ordinal=\"1\"",
                          "vuln:Vulnerability Ordinal=\"2\"",
                          "vuln:Notes",
                          "vuln:ProductStatuses",
                          "vuln:Status Type=\"Known Affected\"",
                          "vuln:Threats",
                          "vuln:Threat Type=\"Impact\"",
                          "vuln:CVSSScoreSets",
                          "vuln:ScoreSet",
                          "vuln:Remediations",
                          "vuln:Remediation Type=\"Vendor Fix\"",
                          "vuln:RevisionHistory",
                          "vuln:Revision",
                          "vuln:Title",
                          "vuln:CVE"}) {
    const std::string start = "<" + std::string(tag) + ">";
    ASSERT_NE(xml.find(start), std::string::npos) << tag;
    xml = test::replaced(xml, start, start + extension);
  }
  EXPECT_EQ(read(xml).text, test::kWholeText);
  EXPECT_EQ(read(xml).diagnostics, "foreign-elements number=22\n");
  EXPECT_EQ(read(xml).tree_diagnostics, "foreign-elements number=22\n");

  // Without a namespace of their own they still stand in the wrong place.
  const std::string plain = test::replaced(
      test::replaced(xml, "<ext:Extra xmlns:ext=\"urn:ext\">", "<Extra>"), "ext:Extra", "Extra");
  EXPECT_EQ(read(plain).text, test::kWholeText);
  EXPECT_EQ(read(plain).diagnostics, "");
}

TEST(CvrfReader, PassesOverElementsOfOtherNamespacesAndSaysHowMany) {
  const Read result = read_parts(R"(
    <ext:DocumentTitle xmlns:ext="urn:ext">Other</ext:DocumentTitle>
    <Vulnerability xmlns:ext="urn:ext"><CVE>CVE-2022-1</CVE><ext:CVE>CVE-1999-1</ext:CVE>
      <ext:Threats><Threat Type="Impact"/></ext:Threats></Vulnerability>
    <Vulnerability xmlns="urn:ext"><CVE>CVE-1999-2</CVE></Vulnerability>)");
  EXPECT_EQ(result.text, "vulnerability:  | CVE-2022-1 |  | \n");
  EXPECT_EQ(result.diagnostics, "foreign-elements number=4\n");
  EXPECT_EQ(result.tree_diagnostics, result.diagnostics);
}

TEST(CvrfReader, TakesTheScoresOfCvrf12) {
  const Read result = read_parts(R"(
    <Vulnerability><CVE>CVE-2018-1</CVE><CVSSScoreSets>
      <ScoreSetV2><BaseScoreV2>7.5</BaseScoreV2><TemporalScoreV2>6</TemporalScoreV2>
        <VectorV2>AV:N/AC:L/Au:N/C:P/I:P/A:P</VectorV2></ScoreSetV2>
      <ScoreSetV3><BaseScoreV3>9.8</BaseScoreV3><VectorV3>CVSS:3.0/AV:N</VectorV3>
        <ProductID>1</ProductID><ProductID>2</ProductID></ScoreSetV3>
      <Comment>none</Comment>
    </CVSSScoreSets></Vulnerability>)");
  EXPECT_EQ(result.text,
            "undefined product: 1 | \n"
            "undefined product: 2 | \n"
            "vulnerability:  | CVE-2018-1 |  | \n"
            "  score: 7.5 | AV:N/AC:L/Au:N/C:P/I:P/A:P @\n"
            "  score: 9.8 | CVSS:3.0/AV:N @ 1 2\n");
}

TEST(CvrfReader, TakesTheIdWhereAVulnerabilityHasNoCve) {
  EXPECT_EQ(read_parts("<Vulnerability><ID SystemName=\"a\">A-1</ID></Vulnerability>"
                       "<Vulnerability><ID>A-2</ID><CVE>CVE-2018-2</CVE></Vulnerability>"
                       "<Vulnerability><CVE>CVE-2018-3</CVE><ID>A-3</ID></Vulnerability>"
                       "<Vulnerability/>")
                .text,
            "vulnerability:  |  |  | \n  other id: A-1\n"
            "vulnerability:  | CVE-2018-2 |  | \n  other id: A-2\n"
            "vulnerability:  | CVE-2018-3 |  | \n  other id: A-3\n"
            "vulnerability:  |  |  | \n");
}

TEST(CvrfReader, DefinesTheProductsOfRelationships) {
  const Read result = read_parts(R"(<ProductTree>
      <Branch Type="Vendor" Name="Acme">
        <Branch Type="Product Family" Name="Rails"><Branch Type="Product Version" Name="7">
          <FullProductName ProductID="r7">Rail 7</FullProductName></Branch></Branch>
        <Branch Type="Product Version" Name="1.2">
          <FullProductName ProductID="rocket-1.2">rocket-1.2</FullProductName></Branch>
      </Branch>
      <Relationship ProductReference="rocket-1.2" RelationType="Default Component Of"
          RelatesToProductReference="r7">
        <FullProductName ProductID="r7:rocket-1.2" CPE="cpe:/a:acme">rocket-1.2 of Rail 7</FullProductName>
      </Relationship>
    </ProductTree>)");
  EXPECT_EQ(result.text,
            "product: r7 | Rail 7\n"
            "  in: Vendor=Acme > Product Family=Rails > Product Version=7\n"
            "product: rocket-1.2 | rocket-1.2\n  in: Vendor=Acme > Product Version=1.2\n"
            "product: r7:rocket-1.2 | rocket-1.2 of Rail 7\n"
            "  is: rocket-1.2 [Default Component Of] r7\n  cpe: cpe:/a:acme\n");
  EXPECT_EQ(result.diagnostics, "");
}

TEST(CvrfReader, KeepsEveryBranchAroundAProduct) {
  EXPECT_EQ(read_parts(R"(<ProductTree>
      <Branch Type="Vendor" Name="Outer"><Branch Type="Vendor" Name="Inner">
        <Branch Type="Product Family" Name="A"><Branch Type="Product Family" Name="B">
          <FullProductName ProductID="1">One</FullProductName>
        </Branch><FullProductName ProductID="2">Two</FullProductName></Branch>
      </Branch><FullProductName ProductID="3">Three</FullProductName></Branch>
    </ProductTree>)")
                .text,
            "product: 1 | One\n"
            "  in: Vendor=Outer > Vendor=Inner > Product Family=A > Product Family=B\n"
            "product: 2 | Two\n  in: Vendor=Outer > Vendor=Inner > Product Family=A\n"
            "product: 3 | Three\n  in: Vendor=Outer\n");
}

TEST(CvrfReader, TakesTheTreeOfHotPatchesForAProductTree) {
  EXPECT_EQ(read_parts(R"(<HotPatchTree><Branch Type="Product Name" Name="Rail">
      <FullProductName ProductID="hp-1" CPE="cpe:/a:rail">patch-1</FullProductName>
    </Branch></HotPatchTree>)")
                .text,
            "product: hp-1 | patch-1\n  in: Product Name=Rail\n  cpe: cpe:/a:rail\n");
}

TEST(CvrfReader, TakesAHotPatchTreeWithArchitectures) {
  EXPECT_EQ(read_parts(R"(<HotPatchTree>
      <Branch Type="Product Name" Name="Rail"><FullProductName ProductID="rail-1">rail-1</FullProductName></Branch>
      <Branch Type="Package Arch" Name="aarch64">
        <FullProductName ProductID="patch-1" CPE="cpe:/a:rail:1">patch-1.aarch64.rpm</FullProductName></Branch>
      <Branch Type="Package Arch" Name="src">
        <FullProductName ProductID="patch-1" CPE="cpe:/a:rail:1">patch-1.src.rpm</FullProductName></Branch>
    </HotPatchTree>)")
                .text,
            "product: rail-1 | rail-1\n  in: Product Name=Rail\n"
            "product: patch-1 | patch-1.aarch64.rpm\n  in: Package Arch=aarch64\n"
            "  cpe: cpe:/a:rail:1\n  also: patch-1.src.rpm | Package Arch=src\n");
}

TEST(CvrfReader, TakesRelationshipsInAnyOrderAndChains) {
  const Read result = read_parts(R"(<ProductTree>
      <Relationship ProductReference="ab" RelationType="Installed On" RelatesToProductReference="c">
        <FullProductName ProductID="abc">A in B on C</FullProductName></Relationship>
      <Relationship ProductReference="a" RelationType="Optional Component Of" RelatesToProductReference="b">
        <FullProductName ProductID="ab">A in B</FullProductName>
        <FullProductName ProductID="ab2">A in B, too</FullProductName></Relationship>
      <Relationship ProductReference="a" RelationType="Installed With" RelatesToProductReference="c"/>
      <FullProductName ProductID="a">A</FullProductName>
    </ProductTree>)");
  EXPECT_EQ(result.text, R"(undefined product: c | 
product: ab | A in B
  is: a [Optional Component Of] b
product: abc | A in B on C
  is: ab [Installed On] c
undefined product: b | 
product: a | A
product: ab2 | A in B, too
  is: a [Optional Component Of] b
relationship of no product: a [Installed With] c
)");
  EXPECT_EQ(result.diagnostics, "");
}

TEST(CvrfReader, KeepsTheProductsOfRelationshipsThatLackAnEnd) {
  for (const char* ends : {"", "ProductReference=\"a\"", "RelatesToProductReference=\"a\"",
                           "ProductReference=\"a\" RelatesToProductReference=\"\""}) {
    const Read result = read_parts("<ProductTree><Relationship " + std::string(ends) +
                                   "><FullProductName ProductID=\"P\">Name</FullProductName>"
                                   "</Relationship></ProductTree>");
    EXPECT_EQ(result.text, "product: P | Name\n") << ends;
    EXPECT_TRUE(result.diagnostics.starts_with("relationship-incomplete ")) << result.diagnostics;
    EXPECT_TRUE(result.diagnostics.ends_with("cvrfdoc/ProductTree/Relationship id=P\n"))
        << result.diagnostics;
  }
}

TEST(CvrfReader, TakesProductGroupsWhereverTheyAreDefined) {
  const std::string groups = R"(<ProductTree><ProductGroups>
      <Group GroupID="G"><Description>two</Description><ProductID>a</ProductID>
        <ProductID>b</ProductID></Group>
      <Group GroupID="H"/></ProductGroups></ProductTree>)";
  const std::string uses = R"(<Vulnerability>
      <ProductStatuses><Status Type="Fixed"><ProductID>x</ProductID></Status></ProductStatuses>
      <Threats><Threat Type="Impact"><Description>High</Description><GroupID>G</GroupID>
        <ProductID>x</ProductID></Threat><Threat Type="Impact"><GroupID>H</GroupID></Threat></Threats>
      <Remediations><Remediation Type="Workaround"><ProductID>x</ProductID><GroupID>J</GroupID>
        <GroupID>G</GroupID></Remediation></Remediations></Vulnerability>)";
  const std::string said =
      "vulnerability:  |  |  | \n  status: Fixed @ x\n  threat: Impact | High @ a b x\n"
      "  threat: Impact |  @ H\n  remediation: Workaround |  |  |  |  |  |  @ x J a b\n";
  const Read before = read_parts(groups + uses), behind = read_parts(uses + groups);
  EXPECT_EQ(before.text,
            "undefined product: a | \nundefined product: b | \nundefined product: x | \n"
            "undefined product: H | \nundefined product: J | \n" +
                said);
  EXPECT_EQ(behind.text,
            "undefined product: x | \nundefined product: a | \nundefined product: b | \n"
            "undefined product: H | \nundefined product: J | \n" +
                said);
  for (const Read& each : {before, behind})
    EXPECT_EQ(each.diagnostics, "undefined-group ProductTree id=H ×2\n");
}

TEST(CvrfReader, TakesTheHeaderOfADocument) {
  const Read result = read(R"(<cvrfdoc>
      <DocumentTitle>Rockets</DocumentTitle><DocumentType>Security Advisory</DocumentType>
      <DocumentTracking>
        <Identification><ID>A-1</ID><Alias>B</Alias></Identification>
        <Status>Interim</Status><Version>1.2</Version>
        <CurrentReleaseDate>2024-01-02</CurrentReleaseDate></DocumentTracking>
      <AggregateSeverity Namespace="https://acme.example/severity">Important</AggregateSeverity>
    </cvrfdoc>)");
  EXPECT_EQ(result.text, R"(title: Rockets
id: A-1
publisher:  | 
released:  | 2024-01-02
category: Security Advisory
status: Interim
edition: 1.2
severity: Important | https://acme.example/severity
)");
}

TEST(CvrfReader, TakesTheReleaseDateAndEveryCweOfAVulnerability) {
  EXPECT_EQ(read_parts(R"(<Vulnerability><ReleaseDate>2024-01-02</ReleaseDate>
      <CWE ID="CWE-1">One</CWE><CVE>CVE-2024-1</CVE><CWE>none</CWE><CWE ID=""/><CWE ID="CWE-2"/>
      </Vulnerability><Vulnerability><CWE ID="CWE-3"/></Vulnerability>)")
                .text,
            "vulnerability:  | CVE-2024-1 |  | CWE-1 CWE-2\n  released: 2024-01-02\n"
            "vulnerability:  |  |  | CWE-3\n");
}

// ── Namespaces ───────────────────────────────────────────────────────────────────────────────────

// How a publisher spreads namespaces over a document.
struct Layout {
  const char* name;
  const char* root;        // prefix of the root and its header
  const char* root_xmlns;  // its declarations
  const char* tree;        // prefix of ProductTree …
  const char* tree_xmlns;
  const char* tree_inner;  // … and of what stands in it
  const char* entry;       // prefix of Vulnerability …
  const char* entry_xmlns;
  const char* entry_inner;  // … and of what stands in it
};

#define CVRF_11(part) "http://www.icasi.org/CVRF/schema/" part "/1.1"
#define CVRF_12(part) "http://docs.oasis-open.org/csaf/ns/csaf-cvrf/v1.2/" part

constexpr Layout kLayouts[] = {
    {"none", "", "", "", "", "", "", "", ""},
    {"defaults of 1.1", "", " xmlns='" CVRF_11("cvrf") "'", "", " xmlns='" CVRF_11("prod") "'", "",
     "", " xmlns='" CVRF_11("vuln") "'", ""},
    {"defaults of 1.2", "", " xmlns='" CVRF_12("cvrf") "'", "", " xmlns='" CVRF_12("prod") "'", "",
     "", " xmlns='" CVRF_12("vuln") "'", ""},
    {"one default of 1.1 for all", "", " xmlns='" CVRF_11("cvrf") "'", "", "", "", "", "", ""},
    {"one default of 1.2 for all", "", " xmlns='" CVRF_12("cvrf") "'", "", "", "", "", "", ""},
    {"prefixes of 1.1", "cvrf:",
     " xmlns:cvrf='" CVRF_11("cvrf") "' xmlns:prod='" CVRF_11("prod") "' xmlns:vuln='" CVRF_11(
         "vuln") "'",
     "prod:", "", "prod:", "vuln:", "", "vuln:"},
    {"prefixes of 1.2", "cvrf:",
     " xmlns:cvrf='" CVRF_12("cvrf") "' xmlns:prod='" CVRF_12("prod") "' xmlns:vuln='" CVRF_12(
         "vuln") "'",
     "prod:", "", "prod:", "vuln:", "", "vuln:"},
    {"prefixes of one's own", "c:", " xmlns:c='" CVRF_12("cvrf") "'",
     "p:", " xmlns:p='" CVRF_12("prod") "'", "p:", "v:", " xmlns:v='" CVRF_12("vuln") "'", "v:"},
    {"prefixed root, defaults inside", "cvrf:", " xmlns:cvrf='" CVRF_12("cvrf") "'", "",
     " xmlns='" CVRF_12("prod") "'", "", "", " xmlns='" CVRF_12("vuln") "'", ""},
    {"prefixed root of 1.1, defaults inside", "cvrf:", " xmlns:cvrf='" CVRF_11("cvrf") "'", "",
     " xmlns='" CVRF_11("prod") "'", "", "", " xmlns='" CVRF_11("vuln") "'", ""},
    {"prefixed entries with unprefixed children", "",
     " xmlns='" CVRF_12("cvrf") "' xmlns:vuln='" CVRF_12("vuln") "'", "",
     " xmlns='" CVRF_12("prod") "'", "", "vuln:", " xmlns='" CVRF_12("vuln") "'", ""},
    {"prefixed tree with unprefixed children", "",
     " xmlns='" CVRF_12("cvrf") "' xmlns:prod='" CVRF_12("prod") "'",
     "prod:", " xmlns='" CVRF_12("prod") "'", "", "", " xmlns='" CVRF_12("vuln") "'", ""},
    {"prefixed root, nothing inside", "cvrf:", " xmlns:cvrf='" CVRF_12("cvrf") "'", "", "", "", "",
     "", ""},
    {"entries in no namespace, their children in the root's",
     "cvrf:", " xmlns:cvrf='" CVRF_12("cvrf") "'", "", "", "", "", "", "cvrf:"},
    {"entries in the namespace of the document", "", " xmlns='" CVRF_11("cvrf") "'", "",
     " xmlns='" CVRF_11("prod") "'", "", "", " xmlns='" CVRF_11("cvrf") "'", ""},
    {"entries of 1.1 in a document of 1.2", "", " xmlns='" CVRF_12("cvrf") "'", "",
     " xmlns='" CVRF_11("prod") "'", "", "", " xmlns='" CVRF_11("vuln") "'", ""},
    {"entries of 1.2 in a document of 1.1", "cvrf:", " xmlns:cvrf='" CVRF_11("cvrf") "'", "",
     " xmlns='" CVRF_12("prod") "'", "", "v:", " xmlns:v='" CVRF_12("vuln") "'", "v:"},
    {"a root of an extension", "e:", " xmlns:e='http://acme.example/extendedCvrf'", "",
     " xmlns='" CVRF_12("prod") "'", "", "", " xmlns='" CVRF_12("vuln") "'", ""},
    {"the root's namespace taken back", "", " xmlns='" CVRF_12("cvrf") "'", "", " xmlns=''", "", "",
     " xmlns=''", ""},
};

#undef CVRF_11
#undef CVRF_12

std::string laid_out(const Layout& layout) {
  std::string xml = without_prefixes(test::kWholeXml);
  xml.erase(0, xml.find('>') + 1);
  const auto prefixed = [](std::string text, std::string_view prefix) {
    text = test::replaced(text, "</", "\1");
    text = test::replaced(text, "<", "<" + std::string(prefix));
    return test::replaced(text, "\1", "</" + std::string(prefix));
  };
  const std::size_t tree = xml.find("<ProductTree>"), tree_end = xml.find("</ProductTree>");
  const std::size_t entries = xml.find("<Vulnerability"), end = xml.find("</cvrfdoc>");
  const std::string t = layout.tree, e = layout.entry, r = layout.root;
  std::string inner_entries = prefixed(xml.substr(entries, end - entries), layout.entry_inner);
  inner_entries =
      test::replaced(inner_entries, "</" + std::string(layout.entry_inner) + "Vulnerability>",
                     "</" + e + "Vulnerability>");
  inner_entries =
      test::replaced(inner_entries, "<" + std::string(layout.entry_inner) + "Vulnerability ",
                     "<" + e + "Vulnerability" + layout.entry_xmlns + " ");
  const std::size_t inner = tree + std::string_view("<ProductTree>").size();
  return "<" + r + "cvrfdoc" + layout.root_xmlns + ">" + prefixed(xml.substr(0, tree), r) + "<" +
         t + "ProductTree" + layout.tree_xmlns + ">" +
         prefixed(xml.substr(inner, tree_end - inner), layout.tree_inner) + "</" + t +
         "ProductTree>" + inner_entries + "</" + r + "cvrfdoc>";
}

TEST(CvrfNamespaces, DoNotChangeWhatADocumentSays) {
  static_assert(std::size(kLayouts) == 19);
  for (const Layout& layout : kLayouts) {
    const std::string xml = laid_out(layout);
    const Read result = read(xml);
    EXPECT_EQ(result.text, test::kWholeText) << layout.name << "\n" << xml;
    EXPECT_EQ(result.diagnostics, "") << layout.name;
    EXPECT_EQ(result.tree_diagnostics, "") << layout.name;
  }
}

TEST(CvrfReader, TakesTheOtherSpellingsOfDateAndScoreSet) {
  EXPECT_EQ(
      read_parts(R"(<Vulnerability><RevisionHistory>
      <Revision><Number>1</Number><DATE>2024-01-01</DATE></Revision></RevisionHistory>
      <CVSSScoreSets><ScoreSet><BaseScore>5</BaseScore></ScoreSet></CVSSScoreSets>
      <CVSSScoreSet><ScoreSet><BaseScore>6</BaseScore></ScoreSet></CVSSScoreSet>
    </Vulnerability>)")
          .text,
      "vulnerability:  |  |  | \n  revision: 1 | 2024-01-01\n  score: 5 |  @\n  score: 6 |  @\n");
}

TEST(CvrfReader, KeepsTheFirstOfTwoNamesOfAProduct) {
  const Read result = read_parts(R"(<ProductTree>
      <FullProductName ProductID="1">One</FullProductName>
      <FullProductName ProductID="1" CPE="cpe:/a:1">One</FullProductName>
      <FullProductName ProductID="1" CPE="cpe:/a:2">Uno</FullProductName>
      <FullProductName ProductID="01">Another</FullProductName>
      <FullProductName ProductID="1">Eins</FullProductName>
    </ProductTree>)");
  EXPECT_EQ(result.text,
            "product: 1 | One\n  cpe: cpe:/a:1\n  also: Eins | \n  also: Uno | \nproduct: 01 | "
            "Another\n");
  EXPECT_EQ(result.diagnostics, "product-defined-twice ProductTree id=1 kept=One ignored=Uno ×2\n");
}

TEST(CvrfReader, TakesALaterNameOfAProductThatHadNone) {
  const Read result = read_parts(R"(<ProductTree>
      <Branch Type="Vendor" Name="Acme"><FullProductName ProductID="1"/></Branch>
      <Branch Type="Vendor" Name="Apex">
        <FullProductName ProductID="1" CPE="cpe:/a:1">One</FullProductName></Branch>
      <FullProductName ProductID="1"> </FullProductName>
      <FullProductName ProductID="2"/><FullProductName ProductID="2"/>
    </ProductTree>)");
  EXPECT_EQ(result.text,
            "product: 1 | One\n  in: Vendor=Apex\n  cpe: cpe:/a:1\nproduct: 2 | \nbranch without "
            "products: Vendor=Acme\n");
  EXPECT_EQ(result.diagnostics, "");
}

TEST(CvrfReader, ReportsProductsWithoutAnId) {
  const Read result = read_parts(
      "<ProductTree>\n<FullProductName>Nameless</FullProductName>"
      "<FullProductName ProductID=\"\">Other</FullProductName>"
      "<FullProductName ProductID=\"1\">One</FullProductName></ProductTree>");
  EXPECT_EQ(result.text, "product: 1 | One\n");
  EXPECT_EQ(result.diagnostics, "product-without-id 2:44 cvrfdoc/ProductTree name=Nameless ×2\n");
}

TEST(CvrfReader, KeepsProductsThatNobodyDefined) {
  const Read result = read_parts(R"(
    <Vulnerability><ProductStatuses><Status Type="Fixed"><ProductID> 7 </ProductID>
      <ProductID>8</ProductID></Status></ProductStatuses></Vulnerability>
    <ProductTree><FullProductName ProductID="8">Eight</FullProductName></ProductTree>
    <Vulnerability><Threats><Threat Type="Impact"><ProductID>8</ProductID><ProductID>9</ProductID>
      </Threat></Threats></Vulnerability>)");
  EXPECT_EQ(result.text,
            "undefined product: 7 | \n"
            "product: 8 | Eight\n"
            "undefined product: 9 | \n"
            "vulnerability:  |  |  | \n  status: Fixed @ 7 8\n"
            "vulnerability:  |  |  | \n  threat: Impact |  @ 8 9\n");
  EXPECT_EQ(result.diagnostics, "");  // said by the normalize stage, which knows whether it matters
}

TEST(CvrfReader, LeavesOutProseButNoOtherNote) {
  EXPECT_EQ(read_parts(R"(<DocumentNotes>
      <Note Type="General">a</Note><Note Type="Summary">b</Note><Note Type="Legal Disclaimer">c</Note>
      <Note Type="Description">g</Note><Note Type="FAQ">h</Note>
      <Note Type="Details" Title="d">d</Note><Note>e</Note><Note Type="Other" Title="f"/>
    </DocumentNotes>)")
                .text,
            "note: General |  | a\nnote: Summary |  | b\nnote: Details | d | d\nnote:  |  | e\n"
            "note: Other | f | \n");
}

TEST(CvrfReader, KeepsStatusesThreatsAndFixesOfEachVulnerabilityApart) {
  std::string xml, expected;
  for (int i = 1; i <= 3; ++i) {
    const std::string n = std::to_string(i);
    expected += "undefined product: " + n + " | \n";
    xml += "<Vulnerability Ordinal=\"" + n + "\"><ProductStatuses><Status Type=\"A\"><ProductID>" +
           n + "</ProductID></Status></ProductStatuses><Threats><Threat Type=\"T\"><Description>" +
           n +
           "</Description></Threat></Threats><Threats><Threat Type=\"U\"/></Threats><Remediations>"
           "<Remediation Type=\"R\"><URL>" +
           n + "</URL></Remediation></Remediations></Vulnerability>";
  }
  for (int i = 1; i <= 3; ++i) {
    const std::string n = std::to_string(i);
    expected += "vulnerability: " + n + " |  |  | \n  status: A @ " + n + "\n  threat: T | " + n +
                " @\n  threat: U |  @\n  remediation: R |  | " + n + " |  |  |  |  @\n";
  }
  EXPECT_EQ(read_parts(xml).text, expected);
}

TEST(CvrfReader, ReadsADocumentWithNothingInIt) {
  EXPECT_EQ(read("<cvrfdoc/>").text, "title: \nid: \npublisher:  | \nreleased:  | \n");
  EXPECT_EQ(
      read("<cvrfdoc><ProductTree><Branch Type=\"Vendor\" Name=\"Acme\"/></ProductTree></cvrfdoc>")
          .text,
      "title: \nid: \npublisher:  | \nreleased:  | \nbranch without products: Vendor=Acme\n");
}

TEST(CvrfReader, RefusesOtherRootsByName) {
  Diagnostics diagnostics;
  EXPECT_EQ(test::error_of([&] { read_cvrf("<a:cvrf>text</a:cvrf>", diagnostics); }),
            "unsupported 1:9 cvrf wrong-root root=cvrf");
  EXPECT_EQ(test::error_of([&] { read_cvrf("<CVRFDOC/>", diagnostics); }),
            "unsupported 1:11 CVRFDOC wrong-root root=CVRFDOC");
  EXPECT_EQ(test::error_of([&] { read_cvrf_other_encoding("<a:cvrf/>", diagnostics); }),
            "unsupported cvrf wrong-root root=cvrf");
}

TEST(CvrfReader, RefusesARootOfAnotherNamespace) {
  Diagnostics diagnostics;
  const auto both = [&](const std::string& xml) {
    return test::error_of([&] { read_cvrf(xml, diagnostics); }) + " / " +
           test::error_of([&] { read_cvrf_other_encoding(xml, diagnostics); });
  };
  EXPECT_EQ(both("<cvrfdoc xmlns=\"urn:other\"/>"),
            "unsupported 1:29 cvrfdoc foreign-root / unsupported cvrfdoc foreign-root");
  EXPECT_EQ(both("<a:cvrfdoc xmlns:a=\"urn:other\"></a:cvrfdoc>"),
            "unsupported 1:32 cvrfdoc foreign-root / unsupported cvrfdoc foreign-root");
  EXPECT_EQ(both("<a:cvrf xmlns:a=\"urn:other\"/>"),
            "unsupported 1:30 cvrf wrong-root root=cvrf / unsupported cvrf wrong-root root=cvrf");
  for (const char* xml :
       {"<a:cvrfdoc/>", "<cvrfdoc xmlns:a=\"urn:other\"/>", "<a:cvrfdoc xmlns=\"urn:other\"/>",
        "<cvrfdoc xmlns=\"http://www.icasi.org/CVRF/schema/cvrf/1.1\"/>",
        "<c:cvrfdoc xmlns:c=\"http://docs.oasis-open.org/csaf/ns/csaf-cvrf/v1.2/cvrf\"/>"})
    EXPECT_EQ(both(xml), "no error / no error") << xml;
}

TEST(CvrfReader, RefusesATreeOfBranchesWithoutEnd) {
  std::string xml = "<cvrfdoc><ProductTree>";
  for (int i = 0; i < 100'000; ++i) xml += "<Branch>";
  Diagnostics diagnostics;
  EXPECT_EQ(test::error_of([&] { read_cvrf(xml, diagnostics); }),
            "untrusted 1:2055 cvrfdoc/ProductTree/Branch/Branch/Branch/Branch/Branch/Branch/Branch/"
            "Branch/Branch/Branch/… too-deep limit=256");
}

}  // namespace
}  // namespace patchmatrix
