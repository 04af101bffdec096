// SPDX-License-Identifier: Apache-2.0
#include "inventory/tables.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string>

#include <patchmatrix/error.hpp>

#include "inventory/columns.hpp"
#include "inventory/readers.hpp"
#include "inventory/texts_support.hpp"
#include "io/text.hpp"

namespace patchmatrix {

TableScanner::TableScanner(std::string_view text, char separator)
    : text_(text),
      separator_(separator),
      line_end_(text.find('\n') == std::string_view::npos ? '\r' : '\n') {}

TableScanner::Step TableScanner::next(std::vector<TableField>& fields) {
  fields.clear();
  if (at_ >= text_.size()) return Step::End;
  begin_ = at_;
  line_ = next_line_;
  lines_ = 1;
  for (;;) {
    TableField field;
    if (at_ < text_.size() && text_[at_] == '"') {
      const std::size_t begin = ++at_;
      for (;;) {
        const void* quote = std::memchr(text_.data() + at_, '"', text_.size() - at_);
        if (at_ >= text_.size() || quote == nullptr) return bad(Step::OpenQuote);
        const auto closing =
            static_cast<std::size_t>(static_cast<const char*>(quote) - text_.data());
        at_ = closing + 1;
        if (at_ < text_.size() && text_[at_] == '"') {
          field.doubled = true;
          ++at_;
          continue;
        }
        field.text = text_.substr(begin, closing - begin);
        break;
      }
      lines_ +=
          static_cast<std::uint32_t>(std::count(field.text.begin(), field.text.end(), line_end_));
      if (line_end_ == '\n' && text_.substr(at_, 2) == "\r\n") ++at_;
      if (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != line_end_)
        return bad(Step::AfterQuote);
    } else {
      const std::size_t begin = at_;
      while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != line_end_) ++at_;
      field.text = text_.substr(begin, at_ - begin);
      const bool ends_line = at_ >= text_.size() || text_[at_] == line_end_;
      if (ends_line && field.text.ends_with('\r')) field.text.remove_suffix(1);
    }
    fields.push_back(field);
    const bool more = at_ < text_.size() && text_[at_] == separator_;
    if (at_ < text_.size()) ++at_;
    if (more) continue;
    next_line_ = line_ + lines_;
    return Step::Row;
  }
}

void TableScanner::back_to_next_line() {
  at_ = std::min(text_.find(line_end_, begin_), text_.size());
  if (at_ < text_.size()) ++at_;
  next_line_ = line_ + 1;
}

TableScanner::Step TableScanner::bad(Step step) {
  back_to_next_line();
  return step;
}

std::string_view unquoted(const TableField& field, std::pmr::memory_resource& memory) {
  if (!field.doubled) return field.text;
  char* out = static_cast<char*>(memory.allocate(field.text.size(), 1));
  std::size_t size = 0;
  for (std::size_t i = 0; i < field.text.size(); ++i) {
    out[size++] = field.text[i];
    if (field.text[i] == '"') ++i;
  }
  return {out, size};
}

namespace {

constexpr std::array kSeparators = {',', ';', '\t'};

// Titles and remarks may stand over a header, so many lines of them.
constexpr std::size_t kLinesOverHeader = 10;

// A first line for spreadsheets: "sep=;".
constexpr std::string_view kSeparatorLine = "sep=";

struct Header {
  char separator = ',';
  TableColumns columns;
  std::vector<std::string_view> names;
  TableScanner behind{{}, ','};  // stands on the first row
  std::uint32_t line = 0;
};

bool is_empty(const std::vector<TableField>& row) {
  return std::all_of(row.begin(), row.end(),
                     [](const TableField& each) { return trimmed_text(each.text).empty(); });
}

// The first of the first lines that holds a known header.
std::optional<Header> header_with(char separator, const InventorySource& source,
                                  const ColumnWords& words) {
  TableScanner scanner(source.text, separator);
  std::vector<TableField> row;
  for (std::size_t i = 0; i < kLinesOverHeader; ++i) {
    const TableScanner::Step step = scanner.next(row);
    if (step == TableScanner::Step::End) break;
    if (step != TableScanner::Step::Row) continue;
    Header out;
    for (const TableField& each : row)
      out.names.push_back(trimmed_text(unquoted(each, *source.memory)));
    out.columns = words.assign(out.names, place_of(source, scanner.line()));
    if (out.columns.known() == 0) continue;
    out.separator = separator;
    out.behind = scanner;
    out.line = scanner.line();
    return out;
  }
  return std::nullopt;
}

// The separator that makes the most of the header.
std::optional<Header> find_header(const InventorySource& source) {
  const ColumnWords words(source);
  std::optional<Header> best;
  for (const char separator : kSeparators) {
    auto header = header_with(separator, source, words);
    if (!header) continue;
    if (!best || header->columns.known() > best->columns.known() ||
        (header->columns.known() == best->columns.known() &&
         header->names.size() > best->names.size()))
      best = std::move(header);
  }
  return best;
}

struct UsedColumn {
  std::size_t column;
  InventoryField field;
  std::string_view header;
};

std::string_view trimmed_value(std::string_view text) {
  constexpr std::string_view kWideBlank = "\xE3\x80\x80";
  for (;;) {
    text = trimmed_text(text);
    if (text.starts_with(kWideBlank))
      text.remove_prefix(kWideBlank.size());
    else if (text.ends_with(kWideBlank))
      text.remove_suffix(kWideBlank.size());
    else
      return text;
  }
}

// Tells the rows of a table as records.
class TableReader {
 public:
  TableReader(const InventorySource& source, Header header, const RecordSink& sink,
              InventoryFile& file, Diagnostics& diagnostics)
      : source_(source),
        header_(std::move(header)),
        sink_(sink),
        file_(file),
        diagnostics_(diagnostics) {}

  void read() {
    describe();
    TableScanner& scanner = header_.behind;
    std::vector<TableField> row;
    for (;;) {
      const TableScanner::Step step = scanner.next(row);
      switch (step) {
        case TableScanner::Step::End:
          return;
        case TableScanner::Step::OpenQuote:
          bad("open-quote", {});
          break;
        case TableScanner::Step::AfterQuote:
          bad("text-after-quote", {});
          break;
        case TableScanner::Step::Row:
          take(row);
          break;
      }
    }
  }

 private:
  void describe() {
    file_.format = "table";
    file_.separator = std::string(1, header_.separator);
    bool named = false;
    for (std::size_t i = 0; i < header_.names.size(); ++i) {
      const auto field = header_.columns.fields[i];
      file_.columns.push_back({std::string(header_.names[i]),
                               field ? std::string(slug(*field)) : std::string(),
                               header_.columns.mapped[i]});
      if (!field) continue;
      used_.push_back({i, *field, header_.names[i]});
      named |= *field == InventoryField::Asset || *field == InventoryField::Hostname;
    }
    if (!named) host_ = only_host();
  }

  // A list without a machine in its rows is about one: that of the file. Rows that are machines
  // must tell which.
  std::string_view only_host() const {
    const bool list = std::any_of(used_.begin(), used_.end(), [](const UsedColumn& each) {
      return each.field == InventoryField::Updates || each.field == InventoryField::SoftwareName ||
             each.field == InventoryField::Purl || each.field == InventoryField::Cpe ||
             each.field == InventoryField::ModelNumber;
    });
    if (!list && header_.columns.table.empty())
      throw Error(ErrorKind::Malformed, "no-machine-column", place_of(source_, header_.line));
    return host_of_file(source_);
  }

  void take(std::vector<TableField>& row) {
    const std::size_t columns = header_.names.size();
    if (row.size() != columns && row.size() > 1 && is_empty(row)) return;
    if (row.size() == 1 && trimmed_value(row.front().text).empty()) return;
    while (row.size() > columns && trimmed_value(row.back().text).empty()) row.pop_back();
    if (row.size() != columns) {
      bad("wrong-field-count",
          {{"fields", std::to_string(row.size())}, {"columns", std::to_string(columns)}});
      // A stray quote may have swallowed rows.
      if (header_.behind.lines() > 1) header_.behind.back_to_next_line();
      return;
    }
    tell(row);
  }

  void tell(const std::vector<TableField>& row) {
    record_.line = header_.behind.line();
    record_.values.clear();
    for (const UsedColumn& each : used_) {
      const TableField& field = row[each.column];
      std::string_view text = trimmed_value(field.text);
      if (text.find('\0') != std::string_view::npos) return bad("nul-in-row", {});
      if (field.doubled) text = trimmed_value(unquoted({text, true}, *source_.memory));
      if (each.field == InventoryField::Epoch && (text.empty() || text == "(none)"))
        text = "0";  // the list has epochs, and this package has none
      // Whoever has a column for it and says nothing does not say that it is there.
      if (each.field == InventoryField::UpdateState && text.empty()) text = "-";
      if (!text.empty()) record_.values.push_back({each.field, text, each.header});
    }
    if (is_empty(row)) return;
    if (!host_.empty()) record_.values.push_back({InventoryField::Hostname, host_, {}});
    if (!header_.columns.kind.empty())
      record_.values.push_back({InventoryField::SoftwareKind, kind(), {}});
    sink_(record_);
  }

  // Lives as long as the feeds, which the records need not outlive.
  std::string_view kind() const { return header_.columns.kind; }

  void bad(std::string_view code, Arguments arguments) {
    ++file_.bad_records;
    diagnostics_.add(code, place_of(source_, header_.behind.line()), std::move(arguments));
  }

  const InventorySource& source_;
  Header header_;
  const RecordSink& sink_;
  InventoryFile& file_;
  Diagnostics& diagnostics_;
  std::vector<UsedColumn> used_;
  std::string_view host_;  // of a file that is about one machine
  Record record_;
};

}  // namespace

bool read_table(const InventorySource& source, const RecordSink& sink, InventoryFile& file,
                Diagnostics& diagnostics) {
  auto header = find_header(source);
  if (!header) return false;
  TableReader(source, std::move(*header), sink, file, diagnostics).read();
  return true;
}

}  // namespace patchmatrix
