// SPDX-License-Identifier: Apache-2.0
#include "app/sources.hpp"

#include <filesystem>

#include <patchmatrix/error.hpp>

#include "app/folders.hpp"

namespace patchmatrix {
namespace {

// Of a provider under an aggregator: the aggregator.
std::string definition_of(const std::string& id) { return id.substr(0, id.find('/')); }

// A feed by its id, also one that was fetched by address only.
bool names_feed(const std::string& name, const Feeds& feeds) {
  std::error_code unknown;
  if (std::filesystem::exists(name, unknown)) return false;
  return feeds.find(definition_of(name)) != nullptr ||
         name.starts_with(std::string(kAnyCsaf) + '-');
}

// A feed misspelt: neither is a file, and the second is a month.
bool looks_like_feed_and_month(const std::vector<std::string>& paths) {
  std::error_code unknown;
  return paths.size() > 1 && month_of_text(paths[1]) && paths.front() != "-" &&
         !std::filesystem::exists(paths[0], unknown) && !std::filesystem::exists(paths[1], unknown);
}

// What `patchmatrix fetch` wants to hear to fetch this feed.
std::string fetch_target(const std::string& id, const Feeds& feeds) {
  const std::string definition = definition_of(id);
  return feeds.find(definition) != nullptr ? definition : std::string(kAnyCsaf) + " ADDRESS";
}

// Only lists of months can be asked for one; what others call a month is when they updated a
// document, so the whole feed has to be fetched to have one.
std::vector<Source> month_sources(const std::filesystem::path& mirror, const std::string& id,
                                  Month month, const Feeds& feeds) {
  try {
    return mirror_sources(mirror, id, month);
  } catch (const Error& error) {
    const Feed* feed = feeds.find(id);
    if (error.code() != "not-in-mirror" || (feed != nullptr && feed->kind == FeedKind::MsrcCvrf))
      throw;
    throw Error(ErrorKind::NotFound, "month-not-in-mirror", {},
                {{"feed", id}, {"month", to_string(month)}, {"target", fetch_target(id, feeds)}});
  }
}

}  // namespace

std::vector<Source> sources_of(const Options& options, const Feeds& feeds) {
  if (!names_feed(options.paths.front(), feeds)) {
    if (looks_like_feed_and_month(options.paths))
      throw Error(ErrorKind::Usage, "unknown-feed", {}, {{"feed", options.paths.front()}});
    return local_sources(options.paths);
  }
  const std::string& feed = options.paths.front();
  const std::filesystem::path mirror = mirror_folder(options);
  if (options.paths.size() == 1) {
    const auto month = latest_month(mirror, feed);
    if (!month)
      throw Error(ErrorKind::NotFound, "feed-not-in-mirror", {},
                  {{"feed", feed}, {"target", fetch_target(feed, feeds)}});
    return mirror_sources(mirror, feed, *month);
  }
  std::vector<Source> sources;
  for (std::size_t i = 1; i < options.paths.size(); ++i) {
    const auto month = month_of_text(options.paths[i]);
    if (!month)
      throw Error(ErrorKind::Usage, "bad-month", {},
                  {{"option", feed}, {"value", options.paths[i]}});
    for (Source& each : month_sources(mirror, feed, *month, feeds))
      sources.push_back(std::move(each));
  }
  return sources;
}

}  // namespace patchmatrix
