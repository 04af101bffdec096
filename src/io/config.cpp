// SPDX-License-Identifier: Apache-2.0
#include "io/config.hpp"

#include <algorithm>
#include <utility>

#include <toml++/toml.h>

#include <patchmatrix/error.hpp>

#include "io/files.hpp"

namespace patchmatrix {

// Turns toml++'s tree into ours, so that toml++ is known to this file only.
struct ConfigBuilder {
  std::string file;

  Config table(const toml::table& from) const {
    Config config;
    config.file_ = file;
    for (const auto& [key, node] : from)
      config.entries_.push_back(entry(std::string(key.str()), node));
    std::sort(config.entries_.begin(), config.entries_.end(),
              [](const auto& a, const auto& b) { return a.key < b.key; });
    return config;
  }

  Config::Entry entry(std::string key, const toml::node& node) const {
    Config::Entry out;
    out.key = std::move(key);
    out.file = file;
    out.line = node.source().begin.line;
    if (const auto* sub_table = node.as_table()) {
      out.kind = Config::Kind::Table;
      out.tables.push_back(table(*sub_table));
    } else if (const auto* array = node.as_array()) {
      array_entry(*array, out);
    } else if (const auto text = node.value<std::string>(); node.is_string()) {
      out.kind = Config::Kind::Text;
      out.text = *text;
    } else if (node.is_integer()) {
      out.kind = Config::Kind::Number;
      out.number = *node.value<std::int64_t>();
    } else if (node.is_boolean()) {
      out.kind = Config::Kind::Flag;
      out.number = *node.value<bool>() ? 1 : 0;
    } else if (const auto* date = node.as_date()) {
      out.kind = Config::Kind::Date;
      out.day = Day(std::chrono::year_month_day(std::chrono::year(date->get().year),
                                                std::chrono::month(date->get().month),
                                                std::chrono::day(date->get().day)));
    } else {
      fail(out);
    }
    return out;
  }

  void array_entry(const toml::array& array, Config::Entry& out) const {
    const bool of_tables = !array.empty() && array[0].is_table();
    out.kind = of_tables ? Config::Kind::Tables : Config::Kind::Texts;
    for (const toml::node& item : array) {
      if (of_tables && item.is_table())
        out.tables.push_back(table(*item.as_table()));
      else if (!of_tables && item.is_string())
        out.texts.push_back(*item.value<std::string>());
      else
        fail(out);
    }
  }

  [[noreturn]] void fail(const Config::Entry& entry) const {
    throw Error(ErrorKind::Malformed, "toml-type", file + ':' + std::to_string(entry.line),
                {{"key", entry.key}});
  }
};

Config Config::read(const std::filesystem::path& file) {
  return parse(read_file(file), file.string());
}

Config Config::parse(std::string_view text, const std::string& file) {
  try {
    return ConfigBuilder{file}.table(toml::parse(text));
  } catch (const toml::parse_error& problem) {
    throw Error(ErrorKind::Malformed, "toml-syntax",
                file + ':' + std::to_string(problem.source().begin.line),
                {{"reason", std::string(problem.description())}});
  }
}

const Config::Entry* Config::find(std::string_view key, Kind kind) const {
  for (const Entry& each : entries_) {
    if (each.key != key) continue;
    each.read = true;
    const bool empty_list = each.kind == Kind::Texts && each.texts.empty();
    if (each.kind != kind && !(kind == Kind::Tables && empty_list)) fail("toml-type", key);
    return &each;
  }
  return nullptr;
}

bool Config::has(std::string_view key) const {
  return std::any_of(entries_.begin(), entries_.end(),
                     [key](const Entry& each) { return each.key == key; });
}

std::string Config::text(std::string_view key, std::string_view fallback) const {
  const Entry* entry = find(key, Kind::Text);
  return entry != nullptr ? entry->text : std::string(fallback);
}

std::string Config::required_text(std::string_view key) const {
  if (find(key, Kind::Text) == nullptr) fail("toml-missing", key);
  return text(key);
}

bool Config::flag(std::string_view key) const {
  const Entry* entry = find(key, Kind::Flag);
  return entry != nullptr && entry->number != 0;
}

int Config::number(std::string_view key, int fallback) const {
  const Entry* entry = find(key, Kind::Number);
  if (entry == nullptr) return fallback;
  if (!std::in_range<int>(entry->number)) fail("toml-type", key);
  return static_cast<int>(entry->number);
}

std::optional<Day> Config::day(std::string_view key) const {
  const Entry* entry = find(key, Kind::Date);
  return entry != nullptr ? std::optional(entry->day) : std::nullopt;
}

std::vector<std::string> Config::texts(std::string_view key) const {
  const Entry* entry = find(key, Kind::Texts);
  return entry != nullptr ? entry->texts : std::vector<std::string>();
}

const std::vector<Config>& Config::tables(std::string_view key) const {
  static const std::vector<Config> kNone;
  const Entry* entry = find(key, Kind::Tables);
  return entry != nullptr ? entry->tables : kNone;
}

const Config& Config::table(std::string_view key) const {
  static const Config kNone;
  const Entry* entry = find(key, Kind::Table);
  return entry != nullptr ? entry->tables.front() : kNone;
}

std::string Config::id_of(const Config& table) {
  for (const Entry& each : table.entries_)
    if (each.key == "id" && each.kind == Kind::Text) return each.text;
  return {};
}

void Config::overlay_tables(std::vector<Config>& tables, const std::vector<Config>& others) {
  for (const Config& other : others) {
    const std::string id = id_of(other);
    const auto same = std::find_if(tables.begin(), tables.end(), [&](const Config& each) {
      return !id.empty() && id_of(each) == id;
    });
    if (same != tables.end())
      same->overlay(other);
    else
      tables.push_back(other);
  }
}

void Config::overlay(const Config& other) {
  for (const Entry& each : other.entries_) {
    const auto place =
        std::lower_bound(entries_.begin(), entries_.end(), each,
                         [](const Entry& a, const Entry& b) { return a.key < b.key; });
    if (place == entries_.end() || place->key != each.key)
      entries_.insert(place, each);
    else if (place->kind == Kind::Table && each.kind == Kind::Table)
      place->tables.front().overlay(each.tables.front());
    else if (place->kind == Kind::Tables && each.kind == Kind::Tables)
      overlay_tables(place->tables, each.tables);
    else
      *place = each;
  }
}

std::vector<std::string> Config::keys() const {
  std::vector<std::string> out;
  for (const Entry& each : entries_) out.push_back(each.key);
  return out;
}

std::map<std::string, std::string> Config::flattened() const {
  std::map<std::string, std::string> out;
  flatten("", out);
  return out;
}

void Config::flatten(const std::string& prefix, std::map<std::string, std::string>& out) const {
  for (const Entry& each : entries_) {
    each.read = true;
    if (each.kind == Kind::Table)
      each.tables.front().flatten(prefix + each.key + '.', out);
    else if (each.kind == Kind::Text)
      out.emplace(prefix + each.key, each.text);
    else
      fail("toml-type", each.key);
  }
}

void Config::reject_unread() const {
  for (const Entry& each : entries_) {
    if (!each.read) fail("toml-unknown-key", each.key);
    for (const Config& table : each.tables) table.reject_unread();
  }
}

void Config::fail(const std::string& code, std::string_view key) const {
  // A key that is missing is reported at the first line of its table.
  const Entry* place = nullptr;
  for (const Entry& each : entries_)
    if (each.file == file_ && (place == nullptr || each.line < place->line)) place = &each;
  for (const Entry& each : entries_)
    if (each.key == key) place = &each;
  throw Error(ErrorKind::Malformed, code,
              place == nullptr ? file_ + ":1" : place->file + ':' + std::to_string(place->line),
              {{"key", std::string(key)}});
}

}  // namespace patchmatrix
