// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <utility>

#include <patchmatrix/inventory_report.hpp>
#include <patchmatrix/report.hpp>

#include "io/json.hpp"
#include "io/text.hpp"
#include "io/unicode.hpp"

namespace patchmatrix {
namespace {

// Tables of machines have dozens of columns that nobody needs here.
constexpr std::size_t kUnusedShown = 30;
// A header may be as long as a file.
constexpr std::size_t kHeaderWidth = 60;

std::size_t left_out(const Inventory& inventory) {
  std::size_t out = 0;
  for (const InventoryFile& each : inventory.files) out += each.bad_records;
  return out;
}

std::string separator_name(const InventoryFile& file) {
  return file.separator == "\t" ? "TAB" : file.separator;
}

class CheckText {
 public:
  CheckText(const Inventory& inventory, const Words& words)
      : inventory_(inventory), words_(words) {}

  std::string render() {
    for (const InventoryFile& each : inventory_.files) file(each);
    totals();
    diagnostics();
    return std::move(out_);
  }

 private:
  using Numbers = std::vector<std::pair<std::string, std::size_t>>;

  std::string filled(std::string_view key, const Numbers& numbers) const {
    Arguments arguments;
    for (const auto& [name, number] : numbers) arguments.emplace_back(name, std::to_string(number));
    return words_.fill(key, arguments);
  }
  void line(const std::string& text, int depth = 0) {
    out_ += std::string(static_cast<std::size_t>(depth) * 2, ' ') + text + '\n';
  }
  std::string header(const std::string& text) const {
    return shortened(printable(text), kHeaderWidth);
  }

  void file(const InventoryFile& file) {
    line(printable(file.name));
    const Arguments what = {
        {"format", file.format}, {"encoding", file.encoding}, {"separator", separator_name(file)}};
    line(words_.fill(file.separator.empty() ? "inventory.format" : "inventory.table", what), 1);
    line(filled("inventory.file", {{"records", file.records},
                                   {"machines", file.machines},
                                   {"updates", file.updates},
                                   {"software", file.software}}),
         1);
    if (file.bad_records != 0) line(filled("inventory.left_out", {{"n", file.bad_records}}), 1);
    for (const InventoryColumn& each : file.columns)
      if (!each.field.empty())
        line(words_.fill(each.mapped ? "inventory.mapped" : "inventory.column",
                         {{"header", header(each.header)}, {"field", each.field}}),
             2);
    unused(file);
    out_ += '\n';
  }

  void unused(const InventoryFile& file) {
    std::vector<std::string> headers;
    std::size_t more = 0;
    for (const InventoryColumn& each : file.columns) {
      if (!each.field.empty() || each.header.empty()) continue;
      if (headers.size() < kUnusedShown)
        headers.push_back(header(each.header));
      else
        ++more;
    }
    if (headers.empty()) return;
    const std::string list = joined(headers, words_["inventory.comma"]);
    line(words_.fill(more == 0 ? "inventory.unused" : "inventory.unused_more",
                     {{"headers", list}, {"n", std::to_string(more)}}),
         1);
  }

  void totals() {
    const InventoryFigures figures = inventory_figures(inventory_);
    line(filled("inventory.totals", {{"machines", figures.machines},
                                     {"updates", inventory_.updates.size()},
                                     {"software", inventory_.software.size()}}));
    line(filled("inventory.revision", {{"n", figures.revision}}), 1);
    line(filled("inventory.build", {{"n", figures.build}}), 1);
    line(filled("inventory.updates", {{"n", figures.updates}}), 1);
    line(filled("inventory.software", {{"n", figures.software}}), 1);
    line(filled("inventory.nothing", {{"n", figures.nothing}}), 1);
    if (figures.partial_lists != 0)
      line(filled("inventory.partial", {{"n", figures.partial_lists}}));
    if (figures.not_in_use != 0) line(filled("inventory.not_in_use", {{"n", figures.not_in_use}}));
  }

  void diagnostics() {
    if (inventory_.diagnostics.empty()) return;
    out_ += '\n';
    line(words_["inventory.odd"]);
    for (const Diagnostic& each : inventory_.diagnostics.all())
      out_ += words_["text.bullet"] + printable(worded(each, words_)) + '\n';
  }

  const Inventory& inventory_;
  const Words& words_;
  std::string out_;
};

class CheckJson {
 public:
  CheckJson(const Inventory& inventory, const Words& words)
      : inventory_(inventory), words_(words) {}

  std::string render() {
    json_.begin_object();
    text("schema", "patchmatrix.inventory/1");
    json_.key("files").begin_array();
    for (const InventoryFile& each : inventory_.files) file(each);
    json_.end_array();
    totals();
    json_.key("diagnostics").begin_array();
    for (const Diagnostic& each : inventory_.diagnostics.all()) diagnostic(each);
    json_.end_array();
    json_.end_object();
    return json_.take() + "\n";
  }

 private:
  void text(std::string_view key, std::string_view value) {
    json_.key(key).string(printable(value));
  }
  void text_or_null(std::string_view key, std::string_view value) {
    json_.key(key);
    if (value.empty())
      json_.null();
    else
      json_.string(value);
  }
  void number(std::string_view key, std::size_t value) { json_.key(key).number(value); }

  void file(const InventoryFile& file) {
    json_.begin_object();
    text("name", file.name);
    text("format", file.format);
    text("encoding", file.encoding);
    text_or_null("separator", separator_name(file));
    json_.key("columns").begin_array();
    for (const InventoryColumn& each : file.columns) {
      json_.begin_object();
      text("header", each.header);
      text_or_null("field", each.field);
      json_.key("mapped").boolean(each.mapped);
      json_.end_object();
    }
    json_.end_array();
    number("records", file.records);
    number("left_out", file.bad_records);
    number("machines", file.machines);
    number("updates", file.updates);
    number("software", file.software);
    json_.end_object();
  }

  void totals() {
    const InventoryFigures figures = inventory_figures(inventory_);
    json_.key("totals").begin_object();
    number("machines", figures.machines);
    number("updates", inventory_.updates.size());
    number("software", inventory_.software.size());
    number("left_out", left_out(inventory_));
    json_.key("known").begin_object();
    number("revision", figures.revision);
    number("build", figures.build);
    number("updates", figures.updates);
    number("software", figures.software);
    number("nothing", figures.nothing);
    json_.end_object();
    number("partial_update_lists", figures.partial_lists);
    number("not_in_use", figures.not_in_use);
    json_.end_object();
  }

  void diagnostic(const Diagnostic& each) {
    json_.begin_object();
    text("code", each.code);
    text_or_null("where", printable(each.where));
    number("count", each.count);
    text("message", worded(each, words_));
    json_.end_object();
  }

  const Inventory& inventory_;
  const Words& words_;
  JsonWriter json_{JsonWriter::Layout::Pretty};
};

}  // namespace

InventoryFigures inventory_figures(const Inventory& inventory) {
  InventoryFigures out;
  for (const Machine& each : inventory.machines) {
    ++out.machines;
    if (each.build.number >= 0 && each.build.revision >= 0)
      ++out.revision;
    else if (each.build.number >= 0)
      ++out.build;
    else if (each.updates.count != 0)
      ++out.updates;
    else if (each.software.count != 0)
      ++out.software;
    else
      ++out.nothing;
    if (each.update_list == UpdateList::Partial) ++out.partial_lists;
    if (!each.in_use) ++out.not_in_use;
  }
  return out;
}

std::string render_inventory_check_text(const Inventory& inventory, const Words& words) {
  return CheckText(inventory, words).render();
}

std::string render_inventory_check_json(const Inventory& inventory, const Words& words) {
  return CheckJson(inventory, words).render();
}

}  // namespace patchmatrix
