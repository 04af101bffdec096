// SPDX-License-Identifier: Apache-2.0
#pragma once

// Small documents in versions, kept in a store that is removed with the test.

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/store.hpp>

#include "io/files.hpp"
#include "io/hash.hpp"
#include "normalize/msrc_entries.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {

inline Instant at(const std::string& text) { return parse_instant(text).value(); }

inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t i = text.find(from); i != std::string::npos; i = text.find(from, i + to.size()))
    text.replace(i, from.size(), to);
  return text;
}

// "2022-Nov" as it was at `current`, with one affected product a vulnerability. A monthly document
// of a vendor whose versions are ordered by arrival.
inline std::string month_document(const std::vector<std::string>& cves, const std::string& current,
                                  const std::string& id = "2022-Nov",
                                  const std::string& initial = "2022-11-08T08:00:00") {
  std::string entries;
  for (const std::string& cve : cves)
    entries +=
        vulnerability(cve, affected({"1"}) + severity("1", "Critical") + impact("1", "Spoofing") +
                               fix("5000001", {"1"}) + revisions({initial}));
  std::string out =
      msrc_document(product("1", "Windows 10 Version 22H2 for x64-based Systems"), entries);
  out = replaced(out, "<cvrf:CurrentReleaseDate>2022-11-08T08:00:00",
                 "<cvrf:CurrentReleaseDate>" + current);
  out = replaced(out, "<cvrf:InitialReleaseDate>2022-11-08T08:00:00",
                 "<cvrf:InitialReleaseDate>" + initial);
  out = replaced(out, "<cvrf:ID>2022-Nov", "<cvrf:ID>" + id);
  return id == "2022-Nov" ? out : replaced(out, "November 2022 Security", id + " Security");
}

// An advisory of a vendor whose versions are ordered by number.
inline std::string advisory(const std::string& version, const std::string& title,
                            const std::string& date = "2022-11-10T00:00:00Z",
                            const std::string& status = "final") {
  return R"({"document": {"category": "csaf_security_advisory", "csaf_version": "2.0",
  "publisher": {"category": "vendor", "name": "Example", "namespace": "https://Example.com/"},
  "title": ")" +
         title + R"(", "tracking": {"id": "EX-1", "status": ")" + status + R"(", "version": ")" +
         version + R"(", "initial_release_date": "2022-11-01T00:00:00Z",
  "current_release_date": ")" +
         date + R"("}},
  "product_tree": {"full_product_names": [{"product_id": "p", "name": "Example Gateway 1.0"}]},
  "vulnerabilities": [{"cve": "CVE-2022-1000", "title": ")" +
         title + R"(", "product_status": {"known_affected": ["p"]}}]})";
}

class StoreTest : public ::testing::Test {
 protected:
  std::filesystem::path file() const { return folder_.path() / "store.sqlite"; }

  // How the vendor's feed gave it at `fetched`; or, without that, how it was imported in 2024.
  static Arrival arrival(const std::string& document, const std::string& fetched) {
    Arrival out;
    out.witnessed = !fetched.empty();
    out.at = at(fetched.empty() ? "2024-05-05T00:00:00Z" : fetched);
    out.source = "november.xml";
    out.file_sha256 = sha256(document);
    return out;
  }

  Kept keep(const std::string& document, const std::string& fetched = "",
            const std::string& definitions = "first") {
    const auto normal = normalized(document);
    const std::string packed = packed_with_zstd(document);
    StoreWriter store(file(), definitions);
    const Kept kept = store.add(normal->findings, {sha256(document), document.size(), packed},
                                arrival(document, fetched));
    store.commit();
    return kept;
  }

  // "document revision date-of-bytes [only …]": what answers, in order. Dates of the documents tell
  // versions apart.
  std::vector<std::string> answer(const AsOf& as_of = {}, const Months& months = kNovember,
                                  const std::string& name = "microsoft") const {
    StoreReader store(file());
    std::vector<std::string> out;
    for (const DocumentVersion& each : store.versions(name, months, as_of)) {
      std::string line = each.document + ' ' + date_in(unpacked(store.raw(each.version)));
      for (const std::string& id : each.only) line += ' ' + id;
      if (each.too_late) line += " too late";
      out.push_back(line);
    }
    return out;
  }

  static std::string unpacked(const std::string& packed) {
    Buffer buffer;
    return std::string(unpack(packed, buffer));
  }

  static std::string date_in(const std::string& document) {
    for (const std::string& before :
         {std::string("<cvrf:CurrentReleaseDate>"), std::string("\"current_release_date\": \"")})
      if (const std::size_t i = document.find(before); i != std::string::npos)
        return document.substr(i + before.size(), 10);
    return "?";
  }

  static constexpr Months kNovember = {{2022, 11}, {2022, 11}};
  TemporaryFolder folder_;
};

}  // namespace patchmatrix::test
