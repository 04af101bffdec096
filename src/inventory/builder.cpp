// SPDX-License-Identifier: Apache-2.0
#include "inventory/builder.hpp"

#include <algorithm>
#include <array>
#include <compare>
#include <cstring>
#include <functional>
#include <numeric>
#include <set>
#include <utility>

#include "io/text.hpp"
#include "io/unicode.hpp"

namespace patchmatrix {
namespace {

constexpr std::uint32_t kDropped = static_cast<std::uint32_t>(-1);

// From here on memory is asked for at once.
constexpr std::size_t kManyRecords = 10'000;

constexpr std::array kSoftwareKinds = {SoftwareKind::Application, SoftwareKind::Rpm,
                                       SoftwareKind::Deb, SoftwareKind::Component};

std::string_view kept(std::pmr::memory_resource& memory, std::string_view text) {
  if (text.empty()) return {};
  char* out = static_cast<char*>(memory.allocate(text.size(), 1));
  std::memcpy(out, text.data(), text.size());
  return {out, text.size()};
}

bool is_plain(char c) { return static_cast<unsigned char>(c) < 0x80 && (c < 'A' || c > 'Z'); }

// "4 Hotfix(s) Installed.,[01]: …": the number before a numbered list.
std::optional<int> announced_in(std::string_view text) {
  const std::size_t bracket = text.find('[');
  if (bracket == std::string_view::npos || bracket + 1 >= text.size() ||
      !is_digit(text[bracket + 1]))
    return std::nullopt;
  std::size_t size = 0;
  while (size < bracket && is_digit(text[size])) ++size;
  return size == 0 ? std::nullopt : parse_count(text.substr(0, size));
}

// Parts of a name with a digit in them ("11", "22H2", "R2"), and its longer words.
struct NameParts {
  std::set<std::string> numbers, words;
};

NameParts parts_of(std::string_view name) {
  NameParts out;
  const std::string text = nfkc_casefold(name);
  for (std::size_t at = 0; at < text.size();) {
    const auto in_word = [](char c) {
      return is_alphanumeric(c) || c == '.' || static_cast<unsigned char>(c) >= 0x80;
    };
    if (!in_word(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && in_word(text[end])) ++end;
    std::string word = text.substr(at, end - at);
    at = end;
    if (std::any_of(word.begin(), word.end(), is_digit))
      out.numbers.insert(std::move(word));
    else if (word.size() >= 3)
      out.words.insert(std::move(word));
  }
  return out;
}

bool holds_all(const std::set<std::string>& all, const std::set<std::string>& some) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

bool holds_word(std::string_view name, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(), [name](const std::string& each) {
    return contains_ignoring_case(name, each);
  });
}

std::uint32_t hash_of(std::string_view asset, std::string_view host) {
  const std::hash<std::string_view> hash;
  const std::uint64_t whole = hash(asset) * 0x9E3779B97F4A7C15U ^ hash(host);
  return static_cast<std::uint32_t>(whole ^ whole >> 32);
}

// Which drafts have a name: sorted once, far quicker and smaller than a map of a million.
class NameIndex {
 public:
  struct Found {
    std::uint32_t first = 0;
    std::size_t machines = 0;
  };

  void add(std::string_view name, std::uint32_t draft) { entries_.push_back({name, draft}); }
  void sort() { std::sort(entries_.begin(), entries_.end()); }

  Found find(std::string_view name) const {
    const auto begin = std::lower_bound(entries_.begin(), entries_.end(), Entry{name, 0});
    auto end = begin;
    while (end != entries_.end() && end->name == name) ++end;
    if (begin == end) return {};
    return {begin->draft, static_cast<std::size_t>(end - begin)};
  }

  // In the order of the names, then of the drafts.
  template <class Told>
  void each_shared(Told told) const {
    for (std::size_t first = 0, i = 1; i < entries_.size(); ++i) {
      if (entries_[i].name == entries_[first].name)
        told(entries_[first].draft, entries_[i].draft);
      else
        first = i;
    }
  }

 private:
  struct Entry {
    std::string_view name;
    std::uint32_t draft = 0;
    auto operator<=>(const Entry&) const = default;
  };
  std::vector<Entry> entries_;
};

SystemBuild build_of(const SystemVersion& version, const InventoryPlace& place) {
  SystemBuild out;
  out.version = version.version;
  out.number = version.number;
  out.revision = version.revision;
  if (version.number >= 0) out.number_place = place;
  if (version.revision >= 0) out.revision_place = place;
  return out;
}

// "openssl-3.0.7-24.el9.src.rpm" → openssl, 3.0.7-24.el9; "glibc (2.31-13)" → glibc, 2.31-13.
void split_source(Software& software) {
  constexpr std::string_view kSourceRpm = ".src.rpm";
  if (software.source.ends_with(kSourceRpm)) {
    const std::string_view whole =
        software.source.substr(0, software.source.size() - kSourceRpm.size());
    const std::size_t release = whole.rfind('-');
    const std::size_t version =
        release == std::string_view::npos || release == 0 ? release : whole.rfind('-', release - 1);
    if (version == std::string_view::npos || version == 0) return;
    software.source = whole.substr(0, version);
    if (const auto text = whole.substr(version + 1); text != software.version)
      software.source_version = text;
    return;
  }
  const std::size_t bracket = software.source.find(" (");
  if (bracket == std::string_view::npos || !software.source.ends_with(')')) return;
  const std::string_view version =
      software.source.substr(bracket + 2, software.source.size() - bracket - 3);
  if (version != software.version) software.source_version = version;
  software.source = software.source.substr(0, bracket);
}

}  // namespace

InventoryBuilder::InventoryBuilder(const Feeds& feeds, Inventory& inventory)
    : feeds_(feeds),
      inventory_(inventory),
      words_(feeds.inventory),
      update_names_(feeds, *inventory.text) {}

void InventoryBuilder::begin_file(std::uint32_t file, std::optional<Day> day, std::size_t records) {
  file_ = file;
  day_ = day;
  counts_.resize(file + 1);
  if (records < kManyRecords) return;
  inventory_.machines.reserve(inventory_.machines.size() + records);
  drafts_.reserve(drafts_.size() + records);
  grow_slots(drafts_.size() + records);
}

void InventoryBuilder::add(const Record& record) {
  Counts& file = counts_[file_];
  ++file.records;
  const Key key = key_of(record);
  if (key == Key{}) {
    ++file.bad_records;
    odd("row-without-machine", record);
    return;
  }
  const std::uint32_t draft = draft_of(record, key);
  if (drafts_[draft].last_file != file_) {
    drafts_[draft].last_file = file_;
    ++file.machines;
  }
  add_values(draft, record);
}

// Host names and asset ids in any case are the same.
std::string_view InventoryBuilder::folded(std::string_view name) {
  if (std::all_of(name.begin(), name.end(), is_plain)) return name;
  const bool ascii = std::all_of(name.begin(), name.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return kept(*inventory_.text, ascii ? lower(name) : nfkc_casefold(name));
}

InventoryBuilder::Key InventoryBuilder::key_of(const Record& record) {
  Key out;
  for (const FieldValue& each : record.values) {
    if (each.field != InventoryField::Asset && each.field != InventoryField::Hostname) continue;
    if (words_.is_nothing(each.text)) continue;
    (each.field == InventoryField::Asset ? out.asset : out.host) = folded(each.text);
  }
  return out;
}

InventoryBuilder::Slot& InventoryBuilder::slot_of(const Key& key, std::uint32_t hash) {
  for (std::size_t at = hash;; ++at) {
    Slot& slot = slots_[at & (slots_.size() - 1)];
    if (slot.draft == 0 || (slot.hash == hash && drafts_[slot.draft - 1].key == key)) return slot;
  }
}

void InventoryBuilder::grow_slots(std::size_t drafts) {
  std::size_t size = std::max<std::size_t>(slots_.size(), 64);
  while (size < 2 * drafts) size *= 2;
  if (size == slots_.size()) return;
  const std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(size));
  for (const Slot& each : old)
    if (each.draft != 0) slot_of(drafts_[each.draft - 1].key, each.hash) = each;
}

std::uint32_t InventoryBuilder::draft_of(const Record& record, const Key& key) {
  grow_slots(drafts_.size() + 1);
  const auto next = static_cast<std::uint32_t>(drafts_.size());
  const std::uint32_t hash = hash_of(key.asset, key.host);
  Slot& slot = slot_of(key, hash);
  if (slot.draft != 0) return slot.draft - 1;
  slot = {hash, next + 1};
  drafts_.push_back({.key = key});
  Machine& machine = inventory_.machines.emplace_back();
  machine.place = place(record);
  for (const FieldValue& each : record.values) {
    if (each.field == InventoryField::Asset && !key.asset.empty())
      machine.asset = {each.text, place(record, each.header)};
    if (each.field == InventoryField::Hostname && !key.host.empty())
      machine.hostname = {each.text, place(record, each.header)};
  }
  return next;
}

void InventoryBuilder::add_values(std::uint32_t draft, const Record& record) {
  const auto keep_first = [](MachineValue& into, const MachineValue& value) {
    if (!into) into = value;
  };
  Machine& machine = inventory_.machines[draft];
  bool updates = false, software = false;
  for (const FieldValue& each : record.values) {
    const MachineValue value{each.text, place(record, each.header)};
    switch (each.field) {
      case InventoryField::Asset:
      case InventoryField::Hostname:
      case InventoryField::IpAddress:
      case InventoryField::Maker:
        break;
      case InventoryField::OsName:
      case InventoryField::OsVersion:
      case InventoryField::Build:
      case InventoryField::Revision:
      case InventoryField::FeatureUpdate:
      case InventoryField::Architecture:
      case InventoryField::InstallationType:
      case InventoryField::ExtendedSupport:
      case InventoryField::Hotpatched:
        add_system(draft, each, value, record);
        break;
      case InventoryField::Updates:
      case InventoryField::AnnouncedUpdates:
        updates = true;
        break;
      case InventoryField::LastSeen:
      case InventoryField::DaysSinceSeen:
        add_seen(draft, each, record);
        break;
      case InventoryField::State:
        if (const ValueWord word = words_.of(each.text); !word.nothing)
          add_state(draft, value, word.not_in_use);
        break;
      case InventoryField::Group:
        keep_first(machine.group, value);
        break;
      case InventoryField::User:
        keep_first(machine.user, value);
        break;
      case InventoryField::Serial:
        keep_first(machine.serial, value);
        break;
      case InventoryField::Model:
        keep_first(machine.model, value);
        break;
      case InventoryField::SoftwareName:
      case InventoryField::Purl:
      case InventoryField::Cpe:
      case InventoryField::ModelNumber:
        software = true;
        break;
      case InventoryField::SoftwareVersion:
      case InventoryField::SoftwarePublisher:
      case InventoryField::SoftwareArchitecture:
      case InventoryField::SoftwareKind:
      case InventoryField::Epoch:
      case InventoryField::Release:
      case InventoryField::SourcePackage:
      case InventoryField::SourceVersion:
      case InventoryField::Module:
      case InventoryField::UpdateState:
        break;
    }
  }
  if (!updates && !software) return;
  const bool there = installed(record);
  if (updates) add_updates(draft, record, there);
  if (software && there) add_software(draft, record);
}

void InventoryBuilder::add_system(std::uint32_t draft, const FieldValue& said,
                                  const MachineValue& value, const Record& record) {
  const ValueWord word = words_.of(said.text);
  if (word.nothing && said.field != InventoryField::ExtendedSupport &&
      said.field != InventoryField::Hotpatched)
    return;
  const auto take_version = [&](VersionPlace where) {
    const SystemVersion version = parse_system_version(said.text, where);
    if (version.contradictory) {
      contradiction("two-builds", draft, said.field, value.place, value.place);
      forget_version(draft);
    } else if (version.number >= 0) {
      put_build(draft, build_of(version, value.place));
    }
    if (!version.feature_update.empty())
      put_feature_update(draft, {version.feature_update, value.place});
    return version;
  };
  switch (said.field) {
    case InventoryField::OsName:
      put_name(draft, value);
      take_version(VersionPlace::Name);
      if (word.architecture != Architecture::Unknown)
        put_architecture(draft, word.architecture, value);
      if (word.installation == Installation::Core)
        put_installation(draft, word.installation, value.place);
      break;
    case InventoryField::OsVersion:
      put_version(draft, value);
      take_version(VersionPlace::Version);
      break;
    case InventoryField::Build:
      if (const auto version = take_version(VersionPlace::Build);
          version.number < 0 && !version.contradictory)
        odd("unknown-build", record, {{"value", std::string(said.text)}});
      break;
    case InventoryField::Revision:
      if (const auto revision = parse_count(said.text)) {
        SystemBuild build;
        build.revision = *revision;
        build.revision_place = value.place;
        put_build(draft, build);
      } else if (take_version(VersionPlace::Name).revision < 0) {
        odd("unknown-revision", record, {{"value", std::string(said.text)}});
      }
      break;
    case InventoryField::FeatureUpdate:
      if (take_version(VersionPlace::Name).feature_update.empty() &&
          said.text.find('.') == std::string_view::npos)
        put_feature_update(draft, value);
      break;
    case InventoryField::Architecture:
      if (word.architecture == Architecture::Unknown)
        odd("unknown-architecture", record, {{"value", std::string(said.text)}});
      put_architecture(draft, word.architecture, value);
      break;
    case InventoryField::InstallationType:
      put_installation(draft, word.installation, value.place);
      break;
    case InventoryField::ExtendedSupport:
    case InventoryField::Hotpatched:
      if (!word.yes && !word.nothing)
        odd("no-answer", record,
            {{"field", std::string(slug(said.field))}, {"value", std::string(said.text)}});
      if (word.yes) put_answer(draft, said.field, *word.yes, value.place);
      break;
    default:
      break;
  }
}

void InventoryBuilder::put_name(std::uint32_t draft, const MachineValue& value) {
  Machine& machine = inventory_.machines[draft];
  if ((drafts_[draft].contradictions & OfName) != 0 || machine.os_name.text == value.text) return;
  if (!machine.os_name) {
    machine.os_name = value;
    return;
  }
  const NameParts known = parts_of(machine.os_name.text), other = parts_of(value.text);
  if (!same_system(machine.os_name.text, value.text)) {
    contradiction("two-values", draft, InventoryField::OsName, machine.os_name.place, value.place);
    drafts_[draft].contradictions |= OfName;
    machine.os_name = {};
    return;
  }
  // The one that says more.
  if (other.numbers.size() > known.numbers.size() ||
      (other.numbers.size() == known.numbers.size() &&
       value.text.size() > machine.os_name.text.size()))
    machine.os_name = value;
}

// Names of one system differ in language, edition and detail, but not in numbers, and not in what
// kind it is.
bool InventoryBuilder::same_system(std::string_view a, std::string_view b) const {
  const NameParts first = parts_of(a), second = parts_of(b);
  if (!holds_all(first.numbers, second.numbers) && !holds_all(second.numbers, first.numbers))
    return false;
  const bool word_in_common =
      std::any_of(first.words.begin(), first.words.end(),
                  [&](const std::string& each) { return second.words.contains(each); });
  if (!word_in_common) return false;
  return std::all_of(feeds_.vendors.begin(), feeds_.vendors.end(), [&](const Vendor& vendor) {
    const SystemWords& words = vendor.systems;
    return holds_word(a, words.names) == holds_word(b, words.names) &&
           holds_word(a, words.servers) == holds_word(b, words.servers);
  });
}

void InventoryBuilder::put_version(std::uint32_t draft, const MachineValue& value) {
  Machine& machine = inventory_.machines[draft];
  if ((drafts_[draft].contradictions & OfVersion) != 0 || machine.os_version.text == value.text)
    return;
  if (!machine.os_version) {
    machine.os_version = value;
    return;
  }
  const SystemVersion known = parse_system_version(machine.os_version.text, VersionPlace::Version);
  const SystemVersion other = parse_system_version(value.text, VersionPlace::Version);
  if (known.number < 0 && other.number < 0 && known.feature_update.empty() &&
      other.feature_update.empty()) {
    contradiction("two-values", draft, InventoryField::OsVersion, machine.os_version.place,
                  value.place);
    forget_version(draft);
    return;
  }
  // Builds are compared where they are put together; what is shown is the lower one.
  if (known.number < 0 || (other.revision >= 0 && other.revision < known.revision))
    machine.os_version = value;
}

void InventoryBuilder::forget_version(std::uint32_t draft) {
  drafts_[draft].contradictions |= OfVersion;
  inventory_.machines[draft].build = {};
  inventory_.machines[draft].os_version = {};
}

void InventoryBuilder::put_feature_update(std::uint32_t draft, const MachineValue& value) {
  MachineValue& known = inventory_.machines[draft].feature_update;
  if ((drafts_[draft].contradictions & OfFeatureUpdate) != 0) return;
  if (!known) {
    known = value;
  } else if (!equal_ignoring_case(known.text, value.text)) {
    contradiction("two-values", draft, InventoryField::FeatureUpdate, known.place, value.place);
    drafts_[draft].contradictions |= OfFeatureUpdate;
    known = {};
  }
}

void InventoryBuilder::put_build(std::uint32_t draft, const SystemBuild& build) {
  SystemBuild& known = inventory_.machines[draft].build;
  if ((drafts_[draft].contradictions & OfVersion) != 0) return;
  if (known.number >= 0 && build.number >= 0 && known.number != build.number) {
    contradiction("two-builds", draft, InventoryField::Build, known.number_place,
                  build.number_place);
    forget_version(draft);
    return;
  }
  if (known.version.empty()) known.version = build.version;
  if (known.number < 0 && build.number >= 0) {
    known.number = build.number;
    known.number_place = build.number_place;
  }
  if (build.revision < 0 || build.revision == known.revision) return;
  if (known.revision >= 0)
    contradiction("two-revisions", draft, InventoryField::Revision, known.revision_place,
                  build.revision_place);
  if (known.revision < 0 || build.revision < known.revision) {
    known.revision = build.revision;
    known.revision_place = build.revision_place;
  }
}

void InventoryBuilder::put_architecture(std::uint32_t draft, Architecture architecture,
                                        const MachineValue& word) {
  Machine& machine = inventory_.machines[draft];
  if ((drafts_[draft].contradictions & OfArchitecture) != 0) return;
  if (!machine.architecture_word) machine.architecture_word = word;
  if (architecture == Architecture::Unknown || architecture == machine.architecture) return;
  if (machine.architecture == Architecture::Unknown) {
    machine.architecture = architecture;
    machine.architecture_word = word;
    return;
  }
  contradiction("two-values", draft, InventoryField::Architecture, machine.architecture_word.place,
                word.place);
  drafts_[draft].contradictions |= OfArchitecture;
  machine.architecture = Architecture::Unknown;
  machine.architecture_word = {};
}

void InventoryBuilder::put_installation(std::uint32_t draft, Installation installation,
                                        const InventoryPlace& place) {
  Machine& machine = inventory_.machines[draft];
  if ((drafts_[draft].contradictions & OfInstallation) != 0 ||
      installation == Installation::Unknown || installation == machine.installation)
    return;
  if (machine.installation == Installation::Unknown) {
    machine.installation = installation;
    return;
  }
  contradiction("two-values", draft, InventoryField::InstallationType, machine.place, place);
  drafts_[draft].contradictions |= OfInstallation;
  machine.installation = Installation::Unknown;
}

void InventoryBuilder::put_answer(std::uint32_t draft, InventoryField field, bool yes,
                                  const InventoryPlace& place) {
  Machine& machine = inventory_.machines[draft];
  const bool support = field == InventoryField::ExtendedSupport;
  std::optional<bool>& known = support ? machine.extended_support : machine.hotpatched;
  const Contradiction mark = support ? OfSupport : OfHotpatching;
  if ((drafts_[draft].contradictions & mark) != 0 || known == yes) return;
  if (!known) {
    known = yes;
    return;
  }
  contradiction("two-values", draft, field, machine.place, place);
  drafts_[draft].contradictions |= mark;
  known.reset();
}

// Whoever looked last was right about that.
void InventoryBuilder::add_seen(std::uint32_t draft, const FieldValue& value,
                                const Record& record) {
  if (words_.of(value.text).nothing) return;
  std::optional<Day> seen;
  if (value.field == InventoryField::LastSeen) {
    seen = parse_seen_day(value.text);
    if (!seen) return odd("unknown-day", record, {{"value", std::string(value.text)}});
  } else {
    const auto days = parse_count(value.text.substr(0, value.text.find('.')));
    if (!days || *days > 100'000)
      return odd("unknown-day", record, {{"value", std::string(value.text)}});
    if (!day_) return;
    seen = *day_ - std::chrono::days(*days);
  }
  std::optional<Day>& known = inventory_.machines[draft].last_seen;
  if (!known || *known < *seen) known = seen;
}

// A machine that any record says is in use is.
void InventoryBuilder::add_state(std::uint32_t draft, const MachineValue& value, bool not_in_use) {
  Machine& machine = inventory_.machines[draft];
  if (machine.state && machine.in_use == not_in_use)
    contradiction("two-states", draft, InventoryField::State, machine.state.place, value.place);
  if (!machine.state || (!machine.in_use && !not_in_use)) {
    machine.state = value;
    machine.in_use = !not_in_use;
  }
}

// Whether the updates or the software of a record are there at all: where it says how they are,
// only if each word for it is known to mean that.
bool InventoryBuilder::installed(const Record& record) {
  for (const FieldValue& each : record.values) {
    if (each.field != InventoryField::UpdateState) continue;
    const ValueWord word = words_.of(each.text);
    if (word.installed) continue;
    if (!word.not_installed)
      odd("unknown-update-state", record, {{"value", std::string(each.text)}});
    return false;
  }
  return true;
}

void InventoryBuilder::add_updates(std::uint32_t draft, const Record& record, bool installed) {
  Machine& machine = inventory_.machines[draft];
  const std::size_t before = updates_.size();
  std::optional<int> announced;
  for (const FieldValue& each : record.values) {
    if (each.field == InventoryField::AnnouncedUpdates) announced = parse_count(each.text);
    if (each.field != InventoryField::Updates || !installed) continue;
    if (!announced) announced = announced_in(each.text);
    const std::size_t first = updates_.size();
    update_names_.each(each.text,
                       [&](std::string_view name) { updates_.emplace_back(draft, name); });
    if (!update_names_.plain()) {
      const ValueWord word = words_.of(each.text);
      if (updates_.size() == first && !word.nothing && !announced)
        odd("no-update-name", record, {{"value", std::string(each.text.substr(0, 80))}});
      if (word.not_installed && updates_.size() != first) {
        odd("update-not-installed", record, {{"value", std::string(each.text.substr(0, 80))}});
        updates_.resize(first);
      }
    }
    if (updates_.size() != first && machine.updates_place.line == 0)
      machine.updates_place = place(record, each.header);
  }
  std::sort(updates_.begin() + static_cast<std::ptrdiff_t>(before), updates_.end());
  updates_.erase(
      std::unique(updates_.begin() + static_cast<std::ptrdiff_t>(before), updates_.end()),
      updates_.end());
  const std::size_t named = updates_.size() - before;
  counts_[file_].updates += named;
  if (!announced) return;
  const auto number = static_cast<std::size_t>(*announced);
  machine.announced_updates = std::max(machine.announced_updates, number);
  if (number == named && named != 0) drafts_[draft].complete_list = true;
}

void InventoryBuilder::add_software(std::uint32_t draft, const Record& record) {
  Software out;
  std::string_view release;
  out.place = place(record);
  for (const FieldValue& each : record.values) {
    switch (each.field) {
      case InventoryField::SoftwareName:
        out.name = each.text;
        out.place.field = each.header;
        break;
      case InventoryField::SoftwareVersion:
        out.version = each.text;
        break;
      case InventoryField::SoftwarePublisher:
        out.publisher = each.text;
        break;
      case InventoryField::SoftwareArchitecture:
        out.architecture = each.text;
        break;
      case InventoryField::SoftwareKind:
        for (const SoftwareKind kind : kSoftwareKinds)
          if (slug(kind) == each.text) out.kind = kind;
        break;
      case InventoryField::Epoch:
        out.epoch = parse_count(each.text);
        break;
      case InventoryField::Release:
        release = each.text;
        break;
      case InventoryField::SourcePackage:
        out.source = each.text;
        break;
      case InventoryField::SourceVersion:
        out.source_version = each.text;
        break;
      case InventoryField::Module:
        out.module = each.text;
        break;
      case InventoryField::Purl:
        out.purl = each.text;
        break;
      case InventoryField::Cpe:
        out.cpe = each.text;
        break;
      case InventoryField::ModelNumber:
        out.model = each.text;
        break;
      default:
        break;
    }
  }
  if (!release.empty())
    out.version = kept(*inventory_.text, std::string(out.version) + '-' + std::string(release));
  split_source(out);
  inventory_.software.push_back(out);
  software_of_.push_back(draft);
  ++counts_[file_].software;
}

void InventoryBuilder::finish() {
  joined_.resize(drafts_.size());
  std::iota(joined_.begin(), joined_.end(), 0U);
  join_halves();
  drop_joined();
  arrange_updates();
  arrange_software();
  count_files();
}

void InventoryBuilder::count_files() {
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    InventoryFile& file = inventory_.files[i];
    file.records = counts_[i].records;
    file.machines = counts_[i].machines;
    file.software = counts_[i].software;
    file.updates = counts_[i].updates;
    file.bad_records += counts_[i].bad_records;
  }
}

// Records with a host name or an asset id alone.
void InventoryBuilder::join_halves() {
  const auto is_half = [](const Draft& each) {
    return each.key.asset.empty() || each.key.host.empty();
  };
  const bool halves = std::any_of(drafts_.begin(), drafts_.end(), is_half);
  NameIndex assets, hosts;
  for (std::uint32_t i = 0; i < drafts_.size(); ++i) {
    if (is_half(drafts_[i])) continue;
    assets.add(drafts_[i].key.asset, i);
    if (halves) hosts.add(drafts_[i].key.host, i);
  }
  assets.sort();
  hosts.sort();
  assets.each_shared([this](std::uint32_t first, std::uint32_t other) {
    contradiction("shared-asset", other, InventoryField::Asset, inventory_.machines[first].place,
                  inventory_.machines[other].place);
  });
  if (!halves) return;
  for (std::uint32_t i = 0; i < drafts_.size(); ++i) {
    if (!is_half(drafts_[i])) continue;
    const Key& key = drafts_[i].key;
    const auto owner = key.asset.empty() ? hosts.find(key.host) : assets.find(key.asset);
    if (owner.machines == 0) continue;
    if (owner.machines == 1) {
      merge(owner.first, i);
      joined_[i] = owner.first;
      continue;
    }
    joined_[i] = kDropped;
    ++counts_[inventory_.machines[i].place.file].bad_records;
    contradiction("several-machines", i, InventoryField::Hostname,
                  inventory_.machines[owner.first].place, inventory_.machines[i].place);
  }
}

void InventoryBuilder::merge(std::uint32_t into, std::uint32_t from) {
  const Machine other = inventory_.machines[from];
  const std::uint16_t contradictions = drafts_[from].contradictions;
  Machine& machine = inventory_.machines[into];
  if (other.os_name) put_name(into, other.os_name);
  if (other.os_version) put_version(into, other.os_version);
  if (other.feature_update) put_feature_update(into, other.feature_update);
  put_build(into, other.build);
  if (other.architecture_word) put_architecture(into, other.architecture, other.architecture_word);
  put_installation(into, other.installation, other.place);
  if (other.extended_support)
    put_answer(into, InventoryField::ExtendedSupport, *other.extended_support, other.place);
  if (other.hotpatched)
    put_answer(into, InventoryField::Hotpatched, *other.hotpatched, other.place);
  if (other.state) add_state(into, other.state, !other.in_use);
  if (!machine.group) machine.group = other.group;
  if (!machine.user) machine.user = other.user;
  if (!machine.serial) machine.serial = other.serial;
  if (!machine.model) machine.model = other.model;
  if (other.last_seen && (!machine.last_seen || *machine.last_seen < *other.last_seen))
    machine.last_seen = other.last_seen;
  machine.announced_updates = std::max(machine.announced_updates, other.announced_updates);
  if (machine.updates_place.line == 0) machine.updates_place = other.updates_place;
  drafts_[into].complete_list |= drafts_[from].complete_list;
  // What one of them could not tell stays untold.
  drafts_[into].contradictions |= contradictions;
  if ((contradictions & OfName) != 0) machine.os_name = {};
  if ((contradictions & OfVersion) != 0) forget_version(into);
  if ((contradictions & OfFeatureUpdate) != 0) machine.feature_update = {};
  if ((contradictions & OfArchitecture) != 0) {
    machine.architecture = Architecture::Unknown;
    machine.architecture_word = {};
  }
  if ((contradictions & OfInstallation) != 0) machine.installation = Installation::Unknown;
  if ((contradictions & OfSupport) != 0) machine.extended_support.reset();
  if ((contradictions & OfHotpatching) != 0) machine.hotpatched.reset();
}

// The machines that are left, and what they are called now.
void InventoryBuilder::drop_joined() {
  slots_ = {};
  std::vector<std::uint32_t> number(drafts_.size(), kDropped);
  std::uint32_t next = 0;
  for (std::uint32_t i = 0; i < drafts_.size(); ++i) {
    if (joined_[i] != i) continue;
    if (next != i) {
      inventory_.machines[next] = inventory_.machines[i];
      drafts_[next] = drafts_[i];
    }
    number[i] = next++;
  }
  inventory_.machines.resize(next);
  drafts_.resize(next);
  for (std::uint32_t& each : joined_) each = each == kDropped ? kDropped : number[each];
}

void InventoryBuilder::arrange_updates() {
  std::vector<Machine>& machines = inventory_.machines;
  for (const auto& [draft, name] : updates_)
    if (joined_[draft] != kDropped) ++machines[joined_[draft]].updates.count;
  std::uint32_t first = 0;
  for (Machine& each : machines) {
    each.updates.first = first;
    first += each.updates.count;
    each.updates.count = 0;
  }
  std::vector<std::string_view> names(first);
  for (const auto& [draft, name] : updates_) {
    if (joined_[draft] == kDropped) continue;
    auto& slice = machines[joined_[draft]].updates;
    names[slice.first + slice.count++] = name;
  }
  updates_ = {};
  inventory_.updates.reserve(names.size());
  for (std::size_t i = 0; i < machines.size(); ++i) {
    Machine& machine = machines[i];
    const auto begin = names.begin() + machine.updates.first;
    std::sort(begin, begin + machine.updates.count);
    const auto end = std::unique(begin, begin + machine.updates.count);
    machine.updates = {static_cast<std::uint32_t>(inventory_.updates.size()),
                       static_cast<std::uint32_t>(end - begin)};
    for (auto each = begin; each != end; ++each) inventory_.updates.push_back(*each);
    const std::size_t count = machine.updates.count, announced = machine.announced_updates;
    if (count == 0)
      machine.update_list = UpdateList::NotGiven;
    else if (announced == 0 || count > announced)
      machine.update_list = UpdateList::Listed;
    else
      machine.update_list =
          count == announced && drafts_[i].complete_list ? UpdateList::Whole : UpdateList::Partial;
  }
}

void InventoryBuilder::arrange_software() {
  std::vector<Machine>& machines = inventory_.machines;
  for (std::uint32_t& each : software_of_) each = joined_[each];
  std::vector<std::uint32_t> order(software_of_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [this](std::uint32_t a, std::uint32_t b) {
    return software_of_[a] < software_of_[b];
  });
  // kDropped is the last of all.
  while (!order.empty() && software_of_[order.back()] == kDropped) order.pop_back();
  const bool sorted =
      order.size() == software_of_.size() && std::is_sorted(order.begin(), order.end());
  if (!sorted) {
    std::vector<Software> arranged;
    arranged.reserve(order.size());
    for (const std::uint32_t each : order) arranged.push_back(inventory_.software[each]);
    inventory_.software = std::move(arranged);
  }
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    auto& slice = machines[software_of_[order[i]]].software;
    if (slice.count++ == 0) slice.first = i;
  }
  software_of_ = {};
}

InventoryPlace InventoryBuilder::place(const Record& record, std::string_view header) const {
  return {file_, record.line, header};
}

std::string InventoryBuilder::text_of(const InventoryPlace& place) const {
  return inventory_.files[place.file].name + ":" + std::to_string(place.line);
}

void InventoryBuilder::contradiction(std::string_view code, std::uint32_t draft,
                                     InventoryField field, const InventoryPlace& first,
                                     const InventoryPlace& second) {
  const Machine& machine = inventory_.machines[draft];
  const MachineValue& name = machine.hostname ? machine.hostname : machine.asset;
  inventory_.diagnostics.add(code, text_of(second),
                             {{"machine", std::string(name.text)},
                              {"field", std::string(slug(field))},
                              {"first", text_of(first)}});
}

void InventoryBuilder::odd(std::string_view code, const Record& record, Arguments arguments) {
  inventory_.diagnostics.add(code, text_of(place(record)), std::move(arguments));
}

}  // namespace patchmatrix
