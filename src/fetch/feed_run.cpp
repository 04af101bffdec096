// SPDX-License-Identifier: Apache-2.0
#include "fetch/feed_run.hpp"

#include <algorithm>
#include <set>

#include <patchmatrix/error.hpp>

#include "fetch/access.hpp"
#include "fetch/asking.hpp"
#include "fetch/listing.hpp"
#include "fetch/provider.hpp"
#include "fetch/regressions.hpp"
#include "fetch/transfers.hpp"
#include "io/files.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

namespace fs = std::filesystem;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

// Documents that a feed does not call newer are asked for again when they were not looked at for so
// long: feeds change bytes without saying so.
constexpr minutes kProvisionalPause{10};  // a release that is not complete yet
constexpr hours kRecheckPause{20};        // recent months; documents of lists without times
constexpr days kRecent{100};

// A document that failed is left alone for so long by later runs.
constexpr minutes kFirstPause{15};  // a passing failure; doubled from run to run
constexpr hours kLongPause{24};     // any other, and the longest

// After so many passing failures with no success between them a feed is left to the next run: its
// host has trouble enough, and other feeds are waiting.
constexpr std::size_t kMostFailuresInARow = 24;

constexpr std::size_t kPage = 256;  // documents taken from the ledger at a time

using Clock = std::chrono::steady_clock;

// Documents go to their places many at a time, because the disk takes its time: so many, or those
// that came within this time.
constexpr std::size_t kMostPlacements = 1024;
constexpr std::chrono::milliseconds kLongestWait{250};

// An error page is told by its first bytes.
constexpr std::size_t kHtmlHead = 512;

// A document that was accepted.
struct Placement {
  fs::path file;
  LedgerDocument document;
  AcceptedVersion version;
  std::vector<FetchEvent> events;
};

class FeedRun {
 public:
  FeedRun(const Tools& tools, const Vendor& vendor, const Feed& feed,
          const std::function<void(const FetchProgress&)>& progress)
      : tools_(tools),
        vendor_(vendor),
        feed_(feed),
        progress_(progress),
        outcome_(outcome_of(feed)) {}

  FeedOutcome run() {
    const std::uint64_t before = tools_.client.received();
    try {
      if (has_credentials(feed_) && !tools_.options.dry_run) tools_.folder.keep_private(feed_.id);
      forget_what_is_lost();
      list();
      // From here the ledger names every document of the feed.
      if (tools_.options.dry_run)
        count_due();
      else
        fetch_documents(before);
      // From here every document that is due was tried.
      if (!tools_.options.dry_run) tools_.ledger.succeeded(feed_.id, tools_.now);
    } catch (const Error& error) {
      outcome_.error = error;
    }
    sum_up();
    outcome_.bytes = tools_.client.received() - before;
    return std::move(outcome_);
  }

 private:
  // Files that were removed or cut by others, and those that a crash may have left with bytes the
  // ledger does not know.
  void forget_what_is_lost() {
    std::vector<std::string> lost;
    tools_.ledger.for_each_present(feed_.id, [&](const Ledger::StoredFile& each) {
      const fs::path file = tools_.folder.document(feed_.id, each.name);
      std::error_code missing;
      const bool whole = fs::file_size(file, missing) == each.size && !missing;
      if (!whole || (each.uncertain && sha256(read_file(file, buffer_)) != each.sha256))
        lost.push_back(each.name);
    });
    for (const std::string& each : lost) tools_.ledger.forget(feed_.id, each);
  }

  // ── lists ──

  void list() {
    access_ = std::make_shared<const HttpAccess>(access_of(feed_));
    Asker asker(tools_.client, tools_.ledger, feed_.id, tools_.options.patience, tools_.now);
    std::optional<Provider> provider;
    if (feed_.kind == FeedKind::CsafProvider) {
      provider = find_provider(asker, feed_.urls, access_, feed_.allowed_hosts.empty());
      if (feed_.allowed_hosts.empty())
        access_ = std::make_shared<const HttpAccess>(with_hosts_of(*access_, provider->metadata));
    }
    keys_ = signing_keys(asker, provider);
    outcome_.events = keys_.events;
    list_documents(asker, feed_, provider ? &*provider : nullptr, access_, outcome_);
  }

  // Those that the provider's metadata names, else those of the definition.
  ProviderKeys signing_keys(Asker& asker, const std::optional<Provider>& provider) const {
    std::vector<ProviderKey> named;
    if (provider) named = provider->metadata.keys;
    for (const std::string& each : feed_.keys) named.push_back({{}, each});
    return provider_keys(asker, named, feed_.fingerprints, access_);
  }

  DueFilter filter() const {
    DueFilter out;
    out.now = tools_.now;
    out.month = tools_.options.month;
    if (tools_.options.since) out.since = Instant(*tools_.options.since);
    out.with_credentials = has_credentials(feed_);
    out.provisional_before = tools_.now - kProvisionalPause;
    out.undated_before = feed_.kind == FeedKind::Single ? tools_.now : tools_.now - kRecheckPause;
    out.recent_before = tools_.now - kRecheckPause;
    if (feed_.kind == FeedKind::MsrcCvrf) out.recent_since = tools_.now - kRecent;
    return out;
  }

  void count_due() {
    std::string after;
    for (;;) {
      const auto page = tools_.ledger.due(feed_.id, filter(), after, kPage);
      for (const LedgerDocument& each : page) {
        ++(each.sha256.empty() || each.lost ? outcome_.fresh : outcome_.revised);
        after = each.name;
      }
      if (page.size() < kPage) return;
    }
  }

  // ── documents ──

  TransferPlan plan() const {
    TransferPlan out;
    out.access = access_;
    if (feed_.kind == FeedKind::MsrcCvrf) out.headers = {"Accept: application/xml"};
    out.max_bytes = std::uint64_t(feed_.max_document_mib) << 20;
    out.sidecars = feed_.kind == FeedKind::CsafProvider || feed_.kind == FeedKind::Directory;
    out.verification = feed_.verification;
    out.key_blocks = keys_.blocks;
    out.believed_keys = keys_.believed;
    out.now = tools_.now;
    return out;
  }

  Transfer transfer_of(LedgerDocument document) const {
    Transfer out;
    out.file = tools_.folder.partial() / (sha256(feed_.id + '\n' + document.name).substr(0, 40));
    out.document = std::move(document);
    return out;
  }

  void fetch_documents(std::uint64_t bytes_before) {
    const DueFilter due = filter();
    FetchProgress state{&feed_, 0, tools_.ledger.count_due(feed_.id, due), 0};
    if (state.total == 0) return;
    const auto threads =
        std::min<std::size_t>(static_cast<std::size_t>(feed_.connections), state.total);
    Transfers transfers(tools_.client, plan(), threads);
    std::string after;
    bool more = true;
    std::size_t in_a_row = 0;
    const auto refill = [&] {
      if (!more || transfers.pending() >= kPage / 2) return;
      auto page = tools_.ledger.due(feed_.id, due, after, kPage);
      more = page.size() == kPage;
      if (!page.empty()) after = page.back().name;
      for (LedgerDocument& each : page) transfers.add(transfer_of(std::move(each)));
    };
    for (refill(); transfers.pending() != 0; refill()) {
      auto result = transfers.take(placements_.empty() ? Clock::time_point::max() : place_by_);
      if (!result) {
        place_all();
        continue;
      }
      judge(*result);
      in_a_row = result->failure && is_passing(*result->failure) ? in_a_row + 1 : 0;
      if (in_a_row == kMostFailuresInARow) {
        place_all();
        throw Error(ErrorKind::Network, "host-in-trouble", result->transfer.document.url,
                    {{"number", std::to_string(in_a_row)}});
      }
      if (try_again(*result, transfers)) continue;
      settle(*result);
      if (placements_.size() >= kMostPlacements || transfers.pending() == 0 ||
          Clock::now() > place_by_)
        place_all();
      ++state.done;
      state.bytes = tools_.client.received() - bytes_before;
      if (progress_) progress_(state);
    }
  }

  // Whether what arrived is a document, and the one that was published. Its bytes stay in `bytes_`.
  void judge(TransferResult& result) {
    if (result.failure || result.unchanged) return;
    bytes_ = read_file(result.transfer.file, buffer_);
    if (is_html(bytes_.substr(0, kHtmlHead))) {
      result.failure = Error(ErrorKind::NotFound, "http-html");
      return;
    }
    if (result.sha256.empty()) result.sha256 = sha256(bytes_);
    if (result.hash_file)
      result.verdict.hash =
          judge_hash(*result.hash_file, result.sha256, wanted_sha512(*result.hash_file));
    result.failure = refusal(result.verdict, feed_.verification);
    // Document and hash may have been replaced between the two requests.
    result.worth_another_try =
        result.failure && result.transfer.tries == 0 && result.verdict.hash == HashVerdict::Wrong;
  }

  // As long as a digest even if none is wanted: an empty hash file is not the hash of anything.
  std::string wanted_sha512(const std::string& hash_file) const {
    if (!read_hash(hash_file, kSha512Digits)) return std::string(kSha512Digits, '-');
    Hasher hasher(HashAlgorithm::Sha512);
    hasher.add(bytes_);
    return hasher.digest();
  }

  bool try_again(TransferResult& result, Transfers& transfers) const {
    const Patience& patience = tools_.options.patience;
    if (!result.worth_another_try || result.transfer.tries + 1 >= patience.attempts) return false;
    // A server that asks for more patience than a run has gets it: the next run tries.
    if (result.retry_after && *result.retry_after > patience.longest_pause) return false;
    const int next = ++result.transfer.tries + 1;
    transfers.add(std::move(result.transfer), pause_before(next, patience, result.retry_after));
    return true;
  }

  // What comes of a document when it is not tried again in this run.
  void settle(TransferResult& result) {
    const fs::path file = result.transfer.file;
    try {
      if (result.failure && result.failure->code() == "write") throw *result.failure;
      if (result.failure)
        fail(result, *result.failure);
      else if (result.unchanged)
        keep_unchanged(result);
      else
        accept(result);
    } catch (const Error& error) {
      // The disk refuses: nothing that follows would fare better.
      if (error.kind() == ErrorKind::Io) throw;
      fail(result, error);
    }
    std::error_code unknown;
    if (placements_.empty() || placements_.back().file != file) fs::remove(file, unknown);
  }

  void keep_unchanged(TransferResult& result) {
    LedgerDocument& document = result.transfer.document;
    if (!result.etag.empty()) document.etag = result.etag;
    if (!result.last_modified.empty()) document.last_modified = result.last_modified;
    ++document.polls;
    if (!document.provisional.empty()) document.provisional = still_provisional(document);
    remove_quarantined(document.name);
    tools_.ledger.unchanged(feed_.id, document, tools_.now);
  }

  // What was not believed, once there is something that is.
  void remove_quarantined(const std::string& name) const {
    std::error_code unknown;
    fs::remove(tools_.folder.quarantined(feed_.id, name), unknown);
  }

  // The same bytes, seen at another time: the ledger does not hold all that counts.
  std::string still_provisional(const LedgerDocument& document) {
    try {
      const fs::path file = tools_.folder.document(feed_.id, document.name);
      const DocumentFacts facts = inspect(document, read_file(file, buffer_));
      return provisional_reason(vendor_, feed_, facts, document.polls, tools_.now);
    } catch (const Error&) {
      return document.provisional;  // somebody took the file away; the next version tells
    }
  }

  DocumentFacts inspect(const LedgerDocument& document, std::string_view bytes) {
    if (is_packed(bytes)) bytes = unpack(bytes, unpacked_);
    try {
      return tools_.options.inspect(bytes);
    } catch (const Error& error) {
      if (!may_be_kept_unread(document, error)) throw;
      return {};
    }
  }

  // Feeds of one format hold nothing else. What others hold is kept, if it is a known format: a
  // later version of the program may read it. A single file may be anything, but once it was read
  // it stays what it was.
  bool may_be_kept_unread(const LedgerDocument& document, const Error& error) const {
    if (feed_.kind == FeedKind::Single)
      return document.facts.id.empty() &&
             (error.code() == "not-advisory" || error.kind() == ErrorKind::Unsupported);
    return feed_.kind != FeedKind::MsrcCvrf && feed_.kind != FeedKind::CsafProvider &&
           error.code() == "other-format";
  }

  // An index of months names documents by their ids: another month's in their place is no version
  // of theirs.
  void check_identity(const LedgerDocument& document, const DocumentFacts& facts) const {
    if (feed_.kind != FeedKind::MsrcCvrf) return;
    const std::string listed = document.name.substr(0, document.name.rfind('.'));
    if (!equal_ignoring_case(listed, facts.id))
      throw Error(ErrorKind::Malformed, "other-document", {},
                  {{"listed", listed}, {"found", facts.id}});
  }

  void accept(TransferResult& result) {
    const LedgerDocument& document = result.transfer.document;
    AcceptedVersion version;
    version.facts = inspect(document, bytes_);
    check_identity(document, version.facts);
    if (is_restricted(version.facts.tlp) && !has_credentials(feed_))
      throw Error(ErrorKind::Untrusted, "tlp-restricted", {}, {{"tlp", version.facts.tlp}});
    // From here the document is one that may be kept.
    version.sha256 = result.sha256;
    version.size = result.size;
    version.etag = result.etag;
    version.last_modified = result.last_modified;
    version.fetched_at = tools_.now;
    version.verdict = result.verdict;
    const bool same_count = document.vulnerabilities == version.facts.vulnerabilities.size();
    version.polls = same_count && !document.sha256.empty() ? document.polls + 1 : 1;
    version.provisional =
        provisional_reason(vendor_, feed_, version.facts, version.polls, tools_.now);
    std::vector<FetchEvent> events;
    // A file that was lost may come back as it was.
    if (!document.sha256.empty() && document.sha256 != result.sha256) {
      events = regressions(document, tools_.ledger.known_vulnerabilities(feed_.id, document.name),
                           version.facts);
      tools_.folder.keep_present(feed_.id, document.name, document.sha256, buffer_);
    }
    if (placements_.empty()) place_by_ = Clock::now() + kLongestWait;
    placements_.push_back({result.transfer.file, document, std::move(version), std::move(events)});
  }

  // First the files, then what the ledger says of them: a run that is killed between the two leaves
  // documents that the next run asks for once more, and never a ledger that promises too much.
  void place_all() {
    if (placements_.empty()) return;
    sync_file_system(tools_.folder.partial());
    announce();
    std::set<fs::path> folders;
    std::erase_if(placements_, [&](const Placement& each) { return !place(each, folders); });
    for (const fs::path& each : folders) sync_folder(each);
    Transaction transaction = tools_.ledger.transaction();
    for (const Placement& each : placements_)
      tools_.ledger.stored(feed_.id, each.document, each.version, each.events);
    transaction.commit();
    for (const Placement& each : placements_) {
      remove_quarantined(each.document.name);
      const std::string& before = each.document.sha256;
      ++(before.empty() || before == each.version.sha256 ? outcome_.fresh : outcome_.revised);
      outcome_.events.insert(outcome_.events.end(), each.events.begin(), each.events.end());
    }
    placements_.clear();
  }

  void announce() {
    Transaction transaction = tools_.ledger.transaction();
    for (const Placement& each : placements_) tools_.ledger.placing(feed_.id, each.document);
    transaction.commit();
  }

  // A name can be a file of one document and a folder of another: then only the second fails.
  bool place(const Placement& placement, std::set<fs::path>& folders) {
    const fs::path to = tools_.folder.document(feed_.id, placement.document.name);
    try {
      rename_into(placement.file, to);
      folders.insert(to.parent_path());
      return true;
    } catch (const Error& error) {
      std::error_code unknown;
      fs::remove(placement.file, unknown);
      put_off(placement.document, error, clock_of(tools_.options) + kLongPause, false);
      return false;
    }
  }

  void fail(TransferResult& result, const Error& error) {
    LedgerDocument& document = result.transfer.document;
    const bool arrived = !result.sha256.empty() && !result.unchanged;
    // What a restricted document says is nothing to keep; what could not be asked for is no
    // verdict.
    const bool quarantined = arrived && error.kind() != ErrorKind::Network &&
                             error.code() != "http-html" && error.code() != "tlp-restricted";
    if (quarantined)
      move_into_place(result.transfer.file, tools_.folder.quarantined(feed_.id, document.name));
    const Instant next_try = clock_of(tools_.options) +
                             pause_between_runs(error, document.attempts + 1, result.retry_after);
    put_off(document, error, next_try, quarantined);
  }

  // Leaves a document to a later run.
  void put_off(LedgerDocument document, const Error& error, Instant next_try, bool quarantined) {
    // Nobody promised that every month of a pattern exists.
    if (error.code() == "http-missing" && is_of_pattern(document))
      return tools_.ledger.unpublished(feed_.id, document, next_try);
    ++document.attempts;
    ++put_off_;
    tools_.ledger.failed(feed_.id, document, error, next_try, quarantined);
    ++outcome_.failed;
    if (outcome_.failures.size() < kListedFailures)
      outcome_.failures.push_back({document.name, error, next_try, quarantined});
  }

  bool is_of_pattern(const LedgerDocument& document) const {
    return feed_.kind == FeedKind::UrlList &&
           std::none_of(feed_.urls.begin(), feed_.urls.end(), [&](const std::string& each) {
             const auto url = parse_url(each);
             return url && url->text() == document.url;
           });
  }

  static std::chrono::seconds pause_between_runs(const Error& error, int attempts,
                                                 std::optional<std::chrono::seconds> retry_after) {
    std::chrono::seconds pause = kLongPause;
    if (is_passing(error))
      pause = std::min<std::chrono::seconds>(kLongPause,
                                             kFirstPause * (1 << std::min(attempts - 1, 10)));
    return std::min<std::chrono::seconds>(kLongPause, std::max(pause, retry_after.value_or(pause)));
  }

  // ── the end ──

  void sum_up() {
    const Ledger::Counts counts = tools_.ledger.counts(feed_.id, filter());
    outcome_.listed = counts.listed;
    const std::size_t restricted = has_credentials(feed_) ? 0 : counts.restricted;
    outcome_.restricted += restricted;
    outcome_.waiting = counts.waiting - std::min(counts.waiting, put_off_);
    outcome_.unpublished = counts.unpublished;
    const std::size_t told =
        outcome_.fresh + outcome_.revised + counts.waiting + counts.unpublished + restricted;
    // A run that ended early knows nothing of the rest.
    if (!outcome_.error) outcome_.unchanged = counts.listed - std::min(counts.listed, told);
    outcome_.provisional = tools_.ledger.provisional(feed_.id);
  }

  const Tools& tools_;
  const Vendor& vendor_;
  const Feed& feed_;
  const std::function<void(const FetchProgress&)>& progress_;
  FeedOutcome outcome_;
  std::shared_ptr<const HttpAccess> access_;
  ProviderKeys keys_;
  std::vector<Placement> placements_;  // accepted, and not yet in their places
  Clock::time_point place_by_;
  std::size_t put_off_ = 0;  // documents that failed, for a later run
  Buffer buffer_, unpacked_;
  std::string_view bytes_;  // of the document that arrived last, in buffer_
};

}  // namespace

Instant clock_of(const FetchOptions& options) {
  if (options.now) return options.now();
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

FeedOutcome outcome_of(const Feed& feed) {
  FeedOutcome out;
  out.feed = feed.id;
  out.name = feed.name;
  return out;
}

FeedOutcome run_feed(const Tools& tools, const Vendor& vendor, const Feed& feed,
                     const std::function<void(const FetchProgress&)>& progress) {
  return FeedRun(tools, vendor, feed, progress).run();
}

}  // namespace patchmatrix
