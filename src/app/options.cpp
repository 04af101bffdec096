// SPDX-License-Identifier: Apache-2.0
#include "app/options.hpp"

#include <algorithm>
#include <charconv>

#include <CLI/CLI.hpp>

#include <patchmatrix/error.hpp>

#include "io/terminal.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

template <class Value>
using Choices = std::vector<std::pair<std::string, Value>>;

const Choices<std::string> kLanguages = {{"ja", "ja"}, {"en", "en"}};
const Choices<std::string> kStyles = {{"official", ""}, {"press", "press"}};
// A team reads the month as everybody else does, of its own products.
constexpr std::string_view kTeam = "team";
const Choices<Layout> kLayouts = {
    {"matrix", Layout::Matrix},   {"table", Layout::Table},
    {"digest", Layout::Digest},   {"list", Layout::List},
    {"monthly", Layout::Monthly}, {"notice", Layout::Notice},
    {"weekly", Layout::Weekly},   {std::string(kTeam), Layout::Monthly}};
const Choices<OutputFormat> kReportFormats = {
    {"text", OutputFormat::Text}, {"markdown", OutputFormat::Markdown},
    {"json", OutputFormat::Json}, {"html", OutputFormat::Html},
    {"xlsx", OutputFormat::Xlsx}, {"csv", OutputFormat::Csv},
    {"mail", OutputFormat::Mail}};
const Choices<CsvDialect> kCsvDialects = {{"excel", CsvDialect::Excel}, {"unix", CsvDialect::Unix}};
const Choices<Tlp> kTlps = {{"clear", Tlp::Clear},
                            {"green", Tlp::Green},
                            {"amber", Tlp::Amber},
                            {"amber-strict", Tlp::AmberStrict},
                            {"red", Tlp::Red}};
const Choices<OutputFormat> kTupleFormats = {{"csv", OutputFormat::Csv},
                                             {"ndjson", OutputFormat::Ndjson}};
const Choices<OutputFormat> kSearchFormats = {
    {"text", OutputFormat::Text}, {"json", OutputFormat::Json}, {"csv", OutputFormat::Csv}};
const Choices<OutputFormat> kInspectFormats = {{"text", OutputFormat::Text},
                                               {"json", OutputFormat::Json}};

template <class Value>
Value choose(const std::string& option, const std::string& text, const Choices<Value>& choices) {
  std::vector<std::string> names;
  for (const auto& [name, value] : choices) {
    if (name == text) return value;
    names.push_back(name);
  }
  throw Error(ErrorKind::Usage, "unknown-choice", {},
              {{"option", option}, {"value", text}, {"choices", joined(names, " | ")}});
}

int number(const std::string& option, const std::string& text, int low, int high) {
  int value = 0;
  const auto [stop, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || stop != text.data() + text.size() || value < low || value > high)
    throw Error(ErrorKind::Usage, "bad-number", {},
                {{"option", option},
                 {"value", text},
                 {"low", std::to_string(low)},
                 {"high", std::to_string(high)}});
  return value;
}

Day day(const std::string& option, const std::string& text) {
  if (const auto value = parse_day(text)) return *value;
  throw Error(ErrorKind::Usage, "bad-day", {}, {{"option", option}, {"value", text}});
}

PointInTime point_in_time(const std::string& option, const std::string& text) {
  if (const auto day = parse_day(text)) return {text, *day, {}};
  if (const auto value = parse_instant(text)) return {text, {}, *value};
  throw Error(ErrorKind::Usage, "bad-moment", {}, {{"option", option}, {"value", text}});
}

// A whole day is its last second.
Instant moment(const std::string& option, const std::string& text) {
  if (const auto day = parse_day(text))
    return Instant(*day + std::chrono::days(1)) - std::chrono::seconds(1);
  if (const auto value = parse_instant(text)) return *value;
  throw Error(ErrorKind::Usage, "bad-moment", {}, {{"option", option}, {"value", text}});
}

}  // namespace

std::optional<Month> month_of_text(const std::string& text) {
  const auto value = parse_day(text + "-01");
  return value ? std::optional(month_of(*value)) : std::nullopt;
}

namespace {

Month month(const std::string& option, const std::string& text) {
  if (const auto value = month_of_text(text)) return *value;
  throw Error(ErrorKind::Usage, "bad-month", {}, {{"option", option}, {"value", text}});
}

// The value of the last `--name value` or `--name=value`.
std::optional<std::string> value_of(const std::vector<std::string>& arguments,
                                    const std::string& name) {
  std::optional<std::string> value;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--") break;
    if (arguments[i] == name && i + 1 < arguments.size()) value = arguments[i + 1];
    if (arguments[i].starts_with(name + '=')) value = arguments[i].substr(name.size() + 1);
  }
  return value;
}

// The name of the option in one of CLI11's texts: "--month: 1 required", "Could not convert:
// --count = x".
std::string option_in(const std::string& text) {
  const std::size_t begin = std::min(text.find("--"), text.size());
  const std::string option = text.substr(begin, text.find_first_of(": =", begin) - begin);
  return option.empty() ? text.substr(0, text.find(':')) : option;
}

// CLI11's own texts, worded by the catalogue.
void translate(CLI::App& app, const Words& words) {
  app.option_defaults()->group(words["help.options"]);
  app.set_help_flag("-h,--help", words["help.help"])->group(words["help.options"]);
  app.get_formatter()->label("Usage", words["help.usage"]);
  app.get_formatter()->label("Positionals", words["help.arguments"]);
  app.get_formatter()->label("SUBCOMMAND", words["help.command"]);
  app.get_formatter()->label("OPTIONS", words["help.some_options"]);
  app.get_formatter()->label("REQUIRED", "");
  app.get_formatter()->label("TEXT", "");
}

// The command line as CLI11 sees it; values are checked afterwards, with our own words.
struct CommandLine {
  explicit CommandLine(const Words& words) : app(words["help.program"], "patchmatrix") {
    translate(app, words);
    app.add_flag("--version", version, words["help.version"]);
    report = command("report", words);
    path_arguments(*report, words);
    wording(*report, words);
    report->add_option("--layout", layout, words["help.layout"])->option_text("LAYOUT");
    report->add_option("--format", report_format, words["help.report_format"])
        ->option_text("FORMAT");
    report_output_options(*report, words);
    report->add_option("--as-of", as_of, words["help.as_of"])->option_text("DATE");
    report->add_option("--known-at", known_at, words["help.known_at"])->option_text("TIME");
    report->add_flag("--all-products", options.layout.all_products, words["help.all_products"]);
    report->add_option("--inventory", options.inventories, words["help.report_inventory"])
        ->option_text("FILE")
        ->allow_extra_args(false);
    inventory_options(*report, words);
    tuples = command("tuples", words);
    path_arguments(*tuples, words);
    language(*tuples, words);
    tuples->add_option("--format", tuples_format, words["help.tuples_format"])
        ->option_text("FORMAT");
    csv_option(*tuples, words);
    tuples->add_flag("--count", options.count, words["help.count"]);
    tuples->add_option("--jobs", jobs, words["help.jobs"])->option_text("N");
    inspect = command("inspect", words);
    path_arguments(*inspect, words);
    language(*inspect, words);
    inspect->add_option("--format", inspect_format, words["help.inspect_format"])
        ->option_text("FORMAT");
    inspect->add_flag("--all-products", options.layout.all_products,
                      words["help.inspect_all_products"]);
    diff = command("diff", words);
    diff->add_option("FEED", options.paths, words["help.diff_feed"])
        ->required()
        ->option_text("...");
    diff->add_option("--from", diff_from, words["help.from"])->option_text("DATE");
    diff->add_option("--to", diff_to, words["help.to"])->option_text("DATE");
    language(*diff, words);
    diff->add_option("--format", diff_format, words["help.inspect_format"])->option_text("FORMAT");
    mirror(*diff, words);
    show = command("show", words);
    show->add_option("ID", options.paths, words["help.show_id"])->required()->option_text("");
    question(*show, words);
    show->add_option("--format", show_format, words["help.inspect_format"])->option_text("FORMAT");
    show->add_flag("--all-products", options.layout.all_products,
                   words["help.inspect_all_products"]);
    search = command("search", words);
    search_options_of(*search, words);
    trend = command("trend", words);
    trend->add_option("VENDOR", options.paths, words["help.trend_vendor"])
        ->required()
        ->option_text("[PERIOD]");
    trend->add_option("--months", months, words["help.months"])->option_text("N");
    question(*trend, words);
    trend->add_option("--format", trend_format, words["help.search_format"])->option_text("FORMAT");
    csv_option(*trend, words);
    status = command("status", words);
    question(*status, words);
    status->add_option("--format", status_format, words["help.inspect_format"])
        ->option_text("FORMAT");
    match = command("match", words);
    match->add_option("INVENTORY", options.paths, words["help.match_inventory"])
        ->required()
        ->option_text("...");
    match_options_of(*match, words);
    site = command("site", words);
    site_options_of(*site, words);
    inventory = command("inventory", words);
    inventory->add_option("ACTION", options.paths, words["help.inventory_action"])
        ->required()
        ->option_text("FILE...");
    inventory->add_option("--map", mapping, words["help.map"])
        ->option_text("FIELD=HEADER")
        ->allow_extra_args(false);
    inventory->add_option("--format", inventory_format, words["help.inspect_format"])
        ->option_text("FORMAT");
    language(*inventory, words);
    db = command("db", words);
    db->add_option("ACTION", options.paths, words["help.db_action"])
        ->required()
        ->option_text("[FOLDER]");
    question(*db, words);
    import = command("import", words);
    import->add_option("PATH", options.paths, words["help.import_path"])->option_text("...");
    language(*import, words);
    import->add_option("--fetched-at", fetched_at, words["help.fetched_at"])->option_text("TIME");
    import->add_option("--jobs", jobs, words["help.jobs"])->option_text("N");
    mirror(*import, words);
    lint = command("lint", words);
    lint->add_option("VENDOR", options.paths, words["help.lint_vendor"])
        ->required()
        ->option_text("[PATH...]");
    mirror(*lint, words);
    language(*lint, words);
    lint->add_option("--format", lint_format, words["help.lint_format"])->option_text("FORMAT");
    fetch = command("fetch", words);
    fetch->add_option("FEED", options.paths, words["help.fetch_feed"])->option_text("...");
    language(*fetch, words);
    fetch->add_option("--month", month, words["help.month"])->option_text("MONTH");
    fetch->add_option("--since", since, words["help.since"])->option_text("DATE");
    fetch->add_flag("--dry-run", options.dry_run, words["help.dry_run"]);
    fetch->add_flag("--offline", options.offline, words["help.offline"]);
    fetch->add_option("--proxy", options.proxy, words["help.proxy"])->option_text("URL");
    mirror(*fetch, words);
    feeds = command("feeds", words);
    language(*feeds, words);
    feeds->add_flag("--check", options.check, words["help.check"]);
    mirror(*feeds, words);
    calendar = command("calendar", words);
    language(*calendar, words);
    calendar->add_option("--year", year, words["help.year"])->option_text("YEAR");
  }

  void report_output_options(CLI::App& command, const Words& words) {
    command.add_option("-o,--output", options.output, words["help.output"])->option_text("FILE");
    csv_option(command, words);
    command.add_option("--family", options.families, words["help.family"])
        ->option_text("ID")
        ->allow_extra_args(false);
    command.add_option("--week", week, words["help.week"])->option_text("DATE");
    command.add_option("--since", since, words["help.report_since"])->option_text("DATE");
    command.add_option("--tlp", tlp, words["help.tlp"])->option_text("LABEL");
  }

  void site_options_of(CLI::App& command, const Words& words) {
    command.add_option("FEED", options.paths, words["help.site_feed"])
        ->required()
        ->option_text("...");
    command.add_option("-o,--output", options.output, words["help.site_output"])
        ->option_text("FOLDER");
    command.add_option("--base-url", options.base_url, words["help.base_url"])->option_text("URL");
    command.add_flag("--redact-acknowledgments", options.redact_acknowledgments,
                     words["help.redact_acknowledgments"]);
    command.add_option("--tlp", tlp, words["help.site_tlp"])->option_text("LABEL");
    command.add_option("--jobs", jobs, words["help.jobs"])->option_text("N");
    mirror(command, words);
    wording(command, words);
  }

  void csv_option(CLI::App& command, const Words& words) {
    command.add_option("--csv-dialect", csv_dialect, words["help.csv_dialect"])
        ->option_text("DIALECT");
  }

  // What an inventory is read and matched with.
  void inventory_options(CLI::App& command, const Words& words) {
    command.add_option("--map", mapping, words["help.map"])
        ->option_text("FIELD=HEADER")
        ->allow_extra_args(false);
    command.add_option("--aliases", options.aliases, words["help.aliases"])->option_text("FILE");
    command.add_option("--stale-days", stale_days, words["help.stale_days"])->option_text("N");
  }

  void match_options_of(CLI::App& command, const Words& words) {
    command.add_option("--month", options.period, words["help.match_month"])->option_text("PERIOD");
    command.add_option("--vendor", options.vendor, words["help.match_vendor"])
        ->option_text("VENDOR");
    command.add_option("--explain", options.explain, words["help.explain"])
        ->expected(2)
        ->option_text("HOST CVE");
    command.add_option("--as-of", as_of, words["help.as_of"])->option_text("DATE");
    command.add_option("--known-at", known_at, words["help.known_at"])->option_text("TIME");
    command.add_option("--format", match_format, words["help.search_format"])
        ->option_text("FORMAT");
    csv_option(command, words);
    command.add_option("--jobs", jobs, words["help.jobs"])->option_text("N");
    inventory_options(command, words);
    question(command, words);
  }

  void search_options_of(CLI::App& command, const Words& words) {
    const auto value = [&](const char* name, std::string& into, const char* key, const char* form) {
      command.add_option(name, into, words[key])->option_text(form);
    };
    command.add_option("TEXT", wanted.texts, words["help.search_text"])->option_text("...");
    value("--severity", wanted.severity, "help.search_severity", "LIST");
    value("--impact", wanted.impact, "help.search_impact", "LIST");
    command.add_option("--product", options.search.products, words["help.search_product"])
        ->option_text("TEXT")
        ->allow_extra_args(false);
    value("--vendor", options.search.conditions.vendor, "help.search_vendor", "VENDOR");
    value("--status", wanted.status, "help.search_status", "STATUS");
    command.add_flag("--exploited", options.search.conditions.exploited,
                     words["help.search_exploited"]);
    command.add_flag("--disclosed", options.search.conditions.publicly_disclosed,
                     words["help.search_disclosed"]);
    command.add_flag("--kev", options.search.conditions.kev, words["help.search_kev"]);
    value("--since", wanted.since, "help.search_since", "DATE");
    value("--until", wanted.until, "help.search_until", "DATE");
    value("--month", wanted.month, "help.search_month", "PERIOD");
    value("--sort", wanted.sort, "help.search_sort", "LIST");
    value("--limit", wanted.limit, "help.search_limit", "N");
    value("--format", search_format, "help.search_format", "FORMAT");
    csv_option(command, words);
    question(command, words);
  }

  void question(CLI::App& command, const Words& words) {
    language(command, words);
    mirror(command, words);
  }

  CLI::App* command(const std::string& name, const Words& words) {
    CLI::App* added = app.add_subcommand(name, words["help." + name]);
    added->group(words["help.commands"]);
    translate(*added, words);
    return added;
  }

  void path_arguments(CLI::App& command, const Words& words) {
    command.add_option("PATH", options.paths, words["help.path"])->required()->option_text("...");
    mirror(command, words);
  }

  void mirror(CLI::App& command, const Words& words) {
    command.add_option("--mirror", options.mirror, words["help.mirror"])->option_text("FOLDER");
    command.add_option("--store", options.store, words["help.store"])->option_text("FILE");
  }

  void language(CLI::App& command, const Words& words) {
    command.add_option("--lang", lang, words["help.lang"])->option_text("LANG");
  }

  void wording(CLI::App& command, const Words& words) {
    language(command, words);
    command.add_option("--words", style, words["help.words"])->option_text("STYLE");
  }

  CLI::App app;
  CLI::App* report = nullptr;
  CLI::App* tuples = nullptr;
  CLI::App* inspect = nullptr;
  CLI::App* lint = nullptr;
  CLI::App* fetch = nullptr;
  CLI::App* feeds = nullptr;
  CLI::App* calendar = nullptr;
  CLI::App* import = nullptr;
  CLI::App* diff = nullptr;
  CLI::App* show = nullptr;
  CLI::App* search = nullptr;
  CLI::App* trend = nullptr;
  CLI::App* status = nullptr;
  CLI::App* db = nullptr;
  CLI::App* match = nullptr;
  CLI::App* inventory = nullptr;
  CLI::App* site = nullptr;
  SearchLine wanted;
  std::vector<std::string> mapping;  // "field=header"
  std::string match_format = "text", inventory_format = "text", stale_days;
  std::string show_format = "text", search_format = "text", trend_format = "text",
              status_format = "text", months;
  Options options;
  bool version = false;
  std::string csv_dialect, week, tlp;
  std::string lang, style, layout,
      report_format = "text", tuples_format = "csv", inspect_format = "text", lint_format = "text",
      diff_format = "text", as_of, jobs, year, month, since, known_at, fetched_at, diff_from,
      diff_to;
};

constexpr int kMostStaleDays = 36'500;

// "field=header"
InventoryMapping mapping_of(const std::vector<std::string>& texts) {
  InventoryMapping out;
  for (const std::string& each : texts) {
    const std::size_t sign = each.find('=');
    if (sign == std::string::npos || sign == 0 || sign + 1 == each.size())
      throw Error(ErrorKind::Usage, "bad-mapping", {}, {{"value", each}});
    out.emplace_back(each.substr(0, sign), each.substr(sign + 1));
  }
  return out;
}

// "check FILE…": the files stay.
void take_inventory_action(std::vector<std::string>& words) {
  choose("inventory", words.front(), Choices<std::string>{{"check", "check"}});
  words.erase(words.begin());
  if (words.empty()) throw Error(ErrorKind::Usage, "no-path");
}

// What a layout is shown in: a mail has one body.
bool is_shown(Layout layout, OutputFormat format) {
  return format != OutputFormat::Mail || layout == Layout::Monthly;
}

Layout layout_of(const std::string& name, OutputFormat format) {
  const bool is_page = format == OutputFormat::Html || format == OutputFormat::Mail;
  if (name.empty()) return is_page ? Layout::Monthly : Layout::Matrix;
  const Layout layout = choose("--layout", name, kLayouts);
  if (is_shown(layout, format)) return layout;
  std::vector<std::string> shown;
  for (const auto& [other, value] : kLayouts)
    if (is_shown(value, format)) shown.push_back(other);
  throw Error(ErrorKind::Usage, "layout-not-in-format", {},
              {{"layout", name}, {"format", "mail"}, {"layouts", joined(shown, " | ")}});
}

void take_csv_dialect(const CLI::App& command, CommandLine& line) {
  if (command.count("--csv-dialect") != 0)
    line.options.csv_dialect = choose("--csv-dialect", line.csv_dialect, kCsvDialects);
}

void take_report_options(const CLI::App& command, CommandLine& line) {
  Options& options = line.options;
  options.format = choose("--format", line.report_format, kReportFormats);
  options.layout.layout = layout_of(line.layout, options.format);
  if (line.layout == kTeam && options.families.empty()) throw Error(ErrorKind::Usage, "no-family");
  take_csv_dialect(command, line);
  if (command.count("--week") != 0) options.week = day("--week", line.week);
  if (options.week && options.layout.layout != Layout::Weekly)
    throw Error(ErrorKind::Usage, "week-not-weekly");
  if (command.count("--since") != 0) options.since = day("--since", line.since);
  if (command.count("--tlp") != 0) options.highest_tlp = choose("--tlp", line.tlp, kTlps);
}

// Addresses of pages are made of it.
std::string base_url(const std::string& text) {
  const bool is_web =
      begins_ignoring_case(text, "https://") || begins_ignoring_case(text, "http://");
  if (!is_web || text.find_first_of(" \t\r\n\"'<>\\^`{|}?#") != std::string::npos)
    throw Error(ErrorKind::Usage, "bad-base-url", {}, {{"value", text}});
  return text.back() == '/' ? text : text + '/';
}

void take_site_options(const CLI::App& command, CommandLine& line) {
  Options& options = line.options;
  if (options.output.empty()) throw Error(ErrorKind::Usage, "no-site-folder");
  if (!options.base_url.empty()) options.base_url = base_url(options.base_url);
  if (command.count("--jobs") != 0)
    options.jobs = static_cast<unsigned>(number("--jobs", line.jobs, 1, 256));
  if (command.count("--tlp") != 0) options.highest_tlp = choose("--tlp", line.tlp, kTlps);
}

void take_inventory_options(const CLI::App& command, CommandLine& line) {
  line.options.mapping = mapping_of(line.mapping);
  if (command.count("--stale-days") != 0)
    line.options.stale_days =
        static_cast<std::size_t>(number("--stale-days", line.stale_days, 0, kMostStaleDays));
}

}  // namespace

std::string language_of(const std::vector<std::string>& arguments) {
  if (const auto lang = value_of(arguments, "--lang")) return choose("--lang", *lang, kLanguages);
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (const std::string locale = environment(name); !locale.empty())
      return locale.starts_with("ja") ? "ja" : "en";
  return "en";
}

std::string style_of(const std::vector<std::string>& arguments) {
  const auto style = value_of(arguments, "--words");
  return style ? choose("--words", *style, kStyles) : std::string();
}

Options parse_options(const std::vector<std::string>& arguments, const Words& words) {
  CommandLine line(words);
  Options& options = line.options;
  try {
    line.app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    options.command = Command::Help;
    options.help = line.app.help();
    return options;
  } catch (const CLI::ExtrasError&) {
    throw Error(ErrorKind::Usage, "unknown-arguments", {},
                {{"arguments", joined(line.app.remaining(true), " ")}});
  } catch (const CLI::RequiredError&) {
    throw Error(ErrorKind::Usage, "no-path");
  } catch (const CLI::ParseError& problem) {
    // CLI11 words its errors in English; only the name of the option is taken over.
    const std::string text = problem.what();
    throw Error(ErrorKind::Usage, "bad-arguments", {}, {{"detail", option_in(text)}});
  }
  if (line.version) {
    options.command = Command::Version;
  } else if (line.report->parsed()) {
    options.command = Command::Report;
    take_report_options(*line.report, line);
    if (line.report->count("--as-of") != 0) options.as_of = day("--as-of", line.as_of);
    if (line.report->count("--known-at") != 0)
      options.known_at = moment("--known-at", line.known_at);
    take_inventory_options(*line.report, line);
  } else if (line.tuples->parsed()) {
    options.command = Command::Tuples;
    options.format = choose("--format", line.tuples_format, kTupleFormats);
    take_csv_dialect(*line.tuples, line);
    if (line.tuples->count("--jobs") != 0)
      options.jobs = static_cast<unsigned>(number("--jobs", line.jobs, 1, 256));
  } else if (line.inspect->parsed()) {
    options.command = Command::Inspection;
    options.format = choose("--format", line.inspect_format, kInspectFormats);
  } else if (line.diff->parsed()) {
    options.command = Command::Diff;
    options.format = choose("--format", line.diff_format, kInspectFormats);
    if (line.diff->count("--from") != 0) options.from = point_in_time("--from", line.diff_from);
    if (line.diff->count("--to") != 0) options.to = point_in_time("--to", line.diff_to);
  } else if (line.import->parsed()) {
    options.command = Command::Import;
    if (line.import->count("--fetched-at") != 0)
      options.fetched_at = moment("--fetched-at", line.fetched_at);
    if (line.import->count("--jobs") != 0)
      options.jobs = static_cast<unsigned>(number("--jobs", line.jobs, 1, 256));
  } else if (line.lint->parsed()) {
    options.command = Command::Lint;
    options.format = choose("--format", line.lint_format, kInspectFormats);
  } else if (line.fetch->parsed()) {
    options.command = Command::Fetch;
    if (line.fetch->count("--month") != 0) options.month = month("--month", line.month);
    if (line.fetch->count("--since") != 0) options.since = day("--since", line.since);
  } else if (line.show->parsed()) {
    options.command = Command::Show;
    options.format = choose("--format", line.show_format, kInspectFormats);
  } else if (line.search->parsed()) {
    options.command = Command::Search;
    options.format = choose("--format", line.search_format, kSearchFormats);
    take_csv_dialect(*line.search, line);
    SearchOptions search = search_options(line.wanted);
    search.products = options.search.products;
    search.conditions.vendor = options.search.conditions.vendor;
    search.conditions.exploited = options.search.conditions.exploited;
    search.conditions.publicly_disclosed = options.search.conditions.publicly_disclosed;
    search.conditions.kev = options.search.conditions.kev;
    options.search = std::move(search);
  } else if (line.trend->parsed()) {
    options.command = Command::Trend;
    options.format = choose("--format", line.trend_format, kSearchFormats);
    take_csv_dialect(*line.trend, line);
    if (line.trend->count("--months") != 0)
      options.months = static_cast<unsigned>(number("--months", line.months, 1, 600));
  } else if (line.status->parsed()) {
    options.command = Command::Status;
    options.format = choose("--format", line.status_format, kInspectFormats);
  } else if (line.match->parsed()) {
    options.command = Command::Match;
    options.format = choose("--format", line.match_format, kSearchFormats);
    take_csv_dialect(*line.match, line);
    if (line.match->count("--as-of") != 0) options.as_of = day("--as-of", line.as_of);
    if (line.match->count("--known-at") != 0)
      options.known_at = moment("--known-at", line.known_at);
    if (line.match->count("--jobs") != 0)
      options.jobs = static_cast<unsigned>(number("--jobs", line.jobs, 1, 256));
    take_inventory_options(*line.match, line);
  } else if (line.site->parsed()) {
    options.command = Command::Site;
    take_site_options(*line.site, line);
  } else if (line.inventory->parsed()) {
    options.command = Command::Inventory;
    options.format = choose("--format", line.inventory_format, kInspectFormats);
    options.mapping = mapping_of(line.mapping);
    take_inventory_action(options.paths);
  } else if (line.db->parsed()) {
    options.command = Command::Store;
    options.action = store_action(options.paths);
  } else if (line.feeds->parsed()) {
    options.command = Command::Feeds;
  } else if (line.calendar->parsed()) {
    options.command = Command::Calendar;
    if (line.calendar->count("--year") != 0) options.year = number("--year", line.year, 1900, 9999);
  } else {
    throw Error(ErrorKind::Usage, "no-command");
  }
  return options;
}

}  // namespace patchmatrix
