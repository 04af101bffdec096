// SPDX-License-Identifier: Apache-2.0
#pragma once

// Rows of the tables as values.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/questions.hpp>

#include "io/sqlite.hpp"

namespace patchmatrix {

std::optional<Instant> instant_in(const std::optional<std::int64_t>& seconds);

// The lines of a text that ends each with a line feed.
std::vector<std::string> lines_in(std::string_view text);

inline constexpr std::string_view kRatingColumns =
    "status, older_affected, severity, severity_source, severity_word, impact, impacts, "
    "impact_source, impact_word, justification, cvss_version, cvss_tenths, cvss_vector";
// `first`: where the columns begin.
StoredRating rating_in(const Statement& row, int first);

inline constexpr std::string_view kFixColumns =
    "name, is_update, sub_type, fixed_build, supersedes, restart, url";
StoredFix fix_in(const Statement& row, int first);

// The document and the version that answers for it.
StoredDocument document_of(Database& database, std::int64_t document, std::int64_t version);

}  // namespace patchmatrix
