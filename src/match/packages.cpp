// SPDX-License-Identifier: Apache-2.0
#include "match/packages.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <memory_resource>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "io/text.hpp"
#include "match/package_decision.hpp"
#include "match/package_identity.hpp"
#include "match/package_lines.hpp"

namespace patchmatrix {
namespace {

// How sure it is that a document's package is the installed one: by its own name, by that of the
// source package which the list tells, and by that which other documents have shown.
constexpr std::uint8_t kByName = 95;
constexpr std::uint8_t kBySource = 90;
constexpr std::uint8_t kByLearnedSource = 80;

// Relationships that are followed; real chains have three links.
constexpr int kMaxLinks = 8;

// A package of a document, once for all its platforms.
struct KnownPackage {
  PackageIdentity identity;
  std::string_view source;                   // that it is built from, as far as the document shows
  ReleaseTag tag;                            // of its release …
  const Distribution* tagged_for = nullptr;  // … in this distribution
};

// A finding about a package.
struct Entry {
  MatchedFinding finding;
  std::uint32_t package = 0;  // in the index
  std::uint32_t line = 0;     // in the index
};

// What is known of one package of one release.
struct Shelf {
  std::vector<Entry> entries;    // by document, then in its order
  std::string_view source;       // that documents show it to be built from …
  bool several_sources = false;  // … if they agree
};

struct ShelfKey {
  std::uint32_t release = 0;
  std::string_view name;
  bool operator==(const ShelfKey&) const = default;
};
struct ShelfHash {
  std::size_t operator()(const ShelfKey& key) const {
    return std::hash<std::string_view>{}(key.name) ^
           (key.release * std::size_t{0x9E3779B97F4A7C15});
  }
};

// "RPM rhel 9": what packages are compared within.
std::string release_key(const PackageLine& line) {
  return line.distribution->id + ' ' + line.release;
}
// Debian packages are told by who distributes them and for which release.
std::string debian_key(std::string_view distributor, std::string_view release) {
  return "deb/" + lower(distributor) + ' ' + lower(release);
}

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};
template <class Value>
using TextMap = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

// The products that one product of a document is made of.
struct Parts {
  ProductIndex package = 0;
  ProductIndex platform = kNone;      // none: it stands alone
  std::vector<ProductIndex> between;  // modules
};

Parts parts_of(const Document& document, ProductIndex product) {
  Parts out{product, kNone, {}};
  for (int links = kMaxLinks; links > 0; --links) {
    const std::uint32_t relationship = document.products[out.package].relationship;
    if (relationship == kNone) break;
    const Relationship& each = document.relationships[relationship];
    for (const Relationship::Step& step : document.of(each.steps))
      out.between.push_back(step.product);
    if (out.platform == kNone) {
      out.platform = out.between.back();
      out.between.pop_back();
    }
    out.package = each.component;
  }
  // What it is installed on may be on something in its turn.
  for (int links = kMaxLinks; links > 0 && out.platform != kNone; --links) {
    const std::uint32_t relationship = document.products[out.platform].relationship;
    if (relationship == kNone) break;
    const Relationship& each = document.relationships[relationship];
    out.between.push_back(each.component);
    out.platform = document.of(each.steps).back().product;
  }
  return out;
}

std::string_view identifier_of(const Document& document, ProductIndex product,
                               ProductIdentifier::Kind kind) {
  for (const ProductIdentifier& each : document.of(document.products[product].identifiers))
    if (each.kind == kind) return each.text;
  return {};
}

std::string_view name_of(const Document& document, ProductIndex product) {
  const Product& each = document.products[product];
  return each.name.empty() ? each.id : each.name;
}

}  // namespace

struct Packages::Index {
  Index(const std::vector<const Findings*>& all, const Feeds& feeds)
      : documents(all), lines(feeds) {
    for (std::uint32_t i = 0; i < documents.size(); ++i) add_document(i);
    key_of_document_.clear();
  }

  const std::vector<const Findings*>& documents;
  PackageLines lines;
  std::pmr::monotonic_buffer_resource memory;
  std::vector<KnownPackage> packages;
  std::deque<PackageLine> line_table;
  TextMap<std::uint32_t> releases;  // numbers of release keys
  std::unordered_map<ShelfKey, Shelf, ShelfHash> shelves;

  const Shelf* shelf(std::uint32_t release, std::string_view name) const {
    const auto found = shelves.find({release, name});
    return found == shelves.end() ? nullptr : &found->second;
  }

 private:
  struct Placed {  // a platform: its line and the number of its release
    std::uint32_t line = kNone, release = kNone;
  };

  std::uint32_t release_number(const std::string& key) {
    return releases.emplace(key, static_cast<std::uint32_t>(releases.size())).first->second;
  }

  Placed place(PackageLine line) {
    if (line.distribution == nullptr || line.release.empty()) return {};
    Placed out;
    out.release = release_number(release_key(line));
    out.line = static_cast<std::uint32_t>(line_table.size());
    line_table.push_back(std::move(line));
    return out;
  }

  // Platforms recur in thousands of documents.
  Placed platform(const Document& document, ProductIndex product) {
    const std::string_view cpe = identifier_of(document, product, ProductIdentifier::Kind::Cpe);
    const std::string_view name = name_of(document, product);
    key_of_document_.assign(cpe).append("\n");
    if (cpe.empty()) key_of_document_.append(name);
    const auto known = platforms_.find(key_of_document_);
    if (known != platforms_.end()) return known->second;
    return platforms_.emplace(key_of_document_, place(lines.of_platform(cpe, name))).first->second;
  }

  Placed qualified(const PackageIdentity& package) {
    if (package.distribution.empty()) return {};
    if (package.kind == PackageKind::Rpm) return place(lines.of_qualifier(package.distribution));
    std::string_view release = package.distribution;
    if (begins_ignoring_case(release, package.name_space))
      release.remove_prefix(package.name_space.size());
    while (release.starts_with('-')) release.remove_prefix(1);
    Placed out;
    out.release = release_number(debian_key(package.name_space, release));
    out.line = static_cast<std::uint32_t>(line_table.size());
    line_table.emplace_back();
    return out;
  }

  std::optional<PackageIdentity> identity(const Document& document, const Parts& parts) {
    const std::string_view url =
        identifier_of(document, parts.package, ProductIdentifier::Kind::Purl);
    std::optional<PackageIdentity> out;
    if (!url.empty()) {
      out = parse_package_url(url, memory);
      if (!out) return out;
    }
    // The name has the epoch where the address leaves it out because it is 0.
    const PackageIdentity named = parse_package_name(name_of(document, parts.package));
    if (!out) {
      if (parts.platform == kNone) return out;
      out = named;
    } else if (out->kind == PackageKind::Rpm && !out->version.epoch && named.name == out->name) {
      out->version.epoch = named.version.epoch;
    }
    for (const ProductIndex each : parts.between) {
      if (!out->module.empty()) break;
      const auto module =
          parse_package_url(identifier_of(document, each, ProductIdentifier::Kind::Purl), memory);
      if (module) out->module = module->module;
    }
    return out;
  }

  // What a product of the present document is; worked out once.
  struct KnownProduct {
    bool known = false;
    std::uint32_t package = kNone;
    Placed placed;
  };

  void add_document(std::uint32_t number) {
    const Findings& findings = *documents[number];
    const Document& document = findings.document;
    std::vector<KnownProduct> products(document.products.size());
    package_of_component_.assign(document.products.size(), kNone);
    first_of_document_ = static_cast<std::uint32_t>(packages.size());
    for (const Finding& each : findings.findings)
      if (!products[each.product].known)
        products[each.product] = known_product(document, each.product);
    learn_sources();
    for (std::uint32_t i = 0; i < findings.findings.size(); ++i)
      add_finding({number, i}, products[findings.findings[i].product]);
  }

  KnownProduct known_product(const Document& document, ProductIndex product) {
    KnownProduct out;
    out.known = true;
    const Parts parts = parts_of(document, product);
    if (parts.platform != kNone) {
      out.placed = platform(document, parts.platform);
      if (out.placed.release == kNone) return out;
    }
    out.package = component(document, parts);
    if (out.package == kNone) return out;
    if (parts.platform == kNone) out.placed = qualified(packages[out.package].identity);
    if (out.placed.release == kNone) out.package = kNone;
    if (out.package != kNone) tag(packages[out.package], line_table[out.placed.line].distribution);
    return out;
  }

  static void tag(KnownPackage& package, const Distribution* distribution) {
    if (distribution == nullptr || package.tagged_for != nullptr) return;
    package.tag = release_tag(*distribution, package.identity.version.release);
    package.tagged_for = distribution;
  }

  std::uint32_t component(const Document& document, const Parts& parts) {
    std::uint32_t& known = package_of_component_[parts.package];
    const bool shared = parts.between.empty();
    if (shared && known != kNone) return known;
    const auto found = identity(document, parts);
    if (!found || found->name.empty()) return kNone;
    const auto number = static_cast<std::uint32_t>(packages.size());
    packages.push_back({*found, {}, {}, nullptr});
    if (shared) known = number;
    return number;
  }

  // A document that has a source package of the same version and release shows what is built from
  // it.
  void learn_sources() {
    std::unordered_map<std::string_view, std::vector<std::uint32_t>> sources;
    for (std::uint32_t i = first_of_document_; i < packages.size(); ++i)
      if (const PackageIdentity& each = packages[i].identity;
          each.is_source() && each.has_version())
        sources[each.version.version].push_back(i);
    if (sources.empty()) return;
    for (std::uint32_t i = first_of_document_; i < packages.size(); ++i) {
      KnownPackage& each = packages[i];
      const auto found = sources.find(each.identity.version.version);
      if (each.identity.is_source() || found == sources.end()) continue;
      std::set<std::string_view> names;
      for (const std::uint32_t source : found->second)
        if (packages[source].identity.version.release == each.identity.version.release)
          names.insert(packages[source].identity.name);
      if (names.size() == 1) each.source = *names.begin();
    }
  }

  void add_finding(MatchedFinding finding, const KnownProduct& product) {
    if (product.package == kNone) return;
    const KnownPackage& package = packages[product.package];
    Shelf& shelf = shelves[{product.placed.release, package.identity.name}];
    shelf.entries.push_back({finding, product.package, product.placed.line});
    if (package.source.empty() || shelf.several_sources) return;
    shelf.several_sources = !shelf.source.empty() && shelf.source != package.source;
    shelf.source = shelf.several_sources ? std::string_view() : package.source;
  }

  TextMap<Placed> platforms_;
  std::string key_of_document_;
  std::vector<std::uint32_t> package_of_component_;
  std::uint32_t first_of_document_ = 0;
};

namespace {

// What a piece of software is, as the inventory tells it.
struct Wanted {
  PackageIdentity identity;
  std::string_view source;
  RpmVersion source_version;
};

PackageIdentity identity_of(const Software& software, std::pmr::memory_resource& memory) {
  PackageIdentity out;
  if (auto url = parse_package_url(software.purl, memory)) out = *url;
  out.kind = software.kind == SoftwareKind::Deb ? PackageKind::Deb : PackageKind::Rpm;
  if (!software.name.empty()) out.name = software.name;
  if (!software.architecture.empty()) out.architecture = software.architecture;
  if (!software.module.empty()) out.module = software.module;
  const std::optional<int> epoch = software.epoch ? software.epoch : out.version.epoch;
  if (!software.version.empty()) {
    out.version = {};
    if (out.kind == PackageKind::Deb)
      out.version.version = software.version;
    else
      out.version = parse_rpm_version(software.version);
  }
  if (out.kind == PackageKind::Rpm && epoch) out.version.epoch = epoch;
  return out;
}

// The name of a source package, of which some lists give the whole file name.
Wanted wanted(const Software& software, std::pmr::memory_resource& memory) {
  Wanted out;
  out.identity = identity_of(software, memory);
  out.source = software.source;
  if (out.identity.kind == PackageKind::Deb) {
    out.source_version.version = software.source_version;
    return out;
  }
  const PackageIdentity source = parse_package_name(software.source);
  out.source = source.name;
  out.source_version = source.version;
  if (!software.source_version.empty())
    out.source_version = parse_rpm_version(software.source_version);
  return out;
}

std::string release_name(const PackageLine& line) {
  std::string out = line.release;
  if (line.minor >= 0) out.append(".").append(std::to_string(line.minor));
  return out;
}

std::string shown_version(const PackageIdentity& package) {
  return package.kind == PackageKind::Deb ? std::string(package.version.version)
                                          : to_string(package.version);
}

// Update names first: they are what people look for.
std::uint32_t fix_of(const Findings& document, const Finding& finding) {
  std::uint32_t out = kNone;
  for (const std::uint32_t each : document.of(finding.fixes)) {
    if (document.fixes[each].is_update) return each;
    if (out == kNone) out = each;
  }
  return out;
}

// Judges one package of a machine.
class Judge {
 public:
  Judge(const std::vector<const Findings*>& documents, const std::vector<KnownPackage>& packages,
        const std::deque<PackageLine>& lines, const std::string& system_name, Judging& judging)
      : documents_(documents),
        packages_(packages),
        lines_(lines),
        system_name_(system_name),
        judging_(judging) {}

  // Whether anything was said of it.
  bool run(const PackageLine& system, const Wanted& software, std::string_view publisher,
           const Shelf* own, const Shelf* source, std::uint8_t by_source) {
    set_installed(system, software, publisher);
    by_source_ = by_source;
    if (own != nullptr) take(*own, false);
    if (source != nullptr) take(*source, true);
    std::stable_sort(taken_.begin(), taken_.end(), [](const Taken& a, const Taken& b) {
      return std::tie(a.entry->finding.document, a.vulnerability, a.from_source) <
             std::tie(b.entry->finding.document, b.vulnerability, b.from_source);
    });
    for (std::size_t i = 0; i < taken_.size();) {
      std::size_t end = i + 1;
      while (end < taken_.size() &&
             taken_[end].entry->finding.document == taken_[i].entry->finding.document &&
             taken_[end].vulnerability == taken_[i].vulnerability)
        ++end;
      judge(i, end);
      i = end;
    }
    return told_;
  }

 private:
  struct Taken {
    const Entry* entry = nullptr;
    std::uint32_t vulnerability = 0;
    bool from_source = false;
  };

  void set_installed(const PackageLine& system, const Wanted& software,
                     std::string_view publisher) {
    package_ = software.identity;
    installed_.package = &package_;
    installed_.distribution = system.distribution;
    installed_.minor = system.minor;
    source_ = software.identity;
    if (!software.source_version.version.empty()) source_.version = software.source_version;
    if (system.distribution == nullptr) return;
    installed_.tag = release_tag(*system.distribution, package_.version.release);
    const std::vector<std::string>& known = system.distribution->packagers;
    installed_.foreign =
        !publisher.empty() && !known.empty() &&
        std::none_of(known.begin(), known.end(), [publisher](const std::string& packager) {
          return contains_ignoring_case(publisher, packager);
        });
  }

  void take(const Shelf& shelf, bool from_source) {
    for (const Entry& each : shelf.entries) {
      const Findings& document = *documents_[each.finding.document];
      const Finding& finding = document.findings[each.finding.finding];
      // A binary package of the source's name is another one.
      const PackageIdentity& package = packages_[each.package].identity;
      if (from_source && package.has_version() && !package.is_source()) continue;
      taken_.push_back({&each, finding.vulnerability, from_source || package.is_source()});
    }
  }

  // Statements of one document on one vulnerability. The version of a source package decides only
  // where none of a binary one is told.
  void judge(std::size_t begin, std::size_t end) {
    const Findings& document = *documents_[taken_[begin].entry->finding.document];
    if (!judging_.wants(document, finding_of(taken_[begin]))) return;
    const bool binary = std::any_of(at(begin), at(end), [&](const Taken& each) {
      return !each.from_source && package_of(each).has_version();
    });
    statements_.clear();
    chosen_.clear();
    for (std::size_t i = begin; i < end; ++i) add(taken_[i], binary);
    InstalledPackage installed = installed_;
    if (!binary) installed.package = &source_;
    if (!binary && installed_.distribution != nullptr)
      installed.tag = release_tag(*installed_.distribution, source_.version.release);
    if (const auto decision = decide(installed, statements_)) tell(document, installed, *decision);
  }

  void add(const Taken& each, bool binary) {
    const PackageIdentity& package = package_of(each);
    if (package.has_version() &&
        (each.from_source ? binary
                          : !same_architecture(package.architecture, package_.architecture)))
      return;
    const PackageLine& line = lines_[each.entry->line];
    PackageStatement statement;
    statement.package = &package;
    const KnownPackage& known = packages_[each.entry->package];
    if (line.distribution != nullptr)
      statement.tag = known.tagged_for == line.distribution
                          ? known.tag
                          : release_tag(*line.distribution, package.version.release);
    statement.minor = line.minor;
    statement.extended = line.extended;
    statement.status = finding_of(each).status;
    statements_.push_back(statement);
    chosen_.push_back(&each);
  }

  void tell(const Findings& document, const InstalledPackage& installed,
            const PackageDecision& decision) {
    if (!std::exchange(told_, true))
      judging_.common_step("package-system",
                           {{"package", std::string(package_.name)}, {"system", system_name_}});
    const Taken& each = *chosen_[decision.statement];
    const PackageIdentity& package = package_of(each);
    const bool names_fix = decision.rule != MatchRule::VendorNotAffected && package.has_version();
    const std::string required = names_fix ? shown_version(package) : std::string();
    if (judging_.explains()) explain(document, each, installed, decision, required);
    const Finding& finding = finding_of(each);
    judging_.judge(each.entry->finding, decision.rule, confidence(each, package),
                   fix_of(document, finding), required);
  }

  std::uint8_t confidence(const Taken& each, const PackageIdentity& package) const {
    return each.from_source && package.name != package_.name ? by_source_ : kByName;
  }

  void explain(const Findings& document, const Taken& each, const InstalledPackage& installed,
               const PackageDecision& decision, const std::string& required) {
    const PackageIdentity& package = package_of(each);
    const std::string platform(platform_name(document.document, finding_of(each).product));
    if (package.name != package_.name)
      judging_.step("package-source", {{"package", std::string(package_.name)},
                                       {"source", std::string(package.name)}});
    if (!package.has_version())
      judging_.step("package-named",
                    {{"package", std::string(package.name)}, {"platform", platform}});
    else if (finding_of(each).status == ProductStatus::Fixed)
      judging_.step(
          "package-fix",
          {{"package", std::string(package.name)}, {"version", required}, {"platform", platform}});
    judging_.step(std::string(decision.reason),
                  {{"installed", shown_version(*installed.package)}, {"required", required}});
  }

  std::string_view platform_name(const Document& document, ProductIndex product) const {
    const Parts parts = parts_of(document, product);
    return name_of(document, parts.platform == kNone ? parts.package : parts.platform);
  }

  std::vector<Taken>::const_iterator at(std::size_t i) const {
    return taken_.begin() + static_cast<std::ptrdiff_t>(i);
  }
  const Finding& finding_of(const Taken& each) const {
    const MatchedFinding& at = each.entry->finding;
    return documents_[at.document]->findings[at.finding];
  }
  const PackageIdentity& package_of(const Taken& each) const {
    return packages_[each.entry->package].identity;
  }

  const std::vector<const Findings*>& documents_;
  const std::vector<KnownPackage>& packages_;
  const std::deque<PackageLine>& lines_;
  const std::string& system_name_;
  Judging& judging_;
  InstalledPackage installed_;
  PackageIdentity package_, source_;
  std::uint8_t by_source_ = kBySource;
  bool told_ = false;
  std::vector<Taken> taken_;
  std::vector<PackageStatement> statements_;
  std::vector<const Taken*> chosen_;
};

// "12", "12.4", "bookworm": all by which documents may name the release of a Debian system.
std::vector<std::string> debian_releases(const Machine& machine) {
  std::vector<std::string> out;
  std::string release;
  const bool told = !numbers_in(machine.os_version.text).empty();
  for (const std::string_view number :
       numbers_in(told ? machine.os_version.text : machine.os_name.text)) {
    release.append(release.empty() ? "" : ".").append(number);
    out.push_back(release);
  }
  for (const std::string_view text : {machine.os_name.text, machine.os_version.text}) {
    std::string word;
    for (const char c : std::string(text) + ' ') {
      if (is_letter(c)) word += lower(c);
      if (!is_letter(c) && !word.empty()) out.push_back(std::exchange(word, {}));
    }
  }
  return out;
}

}  // namespace

Packages::Packages(const std::vector<const Findings*>& documents, const Feeds& feeds)
    : index_(std::make_unique<Index>(documents, feeds)) {}
Packages::~Packages() = default;

Candidate Packages::judge(const Machine& machine, const Software& software,
                          Judging& judging) const {
  std::pmr::monotonic_buffer_resource memory;
  const Wanted asked = wanted(software, memory);
  PackageLine system;
  std::string system_name;
  std::vector<std::string> keys;
  if (asked.identity.kind == PackageKind::Deb) {
    // The first word of a system's name is who distributes it.
    const std::string_view name = machine.os_name.text;
    const std::string_view distributor = name.substr(0, name.find(' '));
    for (const std::string& release : debian_releases(machine))
      keys.push_back(debian_key(distributor, release));
    if (!asked.identity.distribution.empty() && distributor.empty())
      keys.push_back(debian_key(
          asked.identity.name_space,
          asked.identity.distribution.substr(asked.identity.distribution.rfind('-') + 1)));
    system_name = std::string(machine.os_name.text);
  } else {
    system = index_->lines.of_system(machine.os_name.text, machine.os_version.text);
    if (system.release.empty()) system = index_->lines.of_qualifier(asked.identity.distribution);
    if (system.release.empty()) return {};
    system_name = system.distribution->name + ' ' + release_name(system);
    keys.push_back(release_key(system));
  }

  bool judged = false;
  for (const std::string& key : keys) {
    const auto release = index_->releases.find(key);
    if (release == index_->releases.end()) continue;
    const Shelf* own = index_->shelf(release->second, asked.identity.name);
    const bool learned = asked.source.empty();
    const std::string_view source = !learned ? asked.source : own != nullptr ? own->source : "";
    const Shelf* of_source = source.empty() || source == asked.identity.name
                                 ? nullptr
                                 : index_->shelf(release->second, source);
    if (own == nullptr && of_source == nullptr) continue;
    judged = Judge(index_->documents, index_->packages, index_->line_table, system_name, judging)
                 .run(system, asked, software.publisher, own, of_source,
                      learned ? kByLearnedSource : kBySource);
    break;
  }
  if (!judged) return {};
  return {std::string(asked.identity.name) + " (" + system_name + ')', kByName};
}

}  // namespace patchmatrix
