// SPDX-License-Identifier: Apache-2.0
#pragma once

// Two states of a small month, between which something of every type changes.

#include <string>
#include <vector>

#include "changes/states.hpp"

namespace patchmatrix::test {

inline std::string numbered_products(int count) {
  std::string out;
  for (int i = 1; i <= count; ++i)
    out += product(std::to_string(i), "Windows 10 Version 21H" + std::to_string(i));
  return out;
}

inline const std::string kPublished = revised({{"1.0", "2022-11-08"}});
inline const std::string kRevised = revised({{"1.1", "2022-11-11"}, {"1.0", "2022-11-08"}});

inline std::string titled(const std::string& id, const std::string& title,
                          const std::string& parts) {
  return vulnerability(id, element("Title", title) + parts);
}

inline Told older_month() {
  const char* local = "CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H";
  return told({{msrc_document(
      numbered_products(6),
      titled("CVE-2022-0001", "Example Kernel Elevation of Privilege Vulnerability",
             affected({"1", "2"}) + severity("1", "Important") + severity("2", "Important") +
                 impact("1", "Elevation of Privilege") + impact("2", "Elevation of Privilege") +
                 score("1", "7.8", local) + score("2", "7.8", local) +
                 exploit_status("Publicly Disclosed:No;Exploited:No") +
                 fix("5000001", {"1", "2"}, "10.0.1.1") + kPublished) +
          titled("CVE-2022-0002", "Example Print Spoofing Vulnerability",
                 affected({"1", "2"}) + fix("5000001", {"1", "2"}, "10.0.1.1") + kPublished) +
          titled("CVE-2022-0003", "Example Mail Spoofing Vulnerability",
                 affected({"1"}) + kPublished) +
          titled("CVE-2022-0004", "Example Text", affected({"1"}) + kPublished) +
          titled("CVE-2022-0005", "Example Web",
                 affected({"1", "2", "3", "4"}) + severity("1", "Low") + kPublished))}});
}

inline Told newer_month() {
  const char* remote = "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H";
  return told(
      {{msrc_document(
          numbered_products(6),
          titled("CVE-2022-0001", "Example Kernel Elevation of Privilege Vulnerability",
                 affected({"1", "2"}) + severity("1", "Critical") + severity("2", "Critical") +
                     impact("1", "Remote Code Execution") + impact("2", "Elevation of Privilege") +
                     score("1", "8.8", remote) + score("2", "8.8", remote) +
                     exploit_status("Publicly Disclosed:Yes;Exploited:Yes") +
                     fix("5000001", {"1", "2"}, "10.0.1.2") + known_issue("5000001", {"1"}) +
                     kRevised) +
              titled("CVE-2022-0002", "Example Print Spoofing Vulnerability",
                     affected({"1", "2"}) + fix("5000001", {"1", "2"}, "10.0.1.2") +
                         fix("5000002", {"2"}) + known_issue("5000001", {"1"}) + kRevised) +
              titled("CVE-2022-0004", "Example Text", affected({"1"}) + kRevised) +
              titled("CVE-2022-0005", "Example Web",
                     affected({"1", "5"}) + severity("1", "Low") + kRevised) +
              titled("CVE-2022-0006", "Example New Remote Code Execution Vulnerability",
                     affected({"1"}) + severity("1", "Critical") +
                         impact("1", "Remote Code Execution") + exploit_status("Exploited:Yes") +
                         kPublished))}},
      {{"CVE-2022-0002", parse_day("2023-01-10").value()}});
}

inline std::vector<Change> changes_of_the_month() {
  return compare(older_month().state, newer_month().state, shipped_feeds().impact_order);
}

}  // namespace patchmatrix::test
