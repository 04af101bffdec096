// SPDX-License-Identifier: Apache-2.0
#pragma once

// Puts the right value where a vendor is known to have written a wrong one.

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <patchmatrix/normalize.hpp>

namespace patchmatrix {

// The corrections that may hold for one document, and how often each was applied to it. Documents
// without any cost nothing but looking at the list of their vendor.
class Corrections {
 public:
  Corrections() = default;  // none
  Corrections(const Vendor& vendor, std::string_view document);

  // Gives products the names they have now. What the document calls them goes to
  // Findings::published_names. Before products are told apart by name.
  void rename_products(Findings& findings);

  // Whether builds of this fix may be wrong for some product.
  bool concern(const Fix& fix) const { return !builds_.empty() && builds_.contains(fix.name); }

  // What is wrong with the build of the fix for this product; null if nothing is.
  const Correction* of_build(const Fix& fix, const Product& product) const;

  // What a placeholder stands for; empty if that is not known.
  std::string_view stands_for(std::string_view identifier);

  void count(const Correction& correction);

  // Those that were applied, in the order of the vendor's list.
  std::vector<AppliedCorrection> applied() const;

 private:
  std::vector<AppliedCorrection> all_;
  std::unordered_map<std::string_view, std::vector<const Correction*>> builds_;  // by update
  std::vector<const Correction*> placeholders_;
  std::vector<const Correction*> names_;
};

// The fix with the build that it leads to, and the vendor's beside it.
Fix corrected(Fix fix, const Correction& correction);

}  // namespace patchmatrix
