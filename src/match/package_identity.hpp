// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a text says of a package: a package URL, or a name with version and architecture as RPM
// writes it.

#include <memory_resource>
#include <optional>
#include <string_view>

#include "match/version_order.hpp"

namespace patchmatrix {

enum class PackageKind { Rpm, Deb };

// Views into the text it was read from, or into the memory where texts are decoded.
struct PackageIdentity {
  PackageKind kind = PackageKind::Rpm;
  std::string_view name_space;  // of a package URL: who distributes it
  std::string_view name;
  RpmVersion version;  // of a Debian package whole in `version.version`; both empty: not told
  std::string_view architecture;  // "x86_64"; empty: not told
  std::string_view module;        // "nodejs:18"
  std::string_view distribution;  // qualifier of a package URL: "rhel-9.2", "debian-12"

  bool has_version() const { return !version.version.empty(); }
  // The package that others are built from.
  bool is_source() const;
};

// Of the types rpm, rpmmod and deb; nothing for others and for what is none. Escapes are decoded
// into `memory`. Sources: https://github.com/package-url/purl-spec (PURL-TYPES: rpm, deb); rpmmod
// as in VEX documents: "pkg:rpmmod/<namespace>/<module>:<stream>/<package>",
// "…/<module>@<stream>:…".
std::optional<PackageIdentity> parse_package_url(std::string_view text,
                                                 std::pmr::memory_resource& memory);

// "openssl-libs-1:3.0.7-16.el9_2.x86_64", also with ".rpm" behind it, without epoch, without
// architecture, without version and release; with "…/" of a module before the name:
// "php:7.4/php".
PackageIdentity parse_package_name(std::string_view text);

// Whether packages of one architecture are installed where those of the other are: "i586" and
// "i686", "amd64" and "x86_64", "noarch" and any; what is not told excludes nothing.
bool same_architecture(std::string_view a, std::string_view b);

}  // namespace patchmatrix
