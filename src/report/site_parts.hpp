// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the pages of an archive have in common.

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <patchmatrix/site.hpp>

#include "io/templates.hpp"

namespace patchmatrix {

inline constexpr std::string_view kVulnerabilityFolder = "cve/";
inline constexpr std::string_view kUpdateFolder = "update/";
inline constexpr std::string_view kStyleFile = "site.css";
inline constexpr std::string_view kFeedFile = "feed.atom";

// One document that speaks of a vulnerability.
struct SiteMention {
  const ReportInput* input = nullptr;
  const VulnerabilityFacts* facts = nullptr;
};

struct SiteVulnerability {
  std::string id;
  std::string file;                       // name, without folder and ending
  const VulnerabilityRow* row = nullptr;  // of the archive; null where nothing counts it
  std::vector<SiteMention> mentions;      // newest month first
};

struct SiteUpdate {
  const UpdateRow* row = nullptr;  // of the archive
  std::string file;
  std::vector<Month> months;               // of the documents that name it, newest first
  std::vector<std::string> superseded_by;  // naturally ordered
};

struct SiteMonth {
  Month month;
  Report report;
};

// Where a document speaks of what.
class SiteEntries {
 public:
  explicit SiteEntries(const Document& document);
  // Those of one identifier: at least one.
  std::vector<const Vulnerability*> of(const Document& document,
                                       const VulnerabilityFacts& facts) const;

 private:
  std::vector<std::uint32_t> by_id_;  // positions in Document::vulnerabilities
};

// All that pages are made of.
struct Site {
  const SiteOptions& options;
  const Feeds& feeds;
  const Words& words;
  std::string vendors = {};                                        // names, in words
  std::vector<SiteMonth> months = {};                              // newest first
  Report archive = {};                                             // of all documents together
  std::vector<SiteVulnerability> vulnerabilities = {};             // naturally ordered
  std::vector<SiteUpdate> updates = {};                            // likewise
  std::unordered_map<std::string, std::string> update_files = {};  // by name
  std::unordered_map<std::string, std::string> vulnerability_files = {};  // by identifier

  std::unordered_map<const Findings*, SiteEntries> entries = {};

  bool has_month(Month month) const;
};

// Everything but the reports, which have to be there.
void collect_site(const std::vector<const ReportInput*>& documents, Site& site);

// The documents that count: of versions of one document the latest, and none that its publisher
// took back.
std::vector<const ReportInput*> documents_in_force(const std::vector<ReportInput>& documents);

// HTML of notes, each made once.
class NoteCache {
 public:
  // `source` must outlive the cache.
  const std::string& html(std::string_view source, bool may_be_html);

 private:
  std::unordered_map<std::string_view, std::string> plain_, html_;
};

// A link: `href` relative to the page, empty for plain text.
TemplateData link_data(std::string text, std::string href);
// A name and what it is: text, or links.
TemplateData fact_data(std::string name, std::string value);
TemplateData fact_data(std::string name, TemplateData::List links);

// What the head and foot of every page say. `root` leads from the page to the archive's folder:
// "" or "../". `script_hash`: of the script that the page may run; empty: none.
TemplateData page_data(const Site& site, const std::string& title, const std::string& root,
                       const std::string& script_hash = {});

std::string month_title(const Site& site, const Report& report);  // "Example November 2022 …"
TemplateData::List month_links(const Site& site, const std::vector<Month>& months,
                               const std::string& root);

TemplateData vulnerability_data(const Site& site, const SiteVulnerability& vulnerability,
                                NoteCache& notes);
TemplateData update_data(const Site& site, const SiteUpdate& update);
TemplateData index_data(const Site& site);
TemplateData trends_data(const Site& site);
TemplateData search_data(const Site& site, const std::string& script);
TemplateData feed_data(const Site& site);

}  // namespace patchmatrix
