// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the tables say of the versions of a document.

#include <deque>
#include <string>
#include <vector>

#include "io/sqlite.hpp"
#include "store/version_order.hpp"

namespace patchmatrix {

struct DocumentArrivals {
  std::vector<VersionArrival> list;  // views into `texts`
  std::deque<std::string> texts;
};
DocumentArrivals arrivals_of(Database& database, std::int64_t document);

std::string raw_of(Database& database, std::int64_t version);  // packed

}  // namespace patchmatrix
