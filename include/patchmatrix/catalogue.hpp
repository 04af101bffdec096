// SPDX-License-Identifier: Apache-2.0
#pragma once

// Catalogues that say something of vulnerabilities whoever's products they are in: which ones are
// known to be exploited (KEV), and how probable exploitation is (EPSS). They are joined with
// advisories by CVE and keep their own dates; nothing of them ever becomes a severity.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/date.hpp>

namespace patchmatrix {

// "CVE-", a year of four digits, "-", and 4 to 19 digits: the form that the CVE record format and
// the schema of KEV ask for.
bool is_cve(std::string_view text);

// ── Known Exploited Vulnerabilities ──────────────────────────────────────────────────────────────

// Source:
// https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities_schema.json (read
// 2026-11-23). Texts are as written; all but the identifier may be empty.
struct KevEntry {
  std::string vulnerability;  // is_cve()
  std::string vendor;
  std::string product;
  std::string name;
  std::string description;
  std::string action;       // what is to be done
  std::string notes;        // addresses, mostly
  Day added{};              // to the catalogue, not the first day of exploitation
  std::optional<Day> due;   // binds agencies of the United States only
  bool ransomware = false;  // known to be used in ransomware campaigns; false: not known to be
  bool operator==(const KevEntry&) const = default;
};

struct KevCatalogue {
  std::string version;              // "2025.08.25"
  std::optional<Instant> released;  // UTC
  std::vector<KevEntry> entries;    // by identifier, bytewise; each once; at least one

  // Valid as long as `entries` stay; null if there is none.
  const KevEntry* find(std::string_view vulnerability) const;
};

// ── Exploit Prediction Scoring System ────────────────────────────────────────────────────────────

// Both are in hundred-thousandths, as FIRST publishes five decimals: 97567 is 0.97567. Within
// [0, 100000]. A probability that the vulnerability is exploited within the next 30 days, and the
// share of all scored vulnerabilities with the same or a lower one.
// Source: https://www.first.org/epss/model (read 2026-11-23).
struct EpssScore {
  std::string vulnerability;  // is_cve()
  std::uint32_t probability = 0;
  std::uint32_t percentile = 0;
  bool operator==(const EpssScore&) const = default;
};

struct EpssScores {
  std::string model;               // "v2023.03.01"
  Instant date{};                  // of the scores, UTC
  std::vector<EpssScore> entries;  // by identifier, bytewise; each once; at least one

  // Valid as long as `entries` stay; null if there is none.
  const EpssScore* find(std::string_view vulnerability) const;
};

// 97567 → "0.97567", always with five decimals.
std::string decimal_of_hundred_thousandths(std::uint32_t value);

}  // namespace patchmatrix
