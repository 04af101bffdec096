// SPDX-License-Identifier: Apache-2.0
#pragma once

// What documents say of operating systems that are told by their builds, and of programs on them.

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <patchmatrix/match.hpp>

#include "match/evidence.hpp"
#include "match/judging.hpp"
#include "match/systems.hpp"
#include "match/updates.hpp"

namespace patchmatrix {

// Read-only once made.
class SystemsByBuild {
 public:
  // All outlive it.
  SystemsByBuild(const std::vector<const Findings*>& documents, const Updates& updates);

  // Judges every finding about the system, and about programs on it. `system.branch` is known.
  // Gives what the system was taken for.
  Candidate judge(const Machine& machine, const MachineSystem& system, const Evidence& evidence,
                  Judging& judging) const;

  // Revisions with the same value get the same verdicts.
  int equivalent_revision(const MachineSystem& system, int revision) const;

 private:
  struct Entry {
    MatchedFinding finding;
    std::uint32_t system = 0;  // in systems_
    Slice<Requirement> requirements;
  };
  void add_document(std::uint32_t number, const Findings& document);
  Slice<Requirement> add_requirements(const Findings& document, const Finding& finding,
                                      const BuildBranch& branch);
  void add_to_family(MatchedFinding finding, const Findings& document);

  struct Run;  // the entries of one vulnerability of one document
  const Finding& finding_of(const Entry& entry) const;
  std::span<const Requirement> requirements_of(const Entry& entry) const;
  Decision decided(const Run& run, const Entry& entry) const;
  void judge_run(const Run& run, Judging& judging) const;
  void judge_program(const Run& run, const Entry& entry, Judging& judging) const;
  void judge_on_hotpatch_line(const Run& run, const std::vector<const Entry*>& systems,
                              Judging& judging) const;
  void judge_system(const Run& run, const std::vector<const Entry*>& systems,
                    Judging& judging) const;
  void judge_ended(const Run& run, std::uint32_t document, Judging& judging) const;
  // `needed`: the requirement that decided; null: none did.
  void tell(const Run& run, const Entry& entry, Decision decision, const Requirement* needed,
            Judging& judging) const;
  std::string replacing(const Evidence& evidence, const Requirement* needed) const;
  void explain_finding(const Run& run, const Entry& entry, MatchRule rule,
                       const Requirement* needed, Judging& judging) const;

  const std::vector<const Findings*>& documents_;
  const Updates& updates_;
  std::vector<ProductSystem> systems_;
  std::vector<std::string> names_;                   // by system: the product's name
  std::map<SystemKey, std::vector<Entry>> entries_;  // by document, then in its order
  std::vector<Requirement> requirements_;
  std::map<BuildGroup, std::vector<int>> thresholds_;  // revisions that matter; sorted
  // By document and id of a family: the first finding of every vulnerability.
  std::map<std::pair<std::uint32_t, std::string>, std::vector<MatchedFinding>> families_;
};

}  // namespace patchmatrix
