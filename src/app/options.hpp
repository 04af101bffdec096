// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <patchmatrix/date.hpp>
#include <patchmatrix/inventory.hpp>
#include <patchmatrix/report.hpp>
#include <patchmatrix/words.hpp>

#include "app/question_options.hpp"

namespace patchmatrix {

enum class Command {
  Report,
  Tuples,
  Inspection,
  Lint,
  Fetch,
  Feeds,
  Calendar,
  Import,
  Diff,
  Show,
  Search,
  Trend,
  Status,
  Store,
  Match,
  Inventory,
  Site,
  Help,
  Version
};
enum class OutputFormat { Text, Markdown, Json, Csv, Ndjson, Html, Xlsx, Mail };

// A day, or a time of one.
struct PointInTime {
  std::string text;  // as the user wrote it
  std::optional<Day> day;
  std::optional<Instant> instant;
};

struct Options {
  Command command = Command::Help;
  std::vector<std::string> paths;  // of fetch: ids of feeds, or "csaf" and addresses
  LayoutOptions layout;            // of inspect: all_products alone
  OutputFormat format = OutputFormat::Text;
  std::optional<Day> as_of;
  std::optional<Instant> known_at;
  std::optional<Instant> fetched_at;    // of what is imported
  std::optional<PointInTime> from, to;  // of a comparison
  std::string store;                    // file; empty: the default
  bool count = false;
  unsigned jobs = 0;        // 0: number of CPUs
  std::optional<int> year;  // of the calendar
  std::string mirror;       // folder; empty: the default
  std::optional<Month> month;
  std::optional<Day> since;  // of fetch: updated then or later; of report: what changed since
  bool dry_run = false;
  bool offline = false;
  std::string proxy;
  SearchOptions search;
  std::optional<unsigned> months;  // of trend: how many; nothing: 12, or those that are named
  StoreAction action = StoreAction::Check;
  InventoryMapping mapping;              // of inventories: which header is which field
  std::vector<std::string> inventories;  // of report: files
  std::string aliases;                   // file; empty: the default
  std::string vendor;                    // of match: id of a vendor or feed; empty: all
  std::string period;                    // of match, as the user wrote it; empty: everything
  std::size_t stale_days = 30;
  std::vector<std::string> explain;  // of match: a machine and a vulnerability
  bool check = false;                // of feeds: compare the mirror with its ledger
  std::string output;                // of report: file; empty: standard output
  CsvDialect csv_dialect = CsvDialect::Excel;
  std::vector<std::string> families;    // of report: ids; empty: all
  std::optional<Day> week;              // of a weekly report: a day of it; nothing: that of today
  std::optional<Tlp> highest_tlp;       // documents with a higher label are left out
  bool redact_acknowledgments = false;  // of site: names of finders are left out
  std::string base_url;                 // of site: where it will be, with "/" at the end; or empty
  std::string help;                     // the text for Command::Help
};

// "ja" or "en": from `--lang` among the arguments, else from the locale (LC_ALL, LC_MESSAGES,
// LANG). Known before the rest of the command line, so that even its errors are in the right
// language. Errors: Usage "unknown-choice".
std::string language_of(const std::vector<std::string>& arguments);

// The value of `--words`: "" for the official style. Errors: Usage "unknown-choice".
std::string style_of(const std::vector<std::string>& arguments);

// Errors: Usage "bad-arguments", "unknown-arguments", "no-path", "no-command", "unknown-choice",
// "bad-day", "bad-month", "bad-number", "layout-not-in-format", "no-family", "week-not-weekly".
Options parse_options(const std::vector<std::string>& arguments, const Words& words);

// "2022-11"; nothing for anything else.
std::optional<Month> month_of_text(const std::string& text);

}  // namespace patchmatrix
