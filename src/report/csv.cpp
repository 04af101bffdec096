// SPDX-License-Identifier: Apache-2.0
#include <map>

#include <patchmatrix/report.hpp>

#include "io/unicode.hpp"
#include "report/escape.hpp"

namespace patchmatrix {
namespace {

// Columns are only ever added behind the last.
constexpr std::string_view kHeader =
    "vulnerability,title,severity,severity_word,impact,impact_inferred,impacts,impact_word,"
    "cvss_severity,cvss_version,cvss_base,cvss_vector,exploited,disclosed,exploitability,kev_added,"
    "kev_due,kev_ransomware,epss_probability,epss_percentile,fixes,families,family_names,documents,"
    "component,in_release,counted,excluded,withdrawn,documented,own_open";

// Joined by '|', which becomes '/' inside an element.
class List {
 public:
  void add(std::string_view element) {
    if (!text_.empty()) text_ += '|';
    for (const char c : element) text_ += c == '|' ? '/' : c;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

std::string listed(const std::vector<std::string>& elements) {
  List out;
  for (const std::string& each : elements) out.add(printable(each));
  return out.text();
}

std::string listed(const ImpactSet& impacts) {
  List out;
  for (const Impact each : kImpacts)
    if (impacts.contains(each)) out.add(slug(each));
  return out.text();
}

std::string_view yes_or_no(bool value) { return value ? "yes" : "no"; }

class CsvReport {
 public:
  CsvReport(const Report& report, const Words& words) : report_(report), words_(words) {
    for (const FamilyRow& each : report.families) families_.emplace(each.id, &each);
  }

  std::string render() {
    out_ = "\xEF\xBB\xBF" + std::string(kHeader) + "\r\n";
    for (const VulnerabilityRow& each : report_.vulnerabilities) row(each, true);
    for (const VulnerabilityRow& each : report_.fixed_now) row(each, false);
    return std::move(out_);
  }

 private:
  void field(std::string_view text, char separator = ',') {
    append_csv_field(printable(text), out_);
    out_ += separator;
  }

  void row(const VulnerabilityRow& row, bool of_release) {
    field(row.id);
    field(row.title);
    field(slug(row.rating.severity));
    field(row.severity_word);
    field(slug(row.rating.impact));
    field(yes_or_no(row.rating.inferred));
    field(listed(row.impacts));
    field(row.impact_word);
    field(row.rating.cvss ? slug(*row.rating.cvss) : std::string_view());
    field(row.cvss_version);
    field(row.cvss_base);
    field(row.cvss_vector);
    field(slug(row.exploited));
    field(slug(row.publicly_disclosed));
    field(row.exploitability == Exploitability::NotStated ? std::string_view()
                                                          : slug(row.exploitability));
    marks(row);
    field(listed(row.updates));
    field(listed(row.families));
    field(family_names(row));
    field(listed(row.documents));
    field(row.component);
    field(yes_or_no(row.in_release));
    field(yes_or_no(of_release && row.excluded.empty()));
    field(row.excluded);
    field(yes_or_no(row.withdrawn));
    field(row.documented);
    field(own_open(row), '\r');
    out_ += '\n';
  }

  void marks(const VulnerabilityRow& row) {
    field(row.kev ? to_string(row.kev->added) : std::string());
    field(row.kev && row.kev->due ? to_string(*row.kev->due) : std::string());
    field(row.kev ? yes_or_no(row.kev->ransomware) : std::string_view());
    field(row.epss ? decimal_of_hundred_thousandths(row.epss->probability) : std::string());
    field(row.epss ? decimal_of_hundred_thousandths(row.epss->percentile) : std::string());
  }

  const FamilyRow* family(const std::string& id) const {
    const auto found = families_.find(id);
    return found == families_.end() ? nullptr : found->second;
  }

  std::string family_names(const VulnerabilityRow& row) const {
    List out;
    for (const std::string& id : row.families) {
      const FamilyRow* const known = family(id);
      out.add(printable(known != nullptr ? words_.pick(known->label) : id));
    }
    return out.text();
  }

  // "windows-10:12|office:3": machines on which something of the family is open.
  std::string own_open(const VulnerabilityRow& row) const {
    List out;
    for (const std::string& id : row.families)
      if (const FamilyRow* const known = family(id); known != nullptr && known->own)
        if (known->own->open != 0) out.add(printable(id) + ':' + std::to_string(known->own->open));
    return out.text();
  }

  const Report& report_;
  const Words& words_;
  std::map<std::string, const FamilyRow*, std::less<>> families_;
  std::string out_;
};

}  // namespace

std::string_view CsvInDialect::of(std::string_view excel) {
  if (dialect_ == CsvDialect::Excel) return excel;
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  for (; mark_ < kMark.size() && !excel.empty(); ++mark_, excel.remove_prefix(1))
    if (excel.front() != kMark[mark_]) {
      mark_ = kMark.size();  // there is none
      break;
    }
  made_.clear();
  while (!excel.empty()) {
    // Outside quotes a CR is half of a line end; inside it belongs to the field.
    const std::size_t next = quoted_ ? excel.find('"') : excel.find_first_of("\"\r");
    made_.append(excel.substr(0, next));
    if (next == std::string_view::npos) break;
    if (excel[next] == '"') {
      quoted_ = !quoted_;
      made_ += '"';
    }
    excel.remove_prefix(next + 1);
  }
  return made_;
}

std::string render_csv(const Report& report, const Words& words, CsvDialect dialect) {
  const std::string excel = CsvReport(report, words).render();
  return std::string(CsvInDialect(dialect).of(excel));
}

}  // namespace patchmatrix
