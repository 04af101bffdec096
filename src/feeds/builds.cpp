// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>

#include <patchmatrix/feeds.hpp>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

constexpr std::size_t kMostDigits = 9;  // so that every number fits an int

std::optional<int> number(std::string_view digits) {
  int value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, problem] = std::from_chars(digits.data(), end, value);
  if (digits.empty() || digits.size() > kMostDigits || !is_digit(digits.front()) ||
      problem != std::errc() || stop != end)
    return std::nullopt;
  return value;
}

}  // namespace

std::string_view slug(MachineRole role) {
  return role == MachineRole::Client ? "client" : "server";
}

std::string_view slug(CorrectionKind kind) {
  switch (kind) {
    case CorrectionKind::FixedBuild:
      return "fixed-build";
    case CorrectionKind::Placeholder:
      return "placeholder";
    case CorrectionKind::RenamedProduct:
      return "renamed-product";
  }
  return {};
}

std::optional<Build> parse_build(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, '.');
  if (parts.size() != 4 || !number(parts[0]) || !number(parts[1])) return std::nullopt;
  const auto build = number(parts[2]), revision = number(parts[3]);
  if (!build || !revision) return std::nullopt;
  return Build{text.substr(0, parts[0].size() + 1 + parts[1].size()), *build, *revision};
}

const BuildBranch* branch_of(const Vendor& vendor, std::string_view product_name) {
  const auto found = std::find_if(vendor.builds.begin(), vendor.builds.end(),
                                  [product_name](const BuildBranch& each) {
                                    return begins_with_word(product_name, each.begins);
                                  });
  return found == vendor.builds.end() ? nullptr : &*found;
}

bool is_of_group(const Vendor& vendor, const Build& build, const BuildBranch& branch) {
  if (build.version != branch.version) return false;
  if (build.number == branch.build) return true;
  return std::any_of(vendor.builds.begin(), vendor.builds.end(), [&](const BuildBranch& each) {
    return each.version == branch.version && each.build == build.number &&
           each.group == branch.group;
  });
}

}  // namespace patchmatrix
