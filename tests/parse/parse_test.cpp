// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/parse.hpp>

#include "io/files.hpp"
#include "parse/csaf_reading.hpp"
#include "parse/documents.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace std::string_literals;
using test::ByteOrder;

struct Read {
  std::string text;
  std::string diagnostics;
};

Read read(const std::string& bytes) {
  Diagnostics diagnostics;
  const Document document = parse(bytes, diagnostics);
  return {test::text_of(document), test::text_of(diagnostics)};
}

std::string error_in(std::string_view bytes) {
  const std::vector<char> exact(bytes.begin(), bytes.end());
  Diagnostics diagnostics;
  return test::error_of([&] { parse({exact.data(), exact.size()}, diagnostics); });
}

const std::string kBom = "\xEF\xBB\xBF";

std::string declared(std::string_view encoding, std::string_view document) {
  return "<?xml version=\"1.0\" encoding=\"" + std::string(encoding) + "\"?>\n" +
         std::string(document);
}

TEST(Parse, FindsTheFormatFromTheContent) {
  Diagnostics diagnostics;
  EXPECT_EQ(parse(test::kWholeXml, diagnostics).format, Format::CvrfXml);
  EXPECT_EQ(parse(test::kWholeJson, diagnostics).format, Format::CvrfJson);
  EXPECT_EQ(read(" \r\n\t" + std::string(test::kWholeJson)).text, test::kWholeText);
  EXPECT_EQ(read(" \r\n\t" + std::string(test::kWholeXml)).text, test::kWholeText);
}

TEST(Parse, ReadsUtf8HoweverItIsMarked) {
  const std::string xml(test::kWholeXml);
  const std::vector<std::pair<std::string, std::string>> forms = {
      {"plain", xml},
      {"with a byte order mark", kBom + xml},
      {"declared", declared("utf-8", xml)},
      {"declared in capitals", declared("UTF-8", xml)},
      {"declared in single quotes", "<?xml version='1.0' encoding='utf-8' ?>" + xml},
      {"declared without an encoding", "<?xml version=\"1.0\" standalone=\"yes\"?>" + xml},
      {"with mark and declaration", kBom + declared("utf-8", xml)},
      {"re-encoded without changing the declaration", declared("utf-16", xml)},
      {"JSON with a byte order mark", kBom + std::string(test::kWholeJson)},
  };
  for (const auto& [form, bytes] : forms) {
    const Read result = read(bytes);
    EXPECT_EQ(result.text, test::kWholeText) << form;
    EXPECT_EQ(result.diagnostics, "") << form;
  }
}

TEST(Parse, ReadsOtherEncodingsOfXml) {
  const std::string xml(test::kWholeXml);
  const std::vector<std::pair<std::string, std::string>> forms = {
      {"UTF-16LE", "\xFF\xFE" + test::utf16(declared("utf-16", xml), ByteOrder::Little)},
      {"UTF-16BE", "\xFE\xFF" + test::utf16(declared("utf-16", xml), ByteOrder::Big)},
      {"UTF-16LE without a mark", test::utf16(declared("utf-16", xml), ByteOrder::Little)},
      {"UTF-16BE without a mark", test::utf16(xml, ByteOrder::Big)},
      {"UTF-32LE", "\xFF\xFE\0\0"s + test::utf32(xml, ByteOrder::Little)},
      {"UTF-32BE", "\0\0\xFE\xFF"s + test::utf32(xml, ByteOrder::Big)},
      {"UTF-32BE without a mark", test::utf32(xml, ByteOrder::Big)},
  };
  for (const auto& [form, bytes] : forms) {
    const Read result = read(bytes);
    EXPECT_EQ(result.text, test::kWholeText) << form;
    EXPECT_EQ(result.diagnostics, "") << form;
  }
}

TEST(Parse, ReadsIso88591WhereItIsDeclared) {
  for (const char* name : {"ISO-8859-1", "iso-8859-1", "latin1"}) {
    const Read result = read(test::latin1(
        declared(name, "<cvrfdoc><DocumentTitle>Café für Ñandú</DocumentTitle></cvrfdoc>")));
    EXPECT_EQ(result.text, "title: Café für Ñandú\nid: \npublisher:  | \nreleased:  | \n") << name;
    EXPECT_EQ(result.diagnostics, "") << name;
  }
}

TEST(Parse, ReplacesBytesThatAreNotUtf8AndSaysSo) {
  const Read result =
      read("<cvrfdoc>\n<DocumentTitle>Caf\xE9 \x93quoted\x94</DocumentTitle></cvrfdoc>");
  EXPECT_EQ(result.text,
            "title: Caf\uFFFD \uFFFDquoted\uFFFD\nid: \npublisher:  | \nreleased:  | \n");
  EXPECT_EQ(result.diagnostics, "invalid-utf8 2:19\n");

  const Read json = read(
      "{\"DocumentTracking\": {}, \"Vulnerability\": [], \"DocumentTitle\": {\"Value\": "
      "\"Caf\xE9\"}}");
  EXPECT_EQ(json.text, "title: Caf\uFFFD\nid: \npublisher:  | \nreleased:  | \n");
  EXPECT_EQ(json.diagnostics, "invalid-utf8 1:78\n");
}

TEST(Parse, KeepsARepairedDocumentAliveWhenItIsMoved) {
  Diagnostics diagnostics;
  std::string bytes = test::replaced(test::kWholeXml, "Rocket takes off", "Rocket\xFF takes off");
  Document parsed = parse(bytes, diagnostics);
  const Document document = std::move(parsed);
  bytes.assign(bytes.size(), '?');  // the document has a copy of its own
  EXPECT_EQ(test::text_of(document),
            test::replaced(test::kWholeText, "Rocket takes off", "Rocket\uFFFD takes off"));
}

TEST(Parse, RefusesEncodingsItDoesNotKnow) {
  const std::string xml = "<cvrfdoc/>";
  for (const char* name : {"Shift_JIS", "windows-1252", "EUC-JP", "utf8", "ISO-8859-15", "UTF-7"})
    EXPECT_EQ(error_in(declared(name, xml)), "unsupported 1:1 encoding encoding=" + lower(name));
}

TEST(Parse, RefusesWhatIsNoDocument) {
  const std::vector<std::pair<std::string, std::string_view>> cases = {
      {"", "malformed empty"},
      {" \r\n\t ", "malformed empty"},
      {kBom, "malformed empty"},
      {kBom + "\n", "malformed empty"},
      {"hello", "malformed 1:1 not-advisory"},
      {"\n\n  CVE-2022-1", "malformed 3:3 not-advisory"},
      {"\"{}\"", "malformed 1:1 not-advisory"},
      {"PK\x03\x04", "malformed 1:1 not-advisory"},
      {"null", "malformed 1:1 not-advisory"},
      {"\0"s, "malformed 1:1 not-advisory"},
      {"<", "malformed 1:1 xml-bad-tag"},
      {"<cvrfdoc>", "malformed 1:10 cvrfdoc xml-truncated"},
      {"<cvrfdoc><DocumentTitle>One</DocumentTitle>\n</cvrfdoc>\n<cvrfdoc/>",
       "malformed 3:1 xml-after-root"},
      {"{", "malformed 1:2 json-syntax"},
      {"{\"Vulnerability\": [],\n}", "malformed 2:1 json-syntax"},
      {"<!DOCTYPE cvrfdoc [<!ENTITY a \"b\">]><cvrfdoc>&a;</cvrfdoc>", "untrusted 1:1 dtd"},
      {"\xFF\xFE", "malformed xml-text-outside-root"},
      {"\xFF\xFE" + test::utf16("<cvrfdoc>", ByteOrder::Little),
       "malformed byte 11 xml-mismatched-end-tree"},
      {"\xFE\xFF" + test::utf16("<!DOCTYPE cvrfdoc><cvrfdoc/>", ByteOrder::Big), "untrusted dtd"},
      {"\xFE\xFF" + test::utf16("<rss/>", ByteOrder::Big), "unsupported rss other-list format=RSS"},
  };
  for (const auto& [bytes, expected] : cases) EXPECT_EQ(error_in(bytes), expected) << bytes;
}

TEST(Parse, CallsEveryBeginningOfADocumentMalformed) {
  for (const std::string_view whole : {test::kWholeXml, test::kWholeJson}) {
    const std::size_t end = trimmed(whole).size();
    for (std::size_t length = 0; length < end; ++length) {
      const std::string error = error_in(whole.substr(0, length));
      EXPECT_TRUE(error.starts_with("malformed ")) << error << " after " << length << " bytes";
    }
  }
}

TEST(Parse, CallsEveryBeginningOfAWideDocumentMalformed) {
  const std::string wide = "\xFF\xFE" + test::utf16(trimmed(test::kWholeXml), ByteOrder::Little);
  for (std::size_t length = 0; length + 1 < wide.size(); length += 7) {
    const std::string error = error_in(wide.substr(0, length));
    EXPECT_TRUE(error.starts_with("malformed ")) << error << " after " << length << " bytes";
  }
}

TEST(Parse, SurvivesOneByteChangedAnywhere) {
  const std::string_view whole = test::kWholeXml;
  for (std::size_t at = 0; at < whole.size(); at += 3) {
    std::string bytes(whole);
    for (const char byte : {'<', '>', '&', '"', '/', '\0', '\xFF'}) {
      bytes[at] = byte;
      const std::string error = error_in(bytes);
      EXPECT_TRUE(error == "no error" || error.starts_with("malformed ") ||
                  error.starts_with("unsupported ") || error.starts_with("untrusted "))
          << error << " with " << byte << " at " << at;
    }
  }
}

// ── Real documents ───────────────────────────────────────────────────────────────────────────────

std::string content_of(const std::filesystem::path& file) {
  Buffer packed, unpacked;
  const std::string_view bytes = read_file(file, packed);
  return std::string(is_packed(bytes) ? unpack(bytes, unpacked) : bytes);
}

// "CVE-…|product|severity|impact", sorted.
std::vector<std::string> tuples_of(const std::filesystem::path& file) {
  const auto month = test::normalized(content_of(file));
  std::vector<std::string> tuples;
  for (const VulnerabilityFacts& facts : month->findings.vulnerabilities)
    for (const Finding& each : month->findings.of(facts.findings)) {
      std::string tuple(facts.id);
      tuple.append("|").append(month->findings.document.products[each.product].id);
      tuple.append("|").append(slug(each.severity)).append("|").append(slug(each.impact));
      tuples.push_back(std::move(tuple));
    }
  std::sort(tuples.begin(), tuples.end());
  return tuples;
}

TEST(RealDocuments, SayTheSameAsXmlAndAsJson) {
  PATCHMATRIX_NEEDS("msrc/json/2021-Jan.json.zst");
  const std::string xml_name = "msrc/release-day/cvrf-2021-Jan.asof-20210112T2207Z.b4efa3d.xml.zst";
  PATCHMATRIX_NEEDS(xml_name);
  const auto xml = tuples_of(*test::corpus() / xml_name);
  const auto json = tuples_of(*test::corpus() / "msrc/json/2021-Jan.json.zst");
  EXPECT_EQ(xml.size(), 2222U);
  EXPECT_EQ(json.size(), 2222U);
  EXPECT_EQ(std::adjacent_find(xml.begin(), xml.end()), xml.end());
  const auto [found, wanted] = std::mismatch(json.begin(), json.end(), xml.begin(), xml.end());
  EXPECT_TRUE(found == json.end() && wanted == xml.end())
      << (found == json.end() ? "(end)" : *found) << " in the JSON\n"
      << (wanted == xml.end() ? "(end)" : *wanted) << " in the XML";
}

TEST(RealDocuments, SayTheSameInEveryEncoding) {
  const std::string name = "msrc/release-day/cvrf-2021-Jan.asof-20210112T2207Z.b4efa3d.xml.zst";
  PATCHMATRIX_NEEDS(name);
  const std::string marked = content_of(*test::corpus() / name);
  ASSERT_TRUE(marked.starts_with(kBom + "<?xml"));
  const std::string expected = read(marked).text;
  const std::string plain = marked.substr(marked.find("?>") + 2);
  EXPECT_TRUE(read(plain).text == expected) << "without mark and declaration";
  EXPECT_TRUE(read("\xFF\xFE" + test::utf16(plain, ByteOrder::Little)).text == expected)
      << "UTF-16LE";
  EXPECT_TRUE(read("\xFE\xFF" + test::utf16(plain, ByteOrder::Big)).text == expected) << "UTF-16BE";
}

TEST(RealDocuments, OfEveryPublisherOfCvrfAreRead) {
  PATCHMATRIX_NEEDS("csaf/sample");
  std::size_t files = 0;
  for (const auto& file : files_below(*test::corpus() / "csaf" / "sample")) {
    if (!file.parent_path().filename().string().starts_with("cvrf-")) continue;
    ++files;
    const std::string bytes = content_of(file);
    Diagnostics diagnostics;
    Document document;
    EXPECT_EQ(test::error_of([&] { document = parse(bytes, diagnostics); }), "no error") << file;
    EXPECT_NE(document.title, "") << file;
    EXPECT_NE(document.id, "") << file;
    // One of the specification's examples announces products only.
    EXPECT_EQ(document.vulnerabilities.empty(), file.filename() == "cvrf_example_d.xml") << file;
  }
  EXPECT_EQ(files, 30U);
}

TEST(RealDocuments, OfEveryPublisherOfCsafAreReadTheSameInBothWays) {
  PATCHMATRIX_NEEDS("csaf/sample");
  std::size_t files = 0;
  for (const auto& file : files_below(*test::corpus() / "csaf" / "sample")) {
    const std::string folder = file.parent_path().filename().string();
    if (folder.starts_with("cvrf-") || folder == "malformed" || folder == "dist" ||
        folder == "jvn" || file.extension() != ".json")
      continue;
    ++files;
    const std::string bytes = content_of(file);
    Diagnostics diagnostics, others;
    Document document;
    EXPECT_EQ(test::error_of([&] { document = parse(bytes, diagnostics); }), "no error") << file;
    EXPECT_EQ(document.format, Format::Csaf) << file;
    EXPECT_NE(document.id, "") << file;
    test::PaddedText padded(bytes);
    if (const auto in_place = parse_in_place(padded.span(), others)) {
      EXPECT_TRUE(test::text_of(*in_place) == test::text_of(document)) << file;
      EXPECT_EQ(test::text_of(others), test::text_of(diagnostics)) << file;
    }
  }
  EXPECT_EQ(files, 311U);
}

TEST(RealDocuments, ThatAreMalformedGiveOneClearError) {
  PATCHMATRIX_NEEDS("csaf/sample/malformed");
  std::map<std::string, std::string> errors;
  for (const auto& file : files_below(*test::corpus() / "csaf" / "sample" / "malformed"))
    errors[file.filename().string()] = error_in(content_of(file));
  const std::map<std::string, std::string> expected = {
      {"CVRF-1.1-cisco-sa-20110525-rvs4000-notwellformed.xml",
       "malformed 31:57 cvrfdoc/DocumentTracking/InitialReleaseDatefoo xml-mismatched-end "
       "expected=InitialReleaseDatefoo found=InitialReleaseDate"},
      {"csaf-openeuler-cve-2024-50187.json", "malformed 61:3 json-syntax"},
      {"csaf_apache-tika-cve-2025-54988.json", "malformed /vulnerabilities/0 json-type"},
      {"cvrf-suse-su-2018-1784-1.xml",
       "malformed 186:1 cvrfdoc/Vulnerability/References/Reference xml-truncated"},
      {"dataFeed_jvndb_detail_oka.json", "malformed 1377:15 json-syntax"},
  };
  EXPECT_EQ(errors, expected);
}

}  // namespace
}  // namespace patchmatrix
