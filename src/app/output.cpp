// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <patchmatrix/report.hpp>

#include "app/commands.hpp"
#include "io/terminal.hpp"
#include "io/unicode.hpp"
#include "io/writing.hpp"

namespace patchmatrix {

std::string worded(const Error& error, const std::string& file_name, const Words& words) {
  const std::string file = printable(file_name);
  Arguments arguments = error.arguments();
  for (auto& [name, value] : arguments) value = printable(value);
  const std::string text = words.fill("error." + error.code(), arguments);
  if (!error.where().empty() && !file.empty() && error.where() != file_name)
    return words.fill("message.at",
                      {{"file", file}, {"where", printable(error.where())}, {"text", text}});
  const std::string place = file.empty() ? printable(error.where()) : file;
  return place.empty() ? text : words.fill("message.in_file", {{"file", place}, {"text", text}});
}

std::string minute_text(Instant instant) {
  const std::string text = to_string(instant);
  return text.substr(0, 10) + ' ' + text.substr(11, 5);
}

std::optional<std::size_t> text_width() {
  if (const auto terminal = terminal_width()) return terminal;
  const std::string columns = environment("COLUMNS");
  if (columns.empty() || columns.size() > 4 ||
      columns.find_first_not_of("0123456789") != std::string::npos)
    return std::nullopt;
  const auto value = static_cast<std::size_t>(std::stoul(columns));
  return value == 0 ? std::nullopt : std::optional(value);
}

// https://no-color.org: any value but the empty one switches colour off.
bool use_colour() {
  return output_is_terminal() && environment("NO_COLOR").empty() && environment("TERM") != "dumb";
}

void print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    throw Error(ErrorKind::Io, "write", {}, {{"reason", std::strerror(errno)}});
}

namespace {

// Behind a link stands the file that is meant; what is no file, such as a pipe, cannot be replaced.
std::filesystem::path behind_links(const std::filesystem::path& file) {
  std::error_code unknown;
  const std::filesystem::path real = std::filesystem::canonical(file, unknown);
  return unknown ? file : real;
}

bool is_replaceable(const std::filesystem::path& file) {
  std::error_code unknown;
  const auto status = std::filesystem::status(file, unknown);
  return !std::filesystem::exists(status) || std::filesystem::is_regular_file(status);
}

void write_through(const std::filesystem::path& file, std::string_view bytes) {
  errno = 0;
  std::ofstream out(file, std::ios::binary | std::ios::app);
  if (out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())).flush()) return;
  throw Error(ErrorKind::Io, "write", file.string(), {{"reason", std::strerror(errno)}});
}

}  // namespace

void put_out(std::string_view bytes, const Options& options) {
  if (options.output.empty() || options.output == "-") return print(bytes);
  const std::filesystem::path file = behind_links(options.output);
  if (!is_replaceable(file)) return write_through(file, bytes);
  std::filesystem::path temporary = file;
  temporary.replace_filename("." + file.filename().string() + ".part");
  write_whole(file, bytes, temporary);
}

void print_error(const std::string& line) {
  const std::string out = line + '\n';
  std::fwrite(out.data(), 1, out.size(), stderr);
}

void print_warning(const Diagnostic& diagnostic, const Words& words) {
  print_error(
      words.fill("message.warning",
                 {{"text", words.fill("message.in_file", {{"file", printable(diagnostic.file)},
                                                          {"text", worded(diagnostic, words)}})}}));
}

ExitCode with_missing(ExitCode code, const std::vector<Error>& missing, const Words& words) {
  for (const Error& each : missing)
    print_error(words.fill("message.error", {{"text", worded(each, {}, words)}}));
  return code == ExitCode::AllRead && !missing.empty() ? ExitCode::SomeFailed : code;
}

ExitCode conclude(std::size_t read, std::size_t failed, const Words& words) {
  if (read == 0) {
    print_error(words["message.nothing_read"]);
    return ExitCode::NothingRead;
  }
  if (failed == 0) return ExitCode::AllRead;
  print_error(words.fill("message.some_failed", {{"failed", std::to_string(failed)},
                                                 {"total", std::to_string(read + failed)}}));
  return ExitCode::SomeFailed;
}

}  // namespace patchmatrix
