// SPDX-License-Identifier: Apache-2.0
//
// Bills of materials in JSON: CycloneDX 1.2 … 1.6 (https://cyclonedx.org/docs/) and SPDX 2.2, 2.3
// (https://spdx.github.io/spdx-spec/v2.3/, both read 2026-07). What is described stands for the
// machine.
//
// Components with a package URL of the types rpm and deb are packages: the URL tells the epoch
// (qualifier `epoch`) and the source package (`upstream`), as
// https://github.com/package-url/purl-spec (read 2026-07) has them. Some generators lose the epoch:
// only in a document that tells any does a package without one have the epoch 0.

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "inventory/readers.hpp"
#include "inventory/texts_support.hpp"
#include "io/json.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

// ── Package URLs: pkg:type/namespace/name@version?key=value&key=value#subpath ──

struct PackageUrl {
  std::string type, space, name, version;
  std::vector<std::pair<std::string, std::string>> qualifiers;

  std::string_view qualifier(std::string_view key) const {
    for (const auto& [known, value] : qualifiers)
      if (known == key) return value;
    return {};
  }
};

int hexadecimal(char c) {
  if (is_digit(c)) return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hexadecimal(text[i + 1]) : -1;
    const int low = high >= 0 ? hexadecimal(text[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::optional<PackageUrl> package_url(std::string_view text) {
  if (!begins_ignoring_case(text, "pkg:")) return std::nullopt;
  text.remove_prefix(4);
  text = text.substr(0, text.find('#'));
  PackageUrl out;
  if (const auto question = text.find('?'); question != std::string_view::npos) {
    for (const std::string_view pair : split(text.substr(question + 1), '&')) {
      const auto equals = pair.find('=');
      if (equals == std::string_view::npos) continue;
      out.qualifiers.emplace_back(lower(pair.substr(0, equals)),
                                  unescaped(pair.substr(equals + 1)));
    }
    text = text.substr(0, question);
  }
  while (text.starts_with('/')) text.remove_prefix(1);
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  out.type = lower(text.substr(0, slash));
  text.remove_prefix(slash + 1);
  // The "@" of a scope ("@angular/core") begins a name and no version.
  if (const auto at = text.rfind('@'); at != std::string_view::npos && at > 0) {
    out.version = unescaped(text.substr(at + 1));
    text = text.substr(0, at);
  }
  const auto last = text.rfind('/');
  out.name = unescaped(last == std::string_view::npos ? text : text.substr(last + 1));
  if (last != std::string_view::npos) out.space = unescaped(text.substr(0, last));
  return out;
}

// ── What both formats tell ──

struct Component {
  std::string_view name, version, publisher, purl, cpe;
  bool operating_system = false;
};

struct Bill {
  std::string_view format;
  std::string_view machine;
  std::vector<Component> components;
};

SoftwareKind kind_of(const std::optional<PackageUrl>& url) {
  if (url && url->type == "rpm") return SoftwareKind::Rpm;
  if (url && url->type == "deb") return SoftwareKind::Deb;
  return SoftwareKind::Component;
}

// "1:3.0.7-24.el9" → "1"; empty without.
std::string_view epoch_of_version(std::string_view version) {
  const auto colon = version.find(':');
  if (colon == std::string_view::npos || colon == 0) return {};
  const auto epoch = version.substr(0, colon);
  return std::all_of(epoch.begin(), epoch.end(), is_digit) ? epoch : std::string_view();
}

std::string_view without_epoch(std::string_view version) {
  const auto epoch = epoch_of_version(version);
  return epoch.empty() ? version : version.substr(epoch.size() + 1);
}

std::string_view epoch_of(const Component& component, const PackageUrl& url) {
  if (const auto epoch = url.qualifier("epoch"); !epoch.empty()) return epoch;
  if (const auto epoch = epoch_of_version(url.version); !epoch.empty()) return epoch;
  return epoch_of_version(component.version);
}

bool tells_epochs(const Bill& bill) {
  return std::any_of(bill.components.begin(), bill.components.end(), [](const Component& each) {
    const auto url = package_url(each.purl);
    return kind_of(url) == SoftwareKind::Rpm && !epoch_of(each, *url).empty();
  });
}

// Adds values that are kept.
struct Values {
  const InventorySource& source;
  Record& record;

  void add(InventoryField field, std::string_view text, std::string_view header = {}) const {
    const std::size_t before = record.values.size();
    add_value(record, field, text, header);
    if (record.values.size() > before)
      record.values.back().text = kept(source, record.values.back().text);
  }
};

// "name@version", "name-version-release.src.rpm", or "name".
void add_source(const Values& values, std::string_view upstream) {
  if (upstream.ends_with(".src.rpm")) {
    const auto release = upstream.rfind('-');
    const auto version = release == std::string_view::npos || release == 0
                             ? std::string_view::npos
                             : upstream.rfind('-', release - 1);
    if (version != std::string_view::npos)
      values.add(InventoryField::SourcePackage, upstream.substr(0, version), "upstream");
    return;
  }
  const auto at = upstream.find('@');
  values.add(InventoryField::SourcePackage, upstream.substr(0, at), "upstream");
  if (at != std::string_view::npos)
    values.add(InventoryField::SourceVersion, upstream.substr(at + 1), "upstream");
}

// "nodejs:18:8070020221009220316:bd1311ed" → "nodejs:18"
std::string_view module_stream(std::string_view label) {
  const auto first = label.find(':');
  return first == std::string_view::npos ? label : label.substr(0, label.find(':', first + 1));
}

void add_package(const Values& values, const Component& component, const PackageUrl& url,
                 SoftwareKind kind, bool epochs) {
  const std::string_view version = url.version.empty() ? component.version : url.version;
  values.add(InventoryField::SoftwareName, url.name.empty() ? component.name : url.name, "purl");
  if (kind == SoftwareKind::Rpm) {
    values.add(InventoryField::SoftwareVersion, without_epoch(version), "purl");
    const auto epoch = epoch_of(component, url);
    if (epochs) values.add(InventoryField::Epoch, epoch.empty() ? "0" : epoch, "epoch");
    auto label = url.qualifier("modularitylabel");
    if (label.empty()) label = url.qualifier("rpmmod");
    values.add(InventoryField::Module, module_stream(label), "purl");
  } else {
    values.add(InventoryField::SoftwareVersion, version, "purl");
  }
  values.add(InventoryField::SoftwareArchitecture, url.qualifier("arch"), "arch");
  add_source(values, url.qualifier("upstream"));
}

Record record_of(const Component& component, std::uint32_t number, bool epochs,
                 std::string_view host, const InventorySource& source) {
  Record record;
  record.line = number;
  add_value(record, InventoryField::Hostname, host, {});
  const Values values{source, record};
  if (component.operating_system) {
    values.add(InventoryField::OsName, component.name, "name");
    values.add(InventoryField::OsVersion, component.version, "version");
    return record;
  }
  const auto url = package_url(component.purl);
  const SoftwareKind kind = kind_of(url);
  values.add(InventoryField::SoftwareKind, slug(kind));
  if (kind == SoftwareKind::Component) {
    values.add(InventoryField::SoftwareName, component.name, "name");
    values.add(InventoryField::SoftwareVersion, component.version, "version");
  } else {
    add_package(values, component, *url, kind, epochs);
  }
  values.add(InventoryField::SoftwarePublisher, component.publisher, "publisher");
  values.add(InventoryField::Purl, component.purl, "purl");
  values.add(InventoryField::Cpe, component.cpe, "cpe");
  return record;
}

// The distribution that the packages are for ("rhel-9.1"), if nothing else tells the system.
std::optional<Component> distribution(const Bill& bill, std::string& keep) {
  for (const Component& each : bill.components) {
    const auto url = package_url(each.purl);
    if (kind_of(url) == SoftwareKind::Component) continue;
    keep = std::string(url->qualifier("distro"));
    const auto hyphen = keep.rfind('-');
    if (hyphen == std::string::npos || hyphen == 0) continue;
    Component out;
    out.operating_system = true;
    out.name = std::string_view(keep).substr(0, hyphen);
    out.version = std::string_view(keep).substr(hyphen + 1);
    return out;
  }
  return std::nullopt;
}

void tell(const Bill& bill, const InventorySource& source, const RecordSink& sink) {
  Record none;
  add_value(none, InventoryField::Hostname, bill.machine, {});
  const std::string_view host =
      none.values.empty() ? host_of_file(source) : kept(source, none.values.front().text);
  const bool epochs = tells_epochs(bill);
  std::uint32_t number = 0;
  bool system = false;
  for (const Component& each : bill.components) {
    system = system || each.operating_system;
    const Record record = record_of(each, ++number, epochs, host, source);
    if (each.operating_system || find_value(record, InventoryField::SoftwareName)) sink(record);
  }
  std::string keep;
  if (const auto found = system ? std::nullopt : distribution(bill, keep))
    sink(record_of(*found, 1, epochs, host, source));
}

// ── CycloneDX ──

std::string_view first_of(std::initializer_list<std::string_view> texts) {
  for (const std::string_view text : texts)
    if (!text.empty()) return text;
  return {};
}

Component cyclonedx_component(const JsonValue& value) {
  Component out;
  out.name = value["name"].string();
  out.version = value["version"].string();
  out.publisher = first_of({value["publisher"].string(), value["supplier"]["name"].string(),
                            value["manufacturer"]["name"].string(), value["author"].string()});
  out.purl = value["purl"].string();
  out.cpe = value["cpe"].string();
  out.operating_system = value["type"].string() == "operating-system";
  return out;
}

// Components may hold components; their depth is that of the JSON (kMaxDepth).
void take_components(const JsonValue& list, std::vector<Component>& out) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!list[i].is_object()) continue;
    out.push_back(cyclonedx_component(list[i]));
    take_components(list[i]["components"], out);
  }
}

Bill cyclonedx(const JsonValue& root) {
  Bill bill;
  bill.format = "cyclonedx";
  const JsonValue described = root["metadata"]["component"];
  bill.machine = described["name"].string();
  // The thing itself is software, too, unless it only stands for the machine.
  const Component itself = cyclonedx_component(described);
  if (!itself.purl.empty() || !itself.cpe.empty() || itself.operating_system)
    bill.components.push_back(itself);
  take_components(described["components"], bill.components);
  take_components(root["components"], bill.components);
  return bill;
}

// ── SPDX ──

// "Organization: Example" → "Example"; NOASSERTION and NONE say nothing.
std::string_view spdx_text(std::string_view text) {
  if (text == "NOASSERTION" || text == "NONE") return {};
  for (const std::string_view prefix : {"Organization:", "Person:", "Tool:"})
    if (text.starts_with(prefix)) return trimmed_text(text.substr(prefix.size()));
  return text;
}

void take_reference(const JsonValue& reference, Component& out) {
  const auto type = reference["referenceType"].string();
  const auto locator = reference["referenceLocator"].string();
  if (type.ends_with("purl") && out.purl.empty()) out.purl = locator;
  if (type.ends_with("cpe23Type")) out.cpe = locator;
  if (type.ends_with("cpe22Type") && out.cpe.empty()) out.cpe = locator;
}

Component spdx_package(const JsonValue& value) {
  Component out;
  out.name = spdx_text(value["name"].string());
  out.version = spdx_text(value["versionInfo"].string());
  out.publisher =
      first_of({spdx_text(value["supplier"].string()), spdx_text(value["originator"].string())});
  const auto purpose = value["primaryPackagePurpose"].string();
  out.operating_system = purpose == "OPERATING-SYSTEM" || purpose == "OPERATING_SYSTEM";
  const JsonValue references = value["externalRefs"];
  for (std::size_t i = 0; i < references.size(); ++i) take_reference(references[i], out);
  return out;
}

Bill spdx(const JsonValue& root) {
  Bill bill;
  bill.format = "spdx";
  bill.machine = spdx_text(root["name"].string());
  const JsonValue packages = root["packages"];
  for (std::size_t i = 0; i < packages.size(); ++i)
    if (packages[i].is_object()) bill.components.push_back(spdx_package(packages[i]));
  return bill;
}

// The names of both formats, so that no other JSON is read twice.
bool may_be_bill(std::string_view text) {
  const auto start = text.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos || text[start] != '{') return false;
  return text.find("\"bomFormat\"") != std::string_view::npos ||
         text.find("\"spdxVersion\"") != std::string_view::npos;
}

}  // namespace

bool read_sbom(const InventorySource& source, const RecordSink& sink, InventoryFile& file,
               Diagnostics&) {
  if (!may_be_bill(source.text)) return false;
  std::optional<JsonDocument> document;
  try {
    document.emplace(source.text);
  } catch (const Error& error) {
    throw Error(error.kind(), error.code(), std::string(source.name) + ":" + error.where(),
                error.arguments());
  }
  const JsonValue root = document->root();
  std::optional<Bill> bill;
  if (root["bomFormat"].string() == "CycloneDX") bill = cyclonedx(root);
  if (root["spdxVersion"].string().starts_with("SPDX-2")) bill = spdx(root);
  if (!bill) return false;
  file.format = bill->format;
  tell(*bill, source, sink);
  return true;
}

}  // namespace patchmatrix
