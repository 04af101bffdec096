// SPDX-License-Identifier: Apache-2.0
#pragma once

// A month small enough to be checked by eye, and reports of it.

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <patchmatrix/report.hpp>

#include "normalize/msrc_entries.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {

// Vectors of 7.8, 9.8 and 8.1.
inline constexpr const char* kLocal = "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H";
inline constexpr const char* kRemote = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
inline constexpr const char* kRemoteHard = "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H";

inline std::string small_products() {
  return R"(<prod:Branch Type="Vendor" Name="Microsoft">)" +
         product("1", "Windows 10 Version 22H2 for x64-based Systems") +
         product("2", "Windows 10 Version 21H2 for x64-based Systems") +
         product("3", "Microsoft Exchange Server 2019 Cumulative Update 12") +
         product("4", "Windows Sysmon") + product("5", "CBL Mariner 2.0 x64") + "</prod:Branch>";
}

// Windows 10: critical by one vulnerability on one product, exploited by another. Exchange Server:
// critical. A tool with a severity nobody knows. An Azure Linux entry, which is not counted.
inline std::string small_month() {
  return msrc_document(
      small_products(),
      vulnerability(
          "CVE-2022-0001",
          element("Title", "Example Kernel | Elevation of &lt;Privilege&gt; Vulnerability") +
              notes({{"Tag", "Example Kernel"}}) + affected({"1", "2"}) +
              severity("1", "Important") + severity("2", "Important") +
              impact("1", "Elevation of Privilege") + impact("2", "Elevation of Privilege") +
              exploit_status("Publicly Disclosed:No;Exploited:Yes;Latest Software "
                             "Release:Exploitation Detected") +
              score("1", "7.8", kLocal) + score("2", "7.8", kLocal) +
              fix("5000002", {"1", "2"}, "10.0.19045.2251")) +
          vulnerability("CVE-2022-0002",
                        element("Title", "Example Network Remote Code Execution Vulnerability") +
                            notes({{"Tag", "Example Network"}}) + affected({"1", "2"}) +
                            severity("1", "Critical") + severity("2", "Moderate") +
                            impact("1", "Remote Code Execution") +
                            impact("2", "Security Feature Bypass") +
                            exploit_status("Publicly Disclosed:No;Exploited:No;Latest Software "
                                           "Release:Exploitation Less Likely") +
                            score("1", "9.8", kRemote) + score("2", "8.1", kRemoteHard) +
                            fix("5000002", {"1"}) + fix("5000001", {"2"})) +
          vulnerability("CVE-2022-0003",
                        element("Title", "Example Mail Elevation of Privilege Vulnerability") +
                            notes({{"Tag", "Example Mail"}}) + affected({"3"}) +
                            severity("3", "Critical") + impact("3", "Elevation of Privilege") +
                            exploit_status("Publicly Disclosed:Yes;Exploited:No") +
                            fix("5000003", {"3"})) +
          vulnerability("CVE-2022-0004", element("Title", "=Example \"Tool\", Spoofing") +
                                             affected({"4"}) + severity("4", "Terrible") +
                                             impact("4", "Spoofing") +
                                             fix("Release Notes", {"4"})) +
          vulnerability("CVE-2022-0005", notes({{"Tag", "Mariner"}}) + affected({"5"}) +
                                             severity("5", "Important") + impact("5", "")));
}

// Documents and the report of them; findings point into the documents.
struct Reported {
  std::vector<std::unique_ptr<Normalized>> documents;
  Report report;
};

inline Reported reported(const std::vector<std::string>& documents,
                         const ReportOptions& options = {}) {
  Reported out;
  std::vector<ReportInput> inputs;
  for (const std::string& bytes : documents) {
    out.documents.push_back(normalized(bytes));
    const Findings& findings = out.documents.back()->findings;
    const std::string number = std::to_string(out.documents.size());
    const auto first = std::find(documents.begin(), documents.end(), bytes) - documents.begin();
    const std::string hash(64, static_cast<char>('0' + first));  // equal for equal documents
    inputs.push_back({&findings, {"month" + number + ".xml", hash, findings.release.id}});
  }
  out.report = build_report(inputs, options, shipped_feeds().impact_order);
  return out;
}

inline Report small_report() { return reported({small_month()}).report; }

}  // namespace patchmatrix::test
