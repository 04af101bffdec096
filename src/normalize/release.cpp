// SPDX-License-Identifier: Apache-2.0
#include "normalize/release.hpp"

#include <algorithm>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

// The month in a text of the form `pattern`, such as "{yyyy}-{Mmm}" or "{Month} {yyyy} Updates".
// More may follow the pattern; `rest` is what does.
std::optional<Month> month_in(std::string_view text, std::string_view pattern,
                              std::string_view& rest) {
  static constexpr std::string_view kNames[] = {"january",   "february", "march",    "april",
                                                "may",       "june",     "july",     "august",
                                                "september", "october",  "november", "december"};
  Month month;
  const auto take = [](std::string_view& from, std::string_view part) {
    if (!from.starts_with(part)) return false;
    from.remove_prefix(part.size());
    return true;
  };
  const auto take_year = [&] {
    if (text.size() < 4 || !std::all_of(text.begin(), text.begin() + 4, is_digit)) return false;
    month.year = 0;
    for (const char digit : text.substr(0, 4)) month.year = month.year * 10 + (digit - '0');
    text.remove_prefix(4);
    return true;
  };
  const auto take_name = [&](std::size_t length) {
    const std::string name = lower(text.substr(0, length));
    for (unsigned i = 0; i < std::size(kNames); ++i)
      if (name.size() >= 3 && name == kNames[i].substr(0, length)) month.number = i + 1;
    text.remove_prefix(name.size());
    return month.number != 0;
  };
  while (!pattern.empty()) {
    bool taken = false;
    if (take(pattern, "{yyyy}"))
      taken = take_year();
    else if (take(pattern, "{Mmm}"))
      taken = take_name(3);
    else if (take(pattern, "{Month}"))
      taken = take_name(std::min(text.find(' '), text.size()));
    else {
      taken = take(text, pattern.substr(0, 1));
      pattern.remove_prefix(1);
    }
    if (!taken) return std::nullopt;
  }
  rest = text;
  return month.number != 0 ? std::optional(month) : std::nullopt;
}

// For publishers that nobody described: the name they give, the vendor of the product tree, else
// who signs.
std::string publisher_slug(const Document& document) {
  if (!document.publisher_name.empty()) {
    const std::string slug = slugged(document.publisher_name);
    // A name without a Latin letter stands for itself, so that no two of them are one.
    return slug == "unnamed" ? std::string(document.publisher_name) : slug;
  }
  for (const Branch& branch : document.branches)
    if (!branch.name.empty() && equal_ignoring_case(branch.category, "vendor"))
      return slugged(branch.name);
  const std::string_view contact = document.publisher_contact;
  const std::size_t at = contact.find('@');
  if (at != std::string_view::npos) {
    const std::string_view domain = contact.substr(at + 1);
    return slugged(domain.substr(0, domain.find_first_of(" \n\t\r,;>)/")));
  }
  return "unknown";
}

// A tombstone, or one of the profiles that take a document back (CSAF 2.1, section 4).
bool is_withdrawn(const Document& document) {
  return equal_ignoring_case(document.status, "deleted") ||
         equal_ignoring_case(document.category, "csaf_withdrawn") ||
         equal_ignoring_case(document.category, "csaf_superseded");
}

bool lacks_zone(std::string_view text) {
  const std::size_t time = text.find_first_of("Tt ");
  return time == std::string_view::npos ||
         text.find_first_of("Zz+-", time) == std::string_view::npos;
}

}  // namespace

std::optional<Instant> read_date(std::string_view text, const char* where, Format format,
                                 Diagnostics& diagnostics) {
  const bool absent = format == Format::Csaf ? text.data() == nullptr : trimmed(text).empty();
  text = trimmed(text);
  if (absent || text.starts_with("0001-01-01")) return std::nullopt;
  const auto value = parse_instant(text);
  if (!value)
    diagnostics.add("bad-date", where, {{"text", std::string(text)}});
  else if (format == Format::Csaf && lacks_zone(text))
    diagnostics.add("date-without-zone", where, {{"text", std::string(text)}});
  return value;
}

Release release_of(const Document& document, const Vendor& vendor, Diagnostics& diagnostics) {
  Release out;
  out.id = trimmed(document.id);
  out.title = document.title;
  const auto date = [&](std::string_view text, const char* where) {
    return read_date(text, where, document.format, diagnostics);
  };
  out.initial_release = date(document.initial_release, "InitialReleaseDate");
  out.current_release = date(document.current_release, "CurrentReleaseDate");
  const auto revisions = document.of(document.revisions);
  if (document.format == Format::Csaf)
    for (const Revision& each : revisions) date(each.date, "RevisionHistory");
  std::string_view rest;
  if (!vendor.document_id.empty()) out.month = month_in(document.id, vendor.document_id, rest);
  out.monthly = !vendor.monthly_title.empty() &&
                month_in(document.title, vendor.monthly_title, rest) && rest.empty();
  if (!out.month && out.initial_release) out.month = month_of(*out.initial_release);
  out.revision = revisions.empty() || document.format == Format::Csaf ? document.revision
                                                                      : revisions.back().number;
  out.vendor = vendor.id.empty() ? publisher_slug(document) : vendor.id;
  out.severity_word = trimmed(document.aggregate_severity);
  out.restates_cvss =
      vendor.restates_cvss ||
      std::any_of(vendor.restating_documents.begin(), vendor.restating_documents.end(),
                  [&](const auto& each) { return out.id.starts_with(each); }) ||
      std::any_of(vendor.cvss_scales.begin(), vendor.cvss_scales.end(), [&](const auto& each) {
        return document.aggregate_severity_scale.starts_with(each);
      });
  out.whole = vendor.monthly_title.empty();
  out.withdrawn = is_withdrawn(document);
  return out;
}

}  // namespace patchmatrix
