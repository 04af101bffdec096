// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/error.hpp>
#include <patchmatrix/feeds.hpp>
#include <patchmatrix/words.hpp>

#include "app/exit_code.hpp"
#include "app/options.hpp"

namespace patchmatrix {

// One function a command. Failures of single documents are told on standard error; failures of the
// whole command are thrown.
ExitCode report_command(const Options& options, const Feeds& feeds, const Words& words);
ExitCode tuples_command(const Options& options, const Feeds& feeds, const Words& words);
ExitCode inspect_command(const Options& options, const Feeds& feeds, const Words& words);
ExitCode lint_command(const Options& options, const Feeds& feeds, const Words& words);
ExitCode diff_command(const Options& options, const Feeds& feeds, const Words& words);
ExitCode import_command(const Options& options, const Feeds& feeds, const Words& words);
ExitCode show_command(const Options& options, const Feeds& feeds, const Words& words);
ExitCode search_command(const Options& options, const Feeds& feeds, const Words& words);
ExitCode trend_command(const Options& options, const Feeds& feeds, const Words& words);
ExitCode site_command(const Options& options, const Feeds& feeds, const Words& words);
ExitCode status_command(const Options& options, const Feeds& feeds, const Words& words);
ExitCode inventory_command(const Options& options, const Feeds& feeds, const Words& words);
ExitCode match_command(const Options& options, const Feeds& feeds, const Words& words);
ExitCode store_command(const Options& options, const Words& words);
ExitCode fetch_command(const Options& options, const Feeds& feeds, const Words& words);
ExitCode feeds_command(const Options& options, const Feeds& feeds, const Words& words);
ExitCode calendar_command(const Options& options, const Feeds& feeds, const Words& words);

// What an Error says, with the file and the place it was found in: "file: place: sentence".
std::string worded(const Error& error, const std::string& file, const Words& words);

std::string minute_text(Instant instant);  // "2022-11-08 08:00", UTC

// Columns that text should keep to: of the terminal; elsewhere only COLUMNS sets some.
std::optional<std::size_t> text_width();

// Whether standard output is a terminal that shows colours, to somebody who wants them.
bool use_colour();

void print(std::string_view text);  // to standard output; Error Io "write"

// What a command makes: to Options::output, where the file is the old one or the new one whole at
// any moment, else to standard output. Errors: Io "write".
void put_out(std::string_view bytes, const Options& options);

void print_error(const std::string& line);
void print_warning(const Diagnostic& diagnostic, const Words& words);

// Tells what was asked for and is not there. Gives the exit code of a run that ended with `code`
// otherwise.
ExitCode with_missing(ExitCode code, const std::vector<Error>& missing, const Words& words);

// The last line of a run that lost documents, and the exit code that goes with it.
ExitCode conclude(std::size_t read, std::size_t failed, const Words& words);

}  // namespace patchmatrix
