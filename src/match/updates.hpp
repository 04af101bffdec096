// SPDX-License-Identifier: Apache-2.0
#pragma once

// What all documents of a store tell of updates: to which builds each leads, and which it replaces.
// Single documents leave builds out or give wrong ones, and chains of supersedence have holes; the
// whole store fills many of both.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <patchmatrix/feeds.hpp>
#include <patchmatrix/questions.hpp>

#include "match/systems.hpp"

namespace patchmatrix {

// Builds that are serviced together, for machines of one role: their revisions can be compared. The
// first branch of them stands for all.
using BuildGroup = const BuildBranch*;

// An update of the table.
using UpdateIndex = std::uint32_t;

// Revisions that documents give for one update; they hardly ever differ.
struct Revisions {
  int lowest = -1;  // -1: none known
  int highest = -1;
  bool known() const { return highest >= 0; }
};

class Updates {
 public:
  Updates(const StoredRemedies& remedies, const Feeds& feeds);

  std::optional<UpdateIndex> find(std::string_view name) const;
  std::string_view name(UpdateIndex update) const { return names_[update]; }
  // The digits at the end of a name; 0 if there are none. Vendors count upward.
  static long long number_in(std::string_view name);

  static BuildGroup group(const Vendor& vendor, const BuildBranch& branch);

  // To which builds of the group the update leads.
  Revisions revisions(UpdateIndex update, BuildGroup group) const;
  // `revision` is the build of updates without restart, and of no others.
  bool is_hotpatch(BuildGroup group, int revision) const;
  // `revision` is the build of updates that bring everything before them, and of no others.
  bool is_of_whole_updates(BuildGroup group, int revision) const;
  // On the line of updates without restart: the last build up to `revision` that all machines get;
  // -1 if none is known. The builds of months with updates of both lines are none: machines of this
  // line leave the others' out.
  int baseline(BuildGroup group, int revision) const;

  // Every one that a document gives for an update.
  std::vector<int> known_revisions(BuildGroup group) const;
  // Whether there are products of the branch, and none for this architecture.
  bool is_foreign(const Vendor& vendor, const BuildBranch& branch, Architecture architecture) const;

  // Every update that one of `installed` replaces, directly or by way of others, without these.
  std::vector<UpdateIndex> replaced_by(const std::vector<UpdateIndex>& installed) const;

 private:
  struct Lead {
    int revision = 0;
    std::uint32_t month = 0;
    bool hotpatch = false;
    bool partial = false;
  };
  UpdateIndex index(std::string_view name);
  void learn(const StoredRemedies& remedies, const Feeds& feeds);

  std::vector<std::string> names_;
  std::unordered_map<std::string, UpdateIndex> indexes_;
  std::vector<std::vector<UpdateIndex>> replaces_;             // by update
  std::vector<std::map<BuildGroup, Revisions>> leads_;         // by update
  std::map<SystemKey, std::set<Architecture>> architectures_;  // of all products
  std::map<BuildGroup, std::vector<Lead>> by_group_;           // by revision
};

}  // namespace patchmatrix
