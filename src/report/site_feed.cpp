// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <tuple>

#include "io/hash.hpp"
#include "io/text.hpp"
#include "io/unicode.hpp"
#include "report/answer_parts.hpp"
#include "report/site_parts.hpp"
#include "report/wording.hpp"

// The feed is Atom (RFC 4287). Its identifiers stay the same wherever the archive stands and
// however often it is made.

namespace patchmatrix {
namespace {

constexpr std::size_t kMostEntries = 60;  // the newest

struct Entry {
  Instant updated{};
  Month month;
  bool revised = false;
  const Report* report = nullptr;
};

// A UUID made of a name (RFC 9562, version 8): SHA-256 of it, cut.
std::string urn_of(std::string_view name) {
  std::string hash = sha256(name).substr(0, 32);
  hash[12] = '8';
  hash[16] = "89ab"[hash[16] % 4];
  return "urn:uuid:" + hash.substr(0, 8) + "-" + hash.substr(8, 4) + "-" + hash.substr(12, 4) +
         "-" + hash.substr(16, 4) + "-" + hash.substr(20);
}

// Newest first. A month that was revised since has a second entry, with a new identifier for every
// revision: readers who know the first see that there is something new.
std::vector<Entry> entries_of(const Site& site) {
  std::vector<Entry> out;
  for (const SiteMonth& each : site.months) {
    const ReleaseRow& release = each.report.release;
    if (each.report.totals.counted == 0 || !release.initial_release) continue;
    out.push_back({*release.initial_release, each.month, false, &each.report});
    if (release.current_release &&
        day_of(*release.current_release) > day_of(*release.initial_release))
      out.push_back({*release.current_release, each.month, true, &each.report});
  }
  std::sort(out.begin(), out.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.updated, a.month, a.revised) > std::tie(b.updated, b.month, b.revised);
  });
  if (out.size() > kMostEntries) out.resize(kMostEntries);
  return out;
}

TemplateData entry_data(const Site& site, const Entry& entry) {
  const Report& report = *entry.report;
  const std::string month = to_string(entry.month);
  std::string name =
      "patchmatrix site\n" + site.vendors + "\n" + site.words.language() + "\n" + month;
  if (entry.revised) name += "\nrevised " + to_string(entry.updated);
  const ReportWording say(report, site.words);
  const std::string title = say.title_text();
  return TemplateData()
      .set("id", urn_of(name))
      .set("title", entry.revised ? site.words.fill("site.entry_revised",
                                                    {{"title", title},
                                                     {"day", to_string(day_of(entry.updated))}})
                                  : title)
      .set("href", site.options.base_url + month + ".html")
      .set("updated", to_string(entry.updated))
      .set("published", to_string(*report.release.initial_release))
      .set("summary", joined(say.figures(false), "\n"));
}

}  // namespace

TemplateData feed_data(const Site& site) {
  TemplateData::List entries;
  Instant updated{};
  for (const Entry& each : entries_of(site)) {
    updated = std::max(updated, each.updated);
    entries.push_back(entry_data(site, each));
  }
  return TemplateData()
      .set("lang", site.words.language())
      .set("id", urn_of("patchmatrix site\n" + site.vendors + "\n" + site.words.language()))
      .set("title", site.words.fill("site.title", {{"vendors", site.vendors}}))
      .set("vendors", site.vendors)
      .set("updated", to_string(updated))
      .set("self", site.options.base_url.empty() ? std::string()
                                                 : site.options.base_url + std::string(kFeedFile))
      .set("home", site.options.base_url + "index.html")
      .set("program", site.options.program)
      .set("entries", std::move(entries));
}

}  // namespace patchmatrix
