// SPDX-License-Identifier: Apache-2.0
#include "io/unicode.hpp"

#include <array>
#include <memory>
#include <utility>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

std::size_t width_of(UChar32 c) {
  if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return c < 0 ? 1 : 0;
  if (c < 0x300) return 1;
  const auto category = u_charType(c);
  if (category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK || category == U_FORMAT_CHAR)
    return 0;
  const int east_asian = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return east_asian == U_EA_WIDE || east_asian == U_EA_FULLWIDTH ? 2 : 1;
}

// Closing marks such as 、 and ）, small kana and the prolonged sound mark never begin a line
// (Unicode, UAX #14).
bool may_begin_line(UChar32 c) {
  switch (u_getIntPropertyValue(c, UCHAR_LINE_BREAK)) {
    case U_LB_CLOSE_PUNCTUATION:
    case U_LB_CLOSE_PARENTHESIS:
    case U_LB_CONDITIONAL_JAPANESE_STARTER:
    case U_LB_EXCLAMATION:
    case U_LB_NONSTARTER:
      return false;
    default:
      return true;
  }
}

bool acts_on_terminals(UChar32 c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

}  // namespace

std::string nfkc_casefold(std::string_view utf8) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFKCCasefoldInstance(status);
  if (U_FAILURE(status)) return lower(utf8);
  const icu::UnicodeString result =
      normalizer->normalize(icu::UnicodeString::fromUTF8(icu::StringPiece(
                                utf8.data(), static_cast<std::int32_t>(utf8.size()))),
                            status);
  std::string out;
  return U_FAILURE(status) ? lower(utf8) : result.toUTF8String(out);
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) width += width_of(next_character(text, at));
  return width;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t limit) {
  std::vector<std::string> lines(1);
  std::size_t used = 0;
  std::string piece;  // the characters since the last place where a line may break
  std::size_t piece_width = 0;
  const auto place_piece = [&] {
    const std::size_t visible = piece.ends_with(' ') ? piece_width - 1 : piece_width;
    if (used != 0 && used + visible > limit) {
      lines.back() = std::string(trimmed(lines.back()));
      lines.emplace_back();
      used = 0;
    }
    lines.back() += piece;
    used += piece_width;
    piece.clear();
    piece_width = 0;
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const UChar32 c = next_character(text, at);
    const std::size_t width = width_of(c);
    if (width == 2 && may_begin_line(c)) place_piece();
    piece.append(text.substr(begin, at - begin));
    piece_width += width;
    if (c == ' ') place_piece();
  }
  place_piece();
  lines.back() = std::string(trimmed(lines.back()));
  return lines;
}

std::string shortened(std::string_view text, std::size_t limit) {
  if (display_width(text) <= limit) return std::string(text);
  std::size_t width = 0, at = 0;
  for (;;) {
    std::size_t after = at;
    width += width_of(next_character(text, after));
    if (width >= limit) break;
    at = after;
  }
  return std::string(text.substr(0, at)) + "…";
}

std::string printable(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const UChar32 c = next_character(text, at);
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (blank) {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else if (c < 0) {
      out += "\xEF\xBF\xBD";
    } else if (!acts_on_terminals(c)) {
      out.append(text.substr(begin, at - begin));
    }
  }
  return std::string(trimmed(out));
}

namespace {

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

const char* name_of(Encoding encoding) {
  switch (encoding) {
    case Encoding::Utf16Le:
      return "UTF-16LE";
    case Encoding::Utf16Be:
      return "UTF-16BE";
    case Encoding::Cp932:
      return "ibm-943_P15A-2003";
    case Encoding::Cp850:
      return "ibm-850_P100-1995";
  }
  return "";
}

// Stops at what is not of the encoding.
Converter strict_converter(const char* name) {
  UErrorCode status = U_ZERO_ERROR;
  Converter out(ucnv_open(name, &status));
  if (U_SUCCESS(status))
    ucnv_setToUCallBack(out.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  return U_SUCCESS(status) ? std::move(out) : nullptr;
}

// Single bytes that the table of CP932 leaves open; converters make controls, a no-break space and
// private characters of them.
bool holds_open_bytes(std::string_view utf8) {
  for (const std::string_view each :
       {"\xC2\x80", "\xC2\xA0", "\xEF\xA3\xB1", "\xEF\xA3\xB2", "\xEF\xA3\xB3"})
    if (utf8.find(each) != std::string_view::npos) return true;
  return false;
}

}  // namespace

std::optional<std::string> decoded(std::string_view bytes, Encoding encoding) {
  const Converter from = strict_converter(name_of(encoding));
  const Converter to = strict_converter("UTF-8");
  if (from == nullptr || to == nullptr) return std::nullopt;
  std::string out;
  std::array<char, 1 << 16> target;
  std::array<UChar, 1 << 14> pivot;
  UChar *pivot_from = pivot.data(), *pivot_to = pivot.data();
  const char* at = bytes.data();
  UErrorCode status = U_ZERO_ERROR;
  UBool reset = true;
  do {
    status = U_ZERO_ERROR;
    char* end = target.data();
    ucnv_convertEx(to.get(), from.get(), &end, target.data() + target.size(), &at,
                   bytes.data() + bytes.size(), pivot.data(), &pivot_from, &pivot_to,
                   pivot.data() + pivot.size(), reset, true, &status);
    reset = false;
    out.append(target.data(), end);
  } while (status == U_BUFFER_OVERFLOW_ERROR);
  if (U_FAILURE(status)) return std::nullopt;
  if (encoding == Encoding::Cp932 && holds_open_bytes(out)) return std::nullopt;
  return out;
}

}  // namespace patchmatrix
