// SPDX-License-Identifier: Apache-2.0
#pragma once

// CSAF providers (CSAF 2.0, clause 7; retrieving rules of clause 7.3): where their metadata is, and
// what it says.

#include <string>
#include <vector>

#include "fetch/asking.hpp"
#include "fetch/lists.hpp"

namespace patchmatrix {

struct Provider {
  std::string url;  // of the metadata
  ProviderMetadata metadata;
};

// The first of `addresses` that leads to metadata (an aggregator's mirrors follow the provider's
// own). An address that names a JSON file is the metadata; any other stands for its domain: the
// well-known address, then every `CSAF:` line of security.txt, and the DNS path only if neither
// gave any. What is not provider metadata is no candidate; the first that is counts.
// The answer is remembered for a day. `any_host`: discovery may lead to hosts that `access` does
// not allow.
// Errors: NotFound "no-provider"; as Asker::ask.
Provider find_provider(Asker& asker, const std::vector<std::string>& addresses,
                       const std::shared_ptr<const HttpAccess>& access, bool any_host);

// The keys of a feed, as far as they can be had and have the fingerprints they are named with.
struct ProviderKeys {
  std::vector<std::string> blocks;
  std::vector<std::string> believed;  // fingerprints: pinned at first use, or by the definition
  std::vector<FetchEvent> events;     // "new-key"
};
// `defined`: the fingerprints of the definition; without any, the keys of the first time are pinned
// in the ledger. A key that never could be had vouches for nothing; documents then say so.
ProviderKeys provider_keys(Asker& asker, const std::vector<ProviderKey>& named,
                           const std::vector<std::string>& defined,
                           const std::shared_ptr<const HttpAccess>& access);

}  // namespace patchmatrix
