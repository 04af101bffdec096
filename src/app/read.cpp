// SPDX-License-Identifier: Apache-2.0
#include "app/read.hpp"

namespace patchmatrix {
namespace {

// Folders hold other files too: text, tables, Markdown that begins with a comment. They are passed
// over with a line; whatever looks like an advisory must be read or fail. Archives that nothing
// announces are more often spreadsheets and programs than advisories.
bool is_no_document(const Error& error) {
  return error.code() == "not-advisory" || error.code() == "xml-text-outside-root" ||
         error.code() == "archive" || error.code() == "other-list";
}

// Hashes and signatures stand beside every document of a provider; nobody misses them.
bool is_companion(std::string_view path) {
  return path.ends_with(".asc") || path.ends_with(".sig") || path.ends_with(".sha256") ||
         path.ends_with(".sha512");
}

// In place where that can be done. A syntax error is told with its exact place, for which a file is
// read again; what was handed over in memory is gone then, so it is copied beforehand.
Document parsed(const Source& source, Fetched& fetched, Diagnostics& diagnostics,
                const ParseOptions& options) {
  if (source.in_memory) return parse(fetched.bytes(), diagnostics, options);
  try {
    if (auto document = parse_in_place(fetched.content(), diagnostics)) return std::move(*document);
    return parse(fetched.bytes(), diagnostics, options);
  } catch (const Error& error) {
    if (error.code() != "json-syntax") throw;
  }
  fetched.read(source);
  return parse(fetched.bytes(), diagnostics, options);
}

}  // namespace

ReadResult read_document(const Source& source, Fetched& fetched, Normalizer& normalizer,
                         const Look& look, const ParseOptions& options) {
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
    if (look && !look(fetched)) {
      result.unwanted = true;
      return result;
    }
    Document document = parsed(source, fetched, diagnostics, options);
    // From here the document is one model, in the vendor's words.
    result.findings = normalizer.normalize(std::move(document), diagnostics);
    // From here every severity and impact is one of ours.
    if (!source.only.empty()) keep_only(*result.findings, source.only);
  } catch (const Error& error) {
    result.skipped = source.from_folder && is_no_document(error);
    if (result.skipped && error.code() == "other-list") {
      diagnostics.add("skipped-list", {}, error.arguments());
    } else if (result.skipped && error.code() != "archive") {
      if (!is_companion(source.path)) diagnostics.add("skipped-file", {});
    } else if (result.skipped && source.in_memory) {
      diagnostics.add("skipped-nested-archive", {});
    } else if (result.skipped) {
      diagnostics.add("skipped-archive", {});
    } else if (source.load && error.code() == "unpack") {
      result.failure = Error(ErrorKind::Untrusted, "raw-changed");
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
