// SPDX-License-Identifier: Apache-2.0
#include "match/package_identity.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

struct Cut {
  std::string_view before, after;
};

// At the first (the last) of these characters; nothing after it if there is none.
Cut cut(std::string_view text, char at) {
  const std::size_t found = text.find(at);
  if (found == text.npos) return {text, {}};
  return {text.substr(0, found), text.substr(found + 1)};
}
Cut cut_last(std::string_view text, char at) {
  const std::size_t found = text.rfind(at);
  if (found == text.npos) return {text, {}};
  return {text.substr(0, found), text.substr(found + 1)};
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char small = lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

std::string_view decoded(std::string_view text, std::pmr::memory_resource& memory) {
  if (text.find('%') == text.npos) return text;
  char* const out = static_cast<char*>(memory.allocate(text.size(), 1));
  std::size_t length = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
                        hex_value(text[i + 2]) >= 0;
    out[length++] =
        escape ? static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2])) : text[i];
    if (escape) i += 2;
  }
  return {out, length};
}

// "nodejs:18:8080020230718:63b34585" → "nodejs:18".
std::string_view module_and_stream(std::string_view text) {
  const std::size_t first = text.find(':');
  return first == text.npos ? text : text.substr(0, text.find(':', first + 1));
}

// Architectures of RPM packages, as they end the full names.
constexpr std::array<std::string_view, 24> kArchitectures = {
    "x86_64",  "noarch",  "src",     "nosrc",       "aarch64", "i686",     "i586",  "i486",
    "i386",    "ppc64le", "ppc64",   "ppc",         "s390x",   "s390",     "ia64",  "armv7hl",
    "armv6hl", "armv7l",  "riscv64", "loongarch64", "sw_64",   "mips64el", "amd64", "x86_64_v2"};

bool is_architecture(std::string_view text) {
  return std::find(kArchitectures.begin(), kArchitectures.end(), text) != kArchitectures.end();
}

bool looks_like_version(std::string_view version, std::string_view release) {
  if (version.empty() || release.empty() || !is_digit(version.front())) return false;
  const bool has_digit = std::any_of(release.begin(), release.end(), is_digit);
  return has_digit && (is_digit(release.front()) || release.find('.') != release.npos);
}

// 32-bit packages are one class, whichever processor they are tuned for.
std::string_view architecture_class(std::string_view text) {
  if (text.size() == 4 && text.front() == 'i' && text.ends_with("86")) return "i686";
  if (text == "amd64") return "x86_64";
  if (text == "arm64") return "aarch64";
  return text;
}

void read_qualifiers(std::string_view text, PackageIdentity& out,
                     std::pmr::memory_resource& memory) {
  while (!text.empty()) {
    const Cut parts = cut(text, '&');
    const auto [key, value] = cut(parts.before, '=');
    if (key == "arch") out.architecture = decoded(value, memory);
    if (key == "distro") out.distribution = decoded(value, memory);
    if (key == "rpmmod") out.module = module_and_stream(decoded(value, memory));
    if (key == "epoch") {
      int epoch = 0;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), epoch);
      if (error == std::errc() && end == value.data() + value.size() && epoch >= 0)
        out.version.epoch = epoch;
    }
    text = parts.after;
  }
}

// "php:7.4/php", "nodejs@18:8080…", "nodejs:18".
void read_module(std::string_view path, std::string_view version, PackageIdentity& out,
                 std::pmr::memory_resource& memory) {
  const auto [module, package] = cut(path, '/');
  const std::string_view name = cut(module, ':').before;
  out.name = package.empty() ? name : package;
  out.module = module_and_stream(module);
  const std::string_view stream = cut(version, ':').before;
  if (stream.empty() || name.size() != module.size()) return;
  char* const both = static_cast<char*>(memory.allocate(name.size() + 1 + stream.size(), 1));
  name.copy(both, name.size());
  both[name.size()] = ':';
  stream.copy(both + name.size() + 1, stream.size());
  out.module = {both, name.size() + 1 + stream.size()};
}

}  // namespace

bool PackageIdentity::is_source() const {
  return architecture == "src" || architecture == "nosrc" || architecture == "source";
}

std::optional<PackageIdentity> parse_package_url(std::string_view text,
                                                 std::pmr::memory_resource& memory) {
  constexpr std::string_view kScheme = "pkg:";
  if (!text.starts_with(kScheme)) return std::nullopt;
  text.remove_prefix(kScheme.size());
  text = cut(text, '#').before;
  const auto [path, qualifiers] = cut(text, '?');
  const auto [type, rest] = cut(path, '/');
  const bool is_module = type == "rpmmod";
  if (type != "rpm" && type != "deb" && !is_module) return std::nullopt;
  PackageIdentity out;
  out.kind = type == "deb" ? PackageKind::Deb : PackageKind::Rpm;
  // A version may hold escaped signs only, so that the last "@" is before it.
  auto [names, version] = cut_last(rest, '@');
  const auto [name_space, name] = cut(names, '/');
  if (name.empty()) return std::nullopt;
  out.name_space = name_space;
  read_qualifiers(qualifiers, out, memory);
  if (is_module) {
    read_module(name, version, out, memory);
    return out;
  }
  out.name = decoded(name, memory);
  version = decoded(version, memory);
  if (out.kind == PackageKind::Deb) {
    out.version.version = version;
    return out;
  }
  const std::optional<int> epoch = out.version.epoch;
  out.version = parse_rpm_version(version);
  if (epoch) out.version.epoch = epoch;
  return out;
}

PackageIdentity parse_package_name(std::string_view text) {
  PackageIdentity out;
  text = trimmed(text);
  if (text.ends_with(".rpm")) text.remove_suffix(4);
  if (const Cut module = cut(text, '/'); !module.after.empty()) {
    out.module = module_and_stream(module.before);
    text = module.after;
  }
  if (const Cut parts = cut_last(text, '.'); is_architecture(parts.after)) {
    out.architecture = parts.after;
    text = parts.before;
  }
  const Cut release = cut_last(text, '-');
  const Cut version = cut_last(release.before, '-');
  const std::string_view whole =
      version.after.empty()
          ? std::string_view()
          : text.substr(static_cast<std::size_t>(version.after.data() - text.data()));
  const RpmVersion parsed = parse_rpm_version(whole);
  if (!looks_like_version(parsed.version, parsed.release)) {
    out.name = text;
    return out;
  }
  out.name = version.before;
  out.version = parsed;
  return out;
}

bool same_architecture(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty() || a == "noarch" || b == "noarch" || a == "all" || b == "all")
    return true;
  return architecture_class(a) == architecture_class(b);
}

}  // namespace patchmatrix
