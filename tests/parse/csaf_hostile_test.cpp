// SPDX-License-Identifier: Apache-2.0
//
// CSAF as nobody should write it: refused with its place, or read, but never more than that.

#include <chrono>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <patchmatrix/limits.hpp>
#include <patchmatrix/parse.hpp>

#include "parse/csaf_reading.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace std::string_literals;
using test::csaf_of_parts;
using test::read_csaf_parts;

std::string error_in(std::string_view json) {
  const std::vector<char> exact(json.begin(), json.end());
  Diagnostics diagnostics;
  return test::error_of([&] { parse({exact.data(), exact.size()}, diagnostics); });
}

std::string error_in_place(std::string_view json) {
  test::PaddedText padded(json);
  Diagnostics diagnostics;
  return test::error_of([&] { parse_in_place(padded.span(), diagnostics); });
}

constexpr std::string_view kId = R"({"document": {"tracking": {"id": "A-1"}}, )";

std::string repeated(std::string_view part, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += part;
  return out;
}

TEST(HostileCsaf, ThatIsNotJsonIsRefusedWithItsPlace) {
  const std::string id(kId);
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"({"document")", "1:12"},
      {R"({"document": )", "1:14"},
      {R"({"document": {)", "1:15"},
      {R"({"document": {},)", "1:17"},
      {"{\"document\": {},\n}", "2:1"},
      {"{\"document\": {\"title\": \"x\",\n  }}", "2:3"},
      {R"({"document": {"title": "x" "y"}})", "1:28"},
      {R"({"document": {}} {})", "1:18"},
      {"{\"document\": {}}\n\ntext", "3:1"},
      {R"({"document": {}}])", "1:17"},
      {id + "\"x\": NaN}", "1:48"},
      {id + "\"x\": -NaN}", "1:49"},
      {id + "\"x\": Infinity}", "1:48"},
      {id + "\"x\": -Infinity}", "1:49"},
      {id + "\"x\": 01}", "1:49"},
      {id + "\"x\": 1.}", "1:50"},
      {id + "\"x\": .5}", "1:48"},
      {id + "\"x\": +1}", "1:48"},
      {id + "\"x\": 0x10}", "1:49"},
      {id + "\"x\": 'a'}", "1:48"},
      {id + "\"x\": True}", "1:48"},
      {id + "x: 1}", "1:43"},
      {id + "/* why */ \"x\": 1}", "1:43"},
      {id + "\"vulnerabilities\": [{},]}", "1:66"},
      {id + "\"vulnerabilities\": [{} {}]}", "1:66"},
  };
  for (const auto& [json, place] : cases) {
    EXPECT_EQ(error_in(json), "malformed " + place + " json-syntax") << json;
    EXPECT_EQ(error_in_place(json), "malformed " + place + " json-syntax") << json;
  }
}

TEST(HostileCsaf, ThatEndsTooEarlyIsMalformedWhereverItEnds) {
  const std::string whole = csaf_of_parts(
      R"("branches": [{"name": "A", "product": {"product_id": "P\u00e9", "name": "\n"}}])",
      R"({"cve": "CVE-2024-1", "scores": [{"products": ["P"], "cvss_v3": {"baseScore": 9.8}}]})");
  for (std::size_t length = 1; length < whole.size(); ++length) {
    const std::string begun = whole.substr(0, length);
    const std::string error = error_in(begun);
    EXPECT_TRUE(error.starts_with("malformed 1:")) << error << ": " << begun;
    EXPECT_TRUE(error.ends_with(" json-syntax")) << error << ": " << begun;
  }
}

// The columns are those of the bytes as they were, although strings were decoded on the way.
TEST(HostileCsaf, IsRefusedWithTheExactPlaceBehindEscapes) {
  const std::string json =
      "{\"document\": {\"title\": \"one\\ntwo\\n\\u00e9\\\"\\n\",\n \"lang\": \"a\\nb\" \"en\"}}";
  EXPECT_EQ(error_in(json), "malformed 2:17 json-syntax");
  EXPECT_EQ(error_in(test::replaced(json, "\n", "\r\n")), "malformed 2:17 json-syntax");
}

TEST(HostileCsaf, MayBeRefusedInPlaceWithAPlaceThatTheEscapesMove) {
  const std::string error =
      error_in_place("{\"document\": {\"title\": \"one\\ntwo\\n\",\n \"lang\": \"a\\nb\" \"en\"}}");
  EXPECT_TRUE(error.starts_with("malformed ")) << error;
  EXPECT_TRUE(error.ends_with(" json-syntax")) << error;
}

TEST(HostileCsaf, ThatIsTooDeepIsRefusedWithItsPlace) {
  // The top object and the member's name stand before; the 256th bracket is one too many.
  const std::string id = std::string(kId);
  struct Case {
    std::string before;  // opens `depth` objects and lists
    std::size_t depth;
    std::string part;  // opens one or two more each time
    std::size_t depth_of_part;
    std::size_t bracket;  // offset of the last opening bracket within a part
  };
  const std::vector<Case> cases = {
      {id + "\"x\": ", 1, "[", 1, 0},
      {id + "\"x\": ", 1, "{\"x\": ", 1, 0},
      {id + "\"vulnerabilities\": [{\"cve\": ", 3, "[", 1, 0},
      {id + "\"vulnerabilities\": [{\"threats\": ", 3, "[", 1, 0},
      {id + "\"product_tree\": {\"branches\": ", 2, "[", 1, 0},
      {id + "\"product_tree\": {\"x\": {\"branches\": ", 3, "[", 1, 0},
  };
  for (const Case& each : cases) {
    const std::string json = each.before + repeated(each.part, 10'000);
    const std::size_t column =
        each.before.size() + (kMaxDepth - each.depth) * each.part.size() + each.bracket + 2;
    const std::string expected = "untrusted 1:" + std::to_string(column) + " too-deep limit=256";
    EXPECT_EQ(error_in(json), expected) << json.substr(0, 100);
    EXPECT_EQ(error_in_place(json), expected) << json.substr(0, 100);
  }
  const std::string branches =
      std::string(kId) + "\"product_tree\": {" + repeated("\n\"branches\": [{", 10'000);
  EXPECT_EQ(error_in(branches), "untrusted 129:14 too-deep limit=256");
  EXPECT_EQ(error_in_place(branches), "untrusted 129:14 too-deep limit=256");
}

TEST(HostileCsaf, IsReadAsDeepAsIsAllowed) {
  const std::string json = std::string(kId) + "\"x\": " + repeated("[", kMaxDepth - 1) +
                           repeated("]", kMaxDepth - 1) + "}";
  EXPECT_EQ(error_in(json), "no error");
  EXPECT_EQ(error_in_place(json), "no error");
}

TEST(HostileCsaf, WithZeroBytesOutsideOfStringsIsRefused) {
  const std::string whole = R"({"document": {"tracking": {"id": "A-1"}}})";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {whole + "\0"s, "1:42"},           {whole + "\n\0"s, "2:1"},
      {whole + "\0{}"s, "1:42"},         {"{\"document\": \0 {}}"s, "1:14"},
      {"{\"document\": {\0}}"s, "1:15"}, {"{\"document\": {\"title\": \"a\0b\"}}"s, "1:26"},
      {"{\"document\0\": {}}"s, "1:11"},
  };
  for (const auto& [json, place] : cases) {
    const std::string error = error_in(json);
    EXPECT_TRUE(error.starts_with("malformed ")) << error;
    EXPECT_EQ(error, "malformed " + place + " json-syntax") << test::replaced(json, "\0"s, "␀");
  }
}

TEST(HostileCsaf, WithZeroCharactersKeepsItsIdsApart) {
  Diagnostics diagnostics;
  const std::string json = csaf_of_parts(
      R"("full_product_names": [{"product_id": "N\u0000A", "name": "A"},
                                {"product_id": "N\u0000B", "name": "B"},
                                {"product_id": "N", "name": "N"},
                                {"product_id": "N\u0000", "name": "\u0000"}])",
      R"({"product_status": {"fixed": ["N\u0000B"]}})");
  const Document document = parse(json, diagnostics);
  EXPECT_EQ(
      test::text_of(document),
      "title: \nid: A-1\npublisher:  | \nreleased:  | \nproduct: N\0A | A\nproduct: N\0B | B\n"
      "product: N | N\nproduct: N\0 | \0\nvulnerability:  |  |  | \n"
      "  status: fixed @ N\0B\n"s);
  EXPECT_TRUE(diagnostics.empty());
}

TEST(HostileCsaf, WithHalfACharacterIsRefusedOrRepaired) {
  // The first half alone is not JSON; where it stands is told.
  for (const char* first :
       {R"("\ud800")", R"("\ud800x")", R"("\ud800\n")", R"("\ud800\ud800")", R"("\uDBFF\u0041")"})
    EXPECT_EQ(error_in(R"({"document": {"title": )" + std::string(first) + "}}"),
              "malformed 1:25 json-syntax")
        << first;
  // The second half alone is.
  const test::CsafRead repaired = read_csaf_parts(
      R"("full_product_names": [{"product_id": "P\udc00", "name": "\udfff한국\ud83d\ude00"}],
         "relationships": [{"category": "\udc00on", "product_reference": "a",
           "relates_to_product_reference": "b", "full_product_name": {"product_id": "R"}}])",
      R"({"title": "\udc00\udc01", "product_status": {"fixed": ["P\udc00"]},
          "metrics": [{"content": {"qualitative_severity_rating": "\udc00"}}]})");
  EXPECT_EQ(repaired.text,
            "product: P\uFFFD\uFFFD\uFFFD | \uFFFD\uFFFD\uFFFD한국😀\n"
            "undefined product: a | \nundefined product: b | \nproduct: R | \n"
            "  is: a [\uFFFD\uFFFD\uFFFDon] b\n"
            "vulnerability:  |  | \uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD | \n"
            "  status: fixed @ P\uFFFD\uFFFD\uFFFD\n  threat: severity | \uFFFD\uFFFD\uFFFD @\n");
  EXPECT_EQ(repaired.diagnostics, "lone-surrogate ×5\n");
}

TEST(HostileCsaf, WithNumbersThatNobodyCanHoldIsReadOrRefused) {
  const auto scored = [](const std::string& number) {
    return csaf_of_parts("", R"({"scores": [{"cvss_v3": {"baseScore": )" + number + "}}]}");
  };
  // CVE-2024-38517 of RapidJSON: the exponent overflows an int.
  for (const std::string& number :
       {"0.00000000000000001e-2147483639"s, "1e-999999999999"s, "0e0"s, "123456789012345678901234"s,
        "0." + std::string(2000, '9'), "-0.0"s, "1e308"s})
    EXPECT_EQ(
        test::read_csaf_text(scored(number)).text,
        "title: \nid: A-1\npublisher:  | \nreleased:  | \nvulnerability:  |  |  | \n  score: " +
            number + " |  @\n");
}

TEST(HostileCsaf, IsReadInEveryWrapping) {
  const std::string plain = csaf_of_parts(R"("full_product_names": [
    {"product_id": "P", "name": "Café 東京"}])",
                                          R"({"cve": "CVE-2024-1"})");
  const test::CsafRead expected = test::read_csaf_text(plain);
  for (const std::string& json :
       {"\xEF\xBB\xBF" + plain, "\xEF\xBB\xBF\r\n\t " + plain + "\r\n \t",
        test::replaced(plain, "\n", "\r\n"), test::replaced(plain, "\n", "")}) {
    const test::CsafRead read = test::read_csaf_text(json);
    EXPECT_EQ(read.text, expected.text) << json;
    EXPECT_EQ(read.diagnostics, "") << json;
  }
}

TEST(HostileCsaf, WithBytesThatAreNotUtf8IsRepaired) {
  const std::string json =
      "{\"document\": {\n\"title\": \"Caf\xE9\", \"tracking\": {\"id\": \"A\xFF\"}}}";
  const test::CsafRead read = test::read_csaf_copy(test::replaced(json, "\xFF", ""));
  EXPECT_EQ(read.text, "title: Caf\uFFFD\nid: A\npublisher:  | \nreleased:  | \n");
  EXPECT_EQ(read.diagnostics, "invalid-utf8 2:14\n");
}

TEST(HostileCsaf, IsRefusedWhenThereIsNothingInIt) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "malformed empty"},
      {"\xEF\xBB\xBF", "malformed empty"},
      {"{", "malformed 1:2 json-syntax"},
      {"{}", "malformed not-advisory"},
      {"{\"", "malformed 1:3 json-syntax"},
      {"{\"document\"", "malformed 1:12 json-syntax"},
      {"{\"$schema\"", "malformed 1:11 json-syntax"},
      {"{\"$schema\": \"csaf", "malformed 1:18 json-syntax"},
      {R"({"$schema": "https://example.com/CSAF"})", "malformed not-advisory"},
  };
  for (const auto& [json, expected] : cases) EXPECT_EQ(error_in(json), expected) << json;
}

// ── In place ─────────────────────────────────────────────────────────────────────────────────────

TEST(ParseInPlace, LeavesAloneWhatItDoesNotTake) {
  const std::string csaf = csaf_of_parts("", R"({"title": "a\nb"})");
  const std::vector<std::string> others = {
      "",
      " ",
      "{",
      "{}",
      "[" + csaf + "]",
      "<cvrfdoc/>",
      std::string(test::kWholeXml),
      std::string(test::kWholeJson),
      R"({"$schema": "urn:other", "document": {"title": "a\nb", "tracking": {"id": "A-1"}}})",
      R"({"jvn_extension": {}, "document": {"title": "a\nb", "tracking": {"id": "A-1"}}})",
      test::replaced(csaf, "a\\nb", "Caf\xE9"),
      "\xEF\xBB\xBF{\"bomFormat\": \"a\\nb\"}",
      "\xFF\xFE" + test::utf16(csaf, test::ByteOrder::Little),
  };
  for (const std::string& bytes : others) {
    test::PaddedText padded(bytes);
    Diagnostics diagnostics;
    EXPECT_FALSE(parse_in_place(padded.span(), diagnostics).has_value()) << bytes;
    EXPECT_EQ(padded.view(), bytes);
    EXPECT_TRUE(diagnostics.empty()) << bytes;
  }
}

// ── Size ─────────────────────────────────────────────────────────────────────────────────────────

long peak_kilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

std::string list_of(const std::string& before, std::size_t count) {
  std::string out = "[";
  out.reserve(count * (before.size() + 10));
  for (std::size_t i = 0; i < count; ++i)
    out.append(i == 0 ? "\"" : ",\"").append(before).append(std::to_string(i)).append("\"");
  return out + "]";
}

std::string with_group_of(std::size_t products, std::size_t uses) {
  std::string threats = "[";
  for (std::size_t i = 0; i < uses; ++i)
    threats += i == 0 ? R"({"group_ids": ["G"]})" : R"(,{"group_ids": ["G"]})";
  return csaf_of_parts(
      R"("product_groups": [{"group_id": "G", "product_ids": )" + list_of("", products) + "}]",
      R"({"threats": )" + threats + "]}");
}

TEST(HugeCsaf, MayNotMultiplyItsProductsByItsGroups) {
  const std::string json = with_group_of(1'000'000, 1'000);
  const long before = peak_kilobytes();
  EXPECT_EQ(error_in_place(json), "untrusted too-many-references limit=10000000");
  EXPECT_LT(peak_kilobytes() - before, 300'000);
}

TEST(HugeCsaf, IsReadUpToTheLimitOfReferences) {
  Diagnostics diagnostics;
  const Document document = parse(with_group_of(1'000, 1'000), diagnostics);
  EXPECT_EQ(document.product_table.size(), 1'000'000U);
  ASSERT_EQ(document.threat_table.size(), 1'000U);
  for (const Threat& each : document.threat_table) ASSERT_EQ(each.products.count, 1'000U);
}

TEST(HugeCsaf, MayHaveAMillionProducts) {
  test::PaddedText json(csaf_of_parts("", R"({"product_status": {"fixed": )" +
                                              list_of("product-", 1'000'000) + R"(, "unknown": )" +
                                              list_of("product-", 1'000'000) + "}}"));
  Diagnostics diagnostics;
  const std::optional<Document> document = parse_in_place(json.span(), diagnostics);
  ASSERT_TRUE(document.has_value());
  ASSERT_EQ(document->products.size(), 1'000'000U);
  EXPECT_EQ(document->products.back().id, "product-999999");
  ASSERT_EQ(document->status_table.size(), 2U);
  for (const Status& each : document->status_table) {
    const auto products = document->of(each.products);
    ASSERT_EQ(products.size(), 1'000'000U);
    for (ProductIndex i = 0; i < products.size(); ++i) ASSERT_EQ(products[i], i);
  }
}

// Looking for a group must not take longer the more there are.
TEST(HugeCsaf, MayHaveALargeNumberOfGroups) {
  constexpr std::size_t kGroups = 200'000;
  const std::string json =
      csaf_of_parts("", R"({"threats": [{"group_ids": )" + list_of("g", kGroups) + "}]}");
  Diagnostics diagnostics;
  const Document document = parse(json, diagnostics);
  EXPECT_EQ(document.products.size(), kGroups);
  EXPECT_EQ(document.product_table.size(), kGroups);
  EXPECT_EQ(test::text_of(diagnostics), "undefined-group /product_tree id=g0 ×200000\n");
}

TEST(HugeCsaf, MayHaveALargeNumberOfStatusLists) {
  std::string lists;
  for (int i = 0; i < 100'000; ++i)
    lists.append(i == 0 ? "\"" : ",\"").append(std::to_string(i / 2)).append("\": []");
  Diagnostics diagnostics;
  const std::string json = csaf_of_parts("", R"({"product_status": {)" + lists + "}}");
  const Document document = parse(json, diagnostics);
  EXPECT_EQ(document.status_table.size(), 100'000U);
  EXPECT_EQ(test::text_of(diagnostics),
            "duplicate-key /vulnerabilities/0/product_status/0 ×50000\n");
}

TEST(HugeCsaf, MayRepeatOneProductForever) {
  constexpr int kTimes = 200'000;
  std::string products;
  for (int i = 0; i < kTimes; ++i)
    products +=
        i == 0 ? R"({"product_id": "P", "name": "a"})" : R"(,{"product_id": "P", "name": "b"})";
  Diagnostics diagnostics;
  const std::string json = csaf_of_parts("\"full_product_names\": [" + products + "]", "");
  const Document document = parse(json, diagnostics);
  EXPECT_EQ(document.products.size(), 1U);
  EXPECT_EQ(document.redefinitions.size(), kTimes - 1U);
  EXPECT_EQ(test::text_of(diagnostics),
            "product-defined-twice /product_tree id=P kept=a ignored=b ×199999\n");
}

// ── Chance ───────────────────────────────────────────────────────────────────────────────────────

// Every position that a document refers to with.
void expect_sound(const Document& document) {
  const auto fits = [](auto slice, std::size_t table) {
    return std::size_t{slice.first} + slice.count <= table;
  };
  const auto points = [](std::uint32_t position, std::size_t table) {
    return position == kNone || position < table;
  };
  for (const ProductIndex each : document.product_table) ASSERT_LT(each, document.products.size());
  for (std::uint32_t i = 0; i < document.branches.size(); ++i)
    ASSERT_TRUE(document.branches[i].parent == kNone || document.branches[i].parent < i);
  for (const Product& each : document.products)
    ASSERT_TRUE(points(each.branch, document.branches.size()) &&
                points(each.relationship, document.relationships.size()) &&
                points(each.redefined, document.redefinitions.size()) &&
                fits(each.identifiers, document.identifier_table.size()));
  for (const Relationship& each : document.relationships) {
    ASSERT_TRUE(each.steps.count != 0 && fits(each.steps, document.step_table.size()));
    ASSERT_LT(each.component, document.products.size());
  }
  for (const Relationship::Step& each : document.step_table)
    ASSERT_LT(each.product, document.products.size());
  for (const Threat& each : document.threat_table)
    ASSERT_TRUE(fits(each.products, document.product_table.size()));
  for (const ScoreSet& each : document.score_table)
    ASSERT_TRUE(fits(each.products, document.product_table.size()));
  for (const Vulnerability& each : document.vulnerabilities)
    ASSERT_TRUE(fits(each.threats, document.threat_table.size()) &&
                fits(each.scores, document.score_table.size()) &&
                fits(each.notes, document.note_table.size()) &&
                fits(each.cwes, document.text_table.size()) &&
                fits(each.flags, document.flag_table.size()) &&
                fits(each.statuses, document.status_table.size()) &&
                fits(each.remediations, document.remediation_table.size()));
}

constexpr std::string_view kSmall = R"({"document":{"csaf_version":"2.0","title":"T",
"notes":[{"text":"n"}],"tracking":{"id":"A-1","status":"final"}},
"product_tree":{"branches":[{"category":"vendor","name":"V","branches":[{"name":"1",
"product":{"product_id":"P","name":"N\u0041","product_identification_helper":{"cpe":"c",
"skus":["s"]}}}]}],
"relationships":[{"category":"r","product_reference":"P","relates_to_product_reference":"Q",
"full_product_name":{"product_id":"R","name":"R"}}],
"product_paths":[{"beginning_product_reference":"P","subpaths":[{"category":"i",
"next_product_reference":"R"}],"full_product_name":{"product_id":"S","name":"S"}}],
"product_groups":[{"group_id":"G","product_ids":["P","Q"]}]},
"vulnerabilities":[{"cve":"CVE-2024-1","cwe":{"id":"CWE-1"},"product_status":{"fixed":["P"],
"unknown":["R"]},"scores":[{"products":["P"],"cvss_v3":{"baseScore":9.8,"vectorString":"CVSS"}}],
"threats":[{"category":"impact","details":"d","group_ids":["G","H"]}],
"remediations":[{"category":"vendor_fix","product_ids":["S"]}]}]})";

TEST(HostileCsaf, ThatIsChangedByChanceIsReadOrRefused) {
  std::mt19937 chance(20240109);
  const auto below = [&chance](std::size_t limit) {
    return static_cast<std::size_t>(chance() % limit);
  };
  constexpr std::string_view kBytes = "{}[]\",:\\u0n17tfe.-+ \n\0\xED\xFF";
  std::size_t read = 0;
  for (int round = 0; round < 5'000; ++round) {
    std::string json(kSmall);
    for (std::size_t change = below(4); change-- > 0;) {
      const std::size_t at = below(json.size());
      const std::size_t length = below(std::min<std::size_t>(json.size() - at, 30)) + 1;
      switch (below(4)) {
        case 0:
          json[at] = kBytes[below(kBytes.size())];
          break;
        case 1:
          json.erase(at, length);
          break;
        case 2:
          json.insert(at, json.substr(below(json.size()), length));
          break;
        default:
          json.insert(at, 1, kBytes[below(kBytes.size())]);
      }
      if (json.empty()) json = "{";
    }
    Document document;
    Diagnostics diagnostics;
    const std::string error = test::error_of([&] { document = parse(json, diagnostics); });
    ASSERT_TRUE(error == "no error" || error.starts_with("malformed ") ||
                error.starts_with("unsupported ") || error.starts_with("untrusted "))
        << error << ": " << json;
    test::PaddedText padded(json);
    std::optional<Document> in_place;
    const std::string other =
        test::error_of([&] { in_place = parse_in_place(padded.span(), diagnostics); });
    if (in_place) {
      ASSERT_EQ(error, "no error") << json;
      expect_sound(*in_place);
      ASSERT_EQ(test::text_of(*in_place), test::text_of(document)) << json;
    }
    if (error != "no error") continue;
    ++read;
    ASSERT_EQ(other, "no error") << json;
    expect_sound(document);
  }
  EXPECT_GT(read, 500U);
}

}  // namespace
}  // namespace patchmatrix
