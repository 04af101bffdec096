// SPDX-License-Identifier: Apache-2.0
#pragma once

// What an attacker gains by a vulnerability.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace patchmatrix {

// The order of the enumerators carries no meaning: which impact is graver is data
// (feeds/vocabulary.toml, see ImpactOrder in feeds.hpp).
enum class Impact : std::uint8_t {
  RemoteCodeExecution,
  ElevationOfPrivilege,
  InformationDisclosure,
  SecurityFeatureBypass,
  DenialOfService,
  Spoofing,
  Tampering,
  DefenseInDepth,  // a class of advisory rather than an effect; see report.hpp for how it counts
  Unknown,         // the vendor said a word we do not know
  Unspecified,     // the vendor said nothing
};

inline constexpr std::array kImpacts = {Impact::RemoteCodeExecution,
                                        Impact::ElevationOfPrivilege,
                                        Impact::InformationDisclosure,
                                        Impact::SecurityFeatureBypass,
                                        Impact::DenialOfService,
                                        Impact::Spoofing,
                                        Impact::Tampering,
                                        Impact::DefenseInDepth,
                                        Impact::Unknown,
                                        Impact::Unspecified};

// "remote-code-execution", "elevation-of-privilege", …, "unknown", "unspecified".
std::string_view slug(Impact impact);
// Several impacts, each once.
class ImpactSet {
 public:
  void add(Impact impact) { bits_ |= bit(impact); }
  void add(ImpactSet others) { bits_ |= others.bits_; }
  bool contains(Impact impact) const { return (bits_ & bit(impact)) != 0; }
  bool empty() const { return bits_ == 0; }
  std::uint16_t bits() const { return bits_; }  // one for each impact, by its number
  std::size_t size() const { return static_cast<std::size_t>(std::popcount(bits_)); }
  bool operator==(const ImpactSet&) const = default;

 private:
  static std::uint16_t bit(Impact impact) {
    return static_cast<std::uint16_t>(1U << static_cast<unsigned>(impact));
  }
  std::uint16_t bits_ = 0;
};

std::optional<Impact> impact_from_slug(std::string_view slug);

}  // namespace patchmatrix
