// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where verdicts are collected: every way of judging (builds, versions, packages) writes here.

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <patchmatrix/match.hpp>

namespace patchmatrix {

// Every rule belongs to one verdict.
Verdict verdict_of(MatchRule rule);

// Collects what is decided about one installed product after another.
class Judging {
 public:
  // `match.documents` is set.
  Judging(Match& match, const MatchOptions& options) : match_(match), options_(options) {}

  const std::vector<const Findings*>& documents() const { return match_.documents; }

  // Whether anybody wants to know about this vulnerability. To be asked before it is judged.
  bool wants(const Findings& document, const Finding& finding) const {
    return options_.vulnerability.empty() || is_wanted(document, finding);
  }
  // Steps cost time; nobody need make their arguments unless this holds.
  bool explains() const { return options_.explain; }
  // A reason for the next judgement of this product.
  void step(std::string code, Arguments arguments = {});
  // A reason for every judgement of this product: how it was recognised. Before the others.
  void common_step(std::string code, Arguments arguments = {});

  // `required`: the build, version or update that is needed or was reached; may be empty.
  void judge(MatchedFinding finding, MatchRule rule, std::uint8_t confidence,
             std::uint32_t fix = kNone, std::string_view required = {});

  // What the product may be, where it is not sure enough to judge.
  void candidate(std::string product, std::uint8_t confidence);

  // Whether the machine of the product is known to have this update.
  bool has_update(std::string_view name) const {
    return std::binary_search(updates_.begin(), updates_.end(), name);
  }

  // ── for whoever drives ──
  // Of Applications::relevant_updates(), for the products that follow; lives until the next call.
  void know_updates(std::span<const std::string_view> updates) { updates_ = updates; }
  void begin_product();
  // What was judged since; nothing is left of it.
  Slice<Judgement> take_judgements();
  std::vector<Candidate> take_candidates();  // nearest first, at most three, each once

 private:
  bool is_wanted(const Findings& document, const Finding& finding) const;
  std::uint32_t text(std::string_view text);

  Match& match_;
  const MatchOptions& options_;
  std::size_t first_ = 0;
  std::vector<Step> common_steps_, steps_;
  std::vector<Candidate> candidates_;
  std::unordered_map<std::string, std::uint32_t> texts_;
  std::span<const std::string_view> updates_;
};

}  // namespace patchmatrix
