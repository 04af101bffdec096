// SPDX-License-Identifier: Apache-2.0
// Hashes, signatures and keys: what a mirror believes under which policy.
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "app/document_facts.hpp"
#include "fetch/mirror_support.hpp"
#include "io/hash.hpp"
#include "io/openpgp.hpp"
#include "io/sqlite.hpp"

namespace patchmatrix {
namespace {

using namespace std::chrono_literals;
using test::Reply;
using test::Texts;

// A provider with a directory of one signed document, /csaf/a.json.
class MirrorTrustTest : public test::MirrorTest {
 protected:
  MirrorTrustTest() {
    const Inspect real = inspector(test::shipped_feeds());
    options_.inspect = [this, real](std::string_view bytes) {
      ++inspected;
      return real(bytes);
    };
    serve_document();
  }

  static std::string fixture(const std::string& name) {
    return read_file(test::source_folder() / "tests/io/openpgp" / name);
  }
  static std::string fingerprint(const std::string& key) {
    KeyRing ring;
    return ring.add(fixture(key + ".pub.asc")).front().fingerprint;
  }
  void serve_document() {
    server.serve("/csaf/changes.csv", Reply::text("a.json,2024-05-14T08:00:00Z\n"));
    server.serve("/csaf/index.txt", Reply::text("a.json\n"));
    server.serve("/csaf/a.json", Reply::json(document));
    server.serve("/csaf/a.json.sha256", Reply::text(sha256(document) + "  a.json\n"));
  }
  // The provider's metadata names these keys, by fixture.
  void serve_keys(const Texts& names) {
    test::Lists lists;
    lists.directories = {server.url("/csaf/")};
    for (const std::string& name : names) {
      lists.keys.emplace_back(fingerprint(name), server.url("/" + name + ".asc"));
      server.serve("/" + name + ".asc", Reply::text(fixture(name + ".pub.asc")));
    }
    server.serve("/provider-metadata.json", Reply::json(test::provider_metadata(lists)));
  }
  void serve_signature(const std::string& name) {
    server.serve("/csaf/a.json.asc", Reply::text(fixture("signed.json." + name + ".asc")));
  }
  Feed under(Verification policy) const {
    Feed out = provider();
    out.verification = policy;
    return out;
  }
  // Begins with an empty mirror; "new", or why not.
  std::string first_run(const Feed& feed) {
    std::filesystem::remove_all(options_.mirror);
    inspected = 0;
    std::string out = run(feed);
    const std::size_t told = std::min(out.find("event "), out.size());
    events = out.substr(told);
    out.erase(told);
    const bool stored = out == "listed=1 new=1\n";
    EXPECT_EQ(inspected, stored ? 1U : 0U) << "what is not believed is not read: " << out;
    EXPECT_EQ(files("documents"), stored ? Texts{"example/csaf/a.json"} : Texts{}) << out;
    EXPECT_EQ(files("quarantine"), stored ? Texts{} : Texts{"example/csaf/a.json"}) << out;
    if (stored) return "new";
    const std::string head = "listed=1 failed=1\nfailed csaf/a.json: untrusted ";
    const std::string tail = ", next " + to_string(now + 24h) + ", quarantined\n";
    if (!out.starts_with(head) || !out.ends_with(tail)) return out;
    return out.substr(head.size(), out.size() - head.size() - tail.size());
  }

  const std::string document = fixture("signed.json");
  std::string events;  // of the last first_run
};

TEST_F(MirrorTrustTest, BelievesHashesByPolicy) {
  const std::string good256 = sha256(document);
  std::string wrong256 = good256;
  wrong256[0] = wrong256[0] == '0' ? '1' : '0';
  std::string upper256 = good256;
  for (char& c : upper256) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  const std::string unsaid = "{absent}";
  const struct {
    std::string what, hash, require, prefer, record;
  } cases[] = {
      {"name behind it", good256 + "  a.json\n", "new", "new", "new"},
      {"alone", good256, "new", "new", "new"},
      {"binary mark", good256 + " *a.json", "new", "new", "new"},
      {"upper case", upper256 + "\r\n", "new", "new", "new"},
      {"wrong", wrong256 + "  a.json\n", "hash-wrong", "hash-wrong", "new"},
      {"empty", "", "hash-missing", "new", "new"},
      {"md5", "d41d8cd98f00b204e9800998ecf8427e  a.json", "hash-missing", "new", "new"},
      {"too short", good256.substr(1), "hash-missing", "new", "new"},
      {"page", "<!DOCTYPE html><p>Not found", "hash-missing", "new", "new"},
      {"absent", unsaid, "hash-missing", "new", "new"},
  };
  serve_keys({"good"});
  serve_signature("good");
  for (const auto& each : cases) {
    if (each.hash == unsaid)
      server.remove("/csaf/a.json.sha256");
    else
      server.serve("/csaf/a.json.sha256", Reply::text(each.hash));
    EXPECT_EQ(first_run(under(Verification::Require)), each.require) << each.what;
    EXPECT_EQ(first_run(under(Verification::Prefer)), each.prefer) << each.what;
    EXPECT_EQ(first_run(under(Verification::Record)), each.record) << each.what;
  }
}

TEST_F(MirrorTrustTest, BelievesSignaturesByPolicy) {
  const auto by = [](const std::string& code, const std::string& key) {
    return code + " key=" + fingerprint(key) + " signed=2024-05-14T08:00:00Z";
  };
  const auto now_is = [](const std::string& code, const std::string& key, const std::string& how) {
    return "event " + code + " key=" + fingerprint(key) + ' ' + how + '\n';
  };
  const struct {
    std::string signature, key, require, prefer, events = {};
  } cases[] = {
      {"good", "good", "new", "new"},
      {"expired-since", "expired-since", "new", "new",
       now_is("key-expired", "expired-since", "day=2025-01-01")},
      {"revoked-superseded", "revoked-superseded", "new", "new",
       now_is("key-revoked", "revoked-superseded", "reason=superseded")},
      {"expired-before", "expired-before", by("signature-key-expired", "expired-before"),
       by("signature-key-expired", "expired-before"),
       now_is("key-expired", "expired-before", "day=2023-01-01")},
      {"revoked", "revoked", by("signature-key-revoked", "revoked"),
       by("signature-key-revoked", "revoked"),
       now_is("key-revoked", "revoked", "reason=compromised")},
      {"unknown", "good", by("signature-unknown-key", "unknown"),
       by("signature-unknown-key", "unknown")},
      {"wrong", "good", by("signature-bad", "good"), by("signature-bad", "good")},
      {"sha1", "other", by("signature-unsupported", "other"), by("signature-unsupported", "other")},
      {"page", "good", "signature-missing", "new"},
      {"", "good", "signature-missing", "new"},
      {"good", "", by("signature-unknown-key", "good"), "new"},
      {"", "", "signature-missing", "new"},
  };
  now = test::at("2025-06-12T12:00:00Z");
  for (const auto& each : cases) {
    const std::string what = each.signature + " with " + each.key;
    server.remove("/csaf/a.json.asc");
    if (!each.signature.empty()) serve_signature(each.signature);
    serve_keys(each.key.empty() ? Texts{} : Texts{each.key});
    EXPECT_EQ(first_run(under(Verification::Require)), each.require) << what;
    EXPECT_EQ(first_run(under(Verification::Prefer)), each.prefer) << what;
    EXPECT_EQ(first_run(under(Verification::Record)), "new") << what;
    EXPECT_EQ(events, each.events) << what;
  }
}

TEST_F(MirrorTrustTest, TakesAPageForAnAbsentSignatureOrKey) {
  serve_keys({"good"});
  server.serve("/csaf/a.json.asc", Reply::html_page());
  EXPECT_EQ(first_run(under(Verification::Require)), "signature-missing");
  EXPECT_EQ(first_run(under(Verification::Prefer)), "new");
  serve_signature("good");
  for (const Reply& reply : {Reply::html_page(), Reply::vanished(), Reply::text("no key at all"),
                             Reply::error(403), Reply::text(fixture("other.pub.asc"))}) {
    server.serve("/good.asc", reply);
    EXPECT_EQ(first_run(under(Verification::Prefer)), "new") << reply.body;
    EXPECT_EQ(first_run(under(Verification::Require)),
              "signature-unknown-key key=" + fingerprint("good") + " signed=2024-05-14T08:00:00Z")
        << reply.body;
  }
}

TEST_F(MirrorTrustTest, TriesOnceMoreWhenAHashIsWrongAndQuarantinesThen) {
  serve_keys({"good"});
  serve_signature("good");
  server.serve("/csaf/a.json.sha256", Reply::text(sha256("another")));
  server.then("/csaf/a.json.sha256", Reply::text(sha256(document)));
  EXPECT_EQ(first_run(under(Verification::Require)), "new") << "it was being replaced";
  server.serve("/csaf/a.json.sha256", Reply::text(sha256("another")));
  server.clear_log();
  EXPECT_EQ(first_run(under(Verification::Require)), "hash-wrong");
  EXPECT_EQ(server.hits("/csaf/a.json"), 2U);
  EXPECT_EQ(mirror_status(options_.mirror, "example").quarantined, 1U);
  EXPECT_EQ(test::error_of([&] {
              mirror_sources(options_.mirror, "example", {2024, 5});
            }),
            "not-found not-in-mirror feed=example month=2024-05");

  // A day later it is what it should be.
  server.serve("/csaf/a.json.sha256", Reply::text(sha256(document)));
  pass(24h);
  EXPECT_EQ(run(under(Verification::Require)), "listed=1 new=1\n");
  EXPECT_EQ(mirror_status(options_.mirror, "example").quarantined, 0U);
  EXPECT_EQ(damage(), "");
}

TEST_F(MirrorTrustTest, KeepsTheGoodVersionWhenANewerOneIsNotBelieved) {
  serve_keys({"good"});
  serve_signature("good");
  EXPECT_EQ(first_run(under(Verification::Require)), "new");
  server.serve("/csaf/changes.csv", Reply::text("a.json,2024-06-01T08:00:00Z\n"));
  server.serve("/csaf/a.json", Reply::json(document + ' '));
  EXPECT_EQ(run(under(Verification::Require)),
            "listed=1 failed=1\nfailed csaf/a.json: untrusted hash-wrong, next "
            "2024-06-13T12:00:00Z, quarantined\n");
  EXPECT_EQ(content("csaf/a.json"), document);
  EXPECT_EQ(read_file(options_.mirror / "quarantine/example/csaf/a.json"), document + ' ');
  EXPECT_EQ(inspected, 1U);
}

TEST_F(MirrorTrustTest, QuarantinesNothingThatItCouldNotJudge) {
  serve_keys({"good"});
  serve_signature("good");
  server.serve("/csaf/a.json.sha256", Reply::error(503));
  EXPECT_EQ(run(under(Verification::Require)),
            "listed=1 failed=1\nfailed csaf/a.json: network https://127.0.0.1/csaf/a.json.sha256 "
            "http-status status=503, next "
            "2024-06-12T12:15:00Z\n");
  server.serve("/csaf/a.json.sha256", Reply::too_many("3600"));
  pass(15min);
  EXPECT_EQ(run(under(Verification::Require)),
            "listed=1 failed=1\nfailed csaf/a.json: network https://127.0.0.1/csaf/a.json.sha256 "
            "http-status status=429, next "
            "2024-06-12T13:15:00Z\n");
  EXPECT_EQ(files("quarantine"), Texts{});
  EXPECT_EQ(inspected, 0U);
  pass(1h);
  serve_document();
  serve_signature("good");
  EXPECT_EQ(run(under(Verification::Require)), "listed=1 new=1\n");
}

TEST_F(MirrorTrustTest, StoresItsVerdicts) {
  now = test::at("2025-06-12T12:00:00Z");
  const auto stored_verdict = [this] {
    Database ledger(options_.mirror / "ledger.sqlite", {"SELECT 1"});
    Statement query = ledger.prepare(
        "SELECT hash, signature, signing_key, signed_at, key_expired_since, key_revoked_since "
        "FROM version");
    std::string out;
    while (query.next())
      for (int column = 0; column < 6; ++column)
        out += (column == 0 ? "" : " ") + std::string(query.text(column));
    return out;
  };
  serve_keys({"expired-since"});
  serve_signature("expired-since");
  EXPECT_EQ(first_run(under(Verification::Require)), "new");
  EXPECT_EQ(stored_verdict(), "good good " + fingerprint("expired-since") + " 1715673600 1 0");
  serve_keys({"good"});
  serve_signature("wrong");
  server.serve("/csaf/a.json.sha256", Reply::text(sha256("another")));
  EXPECT_EQ(first_run(under(Verification::Record)), "new");
  EXPECT_EQ(stored_verdict(), "wrong bad " + fingerprint("good") + " 1715673600 0 0");
  server.remove("/csaf/a.json.sha256");
  server.remove("/csaf/a.json.asc");
  EXPECT_EQ(first_run(under(Verification::Record)), "new");
  EXPECT_EQ(stored_verdict(), "missing missing   0 0");
}

TEST_F(MirrorTrustTest, AsksForTheKindOfHashThatWasThereBefore) {
  Hasher hasher(HashAlgorithm::Sha512);
  hasher.add(document);
  std::string changes;
  for (const char* name : {"a", "b", "c", "d"}) {
    const std::string file = std::string("/csaf/") + name + ".json";
    changes += std::string(name) + ".json,2024-05-14T08:00:00Z\n";
    server.serve(file, Reply::json(document));
    server.serve(file + ".sha512", Reply::text(hasher.digest()));
  }
  server.serve("/csaf/changes.csv", Reply::text(changes));
  Feed feed = directory();
  feed.connections = 1;
  EXPECT_EQ(run(feed), "listed=4 new=4\n");
  std::size_t sha256_asked = 0, sha512_asked = 0;
  for (const std::string& line : lines()) {
    if (line.ends_with(".sha512")) ++sha512_asked;
    if (line.ends_with(".sha256")) ++sha256_asked;
  }
  EXPECT_EQ(sha256_asked, 1U) << "SHA-256 is asked for first, and once";
  EXPECT_EQ(sha512_asked, 4U);
}

TEST_F(MirrorTrustTest, NeedsNoSecondHash) {
  server.serve("/csaf/a.json.sha256", Reply::text(sha256(document) + "  a.json\n"));
  EXPECT_EQ(run(directory()), "listed=1 new=1\n");
  EXPECT_EQ(server.hits("/csaf/a.json.sha256"), 1U);
  EXPECT_EQ(server.hits("/csaf/a.json.sha512"), 0U);
  EXPECT_EQ(server.hits("/csaf/a.json.asc"), 0U) << "without keys a signature proves nothing";
}

TEST_F(MirrorTrustTest, TakesHashAndSignatureFromWhereARolieFeedSays) {
  serve_keys({"good"});
  test::Lists lists;
  lists.rolies = {{server.url("/rolie.json"), "WHITE"}};
  lists.keys = {{fingerprint("good"), server.url("/good.asc")}};
  server.serve("/provider-metadata.json", Reply::json(test::provider_metadata(lists)));
  server.serve("/rolie.json",
               Reply::json(test::rolie({{server.url("/csaf/a.json"), "2024-05-14T08:00:00Z",
                                         server.url("/hash"), server.url("/signature")}})));
  server.serve("/hash", Reply::text(sha256(document)));
  server.serve("/signature", Reply::text(fixture("signed.json.good.asc")));
  EXPECT_EQ(first_run(under(Verification::Require)), "new");
  EXPECT_EQ(server.hits("/csaf/a.json.sha512") + server.hits("/csaf/a.json.asc"), 0U);
}

TEST_F(MirrorTrustTest, NeedsEitherHashThoughARolieFeedNamesTheOtherToo) {
  serve_keys({"good"});
  test::Lists lists;
  lists.rolies = {{server.url("/rolie.json"), "WHITE"}};
  lists.keys = {{fingerprint("good"), server.url("/good.asc")}};
  server.serve("/provider-metadata.json", Reply::json(test::provider_metadata(lists)));
  server.serve("/rolie.json",
               Reply::json(test::rolie({{server.url("/csaf/a.json"), "2024-05-14T08:00:00Z",
                                         server.url("/csaf/a.json.sha256")}})));
  Hasher hasher(HashAlgorithm::Sha512);
  hasher.add(document);
  server.remove("/csaf/a.json.sha256");
  server.serve("/csaf/a.json.sha512", Reply::text(hasher.digest()));
  server.serve("/csaf/a.json.asc", Reply::text(fixture("signed.json.good.asc")));
  EXPECT_EQ(first_run(under(Verification::Require)), "new");
}

TEST_F(MirrorTrustTest, LosesNoDocumentForAHashThatIsOnlyRecorded) {
  serve_keys({"good"});
  for (const Reply& trouble :
       {Reply::error(503), Reply::sized(2'000'000), Reply::redirect("https://foreign.test/hash")}) {
    server.serve("/csaf/a.json.sha256", trouble);
    EXPECT_EQ(first_run(under(Verification::Record)), "new");
    EXPECT_EQ(server.hits("/csaf/a.json"), 1U);
    server.clear_log();
  }
}

// ── Pinned keys ──────────────────────────────────────────────────────────────────────────────────

TEST_F(MirrorTrustTest, BelievesNoKeyThatComesLater) {
  serve_keys({"good"});
  serve_signature("good");
  EXPECT_EQ(first_run(under(Verification::Require)), "new");

  pass(24h);
  serve_keys({"good", "other"});
  const std::string event = "event new-key key=" + fingerprint("other") + '\n';
  EXPECT_EQ(run(under(Verification::Require)), "listed=1 unchanged=1\n" + event);
  server.serve("/csaf/changes.csv",
               Reply::text("a.json,2024-06-01T08:00:00Z\nb.json,2024-06-01T08:00:00Z\n"));
  server.serve("/csaf/b.json", Reply::json(document));
  server.serve("/csaf/b.json.sha256", Reply::text(sha256(document)));
  server.serve("/csaf/b.json.asc", Reply::text(fixture("signed.json.other.asc")));
  EXPECT_EQ(run(under(Verification::Require)),
            "listed=2 unchanged=1 failed=1\n"
            "failed csaf/b.json: untrusted signature-unknown-key key=" +
                fingerprint("other") +
                " signed=2024-05-14T08:00:00Z, next 2024-06-14T12:00:00Z, quarantined\n" + event);

  // The definition may say otherwise.
  Feed told = under(Verification::Require);
  told.fingerprints = {fingerprint("good"), fingerprint("other")};
  pass(24h);
  EXPECT_EQ(run(told), "listed=2 new=1 unchanged=1\n");
}

TEST_F(MirrorTrustTest, GoesOnWithAKeyThatIsWithheld) {
  serve_keys({"good"});
  serve_signature("good");
  EXPECT_EQ(first_run(under(Verification::Prefer)), "new");
  for (const Reply& reply : {Reply::vanished(), Reply::error(503), Reply::html_page()}) {
    pass(24h);
    server.serve("/good.asc", reply);
    server.serve("/csaf/changes.csv",
                 Reply::text("a.json,2024-05-14T08:00:00Z\nb.json," + to_string(now) + '\n'));
    server.serve("/csaf/b.json", Reply::json(document));
    server.serve("/csaf/b.json.asc", Reply::text(fixture("signed.json.wrong.asc")));
    EXPECT_EQ(run(under(Verification::Prefer)),
              "listed=2 unchanged=1 failed=1\nfailed csaf/b.json: untrusted signature-bad key=" +
                  fingerprint("good") + " signed=2024-05-14T08:00:00Z, next " +
                  to_string(now + 24h) + ", quarantined\n")
        << reply.status;
  }
}

TEST_F(MirrorTrustTest, BelievesTheDefinitionRatherThanTheProvider) {
  serve_keys({"good", "other"});
  serve_signature("good");
  Feed feed = under(Verification::Require);
  feed.fingerprints = {fingerprint("other")};
  const std::string event = "event new-key key=" + fingerprint("good") + '\n';
  EXPECT_EQ(run(feed),
            "listed=1 failed=1\nfailed csaf/a.json: untrusted signature-unknown-key key=" +
                fingerprint("good") +
                " signed=2024-05-14T08:00:00Z, next 2024-06-13T12:00:00Z, quarantined\n" + event);
  feed.fingerprints = {fingerprint("good")};
  pass(24h);
  EXPECT_EQ(run(feed), "listed=1 new=1\nevent new-key key=" + fingerprint("other") + '\n');
}

TEST_F(MirrorTrustTest, TakesKeysFromTheDefinitionWhereNoMetadataNamesThem) {
  server.serve("/good.asc", Reply::text(fixture("good.pub.asc")));
  serve_signature("good");
  Feed feed = directory();
  feed.verification = Verification::Require;
  feed.keys = {server.url("/good.asc")};
  EXPECT_EQ(first_run(feed), "new");
}

TEST_F(MirrorTrustTest, BelievesNoKeyWithAnotherFingerprintThanAnnounced) {
  serve_signature("other");
  test::Lists lists;
  lists.directories = {server.url("/csaf/")};
  lists.keys = {{fingerprint("good"), server.url("/two.asc")}};
  server.serve("/two.asc", Reply::text(fixture("two.pub.asc")));  // good and other
  server.serve("/provider-metadata.json", Reply::json(test::provider_metadata(lists)));
  EXPECT_EQ(first_run(under(Verification::Require)),
            "signature-unknown-key key=" + fingerprint("other") + " signed=2024-05-14T08:00:00Z");
  serve_signature("good");
  EXPECT_EQ(first_run(under(Verification::Require)), "new");
}

}  // namespace
}  // namespace patchmatrix
