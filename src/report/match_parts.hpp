// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the figures of a match and its install plans have in common.

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <patchmatrix/match_report.hpp>

namespace patchmatrix {

// ── products ──

// What the document calls the product that was judged.
struct JudgedProduct {
  std::string_view id;  // empty where the document does not list it
  std::string_view name;
};
JudgedProduct judged_product(const Match& match, const InstalledProduct& installed,
                             const Judgement& judgement);

// ── vulnerabilities over all documents ──

// A CVE is the same for everybody; any other identifier is its vendor's own.
struct NumberedVulnerability {
  std::string id, vendor;
  const VulnerabilityFacts* facts = nullptr;  // of the first document
  bool exploited = false;
  std::vector<std::string> documents;
  std::vector<const Finding*> findings;  // that were judged, each once
};

class VulnerabilityNumbers {
 public:
  explicit VulnerabilityNumbers(const Match& match);

  std::uint32_t of(const Match& match, const Judgement& judgement) const {
    return numbers_[judgement.finding.document][match.finding(judgement).vulnerability];
  }
  std::size_t count() const { return all_.size(); }
  const std::vector<NumberedVulnerability>& all() const { return all_; }

 private:
  std::vector<std::vector<std::uint32_t>> numbers_;  // by document, by vulnerability of it
  std::vector<NumberedVulnerability> all_;
};

// The verdict on each different vulnerability of an installed product, by number.
using ProductVerdicts = std::vector<std::pair<std::uint32_t, Verdict>>;

// ── install plans ──

// Something to install, and what it closes.
struct Needed {
  std::uint32_t update = 0;                    // see InstallPlanner::updates()
  std::vector<std::uint32_t> vulnerabilities;  // by number, ascending
  std::vector<std::uint32_t> replaces;         // updates
};
struct NeededTogether {
  std::vector<Needed> items;                  // in the order of installation
  std::vector<std::uint32_t> without_update;  // vulnerabilities, by number, ascending
};

// Finds what is to be installed: of alternatives those that close most, and nothing that another
// one brings along.
class InstallPlanner {
 public:
  InstallPlanner(const Match& match, const VulnerabilityNumbers& numbers,
                 const StoredRemedies* remedies);

  // For an installed product.
  NeededTogether for_product(const InstalledProduct& product);
  // For several on one machine.
  NeededTogether together(const std::vector<const NeededTogether*>& products);

  // Everything that was needed so far; figures are not filled.
  const std::vector<UpdateFigures>& updates() const { return updates_; }

 private:
  using Names = std::unordered_set<std::string>;
  struct Requirement;
  struct Candidates;
  struct FixPlace;

  void require(const InstalledProduct& product, const Judgement& judgement, Candidates& candidates);
  std::vector<std::uint32_t> any_of(const InstalledProduct& product, const Judgement& judgement,
                                    const Fix& decided, std::string_view required,
                                    Candidates& candidates);
  std::vector<std::uint32_t> whole_updates(const Judgement& judgement, const FixPlace& decided,
                                           Candidates& candidates);
  std::uint32_t candidate(const FixPlace& place, std::string_view build_text,
                          Candidates& candidates);
  NeededTogether chosen(Candidates candidates);
  std::uint32_t update(const Fix& fix, const Vendor* vendor);
  std::uint32_t version(const std::string& product, const std::string& required);
  void learn(std::string_view name, std::string_view supersedes);
  const Names& brought_by(const std::string& update);
  bool brings(std::uint32_t update, std::uint32_t other);
  void order(std::vector<Needed>& items) const;

  const Match& match_;
  const VulnerabilityNumbers& numbers_;
  std::vector<UpdateFigures> updates_;
  std::unordered_map<std::string, std::uint32_t> known_;  // by name, or product and version
  std::unordered_map<std::string, std::vector<std::string>> superseded_;  // directly
  std::unordered_map<std::string, Names> closures_;
};

}  // namespace patchmatrix
