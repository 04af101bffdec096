// SPDX-License-Identifier: Apache-2.0
#pragma once

// The report stage, third part: all documents → a static archive of pages that need no server. A
// page a month, a vulnerability and an update; months side by side; a search; an Atom feed.
//
// What is on which page, and what the files are called: docs/site.md.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/feeds.hpp>
#include <patchmatrix/report.hpp>
#include <patchmatrix/words.hpp>

namespace patchmatrix {

struct SiteOptions {
  ReportOptions report = {};            // of every month
  std::string base_url = {};            // where the archive will be; empty: links stay relative
  bool redact_acknowledgments = false;  // nobody is named who found something
  unsigned jobs = 0;                    // threads; 0: number of CPUs
  std::string program = {};             // "patchmatrix 0.1.0"
};

// Takes a file of the archive: its name below the archive's folder, with "/", as is_site_file() has
// it. Called by any thread, several at a time, and once for each name.
using PutSiteFile = std::function<void(const std::string& name, std::string_view bytes)>;

struct SiteSummary {
  std::size_t months = 0, vulnerabilities = 0, updates = 0;  // pages
  std::vector<std::string> files;                            // all names, in order
};

// Makes every file but the manifest, in the language of `words`. `documents` as for build_report(),
// of all months together; they should have been read with ParseOptions::prose. The same input gives
// the same bytes, whatever `jobs`. Errors: as render_html(), and what `put` throws; some files may
// have been given then.
SiteSummary render_site(const std::vector<ReportInput>& documents, const SiteOptions& options,
                        const Feeds& feeds, const Words& words, const TemplateFolders& templates,
                        const PutSiteFile& put);

// What an identifier of a document is called as a file, without folder and ending: itself where
// that is safe everywhere ("CVE-2022-41128"), else readable letters of it and its hash, so that
// neither names of folders nor letters that differ in case alone lead to another file.
std::string site_file_name(std::string_view id);

// Whether render_site() may have written a file of this name: nothing outside the folder.
bool is_site_file(std::string_view name);

// The list of the files that a run has written, which the next one goes by: "site.json", schema
// "patchmatrix.site/1".
inline constexpr std::string_view kSiteManifest = "site.json";
std::string render_site_manifest(const SiteSummary& summary, const SiteOptions& options,
                                 const Words& words);

// The files that a manifest names; those alone that is_site_file() admits, and none of what is no
// manifest.
std::vector<std::string> files_of_site_manifest(std::string_view json);

}  // namespace patchmatrix
