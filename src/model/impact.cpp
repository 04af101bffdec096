// SPDX-License-Identifier: Apache-2.0
#include <patchmatrix/impact.hpp>

namespace patchmatrix {

std::string_view slug(Impact impact) {
  switch (impact) {
    case Impact::RemoteCodeExecution:
      return "remote-code-execution";
    case Impact::ElevationOfPrivilege:
      return "elevation-of-privilege";
    case Impact::InformationDisclosure:
      return "information-disclosure";
    case Impact::SecurityFeatureBypass:
      return "security-feature-bypass";
    case Impact::DenialOfService:
      return "denial-of-service";
    case Impact::Spoofing:
      return "spoofing";
    case Impact::Tampering:
      return "tampering";
    case Impact::DefenseInDepth:
      return "defense-in-depth";
    case Impact::Unspecified:
      return "unspecified";
    case Impact::Unknown:
      return "unknown";
  }
  return "unknown";
}

std::optional<Impact> impact_from_slug(std::string_view word) {
  for (Impact each : kImpacts)
    if (slug(each) == word) return each;
  return std::nullopt;
}

}  // namespace patchmatrix
