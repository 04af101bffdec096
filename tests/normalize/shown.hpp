// SPDX-License-Identifier: Apache-2.0
#pragma once

// Findings as text, so that tests assert all of them, and documents in MSRC's form to make them of.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/normalize.hpp>

#include "normalize/msrc_entries.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {

inline std::string product_tree(int count) {
  std::string out;
  for (int i = 1; i <= count; ++i)
    out += product(std::to_string(i), "Windows 10 Version 180" + std::to_string(i));
  return out;
}

inline std::unique_ptr<Normalized> three_products(const std::string& vulnerabilities,
                                                  const std::string& head = {}) {
  return normalized(msrc_document(product_tree(3), vulnerabilities, head));
}

inline std::string shown(std::string_view slug, std::string_view word, ValueSource source) {
  std::string out = " " + std::string(slug);
  if (word.empty() && source == ValueSource::None) return out;
  out += "(" + std::string(word);
  if (source != ValueSource::None)
    out += (word.empty() ? "" : ",") + std::string(patchmatrix::slug(source));
  return out + ")";
}

// "critical(Critical,vendor)"; of a rating that says nothing "unspecified()".
inline std::string shown_severity(const Finding& each) {
  if (each.rated_severity && each.severity_word.empty()) return " unspecified()";
  return shown(slug(each.severity), each.severity_word, each.severity_source);
}

// The gravest first, then the others: "denial-of-service+tampering(title)".
inline std::string shown_impact(const Finding& each) {
  if (each.rated_impact && each.impact_word.empty()) return " unspecified()";
  std::string impacts(slug(each.impact));
  for (const Impact other : kImpacts)
    if (other != each.impact && each.impacts.contains(other))
      impacts += "+" + std::string(slug(other));
  return shown(impacts, each.impact_word, each.impact_source);
}

// One line a finding: "CVE-2022-0001 1 affected critical(Critical,vendor) …", optional parts only
// where they are given.
inline std::vector<std::string> tuples(const Normalized& document) {
  std::vector<std::string> out;
  const Findings& findings = document.findings;
  for (const Finding& each : findings.findings) {
    std::string line(findings.vulnerabilities[each.vulnerability].id);
    line += ' ' + std::string(findings.document.products[each.product].id);
    line += ' ' + std::string(slug(each.status)) + (each.older_affected ? "<" : "");
    line += shown_severity(each) + shown_impact(each);
    if (each.score.given())
      line += ' ' + to_string(each.score) + ' ' + std::string(each.score.vector);
    for (const std::uint32_t fix : findings.of(each.fixes))
      line += (findings.fixes[fix].is_update ? " update " : " fix ") +
              std::string(findings.fixes[fix].name);
    if (!each.justification.empty()) line += " because " + std::string(each.justification);
    out.push_back(line);
  }
  return out;
}

// "exploited disclosed exploitability" of each vulnerability.
inline std::vector<std::string> exploits(const Normalized& document) {
  std::vector<std::string> out;
  for (const VulnerabilityFacts& each : document.findings.vulnerabilities) {
    const auto word = [](Answer answer) {
      return answer == Answer::NotStated ? std::string("?") : std::string(slug(answer));
    };
    out.push_back(word(each.exploited) + ' ' + word(each.publicly_disclosed) + ' ' +
                  std::string(slug(each.exploitability)));
  }
  return out;
}

inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

}  // namespace patchmatrix::test
