// SPDX-License-Identifier: Apache-2.0
//
// Properties, one a line: "Name : value" (PowerShell's Format-List), "Name=value" (wmic /value) and
// "Name  REG_SZ  value" (reg query); and the one line in which a system tells its version.

#include <algorithm>
#include <charconv>
#include <optional>

#include "inventory/readers.hpp"
#include "inventory/texts_support.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

constexpr std::uint32_t kLinesBefore = 60;
// No text that tells a version and nothing else is longer.
constexpr std::size_t kLongestVersion = 2000;

struct Property {
  std::uint32_t line = 0;
  std::string_view name, value;
  bool registry = false;
};

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 100 && std::all_of(text.begin(), text.end(), [](char c) {
    return is_alphanumeric(c) || c == '_' || c == '-';
  });
}

// "    UBR    REG_DWORD    0x335"
std::optional<Property> of_registry(const TextLine& line) {
  const auto type = line.text.find(" REG_");
  if (type == std::string_view::npos) return std::nullopt;
  const auto name = trimmed_text(line.text.substr(0, type));
  const auto rest = line.text.substr(type + 1);
  const auto blank = rest.find(' ');
  if (name.empty() || blank == std::string_view::npos) return std::nullopt;
  return Property{line.number, name, trimmed_text(rest.substr(blank)), true};
}

// "CsName    : PC01"; the blank before the colon tells it from other "label: value" lines.
std::optional<Property> of_format_list(const TextLine& line) {
  if (line.text.empty() || is_blank(line.text.front())) return std::nullopt;
  const auto colon = line.text.find(" :");
  if (colon == std::string_view::npos) return std::nullopt;
  const auto name = trimmed_text(line.text.substr(0, colon));
  const auto rest = line.text.substr(colon + 2);
  if (!is_name(name) || (!rest.empty() && rest.front() != ' ')) return std::nullopt;
  return Property{line.number, name, trimmed_text(rest), false};
}

std::optional<Property> of_value_list(const TextLine& line) {
  const auto equals = line.text.find('=');
  if (equals == std::string_view::npos || !is_name(line.text.substr(0, equals)))
    return std::nullopt;
  return Property{line.number, line.text.substr(0, equals),
                  trimmed_text(line.text.substr(equals + 1)), false};
}

std::optional<Property> property(const TextLine& line) {
  if (const auto found = of_registry(line)) return found;
  if (const auto found = of_format_list(line)) return found;
  return of_value_list(line);
}

// A line that goes on with the value above it: Format-List breaks long ones and indents the rest.
bool continues(const TextLine& line) {
  return line.text.size() > 2 && line.text[0] == ' ' && line.text[1] == ' ' &&
         !trimmed_text(line.text).empty();
}

std::vector<Property> properties(std::string_view text) {
  std::vector<Property> out;
  TextLines lines(text);
  bool open = false;  // the next line may go on with the last value
  while (const auto line = lines.next()) {
    if (const auto found = property(*line)) {
      out.push_back(*found);
      open = !found->registry && !found->value.empty();
    } else if (open && continues(*line)) {
      std::string_view& value = out.back().value;
      const char* end = line->text.data() + line->text.size();
      value = {value.data(), static_cast<std::size_t>(end - value.data())};
    } else {
      open = false;
    }
  }
  return out;
}

// os-release is "NAME=value", too, and means something else.
bool is_os_release(std::string_view text) {
  TextLines lines(text);
  for (auto line = lines.next(); line && line->number <= kLinesBefore; line = lines.next())
    if (line->text.starts_with("VERSION_ID=") || line->text.starts_with("PRETTY_NAME="))
      return true;
  return false;
}

bool tells_machine(InventoryField field) {
  return field == InventoryField::OsName || field == InventoryField::OsVersion ||
         field == InventoryField::Build || field == InventoryField::Updates ||
         field == InventoryField::SoftwareName;
}

bool may_be_list(std::string_view text, std::optional<TextLabels>& labels,
                 const InventorySource& source) {
  TextLines lines(text);
  for (auto line = lines.next(); line && line->number <= kLinesBefore; line = lines.next()) {
    const auto found = property(*line);
    if (!found) continue;
    if (!labels) labels.emplace(source);
    if (const auto meaning = labels->find(found->name); meaning && tells_machine(meaning->field))
      return true;
  }
  return false;
}

// "0x335" as 821; any other text as it is.
std::string_view decimal(std::string_view text, const InventorySource& source) {
  if (!text.starts_with("0x")) return text;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + text.size(), number, 16);
  if (error != std::errc() || end != text.data() + text.size()) return text;
  return kept(source, std::to_string(number));
}

// What one object tells. Of several names for one field the one that stands first among the labels
// counts.
class Object {
 public:
  void add(const Property& property, const TextLabels::Meaning& meaning) {
    for (Value& value : values_)
      if (value.meaning.field == meaning.field) {
        if (meaning.rank < value.meaning.rank && !property.value.empty())
          value = {property, meaning};
        return;
      }
    values_.push_back({property, meaning});
  }
  bool has(std::string_view name) const {
    return std::any_of(values_.begin(), values_.end(),
                       [&](const Value& value) { return value.property.name == name; });
  }
  const Property* find(InventoryField field) const {
    for (const Value& value : values_)
      if (value.meaning.field == field) return &value.property;
    return nullptr;
  }

  struct Value {
    Property property;
    TextLabels::Meaning meaning;
  };
  const std::vector<Value>& values() const { return values_; }
  bool empty() const { return values_.empty(); }

 private:
  std::vector<Value> values_;
};

// The registry tells the numbers of a version one by one, and "6.3" as the version of all later
// systems; these are theirs.
struct RegistryVersion {
  std::string_view old, major, minor;

  void take(const Property& property) {
    if (property.name == "CurrentVersion") old = property.value;
    if (property.name == "CurrentMajorVersionNumber") major = property.value;
    if (property.name == "CurrentMinorVersionNumber") minor = property.value;
  }
};

std::string registry_version(const RegistryVersion& version, const Object& object,
                             const InventorySource& source) {
  const Property* build = object.find(InventoryField::Build);
  if (!build || build->value.empty()) return {};
  std::string out(version.old);
  if (!version.major.empty())
    out = std::string(decimal(version.major, source)) + "." +
          std::string(version.minor.empty() ? "0" : decimal(version.minor, source));
  return out.empty() ? out : out + "." + std::string(decimal(build->value, source));
}

std::size_t count_of(std::string_view text, char c) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), c));
}

// "{KB1, KB2, KB3, KB4...}" names four and says that there are more.
void add_updates(Record& record, const Property& property, const InventorySource& source) {
  add_value(record, InventoryField::Updates, property.value, property.name);
  const std::string_view value = trimmed_text(property.value);
  if (value.ends_with("...}") || value.ends_with("\xE2\x80\xA6}"))
    add_value(record, InventoryField::AnnouncedUpdates,
              kept(source, std::to_string(count_of(value, ',') + 2)), property.name);
}

// In a list of programs the version shown is the program's.
InventoryField field_in(const Object& object, InventoryField field) {
  return field == InventoryField::FeatureUpdate && object.find(InventoryField::SoftwareName)
             ? InventoryField::SoftwareVersion
             : field;
}

Record record_of(const Object& object, const InventorySource& source, InventoryFile& file) {
  Record record;
  record.line = object.values().front().property.line;
  for (const auto& [property, meaning] : object.values()) {
    // An update's caption is the address of a page.
    if (meaning.field == InventoryField::OsName &&
        property.value.find("://") != std::string_view::npos)
      continue;
    const InventoryField field = field_in(object, meaning.field);
    if (field == InventoryField::Updates)
      add_updates(record, property, source);
    else
      add_value(record, field, decimal(property.value, source), property.name);
    note_column(file, property.name, field, meaning.mapped);
  }
  return record;
}

struct Teller {
  const InventorySource& source;
  const RecordSink& sink;
  InventoryFile& file;

  void tell(const Object& object, const RegistryVersion& version) const {
    if (object.empty()) return;
    Record record = record_of(object, source, file);
    if (!find_value(record, InventoryField::OsVersion))
      add_value(record, InventoryField::OsVersion,
                kept(source, registry_version(version, object, source)), "CurrentVersion");
    const bool machine = std::any_of(record.values.begin(), record.values.end(),
                                     [](auto& value) { return tells_machine(value.field); });
    if (!machine) return;
    if (!find_value(record, InventoryField::Hostname))
      add_value(record, InventoryField::Hostname, host_of_file(source), {});
    sink(record);
  }
};

// ── "Name [Version 10.0.19045.2251]" ──

std::string_view version_in(std::string_view text) {
  const auto start = text.find_first_of("0123456789");
  if (start == std::string_view::npos) return {};
  text = text.substr(start);
  const auto end = text.find_first_not_of("0123456789.");
  return text.substr(0, end);
}

// The only line of the text that is not blank; empty if there are more. Long texts have more.
TextLine only_line(std::string_view text) {
  if (text.size() > kLongestVersion) return {};
  TextLine only;
  TextLines lines(text);
  while (const auto line = lines.next()) {
    if (trimmed_text(line->text).empty()) continue;
    if (only.number != 0) return {};
    only = *line;
  }
  return only;
}

// "Name [Version 10.0.19045.2251]"; an empty record for any other line.
Record bracketed_version(const TextLine& line) {
  Record record;
  const auto open = line.text.find('[');
  const auto close = line.text.rfind(']');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open)
    return record;
  const std::string_view name = trimmed_text(line.text.substr(0, open));
  const std::string_view version = version_in(line.text.substr(open, close - open));
  if (name.empty() || std::count(version.begin(), version.end(), '.') < 2) return record;
  record.line = line.number;
  add_value(record, InventoryField::OsName, name, {});
  add_value(record, InventoryField::OsVersion, version, {});
  return record;
}

// "Version 22H2 (OS Build 22621.819)", as the box of winver shows it, with the name above.
Record build_in_parentheses(const InventorySource& source) {
  Record record;
  if (source.text.size() > kLongestVersion) return record;
  std::optional<TextLabels> labels;
  std::string_view name;
  TextLines lines(source.text);
  while (const auto line = lines.next()) {
    const std::string_view text = trimmed_text(line->text);
    if (name.empty()) name = text;
    const auto open = text.find('(');
    const auto close = text.find(')', std::min(open, text.size()));
    if (close == std::string_view::npos) continue;
    const std::string_view inside = text.substr(open + 1, close - open - 1);
    const auto blank = inside.rfind(' ');
    if (blank == std::string_view::npos || version_in(inside) != inside.substr(blank + 1)) continue;
    if (!labels) labels.emplace(source);
    const auto meaning = labels->find(inside.substr(0, blank));
    if (!meaning || meaning->field != InventoryField::Build) continue;
    record.line = line->number;
    if (name != text) add_value(record, InventoryField::OsName, name, {});
    const std::string_view before = trimmed_text(text.substr(0, open));
    add_value(record, InventoryField::FeatureUpdate, before.substr(before.rfind(' ') + 1), {});
    add_value(record, InventoryField::Build, inside.substr(blank + 1), inside.substr(0, blank));
    return record;
  }
  return record;
}

}  // namespace

bool read_powershell_list(const InventorySource& source, const RecordSink& sink,
                          InventoryFile& file, Diagnostics&) {
  std::optional<TextLabels> labels;
  if (is_os_release(source.text) || !may_be_list(source.text, labels, source)) return false;
  file.format = "property-list";
  const Teller teller{source, sink, file};
  Object object;
  RegistryVersion version;
  for (const Property& each : properties(source.text)) {
    // The next object begins with a name that the present one has already.
    if (object.has(each.name)) {
      teller.tell(object, version);
      object = {};
      version = {};
    }
    if (each.registry) version.take(each);
    if (const auto meaning = labels->find(each.name)) object.add(each, *meaning);
  }
  teller.tell(object, version);
  return true;
}

bool read_version_line(const InventorySource& source, const RecordSink& sink, InventoryFile& file,
                       Diagnostics&) {
  Record record = bracketed_version(only_line(source.text));
  if (record.values.empty()) record = build_in_parentheses(source);
  if (record.values.empty()) return false;
  file.format = "version";
  add_value(record, InventoryField::Hostname, host_of_file(source), {});
  sink(record);
  return true;
}

}  // namespace patchmatrix
