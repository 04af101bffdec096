// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a document says of itself: which release it is, of whom, when, and how grave as a whole.

#include <patchmatrix/diagnostics.hpp>
#include <patchmatrix/normalize.hpp>

namespace patchmatrix {

// Everything but what the notes list (see release_notes.hpp) and the severity, whose words the
// caller reads.
Release release_of(const Document& document, const Vendor& vendor, Diagnostics& diagnostics);

// A date as documents write them; nothing for an absent one and for the year 1, which stands for
// none. Reports "bad-date" and, of CSAF, which wants a time and a zone (2.0, section 2.2), also
// "date-without-zone"; such a date is read as UTC. CVRF is mostly without, and means UTC.
std::optional<Instant> read_date(std::string_view text, const char* where, Format format,
                                 Diagnostics& diagnostics);

}  // namespace patchmatrix
