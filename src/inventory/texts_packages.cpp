// SPDX-License-Identifier: Apache-2.0
//
// Installed packages of a Linux machine: what rpm -qa, rpm -qa --qf, dpkg -l and dpkg-query -W
// print, with the text of /etc/os-release before it or alone.
//
// rpm -qa does not tell epochs; a query that does shows "(none)" or, for some packages, a number.
// Only in a list that shows epochs does a package without one have the epoch 0.

#include <algorithm>
#include <array>
#include <optional>

#include "inventory/readers.hpp"
#include "inventory/texts_support.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

// So many lines tell what the list is.
constexpr std::size_t kSample = 100;
constexpr std::size_t kLongestLine = 2000;

// RPM's own names (rpm 4.18, rpmrc.in: arch_canon) that packages carry.
constexpr std::array<std::string_view, 24> kArchitectures = {
    "x86_64", "noarch",  "i686",   "i586", "i486",        "i386",   "aarch64", "ppc64le",
    "ppc64",  "ppc",     "s390x",  "s390", "armv7hl",     "armv7l", "armv6hl", "riscv64",
    "ia64",   "sparc64", "mips64", "src",  "loongarch64", "athlon", "alpha",   "x86_64_v2"};

bool is_architecture(std::string_view word) {
  return std::find(kArchitectures.begin(), kArchitectures.end(), word) != kArchitectures.end();
}

constexpr std::string_view kNone = "(none)";

struct Package {
  std::string_view name, version, release, architecture;
  std::string_view epoch;  // empty: not shown
  bool epoch_shown = false;
  std::string_view source, source_version, module;
  bool installed = true;
};

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

// Takes "(none):" or "1:" off the front.
void take_epoch(std::string_view& text, Package& package) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return;
  const auto epoch = text.substr(0, colon);
  if (epoch != kNone && !all_digits(epoch)) return;
  package.epoch = epoch == kNone ? "0" : epoch;
  package.epoch_shown = true;
  text.remove_prefix(colon + 1);
}

// "3.0.7-24.el9" in two.
bool take_version_release(std::string_view text, Package& package) {
  take_epoch(text, package);
  const auto hyphen = text.rfind('-');
  if (hyphen == std::string_view::npos || hyphen == 0 || hyphen + 1 == text.size()) return false;
  package.version = text.substr(0, hyphen);
  package.release = text.substr(hyphen + 1);
  return true;
}

// "openssl-libs-1:3.0.7-24.el9.x86_64", also without epoch, or without architecture.
std::optional<Package> rpm_name(std::string_view line) {
  if (line.find_first_of(" \t,;\"") != std::string_view::npos) return std::nullopt;
  Package package;
  take_epoch(line, package);
  if (const auto dot = line.rfind('.'); dot != std::string_view::npos) {
    const auto last = line.substr(dot + 1);
    if (is_architecture(last) || last == kNone) {
      if (last != kNone) package.architecture = last;
      line = line.substr(0, dot);
    }
  }
  const auto release = line.rfind('-');
  if (release == std::string_view::npos || release == 0) return std::nullopt;
  const auto version = line.rfind('-', release - 1);
  if (version == std::string_view::npos || version == 0) return std::nullopt;
  package.name = line.substr(0, version);
  if (!take_version_release(line.substr(version + 1), package)) return std::nullopt;
  return package;
}

std::vector<std::string_view> words(std::string_view line) {
  if (line.find('\t') != std::string_view::npos) {
    std::vector<std::string_view> out = split(line, '\t');
    for (std::string_view& each : out) each = trimmed_text(each);
    return out;
  }
  std::vector<std::string_view> out;
  for (const std::string_view each : split(line, ' '))
    if (!each.empty()) out.push_back(each);
  return out;
}

// "nodejs:18:8070020221009220316:bd1311ed" → "nodejs:18"
std::string_view module_stream(std::string_view label) {
  const auto first = label.find(':');
  const auto second = first == std::string_view::npos ? first : label.find(':', first + 1);
  return second == std::string_view::npos ? std::string_view() : label.substr(0, second);
}

// Takes the columns behind the architecture: the source RPM and the module label, in any order.
void take_rest(const std::vector<std::string_view>& columns, std::size_t from, Package& package) {
  for (std::size_t i = from; i < columns.size(); ++i) {
    if (columns[i].ends_with(".src.rpm")) {
      if (const auto source = rpm_name(columns[i].substr(0, columns[i].size() - 4)))
        package.source = source->name;
    } else if (const auto stream = module_stream(columns[i]); !stream.empty()) {
      package.module = stream;
    }
  }
}

// Columns of a query: name, [epoch], version, release or both in one, architecture, …
std::optional<Package> rpm_columns(std::string_view line) {
  const std::vector<std::string_view> columns = words(line);
  const auto architecture = std::find_if(
      columns.begin(), columns.end(), [](std::string_view each) { return is_architecture(each); });
  const auto position = static_cast<std::size_t>(architecture - columns.begin());
  if (architecture == columns.end() || position < 2 || position > 4) return std::nullopt;
  Package package;
  package.name = columns[0];
  package.architecture = *architecture;
  std::size_t at = 1;
  if (position == 4 || (position == 3 && columns[2].find('-') != std::string_view::npos)) {
    const auto epoch = columns[at++];
    if (epoch != kNone && !all_digits(epoch)) return std::nullopt;
    package.epoch = epoch == kNone ? "0" : epoch;
    package.epoch_shown = true;
  }
  if (position - at == 1) {
    if (!take_version_release(columns[at], package)) return std::nullopt;
  } else {
    std::string_view version = columns[at];
    take_epoch(version, package);
    package.version = version;
    package.release = columns[at + 1];
  }
  if (package.name.empty() || package.version.empty() || package.release.empty())
    return std::nullopt;
  take_rest(columns, position + 1, package);
  return package;
}

bool is_debian_name(std::string_view text) {
  return text.size() >= 2 && (is_digit(text[0]) || (text[0] >= 'a' && text[0] <= 'z')) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_digit(c) || (c >= 'a' && c <= 'z') || c == '+' || c == '-' || c == '.';
         });
}

bool is_debian_version(std::string_view text) {
  return !text.empty() && is_digit(text[0]) && std::all_of(text.begin(), text.end(), [](char c) {
    return is_alphanumeric(c) || std::string_view(".+-~:").find(c) != std::string_view::npos;
  });
}

// "libssl3:amd64"
bool take_debian_name(std::string_view text, Package& package) {
  const auto colon = text.find(':');
  package.name = text.substr(0, colon);
  if (colon != std::string_view::npos) package.architecture = text.substr(colon + 1);
  return is_debian_name(package.name);
}

// A line of dpkg -l: "ii  name  version  architecture  description". The second letter tells the
// state (dpkg-query(1)): of those that are not on the disk in one piece nothing is told.
std::optional<Package> dpkg_row(std::string_view line) {
  if (line.size() < 5 || std::string_view("uihrp").find(line[0]) == std::string_view::npos ||
      std::string_view("ncHUFWti").find(line[1]) == std::string_view::npos)
    return std::nullopt;
  const std::vector<std::string_view> columns = words(line);
  if (columns.size() < 3 || columns[0].size() < 2 || columns[0].size() > 3) return std::nullopt;
  Package package;
  if (!take_debian_name(columns[1], package)) return std::nullopt;
  package.version = columns[2];
  package.installed = std::string_view("iWtUF").find(line[1]) != std::string_view::npos;
  if (package.installed && !is_debian_version(package.version)) return std::nullopt;
  if (columns.size() > 3 && package.architecture.empty()) package.architecture = columns[3];
  return package;
}

// A line of dpkg-query -W: name, version, and what a query may add: architecture, source package
// and its version. Without version: a package that is known and not installed.
std::optional<Package> dpkg_columns(std::string_view line) {
  const std::vector<std::string_view> columns = split(line, '\t');
  if (columns.size() < 2 || columns.size() > 5) return std::nullopt;
  Package package;
  if (!take_debian_name(trimmed_text(columns[0]), package)) return std::nullopt;
  package.version = trimmed_text(columns[1]);
  package.installed = !package.version.empty();
  if (package.installed && !is_debian_version(package.version)) return std::nullopt;
  if (columns.size() > 2 && package.architecture.empty())
    package.architecture = trimmed_text(columns[2]);
  if (columns.size() > 3) package.source = trimmed_text(columns[3]);
  if (columns.size() > 4) package.source_version = trimmed_text(columns[4]);
  return package;
}

using PackageLine = std::optional<Package> (*)(std::string_view line);

struct ListFormat {
  PackageLine read = nullptr;
  std::string_view name;
  SoftwareKind kind = SoftwareKind::Rpm;
  bool is_sure = true;  // every line must have an architecture …
};

// ── os-release ──

struct OsRelease {
  std::string_view name, pretty_name, version, hostname;
  std::uint32_t line = 0;
  explicit operator bool() const { return !name.empty() || !pretty_name.empty(); }
};

std::string_view unquoted(std::string_view text) {
  text = trimmed_text(text);
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') &&
      text.back() == text.front())
    return text.substr(1, text.size() - 2);
  return text;
}

bool is_assignment(std::string_view line) {
  const auto equals = line.find('=');
  if (equals == std::string_view::npos || equals == 0) return false;
  return std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(equals),
                     [](char c) { return (c >= 'A' && c <= 'Z') || c == '_' || is_digit(c); });
}

void take_assignment(const TextLine& line, OsRelease& release) {
  const auto equals = line.text.find('=');
  const auto key = line.text.substr(0, equals);
  const auto value = unquoted(line.text.substr(equals + 1));
  if (release.line == 0) release.line = line.number;
  if (key == "NAME") release.name = value;
  if (key == "PRETTY_NAME") release.pretty_name = value;
  if (key == "VERSION_ID") release.version = value;
  if (key == "HOSTNAME") release.hostname = value;
}

bool is_comment(std::string_view line) { return line.starts_with('#'); }

// Lines of dpkg -l above the first package: the ruler, and what the letters mean.
bool is_dpkg_head(std::string_view line) {
  return line.starts_with("|") || line.starts_with("+++-") || line.starts_with("Desired=");
}

// ── The list ──

// Tabs at the end are empty columns.
std::string_view row_of(std::string_view line) {
  while (!line.empty() && line.back() == ' ') line.remove_suffix(1);
  while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
  return line;
}

std::vector<TextLine> sample_of(std::string_view text) {
  std::vector<TextLine> out;
  TextLines lines(text);
  std::size_t read = 0;
  for (auto line = lines.next(); line && out.size() < kSample && read < 3 * kSample;
       line = lines.next(), ++read) {
    const auto trimmed_line = trimmed_text(line->text);
    if (trimmed_line.empty() || is_comment(trimmed_line) || is_assignment(trimmed_line)) continue;
    out.push_back(*line);
  }
  return out;
}

bool is_key(std::string_view name) { return name == "gpg-pubkey"; }

// Whether the lines of the sample are of this format: nine in ten, and the first packages, too.
bool fits(const std::vector<TextLine>& sample, const ListFormat& format) {
  std::size_t lines = 0, packages = 0, with_architecture = 0;
  for (const TextLine& line : sample) {
    if (format.kind == SoftwareKind::Deb && is_dpkg_head(line.text)) continue;
    ++lines;
    if (line.text.size() > kLongestLine) continue;
    const auto package = format.read(row_of(line.text));
    if (!package) continue;
    ++packages;
    if (!package->architecture.empty() || is_key(package->name)) ++with_architecture;
  }
  if (packages == 0) return false;
  if (!format.is_sure) return packages == lines && packages >= 3;
  return packages * 10 >= lines * 9 &&
         (format.kind == SoftwareKind::Deb || with_architecture * 10 >= packages * 9);
}

const ListFormat* format_of(const std::vector<TextLine>& sample) {
  // Old RPMs print no architecture: then every line must look like a package.
  static constexpr std::array<ListFormat, 5> kFormats = {{
      {dpkg_row, "dpkg", SoftwareKind::Deb, true},
      {rpm_columns, "rpm", SoftwareKind::Rpm, true},
      {rpm_name, "rpm", SoftwareKind::Rpm, true},
      {dpkg_columns, "dpkg", SoftwareKind::Deb, true},
      {rpm_name, "rpm", SoftwareKind::Rpm, false},
  }};
  const auto found = std::find_if(kFormats.begin(), kFormats.end(),
                                  [&](const ListFormat& format) { return fits(sample, format); });
  return found == kFormats.end() ? nullptr : &*found;
}

// Whether any line shows an epoch: then all tell theirs.
bool shows_epochs(std::string_view text, const ListFormat& format) {
  if (format.kind != SoftwareKind::Rpm) return false;
  TextLines lines(text);
  while (const auto line = lines.next()) {
    if (line->text.size() > kLongestLine || line->text.find_first_of(":\t ") == line->text.npos)
      continue;
    if (const auto package = format.read(row_of(line->text)); package && package->epoch_shown)
      return true;
  }
  return false;
}

Record record_of(const Package& package, const ListFormat& format, bool epochs, std::uint32_t line,
                 std::string_view host) {
  Record record;
  record.line = line;
  const auto add = [&](InventoryField field, std::string_view text) {
    if (text != kNone) add_value(record, field, text, {});
  };
  add(InventoryField::Hostname, host);
  add(InventoryField::SoftwareKind, slug(format.kind));
  add(InventoryField::SoftwareName, package.name);
  add(InventoryField::SoftwareVersion, package.version);
  add(InventoryField::Release, package.release);
  add(InventoryField::SoftwareArchitecture, package.architecture);
  if (epochs) add(InventoryField::Epoch, package.epoch_shown ? package.epoch : "0");
  add(InventoryField::SourcePackage, package.source);
  add(InventoryField::SourceVersion, package.source_version);
  add(InventoryField::Module, package.module);
  return record;
}

void tell_system(const OsRelease& release, std::string_view host, const RecordSink& sink) {
  Record record;
  record.line = release.line;
  add_value(record, InventoryField::Hostname, host, {});
  add_value(record, InventoryField::OsName,
            release.name.empty() ? release.pretty_name : release.name,
            release.name.empty() ? "PRETTY_NAME" : "NAME");
  add_value(record, InventoryField::OsVersion, release.version, "VERSION_ID");
  sink(record);
}

OsRelease os_release_of(std::string_view text) {
  OsRelease release;
  TextLines lines(text);
  for (auto line = lines.next(); line && line->number <= kSample; line = lines.next()) {
    if (trimmed_text(line->text).empty() || is_comment(line->text)) continue;
    if (!is_assignment(line->text)) break;
    take_assignment(*line, release);
  }
  return release;
}

}  // namespace

bool read_package_list(const InventorySource& source, const RecordSink& sink, InventoryFile& file,
                       Diagnostics& diagnostics) {
  const OsRelease release = os_release_of(source.text);
  const std::vector<TextLine> sample = sample_of(source.text);
  const ListFormat* format = format_of(sample);
  if (!format && (!release || !sample.empty())) return false;

  file.format = format ? format->name : "os-release";
  const std::string_view host = release.hostname.empty() ? host_of_file(source) : release.hostname;
  if (release) tell_system(release, host, sink);
  if (!format) return true;
  const bool epochs = shows_epochs(source.text, *format);
  TextLines lines(source.text);
  while (const auto line = lines.next()) {
    const auto text = trimmed_text(line->text);
    if (text.empty() || is_comment(text) || is_assignment(text) || is_dpkg_head(text)) continue;
    const auto package =
        text.size() <= kLongestLine ? format->read(row_of(line->text)) : std::nullopt;
    if (!package) {
      ++file.bad_records;
      diagnostics.add("unread-line", place_of(source, line->number));
    } else if (package->installed && !is_key(package->name)) {
      sink(record_of(*package, *format, epochs, line->number, host));
    }
  }
  return true;
}

}  // namespace patchmatrix
