// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a mirror remembers about every document and list: the file ledger.sqlite of a mirror. It is
// the work list too: a run lists what feeds publish, then asks for what the ledger calls due, so
// that a run that was killed is completed by the next one. The tables: docs/mirror.md.

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/fetch.hpp>

#include "fetch/trust.hpp"
#include "io/sqlite.hpp"

namespace patchmatrix {

// Validators and content of something that is asked for again and again: a list, metadata, a key.
struct Resource {
  std::string etag, last_modified, sha256;
  std::string body;  // kept for metadata and keys only
  std::optional<Instant> checked_at;
};

// A document as a list names it.
struct ListedRow {
  std::string name;  // in the mirror
  std::string url, hash_url, signature_url;
  std::optional<Instant> listed_at;  // when the feed says it was updated
  std::optional<Month> month;        // if the list tells it
  bool restricted = false;           // TLP:AMBER and above
};

// A document with what is known of its present version.
struct LedgerDocument {
  std::string name, url, hash_url, signature_url;
  std::optional<Instant> listed_at;
  std::string etag, last_modified, sha256;  // no hash: nothing is stored yet
  std::optional<Instant> fetched_at;
  DocumentFacts facts;  // without vulnerabilities and families
  std::size_t vulnerabilities = 0;
  std::string provisional;  // reason; empty if complete
  int polls = 0;            // in a row with the same number of vulnerabilities
  int attempts = 0;         // in vain, since the last success
  bool lost = false;        // the file with that hash is no longer there
};

// A version that was accepted.
struct AcceptedVersion {
  std::string sha256;
  std::uint64_t size = 0;
  std::string etag, last_modified;
  Instant fetched_at;
  TrustVerdict verdict;
  DocumentFacts facts;
  std::string provisional;
  int polls = 0;
};

// Which documents to ask for.
struct DueFilter {
  Instant now;
  std::optional<Month> month;
  std::optional<Instant> since;
  bool with_credentials = false;
  // Asked for again although the feed does not call them newer, if not checked since …
  Instant provisional_before, undated_before, recent_before;
  std::optional<Instant> recent_since;  // … and, for the last, released or revised since
};

class Ledger {
 public:
  // Errors: Io "database", Unsupported "database-newer".
  explicit Ledger(const std::filesystem::path& file);
  // For readers, who may be others than the one who fetches.
  static Ledger for_reading(const std::filesystem::path& file);

  void copy_to(const std::filesystem::path& file);

  // ── lists ──
  std::optional<Resource> resource(const std::string& feed, const std::string& url);
  void keep(const std::string& feed, const std::string& url, const Resource& resource);

  // A list that the feed no longer has names nothing any more.
  void drop_lists_but(const std::string& feed, const std::vector<std::string>& lists, Instant now,
                      std::vector<FetchEvent>& events);

  // A listing replaces what a list was known to name: what it does not name any more has vanished.
  class Listing {
   public:
    Listing(Ledger& ledger, const std::string& feed, const std::string& list, Instant now);
    void add(const ListedRow& row);
    // Keeps the listing; events tell what vanished and returned. Without it nothing happened.
    void finish(std::vector<FetchEvent>& events);

   private:
    void tell(const std::string& code, const std::string& condition, SqlValue gone,
              std::vector<FetchEvent>& events);

    Ledger& ledger_;
    std::string feed_, list_;
    Instant now_;
    std::int64_t number_;
    Transaction transaction_;
    Statement insert_, member_;
  };

  // ── documents ──
  std::size_t count_due(const std::string& feed, const DueFilter& filter);
  // By name, descending, behind `after` (empty: from the beginning).
  std::vector<LedgerDocument> due(const std::string& feed, const DueFilter& filter,
                                  const std::string& after, std::size_t most);

  // Every vulnerability that any version of the document had, by identifier.
  struct KnownVulnerability {
    std::string id;
    bool gone = false;  // the present version lacks it
  };
  std::vector<KnownVulnerability> known_vulnerabilities(const std::string& feed,
                                                        const std::string& name);

  // What is written between this and its commit() is written as a whole, and faster.
  Transaction transaction() { return Transaction(database_); }

  void stored(const std::string& feed, const LedgerDocument& document,
              const AcceptedVersion& version, const std::vector<FetchEvent>& events);
  // Said before new bytes take the place of old ones, and taken back by stored(): a document of
  // which it is still said after a crash may have either.
  void placing(const std::string& feed, const LedgerDocument& document);
  // Its file is gone, or not what was stored: it is asked for again. Its history stays.
  void forget(const std::string& feed, const std::string& name);
  void unchanged(const std::string& feed, const LedgerDocument& document, Instant now);
  void failed(const std::string& feed, const LedgerDocument& document, const Error& error,
              Instant next_try, bool quarantined);
  // There is nothing at an address that a pattern gave.
  void unpublished(const std::string& feed, const LedgerDocument& document, Instant next_try);
  void succeeded(const std::string& feed, Instant now);  // the feed as a whole

  // ── keys ──
  std::vector<std::string> pinned_keys(const std::string& feed);
  void pin(const std::string& feed, const std::string& fingerprint, Instant now);

  // ── reading ──
  struct Counts {
    std::size_t listed = 0, restricted = 0, waiting = 0, unpublished = 0;
  };
  Counts counts(const std::string& feed, const DueFilter& filter);  // of what the filter lets in
  MirrorStatus status(const std::string& feed);
  std::vector<ProvisionalRelease> provisional(const std::string& feed);

  struct MonthDocument {
    std::string feed, name, sha256, tlp;
    // Older versions that hold what the present one lacks: hash and identifiers.
    std::vector<std::pair<std::string, std::vector<std::string>>> gone;
    std::optional<Instant> fetched_at = {};
  };
  std::vector<MonthDocument> documents_of(const std::string& feed, Month month);
  std::optional<Month> latest_month(const std::string& feed);

  struct ArrivedVersion {
    std::string feed, name, url, sha256;
    Instant fetched_at;
    std::string hash, signature;
    bool present = false;  // the bytes are those of the document's newest version
  };
  std::vector<ArrivedVersion> arrivals();  // oldest first, but those whose bytes are lost

  struct StoredFile {
    std::string feed, name, sha256;
    std::uint64_t size = 0;
    bool present = false;    // the document's newest version
    bool uncertain = false;  // see placing()
  };
  void for_each_file(const std::function<void(const StoredFile&)>& each);  // every version
  void for_each_present(const std::string& feed,
                        const std::function<void(const StoredFile&)>& each);
  std::vector<std::pair<std::string, std::string>> forgotten();  // feed and name
  std::vector<std::string> feeds();                              // that it knows, by id

 private:
  explicit Ledger(Database database) : database_(std::move(database)) {}

  // A statement that changes rows, prepared once; `sql` is a literal.
  Statement& prepared(const char* sql);

  Database database_;
  std::map<const char*, Statement> prepared_;  // by address
};

}  // namespace patchmatrix
