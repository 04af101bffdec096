// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "inventory/record.hpp"

namespace patchmatrix {
namespace {

// In the order of the enumeration.
constexpr std::array<std::string_view, 36> kFields = {"asset",
                                                      "hostname",
                                                      "os-name",
                                                      "os-version",
                                                      "build",
                                                      "revision",
                                                      "feature-update",
                                                      "architecture",
                                                      "installation",
                                                      "updates",
                                                      "announced-updates",
                                                      "last-seen",
                                                      "days-since-seen",
                                                      "state",
                                                      "extended-support",
                                                      "hotpatched",
                                                      "group",
                                                      "user",
                                                      "serial",
                                                      "ip-address",
                                                      "maker",
                                                      "model",
                                                      "software",
                                                      "software-version",
                                                      "publisher",
                                                      "software-architecture",
                                                      "software-kind",
                                                      "epoch",
                                                      "release",
                                                      "source-package",
                                                      "source-version",
                                                      "module",
                                                      "purl",
                                                      "cpe",
                                                      "model-number",
                                                      "update-state"};
static_assert(kFields.size() == static_cast<std::size_t>(InventoryField::UpdateState) + 1);

}  // namespace

std::string_view slug(InventoryField field) { return kFields[static_cast<std::size_t>(field)]; }

std::optional<InventoryField> inventory_field(std::string_view slug) {
  const auto found = std::find(kFields.begin(), kFields.end(), slug);
  if (found == kFields.end()) return std::nullopt;
  return static_cast<InventoryField>(found - kFields.begin());
}

}  // namespace patchmatrix
