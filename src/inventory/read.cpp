// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstring>

#include <patchmatrix/error.hpp>

#include "inventory/builder.hpp"
#include "inventory/encoding.hpp"
#include "inventory/readers.hpp"
#include "inventory/texts_support.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

// The first that takes a file has it; the table takes whatever has a known header.
constexpr std::array<InventoryReader, 9> kReaders = {
    read_sbom,         read_osquery_json,  read_system_report,
    read_update_list,  read_update_titles, read_powershell_list,
    read_version_line, read_package_list,  read_table};

std::string_view kept_in(std::pmr::memory_resource& memory, std::string_view text) {
  if (text.empty()) return {};
  char* out = static_cast<char*>(memory.allocate(text.size(), 1));
  std::memcpy(out, text.data(), text.size());
  return {out, text.size()};
}

std::string known_fields() {
  std::vector<std::string> out;
  for (std::size_t i = 0; i <= static_cast<std::size_t>(InventoryField::UpdateState); ++i)
    out.emplace_back(slug(static_cast<InventoryField>(i)));
  return joined(out, ", ");
}

void check_fields(const InventoryMapping& mapping) {
  for (const auto& [field, header] : mapping)
    if (!inventory_field(field))
      throw Error(ErrorKind::Usage, "unknown-field", {},
                  {{"field", field}, {"fields", known_fields()}});
}

bool is_mapped(const Inventory& inventory, const std::string& field, const std::string& header) {
  const std::string wanted = folded_label(header);
  for (const InventoryFile& file : inventory.files)
    for (const InventoryColumn& column : file.columns)
      if (column.mapped && column.field == field && folded_label(column.header) == wanted)
        return true;
  return false;
}

// A header has to be in one of the files only.
void check_headers(const Inventory& inventory, const InventoryMapping& mapping) {
  for (const auto& [field, header] : mapping)
    if (!is_mapped(inventory, field, header))
      throw Error(ErrorKind::Usage, "no-such-column", {}, {{"header", header}, {"field", field}});
}

// Reads one file, whose entry is the last of the inventory. False if nothing in it is known.
bool read_one(InventoryText file, const InventoryMapping& mapping, const Feeds& feeds,
              Inventory& inventory, InventoryBuilder& builder) {
  const auto number = static_cast<std::uint32_t>(inventory.files.size() - 1);
  InventorySource source;
  source.number = number;
  source.name = kept_in(*inventory.text, file.name);
  auto decoded = decoded_text(std::move(file.bytes), feeds.inventory);
  if (!decoded) throw Error(ErrorKind::Malformed, "unknown-encoding", file.name);
  source.text = kept_in(*inventory.text, decoded->text);
  inventory.files[number].encoding = decoded->encoding;
  decoded.reset();
  source.mapping = &mapping;
  source.feeds = &feeds;
  source.memory = inventory.text.get();
  const auto lines = std::count(source.text.begin(), source.text.end(), '\n');
  builder.begin_file(number, file.day, static_cast<std::size_t>(lines) + 1);
  const RecordSink sink = [&builder](const Record& record) { builder.add(record); };
  return std::any_of(kReaders.begin(), kReaders.end(), [&](InventoryReader reader) {
    return reader(source, sink, inventory.files[number], inventory.diagnostics);
  });
}

}  // namespace

Inventory read_inventory(std::vector<InventoryText> files, const InventoryMapping& mapping,
                         const Feeds& feeds) {
  check_fields(mapping);
  Inventory out;
  InventoryBuilder builder(feeds, out);
  out.files.reserve(files.size());
  std::optional<Error> unknown;
  for (InventoryText& file : files) {
    out.files.emplace_back().name = file.name;
    const std::string name = file.name;
    if (!read_one(std::move(file), mapping, feeds, out, builder) && !unknown)
      unknown = Error(ErrorKind::Malformed, "no-inventory", name);
  }
  // A header misspelt may be why nothing was known.
  check_headers(out, mapping);
  if (unknown) throw *unknown;
  builder.finish();
  return out;
}

}  // namespace patchmatrix
