// SPDX-License-Identifier: Apache-2.0
#include "app/states.hpp"

#include <patchmatrix/error.hpp>

#include "app/sources.hpp"

namespace patchmatrix {
namespace {

const ReportInput* find(const VersionKey& key, const std::vector<const DocumentSet*>& sets) {
  for (const DocumentSet* set : sets)
    for (const ReportInput& input : set->inputs())
      if (key_of(input) == key) return &input;
  return nullptr;
}

}  // namespace

VersionKey key_of(const Source& source) { return {source.sha256, source.only}; }
VersionKey key_of(const ReportInput& input) { return {input.input.sha256, input.only}; }

std::vector<Source> sources_or_none(const Options& options, const Feeds& feeds) {
  try {
    return sources_of(options, feeds);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::NotFound) return {};
    throw;
  }
}

State state_of(const std::vector<Source>& sources, const std::vector<const DocumentSet*>& sets) {
  State out;
  for (const Source& source : sources)
    if (const ReportInput* input = find(key_of(source), sets))
      out.documents.push_back({input->findings, input->only});
  return out;
}

std::map<std::string, Day> known_exploited(const KevCatalogue* kev,
                                           const std::optional<Day>& as_of) {
  std::map<std::string, Day> out;
  if (kev == nullptr) return out;
  for (const KevEntry& each : kev->entries)
    if (!as_of || each.added <= *as_of) out.emplace(each.vulnerability, each.added);
  return out;
}

}  // namespace patchmatrix
