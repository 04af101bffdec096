// SPDX-License-Identifier: Apache-2.0
#include "app/month_totals.hpp"

#include <algorithm>
#include <deque>
#include <filesystem>

#include <patchmatrix/error.hpp>

#include "app/document_set.hpp"
#include "app/folders.hpp"
#include "app/importing.hpp"
#include "app/period.hpp"
#include "app/sources.hpp"

namespace patchmatrix {
namespace {

// The names of feeds and vendors on the command line.
std::vector<std::string> names_in(const std::vector<std::string>& words) {
  return {words.begin(), std::find_if(words.begin(), words.end(), is_period)};
}

// Months of a store, from its tables.
class StoredMonths {
 public:
  explicit StoredMonths(const ReleaseContext& context)
      : context_(context),
        reader_(store_file(context.options)),
        outlines_(reader_, context.feeds),
        // Labels of documents are not in the tables; and what other definitions made may count
        // otherwise.
        usable_(!context.options.highest_tlp && reader_.definitions() == definitions_in_use()) {}

  // Nothing if the tables do not tell.
  std::optional<MonthTotals> of(Month month) {
    if (!usable_) return std::nullopt;
    std::deque<Findings> findings;
    std::vector<ReportInput> inputs;
    for (const std::string& name : names_in(context_.options.paths)) {
      if (!reader_.knows(name)) return std::nullopt;
      for (const DocumentVersion& each : reader_.versions(name, {month, month}, as_of())) {
        auto outline = outlines_.of(each);
        if (!outline) return std::nullopt;
        findings.push_back(std::move(*outline));
        inputs.push_back({&findings.back(), {}, each.only, !each.too_late});
        inputs.back().input.sha256 = each.sha256;
      }
    }
    const bool has_present = std::any_of(inputs.begin(), inputs.end(),
                                         [](const ReportInput& each) { return each.only.empty(); });
    if (!has_present) return MonthTotals{month, std::nullopt};
    ReportOptions wanted;
    wanted.as_of = context_.options.as_of;
    wanted.kev = context_.kev;
    return MonthTotals{month, build_report(inputs, wanted, context_.feeds.impact_order).totals};
  }

 private:
  AsOf as_of() const { return {context_.options.as_of, context_.options.known_at}; }

  const ReleaseContext& context_;
  StoreReader reader_;
  StoredOutlines outlines_;
  bool usable_ = false;
};

}  // namespace

std::optional<Totals> totals_of_month(const Options& options, Month month, const KevCatalogue* kev,
                                      const Feeds& feeds, const Words& words, std::size_t& failed) {
  Options asked = options;
  asked.paths = names_in(options.paths);
  asked.paths.push_back(to_string(month));
  DocumentSet documents(feeds, words, options.highest_tlp);
  try {
    documents.add(sources_of(asked, feeds));
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::NotFound) throw;
    return std::nullopt;
  }
  failed += documents.failed();
  if (!documents.has_present()) return std::nullopt;
  ReportOptions wanted;
  wanted.as_of = options.as_of;
  wanted.kev = kev;
  return build_report(documents.inputs(), wanted, feeds.impact_order).totals;
}

std::vector<MonthTotals> month_totals(const Months& months, const ReleaseContext& context) {
  std::error_code unknown;
  std::optional<StoredMonths> stored;
  if (std::filesystem::exists(store_file(context.options), unknown)) stored.emplace(context);
  std::size_t failed = 0;
  std::vector<MonthTotals> out;
  for (Month month = months.first; month <= months.last; month = month_after(month)) {
    auto totals = stored ? stored->of(month) : std::nullopt;
    if (!totals)
      totals = MonthTotals{month, totals_of_month(context.options, month, context.kev,
                                                  context.feeds, context.words, failed)};
    if (totals->totals || !out.empty()) out.push_back(std::move(*totals));
  }
  return out;
}

}  // namespace patchmatrix
