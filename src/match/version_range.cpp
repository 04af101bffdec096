// SPDX-License-Identifier: Apache-2.0
#include "match/version_range.hpp"

#include <algorithm>
#include <array>
#include <compare>
#include <utility>

#include "io/text.hpp"
#include "match/version_order.hpp"

namespace patchmatrix {
namespace {

constexpr std::size_t kMostConstraints = 1000;  // of one range

enum class Operator { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual };

struct Constraint {
  Operator compare = Operator::Equal;
  std::string version;
};

struct Sign {
  std::string_view text;
  Operator meaning;
};

// Longer ones first.
constexpr std::array kSigns = {
    Sign{"<=", Operator::LessOrEqual},
    Sign{">=", Operator::GreaterOrEqual},
    Sign{"!=", Operator::NotEqual},
    Sign{"==", Operator::Equal},
    Sign{"\xE2\x89\xA4", Operator::LessOrEqual},     // ≤
    Sign{"\xE2\x89\xA5", Operator::GreaterOrEqual},  // ≥
    Sign{"<", Operator::Less},
    Sign{">", Operator::Greater},
    Sign{"=", Operator::Equal},
};

const Sign* sign_at(std::string_view text) {
  const auto found = std::find_if(kSigns.begin(), kSigns.end(),
                                  [text](const Sign& each) { return text.starts_with(each.text); });
  return found == kSigns.end() ? nullptr : &*found;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

bool is_numbers(std::string_view text) { return all_digits(text) || is_dotted_version(text); }

// "V3.1" → "3.1". Versions that begin with R are kept apart: "R5.01" is compared with "R5.02" only.
std::string_view without_v(std::string_view text) {
  if (text.size() > 1 && lower(text[0]) == 'v' && is_digit(text[1])) text.remove_prefix(1);
  return text;
}

bool has_letter_r(std::string_view text) {
  return text.size() > 1 && lower(text[0]) == 'r' && is_numbers(text.substr(1));
}

// The versions that can be compared by their numbers alone; "" for any other.
std::string plain(std::string_view text) {
  text = without_v(trimmed(text));
  if (is_numbers(text)) return std::string(text);
  return has_letter_r(text) ? 'r' + std::string(text.substr(1)) : std::string();
}

bool comparable(std::string_view a, std::string_view b) {
  return has_letter_r(a) == has_letter_r(b);
}

// Letters, digits and what else versions of packages are made of.
bool is_package_version(std::string_view text) {
  return !text.empty() && is_alphanumeric(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_alphanumeric(c) ||
                  std::string_view(".+~^-:_").find(c) != std::string_view::npos;
         });
}

std::string version_of(std::string_view text, VersionScheme scheme) {
  if (scheme == VersionScheme::Numbers) return plain(text);
  text = trimmed(text);
  return is_package_version(text) ? std::string(text) : std::string();
}

std::strong_ordering order(std::string_view a, std::string_view b, VersionScheme scheme) {
  switch (scheme) {
    case VersionScheme::Rpm:
      return compare(parse_rpm_version(a), parse_rpm_version(b));
    case VersionScheme::Debian:
      return compare_debian_versions(a, b);
    case VersionScheme::Numbers:
      break;
  }
  if (has_letter_r(a) && has_letter_r(b)) return compare_dotted_versions(a.substr(1), b.substr(1));
  return compare_dotted_versions(a, b);
}

// Whether `version` begins with all numbers of `bound` and goes on: 4.3.1 and 4.3.
bool is_finer(std::string_view version, std::string_view bound) {
  if (has_letter_r(version) && has_letter_r(bound)) {
    version.remove_prefix(1);
    bound.remove_prefix(1);
  }
  const std::vector<std::string_view> all = split(version, '.'), first = split(bound, '.');
  if (all.size() <= first.size()) return false;
  for (std::size_t i = 0; i < first.size(); ++i)
    if (compare_dotted_versions(all[i], first[i]) != 0) return false;
  return std::any_of(all.begin() + static_cast<std::ptrdiff_t>(first.size()), all.end(),
                     [](std::string_view each) { return compare_dotted_versions(each, "0") != 0; });
}

// "8.1.x", "2.X", "9.*" → "8.1", "2", "9".
std::string wildcard_stem(std::string_view text) {
  text = trimmed(text);
  if (text.size() < 3) return {};
  const char last = lower(text.back());
  if ((last != 'x' && last != '*') || text[text.size() - 2] != '.') return {};
  const std::string stem = plain(text.substr(0, text.size() - 2));
  return has_letter_r(stem) ? std::string() : stem;
}

// The first version behind all that begin with these numbers: "8.1" → "8.2".
std::string next_after(std::string stem) {
  std::size_t at = stem.size();
  while (at > 0 && is_digit(stem[at - 1])) {
    --at;
    if (stem[at] != '9') {
      ++stem[at];
      return stem;
    }
    stem[at] = '0';
  }
  return stem.insert(at, "1");
}

// ── Texts ──────────────────────────────────────────────────────────────────────────────────────

constexpr std::array<std::string_view, 4> kAll = {"*", "all", "all versions", "any version"};

// Words in front of a range that change nothing.
constexpr std::array<std::string_view, 4> kFillers = {"all versions ", "all version ", "versions ",
                                                      "version "};

// Words behind one version, and what they say of it.
constexpr std::array kBehind = {
    std::pair(std::string_view(" and prior versions"), Operator::LessOrEqual),
    std::pair(std::string_view(" and earlier versions"), Operator::LessOrEqual),
    std::pair(std::string_view(" and older versions"), Operator::LessOrEqual),
    std::pair(std::string_view(" and prior"), Operator::LessOrEqual),
    std::pair(std::string_view(" and earlier"), Operator::LessOrEqual),
    std::pair(std::string_view(" and older"), Operator::LessOrEqual),
    std::pair(std::string_view(" and below"), Operator::LessOrEqual),
    std::pair(std::string_view(" or earlier"), Operator::LessOrEqual),
    std::pair(std::string_view(" or prior"), Operator::LessOrEqual),
    std::pair(std::string_view(" and later"), Operator::GreaterOrEqual),
    std::pair(std::string_view(" or later"), Operator::GreaterOrEqual),
    std::pair(std::string_view(" and above"), Operator::GreaterOrEqual),
};

// … and in front of one.
constexpr std::array kBefore = {
    std::pair(std::string_view("prior to "), Operator::Less),
    std::pair(std::string_view("earlier than "), Operator::Less),
    std::pair(std::string_view("before "), Operator::Less),
    std::pair(std::string_view("up to and including "), Operator::LessOrEqual),
};

// Between two versions, both included.
constexpr std::array<std::string_view, 2> kBetween = {" to ", " through "};

bool is_all(std::string_view text) {
  return std::any_of(kAll.begin(), kAll.end(),
                     [text](std::string_view each) { return equal_ignoring_case(text, each); });
}

std::string_view without_fillers(std::string_view text) {
  for (const std::string_view each : kFillers)
    if (begins_ignoring_case(text, each)) return trimmed(text.substr(each.size()));
  return text;
}

bool ends_ignoring_case(std::string_view text, std::string_view end) {
  return text.size() > end.size() &&
         equal_ignoring_case(text.substr(text.size() - end.size()), end);
}

// "%3C" → "<". Nothing for a sign that is cut off.
std::optional<std::string> percent_decoded(std::string_view text) {
  const auto value = [](char c) {
    if (is_digit(c)) return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size() || value(text[i + 1]) < 0 || value(text[i + 2]) < 0)
      return std::nullopt;
    out += static_cast<char>(value(text[i + 1]) * 16 + value(text[i + 2]));
    i += 2;
  }
  return out;
}

// ── Constraints ────────────────────────────────────────────────────────────────────────────────

// Where the version ends that begins at the front: at a separator or at the next sign.
std::size_t end_of_version(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '|' || text[i] == ',') return i;
    if (i > 0 && sign_at(text.substr(i)) != nullptr) return i;
    if (begins_ignoring_case(text.substr(i), " and ")) return i;
  }
  return text.size();
}

std::string_view behind_separator(std::string_view text) {
  text = trimmed(text);
  if (!text.empty() && (text.front() == '|' || text.front() == ',')) text.remove_prefix(1);
  text = trimmed(text);
  if (begins_ignoring_case(text, "and ")) text.remove_prefix(4);
  return trimmed(text);
}

// A constraint after another; nothing if anything is not understood.
std::optional<std::vector<Constraint>> constraints(std::string_view text) {
  std::vector<Constraint> out;
  text = trimmed(text);
  while (!text.empty()) {
    Constraint next;
    if (const Sign* sign = sign_at(text)) {
      next.compare = sign->meaning;
      text = trimmed(text.substr(sign->text.size()));
    }
    const std::size_t end = end_of_version(text);
    next.version = trimmed(text.substr(0, end));
    if (next.version.empty() || out.size() == kMostConstraints) return std::nullopt;
    out.push_back(std::move(next));
    const std::string_view rest = text.substr(end);
    text = behind_separator(rest);
    if (text.empty() && !trimmed(rest).empty()) return std::nullopt;
  }
  if (out.empty()) return std::nullopt;
  return out;
}

// ── Intervals ──────────────────────────────────────────────────────────────────────────────────

bool add_wildcard(const Constraint& constraint, const std::string& stem, VersionRange& out) {
  if (constraint.compare == Operator::Equal)
    out.intervals.push_back({stem, next_after(stem), true, false});
  else if (constraint.compare == Operator::LessOrEqual)
    out.intervals.push_back({{}, next_after(stem), true, false});
  else
    return false;
  return true;
}

bool add(const Constraint& constraint, bool& open, VersionRange& out) {
  if (out.scheme == VersionScheme::Numbers)
    if (const std::string stem = wildcard_stem(constraint.version); !stem.empty())
      return !open && add_wildcard(constraint, stem, out);
  const std::string version = version_of(constraint.version, out.scheme);
  if (version.empty()) return false;
  switch (constraint.compare) {
    case Operator::Equal:
      if (open) return false;
      out.intervals.push_back({version, version, true, true});
      return true;
    case Operator::NotEqual:
      out.excluded.push_back(version);
      return true;
    case Operator::Greater:
    case Operator::GreaterOrEqual:
      if (open) return false;
      open = true;
      out.intervals.push_back({version, {}, constraint.compare == Operator::GreaterOrEqual, true});
      return true;
    case Operator::Less:
    case Operator::LessOrEqual:
      if (!open) out.intervals.push_back({});
      open = false;
      out.intervals.back().until = version;
      out.intervals.back().until_included = constraint.compare == Operator::LessOrEqual;
      return true;
  }
  return false;
}

// Bounds that do not rise may be meant in more than one way.
bool is_ascending(const VersionRange& range) {
  const std::string* last = nullptr;
  for (const VersionInterval& each : range.intervals) {
    if (last != nullptr && each.from.empty()) return false;
    for (const std::string* bound : {&each.from, &each.until}) {
      if (bound->empty()) continue;
      if (last != nullptr && (!comparable(*last, *bound) ||
                              order(*last, *bound, range.scheme) == std::strong_ordering::greater))
        return false;
      last = bound;
    }
    if (each.until.empty() && &each != &range.intervals.back()) return false;
  }
  return true;
}

bool by_start(const VersionInterval& a, const VersionInterval& b, VersionScheme scheme) {
  return order(a.from, b.from, scheme) == std::strong_ordering::less;
}

std::optional<VersionRange> from_constraints(const std::vector<Constraint>& list,
                                             VersionScheme scheme) {
  VersionRange out;
  out.scheme = scheme;
  bool open = false;
  for (const Constraint& each : list)
    if (!add(each, open, out)) return std::nullopt;
  // Single versions may stand in any order.
  if (out.only_exact())
    std::sort(out.intervals.begin(), out.intervals.end(),
              [scheme](const VersionInterval& a, const VersionInterval& b) {
                return by_start(a, b, scheme);
              });
  if (out.intervals.empty()) {
    if (out.excluded.empty()) return std::nullopt;
    out.all = true;
  }
  if (!is_ascending(out)) return std::nullopt;
  return out;
}

std::optional<VersionRange> parse_text(std::string_view text, VersionScheme scheme) {
  text = trimmed(text);
  if (is_all(text)) {
    VersionRange out;
    out.scheme = scheme;
    out.all = true;
    return out;
  }
  text = without_fillers(text);
  for (const auto& [words, meaning] : kBehind)
    if (ends_ignoring_case(text, words))
      return from_constraints({{meaning, std::string(text.substr(0, text.size() - words.size()))}},
                              scheme);
  for (const auto& [words, meaning] : kBefore)
    if (begins_ignoring_case(text, words))
      return from_constraints(
          {{meaning, std::string(without_fillers(trimmed(text.substr(words.size()))))}}, scheme);
  for (const std::string_view words : kBetween)
    if (const std::size_t at = find_ignoring_case(text, words); at != std::string_view::npos)
      return from_constraints(
          {{Operator::GreaterOrEqual, std::string(text.substr(0, at))},
           {Operator::LessOrEqual, std::string(text.substr(at + words.size()))}},
          scheme);
  const auto list = constraints(text);
  if (!list) return std::nullopt;
  return from_constraints(*list, scheme);
}

// Schemes whose versions are numbers with dots, as far as they are read here at all.
constexpr std::array<std::string_view, 11> kNumberSchemes = {"all",   "generic", "intdot", "semver",
                                                             "npm",   "pypi",    "nuget",  "gem",
                                                             "maven", "cargo",   "golang"};

std::optional<VersionScheme> scheme_of(std::string_view name) {
  if (equal_ignoring_case(name, "rpm")) return VersionScheme::Rpm;
  if (equal_ignoring_case(name, "deb")) return VersionScheme::Debian;
  for (const std::string_view each : kNumberSchemes)
    if (equal_ignoring_case(name, each)) return VersionScheme::Numbers;
  return std::nullopt;
}

constexpr std::string_view kVers = "vers:";

std::optional<VersionRange> parse_vers(std::string_view text) {
  text.remove_prefix(kVers.size());
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto scheme = scheme_of(text.substr(0, slash));
  const auto decoded = percent_decoded(text.substr(slash + 1));
  if (!scheme || !decoded) return std::nullopt;
  return parse_text(*decoded, *scheme);
}

InRange is_in(const VersionInterval& interval, const std::string& version, VersionScheme scheme) {
  for (const std::string* bound : {&interval.from, &interval.until})
    if (!bound->empty() && !comparable(version, *bound)) return InRange::Unreadable;
  if (!interval.from.empty()) {
    const auto at = order(version, interval.from, scheme);
    if (at == std::strong_ordering::less) return InRange::No;
    if (at == std::strong_ordering::equal && !interval.from_included) return InRange::No;
    if (scheme == VersionScheme::Numbers && !interval.from_included &&
        is_finer(version, interval.from))
      return InRange::Unreadable;
  }
  if (interval.until.empty()) return InRange::Yes;
  const auto at = order(version, interval.until, scheme);
  if (at == std::strong_ordering::less) return InRange::Yes;
  if (at == std::strong_ordering::equal)
    return interval.until_included ? InRange::Yes : InRange::No;
  return scheme == VersionScheme::Numbers && interval.until_included &&
                 is_finer(version, interval.until)
             ? InRange::Unreadable
             : InRange::No;
}

}  // namespace

bool VersionRange::only_exact() const {
  return !all && std::all_of(intervals.begin(), intervals.end(),
                             [](const VersionInterval& each) { return each.is_exact(); });
}

std::optional<VersionRange> parse_version_range(std::string_view text) {
  text = trimmed(text);
  if (begins_ignoring_case(text, kVers)) return parse_vers(text);
  return parse_text(text, VersionScheme::Numbers);
}

InRange is_in(const VersionRange& range, std::string_view version) {
  const std::string own = version_of(version, range.scheme);
  if (own.empty()) return range.all && range.excluded.empty() ? InRange::Yes : InRange::Unreadable;
  for (const std::string& each : range.excluded) {
    if (!comparable(own, each)) return InRange::Unreadable;
    if (order(own, each, range.scheme) == std::strong_ordering::equal) return InRange::No;
  }
  if (range.all) return InRange::Yes;
  InRange out = InRange::No;
  for (const VersionInterval& each : range.intervals) {
    const InRange in = is_in(each, own, range.scheme);
    if (in == InRange::Yes) return in;
    if (in == InRange::Unreadable) out = in;
  }
  return out;
}

std::string upper_end(const VersionRange& range) {
  return range.all || range.intervals.empty() ? std::string() : range.intervals.back().until;
}

}  // namespace patchmatrix
