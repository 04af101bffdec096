// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include <patchmatrix/match_report.hpp>
#include <patchmatrix/report.hpp>
#include <patchmatrix/store.hpp>
#include <patchmatrix/version.hpp>

#include "app/catalogues.hpp"
#include "app/commands.hpp"
#include "app/document_set.hpp"
#include "app/folders.hpp"
#include "app/matching.hpp"
#include "app/release_context.hpp"
#include "app/sources.hpp"
#include "io/terminal.hpp"

namespace patchmatrix {
namespace {

std::string render_as_text(const Report& report, const Options& options, const Words& words) {
  if (options.layout.layout == Layout::Notice)
    return render_notice_text(report, words, template_folders());
  const bool to_terminal = options.output.empty();
  return render_text(report, options.layout, words, {text_width(), to_terminal && use_colour()});
}

std::string render_as_markdown(const Report& report, const Options& options, const Words& words) {
  if (options.layout.layout == Layout::Notice)
    return render_notice_markdown(report, words, template_folders());
  return render_markdown(report, options.layout, words);
}

std::string render(const Report& report, const Options& options, const Words& words) {
  switch (options.format) {
    case OutputFormat::Markdown:
      return render_as_markdown(report, options, words);
    case OutputFormat::Json:
      return render_json(report, words);
    case OutputFormat::Html:
      return render_html(report, options.layout, words, template_folders());
    case OutputFormat::Mail:
      return render_mail_html(report, words, template_folders());
    case OutputFormat::Xlsx:
      return render_xlsx(report, words);
    case OutputFormat::Csv:
      return render_csv(report, words, options.csv_dialect);
    case OutputFormat::Text:
    case OutputFormat::Ndjson:
      break;
  }
  return render_as_text(report, options, words);
}

// Of a weekly report.
std::optional<Week> week_of(const Options& options) {
  if (options.layout.layout != Layout::Weekly) return std::nullopt;
  return patchmatrix::week_of(options.week.value_or(today()));
}

// Before anything is read: nobody wants to see the bytes.
void refuse_terminal(const Options& options) {
  const bool to_output = options.output.empty() || options.output == "-";
  if (options.format == OutputFormat::Xlsx && to_output && output_is_terminal())
    throw Error(ErrorKind::Usage, "binary-to-terminal");
}

// Documents that the report is about, or those that are there for what they fix now.
std::vector<const Findings*> matched_documents(const DocumentSet& documents, bool fixed_now) {
  std::vector<const Findings*> out;
  for (const ReportInput& each : documents.inputs())
    if (each.fixed_now == fixed_now && !each.findings->release.withdrawn)
      out.push_back(each.findings);
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
                          const Words& words, const KevCatalogue* kev, Report& report) {
  const Inventory inventory = inventory_of(options.inventories, options, feeds, words);
  const StoredRemedies remedies = remedies_of(options);
  MatchReportOptions wanted;
  wanted.question.today = today();
  wanted.question.stale_days = options.stale_days;
  wanted.kev = kev;
  MatchOptions how;
  how.aliases = aliases_of(options);
  const auto matched = [&](bool fixed_now) {
    Match out = match(inventory, matched_documents(documents, fixed_now), remedies, feeds, how);
    if (!report.only_families.empty()) keep_families(out, report.only_families);
    return out;
  };
  const Match now = matched(false), earlier = matched(true);
  const MatchReport figures = build_match_report(inventory, now, feeds, wanted);
  const MatchReport earlier_figures = build_match_report(inventory, earlier, feeds, wanted);
  const OwnMatch before = {earlier, earlier_figures};
  add_own_machines(inventory, {now, figures}, report.fixed_now.empty() ? nullptr : &before, report);
  return bad_records(inventory);
}

}  // namespace

ExitCode report_command(const Options& options, const Feeds& feeds, const Words& words) {
  refuse_terminal(options);
  DocumentSet documents(feeds, words, options.highest_tlp);
  const std::optional<Week> week = week_of(options);
  AskedSources asked = week ? week_sources(options, *week, feeds) : asked_sources(options, feeds);
  documents.add(std::move(asked.sources));
  if (week) documents.keep_touched(*week, options.as_of);
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
  report.program = "patchmatrix " + std::string(kVersion);
  if (week) add_week(documents.inputs(), week->monday, report);
  add_release_context({options, feeds, words, documents, asked.months, wanted.kev}, report);
  if (!options.families.empty()) cut_to_families(report, options.families);
  add_cautions(documents.inputs(), report);
  std::size_t left_out = 0;
  if (!options.inventories.empty())
    left_out = add_inventory(documents, options, feeds, words, wanted.kev, report);
  report.notices.insert(report.notices.begin(), documents.notices().begin(),
                        documents.notices().end());
  for (const Error& each : asked.missing)
    report.notices.push_back(
        {{each.code(), each.arguments().front().second, each.where(), each.arguments()}, true});
  put_out(render(report, options, words), options);
  const ExitCode code = with_missing(conclude(documents.inputs().size(), documents.failed(), words),
                                     asked.missing, words);
  return code == ExitCode::AllRead && left_out != 0 ? ExitCode::SomeFailed : code;
}

}  // namespace patchmatrix
