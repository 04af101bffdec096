// SPDX-License-Identifier: Apache-2.0
#pragma once

// The parse stage: bytes → Document, in the vendor's own words. After fetch, before normalize.
// Pure functions: no paths, clocks, sockets or globals; safe to call from several threads.

#include <string_view>

#include <patchmatrix/diagnostics.hpp>
#include <patchmatrix/document.hpp>

namespace patchmatrix {

// Finds the format from the content, never from a file name, and reads the document.
//
// Reads CVRF 1.1 and 1.2 as XML (any namespace prefixes; UTF-8 with or without BOM, UTF-16, UTF-32,
// ISO-8859-1) and MSRC's CVRF as JSON. `bytes` must outlive the result.
//
// Errors: Malformed ("empty", "not-advisory", "xml-…", "json-…", "encoding-…") with line:column and
// element path; Unsupported ("wrong-root", "other-format") naming what the document is; Untrusted
// ("dtd", "too-deep"). Bytes that are not UTF-8 are replaced by U+FFFD and reported.
Document parse(std::string_view bytes, Diagnostics& diagnostics);

}  // namespace patchmatrix
