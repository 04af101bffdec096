// SPDX-License-Identifier: Apache-2.0
#pragma once

// Names that a feed gives, made harmless before they become addresses or files.

#include <string>
#include <string_view>

#include "io/http.hpp"

namespace patchmatrix {

// The path below a feed's folder of the mirror for what is published at `url`: the path of the
// address, decoded; with "@host" in front if that is not `home`. Segments that a file system could
// misunderstand (control characters, names of devices, blanks and dots at the end, bytes that are
// not UTF-8) are written with %XX, and so are "%" itself and a leading "@"; an empty segment is
// "%"; a query and the end of a segment that is too long become "%-" and a hash. So different
// addresses have different names, but for the scheme and for what is percent-encoded in them.
// Errors: Untrusted "unsafe-name" for "..", separators and NUL inside a segment, and empty paths.
std::string mirror_name(const Url& url, std::string_view home);

// The address that a line of index.txt or changes.csv means. It is relative to the list. Some
// publishers write the path from the root of their repository: if two or more leading segments
// repeat the end of the list's folder, they are that folder.
// Errors: Untrusted "unsafe-name" for addresses with a scheme, absolute paths, "..", backslashes
// and control characters.
Url listed_url(const Url& list, std::string_view line);

}  // namespace patchmatrix
