// SPDX-License-Identifier: Apache-2.0
#include "feeds/corrections.hpp"

#include <array>
#include <set>

#include "feeds/choices.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

constexpr std::array kKinds = {CorrectionKind::FixedBuild, CorrectionKind::Placeholder,
                               CorrectionKind::RenamedProduct};

// Nothing is corrected everywhere: a build is one update's, and a name one product's.
void check_condition(const Config& config, const Correction& correction) {
  const bool has_product = !correction.products.empty() || !correction.product_begins.empty();
  switch (correction.what) {
    case CorrectionKind::FixedBuild:
      if (correction.update.empty() || !has_product) config.fail("correction-condition", "what");
      break;
    case CorrectionKind::RenamedProduct:
      if (correction.products.empty()) config.fail("correction-condition", "what");
      if (correction.to.empty()) config.fail("toml-missing", "to");
      [[fallthrough]];
    case CorrectionKind::Placeholder:
      if (!correction.update.empty()) config.fail("correction-condition", "update");
      if (correction.what == CorrectionKind::Placeholder && has_product)
        config.fail("correction-condition", "what");
      break;
  }
  if (correction.from == correction.to) config.fail("correction-same", "to");
}

Correction correction(const Config& config) {
  Correction out;
  out.id = config.required_text("id");
  out.what = chosen(config, "what", kKinds);
  const Config& why = config.table("why");
  if (why.keys().empty()) config.fail("toml-missing", "why");
  out.why = {why.required_text("ja"), why.required_text("en")};
  out.source = config.required_text("source");
  const auto date = config.day("date");
  if (!date) config.fail("toml-missing", "date");
  out.date = *date;
  out.documents = config.texts("documents");
  out.update = config.text("update");
  out.products = config.texts("products");
  out.product_begins = config.text("product_begins");
  out.from = config.required_text("from");
  out.to = config.text("to");
  out.right_since = config.day("right_since");
  check_condition(config, out);
  return out;
}

}  // namespace

std::vector<Correction> corrections(const Config& config) {
  std::vector<Correction> out;
  std::set<std::string> ids;
  config.required_text("corrects");
  for (const Config& each : config.tables("corrections")) {
    const bool withdrawn = each.flag("withdrawn");
    Correction read = correction(each);
    if (!ids.insert(read.id).second) each.fail("correction-twice", "id");
    if (!withdrawn) out.push_back(std::move(read));
  }
  config.texts("sources");
  config.reject_unread();
  return out;
}

}  // namespace patchmatrix
