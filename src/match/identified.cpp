// SPDX-License-Identifier: Apache-2.0
#include "match/identified.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "io/text.hpp"
#include "match/identifiers.hpp"
#include "match/names.hpp"
#include "match/version_order.hpp"
#include "match/version_range.hpp"

namespace patchmatrix {
namespace {

// Percent. What is below kSure is a candidate.
constexpr std::uint8_t kExact = 100;
constexpr std::uint8_t kVendorAndName = 90;
constexpr std::uint8_t kNotAllStated = 75;  // an identifier that demands more than is known
constexpr std::uint8_t kNameAlone = 60;
constexpr std::uint8_t kContained = 50;

constexpr std::size_t kMostCandidates = 20;

// Packages of distributions are judged by their own rules.
bool is_of_distribution(const PackageUrl& url) { return url.type == "rpm" || url.type == "deb"; }

// One product of one document, and the versions of it that are meant.
struct Meant {
  std::uint32_t document = 0, vulnerability = 0, finding = 0;
  std::uint32_t range = kNone;  // in Index::ranges
  auto key() const { return std::tie(document, vulnerability, finding); }
};

// A range as it is written, and read.
struct WrittenRange {
  std::string text;
  std::optional<VersionRange> range;  // nothing: free text, or none at all
};

// A product of any document: what stands for one name or identifier.
struct Known {
  std::string vendor, name;  // as documents have them
  std::vector<Meant> meant;
};

struct KnownCpe {
  Cpe cpe;
  Known known;
};
struct KnownPackage {
  PackageUrl url;
  Known known;
};
struct KnownModel {
  std::string pattern;
  Known known;
};

std::string name_key(std::string_view text) {
  std::string out;
  for (const std::string& word : words_of(text)) out.append(out.empty() ? "" : " ").append(word);
  return out;
}

// Whether one of two names of a vendor begins the other: "Example", "Example AG".
bool same_vendor(const std::string& a, const std::string& b) {
  return !a.empty() && !b.empty() && (begins_with_word(a, b) || begins_with_word(b, a));
}

bool is_default_component(const Document& document, ProductIndex product) {
  const std::uint32_t number = document.products[product].relationship;
  if (number == kNone) return false;
  const auto steps = document.of(document.relationships[number].steps);
  return std::any_of(steps.begin(), steps.end(), [](const Relationship::Step& each) {
    return slugged(each.category) == "default-component-of";
  });
}

bool has_model_wildcard(std::string_view pattern) {
  return pattern.find_first_of("*?\\") != std::string_view::npos;
}

// ── Verdicts ───────────────────────────────────────────────────────────────────────────────────

// What a finding says of the installed version.
enum class Says {
  Open,
  AnyVersion,
  Fixed,
  NotAffected,
  Below,
  Above,
  Outside,
  OutsideExact,
  Unreadable
};

bool is_plain_text_version(std::string_view text) { return is_plain_version(trimmed(text)); }

// Of a fixed product: its versions have the fix, older ones have not.
Says of_fixed(const Finding& finding, const WrittenRange& written, std::string_view version) {
  if (!written.range) return Says::Unreadable;
  const VersionRange& range = *written.range;
  if (range.all) return Says::Unreadable;
  switch (is_in(range, version)) {
    case InRange::Yes:
      return Says::Fixed;
    case InRange::Unreadable:
      return Says::Unreadable;
    case InRange::No:
      break;
  }
  if (!finding.older_affected || range.intervals.size() != 1 || !range.intervals.front().is_exact())
    return Says::Outside;
  const std::string& fixed = range.intervals.front().from;
  if (!is_plain_text_version(version) || !is_plain_text_version(fixed)) return Says::Unreadable;
  if (compare_dotted_versions(version, fixed) < 0) return Says::Below;
  return have_equal_numbers(version, fixed, 1) ? Says::Fixed : Says::Above;
}

Says of_affected(const WrittenRange& written, std::string_view version) {
  if (!written.range) return Says::Unreadable;
  if (written.range->all && written.range->excluded.empty()) return Says::AnyVersion;
  switch (is_in(*written.range, version)) {
    case InRange::Yes:
      return Says::Open;
    case InRange::Unreadable:
      return Says::Unreadable;
    case InRange::No:
      break;
  }
  return written.range->only_exact() ? Says::OutsideExact : Says::Outside;
}

Says of_not_affected(const WrittenRange& written, std::string_view version) {
  if (written.text.empty()) return Says::NotAffected;
  if (!written.range) return Says::Unreadable;
  return is_in(*written.range, version) == InRange::Yes ? Says::NotAffected : Says::Outside;
}

struct Opinion {
  const Meant* meant = nullptr;
  Says says = Says::Unreadable;
  bool affects = false;  // the finding is about affected versions
};

}  // namespace

struct IdentifiedProducts::Index {
  std::vector<const Findings*> documents;
  std::vector<WrittenRange> ranges;
  std::unordered_map<std::string, std::uint32_t> range_of;      // by its text
  std::unordered_map<std::string, std::vector<Known>> by_name;  // folded name → by vendor
  std::unordered_map<std::string, std::vector<std::string>> names_with;  // first word → names
  std::unordered_map<std::string, std::vector<KnownCpe>> by_cpe;  // product attribute; "" wildcards
  std::unordered_map<std::string, std::vector<KnownPackage>> by_package;  // type and name
  std::unordered_map<std::string, Known> by_model;                        // plain ones, folded
  std::vector<KnownModel> model_patterns;
  std::unordered_map<std::string, std::size_t> pattern_of;
  std::unordered_map<std::string, std::vector<std::string>> aliases;

  std::uint32_t range(const std::string& text) {
    const auto [known, is_new] = range_of.emplace(text, static_cast<std::uint32_t>(ranges.size()));
    if (is_new)
      ranges.push_back({text, trimmed(text).empty() ? std::nullopt : parse_version_range(text)});
    return known->second;
  }

  void add_name(const ProductDescription& product, const Meant& meant) {
    const std::string name = name_key(product.name);
    if (name.empty()) return;
    std::vector<Known>& all = by_name[name];
    if (all.empty()) names_with[name.substr(0, name.find(' '))].push_back(name);
    const auto known = std::find_if(all.begin(), all.end(), [&product](const Known& each) {
      return each.vendor == product.vendor;
    });
    if (known == all.end())
      all.push_back({std::string(product.vendor), product.name, {meant}});
    else
      known->meant.push_back(meant);
  }

  void add_cpe(std::string_view text, const ProductDescription& product, Meant meant) {
    const auto cpe = parse_cpe(text);
    if (!cpe) return;
    const std::string& name = cpe->attributes[Cpe::Product];
    const std::string& version = cpe->attributes[Cpe::Version];
    if (!cpe_text(version).empty() && version.find_first_of("*?") == std::string::npos)
      meant.range = range(cpe_text(version));
    const bool wild = name.find_first_of("*?") != std::string::npos;
    std::vector<KnownCpe>& all = by_cpe[wild ? std::string() : cpe_text(name)];
    const auto known = std::find_if(all.begin(), all.end(), [&cpe](const KnownCpe& each) {
      return each.cpe.attributes == cpe->attributes;
    });
    if (known == all.end())
      all.push_back({*cpe, {std::string(product.vendor), product.name, {meant}}});
    else
      known->known.meant.push_back(meant);
  }

  void add_package(std::string_view text, const ProductDescription& product, Meant meant) {
    const auto url = parse_package_url(text);
    if (!url || is_of_distribution(*url)) return;
    if (!url->version.empty()) meant.range = range(url->version);
    std::vector<KnownPackage>& all = by_package[url->type + '/' + url->name];
    const auto known = std::find_if(all.begin(), all.end(), [&url](const KnownPackage& each) {
      return each.url.scope == url->scope && each.url.qualifiers == url->qualifiers;
    });
    if (known == all.end())
      all.push_back({*url, {std::string(product.vendor), product.name, {meant}}});
    else
      known->known.meant.push_back(meant);
  }

  void add_model(std::string_view text, const ProductDescription& product, const Meant& meant) {
    const std::string pattern = lower(trimmed(text));
    if (pattern.empty()) return;
    if (!has_model_wildcard(pattern)) {
      Known& known = by_model[pattern];
      if (known.name.empty()) known = {std::string(product.vendor), product.name, {}};
      known.meant.push_back(meant);
      return;
    }
    const auto [known, is_new] = pattern_of.emplace(pattern, model_patterns.size());
    if (is_new)
      model_patterns.push_back({pattern, {std::string(product.vendor), product.name, {}}});
    model_patterns[known->second].known.meant.push_back(meant);
  }

  // Whether anything can be said of a product by its name or an identifier.
  static bool is_told_here(const Findings& document, const ProductDescription& product) {
    if (!trimmed(product.version).empty()) return true;
    if (document.vendor != nullptr && (!document.vendor->application_words.publishers.empty() ||
                                       !document.vendor->builds.empty()))
      return false;
    return !product.vendor.empty() || !product.identifiers.empty();
  }

  void add(const Findings& document, std::uint32_t number) {
    struct Described {
      bool asked = false, used = false;
      ProductDescription product;
      std::uint32_t range = kNone;
    };
    std::vector<Described> products(document.document.products.size());
    for (std::uint32_t i = 0; i < document.findings.size(); ++i) {
      const Finding& finding = document.findings[i];
      Described& its = products[finding.product];
      if (!its.asked) {
        its.asked = true;
        if (is_default_component(document.document, finding.product)) continue;
        its.product = describe(document.document, finding.product);
        its.used = is_told_here(document, its.product);
        if (its.used) its.range = range(its.product.version);
      }
      if (!its.used) continue;
      const Meant meant{number, finding.vulnerability, i, its.range};
      add_name(its.product, meant);
      for (const ProductIdentifier& each : its.product.identifiers) {
        if (each.kind == ProductIdentifier::Kind::Cpe) add_cpe(each.text, its.product, meant);
        if (each.kind == ProductIdentifier::Kind::Purl) add_package(each.text, its.product, meant);
        if (each.kind == ProductIdentifier::Kind::ModelNumber)
          add_model(each.text, its.product, meant);
      }
    }
  }
};

namespace {

// What was found for a software.
struct Found {
  const Known* known = nullptr;
  std::uint8_t confidence = 0;
  const char* step = "";
};

}  // namespace

IdentifiedProducts::IdentifiedProducts(const std::vector<const Findings*>& documents, const Feeds&,
                                       const std::vector<Alias>& aliases)
    : index_(std::make_unique<Index>()) {
  index_->documents = documents;
  for (const Alias& each : aliases)
    index_->aliases[folded(each.name)].push_back(name_key(each.product));
  for (std::uint32_t i = 0; i < documents.size(); ++i) index_->add(*documents[i], i);
}
IdentifiedProducts::~IdentifiedProducts() = default;

namespace {

// Judges one vulnerability of one document after another.
class Judge {
 public:
  Judge(const std::vector<const Findings*>& documents, const std::vector<WrittenRange>& ranges,
        const Software& software, std::string version, Judging& judging)
      : documents_(documents),
        ranges_(ranges),
        software_(software),
        version_(std::move(version)),
        judging_(judging) {}

  // Whether there was anything to judge.
  bool judge(const Found& found) {
    std::vector<const Meant*> all;
    for (const Meant& each : found.known->meant) all.push_back(&each);
    std::sort(all.begin(), all.end(),
              [](const Meant* a, const Meant* b) { return a->key() < b->key(); });
    bool any = false;
    for (std::size_t i = 0; i < all.size();) {
      std::vector<Opinion> opinions;
      const Meant& first = *all[i];
      const Findings& document = *documents_[first.document];
      const bool wanted = judging_.wants(document, document.findings[first.finding]);
      for (; i < all.size() && all[i]->document == first.document &&
             all[i]->vulnerability == first.vulnerability;
           ++i)
        opinions.push_back(opinion(*all[i]));
      if (!wanted) continue;
      any = true;
      if (judging_.explains())
        judging_.step(found.step, {{"software", std::string(software_.name)},
                                   {"product", found.known->name},
                                   {"confidence", std::to_string(found.confidence)}});
      decide(opinions, found.confidence);
    }
    return any;
  }

 private:
  Opinion opinion(const Meant& meant) const {
    const Finding& finding = documents_[meant.document]->findings[meant.finding];
    const WrittenRange& written = ranges_[meant.range];
    switch (finding.status) {
      case ProductStatus::Fixed:
        return {&meant, of_fixed(finding, written, version_), finding.older_affected};
      case ProductStatus::NotAffected:
        return {&meant, of_not_affected(written, version_), false};
      default:
        return {&meant, of_affected(written, version_), true};
    }
  }

  static const Opinion* with(const std::vector<Opinion>& all, Says says, bool affecting_only) {
    for (const Opinion& each : all)
      if (each.says == says && (!affecting_only || each.affects)) return &each;
    return nullptr;
  }

  // The gravest of what is said counts: a range that cannot be read may be one that is affected.
  void decide(const std::vector<Opinion>& all, std::uint8_t confidence) {
    struct Case {
      Says says;
      bool affecting_only;
      MatchRule rule;
      const char* step;
    };
    static constexpr std::array kCases = {
        Case{Says::AnyVersion, true, MatchRule::AnyVersion, "identified-any-version"},
        Case{Says::Open, true, MatchRule::VersionInRange, "identified-in-range"},
        Case{Says::Unreadable, true, MatchRule::VersionUnreadable, "identified-unreadable"},
        Case{Says::Fixed, false, MatchRule::VersionReached, "identified-fixed"},
        Case{Says::NotAffected, false, MatchRule::VendorNotAffected, "identified-not-affected"},
        Case{Says::Below, true, MatchRule::VersionBelow, "identified-below"},
        Case{Says::Above, true, MatchRule::VersionOfOtherLine, "identified-other-line"},
        Case{Says::OutsideExact, true, MatchRule::VersionOfOtherLine, "identified-not-listed"},
        Case{Says::Outside, true, MatchRule::VersionOutsideRange, "identified-outside"},
    };
    const bool no_version = version_.empty();
    for (const Case& each : kCases) {
      const bool needs_version = each.says != Says::AnyVersion && each.says != Says::NotAffected;
      const Opinion* found = with(all, each.says, each.affecting_only);
      if (found == nullptr || (no_version && needs_version)) continue;
      return judge(*found, each.rule, each.step, confidence);
    }
    if (no_version)
      judge(all.front(), MatchRule::VersionNotGiven, "identified-no-version", confidence);
    else
      judge(all.front(), MatchRule::VersionUnreadable, "identified-unreadable", confidence);
  }

  void judge(const Opinion& opinion, MatchRule rule, const char* step, std::uint8_t confidence) {
    const Findings& document = *documents_[opinion.meant->document];
    const Finding& finding = document.findings[opinion.meant->finding];
    const WrittenRange& written = ranges_[opinion.meant->range];
    const auto fixes = document.of(finding.fixes);
    if (judging_.explains())
      judging_.step(step, {{"installed", version_}, {"range", written.text}});
    std::string required;
    if (written.range)
      required = rule == MatchRule::VersionBelow || rule == MatchRule::VersionReached
                     ? written.text
                     : upper_end(*written.range);
    judging_.judge({opinion.meant->document, opinion.meant->finding}, rule, confidence,
                   fixes.empty() ? kNone : fixes.front(), required);
  }

  const std::vector<const Findings*>& documents_;
  const std::vector<WrittenRange>& ranges_;
  const Software& software_;
  const std::string version_;
  Judging& judging_;
};

void keep_best(std::vector<Found>& all, const Found& found) {
  for (Found& each : all)
    if (each.known == found.known) {
      if (each.confidence < found.confidence) each = found;
      return;
    }
  all.push_back(found);
}

}  // namespace

Candidate IdentifiedProducts::judge(const Machine&, const Software& software,
                                    Judging& judging) const {
  const Index& index = *index_;
  std::string version(trimmed(software.version));
  std::vector<Found> found;

  if (const auto cpe = parse_cpe(software.cpe)) {
    if (version.empty()) version = cpe_text(cpe->attributes[Cpe::Version]);
    for (const std::string& key : {cpe_text(cpe->attributes[Cpe::Product]), std::string()})
      if (const auto all = index.by_cpe.find(key); all != index.by_cpe.end())
        for (const KnownCpe& each : all->second) {
          const NameMatch match = matches(each.cpe, *cpe);
          if (match != NameMatch::No)
            keep_best(found, {&each.known, match == NameMatch::Same ? kExact : kNotAllStated,
                              "recognised-cpe"});
          if (key.empty() && cpe_text(cpe->attributes[Cpe::Product]).empty()) break;
        }
  }
  if (const auto url = parse_package_url(software.purl)) {
    if (version.empty()) version = url->version;
    if (const auto all = index.by_package.find(url->type + '/' + url->name);
        all != index.by_package.end())
      for (const KnownPackage& each : all->second) {
        const NameMatch match = matches(each.url, *url);
        if (match != NameMatch::No)
          keep_best(found, {&each.known, match == NameMatch::Same ? kExact : kNotAllStated,
                            "recognised-package"});
      }
  }
  if (const std::string_view model = trimmed(software.model); !model.empty()) {
    if (const auto known = index.by_model.find(lower(model)); known != index.by_model.end())
      keep_best(found, {&known->second, kExact, "recognised-model"});
    for (const KnownModel& each : index.model_patterns)
      if (matches_model(each.pattern, model))
        keep_best(found, {&each.known, kExact, "recognised-model"});
  }

  const bool by_identifier = std::any_of(
      found.begin(), found.end(), [](const Found& each) { return each.confidence >= kSure; });
  std::string name = name_key(software.name);
  const std::string publisher = name_key(software.publisher);
  if (const auto alias = index.aliases.find(folded(software.name)); alias != index.aliases.end()) {
    for (const std::string& product : alias->second)
      if (const auto all = index.names_with.find(product.substr(0, product.find(' ')));
          all != index.names_with.end())
        for (const std::string& each : all->second)
          if (begins_with_word(each, product))
            for (const Known& known : index.by_name.at(each))
              keep_best(found, {&known, kExact, "recognised-alias"});
  } else if (!by_identifier && software.kind != SoftwareKind::Rpm &&
             software.kind != SoftwareKind::Deb && !name.empty()) {
    const auto add_equal = [&](const std::string& key, bool vendor_in_name) {
      const auto all = index.by_name.find(key);
      if (all == index.by_name.end()) return;
      for (const Known& known : all->second) {
        const std::string vendor = name_key(known.vendor);
        const bool agrees =
            same_vendor(vendor, publisher) || (publisher.empty() && !vendor.empty() &&
                                               (vendor_in_name || begins_with_word(name, vendor)));
        if (agrees)
          keep_best(found, {&known, kVendorAndName, "recognised-vendor-and-name"});
        else if (publisher.empty() || vendor.empty())
          keep_best(found, {&known, kNameAlone, "recognised-name"});
      }
    };
    add_equal(name, false);
    // "Example Gateway" of the vendor Example is "Gateway", and the other way about.
    if (const std::size_t blank = name.find(' '); blank != std::string::npos) {
      const std::string first = name.substr(0, blank);
      if (publisher.empty() || begins_with_word(publisher, first)) {
        const auto all = index.by_name.find(name.substr(blank + 1));
        if (all != index.by_name.end())
          for (const Known& known : all->second)
            if (begins_with_word(name_key(known.vendor), first))
              keep_best(found, {&known, kVendorAndName, "recognised-vendor-and-name"});
      }
    }
    if (!publisher.empty()) add_equal(publisher.substr(0, publisher.find(' ')) + ' ' + name, false);
    if (found.empty())
      for (const std::string& word : words_of(software.name)) {
        const auto all = index.names_with.find(word);
        if (all == index.names_with.end()) continue;
        for (const std::string& each : all->second) {
          if (found.size() >= kMostCandidates) break;
          if (find_ignoring_case(' ' + name + ' ', ' ' + each + ' ') != std::string::npos)
            for (const Known& known : index.by_name.at(each))
              if (publisher.empty() || same_vendor(name_key(known.vendor), publisher))
                keep_best(found, {&known, kContained, "recognised-name"});
        }
      }
  }

  Candidate out;
  Judge judge(index.documents, index.ranges, software, version, judging);
  for (const Found& each : found) {
    if (each.confidence < kSure)
      judging.candidate(each.known->name, each.confidence);
    else if (judge.judge(each) && each.confidence > out.confidence)
      out = {each.known->name, each.confidence};
  }
  return out;
}

}  // namespace patchmatrix
