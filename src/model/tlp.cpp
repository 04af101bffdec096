// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string>

#include <patchmatrix/tlp.hpp>

namespace patchmatrix {
namespace {

struct Label {
  Tlp tlp;
  std::string_view slug, label;
};
constexpr std::array kLabels = {
    Label{Tlp::Clear, "clear", "TLP:CLEAR"}, Label{Tlp::Green, "green", "TLP:GREEN"},
    Label{Tlp::Amber, "amber", "TLP:AMBER"},
    Label{Tlp::AmberStrict, "amber-strict", "TLP:AMBER+STRICT"}, Label{Tlp::Red, "red", "TLP:RED"}};

const Label& of(Tlp tlp) { return kLabels[static_cast<std::size_t>(tlp)]; }

std::string upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return out;
}

}  // namespace

std::string_view slug(Tlp tlp) { return of(tlp).slug; }
std::string_view label(Tlp tlp) { return of(tlp).label; }

std::optional<Tlp> parse_tlp(std::string_view text) {
  std::string word = upper(text);
  if (word == "UNLABELED") return Tlp::Clear;  // CSAF aggregators of old write so
  if (!word.starts_with("TLP:")) word.insert(0, "TLP:");
  if (word == "TLP:WHITE") return Tlp::Clear;
  if (word == "TLP:AMBER-STRICT") return Tlp::AmberStrict;
  for (const Label& each : kLabels)
    if (each.label == word) return each.tlp;
  return std::nullopt;
}

Tlp tlp_of_document(std::string_view text) {
  if (text.empty()) return Tlp::Clear;
  return parse_tlp(text).value_or(Tlp::Red);
}

}  // namespace patchmatrix
