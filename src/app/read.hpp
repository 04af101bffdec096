// SPDX-License-Identifier: Apache-2.0
#pragma once

// The straight line from a source to its findings, for one document.

#include <functional>
#include <optional>
#include <string>

#include <patchmatrix/diagnostics.hpp>
#include <patchmatrix/error.hpp>
#include <patchmatrix/fetch.hpp>
#include <patchmatrix/normalize.hpp>
#include <patchmatrix/parse.hpp>

namespace patchmatrix {

// What became of one source. Exactly one of `findings`, `failure`, `skipped` and `unwanted` is set.
struct ReadResult {
  std::optional<Findings> findings;
  std::optional<Error> failure;
  bool skipped = false;   // a file of a folder that is no advisory
  bool unwanted = false;  // whoever looked at the bytes had enough
  std::vector<Diagnostic> diagnostics;
};

// Looks at the bytes of a source before they are parsed, which may change them, and tells whether
// they are to be parsed at all.
using Look = std::function<bool(const Fetched& fetched)>;

// Views in the findings live as long as `fetched`, which SourceReader gave with `source`. Never
// throws for what the document holds.
ReadResult read_document(const Source& source, Fetched& fetched, Normalizer& normalizer,
                         const Look& look = {}, const ParseOptions& options = {});

}  // namespace patchmatrix
