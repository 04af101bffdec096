// SPDX-License-Identifier: Apache-2.0
#include "changes/affected.hpp"

#include <algorithm>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

std::string names_of(const Findings& document, ProductIndex product) {
  return std::to_string(product_key(document, product));
}

std::string key_of(const Findings& document, ProductIndex product) {
  if (document.document.format == Format::Csaf) return names_of(document, product);
  return document.release.vendor + '\n' + std::string(document.document.products[product].id);
}

// What is no update is told apart by its build, else by its address.
std::string label(const Fix& fix) {
  std::string out(fix.name);
  if (fix.is_update) return out;
  if (!out.empty() && !fix.fixed_build.empty()) out += ' ';
  out += fix.fixed_build;
  return out.empty() ? std::string(fix.url) : out;
}

void add_fixes(const Findings& document, const Finding& finding, FixedBuilds& fixes) {
  for (const std::uint32_t position : document.of(finding.fixes)) {
    const Fix& fix = document.fixes[position];
    std::set<std::string>& builds = fixes[label(fix)];
    if (fix.is_update && !fix.fixed_build.empty()) builds.emplace(fix.fixed_build);
  }
}

void add_scores(const Findings& document, const Finding& finding, ScoreTexts& scores) {
  const auto add = [](const Score& score, std::string& text) {
    if (const std::string added = to_string(score); natural_less(text, added)) text = added;
  };
  if (finding.score.version == CvssVersion::Unknown) add(finding.score, scores[0]);
  for (std::size_t i = 0; i < finding.scores.size(); ++i)
    if (finding.scores[i] != kNone) add(document.scores[finding.scores[i]], scores[i + 1]);
}

void add_impacts(const Finding& finding, ImpactSet& impacts) {
  impacts.add(finding.impacts);
  if (finding.impacts.empty()) impacts.add(finding.impact);
}

bool same_score(const Score& a, const Score& b) {
  return a.version == b.version && a.tenths == b.tenths;
}

bool same_scores(const Findings& a, const Finding& one, const Findings& b, const Finding& other) {
  if (!same_score(one.score, other.score)) return false;
  for (std::size_t i = 0; i < one.scores.size(); ++i) {
    const std::uint32_t first = one.scores[i], second = other.scores[i];
    if ((first == kNone) != (second == kNone)) return false;
    if (first != kNone && !same_score(a.scores[first], b.scores[second])) return false;
  }
  return true;
}

bool same_fixes(const Findings& a, const Finding& one, const Findings& b, const Finding& other) {
  const auto before = a.of(one.fixes), after = b.of(other.fixes);
  return std::equal(before.begin(), before.end(), after.begin(), after.end(),
                    [&](std::uint32_t first, std::uint32_t second) {
                      const Fix& old_fix = a.fixes[first];
                      const Fix& new_fix = b.fixes[second];
                      return old_fix.is_update == new_fix.is_update &&
                             old_fix.name == new_fix.name &&
                             old_fix.fixed_build == new_fix.fixed_build &&
                             old_fix.url == new_fix.url;
                    });
}

bool same_finding(const Findings& a, const Finding& one, const Findings& b, const Finding& other) {
  return a.document.products[one.product].id == b.document.products[other.product].id &&
         one.status == other.status && one.severity == other.severity &&
         one.impact == other.impact && one.impacts == other.impacts &&
         same_scores(a, one, b, other) && same_fixes(a, one, b, other);
}

}  // namespace

std::string AffectedProduct::id() const {
  return std::string(document->document.products[product].id);
}

std::string AffectedProduct::name() const {
  const Product& named = document->document.products[product];
  return std::string(named.name.empty() ? named.id : named.name);
}

std::string VulnerabilityInState::title() const {
  for (const Part& each : parts)
    if (!each.facts->title.empty()) return std::string(each.facts->title);
  return {};
}

Answer VulnerabilityInState::exploited() const {
  Answer out = Answer::NotStated;
  for (const Part& each : parts) out = std::max(out, each.facts->exploited);
  return out;
}

Answer VulnerabilityInState::publicly_disclosed() const {
  Answer out = Answer::NotStated;
  for (const Part& each : parts) out = std::max(out, each.facts->publicly_disclosed);
  return out;
}

VulnerabilityInState::Revision VulnerabilityInState::revision() const {
  Revision out;
  for (const Part& each : parts) {
    const Release& release = each.document->release;
    Revision one{std::string(each.facts->revision), each.facts->revised, true};
    if (one.number.empty())
      one = {release.revision, release.current_release, each.document->vulnerabilities.size() == 1};
    if (&each == &parts.front() || one.date > out.date) out = std::move(one);
  }
  return out;
}

AffectedProducts affected_products(const VulnerabilityInState& vulnerability) {
  AffectedProducts out;
  for (const auto& [document, facts] : vulnerability.parts)
    for (const Finding& finding : document->of(facts->findings)) {
      const auto [known, added] = out.try_emplace(key_of(*document, finding.product));
      AffectedProduct& product = known->second;
      if (added) {
        product.document = document;
        product.product = finding.product;
      }
      if (added || finding.status == ProductStatus::Affected) product.status = finding.status;
      product.severity = std::min(product.severity, finding.severity);
      add_impacts(finding, product.impacts);
      add_scores(*document, finding, product.scores);
      add_fixes(*document, finding, product.fixes);
    }
  return out;
}

bool plainly_same_products(const VulnerabilityInState& older, const VulnerabilityInState& newer) {
  if (older.parts.size() != 1 || newer.parts.size() != 1) return false;
  const VulnerabilityInState::Part& one = older.parts.front();
  const VulnerabilityInState::Part& other = newer.parts.front();
  const Findings &a = *one.document, &b = *other.document;
  // In CSAF more than an id makes a product.
  if (a.document.format == Format::Csaf || b.document.format == Format::Csaf ||
      a.release.vendor != b.release.vendor)
    return false;
  const auto before = a.of(one.facts->findings), after = b.of(other.facts->findings);
  return std::equal(
      before.begin(), before.end(), after.begin(), after.end(),
      [&a, &b](const Finding& x, const Finding& y) { return same_finding(a, x, b, y); });
}

std::string other_key(const AffectedProduct& product) {
  const Findings& document = *product.document;
  if (document.document.format != Format::Csaf) return names_of(document, product.product);
  return document.release.vendor + '\n' + document.release.id + '\n' + product.id() + '\n' +
         describe(document.document, product.product).version;
}

}  // namespace patchmatrix
