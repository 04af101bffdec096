// SPDX-License-Identifier: Apache-2.0
//
// The JSON of the Known Exploited Vulnerabilities catalogue. Source of names and types: its schema,
// see KevEntry.
#include <string>

#include <patchmatrix/parse.hpp>

#include "io/json.hpp"
#include "io/text.hpp"
#include "parse/catalogue_parts.hpp"

namespace patchmatrix {
namespace {

class KevReader {
 public:
  explicit KevReader(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  KevCatalogue read(const JsonValue& root) {
    const JsonValue entries = root["vulnerabilities"];
    if (root["catalogVersion"].string().empty()) fail("/catalogVersion");
    if (!entries.is_array()) fail("/vulnerabilities");
    KevCatalogue out;
    out.version = trimmed(root["catalogVersion"].string());
    out.released = parse_instant(root["dateReleased"].string());
    if (!out.released)
      diagnostics_.add("bad-date", "/dateReleased",
                       {{"text", std::string(root["dateReleased"].string())}});
    out.entries.reserve(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i)
      read_entry(entries[i], "/vulnerabilities/" + std::to_string(i), out.entries);
    check_count(root["count"].string(), entries.size());
    put_in_order(out.entries, diagnostics_);
    return out;
  }

 private:
  [[noreturn]] static void fail(const char* where) {
    throw Error(ErrorKind::Malformed, "catalogue-form", where);
  }

  // Without an identifier nothing is known, and without the day nobody knows since when.
  void read_entry(const JsonValue& entry, const std::string& where, std::vector<KevEntry>& out) {
    const std::string_view id = trimmed(entry["cveID"].string());
    if (!is_cve(id)) return skip(where + "/cveID", id);
    const std::string_view day = entry["dateAdded"].string();
    const auto added = parse_day(day);
    if (!added) return skip(where + "/dateAdded", day);
    KevEntry& read = out.emplace_back();
    read.vulnerability = id;
    read.vendor = trimmed(entry["vendorProject"].string());
    read.product = trimmed(entry["product"].string());
    read.name = trimmed(entry["vulnerabilityName"].string());
    read.description = trimmed(entry["shortDescription"].string());
    read.action = trimmed(entry["requiredAction"].string());
    read.notes = trimmed(entry["notes"].string());
    read.added = *added;
    read.due = due(entry["dueDate"].string(), where);
    read.ransomware = ransomware(entry["knownRansomwareCampaignUse"].string(), where);
  }

  void skip(const std::string& where, std::string_view text) {
    diagnostics_.add("entry-skipped", where, {{"text", std::string(text)}});
  }

  std::optional<Day> due(std::string_view text, const std::string& where) {
    const auto day = parse_day(text);
    if (!day && !text.empty())
      diagnostics_.add("bad-date", where + "/dueDate", {{"text", std::string(text)}});
    return day;
  }

  // "Unknown" is no "no": nobody told of any. The member is newer than the catalogue.
  bool ransomware(std::string_view word, const std::string& where) {
    if (word == "Known") return true;
    if (!word.empty() && word != "Unknown")
      diagnostics_.add("unknown-ransomware-use", where + "/knownRansomwareCampaignUse",
                       {{"word", std::string(word)}});
    return false;
  }

  void check_count(std::string_view announced, std::size_t there) {
    if (!announced.empty() && announced != std::to_string(there))
      diagnostics_.add("entries-announced", "/count",
                       {{"announced", std::string(announced)}, {"number", std::to_string(there)}});
  }

  Diagnostics& diagnostics_;
};

}  // namespace

KevCatalogue parse_kev(std::string_view bytes, Diagnostics& diagnostics) {
  std::string repaired;
  const JsonDocument json(sound_utf8(without_mark(bytes), repaired, diagnostics));
  return KevReader(diagnostics).read(json.root());
}

}  // namespace patchmatrix
