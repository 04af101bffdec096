// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <patchmatrix/report.hpp>

namespace patchmatrix {
namespace {

Instant end_of(Day day) { return Instant(day + std::chrono::days(1)) - std::chrono::seconds(1); }

struct DatedRevision {
  Instant date{};
  std::string number;
};

// Oldest first, those that were made by the end of `until`.
std::vector<DatedRevision> revisions_of(const Findings& findings, const VulnerabilityFacts& facts,
                                        const std::optional<Day>& until) {
  const Document& document = findings.document;
  const auto own = document.of(facts.revisions);
  std::vector<DatedRevision> out;
  const auto add = [&](const std::optional<Instant>& date, std::string_view number) {
    if (date && (!until || *date <= end_of(*until))) out.push_back({*date, std::string(number)});
  };
  for (const Revision& each : own.empty() ? document.of(document.revisions) : own)
    add(parse_instant(each.date), each.number);
  if (out.empty()) add(facts.released, facts.revision);
  std::stable_sort(out.begin(), out.end(),
                   [](const DatedRevision& a, const DatedRevision& b) { return a.date < b.date; });
  return out;
}

bool is_in(const Week& week, Instant instant) {
  const Day day = day_of(instant);
  return week.monday <= day && day <= week.sunday;
}

// The last revision of the week; null if there was none.
const DatedRevision* last_in(const Week& week, const std::vector<DatedRevision>& revisions) {
  const DatedRevision* out = nullptr;
  for (const DatedRevision& each : revisions)
    if (is_in(week, each.date)) out = &each;
  return out;
}

bool has_major(const Week& week, const std::vector<DatedRevision>& revisions) {
  return std::any_of(revisions.begin(), revisions.end(), [&](const DatedRevision& each) {
    return is_in(week, each.date) && is_major_revision(each.number);
  });
}

// Vulnerabilities of a report by identifier. Only a CVE is the same for every vendor; any other
// one is told from its namesakes by its documents.
class Rows {
 public:
  explicit Rows(const Report& report) : report_(report) {
    for (std::size_t i = 0; i < report.vulnerabilities.size(); ++i)
      positions_[report.vulnerabilities[i].id].push_back(i);
  }

  std::optional<std::size_t> find(const Findings& document, std::string_view id) const {
    const auto found = positions_.find(id);
    if (found == positions_.end()) return std::nullopt;
    if (found->second.size() == 1) return found->second.front();
    for (const std::size_t each : found->second) {
      const auto& documents = report_.vulnerabilities[each].documents;
      if (std::find(documents.begin(), documents.end(), document.release.id) != documents.end())
        return each;
    }
    return std::nullopt;
  }

 private:
  const Report& report_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> positions_;
};

LocalText name_of(const Findings& findings) {
  const LocalText& name = findings.vendor->name;
  const std::string& id = findings.release.vendor;
  return name.en.empty() ? LocalText{id, id} : name;
}

// What a vendor did to a vulnerability, over all its documents.
using Touched = std::map<std::size_t, std::vector<DatedRevision>>;  // by position in the report

void add(const WeekVulnerability& entry, WeekVendor& vendor) {
  (entry.released ? vendor.released : vendor.revised).push_back(entry);
}

void add(const Week& week, const Touched& touched, WeekVendor& vendor) {
  for (auto [position, revisions] : touched) {
    std::stable_sort(
        revisions.begin(), revisions.end(),
        [](const DatedRevision& a, const DatedRevision& b) { return a.date < b.date; });
    const DatedRevision* last = last_in(week, revisions);
    if (last == nullptr) continue;
    WeekVulnerability entry;
    entry.vulnerability = position;
    entry.vendor = vendor.id;
    entry.released = is_in(week, revisions.front().date);
    entry.revision = last->number;
    entry.day = day_of(last->date);
    entry.major = has_major(week, revisions);
    add(entry, vendor);
  }
}

}  // namespace

Week week_of(Day day) {
  const Day monday = day - (std::chrono::weekday(day) - std::chrono::Monday);
  return {monday, monday + std::chrono::days(6), {}};
}

std::vector<std::string> touched_in(const Findings& findings, const Week& week,
                                    const std::optional<Day>& until) {
  std::vector<std::string> out;
  for (const VulnerabilityFacts& each : findings.vulnerabilities)
    if (last_in(week, revisions_of(findings, each, until)) != nullptr) out.emplace_back(each.id);
  return out;
}

void add_week(const std::vector<ReportInput>& inputs, Day day, Report& report) {
  const Rows rows(report);
  std::map<std::string, std::pair<WeekVendor, Touched>> vendors;
  for (const ReportInput& input : inputs) {
    if (input.fixed_now) continue;
    const Findings& findings = *input.findings;
    auto& [vendor, touched] = vendors[findings.release.vendor];
    vendor.id = findings.release.vendor;
    vendor.name = name_of(findings);
    vendor.severity_axis = findings.vendor->severity_axis;
    const std::optional<Day> until = input.said ? std::nullopt : report.release.as_of;
    for (const VulnerabilityFacts& facts : findings.vulnerabilities) {
      const auto position = rows.find(findings, facts.id);
      if (!position) continue;
      auto& known = touched[*position];
      for (DatedRevision& each : revisions_of(findings, facts, until))
        known.push_back(std::move(each));
    }
  }
  Week week = week_of(day);
  for (auto& [id, found] : vendors) {
    add(week, found.second, found.first);
    week.vendors.push_back(std::move(found.first));
  }
  report.week = std::move(week);
}

}  // namespace patchmatrix
