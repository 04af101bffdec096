// SPDX-License-Identifier: Apache-2.0
#pragma once

// TOML files that people edit, read strictly: what is missing, of the wrong type or unknown is an
// error with file and line.

#include <deque>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <patchmatrix/date.hpp>

namespace patchmatrix {

class Config {
 public:
  // Errors: NotFound "no-file"; Malformed "toml-syntax" with file:line.
  static Config read(const std::filesystem::path& file);
  static Config parse(std::string_view toml, const std::string& file);

  // Absent keys give the fallback; a present key of another type is Malformed "toml-type".
  bool has(std::string_view key) const;
  std::string text(std::string_view key, std::string_view fallback = {}) const;
  std::string required_text(std::string_view key) const;  // Malformed "toml-missing"
  bool flag(std::string_view key) const;
  int number(std::string_view key, int fallback = 0) const;
  std::optional<Day> day(std::string_view key) const;
  std::vector<std::string> texts(std::string_view key) const;
  const std::vector<Config>& tables(std::string_view key) const;  // an array of tables
  const Config& table(std::string_view key) const;                // empty if absent

  // Takes over every key of `other`: tables key by key, arrays of tables by the `id` of each, any
  // other value as a whole. Errors keep naming the file and line that a value came from.
  void overlay(const Config& other);

  // All keys of this table, in the order of the file's parser (sorted bytewise).
  std::vector<std::string> keys() const;

  // Every text below this table, keyed "a.b.c".
  std::map<std::string, std::string> flattened() const;

  // Malformed "toml-unknown-key" for the first key, at any depth, that nobody asked for.
  void reject_unread() const;

  // Throws Malformed `code` at the line of `key`.
  [[noreturn]] void fail(const std::string& code, std::string_view key) const;

 private:
  enum class Kind { Table, Tables, Texts, Text, Number, Flag, Date };
  struct Entry;
  const Entry* find(std::string_view key, Kind kind) const;
  void flatten(const std::string& prefix, std::map<std::string, std::string>& out) const;
  static std::string id_of(const Config& table);
  static void overlay_tables(std::vector<Config>& tables, const std::vector<Config>& others);
  friend struct ConfigBuilder;

  std::string file_;
  std::vector<Entry> entries_;
};

struct Config::Entry {
  std::string key;
  std::string file;
  unsigned line = 0;
  Kind kind = Kind::Text;
  std::string text;
  long long number = 0;
  Day day{};
  std::vector<std::string> texts;
  std::vector<Config> tables;  // one for Kind::Table
  mutable bool read = false;
};

}  // namespace patchmatrix
