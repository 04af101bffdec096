// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_set>

#include <patchmatrix/report.hpp>

#include "io/text.hpp"
#include "report/family_label.hpp"
#include "report/totals.hpp"
#include "report/updates.hpp"

namespace patchmatrix {
namespace {

// Each name once; most are told many times. They belong to the documents.
using Names = std::unordered_set<std::string_view>;

std::vector<std::string> in_natural_order(const Names& names) {
  std::vector<std::string> out(names.begin(), names.end());
  std::sort(out.begin(), out.end(), natural_less);
  return out;
}

// Everything that is known of one vulnerability or family, over all documents.
struct VulnerabilityGroup {
  const VulnerabilityFacts* facts = nullptr;  // of the first document that has it
  std::vector<const Finding*> findings;
  std::vector<const Finding*> spared;  // of products that are not affected
  Answer exploited = Answer::NotStated;
  Answer publicly_disclosed = Answer::NotStated;
  Exploitability exploitability = Exploitability::NotStated;
  bool in_release = false;
  bool withdrawn = false;
  std::set<std::string> documents;
  std::string_view title;
  std::string_view severity_word;
  std::string_view impact_word;
  Score score;
  Names updates;
  std::set<std::string> families;
};

struct FamilyGroup {
  const ProductFamily* family = nullptr;
  const Vendor* vendor = nullptr;
  std::vector<const Finding*> findings;
  std::set<std::string_view> vulnerabilities;
  std::set<std::string_view> counted;
  Names updates;
  Names products;
  Names lines;  // what the products are parts of; themselves where they stand alone
};

// What somebody says of a vulnerability's impact is not overruled by what is inferred of it
// elsewhere.
std::vector<const Finding*> with_stated_impact(const std::vector<const Finding*>& findings) {
  std::vector<const Finding*> out;
  for (const Finding* each : findings)
    if (each->impact_source != ValueSource::None && !is_inferred(each->impact_source))
      out.push_back(each);
  return out;
}

// A CVE is the same for everybody; any other identifier is its vendor's own.
std::string key_of(const Findings& document, const VulnerabilityFacts& facts) {
  if (facts.id.starts_with("CVE-")) return std::string(facts.id);
  return std::string(facts.id) + '\n' + document.release.vendor;
}

Instant end_of(Day day) { return Instant(day + std::chrono::days(1)) - std::chrono::seconds(1); }

class ReportBuilder {
 public:
  ReportBuilder(const std::vector<ReportInput>& inputs, const ReportOptions& options,
                const ImpactOrder& impact_order)
      : options_(options), impact_order_(impact_order) {
    choose_latest(inputs);
  }

  Report build() {
    for (const ReportInput* input : inputs_) collect(*input);
    for (const ReportInput* input : older_) collect_withdrawn(*input);
    release();
    families();
    report_.matrix = matrix_of(report_.families, true);
    report_.others = matrix_of(report_.families, false);
    catalogues();
    vulnerabilities();
    report_.totals = totals_of(report_);
    report_.updates = updates_.rows(report_, positions_, impact_order_);
    corrections();
    return std::move(report_);
  }

 private:
  static bool stands_in(const ReportInput& input) {
    return !input.only.empty() && !input.fixed_now;
  }

  // Of several versions of one document only the latest counts. What counts is ordered by month.
  void choose_latest(const std::vector<ReportInput>& all) {
    for (const ReportInput& each : all)
      if (each.findings->release.withdrawn) withdrawn_.push_back(each.findings);
    std::map<std::pair<std::string, std::string>, std::size_t> latest;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (stands_in(all[i]) || is_taken_back(*all[i].findings)) continue;
      const Release& release = all[i].findings->release;
      const auto [known, added] = latest.try_emplace({release.vendor, release.id}, i);
      if (!added && !release.id.empty()) known->second = later(all, known->second, i);
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Release& release = all[i].findings->release;
      if (is_taken_back(*all[i].findings))
        notice("taken-back", all[i].input.path, {{"document", release.id}});
      else if (stands_in(all[i]))
        older_.push_back(&all[i]);
      else if (!release.withdrawn &&
               (release.id.empty() || latest.at({release.vendor, release.id}) == i))
        inputs_.push_back(&all[i]);
    }
    // Documents that were withdrawn say nothing, unless there is nothing else to speak of.
    for (std::size_t i = 0; inputs_.empty() && i < all.size(); ++i)
      if (all[i].findings->release.withdrawn) inputs_.push_back(&all[i]);
    std::stable_sort(inputs_.begin(), inputs_.end(),
                     [](const ReportInput* a, const ReportInput* b) {
                       return a->findings->release.month < b->findings->release.month;
                     });
  }

  // Whether another input is the tombstone of this document. A tombstone has an id and a status,
  // and mostly nothing else, so it stands for whoever's document has the id.
  bool is_taken_back(const Findings& document) const {
    return std::any_of(withdrawn_.begin(), withdrawn_.end(), [&](const Findings* other) {
      return !document.release.withdrawn && !document.release.id.empty() &&
             other->release.id == document.release.id &&
             (other->document.publisher_name.empty() ||
              other->release.vendor == document.release.vendor);
    });
  }

  // A CSAF document says by its version which one is newer (CSAF 2.0, section 3.1.11); the
  // revisions of other formats do not always grow.
  static bool is_newer(const Findings& a, const Findings& b) {
    if (a.document.format == Format::Csaf && b.document.format == Format::Csaf &&
        a.release.revision != b.release.revision)
      return natural_less(b.release.revision, a.release.revision);
    return a.release.current_release > b.release.current_release;
  }

  // Which of two versions of one document counts; the other one is reported.
  std::size_t later(const std::vector<ReportInput>& all, std::size_t kept, std::size_t i) {
    const Release& b = all[i].findings->release;
    const auto told = [&](std::size_t winner) -> Arguments {
      return {{"document", b.id}, {"kept", all[winner].input.path}};
    };
    if (all[i].input.sha256 == all[kept].input.sha256) {
      notice("same-document", all[i].input.path, told(kept));
      return kept;
    }
    const bool newer = is_newer(*all[i].findings, *all[kept].findings);
    if (!newer && !is_newer(*all[kept].findings, *all[i].findings)) {
      notice("same-date", all[kept].input.path, told(i));
      return i;
    }
    const std::size_t winner = newer ? i : kept;
    notice("older-version", all[winner == i ? kept : i].input.path, told(winner));
    return winner;
  }

  void notice(std::string code, std::string file, Arguments arguments, std::size_t count = 1) {
    report_.notices.push_back(
        {{std::move(code), std::move(file), {}, std::move(arguments), count}, false});
  }

  // ── gathering ──

  bool is_later(const std::optional<Instant>& instant, const ReportInput& input) const {
    return options_.as_of && !input.said && instant && *instant > end_of(*options_.as_of);
  }

  void collect(const ReportInput& input) {
    const Findings& document = *input.findings;
    std::size_t not_yet = 0, revised_since = 0;
    const auto is_meant = [&](const VulnerabilityFacts& facts) {
      return input.only.empty() ||
             std::find(input.only.begin(), input.only.end(), facts.id) != input.only.end();
    };
    for (const VulnerabilityFacts& facts : document.vulnerabilities) {
      if (!is_meant(facts)) continue;
      if (is_later(facts.released, input)) {
        ++not_yet;
        continue;
      }
      if (is_later(facts.revised, input)) ++revised_since;
      collect(document, facts);
      collect_updates(document, facts);
    }
    const std::string day = options_.as_of ? to_string(*options_.as_of) : "";
    if (not_yet != 0)
      notice("not-yet-released", document.release.id,
             {{"number", std::to_string(not_yet)}, {"day", day}});
    if (revised_since != 0)
      notice("revised-since", document.release.id,
             {{"number", std::to_string(revised_since)}, {"day", day}});
  }

  void collect_withdrawn(const ReportInput& input) {
    std::size_t found = 0;
    for (const VulnerabilityFacts& facts : input.findings->vulnerabilities) {
      if (std::find(input.only.begin(), input.only.end(), facts.id) == input.only.end()) continue;
      if (is_later(facts.released, input)) continue;
      if (vulnerabilities_.contains(key_of(*input.findings, facts))) continue;  // another has it
      collect(*input.findings, facts);
      vulnerabilities_[key_of(*input.findings, facts)].withdrawn = true;
      ++found;
    }
    if (found != 0)
      notice("withdrawn-by-feed", input.findings->release.id, {{"number", std::to_string(found)}});
  }

  void collect(const Findings& document, const VulnerabilityFacts& facts) {
    VulnerabilityGroup& group = vulnerabilities_[key_of(document, facts)];
    if (group.facts == nullptr) {
      group.facts = &facts;
      group.exploitability = facts.exploitability;
    }
    if (group.title.empty()) group.title = facts.title;
    group.exploited = std::max(group.exploited, facts.exploited);
    group.publicly_disclosed = std::max(group.publicly_disclosed, facts.publicly_disclosed);
    group.exploitability = std::min(group.exploitability, facts.exploitability);
    group.in_release = group.in_release || facts.in_release;
    if (!document.release.id.empty()) group.documents.insert(document.release.id);
    for (const Finding& finding : document.of(facts.findings))
      collect(document, facts, finding, group);
  }

  // What a document says of updates is taken of what counts as present there: what an update fixed
  // that was withdrawn since is nothing to install it for.
  void collect_updates(const Findings& document, const VulnerabilityFacts& facts) {
    if (facts.excluded == "placeholder") return;
    const std::string& key = vulnerabilities_.find(key_of(document, facts))->first;
    for (const Finding& finding : document.of(facts.findings))
      if (finding.status != ProductStatus::NotAffected) updates_.add(document, finding, key);
    updates_.add_known_issues(document, facts);
  }

  void collect(const Findings& document, const VulnerabilityFacts& facts, const Finding& finding,
               VulnerabilityGroup& group) {
    (finding.status == ProductStatus::NotAffected ? group.spared : group.findings)
        .push_back(&finding);
    if (finding.severity == Severity::Unknown) group.severity_word = finding.severity_word;
    if (finding.impact == Impact::Unknown) group.impact_word = finding.impact_word;
    if (std::pair(finding.score.tenths, finding.score.version) >
        std::pair(group.score.tenths, group.score.version))
      group.score = finding.score;
    for (const std::uint32_t fix : document.of(finding.fixes))
      if (document.fixes[fix].is_update) group.updates.emplace(document.fixes[fix].name);
    // A placeholder rates nothing, and a product that is not affected is not hit.
    if (facts.excluded == "placeholder" || finding.status == ProductStatus::NotAffected) return;

    const ProductFamily* product_family = document.families[finding.product];
    group.families.insert(product_family->id);
    // A family of products without a vendor in the tree is the publisher's own.
    const bool own = product_family->rule == nullptr && document.vendor->id.empty() &&
                     describe(document.document, finding.product).vendor.empty();
    FamilyGroup& family =
        families_[own ? product_family->id + '\n' + document.release.vendor : product_family->id];
    family.family = product_family;
    family.vendor = document.vendor;
    family.findings.push_back(&finding);
    family.vulnerabilities.insert(facts.id);
    if (facts.in_release) family.counted.insert(facts.id);
    const Product& product = document.document.products[finding.product];
    family.products.emplace(product.name.empty() ? product.id : product.name);
    family.lines.emplace(
        document.document.products[outermost(document.document, finding.product)].name);
    for (const std::uint32_t fix : document.of(finding.fixes))
      if (document.fixes[fix].is_update) family.updates.emplace(document.fixes[fix].name);
  }

  // ── rows ──

  void release() {
    ReleaseRow& row = report_.release;
    std::vector<std::string> vendors, ids, titles, revisions;
    std::optional<Month> first_month, last_month;
    std::size_t listed = 0, whole = 0;
    for (const ReportInput* input : inputs_) {
      const Release& release = input->findings->release;
      const Vendor& vendor = *input->findings->vendor;
      if (std::find(vendors.begin(), vendors.end(), release.vendor) == vendors.end())
        vendors.push_back(release.vendor);
      ids.push_back(release.id);
      titles.push_back(release.title);
      revisions.push_back(release.revision);
      if (release.month && (!first_month || *release.month < *first_month))
        first_month = release.month;
      if (release.month && (!last_month || *release.month > *last_month))
        last_month = release.month;
      if (release.initial_release &&
          (!row.initial_release || *release.initial_release < *row.initial_release))
        row.initial_release = release.initial_release;
      row.current_release = std::max(row.current_release, release.current_release);
      listed += release.listed ? 1 : 0;
      whole += release.whole ? 1 : 0;
      row.restating_documents += release.restates_cvss ? 1 : 0;
      if (!release.severity_word.empty() && input->findings->vulnerabilities.size() > 1)
        ++row.document_severities[std::string(release.severity_word)];
      if (input != inputs_.front() && row.severity_axis.en != vendor.severity_axis.en)
        row.severity_axis = options_.severity_axis;
      else
        row.severity_axis = vendor.severity_axis;
      row.title_form = release.monthly ? vendor.release_title : LocalText();
      row.vulnerability_page =
          input == inputs_.front() || row.vulnerability_page == vendor.vulnerability_page
              ? vendor.vulnerability_page
              : std::string();
      row.vendor_name = vendor.name;
    }
    row.documents = inputs_.size();
    row.vendor = joined(vendors, ", ");
    if (vendors.size() > 1 || row.vendor_name.en.empty())
      row.vendor_name = {row.vendor, row.vendor};
    if (inputs_.size() > 1) row.title_form = {};
    using enum ReleaseRow::Membership;
    row.membership = listed == inputs_.size()  ? Listed
                     : whole == inputs_.size() ? Whole
                     : listed == 0             ? Inferred
                                               : Mixed;
    row.id = joined(ids, ", ");
    row.title = joined(titles, ", ");
    row.revision = joined(revisions, ", ");
    if (first_month) row.month = to_string(*first_month);
    if (first_month && *first_month != *last_month) row.month += ".." + to_string(*last_month);
    row.as_of = options_.as_of;
    row.said = std::all_of(inputs_.begin(), inputs_.end(),
                           [](const ReportInput* each) { return each->said; });
    if (row.initial_release) release_day_ = day_of(*row.initial_release);
  }

  void families() {
    struct Ordered {
      FamilyRow row;
      std::size_t position;  // in the vendor's own order of rows
    };
    std::vector<Ordered> ordered;
    for (const auto& [key, group] : families_)
      ordered.push_back({family_row(group.family->id, group), position(group)});
    std::sort(ordered.begin(), ordered.end(), [this](const Ordered& a, const Ordered& b) {
      const auto key = [this](const Ordered& each) {
        return std::tuple(!each.row.headline, rank(each.row.rating),
                          impact_order_.rank(each.row.rating.impact), each.row.rating.inferred,
                          each.position);
      };
      return key(a) != key(b) ? key(a) < key(b) : a.row.id < b.row.id;
    });
    for (Ordered& each : ordered) report_.families.push_back(std::move(each.row));
  }

  FamilyRow family_row(const std::string& id, const FamilyGroup& group) const {
    FamilyRow row;
    row.id = id;
    row.label =
        family_label(*group.family, *group.vendor, in_natural_order(group.lines), release_day_);
    const Family* rule = group.family->rule;
    // Of a vendor whose families nobody described, every one is a row.
    row.headline = rule == nullptr ? group.vendor->families.empty()
                                   : rule->headline && (!rule->headline_until || !release_day_ ||
                                                        *release_day_ <= *rule->headline_until);
    row.rating = rate(group.findings, impact_order_);
    row.updates = in_natural_order(group.updates);
    row.vulnerabilities = group.vulnerabilities.size();
    row.counted = group.counted.size();
    row.products = in_natural_order(group.products);
    row.system = std::any_of(group.lines.begin(), group.lines.end(), [&](std::string_view line) {
      return std::any_of(
          group.vendor->builds.begin(), group.vendor->builds.end(),
          [&](const BuildBranch& branch) { return begins_with_word(line, branch.begins); });
    });
    return row;
  }

  static std::size_t position(const FamilyGroup& group) {
    const std::vector<std::string>& rows = group.vendor->rows;
    return static_cast<std::size_t>(std::find(rows.begin(), rows.end(), group.family->id) -
                                    rows.begin());
  }

  void catalogues() {
    if (options_.kev != nullptr) {
      const auto& entries = options_.kev->entries;
      const auto known = std::count_if(entries.begin(), entries.end(),
                                       [this](const KevEntry& each) { return is_known(each); });
      report_.kev = {options_.kev->version, options_.kev->released,
                     static_cast<std::size_t>(known)};
    }
    if (options_.epss == nullptr) return;
    const EpssScores& epss = *options_.epss;
    if (options_.as_of && day_of(epss.date) > *options_.as_of)
      notice("epss-later", "EPSS",
             {{"date", to_string(day_of(epss.date))}, {"day", to_string(*options_.as_of)}});
    else
      report_.epss = {epss.model, epss.date, epss.entries.size()};
  }

  bool is_known(const KevEntry& entry) const {
    return !options_.as_of || entry.added <= *options_.as_of;
  }

  void mark(VulnerabilityRow& row) const {
    if (report_.kev)
      if (const KevEntry* entry = options_.kev->find(row.id); entry != nullptr && is_known(*entry))
        row.kev = {entry->added, entry->due, entry->ransomware};
    if (report_.epss)
      if (const EpssScore* score = options_.epss->find(row.id); score != nullptr)
        row.epss = {score->probability, score->percentile};
  }

  void vulnerabilities() {
    struct Keyed {
      VulnerabilityRow row;
      const std::string* key;
    };
    std::vector<Keyed> rows;
    rows.reserve(vulnerabilities_.size());
    for (const auto& [key, group] : vulnerabilities_)
      rows.push_back({vulnerability_row(group), &key});
    std::sort(rows.begin(), rows.end(),
              [this](const Keyed& a, const Keyed& b) { return before(a.row, b.row); });
    for (Keyed& each : rows) {
      positions_.emplace(*each.key, report_.vulnerabilities.size());
      report_.vulnerabilities.push_back(std::move(each.row));
    }
  }

  VulnerabilityRow vulnerability_row(const VulnerabilityGroup& group) const {
    VulnerabilityRow row;
    row.id = group.facts->id;
    row.title = group.title;
    // What holds for products that are not affected matters only where all are.
    const auto& findings = group.findings.empty() ? group.spared : group.findings;
    row.rating = rate(findings, impact_order_);
    row.severity_word = group.severity_word;
    row.impact_word = group.impact_word;
    const auto labelled = with_stated_impact(findings);
    if (!labelled.empty()) {
      row.rating.impact = rate(labelled, impact_order_).impact;
      row.rating.inferred = false;
    }
    for (const Finding* each : labelled.empty() ? findings : labelled)
      row.impacts.add(each->impacts);
    row.cvss_version = slug(group.score.version);
    row.cvss_base = to_string(group.score);
    row.cvss_vector = group.score.vector;
    row.exploited = group.exploited;
    row.publicly_disclosed = group.publicly_disclosed;
    row.exploitability = group.exploitability;
    row.component = group.facts->component;
    row.in_release = group.in_release;
    row.withdrawn = group.withdrawn;
    if (!group.in_release) row.excluded = group.facts->excluded;
    // All its products are not affected: it is no vulnerability of anything.
    if (row.in_release && group.findings.empty() && !group.spared.empty()) {
      row.in_release = false;
      row.excluded = "not-affected";
    }
    row.updates = in_natural_order(group.updates);
    row.families.assign(group.families.begin(), group.families.end());
    row.documents.assign(group.documents.begin(), group.documents.end());
    mark(row);
    return row;
  }

  // What to look at first. Catalogues, once there are any, say more of that than severities do.
  bool before(const VulnerabilityRow& a, const VulnerabilityRow& b) const {
    return report_.kev || report_.epss ? before_by_catalogues(a, b) : before_by_vendor(a, b);
  }

  // Exploited or in KEV, then used by ransomware, then disclosed, then the probability, then likely
  // to the vendor, then grave, then a high score.
  bool before_by_catalogues(const VulnerabilityRow& a, const VulnerabilityRow& b) const {
    const auto key = [](const VulnerabilityRow& row) {
      const bool likely = row.exploitability <= Exploitability::MoreLikely;
      return std::tuple(!row.in_release, row.exploited != Answer::Yes && !row.kev,
                        !row.kev || !row.kev->ransomware, row.publicly_disclosed != Answer::Yes,
                        row.epss ? -static_cast<std::int64_t>(row.epss->probability) : 1, !likely,
                        rank(row.rating));
    };
    if (key(a) != key(b)) return key(a) < key(b);
    if (a.cvss_base != b.cvss_base) return natural_less(b.cvss_base, a.cvss_base);
    const std::size_t impact_a = impact_order_.rank(a.rating.impact);
    const std::size_t impact_b = impact_order_.rank(b.rating.impact);
    return impact_a != impact_b ? impact_a < impact_b : natural_less(a.id, b.id);
  }

  // Exploited, then disclosed, then grave, then a high score.
  bool before_by_vendor(const VulnerabilityRow& a, const VulnerabilityRow& b) const {
    const auto key = [this](const VulnerabilityRow& row) {
      return std::tuple(!row.in_release, row.exploited != Answer::Yes,
                        row.publicly_disclosed != Answer::Yes, rank(row.rating),
                        impact_order_.rank(row.rating.impact));
    };
    if (key(a) != key(b)) return key(a) < key(b);
    if (a.cvss_base != b.cvss_base) return natural_less(b.cvss_base, a.cvss_base);
    return natural_less(a.id, b.id);
  }

  void corrections() {
    std::map<const Correction*, std::size_t> known;  // → position
    for (const ReportInput* input : inputs_) {
      for (const auto& [correction, count] : input->findings->corrections) {
        const auto [at, added] = known.try_emplace(correction, report_.corrections.size());
        if (added)
          report_.corrections.push_back({correction->id, correction->what, correction->why,
                                         correction->source, correction->date, correction->update,
                                         correction->from, correction->to, 0});
        report_.corrections[at->second].count += count;
      }
    }
  }

  const ReportOptions& options_;
  const ImpactOrder& impact_order_;
  std::vector<const ReportInput*> inputs_;  // those that count
  std::vector<const Findings*> withdrawn_;
  std::vector<const ReportInput*> older_;  // those that stand in for withdrawn vulnerabilities
  std::optional<Day> release_day_;
  std::map<std::string, VulnerabilityGroup> vulnerabilities_;
  std::map<std::string, FamilyGroup> families_;
  UpdateGroups updates_;
  std::map<std::string, std::size_t> positions_;  // of vulnerabilities in the report, by key
  Report report_;
};

}  // namespace

Rating rate(const std::vector<const Finding*>& findings, const ImpactOrder& impact_order) {
  const bool only_defense_in_depth =
      std::all_of(findings.begin(), findings.end(),
                  [](const Finding* each) { return each->impact == Impact::DefenseInDepth; });
  Rating rating;
  Score score;
  bool first = true;
  for (const Finding* each : findings) {
    if (each->impact == Impact::DefenseInDepth && !only_defense_in_depth) continue;
    if (first || each->severity < rating.severity) rating.severity = each->severity;
    if (first || impact_order.graver(each->impact, rating.impact)) {
      rating.impact = each->impact;
      rating.inferred = is_inferred(each->impact_source);
    } else if (each->impact == rating.impact && !is_inferred(each->impact_source)) {
      rating.inferred = false;
    }
    if (each->score.tenths > score.tenths) score = each->score;
    first = false;
  }
  if (rating.severity == Severity::Unspecified && score.given())
    rating.cvss = cvss_severity(score.version, score.tenths);
  return rating;
}

namespace {

std::set<std::string> updates_of(const Findings& findings, const VulnerabilityFacts& facts) {
  std::set<std::string> out;
  for (const Finding& each : findings.of(facts.findings))
    for (const std::uint32_t fix : findings.of(each.fixes))
      if (findings.fixes[fix].is_update) out.emplace(findings.fixes[fix].name);
  return out;
}

// Rows of what earlier documents documented, made as if they were a report of their own.
std::vector<VulnerabilityRow> fixed_now_rows(std::vector<ReportInput> earlier,
                                             const Report& release, const ReportOptions& options,
                                             const ImpactOrder& impact_order) {
  std::set<std::string_view> known;
  for (const VulnerabilityRow& each : release.vulnerabilities) known.insert(each.id);
  std::map<std::string, std::string> months;  // of documents
  for (ReportInput& each : earlier) {
    const Release& from = each.findings->release;
    if (from.month) months[from.id] = to_string(*from.month);
  }
  std::vector<VulnerabilityRow> out;
  for (VulnerabilityRow& each :
       ReportBuilder(earlier, options, impact_order).build().vulnerabilities) {
    if (known.contains(each.id)) continue;
    each.documented = months[each.documents.front()];
    out.push_back(std::move(each));
  }
  return out;
}

}  // namespace

namespace {

bool is_revised_in(const Findings& findings, const VulnerabilityFacts& facts, Month month,
                   const std::optional<Day>& until) {
  for (const Revision& each : findings.document.of(facts.revisions)) {
    const auto date = parse_instant(each.date);
    if (date && month_of(*date) == month && (!until || *date <= end_of(*until)) &&
        is_major_revision(each.number))
      return true;
  }
  return false;
}

}  // namespace

std::vector<std::string> fixed_in(const Findings& earlier, Month month,
                                  const std::set<std::string>& updates,
                                  const std::optional<Day>& until) {
  std::vector<std::string> out;
  for (const VulnerabilityFacts& each : earlier.vulnerabilities) {
    if (!is_own(each) || !is_revised_in(earlier, each, month, until)) continue;
    const auto fixes = updates_of(earlier, each);
    if (std::any_of(fixes.begin(), fixes.end(),
                    [&](const std::string& update) { return updates.contains(update); }))
      out.emplace_back(each.id);
  }
  return out;
}

std::set<std::string> updates_of(const Findings& findings) {
  std::set<std::string> out;
  for (const VulnerabilityFacts& each : findings.vulnerabilities)
    if (each.in_release) out.merge(updates_of(findings, each));
  return out;
}

namespace {

InputRow input_row(const ReportInput& input) {
  const Findings& findings = *input.findings;
  InputRow out = input.input;
  out.revision = findings.release.revision;
  out.current_release = findings.release.current_release;
  out.tlp = findings.document.tlp;
  out.status = findings.document.status;
  return out;
}

}  // namespace

Report build_report(const std::vector<ReportInput>& inputs, const ReportOptions& options,
                    const ImpactOrder& impact_order) {
  std::vector<ReportInput> present, earlier;
  for (const ReportInput& each : inputs) (each.fixed_now ? earlier : present).push_back(each);
  Report report = ReportBuilder(present, options, impact_order).build();
  if (!earlier.empty()) report.fixed_now = fixed_now_rows(earlier, report, options, impact_order);
  for (const auto* part : {&present, &earlier})
    for (const ReportInput& each : *part) report.inputs.push_back(input_row(each));
  for (const ReportInput& each : inputs)
    report.tlp = std::max(report.tlp, tlp_of_document(each.findings->document.tlp));
  order_updates(report);
  prioritize(report);
  return report;
}

}  // namespace patchmatrix
