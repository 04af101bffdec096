// SPDX-License-Identifier: Apache-2.0
#include "app/document_facts.hpp"

#include <algorithm>
#include <set>

#include <patchmatrix/normalize.hpp>
#include <patchmatrix/parse.hpp>

#include "io/json.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

DocumentFacts facts_of(const Findings& findings) {
  DocumentFacts out;
  const Release& release = findings.release;
  out.id = release.id;
  out.revision = release.revision;
  out.initial_release = release.initial_release;
  out.current_release = release.current_release;
  out.month = release.month;
  std::set<std::string> families;
  for (const VulnerabilityFacts& each : findings.vulnerabilities) {
    out.vulnerabilities.emplace_back(each.id);
    if (release.listed && each.in_release) ++out.released;
    for (const Finding& finding : findings.of(each.findings))
      if (finding.status != ProductStatus::NotAffected)
        families.insert(findings.families[finding.product]->id);
  }
  out.announced = release.announced;
  out.families.assign(families.begin(), families.end());
  return out;
}

// What is asked of a catalogue is whether it is whole, how old, and what it lost. Scores are for
// every vulnerability there is: a list of them, kept for each version, would tell nothing more.
DocumentFacts kev_facts(std::string_view bytes) {
  Diagnostics diagnostics;
  const KevCatalogue catalogue = parse_kev(bytes, diagnostics);
  DocumentFacts out;
  out.id = "kev";
  out.revision = catalogue.version;
  out.current_release = catalogue.released;
  for (const KevEntry& each : catalogue.entries) out.vulnerabilities.push_back(each.vulnerability);
  out.catalogue = true;
  return out;
}

DocumentFacts epss_facts(std::string_view bytes) {
  Diagnostics diagnostics;
  const EpssScores scores = parse_epss(bytes, diagnostics);
  DocumentFacts out;
  out.id = "epss";
  out.revision = scores.model;
  out.current_release = scores.date;
  out.catalogue = true;
  return out;
}

// Identity, dates and identifiers of a CSAF document (CSAF 2.0, clause 3.2.1.12); nothing if it is
// not one. A mirror looks at hundreds of thousands of them for these few values: to parse and
// normalize all of a document takes five to eight times as long.
std::optional<DocumentFacts> csaf_facts(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (!trimmed(bytes).starts_with('{')) return std::nullopt;
  static const std::vector<std::string_view> kWanted = {
      "document/distribution/tlp/label",
      "document/tracking/id",
      "document/tracking/version",
      "document/tracking/initial_release_date",
      "document/tracking/current_release_date",
      "vulnerabilities/[]/cve",
      "vulnerabilities/[]/ids/[]/text",
  };
  DocumentFacts out;
  std::set<std::string> seen;
  std::string cve, id;
  visit_json(bytes, kWanted, [&](JsonEvent event, std::string_view path, std::string_view value) {
    if (event == JsonEvent::EndObject && path == "vulnerabilities/[]") {
      const std::string& name = cve.empty() ? id : cve;
      if (!name.empty() && seen.insert(name).second) out.vulnerabilities.push_back(name);
      cve.clear();
      id.clear();
    }
    if (event != JsonEvent::Value) return;
    // Where a label should be, anything is one: what is not understood is restricted.
    if (path.starts_with(kWanted[0])) out.tlp = value;
    if (path == kWanted[1]) out.id = trimmed(value);
    if (path == kWanted[2]) out.revision = value;
    if (path == kWanted[3]) out.initial_release = parse_instant(value);
    if (path == kWanted[4]) out.current_release = parse_instant(value);
    if (path == kWanted[5]) cve = value;
    if (path == kWanted[6] && id.empty()) id = value;
  });
  if (out.id.empty()) return std::nullopt;
  if (out.initial_release) out.month = month_of(*out.initial_release);
  return out;
}

}  // namespace

Inspect inspector(const Feeds& feeds) {
  return [&feeds](std::string_view bytes) {
    switch (catalogue_kind(bytes)) {
      case CatalogueKind::Kev:
        return kev_facts(bytes);
      case CatalogueKind::Epss:
        return epss_facts(bytes);
      case CatalogueKind::None:
        break;
    }
    if (auto facts = csaf_facts(bytes)) return std::move(*facts);
    // A normalizer remembers what it has met; a mirror of any size must not.
    Normalizer normalizer(feeds);
    Diagnostics diagnostics;
    return facts_of(normalizer.normalize(parse(bytes, diagnostics), diagnostics));
  };
}

}  // namespace patchmatrix
