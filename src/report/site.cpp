// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <atomic>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include <patchmatrix/site.hpp>

#include "io/calendar.hpp"
#include "io/text.hpp"
#include "io/unicode.hpp"
#include "report/site_parts.hpp"

namespace patchmatrix {
namespace {

constexpr std::size_t kMonthsInPicture = 12;  // of a month's page, as `report` shows them

// Calls `work(i, thread)` for i in [0, count). The first thing thrown ends the work and is thrown.
template <class Work>
void in_parallel(std::size_t count, std::size_t threads, Work work) {
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::exception_ptr failure;
  const auto run = [&](std::size_t thread) {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        work(i, thread);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
        next = count;
      }
    }
  };
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < std::min(threads, count); ++i) others.emplace_back(run, i);
  run(0);
  for (std::thread& each : others) each.join();
  if (failure) std::rethrow_exception(failure);
}

std::size_t thread_count(const SiteOptions& options) {
  return options.jobs != 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
}

// ── Reports ──────────────────────────────────────────────────────────────────────────────────────

Month before(Month month) {
  return month.number == 1 ? Month{month.year - 1, 12} : Month{month.year, month.number - 1};
}

Month after(Month month) {
  return month.number == 12 ? Month{month.year + 1, 1} : Month{month.year, month.number + 1};
}

using MonthInputs = std::map<Month, std::vector<ReportInput>>;

MonthInputs inputs_by_month(const std::vector<ReportInput>& documents) {
  MonthInputs out;
  for (const ReportInput& each : documents)
    if (const auto month = each.findings->release.month) out[*month].push_back(each);
  // Older versions alone are no month, nor is what was taken back.
  std::erase_if(out, [](const auto& each) {
    return std::none_of(each.second.begin(), each.second.end(), [](const ReportInput& input) {
      return input.only.empty() && !input.findings->release.withdrawn;
    });
  });
  return out;
}

// The months in which a document was revised.
std::set<Month> months_of_revisions(const Findings& findings) {
  std::set<Month> out;
  for (const VulnerabilityFacts& facts : findings.vulnerabilities)
    for (const Revision& each : findings.document.of(facts.revisions))
      if (is_major_revision(each.number))
        if (const auto date = parse_instant(each.date)) out.insert(month_of(*date));
  return out;
}

// What earlier documents documented and a month fixes, as `report` has it of a store.
class FixedNow {
 public:
  FixedNow(const std::vector<const ReportInput*>& documents, std::size_t threads)
      : documents_(documents), revised_(documents.size()) {
    in_parallel(documents.size(), threads, [&](std::size_t i, std::size_t) {
      revised_[i] = months_of_revisions(*documents[i]->findings);
    });
  }

  void add(Month month, std::vector<ReportInput>& inputs) const {
    std::set<std::string> updates;
    for (const ReportInput& each : inputs)
      if (each.only.empty()) updates.merge(updates_of(*each.findings));
    for (std::size_t i = 0; i < documents_.size(); ++i) {
      const ReportInput& earlier = *documents_[i];
      if (!earlier.only.empty() || !(earlier.findings->release.month < month) ||
          !earlier.findings->release.month || !revised_[i].contains(month))
        continue;
      std::vector<std::string> ids = fixed_in(*earlier.findings, month, updates);
      if (ids.empty()) continue;
      ReportInput& added = inputs.emplace_back(earlier);
      added.only = std::move(ids);
      added.fixed_now = true;
    }
  }

 private:
  const std::vector<const ReportInput*>& documents_;
  std::vector<std::set<Month>> revised_;
};

// The vendor's day in the month behind, or in the month itself where its regular release is still
// to come.
std::optional<NextRelease> next_release(Month month, const std::vector<ReportInput>& inputs) {
  const bool is_out = std::any_of(inputs.begin(), inputs.end(), [](const ReportInput& each) {
    return !each.fixed_now && each.findings->release.monthly;
  });
  const Month next = is_out ? after(month) : month;
  for (const ReportInput& each : inputs) {
    const ReleaseDay& rule = each.findings->vendor->release_day;
    if (each.fixed_now || rule.week == 0 || next.year < rule.first_year) continue;
    return NextRelease{from_local(nth_weekday(next, rule.week, rule.weekday), rule.time, rule.zone),
                       rule.zone, rule.zone_name};
  }
  return std::nullopt;
}

void build_reports(const std::vector<ReportInput>& documents,
                   const std::vector<const ReportInput*>& in_force, std::size_t threads,
                   Site& site) {
  MonthInputs inputs = inputs_by_month(documents);
  const FixedNow fixed_now(in_force, threads);
  std::vector<std::pair<Month, std::vector<ReportInput>*>> months;
  for (auto each = inputs.rbegin(); each != inputs.rend(); ++each)
    months.emplace_back(each->first, &each->second);
  site.months.resize(months.size());
  // The archive as a whole takes longest and is begun first.
  in_parallel(months.size() + 1, threads, [&](std::size_t i, std::size_t) {
    const ImpactOrder& order = site.feeds.impact_order;
    if (i == 0) {
      site.archive = build_report(documents, site.options.report, order);
      return;
    }
    auto& [month, own] = months[i - 1];
    fixed_now.add(month, *own);
    site.months[i - 1] = {month, build_report(*own, site.options.report, order)};
    site.months[i - 1].report.program = site.options.program;
    site.months[i - 1].report.next = next_release(month, *own);
    add_cautions(*own, site.months[i - 1].report);
  });
}

// The months up to that of each report, for its picture.
void add_months(Site& site) {
  std::map<Month, const Totals*> totals;
  for (const SiteMonth& each : site.months) totals[each.month] = &each.report.totals;
  if (totals.empty()) return;
  const Month first = totals.begin()->first;
  for (SiteMonth& each : site.months) {
    Month month = each.month;
    std::vector<MonthTotals> months;
    for (std::size_t i = 0; i < kMonthsInPicture && first <= month; ++i, month = before(month)) {
      const auto known = totals.find(month);
      months.push_back(
          {month, known == totals.end() ? std::nullopt : std::optional<Totals>(*known->second)});
    }
    each.report.months.assign(months.rbegin(), months.rend());
  }
}

// ── Files ────────────────────────────────────────────────────────────────────────────────────────

class SiteWriter {
 public:
  SiteWriter(const Site& site, const TemplateFolders& folders, const PutSiteFile& put,
             std::size_t threads)
      : site_(site), folders_(folders), put_(put), threads_(threads) {
    for (std::size_t i = 0; i < threads_; ++i) {
      templates_.emplace_back(folders);
      notes_.emplace_back();
    }
  }

  std::vector<std::string> write() {
    const std::size_t months = site_.months.size(), updates = site_.updates.size(),
                      vulnerabilities = site_.vulnerabilities.size();
    names_.resize(months + updates + vulnerabilities);
    in_parallel(names_.size(), threads_, [&](std::size_t i, std::size_t thread) {
      if (i < months)
        names_[i] = month(site_.months[i]);
      else if (i < months + updates)
        names_[i] = update(site_.updates[i - months], thread);
      else
        names_[i] = vulnerability(site_.vulnerabilities[i - months - updates], thread);
    });
    single("index.html", "site-index.html", index_data(site_));
    single("trends.html", "site-trends.html", trends_data(site_));
    single("search.html", "site-search.html",
           search_data(site_, templates_.front().file("site-search.js")));
    single(std::string(kFeedFile), "site-feed.atom", feed_data(site_));
    put_single(std::string(kStyleFile), templates_.front().file(std::string(kStyleFile)));
    std::sort(names_.begin(), names_.end());
    return std::move(names_);
  }

 private:
  std::string month(const SiteMonth& month) const {
    std::string name = to_string(month.month) + ".html";
    LayoutOptions layout;
    layout.layout = Layout::Monthly;
    layout.in_archive = true;
    put_(name, render_html(month.report, layout, site_.words, folders_));
    return name;
  }

  std::string update(const SiteUpdate& update, std::size_t thread) {
    std::string name = std::string(kUpdateFolder) + update.file + ".html";
    put_(name, templates_[thread].render("site-update.html", update_data(site_, update), escape_));
    return name;
  }

  std::string vulnerability(const SiteVulnerability& vulnerability, std::size_t thread) {
    std::string name = std::string(kVulnerabilityFolder) + vulnerability.file + ".html";
    put_(name, templates_[thread].render("site-vulnerability.html",
                                         vulnerability_data(site_, vulnerability, notes_[thread]),
                                         escape_));
    return name;
  }

  void single(const std::string& name, const std::string& wanted, const TemplateData& data) {
    put_single(name, templates_.front().render(wanted, data, escape_));
  }
  void put_single(const std::string& name, std::string_view bytes) {
    put_(name, bytes);
    names_.push_back(name);
  }

  const Site& site_;
  const TemplateFolders& folders_;
  const PutSiteFile& put_;
  const std::size_t threads_;
  const TemplateEscape escape_ = [](const std::string& text) { return escape_html(text); };
  std::deque<Templates> templates_;  // one a thread
  std::deque<NoteCache> notes_;      // likewise
  std::vector<std::string> names_;
};

}  // namespace

SiteSummary render_site(const std::vector<ReportInput>& documents, const SiteOptions& options,
                        const Feeds& feeds, const Words& words, const TemplateFolders& templates,
                        const PutSiteFile& put) {
  const std::size_t threads = thread_count(options);
  Site site = {options, feeds, words};
  const std::vector<const ReportInput*> in_force = documents_in_force(documents);
  build_reports(documents, in_force, threads, site);
  // From here every month has its report, and so have all of them together.
  add_months(site);
  collect_site(in_force, site);
  // From here every page knows what it is about, and what the others are called.
  SiteSummary summary;
  summary.months = site.months.size();
  summary.vulnerabilities = site.vulnerabilities.size();
  summary.updates = site.updates.size();
  summary.files = SiteWriter(site, templates, put, threads).write();
  return summary;
}

}  // namespace patchmatrix
