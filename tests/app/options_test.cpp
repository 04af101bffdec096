// SPDX-License-Identifier: Apache-2.0
#include "app/options.hpp"

#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::ElementsAre;
using Line = std::vector<std::string>;

Options parsed(const Line& arguments) { return parse_options(arguments, shipped_words("en")); }

// ── language and style ───────────────────────────────────────────────────────────────────────────

// Sets the locale variables for one test; an absent value unsets one.
class Locale {
 public:
  Locale(std::optional<std::string> all, std::optional<std::string> messages,
         std::optional<std::string> lang) {
    set("LC_ALL", all);
    set("LC_MESSAGES", messages);
    set("LANG", lang);
  }
  ~Locale() {
    for (const auto& [name, value] : before_) apply(name, value);
  }
  Locale(const Locale&) = delete;
  Locale& operator=(const Locale&) = delete;

 private:
  void set(const char* name, const std::optional<std::string>& value) {
    const char* old = std::getenv(name);
    before_.emplace_back(name, old == nullptr ? std::nullopt : std::optional<std::string>(old));
    apply(name, value);
  }
  static void apply(const char* name, const std::optional<std::string>& value) {
    if (value)
      setenv(name, value->c_str(), 1);
    else
      unsetenv(name);
  }
  std::vector<std::pair<const char*, std::optional<std::string>>> before_;
};

TEST(Language, ComesFromTheFirstLocaleVariableThatIsSet) {
  struct Case {
    std::optional<std::string> all, messages, lang;
    const char* expected;
  };
  for (const Case& each : std::vector<Case>{
           {std::nullopt, std::nullopt, std::nullopt, "en"},
           {"ja_JP.UTF-8", std::nullopt, std::nullopt, "ja"},
           {std::nullopt, "ja_JP.UTF-8", std::nullopt, "ja"},
           {std::nullopt, std::nullopt, "ja_JP.UTF-8", "ja"},
           {std::nullopt, std::nullopt, "ja", "ja"},
           {"C", "ja_JP.UTF-8", "ja_JP.UTF-8", "en"},
           {"en_US.UTF-8", std::nullopt, "ja_JP.UTF-8", "en"},
           {"", "", "ja_JP.UTF-8", "ja"},
           {"", "C.UTF-8", "ja_JP.UTF-8", "en"},
           {"fr_FR.UTF-8", std::nullopt, std::nullopt, "en"},
           {"POSIX", std::nullopt, std::nullopt, "en"},
       }) {
    const Locale locale(each.all, each.messages, each.lang);
    EXPECT_EQ(language_of({"report", "x"}), each.expected)
        << each.all.value_or("-") << ' ' << each.messages.value_or("-") << ' '
        << each.lang.value_or("-");
  }
}

TEST(Language, OfTheCommandLineWinsOverTheLocale) {
  const Locale locale("ja_JP.UTF-8", std::nullopt, std::nullopt);
  EXPECT_EQ(language_of({"report", "--lang", "en", "x"}), "en");
  EXPECT_EQ(language_of({"report", "--lang=en", "x"}), "en");
  EXPECT_EQ(language_of({"report", "--lang", "en", "--lang", "ja"}), "ja");
  EXPECT_EQ(language_of({"report", "--", "--lang", "en"}), "ja");
  EXPECT_EQ(language_of({"report", "--lang"}), "ja");
  EXPECT_EQ(language_of({"report", "--language", "en"}), "ja");
}

TEST(Language, MustBeOneThatThereIs) {
  for (const char* language : {"fr", "", "JA", "ja_JP"})
    EXPECT_EQ(
        error_of([&] {
          language_of({"report", "--lang", language});
        }),
        "usage unknown-choice option=--lang value=" + std::string(language) + " choices=ja | en");
}

TEST(Style, IsOfficialUnlessThePressIsAskedFor) {
  EXPECT_EQ(style_of({"report", "x"}), "");
  EXPECT_EQ(style_of({"report", "--words", "official"}), "");
  EXPECT_EQ(style_of({"report", "--words=press"}), "press");
  EXPECT_EQ(error_of([] {
              style_of({"report", "--words", "tabloid"});
            }),
            "usage unknown-choice option=--words value=tabloid choices=official | press");
}

// ── options ──────────────────────────────────────────────────────────────────────────────────────

TEST(Options, OfAReportHaveDefaults) {
  const Options options = parsed({"report", "a.xml"});
  EXPECT_EQ(options.command, Command::Report);
  EXPECT_THAT(options.paths, ElementsAre("a.xml"));
  EXPECT_EQ(options.layout.layout, Layout::Matrix);
  EXPECT_FALSE(options.layout.all_products);
  EXPECT_EQ(options.format, OutputFormat::Text);
  EXPECT_EQ(options.as_of, std::nullopt);
}

TEST(Options, OfAReportAreAllRead) {
  const Options options =
      parsed({"report", "--lang", "ja", "--words", "press", "--layout", "digest", "--format",
              "markdown", "--as-of", "2022-11-30", "--all-products", "a.xml", "-", "folder"});
  EXPECT_EQ(options.command, Command::Report);
  EXPECT_THAT(options.paths, ElementsAre("a.xml", "-", "folder"));
  EXPECT_EQ(options.layout.layout, Layout::Digest);
  EXPECT_TRUE(options.layout.all_products);
  EXPECT_EQ(options.format, OutputFormat::Markdown);
  EXPECT_EQ(options.as_of, parse_day("2022-11-30"));
}

TEST(Options, NameEveryLayoutAndFormat) {
  for (const auto& [name, layout] :
       std::vector<std::pair<std::string, Layout>>{{"matrix", Layout::Matrix},
                                                   {"table", Layout::Table},
                                                   {"digest", Layout::Digest},
                                                   {"list", Layout::List},
                                                   {"monthly", Layout::Monthly},
                                                   {"notice", Layout::Notice},
                                                   {"weekly", Layout::Weekly}})
    EXPECT_EQ(parsed({"report", "--layout=" + name, "x"}).layout.layout, layout) << name;
  for (const auto& [name, format] :
       std::vector<std::pair<std::string, OutputFormat>>{{"text", OutputFormat::Text},
                                                         {"markdown", OutputFormat::Markdown},
                                                         {"json", OutputFormat::Json},
                                                         {"html", OutputFormat::Html},
                                                         {"xlsx", OutputFormat::Xlsx},
                                                         {"csv", OutputFormat::Csv},
                                                         {"mail", OutputFormat::Mail}})
    EXPECT_EQ(parsed({"report", "--format=" + name, "x"}).format, format) << name;
  for (const auto& [name, format] : std::vector<std::pair<std::string, OutputFormat>>{
           {"csv", OutputFormat::Csv}, {"ndjson", OutputFormat::Ndjson}})
    EXPECT_EQ(parsed({"tuples", "--format=" + name, "x"}).format, format) << name;
}

TEST(Options, OfAReportHaveThePageAsTheLayoutOfHtmlAndMail) {
  for (const char* format : {"html", "mail"})
    EXPECT_EQ(parsed({"report", "x", "--format", format}).layout.layout, Layout::Monthly) << format;
  for (const char* format : {"text", "markdown", "json", "xlsx", "csv"})
    EXPECT_EQ(parsed({"report", "x", "--format", format}).layout.layout, Layout::Matrix) << format;
}

TEST(Options, OfAReportNameLayoutsThatTheirFormatShows) {
  struct Case {
    std::string format, layout;
    Layout expected;
  };
  for (const Case& each : std::vector<Case>{{"html", "monthly", Layout::Monthly},
                                            {"html", "table", Layout::Table},
                                            {"html", "notice", Layout::Notice},
                                            {"html", "weekly", Layout::Weekly},
                                            {"mail", "monthly", Layout::Monthly},
                                            {"markdown", "notice", Layout::Notice},
                                            {"text", "weekly", Layout::Weekly},
                                            {"json", "table", Layout::Table},
                                            {"xlsx", "notice", Layout::Notice},
                                            {"csv", "weekly", Layout::Weekly}})
    EXPECT_EQ(
        parsed({"report", "x", "--format", each.format, "--layout", each.layout}).layout.layout,
        each.expected)
        << each.format << ' ' << each.layout;
}

TEST(Options, OfATeamAreAMonthOfItsFamilies) {
  const Options options =
      parsed({"report", "x", "--layout", "team", "--family", "office", "--family", "exchange"});
  EXPECT_EQ(options.layout.layout, Layout::Monthly);
  EXPECT_THAT(options.families, ElementsAre("office", "exchange"));
  EXPECT_THAT(parsed({"report", "--layout", "list", "--family", "office", "x"}).families,
              ElementsAre("office"));
}

TEST(Options, OfAReportTellWhereItGoesAndOfWhatItIs) {
  const Options plain = parsed({"report", "x"});
  EXPECT_EQ(plain.output, "");
  EXPECT_EQ(plain.csv_dialect, CsvDialect::Excel);
  EXPECT_EQ(plain.week, std::nullopt);
  EXPECT_EQ(plain.since, std::nullopt);
  EXPECT_EQ(plain.highest_tlp, std::nullopt);
  const Options all =
      parsed({"report", "x", "-o", "out.csv", "--csv-dialect", "unix", "--layout", "weekly",
              "--week", "2022-11-09", "--since", "2022-11-08", "--tlp", "amber-strict"});
  EXPECT_EQ(all.output, "out.csv");
  EXPECT_EQ(all.csv_dialect, CsvDialect::Unix);
  EXPECT_EQ(all.week, parse_day("2022-11-09"));
  EXPECT_EQ(all.since, parse_day("2022-11-08"));
  EXPECT_EQ(all.highest_tlp, Tlp::AmberStrict);
  EXPECT_EQ(parsed({"report", "x", "--output=y"}).output, "y");
}

TEST(Options, OfAReportAreRefusedWhereTheyMakeNoSense) {
  const std::pair<Line, const char*> cases[] = {
      {{"--format", "mail", "--layout", "weekly"},
       "usage layout-not-in-format layout=weekly format=mail layouts=monthly | team"},
      {{"--layout", "team"}, "usage no-family"},
      {{"--week", "2022-11-09"}, "usage week-not-weekly"},
      {{"--layout", "weekly", "--week", "2022-11"}, "usage bad-day option=--week value=2022-11"},
      {{"--since", "2022-11-31"}, "usage bad-day option=--since value=2022-11-31"},
      {{"--tlp", "amber+strict"},
       "usage unknown-choice option=--tlp value=amber+strict choices=clear | green | amber | "
       "amber-strict | red"},
      {{"--csv-dialect", "dos"},
       "usage unknown-choice option=--csv-dialect value=dos choices=excel | unix"},
      {{"--format", "pdf"},
       "usage unknown-choice option=--format value=pdf choices=text | markdown | json | html | "
       "xlsx | csv | mail"},
      {{"-o"}, "usage bad-arguments detail=--output"},
  };
  for (const auto& [more, expected] : cases) {
    Line line = {"report", "x"};
    line.insert(line.end(), more.begin(), more.end());
    EXPECT_EQ(error_of([&] { parsed(line); }), expected) << more.front();
  }
}

TEST(Options, MayStandBehindThePaths) {
  const Options options = parsed({"report", "a.xml", "--format", "json", "b.xml"});
  EXPECT_THAT(options.paths, ElementsAre("a.xml", "b.xml"));
  EXPECT_EQ(options.format, OutputFormat::Json);
}

TEST(Options, EndAtTwoHyphens) {
  EXPECT_THAT(parsed({"report", "--", "--format", "-x"}).paths, ElementsAre("--format", "-x"));
}

TEST(Options, OfTuplesAreAllRead) {
  const Options plain = parsed({"tuples", "a.xml"});
  EXPECT_EQ(plain.command, Command::Tuples);
  EXPECT_EQ(plain.format, OutputFormat::Csv);
  EXPECT_EQ(plain.jobs, 0U);
  EXPECT_FALSE(plain.count);
  const Options all =
      parsed({"tuples", "--format", "ndjson", "--count", "--jobs", "3", "--lang", "ja", "a"});
  EXPECT_EQ(all.format, OutputFormat::Ndjson);
  EXPECT_EQ(all.jobs, 3U);
  EXPECT_TRUE(all.count);
  EXPECT_THAT(all.paths, ElementsAre("a"));
}

TEST(Options, OfAMatchAreAllRead) {
  const Options plain = parse_options({"match", "pcs.csv"}, shipped_words("en"));
  EXPECT_EQ(plain.command, Command::Match);
  EXPECT_EQ(plain.stale_days, 30U);
  EXPECT_EQ(plain.period + plain.vendor + plain.aliases, "");
  const Options options = parse_options(
      {"match",     "pcs.csv",       "software.csv", "--month",      "2022-11",     "--vendor",
       "microsoft", "--format",      "csv",          "--map",        "hostname=PC", "--map",
       "asset=A=B", "--aliases",     "a.toml",       "--stale-days", "7",           "--explain",
       "pc-1",      "CVE-2022-0001", "--as-of",      "2022-11-09",   "--store",     "s.sqlite"},
      shipped_words("en"));
  EXPECT_EQ(options.paths, (std::vector<std::string>{"pcs.csv", "software.csv"}));
  EXPECT_EQ(options.period, "2022-11");
  EXPECT_EQ(options.vendor, "microsoft");
  EXPECT_EQ(options.format, OutputFormat::Csv);
  EXPECT_EQ(options.mapping, (InventoryMapping{{"hostname", "PC"}, {"asset", "A=B"}}));
  EXPECT_EQ(options.aliases, "a.toml");
  EXPECT_EQ(options.stale_days, 7U);
  EXPECT_EQ(options.explain, (std::vector<std::string>{"pc-1", "CVE-2022-0001"}));
  EXPECT_EQ(options.as_of, parse_day("2022-11-09"));
  EXPECT_EQ(options.store, "s.sqlite");
}

TEST(Options, OfInventoriesAreRefusedWhereTheyMakeNoSense) {
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{"--map", "hostname"}, "usage bad-mapping value=hostname"},
      {{"--map", "=PC"}, "usage bad-mapping value==PC"},
      {{"--map", "hostname="}, "usage bad-mapping value=hostname="},
      {{"--stale-days", "-1"}, "usage bad-number option=--stale-days value=-1 low=0 high=36500"},
      {{"--explain", "pc-1"}, "usage bad-arguments detail=--explain"}};
  for (const auto& [arguments, error] : cases) {
    std::vector<std::string> all = {"match", "pcs.csv"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    EXPECT_EQ(error_of([&] { parse_options(all, shipped_words("en")); }), error) << arguments[0];
  }
}

TEST(Options, OfAnInspectionAreAllRead) {
  const Options plain = parsed({"inspect", "a.json"});
  EXPECT_EQ(plain.command, Command::Inspection);
  EXPECT_THAT(plain.paths, ElementsAre("a.json"));
  EXPECT_EQ(plain.format, OutputFormat::Text);
  EXPECT_FALSE(plain.layout.all_products);
  const Options all =
      parsed({"inspect", "--format", "json", "--all-products", "--lang", "ja", "a", "-"});
  EXPECT_EQ(all.format, OutputFormat::Json);
  EXPECT_TRUE(all.layout.all_products);
  EXPECT_THAT(all.paths, ElementsAre("a", "-"));
  EXPECT_EQ(parsed({"inspect", "--format=text", "a"}).format, OutputFormat::Text);
}

TEST(Options, OfTheCalendarAreAllRead) {
  EXPECT_EQ(parsed({"calendar"}).command, Command::Calendar);
  EXPECT_EQ(parsed({"calendar"}).year, std::nullopt);
  EXPECT_EQ(parsed({"calendar", "--year", "2022", "--lang", "ja"}).year, 2022);
}

TEST(Options, OfAFetchHaveDefaults) {
  const Options options = parsed({"fetch"});
  EXPECT_EQ(options.command, Command::Fetch);
  EXPECT_THAT(options.paths, ElementsAre());
  EXPECT_EQ(options.month, std::nullopt);
  EXPECT_EQ(options.since, std::nullopt);
  EXPECT_FALSE(options.dry_run);
  EXPECT_FALSE(options.offline);
  EXPECT_EQ(options.proxy, "");
  EXPECT_EQ(options.mirror, "");
}

TEST(Options, OfAFetchAreAllRead) {
  const Options options =
      parsed({"fetch", "--lang", "ja", "--month", "2022-11", "--since", "2022-11-08", "--dry-run",
              "--offline", "--proxy", "http://proxy.example:3128", "--mirror", "/srv/mirror",
              "microsoft", "redhat-csaf"});
  EXPECT_EQ(options.command, Command::Fetch);
  EXPECT_THAT(options.paths, ElementsAre("microsoft", "redhat-csaf"));
  EXPECT_EQ(options.month, (Month{2022, 11}));
  EXPECT_EQ(options.since, parse_day("2022-11-08"));
  EXPECT_TRUE(options.dry_run);
  EXPECT_TRUE(options.offline);
  EXPECT_EQ(options.proxy, "http://proxy.example:3128");
  EXPECT_EQ(options.mirror, "/srv/mirror");
}

TEST(Options, OfFeedsAreAllRead) {
  const Options plain = parsed({"feeds"});
  EXPECT_EQ(plain.command, Command::Feeds);
  EXPECT_FALSE(plain.check);
  EXPECT_EQ(plain.mirror, "");
  const Options all = parsed({"feeds", "--check", "--mirror=/srv/mirror", "--lang", "ja"});
  EXPECT_TRUE(all.check);
  EXPECT_EQ(all.mirror, "/srv/mirror");
}

TEST(Options, NameTheMirrorThatReportsTuplesAndInspectionsReadFrom) {
  for (const char* command : {"report", "tuples", "inspect"}) {
    const Options options = parsed({command, "--mirror", "/srv/mirror", "microsoft", "2022-11"});
    EXPECT_EQ(options.mirror, "/srv/mirror") << command;
    EXPECT_THAT(options.paths, ElementsAre("microsoft", "2022-11")) << command;
  }
}

TEST(MonthOfText, TakesYearAndMonthAlone) {
  EXPECT_EQ(month_of_text("2022-11"), (Month{2022, 11}));
  EXPECT_EQ(month_of_text("1999-01"), (Month{1999, 1}));
  for (const char* text :
       {"", "2022", "2022-", "2022-1", "2022-13", "2022-00", "2022-Nov", "2022/11", "2022-11-08",
        "2022-11-", " 2022-11", "2022-11 ", "22-11", "+022-11", "２０２２-11"})
    EXPECT_EQ(month_of_text(text), std::nullopt) << text;
}

TEST(Options, AskForTheVersionOrForHelp) {
  EXPECT_EQ(parsed({"--version"}).command, Command::Version);
  for (const Line& arguments :
       {Line{"--help"}, Line{"-h"}, Line{"report", "--help"}, Line{"tuples", "x", "-h"},
        Line{"inspect", "--help"}, Line{"fetch", "--help"}, Line{"feeds", "-h"},
        Line{"calendar", "--help"}}) {
    const Options options = parsed(arguments);
    EXPECT_EQ(options.command, Command::Help);
    EXPECT_NE(options.help, "");
  }
}

TEST(Help, NamesEveryCommandAndOptionInBothLanguages) {
  for (const char* language : {"en", "ja"}) {
    const auto help = [language](const Line& arguments) {
      return parse_options(arguments, shipped_words(language)).help;
    };
    for (const char* word :
         {"report", "tuples", "inspect", "fetch", "feeds", "calendar", "--version", "--help"})
      EXPECT_THAT(help({"--help"}), testing::HasSubstr(word));
    for (const char* word :
         {"--lang", "--words", "--layout", "--format", "--output", "--family", "--week", "--since",
          "--tlp", "--csv-dialect", "--as-of", "--all-products", "--mirror", "PATH"})
      EXPECT_THAT(help({"report", "--help"}), testing::HasSubstr(word));
    for (const char* word : {"--lang", "--format", "--count", "--jobs", "--mirror", "PATH"})
      EXPECT_THAT(help({"tuples", "--help"}), testing::HasSubstr(word));
    for (const char* word : {"--lang", "--format", "--all-products", "--mirror", "PATH"})
      EXPECT_THAT(help({"inspect", "--help"}), testing::HasSubstr(word));
    for (const char* word : {"--lang", "--month", "--since", "--dry-run", "--offline", "--proxy",
                             "--mirror", "FEED", "csaf"})
      EXPECT_THAT(help({"fetch", "--help"}), testing::HasSubstr(word));
    for (const char* word : {"--lang", "--check", "--mirror"})
      EXPECT_THAT(help({"feeds", "--help"}), testing::HasSubstr(word));
    for (const char* word : {"--lang", "--year"})
      EXPECT_THAT(help({"calendar", "--help"}), testing::HasSubstr(word));
  }
}

// ── mistakes ─────────────────────────────────────────────────────────────────────────────────────

struct Mistake {
  Line arguments;
  const char* error;
};

const std::vector<Mistake>& mistakes() {
  static const std::vector<Mistake> kMistakes = {
      {{}, "usage no-command"},
      {{"report"}, "usage no-path"},
      {{"tuples", "--count"}, "usage no-path"},
      {{"inspect", "--format", "json"}, "usage no-path"},
      {{"frobnicate"}, "usage unknown-arguments arguments=frobnicate"},
      {{"report", "--frob", "x"}, "usage unknown-arguments arguments=--frob"},
      {{"report", "-x", "x"}, "usage unknown-arguments arguments=-x"},
      {{"report", "--year", "2022", "x"}, "usage unknown-arguments arguments=--year"},
      {{"report", "--lay", "table", "x"}, "usage unknown-arguments arguments=--lay"},
      {{"calendar", "x"}, "usage unknown-arguments arguments=x"},
      {{"report", "x", "--layout"}, "usage bad-arguments detail=--layout"},
      {{"report", "--layout", "table", "--layout", "list", "x"},
       "usage bad-arguments detail=--layout"},
      {{"report", "--layout", "grid", "x"},
       "usage unknown-choice option=--layout value=grid choices=matrix | table | digest | list | "
       "monthly | notice | weekly | team"},
      {{"report", "--layout", "Table", "x"},
       "usage unknown-choice option=--layout value=Table choices=matrix | table | digest | list | "
       "monthly | notice | weekly | team"},
      {{"report", "--format", "ndjson", "x"},
       "usage unknown-choice option=--format value=ndjson choices=text | markdown | json | html | "
       "xlsx | csv | mail"},
      {{"tuples", "--format", "json", "x"},
       "usage unknown-choice option=--format value=json choices=csv | ndjson"},
      {{"inspect", "--format", "csv", "x"},
       "usage unknown-choice option=--format value=csv choices=text | json"},
      {{"inspect", "--layout", "list", "x"}, "usage unknown-arguments arguments=--layout"},
      {{"inspect", "--all-products=maybe", "x"}, "usage bad-arguments detail=--all-products"},
      {{"report", "--as-of", "2022-11-31", "x"}, "usage bad-day option=--as-of value=2022-11-31"},
      {{"report", "--as-of", "2022-11-30T00:00:00", "x"},
       "usage bad-day option=--as-of value=2022-11-30T00:00:00"},
      {{"report", "--as-of", "yesterday", "x"}, "usage bad-day option=--as-of value=yesterday"},
      {{"report", "--as-of", "", "x"}, "usage bad-day option=--as-of value="},
      {{"tuples", "--jobs", "0", "x"}, "usage bad-number option=--jobs value=0 low=1 high=256"},
      {{"tuples", "--jobs", "257", "x"}, "usage bad-number option=--jobs value=257 low=1 high=256"},
      {{"tuples", "--jobs", "2x", "x"}, "usage bad-number option=--jobs value=2x low=1 high=256"},
      {{"tuples", "--jobs=-1", "x"}, "usage bad-number option=--jobs value=-1 low=1 high=256"},
      {{"tuples", "--jobs", "", "x"}, "usage bad-number option=--jobs value= low=1 high=256"},
      {{"tuples", "--jobs", "99999999999999999999", "x"},
       "usage bad-number option=--jobs value=99999999999999999999 low=1 high=256"},
      {{"fetch", "--month", "2022-13"}, "usage bad-month option=--month value=2022-13"},
      {{"fetch", "--month", "2022-11-08"}, "usage bad-month option=--month value=2022-11-08"},
      {{"fetch", "--month", ""}, "usage bad-month option=--month value="},
      {{"fetch", "--since", "2022-11"}, "usage bad-day option=--since value=2022-11"},
      {{"fetch", "--since", "2022-02-29"}, "usage bad-day option=--since value=2022-02-29"},
      {{"fetch", "--month"}, "usage bad-arguments detail=--month"},
      {{"fetch", "--dry-run=maybe"}, "usage bad-arguments detail=--dry-run"},
      {{"fetch", "--check"}, "usage unknown-arguments arguments=--check"},
      {{"fetch", "--layout", "list"}, "usage unknown-arguments arguments=--layout"},
      {{"feeds", "microsoft"}, "usage unknown-arguments arguments=microsoft"},
      {{"feeds", "--month", "2022-11"}, "usage unknown-arguments arguments=--month 2022-11"},
      {{"report", "--month", "2022-11", "x"}, "usage unknown-arguments arguments=--month"},
      {{"report", "--offline", "x"}, "usage unknown-arguments arguments=--offline"},
      {{"calendar", "--mirror", "x"}, "usage unknown-arguments arguments=--mirror x"},
      {{"calendar", "--year", "now"},
       "usage bad-number option=--year value=now low=1900 high=9999"},
      {{"calendar", "--year", "22"}, "usage bad-number option=--year value=22 low=1900 high=9999"},
      {{"calendar", "--year", ""}, "usage bad-number option=--year value= low=1900 high=9999"},
  };
  return kMistakes;
}

TEST(CommandLine, ThatIsWrongIsRefusedByName) {
  for (const auto& [arguments, error] : mistakes())
    EXPECT_EQ(error_of([&arguments = arguments] { parsed(arguments); }), error)
        << testing::PrintToString(arguments);
}

TEST(CommandLine, ThatIsWrongEndsTheProgramWithCode2AndOneLine) {
  for (const auto& [arguments, error] : mistakes()) {
    const RunResult result = run_program(arguments);
    EXPECT_EQ(result.exit_code, 2) << testing::PrintToString(arguments);
    EXPECT_EQ(result.out, "") << testing::PrintToString(arguments);
    EXPECT_TRUE(result.err.starts_with("patchmatrix: error: ")) << result.err;
    EXPECT_EQ(result.err.find('\n'), result.err.size() - 1) << result.err;
  }
}

TEST(CommandLine, ThatIsWrongIsExplainedInTheLanguageItAsksFor) {
  struct Case {
    Line arguments;
    const char* english;
    const char* japanese;
  };
  for (const Case& each : std::vector<Case>{
           {{"report", "x", "--layout", "grid"},
            "patchmatrix: error: --layout cannot be grid; it takes matrix | table | digest | "
            "list | monthly | notice | weekly | team\n",
            "patchmatrix: エラー: --layout に grid は指定できません。指定できる値: matrix | table "
            "| digest | list | monthly | notice | weekly | team\n"},
           {{"report", "x", "--layout", "team"},
            "patchmatrix: error: The team layout needs the team's product families: give one or "
            "more with --family ID\n",
            "patchmatrix: エラー: team レイアウトには、チームの製品ファミリを --family ID "
            "で一つ以上"
            "指定してください\n"},
           {{"report", "x", "--format", "mail", "--layout", "list"},
            "patchmatrix: error: There is no list layout in mail (layouts: monthly | team)\n",
            "patchmatrix: エラー: mail に list レイアウトはありません (レイアウト: monthly | "
            "team)\n"},
           {{"report", "x", "--words", "tabloid"},
            "patchmatrix: error: --words cannot be tabloid; it takes official | press\n",
            "patchmatrix: エラー: --words に tabloid は指定できません。指定できる値: official | "
            "press\n"},
           {{"report", "x", "--as-of", "today"},
            "patchmatrix: error: --as-of: today is not a day in the form YYYY-MM-DD\n",
            "patchmatrix: エラー: --as-of の日付 today は YYYY-MM-DD の正しい日付ではありません\n"},
           {{"fetch", "--month", "2022-13"},
            "patchmatrix: error: --month: 2022-13 is not a month in the form YYYY-MM\n",
            "patchmatrix: エラー: --month の月 2022-13 は YYYY-MM の正しい年月ではありません\n"},
           {{"fetch", "no-such-feed"},
            "patchmatrix: error: there is no feed no-such-feed; patchmatrix feeds lists them\n",
            "patchmatrix: エラー: フィード no-such-feed はありません。一覧は patchmatrix feeds "
            "で確認できます\n"},
           {{"fetch", "csaf"},
            "patchmatrix: error: csaf needs the domain or address of a provider: patchmatrix fetch "
            "csaf vendor.example\n",
            "patchmatrix: エラー: csaf にはプロバイダーのドメインまたは URL が必要です。例: "
            "patchmatrix fetch csaf vendor.example\n"},
           {{"fetch", "csaf", "http://vendor.example"},
            "patchmatrix: error: http://vendor.example is neither a domain nor an https address\n",
            "patchmatrix: エラー: http://vendor.example はドメインでも https の URL "
            "でもありません\n"},
           {{"tuples", "x", "--jobs", "0"},
            "patchmatrix: error: --jobs: 0 is not a whole number from 1 to 256\n",
            "patchmatrix: エラー: --jobs の数 0 は 1 から 256 までの整数ではありません\n"},
           {{"calendar", "--year", "2006"},
            "patchmatrix: error: --year: 2006 is not a whole number from 2007 to 2099\n",
            "patchmatrix: エラー: --year の数 2006 は 2007 から 2099 までの整数ではありません\n"},
           {{"calendar", "--year", "2100"},
            "patchmatrix: error: --year: 2100 is not a whole number from 2007 to 2099\n",
            "patchmatrix: エラー: --year の数 2100 は 2007 から 2099 までの整数ではありません\n"},
           {{"report"},
            "patchmatrix: error: something to work on is missing on the command line. The command "
            "with --help tells what it wants\n",
            "patchmatrix: エラー: 対象が指定されていません。コマンドに --help "
            "を付けると、指定するものを表示します"
            "\n"},
           {{"report", "x", "--frob"},
            "patchmatrix: error: unknown arguments: --frob. --help prints the usage\n",
            "patchmatrix: エラー: 不明な引数です: --frob。--help で使い方を表示します\n"},
           {{"report", "x", "--format"},
            "patchmatrix: error: --format is not used like that. --help prints the usage\n",
            "patchmatrix: エラー: --format の使い方が正しくありません。--help "
            "で使い方を表示します\n"},
       }) {
    for (const bool japanese : {false, true}) {
      Line arguments = each.arguments;
      arguments.insert(arguments.begin() + 1, japanese ? "--lang=ja" : "--lang=en");
      const RunResult result = run_program(arguments);
      EXPECT_EQ(result.err, japanese ? each.japanese : each.english);
      EXPECT_EQ(result.exit_code, 2);
    }
  }
  EXPECT_EQ(run_program({"report", "--lang", "fr", "x"}).err,
            "patchmatrix: error: --lang cannot be fr; it takes ja | en\n");
  EXPECT_EQ(run_program({}).err,
            "patchmatrix: error: name a command (report, tuples, inspect, fetch, feeds, calendar, "
            "import, "
            "diff, show, search, trend, status, match, inventory, db). "
            "--help prints the usage\n");
}

}  // namespace
}  // namespace patchmatrix
