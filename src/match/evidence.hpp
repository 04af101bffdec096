// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a machine shows of its operating system's patches, and what a finding asks for.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/match.hpp>

#include "match/systems.hpp"
#include "match/updates.hpp"

namespace patchmatrix {

// Machines with equal evidence get equal verdicts.
struct Evidence {
  BuildGroup group = nullptr;
  bool cumulative = true;
  int revision = -1;        // of its build; -1: not known
  bool hotpatched = false;  // it is on the line of updates without restart
  int baseline = -1;        // on that line: the last build that all machines get
  UpdateList list = UpdateList::NotGiven;
  std::vector<UpdateIndex> installed;  // those that documents know; sorted
  std::vector<UpdateIndex> replaced;   // by these; sorted
  // The newest builds that installed updates lead to, on either line, and the updates.
  int implied = -1, implied_hotpatch = -1;
  UpdateIndex newest = kNone, newest_hotpatch = kNone;
  std::string_view newest_unknown;  // the update with the greatest number of which nobody tells
};

Evidence evidence_of(const Machine& machine, std::span<const std::string_view> names,
                     const MachineSystem& system, const Updates& updates);

// One fix that a finding names, as far as it concerns one operating system.
struct Requirement {
  std::uint32_t fix = 0;       // in Findings::fixes
  UpdateIndex update = kNone;  // kNone: it is none, or nobody knows it
  int revision = -1;           // of the build that it leads to; -1: not known
  bool learned = false;        // from other documents than the finding's
  bool hotpatch = false;
  bool partial = false;           // see SystemWords::partial_fixes
  std::uint8_t partial_type = 0;  // which of them
};

// What was decided, and by which requirement (kNone: by none).
struct Decision {
  MatchRule rule = MatchRule::UpdatesNotGiven;
  std::uint32_t requirement = kNone;
};

// docs/matching.md tells the rules in words.
Decision decide(const Evidence& evidence, std::span<const Requirement> requirements,
                const Updates& updates);

}  // namespace patchmatrix
