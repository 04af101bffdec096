// SPDX-License-Identifier: Apache-2.0
#include <set>

#include <patchmatrix/match.hpp>

#include "io/config.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

std::string filled_text(const Config& config, std::string_view key) {
  std::string out(trimmed(config.required_text(key)));
  if (out.empty()) config.fail("alias-empty", key);
  return out;
}

}  // namespace

std::vector<Alias> read_aliases(const std::filesystem::path& file) {
  const Config config = Config::read(file);
  std::vector<Alias> out;
  std::set<std::string> names;
  for (const Config& each : config.tables("aliases")) {
    out.push_back({filled_text(each, "name"), filled_text(each, "product")});
    if (!names.insert(folded(out.back().name)).second) each.fail("alias-twice", "name");
  }
  config.reject_unread();
  return out;
}

}  // namespace patchmatrix
