// SPDX-License-Identifier: Apache-2.0
#pragma once

// What single values of inventories say: versions, days, words, names of updates. Values that can
// be understood in two ways give nothing.

#include <cstddef>
#include <memory_resource>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <patchmatrix/inventory.hpp>

namespace patchmatrix {

// An operating system's version as people and programs write it. -1: not said.
struct SystemVersion {
  std::string_view version;  // "10.0"; only together with a number
  int number = -1;
  int revision = -1;
  std::string_view feature_update;  // "22H2"
  bool contradictory = false;       // two builds in one text: then none of the above
};

// Where a version stands decides what a bare number is.
enum class VersionPlace {
  Version,  // "10.0.22621.819", "10.0 (19045)", "6.1.7601 Service Pack 1 Build 7601", "1909"
  Build,    // "22621", "22621.819"
  Name,     // "… 11 Pro 10.0.22621": bare numbers belong to the name
};

// Views point into `text`. Builds are numbers from 1000 on with a version before them, or a
// revision behind them.
SystemVersion parse_system_version(std::string_view text, VersionPlace place);

// "2026-11-01", "2026/11/1", "2026年11月1日", "1.11.2026", "20261101", each also with a time behind
// it. Nothing for a day that does not exist, and for "11/3/2023", which may be two days.
std::optional<Day> parse_seen_day(std::string_view text);

// Digits and nothing else, below a thousand million.
std::optional<int> parse_count(std::string_view text);

// What a word means as a value, by [values] of the data.
struct ValueWord {
  bool nothing = false;  // "N/A"
  Architecture architecture = Architecture::Unknown;
  Installation installation = Installation::Unknown;
  std::optional<bool> yes;
  bool not_in_use = false;
  bool installed = false;
  bool not_installed = false;
};

// Each text is looked at once. Not thread-safe.
class ValueWords {
 public:
  explicit ValueWords(const InventoryWords& words);
  // `text` must live as long as this.
  ValueWord of(std::string_view text);
  // Whether it only fills a cell: "N/A", "-". For values of which every machine has another.
  bool is_nothing(std::string_view text) const;

 private:
  using Parts = std::vector<std::string>;
  ValueWord look_up(std::string_view text) const;

  std::unordered_map<std::string, ValueWord> wholes_;
  std::vector<std::pair<Architecture, Parts>> architectures_;
  std::vector<std::pair<Installation, Parts>> installations_;
  Parts not_installed_;
  std::set<std::string, std::less<>> nothings_;
  std::size_t longest_nothing_ = 0;
  std::unordered_map<std::string_view, ValueWord> known_;
};

// Names of updates in texts, by the numbers of every vendor.
// The names are kept in `memory`.
class UpdateNames {
 public:
  UpdateNames(const Feeds& feeds, std::pmr::memory_resource& memory);

  // Calls `told` with the name of each, in the vendor's own spelling: "KB5019959". Numbers without
  // their prefix count where the text holds nothing but numbers and names.
  template <class Told>
  void each(std::string_view text, Told told) {
    found_.clear();
    collect(text);
    for (const std::string_view name : found_) told(name);
  }
  // Whether the last text held nothing but names and numbers.
  bool plain() const { return plain_; }

 private:
  struct Rule {
    std::string prefix;         // as the vendor writes it
    std::string folded_prefix;  // lower case
    std::size_t min_digits, max_digits;
  };
  void collect(std::string_view text);
  void collect_named(std::string_view text);
  bool collect_bare(std::string_view text);
  void add(const Rule& rule, std::string_view digits);

  std::vector<Rule> rules_;
  std::pmr::memory_resource& memory_;
  std::unordered_set<std::string_view> names_;
  bool plain_ = true;
  std::vector<std::string_view> found_;
};

}  // namespace patchmatrix
