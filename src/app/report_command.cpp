// SPDX-License-Identifier: Apache-2.0
#include <patchmatrix/report.hpp>

#include "app/catalogues.hpp"
#include "app/commands.hpp"
#include "app/document_set.hpp"
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
  report.notices.insert(report.notices.begin(), documents.notices().begin(),
                        documents.notices().end());
  for (const Error& each : asked.missing)
    report.notices.push_back(
        {{each.code(), each.arguments().front().second, each.where(), each.arguments()}, true});
  print(render(report, options, words));
  return with_missing(conclude(documents.inputs().size(), documents.failed(), words), asked.missing,
                      words);
}

}  // namespace patchmatrix
