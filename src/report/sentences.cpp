// SPDX-License-Identifier: Apache-2.0
//
// What ReportWording says of the release as a whole.

#include <algorithm>
#include <set>

#include "io/calendar.hpp"
#include "io/text.hpp"
#include "io/unicode.hpp"
#include "report/wording.hpp"

namespace patchmatrix {
namespace {

constexpr const char* kJapan = "JST+09";  // one zone, no daylight saving time
constexpr std::size_t kNamedProducts = 4;
constexpr std::size_t kNamedReasons = 3;      // vulnerabilities named beside a reason
constexpr std::size_t kLongestCaution = 240;  // columns
constexpr std::size_t kLongestSubjectPart = 60;

std::string number(std::size_t value) { return std::to_string(value); }

// "Example 10 Version 22H2 for x64-based Systems" → "Example 10 Version 22H2": a user knows neither
// the architecture nor the kind of installation.
std::string plain_name(const std::string& product) {
  return std::string(
      trimmed(product.substr(0, std::min(product.find(" for "), product.find(" (")))));
}

std::size_t exploited_earlier(const Report& report) {
  return static_cast<std::size_t>(
      std::count_if(report.fixed_now.begin(), report.fixed_now.end(),
                    [](const VulnerabilityRow& each) { return each.exploited == Answer::Yes; }));
}

// "2022-12-14 (Wed) 03:00 JST"
std::string clock_text(Instant instant, const std::string& zone, const Words& words) {
  const LocalTime time = to_local(instant, zone);
  return words.fill("calendar.time",
                    {{"day", to_string(time.day)},
                     {"weekday", words["weekdays." + number(weekday_of(time.day))]},
                     {"time", time.time},
                     {"zone", time.zone}});
}

}  // namespace

const std::string& ReportWording::urgency_word() const {
  return words_[report_.urgency.urgent ? "conclusion.urgent" : "conclusion.normal"];
}

std::string ReportWording::verdict_line() const {
  const Urgency& urgency = report_.urgency;
  const bool none = urgency.exploited == 0;
  const char* key = report_.kev ? (none ? "conclusion.none_or_kev" : "conclusion.exploited_or_kev")
                                : (none ? "conclusion.none" : "conclusion.exploited");
  std::string why = words_.fill(key, {{"n", number(urgency.exploited)}});
  if (report_.own && urgency.exploited != 0)
    why = urgency.own_open + urgency.own_unknown == 0
              ? words_.fill("conclusion.own_none", {{"text", why}})
              : words_.fill("conclusion.own_open", {{"text", why},
                                                    {"open", number(urgency.own_open)},
                                                    {"unknown", number(urgency.own_unknown)}});
  return words_.fill("conclusion.line", {{"verdict", urgency_word()}, {"why", why}});
}

std::vector<std::string> ReportWording::conclusion() const {
  std::vector<std::string> lines = {verdict_line()};
  if (report_.urgency.due)
    lines.push_back(words_.fill("conclusion.due", {{"day", to_string(*report_.urgency.due)}}));
  const std::size_t earlier = exploited_earlier(report_);
  lines.push_back(words_.fill(earlier == 0 ? "conclusion.marks" : "conclusion.marks_earlier",
                              {{"exploited", number(report_.totals.exploited)},
                               {"earlier", number(earlier)},
                               {"disclosed", number(report_.totals.publicly_disclosed)}}));
  if (report_.own)
    lines.push_back(words_.fill("conclusion.own", {{"judged", number(report_.own->judged)},
                                                   {"open", number(report_.own->open)},
                                                   {"unknown", number(report_.own->unknown)}}));
  if (std::string line = provisional(); !line.empty()) lines.push_back(std::move(line));
  return lines;
}

std::string ReportWording::provisional() const {
  std::set<std::string> words;
  std::size_t documents = 0;
  for (const InputRow& each : report_.inputs) {
    const std::string status = lower(each.status);
    if (status != "draft" && status != "interim") continue;
    words.insert(status);
    ++documents;
  }
  if (documents == 0) return {};
  return words_.fill("conclusion.interim",
                     {{"n", number(documents)},
                      {"words", joined({words.begin(), words.end()}, words_["figures.comma"])}});
}

std::string ReportWording::on_axis(Severity value) const {
  return words_.fill("value.on_axis", {{"axis", words_.pick(report_.release.severity_axis)},
                                       {"severity", severity(value)}});
}

std::string ReportWording::first_reason(FirstReason reason) const {
  if (reason == FirstReason::Critical) return on_axis(Severity::Critical);
  return words_["first." + std::string(slug(reason))];
}

std::string ReportWording::first_reasons(const FirstUpdate& first) const {
  std::vector<std::string> reasons;
  for (const FirstReason each : first.reasons) reasons.push_back(first_reason(each));
  if (reasons.empty() || first.vulnerabilities.empty())
    return joined(reasons, words_["first.separator"]);
  const std::vector<std::string>& all = first.vulnerabilities;
  std::vector<std::string> named;
  for (std::size_t i = 0; i < std::min(all.size(), kNamedReasons); ++i)
    named.push_back(printable(all[i]));
  std::string ids = joined(named, ", ");
  if (all.size() > named.size())
    ids = words_.fill("first.more", {{"ids", ids}, {"n", number(all.size() - named.size())}});
  reasons[0] = words_.fill("first.vulnerabilities", {{"reason", reasons[0]}, {"ids", ids}});
  return joined(reasons, words_["first.separator"]);
}

const std::string& ReportWording::restart(Restart restart) const {
  return restart == Restart::NotStated ? words_["value.none"]
                                       : words_["restart." + std::string(slug(restart))];
}

const std::string& ReportWording::known_issue(Answer known_issue) const {
  switch (known_issue) {
    case Answer::NotStated:
      break;
    case Answer::No:
      return words_["known_issue.no"];
    case Answer::Yes:
      return words_["known_issue.yes"];
  }
  return words_["known_issue.not_listed"];
}

std::vector<std::string> ReportWording::family_labels(const std::vector<std::string>& ids) const {
  std::vector<std::string> out;
  for (const std::string& id : ids) {
    const auto family = std::find_if(report_.families.begin(), report_.families.end(),
                                     [&id](const FamilyRow& each) { return each.id == id; });
    out.push_back(printable(family == report_.families.end() ? id : words_.pick(family->label)));
  }
  return out;
}

std::vector<std::string> ReportWording::update_products(const UpdateRow& update) const {
  std::vector<std::string> out;
  for (const FamilyRow& family : report_.families) {
    if (std::find(update.families.begin(), update.families.end(), family.id) ==
        update.families.end())
      continue;
    std::vector<std::string> names;
    if (family.system) names = system_products(update, family);
    if (names.empty()) names.push_back(printable(words_.pick(family.label)));
    out.insert(out.end(), names.begin(), names.end());
  }
  return out;
}

std::vector<std::string> ReportWording::system_products(const UpdateRow& update,
                                                        const FamilyRow& family) const {
  std::vector<std::string> names;
  for (const std::string& each : update.products) {
    if (std::find(family.products.begin(), family.products.end(), each) == family.products.end())
      continue;
    std::string name = printable(plain_name(each));
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  if (names.size() <= kNamedProducts) return names;
  const std::string more = number(names.size() - kNamedProducts);
  names.resize(kNamedProducts);
  names.back() = words_.fill("changes.more", {{"list", names.back()}, {"n", more}});
  return names;
}

std::string ReportWording::caution(const Caution& caution) const {
  std::vector<std::string> items;
  for (const std::string& each : caution.items)
    items.push_back(shortened(printable(each), kLongestSubjectPart));
  const bool named = caution.kind == Caution::Kind::Manual && !caution.subject.empty();
  return words_.fill(named ? "caution.manual_of" : "caution." + std::string(slug(caution.kind)),
                     {{"day", caution.day ? to_string(*caution.day) : words_["value.none"]},
                      {"subject", shortened(printable(caution.subject), kLongestSubjectPart)},
                      {"text", shortened(printable(words_.pick(caution.text)), kLongestCaution)},
                      {"items", joined(items, words_["figures.comma"])},
                      {"n", number(caution.vulnerabilities)}});
}

std::string ReportWording::next_release() const {
  if (!report_.next) return words_["next.unknown"];
  return words_.fill("next.release",
                     {{"japan", clock_text(report_.next->at, kJapan, words_)},
                      {"local", clock_text(report_.next->at, report_.next->zone, words_)}});
}

std::string ReportWording::week_heading(const Week& week) const {
  const std::chrono::year_month_day date(week.monday);
  return words_.fill("week.heading",
                     {{"month", words_["months." + number(static_cast<unsigned>(date.month()))]},
                      {"day", number(static_cast<unsigned>(date.day()))}});
}

std::string ReportWording::input(const InputRow& input) const {
  const auto text = [&](const std::string& value) {
    return value.empty() ? words_["value.none"] : shortened(printable(value), kLongestSubjectPart);
  };
  const auto time = [&](const std::optional<Instant>& instant) {
    return instant ? to_string(*instant) : words_["value.none"];
  };
  return words_.fill("monthly.input", {{"id", text(input.document)},
                                       {"revision", text(input.revision)},
                                       {"updated", time(input.current_release)},
                                       {"fetched", time(input.fetched_at)},
                                       {"tlp", text(input.tlp)},
                                       {"hash", input.sha256}});
}

std::string subject_line(const Report& report, const Words& words) {
  const ReportWording say(report, words);
  const auto parts = [&](const std::map<Severity, std::size_t>& counts) {
    std::string out = words.pick(report.release.severity_axis);
    for (const auto& [value, count] : counts)
      out += (out.empty() ? "" : " ") + say.severity(value) + ' ' + number(count);
    return out;
  };
  const bool monthly = !words.pick(report.release.title_form).empty();
  std::map<Severity, std::size_t> critical;
  for (const auto& [value, count] : report.totals.by_severity)
    if (value == Severity::Critical) critical.emplace(value, count);
  const Arguments period = {{"vendor", words.pick(report.release.vendor_name)},
                            {"month", report.release.month}};
  const std::string subject = words.fill(
      "conclusion.subject",
      {{"period",
        words.fill(monthly ? "conclusion.subject_monthly" : "conclusion.subject_other", period)},
       {"exploited", number(report.totals.exploited + exploited_earlier(report))},
       {"families",
        report.totals.families.empty() ? std::string("0") : parts(report.totals.families)},
       {"counted", critical.empty() ? number(report.totals.counted)
                                    : say.with_parts(report.totals.counted, parts(critical))}});
  if (!report.own) return printable(subject);
  return printable(words.fill("conclusion.subject_own", {{"subject", subject},
                                                         {"open", number(report.own->open)},
                                                         {"judged", number(report.own->judged)}}));
}

}  // namespace patchmatrix
