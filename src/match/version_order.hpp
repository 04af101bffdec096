// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which of two versions of a product is newer: the orders of RPM, of Debian, and of plain numbers
// with dots. Numbers may have any length and any zeros in front; nothing here allocates or fails.
//
// Each is a total order in which different texts may be equal: "1.0" and "1.00" are one version.

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace patchmatrix {

// rpmvercmp: runs of digits and of letters one after another, whatever stands between them. A
// number is above letters, those above "^", that above the end, that above "~".
// Source: https://rpm-software-management.github.io/rpm/manual/dependencies.html
std::strong_ordering compare_rpm_versions(std::string_view a, std::string_view b) noexcept;

// "[epoch:]version[-release]". Views into what it was read from.
struct RpmVersion {
  std::optional<int> epoch;  // nothing: not told. 0 is told, too
  std::string_view version;
  std::string_view release;  // empty: not told
};

// Reads any text: what is not an epoch of at most nine digits is part of the version.
RpmVersion parse_rpm_version(std::string_view text) noexcept;
std::string to_string(const RpmVersion& version);  // "1:1.1.1k-12.el8"; without what is not told

// Version, then release; where one of the two has no release, the versions alone.
std::strong_ordering compare_without_epoch(const RpmVersion& a, const RpmVersion& b) noexcept;

// Epoch, then as above. As for RPM itself an epoch that is not told is 0: whoever does not know
// whether a list leaves epochs out must not ask.
std::strong_ordering compare(const RpmVersion& a, const RpmVersion& b) noexcept;

// "[epoch:]upstream[-revision]" as dpkg compares it; without an epoch it is 0, and a missing
// revision equals "0". What stands before a colon without being a number belongs to the version.
// Source: Debian Policy 5.6.12
std::strong_ordering compare_debian_versions(std::string_view a, std::string_view b) noexcept;

// Component by component, as numbers: 15.01.2507.016 = 15.1.2507.16, 1913.10 > 1913.1. Missing
// components are 0. What follows the number of a component ("2k", "2-rc1") decides between equal
// numbers, without regard to case: first come previews (alpha, beta, dev, nightly, pre, preview,
// rc, snapshot, or what begins with "~"), then nothing, then all else; within these, letters by
// the alphabet and before other characters, digits as numbers.
std::strong_ordering compare_dotted_versions(std::string_view a, std::string_view b) noexcept;

// Whether it is two or more numbers with dots between them, and nothing else.
bool is_dotted_version(std::string_view text) noexcept;

}  // namespace patchmatrix
