// SPDX-License-Identifier: Apache-2.0
#pragma once

// Labels of the Traffic Light Protocol: who may see a document. Source: FIRST, TLP 2.0 (2022), and
// 1.0 for WHITE (https://www.first.org/tlp/).

#include <cstdint>
#include <optional>
#include <string_view>

namespace patchmatrix {

enum class Tlp : std::uint8_t { Clear, Green, Amber, AmberStrict, Red };  // widest first
std::string_view slug(Tlp tlp);   // "clear", "green", "amber", "amber-strict", "red"
std::string_view label(Tlp tlp);  // "TLP:CLEAR", …, "TLP:AMBER+STRICT", "TLP:RED"

// "WHITE", "CLEAR", "TLP:AMBER+STRICT", … in any case; nothing for a word that is none of them.
std::optional<Tlp> parse_tlp(std::string_view text);

// Of a document: without a label it is for everybody, and a label that nobody knows is the highest.
Tlp tlp_of_document(std::string_view text);

}  // namespace patchmatrix
