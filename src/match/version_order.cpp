// SPDX-License-Identifier: Apache-2.0
#include "match/version_order.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace patchmatrix {
namespace {

using Order = std::strong_ordering;

// Not those of <cctype>, which depend on the locale.
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

template <class Predicate>
std::string_view take_while(std::string_view& text, Predicate wanted) {
  const auto end = std::find_if_not(text.begin(), text.end(), wanted);
  const std::string_view taken = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(taken.size());
  return taken;
}

// Of numbers of any length, written in digits; an empty one is 0.
Order compare_numbers(std::string_view a, std::string_view b) {
  const auto is_zero = [](char c) { return c == '0'; };
  take_while(a, is_zero);
  take_while(b, is_zero);
  if (a.size() != b.size()) return a.size() <=> b.size();
  return a.compare(b) <=> 0;
}

// ── RPM ──

bool begins(std::string_view text, char c) { return !text.empty() && text.front() == c; }

// Of which kind the next part of a version is, in the order of RPM.
enum class RpmPart { Tilde, End, Caret, Letters, Number };

RpmPart next_part(std::string_view& text) {
  take_while(text, [](char c) { return !is_digit(c) && !is_letter(c) && c != '~' && c != '^'; });
  if (text.empty()) return RpmPart::End;
  if (begins(text, '~')) return RpmPart::Tilde;
  if (begins(text, '^')) return RpmPart::Caret;
  return is_digit(text.front()) ? RpmPart::Number : RpmPart::Letters;
}

// ── Debian ──

// Where a character stands between two that are no digits; the end and digits are 0.
template <class Fold>
int debian_weight(std::string_view text, Fold fold) {
  constexpr int kAfterLetters = 256;
  if (text.empty() || is_digit(text.front())) return 0;
  if (text.front() == '~') return -1;
  const int code = static_cast<unsigned char>(fold(text.front()));
  return is_letter(text.front()) ? code : code + kAfterLetters;
}

// The order of Debian within the version and within the revision.
template <class Fold>
Order compare_debian_parts(std::string_view a, std::string_view b, Fold fold) {
  while (!a.empty() || !b.empty()) {
    while ((!a.empty() && !is_digit(a.front())) || (!b.empty() && !is_digit(b.front()))) {
      const Order order = debian_weight(a, fold) <=> debian_weight(b, fold);
      if (order != 0) return order;
      // Equal weights that are not both 0: neither is at its end.
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
    const std::string_view number_a = take_while(a, is_digit);
    const std::string_view number_b = take_while(b, is_digit);
    const Order order = compare_numbers(number_a, number_b);
    if (order != 0) return order;
  }
  return Order::equal;
}

Order compare_debian_parts(std::string_view a, std::string_view b) {
  return compare_debian_parts(a, b, [](char c) { return c; });
}

struct DebianVersion {
  std::string_view epoch, upstream, revision;
};

DebianVersion parse_debian_version(std::string_view text) {
  DebianVersion out;
  const std::size_t colon = text.find(':');
  if (colon != text.npos &&
      std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), is_digit)) {
    out.epoch = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  const std::size_t hyphen = text.rfind('-');
  out.upstream = text.substr(0, hyphen);
  if (hyphen != text.npos) out.revision = text.substr(hyphen + 1);
  return out;
}

// ── numbers with dots ──

enum class SuffixKind { Preview, None, Other };

SuffixKind kind_of(std::string_view suffix) {
  static constexpr std::array<std::string_view, 8> kPreviews = {
      "alpha", "beta", "dev", "nightly", "pre", "preview", "rc", "snapshot"};
  if (suffix.empty()) return SuffixKind::None;
  if (begins(suffix, '~')) return SuffixKind::Preview;
  take_while(suffix, [](char c) { return !is_letter(c) && !is_digit(c); });
  const std::string_view word = take_while(suffix, is_letter);
  const bool is_preview =
      std::any_of(kPreviews.begin(), kPreviews.end(), [word](std::string_view preview) {
        return std::equal(word.begin(), word.end(), preview.begin(), preview.end(),
                          [](char a, char b) { return lower(a) == b; });
      });
  return is_preview ? SuffixKind::Preview : SuffixKind::Other;
}

Order compare_components(std::string_view a, std::string_view b) {
  const std::string_view number_a = take_while(a, is_digit);
  const std::string_view number_b = take_while(b, is_digit);
  Order order = compare_numbers(number_a, number_b);
  if (order == 0) order = kind_of(a) <=> kind_of(b);
  return order != 0 ? order : compare_debian_parts(a, b, lower);
}

std::string_view take_component(std::string_view& text) {
  const std::string_view component = take_while(text, [](char c) { return c != '.'; });
  if (!text.empty()) text.remove_prefix(1);
  return component;
}

}  // namespace

Order compare_rpm_versions(std::string_view a, std::string_view b) noexcept {
  for (;;) {
    const RpmPart part = next_part(a);
    const RpmPart other = next_part(b);
    if (part != other) return part <=> other;
    Order order = Order::equal;
    if (part == RpmPart::End) return order;
    if (part == RpmPart::Number) {
      const std::string_view number = take_while(a, is_digit);
      order = compare_numbers(number, take_while(b, is_digit));
    } else if (part == RpmPart::Letters) {
      const std::string_view letters = take_while(a, is_letter);
      order = letters.compare(take_while(b, is_letter)) <=> 0;
    } else {
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
    if (order != 0) return order;
  }
}

RpmVersion parse_rpm_version(std::string_view text) noexcept {
  constexpr std::size_t kMostDigits = 9;
  RpmVersion out;
  const std::size_t colon = text.find(':');
  const std::string_view epoch = text.substr(0, colon == text.npos ? 0 : colon);
  if (!epoch.empty() && epoch.size() <= kMostDigits &&
      std::all_of(epoch.begin(), epoch.end(), is_digit)) {
    int number = 0;
    std::from_chars(epoch.data(), epoch.data() + epoch.size(), number);
    out.epoch = number;
    text.remove_prefix(colon + 1);
  }
  const std::size_t hyphen = text.rfind('-');
  out.version = text.substr(0, hyphen);
  if (hyphen != text.npos) out.release = text.substr(hyphen + 1);
  return out;
}

std::string to_string(const RpmVersion& version) {
  std::string out;
  if (version.epoch) out = std::to_string(*version.epoch) + ':';
  out += version.version;
  if (!version.release.empty()) out.append("-").append(version.release);
  return out;
}

Order compare_without_epoch(const RpmVersion& a, const RpmVersion& b) noexcept {
  const Order order = compare_rpm_versions(a.version, b.version);
  if (order != 0 || a.release.empty() || b.release.empty()) return order;
  return compare_rpm_versions(a.release, b.release);
}

Order compare(const RpmVersion& a, const RpmVersion& b) noexcept {
  const Order order = a.epoch.value_or(0) <=> b.epoch.value_or(0);
  return order != 0 ? order : compare_without_epoch(a, b);
}

Order compare_debian_versions(std::string_view a, std::string_view b) noexcept {
  const DebianVersion x = parse_debian_version(a);
  const DebianVersion y = parse_debian_version(b);
  Order order = compare_numbers(x.epoch, y.epoch);
  if (order == 0) order = compare_debian_parts(x.upstream, y.upstream);
  return order != 0 ? order : compare_debian_parts(x.revision, y.revision);
}

Order compare_dotted_versions(std::string_view a, std::string_view b) noexcept {
  while (!a.empty() || !b.empty()) {
    const std::string_view component = take_component(a);
    const Order order = compare_components(component, take_component(b));
    if (order != 0) return order;
  }
  return Order::equal;
}

bool is_dotted_version(std::string_view text) noexcept {
  int components = 0;
  for (;;) {
    if (take_while(text, is_digit).empty()) return false;
    ++components;
    if (text.empty()) return components > 1;
    if (text.front() != '.') return false;
    text.remove_prefix(1);
  }
}

}  // namespace patchmatrix
