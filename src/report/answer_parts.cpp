// SPDX-License-Identifier: Apache-2.0
#include "report/answer_parts.hpp"

#include <algorithm>
#include <map>

#include "io/text.hpp"
#include "io/unicode.hpp"
#include "report/family_label.hpp"

namespace patchmatrix {

// ── names ──

const Vendor& vendor_named(const Feeds& feeds, const std::string& id) {
  for (const Vendor& each : feeds.vendors)
    if (each.id == id) return each;
  return feeds.generic;
}

std::string vendor_name(const Feeds& feeds, const Words& words, const std::string& id) {
  const std::string& name = words.pick(vendor_named(feeds, id).name);
  return printable(name.empty() ? id : name);
}

namespace {

std::string label(const std::string& family, const Vendor& vendor,
                  const std::vector<std::string>& names, const Words& words) {
  const auto rule = std::find_if(vendor.families.begin(), vendor.families.end(),
                                 [&](const Family& each) { return each.id == family; });
  if (rule == vendor.families.end()) return printable(names.size() == 1 ? names[0] : family);
  const ProductFamily of = {family, {}, &*rule};
  return printable(words.pick(family_label(of, vendor, names, std::nullopt)));
}

const std::string& name_of(const StoredProduct& product) {
  return product.name.empty() ? product.id : product.name;
}

}  // namespace

std::vector<std::string> product_list(const std::vector<StoredProduct>& products,
                                      const Vendor& vendor, bool all, const Words& words) {
  std::vector<std::string> out;
  if (all) {
    for (const StoredProduct& each : products) out.push_back(printable(name_of(each)));
    return out;
  }
  std::map<std::string, std::vector<std::string>> families;
  for (const StoredProduct& each : products) families[each.family].push_back(name_of(each));
  // In the vendor's own order of rows, then by id.
  std::vector<std::pair<std::size_t, std::string>> ordered;
  for (const auto& [family, names] : families)
    ordered.emplace_back(
        std::find(vendor.rows.begin(), vendor.rows.end(), family) - vendor.rows.begin(), family);
  std::sort(ordered.begin(), ordered.end());
  for (const auto& [position, family] : ordered) {
    const auto& names = families[family];
    out.push_back(words.fill("show.family", {{"label", label(family, vendor, names, words)},
                                             {"n", std::to_string(names.size())}}));
  }
  return out;
}

std::vector<std::string> cut_list(std::vector<std::string> items, std::size_t shown,
                                  const Words& words) {
  if (items.size() <= shown + 1) return items;
  const std::string more = with_number(words, "show.more", items.size() - shown);
  items.resize(shown);
  items.push_back(more);
  return items;
}

// ── values in words ──

std::string severity_text(const Rating& rating, const Words& words) {
  if (rating.cvss)
    return words.fill("value.cvss", {{"band", words["cvss." + std::string(slug(*rating.cvss))]}});
  return words["severity." + std::string(slug(rating.severity))];
}

std::string impact_text(const Rating& rating, const Words& words) {
  const std::string& impact = words["impact." + std::string(slug(rating.impact))];
  return rating.inferred ? words.fill("value.inferred", {{"text", impact}}) : impact;
}

std::string answer_text(Answer answer, const Words& words) {
  switch (answer) {
    case Answer::Yes:
      return words["answer.yes"];
    case Answer::No:
      return words["answer.no"];
    case Answer::NotStated:
      break;
  }
  return words["answer.not-stated"];
}

std::string exploitability_text(Exploitability exploitability, const Words& words) {
  return words["exploitability." + std::string(slug(exploitability))];
}

// The vendor's word; known ones in the reader's language.
std::string restart_text(const std::string& word, const Words& words) {
  if (word.empty()) return words["answer.not-stated"];
  if (equal_ignoring_case(word, "yes")) return words["restart.yes"];
  if (equal_ignoring_case(word, "no")) return words["restart.no"];
  if (equal_ignoring_case(word, "maybe")) return words["restart.maybe"];
  return printable(word);
}

std::string day_text(const std::optional<Instant>& instant, const Words& words) {
  return instant ? to_string(day_of(*instant)) : words["value.none"];
}

std::string minute_of(const std::optional<Instant>& instant, const Words& words) {
  if (!instant) return words["value.none"];
  const std::string text = to_string(*instant);
  return text.substr(0, 10) + ' ' + text.substr(11, 5);
}

std::string kev_text(const std::optional<KevMark>& mark, const Words& words) {
  if (!mark) return words["kev.none"];
  const std::string text = mark->due ? words.fill("kev.due", {{"added", to_string(mark->added)},
                                                              {"due", to_string(*mark->due)}})
                                     : words.fill("kev.added", {{"added", to_string(mark->added)}});
  return mark->ransomware ? words.fill("kev.ransomware", {{"text", text}}) : text;
}

std::string epss_text(const std::optional<EpssMark>& mark, const Words& words) {
  if (!mark) return words["epss.none"];
  return words.fill("epss.score",
                    {{"probability", decimal_of_hundred_thousandths(mark->probability)},
                     {"percentile", decimal_of_hundred_thousandths(mark->percentile)}});
}

std::vector<std::string> catalogue_lines(const std::optional<CatalogueNote>& kev,
                                         const std::optional<CatalogueNote>& epss,
                                         const Words& words) {
  std::vector<std::string> out;
  if (kev)
    out.push_back(words.fill("figures.kev_source", {{"version", printable(kev->version)},
                                                    {"date", day_text(kev->date, words)}}));
  if (epss)
    out.push_back(words.fill("figures.epss_source", {{"model", printable(epss->version)},
                                                     {"date", day_text(epss->date, words)}}));
  return out;
}

std::optional<CatalogueNote> note_of(const KevCatalogue* kev) {
  if (kev == nullptr) return std::nullopt;
  return CatalogueNote{kev->version, kev->released, kev->entries.size()};
}

std::optional<CatalogueNote> note_of(const EpssScores* epss) {
  if (epss == nullptr) return std::nullopt;
  return CatalogueNote{epss->model, epss->date, epss->entries.size()};
}

std::optional<KevMark> kev_mark(const KevCatalogue* kev, std::string_view id) {
  const KevEntry* entry = kev == nullptr ? nullptr : kev->find(id);
  if (entry == nullptr) return std::nullopt;
  return KevMark{entry->added, entry->due, entry->ransomware};
}

std::optional<EpssMark> epss_mark(const EpssScores* epss, std::string_view id) {
  const EpssScore* score = epss == nullptr ? nullptr : epss->find(id);
  if (score == nullptr) return std::nullopt;
  return EpssMark{score->probability, score->percentile};
}

Rating rate(const std::vector<const StoredRating*>& ratings, const ImpactOrder& impact_order) {
  std::vector<Finding> findings;
  findings.reserve(ratings.size());
  for (const StoredRating* each : ratings) findings.push_back(finding_of(*each));
  std::vector<const Finding*> pointers;
  for (const Finding& each : findings) pointers.push_back(&each);
  return rate(pointers, impact_order);
}

std::string score_text(const StoredRating& rating) { return to_string(finding_of(rating).score); }

std::string with_number(const Words& words, std::string_view key, std::size_t number) {
  return words.fill(key, {{"n", std::to_string(number)}});
}

// ── JSON ──

void JsonFields::text(std::string_view key, std::string_view value) {
  json_.key(key).string(printable(value));
}

void JsonFields::text_or_null(std::string_view key, std::string_view value) {
  json_.key(key);
  if (value.empty())
    json_.null();
  else
    json_.string(printable(value));
}

void JsonFields::texts(std::string_view key, const std::vector<std::string>& values) {
  json_.key(key).begin_array();
  for (const std::string& each : values) json_.string(printable(each));
  json_.end_array();
}

void JsonFields::answer(std::string_view key, Answer value) {
  json_.key(key);
  if (value == Answer::NotStated)
    json_.null();
  else
    json_.boolean(value == Answer::Yes);
}

void JsonFields::instant(std::string_view key, const std::optional<Instant>& value) {
  text_or_null(key, value ? to_string(*value) : "");
}

void JsonFields::day(std::string_view key, const std::optional<Day>& value) {
  text_or_null(key, value ? to_string(*value) : "");
}

void JsonFields::kev(const std::optional<KevMark>& mark) {
  json_.key("kev");
  if (!mark) {
    json_.null();
    return;
  }
  json_.begin_object();
  text("added", to_string(mark->added));
  day("due", mark->due);
  flag("ransomware", mark->ransomware);
  json_.end_object();
}

void JsonFields::epss(const std::optional<EpssMark>& mark) {
  json_.key("epss");
  if (!mark) {
    json_.null();
    return;
  }
  json_.begin_object();
  json_.key("probability").literal(decimal_of_hundred_thousandths(mark->probability));
  json_.key("percentile").literal(decimal_of_hundred_thousandths(mark->percentile));
  json_.end_object();
}

void JsonFields::catalogues(const std::optional<CatalogueNote>& kev,
                            const std::optional<CatalogueNote>& epss) {
  json_.key("catalogues").begin_object();
  json_.key("kev");
  if (kev) {
    json_.begin_object();
    text("version", kev->version);
    instant("released", kev->date);
    json_.end_object();
  } else {
    json_.null();
  }
  json_.key("epss");
  if (epss) {
    json_.begin_object();
    text("model", epss->version);
    instant("date", epss->date);
    json_.end_object();
  } else {
    json_.null();
  }
  json_.end_object();
}

}  // namespace patchmatrix
