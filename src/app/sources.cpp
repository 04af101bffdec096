// SPDX-License-Identifier: Apache-2.0
#include "app/sources.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <mutex>

#include <patchmatrix/error.hpp>
#include <patchmatrix/store.hpp>

#include "app/folders.hpp"
#include "app/period.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

constexpr Months kEver = {{1, 1}, {9999, 12}};

// Of a provider under an aggregator: the aggregator.
std::string definition_of(const std::string& id) { return id.substr(0, id.find('/')); }

bool is_path(const std::string& word) {
  std::error_code unknown;
  return word == "-" || std::filesystem::exists(word, unknown);
}

// A feed by its id, also one that was fetched by address only.
bool names_feed(const std::string& name, const Feeds& feeds) {
  if (is_path(name)) return false;
  return feeds.find(definition_of(name)) != nullptr ||
         name.starts_with(std::string(kAnyCsaf) + '-');
}

// A feed misspelt: neither is a file, and the second is a month.
bool looks_like_feed_and_month(const std::vector<std::string>& paths) {
  return paths.size() > 1 && is_period(paths[1]) && !is_path(paths[0]) && !is_path(paths[1]);
}

// What `patchmatrix fetch` wants to hear to fetch this feed.
std::string fetch_target(const std::string& id, const Feeds& feeds) {
  const std::string definition = definition_of(id);
  return feeds.find(definition) != nullptr ? definition : std::string(kAnyCsaf) + " ADDRESS";
}

bool is_feed_of_months(const std::string& id, const Feeds& feeds) {
  const Feed* feed = feeds.find(id);
  return feed != nullptr && feed->kind == FeedKind::MsrcCvrf;
}

// Only lists of months can be asked for one; what others call a month is when they updated a
// document, so the whole feed has to be fetched to have one.
Error not_fetched(const std::string& id, const std::string& period, const Feeds& feeds) {
  if (is_feed_of_months(id, feeds) && month_of_text(period))
    return Error(ErrorKind::NotFound, "not-in-mirror", {}, {{"feed", id}, {"month", period}});
  return Error(ErrorKind::NotFound, "month-not-in-mirror", {},
               {{"feed", id}, {"month", period}, {"target", fetch_target(id, feeds)}});
}

std::vector<Source> month_sources(const std::filesystem::path& mirror, const std::string& id,
                                  Month month, const Feeds& feeds) {
  try {
    return mirror_sources(mirror, id, month);
  } catch (const Error& error) {
    if (error.code() != "not-in-mirror") throw;
    throw not_fetched(id, to_string(month), feeds);
  }
}

// What a command line with names instead of paths asks for: "microsoft cisco 2022-11 2023-Q1".
struct Asked {
  std::vector<std::string> names;
  std::vector<Months> periods;  // empty: the latest month
};

// `is_name` tells what stands behind the first name and is one, too.
Asked asked_of(const std::vector<std::string>& words,
               const std::function<bool(const std::string&)>& is_name) {
  Asked out;
  out.names.push_back(words.front());
  std::size_t i = 1;
  for (; i < words.size() && !is_period(words[i]) && is_name(words[i]); ++i)
    out.names.push_back(words[i]);
  for (; i < words.size(); ++i) {
    if (words[i] == kLatest) continue;
    const auto period = period_of_text(words[i]);
    if (!period)
      throw Error(ErrorKind::Usage, "bad-period", {},
                  {{"option", joined(out.names, " ")}, {"value", words[i]}});
    out.periods.push_back(*period);
  }
  return out;
}

// ── from the store ──

// Documents are fetched from the store as they are read, by one thread at a time.
class StoreSources {
 public:
  StoreSources(StoreReader reader, const Options& options)
      : shared_(std::make_shared<Shared>(std::move(reader))),
        as_of_{options.as_of, options.known_at} {}

  bool knows(const std::string& name) { return shared_->reader.knows(name); }

  // Gives the months of what it added.
  std::set<std::string> add(const std::string& name, const Months& months,
                            std::vector<Source>& out) {
    std::set<std::string> found;
    for (DocumentVersion& each : shared_->reader.versions(name, months, as_of_)) {
      found.insert(each.month);
      out.push_back(source(std::move(each)));
    }
    return found;
  }

  void add_fixed_later(const std::string& name, Month month, const std::set<std::string>& updates,
                       std::vector<Source>& out) {
    for (DocumentVersion& each : shared_->reader.fixed_later(name, month, updates, as_of_))
      out.push_back(source(std::move(each)));
  }

  void add_touched(const std::string& name, const Week& week, std::vector<Source>& out) {
    for (DocumentVersion& each : shared_->reader.touched(name, week.monday, week.sunday, as_of_))
      out.push_back(source(std::move(each)));
  }

  // The last document of a month before, or of, the one given.
  void add_last(const std::string& name, Month month, std::vector<Source>& out) {
    const auto versions = shared_->reader.versions(name, {kEver.first, month}, as_of_);
    const DocumentVersion* last = nullptr;
    for (const DocumentVersion& each : versions)
      if (each.only.empty() && (last == nullptr || each.month >= last->month)) last = &each;
    if (last != nullptr) out.push_back(source(*last));
  }

  // Whether there is something now, though not at the time that is asked for.
  bool has_later(const std::string& name, const Months& months) {
    return !shared_->reader.versions(name, months, {}).empty();
  }

  std::optional<Month> latest_month(const std::string& name) {
    return shared_->reader.latest_month(name, as_of_);
  }

 private:
  struct Shared {
    explicit Shared(StoreReader opened) : reader(std::move(opened)) {}
    StoreReader reader;
    std::mutex mutex;
  };

  Source source(DocumentVersion version) const {
    Source out;
    out.path = version.source;
    out.only = std::move(version.only);
    if (is_restricted(version.tlp)) out.tlp = version.tlp;
    out.sha256 = version.sha256;
    out.said = !version.too_late;
    out.fetched_at = version.fetched_at;
    out.load = [shared = shared_, id = version.version] {
      const std::lock_guard lock(shared->mutex);
      return shared->reader.raw(id);
    };
    return out;
  }

  std::shared_ptr<Shared> shared_;
  AsOf as_of_;
};

std::optional<StoreSources> store_of(const Options& options) {
  std::error_code unknown;
  const std::filesystem::path file = store_file(options);
  if (!std::filesystem::exists(file, unknown)) return std::nullopt;
  return StoreSources(StoreReader(file), options);
}

std::string text_of(const Months& months) {
  const std::string first = to_string(months.first);
  return months.first == months.last ? first : first + ".." + to_string(months.last);
}

std::vector<Month> months_in(const Months& months) {
  std::vector<Month> out;
  for (Month month = months.first; month <= months.last;
       month = month.number == 12 ? Month{month.year + 1, 1} : Month{month.year, month.number + 1})
    out.push_back(month);
  return out;
}

// Runs of months that are not among those found.
std::vector<Months> gaps_in(const Months& months, const std::set<std::string>& found) {
  std::vector<Months> out;
  bool in_gap = false;
  for (const Month month : months_in(months)) {
    const bool missing = !found.contains(to_string(month));
    if (missing && in_gap)
      out.back().last = month;
    else if (missing)
      out.push_back({month, month});
    in_gap = missing;
  }
  return out;
}

Error nothing_of(StoreSources& store, const std::string& name, const Months& months,
                 const Feeds& feeds) {
  if (!store.has_later(name, months)) return not_fetched(name, text_of(months), feeds);
  return Error(ErrorKind::NotFound, "nothing-by-then", {},
               {{"feed", name}, {"month", text_of(months)}});
}

// What one name stands for: the periods of the command line, else its latest month. A feed of
// months has to have each of them.
void add_from_store(StoreSources& store, const std::string& name, std::vector<Months>& periods,
                    const Feeds& feeds, AskedSources& out) {
  if (periods.empty()) {
    const auto month = store.latest_month(name);
    if (!month) {
      out.missing.emplace_back(ErrorKind::NotFound, "feed-not-in-mirror", std::string(),
                               Arguments{{"feed", name}, {"target", fetch_target(name, feeds)}});
      return;
    }
    periods.push_back({*month, *month});
  }
  for (const Months& each : periods) {
    const std::set<std::string> found = store.add(name, each, out.sources);
    if (found.empty()) {
      out.missing.push_back(nothing_of(store, name, each, feeds));
      continue;
    }
    if (!is_feed_of_months(name, feeds)) continue;
    for (const Months& gap : gaps_in(each, found))
      out.missing.push_back(nothing_of(store, name, gap, feeds));
  }
}

// ── from a mirror of which there is no store yet ──

void add_from_mirror(const std::filesystem::path& mirror, const std::string& name,
                     const std::vector<Months>& periods, const Feeds& feeds,
                     std::vector<Source>& out) {
  std::vector<Month> months;
  for (const Months& each : periods)
    for (const Month month : months_in(each)) months.push_back(month);
  if (periods.empty()) {
    const auto month = latest_month(mirror, name);
    if (!month)
      throw Error(ErrorKind::NotFound, "feed-not-in-mirror", {},
                  {{"feed", name}, {"target", fetch_target(name, feeds)}});
    months.push_back(*month);
  }
  for (const Month month : months)
    for (Source& each : month_sources(mirror, name, month, feeds)) out.push_back(std::move(each));
}

}  // namespace

AskedSources asked_sources(const Options& options, const Feeds& feeds) {
  const std::vector<std::string>& words = options.paths;
  AskedSources out;
  if (is_path(words.front())) {
    out.sources = local_sources(words);
    return out;
  }
  auto store = store_of(options);
  const auto in_store = [&](const std::string& name) {
    return store && !is_path(name) && store->knows(name);
  };
  if (!names_feed(words.front(), feeds) && !in_store(words.front())) {
    if (looks_like_feed_and_month(words))
      throw Error(ErrorKind::Usage, "unknown-feed", {}, {{"feed", words.front()}});
    out.sources = local_sources(words);
    return out;
  }
  const Asked asked = asked_of(
      words, [&](const std::string& word) { return names_feed(word, feeds) || in_store(word); });
  std::vector<std::string> asked_of_store;
  for (const std::string& name : asked.names) {
    if (!in_store(name)) {
      add_from_mirror(mirror_folder(options), name, asked.periods, feeds, out.sources);
      continue;
    }
    std::vector<Months> periods = asked.periods;
    add_from_store(*store, name, periods, feeds, out);
    out.months.insert(out.months.end(), periods.begin(), periods.end());
    asked_of_store.push_back(name);
  }
  if (out.sources.empty() && !out.missing.empty()) throw Error(out.missing.front());
  if (!asked_of_store.empty())
    out.fixed_later = [kept = std::move(*store), names = std::move(asked_of_store)](
                          Month month, const std::set<std::string>& updates) mutable {
      std::vector<Source> sources;
      for (const std::string& name : names) kept.add_fixed_later(name, month, updates, sources);
      return sources;
    };
  return out;
}

AskedSources week_sources(const Options& options, const Week& week, const Feeds& feeds) {
  const std::vector<std::string>& words = options.paths;
  auto store = store_of(options);
  const auto is_name = [&](const std::string& word) {
    return !is_path(word) && (names_feed(word, feeds) || (store && store->knows(word)));
  };
  if (!std::all_of(words.begin(), words.end(), is_name)) {
    AskedSources out = asked_sources(options, feeds);
    out.fixed_later = {};
    return out;
  }
  if (!store) throw Error(ErrorKind::NotFound, "no-store", store_file(options).string());
  AskedSources out;
  out.months.push_back({month_of(week.monday), month_of(week.sunday)});
  for (const std::string& name : words) {
    const std::size_t before = out.sources.size();
    store->add_touched(name, week, out.sources);
    if (out.sources.size() == before) store->add_last(name, month_of(week.sunday), out.sources);
    if (out.sources.size() == before)
      out.missing.emplace_back(ErrorKind::NotFound, "feed-not-in-mirror", std::string(),
                               Arguments{{"feed", name}, {"target", fetch_target(name, feeds)}});
  }
  if (out.sources.empty()) throw Error(out.missing.front());
  return out;
}

std::vector<Source> sources_of(const Options& options, const Feeds& feeds) {
  return asked_sources(options, feeds).sources;
}

std::vector<Source> every_source(const Options& options, const std::string& name) {
  std::vector<Source> out;
  if (auto store = store_of(options)) store->add(name, kEver, out);
  return out;
}

AskedSources match_sources(const Options& options, const Feeds& feeds) {
  StoreReader reader(store_file(options));
  std::vector<std::string> names = {options.vendor};
  if (options.vendor.empty()) {
    names.clear();
    for (const VendorFacts& each : reader.facts().vendors) names.push_back(each.vendor);
  } else if (!reader.knows(options.vendor)) {
    if (!names_feed(options.vendor, feeds))
      throw Error(ErrorKind::Usage, "unknown-feed", {}, {{"feed", options.vendor}});
    throw Error(ErrorKind::NotFound, "feed-not-in-mirror", {},
                {{"feed", options.vendor}, {"target", fetch_target(options.vendor, feeds)}});
  }
  const auto period = period_of_text(options.period);
  if (!period && !options.period.empty() && options.period != kLatest)
    throw Error(ErrorKind::Usage, "bad-month", {},
                {{"option", "--month"}, {"value", options.period}});
  StoreSources store(std::move(reader), options);
  AskedSources out;
  for (const std::string& name : names) {
    if (options.period.empty()) {
      store.add(name, kEver, out.sources);
      continue;
    }
    std::vector<Months> periods;
    if (period) periods.push_back(*period);
    add_from_store(store, name, periods, feeds, out);
    out.months.insert(out.months.end(), periods.begin(), periods.end());
  }
  if (out.sources.empty() && out.missing.empty()) throw Error(ErrorKind::NotFound, "no-documents");
  if (out.sources.empty()) throw Error(out.missing.front());
  if (options.vendor.empty()) out.missing.clear();
  return out;
}

}  // namespace patchmatrix
