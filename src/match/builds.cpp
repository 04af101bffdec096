// SPDX-License-Identifier: Apache-2.0
#include "match/builds.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

// How sure it is that a system is the product: its build names it, but some things are told from
// names alone, or not known.
constexpr std::uint8_t kByBuild = 100, kByName = 90, kOtherName = 90, kArchitectureUnknown = 80;

std::string build_text(const BuildBranch& branch, int revision) {
  std::string out = branch.version + "." + std::to_string(branch.build);
  if (revision >= 0) out += "." + std::to_string(revision);
  return out;
}

std::uint8_t confidence_of(const MachineSystem& system) {
  if (system.architecture == Architecture::Unknown) return kArchitectureUnknown;
  if (system.by_name) return kByName;
  return system.renamed ? kOtherName : kByBuild;
}

// The family of a branch's products; empty if the vendor has none.
std::string family_of(const Vendor& vendor, const BuildBranch& branch) {
  for (const Family& family : vendor.families)
    for (const std::string& each : family.begins)
      if (begins_with_word(branch.begins, each)) return family.id;
  return {};
}

// Whether updates of the document's day are for long-term editions and for those who pay only.
bool is_past_support(const MachineSystem& system, const Machine& machine,
                     const Findings& document) {
  return system.branch->supported_until && document.release.initial_release &&
         *system.branch->supported_until < day_of(*document.release.initial_release) &&
         !system.long_term && !machine.extended_support.value_or(false);
}

// … and the machine surely gets none of them.
bool gets_no_updates(const MachineSystem& system, const Machine& machine) {
  if (machine.extended_support.has_value()) return !*machine.extended_support;
  return !system.branch->extended_support && system.named;
}

bool is_fixed_product(const Finding& finding) {
  return finding.status == ProductStatus::Fixed && !finding.older_affected;
}

bool is_in(const std::vector<UpdateIndex>& sorted, UpdateIndex update) {
  return std::binary_search(sorted.begin(), sorted.end(), update);
}

// Whether the verdict cannot be made worse or better by what is not known.
bool is_settled(MatchRule rule) {
  return verdict_of(rule) == Verdict::Fixed || verdict_of(rule) == Verdict::NotAffected;
}

const Requirement* needed_of(const Decision& decision, std::span<const Requirement> requirements) {
  return decision.requirement == kNone ? nullptr : &requirements[decision.requirement];
}

const Correction* correction_of(const Findings& document, const Fix& fix) {
  for (const AppliedCorrection& each : document.corrections)
    if (each.correction->what == CorrectionKind::FixedBuild &&
        each.correction->update == fix.name && each.correction->from == fix.published_build)
      return each.correction;
  return nullptr;
}

}  // namespace

// What is judged together.
struct SystemsByBuild::Run {
  const Machine& machine;
  const MachineSystem& system;
  const Evidence& evidence;
  bool past_support = false;
  std::size_t architectures = 0;  // for which there are products of the branch
  std::vector<const Entry*> entries;
};

// ── making ──

SystemsByBuild::SystemsByBuild(const std::vector<const Findings*>& documents,
                               const Updates& updates)
    : documents_(documents), updates_(updates) {
  for (std::size_t i = 0; i < documents.size(); ++i)
    if (documents[i]->vendor != nullptr && !documents[i]->vendor->builds.empty())
      add_document(static_cast<std::uint32_t>(i), *documents[i]);
  for (auto& [group, revisions] : thresholds_) {
    const std::vector<int> known = updates.known_revisions(group);
    revisions.insert(revisions.end(), known.begin(), known.end());
    std::sort(revisions.begin(), revisions.end());
    revisions.erase(std::unique(revisions.begin(), revisions.end()), revisions.end());
  }
}

// Between two revisions that matter all are alike; one that matters is like no other.
int SystemsByBuild::equivalent_revision(const MachineSystem& system, int revision) const {
  const auto found = thresholds_.find(Updates::group(*system.vendor, *system.branch));
  if (revision < 0 || found == thresholds_.end()) return revision;
  const auto above = std::upper_bound(found->second.begin(), found->second.end(), revision);
  if (above == found->second.begin()) return 0;
  return *(above - 1) == revision ? revision : *(above - 1) + 1;
}

void SystemsByBuild::add_document(std::uint32_t number, const Findings& document) {
  // By product of the document: its place in systems_.
  std::vector<std::uint32_t> systems;
  std::unordered_map<std::string_view, std::uint32_t> known;
  for (const Product& product : document.document.products) {
    const auto [entry, is_new] =
        known.emplace(product.name, static_cast<std::uint32_t>(systems_.size()));
    if (is_new) {
      systems_.push_back(system_of_product(*document.vendor, product.name));
      names_.emplace_back(product.name);
    }
    systems.push_back(entry->second);
  }
  for (std::size_t i = 0; i < document.findings.size(); ++i) {
    const Finding& finding = document.findings[i];
    const MatchedFinding place = {number, static_cast<std::uint32_t>(i)};
    add_to_family(place, document);
    const std::uint32_t system = systems[finding.product];
    const BuildBranch* branch = systems_[system].branch;
    if (branch == nullptr || is_fixed_product(finding)) continue;
    entries_[system_key(*document.vendor, *branch)].push_back(
        {place, system, add_requirements(document, finding, *branch)});
  }
}

Slice<Requirement> SystemsByBuild::add_requirements(const Findings& document,
                                                    const Finding& finding,
                                                    const BuildBranch& branch) {
  const Vendor& vendor = *document.vendor;
  const SystemWords& words = vendor.systems;
  const BuildGroup group = Updates::group(vendor, branch);
  const Slice<Requirement> out = {static_cast<std::uint32_t>(requirements_.size()),
                                  finding.fixes.count};
  for (const std::uint32_t number : document.of(finding.fixes)) {
    const Fix& fix = document.fixes[number];
    Requirement each;
    each.fix = number;
    const auto is_kind = [&fix](const std::string& kind) { return kind == fix.sub_type; };
    const auto part = std::find_if(words.partial_fixes.begin(), words.partial_fixes.end(), is_kind);
    each.partial = part != words.partial_fixes.end();
    each.partial_type = static_cast<std::uint8_t>(part - words.partial_fixes.begin());
    each.hotpatch = has_part(fix.sub_type, words.hotpatch);
    Revisions known;
    if (fix.is_update)
      if (const auto update = updates_.find(fix.name)) {
        each.update = *update;
        known = updates_.revisions(*update, group);
      }
    if (std::none_of(vendor.buildless_fixes.begin(), vendor.buildless_fixes.end(), is_kind)) {
      const auto build = parse_build(fix.fixed_build);
      if (build && is_of_group(vendor, *build, branch)) each.revision = build->revision;
      // Documents that give different builds are not all right: the safe one is the highest.
      if (known.highest > each.revision) {
        each.learned = true;
        each.revision = known.highest;
      }
    }
    if (each.revision >= 0) thresholds_[group].push_back(each.revision);
    requirements_.push_back(each);
  }
  return out;
}

void SystemsByBuild::add_to_family(MatchedFinding place, const Findings& document) {
  const Finding& finding = document.findings[place.finding];
  const ProductFamily* family = document.families[finding.product];
  if (family == nullptr || family->rule == nullptr || finding.status != ProductStatus::Affected)
    return;
  std::vector<MatchedFinding>& list = families_[{place.document, family->id}];
  if (list.empty() || document.findings[list.back().finding].vulnerability != finding.vulnerability)
    list.push_back(place);
}

// ── judging ──

Candidate SystemsByBuild::judge(const Machine& machine, const MachineSystem& system,
                                const Evidence& evidence, Judging& judging) const {
  static const std::vector<Entry> kNothing;
  const auto found = entries_.find(system_key(*system.vendor, *system.branch));
  const std::vector<Entry>& entries = found == entries_.end() ? kNothing : found->second;
  std::set<Architecture> architectures;
  std::vector<bool> is_about(systems_.size());
  Candidate out = {system.branch->begins, confidence_of(system)};
  bool named = false;
  for (const Entry& each : entries) {
    const ProductSystem& product = systems_[each.system];
    architectures.insert(product.architecture);
    is_about[each.system] = is_for(product, system, evidence.hotpatched);
    if (is_about[each.system] && !product.component && !named) {
      out.product = names_[each.system];
      named = true;
    }
  }
  auto each = entries.begin();
  for (std::uint32_t number = 0; number < documents_.size(); ++number) {
    const Findings& document = *documents_[number];
    if (document.vendor != system.vendor) continue;
    Run run{
        machine, system, evidence, is_past_support(system, machine, document), architectures.size(),
        {}};
    bool listed = false;
    while (each != entries.end() && each->finding.document == number) {
      listed = true;
      const std::uint32_t vulnerability = document.findings[each->finding.finding].vulnerability;
      run.entries.clear();
      for (; each != entries.end() && each->finding.document == number &&
             document.findings[each->finding.finding].vulnerability == vulnerability;
           ++each)
        if (is_about[each->system]) run.entries.push_back(&*each);
      if (!run.entries.empty() &&
          judging.wants(document, document.findings[run.entries.front()->finding.finding]))
        judge_run(run, judging);
    }
    if (!listed && run.past_support) judge_ended(run, number, judging);
  }
  return out;
}

// Nothing is said of the product any more; what hits others of its family may hit it.
void SystemsByBuild::judge_ended(const Run& run, std::uint32_t document, Judging& judging) const {
  const auto found = families_.find({document, family_of(*run.system.vendor, *run.system.branch)});
  if (found == families_.end()) return;
  for (const MatchedFinding each : found->second) {
    if (!judging.wants(*documents_[document], documents_[document]->findings[each.finding]))
      continue;
    judging.step("rule-no-longer-listed",
                 {{"product", run.system.branch->begins},
                  {"day", to_string(*run.system.branch->supported_until)}});
    judging.judge(each, MatchRule::NoLongerListed, confidence_of(run.system));
  }
}

const Finding& SystemsByBuild::finding_of(const Entry& entry) const {
  return documents_[entry.finding.document]->findings[entry.finding.finding];
}

std::span<const Requirement> SystemsByBuild::requirements_of(const Entry& entry) const {
  return std::span(requirements_).subspan(entry.requirements.first, entry.requirements.count);
}

Decision SystemsByBuild::decided(const Run& run, const Entry& entry) const {
  switch (finding_of(entry).status) {
    case ProductStatus::NotAffected:
      return {MatchRule::VendorNotAffected};
    case ProductStatus::UnderInvestigation:
      return {MatchRule::UnderInvestigation};
    case ProductStatus::Affected:
    case ProductStatus::Fixed:
    case ProductStatus::Unknown:
      break;
  }
  return decide(run.evidence, requirements_of(entry), updates_);
}

void SystemsByBuild::judge_run(const Run& run, Judging& judging) const {
  std::vector<const Entry*> systems;
  for (const Entry* each : run.entries)
    if (systems_[each->system].component)
      judge_program(run, *each, judging);
    else
      systems.push_back(each);
  if (systems.empty()) return;
  if (run.evidence.hotpatched)
    judge_on_hotpatch_line(run, systems, judging);
  else
    judge_system(run, systems, judging);
}

// The inventory does not say whether the program is there: nothing but a fix that is there, or a
// build of the system itself, proves anything.
void SystemsByBuild::judge_program(const Run& run, const Entry& entry, Judging& judging) const {
  Decision decision = decided(run, entry);
  const Requirement* const needed = needed_of(decision, requirements_of(entry));
  const bool by_build =
      decision.rule == MatchRule::BuildBelow || decision.rule == MatchRule::LearnedBuildBelow;
  if (!by_build && !is_settled(decision.rule)) decision.rule = MatchRule::ComponentNotListed;
  tell(run, entry, decision, needed, judging);
}

// Fixes of either line help, whichever product they are named for.
void SystemsByBuild::judge_on_hotpatch_line(const Run& run,
                                            const std::vector<const Entry*>& systems,
                                            Judging& judging) const {
  std::vector<Requirement> all;
  const Entry* shown = systems.front();
  bool affected = false;
  for (const Entry* each : systems) {
    if (finding_of(*each).status == ProductStatus::NotAffected) continue;
    affected = true;
    const auto some = requirements_of(*each);
    all.insert(all.end(), some.begin(), some.end());
    if (systems_[each->system].hotpatch) shown = each;
  }
  const Decision decision =
      affected ? decide(run.evidence, all, updates_) : Decision{MatchRule::VendorNotAffected};
  tell(run, *shown, decision, needed_of(decision, all), judging);
}

// Of several products that it may be the worst counts, unless the architecture decides between
// them.
void SystemsByBuild::judge_system(const Run& run, const std::vector<const Entry*>& systems,
                                  Judging& judging) const {
  const Entry* shown = systems.front();
  Decision worst = decided(run, *shown);
  bool differ = false;
  std::set<Architecture> architectures;
  for (const Entry* each : systems) {
    architectures.insert(systems_[each->system].architecture);
    const Decision decision = decided(run, *each);
    differ |= verdict_of(decision.rule) != verdict_of(worst.rule);
    if (worse(verdict_of(decision.rule), verdict_of(worst.rule))) {
      worst = decision;
      shown = each;
    }
  }
  const Requirement* const needed = needed_of(worst, requirements_of(*shown));
  const bool several = run.system.architecture == Architecture::Unknown &&
                       (differ || architectures.size() < run.architectures);
  if (several && verdict_of(worst.rule) == Verdict::Open) worst.rule = MatchRule::SeveralProducts;
  tell(run, *shown, worst, needed, judging);
}

void SystemsByBuild::tell(const Run& run, const Entry& entry, Decision decision,
                          const Requirement* needed, Judging& judging) const {
  if (run.past_support && !is_settled(decision.rule)) {
    if (gets_no_updates(run.system, run.machine))
      decision.rule = MatchRule::SupportEnded;
    else
      judging.step("support-ended-perhaps",
                   {{"product", run.system.branch->begins},
                    {"day", to_string(*run.system.branch->supported_until)}});
  }
  if (judging.explains()) explain_finding(run, entry, decision.rule, needed, judging);
  std::string required;
  if (needed != nullptr)
    required = needed->revision >= 0
                   ? build_text(*run.system.branch, needed->revision)
                   : std::string(documents_[entry.finding.document]->fixes[needed->fix].name);
  judging.judge(entry.finding, decision.rule, confidence_of(run.system),
                needed == nullptr ? kNone : needed->fix, required);
}

// The installed updates that replace what is needed.
std::string SystemsByBuild::replacing(const Evidence& evidence, const Requirement* needed) const {
  std::vector<std::string> out;
  for (const UpdateIndex each : evidence.installed)
    if (needed != nullptr && is_in(updates_.replaced_by({each}), needed->update))
      out.emplace_back(updates_.name(each));
  return joined(out, ", ");
}

void SystemsByBuild::explain_finding(const Run& run, const Entry& entry, MatchRule rule,
                                     const Requirement* needed, Judging& judging) const {
  const Findings& document = *documents_[entry.finding.document];
  const Finding& finding = document.findings[entry.finding.finding];
  const Product& product = document.document.products[finding.product];
  judging.step("affected-product", {{"id", std::string(product.id)},
                                    {"product", std::string(product.name)},
                                    {"document", document.release.id},
                                    {"revision", document.release.revision}});
  for (const Requirement& each : requirements_of(entry)) {
    const Fix& fix = document.fixes[each.fix];
    if (const Correction* correction = correction_of(document, fix))
      judging.step("fixed-build-corrected", {{"update", std::string(fix.name)},
                                             {"published", std::string(fix.published_build)},
                                             {"build", std::string(fix.fixed_build)},
                                             {"source", correction->source}});
    const auto build = parse_build(fix.fixed_build);
    if (build && !is_of_group(*document.vendor, *build, *run.system.branch))
      judging.step("fixed-build-of-other-branch", {{"update", std::string(fix.name)},
                                                   {"build", std::string(fix.fixed_build)},
                                                   {"product", std::string(product.name)}});
    if (each.learned)
      judging.step("fixed-build-learned",
                   {{"update", std::string(fix.name)},
                    {"build", build_text(*run.system.branch, each.revision)}});
  }
  Arguments arguments = {
      {"installed", build_text(*run.system.branch, run.evidence.revision)},
      {"required", needed != nullptr && needed->revision >= 0
                       ? build_text(*run.system.branch, needed->revision)
                       : ""},
      {"update", needed != nullptr ? std::string(document.fixes[needed->fix].name) : ""},
      {"unknown", std::string(run.evidence.newest_unknown)},
      {"newest",
       run.evidence.newest == kNone ? "" : std::string(updates_.name(run.evidence.newest))},
      {"implied", build_text(*run.system.branch, run.evidence.implied)},
      {"replacing", replacing(run.evidence, needed)},
      {"day",
       run.system.branch->supported_until ? to_string(*run.system.branch->supported_until) : ""}};
  if (verdict_of(rule) == Verdict::Open && run.evidence.list != UpdateList::NotGiven &&
      needed != nullptr) {
    const bool listed = is_in(run.evidence.installed, needed->update) ||
                        is_in(run.evidence.replaced, needed->update);
    judging.step(listed ? "listed-but-older-build" : "no-replacement",
                 {{"update", std::string(document.fixes[needed->fix].name)}});
  }
  if (!run.evidence.cumulative && run.evidence.revision >= 0 &&
      verdict_of(rule) == Verdict::Unknown)
    judging.step("separate-updates");
  judging.step("rule-" + std::string(slug(rule)), std::move(arguments));
}

}  // namespace patchmatrix
