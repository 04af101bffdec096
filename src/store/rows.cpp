// SPDX-License-Identifier: Apache-2.0
#include "store/rows.hpp"

#include "io/text.hpp"

namespace patchmatrix {
namespace {

ImpactSet impacts_in(std::int64_t bits) {
  ImpactSet out;
  for (const Impact each : kImpacts)
    if (((bits >> static_cast<int>(each)) & 1) != 0) out.add(each);
  return out;
}

}  // namespace

Finding finding_of(const StoredRating& rating) {
  Finding out;
  out.status = rating.status;
  out.older_affected = rating.older_affected;
  out.severity = rating.severity;
  out.severity_source = rating.severity_source;
  out.severity_word = rating.severity_word;
  out.impact = rating.impact;
  out.impacts = rating.impacts;
  out.impact_source = rating.impact_source;
  out.impact_word = rating.impact_word;
  out.justification = rating.justification;
  out.score.version = rating.cvss_version;
  out.score.tenths = rating.cvss_tenths;
  out.score.vector = rating.cvss_vector;
  return out;
}

std::optional<Instant> instant_in(const Statement& row, int column) {
  constexpr std::int64_t kBeginOfYear1 = -62135596800, kEndOfYear9999 = 253402300799;
  if (!row.maybe_number(column)) return std::nullopt;
  return Instant(std::chrono::seconds(row.number_within(kBeginOfYear1, kEndOfYear9999, column)));
}

std::vector<std::string> lines_in(std::string_view text) {
  std::vector<std::string> out;
  for (const std::string_view each : split(text, '\n'))
    if (!each.empty()) out.emplace_back(each);
  return out;
}

StoredRating rating_in(const Statement& row, int first) {
  StoredRating out;
  out.status = value_in<ProductStatus>(row, first);
  out.older_affected = row.number(first + 1) != 0;
  out.severity = value_in<Severity>(row, first + 2);
  out.severity_source = value_in<ValueSource>(row, first + 3);
  out.severity_word = row.text(first + 4);
  out.impact = value_in<Impact>(row, first + 5);
  out.impacts = impacts_in(row.number(first + 6));
  out.impact_source = value_in<ValueSource>(row, first + 7);
  out.impact_word = row.text(first + 8);
  out.justification = row.text(first + 9);
  out.cvss_version = value_in<CvssVersion>(row, first + 10);
  out.cvss_tenths = static_cast<std::int16_t>(row.number(first + 11));
  out.cvss_vector = row.text(first + 12);
  return out;
}

StoredFix fix_in(const Statement& row, int first) {
  StoredFix out;
  out.name = row.text(first);
  out.is_update = row.number(first + 1) != 0;
  out.sub_type = row.text(first + 2);
  out.fixed_build = row.text(first + 3);
  out.supersedes = row.text(first + 4);
  out.restart = row.text(first + 5);
  out.url = row.text(first + 6);
  return out;
}

StoredDocument document_of(Database& database, std::int64_t document, std::int64_t version) {
  Statement row = database.prepare(
      "SELECT d.vendor, d.tracking, v.title, v.month, v.revision, a.source, a.fetched_at, "
      "(SELECT withdrawn FROM version WHERE id = d.current) FROM document d JOIN version v ON "
      "v.id = ?2 LEFT JOIN arrival a ON a.id = (SELECT max(id) FROM arrival WHERE version = ?2) "
      "WHERE d.id = ?1");
  row.bind({document, version}).next();
  StoredDocument out;
  out.id = document;
  out.version = version;
  out.vendor = row.text(0);
  out.tracking = row.text(1);
  out.title = row.text(2);
  out.month = row.text(3);
  out.revision = row.text(4);
  out.source = row.text(5);
  out.fetched_at = instant_in(row, 6).value_or(Instant());
  out.taken_back = row.number(7) != 0;
  return out;
}

}  // namespace patchmatrix
