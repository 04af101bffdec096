// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>

#include <patchmatrix/changes.hpp>
#include <patchmatrix/error.hpp>

#include "app/commands.hpp"
#include "app/questions.hpp"
#include "app/read.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

// Versions before these are told of, and not compared.
constexpr std::size_t kComparedVersions = 10;

// ── history ──

// A version as it was published, and what of it is about one vulnerability.
struct ReadVersion {
  Fetched fetched;  // its findings point into it
  std::optional<Findings> findings;
};

std::unique_ptr<ReadVersion> read_version(StoreReader& store, std::int64_t version,
                                          const std::string& name, Normalizer& normalizer) {
  auto out = std::make_unique<ReadVersion>();
  Source source;
  source.load = [&] { return store.raw(version); };
  source.only = {name};
  out->findings = read_document(source, out->fetched, normalizer).findings;
  return out;
}

std::vector<Change> changes_of(const Findings& older, const Findings& newer,
                               const std::string& name, const ImpactOrder& impact_order) {
  std::vector<Change> out;
  for (Change& each : compare({{{&older}}}, {{{&newer}}}, impact_order))
    if (each.vulnerability == name) out.push_back(std::move(each));
  return out;
}

std::vector<VersionStep> history_of(StoreReader& store, const StoredVulnerability& vulnerability,
                                    Normalizer& normalizer, const ImpactOrder& impact_order) {
  const std::string& name = vulnerability.name;
  std::vector<VersionStep> out;
  for (StoredVersion& each : store.history(vulnerability.document.id)) {
    const bool mentions =
        std::find(each.identifiers.begin(), each.identifiers.end(), name) != each.identifiers.end();
    out.push_back({std::move(each), mentions, false, {}});
  }
  if (out.size() < 2) return out;
  const std::size_t first = out.size() - std::min(out.size(), kComparedVersions);
  auto older = read_version(store, out[first].version.version, name, normalizer);
  for (std::size_t i = first + 1; i < out.size(); ++i) {
    auto newer = read_version(store, out[i].version.version, name, normalizer);
    if (older->findings && newer->findings) {
      out[i].compared = true;
      out[i].changes = changes_of(*older->findings, *newer->findings, name, impact_order);
    }
    older = std::move(newer);
  }
  return out;
}

// ── names ──

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

// "2022-41091" is the end of a CVE for anybody.
std::vector<std::string> vulnerability_names(const std::string& id) {
  return {id, upper(id), "CVE-" + id};
}

// "5019980" may be a number of any vendor that numbers its updates.
std::vector<std::string> update_names(const std::string& id, const Feeds& feeds) {
  std::vector<std::string> out = {id, upper(id)};
  const bool number = id.find_first_not_of("0123456789") == std::string::npos;
  for (const Vendor& each : feeds.vendors)
    if (number && !each.update_number.prefix.empty()) out.push_back(each.update_number.prefix + id);
  return out;
}

// ── answers ──

AnswerStyle style_of(const Options& options) {
  return {{text_width(), use_colour()}, options.layout.all_products};
}

bool show_vulnerability(StoreReader& store, const std::string& id, const Options& options,
                        const Feeds& feeds, const Words& words) {
  VulnerabilityAnswer answer;
  for (const std::string& each : vulnerability_names(id)) {
    answer.documents = store.vulnerability(each);
    if (!answer.documents.empty()) break;
  }
  if (answer.documents.empty()) return false;
  Normalizer normalizer(feeds);
  for (const StoredVulnerability& each : answer.documents)
    answer.histories.push_back(history_of(store, each, normalizer, feeds.impact_order));
  const Catalogues catalogues = catalogues_of(options, {answer.documents.front().name});
  print(options.format == OutputFormat::Json
            ? render_vulnerability_json(answer, views_of(catalogues))
            : render_vulnerability_text(answer, views_of(catalogues), feeds, words,
                                        style_of(options)));
  return true;
}

bool show_update(StoreReader& store, const std::string& id, const Options& options,
                 const Feeds& feeds, const Words& words) {
  const auto update = store.update(update_names(id, feeds));
  if (!update) return false;
  std::vector<std::string> ids;
  for (const StoredUpdate::Vulnerability& each : update->vulnerabilities) ids.push_back(each.name);
  const Catalogues catalogues = catalogues_of(options, ids);
  print(options.format == OutputFormat::Json
            ? render_update_json(*update, views_of(catalogues), feeds)
            : render_update_text(*update, views_of(catalogues), feeds, words, style_of(options)));
  return true;
}

}  // namespace

ExitCode show_command(const Options& options, const Feeds& feeds, const Words& words) {
  if (options.paths.size() > 1)
    throw Error(ErrorKind::Usage, "unknown-arguments", {},
                {{"arguments", joined({options.paths.begin() + 1, options.paths.end()}, " ")}});
  StoreReader store = open_store_reader(options);
  note_definitions(store, words);
  const std::string id(trimmed(options.paths.front()));
  if (show_vulnerability(store, id, options, feeds, words)) return ExitCode::AllRead;
  if (show_update(store, id, options, feeds, words)) return ExitCode::AllRead;
  throw Error(ErrorKind::NotFound, "unknown-identifier", {}, {{"id", id}});
}

}  // namespace patchmatrix
