// SPDX-License-Identifier: Apache-2.0
#pragma once

// The straight line from a source to its findings, for one document.

#include <optional>
#include <string>

#include <patchmatrix/diagnostics.hpp>
#include <patchmatrix/error.hpp>
#include <patchmatrix/fetch.hpp>
#include <patchmatrix/normalize.hpp>

namespace patchmatrix {

// What became of one source. Exactly one of `findings`, `failure` and `skipped` is set.
struct ReadResult {
  std::optional<Findings> findings;
  std::optional<Error> failure;
  bool skipped = false;  // a file of a folder that is no advisory
  std::vector<Diagnostic> diagnostics;
  std::string sha256;  // of the file, if it was asked for and could be read
};

enum class Hashing { No, Yes };

// Views in the findings live as long as `fetched`, which SourceReader gave with `source`. Never
// throws for what the document holds.
ReadResult read_document(const Source& source, Fetched& fetched, Normalizer& normalizer,
                         Hashing hashing = Hashing::No);

}  // namespace patchmatrix
