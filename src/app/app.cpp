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

// feeds/ and reports/ lie beside the program in a build and under share/ in an installation.
std::filesystem::path data_folder() {
  std::vector<std::string> places;
  if (const std::string named = environment("PATCHMATRIX_DATA"); !named.empty()) {
    places = {named};
  } else {
    const std::string program = program_folder();
    places = {program + "/share/patchmatrix", program + "/../share/patchmatrix"};
  }
  for (const std::string& place : places)
    if (std::filesystem::is_directory(std::filesystem::path(place) / "reports" / "words"))
      return place;
  throw Error(ErrorKind::NotFound, "no-data-folder", {}, {{"places", joined(places, ", ")}});
}

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
    case Command::Fetch:
    case Command::Feeds:
    case Command::Calendar:
      break;
  }
  const Feeds feeds = load_feeds(data / "feeds", override_folders());
  if (options.command == Command::Report) return report_command(options, feeds, words);
  if (options.command == Command::Tuples) return tuples_command(options, feeds, words);
  if (options.command == Command::Inspection) return inspect_command(options, feeds, words);
  if (options.command == Command::Fetch) return fetch_command(options, feeds, words);
  if (options.command == Command::Feeds) return feeds_command(options, feeds, words);
  return calendar_command(options, feeds, words);
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
    return run(parse_options(arguments, *words), data, *words);
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
