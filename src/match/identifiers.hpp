// SPDX-License-Identifier: Apache-2.0
#pragma once

// Names that programs give products: CPE, package URL, model number.

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace patchmatrix {

// CPE 2.3 (formatted string) or 2.2 (URI): part, vendor, product, version, update, edition,
// language, software edition, target software, target hardware, other. Folded to lower case;
// wildcards and escapes stay as they are written in 2.3. "*": any; "-": not applicable.
// Source: NISTIR 7695.
struct Cpe {
  enum Attribute : std::size_t { Part, Vendor, Product, Version, Update };
  static constexpr std::size_t kAttributes = 11;
  std::array<std::string, kAttributes> attributes;
};

// Nothing for anything else, names with too few or too many parts and with bad escapes included.
std::optional<Cpe> parse_cpe(std::string_view text);

// An attribute without escapes: what it stands for. Empty for "*" and "-".
std::string cpe_text(const std::string& attribute);

// Whether one names the other: `Same` if all of what `pattern` demands is stated and fits; `Maybe`
// if something that it demands is not stated. The version is not compared.
enum class NameMatch { No, Maybe, Same };
NameMatch matches(const Cpe& pattern, const Cpe& name);

// "pkg:type/namespace/name@version?qualifiers#subpath". Decoded; type, and for types whose names
// know no case namespace and name, in lower case. Source: the package-url specification.
struct PackageUrl {
  std::string type, scope, name, version;
  std::map<std::string, std::string> qualifiers;
};
std::optional<PackageUrl> parse_package_url(std::string_view text);

// As above: same type, namespace and name, and no qualifier contradicts; the version is not
// compared.
NameMatch matches(const PackageUrl& pattern, const PackageUrl& name);

// A model number against one with wildcards (CSAF 2.1, section 3.1.3.3.4): `*` stands for any
// characters, `?` for one, `\` takes the meaning from the next. ASCII letters of both cases are
// alike. Takes at most size × size steps, whatever the pattern.
bool matches_model(std::string_view pattern, std::string_view model);

}  // namespace patchmatrix
