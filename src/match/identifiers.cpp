// SPDX-License-Identifier: Apache-2.0
#include "match/identifiers.hpp"

#include <algorithm>
#include <vector>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

constexpr std::size_t kLongest = 4096;  // bytes of an identifier

std::optional<int> hex_value(char c) {
  if (is_digit(c)) return c - '0';
  c = lower(c);
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return std::nullopt;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const auto high = hex_value(text[i + 1]), low = hex_value(text[i + 2]);
    if (!high || !low) return std::nullopt;
    out += static_cast<char>(*high * 16 + *low);
    i += 2;
  }
  return out;
}

// ── CPE ────────────────────────────────────────────────────────────────────────────────────────

constexpr std::string_view kFormatted = "cpe:2.3:";
constexpr std::string_view kUri = "cpe:/";

// Parts between colons that are not escaped.
std::vector<std::string> cpe_parts(std::string_view text) {
  std::vector<std::string> out(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      out.back() += text[i++];
      out.back() += lower(text[i]);
    } else if (text[i] == ':') {
      out.emplace_back();
    } else {
      out.back() += lower(text[i]);
    }
  }
  return out;
}

bool is_sound_attribute(std::string_view text) {
  if (text.empty() || text.back() == '\\') {
    // A backslash at the end escapes nothing, unless it is itself escaped.
    std::size_t slashes = 0;
    while (slashes < text.size() && text[text.size() - 1 - slashes] == '\\') ++slashes;
    return !text.empty() && slashes % 2 == 0;
  }
  return std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) == 0x7F;
  });
}

bool is_part(std::string_view part) {
  return part == "a" || part == "o" || part == "h" || part == "*" || part == "-";
}

std::optional<Cpe> parse_formatted(std::string_view text) {
  const std::vector<std::string> parts = cpe_parts(text.substr(kFormatted.size()));
  if (parts.size() != Cpe::kAttributes || !is_part(parts[0])) return std::nullopt;
  if (!std::all_of(parts.begin(), parts.end(), is_sound_attribute)) return std::nullopt;
  Cpe out;
  std::copy(parts.begin(), parts.end(), out.attributes.begin());
  return out;
}

// What stands in a URI, as 2.3 writes it: %01 and %02 are the wildcards.
std::optional<std::string> from_uri(std::string_view text) {
  if (text.empty()) return "*";
  if (text == "-") return "-";
  const auto decoded = percent_decoded(text);
  if (!decoded) return std::nullopt;
  std::string out;
  for (const char c : *decoded) {
    if (c == '\x01') {
      out += '?';
    } else if (c == '\x02') {
      out += '*';
    } else {
      if (!is_alphanumeric(c) && c != '_' && c != '.' && c != '-') out += '\\';
      out += lower(c);
    }
  }
  return out;
}

// "~edition~sw_edition~target_sw~target_hw~other" in the place of the edition.
bool unpack_edition(const std::string_view packed, std::vector<std::string_view>& extended) {
  extended = split(packed.substr(1), '~');
  return extended.size() == 5;
}

std::optional<Cpe> parse_uri(std::string_view text) {
  const std::vector<std::string_view> parts = split(text.substr(kUri.size()), ':');
  if (parts.size() > 7 || !is_part(lower(parts[0]))) return std::nullopt;
  Cpe out;
  out.attributes.fill("*");
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i == 5 && parts[i].starts_with('~')) {
      std::vector<std::string_view> extended;
      if (!unpack_edition(parts[i], extended)) return std::nullopt;
      constexpr std::array<std::size_t, 5> kPlaces = {5, 7, 8, 9, 10};
      for (std::size_t k = 0; k < kPlaces.size(); ++k) {
        const auto value = from_uri(extended[k]);
        if (!value) return std::nullopt;
        out.attributes[kPlaces[k]] = *value;
      }
      continue;
    }
    const auto value = from_uri(parts[i]);
    if (!value) return std::nullopt;
    out.attributes[i] = *value;
  }
  return out;
}

// `pattern` with wildcards * and ?, both with escapes.
bool glob(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, mark = 0;
  const auto literal = [&pattern](std::size_t at) {
    return pattern[at] == '\\' && at + 1 < pattern.size();
  };
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = ++p;
      mark = t;
    } else if (p < pattern.size() && literal(p) && lower(pattern[p + 1]) == lower(text[t])) {
      p += 2;
      ++t;
    } else if (p < pattern.size() && !literal(p) &&
               (pattern[p] == '?' || lower(pattern[p]) == lower(text[t]))) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

NameMatch match_attribute(const std::string& pattern, const std::string& name) {
  if (pattern == "*") return NameMatch::Same;
  if (name == "*") return NameMatch::Maybe;
  if (pattern == "-" || name == "-") return pattern == name ? NameMatch::Same : NameMatch::No;
  return glob(pattern, cpe_text(name)) ? NameMatch::Same : NameMatch::No;
}

// ── Package URL ────────────────────────────────────────────────────────────────────────────────

constexpr std::string_view kPackage = "pkg:";

// Types of package managers whose names know no case.
constexpr std::array<std::string_view, 9> kCaseless = {
    "alpm", "apk", "bitbucket", "composer", "deb", "github", "pypi", "rpm", "nuget"};

bool is_caseless(std::string_view type) {
  return std::find(kCaseless.begin(), kCaseless.end(), type) != kCaseless.end();
}

bool read_qualifiers(std::string_view text, std::map<std::string, std::string>& out) {
  for (const std::string_view each : split(text, '&')) {
    const std::size_t equals = each.find('=');
    if (equals == std::string_view::npos || equals == 0) return false;
    const auto value = percent_decoded(each.substr(equals + 1));
    if (!value) return false;
    if (!value->empty()) out[lower(each.substr(0, equals))] = *value;
  }
  return true;
}

std::string_view without_slashes(std::string_view text) {
  while (text.starts_with('/')) text.remove_prefix(1);
  while (text.ends_with('/')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<Cpe> parse_cpe(std::string_view text) {
  text = trimmed(text);
  if (text.size() > kLongest) return std::nullopt;
  if (begins_ignoring_case(text, kFormatted)) return parse_formatted(text);
  if (begins_ignoring_case(text, kUri)) return parse_uri(text);
  return std::nullopt;
}

std::string cpe_text(const std::string& attribute) {
  if (attribute == "*" || attribute == "-") return {};
  std::string out;
  for (std::size_t i = 0; i < attribute.size(); ++i) {
    if (attribute[i] == '\\' && i + 1 < attribute.size()) ++i;
    out += attribute[i];
  }
  return out;
}

NameMatch matches(const Cpe& pattern, const Cpe& name) {
  NameMatch out = NameMatch::Same;
  for (std::size_t i = 0; i < Cpe::kAttributes; ++i) {
    if (i == Cpe::Version) continue;
    const NameMatch each = match_attribute(pattern.attributes[i], name.attributes[i]);
    if (each == NameMatch::No) return each;
    if (each == NameMatch::Maybe) out = each;
    // A name without a vendor or product names everything.
    if (i <= Cpe::Product && pattern.attributes[i] == "*") out = NameMatch::Maybe;
  }
  return out;
}

std::optional<PackageUrl> parse_package_url(std::string_view text) {
  text = trimmed(text);
  if (text.size() > kLongest || !begins_ignoring_case(text, kPackage)) return std::nullopt;
  text.remove_prefix(kPackage.size());
  PackageUrl out;
  text = text.substr(0, text.find('#'));
  if (const std::size_t question = text.find('?'); question != std::string_view::npos) {
    if (!read_qualifiers(text.substr(question + 1), out.qualifiers)) return std::nullopt;
    text = text.substr(0, question);
  }
  text = without_slashes(text);
  const std::size_t type_end = text.find('/');
  if (type_end == std::string_view::npos || type_end == 0) return std::nullopt;
  out.type = lower(text.substr(0, type_end));
  text = without_slashes(text.substr(type_end));
  // An "@" that is not encoded may begin the namespace of some types: the version follows the last
  // one behind the last slash.
  const std::size_t last_slash = text.rfind('/');
  const std::size_t at = text.rfind('@');
  if (at != std::string_view::npos && at != 0 &&
      (last_slash == std::string_view::npos || at > last_slash)) {
    const auto version = percent_decoded(text.substr(at + 1));
    if (!version) return std::nullopt;
    out.version = *version;
    text = text.substr(0, at);
  }
  const std::size_t slash = text.rfind('/');
  const auto name =
      percent_decoded(slash == std::string_view::npos ? text : text.substr(slash + 1));
  const auto scope =
      percent_decoded(slash == std::string_view::npos ? std::string_view() : text.substr(0, slash));
  if (!name || !scope || name->empty()) return std::nullopt;
  out.name = is_caseless(out.type) ? lower(*name) : *name;
  out.scope = is_caseless(out.type) ? lower(*scope) : *scope;
  return out;
}

NameMatch matches(const PackageUrl& pattern, const PackageUrl& name) {
  if (pattern.type != name.type || pattern.scope != name.scope || pattern.name != name.name)
    return NameMatch::No;
  NameMatch out = NameMatch::Same;
  for (const auto& [key, value] : pattern.qualifiers) {
    const auto own = name.qualifiers.find(key);
    if (own == name.qualifiers.end())
      out = NameMatch::Maybe;
    else if (own->second != value)
      return NameMatch::No;
  }
  return out;
}

bool matches_model(std::string_view pattern, std::string_view model) {
  pattern = trimmed(pattern);
  model = trimmed(model);
  if (pattern.empty() || model.empty()) return false;
  if (pattern.size() > kLongest || model.size() > kLongest) return false;
  return glob(pattern, model);
}

}  // namespace patchmatrix
