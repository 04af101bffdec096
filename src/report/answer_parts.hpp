// SPDX-License-Identifier: Apache-2.0
#pragma once

// What all answers have in common: names from the feed definitions, values in words, values as
// JSON.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/answers.hpp>

#include "io/json.hpp"

namespace patchmatrix {

// ── names ──

const Vendor& vendor_named(const Feeds& feeds, const std::string& id);  // else the generic one
std::string vendor_name(const Feeds& feeds, const Words& words, const std::string& id);

// Products by family, with how many they are: "Example 11 22H2 (2)"; or each by name.
std::vector<std::string> product_list(const std::vector<StoredProduct>& products,
                                      const Vendor& vendor, bool all, const Words& words);

// "and n more", where a list is cut after `shown` of its items.
std::vector<std::string> cut_list(std::vector<std::string> items, std::size_t shown,
                                  const Words& words);

// ── values in words ──

std::string severity_text(const Rating& rating, const Words& words);
std::string impact_text(const Rating& rating, const Words& words);
std::string answer_text(Answer answer, const Words& words);
std::string exploitability_text(Exploitability exploitability, const Words& words);
std::string restart_text(const std::string& word, const Words& words);
std::string day_text(const std::optional<Instant>& instant, const Words& words);
std::string minute_of(const std::optional<Instant>& instant, const Words& words);  // UTC
std::string kev_text(const std::optional<KevMark>& mark, const Words& words);
std::string epss_text(const std::optional<EpssMark>& mark, const Words& words);

// One line each, of the catalogues that there are.
std::vector<std::string> catalogue_lines(const std::optional<CatalogueNote>& kev,
                                         const std::optional<CatalogueNote>& epss,
                                         const Words& words);
std::optional<CatalogueNote> note_of(const KevCatalogue* kev);
std::optional<CatalogueNote> note_of(const EpssScores* epss);
std::optional<KevMark> kev_mark(const KevCatalogue* kev, std::string_view id);
std::optional<EpssMark> epss_mark(const EpssScores* epss, std::string_view id);

// The rating of all of them: see rate().
Rating rate(const std::vector<const StoredRating*>& ratings, const ImpactOrder& impact_order);

std::string score_text(const StoredRating& rating);  // "8.8"; empty without a score

// Number of anything in words that have a slot {n}.
std::string with_number(const Words& words, std::string_view key, std::size_t number);

// ── JSON ──

class JsonFields {
 public:
  JsonWriter& writer() { return json_; }
  void text(std::string_view key, std::string_view value);
  void text_or_null(std::string_view key, std::string_view value);  // empty: null
  void texts(std::string_view key, const std::vector<std::string>& values);
  void number(std::string_view key, std::size_t value) { json_.key(key).number(value); }
  void flag(std::string_view key, bool value) { json_.key(key).boolean(value); }
  void answer(std::string_view key, Answer value);
  void instant(std::string_view key, const std::optional<Instant>& value);
  void day(std::string_view key, const std::optional<Day>& value);
  void kev(const std::optional<KevMark>& mark);    // "kev"
  void epss(const std::optional<EpssMark>& mark);  // "epss"
  void catalogues(const std::optional<CatalogueNote>& kev,
                  const std::optional<CatalogueNote>& epss);  // "catalogues"
  std::string take() { return json_.take() + "\n"; }

 private:
  JsonWriter json_{JsonWriter::Layout::Pretty};
};

}  // namespace patchmatrix
