// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "io/html.hpp"
#include "io/text.hpp"
#include "io/unicode.hpp"
#include "report/site_parts.hpp"

namespace patchmatrix {
namespace {

using DocumentKey = std::pair<std::string, std::string>;  // vendor and id

DocumentKey key_of(const ReportInput& input) {
  return {input.findings->release.vendor, input.findings->release.id};
}

bool is_later(const ReportInput& a, const ReportInput& b) {
  return a.findings->release.current_release >= b.findings->release.current_release;
}

// What older versions say counts where nothing newer of the same document speaks of it.
void add_mention(const ReportInput& input, const VulnerabilityFacts& facts,
                 std::vector<SiteMention>& mentions) {
  if (!input.only.empty()) {
    if (std::find(input.only.begin(), input.only.end(), facts.id) == input.only.end()) return;
    for (const SiteMention& each : mentions)
      if (key_of(*each.input) == key_of(input)) return;
  }
  mentions.push_back({&input, &facts});
}

void collect_vulnerabilities(const std::vector<const ReportInput*>& documents, Site& site) {
  std::unordered_map<std::string_view, std::vector<SiteMention>> found;
  for (const bool older : {false, true})
    for (const ReportInput* input : documents) {
      if (input->only.empty() == older) continue;
      for (const VulnerabilityFacts& facts : input->findings->vulnerabilities)
        if (!facts.id.empty()) add_mention(*input, facts, found[facts.id]);
    }
  std::unordered_map<std::string_view, const VulnerabilityRow*> rows;
  for (const VulnerabilityRow& each : site.archive.vulnerabilities) rows.emplace(each.id, &each);
  for (auto& [id, mentions] : found) {
    if (mentions.empty()) continue;
    SiteVulnerability& each = site.vulnerabilities.emplace_back();
    each.id = id;
    each.file = site_file_name(id);
    const auto row = rows.find(id);
    each.row = row == rows.end() ? nullptr : row->second;
    each.mentions = std::move(mentions);
    std::stable_sort(
        each.mentions.begin(), each.mentions.end(), [](const SiteMention& a, const SiteMention& b) {
          const Release &x = a.input->findings->release, &y = b.input->findings->release;
          return x.month != y.month ? x.month > y.month : key_of(*a.input) < key_of(*b.input);
        });
    site.vulnerability_files.emplace(id, each.file);
  }
  std::sort(site.vulnerabilities.begin(), site.vulnerabilities.end(),
            [](const SiteVulnerability& a, const SiteVulnerability& b) {
              return natural_less(a.id, b.id);
            });
}

std::unordered_map<std::string_view, std::set<Month>> months_of_updates(
    const std::vector<const ReportInput*>& documents) {
  std::unordered_map<std::string_view, std::set<Month>> out;
  for (const ReportInput* input : documents)
    if (const auto month = input->findings->release.month)
      for (const Fix& fix : input->findings->fixes)
        if (fix.is_update) out[fix.name].insert(*month);
  return out;
}

void collect_updates(const std::vector<const ReportInput*>& documents, Site& site) {
  const auto months = months_of_updates(documents);
  std::unordered_map<std::string_view, std::vector<std::string>> superseded_by;
  for (const UpdateRow& row : site.archive.updates)
    for (const std::string& each : row.supersedes) superseded_by[each].push_back(row.name);
  for (const UpdateRow& row : site.archive.updates) {
    SiteUpdate& each = site.updates.emplace_back();
    each.row = &row;
    each.file = site_file_name(row.name);
    if (const auto found = months.find(row.name); found != months.end())
      each.months.assign(found->second.rbegin(), found->second.rend());
    if (const auto found = superseded_by.find(row.name); found != superseded_by.end())
      each.superseded_by = found->second;
    std::sort(each.superseded_by.begin(), each.superseded_by.end(), natural_less);
    site.update_files.emplace(row.name, each.file);
  }
  std::sort(site.updates.begin(), site.updates.end(), [](const SiteUpdate& a, const SiteUpdate& b) {
    return natural_less(a.row->name, b.row->name);
  });
}

void name_vendors(const std::vector<const ReportInput*>& documents, Site& site) {
  std::set<std::string> names;
  for (const ReportInput* input : documents) {
    const std::string& name = site.words.pick(input->findings->vendor->name);
    names.insert(printable(name.empty() ? input->findings->release.vendor : name));
  }
  site.vendors = joined({names.begin(), names.end()}, site.words["figures.comma"]);
}

}  // namespace

bool Site::has_month(Month month) const {
  return std::any_of(months.begin(), months.end(),
                     [&](const SiteMonth& each) { return each.month == month; });
}

std::vector<const ReportInput*> documents_in_force(const std::vector<ReportInput>& documents) {
  std::map<DocumentKey, const ReportInput*> latest;
  for (const ReportInput& each : documents) {
    if (!each.only.empty() || each.findings->release.id.empty()) continue;
    const auto [known, added] = latest.try_emplace(key_of(each), &each);
    if (!added && is_later(each, *known->second)) known->second = &each;
  }
  std::vector<const ReportInput*> out;
  for (const ReportInput& each : documents) {
    if (each.findings->release.withdrawn) continue;
    const auto known = latest.find(key_of(each));
    if (!each.only.empty() || known == latest.end() || known->second == &each) out.push_back(&each);
  }
  return out;
}

void collect_site(const std::vector<const ReportInput*>& documents, Site& site) {
  name_vendors(documents, site);
  for (const ReportInput* input : documents)
    site.entries.emplace(input->findings, SiteEntries(input->findings->document));
  collect_vulnerabilities(documents, site);
  collect_updates(documents, site);
}

SiteEntries::SiteEntries(const Document& document) {
  for (std::uint32_t i = 0; i < document.vulnerabilities.size(); ++i) by_id_.push_back(i);
  std::stable_sort(by_id_.begin(), by_id_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return trimmed(document.vulnerabilities[a].cve) < trimmed(document.vulnerabilities[b].cve);
  });
}

std::vector<const Vulnerability*> SiteEntries::of(const Document& document,
                                                  const VulnerabilityFacts& facts) const {
  std::vector<const Vulnerability*> out;
  auto at = std::lower_bound(by_id_.begin(), by_id_.end(), facts.id,
                             [&](std::uint32_t entry, std::string_view id) {
                               return trimmed(document.vulnerabilities[entry].cve) < id;
                             });
  for (; at != by_id_.end() && trimmed(document.vulnerabilities[*at].cve) == facts.id; ++at)
    out.push_back(&document.vulnerabilities[*at]);
  if (out.empty()) out.push_back(&document.vulnerabilities[facts.entry]);
  return out;
}

const std::string& NoteCache::html(std::string_view source, bool may_be_html) {
  auto& known = may_be_html ? html_ : plain_;
  const auto [at, added] = known.try_emplace(source);
  if (added)
    at->second =
        may_be_html && looks_like_html(source) ? sanitised_html(source) : html_of_text(source);
  return at->second;
}

}  // namespace patchmatrix
