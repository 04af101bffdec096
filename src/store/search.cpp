// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include <patchmatrix/store.hpp>

#include "io/sqlite.hpp"
#include "io/text.hpp"
#include "io/unicode.hpp"
#include "store/rows.hpp"

namespace patchmatrix {
namespace {

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// As people compare; most texts need no tables for that.
std::string folded_text(std::string_view text) {
  return is_ascii(text) ? lower(text) : nfkc_casefold(text);
}

bool has_status(const StoredRating& rating, StatusCondition wanted) {
  switch (wanted) {
    case StatusCondition::Affected:
      return rating.status == ProductStatus::Affected ||
             (rating.status == ProductStatus::Fixed && rating.older_affected);
    case StatusCondition::Fixed:
      return rating.status == ProductStatus::Fixed;
    case StatusCondition::NotAffected:
      return rating.status == ProductStatus::NotAffected;
    case StatusCondition::UnderInvestigation:
      return rating.status == ProductStatus::UnderInvestigation;
    case StatusCondition::Unknown:
      return rating.status == ProductStatus::Unknown;
    case StatusCondition::Any:
      return true;
  }
  return true;
}

bool has_impact(const StoredRating& rating, const std::vector<Impact>& wanted) {
  return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](Impact each) {
           return rating.impact == each || rating.impacts.contains(each);
         });
}

bool has_severity(const StoredRating& rating, const std::vector<Severity>& wanted) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), rating.severity) != wanted.end();
}

class Search {
 public:
  Search(Database& database, const SearchConditions& conditions)
      : database_(database), conditions_(conditions) {
    for (const std::string& each : conditions.texts) texts_.push_back(folded_text(each));
    ratings();
    products();
    if (conditions.kev) kev();
  }

  SearchAnswer answer() {
    Statement rows = database_.prepare(
        "SELECT v.id, v.name, v.title, v.component, v.exploited, v.disclosed, v.exploitability, "
        "v.released, v.revised, v.excluded, v.version <> d.current, d.vendor, d.tracking, w.month "
        "FROM vulnerability v JOIN document d ON d.id = v.document JOIN version w ON w.id = "
        "v.version");
    while (rows.next()) {
      ++answer_.vulnerabilities;
      if (meets(rows)) read(rows);
    }
    Statement all = database_.prepare("SELECT count(*) FROM finding");
    all.next();
    answer_.tuples = static_cast<std::size_t>(all.number(0));
    std::sort(answer_.hits.begin(), answer_.hits.end(), [](const SearchHit& a, const SearchHit& b) {
      if (a.name != b.name) return natural_less(a.name, b.name);
      return std::tie(a.vendor, a.document) < std::tie(b.vendor, b.document);
    });
    return std::move(answer_);
  }

 private:
  static constexpr std::uint32_t kUnwanted = UINT32_MAX;

  // Rows that many findings share are looked at once.
  void ratings() {
    Statement rows =
        database_.prepare("SELECT id, " + std::string(kRatingColumns) + " FROM rating ORDER BY id");
    while (rows.next()) {
      StoredRating rating = rating_in(rows, 1);
      const bool wanted = has_status(rating, conditions_.status) &&
                          has_severity(rating, conditions_.severities) &&
                          has_impact(rating, conditions_.impacts);
      at(ratings_, rows) = wanted ? static_cast<std::uint32_t>(answer_.ratings.size()) : kUnwanted;
      if (wanted) answer_.ratings.push_back(std::move(rating));
    }
  }

  void products() {
    Statement rows = database_.prepare("SELECT id, product_id, name, family FROM product");
    std::unordered_map<std::string, std::uint32_t> known;
    while (rows.next()) {
      const StoredProduct product = {std::string(rows.text(1)), std::string(rows.text(2)),
                                     std::string(rows.text(3))};
      const auto [family, added] =
          known.try_emplace(product.family, static_cast<std::uint32_t>(families_.size()));
      if (added) families_.push_back(product.family);
      const bool wanted = !conditions_.product || conditions_.product(product);
      at(products_, rows) = wanted ? family->second : kUnwanted;
    }
  }

  void kev() {
    Statement rows = database_.prepare("SELECT cve FROM kev");
    while (rows.next()) kev_.emplace(rows.text(0));
  }

  // Where the row's id, its first column, stands. Ids are small numbers without many gaps.
  static std::uint32_t& at(std::vector<std::uint32_t>& table, const Statement& row) {
    constexpr std::int64_t kLargestId = 100'000'000;
    const auto position = static_cast<std::size_t>(row.number_within(0, kLargestId, 0));
    if (position >= table.size()) table.resize(position + 1, kUnwanted);
    return table[position];
  }

  static std::uint32_t shared(const std::vector<std::uint32_t>& table, const Statement& row,
                              int column) {
    const auto last = static_cast<std::int64_t>(table.size()) - 1;
    return table[static_cast<std::size_t>(row.number_within(0, last, column))];
  }

  bool is_within(const std::optional<Instant>& instant) const {
    if (!instant) return false;
    const Day day = day_of(*instant);
    return (!conditions_.since || day >= *conditions_.since) &&
           (!conditions_.until || day <= *conditions_.until);
  }

  bool meets(const Statement& row) const {
    const auto yes = static_cast<std::int64_t>(Answer::Yes);
    if (!conditions_.vendor.empty() && row.text(11) != conditions_.vendor) return false;
    if (conditions_.exploited && row.number(4) != yes) return false;
    if (conditions_.publicly_disclosed && row.number(5) != yes) return false;
    if (!conditions_.first_month.empty() && row.text(13) < conditions_.first_month) return false;
    if (!conditions_.last_month.empty() &&
        (row.text(13).empty() || row.text(13) > conditions_.last_month))
      return false;
    if ((conditions_.since || conditions_.until) && !is_within(instant_in(row, 7)) &&
        !is_within(instant_in(row, 8)))
      return false;
    if (conditions_.kev && !kev_.contains(std::string(row.text(1)))) return false;
    return has_texts(row);
  }

  bool has_texts(const Statement& row) const {
    if (texts_.empty()) return true;
    std::string all(row.text(1));
    all.append("\n").append(row.text(2)).append("\n").append(row.text(3));
    const std::string text = folded_text(all);
    return std::all_of(texts_.begin(), texts_.end(), [&](const std::string& each) {
      return text.find(each) != std::string::npos;
    });
  }

  // Some vulnerabilities name no product: they meet whatever is not asked of products.
  bool asks_for_products() const {
    return conditions_.product || !conditions_.severities.empty() || !conditions_.impacts.empty() ||
           (conditions_.status != StatusCondition::Affected &&
            conditions_.status != StatusCondition::Any);
  }

  void read(const Statement& row) {
    SearchHit hit;
    bool has_products = false;
    std::set<std::uint32_t> ratings, families;
    std::set<std::int64_t> sets;
    for (findings_.bind({row.number(0)}); findings_.next();) {
      has_products = true;
      const std::uint32_t rating = shared(ratings_, findings_, 1);
      const std::uint32_t family = shared(products_, findings_, 0);
      if (rating == kUnwanted || family == kUnwanted) continue;
      ++hit.tuples;
      ratings.insert(rating);
      families.insert(family);
      if (const auto set = findings_.maybe_number(2)) sets.insert(*set);
    }
    if (hit.tuples == 0 && (has_products || asks_for_products())) return;
    hit.ratings.assign(ratings.begin(), ratings.end());
    for (const std::uint32_t each : families) hit.families.push_back(families_[each]);
    std::sort(hit.families.begin(), hit.families.end());
    hit.fix_sets.assign(sets.begin(), sets.end());
    hit.name = row.text(1);
    hit.title = row.text(2);
    hit.component = row.text(3);
    hit.exploited = value_in<Answer>(row, 4);
    hit.publicly_disclosed = value_in<Answer>(row, 5);
    hit.exploitability = value_in<Exploitability>(row, 6);
    hit.released = instant_in(row, 7);
    hit.revised = instant_in(row, 8);
    hit.excluded = row.text(9);
    hit.withdrawn = row.number(10) != 0;
    hit.vendor = row.text(11);
    hit.document = row.text(12);
    hit.month = row.text(13);
    answer_.hits.push_back(std::move(hit));
  }

  Database& database_;
  const SearchConditions& conditions_;
  std::vector<std::string> texts_;       // folded
  std::vector<std::uint32_t> ratings_;   // by id: position in the answer, or kUnwanted
  std::vector<std::uint32_t> products_;  // by id: position in `families_`, or kUnwanted
  std::vector<std::string> families_;
  std::unordered_set<std::string> kev_;
  Statement findings_ =
      database_.prepare("SELECT product, rating, fix_set FROM finding WHERE vulnerability = ?");
  SearchAnswer answer_;
};

}  // namespace

SearchAnswer StoreReader::search(const SearchConditions& conditions) {
  return Search(database(), conditions).answer();
}

std::vector<std::string> StoreReader::updates_of(const std::vector<std::int64_t>& fix_sets) {
  std::set<std::string> names;
  Statement rows = database().prepare(
      "SELECT f.name FROM fix_set_member m JOIN fix f ON f.id = m.fix WHERE m.fix_set = ? AND "
      "f.is_update = 1");
  for (const std::int64_t each : fix_sets)
    for (rows.bind({each}); rows.next();) names.emplace(rows.text(0));
  std::vector<std::string> out(names.begin(), names.end());
  std::sort(out.begin(), out.end(), natural_less);
  return out;
}

}  // namespace patchmatrix
