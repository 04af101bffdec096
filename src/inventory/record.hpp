// SPDX-License-Identifier: Apache-2.0
#pragma once

// What every format of inventory is turned into: records of fields. A reader of a format makes
// them; the builder puts those about one machine together.

#include <array>
#include <cstdint>
#include <functional>
#include <memory_resource>
#include <optional>
#include <string_view>
#include <vector>

#include <patchmatrix/inventory.hpp>

namespace patchmatrix {

enum class InventoryField : std::uint8_t {
  Asset,  // id of the machine; else …
  Hostname,
  OsName,            // "Example OS 11 Pro"
  OsVersion,         // "10.0.22621.819", "6.1.7601 Service Pack 1 Build 7601", "9.3"
  Build,             // "22621" or "22621.819"
  Revision,          // "819"
  FeatureUpdate,     // "22H2"
  Architecture,      // "x64-based PC"
  InstallationType,  // "Server Core"
  Updates,           // names of updates in any text
  AnnouncedUpdates,  // how many there are, where the source says so
  LastSeen,          // a day
  DaysSinceSeen,     // a number
  State,             // 在庫, 運用中, 滅却
  ExtendedSupport,   // yes or no
  Hotpatched,        // yes or no
  Group,
  User,
  Serial,
  IpAddress,
  Maker,
  Model,
  SoftwareName,  // one piece of software a record …
  SoftwareVersion,
  SoftwarePublisher,
  SoftwareArchitecture,
  SoftwareKind,  // slug of SoftwareKind; an application if absent
  Epoch,
  Release,
  SourcePackage,
  SourceVersion,
  Module,
  Purl,
  Cpe,
  ModelNumber,  // … with its identifiers
  UpdateState,  // whether the updates of this record are installed
};
std::string_view slug(InventoryField field);  // "asset", "hostname", "os-name", …
std::optional<InventoryField> inventory_field(std::string_view slug);

struct FieldValue {
  InventoryField field = InventoryField::Asset;
  std::string_view text;    // trimmed, never empty
  std::string_view header;  // of the column, or the label, as written
};

// Views live as long as the text of the file, which the Inventory keeps.
struct Record {
  std::uint32_t line = 0;
  std::vector<FieldValue> values;
};

// Told of records one after another, in the order of the file; the record may be used again.
using RecordSink = std::function<void(const Record& record)>;

// A file as the readers see it: decoded to UTF-8, without BOM.
struct InventorySource {
  std::uint32_t number = 0;  // in Inventory::files
  std::string_view name;     // of the file; a host name may be taken from it where it has none
  std::string_view text;
  const InventoryMapping* mapping = nullptr;
  const Feeds* feeds = nullptr;
  // For texts that a reader makes: lives as long as the Inventory.
  std::pmr::memory_resource* memory = nullptr;
};

// A reader takes a file it knows, fills `file` (format, columns) and tells its records; else it
// declines with false and has told nothing. What is odd goes to `diagnostics` with "file:line".
using InventoryReader = bool (*)(const InventorySource& source, const RecordSink& sink,
                                 InventoryFile& file, Diagnostics& diagnostics);

}  // namespace patchmatrix
