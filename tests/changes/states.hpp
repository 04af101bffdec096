// SPDX-License-Identifier: Apache-2.0
#pragma once

// States of small documents, and changes as text, so that tests assert all of them.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <patchmatrix/changes.hpp>

#include "normalize/csaf_entries.hpp"
#include "normalize/msrc_entries.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {

// Documents and the state of them; findings point into the documents.
struct Told {
  std::vector<std::unique_ptr<Normalized>> documents;
  State state;
};

struct ToldDocument {
  std::string bytes;
  std::vector<std::string> only = {};
};

inline Told told(const std::vector<ToldDocument>& documents,
                 std::map<std::string, Day> known_exploited = {}) {
  Told out;
  for (const ToldDocument& each : documents) {
    out.documents.push_back(normalized(each.bytes));
    out.state.documents.push_back({&out.documents.back()->findings, each.only});
  }
  out.state.known_exploited = std::move(known_exploited);
  return out;
}

// "type vulnerability product_id field: old → new (revision day)"; "-" for what is empty.
inline std::string shown(const Change& change) {
  const auto text = [](const std::string& each) { return each.empty() ? "-" : each; };
  return std::string(slug(change.type)) + ' ' + text(change.vulnerability) + ' ' +
         text(change.product_id) + ' ' + text(change.field) + ": " + text(change.old_value) +
         " → " + text(change.new_value) + " (" + text(change.revision) + ' ' +
         (change.date ? to_string(day_of(*change.date)) : "-") + ')';
}

inline std::vector<std::string> shown(const std::vector<Change>& changes) {
  std::vector<std::string> out;
  for (const Change& each : changes) out.push_back(shown(each));
  return out;
}

inline std::vector<std::string> changes(const Told& older, const Told& newer) {
  return shown(compare(older.state, newer.state, shipped_feeds().impact_order));
}

inline std::string revised(const std::vector<std::pair<std::string, std::string>>& all) {
  std::string out = "<vuln:RevisionHistory>";
  for (const auto& [number, day] : all)
    out += "<vuln:Revision><cvrf:Number>" + number + "</cvrf:Number><cvrf:Date>" + day +
           "T08:00:00</cvrf:Date></vuln:Revision>";
  return out + "</vuln:RevisionHistory>";
}

inline std::string known_issue(const std::string& update,
                               const std::vector<std::string>& products) {
  return remediation("Known Issue", update, products);
}

inline std::string three_windows() {
  return product("1", "Windows 10 Version 22H2 for x64-based Systems") +
         product("2", "Windows 11 Version 22H2 for x64-based Systems") +
         product("3", "Windows Server 2022");
}

// A document with one vulnerability, CVE-2022-0001, made of these parts.
inline Told one(const std::string& parts, const std::string& tree = three_windows()) {
  return told({{msrc_document(tree, vulnerability("CVE-2022-0001", parts))}});
}

}  // namespace patchmatrix::test
