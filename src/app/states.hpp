// SPDX-License-Identifier: Apache-2.0
#pragma once

// States of documents, for commands that compare two of them.

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <patchmatrix/catalogue.hpp>
#include <patchmatrix/changes.hpp>
#include <patchmatrix/feeds.hpp>

#include "app/document_set.hpp"
#include "app/options.hpp"

namespace patchmatrix {

// What a version is known by: the hash of its bytes, and the vulnerabilities for which it stands
// in.
using VersionKey = std::pair<std::string, std::vector<std::string>>;
VersionKey key_of(const Source& source);
VersionKey key_of(const ReportInput& input);

// As sources_of; nothing where nobody has such a document at that time.
std::vector<Source> sources_or_none(const Options& options, const Feeds& feeds);

// What `sources` say, which were read into `sets`; without a catalogue. Points into `sets`.
State state_of(const std::vector<Source>& sources, const std::vector<const DocumentSet*>& sets);

// CVE → day of its addition, of what the catalogue had by the end of the day `as_of`, if that is
// given. `kev` may be null.
std::map<std::string, Day> known_exploited(const KevCatalogue* kev,
                                           const std::optional<Day>& as_of);

}  // namespace patchmatrix
