// SPDX-License-Identifier: Apache-2.0
#pragma once

// Reads texts with the readers that are no tables, as tests want to see them.

#include <memory_resource>
#include <string>
#include <string_view>

#include "inventory/readers.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {

struct TextRead {
  std::string format;       // empty: every reader declined
  std::string records;      // "line: field=value field=value", one a line
  std::string diagnostics;  // as text_of has them
  std::string columns;      // "header→field", one a line
};

inline TextRead read_text(std::string_view text, const std::string& name = "PC01_systeminfo.txt",
                          const InventoryMapping& mapping = {}) {
  static constexpr InventoryReader kReaders[] = {
      read_sbom,          read_osquery_json,    read_system_report, read_update_list,
      read_update_titles, read_powershell_list, read_version_line,  read_package_list};
  std::pmr::monotonic_buffer_resource memory;
  InventorySource source;
  source.name = name;
  source.text = text;
  source.mapping = &mapping;
  source.feeds = &shipped_feeds();
  source.memory = &memory;
  TextRead out;
  Diagnostics diagnostics;
  const RecordSink sink = [&](const Record& record) {
    out.records += std::to_string(record.line) + ":";
    for (const FieldValue& value : record.values)
      out.records += " " + std::string(slug(value.field)) + "=" + std::string(value.text);
    out.records += "\n";
  };
  for (const InventoryReader reader : kReaders) {
    InventoryFile file;
    if (!reader(source, sink, file, diagnostics)) continue;
    out.format = file.format;
    for (const InventoryColumn& column : file.columns)
      out.columns += column.header + "→" + column.field + (column.mapped ? " (mapped)\n" : "\n");
    break;
  }
  out.diagnostics = text_of(diagnostics);
  return out;
}

inline std::string records_of(std::string_view text,
                              const std::string& name = "PC01_systeminfo.txt") {
  const TextRead read = read_text(text, name);
  return read.format.empty() ? "declined\n" + read.records : read.format + "\n" + read.records;
}

}  // namespace patchmatrix::test
