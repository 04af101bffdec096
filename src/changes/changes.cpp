// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include <patchmatrix/changes.hpp>

#include "changes/affected.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

using Vulnerabilities = std::map<std::string, VulnerabilityInState>;

// A CVE is the same for everybody; any other identifier is its vendor's own.
std::string key_of(const Findings& document, const VulnerabilityFacts& facts) {
  if (facts.id.starts_with("CVE-")) return std::string(facts.id);
  return std::string(facts.id) + '\n' + document.release.vendor;
}

Vulnerabilities vulnerabilities_of(const State& state) {
  Vulnerabilities out;
  for (const StateDocument& each : state.documents) {
    if (!each.only.empty()) continue;
    for (const VulnerabilityFacts& facts : each.findings->vulnerabilities)
      out[key_of(*each.findings, facts)].parts.push_back({each.findings, &facts});
  }
  // An older version speaks only where no present one does.
  Vulnerabilities withdrawn;
  for (const StateDocument& each : state.documents)
    for (const VulnerabilityFacts& facts : each.findings->vulnerabilities) {
      if (std::find(each.only.begin(), each.only.end(), facts.id) == each.only.end()) continue;
      VulnerabilityInState& one = withdrawn[key_of(*each.findings, facts)];
      one.parts.push_back({each.findings, &facts});
      one.withdrawn = true;
    }
  out.merge(withdrawn);
  return out;
}

// Which updates a state offers, which of them have known issues, and which document says so.
struct Update {
  std::string name;
  const Findings* document;
};
struct Updates {
  std::map<std::string, Update> offered, with_issues;  // by name and vendor
};

Updates updates_of(const State& state) {
  Updates out;
  for (const StateDocument& each : state.documents) {
    if (!each.only.empty()) continue;
    const Findings& document = *each.findings;
    const auto key = [&document](std::string_view name) {
      return std::string(name) + '\n' + document.release.vendor;
    };
    for (const Fix& fix : document.fixes)
      if (fix.is_update)
        out.offered.try_emplace(key(fix.name), Update{std::string(fix.name), &document});
    for (const VulnerabilityFacts& facts : document.vulnerabilities)
      for (const KnownIssue& issue : document.of(facts.known_issues))
        out.with_issues.try_emplace(key(issue.update),
                                    Update{std::string(issue.update), &document});
  }
  return out;
}

// A product that is not affected is not hit, and one under investigation is not known to be.
bool is_listed(ProductStatus status) {
  return status != ProductStatus::NotAffected && status != ProductStatus::UnderInvestigation;
}

std::vector<std::string> names_of(const FixedBuilds& fixes) {
  std::vector<std::string> out;
  for (const auto& [name, builds] : fixes) out.push_back(name);
  std::sort(out.begin(), out.end(), natural_less);
  return out;
}

std::string with_builds(const std::string& name, const std::set<std::string>& builds) {
  const std::string all = joined({builds.begin(), builds.end()}, ", ");
  return all.empty() ? std::string() : name + ' ' + all;
}

// What two states say of one product.
struct ProductPair {
  const AffectedProduct* older;
  const AffectedProduct* newer;
};

// Products of one vulnerability, by what became of them.
struct MatchedProducts {
  std::vector<ProductPair> both;
  std::vector<const AffectedProduct*> gone, added;
};

MatchedProducts matched(const AffectedProducts& older, const AffectedProducts& newer) {
  MatchedProducts out;
  std::multimap<std::string, const AffectedProduct*> unmatched;
  for (const auto& [key, product] : older) {
    const auto same = newer.find(key);
    if (same != newer.end())
      out.both.push_back({&product, &same->second});
    else
      unmatched.emplace(other_key(product), &product);
  }
  for (const auto& [key, product] : newer) {
    if (older.contains(key)) continue;
    const auto same = unmatched.empty() ? unmatched.end() : unmatched.find(other_key(product));
    if (same == unmatched.end()) {
      out.added.push_back(&product);
    } else {
      out.both.push_back({same->second, &product});
      unmatched.erase(same);
    }
  }
  for (const auto& [key, product] : unmatched) out.gone.push_back(product);
  return out;
}

class Comparison {
 public:
  Comparison(const State& older, const State& newer, const ImpactOrder& impact_order, bool releases)
      : older_(older), newer_(newer), impact_order_(impact_order), releases_(releases) {}

  std::vector<Change> compare() {
    const Vulnerabilities before = vulnerabilities_of(older_), after = vulnerabilities_of(newer_);
    for (const auto& [key, vulnerability] : after) {
      const auto known = before.find(key);
      if (known == before.end())
        added(vulnerability);
      else if (known->second.parts != vulnerability.parts ||
               known->second.withdrawn != vulnerability.withdrawn)
        both(known->second, vulnerability);
      catalogued(vulnerability);
    }
    if (!releases_)
      for (const auto& [key, vulnerability] : before)
        if (!vulnerability.withdrawn && !after.contains(key)) gone(vulnerability);
    known_issues();
    std::sort(changes_.begin(), changes_.end(), is_before);
    return std::move(changes_);
  }

 private:
  static bool is_before(const Change& a, const Change& b) {
    if (a.type != b.type) return a.type < b.type;
    for (const auto member : {&Change::vulnerability, &Change::product_id, &Change::field,
                              &Change::old_value, &Change::new_value, &Change::product})
      if (a.*member != b.*member) return natural_less(a.*member, b.*member);
    return false;
  }

  // ── whole vulnerabilities ──

  // A vulnerability that is in no present version says nothing new.
  void added(const VulnerabilityInState& vulnerability) {
    if (vulnerability.withdrawn) return;
    begin(vulnerability);
    Change& change = add(ChangeType::New, "title", {}, vulnerability.title());
    change.exploited = vulnerability.exploited();
    rate(affected_products(vulnerability), change);
  }

  // The gravest of each, independently. Defence in depth counts where there is nothing else
  // (docs/counting.md).
  void rate(const AffectedProducts& products, Change& change) const {
    bool any = false;
    for (const bool depth : {false, true}) {
      for (const auto& [key, product] : products) {
        const Impact impact = gravest(product.impacts);
        if (product.status == ProductStatus::NotAffected ||
            (impact == Impact::DefenseInDepth) != depth)
          continue;
        change.severity = any ? std::min(change.severity, product.severity) : product.severity;
        if (!any || impact_order_.graver(impact, change.impact)) change.impact = impact;
        any = true;
      }
      if (any) return;
    }
  }

  Impact gravest(ImpactSet impacts) const {
    Impact out = Impact::Unspecified;
    for (const Impact each : kImpacts)
      if (impacts.contains(each) && impact_order_.graver(each, out)) out = each;
    return out;
  }

  void gone(const VulnerabilityInState& vulnerability) {
    begin(vulnerability);
    add(ChangeType::Withdrawn, "withdrawn", "no", "yes");
  }

  void both(const VulnerabilityInState& older, const VulnerabilityInState& newer) {
    if (newer.withdrawn) {
      if (!older.withdrawn && !releases_) gone(newer);
      return;
    }
    begin(newer);
    const std::size_t first = changes_.size();
    if (older.withdrawn) add(ChangeType::Withdrawn, "withdrawn", "yes", "no");
    answer(ChangeType::Exploited, "exploited", older.exploited(), newer.exploited());
    answer(ChangeType::Disclosed, "publicly-disclosed", older.publicly_disclosed(),
           newer.publicly_disclosed());
    if (!plainly_same_products(older, newer))
      products(affected_products(older), affected_products(newer));
    if (changes_.size() == first) informational(older.revision(), newer.revision());
  }

  void answer(ChangeType type, const char* field, Answer older, Answer newer) {
    if (older != newer) add(type, field, std::string(slug(older)), std::string(slug(newer)));
  }

  void informational(const VulnerabilityInState::Revision& older,
                     const VulnerabilityInState::Revision& newer) {
    if (newer.own && natural_less(older.number, newer.number))
      add(ChangeType::Informational, "revision", older.number, newer.number);
  }

  void catalogued(const VulnerabilityInState& vulnerability) {
    const auto entry = newer_.known_exploited.find(vulnerability.id());
    if (entry == newer_.known_exploited.end() || older_.known_exploited.contains(entry->first))
      return;
    begin(vulnerability);
    Change& change = add(ChangeType::Kev, "kev", {}, to_string(entry->second));
    change.revision.clear();
    change.date = entry->second;
  }

  // ── its products ──

  void products(const AffectedProducts& older, const AffectedProducts& newer) {
    const MatchedProducts matches = matched(older, newer);
    for (const AffectedProduct* each : matches.gone)
      if (is_listed(each->status))
        of_product(ChangeType::ProductRemoved, *each, "status", std::string(slug(each->status)),
                   {});
    for (const AffectedProduct* each : matches.added)
      if (is_listed(each->status))
        of_product(ChangeType::ProductAdded, *each, "status", {}, std::string(slug(each->status)));

    std::vector<ProductPair> listed;
    for (const ProductPair& pair : matches.both) {
      status(pair);
      if (is_listed(pair.older->status) && is_listed(pair.newer->status)) listed.push_back(pair);
    }
    for (const ProductPair& pair : listed) fixes(pair);
    values(ChangeType::Severity, "severity", listed, [](const AffectedProduct& each) {
      return each.severity == Severity::Unspecified ? std::string()
                                                    : std::string(slug(each.severity));
    });
    values(ChangeType::Impact, "impact", listed,
           [this](const AffectedProduct& each) { return impact_slugs(each.impacts); });
    for (const CvssVersion version : {CvssVersion::Unknown, CvssVersion::V2_0, CvssVersion::V3_0,
                                      CvssVersion::V3_1, CvssVersion::V4_0}) {
      const std::string name(slug(version));
      values(ChangeType::Score, name.empty() ? "cvss" : "cvss-" + name, listed,
             [version](const AffectedProduct& each) {
               return each.scores[static_cast<std::size_t>(version)];
             });
    }
  }

  void status(const ProductPair& pair) {
    const ProductStatus older = pair.older->status, newer = pair.newer->status;
    if (older == newer || (!is_listed(older) && !is_listed(newer))) return;
    const ChangeType type = !is_listed(older)   ? ChangeType::ProductAdded
                            : !is_listed(newer) ? ChangeType::ProductRemoved
                                                : ChangeType::Fix;
    of_product(type, *pair.newer, "status", std::string(slug(older)), std::string(slug(newer)));
  }

  void fixes(const ProductPair& pair) {
    const FixedBuilds& older = pair.older->fixes;
    const FixedBuilds& newer = pair.newer->fixes;
    const std::vector<std::string> before = names_of(older), after = names_of(newer);
    if (before != after)
      of_product(ChangeType::Fix, *pair.newer, "update", joined(before, ", "), joined(after, ", "));
    for (const auto& [name, builds] : newer) {
      const auto known = older.find(name);
      if (known != older.end() && known->second != builds)
        of_product(ChangeType::Fix, *pair.newer, "fixed-build", with_builds(name, known->second),
                   with_builds(name, builds));
    }
  }

  // The gravest first, joined by ", "; empty where nothing is said.
  std::string impact_slugs(ImpactSet impacts) const {
    std::vector<Impact> all;
    for (const Impact each : kImpacts)
      if (impacts.contains(each) && each != Impact::Unspecified) all.push_back(each);
    std::sort(all.begin(), all.end(),
              [this](Impact a, Impact b) { return impact_order_.graver(a, b); });
    std::vector<std::string> slugs;
    for (const Impact each : all) slugs.emplace_back(slug(each));
    return joined(slugs, ", ");
  }

  // One change for the vulnerability where all of its products changed alike, else one a product.
  template <class ValueOf>
  void values(ChangeType type, const std::string& field, const std::vector<ProductPair>& pairs,
              ValueOf value_of) {
    std::set<std::pair<std::string, std::string>> different;
    bool all = !pairs.empty();
    for (const ProductPair& pair : pairs) {
      std::pair values(value_of(*pair.older), value_of(*pair.newer));
      all = all && values.first != values.second;
      if (values.first != values.second) different.insert(std::move(values));
    }
    if (different.empty()) return;
    if (all && different.size() == 1) {
      add(type, field, different.begin()->first, different.begin()->second).products = pairs.size();
      return;
    }
    for (const ProductPair& pair : pairs) {
      const std::string older = value_of(*pair.older), newer = value_of(*pair.newer);
      if (older != newer) of_product(type, *pair.newer, field, older, newer);
    }
  }

  // ── updates ──

  // A vendor repeats the known issues of an update in every vulnerability that it fixes; the change
  // is the update's. An update that is not offered any more says nothing of its issues.
  void known_issues() {
    const Updates before = updates_of(older_), after = updates_of(newer_);
    for (const auto& [key, said] : after.with_issues)
      if (!before.with_issues.contains(key) && (!releases_ || before.offered.contains(key)))
        known_issue(said, "", "yes");
    for (const auto& [key, update] : after.offered)
      if (before.with_issues.contains(key) && !after.with_issues.contains(key))
        known_issue(update, "yes", "");
  }

  void known_issue(const Update& update, const char* older, const char* newer) {
    Change& change = changes_.emplace_back();
    change.type = ChangeType::KnownIssue;
    change.field = update.name;
    change.old_value = older;
    change.new_value = newer;
    change.revision = update.document->release.revision;
    change.date = update.document->release.current_release;
  }

  // ── the change being told ──

  void begin(const VulnerabilityInState& vulnerability) {
    const VulnerabilityInState::Revision revision = vulnerability.revision();
    common_ = {};
    common_.vulnerability = vulnerability.id();
    common_.title = vulnerability.title();
    common_.revision = revision.number;
    common_.date = revision.date;
  }

  Change& add(ChangeType type, std::string field, std::string older, std::string newer) {
    Change& change = changes_.emplace_back(common_);
    change.type = type;
    change.field = std::move(field);
    change.old_value = std::move(older);
    change.new_value = std::move(newer);
    return change;
  }

  void of_product(ChangeType type, const AffectedProduct& product, std::string field,
                  std::string older, std::string newer) {
    Change& change = add(type, std::move(field), std::move(older), std::move(newer));
    change.product_id = product.id();
    change.product = product.name();
    change.products = 1;
  }

  const State& older_;
  const State& newer_;
  const ImpactOrder& impact_order_;
  bool releases_;
  Change common_;  // what all changes of the vulnerability being compared have in common
  std::vector<Change> changes_;
};

}  // namespace

std::string_view slug(ChangeType type) {
  switch (type) {
    case ChangeType::Exploited:
      return "exploited";
    case ChangeType::Kev:
      return "kev";
    case ChangeType::Disclosed:
      return "disclosed";
    case ChangeType::New:
      return "new";
    case ChangeType::Severity:
      return "severity";
    case ChangeType::Impact:
      return "impact";
    case ChangeType::Score:
      return "score";
    case ChangeType::Fix:
      return "fix";
    case ChangeType::ProductAdded:
      return "product-added";
    case ChangeType::ProductRemoved:
      return "product-removed";
    case ChangeType::KnownIssue:
      return "known-issue";
    case ChangeType::Withdrawn:
      return "withdrawn";
    case ChangeType::Informational:
      return "informational";
  }
  return "informational";
}

std::vector<Change> compare(const State& older, const State& newer,
                            const ImpactOrder& impact_order) {
  return Comparison(older, newer, impact_order, false).compare();
}

std::vector<Change> compare_releases(const State& older, const State& newer,
                                     const ImpactOrder& impact_order) {
  return Comparison(older, newer, impact_order, true).compare();
}

}  // namespace patchmatrix
