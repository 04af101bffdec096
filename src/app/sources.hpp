// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include <patchmatrix/error.hpp>
#include <patchmatrix/feeds.hpp>
#include <patchmatrix/fetch.hpp>
#include <patchmatrix/store.hpp>

#include "app/options.hpp"

namespace patchmatrix {

// What the arguments of a command name: documents and folders; or feeds and vendors and the months
// wanted of them, in the store or, where there is none, in the mirror (without a month the latest).
// A name that is both is the file.
struct AskedSources {
  std::vector<Source> sources;
  // Earlier documents that name one of these updates as the fix of what they revised in that month.
  // Empty unless the store was asked.
  std::function<std::vector<Source>(Month month, const std::set<std::string>& updates)> fixed_later;
  std::vector<Months> months;  // that were asked for; empty for files
  // What was asked for besides and is not there: NotFound "not-in-mirror", "month-not-in-mirror",
  // "feed-not-in-mirror", "nothing-by-then".
  std::vector<Error> missing;
};

// Errors: as local_sources, mirror_sources and StoreReader; Usage "bad-period" for what is no
// month, "unknown-feed"; the first of `missing` where there is nothing else.
AskedSources asked_sources(const Options& options, const Feeds& feeds);

// The same without what is fixed later.
std::vector<Source> sources_of(const Options& options, const Feeds& feeds);

// What a report of a week needs: of named feeds and vendors, where no month is named, every
// document of the store that something was released or revised in that week, else the last one
// before it, so that its vendor can be told; anything else as asked_sources. `fixed_later` is
// empty. Errors: as asked_sources; NotFound "no-store".
AskedSources week_sources(const Options& options, const Week& week, const Feeds& feeds);

// Everything that the store has of a feed or vendor, of all months; nothing without a store.
std::vector<Source> every_source(const Options& options, const std::string& name);

// What `match` asks the store for: Options::vendor, else every vendor, of Options::period.
// AskedSources::missing is empty unless a vendor was named. Errors: as store.hpp; NotFound
// "no-documents", and "feed-not-in-mirror" and others as of asked_sources; Usage "bad-month",
// "unknown-feed".
AskedSources match_sources(const Options& options, const Feeds& feeds);

}  // namespace patchmatrix
