// SPDX-License-Identifier: Apache-2.0
#include "report/wording.hpp"

#include <algorithm>

#include "io/text.hpp"
#include "io/unicode.hpp"

namespace patchmatrix {
namespace {

constexpr std::size_t kLongestIds = 60;  // columns, where many documents are named

}  // namespace

Severity tone(const Rating& rating) {
  if (!rating.cvss) return rating.severity;
  switch (*rating.cvss) {
    case CvssSeverity::Critical:
      return Severity::Critical;
    case CvssSeverity::High:
      return Severity::Important;
    case CvssSeverity::Medium:
      return Severity::Moderate;
    case CvssSeverity::Low:
      return Severity::Low;
    case CvssSeverity::None:
      break;
  }
  return Severity::Unspecified;
}

std::string ReportWording::title_text() const {
  const ReleaseRow& release = report_.release;
  const std::string& form = words_.pick(release.title_form);
  const std::string& vendor = words_.pick(release.vendor_name);
  if (release.documents > 1)
    return printable(words_.fill(
        "report.several",
        {{"vendor", vendor}, {"n", std::to_string(release.documents)}, {"month", release.month}}));
  std::string title = printable(release.title);
  if (!form.empty() && release.month.size() == 7) {
    const std::string month(release.month.substr(5));
    const std::string number = std::to_string(std::stoi(month));
    title = filled(form, {{"year", release.month.substr(0, 4)},
                          {"month", number},
                          {"month_name", words_["months." + number]}});
  }
  return words_.fill("report.title", {{"vendor", vendor}, {"title", title}});
}

std::string ReportWording::day_text(const std::optional<Instant>& instant) const {
  return instant ? to_string(day_of(*instant)) : words_["value.none"];
}

const std::string& ReportWording::severity(Severity value) const {
  return words_["severity." + std::string(slug(value))];
}

const std::string& ReportWording::impact(Impact value) const {
  return words_["impact." + std::string(slug(value))];
}

std::string ReportWording::severity(const Rating& rating) const {
  if (!rating.cvss) return severity(rating.severity);
  return words_.fill("value.cvss", {{"band", words_["cvss." + std::string(slug(*rating.cvss))]}});
}

std::string ReportWording::impact(const Rating& rating) const {
  const std::string& text = impact(rating.impact);
  return rating.inferred ? words_.fill("value.inferred", {{"text", text}}) : text;
}

Arguments ReportWording::rating_words(const Rating& rating) const {
  return {{"severity", severity(rating)}, {"impact", impact(rating)}};
}

std::string ReportWording::label(const FamilyRow& family) const {
  const std::string name = printable(words_.pick(family.label));
  if (!family.own || family.own->machines == 0) return name;
  return words_.fill("report.own_label", {{"label", name}, {"own", own(*family.own)}});
}

std::string ReportWording::own(const OwnMachines& own) const {
  return words_.fill("report.own", {{"open", std::to_string(own.open)},
                                    {"machines", std::to_string(own.machines)}});
}

std::string ReportWording::axis(std::string_view key) const {
  return words_.fill(key, {{"axis", words_.pick(report_.release.severity_axis)}});
}

std::string ReportWording::kev(const std::optional<KevMark>& mark) const {
  if (!mark) return words_["kev.none"];
  Arguments days = {{"added", to_string(mark->added)}};
  if (mark->due) days.emplace_back("due", to_string(*mark->due));
  const std::string text = words_.fill(mark->due ? "kev.due" : "kev.added", days);
  return mark->ransomware ? words_.fill("kev.ransomware", {{"text", text}}) : text;
}

std::string ReportWording::epss(const std::optional<EpssMark>& mark) const {
  if (!mark) return words_["epss.none"];
  return words_.fill("epss.score",
                     {{"probability", decimal_of_hundred_thousandths(mark->probability)},
                      {"percentile", decimal_of_hundred_thousandths(mark->percentile)}});
}

std::string ReportWording::score(const VulnerabilityRow& row) const {
  if (row.cvss_base.empty()) return words_["value.none"];
  if (row.cvss_version.empty()) return row.cvss_base;
  return row.cvss_base + " (" + row.cvss_version + ")";
}

std::string ReportWording::title_of(const VulnerabilityRow& row) const {
  const std::string title = printable(row.title);
  if (!row.documented.empty())
    return words_.fill("list.documented", {{"title", title}, {"month", row.documented}});
  return row.withdrawn ? words_.fill("list.withdrawn", {{"title", title}}) : title;
}

std::string ReportWording::with_raw_word(const std::string& text, const std::string& word) const {
  return word.empty()
             ? text
             : words_.fill("value.with_raw_word", {{"text", text}, {"word", printable(word)}});
}

const std::string& ReportWording::answer(Answer value) const {
  switch (value) {
    case Answer::NotStated:
      break;
    case Answer::No:
      return words_["answer.no"];
    case Answer::Yes:
      return words_["answer.yes"];
  }
  return words_["answer.not-stated"];
}

std::string ReportWording::counts(const std::map<Severity, std::size_t>& by_severity) const {
  std::vector<std::string> parts;
  for (const auto& [value, count] : by_severity)
    parts.push_back(
        words_.fill("figures.part", {{"word", severity(value)}, {"n", std::to_string(count)}}));
  return joined(parts, words_["figures.comma"]);
}

std::size_t ReportWording::sum(const std::map<Severity, std::size_t>& by_severity) {
  std::size_t total = 0;
  for (const auto& [value, count] : by_severity) total += count;
  return total;
}

std::string ReportWording::digest_counts() const {
  std::vector<std::string> parts;
  for (const auto& [value, count] : report_.totals.families)
    parts.push_back(
        words_.fill("digest.count", {{"word", severity(value)}, {"n", std::to_string(count)}}));
  return parts.empty() ? words_["digest.no_count"] : joined(parts, words_["figures.comma"]);
}

std::string ReportWording::by_axis(const std::string& parts) const {
  return parts.empty()
             ? parts
             : words_.fill("figures.by_axis", {{"axis", words_.pick(report_.release.severity_axis)},
                                               {"parts", parts}});
}

std::string ReportWording::with_parts(std::size_t total, const std::string& parts) const {
  return parts.empty()
             ? std::to_string(total)
             : words_.fill("figures.with_parts", {{"n", std::to_string(total)}, {"parts", parts}});
}

std::vector<std::string> ReportWording::figures(bool with_scores) const {
  const Totals& totals = report_.totals;
  const std::size_t headline = sum(totals.families), others = sum(totals.other_families);
  std::vector<std::string> lines;
  lines.push_back(
      words_.fill("figures.families",
                  {{"total", std::to_string(headline + others)},
                   {"rows", with_parts(headline, by_axis(counts(totals.families)))},
                   {"others", with_parts(others, by_axis(counts(totals.other_families)))}}));
  lines.push_back(words_.fill(
      "figures.vulnerabilities",
      {{"axis", words_.pick(report_.release.severity_axis)},
       {"total", std::to_string(totals.vulnerabilities)},
       {"counted", with_parts(totals.counted, counts(totals.by_severity))},
       {"excluded", with_parts(totals.vulnerabilities - totals.counted, exclusions())}}));
  if (totals.counted != 0)
    lines.push_back(words_.fill("figures.impacts",
                                {{"total", std::to_string(totals.counted)}, {"parts", impacts()}}));
  std::size_t inferred = 0;
  for (const auto& [impact, count] : totals.by_inferred_impact) inferred += count;
  if (inferred != 0)
    lines.push_back(words_.fill("figures.inferred", {{"n", std::to_string(inferred)},
                                                     {"total", std::to_string(totals.counted)}}));
  if (const std::size_t restating = report_.release.restating_documents; restating != 0)
    lines.push_back(words_.fill("figures.restating", {{"n", std::to_string(restating)}}));
  lines.push_back(
      words_.fill("figures.marks", {{"exploited", std::to_string(totals.exploited)},
                                    {"disclosed", std::to_string(totals.publicly_disclosed)}}));
  if (!report_.fixed_now.empty()) lines.push_back(fixed_now());
  if (report_.kev)
    lines.push_back(
        words_.fill("figures.kev", {{"n", std::to_string(totals.kev)},
                                    {"ransomware", std::to_string(totals.kev_ransomware)}}));
  lines.push_back(words_.fill("figures.updates", {{"n", std::to_string(totals.updates)}}));
  lines.push_back(membership());
  if (report_.own) lines.push_back(own_totals(*report_.own));
  if (const std::string rows = uncounted_rows(); !rows.empty())
    lines.push_back(words_.fill("figures.uncounted_rows", {{"rows", rows}}));
  catalogue_sources(with_scores, lines);
  return lines;
}

std::string ReportWording::own_totals(const OwnTotals& own) const {
  std::vector<std::string> parts;
  const auto part = [&](const char* key, std::size_t count) {
    parts.push_back(
        words_.fill("figures.part", {{"word", words_[key]}, {"n", std::to_string(count)}}));
  };
  part("verdict.open", own.open);
  part("verdict.fixed", own.fixed);
  part("verdict.unknown", own.unknown);
  part("verdict.not-affected", own.not_affected);
  part("verdict.out-of-support", own.out_of_support);
  part("match.no_vulnerability", own.unconcerned);
  return words_.fill("figures.own", {{"n", std::to_string(own.judged)},
                                     {"parts", joined(parts, words_["figures.comma"])},
                                     {"stale", std::to_string(own.stale)}});
}

std::string ReportWording::fixed_now() const {
  std::vector<std::string> exploited;
  for (const VulnerabilityRow& each : report_.fixed_now)
    if (each.exploited == Answer::Yes) exploited.push_back(printable(each.id));
  return words_.fill(
      "figures.fixed_now",
      {{"n", std::to_string(report_.fixed_now.size())},
       {"exploited", with_parts(exploited.size(), joined(exploited, words_["figures.comma"]))},
       {"together", std::to_string(report_.totals.exploited + exploited.size())}});
}

void ReportWording::catalogue_sources(bool with_scores, std::vector<std::string>& lines) const {
  const auto source = [&](const char* key, const char* version, const CatalogueNote& note) {
    lines.push_back(
        words_.fill(key, {{version, printable(note.version)}, {"date", day_text(note.date)}}));
  };
  if (report_.kev) source("figures.kev_source", "version", *report_.kev);
  if (report_.epss && with_scores) source("figures.epss_source", "model", *report_.epss);
}

const std::string& ReportWording::membership() const {
  switch (report_.release.membership) {
    case ReleaseRow::Membership::Listed:
      return words_["figures.membership_listed"];
    case ReleaseRow::Membership::Mixed:
      return words_["figures.membership_mixed"];
    case ReleaseRow::Membership::Whole:
      return words_["figures.membership_whole"];
    case ReleaseRow::Membership::Inferred:
      break;
  }
  return words_["figures.membership_inferred"];
}

std::string ReportWording::uncounted_rows() const {
  std::vector<std::string> labels;
  for (const FamilyRow& family : report_.families)
    if (family.headline && family.counted == 0)
      labels.push_back(printable(words_.pick(family.label)));
  return joined(labels, " · ");
}

std::string ReportWording::exclusions() const {
  std::vector<std::string> parts;
  for (const auto& [reason, count] : report_.totals.excluded)
    parts.push_back(words_.fill(
        "figures.part", {{"word", words_["exclusion." + reason]}, {"n", std::to_string(count)}}));
  return joined(parts, words_["figures.comma"]);
}

std::string ReportWording::impacts() const {
  std::vector<std::pair<Impact, std::size_t>> ordered(report_.totals.by_impact.begin(),
                                                      report_.totals.by_impact.end());
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> parts;
  for (const auto& [value, count] : ordered)
    parts.push_back(
        words_.fill("figures.part", {{"word", impact(value)}, {"n", std::to_string(count)}}));
  return joined(parts, words_["figures.plus"]);
}

std::string ReportWording::document_line() const {
  const ReleaseRow& release = report_.release;
  return words_.fill(
      release.documents > 1 ? "report.documents" : "report.document",
      {{"id", shortened(printable(release.id), kLongestIds)},
       {"revision", release.revision.empty() ? words_["value.none"] : printable(release.revision)},
       {"initial", day_text(release.initial_release)},
       {"current", day_text(release.current_release)}});
}

// Not that of any vulnerability, so it stands for itself.
std::string ReportWording::document_severities() const {
  const auto& severities = report_.release.document_severities;
  if (severities.empty()) return {};
  std::vector<std::string> parts;
  for (const auto& [word, count] : severities)
    parts.push_back(report_.release.documents == 1
                        ? printable(word)
                        : words_.fill("figures.part",
                                      {{"word", printable(word)}, {"n", std::to_string(count)}}));
  return words_.fill(
      report_.release.documents == 1 ? "report.document_severity" : "report.document_severities",
      {{"parts", joined(parts, words_["figures.comma"])}});
}

std::string ReportWording::as_of() const {
  if (!report_.release.as_of) return {};
  return words_.fill(report_.release.said ? "report.said" : "report.as_of",
                     {{"day", to_string(*report_.release.as_of)}});
}

std::string ReportWording::corrections_heading() const {
  return words_.fill("correction.heading", {{"n", std::to_string(report_.corrections.size())}});
}

std::vector<std::string> ReportWording::corrections() const {
  std::vector<std::string> out;
  for (const CorrectionRow& each : report_.corrections)
    out.push_back(words_.fill(
        "correction." + std::string(slug(each.what)),
        {{"update", printable(each.update)},
         {"old", printable(each.published)},
         {"new", each.value.empty() ? words_["correction.no_value"] : printable(each.value)},
         {"n", std::to_string(each.count)},
         {"why", printable(words_.pick(each.why))},
         {"id", each.id}}));
  return out;
}

std::string ReportWording::notices_heading() const {
  return words_.fill("notices.heading", {{"n", std::to_string(report_.notices.size())}});
}

std::vector<std::string> ReportWording::notices() const {
  std::vector<std::string> out;
  for (const Notice& notice : report_.notices)
    out.push_back(words_.fill("notices.line", {{"file", printable(notice.diagnostic.file)},
                                               {"message", worded(notice, words_)}}));
  return out;
}

namespace {

constexpr std::size_t kLongestArgument = 80;  // columns: vendors put paragraphs where words belong

std::string sentence(const std::string& key, const Diagnostic& diagnostic, const Words& words) {
  Arguments arguments = diagnostic.arguments;
  for (auto& [name, value] : arguments) value = shortened(printable(value), kLongestArgument);
  std::string message = words.fill(key + diagnostic.code, arguments);
  if (!diagnostic.where.empty() && diagnostic.where != diagnostic.file)
    message =
        words.fill("notices.where", {{"where", printable(diagnostic.where)}, {"message", message}});
  if (diagnostic.count > 1)
    message = words.fill("notices.times",
                         {{"message", message}, {"n", std::to_string(diagnostic.count)}});
  return message;
}

}  // namespace

std::string worded(const Diagnostic& diagnostic, const Words& words) {
  return sentence("diagnostic.", diagnostic, words);
}

std::string worded(const Notice& notice, const Words& words) {
  return sentence(notice.failed ? "error." : "diagnostic.", notice.diagnostic, words);
}

}  // namespace patchmatrix
