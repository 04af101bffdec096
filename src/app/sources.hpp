// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <patchmatrix/feeds.hpp>
#include <patchmatrix/fetch.hpp>

#include "app/options.hpp"

namespace patchmatrix {

// What the arguments of a command name: documents and folders, or a feed and months of its mirror
// (without a month the latest). A name that is both is the file.
// Errors: as local_sources and mirror_sources; Usage "bad-month" for what is no month.
std::vector<Source> sources_of(const Options& options, const Feeds& feeds);

}  // namespace patchmatrix
