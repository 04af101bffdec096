// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <set>

#include <patchmatrix/fetch.hpp>
#include <patchmatrix/report.hpp>
#include <patchmatrix/version.hpp>

#include "app/commands.hpp"
#include "app/document_facts.hpp"
#include "app/folders.hpp"
#include "app/importing.hpp"
#include "app/progress.hpp"
#include "io/text.hpp"
#include "io/unicode.hpp"

namespace patchmatrix {
namespace {

// What is to be fetched: a feed and the vendor whose release days and families it follows.
struct Wanted {
  const Vendor* vendor;
  Feed feed;
};

std::vector<Wanted> wanted_feeds(const Options& options, const Feeds& feeds) {
  std::vector<Wanted> out;
  if (!options.paths.empty() && options.paths.front() == kAnyCsaf) {
    for (std::size_t i = 1; i < options.paths.size(); ++i)
      out.push_back({&feeds.generic, csaf_feed(options.paths[i])});
    if (out.empty()) throw Error(ErrorKind::Usage, "no-provider-address");
    return out;
  }
  for (const Vendor& vendor : feeds.vendors)
    for (const Feed& feed : vendor.feeds) {
      const bool named =
          std::find(options.paths.begin(), options.paths.end(), feed.id) != options.paths.end();
      if (options.paths.empty() ? feed.enabled : named) out.push_back({&vendor, feed});
    }
  for (const std::string& each : options.paths)
    if (feeds.find(each) == nullptr)
      throw Error(ErrorKind::Usage, "unknown-feed", {}, {{"feed", each}});
  if (out.empty()) throw Error(ErrorKind::Usage, "no-feed-enabled");
  return out;
}

class Summary {
 public:
  Summary(const Options& options, const Words& words) : options_(options), words_(words) {}

  void add(const FeedOutcome& outcome) {
    ++feeds_;
    if (outcome.error || outcome.failed != 0) failed_ = true;
    if (outcome.error) ++dead_;
    print(words_.fill("fetch.feed", {{"name", printable(words_.pick(outcome.name))},
                                     {"feed", outcome.feed},
                                     {"text", headline(outcome)}}) +
          '\n');
    if (outcome.error && did_something(outcome)) line("fetch.feed_failed", error_of(outcome));
    for (const std::string& note : outcome.notes) line("fetch_note." + note, {});
    for (const ProvisionalRelease& each : outcome.provisional)
      line("fetch.provisional", {{"document", printable(each.document)},
                                 {"reason", words_["provisional." + each.reason]}});
    for (const FetchEvent& each : by_document(outcome.events)) event(each);
    for (const FetchFailure& each : by_document(outcome.failures)) failure(each);
    if (outcome.failed > outcome.failures.size())
      line("fetch.more_failed",
           {{"number", std::to_string(outcome.failed - outcome.failures.size())}});
  }

  ExitCode exit_code() const {
    if (dead_ == feeds_) return ExitCode::NothingRead;
    return failed_ ? ExitCode::SomeFailed : ExitCode::AllRead;
  }

 private:
  // Transfers end in any order; a summary has one.
  template <class Item>
  static std::vector<Item> by_document(std::vector<Item> items) {
    std::stable_sort(items.begin(), items.end(),
                     [](const Item& a, const Item& b) { return a.document < b.document; });
    return items;
  }

  static bool did_something(const FeedOutcome& outcome) {
    return outcome.fresh + outcome.revised + outcome.failed != 0;
  }

  Arguments error_of(const FeedOutcome& outcome) const {
    return {{"text", worded(*outcome.error, {}, words_)}};
  }

  std::string headline(const FeedOutcome& outcome) const {
    if (outcome.offline) return words_["fetch.not_asked"];
    if (outcome.error && !did_something(outcome))
      return words_.fill("fetch.feed_failed", error_of(outcome));
    return counts(outcome);
  }

  std::string counts(const FeedOutcome& outcome) const {
    std::vector<std::string> parts;
    const auto part = [&](const char* key, std::size_t count, bool always) {
      if (always || count != 0) parts.push_back(words_.fill(key, {{"n", std::to_string(count)}}));
    };
    if (options_.dry_run) {
      part("fetch.would_fetch_new", outcome.fresh, true);
      part("fetch.would_ask_again", outcome.revised, true);
    } else {
      part("fetch.new", outcome.fresh, true);
      part("fetch.revised", outcome.revised, true);
    }
    part("fetch.unchanged", outcome.unchanged, true);
    part("fetch.failed", outcome.failed, true);
    part("fetch.waiting", outcome.waiting, false);
    part("fetch.unpublished", outcome.unpublished, false);
    part("fetch.restricted", outcome.restricted, false);
    return words_.fill("fetch.counts", {{"documents", std::to_string(outcome.listed)},
                                        {"parts", joined(parts, words_["figures.comma"])},
                                        {"bytes", bytes_text(outcome.bytes, words_)}});
  }

  void event(const FetchEvent& event) const {
    Arguments arguments = event.arguments;
    for (auto& [name, value] : arguments) value = printable(value);
    const std::string text = words_.fill("event." + event.code, arguments);
    if (event.document.empty())
      line("fetch.event", {{"text", text}});
    else
      line("fetch.event_of", {{"document", printable(event.document)}, {"text", text}});
  }

  void failure(const FetchFailure& failure) const {
    std::string text = worded(failure.error, {}, words_);
    if (failure.quarantined) text = words_.fill("fetch.quarantined", {{"text", text}});
    if (failure.next_try)
      text =
          words_.fill("fetch.next_try", {{"text", text}, {"time", minute_text(*failure.next_try)}});
    line("fetch.failure", {{"document", printable(failure.document)}, {"text", text}});
  }

  void line(const std::string& key, const Arguments& arguments) const {
    print("  " + words_.fill(key, arguments) + '\n');
  }

  const Options& options_;
  const Words& words_;
  std::size_t feeds_ = 0;
  std::size_t dead_ = 0;
  bool failed_ = false;
};

}  // namespace

ExitCode fetch_command(const Options& options, const Feeds& feeds, const Words& words) {
  std::vector<Wanted> wanted = wanted_feeds(options, feeds);
  FetchOptions fetch;
  fetch.mirror = mirror_folder(options);
  fetch.month = options.month;
  fetch.since = options.since;
  fetch.dry_run = options.dry_run;
  fetch.offline = options.offline;
  fetch.user_agent = "patchmatrix/" + std::string(kVersion) + " (+" + std::string(kHomepage) + ")";
  fetch.inspect = inspector(feeds);
  Mirror mirror(std::move(fetch));
  Summary summary(options, words);
  for (Wanted& each : wanted) {
    if (!options.proxy.empty()) each.feed.proxy = options.proxy;
    ProgressBar bar(words);
    const auto outcomes = mirror.fetch(*each.vendor, each.feed,
                                       [&](const FetchProgress& progress) { bar.show(progress); });
    bar.clear();
    for (const FeedOutcome& outcome : outcomes) summary.add(outcome);
  }
  if (options.dry_run) return summary.exit_code();
  StoreWriter store = open_store_writer(options);
  const ImportCounts kept = import_mirror(mirror_folder(options), 0, store, feeds, words);
  if (kept.first + kept.newer + kept.older + kept.failed + kept.remade != 0)
    print(words.fill("import.done", {{"parts", import_summary(kept, words)}}) + '\n');
  const ExitCode code = summary.exit_code();
  return code == ExitCode::AllRead && kept.failed != 0 ? ExitCode::SomeFailed : code;
}

}  // namespace patchmatrix
