// SPDX-License-Identifier: Apache-2.0
//
// The CSV of the Exploit Prediction Scoring System. Its first line tells model and day, which files
// before 2022-02-04 lack: a score without its day says nothing, so those are refused. Source:
// https://www.first.org/epss/data_stats (read 2026-11-23).
#include <array>
#include <charconv>
#include <cmath>
#include <string>

#include <patchmatrix/parse.hpp>

#include "io/text.hpp"
#include "parse/catalogue_parts.hpp"

namespace patchmatrix {
namespace {

constexpr std::size_t kColumns = 3;
constexpr std::array<std::string_view, kColumns> kNames = {"cve", "epss", "percentile"};

// Takes a text apart without copying it.
std::string_view take_until(std::string_view& rest, char separator) {
  const std::size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view out = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return out;
}

// Numbers from 0 to 1 as 0.97567, 1 or 9e-05; further digits are rounded.
std::optional<std::uint32_t> hundred_thousandths(std::string_view text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, value);
  if (text.empty() || problem != std::errc() || stop != end || !(value >= 0 && value <= 1))
    return std::nullopt;
  return static_cast<std::uint32_t>(std::lround(value * 100'000));
}

class EpssReader {
 public:
  EpssReader(std::string_view text, Diagnostics& diagnostics)
      : rest_(text), diagnostics_(diagnostics) {}

  EpssScores read() {
    EpssScores out;
    read_head(next_line(), out);
    read_columns(next_line());
    // From here it is known which column is which.
    constexpr std::size_t kShortestRow = 24;
    out.entries.reserve(rest_.size() / kShortestRow);
    while (!rest_.empty())
      if (const std::string_view line = next_line(); !line.empty()) read_row(line, out.entries);
    put_in_order(out.entries, diagnostics_);
    return out;
  }

 private:
  std::string_view next_line() {
    ++line_;
    std::string_view out = take_until(rest_, '\n');
    if (out.ends_with('\r')) out.remove_suffix(1);
    return out;
  }

  std::string place() const { return std::to_string(line_) + ":1"; }

  [[noreturn]] void fail() const { throw Error(ErrorKind::Malformed, "catalogue-form", place()); }

  // "#model_version:v2023.03.01,score_date:2023-03-07T00:00:00+0000"
  void read_head(std::string_view line, EpssScores& out) const {
    if (!line.starts_with('#')) fail();
    line.remove_prefix(1);
    std::optional<Instant> date;
    while (!line.empty()) {
      std::string_view value = take_until(line, ',');
      const std::string_view name = take_until(value, ':');
      if (name == "model_version") out.model = value;
      if (name == "score_date") date = instant(value);
    }
    if (out.model.empty() || !date) fail();
    out.date = *date;
  }

  // The zone may lack its colon.
  static std::optional<Instant> instant(std::string_view text) {
    constexpr std::size_t kZone = 5;  // "+0000"
    std::string written(text);
    if (text.find('T') < text.size() - std::min(kZone, text.size()) &&
        (text[text.size() - kZone] == '+' || text[text.size() - kZone] == '-'))
      written.insert(text.size() - 2, ":");
    return parse_instant(written);
  }

  void read_columns(std::string_view line) {
    std::array<bool, kColumns> found{};
    for (width_ = 0; !line.empty(); ++width_) {
      const std::string_view name = take_until(line, ',');
      for (std::size_t i = 0; i < kColumns; ++i)
        if (name == kNames[i]) {
          column_[i] = width_;
          found[i] = true;
        }
    }
    for (const bool each : found)
      if (!each) fail();
  }

  void read_row(std::string_view line, std::vector<EpssScore>& out) {
    std::array<std::string_view, kColumns> cells;
    std::string_view rest = line;
    for (std::size_t at = 0; at < width_; ++at) {
      const std::string_view cell = take_until(rest, ',');
      for (std::size_t i = 0; i < kColumns; ++i)
        if (column_[i] == at) cells[i] = cell;
    }
    const auto probability = hundred_thousandths(cells[1]);
    const auto percentile = hundred_thousandths(cells[2]);
    if (!is_cve(cells[0]) || !probability || !percentile) {
      diagnostics_.add("entry-skipped", place(), {{"text", std::string(line)}});
      return;
    }
    out.push_back({std::string(cells[0]), *probability, *percentile});
  }

  std::string_view rest_;
  Diagnostics& diagnostics_;
  std::size_t line_ = 0;
  std::size_t width_ = 0;                       // of the table, in columns
  std::array<std::size_t, kColumns> column_{};  // where the columns of kNames stand
};

}  // namespace

EpssScores parse_epss(std::string_view bytes, Diagnostics& diagnostics) {
  std::string repaired;
  return EpssReader(sound_utf8(without_mark(bytes), repaired, diagnostics), diagnostics).read();
}

}  // namespace patchmatrix
