// SPDX-License-Identifier: Apache-2.0
// Where the metadata of a CSAF provider is found (CSAF 2.0, clause 7.3.1).
#include <string>

#include <gtest/gtest.h>

#include "fetch/mirror_support.hpp"

namespace patchmatrix {
namespace {

using namespace std::chrono_literals;
using test::HttpsServer;
using test::Reply;
using test::Texts;

HttpsServer::Options named() {
  HttpsServer::Options options;
  options.names = {"127.0.0.1", "vendor.test", "csaf.vendor.test", "other.test",
                   "csaf.data.security.vendor.test"};
  return options;
}

const char* const kWellKnown = "/.well-known/csaf/provider-metadata.json";
const char* const kSecurityTxt = "/.well-known/security.txt";

class MirrorDiscoveryTest : public test::MirrorTest {
 protected:
  MirrorDiscoveryTest() : MirrorTest(named()) {}

  // The provider of a domain.
  Feed domain() const { return feed(FeedKind::CsafProvider, server.url("", "vendor.test")); }
  // Metadata at `address` ("//host/path") whose only document is /NAME/NAME.json.
  void serve_provider(const std::string& address, const std::string& name) {
    server.serve(address, metadata(name));
    server.serve('/' + name + "/changes.csv", Reply::text(name + ".json,2024-05-14T08:00:00Z\n"));
    server.serve('/' + name + "/index.txt", Reply::text(name + ".json\n"));
    server.serve('/' + name + '/' + name + ".json", Reply::text("id=" + name));
  }
  Reply metadata(const std::string& name) const {
    return Reply::json(
        test::provider_metadata({.directories = {server.url('/' + name, "vendor.test")}}));
  }
  // The name of the provider that was found, or what came of the run instead.
  std::string found(const Feed& feed) {
    std::filesystem::remove_all(options_.mirror);
    server.clear_log();
    const std::string out = run(feed);
    return out == "listed=1 new=1\n" ? joined(files("documents"), " ") : out;
  }
  // Requests up to the first list, "host path".
  Texts way() const {
    Texts out;
    for (const test::Request& each : server.log()) {
      if (each.target.ends_with("changes.csv")) break;
      out.push_back(without_port(each.header("host")) + ' ' + each.target);
    }
    return out;
  }
};

TEST_F(MirrorDiscoveryTest, AsksTheWellKnownAddressFirst) {
  serve_provider(std::string("//vendor.test") + kWellKnown, "first");
  server.serve(kSecurityTxt, Reply::text("CSAF: " + server.url("/second.json", "vendor.test")));
  serve_provider("/second.json", "second");
  EXPECT_EQ(found(domain()), "example/first/first.json");
  EXPECT_EQ(way(), (Texts{std::string("vendor.test ") + kWellKnown}));
}

TEST_F(MirrorDiscoveryTest, GoesOnToEveryLineOfSecurityTxt) {
  serve_provider("//csaf.vendor.test/third.json", "third");
  server.serve("/page.json", Reply::html_page());
  server.serve("/other.json", Reply::json(R"({"not":"metadata"})"));
  server.serve(kSecurityTxt, Reply::text("Contact: mailto:a@vendor.test\r\n"
                                         "CSAF: /relative.json\r\n"
                                         "csaf : " +
                                         server.url("/page.json", "vendor.test") +
                                         "\r\n"
                                         "CSAF: " +
                                         server.url("/other.json", "vendor.test") +
                                         "\n"
                                         "CSAF: http://vendor.test/plain.json\n"
                                         "CSAF: " +
                                         server.url("/third.json", "csaf.vendor.test") +
                                         "\n"
                                         "CSAF: " +
                                         server.url("/fourth.json", "vendor.test") + "\n"));
  for (const Reply& reply :
       {Reply::vanished(), Reply::html_page(), Reply::json("{}"), Reply::error(403)}) {
    server.serve(kWellKnown, reply);
    EXPECT_EQ(found(domain()), "example/third/third.json") << reply.body;
    EXPECT_EQ(way(), (Texts{std::string("vendor.test ") + kWellKnown,
                            std::string("vendor.test ") + kSecurityTxt,
                            "vendor.test /relative.json", "vendor.test /page.json",
                            "vendor.test /other.json", "csaf.vendor.test /third.json"}))
        << reply.body;
  }
}

TEST_F(MirrorDiscoveryTest, ReadsSecurityTxtInItsOldPlaceToo) {
  serve_provider("/b.json", "b");
  server.serve("/security.txt", Reply::text("CSAF: /b.json"));
  for (const Reply& reply :
       {Reply::vanished(), Reply::html_page(), Reply::text("Contact: mailto:a@vendor.test\n")}) {
    server.serve(kSecurityTxt, reply);
    EXPECT_EQ(found(domain()), "example/b/b.json") << reply.body;
  }
}

TEST_F(MirrorDiscoveryTest, AsksTheDnsPathLast) {
  serve_provider("//csaf.data.security.vendor.test/", "dns");
  EXPECT_EQ(found(domain()), "example/dns/dns.json");
  EXPECT_EQ(way(), (Texts{std::string("vendor.test ") + kWellKnown,
                          std::string("vendor.test ") + kSecurityTxt, "vendor.test /security.txt",
                          "csaf.data.security.vendor.test /"}));
}

TEST_F(MirrorDiscoveryTest, SaysThatADomainIsNoProvider) {
  EXPECT_EQ(found(domain()), "\nerror not-found https://vendor.test no-provider\n");
  server.serve(kWellKnown, Reply::html_page());
  server.serve(kSecurityTxt, Reply::html_page());
  EXPECT_EQ(found(domain()), "\nerror not-found https://vendor.test no-provider\n");
  // A failure on the way is more than that.
  server.serve(kWellKnown, Reply::error(403));
  EXPECT_EQ(found(domain()), std::string("\nerror network https://vendor.test") + kWellKnown +
                                 " http-status status=403\n");
}

TEST_F(MirrorDiscoveryTest, RemembersForADayWhatItFound) {
  serve_provider("/b.json", "b");
  server.serve(kSecurityTxt, Reply::text("CSAF: /b.json"));
  EXPECT_EQ(found(domain()), "example/b/b.json");
  EXPECT_EQ(asked(domain()), (Texts{"GET /b/changes.csv"}));
  pass(24h);
  EXPECT_EQ(asked(domain())[0], "GET /b.json");
  // It has moved.
  pass(24h);
  server.remove("/b.json");
  serve_provider(kWellKnown, "c");
  server.clear_log();
  EXPECT_EQ(run(domain()), "listed=1 new=1\nevent vanished b/b.json\n");
  EXPECT_EQ(way(), (Texts{"vendor.test /b.json", std::string("vendor.test ") + kWellKnown}));
}

TEST_F(MirrorDiscoveryTest, StaysWithTheHostsOfADefinition) {
  serve_provider("/b.json", "b");
  server.serve(kSecurityTxt, Reply::text("CSAF: " + server.url("/b.json", "other.test")));
  EXPECT_EQ(found(domain()), "example/b/b.json");
  Feed strict = domain();
  strict.allowed_hosts = {"csaf.vendor.test:" + std::to_string(server.port())};
  EXPECT_EQ(found(strict),
            "\nerror untrusted https://other.test/b.json http-host host=other.test\n");
  EXPECT_EQ(server.hits("/b.json"), 0U);
}

TEST_F(MirrorDiscoveryTest, TakesAnAddressAsItIs) {
  serve_provider("/deep/provider_metadata.json", "b");
  EXPECT_EQ(found(feed(FeedKind::CsafProvider,
                       server.url("/deep/provider_metadata.json", "vendor.test"))),
            "example/b/b.json");
  for (const Reply& reply : {Reply::html_page(), Reply::json("[]"), Reply::vanished()}) {
    server.serve("/deep/provider_metadata.json", reply);
    EXPECT_EQ(found(feed(FeedKind::CsafProvider, "/deep/provider_metadata.json")),
              "\nerror not-found https://127.0.0.1/deep/provider_metadata.json no-provider\n")
        << reply.body;
  }
}

TEST_F(MirrorDiscoveryTest, MakesAFeedOfAnAddress) {
  const struct {
    std::string address, id, url;
  } cases[] = {
      {"vendor.test", "csaf-vendor.test", "https://vendor.test/"},
      {"Vendor.test/", "csaf-vendor.test", "https://vendor.test/"},
      {"https://vendor.test:8443/x/aggregator.json", "csaf-vendor.test-8443",
       "https://vendor.test:8443/x/aggregator.json"},
  };
  for (const auto& each : cases) {
    const Feed feed = csaf_feed(each.address);
    EXPECT_EQ(feed.id, each.id) << each.address;
    EXPECT_EQ(feed.urls, Texts{each.url}) << each.address;
    EXPECT_EQ(slug(feed.kind), "csaf-provider") << each.address;
    EXPECT_FALSE(feed.allow_http || feed.allow_private_addresses) << each.address;
  }
  for (const char* bad : {"", "http://vendor.test", "file:///etc/passwd", "https://", "a b",
                          "https://user@vendor.test"})
    EXPECT_EQ(test::error_of([&] { csaf_feed(bad); }),
              std::string("usage bad-provider address=") + bad);
}

}  // namespace
}  // namespace patchmatrix
