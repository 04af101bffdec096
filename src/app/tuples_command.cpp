// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdint>
#include <new>
#include <optional>
#include <unordered_map>

#include <patchmatrix/report.hpp>

#include "app/commands.hpp"
#include "app/ordered_reader.hpp"
#include "app/read.hpp"
#include "app/sources.hpp"
#include "io/unicode.hpp"

namespace patchmatrix {
namespace {

struct Counts {
  std::size_t documents = 0;
  std::size_t vulnerabilities = 0;
  std::size_t tuples = 0;
  std::array<std::size_t, kSeverities.size()> by_severity{};
  std::array<std::size_t, kImpacts.size()> by_impact{};

  void add(const Counts& other) {
    documents += other.documents;
    vulnerabilities += other.vulnerabilities;
    tuples += other.tuples;
    for (std::size_t i = 0; i < by_severity.size(); ++i) by_severity[i] += other.by_severity[i];
    for (std::size_t i = 0; i < by_impact.size(); ++i) by_impact[i] += other.by_impact[i];
  }
};

Counts counts_of(const Findings& findings) {
  Counts counts;
  counts.documents = 1;
  counts.vulnerabilities = findings.vulnerabilities.size();
  counts.tuples = findings.findings.size();
  for (const Finding& each : findings.findings) {
    ++counts.by_severity[static_cast<std::size_t>(each.severity)];
    ++counts.by_impact[static_cast<std::size_t>(each.impact)];
  }
  return counts;
}

// A vulnerability of a document and the products it names: another document may say the same.
struct Named {
  std::string vulnerability;
  std::vector<std::uint64_t> products;  // see product_key
};

std::vector<Named> named_in(const Findings& findings) {
  std::vector<Named> out;
  for (const VulnerabilityFacts& facts : findings.vulnerabilities) {
    Named& each = out.emplace_back();
    each.vulnerability = facts.id;
    if (!facts.id.starts_with("CVE-"))  // the vendor's own
      each.vulnerability.append("\n").append(findings.release.vendor);
    each.products.reserve(facts.findings.count);
    for (const Finding& finding : findings.of(facts.findings))
      each.products.push_back(product_key(findings, finding.product));
  }
  return out;
}

// Over all documents, each vulnerability and each product of it once. Products that one document
// tells apart stay apart, though they may have the same name.
class Distinct {
 public:
  void add(std::vector<Named> named) {
    for (Named& each : named)
      documents_[std::move(each.vulnerability)].push_back(std::move(each.products));
  }

  std::size_t vulnerabilities() const { return documents_.size(); }
  std::size_t tuples() const {
    std::size_t count = 0;
    for (const auto& [vulnerability, documents] : documents_) count += products(documents);
    return count;
  }

 private:
  using Products = std::vector<std::uint64_t>;

  static std::size_t products(const std::vector<Products>& documents) {
    if (documents.size() == 1) return documents.front().size();
    std::unordered_map<std::uint64_t, std::size_t> most;  // in one document
    for (const Products& document : documents) {
      std::unordered_map<std::uint64_t, std::size_t> here;
      for (const std::uint64_t each : document) most[each] = std::max(most[each], ++here[each]);
    }
    std::size_t count = 0;
    for (const auto& [product, times] : most) count += times;
    return count;
  }

  std::unordered_map<std::string, std::vector<Products>> documents_;
};

// What is left of a document once its bytes are given back.
struct Outcome {
  std::string path;
  std::string tuples;
  Counts counts;
  std::vector<Named> named;  // only where they are to be counted
  std::optional<Error> failure;
  std::vector<Diagnostic> diagnostics;

  std::size_t held_bytes() const { return tuples.size(); }
};

// What `tuples` makes of one document.
Outcome tuples_of(const Source& source, Fetched& fetched, Normalizer& normalizer,
                  const Options& options) {
  ReadResult result = read_document(source, fetched, normalizer);
  Outcome outcome;
  outcome.path = source.path;
  outcome.failure = std::move(result.failure);
  outcome.diagnostics = std::move(result.diagnostics);
  if (!result.findings) return outcome;
  outcome.counts = counts_of(*result.findings);
  if (!source.only.empty()) outcome.counts.documents = 0;  // an older version of another source
  if (options.count) {
    outcome.named = named_in(*result.findings);
    return outcome;
  }
  try {
    if (options.format == OutputFormat::Ndjson)
      append_tuples_ndjson(*result.findings, outcome.tuples);
    else
      append_tuples_csv(*result.findings, outcome.tuples);
  } catch (const std::bad_alloc&) {
    outcome.tuples = {};
    outcome.counts = {};
    outcome.failure = Error(ErrorKind::Io, "no-memory");
  }
  return outcome;
}

std::string counted(const Counts& counts, const Distinct& distinct, const Words& words) {
  std::vector<std::pair<std::string, std::size_t>> rows = {
      {words["count.documents"], counts.documents},
      {words["count.vulnerabilities"], counts.vulnerabilities},
      {words["count.distinct_vulnerabilities"], distinct.vulnerabilities()},
      {words["count.tuples"], counts.tuples},
      {words["count.distinct_tuples"], distinct.tuples()}};
  const auto add = [&](std::string_view key, const std::string& word, std::size_t count) {
    if (count != 0) rows.emplace_back(words.fill(key, {{"word", words[word]}}), count);
  };
  for (const Severity each : kSeverities)
    add("count.by_severity", "severity." + std::string(slug(each)),
        counts.by_severity[static_cast<std::size_t>(each)]);
  for (const Impact each : kImpacts)
    add("count.by_impact", "impact." + std::string(slug(each)),
        counts.by_impact[static_cast<std::size_t>(each)]);
  std::size_t width = 0;
  for (const auto& [label, count] : rows) width = std::max(width, display_width(label));
  std::string out;
  for (const auto& [label, count] : rows)
    out +=
        label + std::string(width - display_width(label) + 2, ' ') + std::to_string(count) + '\n';
  return out;
}

}  // namespace

ExitCode tuples_command(const Options& options, const Feeds& feeds, const Words& words) {
  Counts total;
  Distinct distinct;
  std::size_t failed = 0;
  // NDJSON stays as it is.
  CsvInDialect dialect(options.format == OutputFormat::Csv ? options.csv_dialect
                                                           : CsvDialect::Excel);
  bool header_pending = !options.count && options.format == OutputFormat::Csv;
  AskedSources asked = asked_sources(options, feeds);
  OrderedReader<Outcome> reader(
      std::move(asked.sources), feeds, options.jobs,
      [&](const Source& source, Fetched& fetched, Normalizer& normalizer) {
        return tuples_of(source, fetched, normalizer, options);
      });
  while (auto outcome = reader.take()) {
    for (const Diagnostic& each : outcome->diagnostics) print_warning(each, words);
    if (outcome->failure) {
      ++failed;
      print_error(
          words.fill("message.error", {{"text", worded(*outcome->failure, outcome->path, words)}}));
    }
    total.add(outcome->counts);
    distinct.add(std::move(outcome->named));
    if (outcome->counts.documents == 0 && outcome->tuples.empty()) continue;
    if (header_pending) print(dialect.of(tuples_csv_header()));
    header_pending = false;
    print(dialect.of(outcome->tuples));
  }
  if (options.count && total.documents != 0) print(counted(total, distinct, words));
  return with_missing(conclude(total.documents, failed, words), asked.missing, words);
}

}  // namespace patchmatrix
