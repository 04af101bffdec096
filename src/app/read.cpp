// SPDX-License-Identifier: Apache-2.0
#include "app/read.hpp"

#include <patchmatrix/parse.hpp>

namespace patchmatrix {
namespace {

// Folders hold other files too: text, tables, Markdown that begins with a comment. They are passed
// over with a line; whatever looks like an advisory must be read or fail.
bool is_no_advisory(const Error& error) {
  return error.code() == "not-advisory" || error.code() == "xml-text-outside-root";
}

}  // namespace

ReadResult read_document(const Source& source, Fetched& fetched, Normalizer& normalizer) {
  ReadResult result;
  Diagnostics diagnostics;
  if (source.special) {
    result.skipped = true;
    result.diagnostics = {{"skipped-special", source.path, {}, {}}};
    return result;
  }
  try {
    fetched.read(source);
    // From here the bytes are unpacked and within bounds.
    Document document = parse(fetched.bytes(), diagnostics);
    // From here the document is one model, in the vendor's words.
    result.findings = normalizer.normalize(std::move(document), diagnostics);
    // From here every severity and impact is one of ours.
    if (!source.only.empty()) keep_only(*result.findings, source.only);
  } catch (const Error& error) {
    if (source.from_folder && is_no_advisory(error)) {
      result.skipped = true;
      diagnostics.add("skipped-file", {});
    } else {
      result.failure = error;
    }
  } catch (const std::exception& error) {
    result.failure = Error(ErrorKind::Io, "internal", {}, {{"detail", error.what()}});
  }
  result.diagnostics = diagnostics.all();
  for (Diagnostic& each : result.diagnostics) each.file = source.path;
  return result;
}

}  // namespace patchmatrix
