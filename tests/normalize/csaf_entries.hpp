// SPDX-License-Identifier: Apache-2.0
#pragma once

// CSAF documents written by hand: small pieces of JSON that are put together.
//
//     csaf::document({.vulnerabilities = {csaf::entry("CVE-2026-0001",
//                                                     {csaf::status("known_affected", {"A"})})}})

#include <string>
#include <utility>
#include <vector>

namespace patchmatrix::test::csaf {

using Texts = std::vector<std::string>;

inline std::string quoted(const std::string& text) { return '"' + text + '"'; }

inline std::string list(const Texts& elements) {
  std::string out;
  for (const std::string& each : elements) out += (out.empty() ? "" : ",") + each;
  return '[' + out + ']';
}

inline std::string texts(const Texts& elements) {
  Texts all;
  for (const std::string& each : elements) all.push_back(quoted(each));
  return list(all);
}

// A text member, and one whose value is JSON.
inline std::string member(const std::string& key, const std::string& value) {
  return quoted(key) + ':' + quoted(value);
}
inline std::string json_member(const std::string& key, const std::string& value) {
  return quoted(key) + ':' + value;
}

inline std::string object(const Texts& members) {
  std::string out;
  for (const std::string& each : members)
    if (!each.empty()) out += (out.empty() ? "" : ",") + each;
  return '{' + out + '}';
}

// ── product tree ──

inline std::string product(const std::string& id, const std::string& name,
                           const std::string& helper = {}) {
  return object({member("product_id", id), member("name", name),
                 helper.empty() ? "" : json_member("product_identification_helper", helper)});
}

inline std::string branch(const std::string& category, const std::string& name,
                          const Texts& branches) {
  return object({member("category", category), member("name", name),
                 json_member("branches", list(branches))});
}

inline std::string leaf(const std::string& category, const std::string& name,
                        const std::string& product) {
  return object(
      {member("category", category), member("name", name), json_member("product", product)});
}

inline std::string relationship(const std::string& component, const std::string& category,
                                const std::string& platform, const std::string& product) {
  return object({member("product_reference", component), member("category", category),
                 member("relates_to_product_reference", platform),
                 json_member("full_product_name", product)});
}

inline std::string tree(const Texts& branches, const Texts& relationships = {}) {
  return object({json_member("branches", list(branches)),
                 relationships.empty() ? "" : json_member("relationships", list(relationships))});
}

// Example Corp > Gateway > 1.0 (A), 1.1 (B), 1.2 (C).
inline std::string gateway_tree() {
  return tree({branch("vendor", "Example Corp",
                      {branch("product_name", "Gateway",
                              {leaf("product_version", "1.0", product("A", "Gateway 1.0")),
                               leaf("product_version", "1.1", product("B", "Gateway 1.1")),
                               leaf("product_version", "1.2", product("C", "Gateway 1.2"))})})});
}

// ── vulnerabilities: each of these is one member ──

using StatusLists = std::vector<std::pair<std::string, Texts>>;

inline std::string statuses(const StatusLists& all) {
  Texts members;
  for (const auto& [category, products] : all)
    members.push_back(json_member(category, texts(products)));
  return json_member("product_status", object(members));
}

inline std::string affected(const Texts& products) {
  return statuses({{"known_affected", products}});
}

inline std::string of_products(const Texts& products) {
  return products.empty() ? "" : json_member("product_ids", texts(products));
}

inline std::string threat(const std::string& category, const std::string& details,
                          const Texts& products = {}) {
  return object({member("category", category), member("details", details), of_products(products)});
}
inline std::string impact(const std::string& details, const Texts& products = {}) {
  return threat("impact", details, products);
}
inline std::string threats(const Texts& all) { return json_member("threats", list(all)); }

inline std::string flags(const Texts& all) { return json_member("flags", list(all)); }
inline std::string flag(const std::string& label, const Texts& products) {
  return object({member("label", label), of_products(products)});
}

inline std::string note(const std::string& category, const std::string& title,
                        const std::string& text) {
  return object({member("category", category), title.empty() ? "" : member("title", title),
                 member("text", text)});
}
inline std::string notes(const Texts& all) { return json_member("notes", list(all)); }

inline std::string cwe(const std::string& id) {
  return json_member("cwe", object({member("id", id), member("name", "x")}));
}

// `version` is the member: cvss_v2, cvss_v3, cvss_v4.
inline std::string score(const std::string& version, const std::string& base,
                         const std::string& vector, const Texts& products) {
  const std::string number = vector.starts_with("CVSS:") ? vector.substr(5, 3) : "2.0";
  return object(
      {json_member("products", texts(products)),
       json_member(version, object({member("version", number),
                                    base.empty() ? "" : json_member("baseScore", base),
                                    vector.empty() ? "" : member("vectorString", vector)}))});
}
inline std::string scores(const Texts& all) { return json_member("scores", list(all)); }

inline std::string fix(const std::string& details, const std::string& url, const Texts& products) {
  return object({member("category", "vendor_fix"), member("details", details),
                 url.empty() ? "" : member("url", url), of_products(products)});
}
inline std::string fixes(const Texts& all) { return json_member("remediations", list(all)); }

inline std::string entry(const std::string& cve, const Texts& members) {
  Texts all = {cve.empty() ? "" : member("cve", cve)};
  all.insert(all.end(), members.begin(), members.end());
  return object(all);
}

// ── the document ──

struct Document {
  std::string publisher = "Example Corp";
  std::string publisher_namespace = "https://example.com";
  std::string id = "EX-2026-1";
  std::string title = "Example advisory";
  std::string category = "csaf_security_advisory";
  std::string status = "final";
  std::string version = "1";
  std::string current_release = "2026-03-02T08:00:00Z";
  std::string severity = {};  // aggregate
  std::string scale = {};     // its namespace
  Texts notes = {};
  std::string product_tree = gateway_tree();
  Texts vulnerabilities = {};
};

inline std::string document(const Document& from) {
  const std::string first = "2026-03-02T08:00:00Z";
  Texts severity;
  if (!from.severity.empty()) severity.push_back(member("text", from.severity));
  if (!from.scale.empty()) severity.push_back(member("namespace", from.scale));
  return object(
      {json_member(
           "document",
           object(
               {member("category", from.category), member("csaf_version", "2.0"),
                member("title", from.title),
                severity.empty() ? "" : json_member("aggregate_severity", object(severity)),
                from.notes.empty() ? "" : json_member("notes", list(from.notes)),
                json_member("publisher",
                            object({member("category", "vendor"), member("name", from.publisher),
                                    member("namespace", from.publisher_namespace)})),
                json_member(
                    "tracking",
                    object({member("id", from.id), member("status", from.status),
                            member("version", from.version), member("initial_release_date", first),
                            member("current_release_date", from.current_release),
                            json_member("revision_history",
                                        list({object({member("date", from.current_release),
                                                      member("number", from.version),
                                                      member("summary", "x")})}))}))})),
       from.product_tree.empty() ? "" : json_member("product_tree", from.product_tree),
       from.vulnerabilities.empty() ? ""
                                    : json_member("vulnerabilities", list(from.vulnerabilities))});
}

}  // namespace patchmatrix::test::csaf
