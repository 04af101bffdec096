// SPDX-License-Identifier: Apache-2.0
#include "io/xml_entities.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

constexpr std::pair<std::string_view, char> kNamed[] = {
    {"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};

// "#233" or "#xE9"; U+0000 is no character of XML.
bool append_reference(std::string_view entity, std::string& out) {
  if (!entity.starts_with('#')) return false;
  const bool hexadecimal = entity.starts_with("#x");
  const std::string_view digits = entity.substr(hexadecimal ? 2 : 1);
  const char* const end = digits.data() + digits.size();
  std::uint32_t code_point = 0;
  const auto [stop, problem] =
      std::from_chars(digits.data(), end, code_point, hexadecimal ? 16 : 10);
  return !digits.empty() && problem == std::errc() && stop == end && code_point != 0 &&
         append_utf8(code_point, out);
}

}  // namespace

std::optional<std::string_view> append_decoded(std::string_view raw, std::string& out) {
  for (;;) {
    const std::size_t plain = std::min(raw.find('&'), raw.size());
    out.append(raw.substr(0, plain));
    raw.remove_prefix(plain);
    if (raw.empty()) return std::nullopt;
    const std::size_t end = raw.find(';');
    if (end == std::string_view::npos) return raw.substr(1);
    const std::string_view entity = raw.substr(1, end - 1);
    const auto named = std::find_if(std::begin(kNamed), std::end(kNamed),
                                    [&](const auto& each) { return each.first == entity; });
    if (named != std::end(kNamed))
      out += named->second;
    else if (!append_reference(entity, out))
      return entity;
    raw.remove_prefix(end + 1);
  }
}

}  // namespace patchmatrix
