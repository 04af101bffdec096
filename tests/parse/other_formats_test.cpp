// SPDX-License-Identifier: Apache-2.0
#include "parse/other_formats.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/parse.hpp>

#include "support/support.hpp"

namespace patchmatrix {
namespace {

using Cases = std::vector<std::pair<std::string_view, std::string_view>>;

void expect_refused(const Cases& cases) {
  for (const auto& [text, expected] : cases) {
    Diagnostics diagnostics;
    EXPECT_EQ(test::error_of([&, bytes = text] { parse(bytes, diagnostics); }), expected) << text;
    EXPECT_TRUE(diagnostics.empty()) << text;
  }
}

TEST(OtherXmlFormats, AreRefusedByName) {
  expect_refused({
      {R"(<VULDEF-Document xmlns="urn:v" version="3.2"/>)",
       "unsupported 1:47 VULDEF-Document other-format format=VULDEF (JVN)"},
      {R"(<?xml version="1.0"?><rdf:RDF xmlns:rdf="urn:rdf"><item/></rdf:RDF>)",
       "unsupported 1:51 RDF other-list format=RSS/RDF"},
      {"<rss version=\"2.0\"><channel/></rss>", "unsupported 1:20 rss other-list format=RSS"},
      {"<feed xmlns=\"urn:atom\"/>", "unsupported 1:25 feed other-list format=Atom"},
      {"<oval:oval_definitions/>", "unsupported 1:25 oval_definitions other-format format=OVAL"},
      {"<html><body>Not found</body></html>", "unsupported 1:7 html other-format format=HTML"},
      {"\n <HTML>", "unsupported 2:8 HTML other-format format=HTML"},
      {"<bom/>", "unsupported 1:7 bom other-format format=CycloneDX"},
  });
}

TEST(OtherXmlFormats, ThatNobodyKnowsAreRefusedByTheirRoot) {
  expect_refused({
      {"<svg/>", "unsupported 1:7 svg wrong-root root=svg"},
      {"<a:Html/>", "unsupported 1:10 Html wrong-root root=Html"},
      {"<Vulnerability><CVE>CVE-2022-1</CVE></Vulnerability>",
       "unsupported 1:16 Vulnerability wrong-root root=Vulnerability"},
      {"<cvrfdocs/>", "unsupported 1:12 cvrfdocs wrong-root root=cvrfdocs"},
  });
}

// A page with a DTD is refused for the DTD, whatever it is.
TEST(OtherXmlFormats, AreNotLookedAtBehindADocumentTypeDefinition) {
  expect_refused({{"<!DOCTYPE html>\n<html></html>", "untrusted 1:1 dtd"}});
}

TEST(OtherJsonFormats, AreRefusedByName) {
  expect_refused({
      {R"({"bomFormat": "CycloneDX"})", "unsupported /bomFormat other-format format=CycloneDX"},
      {R"({"@context": "urn:vex", "statements": []})",
       "unsupported /statements other-format format=OpenVEX"},
      {R"({"id": "OSV-1", "affected": []})", "unsupported /affected other-format format=OSV"},
      {R"({"dataType": "CVE_RECORD", "cveMetadata": {}})",
       "unsupported /dataType other-format format=CVE record"},
      {R"({"cveMetadata": {}})", "unsupported /cveMetadata other-format format=CVE record"},
      {R"({"@odata.context": "urn:o", "value": []})",
       "unsupported /@odata.context other-format format=OData"},
      {R"({"spdxVersion": "SPDX-2.3"})", "unsupported /spdxVersion other-format format=SPDX"},
      {R"({"title": "a", "catalogVersion": "2025.08.25"})",
       "unsupported /catalogVersion other-list format=CISA KEV catalogue"},
      {R"({"feed": {}})", "unsupported /feed other-list format=ROLIE feed"},
  });
}

TEST(OtherJsonFormats, ThatNobodyKnowsAreNoAdvisories) {
  expect_refused({
      {"{}", "malformed not-advisory"},
      {"[]", "malformed not-advisory"},
      {R"([{"DocumentTracking": {}, "Vulnerability": []}])", "malformed not-advisory"},
      {R"({"DocumentTracking": {}})", "malformed not-advisory"},
      {R"({"document": {}})", "malformed not-advisory"},
      {R"({"document": {"csaf_version": "2.0", "category": "csaf_base"}})",
       "malformed not-advisory"},
      {R"({"a": 1, "document": {"title": "Minutes", "tracking": {}}})", "malformed not-advisory"},
      {R"({"a": 1, "document": "csaf_version"})", "malformed not-advisory"},
      {R"({"a": 1, "document": null})", "malformed not-advisory"},
      {R"({"vulnerabilities": []})", "malformed not-advisory"},
      {R"({"vulnerabilities": [], "document": null})", "malformed not-advisory"},
      {R"({"product_tree": {}})", "malformed not-advisory"},
      {R"({"$schema": "https://example.com/csaf.json"})", "malformed not-advisory"},
  });
}

}  // namespace
}  // namespace patchmatrix
