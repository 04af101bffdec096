// SPDX-License-Identifier: Apache-2.0
#include "normalize/corrections.hpp"

#include <algorithm>
#include <string>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

bool names(const std::vector<std::string>& texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

bool is_meant(const Correction& correction, const Product& product) {
  return names(correction.products, product.id) ||
         (!correction.product_begins.empty() &&
          begins_with_word(product.name, correction.product_begins));
}

std::string_view keep(const std::string& text, std::pmr::monotonic_buffer_resource& store) {
  char* copy = static_cast<char*>(store.allocate(text.size() + 1, 1));
  text.copy(copy, text.size());
  return {copy, text.size()};
}

// Nothing if the part does not occur, or has been replaced already ("Fabric" in "Azure Fabric").
std::string renamed(std::string_view name, const Correction& correction) {
  const std::size_t at = name.find(correction.from);
  const bool done = correction.to.find(correction.from) != std::string::npos &&
                    name.find(correction.to) != std::string_view::npos;
  if (at == std::string_view::npos || done) return {};
  return std::string(name.substr(0, at)) + correction.to +
         std::string(name.substr(at + correction.from.size()));
}

}  // namespace

Corrections::Corrections(const Vendor& vendor, std::string_view document) {
  for (const Correction& each : vendor.corrections) {
    if (!each.documents.empty() && !names(each.documents, document)) continue;
    all_.push_back({&each, 0});
    switch (each.what) {
      case CorrectionKind::FixedBuild:
        builds_[each.update].push_back(&each);
        break;
      case CorrectionKind::Placeholder:
        placeholders_.push_back(&each);
        break;
      case CorrectionKind::RenamedProduct:
        names_.push_back(&each);
        break;
    }
  }
}

void Corrections::rename_products(Findings& findings) {
  if (names_.empty()) return;
  std::unordered_map<std::string_view, const Correction*> by_product;
  for (const Correction* each : names_)
    for (const std::string& product : each->products) by_product.emplace(product, each);
  std::vector<Product>& products = findings.document.products;
  for (ProductIndex i = 0; i < products.size(); ++i) {
    const auto found = by_product.find(products[i].id);
    if (found == by_product.end()) continue;
    const std::string name = renamed(products[i].name, *found->second);
    if (name.empty()) continue;
    findings.published_names.push_back({i, products[i].name});
    products[i].name = keep(name, *findings.text);
    count(*found->second);
  }
}

const Correction* Corrections::of_build(const Fix& fix, const Product& product) const {
  const auto found = builds_.find(fix.name);
  if (found == builds_.end()) return nullptr;
  for (const Correction* each : found->second)
    if (each->from == fix.fixed_build && is_meant(*each, product)) return each;
  return nullptr;
}

std::string_view Corrections::stands_for(std::string_view identifier) {
  for (const Correction* each : placeholders_) {
    if (each->from != identifier) continue;
    count(*each);
    return each->to;
  }
  return {};
}

void Corrections::count(const Correction& correction) {
  const auto found = std::find_if(
      all_.begin(), all_.end(),
      [&correction](const AppliedCorrection& each) { return each.correction == &correction; });
  if (found != all_.end()) ++found->count;
}

std::vector<AppliedCorrection> Corrections::applied() const {
  std::vector<AppliedCorrection> out;
  std::copy_if(all_.begin(), all_.end(), std::back_inserter(out),
               [](const AppliedCorrection& each) { return each.count != 0; });
  return out;
}

Fix corrected(Fix fix, const Correction& correction) {
  fix.published_build = fix.fixed_build;
  fix.fixed_build = correction.to;
  return fix;
}

}  // namespace patchmatrix
