// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/tlp.hpp>

namespace patchmatrix {
namespace {

TEST(Tlp, ReadsTheLabelsOfBothVersionsInAnyCase) {
  for (const auto& [text, expected] : std::vector<std::pair<std::string, Tlp>>{
           {"CLEAR", Tlp::Clear},
           {"TLP:CLEAR", Tlp::Clear},
           {"tlp:clear", Tlp::Clear},
           {"WHITE", Tlp::Clear},
           {"TLP:WHITE", Tlp::Clear},
           {"UNLABELED", Tlp::Clear},
           {"GREEN", Tlp::Green},
           {"tlp:Green", Tlp::Green},
           {"AMBER", Tlp::Amber},
           {"TLP:AMBER", Tlp::Amber},
           {"AMBER+STRICT", Tlp::AmberStrict},
           {"TLP:AMBER+STRICT", Tlp::AmberStrict},
           {"amber-strict", Tlp::AmberStrict},
           {"RED", Tlp::Red},
           {"TLP:RED", Tlp::Red},
       })
    EXPECT_EQ(parse_tlp(text), std::optional(expected)) << text;
}

TEST(Tlp, DoesNotKnowWordsThatAreNearlyLabels) {
  for (const char* text : {"", "TLP:", "TLP", "TLP:TLP:RED", "REDD", "TLP:RED ", " RED", "TLP: RED",
                           "AMBER STRICT", "AMBER+", "STRICT", "ORANGE", "TLP:YELLOW"})
    EXPECT_EQ(parse_tlp(text), std::nullopt) << '"' << text << '"';
}

TEST(Tlp, WritesWhatItReads) {
  using enum Tlp;
  std::vector<std::string> slugs, labels;
  for (const Tlp each : {Clear, Green, Amber, AmberStrict, Red}) {
    slugs.emplace_back(slug(each));
    labels.emplace_back(label(each));
    EXPECT_EQ(parse_tlp(slug(each)), std::optional(each));
    EXPECT_EQ(parse_tlp(label(each)), std::optional(each));
  }
  EXPECT_EQ(slugs, (std::vector<std::string>{"clear", "green", "amber", "amber-strict", "red"}));
  EXPECT_EQ(labels, (std::vector<std::string>{"TLP:CLEAR", "TLP:GREEN", "TLP:AMBER",
                                              "TLP:AMBER+STRICT", "TLP:RED"}));
}

TEST(Tlp, OrdersLabelsFromTheWidestToTheNarrowest) {
  EXPECT_EQ(std::max({Tlp::Green, Tlp::AmberStrict, Tlp::Clear, Tlp::Amber}), Tlp::AmberStrict);
  EXPECT_EQ(std::max(Tlp::Red, Tlp::AmberStrict), Tlp::Red);
}

// What nobody labelled is for everybody; what nobody can read is for nobody else.
TEST(Tlp, OfADocumentIsTheHighestWhereNobodyKnowsTheLabel) {
  EXPECT_EQ(tlp_of_document(""), Tlp::Clear);
  EXPECT_EQ(tlp_of_document("TLP:AMBER"), Tlp::Amber);
  EXPECT_EQ(tlp_of_document("ORANGE"), Tlp::Red);
  EXPECT_EQ(tlp_of_document("TLP:EX:CHR"), Tlp::Red);
}

}  // namespace
}  // namespace patchmatrix
