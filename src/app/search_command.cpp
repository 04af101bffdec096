// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include <patchmatrix/error.hpp>

#include "app/commands.hpp"
#include "app/questions.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

// What a terminal shows of a long list unless told.
constexpr std::size_t kShownRows = 50;

// The words of a label that no product name has: vendors name products in English. What a label
// says of several products must not stand for each of them.
std::string foreign_words(const std::string& label) {
  std::string out;
  for (const std::string_view word : split(label, ' '))
    if (std::any_of(word.begin(), word.end(),
                    [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
      out.append(word).push_back('\n');
  return out;
}

// Whether all texts are somewhere in the product's name or, for what is not written in English, in
// what its family is called, each text word by word.
class ProductCondition {
 public:
  ProductCondition(const std::vector<std::string>& texts, const Feeds& feeds) {
    for (const std::string& text : texts) {
      const std::string words = folded(text);
      for (const std::string_view word : split(words, ' '))
        if (!word.empty()) words_.emplace_back(word);
    }
    for (const Vendor& vendor : feeds.vendors)
      for (const Family& family : vendor.families)
        labels_[family.id] += foreign_words(folded(family.label.ja)) + '\n';
  }

  bool operator()(const StoredProduct& product) const {
    const auto label = labels_.find(product.family);
    return std::all_of(words_.begin(), words_.end(), [&](const std::string& word) {
      return contains_ignoring_case(product.name, word) ||
             (label != labels_.end() && label->second.find(word) != std::string::npos);
    });
  }

 private:
  std::vector<std::string> words_;
  std::map<std::string, std::string, std::less<>> labels_;  // of a family, folded
};

// The vendor that is meant: a feed stands for its vendor.
std::string named_vendor(const std::string& vendor, const Feeds& feeds, StoreReader& store) {
  if (vendor.empty()) return vendor;
  std::vector<std::string> ids;
  for (const Vendor& each : feeds.vendors) {
    if (each.id == vendor) return vendor;
    ids.push_back(each.id);
  }
  if (const Feed* feed = feeds.find(vendor)) return feed->vendor;
  if (store.knows(vendor)) return vendor;
  throw Error(ErrorKind::Usage, "unknown-vendor", {},
              {{"vendor", vendor}, {"vendors", joined(ids, ", ")}});
}

std::vector<std::string> names_of(const SearchAnswer& answer) {
  std::vector<std::string> out;
  for (const SearchHit& each : answer.hits)
    if (out.empty() || out.back() != each.name) out.push_back(each.name);
  return out;
}

std::string render(const SearchResults& results, const Options& options, const Feeds& feeds,
                   const Words& words) {
  if (options.format == OutputFormat::Json) return render_search_json(results);
  if (options.format == OutputFormat::Csv)
    return std::string(CsvInDialect(options.csv_dialect).of(render_search_csv(results)));
  return render_search_text(results, feeds, words, {text_width(), use_colour()});
}

}  // namespace

ExitCode search_command(const Options& options, const Feeds& feeds, const Words& words) {
  StoreReader store = open_store_reader(options);
  note_definitions(store, words);
  SearchConditions conditions = options.search.conditions;
  conditions.vendor = named_vendor(conditions.vendor, feeds, store);
  if (conditions.kev && !store.kev_version({})) throw Error(ErrorKind::NotFound, "no-kev");
  if (!options.search.products.empty())
    conditions.product = ProductCondition(options.search.products, feeds);
  const SearchAnswer answer = store.search(conditions);
  const Catalogues catalogues = catalogues_of(options, names_of(answer));
  SearchResults results =
      search_results(answer, options.search.order, views_of(catalogues), feeds.impact_order);
  const std::size_t shown = options.search.limit.value_or(
      options.format == OutputFormat::Text ? kShownRows : results.rows.size());
  results.shown = std::min(shown, results.rows.size());
  for (std::size_t i = 0; i < results.shown; ++i)
    results.rows[i].updates = store.updates_of(results.rows[i].fix_sets);
  print(render(results, options, feeds, words));
  return ExitCode::AllRead;
}

}  // namespace patchmatrix
