// SPDX-License-Identifier: Apache-2.0
#include "app/app.hpp"

#include <filesystem>
#include <new>

#include <patchmatrix/feeds.hpp>
#include <patchmatrix/version.hpp>
#include <patchmatrix/words.hpp>

#include "app/commands.hpp"
#include "app/folders.hpp"
#include "io/terminal.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

ExitCode run(const Options& options, const std::filesystem::path& data, const Words& words) {
  switch (options.command) {
    case Command::Help:
      print(options.help);
      return ExitCode::AllRead;
    case Command::Version:
      print("patchmatrix " + std::string(kVersion) + "\n");
      return ExitCode::AllRead;
    case Command::Report:
    case Command::Tuples:
    case Command::Inspection:
    case Command::Lint:
    case Command::Fetch:
    case Command::Feeds:
    case Command::Calendar:
    case Command::Import:
    case Command::Diff:
    case Command::Show:
    case Command::Search:
    case Command::Trend:
    case Command::Status:
    case Command::Store:
    case Command::Match:
    case Command::Inventory:
    case Command::Site:
      break;
  }
  const Feeds feeds = load_feeds(data / "feeds", override_folders());
  if (options.command == Command::Report) return report_command(options, feeds, words);
  if (options.command == Command::Tuples) return tuples_command(options, feeds, words);
  if (options.command == Command::Inspection) return inspect_command(options, feeds, words);
  if (options.command == Command::Lint) return lint_command(options, feeds, words);
  if (options.command == Command::Fetch) return fetch_command(options, feeds, words);
  if (options.command == Command::Diff) return diff_command(options, feeds, words);
  if (options.command == Command::Show) return show_command(options, feeds, words);
  if (options.command == Command::Search) return search_command(options, feeds, words);
  if (options.command == Command::Trend) return trend_command(options, feeds, words);
  if (options.command == Command::Status) return status_command(options, feeds, words);
  if (options.command == Command::Store) return store_command(options, words);
  if (options.command == Command::Inventory) return inventory_command(options, feeds, words);
  if (options.command == Command::Site) return site_command(options, feeds, words);
  if (options.command == Command::Match) return match_command(options, feeds, words);
  if (options.command == Command::Import) return import_command(options, feeds, words);
  if (options.command == Command::Feeds) return feeds_command(options, feeds, words);
  return calendar_command(options, feeds, words);
}

// Damage may be met at any page; whose file it is, only the command line tells.
ExitCode run_with_store(const Options& options, const std::filesystem::path& data,
                        const Words& words) {
  try {
    return run(options, data, words);
  } catch (const Error& error) {
    if (error.code() != "database-damaged" || error.where() != store_file(options).string()) throw;
    throw Error(ErrorKind::Untrusted, "store-damaged", error.where(),
                {{"reason", error.arguments().front().second}});
  }
}

ExitCode exit_code(const Error& error) {
  switch (error.kind()) {
    case ErrorKind::Usage:
      return ExitCode::Usage;
    case ErrorKind::Io:
      return ExitCode::SomeFailed;
    case ErrorKind::Busy:
      return ExitCode::Busy;
    case ErrorKind::NotFound:
    case ErrorKind::Malformed:
    case ErrorKind::Unsupported:
    case ErrorKind::Untrusted:
    case ErrorKind::Network:
      break;
  }
  return ExitCode::NothingRead;
}

// Before the catalogue is loaded there are no words to speak with: the one message in code.
ExitCode fail_without_words(const Error& error) {
  std::string line = "patchmatrix: " + std::string(error.what());
  for (const auto& [name, value] : error.arguments())
    line.append("; ").append(name).append(": ").append(value);
  print_error(line);
  return exit_code(error);
}

}  // namespace

ExitCode run(const std::vector<std::string>& arguments) {
  std::filesystem::path data;
  std::optional<Words> words;
  try {
    data = data_folder();
    const std::filesystem::path folder = data / "reports" / "words";
    words.emplace(folder, language_of({}), "");
    const std::string language = language_of(arguments);
    if (language != words->language()) words.emplace(folder, language, "");
    if (const std::string style = style_of(arguments); !style.empty())
      words.emplace(folder, language, style);
  } catch (const Error& error) {
    if (!words) return fail_without_words(error);
    print_error(words->fill("message.error", {{"text", worded(error, "", *words)}}));
    return exit_code(error);
  }
  try {
    return run_with_store(parse_options(arguments, *words), data, *words);
  } catch (const Error& error) {
    print_error(words->fill("message.error", {{"text", worded(error, "", *words)}}));
    return exit_code(error);
  } catch (const std::bad_alloc&) {
    const Error error(ErrorKind::Io, "no-memory");
    print_error(words->fill("message.error", {{"text", worded(error, "", *words)}}));
    return exit_code(error);
  }
}

}  // namespace patchmatrix
