// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "io/text.hpp"
#include "io/unicode.hpp"
#include "report/page.hpp"

namespace patchmatrix {
namespace {

constexpr std::size_t kLongestIds = 60;  // columns, where many documents are named

// The colour of a rating: a score stands in for a severity that nobody gave.
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

class PageBuilder {
 public:
  PageBuilder(const Report& report, const LayoutOptions& options, const Words& words)
      : report_(report), options_(options), words_(words) {}

  Page build() {
    switch (options_.layout) {
      case Layout::Matrix:
        matrix();
        break;
      case Layout::Table:
        table();
        break;
      case Layout::Digest:
        digest();
        break;
      case Layout::List:
        list();
        break;
    }
    figures();
    corrections();
    notices();
    return std::move(page_);
  }

 private:
  // ── layouts ──

  void matrix() {
    title();
    if (!report_.matrix.empty()) page_.push_back(Paragraph{{axis("matrix.caption")}});
    for (const MatrixRow& row : report_.matrix) page_.push_back(entry(row));
    if (report_.matrix.empty()) page_.push_back(Paragraph{{words_["report.no_families"]}});
    if (report_.others.empty()) return;
    page_.push_back(Heading{others_heading(), 2});
    if (options_.all_products) {
      for (const MatrixRow& row : report_.others) page_.push_back(entry(row));
    } else {
      for (Entry& each : others_by_severity()) page_.push_back(std::move(each));
    }
  }

  void table() {
    title();
    page_.push_back(family_table(true));
    if (report_.others.empty()) return;
    page_.push_back(Heading{others_heading(), 2});
    if (options_.all_products) {
      page_.push_back(family_table(false));
    } else {
      for (Entry& each : others_by_severity()) page_.push_back(std::move(each));
    }
  }

  void digest() {
    page_.push_back(
        Heading{words_.fill("digest.heading", {{"title", title_text()},
                                               {"axis", words_.pick(report_.release.severity_axis)},
                                               {"counts", digest_counts()}}),
                1});
    as_of();
    for (const MatrixRow& row : report_.matrix) page_.push_back(digest_row(row));
    if (report_.others.empty()) return;
    page_.push_back(Heading{others_heading(), 2});
    if (options_.all_products) {
      for (const MatrixRow& row : report_.others) page_.push_back(digest_row(row));
    } else {
      for (Entry& each : others_by_severity()) page_.push_back(std::move(each));
    }
  }

  void list() {
    title();
    TableBlock counted = vulnerability_table();
    for (const VulnerabilityRow& row : report_.vulnerabilities)
      if (row.in_release) counted.rows.push_back(vulnerability_row(row));
    if (!counted.rows.empty()) page_.push_back(std::move(counted));
    if (!report_.fixed_now.empty()) {
      page_.push_back(Heading{
          words_.fill("list.fixed_now_heading", {{"n", std::to_string(report_.fixed_now.size())}}),
          2});
      TableBlock earlier = vulnerability_table();
      for (const VulnerabilityRow& row : report_.fixed_now)
        earlier.rows.push_back(vulnerability_row(row));
      page_.push_back(std::move(earlier));
    }

    for (const auto& [reason, count] : report_.totals.excluded) {
      page_.push_back(Heading{
          words_.fill("list.excluded_heading",
                      {{"reason", words_["exclusion." + reason]}, {"n", std::to_string(count)}}),
          2});
      TableBlock excluded = vulnerability_table();
      for (const VulnerabilityRow& row : report_.vulnerabilities)
        if (!row.in_release && row.excluded == reason)
          excluded.rows.push_back(vulnerability_row(row));
      page_.push_back(std::move(excluded));
    }
  }

  // ── parts ──

  std::string title_text() const {
    const ReleaseRow& release = report_.release;
    const std::string& form = words_.pick(release.title_form);
    const std::string& vendor = words_.pick(release.vendor_name);
    if (release.documents > 1)
      return printable(words_.fill("report.several", {{"vendor", vendor},
                                                      {"n", std::to_string(release.documents)},
                                                      {"month", release.month}}));
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

  void title() {
    page_.push_back(Heading{title_text(), 1});
    const ReleaseRow& release = report_.release;
    page_.push_back(Paragraph{
        {words_.fill(release.documents > 1 ? "report.documents" : "report.document",
                     {{"id", shortened(printable(release.id), kLongestIds)},
                      {"revision", release.revision.empty() ? words_["value.none"]
                                                            : printable(release.revision)},
                      {"initial", day_text(release.initial_release)},
                      {"current", day_text(release.current_release)}})}});
    document_severities();
    as_of();
  }

  // Not that of any vulnerability, so it stands for itself.
  void document_severities() {
    const auto& severities = report_.release.document_severities;
    if (severities.empty()) return;
    std::vector<std::string> parts;
    for (const auto& [word, count] : severities)
      parts.push_back(report_.release.documents == 1
                          ? printable(word)
                          : words_.fill("figures.part",
                                        {{"word", printable(word)}, {"n", std::to_string(count)}}));
    page_.push_back(Paragraph{{words_.fill(
        report_.release.documents == 1 ? "report.document_severity" : "report.document_severities",
        {{"parts", joined(parts, words_["figures.comma"])}})}});
  }

  void as_of() {
    if (report_.release.as_of)
      page_.push_back(Paragraph{{words_.fill(report_.release.said ? "report.said" : "report.as_of",
                                             {{"day", to_string(*report_.release.as_of)}})}});
  }

  std::string day_text(const std::optional<Instant>& instant) const {
    return instant ? to_string(day_of(*instant)) : words_["value.none"];
  }

  const std::string& severity(Severity value) const {
    return words_["severity." + std::string(slug(value))];
  }
  const std::string& impact(Impact value) const {
    return words_["impact." + std::string(slug(value))];
  }

  // Where the vendor says nothing the score does, and says that it is one.
  std::string severity(const Rating& rating) const {
    if (!rating.cvss) return severity(rating.severity);
    return words_.fill("value.cvss", {{"band", words_["cvss." + std::string(slug(*rating.cvss))]}});
  }
  std::string impact(const Rating& rating) const {
    const std::string& text = impact(rating.impact);
    return rating.inferred ? words_.fill("value.inferred", {{"text", text}}) : text;
  }

  Arguments rating_words(const Rating& rating) const {
    return {{"severity", severity(rating)}, {"impact", impact(rating)}};
  }

  std::vector<std::string> labels(const MatrixRow& row) const {
    std::vector<std::string> out;
    for (const std::size_t family : row.families) out.push_back(label(report_.families[family]));
    return out;
  }

  // With the own machines behind it, where there are some.
  std::string label(const FamilyRow& family) const {
    const std::string name = printable(words_.pick(family.label));
    if (!family.own || family.own->machines == 0) return name;
    return words_.fill("report.own_label", {{"label", name}, {"own", own(*family.own)}});
  }

  std::string own(const OwnMachines& own) const {
    return words_.fill("report.own", {{"open", std::to_string(own.open)},
                                      {"machines", std::to_string(own.machines)}});
  }

  Entry entry(const MatrixRow& row) const {
    return {tone(row.rating), words_.fill("matrix.lead", rating_words(row.rating)), labels(row)};
  }

  Bullets digest_row(const MatrixRow& row) const {
    return {tone(row.rating), words_["text.bullet"],
            words_.fill("digest.lead", rating_words(row.rating)), labels(row)};
  }

  std::string others_heading() const {
    std::size_t count = 0;
    for (const MatrixRow& row : report_.others) count += row.families.size();
    return words_.fill("report.others", {{"n", std::to_string(count)},
                                         {"axis", words_.pick(report_.release.severity_axis)}});
  }

  // The short form of the other products: one line a severity.
  std::vector<Entry> others_by_severity() const {
    std::vector<Entry> out;
    for (const MatrixRow& row : report_.others) {
      if (out.empty() || out.back().lead != severity(row.rating))
        out.push_back({tone(row.rating), severity(row.rating), {}});
      for (std::string& label : labels(row)) out.back().items.push_back(std::move(label));
    }
    return out;
  }

  TableBlock family_table(bool headline) const {
    TableBlock table;
    table.columns = {{words_["column.family"], true},
                     {axis("column.max_severity"), false},
                     {words_["column.max_impact"], false},
                     {words_["column.updates"], true}};
    if (report_.own) table.columns.push_back({words_["column.own"], true});
    for (const FamilyRow& family : report_.families) {
      if (family.headline != headline) continue;
      table.rows.push_back({tone(family.rating),
                            {printable(words_.pick(family.label)), severity(family.rating),
                             impact(family.rating), joined(family.updates, ", ")}});
      if (report_.own)
        table.rows.back().cells.push_back(family.own ? own(*family.own) : std::string());
    }
    return table;
  }

  std::string axis(std::string_view key) const {
    return words_.fill(key, {{"axis", words_.pick(report_.release.severity_axis)}});
  }

  TableBlock vulnerability_table() const {
    TableBlock table;
    table.records = true;
    table.columns = {{words_["column.vulnerability"], false}, {words_["column.title"], false},
                     {axis("column.severity"), false},        {words_["column.impact"], false},
                     {words_["column.cvss"], false},          {words_["column.exploited"], false},
                     {words_["column.disclosed"], false}};
    if (report_.kev) table.columns.push_back({words_["column.kev"], false});
    if (report_.epss) table.columns.push_back({words_["column.epss"], false});
    table.columns.push_back({words_["column.updates"], true});
    return table;
  }

  TableRow vulnerability_row(const VulnerabilityRow& row) const {
    TableRow out{tone(row.rating),
                 {printable(row.id), title_of(row),
                  with_raw_word(severity(row.rating.severity), row.severity_word),
                  with_raw_word(impact(row.rating), row.impact_word), score(row),
                  answer(row.exploited), answer(row.publicly_disclosed)}};
    if (report_.kev) out.cells.push_back(kev(row.kev));
    if (report_.epss) out.cells.push_back(epss(row.epss));
    out.cells.push_back(joined(row.updates, ", "));
    return out;
  }

  std::string kev(const std::optional<KevMark>& mark) const {
    if (!mark) return words_["kev.none"];
    Arguments days = {{"added", to_string(mark->added)}};
    if (mark->due) days.emplace_back("due", to_string(*mark->due));
    const std::string text = words_.fill(mark->due ? "kev.due" : "kev.added", days);
    return mark->ransomware ? words_.fill("kev.ransomware", {{"text", text}}) : text;
  }

  std::string epss(const std::optional<EpssMark>& mark) const {
    if (!mark) return words_["epss.none"];
    return words_.fill("epss.score",
                       {{"probability", decimal_of_hundred_thousandths(mark->probability)},
                        {"percentile", decimal_of_hundred_thousandths(mark->percentile)}});
  }

  // "8.8 (3.1)": bands of different versions are not the same.
  std::string score(const VulnerabilityRow& row) const {
    if (row.cvss_base.empty()) return words_["value.none"];
    if (row.cvss_version.empty()) return row.cvss_base;
    return row.cvss_base + " (" + row.cvss_version + ")";
  }

  std::string title_of(const VulnerabilityRow& row) const {
    const std::string title = printable(row.title);
    if (!row.documented.empty())
      return words_.fill("list.documented", {{"title", title}, {"month", row.documented}});
    return row.withdrawn ? words_.fill("list.withdrawn", {{"title", title}}) : title;
  }

  // A word we do not know is shown as the vendor wrote it, never dropped.
  std::string with_raw_word(const std::string& text, const std::string& word) const {
    return word.empty()
               ? text
               : words_.fill("value.with_raw_word", {{"text", text}, {"word", printable(word)}});
  }

  const std::string& answer(Answer value) const {
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

  // ── figures: every number says what it counts, and every sum is proved ──

  std::string counts(const std::map<Severity, std::size_t>& by_severity) const {
    std::vector<std::string> parts;
    for (const auto& [value, count] : by_severity)
      parts.push_back(
          words_.fill("figures.part", {{"word", severity(value)}, {"n", std::to_string(count)}}));
    return joined(parts, words_["figures.comma"]);
  }

  static std::size_t sum(const std::map<Severity, std::size_t>& by_severity) {
    std::size_t total = 0;
    for (const auto& [value, count] : by_severity) total += count;
    return total;
  }

  std::string digest_counts() const {
    std::vector<std::string> parts;
    for (const auto& [value, count] : report_.totals.families)
      parts.push_back(
          words_.fill("digest.count", {{"word", severity(value)}, {"n", std::to_string(count)}}));
    return parts.empty() ? words_["digest.no_count"] : joined(parts, words_["figures.comma"]);
  }

  // "MS深刻度 緊急 7、重要 5": severities are never told without whose they are.
  std::string by_axis(const std::string& parts) const {
    return parts.empty() ? parts
                         : words_.fill("figures.by_axis",
                                       {{"axis", words_.pick(report_.release.severity_axis)},
                                        {"parts", parts}});
  }

  // "12 (緊急 7、重要 5)"; just the number where there is nothing to tell apart.
  std::string with_parts(std::size_t total, const std::string& parts) const {
    return parts.empty() ? std::to_string(total)
                         : words_.fill("figures.with_parts",
                                       {{"n", std::to_string(total)}, {"parts", parts}});
  }

  void figures() {
    const Totals& totals = report_.totals;
    const std::size_t headline = sum(totals.families), others = sum(totals.other_families);
    Paragraph out;
    out.lines.push_back(
        words_.fill("figures.families",
                    {{"total", std::to_string(headline + others)},
                     {"rows", with_parts(headline, by_axis(counts(totals.families)))},
                     {"others", with_parts(others, by_axis(counts(totals.other_families)))}}));
    out.lines.push_back(words_.fill(
        "figures.vulnerabilities",
        {{"axis", words_.pick(report_.release.severity_axis)},
         {"total", std::to_string(totals.vulnerabilities)},
         {"counted", with_parts(totals.counted, counts(totals.by_severity))},
         {"excluded", with_parts(totals.vulnerabilities - totals.counted, exclusions())}}));
    if (totals.counted != 0)
      out.lines.push_back(words_.fill(
          "figures.impacts", {{"total", std::to_string(totals.counted)}, {"parts", impacts()}}));
    std::size_t inferred = 0;
    for (const auto& [impact, count] : totals.by_inferred_impact) inferred += count;
    if (inferred != 0)
      out.lines.push_back(words_.fill(
          "figures.inferred",
          {{"n", std::to_string(inferred)}, {"total", std::to_string(totals.counted)}}));
    if (const std::size_t restating = report_.release.restating_documents; restating != 0)
      out.lines.push_back(words_.fill("figures.restating", {{"n", std::to_string(restating)}}));
    out.lines.push_back(
        words_.fill("figures.marks", {{"exploited", std::to_string(totals.exploited)},
                                      {"disclosed", std::to_string(totals.publicly_disclosed)}}));
    if (!report_.fixed_now.empty()) out.lines.push_back(fixed_now());
    if (report_.kev)
      out.lines.push_back(
          words_.fill("figures.kev", {{"n", std::to_string(totals.kev)},
                                      {"ransomware", std::to_string(totals.kev_ransomware)}}));
    out.lines.push_back(words_.fill("figures.updates", {{"n", std::to_string(totals.updates)}}));
    out.lines.push_back(words_[membership()]);
    if (report_.own) out.lines.push_back(own_totals(*report_.own));
    if (const std::string rows = uncounted_rows(); !rows.empty())
      out.lines.push_back(words_.fill("figures.uncounted_rows", {{"rows", rows}}));
    catalogue_sources(out.lines);
    page_.push_back(Heading{words_["figures.heading"], 2});
    page_.push_back(std::move(out));
  }

  std::string own_totals(const OwnTotals& own) const {
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

  // Who counts what is fixed this month counts these as well.
  std::string fixed_now() const {
    std::vector<std::string> exploited;
    for (const VulnerabilityRow& each : report_.fixed_now)
      if (each.exploited == Answer::Yes) exploited.push_back(printable(each.id));
    return words_.fill(
        "figures.fixed_now",
        {{"n", std::to_string(report_.fixed_now.size())},
         {"exploited", with_parts(exploited.size(), joined(exploited, words_["figures.comma"]))},
         {"together", std::to_string(report_.totals.exploited + exploited.size())}});
  }

  // Scores are only in the list.
  void catalogue_sources(std::vector<std::string>& lines) const {
    const auto source = [&](const char* key, const char* version, const CatalogueNote& note) {
      lines.push_back(
          words_.fill(key, {{version, printable(note.version)}, {"date", day_text(note.date)}}));
    };
    if (report_.kev) source("figures.kev_source", "version", *report_.kev);
    if (report_.epss && options_.layout == Layout::List)
      source("figures.epss_source", "model", *report_.epss);
  }

  const char* membership() const {
    switch (report_.release.membership) {
      case ReleaseRow::Membership::Listed:
        return "figures.membership_listed";
      case ReleaseRow::Membership::Mixed:
        return "figures.membership_mixed";
      case ReleaseRow::Membership::Whole:
        return "figures.membership_whole";
      case ReleaseRow::Membership::Inferred:
        break;
    }
    return "figures.membership_inferred";
  }

  // Rows of the table that rest on excluded vulnerabilities only, so that nobody looks for them
  // among the counted ones.
  std::string uncounted_rows() const {
    std::vector<std::string> labels;
    for (const FamilyRow& family : report_.families)
      if (family.headline && family.counted == 0)
        labels.push_back(printable(words_.pick(family.label)));
    return joined(labels, " · ");
  }

  std::string exclusions() const {
    std::vector<std::string> parts;
    for (const auto& [reason, count] : report_.totals.excluded)
      parts.push_back(words_.fill(
          "figures.part", {{"word", words_["exclusion." + reason]}, {"n", std::to_string(count)}}));
    return joined(parts, words_["figures.comma"]);
  }

  // Most frequent first.
  std::string impacts() const {
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

  void corrections() {
    if (report_.corrections.empty()) return;
    Bullets out;
    out.mark = words_["text.bullet"];
    for (const CorrectionRow& each : report_.corrections)
      out.items.push_back(words_.fill(
          "correction." + std::string(slug(each.what)),
          {{"update", printable(each.update)},
           {"old", printable(each.published)},
           {"new", each.value.empty() ? words_["correction.no_value"] : printable(each.value)},
           {"n", std::to_string(each.count)},
           {"why", printable(words_.pick(each.why))},
           {"id", each.id}}));
    page_.push_back(
        Heading{words_.fill("correction.heading", {{"n", std::to_string(out.items.size())}}), 2});
    page_.push_back(std::move(out));
  }

  void notices() {
    if (report_.notices.empty()) return;
    Bullets out;
    out.mark = words_["text.bullet"];
    for (const Notice& notice : report_.notices)
      out.items.push_back(words_.fill("notices.line", {{"file", printable(notice.diagnostic.file)},
                                                       {"message", worded(notice, words_)}}));
    page_.push_back(
        Heading{words_.fill("notices.heading", {{"n", std::to_string(out.items.size())}}), 2});
    page_.push_back(std::move(out));
  }

  const Report& report_;
  const LayoutOptions& options_;
  const Words& words_;
  Page page_;
};

}  // namespace

Page lay_out(const Report& report, const LayoutOptions& options, const Words& words) {
  return PageBuilder(report, options, words).build();
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
