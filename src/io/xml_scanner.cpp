// SPDX-License-Identifier: Apache-2.0
#include "io/xml_scanner.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <patchmatrix/parse.hpp>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

bool is_name_end(char c) {
  return c == '>' || c == '/' || static_cast<unsigned char>(c) <= ' ';
}

// Names are short and nearly always equal: two overlapping words beat a call to memcmp.
bool same_bytes(const char* a, const char* b, std::size_t length) {
  if (length >= 8 && length <= 16) {
    std::uint64_t a1, b1, a2, b2;
    std::memcpy(&a1, a, 8);
    std::memcpy(&b1, b, 8);
    std::memcpy(&a2, a + length - 8, 8);
    std::memcpy(&b2, b + length - 8, 8);
    return a1 == b1 && a2 == b2;
  }
  return std::memcmp(a, b, length) == 0;
}

}  // namespace

XmlScanner::XmlScanner(std::string_view bytes, std::pmr::memory_resource& store)
    : bytes_(bytes), position_(bytes.data()), end_(bytes.data() + bytes.size()), store_(store) {
  const char* at = position_;
  while (at != end_ && is_blank(*at)) ++at;
  while (at != end_ && end_ - at > 1 && *at == '<' && (at[1] == '?' || at[1] == '!')) {
    at = skip_misc(at);
    while (at != end_ && is_blank(*at)) ++at;
  }
  if (at == end_) fail("xml-no-root", at);
  if (*at != '<') fail("xml-text-outside-root", at);
  open(at);
}

// The next '<' at or after `from`, or null at the end of the input.
inline const char* XmlScanner::find_tag(const char* from) const {
#if defined(__SSE2__)
  const __m128i wanted = _mm_set1_epi8('<');
  while (end_ - from >= 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    const int found = _mm_movemask_epi8(_mm_cmpeq_epi8(block, wanted));
    if (found != 0) return from + __builtin_ctz(static_cast<unsigned>(found));
    from += 16;
  }
#endif
  return static_cast<const char*>(std::memchr(from, '<', static_cast<std::size_t>(end_ - from)));
}

inline void XmlScanner::close(const char* markup) {
  const OpenElement& element = open_[depth_ - 1];
  const char* const name = markup + 2;
  const std::size_t length = element.length;
  if (static_cast<std::size_t>(end_ - name) > length && name[length] == '>' &&
      same_bytes(name, element.name, length)) {
    position_ = name + length + 1;
    --depth_;
    return;
  }
  close_unusual(name);
}

bool XmlScanner::next() {
  if (self_closed_) {
    self_closed_ = false;
    --depth_;
    return false;
  }
  for (;;) {
    const char* markup = find_tag(position_);
    if (markup == nullptr || end_ - markup < 2) fail("xml-truncated", end_);
    const char kind = markup[1];
    if (kind == '/') {
      close(markup);
      return false;
    }
    if (kind != '!' && kind != '?') {
      open(markup);
      return true;
    }
    position_ = skip_misc(markup);
  }
}

// Passes over a comment, a processing instruction or a CDATA section that begins at `markup`.
const char* XmlScanner::skip_misc(const char* markup) {
  const std::string_view rest(markup, static_cast<std::size_t>(end_ - markup));
  if (rest.starts_with("<?")) return skip_past(markup, "?>");
  if (rest.starts_with("<!--")) return skip_past(markup + 4, "-->");
  if (rest.starts_with("<![CDATA[") && depth_ != 0) return skip_past(markup, "]]>");
  if (rest.starts_with("<!DOCTYPE"))
    throw Error(ErrorKind::Untrusted, "dtd", where(markup));
  fail("xml-bad-tag", markup);
}

const char* XmlScanner::skip_past(const char* from, std::string_view terminator) {
  const auto found = std::search(from, end_, terminator.begin(), terminator.end());
  if (found == end_) fail("xml-truncated", end_);
  return found + terminator.size();
}

// Moves `at` to the end of the name that begins there and `local` behind its prefix.
inline void XmlScanner::scan_name(const char*& at, const char*& local) const {
#if defined(__SSE2__)
  const __m128i slash = _mm_set1_epi8('/');
  const __m128i bracket = _mm_set1_epi8('>');
  const __m128i colon = _mm_set1_epi8(':');
  const __m128i blank = _mm_set1_epi8(' ');
  while (end_ - at >= 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i stops = _mm_or_si128(
        _mm_or_si128(_mm_cmpeq_epi8(block, slash), _mm_cmpeq_epi8(block, bracket)),
        _mm_cmpeq_epi8(_mm_min_epu8(block, blank), block));  // at or below the blank
    const auto stop = static_cast<unsigned>(_mm_movemask_epi8(stops));
    const auto colons = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(block, colon)));
    const unsigned inside = stop != 0 ? colons & ((stop & -stop) - 1) : colons;
    if (inside != 0) local = at + (32 - __builtin_clz(inside));
    if (stop != 0) {
      at += __builtin_ctz(stop);
      return;
    }
    at += 16;
  }
#endif
  for (; at != end_ && !is_name_end(*at); ++at)
    if (*at == ':') local = at + 1;
}

void XmlScanner::open(const char* markup) {
  const char* const begin = markup + 1;
  const char* at = begin;
  const char* local = begin;
  scan_name(at, local);
  if (at == begin || *begin == '<') fail("xml-bad-tag", markup);
  if (depth_ == open_.size())
    throw Error(ErrorKind::Untrusted, "too-deep", where(markup),
                {{"limit", std::to_string(kMaxDepth)}});
  name_ = {local, static_cast<std::size_t>(at - local)};
  open_[depth_++] = {begin, static_cast<std::uint32_t>(at - begin),
                     static_cast<std::uint32_t>(local - begin)};
  attributes_.clear();
  if (at != end_ && *at != '>') at = read_attributes(at);
  if (at == end_) fail("xml-truncated", end_);
  position_ = at + 1;
}

// Reads `name="value"` pairs up to the closing '>', which it returns; notes a closing "/>".
const char* XmlScanner::read_attributes(const char* at) {
  for (;;) {
    while (at != end_ && is_blank(*at)) ++at;
    if (at == end_) fail("xml-truncated", end_);
    if (*at == '>') return at;
    if (*at == '/') {
      if (end_ - at < 2) fail("xml-truncated", end_);
      if (at[1] != '>') fail("xml-bad-tag", at);
      self_closed_ = true;
      return at + 1;
    }
    const char* const begin = at;
    const char* local = begin;
    while (at != end_ && *at != '=' && !is_name_end(*at)) {
      if (*at == ':') local = at + 1;
      ++at;
    }
    const std::string_view name(local, static_cast<std::size_t>(at - local));
    while (at != end_ && is_blank(*at)) ++at;
    if (at == end_) fail("xml-truncated", end_);
    if (*at != '=' || at == begin) fail("xml-bad-attribute", begin);
    ++at;
    while (at != end_ && is_blank(*at)) ++at;
    if (at == end_) fail("xml-truncated", end_);
    const char quote = *at;
    if (quote != '"' && quote != '\'') fail("xml-bad-attribute", begin);
    const char* const value = ++at;
    while (at != end_ && *at != quote) {
      if (*at == '<') fail("xml-bad-attribute", begin);
      ++at;
    }
    if (at == end_) fail("xml-truncated", end_);
    attributes_.push_back({name, {value, static_cast<std::size_t>(at - value)}});
    ++at;
  }
}

// End tags with white space in them, and wrong ones.
void XmlScanner::close_unusual(const char* name) {
  const OpenElement& element = open_[depth_ - 1];
  const char* at = name;
  while (at != end_ && !is_name_end(*at)) ++at;
  const std::string_view found(name, static_cast<std::size_t>(at - name));
  const std::string_view expected(element.name, element.length);
  while (at != end_ && is_blank(*at)) ++at;
  if (at == end_) fail("xml-truncated", end_);
  if (found != expected || *at != '>')
    fail("xml-mismatched-end", name - 2,
         {{"expected", std::string(expected)}, {"found", std::string(found)}});
  position_ = at + 1;
  --depth_;
}

std::string_view XmlScanner::attribute(std::string_view local_name) {
  for (const Attribute& each : attributes_)
    if (each.name == local_name) return decode(each.value);
  return {};
}

std::string_view XmlScanner::text() {
  if (self_closed_) {
    self_closed_ = false;
    --depth_;
    return {};
  }
  const char* const begin = position_;
#if defined(__SSE2__)
  // Most texts are ids, numbers and words: end and entities show in one look at sixteen bytes.
  if (end_ - begin >= 17) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(begin));
    const auto tag = static_cast<unsigned>(
        _mm_movemask_epi8(_mm_cmpeq_epi8(block, _mm_set1_epi8('<'))));
    const auto special = static_cast<unsigned>(_mm_movemask_epi8(
        _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8('&')),
                     _mm_cmpeq_epi8(_mm_min_epu8(block, _mm_set1_epi8(' ')), block))));
    if (tag != 0 && (special & (tag ^ (tag - 1))) == 0) {
      const char* const markup = begin + __builtin_ctz(tag);
      if (markup[1] == '/') {
        close(markup);
        return {begin, static_cast<std::size_t>(markup - begin)};
      }
    }
  }
#endif
  const char* markup = find_tag(begin);
  if (markup == nullptr || end_ - markup < 2) fail("xml-truncated", end_);
  if (markup[1] != '/') return collect_text(begin, markup);
  close(markup);
  return decode(trimmed({begin, static_cast<std::size_t>(markup - begin)}));
}

// The rare case: comments, CDATA sections or child elements stand between the pieces of a text.
std::string_view XmlScanner::collect_text(const char* from, const char* markup) {
  std::string collected;
  for (;;) {
    append_decoded({from, static_cast<std::size_t>(markup - from)}, collected);
    const std::string_view rest(markup, static_cast<std::size_t>(end_ - markup));
    if (rest.starts_with("</")) {
      close(markup);
      return keep(trimmed(collected));
    }
    if (rest.starts_with("<![CDATA[")) {
      position_ = skip_misc(markup);
      collected.append(markup + 9, position_ - 3);
    } else if (rest.starts_with("<!") || rest.starts_with("<?")) {
      position_ = skip_misc(markup);
    } else {
      open(markup);
      skip();
    }
    from = position_;
    markup = find_tag(from);
    if (markup == nullptr || end_ - markup < 2) fail("xml-truncated", end_);
  }
}

void XmlScanner::skip() {
  const std::size_t outside = depth_ - 1;
  while (next() || depth_ > outside) {
  }
}

void XmlScanner::finish() {
  for (const char* at = position_; at != end_;) {
    if (is_blank(*at)) {
      ++at;
    } else if (end_ - at > 1 && *at == '<' && (at[1] == '?' || at[1] == '!')) {
      at = skip_misc(at);
    } else {
      fail("xml-after-root", at);
    }
  }
}

std::string_view XmlScanner::decode(std::string_view raw) {
  if (raw.find('&') == std::string_view::npos) return raw;
  std::string decoded;
  append_decoded(raw, decoded);
  return keep(decoded);
}

void XmlScanner::append_decoded(std::string_view raw, std::string& out) const {
  static constexpr std::pair<std::string_view, char> kNamed[] = {
      {"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};
  while (!raw.empty()) {
    const std::size_t plain = std::min(raw.find('&'), raw.size());
    out.append(raw.substr(0, plain));
    raw.remove_prefix(plain);
    if (raw.empty()) return;
    const std::string_view entity = raw.substr(1, std::min(raw.find(';'), raw.size()) - 1);
    const auto named = std::find_if(std::begin(kNamed), std::end(kNamed),
                                    [&](const auto& each) { return each.first == entity; });
    if (named != std::end(kNamed)) {
      out += named->second;
    } else {
      const bool hex = entity.starts_with("#x");
      const std::string_view digits = entity.substr(std::min<std::size_t>(hex ? 2 : 1, entity.size()));
      std::uint32_t code_point = 0;
      const auto [stop, problem] = std::from_chars(digits.data(), digits.data() + digits.size(),
                                                   code_point, hex ? 16 : 10);
      if (!entity.starts_with('#') || digits.empty() || problem != std::errc() ||
          stop != digits.data() + digits.size() || !append_utf8(code_point, out))
        fail("xml-entity", raw.data(), {{"entity", std::string(entity.substr(0, 40))}});
    }
    raw.remove_prefix(entity.size() + 2);
  }
}

std::string_view XmlScanner::keep(std::string_view text) {
  if (text.empty()) return {};
  char* copy = static_cast<char*>(store_.allocate(text.size(), 1));
  std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

std::string XmlScanner::where(const char* position) const {
  std::string path = line_and_column(bytes_, static_cast<std::size_t>(position - bytes_.data()));
  char separator = ' ';
  const std::size_t shown = std::min<std::size_t>(depth_, 12);
  for (std::size_t i = 0; i < shown; ++i) {
    const OpenElement& each = open_[i];
    path += separator;
    path.append(each.name + each.prefix, each.length - each.prefix);
    separator = '/';
  }
  if (shown < depth_) path += "/…";
  return path;
}

void XmlScanner::fail(const char* code, const char* position, Arguments arguments) const {
  throw Error(ErrorKind::Malformed, code, where(position), std::move(arguments));
}

}  // namespace patchmatrix
