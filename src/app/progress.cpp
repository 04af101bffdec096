// SPDX-License-Identifier: Apache-2.0
#include "app/progress.hpp"

#include <algorithm>
#include <array>

#include "app/commands.hpp"
#include "io/terminal.hpp"
#include "io/text.hpp"
#include "io/unicode.hpp"

namespace patchmatrix {
namespace {

constexpr std::chrono::milliseconds kBetweenDrawings{100};

// Columns between the brackets, in steps, so that the bar does not change its length with every
// digit of the figures behind it.
constexpr std::size_t kLongestBar = 24;
constexpr std::size_t kBarStep = 4;

std::string bar(const FetchProgress& progress, std::size_t columns) {
  if (columns < kBarStep + 2) return {};
  columns = std::min((columns - 2) / kBarStep * kBarStep, kLongestBar);
  const std::size_t done = std::min(progress.done, progress.total);
  const std::size_t filled = progress.total == 0 ? 0 : columns * done / progress.total;
  return '[' + std::string(filled, '#') + std::string(columns - filled, '.') + "] ";
}

// "1:05", "2:03:40"
std::string clock_text(std::int64_t seconds) {
  const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  const std::int64_t minutes = seconds / 60;
  if (minutes < 60) return std::to_string(minutes) + ':' + two(seconds % 60);
  return std::to_string(minutes / 60) + ':' + two(minutes % 60) + ':' + two(seconds % 60);
}

void draw(const std::string& line) {
  std::fwrite(line.data(), 1, line.size(), stderr);
  std::fflush(stderr);
}

}  // namespace

std::string bytes_text(std::uint64_t bytes, const Words& words) {
  static constexpr std::array<const char*, 4> kUnits = {"", "k", "M", "G"};
  std::uint64_t divisor = 1;
  std::size_t unit = 0;
  for (; bytes / divisor >= 1000 && unit + 1 < kUnits.size(); ++unit) divisor *= 1000;
  std::string number = std::to_string(bytes / divisor);
  if (unit != 0 && bytes / divisor < 100)
    number += '.' + std::to_string(bytes % divisor * 10 / divisor);
  return words.fill("fetch.bytes", {{"number", number}, {"unit", kUnits[unit]}});
}

std::string progress_line(const FetchProgress& progress, std::chrono::milliseconds elapsed,
                          std::size_t width, const Words& words) {
  const auto milliseconds = static_cast<std::uint64_t>(std::max<std::int64_t>(1, elapsed.count()));
  const std::uint64_t rate = progress.bytes * 1000 / milliseconds;
  const std::size_t left = progress.total - std::min(progress.done, progress.total);
  // Nothing is known before the first document is there.
  const std::string remaining =
      progress.done == 0
          ? "-:--"
          : clock_text(static_cast<std::int64_t>(milliseconds * left / progress.done / 1000));
  Arguments arguments = {{"feed", progress.feed->id},
                         {"bar", {}},
                         {"done", std::to_string(progress.done)},
                         {"total", std::to_string(progress.total)},
                         {"bytes", bytes_text(progress.bytes, words)},
                         {"rate", bytes_text(rate, words)},
                         {"left", remaining}};
  // The bar takes the columns that the figures leave.
  const std::size_t taken = display_width(words.fill("fetch.progress", arguments)) + 1;
  arguments[1].second = bar(progress, width - std::min(width, taken));
  std::string line = words.fill("fetch.progress", arguments);
  while (!line.empty() && display_width(line) > width) {
    // A whole character: the bytes that continue it, then the one it begins with.
    while ((line.back() & 0xC0) == 0x80) line.pop_back();
    line.pop_back();
  }
  return line;
}

ProgressBar::ProgressBar(const Words& words)
    : words_(words), visible_(errors_go_to_terminal()), begun_(Clock::now()) {}

void ProgressBar::show(const FetchProgress& progress) {
  if (!visible_) return;
  const auto now = Clock::now();
  if (drawn_ && now - shown_ < kBetweenDrawings && progress.done != progress.total) return;
  shown_ = now;
  drawn_ = true;
  const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - begun_);
  // The last column stays free: some terminals wrap there.
  const std::size_t width = error_terminal_width().value_or(80) - 1;
  draw("\r\x1b[K" + progress_line(progress, elapsed, width, words_));
}

void ProgressBar::clear() {
  if (drawn_) draw("\r\x1b[K");
  drawn_ = false;
}

}  // namespace patchmatrix
