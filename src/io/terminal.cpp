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

namespace {

std::optional<std::size_t> width_of(int descriptor) {
  winsize size{};
  if (::isatty(descriptor) != 1 || ::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return std::nullopt;
  return size.ws_col;
}

}  // namespace

bool output_is_terminal() { return ::isatty(STDOUT_FILENO) == 1; }
bool errors_go_to_terminal() { return ::isatty(STDERR_FILENO) == 1; }
bool is_superuser() { return ::geteuid() == 0; }

std::optional<std::size_t> terminal_width() { return width_of(STDOUT_FILENO); }
std::optional<std::size_t> error_terminal_width() { return width_of(STDERR_FILENO); }

std::string program_folder() {
  std::error_code problem;
  const auto file = std::filesystem::read_symlink("/proc/self/exe", problem);
  return problem ? std::string(".") : file.parent_path().string();
}

}  // namespace patchmatrix
