// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "io/unicode.hpp"
#include "report/answer_parts.hpp"
#include "report/match_parts.hpp"

namespace patchmatrix {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 20;  // bytes given to the sink at once

// One object whose lists have an element a line, so that nothing has to be in memory as a whole.
class MatchJson {
 public:
  MatchJson(const Inventory& inventory, const Match& match, const MatchReport& report,
            const Words& words, const ByteSink& sink)
      : inventory_(inventory), match_(match), report_(report), words_(words), sink_(sink) {}

  void write() {
    out_ = "{\n\"schema\": \"patchmatrix.match/1\"";
    member("asked", [this] { asked(); });
    member("files", [this] { files(); });
    member("totals", [this] { totals(); });
    list("documents", match_.documents.size(), [this](std::size_t i) { document(i); });
    list("vulnerabilities", report_.vulnerabilities.size(),
         [this](std::size_t i) { vulnerability(report_.vulnerabilities[i]); });
    list("products", match_.products.size(), [this](std::size_t i) { product(i); });
    list("updates", report_.updates.size(), [this](std::size_t i) { update(report_.updates[i]); });
    list("plans", report_.plans.size(), [this](std::size_t i) { plan(report_.plans[i]); });
    list("unmatched", match_.unmatched.size(),
         [this](std::size_t i) { unmatched(match_.unmatched[i]); });
    list("machines", inventory_.machines.size(), [this](std::size_t i) { machine(i); });
    out_ += "\n}\n";
    sink_(out_);
  }

 private:
  template <class Write>
  void member(std::string_view name, Write write) {
    out_.append(",\n\"").append(name).append("\": ");
    write();
    out_ += json_.take();
  }

  template <class Write>
  void list(std::string_view name, std::size_t count, Write write) {
    out_.append(",\n\"").append(name).append("\": [");
    for (std::size_t i = 0; i < count; ++i) {
      write(i);
      out_.append(i == 0 ? "\n" : ",\n").append(json_.take());
      flush();
    }
    out_ += count == 0 ? "]" : "\n]";
  }

  void flush() {
    if (out_.size() < kChunk) return;
    sink_(out_);
    out_.clear();
  }

  // ── values ──

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
  void number_or_null(std::string_view key, std::uint32_t value) {
    json_.key(key);
    if (value == kNone)
      json_.null();
    else
      json_.number(value);
  }
  void flag(std::string_view key, bool value) { json_.key(key).boolean(value); }
  void day(std::string_view key, const std::optional<Day>& value) {
    text_or_null(key, value ? to_string(*value) : "");
  }
  void instant(std::string_view key, const std::optional<Instant>& value) {
    text_or_null(key, value ? to_string(*value) : "");
  }
  template <class Texts>
  void texts(std::string_view key, const Texts& values) {
    json_.key(key).begin_array();
    for (const auto& each : values) json_.string(printable(each));
    json_.end_array();
  }

  void counts(std::string_view key, const VerdictCounts& counts) {
    json_.key(key).begin_object();
    for (const Verdict each : kVerdicts) number(slug(each), counts[each]);
    json_.end_object();
  }

  // ── parts ──

  void asked() {
    const MatchQuestion& asked = report_.question;
    json_.begin_object();
    text_or_null("month", asked.period);
    text_or_null("vendor", asked.vendor);
    text_or_null("vulnerability", asked.vulnerability);
    day("as_of", asked.as_of);
    instant("known_at", asked.known_at);
    text("today", to_string(asked.today));
    number("stale_days", asked.stale_days);
    json_.key("kev");
    if (report_.kev) {
      json_.begin_object();
      text("version", report_.kev->version);
      instant("released", report_.kev->date);
      json_.end_object();
    } else {
      json_.null();
    }
    json_.end_object();
  }

  void files() {
    json_.begin_array();
    for (const InventoryFile& each : inventory_.files) {
      json_.begin_object();
      text("name", each.name);
      text("format", each.format);
      text("encoding", each.encoding);
      number("records", each.records);
      number("bad_records", each.bad_records);
      json_.end_object();
    }
    json_.end_array();
  }

  void totals() {
    json_.begin_object().key("machines").begin_object();
    number("read", report_.machines);
    number("not_in_use", report_.not_in_use);
    number("stale", report_.stale);
    number("judged", report_.judged);
    number("unknown_system", report_.unknown_system);
    json_.end_object();
    counts("machines_by_worst", report_.by_worst);
    number("machines_without_vulnerability", report_.unconcerned);
    counts("pairs", report_.pairs);
    counts("stale_by_worst", report_.stale_by_worst);
    json_.end_object();
  }

  void document(std::size_t i) {
    const Release& release = match_.documents[i]->release;
    json_.begin_object();
    text("vendor", release.vendor);
    text("id", release.id);
    text_or_null("title", release.title);
    text_or_null("month", release.month ? to_string(*release.month) : "");
    text_or_null("revision", release.revision);
    instant("initial_release", release.initial_release);
    instant("current_release", release.current_release);
    json_.end_object();
  }

  void vulnerability(const VulnerabilityFigures& row) {
    json_.begin_object();
    text("id", row.id);
    text("vendor", row.vendor);
    text_or_null("title", row.title);
    text("severity", slug(row.rating.severity));
    text_or_null("cvss_severity", row.rating.cvss ? slug(*row.rating.cvss) : "");
    text("impact", slug(row.rating.impact));
    flag("exploited", row.exploited);
    kev(row.kev);
    texts("documents", row.documents);
    counts("machines", row.machines);
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
    day("due", mark->due);
    flag("ransomware", mark->ransomware);
    json_.end_object();
  }

  void product(std::size_t i) {
    const InstalledProduct& product = match_.products[i];
    json_.begin_object();
    text("name", product.name);
    text_or_null("installed", product.installed);
    flag("system", product.software == kNone);
    number("confidence", product.confidence);
    text_or_null("reason", product.reason);
    json_.key("judgements").begin_array();
    for (std::uint32_t k = 0; k < product.judgements.count; ++k)
      judgement(product, product.judgements.first + k);
    json_.end_array().end_object();
  }

  void judgement(const InstalledProduct& installed, std::size_t i) {
    const Judgement& judgement = match_.judgements[i];
    const Findings& document = match_.document(judgement);
    const Finding& finding = match_.finding(judgement);
    const VulnerabilityFacts& facts = match_.vulnerability(judgement);
    const JudgedProduct product = judged_product(match_, installed, judgement);
    json_.begin_object();
    number("document", judgement.finding.document);
    text("vulnerability", facts.id);
    text("product_id", product.id);
    text("product", product.name);
    text("verdict", slug(judgement.verdict));
    text("rule", slug(judgement.rule));
    number("confidence", judgement.confidence);
    text_or_null("required", judgement.required == kNone
                                 ? ""
                                 : std::string_view(match_.texts[judgement.required]));
    text_or_null("fix", judgement.fix == kNone ? "" : document.fixes[judgement.fix].name);
    std::vector<std::string_view> fixes;
    for (const std::uint32_t each : document.of(finding.fixes))
      if (!document.fixes[each].name.empty()) fixes.push_back(document.fixes[each].name);
    texts("fixes", fixes);
    text("severity", slug(finding.severity));
    text("impact", slug(finding.impact));
    json_.key("steps").begin_array();
    if (i < match_.steps.size())
      for (const Step& each : match_.steps[i]) step(each);
    json_.end_array().end_object();
  }

  void step(const Step& step) {
    json_.begin_object();
    text("code", step.code);
    json_.key("arguments").begin_object();
    for (const auto& [name, value] : step.arguments) text(name, value);
    json_.end_object();
    text("text", worded(step, words_));
    json_.end_object();
  }

  void update(const UpdateFigures& row) {
    json_.begin_object();
    text("name", row.name);
    flag("is_update", row.is_update);
    text_or_null("version", row.version);
    text_or_null("restart_required", row.restart);
    flag("servicing", row.servicing);
    number("machines", row.machines);
    number("vulnerabilities", row.vulnerabilities);
    number("pairs", row.pairs);
    json_.end_object();
  }

  void plan(const InstallPlan& plan) {
    json_.begin_object();
    number("machines", plan.machines);
    number("without_update", plan.without_update);
    json_.key("install").begin_array();
    for (const PlanItem& each : plan.items) {
      json_.begin_object();
      number("update", each.update);
      number("vulnerabilities", each.vulnerabilities);
      texts("replaces", each.replaces);
      json_.end_object();
    }
    json_.end_array().end_object();
  }

  void unmatched(const Unmatched& row) {
    json_.begin_object();
    text("name", row.name);
    text("reason", row.reason);
    number("machines", row.machines);
    place(row.software == kNone ? inventory_.machines[row.machine].place : software_of(row).place);
    json_.key("candidates").begin_array();
    for (const Candidate& each : row.candidates) {
      json_.begin_object();
      text("product", each.product);
      number("confidence", each.confidence);
      json_.end_object();
    }
    json_.end_array().end_object();
  }

  const Software& software_of(const Unmatched& row) const {
    return inventory_.software[row.software];
  }

  void place(const InventoryPlace& place) {
    json_.key("place");
    if (place.line == 0 || place.file >= inventory_.files.size()) {
      json_.null();
      return;
    }
    json_.begin_object();
    text("file", inventory_.files[place.file].name);
    number("line", place.line);
    json_.end_object();
  }

  void machine(std::size_t i) {
    const Machine& machine = inventory_.machines[i];
    const std::uint32_t of = match_.class_of[i];
    json_.begin_object();
    text_or_null("asset", machine.asset.text);
    text_or_null("hostname", machine.hostname.text);
    place(machine.place);
    text_or_null("state", machine.state.text);
    day("last_seen", machine.last_seen);
    flag("in_use", of != kNone);
    flag("stale", report_.is_stale[i] != 0);
    if (of == kNone) {
      json_.key("worst").null().key("vulnerabilities").null().key("plan").null();
      json_.key("products").begin_array().end_array().end_object();
      return;
    }
    const MatchGroup& group = report_.groups[report_.group_of[i]];
    text_or_null("worst", group.worst ? slug(*group.worst) : "");
    counts("vulnerabilities", group.vulnerabilities);
    number_or_null("plan", group.plan);
    json_.key("products").begin_array();
    for (const std::uint32_t each : match_.classes[of].products) json_.number(each);
    json_.end_array().end_object();
  }

  const Inventory& inventory_;
  const Match& match_;
  const MatchReport& report_;
  const Words& words_;
  const ByteSink& sink_;
  JsonWriter json_{JsonWriter::Layout::OneLine};
  std::string out_;
};

}  // namespace

void write_match_json(const Inventory& inventory, const Match& match, const MatchReport& report,
                      const Words& words, const ByteSink& sink) {
  MatchJson(inventory, match, report, words, sink).write();
}

}  // namespace patchmatrix
