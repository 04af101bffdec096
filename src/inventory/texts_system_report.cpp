// SPDX-License-Identifier: Apache-2.0
//
// What systeminfo prints: "label: value" lines in the language of the machine, with lists of
// "[01]: …" below some of them; or the same as a table (/fo csv).
//
// Labels are data. Where they are not known (another language, or bytes decoded wrongly: the
// program writes the code page of the console), the form of the values tells: a version
// "10.0.22621 N/A Build 22621" stands third, after the host's name and the system's, and the
// architecture says "x64-based PC" in every language (37 reports in six languages read 2026-11-23).

#include <algorithm>

#include "inventory/readers.hpp"
#include "inventory/texts_support.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

// Before these lines a report has begun, or the text is none.
constexpr std::uint32_t kLinesBefore = 60;
// Columns of the table; there are 30 and more.
constexpr std::size_t kFewestColumns = 15;

struct ReportEntry {  // "[01]: text" below a label
  std::uint32_t line = 0;
  std::string_view text;
};

struct ReportLine {
  std::uint32_t line = 0;
  std::string_view label, value;
  std::vector<ReportEntry> entries;
};
using Report = std::vector<ReportLine>;

std::string_view digits_at(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_digit(text[end])) ++end;
  return text.substr(0, end);
}

std::string_view first_number(std::string_view text) {
  const auto start = text.find_first_of("0123456789");
  return start == std::string_view::npos ? std::string_view() : digits_at(text.substr(start));
}

// "10.0.22621 N/A Build 22621": three numbers, and the third once more at the end.
bool is_version_line(std::string_view value) {
  std::string_view rest = value;
  std::string_view last;
  for (int i = 0; i < 3; ++i) {
    last = digits_at(rest);
    if (last.empty()) return false;
    rest.remove_prefix(last.size());
    if (i < 2) {
      if (rest.empty() || rest.front() != '.') return false;
      rest.remove_prefix(1);
    }
  }
  if (rest.empty() || rest.front() != ' ' || !rest.ends_with(last)) return false;
  rest.remove_suffix(last.size());
  return !rest.empty() && !is_digit(rest.back());
}

// "x64-based PC"
bool is_architecture(std::string_view value) {
  const auto based = value.find("-based ");
  return based != std::string_view::npos && based > 0 &&
         value.substr(0, based).find(' ') == std::string_view::npos;
}

// Splits "label: value". The label stands at the beginning of the line, the colon right behind it:
// lists of properties have a blank between.
std::optional<ReportLine> labelled(const TextLine& line) {
  if (line.text.empty() || is_blank(line.text.front()) || line.text.front() == '[')
    return std::nullopt;
  const auto ascii = line.text.find(':');
  const auto wide = line.text.find("\xEF\xBC\x9A");  // ：
  const auto colon = std::min(ascii, wide);
  if (colon == std::string_view::npos || colon == 0 || line.text[colon - 1] == ' ')
    return std::nullopt;
  const std::size_t width = colon == ascii ? 1 : 3;
  return ReportLine{
      line.number, line.text.substr(0, colon), trimmed_text(line.text.substr(colon + width)), {}};
}

// The text of "[01]: text"; nothing for any other line.
std::optional<std::string_view> entry(std::string_view line) {
  line = trimmed_text(line);
  if (line.empty() || line.front() != '[') return std::nullopt;
  line.remove_prefix(1);
  const auto number = digits_at(line);
  if (number.empty()) return std::nullopt;
  line.remove_prefix(number.size());
  if (line.empty() || line.front() != ']') return std::nullopt;
  line = trimmed_text(line.substr(1));
  if (!line.empty() && line.front() == ':') line.remove_prefix(1);
  return trimmed_text(line);
}

bool begins_report(const ReportLine& line, const TextLabels& labels) {
  if (is_version_line(line.value)) return true;
  const auto meaning = labels.find(line.label);
  return meaning &&
         (meaning->field == InventoryField::OsName || meaning->field == InventoryField::Hostname ||
          meaning->field == InventoryField::OsVersion);
}

// Whether the text is worth a second look.
bool may_be_report(std::string_view text, const TextLabels& labels) {
  TextLines lines(text);
  for (auto line = lines.next(); line && line->number <= kLinesBefore; line = lines.next())
    if (const auto found = labelled(*line); found && begins_report(*found, labels)) return true;
  return false;
}

bool any_label(std::string_view text) {
  TextLines lines(text);
  for (auto line = lines.next(); line && line->number <= kLinesBefore; line = lines.next())
    if (labelled(*line)) return true;
  return false;
}

std::vector<ReportLine> report_lines(std::string_view text) {
  std::vector<ReportLine> out;
  TextLines lines(text);
  bool belongs = false;  // what is indented belongs to the last label
  while (const auto line = lines.next()) {
    if (const auto text_of_entry = entry(line->text)) {
      // A text that is cut off may have cut the name of an update to that of another one.
      const bool cut = line->text.data() + line->text.size() == text.data() + text.size();
      if (belongs && !cut) out.back().entries.push_back({line->number, *text_of_entry});
    } else if (const auto found = labelled(*line)) {
      out.push_back(*found);
      belongs = true;
    } else if (!line->text.empty() && !is_blank(line->text.front())) {
      belongs = false;
    }
  }
  return out;
}

// Several reports in one file, one behind the other: each begins with the host, or if that was
// taken out with the system's name.
std::vector<Report> reports(std::vector<ReportLine> lines, const TextLabels& labels) {
  std::vector<Report> out(1);
  bool hostname = false, os_name = false;
  for (ReportLine& line : lines) {
    const auto meaning = labels.find(line.label);
    const bool is_host = meaning && meaning->field == InventoryField::Hostname;
    const bool is_name = meaning && meaning->field == InventoryField::OsName;
    if ((is_host && (hostname || os_name)) || (is_name && os_name)) {
      out.emplace_back();
      hostname = os_name = false;
    }
    hostname = hostname || is_host;
    os_name = os_name || is_name;
    out.back().push_back(std::move(line));
  }
  return out;
}

// The positions of the lines that tell something.
struct Found {
  const ReportLine* hostname = nullptr;
  const ReportLine* os_name = nullptr;
  const ReportLine* os_version = nullptr;
  const ReportLine* architecture = nullptr;
  const ReportLine* updates = nullptr;
};

const ReportLine** place_for(Found& found, InventoryField field) {
  switch (field) {
    case InventoryField::Hostname:
      return &found.hostname;
    case InventoryField::OsName:
      return &found.os_name;
    case InventoryField::OsVersion:
      return &found.os_version;
    case InventoryField::Architecture:
      return &found.architecture;
    case InventoryField::Updates:
      return &found.updates;
    default:
      return nullptr;
  }
}

Found by_labels(const Report& report, const TextLabels& labels) {
  Found found;
  for (const ReportLine& line : report)
    if (const auto meaning = labels.find(line.label))
      if (const auto place = place_for(found, meaning->field); place && !*place) *place = &line;
  return found;
}

bool lists_updates(const ReportLine& line, const Feeds& feeds) {
  return std::any_of(line.entries.begin(), line.entries.end(),
                     [&](const ReportEntry& each) { return is_update_name(each.text, feeds); });
}

// Fills what no label told, by the forms of the values.
void add_by_form(Found& found, const Report& report, const Feeds& feeds) {
  const auto version = std::find_if(report.begin(), report.end(), [](const ReportLine& line) {
    return is_version_line(line.value);
  });
  if (version == report.end()) return;
  if (!found.os_version) found.os_version = &*version;
  const auto before = version - report.begin();
  if (!found.os_name && before >= 1) found.os_name = &*(version - 1);
  if (!found.hostname && before >= 2 && found.os_name == &*(version - 1))
    found.hostname = &*(version - 2);
  for (auto line = version; line != report.end(); ++line) {
    if (!found.architecture && is_architecture(line->value)) found.architecture = &*line;
    if (!found.updates && lists_updates(*line, feeds)) found.updates = &*line;
  }
}

void add_found(Record& record, InventoryField field, const ReportLine* line, InventoryFile& file) {
  if (!line || find_value(record, field)) return;
  add_value(record, field, line->value, line->label);
  note_column(file, line->label, field);
}

void add_updates(Record& record, const ReportLine* line, InventoryFile& file) {
  if (!line) return;
  note_column(file, line->label, InventoryField::Updates);
  // "273 Hotfix(s) Installed.", "Число установленных исправлений - 7."; "N/A" has no number.
  add_value(record, InventoryField::AnnouncedUpdates, first_number(line->value), line->label);
  for (const ReportEntry& each : line->entries)
    add_value(record, InventoryField::Updates, each.text, line->label);
}

// What the user says that labels mean.
void add_mapped(Record& record, const Report& report, const TextLabels& labels,
                InventoryFile& file) {
  for (const ReportLine& line : report) {
    const auto meaning = labels.find(line.label);
    if (!meaning || !meaning->mapped) continue;
    if (!find_value(record, meaning->field))
      add_value(record, meaning->field, line.value, line.label);
    note_column(file, line.label, meaning->field, true);
  }
}

// A record of one report; nothing if it is none.
std::optional<Record> record_of(const Report& report, const TextLabels& labels, const Feeds& feeds,
                                InventoryFile& file) {
  Found found = by_labels(report, labels);
  add_by_form(found, report, feeds);
  const bool some = found.os_version || (found.os_name && found.hostname) || found.updates;
  if (!some || report.empty()) return std::nullopt;
  Record record;
  record.line = report.front().line;
  add_mapped(record, report, labels, file);
  add_found(record, InventoryField::Hostname, found.hostname, file);
  add_found(record, InventoryField::OsName, found.os_name, file);
  add_found(record, InventoryField::OsVersion, found.os_version, file);
  add_found(record, InventoryField::Architecture, found.architecture, file);
  add_updates(record, found.updates, file);
  return record;
}

bool read_report_lines(const InventorySource& source, const RecordSink& sink, InventoryFile& file) {
  if (!any_label(source.text)) return false;
  const TextLabels labels(source);
  if (!may_be_report(source.text, labels)) return false;
  const std::vector<Report> all = reports(report_lines(source.text), labels);
  bool taken = false;
  for (const Report& report : all) {
    std::optional<Record> record = record_of(report, labels, *source.feeds, file);
    if (!record) continue;
    // Of several machines the file's name tells none.
    if (all.size() == 1 && !find_value(*record, InventoryField::Hostname))
      add_value(*record, InventoryField::Hostname, host_of_file(source), {});
    sink(*record);
    taken = true;
  }
  return taken;
}

// ── The table ──

// Offset of the quote that ends the field which begins before `from`; quotes that stand in a field
// are doubled.
std::size_t closing_quote(std::string_view text, std::size_t from) {
  for (;;) {
    const std::size_t quote = text.find('"', from);
    if (quote == std::string_view::npos || quote + 1 >= text.size() || text[quote + 1] != '"')
      return quote;
    from = quote + 2;
  }
}

std::string_view with_single_quotes(std::string_view field, const InventorySource& source) {
  if (field.find('"') == std::string_view::npos) return field;
  std::string single;
  for (std::size_t i = 0; i < field.size(); ++i) {
    single += field[i];
    if (field[i] == '"') ++i;
  }
  return kept(source, single);
}

// The fields of a row in quotes; `text` moves behind it. Nothing, and `text` as it was, for
// anything else.
std::optional<std::vector<std::string_view>> quoted_row(std::string_view& text,
                                                        const InventorySource& source) {
  std::vector<std::string_view> fields;
  std::string_view rest = text;
  while (!rest.empty() && rest.front() == '"') {
    const std::size_t end = closing_quote(rest, 1);
    if (end == std::string_view::npos) return std::nullopt;
    fields.push_back(with_single_quotes(rest.substr(1, end - 1), source));
    rest.remove_prefix(end + 1);
    if (rest.empty() || rest.front() != ',') break;
    rest.remove_prefix(1);
  }
  if (fields.empty()) return std::nullopt;
  while (!rest.empty() && is_blank(rest.front())) rest.remove_prefix(1);
  text = rest;
  return fields;
}

// "5 Hotfix(s) Installed.,[01]: KB1,[02]: KB2"
std::vector<ReportEntry> entries_of_field(std::string_view field, std::uint32_t line) {
  std::vector<ReportEntry> out;
  for (const std::string_view part : split(field, ','))
    if (const auto text = entry(part)) out.push_back({line, *text});
  return out;
}

Report report_of_row(const std::vector<std::string_view>& header,
                     const std::vector<std::string_view>& row, std::uint32_t line) {
  Report out;
  for (std::size_t i = 0; i < row.size(); ++i)
    out.push_back({line, i < header.size() ? header[i] : std::string_view(), trimmed_text(row[i]),
                   entries_of_field(row[i], line)});
  return out;
}

bool is_report_row(const std::vector<std::string_view>& row) {
  return row.size() >= kFewestColumns &&
         std::any_of(row.begin(), row.end(), [](std::string_view f) { return is_version_line(f); });
}

std::uint32_t lines_between(std::string_view text, std::string_view rest) {
  const auto passed = text.substr(0, text.size() - rest.size());
  return static_cast<std::uint32_t>(std::count(passed.begin(), passed.end(), '\n'));
}

bool read_report_table(const InventorySource& source, const RecordSink& sink, InventoryFile& file) {
  std::string_view rest = trimmed_left(source.text);
  if (rest.empty() || rest.front() != '"') return false;
  std::uint32_t line = 1 + lines_between(source.text, rest);
  std::vector<std::string_view> header;
  bool taken = false;
  std::optional<TextLabels> labels;
  std::uint32_t next = line;
  for (int others = 0; !rest.empty(); line = next) {
    const std::string_view before = rest;
    const auto row = quoted_row(rest, source);
    if (!row) break;
    next = line + lines_between(before, rest);
    if (!is_report_row(*row)) {
      // A header, again where several reports were put together; any other table is not ours.
      if (row->size() < kFewestColumns || (!taken && ++others > 1)) break;
      header = *row;
      continue;
    }
    if (!labels) labels.emplace(source);
    std::optional<Record> record =
        record_of(report_of_row(header, *row, line), *labels, *source.feeds, file);
    if (!record) continue;
    sink(*record);
    taken = true;
  }
  return taken;
}

}  // namespace

bool read_system_report(const InventorySource& source, const RecordSink& sink, InventoryFile& file,
                        Diagnostics&) {
  InventoryFile own = file;
  if (!read_report_table(source, sink, own) && !read_report_lines(source, sink, own)) return false;
  file = std::move(own);
  file.format = "systeminfo";
  return true;
}

}  // namespace patchmatrix
