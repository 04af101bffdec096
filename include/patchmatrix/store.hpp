// SPDX-License-Identifier: Apache-2.0
#pragma once

// The store stage: every version of every document, as it was published, and the findings of those
// in force. After normalize, before everything that asks.
//
// One SQLite file. Any number of processes may read it while others write; each document is written
// as a whole or not at all. What the tables hold: docs/store.md.
//
// Errors of all: Io "database" and "disk-full"; Untrusted "store-damaged" with `file`; Busy
// "store-busy"; Unsupported "database-newer" for the store of a newer program.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include <patchmatrix/catalogue.hpp>
#include <patchmatrix/date.hpp>
#include <patchmatrix/error.hpp>
#include <patchmatrix/normalize.hpp>
#include <patchmatrix/questions.hpp>

namespace patchmatrix {

class Database;

// How a version came onto this machine.
struct Arrival {
  Instant at;  // fetched, or imported
  // The vendor's feed gave it at that time. What was only imported then may be of any age.
  bool witnessed = false;
  std::string source;       // address or path
  std::string feed;         // Feed::id; empty for what was imported
  std::string file_sha256;  // of the file as it came, packed or not
  std::string hash;         // verdicts, as in the ledger of a mirror; empty: not checked
  std::string signature;
};

// The bytes of a version.
struct RawVersion {
  std::string sha256;       // of what the vendor published, unpacked
  std::size_t size = 0;     // likewise, bytes
  std::string_view packed;  // the same as Zstandard or gzip data
};

// What a document turned out to be.
enum class Kept {
  Unchanged,  // this version was there already
  First,      // a document that was not there
  Newer,      // a version that is now in force
  Older,      // a version before the one in force
};

// Arrivals that have nothing to add: the file is known, and so is when it was fetched. Safe to
// share between threads.
class KnownArrivals {
 public:
  bool contains(const Arrival& arrival) const;

 private:
  friend class StoreWriter;
  std::unordered_set<std::string> keys_;
};

// Writes a store; makes it if there is none. For one thread. Several processes may write in turns:
// each waits for the others, up to a minute.
class StoreWriter {
 public:
  // `definitions` stands for the program and the feed definitions that findings are made with.
  StoreWriter(const std::filesystem::path& file, const std::string& definitions);
  ~StoreWriter();
  StoreWriter(const StoreWriter&) = delete;
  StoreWriter& operator=(const StoreWriter&) = delete;

  // The arrivals that are in the store now.
  KnownArrivals known();

  // Keeps a version, and its findings where no newer version has the vulnerability. Happens with
  // the next commit(). A document is identified by its publisher (the namespace, else the name) and
  // its tracking id.
  Kept add(const Findings& findings, const RawVersion& raw, const Arrival& arrival);

  // Keeps a version of a catalogue; the newest by its own date, then by arrival, answers.
  Kept add(const KevCatalogue& catalogue, const RawVersion& raw, const Arrival& arrival);
  Kept add(const EpssScores& scores, const RawVersion& raw, const Arrival& arrival);

  // All versions of documents, if they were read with other definitions: to be given to again(), in
  // this order.
  std::vector<std::int64_t> outdated();
  void again(std::int64_t version, const Findings& findings);
  void up_to_date();  // all of them were

  std::string raw(std::int64_t version);  // packed

  void commit();  // what was added since the last one, as a whole

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// What is asked of the past. Both may be set.
struct AsOf {
  std::optional<Day> said;       // what the vendor had said by the end of this day (UTC)
  std::optional<Instant> known;  // what this machine had fetched or imported by then
};

// A version that answers for its document.
struct DocumentVersion {
  std::int64_t version = 0;
  std::string source;  // of its last arrival
  std::string sha256;  // of what the vendor published
  std::string vendor;
  std::string document;  // tracking id
  std::string revision;
  std::string month;                  // "2022-11"; empty without a date of release
  std::string tlp;                    // of a restricted document; else empty
  std::optional<Instant> fetched_at;  // where a feed gave it, not an import of any age
  // Not empty: an older version, which answers for these vulnerabilities alone, because the one in
  // force lacks them.
  std::vector<std::string> only;
  // No version of the asked day is kept; this is the oldest there is, which says later things, too.
  bool too_late = false;
};

// A range of months, both included.
struct Months {
  Month first, last;
  bool operator==(const Months&) const = default;
};

// Reads a store, also while others write it: what is read between the making of two readers is of
// one moment. For one thread.
class StoreReader {
 public:
  explicit StoreReader(const std::filesystem::path& file);
  ~StoreReader();
  StoreReader(StoreReader&&) noexcept;
  StoreReader(const StoreReader&) = delete;

  // Whether there is a document of a feed, or of a vendor, of this name.
  bool knows(const std::string& name);

  // The versions that answer for the documents of a feed or vendor that were released in `months`,
  // by document; those with `only` behind the ones they stand in for.
  std::vector<DocumentVersion> versions(const std::string& name, const Months& months,
                                        const AsOf& as_of);
  // The versions that answer for earlier documents which name one of `updates` as the fix of a
  // vulnerability that they revised last in `month`: what was documented earlier and is fixed now.
  std::vector<DocumentVersion> fixed_later(const std::string& name, Month month,
                                           const std::set<std::string>& updates, const AsOf& as_of);
  // The versions that answer for documents, of any month, of which a vulnerability was released or
  // revised between two days (UTC), both included; some of which that may hold, too.
  std::vector<DocumentVersion> touched(const std::string& name, Day first, Day last,
                                       const AsOf& as_of);
  // The newest month of which something answers; regular releases before any others.
  std::optional<Month> latest_month(const std::string& name, const AsOf& as_of);

  std::string raw(std::int64_t version);  // packed

  // What findings were made with: see StoreWriter. Empty: nobody has said yet.
  std::string definitions();

  // ── questions: what the answers mean is told in questions.hpp ──

  // What all documents say of a vulnerability, by vendor, then newest month first. In any case of
  // letters if nothing is written exactly so. Empty if nobody knows it.
  std::vector<StoredVulnerability> vulnerability(const std::string& name);
  // The versions of a document, oldest first; each stands where it arrived last.
  std::vector<StoredVersion> history(std::int64_t document);
  // The update with one of these names; the first that there is, in any case of letters.
  std::optional<StoredUpdate> update(const std::vector<std::string>& names);
  // Every fix that is an update, or leads to a build, with the products that it is for.
  StoredRemedies remedies();
  SearchAnswer search(const SearchConditions& conditions);
  // Names of the updates in SearchHit::fix_sets, naturally ordered, each once.
  std::vector<std::string> updates_of(const std::vector<std::int64_t>& fix_sets);

  // The catalogue that answers. Of KEV the newest that was known: what it says of earlier days
  // stays in it. Of EPSS the newest of the day or before; if there is none, the newest.
  std::optional<StoredCatalogue> kev_version(const AsOf& as_of);
  std::optional<StoredCatalogue> epss_version(const AsOf& as_of);
  // The entries of the one in force, all or those of `vulnerabilities`; those of others are in the
  // bytes of raw(). Nothing if there is no catalogue. There may be no entry.
  std::optional<KevCatalogue> kev();
  std::optional<EpssScores> epss(const std::vector<std::string>& vulnerabilities);

  StoreFacts facts();
  std::vector<ExportedVersion> everything();  // by publisher, tracking id, and arrival

 private:
  friend std::vector<Error> check_store(const std::filesystem::path&, bool);
  friend class StoredOutlines;
  Database& database();
  struct State;
  std::unique_ptr<State> state_;
};

// Findings made from the tables instead of the documents: what reports count is in them (Totals),
// and little else; products that count alike are one. For one thread.
class StoredOutlines {
 public:
  // Both must outlive it.
  StoredOutlines(StoreReader& reader, const Feeds& feeds);
  ~StoredOutlines();
  StoredOutlines(const StoredOutlines&) = delete;
  StoredOutlines& operator=(const StoredOutlines&) = delete;

  // The result points into this. Nothing where the tables do not hold all of the version: it is no
  // longer in force, or was taken back, or nobody describes its vendor.
  std::optional<Findings> of(const DocumentVersion& version);

  struct State;

 private:
  std::unique_ptr<State> state_;
};

// ── Care of a store ──────────────────────────────────────────────────────────────────────────────

// One Error for everything that is not as it must be, with the document and the revision as `where`
// where it is one's own: Untrusted "store-integrity", "store-reference", "raw-missing",
// "raw-changed", "no-current-version", "vulnerabilities-differ", "catalogue-differs"; last
// "store-damaged" where the damage ends the search. `quick`: only what SQLite finds on a first
// look; nothing is unpacked.
std::vector<Error> check_store(const std::filesystem::path& file, bool quick);

// Gives back what is not used, and lets SQLite count its tables afresh, which it plans by.
void vacuum_store(const std::filesystem::path& file);

}  // namespace patchmatrix
