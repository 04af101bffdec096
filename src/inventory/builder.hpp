// SPDX-License-Identifier: Apache-2.0
#pragma once

// Puts records about one machine together.
//
// A machine is an asset id and a host name. Records with one of them alone belong to the only
// machine that has it; where several do, nobody knows whose they are, and they are left out with a
// line. Where records about one machine contradict each other, what is kept never makes it look
// better patched than one of them says: of two revisions the lower one, of two builds none.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "inventory/record.hpp"
#include "inventory/values.hpp"

namespace patchmatrix {

class InventoryBuilder {
 public:
  // Both must outlive it; texts of records must live as long as the inventory.
  InventoryBuilder(const Feeds& feeds, Inventory& inventory);

  // What add() is told from now on is of this file (in Inventory::files) and day; at most so many
  // records.
  void begin_file(std::uint32_t file, std::optional<Day> day, std::size_t records);
  void add(const Record& record);
  // After the last record.
  void finish();

 private:
  // Values that contradict each other are gone for good.
  enum Contradiction : std::uint16_t {
    OfName = 1,
    OfVersion = 2,
    OfFeatureUpdate = 4,
    OfArchitecture = 8,
    OfInstallation = 16,
    OfSupport = 32,
    OfHotpatching = 64,
  };
  struct Key {
    std::string_view asset, host;  // folded
    bool operator==(const Key&) const = default;
  };
  // Finds drafts by their keys; a draft has a number of 32 bits.
  struct Slot {
    std::uint32_t hash = 0, draft = 0;  // the number and one; 0: free
  };
  // Counts of a file, which readers may fill themselves meanwhile.
  struct Counts {
    std::size_t records = 0, machines = 0, software = 0, updates = 0, bad_records = 0;
  };
  struct Draft {  // beside the machine of the same number
    Key key;
    std::uint32_t last_file = static_cast<std::uint32_t>(-1);
    std::uint16_t contradictions = 0;
    bool complete_list = false;  // a record that named as many updates as it announced
  };
  Key key_of(const Record& record);
  std::string_view folded(std::string_view name);
  Slot& slot_of(const Key& key, std::uint32_t hash);
  void grow_slots(std::size_t drafts);
  std::uint32_t draft_of(const Record& record, const Key& key);
  void add_values(std::uint32_t draft, const Record& record);
  void add_system(std::uint32_t draft, const FieldValue& said, const MachineValue& value,
                  const Record& record);
  void add_updates(std::uint32_t draft, const Record& record, bool installed);
  void add_software(std::uint32_t draft, const Record& record);
  void add_seen(std::uint32_t draft, const FieldValue& value, const Record& record);
  void add_state(std::uint32_t draft, const MachineValue& value, bool not_in_use);

  void put_name(std::uint32_t draft, const MachineValue& value);
  void put_version(std::uint32_t draft, const MachineValue& value);
  void put_feature_update(std::uint32_t draft, const MachineValue& value);
  void put_build(std::uint32_t draft, const SystemBuild& build);
  void put_architecture(std::uint32_t draft, Architecture architecture, const MachineValue& word);
  void put_answer(std::uint32_t draft, InventoryField field, bool yes, const InventoryPlace& place);
  void put_installation(std::uint32_t draft, Installation installation,
                        const InventoryPlace& place);
  void forget_version(std::uint32_t draft);

  void join_halves();
  void merge(std::uint32_t into, std::uint32_t from);
  void drop_joined();
  void count_files();
  void arrange_updates();
  void arrange_software();

  bool installed(const Record& record);
  bool same_system(std::string_view a, std::string_view b) const;
  InventoryPlace place(const Record& record, std::string_view header = {}) const;
  std::string text_of(const InventoryPlace& place) const;
  void contradiction(std::string_view code, std::uint32_t draft, InventoryField field,
                     const InventoryPlace& first, const InventoryPlace& second);
  void odd(std::string_view code, const Record& record, Arguments arguments = {});

  const Feeds& feeds_;
  Inventory& inventory_;
  ValueWords words_;
  UpdateNames update_names_;
  std::uint32_t file_ = 0;
  std::optional<Day> day_;
  std::vector<Draft> drafts_;
  std::vector<Slot> slots_;     // a power of two of them, at most half of them used
  std::vector<Counts> counts_;  // by file
  std::vector<std::pair<std::uint32_t, std::string_view>> updates_;  // by draft
  std::vector<std::uint32_t> software_of_;                           // draft of each software
  std::vector<std::uint32_t> joined_;  // by draft: what it became a part of, or itself
};

}  // namespace patchmatrix
