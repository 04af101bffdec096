// SPDX-License-Identifier: Apache-2.0
#include "match/applications.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "io/text.hpp"
#include "match/names.hpp"
#include "match/version_order.hpp"

namespace patchmatrix {
namespace {

// Percent. Of names with more words in common the score is higher; all below kSure are candidates.
constexpr std::uint8_t kAlias = 100;
constexpr std::uint8_t kSameName = 95;
constexpr std::uint8_t kSameButEdition = 90;
constexpr std::uint8_t kByRule = 90;
constexpr std::uint8_t kPart = 80;
constexpr std::uint8_t kNearest = 65;  // of a candidate
constexpr std::uint8_t kFarthest = 30;
// Nothing says whose software it is.
constexpr std::uint8_t kSilentPublisher = 10;
constexpr std::uint8_t kSilentPublisherOfOneWord = 60;

// A fix says "10393.20000" where lists say "16.0.10393.20000": numbers of so different length count
// different things.
constexpr std::size_t kOtherCount = 3;  // digits

// A product as it is called in documents.
struct NamedProduct {
  std::string full;
  SoftwareName name;
};

// What a document says of a product.
struct Entry {
  std::uint32_t document = 0, vulnerability = 0, finding = 0;
  std::uint32_t product = 0;
  auto key() const { return std::tie(document, vulnerability, finding); }
};

// Products whose names differ in architecture, level and version only.
struct Base {
  std::string text;
  std::vector<Entry> entries;  // ascending
  std::string shown;           // the full name of the first
};

struct Rule {
  const Application* application = nullptr;
  std::vector<std::string> products, parts;  // bases
};

// What documents say of the products of one vendor.
struct VendorIndex {
  explicit VendorIndex(const Vendor& its_vendor) : vendor(its_vendor), reader(its_vendor) {}

  const Vendor& vendor;
  NameReader reader;
  std::vector<NamedProduct> products;
  std::unordered_map<std::string, std::uint32_t> product_of;  // by full name
  std::vector<Base> bases;
  std::unordered_map<std::string, std::uint32_t> base_of;                  // by its text
  std::unordered_map<std::string, std::vector<std::uint32_t>> bases_with;  // by word
  std::deque<Rule> rules;
  std::unordered_map<std::string, const Rule*> rule_of;  // by the base of the software's name
};

std::string without_prefix(const Vendor& vendor, std::string_view name) {
  if (!vendor.ignored_prefix.empty() && begins_ignoring_case(name, vendor.ignored_prefix))
    name.remove_prefix(vendor.ignored_prefix.size());
  return std::string(name);
}

// Operating systems by their builds, and what stands on them, are judged elsewhere.
bool is_of_system(const Vendor& vendor, std::string_view name) {
  if (branch_of(vendor, name) != nullptr) return true;
  if (branch_of(vendor, without_prefix(vendor, name)) != nullptr) return true;
  for (const std::string& separator : vendor.platform_separators) {
    const std::size_t at = find_ignoring_case(name, separator);
    if (at == std::string_view::npos) continue;
    // The separator may hold the first word of the platform: " on Example ".
    for (std::size_t begin = at; begin < at + separator.size() && begin < name.size(); ++begin)
      if (name[begin] == ' ' && branch_of(vendor, name.substr(begin + 1)) != nullptr) return true;
    if (branch_of(vendor, name.substr(std::min(name.size(), at + separator.size()))) != nullptr)
      return true;
  }
  return false;
}

// A range of versions is told by the tree of the document: judged elsewhere.
bool has_range(const Document& document, ProductIndex product) {
  for (std::uint32_t i = document.products[product].branch; i != kNone;
       i = document.branches[i].parent)
    if (contains_ignoring_case(document.branches[i].category, "version")) return true;
  return false;
}

// ── Names ──────────────────────────────────────────────────────────────────────────────────────

enum class Publisher { Same, Silent, Other };

Publisher publisher_of(const Vendor& vendor, const Software& software) {
  const auto named_in = [&vendor](std::string_view text) {
    return std::any_of(
        vendor.application_words.publishers.begin(), vendor.application_words.publishers.end(),
        [text](const std::string& each) { return contains_ignoring_case(text, each); });
  };
  if (!trimmed(software.publisher).empty())
    return named_in(software.publisher) ? Publisher::Same : Publisher::Other;
  return named_in(software.name) ? Publisher::Same : Publisher::Silent;
}

Architecture architecture_of(const SoftwareName& name, std::string_view written) {
  if (name.architecture != Architecture::Unknown || written.empty()) return name.architecture;
  if (contains_ignoring_case(written, "arm") || contains_ignoring_case(written, "aarch"))
    return contains_ignoring_case(written, "64") ? Architecture::Arm64 : Architecture::Other;
  if (contains_ignoring_case(written, "64")) return Architecture::X64;
  if (contains_ignoring_case(written, "86") || contains_ignoring_case(written, "32"))
    return Architecture::X86;
  return Architecture::Unknown;
}

std::uint8_t with_publisher(std::uint8_t score, Publisher publisher, const std::string& base) {
  if (publisher != Publisher::Silent) return score;
  if (base.find(' ') == std::string::npos) return kSilentPublisherOfOneWord;
  return static_cast<std::uint8_t>(score - kSilentPublisher);
}

// What an inventory's name comes down to, and what is judged by it.
struct Recognised {
  const VendorIndex* index = nullptr;
  const Application* application = nullptr;  // null: no rule
  std::vector<const Base*> bases;            // one product in several lines
  std::uint8_t confidence = 0;
  const char* step = "";
};

// ── Versions ───────────────────────────────────────────────────────────────────────────────────

// "v0.99.1", "16.0.5356.1000." as numbers with dots; empty if it is none.
std::string_view plain_build(std::string_view text) {
  text = trimmed(text);
  if (text.size() > 1 && lower(text[0]) == 'v' && is_digit(text[1])) text.remove_prefix(1);
  while (text.ends_with('.')) text.remove_suffix(1);
  return is_dotted_version(text) ? text : std::string_view();
}

bool less(std::string_view a, std::string_view b) { return compare_dotted_versions(a, b) < 0; }

std::size_t digits_of(std::string_view number) {
  const std::size_t first = number.find_first_not_of('0');
  return first == std::string_view::npos ? 1 : number.size() - first;
}

// Whether two versions cannot be of one way to count: see kOtherCount.
bool counted_differently(std::string_view a, std::string_view b) {
  const std::vector<std::string_view> of_a = split(a, '.'), of_b = split(b, '.');
  for (std::size_t i = 0; i < std::min(of_a.size(), of_b.size()); ++i) {
    if (compare_dotted_versions(of_a[i], of_b[i]) == 0) continue;
    const std::size_t x = digits_of(of_a[i]), y = digits_of(of_b[i]);
    return std::max(x, y) >= std::min(x, y) + kOtherCount;
  }
  return false;
}

// A finding about one of the products that the software may be.
struct Option {
  MatchedFinding at;
  const Findings* document = nullptr;
  const Finding* finding = nullptr;
  const NamedProduct* product = nullptr;
  std::string_view build;     // the highest that its fixes lead to; empty: none is told
  std::uint32_t fix = kNone;  // that leads there, else the first
  int rank = -1;              // how surely it is of the line that is installed; -1: it is not
};

Option option_of(const Findings& document, const Entry& entry, const NamedProduct& product) {
  Option out;
  out.at = {entry.document, entry.finding};
  out.document = &document;
  out.finding = &document.findings[entry.finding];
  out.product = &product;
  for (const std::uint32_t each : document.of(out.finding->fixes)) {
    if (out.fix == kNone) out.fix = each;
    const std::string_view build = plain_build(document.fixes[each].fixed_build);
    if (build.empty() || (!out.build.empty() && !less(out.build, build))) continue;
    out.build = build;
    out.fix = each;
  }
  return out;
}

bool is_on(const ApplicationLine& line, std::string_view version) {
  return !less(version, line.from) && less(version, line.before);
}

// The rank of a product whose name tells its line.
int rank_by_name(const Option& option, std::string_view version) {
  const SoftwareName& name = option.product->name;
  const std::size_t numbers = count_numbers(name.version);
  if (have_equal_numbers(version, name.version, numbers)) return 20 + static_cast<int>(numbers);
  if (!name.included_from.empty() && !less(version, name.included_from) &&
      less(version, name.version))
    return 10;
  // The fix of an old line may be a newer line.
  if (option.build.empty() || less(version, option.build)) return -1;
  const std::size_t of_fix = count_numbers(option.build);
  return of_fix > 2 && have_equal_numbers(version, option.build, of_fix - 1) ? 1 : -1;
}

int rank_of(const Option& option, const Application* application, std::string_view version) {
  if (!option.product->name.version.empty()) return rank_by_name(option, version);
  bool has_lines = false;
  if (application != nullptr)
    for (const ApplicationLine& each : application->lines) {
      if (!each.product.empty() && !contains_ignoring_case(option.product->full, each.product))
        continue;
      has_lines = true;
      if (is_on(each, version)) return 9;
    }
  if (has_lines || option.build.empty()) return -1;
  const auto same = static_cast<std::size_t>(application == nullptr ? Application().same_numbers
                                                                    : application->same_numbers);
  return have_equal_numbers(version, option.build, same) ? static_cast<int>(same) : -1;
}

// ── Verdicts ───────────────────────────────────────────────────────────────────────────────────

// The installed software, as all its verdicts see it.
struct Installed {
  const Application* application = nullptr;
  std::string name;        // as the inventory has it
  std::string version;     // plain; empty: not given, or …
  std::string unreadable;  // … not comparable: why, a code of a step
  std::string written;     // as the inventory has it
  std::vector<std::string> levels;
  Architecture architecture = Architecture::Unknown;
};

std::string installed_version(const Application* application, const Software& software,
                              const SoftwareName& name) {
  const bool in_name = application != nullptr && application->version_in_name;
  if (in_name && count_numbers(name.version) > 1) return name.version;
  if (in_name) return {};
  std::string_view out = trimmed(software.version);
  if (out.size() > 1 && lower(out[0]) == 'v' && is_digit(out[1])) out.remove_prefix(1);
  if (out.empty() && count_numbers(name.version) > 2) return name.version;
  return std::string(out);
}

Installed installed(const Application* application, const Software& software,
                    const SoftwareName& name) {
  Installed out;
  out.application = application;
  out.name = software.name;
  out.levels = name.levels;
  out.architecture = architecture_of(name, software.architecture);
  out.written = installed_version(application, software, name);
  out.version = out.written;
  if (application != nullptr && application->incomparable)
    out.unreadable = "application-incomparable";
  else if (out.version.empty())
    return out;
  else if (!is_plain_version(out.version))
    out.unreadable = "application-version-unreadable";
  else if (application == nullptr)
    return out;
  else if (application->numbers != 0 &&
           count_numbers(out.version) != static_cast<std::size_t>(application->numbers))
    out.unreadable = "application-version-unreadable";
  else if (std::any_of(application->base_versions.begin(), application->base_versions.end(),
                       [&out](const std::string& each) {
                         return compare_dotted_versions(each, out.version) == 0;
                       }))
    out.unreadable = "application-base-version";
  if (!out.unreadable.empty()) out.version.clear();
  return out;
}

class Deciding {
 public:
  Deciding(const Installed& software, std::uint8_t confidence, Judging& judging)
      : software_(software), confidence_(confidence), judging_(judging) {}

  // All about one vulnerability in one document; at least one.
  void decide(std::vector<Option>& options) {
    for (Option& each : options)
      if (!software_.version.empty())
        each.rank = rank_of(each, software_.application, software_.version);
    std::vector<Option> line = of_best_rank(options);
    const bool line_known = !line.empty();
    if (!line_known) line = of_level(options);
    if (not_affected(line) || by_update(line)) return;
    line = affected(line);
    if (without_builds(line)) return;
    if (!software_.unreadable.empty())
      return judge(line.front(), MatchRule::VersionUnreadable, software_.unreadable);
    if (software_.version.empty())
      return judge(line.front(), MatchRule::VersionNotGiven, "application-no-version");
    if (line_known)
      compare(line);
    else
      compare_lines(line);
  }

 private:
  static std::vector<Option> of_best_rank(const std::vector<Option>& options) {
    int best = 0;
    for (const Option& each : options) best = std::max(best, each.rank);
    std::vector<Option> out;
    for (const Option& each : options)
      if (each.rank == best) out.push_back(each);
    return out;
  }

  // Of the products those of the level that the software's name has, if there are any.
  std::vector<Option> of_level(const std::vector<Option>& options) const {
    std::vector<Option> out;
    if (!software_.levels.empty() && software_.version.empty())
      for (const Option& each : options)
        if (each.product->name.levels == software_.levels) out.push_back(each);
    return out.empty() ? options : out;
  }

  static std::vector<Option> affected(const std::vector<Option>& options) {
    std::vector<Option> out;
    for (const Option& each : options)
      if (each.finding->status != ProductStatus::NotAffected) out.push_back(each);
    return out;
  }

  bool not_affected(const std::vector<Option>& options) {
    if (!affected(options).empty()) return false;
    judge(options.front(), MatchRule::VendorNotAffected, "application-not-affected");
    return true;
  }

  bool has_fix_by_update(const Option& option, std::uint32_t& fix) const {
    const bool all_needed =
        software_.application != nullptr && software_.application->separate_updates;
    bool any = false, all = true;
    for (const std::uint32_t each : option.document->of(option.finding->fixes)) {
      const Fix& one = option.document->fixes[each];
      const bool has = one.is_update && judging_.has_update(one.name);
      if (has && !any) fix = each;
      any = any || has;
      all = all && has;
    }
    return all_needed ? any && all : any;
  }

  // Fixed by an installed update, if whichever product of the line it is has its own.
  bool by_update(const std::vector<Option>& options) {
    std::uint32_t fix = kNone;
    const Option* first = nullptr;
    for (const Option& each : options) {
      if (each.finding->status == ProductStatus::NotAffected) continue;
      std::uint32_t own = kNone;
      if (!has_fix_by_update(each, own)) return false;
      if (first != nullptr) continue;
      first = &each;
      fix = own;
    }
    if (first == nullptr) return false;
    const std::string_view update = first->document->fixes[fix].name;
    if (judging_.explains())
      judging_.step("application-update",
                    {{"update", std::string(update)}, {"product", first->product->full}});
    judging_.judge(first->at, MatchRule::UpdateInstalled, confidence_, fix, update);
    return true;
  }

  bool without_builds(const std::vector<Option>& options) {
    if (std::any_of(options.begin(), options.end(),
                    [](const Option& each) { return !each.build.empty(); }))
      return false;
    const auto fixed = std::find_if(options.begin(), options.end(),
                                    [](const Option& each) { return each.fix != kNone; });
    if (fixed == options.end())
      judge(options.front(), MatchRule::NoFix, "application-no-fix");
    else
      judge(*fixed, MatchRule::FixWithoutVersion, "application-fix-without-version");
    return true;
  }

  // The installed version is of the line of these products.
  void compare(std::vector<Option> line) {
    line.erase(std::remove_if(line.begin(), line.end(),
                              [](const Option& each) { return each.build.empty(); }),
               line.end());
    std::stable_sort(line.begin(), line.end(),
                     [](const Option& a, const Option& b) { return less(a.build, b.build); });
    if (std::any_of(line.begin(), line.end(), [this](const Option& each) {
          return counted_differently(software_.version, each.build);
        }))
      return judge(line.front(), MatchRule::VersionUnreadable, "application-version-unreadable");
    const auto above = std::find_if(line.begin(), line.end(), [this](const Option& each) {
      return less(software_.version, each.build);
    });
    if (above == line.end())
      return reached(*std::find_if(line.begin(), line.end(), [&line](const Option& each) {
        return !less(each.build, line.back().build);
      }));
    if (above != line.begin() && is_own_level(*(above - 1), *above)) return reached(*(above - 1));
    judge(*above, MatchRule::VersionBelow, "application-version-below");
  }

  // Whether the installed version is the fixed one of the level below, not one between the two.
  bool is_own_level(const Option& reached_one, const Option& above) const {
    const std::size_t numbers = count_numbers(reached_one.build);
    return reached_one.product->name.levels != above.product->name.levels && numbers > 3 &&
           have_equal_numbers(software_.version, reached_one.build, numbers - 1);
  }

  void reached(const Option& option) {
    if (software_.application != nullptr && software_.application->separate_updates)
      return judge(option, MatchRule::VersionUnreadable, "application-separate-updates");
    judge(option, MatchRule::VersionReached, "application-version-reached");
  }

  // The installed version is of none of the lines that are named.
  void compare_lines(const std::vector<Option>& options) {
    const auto lowest =
        std::min_element(options.begin(), options.end(), [](const Option& a, const Option& b) {
          if (a.build.empty() || b.build.empty()) return b.build.empty() && !a.build.empty();
          return less(a.build, b.build);
        });
    const bool below_all = std::all_of(options.begin(), options.end(), [this](const Option& each) {
      return !each.build.empty() && less(software_.version, each.build);
    });
    if (std::any_of(options.begin(), options.end(), [this](const Option& each) {
          return !each.build.empty() && counted_differently(software_.version, each.build);
        }))
      judge(*lowest, MatchRule::VersionUnreadable, "application-version-unreadable");
    else if (below_all)
      judge(*lowest, MatchRule::VersionBelow, "application-version-below-all");
    else
      judge(*lowest, MatchRule::VersionOfOtherLine, "application-other-line");
  }

  void judge(const Option& option, MatchRule rule, const std::string& step) {
    const Findings& document = *option.document;
    std::string_view required = option.build;
    if (required.empty() && option.fix != kNone && document.fixes[option.fix].is_update)
      required = document.fixes[option.fix].name;
    if (judging_.explains()) {
      const Fix* fix = option.fix == kNone ? nullptr : &document.fixes[option.fix];
      std::string said(fix == nullptr ? std::string_view() : trimmed(fix->fixed_build));
      if (said.empty() && fix != nullptr) said = fix->name;
      judging_.step(step, {{"product", option.product->full},
                           {"installed", software_.written},
                           {"required", std::string(required)},
                           {"fix", said}});
    }
    judging_.judge(option.at, rule, confidence_, option.fix, required);
  }

  const Installed& software_;
  const std::uint8_t confidence_;
  Judging& judging_;
};

}  // namespace

struct Applications::Index {
  std::vector<const Findings*> documents;
  std::deque<VendorIndex> vendors;
  std::unordered_map<std::string, std::vector<std::string>> aliases;  // folded name → products
  std::unordered_set<std::string_view> updates;  // names of fixes of applications

  void add_rules(VendorIndex& index) {
    for (const Application& each : index.vendor.applications) {
      Rule& rule = index.rules.emplace_back();
      rule.application = &each;
      for (const std::string& name : each.products)
        rule.products.push_back(index.reader.read(name).base);
      for (const std::string& name : each.parts) rule.parts.push_back(index.reader.read(name).base);
      for (const std::string& name : each.names)
        index.rule_of.emplace(index.reader.read(name).base, &rule);
    }
  }

  // Nothing for products that are judged elsewhere.
  static std::optional<std::uint32_t> product(VendorIndex& index, const Findings& document,
                                              ProductIndex of) {
    const std::string full(document.document.products[of].name);
    const auto known = index.product_of.find(full);
    if (known != index.product_of.end())
      return known->second == kNone ? std::nullopt : std::optional(known->second);
    if (full.empty() || is_of_system(index.vendor, full)) {
      index.product_of.emplace(full, kNone);
      return std::nullopt;
    }
    const auto position = static_cast<std::uint32_t>(index.products.size());
    index.products.push_back({full, index.reader.read(full)});
    index.product_of.emplace(full, position);
    return position;
  }

  static Base& base(VendorIndex& index, const NamedProduct& product) {
    const auto [known, is_new] =
        index.base_of.emplace(product.name.base, static_cast<std::uint32_t>(index.bases.size()));
    if (is_new) {
      index.bases.push_back({product.name.base, {}, product.full});
      std::set<std::string> words;
      for (const std::string_view word : split(product.name.base, ' ')) words.emplace(word);
      for (const std::string& word : words) index.bases_with[word].push_back(known->second);
    }
    return index.bases[known->second];
  }

  void add(VendorIndex& index, const Findings& document, std::uint32_t number) {
    std::vector<std::uint32_t> products(document.document.products.size(), kNone);
    std::vector<bool> asked(products.size());
    for (std::uint32_t i = 0; i < document.findings.size(); ++i) {
      const Finding& finding = document.findings[i];
      if (!asked[finding.product]) {
        asked[finding.product] = true;
        if (!has_range(document.document, finding.product))
          products[finding.product] = product(index, document, finding.product).value_or(kNone);
      }
      const std::uint32_t its_product = products[finding.product];
      if (its_product == kNone || index.products[its_product].name.base.empty()) continue;
      base(index, index.products[its_product])
          .entries.push_back({number, finding.vulnerability, i, its_product});
      for (const std::uint32_t fix : document.of(finding.fixes))
        if (document.fixes[fix].is_update) updates.insert(document.fixes[fix].name);
    }
  }

  VendorIndex* index_of(const Vendor* vendor) {
    if (vendor == nullptr || vendor->application_words.publishers.empty()) return nullptr;
    for (VendorIndex& each : vendors)
      if (each.vendor.id == vendor->id) return &each;
    VendorIndex& out = vendors.emplace_back(*vendor);
    add_rules(out);
    return &out;
  }

  static void add_bases(const VendorIndex& index, const std::vector<std::string>& texts,
                        std::vector<const Base*>& out) {
    for (const std::string& text : texts)
      if (const auto found = index.base_of.find(text); found != index.base_of.end())
        if (const Base* each = &index.bases[found->second];
            std::find(out.begin(), out.end(), each) == out.end())
          out.push_back(each);
  }

  std::vector<Recognised> by_alias(const Software& software) const {
    std::vector<Recognised> out;
    const auto found = aliases.find(folded(software.name));
    if (found == aliases.end()) return out;
    for (const VendorIndex& index : vendors) {
      Recognised each{&index, nullptr, {}, kAlias, "recognised-alias"};
      for (const Base& base : index.bases)
        for (const std::string& product : found->second)
          if (base.text == index.reader.read(product).base) {
            each.bases.push_back(&base);
            break;
          }
      if (each.bases.empty()) continue;
      const auto rule = index.rule_of.find(each.bases.front()->text);
      if (rule != index.rule_of.end()) each.application = rule->second->application;
      out.push_back(std::move(each));
    }
    return out;
  }

  static void by_name(const VendorIndex& index, const SoftwareName& name, Publisher publisher,
                      std::vector<Recognised>& out) {
    const auto found = index.rule_of.find(name.base);
    const Rule* rule = found == index.rule_of.end() ? nullptr : found->second;
    Recognised self{
        &index, rule == nullptr ? nullptr : rule->application, {}, 0, "recognised-name"};
    if (rule != nullptr && !rule->products.empty()) {
      add_bases(index, rule->products, self.bases);
      self.confidence = kByRule;
      self.step = "recognised-rule";
    } else {
      add_bases(index, {name.base}, self.bases);
      self.confidence = name.dropped.empty() ? kSameName : kSameButEdition;
    }
    self.confidence = with_publisher(self.confidence, publisher, name.base);
    if (!self.bases.empty()) out.push_back(std::move(self));
    if (rule == nullptr) return;
    for (const std::string& part : rule->parts) {
      Recognised each{&index,
                      rule->application,
                      {},
                      with_publisher(kPart, publisher, name.base),
                      "recognised-part"};
      add_bases(index, {part}, each.bases);
      if (!each.bases.empty()) out.push_back(std::move(each));
    }
  }

  // Products that share words with the name, by the share.
  static void tell_nearest(const VendorIndex& index, const SoftwareName& name, Judging& judging) {
    std::unordered_map<std::uint32_t, std::size_t> common;
    std::set<std::string> words;
    for (const std::string_view word : split(name.base, ' ')) words.emplace(word);
    for (const std::string& word : words)
      if (const auto found = index.bases_with.find(word); found != index.bases_with.end())
        for (const std::uint32_t each : found->second) ++common[each];
    for (const auto& [number, shared] : common) {
      const std::size_t all = words.size() + split(index.bases[number].text, ' ').size() - shared;
      const auto score = static_cast<std::uint8_t>(kNearest * shared / std::max(all, shared));
      if (score >= kFarthest) judging.candidate(index.bases[number].shown, score);
    }
  }

  // The judged product's name; empty if there was nothing to judge.
  std::string judge(const Recognised& recognised, const Software& software,
                    const SoftwareName& name, Judging& judging) const {
    const Installed own = installed(recognised.application, software, name);
    std::vector<std::pair<const Entry*, const Base*>> entries;
    for (const Base* base : recognised.bases)
      for (const Entry& each : base->entries) entries.emplace_back(&each, base);
    if (recognised.bases.size() > 1)
      std::sort(entries.begin(), entries.end(),
                [](const auto& a, const auto& b) { return a.first->key() < b.first->key(); });
    Deciding deciding(own, recognised.confidence, judging);
    std::string judged;
    std::vector<Option> options;
    for (std::size_t i = 0; i < entries.size();) {
      const Entry& first = *entries[i].first;
      const Findings& document = *documents[first.document];
      const bool wanted = judging.wants(document, document.findings[first.finding]);
      options.clear();
      for (; i < entries.size(); ++i) {
        const Entry& each = *entries[i].first;
        if (each.document != first.document || each.vulnerability != first.vulnerability) break;
        const NamedProduct& product = recognised.index->products[each.product];
        if (!wanted || (own.architecture != Architecture::Unknown &&
                        product.name.architecture != Architecture::Unknown &&
                        own.architecture != product.name.architecture))
          continue;
        options.push_back(option_of(document, each, product));
      }
      if (options.empty()) continue;
      if (judged.empty()) judged = options.front().product->full;
      if (judging.explains())
        judging.step(recognised.step, {{"software", std::string(software.name)},
                                       {"product", options.front().product->full},
                                       {"confidence", std::to_string(recognised.confidence)}});
      deciding.decide(options);
    }
    return judged;
  }
};

Applications::Applications(const std::vector<const Findings*>& documents, const Feeds&,
                           const std::vector<Alias>& aliases)
    : index_(std::make_unique<Index>()) {
  index_->documents = documents;
  for (const Alias& each : aliases) index_->aliases[folded(each.name)].push_back(each.product);
  for (std::uint32_t i = 0; i < documents.size(); ++i)
    if (VendorIndex* index = index_->index_of(documents[i]->vendor))
      index_->add(*index, *documents[i], i);
  for (VendorIndex& vendor : index_->vendors)
    for (Base& base : vendor.bases)
      std::sort(base.entries.begin(), base.entries.end(),
                [](const Entry& a, const Entry& b) { return a.key() < b.key(); });
}
Applications::~Applications() = default;

Candidate Applications::judge(const Machine&, const Software& software, Judging& judging) const {
  Candidate out;
  if (software.kind != SoftwareKind::Application || trimmed(software.name).empty()) return out;
  const auto take = [&](const Recognised& each) {
    if (each.confidence < kSure) {
      for (const Base* base : each.bases) judging.candidate(base->shown, each.confidence);
      return;
    }
    std::string product =
        index_->judge(each, software, each.index->reader.read(software.name), judging);
    if (product.empty() || each.confidence <= out.confidence) return;
    out = {std::move(product), each.confidence};
  };
  const std::vector<Recognised> by_alias = index_->by_alias(software);
  for (const Recognised& each : by_alias) take(each);
  if (!by_alias.empty()) return out;
  for (const VendorIndex& index : index_->vendors) {
    const Publisher publisher = publisher_of(index.vendor, software);
    if (publisher == Publisher::Other) continue;
    const SoftwareName name = index.reader.read(software.name);
    if (name.base.empty()) continue;
    std::vector<Recognised> found;
    Index::by_name(index, name, publisher, found);
    for (const Recognised& each : found) take(each);
    if (found.empty() && publisher == Publisher::Same) Index::tell_nearest(index, name, judging);
  }
  return out;
}

std::vector<std::string_view> Applications::relevant_updates(
    std::span<const std::string_view> updates) const {
  std::vector<std::string_view> out;
  for (const std::string_view each : updates)
    if (index_->updates.contains(each)) out.push_back(each);
  return out;
}

}  // namespace patchmatrix
