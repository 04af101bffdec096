// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <map>
#include <unordered_map>

#include <patchmatrix/normalize.hpp>

#include "io/text.hpp"
#include "normalize/family.hpp"
#include "normalize/release_notes.hpp"
#include "normalize/words.hpp"

namespace patchmatrix {
namespace {

// Letters only, so that "Known Affected", "known_affected" and "KNOWN  AFFECTED" are one word.
std::string letters(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (const char small = lower(c); small >= 'a' && small <= 'z') out += small;
  return out;
}

// Status types of CVRF 1.1 and 1.2, section "Product Statuses". A fixed, first fixed or recommended
// version is one that carries the fix.
ProductStatus status_of(std::string_view type) {
  static const std::map<std::string, ProductStatus, std::less<>> kTypes = {
      {"knownaffected", ProductStatus::Affected},
      {"firstaffected", ProductStatus::Affected},
      {"lastaffected", ProductStatus::Affected},
      {"fixed", ProductStatus::Fixed},
      {"firstfixed", ProductStatus::Fixed},
      {"recommended", ProductStatus::Fixed},
      {"knownnotaffected", ProductStatus::NotAffected},
      {"underinvestigation", ProductStatus::UnderInvestigation},
  };
  const auto found = kTypes.find(letters(type));
  return found == kTypes.end() ? ProductStatus::Unknown : found->second;
}

// "7.5", "10", "6.50": a number from 0 to 10; -1 for anything else.
std::int16_t score_tenths(std::string_view text) {
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

// The generation of a CVSS vector, by its prefix or, where publishers leave that out, by metrics
// that only one generation has.
int cvss_generation(std::string_view vector) {
  if (vector.starts_with("CVSS:") && vector.size() > 5 && is_digit(vector[5]))
    return vector[5] - '0';
  if (vector.find("PR:") != std::string_view::npos) return 3;
  return vector.find("Au:") != std::string_view::npos ? 2 : 0;
}

// A well-formed identifier is a prefix and then digits and hyphens. Vendors also file entries under
// names such as "CVE-2022-2601-M": placeholders, kept but not counted.
bool is_placeholder(std::string_view id, const Vendor& vendor) {
  for (const std::string& prefix : vendor.identifiers)
    if (id.starts_with(prefix))
      return id.find_first_not_of("0123456789-", prefix.size()) != std::string_view::npos;
  return false;
}

bool equals_any(std::string_view text, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(),
                     [text](const std::string& word) { return equal_ignoring_case(text, word); });
}

// The month in a text of the form `pattern`, such as "{yyyy}-{Mmm}" or "{Month} {yyyy} Updates".
// More may follow the pattern; `rest` is what does.
std::optional<Month> month_in(std::string_view text, std::string_view pattern,
                              std::string_view& rest) {
  static constexpr std::string_view kNames[] = {"january",   "february", "march",    "april",
                                                "may",       "june",     "july",     "august",
                                                "september", "october",  "november", "december"};
  Month month;
  const auto take = [](std::string_view& from, std::string_view part) {
    if (!from.starts_with(part)) return false;
    from.remove_prefix(part.size());
    return true;
  };
  const auto take_year = [&] {
    if (text.size() < 4 || !std::all_of(text.begin(), text.begin() + 4, is_digit)) return false;
    month.year = 0;
    for (const char digit : text.substr(0, 4)) month.year = month.year * 10 + (digit - '0');
    text.remove_prefix(4);
    return true;
  };
  const auto take_name = [&](std::size_t length) {
    const std::string name = lower(text.substr(0, length));
    for (unsigned i = 0; i < std::size(kNames); ++i)
      if (name.size() >= 3 && name == kNames[i].substr(0, length)) month.number = i + 1;
    text.remove_prefix(name.size());
    return month.number != 0;
  };
  while (!pattern.empty()) {
    bool taken = false;
    if (take(pattern, "{yyyy}"))
      taken = take_year();
    else if (take(pattern, "{Mmm}"))
      taken = take_name(3);
    else if (take(pattern, "{Month}"))
      taken = take_name(std::min(text.find(' '), text.size()));
    else {
      taken = take(text, pattern.substr(0, 1));
      pattern.remove_prefix(1);
    }
    if (!taken) return std::nullopt;
  }
  rest = text;
  return month.number != 0 ? std::optional(month) : std::nullopt;
}

// Splits "key:value;key:value" and calls `each(key, value)`.
template <class Each>
void for_each_pair(std::string_view text, Each each) {
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find(';'));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    const std::size_t colon = pair.find(':');
    if (colon != std::string_view::npos)
      each(trimmed(pair.substr(0, colon)), trimmed(pair.substr(colon + 1)));
  }
}

}  // namespace

// What is remembered from document to document, per feed.
struct Normalizer::Memory {
  struct PerVendor {
    explicit PerVendor(const Vendor& vendor)
        : families(vendor),
          severities(vendor.severities, Severity::Unspecified, Severity::Unknown),
          impacts(vendor.impacts, Impact::Unspecified, Impact::Unknown),
          exploitabilities(vendor.exploitabilities, Exploitability::NotStated,
                           Exploitability::Unknown) {}
    FamilyCatalog families;
    WordReader<Severity> severities;
    WordReader<Impact> impacts;
    WordReader<Exploitability> exploitabilities;
  };

  PerVendor& of(const Vendor& vendor) { return vendors.try_emplace(&vendor, vendor).first->second; }

  std::map<const Vendor*, PerVendor> vendors;
  std::vector<std::uint32_t> slots;  // by product: 1 + position in the vulnerability being built
};

namespace {

// Builds the findings of one document.
template <class PerVendor>
class Builder {
 public:
  Builder(Findings& out, PerVendor& memory, std::vector<std::uint32_t>& slots,
          const ImpactOrder& impact_order, Diagnostics& diagnostics)
      : out_(out),
        document_(out.document),
        vendor_(*out.vendor),
        memory_(memory),
        slots_(slots),
        impact_order_(impact_order),
        diagnostics_(diagnostics) {}

  void build() {
    release();
    products();
    group_by_id();
    const ReleaseList list = release_list();
    if (document_.vulnerabilities.empty()) diagnostics_.add("no-vulnerabilities", {});
    for (std::uint32_t i = 0; i < document_.vulnerabilities.size(); ++i)
      if (!continues_[i]) vulnerability(i, list);
    report_missing(list);
  }

 private:
  void release() {
    Release& release = out_.release;
    release.id = document_.id;
    release.title = document_.title;
    release.initial_release = instant(document_.initial_release, "InitialReleaseDate");
    release.current_release = instant(document_.current_release, "CurrentReleaseDate");
    std::string_view rest;
    if (!vendor_.document_id.empty())
      release.month = month_in(document_.id, vendor_.document_id, rest);
    release.monthly = !vendor_.monthly_title.empty() &&
                      month_in(document_.title, vendor_.monthly_title, rest) && rest.empty();
    if (!release.month && release.initial_release)
      release.month = month_of(*release.initial_release);
    const auto revisions = document_.of(document_.revisions);
    if (!revisions.empty()) release.revision = revisions.back().number;
    release.vendor = vendor_.id.empty() ? publisher_slug() : vendor_.id;
  }

  // For publishers that no feed describes: the vendor of the product tree, else who signs.
  std::string publisher_slug() const {
    for (const Product& product : document_.products)
      if (!product.vendor.empty()) return slugged(product.vendor);
    const std::string_view contact = document_.publisher_contact;
    const std::size_t at = contact.find('@');
    if (at != std::string_view::npos) {
      const std::string_view domain = contact.substr(at + 1);
      return slugged(domain.substr(0, domain.find_first_of(" \n\t\r,;>)/")));
    }
    return "unknown";
  }

  void products() {
    out_.families.reserve(document_.products.size());
    for (const Product& product : document_.products) {
      out_.families.push_back(&memory_.families.of(product.name));
      if (!product.defined)
        diagnostics_.add("undefined-product", "ProductTree", {{"id", std::string(product.id)}});
    }
    slots_.assign(document_.products.size(), 0);
  }

  // One identifier can stand in a document twice; its entries are one vulnerability.
  void group_by_id() {
    const std::size_t count = document_.vulnerabilities.size();
    next_.assign(count, 0);
    continues_.assign(count, false);
    std::unordered_map<std::string_view, std::uint32_t> last;
    last.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::string_view id = document_.vulnerabilities[i].cve;
      if (id.empty()) continue;
      const auto [known, added] = last.try_emplace(id, i);
      if (added) continue;
      next_[known->second] = i;
      continues_[i] = true;
      known->second = i;
      diagnostics_.add("vulnerability-twice", place(i));
    }
  }

  ReleaseList release_list() {
    ReleaseList list;
    for (const Note& note : document_.of(document_.notes))
      if (!vendor_.release_notes.note_title.empty() &&
          note.title == vendor_.release_notes.note_title)
        list = read_release_notes(note.text, vendor_);
    out_.release.listed = list.found();
    const auto& [ids, announced] = list.released;
    out_.release.announced = announced.value_or(ids.size());
    if (announced && *announced != ids.size())
      diagnostics_.add(
          "release-heading-differs", "DocumentNotes",
          {{"announced", std::to_string(*announced)}, {"listed", std::to_string(ids.size())}});
    return list;
  }

  void report_missing(const ReleaseList& list) {
    std::unordered_map<std::string_view, bool> present;
    for (const VulnerabilityFacts& each : out_.vulnerabilities) present[each.id] = true;
    for (const std::string_view id : list.released.ids)
      if (!present.contains(id))
        diagnostics_.add("released-but-missing", "DocumentNotes", {{"id", std::string(id)}});
  }

  // ── one vulnerability ──

  void vulnerability(std::uint32_t first, const ReleaseList& list) {
    const auto begin = static_cast<std::uint32_t>(out_.findings.size());
    VulnerabilityFacts facts;
    facts.id = id_of(first);
    current_ = first;
    begin_ = begin;
    for_each_entry(first, [&](const Vulnerability& entry) {
      describe(entry, facts);
      statuses(entry);
    });
    for_each_entry(first, [&](const Vulnerability& entry) {
      threats(entry, facts);
      scores(entry);
      remediations(entry);
    });
    const auto count = static_cast<std::uint32_t>(out_.findings.size()) - begin;
    link_fixes();
    facts.findings = {begin, count};
    if (count == 0) diagnostics_.add("vulnerability-without-product", place(first));
    if (!facts.released) facts.released = out_.release.initial_release;
    if (!facts.revised) facts.revised = facts.released;
    membership(facts, list);
    for (std::uint32_t i = begin; i < begin + count; ++i) slots_[out_.findings[i].product] = 0;
    out_.vulnerabilities.push_back(facts);
  }

  template <class Each>
  void for_each_entry(std::uint32_t first, Each each) {
    for (std::uint32_t i = first;; i = next_[i]) {
      each(document_.vulnerabilities[i]);
      if (next_[i] == 0) return;
    }
  }

  std::string_view id_of(std::uint32_t index) {
    const Vulnerability& entry = document_.vulnerabilities[index];
    if (!entry.cve.empty()) return entry.cve;
    diagnostics_.add("vulnerability-without-id", place(index));
    return keep(std::string(document_.id) + "#" + std::to_string(index + 1));
  }

  void describe(const Vulnerability& entry, VulnerabilityFacts& facts) {
    if (facts.title.empty()) facts.title = entry.title;
    for (const Note& note : document_.of(entry.notes)) {
      const std::string_view text = note.text.empty() ? note.title : note.text;
      if (note.type == vendor_.component_note && facts.component.empty()) facts.component = text;
      if (note.type == vendor_.issuer_note && facts.issuer.empty()) facts.issuer = text;
    }
    for (const Revision& revision : document_.of(entry.revisions)) {
      const auto date = instant(revision.date, "RevisionHistory");
      if (!date) continue;
      if (!facts.released || *date < *facts.released) facts.released = date;
      if (!facts.revised || *date > *facts.revised) facts.revised = date;
    }
  }

  void statuses(const Vulnerability& entry) {
    for (const Status& status : document_.of(entry.statuses)) {
      if (status.type != last_status_word_) {
        last_status_word_ = status.type;
        last_status_ = status_of(status.type);
      }
      if (last_status_ == ProductStatus::Unknown)
        diagnostics_.add("unknown-status", place(current_), {{"word", std::string(status.type)}});
      for (const ProductIndex product : document_.of(status.products))
        add_status(product, last_status_);
    }
  }

  void add_status(ProductIndex product, ProductStatus status) {
    if (Finding* known = finding(product)) {
      if (known->status == status) return;
      diagnostics_.add("contradictory-status", place(current_), {{"product", product_id(product)}});
      known->status = std::min(known->status, status);  // "affected" wins
      return;
    }
    Finding& added = out_.findings.emplace_back();
    added.vulnerability = static_cast<std::uint32_t>(out_.vulnerabilities.size());
    added.product = product;
    added.status = status;
    slots_[product] = static_cast<std::uint32_t>(out_.findings.size()) - begin_;
  }

  // The finding of the current vulnerability for a product; null if it has none.
  Finding* finding(ProductIndex product) {
    const std::uint32_t slot = slots_[product];
    return slot == 0 ? nullptr : &out_.findings[begin_ + slot - 1];
  }

  // Calls `each` for the findings of the products named, or of all products if none is named.
  template <class Each>
  void for_findings(Slice<ProductIndex> products, const char* stray, Each each) {
    if (products.count == 0) {
      for (std::size_t i = begin_; i < out_.findings.size(); ++i) each(out_.findings[i]);
      return;
    }
    for (const ProductIndex product : document_.of(products)) {
      if (Finding* known = finding(product))
        each(*known);
      else
        diagnostics_.add(stray, place(current_), {{"product", product_id(product)}});
    }
  }

  void threats(const Vulnerability& entry, VulnerabilityFacts& facts) {
    for (const Threat& threat : document_.of(entry.threats)) {
      if (same_text(threat.type, "Severity"))
        severity(threat);
      else if (same_text(threat.type, "Impact"))
        impact(threat);
      else if (threat.type == "Exploit Status")
        exploit_status(threat.description, facts);
      else if (threat.type != "Target Set")
        diagnostics_.add("unknown-threat", place(current_), {{"word", std::string(threat.type)}});
    }
  }

  void severity(const Threat& threat) {
    const Severity value = memory_.severities.read(threat.description);
    if (value == Severity::Unknown)
      diagnostics_.add("unknown-severity", place(current_),
                       {{"word", std::string(threat.description)}});
    for_findings(threat.products, "rating-without-status", [&](Finding& each) {
      if (each.rated_severity && each.severity != value)
        diagnostics_.add("contradictory-severity", place(current_),
                         {{"product", product_id(each.product)},
                          {"first", std::string(each.severity_word)},
                          {"second", std::string(threat.description)}});
      if (each.rated_severity && each.severity <= value) return;
      each.rated_severity = true;
      each.severity = value;
      each.severity_word = threat.description;
      each.severity_source =
          value == Severity::Unspecified ? ValueSource::None : ValueSource::Label;
    });
  }

  // Publishers of Linux distributions write the severity where an impact belongs: a text that is
  // nothing but a severity word is the severity, whatever it is called.
  void impact(const Threat& threat) {
    const Impact value = memory_.impacts.read(threat.description);
    if (value == Impact::Unknown &&
        memory_.severities.read(threat.description) != Severity::Unknown)
      return severity(threat);
    if (value == Impact::Unknown)
      diagnostics_.add("unknown-impact", place(current_),
                       {{"word", std::string(threat.description)}});
    for_findings(threat.products, "rating-without-status", [&](Finding& each) {
      if (each.rated_impact && each.impact != value)
        diagnostics_.add("contradictory-impact", place(current_),
                         {{"product", product_id(each.product)},
                          {"first", std::string(each.impact_word)},
                          {"second", std::string(threat.description)}});
      if (each.rated_impact && !impact_order_.graver(value, each.impact)) return;
      each.rated_impact = true;
      each.impact = value;
      each.impact_word = threat.description;
      each.impact_source = value == Impact::Unspecified ? ValueSource::None : ValueSource::Label;
    });
  }

  void exploit_status(std::string_view text, VulnerabilityFacts& facts) {
    const ExploitStatus& keys = vendor_.exploit_status;
    std::size_t best_key = keys.exploitability.size();
    Exploitability best = Exploitability::NotStated;
    for_each_pair(text, [&](std::string_view key, std::string_view value) {
      if (key == keys.exploited)
        facts.exploited = std::max(facts.exploited, answer(value));
      else if (key == keys.publicly_disclosed)
        facts.publicly_disclosed = std::max(facts.publicly_disclosed, answer(value));
      const auto position = std::find(keys.exploitability.begin(), keys.exploitability.end(), key);
      const auto rank = static_cast<std::size_t>(position - keys.exploitability.begin());
      if (rank >= best_key || value.empty()) return;
      const Exploitability word = memory_.exploitabilities.read(value);
      if (word == Exploitability::Unknown)
        diagnostics_.add("unknown-exploitability", place(current_), {{"word", std::string(value)}});
      // "Not applicable" to the first release says nothing about the others.
      if (word == Exploitability::NotApplicable && best != Exploitability::NotStated) return;
      if (word != Exploitability::NotApplicable) best_key = rank;
      best = word;
    });
    // An identifier that stands in the document twice: the likelier value.
    if (facts.exploitability == Exploitability::NotStated)
      facts.exploitability = best;
    else if (best != Exploitability::NotStated)
      facts.exploitability = std::min(facts.exploitability, best);
  }

  Answer answer(std::string_view value) {
    if (equal_ignoring_case(value, "yes")) return Answer::Yes;
    if (equal_ignoring_case(value, "no")) return Answer::No;
    if (!value.empty())
      diagnostics_.add("unknown-answer", place(current_), {{"word", std::string(value)}});
    return Answer::NotStated;
  }

  void scores(const Vulnerability& entry) {
    for (const ScoreSet& set : document_.of(entry.scores)) {
      Score score{score_tenths(set.base_score), set.vector};
      if (!score.given() && !set.base_score.empty())
        diagnostics_.add("bad-score", place(current_), {{"text", std::string(set.base_score)}});
      for_findings(set.products, "score-without-status", [&](Finding& each) {
        const bool better = !each.score.given() ||
                            cvss_generation(score.vector) > cvss_generation(each.score.vector);
        if (score.given() && better) each.score = score;
      });
    }
  }

  void remediations(const Vulnerability& entry) {
    for (const Remediation& remediation : document_.of(entry.remediations)) {
      if (!same_text(remediation.type, "Vendor Fix")) continue;
      const auto fix = static_cast<std::uint32_t>(out_.fixes.size());
      out_.fixes.push_back(fix_of(remediation));
      for_findings(remediation.products, "fix-without-status", [&](Finding& each) {
        const auto position = static_cast<std::uint32_t>(&each - (out_.findings.data() + begin_));
        pending_fixes_.push_back({position, fix});
      });
    }
  }

  Fix fix_of(const Remediation& from) {
    Fix fix{.name = from.description,
            .sub_type = from.sub_type,
            .fixed_build = from.fixed_build,
            .supersedes = from.supersedes,
            .restart_required = from.restart_required,
            .url = from.url};
    const UpdateNumber& number = vendor_.update_number;
    std::string_view digits = fix.name;
    if (!number.prefix.empty() && digits.starts_with(number.prefix))
      digits.remove_prefix(number.prefix.size());
    if (digits.size() >= number.min_digits && digits.size() <= number.max_digits &&
        digits.find_first_not_of("0123456789") == std::string_view::npos && !digits.empty()) {
      fix.is_update = true;
      fix.name = keep(number.prefix, digits);
    }
    return fix;
  }

  // Turns the pairs (finding, fix) of this vulnerability into one run of fix_table a finding.
  void link_fixes() {
    std::stable_sort(pending_fixes_.begin(), pending_fixes_.end(),
                     [](const auto& a, const auto& b) { return a.finding < b.finding; });
    for (const PendingFix& pending : pending_fixes_) {
      Slice<std::uint32_t>& run = out_.findings[begin_ + pending.finding].fixes;
      if (run.count == 0) run.first = static_cast<std::uint32_t>(out_.fix_table.size());
      out_.fix_table.push_back(pending.fix);
      ++run.count;
    }
    pending_fixes_.clear();
  }

  // ── is it part of the release? ──

  void membership(VulnerabilityFacts& facts, const ReleaseList& list) {
    facts.excluded = exclusion(facts, list);
    facts.in_release = facts.excluded.empty();
  }

  std::string_view exclusion(const VulnerabilityFacts& facts, const ReleaseList& list) const {
    if (is_placeholder(facts.id, vendor_)) return "placeholder";
    if (list.released.ids.contains(facts.id)) return {};
    for (const Exclusion& each : vendor_.exclusions)
      if ((!each.component.empty() && facts.component == each.component) ||
          (!each.component_begins.empty() && facts.component.starts_with(each.component_begins)))
        return each.reason;
    const auto initial = out_.release.initial_release;
    const bool later = initial && facts.released && day_of(*facts.released) > day_of(*initial);
    if (!list.found()) return later ? "added-after-release" : "";
    const bool foreign = list.republished.ids.contains(facts.id) ||
                         (!facts.issuer.empty() && !equals_any(facts.issuer, vendor_.own_issuers));
    if (foreign) return "other-cna";
    return later ? "added-after-release" : "not-listed";
  }

  // ── helpers ──

  std::optional<Instant> instant(std::string_view text, const char* where) {
    if (text.empty() || text.starts_with("0001-01-01")) return std::nullopt;
    const auto value = parse_instant(text);
    if (!value) diagnostics_.add("bad-date", where, {{"text", std::string(text)}});
    return value;
  }

  std::string place(std::uint32_t index) const {
    const std::string_view id = document_.vulnerabilities[index].cve;
    std::string out = "Vulnerability[" + std::to_string(index + 1) + "]";
    return id.empty() ? out : out + " " + std::string(id);
  }

  std::string product_id(ProductIndex product) const {
    return std::string(document_.products[product].id);
  }

  std::string_view keep(std::string_view a, std::string_view b = {}) {
    char* copy = static_cast<char*>(out_.text->allocate(a.size() + b.size() + 1, 1));
    a.copy(copy, a.size());
    b.copy(copy + a.size(), b.size());
    return {copy, a.size() + b.size()};
  }

  struct PendingFix {
    std::uint32_t finding;  // position within the vulnerability
    std::uint32_t fix;
  };

  Findings& out_;
  const Document& document_;
  const Vendor& vendor_;
  PerVendor& memory_;
  std::vector<std::uint32_t>& slots_;
  const ImpactOrder& impact_order_;
  Diagnostics& diagnostics_;

  std::vector<std::uint32_t> next_;  // the next entry with the same identifier; 0 for none
  std::vector<bool> continues_;      // this entry repeats an earlier identifier
  std::uint32_t current_ = 0;        // the vulnerability being built
  std::uint32_t begin_ = 0;          // its first finding
  std::vector<PendingFix> pending_fixes_;
  std::string_view last_status_word_;
  ProductStatus last_status_ = ProductStatus::Unknown;
};

}  // namespace

Normalizer::Normalizer(const Feeds& feeds) : feeds_(feeds), memory_(std::make_unique<Memory>()) {}
Normalizer::~Normalizer() = default;

Findings Normalizer::normalize(Document document, Diagnostics& diagnostics) {
  Findings out;
  out.vendor = &vendor_of(feeds_, document);
  out.document = std::move(document);
  Builder(out, memory_->of(*out.vendor), memory_->slots, feeds_.impact_order, diagnostics).build();
  return out;
}

void keep_only(Findings& findings, const std::vector<std::string>& ids) {
  std::vector<VulnerabilityFacts> vulnerabilities;
  std::vector<Finding> kept;
  for (VulnerabilityFacts facts : findings.vulnerabilities) {
    if (std::find(ids.begin(), ids.end(), facts.id) == ids.end()) continue;
    const auto first = static_cast<std::uint32_t>(kept.size());
    for (Finding finding : findings.of(facts.findings)) {
      finding.vulnerability = static_cast<std::uint32_t>(vulnerabilities.size());
      kept.push_back(finding);
    }
    facts.findings.first = first;
    vulnerabilities.push_back(facts);
  }
  findings.vulnerabilities = std::move(vulnerabilities);
  findings.findings = std::move(kept);
}

}  // namespace patchmatrix
