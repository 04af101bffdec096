// SPDX-License-Identifier: Apache-2.0
#include <patchmatrix/feeds.hpp>

#include "io/text.hpp"
#include "io/unicode.hpp"

namespace patchmatrix {

ImpactOrder::ImpactOrder(const std::vector<Impact>& gravest_first) {
  for (std::size_t rank = 0; rank < gravest_first.size(); ++rank)
    ranks_[static_cast<std::size_t>(gravest_first[rank])] = rank;
}

std::string_view slug(FeedKind kind) {
  switch (kind) {
    case FeedKind::MsrcCvrf:
      return "msrc-cvrf";
    case FeedKind::CsafProvider:
      return "csaf-provider";
    case FeedKind::CsafAggregator:
      return "csaf-aggregator";
    case FeedKind::Directory:
      return "directory";
    case FeedKind::UrlList:
      return "url-list";
    case FeedKind::Single:
      return "single";
    case FeedKind::Folder:
      return "folder";
  }
  return {};
}

std::string_view slug(Verification verification) {
  switch (verification) {
    case Verification::Record:
      return "record";
    case Verification::Prefer:
      return "prefer";
    case Verification::Require:
      return "require";
  }
  return {};
}

std::string_view slug(VersionOrder order) {
  return order == VersionOrder::Number ? "number" : "arrival";
}

std::string_view slug(ImpactThreat threat) {
  switch (threat) {
    case ImpactThreat::ByContent:
      return "by-content";
    case ImpactThreat::Severity:
      return "severity";
    case ImpactThreat::Impact:
      return "impact";
    case ImpactThreat::Neither:
      return "neither";
  }
  return {};
}

const Feed* Feeds::find(std::string_view id) const {
  for (const Vendor& vendor : vendors)
    for (const Feed& feed : vendor.feeds)
      if (feed.id == id) return &feed;
  return nullptr;
}

const Vendor& vendor_of(const Feeds& feeds, const Document& document) {
  for (const Vendor& vendor : feeds.vendors)
    for (const std::string& publisher : vendor.publishers)
      if (contains_ignoring_case(document.publisher_authority, publisher) ||
          contains_ignoring_case(document.publisher_contact, publisher) ||
          contains_ignoring_case(document.publisher_name, publisher) ||
          contains_ignoring_case(document.publisher_namespace, publisher))
        return vendor;
  return feeds.generic;
}

std::string folded(std::string_view word) { return nfkc_casefold(printable(word)); }

}  // namespace patchmatrix
