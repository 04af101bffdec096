// SPDX-License-Identifier: Apache-2.0
#include "app/catalogues.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include <patchmatrix/fetch.hpp>
#include <patchmatrix/parse.hpp>
#include <patchmatrix/store.hpp>

#include "app/folders.hpp"

namespace patchmatrix {
namespace {

// A catalogue that is not in force any more is only in its bytes.
Fetched bytes_of(StoreReader& store, std::int64_t version) {
  Source source;
  source.load = [&] { return store.raw(version); };
  Fetched fetched;
  fetched.read(source);
  return fetched;
}

std::optional<KevCatalogue> kev_of(StoreReader& store, const AsOf& as_of) {
  const auto version = store.kev_version(as_of);
  if (!version) return std::nullopt;
  if (version->current) return store.kev();
  Diagnostics told_when_it_was_imported;
  return parse_kev(bytes_of(store, version->version).bytes(), told_when_it_was_imported);
}

std::optional<EpssScores> epss_of(StoreReader& store, const AsOf& as_of,
                                  const std::vector<std::string>& vulnerabilities) {
  const auto version = store.epss_version(as_of);
  if (!version) return std::nullopt;
  if (version->current) return store.epss(vulnerabilities);
  Diagnostics told_when_it_was_imported;
  EpssScores scores =
      parse_epss(bytes_of(store, version->version).bytes(), told_when_it_was_imported);
  const std::set<std::string_view> wanted(vulnerabilities.begin(), vulnerabilities.end());
  std::erase_if(scores.entries,
                [&](const EpssScore& each) { return !wanted.contains(each.vulnerability); });
  return scores;
}

}  // namespace

Catalogues catalogues_of(const Options& options, const std::vector<std::string>& vulnerabilities) {
  std::error_code unknown;
  if (!std::filesystem::exists(store_file(options), unknown)) return {};
  StoreReader store(store_file(options));
  const AsOf as_of = {options.as_of, options.known_at};
  return {kev_of(store, as_of), epss_of(store, as_of, vulnerabilities)};
}

}  // namespace patchmatrix
