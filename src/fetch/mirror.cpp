// SPDX-License-Identifier: Apache-2.0
//
// The mirror as a whole: one process at a time fills it, feed after feed.

#include <algorithm>

#include <patchmatrix/error.hpp>
#include <patchmatrix/fetch.hpp>

#include "fetch/aggregator.hpp"
#include "fetch/feed_run.hpp"
#include "io/text.hpp"
#include "io/writing.hpp"

namespace patchmatrix {
namespace {

namespace fs = std::filesystem;

bool is_on_this_machine(const Feed& feed) {
  return feed.kind == FeedKind::Folder || feed.urls.front().starts_with("file:");
}

HttpOptions http_options(const FetchOptions& options) {
  HttpOptions out;
  out.user_agent = options.user_agent;
  out.connect_to = options.connect_to;
  if (options.time_limit) {
    out.times.total = *options.time_limit;
    out.times.connect = std::min(out.times.connect, *options.time_limit);
  }
  return out;
}

FileLock locked(const fs::path& file) {
  auto lock = FileLock::take(file);
  if (!lock) throw Error(ErrorKind::Busy, "mirror-busy", file.parent_path().string());
  return std::move(*lock);
}

// A dry run works on a copy that goes with it.
fs::path ledger_file(const FetchOptions& options, const MirrorFolder& folder) {
  std::error_code unknown;
  fs::remove_all(folder.partial(), unknown);
  fs::create_directories(folder.partial(), unknown);
  fs::permissions(folder.partial(), fs::perms::owner_all, unknown);
  if (!options.dry_run) return folder.ledger();
  fs::path copy = folder.partial() / "dry-run.sqlite";
  if (fs::exists(folder.ledger(), unknown)) Ledger(folder.ledger()).copy_to(copy);
  return copy;
}

}  // namespace

struct Mirror::State {
  explicit State(FetchOptions wanted)
      : options(std::move(wanted)),
        folder(options.mirror),
        lock(locked(folder.lock())),
        ledger(ledger_file(options, folder)),
        client(http_options(options)) {}

  ~State() {
    std::error_code unknown;
    fs::remove_all(folder.partial(), unknown);
    if (!options.dry_run || fs::exists(folder.ledger(), unknown)) return;
    fs::remove(folder.lock(), unknown);
    fs::remove(folder.root(), unknown);  // if it is empty
  }

  FetchOptions options;
  MirrorFolder folder;
  FileLock lock;
  Ledger ledger;
  HttpClient client;
};

Mirror::Mirror(FetchOptions options) : state_(std::make_unique<State>(std::move(options))) {}
Mirror::~Mirror() = default;

std::vector<FeedOutcome> Mirror::fetch(const Vendor& vendor, const Feed& feed,
                                       const std::function<void(const FetchProgress&)>& progress) {
  const FetchOptions& options = state_->options;
  const Tools tools{options, state_->folder, state_->ledger, state_->client, clock_of(options)};
  FeedOutcome whole = outcome_of(feed);
  whole.offline = options.offline && !is_on_this_machine(feed);
  if (whole.offline) return {whole};
  std::vector<Feed> feeds = {feed};
  try {
    if (auto providers = providers_of(tools, feed)) feeds = std::move(*providers);
  } catch (const Error& error) {
    whole.error = error;
    return {whole};
  }
  std::vector<FeedOutcome> out;
  for (const Feed& each : feeds) out.push_back(run_feed(tools, vendor, each, progress));
  return out;
}

Feed csaf_feed(const std::string& address) {
  const bool bare = address.find("://") == std::string::npos;
  const std::string text = bare ? "https://" + address : address;
  const auto url = parse_url(text);
  if (!url || url->scheme != "https")
    throw Error(ErrorKind::Usage, "bad-provider", {}, {{"address", address}});
  Feed feed;
  feed.id = std::string(kAnyCsaf) + '-' + slugged(url->authority());
  feed.name = {url->authority(), url->authority()};
  feed.kind = FeedKind::CsafProvider;
  feed.format = "CSAF";
  feed.urls = {url->text()};
  return feed;
}

}  // namespace patchmatrix
