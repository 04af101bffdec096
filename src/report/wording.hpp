// SPDX-License-Identifier: Apache-2.0
#pragma once

// The values of a report in the words of its reader: what every layout and format says alike.
// Everything is free of what would act on a terminal; nothing is escaped for a format.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/report.hpp>

namespace patchmatrix {

// The colour of a rating: a score stands in for a severity that nobody gave.
Severity tone(const Rating& rating);

class ReportWording {
 public:
  // Both must outlive it.
  ReportWording(const Report& report, const Words& words) : report_(report), words_(words) {}

  std::string title_text() const;
  std::string day_text(const std::optional<Instant>& instant) const;
  const std::string& severity(Severity value) const;
  const std::string& impact(Impact value) const;
  // Where the vendor says nothing the score does, and says that it is one.
  std::string severity(const Rating& rating) const;
  std::string impact(const Rating& rating) const;
  Arguments rating_words(const Rating& rating) const;
  // With the own machines behind it, where there are some.
  std::string label(const FamilyRow& family) const;
  std::string own(const OwnMachines& own) const;
  std::string axis(std::string_view key) const;
  std::string kev(const std::optional<KevMark>& mark) const;
  std::string epss(const std::optional<EpssMark>& mark) const;
  // "8.8 (3.1)": bands of different versions are not the same.
  std::string score(const VulnerabilityRow& row) const;
  std::string title_of(const VulnerabilityRow& row) const;
  // A word we do not know is shown as the vendor wrote it, never dropped.
  std::string with_raw_word(const std::string& text, const std::string& word) const;
  const std::string& answer(Answer value) const;
  std::string counts(const std::map<Severity, std::size_t>& by_severity) const;
  static std::size_t sum(const std::map<Severity, std::size_t>& by_severity);
  std::string digest_counts() const;
  // "MS深刻度 緊急 7、重要 5": severities are never told without whose they are.
  std::string by_axis(const std::string& parts) const;
  // "12 (緊急 7、重要 5)"; just the number where there is nothing to tell apart.
  std::string with_parts(std::size_t total, const std::string& parts) const;
  // One line each; every number says what it counts, and every sum is proved. `with_scores`: EPSS
  // scores are shown, so their source is told.
  std::vector<std::string> figures(bool with_scores) const;
  std::string own_totals(const OwnTotals& own) const;
  // Who counts what is fixed this month counts these as well.
  std::string fixed_now() const;
  void catalogue_sources(bool with_scores, std::vector<std::string>& lines) const;
  const std::string& membership() const;
  // Rows of the table that rest on excluded vulnerabilities only, so that nobody looks for them
  // among the counted ones.
  std::string uncounted_rows() const;
  std::string exclusions() const;
  // Most frequent first.
  std::string impacts() const;
  std::string document_line() const;        // id, revision and days of the documents
  std::string document_severities() const;  // empty where they say none of themselves
  std::string as_of() const;                // empty for a report of the present
  std::string corrections_heading() const;
  std::vector<std::string> corrections() const;
  std::string notices_heading() const;
  std::vector<std::string> notices() const;

  // ── sentences about the release as a whole ──
  // "Urgent", "Normal cycle".
  const std::string& urgency_word() const;
  // "Urgent: Of the vulnerabilities fixed, 6 are …": the sentence to pass on to others.
  std::string verdict_line() const;
  // The verdict line, the day for reference, exploited and disclosed ones, the own machines, and
  // whether documents are provisional: at most 5 lines.
  std::vector<std::string> conclusion() const;
  // Empty unless documents say of themselves that they are drafts or interim.
  std::string provisional() const;
  // "MS severity Critical"
  std::string on_axis(Severity value) const;
  // "exploited", "MS severity Critical"
  std::string first_reason(FirstReason reason) const;
  // "exploited (CVE-2022-0001), in KEV": the first with what it is about, and the others.
  std::string first_reasons(const FirstUpdate& first) const;
  const std::string& restart(Restart restart) const;
  const std::string& known_issue(Answer known_issue) const;
  // Labels of families, in the order given, without own machines.
  std::vector<std::string> family_labels(const std::vector<std::string>& ids) const;
  // What an update is for, as its user calls it: of operating systems the products, of others the
  // family. At most a few of each family, and how many there are more.
  std::vector<std::string> update_products(const UpdateRow& update) const;
  std::vector<std::string> system_products(const UpdateRow& update, const FamilyRow& family) const;
  std::string caution(const Caution& caution) const;
  // "Next release: 2022-12-14 (Wed) 03:00 JST (local …)"
  std::string next_release() const;
  // "Week of November 7", 「11月7日週」
  std::string week_heading(const Week& week) const;
  // "2022-Nov: revision 2, …": which document, and which state of it.
  std::string input(const InputRow& input) const;

 private:
  const Report& report_;
  const Words& words_;
};

}  // namespace patchmatrix
