// SPDX-License-Identifier: Apache-2.0
#include <patchmatrix/report.hpp>

#include "io/json.hpp"
#include "report/escape.hpp"

namespace patchmatrix {
namespace {

constexpr std::string_view kHeader =
    "vendor,document,vulnerability,product_id,product,family,status,severity,severity_source,"
    "impact,impact_source,cvss_base,cvss_vector,exploited,disclosed,exploitability,component,fixes,"
    "fixed_builds,released";

// "a|b|c". Lists beside one another keep their places, so empty elements stay; a list of nothing
// but empty elements is empty.
template <class Text>
std::string list_of(const Findings& findings, const Finding& finding, Text text) {
  std::string out;
  bool any = false;
  for (const std::uint32_t& fix : findings.of(finding.fixes)) {
    if (&fix != findings.of(finding.fixes).data()) out += '|';
    const std::string_view element = text(findings.fixes[fix]);
    any = any || !element.empty();
    for (const char c : element) out += c == '|' ? '/' : c;
  }
  return any ? out : std::string();
}

std::string released(const VulnerabilityFacts& facts) {
  return facts.released ? to_string(*facts.released) : std::string();
}

std::string_view exploitability(const VulnerabilityFacts& facts) {
  return facts.exploitability == Exploitability::NotStated ? "" : slug(facts.exploitability);
}

}  // namespace

std::string tuples_csv_header() { return "\xEF\xBB\xBF" + std::string(kHeader) + "\r\n"; }

void append_tuples_csv(const Findings& findings, std::string& out) {
  const auto field = [&out](std::string_view text, char separator = ',') {
    append_csv_field(text, out);
    out += separator;
  };
  for (const Finding& finding : findings.findings) {
    const VulnerabilityFacts& facts = findings.vulnerabilities[finding.vulnerability];
    const Product& product = findings.document.products[finding.product];
    field(findings.release.vendor);
    field(findings.release.id);
    field(facts.id);
    field(product.id);
    field(product.name);
    field(findings.families[finding.product]->id);
    field(slug(finding.status));
    field(slug(finding.severity));
    field(slug(finding.severity_source));
    field(slug(finding.impact));
    field(slug(finding.impact_source));
    field(to_string(finding.score));
    field(finding.score.vector);
    field(slug(facts.exploited));
    field(slug(facts.publicly_disclosed));
    field(exploitability(facts));
    field(facts.component);
    field(list_of(findings, finding, [](const Fix& fix) { return fix.name; }));
    field(list_of(findings, finding, [](const Fix& fix) { return fix.fixed_build; }));
    field(released(facts), '\r');
    out += '\n';
  }
}

void append_tuples_ndjson(const Findings& findings, std::string& out) {
  JsonWriter json(JsonWriter::Layout::OneLine);
  const auto text = [&json](std::string_view key, std::string_view value) {
    json.key(key).string(value);
  };
  const auto answer = [&json](std::string_view key, Answer value) {
    json.key(key);
    if (value == Answer::NotStated)
      json.null();
    else
      json.boolean(value == Answer::Yes);
  };
  const auto text_or_null = [&json](std::string_view key, std::string_view value) {
    json.key(key);
    if (value.empty())
      json.null();
    else
      json.string(value);
  };
  for (const Finding& finding : findings.findings) {
    const VulnerabilityFacts& facts = findings.vulnerabilities[finding.vulnerability];
    const Product& product = findings.document.products[finding.product];
    json.begin_object();
    text("vendor", findings.release.vendor);
    text("document", findings.release.id);
    text("vulnerability", facts.id);
    text("product_id", product.id);
    text("product", product.name);
    text("family", findings.families[finding.product]->id);
    text("status", slug(finding.status));
    text("severity", slug(finding.severity));
    text_or_null("severity_source", slug(finding.severity_source));
    text("impact", slug(finding.impact));
    text_or_null("impact_source", slug(finding.impact_source));
    json.key("cvss_base");
    if (finding.score.given())
      json.literal(to_string(finding.score));
    else
      json.null();
    text_or_null("cvss_vector", finding.score.vector);
    answer("exploited", facts.exploited);
    answer("disclosed", facts.publicly_disclosed);
    text_or_null("exploitability", exploitability(facts));
    text_or_null("component", facts.component);
    json.key("fixes").begin_array();
    for (const std::uint32_t fix : findings.of(finding.fixes))
      json.string(findings.fixes[fix].name);
    json.end_array().key("fixed_builds").begin_array();
    for (const std::uint32_t fix : findings.of(finding.fixes))
      json.string(findings.fixes[fix].fixed_build);
    json.end_array().key("fix_details").begin_array();
    for (const std::uint32_t fix : findings.of(finding.fixes)) {
      const Fix& each = findings.fixes[fix];
      json.begin_object();
      text("name", each.name);
      text_or_null("sub_type", each.sub_type);
      text_or_null("fixed_build", each.fixed_build);
      text_or_null("supersedes", each.supersedes);
      text_or_null("restart_required", each.restart_required);
      text_or_null("url", each.url);
      json.end_object();
    }
    json.end_array();
    text_or_null("released", released(facts));
    json.end_object();
    out += json.take();
    out += '\n';
  }
}

}  // namespace patchmatrix
