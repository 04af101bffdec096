// SPDX-License-Identifier: Apache-2.0
#pragma once

// The fetch stage: brings documents onto this machine and into memory. After feeds, before parse.
//
// Two doors: `fetch` makes a local mirror of feeds complete, over the network; `local_sources` and
// `SourceReader` read what is on this machine (files, plain, gzip or Zstandard; folders; archives;
// standard input; a month of a mirror) and never open a socket.
//
// What a mirror holds and how it survives crashes and feeds that misbehave: docs/mirror.md.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/date.hpp>
#include <patchmatrix/error.hpp>
#include <patchmatrix/feeds.hpp>
#include <patchmatrix/limits.hpp>

namespace patchmatrix {

// One document to read.
struct Source {
  std::string path;          // as the user wrote it, or below the folder or archive the user named;
                             // "-" is standard input
  bool from_folder = false;  // found in a folder or archive rather than named
  bool special = false;      // neither file nor folder: not to be read, but to be told about
  bool look_inside = false;  // may be an archive: for SourceReader to find out
  bool in_memory = false;    // SourceReader has brought its bytes into the Fetched already
  std::vector<std::string> only = {};  // read for these vulnerabilities alone
  std::string tlp = {};                // of a restricted document: AMBER and above; else empty
  // Where the bytes are not in a file: gives them, packed or not. Called by Fetched::read(), on
  // whatever thread that runs.
  std::function<std::string()> load = {};
  std::string sha256 = {};  // … and which they are, unpacked
  bool said = false;  // what the vendor had said by the day that is asked for, and nothing later
  std::optional<Instant> fetched_at = {};  // where a feed or a store knows
};

// Whether a label keeps a document from the public: AMBER, AMBER+STRICT, RED in any case, with or
// without "TLP:". UNLABELED (CSAF 2.0, clause 7.1.15) does not; a label we do not know counts as
// one that does.
bool is_restricted(std::string_view tlp);

// Files stay as they are; folders become everything below them, ordered by path. A folder that
// cannot be entered is a source that cannot be read. What is named may be an archive; in a folder
// only what is also called one (.zip, .tar, .tar.gz …). Errors: NotFound "empty-folder".
std::vector<Source> local_sources(const std::vector<std::string>& paths);

// The bytes of one document. Reusing a Fetched for the next source reuses its memory; views into it
// then become invalid.
class Fetched {
 public:
  Fetched();
  ~Fetched();
  Fetched(Fetched&&) noexcept;
  Fetched& operator=(Fetched&&) noexcept;

  // Errors: NotFound "no-file", Io "not-readable", Malformed "unpack", Untrusted "too-large",
  // Unsupported "archive" (only SourceReader enters archives, and only those that it finds named or
  // in folders); of a source that is in memory whatever kept SourceReader from bringing it.
  void read(const Source& source);

  std::string_view bytes() const { return {content_.data(), content_.size()}; }  // unpacked
  // The same, for a parser that works in place. 64 zero bytes stand behind it; they too may be
  // changed.
  std::span<char> content() { return content_; }
  // The file as it is, packed or not: to be asked for before content() is changed, which may be the
  // same memory.
  std::string_view raw() const { return raw_; }
  std::string sha256() const;

 private:
  friend class SourceReader;
  struct Buffers;
  std::unique_ptr<Buffers> buffers_;
  std::string_view raw_;
  std::span<char> content_;
};

// The documents of `sources`, one after another. The files in an archive stand where the archive
// stands, named "archive/name in it" without what would act on a terminal, as if found in a folder;
// links and devices among them are special, folders are not told of. Not thread-safe: threads take
// turns with next(), each with a Fetched of its own.
class SourceReader {
 public:
  explicit SourceReader(std::vector<Source> sources, const ArchiveLimits& limits = {});
  ~SourceReader();
  SourceReader(const SourceReader&) = delete;
  SourceReader& operator=(const SourceReader&) = delete;

  // The next document, or nothing at the end; fetched.read() is to follow. A plain file is read
  // only then. What can only be read in turn (archives, pipes) is read here, into `fetched`, still
  // packed, one document at a time.
  // Throws nothing: what goes wrong is thrown by fetched.read(). Besides its errors, for one
  // member: Malformed "member-damaged", Unsupported "encrypted"; for the archive, as a source of
  // its own with the path of the archive, after which the next source follows: Malformed
  // "archive-damaged", Untrusted "archive-too-large" and "too-many-entries", NotFound
  // "empty-archive".
  std::optional<Source> next(Fetched& fetched);

 private:
  bool enter(Source& source, Fetched& fetched);
  std::optional<Source> next_member(Fetched& fetched);

  struct State;
  std::unique_ptr<State> state_;
};

// ── The mirror ───────────────────────────────────────────────────────────────────────────────────

// What the stages behind fetch can tell of a document. fetch uses it to see whether a feed lost
// something; it does not know those stages itself.
struct DocumentFacts {
  std::string id;
  std::string revision;
  std::optional<Instant> initial_release, current_release;
  std::optional<Month> month;
  std::string tlp;                           // the document's own label; empty if it has none
  std::vector<std::string> vulnerabilities;  // identifiers, each once
  std::size_t announced = 0;                 // how many its own list of the release announces …
  std::size_t released = 0;                  // … and how many of them are in the document
  std::vector<std::string> families;         // ids of the product families that it affects
  bool catalogue = false;  // a list of vulnerabilities, whose entries come and go, and no advisory
};
// Any Error: the document cannot be read, and is quarantined. Only Unsupported "other-format", a
// known format that is not read here, is kept unread, in feeds that may hold more than one; and in
// feeds of a single file whatever is no advisory, as long as nothing else ever came from there.
using Inspect = std::function<DocumentFacts(std::string_view bytes)>;

// How often and how long something is tried again within one run.
struct Patience {
  int attempts = 4;                              // of one document
  std::chrono::milliseconds first_pause{1'000};  // doubled from attempt to attempt, with jitter
  std::chrono::seconds longest_pause{300};       // also for a server's Retry-After
};

struct FetchOptions {
  std::filesystem::path mirror;
  std::optional<Month> month;  // only documents of this month
  std::optional<Day> since;    // only documents that the feed calls newer
  bool dry_run = false;        // asks for lists only, and keeps nothing
  bool offline = false;        // opens no socket: feeds on this machine only
  std::string user_agent;      // "name/version (+url)"
  Patience patience;
  std::vector<std::string> connect_to;                  // for tests: see HttpOptions
  std::optional<std::chrono::milliseconds> time_limit;  // of one transfer, stalls included
  std::function<Instant()> now;                         // the clock; empty: the system's
  Inspect inspect;
};

// Something a feed did that it should not, or that a reader should know.
// Worded from `event.<code>` of reports/words/<language>.toml:
//   vanished, returned                no list names the document any more, or one does again
//   vanished-more, returned-more      so many further documents
//   vulnerabilities-gone, -back       a newer version lacks some, or has them again
//   entries-gone, -back               the same of a catalogue
//   revision-backward, date-backward  a newer version calls itself older
//   changed-silently                  other bytes under the same revision and date
//   new-key                           a signing key that was not there at first use; not believed
//   key-expired, key-revoked          what has become of a signing key since
struct FetchEvent {
  std::string code;
  std::string document;  // name in the mirror; empty for the feed as a whole
  Arguments arguments;
};

struct FetchFailure {
  std::string document;  // name in the mirror, or the address of a list
  Error error;
  std::optional<Instant> next_try;
  bool quarantined = false;
};

// A release that exists before it is complete. Worded from `provisional.<reason>`:
// before-release, list-not-met, families-missing, not-settled.
struct ProvisionalRelease {
  std::string document;
  std::string reason;
};

// What became of one feed. At most kListedFailures failures are named; `failed` counts all.
inline constexpr std::size_t kListedFailures = 50;
struct FeedOutcome {
  std::string feed;  // Feed::id
  LocalText name;
  std::size_t listed = 0;     // documents the feed names
  std::size_t fresh = 0;      // new in the mirror; with dry_run: would be asked for
  std::size_t revised = 0;    // other bytes than before
  std::size_t unchanged = 0;  // listed, and neither new nor revised nor failed
  std::size_t failed = 0;
  std::size_t restricted = 0;   // documents, and lists of them, of TLP:AMBER and above: not asked
                                // for without credentials
  std::size_t waiting = 0;      // failed earlier; their next try is later than now
  std::size_t unpublished = 0;  // addresses of months for which there is nothing (yet)
  std::uint64_t bytes = 0;      // over the wire
  bool offline = false;         // not asked
  std::vector<FetchFailure> failures;
  std::vector<FetchEvent> events;
  std::vector<ProvisionalRelease> provisional;
  std::vector<std::string> notes;  // codes of `fetch_note.<code>`: zone-less times and the like
  std::optional<Error> error;      // the feed as a whole could not be fetched
};

struct FetchProgress {
  const Feed* feed = nullptr;
  std::size_t done = 0, total = 0;  // documents
  std::uint64_t bytes = 0;          // over the wire
};

// Brings the mirror up to what `feed` publishes. Documents are asked for if they are new, if the
// feed calls them newer, if they failed before, and again from time to time while they are recent.
// A feed that fails as a whole says so in `error`; nothing is thrown for what a server does.
// Errors: Busy "mirror-busy" if another process is fetching; Io for the mirror itself.
class Mirror {
 public:
  explicit Mirror(FetchOptions options);
  ~Mirror();
  Mirror(const Mirror&) = delete;
  Mirror& operator=(const Mirror&) = delete;

  // One outcome; of an aggregator one for each of its providers, whose ids are
  // "aggregator/provider".
  std::vector<FeedOutcome> fetch(const Vendor& vendor, const Feed& feed,
                                 const std::function<void(const FetchProgress&)>& progress = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The feed that stands for any CSAF provider or aggregator on the command line: a domain, or the
// address of a provider-metadata.json or aggregator.json. Error Usage "bad-provider".
Feed csaf_feed(const std::string& address);

// ── Reading a mirror ─────────────────────────────────────────────────────────────────────────────
// For any number of readers, also while a fetch is running. A mirror that does not exist is empty.

struct MirrorStatus {
  std::optional<Instant> last_success, seen_up_to;
  std::size_t documents = 0, failed = 0, quarantined = 0;
};
MirrorStatus mirror_status(const std::filesystem::path& mirror, const std::string& feed);

// The documents of a feed that were released in `month`, newest versions first by name. A source
// whose `only` is not empty is an older version that is read for these vulnerabilities alone: the
// feed no longer has them. Errors: NotFound "not-in-mirror".
std::vector<Source> mirror_sources(const std::filesystem::path& mirror, const std::string& feed,
                                   Month month);
std::optional<Month> latest_month(const std::filesystem::path& mirror, const std::string& feed);

// A version that a mirror holds, and how it came.
struct MirrorVersion {
  std::string feed;  // Feed::id
  std::string url;
  std::string sha256;  // of the bytes as served
  std::filesystem::path file;
  Instant fetched_at;
  std::string hash, signature;  // verdicts: see docs/mirror.md
};
// All of them, oldest first, but those whose file is lost.
std::vector<MirrorVersion> mirror_versions(const std::filesystem::path& mirror);

// Feeds that the mirror knows, by id; also those that no definition describes.
std::vector<std::string> mirror_feeds(const std::filesystem::path& mirror);

// Compares every stored file with the ledger. One Error for each that is missing or changed:
// Untrusted "mirror-changed" and, for older versions, "version-lost", or Io "not-readable". The
// next fetch asks for the documents among them again, if the mirror may be written to. Errors: Busy
// "mirror-busy".
std::vector<Error> check_mirror(const std::filesystem::path& mirror);

}  // namespace patchmatrix
