// SPDX-License-Identifier: Apache-2.0
#pragma once

// Vulnerabilities in MSRC's form, written by hand: small pieces that are put together with +.
//
//     vulnerability("CVE-2022-0001", affected({"1"}) + severity("1", "Critical"))

#include <string>
#include <string_view>
#include <vector>

namespace patchmatrix::test {

inline std::string element(const std::string& name, std::string_view text) {
  return "<vuln:" + name + ">" + std::string(text) + "</vuln:" + name + ">";
}

inline std::string product_ids(const std::vector<std::string>& products) {
  std::string out;
  for (const std::string& id : products) out += element("ProductID", id);
  return out;
}

inline std::string product(const std::string& id, const std::string& name) {
  return "<prod:FullProductName ProductID=\"" + id + "\">" + name + "</prod:FullProductName>\n";
}

inline std::string vulnerability(const std::string& cve, const std::string& parts) {
  return "<vuln:Vulnerability>" + element("CVE", cve) + parts + "</vuln:Vulnerability>\n";
}

inline std::string status(const std::string& type, const std::vector<std::string>& products) {
  return "<vuln:ProductStatuses><vuln:Status Type=\"" + type + "\">" + product_ids(products) +
         "</vuln:Status></vuln:ProductStatuses>";
}

inline std::string affected(const std::vector<std::string>& products) {
  return status("Known Affected", products);
}

inline std::string threat(const std::string& type, std::string_view description,
                          const std::vector<std::string>& products) {
  return "<vuln:Threats><vuln:Threat Type=\"" + type + "\">" + element("Description", description) +
         product_ids(products) + "</vuln:Threat></vuln:Threats>";
}

inline std::string severity(const std::string& product_id, std::string_view word) {
  return threat("Severity", word, {product_id});
}

inline std::string impact(const std::string& product_id, std::string_view word) {
  return threat("Impact", word, {product_id});
}

inline std::string exploit_status(std::string_view text) {
  return threat("Exploit Status", text, {});
}

inline std::string score(const std::string& product_id, std::string_view base,
                         std::string_view vector) {
  return "<vuln:CVSSScoreSets><vuln:ScoreSet>" + element("BaseScore", base) +
         element("Vector", vector) + product_ids({product_id}) +
         "</vuln:ScoreSet></vuln:CVSSScoreSets>";
}

inline std::string remediation(const std::string& type, std::string_view name,
                               const std::vector<std::string>& products,
                               std::string_view build = "") {
  return "<vuln:Remediations><vuln:Remediation Type=\"" + type + "\">" +
         element("Description", name) + element("FixedBuild", build) + product_ids(products) +
         "</vuln:Remediation></vuln:Remediations>";
}

inline std::string fix(std::string_view name, const std::vector<std::string>& products,
                       std::string_view build = "") {
  return remediation("Vendor Fix", name, products, build);
}

struct Noted {
  std::string type;
  std::string title;
};

inline std::string notes(const std::vector<Noted>& all) {
  std::string out = "<vuln:Notes>";
  for (const Noted& each : all)
    out += "<vuln:Note Title=\"" + each.title + "\" Type=\"" + each.type + "\">" + each.title +
           "</vuln:Note>";
  return out + "</vuln:Notes>";
}

inline std::string revisions(const std::vector<std::string>& dates) {
  std::string out = "<vuln:RevisionHistory>";
  for (const std::string& date : dates)
    out += "<vuln:Revision><cvrf:Date>" + date + "</cvrf:Date></vuln:Revision>";
  return out + "</vuln:RevisionHistory>";
}

// The note of a document that lists the release; `html` is escaped here.
inline std::string release_notes(std::string_view html) {
  std::string escaped;
  for (const char c : html) escaped += c == '<' ? "&lt;" : std::string(1, c);
  return "<cvrf:DocumentNotes><cvrf:Note Title=\"Release Notes\" Type=\"Details\">" + escaped +
         "</cvrf:Note></cvrf:DocumentNotes>\n";
}

}  // namespace patchmatrix::test
