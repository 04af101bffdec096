// SPDX-License-Identifier: Apache-2.0
#pragma once

// Small questions about byte strings, asked by every stage.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace patchmatrix {

// White space of XML and JSON.
inline bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
inline bool is_alphanumeric(char c) { return is_digit(c) || is_letter(c); }

// Whether `Word` bytes are equal.
template <class Word>
bool same_word(const char* a, const char* b) {
  Word x, y;
  std::memcpy(&x, a, sizeof(Word));
  std::memcpy(&y, b, sizeof(Word));
  return x == y;
}

#if defined(__SSE2__)
inline bool same_sixteen(const char* a, const char* b) {
  const auto block = [](const char* at) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
  };
  return _mm_movemask_epi8(_mm_cmpeq_epi8(block(a), block(b))) == 0xFFFF;
}
#else
inline bool same_sixteen(const char* a, const char* b) { return std::memcmp(a, b, 16) == 0; }
#endif

// Whether the bytes are equal, for short texts that nearly always are (names, ids, tags): a few
// overlapping words beat a call to memcmp, if they are not a call themselves.
[[gnu::always_inline]] inline bool same_bytes(const char* a, const char* b, std::size_t length) {
  using std::uint32_t, std::uint64_t;
  if (length >= 16) {
    for (std::size_t i = 0; i + 16 < length; i += 16)
      if (!same_sixteen(a + i, b + i)) return false;
    return same_sixteen(a + length - 16, b + length - 16);
  }
  if (length >= 8)
    return same_word<uint64_t>(a, b) && same_word<uint64_t>(a + length - 8, b + length - 8);
  if (length >= 4)
    return same_word<uint32_t>(a, b) && same_word<uint32_t>(a + length - 4, b + length - 4);
  return length == 0 || std::memcmp(a, b, length) == 0;  // the texts of length 0 may be null
}
[[gnu::always_inline]] inline bool same_text(std::string_view a, std::string_view b) {
  return a.size() == b.size() && same_bytes(a.data(), b.data(), a.size());
}

std::string_view trimmed(std::string_view text);
std::string_view trimmed_left(std::string_view text);

// ASCII letters only; every other byte stays as it is.
char lower(char c);
std::string lower(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);
bool begins_ignoring_case(std::string_view text, std::string_view prefix);
// "Access" begins "Access 2016" but not "Accessibility".
bool begins_with_word(std::string_view text, std::string_view words);
std::size_t find_ignoring_case(std::string_view text, std::string_view part);
bool contains_ignoring_case(std::string_view text, std::string_view part);

// "Example Admin Center" → "example-admin-center": lower-case ASCII letters and digits, dots inside
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

// The character at `at`, which moves behind it; -1 for an ill-formed byte, which is passed over.
// `at` must be less than text.size().
std::int32_t next_character(std::string_view text, std::size_t& at);

// Offset of the first byte that is not part of well-formed UTF-8 (RFC 3629), if any.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);

// Every ill-formed byte becomes U+FFFD.
std::string with_valid_utf8(std::string_view text);

}  // namespace patchmatrix
