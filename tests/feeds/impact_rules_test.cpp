// SPDX-License-Identifier: Apache-2.0
#include "feeds/impact_rules.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "support/support.hpp"

namespace patchmatrix {
namespace {

ImpactRules read(const std::string& toml) {
  return impact_rules(Config::parse(toml, "rules.toml"));
}

std::string error(const std::string& toml) {
  return test::error_of([&toml] { read(toml); });
}

ImpactSet set_of(Impact impact) {
  ImpactSet out;
  out.add(impact);
  return out;
}

TEST(ImpactRules, AreReadFromTheirFile) {
  const ImpactRules rules = read(R"(
sources = ["a page"]
[title.denial-of-service]
phrases = ["denial of service", "DoS"]
precision = ["9 of 10"]
[text.spoofing]
phrases = ["perform * spoofing"]
precision = ["9 of 10"]
[not_meant]
phrases = ["ms dos"]
denied_next = ["no"]
denied_rest = ["not lead to"]
denied_until = ["but"]
denied_sentence = ["not exploitable"]
denied_text = ["nothing of this is true"]
foreign = ["und"]
[cwe.denial-of-service]
ids = ["CWE-476", "CWE-400"]
precision = ["9 of 10"]
[cwe.spoofing]
ids = ["CWE-79"]
precision = ["9 of 10"]
[cvss.only_availability]
impact = "denial-of-service"
precision = ["9 of 10"]
[cvss.only_integrity]
impact = "tampering"
precision = ["9 of 10"]
)");
  using Groups = std::map<Impact, ImpactRules::Phrases>;
  EXPECT_EQ(rules.title, (Groups{{Impact::DenialOfService, {"denial of service", "DoS"}}}));
  EXPECT_EQ(rules.text, (Groups{{Impact::Spoofing, {"perform * spoofing"}}}));
  EXPECT_EQ(rules.meaningless, ImpactRules::Phrases{"ms dos"});
  EXPECT_EQ(rules.denied_next, ImpactRules::Phrases{"no"});
  EXPECT_EQ(rules.denied_rest, ImpactRules::Phrases{"not lead to"});
  EXPECT_EQ(rules.denied_until, ImpactRules::Phrases{"but"});
  EXPECT_EQ(rules.denied_sentence, ImpactRules::Phrases{"not exploitable"});
  EXPECT_EQ(rules.denied_text, ImpactRules::Phrases{"nothing of this is true"});
  EXPECT_EQ(rules.foreign, ImpactRules::Phrases{"und"});
  EXPECT_EQ(rules.cwes, (std::map<unsigned, ImpactSet>{{79, set_of(Impact::Spoofing)},
                                                       {400, set_of(Impact::DenialOfService)},
                                                       {476, set_of(Impact::DenialOfService)}}));
  EXPECT_EQ(rules.only_confidentiality, ImpactSet());
  EXPECT_EQ(rules.only_integrity, set_of(Impact::Tampering));
  EXPECT_EQ(rules.only_availability, set_of(Impact::DenialOfService));
}

TEST(ImpactRules, MayBeNone) {
  const ImpactRules rules = read("");
  EXPECT_TRUE(rules.title.empty());
  EXPECT_TRUE(rules.text.empty());
  EXPECT_TRUE(rules.cwes.empty());
  EXPECT_EQ(rules.only_availability, ImpactSet());
}

TEST(ImpactRules, RefuseWhatTheyDoNotUnderstand) {
  const std::string precision = "\nprecision = [\"9 of 10\"]";
  const std::vector<std::pair<std::string, std::string>> kCases = {
      {"[title.denial]\nphrases = [\"dos\"]" + precision,
       "malformed rules.toml:1 feed-unknown-slug key=denial"},
      {"[text.unknown]\nphrases = [\"dos\"]" + precision,
       "malformed rules.toml:1 feed-unknown-slug key=unknown"},
      {"[cwe.unspecified]\nids = [\"CWE-1\"]" + precision,
       "malformed rules.toml:1 feed-unknown-slug key=unspecified"},
      {"[cvss.only_availability]\nimpact = \"denial\"" + precision,
       "malformed rules.toml:2 feed-unknown-slug key=impact"},
      {"[cvss.only_availability]\nimpact = \"unknown\"" + precision,
       "malformed rules.toml:2 feed-unknown-slug key=impact"},
      {"[title.spoofing]\nphrases = [\"spoofing\"]",
       "malformed rules.toml:2 toml-missing key=precision"},
      {"[cwe.spoofing]\nids = [\"CWE-79\"]", "malformed rules.toml:2 toml-missing key=precision"},
      {"[title.spoofing]\nphrases = [\"\"]" + precision,
       "malformed rules.toml:2 feed-phrase key=phrases"},
      {"[title.spoofing]\nphrases = [\"* spoofing\"]" + precision,
       "malformed rules.toml:2 feed-phrase key=phrases"},
      {"[title.spoofing]\nphrases = [\"spoofing *\"]" + precision,
       "malformed rules.toml:2 feed-phrase key=phrases"},
      {"[title.spoofing]\nphrases = [\" spoofing\"]" + precision,
       "malformed rules.toml:2 feed-phrase key=phrases"},
      {"[not_meant]\ndenied_next = [\"no\", \"* no\"]",
       "malformed rules.toml:2 feed-phrase key=denied_next"},
      {"[cwe.spoofing]\nids = [\"79\"]" + precision, "malformed rules.toml:2 feed-cwe key=ids"},
      {"[cwe.spoofing]\nids = [\"CWE-\"]" + precision, "malformed rules.toml:2 feed-cwe key=ids"},
      {"[cwe.spoofing]\nids = [\"CWE-79x\"]" + precision,
       "malformed rules.toml:2 feed-cwe key=ids"},
      {"[cwe.spoofing]\nids = [\"CWE-79\", \"CWE-79\"]" + precision,
       "malformed rules.toml:2 feed-cwe-twice key=ids"},
      {"[cvss.only_scope]\nimpact = \"spoofing\"" + precision,
       "malformed rules.toml:1 toml-unknown-key key=only_scope"},
      {"[title.spoofing]\nwords = [\"spoofing\"]" + precision,
       "malformed rules.toml:2 toml-unknown-key key=words"},
  };
  for (const auto& [toml, expected] : kCases) EXPECT_EQ(error(toml), expected) << toml;
}

TEST(ImpactRules, AreShipped) {
  const ImpactRules& rules = test::shipped_feeds().impact_rules;
  EXPECT_EQ(rules.title.size(), 7U);
  EXPECT_EQ(rules.text.size(), 7U);
  EXPECT_EQ(rules.cwes.size(), 19U);
  EXPECT_EQ(rules.only_confidentiality, set_of(Impact::InformationDisclosure));
  EXPECT_EQ(rules.only_integrity, ImpactSet());
  EXPECT_EQ(rules.only_availability, set_of(Impact::DenialOfService));
}

}  // namespace
}  // namespace patchmatrix
