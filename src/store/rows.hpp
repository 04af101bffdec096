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

// Instants outside the years 1 to 9999, and codes that are no enumerator's, call a database
// damaged.
std::optional<Instant> instant_in(const Statement& row, int column);

template <class Enum>
inline constexpr Enum kLastOf = Enum::Unspecified;
template <>
inline constexpr ProductStatus kLastOf<ProductStatus> = ProductStatus::Unknown;
template <>
inline constexpr ValueSource kLastOf<ValueSource> = ValueSource::Cvss;
template <>
inline constexpr CvssVersion kLastOf<CvssVersion> = CvssVersion::V4_0;
template <>
inline constexpr Answer kLastOf<Answer> = Answer::Yes;
template <>
inline constexpr Exploitability kLastOf<Exploitability> = Exploitability::NotStated;

template <class Enum>
Enum value_in(const Statement& row, int column) {
  return static_cast<Enum>(row.number_within(0, static_cast<std::int64_t>(kLastOf<Enum>), column));
}

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
