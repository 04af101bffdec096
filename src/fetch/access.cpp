// SPDX-License-Identifier: Apache-2.0
#include "fetch/access.hpp"

#include <filesystem>

#include <patchmatrix/error.hpp>

#include "io/files.hpp"
#include "io/terminal.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

void allow(HttpAccess& access, const std::string& address) {
  if (const auto url = parse_url(address)) access.allowed_hosts.push_back(url->authority());
}

std::string secret(const SecretHeader& header) {
  namespace fs = std::filesystem;
  if (header.file.empty()) {
    std::string value = environment(header.environment.c_str());
    if (value.empty())
      throw Error(ErrorKind::Usage, "no-secret", {}, {{"variable", header.environment}});
    return value;
  }
  const std::string text = read_file(header.file);
  const auto everybody =
      fs::status(header.file).permissions() & (fs::perms::others_read | fs::perms::others_write);
  if (everybody != fs::perms::none) throw Error(ErrorKind::Untrusted, "secret-open", header.file);
  const std::string_view line = trimmed(std::string_view(text).substr(0, text.find('\n')));
  if (line.empty()) throw Error(ErrorKind::Usage, "empty-secret", header.file);
  return std::string(line);
}

}  // namespace

HttpAccess access_of(const Feed& feed) {
  HttpAccess access;
  access.allowed_hosts = feed.allowed_hosts;
  for (const std::string& each : feed.urls) allow(access, each);
  for (const std::string& each : feed.keys) allow(access, each);
  allow(access, feed.document_url);
  access.allow_http = feed.allow_http;
  access.allow_private_addresses = feed.allow_private_addresses;
  access.limits = {feed.connections, feed.requests_per_second};
  access.headers = feed.headers;
  if (!feed.secret_header.name.empty()) {
    access.secret_headers = {feed.secret_header.name + ": " + feed.secret_header.prefix +
                             secret(feed.secret_header)};
    if (const auto url = parse_url(feed.urls.front())) access.secret_host = url->authority();
  }
  access.proxy = feed.proxy;
  access.ca_file = feed.ca_file;
  access.client_certificate = feed.client_certificate;
  access.client_key = feed.client_key;
  return access;
}

HttpAccess with_hosts_of(HttpAccess access, const ProviderMetadata& metadata) {
  for (const ProviderList& each : metadata.lists) allow(access, each.url);
  for (const ProviderKey& each : metadata.keys) allow(access, each.url);
  return access;
}

bool has_credentials(const Feed& feed) {
  return !feed.secret_header.name.empty() || !feed.client_certificate.empty();
}

}  // namespace patchmatrix
