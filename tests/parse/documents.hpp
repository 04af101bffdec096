// SPDX-License-Identifier: Apache-2.0
#pragma once

// Documents of the parse tests, and a Document as one text, so that tests assert all of it.

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/document.hpp>

#include "io/text.hpp"

namespace patchmatrix::test {

// What every document has stands in it always, the rest only where there is something to say.
class DocumentText {
 public:
  explicit DocumentText(const Document& document) : document_(document) {}

  std::string text() {
    header();
    for (const Note& each : document_.of(document_.notes)) note("note", each);
    for (const Revision& each : document_.of(document_.revisions))
      line("revision", {each.number, each.date});
    tree();
    for (const Vulnerability& each : document_.vulnerabilities) vulnerability(each);
    return out_;
  }

 private:
  void header() {
    line("title", {document_.title});
    line("id", {document_.id});
    line("publisher", {document_.publisher_contact, document_.publisher_authority});
    optional_line("publisher's name", {document_.publisher_name, document_.publisher_namespace});
    line("released", {document_.initial_release, document_.current_release});
    optional_line("version", {document_.version});
    optional_line("category", {document_.category});
    optional_line("status", {document_.status});
    optional_line("edition", {document_.revision});
    optional_line("language", {document_.language});
    optional_line("tlp", {document_.tlp});
    optional_line("severity", {document_.aggregate_severity, document_.aggregate_severity_scale});
  }

  // Branches and relationships are told with their products, and on their own where they have none.
  void tree() {
    std::vector<bool> branches(document_.branches.size());
    std::vector<bool> relationships(document_.relationships.size());
    const auto use_branch = [&](std::uint32_t branch) {
      for (; branch != kNone; branch = document_.branches[branch].parent) branches[branch] = true;
    };
    for (const Product& each : document_.products) {
      product(each);
      use_branch(each.branch);
      if (each.relationship != kNone) relationships[each.relationship] = true;
    }
    for (const Redefinition& each : document_.redefinitions) use_branch(each.branch);
    for (std::uint32_t i = 0; i < branches.size(); ++i)
      if (!branches[i]) line("branch without products", {path_of(i)});
    for (std::uint32_t i = 0; i < relationships.size(); ++i)
      if (!relationships[i]) line("relationship of no product", {chain_of(i)});
  }

  void product(const Product& each) {
    line(each.defined ? "product" : "undefined product", {each.id, each.name});
    optional_line("  in", {path_of(each.branch)});
    optional_line("  is", {chain_of(each.relationship)});
    for (const ProductIdentifier& identifier : document_.of(each.identifiers))
      line(name_of(identifier.kind), {identifier.text});
    for (std::uint32_t i = each.redefined; i != kNone; i = document_.redefinitions[i].next)
      line("  also", {document_.redefinitions[i].name, path_of(document_.redefinitions[i].branch)});
  }

  static std::string_view name_of(ProductIdentifier::Kind kind) {
    switch (kind) {
      case ProductIdentifier::Kind::Cpe:
        return "  cpe";
      case ProductIdentifier::Kind::Purl:
        return "  purl";
      case ProductIdentifier::Kind::ModelNumber:
        return "  model";
      case ProductIdentifier::Kind::SerialNumber:
        return "  serial";
      case ProductIdentifier::Kind::Sku:
        return "  sku";
      case ProductIdentifier::Kind::Hash:
        return "  hash";
      case ProductIdentifier::Kind::Uri:
        return "  uri";
    }
    return "  ?";
  }

  // "Vendor=Acme > Product Family=Rockets"
  std::string path_of(std::uint32_t branch) const {
    std::string out;
    for (; branch != kNone; branch = document_.branches[branch].parent) {
      std::string step(document_.branches[branch].category);
      step.append("=").append(document_.branches[branch].name);
      out = out.empty() ? step : step + " > " + out;
    }
    return out;
  }

  // "rocket [Installed On] rail"
  std::string chain_of(std::uint32_t relationship) const {
    if (relationship == kNone) return {};
    const Relationship& each = document_.relationships[relationship];
    std::string out(document_.products[each.component].id);
    for (const Relationship::Step& step : document_.of(each.steps)) {
      out.append(" [").append(step.category).append("] ");
      out.append(document_.products[step.product].id);
    }
    return out;
  }

  void line(std::string_view what, std::initializer_list<std::string_view> values) {
    out_.append(what) += ':';
    const char* separator = " ";
    for (const std::string_view value : values) {
      out_.append(separator).append(value);
      separator = " | ";
    }
    out_ += '\n';
  }

  // Nothing if all values are empty; without empty ones at the end.
  void optional_line(std::string_view what, std::initializer_list<std::string_view> values) {
    const std::size_t before = out_.size();
    line(what, values);
    const std::size_t last = out_.find_last_not_of(" |\n");
    if (last + 1 <= before + what.size() + 1)
      out_.resize(before);
    else
      out_.replace(last + 1, std::string::npos, "\n");
  }

  void line(std::string_view what, std::initializer_list<std::string_view> values,
            Slice<ProductIndex> products) {
    line(what, values);
    out_.pop_back();
    out_ += " @";
    for (const ProductIndex index : document_.of(products))
      out_.append(" ").append(document_.products[index].id);
    out_ += '\n';
  }

  void note(std::string_view what, const Note& each) {
    line(what, {each.type, each.title, each.text});
  }

  void score(const ScoreSet& each) {
    if (each.version.empty())
      line("  score", {each.base_score, each.vector}, each.products);
    else
      line("  score", {each.base_score, each.vector, each.version}, each.products);
  }

  void vulnerability(const Vulnerability& v) {
    std::string cwes;
    for (const std::string_view each : document_.of(v.cwes))
      cwes.append(cwes.empty() ? "" : " ").append(each);
    line("vulnerability", {v.ordinal, v.cve, v.title, cwes});
    optional_line("  other id", {v.other_id});
    optional_line("  released", {v.release_date});
    optional_line("  discovered", {v.discovery_date});
    for (const Note& each : document_.of(v.notes)) note("  note", each);
    for (const Revision& each : document_.of(v.revisions))
      line("  revision", {each.number, each.date});
    for (const Flag& each : document_.of(v.flags)) line("  flag", {each.label}, each.products);
    for (const Status& each : document_.of(v.statuses))
      line("  status", {each.type}, each.products);
    for (const Threat& each : document_.of(v.threats))
      line("  threat", {each.type, each.description}, each.products);
    for (const ScoreSet& each : document_.of(v.scores)) score(each);
    for (const Remediation& each : document_.of(v.remediations))
      line("  remediation",
           {each.type, each.description, each.url, each.sub_type, each.fixed_build, each.supersedes,
            each.restart_required},
           each.products);
  }

  const Document& document_;
  std::string out_;
};

inline std::string text_of(const Document& document) { return DocumentText(document).text(); }

// A document with everything that is read, in CVRF 1.1 …
inline constexpr std::string_view kWholeXml = R"(<cvrf:cvrfdoc
  xmlns:cvrf="http://www.icasi.org/CVRF/schema/cvrf/1.1"
  xmlns:prod="http://www.icasi.org/CVRF/schema/prod/1.1"
  xmlns:vuln="http://www.icasi.org/CVRF/schema/vuln/1.1">
  <cvrf:DocumentTitle>Updates of November</cvrf:DocumentTitle>
  <cvrf:DocumentType>Security Update</cvrf:DocumentType>
  <cvrf:DocumentPublisher Type="Vendor">
    <cvrf:ContactDetails>psirt@acme.example</cvrf:ContactDetails>
    <cvrf:IssuingAuthority>Acme — PSIRT</cvrf:IssuingAuthority>
  </cvrf:DocumentPublisher>
  <cvrf:DocumentTracking>
    <cvrf:Identification>
      <cvrf:ID>2022-Nov</cvrf:ID>
      <cvrf:Alias>November</cvrf:Alias>
    </cvrf:Identification>
    <cvrf:Status>Final</cvrf:Status>
    <cvrf:Version>1.3</cvrf:Version>
    <cvrf:RevisionHistory>
      <cvrf:Revision>
        <cvrf:Number>7</cvrf:Number>
        <cvrf:Date>2022-11-08T08:00:00</cvrf:Date>
        <cvrf:Description>first</cvrf:Description>
      </cvrf:Revision>
    </cvrf:RevisionHistory>
    <cvrf:InitialReleaseDate>2022-11-08T08:00:00</cvrf:InitialReleaseDate>
    <cvrf:CurrentReleaseDate>2022-11-09T08:00:00Z</cvrf:CurrentReleaseDate>
  </cvrf:DocumentTracking>
  <cvrf:DocumentNotes>
    <cvrf:Note Title="Release Notes" Type="Details" Ordinal="0">&lt;p&gt;One &amp;amp; two&lt;/p&gt;</cvrf:Note>
    <cvrf:Note Title="Legal" Type="Legal Disclaimer" Ordinal="1">As is.</cvrf:Note>
  </cvrf:DocumentNotes>
  <prod:ProductTree>
    <prod:Branch Type="Vendor" Name="Acme">
      <prod:Branch Type="Product Family" Name="Rockets">
        <prod:FullProductName ProductID="11">Rocket 1</prod:FullProductName>
        <prod:FullProductName ProductID="12-3">Rocket 2 on Rail</prod:FullProductName>
      </prod:Branch>
    </prod:Branch>
    <prod:FullProductName ProductID="11" CPE="cpe:2.3:a:acme:rocket:1">Rocket 1</prod:FullProductName>
    <prod:FullProductName ProductID="0">Café 東京</prod:FullProductName>
  </prod:ProductTree>
  <vuln:Vulnerability Ordinal="1">
    <vuln:Title>Rocket takes off</vuln:Title>
    <vuln:Notes>
      <vuln:Note Title="Description" Type="Description" Ordinal="0">Prose.</vuln:Note>
      <vuln:Note Title="Engine" Type="Tag" Ordinal="20">Engine</vuln:Note>
      <vuln:Note Title="FAQ" Type="FAQ" Ordinal="30">More prose.</vuln:Note>
      <vuln:Note Title="Acme" Type="CNA" Ordinal="50">Acme</vuln:Note>
    </vuln:Notes>
    <vuln:CVE>CVE-2022-10001</vuln:CVE>
    <vuln:CWE ID="CWE-416">Use After Free</vuln:CWE>
    <vuln:ProductStatuses>
      <vuln:Status Type="Known Affected">
        <vuln:ProductID>11</vuln:ProductID>
        <vuln:ProductID>12-3</vuln:ProductID>
      </vuln:Status>
    </vuln:ProductStatuses>
    <vuln:Threats>
      <vuln:Threat Type="Impact">
        <vuln:Description>Remote Code Execution</vuln:Description>
        <vuln:ProductID>11</vuln:ProductID>
      </vuln:Threat>
      <vuln:Threat Type="Severity">
        <vuln:Description />
        <vuln:ProductID>12-3</vuln:ProductID>
      </vuln:Threat>
      <vuln:Threat Type="Exploit Status">
        <vuln:Description>Publicly Disclosed:No;Exploited:Yes</vuln:Description>
      </vuln:Threat>
    </vuln:Threats>
    <vuln:CVSSScoreSets>
      <vuln:ScoreSet>
        <vuln:BaseScore>8.8</vuln:BaseScore>
        <vuln:TemporalScore>7.7</vuln:TemporalScore>
        <vuln:Vector>CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H</vuln:Vector>
        <vuln:ProductID>11</vuln:ProductID>
      </vuln:ScoreSet>
    </vuln:CVSSScoreSets>
    <vuln:Remediations>
      <vuln:Remediation Type="Vendor Fix">
        <vuln:Description>5019961</vuln:Description>
        <vuln:URL>https://acme.example/5019961</vuln:URL>
        <vuln:Supercedence>5018418</vuln:Supercedence>
        <vuln:ProductID>11</vuln:ProductID>
        <vuln:ProductID>12-3</vuln:ProductID>
        <vuln:AffectedFiles />
        <vuln:RestartRequired>Yes</vuln:RestartRequired>
        <vuln:SubType>Security Update</vuln:SubType>
        <vuln:FixedBuild>1.0.22000.1219</vuln:FixedBuild>
      </vuln:Remediation>
      <vuln:Remediation Type="Known Issue">
        <vuln:Description>5019961</vuln:Description>
      </vuln:Remediation>
    </vuln:Remediations>
    <vuln:Acknowledgments>
      <vuln:Acknowledgment><vuln:Name>A. Finder</vuln:Name></vuln:Acknowledgment>
    </vuln:Acknowledgments>
    <vuln:RevisionHistory>
      <vuln:Revision>
        <cvrf:Number>1.0</cvrf:Number>
        <cvrf:Date>2022-11-08T08:00:00</cvrf:Date>
        <cvrf:Description>Published.</cvrf:Description>
      </vuln:Revision>
    </vuln:RevisionHistory>
  </vuln:Vulnerability>
  <vuln:Vulnerability Ordinal="2">
    <vuln:CVE>ADV990001</vuln:CVE>
  </vuln:Vulnerability>
</cvrf:cvrfdoc>
)";

// … the same as JSON …
inline constexpr std::string_view kWholeJson = R"({
  "DocumentTitle": {"Value": "Updates of November"},
  "DocumentType": {"Value": "Security Update"},
  "DocumentPublisher": {
    "ContactDetails": {"Value": "psirt@acme.example"},
    "IssuingAuthority": {"Value": "Acme — PSIRT"}, "Type": 0
  },
  "DocumentTracking": {
    "Identification": {"ID": {"Value": "2022-Nov"}, "Alias": {"Value": "November"}},
    "Status": 2,
    "Version": "1.3",
    "RevisionHistory": [
      {"Number": "7", "Date": "2022-11-08T08:00:00", "Description": {"Value": "first"}}
    ],
    "InitialReleaseDate": "2022-11-08T08:00:00",
    "CurrentReleaseDate": "2022-11-09T08:00:00Z"
  },
  "DocumentNotes": [
    {"Title": "Release Notes", "Type": 1, "Ordinal": "0", "Value": "<p>One &amp; two</p>"},
    {"Title": "Legal", "Type": 5, "Ordinal": "1", "Value": "As is."}
  ],
  "ProductTree": {
    "Branch": [{"Name": "Acme", "Type": 0, "Items": [
      {"Name": "Rockets", "Type": 1, "Items": [
        {"ProductID": "11", "Value": "Rocket 1"}, {"ProductID": "12-3", "Value": "Rocket 2 on Rail"}
      ]}
    ]}],
    "FullProductName": [
      {"ProductID": "11", "Value": "Rocket 1", "CPE": "cpe:2.3:a:acme:rocket:1"},
      {"Value": "Café 東京", "ProductID": "0"}
    ]
  },
  "Vulnerability": [
    {
      "Title": {"Value": "Rocket takes off"},
      "Notes": [
        {"Title": "Description", "Type": 2, "Ordinal": "0", "Value": "Prose."},
        {"Title": "Engine", "Type": 7, "Ordinal": "20", "Value": "Engine"},
        {"Title": "FAQ", "Type": 4, "Ordinal": "30", "Value": "More prose."},
        {"Title": "Acme", "Type": 8, "Ordinal": "50", "Value": "Acme"}
      ],
      "CVE": "CVE-2022-10001",
      "CWE": [{"ID": "CWE-416", "Value": "Use After Free"}],
      "ProductStatuses": [{"ProductID": ["11", "12-3"], "Type": 3}],
      "Threats": [
        {"Description": {"Value": "Remote Code Execution"}, "ProductID": ["11"], "Type": 0,
         "Date": "0001-01-01T00:00:00", "DateSpecified": false},
        {"Description": {}, "ProductID": ["12-3"], "Type": 3, "DateSpecified": false},
        {"Description": {"Value": "Publicly Disclosed:No;Exploited:Yes"}, "Type": 1}
      ],
      "CVSSScoreSets": [
        {"BaseScore": 8.8, "TemporalScore": 7.7, "ProductID": ["11"],
         "Vector": "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H"}
      ],
      "Remediations": [
        {"Description": {"Value": "5019961"}, "URL": "https://acme.example/5019961",
         "Supercedence": "5018418", "ProductID": ["11", "12-3"], "Type": 2, "AffectedFiles": [],
         "RestartRequired": {"Value": "Yes"}, "SubType": "Security Update",
         "FixedBuild": "1.0.22000.1219"},
        {"Description": {"Value": "5019961"}, "Type": 6}
      ],
      "Acknowledgments": [{"Name": [{"Value": "A. Finder"}], "URL": [""]}],
      "Ordinal": "1",
      "RevisionHistory": [
        {"Number": "1.0", "Date": "2022-11-08T08:00:00", "Description": {"Value": "Published."}}
      ]
    },
    {"CVE": "ADV990001", "Ordinal": "2"}
  ]
}
)";

// … and what both say.
inline constexpr std::string_view kWholeText = R"(title: Updates of November
id: 2022-Nov
publisher: psirt@acme.example | Acme — PSIRT
released: 2022-11-08T08:00:00 | 2022-11-09T08:00:00Z
category: Security Update
status: Final
edition: 1.3
note: Details | Release Notes | <p>One &amp; two</p>
revision: 7 | 2022-11-08T08:00:00
product: 11 | Rocket 1
  in: Vendor=Acme > Product Family=Rockets
  cpe: cpe:2.3:a:acme:rocket:1
product: 12-3 | Rocket 2 on Rail
  in: Vendor=Acme > Product Family=Rockets
product: 0 | Café 東京
vulnerability: 1 | CVE-2022-10001 | Rocket takes off | CWE-416
  note: Tag | Engine | Engine
  note: CNA | Acme | Acme
  revision: 1.0 | 2022-11-08T08:00:00
  status: Known Affected @ 11 12-3
  threat: Impact | Remote Code Execution @ 11
  threat: Severity |  @ 12-3
  threat: Exploit Status | Publicly Disclosed:No;Exploited:Yes @
  score: 8.8 | CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H @ 11
  remediation: Vendor Fix | 5019961 | https://acme.example/5019961 | Security Update | 1.0.22000.1219 | 5018418 | Yes @ 11 12-3
  remediation: Known Issue | 5019961 |  |  |  |  |  @
vulnerability: 2 | ADV990001 |  | 
)";

inline std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  for (;;) {
    const std::size_t at = text.find(from);
    out.append(text.substr(0, at));
    if (at == std::string_view::npos) return out;
    out.append(to);
    text.remove_prefix(at + from.size());
  }
}

// A text in other encodings, without byte order mark.
enum class ByteOrder { Little, Big };

inline std::string utf16(std::string_view utf8, ByteOrder order) {
  std::string out;
  const auto put = [&](std::int32_t unit) {
    const char low = static_cast<char>(unit & 0xFF), high = static_cast<char>(unit >> 8);
    out += order == ByteOrder::Little ? low : high;
    out += order == ByteOrder::Little ? high : low;
  };
  for (std::size_t at = 0; at < utf8.size();) {
    const std::int32_t c = next_character(utf8, at);
    if (c < 0x10000) {
      put(c);
    } else {
      put(0xD800 + ((c - 0x10000) >> 10));
      put(0xDC00 + ((c - 0x10000) & 0x3FF));
    }
  }
  return out;
}

inline std::string utf32(std::string_view utf8, ByteOrder order) {
  std::string out;
  for (std::size_t at = 0; at < utf8.size();) {
    const std::int32_t c = next_character(utf8, at);
    for (int byte = 0; byte < 4; ++byte)
      out += static_cast<char>(c >> 8 * (order == ByteOrder::Little ? byte : 3 - byte));
  }
  return out;
}

inline std::string latin1(std::string_view utf8) {
  std::string out;
  for (std::size_t at = 0; at < utf8.size();) out += static_cast<char>(next_character(utf8, at));
  return out;
}

}  // namespace patchmatrix::test
