// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <patchmatrix/error.hpp>
#include <patchmatrix/lint.hpp>
#include <patchmatrix/report.hpp>

#include "app/commands.hpp"
#include "app/period.hpp"
#include "app/read.hpp"
#include "app/sources.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

const Vendor& named_vendor(const std::string& id, const Feeds& feeds) {
  std::vector<std::string> ids;
  for (const Vendor& each : feeds.vendors) {
    if (each.id == id) return each;
    ids.push_back(each.id);
  }
  throw Error(ErrorKind::Usage, "unknown-vendor", {},
              {{"vendor", id}, {"vendors", joined(ids, ", ")}});
}

// Files and folders behind the vendor, or months; else everything of the vendor that is in the
// store.
std::vector<Source> documents(const Options& options, const Feeds& feeds) {
  if (options.paths.size() == 1)
    if (auto all = every_source(options, options.paths.front()); !all.empty()) return all;
  Options inputs = options;
  if (inputs.paths.size() > 1 && !is_period(inputs.paths[1]))
    inputs.paths.erase(inputs.paths.begin());
  return sources_of(inputs, feeds);
}

}  // namespace

ExitCode lint_command(const Options& options, const Feeds& feeds, const Words& words) {
  const Vendor& vendor = named_vendor(options.paths.front(), feeds);
  Normalizer normalizer(feeds);
  Linter linter(vendor);
  LintResult result{vendor.id, vendor.name, 0, {}};
  std::size_t failed = 0;
  Fetched fetched;
  SourceReader sources(documents(options, feeds));
  while (auto source = sources.next(fetched)) {
    source->only.clear();  // an older version is a document like any other here
    const ReadResult read = read_document(*source, fetched, normalizer);
    if (read.failure) {
      ++failed;
      print_error(
          words.fill("message.error", {{"text", worded(*read.failure, source->path, words)}}));
    }
    if (read.findings && linter.add(*read.findings)) ++result.documents;
  }
  if (result.documents == 0) return conclude(0, failed, words);
  result.suspects = linter.suspects();
  print(options.format == OutputFormat::Json ? render_lint_json(result)
                                             : render_lint_text(result, words));
  const bool suspected =
      std::any_of(result.suspects.begin(), result.suspects.end(),
                  [](const Suspect& each) { return each.state == SuspectState::New; });
  const ExitCode reading = conclude(result.documents, failed, words);
  return suspected ? ExitCode::SomeFailed : reading;
}

}  // namespace patchmatrix
