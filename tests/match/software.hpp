// SPDX-License-Identifier: Apache-2.0
#pragma once

// Documents about software made by hand, and what is judged of a piece of software, as one text.

#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/match.hpp>

#include "match/judging.hpp"

namespace patchmatrix::test {

// One product of one vulnerability.
struct HandMadeFix {
  std::string product;
  std::string build;             // empty: none is given
  std::string update = "Notes";  // number of the update, or another text
  std::string cve = "CVE-2022-0001";
  std::string status = "Known Affected";
};

inline std::string document_of(const std::vector<HandMadeFix>& fixes,
                               std::string (*document)(std::string_view, std::string_view,
                                                       std::string_view)) {
  std::string tree, entries;
  std::vector<std::string> cves;
  for (std::size_t i = 0; i < fixes.size(); ++i) {
    tree += "<prod:FullProductName ProductID=\"" + std::to_string(i) + "\">" + fixes[i].product +
            "</prod:FullProductName>";
    bool known = false;
    for (const std::string& each : cves) known = known || each == fixes[i].cve;
    if (!known) cves.push_back(fixes[i].cve);
  }
  for (const std::string& cve : cves) {
    std::string statuses, remediations;
    for (std::size_t i = 0; i < fixes.size(); ++i) {
      if (fixes[i].cve != cve) continue;
      const std::string id = "<vuln:ProductID>" + std::to_string(i) + "</vuln:ProductID>";
      statuses += "<vuln:Status Type=\"" + fixes[i].status + "\">" + id + "</vuln:Status>";
      if (fixes[i].update.empty()) continue;
      remediations += "<vuln:Remediation Type=\"Vendor Fix\"><vuln:Description>" + fixes[i].update +
                      "</vuln:Description><vuln:URL/>" + id +
                      "<vuln:SubType>Security Update</vuln:SubType><vuln:FixedBuild>" +
                      fixes[i].build + "</vuln:FixedBuild></vuln:Remediation>";
    }
    entries += "<vuln:Vulnerability Ordinal=\"1\"><vuln:Title>T</vuln:Title><vuln:CVE>" + cve +
               "</vuln:CVE><vuln:ProductStatuses>" + statuses +
               "</vuln:ProductStatuses><vuln:Remediations>" + remediations +
               "</vuln:Remediations></vuln:Vulnerability>";
  }
  return document(tree, entries, {});
}

// "CVE product | verdict rule confidence required", one a line; then "~ product score" for each
// candidate.
template <class Products>
std::string judged_text(const Products& products, const std::vector<const Findings*>& documents,
                        const Software& software, const MatchOptions& options = {},
                        const std::vector<std::string_view>& updates = {}) {
  Match match;
  match.documents = documents;
  Judging judging(match, options);
  judging.begin_product();
  judging.know_updates(updates);
  products.judge(Machine{}, software, judging);
  std::string out;
  for (const Judgement& each : match.of(judging.take_judgements())) {
    const Findings& document = match.document(each);
    out.append(match.vulnerability(each).id)
        .append(" ")
        .append(document.document.products[match.finding(each).product].name)
        .append(" | ")
        .append(slug(each.verdict))
        .append(" ")
        .append(slug(each.rule))
        .append(" ")
        .append(std::to_string(each.confidence));
    if (each.required != kNone) out.append(" ").append(match.texts[each.required]);
    out.append("\n");
  }
  for (const Candidate& each : judging.take_candidates())
    out.append("~ ").append(each.product).append(" " + std::to_string(each.confidence) + "\n");
  return out;
}

}  // namespace patchmatrix::test
