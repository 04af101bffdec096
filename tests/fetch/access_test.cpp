// SPDX-License-Identifier: Apache-2.0
#include "fetch/access.hpp"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/support.hpp"

namespace patchmatrix {
namespace {

namespace fs = std::filesystem;
using Texts = std::vector<std::string>;

Feed feed_at(const std::string& url) {
  Feed feed;
  feed.urls = {url};
  return feed;
}

// A variable of the environment while the object lives.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) { ::setenv(name, value, 1); }
  ~Variable() { ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

TEST(Access, IsToTheHostsThatTheDefinitionNames) {
  Feed feed = feed_at("https://Vendor.test/{yyyy}/a.xml");
  feed.urls.push_back("https://second.test:8443/list");
  feed.urls.push_back("file:///srv/feed");
  feed.urls.push_back("no address");
  feed.allowed_hosts = {"cdn.test", "cdn.test:444"};
  feed.keys = {"https://keys.test/k.asc"};
  feed.document_url = "https://docs.test/{id}";
  EXPECT_EQ(access_of(feed).allowed_hosts, (Texts{"cdn.test", "cdn.test:444", "vendor.test",
                                                  "second.test:8443", "keys.test", "docs.test"}));
}

TEST(Access, IsAsTheDefinitionSays) {
  Feed feed = feed_at("https://vendor.test/");
  const HttpAccess plain = access_of(feed);
  EXPECT_FALSE(plain.allow_http || plain.allow_private_addresses);
  EXPECT_EQ(plain.limits.connections, 6);
  EXPECT_EQ(plain.limits.requests_per_second, 20);
  EXPECT_EQ(plain.headers, Texts());
  EXPECT_EQ(plain.secret_headers, Texts());
  EXPECT_EQ(plain.secret_host + plain.proxy + plain.ca_file.string() +
                plain.client_certificate.string() + plain.client_key.string(),
            "");
  feed.allow_http = true;
  feed.allow_private_addresses = true;
  feed.connections = 2;
  feed.requests_per_second = 3;
  feed.headers = {"X-Name: value"};
  feed.proxy = "http://proxy.test:3128";
  feed.ca_file = "/ca.pem";
  feed.client_certificate = "/c.pem";
  feed.client_key = "/k.pem";
  const HttpAccess access = access_of(feed);
  EXPECT_TRUE(access.allow_http && access.allow_private_addresses);
  EXPECT_EQ(access.limits.connections, 2);
  EXPECT_EQ(access.limits.requests_per_second, 3);
  EXPECT_EQ(access.headers, Texts{"X-Name: value"});
  EXPECT_EQ(access.proxy, "http://proxy.test:3128");
  EXPECT_EQ(access.ca_file, "/ca.pem");
  EXPECT_EQ(access.client_certificate, "/c.pem");
  EXPECT_EQ(access.client_key, "/k.pem");
}

TEST(Access, TakesASecretFromAVariable) {
  Feed feed = feed_at("https://vendor.test:8443/");
  feed.secret_header = {"Authorization", "Bearer ", {}, "PATCHMATRIX_TEST_SECRET"};
  EXPECT_EQ(test::error_of([&] { access_of(feed); }),
            "usage no-secret variable=PATCHMATRIX_TEST_SECRET");
  {
    const Variable variable("PATCHMATRIX_TEST_SECRET", "");
    EXPECT_EQ(test::error_of([&] { access_of(feed); }),
              "usage no-secret variable=PATCHMATRIX_TEST_SECRET");
  }
  const Variable variable("PATCHMATRIX_TEST_SECRET", "s3cret");
  const HttpAccess access = access_of(feed);
  EXPECT_EQ(access.secret_headers, Texts{"Authorization: Bearer s3cret"});
  EXPECT_EQ(access.secret_host, "vendor.test:8443");
  EXPECT_EQ(access.headers, Texts());
}

TEST(Access, TakesASecretFromTheFirstLineOfAFile) {
  const test::TemporaryFolder folder;
  const std::pair<std::string, std::string> cases[] = {
      {"s3cret", "Token: s3cret"},
      {"s3cret\n", "Token: s3cret"},
      {"  s3cret\t\r\nmore\n", "Token: s3cret"},
      {"two words\n", "Token: two words"},
  };
  for (const auto& [text, header] : cases) {
    const fs::path file = folder.write("secret", text);
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    Feed feed = feed_at("https://vendor.test/");
    feed.secret_header = {"Token", "", file.string(), "IGNORED"};
    EXPECT_EQ(access_of(feed).secret_headers, Texts{header}) << text;
    EXPECT_EQ(access_of(feed).secret_host, "vendor.test");
  }
}

TEST(Access, TakesNoSecretThatOthersMayRead) {
  const test::TemporaryFolder folder;
  const std::string file = folder.write("secret", "s3cret").string();
  Feed feed = feed_at("https://vendor.test/");
  feed.secret_header = {"Token", "", file, ""};
  const std::pair<unsigned, std::string> cases[] = {
      {0400, "no error"},
      {0600, "no error"},
      {0640, "no error"},
      {0660, "no error"},
      {0601, "no error"},
      {0644, "untrusted " + file + " secret-open"},
      {0604, "untrusted " + file + " secret-open"},
      {0602, "untrusted " + file + " secret-open"},
      {0666, "untrusted " + file + " secret-open"},
  };
  for (const auto& [mode, error] : cases) {
    fs::permissions(file, fs::perms(mode));
    EXPECT_EQ(test::error_of([&] { access_of(feed); }), error) << std::oct << mode;
  }
  fs::remove(file);
  EXPECT_EQ(test::error_of([&] { access_of(feed); }), "not-found " + file + " no-file");
}

TEST(Access, OfAProviderIsToTheHostsOfItsMetadataToo) {
  ProviderMetadata metadata;
  metadata.canonical_url = "https://canonical.test/p.json";
  metadata.lists = {{"https://lists.test/f.json", "WHITE", true}, {"relative/", "", false}};
  metadata.keys = {{"abc", "https://keys.test:8443/k.asc"}, {"def", ""}};
  HttpAccess access = access_of(feed_at("https://vendor.test/"));
  access.secret_host = "vendor.test";
  const HttpAccess wider = with_hosts_of(access, metadata);
  EXPECT_EQ(wider.allowed_hosts, (Texts{"vendor.test", "lists.test", "keys.test:8443"}));
  EXPECT_EQ(wider.secret_host, "vendor.test");
}

TEST(Credentials, AreASecretOrACertificate) {
  Feed feed = feed_at("https://vendor.test/");
  feed.headers = {"X-Name: value"};
  EXPECT_FALSE(has_credentials(feed));
  Feed secret = feed;
  secret.secret_header.name = "Token";
  EXPECT_TRUE(has_credentials(secret));
  Feed certificate = feed;
  certificate.client_certificate = "/c.pem";
  EXPECT_TRUE(has_credentials(certificate));
}

}  // namespace
}  // namespace patchmatrix
