// SPDX-License-Identifier: Apache-2.0
#include "normalize/phrases.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace patchmatrix {
namespace {

constexpr PhraseFinder::Meaning kNothing = 1U << 31;  // swallows what begins inside

// "begin-end meaning", one match after another; sentences after the first as "/n".
std::string found(const PhraseFinder& finder, std::string_view text) {
  std::string out;
  for (const PhraseFinder::Match& match : finder.find(text, kNothing)) {
    if (!out.empty()) out += ", ";
    out += std::to_string(match.begin) + '-' + std::to_string(match.end) + ' ' +
           (match.meaning == kNothing ? "nothing" : std::to_string(match.meaning));
    if (match.sentence > 0) out += '/' + std::to_string(match.sentence);
  }
  return out;
}

TEST(PhraseFinder, FindsWholeWordsInAnyCaseJoinedByBlanksOrHyphens) {
  PhraseFinder finder;
  finder.add("denial of service", 1);
  finder.add("DoS", 2);
  const std::vector<std::pair<std::string_view, std::string_view>> kTexts = {
      {"", ""},
      {"denial of service", "0-3 1"},
      {"A Denial-Of-Service attack", "1-4 1"},
      {"denial\n\t of  \r\n service", "0-3 1"},
      {"denial\xC2\xA0of\xE2\x80\x91service", "0-3 1"},  // no-break blank and hyphen
      {"denial of", ""},
      {"denial of, service", ""},
      {"denial. of service", ""},
      {"denials of service", ""},
      {"denial of services", ""},
      {"DoS", "0-1 2"},
      {"(dos)", "0-1 2"},
      {"dosage of FreeDOS", ""},
      {"dos_name", ""},
      {"d\xC3\xB3s", ""},
      {"denial of service (DoS)", "0-3 1, 3-4 2"},
      {"denial denial of service", "1-4 1"},
      {"\xE2", ""},
      {"denial of service\xE2\x80", "0-3 1"},
  };
  for (const auto& [text, matches] : kTexts) EXPECT_EQ(found(finder, text), matches) << text;
}

TEST(PhraseFinder, HasAnAsteriskStandForUpToThreeWords) {
  PhraseFinder finder;
  finder.add("execute * code", 1);
  EXPECT_EQ(found(finder, "execute code"), "0-2 1");
  EXPECT_EQ(found(finder, "execute arbitrary code"), "0-3 1");
  EXPECT_EQ(found(finder, "execute very much arbitrary code"), "0-5 1");
  EXPECT_EQ(found(finder, "execute very much more arbitrary code"), "");
  EXPECT_EQ(found(finder, "execute it, and code"), "");
  EXPECT_EQ(found(finder, "execute. Bad code"), "");
}

TEST(PhraseFinder, TakesTheLongestPhraseAtAPlaceAndTheOnesThatOverlapIt) {
  PhraseFinder finder;
  finder.add("run code", 1);
  finder.add("run code in kernel mode", 2);
  finder.add("kernel mode driver", 4);
  EXPECT_EQ(found(finder, "run code in kernel mode"), "0-5 2");
  EXPECT_EQ(found(finder, "run code in kernel"), "0-2 1");
  EXPECT_EQ(found(finder, "run code in kernel mode driver"), "0-5 2, 3-6 4");
}

TEST(PhraseFinder, GivesAPhraseThatIsAddedTwiceBothMeanings) {
  PhraseFinder finder;
  finder.add("crash", 1);
  finder.add("Crash", 2);
  EXPECT_EQ(found(finder, "a crash"), "1-2 3");
}

TEST(PhraseFinder, FindsNothingThatBeginsInsideAPhraseWithoutMeaning) {
  PhraseFinder finder;
  finder.add("dos", 1);
  finder.add("ms dos", kNothing);
  EXPECT_EQ(found(finder, "an MS-DOS name"), "1-3 nothing");
  EXPECT_EQ(found(finder, "MS, DoS"), "1-2 1");
}

TEST(PhraseFinder, PassesOverApostrophes) {
  PhraseFinder finder;
  finder.add("doesn't lead to", 1);
  for (const std::string_view text :
       {"doesn't lead to", "doesn\xE2\x80\x99t lead to", "DOESNT LEAD TO"})
    EXPECT_EQ(found(finder, text), "0-3 1") << text;
}

TEST(PhraseFinder, CountsSentences) {
  PhraseFinder finder;
  finder.add("crash", 1);
  EXPECT_EQ(found(finder, "crash. crash! crash? crash; crash\n\ncrash"),
            "0-1 1, 1-2 1/1, 2-3 1/2, 3-4 1/3, 4-5 1/4, 5-6 1/5");
  EXPECT_EQ(found(finder, "In 3.2.1 node.js may crash, crash (crash)\ncrash"),
            "7-8 1, 8-9 1, 9-10 1, 10-11 1");
}

TEST(PhraseFinder, FindsJapaneseWhereverItStands) {
  PhraseFinder finder;
  finder.add("サービス拒否", 1);
  finder.add("改ざん", 2);
  EXPECT_EQ(
      finder.find_unspaced("遠隔の第三者によりサービス拒否 (DoS) 状態にされたり、データを改ざん"
                           "されたりする。改ざんのみ。"),
      (std::vector<PhraseFinder::Meaning>{3, 2, 0}));
  EXPECT_EQ(finder.find_unspaced("plain text\xC2\xAE\xE2\x84\xA2"),
            std::vector<PhraseFinder::Meaning>{});
}

}  // namespace
}  // namespace patchmatrix
