// SPDX-License-Identifier: Apache-2.0
#include "io/terminal.hpp"

#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <unistd.h>

#include <sys/ioctl.h>

namespace patchmatrix {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

bool output_is_terminal() { return ::isatty(STDOUT_FILENO) == 1; }

std::optional<std::size_t> terminal_width() {
  winsize size{};
  if (!output_is_terminal() || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return std::nullopt;
  return size.ws_col;
}

std::string program_folder() {
  std::error_code problem;
  const auto file = std::filesystem::read_symlink("/proc/self/exe", problem);
  return problem ? std::string(".") : file.parent_path().string();
}

}  // namespace patchmatrix
