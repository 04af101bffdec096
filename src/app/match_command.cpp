// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include <patchmatrix/error.hpp>
#include <patchmatrix/match_report.hpp>

#include "app/catalogues.hpp"
#include "app/commands.hpp"
#include "app/matching.hpp"
#include "app/questions.hpp"

namespace patchmatrix {
namespace {

std::string text_of(const std::vector<Months>& months) {
  if (months.empty()) return {};
  Months all = months.front();
  for (const Months& each : months) {
    all.first = std::min(all.first, each.first);
    all.last = std::max(all.last, each.last);
  }
  const std::string first = to_string(all.first);
  return all.first == all.last ? first : first + ".." + to_string(all.last);
}

std::vector<std::string> identifiers(const std::vector<const Findings*>& documents) {
  std::vector<std::string> out;
  for (const Findings* document : documents)
    for (const VulnerabilityFacts& each : document->vulnerabilities) out.emplace_back(each.id);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

// Pieces are large: nobody waits for a flush after each row.
void sink(std::string_view bytes) { print(bytes); }

void render(const Inventory& inventory, const Match& match, const MatchReportOptions& wanted,
            const Options& options, const Feeds& feeds, const Words& words) {
  if (options.format == OutputFormat::Csv) {
    CsvInDialect dialect(options.csv_dialect);
    write_match_csv(inventory, match, wanted.kev,
                    [&dialect](std::string_view bytes) { sink(dialect.of(bytes)); });
    return;
  }
  const MatchReport report = build_match_report(inventory, match, feeds, wanted);
  if (options.format == OutputFormat::Json)
    write_match_json(inventory, match, report, words, sink);
  else
    print(render_match_text(inventory, match, report, words, {text_width(), use_colour()}));
}

// The machine that is to be explained, alone: nothing else costs anything.
void keep_machine(Inventory& inventory, const std::string& host) {
  Machine machine = inventory.machines[find_machine(inventory, host)];
  inventory.machines.assign(1, std::move(machine));
}

}  // namespace

ExitCode match_command(const Options& options, const Feeds& feeds, const Words& words) {
  const Day day = today();
  Inventory inventory = inventory_of(options.paths, options, feeds, words);
  const bool explained = !options.explain.empty();
  if (explained) keep_machine(inventory, options.explain[0]);

  AskedSources asked = match_sources(options, feeds);
  const MatchDocuments documents(std::move(asked.sources), feeds, options.jobs, words);
  if (documents.all().empty()) return conclude(0, documents.failed(), words);

  StoreReader store = open_store_reader(options);
  const StoredRemedies remedies = store.remedies();
  MatchReportOptions wanted;
  MatchQuestion& question = wanted.question;
  question.period = text_of(asked.months);
  question.vendor = options.vendor;
  question.as_of = options.as_of;
  question.known_at = options.known_at;
  question.today = day;
  question.stale_days = options.stale_days;
  wanted.remedies = &remedies;
  MatchOptions how;
  how.aliases = aliases_of(options);
  how.explain = explained || options.format == OutputFormat::Json;
  std::vector<const Findings*> looked_at = documents.all();
  bool in_use = true;
  if (explained) {
    how.vulnerability = wanted.question.vulnerability = options.explain[1];
    looked_at = mentioning(looked_at, how.vulnerability);
    if (looked_at.empty())
      throw Error(ErrorKind::NotFound, "vulnerability-not-asked", {}, {{"id", how.vulnerability}});
    // Whoever asks for it by name wants to know, whatever its state.
    in_use = std::exchange(inventory.machines.front().in_use, true);
  }
  const Match match = patchmatrix::match(inventory, looked_at, remedies, feeds, how);
  if (explained) inventory.machines.front().in_use = in_use;

  const Catalogues catalogues = catalogues_of(options, identifiers(looked_at));
  if (catalogues.kev) wanted.kev = &*catalogues.kev;
  if (explained && options.format == OutputFormat::Text)
    print(render_match_explanation(inventory, 0, match, wanted.question, words,
                                   {text_width(), use_colour()}));
  else
    render(inventory, match, wanted, options, feeds, words);
  const ExitCode code = with_missing(conclude(documents.all().size(), documents.failed(), words),
                                     asked.missing, words);
  return code == ExitCode::AllRead && bad_records(inventory) != 0 ? ExitCode::SomeFailed : code;
}

}  // namespace patchmatrix
