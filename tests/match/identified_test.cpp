// SPDX-License-Identifier: Apache-2.0
#include "match/identified.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "match/software.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace test;

// A version node of "Example AG" > "Gateway" with the status that its products have.
struct Node {
  std::string version, status = "known_affected", helper = "", product = "Gateway";
};

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string csaf(const std::vector<Node>& nodes) {
  std::string branches, statuses;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const std::string id = quoted("P" + std::to_string(i));
    branches += std::string(i == 0 ? "" : ",") + R"({"category": "product_name", "name": )" +
                quoted(nodes[i].product) +
                R"(, "branches": [{"category": "product_version_range", "name": )" +
                quoted(nodes[i].version) + R"(, "product": {"name": )" +
                quoted("Example " + nodes[i].product + " " + std::to_string(i)) +
                R"(, "product_id": )" + id +
                (nodes[i].helper.empty()
                     ? std::string()
                     : R"(, "product_identification_helper": {)" + nodes[i].helper + "}") +
                "}}]}";
    statuses += std::string(i == 0 ? "" : ",") + quoted(nodes[i].status) + ": [" + id + "]";
  }
  // One status of each kind is enough for these tests but for several affected ranges.
  std::string affected, rest;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const std::string id = quoted("P" + std::to_string(i));
    if (nodes[i].status == "known_affected")
      affected += (affected.empty() ? "" : ",") + id;
    else
      rest += "," + quoted(nodes[i].status) + ": [" + id + "]";
  }
  const std::string all =
      affected.empty() ? rest.substr(1) : "\"known_affected\": [" + affected + "]" + rest;
  return R"({"document": {"category": "csaf_security_advisory", "csaf_version": "2.0", "title": "T",
 "publisher": {"category": "vendor", "name": "Example AG", "namespace": "https://example.test"},
 "tracking": {"id": "EX-1", "status": "final", "version": "1", "initial_release_date": "2022-11-08T08:00:00Z",
 "current_release_date": "2022-11-08T08:00:00Z", "revision_history": []}},
 "product_tree": {"branches": [{"category": "vendor", "name": "Example AG", "branches": [)" +
         branches + R"(]}]}, "vulnerabilities": [{"cve": "CVE-2022-0001", "product_status": {)" +
         all + "}}]}";
}

std::string judged(const std::vector<Node>& nodes, const Software& software,
                   const std::vector<Alias>& aliases = {}) {
  const auto document = normalized(csaf(nodes));
  const IdentifiedProducts products({&document->findings}, shipped_feeds(), aliases);
  return judged_text(products, {&document->findings}, software);
}

Software gateway(const std::string& version, const std::string& publisher = "Example AG",
                 const std::string& name = "Gateway") {
  Software out;
  out.name = name;
  out.version = version;
  out.publisher = publisher;
  return out;
}

constexpr const char* kFirst = "CVE-2022-0001 Example Gateway 0 | ";

TEST(IdentifiedProducts, AreKnownByVendorAndName) {
  struct Case {
    std::string publisher, name, expected;
  };
  const std::string sure = std::string(kFirst) + "open version-in-range 90 3.1\n";
  for (const Case& each : std::vector<Case>{
           {"Example AG", "Gateway", sure},
           {"Example", "gateway", sure},
           {"EXAMPLE AG", "Example Gateway", sure},
           {"", "Example Gateway", sure},
           {"", "Gateway", "~ Gateway 60\n"},
           {"Other Inc.", "Gateway", ""},
           {"Other Inc.", "Example Gateway", ""},
           {"Exam", "Gateway", ""},
           {"Example AG", "Gateway Manager", "~ Gateway 50\n"},
           {"Example AG", "Gateways", ""},
           {"Example AG", "", ""},
       })
    EXPECT_EQ(judged({{"<V3.1"}}, gateway("3.0", each.publisher, each.name)), each.expected)
        << each.publisher << " / " << each.name;
}

TEST(IdentifiedProducts, AreJudgedByTheirRanges) {
  struct Case {
    std::vector<Node> nodes;
    std::string version, expected;
  };
  const std::string first = kFirst, second = "CVE-2022-0001 Example Gateway 1 | ";
  for (const Case& each : std::vector<Case>{
           {{{"<V3.1"}}, "3.0", first + "open version-in-range 90 3.1\n"},
           {{{"<V3.1"}}, "3.1", first + "not-affected version-outside-range 90 3.1\n"},
           {{{"<V3.1"}}, "", first + "unknown version-not-given 90 3.1\n"},
           {{{"<V3.1"}}, "V3.0 SP1", first + "unknown version-unreadable 90 3.1\n"},
           {{{"<= 4.3"}}, "4.3.1", first + "unknown version-unreadable 90 4.3\n"},
           {{{"< V15.1 Update 5"}}, "15.2", first + "unknown version-unreadable 90\n"},
           {{{"vers:all/*"}}, "", first + "open any-version 90\n"},
           {{{"vers:all/*"}}, "7", first + "open any-version 90\n"},
           {{{"9.6"}}, "9.6", first + "open version-in-range 90 9.6\n"},
           {{{"9.6"}}, "9.7", first + "unknown version-of-other-line 90 9.6\n"},
           {{{"<1.2"}, {">=2.0|<2.5"}}, "2.1", second + "open version-in-range 90 2.5\n"},
           {{{"<1.2"}, {">=2.0|<2.5"}},
            "1.5",
            first + "not-affected version-outside-range 90 1.2\n"},
           {{{"<1.2"}, {"some versions"}}, "1.5", second + "unknown version-unreadable 90\n"},
           {{{"<3.1"}, {"3.1", "fixed"}}, "3.1", second + "fixed version-reached 90 3.1\n"},
           {{{"<3.1"}, {"3.1", "fixed"}}, "3.0", first + "open version-in-range 90 3.1\n"},
           {{{"<3.1"}, {">=3.1", "fixed"}}, "4.0", second + "fixed version-reached 90 >=3.1\n"},
           {{{"3.1", "fixed"}}, "3.0", first + "open version-below 90 3.1\n"},
           {{{"3.1", "fixed"}}, "3.1", first + "fixed version-reached 90 3.1\n"},
           {{{"3.1", "fixed"}}, "3.2", first + "fixed version-reached 90 3.1\n"},
           {{{"3.1", "fixed"}}, "4.0", first + "unknown version-of-other-line 90 3.1\n"},
           {{{"3.1", "fixed"}}, "", first + "unknown version-not-given 90 3.1\n"},
           {{{"<3.1"}, {">=5", "known_not_affected"}},
            "5.1",
            second + "not-affected vendor-not-affected 90\n"},
           {{{"vers:all/*"}, {">=5", "known_not_affected"}},
            "5.1",
            first + "open any-version 90\n"},
       })
    EXPECT_EQ(judged(each.nodes, gateway(each.version)), each.expected)
        << each.nodes.front().version << " … " << each.nodes.back().version << ": " << each.version;
}

TEST(IdentifiedProducts, AreKnownByTheirIdentifiers) {
  Software by_cpe, by_package, by_model;
  by_cpe.name = by_package.name = by_model.name = "whatever";
  by_cpe.cpe = "cpe:2.3:a:example:gateway:3.0:*:*:*:*:*:*:*";
  by_package.purl = "pkg:npm/example-gateway@3.0";
  by_model.model = "6EX1234-5AB00";
  by_model.version = "3.0";
  const std::string sure = std::string(kFirst) + "open version-in-range 100 3.1\n";
  struct Case {
    const Software& software;
    std::string helper, expected;
  };
  for (const Case& each : std::vector<Case>{
           {by_cpe, R"("cpe": "cpe:2.3:a:example:gateway:*:*:*:*:*:*:*:*")", sure},
           {by_cpe, R"("cpe": "cpe:/a:example:gateway")", sure},
           {by_cpe, R"("cpe": "cpe:2.3:a:example:gate*:*:*:*:*:*:*:*:*")", sure},
           {by_cpe, R"("cpe": "cpe:2.3:a:example:other:*:*:*:*:*:*:*:*")", ""},
           {by_cpe, R"("cpe": "cpe:2.3:a:example:gateway:*:*:*:*:*:windows:*:*")",
            std::string(kFirst) + "open version-in-range 75 3.1\n"},
           {by_cpe, R"("cpe": "cpe:2.3:a:example:gateway:3.0:*:*:*:*:*:*:*")",
            std::string(kFirst) + "open version-in-range 100 3.0\n"},
           {by_cpe, R"("cpe": "cpe:2.3:a:broken")", ""},
           {by_package, R"("purl": "pkg:npm/example-gateway")", sure},
           {by_package, R"("purl": "pkg:npm/other")", ""},
           {by_package, R"("purl": "pkg:rpm/example/example-gateway")", ""},
           {by_model, R"("model_numbers": ["6EX1234-5AB00"])", sure},
           {by_model, R"("model_numbers": ["6EX1234-???00"])", sure},
           {by_model, R"("model_numbers": ["6EX1234-5AB01"])", ""},
       })
    EXPECT_EQ(judged({{"<3.1", "known_affected", each.helper}}, each.software), each.expected)
        << each.helper;
}

TEST(IdentifiedProducts, NamedInAliasesAreSure) {
  EXPECT_EQ(
      judged({{"<3.1"}}, gateway("3.0", "", "社内ゲートウェイ"), {{"社内ゲートウェイ", "gateway"}}),
      std::string(kFirst) + "open version-in-range 100 3.1\n");
}

TEST(IdentifiedProducts, SurviveAnyText) {
  std::string all_bytes;
  for (int i = 1; i < 256; ++i) all_bytes += static_cast<char>(i);
  for (const std::string& text :
       {std::string(), all_bytes, std::string(100000, 'a'), std::string(100000, '*'),
        std::string("cpe:2.3:*:*:*:*:*:*:*:*:*:*:*"), std::string("pkg:///"),
        std::string("\xFF")}) {
    Software software;
    software.name = software.version = software.publisher = software.cpe = software.purl =
        software.model = text;
    EXPECT_EQ(judged({{"<3.1", "known_affected", R"("model_numbers": ["6EX*"])"}}, software), "")
        << text.substr(0, 30);
  }
}

}  // namespace
}  // namespace patchmatrix
