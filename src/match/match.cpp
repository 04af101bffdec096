// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>

#include <patchmatrix/match.hpp>

#include "io/text.hpp"
#include "match/applications.hpp"
#include "match/builds.hpp"
#include "match/identified.hpp"
#include "match/judging.hpp"
#include "match/packages.hpp"
#include "match/systems.hpp"
#include "match/updates.hpp"

namespace patchmatrix {
namespace {

// A key of texts: none of them can be taken for a part of another.
void add_to_key(std::string& key, std::string_view part) {
  const auto size = static_cast<std::uint32_t>(part.size());
  key.append(reinterpret_cast<const char*>(&size), sizeof size);
  key += part;
}

void add_to_key(std::string& key, int number) {
  key.append(reinterpret_cast<const char*>(&number), sizeof number);
}

template <class Enum>
void add_enum_to_key(std::string& key, Enum value) {
  key += static_cast<char>(value);
}

void add_to_key(std::string& key, const std::optional<bool>& answer) {
  key += answer ? (*answer ? 'y' : 'n') : '-';
}

class Matching {
 public:
  Matching(const Inventory& inventory, std::vector<const Findings*> documents,
           const StoredRemedies& remedies, const Feeds& feeds, const MatchOptions& options)
      : inventory_(inventory),
        feeds_(feeds),
        updates_(remedies, feeds),
        judging_(out_, options),
        systems_((out_.documents = std::move(documents)), updates_),
        applications_(out_.documents, feeds, options.aliases),
        packages_(out_.documents, feeds),
        identified_(out_.documents, feeds, options.aliases) {}

  Match run() {
    out_.class_of.reserve(inventory_.machines.size());
    for (std::size_t i = 0; i < inventory_.machines.size(); ++i)
      out_.class_of.push_back(inventory_.machines[i].in_use ? class_of(i) : kNone);
    list_unmatched();
    return std::move(out_);
  }

 private:
  // Products of machines that have the same are found by what decides about them.
  std::uint32_t class_of(std::size_t number) {
    const Machine& machine = inventory_.machines[number];
    products_of_machine_.clear();
    products_of_machine_.push_back(system(number, machine));
    relevant_updates_ = applications_.relevant_updates(inventory_.of(machine.updates));
    for (std::uint32_t i = 0; i < machine.software.count; ++i)
      products_of_machine_.push_back(software(number, machine, machine.software.first + i));
    std::erase(products_of_machine_, kNone);
    if (products_of_machine_.empty())
      products_of_machine_.push_back(nothing_known(number, machine));
    std::sort(products_of_machine_.begin() + 1, products_of_machine_.end());
    products_of_machine_.erase(
        std::unique(products_of_machine_.begin(), products_of_machine_.end()),
        products_of_machine_.end());
    const auto [known, is_new] =
        classes_.try_emplace(products_of_machine_, static_cast<std::uint32_t>(out_.classes.size()));
    if (is_new) out_.classes.push_back({products_of_machine_, 0});
    ++out_.classes[known->second].machines;
    return known->second;
  }

  // `revision` stands for all revisions that are judged alike.
  void make_system_key(const Machine& machine, int revision) {
    key_ = "s";
    add_to_key(key_, machine.os_name.text);
    add_to_key(key_, machine.feature_update.text);
    add_to_key(key_, machine.os_name ? "" : machine.os_version.text);
    add_to_key(key_, machine.build.version);
    add_to_key(key_, machine.build.number);
    add_to_key(key_, revision);
    add_enum_to_key(key_, machine.architecture);
    add_enum_to_key(key_, machine.installation);
    add_enum_to_key(key_, machine.update_list);
    add_to_key(key_, machine.extended_support);
    add_to_key(key_, machine.hotpatched);
    for (const std::string_view each : inventory_.of(machine.updates)) add_to_key(key_, each);
  }

  std::uint32_t system(std::size_t number, const Machine& machine) {
    make_system_key(machine, machine.build.revision);
    if (const auto known = products_.find(key_); known != products_.end()) return known->second;
    const std::string exact = key_;
    MachineSystem system = system_of_machine(feeds_, machine);
    // An explanation names the revision itself.
    if (system.branch != nullptr && !system.by_name && !judging_.explains()) {
      make_system_key(machine, systems_.equivalent_revision(system, machine.build.revision));
      key_[0] = 'e';
      if (const auto known = products_.find(key_); known != products_.end())
        return products_[exact] = known->second;
    }
    const std::string equivalent = key_;
    const std::uint32_t product = judge_system(number, machine, std::move(system));
    return products_[exact] = products_[equivalent] = product;
  }

  // A machine of which neither the system nor anything on it could be judged.
  std::uint32_t nothing_known(std::size_t number, const Machine& machine) {
    InstalledProduct out;
    out.machine = static_cast<std::uint32_t>(number);
    out.name = machine.os_name.text;
    out.installed = machine.os_version.text;
    out.reason = machine.os_name ? "no-system-rule" : "no-system";
    key_ = "n";
    add_to_key(key_, out.name);
    add_to_key(key_, out.installed);
    const auto [known, is_new] =
        products_.emplace(key_, static_cast<std::uint32_t>(out_.products.size()));
    if (is_new) out_.products.push_back(std::move(out));
    return known->second;
  }

  std::uint32_t judge_system(std::size_t number, const Machine& machine, MachineSystem system) {
    InstalledProduct out;
    out.machine = static_cast<std::uint32_t>(number);
    out.name = machine.os_name.text;
    judging_.begin_product();
    if (system.branch != nullptr) {
      if (system.architecture != Architecture::Unknown &&
          updates_.is_foreign(*system.vendor, *system.branch, system.architecture)) {
        judging_.common_step("architecture-impossible",
                             {{"architecture", std::string(slug(system.architecture))},
                              {"product", system.branch->begins}});
        system.architecture = Architecture::Unknown;
      }
      const Evidence evidence =
          evidence_of(machine, inventory_.of(machine.updates), system, updates_);
      explain_system(machine, system, evidence);
      const Candidate found = systems_.judge(machine, system, evidence, judging_);
      out.name = found.product;
      out.confidence = found.confidence;
      out.installed = installed_text(system, evidence);
    } else {
      out.installed = machine.os_version.text;
      out.reason = system.vendor != nullptr ? std::string(system.reason)
                   : machine.os_name        ? "no-system-rule"
                                            : "no-system";
      if (out.reason == "no-system-rule" && machine.software.count > 0)
        return kNone;  // its packages tell
    }
    out.judgements = judging_.take_judgements();
    out_.products.push_back(std::move(out));
    return static_cast<std::uint32_t>(out_.products.size() - 1);
  }

  std::string installed_text(const MachineSystem& system, const Evidence& evidence) const {
    std::string out = system.branch->version + "." + std::to_string(system.branch->build);
    if (evidence.revision >= 0) return out + "." + std::to_string(evidence.revision);
    const UpdateIndex newest =
        evidence.implied_hotpatch > evidence.implied ? evidence.newest_hotpatch : evidence.newest;
    if (newest != kNone) out += " " + std::string(updates_.name(newest));
    return out;
  }

  void explain_system(const Machine& machine, const MachineSystem& system,
                      const Evidence& evidence) {
    if (!judging_.explains()) return;
    const std::string build = system.branch->version + "." + std::to_string(system.branch->build);
    const Arguments arguments = {
        {"system", std::string(machine.os_name.text)},
        {"build", build},
        {"product", system.branch->begins},
        {"field", std::string(system.by_name ? machine.os_name.place.field
                                             : machine.build.number_place.field)}};
    judging_.common_step(system.by_name ? "system-by-name" : "system-by-build", arguments);
    if (system.renamed) judging_.common_step("system-of-other-name", arguments);
    if (system.architecture == Architecture::Unknown)
      judging_.common_step("architecture-unknown");
    else
      judging_.common_step("architecture",
                           {{"architecture", std::string(slug(system.architecture))},
                            {"word", std::string(machine.architecture_word.text)}});
    if (system.branch->role == MachineRole::Server && system.installation == Installation::Unknown)
      judging_.common_step("installation-unknown");
    if (evidence.hotpatched)
      judging_.common_step(
          "hotpatch-line",
          {{"build", build + (evidence.revision >= 0 ? "." + std::to_string(evidence.revision)
                                                     : std::string())}});
    if (evidence.revision >= 0)
      judging_.common_step("revision",
                           {{"revision", std::to_string(evidence.revision)},
                            {"field", std::string(machine.build.revision_place.field)}});
    else
      judging_.common_step("revision-unknown",
                           {{"updates", std::to_string(machine.updates.count)}});
    if (machine.update_list == UpdateList::Partial)
      judging_.common_step("updates-announced",
                           {{"updates", std::to_string(machine.updates.count)},
                            {"announced", std::to_string(machine.announced_updates)}});
  }

  std::uint32_t software(std::size_t number, const Machine& machine, std::uint32_t index) {
    const Software& software = inventory_.software[index];
    key_ = "p";
    add_enum_to_key(key_, software.kind);
    for (const std::string_view each :
         {software.name, software.version, software.publisher, software.architecture,
          software.source, software.source_version, software.module, software.purl, software.cpe,
          software.model})
      add_to_key(key_, each);
    add_to_key(key_, software.epoch ? *software.epoch : -1);
    // What packages are of depends on the distribution; updates may hold an application's fix.
    add_to_key(key_, machine.os_name.text);
    if (software.kind != SoftwareKind::Application) {
      add_to_key(key_, machine.os_version.text);
    } else {
      for (const std::string_view each : relevant_updates_) add_to_key(key_, each);
    }
    const auto known = products_.find(key_);
    if (known != products_.end()) {
      if (known->second & kUnmatchedBit) ++unmatched_[known->second & ~kUnmatchedBit].machines;
      return known->second & kUnmatchedBit ? kNone : known->second;
    }
    const std::uint32_t product = judge_software(number, machine, software, index);
    products_.emplace(key_, product);
    return product & kUnmatchedBit ? kNone : product;
  }

  std::uint32_t judge_software(std::size_t number, const Machine& machine, const Software& software,
                               std::uint32_t index) {
    judging_.begin_product();
    judging_.know_updates(relevant_updates_);
    Candidate found = judged(machine, software);
    const Slice<Judgement> judgements = judging_.take_judgements();
    if (found.product.empty() && judgements.count == 0) {
      Unmatched out;
      out.machine = static_cast<std::uint32_t>(number);
      out.software = index;
      out.name = software.name;
      out.candidates = judging_.take_candidates();
      out.reason = out.candidates.empty() ? "no-product" : "not-sure";
      out.machines = 1;
      unmatched_.push_back(std::move(out));
      return static_cast<std::uint32_t>(unmatched_.size() - 1) | kUnmatchedBit;
    }
    InstalledProduct out;
    out.machine = static_cast<std::uint32_t>(number);
    out.software = index;
    out.name = std::move(found.product);
    out.installed = software.version;
    out.confidence = found.confidence;
    out.judgements = judgements;
    out_.products.push_back(std::move(out));
    return static_cast<std::uint32_t>(out_.products.size() - 1);
  }

  Candidate judged(const Machine& machine, const Software& software) {
    Candidate found;
    if (software.kind == SoftwareKind::Rpm || software.kind == SoftwareKind::Deb)
      found = packages_.judge(machine, software, judging_);
    else if (software.kind == SoftwareKind::Application)
      found = applications_.judge(machine, software, judging_);
    if (found.product.empty()) found = identified_.judge(machine, software, judging_);
    return found;
  }

  // What differs in version alone is listed once.
  void list_unmatched() {
    std::map<std::pair<std::string, std::string>, Unmatched> merged;
    for (Unmatched& each : unmatched_) {
      const auto [known, is_new] = merged.try_emplace({each.reason, each.name}, each);
      if (!is_new) known->second.machines += each.machines;
    }
    for (std::size_t i = 0; i < out_.classes.size(); ++i)
      for (const std::uint32_t product : out_.classes[i].products) {
        const InstalledProduct& each = out_.products[product];
        if (each.reason.empty()) continue;
        Unmatched add;
        add.machine = each.machine;
        add.name = each.name;
        add.reason = each.reason;
        const auto [known, is_new] = merged.try_emplace({each.reason, each.name}, add);
        known->second.machines += out_.classes[i].machines;
      }
    for (auto& [key, each] : merged) out_.unmatched.push_back(std::move(each));
    std::stable_sort(out_.unmatched.begin(), out_.unmatched.end(),
                     [](const Unmatched& a, const Unmatched& b) {
                       const auto rank = [](const Unmatched& each) {
                         return std::tuple(each.software != kNone, each.candidates.empty());
                       };
                       if (rank(a) != rank(b)) return rank(a) < rank(b);
                       return a.machines > b.machines;
                     });
  }

  static constexpr std::uint32_t kUnmatchedBit = 0x80000000;

  const Inventory& inventory_;
  const Feeds& feeds_;
  Match out_;
  const Updates updates_;
  Judging judging_;
  const SystemsByBuild systems_;
  const Applications applications_;
  const Packages packages_;
  const IdentifiedProducts identified_;
  std::string key_;
  std::unordered_map<std::string, std::uint32_t> products_;  // by key; or of what is unmatched
  std::map<std::vector<std::uint32_t>, std::uint32_t> classes_;
  // Of the machine that is looked at.
  std::vector<std::uint32_t> products_of_machine_;
  std::vector<std::string_view> relevant_updates_;
  std::vector<Unmatched> unmatched_;
};

}  // namespace

Match match(const Inventory& inventory, std::vector<const Findings*> documents,
            const StoredRemedies& remedies, const Feeds& feeds, const MatchOptions& options) {
  return Matching(inventory, std::move(documents), remedies, feeds, options).run();
}

}  // namespace patchmatrix
