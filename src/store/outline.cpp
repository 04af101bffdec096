// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <deque>
#include <map>
#include <unordered_map>

#include <patchmatrix/store.hpp>

#include "io/sqlite.hpp"
#include "store/rows.hpp"

namespace patchmatrix {
namespace {

// What makes two findings of a vulnerability count alike.
struct Likeness {
  const ProductFamily* family = nullptr;
  std::int64_t rating = 0;
  std::optional<std::int64_t> fix_set;
  bool operator==(const Likeness&) const = default;
};

const Vendor* vendor_with(const Feeds& feeds, const std::string& id) {
  for (const Vendor& each : feeds.vendors)
    if (each.id == id) return &each;
  return nullptr;
}

}  // namespace

struct StoredOutlines::State {
  State(Database& opened, const Feeds& known) : database(opened), feeds(known) {}

  std::string_view keep(std::string_view text) { return texts.emplace_back(text); }

  // By vendor and id, so that a family is one object, as with a Normalizer.
  const ProductFamily* family(const Vendor& vendor, const std::string& id) {
    const auto [at, added] = families.try_emplace({vendor.id, id});
    if (added) {
      at->second.id = id;
      at->second.name = id;
      for (const Family& each : vendor.families)
        if (each.id == id) at->second.rule = &each;
    }
    return &at->second;
  }

  const ProductFamily* family_of(const Vendor& vendor, std::int64_t product) {
    const auto known = product_families.find(product);
    if (known != product_families.end()) return known->second;
    product_query.bind({product}).next();
    const ProductFamily* out = family(vendor, std::string(product_query.text(0)));
    product_families.emplace(product, out);
    return out;
  }

  const StoredRating& rating(std::int64_t id) {
    const auto [at, added] = ratings.try_emplace(id);
    if (added) {
      rating_query.bind({id}).next();
      at->second = rating_in(rating_query, 0);
    }
    return at->second;
  }

  Database& database;
  const Feeds& feeds;
  std::deque<std::string> texts;
  std::map<std::pair<std::string, std::string>, ProductFamily> families;
  std::unordered_map<std::int64_t, const ProductFamily*> product_families;
  std::unordered_map<std::int64_t, StoredRating> ratings;  // references stay
  Statement product_query = database.prepare("SELECT family FROM product WHERE id = ?");
  Statement rating_query =
      database.prepare("SELECT " + std::string(kRatingColumns) + " FROM rating WHERE id = ?");
};

namespace {

// One version's rows as findings. Products that count alike are one.
class OutlineReader {
 public:
  OutlineReader(StoredOutlines::State& state, const DocumentVersion& version)
      : state_(state), version_(version) {}

  std::optional<Findings> read() {
    if (!release()) return std::nullopt;
    fixes();
    vulnerabilities();
    if (out_.vulnerabilities.size() != expected_) return std::nullopt;
    return std::move(out_);
  }

 private:
  bool release() {
    out_.vendor = vendor_with(state_.feeds, version_.vendor);
    if (out_.vendor == nullptr) return false;
    Statement row = state_.database.prepare(
        "SELECT v.document, v.title, v.monthly, v.initial_release, v.current_release, v.withdrawn, "
        "v.vulnerabilities, d.current = v.id FROM version v JOIN document d ON d.id = v.document "
        "WHERE v.id = ?");
    if (!row.bind({version_.version}).next() || row.number(5) != 0) return false;
    const bool stands_in = !version_.only.empty();
    if (!stands_in && row.number(7) == 0) return false;  // its findings are no longer kept
    document_ = row.number(0);
    expected_ = stands_in ? version_.only.size() : static_cast<std::size_t>(row.number(6));
    Release& release = out_.release;
    release.vendor = version_.vendor;
    release.id = version_.document;
    release.title = row.text(1);
    release.revision = version_.revision;
    release.monthly = row.number(2) != 0;
    release.initial_release = instant_in(row, 3);
    release.current_release = instant_in(row, 4);
    const auto day = parse_day(version_.month + "-01");
    if (day) release.month = month_of(*day);
    return true;
  }

  void fixes() {
    std::unordered_map<std::string, std::uint32_t> known;
    Statement rows = state_.database.prepare(
        "SELECT s.id, f.name FROM fix_set s JOIN fix_set_member m ON m.fix_set = s.id JOIN fix f "
        "ON f.id = m.fix WHERE s.document = ? AND f.is_update ORDER BY s.id, f.id");
    for (rows.bind({document_}); rows.next();) {
      const std::string name(rows.text(1));
      const auto [at, added] =
          known.try_emplace(name, static_cast<std::uint32_t>(out_.fixes.size()));
      if (added) {
        Fix& fix = out_.fixes.emplace_back();
        fix.name = state_.keep(name);
        fix.is_update = true;
      }
      const auto position = static_cast<std::uint32_t>(out_.fix_table.size());
      Slice<std::uint32_t>& set =
          fix_sets_.try_emplace(rows.number(0), Slice<std::uint32_t>{position, 0}).first->second;
      out_.fix_table.push_back(at->second);
      ++set.count;
    }
  }

  void vulnerabilities() {
    Statement rows = state_.database.prepare(
        "SELECT id, name, exploited, disclosed, exploitability, released, revised, excluded FROM "
        "vulnerability WHERE document = ? AND version = ? ORDER BY id");
    findings_of_ = state_.database.prepare(
        "SELECT product, rating, fix_set FROM finding WHERE vulnerability = ? ORDER BY product");
    for (rows.bind({document_, version_.version}); rows.next();) {
      VulnerabilityFacts facts;
      facts.id = state_.keep(rows.text(1));
      facts.exploited = value_in<Answer>(rows, 2);
      facts.publicly_disclosed = value_in<Answer>(rows, 3);
      facts.exploitability = value_in<Exploitability>(rows, 4);
      facts.released = instant_in(rows, 5);
      facts.revised = instant_in(rows, 6);
      facts.excluded = state_.keep(rows.text(7));
      facts.in_release = facts.excluded.empty();
      findings(rows.number(0), facts);
      out_.vulnerabilities.push_back(facts);
    }
  }

  void findings(std::int64_t vulnerability, VulnerabilityFacts& facts) {
    facts.findings = {static_cast<std::uint32_t>(out_.findings.size()), 0};
    std::vector<Likeness> seen;
    for (findings_of_.bind({vulnerability}); findings_of_.next();) {
      const Likeness likeness = {state_.family_of(*out_.vendor, findings_of_.number(0)),
                                 findings_of_.number(1), findings_of_.maybe_number(2)};
      if (std::find(seen.begin(), seen.end(), likeness) != seen.end()) continue;
      seen.push_back(likeness);
      Finding finding = finding_of(state_.rating(likeness.rating));
      finding.vulnerability = static_cast<std::uint32_t>(out_.vulnerabilities.size());
      finding.product = product_of(likeness.family);
      if (likeness.fix_set)
        if (const auto set = fix_sets_.find(*likeness.fix_set); set != fix_sets_.end())
          finding.fixes = set->second;
      out_.findings.push_back(finding);
      ++facts.findings.count;
    }
  }

  // One product stands for a family.
  ProductIndex product_of(const ProductFamily* family) {
    const auto [at, added] =
        products_.try_emplace(family, static_cast<ProductIndex>(out_.document.products.size()));
    if (added) {
      Product& product = out_.document.products.emplace_back();
      product.id = product.name = family->id;
      out_.families.push_back(family);
    }
    return at->second;
  }

  StoredOutlines::State& state_;
  const DocumentVersion& version_;
  std::int64_t document_ = 0;
  std::size_t expected_ = 0;  // vulnerabilities
  std::unordered_map<std::int64_t, Slice<std::uint32_t>> fix_sets_;
  std::unordered_map<const ProductFamily*, ProductIndex> products_;
  Statement findings_of_;
  Findings out_;
};

}  // namespace

StoredOutlines::StoredOutlines(StoreReader& reader, const Feeds& feeds)
    : state_(std::make_unique<State>(reader.database(), feeds)) {}
StoredOutlines::~StoredOutlines() = default;

std::optional<Findings> StoredOutlines::of(const DocumentVersion& version) {
  return OutlineReader(*state_, version).read();
}

}  // namespace patchmatrix
