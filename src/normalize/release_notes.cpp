// SPDX-License-Identifier: Apache-2.0
#include "normalize/release_notes.hpp"

#include <algorithm>
#include <string>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

std::size_t next_heading(std::string_view html, std::size_t from) {
  for (std::size_t at = html.find("<h", from); at != std::string_view::npos;
       at = html.find("<h", at + 2))
    if (at + 2 < html.size() && is_digit(html[at + 2])) return at;
  return html.size();
}

// The section that a phrase opens: from behind the phrase to the next heading; empty if absent.
std::string_view section(std::string_view html, const std::vector<std::string>& phrases) {
  for (const std::string& phrase : phrases) {
    const std::size_t at = html.find(phrase);
    if (at == std::string_view::npos) continue;
    const std::size_t begin = at + phrase.size();
    return html.substr(begin, next_heading(html, begin) - begin);
  }
  return {};
}

// "136 CVEs and 2 Advisories:" → 138.
std::optional<std::size_t> announced(std::string_view text) {
  text = text.substr(0, text.find('<'));
  std::optional<std::size_t> sum;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t number = 0, digits = 0;
    for (; i + digits < text.size() && is_digit(text[i + digits]) && digits < 6; ++digits)
      number = number * 10 + static_cast<std::size_t>(text[i + digits] - '0');
    if (digits != 0) sum = sum.value_or(0) + number;
    i += std::max<std::size_t>(digits, 1);
  }
  return sum;
}

ListedIds listed(std::string_view text, const Vendor& vendor) {
  ListedIds out;
  out.announced = announced(text);
  for (const std::string& prefix : vendor.identifiers)
    for (std::size_t at = text.find(prefix); at != std::string_view::npos;
         at = text.find(prefix, at + prefix.size())) {
      const std::size_t digits = at + prefix.size();
      const std::size_t end = std::min(text.find_first_not_of("0123456789-", digits), text.size());
      if (end != digits) out.ids.insert(text.substr(at, end - at));
    }
  return out;
}

}  // namespace

ReleaseList read_release_notes(std::string_view html, const Vendor& vendor) {
  return {listed(section(html, vendor.release_notes.released), vendor),
          listed(section(html, vendor.release_notes.republished), vendor)};
}

}  // namespace patchmatrix
