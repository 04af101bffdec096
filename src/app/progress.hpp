// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include <patchmatrix/fetch.hpp>
#include <patchmatrix/words.hpp>

namespace patchmatrix {

// One line at the foot of a terminal: how far a feed is, how fast, how long still. Nothing at all
// where standard error is no terminal.
class ProgressBar {
 public:
  explicit ProgressBar(const Words& words);
  void show(const FetchProgress& progress);  // at most a few times a second
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  const Words& words_;
  bool visible_ = false;
  bool drawn_ = false;
  Clock::time_point begun_, shown_;
};

// "41.3 MB": decimal units, three digits.
std::string bytes_text(std::uint64_t bytes, const Words& words);

// The line for `progress` after `elapsed`, no wider than `width` columns.
std::string progress_line(const FetchProgress& progress, std::chrono::milliseconds elapsed,
                          std::size_t width, const Words& words);

}  // namespace patchmatrix
