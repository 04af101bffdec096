// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <patchmatrix/diagnostics.hpp>
#include <patchmatrix/document.hpp>
#include <patchmatrix/parse.hpp>

namespace patchmatrix {

// Reads a CVRF 1.1 or 1.2 document. Elements are recognised by local name and only as children of
// the element the specification puts them in: publishers use nineteen different combinations of
// namespaces, none among them, and extensions repeat standard names elsewhere. Elements of declared
// namespaces that are not CVRF's are passed over.
//
// `read_cvrf` wants UTF-8 without BOM; `read_cvrf_other_encoding` takes any encoding of XmlTree.
// Errors: see parse.hpp.
Document read_cvrf(std::string_view utf8, Diagnostics& diagnostics,
                   const ParseOptions& options = {});
Document read_cvrf_other_encoding(std::string_view bytes, Diagnostics& diagnostics,
                                  const ParseOptions& options = {});

}  // namespace patchmatrix
