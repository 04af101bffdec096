// SPDX-License-Identifier: Apache-2.0
#pragma once

// The inventory stage: what machines there are and what is installed on them, from the lists that
// administrators export. It knows no advisories; the match stage puts both together.
//
// Read are tables (CSV with any usual separator and encoding) and the texts of well-known programs;
// docs/inventories.md lists them. Words that stand in such files (headers, labels, states) are
// data: feeds/inventory-columns.toml.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <patchmatrix/date.hpp>
#include <patchmatrix/diagnostics.hpp>
#include <patchmatrix/document.hpp>
#include <patchmatrix/feeds.hpp>

namespace patchmatrix {

// Where a value stands: the file, the line (1-based, of the record's first character; of a JSON
// file the number of the element), and the header or label over it, as written.
struct InventoryPlace {
  std::uint32_t file = 0;  // in Inventory::files
  std::uint32_t line = 0;  // 0: nowhere
  std::string_view field;
};

enum class Architecture : std::uint8_t { Unknown, X86, X64, Arm64, Other };
std::string_view slug(Architecture architecture);  // "", "x86", "x64", "arm64", "other"

// What kind of installation an operating system is.
enum class Installation : std::uint8_t { Unknown, Full, Core };
std::string_view slug(Installation installation);  // "", "full", "core"

// How far a list of updates can be trusted to name all of them.
enum class UpdateList : std::uint8_t {
  NotGiven,  // there is none, or an empty one: nothing is known
  Partial,   // it says itself that there are more than it names
  Listed,    // as many as there are names; nothing says that this is all
  Whole,     // it says how many there are, and names as many
};
std::string_view slug(UpdateList list);  // "not-given", "partial", "listed", "whole"

enum class SoftwareKind : std::uint8_t { Application, Rpm, Deb, Component };
std::string_view slug(SoftwareKind kind);  // "application", "rpm", "deb", "component"

// Something installed on a machine beside its operating system.
struct Software {
  SoftwareKind kind = SoftwareKind::Application;
  std::string_view name;  // of a package: its name alone, "openssl-libs"
  std::string_view
      version;  // of an RPM "version-release", without epoch; of a Debian package whole
  std::string_view publisher;
  std::string_view architecture;    // as written: "x86_64", "(64-bit)"
  std::optional<int> epoch;         // of an RPM: nothing if the list does not tell (0 is told, too)
  std::string_view source;          // name of the source package …
  std::string_view source_version;  // … and its version, where it differs
  std::string_view module;          // module stream: "nodejs:18"
  std::string_view purl, cpe, model;
  InventoryPlace place;
};

// A value of a machine and where it was read.
struct MachineValue {
  std::string_view text;
  InventoryPlace place;
  explicit operator bool() const { return !text.empty(); }
};

// An operating system's own numbers. -1: not known.
struct SystemBuild {
  std::string_view version;  // "10.0"; empty: not known
  int number = -1;           // 22621
  int revision = -1;         // 819
  InventoryPlace number_place, revision_place;
};

struct Machine {
  MachineValue asset, hostname;
  MachineValue os_name, os_version, feature_update, architecture_word;
  SystemBuild build;
  Architecture architecture = Architecture::Unknown;
  Installation installation = Installation::Unknown;
  std::optional<bool> extended_support;  // has paid security updates after the end of support
  std::optional<bool> hotpatched;        // gets updates that need no restart
  UpdateList update_list = UpdateList::NotGiven;
  std::size_t announced_updates = 0;
  Slice<std::string_view> updates;  // into Inventory::updates; sorted, each once
  InventoryPlace updates_place;
  Slice<Software> software;  // into Inventory::software
  std::optional<Day> last_seen;
  MachineValue state, group, user, serial, model;
  bool in_use = true;    // its state is none of those that are not (在庫, 滅却)
  InventoryPlace place;  // the first record about it
};

// What a column, or a label of a text, was taken for.
struct InventoryColumn {
  std::string header;   // as written
  std::string field;    // "hostname", …; empty: not used
  bool mapped = false;  // by the user
};

struct InventoryFile {
  std::string name;
  std::string format;     // "table", "systeminfo", "osquery", …
  std::string encoding;   // "UTF-8", "UTF-8 with BOM", "CP932", "UTF-16LE", …
  std::string separator;  // of a table: "," ";" or a TAB
  std::vector<InventoryColumn> columns;
  std::size_t records = 0, machines = 0, software = 0, updates = 0;
  std::size_t bad_records = 0;  // left out
};

// Everything that was read, and the texts that the views point into.
struct Inventory {
  std::vector<InventoryFile> files;
  std::vector<Machine> machines;  // in the order they were first named
  std::vector<std::string_view> updates;
  std::vector<Software> software;
  // What was odd, with Diagnostic::where "file:line"; of each kind so many one by one.
  Diagnostics diagnostics{1000};

  std::unique_ptr<std::pmr::monotonic_buffer_resource> text =
      std::make_unique<std::pmr::monotonic_buffer_resource>();

  std::span<const std::string_view> of(Slice<std::string_view> s) const {
    return {updates.data() + s.first, s.count};
  }
  std::span<const Software> of(Slice<Software> s) const {
    return {software.data() + s.first, s.count};
  }
};

// A file of an inventory as it was found.
struct InventoryText {
  std::string name;   // for messages
  std::string bytes;  // in any of the encodings
  // The day it tells of, for what counts back from it ("seen 3 days ago").
  std::optional<Day> day{};
};

// Which header or label is to be taken for which field: "hostname" ← "端末名".
using InventoryMapping = std::vector<std::pair<std::string, std::string>>;

// Reads files that belong together: records about one machine are put together by asset id, else by
// host name; what a file says only once about its machine (a systeminfo) is one record. Rows that
// cannot be understood are told with their line and left out.
// Errors: Usage "unknown-field" for a mapping; Usage "no-such-column"; Malformed
// "ambiguous-columns" with both named, "unknown-encoding", "no-inventory" for a file without
// anything known, all with the file (and line) as `where`.
Inventory read_inventory(std::vector<InventoryText> files, const InventoryMapping& mapping,
                         const Feeds& feeds);

}  // namespace patchmatrix
