// SPDX-License-Identifier: Apache-2.0
#include "normalize/scores.hpp"

#include <algorithm>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

// "7.5", "10", "6.50": a number from 0 to 10; -1 for anything else.
std::int16_t score_tenths(std::string_view text) {
  text = trimmed(text);
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = text.substr(std::min(point + 1, text.size()));
  if (whole.empty() || whole.size() > 2 || fraction.size() > 2) return -1;
  if (whole.find_first_not_of("0123456789") != std::string_view::npos ||
      fraction.find_first_not_of("0123456789") != std::string_view::npos)
    return -1;
  int tenths = 0;
  for (const char digit : whole) tenths = tenths * 10 + (digit - '0');
  tenths = tenths * 10 + (fraction.empty() ? 0 : fraction[0] - '0');
  return tenths > 100 ? std::int16_t{-1} : static_cast<std::int16_t>(tenths);
}

CvssVersion version_of(std::string_view text) {
  for (const CvssVersion each :
       {CvssVersion::V2_0, CvssVersion::V3_0, CvssVersion::V3_1, CvssVersion::V4_0})
    if (slug(each) == text) return each;
  return CvssVersion::Unknown;
}

bool has_threat_metrics(const Score& score) {
  return score.version == CvssVersion::V4_0 && score.vector.find("/E:") != std::string_view::npos;
}

}  // namespace

Score read_score(const ScoreSet& set, const std::string& where, Diagnostics& diagnostics) {
  Score out;
  out.version = version_of(set.version);
  out.vector = trimmed(set.vector);
  out.published = score_tenths(set.base_score);
  out.tenths = out.published;
  if (out.published < 0 && !trimmed(set.base_score).empty())
    diagnostics.add("bad-score", where, {{"text", std::string(set.base_score)}});
  if (out.vector.empty()) return out;
  const auto vector = read_cvss(out.vector, out.version);
  if (!vector) {
    diagnostics.add("bad-vector", where, {{"text", std::string(out.vector)}});
    return out;
  }
  out.version = vector->version;
  // In version 4.0 the score is that of the whole vector, threat metrics included (CVSS v4.0,
  // section 1.3), and only the base is recomputed here.
  if (out.published >= 0 && has_threat_metrics(out)) return out;
  out.tenths = vector->base_tenths;
  if (out.published >= 0 && out.published != out.tenths)
    diagnostics.add("score-differs", where,
                    {{"published", to_string(Score{{}, out.published, -1, {}})},
                     {"computed", to_string(out)},
                     {"vector", std::string(out.vector)}});
  return out;
}

}  // namespace patchmatrix
