// SPDX-License-Identifier: Apache-2.0
#include "feeds/systems.hpp"

#include <array>

#include "feeds/choices.hpp"

namespace patchmatrix {
namespace {

constexpr std::array kRoles = {MachineRole::Client, MachineRole::Server};

}  // namespace

BuildBranch build_branch(const Config& config) {
  BuildBranch out;
  out.begins = config.required_text("begins");
  out.role = chosen(config, "role", kRoles);
  const std::string text = config.required_text("build") + ".0";
  const auto build = parse_build(text);
  if (!build) config.fail("feed-build", "build");
  out.version = build->version;
  out.build = build->number;
  out.group = config.number("group", out.build);
  if (out.group <= 0 || out.group > out.build) config.fail("feed-number", "group");
  out.cumulative = !config.flag("separate_updates");
  out.supported_until = config.day("supported_until");
  out.extended_support = config.flag("extended_support");
  return out;
}

SystemWords system_words(const Config& config) {
  SystemWords out;
  out.names = config.texts("names");
  out.servers = config.texts("servers");
  out.before_version = config.text("before_version");
  out.long_term = config.texts("long_term");
  const Config& architectures = config.table("architectures");
  for (const std::string& slug : architectures.keys())
    for (const std::string& part : architectures.texts(slug))
      out.architectures.emplace_back(part, slug);
  out.other_architecture = config.text("other_architecture");
  out.editions = config.texts("editions");
  out.core = config.texts("core");
  out.hotpatch = config.texts("hotpatch");
  out.partial_fixes = config.texts("partial_fixes");
  out.servicing_fixes = config.texts("servicing_fixes");
  return out;
}

}  // namespace patchmatrix
