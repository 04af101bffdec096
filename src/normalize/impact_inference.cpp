// SPDX-License-Identifier: Apache-2.0
#include "normalize/impact_inference.hpp"

#include <charconv>
#include <string_view>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

using Meaning = PhraseFinder::Meaning;

// The impacts have the bits from 0 on, denials those behind.
constexpr Meaning bit(std::size_t number) { return Meaning{1} << number; }
constexpr Meaning bit(Impact impact) { return bit(static_cast<std::size_t>(impact)); }
constexpr std::size_t kFirst = kImpacts.size();
constexpr Meaning kImpactBits = bit(kFirst) - 1;
constexpr Meaning kMeaningless = bit(kFirst);
constexpr Meaning kDeniedNext = bit(kFirst + 1);
constexpr Meaning kDeniedRest = bit(kFirst + 2);
constexpr Meaning kDeniedUntil = bit(kFirst + 3);
constexpr Meaning kDeniedSentence = bit(kFirst + 4);
constexpr Meaning kDeniedText = bit(kFirst + 5);
constexpr Meaning kForeign = bit(kFirst + 6);

constexpr std::size_t kNext = 3;      // words that ImpactRules::denied_next reaches over
constexpr std::size_t kForeigns = 3;  // one or two such words may be names

ImpactSet impacts_of(Meaning meaning) {
  ImpactSet out;
  for (const Impact each : kImpacts)
    if ((meaning & bit(each)) != 0) out.add(each);
  return out;
}

void add(const ImpactRules::Phrases& phrases, Meaning meaning, PhraseFinder& finder) {
  for (const std::string& each : phrases) finder.add(each, meaning);
}

PhraseFinder finder_of(const std::map<Impact, ImpactRules::Phrases>& groups,
                       const ImpactRules& rules) {
  PhraseFinder out;
  for (const auto& [impact, phrases] : groups) add(phrases, bit(impact), out);
  add(rules.meaningless, kMeaningless, out);
  add(rules.denied_next, kDeniedNext, out);
  add(rules.denied_rest, kDeniedRest, out);
  add(rules.denied_until, kDeniedUntil, out);
  add(rules.denied_sentence, kDeniedSentence, out);
  add(rules.denied_text, kDeniedText, out);
  add(rules.foreign, kForeign, out);
  return out;
}

// What one sentence says, read phrase by phrase.
class Sentence {
 public:
  void read(const PhraseFinder::Match& match) {
    if ((match.meaning & kDeniedUntil) != 0) rest_denied_ = false;
    if (!rest_denied_ && match.begin >= next_denied_until_) said_ |= match.meaning & kImpactBits;
    if ((match.meaning & kDeniedRest) != 0) rest_denied_ = true;
    if ((match.meaning & kDeniedNext) != 0) next_denied_until_ = match.end + kNext;
    if ((match.meaning & kDeniedSentence) != 0) denied_ = true;
  }
  Meaning said() const { return denied_ ? 0 : said_; }

 private:
  Meaning said_ = 0;
  std::size_t next_denied_until_ = 0;
  bool rest_denied_ = false;
  bool denied_ = false;
};

Meaning said_in_words(const PhraseFinder& finder, std::string_view text) {
  Meaning out = 0;
  Sentence sentence;
  std::size_t number = 0;
  std::size_t foreign = 0;
  for (const PhraseFinder::Match& match : finder.find(text, kMeaningless)) {
    if ((match.meaning & kDeniedText) != 0) return 0;
    if ((match.meaning & kForeign) != 0 && ++foreign == kForeigns) return 0;
    if (match.sentence != number) {
      out |= sentence.said();
      sentence = {};
      number = match.sentence;
    }
    sentence.read(match);
  }
  return out | sentence.said();
}

Meaning said_in_characters(const PhraseFinder& finder, std::string_view text) {
  Meaning out = 0;
  for (const Meaning sentence : finder.find_unspaced(text)) {
    if ((sentence & kDeniedText) != 0) return 0;
    if ((sentence & kDeniedSentence) == 0) out |= sentence & kImpactBits;
  }
  return out;
}

ImpactSet impacts_in(const PhraseFinder& finder, std::string_view text) {
  return impacts_of(said_in_words(finder, text) | said_in_characters(finder, text));
}

}  // namespace

ImpactInference::ImpactInference(const ImpactRules& rules)
    : cwes_(rules.cwes),
      only_confidentiality_(rules.only_confidentiality),
      only_integrity_(rules.only_integrity),
      only_availability_(rules.only_availability),
      title_(finder_of(rules.title, rules)),
      text_(finder_of(rules.text, rules)) {}

ImpactSet ImpactInference::from_title(std::string_view title) const {
  return impacts_in(title_, title);
}

ImpactSet ImpactInference::from_text(std::string_view text) const {
  return impacts_in(text_, text);
}

ImpactSet ImpactInference::from_cwe(std::string_view cwe) const {
  cwe = trimmed(cwe);
  if (begins_ignoring_case(cwe, "CWE-")) cwe.remove_prefix(4);
  unsigned number = 0;
  const auto read = std::from_chars(cwe.data(), cwe.data() + cwe.size(), number);
  const bool whole = read.ptr == cwe.data() + cwe.size() || !is_alphanumeric(*read.ptr);
  if (read.ec != std::errc() || !whole) return {};
  const auto found = cwes_.find(number);
  return found == cwes_.end() ? ImpactSet() : found->second;
}

ImpactSet ImpactInference::from_score(const CvssVector& score) const {
  const bool confidentiality = score.confidentiality != 'N';
  const bool integrity = score.integrity != 'N';
  const bool availability = score.availability != 'N';
  if (confidentiality && !integrity && !availability) return only_confidentiality_;
  if (integrity && !confidentiality && !availability) return only_integrity_;
  if (availability && !confidentiality && !integrity) return only_availability_;
  return {};
}

InferredImpact ImpactInference::infer(const ImpactEvidence& evidence) const {
  if (const ImpactSet found = from_title(evidence.title); !found.empty())
    return {found, ValueSource::Title};
  ImpactSet found;
  for (const std::string_view text : evidence.texts) found.add(from_text(text));
  if (!found.empty()) return {found, ValueSource::Note};
  for (const std::string_view cwe : evidence.cwes) found.add(from_cwe(cwe));
  if (!found.empty()) return {found, ValueSource::Cwe};
  if (evidence.score) found = from_score(*evidence.score);
  if (!found.empty()) return {found, ValueSource::Cvss};
  return {};
}

}  // namespace patchmatrix
