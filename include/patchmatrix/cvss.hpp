// SPDX-License-Identifier: Apache-2.0
#pragma once

// CVSS vectors and their base scores, recomputed rather than believed.
//
// Sources: CVSS v2.0 guide (FIRST, 2007) section 3.2.1; CVSS v3.0 and v3.1 specification section 7;
// CVSS v4.0 specification section 8 with the MacroVector table of FIRST's reference calculator.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace patchmatrix {

// Ordered: the later generation is the greater value.
enum class CvssVersion : std::uint8_t { Unknown, V2_0, V3_0, V3_1, V4_0 };
std::string_view slug(CvssVersion version);  // "", "2.0", "3.0", "3.1", "4.0"

// The qualitative severity rating scale (CVSS v3.1 and v4.0, section "Qualitative Severity Rating
// Scale"); for v2 that of the NVD, which has no None and no Critical.
enum class CvssSeverity : std::uint8_t { None, Low, Medium, High, Critical };
std::string_view slug(CvssSeverity severity);  // "none", "low", "medium", "high", "critical"

// `tenths` from 0 to 100.
CvssSeverity cvss_severity(CvssVersion version, std::int16_t tenths);

// The base metrics of a vector that later stages look at, and its base score. Threat, temporal,
// environmental and supplemental metrics may stand in the vector and change nothing here; of v4.0
// it is the score that the nomenclature calls CVSS-B.
struct CvssVector {
  CvssVersion version = CvssVersion::Unknown;
  std::int16_t base_tenths = 0;    // 0 … 100
  char attack_vector = 'N';        // N, A, L, P
  char privileges_required = 'N';  // N, L, H; v2: Au:N is N, Au:S is L, Au:M is H
  // Of the vulnerable system: N, L, H; v2: P is L, C is H.
  char confidentiality = 'N';
  char integrity = 'N';
  char availability = 'N';
};

// Reads a vector of any version: with its prefix ("CVSS:3.1/…"), in parentheses, or without a
// prefix, when the metrics tell v2 (Au) from v4 (AT) from v3 (PR); a v3 vector without a prefix has
// the version `assumed` if that is V3_0, else V3_1 (their base scores are the same: no vector falls
// where the two ways of rounding differ). Metrics may stand in any order; one "/" at the end and
// blanks around the whole are passed over. Nothing for a vector that lacks a base metric, repeats a
// metric, or has a metric or a value, base or not, that its version does not know; letters of the
// wrong case are not known. Neither allocates nor throws.
std::optional<CvssVector> read_cvss(std::string_view vector,
                                    CvssVersion assumed = CvssVersion::Unknown);

}  // namespace patchmatrix
