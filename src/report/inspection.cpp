// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <patchmatrix/report.hpp>

#include "io/json.hpp"
#include "io/text.hpp"
#include "io/unicode.hpp"
#include "report/family_label.hpp"

namespace patchmatrix {
namespace {

// ── Findings → Inspection ────────────────────────────────────────────────────────────────────────

std::string_view format_name(Format format) {
  switch (format) {
    case Format::CvrfXml:
      return "cvrf";
    case Format::CvrfJson:
      return "cvrf-json";
    case Format::Csaf:
      return "csaf";
  }
  return "csaf";
}

void count(TupleCounts& counts, const Finding& finding) {
  ++counts.total;
  ++counts.by_status[static_cast<std::size_t>(finding.status)];
  if (finding.older_affected) ++counts.older_affected;
}

class Inspector {
 public:
  Inspector(const Findings& findings, const ImpactOrder& impact_order)
      : findings_(findings), document_(findings.document), impact_order_(impact_order) {}

  Inspection inspect(const InputRow& input, const std::vector<Diagnostic>& diagnostics) {
    Inspection out;
    out.file = printable(input.path);
    out.sha256 = input.sha256;
    out.format = format_name(document_.format);
    out.format_version = printable(document_.version);
    out.document = document();
    out.relationships = document_.relationships.size();
    for (const Finding& each : findings_.findings) count(out.tuples, each);
    out.products = products();
    out.undefined_products = static_cast<std::size_t>(
        std::count_if(out.products.begin(), out.products.end(),
                      [](const InspectedProduct& each) { return !each.defined; }));
    out.lines = lines(out.products);
    for (const VulnerabilityFacts& each : findings_.vulnerabilities)
      out.vulnerabilities.push_back(vulnerability(each));
    out.diagnostics = diagnostics;
    return out;
  }

 private:
  InspectedDocument document() const {
    const Release& release = findings_.release;
    InspectedDocument out;
    out.id = printable(release.id);
    out.title = printable(release.title);
    out.category = printable(document_.category);
    out.status = printable(document_.status);
    out.revision = printable(release.revision);
    out.language = printable(document_.language);
    out.tlp = printable(document_.tlp);
    out.publisher = printable(document_.publisher_name);
    out.publisher_namespace = printable(document_.publisher_namespace);
    out.vendor = printable(release.vendor);
    out.definition = findings_.vendor->id;
    out.definition_name = findings_.vendor->name;
    out.initial_release = release.initial_release;
    out.current_release = release.current_release;
    out.severity = release.severity;
    out.severity_word = printable(release.severity_word);
    out.severity_scale = printable(document_.aggregate_severity_scale);
    out.restates_cvss = release.restates_cvss;
    out.withdrawn = release.withdrawn;
    return out;
  }

  std::vector<InspectedProduct> products() const {
    std::vector<TupleCounts> tuples(document_.products.size());
    for (const Finding& each : findings_.findings) count(tuples[each.product], each);
    std::vector<InspectedProduct> out;
    out.reserve(tuples.size());
    for (ProductIndex i = 0; i < tuples.size(); ++i) {
      out.push_back(product(i));
      out.back().tuples = tuples[i];
    }
    return out;
  }

  InspectedProduct product(ProductIndex index) const {
    const Product& product = document_.products[index];
    const ProductDescription description = describe(document_, index);
    InspectedProduct out;
    out.id = printable(product.id);
    out.name = printable(product.name);
    out.defined = product.defined;
    out.line = printable(description.name);
    out.vendor = printable(description.vendor);
    out.version = printable(description.version);
    out.architecture = printable(description.architecture);
    out.package = printable(description.package);
    out.platform = printable(description.platform);
    for (const ProductIdentifier& each : description.identifiers)
      out.identifiers.push_back({each.kind, printable(each.text)});
    if (const ProductFamily* family = findings_.families[index]) out.family = printable(family->id);
    return out;
  }

  std::vector<InspectedLine> lines(const std::vector<InspectedProduct>& products) const {
    struct Group {
      const ProductFamily* family = nullptr;
      std::vector<std::string> names;
      std::map<std::string, std::size_t> lines;
    };
    std::map<std::string, Group> groups;
    for (std::size_t i = 0; i < products.size(); ++i) {
      Group& group = groups[products[i].family];
      group.family = findings_.families[i];
      group.names.push_back(products[i].name);
      ++group.lines[products[i].line];
    }
    std::vector<InspectedLine> out;
    for (const auto& [id, group] : groups) {
      const LocalText label =
          group.family == nullptr ? LocalText{} : family(*group.family, group.names);
      for (const auto& [line, number] : group.lines) out.push_back({id, label, line, number});
    }
    std::sort(out.begin(), out.end(), [](const InspectedLine& a, const InspectedLine& b) {
      if (a.family.empty() != b.family.empty()) return b.family.empty();
      return a.family != b.family ? natural_less(a.family, b.family) : natural_less(a.line, b.line);
    });
    return out;
  }

  LocalText family(const ProductFamily& family, const std::vector<std::string>& names) const {
    const auto release = findings_.release.initial_release;
    LocalText out = family_label(family, *findings_.vendor, names,
                                 release ? std::optional(day_of(*release)) : std::nullopt);
    return {printable(out.ja), printable(out.en)};
  }

  // ── one vulnerability ──

  InspectedVulnerability vulnerability(const VulnerabilityFacts& facts) const {
    InspectedVulnerability out;
    out.id = printable(facts.id);
    out.title = printable(facts.title);
    out.component = printable(facts.component);
    std::set<std::string_view> seen;
    for (const std::string_view cwe : findings_.of(facts.cwes))
      if (seen.insert(cwe).second) out.cwes.push_back(printable(cwe));
    out.released = facts.released;
    out.revised = facts.revised;
    out.excluded = facts.excluded;
    out.exploited = facts.exploited;
    out.publicly_disclosed = facts.publicly_disclosed;
    out.exploitability = facts.exploitability;
    for (const Finding& each : findings_.of(facts.findings)) count(out.tuples, each);
    out.severities = severities(facts);
    out.impacts = impacts(facts);
    out.scores = scores(facts);
    out.fixes = fixes(facts);
    out.justifications = justifications(facts);
    return out;
  }

  std::vector<InspectedSeverity> severities(const VulnerabilityFacts& facts) const {
    std::map<std::tuple<Severity, ValueSource, std::string_view>, std::size_t> counts;
    for (const Finding& each : findings_.of(facts.findings))
      ++counts[{each.severity, each.severity_source, each.severity_word}];
    std::vector<InspectedSeverity> out;
    for (const auto& [key, tuples] : counts) {
      const auto& [severity, source, word] = key;
      out.push_back({severity, source, printable(word), tuples});
    }
    return out;
  }

  std::vector<Impact> gravest_first(const Finding& finding) const {
    std::vector<Impact> out;
    for (const Impact each : kImpacts)
      if (finding.impacts.contains(each) || each == finding.impact) out.push_back(each);
    std::sort(out.begin(), out.end(),
              [this](Impact a, Impact b) { return impact_order_.graver(a, b); });
    return out;
  }

  std::vector<InspectedImpact> impacts(const VulnerabilityFacts& facts) const {
    std::vector<InspectedImpact> out;
    std::map<std::tuple<std::vector<Impact>, ValueSource, std::string_view>, std::size_t> counts;
    for (const Finding& each : findings_.of(facts.findings))
      ++counts[{gravest_first(each), each.impact_source, each.impact_word}];
    for (const auto& [key, tuples] : counts) {
      const auto& [impacts, source, word] = key;
      out.push_back({impacts, source, printable(word), tuples});
    }
    std::stable_sort(out.begin(), out.end(),
                     [this](const InspectedImpact& a, const InspectedImpact& b) {
                       return impact_order_.graver(a.impacts.front(), b.impacts.front());
                     });
    return out;
  }

  std::vector<InspectedScore> scores(const VulnerabilityFacts& facts) const {
    using Key = std::tuple<CvssVersion, std::int16_t, std::int16_t, std::string_view>;
    std::map<Key, std::size_t, std::greater<>> counts;
    const auto add = [&counts](const Score& score) {
      ++counts[{score.version, score.tenths, score.published, score.vector}];
    };
    for (const Finding& each : findings_.of(facts.findings)) {
      for (const std::uint32_t position : each.scores)
        if (position != kNone) add(findings_.scores[position]);
      if (each.score.given() && each.score.version == CvssVersion::Unknown) add(each.score);
    }
    std::vector<InspectedScore> out;
    for (const auto& [key, tuples] : counts) {
      const auto& [version, tenths, published, vector] = key;
      out.push_back({version, to_string(Score{version, tenths, -1, {}}),
                     to_string(Score{version, published, -1, {}}), printable(vector), tuples});
    }
    return out;
  }

  static std::string_view name_of(const Fix& fix) {
    if (!fix.name.empty()) return fix.name;
    return fix.fixed_build.empty() ? fix.url : fix.fixed_build;
  }

  std::vector<InspectedFix> fixes(const VulnerabilityFacts& facts) const {
    struct Counted {
      std::uint32_t first = 0;  // the first fix of the name
      std::size_t tuples = 0;
      const Finding* last = nullptr;  // the tuple that was counted last
    };
    std::map<std::string_view, Counted> by_name;
    for (const Finding& finding : findings_.of(facts.findings))
      for (const std::uint32_t fix : findings_.of(finding.fixes)) {
        Counted& counted =
            by_name.try_emplace(name_of(findings_.fixes[fix]), Counted{fix, 0, nullptr})
                .first->second;
        counted.first = std::min(counted.first, fix);
        if (counted.last != &finding) ++counted.tuples;
        counted.last = &finding;
      }
    std::map<std::uint32_t, InspectedFix> in_order;
    for (const auto& [name, counted] : by_name)
      in_order[counted.first] = {printable(name), findings_.fixes[counted.first].is_update,
                                 counted.tuples};
    std::vector<InspectedFix> out;
    for (auto& [first, fix] : in_order) out.push_back(std::move(fix));
    return out;
  }

  std::vector<InspectedJustification> justifications(const VulnerabilityFacts& facts) const {
    std::map<std::string_view, std::size_t> counts;
    for (const Finding& each : findings_.of(facts.findings))
      if (!each.justification.empty()) ++counts[each.justification];
    std::vector<InspectedJustification> out;
    for (const auto& [word, tuples] : counts) out.push_back({printable(word), tuples});
    return out;
  }

  const Findings& findings_;
  const Document& document_;
  const ImpactOrder& impact_order_;
};

std::string_view kind_name(ProductIdentifier::Kind kind) {
  switch (kind) {
    case ProductIdentifier::Kind::Cpe:
      return "cpe";
    case ProductIdentifier::Kind::Purl:
      return "purl";
    case ProductIdentifier::Kind::ModelNumber:
      return "model-number";
    case ProductIdentifier::Kind::SerialNumber:
      return "serial-number";
    case ProductIdentifier::Kind::Sku:
      return "sku";
    case ProductIdentifier::Kind::Hash:
      return "hash";
    case ProductIdentifier::Kind::Uri:
      return "uri";
  }
  return "uri";
}

// ── Text ─────────────────────────────────────────────────────────────────────────────────────────

constexpr std::size_t kListedLines = 40;  // product lines
constexpr std::size_t kListedItems = 10;  // of each list of a vulnerability
constexpr std::size_t kLongestFix = 100;  // columns: vendors put paragraphs where a name belongs
constexpr std::size_t kIndent = 2;
constexpr std::size_t kGap = 2;
constexpr std::size_t kWidestColumn = 100;

class InspectionText {
 public:
  InspectionText(const Inspection& inspection, const InspectionOptions& options, const Words& words)
      : inspection_(inspection), options_(options), words_(words) {}

  std::string render() {
    document();
    counts();
    lines();
    if (options_.all_products) products();
    vulnerabilities();
    diagnostics();
    if (cut_) heading(words_["inspect.cut"]);
    return std::move(out_);
  }

 private:
  using Fields = std::vector<std::pair<std::string, std::string>>;

  // ── blocks ──

  void line(const std::string& text, std::size_t indent = 0) {
    hanging(std::string(indent, ' '), text);
  }

  // The text behind `lead`; further lines are indented as far as the first begins.
  void hanging(const std::string& lead, const std::string& text) {
    const std::size_t indent = display_width(lead);
    std::vector<std::string> rows = {text};
    if (options_.width)
      rows = wrapped(text, std::max<std::size_t>(*options_.width, indent + 20) - indent);
    for (std::size_t i = 0; i < rows.size(); ++i)
      out_ += (i == 0 ? lead : std::string(indent, ' ')) + rows[i] + '\n';
  }

  void heading(const std::string& text) {
    out_ += '\n';
    line(text);
  }

  // Label and value in two columns; a label that repeats the one above stands there once.
  void fields(const Fields& all) {
    std::size_t width = 0;
    for (const auto& [label, value] : all) width = std::max(width, display_width(label));
    const std::string* last = nullptr;
    for (const auto& [label, value] : all) {
      const bool repeated = last != nullptr && *last == label;
      last = &label;
      const std::size_t used = repeated ? 0 : display_width(label);
      hanging(std::string(kIndent, ' ') + (repeated ? "" : label) +
                  std::string(width - used + kGap, ' '),
              value);
    }
  }

  void add_if(Fields& all, std::string_view key, const std::string& value) const {
    if (!value.empty()) all.emplace_back(words_[key], value);
  }

  // ── values ──

  std::string stated(const std::string& value) const {
    return value.empty() ? words_["value.none"] : value;
  }
  std::string stated(const std::optional<Instant>& value) const {
    return stated(value ? to_string(*value) : std::string());
  }
  std::string stated(Answer answer) const {
    return words_["answer." +
                  (answer == Answer::NotStated ? "not-stated" : std::string(slug(answer)))];
  }
  std::string yes_or_no(bool value) const { return words_[value ? "answer.yes" : "answer.no"]; }

  std::string with_word(const std::string& text, const std::string& word) const {
    if (word.empty() || word == text) return text;
    return words_.fill("value.with_raw_word", {{"text", text}, {"word", word}});
  }

  std::string source(ValueSource source) const {
    const std::string name(slug(source));
    return words_["source." + (name.empty() ? "none" : name)];
  }

  // "Important (High) — vendor; tuples: 3".
  std::string rated(const std::string& value, ValueSource from, std::size_t tuples) const {
    const std::string number = std::to_string(tuples);
    if (from == ValueSource::None)
      return words_.fill("inspect.with_tuples", {{"value", value}, {"n", number}});
    return words_.fill("inspect.rated",
                       {{"value", value}, {"source", source(from)}, {"n", number}});
  }

  std::string with_tuples(const std::string& value, std::size_t tuples) const {
    return words_.fill("inspect.with_tuples", {{"value", value}, {"n", std::to_string(tuples)}});
  }

  std::string statuses(const TupleCounts& counts) const {
    std::vector<std::string> parts;
    for (const ProductStatus each : kProductStatuses)
      if (const std::size_t n = counts.by_status[static_cast<std::size_t>(each)]; n != 0)
        parts.push_back(words_.fill(
            "figures.part",
            {{"word", words_["status." + std::string(slug(each))]}, {"n", std::to_string(n)}}));
    const std::string total = std::to_string(counts.total);
    if (parts.empty()) return total;
    return words_.fill("figures.with_parts",
                       {{"n", total}, {"parts", joined(parts, words_["figures.comma"])}});
  }

  void add_tuples(Fields& all, const TupleCounts& counts) const {
    all.emplace_back(words_["inspect.tuples"], statuses(counts));
    if (counts.older_affected != 0)
      all.emplace_back(words_["inspect.older_affected"],
                       words_.fill("inspect.older_affected_value",
                                   {{"n", std::to_string(counts.older_affected)}}));
  }

  // ── sections ──

  void document() {
    const InspectedDocument& document = inspection_.document;
    line(inspection_.file);
    Fields all;
    const std::string version =
        inspection_.format_version.empty() ? "" : " " + inspection_.format_version;
    all.emplace_back(words_["inspect.format"], words_["format." + inspection_.format] + version);
    all.emplace_back(words_["inspect.id"], stated(document.id));
    all.emplace_back(words_["inspect.title"], stated(document.title));
    all.emplace_back(words_["inspect.publisher"],
                     with_word(stated(document.publisher), document.publisher_namespace));
    all.emplace_back(words_["inspect.definition"],
                     document.definition.empty()
                         ? words_["inspect.no_definition"]
                         : with_word(document.definition, words_.pick(document.definition_name)));
    all.emplace_back(words_["inspect.category"], stated(document.category));
    all.emplace_back(words_["inspect.status"], stated(document.status));
    all.emplace_back(words_["inspect.revision"], stated(document.revision));
    all.emplace_back(words_["inspect.released"], stated(document.initial_release));
    all.emplace_back(words_["inspect.updated"], stated(document.current_release));
    all.emplace_back(words_["inspect.language"], stated(document.language));
    all.emplace_back(words_["inspect.tlp"], stated(document.tlp));
    document_severity(all);
    all.emplace_back(words_["inspect.withdrawn"],
                     words_[document.withdrawn ? "inspect.is_withdrawn" : "inspect.not_withdrawn"]);
    all.emplace_back(words_["inspect.sha256"], inspection_.sha256);
    fields(all);
  }

  void document_severity(Fields& all) const {
    const InspectedDocument& document = inspection_.document;
    const std::string& label = words_["inspect.document_severity"];
    all.emplace_back(label, with_word(words_["severity." + std::string(slug(document.severity))],
                                      document.severity_word));
    if (!document.severity_scale.empty())
      all.emplace_back(label, words_.fill("inspect.scale", {{"scale", document.severity_scale}}));
    if (document.restates_cvss) all.emplace_back(label, words_["inspect.restates_cvss"]);
  }

  void counts() {
    heading(words_["inspect.counts"]);
    const std::size_t products = inspection_.products.size();
    Fields all;
    all.emplace_back(words_["inspect.vulnerabilities"],
                     std::to_string(inspection_.vulnerabilities.size()));
    all.emplace_back(
        words_["inspect.products"],
        words_.fill("inspect.products_value",
                    {{"n", std::to_string(products)},
                     {"defined", std::to_string(products - inspection_.undefined_products)},
                     {"undefined", std::to_string(inspection_.undefined_products)},
                     {"relationships", std::to_string(inspection_.relationships)}}));
    add_tuples(all, inspection_.tuples);
    fields(all);
  }

  void lines() {
    heading(
        words_.fill("inspect.lines_heading", {{"n", std::to_string(inspection_.lines.size())}}));
    if (inspection_.lines.empty()) return;
    const std::vector<InspectedLine> all =
        options_.all_products ? inspection_.lines : brief_lines();
    const std::size_t shown =
        options_.all_products ? all.size() : std::min(all.size(), kListedLines);
    std::vector<std::vector<std::string>> rows = {
        {words_["inspect.family"], words_["inspect.line"], words_["inspect.number"]}};
    for (std::size_t i = 0; i < shown; ++i) {
      const InspectedLine& each = all[i];
      const bool repeated = i != 0 && all[i - 1].family == each.family;
      const std::string family =
          each.family.empty() ? words_["inspect.no_family"] : words_.pick(each.label);
      rows.push_back({repeated ? "" : family, each.line, std::to_string(each.products)});
    }
    std::size_t widths[2] = {0, 0};
    for (const auto& row : rows)
      for (std::size_t i = 0; i < 2; ++i)
        widths[i] =
            std::max(widths[i], std::min<std::size_t>(display_width(row[i]), kWidestColumn));
    for (const auto& row : rows) {
      out_ += std::string(kIndent, ' ');
      for (std::size_t i = 0; i < 2; ++i)
        out_ += row[i] +
                std::string(widths[i] - std::min(widths[i], display_width(row[i])) + kGap, ' ');
      out_ += row[2] + '\n';
    }
    if (const std::size_t left = all.size() - shown; left != 0)
      line(words_.fill("inspect.more_lines", {{"n", std::to_string(left)}}), kIndent);
  }

  // Products in no tuple are mostly parts of others, each a line of its own: one row for all.
  std::vector<InspectedLine> brief_lines() const {
    std::vector<InspectedLine> out = inspection_.lines;
    const auto first = std::find_if(out.begin(), out.end(),
                                    [](const InspectedLine& each) { return each.family.empty(); });
    const auto number = static_cast<std::size_t>(out.end() - first);
    if (number < 2) return out;
    for (auto each = first + 1; each != out.end(); ++each) first->products += each->products;
    first->line = words_.fill("inspect.several_lines", {{"n", std::to_string(number)}});
    out.erase(first + 1, out.end());
    return out;
  }

  void products() {
    heading(words_.fill("inspect.products_heading",
                        {{"n", std::to_string(inspection_.products.size())}}));
    for (const InspectedProduct& each : inspection_.products) {
      out_ += '\n';
      titled(each.id, each.defined ? each.name : words_["inspect.not_defined"]);
      Fields all;
      add_if(all, "inspect.vendor", each.vendor);
      add_if(all, "inspect.line", each.line);
      add_if(all, "inspect.version", each.version);
      add_if(all, "inspect.architecture", each.architecture);
      add_if(all, "inspect.package", each.package);
      add_if(all, "inspect.platform", each.platform);
      for (const InspectedProduct::Identifier& one : each.identifiers)
        all.emplace_back(words_["identifier." + std::string(kind_name(one.kind))], one.text);
      add_tuples(all, each.tuples);
      fields(all);
    }
  }

  void titled(const std::string& id, const std::string& title) {
    if (title.empty())
      line(id);
    else
      hanging(id + std::string(kGap, ' '), title);
  }

  void vulnerabilities() {
    heading(words_.fill("inspect.vulnerabilities_heading",
                        {{"n", std::to_string(inspection_.vulnerabilities.size())}}));
    for (const InspectedVulnerability& each : inspection_.vulnerabilities) {
      out_ += '\n';
      vulnerability(each);
    }
  }

  void vulnerability(const InspectedVulnerability& each) {
    titled(each.id, each.title);
    Fields all;
    add_if(all, "inspect.component", each.component);
    add_if(all, "inspect.cwe", joined(each.cwes, words_["figures.comma"]));
    if (!each.excluded.empty())
      all.emplace_back(words_["inspect.excluded"], words_["exclusion." + each.excluded]);
    add_tuples(all, each.tuples);
    for (const InspectedSeverity& one : each.severities)
      all.emplace_back(
          words_["inspect.severity"],
          rated(with_word(words_["severity." + std::string(slug(one.severity))], one.word),
                one.source, one.tuples));
    for (const InspectedImpact& one : each.impacts)
      all.emplace_back(words_["inspect.impact"],
                       rated(with_word(impact_names(one), one.word), one.source, one.tuples));
    add_list(all, each.scores, [this](const InspectedScore& one) { return score(one); });
    all.emplace_back(words_["inspect.exploited"], stated(each.exploited));
    all.emplace_back(words_["inspect.disclosed"], stated(each.publicly_disclosed));
    add_list(all, each.fixes, [this](const InspectedFix& one) {
      const std::string name = shortened(one.name, kLongestFix);
      cut_ = cut_ || name != one.name;
      return std::pair(words_["inspect.fix"], with_tuples(stated(name), one.tuples));
    });
    add_list(all, each.justifications, [this](const InspectedJustification& one) {
      return std::pair(words_["inspect.justification"], with_tuples(one.word, one.tuples));
    });
    fields(all);
  }

  // The first of the items; what is left out is counted.
  template <class Item, class Field>
  void add_list(Fields& all, const std::vector<Item>& items, Field field) const {
    const std::size_t shown = std::min(items.size(), kListedItems);
    for (std::size_t i = 0; i < shown; ++i) all.push_back(field(items[i]));
    if (items.size() > shown)
      all.emplace_back(all.back().first,
                       words_.fill("inspect.more", {{"n", std::to_string(items.size() - shown)}}));
  }

  std::string impact_names(const InspectedImpact& impact) const {
    std::vector<std::string> names;
    for (const Impact each : impact.impacts)
      names.push_back(words_["impact." + std::string(slug(each))]);
    return joined(names, words_["figures.comma"]);
  }

  std::pair<std::string, std::string> score(const InspectedScore& each) const {
    std::string text = each.base;
    if (!each.published.empty() && each.published != each.base)
      text = words_.fill("inspect.published", {{"score", text}, {"published", each.published}});
    if (!each.vector.empty()) text += "  " + each.vector;
    const std::string version(slug(each.version));
    return {words_["inspect.cvss"] + (version.empty() ? "" : " " + version),
            with_tuples(text, each.tuples)};
  }

  void diagnostics() {
    heading(words_.fill("inspect.diagnostics_heading",
                        {{"n", std::to_string(inspection_.diagnostics.size())}}));
    Fields all;
    for (const Diagnostic& each : inspection_.diagnostics)
      all.emplace_back(each.code, worded(each, words_));
    fields(all);
  }

  const Inspection& inspection_;
  const InspectionOptions& options_;
  const Words& words_;
  std::string out_;
  bool cut_ = false;
};

// ── JSON ─────────────────────────────────────────────────────────────────────────────────────────

class InspectionJson {
 public:
  InspectionJson(const Inspection& inspection, const Words& words)
      : inspection_(inspection), words_(words) {}

  std::string render() {
    json_.begin_object();
    text("file", inspection_.file);
    text("sha256", inspection_.sha256);
    text("format", inspection_.format);
    text_or_null("format_version", inspection_.format_version);
    document();
    counts();
    array("products", inspection_.products, [this](const auto& each) { product(each); });
    array("vulnerabilities", inspection_.vulnerabilities,
          [this](const auto& each) { vulnerability(each); });
    array("diagnostics", inspection_.diagnostics, [this](const auto& each) { diagnostic(each); });
    json_.end_object();
    return json_.take();
  }

 private:
  void text(std::string_view key, std::string_view value) { json_.key(key).string(value); }
  void text_or_null(std::string_view key, std::string_view value) {
    json_.key(key);
    if (value.empty())
      json_.null();
    else
      json_.string(value);
  }
  void number(std::string_view key, std::size_t value) { json_.key(key).number(value); }
  void decimal_or_null(std::string_view key, const std::string& value) {
    json_.key(key);
    if (value.empty())
      json_.null();
    else
      json_.literal(value);
  }
  void instant(std::string_view key, const std::optional<Instant>& value) {
    text_or_null(key, value ? to_string(*value) : "");
  }
  void answer(std::string_view key, Answer value) {
    json_.key(key);
    if (value == Answer::NotStated)
      json_.null();
    else
      json_.boolean(value == Answer::Yes);
  }
  template <class Item, class Write>
  void array(std::string_view key, const std::vector<Item>& items, Write write) {
    json_.key(key).begin_array();
    for (const Item& each : items) write(each);
    json_.end_array();
  }

  // Every status, also those of no tuple.
  void tuples(const TupleCounts& counts) {
    number("tuples", counts.total);
    json_.key("by_status").begin_object();
    for (const ProductStatus each : kProductStatuses)
      number(slug(each), counts.by_status[static_cast<std::size_t>(each)]);
    json_.end_object();
    number("older_affected", counts.older_affected);
  }

  void document() {
    const InspectedDocument& document = inspection_.document;
    json_.key("document").begin_object();
    text("id", document.id);
    text_or_null("title", document.title);
    json_.key("publisher").begin_object();
    text_or_null("name", document.publisher);
    text_or_null("namespace", document.publisher_namespace);
    json_.end_object();
    text("vendor", document.vendor);
    text_or_null("definition", document.definition);
    text_or_null("category", document.category);
    text_or_null("status", document.status);
    text_or_null("revision", document.revision);
    instant("initial_release", document.initial_release);
    instant("current_release", document.current_release);
    text_or_null("language", document.language);
    text_or_null("tlp", document.tlp);
    json_.key("severity").begin_object();
    text_or_null("word", document.severity_word);
    text("severity", slug(document.severity));
    text_or_null("scale", document.severity_scale);
    json_.key("restates_cvss").boolean(document.restates_cvss);
    json_.end_object();
    json_.key("withdrawn").boolean(document.withdrawn);
    json_.end_object();
  }

  void counts() {
    json_.key("counts").begin_object();
    number("vulnerabilities", inspection_.vulnerabilities.size());
    number("products", inspection_.products.size());
    number("undefined_products", inspection_.undefined_products);
    number("relationships", inspection_.relationships);
    tuples(inspection_.tuples);
    json_.end_object();
  }

  void product(const InspectedProduct& each) {
    json_.begin_object();
    text("id", each.id);
    text_or_null("name", each.name);
    json_.key("defined").boolean(each.defined);
    text_or_null("vendor", each.vendor);
    text("line", each.line);
    text_or_null("version", each.version);
    text_or_null("architecture", each.architecture);
    text_or_null("package", each.package);
    text_or_null("platform", each.platform);
    array("identifiers", each.identifiers, [this](const InspectedProduct::Identifier& one) {
      json_.begin_object();
      text("kind", kind_name(one.kind));
      text("text", one.text);
      json_.end_object();
    });
    text_or_null("family", each.family);
    tuples(each.tuples);
    json_.end_object();
  }

  void vulnerability(const InspectedVulnerability& each) {
    json_.begin_object();
    text("id", each.id);
    text_or_null("title", each.title);
    text_or_null("component", each.component);
    array("cwes", each.cwes, [this](const std::string& cwe) { json_.string(cwe); });
    instant("released", each.released);
    instant("revised", each.revised);
    text_or_null("excluded", each.excluded);
    answer("exploited", each.exploited);
    answer("publicly_disclosed", each.publicly_disclosed);
    text_or_null("exploitability", each.exploitability == Exploitability::NotStated
                                       ? std::string_view()
                                       : slug(each.exploitability));
    tuples(each.tuples);
    array("severities", each.severities, [this](const auto& one) { severity(one); });
    array("impacts", each.impacts, [this](const auto& one) { impact(one); });
    array("scores", each.scores, [this](const auto& one) { score(one); });
    array("fixes", each.fixes, [this](const auto& one) { fix(one); });
    array("justifications", each.justifications, [this](const auto& one) { justification(one); });
    json_.end_object();
  }

  void severity(const InspectedSeverity& one) {
    json_.begin_object();
    text("severity", slug(one.severity));
    text_or_null("source", slug(one.source));
    text_or_null("word", one.word);
    number("tuples", one.tuples);
    json_.end_object();
  }

  void impact(const InspectedImpact& one) {
    json_.begin_object();
    array("impacts", one.impacts, [this](Impact each) { json_.string(slug(each)); });
    text_or_null("source", slug(one.source));
    text_or_null("word", one.word);
    number("tuples", one.tuples);
    json_.end_object();
  }

  void score(const InspectedScore& one) {
    json_.begin_object();
    text_or_null("version", slug(one.version));
    decimal_or_null("base", one.base);
    decimal_or_null("published", one.published);
    text_or_null("vector", one.vector);
    number("tuples", one.tuples);
    json_.end_object();
  }

  void fix(const InspectedFix& one) {
    json_.begin_object();
    text("name", one.name);
    json_.key("update").boolean(one.is_update);
    number("tuples", one.tuples);
    json_.end_object();
  }

  void justification(const InspectedJustification& one) {
    json_.begin_object();
    text("word", one.word);
    number("tuples", one.tuples);
    json_.end_object();
  }

  void diagnostic(const Diagnostic& each) {
    json_.begin_object();
    text("code", each.code);
    text_or_null("where", printable(each.where));
    number("count", each.count);
    text("message", worded(each, words_));
    json_.end_object();
  }

  const Inspection& inspection_;
  const Words& words_;
  JsonWriter json_{JsonWriter::Layout::Pretty};
};

// As deep as the documents stand in the whole. No text holds a line break, so every one is of the
// layout.
std::string indented(const std::string& json) {
  std::string out = "\n    ";
  for (const char c : json) out += c == '\n' ? "\n    " : std::string(1, c);
  return out;
}

}  // namespace

Inspection inspect_findings(const Findings& findings, const InputRow& input,
                            const std::vector<Diagnostic>& diagnostics,
                            const ImpactOrder& impact_order) {
  return Inspector(findings, impact_order).inspect(input, diagnostics);
}

std::string render_inspection_text(const Inspection& inspection, const InspectionOptions& options,
                                   const Words& words) {
  return InspectionText(inspection, options, words).render();
}

std::string inspections_json_head() {
  return "{\n  \"schema\": \"patchmatrix.inspect/1\",\n  \"documents\": [";
}

std::string render_inspection_json(const Inspection& inspection, const Words& words) {
  return indented(InspectionJson(inspection, words).render());
}

std::string inspections_json_foot() { return "\n  ]\n}\n"; }

}  // namespace patchmatrix
