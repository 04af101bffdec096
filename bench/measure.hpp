// SPDX-License-Identifier: Apache-2.0
#pragma once

// What every benchmark does: run a program, time it, and print ratios to a yardstick of the same
// run.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <unistd.h>
#include <vector>

#include <sys/resource.h>
#include <sys/wait.h>

namespace patchmatrix::bench {

struct Cost {
  double milliseconds = 0;
  double peak_megabytes = 0;  // resident
};

double milliseconds_of(const auto& action) {
  const auto start = std::chrono::steady_clock::now();
  action();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

// Begins a program of the PATH, or at a path, without its output.
inline pid_t spawn(std::vector<std::string> arguments) {
  std::vector<char*> argv;
  for (std::string& each : arguments) argv.push_back(each.data());
  argv.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    const int nowhere = open("/dev/null", O_RDWR);
    dup2(nowhere, STDIN_FILENO);
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    execvp(argv[0], argv.data());
    _exit(127);
  }
  return child;
}

// A program that fails ends the benchmark: a figure of it would mean nothing.
inline Cost run(const std::vector<std::string>& arguments) {
  rusage usage{};
  const double time = milliseconds_of([&] {
    const pid_t child = spawn(arguments);
    int status = 0;
    wait4(child, &status, 0, &usage);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
      std::fprintf(stderr, "%s failed\n", arguments.front().c_str());
      std::exit(1);
    }
  });
  return {time, static_cast<double>(usage.ru_maxrss) / 1024};
}

struct Series {
  std::vector<double> values;
  void add(double value) { values.push_back(value); }
  double at(double share) {
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
  }
};

inline void head() {
  std::printf("%-58s %8s %8s %8s  %s\n", "", "minimum", "median", "ratio", "target");
}

inline void row(const char* what, Series& series, double yardstick_median, const char* target) {
  std::printf("%-58s %8.1f %8.1f %8.2f  %s\n", what, series.at(0), series.at(0.5),
              series.at(0.5) / yardstick_median, target);
}

}  // namespace patchmatrix::bench
