// SPDX-License-Identifier: Apache-2.0
//
// Rows of osquery in JSON: an array of rows as osqueryi --json prints it; results of scheduled
// queries (https://osquery.readthedocs.io/en/stable/deployment/logging/, read 2026-07), one object
// a line or in an array, with the host beside the rows ("hostIdentifier", "columns", "snapshot",
// "diffResults"); and rows as fleet managers hand them on, with the host in each.
//
// What the keys of a row mean is told by the same words as the headers of a table.

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "inventory/columns.hpp"
#include "inventory/readers.hpp"
#include "inventory/texts_support.hpp"
#include "io/json.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

using Row = std::vector<std::pair<std::string, std::string>>;  // key → value

// Objects that hold rows, by the path below an element.
bool holds_row(std::string_view path) {
  static constexpr std::array<std::string_view, 6> kPaths = {
      "columns", "snapshot/[]", "rows/[]", "results/[]", "data/[]", "diffResults/added/[]"};
  return std::find(kPaths.begin(), kPaths.end(), path) != kPaths.end();
}

// The path below the element that it stands in: the root, or each element of a root array.
std::string_view below(std::string_view path, bool array) {
  if (!array) return path;
  if (path == "[]") return {};
  return path.starts_with("[]/") ? path.substr(3) : path;
}

std::pair<std::string_view, std::string_view> split_path(std::string_view path) {
  const auto slash = path.rfind('/');
  if (slash == std::string_view::npos) return {{}, path};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

// One element of the text: rows, and what stands beside them.
struct Element {
  Row own;
  Row row;  // being read
  std::vector<Row> rows;
};

void put(Row& row, std::string_view key, std::string_view value) {
  for (const auto& [known, text] : row)
    if (known == key) return;  // the first of equal keys counts
  row.emplace_back(key, value == "null" ? std::string_view() : value);
}

std::string_view value_of(const Row& row, std::string_view key) {
  for (const auto& [known, text] : row)
    if (known == key) return text;
  return {};
}

// The host beside the rows; an identifier may be a number without meaning, so names come first.
std::string_view host_of(const Row& own) {
  for (const std::string_view key : {"decorations/hostname", "hostname", "host_hostname",
                                     "host_display_name", "hostIdentifier", "host_identifier"})
    if (const auto value = value_of(own, key); !value.empty()) return value;
  return {};
}

// What the keys of rows mean, as if they were the headers of a table.
class Keys {
 public:
  explicit Keys(const InventorySource& source) : words_(source) {}

  // Rows with the same keys one after another are told by one plan. Errors: those of ColumnWords.
  const TableColumns& plan(const Row& row, const std::string& where) {
    const bool same =
        row.size() == keys_.size() &&
        std::equal(row.begin(), row.end(), keys_.begin(),
                   [](const auto& pair, const auto& key) { return pair.first == key; });
    if (!same) assign(row, where);
    return plan_;
  }

 private:
  void assign(const Row& row, const std::string& where) {
    keys_.clear();
    for (const auto& [key, value] : row) keys_.push_back(key);
    plan_ = words_.assign({keys_.begin(), keys_.end()}, where);
  }

  ColumnWords words_;
  std::vector<std::string> keys_;
  TableColumns plan_;
};

bool tells_machine(InventoryField field) {
  return field == InventoryField::Hostname || field == InventoryField::OsName ||
         field == InventoryField::OsVersion || field == InventoryField::Updates ||
         field == InventoryField::SoftwareName;
}

class Reader {
 public:
  Reader(const InventorySource& source, const RecordSink& sink, InventoryFile& file)
      : source_(source),
        sink_(sink),
        file_(file),
        keys_(source),
        file_host_(host_of_file(source)) {}

  // Tells the rows of one JSON text.
  void read(std::string_view text) {
    const bool array = trimmed_text(text).substr(0, 1) == "[";
    visit_json(text, [&](JsonEvent event, std::string_view path, std::string_view value) {
      if (event == JsonEvent::EndArray) return;
      const std::string_view inner = below(path, array);
      if (event == JsonEvent::EndObject)
        end(inner, array ? path == "[]" : path.empty());
      else
        take(inner, value);
    });
  }
  bool told() const { return told_; }

 private:
  void take(std::string_view path, std::string_view value) {
    const auto [holder, key] = split_path(path);
    if (holder.empty())
      put(element_.own, key, value);
    else if (holder == "decorations")
      put(element_.own, path, value);
    else if (holds_row(holder))
      put(element_.row, key, value);
  }

  void end(std::string_view path, bool element) {
    if (holds_row(path)) {
      element_.rows.push_back(std::move(element_.row));
      element_.row.clear();
    }
    if (!element) return;
    ++number_;
    tell(element_);
    element_ = {};
  }

  void tell(const Element& element) {
    // What is not there any more since the last run of the query.
    if (value_of(element.own, "action") == "removed") return;
    const std::string_view host = host_of(element.own);
    if (element.rows.empty()) tell(element.own, host);
    for (const Row& row : element.rows) tell(row, host);
  }

  void tell(const Row& row, std::string_view host) {
    const TableColumns& plan = keys_.plan(row, place_of(source_, number_));
    Record record;
    record.line = number_;
    bool machine = false;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const auto field = plan.fields[i];
      if (!field) continue;
      const std::size_t before = record.values.size();
      add_value(record, *field, row[i].second, row[i].first);
      if (record.values.size() == before) continue;
      record.values.back().text = kept(source_, record.values.back().text);
      record.values.back().header = header(row[i].first, *field, plan.mapped[i]);
      machine = machine || tells_machine(*field);
    }
    if (!machine) return;
    if (!find_value(record, InventoryField::Hostname))
      add_value(record, InventoryField::Hostname, host.empty() ? file_host_ : kept(source_, host),
                {});
    if (!plan.kind.empty() && find_value(record, InventoryField::SoftwareName))
      add_value(record, InventoryField::SoftwareKind, kept(source_, plan.kind), {});
    told_ = true;
    sink_(record);
  }

  // A key, kept once.
  std::string_view header(const std::string& key, InventoryField field, bool mapped) {
    const auto [at, added] = headers_.try_emplace(key);
    if (added) {
      at->second = kept(source_, key);
      note_column(file_, key, field, mapped);
    }
    return at->second;
  }

  const InventorySource& source_;
  const RecordSink& sink_;
  InventoryFile& file_;
  Keys keys_;
  std::string_view file_host_;
  std::map<std::string, std::string_view> headers_;
  Element element_;
  std::uint32_t number_ = 0;  // of the element
  bool told_ = false;
};

// JSON begins so; no other text does.
bool may_be_json(std::string_view text) {
  text = trimmed_text(text.substr(0, 1000));
  if (text.empty() || (text.front() != '{' && text.front() != '[')) return false;
  const char close = text.front() == '{' ? '}' : ']';
  text = trimmed_text(text.substr(1));
  return text.empty() || text.front() == close || text.front() == '{' ||
         (close == '}' && text.front() == '"');
}

// One object a line.
bool is_line_by_line(std::string_view text) {
  text = trimmed_text(text);
  const auto end = text.find('\n');
  return text.front() == '{' && end != std::string_view::npos &&
         trimmed_text(text.substr(0, end)).ends_with('}');
}

}  // namespace

bool read_osquery_json(const InventorySource& source, const RecordSink& sink, InventoryFile& file,
                       Diagnostics&) {
  if (!may_be_json(source.text)) return false;
  InventoryFile own = file;
  Reader reader(source, sink, own);
  std::string place(source.name);
  try {
    if (is_line_by_line(source.text)) {
      TextLines lines(source.text);
      while (const auto line = lines.next()) {
        place = place_of(source, line->number);
        if (!trimmed_text(line->text).empty()) reader.read(line->text);
      }
    } else {
      reader.read(source.text);
    }
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::Malformed && error.code() == "ambiguous-columns") throw;
    throw Error(error.kind(), error.code(), place + ":" + error.where(), error.arguments());
  }
  if (!reader.told()) return false;
  file = std::move(own);
  file.format = "osquery";
  return true;
}

}  // namespace patchmatrix
