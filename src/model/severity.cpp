// SPDX-License-Identifier: Apache-2.0
#include <patchmatrix/severity.hpp>

namespace patchmatrix {

std::string_view slug(Severity severity) {
  switch (severity) {
    case Severity::Critical:
      return "critical";
    case Severity::Important:
      return "important";
    case Severity::Moderate:
      return "moderate";
    case Severity::Low:
      return "low";
    case Severity::None:
      return "none";
    case Severity::Unspecified:
      return "unspecified";
    case Severity::Unknown:
      return "unknown";
  }
  return "unknown";
}

std::optional<Severity> severity_from_slug(std::string_view word) {
  for (Severity each : kSeverities)
    if (slug(each) == word) return each;
  return std::nullopt;
}

}  // namespace patchmatrix
