// SPDX-License-Identifier: Apache-2.0
#pragma once

// The parse stage: bytes → Document, in the vendor's own words; and bytes → catalogue. After fetch,
// before normalize.
// Pure functions: no paths, clocks, sockets or globals; safe to call from several threads.

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include <patchmatrix/catalogue.hpp>
#include <patchmatrix/diagnostics.hpp>
#include <patchmatrix/document.hpp>

namespace patchmatrix {

// Finds the format from the content, never from a file name, and reads the document.
//
// Reads CVRF 1.1 and 1.2 as XML (any namespace prefixes; UTF-8 with or without BOM, UTF-16, UTF-32,
// ISO-8859-1), MSRC's CVRF as JSON, and CSAF 2.0 and 2.1. `bytes` must outlive the result.
//
// Errors: Malformed ("empty", "not-advisory", "xml-…", "json-…", "encoding-…") with line:column and
// element path or JSON pointer; Unsupported ("wrong-root", "other-format") naming what the document
// is; Untrusted ("dtd", "too-deep", "too-many-references"). Bytes that are not UTF-8 are replaced
// by U+FFFD and reported.
struct ParseOptions {
  // Also what people alone read and what is most of the bytes of CVRF: Vulnerability::prose, and
  // acknowledgments. CSAF has them at no cost, its prose among Vulnerability::notes.
  bool prose = false;
};
Document parse(std::string_view bytes, Diagnostics& diagnostics, const ParseOptions& options = {});

// How many zero bytes parse_in_place() wants to see behind its input.
inline constexpr std::size_t kParsePadding = 64;

// Reads a document without copying it, where that can be done (a CSAF document in sound UTF-8);
// else nothing has happened, and parse() reads it. `bytes` are overwritten, even when an error is
// thrown, and must outlive the result. The place of a syntax error may be wrong by the line breaks
// that are written as escapes: parse() of the same bytes, read again, tells it exactly.
std::optional<Document> parse_in_place(std::span<char> bytes, Diagnostics& diagnostics);

// ── Catalogues ───────────────────────────────────────────────────────────────────────────────────

// Which catalogue unpacked bytes are, by their first 4 KiB and never by a name. None: an advisory,
// or anything else; parse() tells.
enum class CatalogueKind { None, Kev, Epss };
CatalogueKind catalogue_kind(std::string_view bytes);

// CISA's catalogue of known exploited vulnerabilities, as JSON. Nothing of `bytes` is kept. Entries
// without a CVE identifier or the day they were added are reported and left out ("entry-skipped"),
// as are identifiers that stand there again ("entry-twice"), and other oddities are reported.
// Errors: Malformed "json-syntax" with line:column, "catalogue-form" with the JSON pointer of what
// is missing, "no-entries"; Untrusted "too-deep".
KevCatalogue parse_kev(std::string_view bytes, Diagnostics& diagnostics);

// FIRST's scores of the Exploit Prediction Scoring System, as unpacked CSV. Nothing of `bytes` is
// kept. Rows without a CVE identifier or with numbers outside [0, 1] are reported and left out.
// Errors: Malformed "catalogue-form" with the line that does not name model and day, or the
// columns; "no-entries".
EpssScores parse_epss(std::string_view bytes, Diagnostics& diagnostics);

}  // namespace patchmatrix
