// SPDX-License-Identifier: Apache-2.0
#include "io/json.hpp"

#include <patchmatrix/report.hpp>

#include "io/unicode.hpp"
#include "report/changes_json.hpp"

namespace patchmatrix {
namespace {

class JsonReport {
 public:
  JsonReport(const Report& report, const Words& words) : report_(report), words_(words) {}

  std::string render() {
    json_.begin_object();
    text("schema", "patchmatrix.report/1");
    text_or_null("program", report_.program);
    text("tlp", slug(report_.tlp));
    release();
    urgency();
    first();
    if (report_.changes) changes(*report_.changes);
    totals("totals", report_.totals);
    if (!report_.only_families.empty()) {
      texts("only_families", report_.only_families);
      totals("all_totals", report_.all_totals);
    }
    matrix();
    families();
    vulnerabilities("vulnerabilities", report_.vulnerabilities);
    if (!report_.fixed_now.empty()) vulnerabilities("fixed_now", report_.fixed_now);
    updates();
    if (report_.own_details) own_details(*report_.own_details);
    if (!report_.cautions.empty()) cautions();
    if (!report_.months.empty()) months();
    if (report_.week) week(*report_.week);
    if (report_.next) next_release(*report_.next);
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

  void flag(std::string_view key, bool value) { json_.key(key).boolean(value); }

  void day(std::string_view key, const std::optional<Day>& value) {
    text_or_null(key, value ? to_string(*value) : "");
  }

  void local_text(std::string_view key, const LocalText& value) {
    json_.key(key).begin_object();
    text("ja", value.ja);
    text("en", value.en);
    json_.end_object();
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

  void urgency() {
    const Urgency& urgency = report_.urgency;
    json_.key("urgency").begin_object();
    flag("urgent", urgency.urgent);
    number("exploited", urgency.exploited);
    day("due", urgency.due);
    if (report_.own) {
      number("own_open", urgency.own_open);
      number("own_unknown", urgency.own_unknown);
    }
    json_.end_object();
  }

  void first() {
    json_.key("first").begin_array();
    for (const FirstUpdate& each : report_.first) {
      json_.begin_object();
      text("update", report_.updates[each.update].name);
      json_.key("reasons").begin_array();
      for (const FirstReason reason : each.reasons) json_.string(slug(reason));
      json_.end_array();
      texts("vulnerabilities", each.vulnerabilities);
      json_.end_object();
    }
    json_.end_array();
  }

  void changes(const ReleaseChanges& changes) {
    json_.key("changes").begin_object();
    text_or_null("from", changes.from);
    text_or_null("to", changes.to);
    flag("known", changes.known);
    json_.key("changes").begin_array();
    for (const Change& each : changes.changes) write_change(each, json_);
    json_.end_array().end_object();
  }

  void totals(std::string_view key, const Totals& totals) {
    json_.key(key).begin_object();
    counts_of(totals, report_.kev.has_value());
    if (report_.own && &totals == &report_.totals) own_totals(*report_.own);
    json_.end_object();
  }

  void counts_of(const Totals& totals, bool with_kev) {
    counts("families", totals.families);
    counts("other_families", totals.other_families);
    json_.key("vulnerabilities").begin_object();
    number("total", totals.vulnerabilities);
    counts("excluded", totals.excluded);
    counts("by_severity", totals.by_severity);
    counts("by_impact", totals.by_impact);
    by_severity_and_impact(totals);
    counts("by_inferred_impact", totals.by_inferred_impact);
    number("exploited", totals.exploited);
    number("publicly_disclosed", totals.publicly_disclosed);
    if (with_kev) {
      number("kev", totals.kev);
      number("kev_ransomware", totals.kev_ransomware);
    }
    json_.end_object();
    number("kbs", totals.updates);
  }

  // The pairs are ordered by severity first.
  void by_severity_and_impact(const Totals& totals) {
    json_.key("by_severity_and_impact").begin_object();
    std::optional<Severity> severity;
    for (const auto& [pair, count] : totals.by_severity_and_impact) {
      if (severity != pair.first) {
        if (severity) json_.end_object();
        json_.key(slug(pair.first)).begin_object();
        severity = pair.first;
      }
      number(slug(pair.second), count);
    }
    if (severity) json_.end_object();
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

  void updates() {
    json_.key("updates").begin_array();
    for (const UpdateRow& row : report_.updates) {
      json_.begin_object();
      text("name", row.name);
      texts("kinds", row.kinds);
      texts("families", row.families);
      texts("products", row.products);
      texts("fixed_builds", row.fixed_builds);
      texts("supersedes", row.supersedes);
      text_or_null("restart", slug(row.restart));
      answer("known_issue", row.known_issue);
      texts("known_issue_urls", row.known_issue_urls);
      text_or_null("url", row.url);
      flag("servicing", row.servicing);
      rating(row.rating);
      number("vulnerabilities", row.vulnerabilities);
      number("critical", row.critical);
      number("exploited", row.exploited);
      if (report_.kev) number("kev", row.kev);
      if (row.own) number("own_machines", *row.own);
      json_.key("fixes").begin_array();
      for (const UpdateFix& fix : row.fixes)
        json_.string(printable(report_.vulnerabilities[fix.vulnerability].id));
      json_.end_array().end_object();
    }
    json_.end_array();
  }

  void own_details(const OwnDetails& own) {
    json_.key("own_details").begin_object();
    json_.key("products").begin_array();
    for (const OwnProduct& each : own.products) {
      json_.begin_object();
      text("name", each.name);
      verdicts("machines", each.machines);
      json_.end_object();
    }
    json_.end_array();
    json_.key("machines").begin_array();
    for (const OwnMachine& each : own.machines) own_machine(each);
    json_.end_array();
    number("machines_left_out", own.machines_left_out);
    json_.key("unmatched").begin_array();
    for (const OwnUnmatched& each : own.unmatched) {
      json_.begin_object();
      text("name", each.name);
      text("reason", each.reason);
      number("machines", each.machines);
      json_.end_object();
    }
    json_.end_array().end_object();
  }

  void own_machine(const OwnMachine& machine) {
    json_.begin_object();
    text("name", machine.name);
    text_or_null("system", machine.system);
    text_or_null("worst", machine.worst);
    verdicts("vulnerabilities", machine.vulnerabilities);
    number("exploited", machine.exploited);
    texts("updates", machine.updates);
    flag("stale", machine.stale);
    json_.end_object();
  }

  void verdicts(std::string_view key, const OwnVerdicts& verdicts) {
    json_.key(key).begin_object();
    number("open", verdicts.open);
    number("fixed", verdicts.fixed);
    number("unknown", verdicts.unknown);
    number("not_affected", verdicts.not_affected);
    number("out_of_support", verdicts.out_of_support);
    json_.end_object();
  }

  void cautions() {
    json_.key("cautions").begin_array();
    for (const Caution& each : report_.cautions) {
      json_.begin_object();
      text("kind", slug(each.kind));
      day("day", each.day);
      text_or_null("subject", each.subject);
      local_text("text", each.text);
      texts("items", each.items);
      number("vulnerabilities", each.vulnerabilities);
      text_or_null("source", each.source);
      json_.end_object();
    }
    json_.end_array();
  }

  void months() {
    json_.key("months").begin_array();
    for (const MonthTotals& each : report_.months) {
      json_.begin_object();
      text("month", to_string(each.month));
      json_.key("totals");
      if (each.totals) {
        json_.begin_object();
        counts_of(*each.totals, false);
        json_.end_object();
      } else {
        json_.null();
      }
      json_.end_object();
    }
    json_.end_array();
  }

  void week(const Week& week) {
    json_.key("week").begin_object();
    text("monday", to_string(week.monday));
    text("sunday", to_string(week.sunday));
    json_.key("vendors").begin_array();
    for (const WeekVendor& each : week.vendors) {
      json_.begin_object();
      text("id", each.id);
      local_text("name", each.name);
      of_week("released", each.released);
      of_week("revised", each.revised);
      json_.end_object();
    }
    json_.end_array().end_object();
  }

  void of_week(std::string_view key, const std::vector<WeekVulnerability>& rows) {
    json_.key(key).begin_array();
    for (const WeekVulnerability& each : rows) {
      json_.begin_object();
      text("vulnerability", report_.vulnerabilities[each.vulnerability].id);
      text_or_null("revision", each.revision);
      text("day", to_string(each.day));
      flag("major", each.major);
      json_.end_object();
    }
    json_.end_array();
  }

  void next_release(const NextRelease& next) {
    json_.key("next_release").begin_object();
    text("at", to_string(next.at));
    text("zone", next.zone);
    text("zone_name", next.zone_name);
    json_.end_object();
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
      text_or_null("revision", input.revision);
      instant("current_release", input.current_release);
      instant("fetched_at", input.fetched_at);
      text_or_null("tlp", input.tlp);
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
