// SPDX-License-Identifier: Apache-2.0
#include "io/spreadsheet.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <map>
#include <memory>
#include <system_error>
#include <tuple>
#include <unistd.h>
#include <utility>
#include <xlsxwriter.h>

#include <patchmatrix/error.hpp>

#include "io/files.hpp"
#include "io/http.hpp"
#include "io/text.hpp"
#include "io/unicode.hpp"

// What libxlsxwriter 1.1.4 does by itself, and what is made of it here:
//
//   - It writes to a named file only, so there is a temporary one.
//   - Without a date of creation it asks the clock; here there always is one.
//   - It takes "internal:" and "external:" for links of its own kinds; here only addresses of the
//     web reach it.
//   - It writes "_x000D_" in a text as it stands, which spreadsheets read as a carriage return;
//   here
//     the first "_" of such a thing is escaped, as ECMA-376 (22.9.2.19, ST_Xstring) wants.
//   - U+FFFE and U+FFFF, which no XML may hold, pass through it; here they become U+FFFD.
//   - It writes numbers with 16 digits: 8.8 becomes 8.800000000000001, which spreadsheets, who
//     calculate with 15, show, find and compare as 8.8.
//   - What it does not like it tells on standard error; so nothing is asked of it that it refuses.

namespace patchmatrix {
namespace {

constexpr std::size_t kLongestAddress = 2'000;  // the library takes 2,079
constexpr std::size_t kLongestProperty = 250;   // columns; spreadsheets take 255 characters
constexpr std::size_t kLongestFooter = 120;     // columns; spreadsheets take 255 characters
constexpr std::size_t kNarrowestColumn = 6;
constexpr std::size_t kLongestForWidth = 4'000;       // bytes; longer texts are as wide as may be
constexpr double kLineHeight = 15;                    // points, of the default font
constexpr double kTitleHeight = 24;                   // likewise
constexpr std::size_t kMostLines = 27;                // a row has at most 409 points
constexpr const char* kReplacement = "\xEF\xBF\xBD";  // U+FFFD

[[noreturn]] void fail(const std::string& reason) {
  throw Error(ErrorKind::Io, "spreadsheet", {}, {{"reason", reason}});
}

void check(lxw_error error) {
  if (error != LXW_NO_ERROR) fail(lxw_strerror(error));
}

// ── Texts ────────────────────────────────────────────────────────────────────────────────────────

bool is_xml_character(std::int32_t c) {
  return c == '\n' ||
         (c >= 0x20 && c != 0x7F && !(c >= 0x80 && c < 0xA0) && c != 0xFFFE && c != 0xFFFF);
}

// "_x000D_"
bool is_escape(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdefABCDEF";
  return text.size() >= 7 && text[0] == '_' && text[1] == 'x' && text[6] == '_' &&
         text.substr(2, 4).find_first_not_of(kHex) == std::string_view::npos;
}

// What a cell may hold: see SheetCell.
std::string cell_text(std::string_view text) {
  std::string out;
  std::size_t units = 0, room = 0;  // `room`: how much of `out` leaves room for the mark
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const std::int32_t c = next_character(text, at);
    const bool escape = c == '_' && is_escape(text.substr(begin));
    units += escape ? 7 : c > 0xFFFF ? 2 : 1;
    if (units > kLongestSheetText) return out.substr(0, room) + "…";
    if (!is_xml_character(c))
      out += kReplacement;
    else if (escape)
      out += "_x005F_";
    else
      out.append(text.substr(begin, at - begin));
    if (units < kLongestSheetText) room = out.size();
  }
  return out;
}

// "&" begins a code in a footer.
std::string footer_text(std::string_view text) {
  std::string out;
  for (const char c : shortened(printable(text), kLongestFooter)) {
    if (c == '&') out += '&';
    out += c;
  }
  return "&L&8" + out + "&R&8&P / &N";
}

std::size_t width_of(const SheetCell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell.value)) {
    if (text->size() > kLongestForWidth) return kWidestColumn;
    std::size_t width = 0;
    for (const std::string_view line : split(*text, '\n'))
      width = std::max(width, display_width(line));
    return width;
  }
  if (const auto* number = std::get_if<SheetNumber>(&cell.value)) {
    const std::string digits = std::to_string(static_cast<long long>(number->value));
    return digits.size() +
           (number->decimals > 0 ? static_cast<std::size_t>(number->decimals) + 1 : 0);
  }
  return std::holds_alternative<Day>(cell.value) ? 10 : 0;
}

// ── The library's workbook ───────────────────────────────────────────────────────────────────────

// A name for a file, which is gone with the object.
class TemporaryFile {
 public:
  TemporaryFile() {
    std::error_code error;
    const std::filesystem::path folder = std::filesystem::temp_directory_path(error);
    if (error) fail(error.message());
    path_ = (folder / "patchmatrix-XXXXXX").string();
    const int descriptor = mkstemp(path_.data());
    if (descriptor < 0) fail(std::generic_category().message(errno));
    close(descriptor);
  }
  ~TemporaryFile() { unlink(path_.c_str()); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

struct FreeWorkbook {
  void operator()(lxw_workbook* workbook) const { lxw_workbook_free(workbook); }
};
using Workbook = std::unique_ptr<lxw_workbook, FreeWorkbook>;

struct Look {
  lxw_color_t text, ground;
};

std::optional<Look> look_of(CellTone tone) {
  switch (tone) {
    case CellTone::Head:
      return Look{0xFFFFFF, 0x1F3A5F};
    case CellTone::Section:
      return Look{0x1F3A5F, 0xE4EAF2};
    case CellTone::Critical:
      return Look{0x7A0C12, 0xF8D4D4};
    case CellTone::Important:
      return Look{0x6B3A00, 0xFCE3C4};
    case CellTone::Moderate:
      return Look{0x574700, 0xFBF3C6};
    case CellTone::Low:
      return Look{0x1F4A2C, 0xDDF0E1};
    case CellTone::Plain:
    case CellTone::Title:
    case CellTone::Strong:
    case CellTone::Muted:
      break;
  }
  return std::nullopt;
}

// The forms of cells, each made once: spreadsheets take only some thousands of them.
class Formats {
 public:
  explicit Formats(lxw_workbook* workbook) : workbook_(workbook) {}

  lxw_format* of(CellTone tone, const std::string& number_form, bool link) {
    lxw_format*& format = made_[{tone, number_form, link}];
    if (format == nullptr) format = make(tone, number_form, link);
    return format;
  }

 private:
  lxw_format* make(CellTone tone, const std::string& number_form, bool link) {
    lxw_format* format = workbook_add_format(workbook_);
    if (format == nullptr) fail(lxw_strerror(LXW_ERROR_MEMORY_MALLOC_FAILED));
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    if (number_form.empty() && tone != CellTone::Title) format_set_text_wrap(format);
    if (!number_form.empty()) format_set_num_format(format, number_form.c_str());
    if (const auto look = look_of(tone)) {
      format_set_font_color(format, look->text);
      format_set_bg_color(format, look->ground);
    }
    if (look_of(tone) && tone != CellTone::Section) {
      format_set_border(format, LXW_BORDER_THIN);
      format_set_border_color(format, 0xC3CAD4);
    }
    if (tone == CellTone::Muted) format_set_font_color(format, 0x5A6270);
    if (tone == CellTone::Title) format_set_font_size(format, 16);
    if (tone == CellTone::Title || tone == CellTone::Section || tone == CellTone::Head ||
        tone == CellTone::Strong)
      format_set_bold(format);
    if (link) {
      format_set_font_color(format, 0x0B5394);
      format_set_underline(format, LXW_UNDERLINE_SINGLE);
    }
    return format;
  }

  lxw_workbook* workbook_;
  std::map<std::tuple<CellTone, std::string, bool>, lxw_format*> made_;
};

std::string number_form(int decimals) {
  return decimals <= 0 ? "0" : "0." + std::string(static_cast<std::size_t>(decimals), '0');
}

// One sheet, row by row.
class SheetWriter {
 public:
  SheetWriter(lxw_worksheet* sheet, Formats& formats) : sheet_(sheet), formats_(formats) {}

  void write(const Sheet& sheet, const std::string& footer) {
    fit_columns(sheet);
    for (std::size_t i = 0; i < sheet.rows.size(); ++i) put_row(i, sheet.rows[i]);
    if (sheet.head) put_head(sheet);
    worksheet_set_landscape(sheet_);
    worksheet_set_paper(sheet_, 9);  // A4
    worksheet_set_margins(sheet_, 0.4, 0.4, 0.5, 0.6);
    worksheet_fit_to_pages(sheet_, 1, 0);
    check(worksheet_set_footer(sheet_, footer.c_str()));
    // Texts that look like numbers are meant to be texts.
    check(worksheet_ignore_errors(sheet_, LXW_IGNORE_NUMBER_STORED_AS_TEXT, "A1:XFD1048576"));
  }

 private:
  static lxw_row_t row_number(std::size_t row) {
    if (row >= LXW_ROW_MAX) check(LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE);
    return static_cast<lxw_row_t>(row);
  }

  void fit_columns(const Sheet& sheet) {
    std::vector<std::size_t> widths;
    for (const SheetRow& row : sheet.rows) {
      std::size_t column = 0;
      for (const SheetCell& cell : row) {
        if (widths.size() < column + cell.span) widths.resize(column + cell.span);
        // A head has a button for its filter, and titles may stand over what is beside them.
        const std::size_t room = cell.tone == CellTone::Head ? 4 : 2;
        if (cell.span == 1 && cell.tone != CellTone::Title)
          widths[column] = std::max(widths[column], width_of(cell) + room);
        column += cell.span;
      }
    }
    for (std::size_t i = 0; i < widths.size(); ++i) {
      widths[i] = std::clamp(widths[i], kNarrowestColumn, kWidestColumn);
      if (i < sheet.widths.size()) widths[i] = sheet.widths[i];
      const auto column = static_cast<lxw_col_t>(i);
      check(worksheet_set_column(sheet_, column, column, static_cast<double>(widths[i]), nullptr));
    }
    widths_ = std::move(widths);
  }

  void put_row(std::size_t row, const SheetRow& cells) {
    std::size_t column = 0, lines = 1;
    bool title = false;
    for (const SheetCell& cell : cells) {
      put(row_number(row), static_cast<lxw_col_t>(column), cell);
      lines = std::max(lines, lines_of(cell, column));
      title = title || cell.tone == CellTone::Title;
      column += cell.span;
    }
    if (lines > 1 || title)
      check(worksheet_set_row(sheet_, row_number(row),
                              title ? kTitleHeight : kLineHeight * static_cast<double>(lines),
                              nullptr));
  }

  // Lines that a text takes in the columns from `column` on. Not every spreadsheet fits rows to
  // their texts, and none to cells of several columns.
  std::size_t lines_of(const SheetCell& cell, std::size_t column) const {
    const auto* text = std::get_if<std::string>(&cell.value);
    if (text == nullptr || cell.tone == CellTone::Title) return 1;
    if (text->size() > kLongestForWidth) return kMostLines;
    std::size_t width = 0;
    for (std::size_t i = column; i < column + cell.span; ++i) width += widths_[i];
    std::size_t lines = 0;
    for (const std::string_view line : split(*text, '\n'))
      lines += display_width(line) < width ? 1 : wrapped(line, width - 1).size();
    return std::min(lines, kMostLines);
  }

  void put(lxw_row_t row, lxw_col_t column, const SheetCell& cell) {
    if (const auto* text = std::get_if<std::string>(&cell.value)) {
      put_text(row, column, cell, cell_text(*text));
    } else if (const auto* number = std::get_if<SheetNumber>(&cell.value)) {
      check(worksheet_write_number(sheet_, row, column, number->value,
                                   formats_.of(cell.tone, number_form(number->decimals), false)));
    } else if (const auto* day = std::get_if<Day>(&cell.value)) {
      const Instant midnight = *day;
      check(worksheet_write_unixtime(sheet_, row, column, midnight.time_since_epoch().count(),
                                     formats_.of(cell.tone, "yyyy-mm-dd", false)));
    } else if (cell.tone != CellTone::Plain) {
      check(worksheet_write_blank(sheet_, row, column, formats_.of(cell.tone, {}, false)));
    }
  }

  void put_text(lxw_row_t row, lxw_col_t column, const SheetCell& cell, const std::string& text) {
    const bool link = links_ < kMostSheetLinks && !text.empty() && is_web_address(cell.link);
    lxw_format* const format = formats_.of(cell.tone, {}, link);
    if (cell.span > 1) {
      const auto last = static_cast<lxw_col_t>(column + cell.span - 1);
      check(worksheet_merge_range(sheet_, row, column, row, last, text.c_str(), format));
    } else if (link) {
      ++links_;
      check(worksheet_write_url_opt(sheet_, row, column, cell.link.c_str(), format, text.c_str(),
                                    nullptr));
    } else {
      check(worksheet_write_string(sheet_, row, column, text.c_str(), format));
    }
  }

  void put_head(const Sheet& sheet) {
    const lxw_row_t head = row_number(*sheet.head);
    const SheetRow& titles = sheet.rows.at(*sheet.head);
    worksheet_freeze_panes(sheet_, head + 1, 1);
    check(worksheet_repeat_rows(sheet_, head, head));
    check(worksheet_autofilter(sheet_, head, 0, row_number(sheet.rows.size() - 1),
                               static_cast<lxw_col_t>(titles.size() - 1)));
  }

  lxw_worksheet* sheet_;
  Formats& formats_;
  std::vector<std::size_t> widths_;
  std::size_t links_ = 0;
};

void set_properties(lxw_workbook* workbook, const Spreadsheet& spreadsheet) {
  std::string title = shortened(printable(spreadsheet.title), kLongestProperty / 2);
  std::string author = shortened(printable(spreadsheet.author), kLongestProperty / 2);
  lxw_doc_properties properties{};
  properties.title = title.data();
  properties.author = author.data();
  // A day of its own where there is none: 0 would mean now.
  const Instant none = Day(std::chrono::year{1980} / 1 / 1);
  properties.created = spreadsheet.created.value_or(none).time_since_epoch().count();
  if (properties.created <= 0) properties.created = none.time_since_epoch().count();
  check(workbook_set_properties(workbook, &properties));
}

}  // namespace

std::string xlsx_bytes(const Spreadsheet& spreadsheet) {
  const TemporaryFile file;
  std::string folder = std::filesystem::path(file.path()).parent_path();
  lxw_workbook_options options{};
  options.tmpdir = folder.data();
  Workbook workbook(workbook_new_opt(file.path().c_str(), &options));
  if (workbook == nullptr) fail(lxw_strerror(LXW_ERROR_MEMORY_MALLOC_FAILED));
  set_properties(workbook.get(), spreadsheet);
  Formats formats(workbook.get());
  const std::string footer = footer_text(spreadsheet.footer);
  for (const Sheet& each : spreadsheet.sheets) {
    check(workbook_validate_sheet_name(workbook.get(), each.name.c_str()));
    lxw_worksheet* const sheet = workbook_add_worksheet(workbook.get(), each.name.c_str());
    if (sheet == nullptr) fail(lxw_strerror(LXW_ERROR_MEMORY_MALLOC_FAILED));
    SheetWriter(sheet, formats).write(each, footer);
  }
  check(workbook_close(workbook.release()));  // frees it, whatever happens
  return read_file(file.path());
}

bool is_web_address(std::string_view text) {
  constexpr std::string_view kAllowed = "-._~:/?#[]@!$&'()*+,;=%";
  const auto allowed = [kAllowed](char c) {
    return is_alphanumeric(c) || kAllowed.find(c) != std::string_view::npos;
  };
  return text.size() <= kLongestAddress && std::all_of(text.begin(), text.end(), allowed) &&
         parse_url(text).has_value();
}

}  // namespace patchmatrix
