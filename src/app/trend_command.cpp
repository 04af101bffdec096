// SPDX-License-Identifier: Apache-2.0
#include <patchmatrix/error.hpp>

#include "app/commands.hpp"
#include "app/month_totals.hpp"
#include "app/period.hpp"
#include "app/questions.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

constexpr unsigned kUsualMonths = 12;

// Of the vendor the last months, or those that are named.
Months months_of(const Options& options, StoreReader& store) {
  const std::string& name = options.paths.front();
  if (options.paths.size() > 2 || (options.paths.size() == 2 && options.months))
    throw Error(ErrorKind::Usage, "unknown-arguments", {}, {{"arguments", options.paths.back()}});
  if (options.paths.size() == 2) {
    if (const auto months = period_of_text(options.paths[1])) return *months;
    throw Error(ErrorKind::Usage, "bad-month", {}, {{"option", name}, {"value", options.paths[1]}});
  }
  const auto last = store.latest_month(name, {});
  if (!last) throw Error(ErrorKind::NotFound, "nothing-of-vendor", {}, {{"vendor", name}});
  return {months_before(*last, options.months.value_or(kUsualMonths) - 1), *last};
}

std::string render(const Trend& trend, const Options& options, const Words& words) {
  if (options.format == OutputFormat::Json) return render_trend_json(trend);
  if (options.format == OutputFormat::Csv)
    return std::string(CsvInDialect(options.csv_dialect).of(render_trend_csv(trend)));
  return render_trend_text(trend, words, {text_width(), use_colour()});
}

}  // namespace

ExitCode trend_command(const Options& options, const Feeds& feeds, const Words& words) {
  StoreReader store = open_store_reader(options);
  const std::string& name = options.paths.front();
  if (!store.knows(name))
    throw Error(ErrorKind::NotFound, "nothing-of-vendor", {}, {{"vendor", name}});
  const Months months = months_of(options, store);
  const Catalogues catalogues = catalogues_of(options, {});
  const KevCatalogue* kev = views_of(catalogues).kev;
  const Feed* feed = feeds.find(name);
  const std::string& id = feed == nullptr ? name : feed->vendor;
  const Vendor* vendor = &feeds.generic;
  for (const Vendor& each : feeds.vendors)
    if (each.id == id) vendor = &each;
  Trend trend = {name, vendor->name, vendor->severity_axis, {}, {}};
  if (trend.vendor_name.en.empty()) trend.vendor_name = {name, name};
  if (kev != nullptr) trend.kev = CatalogueNote{kev->version, kev->released, kev->entries.size()};
  std::size_t failed = 0;
  for (Month month = months.first; month <= months.last; month = month_after(month))
    trend.months.push_back({month, totals_of_month(options, month, kev, feeds, words, failed)});
  print(render(trend, options, words));
  return failed == 0 ? ExitCode::AllRead : ExitCode::SomeFailed;
}

}  // namespace patchmatrix
