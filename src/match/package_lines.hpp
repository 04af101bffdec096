// SPDX-License-Identifier: Apache-2.0
#pragma once

// Lines of packages: versions are compared within a release of a distribution, and whether a fix of
// one minor release says anything about another one depends on where both were built.

#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/feeds.hpp>
#include <patchmatrix/inventory.hpp>

namespace patchmatrix {

// A release of a distribution.
struct PackageLine {
  const Distribution* distribution = nullptr;  // null: not known
  std::string release;                         // "9", "22.03"; empty: not known
  int minor = -1;                              // 2 of "9.2" and of "15 SP2"; -1: not told
  bool extended = false;  // of packages that are built apart: for a minor release that is kept, …
};

// Lines of what documents and machines name. Read-only once made.
class PackageLines {
 public:
  explicit PackageLines(const Feeds& feeds);

  // Of a platform of documents, by its CPE, else by its name.
  PackageLine of_platform(std::string_view cpe, std::string_view name) const;
  // Of a system: by its name and version; where these are empty or not known, by "rhel-9.2" as
  // package URLs have it, or by its CPE.
  PackageLine of_system(std::string_view name, std::string_view version) const;
  PackageLine of_qualifier(std::string_view distribution) const;
  PackageLine of_cpe(std::string_view cpe) const;

 private:
  std::vector<const Distribution*> distributions_;
};

// What the release of an RPM says of where it was built: "16.el9_2.1" is for 9.2.
struct ReleaseTag {
  std::string number;  // "9"; empty: it says nothing
  int minor = -1;
  std::string marks;     // small letters behind it: "ciqlts" of "7.el8_6.86ciq_lts.8", else empty
  bool modular = false;  // of a module: "1.module+el8.8.0+18060+3f21f2cc"
};
ReleaseTag release_tag(const Distribution& distribution, std::string_view release);

// All numbers in a text, as written: "22.03-LTS-SP3" has 22, 03 and 3.
std::vector<std::string_view> numbers_in(std::string_view text);

}  // namespace patchmatrix
