// SPDX-License-Identifier: Apache-2.0
#include <patchmatrix/feeds.hpp>

#include "io/text.hpp"
#include "io/unicode.hpp"

namespace patchmatrix {

ImpactOrder::ImpactOrder(const std::vector<Impact>& gravest_first) {
  for (std::size_t rank = 0; rank < gravest_first.size(); ++rank)
    ranks_[static_cast<std::size_t>(gravest_first[rank])] = rank;
}

const Feed& feed_of(const Feeds& feeds, const Document& document) {
  for (const Feed& feed : feeds.feeds)
    for (const std::string& publisher : feed.publishers)
      if (contains_ignoring_case(document.publisher_authority, publisher) ||
          contains_ignoring_case(document.publisher_contact, publisher))
        return feed;
  return feeds.generic;
}

std::string folded(std::string_view word) { return nfkc_casefold(printable(word)); }

}  // namespace patchmatrix
