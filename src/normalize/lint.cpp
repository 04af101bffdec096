// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include <patchmatrix/lint.hpp>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

struct NaturalLess {
  bool operator()(std::string_view a, std::string_view b) const { return natural_less(a, b); }
};

// What makes two odd values one suspect.
struct Key {
  SuspectState state = SuspectState::New;
  Suspicion what = Suspicion::ForeignBuild;
  std::string update, value, expected, correction;

  bool operator<(const Key& other) const {
    const auto ordered = [](const Key& key) {
      return std::tie(key.state, key.what, key.update, key.value, key.expected, key.correction);
    };
    return ordered(*this) < ordered(other);
  }
};

struct Places {
  std::vector<std::string> documents;
  std::set<std::string, NaturalLess> vulnerabilities;
  std::map<std::string, std::string, NaturalLess> products;  // id → name

  void add_document(const std::string& id) {
    if (std::find(documents.begin(), documents.end(), id) == documents.end())
      documents.push_back(id);
  }
};

// When a document says something: later ones know better.
using When = std::pair<std::optional<Month>, std::optional<Instant>>;

struct Named {
  std::string name;
  When last;
  std::vector<std::string> documents;
};

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

// "4.8.4801.0": two numbers or more, with dots between them.
bool is_dotted(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, '.');
  return parts.size() > 1 && std::all_of(parts.begin(), parts.end(), is_number);
}

// "2.0.50727.8982 & 3.0.30729.8976": an update may bring several files. `words` may stand around.
bool are_dotted(std::string_view text, const std::vector<std::string>& words) {
  bool any = false;
  for (const std::string_view word : split(text, ' ')) {
    const std::string_view bare =
        word.ends_with(';') || word.ends_with(',') ? word.substr(0, word.size() - 1) : word;
    if (bare.empty() || std::find(words.begin(), words.end(), bare) != words.end()) continue;
    if (!is_dotted(bare)) return false;
    any = true;
  }
  return any;
}

// The run of digits of an update's name: what others call it in lists.
std::string_view digits_of(std::string_view name, const UpdateNumber& number) {
  if (!number.prefix.empty() && name.starts_with(number.prefix))
    name.remove_prefix(number.prefix.size());
  return is_number(name) ? name : std::string_view();
}

bool names_number(std::string_view text, std::string_view digits) {
  if (digits.empty()) return false;
  for (std::size_t at = text.find(digits); at != std::string_view::npos;
       at = text.find(digits, at + 1)) {
    const std::size_t end = at + digits.size();
    if ((at == 0 || !is_digit(text[at - 1])) && (end == text.size() || !is_digit(text[end])))
      return true;
  }
  return false;
}

std::string branch_text(const BuildBranch& branch) {
  return branch.version + '.' + std::to_string(branch.build) + ".*";
}

}  // namespace

std::string_view slug(Suspicion what) {
  switch (what) {
    case Suspicion::ForeignBuild:
      return "foreign-build";
    case Suspicion::NoBuild:
      return "no-build";
    case Suspicion::TwoBuilds:
      return "two-builds";
    case Suspicion::SupersedesItself:
      return "supersedes-itself";
    case Suspicion::Placeholder:
      return "placeholder";
    case Suspicion::TwoNames:
      return "two-names";
    case Suspicion::StaleCorrection:
      return "stale-correction";
    case Suspicion::NeighbourBuild:
      return "neighbour-build";
  }
  return {};
}

std::string_view slug(SuspectState state) {
  switch (state) {
    case SuspectState::New:
      return "new";
    case SuspectState::Corrected:
      return "corrected";
    case SuspectState::Note:
      return "note";
  }
  return {};
}

struct Linter::State {
  explicit State(const Vendor& whose) : vendor(whose) {}

  const Vendor& vendor;
  std::map<Key, Places> found;
  // (update, product id) → build by its branch and revision → where
  std::map<std::pair<std::string, std::string>, std::map<std::string, Key>> builds;
  std::map<Key, Places> build_places;
  std::map<std::string, std::map<std::string, Named>> names;  // product id → folded name
  std::set<std::string> documents;
  std::map<const Correction*, std::size_t> applied;

  // ── one document ──

  const Findings* findings = nullptr;
  std::string document;
  std::vector<std::string_view> product_names;  // as the document writes them
  std::vector<std::optional<const BuildBranch*>> branches;

  void read(const Findings& read_findings) {
    findings = &read_findings;
    document = findings->release.id;
    documents.insert(document);
    for (const AppliedCorrection& each : findings->corrections)
      applied[each.correction] += each.count;
    product_names.clear();
    for (const Product& each : findings->document.products) product_names.push_back(each.name);
    branches.assign(product_names.size(), std::nullopt);
    for (const PublishedName& each : findings->published_names) {
      product_names[each.product] = each.name;
      renamed(each);
    }
    for (const Product& each : findings->document.products)
      if (each.defined && !each.name.empty()) name(each);
    for (const VulnerabilityFacts& each : findings->vulnerabilities) {
      if (each.excluded == "placeholder") placeholder(each);
      for (const Finding& finding : findings->of(each.findings))
        for (const std::uint32_t fix : findings->of(finding.fixes))
          judge(findings->fixes[fix], finding.product, each);
    }
  }

  Places& places(Key key) {
    Places& out = found[std::move(key)];
    out.add_document(document);
    return out;
  }

  void add(Key key, ProductIndex product, const VulnerabilityFacts& facts) {
    add_to(places(std::move(key)), product, facts);
  }

  void add_to(Places& out, ProductIndex product, const VulnerabilityFacts& facts) {
    out.add_document(document);
    out.vulnerabilities.emplace(facts.id);
    out.products.try_emplace(std::string(findings->document.products[product].id),
                             product_names[product]);
  }

  template <class Fits>
  std::string correction_of(CorrectionKind what, Fits fits) const {
    for (const AppliedCorrection& each : findings->corrections)
      if (each.correction->what == what && fits(*each.correction)) return each.correction->id;
    return {};
  }

  // ── names ──

  void renamed(const PublishedName& published) {
    const Product& product = findings->document.products[published.product];
    const std::string id = correction_of(CorrectionKind::RenamedProduct, [&](const auto& each) {
      return std::find(each.products.begin(), each.products.end(), product.id) !=
             each.products.end();
    });
    places({SuspectState::Corrected,
            Suspicion::TwoNames,
            {},
            std::string(published.name),
            std::string(product.name),
            id})
        .products.try_emplace(std::string(product.id), published.name);
  }

  void name(const Product& product) {
    Named& named = names[std::string(product.id)][folded(product.name)];
    const When when = {findings->release.month, findings->release.current_release};
    if (named.documents.empty() || named.last < when) {
      named.name = product.name;
      named.last = when;
    }
    if (named.documents.empty() || named.documents.back() != document)
      named.documents.push_back(document);
  }

  // The name that the latest document has is expected of the others.
  void two_names(std::map<Key, Places>& out) const {
    for (const auto& [id, by_name] : names) {
      if (by_name.size() < 2) continue;
      const Named& latest =
          std::max_element(by_name.begin(), by_name.end(), [](const auto& a, const auto& b) {
            return a.second.last < b.second.last;
          })->second;
      for (const auto& [folded_name, named] : by_name) {
        if (&named == &latest) continue;
        Places& where =
            out[{SuspectState::New, Suspicion::TwoNames, {}, named.name, latest.name, {}}];
        for (const std::string& each : named.documents) where.add_document(each);
        where.products.try_emplace(id, named.name);
      }
    }
  }

  void placeholder(const VulnerabilityFacts& facts) {
    const std::string id = correction_of(CorrectionKind::Placeholder,
                                         [&](const auto& each) { return each.from == facts.id; });
    places({id.empty() ? SuspectState::New : SuspectState::Corrected,
            Suspicion::Placeholder,
            {},
            std::string(facts.id),
            std::string(facts.stands_for),
            id})
        .vulnerabilities.emplace(facts.id);
  }

  // ── fixes ──

  const BuildBranch* branch(ProductIndex product) {
    std::optional<const BuildBranch*>& known = branches[product];
    if (!known) known = branch_of(vendor, findings->document.products[product].name);
    return *known;
  }

  void judge(const Fix& fix, ProductIndex product, const VulnerabilityFacts& facts) {
    const std::string update(fix.name);
    if (fix.is_update && names_number(fix.supersedes, digits_of(fix.name, vendor.update_number)))
      add({SuspectState::New,
           Suspicion::SupersedesItself,
           update,
           std::string(fix.supersedes),
           {},
           {}},
          product, facts);
    const auto& buildless = vendor.buildless_fixes;
    if (std::find(buildless.begin(), buildless.end(), fix.sub_type) != buildless.end()) return;
    judge_build(fix, product, facts);
    if (fix.is_update && !fix.fixed_build.empty()) remember_build(fix, product, facts);
  }

  void judge_build(const Fix& fix, ProductIndex product, const VulnerabilityFacts& facts) {
    const bool corrected = !fix.published_build.empty();
    const std::string_view published = corrected ? fix.published_build : fix.fixed_build;
    const BuildBranch* known = branch(product);
    const auto what = suspicion(published, fix.is_update, known);
    if (!what) return;
    Key key{SuspectState::New,
            *what,
            std::string(fix.name),
            std::string(published),
            known == nullptr ? std::string() : branch_text(*known),
            {}};
    if (*what == Suspicion::NeighbourBuild) key.state = SuspectState::Note;
    const auto left = suspicion(fix.fixed_build, fix.is_update, known);
    if (corrected && (!left || *left == Suspicion::NeighbourBuild)) {
      key.state = SuspectState::Corrected;
      key.expected = fix.fixed_build;
      key.correction = correction_of(CorrectionKind::FixedBuild, [&](const auto& each) {
        return each.update == fix.name && each.from == published && each.to == fix.fixed_build;
      });
    }
    add(std::move(key), product, facts);
  }

  // What is odd about a build. Of products whose builds are not known only updates with a number
  // are asked for one: what others bring is a package or an address.
  std::optional<Suspicion> suspicion(std::string_view text, bool is_update,
                                     const BuildBranch* known) const {
    if (text.empty()) return std::nullopt;
    if (known == nullptr)
      return !is_update || are_dotted(text, vendor.build_words) ? std::nullopt
                                                                : std::optional(Suspicion::NoBuild);
    const auto build = parse_build(text);
    if (!build) return Suspicion::NoBuild;
    if (!is_of_group(vendor, *build, *known)) return Suspicion::ForeignBuild;
    if (build->number != known->build) return Suspicion::NeighbourBuild;
    return std::nullopt;
  }

  // Builds of one branch group with the same revision are the same state.
  std::string state_of(std::string_view text, const BuildBranch* known) const {
    const auto build = parse_build(text);
    if (known == nullptr || !build || !is_of_group(vendor, *build, *known))
      return std::string(text);
    return known->version + '.' + std::to_string(known->group) + '.' +
           std::to_string(build->revision);
  }

  void remember_build(const Fix& fix, ProductIndex product, const VulnerabilityFacts& facts) {
    const Key key{SuspectState::New,
                  Suspicion::TwoBuilds,
                  std::string(fix.name),
                  std::string(fix.fixed_build),
                  {},
                  {}};
    auto& known =
        builds[{std::string(fix.name), std::string(findings->document.products[product].id)}];
    const Key& first =
        known.try_emplace(state_of(fix.fixed_build, branch(product)), key).first->second;
    add_to(build_places[first], product, facts);
  }

  void two_builds(std::map<Key, Places>& out) const {
    for (const auto& [update_and_product, by_state] : builds) {
      if (by_state.size() < 2) continue;
      for (const auto& [state, key] : by_state) {
        const Places& seen = build_places.at(key);
        Key other = key;
        for (const auto& [its_state, its_key] : by_state)
          if (its_state != state)
            other.expected += (other.expected.empty() ? "" : " | ") + its_key.value;
        Places& where = out[other];
        for (const std::string& each : seen.documents) where.add_document(each);
        where.vulnerabilities.insert(seen.vulnerabilities.begin(), seen.vulnerabilities.end());
        const std::string& id = update_and_product.second;
        where.products.try_emplace(id, seen.products.at(id));
      }
    }
  }

  // ── corrections ──

  // A correction is not needed if all its documents were read and none had the value. Older
  // versions of one may have been right still, or wrong still.
  void stale(std::map<Key, Places>& out) const {
    for (const Correction& each : vendor.corrections) {
      const auto was_read = [this](const std::string& id) { return documents.contains(id); };
      if (each.right_since || applied.contains(&each) || each.documents.empty() ||
          !std::all_of(each.documents.begin(), each.documents.end(), was_read))
        continue;
      out[{SuspectState::New, Suspicion::StaleCorrection, each.update, each.from, each.to, each.id}]
          .documents = each.documents;
    }
  }
};

Linter::Linter(const Vendor& vendor) : vendor_(vendor), state_(std::make_unique<State>(vendor)) {}
Linter::~Linter() = default;

bool Linter::add(const Findings& findings) {
  if (findings.vendor != &vendor_) return false;
  state_->read(findings);
  return true;
}

std::vector<Suspect> Linter::suspects() const {
  std::map<Key, Places> all = state_->found;
  state_->two_names(all);
  state_->two_builds(all);
  state_->stale(all);
  std::vector<Suspect> out;
  for (const auto& [key, places] : all) {
    Suspect suspect{key.what,
                    key.state,
                    key.correction,
                    key.update,
                    key.value,
                    key.expected,
                    places.documents,
                    {places.vulnerabilities.begin(), places.vulnerabilities.end()},
                    {}};
    for (const auto& [id, name] : places.products) suspect.products.push_back({id, name});
    out.push_back(std::move(suspect));
  }
  return out;
}

}  // namespace patchmatrix
