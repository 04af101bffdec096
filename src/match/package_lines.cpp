// SPDX-License-Identifier: Apache-2.0
#include "match/package_lines.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

int number_of(std::string_view digits) {
  constexpr std::size_t kMostDigits = 6;
  int out = -1;
  if (!digits.empty() && digits.size() <= kMostDigits)
    std::from_chars(digits.data(), digits.data() + digits.size(), out);
  return out;
}

// "enterprise_linux*" fits whatever begins so.
bool fits(std::string_view pattern, std::string_view text) {
  if (!pattern.ends_with('*')) return equal_ignoring_case(pattern, text);
  pattern.remove_suffix(1);
  return begins_ignoring_case(text, pattern);
}
bool any_fits(const std::vector<std::string>& patterns, std::string_view text) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [text](const std::string& pattern) { return fits(pattern, text); });
}

bool contains_any(std::string_view text, const std::vector<std::string>& parts) {
  return std::any_of(parts.begin(), parts.end(), [text](const std::string& part) {
    return contains_ignoring_case(text, part);
  });
}

const std::string* prefix_of(std::string_view text, const std::vector<std::string>& prefixes) {
  for (const std::string& each : prefixes)
    if (begins_ignoring_case(text, each)) return &each;
  return nullptr;
}

// "9.2", "15" with "sp4", "22.03-LTS-SP3".
void set_release(const std::vector<std::string_view>& numbers, PackageLine& line) {
  const auto wanted = static_cast<std::size_t>(line.distribution->release_numbers);
  if (numbers.size() < wanted) return;
  line.release.clear();
  for (std::size_t i = 0; i < wanted; ++i)
    line.release.append(i == 0 ? "" : ".").append(numbers[i]);
  line.minor = numbers.size() > wanted ? number_of(numbers[wanted]) : -1;
}

// The parts of a CPE that tell a platform, in either form (NISTIR 7695, 6.1 and 6.2).
struct CpeParts {
  std::string product;  // "vendor:product"
  std::string version;  // with the update: "15:sp4"
  std::string_view edition;
};

CpeParts cpe_parts(std::string_view cpe) {
  const std::vector<std::string_view> fields = split(cpe, ':');
  const std::size_t first = fields.size() > 1 && fields[1] == "2.3" ? 3 : 2;
  const auto field = [&](std::size_t i) {
    return first + i < fields.size() ? fields[first + i] : std::string_view();
  };
  CpeParts out;
  if (!begins_ignoring_case(cpe, "cpe:")) return out;
  out.product = std::string(field(0)).append(":").append(field(1));
  out.version = std::string(field(2)).append(":").append(field(3));
  out.edition = field(4);
  return out;
}

// "el8" as the edition of what is made for a release.
bool is_tag(std::string_view text, const std::string& tag) {
  return !tag.empty() && text.size() > tag.size() && text.starts_with(tag) &&
         std::all_of(text.begin() + static_cast<std::ptrdiff_t>(tag.size()), text.end(), is_digit);
}

// A platform says it where it is a minor release; its first one has no number.
void complete(PackageLine& line) {
  if (line.distribution->separate_minors && !line.release.empty() && line.minor < 0) line.minor = 0;
}

// Where the tag begins: before it stands no letter, behind it a digit.
std::size_t find_tag(std::string_view release, std::string_view tag) {
  for (std::size_t at = release.find(tag); at != release.npos; at = release.find(tag, at + 1)) {
    const std::size_t end = at + tag.size();
    if ((at == 0 || !is_letter(release[at - 1])) && end < release.size() && is_digit(release[end]))
      return at;
  }
  return release.npos;
}

std::string_view take_digits(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && is_digit(text[length])) ++length;
  const std::string_view out = text.substr(0, length);
  text.remove_prefix(length);
  return out;
}

// "_2", ".8.0", "sp3": the number behind one of these signs.
int take_minor(std::string_view& text) {
  for (const std::string_view sign : {"_", ".", "sp"}) {
    if (!text.starts_with(sign) || text.size() == sign.size() || !is_digit(text[sign.size()]))
      continue;
    text.remove_prefix(sign.size());
    return number_of(take_digits(text));
  }
  return -1;
}

std::string marks_in(std::string_view text, const std::vector<std::string>& plain) {
  std::string out;
  for (const char c : text)
    if (is_letter(c)) out += lower(c);
  for (const std::string& each : plain)
    if (out == each) out.clear();
  return out;
}

}  // namespace

std::vector<std::string_view> numbers_in(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    if (is_digit(text.front()))
      out.push_back(take_digits(text));
    else
      text.remove_prefix(1);
  }
  return out;
}

PackageLines::PackageLines(const Feeds& feeds) {
  for (const Vendor& vendor : feeds.vendors)
    for (const Distribution& each : vendor.distributions) distributions_.push_back(&each);
}

PackageLine PackageLines::of_cpe(std::string_view cpe) const {
  PackageLine out;
  const CpeParts parts = cpe_parts(cpe);
  if (parts.product.empty()) return out;
  for (const Distribution* each : distributions_) {
    out.extended = any_fits(each->extended_cpes, parts.product);
    if (!out.extended && !any_fits(each->cpes, parts.product)) continue;
    out.distribution = each;
    set_release(
        numbers_in(is_tag(parts.edition, each->release_tag) ? parts.edition : parts.version), out);
    return out;
  }
  out.extended = false;
  return out;
}

PackageLine PackageLines::of_platform(std::string_view cpe, std::string_view name) const {
  PackageLine out = of_cpe(cpe);
  for (const Distribution* each : distributions_) {
    // A CPE that is known to be another product's decides.
    if (out.distribution != nullptr || !cpe.empty()) break;
    const std::string* prefix = prefix_of(name, each->extended_platforms);
    out.extended = prefix != nullptr;
    if (!out.extended) prefix = prefix_of(name, each->platforms);
    if (prefix == nullptr) continue;
    out.distribution = each;
    set_release(numbers_in(name.substr(prefix->size())), out);
  }
  if (out.distribution != nullptr) complete(out);
  return out;
}

PackageLine PackageLines::of_system(std::string_view name, std::string_view version) const {
  PackageLine out;
  for (const Distribution* each : distributions_) {
    const auto known =
        std::find_if(each->systems.begin(), each->systems.end(),
                     [name](const std::string& text) { return begins_with_word(name, text); });
    if (known == each->systems.end() || contains_any(name, each->unless)) continue;
    out.distribution = each;
    set_release(numbers_in(version), out);
    // "… 15 SP4" as the name may tell more than "15" as the version, or than that of a kernel.
    PackageLine named;
    named.distribution = each;
    set_release(numbers_in(name.substr(known->size())), named);
    const bool other = !named.release.empty() && named.release != out.release;
    return other || (out.minor < 0 && named.minor >= 0) ? named : out;
  }
  return out;
}

PackageLine PackageLines::of_qualifier(std::string_view distribution) const {
  const std::size_t hyphen = distribution.rfind('-');
  if (hyphen == distribution.npos) return {};
  const std::string_view version = distribution.substr(hyphen + 1);
  if (version.empty() || !is_digit(version.front())) return {};
  return of_system(distribution.substr(0, hyphen), version);
}

ReleaseTag release_tag(const Distribution& distribution, std::string_view release) {
  ReleaseTag out;
  out.modular = release.find("module+") != release.npos || release.find("module_") != release.npos;
  if (distribution.release_tag.empty()) return out;
  const std::size_t at = find_tag(release, distribution.release_tag);
  if (at == release.npos) return out;
  std::string_view rest = release.substr(at + distribution.release_tag.size());
  out.number = take_digits(rest);
  out.minor = take_minor(rest);
  // Behind that of a module stand the number and the hash of its build.
  if (!out.modular) out.marks = marks_in(rest, distribution.plain_marks);
  return out;
}

}  // namespace patchmatrix
