// SPDX-License-Identifier: Apache-2.0
#include "fetch/provider.hpp"

#include <algorithm>
#include <set>

#include "io/openpgp.hpp"

namespace patchmatrix {
namespace {

// Under this name the ledger remembers where the metadata of a feed was found.
constexpr const char* kFoundAt = "provider-metadata";

std::string absolute(const std::string& base, const std::string& reference) {
  const auto from = parse_url(base);
  const auto url = from ? resolve_url(*from, reference) : std::nullopt;
  return url ? url->text() : std::string();
}

std::optional<Provider> provider_at(Asker& asker, const std::string& url,
                                    const std::shared_ptr<const HttpAccess>& access) {
  const auto text = asker.ask_daily(url, access);
  if (!text) return std::nullopt;
  auto metadata = read_provider_metadata(*text);
  if (!metadata) return std::nullopt;
  for (ProviderList& each : metadata->lists) each.url = absolute(url, each.url);
  for (ProviderKey& each : metadata->keys) each.url = absolute(url, each.url);
  return Provider{url, std::move(*metadata)};
}

// Like provider_at, but a candidate that cannot be reached is none: the next one may be.
std::optional<Provider> candidate(Asker& asker, const std::string& url,
                                  const std::shared_ptr<const HttpAccess>& access,
                                  std::optional<Error>& failure) {
  if (url.empty()) return std::nullopt;
  try {
    return provider_at(asker, url, access);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::Io) throw;
    if (!failure) failure = error;
    return std::nullopt;
  }
}

std::vector<std::string> security_txt(Asker& asker, const std::string& root,
                                      const std::shared_ptr<const HttpAccess>& access,
                                      std::optional<Error>& failure) {
  for (const char* place : {"/.well-known/security.txt", "/security.txt"}) {
    try {
      const auto answer = asker.ask(root + place, access, {}, false);
      if (!answer) continue;
      std::vector<std::string> urls;
      for (const std::string& line : read_security_txt(answer->body))
        urls.push_back(absolute(answer->url, line));
      if (!urls.empty()) return urls;
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::Io) throw;
      if (!failure) failure = error;
    }
  }
  return {};
}

// With the host of `url` as well: the domain itself names it.
std::shared_ptr<const HttpAccess> access_to(const std::shared_ptr<const HttpAccess>& access,
                                            const std::string& url, bool any_host) {
  const auto parsed = parse_url(url);
  if (!any_host || !parsed) return access;
  auto wider = std::make_shared<HttpAccess>(*access);
  wider->allowed_hosts.push_back(parsed->authority());
  return wider;
}

std::optional<Provider> discovered(Asker& asker, const std::string& root,
                                   const std::shared_ptr<const HttpAccess>& access, bool any_host) {
  std::optional<Error> failure;
  const std::string known = root + "/.well-known/csaf/provider-metadata.json";
  if (auto provider = candidate(asker, known, access, failure)) return provider;
  for (const std::string& url : security_txt(asker, root, access, failure))
    if (auto provider = candidate(asker, url, access_to(access, url, any_host), failure))
      return provider;
  const auto parsed = parse_url(root);
  if (parsed) {
    Url dns = *parsed;
    dns.host.insert(0, "csaf.data.security.");
    dns.path = "/";
    std::optional<Error> unheard;  // most domains have no such name
    if (auto provider =
            candidate(asker, dns.text(), access_to(access, dns.text(), any_host), unheard))
      return provider;
  }
  if (failure) throw *failure;
  return std::nullopt;
}

std::optional<Provider> provider_of(Asker& asker, const std::string& address,
                                    const std::shared_ptr<const HttpAccess>& access,
                                    bool any_host) {
  auto url = parse_url(address);
  if (!url) throw Error(ErrorKind::Usage, "bad-provider", {}, {{"address", address}});
  if (url->path.ends_with(".json")) return provider_at(asker, address, access);
  if (const auto found_at = asker.ledger().resource(asker.feed(), kFoundAt))
    if (auto provider =
            provider_at(asker, found_at->body, access_to(access, found_at->body, any_host)))
      return provider;
  url->path.clear();
  url->query.clear();
  auto provider = discovered(asker, url->text(), access, any_host);
  if (provider)
    asker.ledger().keep(asker.feed(), kFoundAt, {{}, {}, {}, provider->url, asker.now()});
  return provider;
}

// Of the keys in a block: the one with this fingerprint, or all if none is asked for.
std::vector<PublicKey> keys_in(const std::string& block, const std::string& wanted) {
  KeyRing ring;
  std::vector<PublicKey> keys = ring.add(block);
  std::erase_if(keys,
                [&](const PublicKey& key) { return !wanted.empty() && key.fingerprint != wanted; });
  return keys;
}

// What has become of a key; what it signed before stays signed.
void tell_of(const PublicKey& key, Instant now, std::vector<FetchEvent>& events) {
  if (key.revoked)
    events.push_back(
        {"key-revoked", {}, {{"key", key.fingerprint}, {"reason", key.revocation_reason}}});
  else if (key.expires && *key.expires <= now)
    events.push_back(
        {"key-expired", {}, {{"key", key.fingerprint}, {"day", to_string(day_of(*key.expires))}}});
}

// A key that cannot be had any more vouches on: else whoever withholds it could have unsigned
// documents believed.
std::optional<std::string> key_block(Asker& asker, const std::string& url,
                                     const std::shared_ptr<const HttpAccess>& access) {
  if (url.empty()) return std::nullopt;
  try {
    if (auto block = asker.ask_daily(url, access)) return block;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::Io) throw;
  }
  const auto known = asker.ledger().resource(asker.feed(), url);
  return known && !known->body.empty() ? std::optional(known->body) : std::nullopt;
}

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

}  // namespace

Provider find_provider(Asker& asker, const std::vector<std::string>& addresses,
                       const std::shared_ptr<const HttpAccess>& access, bool any_host) {
  std::optional<Error> failure;
  for (const std::string& address : addresses) {
    try {
      if (auto provider = provider_of(asker, address, access, any_host))
        return std::move(*provider);
    } catch (const Error& error) {
      if (!failure) failure = error;
    }
  }
  if (failure) throw *failure;
  throw Error(ErrorKind::NotFound, "no-provider", addresses.front());
}

ProviderKeys provider_keys(Asker& asker, const std::vector<ProviderKey>& named,
                           const std::vector<std::string>& defined,
                           const std::shared_ptr<const HttpAccess>& access) {
  ProviderKeys out;
  std::set<std::string> offered;
  for (const ProviderKey& each : named) {
    try {
      const std::size_t asked = asker.requests();
      auto block = key_block(asker, each.url, access);
      if (!block) continue;
      const auto keys = keys_in(*block, each.fingerprint);
      if (keys.empty()) continue;
      for (const PublicKey& key : keys) {
        offered.insert(key.fingerprint);
        // Once a day, like the key itself: a run that has no news tells none.
        if (asker.requests() != asked) tell_of(key, asker.now(), out.events);
      }
      out.blocks.push_back(std::move(*block));
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::Io) throw;
    }
  }
  out.believed = defined.empty() ? asker.ledger().pinned_keys(asker.feed()) : defined;
  if (out.believed.empty()) {
    for (const std::string& each : offered) asker.ledger().pin(asker.feed(), each, asker.now());
    out.believed.assign(offered.begin(), offered.end());
  }
  for (const std::string& each : offered)
    if (!contains(out.believed, each)) out.events.push_back({"new-key", {}, {{"key", each}}});
  return out;
}

}  // namespace patchmatrix
