// SPDX-License-Identifier: Apache-2.0
#pragma once

// Small questions about byte strings, asked by every stage.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchmatrix {

// White space of XML and JSON.
inline bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view text);

// ASCII letters only; every other byte stays as it is.
char lower(char c);
std::string lower(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);
bool begins_ignoring_case(std::string_view text, std::string_view prefix);
std::size_t find_ignoring_case(std::string_view text, std::string_view part);
bool contains_ignoring_case(std::string_view text, std::string_view part);

// "Windows Admin Center" → "windows-admin-center": lower-case ASCII letters and digits, dots inside
// words, one hyphen for anything else. Text without any of these gives "unnamed".
std::string slugged(std::string_view text);

// Compares the way people order versions: runs of digits by value, the rest by bytes.
// Total: texts that differ only in leading zeros are ordered by bytes.
bool natural_less(std::string_view a, std::string_view b);

std::vector<std::string_view> split(std::string_view text, char separator);
std::string joined(const std::vector<std::string>& parts, std::string_view separator);

// 1-based "line:column", the column in bytes.
std::string line_and_column(std::string_view text, std::size_t offset);

// Appends the UTF-8 form; false (and nothing appended) for surrogates and numbers above 10FFFF.
bool append_utf8(std::uint32_t code_point, std::string& out);

// Offset of the first byte that is not part of well-formed UTF-8 (RFC 3629), if any.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);

// Every ill-formed byte becomes U+FFFD.
std::string with_valid_utf8(std::string_view text);

}  // namespace patchmatrix
