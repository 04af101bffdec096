// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include <patchmatrix/error.hpp>
#include <patchmatrix/limits.hpp>
#include <patchmatrix/normalize.hpp>

#include "io/text.hpp"
#include "normalize/corrections.hpp"
#include "normalize/family.hpp"
#include "normalize/impact_inference.hpp"
#include "normalize/product.hpp"
#include "normalize/release.hpp"
#include "normalize/release_notes.hpp"
#include "normalize/scores.hpp"
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

// The kinds of statuses, threats and remediations that are told apart. Both standards have the same
// words but for case, blanks and underscores.
enum class Word : std::uint8_t {
  Other,
  Affected,
  Fixed,
  Recommended,
  NotAffected,
  UnderInvestigation,
  UnknownStatus,
  Severity,
  Impact,
  ExploitStatus,
  FirstExploitation,
  TargetSet,
  VendorFix,
  KnownIssue,
};

// CSAF 2.1, sections 3.2.4.12, 3.2.4.16 and 3.2.4.14; CVRF 1.2, "Product Statuses", "Threat" and
// "Remediation". A fixed, first fixed or recommended version is one that carries the fix.
Word word_of(std::string_view type) {
  static const std::map<std::string, Word, std::less<>> kWords = {
      {"knownaffected", Word::Affected},
      {"firstaffected", Word::Affected},
      {"lastaffected", Word::Affected},
      {"fixed", Word::Fixed},
      {"firstfixed", Word::Fixed},
      {"recommended", Word::Recommended},
      {"knownnotaffected", Word::NotAffected},
      {"underinvestigation", Word::UnderInvestigation},
      {"unknown", Word::UnknownStatus},
      {"severity", Word::Severity},
      {"impact", Word::Impact},
      {"exploitstatus", Word::ExploitStatus},
      {"firstknownexploitation", Word::FirstExploitation},
      {"targetset", Word::TargetSet},
      {"vendorfix", Word::VendorFix},
      {"knownissue", Word::KnownIssue},
  };
  const auto found = kWords.find(letters(type));
  return found == kWords.end() ? Word::Other : found->second;
}

// A document says the same few words again and again.
class WordOf {
 public:
  Word operator()(std::string_view type) {
    if (type.size() != last_.size() || !same_text(type, last_)) {
      last_ = type;
      word_ = word_of(type);
    }
    return word_;
  }

 private:
  std::string_view last_;
  Word word_ = Word::Other;
};

// Of statuses that contradict each other the one that is safer to believe.
int gravity(ProductStatus status) {
  switch (status) {
    case ProductStatus::Affected:
      return 4;
    case ProductStatus::UnderInvestigation:
      return 3;
    case ProductStatus::Unknown:
      return 2;
    case ProductStatus::Fixed:
      return 1;
    case ProductStatus::NotAffected:
      return 0;
  }
  return 0;
}

ProductStatus status_of(Word word) {
  switch (word) {
    case Word::Affected:
      return ProductStatus::Affected;
    case Word::Fixed:
      return ProductStatus::Fixed;
    case Word::NotAffected:
      return ProductStatus::NotAffected;
    case Word::UnderInvestigation:
      return ProductStatus::UnderInvestigation;
    default:
      return ProductStatus::Unknown;
  }
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

  // Whose a document is. Most publishers sign every document with the same words.
  const Vendor& vendor_of(const Feeds& feeds, const Document& document) {
    publisher.clear();
    for (const std::string_view each : {document.publisher_authority, document.publisher_contact,
                                        document.publisher_name, document.publisher_namespace})
      publisher.append(each).append(1, '\n');
    if (publisher.size() > kRemembered) return patchmatrix::vendor_of(feeds, document);
    const auto known = publishers.find(publisher);
    if (known != publishers.end()) return *known->second;
    return *publishers.emplace(publisher, &patchmatrix::vendor_of(feeds, document)).first->second;
  }

  explicit Memory(const Feeds& feeds) : inference(feeds.impact_rules) {}

  static constexpr std::size_t kRemembered = 1024;
  ImpactInference inference;
  std::map<const Vendor*, PerVendor> vendors;
  std::unordered_map<std::string, const Vendor*> publishers;
  std::string publisher;
  std::vector<std::uint32_t> slots;  // by product: 1 + position in the vulnerability being built
};

namespace {

// Builds the findings of one document.
template <class PerVendor>
class Builder {
  // Vendors' labels and severity words are shorter; what is longer is prose.
  static constexpr std::size_t kLongestWord = 160;

 public:
  Builder(Findings& out, PerVendor& memory, const ImpactInference& inference,
          std::vector<std::uint32_t>& slots, const ImpactOrder& impact_order,
          Diagnostics& diagnostics)
      : out_(out),
        document_(out.document),
        vendor_(*out.vendor),
        memory_(memory),
        inference_(inference),
        slots_(slots),
        impact_order_(impact_order),
        diagnostics_(diagnostics) {}

  void build() {
    out_.release = release_of(document_, vendor_, diagnostics_);
    corrections_ = Corrections(vendor_, out_.release.id);
    corrections_.rename_products(out_);
    document_notes();
    document_severity();
    products();
    group_by_id();
    const ReleaseList list = release_list();
    if (out_.release.withdrawn) {
      diagnostics_.add("document-deleted", {}, {{"document", out_.release.id}});
      return;
    }
    if (document_.vulnerabilities.empty()) diagnostics_.add("no-vulnerabilities", {});
    for (std::uint32_t i = 0; i < document_.vulnerabilities.size(); ++i)
      if (!continues_[i]) vulnerability(i, list);
    report_missing(list);
    out_.corrections = corrections_.applied();
  }

 private:
  // Notes of the document that stand for a field of it.
  void document_notes() {
    for (const Note& note : document_.of(document_.notes)) {
      if (!vendor_.severity_note.empty() && out_.release.severity_word.empty() &&
          note.title == vendor_.severity_note)
        out_.release.severity_word = trimmed(note.text);
      if (equals_any(note.title, vendor_.effect_notes)) effects_.push_back(note.text);
      if (!vendor_.impact_note.empty() && note.title == vendor_.impact_note)
        document_impact_ = trimmed(note.text);
    }
  }

  void document_severity() {
    out_.release.severity = memory_.severities.read(out_.release.severity_word);
    if (out_.release.severity == Severity::Unknown)
      diagnostics_.add(
          "unknown-severity",
          document_.format == Format::Csaf ? "/document/aggregate_severity" : "AggregateSeverity",
          {{"word", out_.release.severity_word.empty() ? std::string()
                                                       : std::string(out_.release.severity_word)}});
  }

  void products() {
    out_.families.assign(document_.products.size(), nullptr);
    memory_.families.begin(document_);
    for (const Product& product : document_.products)
      if (!product.defined)
        diagnostics_.add("undefined-product", tree(), {{"id", std::string(product.id)}});
    for (const Relationship& each : document_.relationships) {
      require_defined(each.component);
      for (const Relationship::Step& step : document_.of(each.steps)) require_defined(step.product);
    }
    for (const ProductIndex each : circular_products(document_))
      diagnostics_.add("relationship-cycle", tree(), {{"id", product_id(each)}});
    slots_.assign(document_.products.size(), 0);
    std::size_t tuples = 0;
    for (const Status& each : document_.status_table) tuples += each.products.count;
    out_.findings.reserve(tuples);
  }

  void require_defined(ProductIndex product) {
    if (!document_.products[product].defined)
      diagnostics_.add("relationship-undefined", tree(), {{"id", product_id(product)}});
  }

  const char* tree() const {
    return document_.format == Format::Csaf ? "/product_tree" : "ProductTree";
  }

  // The CVE, else the first identifier that the vendor gives itself. What stands in the place of a
  // CVE and is none ("N/A") names nothing; CVRF has no other place for vendors' own identifiers.
  std::string_view identifier(const Vulnerability& entry) {
    const std::string_view cve = trimmed(entry.cve);
    if (cve.starts_with("CVE-")) return cve;
    if (begins_ignoring_case(cve, "CVE-")) return keep("CVE-", cve.substr(4));
    return cve.empty() || document_.format == Format::Csaf ? entry.other_id : cve;
  }

  // One identifier can stand in a document twice; its entries are one vulnerability.
  void group_by_id() {
    const std::size_t count = document_.vulnerabilities.size();
    ids_.clear();
    for (const Vulnerability& each : document_.vulnerabilities) ids_.push_back(identifier(each));
    next_.assign(count, 0);
    continues_.assign(count, false);
    distinct_ = count;
    std::unordered_map<std::string_view, std::uint32_t> last;
    last.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::string_view id = ids_[i];
      if (id.empty()) continue;
      const auto [known, added] = last.try_emplace(id, i);
      if (added) continue;
      next_[known->second] = i;
      continues_[i] = true;
      --distinct_;
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
    facts.entry = first;
    facts.revisions = document_.vulnerabilities[first].revisions;
    facts.cwes.first = static_cast<std::uint32_t>(out_.cwes.size());
    facts.known_issues.first = static_cast<std::uint32_t>(out_.known_issues.size());
    current_ = first;
    begin_ = begin;
    texts_.clear();
    impact_labels_ = {};
    for_each_entry(first, [&](const Vulnerability& entry) {
      describe(entry, facts);
      statuses(entry);
    });
    for_each_entry(first, [&](const Vulnerability& entry) { recommended(entry); });
    if (out_.cwes.size() > facts.cwes.first + 1) keep_each_once(out_.cwes, facts.cwes.first);
    facts.cwes.count = static_cast<std::uint32_t>(out_.cwes.size()) - facts.cwes.first;
    for_each_entry(first, [&](const Vulnerability& entry) {
      listed_products(entry, next_[first] == 0);
      threats(entry, facts);
      scores(entry);
      flags(entry);
      remediations(entry, facts);
    });
    listed_.clear();
    severity_of_document();
    label_note();
    infer_impacts(facts);
    fixed_only();
    const auto count = static_cast<std::uint32_t>(out_.findings.size()) - begin;
    link_fixes();
    facts.findings = {begin, count};
    if (count == 0) diagnostics_.add("vulnerability-without-product", place(first));
    if (!facts.released) facts.released = out_.release.initial_release;
    if (!facts.revised) facts.revised = facts.released;
    membership(facts, list);
    if (facts.excluded == "placeholder") facts.stands_for = corrections_.stands_for(facts.id);
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
    const std::string_view id = ids_[index];
    if (!id.empty()) return id;
    diagnostics_.add("vulnerability-without-id", place(index));
    return keep(out_.release.id + "#" + std::to_string(index + 1));
  }

  void describe(const Vulnerability& entry, VulnerabilityFacts& facts) {
    if (facts.title.empty()) facts.title = entry.title;
    for (const std::string_view cwe : document_.of(entry.cwes)) out_.cwes.push_back(cwe);
    for (const Note& note : document_.of(entry.notes)) {
      const std::string_view text = note.text.empty() ? note.title : note.text;
      if (note.type == vendor_.component_note && facts.component.empty()) facts.component = text;
      if (note.type == vendor_.issuer_note && facts.issuer.empty()) facts.issuer = text;
      if (!vendor_.impact_note.empty() && note.title == vendor_.impact_note)
        impact_labels_ = trimmed(note.text);
    }
    released(entry.release_date, facts);
    read_date(entry.discovery_date, "discovery_date", document_.format, diagnostics_);
    for (const Revision& revision : document_.of(entry.revisions)) {
      released(revision.date, facts);
      if (natural_less(facts.revision, revision.number)) facts.revision = revision.number;
    }
  }

  void released(std::string_view written, VulnerabilityFacts& facts) {
    const auto date = read_date(written, "RevisionHistory", document_.format, diagnostics_);
    if (!date) return;
    if (!facts.released || *date < *facts.released) facts.released = date;
    if (!facts.revised || *date > *facts.revised) facts.revised = date;
  }

  // The prose that says what the vulnerability is: publishers file it under one of these.
  void description(const Vulnerability& entry) {
    for (const std::string_view type : {"description", "summary", "general"}) {
      bool found = false;
      for (const Note& note : document_.of(entry.notes)) {
        if (!equal_ignoring_case(note.type, type) || note.text.empty()) continue;
        texts_.push_back(note.text);
        found = true;
      }
      if (found) return;
    }
  }

  void statuses(const Vulnerability& entry) {
    for (const Status& status : document_.of(entry.statuses)) {
      const Word word = status_word_(status.type);
      if (word == Word::Recommended) continue;
      if (word == Word::Other)
        diagnostics_.add("unknown-status", place(current_), {{"word", std::string(status.type)}});
      for (const ProductIndex product : document_.of(status.products))
        add_status(product, status_of(word));
    }
  }

  // A recommended version may be any that can be installed (CSAF 2.0, test 6.1.6): it carries the
  // fix, unless another list says what it is.
  void recommended(const Vulnerability& entry) {
    for (const Status& status : document_.of(entry.statuses))
      if (status_word_(status.type) == Word::Recommended)
        for (const ProductIndex product : document_.of(status.products))
          if (finding(product) == nullptr) add_finding(product, ProductStatus::Fixed);
  }

  void add_status(ProductIndex product, ProductStatus status) {
    Finding* known = finding(product);
    if (known == nullptr) return add_finding(product, status);
    if (known->status == status) return;
    if (gravity(status) > gravity(known->status)) known->status = status;
    diagnostics_.add(
        "contradictory-status", place(current_),
        {{"product", product_id(product)}, {"status", std::string(slug(known->status))}});
  }

  void add_finding(ProductIndex product, ProductStatus status) {
    Finding& added = out_.findings.emplace_back();
    added.vulnerability = static_cast<std::uint32_t>(out_.vulnerabilities.size());
    added.product = product;
    added.status = status;
    slots_[product] = static_cast<std::uint32_t>(out_.findings.size()) - begin_;
    const ProductFamily*& family = out_.families[product];
    if (family == nullptr) family = &memory_.families.of(document_, product);
  }

  // The finding of the current vulnerability for a product; null if it has none.
  Finding* finding(ProductIndex product) {
    const std::uint32_t slot = slots_[product];
    return slot == 0 ? nullptr : &out_.findings[begin_ + slot - 1];
  }

  // Entries of one identifier repeat what they have in common.
  static void keep_each_once(std::vector<std::string_view>& texts, std::size_t first) {
    std::unordered_set<std::string_view> seen;
    const auto begin = texts.begin() + static_cast<std::ptrdiff_t>(first);
    const auto again = [&seen](std::string_view each) { return !seen.insert(each).second; };
    texts.erase(std::remove_if(begin, texts.end(), again), texts.end());
  }

  // Where an identifier has several entries, each speaks of its own products, if it lists any.
  void listed_products(const Vulnerability& entry, bool alone) {
    listed_.clear();
    if (alone) return;
    for (const Status& status : document_.of(entry.statuses)) {
      const auto products = document_.of(status.products);
      listed_.insert(listed_.end(), products.begin(), products.end());
    }
    std::sort(listed_.begin(), listed_.end());
  }

  // Calls `each` for the findings of the products named, or of all products if none is named.
  template <class Each>
  void for_findings(Slice<ProductIndex> products, const char* stray, Each each) {
    count_references(products.count == 0 ? out_.findings.size() - begin_ : products.count);
    if (products.count == 0) {
      for (std::size_t i = begin_; i < out_.findings.size(); ++i)
        if (listed_.empty() ||
            std::binary_search(listed_.begin(), listed_.end(), out_.findings[i].product))
          each(out_.findings[i]);
      return;
    }
    for (const ProductIndex product : document_.of(products)) {
      if (Finding* known = finding(product))
        each(*known);
      else if (document_.products[product].defined || !for_namesakes(product, each))
        diagnostics_.add(stray, place(current_), {{"product", product_id(product)}});
    }
  }

  // An identifier that no product has may be the name of the line that all of them are of. False if
  // it is not.
  template <class Each>
  bool for_namesakes(ProductIndex product, Each each) {
    bool found = false;
    count_references(out_.findings.size() - begin_);
    for (std::size_t i = begin_; i < out_.findings.size(); ++i) {
      Finding& other = out_.findings[i];
      if (other.status == ProductStatus::NotAffected ||
          document_.products[other.product].name != document_.products[product].id)
        continue;
      each(other);
      found = true;
    }
    return found;
  }

  // What lists of lists can multiply to is bounded, for the whole document.
  void count_references(std::size_t number) {
    references_ += number;
    if (references_ > kMaxProductReferences)
      throw Error(ErrorKind::Untrusted, "too-many-references", place(current_),
                  {{"limit", std::to_string(kMaxProductReferences)}});
  }

  // What is said of some products goes before what is said of all.
  void threats(const Vulnerability& entry, VulnerabilityFacts& facts) {
    for (const Threat& threat : document_.of(entry.threats))
      if (threat.products.count != 0) this->threat(threat, facts);
    for (const Threat& threat : document_.of(entry.threats))
      if (threat.products.count == 0) this->threat(threat, facts);
  }

  void threat(const Threat& threat, VulnerabilityFacts& facts) {
    switch (threat_word_(threat.type)) {
      case Word::Severity:
        return severity(threat);
      case Word::Impact:
        return impact(threat);
      case Word::ExploitStatus:
        return exploit_status(threat.description, facts);
      case Word::FirstExploitation:
        facts.exploited = Answer::Yes;
        return;
      case Word::TargetSet:
        return;
      default:
        diagnostics_.add("unknown-threat", place(current_), {{"word", std::string(threat.type)}});
    }
  }

  void severity(const Threat& threat) {
    const Severity value = memory_.severities.read(threat.description);
    const bool for_products = threat.products.count != 0;
    if (value == Severity::Unknown)
      diagnostics_.add("unknown-severity", place(current_),
                       {{"word", std::string(threat.description)}});
    for_findings(threat.products, "rating-without-status", [&](Finding& each) {
      if (each.rated_product && !for_products) return;
      if (each.rated_severity && each.severity != value)
        diagnostics_.add("contradictory-severity", place(current_),
                         {{"product", product_id(each.product)},
                          {"first", std::string(each.severity_word)},
                          {"second", std::string(threat.description)}});
      if (each.rated_severity && each.severity <= value) return;
      each.rated_severity = true;
      each.rated_product = for_products;
      each.severity = value;
      each.severity_word = trimmed(threat.description);
      each.severity_source =
          value == Severity::Unspecified ? ValueSource::None : ValueSource::Vendor;
    });
  }

  void impact(const Threat& threat) {
    switch (vendor_.impact_threat) {
      case ImpactThreat::Severity:
        return severity(threat);
      case ImpactThreat::Impact:
        if (threat.description.size() > kLongestWord) break;  // a paragraph is no label
        return impact_label(threat.description, threat.products);
      case ImpactThreat::Neither:
        return justification(threat.description, threat.products);
      case ImpactThreat::ByContent:
        break;
    }
    const std::string_view text = trimmed(threat.description);
    const bool word = text.size() <= kLongestWord;
    if (word && memory_.severities.read(text) != Severity::Unknown) return severity(threat);
    if (word && !impacts_in(text).contains(Impact::Unknown))
      return impact_label(text, threat.products);
    if (all_not_affected(threat.products)) return justification(text, threat.products);
    texts_.push_back(text);
  }

  bool all_not_affected(Slice<ProductIndex> products) {
    bool any = false, all = true;
    for_findings(products, "rating-without-status", [&any, &all](const Finding& each) {
      any = true;
      all = all && each.status == ProductStatus::NotAffected;
    });
    return any && all;
  }

  // One label, or several separated by commas.
  ImpactSet impacts_in(std::string_view labels) {
    ImpactSet out;
    const Impact whole = memory_.impacts.read(labels);
    if (whole != Impact::Unknown) {
      out.add(whole);
      return out;
    }
    for (const std::string_view each : split(labels, ','))
      if (!trimmed(each).empty()) out.add(memory_.impacts.read(trimmed(each)));
    return out;
  }

  Impact gravest(ImpactSet impacts) const {
    Impact out = Impact::Unspecified;
    for (const Impact each : kImpacts)
      if (impacts.contains(each) && impact_order_.graver(each, out)) out = each;
    return out;
  }

  void impact_label(std::string_view text, Slice<ProductIndex> products) {
    const ImpactSet impacts = impacts_in(text);
    const Impact value = gravest(impacts);
    if (impacts.contains(Impact::Unknown))
      diagnostics_.add("unknown-impact", place(current_), {{"word", std::string(text)}});
    for_findings(products, "rating-without-status", [&](Finding& each) {
      if (each.rated_impact && each.impact != value)
        diagnostics_.add("contradictory-impact", place(current_),
                         {{"product", product_id(each.product)},
                          {"first", std::string(each.impact_word)},
                          {"second", std::string(text)}});
      if (value != Impact::Unspecified) each.impacts.add(impacts);
      if (each.rated_impact && !impact_order_.graver(value, each.impact)) return;
      each.rated_impact = true;
      each.impact = value;
      each.impact_word = text;
      each.impact_source = value == Impact::Unspecified ? ValueSource::None : ValueSource::Vendor;
    });
  }

  // A threat's text about products that are not affected says why. It is neither.
  void justification(std::string_view text, Slice<ProductIndex> products) {
    for_findings(products, "rating-without-status", [&](Finding& each) {
      if (each.status != ProductStatus::NotAffected)
        diagnostics_.add("unknown-impact", place(current_), {{"word", std::string(text)}});
      else if (each.justification.empty())
        each.justification = text;
    });
  }

  void flags(const Vulnerability& entry) {
    for (const Flag& flag : document_.of(entry.flags))
      for_findings(flag.products, "rating-without-status", [&flag](Finding& each) {
        if (each.status == ProductStatus::NotAffected) each.justification = flag.label;
      });
  }

  // ── what the vendor leaves unsaid ──

  // The document's word is not the vulnerability's, unless it has only one.
  void severity_of_document() {
    const Release& release = out_.release;
    if (distinct_ != 1 || release.severity_word.empty()) return;
    for (std::size_t i = begin_; i < out_.findings.size(); ++i) {
      Finding& each = out_.findings[i];
      if (each.rated_severity && each.severity != Severity::Unspecified) continue;
      each.severity = release.severity;
      each.severity_word = release.severity_word;
      each.severity_source =
          release.severity == Severity::Unspecified ? ValueSource::None : ValueSource::Document;
    }
  }

  // A note that lists the impacts: of the vulnerability, or of a document with no other one.
  void label_note() {
    const std::string_view labels =
        impact_labels_.empty() && distinct_ == 1 ? document_impact_ : impact_labels_;
    if (labels.empty()) return;
    // A label that is a severity word is not an impact.
    if (memory_.severities.read(labels) != Severity::Unknown) return;
    for (std::size_t i = begin_; i < out_.findings.size(); ++i)
      if (out_.findings[i].rated_impact) return;
    impact_label(labels, {});
  }

  void infer_impacts(const VulnerabilityFacts& facts) {
    std::optional<InferredImpact> common;  // from all but the score
    for (std::size_t i = begin_; i < out_.findings.size(); ++i) {
      Finding& each = out_.findings[i];
      if (each.rated_impact) continue;
      if (!common) common = infer(facts);
      InferredImpact inferred = *common;
      if (inferred.impacts.empty() && each.score.given()) inferred = inferred_of(each.score);
      if (inferred.impacts.empty()) continue;
      each.impacts = inferred.impacts;
      each.impact = gravest(inferred.impacts);
      each.impact_source = inferred.source;
    }
  }

  InferredImpact infer(const VulnerabilityFacts& facts) {
    const bool alone = distinct_ == 1;
    for_each_entry(current_, [this](const Vulnerability& entry) { description(entry); });
    if (alone) texts_.insert(texts_.end(), effects_.begin(), effects_.end());
    return inference_.infer({.title = facts.title.empty() && alone ? document_.title : facts.title,
                             .texts = texts_,
                             .cwes = out_.of(facts.cwes),
                             .score = std::nullopt});
  }

  // Findings that share a score share what it says.
  InferredImpact inferred_of(const Score& score) {
    if (score.vector.data() != last_vector_) {
      last_vector_ = score.vector.data();
      const auto vector = read_cvss(score.vector, score.version);
      last_inferred_ =
          vector ? inference_.infer({.title = {}, .texts = {}, .cwes = {}, .score = vector})
                 : InferredImpact();
    }
    return last_inferred_;
  }

  // Where nothing of a product line is called affected, the versions before the fixed one are. Of
  // packages only the fixed build is told, whatever is said of others.
  void fixed_only() {
    affected_families_.clear();
    for (std::size_t i = begin_; i < out_.findings.size(); ++i) {
      const Finding& each = out_.findings[i];
      const ProductFamily* family = out_.families[each.product];
      if (each.status == ProductStatus::Affected &&
          document_.products[each.product].relationship == kNone &&
          (affected_families_.empty() || affected_families_.back() != family))
        affected_families_.push_back(family);
    }
    std::sort(affected_families_.begin(), affected_families_.end());
    for (std::size_t i = begin_; i < out_.findings.size(); ++i) {
      Finding& each = out_.findings[i];
      each.older_affected =
          each.status == ProductStatus::Fixed &&
          (document_.products[each.product].relationship != kNone ||
           !std::binary_search(affected_families_.begin(), affected_families_.end(),
                               out_.families[each.product]));
    }
  }

  void exploit_status(std::string_view text, VulnerabilityFacts& facts) {
    const ExploitStatus& keys = vendor_.exploit_status;
    for (const std::string& each : keys.exploited_texts)
      if (begins_ignoring_case(trimmed(text), each)) facts.exploited = Answer::Yes;
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
      const Score score = read_again(set) ? last_score_ : read(set, entry);
      const auto position = static_cast<std::uint32_t>(out_.scores.size());
      if (score.given()) out_.scores.push_back(score);
      for_findings(set.products, "score-without-status", [&](Finding& each) {
        if (score.given()) add_score(each, score, position);
      });
    }
  }

  // Publishers give every product its score, and most products of a vulnerability the same one.
  // What is odd about a score is told once.
  bool read_again(const ScoreSet& set) const {
    return last_set_ != nullptr && same_text(set.vector, last_set_->vector) &&
           same_text(set.base_score, last_set_->base_score) &&
           same_text(set.version, last_set_->version);
  }

  const Score& read(const ScoreSet& set, const Vulnerability& entry) {
    last_set_ = &set;
    return last_score_ = read_score(set, place_of_entry(entry), diagnostics_);
  }

  // Of each version the highest is kept, and the highest of all is shown.
  void add_score(Finding& finding, const Score& score, std::uint32_t position) {
    const auto key = [](const Score& each) { return std::pair(each.tenths, each.version); };
    if (score.version != CvssVersion::Unknown) {
      std::uint32_t& known = finding.scores[static_cast<std::size_t>(score.version) - 1];
      if (known == kNone || out_.scores[known].tenths < score.tenths) known = position;
    }
    if (key(score) > key(finding.score)) finding.score = score;
  }

  std::string place_of_entry(const Vulnerability& entry) const {
    return place(static_cast<std::uint32_t>(&entry - document_.vulnerabilities.data()));
  }

  void remediations(const Vulnerability& entry, VulnerabilityFacts& facts) {
    for (const Remediation& remediation : document_.of(entry.remediations)) {
      const Word word = remediation_word_(remediation.type);
      if (word == Word::KnownIssue) known_issue(remediation, facts);
      if (word != Word::VendorFix) continue;
      const auto fix = static_cast<std::uint32_t>(out_.fixes.size());
      const std::size_t first = pending_fixes_.size();
      out_.fixes.push_back(fix_of(remediation));
      for_findings(remediation.products, "fix-without-status", [&](Finding& each) {
        const auto position = static_cast<std::uint32_t>(&each - (out_.findings.data() + begin_));
        pending_fixes_.push_back({position, fix});
      });
      if (corrections_.concern(out_.fixes[fix])) correct_builds(fix, first);
    }
  }

  // A fix that leads some products to a wrong build becomes several, one a build.
  void correct_builds(std::uint32_t fix, std::size_t first_pending) {
    const Fix published = out_.fixes[fix];
    std::map<const Correction*, std::uint32_t>
        fixes;  // null: of products that nothing is wrong for
    for (std::size_t i = first_pending; i < pending_fixes_.size(); ++i) {
      PendingFix& pending = pending_fixes_[i];
      const Finding& finding = out_.findings[begin_ + pending.finding];
      const Correction* correction =
          corrections_.of_build(published, document_.products[finding.product]);
      const auto [known, added] = fixes.try_emplace(correction, fix);
      if (added) {
        if (fixes.size() > 1) {
          known->second = static_cast<std::uint32_t>(out_.fixes.size());
          out_.fixes.emplace_back();
        }
        out_.fixes[known->second] =
            correction == nullptr ? published : corrected(published, *correction);
      }
      pending.fix = known->second;
      if (correction != nullptr) corrections_.count(*correction);
    }
  }

  void known_issue(const Remediation& from, VulnerabilityFacts& facts) {
    const Fix update = fix_of(from);
    for (const KnownIssue& each : out_.of(facts.known_issues))
      if (each.update == update.name) return;
    out_.known_issues.push_back({update.name, update.is_update, update.url});
    ++facts.known_issues.count;
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
      return fix;
    }
    for (const std::string_view text : {from.url, from.description}) {
      const std::string_view name = update_in(text);
      if (name.empty()) continue;
      fix.is_update = true;
      fix.name = name;
      return fix;
    }
    return fix;
  }

  // "EX-2024:0123" in ".../errata/EX-2024:0123".
  std::string_view update_in(std::string_view text) const {
    for (const std::string& prefix : vendor_.update_prefixes) {
      const std::size_t begin = text.find(prefix);
      if (begin == std::string_view::npos) continue;
      std::size_t end = begin + prefix.size();
      while (end < text.size() &&
             (is_alphanumeric(text[end]) || text[end] == '-' || text[end] == ':'))
        ++end;
      if (end > begin + prefix.size()) return text.substr(begin, end - begin);
    }
    return {};
  }

  // Turns the pairs (finding, fix) of this vulnerability into one run of fix_table a finding.
  void link_fixes() {
    auto first = static_cast<std::uint32_t>(out_.fix_table.size());
    out_.fix_table.resize(first + pending_fixes_.size());
    for (const PendingFix& each : pending_fixes_)
      ++out_.findings[begin_ + each.finding].fixes.count;
    for (std::size_t i = begin_; i < out_.findings.size(); ++i) {
      Slice<std::uint32_t>& run = out_.findings[i].fixes;
      run.first = first;
      first += run.count;
      run.count = 0;
    }
    for (const PendingFix& each : pending_fixes_) {
      Slice<std::uint32_t>& run = out_.findings[begin_ + each.finding].fixes;
      out_.fix_table[run.first + run.count++] = each.fix;
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
    if (out_.release.whole) return {};
    const auto initial = out_.release.initial_release;
    const bool later = initial && facts.released && day_of(*facts.released) > day_of(*initial);
    if (!list.found()) return later ? "added-after-release" : "";
    const bool foreign = list.republished.ids.contains(facts.id) ||
                         (!facts.issuer.empty() && !equals_any(facts.issuer, vendor_.own_issuers));
    if (foreign) return "other-cna";
    return later ? "added-after-release" : "not-listed";
  }

  // ── helpers ──

  std::string place(std::uint32_t index) const {
    const std::string_view id = ids_[index];
    std::string out = document_.format == Format::Csaf
                          ? "/vulnerabilities/" + std::to_string(index)
                          : "Vulnerability[" + std::to_string(index + 1) + "]";
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
  const ImpactInference& inference_;
  std::vector<std::uint32_t>& slots_;
  const ImpactOrder& impact_order_;
  Diagnostics& diagnostics_;

  std::vector<std::string_view> ids_;  // by entry; empty for none
  std::vector<std::uint32_t> next_;    // the next entry with the same identifier; 0 for none
  std::vector<bool> continues_;        // this entry repeats an earlier identifier
  std::uint32_t current_ = 0;          // the vulnerability being built
  std::uint32_t begin_ = 0;            // its first finding
  std::vector<PendingFix> pending_fixes_;
  WordOf status_word_, threat_word_, remediation_word_;
  Corrections corrections_;
  std::size_t references_ = 0;  // looked up so far, in the whole document
  std::size_t distinct_ = 0;    // vulnerabilities of the document

  std::vector<std::string_view> effects_;  // what the document says attackers gain
  std::string_view document_impact_;       // its label
  std::vector<std::string_view> texts_;    // of the vulnerability being built
  std::string_view impact_labels_;
  std::vector<const ProductFamily*> affected_families_;
  std::vector<ProductIndex> listed_;  // by the entry being read, sorted; empty: all there are
  const ScoreSet* last_set_ = nullptr;
  Score last_score_;
  const char* last_vector_ = nullptr;
  InferredImpact last_inferred_;
};

}  // namespace

Normalizer::Normalizer(const Feeds& feeds)
    : feeds_(feeds), memory_(std::make_unique<Memory>(feeds)) {}
Normalizer::~Normalizer() = default;

Findings Normalizer::normalize(Document document, Diagnostics& diagnostics) {
  Findings out;
  out.vendor = &memory_->vendor_of(feeds_, document);
  out.document = std::move(document);
  Builder(out, memory_->of(*out.vendor), memory_->inference, memory_->slots, feeds_.impact_order,
          diagnostics)
      .build();
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
