// SPDX-License-Identifier: Apache-2.0
#pragma once

// A month of updates that replace one another, and what reports of it say first.

#include <string>
#include <vector>

#include "report/small_month.hpp"

namespace patchmatrix::test {

// A vendor fix with everything that a vendor says of one.
struct WrittenFix {
  std::string name;
  std::vector<std::string> products;
  std::string build = {}, sub_type = {}, supersedes = {}, restart = {}, url = {};
};

inline std::string written(const WrittenFix& fix, const std::string& type = "Vendor Fix") {
  std::string out = "<vuln:Remediations><vuln:Remediation Type=\"" + type + "\">" +
                    element("Description", fix.name) + element("URL", fix.url);
  if (!fix.supersedes.empty()) out += element("Supercedence", fix.supersedes);
  out += product_ids(fix.products);
  if (!fix.restart.empty()) out += element("RestartRequired", fix.restart);
  if (!fix.sub_type.empty()) out += element("SubType", fix.sub_type);
  return out + element("FixedBuild", fix.build) + "</vuln:Remediation></vuln:Remediations>";
}

// Two products of one family and one of another. An update for both families, one of each alone,
// one that the first of these replaces, and one of what is neither grave nor known to anybody.
inline std::string month_of_updates() {
  const auto rated = [](const std::string& id, const std::string& grade) {
    return severity(id, grade) + impact(id, "Elevation of Privilege");
  };
  return msrc_document(
      small_products(),
      vulnerability("CVE-2022-0001",
                    element("Title", "Example Kernel Elevation of Privilege Vulnerability") +
                        affected({"1", "2", "3"}) + rated("1", "Critical") +
                        rated("2", "Important") + rated("3", "Important") +
                        exploit_status("Publicly Disclosed:No;Exploited:No;Latest Software "
                                       "Release:Exploitation More Likely") +
                        written({"5000011",
                                 {"1"},
                                 "10.0.19045.2251",
                                 "Security Update",
                                 "5000009; MS16-001; 5000010",
                                 "Yes",
                                 "https://example.com/5000011"}) +
                        written({"5000012", {"2", "3"}, "", "Monthly Rollup", "", "Maybe"})) +
          vulnerability("CVE-2022-0002",
                        element("Title", "Example Network Spoofing Vulnerability") +
                            affected({"1", "3"}) + rated("1", "Important") +
                            rated("3", "Important") +
                            exploit_status("Publicly Disclosed:No;Exploited:Yes;Latest Software "
                                           "Release:Exploitation Detected") +
                            written({"5000010", {"1"}, "10.0.19045.2200", "Security Update"}) +
                            written({"5000011", {"1"}, "10.0.19045.2300", "Security Hotpatch"}) +
                            written({"5000013", {"3"}, "", "Security Update", "", "No"}) +
                            written({"5000011", {"1"}, "", "", "", "", "https://example.com/issue"},
                                    "Known Issue")) +
          vulnerability("CVE-2022-0003", element("Title", "Example Tool Tampering Vulnerability") +
                                             affected({"4"}) + severity("4", "Moderate") +
                                             impact("4", "Tampering") +
                                             written({"5000014", {"4"}, "", "", "", "Perhaps"})));
}

inline Report report_of_updates() { return reported({month_of_updates()}).report; }

// "KB5000011: exploited likely: CVE-2022-0002".
inline std::vector<std::string> first_of(const Report& report) {
  std::vector<std::string> out;
  for (const FirstUpdate& each : report.first) {
    std::string line = report.updates.at(each.update).name + ":";
    for (const FirstReason reason : each.reasons) line += " " + std::string(slug(reason));
    line += ":";
    for (const std::string& id : each.vulnerabilities) line += " " + id;
    out.push_back(line);
  }
  return out;
}

}  // namespace patchmatrix::test
