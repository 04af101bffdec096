// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>

#include <patchmatrix/report.hpp>

#include "io/json.hpp"
#include "report/escape.hpp"

namespace patchmatrix {
namespace {

// Columns are only ever added behind the last.
constexpr std::string_view kHeader =
    "vendor,document,vulnerability,product_id,product,family,status,severity,severity_source,"
    "impact,impact_source,cvss_base,cvss_vector,exploited,disclosed,exploitability,component,fixes,"
    "fixed_builds,released,product_vendor,product_name,version,architecture,package,platform,cpe,"
    "purl,model_numbers,skus,older_affected,justification,severity_word,severity_scale,"
    "document_severity,impacts,impact_word,cwes,cvss_version,cvss_scores";

using IdentifierKind = ProductIdentifier::Kind;

// Descriptions of products, each made once: a product is in many tuples.
class Descriptions {
 public:
  explicit Descriptions(const Document& document)
      : document_(document), made_(document.products.size()) {}

  const ProductDescription& of(ProductIndex product) {
    std::optional<ProductDescription>& known = made_[product];
    if (!known) known = describe(document_, product);
    return *known;
  }

 private:
  const Document& document_;
  std::vector<std::optional<ProductDescription>> made_;
};

// Joined by '|', which becomes '/' inside an element.
void append_element(std::string_view element, std::string& list) {
  if (!list.empty()) list += '|';
  for (const char c : element) list += c == '|' ? '/' : c;
}

std::vector<std::string_view> identifiers(const ProductDescription& product, IdentifierKind kind) {
  std::vector<std::string_view> out;
  for (const ProductIdentifier& each : product.identifiers)
    if (each.kind == kind && std::find(out.begin(), out.end(), each.text) == out.end())
      out.push_back(each.text);
  return out;
}

template <class Texts>
std::string listed(const Texts& texts) {
  std::string out;
  for (const std::string_view each : texts) append_element(each, out);
  return out;
}

// Gravest first is what a feed's order says; here they stand in the order of the standard words.
std::vector<std::string_view> impacts(const Finding& finding) {
  std::vector<std::string_view> out;
  for (const Impact each : kImpacts)
    if (finding.impacts.contains(each)) out.push_back(slug(each));
  return out;
}

// Newest version first.
std::vector<const Score*> scores(const Findings& findings, const Finding& finding) {
  std::vector<const Score*> out;
  for (auto each = finding.scores.rbegin(); each != finding.scores.rend(); ++each)
    if (*each != kNone) out.push_back(&findings.scores[*each]);
  return out;
}

std::string score_list(const Findings& findings, const Finding& finding) {
  std::string out;
  for (const Score* each : scores(findings, finding))
    append_element(std::string(slug(each->version)) + ':' + to_string(*each), out);
  return out;
}

// Whose scale the severity is on: a band of CVSS is no second opinion.
std::string_view scale(const Findings& findings, const Finding& finding) {
  if (finding.severity_source == ValueSource::None) return "";
  return findings.release.restates_cvss ? "cvss" : "vendor";
}

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
  Descriptions descriptions(findings.document);
  for (const Finding& finding : findings.findings) {
    const VulnerabilityFacts& facts = findings.vulnerabilities[finding.vulnerability];
    const Product& product = findings.document.products[finding.product];
    const ProductDescription& description = descriptions.of(finding.product);
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
    field(released(facts));
    field(description.vendor);
    field(description.name);
    field(description.version);
    field(description.architecture);
    field(description.package);
    field(description.platform);
    field(listed(identifiers(description, IdentifierKind::Cpe)));
    field(listed(identifiers(description, IdentifierKind::Purl)));
    field(listed(identifiers(description, IdentifierKind::ModelNumber)));
    field(listed(identifiers(description, IdentifierKind::Sku)));
    field(finding.older_affected ? "yes" : "");
    field(finding.justification);
    field(finding.severity_word);
    field(scale(findings, finding));
    field(findings.release.severity_word);
    field(listed(impacts(finding)));
    field(finding.impact_word);
    field(listed(findings.of(facts.cwes)));
    field(slug(finding.score.version));
    field(score_list(findings, finding), '\r');
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
  const auto texts = [&json](std::string_view key, const auto& values) {
    json.key(key).begin_array();
    for (const std::string_view value : values) json.string(value);
    json.end_array();
  };
  Descriptions descriptions(findings.document);
  for (const Finding& finding : findings.findings) {
    const VulnerabilityFacts& facts = findings.vulnerabilities[finding.vulnerability];
    const Product& product = findings.document.products[finding.product];
    const ProductDescription& description = descriptions.of(finding.product);
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
      if (!each.published_build.empty()) text("published_build", each.published_build);
      text_or_null("supersedes", each.supersedes);
      text_or_null("restart_required", each.restart_required);
      text_or_null("url", each.url);
      json.end_object();
    }
    json.end_array();
    text_or_null("released", released(facts));
    text_or_null("product_vendor", description.vendor);
    text("product_name", description.name);
    text_or_null("version", description.version);
    text_or_null("architecture", description.architecture);
    text_or_null("package", description.package);
    text_or_null("platform", description.platform);
    texts("cpe", identifiers(description, IdentifierKind::Cpe));
    texts("purl", identifiers(description, IdentifierKind::Purl));
    texts("model_numbers", identifiers(description, IdentifierKind::ModelNumber));
    texts("skus", identifiers(description, IdentifierKind::Sku));
    json.key("older_affected").boolean(finding.older_affected);
    text_or_null("justification", finding.justification);
    text_or_null("severity_word", finding.severity_word);
    text_or_null("severity_scale", scale(findings, finding));
    text_or_null("document_severity", findings.release.severity_word);
    texts("impacts", impacts(finding));
    text_or_null("impact_word", finding.impact_word);
    texts("cwes", findings.of(facts.cwes));
    text_or_null("cvss_version", slug(finding.score.version));
    json.key("cvss_scores").begin_array();
    for (const Score* each : scores(findings, finding)) {
      json.begin_object();
      text("version", slug(each->version));
      json.key("base").literal(to_string(*each));
      json.key("published");
      if (each->published >= 0)
        json.literal(to_string(Score{each->version, each->published, -1, {}}));
      else
        json.null();
      text_or_null("vector", each->vector);
      json.end_object();
    }
    json.end_array();
    json.end_object();
    out += json.take();
    out += '\n';
  }
}

}  // namespace patchmatrix
