// SPDX-License-Identifier: Apache-2.0
#include <patchmatrix/report.hpp>

#include "app/commands.hpp"
#include "app/read.hpp"
#include "app/sources.hpp"

namespace patchmatrix {
namespace {

// Prints one document after another, so that no more than one is in memory.
class Printer {
 public:
  Printer(const Options& options, const Words& words)
      : json_(options.format == OutputFormat::Json),
        text_{options.layout.all_products, text_width()},
        words_(words) {}

  void put(const Inspection& inspection) {
    const bool first = printed_++ == 0;
    if (json_)
      print((first ? inspections_json_head() : ",") + render_inspection_json(inspection, words_));
    else
      print((first ? "" : "\n") + render_inspection_text(inspection, text_, words_));
  }

  // The number of documents.
  std::size_t finish() {
    if (json_ && printed_ != 0) print(inspections_json_foot());
    return printed_;
  }

 private:
  const bool json_;
  const InspectionOptions text_;
  const Words& words_;
  std::size_t printed_ = 0;
};

}  // namespace

ExitCode inspect_command(const Options& options, const Feeds& feeds, const Words& words) {
  Normalizer normalizer(feeds);
  Printer printer(options, words);
  Fetched fetched;
  std::size_t failed = 0;
  AskedSources asked = asked_sources(options, feeds);
  SourceReader sources(std::move(asked.sources));
  while (auto source = sources.next(fetched)) {
    source->only.clear();  // an older version of another source is a document like any other here
    std::string sha256;
    const ReadResult result =
        read_document(*source, fetched, normalizer, [&](const Fetched& bytes) {
          sha256 = bytes.sha256();
          return true;
        });
    if (result.failure) {
      ++failed;
      print_error(
          words.fill("message.error", {{"text", worded(*result.failure, source->path, words)}}));
    }
    if (result.findings) {
      printer.put(inspect_findings(*result.findings, {source->path, sha256, {}}, result.diagnostics,
                                   feeds.impact_order));
    } else {
      for (const Diagnostic& each : result.diagnostics) print_warning(each, words);
    }
  }
  return with_missing(conclude(printer.finish(), failed, words), asked.missing, words);
}

}  // namespace patchmatrix
