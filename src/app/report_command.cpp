// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <deque>

#include <patchmatrix/report.hpp>

#include "app/commands.hpp"
#include "app/read.hpp"
#include "app/sources.hpp"
#include "io/terminal.hpp"

namespace patchmatrix {
namespace {

// https://no-color.org: any value but the empty one switches colour off.
bool colour() {
  return output_is_terminal() && environment("NO_COLOR").empty() && environment("TERM") != "dumb";
}

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
  return render_text(report, options.layout, words, {text_width(), colour()});
}

}  // namespace

ExitCode report_command(const Options& options, const Feeds& feeds, const Words& words) {
  Normalizer normalizer(feeds);
  std::deque<Fetched> fetched;  // keeps the bytes that the findings point into
  std::deque<Findings> findings;
  std::vector<ReportInput> inputs;
  std::vector<Notice> notices;
  std::size_t failed = 0;
  SourceReader sources(sources_of(options, feeds));
  while (const auto next = sources.next(fetched.emplace_back())) {
    const Source& source = *next;
    ReadResult result = read_document(source, fetched.back(), normalizer, Hashing::Yes);
    for (Diagnostic& each : result.diagnostics) notices.push_back({std::move(each), false});
    if (result.failure) {
      ++failed;
      const Error& error = *result.failure;
      print_error(words.fill("message.error", {{"text", worded(error, source.path, words)}}));
      notices.push_back({{error.code(), source.path, error.where(), error.arguments()}, true});
    }
    if (!result.findings) {
      fetched.pop_back();
      continue;
    }
    findings.push_back(std::move(*result.findings));
    const std::string& id = findings.back().release.id;
    inputs.push_back({&findings.back(), {source.path, result.sha256, id}, source.only});
    if (!source.tlp.empty())
      notices.push_back({{"restricted", id, {}, {{"tlp", source.tlp}}}, false});
  }
  // Older versions stand in for what the present one lacks; alone they are no month.
  const bool present = std::any_of(inputs.begin(), inputs.end(),
                                   [](const ReportInput& each) { return each.only.empty(); });
  if (!present) {
    for (const Notice& each : notices)
      if (!each.failed) print_warning(each.diagnostic, words);
    return conclude(0, failed, words);
  }

  Report report =
      build_report(inputs, {options.as_of, feeds.generic.severity_axis}, feeds.impact_order);
  report.notices.insert(report.notices.begin(), notices.begin(), notices.end());
  print(render(report, options, words));
  return conclude(inputs.size(), failed, words);
}

}  // namespace patchmatrix
