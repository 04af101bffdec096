// SPDX-License-Identifier: Apache-2.0
#pragma once

// The parse stage: bytes → Document, in the vendor's own words. After fetch, before normalize.
// Pure functions: no paths, clocks, sockets or globals; safe to call from several threads.

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

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
Document parse(std::string_view bytes, Diagnostics& diagnostics);

// How many zero bytes parse_in_place() wants to see behind its input.
inline constexpr std::size_t kParsePadding = 64;

// Reads a document without copying it, where that can be done (a CSAF document in sound UTF-8);
// else nothing has happened, and parse() reads it. `bytes` are overwritten, even when an error is
// thrown, and must outlive the result. The place of a syntax error may be wrong by the line breaks
// that are written as escapes: parse() of the same bytes, read again, tells it exactly.
std::optional<Document> parse_in_place(std::span<char> bytes, Diagnostics& diagnostics);

}  // namespace patchmatrix
