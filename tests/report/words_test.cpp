// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <patchmatrix/match_report.hpp>
#include <patchmatrix/report.hpp>
#include <patchmatrix/words.hpp>

#include "io/config.hpp"
#include "io/files.hpp"
#include "report/small_month.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::IsEmpty;

using Catalogue = std::map<std::string, std::string>;

Catalogue catalogue(const std::string& language) {
  return Config::read(source_folder() / "reports" / "words" / (language + ".toml")).flattened();
}

std::set<std::string> slots(const std::string& text) {
  static const std::regex kSlot("\\{[a-z_]+\\}");
  std::set<std::string> out;
  for (std::sregex_iterator each(text.begin(), text.end(), kSlot), end; each != end; ++each)
    out.insert(each->str());
  return out;
}

TEST(Words, HaveTheSameKeysAndSlotsInBothLanguages) {
  const Catalogue ja = catalogue("ja"), en = catalogue("en");
  std::vector<std::string> problems;
  for (const auto& [key, text] : ja)
    if (!en.contains(key))
      problems.push_back("only in ja: " + key);
    else if (slots(text) != slots(en.at(key)))
      problems.push_back("slots differ: " + key);
  for (const auto& [key, text] : en)
    if (!ja.contains(key)) problems.push_back("only in en: " + key);
  for (const auto& [key, text] : ja)
    if (text.empty() || en.count(key) == 0 || en.at(key).empty())
      problems.push_back("empty: " + key);
  EXPECT_THAT(problems, IsEmpty());
  EXPECT_GT(ja.size(), 150U);
}

TEST(Words, ExistForEveryValueThatIsShown) {
  for (const char* language : {"ja", "en"}) {
    const Words& words = shipped_words(language);
    std::set<std::string> severities, impacts;
    for (const Severity each : kSeverities)
      EXPECT_TRUE(severities.insert(words["severity." + std::string(slug(each))]).second)
          << slug(each);
    for (const Impact each : kImpacts)
      EXPECT_TRUE(impacts.insert(words["impact." + std::string(slug(each))]).second) << slug(each);
    std::set<std::string> statuses, sources;
    for (const ProductStatus each : kProductStatuses)
      EXPECT_TRUE(statuses.insert(words["status." + std::string(slug(each))]).second) << slug(each);
    for (const char* source : {"none", "vendor", "document", "title", "note", "cwe", "cvss"})
      EXPECT_TRUE(sources.insert(words["source." + std::string(source)]).second) << source;
    for (const char* answer : {"yes", "no", "not-stated"})
      EXPECT_NE(words["answer." + std::string(answer)], "");
    for (const char* reason :
         {"other-cna", "added-after-release", "not-affected", "not-listed", "placeholder"})
      EXPECT_NE(words["exclusion." + std::string(reason)], "");
    for (const Vendor& vendor : shipped_feeds().vendors)
      for (const Exclusion& each : vendor.exclusions)
        EXPECT_NE(words["exclusion." + each.reason], "");
    for (const Vendor& vendor : shipped_feeds().vendors)
      for (const Feed& each : vendor.feeds) EXPECT_NE(words["cadence." + each.cadence], "");
    for (int month = 1; month <= 12; ++month)
      EXPECT_NE(words["months." + std::to_string(month)], "");
    for (int day = 0; day <= 6; ++day) EXPECT_NE(words["weekdays." + std::to_string(day)], "");
  }
}

TEST(Words, AreTheOfficialOnes) {
  const std::vector<std::pair<const char*, const char*>> japanese = {
      {"severity.critical", "緊急"},
      {"severity.important", "重要"},
      {"severity.moderate", "警告"},
      {"severity.low", "注意"},
      {"severity.unspecified", "記載なし"},
      {"impact.remote-code-execution", "リモートでコードが実行される"},
      {"impact.elevation-of-privilege", "特権の昇格"},
      {"impact.information-disclosure", "情報漏えい"},
      {"impact.denial-of-service", "サービス拒否"},
      {"impact.security-feature-bypass", "セキュリティ機能のバイパス"},
      {"impact.spoofing", "なりすまし"},
      {"impact.tampering", "改ざん"},
      {"impact.defense-in-depth", "多層防御"},
      {"impact.unspecified", "記載なし"},
      {"answer.yes", "あり"},
      {"answer.no", "なし"},
  };
  for (const auto& [key, text] : japanese) EXPECT_EQ(shipped_words("ja")[key], text) << key;
  EXPECT_EQ(shipped_words("en")["severity.critical"], "Critical");
  EXPECT_EQ(shipped_words("en")["impact.elevation-of-privilege"], "Elevation of Privilege");
}

// Words that other publishers use, or that translations got wrong: read on input, never written.
TEST(Words, HoldNoneThatMustNotBeEmitted) {
  for (const auto& [key, text] : catalogue("ja"))
    for (const char* word :
         {"任意のコードが実行", "遠隔の第三者", "サービス運用妨害", "セキュリティ バイパス", "重大",
          "大事な", "中程度", "権限の昇格", "権限昇格", "スプーフィング", "改竄", "情報漏洩"})
      EXPECT_EQ(text.find(word), std::string::npos) << key << " = " << text;
  for (const auto& [key, text] : catalogue("ja"))
    if (key.rfind("styles.", 0) != 0) {
      EXPECT_EQ(text.find("リモートでのコード実行"), std::string::npos) << key << " = " << text;
    }
}

TEST(Words, OfThePressChangeOnlyTheRemoteCodePhrase) {
  const std::filesystem::path folder = source_folder() / "reports" / "words";
  const std::map<std::string, std::string> phrases = {{"ja", "リモートでのコード実行"},
                                                      {"en", "Remote Code Execution (RCE)"}};
  for (const auto& [language, phrase] : phrases) {
    const Words press(folder, language, "press");
    for (const auto& [key, text] : catalogue(language))
      EXPECT_EQ(press[key], key == "impact.remote-code-execution" ? phrase : text) << key;
    EXPECT_EQ(press.language(), language);
  }
}

TEST(Words, OfAStyleThatDoesNotExistAreRefused) {
  const std::filesystem::path folder = source_folder() / "reports" / "words";
  EXPECT_EQ(error_of([&] { Words(folder, "ja", "tabloid"); }), "usage unknown-style style=tabloid");
}

TEST(Words, ThatAreMissingAreAMistakeInTheProgram) {
  EXPECT_THROW(shipped_words("ja")["no.such.key"], std::logic_error);
  try {
    shipped_words("ja")["no.such.key"];
  } catch (const std::logic_error& error) {
    EXPECT_STREQ(error.what(), "no wording for no.such.key");
  }
}

TEST(Filled, ReplacesSlotsAndLeavesTheRest) {
  const Arguments arguments = {{"a", "1"}, {"b", "{a}"}, {"empty", ""}};
  const std::vector<std::pair<const char*, const char*>> cases = {{"", ""},
                                                                  {"plain", "plain"},
                                                                  {"{a}", "1"},
                                                                  {"x{a}y{a}z", "x1y1z"},
                                                                  {"{b}", "{a}"},
                                                                  {"{c}", "{c}"},
                                                                  {"{empty}|", "|"},
                                                                  {"{a", "{a"},
                                                                  {"a}", "a}"},
                                                                  {"{{a}}", "{1}"},
                                                                  {"{}", "{}"},
                                                                  {"{ a }", "{ a }"},
                                                                  {"日{a}本", "日1本"}};
  for (const auto& [text, expected] : cases) EXPECT_EQ(filled(text, arguments), expected) << text;
}

TEST(Words, PickTheTextOfTheirLanguage) {
  const LocalText text{"日本語", "English"};
  EXPECT_EQ(shipped_words("ja").pick(text), "日本語");
  EXPECT_EQ(shipped_words("en").pick(text), "English");
}

// ── every code that the sources can raise has words, and every word a code ───────────────────────

std::set<std::string> codes_in_sources(const std::vector<std::string>& patterns,
                                       const std::string& folder = "src") {
  std::set<std::string> out;
  for (const auto& file : files_below(source_folder() / folder)) {
    const std::string source = read_file(file);
    for (const std::string& pattern : patterns) {
      const std::regex expression(pattern);
      for (std::sregex_iterator each(source.begin(), source.end(), expression), end; each != end;
           ++each)
        out.insert((*each)[1].str());
    }
  }
  return out;
}

std::set<std::string> keys_below(const std::string& table) {
  std::set<std::string> out;
  for (const auto& [key, text] : catalogue("en"))
    if (key.rfind(table + '.', 0) == 0) out.insert(key.substr(table.size() + 1));
  return out;
}

const std::string kCode = "\"([a-z0-9]+(?:-[a-z0-9]+)*)\"";

// The quoted codes in the body of the function whose definition begins with `head`.
std::set<std::string> codes_in_function(const std::string& file, const std::string& head) {
  const std::string source = read_file(source_folder() / "src" / file);
  const std::size_t begin = source.find(head);
  EXPECT_NE(begin, std::string::npos) << head;
  const std::string body = source.substr(begin, source.find("\n}\n", begin) - begin);
  const std::regex expression(kCode);
  std::set<std::string> out;
  for (std::sregex_iterator each(body.begin(), body.end(), expression), end; each != end; ++each)
    out.insert((*each)[1].str());
  return out;
}

TEST(Words, ExistForEveryErrorThatTheSourcesRaise) {
  // Codes of readers, of the network and of signatures are also returned from tables of their own.
  const std::set<std::string> codes =
      codes_in_sources({"Error\\(\\s*ErrorKind::\\w+\\s*,\\s*" + kCode, "\\bfail\\(\\s*" + kCode,
                        "\\brefused\\(\\s*" + kCode, "\\bfound\\(\\s*" + kCode,
                        "Error\\(\\s*ErrorKind::\\w+\\s*,\\s*[\\w.]+ \\? " + kCode,
                        "Error\\(\\s*ErrorKind::\\w+\\s*,\\s*[\\w.]+ \\? \"[a-z-]+\" : " + kCode,
                        "\"((?:xml|json|toml|feed|http|signature)-[a-z0-9]+(?:-[a-z0-9]+)*)\""});
  EXPECT_EQ(codes, keys_below("error"));
}

TEST(Words, ExistForEveryDiagnosticThatTheSourcesReport) {
  const std::set<std::string> codes = codes_in_sources(
      {"diagnostics_?\\.add\\(\\s*" + kCode, "\\b(?:odd|bad|contradiction)\\(\\s*" + kCode,
       "\\bnotice\\(\\s*" + kCode, "for_findings\\([^,]*,\\s*" + kCode,
       "diagnostics = \\{\\{" + kCode, "notices_?\\.push_back\\(\\s*\\{\\{\\s*" + kCode});
  EXPECT_EQ(codes, keys_below("diagnostic"));
}

// Codes are also returned from functions of their own: each key is quoted somewhere.
TEST(Words, ExistForEveryStepOfAMatch) {
  const std::set<std::string> keys = keys_below("step");
  const std::set<std::string> codes = codes_in_sources(
      {"\\b(?:common_)?step\\(\\s*" + kCode, "\\b(?:common_)?step\\(\\s*[\\w.]+ \\? " + kCode,
       "\\b(?:common_)?step\\(\\s*[\\w.]+ \\? \"[a-z-]+\"\\s*: " + kCode},
      "src/match");
  EXPECT_GT(codes.size(), 5U);
  EXPECT_THAT(keys, testing::IsSupersetOf(codes));
  const std::set<std::string> quoted = codes_in_sources({kCode}, "src/match");
  std::set<std::string> unused;
  for (const std::string& each : keys)
    if (!quoted.contains(each) && !(each.starts_with("rule-") && quoted.contains(each.substr(5))))
      unused.insert(each);
  EXPECT_THAT(unused, IsEmpty());
}

TEST(Words, ExistForEveryReasonWhySomethingIsNotMatched) {
  const std::set<std::string> keys = keys_below("unmatched");
  const std::set<std::string> codes = codes_in_sources(
      {"\\breason = " + kCode, "\\breason = [^\";]*\\? " + kCode, "\\breason = [^;]*: " + kCode},
      "src/match");
  EXPECT_GT(codes.size(), 3U);
  EXPECT_THAT(keys, testing::IsSupersetOf(codes));
  EXPECT_THAT(codes_in_sources({kCode}, "src/match"), testing::IsSupersetOf(keys));
}

TEST(Words, ExistForEveryVerdictAndRule) {
  std::set<std::string> verdicts;
  for (const Verdict each : kVerdicts) verdicts.emplace(slug(each));
  EXPECT_EQ(verdicts, keys_below("verdict"));
  EXPECT_EQ(codes_in_sources({"RuleFacts\\{MatchRule::\\w+, " + kCode}, "src/match"),
            keys_below("rule"));
}

TEST(Words, ExistForEveryEventOfAFeed) {
  std::set<std::string> codes = codes_in_sources(
      {"\\btell\\(\\s*" + kCode, "events\\.push_back\\(\\s*\\{\\s*" + kCode}, "src/fetch");
  // Events of a list, which are told with a condition, name so many documents and count the rest.
  for (const std::string& each :
       codes_in_sources({"\\btell\\(\\s*" + kCode + "\\s*,\\s*\""}, "src/fetch"))
    codes.insert(each + "-more");
  EXPECT_EQ(codes, keys_below("event"));
}

TEST(Words, ExistForEveryReasonWhyAReleaseIsProvisional) {
  EXPECT_EQ(codes_in_function("fetch/regressions.cpp", "std::string provisional_reason("),
            keys_below("provisional"));
}

TEST(Words, ExistForEveryNoteOnAList) {
  EXPECT_EQ(codes_in_function("fetch/lists.cpp", "ListNotes::codes() const"),
            keys_below("fetch_note"));
}

// The names of the arguments in the call whose parenthesis opens at `open`.
std::set<std::string> arguments_given(const std::string& source, std::size_t open) {
  std::size_t close = open;
  for (int depth = 0; close < source.size(); ++close) {
    if (source[close] == '(') ++depth;
    if (source[close] == ')' && --depth == 0) break;
  }
  const std::string call = source.substr(open, close - open);
  static const std::regex kName("\\{\\s*\"([a-z_]+)\"\\s*,");
  std::set<std::string> out;
  for (std::sregex_iterator each(call.begin(), call.end(), kName), end; each != end; ++each)
    out.insert('{' + (*each)[1].str() + '}');
  // Functions of the sources that make the arguments of several calls.
  if (call.find("named(") != std::string::npos) out.insert({"{number}", "{ids}"});
  if (call.find("told(") != std::string::npos) out.insert({"{document}", "{kept}"});
  return out;
}

// Only where code and arguments stand in one call; the others have tests of their own.
TEST(Words, AskForNoArgumentThatTheSourcesDoNotGive) {
  struct Call {
    std::string table, pattern;
    std::set<std::string> always;  // given by the function itself
  };
  const std::vector<Call> calls = {
      {"error", "\\bError(\\()\\s*ErrorKind::\\w+\\s*,\\s*" + kCode, {}},
      {"error", "\\brefused(\\()\\s*" + kCode, {}},
      {"error", "\\buntrusted(\\()\\s*" + kCode, {}},
      {"error", "\\bnetwork(\\()\\s*" + kCode, {"{reason}"}},
      {"diagnostic", "\\bnotice(\\()\\s*" + kCode, {}},
      {"diagnostic", "notices_?\\.push_back(\\()\\s*\\{\\{\\s*" + kCode, {}},
      {"event", "events\\.push_back(\\()\\s*\\{\\s*" + kCode, {}},
      {"event", "\\btell(\\()\\s*" + kCode, {}},
  };
  std::vector<std::string> problems;
  std::size_t found = 0;
  for (const auto& file : files_below(source_folder() / "src")) {
    const std::string source = read_file(file);
    for (const auto& [table, pattern, always] : calls) {
      const std::regex expression(pattern);
      for (std::sregex_iterator each(source.begin(), source.end(), expression), end; each != end;
           ++each) {
        std::set<std::string> given =
            arguments_given(source, static_cast<std::size_t>(each->position(1)));
        given.insert(always.begin(), always.end());
        const std::string key = table + '.' + (*each)[2].str();
        for (const std::string& slot : slots(shipped_words("en")[key]))
          if (!given.contains(slot))
            problems.push_back(file.filename().string() + ": " + key + " lacks " + slot);
        ++found;
      }
    }
  }
  EXPECT_THAT(problems, IsEmpty());
  EXPECT_GT(found, 80U);
}

// The arguments that the sources give a message are those that its slots ask for.
TEST(Words, AskForNoArgumentThatADiagnosticDoesNotGive) {
  Report report = small_report();
  for (const std::string& code : keys_below("diagnostic"))
    for (const char* language : {"ja", "en"})
      EXPECT_NE(shipped_words(language)["diagnostic." + code].find_first_not_of(' '),
                std::string::npos);
  const auto odd = normalized(msrc_document(
      product("1", "A") + product("1", "B") + product("", "C"),
      vulnerability("CVE-2022-0001",
                    affected({"1", "9"}) + status("Fixed", {"1"}) + status("Odd", {"1"}) +
                        severity("1", "Low") + severity("1", "Odd") + severity("1", "Critical") +
                        impact("1", "Spoofing") + impact("1", "Odd") + severity("8", "Low") +
                        score("8", "1", "") + score("1", "x", "") + fix("1", {"8"}) +
                        threat("Odd", "", {}) + revisions({"x"}) +
                        exploit_status("Exploited:Odd;Latest Software Release:Odd")) +
          vulnerability("CVE-2022-0001", "") + vulnerability("", ""),
      release_notes(
          "<h2>This release consists of the following 5 Microsoft CVEs:</h2>CVE-2022-0009")));
  std::set<std::string> seen;
  for (const Diagnostic& each : odd->diagnostics.all()) {
    seen.insert(each.code);
    for (const char* language : {"ja", "en"})
      EXPECT_THAT(slots(worded(each, shipped_words(language))), IsEmpty())
          << worded(each, shipped_words(language));
  }
  EXPECT_THAT(seen, testing::IsSupersetOf({"product-defined-twice",
                                           "product-without-id",
                                           "undefined-product",
                                           "vulnerability-twice",
                                           "vulnerability-without-id",
                                           "vulnerability-without-product",
                                           "unknown-status",
                                           "contradictory-status",
                                           "unknown-threat",
                                           "unknown-severity",
                                           "unknown-impact",
                                           "unknown-answer",
                                           "unknown-exploitability",
                                           "contradictory-severity",
                                           "contradictory-impact",
                                           "rating-without-status",
                                           "score-without-status",
                                           "fix-without-status",
                                           "bad-score",
                                           "bad-date",
                                           "release-heading-differs",
                                           "released-but-missing"}));
}

// Every key of the catalogue is asked for somewhere in the sources.
TEST(Words, AreAllUsed) {
  std::string sources;
  for (const auto& file : files_below(source_folder() / "src")) sources += read_file(file);
  for (const auto& file : files_below(source_folder() / "reports" / "templates"))
    sources += read_file(file);
  std::vector<std::string> unused;
  for (const auto& [key, text] : catalogue("en")) {
    const std::string table = key.substr(0, key.find('.'));
    const bool by_value =
        table == "error" || table == "diagnostic" || table == "severity" || table == "impact" ||
        table == "change" || table == "styles" || table == "exclusion" || table == "months" ||
        table == "weekdays" || table == "event" || table == "provisional" ||
        table == "fetch_note" || table == "cadence" || table == "status" || table == "source" ||
        table == "identifier" || table == "format" || table == "correction" || table == "verdict" ||
        table == "rule" || table == "step" || table == "unmatched" || table == "lint" ||
        table == "exploitability" || table == "cvss" ||
        (table == "help" && sources.find("\"help.\"") != std::string::npos &&
         sources.find("command(\"" + key.substr(5) + "\"") != std::string::npos);
    // Of tables from which a list of names, or slugs, is taken.
    const bool by_name =
        (table == "caution" || table == "first" || table == "notice" || table == "page") &&
        (sources.find('"' + key.substr(key.find('.') + 1) + '"') != std::string::npos ||
         sources.find("words." + key) != std::string::npos);
    if (!by_value && !by_name && sources.find('"' + key + '"') == std::string::npos)
      unused.push_back(key);
  }
  EXPECT_THAT(unused, IsEmpty());
}

}  // namespace
}  // namespace patchmatrix
