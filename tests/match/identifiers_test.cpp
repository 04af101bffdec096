// SPDX-License-Identifier: Apache-2.0
#include "match/identifiers.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace patchmatrix {
namespace {

std::string shown(const std::string& text) {
  const auto cpe = parse_cpe(text);
  if (!cpe) return "-";
  std::string out;
  for (const std::string& each : cpe->attributes) out.append(out.empty() ? "" : " ").append(each);
  return out;
}

TEST(Cpe, IsReadAsFormattedStringAndAsUri) {
  struct Case {
    std::string text, expected;
  };
  for (const Case& each : std::vector<Case>{
           {"cpe:2.3:a:Example:Gate_Way:1.2:*:*:*:*:*:*:*", "a example gate_way 1.2 * * * * * * *"},
           {"CPE:2.3:o:example:os\\:x:-:sp1:*:ja:pro:windows:x64:*",
            "o example os\\:x - sp1 * ja pro windows x64 *"},
           {"cpe:2.3:h:example:c\\+\\+:*:*:*:*:*:*:*:*", "h example c\\+\\+ * * * * * * * *"},
           {"cpe:2.3:a:example:back\\\\:*:*:*:*:*:*:*:*", "a example back\\\\ * * * * * * * *"},
           {"cpe:/a:example:gateway:1.2", "a example gateway 1.2 * * * * * * *"},
           {"cpe:/o:example:os:-:sp1:~~pro~win~x64~", "o example os - sp1 * * pro win x64 *"},
           {"cpe:/a:example:c%2b%2b:1.%02", "a example c\\+\\+ 1.* * * * * * * *"},
           {"cpe:/a:example", "a example * * * * * * * * *"},
       })
    EXPECT_EQ(shown(each.text), each.expected) << each.text;
}

TEST(Cpe, ThatIsNotSoundIsNone) {
  for (const char* text :
       {"", "cpe", "cpe:2.3:", "cpe:2.3:a:b:c", "cpe:2.3:x:b:c:*:*:*:*:*:*:*:*",
        "cpe:2.3:a::c:*:*:*:*:*:*:*:*", "cpe:2.3:a:b:c:*:*:*:*:*:*:*:*:*",
        "cpe:2.3:a:b:c d:*:*:*:*:*:*:*:*", "cpe:2.3:a:b:c:*:*:*:*:*:*:*:\\",
        "cpe:2.4:a:b:c:*:*:*:*:*:*:*:*", "cpe:/", "cpe:/x:b:c", "cpe:/a:b:%2", "cpe:/a:b:%zz",
        "cpe:/a:b:c:d:e:f:g:h", "cpe:/o:e:o:-:s:~a~b", "pkg:npm/a@1"})
    EXPECT_EQ(shown(text), "-") << text;
}

TEST(Cpe, MatchesByWildcards) {
  const auto match = [](const std::string& pattern, const std::string& name) {
    return matches(parse_cpe(pattern).value(), parse_cpe(name).value());
  };
  const std::string name = "cpe:2.3:a:example:gateway:1.2:*:*:*:*:linux:*:*";
  EXPECT_EQ(match("cpe:2.3:a:example:gateway:*:*:*:*:*:*:*:*", name), NameMatch::Same);
  EXPECT_EQ(match("cpe:2.3:a:example:gateway:9.9:*:*:*:*:*:*:*", name), NameMatch::Same);
  EXPECT_EQ(match("cpe:2.3:a:example:gate*:*:*:*:*:*:*:*:*", name), NameMatch::Same);
  EXPECT_EQ(match("cpe:2.3:a:example:gatewa?:*:*:*:*:*:*:*:*", name), NameMatch::Same);
  EXPECT_EQ(match("cpe:2.3:a:example:gate\\*:*:*:*:*:*:*:*:*", name), NameMatch::No);
  EXPECT_EQ(match("cpe:2.3:a:example:gateway2:*:*:*:*:*:*:*:*", name), NameMatch::No);
  EXPECT_EQ(match("cpe:2.3:o:example:gateway:*:*:*:*:*:*:*:*", name), NameMatch::No);
  EXPECT_EQ(match("cpe:2.3:a:example:gateway:*:*:*:*:*:windows:*:*", name), NameMatch::No);
  EXPECT_EQ(match("cpe:2.3:a:example:gateway:*:*:*:*:*:linux:arm:*", name), NameMatch::Maybe);
  EXPECT_EQ(match("cpe:2.3:a:*:gateway:*:*:*:*:*:*:*:*", name), NameMatch::Maybe);
  EXPECT_EQ(match("cpe:2.3:a:example:*:*:*:*:*:*:*:*:*", name), NameMatch::Maybe);
  EXPECT_EQ(match("cpe:2.3:a:example:gateway:*:-:*:*:*:*:*:*", name), NameMatch::Maybe);
}

std::string shown_package(const std::string& text) {
  const auto url = parse_package_url(text);
  if (!url) return "-";
  std::string out = url->type + "|" + url->scope + "|" + url->name + "|" + url->version;
  for (const auto& [key, value] : url->qualifiers) out.append("|").append(key + "=" + value);
  return out;
}

TEST(PackageUrl, IsTakenApart) {
  struct Case {
    std::string text, expected;
  };
  for (const Case& each : std::vector<Case>{
           {"pkg:npm/%40example/core@1.2.3", "npm|@example|core|1.2.3"},
           {"pkg:npm/@example/core@1.2.3", "npm|@example|core|1.2.3"},
           {"pkg:npm/@example/core", "npm|@example|core|"},
           {"pkg:NuGet/Example.Core@1.0", "nuget||example.core|1.0"},
           {"pkg:maven/org.Example/core@1.0?type=jar&classifier=",
            "maven|org.Example|core|1.0|type=jar"},
           {"pkg:rpm/example/openssl@1.1.1k-12.el8?arch=x86_64&epoch=1",
            "rpm|example|openssl|1.1.1k-12.el8|arch=x86_64|epoch=1"},
           {"pkg://golang/example.test/a/b@v1.0#sub/dir", "golang|example.test/a|b|v1.0"},
           {"pkg:npm", "-"},
           {"pkg:/x", "-"},
           {"pkg:npm/", "-"},
           {"pkg:npm/a?b", "-"},
           {"pkg:npm/a@%2", "-"},
           {"npm/a@1", "-"},
           {"", "-"},
       })
    EXPECT_EQ(shown_package(each.text), each.expected) << each.text;
}

TEST(PackageUrl, MatchesUnlessAQualifierContradicts) {
  const auto match = [](const std::string& pattern, const std::string& name) {
    return matches(parse_package_url(pattern).value(), parse_package_url(name).value());
  };
  EXPECT_EQ(match("pkg:npm/a@1", "pkg:npm/a@2"), NameMatch::Same);
  EXPECT_EQ(match("pkg:npm/a", "pkg:npm/a@2?arch=x"), NameMatch::Same);
  EXPECT_EQ(match("pkg:npm/a?arch=x", "pkg:npm/a@2"), NameMatch::Maybe);
  EXPECT_EQ(match("pkg:npm/a?arch=x", "pkg:npm/a@2?arch=y"), NameMatch::No);
  EXPECT_EQ(match("pkg:npm/a", "pkg:npm/b"), NameMatch::No);
  EXPECT_EQ(match("pkg:npm/@s/a", "pkg:npm/a"), NameMatch::No);
  EXPECT_EQ(match("pkg:pypi/a", "pkg:npm/a"), NameMatch::No);
}

TEST(ModelNumber, MatchesByWildcards) {
  struct Case {
    std::string pattern, model;
    bool expected;
  };
  for (const Case& each : std::vector<Case>{
           {"6GK1162-6AA01", "6gk1162-6aa01", true},
           {"6GK1162-6AA01", "6GK1162-6AA02", false},
           {"6ES7414-3??07-0AB0", "6ES7414-3EM07-0AB0", true},
           {"6ES7414-3??07-0AB0", "6ES7414-3M07-0AB0", false},
           {"6ES7414*", "6ES7414-3EM07-0AB0", true},
           {"6ES7414*", "6ES7414", true},
           {"*0AB0", "6ES7414-3EM07-0AB0", true},
           {"A\\*B", "A*B", true},
           {"A\\*B", "AxB", false},
           {"A\\?", "A?", true},
           {"A\\\\", "A\\", true},
           {"*", "anything", true},
           {"", "", false},
           {"*", "", false},
           {"A", "", false},
       })
    EXPECT_EQ(matches_model(each.pattern, each.model), each.expected)
        << each.pattern << " " << each.model;
}

TEST(ModelNumber, WithManyAsterisksTakesNoLonger) {
  std::string pattern;
  for (int i = 0; i < 2000; ++i) pattern += "a*";
  EXPECT_FALSE(matches_model(pattern + "b", std::string(4000, 'a')));
  EXPECT_TRUE(matches_model(pattern, std::string(4000, 'a')));
  EXPECT_FALSE(matches_model(std::string(5000, '*'), "a"));
}

}  // namespace
}  // namespace patchmatrix
