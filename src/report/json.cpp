// SPDX-License-Identifier: Apache-2.0
#include "io/json.hpp"

#include <patchmatrix/report.hpp>

#include "io/unicode.hpp"

namespace patchmatrix {
namespace {

class JsonReport {
 public:
  JsonReport(const Report& report, const Words& words) : report_(report), words_(words) {}

  std::string render() {
    json_.begin_object();
    text("schema", "patchmatrix.report/1");
    release();
    totals();
    matrix();
    families();
    vulnerabilities("vulnerabilities", report_.vulnerabilities);
    if (!report_.fixed_now.empty()) vulnerabilities("fixed_now", report_.fixed_now);
    if (!report_.corrections.empty()) corrections();
    diagnostics();
    inputs();
    catalogues();
    json_.end_object();
    return json_.take() + "\n";
  }

 private:
  void text(std::string_view key, std::string_view value) {
    json_.key(key).string(printable(value));
  }

  void text_or_null(std::string_view key, std::string_view value) {
    json_.key(key);
    if (value.empty())
      json_.null();
    else
      json_.string(printable(value));
  }

  void number(std::string_view key, std::size_t value) { json_.key(key).number(value); }

  void instant(std::string_view key, const std::optional<Instant>& value) {
    text_or_null(key, value ? to_string(*value) : "");
  }

  void texts(std::string_view key, const std::vector<std::string>& values) {
    json_.key(key).begin_array();
    for (const std::string& value : values) json_.string(printable(value));
    json_.end_array();
  }

  void answer(std::string_view key, Answer value) {
    json_.key(key);
    if (value == Answer::NotStated)
      json_.null();
    else
      json_.boolean(value == Answer::Yes);
  }

  template <class Key>
  void counts(std::string_view key, const std::map<Key, std::size_t>& counts) {
    json_.key(key).begin_object();
    for (const auto& [word, count] : counts) number(name(word), count);
    json_.end_object();
  }
  template <class Value>
  static std::string_view name(Value value) {
    return slug(value);
  }
  static std::string_view name(const std::string& value) { return value; }

  void release() {
    const ReleaseRow& release = report_.release;
    json_.key("release").begin_object();
    text("vendor", release.vendor);
    text("id", release.id);
    text_or_null("month", release.month);
    text("title", release.title);
    instant("initial_release", release.initial_release);
    instant("current_release", release.current_release);
    text_or_null("revision", release.revision);
    text_or_null("as_of", release.as_of ? to_string(*release.as_of) : "");
    text("membership", membership(release.membership));
    counts("document_severities", release.document_severities);
    number("documents_restating_cvss", release.restating_documents);
    json_.end_object();
  }

  static std::string_view membership(ReleaseRow::Membership value) {
    switch (value) {
      case ReleaseRow::Membership::Listed:
        return "listed";
      case ReleaseRow::Membership::Inferred:
        return "inferred";
      case ReleaseRow::Membership::Mixed:
        return "mixed";
      case ReleaseRow::Membership::Whole:
        return "whole";
    }
    return "inferred";
  }

  void totals() {
    const Totals& totals = report_.totals;
    json_.key("totals").begin_object();
    counts("families", totals.families);
    counts("other_families", totals.other_families);
    json_.key("vulnerabilities").begin_object();
    number("total", totals.vulnerabilities);
    counts("excluded", totals.excluded);
    counts("by_severity", totals.by_severity);
    counts("by_impact", totals.by_impact);
    counts("by_inferred_impact", totals.by_inferred_impact);
    number("exploited", totals.exploited);
    number("publicly_disclosed", totals.publicly_disclosed);
    if (report_.kev) {
      number("kev", totals.kev);
      number("kev_ransomware", totals.kev_ransomware);
    }
    json_.end_object();
    number("kbs", totals.updates);
    if (report_.own) own_totals(*report_.own);
    json_.end_object();
  }

  void own_totals(const OwnTotals& own) {
    json_.key("own_machines").begin_object();
    number("judged", own.judged);
    number("open", own.open);
    number("fixed", own.fixed);
    number("unknown", own.unknown);
    number("not_affected", own.not_affected);
    number("out_of_support", own.out_of_support);
    number("without_vulnerability", own.unconcerned);
    number("stale", own.stale);
    json_.end_object();
  }

  void rating(const Rating& rating) {
    text("severity", slug(rating.severity));
    text("impact", slug(rating.impact));
    json_.key("impact_inferred").boolean(rating.inferred);
    text_or_null("cvss_severity", rating.cvss ? slug(*rating.cvss) : std::string_view());
  }

  void matrix() {
    json_.key("matrix").begin_array();
    for (const MatrixRow& row : report_.matrix) {
      json_.begin_object();
      rating(row.rating);
      json_.key("families").begin_array();
      for (const std::size_t family : row.families) json_.string(report_.families[family].id);
      json_.end_array().end_object();
    }
    json_.end_array();
  }

  void families() {
    json_.key("families").begin_array();
    for (const FamilyRow& family : report_.families) {
      json_.begin_object();
      text("id", family.id);
      json_.key("label").begin_object();
      text("ja", family.label.ja);
      text("en", family.label.en);
      json_.end_object();
      json_.key("headline").boolean(family.headline);
      rating(family.rating);
      texts("kbs", family.updates);
      number("vulnerabilities", family.vulnerabilities);
      texts("products", family.products);
      if (family.own) {
        json_.key("own_machines").begin_object();
        number("open", family.own->open);
        number("machines", family.own->machines);
        json_.end_object();
      }
      json_.end_object();
    }
    json_.end_array();
  }

  void vulnerabilities(std::string_view key, const std::vector<VulnerabilityRow>& rows) {
    json_.key(key).begin_array();
    for (const VulnerabilityRow& row : rows) {
      json_.begin_object();
      text("id", row.id);
      text("title", row.title);
      rating(row.rating);
      json_.key("cvss").begin_object().key("base");
      if (row.cvss_base.empty())
        json_.null();
      else
        json_.literal(row.cvss_base);
      text_or_null("vector", row.cvss_vector);
      text_or_null("version", row.cvss_version);
      json_.end_object();
      answer("exploited", row.exploited);
      answer("publicly_disclosed", row.publicly_disclosed);
      text_or_null("exploitability", row.exploitability == Exploitability::NotStated
                                         ? std::string_view()
                                         : slug(row.exploitability));
      text_or_null("component", row.component);
      json_.key("in_release").boolean(row.in_release);
      text_or_null("excluded", row.excluded);
      json_.key("withdrawn_by_feed").boolean(row.withdrawn);
      if (!row.documented.empty()) text("documented", row.documented);
      texts("kbs", row.updates);
      texts("families", row.families);
      texts("documents", row.documents);
      json_.key("impacts").begin_array();
      for (const Impact each : kImpacts)
        if (row.impacts.contains(each)) json_.string(slug(each));
      json_.end_array();
      if (report_.kev) kev(row.kev);
      if (report_.epss) epss(row.epss);
      json_.end_object();
    }
    json_.end_array();
  }

  void kev(const std::optional<KevMark>& mark) {
    json_.key("kev");
    if (!mark) {
      json_.null();
      return;
    }
    json_.begin_object();
    text("added", to_string(mark->added));
    text_or_null("due", mark->due ? to_string(*mark->due) : "");
    json_.key("ransomware").boolean(mark->ransomware);
    json_.end_object();
  }

  void epss(const std::optional<EpssMark>& mark) {
    json_.key("epss");
    if (!mark) {
      json_.null();
      return;
    }
    json_.begin_object();
    json_.key("probability").literal(decimal_of_hundred_thousandths(mark->probability));
    json_.key("percentile").literal(decimal_of_hundred_thousandths(mark->percentile));
    json_.end_object();
  }

  // Only those that were given.
  void catalogues() {
    if (!report_.kev && !report_.epss) return;
    json_.key("catalogues").begin_object();
    if (report_.kev) catalogue("kev", "version", "released", *report_.kev);
    if (report_.epss) catalogue("epss", "model", "date", *report_.epss);
    json_.end_object();
  }

  void catalogue(const char* name, const char* version, const char* date,
                 const CatalogueNote& note) {
    json_.key(name).begin_object();
    text(version, note.version);
    instant(date, note.date);
    number("entries", note.entries);
    json_.end_object();
  }

  void diagnostics() {
    json_.key("diagnostics").begin_array();
    for (const Notice& notice : report_.notices) {
      const Diagnostic& diagnostic = notice.diagnostic;
      json_.begin_object();
      text("level", notice.failed ? "error" : "warning");
      text("code", diagnostic.code);
      text("file", diagnostic.file);
      text_or_null("where", diagnostic.where);
      number("count", diagnostic.count);
      text("message", worded(notice, words_));
      json_.end_object();
    }
    json_.end_array();
  }

  void corrections() {
    json_.key("corrections").begin_array();
    for (const CorrectionRow& each : report_.corrections) {
      json_.begin_object();
      text("id", each.id);
      text("what", slug(each.what));
      text_or_null("update", each.update);
      text("published", each.published);
      text_or_null("value", each.value);
      number("count", each.count);
      json_.key("why").begin_object();
      text("ja", each.why.ja);
      text("en", each.why.en);
      json_.end_object();
      text("source", each.source);
      text("date", to_string(each.date));
      json_.end_object();
    }
    json_.end_array();
  }

  void inputs() {
    json_.key("inputs").begin_array();
    for (const InputRow& input : report_.inputs) {
      json_.begin_object();
      text("path", input.path);
      text("sha256", input.sha256);
      text("document", input.document);
      json_.end_object();
    }
    json_.end_array();
  }

  const Report& report_;
  const Words& words_;
  JsonWriter json_{JsonWriter::Layout::Pretty};
};

}  // namespace

std::string render_json(const Report& report, const Words& words) {
  return JsonReport(report, words).render();
}

}  // namespace patchmatrix
