// SPDX-License-Identifier: Apache-2.0
#pragma once

// How grave a vendor calls a vulnerability, in the vendor's own scale (not a CVSS band).

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace patchmatrix {

// Gravest first, so that the smaller value is the graver one. Unspecified (the vendor said
// nothing) and Unknown (a word we do not know) are apart, and neither is ever folded into Low. A
// word we do not know outranks silence, so that it stays visible in a maximum.
enum class Severity : std::uint8_t {
  Critical,
  Important,
  Moderate,
  Low,
  Unknown,      // a word we do not know
  None,         // the vendor said that there is none
  Unspecified,  // the vendor said nothing
};

inline constexpr std::array kSeverities = {
    Severity::Critical, Severity::Important, Severity::Moderate,   Severity::Low,
    Severity::Unknown,  Severity::None,      Severity::Unspecified};

// "critical", "important", "moderate", "low", "unknown", "none", "unspecified".
std::string_view slug(Severity severity);
std::optional<Severity> severity_from_slug(std::string_view slug);

}  // namespace patchmatrix
