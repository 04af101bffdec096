// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include <patchmatrix/match_report.hpp>
#include <patchmatrix/report.hpp>
#include <patchmatrix/store.hpp>

#include "app/catalogues.hpp"
#include "app/commands.hpp"
#include "app/document_set.hpp"
#include "app/folders.hpp"
#include "app/matching.hpp"
#include "app/sources.hpp"

namespace patchmatrix {
namespace {

std::string render(const Report& report, const Options& options, const Words& words) {
  switch (options.format) {
    case OutputFormat::Markdown:
      return render_markdown(report, options.layout, words);
    case OutputFormat::Json:
      return render_json(report, words);
    case OutputFormat::Text:
    case OutputFormat::Csv:
    case OutputFormat::Ndjson:
      break;
  }
  return render_text(report, options.layout, words, {text_width(), use_colour()});
}

// What the report is about, without earlier documents that are there for something else.
std::vector<const Findings*> matched_documents(const DocumentSet& documents) {
  std::vector<const Findings*> out;
  for (const ReportInput& each : documents.inputs())
    if (!each.fixed_now && !each.findings->release.withdrawn) out.push_back(each.findings);
  return out;
}

// What the store knows of updates; nothing without one.
StoredRemedies remedies_of(const Options& options) {
  std::error_code unknown;
  if (!std::filesystem::exists(store_file(options), unknown)) return {};
  return StoreReader(store_file(options)).remedies();
}

// Adds the own machines to the report. Gives how many rows of the inventory were left out.
std::size_t add_inventory(const DocumentSet& documents, const Options& options, const Feeds& feeds,
                          const Words& words, Report& report) {
  const Inventory inventory = inventory_of(options.inventories, options, feeds, words);
  const StoredRemedies remedies = remedies_of(options);
  MatchReportOptions wanted;
  wanted.question.today = today();
  wanted.question.stale_days = options.stale_days;
  MatchOptions how;
  how.aliases = aliases_of(options);
  const Match found = match(inventory, matched_documents(documents), remedies, feeds, how);
  add_own_machines(build_match_report(inventory, found, feeds, wanted), found, report);
  return bad_records(inventory);
}

}  // namespace

ExitCode report_command(const Options& options, const Feeds& feeds, const Words& words) {
  DocumentSet documents(feeds, words);
  AskedSources asked = asked_sources(options, feeds);
  documents.add(std::move(asked.sources));
  if (!documents.has_present()) {
    for (const Notice& each : documents.notices())
      if (!each.failed) print_warning(each.diagnostic, words);
    return conclude(0, documents.failed(), words);
  }
  if (asked.fixed_later)
    for (const auto& [month, updates] : documents.updates())
      documents.add_fixed_now(asked.fixed_later(month, updates), month, updates, options.as_of);

  Catalogues catalogues;
  if (!asked.months.empty()) catalogues = catalogues_of(options, documents.vulnerabilities());
  ReportOptions wanted = {options.as_of, feeds.generic.severity_axis};
  if (catalogues.kev) wanted.kev = &*catalogues.kev;
  if (catalogues.epss) wanted.epss = &*catalogues.epss;
  Report report = build_report(documents.inputs(), wanted, feeds.impact_order);
  std::size_t left_out = 0;
  if (!options.inventories.empty())
    left_out = add_inventory(documents, options, feeds, words, report);
  report.notices.insert(report.notices.begin(), documents.notices().begin(),
                        documents.notices().end());
  for (const Error& each : asked.missing)
    report.notices.push_back(
        {{each.code(), each.arguments().front().second, each.where(), each.arguments()}, true});
  print(render(report, options, words));
  const ExitCode code = with_missing(conclude(documents.inputs().size(), documents.failed(), words),
                                     asked.missing, words);
  return code == ExitCode::AllRead && left_out != 0 ? ExitCode::SomeFailed : code;
}

}  // namespace patchmatrix
