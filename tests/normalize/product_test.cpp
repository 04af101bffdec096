// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <memory>
#include <string>
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

// A document in which every product of `affected` is affected.
std::unique_ptr<Normalized> of_tree(const std::string& tree, const csaf::Texts& affected,
                                    const std::string& publisher = "Example Corp") {
  return normalized(csaf::document(
      {.publisher = publisher,
       .product_tree = tree,
       .vulnerabilities = {csaf::entry("CVE-2026-0001", {csaf::affected(affected)})}}));
}

// "vendor | name | version | architecture | package | platform" of each product with a tuple.
std::vector<std::string> descriptions(const Normalized& document) {
  std::vector<std::string> out;
  for (const Finding& each : document.findings.findings) {
    const ProductDescription product = describe(document.findings.document, each.product);
    out.push_back(std::string(product.vendor) + " | " + product.name + " | " + product.version +
                  " | " + std::string(product.architecture) + " | " + std::string(product.package) +
                  " | " + std::string(product.platform));
  }
  return out;
}

std::vector<std::string> families(const Normalized& document) {
  std::vector<std::string> out;
  for (const Finding& each : document.findings.findings) {
    const ProductFamily& family = *document.findings.families[each.product];
    out.push_back(family.id + (family.name.empty() ? "" : " (" + family.name + ")"));
  }
  return out;
}

// ── what a product is ────────────────────────────────────────────────────────────────────────────

TEST(Product, IsDescribedByTheBranchesAroundIt) {
  const auto document = of_tree(
      csaf::tree({csaf::branch(
          "vendor", "Example Corp",
          {csaf::branch(
              "product_family", "Edge",
              {csaf::branch(
                  "product_name", "Gateway",
                  {csaf::branch("architecture", "x86_64",
                                {csaf::leaf("product_version", "1.0", csaf::product("A", "a"))}),
                   csaf::leaf("product_version_range", "vers:all/*", csaf::product("B", "b")),
                   csaf::leaf("product_version_range", "< V2.5 (all)",
                              csaf::product("C", "c"))})})})}),
      {"A", "B", "C"});
  EXPECT_THAT(descriptions(*document),
              ElementsAre("Example Corp | Gateway | 1.0 | x86_64 |  | ",
                          "Example Corp | Gateway | vers:all/* |  |  | ",
                          "Example Corp | Gateway | < V2.5 (all) |  |  | "));
}

TEST(Product, WithoutANamedBranchIsItsFullName) {
  const auto document =
      of_tree(csaf::object({csaf::json_member(
                  "full_product_names", csaf::list({csaf::product("A", "Example Gateway 1.0")}))}),
              {"A", "X"});
  EXPECT_THAT(descriptions(*document),
              ElementsAre(" | Example Gateway 1.0 |  |  |  | ", " | X |  |  |  | "));
}

TEST(Product, WithServicePackAndPatchLevelHasThemInItsVersionOutermostFirst) {
  const auto document = of_tree(
      csaf::tree({csaf::branch(
          "product_name", "Gateway",
          {csaf::branch(
              "product_version", "1.0",
              {csaf::branch("service_pack", "SP2",
                            {csaf::leaf("patch_level", "p7", csaf::product("A", "a"))})})})}),
      {"A"});
  EXPECT_THAT(descriptions(*document), ElementsAre(" | Gateway | 1.0 SP2 p7 |  |  | "));
}

// Ranges that have no name together are given one id twice.
TEST(Product, OfOneIdInTwoRangesHasBoth) {
  const auto document = of_tree(
      csaf::tree({csaf::branch(
          "product_name", "Gateway",
          {csaf::leaf("product_version_range", ">=1|<1.5", csaf::product("A", "Gateway")),
           csaf::leaf("product_version_range", ">=2|<2.3", csaf::product("A", "Gateway"))})}),
      {"A"});
  EXPECT_THAT(descriptions(*document), ElementsAre(" | Gateway | >=1|<1.5 | >=2|<2.3 |  |  | "));
}

TEST(Product, KeepsWhatMachinesKnowItByOnceOfPackageAndPlatform) {
  const auto document = of_tree(
      csaf::tree(
          {csaf::leaf("product_name", "Linux 9",
                      csaf::product("L", "Linux 9", R"({"cpe":"cpe:/o:example:linux:9"})")),
           csaf::leaf("product_version", "lib",
                      csaf::product("lib", "lib", R"({"purl":"pkg:rpm/example/lib@1"})"))},
          {csaf::relationship("lib", "default_component_of", "L",
                              csaf::product("L:lib", "lib on Linux 9",
                                            R"({"skus":["S-1","S-2"],"model_numbers":["M"]})"))}),
      {"L:lib"});
  const ProductDescription product =
      describe(document->findings.document, document->findings.findings.at(0).product);
  std::vector<std::string> texts;
  for (const ProductIdentifier& each : product.identifiers) texts.emplace_back(each.text);
  EXPECT_THAT(texts, testing::UnorderedElementsAre("S-1", "S-2", "M", "pkg:rpm/example/lib@1",
                                                   "cpe:/o:example:linux:9"));
}

// ── relationships ────────────────────────────────────────────────────────────────────────────────

const csaf::Texts& linux_branches() {
  static const csaf::Texts kBranches = {csaf::branch(
      "vendor", "Example Corp",
      {csaf::branch("product_name", "Linux",
                    {csaf::leaf("product_version", "9", csaf::product("L9", "Example Linux 9"))}),
       csaf::branch(
           "architecture", "x86_64",
           {csaf::leaf("product_version", "lib-1.2-3", csaf::product("lib", "lib-1.2-3.x86_64"))}),
       csaf::leaf("product_name", "module:1", csaf::product("mod", "module:1"))})};
  return kBranches;
}

TEST(Relationship, ResolvesToPackageAndPlatform) {
  const auto document = of_tree(
      csaf::tree(linux_branches(), {csaf::relationship("lib", "default_component_of", "L9",
                                                       csaf::product("L9:lib", "lib on Linux 9"))}),
      {"L9:lib"});
  EXPECT_THAT(descriptions(*document),
              ElementsAre("Example Corp | Linux | lib-1.2-3 | x86_64 | lib-1.2-3.x86_64 | Example "
                          "Linux 9"));
  EXPECT_THAT(families(*document), ElementsAre("example-corp-linux (Example Corp Linux)"));
}

TEST(Relationship, OfARelationshipResolvesToTheInnermostPackageAndTheOutermostPlatform) {
  const auto document =
      of_tree(csaf::tree(linux_branches(),
                         {csaf::relationship("lib", "default_component_of", "L9:mod",
                                             csaf::product("L9:mod:lib", "lib of module")),
                          csaf::relationship("mod", "default_component_of", "L9",
                                             csaf::product("L9:mod", "module on Linux 9"))}),
              {"L9:mod:lib", "L9:mod"});
  EXPECT_THAT(descriptions(*document),
              ElementsAre("Example Corp | Linux | lib-1.2-3 | x86_64 | lib-1.2-3.x86_64 | Example "
                          "Linux 9",
                          "Example Corp | Linux |  |  | module:1 | Example Linux 9"));
}

TEST(Relationship, OfCsaf21IsAPath) {
  const std::string path =
      R"({"beginning_product_reference":"lib","full_product_name":{"product_id":"P","name":"p"},)"
      R"("subpaths":[{"category":"default_component_of","next_product_reference":"mod"},)"
      R"({"category":"installed_on","next_product_reference":"L9"}]})";
  const auto document =
      of_tree(csaf::object({csaf::json_member("branches", csaf::list(linux_branches())),
                            csaf::json_member("product_paths", csaf::list({path}))}),
              {"P"});
  EXPECT_THAT(descriptions(*document),
              ElementsAre("Example Corp | Linux | lib-1.2-3 | x86_64 | lib-1.2-3.x86_64 | Example "
                          "Linux 9"));
}

TEST(Relationship, ThatLeadsBackToItselfIsReportedAndEnds) {
  const auto document = of_tree(
      csaf::tree(linux_branches(),
                 {csaf::relationship("lib", "default_component_of", "Q", csaf::product("P", "p")),
                  csaf::relationship("lib", "default_component_of", "P", csaf::product("Q", "q"))}),
      {"P", "Q"});
  EXPECT_EQ(text_of(document->diagnostics), "relationship-cycle /product_tree id=Q\n");
  EXPECT_THAT(descriptions(*document), testing::SizeIs(2));
  EXPECT_THAT(families(*document), testing::SizeIs(2));
}

// Each product is the one before it on itself, twice: 2 to the power of 10,000 ways to the first.
TEST(Relationship, OfDiamondsIsResolvedInBoundedTime) {
  csaf::Texts relationships, ids;
  std::string before = "lib";
  for (int i = 0; i < 10'000; ++i) {
    ids.push_back("D" + std::to_string(i));
    relationships.push_back(
        csaf::relationship(before, "default_component_of", before, csaf::product(ids.back(), "d")));
    before = ids.back();
  }
  const auto begin = std::chrono::steady_clock::now();
  const auto document = of_tree(csaf::tree(linux_branches(), relationships), ids);
  std::size_t described = 0;
  for (const Finding& each : document->findings.findings)
    described += describe(document->findings.document, each.product).name.empty() ? 0 : 1;
  EXPECT_EQ(described, 10'000U);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
  EXPECT_EQ(text_of(document->diagnostics), "");
}

// ── families ─────────────────────────────────────────────────────────────────────────────────────

TEST(Families, AreNamedByTheProductNameElseByTheProductFamilyAndTheirMaker) {
  const auto document =
      of_tree(csaf::tree({csaf::branch(
                  "vendor", "Example Corp",
                  {csaf::branch("product_family", "Edge",
                                {csaf::branch("product_name", "Gateway 5",
                                              {csaf::leaf("product_version", "5.1",
                                                          csaf::product("A", "Gateway 5.1"))}),
                                 csaf::leaf("product_version", "2", csaf::product("B", "b 2"))}),
                   csaf::leaf("product_version", "3.0", csaf::product("C", "Router 3.0")),
                   csaf::leaf("product_name", "Example Corp Switch", csaf::product("D", "d"))})}),
              {"A", "B", "C", "D", "X"});
  EXPECT_THAT(families(*document),
              ElementsAre("example-corp-gateway-5 (Example Corp Gateway 5)",
                          "example-corp-edge (Example Corp Edge)",
                          "example-corp-router (Example Corp Router)",
                          "example-corp-switch (Example Corp Switch)", "undefined-product"));
}

TEST(Families, HaveNoMakerWhereTheTreeNamesNone) {
  for (const char* maker : {"unknown", "Unknown"}) {
    const auto document = of_tree(
        csaf::tree({csaf::branch(
            "vendor", maker, {csaf::leaf("product_name", "Gateway", csaf::product("A", "a"))})}),
        {"A"});
    EXPECT_THAT(families(*document), ElementsAre("gateway (Gateway)"));
  }
}

// "Siemens AG" and "Siemens" are one maker in the vendor's own documents.
TEST(Families, HaveTheVendorsShortNameForItsLongOne) {
  const auto document = of_tree(
      csaf::tree({csaf::branch("vendor", "Siemens AG",
                               {csaf::leaf("product_name", "Gateway", csaf::product("A", "a"))})}),
      {"A"}, "Siemens ProductCERT");
  EXPECT_THAT(families(*document), ElementsAre("siemens-gateway (Siemens Gateway)"));
}

TEST(Families, OfTwoMakersWithOneProductNameAreTwo) {
  const auto maker = [](const std::string& name, const std::string& id) {
    return csaf::branch("vendor", name,
                        {csaf::leaf("product_name", "Gateway", csaf::product(id, "x"))});
  };
  const auto document =
      of_tree(csaf::tree({maker("Acme", "A"), maker("Example", "B")}), {"A", "B"});
  EXPECT_THAT(families(*document),
              ElementsAre("acme-gateway (Acme Gateway)", "example-gateway (Example Gateway)"));
}

}  // namespace
}  // namespace patchmatrix
