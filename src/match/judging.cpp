// SPDX-License-Identifier: Apache-2.0
#include "match/judging.hpp"

#include <algorithm>
#include <utility>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

constexpr std::size_t kMostCandidates = 3;

}  // namespace

void Judging::step(std::string code, Arguments arguments) {
  if (explains()) steps_.push_back({std::move(code), std::move(arguments)});
}

void Judging::common_step(std::string code, Arguments arguments) {
  if (explains()) common_steps_.push_back({std::move(code), std::move(arguments)});
}

void Judging::judge(MatchedFinding finding, MatchRule rule, std::uint8_t confidence,
                    std::uint32_t fix, std::string_view required) {
  Judgement out;
  out.finding = finding;
  out.fix = fix;
  if (!required.empty()) out.required = text(required);
  out.rule = rule;
  out.verdict = verdict_of(rule);
  out.confidence = confidence;
  match_.judgements.push_back(out);
  if (!explains()) return;
  std::vector<Step> steps = common_steps_;
  steps.insert(steps.end(), std::make_move_iterator(steps_.begin()),
               std::make_move_iterator(steps_.end()));
  steps_.clear();
  match_.steps.push_back(std::move(steps));
}

void Judging::candidate(std::string product, std::uint8_t confidence) {
  const auto known =
      std::find_if(candidates_.begin(), candidates_.end(),
                   [&product](const Candidate& each) { return each.product == product; });
  if (known == candidates_.end())
    candidates_.push_back({std::move(product), confidence});
  else
    known->confidence = std::max(known->confidence, confidence);
}

void Judging::begin_product() {
  first_ = match_.judgements.size();
  common_steps_.clear();
  steps_.clear();
  candidates_.clear();
}

Slice<Judgement> Judging::take_judgements() {
  return {static_cast<std::uint32_t>(first_),
          static_cast<std::uint32_t>(match_.judgements.size() - first_)};
}

std::vector<Candidate> Judging::take_candidates() {
  std::sort(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) {
    return std::pair(b.confidence, a.product) < std::pair(a.confidence, b.product);
  });
  if (candidates_.size() > kMostCandidates) candidates_.resize(kMostCandidates);
  return std::move(candidates_);
}

bool Judging::is_wanted(const Findings& document, const Finding& finding) const {
  return equal_ignoring_case(document.vulnerabilities[finding.vulnerability].id,
                             options_.vulnerability);
}

std::uint32_t Judging::text(std::string_view text) {
  const auto [known, is_new] =
      texts_.emplace(text, static_cast<std::uint32_t>(match_.texts.size()));
  if (is_new) match_.texts.emplace_back(text);
  return known->second;
}

}  // namespace patchmatrix
