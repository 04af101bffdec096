// SPDX-License-Identifier: Apache-2.0
#include "match/version_yardsticks.hpp"

#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <spawn.h>
#include <unistd.h>
#include <vector>

#include <sys/wait.h>

#ifdef PATCHMATRIX_HAS_DPKG
// dpkg's own programs declare so that they know the interface may change.
#define LIBDPKG_VOLATILE_API 1
#include <dpkg/dpkg-db.h>
#include <dpkg/dpkg.h>
#include <dpkg/error.h>
#include <dpkg/version.h>
#endif
#ifdef PATCHMATRIX_HAS_RPM
#include <rpm/rpmver.h>
#endif

namespace patchmatrix::test {

#ifdef PATCHMATRIX_HAS_RPM
bool has_rpm() { return true; }
int rpm_order(const std::string& a, const std::string& b) {
  return rpmvercmp(a.c_str(), b.c_str());
}
#else
bool has_rpm() { return false; }
int rpm_order(const std::string&, const std::string&) { return 0; }
#endif

#ifdef PATCHMATRIX_HAS_DPKG
bool has_dpkg() { return true; }

std::optional<int> dpkg_order(const std::string& a, const std::string& b) {
  dpkg_version first{}, second{};
  for (const auto& [text, version] : {std::pair(&a, &first), std::pair(&b, &second)}) {
    dpkg_error error = DPKG_ERROR_INIT;
    const bool bad =
        parseversion(version, text->c_str(), &error) != 0 || error.type != DPKG_MSG_NONE;
    dpkg_error_destroy(&error);
    if (bad) return std::nullopt;
  }
  return dpkg_version_compare(&first, &second);
}
#else
bool has_dpkg() { return false; }
std::optional<int> dpkg_order(const std::string&, const std::string&) { return std::nullopt; }
#endif

namespace {

constexpr const char* kDpkg = "/usr/bin/dpkg";

// The exit code; -1 if the command did not end by itself or said anything.
int run(std::vector<std::string> arguments) {
  std::vector<char*> texts;
  for (std::string& each : arguments) texts.push_back(each.data());
  texts.push_back(nullptr);
  int ends[2];
  if (pipe(ends) != 0) return -1;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  pid_t child = 0;
  const int failed = posix_spawn(&child, texts[0], &actions, nullptr, texts.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  char said = 0;
  const bool silent = read(ends[0], &said, 1) <= 0;
  close(ends[0]);
  int status = 0;
  if (failed != 0 || waitpid(child, &status, 0) != child) return -1;
  return silent && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

bool has_dpkg_command() { return std::filesystem::exists(kDpkg); }

std::optional<bool> dpkg_command_says_below(const std::string& a, const std::string& b) {
  const int code = run({kDpkg, "--compare-versions", a, "lt", b});
  if (code != 0 && code != 1) return std::nullopt;
  return code == 0;
}

}  // namespace patchmatrix::test
