// SPDX-License-Identifier: Apache-2.0
//
// Lists of updates: tables in columns of fixed width (wmic qfe, Get-HotFix), and lines
// "<update>: <title>".

#include <algorithm>

#include "inventory/readers.hpp"
#include "inventory/texts_support.hpp"
#include "io/text.hpp"
#include "io/unicode.hpp"

namespace patchmatrix {
namespace {

// A header stands within these lines: some lists have an empty line or a command before it.
constexpr std::uint32_t kLinesBefore = 10;
constexpr std::size_t kLongestHeader = 2000;

struct WidthColumn {
  std::string_view header;
  std::size_t start = 0, end = 0;  // in columns of characters; end of the last: no limit
  std::optional<TextLabels::Meaning> meaning;
};
using WidthColumns = std::vector<WidthColumn>;

// How wide a character is: lists are padded by characters, or by what they take on a terminal.
enum class Measure { Characters, Display };

std::size_t width_of(std::string_view character, Measure measure) {
  return measure == Measure::Characters ? 1 : display_width(character);
}

// Offset of the byte at this column; the size of the text if it is shorter.
std::size_t offset_of(std::string_view text, std::size_t column, Measure measure) {
  std::size_t at = 0;
  for (std::size_t width = 0; at < text.size() && width < column;) {
    const std::size_t start = at;
    next_character(text, at);
    width += width_of(text.substr(start, at - start), measure);
  }
  return at;
}

bool has_separator(std::string_view line) {
  return line.find_first_of(",;\t") != std::string_view::npos;
}

WidthColumns columns_of(std::string_view line) {
  WidthColumns out;
  for (std::size_t at = 0; at < line.size();) {
    while (at < line.size() && line[at] == ' ') ++at;
    if (at == line.size()) break;
    const auto end = std::min(line.find(' ', at), line.size());
    const auto start = display_width(line.substr(0, at));
    if (!out.empty()) out.back().end = start;
    out.push_back({line.substr(at, end - at), start, std::string_view::npos, {}});
    at = end;
  }
  return out;
}

const WidthColumn* column_for(const WidthColumns& columns, InventoryField field) {
  for (const WidthColumn& column : columns)
    if (column.meaning && column.meaning->field == field) return &column;
  return nullptr;
}

// The columns, if the line is a header with one for updates.
WidthColumns header_in(std::string_view line, const TextLabels& labels) {
  // "HotFixID : …" is a property.
  if (line.find_first_of(":=") != std::string_view::npos) return {};
  WidthColumns columns = columns_of(line);
  for (WidthColumn& column : columns) {
    column.meaning = labels.find(column.header);
    if (column.meaning && column.meaning->field != InventoryField::Updates &&
        column.meaning->field != InventoryField::Hostname)
      column.meaning.reset();
  }
  return column_for(columns, InventoryField::Updates) ? columns : WidthColumns();
}

bool may_be_header(const TextLine& line) {
  return !line.text.empty() && line.text.size() <= kLongestHeader && !has_separator(line.text);
}

bool is_ruler(std::string_view line) {
  return line.find_first_not_of("- ") == std::string_view::npos;
}

// Whether a value begins exactly at the column.
bool begins_at(std::string_view line, const WidthColumn& column, Measure measure) {
  const std::size_t at = offset_of(line, column.start, measure);
  return at < line.size() && line[at] != ' ' && (at == 0 || line[at - 1] == ' ');
}

std::string_view value_at(std::string_view line, const WidthColumn& column, Measure measure) {
  const std::size_t start = offset_of(line, column.start, measure);
  const std::size_t end =
      column.end == std::string_view::npos ? line.size() : offset_of(line, column.end, measure);
  return trimmed_text(line.substr(start, end - start));
}

// A name that was too long for its column ends in dots.
bool cut_off(std::string_view value) {
  return value.ends_with("...") || value.ends_with("\xE2\x80\xA6");
}

void add_host(Record& record, std::string_view value, std::string_view header,
              std::string_view host_of_file) {
  if (!cut_off(value)) add_value(record, InventoryField::Hostname, value, header);
  if (!find_value(record, InventoryField::Hostname))
    add_value(record, InventoryField::Hostname, host_of_file, {});
}

std::optional<Record> row(const TextLine& line, const WidthColumns& columns,
                          std::string_view host) {
  const WidthColumn& updates = *column_for(columns, InventoryField::Updates);
  const Measure measure =
      begins_at(line.text, updates, Measure::Characters) ? Measure::Characters : Measure::Display;
  if (!begins_at(line.text, updates, measure)) return std::nullopt;
  const std::string_view value = value_at(line.text, updates, measure);
  if (value.find_first_of("0123456789") == std::string_view::npos || cut_off(value))
    return std::nullopt;
  Record record;
  record.line = line.number;
  const WidthColumn* host_column = column_for(columns, InventoryField::Hostname);
  add_host(record, host_column ? value_at(line.text, *host_column, measure) : std::string_view(),
           host_column ? host_column->header : std::string_view(), host);
  add_value(record, InventoryField::Updates, value, updates.header);
  return record;
}

void tell_host_alone(const InventorySource& source, const RecordSink& sink) {
  Record record;
  record.line = 1;
  add_value(record, InventoryField::Hostname, host_of_file(source), {});
  if (!record.values.empty()) sink(record);
}

// A list of no updates is a file of blanks. Only its name tells what it is: one of words that
// tell kinds of lists.
bool is_empty_list(const InventorySource& source) {
  if (!trimmed_text(source.text).empty()) return false;
  const auto host = host_of_file(source);
  const auto at = source.name.rfind(host);
  return !host.empty() && at != std::string_view::npos &&
         source.name.substr(at + host.size()).find_first_of("_-./\\ ") == 0 &&
         source.name.substr(at + host.size()).find_first_of("_-/\\ ") != std::string_view::npos;
}

// ── "<update>: <title>" ──

// The name of the update that the line begins with; empty if it begins with anything else.
std::string_view update_of_line(std::string_view line, const Feeds& feeds) {
  line = trimmed_text(line);
  const auto word = line.substr(0, line.find_first_of(": "));
  return is_update_name(word, feeds) ? word : std::string_view();
}

bool may_be_titles(std::string_view text, const Feeds& feeds) {
  TextLines lines(text);
  std::size_t seen = 0, updates = 0;
  for (auto line = lines.next(); line && seen < 20; line = lines.next()) {
    if (trimmed_text(line->text).empty()) continue;
    ++seen;
    if (!update_of_line(line->text, feeds).empty()) ++updates;
    if (updates == 0 && seen == 2) return false;
  }
  return updates > 0 && updates * 2 >= seen;
}

// The last line of a text without line break may have been cut, and so name another update.
bool cut_name(std::string_view text, std::string_view name, bool titled) {
  return titled && name.data() + name.size() == text.data() + text.size();
}

}  // namespace

bool read_update_list(const InventorySource& source, const RecordSink& sink, InventoryFile& file,
                      Diagnostics& diagnostics) {
  TextLines lines(source.text);
  WidthColumns columns;
  std::optional<TextLabels> labels;
  for (auto line = lines.next(); line && line->number <= kLinesBefore && columns.empty();
       line = lines.next()) {
    if (!may_be_header(*line)) continue;
    if (!labels) labels.emplace(source);
    columns = header_in(line->text, *labels);
    if (!columns.empty()) break;
  }
  if (columns.empty() && !is_empty_list(source)) return false;

  file.format = "update-list";
  for (const WidthColumn& column : columns)
    if (column.meaning)
      note_column(file, column.header, column.meaning->field, column.meaning->mapped);
  const std::string_view host = host_of_file(source);
  bool told = false;
  while (const auto line = lines.next()) {
    if (trimmed_text(line->text).empty() || is_ruler(line->text)) continue;
    if (const auto record = row(*line, columns, host)) {
      sink(*record);
      told = true;
    } else {
      ++file.bad_records;
      diagnostics.add("unread-line", place_of(source, line->number));
    }
  }
  if (!told) tell_host_alone(source, sink);
  return true;
}

bool read_update_titles(const InventorySource& source, const RecordSink& sink, InventoryFile& file,
                        Diagnostics& diagnostics) {
  if (!may_be_titles(source.text, *source.feeds)) return false;
  file.format = "update-titles";
  const std::string_view host = host_of_file(source);
  bool titled = false;
  TextLines lines(source.text);
  while (const auto line = lines.next()) {
    if (trimmed_text(line->text).empty()) continue;
    const std::string_view name = update_of_line(line->text, *source.feeds);
    if (name.empty() || cut_name(source.text, name, titled)) {
      ++file.bad_records;
      diagnostics.add("unread-line", place_of(source, line->number));
      continue;
    }
    titled = titled || name.size() < trimmed_text(line->text).size();
    Record record;
    record.line = line->number;
    add_value(record, InventoryField::Hostname, host, {});
    add_value(record, InventoryField::Updates, name, {});
    sink(record);
  }
  return true;
}

}  // namespace patchmatrix
