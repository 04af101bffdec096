// SPDX-License-Identifier: Apache-2.0
#include "feeds/inventory_words.hpp"

namespace patchmatrix {
namespace {

using Lists = std::vector<std::pair<std::string, std::vector<std::string>>>;

Lists lists(const Config& config) {
  Lists out;
  for (const std::string& key : config.keys()) out.emplace_back(key, config.texts(key));
  return out;
}

InventoryWords::Table table(const Config& config) {
  InventoryWords::Table out;
  out.id = config.required_text("id");
  out.headers = config.texts("headers");
  const Config& means = config.table("means");
  for (const std::string& header : means.keys()) out.means.emplace_back(header, means.text(header));
  out.kind = config.text("kind");
  return out;
}

}  // namespace

InventoryWords inventory_words(const Config& config) {
  InventoryWords out;
  out.columns = lists(config.table("columns"));
  out.labels = lists(config.table("labels"));
  out.values = lists(config.table("values"));
  for (const Config& each : config.tables("tables")) out.tables.push_back(table(each));
  config.texts("sources");
  config.reject_unread();
  return out;
}

}  // namespace patchmatrix
