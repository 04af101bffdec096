// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include <patchmatrix/cvss.hpp>

#include "model/cvss4_scores.hpp"

namespace patchmatrix {
namespace {

// ── The metrics of each version ──────────────────────────────────────────────────────────────────

// The values stand in one text, divided by bars; a value is known by its place among them.
struct Metric {
  std::string_view name;
  std::string_view values;
};

// The base metrics first, all in the order of the specification.
constexpr std::array<Metric, 14> kMetrics2 = {{
    {"AV", "L|A|N"},
    {"AC", "H|M|L"},
    {"Au", "M|S|N"},
    {"C", "N|P|C"},
    {"I", "N|P|C"},
    {"A", "N|P|C"},
    {"E", "U|POC|F|H|ND"},
    {"RL", "OF|TF|W|U|ND"},
    {"RC", "UC|UR|C|ND"},
    {"CDP", "N|L|LM|MH|H|ND"},
    {"TD", "N|L|M|H|ND"},
    {"CR", "L|M|H|ND"},
    {"IR", "L|M|H|ND"},
    {"AR", "L|M|H|ND"},
}};
constexpr std::size_t kBase2 = 6;

constexpr std::array<Metric, 22> kMetrics3 = {{
    {"AV", "N|A|L|P"},  {"AC", "L|H"},       {"PR", "N|L|H"},      {"UI", "N|R"},
    {"S", "U|C"},       {"C", "N|L|H"},      {"I", "N|L|H"},       {"A", "N|L|H"},
    {"E", "X|U|P|F|H"}, {"RL", "X|O|T|W|U"}, {"RC", "X|U|R|C"},    {"CR", "X|L|M|H"},
    {"IR", "X|L|M|H"},  {"AR", "X|L|M|H"},   {"MAV", "X|N|A|L|P"}, {"MAC", "X|L|H"},
    {"MPR", "X|N|L|H"}, {"MUI", "X|N|R"},    {"MS", "X|U|C"},      {"MC", "X|N|L|H"},
    {"MI", "X|N|L|H"},  {"MA", "X|N|L|H"},
}};
constexpr std::size_t kBase3 = 8;

// The places of the values are the levels of the severity distance.
constexpr std::array<Metric, 32> kMetrics4 = {{
    {"AV", "N|A|L|P"},    {"AC", "L|H"},
    {"AT", "N|P"},        {"PR", "N|L|H"},
    {"UI", "N|P|A"},      {"VC", "H|L|N"},
    {"VI", "H|L|N"},      {"VA", "H|L|N"},
    {"SC", "H|L|N"},      {"SI", "H|L|N"},
    {"SA", "H|L|N"},      {"E", "X|A|P|U"},
    {"CR", "X|H|M|L"},    {"IR", "X|H|M|L"},
    {"AR", "X|H|M|L"},    {"MAV", "X|N|A|L|P"},
    {"MAC", "X|L|H"},     {"MAT", "X|N|P"},
    {"MPR", "X|N|L|H"},   {"MUI", "X|N|P|A"},
    {"MVC", "X|H|L|N"},   {"MVI", "X|H|L|N"},
    {"MVA", "X|H|L|N"},   {"MSC", "X|H|L|N"},
    {"MSI", "X|S|H|L|N"}, {"MSA", "X|S|H|L|N"},
    {"S", "X|N|P"},       {"AU", "X|N|Y"},
    {"R", "X|A|U|I"},     {"V", "X|D|C"},
    {"RE", "X|L|M|H"},    {"U", "X|Clear|Green|Amber|Red"},
}};
constexpr std::size_t kBase4 = 11;

// ── Reading ──────────────────────────────────────────────────────────────────────────────────────

constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

// The text before the first `mark`, which goes from `rest` together with the mark.
std::string_view take(std::string_view& rest, char mark) {
  const std::size_t end = std::min(rest.find(mark), rest.size());
  const std::string_view taken = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return taken;
}

std::size_t place_of_value(std::string_view value, std::string_view values) {
  for (std::size_t place = 0; !values.empty(); ++place)
    if (take(values, '|') == value) return place;
  return kNowhere;
}

// Looks from `start` on and then from the beginning: metrics nearly always stand in order.
std::size_t place_of_metric(std::string_view name, std::span<const Metric> metrics,
                            std::size_t start) {
  for (std::size_t i = start; i < metrics.size(); ++i)
    if (metrics[i].name == name) return i;
  for (std::size_t i = 0; i < start; ++i)
    if (metrics[i].name == name) return i;
  return kNowhere;
}

// The places of the values of the base metrics, in the order of the specification.
using BaseValues = std::array<std::uint8_t, kBase4>;

// Reads "name:value" divided by slashes. Nothing unless all are known to the version, none stands
// twice and the first `base` metrics are all there.
std::optional<BaseValues> read_metrics(std::string_view text, std::span<const Metric> metrics,
                                       std::size_t base) {
  BaseValues values{};
  std::uint32_t seen = 0;
  std::size_t next = 0;
  while (!text.empty()) {
    std::string_view value = take(text, '/');
    const std::size_t metric = place_of_metric(take(value, ':'), metrics, next);
    if (metric == kNowhere) return std::nullopt;
    const std::size_t place = place_of_value(value, metrics[metric].values);
    const std::uint32_t mark = std::uint32_t{1} << metric;
    if (place == kNowhere || (seen & mark) != 0) return std::nullopt;
    seen |= mark;
    if (metric < base) values[metric] = static_cast<std::uint8_t>(place);
    next = metric + 1;
  }
  const std::uint32_t wanted = (std::uint32_t{1} << base) - 1;
  if ((seen & wanted) != wanted) return std::nullopt;
  return values;
}

std::string_view without_blanks_around(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = std::min(text.find_first_not_of(kBlanks), text.size());
  text.remove_prefix(begin);
  return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

std::string_view without_parentheses(std::string_view text) {
  if (text.size() >= 2 && text.front() == '(' && text.back() == ')')
    return text.substr(1, text.size() - 2);
  return text;
}

// By the metric that only one version has.
CvssVersion version_by_metrics(std::string_view text, CvssVersion assumed) {
  bool privileges_required = false;
  while (!text.empty()) {
    const std::string_view metric = take(text, '/');
    if (metric.starts_with("Au:")) return CvssVersion::V2_0;
    if (metric.starts_with("AT:")) return CvssVersion::V4_0;
    privileges_required = privileges_required || metric.starts_with("PR:");
  }
  if (!privileges_required) return CvssVersion::Unknown;
  return assumed == CvssVersion::V3_0 ? CvssVersion::V3_0 : CvssVersion::V3_1;
}

// Takes the prefix from `text`, if there is one. v2 defines none; one that names it is accepted.
CvssVersion version_of(std::string_view& text, CvssVersion assumed) {
  constexpr std::string_view kPrefix = "CVSS:";
  if (!text.starts_with(kPrefix)) return version_by_metrics(text, assumed);
  text.remove_prefix(kPrefix.size());
  const std::string_view number = take(text, '/');
  for (const CvssVersion each :
       {CvssVersion::V3_1, CvssVersion::V3_0, CvssVersion::V4_0, CvssVersion::V2_0})
    if (slug(each) == number) return each;
  return CvssVersion::Unknown;
}

// ── Scores ───────────────────────────────────────────────────────────────────────────────────────

// All arithmetic is in whole numbers: each weight in its last decimal place, each score in units of
// 10⁻¹² of a point, so that nothing is rounded before the specification rounds it.
constexpr std::int64_t kTenth = 100'000'000'000;
constexpr std::int64_t kTen = 100 * kTenth;

// 1 − (1 − c)(1 − i)(1 − a), in thousandths each and in 10⁻⁹.
constexpr std::int64_t combined_impact(std::int64_t c, std::int64_t i, std::int64_t a) {
  return 1'000'000'000 - (1000 - c) * (1000 - i) * (1000 - a);
}

// Section 3.2.1 of the v2 guide. Half a tenth rounds up.
std::int16_t score2(const BaseValues& values) {
  constexpr std::array<std::int64_t, 3> kAccessVector = {395, 646, 1000};
  constexpr std::array<std::int64_t, 3> kAccessComplexity = {35, 61, 71};
  constexpr std::array<std::int64_t, 3> kAuthentication = {450, 560, 704};
  constexpr std::array<std::int64_t, 3> kImpact = {0, 275, 660};

  const std::int64_t combined =
      combined_impact(kImpact[values[3]], kImpact[values[4]], kImpact[values[5]]);
  if (combined == 0) return 0;
  const std::int64_t impact = 6 * 1041 * combined;  // 0.6 × 10.41, in 10⁻¹²
  const std::int64_t exploitability =               // 0.4 × 20, in 10⁻⁸
      8 * kAccessVector[values[0]] * kAccessComplexity[values[1]] * kAuthentication[values[2]];
  const std::int64_t sum = impact + exploitability * 10'000 - 15 * kTenth;
  return static_cast<std::int16_t>((sum * 1176 + 500 * kTenth) / (1000 * kTenth));
}

// "Roundup" of v3.1, appendix A: to five places, then up to the tenth. v3.0 rounds up without the
// first step; no base score lies so near above a tenth that they would differ.
std::int16_t rounded_up(std::int64_t score) {
  constexpr std::int64_t kHundredThousandth = kTenth / 10'000;
  const std::int64_t five_places = (score + kHundredThousandth / 2) / kHundredThousandth;
  return static_cast<std::int16_t>((five_places + 9'999) / 10'000);
}

// 7.52 (x − 0.029) − 3.25 (x − 0.02)¹⁵ of a scope that is changed. The power has more places than
// count: as a double it is right to 10⁻¹⁵, and no score of a changed scope lies nearer to a tenth
// than 4 × 10⁻⁶ without being one.
std::int64_t impact_of_changed_scope(std::int64_t combined) {
  const double base = static_cast<double>(combined - 20'000'000) / 1e9;
  const double cube = base * base * base;
  const double fifth = cube * base * base;
  const double power = fifth * fifth * fifth;
  return 7520 * (combined - 29'000'000) - static_cast<std::int64_t>(3.25e12 * power);
}

// Section 7.1 of the specifications of v3.0 and v3.1, whose weights are the same.
std::int16_t score3(const BaseValues& values) {
  constexpr std::array<std::int64_t, 4> kAttackVector = {85, 62, 55, 20};
  constexpr std::array<std::int64_t, 2> kAttackComplexity = {77, 44};
  constexpr std::array<std::array<std::int64_t, 3>, 2> kByScope = {
      {{85, 62, 27}, {85, 68, 50}}};  // privileges required
  constexpr std::array<std::int64_t, 2> kUserInteraction = {85, 62};
  constexpr std::array<std::int64_t, 3> kImpact = {0, 220, 560};

  const std::size_t scope = values[4];
  const std::int64_t combined =
      combined_impact(kImpact[values[5]], kImpact[values[6]], kImpact[values[7]]);
  const std::int64_t impact = scope == 0 ? 6420 * combined : impact_of_changed_scope(combined);
  if (impact <= 0) return 0;
  const std::int64_t exploitability =  // 8.22 × …, in 10⁻¹⁰
      822 * kAttackVector[values[0]] * kAttackComplexity[values[1]] * kByScope[scope][values[2]] *
      kUserInteraction[values[3]];
  const std::int64_t sum = impact + exploitability * 100;
  return rounded_up(std::min(scope == 0 ? sum : sum * 108 / 100, kTen));
}

// The equivalence classes of a vector without threat and environmental metrics: exploitation is
// taken as attacked, which makes EQ5 0, and all requirements as high, which makes EQ6 follow from
// EQ3: together they are 00, 10 or 21.
struct MacroVector {
  std::size_t eq1 = 0;
  std::size_t eq2 = 0;
  std::size_t eq3_eq6 = 0;  // place in a row of pairs, see cvss4_scores.hpp
  std::size_t eq4 = 0;
};
constexpr std::size_t kPair00 = 0;
constexpr std::size_t kPair01 = 1;
constexpr std::size_t kPair10 = 2;
constexpr std::size_t kPair11 = 3;
constexpr std::size_t kPair21 = 4;

int score_of(const MacroVector& macro) {
  const std::size_t row = (macro.eq1 * kCvss4Eq2 + macro.eq2) * kCvss4Eq3Eq6 + macro.eq3_eq6;
  return kCvss4Scores[(row * kCvss4Eq4 + macro.eq4) * kCvss4Eq5];
}

// The score of the next lower class of the pair; of the two below 00 the higher.
int score_below_pair(MacroVector macro) {
  const bool highest = macro.eq3_eq6 == kPair00;
  macro.eq3_eq6 = kPair11;
  if (!highest) return score_of(macro);
  macro.eq3_eq6 = kPair01;
  const int left = score_of(macro);
  macro.eq3_eq6 = kPair10;
  return std::max(left, score_of(macro));
}

MacroVector macro_vector(const BaseValues& values) {
  constexpr unsigned kHigh = 0;
  constexpr unsigned kPhysical = 3;
  const auto [av, ac, at, pr, ui, vc, vi, va, sc, si, sa] = values;
  MacroVector macro;
  const bool needs_all = av != 0 && pr != 0 && ui != 0;
  if (av + pr + ui != 0) macro.eq1 = needs_all || av == kPhysical ? 2 : 1;
  macro.eq2 = ac + at == 0 ? 0 : 1;
  const bool any_high = vc == kHigh || vi == kHigh || va == kHigh;
  macro.eq3_eq6 = vc == kHigh && vi == kHigh ? kPair00 : any_high ? kPair10 : kPair21;
  macro.eq4 = sc == kHigh || si == kHigh || sa == kHigh ? 1 : 2;
  return macro;
}

// Section 8.2 of the specification of v4.0: from the score of the MacroVector the mean of what each
// class takes off, over the classes that have a lower one. A class takes off the part of the way
// down to the score of its next lower class that the vector has gone from a highest vector of the
// class. All highest vectors of a class that are reached here have the same sum of levels, so the
// way gone is the sum of the vector's own levels less that. Exact, half a tenth rounds up: as the
// reference calculator since it lifts halves that its floating point made too small (November
// 2024).
std::int16_t score4(const BaseValues& values) {
  constexpr std::array<int, 2> kDepth1 = {1, 4};
  constexpr std::array<int, 2> kHighest1 = {0, 1};
  constexpr int kParts = 280;  // divisible by all depths

  const auto [av, ac, at, pr, ui, vc, vi, va, sc, si, sa] = values;
  if (vc + vi + va + sc + si + sa == 6 * 2) return 0;  // no impact at all

  const MacroVector macro = macro_vector(values);
  const int highest = score_of(macro);
  int classes = 1;  // EQ5 has a lower class and takes nothing off
  int off = 0;      // in parts of a tenth
  const auto take_off = [&](int next_lower, int way, int depth) {
    ++classes;
    off += (highest - next_lower) * way * (kParts / depth);
  };
  if (macro.eq1 < 2) {
    MacroVector lower = macro;
    ++lower.eq1;
    take_off(score_of(lower), av + pr + ui - kHighest1[macro.eq1], kDepth1[macro.eq1]);
  }
  if (macro.eq2 < 1) {
    MacroVector lower = macro;
    ++lower.eq2;
    take_off(score_of(lower), ac + at, 1);
  }
  if (macro.eq3_eq6 != kPair21) {
    const bool pair00 = macro.eq3_eq6 == kPair00;
    take_off(score_below_pair(macro), vc + vi + va - (pair00 ? 0 : 1), pair00 ? 7 : 8);
  }
  if (macro.eq4 < 2) {
    MacroVector lower = macro;
    ++lower.eq4;
    take_off(score_of(lower), sc + si + sa, 5);
  }
  const int whole = kParts * classes;
  return static_cast<std::int16_t>((2 * (highest * whole - off) + whole) / (2 * whole));
}

// ── The vector as a whole ────────────────────────────────────────────────────────────────────────

constexpr std::string_view kAttackVectors = "NALP";  // of v3 and v4
constexpr std::string_view kPrivilegesRequired = "NLH";

CvssVector vector2(const BaseValues& values) {
  constexpr std::string_view kAccessVectors = "LAN";
  constexpr std::string_view kPrivileges = "HLN";  // of Au: M, S, N
  constexpr std::string_view kImpacts = "NLH";     // of N, P, C
  return {CvssVersion::V2_0,      score2(values),      kAccessVectors[values[0]],
          kPrivileges[values[2]], kImpacts[values[3]], kImpacts[values[4]],
          kImpacts[values[5]]};
}

CvssVector vector3(CvssVersion version, const BaseValues& values) {
  constexpr std::string_view kImpacts = "NLH";
  return {version,
          score3(values),
          kAttackVectors[values[0]],
          kPrivilegesRequired[values[2]],
          kImpacts[values[5]],
          kImpacts[values[6]],
          kImpacts[values[7]]};
}

CvssVector vector4(const BaseValues& values) {
  constexpr std::string_view kImpacts = "HLN";
  return {CvssVersion::V4_0,         score4(values),
          kAttackVectors[values[0]], kPrivilegesRequired[values[3]],
          kImpacts[values[5]],       kImpacts[values[6]],
          kImpacts[values[7]]};
}

}  // namespace

std::string_view slug(CvssVersion version) {
  switch (version) {
    case CvssVersion::Unknown:
      return "";
    case CvssVersion::V2_0:
      return "2.0";
    case CvssVersion::V3_0:
      return "3.0";
    case CvssVersion::V3_1:
      return "3.1";
    case CvssVersion::V4_0:
      return "4.0";
  }
  return "";
}

std::string_view slug(CvssSeverity severity) {
  switch (severity) {
    case CvssSeverity::None:
      return "none";
    case CvssSeverity::Low:
      return "low";
    case CvssSeverity::Medium:
      return "medium";
    case CvssSeverity::High:
      return "high";
    case CvssSeverity::Critical:
      return "critical";
  }
  return "none";
}

CvssSeverity cvss_severity(CvssVersion version, std::int16_t tenths) {
  const bool v2 = version == CvssVersion::V2_0;
  if (tenths >= 90 && !v2) return CvssSeverity::Critical;
  if (tenths >= 70) return CvssSeverity::High;
  if (tenths >= 40) return CvssSeverity::Medium;
  return tenths > 0 || v2 ? CvssSeverity::Low : CvssSeverity::None;
}

std::optional<CvssVector> read_cvss(std::string_view vector, CvssVersion assumed) {
  std::string_view text = without_parentheses(without_blanks_around(vector));
  const CvssVersion version = version_of(text, assumed);
  std::optional<BaseValues> values;
  switch (version) {
    case CvssVersion::Unknown:
      break;
    case CvssVersion::V2_0:
      values = read_metrics(text, kMetrics2, kBase2);
      if (values) return vector2(*values);
      break;
    case CvssVersion::V3_0:
    case CvssVersion::V3_1:
      values = read_metrics(text, kMetrics3, kBase3);
      if (values) return vector3(version, *values);
      break;
    case CvssVersion::V4_0:
      values = read_metrics(text, kMetrics4, kBase4);
      if (values) return vector4(*values);
      break;
  }
  return std::nullopt;
}

}  // namespace patchmatrix
