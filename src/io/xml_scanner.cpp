// SPDX-License-Identifier: Apache-2.0
#include "io/xml_scanner.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <patchmatrix/limits.hpp>

#include "io/text.hpp"
#include "io/xml_entities.hpp"

namespace patchmatrix {
namespace {

bool is_name_end(char c) { return c == '>' || c == '/' || static_cast<unsigned char>(c) <= ' '; }

#if defined(__SSE2__)
// One bit for each of the sixteen bytes at `at`.
unsigned bits(__m128i matches) { return static_cast<unsigned>(_mm_movemask_epi8(matches)); }
__m128i block_at(const char* at) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)); }
__m128i equal_to(__m128i block, char c) { return _mm_cmpeq_epi8(block, _mm_set1_epi8(c)); }
__m128i blank(__m128i block) {  // at or below the space
  return _mm_cmpeq_epi8(_mm_min_epu8(block, _mm_set1_epi8(' ')), block);
}
#endif

// Tells the names of one feed apart well enough to look up what followed them.
std::uint8_t hash_of(const char* begin, const char* end) {
  const auto byte = [](char c) { return static_cast<unsigned>(static_cast<unsigned char>(c)); };
  return static_cast<std::uint8_t>(static_cast<unsigned>(end - begin) * 7U + byte(*begin) * 3U +
                                   byte(end[-1]));
}

const char* skip_blanks(const char* at, const char* end) {
#if defined(__SSE2__)
  while (end - at >= 16) {
    const unsigned others = bits(blank(block_at(at))) ^ 0xFFFFU;
    if (others != 0) return at + __builtin_ctz(others);
    at += 16;
  }
#endif
  while (at != end && static_cast<unsigned char>(*at) <= ' ') ++at;
  return at;
}

// The first `a` or `b`; `end` if there is neither.
const char* find_either(const char* at, const char* end, char a, char b) {
#if defined(__SSE2__)
  while (end - at >= 16) {
    const __m128i block = block_at(at);
    const unsigned found = bits(_mm_or_si128(equal_to(block, a), equal_to(block, b)));
    if (found != 0) return at + __builtin_ctz(found);
    at += 16;
  }
#endif
  while (at != end && *at != a && *at != b) ++at;
  return at;
}

}  // namespace

XmlScanner::XmlScanner(std::string_view bytes, std::pmr::memory_resource& store,
                       std::string_view own_namespace)
    : bytes_(bytes),
      position_(bytes.data()),
      end_(bytes.data() + bytes.size()),
      store_(store),
      own_namespace_(own_namespace) {
  const char* at = position_;
  while (at != end_ && is_blank(*at)) ++at;
  while (at != end_ && end_ - at > 1 && *at == '<' && (at[1] == '?' || at[1] == '!')) {
    at = skip_misc(at);
    while (at != end_ && is_blank(*at)) ++at;
  }
  if (at == end_) fail("xml-no-root", at);
  if (*at != '<') fail("xml-text-outside-root", at);
  open(at, unremembered_);
  root_is_foreign_ = foreign_;
}

// The next '<' at or after `from`, or null at the end of the input.
inline const char* XmlScanner::find_tag(const char* from) const {
#if defined(__SSE2__)
  while (end_ - from >= 16) {
    const unsigned found = bits(equal_to(block_at(from), '<'));
    if (found != 0) return from + __builtin_ctz(found);
    from += 16;
  }
#endif
  return static_cast<const char*>(std::memchr(from, '<', static_cast<std::size_t>(end_ - from)));
}

// From here `element` is the innermost open one.
inline void XmlScanner::opened(const OpenElement& element) {
  open_[depth_++] = element;
  name_ = {element.name + element.prefix, element.length - element.prefix};
  context_ = static_cast<std::uint8_t>(element.hash * 2 + 1);
}

// What follows an end tag depends on the element around it as well.
inline void XmlScanner::closed() {
  const unsigned inner = open_[--depth_].hash;
  if (depth_ < scope_depth_) undeclare();
  const unsigned outer = depth_ != 0 ? open_[depth_ - 1].hash : 0U;
  context_ = static_cast<std::uint8_t>((inner + outer * 5) * 2);
}

inline void XmlScanner::close(const char* markup) {
  const OpenElement& element = open_[depth_ - 1];
  const char* const name = markup + 2;
  const std::size_t length = element.length;
  if (static_cast<std::size_t>(end_ - name) > length && name[length] == '>' &&
      same_bytes(name, element.name, length)) {
    position_ = name + length + 1;
    closed();
    return;
  }
  close_unusual(name);
}

inline bool XmlScanner::follows(const Step& step) const {
  if (step.length == 0 || static_cast<std::size_t>(end_ - position_) < step.length ||
      !same_bytes(position_, step.bytes, step.length))
    return false;
  if (step.opens) return depth_ < open_.size() && step.scope == scope_;
  const OpenElement& element = open_[depth_ - 1];
  return step.element.length == element.length &&
         same_bytes(position_ + step.name, element.name, element.length);
}

inline bool XmlScanner::take(Step& step) {
  const char* const name = position_ + step.name;
  position_ += step.length;
  if (!step.opens) {
    closed();
    return false;
  }
  self_closed_ = step.self_closed;
  foreign_ = step.foreign;
  attributes_ = &step.attributes;
  OpenElement element = step.element;
  element.name = name;
  opened(element);
  return true;
}

bool XmlScanner::next() {
  for (;;) {
    if (!advance()) return false;
    if (!foreign_) return true;
    ++foreign_elements_;
    skip();
  }
}

bool XmlScanner::advance() {
  if (self_closed_) {
    self_closed_ = false;
    closed();
    return false;
  }
  Sequels& sequels = sequels_[context_];
  for (Step& step : sequels.steps)
    if (follows(step)) return take(step);

  Step& step = sequels.steps[sequels.oldest];
  sequels.oldest = (sequels.oldest + 1) % sequels.steps.size();
  step.length = 0;
  step.bytes = position_;
  for (;;) {
    const char* markup = find_tag(position_);
    if (markup == nullptr || end_ - markup < 2) fail("xml-truncated", end_);
    const char kind = markup[1];
    if (kind == '/') {
      step.opens = false;
      step.element = open_[depth_ - 1];
      step.name = static_cast<std::uint32_t>(markup + 2 - step.bytes);
      close(markup);
      step.length = static_cast<std::uint32_t>(position_ - step.bytes);
      return false;
    }
    if (kind != '!' && kind != '?') {
      open(markup, step);
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
  if (rest.starts_with("<!DOCTYPE")) throw Error(ErrorKind::Untrusted, "dtd", where(markup));
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
  while (end_ - at >= 16) {
    const __m128i block = block_at(at);
    const unsigned stop =
        bits(_mm_or_si128(_mm_or_si128(equal_to(block, '/'), equal_to(block, '>')), blank(block)));
    const unsigned colons = bits(equal_to(block, ':')) & ((stop & -stop) - 1);
    if (colons != 0) local = at + (32 - __builtin_clz(colons));
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

// Opens the element whose start tag stands at `markup`, and remembers it as `step`.
void XmlScanner::open(const char* markup, Step& step) {
  const char* const begin = markup + 1;
  const char* at = begin;
  const char* local = begin;
  scan_name(at, local);
  if (at == begin || *begin == '<') fail("xml-bad-tag", markup);
  if (depth_ == open_.size())
    throw Error(ErrorKind::Untrusted, "too-deep", where(markup),
                {{"limit", std::to_string(kMaxDepth)}});
  if (at == end_) fail("xml-truncated", end_);
  step.opens = true;
  step.element = {begin, static_cast<std::uint32_t>(at - begin),
                  static_cast<std::uint32_t>(local - begin), hash_of(local, at)};
  step.attributes.clear();
  const std::uint32_t outside = scope_;
  if (*at != '>') at = read_attributes(at, step.attributes);
  step.self_closed = self_closed_;
  step.foreign = foreign_ = is_foreign(step.element);
  attributes_ = &step.attributes;
  opened(step.element);
  position_ = at + 1;
  step.scope = scope_;
  // A tag that changes what is foreign does so each time.
  if (step.bytes == nullptr || scope_ != outside) return;
  step.name = static_cast<std::uint32_t>(begin - step.bytes);
  step.length = static_cast<std::uint32_t>(position_ - step.bytes);
}

// Namespaces in XML 1.0, section 3. Of the element that is about to be opened.
void XmlScanner::declare(std::string_view prefix, std::string_view name) {
  const auto known = std::find(foreign_prefixes_.begin(), foreign_prefixes_.end(), prefix);
  // An empty name takes the elements out of any namespace; those are nobody else's.
  const bool foreign =
      !own_namespace_.empty() && !name.empty() && !contains_ignoring_case(name, own_namespace_);
  if (foreign == (known != foreign_prefixes_.end())) return;
  if (scope_depth_ <= depth_) {
    scope_depth_ = depth_ + 1;
    scopes_.push_back({scope_depth_, foreign_prefixes_});
  }
  if (foreign)
    foreign_prefixes_.push_back(prefix);
  else
    foreign_prefixes_.erase(known);
  ++scope_;
}

// What an element declares ends with it.
void XmlScanner::undeclare() {
  foreign_prefixes_ = std::move(scopes_.back().outside);
  scopes_.pop_back();
  scope_depth_ = scopes_.empty() ? 0 : scopes_.back().depth;
  ++scope_;
}

bool XmlScanner::is_foreign(const OpenElement& element) const {
  const std::string_view prefix(element.name, element.prefix == 0 ? 0 : element.prefix - 1);
  return std::find(foreign_prefixes_.begin(), foreign_prefixes_.end(), prefix) !=
         foreign_prefixes_.end();
}

// Reads `name="value"` pairs up to the closing '>', which it returns; notes a closing "/>".
const char* XmlScanner::read_attributes(const char* at, std::vector<Attribute>& attributes) {
  for (;;) {
    at = skip_blanks(at, end_);
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
    for (; at != end_ && *at != '=' && !is_name_end(*at); ++at)
      if (*at == ':') local = at + 1;
    const std::string_view name(local, static_cast<std::size_t>(at - local));
    at = skip_blanks(at, end_);
    if (at == end_) fail("xml-truncated", end_);
    if (*at != '=' || name.empty()) fail("xml-bad-attribute", begin);
    at = skip_blanks(at + 1, end_);
    if (at == end_) fail("xml-truncated", end_);
    const char quote = *at;
    if (quote != '"' && quote != '\'') fail("xml-bad-attribute", begin);
    const char* const value = at + 1;
    at = find_either(value, end_, quote, '<');
    if (at == end_) fail("xml-truncated", end_);
    if (*at == '<') fail("xml-bad-attribute", begin);
    const std::string_view qualified(begin, static_cast<std::size_t>(local + name.size() - begin));
    const std::string_view text(value, static_cast<std::size_t>(at - value));
    if (qualified == "xmlns")
      declare("", text);
    else if (qualified.starts_with("xmlns:"))
      declare(name, text);
    else
      attributes.push_back({name, text});
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
  closed();
}

std::string_view XmlScanner::attribute(std::string_view local_name) {
  for (const Attribute& each : *attributes_)
    if (same_text(each.name, local_name)) return decode(each.value);
  return {};
}

std::string_view XmlScanner::text() {
  if (self_closed_) {
    self_closed_ = false;
    closed();
    return {};
  }
  const char* const begin = position_;
#if defined(__SSE2__)
  // Most texts are ids, numbers and words: one look at sixteen bytes shows the end of the text, and
  // that no entity or blank needs care.
  if (end_ - begin >= 17) {
    const __m128i block = block_at(begin);
    const unsigned tag = bits(equal_to(block, '<'));
    const unsigned special = bits(_mm_or_si128(equal_to(block, '&'), blank(block)));
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
    decode({from, static_cast<std::size_t>(markup - from)}, collected);
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
      open(markup, unremembered_);
      skip();
    }
    from = position_;
    markup = find_tag(from);
    if (markup == nullptr || end_ - markup < 2) fail("xml-truncated", end_);
  }
}

void XmlScanner::skip() {
  const std::size_t outside = depth_ - 1;
  if (!self_closed_) {
    const char* const markup = find_tag(position_);
    if (markup != nullptr && end_ - markup >= 2 && markup[1] == '/') return close(markup);
  }
  while (advance() || depth_ > outside) {
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
  // Looking further than the text itself is cheaper than looking at its last bytes one by one.
  const char* const end = raw.data() + raw.size();
  if (raw.empty() || find_either(raw.data(), end_, '&', '<') >= end) return raw;
  std::string decoded;
  decode(raw, decoded);
  return keep(decoded);
}

void XmlScanner::decode(std::string_view raw, std::string& out) const {
  if (const auto unknown = append_decoded(raw, out))
    fail("xml-entity", unknown->data() - 1, {{"entity", std::string(unknown->substr(0, 40))}});
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
