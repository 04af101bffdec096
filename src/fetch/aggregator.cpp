// SPDX-License-Identifier: Apache-2.0
#include "fetch/aggregator.hpp"

#include <set>

#include "fetch/access.hpp"
#include "fetch/asking.hpp"
#include "fetch/lists.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

// What a provider is called among those of an aggregator: its host, with the folder of its metadata
// unless that is where everybody looks. It does not depend on what else is listed.
std::string provider_id(const Url& metadata) {
  const std::string folder = metadata.path.substr(0, metadata.path.rfind('/'));
  return slugged(metadata.authority() + (folder == "/.well-known/csaf" ? std::string() : folder));
}

}  // namespace

std::optional<std::vector<Feed>> providers_of(const Tools& tools, const Feed& feed) {
  const bool may_be = feed.kind == FeedKind::CsafAggregator ||
                      (feed.kind == FeedKind::CsafProvider && feed.urls.front().ends_with(".json"));
  if (!may_be) return std::nullopt;
  Asker asker(tools.client, tools.ledger, feed.id, tools.options.patience, tools.now);
  const auto text =
      asker.ask_daily(feed.urls.front(), std::make_shared<const HttpAccess>(access_of(feed)));
  const auto listed = text ? read_aggregator(*text) : std::nullopt;
  if (!listed) {
    if (feed.kind == FeedKind::CsafProvider) return std::nullopt;
    throw Error(ErrorKind::NotFound, "no-aggregator", feed.urls.front());
  }
  std::vector<Feed> out;
  std::set<std::string> ids, urls;
  for (const AggregatedProvider& each : *listed) {
    const auto url = parse_url(each.url);
    if (!url || !urls.insert(each.url).second) continue;
    Feed provider = feed;
    provider.kind = FeedKind::CsafProvider;
    provider.id = feed.id + '/' + provider_id(*url);
    for (int n = 2; !ids.insert(provider.id).second; ++n)
      provider.id = feed.id + '/' + provider_id(*url) + '-' + std::to_string(n);
    provider.name = {url->authority(), url->authority()};
    // How to fetch holds for the providers too; what the aggregator is shown or believed does not.
    provider.allowed_hosts.clear();  // their metadata names them
    provider.fingerprints.clear();
    provider.distributions.clear();
    provider.keys.clear();
    provider.headers.clear();
    provider.secret_header = {};
    provider.client_certificate.clear();
    provider.client_key.clear();
    provider.urls = {each.url};
    provider.urls.insert(provider.urls.end(), each.mirrors.begin(), each.mirrors.end());
    out.push_back(std::move(provider));
  }
  return out;
}

}  // namespace patchmatrix
